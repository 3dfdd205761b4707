"""Consents as columns of a file: entries with date and proof, written once, taken back with the import."""

from __future__ import annotations

import pytest

HEAD = "Nome;PIVA;Consenso e-mail;Consenso telefonate;Data consenso;Prova consenso"
ROW = "Prima Srl;00743110157;sì;no;12/03/2025;Modulo 7"


@pytest.fixture
def guessed():
    """The columns that the heading alone is tied to."""
    from relcrm.exchange.mapping import guess_columns

    return lambda head=HEAD, doctype="Party": {
        one["source_column"]: one["target"] for one in guess_columns(doctype, head.split(";"))
    }


def get_entries(site, **filters):
    fields = ["purpose", "channel", "decision", "decided_on", "origin", "proof_text"]
    rows = site.get_all("Party Consent", filters=filters, fields=fields, order_by="channel asc")
    return [(row.purpose, row.channel, row.decision, str(row.decided_on), row.origin, row.proof_text) for row in rows]


def test_several_consents_of_a_row(site, import_file, get_rows, guessed):
    run = import_file("a.csv", f"{HEAD}\n{ROW}\nSeconda;;;;;\n", guessed(), match_by="vat_number")
    assert (run.created_rows, run.refused_rows) == (2, 0)
    name = site.db.get_value("Party", {"party_name": "Prima Srl"})
    assert get_entries(site, party=name) == [
        ("Promotion", "E-mail", "Given", "2025-03-12", "File", "Modulo 7"),
        ("Promotion", "Phone", "Refused", "2025-03-12", "File", "Modulo 7"),
    ]
    assert site.db.count("Party Consent") == 2
    again = import_file("a.csv", f"{HEAD}\n{ROW.replace('Srl', 'S.r.l.')}\n", guessed(), match_by="vat_number")
    assert again.updated_rows == 1
    assert site.db.count("Party Consent") == 2, "what is there already is not written twice"


def test_one_consent_a_row_with_purpose_and_channel(site, import_file, guessed):
    head = "Nominativo;Scopo;Canale;Consenso;Data consenso"
    columns = guessed(head, "Contact Person") | {"Scopo": "consents.purpose", "Canale": "consents.channel"}
    site.get_doc({"doctype": "Party Source", "source_name": "Fiera di prova"}).insert()
    company = site.get_doc({"doctype": "Party", "party_name": "Terza"}).insert().name
    site.db.commit()
    text = f"{head};Azienda\nAnna Verdi;Survey;PEC;Withdrawn;2025-01-02;{company}\n"
    columns |= {"Azienda": "party"}
    run = import_file("p.csv", text, columns, doctype="Contact Person", source="Fiera di prova")
    assert (run.created_rows, run.refused_rows) == (1, 0)
    person = site.db.get_value("Contact Person", {"full_name": "Anna Verdi"})
    assert get_entries(site, contact_person=person) == [("Survey", "PEC", "Withdrawn", "2025-01-02", "File", None)]


def test_no_decision_is_told_and_a_consent_without_its_day_refuses_the_row(site, import_file, get_rows, guessed):
    text = f"{HEAD}\nQuarta;;forse;;12/03/2025;\nQuinta;;sì;;;\n"
    run = import_file("a.csv", text, guessed())
    told, refused = get_rows(run)
    assert told.outcome == "Created" and "forse" in told.message
    assert refused.outcome == "Refused" and "Quinta" in refused.message
    assert site.db.count("Party Consent") == 0
    assert not site.db.exists("Party", {"party_name": "Quinta"})


def test_undo_takes_them_back(site, import_file, guessed):
    from relcrm.exchange.undoing import undo_import

    run = import_file("a.csv", f"{HEAD}\n{ROW}\n", guessed())
    undo_import(run.name)
    assert (site.db.count("Party Consent"), site.db.count("Party")) == (0, 0)


def test_the_gate_obeys_what_the_file_said(site, import_file, guessed):
    from relcrm.relations.contact_facts import Addressee
    from relcrm.relations.contact_gate import judge

    text = f"{HEAD};E-mail\n{ROW};info@prima.example\n"
    import_file("a.csv", text, guessed(f"{HEAD};E-mail"))
    name = site.db.get_value("Party", {"party_name": "Prima Srl"})
    verdict = judge(Addressee(name), "Promotion", "E-mail")
    assert (verdict.is_allowed, verdict.ground) == (True, "consent")
    assert not judge(Addressee(name), "Promotion", "Phone").is_allowed
