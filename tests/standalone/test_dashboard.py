"""Number cards, charts and workspaces: figures of what the reader may see, and only their own pages."""

import json

import pytest
from frappe.desk import desktop
from frappe.desk.doctype.dashboard_chart import dashboard_chart
from frappe.desk.doctype.number_card import number_card


@pytest.fixture(scope="module")
def calls(bare_site, make_doctype, make_user):
    import frappe

    make_user("caller@example.com", "Dsh Agent")
    fields = [
        {"fieldname": "area", "fieldtype": "Data", "label": "Area"},
        {"fieldname": "on_date", "fieldtype": "Date", "label": "On Date"},
        {"fieldname": "minutes", "fieldtype": "Int", "label": "Minutes"},
        {"fieldname": "country", "fieldtype": "Link", "options": "Country", "label": "Country"},
    ]
    make_doctype("Dsh Call", fields, roles=["System Manager", "Dsh Agent"])
    for area, day, minutes, country in (
        ("North", "2026-01-05", 10, "Italy"),
        ("North", "2026-01-20", 20, "Italy"),
        ("South", "2026-02-03", 30, "France"),
        (None, "2026-04-01", 40, "France"),
    ):
        frappe.get_doc(doctype="Dsh Call", area=area, on_date=day, minutes=minutes, country=country).insert()
    frappe.get_doc(doctype="User Permission", user="caller@example.com", allow="Country", for_value="Italy").insert()
    frappe.db.commit()


def card(**values):
    return json.dumps({"document_type": "Dsh Call", "function": "Count", **values})


@pytest.mark.parametrize(
    ("values", "filters", "figure"),
    [
        ({}, None, 4.0),
        ({}, '[["Dsh Call", "area", "=", "North", false]]', 2.0),
        ({}, '{"area": "North"}', 2.0),
        ({"function": "Sum", "aggregate_function_based_on": "minutes"}, "[]", 100.0),
        ({"function": "Average", "aggregate_function_based_on": "minutes"}, "[]", 25.0),
        ({"function": "Minimum", "aggregate_function_based_on": "minutes"}, "[]", 10.0),
        ({"function": "Maximum", "aggregate_function_based_on": "minutes"}, '[["area", "is", "not set"]]', 40.0),
        ({"function": "Sum", "aggregate_function_based_on": "minutes"}, '{"area": "None"}', 0.0),
    ],
)
def test_card_counts_and_sums(frappe_site, calls, values, filters, figure):
    assert number_card.get_result(card(**values), filters) == figure


def test_card_counts_only_what_its_reader_may_see(frappe_site, calls):
    frappe_site.set_user("caller@example.com")
    assert number_card.get_result(card(), "[]") == 2.0
    with pytest.raises(frappe_site.PermissionError):
        number_card.get_result(card(document_type="Error Log"), "[]")


@pytest.mark.parametrize(
    "doc",
    [
        "{",
        "[]",
        "{}",
        card(function="Sleep"),
        card(function="Sum"),
        card(function="Sum", aggregate_function_based_on="x) --"),
    ],
)
def test_wrong_card_is_refused_in_words(frappe_site, calls, doc):
    with pytest.raises(frappe_site.ValidationError):
        number_card.get_result(doc, "[]")


def test_card_tells_its_change_in_percent(frappe_site, calls):
    doc = card(show_percentage_stats=1, stats_time_interval="Daily")
    assert number_card.get_percentage_difference(doc, "[]", 4) is None
    frappe_site.db.sql("update `tabDsh Call` set creation = '2020-01-01 00:00:00' where area = 'North'")
    assert number_card.get_percentage_difference(doc, "[]", 4) == 100.0


def chart(**values):
    return {"name": "C", "document_type": "Dsh Call", "chart_type": "Count", "based_on": "on_date", **values}


def test_chart_gives_one_value_per_month(frappe_site, calls):
    answer = dashboard_chart.get(chart=chart(), from_date="2026-01-01", to_date="2026-04-30", time_interval="Monthly")
    assert answer["labels"] == ["Jan 2026", "Feb 2026", "Mar 2026", "Apr 2026"]
    assert answer["datasets"] == [{"name": "C", "values": [2.0, 1.0, 0.0, 1.0]}]


