"""Answers to the lists of module Workplace: the deals of companies and people."""

from frappe import _

PARTNERS = {"Party": "party", "Contact Person": "contact_person"}


def get_relations(doctype: str) -> list[dict]:
    """Hook `relcrm_list_relations`: the deals of companies and people."""
    link = PARTNERS.get(doctype)
    return [{"key": "deals", "label": _("Negotiations"), "doctype": "Negotiation", "link": link}] if link else []
