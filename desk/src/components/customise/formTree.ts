// The form as people will see it: tabs hold sections, sections hold columns, columns hold fields.
import type { OwnField } from "@/api/customise";

export interface Column {
	/** The break that begins it; undefined for the first one of a section. */
	head?: OwnField;
	fields: OwnField[];
	/** The field after which a new one at the end of the column goes. */
	last: string;
}
export interface Section {
	head?: OwnField;
	columns: Column[];
}
export interface Tab {
	head?: OwnField;
	sections: Section[];
}

export function treeOf(fields: OwnField[]): Tab[] {
	const newSection = (head?: OwnField): Section => ({ head, columns: [{ fields: [], last: head?.fieldname ?? "" }] });
	const tabs: Tab[] = [{ sections: [newSection()] }];
	for (const field of fields) {
		const tab = tabs[tabs.length - 1];
		const section = tab.sections[tab.sections.length - 1];
		const column = section.columns[section.columns.length - 1];
		if (field.fieldtype === "Tab Break") tabs.push({ head: field, sections: [{ columns: [{ fields: [], last: field.fieldname }] }] });
		else if (field.fieldtype === "Section Break") tab.sections.push(newSection(field));
		else if (field.fieldtype === "Column Break") section.columns.push({ head: field, fields: [], last: field.fieldname });
		else {
			column.fields.push(field);
			column.last = field.fieldname;
		}
	}
	return tabs.map((tab) => ({ ...tab, sections: tab.sections.filter((section) => section.head || section.columns.some((column) => column.head || column.fields.length)) })).filter((tab) => tab.head || tab.sections.length);
}

/** The field behind which one goes that moves up or down by one place; undefined where there is no place. */
export function afterMove(fields: OwnField[], fieldname: string, step: 1 | -1): string | undefined {
	const order = fields.map((field) => field.fieldname);
	const at = order.indexOf(fieldname);
	if (at < 0 || at + step < 0 || at + step >= order.length) return undefined;
	return step > 0 ? order[at + 1] : (order[at - 2] ?? "");
}
