"""Reading calendar files as they come: from Outlook, Google, telephones and old programs, with what they get wrong.

A line that cannot be read is left out with a remark; an event without a usable beginning is refused with a sentence;
only what is no calendar at all, or is too large, refuses the file. Nothing is written here.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, datetime, timedelta, tzinfo

from frappe import _
from frappe.utils import escape_html
from icalendar import Timezone, vDuration, vText
from icalendar.parser import Contentline

from relcrm.agenda.calendars import LONGEST_DAYS
from relcrm.agenda.recurrence.rule import parse_rule
from relcrm.agenda.zones import UTC, find_zone, get_system_zone, move_zone, settle, to_system
from relcrm.exceptions import CalendarFileError, RecurrenceError, TooManyTimesError

MOST_BYTES = 5_000_000
MOST_EVENTS = 2000
MOST_LINES = 400_000
MOST_ATTACHMENTS, ATTACHMENT_BYTES = 10, 2_000_000
MOST_ALARMS = 5
FIRST_YEAR, LAST_YEAR = 1900, 2200
MOMENT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})?(Z)?)?$")
ADDRESS = re.compile(r"[^\s<>\"]+@[^\s<>\"]+")
TEXT_LENGTH = 20_000


@dataclass
class Moment:
    """A moment of a file: wall time of `zone`, which is None for whole days."""

    wall: datetime
    zone: tzinfo | None

    @property
    def is_day(self) -> bool:
        return self.zone is None

    def here(self) -> datetime:
        """Return the wall time of the site."""
        return self.wall if self.is_day or self.is_at_the_end else to_system(settle(self.wall, self.zone))

    @property
    def is_at_the_end(self) -> bool:
        """Whether another zone would have a time before the first year or after the last."""
        return self.wall.year in (MINYEAR, MAXYEAR)

    def to(self, other: "Moment") -> datetime:
        """Return the wall time in the zone of another moment."""
        if other.is_day:
            return self.wall.replace(hour=0, minute=0, second=0)
        return self.wall if self.is_day or self.is_at_the_end else move_zone(self.wall, self.zone, other.zone)


@dataclass
class Person:
    """Somebody named in a file; `address` in lower case, perhaps empty."""

    name: str
    address: str


@dataclass
class Entry:
    """One event of a file. `refusal` says why it cannot be taken; `remarks` what of it is left out."""

    number: int
    uid: str = ""
    summary: str = ""
    description: str = ""
    location: str = ""
    status: str = ""
    method: str = ""
    private: bool = False
    free: bool = False
    sequence: int = 0
    start: Moment | None = None
    end: Moment | None = None
    recurrence: Moment | None = None
    rrule: str = ""
    exdates: list[Moment] = field(default_factory=list)
    rdates: list[Moment] = field(default_factory=list)
    organizer: Person | None = None
    attendees: list[Person] = field(default_factory=list)
    alarms: list[tuple[int, int]] = field(default_factory=list)
    attachments: list[tuple[str, bytes]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)
    refusal: str = ""

    @property
    def all_day(self) -> bool:
        return bool(self.start and self.start.is_day)

    @property
    def repeats(self) -> bool:
        return bool(self.rrule or self.rdates) and not self.recurrence

    @property
    def cancelled(self) -> bool:
        return self.status == "CANCELLED" or self.method == "CANCEL"

    def get_span(self) -> tuple[datetime, datetime]:
        """Return start and end by the clock of the site, as an event keeps them."""
        start, end = self.start.here(), self.end.here()
        return start, end - timedelta(minutes=1) if self.all_day else end


@dataclass
class CalendarFile:
    """What a file says: its events in order, and the name that it gives itself."""

    title: str
    method: str
    entries: list[Entry]


def read_file(content: bytes) -> CalendarFile:
    """Return what a calendar file says; raises CalendarFileError for what is no calendar, or too large a one."""
    if len(content) > MOST_BYTES:
        text = _("The file has {0} MB. A calendar of at most {1} MB can be brought in: export a shorter time.")
        raise CalendarFileError(text.format(len(content) // 1_000_000, MOST_BYTES // 1_000_000))
    lines = list(unfold(decode(content)))
    if not any(line.strip().upper().startswith(("BEGIN:VCALENDAR", "BEGIN:VEVENT")) for _no, line in lines[:200]):
        raise CalendarFileError(_("This is no calendar file. Choose a file that ends in .ics."))
    if sum(line.strip().upper() == "BEGIN:VEVENT" for _no, line in lines) > MOST_EVENTS:
        text = _("The file has more than {0} events. Export a shorter time, and bring it in in parts.")
        raise CalendarFileError(text.format(MOST_EVENTS))
    return _Reader(lines).read()


def decode(content: bytes) -> str:
    """Return the text of a file: UTF-8 or UTF-16 by its mark, else UTF-8, else Windows."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def unfold(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number, line) with the lines that were folded joined again."""
    kept: list[str] = []
    begun = 1
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text), start=1):
        if number > MOST_LINES:
            raise CalendarFileError(_("The file has too many lines. Export a shorter time."))
        if line[:1] in (" ", "\t") and kept:
            kept.append(line[1:])
            continue
        if kept:
            yield begun, "".join(kept)
        kept, begun = ([line], number) if line.strip() else ([], number)
    if kept:
        yield begun, "".join(kept)


