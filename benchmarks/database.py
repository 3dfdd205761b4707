"""How long the database layer takes, and how that grows with the table: no HTTP, no documents, no permissions.

    .venv/bin/python benchmarks/database.py [--rows 10000,1000000] [--folder FOLDER] [--keep] [--out FILE]

Fills "Sample Party" (with child rows) and "Sample Event" in a site folder of its own, runs each piece of work for half
a second or five times, and prints medians in milliseconds, elapsed and of the processor, with the ratio of the last
processor time to the first.
"""

from __future__ import annotations

import argparse
import datetime
import os
import platform
import random
import shutil
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator

import frappe
from frappe.database import get_db
from frappe.model.meta import Meta

KINDS = ["Person", "Company", "Household"]
REGIONS = ["North", "South", "East", "West", "Centre", "Islands", "Coast", "Highlands"]
STATUSES = ["Planned", "Open", "Done", "Cancelled", "Missed"]
AREAS = [f"Area {i:02d}" for i in range(20)]
FIRST = "Ada Ben Cleo Dan Eva Finn Gita Hugo Iris Jon Kai Lena Max Nora Omar Pia Quin Rosa Sam Tara".split()
LAST = "Abel Berg Cole Dahl Egan Frey Gale Hart Ives Jain Kerr Lund Moss Nash Orr Park Reed Shaw Todd Ward".split()
WORDS = "asked about the renewal of terms and a visit next week with papers for the new site plan to be sent".split()
START = datetime.datetime(2023, 1, 1, 8)


def field(fieldname: str, fieldtype: str = "Data", **more: object) -> dict:
    return {"fieldname": fieldname, "label": fieldname.title(), "fieldtype": fieldtype, **more}


DOCTYPES = [
    {"name": "Sample Address", "istable": 1, "fields": [field("address_line"), field("city"), field("postcode")]},
    {
        "name": "Sample Party",
        "title_field": "party_name",
        "search_fields": "email,city",
        "sort_field": "modified",
        "fields": [
            field("party_name", search_index=1),
            field("kind", "Select", search_index=1),
            field("region", search_index=1),
            field("email", search_index=1),
            field("phone", "Phone"),
            field("city"),
            field("agent", "Link", options="User", search_index=1),
            field("addresses", "Table", options="Sample Address"),
        ],
    },
    {
        "name": "Sample Event",
        "title_field": "subject",
        "sort_field": "modified",
        "fields": [
            field("party", "Link", options="Sample Party", search_index=1),
            field("event_type", "Select", search_index=1),
            field("starts_on", "Datetime", search_index=1),
            field("status", "Select", search_index=1),
            field("area", search_index=1),
            field("month"),
            field("private", "Check"),
            field("subject"),
            field("notes", "Text"),
        ],
    },
]


def open_site(folder: str) -> None:
    """A site folder with the sample DocTypes' tables, metadata given by hand."""
    os.makedirs(folder, exist_ok=True)
    frappe.init(folder, force=True)
    metas = {("meta", source["name"]): Meta(source) for source in DOCTYPES}
    frappe.local.db = db = get_db(folder)
    frappe.local.derived_values = metas
    frappe.local.session.user = "Administrator"
    db.create_system_tables()
    for source in DOCTYPES:
        db.updatedb(source["name"], metas["meta", source["name"]])
    db.commit()


def party(n: int) -> dict:
    rnd = random.Random(n * 7919 + 1)
    first, last = rnd.choice(FIRST), rnd.choice(LAST)
    made = (START + datetime.timedelta(seconds=n)).isoformat(" ") + f".{n % 999983 + 1:06d}"
    return {
        "name": f"PTY-{n:08d}",
        "creation": made,
        "modified": made,
        "owner": "a@example.com",
        "modified_by": "a@example.com",
        "docstatus": 0,
        "idx": 0,
        "party_name": f"{first} {last} {n:07d}",
        "kind": rnd.choice(KINDS),
        "region": rnd.choice(REGIONS),
        "email": f"{first}.{last}.{n}@example.com".lower(),
        "phone": f"+49 30 {n:07d}",
        "city": f"City {rnd.randrange(60):02d}",
        "agent": "a@example.com",
    }


