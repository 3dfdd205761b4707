import { expect, it } from "vitest";
import { boot } from "@/boot";
import { dropDraft, keepDraft, readDraft } from "./drafts";

it("keeps what was typed for its user only, until dropped", () => {
	boot.user = "anna@example.com";
	keepDraft("call", { asked: "the price" });
	boot.user = "berta@example.com";
	expect(readDraft("call")).toBeUndefined();
	boot.user = "anna@example.com";
	expect(readDraft("call")).toEqual({ asked: "the price" });
	dropDraft("call");
	expect(readDraft("call")).toBeUndefined();
});
it("survives a broken store", () => {
	localStorage.setItem(`relcrm.draft.${boot.user}.x`, "{");
	expect(readDraft("x")).toBeUndefined();
});
