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
page_renderer = ["relcrm.agenda.contact_forms.door.ContactFormPage"]

_party_link = "relcrm.relations.visibility.get_party_link_conditions"
_party_row = "relcrm.relations.visibility.get_child_conditions"
_event_row = "relcrm.agenda.privacy.get_event_row_conditions"
_access = "relcrm.workplace.attachments.access"
_answer_rows = ("Contact Form Answer Value", "Contact Form Answer Consent")
_attached = ("File", "Tag Link", "Comment", "Communication", "ToDo", "Version", "Deleted Document", "Event Mail")

permission_query_conditions = {
    "Party": "relcrm.relations.visibility.get_party_conditions",
    "Party Address": _party_row,
    "Party Email": _party_row,
    "Party Phone": _party_row,
    "Party Role Row": _party_row,
    "Party Tax Id": _party_row,
    "Profile Refusal": _party_row,
    "Profile Value": _party_row,
    "Contact Person": _party_link,
    "Notice Sent": _party_link,
    "Party Consent": _party_link,
    "Party Profile": _party_link,
    "Party Relationship": "relcrm.relations.visibility.get_relationship_conditions",
    "Contact Form Answer": "relcrm.agenda.contact_forms.access.get_conditions",
    **dict.fromkeys(_answer_rows, "relcrm.agenda.contact_forms.access.get_row_conditions"),
    "Possible Duplicate": "relcrm.relations.duplicates.pairs.get_conditions",
    "Party Merge": "relcrm.relations.merging.trace.get_conditions",
    "Relation Event": "relcrm.agenda.privacy.get_event_conditions",
    **dict.fromkeys(_attached, "relcrm.agenda.privacy.get_attached_conditions"),
    "Relation Event Series": "relcrm.agenda.privacy.get_series_conditions",
    "Relation Reminder": "relcrm.agenda.privacy.get_reminder_conditions",
    "Agenda Feed": "relcrm.agenda.privacy.get_feed_conditions",
    "Relation Event Participant": _event_row,
    "Relation Promise": _event_row,
    "Relation Event Reminder": _event_row,
    "Relation Event Value": _event_row,
    "Negotiation": "relcrm.processes.visibility.get_negotiation_conditions",
    "Party Contract": "relcrm.sales.visibility.get_contract_conditions",
    "Party Contract Side": "relcrm.sales.visibility.get_side_conditions",
    "Party Need": _party_link,
    "Party Order": _party_link,
    "Party Order Line": "relcrm.sales.visibility.get_line_conditions",
    "Saved View": "relcrm.workplace.saved_views.get_conditions",
    "Segment": "relcrm.relations.segments.visibility.get_conditions",
    "Party Segment Member": "relcrm.relations.segments.visibility.get_member_conditions",
    "Own Choice Row": "relcrm.workplace.choices.get_row_conditions",
    "Attachment Revision": f"{_access}.get_revision_conditions",
    **dict.fromkeys(("Attachment Content", "Attachment Chunk"), f"{_access}.get_content_conditions"),
    "Calendar Share": "relcrm.agenda.doctype.calendar_share.calendar_share.get_conditions",
    "Followed Record": "relcrm.agenda.doctype.followed_record.followed_record.get_conditions",
}

has_permission = {
    "Party": "relcrm.relations.visibility.has_party_permission",
    "Contact Person": "relcrm.relations.visibility.has_party_link_permission",
    "Notice Sent": "relcrm.relations.visibility.has_party_link_permission",
    "Party Consent": "relcrm.relations.visibility.has_party_link_permission",
    "Party Profile": "relcrm.relations.visibility.has_party_link_permission",
    "Party Relationship": "relcrm.relations.visibility.has_relationship_permission",
    "Contact Form Answer": "relcrm.agenda.contact_forms.access.has_permission",
    "Possible Duplicate": "relcrm.relations.duplicates.pairs.has_permission",
    "Party Merge": "relcrm.relations.merging.trace.has_permission",
    "Relation Event": "relcrm.agenda.privacy.has_event_permission",
    "Relation Event Series": "relcrm.agenda.privacy.has_series_permission",
    "Relation Reminder": "relcrm.agenda.privacy.has_reminder_permission",
    "Agenda Feed": "relcrm.agenda.privacy.has_feed_permission",
    "Negotiation": "relcrm.processes.visibility.has_negotiation_permission",
    "Party Contract": "relcrm.sales.visibility.has_contract_permission",
    "Party Need": "relcrm.relations.visibility.has_party_link_permission",
    "Party Order": "relcrm.relations.visibility.has_party_link_permission",
    "Saved View": "relcrm.workplace.saved_views.has_permission",
    "Segment": "relcrm.relations.segments.visibility.has_permission",
    "Party Segment Member": "relcrm.relations.segments.visibility.has_member_permission",
    "Attachment Revision": f"{_access}.has_revision_permission",
    **dict.fromkeys(("Attachment Content", "Attachment Chunk"), f"{_access}.has_content_permission"),
    "Calendar Share": "relcrm.agenda.doctype.calendar_share.calendar_share.has_permission",
    "Followed Record": "relcrm.agenda.doctype.followed_record.followed_record.has_permission",
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
        "after_delete": "relcrm.workplace.deleted.keep_number",
    },
    **{doctype: {"on_update": _touch, "on_trash": _touch} for doctype in _drawn_from},
    **{doctype: {"on_update": f"{_kept}.keep_change", "on_trash": f"{_kept}.keep_deletion"} for doctype in _lists},
    "Notification Settings": {"before_insert": "relcrm.workplace.notices.set_quiet"},
}

