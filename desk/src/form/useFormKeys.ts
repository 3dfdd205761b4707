// The keys of a form, heard on the whole page but not while a dialog is open over it.
import { onBeforeUnmount, onMounted } from "vue";

export interface FormKeys {
	save(): void;
	saveAndClose(): void;
	cancel(): void;
	previous(): void;
	next(): void;
	undo(): void;
}

export function useFormKeys(keys: FormKeys) {
	const inDialog = () => Boolean(document.querySelector(".q-dialog [role=dialog], .q-dialog .ui-dialog, .q-menu"));
	const inText = (target: EventTarget | null) => target instanceof HTMLElement && (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));

	function onKey(event: KeyboardEvent) {
		if (event.defaultPrevented || inDialog()) return;
		const command = event.ctrlKey || event.metaKey;
		if (command && event.key.toLowerCase() === "s" && !event.shiftKey && !event.altKey) keys.save();
		else if (command && event.key === "Enter") keys.saveAndClose();
		else if (command && event.key.toLowerCase() === "z" && !event.shiftKey && !inText(event.target)) keys.undo();
		else if (event.altKey && !command && !event.shiftKey && event.key === "ArrowUp" && !(event.target instanceof HTMLSelectElement)) keys.previous();
		else if (event.altKey && !command && !event.shiftKey && event.key === "ArrowDown" && !(event.target instanceof HTMLSelectElement)) keys.next();
		else if (event.key === "Escape" && !command) keys.cancel();
		else return;
		event.preventDefault();
	}
	onMounted(() => document.addEventListener("keydown", onKey));
	onBeforeUnmount(() => document.removeEventListener("keydown", onKey));
}
