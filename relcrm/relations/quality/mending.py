"""A few records a day whose data are worth mending, customers first, and mending them in place."""

from itertools import islice

import frappe
from frappe import _

from relcrm.exceptions import QualityError
from relcrm.relations.quality.facts import get_rules, read_facts
from relcrm.relations.quality.score import get_lacks

MOST, LOOKED_AT, GOOD_ENOUGH = 10, 60, 85
WORTH = {"Customer": 0, "Prospect": 1, "Lead": 2}
IN_PLACE = {
    "Official number": ["vat_number", "fiscal_code"],
    "SDI code or PEC": ["sdi_code", "pec"],
    "Telephone": ["phone"],
    "E-mail": ["email"],
    "Sector": ["sector"],
    "Territory": ["territory"],
    "Source": ["source"],
    "Agent": ["agent"],
}
LINKS = {"sector": "Party Sector", "territory": "Party Territory", "source": "Party Source", "agent": "User"}
FIELDS = ("vat_number", "fiscal_code", "sdi_code", "pec", *LINKS)
LONGEST = 254


def get_to_mend(limit: int = MOST) -> list[dict]:
    """Return the parties that the user may change whose data lack most: customers first, then prospects and leads."""
    fields = ["name", "party_name", "main_town", "lifecycle_stage", "quality"]
    found: list[dict] = []
    for stages in (["in", ["Customer"]], ["in", ["Prospect"]], ["not in", ["Customer", "Prospect"]]):
        filters = {"lifecycle_stage": stages, "quality": ["<", GOOD_ENOUGH]}
        order = "quality asc, name asc"
        rows = frappe.get_list("Party", filters=filters, fields=fields, order_by=order, limit=LOOKED_AT)
        mine = (row for row in rows if frappe.has_permission("Party", "write", doc=row.name))
        found += islice(mine, limit - len(found))
        if len(found) >= limit:
            break
    lacks = describe([row.name for row in found])
    return [{**row, "lacks": lacks[row.name]} for row in found]


def describe(names: list[str]) -> dict[str, list[dict]]:
    """Return what lowers the scores of parties, what costs most first, and which fields mend it in place."""
    rules = get_rules()
    found = {}
    for name, facts in read_facts(names).items():
        lacks = {}
        for rule, points in get_lacks(facts, rules):
            label = _get_lack(rule.check)
            line = lacks.setdefault(rule.check, {"check": rule.check, "label": label, "points": 0})
            line["points"] = round(line["points"] + points)
        found[name] = [{**line, "fields": _describe_fields(line["check"])} for line in lacks.values()]
    return found


def _get_lack(check: str) -> str:
    """Return what is wrong where a check is not met, in the reader's words."""
    words = {
        "Nothing to check": _("something is to check"),
        "No duplicate": _("a duplicate is to decide"),
        "Recent contact": _("no contact for long"),
    }
    return words.get(check) or _(check)


def _describe_fields(check: str) -> list[dict]:
    meta = frappe.get_meta("Party")
    labels = {"phone": _("Telephone"), "email": _("E-mail")}
    return [
        {
            "fieldname": field,
            "label": labels.get(field) or _(meta.get_label(field)),
            "options": LINKS.get(field),
        }
        for field in IN_PLACE.get(check, [])
    ]


def mend(party: str, values: dict) -> dict:
    """Write what somebody mends in place; returns the new score and what it still lacks."""
    doc = frappe.get_doc("Party", party)
    doc.check_permission("write")
    unknown = [field for field in values if field not in (*FIELDS, "phone", "email")]
    given = {field: value.strip() for field, value in values.items() if isinstance(value, str) and value.strip()}
    if unknown or not given or any(len(value) > LONGEST for value in given.values()):
        frappe.throw(_('"{0}": write into one of the fields that are offered.').format(doc.party_name), QualityError)
    before = doc.quality
    for field, value in given.items():
        if field in ("phone", "email"):
            table, column = ("phones", "number") if field == "phone" else ("emails", "email")
            doc.append(table, {column: value})
        else:
            doc.set(field, value)
    doc.save()
    return {"before": before, "quality": doc.quality, "lacks": describe([doc.name])[doc.name], "to_check": doc.to_check}
