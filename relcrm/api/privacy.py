"""One person's data over REST, for the privacy officer: shown, taken out, erased; who read it; where it comes from."""

import html as markup
import json

import frappe
from frappe import _
from frappe.utils import cint, nowdate

from relcrm.exceptions import PersonalDataError
from relcrm.exchange import personal_data, personal_erasure, retention
from relcrm.exchange.data_sources import get_sources as find_sources
from relcrm.outreach.pdf import make_pdf
from relcrm.relations import personal_reads
from relcrm.workplace.days import show_day

MOST_SHOWN, MOST_AT_ONCE, MOST_PAGE = 50, 100, 500


@frappe.whitelist(methods=["GET", "POST"])
def get_data(doctype: str, name: str) -> dict:
    """Return everything held about a person, the first 50 records of each kind; for privacy officers."""
    personal_data.only_for_officers()
    holding = personal_data.get_holding(doctype, name)
    personal_reads.note(personal_reads.SHOWN, doctype, name)
    data = personal_data.describe(holding, MOST_SHOWN)
    return {**data, "erasure": personal_erasure.preview(holding), "readings": personal_reads.get_of(holding.records)}


@frappe.whitelist(methods=["GET", "POST"])
def export_data(doctype: str, name: str, file_format: str = "json") -> None:
    """Send everything held about a person as json, html or pdf, attachments by name; for privacy officers."""
    personal_data.only_for_officers()
    if file_format not in ("json", "html", "pdf"):
        frappe.throw(_("One person's data are taken as json, html or pdf."), PersonalDataError)
    holding = personal_data.get_holding(doctype, name)
    data = personal_data.describe(holding)
    personal_reads.note(personal_reads.EXPORTED, doctype, name, detail=file_format)
    content = json.dumps(data, ensure_ascii=False, indent=1, default=str)
    if file_format != "json":
        content = make_page(data)
    frappe.local.response.filename = f"{frappe.scrub(holding.title)[:60]} {nowdate()}.{file_format}"
    frappe.local.response.filecontent = make_pdf(content) if file_format == "pdf" else content.encode()
    frappe.local.response.type = "pdf" if file_format == "pdf" else "download"


@frappe.whitelist(methods=["POST"])
def erase(doctype: str, name: str, reason: str, typed_name: str) -> dict:
    """Erase a person everywhere, for good; needs a reason and the name typed as it stands; for privacy officers."""
    personal_data.only_for_officers()
    holding = personal_data.get_holding(doctype, name)
    if not (reason or "").strip():
        frappe.throw(_("Say why the person is erased, for instance: asked by letter of 3 March."), PersonalDataError)
    if " ".join((typed_name or "").split()).casefold() != " ".join(holding.title.split()).casefold():
        text = _('"{0}" is not the name of this person. Type it as it stands on the page: what is erased is gone.')
        frappe.throw(text.format(markup.escape((typed_name or "")[:80])), PersonalDataError)
    personal_reads.write_down()
    return personal_erasure.erase(holding, reason.strip())


@frappe.whitelist(methods=["GET", "POST"])
def get_due(start: int = 0, length: int = MOST_AT_ONCE) -> dict:
    """Return how many persons' data are due by the retention rules, and a page of them; for privacy officers."""
    personal_data.only_for_officers()
    return retention.get_due(*_get_page(start, length))


@frappe.whitelist(methods=["POST"])
def erase_due(records: list | str) -> dict:
    """Erase the given persons as far as they are due; for privacy officers."""
    personal_data.only_for_officers()
    return retention.erase_due(_get_records(records))


@frappe.whitelist(methods=["POST"])
def keep(records: list | str, reason: str, keep_until: str) -> dict:
    """Keep persons whose data are due until a day, for a reason; for privacy officers."""
    personal_data.only_for_officers()
    return {"kept": retention.keep(_get_records(records), reason, keep_until)}


@frappe.whitelist(methods=["GET", "POST"])
def get_notices() -> list[dict]:
    """Return the information notices in use with how many were not given each; for privacy officers."""
    personal_data.only_for_officers()
    return retention.get_notices()


@frappe.whitelist(methods=["GET", "POST"])
def get_missing_notice(notice: str, start: int = 0, length: int = MOST_AT_ONCE) -> dict:
    """Return who was not given an information notice, since when and from which source; for privacy officers."""
    personal_data.only_for_officers()
    return retention.get_missing(notice, *_get_page(start, length))


@frappe.whitelist(methods=["POST"])
def send_notice(notice: str, records: list | str) -> dict:
    """Send persons an information notice by e-mail and write it down; for privacy officers."""
    personal_data.only_for_officers()
    return retention.send_notice(notice, _get_records(records))


@frappe.whitelist(methods=["POST"])
def give_notice(notice: str, records: list | str, sent_on: str, channel: str = "") -> dict:
    """Write down that persons were given a notice; needs create on Notice Sent."""
    frappe.has_permission("Notice Sent", "create", throw=True)
    return {"made": retention.give_notice(notice, _get_records(records), sent_on, channel)}


def _get_page(start: object, length: object) -> tuple[int, int]:
    return max(cint(start), 0), min(max(cint(length), 1), MOST_PAGE)


def _get_records(records: object) -> list[dict]:
    try:
        given = frappe.parse_json(records) if isinstance(records, str) else records
    except ValueError:
        given = None
    if not isinstance(given, list) or len(given) > MOST_AT_ONCE or not all(isinstance(row, dict) for row in given):
        text = _("Send a list of at most {0} persons, each with its doctype and name.")
        frappe.throw(text.format(MOST_AT_ONCE), PersonalDataError)
    return given


@frappe.whitelist(methods=["GET", "POST"])
def get_sources(doctype: str, name: str) -> list[dict]:
    """Return since when and where from we have each number, e-mail and address; needs read on party or person."""
    if doctype not in personal_data.SUBJECTS:
        frappe.throw(_("Choose a person."), PersonalDataError)
    doc = frappe.get_doc(doctype, name)
    doc.check_permission("read")
    return find_sources(doc)


def make_page(data: dict) -> str:
    """Return one person's data as a page to read and print."""
    title = _("What we hold about {0}").format(markup.escape(data["title"]))
    parts = [f"<h1>{title}</h1><p>{_('On {0}').format(show_day(nowdate()))}</p>"]
    for group in data["groups"]:
        parts.append(f"<h2>{markup.escape(group['label'])} ({group['count']})</h2>")
        parts += [_make_record(row) for row in group["rows"]]
    style = "body{font:10pt sans-serif} h2{border-bottom:1px solid #999} th{text-align:left;width:35%}"
    head = f'<meta charset="utf-8"><style>{style}</style>'
    return f"<!doctype html><html><head>{head}</head><body>{''.join(parts)}</body></html>"


def _make_record(row: dict) -> str:
    lines = "".join(
        f"<tr><th>{markup.escape(value['label'])}</th><td>{_make_value(value)}</td></tr>" for value in row["values"]
    )
    return f"<h3>{markup.escape(str(row['title'] or ''))}</h3><table>{lines}</table>"


def _make_value(value: dict) -> str:
    if "rows" not in value:
        return markup.escape(value["value"])
    return "<br>".join(
        markup.escape(", ".join(f"{label}: {told}" for label, told in row.items())) for row in value["rows"]
    )
