"""What the retention rules make due, and who still lacks an information notice."""

import frappe
from frappe import _
from frappe.utils import add_months, nowdate

from relcrm.exceptions import PersonalDataError
from relcrm.exchange import personal_data, personal_erasure
from relcrm.relations.visibility import is_party_visible

MOST = 500
OWN_SOURCE = "coalesce(nullif(`t`.`source`, ''), `p`.`source`)"  # of a person at a company
TABLES = {"Contact Person": ("full_name", "contact_person"), "Party": ("party_name", "party")}


def get_rules() -> list[dict]:
    """Return the rules on people that have begun and are followed."""
    filters = {"subject": "People without contact", "valid_from": ["<=", nowdate()], "disabled": 0}
    fields = ["name", "rule_name", "months", "lifecycle_stage", "source"]
    return frappe.get_all("Retention Rule", filters=filters, fields=fields, order_by="rule_name asc")


def get_due(most: int = MOST) -> list[dict]:
    """Return the persons that a rule makes due: entered and last heard of before its months, not erased yet."""
    found: dict[tuple[str, str], dict] = {}
    for rule in get_rules():
        before = add_months(nowdate(), -rule.months)
        for doctype in TABLES:
            for name, title, last in _find_due(doctype, rule, before, most):
                due = {"doctype": doctype, "name": name, "title": title, "last": last and str(last)[:10]}
                found.setdefault((doctype, name), {**due, "rule": rule.rule_name})
    return list(found.values())[:most]


def _find_due(doctype: str, rule: dict, before: str, most: int) -> list:
    """Return name, title and day of the last event; nobody with an order or an open deal of their own is due."""
    title, link = TABLES[doctype]
    own = "`p`" if doctype == "Party" else "`t`"
    where = [f"{own}.`creation` < %(before)s"]
    where += ["`p`.`party_type` = 'Person'"] if doctype == "Party" else ["coalesce(`t`.`kind`, '') <> 'Unit'"]
    where += ["`p`.`lifecycle_stage` = %(stage)s"] if rule.lifecycle_stage else []
    source = "`p`.`source`" if doctype == "Party" else OWN_SOURCE
    where += [f"{source} = %(source)s"] if rule.source else []
    where += [f"coalesce({own}.`search_text`, '') not like %(erased)s"]
    tables = "`tabParty` as `p`"
    if doctype == "Contact Person":
        tables = "`tabContact Person` as `t` join `tabParty` as `p` on `p`.`name` = `t`.`party`"
    last = f"(select max(`e`.`starts_on`) from `tabRelation Event` as `e` where `e`.`{link}` = {own}.`name`)"
    where += [f"coalesce({last}, '1900-01-01') < %(before)s"]
    sql = (
        f"select {own}.`name`, {own}.`{title}`, {last} from {tables} where {' and '.join(where)}"
        f" order by {own}.`name` limit {int(most)}"
    )
    erased = f"{personal_erasure.get_erased_word()}%"
    values = {"before": before, "stage": rule.lifecycle_stage, "source": rule.source, "erased": erased}
    return frappe.db.sql(sql, values)


def erase_due(records: list[dict]) -> dict:
    """Erase those of the given persons who are due now; returns how many, and who was not due."""
    due = {(row["doctype"], row["name"]): row for row in get_due(100_000)}
    wanted = [(str(row.get("doctype")), str(row.get("name"))) for row in records]
    erased = 0
    for doctype, name in wanted:
        row = due.get((doctype, name))
        if row:
            personal_erasure.erase(personal_data.get_holding(doctype, name), _("Retention: {0}").format(row["rule"]))
            erased += 1
    return {"erased": erased, "not_due": len(wanted) - erased}


# ---- information notices


def get_missing(notice: str, most: int = MOST) -> dict:
    """Return how many persons of the notice's source were not given it, and the first of them."""
    doc = frappe.get_doc("Information Notice", notice)
    values = {"notice": notice, "source": doc.source}
    source = "and {} = %(source)s" if doc.source else ""
    given = "select 1 from `tabNotice Sent` as `n` where `n`.`notice` = %(notice)s and"
    people = (
        "select 'Contact Person' as `doctype`, `t`.`name`, `t`.`full_name` as `title` from `tabContact Person` as `t`"
        " join `tabParty` as `p` on `p`.`name` = `t`.`party` where coalesce(`t`.`kind`, '') <> 'Unit'"
        f" and coalesce(`t`.`active`, 1) = 1 {source.format(OWN_SOURCE)}"
        f" and not exists ({given} `n`.`contact_person` = `t`.`name`)"
    )
    parties = (
        "select 'Party' as `doctype`, `p`.`name`, `p`.`party_name` as `title` from `tabParty` as `p`"
        f" where `p`.`party_type` = 'Person' {source.format('`p`.`source`')}"
        f" and not exists ({given} `n`.`party` = `p`.`name`)"
    )
    both = f"{people} union all {parties}"
    count = frappe.db.sql(f"select count(*) from ({both}) as `found`", values)[0][0]
    rows = frappe.db.sql(f"{both} limit {int(most)}", values, as_dict=True)
    return {"count": count, "people": rows}


def give_notice(notice: str, records: list[dict], sent_on: str, channel: str = "") -> int:
    """Write down that persons were given a notice; each once. Returns how many are new."""
    made = 0
    for row in records:
        link = TABLES.get(str(row.get("doctype")), (None, None))[1]
        if not link:
            frappe.throw(_("Choose a person."), PersonalDataError)
        values = {"notice": notice, link: str(row.get("name"))}
        party = values.get("party") or frappe.db.get_value("Contact Person", values[link], "party")
        if is_party_visible(party) and not frappe.db.exists("Notice Sent", values):
            frappe.get_doc({"doctype": "Notice Sent", **values, "sent_on": sent_on, "channel": channel}).insert()
            made += 1
    return made
