"""frappe.utils answers what a real bench was seen to answer, and refuses bad input with a sentence."""

import datetime

import frappe
import pytest
from frappe import utils
from hypothesis import given
from hypothesis import strategies as st

D = datetime.date
DT = datetime.datetime


@pytest.fixture(autouse=True)
def no_site(monkeypatch):
    """The utilities work without a site: English, UTC, default formats."""
    for key, value in {"db": None, "lang": "en", "request": None}.items():
        monkeypatch.setattr(frappe.local, key, value, raising=False)
    for key in ("flags", "conf"):
        monkeypatch.setattr(frappe.local, key, frappe._dict(), raising=False)
    monkeypatch.setattr(frappe.local, "message_log", [], raising=False)


OBSERVED = [
    ("cint", ("7.9",), 7),
    ("cint", ("x",), 0),
    ("cint", (None,), 0),
    ("cint", (True,), 1),
    ("cint", ("inf",), 0),
    ("flt", ("1,234.5",), 1234.5),
    ("flt", ("x",), 0.0),
    ("flt", (1.005, 2), 1.01),
    ("flt", (2.5, 0), 2),
    ("rounded", (3.5,), 4),
    ("cstr", (None,), ""),
    ("cstr", (b"a",), "a"),
    ("getdate", ("2026-01-02",), D(2026, 1, 2)),
    ("getdate", ("2026-01-02 10:11:12.123456",), D(2026, 1, 2)),
    ("getdate", ("0000-00-00",), None),
    ("getdate", ("02-01-2026",), D(2026, 2, 1)),
    ("getdate", ("02-01-2026", True), D(2026, 1, 2)),
    ("get_datetime", ("2026-01-02 03:04:05",), DT(2026, 1, 2, 3, 4, 5)),
    ("get_datetime", ("2026-01-02",), DT(2026, 1, 2)),
    ("get_datetime", (D(2026, 1, 2),), DT(2026, 1, 2)),
    ("get_datetime", ("2026-01-02T03:04:05+02:00",), DT(2026, 1, 2, 1, 4, 5)),
    ("add_days", ("2026-01-31", 1), "2026-02-01"),
    ("add_days", (D(2026, 1, 31), 1), D(2026, 2, 1)),
    ("add_months", ("2026-01-31", 1), "2026-02-28"),
    ("add_years", (D(2028, 2, 29), 1), D(2029, 2, 28)),
    ("date_diff", ("2026-03-01", "2026-02-27"), 2),
    ("time_diff_in_seconds", ("2026-01-01 00:01:00", "2026-01-01 00:00:00"), 60.0),
    ("time_diff_in_hours", ("2026-01-01 01:30:00", "2026-01-01 00:00:00"), 1.5),
    ("month_diff", ("2026-03-01", "2026-01-15"), 3),
    ("get_first_day", ("2026-02-11",), D(2026, 2, 1)),
    ("get_first_day", ("2026-01-31", 0, -1), D(2025, 12, 1)),
    ("get_last_day", ("2028-02-11",), D(2028, 2, 29)),
    ("get_first_day_of_week", ("2026-11-22",), D(2026, 11, 22)),
    ("get_first_day_of_week", ("2026-11-21",), D(2026, 11, 15)),
    ("get_last_day_of_week", ("2026-11-22",), D(2026, 11, 28)),
    ("get_quarter_start", ("2026-05-09",), D(2026, 4, 1)),
    ("get_quarter_ending", ("2026-05-09",), D(2026, 6, 30)),
    ("get_year_start", ("2026-05-09",), D(2026, 1, 1)),
    ("get_year_ending", ("2026-05-09",), D(2026, 12, 31)),
    ("get_weekday", ("2026-11-22",), "Sunday"),
    ("formatdate", ("2026-01-02",), "2026-01-02"),
    ("formatdate", ("2026-01-02", "dd MMM yyyy"), "02 Jan 2026"),
    ("formatdate", ("2026-01-02", "dd/mm/yyyy"), "02/01/2026"),
    ("formatdate", (None,), ""),
    ("format_date", ("2026-01-02", "dd-MM-YYYY"), "02-01-2026"),
    ("format_datetime", ("2026-01-02 03:04:05",), "2026-01-02 03:04:05"),
    ("format_time", ("10:11:12",), "10:11:12"),
    ("global_date_format", ("2026-11-22",), "November 22, 2026"),
    ("get_time", ("10:00",), datetime.time(10)),
    ("get_timedelta", ("25:00:01",), datetime.timedelta(hours=25, seconds=1)),
    ("get_timedelta", ("x",), None),
    ("fmt_money", (1234567.891,), "1,234,567.89"),
    ("fmt_money", (-1234.5, 0, None, "#.###"), "-1.234"),
    ("fmt_money", (1234567.891, 2, None, "#,##,###.##"), "12,34,567.89"),
    ("fmt_money", (1240, 2, None, "#.###,##"), "1.240,00"),
    ("fmt_money", (-0.001,), "0.00"),
    ("money_in_words", (12.5, "USD"), "USD Twelve and Fifty Cent only."),
    ("money_in_words", (0, "USD"), "USD Zero only."),
    ("in_words", (21,), "twenty one"),
    ("comma_and", (["a", "b"],), "'a' and 'b'"),
    ("comma_and", (["a", "b", "c"], False), "a, b and c"),
    ("comma_or", (["a"],), "a"),
    ("comma_and", ("a",), "a"),
    ("strip_html", ("<p>x <b>y</b></p>",), "x y"),
    ("escape_html", ("<a href='x'>&\"",), "&lt;a href=&apos;x&apos;&gt;&amp;&quot;"),
    ("validate_email_address", ("Ann@Example.com",), "Ann@Example.com"),
    ("validate_email_address", ("a@b.c, bad, d@e.f",), "a@b.c, d@e.f"),
    ("fmt_money", (1.005,), "1.00"),
    ("money_in_words", (-5, "EUR"), ""),
    ("format_duration", (59.6,), "59s"),
    ("sbool", (1,), 1),
    ("validate_email_address", ("Ann <ann@example.com>",), "ann@example.com"),
    ("validate_email_address", ("ann@example",), ""),
    ("validate_email_address", ("a b@example.com",), ""),
    ("validate_email_address", (None,), ""),
    ("split_emails", ('a@x.com, "B, C" <b@x.com>\nd@x.com',), ["a@x.com", '"B, C" <b@x.com>', "d@x.com"]),
    ("validate_phone_number", ("+39 0422 123456",), True),
    ("validate_phone_number", ("call me",), False),
    ("validate_url", ("https://example.com/x",), True),
    ("validate_url", ("example",), False),
    ("validate_url", ("ftp://example.com", False, ["http", "https"]), False),
    ("unique", ([3, 1, 3],), [3, 1]),
    ("sbool", ("True",), True),
    ("sbool", ("x",), "x"),
    ("format_duration", (3661,), "1h 1m 1s"),
    ("format_duration", (90061, True), "25h 1m 1s"),
    ("duration_to_seconds", ("1h 1m",), 3660),
    ("parse_json", ('{"a": 1}',), {"a": 1}),
    ("guess_date_format", ("31/12/2026",), "%d/%m/%Y"),
]


