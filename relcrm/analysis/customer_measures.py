"""What orders tell of a customer: class, habits, cycle, loyalty, worth. Sums only: no database, no clock.

A customer's buying is a list of `(day, orders, amount)`, one for each day on which it ordered, in the order of time.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date
from itertools import combinations, islice
from math import sqrt
from statistics import median

from frappe.utils import flt

Buying = list[tuple[date, int, float]]

A_PERCENT, B_PERCENT = 80, 95
SCORES = 5
TRUE_FRIEND, BUTTERFLY, BARNACLE, STRANGER = "True friend", "Butterfly", "Barnacle", "Stranger"


def classify(totals: dict[str, float], a_percent: float = A_PERCENT, b_percent: float = B_PERCENT) -> list[dict]:
    """Return `key`, `total`, `share`, `cumulative` (both in percent) and `grade` (A, B, C), the largest first.

    The share that all the larger ones have together, without one's own, decides the grade: whoever crosses the
    border still belongs above it. Who bought for nothing or less is C and has no share.
    """
    whole = sum(total for total in totals.values() if total > 0)
    rows, before = [], 0.0
    for key, total in sorted(totals.items(), key=lambda item: (-item[1], item[0])):
        part = max(total, 0.0)
        reached = 100 * before / whole if whole else 100.0
        grade = "C" if not part or reached >= b_percent else "B" if reached >= a_percent else "A"
        before += part
        share, cumulative = (100 * part / whole, 100 * before / whole) if whole else (0.0, 0.0)
        rows.append({"key": key, "total": total, "share": share, "cumulative": cumulative, "grade": grade})
    return rows


def score(values: dict[str, float], best: str = "high") -> dict[str, int]:
    """Return marks from 1 to 5 by fifths, equal values alike; with `best="low"` the smallest number is the best."""
    worse = Counter(values.values())
    marks, passed = {}, 0
    for value in sorted(worse, reverse=best == "low"):
        marks[value] = min(SCORES, 1 + SCORES * passed // len(values))
        passed += worse[value]
    return {key: marks[value] for key, value in values.items()}


def get_gap(buying: Buying) -> float | None:
    """Return the median days from one day of ordering to the next, or None before there are two gaps."""
    days = [day for day, *_rest in buying]
    gaps = [(later - earlier).days for earlier, later in zip(days, days[1:], strict=False)]
    return median(gaps) if len(gaps) > 1 else None


def get_stay(buying: Buying, on: date) -> float:
    """Return the probability, 0 to 1, that a customer still buys on a day.

    The share of the time known in which it bought, to the power of how many times it bought: Reinartz and Kumar,
    "The Mismanagement of Customer Loyalty", Harvard Business Review, July 2002.
    """
    first, last = buying[0][0], buying[-1][0]
    known = (on - first).days
    return ((last - first).days / known) ** len(buying) if known > 0 else 1.0


def name_class(profitable: bool, loyal: bool) -> str:
    """Return the class by profit and loyalty, as the same article names them."""
    if profitable:
        return TRUE_FRIEND if loyal else BUTTERFLY
    return BARNACLE if loyal else STRANGER


def get_retention(bought: Iterable[Buying], before: date, middle: date, on: date) -> float | None:
    """Return which part, 0 to 1, of those who bought from `before` to `middle` bought again until `on`."""
    kept = lost = 0
    for buying in bought:
        days = [day for day, *_rest in buying]
        if any(before < day <= middle for day in days):
            again = any(middle < day <= on for day in days)
            kept, lost = kept + again, lost + (not again)
    return kept / (kept + lost) if kept + lost else None


def get_worth_factor(retention: float, discount: float) -> float:
    """Return how many yearly margins a customer is still good for: r / (1 + i - r), margins at the end of each year.

    Gupta and Lehmann, "Customers as Assets", Journal of Interactive Marketing 17 (2003).
    """
    return retention / (1 + discount - retention) if 1 + discount > retention else float("inf")


def pair_up(baskets: Iterable[set[str]], least: int = 2) -> list[dict]:
    """Return what is bought together at least so many times: `first`, `second`, `count`, how sure, and the lift.

    `confidence` is the percent of the orders with the first that hold the second, `back` the other way round. The
    lift says how many times as often as by chance they stand together.
    """
    single, pairs, orders = Counter(), Counter(), 0
    for basket in baskets:
        orders += 1
        single.update(basket)
        pairs.update(combinations(sorted(basket), 2))
    rows = [
        {
            "first": first,
            "second": second,
            "count": count,
            "confidence": 100 * count / single[first],
            "back": 100 * count / single[second],
            "lift": count * orders / (single[first] * single[second]),
        }
        for (first, second), count in pairs.items()
        if count >= least
    ]
    return sorted(rows, key=lambda row: (-row["count"], -row["lift"], row["first"], row["second"]))


def find_offers(bought: dict[str, set[str]], least: int, most: int) -> list[dict]:
    """Return what each customer has not bought and others with the same things have: `key`, `offer`, `because`, ...

    `percent` is how many of those who bought `because` bought the offer as well, `others` how many these are. The
    surest first, at most so many for each customer.
    """
    single, pairs = Counter(), Counter()
    for things in bought.values():
        single.update(things)
        pairs.update(combinations(sorted(things), 2))
    beside: dict[str, list] = {}
    for (first, second), count in pairs.items():
        if count >= least:
            beside.setdefault(first, []).append((100 * count / single[first], count, second))
            beside.setdefault(second, []).append((100 * count / single[second], count, first))
    ranks = {thing: sorted(found, key=lambda one: (-one[0], -one[1], one[2])) for thing, found in beside.items()}
    rows = []
    for key, things in bought.items():
        best: dict[str, tuple] = {}
        for thing in sorted(things):
            # Whatever is among the best of all is among the best that this one thing speaks for.
            new = islice((one for one in ranks.get(thing, ()) if one[2] not in things), most)
            for percent, count, offer in new:
                if (percent, count) > best.get(offer, (0.0, 0, ""))[:2]:
                    best[offer] = (percent, count, thing)
        ranked = sorted(best.items(), key=lambda item: (-item[1][0], -item[1][1], item[0]))[:most]
        rows += [
            {"key": key, "offer": offer, "because": thing, "percent": percent, "others": count}
            for offer, (percent, count, thing) in ranked
        ]
    return rows


def get_satisfaction(marks: list[float]) -> dict:
    """Return `count`, `mean`, and the net promoter score of marks from 0 to 10, with its standard error in points.

    Nine and ten speak well of us, up to six badly; the score is the one share less the other, in percent (Reichheld,
    "The One Number You Need to Grow", Harvard Business Review, December 2003).
    """
    if not marks:
        return {"count": 0, "mean": None, "score": None, "error": None}
    signs = [(mark >= 9) - (mark < 7) for mark in marks]
    net = sum(signs) / len(signs)
    spread = sum((sign - net) ** 2 for sign in signs) / len(signs)
    return {
        "count": len(marks),
        "mean": flt(sum(marks) / len(marks), 2),
        "score": round(100 * net),
        "error": round(100 * sqrt(spread / len(marks))),
    }
