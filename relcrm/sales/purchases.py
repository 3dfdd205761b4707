"""What a party bought: its last orders, what they come to by year, and by product."""

import frappe
from frappe.utils import add_months, flt, getdate, nowdate

from relcrm.workplace.lists.rights import get_read_condition
from relcrm.workplace.rules import double_percent

ORDER, LINE = "`tabParty Order`", "`tabParty Order Line`"
PARTY = f"{ORDER}.`party`"
FIELDS = ["name", "order_number", "order_date", "state", "total"]
MOST_ORDERS, MOST_PRODUCTS = 8, 8


def get_purchases(party: str) -> dict:
    """Return orders, totals and products of a party that the user may read; cancelled orders count for nothing.

    Answers `orders` (the latest), `count`, `last_order`, `this_year`, `last_year`, `twelve_months` (amounts) and
    `products`, each with `product`, `title`, `product_group`, `quantity`, `amount`, `last_on`, the dearest first.
    """
    orders = frappe.get_list(
        "Party Order", filters={"party": party}, fields=FIELDS, order_by="order_date desc, name desc",
        limit=MOST_ORDERS,
    )  # fmt: skip
    if not orders:
        return {"orders": [], "products": [], **_make_totals([], 0)}
    rows = _run(
        f"select substr({ORDER}.`order_date`, 1, 7) as `month`, count(*) as `orders`, sum({ORDER}.`total`) as `total`,"
        f" max({ORDER}.`order_date`) as `last_on` from {ORDER}",
        f"group by substr({ORDER}.`order_date`, 1, 7)",
        party,
    )
    return {"orders": orders, "products": get_products(party), **_make_totals(rows, _sum_lately(party))}


def get_products(party: str) -> list[dict]:
    """Return what a party bought by product, the dearest first; what has no product by its description."""
    title = f"case when {LINE}.`product` is null then {LINE}.`description` else `sold`.`product_name` end"
    return _run(
        f"select {LINE}.`product`, {title} as `title`, max({LINE}.`product_group`) as `product_group`,"
        f" sum({LINE}.`quantity`) as `quantity`, sum({LINE}.`amount`) as `amount`,"
        f" max({ORDER}.`order_date`) as `last_on` from {ORDER}"
        f" join {LINE} on {LINE}.`parent` = {ORDER}.`name` and {LINE}.`parenttype` = 'Party Order'"
        f" left join `tabParty Product` as `sold` on `sold`.`name` = {LINE}.`product`",
        f"group by {LINE}.`product`, {title} order by sum({LINE}.`amount`) desc, {title} limit {MOST_PRODUCTS}",
        party,
    )


def get_turnover(parties: list[str]) -> dict[str, float]:
    """Return what each party bought in all, of orders that stand and that the user may read."""
    if not parties:
        return {}
    where, values = [f"{PARTY} in %(parties)s", f"{ORDER}.`state` <> 'Cancelled'"], {"parties": tuple(parties)}
    condition = get_read_condition("Party Order")
    where += [f"({double_percent(condition)})"] if condition else []
    query = f"select {PARTY}, sum({ORDER}.`total`) from {ORDER} where {' and '.join(where)} group by {PARTY}"
    return {party: flt(total, 2) for party, total in frappe.db.sql(query, values)}


def _sum_lately(party: str) -> float:
    since = getdate(add_months(nowdate(), -12))
    rows = _run(f"select sum({ORDER}.`total`) as `total` from {ORDER}", "", party, since)
    return flt(rows[0].total)


def _make_totals(rows: list, lately: float) -> dict:
    year = getdate(nowdate()).year
    totals = {key: flt(sum(flt(row.total) for row in rows if int(row.month[:4]) == of), 2) for key, of in (
        ("this_year", year), ("last_year", year - 1),
    )}  # fmt: skip
    return {
        **totals,
        "twelve_months": flt(lately, 2),
        "count": sum(row.orders for row in rows),
        "last_order": max((getdate(row.last_on) for row in rows), default=None),
    }


def _run(select: str, tail: str, party: str, since=None) -> list:
    """Run a SELECT on the orders of a party that stand and that the user may read."""
    where, values = [f"{ORDER}.`party` = %(party)s", f"{ORDER}.`state` <> 'Cancelled'"], {"party": party}
    condition = get_read_condition("Party Order")
    where += [f"({double_percent(condition)})"] if condition else []
    if since:
        where.append(f"{ORDER}.`order_date` > %(since)s")
        values["since"] = since
    return frappe.db.sql(f"{select} where {' and '.join(where)} {tail}", values, as_dict=True)
