"""Random conditions on what hangs on records, against plain Python over the same rows."""

import operator

import frappe
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.api import lists
from relcrm.exceptions import ListQueryError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

ROWS = 24
DAYS = ("2025-12-31", "2026-03-01", "2026-11-22")
STATES = ("Done", "Planned", "Cancelled")
FORMS = ("S.r.l.", "S.p.A.")
ROLES = ("", "Buyer", "Owner")
VALUES = (0, 100, 250.5)
SIGNS = {"=": operator.eq, "!=": operator.ne, ">": operator.gt, "<": operator.lt, ">=": operator.ge, "<=": operator.le}
TIE = "Prova lega"

# what hangs there -> kind of record, and its columns with their operators and values
RELATIONS = {
    "events": ("event", {"status": STATES, "starts_on": DAYS}),
    "people": ("person", {"role": ROLES}),
    "deals": ("deal", {"expected_value": VALUES}),
    "divisions": ("party", {"legal_form": FORMS, "employees": (0, 5, 9)}),
    f"tie:{TIE}": ("party", {"legal_form": FORMS, "employees": (0, 5, 9)}),
    f"tie-back:{TIE}": ("party", {"legal_form": FORMS, "employees": (0, 5, 9)}),
}
OPERATORS = {"starts_on": (">=", "<"), "expected_value": (">", "<=", "="), "employees": (">", "<=", "=")}
NESTED = ("divisions", f"tie:{TIE}", f"tie-back:{TIE}")


@st.composite
def leaf(draw: st.DrawFn, key: str) -> list:
    columns = RELATIONS[key][1]
    path = draw(st.sampled_from(list(columns)))
    return [path, draw(st.sampled_from(OPERATORS.get(path, ("=", "!=")))), draw(st.sampled_from(columns[path]))]


@st.composite
def counts(draw: st.DrawFn) -> list:
    sign = draw(st.sampled_from([*SIGNS, "between"]))
    number = st.integers(0, 4)
    return [sign, [draw(number), draw(number)] if sign == "between" else draw(number)]


@st.composite
def has(draw: st.DrawFn, depth: int = 0) -> dict:
    """A node on what hangs on a party; that of parties may ask for what hangs on those."""
    key = draw(st.sampled_from(list(RELATIONS)))
    parts = leaf(key) if key not in NESTED or depth > 1 else st.one_of(leaf(key), has(depth + 1))
    node = {"has": key, "op": draw(st.sampled_from(["all", "any", "none"])), "of": draw(st.lists(parts, max_size=2))}
    if key == "deals" and draw(st.booleans()):
        way = draw(st.sampled_from(["sum", "min", "max", "avg"]))
        sign = draw(st.sampled_from([">", "<", ">=", "<="]))
        return {**node, "total": [way, "expected_value"], "is": [sign, draw(st.sampled_from((50, 150, 300)))]}
    return {**node, "count": draw(counts())} if draw(st.booleans()) else node


GROUPS = st.recursive(
    has(),
    lambda parts: st.builds(
        lambda op, of: {"op": op, "of": of},
        st.sampled_from(["all", "any", "none"]),
        st.lists(parts, min_size=1, max_size=3),
    ),
    max_leaves=4,
)


# ---- the same in Python


def holds(node: object, record: dict) -> bool:
    """Whether a record, given as its own values and what hangs on it by key, fulfils a node."""
    if isinstance(node, list):
        path, sign, value = node
        return SIGNS[sign](record[path] or "" if isinstance(value, str) else record[path], value)
    if "has" not in node:
        return holds_group(node, record)
    hanging = [one for one in record[node["has"]] if holds_group(node, one)]
    if "total" in node:
        return is_total(node, [one["expected_value"] for one in hanging])
    sign, number = node.get("count", [">=", 1])
    if sign == "between":
        return number[0] <= len(hanging) <= number[1]
    return SIGNS[sign](len(hanging), number)


def holds_group(node: dict, record: dict) -> bool:
    found = [holds(part, record) for part in node["of"]]
    if not found:
        return True
    return {"all": all(found), "any": any(found), "none": not any(found)}[node["op"]]


def is_total(node: dict, values: list) -> bool:
    way, (sign, bound) = node["total"][0], node["is"]
    if not values:
        return way == "sum" and SIGNS[sign](0, bound)
    total = {"sum": sum, "min": min, "max": max, "avg": lambda some: sum(some) / len(some)}[way](values)
    return SIGNS[sign](total, bound)


