"""Consents that were rows of a party's table become entries: party, day, name and order; the gate obeys them."""

from __future__ import annotations

import json
import subprocess
import sys

OPEN = "from relcrm_standalone.cli import open_site\nimport json, sys\nwith open_site(sys.argv[1]) as frappe:\n"
PREPARE = """
    from relcrm.testing import make_party
    frappe.set_user("Administrator")
    for column in ("parent", "parenttype", "parentfield"):
        frappe.db.sql_ddl(f"alter table `tabParty Consent` add column `{column}` text")
    party = make_party("Vecchia Srl", emails=[{"email": "info@vecchia.example"}]).name
    rows = [("aaa", 1, "E-mail", "Given", "2024-03-01"), ("bbb", 2, "Phone", "Refused", None)]
    for name, idx, channel, decision, day in rows:
        frappe.db.sql(
            "insert into `tabParty Consent` (`name`, `parent`, `parenttype`, `parentfield`, `idx`, `purpose`,"
            " `channel`, `decision`, `decided_on`, `origin`,"
            " `creation`, `modified`, `owner`, `modified_by`, `docstatus`)"
            " values (%s, %s, 'Party', 'consents', %s, 'Promotion', %s, %s, %s, 'Paper', '2024-05-06 10:00:00',"
            " '2024-05-06 10:00:00', 'Administrator', 'Administrator', 0)",
            (name, party, idx, channel, decision, day),
        )
    frappe.db.commit()
"""
MIGRATE = """
    from relcrm.patches import keep_consents_apart
    keep_consents_apart.execute()
    frappe.db.commit()
"""
TELL = """
    from relcrm.relations.contact_facts import Addressee
    from relcrm.relations.contact_gate import judge
    party = frappe.db.get_value("Party", {"party_name": "Vecchia Srl"})
    fields = ["name", "party", "party_name", "channel", "decision", "decided_on", "sequence"]
    rows = frappe.get_all("Party Consent", fields=fields, order_by="name asc")
    states = [judge(Addressee(party), "Promotion", channel).is_allowed for channel in ("E-mail", "Phone")]
    print(json.dumps([[list(row.values()) for row in rows], party, states], default=str))
"""


def run(site, code: str) -> str:
    done = subprocess.run([sys.executable, "-c", OPEN + code, str(site)], capture_output=True, text=True, timeout=240)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_old_rows_become_entries_once(copy_site) -> None:
    site = copy_site()
    run(site, PREPARE)
    run(site, MIGRATE)
    rows, party, states = json.loads(run(site, TELL))
    first, second = [row[0] for row in rows]
    assert first.startswith("CNS-") and second.startswith("CNS-")
    assert rows == [
        [first, party, "Vecchia Srl", "E-mail", "Given", "2024-03-01", f"2024-03-01 {first} G"],
        [second, party, "Vecchia Srl", "Phone", "Refused", "2024-05-06", f"2024-05-06 {second} R"],
    ]
    assert states == [True, False]
    run(site, MIGRATE)
    assert json.loads(run(site, TELL))[0] == rows, "a second time changes nothing"
