"""The runtime around `frappe`: command line, HTTP server, backup."""

__version__ = "0.1.0"
