"""Consents, refusals and answers of the opposition register of the demo company; always the same ones."""

from datetime import date, timedelta
from random import Random

from frappe import _

PERSONS_IN, PARTIES_IN = 5, 3  # one in so many decided something
ORIGINS = ("Paper", "Web form", "Trade fair", "Telephone", "In person")


def make_consents(parties: list, contacts: list, today: date) -> list[dict]:
    """Return entries of parties and people: consents to e-mail, addresses of sales, refusals, some taken back."""
    chance = Random(191)
    rows = []
    for doc in parties[::PARTIES_IN]:
        day = today - timedelta(days=chance.randrange(60, 700))
        if doc.lifecycle_stage == "Customer" and doc.main_email and chance.random() < 0.5:
            sold = {"decision": "Address given in a sale", "origin": "Sale", "address": doc.main_email}
            rows.append(_make(doc, None, day, channel="E-mail", **sold))
            continue
        rows += _decide(chance, doc, None, day)
    for doc in contacts[::PERSONS_IN]:
        rows += _decide(chance, None, doc, today - timedelta(days=chance.randrange(30, 700)))
    return rows


def make_register_answers(parties: list, today: date) -> list[dict]:
    """Return what the register answered for the numbers of some parties: of late, long ago, and some are in it."""
    chance = Random(192)
    rows, asked = [], set()
    for doc in parties[::4]:
        number = doc.phones[0].e164 if doc.phones else None
        if number and number not in asked:
            asked.add(number)
            day = today - timedelta(days=chance.choice((2, 9, 14, 20, 45)))
            values = {"register": "Telephone", "number": number, "checked_on": day}
            rows.append(values | {"registered": int(chance.random() < 0.25)})
    return rows


def _decide(chance: Random, party, person, day: date) -> list[dict]:
    choice = chance.random()
    origin = chance.choice(ORIGINS)
    given = {"decision": "Given", "origin": origin, "wording": _("Newsletter consent, version 2")}
    if choice < 0.55:
        return [_make(party, person, day, channel="E-mail", **given)]
    if choice < 0.7:
        later = day + timedelta(days=20)
        back = {"decision": "Withdrawn", "origin": "E-mail", "proof_text": _("Please take me off your list.")}
        return [_make(party, person, when, channel="E-mail", **one) for when, one in ((day, given), (later, back))]
    if choice < 0.85:
        said = {"decision": "Refused", "origin": "Telephone", "proof_text": _("Please do not call me any more.")}
        return [_make(party, person, day, channel="Phone", **said)]
    return [_make(party, person, day, channel="", **given)]


def _make(party, person, day: date, **values) -> dict:
    who = {"contact_person": person.name} if person else {"party": party.name}
    return {"purpose": "Promotion", "decided_on": day, **who, **values}
