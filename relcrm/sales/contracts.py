"""The days of contracts: what state they are in, by when notice has to be given, and the events that say so in time.

The events of a contract are two at most, of whoever looks after it: the last day for a notice, and the end. They are
planned once, move with the contract's days, and are withdrawn where there is nothing left to wait for.
"""

from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import add_months, cint, getdate, nowdate

from relcrm.agenda.events import make_event
from relcrm.agenda.working_days import get_working_time
from relcrm.processes.steps import get_language

AHEAD = ("Planned", "Open")
LONGEST_MONTHS = 1200
SAVEPOINT = "contract_of_the_day"
NOTICE, END = "notice_event", "end_event"
FIELDS = (
    "name contract_name party role starts_on ends_on value state renewal notice_on notice_given_on responsible owner"
).split()


def get_notice_day(contract: Document) -> date | None:
    """Return by when notice has to be given; None without an end, without a period, or once it was given."""
    if not contract.ends_on or not cint(contract.notice_period) or contract.notice_given_on:
        return None
    ends_on, period = getdate(contract.ends_on), cint(contract.notice_period)
    in_days = contract.notice_unit == "Days"
    if (ends_on - date.min).days < period * (1 if in_days else 31):
        return None  # no calendar goes back so far
    return ends_on - timedelta(days=period) if in_days else getdate(add_months(ends_on, -period))


def get_state(contract: Document, today: date) -> str:
    """Return the state of a contract on a day."""
    if contract.ends_on and getdate(contract.ends_on) < today:
        return "Ended"
    if contract.notice_given_on:
        return "Notice given"
    return "To come" if getdate(contract.starts_on) > today else "Running"


def get_deadlines(contract: Document) -> dict[str, date]:
    """Return the days that its events stand for, by the field that remembers each event."""
    days = {NOTICE: get_notice_day(contract), END: contract.ends_on and getdate(contract.ends_on)}
    return {field: day for field, day in days.items() if day and day >= getdate(contract.starts_on)}


def plan_deadlines(contract: Document) -> None:
    """Plan, move or withdraw the events of a contract so that they fit its days; what was done stays as it is."""
    before = contract.get_doc_before_save()
    old = get_deadlines(before) if before else {}
    wanted = get_deadlines(contract)
    for field in (NOTICE, END):
        event = _get_event(contract.get(field))
        day = wanted.get(field)
        if not day:
            _withdraw(event)
        elif event and event.status in AHEAD:
            _fit(event, contract, field, day, day != old.get(field))
        elif day != old.get(field) and day >= getdate(nowdate()):
            contract.db_set(field, _plan(contract, field, day).name, update_modified=False)


def withdraw_deadlines(contract: Document) -> None:
    """Withdraw what is still to come, where a contract goes; what was done is never deleted."""
    for field in (NOTICE, END):
        event = _get_event(contract.get(field))
        _withdraw(event)
        if event:
            values = {"reference_doctype": None, "reference_name": None}
            frappe.db.set_value("Relation Event", event.name, values, update_modified=False)


def _get_event(name: str | None) -> Document | None:
    return frappe.get_doc("Relation Event", name) if name and frappe.db.exists("Relation Event", name) else None


def _withdraw(event: Document | None) -> None:
    if event and event.status in AHEAD:
        event.status = "Cancelled"
        event.save(ignore_permissions=True)


def _fit(event: Document, contract: Document, field: str, day: date, moves: bool) -> None:
    """Give a planned event the day, name and person of its contract; a day that somebody chose by hand stays."""
    responsible, begins = _get_responsible(contract), _get_start(contract, day)
    subject = _make_subject(contract, field, responsible)
    wanted = {"subject": subject, "assigned_to": responsible, "party": contract.party}
    if moves:
        wanted |= {"starts_on": begins, "ends_on": None}
    if any(event.get(name) != value for name, value in wanted.items()):
        event.update(wanted)
        event.save(ignore_permissions=True)


