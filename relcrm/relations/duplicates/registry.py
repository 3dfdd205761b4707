"""Reading the records of one kind for a comparison of all of them, in pages, and without a query per record."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

import frappe

from relcrm.relations import keys as official
from relcrm.relations.duplicates.evidence import Entry
from relcrm.relations.duplicates.keys import EMAIL, KIND, NAMES, PHONE
from relcrm.relations.duplicates.names import get_tokens
from relcrm.relations.duplicates.streets import Place, get_place
from relcrm.relations.search_text import fold

PAGE, MOST_SHARED = 5000, 20
COMPARED = {
    "Party": ["party_type", "vat_number", "fiscal_code", "vat_group", "main_town", "parent_party"],
    "Contact Person": ["party", "kind"],
}


def read_entries(doctype: str) -> list[Entry]:
    """Return all records of a kind in the order of their names, as they are compared."""
    reach = _read_reach(doctype)
    is_party = doctype == "Party"
    numbers, places = (_read_numbers(), read_places()) if is_party else ({}, {})
    found = []
    for row in _read_rows(doctype):
        entry = make_entry(row, doctype, reach.get(row.name, ()), places.get(row.name, ()))
        entry.codes |= numbers.get(row.name, {})
        found.append(entry)
    return found


def make_entry(row: dict, doctype: str, reach: Iterable[str] = (), places: Iterable[Place] = ()) -> Entry:
    """Return what is compared of a record, stored or only typed, given its columns."""
    entry = Entry(row.get("name") or "", get_tokens(row.get(NAMES[doctype])))
    entry.reach, entry.places = frozenset(reach), tuple(places)
    if doctype == "Party":
        entry.town, entry.above = fold(row.get("main_town")), row.get("parent_party") or ""
        entry.is_person, entry.is_group = row.get("party_type") == "Person", bool(row.get("vat_group"))
        entry.codes = _get_codes(row)
    else:
        entry.company, entry.is_person = row.get("party") or "", row.get("kind") != "Unit"
    return entry


def read_places(names: list[str] | None = None) -> dict[str, list[Place]]:
    """Return the addresses of companies, of all or of some, as they are compared."""
    filters = {"parenttype": "Party", **({"parent": ["in", names]} if names is not None else {})}
    found: dict[str, list[Place]] = defaultdict(list)
    for parent, *address in frappe.get_all(
        "Party Address", filters=filters, fields=["parent", "street", "town", "cap"], order_by=None, as_list=True
    ):
        place = get_place(*address)
        if place:
            found[parent].append(place)
    return found


def _get_codes(row: dict) -> dict[str, frozenset[str]]:
    """VAT number and fiscal code where they are valid: a mistyped one is no proof of another body."""
    found = {}
    vat, fiscal = row.get("vat_number"), row.get("fiscal_code")
    if vat and official.is_valid_vat(vat):
        found["vat"] = frozenset([official.split_vat(vat)[1]])
    if fiscal and official.is_valid_fiscal_code(fiscal):
        found["fiscal"] = frozenset([official.get_compact(fiscal)])
    return found


def _read_rows(doctype: str) -> Iterator[dict]:
    last, fields = "", ["name", NAMES[doctype], *COMPARED[doctype]]
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
