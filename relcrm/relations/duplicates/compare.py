"""Comparing everything with everything by blocks: only records that share a rare word, a number or a code meet.

The rarest words of a name come first; records whose names may be alike must share one of those (prefix filtering), so
common words make no blocks. Memory: some 1.5 KB per record. No database; reading is in `registry.py`.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator

from relcrm.relations.duplicates.evidence import ALIKE, LINKED, Entry, Finding, judge
from relcrm.relations.duplicates.keys import get_name_key, get_word_keys
from relcrm.relations.duplicates.names import get_likeness

PREFIX_REST = 0.36
MOST_IN_BLOCK, MOST_ELSEWHERE, MOST_IN_GROUP = 1500, 60, 1000
COMMON_NAME, FEWEST_LINKS, WORD_START = 10, 2, 4


class Comparer:
    """Holds the records of one kind and finds those that may be the same."""

    def __init__(self, entries: list[Entry]):
        self.entries = entries
        self.frequency = Counter(word for entry in entries for word in set(entry.tokens))
        self.namesakes = Counter(tuple(sorted(set(entry.tokens))) for entry in entries)
        self._weights: dict[str, float] = {}
        for entry in entries:
            self._prepare(entry)
        self.blocks: dict[str, list[int]] = defaultdict(list)
        self.strong: dict[int, set[int]] = defaultdict(set)

    def weigh(self, word: str) -> float:
        """Return how much a word tells: rare ones more."""
        found = self._weights.get(word)
        if found is None:
            total = max(len(self.entries), 1)
            found = self._weights[word] = math.log(1 + total / max(self.frequency[word], 1))
        return found

    def _prepare(self, entry: Entry) -> None:
        entry.words, entry.letters = frozenset(entry.tokens), "".join(entry.tokens)
        entry.keys = frozenset(key for word in entry.words for key in get_word_keys(word))
        entry.weight = sum(map(self.weigh, entry.words))

    def compare(self, position: int, is_judged: bool = True) -> Iterator[tuple[int, Finding]]:
        """Yield the earlier records that may be the same as the one at a position, and take it in for later ones.

        Positions come in order, from the first; with `is_judged` False a record is only taken in.
        """
        entry = self.entries[position]
        met: set[int] = set()
        for block in self._get_blocks(entry):
            others = self.blocks[block]
            if entry.town and len(others) > MOST_ELSEWHERE:  # many have the word: only neighbours are told by it
                others = self.blocks[f"{block}@{entry.town}"]
            if is_judged and len(others) <= MOST_IN_BLOCK:
                met.update(others)
            self.blocks[block].append(position)
            if entry.town:
                self.blocks[f"{block}@{entry.town}"].append(position)
        for earlier in sorted(met):
            finding = self.judge(position, earlier)
            if finding:
                yield earlier, finding

    def _get_blocks(self, entry: Entry) -> set[str]:
        found = {f"{kind}:{code}" for kind, codes in entry.codes.items() for code in codes} | set(entry.reach)
        found.update(
            f"s:{place.letters} {min(place.numbers)} {place.town[:WORD_START]}"
            for place in entry.places
            if place.numbers
        )
        rest = entry.weight
        words = sorted(entry.words, key=lambda word: (-self.weigh(word), word))
        for word in words:
            if rest < PREFIX_REST * entry.weight:
                break
            found.update(get_word_keys(word))
            rest -= self.weigh(word)
        if len(words) > 1:
            found.add("n:" + " ".join(sorted(words)))
        if words:
            found.add(get_name_key(words))
            found.add("l:" + entry.letters[:8])
        return found

    def judge(self, position: int, earlier: int, is_linked: bool = False) -> Finding | None:
        """Return what two records have in common; remember the pair when their names are alike."""
        one, other = self.entries[position], self.entries[earlier]
        likeness = self.get_likeness(one, other)
        is_common = likeness >= ALIKE and self._is_common(one) and self._is_common(other)
        finding = judge(one, other, likeness, is_common, is_linked)
        if finding and likeness >= ALIKE:
            self.strong[position].add(earlier)
            self.strong[earlier].add(position)
        return finding

    def _is_common(self, entry: Entry) -> bool:
        return self.namesakes[tuple(sorted(entry.words))] > COMMON_NAME

    def get_likeness(self, one: Entry, other: Entry) -> float:
        """Return how alike two names are; words that merely resemble are looked at only where some may."""
        total = one.weight + other.weight
        if not total:
            return 0.0
        common = one.words & other.words
        shared = 2 * sum(map(self.weigh, common))
        if shared >= 0.999 * total:
            return 1.0
        extra = one.keys & other.keys
        if common:
            extra = extra.difference(*(get_word_keys(word) for word in common))
        if shared >= LINKED * total and not _get_starts(one, common).isdisjoint(_get_starts(other, common)):
            return get_likeness(one.tokens, other.tokens, self.weigh)  # what is left may be one word, mistyped
        if extra:
            shared_at_most = shared + self._weigh_with(one, common, extra) + self._weigh_with(other, common, extra)
            if shared_at_most >= LINKED * total:
                return get_likeness(one.tokens, other.tokens, self.weigh)
        elif len(one.words) != len(other.words) and one.letters[:WORD_START] == other.letters[:WORD_START]:
            return get_likeness(one.tokens, other.tokens, self.weigh)
        return shared / total

    def _weigh_with(self, entry: Entry, common: frozenset[str], keys: frozenset[str]) -> float:
        """Return the weight of the other words of a name that begin or end like one of the other name."""
        return sum(self.weigh(word) for word in entry.words - common if not keys.isdisjoint(get_word_keys(word)))

    def find_linked(self, is_stopped: Callable[[], bool] = bool) -> Iterator[tuple[int, int, Finding]]:
        """Yield pairs less alike that at least two others are like: spellings of one long-winded name."""
        for group in self.get_groups():
            if len(group) < 2 + FEWEST_LINKS or len(group) > MOST_IN_GROUP or is_stopped():
                continue
            for place, position in enumerate(group):
                near = self.strong[position]
                for earlier in group[:place]:
                    if earlier in near or len(near & self.strong[earlier]) < FEWEST_LINKS:
                        continue
                    if self.entries[position].reach & self.entries[earlier].reach:
                        continue  # judged already
                    if self.get_likeness(self.entries[position], self.entries[earlier]) < LINKED:
                        continue
                    finding = self.judge(position, earlier, is_linked=True)
                    if finding:
                        yield position, earlier, finding

    def get_groups(self) -> list[list[int]]:
        """Return the groups of records that hang together by alike names, as sorted positions."""
        seen: set[int] = set()
        groups = []
        for start in sorted(self.strong):
            if start in seen:
                continue
            group, waiting = [], [start]
            seen.add(start)
            while waiting:
                position = waiting.pop()
                group.append(position)
                fresh = self.strong[position] - seen
                seen |= fresh
                waiting.extend(fresh)
            groups.append(sorted(group))
        return groups


def _get_starts(entry: Entry, common: frozenset[str]) -> set[str]:
    return {word[0] for word in entry.words - common}
