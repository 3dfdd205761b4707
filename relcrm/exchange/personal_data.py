"""Everything that is held about one human being: who they are among the records, and every record about them.

Found through the metadata, so that kinds of record made in the desk and by later modules are included by themselves.
The erasure is in `personal_erasure.py`. Private events of colleagues are included: the firm answers for them too
(docs/developer/decisions/0019-one-persons-data.md).
"""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime

import frappe
from frappe import _
from frappe.model import no_value_fields
from frappe.utils import strip_html

from relcrm.agenda.contact_forms.door import ANSWER
from relcrm.exceptions import PersonalDataError
from relcrm.install import PRIVACY_OFFICER
from relcrm.workplace.days import show_day, show_moment
from relcrm.workplace.lists.titles import get_titles
from relcrm.workplace.staff_words import say

OFFICERS = (PRIVACY_OFFICER, "RelCRM Administrator", "System Manager")
SUBJECTS = ("Party", "Contact Person")
# What hangs on any record, by kind and name; of these some hosts have no Dynamic Link field.
HANGING = {
    "Comment": ("reference_doctype", "reference_name"),
    "Version": ("ref_doctype", "docname"),
    "File": ("attached_to_doctype", "attached_to_name"),
    "ToDo": ("reference_type", "reference_name"),
    "Tag Link": ("document_type", "document_name"),
    "Communication": ("reference_doctype", "reference_name"),
    "Notification Log": ("document_type", "document_name"),
    "Email Queue": ("reference_doctype", "reference_name"),
    "Deleted Document": ("deleted_doctype", "deleted_name"),
    "Access Log": ("export_from", "reference_document"),
    "DocShare": ("share_doctype", "share_name"),
    "Workflow Action": ("reference_doctype", "reference_name"),
    "Import Run Row": ("reference_doctype", "reference_name"),
}
LEFT_OUT = frozenset({"Match Key", "Delivered Item", "Demo Item", "User", "Possible Duplicate", "Activity Log"})
BORROWED = frozenset({"Party", "Contact Person"})  # a link from these is kinship, not content
PERSONAL = frozenset({"Party Consent", "Notice Sent", ANSWER})  # theirs alone, although they name the company too
CHUNK = 400


@dataclass
class Holding:
    """One human being: their records, and the names of every record about them by kind."""

    doctype: str
    name: str
    title: str
    records: list[tuple[str, str]]
    about: dict[str, list[str]] = field(default_factory=dict)
    shared: set[tuple[str, str]] = field(default_factory=set)  # of those, what belongs to a company they work for


def only_for_officers() -> None:
    """Refuse whoever is neither privacy officer nor administrator."""
    if not set(OFFICERS) & set(frappe.get_roles()):  # not only_for, which Frappe lets pass in tests
        frappe.throw(_("Only the privacy officer and the administrator may do this."), frappe.PermissionError)


def get_holding(doctype: str, name: str) -> Holding:
    """Return what is held about a person; refuses companies, whose people have their own pages."""
    if doctype not in SUBJECTS:
        frappe.throw(_("Choose a person."), PersonalDataError)
    doc = frappe.get_doc(doctype, name)
    if doctype == "Party" and doc.party_type != "Person":
        text = _('"{0}" is not a person. Open one of its people, or say on its card that it is a person.')
        frappe.throw(text.format(doc.party_name), PersonalDataError)
    if doctype == "Contact Person" and doc.kind == "Unit":
        frappe.throw(_('"{0}" is a unit, not a person. Open a person.').format(doc.full_name), PersonalDataError)
    records = _get_same_human(doctype, doc)
    holding = Holding(doctype, name, doc.get("party_name" if doctype == "Party" else "full_name"), records)
    holding.about, holding.shared = _find_about(records)
    return holding


def _get_same_human(doctype: str, doc) -> list[tuple[str, str]]:
    """Return the entries of one human being: the person as a party, and in each company."""
    party = doc.name if doctype == "Party" else doc.same_as
    records = [(doctype, doc.name)]
    if party:
        is_person = frappe.db.get_value("Party", party, "party_type") == "Person"
        records += [("Party", party)] if is_person else []
        people = frappe.get_all("Contact Person", filters={"same_as": party}, pluck="name", order_by="name asc")
        records += [("Contact Person", name) for name in people]
    return list(dict.fromkeys(records))


