"""The clock: `scheduler_events` of the installed apps become Scheduled Job Types; due ones are queued once a minute."""

from __future__ import annotations

import frappe
from frappe import _
from frappe.utils import cint


def tick(site_path: str) -> None:
    """Called by the serving process once a minute: queue what is due on one site."""
    from frappe.utils.background_jobs import site_opened

    with site_opened(site_path):
        if not is_scheduler_inactive():
            enqueue_events()
            frappe.db.commit()


def enqueue_events(site: str | None = None) -> list[str]:
    """Queue every Scheduled Job Type that is due; returns their methods."""
    from frappe.core.doctype.scheduled_job_type.scheduled_job_type import get_active

    return [job.method for job in get_active() if job.enqueue()]


def is_scheduler_inactive(verbose: bool = False) -> bool:
    """Whether nothing is queued at set times: paused, in maintenance, or switched off in System Settings."""
    conf = frappe.conf
    return (
        bool(cint(conf.get("maintenance_mode") or 0) or cint(conf.get("pause_scheduler") or 0))
        or is_scheduler_disabled()
    )


def is_scheduler_disabled(verbose: bool = False) -> bool:
    """Whether System Settings switches the scheduler off; without a value it is on."""
    if cint(frappe.conf.get("disable_scheduler") or 0):
        return True
    value = frappe.db.get_single_value("System Settings", "enable_scheduler")
    stored = frappe.db.sql(
        "select 1 from `tabSingles` where `doctype` = 'System Settings' and `field` = 'enable_scheduler' limit 1"
    )
    return bool(stored) and not cint(value)


def toggle_scheduler(enable: bool) -> None:
    """Switch the scheduler on or off in System Settings."""
    frappe.db.set_single_value("System Settings", "enable_scheduler", 1 if enable else 0)


def enable_scheduler() -> None:
    """Switch the scheduler on."""
    toggle_scheduler(True)


def disable_scheduler() -> None:
    """Switch the scheduler off."""
    toggle_scheduler(False)


@frappe.whitelist(methods=["POST"])
def activate_scheduler() -> None:
    """Switch the scheduler on; only Administrator may."""
    frappe.only_for("Administrator")
    if cint(frappe.conf.get("maintenance_mode") or 0):
        frappe.throw(_("The scheduler cannot be switched on while the site is in maintenance."))
    enable_scheduler()


@frappe.whitelist()
def get_scheduler_status() -> dict[str, str]:
    """`active` or `inactive`."""
    return {"status": "inactive" if is_scheduler_inactive() else "active"}
