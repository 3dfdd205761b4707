"""The contact gate: may this addressee be written to or called, for this purpose, in this channel - and if not, why.

The one place that decides. `judge_all` reads what it needs for any number of addressees with a few queries
(contact_facts.py) and `decide` judges each by its facts; lists ask the same in SQL (contact_columns.py). Later modules
hold further addressees (debts, contact pressure) through the hook `relcrm_contact_holds`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import getdate

from relcrm.exceptions import ContactHeldError
from relcrm.relations.contact_facts import Addressee, Facts, load_facts
from relcrm.relations.contact_rules import (
    ASKED,
    BY_REGISTER,
    CHANNELS,
    PEC,
    PROMOTION,
    PURPOSES,
    Rule,
    get_rule,
)
from relcrm.workplace.days import show_day

ALLOWED, HELD = "Allowed", "Held"
DATED = ("refused", "register_old", "registered")  # reasons whose detail is a day


@dataclass(frozen=True)
class Reason:
    """Why somebody is held; the texts are said when they are asked for."""

    code: str
    detail: str = ""
    way_out: str = ""

    def describe(self) -> dict:
        """Return code, sentence and way out in the reader's language."""
        text, way_out = get_texts().get(self.code, (self.detail, self.way_out))
        detail = show_day(self.detail) if self.code in DATED else self.detail
        return {"code": self.code, "text": text.format(detail) if self.code in DATED else text, "way_out": way_out}

    def get_heading(self) -> str:
        """Return the sentence without its day, under which many are gathered."""
        headings = {
            "refused": _("Refused"),
            "register_old": _("The answer of the opposition register is too old"),
            "registered": _("In the opposition register"),
        }
        return headings.get(self.code) or self.describe()["text"]


@dataclass(frozen=True)
class Verdict:
    """What the gate says of one addressee: the ground on which it is open, or all the reasons why it is not."""

    addressee: Addressee
    address: str
    ground: str
    reasons: tuple[Reason, ...]

    @property
    def is_allowed(self) -> bool:
        return not self.reasons

    def describe(self) -> dict:
        """Return the verdict for REST."""
        return {
            "party": self.addressee.party,
            "contact_person": self.addressee.contact_person,
            "address": self.address,
            "state": ALLOWED if self.is_allowed else HELD,
            "ground": self.ground,
            "reasons": [reason.describe() for reason in self.reasons],
        }


def judge(addressee: Addressee, purpose: str, channel: str, **options) -> Verdict:
    """Return the verdict on one addressee; options as in `judge_all`."""
    return judge_all([addressee], purpose, channel, **options)[addressee]


def judge_all(
    addressees: Iterable[Addressee],
    purpose: str,
    channel: str,
    similar_goods: bool = False,
    day: date | None = None,
    with_holds: bool = True,
) -> dict[Addressee, Verdict]:
    """Return the verdict on each of any number of addressees.

    `similar_goods`: what is promoted is similar to what the customer bought. `day`: the day of the contact, today
    unless given. Raises for a purpose or a channel that does not exist.
    """
    validate_words(purpose, channel)
    day = getdate(day)
    wanted = list(dict.fromkeys(addressees))
    rule, facts = get_rule(day), load_facts(wanted, purpose, channel)
    holds = ask_holds(wanted, purpose, channel, day) if with_holds and purpose in ASKED else {}
    verdicts = {}
    for one in wanted:
        ground, reasons = decide(purpose, channel, facts[one], rule, day, similar_goods)
        reasons = (*reasons, *holds.get(one, ()))
        verdicts[one] = Verdict(one, facts[one].address, "" if reasons else ground, reasons)
    return verdicts


def decide(
    purpose: str, channel: str, facts: Facts, rule: Rule, day: date, similar_goods: bool = False
) -> tuple[str, tuple[Reason, ...]]:
    """Return ground and reasons for one addressee: the ground counts only where there is no reason. No database."""
    missing = () if facts.address else (Reason("no_address"),)
    if purpose not in ASKED:
        return "purpose", missing
    reasons = [*missing]
    if facts.opposed:
        reasons.append(Reason("opposed"))
    if facts.standing.is_refusal:
        reasons.append(Reason("refused", facts.standing.day))
    refused = bool(reasons) and reasons[-1].code in ("opposed", "refused")
    if channel in BY_REGISTER:
        ground, reason = _decide_by_register(channel, facts, rule, day)
    else:
        ground, reason = _decide_by_consent(purpose, channel, facts, rule, similar_goods)
    if reason and not (refused and reason.code in ("no_consent", "no_pec_consent", "other_goods")):
        reasons.append(reason)
    return ground, tuple(reasons)


