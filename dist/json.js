// src/oci/json.ts
var FormatError = class extends Error {
	name = "FormatError";
};
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseJsonObject(bytes) {
	return parseJsonText(decodeJson(bytes));
}
function decodeJson(bytes) {
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		throw new FormatError("it is no JSON document");
	}
}
function parseJsonText(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FormatError("it is no JSON document");
	}
	if (!isJsonObject(value)) throw new FormatError("it is no JSON object");
	return value;
}
function property(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}
function stringProperty(object, key) {
	const value = property(object, key);
	return typeof value === "string" ? value : void 0;
}
function objectProperty(object, key) {
	const value = property(object, key);
	return isJsonObject(value) ? value : void 0;
}
function stringMap(value) {
	if (!isJsonObject(value)) return /* @__PURE__ */ new Map();
	return new Map(Object.entries(value).filter((entry) => typeof entry[1] === "string"));
}
export { parseJsonObject as a, stringMap as c, objectProperty as i, stringProperty as l, decodeJson as n, parseJsonText as o, isJsonObject as r, property as s, FormatError as t };
