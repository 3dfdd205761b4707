"""Lists of any DocType: columns, rows, counts, totals, groups, files, saved views, many records at once."""

import frappe
from frappe import _

from relcrm.exchange.list_export import make_file
from relcrm.workplace import bulk, saved_views
from relcrm.workplace.lists import related
from relcrm.workplace.lists.conditions import refuse
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.query import ListQuery, check_list

PARTS = ("doctype", "columns", "conditions", "text", "sort", "group_by", "totals", "start", "length")


def read_query(query: object) -> ListQuery:
    """Return a list query from what a request sends."""
    values = _parse(query)
    if not isinstance(values, dict):
        refuse(_("A list is asked for with a query. Send one with the name of the list."))
    return ListQuery(**{part: values[part] for part in PARTS if values.get(part) is not None} or {"doctype": ""})


def _parse(value: object) -> object:
    try:
        return frappe.parse_json(value) if isinstance(value, str) else value
    except (ValueError, RecursionError):
        refuse(_("The query of the list is no JSON. Load the page again."))


@frappe.whitelist(methods=["GET", "POST"])
def get_fields(doctype: str) -> list[dict]:
    """Return every column of a list that the user may read; needs read."""
    check_list(doctype)
    return [field.describe() for field in ListFields(doctype).get_all()]


@frappe.whitelist(methods=["GET", "POST"])
def get_relations(doctype: str) -> list[dict]:
    """Return what hangs on the records of a list and may be counted in its conditions; needs read."""
    check_list(doctype)
    return [relation.describe() for relation in related.get_relations(doctype).values()]


@frappe.whitelist(methods=["GET", "POST"])
def get_rows(query: dict | str) -> dict:
    """Return one page of a list with the titles of what its rows link to; needs read."""
    return read_query(query).get_rows()


@frappe.whitelist(methods=["GET", "POST"])
def get_count(query: dict | str) -> dict:
    """Return how many records a list has; needs read."""
    return read_query(query).get_count()


@frappe.whitelist(methods=["GET", "POST"])
def get_totals(query: dict | str) -> dict:
    """Return count and totals of a whole list; needs read."""
    return read_query(query).get_totals()


@frappe.whitelist(methods=["GET", "POST"])
def get_groups(query: dict | str, within: list | str | None = None) -> dict:
    """Return the groups of a list inside the groups whose values are given; needs read."""
    values = _parse(within) or []
    if not isinstance(values, list):
        refuse(_("The groups that are open are a list of values."))
    return read_query(query).get_groups(values)


@frappe.whitelist(methods=["GET", "POST"])
def get_names(query: dict | str) -> list[str]:
    """Return the names of the first 10,000 records of a list, in its order; needs read."""
    return read_query(query).find_names()


@frappe.whitelist(methods=["GET", "POST"])
def get_views(doctype: str) -> list[dict]:
    """Return the saved views of a list that the user sees; needs read on the list."""
    check_list(doctype)
    return saved_views.get_views(doctype)


@frappe.whitelist(methods=["GET", "POST"])
def export(query: dict | str, names: list | str | None = None, file_format: str = "csv") -> None:
    """Send a list, or its named records, as csv or xlsx exactly as it is seen; needs the right to export.

    Companies and people also as cards of an address book: vcf (vCard 4.0) or vcf3 (3.0); events as a calendar: ics.
    """
    chosen = _parse(names)
    if chosen is not None and not (isinstance(chosen, list) and all(isinstance(name, str) for name in chosen)):
        refuse(_("The records are a list of names."))
    file_name, content = make_file(read_query(query), chosen, file_format)
    frappe.local.response.filename = file_name
    frappe.local.response.filecontent = content
    frappe.local.response.type = "download"


# ---- many records at once


@frappe.whitelist(methods=["POST"])
def bulk_update(
    doctype: str,
    names: list | str | None = None,
    query: dict | str | None = None,
    values: dict | str | None = None,
) -> dict:
    """Set the same values in the named records, or in all of a list; needs write on each."""
    check_list(doctype)
    return bulk.start_update(doctype, get_chosen_names(doctype, names, query), _parse(values))


@frappe.whitelist(methods=["POST"])
def bulk_delete(doctype: str, names: list | str | None = None, query: dict | str | None = None) -> dict:
    """Delete the named records, or all of a list; needs delete on each."""
    check_list(doctype)
    return bulk.start_delete(doctype, get_chosen_names(doctype, names, query))


def get_chosen_names(doctype: str, names: object, query: object) -> list:
    """Return the named records, or those of a list."""
    given = _parse(names)
    if given:
        return given if isinstance(given, list) else refuse(_("The records are a list of names."))
    if not _parse(query):
        return []
    found = read_query(query)
    if found.doctype != doctype:
        refuse(_("The list and its records are not of the same kind. Load the page again."))
    return found.find_names(length=bulk.MOST + 1)


@frappe.whitelist(methods=["GET", "POST"])
def get_bulk(undo: str) -> dict:
    """Return how far a change of many records of one's own is."""
    return bulk.get_status(undo)


@frappe.whitelist(methods=["POST"])
def cancel_bulk(undo: str) -> dict:
    """Stop a change of many records of one's own; what is done stays until it is undone."""
    return bulk.cancel(undo)


@frappe.whitelist(methods=["POST"])
def undo_bulk(undo: str) -> dict:
    """Take a change of many records of one's own back, where nobody changed them since."""
    return bulk.undo(undo)
