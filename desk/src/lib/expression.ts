// Answers a field's depends_on ("eval:doc.kind == 'Company'") without running code from data: the page's policy forbids it.
import jsep, { type Expression } from "jsep";

export type Row = Record<string, unknown>;

const binary: Record<string, (a: never, b: never) => unknown> = {
	"==": (a: unknown, b: unknown) => a == b,
	"===": (a: unknown, b: unknown) => a === b,
	"!=": (a: unknown, b: unknown) => a != b,
	"!==": (a: unknown, b: unknown) => a !== b,
	">": (a: number, b: number) => a > b,
	">=": (a: number, b: number) => a >= b,
	"<": (a: number, b: number) => a < b,
	"<=": (a: number, b: number) => a <= b,
	"+": (a: number, b: number) => a + b,
	"-": (a: number, b: number) => a - b,
};

const functions: Record<string, (...args: never[]) => unknown> = {
	in_list: (list: unknown[], value: unknown) => list.includes(value),
	cint: (value: unknown) => Math.trunc(Number(value) || 0),
	flt: (value: unknown) => Number(value) || 0,
};

const methods = new Set(["includes", "startsWith", "endsWith", "toLowerCase", "toUpperCase", "trim"]);

// eslint-disable-next-line @typescript-eslint/no-explicit-any
type Node = any;

function valueOf(node: Node, scope: Row): unknown {
	switch (node.type) {
		case "Literal":
			return node.value;
		case "Identifier":
			return node.name === "undefined" ? undefined : scope[node.name];
		case "ArrayExpression":
			return node.elements.map((one: Node) => valueOf(one, scope));
		case "UnaryExpression":
			return node.operator === "!" ? !valueOf(node.argument, scope) : -Number(valueOf(node.argument, scope));
		case "ConditionalExpression":
			return valueOf(valueOf(node.test, scope) ? node.consequent : node.alternate, scope);
		case "MemberExpression":
			return memberOf(node, scope);
		case "CallExpression":
			return callOf(node, scope);
		case "LogicalExpression":
		case "BinaryExpression":
			return binaryOf(node, scope);
		default:
			throw new Error(`not understood: ${node.type}`);
	}
}

function binaryOf(node: Node, scope: Row): unknown {
	const left = valueOf(node.left, scope);
	if (node.operator === "&&") return left && valueOf(node.right, scope);
	if (node.operator === "||") return left || valueOf(node.right, scope);
	return binary[node.operator](left as never, valueOf(node.right, scope) as never);
}

function memberOf(node: Node, scope: Row): unknown {
	const object = valueOf(node.object, scope) as Row | undefined;
	const key = node.computed ? String(valueOf(node.property, scope)) : node.property.name;
	if (object == null) return undefined;
	return key === "length" || Object.hasOwn(object, key) ? object[key] : undefined;
}

function callOf(node: Node, scope: Row): unknown {
	const args = node.arguments.map((one: Node) => valueOf(one, scope)) as never[];
	if (node.callee.type === "Identifier") return functions[node.callee.name](...args);
	const name = node.callee.property?.name;
	if (!methods.has(name)) throw new Error(`not understood: ${name}`);
	const object = valueOf(node.callee.object, scope) as Record<string, (...a: never[]) => unknown> | undefined;
	return object?.[name](...args);
}

const parsed = new Map<string, Expression>();

/** True when the condition holds; one that cannot be understood gives `otherwise`: it never hides a field, and never demands one. */
export function holds(condition: string | undefined, doc: Row, parent?: Row, otherwise = true): boolean {
	if (!condition) return true;
	if (!condition.startsWith("eval:")) return Boolean(isFilled(doc[condition]));
	try {
		const text = condition.slice(5).trim().replace(/;$/, "");
		if (!parsed.has(text)) parsed.set(text, jsep(text));
		return Boolean(valueOf(parsed.get(text), { doc, parent: parent ?? doc }));
	} catch {
		return otherwise;
	}
}

const isFilled = (value: unknown) => (Array.isArray(value) ? value.length > 0 : value !== null && value !== undefined && value !== "" && value !== 0);
