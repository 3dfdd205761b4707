"""How alike names are: rules on any names, and the bar on real variants of real names."""

import csv
import itertools
import math
import os
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from relcrm.relations.duplicates.compare import Comparer
from relcrm.relations.duplicates.evidence import ALIKE, Entry, judge
from relcrm.relations.duplicates.names import get_likeness, get_tokens
from relcrm.relations.duplicates.streets import OTHER, SAME, compare_places, get_place

DATA = Path(os.environ.get("RELCRM_DATA") or Path(__file__).resolve().parents[3] / "shared" / "data")
TRUTH = DATA / "organisations" / "dedupe_patstat_applicants_truth.csv"
WORDS = ("casale", "gru", "serramenti", "bianchi", "dsm", "nord", "philips")
FAMILIES = """D'Angelo Serramenti S.r.l.|Dangelo Serramenti|D’ANGELO SERRAMENTI SRL|Serramenti D Angelo
Dell'Orto S.p.A.|Dell Orto spa|Dellorto
F.lli Rossi Trasporti S.n.c.|Fratelli Rossi Trasporti|Flli Rossi Trasporti di Rossi G. & C.
Off. Mecc. Zanin|Officine Meccaniche Zanin S.r.l.|Zanin Officina Meccanica
Soc. Agr. Le Vigne S.S.|Società Agricola Le Vigne|LE VIGNE SOCIETA' AGRICOLA
Valbruna Soc. Coop. a r.l.|Cooperativa Valbruna|Valbruna società cooperativa
Lamiere Nord S.r.l. a socio unico|Lamiere Nord srl in liquidazione|Lamiere Nord
A.S.D. Calcio Piave|Associazione Sportiva Dilettantistica Calcio Piave|Ass. Sportiva Dil. Calcio Piave
Forlì Ceramiche|Forli' Ceramiche S.r.l.|Ceramiche Forli
Parrocchia S. Giovanni Battista|Parrocchia San Giovanni Battista
I.M.A. Impianti S.p.A.|IMA Impianti|I M A Impianti
Idro-Termica Veneta|Idrotermica Veneta s.n.c.|Idro Termica Veneta
Müller Maschinenbau GmbH & Co. KG|Mueller Maschinenbau|MULLER MASCHINENBAU GMBH
Gebr. Schneider OHG|Gebrüder Schneider
Schäfer Werkzeuge UG (haftungsbeschränkt)|Schaefer Werkzeuge e.K.
Smith Brothers Limited|Smith Bros Ltd|Smith Bros. LLP
Northern Int'l Trading PLC|Northern International Trading"""
OTHERS = """Rossi Impianti|Rossini Impianti
Comune di Treviso|Comune di Trevi
Costruzioni Edili Marchetti|Costruzioni Edili Marchi
Gallo Autotrasporti|Galli Autotrasporti
Paolo Moretti|Paola Moretti
F.lli Rossi|F.lli Russo
Smith Bros Ltd|Jones Bros Ltd
Ferramenta Zorzi|Colorificio Zorzi"""
patient = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
words = st.lists(st.sampled_from(WORDS), min_size=1, max_size=5)


def weigh(word: str) -> float:
    return 1 + len(word) / 10


@patient
@given(words, words)
def test_likeness_is_between_none_and_one_and_the_same_both_ways(one, other):
    likeness = get_likeness(one, other, weigh)
    assert 0 <= likeness <= 1
    assert math.isclose(likeness, get_likeness(other, one, weigh))


@patient
@given(words, st.randoms())
def test_the_order_of_words_is_nothing(one, random):
    other = one[:]
    random.shuffle(other)
    assert math.isclose(get_likeness(one, other, weigh), 1)


@patient
@given(st.text())
def test_any_text_has_tokens_and_is_like_itself(text):
    tokens = get_tokens(text)
    assert not tokens or math.isclose(get_likeness(tokens, tokens, weigh), 1)


def compare(names: list[str]) -> Comparer:
    """Names among many others of the same trades, so that words are as rare as they are in a register."""
    trades = (
        "Impianti Serramenti Trasporti Edili Costruzioni Meccaniche Officina Fratelli Comune Ferramenta Rossi".split()
    )
    crowd = [f"{trade} Ditta{number}" for number in range(40) for trade in trades]
    entries = [Entry(str(number), get_tokens(name)) for number, name in enumerate([*names, *crowd])]
    comparer = Comparer(entries)
    comparer.found = {(place, at) for place in range(len(entries)) for at, _found in comparer.compare(place)}
    return comparer


