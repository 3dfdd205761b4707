"""What module Sales adds to the card of a party."""

import frappe

from relcrm.sales.contracts import get_contracts
from relcrm.sales.needs import get_needs
from relcrm.sales.purchases import get_purchases

SECTIONS = {
    "purchases": ("Party Order", get_purchases),
    "contracts": ("Party Contract", get_contracts),
    "needs": ("Party Need", get_needs),
}


def get_card_sections(party: str) -> dict:
    """Hook `relcrm_card_sections`: purchases, contracts and needs, each for who may read that kind of record."""
    return {key: read(party) for key, (doctype, read) in SECTIONS.items() if frappe.has_permission(doctype, "read")}
