"""Levels of an agenda, through every door: busy only tells hours and nothing else, private stays private."""

import json

import frappe
from frappe import client

from relcrm.agenda import calendars
from relcrm.api import agenda, card, doors
from relcrm.exceptions import CalendarError
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user

SECRET = "Abbottonato"
DT = "Relation Event"
SPAN = ("2031-05-05 00:00:00", "2031-05-12 00:00:00")


def share(calendar: str, level: str, **values):
    """Open somebody's agenda."""
    return frappe.get_doc({"doctype": "Calendar Share", "calendar": calendar, "level": level, **values}).insert()


class TestCalendarShare(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.owner = make_user("agenda.di@example.com", "RelCRM User")
        cls.colleague = make_user("agenda.collega@example.com", "RelCRM User")
        cls.agent = make_user("agenda.agente@example.com", "RelCRM Agent")
        cls.party = make_party(f"{SECRET} S.p.A.").name
        frappe.set_user(cls.owner)
        own = {"event_type": "Visit", "party": cls.party, "assigned_to": cls.owner, "location": f"{SECRET} via"}
        cls.planned = make_event(f"{SECRET} visita", **own, starts_on="2031-05-06 10:00:00").name
        cls.private = make_event(f"{SECRET} privato", **own, private=1, starts_on="2031-05-06 10:30:00").name
        cls.done = make_event(f"{SECRET} fatto", **own, status="Done", starts_on="2031-05-06 15:00:00").name
        cls.free = make_event(f"{SECRET} libero", **own, leaves_free=1, starts_on="2031-05-08 15:00:00").name
        frappe.set_user("Administrator")

    def setUp(self):
        frappe.set_user("Administrator")
        self.addCleanup(frappe.set_user, "Administrator")
        self.addCleanup(setattr, frappe.local, "form_dict", frappe.local.form_dict)
        frappe.db.delete("Calendar Share")
        calendars.forget_levels()
        self.usual("Write")

    def usual(self, level: str):
        frappe.db.set_single_value("RelCRM Settings", "calendars_open", level)
        frappe.clear_document_cache("RelCRM Settings", "RelCRM Settings")

    def names(self, user: str) -> set[str]:
        frappe.set_user(user)
        return set(frappe.get_list(DT, filters={"party": self.party}, pluck="name", limit=0))

    def test_open_unless_said_otherwise(self):
        self.assertEqual(self.names(self.colleague), {self.planned, self.done, self.free})
        self.assertTrue(frappe.has_permission(DT, "write", doc=self.planned))

    def test_busy_only_through_every_door(self):
        self.usual("Busy only")
        self.assertEqual(self.names(self.colleague), {self.done})
        answers = [
            frappe.get_list(DT, fields=["*"], filters={"status": "Planned"}, limit=0),
            client.get_list(DT, fields=["*"], filters={"status": "Planned"}, limit_page_length=0),
            client.get_value(DT, "subject", filters=json.dumps({"name": self.planned})),
            agenda.get_events(*SPAN, users=[self.owner], statuses=["Planned"]),
            agenda.get_to_plan(users=[self.owner]),
            agenda.get_blocks(*SPAN, users=[self.owner]),
            card.get_card(self.party)["events"] if "events" in card.get_card(self.party) else [],
        ]
        self.assertNotIn(f"{SECRET} visita", json.dumps(answers, default=str))
        self.assertEqual(doors.get_count(DT, {"party": self.party}), 1)
        for ptype in ("read", "write", "delete", "print", "export"):
            self.assertFalse(frappe.has_permission(DT, ptype, doc=self.planned), ptype)
        self.assertTrue(frappe.has_permission(DT, "read", doc=self.done))
        with self.assertRaises(frappe.PermissionError):
            agenda.get_event(self.planned)
        with self.assertRaises(frappe.PermissionError):
            agenda.move_event(self.planned, "2031-05-07 10:00:00")

    def test_a_block_says_hours_only_and_hides_how_many(self):
        self.usual("Busy only")
        frappe.set_user(self.colleague)
        blocks = agenda.get_blocks(*SPAN, users=[self.owner])
        hours = {"user": self.owner, "starts_on": "2031-05-06 10:00:00", "ends_on": "2031-05-06 11:30:00"}
        self.assertEqual(blocks, [hours])

    def test_a_private_event_is_a_block_at_every_level(self):
        for level in ("Busy only", "Read", "Write"):
            self.usual(level)
            frappe.set_user(self.colleague)
            self.assertNotIn(SECRET, json.dumps(agenda.get_blocks(*SPAN, users=[self.owner])))
            self.assertTrue(agenda.get_blocks(*SPAN, users=[self.owner]), level)
            self.assertFalse(frappe.has_permission(DT, "read", doc=self.private), level)
        self.usual("Nothing")
        frappe.set_user(self.colleague)
        self.assertEqual(agenda.get_blocks(*SPAN, users=[self.owner]), [])
        self.assertNotIn(self.owner, [row["name"] for row in calendars.get_calendars()])

    def test_the_nearest_share_decides(self):
        team = frappe.get_doc(
            {"doctype": "RelCRM Team", "team_name": "Vicini", "members": [{"user": self.colleague}]}
        ).insert()
        self.usual("Nothing")
        level = calendars.get_levels
        self.assertEqual(level(self.colleague).get(self.owner), calendars.NOTHING)
        share(self.owner, "Write")
        self.assertEqual(level(self.colleague).get(self.owner), calendars.WRITE)
        share(self.owner, "Read", with_team=team.name)
        self.assertEqual(level(self.colleague).get(self.owner), calendars.READ)
        share(self.owner, "Busy only", with_user=self.colleague)
        self.assertEqual(level(self.colleague).get(self.owner), calendars.BUSY)
        self.assertEqual(level(self.agent).get(self.owner), calendars.WRITE)
        share(self.owner, "Nothing", with_role="RelCRM Agent")
        self.assertEqual(level(self.agent).get(self.owner), calendars.NOTHING)

    def test_a_share_ends_by_its_day(self):
        self.usual("Nothing")
        share(self.owner, "Read", with_user=self.colleague, until="2020-01-01")
        self.assertEqual(calendars.get_levels(self.colleague).get(self.owner), calendars.NOTHING)

    def test_read_opens_what_an_agent_would_not_see_and_no_more(self):
        self.assertEqual(self.names(self.agent), set())
        frappe.set_user("Administrator")
        share(self.owner, "Read", with_user=self.agent)
        self.assertEqual(self.names(self.agent), {self.planned, self.done, self.free})
        self.assertTrue(frappe.has_permission(DT, "read", doc=self.planned))
        self.assertFalse(frappe.has_permission(DT, "write", doc=self.planned))
        self.assertEqual(frappe.get_list("Party", filters={"name": self.party}), [])

    def test_entering_for_another_takes_the_level_write(self):
        self.usual("Read")
        frappe.set_user(self.colleague)
        values = {"assigned_to": self.owner, "starts_on": "2031-05-09 09:00:00"}
        with self.assertRaises(CalendarError):
            make_event("Per un altro", **values)
        make_event("Senza giorno", **values, undated=1)
        frappe.set_user(self.owner)
        share(self.owner, "Write", with_user=self.colleague)
        frappe.set_user(self.colleague)
        event = make_event("Per un altro", **values)
        agenda.move_event(event.name, "2031-05-09 11:00:00")

    def test_only_its_owner_or_an_administrator_shares_an_agenda(self):
        frappe.set_user(self.colleague)
        with self.assertRaises(CalendarError):
            share(self.owner, "Write", with_user=self.colleague)
        frappe.set_user(self.owner)
        kept = share(self.owner, "Read", with_user=self.colleague)
        with self.assertRaises(CalendarError):
            share(self.owner, "Write", with_user=self.colleague)
        for values in ({"with_user": self.owner}, {"with_user": self.agent, "with_role": "RelCRM User"}):
            with self.assertRaises(CalendarError):
                share(self.owner, "Read", **values)
        frappe.set_user(self.agent)
        self.assertEqual(frappe.get_list("Calendar Share"), [])
        self.assertFalse(frappe.has_permission("Calendar Share", "read", doc=kept.name))
        frappe.set_user(self.colleague)
        self.assertTrue(frappe.has_permission("Calendar Share", "read", doc=kept.name))
        self.assertFalse(frappe.has_permission("Calendar Share", "write", doc=kept.name))
        kept = frappe.get_doc("Calendar Share", kept.name)
        kept.level = "Write"
        self.assertRaises((frappe.PermissionError, CalendarError), kept.save)

    def test_a_span_without_end_is_refused(self):
        frappe.set_user(self.colleague)
        with self.assertRaises(CalendarError):
            agenda.get_blocks("1900-01-01", "2900-01-01", users=[self.owner])
