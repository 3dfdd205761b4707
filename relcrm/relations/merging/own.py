"""What of this module needs care when two become one: ties, the profile, people's lines for lists and search."""

import json

import frappe

from relcrm.relations import profile
from relcrm.relations.merging.values import MERGED

REVISION = "Attachment Revision"
KEPT_CONDITIONS = (
    ("Segment", "conditions"),
    ("Saved View", "definition"),
    ("Number Card", "filters_json"),
    ("Dashboard Chart", "filters_json"),
)


def merge_ties(merger) -> None:
    """Answer `relcrm_merge_handlers`: a tie between the two goes, and one that the other has already."""
    if merger.doctype != "Party":
        return
    kept, merged = merger.kept.name, merger.merged.name
    fields = ["name", "party", "other_party", "relationship_type"]
    rows = frappe.get_all(
        "Party Relationship",
        or_filters={"party": ["in", [kept, merged]], "other_party": ["in", [kept, merged]]},
        fields=fields,
        order_by="creation asc, name asc",
        limit=0,
    )
    there = {_get_tie(row, merged, kept) for row in rows if merged not in (row.party, row.other_party)}
    doomed = []
    for row in rows:
        if merged not in (row.party, row.other_party):
            continue
        tie = _get_tie(row, merged, kept)
        if tie[1] == tie[2] or tie in there:
            doomed.append(row.name)
        there.add(tie)
    merger.log.drop("Party Relationship", doomed)


def _get_tie(row: dict, merged: str, kept: str) -> tuple:
    return row.relationship_type, *(kept if side == merged else side for side in (row.party, row.other_party))


def merge_profiles(merger) -> None:
    """Answer `relcrm_merge_handlers`: characteristics that the kept one lacks, or that somebody chose, come along."""
    if merger.doctype != "Party":
        return
    kept, merged = (
        frappe.db.get_value("Party Profile", {"party": one.name}) for one in (merger.kept, merger.merged)
    )
    if not merged:
        return
    if not kept:
        for row in frappe.get_doc("Party Profile", merged).profile_values:
            merger.log.change("Profile Value", row.name, {"party": merger.kept.name})
        return
    doc, other = (frappe.get_doc("Party Profile", name) for name in (kept, merged))
    mine = {row.attribute for row in doc.profile_values}
    taken = {row.attribute for row in other.profile_values if merger.choices.get(f"profile:{row.attribute}") == MERGED}
    merger.log.drop("Profile Value", [row.name for row in doc.profile_values if row.attribute in taken])
    position = len(doc.profile_values)
    for row in other.profile_values:
        if row.attribute in taken or row.attribute not in mine:
            position += 1
            merger.log.change("Profile Value", row.name, {"parent": kept, "party": merger.kept.name, "idx": position})
    merger.log.drop("Party Profile", [merged])
    frappe.clear_document_cache("Party Profile", kept)


def count_profile(merger) -> None:
    """Reckon how complete the profile is that is kept, once the roles of both are the kept one's."""
    name = frappe.db.get_value("Party Profile", {"party": merger.kept.name}) if merger.doctype == "Party" else None
    if name:
        completeness = profile.get_completeness(frappe.get_doc("Party Profile", name))
        merger.log.change("Party Profile", name, {"completeness": completeness})


def merge_people(merger) -> None:
    """Answer `relcrm_merge_handlers`: people that move show and are found by their new company."""
    if merger.doctype != "Party":
        return
    for name in frappe.get_all("Contact Person", filters={"party": merger.merged.name}, pluck="name", limit=0):
        person = frappe.get_doc("Contact Person", name)
        person.party = merger.kept.name
        person.set_party_values()
        merger.log.change("Contact Person", name, {"party_name": person.party_name, "search_text": person.search_text})


def merge_attachments(merger) -> None:
    """Answer `relcrm_merge_handlers`: a file of the same name on both becomes further revisions of one."""
    where = {"reference_doctype": merger.doctype, "reference_name": merger.merged.name}
    fields = ["name", "file_key", "revision"]
    rows = frappe.get_all(REVISION, filters=where, fields=fields, order_by="file_key asc, revision asc", limit=0)
    there = where | {"reference_name": merger.kept.name, "file_key": ["in", list({row.file_key for row in rows})]}
    present = frappe.get_all(REVISION, filters=there, fields=fields, order_by="revision asc", limit=0) if rows else []
    last = {row.file_key: row for row in present}
    moved = dict.fromkeys(row.file_key for row in rows if row.file_key in last)
    for key in moved:
        merger.log.change(REVISION, last[key].name, {"is_latest": 0})
        first = last[key].revision
        for number, row in enumerate((row for row in rows if row.file_key == key), first + 1):
            merger.log.change(REVISION, row.name, {"revision": number})


def merge_conditions(merger) -> None:
    """Answer `relcrm_merge_handlers`: segments, views and figures that name the one that goes name the other one."""
    named = json.dumps(merger.merged.name)
    for doctype, field in KEPT_CONDITIONS:
        for row in frappe.get_all(doctype, filters={field: ["like", f"%{named}%"]}, fields=["name", field], limit=0):
            try:
                kept = _rename(json.loads(row[field]), merger.merged.name, merger.kept.name)
            except ValueError:
                continue
            merger.log.change(doctype, row.name, {field: json.dumps(kept, ensure_ascii=False)})


def _rename(value: object, old: str, new: str) -> object:
    """Return conditions with another name in them; in a list of names each is there once."""
    if isinstance(value, dict):
        return {key: _rename(one, old, new) for key, one in value.items()}
    if isinstance(value, list):
        renamed = [_rename(one, old, new) for one in value]
        has_both = old in value and new in value
        return (
            [one for place, one in enumerate(renamed) if one != new or renamed.index(new) == place]
            if has_both
            else renamed
        )
    return new if value == old else value