@pytest.mark.parametrize(
    ("interval", "labels"),
    [("Yearly", ["2026"]), ("Quarterly", ["Quarter 1 2026", "Quarter 2 2026"]), ("Weekly", None), ("Daily", None)],
)
def test_chart_sums_over_any_interval(frappe_site, calls, interval, labels):
    summed = chart(chart_type="Sum", value_based_on="minutes", time_interval=interval)
    answer = dashboard_chart.get(chart=summed, from_date="2026-01-01", to_date="2026-04-30")
    assert sum(answer["datasets"][0]["values"]) == 100.0
    assert len(answer["labels"]) == len(answer["datasets"][0]["values"]) == len(set(answer["labels"]))
    assert labels is None or answer["labels"] == labels


def test_chart_averages_over_the_whole_period(frappe_site, calls):
    mean = chart(chart_type="Average", value_based_on="minutes", time_interval="Monthly")
    answer = dashboard_chart.get(chart=mean, from_date="2026-01-01", to_date="2026-01-31")
    assert answer["datasets"][0]["values"] == [15.0]


def test_chart_by_group_puts_the_rest_under_other(frappe_site, calls):
    made = frappe_site.get_doc(
        doctype="Dashboard Chart", chart_name="Calls by Area", chart_type="Group By", document_type="Dsh Call",
        group_by_type="Count", group_by_based_on="area", type="Bar",
    ).insert()  # fmt: skip
    answer = dashboard_chart.get("Calls by Area")
    assert answer["labels"][0] == "North" and answer["datasets"][0]["values"] == [2.0, 1.0, 1.0]
    made.db_set("number_of_groups", 2)
    assert dashboard_chart.get("Calls by Area")["labels"] == ["North", "Other"]
    frappe_site.set_user("caller@example.com")
    assert dashboard_chart.get("Calls by Area")["datasets"][0]["values"] == [2.0]


@pytest.mark.parametrize(
    "values",
    [
        {"based_on": "x"},
        {"chart_type": "Custom"},
        {"document_type": None},
        {"chart_type": "Sum", "value_based_on": "1; --"},
    ],
)
def test_wrong_chart_is_refused_in_words(frappe_site, calls, values):
    with pytest.raises(frappe_site.ValidationError):
        dashboard_chart.get(chart=chart(**values))


def make_workspace(frappe, label, **values):
    links = [
        {"type": "Card Break", "label": "Calls"},
        {"type": "Link", "label": "Calls", "link_type": "DocType", "link_to": "Dsh Call"},
        {"type": "Link", "label": "Errors", "link_type": "DocType", "link_to": "Error Log"},
    ]
    values = {"title": label, "public": 1, "content": "[]", "links": links, **values}
    return frappe.get_doc(doctype="Workspace", label=label, **values).insert()


def test_workspace_shows_only_what_its_reader_may_open(frappe_site, calls):
    make_workspace(frappe_site, "Calls Home")
    make_workspace(frappe_site, "Bosses", roles=[{"role": "System Manager"}])
    assert len(desktop.get_desktop_page('{"name": "Calls Home"}')["cards"]["items"][0]["links"]) == 2
    frappe_site.set_user("caller@example.com")
    menu = desktop.get_workspace_sidebar_items()
    assert [page["name"] for page in menu["pages"]] == ["Calls Home"] and menu["has_access"] is False
    links = desktop.get_desktop_page('{"name": "Calls Home"}')["cards"]["items"][0]["links"]
    assert [link["label"] for link in links] == ["Calls"]
    with pytest.raises(frappe_site.PermissionError):
        desktop.get_desktop_page('{"name": "Bosses"}')


def test_workspace_of_ones_own_is_private_and_public_ones_need_a_manager(frappe_site, calls):
    frappe_site.set_user("caller@example.com")
    with pytest.raises(frappe_site.PermissionError):
        make_workspace(frappe_site, "Mine For All")
    mine = make_workspace(frappe_site, "Mine", public=0)
    assert mine.for_user == "caller@example.com"
    assert "Mine" in [page["name"] for page in desktop.get_workspace_sidebar_items()["pages"]]
    frappe_site.set_user("Administrator")
    assert "Mine" not in [page["name"] for page in desktop.get_workspace_sidebar_items()["pages"]]


def test_workspace_content_must_be_json(frappe_site):
    with pytest.raises(frappe_site.ValidationError, match="content"):
        make_workspace(frappe_site, "Broken", content="{")
