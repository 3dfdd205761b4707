// What the one search box shows for a text: actions at once, people and companies when they are found, the rest below them.
// What comes later is only ever added below, so that nothing moves under the hand.
import type { RouteLocationRaw } from "vue-router";
import type { Hit } from "@/api/search";
import { hasWords, foldText } from "@/lib/folding";
import type { Command } from "./commands";

export interface Item {
	key: string;
	icon: string;
	title: string;
	more?: string;
	hint?: string;
	to?: RouteLocationRaw;
	href?: string;
	run?: () => void;
	/** Further things to do with a hit, by arrow right. */
	acts?: { label: string; icon: string; run: () => void }[];
	hit?: Hit;
}
export interface Group {
	id: string;
	title: string;
	items: Item[];
}

/** Where the text names the action itself ("chiamata", "agenda"), not only a word in it. */
export function isNamed(command: Command, text: string): boolean {
	const asked = foldText(text);
	if (asked.length < 3) return false;
	if (foldText(command.label).startsWith(asked)) return true;
	const words = foldText(`${command.words ?? ""}`).split(" ");
	return words.some((word) => word === asked || (asked.length > 3 && word.startsWith(asked)));
}

/** The actions that fit a text, those it names first. */
export function findCommands(commands: Command[], text: string): { named: Command[]; others: Command[] } {
	const fitting = commands.filter((one) => hasWords(`${one.label} ${one.words ?? ""}`, text));
	const named = fitting.filter((one) => isNamed(one, text));
	return { named, others: fitting.filter((one) => !named.includes(one)) };
}

export const itemOf = (command: Command): Item => ({ key: `do/${command.id}`, icon: command.icon, title: command.label, hint: command.hint, to: command.to, run: command.run });

/** The groups in their order, each item once, empty groups left out. */
export function arranged(groups: Group[]): Group[] {
	const seen = new Set<string>();
	return groups
		.map((group) => ({ ...group, items: group.items.filter((item) => !seen.has(item.key) && seen.add(item.key)) }))
		.filter((group) => group.items.length);
}

/** "agenda rossi", "calendario di Rossi": whose agenda is asked for; undefined when none is. */
export function agendaOf(text: string): string | undefined {
	const found = /^(?:apri |open )?(?:l'|the )?(?:agenda|calendario|calendar)(?: di| of| d')? (.{2,})$/i.exec(text.trim());
	return found?.[1].trim();
}
