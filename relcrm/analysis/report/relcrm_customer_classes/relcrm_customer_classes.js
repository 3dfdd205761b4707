frappe.query_reports["RelCRM Customer Classes"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "a_percent", label: __("A up to (%)"), fieldtype: "Float", default: "80" },
		{ fieldname: "b_percent", label: __("B up to (%)"), fieldtype: "Float", default: "95" },
		{ fieldname: "lifecycle_stage", label: __("Stage"), fieldtype: "Select", options: "\nLead\nProspect\nCustomer\nFormer Customer" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "Party Sector" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
