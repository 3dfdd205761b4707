"""The heavier reports, a page of figures and the manager's page on a large site, as a manager.

    .venv/bin/python benchmarks/reports.py --site SITE     (a site that app_queries.py or lists.py has filled)

No HTTP. Times are elapsed milliseconds and milliseconds of the processor, medians of five.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Callable

import frappe
from app_queries import measure

from relcrm.analysis import catalogue, manager
from relcrm.workplace import workspaces

YEAR = {"from_date": "2026-01-01", "to_date": "2026-12-31"}


def get_works() -> dict[str, Callable[[], object]]:
    """Return what is measured, by its name in the table."""
    return {
        "events in figures, a year": lambda: catalogue.run("RelCRM Event Figures", YEAR),
        "events in figures, all": lambda: catalogue.run("RelCRM Event Figures", {}),
        "activity by colleague, a year": lambda: catalogue.run("RelCRM Activity by Colleague", YEAR),
        "deals by state": lambda: catalogue.run("RelCRM Deals by State", {}),
        "silent contacts, 90 days": lambda: catalogue.run("RelCRM Silent Contacts", {"days": 90}),
        "data to check": lambda: catalogue.run("RelCRM Data to Check", {}),
        "customers by class": lambda: catalogue.run("RelCRM Customer Classes", {}),
        "buying habits": lambda: catalogue.run("RelCRM Buying Habits", {}),
        "orders due again": lambda: catalogue.run("RelCRM Reorders Due", {}),
        "what customers are worth": lambda: catalogue.run("RelCRM Customer Worth", {}),
        "bought together": lambda: catalogue.run("RelCRM Bought Together", {}),
        "what to offer to whom": lambda: catalogue.run("RelCRM What to Offer", {}),
        "page Sales": lambda: workspaces.get_page("RelCRM Sales"),
        "page Direction": lambda: workspaces.get_page("RelCRM Direction"),
        "sellers and deals": lambda: manager.get_page(frappe._dict()),
    }


def main() -> None:
    """Measure each and print a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", required=True)
    site = parser.parse_args().site
    frappe.init(site=os.path.basename(site), sites_path=os.path.dirname(os.path.abspath(site)))
    frappe.connect()
    frappe.set_user("Administrator")
    print("| work | ms elapsed / of the processor |\n|---|---:|")
    for name, work in get_works().items():
        print(f"| {name} | {measure(work)} |", flush=True)


if __name__ == "__main__":
    main()
