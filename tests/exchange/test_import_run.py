"""An import from upload to undo: matching, doubt, refusals, trial, stop, resume, and what is never touched."""

from __future__ import annotations

import pytest

PLAIN = {
    "Nome": "party_name",
    "PIVA": "vat_number",
    "Email": "emails[kind=Work].email",
    "Citta": "addresses[kind=Main].town",
}
HEADING = "Nome;PIVA;Email;Citta\n"
FIRST = HEADING + "Alfa S.r.l.;00743110157;info@alfa.example.com;Treviso\nBeta S.r.l.;;beta@beta.example.com;Padova\n"


def get_outcomes(rows: list) -> list[str]:
    return [row.outcome for row in rows]


def test_a_row_finds_its_record_by_the_chosen_key_only(site, import_file, get_rows):
    one = import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    assert get_outcomes(get_rows(one)) == ["Created", "Created"]
    text = HEADING + "Alfa Nuova S.r.l.;IT00743110157;;\nAltra Ditta;;info@alfa.example.com;\n"
    two = import_file("b.csv", text, PLAIN, match_by="vat_number")
    rows = get_rows(two)
    assert get_outcomes(rows) == ["Updated", "Created"]
    assert rows[1].possible_duplicate
    assert "same e-mail as Alfa Nuova S.r.l." in rows[1].message
    alfa = site.get_doc("Party", rows[0].reference_name)
    assert (alfa.party_name, alfa.emails[0].email, alfa.addresses[0].town) == (
        "Alfa Nuova S.r.l.",
        "info@alfa.example.com",
        "Treviso",
    )


def test_a_register_completes_what_is_here_and_adds_nothing(site, import_file, get_rows):
    import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    columns = PLAIN | {"Via": "addresses[kind=Main].street", "REA": "rea"}
    heading = "Nome;PIVA;Email;Citta;Via;REA\n"
    text = heading + (
        "ALFA SRL;00743110157;altro@alfa.example.com;Milano;Via Roma 1;TV-12345\n"
        "Ditta Ignota;00905811006;ignota@example.com;Roma;Via Po 2;RM-54321\n"
    )
    chosen = {"match_by": "vat_number", "on_known": "Complete", "on_new": "Leave Out"}
    trial = import_file("registro.csv", text, columns, dry_run=True, **chosen)
    run = import_file("registro.csv", text, columns, **chosen)
    for one in (trial, run):
        assert (one.updated_rows, one.left_out_rows, one.created_rows, one.done_rows) == (1, 1, 0, 2)
    assert get_outcomes(get_rows(run)) == ["Updated", "Left Out"]
    alfa = site.get_doc("Party", {"vat_number": "00743110157"})
    # Name, e-mail and address were there: of a place that is known no street of another is taken.
    assert (alfa.party_name, [row.email for row in alfa.emails]) == ("Alfa S.r.l.", ["info@alfa.example.com"])
    assert [(row.street, row.town) for row in alfa.addresses] == [(None, "Treviso")]
    assert alfa.rea == "TV-12345"
    assert site.db.count("Party") == 2

    from relcrm.exchange.undoing import undo_import

    undo_import(run.name)
    assert not site.get_doc("Party", alfa.name).rea


def test_what_is_here_is_left_and_only_new_ones_come(site, import_file, get_rows):
    import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    text = HEADING + "Altro Nome;00743110157;;Milano\nGamma S.r.l.;00905811006;;Roma\n"
    run = import_file("b.csv", text, PLAIN, match_by="vat_number", on_known="Leave")
    assert get_outcomes(get_rows(run)) == ["Unchanged", "Created"]
    assert site.db.get_value("Party", {"vat_number": "00743110157"}, "party_name") == "Alfa S.r.l."


def test_without_a_key_nothing_can_be_told_from_what_is_here(site, import_file):
    from relcrm.exchange.exceptions import ImportStateError

    for choice in ({"on_known": "Complete"}, {"on_known": "Leave"}, {"on_new": "Leave Out"}):
        with pytest.raises(ImportStateError, match="Choose the column"):
            import_file("a.csv", FIRST, PLAIN, **choice)


