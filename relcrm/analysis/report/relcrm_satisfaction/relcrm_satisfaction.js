frappe.query_reports["RelCRM Satisfaction"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
