"""Address books as programs write them: every file of the collection, the rules of an import, hostile files."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from relcrm.exchange.vcards import MAX_VALUE, parse_cards

COMPANY = "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:acme-1\r\nFN:Acme\r\nORG:Acme\r\nX-ABShowAs:COMPANY\r\n"
CARD = (
    "BEGIN:VCARD\r\nVERSION:3.0\r\nUID:{uid}\r\nN:Rossi;Maria;;;\r\nFN:Maria Rossi\r\nORG:Acme;Acquisti\r\n"
    "TITLE:{role}\r\nTEL;TYPE=CELL:347 1234567\r\nEMAIL;TYPE=WORK:maria@acme.example.com\r\n"
    "ADR;TYPE=WORK:;;Via Roma 1;Treviso;TV;31100;Italia\r\nBDAY:1980-03-22\r\nNOTE:Preferisce il mattino\\, presto\r\n"
    "CATEGORIES:Fiera,VIP\r\nEND:VCARD\r\n"
)


@pytest.fixture
def import_cards(site):
    """Import an address book to its end; returns the run."""
    from relcrm.exchange import running, starting

    def run(content: bytes | str, **settings):
        content = content.encode() if isinstance(content, str) else content
        doc = starting.make_run("Party", "rubrica.vcf", content)
        starting.get_preview(doc)
        starting.prepare_run(doc, [], **settings)
        site.db.commit()
        running.run_import(doc.name)
        return site.get_doc("Import Run", doc.name)

    return run


def get_outcomes(rows: list) -> list[str]:
    return [row.outcome for row in rows if row.outcome != "Also Created"]


def test_every_file_is_taken_but_for_a_card_without_any_name(site, import_cards, get_rows, data):
    from relcrm.exchange.undoing import undo_import

    files = sorted((data / "vcard").glob("*.vcf"))
    assert len(files) == 27
    runs, refused, cards = [], [], 0
    for path in files:
        run = import_cards(path.read_bytes())
        runs.append(run)
        cards += run.total_rows
        refused += [(path.name, row.message) for row in get_rows(run, outcome="Refused")]
    assert cards >= 30
    assert [name for name, _message in refused] == ["icaljs_vcard_grouped.vcf"], refused
    assert "has no name" in refused[0][1]  # two addresses, and nobody's name
    assert site.db.count("Party", {"party_name": "IBM"}) == 1
    assert site.db.count("Contact Person", {"party_name": "IBM"}) >= 5
    person = site.get_doc("Contact Person", {"full_name": "Mr. John Richter James Doe Sr.", "party_name": "IBM"})
    assert {row.kind: row.number for row in person.phones}["Mobile"] == "905-555-1234"
    assert site.db.count("File", {"attached_to_doctype": "Contact Person"}) >= 5
    for run in reversed(runs):
        undo_import(run.name)
    left = site.get_all("Import Run Row", filters={"message": ["like", "%Not undone%"]}, pluck="message")
    assert (site.db.count("Party"), site.db.count("Contact Person"), left) == (0, 0, [])


def test_a_person_comes_with_the_company_and_all_that_the_card_says(site, import_cards, get_rows):
    run = import_cards(CARD.format(uid="u1", role="Buyer"))
    row = get_rows(run, outcome="Created")[0]
    person = site.get_doc("Contact Person", row.reference_name)
    assert (person.full_name, person.first_name, person.last_name, person.role, person.department) == (
        "Maria Rossi", "Maria", "Rossi", "Buyer", "Acquisti",
    )  # fmt: skip
    assert (person.phones[0].kind, person.phones[0].e164) == ("Mobile", "+393471234567")
    assert (str(person.birth_date), person.notes) == ("1980-03-22", "Preferisce il mattino, presto")
    assert sorted(person.get_tags()) == ["Fiera", "VIP"]
    company = site.get_doc("Party", person.party)
    address = company.addresses[0]
    assert (company.party_name, company.party_type) == ("Acme", "Company")
    assert (address.street, address.cap, address.town, address.province, address.country) == (
        "Via Roma 1", "31100", "Treviso", "TV", "Italy",
    )  # fmt: skip


def test_a_card_finds_its_record_by_its_uid_only(site, import_cards, get_rows):
    import_cards(CARD.format(uid="u1", role="Buyer"))
    again = import_cards(CARD.format(uid="u1", role="Buyer"))
    assert get_outcomes(get_rows(again)) == ["Unchanged"]
    changed = import_cards(CARD.format(uid="u1", role="Director"))
    assert get_outcomes(get_rows(changed)) == ["Updated"]
    other = import_cards(CARD.format(uid="u2", role="Director"))
    rows = get_rows(other)
    assert get_outcomes(rows) == ["Created"] and rows[-1].possible_duplicate
    assert "same e-mail" in rows[-1].message
    held = import_cards(CARD.format(uid="u3", role="Director"), on_ambiguous="Hold")
    assert get_outcomes(get_rows(held)) == ["Held"]
    assert (site.db.count("Party"), site.db.count("Contact Person")) == (1, 2)


def test_cards_without_uid_are_known_when_they_come_again(site, import_cards, get_rows):
    text = CARD.format(uid="", role="Buyer")
    import_cards(text)
    assert get_outcomes(get_rows(import_cards(text))) == ["Unchanged"]
    assert site.db.count("Contact Person") == 1


def test_a_trial_of_cards_changes_nothing(site, import_cards, get_rows):
    run = import_cards(COMPANY + "END:VCARD\r\n" + CARD.format(uid="u1", role="x"), dry_run=True)
    assert (run.created_rows, site.db.count("Party"), site.db.count("Contact Person")) == (2, 0, 0)
    real = import_cards(COMPANY + "END:VCARD\r\n" + CARD.format(uid="u1", role="x"))
    assert (real.created_rows, site.db.count("Party")) == (2, 1)


def test_two_companies_of_one_name_are_never_guessed_between(site, import_cards, get_rows):
    for _each in range(2):
        site.get_doc({"doctype": "Party", "party_name": "Acme"}).insert()
    run = import_cards(CARD.format(uid="u1", role="x"))
    assert "2 companies" in get_rows(run, outcome="Created")[0].message
    assert site.db.count("Party", {"party_name": "Acme"}) == 3


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (b"VERSION:2.1\nN;CHARSET=ISO-8859-1;ENCODING=QUOTED-PRINTABLE:Forl=EC;Nicol=F2", "Nicolò Forlì"),
        ("VERSION:3.0\nFN:Nicolò Forlì".encode(), "Nicolò Forlì"),
        ("VERSION:3.0\nFN:Nicolò Forlì".encode("cp1252"), "Nicolò Forlì"),
        (b"VERSION:2.1\nFN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Nicol=C3=\n=B2 Forl=C3=AC", "Nicolò Forlì"),
        (b"VERSION:3.0\nF\n N:Nicol\xc3\n \xb2 Forl\xc3\xac", "Nicolò Forlì"),
        (b"VERSION:3.0\nFN;X=\"a:b;c\":D'Angelo\\, Ugo", "D'Angelo, Ugo"),
    ],
)
def test_names_are_read_whatever_their_letters(card, name):
    found = parse_cards(b"BEGIN:VCARD\n" + card + b"\nEND:VCARD\n")[0]
    parts = found.get("N").get_parts() if found.get("N") else []
    assert (found.get_text("FN") or " ".join(parts[1::-1])) == name


def test_utf_16_is_read(site):
    from relcrm.exchange.reading import open_table

    table = open_table("BEGIN:VCARD\r\nFN:Nicolò\r\nEND:VCARD\r\n".encode("utf-16"), "a.vcf")
    assert [row.cells[0] for row in table.rows()] == ["Nicolò"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"BEGIN:VCARD\n" + b"NOTE:" + b"x" * 30_000_000 + b"\nEND:VCARD\n", "larger than 12 MB"),
        (b"BEGIN:VCARD\nFN:a\n" + b"TEL:1\n" * 100_000 + b"END:VCARD\n", "more than 1000 entries"),
        (b"BEGIN:VCARD\nPHOTO;ENCODING=b:" + b"QUJD" * 4_000_000 + b"\nEND:VCARD\n", "larger than 12 MB"),
        (b"BEGIN:VCARD\nFN:a\n" + b" b\n" * 500_000 + b"END:VCARD\n", None),
        (b"BEGIN:VCARD\nNOTE;ENCODING=QUOTED-PRINTABLE:" + b"=\n" * 500_000 + b"FN:x\nEND:VCARD\n", None),
        (b'BEGIN:VCARD\nN;' + b'"' * 1_000_000 + b":x\nEND:VCARD\n", None),
        (b"BEGIN:VCARD\n" * 100_000, None),
    ],
    ids=["long line", "many entries", "base64", "folded", "soft breaks", "quotes", "nested"],
)
def test_hostile_cards_are_refused_or_cut_in_little_time(content, sentence):
    import time

    began = time.process_time()
    cards = parse_cards(content)
    assert time.process_time() - began < 10
    assert len(cards) == 1
    if sentence:
        assert sentence in cards[0].refusal
    else:
        assert all(len(one.value) <= MAX_VALUE for one in cards[0].properties)


def test_a_hostile_card_does_not_keep_the_others_out(site, import_cards, get_rows):
    bad = "BEGIN:VCARD\nFN:a\n" + "TEL:1\n" * 2_000 + "END:VCARD\n"
    run = import_cards(CARD.format(uid="u1", role="x") + bad + CARD.format(uid="u2", role="y").replace("Rossi", "Neri"))
    assert get_outcomes(get_rows(run)) == ["Created", "Refused", "Created"]


# --- out again ---------------------------------------------------------------------------------------------------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Zl", "Zp")), min_size=1, max_size=60).map(
    lambda text: " ".join(text.split())
).filter(bool)  # fmt: skip


@given(texts=st.lists(TEXT, min_size=4, max_size=4), version=st.sampled_from(["3.0", "4.0"]))
@settings(max_examples=200, deadline=None)
def test_every_line_survives_writing_and_reading(texts, version):
    from relcrm.exchange.card_writing import escape, fold

    title, note, street, unit = texts
    lines = ["BEGIN:VCARD", f"VERSION:{version}", f"TITLE:{escape(title)}", f"NOTE:{escape(note + chr(10) + title)}"]
    lines += [f"ADR;TYPE=work:;;{escape(street)};;;;", f"ORG:{escape(title)};{escape(unit)}", "END:VCARD"]
    written = "".join(fold(line) for line in lines).encode()
    assert all(len(line) <= 75 for line in written.split(b"\r\n"))
    card = parse_cards(written)[0]
    assert card.get_text("TITLE") == title
    assert card.get_text("NOTE") == f"{note}\n{title}"
    assert card.get("ORG").get_parts() == [title, unit]
    assert card.get("ADR").get_parts()[2] == street


@pytest.mark.parametrize("version", ["4.0", "3.0"])
def test_what_goes_out_comes_back_unchanged_and_elsewhere_as_it_was(site, import_cards, get_rows, version):
    from relcrm.exchange.card_writing import make_card_file

    import_cards(CARD.format(uid="u1", role="Direttrice; acquisti, vendite"))
    party = site.get_doc({
        "doctype": "Party", "party_name": "D'Angelo, Forlì & C. S.r.l.", "vat_number": "00743110157",
        "pec": "a@pec.example.com", "website": "https://a.example.com/?q=1,2", "notes": "Prima riga\nseconda; riga",
        "phones": [{"kind": "Office", "number": "0422 123456"}, {"kind": "Fax", "number": "0422 654321"}],
        "emails": [{"kind": "Work", "email": "info@a.example.com"}],
        "addresses": [
            {"kind": "Main", "street": "Via dell'Industria, 5", "cap": "31100", "town": "Treviso", "province": "TV"}
        ],
    }).insert()  # fmt: skip
    person = site.get_all("Contact Person", pluck="name")
    _name, companies = make_card_file("Party", [party.name], version)
    _name, people = make_card_file("Contact Person", person, version)
    assert get_outcomes(get_rows(import_cards(companies + people))) == ["Unchanged", "Unchanged"]

    elsewhere = companies.replace(b"UID:relcrm:", b"UID:other:")
    made = site.get_doc("Party", get_rows(import_cards(elsewhere), outcome="Created")[0].reference_name)
    for field in ("party_name", "party_type", "vat_number", "pec", "website", "notes"):
        assert made.get(field) == party.get(field), field
    kept = {"phones": "kind number", "emails": "kind email", "addresses": "kind street cap town province"}
    for table, fields in kept.items():
        assert [[row.get(f) for f in fields.split()] for row in made.get(table)] == [
            [row.get(f) for f in fields.split()] for row in party.get(table)
        ]


def test_cards_go_out_only_with_the_right_to_export_and_only_what_is_seen(site):
    from relcrm.exchange.card_writing import make_card_file

    name = site.get_doc({"doctype": "Party", "party_name": "Acme"}).insert().name
    with pytest.raises(site.ValidationError, match="vCard 4.0 or 3.0"):
        make_card_file("User", ["Administrator"])
    with pytest.raises(site.ValidationError, match="vCard 4.0 or 3.0"):
        make_card_file("Party", [name], "2.1")
    _name, content = make_card_file("Party", [name, "PTY-9999999"])
    assert content.count(b"BEGIN:VCARD") == 1
    site.set_user("Guest")
    with pytest.raises(site.PermissionError):
        make_card_file("Party", [name])
    site.set_user("Administrator")
    assert site.get_all("Access Log", filters={"file_type": "VCF"})
