"""Bringing a calendar file into the agenda: looked at first, written once, undone like every import. Mails nobody.

The UID of an event is its key: brought in again it is updated, or left as it is where nothing changed or the file is
older. What left from here is compared with what would leave today, so that our own file changes nothing. Nothing is
stored by a look at a file; an import is one transaction, all of it or nothing.
"""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from html import escape, unescape

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint, escape_html, get_datetime, now_datetime, strip_html

from relcrm.agenda import event_type, events
from relcrm.agenda.event_names import get_site_key
from relcrm.agenda.ical import make_ics
from relcrm.agenda.ical.folding import fold
from relcrm.agenda.ical.reading import Entry, Person, read_file
from relcrm.agenda.recurrence import changing
from relcrm.agenda.recurrence import series as kept
from relcrm.agenda.recurrence.rule import parse_rule
from relcrm.agenda.recurrence.words import get_words
from relcrm.agenda.zones import get_system_zone
from relcrm.exceptions import CalendarFileError
from relcrm.exchange.quiet import mute_notices
from relcrm.workplace.sentences import get_sentence

MOST_MADE = 6000
SHOWN = 100
EVENT, SERIES = "Relation Event", "Relation Event Series"
FIELDS = (
    "subject event_type starts_on ends_on all_day undated party contact_person status private leaves_free location"
    " notes reminder_minutes"
).split()
TOLD = "notes reminder_minutes creation modified occurrence ical_uid ical_sequence leaves_free".split()
SERIES_FIELDS = "subject rrule starts_on minutes all_day time_zone exdates rdates template party private".split()


@dataclass
class Plan:
    """What becomes of one event of a file."""

    entry: Entry
    outcome: str = "Created"
    message: str = ""
    doctype: str = EVENT
    name: str | None = None
    values: dict = field(default_factory=dict)
    count: int = 1
    overrides: list["Plan"] = field(default_factory=list)


