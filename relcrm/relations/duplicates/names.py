"""How alike two names are: rare words count more than common ones, a typing error is no other word. No database."""

from collections.abc import Callable, Iterator

from rapidfuzz.distance import JaroWinkler, Levenshtein

from relcrm.relations.search_text import LEGAL_FORMS, get_words

FORMS = LEGAL_FORMS | frozenset(
    "ag ab as aps bv bvba co coop company corp corporation cv eirl gbr gie ohg oy sa sarl se sl scs vof nv e et und"
    " and the di del della dei delle degli da de der van den von"
    " limited incorporated naamloze naamlooze vennootschap besloten gesellschaft haftung beschrankter mit"
    " aktiengesellschaft aktiebolag societa azioni responsabilita limitata per societe anonyme kabushiki kaisha".split()
)
SHORTEST = 4
SAME_WORD = 0.9
SAME_LETTERS = 0.92
Weigh = Callable[[str], float]


def get_tokens(name: str | None) -> list[str]:
    """Return the words that tell a name from others: no legal forms and articles, letters that stand alone joined."""
    words = list(_join_letters(get_words(name)))
    return [word for word in words if word not in FORMS] or words


def _join_letters(words: list[str]) -> Iterator[str]:
    """D S M is DSM, as D.S.M. is."""
    letters = ""
    for word in [*words, ""]:
        if len(word) == 1:
            letters += word
            continue
        if letters:
            yield letters
        letters = ""
        if word:
            yield word


def get_likeness(one: list[str], other: list[str], weigh: Weigh) -> float:
    """Return how alike two names are, from 0 to 1, given as tokens, whatever the order of their words."""
    first, second = list(dict.fromkeys(one)), list(dict.fromkeys(other))
    if not first or not second:
        return 0.0
    shared = sum(weigh(left) + weigh(right) for left, right in _pair(first, second))
    likeness = shared / sum(map(weigh, [*first, *second]))
    return min(max(likeness, _get_likeness_of_letters(first, second)), 1.0)


def _pair(first: list[str], second: list[str]) -> Iterator[tuple[str, str]]:
    """The same words, then those that differ by a typing error."""
    same = set(first) & set(second)
    yield from ((word, word) for word in same)
    left = [word for word in first if word not in same and len(word) >= SHORTEST]
    right = [word for word in second if word not in same and len(word) >= SHORTEST]
    found = sorted(
        ((likeness, a, b) for a in left for b in right if (likeness := JaroWinkler.similarity(a, b)) >= SAME_WORD),
        reverse=True,
    )
    used: set[str] = set()
    for _likeness, a, b in found:
        if a not in used and b not in used:
            used |= {a, b}
            yield a, b


def _get_likeness_of_letters(first: list[str], second: list[str]) -> float:
    """Names that differ only in where words end, and in a letter of many."""
    letters, others = "".join(first), "".join(second)
    if min(len(letters), len(others)) < 2 * SHORTEST:
        return 0.0
    return Levenshtein.normalized_similarity(letters, others, score_cutoff=SAME_LETTERS)
