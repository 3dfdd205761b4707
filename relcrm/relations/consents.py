"""What a party's consents leave open for whoever wants to write or call."""

from frappe import _
from frappe.utils import getdate

WAYS = (("E-mail", "main_email", "no_email"), ("Phone", "main_phone", "no_phone"))


def get_consent_warnings(doc) -> list[dict]:
    """Return what is missing or refused for promotion, by the ways in which the party can be reached at all."""
    found = []
    for channel, reach, stop in WAYS:
        if not doc.get(reach) or doc.get(stop):
            continue
        decision = get_decision(doc, channel)
        if decision != "Given" and (decision or channel == "E-mail"):
            found.append({"channel": channel, "decision": decision or "", "text": _get_text(channel, decision)})
    return found


def get_decision(doc, channel: str) -> str | None:
    """Return the latest decision on promotion that holds for a channel; one without channel holds for all."""
    rows = [
        row for row in doc.get("consents") or [] if row.purpose == "Promotion" and row.channel in (channel, "", None)
    ]
    rows.sort(key=lambda row: (str(getdate(row.decided_on)) if row.decided_on else "", row.idx or 0))
    return rows[-1].decision if rows else None


def _get_text(channel: str, decision: str | None) -> str:
    if channel == "E-mail":
        return _("Refused e-mails for promotion") if decision else _("Consent for e-mail missing")
    return _("Refused calls for promotion")