# ---- every record about them


def _find_about(records: list[tuple[str, str]]) -> tuple[dict[str, list[str]], set[tuple[str, str]]]:
    found: dict[str, dict] = defaultdict(dict)
    parties = {name for doctype, name in records if doctype == "Party"}
    for doctype, names in _by_kind(records).items():
        for parent, fieldname, table in get_links_to(doctype):
            _add(found, parent, _find_links(parent, fieldname, table, names))
    _add(found, ANSWER, find_answers(records))
    for one in records:
        found[one[0]].pop(one[1], None)
    first = [*records, *((kind, name) for kind, names in found.items() if kind not in BORROWED for name in names)]
    shared = {one for one in first if one not in records and _is_of_company(*one, parties)}
    theirs = {one for one in first if one[0] in PERSONAL}
    for doctype, names in _by_kind(first).items():
        for kind, columns in get_hanging().items():
            for owner in (False, True):
                some = [name for name in names if ((doctype, name) in shared) is owner]
                hanging = _find_hanging(kind, columns, doctype, some) if some else []
                _add(found, kind, hanging)
                shared |= {(kind, name) for name in hanging} - theirs if owner else set()
    about = {kind: sorted(names) for kind, names in sorted(found.items()) if names and kind not in LEFT_OUT | BORROWED}
    return about, shared


def find_answers(records: list[tuple[str, str]]) -> list[str]:
    """Return the answers to forms of the web site that wait to be named and bear an address of the person."""
    names = [name for _doctype, name in records]
    addresses = frappe.get_all("Party Email", filters={"parent": ["in", names]}, pluck="email")
    waiting = {"party": ["is", "not set"], "email": ["in", [address.lower() for address in addresses]]}
    return frappe.get_all(ANSWER, filters=waiting, pluck="name", limit=0)


def _is_of_company(kind: str, name: str, parties: set[str]) -> bool:
    """Return whether a record belongs to somebody else's party, as an event with a company and one of its people."""
    if kind in PERSONAL or not frappe.get_meta(kind).has_field("party"):
        return False
    party = frappe.db.get_value(kind, name, "party")
    return bool(party) and party not in parties


def _by_kind(records) -> dict[str, list[str]]:
    kinds: dict[str, list[str]] = defaultdict(list)
    for doctype, name in records:
        kinds[doctype].append(name)
    return kinds


def _add(found: dict, kind: str, names: list[str]) -> None:
    found[kind].update(dict.fromkeys(names))


def get_tables() -> dict:
    """Return the metadata of every kind of record that has a table, by name."""
    names = frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name", order_by="name asc")
    return {name: frappe.get_meta(name) for name in names if frappe.db.table_exists(name)}


def get_links_to(doctype: str) -> list[tuple[str, str, str]]:
    """Return (kind of record, field, table in which the field is) for each link to a kind of record."""
    tables = get_tables()
    parents = [
        (name, df.fieldname, df.options)
        for name, meta in tables.items()
        for df in meta.get_table_fields()
        if not meta.istable
    ]
    found = []
    for name, meta in tables.items():
        for df in meta.fields:
            if df.fieldtype == "Link" and df.options == doctype:
                owners = [parent for parent, _field, table in parents if table == name] if meta.istable else [name]
                found += [(owner, df.fieldname, name) for owner in owners]
    return list(dict.fromkeys(found))


def get_hanging() -> dict[str, tuple[str, str]]:
    """Return by kind of record the two fields by which it hangs on any other."""
    tables = get_tables()
    found = {kind: columns for kind, columns in HANGING.items() if kind in tables}
    for name, meta in tables.items():
        for df in meta.fields:
            if df.fieldtype == "Dynamic Link" and name not in found and not meta.istable:
                found[name] = (df.options, df.fieldname)
    return found


def _find_links(kind: str, fieldname: str, table: str, names: list[str]) -> list[str]:
    owner = "parent" if table != kind else "name"
    filters = {"parenttype": kind} if table != kind else {}
    found = []
    for first in range(0, len(names), CHUNK):
        some = {**filters, fieldname: ["in", names[first : first + CHUNK]]}
        found += frappe.get_all(table, filters=some, pluck=owner, limit=0)
    return found


