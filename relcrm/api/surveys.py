"""Sheets of questions: which fit, what each asks, and keeping the answers."""

import frappe
from frappe import _

from relcrm.agenda import survey
from relcrm.exceptions import SurveyError


@frappe.whitelist(methods=["GET", "POST"])
def get_sheets(party: str) -> list[dict]:
    """Return the sheets that fit a party; needs read on it. None for whoever may not write profiles."""
    frappe.get_doc("Party", str(party)).check_permission("read")
    may_ask = frappe.has_permission("Survey Sheet", "read") and frappe.has_permission("Party Profile", "write")
    return survey.get_sheets(party) if may_ask else []


@frappe.whitelist(methods=["GET", "POST"])
def get_sheet(sheet: str, party: str) -> dict:
    """Return the questions of a sheet with what is known of a party; needs read on both."""
    frappe.get_doc("Party", str(party)).check_permission("read")
    frappe.has_permission("Party Profile", "read", throw=True)
    return survey.get_sheet(sheet, party)


@frappe.whitelist(methods=["POST"])
def fill(
    sheet: str,
    party: str,
    answers: dict,
    refused: list | None = None,
    contact_person: str | None = None,
    event: str | None = None,
    notes: str | None = None,
) -> dict:
    """Keep the answers to a sheet in the profile and on an event; needs write on Party Profile and on the event."""
    frappe.get_doc("Party", str(party)).check_permission("read")
    if not isinstance(answers, dict) or not isinstance(refused or [], list):
        frappe.throw(_("The answers cannot be read. Open the sheet again."), SurveyError)
    words = [str(one) for one in refused or []]
    return {"event": survey.fill(sheet, party, answers, words, contact_person, event, notes or "").name}
