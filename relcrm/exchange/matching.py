"""Finding the record that a row means: by the chosen key only; everything else is a possible duplicate.

Keys are looked up for a whole batch of rows at once. A possible duplicate is listed, never merged.
"""

from collections import defaultdict
from collections.abc import Iterable

import frappe
from frappe import _

from relcrm.exchange.mapping import Target
from relcrm.relations.keys import get_compact, get_vat_variants, is_valid_fiscal_code, is_valid_vat, split_vat

MAX_LISTED = 10
CHECKED_KEYS = {"fiscal_code": is_valid_fiscal_code, "vat_number": is_valid_vat}


def fold_key(value: object) -> str:
    """Return the form in which two keys are compared: no case, no blanks around."""
    return str(value if value is not None else "").strip().casefold()


def is_sound_key(fieldname: str, value: object) -> bool:
    """Tell whether a key may identify somebody; a fiscal code or VAT number that is not valid may not."""
    is_valid = CHECKED_KEYS.get(fieldname)
    return bool(value) and (not is_valid or is_valid(str(value)))


class KeyIndex:
    """The names of the records that carry a key, for the keys of one batch of rows."""

    def __init__(self, doctype: str, target: Target):
        self.doctype = doctype
        self.target = target
        self._names: dict[str, list[str]] = {}

    def prefetch(self, values: Iterable[object]) -> None:
        """Look up all keys of a batch with one query."""
        wanted = {spelling for value in values if fold_key(value) for spelling in self._get_spellings(value)}
        self._names = defaultdict(list)
        if not wanted:
            return
        for value, name in self._fetch(sorted(wanted)):
            self.add(value, name)

    def _get_spellings(self, value: object) -> list[str]:
        """Return the forms in which a key may be stored: a VAT number with and without its country."""
        text = str(value).strip()
        if self.target.fieldname == "vat_number":
            return get_vat_variants(text)
        return [text, get_compact(text)] if self.target.fieldname == "fiscal_code" else [text]

    def _fold(self, value: object) -> str:
        if self.target.fieldname == "vat_number" and fold_key(value):
            country, rest = split_vat(str(value))
            return fold_key(rest if country in ("", "IT") else country + rest)
        return fold_key(get_compact(str(value or "")) if self.target.fieldname == "fiscal_code" else value)

    def _fetch(self, wanted: list[str]) -> list[tuple]:
        field = self.target.fieldname
        if not self.target.table:
            rows = frappe.get_all(
                self.doctype, filters={field: ["in", wanted]}, fields=["name", field], order_by="name asc"
            )
            return [(row[field], row.name) for row in rows]
        table = frappe.get_meta(self.doctype).get_field(self.target.table)
        filters = {
            field: ["in", wanted],
            "parenttype": self.doctype,
            "parentfield": self.target.table,
            **dict(self.target.where),
        }
        rows = frappe.get_all(table.options, filters=filters, fields=["parent", field], order_by="parent asc")
        return [(row[field], row.parent) for row in rows]

    def get(self, value: object) -> list[str]:
        """Return the names of the records that carry this key."""
        return self._names.get(self._fold(value), [])

    def add(self, value: object, name: str) -> None:
        """Remember a record that carries a key."""
        key = self._fold(value)
        if key and name not in self._names[key]:
            self._names[key].append(name)


class DuplicateIndex:
    """What hints at the same party in a batch of rows: an e-mail, name and town, a VAT number, a fiscal code."""

    def __init__(self, doctype: str):
        self.active = doctype in ("Party", "Contact Person")
        self.doctype = doctype
        self._hits: dict[str, dict[str, list[str]]] = {}

    def prefetch(self, rows: list[dict]) -> None:
        """Look up the hints of all rows of a batch; each row is what `get_hints` returned."""
        self._hits = {hint: defaultdict(list) for hint in HINTS}
        if not self.active:
            return
        for hint, get_rows in HINTS.items():
            wanted = sorted({value for row in rows for value in row.get(hint, ())})
            if wanted:
                for key, name in get_rows(wanted):
                    self._add_hit(hint, key, name)

    def add(self, hints: dict, name: str) -> None:
        """Remember a record made while the batch runs."""
        if self.active:
            for hint, values in hints.items():
                for value in values:
                    self._add_hit(hint, value, name)

    def _add_hit(self, hint: str, value: object, name: str) -> None:
        names = self._hits[hint][_fold_hint(value)]
        if name not in names:
            names.append(name)

    def get(self, hints: dict) -> dict[str, list[str]]:
        """Return, per hint that hits, the names of the records it hits."""
        found = {}
        for hint, values in hints.items():
            names = [name for value in values for name in self._hits[hint].get(_fold_hint(value), ())]
            if names:
                found[hint] = list(dict.fromkeys(names))
        return found


