import { St as FormatError, qt as quote } from "./common.js";
// src/oci/unique-keys.ts
const MAX_DEPTH = 100;
const FOLDED = new Map([.../* @__PURE__ */ new Set([...[
	"schemaVersion",
	"mediaType",
	"artifactType",
	"config",
	"layers",
	"manifests",
	"subject",
	"annotations"
], ...[
	"digest",
	"size",
	"platform",
	"urls",
	"data",
	"fsLayers",
	"history",
	"signatures",
	"blobs"
]])].map((name) => [fold(name), name]));
function fold(key) {
	return key.toUpperCase().toLowerCase();
}
function endOfString(text, start) {
	let end = start + 1;
	while (end < text.length && text[end] !== "\"") end += text[end] === "\\" ? 2 : 1;
	return end;
}
function requireUniqueKeys(text) {
	const open = [];
	let isKey = false;
	for (let position = 0; position < text.length; position++) {
		if (open.length > MAX_DEPTH) throw new FormatError(`it is nested more than ${MAX_DEPTH} levels deep`);
		switch (text[position]) {
			case "{":
				open.push(/* @__PURE__ */ new Set());
				isKey = true;
				break;
			case "[":
				open.push(void 0);
				isKey = false;
				break;
			case "}":
			case "]":
				open.pop();
				isKey = false;
				break;
			case ",":
				isKey = open.at(-1) !== void 0;
				break;
			case "\"": {
				const start = position;
				position = endOfString(text, start);
				if (!isKey) break;
				isKey = false;
				const literal = text.slice(start, position + 1);
				const keys = open.at(-1);
				const key = literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
				if (keys?.has(key)) throw new FormatError(`it has the key ${quote(key)} twice in one object`);
				keys?.add(key);
				break;
			}
		}
	}
}
function requireExactKeys(object) {
	for (const key of Object.keys(object)) {
		const meant = FOLDED.get(fold(key));
		if (meant !== void 0 && meant !== key) throw new FormatError(`it has the key ${quote(key)}, which some readers take for "${meant}"`);
	}
}
export { requireUniqueKeys as n, requireExactKeys as t };