def test_more_than_one_hit_is_created_or_held_as_chosen_never_merged(site, import_file, get_rows):
    text = HEADING + "Filiale Nord;00743110157;;Treviso\nFiliale Sud;00743110157;;Bari\n"
    one = import_file("a.csv", text, PLAIN, match_by="vat_number")
    assert get_outcomes(get_rows(one)) == ["Created", "Created"]
    text = HEADING + "Filiale Est;00743110157;;Udine\n"
    held = import_file("b.csv", text, PLAIN, match_by="vat_number", on_ambiguous="Hold")
    created = import_file("c.csv", text, PLAIN, match_by="vat_number", on_ambiguous="Create")
    assert get_outcomes(get_rows(held)) == ["Held"]
    assert get_outcomes(get_rows(created)) == ["Created"]
    assert get_rows(held)[0].possible_duplicate
    assert "same match key, VAT number as Filiale Nord, Filiale Sud." in get_rows(held)[0].message
    assert site.db.count("Party") == 3


def test_reading_a_file_without_keys_again_makes_nothing_twice(site, import_file, get_rows):
    import_file("a.csv", FIRST, PLAIN)
    again = import_file("a.csv", FIRST, PLAIN)
    assert get_outcomes(get_rows(again)) == ["Unchanged", "Unchanged"]
    assert site.db.count("Party") == 2


def test_a_wrong_value_never_refuses_its_row(site, import_file, get_rows):
    columns = PLAIN | {
        "CAP": "addresses[kind=Main].cap",
        "Dal": "customer_since",
        "Zona": "addresses[kind=Main].region",
    }
    text = "Nome;PIVA;Email;Citta;CAP;Dal;Zona\nGamma;123;nessuna;Treviso;-----;ieri;Atlantide\n"
    run = import_file("a.csv", text, columns)
    row = get_rows(run)[0]
    assert (row.outcome, row.to_check, run.check_rows) == ("Created", 1, 1)
    for value in ("123", "nessuna", "-----", "ieri", "Atlantide"):
        assert f'"{value}"' in row.message
    party = site.get_doc("Party", row.reference_name)
    assert (party.vat_number, party.customer_since, party.addresses[0].region) == ("123", None, None)


def test_refused_rows_come_back_as_a_file_with_the_reason(site, import_file, get_rows):
    from relcrm.exchange.refused import make_refused_file

    run = import_file("a.csv", HEADING + "Alfa;;;Treviso\n;;solo@mail.example.com;\n=Beta;1;2;3;4;5\n", PLAIN)
    assert get_outcomes(get_rows(run)) == ["Created", "Refused", "Refused"]
    lines = make_refused_file(run).removeprefix("\ufeff").splitlines()
    assert lines[0] == "Nome;PIVA;Email;Citta;Reason"
    assert lines[1].startswith(";;solo@mail.example.com;;") and "Name" in lines[1]
    assert lines[2].startswith("'=Beta;1;2;3;") and "It has 6 columns" in lines[2]


def test_a_trial_changes_nothing_and_tells_the_same(site, import_file, get_rows):
    trial = import_file("a.csv", FIRST, PLAIN, match_by="vat_number", dry_run=True)
    assert (trial.created_rows, site.db.count("Party")) == (2, 0)
    real = import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    assert get_outcomes(get_rows(trial)) == get_outcomes(get_rows(real))
    assert site.db.count("Party") == 2


def test_empty_words_clear_and_blank_cells_keep_unless_chosen(site, import_file, get_rows):
    import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    text = HEADING + "Alfa S.r.l.;00743110157;Non Disponibile;\n"
    kept = import_file("b.csv", text, PLAIN, match_by="vat_number")
    party = site.get_doc("Party", get_rows(kept)[0].reference_name)
    assert (party.emails, party.addresses[0].town) == ([], "Treviso")
    import_file("c.csv", text, PLAIN, match_by="vat_number", blank_cells="Clear")
    assert site.get_doc("Party", party.name).addresses == []


def test_several_addresses_in_one_cell_become_several_rows(site, import_file, get_rows):
    columns = PLAIN | {"PEC": "pec"}
    text = 'Nome,PIVA,Email,Citta,PEC\nAlfa,,"a@x.example.com; b@x.example.com",,"p@x.example.com;q@x.example.com"\n'
    for outcome in ("Created", "Unchanged"):
        rows = get_rows(import_file("a.csv", text, columns))
        assert get_outcomes(rows) == [outcome]
    party = site.get_doc("Party", rows[0].reference_name)
    assert party.pec == "p@x.example.com"
    assert [(row.kind, row.email) for row in party.emails] == [
        ("Work", "a@x.example.com"),
        ("Work", "b@x.example.com"),
        ("PEC", "q@x.example.com"),
    ]


