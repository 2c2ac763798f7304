import { Ht as formatRepository, Jt as safeText, ht as formatDuration } from "./common.js";
import { t as CLOCK_SKEW } from "./judge-entry.js";
import { a as refusalOf, i as explainMissing, n as judgeName, o as validEntries, s as enteredAt, t as findRivals } from "./judge-name.js";
import { t as readOtherRecords } from "./read-other-records.js";
// src/chain/prove-name.ts
async function openNameJudge(client, named) {
	const { repository, digest, tag, records } = named;
	const others = validEntries(records, {
		...named,
		uri: formatRepository(repository)
	}).entries.length === 0 ? {
		images: [],
		unread: {
			tags: 0,
			images: 0,
			records: 0
		}
	} : await readOtherRecords(client, {
		repository,
		digest,
		tags: /* @__PURE__ */ new Set([tag])
	});
	const question = {
		tag,
		digest,
		rivals: findRivals(others.images, named)
	};
	const { unread } = others;
	return {
		accepts: (entry) => judgeName(entry, question),
		unread: unread.tags + unread.images + unread.records
	};
}
function judgePlannedName(tag, digest) {
	return { accepts: (entry) => judgeName(entry, {
		tag,
		digest,
		rivals: []
	}) };
}
// src/chain/judge-requirements.ts
const STARTED_AGAIN = /\/attempts\/(?!1$)[0-9]+$/;
function starterOf({ actor, invocationId = "", isFromToken }) {
	if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
	return isFromToken === true ? void 0 : actor?.triggeringLogin;
}
function judgeActors({ claims, environment }, { actor }) {
	const before = starterOf(claims.run);
	if (before === void 0 || actor === void 0) return {
		reason: `nobody can say who ${before === void 0 ? `promoted it to ${environment}` : "promotes it on"}, and somebody else must do the one than the other`,
		cure: "start a new run in place of one that is started again"
	};
	if (before.toLowerCase() !== actor.toLowerCase()) return void 0;
	return {
		reason: `${safeText(actor, 50)} promoted it there too, and somebody else must promote it on`,
		cure: "have somebody else start a run"
	};
}
function approversOf({ claims, gitHubEnvironment }) {
	const actor = claims.run.actor?.login.toLowerCase();
	const given = (claims.approvals ?? []).filter(({ state, environments }) => state === "approved" && (gitHubEnvironment === void 0 || environments.includes(gitHubEnvironment)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}
function judgeRequirements(requires, entry, next) {
	const { signature, environment } = entry;
	const again = `promote it to ${environment} again`;
	if (requires.signed && signature === void 0) return {
		reason: `the record of ${environment} is not signed`,
		cure: `${again}, with a record that is`
	};
	const since = Math.max(enteredAt(entry), next.stay === void 0 ? 0 : enteredAt(next.stay));
	const age = next.time.getTime() - since;
	if (requires.age > 0 && age < requires.age) return {
		reason: `it has been in ${environment} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`,
		cure: `wait for ${formatDuration(requires.age - Math.max(age, 0))}`
	};
	const approved = approversOf(entry).size;
	if (approved < requires.approvals) return {
		reason: `its record names ${approved} of ${requires.approvals} required approvals by others`,
		cure: `${again}, in a run that is approved`
	};
	return requires.anotherActor ? judgeActors(entry, next) : void 0;
}
function requiresRecord({ signed, approvals, age, anotherActor }) {
	return signed || approvals > 0 || age > 0 || anotherActor;
}
function unmetByOrigin({ name }) {
	return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
// src/chain/present-stay.ts
function presentStay(entries) {
	const ordered = entries.toSorted((left, right) => enteredAt(left) - enteredAt(right));
	const had = /* @__PURE__ */ new Set();
	let stay = ordered[0];
	for (const entry of ordered) {
		const { tags, replaced } = entry.claims.destination;
		if ([...replaced.keys()].some((tag) => had.has(tag))) stay = entry;
		for (const tag of tags) had.add(tag);
	}
	return stay;
}
// src/chain/find-entry.ts
function judgeOrder({ claims, signature, environment }, { time, signedAt }) {
	const cure = `promote it to ${environment} first, and from there`;
	if (claims.time.getTime() > time.getTime() + 3e5) return {
		reason: "it claims a later time than the promotion that came after it",
		cure
	};
	const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
	if ((signature?.signedAt?.getTime() ?? 0) <= latest) return void 0;
	return {
		reason: "it was signed later than the promotion that came after it",
		cure
	};
}
function pickEntries({ records, question, valid: { entries, refusals } }, { requires, next, accepts }) {
	const stay = presentStay(entries.filter((entry) => judgeOrder(entry, next) === void 0));
	const judged = entries.map((entry) => ({
		entry,
		fault: judgeOrder(entry, next) ?? accepts?.(entry) ?? judgeRequirements(requires, entry, {
			...next,
			stay
		})
	}));
	const faults = judged.flatMap(({ entry, fault }) => fault === void 0 ? [] : [refusalOf(entry.record, fault.reason)]);
	const first = judged.find(({ fault }) => fault !== void 0)?.fault;
	return {
		entries: judged.flatMap(({ entry, fault }) => fault === void 0 ? [entry] : []),
		reason: explainMissing(question, {
			refusals: [...faults, ...refusals],
			records
		}),
		cure: first?.cure ?? `promote it to ${question.environment.name} by Sealift first`
	};
}
function findEntries(records, question, need) {
	return pickEntries({
		records,
		question,
		valid: validEntries(records, question)
	}, need);
}
export { unmetByOrigin as a, starterOf as i, pickEntries as n, judgePlannedName as o, requiresRecord as r, openNameJudge as s, findEntries as t };
