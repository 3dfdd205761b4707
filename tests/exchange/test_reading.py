"""Files as offices really have them: Excel's semicolons, old encodings, lost zeros, formulas, ragged rows."""

from __future__ import annotations

import gzip
import io
import zipfile
from datetime import date

import openpyxl
import pytest

from relcrm.exchange.exceptions import ImportFileError

pytestmark = pytest.mark.usefixtures("shared_site")


def read(content: bytes, name: str = "file.csv", **options: str):
    from relcrm.exchange.reading import open_table

    return open_table(content, name, **options)


def make_xlsx(rows: list[list], formats: dict[str, str] | None = None, hidden: bool = False) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    for row in rows:
        sheet.append(row)
    for cell, number_format in (formats or {}).items():
        sheet[cell].number_format = number_format
    if hidden:
        sheet.sheet_state = "hidden"
        book.create_sheet("Visible").append(["Other"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("encoding", "expected"),
    [
        ("utf-8", "utf-8"),
        ("utf-8-sig", "utf-8-sig"),
        ("utf-16", "utf-16"),
        ("utf-16-le", "utf-16-le"),
        ("utf-16-be", "utf-16-be"),
        ("latin-1", "cp1252"),
        ("cp1252", "cp1252"),
    ],
)
def test_encoding_is_detected(encoding, expected):
    table = read("Nome;Città\nCaffè dell’Orto;Forlì\n".replace("’", "'").encode(encoding))
    assert (table.encoding, table.headers) == (expected, ["Nome", "Città"])
    assert [row.cells for row in table.rows()] == [["Caffè dell'Orto", "Forlì"]]


def test_bytes_that_are_neither_utf8_nor_windows_are_read_as_latin1():
    assert read(b"Nome\nA\x81\xe8\n").encoding == "latin-1"


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_detected_beside_others_inside_quotes(delimiter):
    text = f'Nome{delimiter}Note\nRossi{delimiter}"uno, due; tre | quattro"\nBianchi{delimiter}"a,b,c"\n'
    table = read(text.encode())
    assert (table.delimiter, table.headers) == (delimiter, ["Nome", "Note"])


def test_one_column_needs_no_delimiter():
    assert [row.cells for row in read(b"Nome\nRossi\nBianchi\n").rows()] == [["Rossi"], ["Bianchi"]]


def test_row_numbers_are_those_of_a_spreadsheet_and_blank_rows_count():
    table = read(b'Nome,Note\nA,"due\nrighe"\n\n,\nB,x\n')
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(2, "A"), (5, "B")]
    assert table.get_row_count() == 2


def test_short_rows_are_filled_and_long_ones_are_refused_in_words():
    rows = list(read(b"A,B,C\n1\n1,2,3,4\n1,2,3,,\n").rows())
    assert rows[0].cells == ["1", "", ""]
    assert "It has 4 columns but the heading has 3" in rows[1].refusal
    assert rows[2].refusal is None


def test_headings_are_made_unique_and_blank_ones_named():
    assert read(b"Tel,,Tel,Tel\n1,2,3,4\n").headers == ["Tel", "Column 2", "Tel (2)", "Tel (3)"]


def test_excel_keeps_zeros_dates_and_texts_and_refuses_formulas():
    rows = [["CAP", "Data", "Testo", "Somma", "Numero"], [1039, date(2026, 11, 22), "00033120437", "=1+1", 12.5]]
    row = next(read(make_xlsx(rows, {"A2": "00000", "B2": "dd/mm/yyyy"}), "a.xlsx").rows())
    assert row.cells == ["01039", "2026-11-22", "00033120437", "", "12.5"]
    assert row.problems == {3: "holds a formula; paste it as a value"}


def test_a_text_that_looks_like_a_formula_stays_text_in_excel():
    book = openpyxl.Workbook()
    book.active.append(["Nome"])
    book.active["A2"].value = "=ASSOCIAZIONE"
    book.active["A2"].data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    row = next(read(stream.getvalue(), "a.xlsx").rows())
    assert (row.cells, row.problems) == (["=ASSOCIAZIONE"], {})


def test_the_first_visible_sheet_is_read_unless_another_is_named():
    content = make_xlsx([["Nome"], ["A"]], hidden=True)
    assert read(content, "a.xlsx").headers == ["Other"]
    with pytest.raises(Exception, match='no sheet "Sheet"'):
        read(content, "a.xlsx", sheet="Sheet")


