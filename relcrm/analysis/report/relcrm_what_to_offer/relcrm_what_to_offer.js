frappe.query_reports["RelCRM What to Offer"] = {
	filters: [
		{ fieldname: "from_date", label: __("From"), fieldtype: "Date" },
		{ fieldname: "to_date", label: __("To"), fieldtype: "Date" },
		{ fieldname: "by", label: __("Counted by"), fieldtype: "Select", options: "Product\nProduct group", default: "Product" },
		{ fieldname: "least", label: __("Customers, at least"), fieldtype: "Int", default: "3" },
		{ fieldname: "lifecycle_stage", label: __("Stage"), fieldtype: "Select", options: "\nLead\nProspect\nCustomer\nFormer Customer" },
		{ fieldname: "territory", label: __("Territory"), fieldtype: "Link", options: "Party Territory" },
		{ fieldname: "sector", label: __("Sector"), fieldtype: "Link", options: "Party Sector" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
