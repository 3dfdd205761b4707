"""Sheets of questions asked in a call or a visit: the answers fill the profile, the event keeps what was said."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import escape_html, now_datetime

from relcrm.agenda.event_type import get_type_of_channel
from relcrm.agenda.events import make_event
from relcrm.exceptions import SurveyError
from relcrm.relations.profile import COLUMNS, get_profile, note_refusals, set_profile_values
from relcrm.workplace.days import show_day

MOST_NOTES = 5000


def get_sheets(party: str) -> list[dict]:
    """Return the sheets in use that fit a kind of party: name and how many questions each has."""
    kind = frappe.db.get_value("Party", party, "party_type")
    rows = frappe.get_list(
        "Survey Sheet", filters={"disabled": 0}, fields=["name", "party_type"], order_by="sheet_name asc", limit=100
    )
    return [{"name": row.name, "title": _(row.name)} for row in rows if row.party_type in (None, "", kind)]


def get_sheet(sheet: str, party: str) -> dict:
    """Return a sheet with its questions in order, each with what the profile of the party says today.

    A question is `attribute`, `question`, `hint`, and the characteristic as the card describes it (`value_type`,
    `options`, `unit`, `value`, `refused_on`). Characteristics that are not of this kind or role are left out.
    """
    doc = _get_sheet(sheet)
    profile = get_profile(party, frappe.db.get_value("Party", party, "party_type"))
    known = {one["attribute"]: one for one in profile["attributes"]}
    questions = [
        {**known[row.attribute], "question": _(row.question or known[row.attribute]["title"]), "hint": row.hint}
        for row in doc.questions
        if row.attribute in known
    ]
    return {"name": doc.name, "title": _(doc.sheet_name), "opening": doc.opening, "questions": questions}


def fill(
    sheet: str,
    party: str,
    answers: dict,
    refused: list[str],
    contact_person: str | None = None,
    event: str | None = None,
    notes: str = "",
) -> Document:
    """Write the answers into the profile of a party and keep them on an event, a new call unless one is given.

    `answers` is {attribute: value or list}; blank ones are left as they are. `refused` are attributes that somebody
    did not want to tell. Answers the event. Raises SurveyError where nothing was said, and for what is not asked.
    """
    questions = {row["attribute"]: row for row in get_sheet(sheet, party)["questions"]}
    said = {attribute: value for attribute, value in answers.items() if value not in (None, "", [])}
    for attribute in (*answers, *refused):
        if attribute not in questions:
            text = _('The sheet "{0}" does not ask for "{1}". Open it again.')
            frappe.throw(text.format(_(sheet), escape_html(str(attribute)[:100])), SurveyError)
    if not said and not refused and not notes.strip():
        frappe.throw(_("Nothing was answered yet. Answer a question, or close the sheet."), SurveyError)
    profile = set_profile_values(party, said)
    note_refusals(profile, [one for one in refused if one not in said], contact_person)
    profile.save()
    text = _write(questions, said, refused, notes)
    return _add_to_event(event, party, text) if event else _make_event(sheet, party, contact_person, text)


def _get_sheet(sheet: str) -> Document:
    doc = frappe.get_doc("Survey Sheet", sheet)
    doc.check_permission("read")
    return doc


def _write(questions: dict, said: dict, refused: list[str], notes: str) -> str:
    """Return what was asked and answered as simple HTML, in the order of the sheet."""
    lines = []
    for attribute, row in questions.items():
        if attribute in said:
            lines.append(f"<li>{escape_html(row['question'])}: <b>{escape_html(_show(row, said[attribute]))}</b></li>")
        elif attribute in refused:
            lines.append(f"<li>{escape_html(row['question'])}: {escape_html(_('did not want to say'))}</li>")
    words = escape_html(notes.strip()[:MOST_NOTES])
    return f"<ul>{''.join(lines)}</ul>" + (f"<p>{words}</p>" if words else "")


def _show(row: dict, value) -> str:
    titles = {option["value"]: option["title"] for option in row["options"]}
    values = value if isinstance(value, list) else [value]
    if COLUMNS[row["value_type"]] == "yes_no":
        return _("Yes") if str(value) not in ("0", "False", "") else _("No")
    if COLUMNS[row["value_type"]] == "date":
        return show_day(value)
    unit = f" {row['unit']}" if row.get("unit") else ""
    words = [str(titles.get(one, one)) for one in values]
    if COLUMNS[row["value_type"]] == "number" and (frappe.local.lang or "").startswith("it"):
        words = [word.replace(".", ",") for word in words]
    return ", ".join(words) + unit


def _add_to_event(name: str, party: str, text: str) -> Document:
    event = frappe.get_doc("Relation Event", name)
    event.check_permission("write")
    if event.party != party:
        sentence = _('"{0}" is not with this company. Open the questions from an event with it, or from its card.')
        frappe.throw(sentence.format(event.subject), SurveyError)
    event.notes = (event.notes or "") + text
    return event.save()


def _make_event(sheet: str, party: str, contact_person: str | None, text: str) -> Document:
    return make_event(
        {
            "event_type": get_type_of_channel("Call"),
            "subject": _("Questions: {0}").format(_(sheet)),
            "party": party,
            "contact_person": contact_person,
            "assigned_to": frappe.session.user,
            "starts_on": now_datetime().replace(microsecond=0),
            "status": "Done",
            "direction": "Out",
            "notes": text,
        }
    )
