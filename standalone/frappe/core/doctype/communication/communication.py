"""Messages kept with the documents they are about. Sending is in `email.py`; reading a mailbox is not built."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, now_datetime, strip_html, validate_email_address


class Communication(Document):
    """One message."""

    def validate(self) -> None:
        self.set_defaults()
        self.set_sender()
        self.text_content = strip_html(self.content or "") or None
        if self.reference_doctype and self.reference_name:
            self.reference_owner = frappe.db.get_value(self.reference_doctype, self.reference_name, "owner")
        self.deduplicate_timeline_links()

    def after_insert(self) -> None:
        if self.reference_doctype and self.reference_name and self.communication_type == "Communication":
            self.notify_change("add")

    def on_trash(self) -> None:
        frappe.db.delete("Communication Link", {"parent": self.name})

    def set_defaults(self) -> None:
        self.user = self.user or frappe.session.user
        self.communication_date = self.communication_date or now_datetime()
        self.subject = (
            strip_html(self.subject or "").strip()[:140] or strip_html(self.content or "")[:140] or _("No subject")
        )
        if self.is_new():
            linked, talk = self.reference_doctype and self.reference_name, self.communication_type == "Communication"
            self.status = "Linked" if linked else "Open" if talk else "Closed"

    def set_sender(self) -> None:
        if not self.sender:
            self.sender = frappe.db.get_value("User", self.user, "email")
        if self.sender and not self.sender_full_name:
            user = frappe.db.get_value("User", {"email": validate_email_address(self.sender)}, "name")
            self.sender_full_name = get_fullname(user) if user else self.sender

    def add_link(self, link_doctype: str, link_name: str, autosave: bool = False) -> None:
        """Show the message in another document's history too."""
        self.append("timeline_links", {"link_doctype": link_doctype, "link_name": link_name})
        if autosave:
            self.save(ignore_permissions=True)

    def get_links(self) -> list:
        """The further documents."""
        return self.timeline_links

    def remove_link(self, link_doctype: str, link_name: str, autosave: bool = False) -> None:
        """Take the message out of another document's history."""
        for row in list(self.timeline_links):
            if (row.link_doctype, row.link_name) == (link_doctype, link_name):
                self.remove(row)
        if autosave:
            self.save(ignore_permissions=True)

    def deduplicate_timeline_links(self) -> None:
        seen = set()
        for row in list(self.timeline_links):
            key = (row.link_doctype, row.link_name)
            if key in seen:
                self.remove(row)
            seen.add(key)

    def notify_change(self, action: str) -> None:
        frappe.publish_realtime(
            "docinfo_update",
            {"doc": self.as_dict(), "key": "communications", "action": action},
            doctype=self.reference_doctype,
            docname=self.reference_name,
            after_commit=True,
        )

    def set_delivery_status(self, commit: bool = False) -> None:
        """Follow what became of the queued e-mails."""
        states = set(frappe.get_all("Email Queue", filters={"communication": self.name}, pluck="status"))
        if not states:
            return
        status = "Error" if "Error" in states else "Sending" if states & {"Not Sent", "Sending"} else "Sent"
        self.db_set("delivery_status", status, update_modified=False)


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """Open to its writer and to whoever may read one of the documents it is about."""
    user = user or frappe.session.user
    about = [(doc.reference_doctype, doc.reference_name)]
    about += [(row.link_doctype, row.link_name) for row in doc.timeline_links or ()]
    if user == "Administrator" or (doc.is_new() and not any(dt and dn for dt, dn in about)):
        return True
    if user in (doc.owner, doc.user) and not doc.is_new():
        return True
    right = "read" if doc.is_new() or ptype in ("read", "select", "print", "email") else "write"
    if any(dt and dn and frappe.has_permission(dt, right, dn, user=user, print_logs=False) for dt, dn in about):
        return True
    return "System Manager" in frappe.get_roles(user) and not any(dt for dt, _dn in about)


def get_permission_query_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """In lists everyone sees their own messages; those of a document are listed with the document."""
    user = user or frappe.session.user
    if user == "Administrator" or "System Manager" in frappe.get_roles(user):
        return ""
    me = frappe.db.escape(user)
    return f"(`tabCommunication`.`owner` = {me} or `tabCommunication`.`user` = {me})"
