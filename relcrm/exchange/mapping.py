"""Which column goes to which field: targets, guessing, and remembering a mapping per layout of the heading.

A target is written `fieldname`, `table.fieldname`, or `table[field=value].fieldname` for one kind of child row;
`profile:NAME` is a characteristic of a party, `party:TARGET` a field of the party that a row makes beside its own
record, `fieldname#day` (month, year, time) a part of a date.
"""

import hashlib
import json
import re
from dataclasses import dataclass, replace
from functools import lru_cache

import frappe
from frappe import _

from relcrm.exchange.characteristics import get_characteristic_field, get_characteristic_targets
from relcrm.exchange.consent_columns import TABLE as CONSENTS
from relcrm.exchange.consent_columns import get_consent_field, get_consent_targets
from relcrm.exchange.exceptions import ImportMappingError
from relcrm.exchange.header_words import HEADER_WORDS
from relcrm.relations.provinces import fold_name
from relcrm.workplace import choices

LAYOUT_TYPES = ("Section Break", "Column Break", "Tab Break", "HTML", "Button", "Heading", "Fold", "Image")
UNFIT_TYPES = (*LAYOUT_TYPES, "Table", "Table MultiSelect", "Password", "Attach", "Attach Image", "Signature")
_TARGET = re.compile(
    r"(?:(?P<table>\w+)(?:\[(?P<where>[^\]]*)\])?\.)?(?P<fieldname>\w+)(?:#(?P<part>day|month|year|time))?"
)
PLACEHOLDER = re.compile(r"\{([^{}]+)\}")
PROFILE, BESIDE = "profile:", "party:"
DATE_PARTS = ("day", "month", "year", "time")


@dataclass(frozen=True)
class Target:
    """A place for a value: a field of the document or of a row in one of its tables, a characteristic, a date's part.

    With `beside` it is a place in the party that is made, or found, beside the document.
    """

    fieldname: str
    table: str = ""
    where: tuple[tuple[str, str], ...] = ()
    attribute: str = ""
    part: str = ""
    beside: bool = False

    def __str__(self) -> str:
        where = ",".join(f"{name}={value}" for name, value in self.where)
        table = f"{self.table}[{where}]" if where else self.table
        text = f"{table}.{self.fieldname}" if table else self.fieldname
        text = f"{PROFILE}{self.attribute}" if self.attribute else text + (f"#{self.part}" if self.part else "")
        return BESIDE + text if self.beside else text

    def get_own(self) -> "Target":
        """Return the target as the party itself knows it, or the whole date of a part."""
        return replace(self, beside=False, part="")

    @property
    def group(self) -> tuple[str, tuple[tuple[str, str], ...]]:
        """The child row to which the target belongs; ("", ()) for the document itself."""
        return self.table, self.where


@lru_cache(maxsize=1000)
def parse_target(text: str) -> Target:
    """Read the written form of a target."""
    text = (text or "").strip()
    if text.startswith(BESIDE) and not text.startswith(BESIDE * 2):
        return replace(parse_target(text.removeprefix(BESIDE)), beside=True)
    if attribute := text.removeprefix(PROFILE).strip() if text.startswith(PROFILE) else "":
        return Target("", attribute=attribute)
    match = _TARGET.fullmatch(text)
    if not match:
        raise ImportMappingError(_('"{0}" is not the name of a field. Choose one from the list.').format(text))
    pairs = [pair.partition("=") for pair in (match["where"] or "").split(",") if pair]
    where = tuple((name.strip(), value.strip()) for name, _sign, value in pairs)
    return Target(match["fieldname"], match["table"] or "", where, part=match["part"] or "")


