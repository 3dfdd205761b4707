"""Conditions that a few typed letters may mean: "vene" is the territory Veneto, "visita" an event of that type."""

import re
from collections.abc import Iterator

import frappe
from frappe import _

from relcrm.relations.search_text import fold
from relcrm.relations.segments.rule import LINKS
from relcrm.relations.town_places import NOWHERE, get_place
from relcrm.workplace.lists.fields import ListField, ListFields
from relcrm.workplace.lists.query import ListQuery, check_list
from relcrm.workplace.lists.related import Relation, get_relations
from relcrm.workplace.lists.rights import can_read
from relcrm.workplace.lists.titles import is_coded

MOST, MOST_OF_ONE, MOST_CHOICES, SHORTEST = 12, 5, 400, 2
PLACES = ("main_region", "main_town")
ENDING = re.compile(r"(?<=\w{4})[aeio]$")
NEARBY_KM = 30


def suggest(target: str, text: str) -> list[dict]:
    """Return conditions and columns by what they are called, likeliest first: `node` or `field`, `title`, `of`."""
    check_list(target)
    wanted = fold(str(text or "")[:100]).strip()
    if target not in LINKS or len(wanted) < SHORTEST:
        return []
    fields = ListFields(target)
    found = [*_find_values(fields, wanted), *_find_places(fields, text.strip(), wanted), *_find_columns(fields, wanted)]
    found += [*_find_hanging(fields, wanted), *_find_segments(fields, wanted), *_find_near(text)]
    ranked = sorted(found, key=lambda one: rank(one["title"], wanted))
    return ranked[:MOST]


def rank(title: str, wanted: str) -> tuple[int, int]:
    """Begins with it, has a word that does, or has it inside; shorter ones first."""
    plain = fold(title)
    words = plain.split()
    return (0 if plain.startswith(wanted) else 1 if any(w.startswith(wanted) for w in words) else 2, len(plain) // 12)


def _fits(title: str, wanted: str) -> bool:
    """Return whether every word, whatever its last vowel (visita, visite), stands in a title."""
    plain = fold(title)
    return all(ENDING.sub("", word) in plain for word in wanted.split())


def _find_values(fields: ListFields, wanted: str) -> Iterator[dict]:
    """Choices of the record's own fields, of its profile, and of the lists it links to."""
    for field in fields.get_all():
        for value, title in _get_fitting(fields, field, wanted):
            operator = "below" if "below" in field.operators else "in"
            yield {"node": [field.path, operator, [value]], "title": title, "of": _label(field)}


def _get_fitting(fields: ListFields, field: ListField, wanted: str) -> list[tuple[str, str]]:
    if field.column and field.group:
        return []
    choices = fields.once(_get_choices, field.fieldtype, field.options)
    fitting = [(value, title) for value, title in choices if _fits(f"{title} {value}", wanted)]
    return sorted(fitting, key=lambda one: rank(one[1], wanted))[:MOST_OF_ONE]


def _get_choices(fieldtype: str, options: str) -> list[tuple[str, str]]:
    """Values and titles of what is chosen from: of a short list, or of the records of a small DocType."""
    if fieldtype == "Select":
        return [(option, _(option)) for option in options.split("\n") if option]
    if fieldtype not in ("Link", "Table MultiSelect") or not options or options in ("User", "DocType", "Role"):
        return []
    meta = frappe.get_meta(options)
    if meta.issingle or meta.istable or not can_read(options):
        return []
    if is_coded(meta):
        return []
    columns = ["name", meta.title_field or "name"]
    rows = frappe.get_list(options, fields=columns, as_list=True, limit=MOST_CHOICES + 1, order_by="name asc")
    return [(name, _(title or name)) for name, title in rows] if len(rows) <= MOST_CHOICES else []


def _find_places(fields: ListFields, text: str, wanted: str) -> Iterator[dict]:
    """Regions and towns that addresses really have."""
    for path in PLACES:
        field = fields.find(path)
        if not field:
            continue
        query = ListQuery(fields.doctype, conditions=[[path, "starts", text]], group_by=[path], length=MOST_OF_ONE)
        for row in query.get_groups()["groups"]:
            if row["value"] and _fits(row["value"], wanted):
                yield {"node": [path, "=", row["value"]], "title": row["value"], "of": _label(field)}


def _find_columns(fields: ListFields, wanted: str) -> Iterator[dict]:
    for field in fields.get_all():
        if field.path != "name" and _fits(field.label, wanted):
            yield {"field": field.path, "title": field.label, "of": field.group}


def _find_hanging(fields: ListFields, wanted: str) -> Iterator[dict]:
    """What hangs on the record: events, people, deals as such, and by the values of their fields."""
    for relation in get_relations(fields.doctype).values():
        if _fits(relation.label, wanted):
            yield {"node": _count(relation, []), "title": relation.label, "of": _("Count")}
        if relation.through or relation.doctype == fields.doctype:
            continue
        hanging = ListFields(relation.doctype)
        for field in (hanging.find(df.fieldname) for df in hanging.meta.fields if df.fieldtype in ("Select", "Link")):
            if field and not field.hidden:
                for value, title in _get_fitting(hanging, field, wanted):
                    of = f"{relation.label}: {field.label}"
                    yield {"node": _count(relation, [[field.path, "in", [value]]]), "title": title, "of": of}


def _count(relation: Relation, conditions: list) -> dict:
    return {"has": relation.key, "count": [">=", 1], "op": "all", "of": conditions}


def _find_segments(fields: ListFields, wanted: str) -> Iterator[dict]:
    filters = {"target": fields.doctype}
    for row in frappe.get_list("Segment", fields=["name", "segment_name"], filters=filters, limit=MOST_CHOICES):
        if _fits(row.segment_name, wanted):
            yield {"node": {"segment": row.name, "op": "all", "of": []}, "title": row.segment_name, "of": _("Segment")}


def _find_near(text: str) -> Iterator[dict]:
    town = text.strip()
    if get_place(town) != NOWHERE:
        title = _("Within {0} km of {1}").format(NEARBY_KM, town[:1].upper() + town[1:])
        yield {"node": {"near": town, "km": NEARBY_KM, "op": "all", "of": []}, "title": title, "of": _("Distance")}


def _label(field: ListField) -> str:
    return f"{field.label} ({field.group})" if field.group else field.label
