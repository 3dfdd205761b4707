frappe.query_reports["RelCRM Buying Habits"] = {
	filters: [
		{ fieldname: "on", label: __("As of"), fieldtype: "Date" },
		{ fieldname: "months", label: __("Months back"), fieldtype: "Int", default: "24" },
		{ fieldname: "lifecycle_stage", label: __("Stage"), fieldtype: "Select", options: "\nLead\nProspect\nCustomer\nFormer Customer" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "Party Sector" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
