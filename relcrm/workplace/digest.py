"""One mail a day with what the bell has not yet told, for those who chose it. Nothing is sent when nothing is new."""

import frappe
from frappe import _
from frappe.utils import add_days, escape_html, get_url, now_datetime

from relcrm.workplace.language import speaking
from relcrm.workplace.notices import MAILS

MOST_LINES = 30


def send_digests() -> None:
    """Daily job: to each who chose it, yesterday's unread lines."""
    if not frappe.db.exists("Email Account", {"enable_outgoing": 1, "default_outgoing": 1}):
        return
    since = add_days(now_datetime(), -1)
    chosen = frappe.get_all("DefaultValue", filters={"defkey": MAILS, "defvalue": "daily"}, pluck="parent")
    users = frappe.get_all(
        "User",
        filters={"name": ["in", chosen], "enabled": 1},
        fields=["name", "email", "first_name", "language"],
    )
    for user in users:
        send_digest(user, since)


def send_digest(user: dict, since) -> bool:
    """Send one user's digest; False when there was nothing new or mails come one by one."""
    if frappe.db.get_value("Notification Settings", user.name, "enable_email_notifications"):
        return False
    lines = frappe.get_all(
        "Notification Log",
        filters={"for_user": user.name, "read": 0, "creation": [">", since]},
        fields=["subject"],
        order_by="creation desc",
        limit=MOST_LINES,
    )
    if not lines:
        return False
    with speaking(user.language):
        items = "".join(f"<li>{escape_html(frappe.utils.strip_html(line.subject or ''))}</li>" for line in lines)
        open_it = f'<p><a href="{get_url("/relcrm/notices")}">{_("Open the notices")}</a></p>'
        frappe.sendmail(
            recipients=[user.email],
            subject=_("RelCRM: {0} notices").format(len(lines)) if len(lines) > 1 else _("RelCRM: one notice"),
            message=f"<p>{_('Since yesterday:')}</p><ul>{items}</ul>{open_it}",
        )
    return True
