"""A process as an administrator draws it: its states, the actions between them, what each state asks for.

Underneath stand the host's Workflow and a Process Design; a save is one change that can be taken back.
"""

import json

import frappe
from frappe import _
from frappe.utils import cint, cstr, flt

from relcrm.exceptions import CustomisationError
from relcrm.workplace.customising import forms, kinds, names, records, wording
from relcrm.workplace.customising.changes import Change
from relcrm.workplace.customising.conditions import PYTHON, make_condition, read_condition

AREA = "Processes"
MAX_STATES, MAX_ACTIONS = 40, 120
STATE_FIELD = "workflow_state"
TONES = {"": "", "Success": "good", "Danger": "bad", "Warning": "attention", "Primary": "plain", "Info": "plain"}
STYLES = {"": "", "good": "Success", "bad": "Danger", "attention": "Warning", "plain": "Primary"}
STEP_FIELDS = ("event_type", "subject", "days", "assigned_to")


def get_process(doctype: str) -> dict:
    """Return the process of a kind of record: states with what each asks for, actions, places in the drawing."""
    forms.get_customisable(doctype)
    name = get_workflow_name(doctype)
    workflow = frappe.get_doc("Workflow", name) if name else None
    return {
        "doctype": doctype,
        "title": _(doctype),
        "exists": bool(name),
        "states": [_describe_state(doctype, workflow, row) for row in _get_states(workflow)],
        "actions": _describe_actions(workflow),
        "layout": get_layout(doctype),
        "roles": [{"name": role, "title": _(role)} for role in kinds.get_roles()],
        "event_types": _get_event_types(),
        "people": frappe.get_all(
            "User",
            filters={"enabled": 1, "user_type": "System User"},
            fields=["name", "full_name"],
            order_by="full_name",
        ),
        "fields": _get_condition_fields(doctype),
    }


def get_workflow_name(doctype: str) -> str | None:
    """Return the workflow in use for a kind of record."""
    return frappe.db.get_value("Workflow", {"document_type": doctype, "is_active": 1}, "name")


def _get_states(workflow) -> list:
    seen: dict = {}
    for row in workflow.states if workflow else ():
        seen.setdefault(row.state, row)
    return list(seen.values())


def _describe_state(doctype: str, workflow, row) -> dict:
    steps = _get_steps(doctype)
    return {
        "state": row.state,
        "title": _(row.state),
        "tone": TONES.get(frappe.db.get_value("Workflow State", row.state, "style") or "", ""),
        "roles": [one.allow_edit for one in workflow.states if one.state == row.state],
        "doc_status": cstr(row.doc_status) or "0",
        "count": count_in_state(doctype, workflow.workflow_state_field, row.state),
        "steps": [step for step in steps if step["state"] == row.state],
    }


def count_in_state(doctype: str, field: str, state: str) -> int:
    """Return how many documents stand in a state."""
    return frappe.db.count(doctype, {field: state}) if frappe.get_meta(doctype).has_field(field) else 0


def _get_design(doctype: str) -> str | None:
    return frappe.db.get_value("Process Design", {"document_type": doctype}, "name", order_by="enabled desc")


def _get_steps(doctype: str) -> list[dict]:
    design = _get_design(doctype)
    filters = {"parent": design, "parenttype": "Process Design"}
    fields = ["state", *STEP_FIELDS]
    return frappe.get_all("Process Design Step", filters=filters, fields=fields, order_by="idx asc") if design else []


def get_layout(doctype: str) -> dict:
    """Return where the states stand in the drawing."""
    design = _get_design(doctype)
    text = frappe.db.get_value("Process Design", design, "layout") if design else None
    try:
        return json.loads(text or "{}")
    except ValueError:
        return {}


def _describe_actions(workflow) -> list[dict]:
    """Rows that differ by role alone are one action."""
    found: dict[tuple, dict] = {}
    for row in workflow.transitions if workflow else ():
        key = (row.state, row.action, row.next_state, row.condition or "")
        one = found.setdefault(key, _describe_action(row))
        one["roles"].append(row.allowed)
    return list(found.values())


def _describe_action(row) -> dict:
    return {
        "state": row.state,
        "action": row.action,
        "title": _(row.action),
        "next_state": row.next_state,
        "roles": [],
        "self_approval": cint(row.allow_self_approval),
        "condition": read_condition(row.condition, PYTHON),
        "condition_text": row.condition or "",
    }


