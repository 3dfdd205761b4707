frappe.query_reports["RelCRM Customer Worth"] = {
	filters: [
		{ fieldname: "on", label: __("As of"), fieldtype: "Date" },
		{ fieldname: "lifecycle_stage", label: __("Stage"), fieldtype: "Select", options: "\nLead\nProspect\nCustomer\nFormer Customer" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "Party Sector" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
