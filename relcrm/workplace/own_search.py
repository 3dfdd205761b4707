"""Records of the kinds that an administrator made, by any of their words, for the one search box."""

import frappe

from relcrm.workplace.lists.query import ListQuery
from relcrm.workplace.lists.rights import can_read
from relcrm.workplace.lists.text import get_words
from relcrm.workplace.lists.titles import get_titles

MOST_KINDS = 30


def find_own(text: str, limit: int) -> list[dict]:
    """Answer `relcrm_search`: records of own kinds that hold all words, the latest of each kind first."""
    if len((text or "").strip()) < 3 or not get_words(text):
        return []
    filters = {"custom": 1, "istable": 0, "issingle": 0}
    kinds = frappe.get_all("DocType", filters=filters, pluck="name", order_by="name asc", limit=MOST_KINDS)
    found = []
    for doctype in filter(can_read, kinds):
        names = ListQuery(doctype, text=text, sort=[["modified", "desc"]]).find_names(length=limit)
        titles = get_titles(doctype, names)
        found += [{"doctype": doctype, "name": name, "title": titles[name], "own": 1} for name in names]
    return found
