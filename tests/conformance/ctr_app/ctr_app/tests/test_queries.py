"""Rows 20-22: lists, values, savepoints."""

from __future__ import annotations

import frappe

from ctr_app.tests.base import ContractTestCase, make_lead, make_status


class TestLists(ContractTestCase):
    def setUp(self):
        super().setUp()
        make_status("Contract Hot", color="#FF0000")
        self.a = make_lead(
            lead_name="Query A",
            score=1,
            due="2026-01-10",
            source="Web",
            status="Contract Hot",
            rows=[{"item": "x"}, {"item": "y"}],
        )
        self.b = make_lead(lead_name="Query B", score=2, due="2026-02-10", source="Phone")
        self.c = make_lead(lead_name="Query C", score=3, notes="long note")
        frappe.db.set_value("Ctr Lead", self.c.name, {"due": None, "source": None})

    def find(self, filters, **kwargs):
        """Last letters of the leads found, in name order."""
        base = {"lead_name": ["like", "Query %"]}
        if isinstance(filters, dict):
            filters = {**base, **filters}
        else:
            filters = [["lead_name", "like", "Query %"], *filters]
        rows = frappe.get_all(
            "Ctr Lead", filters=filters, fields=["lead_name"], order_by="`tabCtr Lead`.lead_name asc", **kwargs
        )
        return "".join(r.lead_name[-1] for r in rows)

    def test_equality_and_order(self):
        self.assertEqual(self.find({"score": 2}), "B")
        self.assertEqual(self.find({"score": "2"}), "B")
        self.assertEqual(self.find({"score": [">", 1]}), "BC")
        self.assertEqual(self.find({"score": ["<=", 2]}), "AB")
        self.assertEqual(self.find({"source": ["!=", "Web"]}), "BC")
        self.assertEqual(self.find({"source": ["!=", ""]}), "AB")

    def test_null_in_comparisons(self):
        self.assertEqual(self.find({"due": ["<", "2026-02-01"]}), "AC")
        self.assertEqual(self.find({"due": [">", "2026-01-01"]}), "AB")
        self.assertEqual(self.find({"due": ["between", ["2026-01-01", "2026-01-31"]]}), "A")

    def test_in_and_set(self):
        self.assertEqual(self.find({"source": ["in", ["Web", "Phone"]]}), "AB")
        self.assertEqual(self.find({"source": ["in", "Web,Phone"]}), "AB")
        self.assertEqual(self.find({"source": ["not in", ["Web"]]}), "BC")
        self.assertEqual(self.find({"source": ["is", "set"]}), "AB")
        self.assertEqual(self.find({"source": ["is", "not set"]}), "C")

    def test_like(self):
        self.assertEqual(self.find({"notes": ["like", "%long%"]}), "C")
        self.assertEqual(self.find({"notes": ["not like", "%long%"]}), "AB")
        self.assertEqual(self.find({"lead_name": ["like", "query a"]}), "A")

    def test_or_filters(self):
        found = frappe.get_all(
            "Ctr Lead",
            {"lead_name": ["like", "Query %"]},
            or_filters={"score": 1, "source": "Phone"},
            pluck="lead_name",
        )
        self.assertEqual(sorted(found), ["Query A", "Query B"])

    def test_unknown_operator_and_field(self):
        self.assertRaises(frappe.ValidationError, frappe.get_all, "Ctr Lead", {"score": ["~", 1]})
        with self.assertRaises(Exception) as caught:  # v15 raises the database's own error
            frappe.get_all("Ctr Lead", {"no_such_field": 1})
        self.assertIn("no_such_field", str(caught.exception))

    def test_link_field_and_alias(self):
        rows = frappe.get_all("Ctr Lead", {"name": self.a.name}, ["name", "status.color as c", "lead_name as title"])
        self.assertEqual((rows[0].c, rows[0].title), ("#FF0000", "Query A"))

    def test_child_filter_repeats_the_parent(self):
        filters = [["Ctr Row", "item", "in", ["x", "y"]], ["Ctr Lead", "name", "=", self.a.name]]
        self.assertEqual(len(frappe.get_all("Ctr Lead", filters=filters)), 2)
        self.assertEqual(len(frappe.get_all("Ctr Lead", filters=filters, distinct=True)), 1)

    def test_child_field_gives_a_row_each(self):
        rows = frappe.get_all("Ctr Lead", {"name": self.a.name}, ["name", "rows.item"])
        self.assertEqual(sorted(r["item"] for r in rows), ["x", "y"])

    def test_pluck_and_tuples(self):
        self.assertEqual(frappe.get_all("Ctr Lead", {"name": self.a.name}, pluck="lead_name"), ["Query A"])
        rows = frappe.get_all("Ctr Lead", {"name": self.a.name}, ["lead_name", "score"], as_list=True)
        self.assertEqual([tuple(r) for r in rows], [("Query A", 1)])

    def test_paging(self):
        names = frappe.get_all(
            "Ctr Lead",
            {"lead_name": ["like", "Query %"]},
            order_by="lead_name asc",
            pluck="lead_name",
            start=1,
            page_length=1,
        )
        self.assertEqual(names, ["Query B"])

    def test_query_builder_groups(self):
        from frappe.query_builder.functions import Count, Sum

        lead = frappe.qb.DocType("Ctr Lead")
        rows = (
            frappe.qb.from_(lead)
            .select(lead.kind, Count(lead.name).as_("n"), Sum(lead.score).as_("s"))
            .where(lead.lead_name.like("Query %"))
            .groupby(lead.kind)
            .run(as_dict=True)
        )
        self.assertEqual([(r.kind, int(r.n), int(r.s)) for r in rows], [("Cold", 3, 6)])

    def test_get_query_with_link_and_children(self):
        rows = frappe.qb.get_query(
            "Ctr Lead", fields=["name", "status.color as c", {"rows": ["item"]}], filters={"name": self.a.name}
        ).run(as_dict=True)
        self.assertEqual(rows[0].c, "#FF0000")
        self.assertEqual(sorted(r["item"] for r in rows[0].rows), ["x", "y"])


