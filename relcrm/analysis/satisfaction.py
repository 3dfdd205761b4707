"""How content customers say they are: the marks that events of any kind carry in a field called `satisfaction`."""

import frappe
from frappe import _
from frappe.utils import flt, getdate

from relcrm.analysis.customer_measures import get_satisfaction
from relcrm.analysis.scope import add_days_between, add_segment, add_territory, get_days, get_rules

FIELD_KEY, REASON_KEY = "satisfaction", "improve"
BEST = 10
EVENT, VALUE = "`tabRelation Event`", "`tabRelation Event Value`"


def get_rows(filters) -> list[dict]:
    """Return one row for each mark from 0 to 10 given in an event done and not private, the latest first."""
    conditions = [get_rules("Relation Event"), f"{EVENT}.`status` = 'Done'", f"{EVENT}.`private` = 0"]
    conditions += [f"{VALUE}.`number` >= 0", f"{VALUE}.`number` <= {BEST}"]
    values = {"key": FIELD_KEY, "reason": REASON_KEY}
    add_days_between(conditions, values, f"{EVENT}.`starts_on`", get_days(filters))
    add_segment(conditions, values, "Relation Event", filters)
    add_territory(conditions, values, "Relation Event", "party.territory", filters)
    rows = frappe.db.sql(
        f"select {EVENT}.`name` as `event`, {EVENT}.`party`, {EVENT}.`starts_on`, {EVENT}.`event_type`,"
        f" {VALUE}.`number` as `mark`, `why`.`text` as `reason`, `about`.`territory`, `about`.`sector` from {EVENT}"
        f" join {VALUE} on {VALUE}.`parent` = {EVENT}.`name` and {VALUE}.`field_key` = %(key)s"
        f" left join {VALUE} as `why` on `why`.`parent` = {EVENT}.`name` and `why`.`field_key` = %(reason)s"
        f" left join `tabParty` as `about` on `about`.`name` = {EVENT}.`party`"
        f" where {' and '.join(conditions)} order by {EVENT}.`starts_on` desc, {EVENT}.`name`",
        values,
        as_dict=True,
    )
    return [{**row, "day": getdate(row.starts_on), "said": _name(row.mark)} for row in rows]


def _name(mark: float) -> str:
    return _("Speaks well of us") if mark >= 9 else _("Content") if mark >= 7 else _("Not content")


def get_summary(rows: list[dict]) -> list[dict]:
    """Return answers, mean and net promoter score as the figures above the report."""
    found = get_satisfaction([flt(row["mark"]) for row in rows])
    if not found["count"]:
        return []
    score = _("{0} (± {1})").format(found["score"], 2 * found["error"])
    return [
        {"label": _("Answers"), "value": found["count"], "datatype": "Int"},
        {"label": _("Mean mark"), "value": found["mean"], "datatype": "Float"},
        {"label": _("Net promoter score"), "value": score, "datatype": "Data"},
    ]
