// A field of a list, for the tests.
import type { ListField } from "@/api/lists";

export const listed = (path: string, more: Partial<ListField> = {}): ListField => ({ path, label: path, fieldtype: "Data", group: "", sortable: true, groupable: true, filterable: true, editable: true, operators: [], ...more });
