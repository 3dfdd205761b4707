from frappe.utils.nestedset import NestedSet


class CtrTerritory(NestedSet):
    pass
