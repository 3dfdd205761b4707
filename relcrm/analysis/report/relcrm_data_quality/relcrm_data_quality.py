"""RelCRM Data Quality: the mean score of the data, by source, agent, sector, territory, kind or stage."""

import frappe
from frappe import _

from relcrm.analysis.data_quality import FIRST, get_rows


def execute(filters=None):
    """Return columns and one row for each group, the poorest data first."""
    chosen = frappe._dict(filters or {})
    return get_columns(chosen), get_rows(chosen)


def get_columns(filters) -> list[dict]:
    """Return the group, how many records it has, and how good their data are."""
    label = _(filters.get("group_by") or FIRST)
    return [
        {"fieldname": "group_title", "label": label, "fieldtype": "Data", "width": 220},
        {"fieldname": "parties", "label": _("Companies and people"), "fieldtype": "Int"},
        {"fieldname": "quality", "label": _("Data quality"), "fieldtype": "Float", "precision": 1},
        {"fieldname": "poor", "label": _("Below {0}").format(60), "fieldtype": "Int"},
        {"fieldname": "duplicates", "label": _("With a duplicate"), "fieldtype": "Int"},
    ]
