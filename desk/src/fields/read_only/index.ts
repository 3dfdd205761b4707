import View from "../data/View.vue";
import { TEXT_OPERATORS, type FieldType } from "../types";
import Input from "./Input.vue";

export default { Input, View, operators: TEXT_OPERATORS, group: true } satisfies FieldType;