def event(n: int, parties: int) -> dict:
    rnd = random.Random(n * 104729 + 3)
    when = START + datetime.timedelta(days=rnd.randrange(1095), minutes=15 * rnd.randrange(40))
    made = (START + datetime.timedelta(seconds=n)).isoformat(" ") + f".{n % 999983 + 1:06d}"
    status, area = rnd.choice(STATUSES), rnd.choice(AREAS)
    if (status, area) == ("Missed", "Area 19"):
        status = "Done"  # two common values that never meet
    return {
        "name": f"{n:010x}",
        "creation": made,
        "modified": made,
        "owner": "a@example.com",
        "modified_by": "a@example.com",
        "docstatus": 0,
        "idx": 0,
        "party": f"PTY-{rnd.randrange(parties):08d}",
        "event_type": "Call",
        "starts_on": when.isoformat(" "),
        "status": status,
        "area": area,
        "month": when.isoformat()[:7],
        "private": int(rnd.random() < 0.05),
        "subject": f"Call {n} {' '.join(rnd.choices(WORDS, k=4))}",
        "notes": " ".join(rnd.choices(WORDS, k=30)),
    }


def address(n: int) -> dict:
    return {
        "name": f"a{n:09x}",
        "docstatus": 0,
        "idx": 1,
        "parent": f"PTY-{n:08d}",
        "parenttype": "Sample Party",
        "parentfield": "addresses",
        "address_line": f"{n} Long Street",
        "city": "Town",
        "postcode": str(10000 + n % 89999),
    }


def load(doctype: str, rows: Iterator[dict]) -> None:
    """Insert without search triggers, in transactions of 100,000 rows, then fill the search index."""
    from frappe.database import search_index

    db, table = frappe.local.db, f"tab{doctype}"
    columns = list(db.table_info(doctype).search_columns)
    db.begin_write()
    search_index.drop(db, table)
    batch: list[dict] = []
    for row in rows:
        batch.append(row)
        if len(batch) == 100_000:
            _insert(doctype, batch)
    _insert(doctype, batch)
    if columns:
        db.begin_write()
        search_index._create(db, table, columns)
    db.commit()


def _insert(doctype: str, batch: list[dict]) -> None:
    if batch:
        frappe.local.db.bulk_insert(doctype, list(batch[0]), [list(row.values()) for row in batch])
        frappe.local.db.commit()
        batch.clear()


def fill(rows: int) -> None:
    load("Sample Address", (address(n) for n in range(rows)))
    load("Sample Party", (party(n) for n in range(rows)))
    load("Sample Event", (event(n, rows) for n in range(rows)))


# ---- work ----------------------------------------------------------------------------------------


