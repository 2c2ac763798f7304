import "./rolldown-runtime.js";
import { a as unmetByOrigin, i as starterOf, o as judgePlannedName, r as requiresRecord, s as openNameJudge, t as findEntries } from "./find-entry.js";
import { o as readRecords } from "./read-records.js";
import { r as TAKE_THE_WHOLE } from "./judge-name.js";
import { Ht as formatRepository, Qt as PolicyError, h as formatReference } from "./common.js";
// src/promotion/passage/grant-passages.ts
function refuse({ request, passage }, reason, cure) {
	const { destination } = passage;
	throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${destination.name}: ${reason}; ${cure}`);
}
async function findEvidence(gate, source, client) {
	const { request, governance, passage, digest, records } = gate;
	const verify = await governance.openVerifier();
	const { pipeline } = governance;
	const { from, now } = request;
	const { image } = passage;
	const { repository } = from;
	const named = {
		pipeline,
		digest,
		verify,
		environment: source,
		image,
		now
	};
	const question = {
		...named,
		uri: formatRepository(repository)
	};
	const next = {
		time: now,
		actor: starterOf(request.run)
	};
	const judge = from.tag === void 0 ? void 0 : request.isPlanned === true ? judgePlannedName(from.tag, digest) : await openNameJudge(client, {
		...named,
		repository,
		records,
		tag: from.tag
	});
	const need = {
		requires: passage.destination.requires,
		next,
		accepts: judge?.accepts
	};
	const { entries, reason, cure } = findEntries(records, question, need);
	const [entry] = entries;
	if (entry === void 0) return refuse(gate, reason, from.tag === void 0 && records.length === 0 ? `${cure}, or ${TAKE_THE_WHOLE}` : cure);
	return {
		digest: entry.record.digest,
		isSigned: entry.signature !== void 0
	};
}
function readAtSource(client, request, subject) {
	return readRecords(client, {
		repository: request.from.repository,
		subject
	});
}
async function grantPassages(request, clients, image) {
	const { governance } = request;
	if (governance === void 0) return /* @__PURE__ */ new Map();
	const { digest } = (await image.root).descriptor;
	const passages = [...governance.passages];
	const records = passages.some(([, { source }]) => source !== void 0 && source.from.length > 0) ? await readAtSource(clients.source, request, digest) : [];
	const grants = /* @__PURE__ */ new Map();
	for (const [repository, passage] of passages) {
		const { source, destination } = passage;
		const gate = {
			request,
			governance,
			passage,
			digest,
			records
		};
		const hasRecord = source !== void 0 && source.from.length > 0;
		if (source !== void 0 && !hasRecord && requiresRecord(destination.requires)) refuse(gate, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
		grants.set(repository, {
			passage,
			evidence: hasRecord ? await findEvidence(gate, source, clients.source) : void 0
		});
	}
	return grants;
}
export { grantPassages };
