"""The demo company: whole, believable, valid where it says so, and gone without a trace."""

from __future__ import annotations

from datetime import timedelta

import pytest
from register_support import count_tables


@pytest.fixture
def demo(site):
    from relcrm.demo import events, loading

    part = {"EVENTS": 400, "DAYS_AHEAD": 7}
    with pytest.MonkeyPatch.context() as patch:
        for name, value in part.items():
            patch.setattr(events, name, value)
        before = count_tables(site)
        result = loading.load_demo(password="Prova.123456")
    return before, result


def test_the_demo_is_what_it_promises_and_leaves_nothing_behind(site, demo):
    before, result = demo
    check_content(site, result)
    check_agenda(site, result)
    check_segments(site)
    enter_something_by_hand(site)

    from relcrm.demo.removing import remove_demo

    real = site.get_doc({"doctype": "Party", "party_name": "Vera Ditta S.r.l.", "sector": "Meccanica"}).insert()
    kept = site.get_doc(
        {
            "doctype": "Relation Event",
            "subject": "Nostra",
            "event_type": "Call",
            "starts_on": "2026-11-20 10:00:00",
            "party": real.name,
            "assigned_to": next(iter(result["users"])),
        }
    ).insert()
    remove_demo()
    kept.reload()
    assert (kept.party, kept.assigned_to) == (real.name, None)
    assert site.db.get_value("Party", real.name, "sector") == "Meccanica"
    for doctype, name in (("Relation Event", kept.name), ("Party", real.name), ("Party Sector", "Meccanica")):
        site.delete_doc(doctype, name, delete_permanently=True)
    site.db.delete("Version", {"docname": ["in", [kept.name, real.name]]})
    # The mark by which open tabs learn that fields and lists have changed; it stays.
    site.db.delete("DefaultValue", {"defkey": "relcrm_customised"})
    after = count_tables(site)
    changed = {table: (before.get(table), after[table]) for table in after if before.get(table) != after[table]}
    assert changed == {}


LIFTING = "Macchine per il sollevamento"
CUSTOMERS_OF_VENETO = [
    ["territory", "=", "Veneto"],
    ["sector", "=", "Meccanica"],
    ["lifecycle_stage", "=", "Customer"],
]


def check_segments(site) -> None:
    """All active customers in Veneto, in mechanics, who buy lifting machines: by profile, and by purchases."""
    from relcrm.api.segments import preview

    wanted = {"territory": "Veneto", "sector": "Meccanica", "lifecycle_stage": "Customer"}
    customers = set(site.get_all("Party", filters=wanted, pluck="name"))
    lines = site.get_all("Party Order Line", filters={"product_group": LIFTING}, pluck="parent")
    orders = {"name": ["in", lines], "state": ["!=", "Cancelled"]}
    bought = customers & set(site.get_all("Party Order", filters=orders, pluck="party"))
    profiles = site.get_all("Profile Value", filters={"attribute": "Compra", "choice": LIFTING}, pluck="parent")
    told = customers & set(site.get_all("Party Profile", filters={"name": ["in", profiles]}, pluck="party"))
    assert (len(customers), len(told), len(bought)) == (7, 4, 3)
    for path, found in (("profile:Compra", told), ("sales:groups", bought)):
        answer = preview("Party", [*CUSTOMERS_OF_VENETO, [path, "in", [LIFTING]]])
        assert {row["name"] for row in answer["rows"]} == found
        assert (answer["count"], answer["of"]) == (len(found), 300)


def check_content(site, result) -> None:
    assert site.db.count("Party") == 300
    assert site.db.count("Contact Person") == 800
    assert site.db.count("Relation Event") == 400
    assert site.db.count("Negotiation") == 40
    assert (site.db.count("Party Order"), site.db.count("Party Product")) == (270, 20)
    assert (site.db.count("Party Contract"), site.db.count("Party Need")) == (24, 30)
    states = set(site.get_all("Negotiation", pluck="workflow_state"))
    workflow = site.get_doc("Workflow", {"document_type": "Negotiation", "is_active": 1})
    assert states == {row.state for row in workflow.states}
    casale = site.get_all("Party", filters={"party_name": "Casale S.r.l.", "main_town": "Treviso"}, pluck="name")
    assert len(casale) == 1
    pair = site.get_all("Party", filters={"party_name": ["like", "meccanica trevigiana%"]}, pluck="name")
    assert len(pair) == 2
    twofold = site.get_all("Contact Person", filters={"same_as": ["is", "set"]}, fields=["same_as", "party"])
    assert len({row.same_as for row in twofold}) == 1 and len({row.party for row in twofold}) == 2
    to_check = site.db.count("Party", {"to_check": ["is", "set"]})
    assert to_check == 3
    assert not site.db.count("Contact Person", {"to_check": ["is", "set"]})
    addresses = site.get_all("Party Email", pluck="email", limit_page_length=0)
    assert all(address.endswith("example.com") for address in addresses)
    assert sorted(set(result["users"].values())) == sorted(
        f"RelCRM {role}" for role in ("Administrator", "Agent", "Manager", "Marketing", "User")
    )
    assert not site.db.count("Email Queue")
    assert site.db.count("Party Profile") > 150
    assert site.db.count("Notice Sent") > 400 and site.db.count("Processing Activity") == 3
    assert site.db.count("Profile Value") > 500


