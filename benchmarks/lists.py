"""The lists of any DocType on a large site: pages, counts, groups, conditions across records, export.

    .venv/bin/python benchmarks/lists.py --site SITE [--parties 100000] [--events 1000000]

Fills the site as app_queries.py does, and a third of the parties with a profile, then prints a table. No HTTP. Times
are elapsed milliseconds and milliseconds of the processor, medians of five.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Callable
from pathlib import Path

import frappe
from app_queries import BATCH, fill, get_standard, make_event, make_party, measure

from relcrm.testing import make_user

MACHINES, CAPACITY = "Misura macchine", "Misura portata"
CHOICES = ("Gru", "Argano", "Carroponte", "Paranco")


def make_attributes() -> None:
    """Two characteristics: one of several choices, one number."""
    several = {"value_type": "Choices", "options": [{"option": choice} for choice in CHOICES]}
    for name, values in ((MACHINES, several), (CAPACITY, {"value_type": "Number"})):
        if not frappe.db.exists("Profile Attribute", name):
            frappe.get_doc({"doctype": "Profile Attribute", "attribute_name": name, **values}).insert()


def fill_profiles(parties: int) -> None:
    """Give a third of the parties a capacity and one or two machines."""
    chance, wanted = random.Random(11), parties // 3
    for first in range(frappe.db.count("Party Profile"), wanted, BATCH):
        profiles, values = [], []
        for number in range(first, min(first + BATCH, wanted)):
            profile = get_standard(number, "PRF-", 7)
            party = get_standard(number * 3, "PTY-", 7)["name"]
            profiles.append({**profile, "party": party, "completeness": 50})
            machines = chance.sample(CHOICES, chance.choice((1, 2)))
            rows = [{"attribute": MACHINES, "choice": choice} for choice in machines]
            rows.append({"attribute": CAPACITY, "number": chance.randrange(1, 40)})
            values += [make_value(profiles[-1], number * 4 + at, row) for at, row in enumerate(rows)]
        insert("Party Profile", profiles)
        insert("Profile Value", values)
        frappe.db.commit()


def make_value(profile: dict, number: int, row: dict) -> dict:
    """A row of a profile, with every column that one of them has."""
    of = {"parent": profile["name"], "parenttype": "Party Profile", "parentfield": "profile_values"}
    of["party"] = profile["party"]
    return {**get_standard(number, "V", 9), **of, "choice": None, "number": 0, **row}


def insert(doctype: str, rows: list[dict]) -> None:
    """Insert rows that all have the same columns."""
    values = [list(row.values()) for row in rows]
    frappe.db.bulk_insert(doctype, list(rows[0]), values, ignore_duplicates=True)


PARTIES = {"doctype": "Party", "columns": ["party_name", "main_town", "agent", "main_phone"], "length": 50}
EVENTS = {"doctype": "Relation Event", "columns": ["subject", "party", "starts_on", "status"], "length": 50}
MONTHS = ["starts_on@year", "starts_on@month"]


def get_works() -> dict[str, Callable[[], object]]:
    """What is measured, by its title."""
    from relcrm.api import lists
    from relcrm.exchange.list_export import make_file

    def make(door: str, base: dict, *within: object, **parts: object) -> Callable[[], object]:
        arguments = (list(within),) if door == "get_groups" else ()
        return lambda: getattr(lists, door)({**base, **parts}, *arguments)

    by_name = {"sort": [["party_name", "asc"]]}
    town, machine = [["party.main_town", "=", "Belluno"]], [[f"profile:{MACHINES}", "=", "Gru"]]
    silent = [["agenda:last", "<", "2025-06-01"]]
    soon = [["agenda:next", "within", {"next": 7, "unit": "days"}]]
    export = {"conditions": [["vat_number", "starts", "1"]], "columns": PARTIES["columns"]}
    return {
        "parties, first page": make("get_rows", PARTIES),
        "parties by name, first page": make("get_rows", PARTIES, **by_name),
        "parties by name, from row 90,000": make("get_rows", PARTIES, **by_name, start=90_000),
        "parties, newest change first, from row 90,000": make("get_rows", PARTIES, start=90_000),
        "parties, count": make("get_count", PARTIES),
        "parties, text `treviso casale`": make("get_rows", PARTIES, text="treviso casale"),
        "parties, text `meccanica`, count": make("get_count", PARTIES, text="meccanica"),
        "parties, name contains `lato`": make("get_rows", PARTIES, conditions=[["party_name", "contains", "lato"]]),
        "parties with a machine": make("get_rows", PARTIES, conditions=machine),
        "parties with a machine, count": make("get_count", PARTIES, conditions=machine),
        "parties by capacity, highest first": make("get_rows", PARTIES, sort=[[f"profile:{CAPACITY}", "desc"]]),
        "parties grouped by machine": make("get_groups", PARTIES, group_by=[f"profile:{MACHINES}"]),
        "parties with last contact and next appointment": make(
            "get_rows", PARTIES, columns=["party_name", "agenda:last", "agenda:next"]
        ),
        "parties not heard of since a day": make("get_rows", PARTIES, conditions=silent),
        "parties not heard of since a day, count": make("get_count", PARTIES, conditions=silent),
        "parties not heard of since a day, longest silent first": make(
            "get_rows", PARTIES, conditions=silent, sort=[["agenda:last", "asc"]]
        ),
        "parties by last contact, latest first": make("get_rows", PARTIES, sort=[["agenda:last", "desc"]]),
        "parties by next appointment": make("get_rows", PARTIES, sort=[["agenda:next", "asc"]]),
        "parties with an appointment in the next week, count": make("get_count", PARTIES, conditions=soon),
        "events, first page": make("get_rows", EVENTS),
        "events, from row 90,000": make("get_rows", EVENTS, start=90_000),
        "events, from row 900,000": make("get_rows", EVENTS, start=900_000),
        "events, count": make("get_count", EVENTS),
        "late events, first page": make(
            "get_rows", EVENTS, conditions=[["status", "=", "Planned"], ["starts_on", "<", "2026-11-22"]]
        ),
        "events of the parties of a town": make("get_rows", EVENTS, conditions=town),
        "events of the parties of a town, count": make("get_count", EVENTS, conditions=town),
        "events, text `casale`": make("get_rows", EVENTS, text="casale"),
        "events grouped by year": make("get_groups", EVENTS, group_by=MONTHS),
        "events of a year grouped by month": make("get_groups", EVENTS, "2025", group_by=MONTHS),
        "events grouped by state": make("get_groups", EVENTS, group_by=["status", "area"]),
        "done events grouped by area": make("get_groups", EVENTS, "Done", group_by=["status", "area"]),
        "11,000 parties as CSV": lambda: make_file(lists.read_query({**PARTIES, **export}), None, "csv"),
        "11,000 parties as XLSX": lambda: make_file(lists.read_query({**PARTIES, **export}), None, "xlsx"),
    }


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True, type=Path)
    parser.add_argument("--parties", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=1_000_000)
    options = parser.parse_args()
    site = options.site.resolve()
    frappe.init(site.name, sites_path=str(site.parent))
    frappe.connect()
    frappe.set_user("Administrator")
    fill("Party", options.parties, make_party)
    make_attributes()
    fill_profiles(options.parties)
    fill("Relation Event", options.events, lambda number, chance: make_event(number, chance, options.parties))
    frappe.db.optimize()
    user = make_user("measure.manager@example.com", "RelCRM Manager")
    frappe.db.commit()
    frappe.set_user(user)
    print(f"{options.parties:,} parties, {options.events:,} events, load {os.getloadavg()[0]:.1f}.\n")
    print("| work | ms |\n|---|---:|")
    for title, work in get_works().items():
        print(f"| {title} | {measure(work)} |", flush=True)


if __name__ == "__main__":
    main()
