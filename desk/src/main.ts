import "@fontsource-variable/inter/wght.css";
import "quasar/dist/quasar.css";
import "./theme/tokens.css";
import "./theme/base.css";
import "./theme/parts.css";
import "./theme/print.css";
import { Dark, Notify, Quasar } from "quasar";
import iconSet from "quasar/icon-set/svg-material-symbols-rounded";
import english from "quasar/lang/en-GB";
import italian from "quasar/lang/it";
import { createApp } from "vue";
import App from "./App.vue";
import { isGuest } from "./boot";
import { chosenLanguage, loadLanguage } from "./i18n/load";
import { makeRouter } from "./router";
import { chosenTheme, showDensity } from "./shell/theme";

async function start() {
	const lang = chosenLanguage();
	showDensity();
	const app = createApp(App);
	const router = makeRouter();
	app.use(Quasar, { plugins: { Dark, Notify }, lang: lang === "it" ? italian : english, iconSet, config: { dark: chosenTheme() } });
	app.use(router);
	// The page's own script travels while the texts do.
	await Promise.all([loadLanguage(lang), isGuest() || router.isReady().catch(() => undefined)]);
	app.mount("#app");
}

void start();
