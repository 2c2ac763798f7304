import "./rolldown-runtime.js";
import { a as unmetByOrigin, i as starterOf, r as requiresRecord, t as findEntries } from "./find-entry.js";
import { r as readRecords } from "./read-records.js";
import { h as formatReference, kt as PolicyError } from "./start.js";
// src/promotion/passage/grant-passages.ts
function refuse({ request, passage }, reason, cure) {
	const { destination } = passage;
	throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${destination.name}: ${reason}; ${cure}`);
}
async function findEvidence(gate, source) {
	const { request, governance, passage, digest, records } = gate;
	const verify = await governance.openVerifier();
	const { pipeline } = governance;
	const question = {
		pipeline,
		digest,
		verify,
		environment: source,
		image: passage.image,
		now: request.now
	};
	const next = {
		time: request.now,
		actor: starterOf(request.run)
	};
	const need = {
		requires: passage.destination.requires,
		next
	};
	const { entries, reason, cure } = findEntries(records, question, need);
	const [entry] = entries;
	if (entry === void 0) return refuse(gate, reason, cure);
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
			evidence: hasRecord ? await findEvidence(gate, source) : void 0
		});
	}
	return grants;
}
export { grantPassages };
