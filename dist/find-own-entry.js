import "./rolldown-runtime.js";
import { r as readRecords } from "./read-records.js";
import { r as validEntries } from "./valid-entries.js";
import { at as formatRepository } from "./start.js";
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
	return validEntries(records, question).entries.filter(({ claims }) => claims.source.environment === source.name && claims.source.uri === from);
}
async function findOwnEntry(client, { promotion, ...placed }) {
	const entries = await readOwnEntries(client, placed);
	if (entries === "not-governed") return entries;
	const isSigned = recordFormOf(placed.request, placed.repository) === "signed";
	const { source, destination } = promotion;
	return entries.find(({ claims, signature }) => {
		const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
		return (source.tag === void 0 || claims.source.tags.includes(source.tag)) && hasTags && (!isSigned || signature !== void 0);
	})?.record.digest;
}
export { findOwnEntry, readOwnEntries };