def get_target_field(doctype: str, target: Target, make_missing: bool = False):
    """Return the DocField a target points at; an unknown or unfit one raises.

    A characteristic answers as a field of its kind; one that is still to be made, with `make_missing`, as a text.
    """
    meta = frappe.get_meta(doctype)
    if target.beside:
        if not has_party_beside(doctype) or target.table == CONSENTS:
            raise _make_unknown_field_error(doctype, target)
        return get_target_field("Party", replace(target, beside=False), make_missing)
    if target.attribute:
        df = get_characteristic_field(target.attribute, make_missing) if doctype == "Party" else None
        if not df:
            raise _make_unknown_field_error(doctype, target)
        return df
    if target.table == CONSENTS and (df := get_consent_field(doctype, target.fieldname, target.where)):
        return df
    if target.table:
        table = meta.get_field(target.table)
        if not table or (table.fieldtype != "Table" and not is_choices(table)):
            raise _make_unknown_field_error(doctype, target)
        meta = frappe.get_meta(table.options)
    df = meta.get_field(target.fieldname)
    if not df or df.fieldtype in UNFIT_TYPES or df.get("is_virtual"):
        raise _make_unknown_field_error(doctype, target)
    if any(not meta.has_field(name) for name, _value in target.where):
        raise _make_unknown_field_error(doctype, target)
    if target.part and (target.table or df.fieldtype not in ("Date", "Datetime")):
        raise _make_unknown_field_error(doctype, target)
    return df


def has_party_beside(doctype: str) -> bool:
    """Tell whether a row of this kind can make, or find, the party that it belongs to."""
    df = frappe.get_meta(doctype).get_field("party")
    return bool(df) and df.fieldtype == "Link" and df.options == "Party"


def _make_unknown_field_error(doctype: str, target: Target) -> ImportMappingError:
    return ImportMappingError(
        _('{0} has no field "{1}" that can be filled. Choose another field for this column.').format(_(doctype), target)
    )


def is_choices(df) -> bool:
    """Tell whether a field holds several choices: one column fills it, as a whole."""
    return df.fieldtype == "Table MultiSelect" and df.options == choices.ROW


def get_targets(doctype: str) -> list[dict]:
    """List every field that a column can fill, with its label, for the mapping screen."""
    targets = []
    for df in _get_fillable_fields(doctype):
        label = _(df.label or df.fieldname)
        targets.append({"target": df.fieldname, "label": label, "fieldtype": df.fieldtype})
        if df.fieldtype in ("Date", "Datetime"):
            parts = DATE_PARTS if df.fieldtype == "Datetime" else DATE_PARTS[:3]
            targets += [
                {"target": f"{df.fieldname}#{part}", "label": f"{label} › {PART_LABELS[part]()}", "fieldtype": "Data"}
                for part in parts
            ]
    for table in frappe.get_meta(doctype).get_table_fields():
        if table.fieldtype == "Table":
            targets += _get_child_targets(table)
        elif is_choices(table) and not table.hidden:
            target = str(Target(choices.LINK, table.fieldname))
            targets.append({"target": target, "label": _(table.label), "fieldtype": table.fieldtype})
    if doctype == "Party":
        targets += get_characteristic_targets()
    targets += get_consent_targets(doctype)
    for path in frappe.get_hooks("relcrm_import_targets"):
        targets += frappe.get_attr(path)(doctype)
    if has_party_beside(doctype):
        group = _("New company or person")
        targets += [
            {**one, "target": BESIDE + one["target"], "label": f"{group} › {one['label']}"}
            for one in get_targets("Party")
            if "#" not in one["target"] and not one["target"].startswith(CONSENTS)
        ]
    return targets


PART_LABELS = {
    "day": lambda: _("day of the month"),
    "month": lambda: _("month"),
    "year": lambda: _("year"),
    "time": lambda: _("time"),
}


