import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { callOff, getInvited } from "@/api/agenda";
import { question } from "@/ui/confirm";
import { mayGo } from "./telling";

vi.mock("@/api/agenda", () => ({ getInvited: vi.fn(), callOff: vi.fn(), tellAgain: vi.fn() }));
vi.mock("@/ui/notice", () => ({ showDone: vi.fn(), showProblem: vi.fn() }));

const invited = (...people: string[]) => vi.mocked(getInvited).mockResolvedValue({ events: people.length ? ["E1"] : [], people });
const answer = async (which: "yes" | "other" | "no") => {
	await vi.waitFor(() => expect(question.value).toBeDefined());
	question.value?.answer(which);
};

describe("before events are deleted", () => {
	beforeEach(() => void vi.mocked(callOff).mockResolvedValue({ mailed: ["ada@example.org"] }));
	afterEach(() => void vi.clearAllMocks());

	it("asks nothing where nobody outside was invited", async () => {
		invited();
		expect(await mayGo(["E1"])).toBe(true);
		expect(question.value).toBeUndefined();
	});
	it("tells those invited, and lets it go", async () => {
		invited("Ada");
		const going = mayGo(["E1", "E2"]);
		await answer("yes");
		expect(await going).toBe(true);
		expect(vi.mocked(callOff)).toHaveBeenCalledWith(["E1"]);
	});
	it("lets it go without a word, or not at all, as one answers", async () => {
		invited("Ada", "Bruno");
		const quiet = mayGo(["E1"]);
		await answer("other");
		expect(await quiet).toBe(true);
		const stays = mayGo(["E1"]);
		await answer("no");
		expect(await stays).toBe(false);
		expect(vi.mocked(callOff)).not.toHaveBeenCalled();
	});
});
