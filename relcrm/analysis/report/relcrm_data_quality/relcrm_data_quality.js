frappe.query_reports["RelCRM Data Quality"] = {
	filters: [
		{ fieldname: "group_by", label: __("Group by"), fieldtype: "Select", options: "Source\nAgent\nSector\nTerritory\nKind\nStage", default: "Source" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
