"""Data Import: files as people make them, checks, children, updates, what is told about each row."""

from __future__ import annotations

import io
import json
from datetime import date

import pytest

INSERT, UPDATE = "Insert New Records", "Update Existing Records"


@pytest.fixture(scope="module", autouse=True)
def doctypes(bare_site, make_doctype, make_user):
    import frappe

    make_user("reader@example.com", "Svc Nobody")
    make_doctype("Svc Kind", [{"fieldname": "kind", "fieldtype": "Data", "label": "Kind"}], autoname="field:kind")
    row = [
        {"fieldname": "item", "fieldtype": "Data", "label": "Item", "reqd": 1},
        {"fieldname": "qty", "fieldtype": "Float", "label": "Qty"},
    ]
    make_doctype("Svc Row", row, istable=1)
    fields = [
        {"fieldname": "title", "fieldtype": "Data", "label": "Title", "reqd": 1},
        {"fieldname": "kind", "fieldtype": "Link", "label": "Kind", "options": "Svc Kind"},
        {"fieldname": "state", "fieldtype": "Select", "label": "State", "options": "New\nOld", "default": "New"},
        {"fieldname": "born", "fieldtype": "Date", "label": "Born"},
        {"fieldname": "seen", "fieldtype": "Datetime", "label": "Seen"},
        {"fieldname": "amount", "fieldtype": "Currency", "label": "Amount"},
        {"fieldname": "count", "fieldtype": "Int", "label": "Count"},
        {"fieldname": "active", "fieldtype": "Check", "label": "Active"},
        {"fieldname": "code", "fieldtype": "Data", "label": "Code", "unique": 1},
        {"fieldname": "rows", "fieldtype": "Table", "label": "Rows", "options": "Svc Row"},
    ]
    make_doctype("Svc Person", fields, allow_import=1, autoname="SVC-.####")
    make_doctype("Svc Closed", [{"fieldname": "x", "fieldtype": "Data", "label": "X"}], roles=["System Manager"])
    frappe.get_doc({"doctype": "Svc Kind", "kind": "Friend"}).insert()
    frappe.db.commit()


@pytest.fixture
def site(frappe_site):
    yield frappe_site
    frappe_site.set_user("Administrator")
    frappe_site.db.rollback()
    for doctype in ("Svc Row", "Svc Person", "Data Import Log", "Data Import", "File"):
        where = {"is_folder": 0} if doctype == "File" else None
        frappe_site.db.delete(doctype, where)
    frappe_site.db.sql("delete from `tabSeries` where `name` = 'SVC-'")
    frappe_site.db.commit()


@pytest.fixture
def imported(site):
    """Imports a table or the bytes of a file; returns the Data Import, ended."""

    def run(content, import_type=INSERT, name="people.csv", start=True, **values):
        if isinstance(content, str):
            content = content.encode()
        file = site.get_doc({"doctype": "File", "file_name": name, "content": content, "is_private": 1}).insert()
        doc = {"doctype": "Data Import", "reference_doctype": "Svc Person", "import_type": import_type}
        record = site.get_doc(doc | {"import_file": file.file_url} | values).insert()
        if start:
            from frappe.core.doctype.data_import.data_import import form_start_import

            assert form_start_import(record.name) is True
            record.reload()
        return record

    return run


def people(site, *fields):
    return [tuple(r.values()) for r in site.get_all("Svc Person", fields=list(fields), order_by="name asc")]


def status(record):
    from frappe.core.doctype.data_import.data_import import get_import_status

    found = get_import_status(record.name)
    return found["status"], found["success"], found["failed"], found["total_records"]


