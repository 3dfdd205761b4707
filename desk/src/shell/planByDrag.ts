// A company or person of the search box, dragged onto a day of the agenda that is open below it.
import type { Hit } from "@/api/search";

export async function planByDrag(pointer: PointerEvent, hit: Hit) {
	if (!["Party", "Contact Person"].includes(hit.doctype) || !document.querySelector(".agenda-holder [data-day]")) return;
	const { holdPartner } = await import("@/components/agenda/partner");
	const party = hit.doctype === "Party" ? hit.name : (hit.party ?? "");
	holdPartner(pointer, { party, contact: hit.doctype === "Party" ? undefined : hit.name, title: hit.title });
}