def check_agenda(site, result) -> None:
    private = site.get_all("Relation Event", filters={"private": 1}, fields=["assigned_to", "owner"])
    assert sorted(row.assigned_to for row in private) == sorted(result["users"])
    assert all(row.owner == row.assigned_to for row in private)
    today = site.utils.getdate(site.utils.nowdate())
    span = [str(today), str(today + timedelta(days=7))]
    for user in [*result["users"], "Administrator"]:
        planned = {"assigned_to": user, "status": "Planned", "starts_on": ["between", span]}
        assert site.db.count("Relation Event", planned) >= 5, user
    check_promises(site)
    from frappe.utils.password import check_password

    user = next(iter(result["users"]))
    assert check_password(user, "Prova.123456") == user


def check_promises(site) -> None:
    """There are open promises, and nobody contradicts a colleague; every offer seeded beside another's is found."""
    from relcrm.agenda.promises import get_conflicts, get_open

    assert get_open()
    assert get_conflicts() == []
    site.db.savepoint("seeded")
    users = site.get_all("User", filters={"name": ["like", "agente%@demo.example.com"]}, pluck="name", limit=2)
    names = site.get_all("Party", filters={"lifecycle_stage": "Customer"}, pluck="name", order_by="name", limit=6)
    values = {"doctype": "Relation Event", "event_type": "Visit", "status": "Done", "starts_on": "2026-11-20 10:00:00"}
    for number, party in enumerate(names):
        for user in users[: 2 if number % 2 else 1]:
            rows = [{"promise": "Carroponte", "side": "Ours", "kind": "Offer", "value": 1000, "user": user}]
            site.get_doc({**values, "subject": "Visita", "party": party, "promises": rows}).insert()
    found = {one["party"] for one in get_conflicts()}
    site.db.rollback(save_point="seeded")
    deals = site.get_all("Negotiation", filters={"party": ["in", names], "closed_on": ["is", "not set"]}, pluck="party")
    assert set(names[1::2]) <= found <= {*names[1::2], *deals}


def enter_something_by_hand(site) -> None:
    """What a visitor does with the demo: a call, a person, a comment, a tag, a file on a demo party."""
    party = site.get_doc("Party", {"party_name": "Casale S.r.l."})
    values = {"doctype": "Relation Event", "subject": "Prova", "event_type": "Call", "starts_on": "2026-11-20 10:00:00"}
    event = site.get_doc({**values, "party": party.name}).insert()
    site.get_doc({**values, "party": party.name, "previous_event": event.name}).insert()
    site.get_doc({"doctype": "Contact Person", "full_name": "Nuova Persona", "party": party.name}).insert()
    party.add_comment("Comment", "visto")
    party.add_tag("Prova")
    site.db.delete("Tag", {"name": "Prova"})
    party.notes = "cambiato"
    party.save()
    site.db.commit()


def test_a_second_load_and_a_removal_of_nothing_are_refused_in_words(site):
    from relcrm.demo.loading import load_demo
    from relcrm.demo.registry import Registry
    from relcrm.demo.removing import remove_demo
    from relcrm.exchange.exceptions import DemoError

    with pytest.raises(DemoError, match="no demo company"):
        remove_demo()
    registry = Registry()
    registry.add("Party", "PTY-1")
    registry.save()
    with pytest.raises(DemoError, match="already on this site"):
        load_demo()


def test_made_up_keys_pass_their_checks_and_reach_nobody(shared_site):
    from relcrm.demo.people import PeopleMaker
    from relcrm.demo.towns import TOWNS
    from relcrm.relations import keys

    maker, again = PeopleMaker(), PeopleMaker()
    for _number in range(50):
        vat, phone, mobile = maker.make_vat_number(), maker.make_phone("0422"), maker.make_mobile()
        assert vat == again.make_vat_number()
        assert (phone, mobile) == (again.make_phone("0422"), again.make_mobile())
        assert keys.is_valid_vat(vat)
        assert keys.parse_phone(phone).startswith("+39042200")
        assert keys.parse_phone(mobile).startswith("+3939500")
        person = maker.make_person()
        assert person == again.make_person()
        code = maker.make_fiscal_code(person["first_name"], person["last_name"], person["gender"], TOWNS[0][4])
        assert code == again.make_fiscal_code(person["first_name"], person["last_name"], person["gender"], TOWNS[0][4])
        assert keys.is_valid_fiscal_code(code)


def test_towns_are_those_of_the_register(data):
    import csv

    from relcrm.demo.towns import TOWNS

    path = data / "geo-it/it_comuni_cap_provincia_regione_coordinate_2025.csv"
    with path.open(encoding="utf-8-sig", newline="") as stream:
        known = {
            (row["denominazione_ita"], row["cap"], row["sigla_provincia"], row["codice_belfiore"])
            for row in csv.DictReader(stream, delimiter=";")
        }
    assert {(name, cap, province, code) for name, cap, province, _region, code, _prefix in TOWNS} <= known
