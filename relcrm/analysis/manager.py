"""The manager's page: sellers as rows, their open deals by state, next event, days of silence, what is overdue.

A fixed number of queries whatever the number of sellers; who is told apart says `relations/staff_figures.py`.
"""

import frappe
from frappe import _
from frappe.utils import cint, flt, get_datetime, now_datetime

from relcrm.agenda.reports import get_match_conditions
from relcrm.analysis.deal_figures import TABLE, get_deals, get_open_condition, get_states
from relcrm.analysis.scope import get_last_contacts
from relcrm.exceptions import ReportChoiceError
from relcrm.processes.doctype.negotiation.negotiation import CLOSED
from relcrm.relations import visibility
from relcrm.relations.staff_figures import Heading, Headings, get_sentence, may_switch

EVENT = "`tabRelation Event`"
LATE_END = f"coalesce({EVENT}.`ends_on`, {EVENT}.`starts_on`)"


def get_page(filters) -> dict:
    """Return rows, totals and what there is to filter by: from_date, to_date (expected by), team, area."""
    headings = Headings()
    only = _get_sellers_asked(filters.get("team"))
    rows = _make_rows(headings, only, get_deals(filters, open_only=True))
    _add_events(headings, only, rows)
    states = [state for state in get_states() if state not in CLOSED]
    extra = {state for row in rows.values() for state in row["states"]} - set(states)
    ordered = sorted(rows.values(), key=lambda row: (row["key"] == "", not row["mine"], row["title"].casefold()))
    return {
        "states": [*states, *sorted(extra)],
        "rows": ordered,
        "total": _add_up(ordered),
        "by_name": headings.each,
        "sentence": "" if headings.each else get_sentence(),
        "may_switch": may_switch(),
        "hidden": _count_hidden(headings, only),
        "teams": _get_teams(headings),
        "areas": frappe.get_all("Relation Area", filters={"disabled": 0}, pluck="name", order_by="name asc"),
    }


def _get_sellers_asked(team: str | None) -> set[str] | None:
    """Return whom the page is about: a mere agent sees themselves; a team's filter its members; else all (None)."""
    if visibility.get_scope():
        return {frappe.session.user}
    if not team:
        return None
    if not frappe.db.exists("RelCRM Team", team):
        text = _('There is no team "{0}". Choose one from the list.')
        frappe.throw(text.format(frappe.utils.escape_html(str(team))), ReportChoiceError)
    filters = {"parent": team, "parenttype": "RelCRM Team"}
    return set(frappe.get_all("RelCRM Team Member", filters=filters, pluck="user"))


def _make_rows(headings: Headings, only: set[str] | None, deals: list[dict]) -> dict[str, dict]:
    last = get_last_contacts(f"select distinct {TABLE}.`party` from {TABLE} where {get_open_condition()}")
    now, rows = now_datetime(), {}
    for user in _get_sellers(headings, only):
        _get_row(rows, headings.get_within(user, only))
    for deal in deals:
        if only is not None and deal.agent not in only:
            continue
        row = _get_row(rows, headings.get_within(deal.agent, only))
        if not row:
            continue
        state = row["states"].setdefault(deal.workflow_state or "", {"deals": 0, "amount": 0.0})
        for part in (state, row):
            part["deals"] += 1
            part["amount"] += flt(deal.expected_value)
        since = get_datetime(last.get(deal.party) or deal.creation)
        row["silent_days"] = max(row["silent_days"] or 0, (now - since).days)
    return rows


def _get_sellers(headings: Headings, only: set[str] | None) -> list[str]:
    """Return who has a row even without a deal: the agents, and whoever asks when the page is about them."""
    having = frappe.get_all("Has Role", filters={"role": visibility.AGENT_ROLE, "parenttype": "User"}, pluck="parent")
    return sorted(user for user in {*having, *(only or ())} & headings.staff if only is None or user in only)


def _get_row(rows: dict[str, dict], heading: Heading | None) -> dict | None:
    """Return the row of a heading, made when it is not there yet; None for whom no figures are told."""
    if not heading:
        return None
    if heading.key not in rows:
        rows[heading.key] = {
            "key": heading.key,
            "title": heading.title,
            "users": sorted(heading.users),
            "mine": heading.mine,
            "person": heading.person,
            "states": {},
            "deals": 0,
            "amount": 0.0,
            "silent_days": None,
            "overdue": 0,
            "next_event": None,
        }
    return rows[heading.key]


