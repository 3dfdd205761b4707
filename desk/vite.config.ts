/// <reference types="vitest/config" />
import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";

const outDir = fileURLToPath(new URL("../relcrm/public/desk", import.meta.url));

export default defineConfig(({ command }) => ({
	base: command === "build" ? "/assets/relcrm/desk/" : "/",
	plugins: [vue()],
	build: { outDir, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 400 },
	resolve: {
		// Quasar's entry for Node is its server build; unit tests run in a browser-like window.
		alias: [
			{ find: /^@\//, replacement: fileURLToPath(new URL("./src/", import.meta.url)) },
			...(process.env.VITEST ? [{ find: /^quasar$/, replacement: "quasar/dist/quasar.client.js" }] : []),
		],
	},
	server: { proxy: { "^/(api|files|private|printview|assets)": process.env.RELCRM_URL ?? "http://127.0.0.1:8000" } },
	test: { environment: "happy-dom", pool: "threads", isolate: false, maxWorkers: 2, include: ["src/**/*.test.ts"], setupFiles: ["src/test-setup.ts"] },
}));