def test_labels_and_field_names_head_columns(site, imported):
    record = imported("Title,kind,Amount\nAnn,Friend,12.5\nBen,,\n")
    assert people(site, "title", "kind", "amount", "state") == [
        ("Ann", "Friend", 12.5, "New"),
        ("Ben", None, 0.0, "New"),
    ]
    assert status(record) == ("Success", 2, 0, 2)
    logs = record.get_import_logs()
    assert [(log.success, json.loads(log.row_indexes)) for log in logs] == [(1, [2]), (1, [3])]
    assert [log.docname for log in logs] == site.get_all("Svc Person", pluck="name", order_by="name asc")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "latin-1"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encodings_and_delimiters(site, imported, encoding, delimiter):
    text = f"Title{delimiter}Count\nForlì è così{delimiter}3\n"
    imported(text.encode(encoding))
    assert people(site, "title", "count") == [("Forlì è così", 3)]


def test_chosen_delimiter(site, imported):
    imported("Title;Count\nA,b;3\n", custom_delimiters=1, delimiter_options=";")
    assert people(site, "title", "count") == [("A,b", 3)]


def test_workbook_with_dates_and_numbers(site, imported):
    from openpyxl import Workbook

    book = Workbook()
    for row in (["Title", "Born", "Count", "Code"], ["Ann", date(1990, 5, 1), 7, 12345]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    imported(out.getvalue(), name="people.xlsx")
    assert people(site, "title", "born", "count", "code") == [("Ann", date(1990, 5, 1), 7, "12345")]


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (["2026-02-03"], ["2026-02-03"]),
        (["03/02/2026", "25/12/2026"], ["2026-02-03", "2026-12-25"]),
        (["02/25/2026", "12/01/2026"], ["2026-02-25", "2026-12-01"]),
        (["3.2.2026"], ["2026-02-03"]),
        (["2026-02-03 10:15:00"], ["2026-02-03"]),
    ],
)
def test_date_format_is_guessed_per_column(site, imported, cells, expected):
    imported("Title,Born\n" + "".join(f"x,{cell}\n" for cell in cells))
    assert [str(born) for (born,) in people(site, "born")] == expected


@pytest.mark.parametrize(
    ("cell", "amount"),
    [("1234.5", 1234.5), ('"1.234,50"', 1234.5), ('"1,234.50"', 1234.5), ('"12,5"', 12.5), ("€ 7", 7.0)],
)
def test_numbers_with_point_or_comma(site, imported, cell, amount):
    imported(f"Title,Amount\nx,{cell}\n")
    assert people(site, "amount") == [(amount,)]


def test_yes_and_no(site, imported):
    imported("Title,Active\na,yes\nb,No\nc,1\nd,\ne,Sì\n")
    assert [active for (active,) in people(site, "active")] == [1, 0, 1, 0, 1]


def test_rows_with_blank_parent_columns_go_on_with_the_document(site, imported):
    record = imported("Title,Item (Rows),Qty (Rows)\nAnn,pen,2\n,ink,3\nBen,,\nCat,rows,1\n,,\n")
    ann = site.get_doc("Svc Person", {"title": "Ann"})
    assert [(row.item, row.qty, row.idx) for row in ann.rows] == [("pen", 2.0, 1), ("ink", 3.0, 2)]
    assert [len(site.get_doc("Svc Person", {"title": title}).rows) for title in ("Ben", "Cat")] == [0, 1]
    assert [json.loads(log.row_indexes) for log in record.get_import_logs()] == [[2, 3], [4], [5]]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        ("Title,Kind\nAnn,Nobody Knows\n", "Nobody Knows"),
        ("Title,State\nAnn,Elsewhere\n", "Elsewhere"),
        ("Title,Born\nAnn,yesterday\n", "yesterday"),
        ("Title,Count\nAnn,many\n", "many"),
        ("Count\n3\n", "Title"),
    ],
)
def test_what_cannot_be_right_keeps_everything_out(site, imported, content, text):
    record = imported(content)
    assert record.status == "Pending"
    assert text in json.loads(record.template_warnings)[0]["message"]
    assert people(site, "name") == []


def test_unknown_and_double_columns_are_told_and_left_out(site, imported):
    record = imported("Title,Shoe Size,Title\nAnn,38,Not me\n")
    assert people(site, "title") == [("Ann",)]
    from frappe.core.doctype.data_import.data_import import get_preview_from_template

    kinds = [(warning["col"], warning["type"]) for warning in get_preview_from_template(record.name)["warnings"]]
    assert kinds == [(2, "info"), (3, "info")]


