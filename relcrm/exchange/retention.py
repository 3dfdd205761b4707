"""What the retention rules make due, and who still lacks an information notice."""

from collections import defaultdict
from collections.abc import Iterator
from email.utils import formataddr

import frappe
from frappe import _
from frappe.utils import add_months, get_fullname, getdate, nowdate, strip_html

from relcrm.exceptions import PersonalDataError
from relcrm.exchange import personal_data, personal_erasure
from relcrm.outreach.mail_writing import get_senders
from relcrm.relations.visibility import is_party_visible

MOST = 500
HOLD = "Retention Hold"
OWN_SOURCE = "coalesce(nullif(`t`.`source`, ''), `p`.`source`)"  # of a person at a company
TABLES = {"Contact Person": ("full_name", "contact_person"), "Party": ("party_name", "party")}


def get_rules() -> list[dict]:
    """Return the rules on people that have begun and are followed."""
    filters = {"subject": "People without contact", "valid_from": ["<=", nowdate()], "disabled": 0}
    fields = ["name", "rule_name", "months", "lifecycle_stage", "source"]
    return frappe.get_all("Retention Rule", filters=filters, fields=fields, order_by="rule_name asc")


def get_due(start: int = 0, length: int = MOST) -> dict:
    """Return how many human beings the rules make due, and a page of them with reason and what law keeps."""
    found = find_due()
    rows = found[start : start + length]
    _add_law(rows)
    return {"count": len(found), "rows": rows}


def find_due() -> list[dict]:
    """Return one row for each human being who is due, the longest due first.

    Due is who was entered and last heard of before the months of a rule, in each of their entries, has no running
    business with us, and is not kept on purpose.
    """
    found: dict[tuple[str, str], dict] = {}
    for rule in get_rules():
        before = add_months(nowdate(), -rule.months)
        for doctype in TABLES:
            for row in _find_of_rule(doctype, rule, before):
                last, entered = row.last and str(row.last)[:10], str(row.creation)[:10]
                since = str(add_months(max(last or "", entered), rule.months))
                due = {"doctype": doctype, "name": row.name, "title": row.title, "company": row.company}
                due |= {"last": last, "entered": entered, "since": since, "rule": rule.rule_name, "human": row.human}
                found.setdefault((doctype, row.name), due)
    spared = _get_spared(found)
    entries = _get_entries({row["human"] for row in found.values() if row["human"]})
    shown: dict[tuple, dict] = {}
    for key, row in found.items():
        own = entries.get(row["human"]) or {key}
        if own <= found.keys() and not own & spared:
            shown.setdefault(min(own), row)
    return sorted(shown.values(), key=lambda row: (row["since"], row["name"]))


def _find_of_rule(doctype: str, rule: dict, before: str) -> list[dict]:
    """Return those that a rule makes due by their own entry, with title, company, human being, last event."""
    title, link = TABLES[doctype]
    own = "`p`" if doctype == "Party" else "`t`"
    where = [f"{own}.`creation` < %(before)s"]
    where += ["`p`.`party_type` = 'Person'"] if doctype == "Party" else ["coalesce(`t`.`kind`, '') <> 'Unit'"]
    where += ["`p`.`lifecycle_stage` = %(stage)s"] if rule.lifecycle_stage else []
    source = "`p`.`source`" if doctype == "Party" else OWN_SOURCE
    where += [f"{source} = %(source)s"] if rule.source else []
    where += [f"coalesce({own}.`search_text`, '') not like %(erased)s"]
    tables, more = "`tabParty` as `p`", "'' as `company`, `p`.`name` as `human`"
    if doctype == "Contact Person":
        tables = "`tabContact Person` as `t` join `tabParty` as `p` on `p`.`name` = `t`.`party`"
        more = "`p`.`party_name` as `company`, `t`.`same_as` as `human`"
    last = f"(select max(`e`.`starts_on`) from `tabRelation Event` as `e` where `e`.`{link}` = {own}.`name`)"
    where += [f"coalesce({last}, '1900-01-01') < %(before)s"]
    sql = (
        f"select {own}.`name`, {own}.`{title}` as `title`, {own}.`creation`, {more}, {last} as `last`"
        f" from {tables} where {' and '.join(where)} order by {own}.`name`"
    )
    erased = f"{personal_erasure.get_erased_word()}%"
    values = {"before": before, "stage": rule.lifecycle_stage, "source": rule.source, "erased": erased}
    return frappe.db.sql(sql, values, as_dict=True)


