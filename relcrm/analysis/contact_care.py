"""Whom nobody has spoken with for long, and whose data want a look."""

from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import cint, get_datetime, now_datetime

from relcrm.analysis.scope import add_segment, add_territory, get_last_contacts, get_rules
from relcrm.exceptions import ReportChoiceError
from relcrm.relations.party_card import get_party_findings, get_reach_findings

DAYS = 90
MOST_DAYS = 36_500
BATCH = 1000
PARTY = "`tabParty`"


def get_silence_days(filters) -> int:
    """Return after how many days a contact counts as silent; refuse what is no number of days."""
    given = filters.get("days")
    if given in (None, ""):
        return DAYS
    days = cint(given)
    if not 0 < days <= MOST_DAYS:
        text = _('Days: "{0}" is no number of days. Write one from 1 to {1}.')
        frappe.throw(text.format(frappe.utils.escape_html(str(given)), MOST_DAYS), ReportChoiceError)
    return days


def get_silent_rows(filters) -> list[dict]:
    """Return the parties without an event done for so many days, the longest silent first, never met ones last."""
    now = now_datetime()
    limit = now - timedelta(days=get_silence_days(filters))
    conditions, values = [get_rules("Party")], {}
    add_territory(conditions, values, "Party", "territory", filters)
    for key in ("lifecycle_stage", "agent"):
        if filters.get(key):
            conditions.append(f"{PARTY}.`{key}` = %({key})s")
            values[key] = filters[key]
    add_segment(conditions, values, "Party", filters, counts=False)
    where = " and ".join(conditions)
    fields = "name main_town main_phone lifecycle_stage agent creation".split()
    columns = ", ".join(f"{PARTY}.`{field}`" for field in fields)
    parties = frappe.db.sql(f"select {columns} from {PARTY} where {where}", values, as_dict=True)
    last = get_last_contacts(f"select {PARTY}.`name` from {PARTY} where {where}", values)
    rows = [_make_row(party, last.get(party.name), now) for party in parties]
    silent = [row for row in rows if get_datetime(row["last_contact"] or row["creation"]) < limit]
    return sorted(silent, key=lambda row: (row["last_contact"] is None, -(row["days_silent"] or 0), row["party"]))


def _make_row(party: dict, last, now) -> dict:
    row = {key: party[key] for key in ("main_town", "main_phone", "lifecycle_stage", "agent", "creation")}
    moment = get_datetime(last) if last else None
    days = (now - moment).days if moment else None
    return {"party": party.name, "last_contact": moment.date() if moment else None, "days_silent": days, **row}


def get_rows_to_check(filters) -> list[dict]:
    """Return the parties and people with something to check, one row for each finding."""
    rows = []
    for doctype in ("Party", "Contact Person"):
        if filters.get("kind") in (None, "", doctype):
            rows += _get_findings(doctype, filters)
    return rows


def _get_findings(doctype: str, filters) -> list[dict]:
    table, title = f"`tab{doctype}`", "party_name" if doctype == "Party" else "full_name"
    conditions, values = [get_rules(doctype), f"coalesce({table}.`to_check`, '') != ''"], {}
    add_segment(conditions, values, doctype, filters, counts=False)
    query = f"select {table}.* from {table} where {' and '.join(conditions)} order by {table}.`{title}`"
    docs = frappe.db.sql(query, values, as_dict=True)
    _add_children(doctype, docs)
    return [
        {"kind": doctype, "record": doc.name, "party": doc.name if doctype == "Party" else doc.party}
        | {"kind_title": _(doctype), "finding": finding, "changed": doc.modified}
        for doc in docs
        for finding in _say(doctype, doc)
    ]


def _say(doctype: str, doc) -> list[str]:
    """Return what is to check as sentences in the reader's language; they are stored in that of whoever saved."""
    return get_party_findings(doc) if doctype == "Party" else get_reach_findings(doc, doc.full_name)


def _add_children(doctype: str, docs: list) -> None:
    """Give each row its telephones, e-mails and addresses, a fixed number of queries for all."""
    by_name = {doc.name: doc for doc in docs}
    for fieldname, child in (("phones", "Party Phone"), ("emails", "Party Email"), ("addresses", "Party Address")):
        names = list(by_name)
        for start in range(0, len(names), BATCH):
            filters = {"parent": ["in", names[start : start + BATCH]], "parenttype": doctype}
            for row in frappe.get_all(child, filters=filters, fields=["*"], order_by="idx asc"):
                by_name[row.parent].setdefault(fieldname, []).append(row)
