"""The search box over a list: every word somewhere in the record, case, accents, apostrophes and order aside."""

import frappe
from frappe.model.meta import Meta

from relcrm.workplace.lists.conditions import Sql, fold
from relcrm.workplace.lists.fields import KINDS, NEVER
from relcrm.workplace.lists.rights import can_read, get_levels, get_read_condition
from relcrm.workplace.rules import double_percent

MOST_WORDS = 10
ESCAPED = " escape '!'"


def get_text_condition(doctype: str, text: str) -> Sql:
    """Return the SQL that holds for records of a kind that show all words of a text, or are of a party that does."""
    meta = frappe.get_meta(doctype)
    places = [*_get_columns(meta), *(_find_by_link(meta, df) for df in _get_searched_links(meta))]
    one_word = f"({' or '.join(places)})"
    patterns = [get_pattern(word) for word in get_words(text)]
    times = one_word.count(ESCAPED)
    return " and ".join([one_word] * len(patterns)), [pattern for pattern in patterns for _time in range(times)]


def get_words(text: str) -> list[str]:
    """Return the words to look for, as whoever keeps search texts writes them."""
    for path in frappe.get_hooks("relcrm_search_words")[-1:]:
        return frappe.get_attr(path)(text)[:MOST_WORDS]
    return text.lower().split()[:MOST_WORDS]


def get_pattern(word: str) -> str:
    """Return the pattern that finds a word anywhere, its own wildcards taken as they are typed (`ESCAPED`)."""
    return "%" + "".join(f"!{sign}" if sign in "!%_" else sign for sign in word) + "%"


def _get_columns(meta: Meta) -> list[str]:
    """Return where a word may be: in the search text, or where there is none in title, search fields and name."""
    table = f"`tab{meta.name}`"
    if meta.has_field("search_text"):
        return [f"{table}.`search_text` like %s{ESCAPED}"]
    columns = [fold(_without_apostrophes(f"{table}.`{name}`")) for name in _get_text_fields(meta)]
    return [f"{column} like {fold('%s')}{ESCAPED}" for column in columns]


def _without_apostrophes(column: str) -> str:
    return f"replace(replace({column}, '''', ''), '’', '')"


def _get_text_fields(meta: Meta) -> list[str]:
    levels = get_levels(meta, "read")
    wanted = [meta.title_field, *(name.strip() for name in (meta.search_fields or "").split(","))]
    wanted += [df.fieldname for df in meta.fields if df.in_global_search]
    fields = [meta.get_field(name) for name in dict.fromkeys(filter(None, wanted))]
    return ["name", *(df.fieldname for df in fields if df and _is_text(df) and df.permlevel in levels)]


def _is_text(df) -> bool:
    return df.fieldtype not in NEVER and KINDS.get(df.fieldtype, "text") in ("text", "key")


def _get_searched_links(meta: Meta) -> list:
    """Return links to records that have a search text of their own, so that events are found by their party."""
    if meta.has_field("search_text"):
        return []
    levels = get_levels(meta, "read")
    links = [df for df in meta.get_link_fields() if df.permlevel in levels and not df.hidden]
    return [df for df in links if frappe.get_meta(df.options).has_field("search_text") and can_read(df.options)]


def _find_by_link(meta: Meta, df) -> str:
    table, condition = f"`tab{df.options}`", get_read_condition(df.options)
    where = " or ".join(_get_columns(frappe.get_meta(df.options)))
    where = f"({where}) and ({double_percent(condition)})" if condition else where
    return f"`tab{meta.name}`.`{df.fieldname}` in (select {table}.`name` from {table} where {where})"
