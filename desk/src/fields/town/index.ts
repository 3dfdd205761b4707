import { defineAsyncComponent } from "vue";
import data from "../data";
import type { FieldType } from "../types";

export default { ...data, Input: defineAsyncComponent(() => import("./Input.vue")) } satisfies FieldType;
