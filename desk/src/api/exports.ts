import { download } from "./client";
import type { Filter } from "./documents";

/** A list as CSV that a spreadsheet opens and that imports back unchanged. */
export const exportList = (doctype: string, fields: string[], filters: Filter[]) => download("relcrm.api.exchange.export_csv", { doctype, fields, filters });
