"""What installing and migrating do beside the metadata: roles, delivered records, settings."""

import frappe
from frappe.modules import load_doctype_module

from relcrm import delivered
from relcrm.agenda.event_names import make_site_key
from relcrm.outreach.word import examples

PRIVACY_OFFICER = "RelCRM Privacy Officer"
ROLES = (
    "RelCRM User",
    "RelCRM Agent",
    "RelCRM Marketing",
    "RelCRM Manager",
    "RelCRM Administrator",
    PRIVACY_OFFICER,
)
MODULES = ("Workplace", "Relations", "Agenda", "Processes")
ROLE_PROFILE = "RelCRM Administrator"


def after_install() -> None:
    """Make roles and delivered records on a new site."""
    after_migrate()


def after_migrate() -> None:
    """Bring delivered records up to date; what the administrator changed stays."""
    make_roles()
    make_indexes()
    delivered.deliver_all()
    make_role_profile()
    make_site_key()
    examples.deliver()


def before_tests() -> None:
    """Tests need nothing but what an installation makes."""
    after_migrate()


def make_roles() -> None:
    """Make the roles that are missing."""
    for role in ROLES:
        if not frappe.db.exists("Role", role):
            frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert(ignore_permissions=True)


def make_indexes() -> None:
    """Make the missing indexes over several columns; a migration does so only where metadata changed."""
    for doctype in frappe.get_all(
        "DocType", filters={"module": ["in", MODULES], "issingle": 0, "custom": 0}, pluck="name"
    ):
        module = load_doctype_module(doctype)
        if hasattr(module, "on_doctype_update"):
            module.on_doctype_update()


def make_role_profile() -> None:
    """Make the role profile of an administrator: all of RelCRM, and customising, Frappe's own right."""
    if frappe.db.exists("Role Profile", ROLE_PROFILE):
        return
    roles = [{"role": role} for role in (*ROLES, "System Manager")]
    profile = {"doctype": "Role Profile", "role_profile": ROLE_PROFILE, "roles": roles}
    frappe.get_doc(profile).insert(ignore_permissions=True)