def _get_event_types() -> list[dict]:
    rows = frappe.get_all("Relation Event Type", filters={"disabled": 0}, pluck="name", order_by="position asc")
    return [{"name": name, "title": _(name)} for name in rows]


def _get_condition_fields(doctype: str) -> list[dict]:
    fields = forms.get_form(doctype)["fields"]
    skip = (*forms.LAYOUT, "Table", "Table MultiSelect", "Password")
    return [df for df in fields if df["fieldtype"] not in skip and not df["hidden"]]


# --- saving ------------------------------------------------------------------------------------------------


def save_process(doctype: str, process: dict) -> dict:
    """Keep a drawn process; running documents of a state that goes away are moved where `moves` says."""
    forms.get_customisable(doctype)
    process = names.read_values(process)
    states, actions = _read_states(process.get("states")), _read_actions(process.get("actions"))
    check_process(states, actions)
    change = Change(_("Process of {0} changed").format(_(doctype)), AREA, doctype)
    if not get_workflow_name(doctype):
        change.title = _("Process of {0} made").format(_(doctype))
    _make_masters(change, states, actions)
    field = _make_state_field(change, doctype)
    moves = _read_moves(doctype, field, states, process.get("moves"))
    _write_workflow(change, doctype, field, states, actions)
    _move_documents(change, doctype, field, moves)
    _write_design(change, doctype, states, process.get("layout"))
    frappe.clear_cache(doctype=doctype)
    return {"change": change.keep()}


def _read_states(given) -> list[dict]:
    if not isinstance(given, list) or not given or len(given) > MAX_STATES:
        raise CustomisationError(_("A process has between 1 and {0} states.").format(MAX_STATES))
    states = []
    for row in given:
        if not isinstance(row, dict):
            raise CustomisationError(_("A state has a name and people who may change the record."))
        title = names.read_label(row.get("title") or row.get("state"), _("The name of a state"))
        states.append(
            {
                "state": _find_master("Workflow State", row.get("state"), title),
                "title": title,
                "tone": row.get("tone") if row.get("tone") in STYLES else "",
                "roles": _read_roles(row.get("roles"), title),
                "doc_status": cstr(row.get("doc_status")) if cstr(row.get("doc_status")) in ("0", "1", "2") else "0",
                "steps": _read_steps(row.get("steps")),
            }
        )
    _validate_once([row["state"] for row in states] + [], _('The state "{0}" stands there twice. Rename one.'))
    _validate_once([row["title"].casefold() for row in states], _('The state "{0}" stands there twice. Rename one.'))
    return states


def _validate_once(values: list[str], message: str) -> None:
    twice = next((value for value in values if values.count(value) > 1), None)
    if twice:
        raise CustomisationError(message.format(_(twice)))


def _find_master(doctype: str, name, title: str) -> str:
    """Return the master of a state or action: the one it had, one of this title, else a new one of this name."""
    if isinstance(name, str) and name and frappe.db.exists(doctype, name):
        return name
    return frappe.db.exists(doctype, title) or title


def _read_roles(given, title: str) -> list[str]:
    roles = list(dict.fromkeys(role for role in given if isinstance(role, str))) if isinstance(given, list) else []
    if not roles or any(not frappe.db.exists("Role", role) for role in roles):
        raise CustomisationError(_('"{0}": choose at least one role.').format(title))
    return roles


def _read_steps(given) -> list[dict]:
    steps = []
    for row in given if isinstance(given, list) else ():
        if not isinstance(row, dict) or not row.get("event_type"):
            continue
        if not frappe.db.exists("Relation Event Type", cstr(row["event_type"])):
            raise CustomisationError(_("Choose the kind of event from the list."))
        person = cstr(row.get("assigned_to"))
        if person and not frappe.db.exists("User", person):
            raise CustomisationError(_("Choose the person from the list."))
        days = min(max(cint(row.get("days")), 0), 3650)
        subject = " ".join(cstr(row.get("subject")).split())[:140]
        steps.append(
            {"event_type": row["event_type"], "subject": subject or None, "days": days, "assigned_to": person or None}
        )
    return steps


