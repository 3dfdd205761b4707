"""Test bases under the names of both Frappe versions."""

from frappe.tests.utils import FrappeTestCase, change_settings, timeout

IntegrationTestCase = FrappeTestCase
UnitTestCase = FrappeTestCase

__all__ = ["FrappeTestCase", "IntegrationTestCase", "UnitTestCase", "change_settings", "timeout"]
