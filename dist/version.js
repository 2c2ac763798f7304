import { o as __toESM } from "./rolldown-runtime.js";
import { t as require_compare } from "./compare.js";
import { t as InputError } from "./errors.js";
import "./tag.js";
import { t as quote } from "./safe-text.js";
// src/tags/versions/version.ts
var import_compare = /* @__PURE__ */ __toESM(require_compare(), 1);
const VERSION = /^[vV]?((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?)$/;
function tryParseVersion(text) {
	if (text.length > 128) return void 0;
	const [, version, ...parts] = VERSION.exec(text) ?? [];
	const [major, minor, patch] = parts.slice(0, 3).map(Number);
	if (version === void 0 || major === void 0 || minor === void 0 || patch === void 0) return void 0;
	if (![
		major,
		minor,
		patch
	].every(Number.isSafeInteger)) return void 0;
	return {
		text: version,
		major,
		minor,
		patch,
		preRelease: parts[3],
		build: parts[4]
	};
}
function splitVersion(name, tagPrefix) {
	const before = tagPrefix !== "" && name.startsWith(tagPrefix) ? tagPrefix : name.slice(0, name.lastIndexOf("/") + 1);
	return {
		before,
		version: tryParseVersion(name.slice(before.length))
	};
}
function parseVersion(text, origin) {
	const version = tryParseVersion(text);
	if (version !== void 0) return version;
	throw new InputError(`Cannot read version ${quote(text)} of ${origin}: ${reasonForNoVersion(text)}; write it in full, such as "${sampleVersion(text)}"`);
}
function reasonForNoVersion(text) {
	if (text.length > 128) return `it is longer than 128 characters`;
	if (VERSION.test(text)) return `a number in it is larger than ${Number.MAX_SAFE_INTEGER}`;
	return "it is no semantic version MAJOR.MINOR.PATCH";
}
function sampleVersion(text) {
	const short = /^[vV]?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?$/.exec(text);
	return short === null ? "1.2.3" : `${short[1]}.${short[2] ?? 0}.0`;
}
function compareVersions(left, right) {
	return left.major - right.major || left.minor - right.minor || left.patch - right.patch || (left.preRelease === right.preRelease ? 0 : (0, import_compare.default)(left.text, right.text));
}
function isStable(version) {
	return version.preRelease === void 0;
}
function formatVersionTag(version) {
	return version.text.replace("+", "_");
}
function tryParseVersionTag(tag) {
	return tryParseVersion(tag.replace("_", "+"));
}
export { reasonForNoVersion as a, tryParseVersion as c, parseVersion as i, tryParseVersionTag as l, formatVersionTag as n, sampleVersion as o, isStable as r, splitVersion as s, compareVersions as t };
