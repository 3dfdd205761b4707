"""Towns as one types them, with their postal codes, and the companies nearest to a town, a company or where one is."""

import frappe
from frappe import _
from frappe.utils import cint, flt

from relcrm.exceptions import ListQueryError
from relcrm.relations.nearest import get_nearest as find_nearest
from relcrm.relations.town_places import find_towns as look_up


@frappe.whitelist(methods=["GET", "POST"])
def find_towns(text: str, limit: int = 10) -> list[dict]:
    """Return the towns of Italy that a name, the beginning of one or a postal code means; for who is logged in."""
    return look_up(text[:140], min(max(cint(limit), 1), 50))


@frappe.whitelist(methods=["GET", "POST"])
def get_nearest(
    town: str | None = None,
    party: str | None = None,
    latitude: float | str | None = None,
    longitude: float | str | None = None,
    lifecycle_stage: str | None = None,
    limit: int = 50,
) -> dict:
    """Return the companies nearest to a town ("Treviso", "Este PD", a postal code), a company, or a position.

    Only what the user may see; needs read on companies. The position is used for this answer and kept nowhere.
    """
    frappe.has_permission("Party", "read", throw=True)
    title, place = _get_place(town, party, latitude, longitude)
    rows = find_nearest(place, cint(limit) + 1, lifecycle_stage=lifecycle_stage or "")
    return {
        "title": title,
        "latitude": place[0],
        "longitude": place[1],
        "rows": [row for row in rows if row["name"] != party][: cint(limit)],
    }


def _get_place(town: str | None, party: str | None, latitude: object, longitude: object) -> tuple[str, tuple]:
    if party:
        doc = frappe.get_doc("Party", party)
        doc.check_permission("read")
        return doc.party_name, (flt(doc.main_latitude), flt(doc.main_longitude))
    if town:
        found = look_up(town[:140], 1)
        if not found:
            text = _('There is no town "{0}". Write its name as on a map, or its postal code.')
            frappe.throw(text.format(frappe.utils.escape_html(town[:60])), ListQueryError)
        return f"{found[0]['town']} ({found[0]['province']})", (found[0]["latitude"], found[0]["longitude"])
    return _("Where you are"), (flt(latitude), flt(longitude))
