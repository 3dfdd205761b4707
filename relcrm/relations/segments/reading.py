"""Reading segments and what their conditions hang on."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

import frappe
from frappe import _

from relcrm.workplace.lists.conditions import refuse

FIELDS = ("name", "segment_name", "target", "conditions", "frozen_on", "visibility", "owner")


@dataclass(frozen=True)
class Segment:
    """What a segment is made of, as far as lists need it."""

    name: str | None
    title: str
    target: str
    conditions: dict | None
    frozen_on: object = None
    visibility: str = "Private"
    owner: str = ""

    @property
    def is_private(self) -> bool:
        return self.visibility == "Private"


def get_segment(name: object) -> Segment:
    """Return a segment that the user may see; one that is closed to them is refused like one that is not there."""
    row = frappe.db.get_value("Segment", name, FIELDS, as_dict=True) if isinstance(name, str) and name else None
    if not row or not frappe.has_permission("Segment", "read", doc=row.name):
        text = _('There is no segment "{0}" that you may see. Choose another, or take it away.')
        refuse(text.format(frappe.utils.escape_html(str(name)[:60])))
    return make_segment(row)


def make_segment(row: dict) -> Segment:
    """Return a segment from its stored values."""
    conditions = read_conditions(row["conditions"])
    title = row["segment_name"] or row["name"] or ""
    visibility, owner = row.get("visibility") or "Private", row.get("owner") or ""
    return Segment(row["name"], title, row["target"], conditions, row.get("frozen_on"), visibility, owner)


def read_conditions(text: object) -> dict | None:
    """Return conditions as one group from their JSON; None where there are none. Refuses what cannot be read."""
    try:
        found = json.loads(text) if isinstance(text, str) and text.strip() else text
    except (ValueError, RecursionError):
        found = 0
    if found is None or found in ("", [], {}):
        return None
    if isinstance(found, list):
        found = {"op": "all", "of": found}
    if not isinstance(found, dict):
        refuse(_("The conditions of the segment cannot be read. Load the page again."))
    return found


def walk(node: object) -> Iterator[object]:
    """Yield every node of conditions, in any order."""
    waiting = [node]
    while waiting:
        part = waiting.pop()
        yield part
        if isinstance(part, dict) and isinstance(part.get("of"), (list, tuple)):
            waiting += part["of"]


def find_used(node: object) -> list[str]:
    """Return the segments that conditions hang on, each once."""
    found = [part["segment"] for part in walk(node) if isinstance(part, dict) and "segment" in part]
    return list(dict.fromkeys(name for name in found if isinstance(name, str)))


def find_users(name: str) -> list[dict]:
    """Return the stored segments whose conditions hang on one, whoever sees them."""
    pattern = f"%{json.dumps(name)[1:-1]}%"
    filters = {"conditions": ["like", pattern]}
    rows = frappe.get_all("Segment", filters=filters, fields=list(FIELDS), order_by="segment_name asc")
    return [row for row in rows if name in find_used(read_conditions(row.conditions))]
