"""The app's own search, card, agenda and report on a large site, as office staff and as an agent.

    .venv/bin/python benchmarks/app_queries.py --site SITE [--parties 100000] [--events 1000000]

Fills the site by bulk inserts until it holds that many, then prints a table. No HTTP. Times are elapsed milliseconds
and milliseconds of the processor, medians of five.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

import frappe

BATCH = 5_000
START = datetime.datetime(2023, 1, 1, 8)
BUSY_EVENTS, BUSY_PEOPLE = 5_000, 60
MINUTES = 4 * 365 * 24 * 60
TOWNS = "Treviso Padova Venezia Forlì Bolzano Milano Torino Conegliano Verona Vicenza Rovigo Belluno Udine".split()
FIRST = "Ca Sa Le Ro Mi Ver Bian Gal Zan Fer Mar Pel Tre Lun Sol Bo".split()
SECOND = "sale ron vino chetti pello dini gato lato zzo netti rin lla sto".split()
TRADES = "Meccanica Ponteggi Impianti Edilizia Officine Cantine Arredi Trasporti Legnami Tessuti".split()
AREAS = "Sales Marketing Service Administration Purchasing".split()
QUERIES = ("casale", "treviso casale", "422 123", "123456", "meccanica", "forli", "xyzxyz")


def get_standard(number: int, series: str, digits: int) -> dict:
    """The columns that every document has."""
    now = frappe.utils.now()
    name = f"{series}{number + 10 ** (digits - 1):0{digits}d}"
    people = {"owner": "Administrator", "modified_by": "Administrator"}
    return {"name": name, "creation": now, "modified": now, **people, "docstatus": 0, "idx": 0}


def make_party(number: int, chance: random.Random) -> dict:
    """A firm of the Veneto with the search text that its controller would make."""
    from relcrm.relations.search_text import get_name_words, get_words, make_search_text

    name = (
        f"{chance.choice(FIRST)}{chance.choice(SECOND)}{chance.choice(SECOND)} {chance.choice(TRADES)} S.r.l."
    )
    town, phone = chance.choice(TOWNS), f"0422{chance.randrange(100000, 999999)}"
    vat = f"{chance.randrange(10**10, 10**11)}"
    words = [*get_name_words(name), *get_words(town), f"39{phone}", f"info{number}@example.com", vat]
    values = {"party_name": name, "party_type": "Company", "lifecycle_stage": "Customer", "main_town": town}
    values |= {"main_phone": phone, "vat_number": vat, "search_text": make_search_text(words)}
    return get_standard(number, "PTY-", 7) | values


def make_event(number: int, chance: random.Random, parties: int) -> dict:
    """A call of five minutes in one of four years; three in a hundred are private."""
    start = START + datetime.timedelta(minutes=chance.randrange(MINUTES))
    values = {"subject": f"Evento {number}", "event_type": "Call", "starts_on": start, "direction": "In"}
    values |= {"ends_on": start + datetime.timedelta(minutes=5), "month": start.strftime("%Y-%m")}
    values |= {"party": get_standard(chance.randrange(max(parties, 1)), "PTY-", 7)["name"], "private": 0}
    values |= {
        "status": chance.choice(["Planned", "Done", "Done", "Cancelled"]),
        "area": chance.choice(AREAS),
    }
    values |= {"assigned_to": "Administrator", "private": int(chance.random() < 0.03), "contact_person": None}
    if number < BUSY_EVENTS:
        person = get_standard(chance.randrange(BUSY_PEOPLE), "CNT-", 7)["name"]
        values |= {"party": get_busy_party(), "contact_person": person}
    return get_standard(number, "EVT-", 8) | values


def get_busy_party() -> str:
    """The party with which as much happened as with no other."""
    return get_standard(0, "PTY-", 7)["name"]


def make_busy_person(number: int, _chance: random.Random) -> dict:
    """One of the people of that party, each but the first below another."""
    above = get_standard((number - 1) // 3, "CNT-", 7)["name"] if number else None
    values = {"party": get_busy_party(), "full_name": f"Persona {number}", "active": 1, "reports_to": above}
    return get_standard(number, "CNT-", 7) | values


def fill(doctype: str, wanted: int, make: Callable[[int, random.Random], dict]) -> None:
    """Add rows until the table holds as many as wanted."""
    chance, have = random.Random(7), frappe.db.count(doctype)
    for first in range(have, wanted, BATCH):
        rows = [make(number, chance) for number in range(first, min(first + BATCH, wanted))]
        frappe.db.bulk_insert(
            doctype, list(rows[0]), [list(row.values()) for row in rows], ignore_duplicates=True
        )
        frappe.db.commit()


def fill_promises() -> None:
    """Give every fiftieth event of the busy party and 20,000 others a promise, one in twenty of them open."""
    if frappe.db.count("Relation Promise"):
        return
    chance, rows = random.Random(5), []
    for number in [*range(0, BUSY_EVENTS, 50), *(chance.randrange(BUSY_EVENTS, 500_000) for _ in range(20_000))]:
        event = get_standard(number, "EVT-", 8)["name"]
        of = {"parent": event, "parenttype": "Relation Event", "parentfield": "promises", "party": None}
        state = "Open" if chance.random() < 0.05 else "Kept"
        kind = chance.choice(("", "", "Offer", "Discount"))
        said = {"promise": f"Promessa {number}", "side": "Ours", "user": "Administrator", "state": state, "kind": kind}
        rows.append(get_standard(len(rows), "PRM", 8) | of | said)
    frappe.db.bulk_insert("Relation Promise", list(rows[0]), [list(row.values()) for row in rows])
    frappe.db.sql(
        "update `tabRelation Promise` set `party` = (select `party` from `tabRelation Event`"
        " where `tabRelation Event`.`name` = `tabRelation Promise`.`parent`)"
    )
    frappe.db.commit()


def measure(work: Callable[[], object]) -> str:
    """Elapsed and processor milliseconds, medians of five."""
    elapsed, used = [], []
    for _round in range(5):
        began, began_work = time.perf_counter(), time.process_time()
        work()
        elapsed.append((time.perf_counter() - began) * 1000)
        used.append((time.process_time() - began_work) * 1000)
    return f"{statistics.median(elapsed):,.1f} / {statistics.median(used):,.1f}"


def get_works() -> dict[str, Callable[[], object]]:
    """What is measured, by its title."""
    from frappe.desk.query_report import run

    from relcrm.agenda import promises
    from relcrm.api import agenda, card, home, memory
    from relcrm.api.search import find_more, search

    report = "RelCRM Events by Area"
    year = {"from_date": "2025-01-01", "to_date": "2025-12-31"}
    works = {f"search `{text}`": lambda text=text: search(text) for text in QUERIES}
    for text in ("casale", "evento 4242", "xyzxyz"):
        works[f"events, deals and files `{text}`"] = lambda text=text: find_more(text)
    works["report, all"] = lambda: run(report, {})
    works["report, one year"] = lambda: run(report, year)
    works["week of the agenda, everybody's"] = lambda: agenda.get_events(
        "2025-03-03", "2025-03-10", who="all"
    )
    works["list of 20 done events by start"] = lambda: frappe.get_list(
        "Relation Event", filters={"status": "Done"}, fields=["subject"], order_by="starts_on desc", limit=20
    )
    works["card of a party with 5,000 events"] = lambda: card.get_card(get_busy_party())
    works["its time line, a text in it"] = lambda: card.get_timeline(get_busy_party(), filters={"text": "nto 77"})
    works["its time line, one person"] = lambda: card.get_timeline(
        get_busy_party(), filters={"contact_person": "CNT-1000007"}
    )
    works["memory before contact, that party"] = lambda: memory.get_memory(get_busy_party())
    works["memory before contact, a person of it"] = lambda: memory.get_memory(None, "CNT-1000007")
    works["open promises of everybody"] = lambda: promises.get_open(limit=5000)
    works["different terms, of all parties"] = lambda: promises.get_conflicts()
    works["home"] = lambda: home.get_home("2026-11-15 08:00:00")
    works["card of a party"] = lambda: card.get_card(frappe.get_list("Party", limit=1, pluck="name")[0])
    return works


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--site", required=True, type=Path)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    site = options.site.resolve()
    frappe.init(site.name, sites_path=str(site.parent))
    frappe.connect()
    frappe.set_user("Administrator")
    fill("Party", options.parties, make_party)
    fill("Contact Person", BUSY_PEOPLE, make_busy_person)
    fill("Relation Event", options.events, lambda number, chance: make_event(number, chance, options.parties))
    fill_promises()
    from relcrm.testing import make_party as insert_party
    from relcrm.testing import make_user

    users = [make_user(f"measure.{role.lower()}@example.com", f"RelCRM {role}") for role in ("User", "Agent")]
    insert_party("Casale dell'agente", agent=users[1])
    frappe.db.set_value("Party", get_busy_party(), "agent", users[1])
    frappe.db.commit()
    print(f"{options.parties:,} parties, {options.events:,} events, load {os.getloadavg()[0]:.1f}.\n")
    print("| work | office staff, ms | an agent with one party, ms |\n|---|---:|---:|")
    figures = []
    for user in users:
        frappe.set_user(user)
        figures.append({title: measure(work) for title, work in get_works().items()})
    for title in figures[0]:
        print(f"| {title} | {figures[0][title]} | {figures[1][title]} |")


if __name__ == "__main__":
    main()
