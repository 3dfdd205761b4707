"""What the runtime itself hooks into: it is the first app of every site."""

app_name = "frappe"
app_title = "Framework"
app_publisher = "RelCRM"
app_description = "The subset of Frappe that RelCRM needs, over SQLite"
app_license = "MIT"

_ASSIGNMENT = "frappe.automation.doctype.assignment_rule.assignment_rule"
_WORKFLOW_ACTION = "frappe.workflow.doctype.workflow_action.workflow_action.process_workflow_actions"

doc_events = {
    "*": {
        "on_update": [f"{_ASSIGNMENT}.apply", f"{_ASSIGNMENT}.update_due_date", _WORKFLOW_ACTION],
        "on_cancel": [f"{_ASSIGNMENT}.apply", _WORKFLOW_ACTION],
        "on_update_after_submit": [f"{_ASSIGNMENT}.apply", f"{_ASSIGNMENT}.update_due_date", _WORKFLOW_ACTION],
        "on_trash": [_WORKFLOW_ACTION],
    }
}

_ROW_RULES = {
    "User": "frappe.core.doctype.user.user",
    "File": "frappe.core.doctype.file.file",
    "Communication": "frappe.core.doctype.communication.communication",
    "ToDo": "frappe.desk.doctype.todo.todo",
    "Notification Log": "frappe.desk.doctype.notification_log.notification_log",
    "Notification Settings": "frappe.desk.doctype.notification_settings.notification_settings",
    "List Filter": "frappe.desk.doctype.list_filter.list_filter",
    "Kanban Board": "frappe.desk.doctype.kanban_board.kanban_board",
    "Workflow Action": "frappe.workflow.doctype.workflow_action.workflow_action",
}

permission_query_conditions = {dt: f"{path}.get_permission_query_conditions" for dt, path in _ROW_RULES.items()}

has_permission = {
    **{dt: f"{path}.has_permission" for dt, path in _ROW_RULES.items()},
    "Comment": "frappe.core.doctype.comment.comment.has_permission",
}

scheduler_events = {
    "all": ["frappe.email.queue.flush"],
    "daily": [
        "frappe.sessions.clear_expired_sessions",
        "frappe.email.doctype.notification.notification.trigger_daily_alerts",
        "frappe.automation.doctype.auto_repeat.auto_repeat.make_auto_repeat_entry",
    ],
    "daily_long": [
        "frappe.database.optimize",
        "frappe.email.doctype.email_queue.email_queue.clear_outbox",
        "frappe.integrations.doctype.webhook.webhook.clear_old_logs",
        "frappe.core.doctype.scheduled_job_type.scheduled_job_type.clear_old_logs",
    ],
}
