import { t as InputError } from "./errors.js";
import { t as quote } from "./safe-text.js";
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const RESERVED = /^sha(?:256|512)-[a-f0-9]{32,}/;
function isTag(text) {
	return TAG.test(text);
}
function isReservedTag(tag) {
	return RESERVED.test(tag);
}
function parseTag(text) {
	if (isTag(text)) return text;
	throw new InputError(`Cannot use tag ${quote(text)}: a tag is 1 to 128 letters, digits, "_", "." and "-", and begins with none of the last two; choose another`);
}
export { isTag as n, parseTag as r, isReservedTag as t };
