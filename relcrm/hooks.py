app_name = "relcrm"
app_title = "RelCRM"
app_publisher = "RelCRM contributors"
app_description = (
    "Relationship management for small and medium companies: who they are, what passed, what comes next"
)
app_email = "relcrm@example.com"
app_license = "MIT"

after_install = "relcrm.install.after_install"
after_migrate = "relcrm.install.after_migrate"
before_tests = "relcrm.install.before_tests"

# Without a logo Frappe v15 writes None into the script of its log-in page, which then does not log anybody in.
add_to_apps_screen = [
    {"name": "relcrm", "title": "RelCRM", "route": "/relcrm", "logo": "/assets/relcrm/desk/icon.svg"}
]
# Standalone only: where the links to records in mails and messages (/app/<doctype>/<name>) lead.
desk_form_route = "/relcrm/record/{doctype}/{name}"

website_route_rules = [{"from_route": "/relcrm/<path:app_path>", "to_route": "relcrm"}]

_party_link = "relcrm.relations.visibility.get_party_link_conditions"
_party_row = "relcrm.relations.visibility.get_child_conditions"
_event_row = "relcrm.agenda.privacy.get_event_row_conditions"
_attached = ("File", "Tag Link", "Comment", "Communication", "ToDo", "Version", "Deleted Document")

permission_query_conditions = {
    "Party": "relcrm.relations.visibility.get_party_conditions",
    "Party Address": _party_row,
    "Party Consent": _party_row,
    "Party Email": _party_row,
    "Party Phone": _party_row,
    "Party Role Row": _party_row,
    "Party Tax Id": _party_row,
    "Profile Value": _party_row,
    "Contact Person": _party_link,
    "Party Profile": _party_link,
    "Party Relationship": "relcrm.relations.visibility.get_relationship_conditions",
    "Relation Event": "relcrm.agenda.privacy.get_event_conditions",
    **dict.fromkeys(_attached, "relcrm.agenda.privacy.get_attached_conditions"),
    "Relation Event Participant": _event_row,
    "Relation Event Value": _event_row,
    "Negotiation": "relcrm.processes.visibility.get_negotiation_conditions",
    "Saved View": "relcrm.workplace.saved_views.get_conditions",
    "Own Choice Row": "relcrm.workplace.choices.get_row_conditions",
}

has_permission = {
    "Party": "relcrm.relations.visibility.has_party_permission",
    "Contact Person": "relcrm.relations.visibility.has_party_link_permission",
    "Party Profile": "relcrm.relations.visibility.has_party_link_permission",
    "Party Relationship": "relcrm.relations.visibility.has_relationship_permission",
    "Relation Event": "relcrm.agenda.privacy.has_event_permission",
    "Negotiation": "relcrm.processes.visibility.has_negotiation_permission",
    "Saved View": "relcrm.workplace.saved_views.has_permission",
    **dict.fromkeys(_attached[2:], "relcrm.agenda.privacy.has_attached_permission"),
}

override_whitelisted_methods = {
    "frappe.client.get_count": "relcrm.api.doors.get_count",
    "frappe.desk.search.get_link_title": "relcrm.api.doors.get_link_title",
    "frappe.desk.notifications.get_open_count": "relcrm.api.doors.get_open_count",
    "frappe.desk.doctype.tag.tag.get_documents_for_tag": "relcrm.api.doors.get_documents_for_tag",
}

_kept, _lists = "relcrm.workplace.customising.masters", ("Relation Event Type", "Profile Attribute")
_touch = "relcrm.workplace.versions.touch"
_drawn_from = ("Custom Field", "Property Setter", "DocType", "Custom DocPerm", "Workflow", "Translation", "Choice List")
doc_events = {
    "*": {
        "validate": ["relcrm.workplace.choices.validate_choices", "relcrm.processes.state_lock.validate_state"],
        "on_update": "relcrm.processes.steps.plan_steps_of_own_kind",
    },
    **{doctype: {"on_update": _touch, "on_trash": _touch} for doctype in _drawn_from},
    **{doctype: {"on_update": f"{_kept}.keep_change", "on_trash": f"{_kept}.keep_deletion"} for doctype in _lists},
    "Notification Settings": {"before_insert": "relcrm.workplace.notices.set_quiet"},
}

standard_queries = {
    "Party": "relcrm.api.search.get_party_links",
    "Contact Person": "relcrm.api.search.get_contact_links",
}

# A key is checked before the first on standalone, before the second on a bench.
before_request = ["relcrm.workplace.figure_doors.refuse_figures"]
auth_hooks = ["relcrm.workplace.figure_doors.refuse_figures"]
after_request = ["relcrm.page_policy.add_policy", "relcrm.workplace.versions.add_header"]

calendars = ["Relation Event"]
treeviews = ["Party Territory"]

jinja = {"methods": ["relcrm.outreach.letters.get_letter", "relcrm.outreach.letters.get_sender"]}

scheduler_events = {
    "cron": {
        "*/5 * * * *": ["relcrm.agenda.reminders.send_reminders"],
        "0 7 * * *": ["relcrm.workplace.digest.send_digests"],
    },
    "daily": ["relcrm.workplace.bulk.delete_old"],
}

# Hooks of our own: a later module answers an earlier one (docs/developer/hooks.md).
relcrm_search = [
    "relcrm.agenda.event_search.find_events",
    "relcrm.processes.negotiation_search.find_negotiations",
    "relcrm.workplace.file_search.find_files",
    "relcrm.workplace.own_search.find_own",
]
relcrm_party_visibility = ["relcrm.agenda.privacy.get_parties_query"]
relcrm_list_fields = [
    "relcrm.relations.list_columns.get_profile_columns",
    "relcrm.agenda.list_columns.get_event_columns",
    "relcrm.agenda.own_fields.get_list_columns",
    "relcrm.processes.list_columns.get_deal_columns",
]
relcrm_list_relations = [
    "relcrm.agenda.list_columns.get_relations",
    "relcrm.processes.list_relations.get_relations",
    "relcrm.relations.list_relations.get_relations",
]
relcrm_import_targets = ["relcrm.agenda.own_fields.get_import_targets"]
relcrm_import_fitting = ["relcrm.agenda.own_fields.fit_imported"]
relcrm_colleague_headings = ["relcrm.relations.staff_figures.Headings"]
relcrm_search_words = ["relcrm.relations.search_text.get_query_words"]
relcrm_party_records = ["Contact Person", "Relation Event", "Negotiation"]
relcrm_timeline_sources = [
    "relcrm.relations.timeline.get_entries",
    "relcrm.agenda.timeline.get_entries",
    "relcrm.processes.timeline.get_entries",
]
