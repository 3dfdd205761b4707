"""Random segments on random data, against plain Python: sets of sets, by hand, frozen, near a town, by counts."""

import operator
from math import asin, cos, radians, sin, sqrt

import frappe
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from relcrm.api import lists, segments
from relcrm.exceptions import SegmentError
from relcrm.relations.segments.always import judge
from relcrm.relations.segments.distance import EARTH_KM, write_within
from relcrm.relations.town_places import get_place
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.lists.fields import ListFields
from relcrm.workplace.lists.statement import run

ROWS = 20
FORMS = ("S.r.l.", "S.p.A.", None)
TYPES = ("Visit", "Call")
ROLES = ("Buyer", "Owner")
TOWNS = ("Treviso", "Conegliano", "Milano", "Palermo")
SIGNS = {"=": operator.eq, "!=": operator.ne, ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt}
SEGMENTS = 3


@st.composite
def leaf(draw: st.DrawFn) -> list:
    if draw(st.booleans()):
        return ["employees", draw(st.sampled_from((">", "<=", "="))), draw(st.sampled_from((0, 5, 9)))]
    return ["legal_form", draw(st.sampled_from(("=", "!="))), draw(st.sampled_from(FORMS[:2]))]


@st.composite
def hanging(draw: st.DrawFn) -> dict:
    key = draw(st.sampled_from(("events", "people")))
    path, values = ("event_type", TYPES) if key == "events" else ("role", ROLES)
    of = draw(st.lists(st.tuples(st.just(path), st.sampled_from(("=", "!=")), st.sampled_from(values)), max_size=2))
    count = [draw(st.sampled_from(list(SIGNS))), draw(st.integers(0, 3))]
    op = draw(st.sampled_from(("all", "any", "none")))
    return {"has": key, "op": op, "of": [list(one) for one in of], "count": count}


NEAR = st.builds(lambda near, km: {"near": near, "km": km}, st.sampled_from(TOWNS), st.sampled_from((1, 25, 60, 900)))
INSIDE = st.builds(lambda at: {"segment": at}, st.integers(0, SEGMENTS - 1))


def rules(*parts: st.SearchStrategy) -> st.SearchStrategy:
    """Groups of all, any or none, up to three deep, as the conditions of a segment."""
    one = st.one_of(leaf(), hanging(), NEAR, *parts)
    op = st.sampled_from(("all", "any", "none"))
    group = st.builds(lambda op, of: {"op": op, "of": of}, op, st.lists(one, min_size=1, max_size=3))
    deep = st.one_of(one, group)
    return st.builds(lambda op, of: {"op": op, "of": of}, op, st.lists(deep, min_size=1, max_size=3))


HANDS = st.lists(st.tuples(st.integers(0, ROWS - 1), st.sampled_from(("Added", "Taken Out"))), max_size=3)
ALL = st.tuples(*[st.tuples(rules(*([INSIDE] if at else [])), HANDS, st.booleans()) for at in range(SEGMENTS)])


# ---- the same in Python


def is_near(record: dict, town: str, km: float) -> bool:
    return measure_km(record["place"], get_place(town)) <= km


def measure_km(one: tuple, other: tuple) -> float:
    (north, east), (to_north, to_east) = one, other
    half = sin(radians(to_north - north) / 2) ** 2
    half += cos(radians(north)) * cos(radians(to_north)) * sin(radians(to_east - east) / 2) ** 2
    return 2 * EARTH_KM * asin(sqrt(half))


def holds(node: object, name: str, record: dict, sets: list[set]) -> bool:
    if isinstance(node, list):
        path, sign, value = node
        held = record[path] or ("" if isinstance(value, str) else 0)
        return SIGNS[sign](held, value)
    if "segment" in node:
        return name in sets[node["segment"]]
    if "near" in node:
        return is_near(record, node["near"], node["km"])
    if "has" in node:
        sign, number = node["count"]
        return SIGNS[sign](sum(holds_group(node, name, one, sets) for one in record[node["has"]]), number)
    return holds_group(node, name, record, sets)


def holds_group(node: dict, name: str, record: dict, sets: list[set]) -> bool:
    found = [holds(part, name, record, sets) for part in node["of"]]
    return not found or {"all": all(found), "any": any(found), "none": not any(found)}[node["op"]]


