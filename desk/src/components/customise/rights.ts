// Rights in plain words.
import { __ } from "@/i18n/translate";

export const rightWords = (): Record<string, string> => ({
	read: __("See"),
	write: __("Change"),
	create: __("Add"),
	delete: __("Delete"),
	export: __("Export"),
	import: __("Import"),
	print: __("Print"),
	share: __("Share"),
	only_own: __("Only one's own"),
});
