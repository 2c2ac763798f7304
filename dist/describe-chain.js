import { Ht as formatRepository, Jt as safeText, gt as formatList, ot as shortDigest, qt as quote } from "./common.js";
// src/chain/describe-chain.ts
function signerOf({ by }) {
	return by.kind === "key" ? `the key ${by.name}` : by.claims.identity;
}
function toRecord({ record, claims, signature }) {
	const { source, destination, route, run } = claims;
	return {
		reference: `${formatRepository(record.repository)}@${record.digest}`,
		digest: record.digest,
		time: claims.time.toISOString(),
		from: source.environment ?? null,
		source: source.uri,
		destination: destination.uri,
		tags: destination.tags,
		replaced: Object.fromEntries(destination.replaced),
		route: route?.kind === "hotfix" ? `hotfix ${route.name ?? ""}`.trim() : "regular",
		reason: claims.reason ?? null,
		actor: run.actor?.login ?? null,
		run: run.invocationId ?? null,
		approvals: claims.approvals ?? null,
		policy: claims.policyDigest ?? null,
		signed: signature !== void 0,
		signer: signature === void 0 ? null : signerOf(signature),
		signedAt: signature?.signedAt?.toISOString() ?? null
	};
}
function tellApprovals(approvals) {
	const names = (approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => safeText(login, 50));
	return names.length === 0 ? "" : `, approved by ${formatList([...new Set(names)])}`;
}
function tellRecord(environment, record) {
	const { time, from, actor, route, reason, signer, digest } = record;
	const when = `${time.slice(0, 16).replace("T", " ")} UTC`;
	const who = actor === null ? "" : ` by ${safeText(actor, 50)}`;
	const way = route === "regular" ? "" : ` on the ${safeText(route, 80)} route`;
	const why = reason === null ? "" : ` (${quote(reason)})`;
	const signed = signer === null ? "UNSIGNED" : `signed by ${safeText(signer, 200)}`;
	return `${environment}: promoted from ${from ?? "nowhere"}${way} on ${when}${who}${why}${tellApprovals(record.approvals)}; record ${shortDigest(digest)}, ${signed}`;
}
function describeChain({ entries, origin, broken }) {
	const links = entries.map((entry) => {
		const record = toRecord(entry);
		const { environment } = entry;
		return {
			environment,
			kind: "promoted",
			sentence: tellRecord(environment, record),
			record
		};
	});
	if (origin !== void 0) {
		const sentence = `${origin}: ${links.length > 0 ? "built; nothing comes before it" : "nothing comes before it, nothing was proven"}`;
		return [...links, {
			environment: origin,
			kind: "built",
			sentence,
			record: null
		}];
	}
	if (broken === void 0) return links;
	const { environment, reason } = broken;
	return [...links, {
		environment,
		kind: "broken",
		sentence: `${environment}: ${reason}`,
		record: null
	}];
}
export { signerOf as n, describeChain as t };
