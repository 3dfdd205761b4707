frappe.query_reports["RelCRM Event Figures"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "area", label: __("Area"), fieldtype: "Link", options: "Relation Area" },
		{ fieldname: "event_type", label: __("Type"), fieldtype: "Link", options: "Relation Event Type" },
		{ fieldname: "colleague", label: __("Colleague"), fieldtype: "Link", options: "User" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
