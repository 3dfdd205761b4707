frappe.ui.form.on("Relation Event", {
	setup(frm) {
		frm.set_query("contact_person", () => (frm.doc.party ? { filters: { party: frm.doc.party } } : {}));
		frm.set_query("event_type", () => ({ filters: { disabled: 0 } }));
	},
	refresh(frm) {
		if (frm.is_new() || frm.doc.status === "Done") return;
		frm.add_custom_button(__("Complete"), () =>
			frappe.call("relcrm.api.agenda.complete_event", { name: frm.doc.name }).then(() => frm.reload_doc())
		);
	},
});
