"""The base of tests that run on a bench and here alike: rolled back at the end of each class."""

from __future__ import annotations

import datetime
import functools
import unittest
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import frappe


class FrappeTestCase(unittest.TestCase):
    """Commits what came before the class, rolls back what the class did."""

    maxDiff = 10_000

    @classmethod
    def setUpClass(cls) -> None:
        super().setUpClass()
        frappe.flags.in_test = True
        frappe.set_user("Administrator")
        frappe.db.commit()
        cls.addClassCleanup(_roll_back)

    def setUp(self) -> None:
        super().setUp()
        frappe.flags.in_test = True

    def assertDocumentEqual(self, expected: Any, actual: Any) -> None:
        """Every value of `expected` is that of `actual`, rows included."""
        values = expected if isinstance(expected, dict) else expected.as_dict(no_default_fields=True)
        for key, value in values.items():
            if isinstance(value, list):
                self.assertEqual(len(value), len(actual.get(key)))
                for row, other in zip(value, actual.get(key), strict=True):
                    self.assertDocumentEqual(row, other)
            elif isinstance(value, datetime.date):
                self.assertEqual(str(value), str(actual.get(key)))
            elif isinstance(value, float):
                self.assertAlmostEqual(value, actual.get(key), places=6)
            else:
                self.assertEqual(value, actual.get(key), f"{key} should be same.")

    def assertSequenceSubset(self, larger: Any, smaller: Any, msg: str | None = None) -> None:
        self.assertTrue(set(smaller).issubset(set(larger)), msg)

    @contextmanager
    def assertQueryCount(self, count: int) -> Iterator[None]:
        """At most `count` statements run inside."""
        before, frappe.db.query_log = frappe.db.query_log, []
        try:
            yield
            self.assertLessEqual(len(frappe.db.query_log), count, "\n".join(frappe.db.query_log))
        finally:
            frappe.db.query_log = before

    @contextmanager
    def set_user(self, user: str) -> Iterator[None]:
        before = frappe.session.user
        try:
            frappe.set_user(user)
            yield
        finally:
            frappe.set_user(before)

    @contextmanager
    def freeze_time(self, time_to_freeze: Any, is_utc: bool = False, *args: Any, **kwargs: Any) -> Iterator[None]:
        """Stop the clock at a moment of the site's time zone."""
        import zoneinfo

        from frappe.utils import get_datetime, get_system_timezone
        from freezegun import freeze_time

        moment = get_datetime(time_to_freeze)
        if not is_utc:
            zone = zoneinfo.ZoneInfo(get_system_timezone())
            moment = moment.replace(tzinfo=zone).astimezone(datetime.timezone.utc).replace(tzinfo=None)
        with freeze_time(moment, *args, **kwargs):
            yield

    @contextmanager
    def change_settings(
        self, doctype: str, settings_dict: dict | None = None, /, commit: bool = False, **settings: Any
    ) -> Iterator[None]:
        with change_settings(doctype, settings_dict, commit=commit, **settings):
            yield


@contextmanager
def change_settings(
    doctype: str, settings_dict: dict | None = None, /, commit: bool = False, **settings: Any
) -> Iterator[None]:
    """Set values of a Single and put the old ones back afterwards."""
    values = {**(settings_dict or {}), **settings}
    doc = frappe.get_doc(doctype)
    before = {key: doc.get(key) for key in values}
    doc.update(values)
    doc.save(ignore_permissions=True)
    try:
        yield
    finally:
        doc = frappe.get_doc(doctype)
        doc.update(before)
        doc.save(ignore_permissions=True)


def timeout(seconds: int = 30, error_message: str = "Test timed out.") -> Callable:
    """Kept for tests written for a bench; the test runner has a limit of its own."""

    def decorate(fn: Callable) -> Callable:
        @functools.wraps(fn)
        def wrapper(*args: Any, **kwargs: Any) -> Any:
            return fn(*args, **kwargs)

        return wrapper

    return decorate(seconds) if callable(seconds) else decorate


def _roll_back() -> None:
    frappe.set_user("Administrator")
    frappe.db.rollback()
    frappe.clear_messages()


def make_test_records(*args: Any, **kwargs: Any) -> None:
    """Records are made by the tests themselves."""