class _Reader:
    """Walks the lines of one file."""

    def __init__(self, lines: list[tuple[int, str]]):
        self.lines = lines
        self.zones: dict[str, tzinfo | None] = {}
        self.title = self.method = ""
        self.entries: list[Entry] = []

    def read(self) -> CalendarFile:
        self.read_zones()
        stack: list[str] = []
        block: list[tuple[int, str]] | None = None
        for number, raw in self.lines:
            line = raw.strip()
            upper = line.upper()
            if upper.startswith("BEGIN:"):
                name = upper[6:].strip()
                if name == "VEVENT":
                    self.close(block)
                    stack, block = ["VEVENT"], [(number, line)]
                    continue
                stack.append(name)
            elif upper.startswith("END:"):
                name = upper[4:].strip()
                if name in stack:
                    del stack[stack.index(name) :]
                if name in ("VEVENT", "VCALENDAR"):
                    self.close(block)
                    block = None
                    if name == "VCALENDAR":
                        self.method = self.title = ""
                    continue
            if block is not None:
                block.append((number, raw if raw[:1] != " " else line))
            elif not stack or stack[-1] == "VCALENDAR":
                self.read_head(line)
        self.close(block)
        return CalendarFile(self.title, self.method, self.entries)

    def read_head(self, line: str) -> None:
        name, _sign, value = line.partition(":")
        if name.upper() == "METHOD":
            self.method = value.strip().upper()
        elif name.upper().split(";")[0] == "X-WR-CALNAME":
            self.title = value.strip()[:140]

    def read_zones(self) -> None:
        """Keep the zones that a file describes itself, for names that nobody else knows."""
        block: list[str] | None = None
        for _number, raw in self.lines:
            line = raw.strip()
            if line.upper() == "BEGIN:VTIMEZONE":
                block = []
            if block is not None:
                block.append(line)
            if line.upper() == "END:VTIMEZONE" and block is not None:
                self.keep_zone(block)
                block = None

    def keep_zone(self, block: list[str]) -> None:
        name = next((line.partition(":")[2] for line in block if line.upper().startswith("TZID")), "").strip()
        if not name or name in self.zones or len(self.zones) > 200:
            return
        self.zones[name] = find_zone(name)
        if self.zones[name] is None and len(block) < 500:
            try:
                self.zones[name] = Timezone.from_ical("\r\n".join(block)).to_tz()
            except Exception:  # whatever the library cannot make of it
                self.zones[name] = None

    def close(self, block: list[tuple[int, str]] | None) -> None:
        if block is None:
            return
        entry = Entry(block[0][0], method=self.method)
        _EntryReader(entry, self.zones).read(block[1:])
        self.entries.append(entry)