class Work:
    """Every measured piece of work, on a table of `rows`."""

    def __init__(self, rows: int) -> None:
        self.rows, self.db, self.rnd = rows, frappe.local.db, random.Random(5)
        self.serial = self.db.sql("select max(rowid) from `tabSample Party`")[0][0]

    def name(self) -> str:
        return f"PTY-{self.rnd.randrange(self.rows):08d}"

    def list(
        self, doctype: str, filters: object, order: str, fields: str, expect: int | None = 20, **more: object
    ) -> None:
        rows = frappe.get_all(doctype, fields=fields.split(), filters=filters, order_by=order, limit=20, **more)
        assert expect is None or len(rows) == expect, f"{len(rows)} rows for {filters}"

    def get_value(self) -> None:
        assert self.db.get_value("Sample Party", self.name(), "party_name")

    def read_with_children(self) -> None:
        name = self.name()
        assert self.db.sql("select * from `tabSample Party` where name = %s", (name,), as_dict=1)
        assert self.db.sql(
            "select * from `tabSample Address` where parent = %s and parenttype = 'Sample Party' order by idx",
            (name,),
            as_dict=1,
        )

    def insert_with_child(self) -> None:
        self.serial += 1
        self.db.insert_row("Sample Party", party(self.serial))
        self.db.insert_row("Sample Address", address(self.serial))
        self.db.commit()

    def update(self) -> None:
        self.db.begin_write()
        self.db.update_row(
            "Sample Party", self.name(), {"phone": f"+49 {self.rnd.random()}", "modified": "2026-01-01 10:00:00.5"}
        )
        self.db.commit()

    def list_two_filters_by_modified(self) -> None:
        filters = [["kind", "=", self.rnd.choice(KINDS)], ["region", "=", self.rnd.choice(REGIONS)]]
        self.list("Sample Party", filters, "modified desc", "name party_name kind region email city modified")

    def list_two_filters_by_date(self) -> None:
        filters = [["status", "=", self.rnd.choice(STATUSES[:4])], ["area", "=", self.rnd.choice(AREAS)]]
        self.list("Sample Event", filters, "starts_on desc", "name subject party starts_on status area modified")

    def list_values_that_never_meet(self) -> None:
        filters = {"status": "Missed", "area": "Area 19"}
        self.list("Sample Event", filters, "starts_on desc", "name subject starts_on", expect=0)

    def list_of_one_party(self) -> None:
        self.list("Sample Event", {"party": self.name()}, "starts_on desc", "name subject starts_on", expect=None)

    def list_of_one_week(self) -> None:
        day = START + datetime.timedelta(days=self.rnd.randrange(1000))
        filters = [
            ["starts_on", ">=", str(day)],
            ["starts_on", "<", str(day + datetime.timedelta(days=7))],
            ["status", "!=", "Cancelled"],
        ]
        self.list("Sample Event", filters, "starts_on asc", "name subject starts_on status", expect=20)

    def list_by_title(self) -> None:
        self.list("Sample Party", {"kind": "Company"}, "party_name asc", "name party_name")

    def list_by_title_page_50(self) -> None:
        self.list("Sample Party", {"kind": "Company"}, "party_name asc", "name party_name", start=980)

    def like_in_email(self) -> None:
        n = self.rnd.randrange(self.rows)
        self.list(
            "Sample Party",
            {"email": ["like", f"%{party(n)['email'][2:-6]}%"]},
            "modified desc",
            "name email",
            expect=None,
        )

    def like_common(self) -> None:
        self.list("Sample Party", {"email": ["like", "%example.com%"]}, "modified desc", "name email")

    def search_by_title_start(self) -> None:
        self.list(
            "Sample Party",
            {"party_name": ["like", party(self.rnd.randrange(self.rows))["party_name"][:-3] + "%"]},
            "party_name asc",
            "name party_name",
            expect=None,
        )

    def search_within_any(self) -> None:
        text = f"%{party(self.rnd.randrange(self.rows))['party_name'][:-3].lower()}%"
        filters = {field: ["like", text] for field in ("name", "party_name", "email", "city")}
        self.list("Sample Party", None, "party_name asc", "name party_name email", expect=None, or_filters=filters)

    def search_three_signs(self) -> None:
        text = f"%{self.rnd.choice(LAST)[:3].lower()}%"
        filters = {field: ["like", text] for field in ("name", "party_name", "email", "city")}
        self.list("Sample Party", None, "modified desc", "name party_name email", or_filters=filters)

    def count_two_filters(self) -> None:
        assert self.db.count("Sample Event", {"status": self.rnd.choice(STATUSES[:4]), "area": self.rnd.choice(AREAS)})

    def add_composite_index(self) -> None:
        self.db.add_index("Sample Event", COMPOSITES[0])
        self.db.commit()

    def count_two_filters_composite(self) -> None:
        self.count_two_filters()

    def report(self, first: str = "2023-01-01", last: str = "2026-01-01") -> None:
        rows = self.db.sql(
            "select area, substr(starts_on, 1, 7), status, count(*) from `tabSample Event`"
            " where starts_on >= %s and starts_on < %s"
            " group by area, substr(starts_on, 1, 7), status order by area, substr(starts_on, 1, 7), status",
            (first, last),
        )
        assert len(rows) > 500

    def report_one_year(self) -> None:
        self.report("2024-01-01", "2025-01-01")

    def add_covering_index(self) -> None:
        self.db.add_index("Sample Event", COMPOSITES[1])
        self.db.commit()

    def report_covered(self, first: str = "2023-01", last: str = "2026-01") -> None:
        rows = self.db.sql(
            "select area, month, status, count(*) from `tabSample Event`"
            " where private = 0 and month >= %s and month < %s"
            " group by area, month, status order by area, month, status",
            (first, last),
        )
        assert len(rows) > 500

    def report_covered_one_year(self) -> None:
        self.report_covered("2024-01", "2025-01")


