app_name = "ctr_app"
app_title = "Ctr"
app_publisher = "RelCRM contributors"
app_description = "DocTypes that exercise the runtime"
app_email = "relcrm@example.com"
app_license = "MIT"

after_install = "ctr_app.install.after_install"
after_migrate = "ctr_app.install.after_install"

_record = "ctr_app.events.record_handler"
doc_events = {
    "Ctr Lead": dict.fromkeys(("before_insert", "validate", "on_update", "on_trash", "after_delete"), _record),
    "*": {"validate": "ctr_app.events.record_star"},
}

permission_query_conditions = {"Ctr Hash": "ctr_app.rights.get_hash_conditions"}
has_permission = {"Ctr Hash": "ctr_app.rights.has_hash_permission"}
override_whitelisted_methods = {"ctr_app.api.overridden": "ctr_app.api.overriding"}
website_route_rules = [{"from_route": "/ctr/<path:ctr_path>", "to_route": "ctr"}]
desk_form_route = "/ctr/record/{doctype}/{name}"
jinja = {"methods": ["ctr_app.events.shout"]}
