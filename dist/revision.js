import { t as InputError } from "./errors.js";
import { t as quote } from "./safe-text.js";
// src/tags/revision.ts
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;
function parseRevision(text) {
	if (REVISION.test(text)) return text;
	throw new InputError(`Cannot use revision ${quote(text)}: it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it`);
}
function tryParseRevision(text) {
	return REVISION.test(text) ? text : void 0;
}
export { tryParseRevision as n, parseRevision as t };
