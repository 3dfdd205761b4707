"""Random conditions against plain Python over the same rows: what the database finds is what they say."""

import datetime

import frappe
from frappe.utils import getdate
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.api import lists
from relcrm.relations.profile import set_profile_values
from relcrm.relations.search_text import fold
from relcrm.testing import IntegrationTestCase, make_party, make_user
from relcrm.workplace.lists.periods import NAMED, get_span
from relcrm.workplace.test_lists import make_attributes

TEXTS = ("", "due", "Uno", "uno due", "Ünò", "50%_!", "O'Neil", "zz")
STAGES = ("", "Lead", "Customer")
NUMBERS = (0, 1, 7.5, 40)
DAYS = (None, "2025-12-31", "2026-01-01", "2026-02-28", "2026-11-22")
MOMENTS = ("2025-12-31 00:00:00", "2026-01-01 23:59:59", "2026-11-22 12:30:00")
MACHINES = ("Gru", "Argano")
TODAY = datetime.date(2026, 11, 22)

# path -> (kind, whether a record may have several values)
PATHS = {
    "legal_form": ("text", False),
    "lifecycle_stage": ("key", False),
    "employees": ("number", False),
    "turnover": ("number", False),
    "customer_since": ("date", False),
    "vat_group": ("check", False),
    "creation": ("datetime", False),
    "parent_party.legal_form": ("text", False),
    "parent_party.lifecycle_stage": ("key", False),
    "parent_party.employees": ("number", False),
    "parent_party.customer_since": ("date", False),
    "parent_party.vat_group": ("check", False),
    "phones.note": ("text", True),
    "roles.since": ("date", True),
    "profile:Prova macchine": ("key", True),
    "profile:Prova portata": ("number", True),
    "profile:Prova collaudo": ("date", True),
    "profile:Prova officina": ("check", True),
}
VALUES = {"text": TEXTS, "key": (*STAGES, *MACHINES), "number": NUMBERS, "date": DAYS[1:], "check": (0, 1)}
VALUES["datetime"] = (*MOMENTS, *DAYS[1:])
PERIODS = (*NAMED, {"last": 30, "unit": "days"}, {"next": 2, "unit": "weeks"}, {"last": 11, "unit": "months"})
ROWS = 40


@st.composite
def conditions(draw: st.DrawFn) -> list:
    """One condition on any of the columns."""
    path = draw(st.sampled_from(list(PATHS)))
    kind = PATHS[path][0]
    operators = {
        "text": ["=", "!=", "in", "not in", "contains", "not contains", "starts", "is"],
        "key": ["=", "!=", "in", "not in", "is"],
        "number": ["=", "!=", "in", "not in", "<", ">", "<=", ">=", "between", "is"],
        "date": ["=", "!=", "<", ">", "<=", ">=", "between", "within", "not within", "is"],
        "check": ["=", "!="],
    }
    operators["datetime"] = operators["date"]
    operator, value = draw(st.sampled_from(operators[kind])), st.sampled_from(VALUES[kind])
    if operator == "is":
        value = st.sampled_from(["set", "not set"])
    elif operator in ("in", "not in"):
        value = st.lists(value, max_size=3)
    elif operator == "between":
        value = st.tuples(value, value).map(list)
    elif operator in ("within", "not within"):
        value = st.sampled_from(PERIODS)
    return [path, operator, draw(value)]


GROUPS = st.recursive(
    conditions(),
    lambda parts: st.builds(
        lambda op, of: {"op": op, "of": of}, st.sampled_from(["all", "any", "none"]), st.lists(parts, max_size=3)
    ),
    max_leaves=8,
)


# ---- the same in Python


def holds(node: object, values: dict[str, list]) -> bool:
    """Whether a record, given as the values of each path, fulfils a condition or a group."""
    if isinstance(node, dict):
        found = [holds(part, values) for part in node["of"] if has_conditions(part)]
        return {"all": all(found), "any": any(found) or not found, "none": not any(found)}[node["op"]]
    path, operator, value = node
    negative = {"!=": "=", "not contains": "contains", "not in": "in", "not within": "within"}
    if operator in negative:
        return not holds([path, negative[operator], value], values)
    kind = PATHS[path][0]
    present = [one for one in values[path] if is_set(kind, PATHS[path][1], one)]
    if operator == "is":
        return bool(present) == (value == "set")
    if kind == "datetime":
        return is_within(values[path][0], operator, value)
    wanted = value if operator == "in" else [value]
    if operator in ("=", "in"):
        plain_wanted = {plain(kind, other) for other in wanted if other != ""}
        return ("" in wanted and not present) or any(plain(kind, one) in plain_wanted for one in values[path])
    if operator in ("contains", "starts") and not value:
        return bool(present)
    return any(compare(kind, operator, one, value) for one in values[path] if one is not None)


