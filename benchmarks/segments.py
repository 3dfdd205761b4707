"""Segments on a large site: counts and list pages of rules with five criteria and more, and of single slow ones.

    .venv/bin/python benchmarks/segments.py --site SITE [--parties 100000] [--events 1000000]

Fills the site with companies in all of Italy, three people each, twenty characteristics each (2,000,000 values of
profiles at full size) and events of all types over four years, then prints a table. No HTTP. Times are elapsed
milliseconds and milliseconds of the processor, medians of five.
"""

from __future__ import annotations

import argparse
import datetime
import os
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import frappe
from app_queries import AREAS, BATCH, MINUTES, START, fill, get_standard, make_party, measure
from lists import CHOICES, MACHINES, insert

from relcrm.demo.towns import TOWNS
from relcrm.testing import make_user

NUMBERS = [f"Misura numero {number:02d}" for number in range(1, 10)]
CHOSEN = [f"Misura scelta {number:02d}" for number in range(1, 10)]
GRADES = ("Alto", "Medio", "Basso")
SECTORS = "Meccanica Legno Alimentare Logistica Edilizia Chimica Carta Tessile Elettronica Servizi".split()
STAGES = ("Lead", "Prospect", "Customer", "Customer", "Former Customer")
TYPES = {"Call": 44, "E-mail": 18, "Visit": 14, "Meeting": 6, "Demo": 4, "Letter": 4, "Message": 4, "Task": 6}
ROLES = ("Titolare", "Responsabile acquisti", "Amministrazione")
PEOPLE = 3
VALUES_EACH = 20


def make_lists() -> None:
    """Twenty territories, ten sectors, nineteen characteristics, of which one of several choices."""
    if not frappe.db.exists("Party Territory", "Misura"):
        frappe.get_doc({"doctype": "Party Territory", "territory_name": "Misura", "is_group": 1}).insert()
    for region in sorted({town[3] for town in TOWNS}):
        make_missing("Party Territory", {"territory_name": region, "parent_party_territory": "Misura"})
    for sector in SECTORS:
        make_missing("Party Sector", {"sector_name": sector})
    several = [{"option": choice} for choice in CHOICES]
    make_missing("Profile Attribute", {"attribute_name": MACHINES, "value_type": "Choices", "options": several})
    for name in NUMBERS:
        make_missing("Profile Attribute", {"attribute_name": name, "value_type": "Number"})
    for name in CHOSEN:
        options = [{"option": grade} for grade in GRADES]
        make_missing("Profile Attribute", {"attribute_name": name, "value_type": "Choice", "options": options})


def make_missing(doctype: str, values: dict) -> None:
    if not frappe.db.exists(doctype, next(iter(values.values()))):
        frappe.get_doc({"doctype": doctype, **values}).insert()


def make_placed_party(number: int, chance: random.Random) -> dict:
    """A company somewhere in Italy, in a sector, at some stage."""
    from relcrm.relations.town_places import get_place

    town, _cap, province, region, code, _prefix = TOWNS[chance.randrange(len(TOWNS))]
    latitude, longitude = get_place(town, province, code)
    north, east = latitude + chance.uniform(-0.1, 0.1), longitude + chance.uniform(-0.1, 0.1)
    near = {"main_latitude": north, "main_longitude": east}
    values = {"main_town": town, "main_province": province, "territory": region, **near}
    values |= {"sector": chance.choice(SECTORS), "lifecycle_stage": chance.choice(STAGES)}
    return make_party(number, chance) | values


