// What a person can do from anywhere: one list for the + button, the command palette and the shortcuts.
import { computed, ref } from "vue";
import { useRouter } from "vue-router";
import { __ } from "@/i18n/translate";
import { routeToNew } from "@/lib/routes";
import { iconAgenda, iconAppointment, iconCall, iconHome, iconParties, iconPerson, iconReports, iconSettings, iconTask, iconUpload } from "@/ui/icons";

export interface Command {
	key: string;
	label: string;
	icon: string;
	run: () => void;
	hint?: string;
	create?: boolean;
}

export interface CallStart {
	party?: string;
	title?: string;
	contact?: string;
	phone?: string;
}
export interface EventStart {
	kind: "appointment" | "task";
	party?: string;
	title?: string;
	contact?: string;
	starts?: Date;
	minutes?: number;
}

/** The dialogs that open from anywhere; undefined = closed. */
export const callStart = ref<CallStart>();
export const eventStart = ref<EventStart>();

export const onMac = /Mac|iPhone|iPad/.test(navigator.platform);
export const shortcut = (letter: string) => (onMac ? `⌘${letter}` : `Ctrl+${letter}`);

export function useCommands() {
	const router = useRouter();
	const go = (name: string) => () => void router.push({ name });
	return computed<Command[]>(() => [
		{ key: "call", label: __("Note down a call"), icon: iconCall, run: () => (callStart.value = {}), hint: shortcut("J"), create: true },
		{ key: "appointment", label: __("Plan an appointment"), icon: iconAppointment, run: () => (eventStart.value = { kind: "appointment" }), create: true },
		{ key: "task", label: __("Add a task"), icon: iconTask, run: () => (eventStart.value = { kind: "task" }), create: true },
		{ key: "party", label: __("Add a company or person"), icon: iconParties, run: () => void router.push(routeToNew("Party")), create: true },
		{ key: "contact", label: __("Add a contact"), icon: iconPerson, run: () => void router.push(routeToNew("Contact Person")), create: true },
		{ key: "home", label: __("Go to Home"), icon: iconHome, run: go("home") },
		{ key: "agenda", label: __("Go to the agenda"), icon: iconAgenda, run: go("agenda") },
		{ key: "parties", label: __("Go to companies and people"), icon: iconParties, run: go("parties") },
		{ key: "reports", label: __("Go to reports"), icon: iconReports, run: go("reports") },
		{ key: "import", label: __("Import a file"), icon: iconUpload, run: go("import") },
		{ key: "settings", label: __("My settings"), icon: iconSettings, run: go("settings") },
	]);
}