class TestValues(ContractTestCase):
    def test_nothing_found_is_none(self):
        db = frappe.db
        self.assertIsNone(db.get_value("Ctr Lead", "none", "lead_name"))
        self.assertIsNone(db.get_value("Ctr Lead", "none", ["lead_name", "score"]))
        self.assertIsNone(db.get_value("Ctr Lead", "none", ["lead_name"], as_dict=True))

    def test_forms_of_get_value(self):
        lead = make_lead(lead_name="Value", score=4)
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "score"), 4)
        self.assertEqual(
            tuple(frappe.db.get_value("Ctr Lead", {"lead_name": "Value"}, ["lead_name", "score"])), ("Value", 4)
        )
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, ["score"], as_dict=True).score, 4)

    def test_exists_and_count(self):
        lead = make_lead(lead_name="Existing")
        self.assertEqual(frappe.db.exists("Ctr Lead", lead.name), lead.name)
        self.assertEqual(frappe.db.exists("Ctr Lead", {"lead_name": "Existing"}), lead.name)
        self.assertEqual(frappe.db.exists({"doctype": "Ctr Lead", "lead_name": "Existing"}), lead.name)
        self.assertIsNone(frappe.db.exists("Ctr Lead", "no such lead"))
        self.assertEqual(frappe.db.count("Ctr Lead", {"lead_name": "Existing"}), 1)

    def test_set_value_by_filters(self):
        lead = make_lead(lead_name="Filtered")
        frappe.db.set_value("Ctr Lead", {"lead_name": "Filtered"}, "score", 11)
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "score"), 11)

    def test_savepoint(self):
        lead = make_lead(score=1)
        frappe.db.savepoint("contract_inner")
        frappe.db.set_value("Ctr Lead", lead.name, "score", 2)
        frappe.db.rollback(save_point="contract_inner")
        self.assertEqual(frappe.db.get_value("Ctr Lead", lead.name, "score"), 1)

    def test_sql_parameters(self):
        rows = frappe.db.sql("select %s, '100%%'", ("a",))
        self.assertEqual(tuple(rows[0]), ("a", "100%"))
        rows = frappe.db.sql("select %(x)s as x", {"x": 5}, as_dict=True)
        self.assertEqual(int(rows[0].x), 5)


class TestTree(ContractTestCase):
    def setUp(self):
        super().setUp()
        for name, parent, group in (
            ("Contract All", None, 1),
            ("Contract North", "Contract All", 1),
            ("Contract N1", "Contract North", 0),
            ("Contract South", "Contract All", 0),
        ):
            frappe.get_doc(
                doctype="Ctr Territory", territory_name=name, parent_ctr_territory=parent, is_group=group
            ).insert()

    def test_ranges_nest(self):
        get = lambda n: frappe.db.get_value("Ctr Territory", n, ["lft", "rgt"])  # noqa: E731
        whole, north, leaf, south = (get(f"Contract {n}") for n in ("All", "North", "N1", "South"))
        self.assertEqual(whole[1] - whole[0], 7)
        self.assertTrue(whole[0] < north[0] < leaf[0] < leaf[1] < north[1] < south[0] < south[1] < whole[1])

    def test_descendants_and_ancestors(self):
        find = lambda op, n: sorted(frappe.get_all("Ctr Territory", {"name": [op, f"Contract {n}"]}, pluck="name"))  # noqa: E731
        self.assertEqual(find("descendants of", "North"), ["Contract N1"])
        self.assertEqual(find("descendants of (inclusive)", "North"), ["Contract N1", "Contract North"])
        self.assertEqual(find("ancestors of", "N1"), ["Contract All", "Contract North"])
        lead = make_lead(territory="Contract N1")
        self.assertEqual(
            frappe.get_all("Ctr Lead", {"territory": ["descendants of", "Contract All"]}, pluck="name"), [lead.name]
        )

    def test_parent_with_children_is_not_deleted(self):
        from frappe.utils.nestedset import NestedSetChildExistsError

        self.assertRaises(NestedSetChildExistsError, frappe.delete_doc, "Ctr Territory", "Contract North")

    def test_circle_is_refused(self):
        from frappe.utils.nestedset import NestedSetRecursionError

        north = frappe.get_doc("Ctr Territory", "Contract North")
        north.parent_ctr_territory = "Contract N1"
        self.assertRaises(NestedSetRecursionError, north.save)
