"""How alike names are: rules on any names, and the bar on real variants of real names."""

import csv
import itertools
import math
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relcrm.relations.duplicates.find import ALIKE
from relcrm.relations.duplicates.names import get_likeness, get_tokens

DATA = Path(os.environ.get("RELCRM_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
TRUTH = DATA / "organisations" / "dedupe_patstat_applicants_truth.csv"
WORDS = ("casale", "gru", "serramenti", "bianchi", "dsm", "nord", "philips")
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)


def weigh(word: str) -> float:
    return 1 + len(word) / 10


@given(words, words)
def test_likeness_is_between_none_and_one_and_the_same_both_ways(one, other):
    likeness = get_likeness(one, other, weigh)
    assert 0 <= likeness <= 1
    assert math.isclose(likeness, get_likeness(other, one, weigh))


@given(words, st.randoms())
def test_the_order_of_words_is_nothing(one, random):
    other = one[:]
    random.shuffle(other)
    assert math.isclose(get_likeness(one, other, weigh), 1)


@given(st.text())
def test_any_text_has_tokens_and_is_like_itself(text):
    tokens = get_tokens(text)
    assert not tokens or math.isclose(get_likeness(tokens, tokens, weigh), 1)


@pytest.mark.skipif(not TRUTH.exists(), reason="the real input is not beside the checkout")
def test_real_variants_of_names_reach_the_bar():
    """Precision at least 0.95 and recall at least 0.50 on the pairs of 1,200 spellings of 102 organisations."""
    with TRUTH.open(encoding="utf-8") as file:
        owners = {row["person_name"]: row["leuven_id"] for row in csv.DictReader(file)}
    tokens = {name: get_tokens(name) for name in owners}
    frequency = Counter(word for found in tokens.values() for word in set(found))

    def weigh_by_rarity(word: str) -> float:
        return math.log(1 + len(owners) / frequency[word])

    found = right = same = 0
    for one, other in itertools.combinations(owners, 2):
        is_same = owners[one] == owners[other]
        same += is_same
        if get_likeness(tokens[one], tokens[other], weigh_by_rarity) >= ALIKE:
            found += 1
            right += is_same
    assert (len(owners), same) == (1200, 64025)
    assert right / found >= 0.95
    assert right / same >= 0.50
