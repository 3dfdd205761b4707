"""Bringing a site up to the files of its apps."""

from __future__ import annotations

from typing import Any

import frappe


def migrate(progress: Any = None) -> None:
    """Patches, model files, jobs, fixtures and hooks, in the order of the contract, 1.1; needs a connected site."""
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import sync_jobs
    from frappe.model.sync import remove_orphan_doctypes, sync_all
    from frappe.modules.patch_handler import PatchType, run_all
    from frappe.utils.fixtures import sync_fixtures

    def say(text: str) -> None:
        if progress:
            progress(text)

    frappe.set_user("Administrator")
    frappe.flags.in_migrate = True
    frappe.clear_cache()
    try:
        _run_hooks("before_migrate")
        say("Running patches before the model")
        run_all(PatchType.pre_model_sync)
        say("Updating DocTypes and other records")
        _refresh_bootstrap()
        sync_all()
        frappe.db.commit()
        say("Running patches after the model")
        run_all(PatchType.post_model_sync)
        sync_jobs()
        say("Importing fixtures")
        sync_fixtures()
        remove_orphan_doctypes()
        frappe.db.commit()
        _run_hooks("after_migrate")
        frappe.clear_cache()
        frappe.db.commit()
    except BaseException:
        frappe.db.rollback()
        raise
    finally:
        frappe.flags.in_migrate = False


def _refresh_bootstrap() -> None:
    from frappe.model import bootstrap_doctypes

    for doctype in bootstrap_doctypes:
        frappe.db.updatedb(doctype)


def _run_hooks(name: str) -> None:
    for path in frappe.get_hooks(name):
        frappe.get_attr(path)()
