import frappe
from frappe.utils import add_days, add_months, get_datetime, getdate, nowdate

from relcrm.analysis.report.relcrm_ending_contracts.relcrm_ending_contracts import execute
from relcrm.api import lists
from relcrm.api.card import get_card
from relcrm.api.doors import get_count
from relcrm.exceptions import ContractError, PartyAccessError, ReportChoiceError
from relcrm.sales.contracts import update_contracts
from relcrm.testing import IntegrationTestCase, make_party, make_user

AGENT = "contratti.agente@example.com"
DESK = "contratti.ufficio@example.com"


class TestPartyContract(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        make_user(AGENT, "RelCRM Agent")
        make_user(DESK, "RelCRM User")
        cls.mine = make_party("Contratti Alfa", agent=AGENT).name
        cls.other = make_party("Contratti Beta").name
        cls.third = make_party("Contratti Gamma").name

    def setUp(self):
        self.addCleanup(frappe.set_user, "Administrator")

    def make(self, ends: int | None = 200, **values):
        """A contract that ends in so many days."""
        defaults = {
            "contract_name": "Manutenzione", "party": self.mine, "starts_on": add_days(nowdate(), -100),
            "ends_on": add_days(nowdate(), ends) if ends is not None else None, "notice_period": 3, "responsible": DESK,
        }  # fmt: skip
        return frappe.get_doc({"doctype": "Party Contract", **defaults, **values}).insert()

    def get_events(self, contract) -> list:
        return frappe.get_all(
            "Relation Event",
            filters={"reference_doctype": "Party Contract", "reference_name": contract.name},
            fields=["name", "subject", "status", "starts_on", "assigned_to", "party"],
            order_by="starts_on asc, creation asc",
        )

    def test_its_days_become_events_of_whoever_looks_after_it(self):
        contract = self.make()
        self.assertEqual(contract.notice_on, getdate(add_months(contract.ends_on, -3)))
        notice, end = self.get_events(contract)
        self.assertEqual([notice.status, notice.assigned_to, notice.party], ["Planned", DESK, self.mine])
        self.assertIn("Manutenzione", notice.subject)
        for event, day in ((notice, contract.notice_on), (end, contract.ends_on)):
            early = (getdate(day) - getdate(event.starts_on)).days
            self.assertTrue(0 <= early <= 5, "on the day, or the working day before")
            self.assertLess(getdate(event.starts_on).weekday(), 5)

    def test_saved_again_nothing_is_planned_twice_and_what_was_moved_by_hand_stays(self):
        contract = self.make()
        by_hand = get_datetime(f"{add_days(nowdate(), 20)} 15:00:00")
        frappe.db.set_value("Relation Event", contract.reload().notice_event, "starts_on", by_hand)
        contract.value = 900
        contract.save()
        contract.reload().save()
        events = self.get_events(contract)
        self.assertEqual((len(events), events[0].starts_on), (2, by_hand))

    def test_other_days_move_the_events_and_a_notice_withdraws_its_own(self):
        contract = self.make()
        before = self.get_events(contract)
        contract.reload()
        contract.ends_on = add_days(nowdate(), 300)
        contract.contract_name = "Noleggio"
        contract.save()
        moved = self.get_events(contract)
        self.assertEqual([row.name for row in moved], [row.name for row in before])
        self.assertTrue(all(new.starts_on > old.starts_on for new, old in zip(moved, before, strict=True)))
        self.assertTrue(all("Noleggio" in row.subject for row in moved))
        contract.reload()
        contract.notice_given_on = nowdate()
        contract.save()
        self.assertEqual([row.status for row in self.get_events(contract)], ["Cancelled", "Planned"])
        self.assertEqual((contract.state, contract.notice_on), ("Notice given", None))
        contract.reload()
        contract.ends_on = None
        contract.save()
        self.assertEqual({row.status for row in self.get_events(contract)}, {"Cancelled"})

    def test_what_was_done_stays_and_a_later_end_is_planned_anew(self):
        contract = self.make(notice_period=0)
        frappe.db.set_value("Relation Event", contract.reload().end_event, "status", "Done")
        contract.value = 5
        contract.save()
        self.assertEqual(len(self.get_events(contract)), 1)
        contract.reload()
        contract.ends_on = add_days(nowdate(), 400)
        contract.save()
        self.assertEqual([row.status for row in self.get_events(contract)], ["Done", "Planned"])

    def test_an_old_one_plans_nothing_and_a_deleted_one_leaves_nothing_to_do(self):
        old = self.make(ends=-10, starts_on="2020-01-01")
        self.assertEqual((old.state, self.get_events(old)), ("Ended", []))
        contract = self.make()
        events = [row.name for row in self.get_events(contract)]
        contract.reload().delete()
        filters = {"name": ["in", events]}
        self.assertEqual(frappe.get_all("Relation Event", filters, pluck="status"), ["Cancelled"] * 2)

    def test_each_day_brings_states_and_renewals(self):
        coming = self.make(starts_on=add_days(nowdate(), 5))
        renewing = self.make(renewal="Renews by itself", renewal_months=12)
        self.assertEqual((coming.state, renewing.state), ("To come", "Running"))
        frappe.db.set_value("Party Contract", coming.name, "starts_on", add_days(nowdate(), -1))
        last = add_days(nowdate(), -400)
        frappe.db.set_value("Party Contract", renewing.name, {"ends_on": last, "starts_on": add_days(last, -30)})
        for _time in range(2):
            update_contracts()
        coming.reload()
        renewing.reload()
        self.assertEqual((coming.state, renewing.state), ("Running", "Running"))
        self.assertEqual(getdate(renewing.ends_on), getdate(add_months(last, 24)))
        self.assertEqual(len(self.get_events(renewing)), 2)

    def test_an_old_one_that_renews_by_itself_is_entered_with_its_next_end(self):
        last = add_days(nowdate(), -35 * 365)
        contract = self.make(starts_on=add_days(last, -30), ends_on=last, renewal="Renews by itself", renewal_months=1)
        self.assertEqual(contract.state, "Running")
        self.assertLess(getdate(contract.ends_on), getdate(add_months(nowdate(), 1)))
        self.assertGreaterEqual(getdate(contract.ends_on), getdate(nowdate()))

    def test_one_that_cannot_be_renewed_stops_no_other(self):
        broken, sound = (self.make(renewal="Renews by itself", renewal_months=12) for _one in range(2))
        last = {"ends_on": add_days(nowdate(), -40), "starts_on": add_days(nowdate(), -99)}
        frappe.db.set_value("Party Contract", broken.name, last | {"responsible": "andato.via@example.com"})
        frappe.db.set_value("Party Contract", sound.name, last)
        update_contracts()
        ends = [getdate(frappe.db.get_value("Party Contract", one.name, "ends_on")) for one in (broken, sound)]
        self.assertEqual(ends, [getdate(last["ends_on"]), getdate(add_months(last["ends_on"], 12))])

    def test_a_notice_before_all_calendars_is_none(self):
        for unit, period in (("Months", 1200), ("Days", 900)):
            days = {"starts_on": "0001-02-01", "ends_on": "0002-01-01"}
            self.assertIsNone(self.make(notice_unit=unit, notice_period=period, **days).notice_on)

    def test_the_first_day_of_all_calendars_is_no_day(self):
        self.assertRaises(frappe.MandatoryError, self.make, starts_on="0001-01-01")
        self.assertIsNone(self.make(ends_on="0001-01-01").ends_on)

    def test_what_cannot_be_is_refused_in_a_sentence(self):
        for values in (
            {"ends": -300},
            {"renewal": "Renews by itself"},
            {"ends": None, "renewal": "Renews by itself", "renewal_months": 3},
            {"notice_period": 5000},
            {"other_parties": [{"party": self.mine}]},
            {"other_parties": [{"party": self.third}, {"party": self.third}]},
        ):
            with self.assertRaises(ContractError, msg=values) as caught:
                self.make(**values)
            self.assertIn("Manutenzione", str(caught.exception))

    def test_it_is_seen_by_who_sees_any_of_its_parties(self):
        mine, hidden = self.make(), self.make(party=self.other)
        side = self.make(party=self.other, other_parties=[{"party": self.mine, "role": "Garante"}])
        frappe.set_user(AGENT)
        names = [mine.name, hidden.name, side.name]
        seen = frappe.get_list("Party Contract", {"name": ["in", names]}, pluck="name")
        self.assertEqual(set(seen), {mine.name, side.name})
        self.assertEqual(get_count("Party Contract", {"name": ["in", names]}), 2)
        self.assertEqual([frappe.has_permission("Party Contract", "read", name) for name in names], [True, False, True])
        rows = frappe.get_list(
            "Party Contract Side", {"parent": ["in", names]}, pluck="parent", parent_doctype="Party Contract"
        )
        self.assertEqual(rows, [side.name])
        self.assertRaises(PartyAccessError, self.make, party=self.other)
        self.assertIn(side.name, [row.name for row in get_card(self.mine)["sections"]["contracts"]])

    def test_the_report_names_those_that_end_or_want_a_notice(self):
        soon, notice = self.make(ends=30, notice_period=0), self.make(ends=120)
        far, over = self.make(ends=900), self.make(ends=-1)
        names = {row["contract"]: row for row in execute({"days": 60})[1]}
        self.assertTrue({soon.name, notice.name} <= set(names))
        self.assertFalse({far.name, over.name} & set(names))
        self.assertEqual(names[soon.name]["days_left"], 30)
        self.assertEqual(names[notice.name]["next_on"], notice.notice_on)
        self.assertRaises(ReportChoiceError, execute, {"days": "domani"})
        frappe.set_user(AGENT)
        self.assertNotIn(self.other, {row["party"] for row in execute({})[1]})

    def test_companies_are_found_by_their_contracts(self):
        self.make(party=self.third, ends=40)
        ending = {"has": "contracts", "of": [["state", "=", "Running"], ["ends_on", "<", add_days(nowdate(), 60)]]}
        conditions = [["name", "in", [self.mine, self.other, self.third]], ending]
        rows = lists.get_rows({"doctype": "Party", "columns": [], "conditions": conditions})["rows"]
        self.assertIn(self.third, [row["name"] for row in rows])
