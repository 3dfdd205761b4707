"""Lists of any DocType: what is found, in which order, in which groups, and what stays closed to whom."""

import frappe
from frappe.desk.doctype.tag.tag import add_tag
from frappe.desk.form.assign_to import add, clear

from relcrm.api import lists
from relcrm.exceptions import ListQueryError
from relcrm.relations.profile import set_profile_values
from relcrm.testing import IntegrationTestCase, make_event, make_party, make_person, make_user
from relcrm.workplace.lists.query import ListQuery

ATTRIBUTES = {
    "Prova macchine": {"value_type": "Choices", "options": [{"option": "Gru"}, {"option": "Argano"}]},
    "Prova portata": {"value_type": "Number"},
    "Prova collaudo": {"value_type": "Date"},
    "Prova officina": {"value_type": "Yes/No"},
}


def make_attributes():
    for name, values in ATTRIBUTES.items():
        if not frappe.db.exists("Profile Attribute", name):
            frappe.get_doc({"doctype": "Profile Attribute", "attribute_name": name, **values}).insert()


class TestLists(IntegrationTestCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.clerk = make_user("elenchi.ufficio@example.com", "RelCRM User")
        cls.agent = make_user("elenchi.agente@example.com", "RelCRM Agent")
        make_attributes()
        address = {"street": "Via Prova 1", "town": "Forlì", "province": "FC"}
        cls.first = make_party(
            "Elenco Àncora S.r.l.",
            agent=cls.agent,
            employees=12,
            lifecycle_stage="Customer",
            customer_since="2024-02-29",
            phones=[{"number": "0543 111222"}, {"number": "333 4455667"}],
            addresses=[address],
        )
        cls.second = make_party("Elenco D'Angelo", employees=40, lifecycle_stage="Lead", customer_since="2025-07-01")
        cls.third = make_party("Elenco Zeta", parent_party=cls.first.name, agent=cls.agent)
        set_profile_values(cls.first.name, {"Prova macchine": ["Gru", "Argano"], "Prova portata": 5})
        set_profile_values(cls.second.name, {"Prova macchine": ["Gru"], "Prova portata": 20, "Prova officina": 1})
        cls.person = make_person(cls.second.name, "Anna Prova")
        cls.event = make_event("Elenco visita", party=cls.first.name, starts_on="2026-03-02 09:30:00")
        cls.secret = make_event("Elenco segreto", party=cls.first.name, starts_on="2026-04-01 09:30:00", private=1)

    def setUp(self):
        frappe.set_user(self.clerk)
        self.addCleanup(frappe.set_user, "Administrator")

    def find(self, *conditions, **query) -> list[str]:
        """The names of the parties of this test that fulfil conditions, without their common first word."""
        own = ["party_name", "starts", "elenco "]
        query = {"doctype": "Party", "columns": ["party_name"], "sort": [["party_name", "asc"]], **query}
        query["conditions"] = {"op": "all", "of": [own, *conditions]}
        return [row["party_name"].removeprefix("Elenco ") for row in lists.get_rows(query)["rows"]]

    def refuse(self, **query):
        with self.assertRaises(ListQueryError) as caught:
            lists.get_rows({"doctype": "Party", **query})
        return str(caught.exception)

    # ---- conditions

    def test_texts_are_found_without_accents_and_case(self):
        self.assertEqual(self.find(["party_name", "contains", "ANCORA"]), ["Àncora S.r.l."])
        self.assertEqual(self.find(["party_name", "=", "elenco ancora s.r.l."]), ["Àncora S.r.l."])
        self.assertEqual(self.find(["main_town", "=", "forli"]), ["Àncora S.r.l."])
        self.assertEqual(self.find(["party_name", "contains", "100%_!"]), [])

    def test_negative_conditions_take_in_what_is_empty(self):
        self.assertEqual(self.find(["main_town", "!=", "Forlì"]), ["D'Angelo", "Zeta"])
        self.assertEqual(self.find(["phones.number", "not contains", "0543"]), ["D'Angelo", "Zeta"])
        self.assertEqual(self.find(["profile:Prova macchine", "not in", ["Argano"]]), ["D'Angelo", "Zeta"])
        self.assertEqual(self.find(["parent_party.party_name", "!=", "x"]), ["Àncora S.r.l.", "D'Angelo", "Zeta"])

    def test_fields_of_linked_records_rows_and_characteristics(self):
        self.assertEqual(self.find(["parent_party.main_town", "=", "Forlì"]), ["Zeta"])
        self.assertEqual(self.find(["phones.number", "starts", "333"]), ["Àncora S.r.l."])
        self.assertEqual(self.find(["phones.number", "starts", "4455"]), [])
        self.assertEqual(self.find(["profile:Prova macchine", "in", ["Argano", "x"]]), ["Àncora S.r.l."])
        self.assertEqual(self.find(["profile:Prova portata", ">", 5]), ["D'Angelo"])
        self.assertEqual(self.find(["profile:Prova portata", "is", "not set"]), ["Zeta"])
        self.assertEqual(self.find(["agent.full_name", "contains", "elenchi"]), ["Àncora S.r.l.", "Zeta"])

    def test_what_lies_below_a_record_of_a_tree_is_found_with_it(self):
        names = [f"Elenco {name}" for name in ("Nord", "Veneto", "Treviso", "Sud")]
        above = (None, names[0], names[1], None)
        for name, parent in zip(names, above, strict=True):
            values = {"territory_name": name, "parent_party_territory": parent, "is_group": int(name != names[2])}
            frappe.get_doc({"doctype": "Party Territory", **values}).insert(ignore_permissions=True)
        filters = {"party_name": ["like", "Elenco %"]}
        rows = frappe.get_all("Party", filters=filters, order_by="party_name asc", pluck="name")
        for party, territory in zip(rows, names[1:], strict=True):
            frappe.db.set_value("Party", party, "territory", territory)
        first, second, third = self.find()
        north, veneto, treviso, south = names
        for operator, given, found in (
            ("below", [north], [first, second]), ("below", veneto, [first, second]), ("below", [treviso], [second]),
            ("below", [treviso, south], [second, third]), ("below", [], []), ("below", ["Nessuna"], []),
            ("not below", [north], [third]), ("not below", [south, treviso], [first]), ("=", veneto, [first]),
        ):  # fmt: skip
            self.assertEqual(self.find(["territory", operator, given]), found, (operator, given))
        frappe.db.set_value("Party", rows[0], "territory", None)
        self.assertEqual(self.find(["territory", "not below", [north]]), [first, third])
        self.assertIn("is", self.refuse(conditions=[["sector", "below", ["x"]]]))
        fields = {field["path"]: field["operators"] for field in lists.get_fields("Party")}
        self.assertIn("below", fields["territory"])
        self.assertNotIn("below", fields["sector"])

    def test_groups_of_conditions_nest(self):
        few, many = ["employees", "<", 20], ["employees", ">=", 40]
        self.assertEqual(self.find({"op": "any", "of": [["employees", "=", 12], many]}), ["Àncora S.r.l.", "D'Angelo"])
        self.assertEqual(self.find({"op": "none", "of": [few, ["main_town", "is", "set"]]}), ["D'Angelo"])
        self.assertEqual(
            self.find({"op": "none", "of": [{"op": "all", "of": [few, many]}]}, few), ["Àncora S.r.l.", "Zeta"]
        )

    def test_days_and_periods(self):
        with self.freeze_time("2026-11-22 00:30:00"):
            self.assertEqual(self.find(["customer_since", "within", "last year"]), ["D'Angelo"])
        event = {"doctype": "Relation Event"}
        for operator, value, found in (
            ("=", "2026-03-02", 1),
            ("<=", "2026-03-02", 1),
            (">", "2026-03-02", 0),
            ("between", ["2026-03-01", "2026-03-02"], 1),
        ):
            conditions = [["subject", "=", "Elenco visita"], ["starts_on", operator, value]]
            self.assertEqual(lists.get_count({**event, "conditions": conditions})["count"], found, operator)

    def test_the_search_box_takes_words_in_any_order(self):
        self.assertEqual(self.find(text="dangelo elenco"), ["D'Angelo"])
        self.assertEqual(self.find(text="forli ancora"), ["Àncora S.r.l."])
        self.assertEqual(self.find(text="0543111222"), ["Àncora S.r.l."])
        rows = lists.get_rows({"doctype": "Relation Event", "text": "visita àncora", "columns": ["party"]})
        self.assertEqual([row["name"] for row in rows["rows"]], [self.event.name])
        self.assertEqual(rows["titles"]["party"], {self.first.name: "Elenco Àncora S.r.l."})

    # ---- rows

    def test_rows_carry_values_of_every_kind_of_column(self):
        columns = [
            "phones.number",
            "profile:Prova macchine",
            "profile:Prova portata",
            "parent_party.main_town",
            "agent",
        ]
        answer = lists.get_rows(
            {"doctype": "Party", "conditions": [["name", "=", self.first.name]], "columns": columns}
        )
        row = answer["rows"][0]
        self.assertEqual(row["phones.number"], ["0543 111222", "333 4455667"])
        self.assertEqual((row["profile:Prova macchine"], row["profile:Prova portata"]), (["Gru", "Argano"], 5))
        self.assertIsNone(row["parent_party.main_town"])
        self.assertIn("elenchi.agente", answer["titles"]["agent"][self.agent])

    def test_tags_and_who_has_something_to_do(self):
        name = self.second.name
        self.addCleanup(clear, "Party", name)
        add_tag("Fiera 2026", "Party", name)
        add({"doctype": "Party", "name": name, "assign_to": [self.clerk], "description": "Richiamare"})
        self.assertEqual(self.find(["_user_tags", "=", "fiera 2026"]), ["D'Angelo"])
        self.assertEqual(self.find(["_assign", "=", "@me"]), ["D'Angelo"])
        columns = ["_user_tags", "_assign"]
        answer = lists.get_rows({"doctype": "Party", "conditions": [["name", "=", name]], "columns": columns})
        row = answer["rows"][0]
        self.assertEqual((row["_user_tags"], row["_assign"]), (["Fiera 2026"], [self.clerk]))
        self.assertIn(self.clerk, answer["titles"]["_assign"])
        self.assertEqual(self.get_groups(group_by=["_user_tags"]), [("Fiera 2026", 1), (None, 2)])

    def test_choices_are_sorted_as_they_stand_and_links_by_title(self):
        sort = [["lifecycle_stage", "asc"], ["party_name", "desc"]]
        named = ["lifecycle_stage", "is", "set"]
        self.assertEqual(self.find(named, sort=sort), ["D'Angelo", "Àncora S.r.l."])
        self.assertEqual(self.find(sort=[["profile:Prova portata", "desc"]]), ["D'Angelo", "Àncora S.r.l.", "Zeta"])

    def test_kinds_are_called_in_the_reader_s_language(self):
        before, frappe.local.lang = frappe.local.lang, "it"
        try:
            query = {"doctype": "Relation Event Type", "columns": ["type_name"], "conditions": [["name", "=", "Call"]]}
            answer = lists.get_rows(query)
        finally:
            frappe.local.lang = before
        self.assertEqual([row["type_name"] for row in answer["rows"]], ["Call"])
        self.assertEqual(answer["titles"]["type_name"], {"Call": "Telefonata"})

    def test_pages_show_each_row_once(self):
        for number in range(5):
            make_party(f"Pagina {number}", sector=None)
        query = {
            "doctype": "Party",
            "conditions": [["party_name", "starts", "Pagina"]],
            "sort": [["party_type", "asc"]],
        }
        pages = [lists.get_rows({**query, "start": start, "length": 2}) for start in (0, 2, 4)]
        names = [row["name"] for page in pages for row in page["rows"]]
        self.assertEqual((len(set(names)), [page["more"] for page in pages]), (5, [True, True, False]))
        self.assertEqual(names, lists.get_names(query))

    # ---- groups and totals

    def get_groups(self, *within, **query) -> list[tuple]:
        query = {"doctype": "Party", "conditions": [["party_name", "starts", "elenco "]], **query}
        return [(group["value"], group["count"]) for group in lists.get_groups(query, list(within))["groups"]]

    def test_groups_count_and_total(self):
        totals = [["sum", "employees"]]
        self.assertEqual(self.get_groups(group_by=["lifecycle_stage"]), [("Lead", 1), ("Customer", 1), (None, 1)])
        query = {"doctype": "Party", "conditions": [["party_name", "starts", "elenco "]], "totals": totals}
        self.assertEqual(lists.get_totals(query), {"count": 3, "totals": {"sum:employees": 52}, "untold": ""})
        groups = lists.get_groups({**query, "group_by": ["profile:Prova macchine"]})["groups"]
        found = [(group["value"], group["count"], group["totals"]["sum:employees"]) for group in groups]
        self.assertEqual(found, [("Gru", 2, 52), ("Argano", 1, 12), (None, 1, 0)])

    def test_groups_within_groups(self):
        levels = ["profile:Prova macchine", "customer_since@year", "lifecycle_stage"]
        self.assertEqual(self.get_groups("Gru", group_by=levels), [("2025", 1), ("2024", 1)])
        self.assertEqual(self.get_groups("Gru", "2024", group_by=levels), [("Customer", 1)])
        self.assertEqual(self.get_groups(None, None, group_by=levels), [(None, 1)])
        months = lists.get_groups({"doctype": "Party", "group_by": ["customer_since@month"]})["groups"]
        self.assertIn(("2024-02", "February 2024"), [(month["value"], month["title"]) for month in months])

    def test_days_are_grouped_by_week_from_monday(self):
        for day in ("2026-12-27 23:59:59", "2026-12-28 00:00:00", "2027-01-03 23:00:00", "2027-01-04 08:00:00"):
            make_event("Settimana di prova", starts_on=day)
        query = {"doctype": "Relation Event", "conditions": [["subject", "=", "Settimana di prova"]]}
        query["group_by"] = ["starts_on@week"]
        groups = lists.get_groups(query)["groups"]
        self.assertEqual(
            [(group["value"], group["count"], group["title"]) for group in groups],
            [
                ("2027-01-04", 1, "Week 1, 4 – 10 January 2027"),
                ("2026-12-28", 2, "Week 53, 28 December 2026 – 3 January 2027"),
                ("2026-12-21", 1, "Week 52, 21 – 27 December 2026"),
            ],
        )
        query["group_by"].append("starts_on@day")
        days = lists.get_groups(query, ["2026-12-28"])["groups"]
        self.assertEqual([day["value"] for day in days], ["2027-01-03", "2026-12-28"])
        party = {"doctype": "Party", "conditions": [["party_name", "starts", "elenco "]]}
        weeks = lists.get_groups({**party, "group_by": ["customer_since@week"]})["groups"]
        self.assertEqual([week["value"] for week in weeks], ["2025-06-30", "2024-02-26", None])

    def test_rows_of_a_grouped_list_come_in_its_groups(self):
        query = {"doctype": "Party", "columns": ["party_name"], "sort": [["party_name", "desc"]]}
        query["conditions"] = [["party_name", "starts", "elenco "]]
        query["group_by"] = ["profile:Prova macchine", "customer_since@year"]
        answer = lists.get_rows(query)
        found = [(*row["_groups"], row["party_name"].removeprefix("Elenco ")) for row in answer["rows"]]
        expected = [
            ("Gru", "2025", "D'Angelo"),
            ("Gru", "2024", "Àncora S.r.l."),
            ("Argano", "2024", "Àncora S.r.l."),
            ("", "", "Zeta"),
        ]
        self.assertEqual((found, answer["more"]), (expected, False))
        pages = [lists.get_rows({**query, "start": start, "length": 2}) for start in (0, 2)]
        self.assertEqual([row for page in pages for row in page["rows"]], answer["rows"])
        self.assertEqual([page["more"] for page in pages], [True, False])

    def test_pages_far_down_are_read_from_the_end(self):
        own = ["party_name", "starts", "elenco "]
        two = [["employees", "asc"], ["agent", "desc"]]
        for sort in ([["party_name", "asc"]], [["parent_party.party_name", "desc"]], two):
            whole = ListQuery("Party", conditions=[own], sort=sort).find_names()
            self.assertEqual(len(whole), 3)
            query = ListQuery("Party", conditions=[own], sort=sort, far=1)
            for start in range(5):
                for length in range(1, 5):
                    found = query.find_names(start, length)
                    self.assertEqual(found, whole[start : start + length], (sort, start, length))

    # ---- what stays closed

    def test_private_events_are_nowhere(self):
        query = {"doctype": "Relation Event", "conditions": [["subject", "starts", "elenco "]]}
        self.assertEqual(lists.get_names(query), [self.event.name])
        self.assertEqual(lists.get_count(query)["count"], 1)
        self.assertEqual(lists.get_totals({**query, "totals": [["max", "starts_on"]]})["count"], 1)
        groups = lists.get_groups({**query, "group_by": ["starts_on@month"]})["groups"]
        self.assertEqual([group["value"] for group in groups], ["2026-03"])

    def test_an_agent_finds_nothing_through_a_link_to_what_is_hidden(self):
        frappe.set_user("Administrator")
        branch = make_party("Filiale Prova", parent_party=self.second.name, agent=self.agent)
        frappe.set_user(self.agent)
        columns = ["parent_party", "parent_party.party_name", "parent_party.employees"]
        query = {"doctype": "Party", "columns": columns, "sort": [["parent_party.employees", "desc"]]}
        answer = lists.get_rows({**query, "conditions": [["name", "=", branch.name]]})
        row = answer["rows"][0]
        self.assertEqual((row["parent_party.party_name"], row["parent_party.employees"]), (None, None))
        self.assertNotIn("Angelo", str(answer))
        for condition in (["parent_party.employees", "=", 40], ["parent_party.party_name", "contains", "angelo"]):
            self.assertEqual(lists.get_names({**query, "conditions": [condition]}), [])
        groups = lists.get_groups({**query, "group_by": ["parent_party.party_name"]})["groups"]
        self.assertNotIn("Angelo", str(groups))

    def test_an_agent_sees_the_characteristics_of_own_parties_alone(self):
        frappe.set_user(self.agent)
        self.assertEqual(self.find(), ["Àncora S.r.l.", "Zeta"])
        groups = self.get_groups(group_by=["profile:Prova macchine"])
        self.assertEqual(groups, [("Gru", 1), ("Argano", 1), (None, 1)])

    def test_per_cent_signs_in_rules_and_values_are_plain_signs(self):
        frappe.set_user("Administrator")
        zone = {"doctype": "Party Territory", "territory_name": "Zona 50%s %(x)s"}
        zone = frappe.get_doc(zone).insert().name
        agent = make_user("elenchi.zona@example.com", "RelCRM Agent")
        team = {"doctype": "RelCRM Team", "team_name": "Squadra 50%", "leader": agent, "territory": zone}
        frappe.get_doc(team).insert()
        name = make_party("Sconto 50%s", territory=zone).name
        make_event("Visita zona", party=name)
        frappe.set_user(agent)
        self.assertEqual(frappe.get_list("Party", {"territory": zone}, pluck="name"), [name])
        for query in ({"text": "sconto 50%s"}, {"conditions": [["party_name", "=", "Sconto 50%s"]]}):
            query = {"doctype": "Party", "sort": [["profile:Prova portata", "asc"]], **query}
            self.assertEqual(lists.get_names(query), [name])
            self.assertEqual(lists.get_groups({**query, "group_by": ["territory"]})["groups"][0]["value"], zone)
        query = {"doctype": "Relation Event", "text": "sconto", "conditions": [["party.territory", "=", zone]]}
        self.assertEqual(lists.get_count(query)["count"], 1)
        self.assertEqual(lists.get_count({"doctype": "Relation Event"})["count"], 1)

    def test_fields_above_the_reader_s_level_are_unknown(self):
        frappe.set_user("Administrator")
        values = {"doc_type": "Party", "field_name": "turnover", "property": "permlevel", "value": "1"}
        values |= {"doctype": "Property Setter", "doctype_or_field": "DocField", "property_type": "Int"}
        setter = frappe.get_doc(values).insert()
        self.addCleanup(frappe.clear_cache, doctype="Party")
        self.addCleanup(frappe.delete_doc, "Property Setter", setter.name)
        self.addCleanup(frappe.set_user, "Administrator")
        frappe.clear_cache(doctype="Party")
        frappe.set_user(self.clerk)
        for query in (
            {"columns": ["turnover"]},
            {"conditions": [["turnover", ">", 0]]},
            {"sort": [["turnover", "asc"]]},
            {"columns": ["parent_party.turnover"]},
        ):
            self.assertIn("no column", self.refuse(**query))
        with self.assertRaises(ListQueryError):
            lists.get_totals({"doctype": "Party", "totals": [["sum", "turnover"]]})
        self.assertNotIn("turnover", [field["path"] for field in lists.get_fields("Party")])

    def test_a_list_without_the_right_is_refused(self):
        for work in (lists.get_rows, lists.get_count, lists.get_totals, lists.get_names):
            with self.assertRaises(frappe.PermissionError):
                work({"doctype": "DocType"})
        with self.assertRaises(frappe.PermissionError):
            lists.get_fields("DocType")

    def test_what_makes_no_sense_is_refused_in_a_sentence(self):
        nonsense = [
            {"columns": ["nothing"]},
            {"columns": "party_name; drop"},
            {"conditions": [["party_name"]]},
            {"conditions": [["party_name", "=>", 1]]},
            {"conditions": [["employees", ">", "many"]]},
            {"conditions": [["customer_since", "=", "31/12/2026"]]},
            {"conditions": [["customer_since", "within", "some day"]]},
            {"conditions": {"op": "xor", "of": [["name", "=", "x"]]}},
            {"sort": [["phones.number", "asc"]]},
            {"sort": [["party_name", "asc; drop"]]},
        ]
        for query in nonsense:
            self.assertTrue(self.refuse(**query).endswith("."), query)
        for doctype in ("Party Phone", "RelCRM Settings", "Nothing", None, ["Party"]):
            with self.assertRaises(ListQueryError):
                lists.get_rows({"doctype": doctype})

    def test_every_offered_column_can_be_shown_filtered_sorted_and_grouped(self):
        for doctype in ("Party", "Contact Person", "Relation Event", "Negotiation"):
            fields = lists.get_fields(doctype)
            for start in range(0, len(fields), 40):
                lists.get_rows({"doctype": doctype, "columns": [field["path"] for field in fields[start : start + 40]]})
            for field in fields:
                path, query = field["path"], {"doctype": doctype, "length": 1}
                if "is" in field["operators"]:
                    lists.get_count({**query, "conditions": [[path, "is", "set"]]})
                if field["sortable"]:
                    lists.get_rows({**query, "sort": [[path, "desc"]]})
                if field["groupable"]:
                    lists.get_groups({**query, "group_by": [path]})
