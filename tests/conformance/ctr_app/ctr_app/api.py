"""Whitelisted functions that the HTTP tests call."""

import frappe


@frappe.whitelist(allow_guest=True)
def guest():
    frappe.msgprint("hello <b>x</b>", title="T", indicator="green", alert=True)
    return frappe.session.user


@frappe.whitelist(methods=["POST"])
def typed(n: int, flag: bool = False, items: list | None = None, text: str = "", ratio: float = 0):
    return {"n": n, "flag": flag, "items": items, "text": text, "ratio": ratio}


@frappe.whitelist()
def untyped(n):
    return {"n": n, "type": type(n).__name__}


@frappe.whitelist()
def nothing():
    return None


@frappe.whitelist()
def created():
    frappe.local.response["http_status_code"] = 201
    frappe.response["extra"] = 1
    return "made"


@frappe.whitelist()
def write_status(name):
    frappe.get_doc({"doctype": "Ctr Status", "status_name": name}).insert()
    return name


@frappe.whitelist()
def write_and_fail(name):
    frappe.get_doc({"doctype": "Ctr Status", "status_name": name}).insert()
    frappe.throw("failed on purpose")


@frappe.whitelist()
def crash():
    raise KeyError("a secret detail of the inside")


@frappe.whitelist()
def types():
    import datetime
    import decimal

    return {
        "date": datetime.date(2026, 1, 2),
        "datetime": datetime.datetime(2026, 1, 2, 3, 4, 5),
        "micro": datetime.datetime(2026, 1, 2, 3, 4, 5, 600),
        "time": datetime.timedelta(hours=9, minutes=30),
        "decimal": decimal.Decimal("1.5"),
        "set": {1},
        "none": None,
    }


@frappe.whitelist()
def overridden():
    return "original"


@frappe.whitelist()
def overriding():
    return "override"


def not_whitelisted():
    return "never"


@frappe.whitelist()
@frappe.validate_and_sanitize_search_inputs
def status_query(doctype, txt, searchfield, start, page_len, filters, as_dict=False):
    rows = frappe.get_all(
        "Ctr Status", filters={"name": ["like", f"%{txt}%"]}, fields=["name", "color"], order_by="name asc"
    )
    return [(row.name, row.color) for row in rows]
