"""Rows of the reports on customers and what they bought: orders that stand, as far as the reader may see them."""

from datetime import date

import frappe
from frappe import _
from frappe.utils import add_months, cint, flt, getdate, nowdate

from relcrm.analysis import customer_measures as measures
from relcrm.analysis.scope import (
    add_days_between,
    add_segment,
    add_territory,
    get_day,
    get_days,
    get_last_contacts,
    get_rules,
    get_segment,
    get_text,
)
from relcrm.exceptions import ReportChoiceError
from relcrm.sales.list_columns import LINE, ORDER, get_standing
from relcrm.workplace.rules import double_percent

PARTY = "`tabParty`"
TOLD = ("lifecycle_stage", "territory", "sector")
LEAST_DAYS = 3
MOST_OFFERS = 3
USUAL_MARGIN, DISCOUNT_RATE = 30, 10


def get_number(filters, key: str, label: str, default: float, least: float, most: float) -> float:
    """Return the number of a filter; refuses what is none and what lies outside."""
    given = filters.get(key)
    if given in (None, ""):
        return default
    try:
        number = float(given)
    except (TypeError, ValueError):
        number = float("nan")
    if not least <= number <= most:
        text = _('{0}: "{1}" cannot be. Write a number from {2} to {3}.')
        frappe.throw(text.format(label, frappe.utils.escape_html(str(given)), least, most), ReportChoiceError)
    return number


def get_as_of(filters) -> date:
    """Return the day on which a report looks back; today where none is said."""
    return get_day(filters.get("on"), _("As of")) or getdate(nowdate())


def get_setting(key: str, default: float = 0.0) -> float:
    """Return a number of the settings, or the default where it is empty."""
    return flt(frappe.db.get_single_value("RelCRM Settings", key)) or default


def _get_parties(filters, values: dict) -> list[str]:
    """Return the conditions of the parties that count; fills in the values."""
    conditions = [get_rules("Party")]
    add_territory(conditions, values, "Party", "territory", filters)
    for key in ("lifecycle_stage", "sector"):
        if chosen := get_text(filters, key):
            conditions.append(f"{PARTY}.`{key}` = %({key})s")
            values[key] = chosen
    add_segment(conditions, values, "Party", filters)
    return conditions


def _get_bought(filters, days: tuple, values: dict, joins: str = "") -> str:
    """Return from what, and under which conditions, orders are counted; fills in the values."""
    conditions = [*_get_parties(filters, values), f"({double_percent(get_standing())})"]
    add_days_between(conditions, values, f"{ORDER}.`order_date`", days)
    return f"{ORDER} join {PARTY} on {PARTY}.`name` = {ORDER}.`party` {joins} where {' and '.join(conditions)}"


def get_buying(filters, days: tuple = (None, None)) -> dict[str, measures.Buying]:
    """Return what each party bought on each of its days."""
    values: dict = {}
    query = (
        f"select {ORDER}.`party`, {ORDER}.`order_date`, count(*), sum({ORDER}.`total`)"
        f" from {_get_bought(filters, days, values)}"
        f" group by {ORDER}.`party`, {ORDER}.`order_date` order by {ORDER}.`party`, {ORDER}.`order_date`"
    )
    found: dict[str, measures.Buying] = {}
    for party, day, orders, total in frappe.db.sql(query, values):
        found.setdefault(party, []).append((getdate(day), cint(orders), flt(total)))
    return found


def get_margins(filters, days: tuple) -> dict[str, float]:
    """Return what each party left over: its lines less the cost of their products, or the usual margin of each."""
    values: dict = {"usual": get_setting("usual_margin", USUAL_MARGIN) / 100}
    cost = "`sold`.`cost`"
    left = f"case when coalesce({cost}, 0) > 0 then {LINE}.`amount` - {LINE}.`quantity` * {cost}"
    left += f" else {LINE}.`amount` * %(usual)s end"
    lines = f"join {LINE} on {LINE}.`parent` = {ORDER}.`name` and {LINE}.`parenttype` = 'Party Order'"
    lines += f" left join `tabParty Product` as `sold` on `sold`.`name` = {LINE}.`product`"
    query = f"select {ORDER}.`party`, sum({left}) from {_get_bought(filters, days, values, lines)}"
    return {party: flt(margin) for party, margin in frappe.db.sql(f"{query} group by {ORDER}.`party`", values)}


def tell(rows: list[dict], filters, *more: str) -> list[dict]:
    """Give each row its party's stage, territory and sector, and the further fields named."""
    values: dict = {}
    columns = ", ".join(f"{PARTY}.`{field}`" for field in ("name", *TOLD, *more))
    where = " and ".join(_get_parties(filters, values))
    found = frappe.db.sql(f"select {columns} from {PARTY} where {where}", values, as_dict=True)
    told = {row.pop("name"): row for row in found}
    return [{**row, **told[row["party"]]} for row in rows if row["party"] in told]


