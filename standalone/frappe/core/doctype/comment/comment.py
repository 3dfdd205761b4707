"""Comments, and the short copy of the newest ones that each document keeps in `_comments`."""

from __future__ import annotations

import json
import re
from typing import Any

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import get_fullname, strip_html

KEPT_IN_DOCUMENT = 100
LENGTH_IN_DOCUMENT = 200
_SPAN = re.compile(r"<span\b[^<>]{0,2000}>")
_MENTION = re.compile(r'class="[^"]*\bmention\b')
_DATA_ID = re.compile(r'data-id="([^"]+)"')


class Comment(Document):
    """One remark or log line on a document."""

    def before_insert(self) -> None:
        self.comment_email = self.comment_email or frappe.session.user
        self.comment_by = self.comment_by or get_fullname(self.comment_email)

    def after_insert(self) -> None:
        if self.comment_type == "Comment":
            self.notify_mentions()

    def validate(self) -> None:
        if (
            self.comment_type == "Comment"
            and not strip_html(self.content or "").strip()
            and "<img" not in (self.content or "")
        ):
            frappe.throw(
                _("A comment on {0} {1} needs a text.").format(
                    _(self.reference_doctype or ""), self.reference_name or ""
                )
            )

    def on_update(self) -> None:
        update_comment_in_doc(self)

    def on_trash(self) -> None:
        self.remove_comment_from_cache()

    def remove_comment_from_cache(self) -> None:
        """Take the comment out of the document's `_comments`."""
        if self.comment_type == "Comment" and self.reference_doctype:
            kept = [row for row in get_comments_from_parent(self) if row.get("name") != self.name]
            update_comments_in_parent(self.reference_doctype, self.reference_name, kept)

    def notify_mentions(self) -> None:
        """Put a line into the bell of everyone mentioned who may read the document."""
        users = mentioned_users(self.content or "")
        if not users or not self.reference_doctype or not self.reference_name:
            return
        from frappe.desk.doctype.notification_log.notification_log import enqueue_create_notification

        doc = frappe.get_doc(self.reference_doctype, self.reference_name)
        readers = [user for user in users if frappe.has_permission(doc=doc, user=user, print_logs=False)]
        subject = _("{0} mentioned you in a comment in {1} {2}").format(
            frappe.bold(frappe.utils.escape_html(self.comment_by)),
            frappe.bold(_(self.reference_doctype)),
            frappe.bold(frappe.utils.escape_html(str(doc.get_title() or doc.name))),
        )
        enqueue_create_notification(
            readers,
            {
                "type": "Mention",
                "document_type": self.reference_doctype,
                "document_name": self.reference_name,
                "subject": subject,
                "from_user": frappe.session.user,
                "email_content": self.content,
            },
        )


def mentioned_users(content: str) -> list[str]:
    """Users named in the mention marks of a text, each once."""
    found = (_DATA_ID.search(mark) for mark in _SPAN.findall(content) if _MENTION.search(mark))
    names = dict.fromkeys(match.group(1) for match in found if match)
    return [name for name in names if frappe.db.exists("User", {"name": name, "enabled": 1})]


def update_comment_in_doc(doc: Document) -> None:
    """Put the comment, or its new text, into the document's `_comments`."""
    if doc.comment_type != "Comment" or not doc.reference_doctype or not doc.reference_name or not doc.content:
        return
    rows = get_comments_from_parent(doc)
    short = {"comment": get_truncated(doc.content), "by": doc.comment_email or doc.owner, "name": doc.name}
    for row in rows:
        if row.get("name") == doc.name:
            row.update(short)
            break
    else:
        rows.append(short)
    update_comments_in_parent(doc.reference_doctype, doc.reference_name, rows)


def get_truncated(content: str) -> str:
    """The text, or its beginning where it is long."""
    return content if len(content) <= LENGTH_IN_DOCUMENT else strip_html(content)[: LENGTH_IN_DOCUMENT - 3] + "..."


def get_comments_from_parent(doc: Document) -> list[dict[str, Any]]:
    """The document's `_comments` as a list."""
    if frappe.get_meta(doc.reference_doctype).issingle:
        return []
    text = frappe.db.get_value(doc.reference_doctype, doc.reference_name, "_comments")
    try:
        return json.loads(text or "[]")
    except ValueError:
        return []


def update_comments_in_parent(reference_doctype: str, reference_name: str, comments: list[dict]) -> None:
    """Store the newest comments in the document, without touching its `modified`."""
    meta = frappe.get_meta(reference_doctype)
    if not reference_name or meta.issingle or meta.is_virtual or meta.istable:
        return
    value = json.dumps(comments[-KEPT_IN_DOCUMENT:])
    frappe.db.set_value(reference_doctype, reference_name, "_comments", value, update_modified=False)


def has_permission(doc: Document, ptype: str = "read", user: str | None = None) -> bool:
    """A comment is open to its writer and, for reading, to whoever may read the document it is on."""
    user = user or frappe.session.user
    about = bool(doc.reference_doctype and doc.reference_name)
    if user == "Administrator" or (doc.is_new() and not about):
        return True
    if user in (doc.owner, doc.comment_email) and not doc.is_new():
        return True
    if about:
        right = "read" if doc.is_new() or ptype in ("read", "select", "print") else "write"
        return bool(
            frappe.has_permission(doc.reference_doctype, right, doc.reference_name, user=user, print_logs=False)
        )
    return "System Manager" in frappe.get_roles(user)
