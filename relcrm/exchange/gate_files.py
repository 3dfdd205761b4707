"""Files of the contact gate: who is held and why, the question to the opposition register, and its answer."""

import re

import frappe
from frappe import _
from frappe.core.doctype.access_log.access_log import make_access_log
from frappe.model.naming import make_autoname
from frappe.utils import getdate, now, nowdate

from relcrm.exceptions import RegisterFileError
from relcrm.exchange.exporting import write_csv
from relcrm.exchange.reading import open_table
from relcrm.relations import keys, personal_reads, register_answers
from relcrm.relations.contact_gate import Verdict
from relcrm.relations.contact_lists import get_titles
from relcrm.relations.contact_rules import PHONE, POST
from relcrm.relations.party_card import get_region
from relcrm.workplace.staff_words import say

TELEPHONE = "Telephone"
CHANNELS = {TELEPHONE: PHONE, "Post": POST}
YES = re.compile(r"\s*(s|si|sì|y|yes|1|true|x|iscritto|presente|registered)\s*", re.IGNORECASE)
NO = re.compile(r"\s*(n|no|0|false|non iscritto|assente|libero|not registered|)\s*", re.IGNORECASE)
FREE, REGISTERED = "free", "registered"
SAMPLE = 200
KIND = "Register Answer"


def get_channel(register: str) -> str:
    """Return the channel that a register is about; refuses one that does not exist."""
    if register not in CHANNELS:
        text = _('There is no register "{0}". Choose one of: {1}.')
        shown = frappe.utils.escape_html(str(register)[:140])
        frappe.throw(text.format(shown, ", ".join(map(_, CHANNELS))), RegisterFileError)
    return CHANNELS[register]


def make_verdict_file(doctype: str, verdicts: dict[str, Verdict]) -> tuple[str, str]:
    """Return name and content of a CSV file that says of everybody whether they may be reached and why not."""
    titles = get_titles(doctype, list(verdicts))
    headers = [_("Name"), _("Address"), _("May be reached"), _("Reason"), _("What would free it")]

    def make_row(name: str, verdict: Verdict) -> list:
        said = [reason.describe() for reason in verdict.reasons]
        texts = (" ".join(one[part] for one in said) for part in ("text", "way_out"))
        address = verdict.address.replace("\n", ", ")
        return [titles[name], address, _("Yes") if verdict.is_allowed else _("No"), *texts]

    rows = (make_row(name, verdict) for name, verdict in verdicts.items())
    note_export(doctype, len(verdicts), "relcrm.api.consents.export_verdicts")
    title = f"{say(doctype)} {_('who may be reached')} {nowdate()}.csv"
    return title, "".join(write_csv(headers, rows, keep_digits=True))


def make_question_file(register: str, verdicts: dict[str, Verdict]) -> tuple[str, str]:
    """Return name and content of a CSV file of the numbers, or addresses, each once, that somebody has.

    Numbers are plain digits as they are dialled from here, as the register takes them.
    """
    title = f"{_('Opposition register')} {_(register)} {nowdate()}.csv"
    found = [verdict for verdict in verdicts.values() if verdict.address]
    note_export(KIND, len(found), "relcrm.api.consents.export_for_register")
    if register == TELEPHONE:
        numbers = dict.fromkeys(verdict.address for verdict in found)
        headers = [_("Number"), _("In the register")]
        return title, "".join(write_csv(headers, ([get_dialled(number), ""] for number in numbers)))
    titles = get_titles("Party", [verdict.addressee.party for verdict in found if verdict.addressee.party])
    rows = {
        party: [party, titles[party], *verdict.address.split("\n")]
        for party, verdict in ((verdict.addressee.party, verdict) for verdict in found)
        if party in titles
    }
    headers = [_("Our reference"), _("Name"), _("Street"), _("Postal code"), _("Town"), _("In the register")]
    return title, "".join(write_csv(headers, ([*row, ""] for row in rows.values())))


def get_dialled(number: str) -> str:
    """Return the digits by which a number is dialled in our country: without its prefix, a foreign one after 00."""
    return re.sub(r"^\+", "00", re.sub(r"[^\d+]", "", keys.format_phone(number, get_region())))


def note_export(doctype: str, rows: int, method: str) -> None:
    """Write down that a file with personal data was taken."""
    personal_reads.note(personal_reads.EXPORTED, doctype, rows=rows, detail="csv")
    make_access_log(doctype=doctype, file_type="CSV", method=method, filters=frappe.as_json({"rows": rows}))


# ---- the answer