# ---- classes and habits ----------------------------------------------------------------------------------------


def get_class_rows(filters) -> list[dict]:
    """Return the customers by what they bought, with class and how well they are looked after."""
    a_percent = get_number(filters, "a_percent", _("A up to"), measures.A_PERCENT, 0, 100)
    b_percent = get_number(filters, "b_percent", _("B up to"), measures.B_PERCENT, a_percent, 100)
    buying = get_buying(filters, get_days(filters))
    totals = {party: sum(total for *_rest, total in days) for party, days in buying.items()}
    values: dict = {}
    where = " and ".join(_get_parties(filters, values))
    last = get_last_contacts(f"select {PARTY}.`name` from {PARTY} where {where}", values)
    rows = []
    for row in measures.classify(totals, a_percent, b_percent):
        party = row.pop("key")
        met = getdate(last[party]) if last.get(party) else None
        orders = sum(number for _day, number, _total in buying[party])
        rows.append({"party": party, **row, "orders": orders, "last_order": buying[party][-1][0], "last_contact": met})
    return tell(rows, filters)


def get_habit_rows(filters) -> list[dict]:
    """Return when last, how often and for how much each customer bought until a day, with marks from 1 to 5."""
    on = get_as_of(filters)
    months = cint(get_number(filters, "months", _("Months back"), 24, 1, 600))
    buying = get_buying(filters, get_days_until(on, months))
    recency = {party: (on - days[-1][0]).days for party, days in buying.items()}
    often = {party: len(days) for party, days in buying.items()}
    amount = {party: sum(total for *_rest, total in days) for party, days in buying.items()}
    marks = measures.score(recency, best="low"), measures.score(often), measures.score(amount)
    rows = [
        {
            "party": party,
            "last_order": days[-1][0],
            "days_since": recency[party],
            "times": often[party],
            "repeats": often[party] - 1,
            "total": amount[party],
            "recency": marks[0][party],
            "frequency": marks[1][party],
            "monetary": marks[2][party],
            "marks": "".join(str(mark[party]) for mark in marks),
        }
        for party, days in buying.items()
    ]
    rows.sort(key=lambda row: (-row["recency"] - row["frequency"] - row["monetary"], -row["total"], row["party"]))
    return tell(rows, filters)


def get_reorder_rows(filters) -> list[dict]:
    """Return who should have ordered again by the median of its own gaps, whoever can still be won back first.

    The days late are measured by the customer's own gap: two weeks are much for a weekly one.
    """
    on = get_as_of(filters)
    least = cint(get_number(filters, "least_days", _("Days of ordering, at least"), LEAST_DAYS, 3, 1000))
    rows = []
    for party, days in get_buying(filters, get_days_until(on)).items():
        gap = measures.get_gap(days)
        if len(days) < least or gap is None:
            continue
        last = days[-1][0]
        late = (on - last).days - gap
        mean = sum(total for *_rest, total in days) / len(days)
        row = {"party": party, "times": len(days), "gap": gap, "last_order": last, "late": late, "mean": mean}
        rows.append({**row, "expected_on": date.fromordinal(last.toordinal() + round(gap))})
    if not cint(filters.get("everybody")):
        rows = [row for row in rows if row["late"] > 0]
    rows.sort(key=lambda row: (row["late"] / row["gap"], row["party"]))
    return tell(rows, filters, "main_phone")


def get_days_until(on: date, months: int = 0) -> tuple[date | None, date]:
    """Return the days from so many months before a day until that day itself, for `add_days_between`."""
    first = getdate(add_months(on, -months)) if months else None
    return date.fromordinal(first.toordinal() + 1) if first else None, date.fromordinal(on.toordinal() + 1)


# ---- loyalty and worth -----------------------------------------------------------------------------------------


def get_loyalty_rows(filters) -> list[dict]:
    """Return the four classes by profit and loyalty: margin of the last months, and whether it still buys."""
    on = get_as_of(filters)
    months = cint(get_number(filters, "months", _("Months back"), 24, 1, 600))
    sure = get_number(filters, "sure", _("Loyal from (%)"), 50, 0, 100)
    known, margins = get_buying(filters, get_days_until(on)), get_margins(filters, get_days_until(on, months))
    left = {party: margins.get(party, 0.0) for party in known}
    limit = get_number(filters, "profit", _("Profitable from"), _get_middle(list(left.values())), -1e12, 1e12)
    rows = []
    for party, days in known.items():
        stay = 100 * measures.get_stay(days, on)
        kind = measures.name_class(left[party] >= limit, stay >= sure)
        row = {"party": party, "kind": kind, "margin": left[party], "stay": stay, "times": len(days)}
        rows.append({**row, "first_order": days[0][0], "last_order": days[-1][0]})
    rows.sort(key=lambda row: (-row["margin"], row["party"]))
    return tell(rows, filters)


