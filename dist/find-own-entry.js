import "./rolldown-runtime.js";
import { n as judgeName, o as validEntries, t as findRivals } from "./judge-name.js";
import { t as readOtherRecords } from "./read-other-records.js";
import { o as readRecords } from "./read-records.js";
import { H as isNameOf, Ht as formatRepository } from "./common.js";
import { n as passageTo, r as recordFormOf } from "./promotion-request.js";
// src/promotion/passage/find-own-entry.ts
async function readOwnEntries(client, { request, repository, digest }) {
	const { governance, now } = request;
	const passage = passageTo(request, repository);
	if (governance === void 0 || passage?.source === void 0) return "not-governed";
	const { image, source, destination: environment } = passage;
	const [verify, records] = await Promise.all([governance.openVerifier(), readRecords(client, {
		repository,
		subject: digest
	})]);
	const uri = formatRepository(repository);
	const question = {
		pipeline: governance.pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	};
	const from = formatRepository(request.from.repository);
	return validEntries(records, question).entries.filter(({ claims }) => isNameOf(source, claims.source.environment) && claims.source.uri === from);
}
async function readRivals(client, { request, repository, digest }, tags) {
	const { governance, now } = request;
	if (governance === void 0) return [];
	const [verify, { images }] = await Promise.all([governance.openVerifier(), readOtherRecords(client, {
		repository,
		digest,
		tags: new Set(tags)
	})]);
	return findRivals(images, {
		pipeline: governance.pipeline,
		repository,
		verify,
		now
	});
}
async function findOwnEntry(client, { promotion, ...placed }) {
	const entries = await readOwnEntries(client, placed);
	if (entries === "not-governed") return entries;
	const isSigned = recordFormOf(placed.request, placed.repository) === "signed";
	const { source, destination } = promotion;
	const found = entries.filter(({ claims, signature }) => {
		const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
		return (source.tag === void 0 || claims.source.tags.includes(source.tag)) && hasTags && (!isSigned || signature !== void 0);
	});
	if (found.length === 0 || destination.tags.length === 0) return found[0]?.record.digest;
	const rivals = await readRivals(client, placed, destination.tags);
	const { digest } = placed;
	return found.find((entry) => destination.tags.every((tag) => judgeName(entry, {
		tag,
		digest,
		rivals
	}) === void 0))?.record.digest;
}
export { findOwnEntry, readOwnEntries };
