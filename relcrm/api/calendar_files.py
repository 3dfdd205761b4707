"""Calendar files: events as a file, and a file as events of one's own agenda."""

import frappe
from frappe import _
from frappe.utils import cint

from relcrm.agenda.ical.reading import MOST_BYTES
from relcrm.api.agenda import get_events
from relcrm.exceptions import CalendarFileError
from relcrm.exchange.calendar_import import CalendarImport
from relcrm.exchange.calendar_writing import make_calendar_file
from relcrm.exchange.undoing import undo_import
from relcrm.relations import personal_reads


@frappe.whitelist(methods=["POST"])
def preview(event_type: str | None = None) -> dict:
    """Look at a calendar file (form field `file`): what would become of its events; nothing is stored.

    Needs create on events; answers title, total, created, updated, unchanged, refused, events, rows.
    """
    _file_name, content = _get_uploaded()
    return CalendarImport(content, event_type).describe()


@frappe.whitelist(methods=["POST"])
def bring_in(event_type: str | None = None) -> dict:
    """Bring a calendar file (form field `file`) into one's own agenda, all of it or nothing; it mails nobody.

    Needs create on events; answers as `preview` and `run`, by which it is undone.
    """
    file_name, content = _get_uploaded()
    work = CalendarImport(content, event_type)
    run = work.write(file_name)
    return work.describe() | {"run": run}


@frappe.whitelist(methods=["POST"])
def undo(run: str) -> dict:
    """Take a calendar that one brought in back; what somebody has changed since stays: {status, left}."""
    fields = ["owner", "target_doctype", "status"]
    owner, doctype, status = frappe.db.get_value("Import Run", run, fields) or (None, None, None)
    if owner != frappe.session.user or doctype != "Relation Event" or status != "Finished":
        raise CalendarFileError(_("There is no calendar of yours to take back. Load the page again."))
    undo_import(run)
    status, left = frappe.db.get_value("Import Run", run, ["status", "kept_records"])
    return {"status": status, "left": left}


def _get_uploaded() -> tuple[str, bytes]:
    sent = frappe.request.files.get("file") if getattr(frappe, "request", None) else None
    if not sent:
        raise CalendarFileError(_("No file was sent. Choose a file that ends in .ics."))
    return sent.filename or "calendar.ics", sent.stream.read(MOST_BYTES + 1)


@frappe.whitelist(methods=["GET", "POST"])
def get_file(
    names: str | list | None = None,
    start: str | None = None,
    end: str | None = None,
    who: str = "me",
    users: str | list | None = None,
    busy_only: int = 0,
    party: str | None = None,
    process: str | None = None,
) -> None:
    """Answer with events as an .ics file: those of `names`, or those of `relcrm.api.agenda.get_events` in a span.

    Only events that the user may read are in it; what is not theirs to see is left out without a word. A series that
    is there whole is one event with its rule.
    """
    wanted = frappe.parse_json(names) if isinstance(names, str) and names.startswith("[") else names
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted is None:
        wanted = [row.name for row in get_events(start or "", end or "", who, users, party=party, process=process)]
    file_name, content, count = make_calendar_file(wanted, bool(cint(busy_only)))
    personal_reads.note(personal_reads.EXPORTED, "Relation Event", rows=count, detail="ics")
    frappe.local.response.filename = file_name
    frappe.local.response.filecontent = content
    frappe.local.response.type = "download"
