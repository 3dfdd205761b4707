import json
from datetime import date, timedelta

import frappe
from frappe.utils import now_datetime

from relcrm.agenda import calendars, day_plan
from relcrm.api import agenda
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

TREVISO, MESTRE, VERONA = (45.6669, 12.2430), (45.4936, 12.2421), (45.4384, 10.9916)
DAY = date(2031, 5, 6)


def at(hours: str) -> str:
    """Return an hour of the day of the test."""
    return f"{DAY} {hours}:00"


class TestDayPlan(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.agent = make_user("giro.agente@example.com", "RelCRM User")
        cls.chief = make_user("giro.capo@example.com", "RelCRM Manager")

    def setUp(self):
        frappe.set_user("Administrator")
        self.addCleanup(frappe.set_user, "Administrator")
        for doctype in ("Relation Event", "Calendar Share", "Working Calendar", "Working Calendar Use"):
            frappe.db.delete(doctype)
        calendars.forget_levels()
        for fieldname, value in {"company_town": "Treviso", "company_province": "TV"}.items():
            frappe.db.set_single_value("RelCRM Settings", fieldname, value)
        frappe.clear_document_cache("RelCRM Settings", "RelCRM Settings")

    def party(self, name: str, place: tuple[float, float], **values) -> str:
        address = {"town": name, "latitude": place[0], "longitude": place[1]}
        return make_party(name, addresses=[address], phones=[{"number": "0422 123456"}], **values).name

    def visit(self, subject: str, party: str | None, begin: str, end: str, **values):
        own = {"event_type": "Visit", "assigned_to": self.agent, "starts_on": at(begin), "ends_on": at(end)}
        return make_event(subject, party=party, **{**own, **values})

    def test_stops_in_order_with_the_road_between_them(self):
        mestre, verona = self.party("Mestre", MESTRE), self.party("Verona", VERONA)
        self.visit("Secondo", verona, "12:00", "13:00")
        self.visit("Primo", mestre, "09:00", "10:00")
        self.visit("Telefonata", mestre, "10:15", "10:20", event_type="Call")
        self.visit("Saltato", mestre, "08:00", "08:30", status="Cancelled")
        frappe.set_user(self.agent)
        day = agenda.get_day(str(DAY))
        self.assertEqual([stop.subject for stop in day["stops"]], ["Primo", "Telefonata", "Secondo"])
        first, call, second = day["stops"]
        self.assertAlmostEqual(first.leg["km"], 25.0, delta=1)  # 19.3 km as the crow flies, times 1.3
        self.assertAlmostEqual(second.leg["km"], 127.1, delta=2)
        self.assertEqual((first.leg["late"], second.leg["late"], call.get("leg")), (0, 1, None))
        self.assertAlmostEqual(day["km"], first.leg["km"] + second.leg["km"] + day["back"]["km"], delta=0.3)
        self.assertTrue(first.phone.replace(" ", "").endswith("0422123456"))
        self.assertEqual(call.gap["starts_on"], at("10:20"))

    def test_a_stop_without_a_place_is_counted(self):
        self.visit("Dove?", None, "09:00", "10:00")
        frappe.set_user(self.agent)
        day = agenda.get_day(str(DAY))
        self.assertEqual((day["unplaced"], day["km"], day["back"]), (1, 0.0, None))

    def test_a_colleague_sees_hours_only_of_what_is_private(self):
        self.visit("Segretissimo", None, "09:00", "10:00", private=1, owner=self.agent)
        frappe.db.set_value("Relation Event", {"subject": "Segretissimo"}, "owner", self.agent)
        frappe.set_user(self.chief)
        day = agenda.get_day(str(DAY), self.agent)
        self.assertEqual((day["stops"], [block["starts_on"] for block in day["busy"]]), ([], [at("09:00")]))
        self.assertNotIn("Segretissimo", json.dumps(day, default=str))

    def test_customers_near_by_not_seen_for_long(self):
        stage = {"lifecycle_stage": "Customer"}
        long_ago, lately = (now_datetime() - timedelta(days=days) for days in (200, 5))
        old = self.party("Dimenticato", (45.66, 12.25), **stage)
        seen = self.party("Appena visto", (45.66, 12.25), **stage)
        self.party("Mai visto", (45.60, 12.25), **stage)
        soon = self.party("Già fissato", (45.66, 12.25), **stage)
        self.party("Lontano", VERONA, **stage)
        self.party("Non cliente", (45.66, 12.25))
        for party, moment in ((old, long_ago), (seen, lately)):
            make_event("Visita", party=party, status="Done", starts_on=moment, event_type="Visit")
        make_event("Visita", party=soon, starts_on=now_datetime() + timedelta(days=3), event_type="Visit")
        frappe.set_user(self.agent)
        found = [row["party_name"] for row in day_plan.get_nearby(*TREVISO)]
        self.assertEqual(found, ["Dimenticato", "Mai visto"])
        self.assertEqual(day_plan.get_nearby(0, 0), [])
