frappe.ui.form.on("Party", {
	setup(frm) {
		frm.set_query("parent_party", () => ({ filters: { name: ["!=", frm.doc.name] } }));
	},
	refresh(frm) {
		if (frm.doc.to_check) frm.set_intro(frm.doc.to_check, "orange");
	},
});