class _EntryReader:
    """Reads the lines of one event."""

    def __init__(self, entry: Entry, zones: dict[str, tzinfo | None]):
        self.entry, self.zones = entry, zones
        self.duration: timedelta | None = None
        self.bad_start = ""
        self.lines_read = 0

    def read(self, block: list[tuple[int, str]]) -> None:
        inner: list[tuple[int, str]] | None = None
        for number, raw in block:
            upper = raw.strip().upper()
            if upper.startswith("BEGIN:"):
                inner = []
            elif upper.startswith("END:"):
                if inner is not None and upper == "END:VALARM":
                    self.read_alarm(inner)
                inner = None
            elif inner is not None:
                inner.append((number, raw))
            elif raw.strip():
                self.read_line(number, raw)
        self.finish()

    def split(self, raw: str) -> tuple[str, dict, str] | None:
        try:
            name, params, value = Contentline(raw.strip()).parts()
        except Exception:  # ValueError of the library, and what its parts raise
            head, sign, value = raw.strip().partition(":")
            if not sign or not re.fullmatch(r"[A-Za-z-]+(;[^:]*)?", head):
                return None
            name, params = head.split(";")[0], {}
            for part in head.split(";")[1:]:
                key, _sign, text = part.partition("=")
                params[key.upper()] = text.strip('"')
        return str(name).upper(), {str(key).upper(): params[key] for key in params}, str(value)

    def read_line(self, number: int, raw: str) -> None:
        parts = self.split(raw)
        if not parts:
            self.remark(_("line {0} cannot be read").format(number))
            return
        name, params, value = parts
        self.lines_read += 1
        reader = getattr(self, f"read_{name.lower().replace('-', '_')}", None)
        if reader:
            reader(params, value)

    def remark(self, text: str) -> None:
        if text not in self.entry.remarks and len(self.entry.remarks) < 20:
            self.entry.remarks.append(text)

    # ---- texts

    def read_uid(self, params: dict, value: str) -> None:
        self.entry.uid = _clean(value)[:160]

    def read_summary(self, params: dict, value: str) -> None:
        self.entry.summary = " ".join(_clean(_get_text(value)).split())[:240]

    def read_description(self, params: dict, value: str) -> None:
        self.entry.description = _clean(_get_text(value))[:TEXT_LENGTH]

    def read_location(self, params: dict, value: str) -> None:
        self.entry.location = " ".join(_clean(_get_text(value)).split())[:140]

    def read_status(self, params: dict, value: str) -> None:
        self.entry.status = value.strip().upper()

    def read_class(self, params: dict, value: str) -> None:
        self.entry.private = value.strip().upper() in ("PRIVATE", "CONFIDENTIAL")

    def read_transp(self, params: dict, value: str) -> None:
        self.entry.free = value.strip().upper() == "TRANSPARENT"

    def read_sequence(self, params: dict, value: str) -> None:
        self.entry.sequence = int(value) if re.fullmatch(r"\s*\d{1,9}\s*", value) else 0

    def read_organizer(self, params: dict, value: str) -> None:
        self.entry.organizer = _get_person(params, value)

    def read_attendee(self, params: dict, value: str) -> None:
        person = _get_person(params, value)
        if person and len(self.entry.attendees) < 200:
            self.entry.attendees.append(person)

    def read_attach(self, params: dict, value: str) -> None:
        if str(params.get("ENCODING", "")).upper() != "BASE64":
            return
        if len(self.entry.attachments) >= MOST_ATTACHMENTS or len(value) > ATTACHMENT_BYTES * 4 // 3:
            self.remark(_("an attachment is too large and is left out"))
            return
        try:
            content = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError):
            self.remark(_("an attachment cannot be read and is left out"))
            return
        name = str(params.get("FILENAME") or params.get("X-FILENAME") or params.get("X-ORACLE-FILENAME") or "")
        self.entry.attachments.append((_clean(name)[:120] or f"{_('attachment')}.bin", content))

    # ---- times

    def read_dtstart(self, params: dict, value: str) -> None:
        self.entry.start = self.read_moment(params, value)
        self.bad_start = "" if self.entry.start else value

    def read_dtend(self, params: dict, value: str) -> None:
        self.entry.end = self.read_moment(params, value)
        if not self.entry.end:
            self.remark(_('the end "{0}" is no date').format(_clean(value)[:40]))

    def read_duration(self, params: dict, value: str) -> None:
        self.duration = self.read_span(value)

    def read_recurrence_id(self, params: dict, value: str) -> None:
        self.entry.recurrence = self.read_moment(params, value)

    def read_rrule(self, params: dict, value: str) -> None:
        if self.entry.rrule:
            self.remark(_("of several rules for repeating the first is followed"))
        else:
            self.entry.rrule = re.sub(r"\s", "", value).replace("\\", "")

    def read_exrule(self, params: dict, value: str) -> None:
        self.remark(_("a rule for what is left out (EXRULE) is not followed"))

    def read_exdate(self, params: dict, value: str) -> None:
        self.entry.exdates += self.read_moments(params, value)

    def read_rdate(self, params: dict, value: str) -> None:
        self.entry.rdates += self.read_moments(params, value)

    def read_moments(self, params: dict, value: str) -> list[Moment]:
        found = []
        for part in value.split(",")[:1000]:
            moment = self.read_moment(params, part.split("/")[0])
            if moment:
                found.append(moment)
            elif part.strip():
                self.remark(_('"{0}" is no date').format(_clean(part)[:40]))
        return found

    def read_moment(self, params: dict, value: str) -> Moment | None:
        found = MOMENT.fullmatch(value.strip().upper())
        if not found:
            return None
        year, month, day, hour, minute, second, utc = found.groups()
        try:
            clock = (int(hour or 0), int(minute or 0), min(int(second or 0), 59))
            wall = datetime(int(year), int(month), int(day), *clock)
        except ValueError:
            return None
        if hour is None or str(params.get("VALUE", "")).upper() == "DATE":
            return Moment(wall.replace(hour=0, minute=0, second=0), None)
        return Moment(wall, UTC if utc else self.get_zone(str(params.get("TZID") or "").strip()))

    def get_zone(self, name: str) -> tzinfo:
        if not name:
            return get_system_zone()
        zone = self.zones.get(name) or find_zone(name)
        if zone:
            return zone
        self.remark(_('the time zone "{0}" is unknown: its hours are read as ours').format(_clean(name)[:40]))
        return get_system_zone()

    def read_span(self, value: str) -> timedelta | None:
        try:
            span = vDuration.from_ical(value.strip())
        except Exception:  # ValueError, OverflowError and the library's own
            self.remark(_('the length "{0}" cannot be read').format(_clean(value)[:40]))
            return None
        return span

    def read_alarm(self, block: list[tuple[int, str]]) -> None:
        minutes, mail = None, 0
        for _number, raw in block:
            name, params, value = self.split(raw) or ("", {}, "")
            if name == "ACTION":
                mail = int(value.strip().upper() == "EMAIL")
            elif name == "TRIGGER" and str(params.get("VALUE", "")).upper() != "DATE-TIME":
                at_end = str(params.get("RELATED", "")).upper() == "END"
                span = None if at_end or MOMENT.fullmatch(value.strip().upper()) else self.read_span(value)
                minutes = -span.total_seconds() / 60 if span is not None else None
        if minutes is None or not 0 <= minutes <= 60 * 24 * 60:
            self.remark(_("a reminder cannot be kept and is left out"))
        elif len(self.entry.alarms) >= MOST_ALARMS:
            self.remark(_("of many reminders the first {0} are kept").format(MOST_ALARMS))
        else:
            self.entry.alarms.append((int(minutes), mail))

    # ---- at the end

    def finish(self) -> None:
        entry = self.entry
        if not entry.start and not self.bad_start and entry.rdates:
            entry.start = entry.rdates[0]
        if not entry.start:
            self.finish_undated()
            return
        if not FIRST_YEAR <= entry.start.wall.year <= LAST_YEAR:
            entry.refusal = _("it begins in the year {0}").format(entry.start.wall.year)
            return
        self.set_end()
        if not entry.uid:
            told = f"{entry.start.wall.isoformat()}|{entry.end.wall.isoformat()}|{entry.summary}|{entry.location}"
            told = f"{told}|{entry.description}"
            entry.uid = f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@without-uid"
        entry.exdates = [moment for moment in entry.exdates if moment.is_day or not entry.all_day]
        if entry.recurrence:
            entry.rrule, entry.rdates = "", []
        elif entry.rrule:
            self.set_rule()

    def finish_undated(self) -> None:
        """An event without a day waits beside the agenda until somebody chooses one."""
        entry = self.entry
        if not self.lines_read:
            entry.refusal = _("it says nothing")
            return
        if self.bad_start:
            self.remark(_('its beginning "{0}" is no date').format(escape_html(_clean(self.bad_start)[:40])))
        self.remark(_("it has no day: it waits among what is to be planned"))
        told = f"{entry.summary}|{entry.description}|{entry.location}|{self.lines_read}"
        entry.uid = entry.uid or f"{hashlib.sha256(told.encode()).hexdigest()[:32]}@without-uid"
        entry.rrule, entry.rdates, entry.exdates, entry.recurrence = "", [], [], None

    def set_rule(self) -> None:
        """Check how an event repeats: endless work is refused, what nobody understands is entered once."""
        entry = self.entry
        text = re.sub(r";?RSCALE=GREGORIAN;?", ";", entry.rrule, flags=re.IGNORECASE).strip(";")
        text = re.sub(r";?SKIP=\w+", "", text, flags=re.IGNORECASE) if "RSCALE=G" in entry.rrule.upper() else text
        text = re.sub(r";?UNTIL=(?:2[2-9]|[3-9]\d)\d\d\d{4}[^;]*", "", text, flags=re.IGNORECASE)
        try:
            entry.rrule = str(parse_rule(text, entry.start.zone, whole_days_only=False))
        except TooManyTimesError as problem:
            entry.refusal = str(problem)
        except RecurrenceError:
            self.remark(_("how it repeats cannot be read: it is entered once"))
            entry.rrule = ""

    def set_end(self) -> None:
        entry = self.entry
        start, end = entry.start, entry.end
        if end and end.is_day != start.is_day:
            end = None
        try:
            if not end and self.duration is not None:
                end = Moment(start.wall + self.duration, start.zone)
            if not end:
                end = Moment(start.wall + timedelta(days=int(start.is_day)), start.zone)
            length = end.here() - start.here()
        except (OverflowError, ValueError):
            end, length = start, timedelta(days=LONGEST_DAYS + 1)
        if length < timedelta() or (start.is_day and not length):
            if length < timedelta():
                self.remark(_("it ends before it begins: its end is left out"))
            end = Moment(start.wall + timedelta(days=int(start.is_day)), start.zone)
        elif length > timedelta(days=LONGEST_DAYS):
            self.remark(_("it lasts more than {0} days: the first {0} are entered").format(LONGEST_DAYS))
            end = Moment(start.wall + timedelta(days=LONGEST_DAYS), start.zone)
        entry.end = end


def _get_text(value: str) -> str:
    try:
        return str(vText.from_ical(value))
    except Exception:  # the library on escapes that are none
        return value.replace("\\n", "\n").replace("\\,", ",").replace("\\;", ";")


def _clean(text: str) -> str:
    """Return text without the signs that no text has."""
    return "".join(sign for sign in str(text) if sign in "\n\t" or sign.isprintable()).strip()


def _get_person(params: dict, value: str) -> Person | None:
    found = ADDRESS.search(re.sub(r"^\s*mailto:", "", value, flags=re.IGNORECASE))
    address = found[0].lower()[:140] if found else ""
    name = _clean(str(params.get("CN") or ""))[:140]
    return Person(name or address, address) if name or address else None
