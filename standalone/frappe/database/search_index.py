"""Search within texts: a trigram index (FTS5) beside the table of a DocType with a title or search fields.

It holds the folds of name, title, search fields and fields in global search, keyed by the table's rowid, and is kept
by triggers, so that it is right whatever statement wrote the row. It only narrows a search: every hit is compared
again with the row itself. Small tables of the runtime's own modules have none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from frappe.database.table_info import search_table_name, table_info
from frappe.database.text import fold, quoted

if TYPE_CHECKING:
    from frappe.database.transaction import Transactions

_OWN_MODULES = frozenset(
    (
        "Core",
        "Custom",
        "Desk",
        "Email",
        "Workflow",
        "Automation",
        "Printing",
        "Integrations",
        "Geo",
        "Website",
    )
)
_LARGE_OWN_DOCTYPES = frozenset(("User", "File", "Communication", "Contact", "Address"))
_NOT_SEARCHED = frozenset(
    ("Password", "Text Editor", "HTML Editor", "Markdown Editor", "Code", "JSON", "Attach", "Attach Image")
)
_MAX_TRIGRAMS = 24


def search_columns(meta: Any) -> list[str]:
    """The columns that are searched within: name, title, search fields, fields in global search."""
    if meta.istable or meta.issingle or meta.is_virtual or meta.autoname == "autoincrement":
        return []
    if meta.module in _OWN_MODULES and meta.name not in _LARGE_OWN_DOCTYPES and not meta.custom:
        return []
    from frappe.database.schema import TEXT, column_type

    wanted = [meta.title_field, *(field.strip() for field in (meta.search_fields or "").split(","))]
    wanted += [df.fieldname for df in meta.fields if df.get("in_global_search")]
    fields = {df.fieldname: df for df in meta.fields}
    texts = [
        name
        for name in dict.fromkeys(filter(None, wanted))
        if name in fields
        and (column_type(fields[name]) or "").startswith(TEXT)
        and fields[name].get("fieldtype") not in _NOT_SEARCHED
    ]
    return ["name", *texts] if texts else []


def sync(db: Transactions, table: str, meta: Any) -> None:
    """Make, remake or drop the table's search index so that it fits the metadata."""
    columns = search_columns(meta)
    present = table_info(db, table).search_columns
    if tuple(columns) == present and (not columns or _has_triggers(db, table)):
        return
    drop(db, table)
    if columns:
        _create(db, table, columns)


def _has_triggers(db: Transactions, table: str) -> bool:
    return db.read("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?", (table,))[0][0] >= 3


def _create(db: Transactions, table: str, columns: list[str]) -> None:
    search, names = quoted(search_table_name(table)), ", ".join(map(quoted, columns))
    db.execute(
        f"CREATE VIRTUAL TABLE {search} USING fts5({names}, content='', columnsize=0, detail=none,"
        " tokenize='trigram case_sensitive 1')"
    )
    _fill(db, table, columns)
    create_triggers(db, table, columns)


def _fill(db: Transactions, table: str, columns: list[str]) -> None:
    search, names = quoted(search_table_name(table)), ", ".join(map(quoted, columns))
    folds = ", ".join(f"fold({quoted(column)})" for column in columns)
    db.execute(f"INSERT INTO {search} (rowid, {names}) SELECT rowid, {folds} FROM {quoted(table)}")


def create_triggers(db: Transactions, table: str, columns: list[str]) -> None:
    """Let every later change of the table reach its search index."""
    plain = search_table_name(table)
    search, names = quoted(plain), ", ".join(map(quoted, columns))

    def folds(row: str) -> str:
        return ", ".join(f"fold({row}.{quoted(column)})" for column in columns)

    insert = f"INSERT INTO {search} (rowid, {names}) VALUES (new.rowid, {folds('new')});"
    remove = f"INSERT INTO {search} ({search}, rowid, {names}) VALUES ('delete', old.rowid, {folds('old')});"
    differs = " OR ".join(f"old.{quoted(c)} COLLATE BINARY IS NOT new.{quoted(c)}" for c in columns)
    on = quoted(table)
    db.execute(f"CREATE TRIGGER {quoted(plain + ':insert')} AFTER INSERT ON {on} BEGIN {insert} END")
    db.execute(f"CREATE TRIGGER {quoted(plain + ':delete')} AFTER DELETE ON {on} BEGIN {remove} END")
    db.execute(
        f"CREATE TRIGGER {quoted(plain + ':update')} AFTER UPDATE OF {names} ON {on} WHEN {differs}"
        f" BEGIN {remove} {insert} END"
    )


def drop(db: Transactions, table: str) -> None:
    """Drop the table's search index and its triggers."""
    plain = search_table_name(table)
    for event in ("insert", "update", "delete"):
        db.execute(f"DROP TRIGGER IF EXISTS {quoted(f'{plain}:{event}')}")
    db.execute(f"DROP TABLE IF EXISTS {quoted(plain)}")


def rebuild(db: Transactions, table: str) -> None:
    """Fill the search index anew; needed after VACUUM or a bulk load without triggers."""
    columns = list(table_info(db, table).search_columns)
    if columns:
        db.begin_write()
        drop(db, table)
        _create(db, table, columns)


def trigram_query(pattern: str) -> str | None:
    """The search that every text LIKE `pattern` satisfies; None where the pattern has no three signs in a row.

    Neighbouring trigrams, not overlapping ones: a third of the lists to merge, and hits are compared again anyway.
    """
    trigrams: dict[str, None] = {}
    for part in fold(pattern).replace("_", "%").split("%"):
        last = len(part) - 3
        if last >= 0:
            for start in (*range(0, last, 3), last):
                trigrams[part[start : start + 3]] = None
    if not trigrams or any("\x00" in trigram for trigram in trigrams):
        return None
    chosen = list(trigrams)[:_MAX_TRIGRAMS]
    return " AND ".join('"' + trigram.replace('"', '""') + '"' for trigram in chosen)
