from frappe.utils.nestedset import NestedSet


class PartyTerritory(NestedSet):
    """A tree of the areas we work in, from the country down to the agent's zone."""
