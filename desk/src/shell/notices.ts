// The bell's number, asked now and then while the page is looked at: after a minute, less often when nothing happens.
import { onBeforeUnmount, onMounted, ref } from "vue";
import { countNotices, type Notice, type NoticePage } from "@/api/notices";
import { plainText } from "@/api/errors";
import { __ } from "@/i18n/translate";

export const unread = ref(0);

const SHORTEST = 60_000;
const LONGEST = 600_000;

/** How long to wait for the next look: a minute after news, twice as long after each look without. */
export const nextWait = (wait: number, news: boolean): number => (news ? SHORTEST : Math.min(wait * 2, LONGEST));

export function useBellLook() {
	let wait = SHORTEST;
	let timer: ReturnType<typeof setTimeout> | undefined;

	async function look() {
		clearTimeout(timer);
		if (document.hidden) return; // it looks again when the page is shown
		const before = unread.value;
		try {
			unread.value = await countNotices();
			wait = nextWait(wait, unread.value !== before);
		} catch {
			wait = nextWait(wait, false); // the bell stays silent; every page tells of a lost connection by itself
		}
		timer = setTimeout(look, wait);
	}
	const shown = () => {
		if (document.hidden) return;
		wait = SHORTEST;
		void look();
	};
	onMounted(() => {
		document.addEventListener("visibilitychange", shown);
		void look();
	});
	onBeforeUnmount(() => {
		clearTimeout(timer);
		document.removeEventListener("visibilitychange", shown);
	});
}

/** A notice in the reader's words; what is not known by its kind stands as the server wrote it. */
export function wordsOf(notice: Notice, people: NoticePage["people"]): string {
	const who = notice.from_user ? people[notice.from_user]?.full_name : "";
	const what = notice.title ?? "";
	if (!who || !what) return plainText(notice.subject);
	if (notice.type === "Mention") return __("{0} calls you in a comment on {1}", [who, what]);
	if (notice.type === "Share") return __("{0} shares {1} with you", [who, what]);
	if (notice.type === "Assignment") return notice.given ? __("{0} gives you {1} to do", [who, what]) : __("{0} has done or taken back {1}", [who, what]);
	return plainText(notice.subject);
}
