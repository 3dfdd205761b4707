// Whether the server was out of reach when it was last asked.
import { ref } from "vue";

export const offline = ref(false);

/** Asks the server for a sign of life; true when it answers. */
export async function isThere(): Promise<boolean> {
	try {
		await fetch("/api/method/ping", { credentials: "same-origin", cache: "no-store" });
		offline.value = false;
	} catch {
		offline.value = true;
	}
	return !offline.value;
}
