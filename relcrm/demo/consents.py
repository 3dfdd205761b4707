"""Consents, refusals and answers of the opposition register of the demo company; always the same ones."""

from datetime import date, timedelta
from random import Random

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


def make_notices() -> list[dict]:
    """Return the information notice of the demo company."""
    body = "Trattiamo i tuoi dati per risponderti, venderti e assisterti. Puoi vederli, correggerli o cancellarli."
    return [
        {
            "notice_name": "Informativa per clienti e fornitori",
            "version": "2",
            "valid_from": date(2025, 1, 1),
            "article": "13 (from the person)",
            "body": f"<p>{body}</p>",
        }
    ]


def make_notices_sent(notice: str, contacts: list, today: date) -> list[dict]:
    """Return to whom the notice was given: three people in four."""
    chance = Random(193)
    given = [doc for doc in contacts if doc.kind != "Unit" and chance.random() < 0.75]
    return [
        {
            "notice": notice,
            "contact_person": doc.name,
            "sent_on": today - timedelta(days=chance.randrange(5, 600)),
            "channel": "E-mail",
        }
        for doc in given
    ]


def make_processing_activities() -> list[dict]:
    """Return the register of processing of the demo company."""
    people, contacts = "Clienti, fornitori e chi lavora per loro", "Nomi, indirizzi, numeri, ruolo"
    rows = (
        (
            "Offerte, ordini e assistenza",
            "Rispondere, vendere e assistere",
            "Contract",
            "10 anni, come vuole la legge fiscale",
        ),
        ("Newsletter", "Informare di novità e fiere", "Consent", "Finché il consenso non è revocato"),
        (
            "Visite e telefonate",
            "Seguire i clienti",
            "Legitimate interest",
            "2 anni senza contatti",
        ),
    )
    return [
        {
            "activity_name": name,
            "aim": aim,
            "legal_basis": basis,
            "people": people,
            "data_kinds": contacts,
            "retention": until,
        }
        for name, aim, basis, until in rows
    ]


def _decide(chance: Random, party, person, day: date) -> list[dict]:
    choice = chance.random()
    origin = chance.choice(ORIGINS)
    given = {"decision": "Given", "origin": origin, "wording": "Consenso alla newsletter, versione 2"}
    if choice < 0.55:
        return [_make(party, person, day, channel="E-mail", **given)]
    if choice < 0.7:
        later = day + timedelta(days=20)
        back = {"decision": "Withdrawn", "origin": "E-mail", "proof_text": "Toglietemi dal vostro elenco, per favore."}
        return [_make(party, person, when, channel="E-mail", **one) for when, one in ((day, given), (later, back))]
    if choice < 0.85:
        said = {"decision": "Refused", "origin": "Telephone", "proof_text": "Non chiamatemi più, per favore."}
        return [_make(party, person, day, channel="Phone", **said)]
    return [_make(party, person, day, channel="", **given)]


def _make(party, person, day: date, **values) -> dict:
    who = {"contact_person": person.name} if person else {"party": party.name}
    return {"purpose": "Promotion", "decided_on": day, **who, **values}
