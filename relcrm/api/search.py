"""The one search box: parties and persons by any part of name, number, e-mail, VAT number or town; and what else
the modules find (`relcrm_search`)."""

import frappe
from frappe import _

from relcrm.relations.search_text import fold, get_digits, get_query_words
from relcrm.workplace.like import get_plain

KINDS = {
    "Party": (
        "name party_name party_type lifecycle_stage main_town main_province main_phone main_email search_text"
    ).split(),
    "Contact Person": "name full_name party party_name role main_phone main_email active search_text".split(),
}
TITLES = {"Party": "party_name", "Contact Person": "full_name"}
CANDIDATES = 60
MOST_OPENED = 30


@frappe.whitelist(methods=["GET", "POST"])
def search(text: str, limit: int = 20, kind: str | None = None) -> list[dict]:
    """Return parties and persons that match all words, best first; any user, only what they may see."""
    found = []
    for doctype in [kind] if kind in KINDS else KINDS:
        if frappe.has_permission(doctype, "read"):
            found += [_describe(doctype, row) for row in find(doctype, text)]
    words = get_query_words(text)
    found.sort(key=lambda hit: _rank(hit, text, words))
    return found[: min(int(limit), 100)]


def find(doctype: str, text: str, limit: int = CANDIDATES, filters: list | None = None) -> list[dict]:
    """Return the rows of one doctype that match all words of a text."""
    words = get_query_words(text or "")
    rows = _find_words(doctype, words, limit, filters)
    if not rows and len(words) == 1 and words[0].isdigit() and " " in text.strip():
        rows = _find_words(doctype, text.split(), limit, filters)
    return rows


def _find_words(doctype: str, words: list[str], limit: int, filters: list | None) -> list[dict]:
    if not words:
        return []
    long_words = [word for word in words if len(word) >= 3]
    conditions = [["search_text", "like", f"%{get_plain(word)}%"] for word in long_words]
    if not long_words:
        conditions = [["search_text", "like", f"{get_plain(' '.join(words))}%"]]
    names = frappe.get_list(
        doctype,
        filters=conditions + (filters or []),
        pluck="name",
        order_by="search_text asc",
        limit=limit,
    )
    if not names:
        return []
    filters = {"name": ["in", names]}
    rows = frappe.get_all(doctype, filters=filters, fields=KINDS[doctype], order_by="search_text asc")
    return [row for row in rows if all(word in row.search_text for word in words)]


def _describe(doctype: str, row: dict) -> dict:
    text = row.pop("search_text")
    if doctype == "Party":
        place = (
            f"{row.main_town} ({row.main_province})" if row.main_town and row.main_province else row.main_town
        )
        hint = [_(row.lifecycle_stage) if row.lifecycle_stage else "", place, row.main_phone]
    else:
        hint = [row.role, row.party_name, row.main_phone]
    title = row[TITLES[doctype]]
    return {
        "doctype": doctype,
        "title": title,
        "subtitle": " · ".join(filter(None, hint)),
        **row,
        "_text": text,
    }


def _rank(hit: dict, text: str, words: list[str]) -> tuple:
    title, whole = fold(hit["title"]), hit.pop("_text")
    begins = title.startswith(fold(text).strip())
    word_begins = all(f" {whole}".find(f" {word}") >= 0 for word in words)
    return (not begins, not word_begins, hit["doctype"] != "Party", title)


@frappe.whitelist(methods=["GET", "POST"])
def find_more(text: str, limit: int = 5) -> list[dict]:
    """Return events, negotiations and files that match all words; any user, only what they may see."""
    found: list[dict] = []
    for path in frappe.get_hooks("relcrm_search"):
        found += frappe.get_attr(path)(text, min(max(int(limit), 1), 20))
    return found


@frappe.whitelist(methods=["GET", "POST"])
def get_opened(records: list) -> list[dict]:
    """Return titles of [doctype, name] pairs, in their order, of those the user may read; any user."""
    from relcrm.workplace.stream import get_titles

    pairs = [
        tuple(map(str, pair)) for pair in records[:MOST_OPENED] if isinstance(pair, list) and len(pair) == 2
    ]
    titles = {
        doctype: get_titles(doctype, {name for of, name in pairs if of == doctype})
        for doctype in {pair[0] for pair in pairs}
    }
    return [
        {"doctype": doctype, "name": name, "title": titles[doctype][name]}
        for doctype, name in pairs
        if name in titles[doctype]
    ]


@frappe.whitelist(methods=["GET", "POST"])
def identify(number: str) -> list[dict]:
    """Return the parties and persons that own a telephone number; any user, only what they may see."""
    digits = get_digits(number)
    return search(number, limit=10) if len(digits) >= 4 else []


def _get_links(doctype: str, txt: str, start: int, page_len: int, filters) -> list[tuple]:
    extra = (
        [[key, "=", value] for key, value in filters.items()] if isinstance(filters, dict) else filters or []
    )
    if not (txt or "").strip():
        rows = frappe.get_list(
            doctype, filters=extra, fields=KINDS[doctype], order_by="modified desc", limit=page_len
        )
    else:
        rows = find(doctype, txt, filters=extra)
        rows.sort(
            key=lambda row: (not fold(row[TITLES[doctype]]).startswith(fold(txt)), fold(row[TITLES[doctype]]))
        )
    hits = [_describe(doctype, row) for row in rows[int(start) : int(start) + int(page_len)]]
    return [(hit["name"], hit["title"], hit["subtitle"]) for hit in hits]


@frappe.whitelist()
def get_party_links(
    doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters=None, **kwargs
):
    """Answer link fields to Party; any user with read access."""
    return _get_links("Party", txt, start, page_len, filters)


@frappe.whitelist()
def get_contact_links(
    doctype: str, txt: str, searchfield: str, start: int, page_len: int, filters=None, **kwargs
):
    """Answer link fields to Contact Person; any user with read access."""
    return _get_links("Contact Person", txt, start, page_len, filters)
