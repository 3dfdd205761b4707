// Screens that show events listen here, so that one saved in a dialog shows at once.
import { ref } from "vue";

export const changedEvents = ref(0);
