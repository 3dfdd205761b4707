"""Notifications: e-mails and bell lines when something happens to a document, or some days before or after a date.

A document whose doctype has no notification costs one look into a map that is kept until a notification changes.
"""

from __future__ import annotations

import os
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_to_date, cast, cint, nowdate, validate_email_address
from frappe.utils._rules import get_rule, get_rules_by_doctype, validate_placeholders
from frappe.utils.caching import bump_derived

EVENTS = {
    "after_insert": "New",
    "on_update": "Save",
    "on_submit": "Submit",
    "on_cancel": "Cancel",
    "on_change": "Value Change",
}
DAILY = ("Days Before", "Days After")
_AT_EVENTS = {"enabled": 1, "event": ["not in", [*DAILY, "Custom"]]}
UNBUILT_CHANNELS = ("Slack", "SMS")


class Notification(Document):
    """One rule: when, whom, what."""

    def autoname(self) -> None:
        if not self.name and self.subject:
            self.name = self.subject

    def validate(self) -> None:
        if self.channel in UNBUILT_CHANNELS and self.enabled:
            raise frappe.NotInStandaloneError(
                _("The channel {0} is not available here. Choose Email or System Notification.").format(self.channel)
            )
        self.validate_event()
        validate_placeholders(self, "subject", "message")
        self.validate_condition()

    def on_update(self) -> None:
        bump_derived()

    def on_trash(self) -> None:
        bump_derived()

    def validate_event(self) -> None:
        needed = {
            "Value Change": "value_changed",
            "Days Before": "date_changed",
            "Days After": "date_changed",
            "Method": "method",
        }
        field = needed.get(self.event)
        if field and not self.get(field):
            frappe.throw(
                _("Notification {0} on {1} needs {2}. Fill it in.").format(
                    self.name, _(self.event), _(self.meta.get_label(field))
                )
            )
        if field in ("value_changed", "date_changed") and not _knows(self.document_type, self.get(field)):
            frappe.throw(_("{0} has no field {1}.").format(_(self.document_type), self.get(field)))

    def validate_condition(self) -> None:
        """Try the condition on an empty document."""
        try:
            if self.condition:
                frappe.safe_eval(self.condition, None, get_context(frappe.new_doc(self.document_type)))
        except Exception:
            frappe.throw(_("The Condition '{0}' is invalid").format(self.condition))

    # ---- sending

    def send(self, doc: Document) -> None:
        """Tell those concerned about one document."""
        context = {**get_context(doc), "alert": self, "comments": _comments_for(doc, self.message)}
        self.load_standard_properties(context)
        if self.channel == "Email":
            self.send_an_email(doc, context)
        if self.channel == "System Notification" or self.send_system_notification:
            self.create_system_notification(doc, context)
        if self.set_property_after_alert:
            self.set_property(doc)

    def render_subject(self, context: dict) -> str:
        subject = self.subject or ""
        return self.fill_in(subject, context) if "{" in subject else subject

    def fill_in(self, text: str, context: dict) -> str:
        """A text with its placeholders filled. Raises ValidationError that names the notification."""
        messages = list(frappe.local.message_log)
        try:
            return frappe.render_template(text, context)
        except Exception as exc:
            frappe.local.message_log = messages
            frappe.throw(
                _("The text of notification {0} cannot be made: {1}. Correct or disable it.").format(self.name, exc),
                title=_("Error in Notification"),
            )

    def render_message(self, context: dict) -> str:
        text = self.fill_in(self.message or "", context)
        if self.message_type == "Markdown":
            return frappe.utils.md_to_html(text) or ""
        if self.message_type == "Plain Text":
            return frappe.utils.escape_html(text).replace("\n", "<br>")
        return text

    def send_an_email(self, doc: Document, context: dict) -> None:
        subject = self.render_subject(context)
        recipients, cc, bcc = self.get_list_of_recipients(doc, context)
        if not (recipients or cc or bcc):
            return
        message = self.render_message(context)
        communication = self.keep_communication(doc, subject, message, recipients, cc, bcc)
        sender = frappe.db.get_value("Email Account", self.sender, "email_id") if self.sender else None
        frappe.sendmail(
            recipients=recipients,
            cc=cc,
            bcc=bcc,
            subject=subject,
            sender=sender,
            message=message,
            reference_doctype=doc.doctype,
            reference_name=doc.name,
            attachments=self.get_attachment(doc),
            expose_recipients="header",
            communication=communication,
        )

    def keep_communication(
        self, doc: Document, subject: str, message: str, recipients: list[str], cc: list[str], bcc: list[str]
    ) -> str | None:
        if doc.doctype == "Communication":
            return None
        return (
            frappe.get_doc(
                {
                    "doctype": "Communication",
                    "communication_type": "Automated Message",
                    "communication_medium": "Email",
                    "sent_or_received": "Sent",
                    "subject": subject,
                    "content": message,
                    "recipients": ", ".join(recipients),
                    "cc": ", ".join(cc),
                    "bcc": ", ".join(bcc),
                    "reference_doctype": doc.doctype,
                    "reference_name": doc.name,
                }
            )
            .insert(ignore_permissions=True, ignore_links=True)
            .name
        )

    def get_attachment(self, doc: Document) -> list[dict]:
        if not self.attach_print:
            return []
        return [
            {
                "print_format_attachment": 1,
                "doctype": doc.doctype,
                "name": doc.name,
                "print_format": self.print_format,
                "print_letterhead": 1,
                "lang": frappe.local.lang,
            }
        ]

    def create_system_notification(self, doc: Document, context: dict) -> None:
        from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification

        users = self.get_users(doc, context)
        if not users:
            return
        about_parent = doc.get("parenttype") and doc.get("parent")
        enqueue_create_notification(
            users,
            {
                "type": "Alert",
                "document_type": doc.parenttype if about_parent else doc.doctype,
                "document_name": doc.parent if about_parent else doc.name,
                "subject": self.render_subject(context),
                "from_user": doc.modified_by or doc.owner,
                "email_content": self.render_message(context),
            },
        )

    def set_property(self, doc: Document) -> None:
        """Reload the document, set the field and save it once more."""
        fieldname, value = self.set_property_after_alert, self.property_value
        field = doc.meta.get_field(fieldname)
        if not field:
            return
        if field.fieldtype in ("Check", "Int", "Float", "Currency", "Percent"):
            value = cast(field.fieldtype, value)
        fresh = frappe.get_doc(doc.doctype, doc.name)
        if fresh.get(fieldname) == value:
            return
        fresh.set(fieldname, value)
        fresh.flags.updater_reference = {"doctype": self.doctype, "docname": self.name, "label": _("via Notification")}
        fresh.flags.in_notification_update = True
        fresh.flags.notifications_executed = doc.flags.notifications_executed
        fresh.save(ignore_permissions=True)
        doc.reload()

    # ---- whom

    def get_list_of_recipients(self, doc: Document, context: dict) -> tuple[list[str], list[str], list[str]]:
        """E-mail addresses for To, CC and BCC; what is no address is left out."""
        found: dict[str, list[str]] = {"recipients": [], "cc": [], "bcc": []}
        for row in self.matching_rows(context):
            for value in self.values_of_row(doc, row):
                found["recipients"].append(validate_email_address(value))
            for key in ("cc", "bcc"):
                text = self.fill_in(row.get(key) or "", context)
                found[key] += [validate_email_address(part.strip()) for part in text.replace("\n", ",").split(",")]
        if self.send_to_all_assignees:
            found["recipients"] += [validate_email_address(user) for user in get_assignees(doc)]
        unique = [
            list(dict.fromkeys(address for address in found[key] if address)) for key in ("recipients", "cc", "bcc")
        ]
        return unique[0], unique[1], unique[2]

    def get_users(self, doc: Document, context: dict) -> list[str]:
        """User ids and addresses for the bell."""
        values = [value for row in self.matching_rows(context) for value in self.values_of_row(doc, row)]
        if self.send_to_all_assignees:
            values += get_assignees(doc)
        return list(dict.fromkeys(value for value in values if value))

    def matching_rows(self, context: dict) -> list[Any]:
        return [row for row in self.recipients if not row.condition or frappe.safe_eval(row.condition, None, context)]

    def values_of_row(self, doc: Document, row: Any) -> list[str]:
        values: list[str] = []
        if row.receiver_by_document_field:
            field, _comma, table = row.receiver_by_document_field.partition(",")
            sources = doc.get(table.strip()) if table.strip() else [doc]
            for source in sources or ():
                value = source.get(field.strip()) or ""
                values += [part.strip() for part in str(value).replace("\n", ",").split(",") if part.strip()]
        if row.receiver_by_role:
            values += get_emails_from_role(row.receiver_by_role)
        return values

    # ---- the text of notifications that come with an app

    def load_standard_properties(self, context: dict) -> None:
        """Text and extra context from the app's files, where the notification comes with an app."""
        if not self.is_standard or not self.module:
            return
        name = frappe.scrub(self.name)
        folder = frappe.get_module_path(self.module, "notification", name)
        for extension, kind in (("md", "Markdown"), ("html", "HTML"), ("txt", "Plain Text")):
            text = frappe.read_file(os.path.join(folder, f"{name}.{extension}"))
            if text:
                self.message, self.message_type = text, kind
        if os.path.exists(os.path.join(folder, f"{name}.py")):
            app = frappe.get_module_app(self.module)
            module = frappe.get_module(f"{app}.{frappe.scrub(self.module)}.notification.{name}.{name}")
            if hasattr(module, "get_context"):
                context.update(module.get_context(context) or {})


