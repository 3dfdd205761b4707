"""What the runtime itself hooks into: it is the first app of every site."""

app_name = "frappe"
app_title = "Framework"
app_publisher = "RelCRM"
app_description = "The subset of Frappe that RelCRM needs, over SQLite"
app_license = "MIT"

doc_events = {
    "*": {
        "on_update": ["frappe.automation.doctype.assignment_rule.assignment_rule.apply"],
        "on_cancel": ["frappe.automation.doctype.assignment_rule.assignment_rule.apply"],
        "on_update_after_submit": ["frappe.automation.doctype.assignment_rule.assignment_rule.apply"],
    }
}

permission_query_conditions = {
    "User": "frappe.core.doctype.user.user.get_permission_query_conditions",
    "File": "frappe.core.doctype.file.file.get_permission_query_conditions",
}

has_permission = {
    "User": "frappe.core.doctype.user.user.has_permission",
    "File": "frappe.core.doctype.file.file.has_permission",
}

scheduler_events = {
    "all": ["frappe.email.queue.flush"],
    "daily": [
        "frappe.sessions.clear_expired_sessions",
        "frappe.email.doctype.notification.notification.trigger_daily_alerts",
        "frappe.automation.doctype.auto_repeat.auto_repeat.make_auto_repeat_entry",
    ],
}
