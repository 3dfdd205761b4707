"""Loading the demo company: users, parties, people, ties, profiles, a year of events, negotiations, orders."""

import json
import random
from collections.abc import Callable
from datetime import timedelta

import frappe
from frappe import _
from frappe.utils import get_system_timezone, getdate, nowdate

from relcrm.demo import agreements, correspondence, orders, texts, web_forms
from relcrm.demo.consents import (
    make_consents,
    make_notices,
    make_notices_sent,
    make_processing_activities,
    make_register_answers,
)
from relcrm.demo.events import EventMaker
from relcrm.demo.parties import PartyMaker
from relcrm.demo.people import PeopleMaker
from relcrm.demo.registry import Registry, is_loaded
from relcrm.exchange.exceptions import DemoError
from relcrm.exchange.quiet import mute_notices
from relcrm.exchange.rows import append_row
from relcrm.relations.duplicates.keys import NAMES
from relcrm.relations.duplicates.search import run
from relcrm.relations.profile import set_profile_values
from relcrm.relations.quality.facts import refresh_all

BATCH = 250
DOMAIN = "demo.example.com"
USERS = (
    ("ufficio", "RelCRM User"),
    ("agente", "RelCRM Agent"),
    ("agente2", "RelCRM Agent"),
    ("marketing", "RelCRM Marketing"),
    ("direzione", "RelCRM Manager"),
    ("amministratore", "RelCRM Administrator"),  # also administers the system, as the role profile does
)
NEGOTIATIONS = 40


def get_roles_of(role: str) -> tuple[str, ...]:
    """Return what a demo user of a role gets: the administrator may customise too."""
    return (role, "System Manager") if role == "RelCRM Administrator" else (role,)


def load_demo(password: str | None = None, on_progress: Callable[[str, int, int], None] | None = None) -> dict:
    """Load the demo company; returns the demo users with their roles and how many records were made."""
    if is_loaded():
        raise DemoError(_("The demo company is already on this site. Take it away first with remove-demo."))
    frappe.flags.in_demo = True
    try:
        with mute_notices():
            result = DemoLoader(password, on_progress or (lambda what, done, total: None)).load()
    finally:
        frappe.flags.in_demo = False
    frappe.clear_messages()
    return result