COMPOSITES = (["status", "area"], ["month", "area", "status", "private"])
ONCE = ("add_composite_index", "add_covering_index")
STEPS = [
    name for name, value in vars(Work).items() if callable(value) and name[0] != "_" and name not in ("name", "list")
]


def measure(work: Callable[[], None], once: bool) -> tuple[float, float]:
    """Medians of the runs in half a second, at least five: milliseconds elapsed, and of the processor."""
    elapsed, busy, until = [], [], time.perf_counter() + 0.5
    while not busy or not once and (len(busy) < 5 or time.perf_counter() < until and len(busy) < 500):
        began, cpu = time.perf_counter(), time.thread_time()
        work()
        busy.append(time.thread_time() - cpu)
        elapsed.append(time.perf_counter() - began)
    return statistics.median(elapsed) * 1000, statistics.median(busy) * 1000


def pss_mib() -> float:
    with open("/proc/self/smaps_rollup") as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def run(rows: int, folder: str, keep: bool) -> dict[str, tuple[float, ...]]:
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    is_new = not os.path.exists(os.path.join(folder, "site.db"))
    open_site(folder)
    out: dict[str, tuple[float, ...]] = {}
    if is_new:
        began, cpu = time.perf_counter(), time.thread_time()
        fill(rows)
        out["fill (s)"] = time.perf_counter() - began, time.thread_time() - cpu
    for fields in COMPOSITES:
        frappe.local.db.drop_index("Sample Event", fields)
    frappe.local.db.commit()
    work = Work(rows)
    for step in STEPS:
        out[step] = measure(getattr(work, step), step in ONCE)
    out["file (MiB)"] = (os.path.getsize(frappe.local.db.path) / 2**20,)
    out["memory, Pss (MiB)"] = (pss_mib(),)
    frappe.local.db.disconnect()
    if not keep:
        shutil.rmtree(folder, ignore_errors=True)
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", default="10000,1000000")
    parser.add_argument("--folder", default=os.path.join(tempfile.gettempdir(), "relcrm-database-benchmark"))
    parser.add_argument("--keep", action="store_true", help="leave the folder, and use it again next time")
    parser.add_argument("--out", help="write the table to this file too")
    args = parser.parse_args()
    sizes = [int(part) for part in args.rows.split(",")]
    results = {size: run(size, f"{args.folder}-{size}", args.keep) for size in sizes}
    lines = [
        f"Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, {os.cpu_count()} processors, load"
        f" {os.getloadavg()[0]:.1f}, {datetime.date.today()}. Medians: ms elapsed / ms of the processor.",
        "",
        "| work | " + " | ".join(f"{size:,} rows" for size in sizes) + " | ratio |",
        "|---|" + "---:|" * (len(sizes) + 1),
    ]
    for step in results[sizes[0]]:
        values = [results[size].get(step, (0.0,)) for size in sizes]
        ratio = values[-1][-1] / values[0][-1] if values[0][-1] else 0
        cells = (" / ".join(f"{number:,.2f}" for number in value) for value in values)
        lines.append(f"| {step.replace('_', ' ')} | {' | '.join(cells)} | {ratio:,.1f} |")
    text = "\n".join(lines) + "\n"
    print(text)
    if args.out:
        with open(args.out, "w") as handle:
            handle.write(text)


if __name__ == "__main__":
    main()
