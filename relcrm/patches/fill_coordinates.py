"""Parties that were there before lists had a map: the coordinates of their towns."""

import frappe

from relcrm.relations.town_places import NOWHERE, get_place


def execute() -> None:
    """Fill the coordinates of parties by town and province, which must be known both."""
    fields = ["main_town", "main_province"]
    for town, province in frappe.get_all("Party", fields=fields, distinct=True, as_list=True, order_by=None):
        place = get_place(town, province) if town and province else NOWHERE
        if place != NOWHERE:
            party = frappe.qb.DocType("Party")
            query = frappe.qb.update(party).set(party.main_latitude, place[0]).set(party.main_longitude, place[1])
            query.where(party.main_town == town).where(party.main_province == province).run()