class DemoLoader:
    """The order of the loading, and what one step hands to the next."""

    def __init__(self, password: str | None, on_progress: Callable[[str, int, int], None]):
        self.password = password
        self.on_progress = on_progress
        self.people = PeopleMaker()
        self.chance = self.people.chance
        self.registry = Registry()
        self.users: dict[str, str] = {}
        self.today = getdate(nowdate())
        self.made_events = 0

    def load(self) -> dict:
        """Run all steps; each is committed, so that a broken load can be removed."""
        self.make_settings()
        self.make_users()
        self.make_lists()
        parties = PartyMaker(self.people, self.get_agents(), self.today)
        self.parties = self.insert(_("Parties"), "Party", parties.make_parties())
        self.link_divisions(parties)
        self.contacts = self.insert(_("People"), "Contact Person", parties.make_contacts(self.parties), self.set_report)
        for person, superior in parties.get_superiors(self.parties[0].name, self.contacts).items():
            frappe.db.set_value("Contact Person", person, "reports_to", superior, update_modified=False)
        self.insert(_("Ties"), "Party Relationship", parties.make_ties(self.parties))
        self.make_consents()
        self.make_profiles()
        self.make_negotiations()
        self.make_agreements()
        self.make_sheet()
        self.make_events()
        self.make_orders()
        self.make_segments()
        self.make_web_form()
        self.search_duplicates()
        refresh_all()
        correspondence.make(self.parties[0].name)
        frappe.db.commit()
        return {"users": self.users, "password": self.password, "records": self.registry.position}

    def search_duplicates(self) -> None:
        """Find the firm that two colleagues have typed, as a search of the registry does."""
        for doctype in NAMES:
            values = {"doctype": "Duplicate Search", "searched_doctype": doctype, "status": "Queued"}
            search = frappe.get_doc(values).insert()
            self.registry.add("Duplicate Search", search.name)
            self.registry.save()
            run(search.name)

    def insert(self, what: str, doctype: str, values: list[dict], after: Callable | None = None) -> list:
        """Insert documents through their life cycle, in committed batches."""
        docs = []
        for done, row in enumerate(values, start=1):
            doc = self.make_document(doctype, row)
            doc.flags.ignore_permissions = True
            doc.insert(ignore_permissions=True)
            docs.append(doc)
            if after:
                after(doc, docs)
            self.registry.add(doctype, doc.name)
            if done % BATCH == 0:
                self.registry.save()
                self.on_progress(what, done, len(values))
        self.registry.save()
        self.on_progress(what, len(values), len(values))
        return docs

    @staticmethod
    def make_document(doctype: str, values: dict):
        """A new document with its defaults, which Frappe applies here and not while inserting an import."""
        doc = frappe.new_doc(doctype)
        for name, value in values.items():
            if isinstance(value, list):
                for row in value:
                    append_row(doc, name, row)
            elif value is not None:
                doc.set(name, value)
        return doc

    def make_settings(self) -> None:
        """Fill in our own address where the site has none, for the letters."""
        if frappe.db.get_single_value("RelCRM Settings", "company_name"):
            return
        for fieldname, value in texts.COMPANY.items():
            frappe.db.set_single_value("RelCRM Settings", fieldname, value, update_modified=False)
        self.registry.add("RelCRM Settings", "RelCRM Settings")

    def make_users(self) -> None:
        """Make one user per role, and a second agent; nobody gets a mail."""
        self.password = self.password or frappe.generate_hash(length=14)
        for local_part, role in USERS:
            email = f"{local_part}@{DOMAIN}"
            person = self.people.make_person()
            roles = [{"role": one} for one in get_roles_of(role)]
            user = self.make_document(
                "User",
                {
                    "email": email, "first_name": person["first_name"],
                    "last_name": person["last_name"], "enabled": 1, "send_welcome_email": 0, "language": "it",
                    "user_type": "System User", "new_password": self.password, "roles": roles,
                },
            )  # fmt: skip
            user.flags.ignore_password_policy = True
            user.flags.no_welcome_mail = True
            user.insert(ignore_permissions=True)
            self.users[email] = role
            self.registry.add("User", email)
        self.registry.save()
        self.on_progress(_("Users"), len(USERS), len(USERS))

    def get_agents(self) -> list[str]:
        """Return the users whom parties are given to."""
        return [email for email, role in self.users.items() if role in ("RelCRM Agent", "RelCRM User")]

    def make_lists(self) -> None:
        """Make sectors, territories, a team and the characteristics of the profile, as far as they lack."""
        for sector in texts.SECTORS:
            self.make_missing("Party Sector", sector, {"sector_name": sector})
        self.make_missing("Party Territory", "Italia", {"territory_name": "Italia", "is_group": 1})
        for region in sorted({town[3] for town in PartyMaker.get_towns()}):
            values = {"territory_name": region, "parent_party_territory": "Italia"}
            self.make_missing("Party Territory", region, values)
        agents = [email for email, role in self.users.items() if role == "RelCRM Agent"]
        team = {
            "team_name": "Vendite Nord-Est",
            "leader": agents[0],
            "members": [{"user": user} for user in agents],
        }
        self.make_missing("RelCRM Team", "Vendite Nord-Est", team)
        if not frappe.db.exists("Working Calendar", {"for_all": 1}):
            self.make_missing("Working Calendar", texts.WORKING_CALENDAR["calendar_name"], texts.WORKING_CALENDAR)
        self.share_agendas()
        for position, (name, kind, options, section, unit) in enumerate(texts.ATTRIBUTES, start=1):
            values = {
                "attribute_name": name, "value_type": kind, "section": section, "unit": unit, "position": position,
                "options": [{"option": option} for option in options],
            }  # fmt: skip
            self.make_missing("Profile Attribute", name, values)
        self.registry.save()

    def share_agendas(self) -> None:
        """The management's agenda shows busy hours only; the second agent's is read by the office."""
        users = {role: email for email, role in self.users.items()}
        shares = [
            {"calendar": users["RelCRM Manager"], "level": "Busy only"},
            {"calendar": users["RelCRM Agent"], "level": "Read", "with_user": users["RelCRM User"]},
        ]
        for values in shares:
            share = self.make_document("Calendar Share", values).insert(ignore_permissions=True)
            self.registry.add("Calendar Share", share.name)

    def make_missing(self, doctype: str, name: str, values: dict) -> None:
        """Make a record of a list unless the site has it already; only what we make is ours to remove."""
        if not frappe.db.exists(doctype, name):
            doc = self.make_document(doctype, values).insert(ignore_permissions=True)
            self.registry.add(doctype, doc.name)

    def link_divisions(self, parties: PartyMaker) -> None:
        """Put the divisions under their companies, which have names only now."""
        companies = [doc for doc in self.parties if doc.party_type == "Company"][10:]
        divisions = [doc for doc in self.parties if doc.party_type == "Division"]
        for doc, company in zip(divisions, companies, strict=False):
            doc.reload()
            doc.party_name = f"{company.party_name} - {doc.party_name}"[:240]
            doc.parent_party = company.name
            doc.sector = company.sector
            doc.save(ignore_permissions=True)
        self.registry.save()

    def set_report(self, doc, docs: list) -> None:
        """Give a person the superior of the same firm who was made before."""
        same = [other for other in docs[-12:-1] if other.party == doc.party]
        if same and self.chance.random() < 0.8:
            superior = same[0] if self.chance.random() < 0.6 else self.chance.choice(same)
            frappe.db.set_value("Contact Person", doc.name, "reports_to", superior.name, update_modified=False)

    def make_consents(self) -> None:
        """Let some have consented, some refused, and the opposition register have answered for some numbers."""
        made = make_consents(self.parties, self.contacts, self.today)
        self.insert(_("Consents"), "Party Consent", made)
        self.insert(_("Opposition register"), "Register Answer", make_register_answers(self.parties, self.today))
        [notice] = self.insert(_("Information notices"), "Information Notice", make_notices())
        given = make_notices_sent(notice.name, self.contacts, self.today)
        self.insert(_("Notices given"), "Notice Sent", given)
        self.insert(_("Register of processing"), "Processing Activity", make_processing_activities())

    def make_profiles(self) -> None:
        """Fill in part of the characteristics of two parties in three, and what every company buys."""
        parties = [doc for doc in self.parties if doc.party_type != "Person" and self.chance.random() < 0.66]
        values = {doc.name: self.get_profile_values() for doc in parties}
        buys = random.Random(texts.BUYS[0])
        for doc in self.parties:
            if doc.party_type == "Company" and doc.lifecycle_stage in ("Customer", "Former Customer"):
                bought = [one for one in texts.BUYS if buys.random() < 0.5] or [texts.BUYS[1]]
                values.setdefault(doc.name, {})["Compra"] = bought
        parties = [doc for doc in self.parties if doc.name in values]
        for done, doc in enumerate(parties, start=1):
            profile = set_profile_values(doc.name, values[doc.name])
            self.registry.add("Party Profile", profile.name)
            if done % BATCH == 0:
                self.registry.save()
        self.registry.save()
        self.on_progress(_("Profiles"), len(parties), len(parties))

    def get_profile_values(self) -> dict:
        """Choose values for some of the characteristics."""
        chance = self.chance
        machines = texts.ATTRIBUTES[0][2]
        values = {
            "Macchine in uso": sorted(chance.sample(machines, chance.randrange(1, 4))),
            "Interesse per il noleggio": chance.choice(texts.ATTRIBUTES[1][2]),
            "Portata massima": chance.choice((0.5, 1, 2, 3.2, 5, 10, 20)),
            "Spesa annua in macchine": chance.randrange(2, 120) * 1000,
            "Ultimo collaudo": (self.today - timedelta(days=chance.randrange(700))).isoformat(),
            "Officina interna": chance.randrange(2),
            "Fornitore attuale": chance.choice(texts.COMPETITORS),
        }
        return {name: value for name, value in values.items() if chance.random() < 0.7}

    def make_negotiations(self) -> None:
        """Make negotiations and spread them over all states of the active workflow."""
        customers = [doc for doc in self.parties if doc.party_type in ("Company", "Public Body")]
        rows = []
        for position in range(NEGOTIATIONS):
            party = customers[(position * 7) % len(customers)]
            opened = self.today - timedelta(days=self.chance.randrange(10, 300))
            rows.append(
                {
                    "subject": f"{self.chance.choice(texts.PRODUCTS).capitalize()} per {party.party_name}"[:240],
                    "party": party.name,
                    "agent": party.agent or self.get_agents()[0],
                    "expected_value": self.chance.randrange(3, 95) * 1000,
                    "expected_close": (opened + timedelta(days=self.chance.randrange(30, 150))).isoformat(),
                    "area": "Sales" if frappe.db.exists("Relation Area", "Sales") else None,
                }
            )
        self.negotiations = self.insert(_("Negotiations"), "Negotiation", rows)
        states = self.get_states()
        for position, doc in enumerate(self.negotiations):
            state = states[position % len(states)]
            self.set_state(doc, state, position / len(self.negotiations), self.get_probability(state, states))
        self.registry.save()

    def get_states(self) -> list[str]:
        """Return the states of the active workflow of negotiations, in its order."""
        workflow = frappe.db.get_value("Workflow", {"document_type": "Negotiation", "is_active": 1}, "name")
        rows = frappe.get_doc("Workflow", workflow).states if workflow else ()
        return list(dict.fromkeys(row.state for row in rows)) or [""]

    @staticmethod
    def get_probability(state: str, states: list[str]) -> int:
        """Return how likely a deal in a state is won, in percent: nearer to the end, likelier."""
        ends = {"Won": 100, "Reviewed": 100, "Lost": 0}
        open_ones = [one for one in states if one not in ends]
        return ends.get(state, (open_ones.index(state) + 1) * 100 // (len(open_ones) + 1) if state in open_ones else 0)

    def set_state(self, doc, state: str, share: float, probability: int) -> None:
        """Put a negotiation into a state that it reached some time ago; history needs no approval."""
        since = self.today - timedelta(days=int(share * 80) + 1)
        values = {"workflow_state": state or None, "state_since": f"{since} 10:00:00", "probability": probability}
        if state in ("Won", "Lost", "Reviewed"):
            values["closed_on"] = since.isoformat()
        if state == "Lost":
            values["lost_reason"] = self.chance.choice(texts.LOST_REASONS)
        frappe.db.set_value("Negotiation", doc.name, values, update_modified=False)

    def make_orders(self) -> None:
        """Make the price list and three years of orders."""
        for group in orders.GROUPS:
            self.make_missing("Party Product Group", group, {"group_name": group})
        for values in orders.make_products():
            self.make_missing("Party Product", values["product_code"], values)
        self.insert(_("Orders"), "Party Order", orders.OrderMaker(self.parties, self.today).make_orders())

    def make_web_form(self) -> None:
        """Make a form for the web site, and a few answers that wait to be named."""
        office = next(email for email, role in self.users.items() if role == "RelCRM User")
        source = "Web site" if frappe.db.exists("Party Source", "Web site") else None
        [form] = self.insert(_("Contact Form"), "Contact Form", [web_forms.make_form(office, source)])
        known = next(doc for doc in self.parties if doc.party_type == "Company")
        answers = web_forms.make_answers(form, known.party_name, self.today)
        self.insert(_("Contact Form Answer"), "Contact Form Answer", answers)

    def make_segments(self) -> None:
        """Make a few segments that everybody sees: by profile and by silence."""
        rows = [
            {
                "segment_name": name,
                "target": target,
                "description": description,
                "visibility": "Everyone",
                "watched": watched,
                "conditions": json.dumps(conditions, ensure_ascii=False),
            }
            for name, target, description, watched, conditions in texts.SEGMENTS
        ]
        self.insert(_("Segments"), "Segment", rows)

    def make_sheet(self) -> None:
        """Make a sheet of questions on the characteristics."""
        rows = [{"attribute": name, "question": question} for name, question in agreements.QUESTIONS]
        values = {"sheet_name": agreements.SHEET, "opening": agreements.OPENING, "questions": rows}
        self.make_missing("Survey Sheet", agreements.SHEET, values)
        self.registry.save()

    def make_agreements(self) -> None:
        """Make contracts, whose days become events, and needs."""
        maker = agreements.AgreementMaker(self.parties, self.contacts, self.today)
        for doc in self.insert(_("Contracts"), "Party Contract", maker.make_contracts()):
            for event in (doc.notice_event, doc.end_event):
                if event:
                    self.registry.add("Relation Event", event)
                    self.made_events += 1
        self.insert(_("Needs and goals"), "Party Need", maker.make_needs())
        self.insert(_("Ties"), "Party Relationship", maker.make_referrals())
        self.registry.save()

    def make_series(self, events: list) -> None:
        """Let the meetings of every Monday be one series."""
        first, last = events[0], events[-1]
        rows = [{key: row.get(key) for key in ("side", "user")} for row in first.participants]
        fields = ("subject", "event_type", "area", "assigned_to")
        template = {key: first.get(key) for key in fields} | {"participants": rows, "event_values": [], "reminders": []}
        values = {
            "subject": first.subject,
            "rrule": f"FREQ=WEEKLY;BYDAY=MO;COUNT={len(events)}",
            "starts_on": str(first.starts_on),
            "minutes": 30,
            "time_zone": get_system_timezone(),
            "assigned_to": first.assigned_to,
            "template": json.dumps(template),
            "ended": 1,
            "filled_until": str(last.starts_on),
        }
        (series,) = self.insert(_("Series"), "Relation Event Series", [values])
        for doc in events:
            fields = {"series": series.name, "occurrence": doc.starts_on}
            frappe.db.set_value("Relation Event", doc.name, fields, update_modified=False)

    def make_events(self) -> None:
        """Make a year of events, then give each to the user whose it is."""
        maker = EventMaker(self.people, self.users, self.parties, self.contacts, self.negotiations, self.today)
        events = self.insert(_("Events"), "Relation Event", maker.make_events(self.made_events), maker.link_previous)
        self.make_series([doc for doc in events if doc.subject == texts.WEEKLY])
        owners: dict[str, list[str]] = {}
        for doc in events:
            owners.setdefault(doc.assigned_to, []).append(doc.name)
        for owner, names in owners.items():
            for start in range(0, len(names), 500):
                filters = {"name": ["in", names[start : start + 500]]}
                whose = {"owner": owner, "modified_by": owner}
                frappe.db.set_value("Relation Event", filters, whose, update_modified=False)
        self.registry.save()