def _get_child_targets(table) -> list[dict]:
    fields = _get_fillable_fields(table.options)
    kind = next((df for df in fields if df.fieldtype == "Select" and df.fieldname in KIND_FIELDS), None)
    kinds = [kind_name for kind_name in (kind.options or "").split("\n") if kind_name] if kind else [""]
    targets = []
    for kind_name in kinds:
        where = ((kind.fieldname, kind_name),) if kind else ()
        for df in fields:
            if df is kind:
                continue
            parts = [_(table.label or table.fieldname), _(kind_name) if kind_name else "", _(df.label or "")]
            targets.append(
                {
                    "target": str(Target(df.fieldname, table.fieldname, where)),
                    "label": " › ".join(part for part in parts if part),
                    "fieldtype": df.fieldtype,
                }
            )
    return targets


KIND_FIELDS = ("kind", "email_type", "phone_type", "address_type", "id_type", "type")


def _get_fillable_fields(doctype: str) -> list:
    return [
        df
        for df in frappe.get_meta(doctype).fields
        if df.fieldtype not in UNFIT_TYPES and not df.read_only and not df.hidden and not df.get("is_virtual")
    ]


# --- remembering -------------------------------------------------------------------------------------------


def get_fingerprint(headers: list[str]) -> str:
    """Return what tells one layout from another: the column names, in order, without regard to case."""
    plain = "\x1f".join(" ".join(header.split()).casefold() for header in headers)
    return hashlib.sha256(plain.encode()).hexdigest()[:32]


def find_mapping(doctype: str, headers: list[str]) -> str | None:
    """Return the name of the mapping remembered for this layout, the one used last first."""
    found = frappe.get_all(
        "Import Mapping",
        filters={"target_doctype": doctype, "header_fingerprint": get_fingerprint(headers)},
        order_by="modified desc",
        pluck="name",
        limit=1,
    )
    return found[0] if found else None


def get_columns(mapping: str) -> list[dict]:
    """Return the columns of a remembered mapping as plain dictionaries; a field that has gone since is left out."""
    doc = frappe.get_doc("Import Mapping", mapping)
    return [
        {
            "source_column": row.source_column or "",
            "target": row.target,
            "make_missing": row.make_missing,
            **({"fixed": row.fixed} if row.fixed else {}),
        }
        for row in doc.columns
        if _is_target(doc.target_doctype, row.target, bool(row.make_missing))
    ]


def validate_columns(doctype: str, headers: list[str], columns: list[dict], match_by: str = "") -> None:
    """Refuse columns that are not in the file, unknown fields, one field filled twice, an absent match key."""
    used: dict[str, str] = {}
    for column in columns:
        source, target = column.get("source_column") or "", str(parse_target(column["target"]))
        get_target_field(doctype, parse_target(target), bool(column.get("make_missing")))
        if not source:
            _validate_fixed(headers, column, target)
        elif source not in headers:
            raise ImportMappingError(
                _('The file has no column "{0}". Choose another column for {1}.').format(source, target)
            )
        if target in used:
            raise ImportMappingError(
                _('The columns "{0}" and "{1}" both fill {2}. Leave one of them out.').format(
                    used[target], source or column["fixed"], target
                )
            )
        used[target] = source or column["fixed"]
    if not any(column.get("source_column") for column in columns):
        raise ImportMappingError(_("No column is tied to a field. Choose a field for at least one column."))
    if match_by and match_by not in used:
        raise ImportMappingError(
            _('The match key "{0}" is filled by no column. Choose one of the mapped fields.').format(match_by)
        )
    if match_by and parse_target(match_by).attribute:
        text = _('The match key "{0}" is a characteristic, which many share. Choose a number or code that is unique.')
        raise ImportMappingError(text.format(match_by))
    _validate_dates(set(used))


def validate_missing(doctype: str, columns: list[dict]) -> None:
    """Refuse columns that would add to lists which the user may not add to."""
    for column in columns:
        kind = column.get("make_missing") and get_list_behind(doctype, parse_target(column["target"]))
        if kind and not frappe.has_permission(kind, "create"):
            text = _(
                'You may not add to the list "{0}", as the column "{1}" would. Untick it, or ask an administrator.'
            )
            raise ImportMappingError(text.format(_(kind), column.get("source_column") or column["fixed"]))