class TestRelatedConditions(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("segmenti.ufficio@example.com", "RelCRM User")
        values = {"relationship_type": TIE, "forward_title": "Prova dà", "reverse_title": "Prova riceve"}
        if not frappe.db.exists("Relationship Type", TIE):
            frappe.get_doc({"doctype": "Relationship Type", "name": TIE, **values}).insert(set_name=TIE)
        cls.records: dict[str, dict] = {}
        for number in range(ROWS):
            cls.add_party(number)
        names = list(cls.records)
        for number, name in enumerate(names):
            other = names[(number * 7 + 3) % ROWS]
            if number % 3 == 0 and other != name:
                cls.tie(name, other, until=None if number % 2 else "2020-01-01")
        cls.read_events()

    @classmethod
    def add_party(cls, number: int):
        parent = list(cls.records)[number // 3] if number % 3 and number > 3 else None
        own = {"legal_form": FORMS[number % 2], "employees": (0, 5, 9)[number % 3]}
        name = make_party(f"Segmento {number}", parent_party=parent, **own).name
        record = {**own, **{key: [] for key in RELATIONS}}
        cls.records[name] = record
        if parent:
            cls.records[parent]["divisions"].append(record)
        for at in range(number % 4):
            day = DAYS[(number // 2 + at) % 3]
            event = {"status": STATES[(number + at) % 3], "starts_on": f"{day} 10:00:00"}
            make_event(f"Segmento {number}.{at}", party=name, **event)
        if number % 5 == 0:
            make_event(f"Segmento {number} riservato", party=name, status="Done", private=1)
        for at in range(number // 2 % 3):
            person = {"role": ROLES[(number + at) % 3]}
            make_person(name, f"Segmento Persona {number}.{at}", **person)
            record["people"].append(person)
        for at in range(number // 3 % 3):
            deal = {"expected_value": VALUES[(number + at) % 3]}
            subject = f"Segmento {number}.{at}"
            frappe.get_doc({"doctype": "Negotiation", "subject": subject, "party": name, **deal}).insert()
            record["deals"].append(deal)

    @classmethod
    def read_events(cls):
        """The events that are not private, those among them that the states of deals planned."""
        filters = {"party": ["in", list(cls.records)], "private": 0}
        for row in frappe.get_all("Relation Event", filters=filters, fields=["party", "status", "starts_on"]):
            cls.records[row.party]["events"].append({"status": row.status, "starts_on": str(row.starts_on)[:10]})

    @classmethod
    def tie(cls, one: str, other: str, until: str | None):
        values = {"relationship_type": TIE, "party": one, "other_party": other, "until": until}
        frappe.get_doc({"doctype": "Party Relationship", **values}).insert()
        if not until:
            cls.records[one][f"tie:{TIE}"].append(cls.records[other])
            cls.records[other][f"tie-back:{TIE}"].append(cls.records[one])

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def find(self, *nodes: object) -> list[str]:
        query = {"doctype": "Party", "conditions": [["name", "in", list(self.records)], *nodes], "length": 1000}
        return [row["name"] for row in lists.get_rows(query)["rows"]]

    @settings(max_examples=200, deadline=None, suppress_health_check=list(HealthCheck))
    @given(node=GROUPS)
    def test_the_database_finds_what_python_finds(self, node):
        expected = {name for name, record in self.records.items() if holds(node, record)}
        found = self.find(node)
        self.assertEqual((set(found), len(found)), (expected, len(expected)))

    def test_what_cannot_be_asked_is_refused_in_a_sentence(self):
        for node in (
            {"has": "segreti"},
            {"has": ["events"]},
            {"has": "events", "of": [["nessuna", "=", 1]]},
            {"has": "events", "count": ["like", 3]},
            {"has": "events", "count": [">=", "tre"]},
            {"has": "events", "count": ["between", [1]]},
            {"has": "events", "total": ["sum", "subject"], "is": [">", 1]},
            {"has": "deals", "total": ["sum", "expected_value"]},
            {"has": "events", "op": ["all"], "of": [["status", "=", "Done"]]},
            {"has": "events", "of": 3},
        ):
            with self.subTest(node=node), self.assertRaises(ListQueryError):
                self.find(node)

    def test_depth_and_number_of_conditions_are_bounded_below_such_nodes_too(self):
        deep: dict = {"has": "divisions"}
        for _level in range(20):
            deep = {"has": "divisions", "of": [deep]}
        wide = {"has": "people", "of": [["role", "=", "Buyer"]] * 400}
        for node in (deep, wide):
            with self.assertRaises(ListQueryError):
                self.find(node)

    def test_what_may_not_be_read_is_nothing_to_ask_for(self):
        role = "Solo Anagrafiche Segmenti"
        if not frappe.db.exists("Role", role):
            frappe.set_user("Administrator")
            frappe.get_doc({"doctype": "Role", "role_name": role, "desk_access": 1}).insert()
            frappe.get_doc({"doctype": "Custom DocPerm", "parent": "Party", "role": role, "read": 1}).insert()
        frappe.set_user("Administrator")
        frappe.set_user(make_user("segmenti.solo@example.com", role))
        with self.assertRaises((ListQueryError, frappe.PermissionError)):
            self.find({"has": "events"})
