"""Calendars as files (RFC 5545): writing, reading, time zones. Who may see what is decided by the callers."""

from relcrm.agenda.ical.writing import make_ics

__all__ = ["make_ics"]