def is_within(value: str, operator: str, other: object) -> bool:
    """A moment beside days, which are whole days, and beside moments; all as text, which sorts as time does."""
    if operator == "within":
        other, operator = [str(day) for day in get_span(other, TODAY)], "between"
    low, high = other if operator == "between" else (other, other)
    ends = (low if len(low) > 10 else f"{low} 00:00:00", high if len(high) > 10 else f"{high} 23:59:59.999999")
    if operator in ("between", "="):
        return ends[0] <= value <= ends[1]
    return {"<": value < ends[0], ">=": value >= ends[0], ">": value > ends[1], "<=": value <= ends[1]}[operator]


def has_conditions(node: object) -> bool:
    return not isinstance(node, dict) or any(has_conditions(part) for part in node["of"])


def is_set(kind: str, is_row: bool, value: object) -> bool:
    if value in (None, ""):
        return False
    return kind != "number" or is_row or value != 0


def plain(kind: str, value: object) -> object:
    if value in (None, ""):
        return None
    if kind == "date":
        return getdate(value)
    return database_fold(value) if kind == "text" else value


def compare(kind: str, operator: str, value: object, other: object) -> bool:
    if kind == "text":
        text, part = database_fold(value), database_fold(other)
        return part in text if operator == "contains" else text.startswith(part)
    if operator == "within":
        other, operator = get_span(other, TODAY), "between"
    if operator == "between":
        low, high = (plain(kind, bound) for bound in other)
        return low <= plain(kind, value) <= high
    value, other = plain(kind, value), plain(kind, other)
    return {"<": value < other, ">": value > other, "<=": value <= other, ">=": value >= other}[operator]


def database_fold(text: str) -> str:
    """A comparison of texts keeps apostrophes, which the search drops."""
    return fold(text.replace("'", "\x01"))


class TestConditions(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_attributes()
        cls.clerk = make_user("condizioni.ufficio@example.com", "RelCRM User")
        cls.records: dict[str, dict] = {}
        parents: list[str] = []
        for number in range(ROWS):
            own = cls.make_values(number)
            parent = parents[number % len(parents)] if parents and number % 3 else None
            doc = make_party(f"Condizione {number}", parent_party=parent, **cls.make_fields(own))
            frappe.db.set_value("Party", doc.name, "creation", own["creation"][0], update_modified=False)
            profile = {path.split(":")[1]: found for path, found in own.items() if ":" in path and found}
            if profile:
                single = {name: found if name == "Prova macchine" else found[0] for name, found in profile.items()}
                set_profile_values(doc.name, single)
            linked = cls.records[parent] if parent else {}
            for path in PATHS:
                if path.startswith("parent_party."):
                    own[path] = linked.get(path.removeprefix("parent_party."), [])
            cls.records[doc.name] = own
            parents.append(doc.name)

    @staticmethod
    def make_values(number: int) -> dict[str, list]:
        """The values of one record by path; every combination of set and not set occurs."""

        def pick(options: tuple, step: int) -> object:
            return options[number // step % len(options)]

        several = [value for at, value in enumerate(TEXTS[1:]) if number >> at & 1][:2]
        return {
            "legal_form": [pick(TEXTS, 1)],
            "lifecycle_stage": [pick(STAGES, 2)],
            "employees": [int(pick((0, 1, 7, 40), 1))],
            "turnover": [pick(NUMBERS, 3)],
            "customer_since": [pick(DAYS, 1)],
            "vat_group": [number % 2],
            "creation": [pick(MOMENTS, 1)],
            "phones.note": several,
            "roles.since": [day for day in (pick(DAYS, 1), pick(DAYS, 5)) if day] if number % 2 else [],
            "profile:Prova macchine": list(MACHINES[: number % 3]),
            "profile:Prova portata": [pick((1, 7.5, 40), 2)] if number % 4 else [],
            "profile:Prova collaudo": [day] if (day := pick(DAYS, 2)) else [],
            "profile:Prova officina": [number // 3 % 2] if number % 5 else [],
        }

    @staticmethod
    def make_fields(values: dict[str, list]) -> dict:
        plain = ("legal_form", "lifecycle_stage", "employees", "turnover", "customer_since", "vat_group")
        phones = [{"number": "0422 1", "note": note} for note in values["phones.note"]]
        roles = [
            {"role": role, "since": day}
            for role, day in zip(("Customer", "Supplier"), values["roles.since"], strict=False)
        ]
        return {**{name: values[name][0] for name in plain}, "phones": phones, "roles": roles}

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    @settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
    @given(node=GROUPS)
    def test_the_database_finds_what_python_finds(self, node):
        own = ["name", "in", list(self.records)]
        query = {"doctype": "Party", "conditions": [own, node], "length": 1000}
        expected = {name for name, values in self.records.items() if not has_conditions(node) or holds(node, values)}
        with self.freeze_time(f"{TODAY} 12:00:00"):
            found = [row["name"] for row in lists.get_rows(query)["rows"]]
            self.assertEqual((set(found), len(found)), (expected, len(expected)))
            self.assertEqual(lists.get_count(query)["count"], len(expected))