class CalendarImport:
    """One file for one user: `plan` looks, `write` does it."""

    def __init__(self, content: bytes, event_type_name: str | None = None, assigned_to: str | None = None):
        if not frappe.has_permission(EVENT, "create"):
            raise frappe.PermissionError(_("You may not enter events."))
        self.file = read_file(content)
        self.kind = event_type_name or event_type.get_type_of_channel("Meeting") or "Task"
        if not frappe.db.exists("Relation Event Type", self.kind):
            text = _('There is no kind of event "{0}". Choose one from the list.')
            raise CalendarFileError(text.format(escape_html(str(self.kind)[:60])))
        self.user = assigned_to or frappe.session.user
        self.now = now_datetime()
        self.people = _People([entry for entry in self.file.entries if not entry.refusal])
        self.plans = self.make_plans()

    # ---- looking

    def make_plans(self) -> list[Plan]:
        plans: list[Plan] = []
        masters: dict[str, Plan] = {}
        singles = self.find_events()
        series = self.find_series()
        self.own = self.find_own(list(singles.values()), series)
        for entry in self.file.entries:
            plan = Plan(entry)
            if entry.refusal:
                plan.outcome, plan.message = "Refused", entry.refusal
            elif entry.recurrence and entry.uid in masters:
                masters[entry.uid].overrides.append(plan)
                plan.outcome = "Part"
            elif entry.uid in masters and not entry.recurrence:
                self.replace(masters, plan, singles, series)
            else:
                if not entry.recurrence:
                    masters[entry.uid] = plan
                self.look(plan, singles, series)
            plans.append(plan)
        for plan in plans:
            if plan.entry.recurrence and plan.outcome != "Part" and plan.entry.uid in masters:
                masters[plan.entry.uid].overrides.append(plan)
                plan.outcome, plan.message = "Part", ""
        for plan in plans:
            if plan.values.get("rrule") and plan.outcome in ("Created", "Updated"):
                self.count(plan)
        if sum(plan.count for plan in plans) > MOST_MADE:
            text = _("The file would make more than {0} events. Export a shorter time, and bring it in in parts.")
            raise CalendarFileError(text.format(MOST_MADE))
        return plans

    def replace(self, masters: dict[str, Plan], plan: Plan, singles: dict, series: dict) -> None:
        """The same UID twice in one file: the later version counts."""
        first = masters[plan.entry.uid]
        if plan.entry.sequence < first.entry.sequence or first.outcome == "Refused":
            plan.outcome, plan.message = "Unchanged", _("stands twice in the file")
            return
        if first.entry.repeats == plan.entry.repeats and first.entry.start and plan.entry.start:
            self.look(plan, singles, series)
            plan.overrides = first.overrides
            masters[plan.entry.uid] = plan
            first.outcome, first.message, first.overrides = "Unchanged", _("stands twice in the file"), []
        else:
            plan.outcome, plan.message = "Unchanged", _("stands twice in the file")

    def find_events(self) -> dict[str, dict]:
        """Return the single events that the user may change, by UID."""
        ours = f"@{get_site_key()}"
        uids = sorted({entry.uid for entry in self.file.entries if entry.uid and not entry.uid.endswith(ours)})
        names = sorted({entry.uid.removesuffix(ours) for entry in self.file.entries if entry.uid.endswith(ours)})
        found: dict[str, dict] = {}
        fields = ["name", "ical_uid", "ical_sequence", "status", "series", *FIELDS]
        for field_name, wanted in (("ical_uid", uids), ("name", names)):
            for start in range(0, len(wanted), 200):
                filters = {field_name: ["in", wanted[start : start + 200]]}
                if field_name == "ical_uid":
                    filters["series"] = ["is", "not set"]
                for row in frappe.get_list(EVENT, filters=filters, fields=list(dict.fromkeys(fields)), limit=0):
                    found[(not row.series and row.ical_uid) or f"{row.name}{ours}"] = row
        return found

    def find_own(self, known: list[dict], series: dict[str, str]) -> dict[tuple, Entry]:
        """Return what a file of today would say of the events that are known here, by UID and time of a series."""
        rows = self.get_told([row.name for row in known], {})
        for name in series.values():
            rows += self.get_told(None, {"series": name})
        entries = read_file(make_ics(rows, alarms=True)).entries if rows else []
        return {_get_key(entry): entry for entry in entries}

    def get_told(self, names: list[str] | None, filters: dict) -> list[dict]:
        fields = list(dict.fromkeys([*events.LIST_FIELDS, *TOLD]))
        if names is not None:
            filters = {"name": ["in", names]}
        rows = frappe.get_list(EVENT, filters=filters, fields=fields, limit=0) if names != [] else []
        return events.add_names(rows) if names is not None else fold(events.add_names(rows), fields)

    def find_series(self) -> dict[str, str]:
        """Return the series that the user sees, by UID."""
        uids = sorted({entry.uid for entry in self.file.entries if entry.uid})
        found = {}
        for start in range(0, len(uids), 200):
            filters = {"ical_uid": ["in", uids[start : start + 200]]}
            for row in frappe.get_list(SERIES, filters=filters, fields=["name", "ical_uid"], limit=0):
                found[row.ical_uid] = row.name
        ours = f"@{get_site_key()}"
        names = [uid.removesuffix(ours) for uid in uids if uid.endswith(ours)]
        for start in range(0, len(names), 200):
            filters = {"name": ["in", names[start : start + 200]]}
            found |= {f"{name}{ours}": name for name in frappe.get_list(SERIES, filters=filters, pluck="name", limit=0)}
        return found

    def look(self, plan: Plan, singles: dict[str, dict], series: dict[str, str]) -> None:
        """Decide what becomes of an event that is not part of another one of the file."""
        entry = plan.entry
        if entry.repeats or entry.uid in series:
            plan.doctype, plan.name = SERIES, series.get(entry.uid)
            return self.look_at_series(plan)
        known = singles.get(entry.uid)
        plan.values = self.get_values(entry)
        if not known:
            if entry.method == "CANCEL":
                plan.outcome, plan.message = "Unchanged", _("is called off, and is not in the agenda")
            return None
        plan.name = known.name
        if entry.sequence < cint(known.ical_sequence):
            plan.outcome, plan.message = "Unchanged", _("the agenda has a later version")
            return None
        if known.status in ("Done", "Cancelled") and not entry.cancelled:
            plan.values.pop("status", None)
        own = self.own.get(_get_key(entry))
        before = self.get_values(own) if own else known
        changed = {key for key, value in plan.values.items() if _differs(value, before.get(key))}
        if entry.cancelled:
            plan.values = {"status": "Cancelled"}
            changed = {"status"} if known.status not in ("Cancelled", "Done") else set()
        plan.outcome = "Updated" if changed else "Unchanged"
        plan.values = {key: plan.values[key] for key in changed}
        return None

    def look_at_series(self, plan: Plan) -> None:
        entry = plan.entry
        if entry.recurrence or not entry.repeats:
            plan.outcome = "Updated" if entry.recurrence or entry.cancelled else "Unchanged"
            plan.overrides = [Plan(entry)] if entry.recurrence else []
            if plan.outcome == "Unchanged":
                plan.message = _("repeats in the agenda, and no longer in the file: it is left as it is")
            return
        plan.values = self.get_series_values(entry)
        if entry.cancelled and not plan.name:
            plan.outcome, plan.message = "Unchanged", _("is called off, and is not in the agenda")
        elif plan.name:
            stored = frappe.db.get_value(SERIES, plan.name, SERIES_FIELDS, as_dict=True)
            own = self.own.get(_get_key(entry))
            if own and self.is_same(plan, own):
                plan.values, stored = {}, {}
            same = all(not _differs(plan.values.get(key), stored.get(key)) for key in SERIES_FIELDS)
            plan.outcome = "Updated" if entry.cancelled or not same else "Unchanged"

    def is_same(self, plan: Plan, own: Entry) -> bool:
        """Tell whether a series of the file, with what differs from it, is as a file of today would have it."""
        if any(_differs(value, self.get_series_values(own).get(key)) for key, value in plan.values.items()):
            return False
        theirs = {_get_key(one): one for one in self.file.entries if one.uid == own.uid and one.recurrence}
        ours = {key: one for key, one in self.own.items() if one.uid == own.uid and one.recurrence}
        return theirs.keys() == ours.keys() and all(
            not _differs(value, self.get_values(ours[key]).get(field))
            for key, one in theirs.items()
            for field, value in self.get_values(one).items()
        )

    def count(self, plan: Plan) -> None:
        """Say how often a series comes, as far ahead as the agenda plans."""
        probe = frappe.new_doc(SERIES)
        probe.update(plan.values)
        plan.count = len(kept.get_wanted(probe)[0])
        rule = parse_rule(plan.values["rrule"], whole_days_only=False)
        words = get_words(rule, get_datetime(plan.values["starts_on"]))
        if not plan.count:
            plan.outcome, plan.message = "Refused", _("it repeats on no day at all")
        elif not plan.message:
            plan.message = _("{0}: {1} events").format(words, plan.count) if plan.entry.rrule else ""

    def get_values(self, entry: Entry) -> dict:
        """Return the fields of an event as the file has them; what the file does not say is not there."""
        values = {"event_type": self.kind, "subject": entry.summary or _("Without a subject"), "undated": 0}
        values |= {"location": entry.location, "notes": _make_html(entry), "private": int(entry.private)}
        values |= {"status": "Planned", "all_day": int(entry.all_day), "leaves_free": int(entry.free)}
        if entry.start:
            values["starts_on"], values["ends_on"] = entry.get_span()
            over = values["ends_on"] < self.now
            values["status"] = "Done" if over else "Planned"
        else:
            values["undated"] = 1
        if entry.cancelled:
            values["status"] = "Cancelled"
        values["reminder_minutes"] = entry.alarms[0][0] if entry.alarms else 0
        values |= self.people.get_partner(entry)
        return values

    def get_series_values(self, entry: Entry) -> dict:
        start, end = entry.start, entry.end
        zone = start.zone or get_system_zone()
        length = kept.get_minutes(start.here(), end.here()) - int(entry.all_day)
        rule = entry.rrule or str(parse_rule("FREQ=DAILY;COUNT=1"))
        first = start.wall
        days = {first, *(moment.to(start) for moment in entry.rdates)}
        left_out = set()
        for moment in entry.exdates:
            at = moment.to(start)
            if moment.is_day:
                at = at.replace(hour=first.hour, minute=first.minute, second=first.second)
            left_out.add(at)
        values = self.get_values(entry)
        template = {key: value for key, value in values.items() if key in kept.TEMPLATE_FIELDS and value}
        template |= {"assigned_to": self.user, "participants": self.people.get_rows(entry, self.user)}
        template |= {"event_values": [], "reminders": _get_reminders(entry)}
        return {
            "subject": template["subject"],
            "rrule": rule,
            "starts_on": first,
            "minutes": max(length, 0),
            "all_day": int(entry.all_day),
            "time_zone": str(zone) if start.zone else str(get_system_zone()),
            "exdates": kept.write_moments(left_out),
            "rdates": kept.write_moments(days),
            "template": frappe.as_json(template),
            "party": template.get("party"),
            "assigned_to": self.user,
            "private": int(entry.private),
        }

    def describe(self) -> dict:
        """Return the look at a file: counts, and its first events with what becomes of them."""
        counts = Counter(plan.outcome for plan in self.plans)
        rows = [
            {
                "number": plan.entry.number,
                "subject": plan.entry.summary or _("Without a subject"),
                "starts_on": plan.entry.start.here() if plan.entry.start else None,
                "all_day": int(plan.entry.all_day),
                "outcome": plan.outcome,
                "message": plan.message,
                "remarks": plan.entry.remarks,
            }
            for plan in self.plans
            if plan.outcome != "Part"
        ]
        rows.sort(key=lambda row: row["outcome"] not in ("Refused",))
        return {
            "title": self.file.title,
            "total": len(self.plans),
            "created": counts["Created"],
            "updated": counts["Updated"],
            "unchanged": counts["Unchanged"],
            "refused": counts["Refused"],
            "events": sum(plan.count for plan in self.plans if plan.outcome == "Created"),
            "rows": rows[:SHOWN],
        }

    # ---- writing

    def write(self, file_name: str) -> str:
        """Bring the file in and return the name of its import run; raises CalendarFileError when nothing is usable."""
        wanted = [plan for plan in self.plans if plan.outcome in ("Created", "Updated")]
        if not wanted and not any(plan.outcome == "Unchanged" for plan in self.plans):
            first = next((plan.message for plan in self.plans if plan.message), "")
            text = _("Nothing of the file can be brought in. The first event: {0}.") if first else _(
                "There is no event in the file."
            )
            raise CalendarFileError(text.format(first.rstrip(".")))
        run = self.make_run(file_name)
        with mute_notices():
            for plan in self.plans:
                if plan.outcome in ("Created", "Updated"):
                    self.write_one(plan)
                if plan.outcome != "Part":
                    self.log(run, plan)
        self.finish_run(run)
        return run.name

    def write_one(self, plan: Plan) -> None:
        frappe.db.savepoint("calendar_entry")
        try:
            if plan.doctype == SERIES:
                changes = self.write_series(plan)
            else:
                changes = self.write_event(plan)
        except (frappe.ValidationError, frappe.PermissionError) as error:
            frappe.db.rollback(save_point="calendar_entry")
            frappe.clear_last_message()
            plan.outcome, plan.message, plan.name = "Refused", get_sentence(error), None
            return
        plan.values = changes

    def write_event(self, plan: Plan) -> dict:
        entry = plan.entry
        if plan.name:
            event = frappe.get_doc(EVENT, plan.name)
            event.check_permission("write")
            before = {key: event.get(key) for key in plan.values}
            event.update(plan.values)
            event.ical_sequence = max(entry.sequence, cint(event.ical_sequence))
            event.save()
            return _get_changes(event, before)
        event = frappe.new_doc(EVENT)
        event.update({"assigned_to": self.user, **plan.values})
        if event.undated:
            event.starts_on = self.now.replace(second=0, microsecond=0)
        event.update({"ical_uid": entry.uid, "ical_sequence": entry.sequence})
        for row in self.people.get_rows(entry, self.user):
            event.append("participants", row)
        for row in _get_reminders(entry):
            event.append("reminders", row)
        event.insert()
        _attach(event, entry)
        plan.name = event.name
        return {"modified": str(frappe.db.get_value(EVENT, event.name, "modified"))}

    def write_series(self, plan: Plan) -> dict:
        entry = plan.entry
        if not plan.name:
            series = frappe.new_doc(SERIES)
            series.update({**plan.values, "ical_uid": entry.uid})
            series.insert(ignore_permissions=True)
            plan.name = series.name
            kept.fill(series)
            before = None
        else:
            series = frappe.get_doc(SERIES, plan.name, for_update=True)
            series.check_permission("read")
            before = {key: series.get(key) for key in SERIES_FIELDS}
            if entry.cancelled and not entry.recurrence:
                changing.end(series, min(get_datetime(series.starts_on), self.now))
                for event in changing.get_ahead(series):
                    event.status = "Cancelled"
                    kept.save_quietly(event)
            elif plan.values:
                old = kept.get_template(series)
                rows = changing.get_ahead(series)
                series.update(plan.values)
                series.flags.handled = True
                series.save(ignore_permissions=True)
                changing.apply(series, rows, old, kept.get_template(series))
        for override in plan.overrides:
            self.write_override(series, override.entry)
        self.close_past(series)
        series.reload()
        series.flags.handled = True
        series.save(ignore_permissions=True)
        return _get_changes(series, before) if before else {"modified": str(series.modified)}

    def write_override(self, series: Document, entry: Entry) -> None:
        """Bring in one time of a series that has a version of its own: moved, changed, or called off."""
        if entry.refusal or not entry.start:
            return
        start = get_datetime(series.starts_on)
        at = entry.recurrence.wall if series.all_day else _to_clock(series, entry)
        if entry.recurrence.is_day and not series.all_day:
            at = entry.recurrence.wall.replace(hour=start.hour, minute=start.minute, second=start.second)
        name = frappe.db.get_value(EVENT, {"series": series.name, "occurrence": at})
        if entry.cancelled and not name:
            return
        event = frappe.get_doc(EVENT, name) if name else frappe.new_doc(EVENT)
        if entry.cancelled:
            event.status = "Cancelled"
            return kept.save_quietly(event)
        values = self.get_values(entry)
        if name and event.status in ("Done", "Cancelled"):
            values.pop("status")
        event.update(values)
        moved = int((event.starts_on, event.ends_on) != kept.get_times(series, at))
        event.update({"series": series.name, "occurrence": at, "ical_uid": entry.uid, "moved": moved})
        if not name:
            event.assigned_to = self.user
            event.set("participants", self.people.get_rows(entry, self.user))
        event.flags.from_series = True
        event.save() if name else event.insert()
        return None

    def close_past(self, series: Document) -> None:
        """What lay in the past when it was brought in has been: it is not overdue."""
        filters = {"series": series.name, "status": "Planned", "ends_on": ["<", self.now]}
        for name in frappe.get_all(EVENT, filters=filters, pluck="name", limit=0):
            frappe.db.set_value(EVENT, name, "status", "Done", update_modified=False)
            frappe.db.delete("Relation Reminder", {"reference_name": name})

    def make_run(self, file_name: str) -> Document:
        run = frappe.new_doc("Import Run")
        run.update({"target_doctype": EVENT, "file_name": (file_name or "calendar.ics")[:240], "status": "Running"})
        run.update({"started_on": self.now, "total_rows": len(self.plans)})
        run.flags.own_calendar = True
        return run.insert(ignore_permissions=True)

    def log(self, run: Document, plan: Plan) -> None:
        message = "; ".join(part for part in (plan.message, *plan.entry.remarks) if part)
        row = {"doctype": "Import Run Row", "import_run": run.name, "row_no": plan.entry.number}
        row |= {"outcome": plan.outcome, "message": message[:2000], "to_check": int(bool(plan.entry.remarks))}
        if plan.outcome in ("Created", "Updated"):
            row |= {"reference_doctype": plan.doctype, "reference_name": plan.name}
            row |= {"changes": json.dumps(plan.values, default=str)}
        frappe.get_doc(row).insert(ignore_permissions=True)

    def finish_run(self, run: Document) -> None:
        counts = Counter(plan.outcome for plan in self.plans)
        run.update({"status": "Finished", "finished_on": now_datetime(), "done_rows": len(self.plans)})
        run.update({"created_rows": counts["Created"], "updated_rows": counts["Updated"]})
        run.update({"unchanged_rows": counts["Unchanged"], "refused_rows": counts["Refused"]})
        run.save(ignore_permissions=True)


