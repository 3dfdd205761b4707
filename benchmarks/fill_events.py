"""Fill a site that has the app with parties and Relation Events, by bulk inserts, to measure its reports and lists.

    .venv/bin/python benchmarks/fill_events.py --site SITE --events 1000000 [--parties 100000]

Then, against the served site, with the REST load test:

    rest_load.py ... --user manager@example.com --report "RelCRM Events by Area" --tests report,report_year \
        --party-doctype Party --event-doctype "Relation Event" ...
"""

from __future__ import annotations

import argparse
import datetime
import random
import time
from pathlib import Path

import frappe

BATCH = 20_000
START = datetime.datetime(2023, 1, 1, 8)
DAYS = 3 * 365
STATUSES = ["Planned", "Open", "Done", "Cancelled"]
WORDS = "listino visita offerta ordine fiera reclamo consegna conferma preventivo sopralluogo".split()


def columns_of(doctype: str) -> dict:
    """Every column with the value of an empty document."""
    doc = frappe.get_doc({"doctype": doctype})
    return doc.get_db_values()


def fill(doctype: str, wanted: int, make) -> None:
    """Add rows until the table holds `wanted`."""
    blank = columns_of(doctype)
    columns = list(blank)
    have = frappe.db.count(doctype)
    started = time.time()
    while have < wanted:
        size = min(BATCH, wanted - have)
        rows = []
        for n in range(have, have + size):
            row = {**blank, "owner": "Administrator", "modified_by": "Administrator", **make(n)}
            rows.append(tuple(row[c] for c in columns))
        frappe.db.bulk_insert(doctype, columns, rows)
        frappe.db.commit()
        have += size
        print(f"{doctype}: {have:,} rows, {time.time() - started:.0f} s", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True)
    parser.add_argument("--events", type=int, required=True)
    parser.add_argument("--parties", type=int, default=10_000)
    args = parser.parse_args()
    site = Path(args.site).resolve()
    frappe.init(site.name, str(site.parent))
    frappe.connect()
    areas = frappe.get_all("Relation Area", pluck="name", order_by="name asc")
    types = frappe.get_all("Relation Event Type", pluck="name", order_by="name asc")

    def party(n: int) -> dict:
        stamp = str(START + datetime.timedelta(seconds=n * 60))
        title = f"Ditta {WORDS[n % 10].title()} {n:07d}"
        return {"name": f"PTY-9{n:06d}", "creation": stamp, "modified": stamp, "party_name": title,
                "party_type": "Company", "search_text": title.lower()}  # fmt: skip

    def event(n: int) -> dict:
        rnd = random.Random(n * 104_729 + 3)
        start = START + datetime.timedelta(days=rnd.randrange(DAYS), minutes=15 * rnd.randrange(40))
        return {
            "name": f"EVT-9{n:07d}",
            "creation": str(start),
            "modified": str(start),
            "subject": f"{rnd.choice(WORDS).title()} {n}",
            "event_type": rnd.choice(types),
            "party": f"PTY-9{rnd.randrange(args.parties):06d}",
            "starts_on": str(start),
            "ends_on": str(start + datetime.timedelta(minutes=30)),
            "month": start.strftime("%Y-%m"),
            "status": rnd.choice(STATUSES),
            "area": rnd.choice(areas),
            "private": int(rnd.random() < 0.02),
        }

    fill("Party", args.parties, party)
    fill("Relation Event", args.events, event)
    if not frappe.db.exists("User", "manager@example.com"):
        frappe.get_doc(
            doctype="User", email="manager@example.com", first_name="Manager", send_welcome_email=0,
            new_password="A-manager-of-events-1", roles=[{"role": "RelCRM Manager"}, {"role": "RelCRM User"}],
        ).insert(ignore_permissions=True)  # fmt: skip
    frappe.db.commit()
    frappe.db.optimize()
    frappe.db.commit()


if __name__ == "__main__":
    main()
