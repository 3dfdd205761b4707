"""The words of the contact gate, and the dated rule (Contact Rule) that holds on a day."""

from dataclasses import dataclass
from datetime import date

import frappe
from frappe.utils import cint, getdate

from relcrm.workplace.reading import recall

SERVICE, LEGAL, PROMOTION, SURVEY = "Contract and service", "Reminder and legal notice", "Promotion", "Survey"
PURPOSES = (SERVICE, LEGAL, PROMOTION, SURVEY)
ASKED = (PROMOTION, SURVEY)  # the purposes that nobody has to put up with
EMAIL, PEC, PHONE, SMS, MESSAGING, FAX, AUTOMATIC, POST = (
    "E-mail", "PEC", "Phone", "SMS", "Messaging", "Fax", "Automatic call", "Post",
)  # fmt: skip
CHANNELS = (EMAIL, PEC, PHONE, SMS, MESSAGING, FAX, AUTOMATIC, POST)
BY_NUMBER = (PHONE, SMS, MESSAGING, FAX, AUTOMATIC)
BY_REGISTER = (PHONE, POST)  # an operator's call and post: free unless opposed; the others need a consent
FLAGS = {PHONE: "no_phone", AUTOMATIC: "no_phone", EMAIL: "no_email", PEC: "no_email", POST: "no_post"}


@dataclass(frozen=True)
class Rule:
    """What the law asks on a day: the age in days up to which an answer of the register holds, and so on."""

    days: dict[str, int]
    soft_spam: frozenset[str]
    per_month: int


def get_rule(day: date | str | None = None) -> Rule:
    """Return the newest rule that has begun on a day, today unless given; without one, the strictest."""
    day = getdate(day)
    return recall(("contact rule", day), lambda: _find_rule(day))


def _find_rule(day: date) -> Rule:
    rows = frappe.get_all(
        "Contact Rule",
        filters={"valid_from": ["<=", day]},
        fields=["register_days_phone", "register_days_post", "soft_spam_channels", "promotions_per_month"],
        order_by="valid_from desc, name desc",
        limit=1,
    )
    if not rows:
        return Rule({PHONE: 0, POST: 0}, frozenset(), 0)
    row = rows[0]
    channels = {line.strip() for line in (row.soft_spam_channels or "").splitlines() if line.strip()}
    days = {PHONE: cint(row.register_days_phone), POST: cint(row.register_days_post)}
    return Rule(days, frozenset(channels & set(CHANNELS)), cint(row.promotions_per_month))
