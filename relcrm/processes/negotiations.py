"""Negotiations of a party."""

import frappe

FIELDS = (
    "name subject party contact_person agent expected_value expected_close workflow_state state_since closed_on".split()
)


def get_negotiations_of(party: str, limit: int = 20) -> list[dict]:
    """Return a party's negotiations that the user may see, the latest first."""
    return frappe.get_list(
        "Negotiation", filters={"party": party}, fields=FIELDS, order_by="modified desc", limit=limit
    )