class TestSegments(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("segmenti.prova@example.com", "RelCRM User")
        cls.records: dict[str, dict] = {}
        for number in range(ROWS):
            town = (*TOWNS, None)[number % 5]
            addresses = [{"street": "Via Prova 1", "town": town}] if town else []
            own = {"legal_form": FORMS[number % 3], "employees": (0, 5, 9)[number // 2 % 3]}
            name = make_party(f"Insieme {number}", addresses=addresses, **own).name
            place = get_place(town) if town else (0.0, 0.0)
            record = cls.records[name] = {**own, "place": place, "events": [], "people": []}
            for at in range(number % 4):
                event = {"event_type": TYPES[(number + at) % 2]}
                make_event(f"Insieme {number}.{at}", party=name, **event)
                record["events"].append(event)
            if number % 3 == 0:
                make_event(f"Insieme {number} riservato", party=name, event_type="Visit", private=1)
            for at in range(number // 3 % 3):
                person = {"role": ROLES[(number + at) % 2]}
                make_person(name, f"Insieme Persona {number}.{at}", **person)
                record["people"].append(person)
        cls.names = list(cls.records)

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def find(self, *nodes: object, doctype: str = "Party") -> list[str]:
        column = "name" if doctype == "Party" else "party"
        query = {"doctype": doctype, "columns": [column], "conditions": [[column, "in", self.names], *nodes]}
        return [row[column] for row in lists.get_rows({**query, "length": 1000})["rows"]]

    def keep(self, at: int, rule: dict, names: list[str]) -> str:
        conditions = name_inner(rule, names)
        return segments.save_segment({"segment_name": f"Insieme {at}", "conditions": conditions})["name"]

    @settings(max_examples=70, deadline=None, suppress_health_check=list(HealthCheck))
    @given(drawn=ALL)
    def test_the_database_finds_what_python_finds(self, drawn):
        kept: list[str] = []
        sets: list[set] = []
        for at, (rule, hands, is_frozen) in enumerate(drawn):
            rule = limit_inner(rule, at)
            members = {one for one, record in self.records.items() if holds_group(rule, one, record, sets)}
            verdict = judge(name_inner(rule, kept), ListFields("Party"))
            self.assertIn(len(members), {True: [ROWS], False: [0], None: range(ROWS + 1)}[verdict], rule)
            if verdict:
                self.assertRaises(SegmentError, self.keep, at, rule, kept)
                return
            name = self.keep(at, rule, kept)
            for number, how in hands:
                segments.set_members(name, [self.names[number]], how)
            for number, how in dict(hands).items():
                (members.add if how == "Added" else members.discard)(self.names[number])
            self.assertEqual(sorted(self.find({"segment": name})), sorted(members))
            if is_frozen and members:
                name = segments.freeze(name)
                self.assertLessEqual(members, set(self.find({"segment": name})))
            kept.append(name)
            sets.append(members)
        none = {"op": "none", "of": [{"segment": kept[-1]}]}
        self.assertEqual(set(self.find(none)), set(self.names) - sets[-1])
        events = sorted(name for name, record in self.records.items() for _one in record["events"] if name in sets[-1])
        self.assertEqual(sorted(self.find({"segment": kept[-1]}, doctype="Relation Event")), events)

    @settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
    @given(
        place=st.tuples(st.floats(-60, 60), st.floats(-150, 150)),
        other=st.tuples(st.floats(-60, 60), st.floats(-150, 150)),
        km=st.floats(1, 2000),
        step=st.floats(0.0, 1.0),
    )
    def test_distance_is_that_of_the_great_circle(self, place, other, km, step):
        other = tuple(one + (two - one) * step * 0.1 for one, two in zip(place, other, strict=True))
        far = measure_km(place, other)
        assume(abs(far - km) > max(0.002, km * 1e-6))
        written = write_within(place, km)
        at = f"(select {other[0]!r} as `main_latitude`, {other[1]!r} as `main_longitude`) as `tabParty`"
        found = run(f"select count(*) from {at} where {written.sql}", written.values)[0][0]
        assume(other != (0.0, 0.0))
        self.assertEqual(bool(found), far <= km)


def limit_inner(node: object, at: int) -> object:
    """A segment hangs on those that were kept before it."""
    if not isinstance(node, dict):
        return node
    if "segment" in node:
        return {"segment": min(node["segment"], at - 1)}
    return {**node, "of": [limit_inner(part, at) for part in node["of"]]} if "of" in node else node


def name_inner(node: object, names: list[str]) -> object:
    if not isinstance(node, dict):
        return node
    if "segment" in node:
        return {"segment": names[node["segment"]]}
    return {**node, "of": [name_inner(part, names) for part in node["of"]]} if "of" in node else node
