import unittest
from datetime import date, timedelta
from random import Random

from relcrm.analysis import customer_measures as measures

START = date(2026, 1, 1)


def buy(*offsets: int) -> measures.Buying:
    """Buying of 100 on each day so many days after the first of January."""
    return [(START + timedelta(days=offset), 1, 100.0) for offset in offsets]


class TestCustomerMeasures(unittest.TestCase):
    def test_who_crosses_the_border_still_belongs_above_it(self):
        rows = measures.classify({"a": 79.0, "b": 2.0, "c": 14.5, "d": 4.5, "e": 0.0, "f": -3.0})
        self.assertEqual([row["key"] for row in rows], ["a", "c", "d", "b", "e", "f"])
        self.assertEqual([row["grade"] for row in rows], ["A", "A", "B", "C", "C", "C"])
        self.assertEqual([row["cumulative"] for row in rows], [79, 93.5, 98, 100, 100, 100])

    def test_nobody_who_bought_has_no_class(self):
        self.assertEqual(measures.classify({}), [])
        self.assertEqual([row["grade"] for row in measures.classify({"a": 0.0})], ["C"])

    def test_marks_go_by_fifths_and_are_alike_for_alike(self):
        marks = measures.score({str(number): number for number in range(10)})
        self.assertEqual([marks[str(number)] for number in range(10)], [1, 1, 2, 2, 3, 3, 4, 4, 5, 5])
        self.assertEqual(set(measures.score(dict.fromkeys("abc", 7.0)).values()), {1})
        self.assertEqual(measures.score({"near": 3, "far": 300}, best="low"), {"near": 3, "far": 1})

    def test_a_gap_needs_three_days(self):
        self.assertIsNone(measures.get_gap(buy(0, 10)))
        self.assertEqual(measures.get_gap(buy(0, 10, 40)), 20)
        self.assertEqual(measures.get_gap(buy(0, 10, 40, 45)), 10)

    def test_whoever_bought_until_lately_stays(self):
        on = START + timedelta(days=100)
        self.assertEqual(measures.get_stay(buy(0), on), 0)
        self.assertEqual(measures.get_stay(buy(0), START), 1)
        self.assertAlmostEqual(measures.get_stay(buy(0, 50), on), 0.25)
        # The same time, bought more often: the silence says more.
        self.assertAlmostEqual(measures.get_stay(buy(0, 10, 20, 50), on), 0.0625)

    def test_retention_counts_who_came_back(self):
        days = [START + timedelta(days=365 * number) for number in (0, 1, 2)]
        bought = [buy(10, 400), buy(10), buy(20, 25), buy(500)]
        self.assertAlmostEqual(measures.get_retention(bought, *days), 1 / 3)
        self.assertIsNone(measures.get_retention([buy(500)], *days))

    def test_worth_ahead(self):
        self.assertAlmostEqual(measures.get_worth_factor(0.8, 0.1), 0.8 / 0.3)
        self.assertEqual(measures.get_worth_factor(0, 0.1), 0)

    def test_pairs(self):
        baskets = [{"a", "b"}, {"a", "b", "c"}, {"a"}, {"c"}]
        (row,) = measures.pair_up(baskets)
        self.assertEqual((row["first"], row["second"], row["count"]), ("a", "b", 2))
        self.assertAlmostEqual(row["confidence"], 200 / 3)
        self.assertAlmostEqual(row["back"], 100)
        self.assertAlmostEqual(row["lift"], 4 / 3)

    def test_offers_are_what_others_have_and_this_one_has_not(self):
        bought = {"x": {"a"}, "y": {"a", "b"}, "z": {"a", "b"}, "w": {"c"}}
        (row,) = measures.find_offers(bought, least=2, most=3)
        self.assertEqual((row["key"], row["offer"], row["because"], row["others"]), ("x", "b", "a", 2))
        self.assertAlmostEqual(row["percent"], 200 / 3)

    def test_offers_equal_a_plain_search(self):
        chance = Random(7)
        bought = {str(number): set(chance.sample("abcdefgh", chance.randrange(1, 5))) for number in range(60)}
        found = {}
        for row in measures.find_offers(bought, least=2, most=3):
            found.setdefault(row["key"], []).append((row["offer"], round(row["percent"], 6)))
        for key, things in bought.items():
            sure = {}
            for offer in set("abcdefgh") - things:
                for thing in things:
                    both = sum({thing, offer} <= other for other in bought.values())
                    if both >= 2:
                        percent = 100 * both / sum(thing in other for other in bought.values())
                        sure[offer] = max(sure.get(offer, (0, 0)), (percent, both))
            best = sorted(sure.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))[:3]
            self.assertEqual(found.get(key, []), [(offer, round(one[0], 6)) for offer, one in best])

    def test_satisfaction(self):
        found = measures.get_satisfaction([10, 9, 8, 3])
        self.assertEqual((found["count"], found["mean"], found["score"]), (4, 7.5, 25))
        self.assertIsNone(measures.get_satisfaction([])["score"])

    def test_classes_by_profit_and_loyalty(self):
        names = [measures.name_class(*pair) for pair in ((1, 1), (1, 0), (0, 1), (0, 0))]
        self.assertEqual(names, ["True friend", "Butterfly", "Barnacle", "Stranger"])
