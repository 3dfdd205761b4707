import { expect, it } from "vitest";
import { boot } from "@/boot";
import { dropDraft, keepDraft, listDrafts, readDraft } from "./drafts";

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
it("lists what was begun, the reader's own only", () => {
	boot.user = "anna@example.com";
	keepDraft("form.Party.new", {});
	boot.user = "berta@example.com";
	expect(listDrafts("form.")).toEqual([]);
	boot.user = "anna@example.com";
	expect(listDrafts("form.")).toEqual(["form.Party.new"]);
	dropDraft("form.Party.new");
});