def _knows(doctype: str, fieldname: str) -> bool:
    return frappe.get_meta(doctype).has_field(fieldname) or fieldname in (
        "creation",
        "modified",
        "owner",
        "docstatus",
        "modified_by",
    )


def _comments_for(doc: Document, message: str | None) -> list[dict]:
    if "comments" not in (message or "") or doc.is_new():
        return []
    return frappe.get_all(
        "Comment",
        filters={"reference_doctype": doc.doctype, "reference_name": doc.name, "comment_type": "Comment"},
        fields=["content as comment", "comment_email as by", "name"],
        order_by="creation asc",
    )


def get_context(doc: Document) -> dict[str, Any]:
    """Names that conditions and templates may use."""
    return {"doc": doc, "nowdate": nowdate, "frappe": frappe._dict(utils=frappe.utils)}


def get_assignees(doc: Document) -> list[str]:
    """Users with an open task about the document."""
    filters = {"status": "Open", "reference_name": doc.name, "reference_type": doc.doctype}
    return frappe.get_all("ToDo", filters=filters, pluck="allocated_to")


def get_emails_from_role(role: str) -> list[str]:
    """Addresses of the enabled users with a role."""
    from frappe.utils.user import get_users_with_role

    users = get_users_with_role(role)
    rows = frappe.get_all("User", filters={"name": ["in", users]}, fields=["name", "email"]) if users else []
    return [row.email or row.name for row in rows]


