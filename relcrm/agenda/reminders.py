"""Reminders that arrive once: rows that wait for their time, one for each of us who takes part and each time before.

A notice, the queued mail and the mark that both were sent are one transaction: a process that dies in between has sent
nothing, and the next run sends it. What was missed while the program stood still comes late, once, and says so.
"""

from datetime import datetime, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_datetime, get_url, now_datetime

from relcrm.agenda.working_days import get_working_time
from relcrm.exceptions import ReminderError
from relcrm.workplace.days import show_moment

LATE = timedelta(minutes=15)
BATCH = 500
MOST_REMINDERS = 5
LONGEST_MINUTES = 60 * 24 * 60
AHEAD = ("Planned", "Open")
SOURCES = ("status", "starts_on", "undated", "assigned_to", "reminder_minutes")
EVENT = "Relation Event"


def validate_reminders(event: Document) -> None:
    """Refuse more reminders than anybody wants, or one of years before."""
    if len(event.reminders) > MOST_REMINDERS:
        text = _('"{0}" has {1} reminders. Keep at most {2}.')
        frappe.throw(text.format(event.subject, len(event.reminders), MOST_REMINDERS), ReminderError)
    for minutes in (cint(event.reminder_minutes), *(cint(row.minutes) for row in event.reminders)):
        if not 0 <= minutes <= LONGEST_MINUTES:
            text = _('"{0}": a reminder is at most {1} days before, not {2} minutes. Correct it.')
            frappe.throw(text.format(event.subject, LONGEST_MINUTES // 1440, minutes), ReminderError)


def keep_reminders(event: Document) -> None:
    """Bring the waiting reminders of an event in line with it: moved, closed, other people, other times before."""
    before = event.get_doc_before_save()
    if before and not _is_changed(event, before):
        return
    wanted = get_wanted(event)
    if not before and not wanted:
        return
    fields = ["name", "user", "due_at", "minutes", "by_mail", "state", "snoozed"]
    filters = {"reference_doctype": EVENT, "reference_name": event.name}
    rows = frappe.get_all("Relation Reminder", filters=filters, fields=fields, limit=0) if before else []
    stays = wanted and not event.has_value_changed("starts_on")
    for row in rows:
        key = (row.user, get_datetime(row.due_at), cint(row.minutes))
        if row.state == "Sent" and not row.snoozed:
            wanted.pop(key, None)
        elif row.state == "Waiting" and not row.snoozed and wanted.get(key) == cint(row.by_mail):
            wanted.pop(key)
        elif row.state == "Waiting" and not (row.snoozed and stays):
            frappe.db.delete("Relation Reminder", {"name": row.name})
    for (user, due, minutes), by_mail in wanted.items():
        make_reminder(event.name, user, due, minutes=minutes, by_mail=by_mail)


def _is_changed(event: Document, before: Document) -> bool:
    if any(event.has_value_changed(field) for field in SOURCES):
        return True
    return get_times(event) != get_times(before) or get_people(event) != get_people(before)


def get_times(event: Document) -> dict[int, int]:
    """Return how many minutes before an event reminders come, and whether by mail too."""
    times = {cint(event.reminder_minutes): 0} if cint(event.reminder_minutes) else {}
    for row in event.get("reminders") or []:
        times[cint(row.minutes)] = max(times.get(cint(row.minutes), 0), cint(row.by_mail))
    return times


def get_people(event: Document) -> list[str]:
    """Return those of ours who take part in an event: who does it, then the others."""
    ours = [row.user for row in event.get("participants") or [] if row.side == "Ours" and row.user]
    return list(dict.fromkeys(user for user in (event.assigned_to, *ours) if user))


def get_wanted(event: Document) -> dict[tuple[str, datetime, int], int]:
    """Return (user, moment, minutes before) -> by mail, for an event that is still to come; else nothing."""
    start = get_datetime(event.starts_on) if event.starts_on else None
    if not start or cint(event.undated) or event.status not in AHEAD or start <= now_datetime():
        return {}
    return {
        (user, get_due(user, start, minutes), minutes): by_mail
        for minutes, by_mail in get_times(event).items()
        for user in get_people(event)
    }


def get_due(user: str | None, start: datetime, minutes: int) -> datetime:
    """Return when a reminder comes: one of an earlier day on a day on which its reader works."""
    due = start - timedelta(minutes=minutes)
    return get_working_time(user).step_back(due) if due.date() < start.date() else due


def make_reminder(event: str, user: str, due: datetime, **values) -> None:
    """Insert a reminder that waits for its time."""
    values |= {"reference_doctype": EVENT, "reference_name": event, "user": user, "due_at": due, "state": "Waiting"}
    frappe.get_doc({"doctype": "Relation Reminder", **values}).insert(ignore_permissions=True, ignore_links=True)


def remove_reminders(event: Document) -> None:
    """Take the reminders of a deleted event away."""
    frappe.db.delete("Relation Reminder", {"reference_doctype": EVENT, "reference_name": event.name})


def snooze(event_name: str, minutes: int) -> dict:
    """Remind the user once more of an event they may read, in so many minutes; instead of an earlier wish of theirs."""
    event = frappe.get_doc(EVENT, event_name)
    event.check_permission("read")
    if not 1 <= cint(minutes) <= LONGEST_MINUTES:
        text = _('"{0}": choose 1 minute to {1} days, not {2} minutes.')
        frappe.throw(text.format(event.subject, LONGEST_MINUTES // 1440, cint(minutes)), ReminderError)
    if event.status not in AHEAD:
        frappe.throw(_('"{0}" is closed: nobody needs a reminder of it.').format(event.subject), ReminderError)
    user = frappe.session.user
    wish = {"reference_name": event.name, "user": user, "state": "Waiting", "snoozed": 1}
    frappe.db.delete("Relation Reminder", wish)
    due = now_datetime().replace(microsecond=0) + timedelta(minutes=cint(minutes))
    make_reminder(event.name, user, due, snoozed=1)
    return {"due_at": due}


def send_reminders() -> int:
    """Send what is due; runs every minute. Each is committed by itself; returns how many were sent."""
    filters = {"state": "Waiting", "due_at": ["<=", now_datetime()]}
    names = frappe.get_all("Relation Reminder", filters=filters, pluck="name", order_by="due_at asc", limit=BATCH)
    sent = 0
    for name in names:
        sent += send_reminder(name)
        frappe.db.commit()
    return sent


def send_reminder(name: str) -> int:
    """Send one reminder unless it was sent meanwhile, or its event is closed or gone; returns 1 where it was sent."""
    fields = ["user", "due_at", "by_mail", "state", "reference_name"]
    row = frappe.db.get_value("Relation Reminder", name, fields, as_dict=True, for_update=True)
    if not row or row.state != "Waiting":
        return 0
    fields = ["name", "subject", "starts_on", "status", "undated"]
    event = frappe.db.get_value(EVENT, row.reference_name, fields, as_dict=True)
    if not event or event.status not in AHEAD or cint(event.undated) or not _is_enabled(row.user):
        frappe.db.delete("Relation Reminder", {"name": name})
        return 0
    late = now_datetime() - get_datetime(row.due_at) > LATE
    subject = make_subject(event, row.user, late)
    notice = {
        "doctype": "Notification Log",
        "subject": escape_html(subject),
        "for_user": row.user,
        "type": "Alert",
        "document_type": EVENT,
        "document_name": event.name,
    }
    frappe.get_doc(notice).insert(ignore_permissions=True)
    if cint(row.by_mail):
        _queue_mail(name, event, row.user, subject)
    values = {"state": "Sent", "sent_on": now_datetime(), "late": int(late)}
    frappe.db.set_value("Relation Reminder", name, values, update_modified=False)
    return 1


def _is_enabled(user: str) -> bool:
    return bool(frappe.db.get_value("User", user, "enabled"))


def make_subject(event: dict, user: str, late: bool) -> str:
    """Return the sentence of a reminder in the language of its reader."""
    language = frappe.db.get_value("User", user, "language")
    text = _("Reminder, late: {0}, {1}", language) if late else _("Reminder: {0}, {1}", language)
    return text.format(event.subject, show_moment(event.starts_on))


def _queue_mail(name: str, event: dict, user: str, subject: str) -> None:
    """Queue the mail of a reminder; where no account can send, the notice alone has to do."""
    address = frappe.db.get_value("User", user, "email")
    wants = frappe.db.get_value("Notification Settings", user, "enable_email_event_reminders")
    if not address or wants == 0:
        return
    link = escape_html(get_url(f"/relcrm/record/relation-event/{event.name}"))
    try:
        frappe.sendmail(
            recipients=[address],
            subject=subject,
            message=f'<p>{escape_html(subject)}</p><p><a href="{link}">{link}</a></p>',
            reference_doctype=EVENT,
            reference_name=event.name,
            add_unsubscribe_link=0,
            message_id=f"{name}.{frappe.generate_hash(length=8)}@reminder.relcrm",
        )
    except frappe.OutgoingEmailError:
        frappe.clear_last_message()
