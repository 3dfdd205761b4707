"""What an order comes to, line by line.

Amounts are in the currency of the firm and keep four decimals, so that the sum of many orders is that of their lines:
cents are rounded where they are shown.
"""

import math

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import flt

from relcrm.exceptions import OrderError

DECIMALS = 4
LARGEST = 10**12


def reckon(order: Document) -> None:
    """Complete the lines of an order from their products, and write what each and the whole come to.

    Raises OrderError for a line that says nothing, and for a number that cannot be one.
    """
    products = _fetch_products(order)
    gross = net = 0.0
    for line in order.lines:
        _complete(order, line, products.get(line.product))
        whole = _read(order, line, "quantity") * _read(order, line, "unit_price")
        line.amount = flt(whole * (1 - _read(order, line, "discount") / 100), DECIMALS)
        gross, net = gross + whole, net + line.amount
    order.gross_total, order.total = flt(gross, DECIMALS), flt(net, DECIMALS)


def _fetch_products(order: Document) -> dict:
    names = {line.product for line in order.lines if line.product and _lacks(line)}
    if not names:
        return {}
    fields = ["name", "product_name", "price"]
    return {row.name: row for row in frappe.get_all("Party Product", {"name": ["in", list(names)]}, fields)}


def _lacks(line: Document) -> bool:
    return not line.description or line.unit_price in (None, "")


def _complete(order: Document, line: Document, product: dict | None) -> None:
    if not line.product and not line.description:
        text = _("Order {0}, line {1}: name a product or write what was bought, or take the line away.")
        frappe.throw(text.format(order.order_number, line.idx), OrderError)
    line.quantity = 1 if line.quantity in (None, "") else line.quantity
    if product:
        line.description = line.description or product.product_name[:240]
        line.unit_price = product.price if line.unit_price in (None, "") else line.unit_price


def _read(order: Document, line: Document, fieldname: str) -> float:
    """Return a number of a line; refuses what is none, and a discount beyond the whole price."""
    number, label = flt(line.get(fieldname)), _(line.meta.get_label(fieldname))
    if not math.isfinite(number) or abs(number) > LARGEST:
        text = _("Order {0}, line {1}, {2}: this number cannot be. Write another.")
        frappe.throw(text.format(order.order_number, line.idx, label), OrderError)
    if fieldname == "discount" and not 0 <= number <= 100:
        text = _("Order {0}, line {1}: a discount of {2} % cannot be. Write one between 0 and 100.")
        frappe.throw(text.format(order.order_number, line.idx, f"{number:g}"), OrderError)
    return number