def test_column_chosen_by_hand(site, imported):
    options = {"column_to_field_map": {"0": "title", "1": "Don't Import"}}
    imported("Who,Count\nAnn,3\n", template_options=json.dumps(options))
    assert people(site, "title", "count") == [("Ann", 0)]


def test_failing_row_is_undone_and_told_and_the_others_go_in(site, imported):
    from frappe.core.doctype.data_import.data_import import download_errored_template

    record = imported("Title,Code\nAnn,k1\nBen,k1\nCat,k2\n")
    assert people(site, "title") == [("Ann",), ("Cat",)]
    assert status(record) == ("Partial Success", 2, 1, 3)
    failed = [log for log in record.get_import_logs() if not log.success]
    assert json.loads(failed[0].row_indexes) == [3]
    assert "Code" in json.loads(failed[0].messages)[0]["message"]
    download_errored_template(record.name)
    assert site.response.result.splitlines() == ['"Title","Code"', '"Ben","k1"']


def test_all_rows_failing_is_an_error(site, imported):
    site.get_doc({"doctype": "Svc Person", "title": "x", "code": "k1"}).insert()
    record = imported("Title,Code\nAnn,k1\n")
    assert status(record) == ("Error", 0, 1, 1)


def test_update_by_id_leaves_blank_cells_alone(site, imported):
    imported("Title,Amount,Count\nAnn,5,1\nBen,6,2\n")
    names = site.get_all("Svc Person", pluck="name", order_by="name asc")
    record = imported(f"ID,Amount,Count\n{names[0]},,9\n{names[1]},7,\nNONE,1,1\n", UPDATE)
    assert people(site, "title", "amount", "count") == [("Ann", 5.0, 9), ("Ben", 7.0, 2)]
    assert status(record) == ("Partial Success", 2, 1, 3)


def test_update_needs_an_id_column(site, imported):
    record = imported("Title\nAnn\n", UPDATE)
    assert "ID" in json.loads(record.template_warnings)[0]["message"]


def test_given_id_becomes_the_name(site, imported):
    imported("ID,Title\nMINE-1,Ann\n")
    assert people(site, "name") == [("MINE-1",)]


def test_second_start_imports_only_what_was_missing(site, imported):
    record = imported("Title,Code\nAnn,k1\nBen,k1\n")
    site.db.set_value("Svc Person", {"title": "Ann"}, "code", "free")
    record.start_import()
    record.reload()
    assert people(site, "title") == [("Ann",), ("Ben",)]
    assert record.status == "Success"


def test_mails_are_not_sent_while_muted(site, imported):
    site.get_doc(
        {
            "doctype": "Notification",
            "document_type": "Svc Person",
            "event": "New",
            "channel": "System Notification",
            "subject": "x",
            "message": "y",
            "recipients": [{"receiver_by_role": "System Manager"}],
        }
    ).insert(set_name="Svc New Person")
    imported("Title\nAnn\n", mute_emails=1)
    assert site.db.count("Notification Log") == 0
    site.delete_doc("Notification", "Svc New Person")
    site.db.commit()


def test_preview_shows_columns_and_first_rows(site, imported):
    from frappe.core.doctype.data_import.data_import import get_preview_from_template

    record = imported("Title,Kind\n" + "Ann,Friend\n" * 12, start=False)
    assert record.payload_count == 12
    preview = get_preview_from_template(record.name)
    assert [column.get("map_to_field") for column in preview["columns"]] == [None, "title", "kind"]
    assert (len(preview["data"]), preview["total_number_of_rows"], preview["max_rows_exceeded"]) == (10, 12, True)
    assert preview["data"][0] == [2, "Ann", "Friend"]


