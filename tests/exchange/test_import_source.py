"""Where imported companies and people come from: chosen for the file, remembered, and compulsory where it is asked."""

from __future__ import annotations

import pytest

SOURCE, OTHER = "Fiera di prova", "Elenco di prova"
PLAIN = {"Nome": "party_name", "Tipo": "party_type", "Da": "source"}
PEOPLE = {"Nome": "full_name", "Azienda": "party:party_name"}


@pytest.fixture
def sources(site):
    """Two sources in use, and one that no longer is; people need one, as anywhere."""
    site.db.set_single_value("RelCRM Settings", "import_source_free", 0)
    for name in (SOURCE, OTHER, "Vecchia"):
        disabled = int(name == "Vecchia")
        site.get_doc({"doctype": "Party Source", "source_name": name, "disabled": disabled}).insert()
    site.db.commit()


def test_new_records_without_a_source_get_that_of_the_file(site, sources, import_file, get_rows):
    site.get_doc({"doctype": "Party", "party_name": "Antica", "vat_number": "00743110157"}).insert()
    columns = PLAIN | {"PIVA": "vat_number"}
    text = f"Nome;Tipo;Da;PIVA\nNuova;;;\nAltra;;{OTHER};\nAntica Srl;;;00743110157\n"
    run = import_file("a.csv", text, columns, match_by="vat_number", source=SOURCE)
    found = [site.db.get_value("Party", row.reference_name, ["party_name", "source"]) for row in get_rows(run)]
    assert [tuple(one) for one in found] == [("Nuova", SOURCE), ("Altra", OTHER), ("Antica Srl", None)]


def test_the_source_is_remembered_with_the_columns(site, sources, import_file):
    from relcrm.exchange import starting

    run = import_file("a.csv", "Nome;Tipo;Da\nNuova;;\n", PLAIN, source=SOURCE)
    assert run and site.db.count("Import Mapping") == 1
    again = starting.make_run("Party", "b.csv", b"Nome;Tipo;Da\nSeconda;;\n")
    preview = starting.get_preview(again)
    assert preview["settings"]["source"] == SOURCE
    assert {SOURCE, OTHER} <= set(preview["sources"])
    assert "Vecchia" not in preview["sources"]
    assert preview["source_needed"] is True


def test_people_and_the_company_made_beside_them_get_it(site, sources, import_file, get_rows):
    run = import_file("p.csv", "Nome;Azienda\nAnna Verdi;Verdi Srl\n", PEOPLE, doctype="Contact Person", source=SOURCE)
    anna = get_rows(run, outcome="Created")[0]
    assert site.db.get_value("Contact Person", anna.reference_name, "source") == SOURCE
    assert site.db.get_value("Party", {"party_name": "Verdi Srl"}, "source") == SOURCE


def test_a_file_of_people_does_not_start_without_one(site, sources, import_file):
    from relcrm.exchange.exceptions import ImportMappingError

    with pytest.raises(ImportMappingError, match="people in"):
        import_file("p.csv", "Nome;Azienda\nAnna;Verdi\n", PEOPLE, doctype="Contact Person")
    with pytest.raises(ImportMappingError, match="people in"):
        import_file("p.vcf", "BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Anna\r\nEND:VCARD\r\n", {}, doctype="Party")
    assert site.db.count("Contact Person") == 0


def test_the_administrator_may_let_them_in_for_a_reason(site, sources, import_file):
    from relcrm.exceptions import MissingReasonError

    settings = site.get_doc("RelCRM Settings")
    settings.import_source_free = 1
    with pytest.raises(MissingReasonError, match="reason"):
        settings.save()
    settings.import_source_reason = "Vecchio gestionale, provenienza nell'informativa 2"
    settings.save()
    site.db.commit()
    run = import_file("p.csv", "Nome;Azienda\nAnna Verdi;Verdi Srl\n", PEOPLE, doctype="Contact Person")
    assert (run.created_rows, run.refused_rows) == (1, 0)


def test_in_a_mixed_file_the_people_without_one_are_refused(site, sources, import_file, get_rows):
    text = f"Nome;Tipo;Da\nDitta;Company;\nAnna;Person;\nBruno;Person;{OTHER}\n"
    rows = get_rows(import_file("a.csv", text, PLAIN))
    assert [row.outcome for row in rows] == ["Created", "Refused", "Created"]
    assert "Anna" in rows[1].message


@pytest.mark.parametrize("source", ["Vecchia", "Mai vista", "<img src=x>"])
def test_a_source_not_in_use_is_refused_in_one_sentence(site, sources, import_file, source):
    from relcrm.exchange.exceptions import ImportMappingError

    with pytest.raises(ImportMappingError, match="no source") as refused:
        import_file("a.csv", "Nome;Tipo;Da\nNuova;;\n", PLAIN, source=source)
    assert "<img" not in str(refused.value)
    assert site.db.count("Party") == 0


def test_from_the_command_line(copy_site, relcrm, tmp_path):
    site, path = copy_site(), tmp_path / "clienti.csv"
    path.write_text("Nome;PIVA\nAlfa;00743110157\n")
    refused = relcrm("--site", site, "import-data", path, "--source", "Mai vista", status=1)
    assert "Mai vista" in refused.stdout + refused.stderr