@pytest.mark.parametrize(("name", "args", "expected"), OBSERVED, ids=[f"{n}{a}" for n, a, _e in OBSERVED])
def test_utility_answers_as_observed(name, args, expected):
    assert getattr(utils, name)(*args) == expected
    assert hasattr(frappe.utils.data, name)


def test_now_is_text_and_today_has_no_time():
    now = utils.now()
    assert DT.strptime(now, "%Y-%m-%d %H:%M:%S.%f").date() == utils.getdate(utils.nowdate())
    assert utils.now_datetime().tzinfo is None
    assert utils.getdate(None) == utils.now_datetime().date()


def test_add_to_date_keeps_the_kind_of_what_it_gets():
    assert utils.add_to_date("2026-01-01", hours=1) == "2026-01-01 01:00:00.000000"
    assert utils.add_to_date("2026-01-01 10:00:00", days=1) == "2026-01-02 10:00:00.000000"
    assert isinstance(utils.add_to_date(None, days=1), DT)
    assert utils.add_to_date(D(2026, 1, 1), days=1) == D(2026, 1, 2)


@pytest.mark.parametrize(
    ("timespan", "first", "last"),
    [
        ("last week", D(2026, 11, 15), D(2026, 11, 21)),
        ("last month", D(2026, 10, 1), D(2026, 10, 31)),
        ("last quarter", D(2026, 7, 1), D(2026, 9, 30)),
        ("last 6 months", D(2026, 4, 1), D(2026, 9, 30)),
        ("last year", D(2025, 1, 1), D(2025, 12, 31)),
        ("today", D(2026, 11, 25), D(2026, 11, 25)),
        ("tomorrow", D(2026, 11, 26), D(2026, 11, 26)),
        ("this week", D(2026, 11, 22), D(2026, 11, 28)),
        ("this quarter", D(2026, 10, 1), D(2026, 12, 31)),
        ("next month", D(2026, 12, 1), D(2026, 12, 31)),
        ("next 6 months", D(2027, 1, 1), D(2027, 6, 30)),
        ("next year", D(2027, 1, 1), D(2027, 12, 31)),
    ],
)
def test_timespan_gives_first_and_last_day(timespan, first, last, monkeypatch):
    monkeypatch.setattr("frappe.utils._dates.now_datetime", lambda: DT(2026, 11, 25, 10))
    assert utils.get_timespan_date_range(timespan) == (first, last)


@pytest.mark.parametrize("timespan", ["last century", "this 6 months", "", "week"])
def test_unknown_timespan_is_refused(timespan):
    with pytest.raises(frappe.ValidationError):
        utils.get_timespan_date_range(timespan)