def make_person(number: int, chance: random.Random) -> dict:
    """One of the three people of a company; two in three have an e-mail address."""
    party = get_standard(number // PEOPLE, "PTY-", 7)["name"]
    email = f"p{number}@example.com" if chance.random() < 0.66 else None
    values = {"party": party, "full_name": f"Persona {number}", "active": 1, "main_email": email}
    return get_standard(number, "CNT-", 7) | values | {"role": ROLES[number % PEOPLE], "kind": "Person"}


def make_typed_event(number: int, chance: random.Random, parties: int) -> dict:
    """An event of any type in one of four years, the last of them this one; three in a hundred are private."""
    start = START + datetime.timedelta(minutes=chance.randrange(MINUTES))
    is_past = start < datetime.datetime.now()
    return get_standard(number, "EVT-", 8) | {
        "subject": f"Evento {number}",
        "event_type": chance.choices(list(TYPES), TYPES.values())[0],
        "starts_on": start,
        "ends_on": start + datetime.timedelta(minutes=30),
        "month": start.strftime("%Y-%m"),
        "party": get_standard(chance.randrange(parties), "PTY-", 7)["name"],
        "status": chance.choice(("Done", "Done", "Done", "Cancelled")) if is_past else "Planned",
        "area": chance.choice(AREAS),
        "direction": "Out",
        "assigned_to": "Administrator",
        "private": int(chance.random() < 0.03),
    }


def fill_addresses(parties: int) -> None:
    """Give each company the address that its town says."""
    regions = {town[0]: town[3] for town in TOWNS}
    for first in range(frappe.db.count("Party Address"), parties, BATCH):
        fields = ["name", "main_town", "main_province", "main_latitude", "main_longitude"]
        rows = frappe.get_all("Party", fields=fields, order_by="name asc", limit=BATCH, limit_start=first)
        insert("Party Address", [
            {**get_standard(first + at, "A", 8), "parent": row.name, "parenttype": "Party", "parentfield": "addresses",
             "kind": "Main", "town": row.main_town, "province": row.main_province, "region": regions.get(row.main_town),
             "latitude": row.main_latitude, "longitude": row.main_longitude, "idx": 1}
            for at, row in enumerate(rows)
        ])  # fmt: skip
        frappe.db.commit()


def fill_all_profiles(parties: int) -> None:
    """Give every company twenty values: two machines, nine numbers, nine choices."""
    chance = random.Random(11)
    for first in range(frappe.db.count("Party Profile"), parties, BATCH):
        profiles, values = [], []
        for number in range(first, min(first + BATCH, parties)):
            profile = get_standard(number, "PRF-", 7)
            profiles.append({**profile, "party": get_standard(number, "PTY-", 7)["name"], "completeness": 50})
            rows = [(MACHINES, machine, 0) for machine in chance.sample(CHOICES, 2)]
            rows += [(name, None, chance.randrange(1, 1000)) for name in NUMBERS]
            rows += [(name, chance.choice(GRADES), 0) for name in CHOSEN]
            of = {"parent": profile["name"], "parenttype": "Party Profile", "parentfield": "profile_values"}
            of["party"] = profiles[-1]["party"]
            for at, (attribute, choice, amount) in enumerate(rows):
                row = {"attribute": attribute, "choice": choice, "number": amount, "idx": at + 1}
                values.append({**get_standard(number * VALUES_EACH + at, "V", 9), **of, **row})
        insert("Party Profile", profiles)
        insert("Profile Value", values)
        frappe.db.commit()


def fill_orders(orders: int) -> None:
    """Orders of the last five years with three lines each, of a hundred products in ten groups."""
    groups = [f"Misura gruppo {number}" for number in range(10)]
    for group in groups:
        make_missing("Party Product Group", {"group_name": group})
    products = []
    for number in range(100):
        name = f"Misura {number:02d}"
        of = {"product_name": name, "product_group": groups[number % 10]}
        make_missing("Party Product", {"product_code": name, **of})
        products.append((name, number % 10))
    chance, parties = random.Random(13), frappe.db.count("Party")
    for first in range(frappe.db.count("Party Order"), orders, BATCH):
        heads, lines = [], []
        for number in range(first, min(first + BATCH, orders)):
            head = get_standard(number, "ORD-", 7)
            day = datetime.date.today() - datetime.timedelta(days=chance.randrange(1800))
            party = get_standard(chance.randrange(parties), "PTY-", 7)["name"]
            amounts = [chance.randrange(100, 9000) for _line in range(3)]
            of = {"parent": head["name"], "parenttype": "Party Order", "parentfield": "lines"}
            for at, amount in enumerate(amounts):
                product, group = chance.choice(products)
                row = {"product": product, "product_group": groups[group], "amount": amount, "idx": at + 1}
                lines.append({**get_standard(number * 3 + at, "L", 9), **of, **row})
            own = {"party": party, "order_date": day, "state": "Delivered", "total": sum(amounts)}
            heads.append({**head, **own, "order_number": str(number)})
        insert("Party Order", heads)
        insert("Party Order Line", lines)
        frappe.db.commit()


@contextmanager
def without_indexes(doctype: str) -> Iterator[None]:
    """Fill a table first and index it afterwards: a third of the time. Only of the standalone runtime's database."""
    sql = "select name, sql from sqlite_master where type = 'index' and sql is not null and tbl_name = %s"
    indexes = frappe.db.sql(sql, (f"tab{doctype}",)) if frappe.db.db_type == "sqlite" else ()
    for name, _sql in indexes:
        frappe.db.sql_ddl(f"drop index `{name}`")
    try:
        yield
    finally:
        for _name, sql in indexes:
            frappe.db.sql_ddl(sql.replace("%", "%%"))


# ---- what is measured

ACTIVE = ["lifecycle_stage", "=", "Customer"]
MECHANICS = ["sector", "=", "Meccanica"]
VENETO = ["territory", "=", "Veneto"]
LIFTING = [f"profile:{MACHINES}", "=", "Gru"]
THIS_YEAR = ["starts_on", "within", "this year"]
CALLED_TWICE = {"has": "events", "of": [["event_type", "=", "Call"], THIS_YEAR], "count": [">=", 2]}
UNSEEN = {
    "has": "events",
    "of": [["event_type", "=", "Visit"], ["starts_on", "within", {"last": 90, "unit": "days"}]],
    "count": ["=", 0],
}
BUYER = {"has": "people", "of": [["role", "=", "Responsabile acquisti"], ["main_email", "is", "set"]]}
LARGE = [f"profile:{NUMBERS[0]}", ">", 500]
DEMOS = {"has": "events", "of": [["event_type", "=", "Demo"], THIS_YEAR], "count": [">=", 2]}

YEAR_AGO = str(datetime.date.today() - datetime.timedelta(days=365))
SILENT_BUYER = ["sales:last_order", "<", YEAR_AGO]
GROUP = ["sales:groups", "=", "Misura gruppo 3"]

RULES = {
    "calls this year >= 2, alone": [CALLED_TWICE],
    "demos this year >= 2, alone": [DEMOS],
    "no visit in 90 days, alone": [UNSEEN],
    "a buyer with an e-mail, alone": [BUYER],
    "machine, alone": [LIFTING],
    "five: customer, mechanics, Veneto, machine, 2 calls": [ACTIVE, MECHANICS, VENETO, LIFTING, CALLED_TWICE],
    "five: mechanics, machine, 2 calls, unseen, buyer": [MECHANICS, LIFTING, CALLED_TWICE, UNSEEN, BUYER],
    "five wide: machine, number, 2 calls, unseen, buyer": [LIFTING, LARGE, CALLED_TWICE, UNSEEN, BUYER],
    "five wide: any of them": [{"op": "any", "of": [LIFTING, LARGE, CALLED_TWICE, UNSEEN, BUYER]}],
    "last order more than a year ago, alone": [SILENT_BUYER],
    "bought in a product group, alone": [GROUP],
    "five: customer, mechanics, group bought, last order long ago, buyer": [
        ACTIVE, MECHANICS, GROUP, SILENT_BUYER, BUYER,
    ],  # fmt: skip
    "five: region of an address, sector, 2 demos, unseen, buyer": [
        ["addresses.region", "=", "Veneto"], MECHANICS, DEMOS, UNSEEN, BUYER,
    ],  # fmt: skip
}


def get_works() -> dict[str, Callable[[], object]]:
    """What is measured, by its title: each rule as a count and as the first page of its list."""
    from relcrm.api import lists

    base = {"doctype": "Party", "columns": ["party_name", "main_town", "agent", "main_phone"], "length": 50}
    works = {}
    for title, rule in RULES.items():
        query = {**base, "conditions": rule}
        works[f"{title}: count"] = lambda query=query: lists.get_count(query)
        works[f"{title}: page"] = lambda query=query: lists.get_rows(query)
    bought = {**base, "columns": ["party_name", "sales:last_order", "sales:turnover", "sales:groups"]}
    works["purchases as columns: page"] = lambda: lists.get_rows(bought)
    works["by turnover, highest first: page"] = lambda: lists.get_rows({**bought, "sort": [["sales:turnover", "desc"]]})
    return works


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True, type=Path)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--orders", type=int, default=200_000)
    parser.add_argument("--fill-only", action="store_true")
    options = parser.parse_args()
    site = options.site.resolve()
    frappe.init(site.name, sites_path=str(site.parent))
    frappe.connect()
    frappe.set_user("Administrator")
    make_lists()
    fill("Party", options.parties, make_placed_party)
    fill("Contact Person", options.parties * PEOPLE, make_person)
    fill_addresses(options.parties)
    fill_all_profiles(options.parties)
    if frappe.db.count("Relation Event") < options.events:
        with without_indexes("Relation Event"):
            fill("Relation Event", options.events, lambda at, chance: make_typed_event(at, chance, options.parties))
    fill_orders(options.orders)
    frappe.db.optimize()
    user = make_user("measure.manager@example.com", "RelCRM Manager")
    frappe.db.commit()
    if options.fill_only:
        return
    frappe.set_user(user)
    print(f"{options.parties:,} parties, {options.events:,} events, load {os.getloadavg()[0]:.1f}.\n")
    print("| rule | ms, ms of the processor |\n|---|---:|")
    for title, work in get_works().items():
        print(f"| {title} | {measure(work)} |", flush=True)


if __name__ == "__main__":
    main()
