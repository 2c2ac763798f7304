import { Ht as formatRepository, V as findEnvironments, gt as formatList, ot as shortDigest, qt as quote } from "./common.js";
import { n as judgeEntry, r as peekClaims } from "./judge-entry.js";
// src/chain/entry.ts
function enteredAt({ claims, signature }) {
	return Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}
// src/chain/valid-entries.ts
const MAX_TOLD$1 = 3;
const TAKE_THE_WHOLE = "take the digest of the whole image if this is that of one platform, as records are attached to the whole only";
function validEntries(records, question) {
	const findings = records.map((record) => judgeEntry(record, question));
	return {
		entries: findings.flatMap((finding) => finding.kind === "valid" ? [finding.entry] : []).sort((left, right) => right.claims.time.getTime() - left.claims.time.getTime()),
		refusals: findings.flatMap((finding) => finding.kind === "refused" ? [refusalOf(finding.record, finding.reason)] : [])
	};
}
function refusalOf({ digest }, reason) {
	return `the record ${shortDigest(digest)} does not count: ${reason}`;
}
function explainMissing({ environment, image, digest }, { refusals, records }) {
	if (refusals.length > 0) {
		const told = [...new Set(refusals)];
		const more = told.length - MAX_TOLD$1;
		return formatList([...told.slice(0, MAX_TOLD$1), ...more > 0 ? [`so it is with ${more} more`] : []]);
	}
	const others = [...new Set(records.flatMap((record) => peekClaims(record)?.destination.environment ?? []))];
	const names = others.slice(0, MAX_TOLD$1).map((each) => quote(each));
	const found = others.length === 0 ? "it has none" : `its records are only of ${formatList(names)}`;
	return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}
// src/chain/judge-name.ts
const MAX_TOLD = 5;
const OVERLAP = 36e5;
function findRivals(images, { pipeline, repository, verify, now }) {
	const uri = formatRepository(repository);
	return findEnvironments(pipeline, repository).flatMap(({ environment, image }) => images.flatMap(({ digest, records }) => validEntries(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).entries.map((entry) => ({
		digest,
		entry
	}))));
}
function tookAway({ digest, entry: rival }, entry, { tag, digest: own }) {
	if (!rival.claims.destination.tags.includes(tag)) return false;
	const isFromOwn = rival.claims.destination.replaced.get(tag) === own;
	const isFromRival = entry.claims.destination.replaced.get(tag) === digest;
	const later = enteredAt(rival) - enteredAt(entry);
	if (later === 0) return isFromOwn;
	return later > (isFromRival && !isFromOwn ? OVERLAP : 0);
}
function findOwner({ tag, rivals }) {
	return rivals.filter(({ entry }) => entry.claims.destination.tags.includes(tag)).toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry))[0];
}
function describeOwner({ digest, entry }) {
	const when = `${new Date(enteredAt(entry)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
	return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(entry.record.digest)}`;
}
function judgeName(entry, question) {
	const { tag, rivals } = question;
	const owner = findOwner(question);
	const cure = owner === void 0 ? "promote the image under this name, name it by a tag that its record has, or by its digest" : "promote the image that is to have the tag, or name this one by its digest";
	const { tags } = entry.claims.destination;
	if (!tags.includes(tag)) {
		const told = tags.slice(0, MAX_TOLD).map((each) => quote(each));
		const more = tags.length > MAX_TOLD ? [`${tags.length - MAX_TOLD} more`] : [];
		const given = tags.length === 0 ? "no tag" : formatList([...told, ...more]);
		const right = owner === void 0 ? "" : `, which by right is that of ${describeOwner(owner)}`;
		return {
			reason: `it gave ${given} and not ${quote(tag)}${right}`,
			cure
		};
	}
	const taker = rivals.filter((rival) => tookAway(rival, entry, question));
	const last = taker.length === 0 ? void 0 : findOwner({
		...question,
		rivals: taker
	});
	if (last === void 0) return void 0;
	return {
		reason: `the tag ${quote(tag)} was taken away from it by right: it is that of ${describeOwner(last)}`,
		cure
	};
}
export { refusalOf as a, explainMissing as i, judgeName as n, validEntries as o, TAKE_THE_WHOLE as r, enteredAt as s, findRivals as t };