def _add_events(headings: Headings, only: set[str] | None, rows: dict[str, dict]) -> None:
    """Add to each row how many events are overdue and which comes next."""
    rules = f"({get_match_conditions()})" if get_match_conditions() else "1 = 1"
    where = f"{EVENT}.`private` = 0 and {EVENT}.`status` in ('Planned', 'Open') and {rules}"
    query = (
        f"select {EVENT}.`assigned_to` as `user`,"
        f" sum(case when {LATE_END} < %(now)s then 1 else 0 end) as `overdue`,"
        f" min(case when {EVENT}.`starts_on` >= %(now)s then {EVENT}.`starts_on` end) as `next_on`"
        f" from {EVENT} where {where} group by {EVENT}.`assigned_to`"
    )
    next_on = {}
    for count in frappe.db.sql(query, {"now": now_datetime()}, as_dict=True):
        heading = headings.get_within(count.user, only) if count.user else None
        if not heading or heading.key not in rows or (only is not None and count.user not in only):
            continue
        rows[heading.key]["overdue"] += cint(count.overdue)
        moment = get_datetime(count.next_on) if count.next_on else None
        if moment and (heading.key not in next_on or moment < next_on[heading.key][1]):
            next_on[heading.key] = (count.user, moment)
    _name_next(where, next_on, rows)


def _name_next(where: str, next_on: dict[str, tuple], rows: dict[str, dict]) -> None:
    """Say what the next events are: one query for all rows."""
    if not next_on:
        return
    pairs = {pair: key for key, pair in next_on.items()}
    users = ", ".join(frappe.db.escape(user) for user, _moment in pairs)
    moments = [moment for _user, moment in pairs]
    found = frappe.db.sql(
        f"select {EVENT}.`name`, {EVENT}.`subject`, {EVENT}.`starts_on`, {EVENT}.`assigned_to`, {EVENT}.`party`"
        f" from {EVENT} where {where} and {EVENT}.`assigned_to` in ({users})"
        f" and {EVENT}.`starts_on` between %(first)s and %(last)s order by {EVENT}.`name`",
        {"first": min(moments), "last": max(moments)},
        as_dict=True,
    )
    names = _get_party_names({event.party for event in found if event.party})
    for event in found:
        key = pairs.get((event.assigned_to, get_datetime(event.starts_on)))
        if key is not None and not rows[key]["next_event"]:
            rows[key]["next_event"] = {"starts_on": str(event.starts_on)}
            if rows[key]["person"]:
                details = {"name": event.name, "subject": event.subject, "party_name": names.get(event.party)}
                rows[key]["next_event"].update(details)


def _get_party_names(parties: set[str]) -> dict[str, str]:
    """Return the names of the parties that the reader may see."""
    if not parties:
        return {}
    filters = {"name": ["in", sorted(parties)]}
    rows = frappe.get_list("Party", filters=filters, fields=["name", "party_name"], limit=len(parties))
    return {row.name: row.party_name for row in rows}


def _add_up(rows: list[dict]) -> dict:
    """Return the totals of the rows."""
    total = {"states": {}, "deals": 0, "amount": 0.0, "overdue": 0, "silent_days": None}
    for row in rows:
        for state, figures in row["states"].items():
            sums = total["states"].setdefault(state, {"deals": 0, "amount": 0.0})
            sums["deals"] += figures["deals"]
            sums["amount"] += figures["amount"]
        for key in ("deals", "amount", "overdue"):
            total[key] += row[key]
        if row["silent_days"] is not None:
            total["silent_days"] = max(total["silent_days"] or 0, row["silent_days"])
    return total


def _count_hidden(headings: Headings, only: set[str] | None) -> int:
    """Return how many colleagues are too few to be counted even together."""
    asked = headings.staff if only is None else headings.staff & only
    return sum(1 for user in asked if not headings.get_within(user, only))


def _get_teams(headings: Headings) -> list[str]:
    """Return the teams to choose from: those whose figures tell no colleague apart."""
    if visibility.get_scope():
        return []
    members: dict[str, set] = {}
    rows = frappe.get_all("RelCRM Team Member", filters={"parenttype": "RelCRM Team"}, fields=["parent", "user"])
    for row in rows:
        members.setdefault(row.parent, set()).add(row.user)
    return sorted(team for team, users in members.items() if any(headings.get_within(user, users) for user in users))
