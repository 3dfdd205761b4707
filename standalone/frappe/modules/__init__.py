"""Where an app's modules, DocType folders and controllers are."""

from __future__ import annotations

import importlib
import os
from typing import Any

import frappe
from frappe.utils.caching import derived


def get_module_app_map() -> dict[str, str]:
    """Scrubbed module title -> app, from every installed app's `modules.txt`."""
    return derived("module_app_map", _read_module_app_map)


def _read_module_app_map() -> dict[str, str]:
    out: dict[str, str] = {}
    for app in frappe.get_installed_apps():
        for module in get_module_list(app):
            out.setdefault(frappe.scrub(module), app)
    return out


def get_module_list(app: str) -> list[str]:
    """Module titles of an app, in file order."""
    return frappe.get_file_items(frappe.get_app_path(app, "modules.txt"))


scrub = frappe.scrub


def scrub_dt_dn(dt: str, dn: str) -> tuple[str, str]:
    return frappe.scrub(dt), frappe.scrub(dn)


def get_module_name(doctype: str, module: str, prefix: str = "", suffix: str = "", app: str | None = None) -> str:
    """Dotted path of the module that holds a DocType's controller."""
    app = app or frappe.get_module_app(module)
    name = frappe.scrub(doctype)
    return f"{app}.{frappe.scrub(module)}.doctype.{name}.{prefix}{name}{suffix}"


def load_doctype_module(doctype: str, module: str | None = None, prefix: str = "", suffix: str = "") -> Any:
    """Import a DocType's controller module. Raises ImportError where there is none."""
    module = module or get_doctype_module(doctype)
    path = get_module_name(doctype, module, prefix, suffix)
    try:
        return importlib.import_module(path)
    except ModuleNotFoundError as exc:
        if exc.name and path.startswith(exc.name):
            raise ImportError(f"Module import failed for {doctype}: there is no {path}.") from exc
        raise


def get_doctype_module(doctype: str) -> str:
    module = frappe.get_meta(doctype).module
    if not module:
        raise ImportError(f"DocType {doctype} not found")
    return module


def get_doc_path(module: str, doctype: str, name: str) -> str:
    """Folder of a standard record: <module>/<kind>/<name>."""
    return frappe.get_module_path(module, frappe.scrub(doctype), frappe.scrub(name))


def export_doc(*args: Any, **kwargs: Any) -> None:
    raise frappe.NotInStandaloneError("Standard records are edited as files here; there is no developer mode.")


def reload_doc(module: str, dt: str | None = None, dn: str | None = None, force: bool = False) -> Any:
    """Import one record of a module from its file again."""
    from frappe.modules.import_file import import_file_by_path

    kind, name = scrub_dt_dn(dt or "", dn or "")
    path = os.path.join(frappe.get_module_path(module), kind, name, f"{name}.json")
    return import_file_by_path(path, force=force)


def reload_doctype(doctype: str, force: bool = False, **kwargs: Any) -> Any:
    return reload_doc(get_doctype_module(doctype), "doctype", doctype, force=force)
