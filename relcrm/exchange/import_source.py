"""Where imported companies and people come from: chosen for a file, written to new records without one."""

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exchange.exceptions import ImportMappingError
from relcrm.exchange.mapping import has_party_beside

KIND = "Party Source"
BEARERS = ("Party", "Contact Person")


def get_sources() -> list[str]:
    """Return the sources in use, for the choice on the page."""
    return frappe.get_all(KIND, filters={"disabled": 0}, pluck="name", order_by="source_name asc")


def asks_source(doctype: str) -> bool:
    """Tell whether an import of this kind may make companies or people."""
    return doctype in BEARERS or has_party_beside(doctype)


def is_needed() -> bool:
    """Tell whether no person comes in without a source: always, unless the administrator has said why not."""
    return not frappe.db.get_single_value("RelCRM Settings", "import_source_free")


def validate_source(run: Document, columns: list[dict], source: str | None) -> None:
    """Refuse a source that is not there, and people without any where one is needed.

    In a file of companies the people show only row by row: `set_source` refuses those rows.
    """
    if source and not frappe.db.exists(KIND, {"name": source, "disabled": 0}):
        text = _('There is no source "{0}" in use. Choose one of the list of sources, or add it there first.')
        raise ImportMappingError(text.format(frappe.utils.escape_html(source)))
    has_people = run.target_doctype == "Contact Person" or (run.file or "").endswith(".vcf")
    has_column = any(str(column.get("target") or "") == "source" for column in columns)
    if has_people and not source and not has_column and is_needed():
        text = _('Say where the people in "{0}" come from: choose a source, or a column that tells it.')
        raise ImportMappingError(text.format(frappe.utils.escape_html(run.file_name)))


def set_source(doc: Document, source: str | None, needed: bool) -> None:
    """Give a new company or person the source of its file, if it has none; a person without any is refused."""
    if doc.doctype not in BEARERS:
        return
    doc.source = doc.get("source") or source or None
    is_person = doc.get("kind") != "Unit" if doc.doctype == "Contact Person" else doc.party_type == "Person"
    if needed and is_person and not doc.source:
        name = doc.get("full_name") or doc.get("party_name") or ""
        text = _("{0} is a person without a source. Choose one for the file, or fill its column in this row.")
        raise ImportMappingError(text.format(frappe.utils.escape_html(name)))
