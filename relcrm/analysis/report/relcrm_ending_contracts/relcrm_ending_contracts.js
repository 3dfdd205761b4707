frappe.query_reports["RelCRM Ending Contracts"] = {
	filters: [
		{ fieldname: "days", label: __("In the next days"), fieldtype: "Int", default: "90" },
		{ fieldname: "renewal", label: __("At the end"), fieldtype: "Select", options: "\nEnds\nRenews by itself\nRenewed by agreement" },
		{ fieldname: "responsible", label: __("Looked after by"), fieldtype: "Link", options: "User" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
