"""Spreadsheets of every kind an office sends: date systems, hidden and empty sheets, formulas, strict and old files."""

from __future__ import annotations

import io
import random
import zipfile

import openpyxl
import pytest

from relcrm.exchange.exceptions import ImportFileError
from relcrm.exchange.reading import open_table
from relcrm.exchange.sheets import is_book, open_book, read_rows

MOST = 1 << 30


@pytest.fixture(scope="module")
def folder(data):
    if not (data / "xlsx").is_dir():
        pytest.skip(f"{data}/xlsx is not there")
    return data / "xlsx"


def read(folder, name: str, sheet: str = "") -> list[list[str]]:
    """Every row of a sheet, heading and all."""
    from relcrm.exchange.reading import Table

    book = open_book((folder / name).read_bytes(), name, sheet, MOST)
    table = Table("xlsx", [], sheet=book.sheet, _source=book)
    return [texts for _number, texts, _problems, _numbers in read_rows(table)]


def test_every_file_opens_and_every_sheet_of_it_is_read(shared_site, folder):
    files = sorted(folder.iterdir())
    assert len(files) == 28
    for path in files:
        content = path.read_bytes()
        assert is_book(content), path.name
        book = open_book(content, path.name, "", MOST)
        for name in book.names:
            rows = read(folder, path.name, name)
            assert all(isinstance(text, str) for row in rows for text in row), path.name


@pytest.mark.parametrize(
    ("name", "sheet", "position", "row"),
    [
        ("poi_1900DateWindowing.xls", "", 0, ["2000-01-01", "2000-01-01"]),
        ("poi_1904DateWindowing.xls", "", 0, ["2000-01-01", "2000-01-01"]),
        ("poi_DateFormats.xls", "", 0, ["US date", "2007-08-10"]),
        ("poi_InlineStrings.xlsx", "", 1, ["12", "A", "1st Inline String", "12"]),
        ("poi_SimpleStrict.xlsx", "", 0, ["test", "", "1"]),
        ("poi_noSharedStringTable.xlsx", "", 0, ["2006-04-12", "123"]),
        ("poi_TwoSheetsOneHidden.xlsx", "", 0, ["Sheet2A1"]),
        ("poi_reordered_sheets.xlsx", "", 0, ["sheet2"]),
        ("poi_sample.xlsx", "rich test", 0, ["The quick brown fox jumps over the lazy dog"]),
        ("poi_right-to-left.xlsx", "عربى", 0, ["نص"]),
        ("poi_NewlineInFormulas.xlsx", "", 0, ["3", "1"]),
        ("poi_chinese-provinces.xls", "", 1, ["Anhui", "安徽省"]),
    ],
)
def test_cells_are_what_a_spreadsheet_shows(shared_site, folder, name, sheet, position, row):
    assert read(folder, name, sheet)[position] == row


def test_elapsed_time_is_in_hours_minutes_and_seconds(shared_site, folder):
    from datetime import timedelta

    from relcrm.exchange.sheets import format_value

    assert format_value(timedelta(hours=75, minutes=23, seconds=53), "[h]:mm:ss") == "75:23:53"
    assert format_value(timedelta(seconds=-90), "") == "-0:01:30"
    assert read(folder, "poi_ElapsedFormatTests.xlsx", "Tests")[1][0] == "75:23:53.376"


def test_a_formula_gives_its_stored_result(shared_site, folder):
    content = (folder / "poi_InlineStrings.xlsx").read_bytes()
    rows = list(open_table(content, "inline.xlsx").rows())
    assert [row.cells[3] for row in rows[:3]] == ["12", "44", "31"]
    assert 3 in rows[0].numbers and not rows[0].problems


def test_the_table_below_a_blank_top_is_found(shared_site):
    book, stream = openpyxl.Workbook(), io.BytesIO()
    for row in ([], [], ["Nome", "CAP"], ["Alfa", "00184"]):
        book.active.append(row)
    book.save(stream)
    table = open_table(stream.getvalue(), "a.xlsx")
    assert (table.headers, [row.cells for row in table.rows()]) == (["Nome", "CAP"], [["Alfa", "00184"]])


