"""Frappe's module of this name, as far as apps import from it."""

from __future__ import annotations

from frappe.query_builder.builder import DocType, get_query

__all__ = ["DocType", "get_query"]
