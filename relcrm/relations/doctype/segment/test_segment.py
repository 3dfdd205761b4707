"""Segments: what they find, what they refuse, who sees them, and that nobody learns from one what is closed to them."""

import json

import frappe
from frappe.utils import add_days, now_datetime

from relcrm.api import lists, segments
from relcrm.exceptions import ListQueryError, SegmentError
from relcrm.relations.segments.watching import forget_old, watch_segments
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user

OWN = ["party_name", "starts", "Segmentata "]
LARGE, SMALL = ["employees", ">", 10], ["employees", "<=", 10]


class TestSegment(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("segmento.ufficio@example.com", "RelCRM User")
        cls.other = make_user("segmento.altra@example.com", "RelCRM Marketing")
        cls.agent = make_user("segmento.agente@example.com", "RelCRM Agent")
        town = {"street": "Via Prova 1", "town": "Treviso", "province": "TV"}
        far = {"street": "Via Prova 2", "town": "Palermo", "province": "PA"}
        cls.large = make_party("Segmentata Grande", employees=50, addresses=[town], agent=cls.agent).name
        cls.middle = make_party("Segmentata Media", employees=20, addresses=[far]).name
        cls.small = make_party("Segmentata Piccola", employees=3, addresses=[town]).name
        cls.person = make_person(cls.large, "Anna Segmentata").name
        cls.event = make_event("Segmentata visita", party=cls.large).name
        cls.secret = make_event("Segmentata riservata", party=cls.small, private=1).name

    def setUp(self):
        self.act_as(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def act_as(self, user: str):
        frappe.set_user("Administrator")
        frappe.set_user(user)

    def keep(self, title: str, *conditions: object, **values) -> str:
        return segments.save_segment({"segment_name": title, "conditions": [OWN, *conditions], **values})["name"]

    def find(self, *conditions: object, doctype: str = "Party") -> set[str]:
        query = {"doctype": doctype, "conditions": list(conditions), "length": 1000}
        return {row["name"] for row in lists.get_rows(query)["rows"]}

    # ---- what is found

    def test_it_is_a_condition_of_every_list_that_has_to_do_with_its_records(self):
        name = self.keep("Grandi", LARGE)
        self.assertEqual(self.find({"segment": name}), {self.large, self.middle})
        self.assertEqual(self.find({"segment": name}, doctype="Contact Person"), {self.person})
        self.assertEqual(self.find({"segment": name}, doctype="Relation Event"), {self.event})
        self.assertEqual(self.find(OWN, {"op": "none", "of": [{"segment": name}]}), {self.small})
        has = {"has": "divisions", "of": [{"segment": name}]}
        self.assertEqual(self.find(OWN, has), set())

    def test_sets_are_made_of_segments(self):
        large, all_three = self.keep("Grandi", LARGE), self.keep("Tutte e tre", ["employees", ">", 0])
        only = self.keep("Solo piccole", {"segment": all_three}, {"op": "none", "of": [{"segment": large}]})
        self.assertEqual(self.find({"segment": only}), {self.small})
        either = {"op": "any", "of": [{"segment": only}, {"segment": large}]}
        self.assertEqual(self.find(either), {self.large, self.middle, self.small})

    def test_contacts_may_be_its_members(self):
        values = {"segment_name": "Anne", "target": "Contact Person"}
        name = segments.save_segment({**values, "conditions": [["full_name", "=", "Anna Segmentata"]]})["name"]
        self.assertEqual(self.find({"segment": name}, doctype="Contact Person"), {self.person})
        self.assertEqual(self.find({"has": "people", "of": [{"segment": name}]}), {self.large})

    def test_some_are_put_in_and_taken_out_by_hand(self):
        name = self.keep("Grandi", LARGE)
        segments.set_members(name, [self.small], "Added")
        segments.set_members(name, [self.middle], "Taken Out")
        self.assertEqual(self.find({"segment": name}), {self.large, self.small})
        kept = segments.get_segment(name)
        self.assertEqual([one["title"] for one in kept["added"]], ["Segmentata Piccola"])
        self.assertEqual([one["title"] for one in kept["taken_out"]], ["Segmentata Media"])
        segments.set_members(name, [self.small, self.middle], "")
        self.assertEqual(self.find({"segment": name}), {self.large, self.middle})

    def test_it_may_be_made_of_members_by_hand_alone(self):
        kept = segments.save_segment({"segment_name": "A mano", "conditions": [], "added": [self.small]})
        self.assertEqual(self.find({"segment": kept["name"]}), {self.small})
        segments.set_members(kept["name"], [self.small], "")
        self.assertEqual(self.find({"segment": kept["name"]}), set())

    def test_a_frozen_copy_stays_as_it_was(self):
        name = self.keep("Grandi", LARGE)
        copy = segments.freeze(name, "Grandi di oggi")
        segments.save_segment({"conditions": [OWN, SMALL]}, name)
        self.assertEqual(self.find({"segment": name}), {self.small})
        self.assertEqual(self.find({"segment": copy}), {self.large, self.middle})
        with self.assertRaises(SegmentError):
            segments.set_members(copy, [self.small], "Added")
        segments.save_segment({"conditions": [OWN, SMALL]}, copy)
        self.assertEqual(self.find({"segment": copy}), {self.large, self.middle})
        frappe.delete_doc("Segment", name)
        self.assertEqual(self.find({"segment": copy}), {self.large, self.middle})

    def test_nearness_is_the_great_circle(self):
        self.assertEqual(self.find(OWN, {"near": "Conegliano", "km": 30}), {self.large, self.small})
        self.assertEqual(self.find(OWN, {"near": "Palermo (PA)", "km": 1}), {self.middle})
        self.assertEqual(self.find({"near": "Treviso", "km": 5}, OWN, doctype="Party"), {self.large, self.small})
        anna = ["full_name", "=", "Anna Segmentata"]
        self.assertEqual(self.find({"near": "Treviso", "km": 5}, anna, doctype="Contact Person"), {self.person})
        wrong = ({"near": "Nessunluogo", "km": 5}, {"near": "Treviso", "km": 0}, {"near": "Treviso"}, {"near": 3})
        for node in wrong:
            with self.subTest(node=node), self.assertRaises(ListQueryError):
                self.find(node)

    def test_a_draft_is_counted_with_its_first_members(self):
        found = segments.preview("Party", json.dumps([OWN, LARGE]))
        self.assertEqual((found["count"], len(found["rows"])), (2, 2))
        self.assertGreater(found["of"], 2)
        self.assertEqual(segments.preview("Party", [])["count"], 0)

    # ---- what is refused

    def test_what_cannot_be_a_segment_is_refused_in_a_sentence_and_nothing_is_kept(self):
        before = frappe.db.count("Segment")
        for conditions in (
            [],
            {"op": "all", "of": [{"op": "any", "of": []}]},
            [["name", "is", "set"]],
            [["party_name", "contains", " "]],
            [{"has": "events", "count": [">=", 0]}],
            [{"has": "events", "count": ["!=", -1]}],
            [["party_name", "!=", ""]],
            {"op": "any", "of": [LARGE, ["party_name", "is", "set"]]},
            {"op": "any", "of": [LARGE, {"op": "none", "of": [LARGE]}]},
            {"op": "any", "of": [["website", "is", "set"], ["website", "is", "not set"]]},
            {"op": "any", "of": [["sector", "in", ["Meccanica"]], ["sector", "not in", ["Meccanica"]]]},
            {"op": "none", "of": [{"op": "none", "of": [["name", "is", "set"]]}]},
            {"op": "none", "of": [{"op": "all", "of": [LARGE, {"op": "none", "of": [LARGE]}]}]},
            [["nessun_campo", "=", 1]],
            [{"segment": "SEG-999999"}],
            [{"segment": ["x"]}],
            [{"has": "segreti"}],
            "3",
            "{",
        ):
            with self.subTest(conditions=conditions), self.assertRaises((SegmentError, ListQueryError)):
                segments.save_segment({"segment_name": "Sbagliata", "conditions": conditions})
        self.assertEqual(frappe.db.count("Segment"), before)

    def test_a_segment_of_itself_is_refused_also_in_a_ring(self):
        first = self.keep("Primo", LARGE)
        second = self.keep("Secondo", {"segment": first})
        third = self.keep("Terzo", {"op": "none", "of": [{"segment": second}]})
        for inner in (first, third):
            with self.assertRaises(SegmentError) as caught:
                segments.save_segment({"conditions": [OWN, {"segment": inner}]}, first)
        self.assertIn("Secondo", str(caught.exception))
        self.assertEqual(self.find({"segment": first}), {self.large, self.middle})

    def test_a_ring_that_two_made_at_once_ends_in_a_sentence(self):
        first = self.keep("Primo", LARGE)
        second = self.keep("Secondo", {"segment": first})
        frappe.db.set_value("Segment", first, "conditions", json.dumps({"op": "all", "of": [{"segment": second}]}))
        with self.assertRaises(ListQueryError):
            self.find({"segment": first})

    def test_many_small_segments_do_not_grow_without_bound(self):
        last = self.keep("Livello 0", LARGE)
        with self.assertRaises(SegmentError):
            for level in range(1, 12):
                last = self.keep(f"Livello {level}", {"op": "any", "of": [{"segment": last}, {"segment": last}]})

    def test_one_that_another_uses_is_not_deleted(self):
        first = self.keep("Primo", LARGE)
        self.keep("Secondo", {"segment": first})
        with self.assertRaises(SegmentError) as caught:
            frappe.delete_doc("Segment", first)
        self.assertIn("Secondo", str(caught.exception))

    def test_a_field_that_went_is_named_by_the_segment_that_hangs_on_it(self):
        name = self.keep("Grandi", LARGE)
        gone = json.dumps({"op": "all", "of": [["campo_di_ieri", "=", 1]]})
        frappe.db.set_value("Segment", name, "conditions", gone)
        with self.assertRaises(ListQueryError) as caught:
            self.find({"segment": name})
        self.assertIn("Grandi", str(caught.exception))
        self.assertIn("campo_di_ieri", str(caught.exception))

    def test_a_deleted_party_is_in_no_segment(self):
        party = make_party("Segmentata Passeggera").name
        name = segments.save_segment({"segment_name": "A mano", "conditions": [], "added": [party]})["name"]
        frappe.set_user("Administrator")
        frappe.delete_doc("Party", party)
        self.assertEqual(frappe.db.count("Party Segment Member", {"segment": name}), 0)

    def test_what_a_colleague_changed_meanwhile_is_not_overwritten(self):
        kept = segments.get_segment(self.keep("Grandi", LARGE))
        with self.assertRaises(SegmentError):
            segments.save_segment({"segment_name": "Altro", "modified": "2020-01-01 00:00:00"}, kept["name"])

    # ---- rights

    def test_a_private_segment_is_not_there_for_a_colleague(self):
        name = self.keep("Solo mia", LARGE)
        segments.set_members(name, [self.small], "Added")
        self.act_as(self.other)
        self.assertNotIn(name, [row["name"] for row in segments.get_segments()])
        self.assertEqual(frappe.get_list("Party Segment Member", filters={"segment": name}), [])
        for ask in (
            lambda: segments.get_segment(name),
            lambda: self.find({"segment": name}),
            lambda: segments.preview("Party", [LARGE], name),
            lambda: segments.save_segment({"segment_name": "Tua"}, name),
        ):
            with self.assertRaises(ListQueryError) as closed:
                ask()
            with self.assertRaises(ListQueryError) as absent:
                self.find({"segment": "SEG-999999"})
            self.assertEqual(str(closed.exception).replace(name, "SEG-999999"), str(absent.exception))
        for ask in (lambda: segments.set_members(name, [self.small], "Added"), lambda: segments.freeze(name)):
            with self.assertRaises(frappe.PermissionError):
                ask()

    def test_a_shared_segment_is_read_by_all_and_changed_by_its_owner(self):
        name = self.keep("Di tutti", LARGE, visibility="Everyone")
        self.act_as(self.other)
        self.assertEqual(self.find({"segment": name}), {self.large, self.middle})
        self.assertFalse(segments.get_segment(name)["editable"])
        with self.assertRaises(frappe.PermissionError):
            segments.save_segment({"segment_name": "Mia"}, name)

    def test_one_shared_with_a_single_colleague_is_theirs_to_read_or_to_change(self):
        name = self.keep("Per uno", LARGE)
        frappe.share.add("Segment", name, self.other, read=1)
        self.act_as(self.other)
        self.assertEqual(self.find({"segment": name}), {self.large, self.middle})
        self.assertIn(name, {row["name"] for row in segments.get_segments()})
        self.assertFalse(segments.get_segment(name)["editable"])
        self.assertFalse(segments.get_segment(name)["deletable"])
        for change in ({"segment_name": "Altrui"}, {"conditions": [OWN]}):
            with self.assertRaises(frappe.PermissionError):
                segments.save_segment(change, name)
        with self.assertRaises(SegmentError):
            segments.get_changes(name)
        with self.assertRaises(frappe.PermissionError):
            frappe.share.add("Segment", name, self.agent, read=1)
        self.act_as(self.agent)
        with self.assertRaises(ListQueryError):
            self.find({"segment": name})
        frappe.set_user("Administrator")
        frappe.share.add("Segment", name, self.other, read=1, write=1)
        self.act_as(self.other)
        self.assertTrue(segments.get_segment(name)["editable"])
        self.assertEqual(segments.save_segment({"segment_name": "Di due"}, name)["segment_name"], "Di due")
        self.assertFalse(segments.get_segment(name)["mine"])

    def test_it_is_said_whose_it_is_and_to_its_owner_alone_with_whom_it_is_shared(self):
        name = self.keep("Per uno", LARGE)
        self.assertEqual(segments.get_segment(name)["shared_with"], [])
        frappe.share.add("Segment", name, self.other, read=1, write=1)
        full_name = frappe.utils.get_fullname
        for user, shared_with in ((self.clerk, [full_name(self.other)]), (self.other, [])):
            self.act_as(user)
            [row] = (row for row in segments.get_segments() if row["name"] == name)
            for answer in (row, segments.get_segment(name)):
                self.assertEqual((answer["owner_name"], answer["shared_with"]), (full_name(self.clerk), shared_with))

    def test_who_sees_it_and_whether_it_is_followed_is_its_owners_to_say(self):
        name = self.keep("Per uno", LARGE)
        frappe.share.add("Segment", name, self.other, read=1, write=1)
        self.act_as(self.other)
        self.assertFalse(segments.get_segment(name)["shareable"])
        with self.assertRaises(SegmentError):
            segments.save_segment({"visibility": "Everyone"}, name)
        self.assertFalse(segments.save_segment({"watched": 1}, name)["watched"])
        self.act_as(self.clerk)
        self.assertTrue(segments.save_segment({"watched": 1}, name)["watched_on"])
        self.act_as(self.other)
        self.assertTrue(segments.save_segment({"watched": 0}, name)["watched"])

    def test_one_that_others_see_hangs_on_nothing_private(self):
        mine = self.keep("Solo mia", LARGE)
        with self.assertRaises(SegmentError):
            self.keep("Di tutti", {"segment": mine}, visibility="Everyone")

    def test_an_agent_counts_their_own_parties_alone(self):
        name = self.keep("Di tutti", LARGE, visibility="Everyone")
        self.act_as(self.agent)
        self.assertEqual(self.find({"segment": name}), {self.large})
        self.assertEqual(segments.preview("Party", [OWN])["count"], 1)
        with self.assertRaises(SegmentError):
            segments.save_segment({"segment_name": "A mano", "conditions": [], "added": [self.middle]})

    def test_a_private_event_changes_no_count_of_a_colleague(self):
        name = self.keep("Con eventi", {"has": "events"}, visibility="Everyone")
        self.assertEqual(self.find({"segment": name}), {self.large})
        frappe.set_user("Administrator")
        self.assertEqual(self.find({"segment": name}), {self.large, self.small})

    def test_totals_stay_closed_where_a_segment_is_of_one_colleague(self):
        name = self.keep("Di un collega", ["agent", "=", self.agent], visibility="Everyone")
        query = {"doctype": "Party", "totals": [["sum", "employees"]], "conditions": [{"segment": name}]}
        plain = lists.get_totals({**query, "conditions": [["agent", "=", self.agent]]})
        self.assertEqual(lists.get_totals(query)["totals"], plain["totals"])
        events = {"doctype": "Relation Event", "conditions": [{"segment": name}]}
        self.assertIn("count", lists.get_totals(events))

    # ---- day by day

    def test_who_left_long_ago_is_forgotten_and_who_is_in_it_stays(self):
        name = self.keep("Seguite", LARGE, watched=1)
        frappe.set_user("Administrator")
        filters = {"segment": name, "how": "Watched"}
        rows = dict(frappe.get_all("Party Segment Member", filters=filters, fields=["party", "name"], as_list=True))
        long_ago = add_days(now_datetime(), -400)
        frappe.db.set_value("Party Segment Member", rows[self.large], "since", long_ago)
        for days, kept in ((None, {self.large}), (500, {self.large, self.middle}), (0, {self.large})):
            frappe.db.set_single_value("RelCRM Settings", "segment_changes_days", days)
            if days:
                forgotten = {"doctype": "Party Segment Member", "segment": name, "party": self.middle, "how": "Watched"}
                rows[self.middle] = frappe.get_doc(forgotten | {"since": long_ago}).insert().name
            frappe.db.set_value("Party Segment Member", rows[self.middle], "until", add_days(long_ago, 1))
            forget_old()
            self.assertEqual(set(frappe.get_all("Party Segment Member", filters=filters, pluck="party")), kept, days)

    def test_who_enters_and_who_leaves_is_kept_and_told_once(self):
        name = self.keep("Seguito", LARGE, watched=1)
        self.assertEqual(segments.get_changes(name)["rows"], [])
        frappe.set_user("Administrator")
        watch_segments()
        frappe.db.set_value("Party", self.small, "employees", 90)
        frappe.db.set_value("Party", self.middle, "employees", 1)
        self.addCleanup(frappe.db.set_value, "Party", self.small, "employees", 3)
        self.addCleanup(frappe.db.set_value, "Party", self.middle, "employees", 20)
        watch_segments()
        watch_segments()
        told = {"document_type": "Segment", "document_name": name, "for_user": self.clerk}
        self.assertEqual(frappe.db.count("Notification Log", told), 1)
        frappe.set_user(self.clerk)
        found = segments.get_changes(name)
        changed = {(row["what"], row["name"]) for row in found["rows"]}
        self.assertEqual(changed, {("entered", self.small), ("left", self.middle)})
        self.assertEqual((found["entered"], found["left"]), (1, 1))
        frappe.db.set_value("Segment", name, "visibility", "Everyone")
        self.act_as(self.other)
        with self.assertRaises(SegmentError):
            segments.get_changes(name)

    def test_one_that_cannot_be_followed_is_told_and_stops_no_other(self):
        broken, sound = self.keep("Rotto", LARGE, watched=1), self.keep("Sano", LARGE, watched=1)
        gone = json.dumps({"op": "all", "of": [["campo_di_ieri", "=", 1]]})
        frappe.db.set_value("Segment", broken, "conditions", gone)
        frappe.db.set_value("Party", self.small, "employees", 90)
        self.addCleanup(frappe.db.set_value, "Party", self.small, "employees", 3)
        frappe.set_user("Administrator")
        watch_segments()
        self.assertEqual(frappe.session.user, "Administrator")
        frappe.set_user(self.clerk)
        self.assertEqual(segments.get_changes(sound)["entered"], 1)
        self.assertEqual(segments.get_changes(broken)["rows"], [])

    # ---- what a few letters mean

    def test_letters_find_values_columns_events_and_segments(self):
        name = self.keep("Segmentata preferita", LARGE)
        texts = ("segmentate pref", "custom", "treviso", "visita")
        found = [one for text in texts for one in segments.suggest("Party", text)]
        found = {json.dumps(one.get("node") or one["field"]) for one in found}
        for node in (
            {"segment": name, "op": "all", "of": []},
            ["lifecycle_stage", "in", ["Customer"]],
            ["main_town", "=", "Treviso"],
            {"has": "events", "count": [">=", 1], "op": "all", "of": [["event_type", "in", ["Visit"]]]},
            "customer_since",
        ):
            self.assertIn(json.dumps(node), found)
        self.assertEqual(segments.suggest("Party", "x"), [])
