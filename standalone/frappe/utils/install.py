"""Records that every site is born with."""

from __future__ import annotations

import frappe

WORKFLOW_STATES = (
    ("Pending", "question-sign", ""),
    ("Approved", "ok-sign", "Success"),
    ("Rejected", "remove", "Danger"),
)
WORKFLOW_ACTIONS = ("Approve", "Reject", "Review")


def make_geo_records() -> None:
    """Countries, currencies and languages, from well-kept packages."""
    from frappe.geo.setup import make_records

    make_records()


def make_workflow_records() -> None:
    """The states and actions that ship with every site."""
    for name, icon, style in WORKFLOW_STATES:
        if not frappe.db.exists("Workflow State", name):
            frappe.get_doc(doctype="Workflow State", workflow_state_name=name, icon=icon, style=style).insert(
                ignore_permissions=True
            )
    for name in WORKFLOW_ACTIONS:
        if not frappe.db.exists("Workflow Action Master", name):
            frappe.get_doc(doctype="Workflow Action Master", workflow_action_name=name).insert(ignore_permissions=True)


def set_system_settings(lang: str, time_zone: str) -> None:
    """First values of System Settings; the week starts on Monday here."""
    settings = frappe.get_doc("System Settings")
    settings.update(
        {
            "language": lang, "time_zone": time_zone, "date_format": "dd/mm/yyyy" if lang == "it" else "dd-mm-yyyy",
            "number_format": "#.###,##" if lang == "it" else "#,###.##", "first_day_of_the_week": "Monday",
            "enable_scheduler": 1, "setup_complete": 1, "allow_error_traceback": 0, "session_expiry": "170:00",
        }
    )  # fmt: skip
    settings.flags.ignore_mandatory = True
    settings.save(ignore_permissions=True)
