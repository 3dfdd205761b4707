"""Errors of the exchange module; each is shown to the user as one sentence."""

import frappe


class ImportFileError(frappe.ValidationError):
    """The chosen file cannot be read as a table."""


class ImportMappingError(frappe.ValidationError):
    """The columns of a file are tied to fields in a way that cannot work."""


class ImportStateError(frappe.ValidationError):
    """The import is in a state in which the wished act is not possible."""


class SiteArchiveError(frappe.ValidationError):
    """A site archive cannot be written or taken in."""


class DemoError(frappe.ValidationError):
    """The demo company cannot be loaded or removed."""