def _get_middle(values: list[float]) -> float:
    return sorted(values)[len(values) // 2] if values else 0.0


def get_worth_rows(filters) -> tuple[list[dict], dict]:
    """Return what each customer was and will be worth, net of what it cost to win, and what was reckoned with.

    The second part has `retention` and `discount`, both 0 to 1, and `measured`: whether retention comes from orders.
    """
    on = get_as_of(filters)
    known, margins = get_buying(filters, get_days_until(on)), get_margins(filters, get_days_until(on))
    middle, before = getdate(add_months(on, -12)), getdate(add_months(on, -24))
    measured = measures.get_retention(known.values(), before, middle, on)
    given = get_setting("expected_retention") / 100
    retention = min(given or measured or 0.0, 0.99)
    discount = get_setting("discount_rate", DISCOUNT_RATE) / 100
    factor = measures.get_worth_factor(retention, discount)
    rows = []
    for party, days in known.items():
        years = max(1.0, (on - days[0][0]).days / 365.25)
        margin, stay = margins.get(party, 0.0), measures.get_stay(days, on)
        ahead = stay * margin / years * factor
        row = {"party": party, "margin": margin, "yearly": margin / years, "stay": 100 * stay, "ahead": ahead}
        rows.append(row)
    rows = tell(rows, filters, "acquisition_cost")
    for row in rows:
        row["acquisition_cost"] = flt(row["acquisition_cost"])
        row["worth"] = row["margin"] + row["ahead"] - row["acquisition_cost"]
    rows.sort(key=lambda row: (-row["worth"], row["party"]))
    return rows, {"retention": retention, "discount": discount, "measured": not given and measured is not None}


def get_potential_rows(filters) -> list[dict]:
    """Return what each party could buy in a year, what of it it bought from us in the last, and what is left."""
    on = get_as_of(filters)
    values: dict = {}
    where = " and ".join([*_get_parties(filters, values), f"coalesce({PARTY}.`yearly_potential`, 0) > 0"])
    columns = ", ".join(f"{PARTY}.`{field}`" for field in ("name", "yearly_potential", *TOLD))
    parties = frappe.db.sql(f"select {columns} from {PARTY} where {where}", values, as_dict=True)
    buying = get_buying(filters, get_days_until(on, 12))
    rows = []
    for party in parties:
        bought = sum(total for *_rest, total in buying.get(party.name, ()))
        potential = flt(party.yearly_potential)
        row = {"party": party.name, "potential": potential, "bought": bought, "share": 100 * bought / potential}
        rows.append({**row, "open": max(0.0, potential - bought), **{key: party[key] for key in TOLD}})
    return sorted(rows, key=lambda row: (-row["open"], row["party"]))


# ---- products --------------------------------------------------------------------------------------------------


def get_baskets(filters, by_party: bool = False) -> dict[str, set[str]]:
    """Return which products, or groups of them, each order holds, or each party has bought."""
    column = f"{LINE}.`{'product_group' if filters.get('by') == 'Product group' else 'product'}`"
    owner = f"{ORDER}.`party`" if by_party else f"{ORDER}.`name`"
    values: dict = {}
    lines = f"join {LINE} on {LINE}.`parent` = {ORDER}.`name` and {LINE}.`parenttype` = 'Party Order'"
    bought = _get_bought(filters, get_days(filters), values, lines)
    baskets: dict[str, set[str]] = {}
    query = f"select distinct {owner}, {column} from {bought} and {column} is not null"
    for key, thing in frappe.db.sql(query, values):
        baskets.setdefault(key, set()).add(thing)
    return baskets


def get_together_rows(filters) -> list[dict]:
    """Return the products that stand in the same orders, the commonest pair first."""
    least = cint(get_number(filters, "least", _("Times, at least"), 2, 1, 1_000_000))
    return measures.pair_up(get_baskets(filters).values(), least)


def get_offer_rows(filters) -> list[dict]:
    """Return what to offer to whom: products that others who buy the same have, and this customer has not."""
    least = cint(get_number(filters, "least", _("Customers, at least"), 3, 1, 1_000_000))
    found = measures.find_offers(get_baskets(filters, by_party=True), least, MOST_OFFERS)
    rows = [{"party": row.pop("key"), **row} for row in found]
    rows.sort(key=lambda row: (-row["percent"], -row["others"], row["party"], row["offer"]))
    return tell(rows, filters)


def get_order_conditions(filters, row: dict, days: tuple = (None, None)) -> list:
    """Return the conditions of the list of orders behind a customer's row."""
    conditions = [["party", "=", row.get("party")], ["state", "!=", "Cancelled"], *get_segment(filters)]
    if days[0]:
        conditions.append(["order_date", ">=", str(days[0])])
    return [*conditions, ["order_date", "<", str(days[1])]] if days[1] else conditions


def get_days_back(filters, months: int = 0) -> tuple:
    """Return the days that a report as of a day looks at, for the orders behind its figures."""
    return get_days_until(get_as_of(filters), cint(filters.get("months")) or months)
