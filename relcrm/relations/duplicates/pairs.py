"""Possible duplicates as they are kept: one row per pair, seen by whoever sees both records, decided by a person."""

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import now, now_datetime

from relcrm.exceptions import DuplicatePairError
from relcrm.relations.duplicates.evidence import Finding, get_reason
from relcrm.relations.duplicates.keys import NAMES
from relcrm.relations.quality.facts import refresh
from relcrm.relations.visibility import get_party_names_query, get_scope

PAIR = "Possible Duplicate"
OPEN, MERGED, DIFFERENT = "Open", "Merged", "Different"
STORED = ("reference_doctype", "left_name", "right_name", "pair_key", "score", "level", "reasons", "state", "search")
CHUNK, MOST_COUNTED = 500, 1000
SHOWN = {
    "Party": ["party_type", "main_town", "main_province", "main_phone", "main_email"],
    "Contact Person": ["role", "party", "party_name as company", "main_phone", "main_email"],
}


def get_pair_key(doctype: str, one: str, other: str) -> str:
    """Return what names a pair whatever the order of its two."""
    return "|".join([doctype, *sorted((one, other))])


def get_conditions(user: str | None = None, doctype: str | None = None) -> str:
    """Hook: pairs of which the user sees both records."""
    scope = get_scope(user)
    if not scope:
        return ""
    parties = get_party_names_query(scope)
    people = f"select `name` from `tabContact Person` where `party` in ({parties})"
    table = f"`tab{PAIR}`"

    def both(kind: str, names: str) -> str:
        sides = " and ".join(f"{table}.`{side}` in ({names})" for side in ("left_name", "right_name"))
        return f"({table}.`reference_doctype` = '{kind}' and {sides})"

    return f"({both('Party', parties)} or {both('Contact Person', people)})"


def has_permission(doc: Document, ptype: str | None = None, user: str | None = None) -> bool:
    """Hook: a pair is seen by whoever sees both of its records."""
    if not get_scope(user) or doc.get("__islocal"):
        return True
    return all(
        frappe.has_permission(doc.reference_doctype, "read", doc=name, user=user)
        for name in (doc.left_name, doc.right_name)
        if frappe.db.exists(doc.reference_doctype, name)
    )


def keep_findings(doctype: str, search: str, findings: list[tuple[str, str, Finding]]) -> int:
    """Keep what a search has found as pairs to decide; what somebody has decided stays. Returns how many are open."""
    wanted = {get_pair_key(doctype, one, other): (one, other, found) for one, other, found in findings}
    known = _read_known(list(wanted))
    fresh, still, changed = [], [], []
    for key, (one, other, found) in wanted.items():
        row = known.get(key)
        values = (found.score, found.level, "\n".join(found.reasons))
        if not row:
            fresh.append((doctype, *sorted((one, other)), key, *values, OPEN, search))
        elif row.state == OPEN:
            still.append(row.name)
            if (row.score, row.level, row.reasons) != values:
                changed.append((row.name, dict(zip(("score", "level", "reasons"), values, strict=True))))
    _insert(fresh)
    for start in range(0, len(still), CHUNK):
        names = still[start : start + CHUNK]
        frappe.db.set_value(PAIR, {"name": ["in", names]}, "search", search, update_modified=False)
    for name, values in changed:
        frappe.db.set_value(PAIR, name, values, update_modified=False)
    return len(fresh) + len(still)


def _read_known(keys: list[str]) -> dict[str, dict]:
    found = {}
    for start in range(0, len(keys), CHUNK):
        filters = {"pair_key": ["in", keys[start : start + CHUNK]]}
        fields = ["name", "pair_key", "state", "score", "level", "reasons"]
        found |= {row.pair_key: row for row in frappe.get_all(PAIR, filters=filters, fields=fields)}
    return found


def _insert(rows: list[tuple]) -> None:
    if not rows:
        return
    moment, user = now(), frappe.session.user
    standard = ["name", "creation", "modified", "owner", "modified_by"]
    values = [(frappe.generate_hash(length=20), moment, moment, user, user, *row) for row in rows]
    frappe.db.bulk_insert(PAIR, [*standard, *STORED], values)