def _plan(contract: Document, field: str, day: date) -> Document:
    responsible = _get_responsible(contract)
    return make_event(
        {
            "event_type": "Task",
            "subject": _make_subject(contract, field, responsible),
            "party": contract.party,
            "assigned_to": responsible,
            "starts_on": _get_start(contract, day),
            "status": "Planned",
            "direction": "Out",
            "reference_doctype": contract.doctype,
            "reference_name": contract.name,
        }
    )


def _get_responsible(contract: Document) -> str:
    return contract.responsible or contract.owner or frappe.session.user


def _get_start(contract: Document, day: date):
    """Return when work begins on a day, or on the working day before: a notice is not given late."""
    working = get_working_time(_get_responsible(contract))
    day = day if working.is_working_day(day) else working.add_days(day, -1)
    return working.get_spans(day)[0][0]


def _make_subject(contract: Document, field: str, user: str) -> str:
    text = "Last day for notice: {0}" if field == NOTICE else "Contract ends: {0}"
    if field == END and contract.renewal == "Renews by itself" and not contract.notice_given_on:
        text = "Contract renews: {0}"
    return _(text, get_language(user)).format(contract.contract_name)[:240]


# Texts of subjects, which are asked for in the language of whoever gets the event.
SUBJECTS = (lambda: _("Last day for notice: {0}"), lambda: _("Contract ends: {0}"), lambda: _("Contract renews: {0}"))


def update_contracts() -> None:
    """Daily job: renew what renews by itself, write the state that the day brings; one that fails stops no other."""
    today = getdate(nowdate())
    filters = {"state": ["!=", "Ended"]}
    for name in frappe.get_all("Party Contract", filters=filters, pluck="name", order_by="name asc"):
        frappe.db.savepoint(SAVEPOINT)
        try:
            update_contract(frappe.get_doc("Party Contract", name), today)
        except frappe.ValidationError:
            frappe.db.rollback(save_point=SAVEPOINT)
            frappe.log_error(title=_("The contract {0} could not be brought up to date").format(name))


def update_contract(contract: Document, today: date) -> None:
    """Renew a contract, or write the state that a day brings."""
    if renew(contract, today):
        contract.save(ignore_permissions=True)
    elif contract.state != get_state(contract, today):
        contract.db_set("state", get_state(contract, today), update_modified=False)


def renew(contract: Document, today: date) -> bool:
    """Move the end of a contract that renews by itself to a day or past it; answers whether it moved."""
    months = cint(contract.renewal_months)
    if contract.renewal != "Renews by itself" or contract.notice_given_on or not contract.ends_on or months < 1:
        return False
    first = getdate(contract.ends_on)
    if first >= today:
        return False
    times = ((today.year - first.year) * 12 + today.month - first.month) // months
    while getdate(add_months(first, months * times)) < today:
        times += 1
    contract.ends_on = getdate(add_months(first, months * times))
    return True


def get_contracts(party: str, limit: int = 30) -> list[dict]:
    """Return the contracts of a party that the user may see, those that run first, the nearest end first."""
    rows = list_contracts(party, limit)
    return sorted(rows, key=lambda row: (row.state == "Ended", row.ends_on is None))


def list_contracts(party: str, limit: int) -> list[dict]:
    """Return the contracts that name a party and that the user may see, the nearest end first."""
    named = frappe.get_all(
        "Party Contract Side", filters={"party": party, "parenttype": "Party Contract"}, pluck="parent", limit=200
    )
    either = {"party": party, "name": ["in", named]} if named else {"party": party}
    return frappe.get_list("Party Contract", or_filters=either, fields=FIELDS, order_by="ends_on asc", limit=limit)


def get_running() -> set[tuple[str, str]]:
    """Hook `relcrm_running_business`: with whom a contract runs or is to come."""
    filters = {"state": ["!=", "Ended"]}
    parties = frappe.get_all("Party Contract", filters=filters, pluck="party")
    sides = frappe.get_all(
        "Party Contract Side", filters={"parenttype": "Party Contract"}, fields=["parent", "party"], limit=0
    )
    running = set(frappe.get_all("Party Contract", filters=filters, pluck="name"))
    return {("Party", name) for name in [*parties, *(row.party for row in sides if row.parent in running)]}
