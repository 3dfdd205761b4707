frappe.query_reports["RelCRM Reorders Due"] = {
	filters: [
		{ fieldname: "on", label: __("As of"), fieldtype: "Date" },
		{ fieldname: "least_days", label: __("Days of ordering, at least"), fieldtype: "Int", default: "3" },
		{ fieldname: "everybody", label: __("Also who is not late"), fieldtype: "Check" },
		{ fieldname: "lifecycle_stage", label: __("Stage"), fieldtype: "Select", options: "\nLead\nProspect\nCustomer\nFormer Customer" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "Party Sector" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