def test_families_of_spellings_are_found():
    """Accents, apostrophes, legal forms of three countries, abbreviations, word order, errors: each pair of each."""
    lines = [line.split("|") for line in FAMILIES.splitlines()]
    names = [name for line in lines for name in line]
    found = compare(names).found
    for line in lines:
        for one, other in itertools.combinations(line, 2):
            assert (names.index(other), names.index(one)) in found, (one, other)
    mine = {(one, at) for one, at in found if one < len(names)}
    assert len(mine) == sum(len(line) * (len(line) - 1) // 2 for line in lines)  # and nothing else among them


def test_names_that_another_ending_tells_apart_are_others():
    names = [name for line in OTHERS.splitlines() for name in line.split("|")]
    comparer = compare(names)
    for place in range(0, len(names), 2):
        one, other = (comparer.entries[place + at] for at in (0, 1))
        likeness = get_likeness(one.tokens, other.tokens, comparer.weigh)
        assert likeness < 0.85, names[place : place + 2]


SURNAMES = """Zanin/Zanon Santin/Santon Bortolin/Bortolon Moretti/Moretto Martini/Martino Martin/Marton Furlan/Furlani
Ferrari/Ferrario Lombardi/Lombardo Santini/Santoni Barbieri/Barbiero Pellegrini/Pellegrino Cavallin/Cavallon"""


@pytest.mark.parametrize("pair", SURNAMES.split())
def test_surnames_that_one_vowel_tells_apart_are_others(pair):
    one, other = (f"{surname} Serramenti" for surname in pair.split("/"))
    assert (1, 0) not in compare([one, other]).found


def test_a_vowel_of_a_common_word_is_nothing():
    assert (1, 0) in compare(["Quarzani Trasporti", "Quarzani Trasporto"]).found


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (("Via Roma 12/A", "Treviso"), ("V. Roma, 12 a", "TREVISO"), SAME),
        (("P.zza Garibaldi n. 3", "Treviso"), ("Piazza Garibaldi 3", "Trevisso"), SAME),
        (("12224 Ventura Blvd.", ""), ("12224 ventura boulevard", ""), SAME),
        (("152 W. 44th St.", "New York"), ("152 west 44 street", "New York"), SAME),
        (("Via 25 Aprile 3", "Treviso"), ("Via 25 Aprile 7", "Treviso"), OTHER),
        (("Via Roma 12", "Treviso"), ("Via Roma 12", "Padova"), OTHER),
        (("Via Roma 12", "Treviso"), ("Via Verdi 12", "Treviso"), OTHER),
        (("Via Roma", "Treviso"), ("Via Roma 12", "Treviso"), 0),
        (("", "Treviso"), ("Via Roma 12", "Treviso"), 0),
    ],
)
def test_addresses_are_compared_however_they_are_typed(one, other, expected):
    places = [tuple(filter(None, [get_place(*address)])) for address in (one, other)]
    assert compare_places(*places) == compare_places(*reversed(places)) == expected


def test_an_address_speaks_for_two_records_or_against():
    def level(likeness, street, other_street, **values):
        one, other = (
            Entry(name, ["x"], "treviso", places=(get_place(where, "Treviso"),), **values)
            for name, where in (("A", street), ("B", other_street))
        )
        found = judge(one, other, likeness)
        return found and found.level

    assert level(0.9, "Via Roma 1", "via Roma, 1") == "likely"
    assert level(0.4, "Via Roma 1", "via Roma, 1") == "possible"
    assert level(0.9, "Via Roma 1", "Via Verdi 2") == "possible"
    assert level(0.7, "Via Roma 1", "Via Verdi 2") is None
    assert level(0.1, "Via Roma 1", "via Roma, 1") is None
    reached = {"reach": frozenset(["p:22123456"])}
    assert level(0.9, "Via Roma 1", "Via Verdi 2", **reached) == "possible"  # sites of one body have one switchboard
    assert level(0.7, "Via Roma 1", "Via Verdi 2", **reached) is None


def test_a_namesake_elsewhere_is_another_company_and_may_be_the_same_person():
    def level(is_person):
        one, other = (
            Entry(name, ["x"], town, is_person=is_person, places=(get_place(where, town),))
            for name, town, where in (("A", "treviso", "Via Roma 1"), ("B", "", "Via Verdi 2"))
        )
        found = judge(one, other, 1.0)
        return found and found.level

    assert (level(False), level(True)) == (None, "possible")


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
