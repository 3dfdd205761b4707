"""What an event is for: a letter or a mail of promotion passes the contact gate, a call is warned of.

Also answers `relcrm_contact_holds` with contact pressure: how many promotions somebody had in the last days.
"""

from datetime import date

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_days, cint, get_datetime, getdate, nowdate

from relcrm.agenda import event_type
from relcrm.relations import contact_gate
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.contact_rules import ASKED, EMAIL, FAX, MESSAGING, PEC, PHONE, POST, PROMOTION, get_rule

CHANNELS = {"Call": PHONE, "Letter": POST, "E-mail": EMAIL, "Message": MESSAGING, "Fax": FAX}
DELIVERIES = {"A mezzo PEC": PEC, "A mezzo e-mail": EMAIL}
PRESSURE_DAYS, CHUNK = 30, 5000
ASKING = ("purpose", "party", "contact_person", "event_type", "delivery", "direction", "starts_on")


def get_channel(event: Document) -> str | None:
    """Return the channel of an event in the words of the gate; None where nothing goes out by one."""
    kind = event_type.get_type(event.event_type)
    channel = CHANNELS.get(kind.channel if kind else "")
    return DELIVERIES.get(event.get("delivery") or "", channel) if channel == POST else channel


def validate_purpose(event: Document) -> None:
    """Refuse what goes out for promotion or a survey to somebody who is held; of a call it is only said.

    What is noted down afterwards, of a day gone by, is history: it is said too, and kept.
    """
    channel = get_channel(event)
    if event.get("purpose") not in ASKED or not channel or event.direction == "In" or event.status == "Cancelled":
        return
    if not event.party or not any(event.has_value_changed(name) for name in ASKING):
        return
    addressee = Addressee(event.party, event.contact_person or None)
    similar = bool(cint(event.get("similar_goods")))
    verdict = contact_gate.judge(addressee, event.purpose, channel, similar_goods=similar)
    if verdict.is_allowed:
        return
    past = event.starts_on and getdate(get_datetime(event.starts_on)) < getdate(nowdate())
    if channel == PHONE or past:
        text = contact_gate.get_sentence(verdict, _(event.purpose))
        frappe.msgprint(text, indicator="orange", alert=True)
        return
    contact_gate.check([addressee], event.purpose, channel, _(event.purpose), similar)


def get_holds(
    addressees: list[Addressee], purpose: str, channel: str, day: date
) -> dict[Addressee, list[tuple[str, str, str]]]:
    """Hook `relcrm_contact_holds`: who has had as many promotions in 30 days as the rule allows."""
    most = get_rule(day).per_month
    if purpose != PROMOTION or not most:
        return {}
    parties = _get_parties_of(addressees)
    counts = _count_promotions({*parties.values(), *(one.party for one in addressees)}, day)
    text = _("They have had {0} promotions in {1} days, and our rule allows {2}.")
    way_out = _("Wait, or ask the administrator to change the rule.")
    holds = {}
    for one in addressees:
        count = counts.get((one.party or parties.get(one.contact_person), one.contact_person or ""), 0)
        if count >= most:
            holds[one] = [("pressure", text.format(count, PRESSURE_DAYS, most), way_out)]
    return holds


def _get_parties_of(addressees: list[Addressee]) -> dict[str, str]:
    names = sorted({one.contact_person for one in addressees if one.contact_person})
    rows = []
    for first in range(0, len(names), CHUNK):
        filters = {"name": ["in", names[first : first + CHUNK]]}
        rows += frappe.get_all("Contact Person", filters=filters, fields=["name", "party"])
    return {row.name: row.party for row in rows}


def _count_promotions(parties: set, day: date) -> dict[tuple[str, str], int]:
    """Return the outgoing promotions of the days before, by party and contact person."""
    filters = {
        "purpose": PROMOTION,
        "direction": ["!=", "In"],
        "status": ["!=", "Cancelled"],
        "starts_on": ["between", [add_days(day, -PRESSURE_DAYS), day]],
    }
    counts: dict[tuple[str, str], int] = {}
    for row in frappe.get_all("Relation Event", filters=filters, fields=["party", "contact_person"]):
        if row.party in parties:
            key = (row.party, row.contact_person or "")
            counts[key] = counts.get(key, 0) + 1
    return counts
