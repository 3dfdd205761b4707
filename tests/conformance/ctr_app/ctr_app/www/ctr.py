import frappe
import frappe.sessions

no_cache = 1


def get_context(context):
    context.csrf_token = frappe.sessions.get_csrf_token()
    context.ctr_path = frappe.form_dict.get("ctr_path") or ""
    context.user = frappe.session.user
