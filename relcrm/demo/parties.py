"""The parties of the demo company, the people in them and the ties between them, as plain values."""

from datetime import date, timedelta

from relcrm.demo import texts
from relcrm.demo.people import PeopleMaker, get_slug
from relcrm.demo.towns import TOWNS

COMPANIES = 208
DIVISIONS = 12
PUBLIC_BODIES = 22
PERSONS = 55
CONTACTS = 800
TIES = 60
STAGES = (
    "Lead",
    "Lead",
    "Prospect",
    "Prospect",
    "Customer",
    "Customer",
    "Customer",
    "Customer",
    "Former Customer",
)
SOURCES = ("Trade fair", "Web site", "Word of mouth", "Incoming call", "Directory")
TWICE = "Meccanica Trevigiana"


class PartyMaker:
    """Makes parties, then their people, from one source of chance."""

    def __init__(self, people: PeopleMaker, agents: list[str], today: date):
        self.people = people
        self.chance = people.chance
        self.agents = agents
        self.today = today

    @staticmethod
    def get_towns() -> tuple:
        """Return the towns in which parties lie."""
        return TOWNS

    def make_parties(self) -> list[dict]:
        """Three hundred parties: Casale first, then a pair that is one and the same, then everybody else."""
        parties = [self.make_casale(), *self.make_pair()]
        parties += [self.make_company() for _number in range(COMPANIES - len(parties))]
        parties += [self.make_division() for _number in range(DIVISIONS)]
        parties += [self.make_public_body(position) for position in range(PUBLIC_BODIES)]
        persons = [self.make_private_person() for _number in range(PERSONS + 3)]
        parties += persons
        for party in parties[20:23]:
            self.spoil_keys(party)
        return parties

    def make_casale(self) -> dict:
        """The company that every walk through the program begins with."""
        town = TOWNS[0]
        party = self.make_firm("Casale S.r.l.", "S.r.l.", "Meccanica", town)
        return party | {
            "lifecycle_stage": "Customer",
            "roles": [{"role": "Customer"}],
            "agent": self.agents[0],
        }

    def make_pair(self) -> list[dict]:
        """Two entries of one firm, as two colleagues typed them."""
        first = self.make_firm(f"{TWICE} S.r.l.", "S.r.l.", "Meccanica", TOWNS[0])
        second = {
            "party_name": TWICE.upper() + " SRL",
            "party_type": "Company", "language": "it",
            "lifecycle_stage": "Lead",
            "phones": [dict(first["phones"][0])],
            "addresses": [{"kind": "Main", "town": "Treviso", "province": "TV", "cap": "31100"}],
        }
        return [first, second]

    def make_company(self) -> dict:
        """A firm of some sector somewhere."""
        sector = self.chance.choice(list(texts.SECTORS))
        name, form = self.people.make_company_name(sector)
        return self.make_firm(name, form, sector, self.people.make_town())

    def make_firm(self, name: str, form: str, sector: str, town: tuple) -> dict:
        """A company with keys, address and ways to reach it."""
        chance = self.chance
        slug, vat = get_slug(name), self.people.make_vat_number()
        stage = chance.choice(STAGES)
        phones = [{"kind": "Office", "number": self.people.make_phone(town[5]), "is_primary": 1}]
        if chance.random() < 0.4:
            phones.append({"kind": "Mobile", "number": self.people.make_mobile()})
        firm = {
            "party_name": name, "party_type": "Company", "language": "it", "lifecycle_stage": stage, "legal_form": form,
            "sector": sector, "territory": town[3], "source": chance.choice(SOURCES),
            "agent": chance.choice(self.agents),
            "vat_number": vat, "fiscal_code": vat, "sdi_code": self.make_sdi_code(),
            "pec": f"{slug}@pec.example.com", "website": f"https://www.{slug}.example.com", "phones": phones,
            "emails": [{"kind": "Work", "email": f"info@{slug}.example.com", "is_primary": 1}],
            "addresses": [self.people.make_address(town)], "roles": self.make_roles(stage),
            "employees": int(chance.paretovariate(1.1) * 4), "turnover": chance.randrange(2, 400) * 50_000,
            "customer_since": self.make_date_before(3000) if stage in ("Customer", "Former Customer") else None,
        }  # fmt: skip
        if stage in ("Customer", "Prospect"):
            firm["yearly_potential"] = firm["turnover"] // 250_000 * 1000
        if stage == "Customer":
            firm["acquisition_cost"] = 300 + firm["employees"] % 7 * 150
        return firm

    def make_roles(self, stage: str) -> list[dict]:
        """What a firm is to us; a few are more than one thing."""
        roles = {"Lead": "Prospect", "Prospect": "Prospect"}.get(stage, "Customer")
        rows = [{"role": roles}]
        if self.chance.random() < 0.12:
            rows.append({"role": self.chance.choice(("Supplier", "Competitor", "Consultant", "Partner"))})
        return rows

    def make_sdi_code(self) -> str:
        """Seven letters and digits."""
        return "".join(self.chance.choice("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _sign in range(7))

    def make_date_before(self, days: int) -> str:
        """Some day within the last days."""
        return (self.today - timedelta(days=self.chance.randrange(days))).isoformat()

    def make_division(self) -> dict:
        """A plant or branch; its company is set when both are there."""
        town = self.people.make_town()
        return {
            "party_name": self.chance.choice(texts.DIVISIONS).format(town[0]), "party_type": "Division",
            "language": "it",
            "lifecycle_stage": "Customer", "territory": town[3], "agent": self.chance.choice(self.agents),
            "phones": [{"kind": "Switchboard", "number": self.people.make_phone(town[5])}],
            "addresses": [self.people.make_address(town)], "roles": [{"role": "Customer"}],
        }  # fmt: skip

    def make_public_body(self, position: int) -> dict:
        """A town hall, school or library."""
        town = TOWNS[position % len(TOWNS)]
        name = texts.PUBLIC_BODIES[position % len(texts.PUBLIC_BODIES)].format(town[0])
        slug = get_slug(name)
        return {
            "party_name": name, "party_type": "Public Body",
            "language": "it", "lifecycle_stage": self.chance.choice(STAGES),
            "territory": town[3], "fiscal_code": self.people.make_vat_number(), "sdi_code": self.make_sdi_code()[:6],
            "pec": f"protocollo@{slug}.example.com", "agent": self.chance.choice(self.agents),
            "phones": [{"kind": "Switchboard", "number": self.people.make_phone(town[5])}],
            "emails": [{"kind": "Work", "email": f"segreteria@{slug}.example.com"}],
            "addresses": [self.people.make_address(town)], "roles": [{"role": "Prospect"}],
        }  # fmt: skip

    def make_private_person(self) -> dict:
        """A private customer, or a freelance."""
        town, person = self.people.make_town(), self.people.make_person()
        name = f"{person['first_name']} {person['last_name']}"
        code = self.people.make_fiscal_code(person["first_name"], person["last_name"], person["gender"], town[4])
        return {
            **person, "party_name": name, "party_type": "Person", "fiscal_code": code, "territory": town[3],
            "lifecycle_stage": self.chance.choice(STAGES), "agent": self.chance.choice(self.agents),
            "phones": [{"kind": "Mobile", "number": self.people.make_mobile()}],
            "emails": [{"kind": "Personal", "email": f"{get_slug(name).replace('-', '.')}@example.com"}],
            "addresses": [self.people.make_address(town, "Home")], "language": "it",
        }  # fmt: skip

    @staticmethod
    def spoil_keys(party: dict) -> None:
        """A wrong VAT number or postal code, as every real archive has some."""
        party["vat_number"] = party["vat_number"][:-1] + str((int(party["vat_number"][-1]) + 1) % 10)
        party["addresses"][0]["cap"] = party["addresses"][0]["cap"][:4]

    # --- people and ties -----------------------------------------------------------------------------------

    def make_contacts(self, parties: list) -> list[dict]:
        """Eight hundred people, one of them in two firms; the first of each firm is its head."""
        firms = [doc for doc in parties if doc.party_type != "Person"]
        contacts = []
        for doc in firms:
            for position in range(self.chance.choice((1, 2, 2, 3, 3, 4, 6))):
                contacts.append(self.make_contact(doc, position))
        others = CONTACTS - 2 - len(texts.ORG_CHART)
        while len(contacts) < others:
            contacts.append(self.make_contact(self.chance.choice(firms), 3))
        contacts = sorted(contacts[:others], key=lambda row: row["party"])
        staff = [self.make_staff(parties[0], role, unit) for role, unit, _above in texts.ORG_CHART]
        return contacts + self.make_twofold_person(parties, firms) + staff

    def make_staff(self, doc, role: str, department: str) -> dict:
        """One of the people of the company that every walk begins with."""
        return self.make_contact(doc, 0) | {"role": role, "department": department, "active": 1, "left_on": None}

    @staticmethod
    def get_superiors(casale: str, contacts: list) -> dict[str, str]:
        """Who is above whom in that company: four steps from its owner to the workshop."""
        own = [doc for doc in contacts if doc.party == casale]
        staff, others = own[-len(texts.ORG_CHART) :], own[: -len(texts.ORG_CHART)]
        owner = others[0].name
        lines = {
            doc.name: owner if above is None else staff[above].name
            for doc, (_role, _unit, above) in zip(staff, texts.ORG_CHART, strict=True)
        }
        return {doc.name: owner for doc in others[1:]} | lines

    def make_contact(self, doc, position: int) -> dict:
        """One person of a firm."""
        person = self.people.make_person()
        name = f"{person['first_name']} {person['last_name']}"
        role = texts.ROLES[0] if position == 0 else self.chance.choice(texts.ROLES[1:])
        left = self.chance.random() < 0.04
        town = doc.addresses[0].town if doc.addresses else "Treviso"
        prefix = next((row[5] for row in TOWNS if row[0] == town), "0422")
        domain = f"{get_slug(doc.party_name)}"[:60].strip("-")
        return {
            **person, "full_name": name, "party": doc.name, "role": role, "department": texts.DEPARTMENTS[role],
            "kind": "Person", "language": "it", "active": int(not left),
            "left_on": self.make_date_before(400) if left else None,
            "phones": [{"kind": "Office", "number": self.people.make_phone(prefix)}]
            + ([{"kind": "Mobile", "number": self.people.make_mobile()}] if self.chance.random() < 0.5 else []),
            "emails": [{"kind": "Work", "email": f"{get_slug(name).replace('-', '.')}@{domain}.example.com"}],
        }  # fmt: skip

    def make_twofold_person(self, parties: list, firms: list) -> list[dict]:
        """A consultant who sits in two firms and is a party of ours as well."""
        person = next(doc for doc in parties if doc.party_type == "Person")
        rows = []
        for firm, role in ((firms[0], "Responsabile sicurezza"), (firms[5], "Ufficio tecnico")):
            row = self.make_contact(firm, 1)
            names = {
                "first_name": person.first_name,
                "last_name": person.last_name,
                "full_name": person.party_name,
            }
            address = f"{get_slug(person.party_name)}@{get_slug(firm.party_name)}.example.com"
            own = {
                "gender": person.gender,
                "person_title": person.person_title,
                "same_as": person.name,
                "role": role,
                "emails": [{"kind": "Work", "email": address}],
            }
            rows.append(row | names | own | {"active": 1, "left_on": None, "department": texts.DEPARTMENTS[role]})
        return rows

    def make_ties(self, parties: list) -> list[dict]:
        """Ties of several kinds between different firms."""
        firms = [doc for doc in parties if doc.party_type == "Company"]
        persons = [doc for doc in parties if doc.party_type == "Person"]
        kinds = (
            ("works for", persons, firms), ("consultant of", firms, firms), ("buys through", firms, firms),
            ("competitor of", firms, firms), ("supplier of", firms, firms), ("owner of", persons, firms),
        )  # fmt: skip
        ties = self.make_ties_around(parties[0].name, [doc.name for doc in firms[5:10]], persons[0].name)
        pairs = {(tie["party"], tie["other_party"]) for tie in ties}
        while len(ties) < TIES:
            kind, left, right = kinds[len(ties) % len(kinds)]
            one, other = self.chance.choice(left), self.chance.choice(right)
            if one.name == other.name or (one.name, other.name) in pairs:
                continue
            pairs.add((one.name, other.name))
            ties.append(self.make_tie(kind, one.name, other.name))
        return ties

    def make_tie(self, kind: str, party: str, other_party: str) -> dict:
        """One tie that began some day."""
        since = self.make_date_before(2500)
        return {"party": party, "relationship_type": kind, "other_party": other_party, "since": since}

    def make_ties_around(self, casale: str, firms: list[str], person: str) -> list[dict]:
        """What lies around the company that every walk begins with, two steps out."""
        first, second, third, fourth, fifth = firms
        return [
            self.make_tie("supplier of", first, casale), self.make_tie("consultant of", second, casale),
            self.make_tie("buys through", casale, third), self.make_tie("competitor of", fourth, first),
            self.make_tie("supplier of", fifth, second), self.make_tie("owner of", person, third),
        ]  # fmt: skip
