"""Making the database agree with the files of the installed apps."""

from __future__ import annotations

import os
from collections.abc import Iterator

import frappe
from frappe.modules import get_module_list
from frappe.modules.import_file import import_file_by_path

DOCUMENT_KINDS = (
    "doctype", "page", "report", "dashboard_chart_source", "print_format", "web_page", "website_theme", "web_form",
    "web_template", "notification", "print_style", "workspace", "number_card", "dashboard_chart", "module_onboarding",
    "form_tour", "client_script", "server_script", "custom_field", "property_setter",
)  # fmt: skip
UNSUPPORTED_KINDS = frozenset(
    (
        "page",
        "dashboard_chart_source",
        "web_page",
        "website_theme",
        "web_form",
        "web_template",
        "module_onboarding",
        "form_tour",
        "client_script",
        "server_script",
    )  # fmt: skip
)


def sync_all(force: bool = False) -> None:
    """Import what is new or changed in every installed app."""
    for app in frappe.get_installed_apps():
        sync_for(app, force)
    frappe.clear_cache()


def sync_for(app: str, force: bool = False) -> int:
    """Import the model files of one app: all DocTypes first, then the other kinds; returns how many were written."""
    files = list(iter_model_files(app))
    changed = 0
    for path in [p for kind, p in files if kind == "doctype"]:
        changed += bool(import_file_by_path(path, force=force))
    if changed:
        frappe.clear_cache()
        from frappe.core.doctype.doctype.doctype import sync_pending_tables

        sync_pending_tables()
    for path in [p for kind, p in files if kind != "doctype" and kind not in UNSUPPORTED_KINDS]:
        changed += bool(import_file_by_path(path, force=force))
    return changed


def iter_model_files(app: str) -> Iterator[tuple[str, str]]:
    """(kind, path) of an app's model files, module by module, in the order of kinds."""
    for module in get_module_list(app):
        folder = frappe.get_app_path(app, frappe.scrub(module))
        for kind in DOCUMENT_KINDS:
            base = os.path.join(folder, kind)
            if not os.path.isdir(base):
                continue
            for name in sorted(os.listdir(base)):
                path = os.path.join(base, name, f"{name}.json")
                if os.path.exists(path):
                    yield kind, path


def remove_orphan_doctypes() -> list[str]:
    """Forget DocTypes whose file has gone from an installed app; their tables stay."""
    known = {
        frappe.get_file_json(path)["name"]
        for app in frappe.get_installed_apps()
        for kind, path in iter_model_files(app)
        if kind == "doctype"
    }
    orphans = [n for n in frappe.get_all("DocType", {"custom": 0}, pluck="name") if n not in known]
    for name in orphans:
        frappe.delete_doc("DocType", name, force=1, ignore_permissions=True, ignore_on_trash=True)
    return orphans
