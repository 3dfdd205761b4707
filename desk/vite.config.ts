/// <reference types="vitest/config" />
import vue from "@vitejs/plugin-vue";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vite";
import { guides } from "./scripts/guides";

process.env.TZ ??= "Europe/Rome"; // tests see days of 23 and 25 hours

// Small parts that most screens share travel together: one request instead of dozens.
const VENDOR = /\/node_modules\/(@fontsource-variable|@vue|quasar|vue|vue-router)\//;
// Help waits until somebody asks for it.
const SHARED = /\/src\/(api|i18n|lib|shell(?!\/(ShellHelp|tips|guides)\.)|theme|ui)\//;
// The editor of rich text is large and waits until somebody writes.
const FIELDS = /\/src\/(fields\/(?!rich_text\/Rich(Editor|Tools))|form\/)/;
const EVENTS = /\/src\/components\/(call|event)\//;

function chunkOf(id: string, { getModuleInfo }: { getModuleInfo: (id: string) => { importers: readonly string[] } | null }) {
	// What is only ever asked for when needed stays a file of its own.
	if (!getModuleInfo(id)?.importers.length) return undefined;
	if (VENDOR.test(id)) return "vendor";
	if (SHARED.test(id)) return "shared";
	if (FIELDS.test(id)) return "fields";
	if (EVENTS.test(id)) return "events";
	return undefined;
}

const outDir = fileURLToPath(new URL("../relcrm/public/desk", import.meta.url));

export default defineConfig(({ command }) => ({
	base: command === "build" ? "/assets/relcrm/desk/" : "/",
	plugins: [vue(), guides()],
	build: { outDir, emptyOutDir: true, target: "es2022", chunkSizeWarningLimit: 400, rollupOptions: { output: { manualChunks: chunkOf } } },
	resolve: {
		// Quasar's entry for Node is its server build; unit tests run in a browser-like window.
		alias: [
			{ find: /^@\//, replacement: fileURLToPath(new URL("./src/", import.meta.url)) },
			...(process.env.VITEST ? [{ find: /^quasar$/, replacement: "quasar/dist/quasar.client.js" }] : []),
		],
	},
	server: { fs: { allow: [".."] }, proxy: { "^/(api|files|private|printview|assets)": process.env.RELCRM_URL ?? "http://127.0.0.1:8000" } },
	test: { environment: "happy-dom", pool: "threads", isolate: false, maxWorkers: 2, include: ["src/**/*.test.ts"], setupFiles: ["src/test-setup.ts"] },
}));
