"""Writing rows of one kind of record: found by the chosen key, made or changed, with all that a row makes beside it.

What the rows were, batches and counting are in `running.py`; undo in `undoing.py`.
"""

import json
from collections import Counter
from dataclasses import dataclass, field

import frappe
from frappe import _

from relcrm.exchange.characteristics import as_stored, split_values
from relcrm.exchange.consent_columns import TABLE as CONSENTS
from relcrm.exchange.consent_columns import take_consents, write_consents
from relcrm.exchange.import_source import is_needed, set_source
from relcrm.exchange.mapping import BESIDE, Target, parse_target
from relcrm.exchange.matching import DuplicateIndex, KeyIndex, describe_hits, get_hints, is_sound_key
from relcrm.exchange.rows import Draft, apply_values
from relcrm.exchange.snapshots import CurrentValues, get_changes, get_snapshot
from relcrm.relations.profile import set_profile_values


@dataclass
class Memory:
    """What the writers of one import know in common."""

    made_here: set[str] = field(default_factory=set)
    changed: Counter = field(default_factory=Counter)
    companies: dict[str, list[str]] = field(default_factory=dict)  # of the names in a batch of cards


class RowWriter:
    """Matches the drafts of one kind of record and writes them."""

    def __init__(self, run, doctype: str, targets: list[Target], match_target: Target | None, memory: Memory):
        self.run = run
        self.doctype = doctype
        self.match_by = str(match_target) if match_target else ""
        beside = bool(match_target and match_target.beside)
        self.key_target = match_target.get_own() if match_target else None
        self.keyed = "Party" if beside else doctype
        self.match_target = None if beside else self.key_target
        self.memory = memory
        self.needs_source = is_needed()
        self.has_party = any(target.beside for target in targets)
        own = [target.get_own() for target in targets if not target.beside and target.table != CONSENTS]
        self.current = CurrentValues(doctype, own)

    # --- looking up a batch ----------------------------------------------------------------------------------

    def prefetch(self, drafts: list[Draft]) -> None:
        """Look up, for a batch of drafts, keys, possible duplicates and what the records found hold."""
        self.keys = KeyIndex(self.keyed, self.key_target) if self.key_target else None
        hits: set[str] = set()
        if self.keys:
            keys = [self._get_key(draft) for draft in drafts]
            self.keys.prefetch(keys)
            if self.match_target:
                hits = {name for key in keys for name in self.keys.get(key)}
        self.duplicates = self._get_duplicates()
        doubtful = [draft for draft in drafts if not self._is_match(draft)]
        self.duplicates.prefetch([self._get_hints(draft) for draft in doubtful])
        self.current.prefetch(hits)
        self.known_rows: dict[str, str] | None = None
        self.batch_hashes = [draft.row_hash for draft in drafts]

    def _get_duplicates(self) -> DuplicateIndex:
        return DuplicateIndex("Party" if self.has_party else self.doctype)

    def _get_hints(self, draft: Draft) -> dict[str, list]:
        if not self.has_party:
            return get_hints(self.doctype, draft.values)
        return get_hints("Party", _get_party_values(draft))

    def _is_match(self, draft: Draft) -> bool:
        key = self._get_key(draft)
        return bool(self.keys and len(self.keys.get(key)) == 1 and is_sound_key(self.key_target.fieldname, key))

    def _get_key(self, draft: Draft) -> object:
        return (draft.values.get(self.match_by) or [None])[0] if self.match_by else None

    # --- one row ---------------------------------------------------------------------------------------------

    def write(self, draft: Draft) -> dict:
        """Write one draft and return the line of the log that says what became of it."""
        entries = take_consents(draft, parse_target)
        log = self._write(draft)
        if entries and log["reference_name"] and log["outcome"] != "Held":
            write_consents(draft, self.doctype, log["reference_name"], entries)
        return log

    def _write(self, draft: Draft) -> dict:
        key = self._get_key(draft)
        names = self.keys.get(key) if self.keys else []
        matched = self._is_match(draft)
        if matched and self.match_target and names[0] not in self.memory.made_here:
            return self._update(draft, names[0])
        party = names[0] if matched and not self.match_target else None
        sound = is_sound_key(self.key_target.fieldname, key) if self.key_target else False
        hits = {"key": names} if names and not party else {}
        hints = self._get_hints(draft)
        hits |= {} if party else self.duplicates.get(hints)
        if self._is_certain_new(hits, sound):
            hits = {}
        if hits or not sound or not self.match_target:
            known = self._find_known_row(draft)
            if known:
                return self.make_log(draft, "Unchanged", known)
        message, visible = describe_hits(self.duplicates.doctype, hits) if hits else ("", [])
        if hits:
            draft.notes.append(message)
            if self.run.on_ambiguous == "Hold":
                name = visible[0] if len(visible) == 1 and not self.has_party else None
                return self.make_log(draft, "Held", name, duplicate=True)
        if self.run.on_new == "Leave Out":
            return self.make_log(draft, "Left Out", duplicate=bool(hits))
        return self._create(draft, key, hints, bool(hits), party)

    def _is_certain_new(self, hits: dict, sound: bool) -> bool:
        """A valid fiscal code that nobody has tells its bearer from all namesakes."""
        return sound and self.key_target.fieldname == "fiscal_code" and set(hits) <= {"name_town"}

    def _create(self, draft: Draft, key: object, hints: dict, duplicate: bool, party: str | None) -> dict:
        if self.has_party and not draft.values.get("party"):
            party = party or self._make_party(draft, key, hints)
            draft.values["party"] = [party]
        doc = self._insert(self.doctype, draft, draft.values)
        if not self.has_party:
            self._remember(key, hints, doc.name)
        return self.make_log(draft, "Created", doc.name, {"modified": str(doc.modified)}, duplicate)

    def _make_party(self, draft: Draft, key: object, hints: dict) -> str | None:
        values = _get_party_values(draft)
        if not any(values.values()):
            return None
        place = len(draft.made)
        doc = self._insert("Party", draft, values)
        draft.made.insert(place, ("Party", doc.name, str(doc.modified)))
        self._remember(key, hints, doc.name)
        return doc.name

    def _insert(self, doctype: str, draft: Draft, values: dict[str, list]):
        own, profile = split_values({text: found for text, found in values.items() if not text.startswith(BESIDE)})
        doc = frappe.new_doc(doctype)
        self._apply(draft, doc, own)
        set_source(doc, self.run.source, self.needs_source)
        doc.insert()
        self._note_to_check(draft, doc)
        if doctype == self.doctype:
            draft.place = len(draft.made)
        if any(profile.values()):
            made = set_profile_values(doc.name, as_stored(profile))
            draft.made.append(("Party Profile", made.name, str(made.modified)))
        return doc

    def _remember(self, key: object, hints: dict, name: str) -> None:
        if self.keys:
            self.keys.add(key, name)
        self.duplicates.add(hints, name)
        self.memory.made_here.add(name)

    def _update(self, draft: Draft, name: str) -> dict:
        values = {text: found for text, found in draft.values.items() if not text.startswith(BESIDE)}
        if self.run.on_known == "Complete":
            values = self.current.get_missing(name, values)
        if self.run.on_known == "Leave" or not self.current.would_change(name, values):
            return self.make_log(draft, "Unchanged", name)
        doc = frappe.get_doc(self.doctype, name)
        before = get_snapshot(doc, values)
        stamp = {"modified": str(doc.modified), "modified_by": doc.modified_by}
        own, profile = split_values(values)
        self._apply(draft, doc, own)
        doc.save()
        if profile:
            set_profile_values(name, as_stored(profile))
        doc.reload()
        changes = get_changes(before, get_snapshot(doc, values))
        self._note_to_check(draft, doc)
        if not changes:
            return self.make_log(draft, "Unchanged", name)
        self.memory.changed.update(self.current.get_changed_targets(name, values))
        changes |= {"before": stamp, "modified": str(doc.modified)}
        return self.make_log(draft, "Updated", name, changes)

    def _apply(self, draft: Draft, doc, values: dict[str, list]) -> None:
        apply_values(doc, values)
        for path in frappe.get_hooks("relcrm_import_fitting"):
            draft.remarks += frappe.get_attr(path)(doc)

    def _note_to_check(self, draft: Draft, doc) -> None:
        if doc.meta.has_field("to_check") and doc.get("to_check"):
            draft.remarks += [line for line in doc.to_check.splitlines() if line.strip()]

    def _find_known_row(self, draft: Draft) -> str | None:
        """Return the record that an earlier reading of the very same row has made, if it is still there."""
        if self.known_rows is None:
            self.known_rows = fetch_known_rows(self.run, self.doctype, self.batch_hashes)
        return self.known_rows.get(draft.row_hash)

    def make_log(
        self, draft: Draft, outcome: str, name: str | None = None, changes: dict | None = None, duplicate=False,
        message: str = "",
    ) -> dict:  # fmt: skip
        """Return the line of the log for a draft; `changes` of what was made carry its place in the order of making."""
        remarks = list(dict.fromkeys(draft.remarks))
        parts = [message, *draft.notes]
        if remarks:
            parts.append(_("To check: {0}").format("; ".join(remarks)))
        if changes and outcome == "Created":
            changes = {**changes, "place": draft.place}
        return {
            "row_no": draft.number,
            "outcome": outcome,
            "reference_doctype": self.doctype if name else None,
            "reference_name": name,
            "message": " ".join(part for part in parts if part)[:5000] or None,
            "to_check": int(bool(remarks)),
            "possible_duplicate": int(duplicate),
            "row_hash": draft.row_hash,
            "changes": json.dumps(changes, ensure_ascii=False) if changes else None,
        }