@pytest.mark.parametrize(
    ("ago", "words"),
    [
        ({"seconds": 5}, "just now"),
        ({"seconds": 70}, "1 minute ago"),
        ({"minutes": 12}, "12 minutes ago"),
        ({"minutes": 61}, "1 hour ago"),
        ({"hours": 5}, "5 hours ago"),
        ({"hours": 25}, "Yesterday"),
        ({"days": 3}, "3 days ago"),
        ({"days": 8}, "1 week ago"),
        ({"days": 15}, "3 weeks ago"),
        ({"days": 40}, "1 month ago"),
        ({"days": 70}, "3 months ago"),
        ({"days": 400}, "1 year ago"),
        ({"days": 800}, "2 years ago"),
    ],
)
def test_pretty_date_says_how_long_ago(ago, words):
    assert utils.pretty_date(utils.now_datetime() - datetime.timedelta(**ago)) == words


@pytest.mark.parametrize("text", ["bad", "2026-02-30", "9" * 500, "<b>x</b>", "2026-13-01", "\x00"])
def test_bad_date_is_refused_with_its_text_escaped(text):
    with pytest.raises(frappe.ValidationError):
        utils.getdate(text)
    assert frappe.local.message_log[-1].title == "Invalid Date"
    assert "<b>x" not in frappe.local.message_log[-1].message
    with pytest.raises(frappe.ValidationError):
        utils.get_datetime(text)


@pytest.mark.parametrize(
    ("check", "value", "error"),
    [
        (utils.validate_email_address, "nobody", frappe.InvalidEmailAddressError),
        (utils.validate_phone_number, "call me", frappe.InvalidPhoneNumberError),
        (utils.validate_url, "nowhere", frappe.ValidationError),
        (utils.validate_name, "<x>", frappe.InvalidNameError),
    ],
)
def test_check_raises_its_own_error_when_told_to(check, value, error):
    assert not check(value)
    with pytest.raises(error):
        check(value, throw=True)


def test_phone_with_country_code_is_checked_against_its_country():
    assert utils.validate_phone_number_with_country_code("+91-9876543210", "phone")
    for bad in ("0422 123456", "+39-1", "x"):
        with pytest.raises(frappe.InvalidPhoneNumberError):
            utils.validate_phone_number_with_country_code(bad, "phone")


def test_addresses_of_forms_are_quoted():
    frappe.local.conf.host_name = "https://crm.example.com"
    assert utils.get_url() == "https://crm.example.com"
    assert utils.get_url("/files/a.pdf") == "https://crm.example.com/files/a.pdf"
    assert utils.get_url_to_form("Ctr Lead", "A/B <1>") == "https://crm.example.com/app/ctr-lead/A/B%20%3C1%3E"
    assert utils.get_link_to_form("Ctr Lead", "x", "<b onclick=1>y</b>").endswith('/x"><b>y</b></a>')
    made = utils.expand_relative_urls('<a href="/x">a</a><img src="https://y/z.png"><a href="mailto:a@b.c">')
    assert made == '<a href="https://crm.example.com/x">a</a><img src="https://y/z.png"><a href="mailto:a@b.c">'


def test_money_words_follow_the_reader_language():
    frappe.local.lang = "it"
    assert utils.in_words(1240) == "milleduecentoquaranta"


@pytest.mark.parametrize(
    ("value", "operator", "other", "fieldtype", "holds"),
    [
        (5, ">", "3", "Int", True),
        (None, "=", "", None, True),
        ("abc", "like", "%B%", None, True),
        ("abc", "not like", "b%", None, True),
        ("a", "in", "a, b", None, True),
        ("a", "not in", ["a"], None, False),
        ("", "is", "set", None, False),
        ("2026-01-05", "between", ["2026-01-01", "2026-01-31"], "Date", True),
        (None, "<", "2026-01-01", "Date", False),
        ("x", "nonsense", "x", None, False),
    ],
)
def test_compare_holds_one_value_against_another(value, operator, other, fieldtype, holds):
    assert utils.compare(value, operator, other, fieldtype) is holds


@given(st.text())
def test_any_text_is_read_or_refused_as_a_date_never_worse(text):
    frappe.local.message_log, frappe.local.flags, frappe.local.db = [], frappe._dict(), None
    try:
        assert utils.getdate(text) is None or isinstance(utils.getdate(text), D)
    except frappe.ValidationError as error:
        assert str(error)


@given(st.text())
def test_any_text_survives_the_number_and_address_checks(text):
    assert isinstance(utils.cint(text), int)
    assert isinstance(utils.flt(text), float)
    assert "<" not in utils.strip_html(utils.escape_html(text))
    valid = utils.validate_email_address(text)
    assert valid == "" or "@" in valid
    utils.validate_url(text)
    utils.pretty_date(None)


@given(st.floats(min_value=-1e12, max_value=1e12))
def test_formatted_money_reads_back_as_the_rounded_number(number):
    frappe.local.db = None
    assert utils.flt(utils.fmt_money(number)) == pytest.approx(round(number, 2), abs=1e-9)
