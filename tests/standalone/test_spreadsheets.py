"""CSV and XLSX out and in: nothing runs as a formula, everything comes back as it was."""

import datetime
import io

import openpyxl
import pytest
from frappe.utils import csvutils, xlsxutils
from hypothesis import given
from hypothesis import strategies as st

DANGEROUS = ["=1+1", "+39 0422 123456", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1"]


@pytest.mark.parametrize("text", DANGEROUS)
def test_formula_goes_out_as_text_and_comes_back(text):
    assert csvutils.neutralise_formula(text) == "'" + text
    assert csvutils.restore_formula("'" + text) == text


@pytest.mark.parametrize("value", ["-5", "-5,5", "plain", "'quoted'", "", None, -5, 5.5, datetime.date(2026, 1, 2)])
def test_what_is_no_formula_stays(value):
    assert csvutils.neutralise_formula(value) == value
    assert csvutils.restore_formula(value) == value


@given(st.lists(st.lists(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"])), min_size=1), min_size=1))
def test_csv_is_read_back_as_written(rows):
    rows = [[value.strip() for value in row] for row in rows]
    once = [[csvutils.restore_formula(value) for value in row] for row in rows]
    assert csvutils.read_csv_content(csvutils.get_csv_bytes(once)) == once


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_of_any_encoding_and_delimiter_is_read(encoding, delimiter):
    content = f"name{delimiter}città\nD'Angelo{delimiter}Forlì\n".encode(encoding)
    assert csvutils.read_csv_content(content, use_sniffer=True) == [["name", "città"], ["D'Angelo", "Forlì"]]


def test_workbook_keeps_kinds_and_runs_no_formula():
    moment = datetime.datetime(2026, 11, 22, 9, 5)
    rows = [
        ["Name", "Number", "When", "Empty"],
        ["=1+1", 2.5, moment, None],
        ["a\x00b", True, "<b>x</b>", "x" * 40_000],
    ]
    content = xlsxutils.make_xlsx(rows, "A very long title of a sheet [with] signs").getvalue()
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    read = [[cell.value for cell in row] for row in sheet]
    assert read[1] == ["=1+1", 2.5, moment, None]
    assert sheet["A2"].data_type == "s" and sheet["A1"].font.bold
    assert read[2][:3] == ["ab", True, "x"] and len(read[2][3]) == 32_767
    assert len(sheet.title) <= 31
    assert xlsxutils.read_xlsx_file_from_attached_file(fcontent=content)[1] == ["=1+1", 2.5, moment, None]


@pytest.mark.parametrize("content", [b"", b"no workbook", b"PK\x03\x04broken"])
def test_broken_workbook_is_refused_in_words(frappe_site, content):
    with pytest.raises(frappe_site.ValidationError, match="Excel"):
        xlsxutils.read_xlsx_file_from_attached_file(fcontent=content)
