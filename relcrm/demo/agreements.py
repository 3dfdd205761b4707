"""Contracts and needs of the demo company's customers, spread over the days around today."""

from datetime import date, timedelta
from random import Random

from relcrm.demo.orders import SEED
from relcrm.relations.referrals import REFERRAL

CONTRACTS = (
    ("Manutenzione programmata degli apparecchi", "Renews by itself", 12, 3, (900, 4800)),
    ("Noleggio di una piattaforma elevatrice", "Ends", 0, 1, (2400, 9600)),
    ("Fornitura quadro di ricambi", "Renewed by agreement", 0, 2, (5000, 30000)),
    ("Verifiche trimestrali delle funi", "Renews by itself", 12, 2, (600, 2200)),
)
NEEDS = (
    ("Ridurre i fermi della linea di montaggio", "Goal", "Open"),
    ("Movimentare stampi fino a 8 t senza gru esterna", "Need", "Agreed"),
    ("Formare tre carropontisti entro l'anno", "Goal", "Agreed"),
    ("Sostituire il montacarichi del magazzino", "Need", "Open"),
    ("Un solo fornitore per verifiche e ricambi", "Need", "Met"),
    ("Dimezzare i tempi di attrezzaggio", "Goal", "Dropped"),
)
SHEET = "Prima telefonata"
OPENING = "Ci presentiamo e chiediamo se hanno cinque minuti; le risposte servono a non proporre cose inutili."
QUESTIONS = (
    ("Macchine in uso", "Quali macchine per sollevare avete?"),
    ("Portata massima", "Qual è il carico più pesante che muovete?"),
    ("Officina interna", "Fate la manutenzione con una vostra officina?"),
    ("Fornitore attuale", "Da chi comprate oggi?"),
    ("Interesse per il noleggio", "Vi interessa il noleggio?"),
)
REFERRED = (0, 0, 0, 1, 1, 2, 4, 4, 7)  # by which of those before each was recommended
CONTRACT_COUNT, NEED_COUNT = 24, 30


class AgreementMaker:
    """The same contracts and needs every time for the same parties, people and day."""

    def __init__(self, parties: list, contacts: list, today: date):
        self.chance = Random(SEED + 1)
        self.today = today
        self.customers = [doc for doc in parties if doc.lifecycle_stage == "Customer"]
        self.people: dict[str, str] = {}
        for doc in contacts:
            self.people.setdefault(doc.party, doc.name)

    def make_contracts(self) -> list[dict]:
        """Contracts of every kind: some end soon, some want a notice, one in six is over."""
        return [self.make_contract(number) for number in range(CONTRACT_COUNT)]

    def make_contract(self, number: int) -> dict:
        """One contract; the first is that of the first customer."""
        party = self.customers[(number * 5) % len(self.customers)]
        name, renewal, months, notice, (least, most) = CONTRACTS[number % len(CONTRACTS)]
        left = -self.chance.randrange(20, 300) if number % 6 == 5 else self.chance.randrange(15, 420)
        ends_on = self.today + timedelta(days=left)
        return {
            "contract_name": name, "party": party.name, "role": "Customer",
            "starts_on": (ends_on - timedelta(days=730)).isoformat(), "ends_on": ends_on.isoformat(),
            "value": self.chance.randrange(least, most, 50), "renewal": "Ends" if left < 0 else renewal,
            "renewal_months": months, "notice_period": notice, "notice_unit": "Months",
            "responsible": party.agent,
        }  # fmt: skip

    def make_needs(self) -> list[dict]:
        """Needs and goals, said by somebody of the company where one is known."""
        return [self.make_need(number) for number in range(NEED_COUNT)]

    def make_need(self, number: int) -> dict:
        """One need; the first is that of the first customer."""
        party = self.customers[(number * 4) % len(self.customers)]
        statement, kind, state = NEEDS[number % len(NEEDS)]
        said = self.today - timedelta(days=self.chance.randrange(5, 200))
        return {
            "statement": statement, "kind": kind, "state": state, "party": party.name,
            "contact_person": self.people.get(party.name), "said_on": said.isoformat(),
            "due_on": (said + timedelta(days=self.chance.randrange(220, 500))).isoformat(),
        }  # fmt: skip

    def make_referrals(self) -> list[dict]:
        """Who recommended us to whom: a tree on several levels below the first customer."""
        firms = [doc.name for doc in self.customers if doc.party_type == "Company"][: len(REFERRED) + 1]
        day = self.today - timedelta(days=700)
        return [
            {"party": firms[above], "other_party": firm, "relationship_type": REFERRAL, "since": day.isoformat()}
            for firm, above in zip(firms[1:], REFERRED, strict=False)
        ]
