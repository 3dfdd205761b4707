import frappe

from relcrm.relations.teams import get_colleagues
from relcrm.testing import IntegrationTestCase, make_user


class TestRelCRMTeam(IntegrationTestCase):
    def test_colleagues_are_members_and_leader_me_first(self):
        names = [make_user(f"squadra.{who}@example.com", "RelCRM User") for who in ("capo", "uno", "due")]
        team = {"doctype": "RelCRM Team", "team_name": "Squadra Colleghi", "leader": names[0]}
        frappe.get_doc(team | {"members": [{"user": names[1]}, {"user": names[2]}]}).insert()
        found = [row.name for row in get_colleagues(names[2])]
        self.assertEqual(found[0], names[2])
        self.assertEqual(set(found), set(names))
        alone = make_user("squadra.nessuna@example.com", "RelCRM User")
        self.assertEqual([row.name for row in get_colleagues(alone)], [alone])
