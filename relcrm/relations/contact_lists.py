"""The contact gate over a list of companies or people: how many are open, who is held and why."""

from collections import defaultdict

import frappe
from frappe import _

from relcrm.exceptions import ContactHeldError
from relcrm.relations.contact_facts import Addressee
from relcrm.relations.contact_gate import Verdict, judge_all

TITLES = {"Party": "party_name", "Contact Person": "full_name"}
MOST, CHUNK = 200_000, 1000


def judge_names(
    doctype: str, names: list[str], purpose: str, channel: str, similar_goods: bool = False
) -> dict[str, Verdict]:
    """Return the verdict on each named party or person that the user may read."""
    if doctype not in TITLES:
        text = _("{0} are not written to. Choose companies or people.")
        frappe.throw(text.format(_(doctype)), ContactHeldError)
    readable = list(get_titles(doctype, names))
    addressees = {name: Addressee(name) if doctype == "Party" else Addressee(None, name) for name in readable}
    verdicts = judge_all(addressees.values(), purpose, channel, similar_goods)
    return {name: verdicts[one] for name, one in addressees.items()}


def get_titles(doctype: str, names: list[str]) -> dict[str, str]:
    """Return the names that the user may read with their titles, in the order given."""
    found: dict[str, str] = {}
    wanted = list(dict.fromkeys(str(name) for name in names))[:MOST]
    for first in range(0, len(wanted), CHUNK):
        some = wanted[first : first + CHUNK]
        rows = frappe.get_list(
            doctype, filters={"name": ["in", some]}, fields=["name", TITLES[doctype]], limit=0, order_by=None
        )
        found |= {row.name: row[TITLES[doctype]] for row in rows}
    return {name: found[name] for name in wanted if name in found}


def summarise(doctype: str, verdicts: dict[str, Verdict], most: int) -> dict:
    """Return the counts, and under each reason the first of those that it holds; one may stand under several."""
    held: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, dict] = {}
    for name, verdict in verdicts.items():
        for reason in verdict.reasons:
            held[reason.code].append(name)
            texts.setdefault(reason.code, reason)
    shown = {name for names in held.values() for name in names[:most]}
    titles = get_titles(doctype, sorted(shown)) if shown else {}
    grounds: dict[str, int] = defaultdict(int)
    for verdict in verdicts.values():
        if verdict.is_allowed:
            grounds[verdict.ground] += 1
    return {
        "count": len(verdicts),
        "allowed": sum(grounds.values()),
        "allowed_names": [name for name, verdict in verdicts.items() if verdict.is_allowed][:10_000],
        "grounds": dict(grounds),
        "held": [
            {
                **texts[code].describe(),
                "text": texts[code].get_heading(),
                "count": len(names),
                "names": [{"name": name, "title": titles[name]} for name in names[:most] if name in titles],
            }
            for code, names in sorted(held.items(), key=lambda item: -len(item[1]))
        ],
    }
