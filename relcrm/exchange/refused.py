"""The file of refused and held rows: as they were, with the reason, ready to be corrected and imported again."""

import frappe
from frappe import _

from relcrm.exchange.exporting import write_csv
from relcrm.exchange.running import open_run_table


def make_refused_file(run) -> str:
    """Return the refused and held rows of an import as CSV, with the reason in a last column."""
    rows = frappe.get_all(
        "Import Run Row",
        filters={"import_run": run.name, "outcome": ["in", ["Refused", "Held"]]},
        fields=["row_no", "message"],
        limit_page_length=0,
    )
    reasons = {row.row_no: row.message for row in rows}
    table = open_run_table(run)
    wanted = ([*row.cells, reasons[row.number]] for row in table.rows() if row.number in reasons)
    return "".join(write_csv([*table.headers, _("Reason")], wanted, table.delimiter or ";"))
