"""Loads `workflows/*.json` and `delivered/<doctype>/*.json`, and leaves alone what an administrator changed.

`Delivered Item` keeps the fingerprint of what was written: absent, the record is inserted; unchanged since,
updated; changed or deleted here, it is kept and a newer version is offered in the item.
"""

import hashlib
import json
from copy import deepcopy
from pathlib import Path

import frappe
from frappe.model.document import Document

from relcrm import __version__

HERE = Path(__file__).parent
ORDER = ("salutation", "letter_head", "relation_area", "relation_event_type", "relationship_type")
SKIP = frozenset(
    "name owner creation modified modified_by docstatus idx parent parentfield parenttype doctype".split()
)


def deliver_all() -> None:
    """Deliver every record of the app, masters first."""
    for record in get_delivered_records():
        deliver(record)


def get_delivered_records() -> list[dict]:
    """Return the delivered records in the order in which they can be made."""
    folders = sorted((HERE / "delivered").iterdir(), key=lambda p: (_position(p.name), p.name))
    paths = [path for folder in folders if folder.is_dir() for path in sorted(folder.glob("*.json"))]
    records = [record for path in paths for record in _read(path)]
    workflows = [record for path in sorted((HERE / "workflows").glob("*.json")) for record in _read(path)]
    late = [r for r in records if r["doctype"] == "Process Design"]
    return [r for r in records if r["doctype"] != "Process Design"] + workflows + late


def _position(folder: str) -> int:
    return ORDER.index(folder) if folder in ORDER else len(ORDER)


def _read(path: Path) -> list[dict]:
    content = json.loads(path.read_text(encoding="utf-8"))
    return content if isinstance(content, list) else [content]


def deliver(record: dict) -> None:
    """Insert, update, keep or offer one record."""
    doctype, name = record["doctype"], record["name"]
    if not frappe.db.exists("DocType", doctype):
        return
    make_masters(record)
    item = get_item(doctype, name)
    exists = frappe.db.exists(doctype, name)
    if not item:
        _keep_foreign(record) if exists else _insert(record)
    elif not exists:
        _mark(item, "Deleted here", record)
    elif get_digest(_get_stored(doctype, name)) == item.digest:
        _update(record, item)
    else:
        _mark(item, "Changed here" if item.source_digest == get_digest(record) else "Update offered", record)


def _insert(record: dict) -> None:
    frappe.get_doc(deepcopy(record)).insert(ignore_permissions=True, set_name=record["name"])
    _keep_digest(record, frappe.new_doc("Delivered Item"))


def _keep_foreign(record: dict) -> None:
    """Leave a record alone that somebody else made under the name of ours."""
    item = frappe.new_doc("Delivered Item")
    item.update({"document_type": record["doctype"], "document_name": record["name"], "version": __version__})
    item.update({"digest": "", "source_digest": get_digest(record), "state": "Changed here"})
    item.save(ignore_permissions=True)


def _update(record: dict, item: Document) -> None:
    changed = item.source_digest != get_digest(record)
    if changed:
        doc = frappe.get_doc(record["doctype"], record["name"])
        doc.update({key: value for key, value in deepcopy(record).items() if key not in SKIP})
        doc.save(ignore_permissions=True)
    if changed or item.version != __version__:
        _keep_digest(record, item)


def _keep_digest(record: dict, item: Document) -> None:
    stored = _get_stored(record["doctype"], record["name"])
    item.update({"document_type": record["doctype"], "document_name": record["name"], "version": __version__})
    item.update({"digest": get_digest(stored), "source_digest": get_digest(record)})
    item.update({"state": "As delivered", "offered": None})
    item.save(ignore_permissions=True)


def _mark(item: Document, state: str, record: dict) -> None:
    offered = json.dumps(record, indent=1, sort_keys=True) if state == "Update offered" else item.offered
    if (item.state, item.offered) != (state, offered):
        item.update({"state": state, "offered": offered})
        item.save(ignore_permissions=True)


def get_item(doctype: str, name: str) -> Document | None:
    """Return the Delivered Item of a record."""
    filters = {"document_type": doctype, "document_name": name}
    found = frappe.db.exists("Delivered Item", filters)
    return frappe.get_doc("Delivered Item", found) if found else None


def _get_stored(doctype: str, name: str) -> dict:
    return _select(frappe.get_doc(doctype, name).as_dict(convert_dates_to_str=True))


def _select(source: dict) -> dict:
    """Return a document without bookkeeping and empty values, so that a new empty field is no change."""
    values = {key: _select_value(value) for key, value in source.items() if key not in SKIP}
    return {key: value for key, value in values.items() if value not in ("", "0", "0.0", [])}


def _select_value(value):
    if isinstance(value, list):
        return [_select(row) for row in value]
    return "" if value is None else str(value)


def get_digest(content: dict) -> str:
    """Return the sha256 of a record's content."""
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def make_masters(record: dict) -> None:
    """Make the roles, states and actions that a workflow names and that are missing; none is ever changed."""
    if record["doctype"] != "Workflow":
        return
    rows = [*record["states"], *record["transitions"]]
    states = {row["state"] for row in rows} | {row["next_state"] for row in record["transitions"]}
    roles = {row.get("allow_edit") or row.get("allowed") for row in rows}
    for state in sorted(states):
        _make("Workflow State", "workflow_state_name", state)
    for action in sorted({row["action"] for row in record["transitions"]}):
        _make("Workflow Action Master", "workflow_action_name", action)
    for role in sorted(roles):
        _make("Role", "role_name", role)


def _make(doctype: str, fieldname: str, name: str) -> None:
    if not frappe.db.exists(doctype, name):
        frappe.get_doc({"doctype": doctype, fieldname: name}).insert(ignore_permissions=True)
