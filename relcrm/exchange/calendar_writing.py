"""Events as a calendar file (.ics), for the agenda of a telephone or a mail program."""

import frappe
from frappe import _
from frappe.utils import nowdate

from relcrm.agenda import events
from relcrm.agenda.ical import make_ics
from relcrm.agenda.ical.folding import fold
from relcrm.exceptions import CalendarFileError
from relcrm.workplace.staff_words import say

DOCTYPE = "Relation Event"
MOST = 2000
FIELDS = ("notes", "reminder_minutes", "creation", "modified", "occurrence", "ical_uid", "ical_sequence", "leaves_free")


def make_calendar_file(names: list[str], busy_only: bool = False) -> tuple[str, bytes, int]:
    """Return name, content and number of events of a file; what the reader may not see is left out without a word."""
    names = list(dict.fromkeys(map(str, names)))
    if len(names) > MOST:
        text = _("There are {0} events. Choose at most {1} for one file.")
        raise CalendarFileError(text.format(len(names), MOST))
    fields = [*events.LIST_FIELDS, *FIELDS]
    filters = {"name": ["in", names]}
    rows = events.add_names(
        frappe.get_list(DOCTYPE, fields=fields, filters=filters, order_by="starts_on asc", limit=MOST)
    )
    content = make_ics(rows if busy_only else fold(rows, fields), busy_only=busy_only, alarms=True)
    title = frappe.scrub(rows[0].subject)[:60] if len(rows) == 1 else f"{say(DOCTYPE)} {nowdate()}"
    return f"{title}.ics", content, len(rows)
