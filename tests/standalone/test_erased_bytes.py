"""An erased person leaves no byte: not in the database or its log, not in files, logs, versions, search, imports."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

OPEN = "from relcrm_standalone.cli import open_site\nimport sys\nwith open_site(sys.argv[1]) as frappe:\n"
TOLD = (b"Zelinda", b"zelinda", b"D'Angi", b"d angi", b"dangio", b"5550147", b"555 0147", b"ama la vela", b"DNGZND")
PREPARE = """
    from relcrm.exchange import running, starting
    from relcrm.relations import personal_reads
    from relcrm.relations.consents import add_refusal
    from relcrm.testing import make_event, make_party, make_person
    frappe.set_user("Administrator")
    name = "Zelinda D'Angi\u00f2"
    company = make_party("Datrice Srl").name
    head = "Nome;Azienda;E-mail;Note"
    row = f"{name};{company};zelinda.dangio@example.com;{name} ama la vela"
    run = starting.make_run("Contact Person", "persone.csv", f"{head}\\n{row}\\n".encode())
    fields = ("full_name", "party", "emails.email", "notes")
    columns = [{"source_column": source, "target": field} for source, field in zip(head.split(";"), fields)]
    frappe.get_doc({"doctype": "Party Source", "source_name": "Prova"}).insert()
    starting.prepare_run(run, columns, source="Prova")
    frappe.db.commit()
    running.run_import(run.name)
    person = frappe.get_doc("Contact Person", {"full_name": name})
    person.update({"first_name": "Zelinda", "last_name": "D'Angi\u00f2"})
    person.append("phones", {"number": "349 555 0147"})
    for number in range(40):
        person.notes = f"{name} ama la vela {number} " * 60
        person.save(ignore_version=False)
        event = make_event(f"Chiamata con {name} {number}", party=company, contact_person=person.name)
        if number % 3 == 0:
            frappe.delete_doc("Relation Event", event.name)
    attached = {"attached_to_doctype": "Contact Person", "attached_to_name": person.name, "is_private": 1}
    file = {"doctype": "File", "file_name": "zelinda.txt", "content": f"{name} ama la vela"}
    frappe.get_doc({**file, **attached}).insert()
    comment = {"doctype": "Comment", "comment_type": "Comment", "content": f"Sentita {name}"}
    frappe.get_doc({**comment, "reference_doctype": "Contact Person", "reference_name": person.name}).insert()
    add_refusal(None, person.name, "Calls", f"{name}: basta")
    personal_reads.note(personal_reads.DOWNLOADED, "Contact Person", person.name, detail="zelinda.txt")
    frappe.db.commit()
    print(person.name)
"""
ERASE = """
    from relcrm.api import privacy
    frappe.set_user("Administrator")
    privacy.erase("Contact Person", sys.argv[2], "Chiesto per lettera", "Zelinda D'Angi\u00f2")
    frappe.db.commit()
"""


def run(site: Path, code: str, *arguments: str) -> str:
    command = [sys.executable, "-c", OPEN + code, str(site), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def find_traces(site: Path) -> dict[str, list[bytes]]:
    """What of the person stands in which file, name and bytes."""
    found = {}
    for path in sorted(one for one in site.rglob("*") if one.is_file()):
        content = path.name.encode() + path.read_bytes()
        if told := [word for word in TOLD if word in content]:
            found[str(path.relative_to(site))] = told
    return found


def test_an_erased_person_leaves_no_byte(copy_site) -> None:
    site = copy_site()
    person = run(site, PREPARE)
    logs = site / "logs"
    logs.mkdir(exist_ok=True)
    line = "2026-11-22 10:00:00 INFO Administrator GET /private/files/zelinda.dangio@example.com.txt 1.0 ms 200\n"
    (logs / "requests.log").write_text(line * 3)
    before = find_traces(site)
    assert {"site.db", "logs/requests.log", "private/files/zelinda.txt"} <= {*before}, before
    assert any(path.endswith(".csv") for path in before)
    run(site, ERASE, person)
    assert find_traces(site) == {}
    assert (logs / "requests.log").stat().st_size == len(line) * 3


def test_compacting_keeps_every_search_right(copy_site, relcrm) -> None:
    """VACUUM may number rows anew, by which the search indexes find them."""
    site = copy_site()
    make = """
    from relcrm.testing import make_party
    frappe.set_user("Administrator")
    for number in range(60):
        make_party(f"Ditta {number:03d} Prova")
    for name in frappe.get_all("Party", {"party_name": ["like", "%0 Prova"]}, pluck="name"):
        frappe.delete_doc("Party", name)
    frappe.db.commit()
    """
    find = """
    rows = frappe.get_all("Party", {"party_name": ["like", "%tta 05%"]}, pluck="party_name", order_by="party_name asc")
    print(rows)
    """
    run(site, make)
    expected = run(site, find)
    assert "Ditta 059 Prova" in expected
    relcrm("--site", site, "compact")
    assert run(site, find) == expected


def test_a_site_that_is_served_is_not_compacted(copy_site, relcrm, serve) -> None:
    site = copy_site()
    serve(site)
    refused = relcrm("--site", site, "compact", status=1)
    assert "being served" in refused.stderr