def make_also_logs(draft: Draft) -> list[dict]:
    """Return the lines of the log for what a row made beside its record, in the order of making."""
    logs = []
    for position, (doctype, name, modified) in enumerate(draft.made):
        place = position if position < draft.place else position + 1
        logs.append(
            {
                "row_no": draft.number,
                "outcome": "Also Created",
                "reference_doctype": doctype,
                "reference_name": name,
                "changes": json.dumps({"place": place, **({"modified": modified} if modified else {})}),
            }
        )
    return logs


def _get_party_values(draft: Draft) -> dict[str, list]:
    return {text.removeprefix(BESIDE): found for text, found in draft.values.items() if text.startswith(BESIDE)}


def fetch_known_rows(run, doctype: str, hashes: list[str]) -> dict[str, str]:
    """Return by hash what earlier imports of the same layout have made of the very same rows, if it is still there."""
    runs = get_sibling_runs(run)
    if not runs:
        return {}
    rows = frappe.get_all(
        "Import Run Row",
        filters={
            "row_hash": ["in", hashes],
            "import_run": ["in", runs],
            "undone": 0,
            "outcome": ["in", ["Created", "Unchanged"]],
        },
        fields=["row_hash", "reference_name"],
        order_by="creation asc",
    )
    names = {row.reference_name for row in rows}
    there = set(frappe.get_all(doctype, filters={"name": ["in", list(names)]}, pluck="name")) if names else set()
    return {row.row_hash: row.reference_name for row in rows if row.reference_name in there}


def is_of_cards(run) -> bool:
    """Tell whether the file of an import is an address book."""
    return (run.file or "").endswith(".vcf")


def get_sibling_runs(run) -> list[str]:
    """Return the names of the earlier imports of the same layout that were not undone."""
    same = {"file": ["like", "%.vcf"]} if is_of_cards(run) else {"mapping": run.mapping}
    if not all(same.values()):
        return []
    return frappe.get_all(
        "Import Run",
        filters={**same, "name": ["!=", run.name], "dry_run": 0, "status": ["!=", "Undone"]},
        pluck="name",
        order_by="creation asc",
    )