def get_hints(doctype: str, values: dict[str, list]) -> dict[str, list]:
    """Gather from the values of a row (by target) what hints at a duplicate."""
    if doctype == "Contact Person":
        return _get_person_hints(values)
    if doctype != "Party":
        return {}
    emails = [
        value
        for target, found in values.items()
        if target == "pec" or (target.startswith("emails") and target.endswith(".email"))
        for value in found
    ]
    names, towns = values.get("party_name") or [], []
    for target, found in values.items():
        if target.startswith("addresses") and target.endswith(".town"):
            towns += found
    hints = {
        "email": emails,
        "name_town": [(names[0], towns[0])] if names and towns else [],
        "vat_number": values.get("vat_number") or [],
        "fiscal_code": values.get("fiscal_code") or [],
    }
    return {hint: found for hint, found in hints.items() if found}


def _get_person_hints(values: dict[str, list]) -> dict[str, list]:
    emails = [email for target, found in values.items() if target.endswith(".email") for email in found]
    names, parties = values.get("full_name") or [], values.get("party") or []
    people = [(names[0], parties[0])] if names and parties else []
    return {hint: found for hint, found in (("person_email", emails), ("person", people)) if found}


def describe_hits(doctype: str, hits: dict[str, list[str]]) -> tuple[str, list[str]]:
    """Say in words which records may be the same, by what they are called, and return those that the user may see."""
    names = list(dict.fromkeys(name for found in hits.values() for name in found))
    filters = {"name": ["in", names[:MAX_LISTED]]}
    fields = ["name", f"{frappe.get_meta(doctype).get_title_field()} as title"]
    visible = frappe.get_list(doctype, filters=filters, fields=fields, order_by="name asc")
    reasons = ", ".join(str(HINT_LABELS[hint]()) for hint in hits)
    if not visible:
        return _("Possible duplicate: same {0} as {1} others.").format(reasons, len(names)), []
    listed = ", ".join(dict.fromkeys(row.title or row.name for row in visible))
    more = len(names) - len(visible)
    tail = " " + _("and {0} others").format(more) if more > 0 else ""
    text = _("Possible duplicate: same {0} as {1}{2}.").format(reasons, listed, tail)
    return text, [row.name for row in visible]


def _fold_hint(value: object) -> object:
    if isinstance(value, tuple):
        return tuple(fold_key(part) for part in value)
    return fold_key(value)


def _fetch_emails(wanted: list[str]) -> Iterable[tuple]:
    rows = frappe.get_all(
        "Party Email",
        filters={"email": ["in", wanted], "parenttype": "Party"},
        fields=["parent", "email"],
        order_by="parent asc",
    )
    yield from ((row.email, row.parent) for row in rows)
    yield from _fetch_party_field("pec", wanted)


def _fetch_party_field(field: str, wanted: list) -> Iterable[tuple]:
    rows = frappe.get_all("Party", filters={field: ["in", wanted]}, fields=["name", field], order_by="name asc")
    return ((row[field], row.name) for row in rows)


def _fetch_names_and_towns(wanted: list[tuple]) -> Iterable[tuple]:
    rows = frappe.get_all(
        "Party",
        filters={"party_name": ["in", sorted({name for name, _town in wanted})]},
        fields=["name", "party_name", "main_town"],
        order_by="name asc",
    )
    return (((row.party_name, row.main_town), row.name) for row in rows)


def _fetch_person_emails(wanted: list[str]) -> Iterable[tuple]:
    rows = frappe.get_all(
        "Party Email",
        filters={"email": ["in", wanted], "parenttype": "Contact Person"},
        fields=["parent", "email"],
        order_by="parent asc",
    )
    return ((row.email, row.parent) for row in rows)


def _fetch_people(wanted: list[tuple]) -> Iterable[tuple]:
    rows = frappe.get_all(
        "Contact Person",
        filters={"full_name": ["in", sorted({name for name, _party in wanted})]},
        fields=["name", "full_name", "party"],
        order_by="name asc",
    )
    return (((row.full_name, row.party), row.name) for row in rows)


HINTS = {
    "person_email": _fetch_person_emails,
    "person": _fetch_people,
    "email": _fetch_emails,
    "name_town": _fetch_names_and_towns,
    "vat_number": lambda wanted: _fetch_party_field("vat_number", wanted),
    "fiscal_code": lambda wanted: _fetch_party_field("fiscal_code", wanted),
}
HINT_LABELS = {
    "email": lambda: _("e-mail"),
    "name_town": lambda: _("name and town"),
    "vat_number": lambda: _("VAT number"),
    "fiscal_code": lambda: _("fiscal code"),
    "key": lambda: _("match key"),
    "person_email": lambda: _("e-mail"),
    "person": lambda: _("name and company"),
}