def test_unknown_list_values_are_made_when_asked_and_undone_with_the_import(site, import_file, get_rows):
    from relcrm.exchange.undoing import undo_import

    columns, text = {"Nome": "party_name", "Settore": "sector"}, "Nome;Settore\nAlfa;Droni\nBeta;droni\n"
    run = import_file("a.csv", text, columns)
    assert all("Droni".casefold() in row.message.casefold() for row in get_rows(run))
    assert not site.db.exists("Party Sector", "Droni")
    run = import_file("b.csv", text.replace("Alfa", "Gamma"), columns, make_missing=("sector",))
    assert site.db.count("Party", {"sector": "Droni"}) == 2
    undo_import(run.name)
    assert not site.db.exists("Party Sector", "Droni")


def test_undo_gives_every_value_back_and_leaves_what_was_changed_since(site, import_file, get_rows):
    from relcrm.exchange.undoing import undo_import

    one = import_file("a.csv", FIRST, PLAIN, match_by="vat_number")
    alfa, beta = (row.reference_name for row in get_rows(one))
    before = site.get_doc("Party", alfa).as_dict()
    text = HEADING + "Alfa Due;00743110157;nuova@alfa.example.com;Venezia\nGamma;;;Este\nDelta;;;Este\n"
    two = import_file("b.csv", text, PLAIN, match_by="vat_number")
    gamma, delta = (row.reference_name for row in get_rows(two, outcome="Created"))
    site.get_doc("Party", delta).update({"notes": "parlato ieri"}).save()
    undo_import(two.name)
    after = site.get_doc("Party", alfa).as_dict()
    for name in ("party_name", "modified", "main_town", "search_text"):
        assert after[name] == before[name]
    assert [row.email for row in after["emails"]] == ["info@alfa.example.com"]
    assert not site.db.exists("Party", gamma)
    assert site.db.exists("Party", delta) and site.db.exists("Party", beta)
    [kept] = get_rows(two, kept=1)
    assert (kept.reference_name, kept.message) == (
        delta,
        f"Not undone: Delta ({delta}) was changed after the import.",
    )
    two.reload()
    assert (two.status, two.undone_records, two.kept_records) == ("Undone", 4, 1)  # one of them absent from the file


def test_undo_takes_back_what_was_opened_and_leaves_what_got_a_profile_or_an_event(site, import_file, get_rows):
    from relcrm.exchange.undoing import undo_import
    from relcrm.relations import personal_reads

    run = import_file("a.csv", HEADING + "Alfa;;;Este\nBeta;;;Este\nGamma;;;Este\n", PLAIN)
    alfa, beta, gamma = (row.reference_name for row in get_rows(run))
    for name in (alfa, beta, gamma):
        personal_reads.note(personal_reads.OPENED, "Party", name)
    personal_reads.write_down()
    site.get_doc({"doctype": "Party Profile", "party": beta}).insert()
    event = {"doctype": "Relation Event", "event_type": "Task", "subject": "Richiamare", "party": gamma}
    site.get_doc({**event, "starts_on": "2026-11-23 10:00:00"}).insert()
    undo_import(run.name)
    assert not site.db.exists("Party", alfa)
    kept = {row.reference_name: row.message for row in get_rows(run, kept=1)}
    assert kept == {
        beta: f"Not undone: Beta ({beta}) was changed after the import.",
        gamma: f"Not undone: other records refer to Gamma ({gamma}) by now.",
    }


def test_an_undo_by_a_job_speaks_the_language_of_who_asked(site, import_file, get_rows):
    from relcrm.exchange.undoing import undo_import

    run = import_file("a.csv", HEADING + "Alfa;;;Este\n", PLAIN)
    [row] = get_rows(run)
    site.get_doc("Party", row.reference_name).update({"notes": "parlato ieri"}).save()
    undo_import(run.name, language="it")
    [kept] = get_rows(run, kept=1)
    assert kept.message == f"Non annullato: Alfa ({row.reference_name}) è stato modificato dopo l'importazione."
    assert site.local.lang == "en"


