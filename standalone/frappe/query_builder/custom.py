"""Frappe's module of this name, as far as apps import from it."""

from __future__ import annotations

from frappe.query_builder.functions import GroupConcat

GROUP_CONCAT = STRING_AGG = GroupConcat
