frappe.ui.form.on("Contact Person", {
	setup(frm) {
		frm.set_query("reports_to", () => ({ filters: { party: frm.doc.party, name: ["!=", frm.doc.name] } }));
		frm.set_query("same_as", () => ({ filters: { party_type: "Person" } }));
	},
});