def _get_entries(humans: set[str]) -> dict[str, set]:
    """Return every entry of some human beings, by their entry of their own."""
    entries: dict[str, set] = defaultdict(set)
    for some in _portions(humans):
        people = frappe.get_all("Contact Person", filters={"same_as": ["in", some]}, fields=["name", "same_as"])
        for row in people:
            entries[row.same_as].add(("Contact Person", row.name))
        persons = {"name": ["in", some], "party_type": "Person"}
        for name in frappe.get_all("Party", filters=persons, pluck="name"):
            entries[name].add(("Party", name))
    return entries


def _get_spared(found: dict) -> set[tuple[str, str]]:
    """Return the entries that are not due after all: kept on purpose, kept by law already, or with running business."""
    held = {"keep_until": [">=", nowdate()]}
    rows = frappe.get_all(HOLD, filters=held, fields=["party", "contact_person"])
    spared = {("Contact Person", row.contact_person) if row.contact_person else ("Party", row.party) for row in rows}
    kept = frappe.get_all("Erasure Record", filters={"kept_until": [">=", nowdate()]}, pluck="entries")
    names = {name for line in kept for name in (line or "").split(", ")}
    spared |= {key for key in found if key[1] in names}
    for path in frappe.get_hooks("relcrm_running_business"):
        spared |= frappe.get_attr(path)()
    return spared


def _portions(names: set) -> Iterator[list]:
    ordered = sorted(names)
    for first in range(0, len(ordered), MOST):
        yield ordered[first : first + MOST]


def _add_law(rows: list[dict]) -> None:
    """Say of each what tax law keeps of them, how many documents and until when."""
    parties = [row["human"] for row in rows if row["human"]]
    kept = defaultdict(list)
    for document in personal_erasure.get_kept_documents(parties):
        kept[document["party"]].append(document["keep_until"])
    for row in rows:
        days = kept.get(row.pop("human"), [])
        row |= {"kept_documents": len(days), "kept_until": max(days, default=None)}


def erase_due(records: list[dict]) -> dict:
    """Erase those of the given persons who are due now; returns how many, and who was not due."""
    due = {(row["doctype"], row["name"]): row for row in find_due()}
    wanted = list(dict.fromkeys(_get_key(row) for row in records))
    erased = 0
    for key in wanted:
        if key in due:
            reason = _("Retention: {0}").format(due[key]["rule"])
            personal_erasure.erase(personal_data.get_holding(*key), reason)
            erased += 1
    return {"erased": erased, "not_due": len(wanted) - erased}


def keep(records: list[dict], reason: str, keep_until: str) -> int:
    """Keep persons although a rule makes them due, until a day and for a reason; returns how many."""
    for doctype, name in dict.fromkeys(_get_key(row) for row in records):
        values = {TABLES[doctype][1]: name, "reason": reason, "keep_until": _get_day(keep_until)}
        frappe.get_doc({"doctype": HOLD, **values}).insert()
    return len(records)


def _get_key(row: dict) -> tuple[str, str]:
    doctype, name = str(row.get("doctype")), str(row.get("name"))
    if doctype not in TABLES or not frappe.db.exists(doctype, name):
        text = _('"{0}" is no person here. Load the page again.')
        frappe.throw(text.format(frappe.utils.escape_html(name[:80])), PersonalDataError)
    return doctype, name


def _get_day(text: str):
    try:
        day = getdate(text) if text else None
    except Exception:
        day = None
    if not day:
        shown = frappe.utils.escape_html(str(text or "")[:40])
        frappe.throw(_('"{0}" is no day. Write it as 2026-11-22.').format(shown), PersonalDataError)
    return day


# ---- information notices


def get_notices() -> list[dict]:
    """Return the notices in use, each with how many persons of its source were not given it."""
    filters = {"disabled": 0, "valid_from": ["<=", nowdate()]}
    fields = ["name", "notice_name", "version", "source", "valid_from", "article"]
    rows = frappe.get_all("Information Notice", filters=filters, fields=fields, order_by="valid_from desc, name asc")
    for row in rows:
        row.missing = _count(row.name, row.source)
    return rows


