import "./rolldown-runtime.js";
import { qt as quote } from "./common.js";
// src/provenance/verification/glob.ts
const MAX_LENGTH = 4096;
const [STARS, STAR] = [-1, -2];
const SLASH = "/".charCodeAt(0);
const AT = "@".charCodeAt(0);
function parsePattern(pattern) {
	const parts = [];
	for (let at = 0; at < pattern.length; at++) if (pattern.charAt(at) !== "*") parts.push(pattern.charCodeAt(at));
	else if (pattern.charAt(at + 1) === "*") {
		parts.push(STARS);
		at++;
	} else parts.push(STAR);
	return parts;
}
function fitsStar(part, character) {
	return character !== AT && (part === STARS || part === STAR && character !== SLASH);
}
function matchesGlob(text, pattern) {
	if (text.length > MAX_LENGTH || pattern.length > MAX_LENGTH) return false;
	const parts = parsePattern(pattern);
	let reached = new Uint8Array(parts.length + 1);
	reached[0] = 1;
	skipStars(reached, parts);
	for (let position = 0; position < text.length; position++) reached = readCharacter(text.charCodeAt(position), {
		reached,
		parts
	});
	return reached[parts.length] === 1;
}
function readCharacter(character, { reached, parts }) {
	const next = new Uint8Array(reached.length);
	for (let at = 0; at < parts.length; at++) {
		if (reached[at] === 0) continue;
		const part = parts[at];
		if (part === character) next[at + 1] = 1;
		else if (fitsStar(part, character)) next[at] = 1;
	}
	skipStars(next, parts);
	return next;
}
function skipStars(reached, parts) {
	for (let at = 0; at < parts.length; at++) if (reached[at] === 1 && Number(parts[at]) < 0) reached[at + 1] = 1;
}
// src/provenance/verification/pin.ts
function partsOf(facts, pin) {
	return [
		[
			"issuer",
			pin.issuer,
			facts.issuer
		],
		[
			"identity",
			pin.identity,
			facts.identity
		],
		[
			"source-repository",
			pin.sourceRepository,
			facts.sourceRepository
		],
		[
			"source-ref",
			pin.sourceRef,
			facts.sourceRef
		],
		[
			"event",
			pin.event,
			facts.event
		]
	];
}
function isMet(part, wanted, actual) {
	if (wanted === void 0) return true;
	if (actual === void 0) return false;
	return part === "issuer" || part === "event" ? wanted === actual : matchesGlob(actual, wanted);
}
function meetsPin(facts, pin) {
	return pin.kind === "identity" && partsOf(facts, pin).every(([part, wanted, actual]) => isMet(part, wanted, actual));
}
function explainMiss(facts, pins) {
	const misses = pins.flatMap((pin) => {
		if (pin.kind !== "identity") return [];
		return [{
			parts: partsOf(facts, pin).filter(([part, wanted, actual]) => !isMet(part, wanted, actual)),
			pin
		}];
	});
	const isOfCase = ({ parts }) => parts.every(([part, wanted, actual]) => isMet(part, wanted?.toLowerCase(), actual?.toLowerCase()));
	const spelled = misses.find(isOfCase)?.parts[0];
	if (spelled !== void 0) {
		const [part, wanted, actual] = spelled;
		return `"${part}" is pinned as ${quote(wanted ?? "")}, which differs from ${quote(actual ?? "")} only in upper and lower case`;
	}
	const single = misses.find(({ parts }) => parts.length === 1 && parts[0]?.[0] !== "identity")?.parts[0];
	if (single === void 0) return void 0;
	const [part, wanted, actual] = single;
	const is = actual === void 0 ? "the certificate does not say" : `it is ${quote(actual)}`;
	return `"${part}" is pinned as ${quote(wanted ?? "")}, and ${is}`;
}
export { meetsPin as n, explainMiss as t };
