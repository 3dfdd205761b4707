"""How alike two names are: rare words count more than common ones, a typing error is no other word. No database."""

import re
from collections.abc import Callable, Iterator

from rapidfuzz.distance import OSA, JaroWinkler, Levenshtein

from relcrm.relations.search_text import LEGAL_FORMS, get_words

FORMS = LEGAL_FORMS | frozenset(
    "ag ab as aps bv bvba co coop company corp corporation cv eirl gbr gie ohg oy sa sarl se sl scs vof nv e et und"
    " and the di del della dei delle degli da de der van den von ss rl llp lp ek ev eg ug kgaa mbh mbb ets odv sagl"
    " limited incorporated naamloze naamlooze vennootschap besloten gesellschaft haftung beschrankter mit"
    " aktiengesellschaft aktiebolag societa soc azioni responsabilita limitata per societe anonyme kabushiki kaisha"
    " cooperativa haftungsbeschrankt unipersonale ditta individuale dott dr ing avv arch rag geom prof".split()
)
ABBREVIATIONS = dict(
    pair.split("=")
    for pair in (
        "flli=fratelli frlli=fratelli az=azienda agr=agricola off=officina mecc=meccanica costr=costruzioni"
        " ass=associazione assoc=associazione dil=dilettantistica dilett=dilettantistica sport=sportiva univ=universita"
        " ist=istituto autotr=autotrasporti serv=servizi santa=san santo=san sant=san st=san saint=san"
        " intl=international bros=brothers mfg=manufacturing gebr=gebruder"
    ).split()
)
SPORTS_CLUB = frozenset("associazione societa sportiva dilettantistica".split())
ELIDED = ("dell", "dall", "nell", "sull")
_LONG_ELISION = re.compile(r"(\w{5,}|(?<!\w)sant)['’](?=\w)", re.I)
_BROTHERS = re.compile(r"(?<!\w)fr?\.?\s?lli(?!\w)", re.I)
_SAINT = re.compile(r"(?<!\w)s\.\s?(?=[^\W\d_]{3,})", re.I)
_STATE = re.compile(r"(?<!\w)(?:in liquidazione|(?:a|con) socio unico|a r\.?\s?l\.?)(?!\w)", re.I)
SHORTEST, BEGUN, LONG = 4, 6, 8
SAME_WORD = 0.9
SAME_LETTERS = 0.92
MISTYPED, OTHER_VOWEL = 0.9, 0.35
VOWELS = frozenset("aeiou")
Weigh = Callable[[str], float]


def get_tokens(name: str | None) -> list[str]:
    """Return the words that tell a name from others.

    No legal forms, titles and articles; letters that stand alone joined; common abbreviations written out.
    """
    text = _STATE.sub(" ", _BROTHERS.sub("fratelli", _LONG_ELISION.sub(r"\1 ", name or "")))
    words = [ABBREVIATIONS.get(word, word) for word in _join_letters(get_words(_SAINT.sub("san ", text)))]
    if "dilettantistica" in words:
        words = [word for word in words if word not in SPORTS_CLUB] or words
    return [word for word in words if word not in FORMS] or words


def _join_letters(words: list[str]) -> Iterator[str]:
    """D S M is DSM, as D.S.M. is; Dell Orto is Dellorto, as Dell'Orto is."""
    letters = ""
    for word in [*words, ""]:
        if len(word) == 1:
            letters += word
            continue
        if letters in ELIDED and word[:1] in tuple("aeiouh"):
            word, letters = letters + word, ""
        if letters:
            yield letters
        letters = ""
        if word in ELIDED:
            letters = word
        elif word:
            yield word


def get_likeness(one: list[str], other: list[str], weigh: Weigh) -> float:
    """Return how alike two names are, from 0 to 1, given as tokens, whatever the order of their words."""
    first, second = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    if not first or not second:
        return 0.0
    shared = sum((weigh(left) + weigh(right)) * share for left, right, share in _pair(first, second))
    likeness = shared / sum(map(weigh, [*first, *second]))
    return min(max(likeness, _get_likeness_of_letters(first, second)), 1.0)


def _pair(first: list[str], second: list[str]) -> Iterator[tuple[str, str, float]]:
    """The same words, then those that differ by a typing error, which count a little less."""
    same = set(first) & set(second)
    yield from ((word, word, 1.0) for word in same)
    left = [word for word in first if word not in same and len(word) >= SHORTEST]
    right = [word for word in second if word not in same and len(word) >= SHORTEST]
    found = sorted(
        ((likeness, a, b) for a in left for b in right if (likeness := _get_likeness_of_words(a, b)) >= SAME_WORD),
        reverse=True,
    )
    used: set[str] = set()
    for _likeness, a, b in found:
        if a not in used and b not in used:
            used |= {a, b}
            yield a, b, OTHER_VOWEL if _is_other_vowel(a, b) else MISTYPED


def _get_likeness_of_words(one: str, other: str) -> float:
    """How alike two words are; nought for what no error of typing makes: Rossi and Rossini."""
    likeness = JaroWinkler.similarity(one, other, score_cutoff=SAME_WORD)
    short, long = sorted((one, other), key=len)
    is_begun = len(short) >= BEGUN and long.startswith(short)  # Koninkl is Koninklijke
    if not likeness or (len(short) < LONG and not is_begun and OSA.distance(one, other) > 1 + (len(long) >= LONG)):
        return 0.0
    if one[:-1] == other[:-1] and {one[-1], other[-1]} <= set("aeiou"):  # Paolo and Paola, Gallo and Galli
        return 0.0 if {one[-1], other[-1]} == {"a", "o"} or len(one) <= 6 else likeness
    return likeness


def _is_other_vowel(one: str, other: str) -> bool:
    """Tell whether one vowel makes the difference, as between surnames: Zanin and Zanon, Moretti and Moretto, Ferrari
    and Ferrario; seldom an error of typing."""
    short, long = sorted((one, other), key=len)
    if len(short) < len(long):
        return long[:-1] == short and long[-1] in VOWELS
    places = [at for at, letter in enumerate(one) if letter != other[at]]
    if len(places) != 1 or not VOWELS.issuperset((one[places[0]], other[places[0]])):
        return False
    return len(one) <= LONG + 1 or places[0] == len(one) - 1


def _get_likeness_of_letters(first: list[str], second: list[str]) -> float:
    """Names that differ only in where words end, and in a letter of many."""
    letters, others = "".join(first), "".join(second)
    if len(first) == len(second) or min(len(letters), len(others)) < 2 * SHORTEST:
        return 0.0
    return Levenshtein.normalized_similarity(letters, others, score_cutoff=SAME_LETTERS)
