"""Running each patch of the installed apps once."""

from __future__ import annotations

import configparser
import importlib
from enum import Enum

import frappe


class PatchType(Enum):
    """Section of patches.txt."""

    pre_model_sync = "pre_model_sync"
    post_model_sync = "post_model_sync"


def get_patches(app: str, patch_type: PatchType) -> list[str]:
    """Patches of one section, in file order; a file without sections counts as pre_model_sync."""
    path = frappe.get_app_path(app, "patches.txt")
    text = frappe.read_file(path) or ""
    if not any(line.strip().startswith("[") for line in text.splitlines()):
        return frappe.get_file_items(path) if patch_type is PatchType.pre_model_sync else []
    parser = configparser.ConfigParser(allow_no_value=True, delimiters="\n", comment_prefixes=("#", ";"), strict=False)
    parser.optionxform = str
    parser.read_string(text)
    return list(parser[patch_type.value]) if parser.has_section(patch_type.value) else []


def run_all(patch_type: PatchType) -> list[str]:
    """Run the patches that have not run on this site; returns them."""
    done = set(frappe.get_all("Patch Log", {"skipped": 0}, pluck="patch"))
    ran = []
    for app in frappe.get_installed_apps():
        for patch in get_patches(app, patch_type):
            if patch not in done:
                run_single(patch)
                ran.append(patch)
    return ran


def run_single(patch: str) -> None:
    """Run one patch and note it, in one transaction."""
    module = patch.split("#")[0].split()[0]
    frappe.flags.in_patch = True
    try:
        if module.startswith("execute:"):
            raise frappe.NotInStandaloneError(
                f"Patch {patch}: inline patches are not part of this runtime; make it a module."
            )
        importlib.import_module(module).execute()
        log_patch(patch)
        frappe.db.commit()
    except Exception:
        frappe.db.rollback()
        raise
    finally:
        frappe.flags.in_patch = False


def log_patch(patch: str) -> None:
    frappe.get_doc(doctype="Patch Log", patch=patch).insert(ignore_permissions=True)


def mark_all_as_done(app: str) -> None:
    """On install an app's patches have nothing to do."""
    for section in PatchType:
        for patch in get_patches(app, section):
            if not frappe.db.exists("Patch Log", {"patch": patch}):
                log_patch(patch)
