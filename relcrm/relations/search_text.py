"""How names, numbers and towns are folded for search; the query is folded the same way. No database here."""

import re
import unicodedata

LENGTH = 700
LEGAL_FORMS = frozenset(
    "srl srls spa sapa snc sas scarl scrl scpa sarl sagl gmbh ltd llc plc inc kg onlus asd ssd".split()
)
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ł": "l", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i"})
_APOSTROPHES = re.compile(r"['’‘`´ʼ]")
_ABBREVIATION = re.compile(r"(?<!\w)(?:[a-z0-9]\.)+[a-z0-9]?(?!\w)")
_SPACED_FORM = re.compile(r"(?<!\w)(s r l s|s r l|s p a|s n c|s a s)(?!\w)")
_PARTNERS = re.compile(r"\s(?:&|e)\s?c\.?(?=\s|$)")
_SPLIT = re.compile(r"[^\w&]+")
_PHONE = re.compile(r"[\d\s+()/.\-]+")


def fold(text: str | None) -> str:
    """Return text in small letters without accents and apostrophes."""
    text = _APOSTROPHES.sub("", text or "").casefold().translate(_LETTERS)
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join(ch for ch in decomposed if not unicodedata.combining(ch))


def get_words(text: str | None) -> list[str]:
    """Return the folded words of a text; S.R.L. and A.C.R. become one word each."""
    text = _PARTNERS.sub(" ", fold(text))
    text = _ABBREVIATION.sub(lambda m: m.group(0).replace(".", ""), text)
    text = " ".join(w.strip("&_") for w in _SPLIT.split(text))
    text = _SPACED_FORM.sub(lambda m: m.group(0).replace(" ", ""), text)
    return text.split()


def get_name_words(name: str | None) -> list[str]:
    """Return the words of a name without its legal form, unless nothing else is left."""
    words = get_words(name)
    return [w for w in words if w not in LEGAL_FORMS] or words


def get_digits(text: str | None) -> str:
    """Return the digits of a text."""
    return re.sub(r"\D", "", text or "")


def get_phone_words(number: str | None, e164: str | None) -> list[str]:
    """Return the digits under which a number is found: the international form and what was typed."""
    typed, full = get_digits(number), get_digits(e164)
    return [d for d in (full, "" if typed and full.endswith(typed) else typed) if d]


def make_search_text(words: list[str]) -> str:
    """Return distinct words joined by blanks, cut at a word's end where the column ends."""
    text = ""
    for word in dict.fromkeys(w for w in words if w):
        if len(text) + len(word) + 1 > LENGTH:
            break
        text += f" {word}" if text else word
    return text


def get_query_words(query: str) -> list[str]:
    """Return the folded words that all must be found; a telephone number is one word."""
    query = query.strip()
    if _PHONE.fullmatch(query) and len(get_digits(query)) >= 3:
        digits = get_digits(query)
        return [digits[2:] if query.startswith("00") and len(digits) > 6 else digits]
    words: list[str] = []
    for part in query.split():
        words += [fold(part)] if "@" in part else []
    rest = " ".join(part for part in query.split() if "@" not in part)
    return list(dict.fromkeys(words + (get_name_words(rest) if rest else [])))
