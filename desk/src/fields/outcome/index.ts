import { TEXT_OPERATORS, type FieldType } from "../types";
import Input from "./Input.vue";
import View from "../select/View.vue";

export default { Input, View, operators: TEXT_OPERATORS } satisfies FieldType;
