"""How a letter greets and closes: by title, gender, tone, language; neutral without a gender. No database."""

from dataclasses import dataclass

LANGUAGES = ("it", "en", "de")
TITLE_GENDERS = {"Sig.": "Male", "Sig.ra": "Female", "Dott.": "Male", "Dott.ssa": "Female", "Prof.": "Male"}
TITLE_GENDERS |= {"Prof.ssa": "Female", "Mr": "Male", "Ms": "Female", "Mrs": "Female"}
FOREIGN_TITLES = {"Dott.": "Dr", "Dott.ssa": "Dr", "Prof.": "Prof.", "Prof.ssa": "Prof.", "Dr": "Dr"}
COURTESY = {
    "it": {"Male": "Sig.", "Female": "Sig.ra"},
    "en": {"Male": "Mr", "Female": "Ms"},
    "de": {"Male": "Herr", "Female": "Frau"},
}
FORMAL = {
    "it": {"Male": "Egregio", "Female": "Gentile", None: "Gentile"},
    "en": {"Male": "Dear", "Female": "Dear", None: "Dear"},
    "de": {"Male": "Sehr geehrter", "Female": "Sehr geehrte", None: "Guten Tag"},
}
CORDIAL = {
    "it": {"Male": "Caro", "Female": "Cara", None: "Gentile"},
    "en": {"Male": "Dear", "Female": "Dear", None: "Dear"},
    "de": {"Male": "Lieber", "Female": "Liebe", None: "Guten Tag"},
}
NEUTRAL = {"it": "Buongiorno", "en": "Dear", "de": "Guten Tag"}
CUSTOMER = {"it": "Gentile Cliente", "en": "Dear Customer", "de": "Sehr geehrte Kundin, sehr geehrter Kunde"}
COMPANY = {"it": "Spettabile {0}", "en": "Dear Sir or Madam", "de": "Sehr geehrte Damen und Herren"}
CLOSING = {
    "it": {"Formal": "Distinti saluti", "Cordial": "Cordiali saluti"},
    "en": {"Formal": "Yours sincerely", "Cordial": "Kind regards"},
    "de": {"Formal": "Mit freundlichen Grüßen", "Cordial": "Herzliche Grüße"},
}
ADDRESS_FORM = {"Male": "Egr.", "Female": "Gent.ma"}


@dataclass(frozen=True)
class Addressee:
    """A person or a body to whom a letter is written."""

    name: str
    is_person: bool = True
    title: str = ""
    first_name: str = ""
    last_name: str = ""
    gender: str = ""
    tone: str = "Formal"
    language: str = "it"
    is_customer: bool = False
    own_salutation: str = ""
    own_closing: str = ""

    @property
    def known_gender(self) -> str | None:
        """The gender that was entered, else that of the title."""
        return self.gender or TITLE_GENDERS.get(self.title)

    @property
    def short_name(self) -> str:
        """The last name where it is known, else the whole name."""
        return self.last_name or self.name


def get_language(*wanted: str | None) -> str:
    """Return the first wanted language that letters have texts for."""
    for language in wanted:
        if language and language.split("-")[0] in LANGUAGES:
            return language.split("-")[0]
    return "it"


def make_salutation(to: Addressee) -> str:
    """Return the line that greets, with its comma."""
    return f"{to.own_salutation or _make_greeting(to)}".rstrip(",") + ","


def _make_greeting(to: Addressee) -> str:
    language, gender = to.language, to.known_gender
    if not to.is_person:
        return COMPANY[language].format(to.name)
    title = _get_spoken_title(to)
    if not gender and not title:
        if to.is_customer and not to.last_name:
            return CUSTOMER[language]
        return f"{NEUTRAL[language]} {to.name}"
    words = (CORDIAL if to.tone == "Cordial" else FORMAL)[language][gender]
    return f"{words} {title or COURTESY[language][gender]} {to.short_name}"


def _get_spoken_title(to: Addressee) -> str:
    if to.language == "it":
        return to.title
    courtesy = COURTESY[to.language].get(to.known_gender or "", "")
    degree = FOREIGN_TITLES.get(to.title, "")
    return f"{courtesy} {degree}".strip() if to.language == "de" else degree or courtesy


def make_closing(to: Addressee) -> str:
    """Return the line that closes, without a comma."""
    return to.own_closing or CLOSING[to.language]["Cordial" if to.tone == "Cordial" else "Formal"]


def make_recipient_line(to: Addressee) -> str:
    """Return the first line of the address: Spett.le for a body, form and title for a person."""
    if to.language != "it":
        return f"{_get_spoken_title(to)} {to.name}".strip() if to.is_person else to.name
    if not to.is_person:
        return f"Spett.le {to.name}"
    gender = to.known_gender
    title = to.title or COURTESY["it"].get(gender or "", "")
    return " ".join(filter(None, [ADDRESS_FORM.get(gender or ""), title, to.name]))


def make_attention_line(to: Addressee) -> str:
    """Return the line that names a person at a body's address."""
    start = {"it": "Alla c.a. di", "en": "Attn.", "de": "z. Hd."}[to.language]
    return f"{start} {' '.join(filter(None, [_get_spoken_title(to), to.name]))}"