def get_missing(notice: str, start: int = 0, length: int = MOST) -> dict:
    """Return how many persons of the notice's source were not given it, how many by source, and a page of them."""
    doc = frappe.get_doc("Information Notice", notice)
    both, values = _get_missing(doc.name, doc.source)
    by_source = frappe.db.sql(
        f"select `source`, count(*) as `count` from ({both}) as `found` group by `source` order by count(*) desc",
        values,
        as_dict=True,
    )
    page = f"{both} order by `since` asc, `name` asc limit {int(length)} offset {int(start)}"
    people = frappe.db.sql(page, values, as_dict=True)
    for row in people:
        row.since = str(row.since)[:10]
    count = sum(row["count"] for row in by_source)
    return {"count": count, "by_source": by_source, "people": people}


def _count(notice: str, source: str | None) -> int:
    both, values = _get_missing(notice, source)
    return frappe.db.sql(f"select count(*) from ({both}) as `found`", values)[0][0]


def _get_missing(notice: str, of_source: str | None) -> tuple[str, dict]:
    source = "and {} = %(source)s" if of_source else ""
    given = "select 1 from `tabNotice Sent` as `n` where `n`.`notice` = %(notice)s and"
    people = (
        "select 'Contact Person' as `doctype`, `t`.`name`, `t`.`full_name` as `title`, `p`.`party_name` as `company`,"
        f" {OWN_SOURCE} as `source`, `t`.`creation` as `since`, `t`.`main_email` as `address`"
        " from `tabContact Person` as `t`"
        " join `tabParty` as `p` on `p`.`name` = `t`.`party` where coalesce(`t`.`kind`, '') <> 'Unit'"
        f" and coalesce(`t`.`active`, 1) = 1 {source.format(OWN_SOURCE)}"
        f" and not exists ({given} `n`.`contact_person` = `t`.`name`)"
    )
    parties = (
        "select 'Party' as `doctype`, `p`.`name`, `p`.`party_name` as `title`, '' as `company`,"
        " `p`.`source` as `source`, `p`.`creation` as `since`, `p`.`main_email` as `address` from `tabParty` as `p`"
        f" where `p`.`party_type` = 'Person' and coalesce(`p`.`search_text`, '') not like %(erased)s"
        f" {source.format('`p`.`source`')} and not exists ({given} `n`.`party` = `p`.`name`)"
    )
    values = {"notice": notice, "source": of_source, "erased": f"{personal_erasure.get_erased_word()}%"}
    return f"{people} union all {parties}", values


def give_notice(notice: str, records: list[dict], sent_on: str, channel: str = "") -> int:
    """Write down that persons were given a notice; each once. Returns how many are new."""
    day, made = _get_day(sent_on), 0
    for doctype, name in [_get_key(row) for row in records]:
        values = {"notice": notice, TABLES[doctype][1]: name}
        party = values.get("party") or frappe.db.get_value("Contact Person", name, "party")
        if is_party_visible(party) and not frappe.db.exists("Notice Sent", values):
            frappe.get_doc({"doctype": "Notice Sent", **values, "sent_on": day, "channel": channel}).insert()
            made += 1
    return made


def send_notice(notice: str, records: list[dict]) -> dict:
    """Send a notice by e-mail to those of some persons who lack it and have an address, and write it down.

    A notice is owed by law: the contact gate never holds it. Returns how many it goes to, and who has no address.
    """
    doc = frappe.get_doc("Information Notice", notice)
    attached = _get_file(doc)
    if not (strip_html(doc.body or "").strip() or attached):
        text = _('The notice "{0}" has neither a text nor a file. Add one before it is sent.')
        frappe.throw(text.format(doc.notice_name), PersonalDataError)
    sender = get_senders()
    if not sender:
        text = _("There is no mailbox to send from. An administrator sets one up under Email Account.")
        frappe.throw(text, PersonalDataError)
    sent, without = 0, 0
    for doctype, name in [_get_key(row) for row in records]:
        address = frappe.db.get_value(doctype, name, "main_email")
        if not address:
            without += 1
        elif give_notice(notice, [{"doctype": doctype, "name": name}], nowdate(), "E-mail"):
            frappe.sendmail(
                recipients=[address],
                sender=formataddr((get_fullname(frappe.session.user), sender[0]["address"])),
                subject=doc.notice_name,
                content=doc.body or doc.notice_name,
                attachments=attached,
                reference_doctype=doctype,
                reference_name=name,
                add_unsubscribe_link=0,
            )
            sent += 1
    return {"sent": sent, "without": without}


def _get_file(notice) -> list[dict]:
    if not notice.file:
        return []
    name = frappe.db.get_value("File", {"file_url": notice.file})
    file = frappe.get_doc("File", name) if name else None
    return [{"fname": file.file_name, "fcontent": file.get_content()}] if file else []
