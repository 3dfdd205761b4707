"""The functions of `frappe.utils.data`; the code is in `_dates`, `_numbers`, `_text`, `_urls`, `_filters`."""

from frappe.utils._dates import *  # noqa: F403
from frappe.utils._filters import compare, evaluate_filters, get_filter, make_filter_dict, make_filter_tuple  # noqa: F401
from frappe.utils._numbers import *  # noqa: F403
from frappe.utils._text import *  # noqa: F403
from frappe.utils._urls import *  # noqa: F403
