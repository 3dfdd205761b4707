"""What hangs on a party and on the records that belong to it (comments, files, changes), under their rules."""

import frappe

from relcrm.workplace.lists.conditions import fold
from relcrm.workplace.lists.text import ESCAPED, MOST_WORDS, get_pattern
from relcrm.workplace.rules import double_percent, get_rules, quote

HANGS_ON = {
    "Attachment Revision": ("reference_doctype", "reference_name"),
    "Comment": ("reference_doctype", "reference_name"),
    "File": ("attached_to_doctype", "attached_to_name"),
    "Version": ("ref_doctype", "docname"),
}
EARLIEST_LIKE = "%Y-%m-%d %H:%M:%S.%f"


def get_record_doctypes() -> tuple[str, ...]:
    """Return the kinds of record that belong to a party: itself, and those that the hook names."""
    return ("Party", *dict.fromkeys(frappe.get_hooks("relcrm_party_records")))


def get_hanging(
    doctype: str,
    columns: tuple[str, ...],
    asked,
    condition: str = "",
    text_column: str | None = None,
    doctypes: tuple[str, ...] | None = None,
) -> list[dict]:
    """Return the newest rows of a doctype that hang on records which the user may read, with those records' titles.

    All kinds of record are asked in one statement; each part of it is cut to what can be shown of it.
    """
    queries, values = [], {}
    for number, record in enumerate(doctypes or get_record_doctypes()):
        query, more = _get_query(doctype, columns, record, asked, condition, text_column)
        if query:
            queries.append(f"select * from ({query}) as `part_{number}`")
            values |= more
    rows = frappe.db.sql(" union all ".join(queries), values, as_dict=True) if queries else []
    rows.sort(key=lambda row: (row.creation, row.name), reverse=True)
    return rows[: asked.wanted]


def _get_query(doctype, columns, record, asked, condition, text_column) -> tuple[str, dict]:
    """Return the SQL for one kind of record and its values; nothing where the filters or the rights leave nothing.

    The values are those of the question, the same for every kind of record.
    """
    where, values = _get_record_conditions(record, asked)
    if not where or not frappe.has_permission(record, "read"):
        return "", {}
    kind, name = HANGS_ON[doctype]
    table, owner = f"`tab{doctype}`", f"`tab{record}`"
    where += [f"{table}.`{kind}` = {quote(record)}", f"{table}.`creation` <= %(before)s"]
    values["before"] = asked.before.strftime(EARLIEST_LIKE)
    match = get_rules(record)
    where += [f"({double_percent(match)})"] if match else []
    where += [double_percent(condition)] if condition else []
    if asked.filters.get("colleague"):
        where.append(f"{table}.`owner` = %(colleague)s")
        values["colleague"] = asked.filters["colleague"]
    if text_column and asked.filters.get("text"):
        add_words(where, values, [f"{table}.`{text_column}`"], asked.filters["text"])
    title = frappe.get_meta(record).get_title_field()
    wanted = ["name", "creation", "owner", *columns]
    select = ", ".join(f"{table}.`{column}`" for column in wanted)
    query = (
        f"select {select}, {quote(record)} as `record_doctype`, {owner}.`name` as `record_name`,"
        f" {owner}.`{title}` as `record_title` from {owner} join {table} on {table}.`{name}` = {owner}.`name`"
        f" where {' and '.join(where)} order by {table}.`creation` desc limit {int(asked.wanted)}"
    )
    return query, values


def _get_record_conditions(record: str, asked) -> tuple[list[str], dict]:
    """Return the conditions that hold for the records of one kind which belong to whom is asked for."""
    owner, where, values = f"`tab{record}`", [], {}
    if asked.party:
        where.append(f"{owner}.`{'name' if record == 'Party' else 'party'}` = %(party)s")
        values["party"] = asked.party
    if asked.person:
        column = "name" if record == "Contact Person" else "contact_person"
        if column != "name" and not frappe.get_meta(record).has_field(column):
            return [], {}
        where.append(f"{owner}.`{column}` = %(person)s")
        values["person"] = asked.person
    if asked.filters.get("area"):
        if not frappe.get_meta(record).has_field("area"):
            return [], {}
        where.append(f"{owner}.`area` = %(area)s")
        values["area"] = asked.filters["area"]
    return where, values


def add_words(where: list[str], values: dict, columns: list[str], text: str) -> None:
    """Add the condition that each word of a text is somewhere in the columns, case and accents aside."""
    for number, word in enumerate(text.split()[:MOST_WORDS]):
        value = f"%(word_{number})s"
        where.append(f"({' or '.join(f'{fold(column)} like {fold(value)}{ESCAPED}' for column in columns)})")
        values[f"word_{number}"] = get_pattern(word)

