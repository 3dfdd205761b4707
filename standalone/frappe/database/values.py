"""What is stored in a column of each kind, whatever a caller gives; a text that is no date is refused."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from frappe.database.connection import datetime_text, timedelta_text
from frappe.exceptions import DataError, ValidationError

_DATE = re.compile(r"\d{4}-\d{2}-\d{2}\Z")
_DATETIME = re.compile(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2}:\d{2}(\.\d{6})?\Z")
_TIME = re.compile(r"(-?\d{1,3}):(\d{1,2})(?::(\d{1,2})(\.\d{1,6})?)?\Z")
_NUMBER = re.compile(r"\s*([-+]?\d[\d,]*(?:\.\d*)?(?:[eE][-+]?\d{1,3})?)")
_MAX_INT = 2**63 - 1


def refuse(message: str, exc: type[Exception] = ValidationError) -> None:
    """Raise `exc` with a sentence for the user."""
    raise exc(message)


def int_value(value: Any) -> int:
    """A whole number; text that is none is 0, as on MariaDB."""
    kind = type(value)
    if kind is int:
        number = value
    elif value is None or value == "":
        return 0
    else:
        number = int(float_value(value)) if not isinstance(value, int) else int(value)
    if -_MAX_INT <= number <= _MAX_INT:
        return number
    raise DataError(f"{number} is too large for the database. Use a number below 2^63.")


def float_value(value: Any) -> float:
    """A number; text that is none is 0."""
    if type(value) is float:
        number = value
    elif value is None or value == "":
        return 0.0
    elif isinstance(value, str):
        match = _NUMBER.match(value)
        number = float(match[1].replace(",", "")) if match else 0.0
    else:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return 0.0
        except OverflowError:
            raise DataError(f"{str(value)[:40]}... is too large for the database.") from None
    return number if math.isfinite(number) else 0.0


def nullable_float(value: Any) -> float | None:
    """A number, or NULL where nothing is given."""
    return None if value is None or value == "" else float_value(value)


def date_value(value: Any) -> str | None:
    """YYYY-MM-DD."""
    if value is None or value == "":
        return None
    if isinstance(value, (date, datetime)):
        return value.isoformat()[:10]
    text = str(value).strip()
    if text.startswith("0000-00-00"):
        return None
    if _DATE.match(text) or _DATE.match(text[:10]):
        _checked(date.fromisoformat, text[:10], value)
        if len(text) > 10:
            datetime_value(text)
        return text[:10]
    return _parsed(text, value).isoformat()[:10]


def datetime_value(value: Any) -> str | None:
    """YYYY-MM-DD HH:MM:SS, with six decimals where there are any."""
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return datetime_text(_local(value))
    if isinstance(value, date):
        return f"{value.isoformat()} 00:00:00"
    text = str(value).strip()
    if text.startswith("0000-00-00"):
        return None
    if _DATETIME.match(text):
        _checked(datetime.fromisoformat, text, value)
        return text[:19] if text.endswith(".000000") else text
    return datetime_text(_local(_parsed(text, value)))


def time_value(value: Any) -> str | None:
    """HH:MM:SS, with six decimals where there are any."""
    if value is None or value == "":
        return None
    if isinstance(value, timedelta):
        return timedelta_text(value)
    if isinstance(value, datetime):
        value = value.time()
    if isinstance(value, time):
        return value.replace(tzinfo=None).isoformat()
    text = str(value).strip()
    match = _TIME.match(text[11:] if len(text) > 18 and text[4] == "-" else text)
    if not match or int(match[2]) > 59 or int(match[3] or 0) > 59 or abs(int(match[1])) > 838:
        refuse(f'"{text[:60]}" is not a time. Write it as HH:MM:SS.')
    fraction = (match[4] or "").ljust(7, "0") if match[4] and int(match[4][1:]) else ""
    return f"{int(match[1]):02d}:{int(match[2]):02d}:{int(match[3] or 0):02d}{fraction}"


def text_value(value: Any) -> Any:
    """Text as it is; numbers as text, dates and dicts in their usual form."""
    if value is None or type(value) is str:
        return value
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, separators=(",", ":"), default=str)
    if isinstance(value, datetime):
        return datetime_text(value)
    if isinstance(value, timedelta):
        return timedelta_text(value)
    return str(value)


def unique_value(convert: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """The same conversion with '' kept as NULL, so that blanks never collide."""

    def converted(value: Any) -> Any:
        return None if value == "" else convert(value)

    return converted


def _local(value: datetime) -> datetime:
    if value.tzinfo is None:
        return value
    from zoneinfo import ZoneInfo

    from frappe.utils import get_system_timezone

    return value.astimezone(ZoneInfo(get_system_timezone())).replace(tzinfo=None)


def _checked(parse: Callable[[str], Any], text: str, value: Any) -> Any:
    try:
        return parse(text)
    except ValueError:
        refuse(f'"{str(value)[:60]}" is not a date. Write it as YYYY-MM-DD, with HH:MM:SS where a time is wanted.')


def _parsed(text: str, value: Any) -> datetime:
    from dateutil import parser

    if not text[:4].isdigit():
        return _checked(_not_a_date, text, value)
    try:
        return parser.isoparse(text.replace(" ", "T", 1))
    except (ValueError, OverflowError):
        return _checked(_loose, text, value)


def _loose(text: str) -> datetime:
    match = re.match(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[ T](\d{1,2}):(\d{1,2})(?::(\d{1,2})(?:\.(\d{1,6}))?)?)?\Z", text)
    if not match:
        raise ValueError(text)
    parts = [int(p or 0) for p in match.groups()[:6]]
    return datetime(*parts, int((match[7] or "0").ljust(6, "0")))


def _not_a_date(text: str) -> datetime:
    raise ValueError(text)


CONVERTERS: dict[str, Callable[[Any], Any]] = {
    "INTEGER": int_value,
    "REAL": float_value,
    "NULLABLE REAL": nullable_float,
    "DATE": date_value,
    "DATETIME": datetime_value,
    "TIME": time_value,
    "TEXT": text_value,
}
