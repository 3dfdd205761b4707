"""Negotiations of a party."""

import frappe

FIELDS = (
    "name subject party contact_person agent expected_value expected_close workflow_state state_since closed_on".split()
)


def get_running() -> set[tuple[str, str]]:
    """Hook `relcrm_running_business`: whom an open negotiation is with."""
    rows = frappe.get_all("Negotiation", filters={"closed_on": ["is", "not set"]}, fields=["party", "contact_person"])
    people = {("Contact Person", row.contact_person) for row in rows}
    return people | {("Party", row.party) for row in rows}


def get_negotiations_of(party: str, limit: int = 20) -> list[dict]:
    """Return a party's negotiations that the user may see, the latest first."""
    return frappe.get_list(
        "Negotiation", filters={"party": party}, fields=FIELDS, order_by="modified desc", limit=limit
    )