# ---- when ---------------------------------------------------------------------------------------


def evaluate_alerts(doc: Document, event: str) -> None:
    """Called for every event of every document: send what waits for this one, each at most once per save."""
    rules = get_rules_by_doctype("Notification", "document_type", _AT_EVENTS, ("event", "method"))
    waiting = rules.get(doc.doctype)
    if not waiting or _is_asleep():
        return
    kind = EVENTS.get(event)
    if kind == "Value Change" and (doc.flags.in_insert or not doc.get_doc_before_save()):
        kind = None
    done = doc.flags.notifications_executed
    if done is None:
        done = doc.flags.notifications_executed = []
    for row in waiting:
        name, wanted = row.name, row.event
        if name in done or not (wanted == kind or wanted == "Method" and row.method == event):
            continue
        done.append(name)
        if not evaluate_alert(doc, get_rule("Notification", name), wanted):
            done.remove(name)


def _is_asleep() -> bool:
    flags = frappe.flags
    return bool(flags.in_import and flags.mute_emails or flags.in_patch or flags.in_install)


def evaluate_alert(doc: Document, alert: Any, event: str | None = None) -> bool:
    """Send one notification if its condition holds; says whether it did. Raises for a faulty condition or text."""
    if isinstance(alert, str):
        alert = frappe.get_doc("Notification", alert)
    event = event or alert.event
    try:
        if alert.condition and not frappe.safe_eval(alert.condition, None, get_context(doc)):
            return False
        if event == "Value Change" and not _has_changed(doc, alert.value_changed):
            return False
    except Exception as exc:
        frappe.throw(
            _("The condition of notification {0} cannot be evaluated: {1}. Correct or disable it.").format(
                alert.name, exc
            ),
            title=_("Error in Notification"),
        )
    _send_or_log(doc, alert)
    return True


def _has_changed(doc: Document, fieldname: str) -> bool:
    return bool(doc.get_doc_before_save()) and doc.has_value_changed(fieldname)


def _send_or_log(doc: Document, alert: Any) -> None:
    try:
        alert.send(doc)
    except frappe.ValidationError:
        raise
    except Exception:
        frappe.clear_last_message()
        frappe.log_error(
            _("Notification {0} failed").format(alert.name), reference_doctype=doc.doctype, reference_name=doc.name
        )


def trigger_daily_alerts() -> None:
    """Scheduled job: notifications some days before or after a date."""
    if frappe.flags.in_import or frappe.flags.in_patch:
        return
    names = frappe.get_all("Notification", filters={"enabled": 1, "event": ["in", DAILY]}, pluck="name")
    for name in names:
        alert = frappe.get_doc("Notification", name)
        for doc in documents_for_today(alert):
            evaluate_alert(doc, alert, alert.event)
        frappe.db.commit()


def documents_for_today(alert: Any) -> list[Document]:
    """Documents whose date lies the set number of days from today."""
    days = cint(alert.days_in_advance)
    day = add_to_date(nowdate(), days=days if alert.event == "Days Before" else -days)
    names = frappe.get_all(
        alert.document_type,
        filters=[
            [alert.date_changed, ">=", f"{day} 00:00:00" if _is_datetime(alert) else day],
            [alert.date_changed, "<=", f"{day} 23:59:59.999999" if _is_datetime(alert) else day],
        ],
        pluck="name",
        order_by="name asc",
    )
    return [frappe.get_doc(alert.document_type, name) for name in names]


def _is_datetime(alert: Any) -> bool:
    field = frappe.get_meta(alert.document_type).get_field(alert.date_changed)
    return not field or field.fieldtype == "Datetime"


@frappe.whitelist()
def get_documents_for_today(notification: str) -> list[str]:
    """Which documents a notification by days would tell about today; needs read permission on it."""
    alert = frappe.get_doc("Notification", notification)
    alert.check_permission("read")
    return [doc.name for doc in documents_for_today(alert)]
