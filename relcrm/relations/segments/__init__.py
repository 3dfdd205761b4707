"""Segments: companies or people by conditions, with some put in or taken out by hand, frozen, or watched day by day."""
