import "./rolldown-runtime.js";
import { qt as quote } from "./common.js";
import { t as matchesGlob } from "./glob.js";
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