def test_a_sheet_that_is_not_there_is_named_with_those_that_are(shared_site, folder):
    with pytest.raises(ImportFileError, match="has no sheet .Sheet1.*Sheet2"):
        open_table((folder / "poi_TwoSheetsOneHidden.xlsx").read_bytes(), "x.xlsx", sheet="Sheet1")


SPREADSHEET = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LINKS = b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STRICT = {
    SPREADSHEET: b"http://purl.oclc.org/ooxml/spreadsheetml/main",
    LINKS: b"http://purl.oclc.org/ooxml/officeDocument/relationships",
}


def make_book(*cells: str, repeat: int = 1, strict: bool = False) -> bytes:
    """A workbook whose one sheet is written by hand: a cell of text at each of these places, many times over."""
    book, plain, made = openpyxl.Workbook(), io.BytesIO(), io.BytesIO()
    book.save(plain)
    text = "<is><t>Nome</t></is>"
    filled = {cell: f'<c r="{cell}" t="inlineStr">{text}</c>' * repeat for cell in cells}
    rows = "".join(f'<row r="{cell.lstrip("ABDFX")}">{filled[cell]}</row>' for cell in cells)
    sheet = f'<worksheet xmlns="{SPREADSHEET.decode()}"><sheetData>{rows}</sheetData></worksheet>'.encode()
    with zipfile.ZipFile(plain) as source, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = sheet if name.endswith("sheet1.xml") else source.read(name)
            for plainly, strictly in STRICT.items() if strict else ():
                content = content.replace(plainly, strictly)
            target.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("cells", "settings", "sentence"),
    [
        (["A1", "XFD1048576"], {"strict": True}, "is damaged"),
        (["A1", "A999999999"], {}, "is damaged"),
        (["A1", "A2"], {"repeat": 2_000_000}, "too large or not a plain Excel file"),
    ],
    ids=["a table of 17 milliard cells", "a row that no sheet has", "packed a thousand times"],
)
def test_a_small_file_that_asks_for_all_memory_is_refused(shared_site, cells, settings, sentence):
    content = make_book(*cells, **settings)
    assert len(content) < 1 << 20
    with pytest.raises(ImportFileError, match=sentence):
        list(open_table(content, "x.xlsx").rows())


def test_an_ods_of_repeated_cells_is_refused_and_does_no_harm(shared_site):
    space = 'xmlns:{0}="urn:oasis:names:tc:opendocument:xmlns:{0}:1.0"'.format
    content = f"<office:document-content {space('office')} {space('table')} {space('text')}><office:body>"
    content += (
        '<office:spreadsheet><table:table table:name="S"><table:table-row table:number-rows-repeated="1048576">'
        '<table:table-cell table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
        "</table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        "</office:document-content>"
    )
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        for name, text in (("mimetype", kind), ("content.xml", content), ("META-INF/manifest.xml", manifest)):
            archive.writestr(name, text)
    with pytest.raises(ImportFileError, match="damaged|cannot be read"):
        list(open_table(made.getvalue(), "x.ods").rows())


def test_a_far_cell_costs_no_more_than_its_row(shared_site):
    table = open_table(make_book("A1", "B900000"), "x.xlsx")
    assert [(row.number, row.refusal is None) for row in table.rows()] == [(900000, False)]


def test_damaged_files_get_a_sentence_and_never_bring_the_process_down(shared_site, folder):
    chance = random.Random(4)
    for path in sorted(folder.glob("poi_*")):
        content = bytearray(path.read_bytes())
        for _round in range(4):
            spoilt = content[: chance.randrange(9, len(content))] if chance.random() < 0.3 else bytearray(content)
            for _place in range(30):
                spoilt[chance.randrange(8, len(spoilt))] = chance.randrange(256)
            try:
                table = open_table(bytes(spoilt), path.name)
                list(table.rows())
            except ImportFileError as error:
                assert str(error)