def _find_hanging(kind: str, columns: tuple[str, str], doctype: str, names: list[str]) -> list[str]:
    found = []
    for first in range(0, len(names), CHUNK):
        filters = {columns[0]: doctype, columns[1]: ["in", names[first : first + CHUNK]]}
        found += frappe.get_all(kind, filters=filters, pluck="name", limit=0)
    return found


# ---- shown and exported


def describe(holding: Holding, most: int | None = None) -> dict:
    """Return everything that is held, group by group; at most so many records of each group where a number is given."""
    groups = [_describe_group(doctype, [name], None) for doctype, name in holding.records]
    groups += [_describe_group(kind, names, most) for kind, names in holding.about.items()]
    return {
        "doctype": holding.doctype,
        "name": holding.name,
        "title": holding.title,
        "records": [{"doctype": doctype, "name": name} for doctype, name in holding.records],
        "groups": groups,
    }


def _describe_group(kind: str, names: list[str], most: int | None) -> dict:
    shown = names[:most] if most else names
    titles = get_titles(kind, shown) if kind not in HANGING else {}
    rows = [{"name": name, "title": titles.get(name) or "", "values": get_values(kind, name)} for name in shown]
    return {"doctype": kind, "label": say(kind), "count": len(names), "rows": rows}


def get_values(kind: str, name: str) -> list[dict]:
    """Return the filled fields of a record with their labels, tables as lists of rows."""
    doc = frappe.get_doc(kind, name)
    values = []
    for df in doc.meta.fields:
        if df.fieldtype in ("Table", "Table MultiSelect"):
            rows = [_get_row(row) for row in doc.get(df.fieldname) or []]
            days = [_get_days(row) for row in doc.get(df.fieldname) or []]
            told = {"rows": rows, **({"iso": days} if any(days) else {})}
            values += [{"field": df.fieldname, "label": _(df.label or ""), **told}] if rows else []
        elif df.fieldtype not in no_value_fields and df.fieldtype != "Password" and _is_told(doc.get(df.fieldname)):
            told = {"value": _tell(df, doc.get(df.fieldname)), **_get_iso(doc.get(df.fieldname))}
            values.append({"field": df.fieldname, "label": _(df.label or df.fieldname), **told})
    for fieldname, label in (("owner", _("Entered by")), ("creation", _("Entered on"))):
        values.append({"field": fieldname, "label": label, "value": _tell_origin(doc.get(fieldname))})
    return values


def _get_iso(value: object) -> dict:
    """Return a day or moment as programs read it, for whoever takes the data elsewhere."""
    return {"iso": value.isoformat()} if isinstance(value, date) else {}


def _tell_origin(value: object) -> str:
    """Return who entered a record by name, or when."""
    if isinstance(value, str) and "@" in value:
        return frappe.db.get_value("User", value, "full_name") or value
    return _tell_moment(value or "")


def _get_row(row) -> dict:
    told = [df for df in row.meta.fields if df.fieldtype not in no_value_fields and _is_told(row.get(df.fieldname))]
    return {_(df.label or df.fieldname): _tell(df, row.get(df.fieldname)) for df in told}


def _get_days(row) -> dict:
    """Return the days and moments of a table's row as programs read them, by field."""
    return {df.fieldname: iso["iso"] for df in row.meta.fields if (iso := _get_iso(row.get(df.fieldname)))}


def _is_told(value: object) -> bool:
    return value not in (None, "", 0, 0.0)


def _tell(df, value: object) -> str:
    if df.fieldtype in ("Text Editor", "HTML Editor"):
        return strip_html(str(value))
    if df.fieldtype == "Select":
        return _(str(value))
    if df.fieldtype == "Check":
        return _("Yes")
    if df.fieldtype == "Link":
        return _tell_link(df.options, str(value))
    return _tell_moment(value)


def _tell_link(doctype: str, name: str) -> str:
    """Return what a linked record is called; the reader may see all that is held of the person."""
    title_field = frappe.get_meta(doctype).get_title_field()
    title = name if title_field == "name" else frappe.db.get_value(doctype, name, title_field, cache=True)
    return _(str(title or name))


def _tell_moment(value: object) -> str:
    """Return a day or moment as people write it, and anything else as it is."""
    if isinstance(value, datetime):
        return show_moment(value)
    return show_day(value) if isinstance(value, date) else str(value)
