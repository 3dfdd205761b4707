"""Reading the records of one kind for a comparison of all of them, in pages, and without a query per record."""

from collections import defaultdict
from collections.abc import Iterator

import frappe

from relcrm.relations import keys as official
from relcrm.relations.duplicates.evidence import Entry
from relcrm.relations.duplicates.keys import EMAIL, KIND, NAMES, PHONE
from relcrm.relations.duplicates.names import get_tokens
from relcrm.relations.search_text import fold

PAGE, MOST_SHARED = 5000, 20
FIELDS = {
    "Party": ["party_type", "vat_number", "fiscal_code", "vat_group", "main_town", "parent_party"],
    "Contact Person": ["party", "kind"],
}


def read_entries(doctype: str) -> list[Entry]:
    """Return all records of a kind in the order of their names, as they are compared."""
    reach = _read_reach(doctype)
    numbers = _read_numbers() if doctype == "Party" else {}
    return [_make_entry(row, doctype, reach, numbers) for row in _read_rows(doctype)]


def _make_entry(row: dict, doctype: str, reach: dict, numbers: dict) -> Entry:
    entry = Entry(row.name, get_tokens(row[NAMES[doctype]]), reach=frozenset(reach.get(row.name, ())))
    if doctype == "Party":
        entry.town, entry.above = fold(row.main_town), row.parent_party or ""
        entry.is_person, entry.is_group = row.party_type == "Person", bool(row.vat_group)
        entry.codes = _get_codes(row) | numbers.get(row.name, {})
    else:
        entry.company, entry.is_person = row.party or "", row.kind != "Unit"
    return entry


def _get_codes(row: dict) -> dict[str, frozenset[str]]:
    """VAT number and fiscal code where they are valid: a mistyped one is no proof of another body."""
    found = {}
    if row.vat_number and official.is_valid_vat(row.vat_number):
        found["vat"] = frozenset([official.split_vat(row.vat_number)[1]])
    if row.fiscal_code and official.is_valid_fiscal_code(row.fiscal_code):
        found["fiscal"] = frozenset([official.get_compact(row.fiscal_code)])
    return found


def _read_rows(doctype: str) -> Iterator[dict]:
    last, fields = "", ["name", NAMES[doctype], *FIELDS[doctype]]
    while rows := frappe.get_all(
        doctype, filters={"name": [">", last]}, fields=fields, order_by="name asc", limit=PAGE
    ):
        yield from rows
        last = rows[-1].name


def _read_reach(doctype: str) -> dict[str, list[str]]:
    """Return the telephones and e-mails of each record that few share; a switchboard's tell nothing."""
    bearers: dict[str, list[str]] = defaultdict(list)
    for kind in (PHONE, EMAIL):
        filters = {"reference_doctype": doctype, "match_key": ["like", f"{kind}:%"]}
        for key, name in frappe.get_all(KIND, filters=filters, fields=["match_key", "reference_name"], as_list=True):
            bearers[key].append(name)
    found: dict[str, list[str]] = defaultdict(list)
    for key, names in bearers.items():
        if 1 < len(names) <= MOST_SHARED:
            for name in names:
                found[name].append(key)
    return found


def _read_numbers() -> dict[str, dict[str, frozenset[str]]]:
    """Return the other official numbers of parties by kind; those of no kind tell nothing apart."""
    filters = {"parenttype": "Party", "kind": ["not in", ["", "Other"]]}
    found: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in frappe.get_all("Party Tax Id", filters=filters, fields=["parent", "kind", "number", "country"]):
        if row.number:
            found[row.parent][f"{row.kind} {row.country or ''}"].add(official.get_compact(row.number))
    return {name: {kind: frozenset(values) for kind, values in by.items()} for name, by in found.items()}