def test_an_undo_is_stopped_and_goes_on(site, monkeypatch, import_file, get_rows):
    from relcrm.exchange import undoing

    monkeypatch.setattr(undoing, "BATCH", 10)
    text = HEADING + "".join(f"Ditta {number};;;Treviso\n" for number in range(25))
    run = import_file("a.csv", text, PLAIN)

    def stop(done, total):
        site.db.set_value("Import Run", run.name, "cancel_requested", 1)
        assert (done, total) == (9, 25)

    undoing.undo_import(run.name, stop)
    run.reload()
    assert (run.status, run.undone_records, site.db.count("Party")) == ("Stopped", 9, 16)
    undoing.undo_import(run.name)
    run.reload()
    assert (run.status, run.undone_records, run.kept_records, site.db.count("Party")) == ("Undone", 25, 0, 0)


def test_an_import_goes_on_after_the_last_committed_row(site, monkeypatch, import_file, get_rows):
    from relcrm.exchange import running

    text = HEADING + "".join(f"Ditta {number};;;Treviso\n" for number in range(25))
    monkeypatch.setattr(running, "BATCH", 10)
    whole, insert = running.insert_rows, []

    def break_down(rows):
        if len(insert) == 1:
            raise OSError("disk full")
        insert.append(len(rows))
        whole(rows)

    monkeypatch.setattr(running, "insert_rows", break_down)
    with pytest.raises(OSError, match="disk full"):
        import_file("a.csv", text, PLAIN)
    name = site.get_all("Import Run", pluck="name")[0]
    run = site.get_doc("Import Run", name)
    assert (run.status, run.done_rows, run.error, site.db.count("Party")) == ("Failed", 10, "disk full", 10)
    monkeypatch.setattr(running, "insert_rows", whole)
    running.run_import(name)
    run.reload()
    assert (run.status, run.done_rows, run.created_rows, site.db.count("Party")) == ("Finished", 25, 25, 25)


def test_a_stop_is_heard_between_batches(site, monkeypatch, import_file):
    from relcrm.exchange import running

    monkeypatch.setattr(running, "BATCH", 10)
    heard = running.ImportRunner._run_batch

    def stop_after(self, rows):
        heard(self, rows)
        site.db.set_value("Import Run", self.doc.name, "cancel_requested", 1)

    monkeypatch.setattr(running.ImportRunner, "_run_batch", stop_after)
    run = import_file("a.csv", HEADING + "".join(f"Ditta {n};;;Treviso\n" for n in range(25)), PLAIN)
    assert (run.status, run.done_rows) == ("Stopped", 10)


def test_absent_records_are_listed_and_tagged_when_chosen_never_deleted(site, import_file, get_rows):
    import_file("a.csv", FIRST.replace(";;beta", ";01234567897;beta"), PLAIN, match_by="vat_number")
    text = HEADING + "Alfa S.r.l.;00743110157;info@alfa.example.com;Treviso\n"
    run = import_file("b.csv", text, PLAIN, match_by="vat_number", mark_absent=1)
    absent = get_rows(run, outcome="Absent")
    assert (run.absent_records, len(absent), site.db.count("Party")) == (1, 1, 2)
    assert "Absent from import" in site.get_doc("Party", absent[0].reference_name).get_tags()


def test_the_mapping_of_a_layout_is_remembered(site, import_file):
    from relcrm.exchange import starting

    import_file("a.csv", FIRST, PLAIN, match_by="vat_number", on_ambiguous="Hold")
    fresh = starting.make_run("Party", "b.csv", FIRST.encode("utf-16"))
    preview = starting.get_preview(fresh)
    assert {c["source_column"]: c["target"] for c in preview["columns"]} == PLAIN
    assert (preview["settings"]["match_by"], preview["settings"]["on_ambiguous"]) == ("vat_number", "Hold")
    other = starting.get_preview(
        starting.make_run("Party", "c.csv", b"Ragione sociale;Partita IVA;Provincia;CAP\nA;1;TV;2\n")
    )
    assert {c["source_column"]: c["target"] for c in other["columns"]} == {
        "Ragione sociale": "party_name",
        "Partita IVA": "vat_number",
        "Provincia": "addresses[kind=Main].province",
        "CAP": "addresses[kind=Main].cap",
    }


