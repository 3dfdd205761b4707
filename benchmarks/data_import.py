"""How long a Data Import of 5,000 rows takes with all checks, and how others fare meanwhile. No HTTP.

    .venv/bin/python benchmarks/data_import.py [--rows 5000] [--rounds 3] [--folder /tmp/relcrm-bench] [--out FILE]

Each round imports the rows once alone and once beside a second thread that reads and saves documents all the time;
prints medians. The disk's own time for an fsync stands beside them, since every batch and every save waits for one.
"""

from __future__ import annotations

import argparse
import os
import platform
import random
import shutil
import statistics
import tempfile
import threading
import time
from pathlib import Path

import frappe
from frappe.core.doctype.data_import.importer import Importer
from frappe.installer import new_site

STAGES = ["Lead", "Prospect", "Active", "Dormant", "Lost"]
FIELDS = [
    {"fieldname": "party_name", "fieldtype": "Data", "label": "Party Name", "reqd": 1, "search_index": 1},
    {"fieldname": "stage", "fieldtype": "Select", "label": "Stage", "options": "\n".join(STAGES), "search_index": 1},
    {"fieldname": "region", "fieldtype": "Data", "label": "Region", "search_index": 1},
    {"fieldname": "email", "fieldtype": "Data", "options": "Email", "label": "Email", "search_index": 1},
    {"fieldname": "phone", "fieldtype": "Data", "options": "Phone", "label": "Phone"},
    {"fieldname": "agent", "fieldtype": "Link", "options": "User", "label": "Agent", "search_index": 1},
]


def make_site(folder: Path) -> Path:
    """A bare site with one DocType that allows import."""
    new_site("site", str(folder), admin_password="bench-password")
    frappe.connect()
    rights = dict.fromkeys(("read", "write", "create", "import"), 1)
    doc = {"doctype": "DocType", "name": "Sample Party", "module": "Custom", "custom": 1, "allow_import": 1}
    doc |= {"autoname": "SMP-.########", "title_field": "party_name", "search_fields": "email", "track_changes": 1}
    frappe.get_doc(doc | {"fields": FIELDS, "permissions": [{"role": "System Manager", **rights}]}).insert()
    frappe.get_doc({"doctype": "Sample Party", "party_name": "First"}).insert()
    frappe.db.commit()
    return folder / "site"


def make_rows(count: int, seed: int) -> list[list[str]]:
    """A header and rows that pass every check."""
    rnd = random.Random(seed)
    rows = [[df["label"] for df in FIELDS]]
    for n in range(count):
        phone = f"+39 0422 {rnd.randint(100000, 999999)}"
        mail = f"p{seed}.{n}@example.com"
        rows.append(
            [f"Party {seed} {n}", rnd.choice(STAGES), f"Region {rnd.randrange(20)}", mail, phone, "Administrator"]
        )
    return rows


def run_import(rows: list[list[str]]) -> tuple[float, float]:
    """Seconds of wall and of CPU."""
    values = {"doctype": "Data Import", "reference_doctype": "Sample Party", "import_type": "Insert New Records"}
    record = frappe.get_doc(values | {"mute_emails": 1}).insert()
    frappe.db.commit()
    wall, cpu = time.perf_counter(), time.thread_time()
    Importer("Sample Party", data_import=record, file_path=rows).import_data()
    assert record.status == "Success", record.status
    return time.perf_counter() - wall, time.thread_time() - cpu


class Neighbour(threading.Thread):
    """Reads a document forty times a second and saves it four times a second; keeps how long each took."""

    def __init__(self, site: Path) -> None:
        super().__init__()
        self.site, self.ending = site, threading.Event()
        self.reads: list[float] = []
        self.saves: list[float] = []

    def run(self) -> None:
        frappe.init(str(self.site), force=True)
        frappe.connect()
        name = frappe.get_all("Sample Party", pluck="name", order_by="name asc", limit=1)[0]
        turn = 0
        while not self.ending.wait(0.025):
            began = time.perf_counter()
            doc = frappe.get_doc("Sample Party", name)
            self.reads.append(time.perf_counter() - began)
            turn += 1
            if turn % 10 == 0:
                began = time.perf_counter()
                doc.region = f"Region {turn}"
                doc.save()
                frappe.db.commit()
                self.saves.append(time.perf_counter() - began)
        frappe.db.disconnect()
        frappe.destroy()


def measure_fsync(folder: Path) -> float:
    """Median milliseconds of an fsync after 4 KiB."""
    times = []
    with open(folder / "fsync", "wb") as handle:
        for _n in range(50):
            handle.write(b"x" * 4096)
            handle.flush()
            began = time.perf_counter()
            os.fsync(handle.fileno())
            times.append(time.perf_counter() - began)
    return statistics.median(times) * 1000


def in_ms(seconds: list[float]) -> str:
    """Median and 95th percentile."""
    return f"{statistics.median(seconds) * 1000:.1f} / {sorted(seconds)[int(len(seconds) * 0.95)] * 1000:.1f} ms"


def main() -> None:
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument("--rows", type=int, default=5000)
    ap.add_argument("--rounds", type=int, default=3)
    ap.add_argument("--folder")
    ap.add_argument("--out")
    args = ap.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="relcrm-import-", dir=args.folder))
    try:
        site = make_site(folder)
        alone, beside, reads, saves = [], [], [], []
        for number in range(args.rounds):
            alone.append(run_import(make_rows(args.rows, number * 2)))
            neighbour = Neighbour(site)
            neighbour.start()
            beside.append(run_import(make_rows(args.rows, number * 2 + 1)))
            neighbour.ending.set()
            neighbour.join()
            reads += neighbour.reads
            saves += neighbour.saves
        lines = [
            f"Data Import of {args.rows:,} rows; medians of {args.rounds} rounds.",
            f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}, "
            f"fsync {measure_fsync(folder):.1f} ms.",
            "",
            "| work | figure |",
            "|---|---|",
            f"| import alone | {statistics.median(w for w, _c in alone):.1f} s |",
            f"| CPU of it | {statistics.median(c for _w, c in alone):.1f} s |",
            f"| import beside reads and saves | {statistics.median(w for w, _c in beside):.1f} s |",
            f"| read of a document meanwhile, median / p95 | {in_ms(reads)} |",
            f"| save of a document meanwhile, median / p95 | {in_ms(saves)} |",
        ]
        text = "\n".join(lines) + "\n"
        print(text)
        if args.out:
            Path(args.out).write_text(text)
    finally:
        frappe.destroy()
        shutil.rmtree(folder, ignore_errors=True)


if __name__ == "__main__":
    main()