def get_list_behind(doctype: str, target: Target) -> str | None:
    """Return the kind of record that a column adds to when it may add what is missing."""
    df = get_target_field(doctype, target, make_missing=True)
    if target.attribute:
        return "Profile Attribute"
    return df.options if df.fieldtype == "Link" else None


def get_closed(doctype: str, targets: list[dict]) -> list[str]:
    """Return the targets among these whose lists the user may not add to; `profile:` when no characteristic either."""
    linked = [one["target"] for one in targets if one["fieldtype"] == "Link" or PROFILE in one["target"]]
    kinds = {target: get_list_behind(doctype, parse_target(target)) for target in linked}
    may = {kind: frappe.has_permission(kind, "create") for kind in {"Profile Attribute", *kinds.values()}}
    closed = [target for target, kind in kinds.items() if not may[kind]]
    return closed if may["Profile Attribute"] else [*closed, PROFILE]


def _validate_fixed(headers: list[str], column: dict, target: str) -> None:
    fixed = (column.get("fixed") or "").strip()
    if not fixed:
        text = _("{0} is filled by no column and has no fixed value. Enter one, or leave it out.")
        raise ImportMappingError(text.format(target))
    for name in PLACEHOLDER.findall(fixed):
        if name != "#" and name not in headers:
            text = _('The fixed value "{0}" names the column "{1}", which the file does not have.')
            raise ImportMappingError(text.format(fixed, name))


def _validate_dates(targets: set[str]) -> None:
    """Refuse a date of which only a part is tied, or the whole and a part."""
    parts: dict[str, set[str]] = {}
    for target in map(parse_target, targets):
        if target.part:
            parts.setdefault(str(replace(target, part="")), set()).add(target.part)
    for whole, found in parts.items():
        if whole in targets or not {"day", "month"} <= found:
            text = _("{0} is put together from its parts: tie the day and the month, and not the whole date as well.")
            raise ImportMappingError(text.format(whole))


def save_mapping(doctype: str, headers: list[str], columns: list[dict], **settings) -> str:
    """Remember the columns and settings for this layout; the same layout keeps one mapping per user's title."""
    name = find_mapping(doctype, headers)
    doc = frappe.get_doc("Import Mapping", name) if name else frappe.new_doc("Import Mapping")
    doc.update(
        {
            "target_doctype": doctype,
            "header_fingerprint": get_fingerprint(headers),
            "headers": json.dumps(headers, ensure_ascii=False),
            "columns": [{"idx": idx, **column} for idx, column in enumerate(columns, start=1)],
            **settings,
        }
    )
    if not doc.title:
        doc.title = _("{0}: {1} columns").format(_(doctype), len(headers))
    doc.save() if name else doc.insert()
    return doc.name


# --- guessing ----------------------------------------------------------------------------------------------


def guess_columns(doctype: str, headers: list[str]) -> list[dict]:
    """Propose a field for every column whose name says enough; each field at most once."""
    known = {fold_name(t["target"]): t["target"] for t in reversed(get_targets(doctype))}
    known |= {fold_name(t["label"]): t["target"] for t in reversed(get_targets(doctype))}
    columns, used = [], set()
    for header in headers:
        target = known.get(fold_name(header)) or _guess_by_words(doctype, header)
        if target and target not in used:
            used.add(target)
            columns.append({"source_column": header, "target": target, "make_missing": 0})
    return columns


def _guess_by_words(doctype: str, header: str) -> str | None:
    key = fold_name(header)
    for pattern, target in HEADER_WORDS.get(doctype, ()):
        if re.search(pattern, key) and _is_target(doctype, target):
            return target
    return None


def _is_target(doctype: str, target: str, make_missing: bool = False) -> bool:
    try:
        return bool(get_target_field(doctype, parse_target(target), make_missing))
    except ImportMappingError:
        return False