def test_packed_files_are_unpacked():
    plain = b"Nome\nRossi\n"
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.csv", plain)
    for content in (gzip.compress(plain), stream.getvalue()):
        assert read(content).headers == ["Nome"]


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"\n\n", "is empty"),
        (b"<!DOCTYPE html><table><tr><td>Nome</td></tr></table>", "no table"),
        (b"\xef\xbb\xbf <html><body>", "no table"),
        (b'[{"nome": "Alfa"}]', "no table"),
        (b",,\n1,2,3\n", "first row of file.csv is blank"),
        (b"PK\x03\x04 broken [Content_Types].xml", "damaged"),
        (b"PK\x03\x04 broken", "damaged"),
        (b"Nome,Note\nA\0B,something quite long\n", "not a text table"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(content, sentence):
    from relcrm.exchange.exceptions import ImportFileError

    with pytest.raises(ImportFileError, match=sentence):
        read(content)


def test_entities_in_an_excel_file_are_refused():
    from relcrm.exchange.exceptions import ImportFileError

    stream = io.BytesIO(make_xlsx([["Nome"], ["A"]]))
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/evil.xml", '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>')
    with pytest.raises(ImportFileError, match="not a plain Excel file"):
        read(stream.getvalue(), "a.xlsx")


def test_neutralised_texts_come_back_as_they_were():
    from relcrm.exchange.exporting import neutralise

    names = ["=1+1", "+39 0422", "-MENO-", "@PERTA", "'=x", "''@", "normal", "'O SOLE", "a=b"]
    content = "Nome\n" + "\n".join(f'"{neutralise(name)}"' for name in names)
    found = [row.cells[0] for row in read(content.encode()).rows()]
    assert found == names


def test_lines_of_a_title_above_the_heading_are_passed_over():
    table = read(b"Elenco clienti\n\nNome;Citta;CAP\nRossi;Treviso;31100\n")
    assert table.headers == ["Nome", "Citta", "CAP"]
    assert [(row.number, row.cells[0]) for row in table.rows()] == [(4, "Rossi")]


def test_real_spreadsheets_are_read(data):
    table = read((data / "xlsx/it_comuni_cap_provincia_regione_coordinate_2025.xlsx").read_bytes(), "comuni.xlsx")
    assert table.headers[:5] == [
        "codice_istat",
        "denominazione_ita_altra",
        "denominazione_ita",
        "denominazione_altra",
        "cap",
    ]
    found = {(row.cells[2], row.cells[4]) for row in table.rows()}
    assert {("Agliè", "10011"), ("Roma", "00118"), ("Treviso", "31100")} <= found


def test_a_value_with_the_delimiter_in_it_and_no_quotes_is_read_where_only_one_reading_fits():
    heading, fitting = "Nome,Via,Citta\n", "Beta,Via Po,Este\n"
    rows = list(read((heading + fitting + "Alfa,Via Roma, 5, int. 2,Treviso\n").encode(), delimiter=",").rows())
    assert [row.cells for row in rows] == [["Beta", "Via Po", "Este"], ["Alfa", "Via Roma, 5, int. 2", "Treviso"]]
    assert [(row.refusal, '"Via Roma, 5, int. 2"' in row.note) for row in rows] == [(None, False), (None, True)]


@pytest.mark.parametrize(
    "line",
    ["Alfa,Via Roma,5,Treviso", "Alfa, Via Roma, 5, Treviso", " Alfa,Via Roma,5,Treviso", "Alfa,Via Roma, ,Treviso"],
    ids=["no blank", "every cell has one", "the first cell", "a cell of blanks"],
)
def test_a_row_that_could_be_read_in_two_ways_is_refused(line):
    row = next(read(f"Nome,Via,Citta\n{line}\n".encode(), delimiter=",").rows())
    assert row.refusal and not row.note


def pack_zip(content: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("elenco.csv", content)
    return made.getvalue()


@pytest.mark.parametrize("pack", [gzip.compress, pack_zip], ids=["gz", "zip"])
def test_a_table_packed_a_thousand_times_is_refused_and_a_damaged_one_too(pack):
    bomb = pack(b"Nome;Citta\n" + b"a;b\n" * (10 << 20))
    assert len(bomb) < 1 << 20
    with pytest.raises(ImportFileError, match="packed tighter than any table"):
        read(bomb, "elenco.gz")
    whole = pack(b"Nome;Citta\n" + b"".join(b"Ditta %d;Este\n" % number for number in range(5000)))
    assert read(whole, "elenco.gz").get_row_count() == 5000
    for cut in (len(whole) // 2, len(whole) - 3):
        with pytest.raises(ImportFileError):
            read(whole[:cut], "elenco.gz")
    spoilt = bytearray(whole)
    spoilt[len(spoilt) // 2 : len(spoilt) // 2 + 40] = b"x" * 40
    with pytest.raises(ImportFileError):
        read(bytes(spoilt), "elenco.gz")
