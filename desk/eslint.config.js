import vue from "eslint-plugin-vue";
import ts from "typescript-eslint";

const noFetch = {
	selector: "CallExpression[callee.name='fetch']",
	message: "Only src/api talks to the server: add a function there and call it.",
};

export default [
	{ ignores: ["node_modules/", "dist/"] },
	...ts.configs.recommended,
	...vue.configs["flat/essential"],
	{
		files: ["src/**/*.{ts,vue}"],
		languageOptions: { parserOptions: { parser: ts.parser } },
		rules: {
			"no-restricted-syntax": ["error", noFetch],
			"vue/multi-word-component-names": "error",
			"vue/no-restricted-html-elements": [
				"error",
				{ element: "a", message: "Use UiLink: it knows the routes and the base path." },
			],
			"vue/no-v-html": "error",
		},
	},
	{ files: ["src/api/**"], rules: { "no-restricted-syntax": "off" } },
	{ files: ["src/ui/UiLink.vue"], rules: { "vue/no-restricted-html-elements": "off" } },
	{ files: ["src/fields/**", "src/App.vue"], rules: { "vue/multi-word-component-names": "off" } },
];
