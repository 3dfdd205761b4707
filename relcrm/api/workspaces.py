"""Pages of figures, charts and links, which each person arranges."""

import frappe

from relcrm.workplace import workspaces


@frappe.whitelist(methods=["GET", "POST"])
def get_workspaces() -> list[dict]:
    """Return the pages that the user may open."""
    return workspaces.get_workspaces()


@frappe.whitelist(methods=["GET", "POST"])
def get_page(name: str) -> dict:
    """Return a page with all its figures in one answer; whoever may open it, each figure by the user's own rights."""
    return workspaces.get_page(name)


@frappe.whitelist(methods=["POST"])
def save_arrangement(name: str, items: list | str) -> dict:
    """Keep the user's own order of a page and return the page; whoever may open it."""
    return workspaces.save_arrangement(name, items)


@frappe.whitelist(methods=["POST"])
def reset_arrangement(name: str) -> dict:
    """Forget the user's own order of a page and return it as delivered; whoever may open it."""
    return workspaces.reset_arrangement(name)
