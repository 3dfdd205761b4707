frappe.query_reports["RelCRM Data Quality"] = {
	filters: [
		{ fieldname: "group_by", label: __("By"), fieldtype: "Select", options: "Source\nAgent\nSector\nTerritory\nKind\nStage" },
		{ fieldname: "segment", label: __("Segment"), fieldtype: "Link", options: "Segment" },
	],
};
