"""What may be in the registry already, asked while somebody types."""

import frappe
from frappe import _

from relcrm.exceptions import DuplicateQueryError
from relcrm.relations.duplicates import find as finding
from relcrm.relations.duplicates import pairs, search
from relcrm.relations.duplicates.keys import NAMES
from relcrm.relations.merging import merge as merging
from relcrm.relations.merging import side_by_side
from relcrm.relations.merging import trace as traces
from relcrm.relations.merging import undo as undoing

LONGEST_NAME, MOST_ROWS = 300, 20
MOST_PAIRS = 100


@frappe.whitelist(methods=["POST"])
def find(doctype: str, values: dict | str, limit: int = 5) -> list[dict]:
    """Return companies or people that may be the one being typed, likeliest first; of what the user may read."""
    given = frappe.parse_json(values) if isinstance(values, str) else values
    if doctype not in NAMES or not isinstance(given, dict):
        text = _("Possible duplicates are looked for among companies and people, by what is typed.")
        frappe.throw(text, DuplicateQueryError)
    frappe.has_permission(doctype, "read", throw=True)
    return finding.find(doctype, _read(doctype, given), min(max(frappe.utils.cint(limit), 1), 20))


@frappe.whitelist(methods=["GET", "POST"])
def get_worklist(
    doctype: str = "Party", state: str = "Open", start: int | str = 0, limit: int | str = 20, record: str | None = None
) -> dict:
    """Return pairs of records that may be the same, the surest first, and how the last search went.

    Needs read on the kind of record; a pair is shown to whoever sees both. `record` names one whose pairs are wanted.
    """
    _check_kind(doctype)
    if state not in ("Open", "Merged", "Different"):
        frappe.throw(_("Say Open, Merged or Different."), DuplicateQueryError)
    limit, start = (max(frappe.utils.cint(number), 0) for number in (limit, start))
    return {
        "pairs": pairs.get_pairs(doctype, state, min(limit, MOST_PAIRS) or 1, start, record),
        "open": pairs.count_open(doctype),
        "search": search.get_last(doctype) if may_search() else None,
        "may_search": may_search(),
    }


@frappe.whitelist(methods=["POST"])
def start_search(doctype: str = "Party") -> dict:
    """Search all records of a kind for duplicates, or go on where a search was stopped; not for mere agents."""
    frappe.has_permission("Duplicate Search", "read", throw=True)
    _check_kind(doctype)
    return search.start(doctype)


@frappe.whitelist(methods=["GET", "POST"])
def get_search(doctype: str = "Party") -> dict | None:
    """Return how far the last search is: status, total, done, found; not for mere agents."""
    frappe.has_permission("Duplicate Search", "read", throw=True)
    _check_kind(doctype)
    return search.get_last(doctype)


@frappe.whitelist(methods=["POST"])
def cancel_search(doctype: str = "Party") -> dict | None:
    """Ask a running search to stop; it goes on from there when it is started again. Not for mere agents."""
    frappe.has_permission("Duplicate Search", "read", throw=True)
    _check_kind(doctype)
    return search.cancel(doctype)


@frappe.whitelist(methods=["POST"])
def mark_different(doctype: str, one: str, other: str) -> str:
    """Write down that two records are two, so that they are proposed no more; needs write on both."""
    _check_kind(doctype)
    for name in (one, other):
        frappe.has_permission(doctype, "write", doc=name, throw=True)
    return pairs.mark_different(doctype, one, other)


@frappe.whitelist(methods=["POST"])
def open_again(pair: str) -> None:
    """Take back that a pair was said to be two; needs write on both."""
    pairs.set_state(pair, pairs.OPEN)


def may_search() -> bool:
    """Return whether the user may have all records searched."""
    return bool(frappe.has_permission("Duplicate Search", "read"))


def _check_kind(doctype: str) -> None:
    if doctype not in NAMES:
        frappe.throw(_("Duplicates are searched for among companies and people."), DuplicateQueryError)
    frappe.has_permission(doctype, "read", throw=True)


def _read(doctype: str, given: dict) -> dict:
    """Take from what was sent only what is compared, in the shapes that it must have."""
    texts = (NAMES[doctype], "name", "vat_number", "fiscal_code", "party", "town", "party_type", "kind")
    found: dict = {key: str(given.get(key) or "")[:LONGEST_NAME] for key in texts}
    for table in ("phones", "emails", "addresses"):
        rows = given.get(table) if isinstance(given.get(table), list) else []
        found[table] = [
            {key: str(value)[:LONGEST_NAME] for key, value in row.items() if value is not None}
            for row in rows[:MOST_ROWS]
            if isinstance(row, dict)
        ]
    return found


@frappe.whitelist(methods=["GET", "POST"])
def compare(doctype: str, left: str, right: str) -> dict:
    """Return two records side by side: each field with both values and whether they differ, and rows of tables.

    Needs read on both.
    """
    _check_kind(doctype)
    return side_by_side.compare(doctype, left, right)


@frappe.whitelist(methods=["POST"])
def merge(doctype: str, kept: str, merged: str, choices: dict | str | None = None) -> dict:
    """Make one of two records: `merged` goes into `kept` with all that hangs on it; needs write on both.

    `choices`: {fieldname: "kept"|"merged"}, `profile:<characteristic>` too; otherwise the kept one's values, and the
    other's where it has none. Returns the trace, by which it is taken back within thirty days.
    """
    _check_kind(doctype)
    chosen = frappe.parse_json(choices) if isinstance(choices, str) else choices
    chosen = chosen or {}
    if not isinstance(chosen, dict) or not set(map(str, chosen.values())) <= {"kept", "merged"}:
        frappe.throw(_('Say for each field "kept" or "merged".'), DuplicateQueryError)
    for name in (kept, merged):
        if not isinstance(name, str) or not name:
            frappe.throw(_("Choose the two that are one."), DuplicateQueryError)
    trace = merging.merge(doctype, kept, merged, {str(key): str(value) for key, value in chosen.items()})
    return {"merge": trace, "doctype": doctype, "name": kept, "undo_until": undo_until(trace)}


@frappe.whitelist(methods=["POST"])
def undo_merge(merge: str) -> dict:
    """Make two again of what was merged; by who merged them or a manager, with write on what stayed.

    Returns the record that came back, and in sentences what somebody changed since and stays as it is now.
    """
    return undoing.undo(merge)


@frappe.whitelist(methods=["GET", "POST"])
def get_merges(doctype: str, name: str) -> list[dict]:
    """Return what was merged into a record and can be taken back, newest first; needs read on it."""
    _check_kind(doctype)
    frappe.has_permission(doctype, "read", doc=name, throw=True)
    return traces.get_merges(doctype, name)


@frappe.whitelist(methods=["GET", "POST"])
def where_is(doctype: str, name: str) -> str | None:
    """Return the record that an old name leads to after merges, when the user may read it."""
    _check_kind(doctype)
    return traces.get_readable(doctype, name)


def undo_until(trace: str) -> str:
    """Return until when a merge can be taken back."""
    return str(frappe.db.get_value("Party Merge", trace, "undo_until"))