def _get_key(entry: Entry) -> tuple:
    return entry.uid, entry.recurrence.wall if entry.recurrence else None


def _to_clock(series: Document, entry: Entry) -> datetime:
    """Return the time of a series that an event of a file stands for, by the clock of the series."""
    return changing.to_series(series, entry.recurrence.here())


def _get_changes(doc: Document, before: dict) -> dict:
    """Return what an import changed, as the undo reads it."""
    stored = frappe.get_doc(doc.doctype, doc.name)
    fields = {key: [_plain(value), _plain(stored.get(key))] for key, value in before.items()}
    modified = str(stored.modified)
    return {"fields": fields, "tables": {}, "modified": modified, "before": {"modified": modified}}


def _plain(value):
    return str(value) if isinstance(value, datetime | timedelta) else value


def _differs(new, old) -> bool:
    if isinstance(new, datetime) or isinstance(old, datetime):
        return get_datetime(new) != get_datetime(old) if new and old else bool(new) != bool(old)
    return _get_bare(new) != _get_bare(old)


def _get_bare(value) -> str:
    """Return a value as it is on every host: without marks of HTML, a template without its order."""
    text = str(value or "")
    if text.startswith("{"):
        kept_values = json.loads(text)
        return str({key: _get_bare(kept_values[key]) for key in sorted(kept_values) if kept_values[key]})
    return " ".join(unescape(strip_html(text)).split())


