// A change by an administrator is seen at the next click, in this tab and in everybody else's.
import { forgetDeskBoot } from "@/api/desk";
import { takeStale } from "@/api/freshness";
import { forgetMeta } from "@/api/meta";
import { reloadLanguage } from "@/i18n/load";
import { language } from "@/i18n/translate";

export async function refreshMetadata() {
	takeStale();
	forgetMeta();
	forgetDeskBoot();
	await reloadLanguage(language.value).catch(() => undefined);
}

/** Before a screen opens: what has grown old is forgotten first. */
export async function refreshIfStale() {
	if (takeStale()) await refreshMetadata();
}
