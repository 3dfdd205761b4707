import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { anchorOf } from "../../scripts/anchors";
import { readGuide } from "../../scripts/guides";
import { makeRouter } from "../router";
import { pages, places } from "./guides";
import { helpFor } from "./tips";

const read = (page: string, italian: boolean) => readGuide(readFileSync(`../docs/user/${italian ? `it/${pages[page]}` : page}.md`, "utf-8"));

describe("guides of the screens", () => {
	it("there is one for each screen", () => {
		const screens = makeRouter().getRoutes().flatMap((route) => (route.name ? [String(route.name)] : []));
		expect(screens.filter((name) => !(name in places))).toEqual([]);
	});
	it("each has tips of its own", () => {
		const screens = Object.keys(places).filter((name) => !name.includes("/") && name !== "lost");
		const general = helpFor("lost").title;
		expect(screens.filter((name) => helpFor(name).title === general || !helpFor(name).tips.length)).toEqual([]);
	});
	it.each(Object.entries(places))("%s leads to a heading that is there, in both languages", (_screen, [page, english, italian]) => {
		for (const [heading, guide] of [[english, read(page, false)], [italian, read(page, true)]] as const) {
			if (heading) expect(guide.html).toContain(`id="${anchorOf(heading)}"`);
		}
		expect(Boolean(english)).toBe(Boolean(italian));
	});
	it.each(Object.keys(pages))("%s is read whole, and its links lead to guides", (page) => {
		for (const italian of [false, true]) {
			const { title, html } = read(page, italian);
			expect(title).not.toMatch(/^#|^$/);
			expect(html.replace(/<code>.*?<\/code>/gs, "")).not.toMatch(/\*\*|\]\(|^#|!\[/m);
			for (const [, to] of html.matchAll(/href="([\w-]+)/g)) expect([...Object.keys(pages), ...Object.values(pages)]).toContain(to);
		}
	});
	it("says what a guide says, and nothing of it is a tag", () => {
		const { title, html } = readGuide("# One & two\n\nA **b** and `<i>`, *c* in [day](day.md).\n- x\n  y\n- z\n\n## Here: it's\n| a | b |\n|---|---|\n| 1 | <2> |\n");
		expect(title).toBe("One & two");
		expect(html).toContain('<p>A <strong>b</strong> and <code>&lt;i&gt;</code>, <em>c</em> in <a href="day">day</a>.</p><ul><li>x y</li><li>z</li></ul>');
		expect(html).toContain('<h2 id="here-it-s">');
		expect(html).toContain("<td>1</td><td>&lt;2&gt;</td>");
	});
});
