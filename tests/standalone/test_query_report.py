"""Reports of every kind: shape of the answer, the user's rights on rows, and what a query may not be."""

import io
import json

import pytest
from frappe.desk import query_report
from frappe.desk._query_guard import check_select


@pytest.fixture(scope="module")
def deals(bare_site, make_doctype, make_user):
    """Two areas, four deals, an agent who sees one area, a clerk without the report right."""
    import frappe

    make_user("agent@example.com", "Rep Agent")
    make_user("clerk@example.com", "Rep Clerk")
    make_doctype(
        "Rep Area", [field("area_name", reqd=1)], autoname="field:area_name", roles=["System Manager", "Rep Agent"]
    )
    make_doctype(
        "Rep Deal",
        [
            field("title"),
            field("area", "Link", options="Rep Area"),
            field("amount", "Currency"),
            field("share", "Percent"),
        ],
        roles=["System Manager", "Rep Agent"],
        search_fields="title",
    )
    make_doctype("Rep Secret", [field("title")], roles=["System Manager"])
    for name in ("North", "South"):
        frappe.get_doc(doctype="Rep Area", area_name=name).insert()
    for at, area in enumerate(("North", "North", "South", None)):
        frappe.get_doc(doctype="Rep Deal", title=f"D{at}", area=area, amount=10 * (at + 1), share=50).insert()
    frappe.get_doc(doctype="User Permission", user="agent@example.com", allow="Rep Area", for_value="North").insert()
    make_report("Rep By Area", "Rep Deal", QUERY, add_total_row=1)
    make_report("Rep Secrets", "Rep Secret", "select name from `tabRep Secret`")
    make_report("Rep Closed", "Rep Deal", "select 1 as one", roles=[{"role": "Rep Clerk"}])
    frappe.db.commit()


QUERY = """select area as "Area:Link/Rep Area:120", count(*) as "Deals:Int:80", sum(amount) as "Total:Currency:100",
 avg(share) as "Share:Percent:80" from `tabRep Deal` where amount >= %(least)s group by area order by area"""


def field(fieldname, fieldtype="Data", **more):
    return {"fieldname": fieldname, "fieldtype": fieldtype, "label": fieldname.title(), **more}


def make_report(name, doctype, query, **values):
    import frappe

    report = {"report_name": name, "ref_doctype": doctype, "report_type": "Query Report", "is_standard": "No"}
    return frappe.get_doc(doctype="Report", **report, query=query, **values).insert()


def test_query_report_answers_columns_rows_and_total_as_a_list(frappe_site, deals):
    answer = query_report.run("Rep By Area", filters='{"least": 0}')
    assert answer["columns"][0] == {
        "label": "Area",
        "fieldname": "area",
        "fieldtype": "Link",
        "options": "Rep Area",
        "width": "120",
    }
    assert [column["fieldname"] for column in answer["columns"]] == ["area", "deals", "total", "share"]
    assert answer["result"][1] == {"area": "North", "deals": 2, "total": 30.0, "share": 50.0}
    assert answer["result"][-1] == ["Total", 4.0, 100.0, 50.0]
    keys = {"result", "columns", "message", "chart", "report_summary", "skip_total_row", "status", "execution_time"}
    assert keys | {"add_total_row"} == set(answer)


def test_rows_are_held_against_the_users_permissions(frappe_site, deals):
    frappe_site.set_user("agent@example.com")
    rows = query_report.run("Rep By Area", filters={"least": 0})["result"]
    assert [row["area"] for row in rows[:-1]] == [None, "North"]
    assert rows[-1] == ["Total", 3.0, 70.0, 50.0]


@pytest.mark.parametrize(
    ("user", "report"),
    [
        ("agent@example.com", "Rep Secrets"),
        ("agent@example.com", "Rep Closed"),
        ("clerk@example.com", "Rep By Area"),
        ("clerk@example.com", "Rep Closed"),
        ("Guest", "Rep By Area"),
    ],
)
def test_report_is_closed_without_its_roles_and_the_report_right(frappe_site, deals, user, report):
    frappe_site.set_user(user)
    with pytest.raises(frappe_site.PermissionError):
        query_report.run(report, filters={"least": 0})
    with pytest.raises(frappe_site.PermissionError):
        query_report.get_script(report)


@pytest.mark.parametrize("filters", ["{", "[1", '"x"', "7"])
def test_filters_that_are_no_object_are_refused_in_words(frappe_site, deals, filters):
    with pytest.raises(frappe_site.ValidationError, match="filters"):
        query_report.run("Rep By Area", filters=filters)


def test_missing_filter_and_unknown_report_are_named(frappe_site, deals):
    with pytest.raises(frappe_site.ValidationError, match="least"):
        query_report.run("Rep By Area", filters={})
    with pytest.raises(frappe_site.DoesNotExistError, match="Rep Nowhere"):
        query_report.run("Rep Nowhere")


def test_a_filter_value_never_becomes_sql(frappe_site, deals):
    rows = query_report.run("Rep By Area", filters={"least": "0 or 1=1; drop table `tabRep Deal`"})["result"]
    assert rows == []
    assert frappe_site.db.count("Rep Deal") == 4


REFUSED = [
    "",
    "delete from `tabUser`",
    "update tabUser set name = 1",
    "select 1; select 2",
    "select 1;; drop table tabUser",
    "with x as (select 1) delete from tabUser",
    "/* select */ insert into tabUser values (1)",
    "select * from `__Auth`",
    "select * from [__auth]",
    "select * from tabSessions",
    "select * from sqlite_master",
    "select * from pragma_table_info('tabUser')",
    "pragma query_only = 0",
    "attach database 'x' as y",
    "select load_extension('x')",
    "explain select 1",
    "select 1 into outfile 'x'",
    "-- select\nvacuum",
]


