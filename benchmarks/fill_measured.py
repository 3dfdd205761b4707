"""Fill a site with the rows that the REST load test measures, by bulk inserts.

    .venv/bin/python benchmarks/fill_measured.py --site SITE --measure FOLDER --rows 1000000

FOLDER holds the load test (`perf_model.py`); its `perf_setup.py` has made the DocTypes over REST before. Rows are added
until the table holds `--rows` of each, so that a site can be grown step by step.
"""

from __future__ import annotations

import argparse
import datetime
import random
import sys
import time
from pathlib import Path

import frappe

AGENT = "perf@example.com"
BATCH = 20_000


def fill(doctype: str, rows: int, make) -> None:
    """Add documents (and their child rows) until the table holds `rows`."""
    have = frappe.db.sql(f"select count(*) from `tab{doctype}`")[0][0]
    started = time.time()
    while have < rows:
        size = min(BATCH, rows - have)
        tables: dict[str, list[dict]] = {}
        for n in range(have, have + size):
            for table, values in make(n):
                tables.setdefault(table, []).append(values)
        for table, values in tables.items():
            columns = list(values[0])
            frappe.db.bulk_insert(table, columns, [tuple(v[c] for c in columns) for v in values])
        frappe.db.commit()
        have += size
        print(f"{doctype}: {have:,} rows, {time.time() - started:.0f} s", flush=True)


def standard(name: str, n: int) -> dict:
    """Standard columns; `modified` spread over three years in another order than the names."""
    moment = datetime.datetime(2023, 1, 1) + datetime.timedelta(seconds=random.Random(n).randrange(94_000_000))
    stamp = moment.strftime("%Y-%m-%d %H:%M:%S.%f")
    return {
        "name": name,
        "creation": stamp,
        "modified": stamp,
        "owner": AGENT,
        "modified_by": AGENT,
        "docstatus": 0,
        "idx": 0,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--site", required=True)
    parser.add_argument("--measure", required=True)
    parser.add_argument("--rows", type=int, required=True)
    args = parser.parse_args()
    sys.path.insert(0, args.measure)
    import perf_model

    site = Path(args.site).resolve()
    frappe.init(site.name, str(site.parent))
    frappe.connect()

    def party(n: int):
        row = perf_model.mapped(perf_model.party(n, AGENT), perf_model.PARTY_FIELDS, perf_model.ADDRESS_FIELDS)
        name = f"PTY-{n + 1:08d}"
        addresses = row.pop("addresses")
        yield "Perf Party", {**standard(name, n), **row}
        for i, address in enumerate(addresses, 1):
            child = {**standard(f"a{n}-{i}", n), **address, "idx": i}
            yield "Perf Address", {**child, "parent": name, "parenttype": "Perf Party", "parentfield": "addresses"}

    def event(n: int):
        row = perf_model.mapped(perf_model.event(n, f"PTY-{n % args.rows + 1:08d}", AGENT), perf_model.EVENT_FIELDS)
        yield "Perf Event", {**standard(f"e{n:09d}", n), **row}

    fill("Perf Party", args.rows, party)
    fill("Perf Event", args.rows, event)
    frappe.db.sql(
        "insert into `tabSeries` (name, current) values ('PTY-', %s) on conflict (name) do update set current = %s",
        (50_000_000, 50_000_000),
    )
    frappe.db.commit()
    frappe.db.optimize()
    frappe.db.commit()


if __name__ == "__main__":
    main()