def _decide_by_consent(
    purpose: str, channel: str, facts: Facts, rule: Rule, similar_goods: bool
) -> tuple[str, Reason | None]:
    if facts.standing.is_given:
        return "consent", None
    if channel == PEC:
        return "", Reason("no_pec_consent")
    if purpose == PROMOTION and facts.given_in_sale and facts.is_customer and channel in rule.soft_spam:
        return ("soft_spam", None) if similar_goods else ("", Reason("other_goods"))
    return "", Reason("no_consent")


def _decide_by_register(channel: str, facts: Facts, rule: Rule, day: date) -> tuple[str, Reason | None]:
    answer = facts.answer
    if not answer:
        return "", Reason("register_missing")
    if getdate(answer.checked_on) < day - timedelta(days=rule.days[channel]):
        return "", Reason("register_old", answer.checked_on)
    if not answer.registered:
        return "no_opposition", None
    if facts.standing.is_given and facts.standing.holds_against_register(answer.since, day):
        return "consent", None
    return "", Reason("registered", answer.since)


def ask_holds(
    addressees: list[Addressee], purpose: str, channel: str, day: date
) -> dict[Addressee, tuple[Reason, ...]]:
    """Return what later modules hold: each answers {addressee: [(code, sentence, way out)]}."""
    holds: dict[Addressee, tuple[Reason, ...]] = {}
    for path in frappe.get_hooks("relcrm_contact_holds"):
        for one, found in frappe.get_attr(path)(addressees, purpose, channel, day).items():
            holds[one] = (*holds.get(one, ()), *(Reason(*row) for row in found))
    return holds


def check(
    addressees: Iterable[Addressee], purpose: str, channel: str, act: str, similar_goods: bool = False
) -> dict[Addressee, Verdict]:
    """Return the verdicts, or raise ContactHeldError for the first addressee held; `act` says what was to be done.

    Nothing is written down here: whoever holds an act of many back keeps the verdicts of `judge_all`.
    """
    verdicts = judge_all(addressees, purpose, channel, similar_goods)
    for verdict in verdicts.values():
        if not verdict.is_allowed:
            frappe.throw(get_sentence(verdict, act), ContactHeldError)
    return verdicts


def get_sentence(verdict: Verdict, act: str) -> str:
    """Return why an act is refused, with what would free it."""
    said = [reason.describe() for reason in verdict.reasons]
    who = frappe.utils.escape_html(get_title(verdict.addressee))
    text = " ".join(f"{one['text']} {one['way_out']}".strip() for one in said)
    return _("{0}: not to {1}. {2}").format(act, who, text)


def get_title(addressee: Addressee) -> str:
    """Return the name of an addressee."""
    if addressee.contact_person:
        return frappe.db.get_value("Contact Person", addressee.contact_person, "full_name") or ""
    return frappe.db.get_value("Party", addressee.party, "party_name") or ""


def get_addressee(doc: Document, address: str = "") -> Addressee:
    """Return a party or a contact person as addressee, at its main address unless another is given."""
    if doc.doctype == "Contact Person":
        return Addressee(doc.party, doc.name, address)
    return Addressee(doc.name, None, address)


def validate_words(purpose: str, channel: str) -> None:
    """Refuse a purpose or a channel that does not exist."""
    for given, known in ((purpose, PURPOSES), (channel, CHANNELS)):
        if given not in known:
            text = _('"{0}" is no purpose or channel of a contact. Choose one of: {1}.')
            shown = frappe.utils.escape_html(str(given)[:140])
            frappe.throw(text.format(shown, ", ".join(_(word) for word in known)), ContactHeldError)


def get_texts() -> dict[str, tuple[str, str]]:
    """Return sentence and way out by code, in the reader's language."""
    return {
        "no_address": (_("There is no address for this channel."), _("Add it to the card.")),
        "opposed": (_("They do not want to be reached in this way."), _("Take the mark from the card if they ask.")),
        "refused": (_("Refused on {0}."), _("Only a new consent frees it.")),
        "no_consent": (_("There is no consent."), _("Record a consent with its proof.")),
        "no_pec_consent": (
            _("Promotion by PEC needs a consent for this very address."),
            _("Record a consent that names the PEC address."),
        ),
        "other_goods": (
            _("The address comes from a sale: it is open only for goods like those that were bought."),
            _("Say that the goods are similar, or record a consent."),
        ),
        "register_missing": (
            _("The opposition register was not asked."),
            _("Export the numbers, ask the register, import its answer."),
        ),
        "register_old": (
            _("The opposition register's answer of {0} is too old."),
            _("Export the numbers, ask the register again, import its answer."),
        ),
        "registered": (
            _("In the opposition register since {0}, which cancels earlier consents."),
            _("Only a consent given later, or within a running contract, frees it."),
        ),
    }
