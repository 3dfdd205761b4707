frappe.query_reports["RelCRM Data to Check"] = {
	filters: [
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: "\nParty\nContact Person" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
