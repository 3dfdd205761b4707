"""RelCRM: relationship management for small and medium companies, a Frappe app."""

__version__ = "0.1.0"