def forget_others(doctype: str, search: str, among: list[str] | None = None) -> None:
    """Take away the open pairs that a search did not find again: all, or those of the records that it compared.

    What only hangs together through others is judged by whole searches alone.
    """
    others = {"reference_doctype": doctype, "state": OPEN, "search": ["!=", search]}
    if among is None:
        frappe.db.delete(PAIR, others)
        return
    for start in range(0, len(among), CHUNK):
        for side in ("left_name", "right_name"):
            part = {side: ["in", among[start : start + CHUNK]], "reasons": ["not like", "%linked%"]}
            frappe.db.delete(PAIR, {**others, **part})


def forget_pairs(doctype: str, name: str) -> None:
    """Take away the pairs of a record that is deleted."""
    for side in ("left_name", "right_name"):
        frappe.db.delete(PAIR, {"reference_doctype": doctype, side: name})


def set_state(pair: str, state: str) -> None:
    """Write down what somebody decided about a pair: two different ones, or open again."""
    doc = frappe.get_doc(PAIR, pair)
    for name in (doc.left_name, doc.right_name):
        frappe.has_permission(doc.reference_doctype, "write", doc=name, throw=True)
    if state not in (OPEN, DIFFERENT) or doc.state == MERGED:
        merged, unknown = _("These two are merged already; take that back instead."), _("Say Open or Different.")
        frappe.throw(merged if doc.state == MERGED else unknown, DuplicatePairError)
    decided = {"decided_by": frappe.session.user, "decided_on": now_datetime()} if state != OPEN else {}
    doc.update({"decided_by": None, "decided_on": None, **decided, "state": state})
    doc.save(ignore_permissions=True)
    if doc.reference_doctype == "Party":
        refresh([doc.left_name, doc.right_name])


def mark_different(doctype: str, one: str, other: str) -> str:
    """Write down that two records are two, whether a search found them or not; returns the pair."""
    key = get_pair_key(doctype, one, other)
    name = frappe.db.get_value(PAIR, {"pair_key": key})
    if not name:
        _insert([(doctype, *sorted((one, other)), key, 1, "possible", "", OPEN, "")])
        name = frappe.db.get_value(PAIR, {"pair_key": key})
    set_state(name, DIFFERENT)
    return name


def get_pairs(doctype: str, state: str = OPEN, limit: int = 20, start: int = 0, named: str | None = None) -> list[dict]:
    """Return pairs that the user sees, the surest first, each with what tells its two records apart in a list."""
    fields = ["name", "left_name", "right_name", "score", "level", "reasons", "state", "decided_by", "decided_on"]
    sides = {"or_filters": {"left_name": named, "right_name": named}} if named else {}
    filters = {"reference_doctype": doctype, "state": state}
    order = "score desc, name asc"
    rows = frappe.get_list(PAIR, fields=fields, filters=filters, order_by=order, limit=limit, start=start, **sides)
    names = {name for row in rows for name in (row.left_name, row.right_name)}
    records = {row.name: row for row in _read_records(doctype, list(names))}
    return [
        {
            **row,
            "reasons": [get_reason(fact) for fact in (row.reasons or "").split()],
            "left": records.get(row.left_name),
            "right": records.get(row.right_name),
        }
        for row in rows
    ]


def _read_records(doctype: str, names: list[str]) -> list[dict]:
    fields = ["name", f"{NAMES[doctype]} as title", *SHOWN[doctype]]
    return frappe.get_list(doctype, filters={"name": ["in", names]}, fields=fields, limit=0) if names else []


def count_open(doctype: str) -> int:
    """Return how many pairs are open of those that the user sees, at most `MOST_COUNTED`."""
    filters = {"reference_doctype": doctype, "state": OPEN}
    return len(frappe.get_list(PAIR, filters=filters, pluck="name", order_by=None, limit=MOST_COUNTED))
