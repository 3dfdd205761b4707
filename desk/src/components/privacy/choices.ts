// What the cards of parties and people offer about the data themselves.
import type { Router } from "vue-router";
import { hasRole } from "@/boot";
import { __ } from "@/i18n/translate";
import { slugOf } from "@/lib/routes";
import { iconHelp, iconKey } from "@/ui/icons";

const isOfficer = () => hasRole("RelCRM Privacy Officer", "RelCRM Administrator", "System Manager");

export const privacyChoices = (router: Router, doctype: string, name: string, isPerson: boolean, ask: () => void) => [
	{ label: __("Where did you get my number?"), icon: iconHelp, run: ask },
	...(isPerson && isOfficer() ? [{ label: __("Personal data"), icon: iconKey, run: () => void router.push({ name: "privacy", params: { slug: slugOf(doctype), name } }) }] : []),
];
