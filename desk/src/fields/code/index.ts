import { type FieldType } from "../types";
import Input from "./Input.vue";
import View from "./View.vue";

export default { Input, View, operators: ["like", "not like", "is"], wide: true } satisfies FieldType;
