frappe.views.calendar["Relation Event"] = {
	field_map: {
		start: "starts_on",
		end: "ends_on",
		id: "name",
		title: "subject",
		allDay: "all_day",
		status: "status",
	},
	style_map: { Planned: "warning", Open: "info", Done: "success", Cancelled: "danger" },
	get_events_method: "frappe.desk.calendar.get_events",
	filters: [
		{ fieldtype: "Link", fieldname: "assigned_to", options: "User", label: __("Who does it") },
		{ fieldtype: "Link", fieldname: "area", options: "Relation Area", label: __("Area") },
	],
};
