"""Dates that a file writes in parts: day, month, year, time; without a year, in the order of the file.

A file without a year lists its rows in the order of time: the year of the first row is told, and it rises whenever the
month falls back. So every row must pass here in order, also the rows that an earlier run has already written.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime

from frappe import _

from relcrm.exchange.exceptions import ImportMappingError
from relcrm.exchange.reading import Row
from relcrm.exchange.values import TIME_FORMATS
from relcrm.relations.provinces import fold_name

# fmt: off
MONTHS = (
    ("gennaio", "january"), ("febbraio", "february"), ("marzo", "march"), ("aprile", "april"), ("maggio", "may"),
    ("giugno", "june"), ("luglio", "july"), ("agosto", "august"), ("settembre", "september"),
    ("ottobre", "october"), ("novembre", "november"), ("dicembre", "december"),
)
# fmt: on
OLDEST, NEWEST = 1000, 9999


def parse_month(text: str) -> int | None:
    """Return the number of a month given as 5, "05", "may", "mag." or "Maggio"; None when it is none."""
    word = fold_name(text)
    if word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else None
    found = [
        number
        for number, names in enumerate(MONTHS, start=1)
        if len(word) >= 3 and any(name.startswith(word) for name in names)
    ]
    return found[0] if len(found) == 1 else None


class FileDates:
    """Puts the dates of the rows of one file together; rows come in the order of the file."""

    def __init__(self, columns: list, first_year: int = 0):
        self.parts: dict[str, dict[str, object]] = defaultdict(dict)
        self.fields: dict[str, object] = {}
        for column in columns:
            if column.target.part:
                whole = str(column.target).rpartition("#")[0]
                self.parts[whole][column.target.part] = column
                self.fields[whole] = column.df
        self.years = {whole: first_year for whole, parts in self.parts.items() if "year" not in parts}
        self.months: dict[str, int] = {}
        if self.years and not OLDEST <= first_year <= NEWEST:
            text = _("The dates of the file have no year. Enter the year of the first row, like {0}.")
            raise ImportMappingError(text.format(datetime.now().year))

    def follow(self, rows: Iterable[Row]) -> Iterator[Row]:
        """Yield the rows with their dates put together."""
        for row in rows:
            for whole, parts in self.parts.items():
                texts = {name: column.get_text(row) for name, column in parts.items()}
                row.dates[whole] = self._read(whole, texts)
            yield row

    def _read(self, whole: str, texts: dict[str, str]) -> tuple[str | None, str | None]:
        month = parse_month(texts["month"])
        year = self._get_year(whole, month, texts.get("year"))
        moment = _make_moment(texts["day"], month, year, texts.get("time") or "")
        if moment:
            only_day = self.fields[whole].fieldtype == "Date"
            return (moment.date().isoformat() if only_day else moment.isoformat(sep=" ")), None
        said = " ".join(text for name, text in texts.items() if text)
        if not said:
            return None, None
        return None, _('{0}: "{1}" {2}').format(_(self.fields[whole].label), said[:80], _("is not a date"))

    def _get_year(self, whole: str, month: int | None, text: str | None) -> int | None:
        if whole not in self.years:
            plain = (text or "").strip()
            return int(plain) if plain.isascii() and plain.isdigit() and len(plain) == 4 else None
        if month:
            if month < self.months.get(whole, 0):
                self.years[whole] += 1
            self.months[whole] = month
        return self.years[whole]


def _make_moment(day: str, month: int | None, year: int | None, time: str) -> datetime | None:
    day = day.strip()
    if not (month and year and OLDEST <= year <= NEWEST and day.isascii() and day.isdigit() and len(day) <= 2):
        return None
    try:
        moment = datetime(year, month, int(day))
    except ValueError:
        return None
    if not time.strip():
        return moment
    for time_format in TIME_FORMATS:
        try:
            found = datetime.strptime(time.strip(), time_format).time()
        except ValueError:
            continue
        return datetime.combine(moment, found)
    return None
