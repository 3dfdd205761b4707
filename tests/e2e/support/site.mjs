// A standalone site with the demo company, served for the tests and taken down after them.
import { execFileSync, spawn } from "node:child_process";
import { createServer } from "node:net";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const relcrm = join(root, ".venv", "bin", "relcrm");
const PASSWORD = "Prova-del-desk-2026";

function freePort() {
	return new Promise((resolve) => {
		const server = createServer().listen(0, "127.0.0.1", () => {
			const { port } = server.address();
			server.close(() => resolve(port));
		});
	});
}

async function isUp(url) {
	try {
		return (await fetch(`${url}/api/method/ping`)).ok;
	} catch {
		return false;
	}
}

/** Waits for an event that the process itself announces, not for a time. */
function served(process, url) {
	return new Promise((resolve, fail) => {
		process.on("exit", (code) => fail(new Error(`The server ended with ${code} before it answered.`)));
		const look = async () => ((await isUp(url)) ? resolve() : setTimeout(look, 50));
		void look();
	});
}

const environmentOf = (url, password, admin) => ({ E2E_URL: url, E2E_PASSWORD: password, E2E_ADMIN_PASSWORD: admin });

export async function startSite(folder) {
	if (process.env.E2E_URL) {
		const { E2E_URL, E2E_PASSWORD, E2E_ADMIN_PASSWORD } = process.env;
		return { environment: environmentOf(E2E_URL, E2E_PASSWORD, E2E_ADMIN_PASSWORD), stop: async () => {} };
	}
	const site = join(folder, "site");
	const options = { cwd: root, env: { ...process.env, ADMIN_PASSWORD: PASSWORD }, stdio: ["ignore", "ignore", "inherit"] };
	execFileSync(relcrm, ["new-site", site, "--install-app", "relcrm"], options);
	execFileSync(relcrm, ["--site", site, "load-demo", "--quiet", "--password", PASSWORD], options);
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const server = spawn(relcrm, ["--site", site, "serve", "--port", String(port)], { cwd: root, stdio: ["ignore", "ignore", "inherit"] });
	await served(server, url);
	return {
		environment: { ...environmentOf(url, PASSWORD, PASSWORD), E2E_MIGRATE: `"${relcrm}" --site "${site}" migrate` },
		stop: () =>
			new Promise((resolve) => {
				server.removeAllListeners("exit").once("exit", resolve);
				server.kill("SIGTERM");
			}),
	};
}
