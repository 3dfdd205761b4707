// One company or person as a card for the address book of a telephone.
import { exportRows } from "@/api/lists";
import { saveFile } from "@/lib/save";
import { showProblem } from "@/ui/notice";

export async function saveCard(doctype: string, name: string, title: string) {
	try {
		const file = await exportRows({ doctype, columns: [], conditions: { op: "all", of: [] }, text: "", sort: [], group_by: [], totals: [] }, "vcf", [name]);
		saveFile(file.blob, `${title}.vcf`);
	} catch (failure) {
		showProblem(failure);
	}
}
