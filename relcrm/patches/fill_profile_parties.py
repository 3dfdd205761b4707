import frappe


def execute():
    """Values of profiles know whose they are, so that segments and filters seek them without the profiles."""
    profile = "`tabParty Profile`"
    frappe.db.sql(
        f"update `tabProfile Value` set `party` = (select {profile}.`party` from {profile}"
        f" where {profile}.`name` = `tabProfile Value`.`parent`)"
        " where `parenttype` = 'Party Profile' and `party` is null"
    )
