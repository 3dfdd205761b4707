"""Consents as columns of a file of companies or people: each becomes an entry of its own, never changed afterwards.

`consents.FIELD` is of the one consent that a row tells, or common to all of them; `consents[purpose=Promotion,
channel=E-mail].decision` is one of several. Yes is a consent, no a refusal; a blank cell says nothing.
"""

import frappe
from frappe import _
from frappe.utils import getdate

from relcrm.exchange.values import NO_WORDS, YES_WORDS
from relcrm.relations.consents import LETTERS, SALE, add_entry
from relcrm.relations.contact_rules import CHANNELS, PROMOTION

TABLE, KIND = "consents", "Party Consent"
BEARERS = {"Party": "party", "Contact Person": "contact_person"}
FIELDS = ("purpose", "channel", "decision", "decided_on", "origin", "address", "wording", "proof_text")
ORIGIN = "File"


def get_consent_field(doctype: str, fieldname: str, where: tuple):
    """Return the field that a column of consents fills; a decision may be said in other words than its own."""
    known = {name for name, _value in where} | {fieldname} <= set(FIELDS)
    if doctype not in BEARERS or not known:
        return None
    df = frappe.get_meta(KIND).get_field(fieldname)
    if fieldname != "decision":
        return df
    return frappe._dict(fieldname=fieldname, label=df.label, fieldtype="Data", options="", length=140, parent=KIND)


def get_consent_targets(doctype: str) -> list[dict]:
    """List what a column of consents can fill."""
    if doctype not in BEARERS:
        return []
    meta = frappe.get_meta(KIND)
    targets = []
    for channel in CHANNELS:
        label = " › ".join((_("Consent"), _(PROMOTION), _(channel)))
        target = f"{TABLE}[purpose={PROMOTION},channel={channel}].decision"
        targets.append({"target": target, "label": label, "fieldtype": "Data"})
    for fieldname in FIELDS:
        df = meta.get_field(fieldname)
        label = " › ".join((_("Consent"), _(df.label)))
        targets.append({"target": f"{TABLE}.{fieldname}", "label": label, "fieldtype": df.fieldtype})
    return targets


def take_consents(draft, parse_target) -> list[dict]:
    """Take the consents out of the values of a draft; a word that is no decision becomes a remark."""
    common: dict = {}
    several: dict[tuple, dict] = {}
    for text in [text for text in draft.values if text.startswith((f"{TABLE}.", f"{TABLE}["))]:
        target, found = parse_target(text), draft.values.pop(text)
        if found:
            group = several.setdefault(target.where, dict(target.where)) if target.where else common
            group[target.fieldname] = found[0]
    entries = []
    for said in several.values() or [common]:
        entry = {"purpose": PROMOTION, "origin": ORIGIN, **common, **said}
        decision = _read_decision(entry.get("decision"))
        if decision:
            entries.append({**entry, "decision": decision})
        elif entry.get("decision"):
            remark = _('Consent: "{0}" is no decision. Write yes, no, withdrawn.')
            draft.remarks.append(remark.format(str(entry["decision"])[:80]))
    return entries


def _read_decision(text: object) -> str:
    word = str(text or "").strip().casefold()
    if not word or word in YES_WORDS | NO_WORDS:
        return word and ("Given" if word in YES_WORDS else "Refused")
    known = {name.casefold(): decision for decision in LETTERS for name in (decision, _(decision))}
    return known.get(word, "") if known.get(word) != SALE else SALE


def write_consents(draft, doctype: str, name: str, entries: list[dict]) -> None:
    """Write the consents of a row down, those left out that are there already."""
    owner = BEARERS[doctype]
    for entry in entries:
        same = {owner: name, **{key: entry[key] for key in ("purpose", "decision") if entry.get(key)}}
        same["channel"] = entry.get("channel") or ""
        if entry.get("decided_on"):
            same["decided_on"] = getdate(entry["decided_on"])
        if owner == "party":
            same["contact_person"] = ["is", "not set"]
        if not frappe.db.exists(KIND, same):
            made = add_entry(*((name, None) if owner == "party" else (None, name)), **entry)
            draft.made.append((KIND, made.name, str(made.modified)))
