"""Parties that were there before lists had the region: that of their main address."""

import frappe

from relcrm.relations.party_card import get_main_address, get_main_region

STEP = 500


def execute() -> None:
    """Fill the region of parties that have an address, and leave alone when they were last changed."""
    parties: dict[str, list] = {}
    fields = ["parent", "kind", "province", "region", "country"]
    filters = {"parenttype": "Party", "parentfield": "addresses"}
    for row in frappe.get_all("Party Address", fields=fields, filters=filters, order_by="parent, idx"):
        parties.setdefault(row.parent, []).append(row)
    regions: dict[str, list[str]] = {}
    for name, rows in parties.items():
        if region := get_main_region(get_main_address(frappe._dict(addresses=rows))):
            regions.setdefault(region, []).append(name)
    party = frappe.qb.DocType("Party")
    for region, names in regions.items():
        for at in range(0, len(names), STEP):
            frappe.qb.update(party).set(party.main_region, region).where(party.name.isin(names[at : at + STEP])).run()
