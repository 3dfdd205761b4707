"""Made-up people and companies with keys that pass their checks; the same seed makes the same ones.

Telephone numbers begin with a 0 after the area code, e-mail addresses lie under example.com: neither reaches anybody.
"""

import random
import re
import unicodedata
from datetime import date, timedelta

from frappe import _
from stdnum.it import codicefiscale
from stdnum.luhn import calc_check_digit

from relcrm.demo import texts
from relcrm.demo.towns import NEAR, TOWNS
from relcrm.exchange.exceptions import DemoError

SEED = 20240422
MONTH_LETTERS = "ABCDEHLMPRST"
VAT_OFFICE = "999"


def get_faker():
    """Return the seeded Faker, which is an extra of the app and not there by default."""
    try:
        from faker import Faker
    except ImportError:
        raise DemoError(
            _("The demo company needs the library Faker. Install it with: pip install 'relcrm[demo]'.")
        ) from None
    fake = Faker("it_IT")
    fake.seed_instance(SEED)
    return fake


def get_slug(text: str) -> str:
    """Return a text as it would stand in an address of the web."""
    plain = unicodedata.normalize("NFKD", text.lower()).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


class PeopleMaker:
    """Makes names, keys and addresses, each from one seeded source of chance."""

    def __init__(self):
        self.fake = get_faker()
        self.chance = random.Random(SEED)
        self.used_names: set[str] = set()

    def make_phone(self, prefix: str) -> str:
        """A number that no subscriber has: after the area code Italian numbers never begin with 0."""
        return f"{prefix} 00{self.chance.randrange(10_000):04d}"

    def make_mobile(self) -> str:
        """A mobile number under a prefix that no operator uses."""
        return f"395 00{self.chance.randrange(100_000):05d}"

    def make_vat_number(self) -> str:
        """A VAT number with a right check digit under an office code that ordinary firms do not have."""
        body = f"{self.chance.randrange(1, 10_000_000):07d}{VAT_OFFICE}"
        return body + calc_check_digit(body)

    def make_fiscal_code(self, first_name: str, last_name: str, gender: str, town_code: str) -> str:
        """The fiscal code of a made-up person."""
        born = date(1950, 1, 1) + timedelta(days=self.chance.randrange(18_000))
        day = born.day + (40 if gender == "Female" else 0)
        month = MONTH_LETTERS[born.month - 1]
        body = f"{_code_surname(last_name)}{_code_first_name(first_name)}{born:%y}{month}{day:02d}{town_code}"
        return body + codicefiscale.calc_check_digit(body)

    def make_person(self) -> dict:
        """First name, last name, gender and title."""
        gender = self.chance.choice(("Female", "Male"))
        first = self.fake.first_name_female() if gender == "Female" else self.fake.first_name_male()
        titles = ("Sig.ra", "Dott.ssa", "Sig.ra") if gender == "Female" else ("Sig.", "Dott.", "Ing.", "Geom.", "Sig.")
        return {
            "first_name": first,
            "last_name": self.fake.last_name(),
            "gender": gender,
            "person_title": self.chance.choice(titles),
        }

    def make_town(self) -> tuple:
        """A town, most often one of the surroundings."""
        near = [town for town in TOWNS if town[2] in NEAR]
        return self.chance.choice(near if self.chance.random() < 0.7 else TOWNS)

    def make_address(self, town: tuple, kind: str = "Main") -> dict:
        """A street in a town, with its codes."""
        name, cap, province, region, code, _prefix = town
        street = f"{self.chance.choice(texts.STREETS)} {self.fake.last_name()} {self.chance.randrange(1, 180)}"
        return {
            "kind": kind, "street": street, "cap": cap, "town": name, "province": province, "region": region,
            "town_code": code, "country": "Italy",
        }  # fmt: skip

    def make_company_name(self, sector: str) -> tuple[str, str]:
        """A company name that is not taken yet, and its legal form."""
        form = self.chance.choice(texts.LEGAL_FORMS)
        while True:
            name = self.chance.choice(texts.SECTORS[sector]).format(self.fake.last_name())
            if name not in self.used_names:
                self.used_names.add(name)
                return f"{name} {form}", form

    def make_moment(self, day: date) -> tuple[int, int]:
        """Hour and quarter of a working day."""
        return self.chance.choice((9, 9, 10, 10, 11, 11, 12, 14, 15, 15, 16, 17)), self.chance.choice((0, 15, 30, 45))


def _code_surname(text: str) -> str:
    return (_get_consonants(text) + _get_vowels(text) + "XXX")[:3]


def _code_first_name(text: str) -> str:
    consonants = _get_consonants(text)
    if len(consonants) > 3:
        consonants = consonants[0] + consonants[2:4]
    return (consonants + _get_vowels(text) + "XXX")[:3]


def _get_letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.upper()).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Z]", "", plain)


def _get_consonants(text: str) -> str:
    return re.sub(r"[AEIOU]", "", _get_letters(text))


def _get_vowels(text: str) -> str:
    return re.sub(r"[^AEIOU]", "", _get_letters(text))