def test_template_and_records_can_be_imported_back(site, imported):
    from frappe.core.doctype.data_import.data_import import download_template

    imported("Title,Item (Rows)\nAnn,pen\n,ink\n")
    fields = {"Svc Person": ["name", "title"], "rows": ["item"]}
    download_template("Svc Person", json.dumps(fields), export_records="blank_template")
    assert site.response.result.strip() == '"ID","Title","Item (Rows)"'
    download_template("Svc Person", json.dumps(fields), export_records="all")
    name = site.get_all("Svc Person", pluck="name")[0]
    assert site.response.result.splitlines()[1:] == [f'"{name}","Ann","pen"', '"","","ink"']
    imported(site.response.result, UPDATE)
    assert [row.item for row in site.get_doc("Svc Person", name).rows] == ["pen", "ink"]


@pytest.mark.parametrize(
    ("content", "name", "text"),
    [
        ("Title\n", "people.csv", "no rows below its header"),
        ("", "people.csv", "no rows below its header"),
        ("not a workbook", "people.txt", "Use a .csv or .xlsx file"),
    ],
)
def test_unusable_files_are_refused(site, imported, content, name, text):
    with pytest.raises(site.ValidationError, match=text):
        imported(content, name=name, start=False)


def test_import_needs_rights(site, imported):
    from frappe.core.doctype.data_import import data_import

    record = imported("Title\nAnn\n", start=False)
    site.set_user("reader@example.com")
    for endpoint in (
        data_import.form_start_import,
        data_import.get_import_status,
        data_import.get_import_logs,
        data_import.get_preview_from_template,
        data_import.download_errored_template,
    ):
        with pytest.raises(site.PermissionError):
            endpoint(record.name)
    with pytest.raises(site.PermissionError):
        data_import.download_template("Svc Person")


@pytest.mark.parametrize("doctype", ["Svc Row", "System Settings", "Data Import"])
def test_some_doctypes_cannot_be_imported(site, doctype):
    doc = {"doctype": "Data Import", "reference_doctype": doctype, "import_type": INSERT}
    with pytest.raises(site.ValidationError, match="is not allowed"):
        site.get_doc(doc).insert()


def test_others_get_in_between_batches(site, imported, bare_site, monkeypatch):
    """A change from another thread is committed while the import goes on."""
    import threading

    from frappe.core.doctype.data_import import importer

    monkeypatch.setattr(importer, "BATCH_ROWS", 5)
    written_at = []

    def write():
        import frappe

        frappe.init(str(bare_site), force=True)
        frappe.connect()
        frappe.db.set_value("Svc Kind", "Friend", "modified_by", "reader@example.com")
        frappe.db.commit()
        written_at.append(frappe.db.count("Svc Person"))
        frappe.db.disconnect()
        frappe.destroy()

    other = threading.Thread(target=write)
    original = importer.Importer._import_one

    def import_one(self, payload, log_index):
        if log_index == 20:
            other.start()
        return original(self, payload, log_index)

    monkeypatch.setattr(importer.Importer, "_import_one", import_one)
    imported("Title\n" + "x\n" * 400)
    other.join()
    assert 20 <= written_at[0] < 400


def test_kill_in_the_middle_makes_no_row_twice(site, imported, monkeypatch):
    """As after a kill: the batches committed stay, the job runs again and goes on behind them."""
    from frappe.core.doctype.data_import import importer

    monkeypatch.setattr(importer, "BATCH_ROWS", 10)
    record = imported("Title\n" + "".join(f"p{n}\n" for n in range(45)), start=False)
    site.db.commit()
    original = importer.Importer._import_one

    def die(self, payload, log_index):
        if log_index == 35:
            raise KeyboardInterrupt
        return original(self, payload, log_index)

    monkeypatch.setattr(importer.Importer, "_import_one", die)
    with pytest.raises(KeyboardInterrupt):
        record.start_import()
    site.db.rollback()
    assert site.db.count("Svc Person") == 30
    monkeypatch.setattr(importer.Importer, "_import_one", original)
    record.reload()
    record.start_import()
    assert sorted(title for (title,) in people(site, "title")) == sorted(f"p{n}" for n in range(45))
    record.reload()
    assert status(record) == ("Success", 45, 0, 45)
