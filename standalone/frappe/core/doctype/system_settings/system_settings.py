"""How this site counts, writes dates and lets people in."""

from __future__ import annotations

import re
from zoneinfo import available_timezones

import frappe
from frappe import _
from frappe.model.document import Document
from frappe.utils import cint
from frappe.utils.caching import bump_derived

DEFAULTS = (
    "country",
    "currency",
    "date_format",
    "first_day_of_the_week",
    "language",
    "number_format",
    "float_precision",
    "currency_precision",
    "time_format",
    "time_zone",
)


class SystemSettings(Document):
    """The site's settings; a change holds from the next request on."""

    def validate(self) -> None:
        self.validate_time_zone()
        self.validate_session_expiry()
        self.validate_second_factor()

    def validate_time_zone(self) -> None:
        if self.time_zone not in available_timezones():
            message = _("{0} is not a time zone. Choose one such as Europe/Rome.")
            frappe.throw(message.format(frappe.bold(self.time_zone)))

    def validate_session_expiry(self) -> None:
        if self.session_expiry and not re.fullmatch(r"\d{1,4}:[0-5]?\d(:[0-5]?\d)?", self.session_expiry):
            message = _("Session Expiry {0} must be hours and minutes, such as 170:00.")
            frappe.throw(message.format(frappe.bold(self.session_expiry)))

    def validate_second_factor(self) -> None:
        if cint(self.enable_two_factor_auth) and self.two_factor_method == "SMS":
            message = _("Two Factor Method SMS is not available here. Choose OTP App or Email.")
            frappe.throw(message, frappe.NotInStandaloneError)

    def on_update(self) -> None:
        for key in DEFAULTS:
            if self.has_value_changed(key):
                frappe.db.set_default(key, self.get(key))
        bump_derived()


@frappe.whitelist(methods=["GET", "POST"])
def load() -> dict:
    """Time zones and defaults for the settings screen; for System Managers."""
    frappe.only_for("System Manager")
    return {"timezones": sorted(available_timezones()), "defaults": frappe.defaults.get_defaults()}
