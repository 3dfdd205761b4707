frappe.query_reports["RelCRM Data to Check"] = {
	filters: [
		{ fieldname: "kind", label: __("Kind"), fieldtype: "Select", options: "\nParty\nContact Person" },
	],
};
