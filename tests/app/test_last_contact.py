"""Last contact and next appointment over random events, private ones too, against plain Python, for several readers."""

import datetime
from contextlib import contextmanager

import frappe
from frappe.utils import add_to_date, get_datetime, now_datetime
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.api import lists
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

DAYS = (-400, -30, -2, -1, 1, 2, 40)
STATES = ("Planned", "Open", "Done", "Done", "Cancelled")
OWN = {"Party": ["party_name", "starts", "Sentite"], "Contact Person": ["full_name", "starts", "Sentita"]}

EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "where": st.integers(0, 4),
            "days": st.sampled_from(DAYS),
            "status": st.sampled_from(STATES),
            "private": st.sampled_from((0, 0, 1)),
            "owner": st.integers(0, 3),
            "assigned": st.integers(0, 3),
            "joins": st.one_of(st.none(), st.integers(0, 3)),
            "shared": st.one_of(st.none(), st.integers(0, 3)),
        }
    ),
    min_size=1,
    max_size=12,
)


class TestLastContact(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        names = {"ufficio": "User", "agente": "Agent", "agente2": "Agent", "direzione": "Manager"}
        cls.users = [make_user(f"sentite.{name}@example.com", f"RelCRM {role}") for name, role in names.items()]
        cls.parties = [make_party(f"Sentite {n}", agent=cls.users[1 + n % 3]).name for n in range(3)]
        cls.people = [make_person(cls.parties[n], f"Sentita {n}").name for n in range(2)]
        # The second person has moved: what was spoken with them before belongs to another company.
        cls.places = [*((party, None) for party in cls.parties), *((cls.parties[n], cls.people[n]) for n in range(2))]

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def make(self, specs: list[dict]) -> list[frappe._dict]:
        """Store the events and return what of them decides who sees them."""
        frappe.set_user("Administrator")
        made = []
        for spec in specs:
            party, person = self.places[spec["where"]]
            owner, assigned = self.users[spec["owner"]], self.users[spec["assigned"]]
            starts_on = get_datetime(add_to_date(now_datetime(), days=spec["days"])).replace(microsecond=0)
            values = {"party": party, "starts_on": str(starts_on), "status": spec["status"], "assigned_to": assigned}
            event = make_event("Sentite", **values)
            if person == self.people[1]:
                party = self.parties[2]
            values = {"owner": owner, "private": spec["private"], "contact_person": person, "party": party}
            frappe.db.set_value("Relation Event", event.name, values, update_modified=False)
            seers = {owner, assigned}
            if spec["joins"] is not None:
                seers.add(user := self.users[spec["joins"]])
                row = {"doctype": "Relation Event Participant", "side": "Ours", "user": user, "idx": 1}
                of = {"parent": event.name, "parenttype": "Relation Event", "parentfield": "participants"}
                frappe.get_doc({**row, **of}).db_insert()
            if spec["shared"] is not None:
                seers.add(user := self.users[spec["shared"]])
                share = {"share_doctype": "Relation Event", "share_name": event.name, "read": 1, "user": user}
                frappe.get_doc({"doctype": "DocShare", **share}).insert(ignore_permissions=True)
            made.append(frappe._dict(values, starts_on=starts_on, status=spec["status"], seers=seers))
        return made

    def evaluate(self, events: list[frappe._dict], user: str, field: str, name: str) -> tuple:
        """Last contact and next appointment of a party or person as the rules are written."""
        frappe.set_user(user)
        parties = set(frappe.get_list("Party", pluck="name", limit=0))
        seen = [
            event
            for event in events
            if event[field] == name
            and (user == "Administrator" or user in event.seers or (not event.private and event.party in parties))
        ]
        done = [event.starts_on.date() for event in seen if event.status == "Done"]
        coming = [event.starts_on.date() for event in seen if event.status in ("Planned", "Open")]
        return max(done, default=None), min((day for day in coming if day > datetime.date.today()), default=None)

    def ask(self, doctype: str, *conditions: list, **parts: object) -> list[dict]:
        columns = ["agenda:last", "agenda:next"]
        query = {"doctype": doctype, "columns": columns, "conditions": [OWN[doctype], *conditions], **parts}
        return lists.get_rows(query)["rows"]

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(specs=EVENTS)
    def test_days_orders_and_conditions_are_those_of_plain_python(self, specs):
        with self.forgotten():
            self.compare(self.make(specs))

    @contextmanager
    def forgotten(self):
        """Leave no event behind."""
        frappe.db.savepoint("example")
        try:
            yield
        finally:
            frappe.set_user("Administrator")
            frappe.db.rollback(save_point="example")

    def compare(self, events: list[frappe._dict]) -> None:
        for user in (*self.users, "Administrator"):
            for doctype, field in (("Party", "party"), ("Contact Person", "contact_person")):
                frappe.set_user(user)
                rows = {row["name"]: row for row in self.ask(doctype)}
                wanted = {name: self.evaluate(events, user, field, name) for name in rows}
                found = {name: (row["agenda:last"], row["agenda:next"]) for name, row in rows.items()}
                self.assertEqual(found, wanted, (user, doctype))
                for at, path in enumerate(("agenda:last", "agenda:next")):
                    self.check(doctype, path, {name: days[at] for name, days in wanted.items()})

    def check(self, doctype: str, path: str, days: dict) -> None:
        first = datetime.date.min
        for way in ("asc", "desc"):
            rows = self.ask(doctype, sort=[[path, way]])
            order = sorted(days, key=lambda name: (days[name] or first, name), reverse=way == "desc")
            self.assertEqual([row["name"] for row in rows], order, (path, way))
        today = datetime.date.today()
        edge = str(today - datetime.timedelta(days=5))
        for condition, holds in (
            ([path, "is", "not set"], lambda day: day is None),
            ([path, "<", edge], lambda day: day is not None and str(day) < edge),
            ([path, "!=", edge], lambda day: str(day) != edge),
            ([path, "within", {"next": 7, "unit": "days"}], lambda day: day and 0 <= (day - today).days <= 7),
        ):
            names = {row["name"] for row in self.ask(doctype, condition)}
            self.assertEqual(names, {name for name, day in days.items() if holds(day)}, condition)
        groups = lists.get_groups({"doctype": doctype, "conditions": [OWN[doctype]], "group_by": [path]})["groups"]
        counts = {str(group["value"]): group["count"] for group in groups}
        self.assertEqual(counts, {str(day): list(days.values()).count(day) for day in set(days.values())})

    def test_a_colleague_s_private_event_changes_nothing(self):
        with self.forgotten():
            self.add_a_private_event(self.users[0], self.users[3])

    def add_a_private_event(self, clerk: str, other: str) -> None:
        self.make([{"where": n, "days": -n - 1, "status": "Done", "private": 0, "owner": 3, "assigned": 3,
                    "joins": None, "shared": None} for n in range(3)])  # fmt: skip
        before = self.look(clerk)
        for status, days in (("Done", -1), ("Planned", 1)):
            self.make([{"where": 2, "days": days, "status": status, "private": 1, "owner": 3, "assigned": 3,
                        "joins": None, "shared": None}])  # fmt: skip
        self.assertEqual(self.look(clerk), before)
        self.assertNotEqual(self.look(other), before)

    def look(self, user: str) -> list:
        frappe.set_user(user)
        paths = ("agenda:last", "agenda:next")
        return [
            [self.ask("Party", sort=[[path, "desc"]]) for path in paths],
            [[row["name"] for row in self.ask("Party", [path, "is", "set"])] for path in paths],
        ]
