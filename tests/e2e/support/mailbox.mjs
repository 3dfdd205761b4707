// A mail server on a free loopback port that takes everything and keeps it, as much SMTP as sending one mail needs.
import { createServer } from "node:net";

/** Resolves to { port, mails, close }: `mails` are the messages as they arrived. */
export function openMailbox() {
	const mails = [];
	const server = createServer((socket) => {
		let [rest, data] = ["", undefined];
		const say = (text) => socket.write(`${text}\r\n`);
		socket.on("error", () => {});
		socket.on("data", (piece) => {
			rest += piece.toString("latin1");
			for (let end = rest.indexOf("\r\n"); end >= 0; end = rest.indexOf("\r\n")) {
				const line = rest.slice(0, end);
				rest = rest.slice(end + 2);
				if (data !== undefined) {
					if (line !== ".") data += `${line}\r\n`;
					else {
						mails.push(data);
						data = undefined;
						say("250 kept");
					}
				} else if (/^DATA/i.test(line)) {
					data = "";
					say("354 go on");
				} else if (/^QUIT/i.test(line)) socket.end("221 bye\r\n");
				else say("250 yes");
			}
		});
		say("220 mailbox");
	});
	server.unref(); // a test that failed before it closed the mailbox holds nobody up
	return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve({ port: server.address().port, mails, close: () => server.close() })));
}
