"""Orders with lines from files: several rows make one order, found by its number, with exact figures."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

ORDER = {
    "Numero": "order_number",
    "Cliente": "party",
    "Data": "order_date",
    "Codice": "lines.product",
    "Qta": "lines.quantity",
    "Prezzo": "lines.unit_price",
    "Sconto": "lines.discount",
}
HEADING = "Numero;Cliente;Data;Codice;Qta;Prezzo;Sconto\n"
FILE = HEADING + (
    "7;Alfa S.r.l.;12/05/2026;P1;2;100,00;10\n"
    "8;00743110157;13/05/2026;P2;1;40,50;\n"
    "7;Alfa S.r.l.;12/05/2026;P2;3;40,50;0\n"
    "9;Alfa S.r.l.;14/05/2026;X9;;12,00;5%\n"
)


@pytest.fixture
def shop(site):
    site.get_doc({"doctype": "Party", "party_name": "Alfa S.r.l."}).insert()
    site.get_doc({"doctype": "Party", "party_name": "Beta S.p.A.", "vat_number": "00743110157"}).insert()
    for code, price in (("P1", 100), ("P2", 45)):
        values = {"product_code": code, "product_name": f"Prodotto {code}", "price": price}
        site.get_doc({"doctype": "Party Product", **values}).insert()
    return site


@pytest.fixture
def import_orders(import_file):
    def run(text: str, columns: dict | None = None, **settings):
        settings = {"match_by": "order_number", **settings}
        return import_file("ordini.csv", text, columns or ORDER, doctype="Party Order", **settings)

    return run


def get_orders(site) -> dict:
    names = site.get_all("Party Order", pluck="name", order_by="order_number asc")
    return {doc.order_number: doc for doc in (site.get_doc("Party Order", name) for name in names)}


def get_lines(order) -> list[tuple]:
    return [(row.product, row.quantity, row.unit_price, row.discount, row.amount) for row in order.lines]


def test_rows_of_one_number_make_one_order_wherever_they_stand(shop, import_orders, get_rows):
    run = import_orders(FILE)
    assert (run.total_rows, run.done_rows, run.created_rows, run.refused_rows) == (4, 4, 3, 0)
    orders = get_orders(shop)
    assert list(orders) == ["7", "8", "9"]
    assert get_lines(orders["7"]) == [("P1", 2, 100, 10, 180), ("P2", 3, 40.5, 0, 121.5)]
    assert (orders["7"].total, orders["7"].gross_total, str(orders["7"].order_date)) == (301.5, 321.5, "2026-05-12")
    beta = shop.get_all("Party", filters={"party_name": "Beta S.p.A."}, pluck="name")
    assert orders["8"].party == beta[0], "a customer is found by VAT number too"
    unknown = orders["9"].lines[0]
    assert (unknown.product, unknown.description, unknown.quantity, unknown.amount) == (None, "X9", 1, 11.4)
    assert [row.row_no for row in get_rows(run)] == [2, 3, 5]


def test_the_file_again_changes_nothing_and_a_corrected_one_replaces_the_lines(shop, import_orders):
    import_orders(FILE)
    again = import_orders(FILE)
    assert (again.unchanged_rows, again.created_rows, again.updated_rows) == (3, 0, 0)
    shorter = HEADING + "7;Alfa S.r.l.;12/05/2026;P2;1;40,50;0\n"
    changed = import_orders(shorter)
    assert changed.updated_rows == 1
    assert get_lines(get_orders(shop)["7"]) == [("P2", 1, 40.5, 0, 40.5)]

    from relcrm.exchange.undoing import undo_import

    undo_import(changed.name)
    assert get_lines(get_orders(shop)["7"]) == [("P1", 2, 100, 10, 180), ("P2", 3, 40.5, 0, 121.5)]
    for run in (again, shop.get_last_doc("Import Run", filters={"created_rows": 3})):
        undo_import(run.name)
    assert not shop.db.count("Party Order") and not shop.db.count("Party Order Line")


def test_a_trial_writes_nothing(shop, import_orders):
    trial = import_orders(FILE, dry_run=True)
    assert (trial.created_rows, trial.done_rows, shop.db.count("Party Order")) == (3, 4, 0)


def test_a_refused_order_comes_back_with_all_its_rows(shop, import_orders):
    from relcrm.exchange.refused import make_refused_file

    text = HEADING + "1;Nessuno;12/05/2026;P1;2;1;0\n2;Alfa S.r.l.;12/05/2026;P1;2;1;0\n1;Nessuno;12/05/2026;P2;2;1;0\n"
    run = import_orders(text)
    assert (run.created_rows, run.refused_rows, run.done_rows) == (1, 2, 3)
    lines = make_refused_file(run).removeprefix("\ufeff").splitlines()
    assert [line.split(";")[3] for line in lines[1:]] == ["P1", "P2"]


def test_an_import_goes_on_with_the_orders_that_are_missing(shop, import_orders, monkeypatch):
    from relcrm.exchange import running

    monkeypatch.setattr(running, "BATCH", 1)
    stop = running.ImportRunner._run_batch

    def break_at_second(self, units):
        if units[0][0].number == 3:
            raise OSError("disk full")
        stop(self, units)

    monkeypatch.setattr(running.ImportRunner, "_run_batch", break_at_second)
    with pytest.raises(OSError, match="disk full"):
        import_orders(FILE)
    monkeypatch.setattr(running.ImportRunner, "_run_batch", stop)
    run = shop.get_last_doc("Import Run")
    assert list(get_orders(shop)) == ["7"]
    running.run_import(run.name)
    run.reload()
    assert (run.status, run.created_rows, run.done_rows) == ("Finished", 3, 4)
    assert len(get_orders(shop)["7"].lines) == 2


def test_rows_that_disagree_on_the_order_are_told(shop, import_orders, get_rows):
    text = HEADING + "7;Alfa S.r.l.;12/05/2026;P1;2;1;0\n7;Alfa S.r.l.;13/05/2026;P2;2;1;0\n"
    row = get_rows(import_orders(text))[0]
    assert row.to_check and "rows 2 to 3 do not agree on order_date" in row.message


def test_shares_of_one_are_read_as_percent(shop, import_orders):
    lines = ("P1,2,100.00,0.15", "P2,1,100.00,0")
    import_orders(HEADING.replace(";", ",") + "".join(f"7,Alfa S.r.l.,2026-05-12,{line}\n" for line in lines))
    assert [row.discount for row in get_orders(shop)["7"].lines] == [15, 0]


def test_headings_are_guessed(site):
    from relcrm.exchange.mapping import guess_columns

    found = guess_columns("Party Order", ["orderID", "productID", "unitPrice", "quantity", "discount"])
    assert [column["target"] for column in found] == [
        "order_number", "lines.product", "lines.unit_price", "lines.quantity", "lines.discount",
    ]  # fmt: skip
    headings = ["Numero ordine", "Data ordine", "Cliente", "Codice articolo", "Q.tà", "Sconto"]
    found = guess_columns("Party Order", headings)
    assert [column["target"] for column in found] == [
        "order_number", "order_date", "party", "lines.product", "lines.quantity", "lines.discount",
    ]  # fmt: skip


# --- real files ------------------------------------------------------------------------------------------------


def test_northwind_gives_its_figures(site, data: Path, import_file, get_rows):
    """830 orders in one file, their 2,155 lines in another; sums as published, to the cent."""
    folder = data / "organisations"

    def take(file_name: str, doctype: str, columns: dict, match_by: str):
        content = (folder / file_name).read_bytes()
        return import_file(file_name, content, columns, doctype=doctype, match_by=match_by)

    code = "tax_ids[kind=Customer code].number"
    customers = take("northwind_customers.csv", "Party", {"companyName": "party_name", "customerID": code}, code)
    columns = {"productID": "product_code", "productName": "product_name", "unitPrice": "price"}
    products = take("northwind_products.csv", "Party Product", columns, "product_code")
    columns = {"orderID": "order_number", "customerID": "party", "orderDate": "order_date"}
    orders = take("northwind_orders.csv", "Party Order", columns, "order_number")
    columns = {
        "orderID": "order_number", "productID": "lines.product", "unitPrice": "lines.unit_price",
        "quantity": "lines.quantity", "discount": "lines.discount",
    }  # fmt: skip
    lines = take("northwind_order_details.csv", "Party Order", columns, "order_number")
    assert (customers.created_rows, products.created_rows, orders.created_rows) == (91, 77, 830)
    whole = [row for row in get_rows(orders) if "was read as one value" in (row.message or "")]
    assert (len(whole), orders.refused_rows, orders.check_rows) == (176, 0, 0), "streets with a comma and no quotes"
    assert (lines.updated_rows, lines.done_rows, lines.refused_rows, lines.check_rows) == (830, 2155, 0, 0)
    assert site.db.count("Party Order Line") == 2155
    gross, net = site.db.sql("select sum(gross_total), sum(total) from `tabParty Order`")[0]
    assert (round(gross, 2), round(net, 2)) == (1354458.59, 1265793.04)
    assert round(site.db.sql("select sum(amount) from `tabParty Order Line`")[0][0], 2) == 1265793.04
    by_year = site.db.sql("select substr(order_date, 1, 4), sum(total) from `tabParty Order` group by 1 order by 1")
    assert [(year, round(total, 2)) for year, total in by_year] == [
        ("1996", 208083.97), ("1997", 617085.20), ("1998", 440623.87),
    ]  # fmt: skip
    check_lists(site)
    check_customer_reports()


def check_lists(site) -> None:
    """Lists answer the same: the three best customers, and how many bought anything at all."""
    from relcrm.api import lists

    best = site.db.sql(
        "select p.party_name, sum(o.total) from `tabParty Order` o join `tabParty` p on p.name = o.party"
        " group by p.party_name order by 2 desc limit 3"
    )
    for (_name, total), exact in zip(best, (110277.305, 104874.9785, 104361.95), strict=True):
        assert abs(total - exact) < 0.00005
    buyers = {"has": "orders"}
    assert lists.get_count({"doctype": "Party", "conditions": [buyers]})["count"] == 89
    rich = {"has": "orders", "total": ["sum", "total"], "is": [">", 100000]}
    assert lists.get_count({"doctype": "Party", "conditions": [rich]})["count"] == 3
    silent = {"has": "orders", "of": [["order_date", ">=", "1998-01-01"]], "count": ["=", 0]}
    bought = lists.get_count({"doctype": "Party", "conditions": [buyers, silent]})["count"]
    expected = site.db.sql(
        "select count(*) from (select party from `tabParty Order` group by party having max(order_date) < '1998-01-01')"
    )[0][0]
    assert bought == expected > 0
    scones = {"has": "bought", "of": [["product_name", "contains", "Scones"]]}
    expected = site.db.sql(
        "select count(distinct o.party) from `tabParty Order` o join `tabParty Order Line` l on l.parent = o.name"
        " join `tabParty Product` p on p.name = l.product where p.product_name like '%Scones%'"
    )[0][0]
    assert lists.get_count({"doctype": "Party", "conditions": [scones]})["count"] == expected > 0


def check_customer_reports() -> None:
    """Classes, reorders and pairs as published: 34/27/28 of 89, 15 late of 86, eight times scones with beer."""
    from relcrm.analysis import catalogue

    def run(report: str, **filters) -> list[dict]:
        return catalogue.run(report, filters)["rows"]

    classes = run("RelCRM Customer Classes")
    grades = [row["grade"] for row in classes]
    assert [grades.count(grade) for grade in "ABC"] == [34, 27, 28]
    best = [row["total"] for row in classes[:3]]
    assert all(abs(one - exact) < 0.01 for one, exact in zip(best, (110277.30, 104874.98, 104361.95), strict=True))
    on = "1998-05-06"
    everybody = run("RelCRM Reorders Due", on=on, everybody=1)
    assert (len(everybody), len(run("RelCRM Reorders Due", on=on))) == (86, 15)
    (best,) = (row for row in run("RelCRM Bought Together") if row["count"] >= 8)
    assert (best["first"], best["second"]) == ("21", "61")
    habits = {row["party"]: row for row in run("RelCRM Buying Habits", on=on, months=600)}
    loyal = run("RelCRM Loyalty Matrix", on=on)
    assert sum(row["times"] for row in habits.values()) == sum(row["times"] for row in loyal)
    assert round(sum(row["total"] for row in habits.values()), 2) == 1265793.04
    bought = get_pairs()
    for row in run("RelCRM What to Offer", least=5):
        assert row["offer"] not in bought[row["party"]] and row["because"] in bought[row["party"]]
        with_it = [things for things in bought.values() if row["because"] in things]
        both = sum(row["offer"] in things for things in with_it)
        assert (row["others"], round(row["percent"], 6)) == (both, round(100 * both / len(with_it), 6))


def get_pairs() -> dict[str, set[str]]:
    import frappe

    bought: dict[str, set[str]] = {}
    for party, product in frappe.db.sql(
        "select o.party, l.product from `tabParty Order` o join `tabParty Order Line` l on l.parent = o.name"
    ):
        bought.setdefault(party, set()).add(product)
    return bought


def test_chinook_gives_its_figures(site, data: Path, import_file):
    """412 invoices told by their lines, each row with number, customer and day: one file, as accounting exports it."""
    tables = json.loads((data / "organisations/chinook_customers_employees_invoices.json").read_text())
    names = {row["CustomerId"]: f"{row['FirstName']} {row['LastName']}" for row in tables["Customer"]}
    people = [{"Nome": name, "Codice": str(key), "Paese": row["Country"]} for (key, name), row in zip(
        names.items(), tables["Customer"], strict=True,
    )]  # fmt: skip
    columns = {"Nome": "party_name", "Codice": "tax_ids[kind=Customer code].number"}
    import_file("clienti.csv", write(people), columns)
    invoices = {row["InvoiceId"]: row for row in tables["Invoice"]}
    rows = [
        {
            "Numero": line["InvoiceId"],
            "Cliente": names[invoices[line["InvoiceId"]]["CustomerId"]],
            "Data": invoices[line["InvoiceId"]]["InvoiceDate"],
            "Codice": line["TrackId"],
            "Qta": line["Quantity"],
            "Prezzo": line["UnitPrice"],
            "Sconto": "",
        }
        for line in tables["InvoiceLine"]
    ]
    run = import_file("fatture.csv", write(rows), ORDER, doctype="Party Order", match_by="order_number")
    assert (run.created_rows, run.done_rows, run.refused_rows) == (412, 2240, 0)
    assert round(site.db.sql("select sum(total) from `tabParty Order`")[0][0], 2) == 2328.60
    italian = [names[row["CustomerId"]] for row in tables["Customer"] if row["Country"] == "Italy"]
    total = site.db.sql(
        "select sum(o.total) from `tabParty Order` o join `tabParty` p on p.name = o.party where p.party_name in %s",
        (italian,),
    )[0][0]
    assert round(total, 2) == 37.62


def write(rows: list[dict]) -> str:
    stream = io.StringIO()
    writer = csv.DictWriter(stream, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()