# A record may go although files hang on it: they go with it, a day later (`workplace/attachments/cleaning.py`).
# That somebody has opened it stays in the log, and who followed it is left alone (`agenda/following.py`).
ignore_links_on_delete = ["Attachment Revision", "Event Mail", "Personal Data Read", "Followed Record"]

standard_queries = {
    "Party": "relcrm.api.search.get_party_links",
    "Contact Person": "relcrm.api.search.get_contact_links",
}

# A key is checked before the first on standalone, before the second on a bench.
before_request = ["relcrm.workplace.figure_doors.refuse_figures"]
auth_hooks = ["relcrm.workplace.figure_doors.refuse_figures"]
after_request = [
    "relcrm.page_policy.add_policy",
    "relcrm.workplace.versions.add_header",
    "relcrm.relations.reading_doors.note_reading",
]

calendars = ["Relation Event"]
treeviews = ["Party Territory"]

jinja = {"methods": ["relcrm.outreach.letters.get_letter", "relcrm.outreach.letters.get_sender"]}

scheduler_events = {
    "cron": {
        "* * * * *": ["relcrm.agenda.reminders.send_reminders", "relcrm.relations.personal_reads.write_down"],
        "*/5 * * * *": ["relcrm.agenda.following.tell_at_once", "relcrm.agenda.contact_forms.filing.file_new"],
        "0 7 * * *": ["relcrm.agenda.following.tell_daily", "relcrm.workplace.digest.send_digests"],
    },
    "daily": [
        "relcrm.workplace.bulk.delete_old",
        "relcrm.relations.personal_reads.delete_old",
        "relcrm.workplace.attachments.cleaning.clean",
        "relcrm.agenda.recurrence.series.extend_all",
        "relcrm.agenda.contact_forms.filing.forget_old",
        "relcrm.relations.merging.trace.prune",
        "relcrm.relations.duplicates.nightly.look",
        "relcrm.sales.contracts.update_contracts",
        "relcrm.relations.quality.facts.refresh_all",
        "relcrm.relations.segments.watching.watch_segments",
    ],
}

# Hooks of our own: a later module answers an earlier one (docs/developer/hooks.md).
relcrm_search = [
    "relcrm.agenda.event_search.find_events",
    "relcrm.processes.negotiation_search.find_negotiations",
    "relcrm.sales.search.find_sales",
    "relcrm.workplace.file_search.find_files",
    "relcrm.workplace.own_search.find_own",
]
relcrm_party_visibility = ["relcrm.agenda.privacy.get_parties_query"]
relcrm_list_fields = [
    "relcrm.relations.list_columns.get_profile_columns",
    "relcrm.relations.contact_columns.get_columns",
    "relcrm.agenda.list_columns.get_event_columns",
    "relcrm.agenda.own_fields.get_list_columns",
    "relcrm.processes.list_columns.get_deal_columns",
    "relcrm.sales.list_columns.get_purchase_columns",
]
relcrm_list_relations = [
    "relcrm.agenda.list_columns.get_relations",
    "relcrm.processes.list_relations.get_relations",
    "relcrm.relations.list_relations.get_relations",
    "relcrm.sales.list_relations.get_relations",
]
relcrm_list_nodes = {
    "segment": "relcrm.relations.segments.rule.open_segment",
    "near": "relcrm.relations.segments.distance.open_near",
}
relcrm_card_sections = ["relcrm.agenda.card.get_sections", "relcrm.sales.card.get_card_sections"]
relcrm_import_targets = ["relcrm.agenda.own_fields.get_import_targets"]
relcrm_import_fitting = ["relcrm.agenda.own_fields.fit_imported"]
relcrm_tax_documents = ["relcrm.sales.tax_documents.get_documents"]
relcrm_running_business = ["relcrm.processes.negotiations.get_running", "relcrm.sales.contracts.get_running"]
relcrm_contact_holds = ["relcrm.agenda.contact_purpose.get_holds"]
relcrm_colleague_headings = ["relcrm.relations.staff_figures.Headings"]
relcrm_last_contacts = ["relcrm.agenda.timeline.get_last_open_contacts"]
relcrm_merge_handlers = [
    "relcrm.relations.merging.own.merge_ties",
    "relcrm.relations.merging.own.merge_profiles",
    "relcrm.relations.merging.own.merge_people",
    "relcrm.relations.merging.own.merge_attachments",
    "relcrm.relations.merging.own.merge_conditions",
]
relcrm_parts = {"Party": [["Party Profile", "party"]]}
relcrm_search_words = ["relcrm.relations.search_text.get_query_words"]
relcrm_party_records = [
    "Contact Person", "Relation Event", "Negotiation", "Party Order", "Party Contract", "Party Need",
]  # fmt: skip
relcrm_timeline_sources = [
    "relcrm.relations.timeline.get_entries",
    "relcrm.agenda.timeline.get_entries",
    "relcrm.processes.timeline.get_entries",
    "relcrm.sales.timeline.get_entries",
]
relcrm_memory_sections = ["relcrm.processes.memory.get_sections"]
relcrm_open_terms = ["relcrm.processes.memory.get_open_terms"]
