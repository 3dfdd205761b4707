"""What names a record: link fields of every kind of record, own fields among them, and names kept as plain text."""

from dataclasses import dataclass

import frappe

# Past facts that stay with the old name, what is made anew, and what this very merge writes or `own.py` moves.
LEFT_ALONE = frozenset(
    "Access Log|Activity Log|Data Import Log|Deleted Document|Delivered Item|Demo Item|Duplicate Search|Error Log|"
    "Match Key|Party Merge|Party Merge Log|Possible Duplicate|Profile Value|Route History|Version|View Log".split("|")
)
PLAIN = (
    ("File", "attached_to_doctype", "attached_to_name"),
    ("Notification Log", "document_type", "document_name"),
    ("Email Queue", "reference_doctype", "reference_name"),
    ("Import Run Row", "reference_doctype", "reference_name"),
)
# Kinds of record of which there may be one for the same record and these fields; see hook `relcrm_merge_unique`.
ONE_FOR = {
    "Tag Link": ["tag"],
    "DocShare": ["user", "everyone"],
    "Document Follow": ["user"],
    "User Permission": ["user", "applicable_for"],
    "Party Segment Member": ["segment", "party", "contact_person"],
}


@dataclass(frozen=True)
class NamingField:
    """A column that holds names of records; with `kind_field` only where that column says of which kind."""

    doctype: str
    field: str
    kind_field: str = ""
    is_table: bool = False
    is_unique: bool = False
    one_for: tuple[str, ...] = ()


def get_naming_fields(doctype: str) -> list[NamingField]:
    """Return every column of the site that may name a record of a kind."""
    one_for = ONE_FOR | {
        kind: fields if isinstance(fields, list) else [fields]
        for kind, fields in (frappe.get_hooks("relcrm_merge_unique") or {}).items()
    }
    found = {}
    kinds = frappe.get_all("DocType", filters={"issingle": 0, "is_virtual": 0}, pluck="name", limit=0)
    for kind in kinds:
        if kind in LEFT_ALONE:
            continue
        meta = frappe.get_meta(kind)
        for df in meta.fields:
            is_link = df.fieldtype == "Link" and df.options == doctype
            if not (is_link or df.fieldtype == "Dynamic Link") or df.get("is_virtual"):
                continue
            kind_field = "" if is_link else df.options
            others = tuple(field for field in one_for.get(kind, ()) if field != df.fieldname)
            is_table, is_unique = bool(meta.istable), bool(df.unique)
            found[kind, df.fieldname] = NamingField(kind, df.fieldname, kind_field, is_table, is_unique, others)
    for kind, kind_field, field in PLAIN:
        found.setdefault((kind, field), NamingField(kind, field, kind_field, one_for=tuple(one_for.get(kind, ()))))
    return [one for one in found.values() if frappe.db.table_exists(one.doctype)]


def find_rows(naming: NamingField, doctype: str, name: str) -> list[dict]:
    """Return the rows that name a record, with what tells whether there may be two of them."""
    columns = ["name", *(["parent", "parenttype", "parentfield"] if naming.is_table else naming.one_for)]
    sql = f"select {', '.join(f'`{column}`' for column in columns)} from `tab{naming.doctype}`"
    where, values = f"`{naming.field}` = %s", [name]
    if naming.kind_field:
        where, values = f"{where} and `{naming.kind_field}` = %s", [name, doctype]
    return frappe.db.sql(f"{sql} where {where} order by `name`", values, as_dict=True)


def find_second_ones(naming: NamingField, moving: list[dict], present: list[dict]) -> list[str]:
    """Return which of the rows that would name the kept record are there for it already."""
    if naming.is_unique:
        return [row.name for row in moving] if present else []
    fields = ("parent", "parenttype", "parentfield") if naming.is_table else naming.one_for
    if not fields:
        return []
    there = {tuple(row[field] for field in fields) for row in present}
    return [row.name for row in moving if tuple(row[field] for field in fields) in there]
