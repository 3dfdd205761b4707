from unittest.mock import Mock

import frappe

from relcrm.agenda import privacy
from relcrm.relations import visibility
from relcrm.relations.titles import get_titles
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_user
from relcrm.workplace.reading import reading, recall, recall_each
from relcrm.workplace.rules import get_rules


class TestReading(IntegrationTestCase):
    def test_asks_each_time_outside_and_once_within(self):
        ask = Mock(side_effect=[1, 2, 3, 4])
        self.assertEqual([recall("key", ask), recall("key", ask)], [1, 2])
        with reading():
            self.assertEqual([recall("key", ask), recall("key", ask)], [3, 3])
            with reading():
                self.assertEqual(recall("key", ask), 3)
        self.assertEqual(recall("key", ask), 4)

    def test_forgets_even_where_the_block_fails(self):
        with self.assertRaises(ZeroDivisionError), reading():
            recall("key", lambda: 1)
            1 / 0  # noqa: B018
        self.assertEqual(recall("key", lambda: 2), 2)

    def test_asks_only_for_names_not_yet_known(self):
        asked = []

        def ask(names):
            asked.append(names)
            return {name: name.upper() for name in names if name != "nobody"}

        with reading():
            self.assertEqual(recall_each("key", {"a", "nobody"}, ask), {"a": "A"})
            self.assertEqual(recall_each("key", {"a", "b", "nobody"}, ask), {"a": "A", "b": "B"})
            self.assertEqual(recall_each("key", set(), ask), {})
        self.assertEqual(asked, [["a", "nobody"], ["b"]])

    def test_each_user_and_each_kind_has_rules_of_their_own(self):
        agent = make_user("lettore@example.com", "RelCRM Agent")
        clerk = make_user("lettrice@example.com", "RelCRM User")
        kinds = ("Party", "Relation Event", "Party Order")
        apart = {(kind, user): get_rules(kind, user) for kind in kinds for user in (agent, clerk)}
        with reading():
            together = {(kind, user): get_rules(kind, user) for kind in kinds for user in (agent, clerk)}
            self.assertEqual(visibility.get_scope(agent).user, agent)
            self.assertIsNone(visibility.get_scope(clerk))
        self.assertEqual(together, apart)

    def test_what_changed_between_two_screens_is_seen(self):
        user = make_user("lettore@example.com", "RelCRM Agent")
        party = make_party("Prima di leggere").name
        with reading():
            self.assertEqual(privacy.get_joined_events(user), [])
            self.assertEqual(get_titles("Party", "party_name", [party]), {party: "Prima di leggere"})
        event = make_event("Con me", private=1, participants=[{"side": "Ours", "user": user}])
        frappe.db.set_value("Party", party, "party_name", "Dopo")
        with reading():
            self.assertEqual(privacy.get_joined_events(user), [event.name])
            self.assertEqual(get_titles("Party", "party_name", [party]), {party: "Dopo"})
