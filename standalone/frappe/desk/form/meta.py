"""Metadata of a DocType as a form wants it: fields, rights, scripts, workflow, print formats, connections."""

from __future__ import annotations

import os
from typing import Any

import frappe
from frappe.utils.caching import derived

SCRIPTS = {
    "__js": "{0}.js",
    "__css": "{0}.css",
    "__list_js": "{0}_list.js",
    "__calendar_js": "{0}_calendar.js",
    "__tree_js": "{0}_tree.js",
}
HOOK_SCRIPTS = {
    "__js": "doctype_js",
    "__list_js": "doctype_list_js",
    "__calendar_js": "doctype_calendar_js",
    "__tree_js": "doctype_tree_js",
}


def get_meta(doctype: str) -> dict:
    """The form's metadata of one DocType, in the reader's language where texts are added."""
    return derived(("form_meta", doctype), lambda: make_form_meta(doctype))


def make_form_meta(doctype: str) -> dict:
    meta = frappe.get_meta(doctype)
    out: dict[str, Any] = dict(meta.as_dict())
    out["__assets_loaded"] = 1
    out.update(_read_scripts(meta))
    out["__custom_js"] = _get_client_scripts(doctype)
    out["__messages"] = {}
    out["__templates"] = None
    out["__kanban_column_fields"] = []
    out["__map_js"] = None
    if meta.istable:
        return out
    out["__print_formats"] = _get_print_formats(doctype)
    out["__workflow_docs"] = _get_workflow_docs(doctype)
    out["__dashboard"] = _get_dashboard(meta)
    out["__linked_with"] = {}
    return out


def _read_scripts(meta: Any) -> dict[str, str | None]:
    scripts: dict[str, str | None] = dict.fromkeys(SCRIPTS)
    if not meta.custom:
        name = frappe.scrub(meta.name)
        try:
            folder = frappe.get_module_path(meta.module, "doctype", name)
        except ImportError:
            folder = None
        for key, pattern in SCRIPTS.items() if folder else ():
            scripts[key] = frappe.read_file(os.path.join(folder, pattern.format(name)))
    for key, hook in HOOK_SCRIPTS.items():
        for path in frappe.get_hooks(hook, {}).get(meta.name, []):
            scripts[key] = (scripts[key] or "") + _read_hook_script(path)
    return scripts


def _read_hook_script(path: str) -> str:
    for app in frappe.get_installed_apps():
        if text := frappe.read_file(os.path.join(frappe.get_app_path(app), path)):
            return f"\n{text}"
    return ""


def _get_client_scripts(doctype: str) -> str | None:
    if not frappe.db.table_exists("Client Script"):
        return None
    scripts = frappe.get_all(
        "Client Script", filters={"dt": doctype, "enabled": 1, "view": "Form"}, pluck="script"
    )
    return "\n".join(filter(None, scripts)) or None


def _get_print_formats(doctype: str) -> list:
    rows = frappe.get_all("Print Format", filters={"doc_type": doctype, "disabled": 0}, fields=["*"])
    return [{**row, "doctype": "Print Format"} for row in rows]


def _get_workflow_docs(doctype: str) -> list:
    name = frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "name")
    if not name:
        return []
    workflow = frappe.get_doc("Workflow", name)
    states = [frappe.get_doc("Workflow State", row.state) for row in workflow.states]
    return [doc.as_dict() for doc in (workflow, *states)]


def _get_dashboard(meta: Any) -> dict:
    """Connections of a form, from `<doctype>_dashboard.py` or the DocType's own links."""
    data = frappe._dict(transactions=[], non_standard_fieldnames={}, internal_links={})
    if not meta.custom:
        name = frappe.scrub(meta.name)
        try:
            module = frappe.get_module(
                f"{frappe.get_module_app(meta.module)}.{frappe.scrub(meta.module)}.doctype.{name}.{name}_dashboard"
            )
            data.update(module.get_data())
        except ImportError:
            pass
    groups: dict[str, list] = {}
    for link in meta.get("links") or ():
        if link.get("hidden"):
            continue
        groups.setdefault(link.get("group") or "", []).append(link.get("parent_doctype") or link.link_doctype)
        if not data.get("fieldname"):
            data["fieldname"] = link.link_fieldname
        elif link.link_fieldname != data["fieldname"]:
            data["non_standard_fieldnames"][link.get("parent_doctype") or link.link_doctype] = (
                link.link_fieldname
            )
    for label, items in groups.items():
        data["transactions"].append({"label": label, "items": items})
    return data
