"""A year of events of the demo company, as plain values: what was, what is overdue, and a full agenda ahead."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta

import frappe

from relcrm.demo import texts
from relcrm.demo.people import PeopleMaker

EVENTS = 5000
DAYS_AHEAD = 21
WEEKS = 12
PER_DAY_AHEAD = (1, 1, 2, 2, 3)
OVERDUE = 40
PROMISES = 16
SATISFACTION, SATISFACTION_CALLS = "Satisfaction call", 60
SATISFACTION_MARKS = (9, 8, 10, 7, 9, 6, 8, 10, 9, 7, 4)
TYPES = (
    ("Call", 44), ("E-mail", 18), ("Visit", 14), ("Meeting", 6), ("Demo", 4), ("Letter", 4), ("Message", 4), ("Fax", 1),
    ("Task", 5),
)  # fmt: skip
INCOMING = ("Call", "E-mail", "Message", "Fax")


class EventMaker:
    """Makes events from one source of chance; whoever is in charge of a party has its events."""

    def __init__(
        self, people: PeopleMaker, users: dict, parties: list, contacts: list, negotiations: list, today: date
    ):
        self.people, self.chance, self.users, self.today = people, people.chance, users, today
        self.parties = parties
        self.negotiations = negotiations
        self.contacts: dict[str, list] = defaultdict(list)
        for doc in contacts:
            self.contacts[doc.party].append(doc)
        self.types = [name for name, _weight in TYPES if frappe.db.exists("Relation Event Type", name)]
        self.weights = [weight for name, weight in TYPES if name in self.types]
        self.kinds = {name: frappe.get_cached_doc("Relation Event Type", name) for name in self.types}
        self.last: dict[str, str] = {}
        self.busy = [doc for doc in parties if doc.lifecycle_stage in ("Customer", "Prospect")]

    def make_events(self, made: int = 0) -> list[dict]:
        """All events in the order of time, five thousand in all with those of promises and contracts."""
        ahead = self.make_agenda() + self.make_private_events() + self.make_weekly()
        past = [self.make_past_event(position) for position in range(EVENTS - len(ahead) - PROMISES - made)]
        past.sort(key=lambda row: row["starts_on"])
        self.add_promises(past)
        self.ask_how_content(past)
        return sorted(past + ahead, key=lambda row: row["starts_on"])

    def add_promises(self, past: list[dict]) -> None:
        """Let the last events of some companies end with a promise; each falls due as a task, one event more."""
        agents = {doc.name: doc.agent for doc in self.parties}
        done = [row for row in past if row["status"] == "Done"]
        last = {row["party"]: row for row in done if row["assigned_to"] == agents[row["party"]]}
        casale = [row for row in done if row["party"] == self.parties[0].name]
        rows = [*casale[-1:], *(row for row in reversed(list(last.values())) if row not in casale)][:PROMISES]
        for position, row in enumerate(rows):
            theirs = position % 4 == 3
            words = texts.THEIR_PROMISES if theirs else texts.PROMISES
            due = self.today + timedelta(days=position - 4)
            promise = {"promise": words[position % len(words)], "due_on": due.isoformat()}
            promise |= {"side": "Theirs"} if theirs else {"user": row["assigned_to"]}
            row["promises"] = [promise]
            if position % 5 == 1:
                terms = {"promise": "Sconto sul prossimo ordine", "kind": "Discount", "value": 5 + position % 3}
                row["promises"].append(terms | {"user": row["assigned_to"]})

    def ask_how_content(self, past: list[dict]) -> None:
        """Let some calls with customers be those in which the manager asks how content they are."""
        customers = {doc.name for doc in self.parties if doc.lifecycle_stage == "Customer"}
        calls = [row for row in past if row["status"] == "Done" and row["event_type"] == "Call"]
        calls = [row for row in calls if row["party"] in customers and not row.get("promises")]
        if not frappe.db.exists("Relation Event Type", SATISFACTION):
            return
        for position, row in enumerate(calls[:: max(1, len(calls) // SATISFACTION_CALLS)]):
            mark = SATISFACTION_MARKS[position % len(SATISFACTION_MARKS)]
            values = [{"field_key": "satisfaction", "number": mark}]
            if mark < 7:
                wish = texts.WISHES[position % len(texts.WISHES)]
                values.append({"field_key": "improve", "text": wish})
            row |= {"event_type": SATISFACTION, "subject": texts.SATISFACTION_SUBJECT, "direction": "Out"}
            row |= {"area": "Service", "outcome": "Content" if mark >= 7 else "Not content", "event_values": values}

    def link_previous(self, doc, docs: list) -> None:
        """Say of one event in four which one it answers."""
        previous = self.last.get(doc.party)
        if previous and not doc.private and self.chance.random() < 0.25:
            values = {"previous_doctype": "Relation Event", "previous_event": previous}
            frappe.db.set_value("Relation Event", doc.name, values, update_modified=False)
        if doc.party and not doc.private:
            self.last[doc.party] = doc.name

    def make_event(self, party, moment: datetime, status: str, assigned_to: str, kind: str = "") -> dict:
        """One event with a party at a moment."""
        kind = kind or self.chance.choices(self.types, self.weights)[0]
        forms = self.chance.choice(texts.PRODUCT_FORMS)
        product = dict(zip(("product", "of_product", "a_product"), forms, strict=True))
        people = self.contacts.get(party.name) or []
        contact = self.chance.choice(people) if people and self.chance.random() < 0.9 else None
        event = {
            "subject": self.chance.choice(texts.SUBJECTS[kind]).format(**product), "event_type": kind,
            "party": party.name, "contact_person": contact.name if contact else None,
            "starts_on": moment.isoformat(sep=" "), "status": status, "assigned_to": assigned_to,
            "direction": self.chance.choice(("In", "Out")) if kind in INCOMING else "Out", "area": self.make_area(kind),
        }  # fmt: skip
        if status == "Done":
            event |= self.make_result(kind, product)
        if contact and self.chance.random() < 0.2 and len(people) > 1:
            other = self.chance.choice([doc for doc in people if doc is not contact])
            event["participants"] = [{"side": "Theirs", "contact_person": other.name}]
        return event

    def make_area(self, kind: str) -> str:
        """The area of the type, now and then another."""
        default = self.kinds[kind].default_area
        return self.chance.choice(("Marketing", "Service", default)) if self.chance.random() < 0.2 else default

    def make_result(self, kind: str, product: dict) -> dict:
        """Outcome, notes and the free fields of the type."""
        outcomes = [line for line in (self.kinds[kind].outcomes or "").split("\n") if line]
        note = self.chance.choice(texts.NOTES)
        note = note.format(**product, competitor=self.chance.choice(texts.COMPETITORS))
        result = {"outcome": self.chance.choice(outcomes) if outcomes else None, "notes": f"<p>{note}</p>"}
        values = [row for row in map(self.make_value, self.kinds[kind].fields_of_type) if row]
        return result | ({"event_values": values} if values else {})

    def make_value(self, field) -> dict | None:
        """A value for a free field of a type, as far as we know how to make one."""
        if field.value_type == "Choice":
            return {
                "field_key": field.field_key,
                "choice": self.chance.choice((field.choices or "").split("\n")),
            }
        if field.value_type == "Number":
            return {"field_key": field.field_key, "number": self.chance.randrange(5, 180)}
        if field.value_type == "Text":
            return {"field_key": field.field_key, "text": self.chance.choice(texts.PRODUCTS)}
        return None

    def make_past_event(self, position: int) -> dict:
        """An event of the last year; the last forty are overdue."""
        overdue = position < OVERDUE
        day = self.today - timedelta(days=self.chance.randrange(1, 25 if overdue else 365))
        while day.weekday() >= 5:
            day -= timedelta(days=1)
        party = self.chance.choice(self.busy if self.chance.random() < 0.8 else self.parties)
        status = "Planned" if overdue else self.chance.choices(("Done", "Cancelled"), (96, 4))[0]
        return self.make_event(
            party, self.make_moment(day), status, party.agent or self.chance.choice(list(self.users))
        )

    def make_moment(self, day: date) -> datetime:
        """A quarter of an hour of a working day."""
        return datetime.combine(day, time(*self.people.make_moment(day)))

    def make_agenda(self) -> list[dict]:
        """Every user, and the administrator who looks at the demo first, has something to do in the days ahead."""
        rows = []
        for user in [*self.users, "Administrator"]:
            own = [doc for doc in self.busy if doc.agent == user] or self.busy
            for offset in range(DAYS_AHEAD):
                day = self.today + timedelta(days=offset)
                if day.weekday() >= 5 and offset:
                    continue
                for _number in range(self.chance.choice(PER_DAY_AHEAD)):
                    kind = self.chance.choice(("Call", "Visit", "Meeting", "Demo", "Task"))
                    rows.append(self.make_event(self.chance.choice(own), self.make_moment(day), "Planned", user, kind))
        for position, doc in enumerate(self.negotiations[:15]):
            row = rows[position * (len(rows) // 15)]
            row |= {"party": doc.party, "reference_doctype": "Negotiation", "reference_name": doc.name}
            row |= {"contact_person": None, "participants": []}
        return rows

    def make_weekly(self) -> list[dict]:
        """The meeting of every Monday, which `loading` makes a series of; all of ours take part."""
        users = list(self.users)
        monday = self.today + timedelta(days=7 - self.today.weekday())
        ours = [{"side": "Ours", "user": user} for user in users[1:]]
        return [
            {
                "subject": texts.WEEKLY, "event_type": "Meeting", "area": "Sales", "status": "Planned",
                "starts_on": f"{monday + timedelta(days=7 * week)} 08:30:00", "assigned_to": users[0],
                "ends_on": f"{monday + timedelta(days=7 * week)} 09:00:00", "participants": ours,
            }
            for week in range(WEEKS)
        ]  # fmt: skip

    def make_private_events(self) -> list[dict]:
        """One event per role that no colleague may see."""
        rows = []
        for position, (user, role) in enumerate(self.users.items()):
            day = self.today + timedelta(days=1 + position)
            rows.append(
                {
                    "subject": texts.PRIVATE_SUBJECTS[role], "event_type": "Meeting", "private": 1,
                    "starts_on": f"{day} 17:00:00", "status": "Planned", "assigned_to": user, "area": "Personal",
                }
            )  # fmt: skip
        return rows
