"""How long a search for duplicates among many companies takes, and a merge with many events.

    .venv/bin/python benchmarks/duplicates.py --rows 100000 --events 10000

A new site in a temporary folder; names like those of small Italian firms, one in twenty there
twice, with an error.
"""

from __future__ import annotations

import argparse
import random
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import frappe

ROOT = Path(__file__).resolve().parents[1]
SYLLABLES = [consonant + vowel for consonant in "bcdfglmnprstvz" for vowel in "aeio"]
TRADES = "Serramenti Impianti Carpenteria Officine Mobili Trasporti Costruzioni Alimentari Tessitura Grafiche".split()
FORMS = "S.r.l.|S.p.A.|S.n.c.|& C. S.a.s.|".split("|")
TOWNS = [f"Comune {number}" for number in range(400)]
STAMP = "2026-11-22 10:00:00.000000"


def make_site(folder: Path) -> Path:
    """A site of its own, with the app and nothing in it."""
    command = [str(ROOT / ".venv" / "bin" / "relcrm"), "new-site", str(folder / "site"), "--install-app", "relcrm"]
    subprocess.run([*command, "--admin-password", "misura"], check=True, stdout=subprocess.DEVNULL)
    return folder / "site"


def make_name(chance: random.Random) -> str:
    """The name of a small firm: a surname or two, a trade, a legal form."""
    surname = "".join(chance.choices(SYLLABLES, k=chance.choice((3, 3, 4)))).title()
    return f"{surname} {chance.choice(TRADES)} {chance.choice(FORMS)}".strip()


def mistype(name: str, chance: random.Random) -> str:
    """The same name with a letter left out and another legal form."""
    at = chance.randrange(2, 5)
    return f"{name[:at]}{name[at + 1:].rsplit(' ', 1)[0]} {chance.choice(FORMS)}".strip()


def err(name: str, chance: random.Random) -> str:
    """The same name with one error of any kind anywhere in its first word: left out, doubled, swapped, another."""
    at = chance.randrange(0, len(name.split()[0]) - 1)
    changed = (
        name[:at] + name[at + 1 :],
        name[:at] + name[at] + name[at:],
        name[:at] + name[at + 1] + name[at] + name[at + 2 :],
        name[:at] + chance.choice("abcdefgilmnoprstuvz") + name[at + 1 :],
    )
    return chance.choice(changed)


def fill(rows: int) -> None:
    """Companies with a town each, in bulk, and their keys."""
    from relcrm.relations.duplicates.keys import fill_keys

    chance, values = random.Random(7), []
    names: list[tuple[str, str]] = []
    for number in range(1, rows + 1):
        if names and chance.random() < 0.05:
            name, town = chance.choice(names)
            name = mistype(name, chance)
        else:
            name, town = make_name(chance), chance.choice(TOWNS)
            names.append((name, town))
        values.append((f"PTY-{number:07}", STAMP, STAMP, name, "Company", town))
    frappe.db.bulk_insert("Party", ["name", "creation", "modified", "party_name", "party_type", "main_town"], values)
    frappe.db.commit()
    fill_keys("Party")
    frappe.db.commit()


def measure(label: str, work) -> None:
    """Print seconds by the clock and of the processor."""
    wall, cpu = time.perf_counter(), time.process_time()
    found = work()
    seconds, busy = time.perf_counter() - wall, time.process_time() - cpu
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"| {label} | {seconds:.1f} | {busy:.1f} | {memory:.0f} | {found} |", flush=True)


def ask(rows: int) -> None:
    """What somebody is told while typing: milliseconds of the processor for one question, median and slowest."""
    from relcrm.relations.duplicates.find import find

    chance, spent, hits = random.Random(11), [], 0
    for _number in range(200):
        name = f"PTY-{chance.randint(1, rows):07}"
        row = frappe.db.get_value("Party", name, ["party_name", "main_town"], as_dict=True)
        values = {"party_name": err(row.party_name, chance), "addresses": [{"town": row.main_town}]}
        before = time.process_time()
        found = find("Party", values)
        spent.append(1000 * (time.process_time() - before))
        hits += name in [hit["name"] for hit in found]
    spent.sort()
    print(f"| at entry, ms: median, slowest of 200 | {spent[100]:.0f} | {spent[-1]:.0f} | | {hits} told |", flush=True)


def search() -> str:
    """A whole search, as the job does it."""
    from relcrm.relations.duplicates.search import run

    doc = frappe.get_doc({"doctype": "Duplicate Search", "searched_doctype": "Party"}).insert()
    run(doc.name)
    return f"{frappe.db.get_value('Duplicate Search', doc.name, 'found'):,} pairs"


def hang_events(party: str, count: int) -> None:
    """Events of a company, in bulk."""
    columns = "name creation modified owner subject event_type party starts_on status private".split()
    rows = [
        (f"EVT-{number:08}", STAMP, STAMP, "Administrator", "Visita", "Task", party, STAMP, "Done", number % 10 == 0)
        for number in range(1, count + 1)
    ]
    frappe.db.bulk_insert("Relation Event", columns, rows)
    frappe.db.commit()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--events", type=int, default=10_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        frappe.init(str(make_site(Path(folder))))
        frappe.connect()
        frappe.set_user("Administrator")
        from relcrm.relations.merging.merge import merge
        from relcrm.relations.merging.undo import undo

        print("| what | seconds | of the processor | MiB at most | found |\n|---|---|---|---|---|")
        measure(f"{given.rows:,} companies filled, with keys", lambda: fill(given.rows))
        ask(given.rows)
        measure("search among all", search)
        hang_events("PTY-0000002", given.events)
        done: list[str] = []
        two = ("PTY-0000001", "PTY-0000002")
        measure(f"merge with {given.events:,} events", lambda: done.append(merge("Party", *two)))
        frappe.db.commit()
        measure("the same taken back", lambda: len(undo(done[0])["conflicts"]))
        frappe.db.commit()
        frappe.destroy()


if __name__ == "__main__":
    sys.exit(main())