def test_columns_are_guessed_from_the_headings_of_a_register(site, data):
    from relcrm.exchange import starting

    content = (data / "organisations/it_scuole_paritarie_2023-24_indirizzo_email_pec.csv").read_bytes()
    preview = starting.get_preview(starting.make_run("Party", "scuole.csv", content))
    guessed = {c["source_column"]: c["target"] for c in preview["columns"]}
    assert guessed["CODICESCUOLA"] == "tax_ids[kind=School code].number"
    assert guessed["DENOMINAZIONESCUOLA"] == "party_name"
    assert guessed["INDIRIZZOPECSCUOLA"] == "pec"
    assert "ANNOSCOLASTICO" not in guessed
    assert (preview["total_rows"], len(preview["rows"])) == (11870, 20)


@pytest.mark.parametrize(
    ("columns", "match_by", "sentence"),
    [
        ({}, "", "No column is tied to a field"),
        ({"Nome": "party_name", "Boh": "pec"}, "", 'has no column "Boh"'),
        ({"Nome": "party_name", "PIVA": "party_name"}, "", "both fill party_name"),
        ({"Nome": "no_such_field"}, "", 'no field "no_such_field"'),
        ({"Nome": "addresses[nonsense=1].town"}, "", "no field"),
        ({"Nome": "party_name"}, "vat_number", "match key"),
        ({"Nome": "1=1; drop table"}, "", "is not the name of a field"),
    ],
)
def test_impossible_columns_are_refused_before_anything_runs(site, import_file, columns, match_by, sentence):
    from relcrm.exchange.exceptions import ImportMappingError

    with pytest.raises(ImportMappingError, match=sentence):
        import_file("a.csv", FIRST, columns, match_by=match_by)
    assert site.db.count("Party") == 0


def test_people_and_events_are_imported_as_well(site, import_file, get_rows):
    import_file("a.csv", FIRST, PLAIN)
    people = import_file(
        "p.csv", "Nome;Azienda;Tel\nAnna Verdi;alfa s.r.l.;0422 001234\nBruno Neri;Ignota;1\n",
        {"Nome": "full_name", "Azienda": "party", "Tel": "phones[kind=Office].number"}, doctype="Contact Person",
    )  # fmt: skip
    rows = get_rows(people)
    assert get_outcomes(rows) == ["Created", "Refused"]
    assert "Ignota" in rows[1].message or "Party" in rows[1].message
    person = site.get_doc("Contact Person", rows[0].reference_name)
    assert person.phones[0].e164 == "+390422001234"
    events = import_file(
        "e.csv", "Oggetto,Tipo,Inizio,Cliente\nTelefonata,Call,22/11/2026 10:30,Alfa S.r.l.\n",
        {"Oggetto": "subject", "Tipo": "event_type", "Inizio": "starts_on", "Cliente": "party"},
        doctype="Relation Event",
    )  # fmt: skip
    event = site.get_doc("Relation Event", get_rows(events)[0].reference_name)
    assert (str(event.starts_on), event.party) == ("2026-11-22 10:30:00", person.party)


def test_a_choice_that_an_own_field_does_not_offer_is_kept_aside(site, import_file, get_rows):
    choice = "event_values[field_key=interest].choice"
    columns = {"Oggetto": "subject", "Tipo": "event_type", "Quando": "starts_on", "Interesse": choice}
    heading = "Oggetto;Tipo;Quando;Interesse\n"
    text = heading + "Uno;Visit;23/11/2026;Legno\nDue;Visit;23/11/2026;high\nTre;Task;23/11/2026;High\n"
    rows = get_rows(import_file("eventi.csv", text, columns, doctype="Relation Event", match_by="subject"))
    assert get_outcomes(rows) == ["Created"] * 3
    assert [row.to_check for row in rows] == [1, 0, 1]
    assert 'Interest: "Legno" is not one of: High, Medium, Low' in rows[0].message
    assert 'interest: "High" is no own field of "Task"' in rows[2].message
    kept = [[one.choice for one in site.get_doc("Relation Event", row.reference_name).event_values] for row in rows]
    assert kept == [[], ["High"], []]
    again = heading + "Due;Visit;23/11/2026;Legno\n"
    [row] = get_rows(import_file("b.csv", again, columns, doctype="Relation Event", match_by="subject"))
    assert (row.outcome, row.to_check) == ("Unchanged", 1)
    assert site.get_doc("Relation Event", rows[1].reference_name).event_values[0].choice == "High"
