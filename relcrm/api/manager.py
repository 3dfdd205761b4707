"""The manager's page in one request."""

import frappe

from relcrm.analysis import manager


@frappe.whitelist(methods=["GET", "POST"])
def get_page(
    from_date: str | None = None, to_date: str | None = None, team: str | None = None, area: str | None = None
) -> dict:
    """Return sellers as rows with their open deals by state; whoever may read deals, an agent only themselves."""
    frappe.has_permission("Negotiation", "read", throw=True)
    filters = {"from_date": from_date, "to_date": to_date, "team": team, "area": area}
    return manager.get_page(frappe._dict(filters))
