"""What the demo company sells, and what its customers bought in three years: some often, some no longer."""

from datetime import date, timedelta
from random import Random

from relcrm.demo import texts

SEED = 20261122
LIFTING, PARTS, SERVICE, EXTRAS = (
    "Macchine per il sollevamento",
    "Ricambi",
    "Assistenza e collaudi",
    "Accessori di sollevamento",
)
GROUPS = (LIFTING, PARTS, SERVICE, EXTRAS)
MACHINE_PRICES = (18500, 42000, 1850, 5200, 23800, 3900, 2600, 31500, 14900, 7200)
OTHER_PRODUCTS = (
    ("RIC-010", "Fune d'acciaio 12 mm", PARTS, "m", 14.5),
    ("RIC-020", "Gancio girevole 5 t", PARTS, "pz", 186),
    ("RIC-030", "Pulsantiera pensile", PARTS, "pz", 240),
    ("RIC-040", "Pastiglie freno motore", PARTS, "kit", 92.4),
    ("ASS-010", "Verifica annuale dell'apparecchio", SERVICE, "pz", 280),
    ("ASS-020", "Intervento del tecnico", SERVICE, "h", 62),
    ("ASS-030", "Collaudo con carico di prova", SERVICE, "pz", 640),
    ("ACC-010", "Braca tessile 3 t", EXTRAS, "pz", 38.9),
    ("ACC-020", "Grillo zincato 4,75 t", EXTRAS, "pz", 11.2),
    ("ACC-030", "Bilancino di sollevamento 2 t", EXTRAS, "pz", 890),
)
BUYING_STAGES = ("Customer", "Former Customer")
DISCOUNTS = (0, 0, 0, 3, 5, 7.5, 10)
MACHINE_COST = 0.74
MOST_DAYS = 1050


def make_products() -> list[dict]:
    """The price list: machines first."""
    machines = [
        {"product_code": f"MAC-{number:03d}", "product_name": name.capitalize(), "product_group": LIFTING,
         "unit": "pz", "price": price, "cost": round(price * MACHINE_COST, 2)}
        for number, (name, price) in enumerate(zip(texts.PRODUCTS, MACHINE_PRICES, strict=True), start=1)
    ]  # fmt: skip
    others = [
        {"product_code": code, "product_name": name, "product_group": group, "unit": unit, "price": price}
        for code, name, group, unit, price in OTHER_PRODUCTS
    ]
    return machines + others


class OrderMaker:
    """Orders of the demo parties; the same every time for the same parties and day."""

    def __init__(self, parties: list, today: date):
        self.chance = Random(SEED)
        self.today = today
        self.parties = parties
        self.products = make_products()

    def make_orders(self) -> list[dict]:
        """The orders of two customers in three, oldest first, numbered by year."""
        buyers = [doc for doc in self.parties if doc.lifecycle_stage in BUYING_STAGES]
        orders = [order for doc in buyers if self.chance.random() < 0.67 for order in self.make_orders_of(doc)]
        orders += self.make_orders_of(self.parties[0], times=5)
        orders.sort(key=lambda order: order["order_date"])
        numbers: dict[str, int] = {}
        for order in orders:
            year = order["order_date"][:4]
            numbers[year] = numbers.get(year, 0) + 1
            order["order_number"] = f"{numbers[year]}/{year}"
        return orders

    def make_orders_of(self, party, times: int = 0) -> list[dict]:
        """The orders of one customer; a former one has bought nothing for more than a year."""
        if party.name == self.parties[0].name and not times:
            return []
        longest = MOST_DAYS - 400 if party.lifecycle_stage == "Former Customer" else MOST_DAYS
        rested = MOST_DAYS - longest + (self.chance.randrange(380, 600) if self.chance.random() < 0.25 else 0)
        days = [
            rested + self.chance.randrange(max(30, longest - rested))
            for _time in range(times or self.chance.choice((1, 1, 2, 2, 3, 4)))
        ]
        return [self.make_order(party, self.today - timedelta(days=days_ago)) for days_ago in days]

    def make_order(self, party, day: date) -> dict:
        """One order of one to four lines."""
        state = self.chance.choice(("Delivered",) * 19 + ("Cancelled",))
        if (self.today - day).days < 40:
            state = "Confirmed"
        return {
            "party": party.name,
            "order_date": day.isoformat(),
            "state": state,
            "agent": party.agent,
            "lines": [self.make_line(product) for product in self.choose_products()],
        }

    def choose_products(self) -> list[dict]:
        """A machine now and then, parts, accessories and service more often."""
        machines = [product for product in self.products if product["product_group"] == LIFTING]
        others = [product for product in self.products if product["product_group"] != LIFTING]
        chosen = [self.chance.choice(machines)] if self.chance.random() < 0.35 else []
        return chosen + self.chance.sample(others, self.chance.randrange(0 if chosen else 1, 4))

    def make_line(self, product: dict) -> dict:
        """A line at the price of today, sometimes with a discount."""
        quantity = 1 if product["price"] > 1000 else self.chance.choice((1, 2, 2, 4, 5, 10))
        return {
            "product": product["product_code"],
            "quantity": quantity,
            "unit_price": product["price"],
            "discount": self.chance.choice(DISCOUNTS),
        }
