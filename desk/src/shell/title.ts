// What the current page is called, for the browser's tab.
import { ref, watchEffect } from "vue";

export const pageTitle = ref("");

export const usePageTitle = (title: () => string | undefined) => watchEffect(() => (pageTitle.value = title() ?? ""));
