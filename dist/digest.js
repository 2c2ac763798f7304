import { t as InputError } from "./errors.js";
import { t as quote } from "./safe-text.js";
// rolldown.config.ts?on-first-call=crypto
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
// src/oci/digest.ts
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function tryParseDigest(text) {
	return isDigest(text) ? text : void 0;
}
const ANY_DIGEST = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):[a-zA-Z0-9=_-]+$/;
const MAX_LENGTH = 300;
function explainDigest(text) {
	const algorithm = text.length > MAX_LENGTH ? void 0 : ANY_DIGEST.exec(text)?.[1];
	return algorithm === void 0 || algorithm === "sha256" || algorithm === "sha512" ? "is not \"sha256:\" with 64 or \"sha512:\" with 128 lower-case hexadecimal digits" : `is of the algorithm "${algorithm}", which cannot be verified here: only sha256 and sha512 can`;
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new InputError(`Cannot read digest ${quote(text)}: it ${explainDigest(text)}; copy it whole from the registry or the build's output`);
}
function digestAlgorithm(digest) {
	return digest.startsWith("sha512:") ? "sha512" : "sha256";
}
function digestHex(digest) {
	return digest.slice(digest.indexOf(":") + 1);
}
function digestOf(bytes, algorithm = "sha256") {
	return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}
function shortDigest(digest) {
	return `${digestAlgorithm(digest)}:${digestHex(digest).slice(0, 12)}`;
}
export { isDigest as a, tryParseDigest as c, explainDigest as i, createHash as l, digestHex as n, parseDigest as o, digestOf as r, shortDigest as s, digestAlgorithm as t, randomUUID as u };
