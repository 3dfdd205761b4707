"""How good the data are, group by group; by colleague only as figures of our own staff may be shown."""

from collections import defaultdict

import frappe
from frappe import _

from relcrm.analysis.scope import add_segment, get_rules
from relcrm.exceptions import ReportChoiceError
from relcrm.relations.staff_figures import Headings

GROUPS = {
    "Source": "source",
    "Agent": "agent",
    "Sector": "sector",
    "Territory": "territory",
    "Kind": "party_type",
    "Stage": "lifecycle_stage",
}
FIRST = "Source"
POOR = 60
PARTY = "`tabParty`"
FIGURES = ("parties", "points", "poor", "duplicates")


def get_rows(filters) -> list[dict]:
    """Return a row for each group: how many records, their mean score, how many are poor or may be there twice."""
    group = GROUPS.get(chosen := filters.get("group_by") or FIRST)
    if not group:
        text = _('"{0}" is no way to group these figures. Choose one that is offered.')
        frappe.throw(text.format(frappe.utils.escape_html(str(chosen))), ReportChoiceError)
    pairs = (
        "select `{0}` from `tabPossible Duplicate` where `reference_doctype` = 'Party' and `state` = 'Open'"
        " and `level` in ('certain', 'likely')"
    )
    twice = " or ".join(f"{PARTY}.`name` in ({pairs.format(side)})" for side in ("left_name", "right_name"))
    conditions, values = [get_rules("Party")], {}
    add_segment(conditions, values, "Party", filters)
    column = f"coalesce({PARTY}.`{group}`, '')"
    rows = frappe.db.sql(
        f"select {column} as `value`, count(*) as `parties`, sum({PARTY}.`quality`) as `points`,"
        f" sum(case when {PARTY}.`quality` < {POOR} then 1 else 0 end) as `poor`,"
        f" sum(case when {twice} then 1 else 0 end) as `duplicates`"
        f" from {PARTY} where {' and '.join(conditions)} group by {column}",
        values,
        as_dict=True,
    )
    found = [_make_row(title, figures) for title, figures in _gather(group, rows).items()]
    return sorted(found, key=lambda row: (row["quality"], row["group_title"]))


def _gather(group: str, rows: list[dict]) -> dict[str, dict]:
    """Add up what stands under one heading: colleagues who may not be told apart stand together."""
    found: dict[str, dict] = defaultdict(lambda: dict.fromkeys(FIGURES, 0))
    headings = Headings() if group == "agent" else None
    for row in rows:
        title = _get_title(group, row.value, headings)
        if title is None:
            continue
        for figure in FIGURES:
            found[title][figure] += row[figure] or 0
    return found


def _get_title(group: str, value: str, headings: Headings | None) -> str | None:
    if headings:
        heading = headings.get(value or None)
        return heading.title if heading else None
    return _(value) if value else _("None given")


def _make_row(title: str, figures: dict) -> dict:
    return {
        "group_title": title,
        "parties": figures["parties"],
        "quality": round(figures["points"] / figures["parties"], 1) if figures["parties"] else 0,
        "poor": figures["poor"],
        "duplicates": figures["duplicates"],
    }
