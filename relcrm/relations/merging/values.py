"""Which values the record that stays gets: its own, where it has none those of the other, or as somebody chose."""

import json

import frappe
from frappe.model import no_value_fields
from frappe.model.document import Document

from relcrm.relations.search_text import fold, get_digits

KEPT, MERGED = "kept", "merged"
SAME_ROW = {
    "Party Address": ("street", "town", "cap"),
    "Party Tax Id": ("kind", "number", "country"),
}
JOINED = ("notes",)
REFUSALS = ("no_phone", "no_email", "no_post")
FIXED = frozenset(("party_type", "party", "parent_party", "reports_to"))
LISTS = ("_assign", "_liked_by", "_comments")


def get_fields(doctype: str) -> list:
    """Return the fields of a record between whose values one may choose."""
    return [
        df
        for df in frappe.get_meta(doctype).fields
        if df.fieldtype not in no_value_fields
        and not df.read_only
        and not df.hidden
        and not df.get("is_virtual")
        and df.fieldname not in FIXED
    ]


def get_chosen_values(kept: Document, merged: Document, choices: dict[str, str]) -> dict:
    """Return the values that the kept record takes over from the other one."""
    found = {}
    for df in get_fields(kept.doctype):
        name, mine, other = df.fieldname, kept.get(df.fieldname), merged.get(df.fieldname)
        choice = choices.get(name)
        if name in REFUSALS and not choice:
            found[name] = int(bool(mine or other))
        elif name in JOINED and not choice and mine and other and mine != other:
            found[name] = f"{mine}\n{other}"
        elif choice == MERGED or (not choice and is_empty(mine)):
            found[name] = other
    return {name: value for name, value in found.items() if value != kept.get(name)}


def is_empty(value: object) -> bool:
    """Return whether a field says nothing; a number of nought and a tick that is not set say nothing."""
    return value is None or value == "" or value == 0


def add_rows(kept: Document, merged: Document) -> None:
    """Add the rows of the other one's tables that the kept record has not."""
    for df in kept.meta.get_table_fields():
        there = {get_row_key(row) for row in kept.get(df.fieldname) or []}
        has_primary = any(row.get("is_primary") for row in kept.get(df.fieldname) or [])
        for row in merged.get(df.fieldname) or []:
            key = get_row_key(row)
            if key in there:
                continue
            there.add(key)
            values = get_row_values(row)
            if has_primary and "is_primary" in values:
                values["is_primary"] = 0
            kept.append(df.fieldname, values)


def get_row_values(row: Document) -> dict:
    """Return what a row of a table says."""
    fields = [df.fieldname for df in row.meta.fields if df.fieldtype not in no_value_fields]
    return {name: row.get(name) for name in fields}


def get_row_key(row: Document) -> tuple:
    """Return what makes two rows of a table the same."""
    if row.doctype == "Party Phone":
        return (row.e164 or get_digits(row.number) or row.number,)
    if row.doctype == "Party Email":
        return (fold(row.email).strip(),)
    if row.doctype in SAME_ROW:
        return tuple(fold(str(row.get(name) or "")).strip() for name in SAME_ROW[row.doctype])
    return tuple(str(value or "") for name, value in sorted(get_row_values(row).items()) if name != "is_primary")


def get_common_columns(kept: dict, merged: dict) -> dict:
    """Return tags, assignments, likes and comments of both, as the columns of the kept record's row keep them."""
    found = {}
    tags = [tag for row in (kept, merged) for tag in (row.get("_user_tags") or "").split(",") if tag]
    if merged.get("_user_tags"):
        found["_user_tags"] = "," + ",".join(dict.fromkeys(tags))
    for column in LISTS:
        if merged.get(column):
            both = [one for row in (kept, merged) for one in json.loads(row.get(column) or "[]")]
            unique = {json.dumps(one, sort_keys=True): one for one in both}
            found[column] = json.dumps(list(unique.values()))
    return found
