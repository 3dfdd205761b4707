"""Reading a site's own tables piece by piece, as lines in the form of the archive."""

from collections.abc import Iterator

import frappe

from relcrm.exchange.archive_scope import Part
from relcrm.exchange.archive_values import make_line

CHUNK = 2000
PARENTS = 500


def read_part(part: Part, types: dict[str, str], names: set[str] | None = None) -> Iterator[str]:
    """Yield the rows of a part (or those of these names) as canonical lines, a piece of them in memory at a time."""
    for row in read_rows(part, list(types)):
        if names is None or row["name"] in names:
            yield make_line(row, types)


def read_rows(part: Part, columns: list[str]) -> Iterator[dict]:
    """Yield the rows of a part as dictionaries."""
    if not part.parent_type:
        yield from _read_table(part.doctype, columns, part.filters)
    elif part.filters:
        names = get_names(part.parent_type, part.filters)
        for start in range(0, len(names), PARENTS):
            yield from _read_table(
                part.doctype, columns, {"parenttype": part.parent_type}, names[start : start + PARENTS]
            )
    else:
        yield from _read_table(part.doctype, columns, {"parenttype": part.parent_type})


def get_names(doctype: str, filters: dict) -> list[str]:
    """Return the names of the records in scope."""
    return frappe.get_all(doctype, filters=filters, pluck="name", order_by="name asc", limit_page_length=0)


def _read_table(doctype: str, columns: list[str], filters: dict, parents: list[str] | None = None) -> Iterator[dict]:
    table = frappe.qb.DocType(doctype)
    last = None
    while True:
        query = frappe.qb.from_(table).select(*(table[column] for column in columns))
        for name, value in filters.items():
            query = query.where(
                table[name].notin(value[1]) if isinstance(value, (list, tuple)) else table[name] == value
            )
        if parents is not None:
            query = query.where(table.parent.isin(parents))
        if last is not None:
            query = query.where(table.name > last)
        rows = query.orderby(table.name).limit(CHUNK).run(as_dict=True)
        yield from rows
        if len(rows) < CHUNK:
            return
        last = rows[-1]["name"]


def read_singles(doctypes: list[str], left_out: set[str]) -> list[list]:
    """Return the stored values of Singles: DocType, field, text."""
    if not doctypes:
        return []
    marks = ", ".join(["%s"] * len(doctypes))
    rows = frappe.db.sql(
        f"select `doctype`, `field`, `value` from `tabSingles` where `doctype` in ({marks})", tuple(doctypes)
    )
    kept = [[d, f, None if v is None else str(v)] for d, f, v in rows if f not in left_out and v not in (None, "")]
    return sorted(kept)


def read_series() -> list[list]:
    """Return the counters of the naming series."""
    table = frappe.qb.Table("tabSeries")
    rows = frappe.qb.from_(table).select(table.name, table.current).run()
    return sorted([str(name), int(current or 0)] for name, current in rows)


def read_secrets(doctypes: list[str]) -> list[tuple]:
    """Return password hashes and encrypted secrets as stored: DocType, name, field, text, encrypted."""
    table = frappe.qb.Table("__Auth")
    return list(
        frappe.qb.from_(table)
        .select(table.doctype, table.name, table.fieldname, table.password, table.encrypted)
        .where(table.doctype.isin(doctypes))
        .run()
    )