def _read_actions(given) -> list[dict]:
    if not isinstance(given, list) or len(given) > MAX_ACTIONS:
        raise CustomisationError(_("A process has at most {0} actions.").format(MAX_ACTIONS))
    actions = []
    for row in given:
        if not isinstance(row, dict):
            raise CustomisationError(_("An action has a name, a state it starts from and one it leads to."))
        title = names.read_label(row.get("title") or row.get("action"), _("The name of an action"))
        actions.append(
            {
                **row,
                "title": title,
                "action": _find_master("Workflow Action Master", row.get("action"), title),
                "roles": _read_roles(row.get("roles"), title),
            }
        )
    return actions


def check_process(states: list[dict], actions: list[dict]) -> None:
    """Refuse what cannot work: an action from nowhere, a state nobody reaches, one action twice from a state."""
    known = {row["state"]: row["title"] for row in states}
    seen = set()
    for row in actions:
        for end in ("state", "next_state"):
            # A new state has no name yet but its title.
            row[end] = next((s["state"] for s in states if row.get(end) in (s["state"], s["title"])), row.get(end))
            if row[end] not in known:
                message = _('The action "{0}" leads from or to a state that is not there. Connect it again.')
                raise CustomisationError(message.format(row["title"]))
        key = (row["state"], row["action"], row["next_state"], json.dumps(row.get("condition"), default=str))
        if key in seen:
            message = _('From "{0}" there are two equal actions "{1}". Delete one of them.')
            raise CustomisationError(message.format(known[row["state"]], row["title"]))
        seen.add(key)
    reached, frontier = set(), [states[0]["state"]]
    while frontier:
        state = frontier.pop()
        if state not in reached:
            reached.add(state)
            frontier += [row["next_state"] for row in actions if row["state"] == state]
    for state, title in known.items():
        if state not in reached:
            message = _('No action leads to the state "{0}". Connect it, or delete it.')
            raise CustomisationError(message.format(title))


def _make_masters(change: Change, states: list[dict], actions: list[dict]) -> None:
    """Make what is missing, set colours, and give new wordings to states and actions that have other names."""
    for doctype, field, rows, key in (
        ("Workflow State", "workflow_state_name", states, "state"),
        ("Workflow Action Master", "workflow_action_name", actions, "action"),
    ):
        for row in rows:
            if not frappe.db.exists(doctype, row[key]):
                frappe.get_doc({"doctype": doctype, field: row[key]}).insert(ignore_permissions=True)
            language = "it" if (frappe.local.lang or "").startswith("it") else "en"
            if row["title"] != wording.get_shown(row[key], language):
                wording.write_text(change, row[key], language, row["title"])
    for row in states:
        if TONES.get(frappe.db.get_value("Workflow State", row["state"], "style") or "", "") != row["tone"]:
            change.set_values("Workflow State", row["state"], {"style": STYLES[row["tone"]]})


def _make_state_field(change: Change, doctype: str) -> str:
    name = get_workflow_name(doctype)
    field = frappe.db.get_value("Workflow", name, "workflow_state_field") if name else STATE_FIELD
    if not frappe.get_meta(doctype, cached=False).has_field(field):
        values = {"dt": doctype, "fieldname": field, "label": "State", "fieldtype": "Link", "options": "Workflow State"}
        flags = {"read_only": 1, "no_copy": 1, "allow_on_submit": 1, "in_list_view": 1, "in_standard_filter": 1}
        after = forms.get_last_visible(doctype)
        change.insert("Custom Field", f"{doctype}-{field}", {**values, **flags, "insert_after": after})
        frappe.clear_cache(doctype=doctype)
    return field


def _read_moves(doctype: str, field: str, states: list[dict], given) -> dict[str, str]:
    """Return {state that goes away: where its documents go}; each that holds documents must be there."""
    known = {row["state"]: row["title"] for row in states}
    given = given if isinstance(given, dict) else {}
    moves = {}
    for state in _get_states_of_documents(doctype, field):
        if state in known:
            continue
        target = next((s["state"] for s in states if given.get(state) in (s["state"], s["title"])), None)
        if not target:
            count = count_in_state(doctype, field, state)
            message = _('{0} records stand in "{1}", which goes away. Choose the state they move to.')
            raise CustomisationError(message.format(count, _(state)))
        moves[state] = target
    return moves