@pytest.mark.parametrize("query", REFUSED)
def test_query_that_is_no_plain_select_is_refused(frappe_site, query):
    with pytest.raises(frappe_site.ValidationError):
        check_select(query)
    with pytest.raises(frappe_site.ValidationError):
        make_report("Rep Bad", "User", query)


@pytest.mark.parametrize(
    "query",
    [
        "select name from tabUser;",
        "with x as (select 'delete from a' as b) select b from x",
        "select replace(name, 'a', 'b') from tabUser -- delete",
        'select 1 as "Update:Int:80"',
        "SELECT `update` FROM (select 1 as `update`)",
    ],
)
def test_query_with_such_words_in_texts_is_taken(query):
    assert check_select(query).lower().startswith(("select", "with"))


def test_reading_only_holds_writes_back(frappe_site):
    from frappe.desk._query_guard import reading_only

    with pytest.raises(Exception, match="read|write"), reading_only():
        frappe_site.db.execute("delete from `tabUser`")
    assert frappe_site.db.exists("User", "Administrator")


def test_only_system_managers_write_queries(frappe_site, deals):
    frappe_site.set_user("agent@example.com")
    with pytest.raises(frappe_site.PermissionError):
        make_report("Rep Mine", "Rep Deal", "select 1 as one")


def test_script_report_without_an_app_is_a_named_difference(frappe_site, deals):
    with pytest.raises(frappe_site.NotInStandaloneError, match="Rep Script"):
        frappe_site.get_doc(
            doctype="Report",
            report_name="Rep Script",
            ref_doctype="Rep Deal",
            report_type="Script Report",
            is_standard="No",
        ).insert()


def test_script_report_gets_filters_and_answers_in_full(frappe_site, deals, monkeypatch):
    report = frappe_site.get_doc(doctype="Report", report_name="Rep Script", ref_doctype="Rep Deal", add_total_row=1)
    report.report_type = "Script Report"
    asked = {}

    def execute(filters):
        asked.update(filters)
        columns = [{"label": "Deal", "fieldname": "deal", "fieldtype": "Data"}, "Amount:Currency:80"]
        return columns, [["a", 1], {"deal": "b", "amount": 2}], "A note", {"type": "bar"}, [{"value": 1}], 1

    monkeypatch.setattr(report, "execute_script_report", execute)
    answer = query_report.generate_report_result(report, frappe_site._dict(year=2026))
    assert asked == {"year": 2026}
    assert answer["result"] == [{"deal": "a", "amount": 1}, {"deal": "b", "amount": 2}]
    assert (answer["message"], answer["chart"], answer["report_summary"]) == ("A note", {"type": "bar"}, [{"value": 1}])
    assert answer["skip_total_row"] == 1 and not answer["add_total_row"]


def test_report_builder_lists_with_the_users_rights(frappe_site, deals):
    layout = {"fields": [["name", "Rep Deal"], ["area", "Rep Deal"]], "filters": [["Rep Deal", "amount", ">", 10]]}
    frappe_site.get_doc(
        doctype="Report",
        report_name="Rep Built",
        ref_doctype="Rep Deal",
        report_type="Report Builder",
        json=json.dumps({**layout, "order_by": "`tabRep Deal`.`amount` asc"}),
    ).insert()
    rows = query_report.run("Rep Built")["result"]
    assert [row["area"] for row in rows] == ["North", "South", None]
    report = frappe_site.get_doc("Report", "Rep Built")
    _columns, narrowed = report.get_data(filters={"name": ["in", [rows[1]["name"], "none"]]}, as_dict=True)
    assert [row["area"] for row in narrowed] == ["South"]
    frappe_site.set_user("agent@example.com")
    assert [row["area"] for row in query_report.run("Rep Built")["result"]] == ["North", None]


def test_script_and_filters_of_a_report_are_told(frappe_site, deals):
    report = make_report("Rep Filtered", "Rep Deal", "select 1 as one")
    report.append(
        "filters", {"fieldname": "area", "label": "Area", "fieldtype": "Link", "options": "Rep Area", "mandatory": 1}
    )
    report.save()
    told = query_report.get_script("Rep Filtered")
    assert told["filters"][0]["fieldname"] == "area" and told["filters"][0]["mandatory"] == 1
    assert told["custom_report_name"] is None and "frappe.query_reports" in told["script"]


@pytest.mark.parametrize("kind", ["CSV", "Excel"])
def test_export_holds_labels_rows_and_no_formula(frappe_site, deals, kind):
    import openpyxl

    make_report("Rep Words", "Rep Deal", """select '=1+1' as "Word:Data:80", 2 as "Number:Int:80" """)
    frappe_site.local.form_dict = frappe_site._dict(report_name="Rep Words", file_format_type=kind)
    query_report.export_query()
    content = frappe_site.local.response.filecontent
    if kind == "CSV":
        assert content.decode("utf-8-sig").splitlines() == ['"Word","Number"', '"\'=1+1","2"']
        return
    sheet = openpyxl.load_workbook(io.BytesIO(content)).active
    assert [[cell.value for cell in row] for row in sheet] == [["Word", "Number"], ["=1+1", 2]]
    assert sheet["A2"].data_type == "s"


def test_export_needs_the_export_right(frappe_site, deals, make_doctype):
    frappe_site.db.sql("update `tabDocPerm` set export = 0 where parent = 'Rep Deal' and role = 'Rep Agent'")
    frappe_site.clear_cache()
    frappe_site.set_user("agent@example.com")
    frappe_site.local.form_dict = frappe_site._dict(report_name="Rep By Area", filters='{"least": 0}')
    with pytest.raises(frappe_site.PermissionError, match="export"):
        query_report.export_query()
