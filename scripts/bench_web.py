"""A bench's web application for the one site that SITE names, whatever host a browser asks for.

`bench --site NAME serve` tells Frappe so, too; here it is gunicorn that serves. See Bench.serve.
"""

import os

import frappe.app

frappe.app._site = os.environ["SITE"]
application = frappe.app.application_with_statics()
