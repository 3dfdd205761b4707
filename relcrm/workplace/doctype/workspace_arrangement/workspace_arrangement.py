import json

import frappe
from frappe import _
from frappe.model.document import Document

from relcrm.exceptions import ArrangementError

MOST = 60
KINDS = ("number_card", "chart", "shortcut")
WIDTHS = (3, 4, 6, 8, 12)
HEIGHTS = (1, 2, 3)


class WorkspaceArrangement(Document):
    """What stands on a person's page and in which order; one for each person and page."""

    def autoname(self):
        self.name = get_name(self.workspace)

    def validate(self):
        self.content = json.dumps(read_items(self.content), ensure_ascii=False)


def get_name(workspace: str, user: str | None = None) -> str:
    """Return under which name somebody's arrangement of a page is kept."""
    return f"{workspace}-{user or frappe.session.user}"[:140]


def read_items(items) -> list[dict]:
    """Return the items of a page in their form, or refuse what is none."""
    try:
        items = json.loads(items) if isinstance(items, str) else items
    except (ValueError, RecursionError):
        items = None
    if not isinstance(items, list) or len(items) > MOST or not all(_is_item(item) for item in items):
        text = _("The page cannot be kept like this: it takes at most {0} figures, charts and links. Load it again.")
        frappe.throw(text.format(MOST), ArrangementError)
    return [_shape(item) for item in items]


def _is_item(item) -> bool:
    return isinstance(item, dict) and item.get("kind") in KINDS and isinstance(item.get("name"), str)


def _shape(item: dict) -> dict:
    shaped = {"kind": item["kind"], "name": item["name"][:140]}
    shaped["width"] = item.get("width") if item.get("width") in WIDTHS else 3
    shaped["height"] = item.get("height") if item.get("height") in HEIGHTS else 1
    for key in ("warn_from", "alarm_from"):
        value = item.get(key)
        if isinstance(value, int | float) and not isinstance(value, bool):
            shaped[key] = value
    return shaped
