import { type FieldType } from "../types";
import Input from "./Input.vue";
import View from "./View.vue";

export default { Input, View, operators: [], group: true, wide: true } satisfies FieldType;