def _make_html(entry: Entry) -> str:
    """Return the description as safe text with its lines."""
    lines = [escape(line.strip(), quote=False) for line in entry.description.split("\n")]
    return "".join(f"<p>{line}</p>" for line in lines if line)


def _get_reminders(entry: Entry) -> list[dict]:
    return [{"minutes": minutes, "by_mail": mail} for minutes, mail in entry.alarms[1:]]


def _attach(event: Document, entry: Entry) -> None:
    for file_name, content in entry.attachments:
        values = {"doctype": "File", "file_name": file_name, "content": content, "is_private": 1}
        values |= {"attached_to_doctype": EVENT, "attached_to_name": event.name}
        frappe.get_doc(values).insert(ignore_permissions=True)


class _People:
    """Who the addresses of a file belong to: colleagues, persons and companies that the user may see."""

    def __init__(self, entries: list[Entry]):
        found = {person.address for entry in entries for person in _get_people(entry) if person.address}
        addresses = sorted(found)
        self.users: dict[str, str] = {}
        self.persons: dict[str, set[tuple[str, str]]] = {}
        self.parties: dict[str, set[str]] = {}
        for start in range(0, len(addresses), 200):
            chunk = ["in", addresses[start : start + 200]]
            filters = {"email": chunk, "enabled": 1, "user_type": "System User"}
            for row in frappe.get_all("User", filters=filters, fields=["name", "email"], limit=0):
                self.users[row.email.lower()] = row.name
            rows = {}
            for row in frappe.get_all(
                "Party Email", filters={"email": chunk}, fields=["parent", "parenttype", "email"], limit=0
            ):
                rows.setdefault(row.parenttype, {}).setdefault(row.parent, set()).add(row.email.lower())
            self.keep_persons(rows.get("Contact Person", {}))
            for party in self.see("Party", rows.get("Party", {}), ["name"]):
                for address in rows["Party"][party.name]:
                    self.parties.setdefault(address, set()).add(party.name)

    def see(self, doctype: str, names: dict, fields: list[str]) -> list[dict]:
        filters = {"name": ["in", sorted(names)]}
        return frappe.get_list(doctype, filters=filters, fields=fields, limit=0) if names else []

    def keep_persons(self, names: dict[str, set[str]]) -> None:
        for row in self.see("Contact Person", names, ["name", "party"]):
            for address in names[row.name]:
                self.persons.setdefault(address, set()).add((row.name, row.party))

    def get_person(self, address: str) -> tuple[str, str] | None:
        """Return the one person of an address and their party; None where there are none or several."""
        found = self.persons.get(address, set())
        return next(iter(found)) if len(found) == 1 else None

    def get_partner(self, entry: Entry) -> dict:
        """Return party and person of an event, where its addresses name just one."""
        addresses = [person.address for person in _get_people(entry) if person.address not in self.users]
        persons = {found for address in addresses if (found := self.get_person(address))}
        parties = {party for _name, party in persons} | {p for a in addresses for p in self.parties.get(a, ())}
        parties -= {None, ""}
        if len(parties) != 1:
            return {}
        values = {"party": next(iter(parties))}
        return values | ({"contact_person": next(iter(persons))[0]} if len(persons) == 1 else {})

    def get_rows(self, entry: Entry, me: str) -> list[dict]:
        """Return the participants of an event: colleagues, persons that are known, names of the others."""
        partner = self.get_partner(entry)
        rows, seen = [], set()
        for person in _get_people(entry):
            key = person.address or person.name
            if key in seen or len(rows) >= 100:
                continue
            seen.add(key)
            user, known = self.users.get(person.address), self.get_person(person.address)
            if user:
                rows += [{"side": "Ours", "user": user}] if user != me else []
            elif known:
                if known[0] != partner.get("contact_person"):
                    rows.append({"side": "Theirs", "contact_person": known[0]})
            else:
                shown = f"{person.name} ({person.address})" if person.address not in ("", person.name) else person.name
                rows.append({"side": "Theirs", "person_name": shown[:140]})
        return rows


def _get_people(entry: Entry) -> list[Person]:
    return [*([entry.organizer] if entry.organizer else []), *entry.attendees]
