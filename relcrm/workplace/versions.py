"""A mark that moves whenever what the desk knows of the metadata has grown old."""

import frappe

KEY = "relcrm_customised"
HEADER = "X-RelCRM-Customised"


def touch(doc=None, method: str | None = None) -> None:
    """Hook: something that screens are drawn from was changed, by whatever means."""
    if not frappe.flags.in_install and not frappe.flags.in_migrate:
        frappe.db.set_default(KEY, frappe.generate_hash(length=10))


def add_header(response=None, request=None) -> None:
    """Hook after a request: tell the desk the present mark, so that an open tab knows at its next request."""
    path = request.path if request else ""
    if response is None or not path.startswith("/api/") or not getattr(frappe.local, "db", None):
        return
    if getattr(frappe.local, "session", None) and frappe.session.user not in (None, "Guest"):
        response.headers[HEADER] = frappe.db.get_default(KEY) or "0"