def take_answer(register: str, checked_on: str, file_name: str, content: bytes, listed_means: str = "") -> dict:
    """Keep the answer of a file for each of its numbers or addresses, all or none; returns counts.

    A column with yes or no says of each whether it is in the register. Where there is none, `listed_means` says what
    it means to be listed. Rows that are no number of ours to read are counted and named, not kept.
    """
    get_channel(register)
    day = _get_day(checked_on)
    table = open_table(content, file_name)
    rows = [row.cells for row in table.rows()]
    if not _looks_like_heading(register, table.headers):
        rows.insert(0, table.headers)
    key_at = _find_key_column(register, rows, file_name)
    yes_at = _find_yes_column(rows, key_at)
    if yes_at is None and listed_means not in (FREE, REGISTERED):
        text = _("{0} says nowhere yes or no. Say whether the numbers it lists are free, or in the register.")
        frappe.throw(text.format(file_name), RegisterFileError)
    answers, unread = _read_answers(register, rows, key_at, yes_at, listed_means == REGISTERED)
    if register == "Post":
        answers, unread = _keep_known_parties(answers, unread)
    _store(register, answers, day, file_name)
    return {
        "answers": len(answers),
        "registered": sum(answers.values()),
        "free": len(answers) - sum(answers.values()),
        "unread": len(unread),
        "unread_sample": unread[:10],
    }


def _get_day(checked_on: str):
    try:
        day = getdate(checked_on)
    except Exception:
        day = None
    if not day or day > getdate(nowdate()):
        text = _('"{0}" is not the day of an answer. Enter the day on which the register was asked.')
        frappe.throw(text.format(frappe.utils.escape_html(str(checked_on)[:40])), RegisterFileError)
    return day


def _parse_key(register: str, cell: str) -> str:
    """Return the number, or our reference, that a cell names; empty where it names none."""
    if register != TELEPHONE:
        return cell.strip().upper() if re.fullmatch(r"\s*PTY-\d+\s*", cell, re.IGNORECASE) else ""
    lost = f"0{cell.strip()}" if cell.strip().isdigit() else ""  # a spreadsheet took the zero away
    return keys.parse_phone(cell, get_region()) or keys.parse_phone(lost, get_region())


def _looks_like_heading(register: str, cells: list[str]) -> bool:
    return not any(_parse_key(register, cell) for cell in cells)


def _find_key_column(register: str, rows: list[list[str]], file_name: str) -> int:
    width = max((len(row) for row in rows), default=0)
    hits = [sum(bool(_parse_key(register, row[at])) for row in rows[:SAMPLE] if at < len(row)) for at in range(width)]
    if not hits or not max(hits):
        text = _("{0} has no column of telephone numbers.") if register == TELEPHONE else _(
            "{0} has no column with our references. Send back the file that was exported."
        )
        frappe.throw(text.format(file_name), RegisterFileError)
    return hits.index(max(hits))


def _find_yes_column(rows: list[list[str]], key_at: int) -> int | None:
    """Return the column in which every row says yes or no, and some row says something."""
    width = max(len(row) for row in rows)
    for at in reversed(range(width)):
        cells = [row[at] for row in rows if at < len(row)]
        said = any(YES.fullmatch(cell) or cell.strip() for cell in cells)
        if at != key_at and said and all(YES.fullmatch(cell) or NO.fullmatch(cell) for cell in cells):
            return at
    return None


def _read_answers(register: str, rows: list, key_at: int, yes_at: int | None, listed: bool) -> tuple[dict, list]:
    answers: dict[str, int] = {}
    unread = []
    for row in rows:
        cell = row[key_at] if key_at < len(row) else ""
        key = _parse_key(register, cell)
        if not key:
            unread.append(cell[:80])
            continue
        registered = listed if yes_at is None else bool(YES.fullmatch(row[yes_at]))
        answers[key] = max(answers.get(key, 0), int(registered))  # said twice, the stricter holds
    return answers, unread


def _keep_known_parties(answers: dict, unread: list) -> tuple[dict, list]:
    known = get_titles("Party", list(answers))
    return {key: answers[key] for key in known}, unread + [key for key in answers if key not in known]


def _store(register: str, answers: dict[str, int], day, file_name: str) -> None:
    """Insert one answer for each; a file of a hundred thousand numbers is written in portions."""
    columns = ["name", "register", "number", "party", "street", "cap", "town", "registered", "checked_on", "sequence"]
    columns += ["source_file", "owner", "modified_by", "creation", "modified", "docstatus", "idx"]
    user, moment = frappe.session.user, now()
    rows = []
    for key, registered in answers.items():
        doc = frappe._dict(name=make_autoname("OPR-.########"), checked_on=day, registered=registered)
        place = register_answers.get_address(key) if register == "Post" else {"street": "", "cap": "", "town": ""}
        number, party = (key, None) if register == TELEPHONE else (None, key)
        own = [doc.name, register, number, party, place["street"], place["cap"], place["town"], registered, day]
        rows.append([*own, register_answers.make_sequence(doc), file_name[:140], user, user, moment, moment, 0, 0])
    frappe.db.bulk_insert(KIND, columns, rows)
    register_answers.follow_up(answers, register)