def _get_states_of_documents(doctype: str, field: str) -> list[str]:
    rows = frappe.get_all(doctype, fields=[field], group_by=field, order_by=field, limit_page_length=0)
    return [row[field] for row in rows if row[field]]


def _write_workflow(change: Change, doctype: str, field: str, states: list[dict], actions: list[dict]) -> None:
    values = {
        "document_type": doctype,
        "is_active": 1,
        "workflow_state_field": field,
        "states": [
            {"state": row["state"], "doc_status": row["doc_status"], "allow_edit": role}
            for row in states
            for role in row["roles"]
        ],
        "transitions": [
            {
                "state": row["state"],
                "action": row["action"],
                "next_state": row["next_state"],
                "allowed": role,
                "allow_self_approval": cint(row.get("self_approval", 1)),
                "condition": _read_condition(doctype, row),
            }
            for row in actions
            for role in row["roles"]
        ],
    }
    name = get_workflow_name(doctype)
    if not name:
        name = f"{doctype} {_('Process')}"[:130]
        name = name if not frappe.db.exists("Workflow", name) else f"{name} {frappe.generate_hash(length=4)}"
        change.insert("Workflow", name, {"workflow_name": name, **values})
        return
    present = records.get_snapshot("Workflow", name) or {}
    same = all(_plain(present.get(key)) == _plain(values[key]) for key in ("states", "transitions"))
    if not same:
        change.set_values("Workflow", name, {key: values[key] for key in ("states", "transitions")})


def _plain(rows) -> list[dict]:
    keys = "state doc_status allow_edit action next_state allowed allow_self_approval condition".split()
    return [{key: cstr(row.get(key)) for key in keys if row.get(key)} for row in rows or ()]


def _read_condition(doctype: str, row: dict) -> str | None:
    """Return the chosen condition; one that was written by hand stays as it is."""
    if row.get("condition") is None and row.get("condition_text"):
        known = {one["condition_text"] for one in get_process(doctype)["actions"]}
        return row["condition_text"] if row["condition_text"] in known else None
    return make_condition(doctype, row.get("condition"), PYTHON) or None


def _move_documents(change: Change, doctype: str, field: str, moves: dict[str, str]) -> None:
    before = {
        name: state
        for state in moves
        for name in frappe.get_all(doctype, filters={field: state}, pluck="name", limit_page_length=0)
    }
    if before:
        after = {name: moves[state] for name, state in before.items()}
        change.do(sort="states", doctype=doctype, fieldname=field, before=before, after=after)


def _write_design(change: Change, doctype: str, states: list[dict], layout) -> None:
    steps = [{"state": row["state"], **step} for row in states for step in row["steps"]]
    places = _read_layout(layout, states)
    name = _get_design(doctype)
    if not name and (steps or places):
        name = f"{doctype} {_('Process')}"[:130]
        values = {"design_name": name, "document_type": doctype, "enabled": 1, "steps": steps}
        change.insert("Process Design", name, values | {"layout": json.dumps(places)})
    elif name:
        present = (records.get_snapshot("Process Design", name) or {}).get("steps")
        keys = ("state", *STEP_FIELDS)
        if [[cstr(r.get(k)) for k in keys] for r in present or ()] != [[cstr(r.get(k)) for k in keys] for r in steps]:
            change.set_values("Process Design", name, {"steps": steps})
        frappe.db.set_value("Process Design", name, "layout", json.dumps(places), update_modified=False)


def _read_layout(layout, states: list[dict]) -> dict:
    """Return the places of the states that stand; a new state is found by its title."""
    places = {}
    for row in states:
        place = layout.get(row["state"]) or layout.get(row["title"]) if isinstance(layout, dict) else None
        if isinstance(place, dict):
            x, y = (round(min(max(flt(place.get(key)), -20000), 20000)) for key in ("x", "y"))
            places[row["state"]] = {"x": x, "y": y}
    return places


def remove_process(doctype: str) -> dict:
    """Let the records of a kind go without a process; where each stood is kept."""
    forms.get_customisable(doctype)
    name = get_workflow_name(doctype)
    if not name:
        raise CustomisationError(_("{0} has no process.").format(_(doctype)))
    change = Change(_("Process of {0} removed").format(_(doctype)), AREA, doctype)
    change.set_values("Workflow", name, {"is_active": 0})
    return {"change": change.keep()}
