// Whether the help of the page or the overview of the keys is open.
import { ref } from "vue";

export const helpOpen = ref(false);
export const keysOpen = ref(false);
