// A failed action must say one plain sentence: no trace, no status number, no markup.
import { describe, expect, it } from "vitest";
import { plainText, sentenceFor, serverMessages } from "./errors";

const wire = (...messages: string[]) => JSON.stringify(messages.map((message) => JSON.stringify({ message, title: "Message" })));

describe("sentenceFor", () => {
	it("takes the server's own sentence, without its markup", () => {
		const body = { exc_type: "ValidationError", _server_messages: wire("<strong>Casale</strong> cannot be saved: <br>fill in the name.") };
		expect(sentenceFor(417, body)).toBe("Casale cannot be saved: fill in the name.");
	});
	it("joins several messages", () => {
		expect(sentenceFor(417, { exc_type: "MandatoryError", _server_messages: wire("One.", "Two.") })).toBe("One. Two.");
	});
	it("reads the errors of version 2 of the API", () => {
		expect(sentenceFor(404, { errors: [{ type: "DoesNotExistError", message: "Party X not found" }] })).toBe("Party X not found");
	});
	it("explains a change made by someone else in our own words", () => {
		expect(sentenceFor(417, { exc_type: "TimestampMismatchError", _server_messages: wire("Document has been modified after you have opened it (2026-11-22 10:00, 2026-11-22 10:01)") })).toMatch(/^Someone else changed/);
	});
	it("has a sentence when the server says nothing", () => {
		expect(sentenceFor(500, {})).toMatch(/^The server could not do this/);
		expect(sentenceFor(403, {})).toMatch(/^You may not do this/);
		expect(sentenceFor(413, {})).toMatch(/too large/);
	});
	it("never shows a trace", () => {
		expect(sentenceFor(500, { exc_type: "KeyError", exc: '["Traceback..."]' } as never)).not.toContain("Traceback");
	});
});

describe("serverMessages", () => {
	it("is empty for a message that is no JSON", () => expect(serverMessages({ _server_messages: "oops" })).toEqual([]));
});

describe("plainText", () => {
	it("reads entities and drops tags without running them", () => expect(plainText("a &amp; b<script>x</script> <img src=x onerror=alert(1)>c")).toBe("a & bx c"));
});
