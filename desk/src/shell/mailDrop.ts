// Mails dragged or pasted anywhere on a page: the dialog that files them opens, with the record of the page as their place.
import { onBeforeUnmount, onMounted, onScopeDispose, ref, watch, type Ref } from "vue";

export interface MailPlace {
	doctype: string;
	name: string;
	title: string;
}
export interface MailStart {
	files: File[];
	place?: MailPlace;
}

/** The dialog that files mails; undefined = closed. */
export const mailStart = ref<MailStart>();
const place = ref<MailPlace>();
const MAIL = /\.(eml|msg|emlx)$/i;
export const isMail = (file: File) => MAIL.test(file.name) || file.type === "message/rfc822";

/** The record on which mails of this page are filed. */
export function useMailPlace(found: () => MailPlace | undefined) {
	watch(found, (now) => (place.value = now), { immediate: true });
	onScopeDispose(() => (place.value = undefined));
}
export const openMails = (files: File[] = []) => (mailStart.value = { files, place: place.value });

/** Once, in the shell: mails are taken before anything else on the page sees them; other files go on. */
export function useMailDrop(may: Ref<boolean>) {
	const mailsOf = (files: FileList | undefined | null) => [...(files ?? [])].filter(isMail);
	function take(event: DragEvent | ClipboardEvent, files: FileList | undefined | null) {
		const mails = mailsOf(files);
		if (!mails.length || mails.length < (files?.length ?? 0) || !may.value || mailStart.value) return;
		event.preventDefault();
		event.stopImmediatePropagation();
		window.dispatchEvent(new DragEvent("dragleave")); // whoever lights up while something hovers goes dark
		openMails(mails);
	}
	const hover = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
	const drop = (event: DragEvent) => take(event, event.dataTransfer?.files);
	const paste = (event: ClipboardEvent) => take(event, event.clipboardData?.files);
	onMounted(() => {
		window.addEventListener("dragover", hover);
		window.addEventListener("drop", drop, true);
		window.addEventListener("paste", paste, true);
	});
	onBeforeUnmount(() => {
		window.removeEventListener("dragover", hover);
		window.removeEventListener("drop", drop, true);
		window.removeEventListener("paste", paste, true);
	});
}
