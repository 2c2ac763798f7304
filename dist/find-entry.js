import { i as CLOCK_SKEW, n as refusalOf, r as validEntries, t as explainMissing } from "./valid-entries.js";
import { r as formatDuration } from "./format.js";
import { n as safeText } from "./safe-text.js";
// src/chain/judge-requirements.ts
function judgeActors(entry, { actor }) {
	const before = entry.claims.run.actor?.login;
	if (before === void 0 || actor === void 0) return "nobody says who promoted it";
	if (before.toLowerCase() !== actor.toLowerCase()) return void 0;
	return `${safeText(actor, 50)} promoted it there too, and somebody else must promote it on`;
}
function judgeRequirements(requires, entry, next) {
	const { signature, claims, environment } = entry;
	if (requires.signed && signature === void 0) return `the record of ${environment} is not signed`;
	const since = Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
	const age = next.time.getTime() - since;
	if (requires.age > 0 && age < requires.age) return `it has been in ${environment} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`;
	const approved = new Set((claims.approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => login.toLowerCase()));
	if (approved.size < requires.approvals) return `its record names ${approved.size} of ${requires.approvals} required approvals`;
	return requires.anotherActor ? judgeActors(entry, next) : void 0;
}
function requiresRecord({ signed, approvals, age, anotherActor }) {
	return signed || approvals > 0 || age > 0 || anotherActor;
}
function unmetByOrigin({ name }) {
	return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
// src/chain/find-entry.ts
function judgeOrder({ claims, signature }, { time, signedAt }) {
	if (claims.time.getTime() > time.getTime()) return "it claims a later time than the promotion that came after it";
	const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
	return (signature?.signedAt?.getTime() ?? 0) > latest ? "it was signed later than the promotion that came after it" : void 0;
}
function pickEntries({ records, question, valid: { entries, refusals } }, { requires, next }) {
	const judged = entries.map((entry) => ({
		entry,
		fault: judgeOrder(entry, next) ?? judgeRequirements(requires, entry, next)
	}));
	const faults = judged.flatMap(({ entry, fault }) => fault === void 0 ? [] : [refusalOf(entry.record, fault)]);
	return {
		entries: judged.flatMap(({ entry, fault }) => fault === void 0 ? [entry] : []),
		reason: explainMissing(question, {
			refusals: [...faults, ...refusals],
			records
		})
	};
}
function findEntries(records, question, need) {
	return pickEntries({
		records,
		question,
		valid: validEntries(records, question)
	}, need);
}
export { unmetByOrigin as i, pickEntries as n, requiresRecord as r, findEntries as t };
