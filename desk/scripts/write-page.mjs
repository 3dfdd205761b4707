// Turns the built index.html into relcrm/www/relcrm.html, the page that the site fills with its boot.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const built = fileURLToPath(new URL("../../relcrm/public/desk/index.html", import.meta.url));
const page = fileURLToPath(new URL("../../relcrm/www/relcrm.html", import.meta.url));
const boot = '<script type="application/json" id="boot">{{ boot | tojson }}</script>';

const html = readFileSync(built, "utf8");
if (/\{[{%#]/.test(html)) throw new Error("The built page holds Jinja signs: they would be run by the server.");
if (!html.includes("<!-- boot -->")) throw new Error("index.html has lost its <!-- boot --> mark.");
writeFileSync(page, html.replace('<html lang="en">', '<html lang="{{ boot.lang }}">').replace("<!-- boot -->", boot));
rmSync(built);
console.log("wrote relcrm/www/relcrm.html");
