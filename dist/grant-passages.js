import "./rolldown-runtime.js";
import { i as unmetByOrigin, r as requiresRecord, t as findEntries } from "./find-entry.js";
import { s as readRecords } from "./valid-entries.js";
import { n as PolicyError } from "./errors.js";
import { t as formatReference } from "./reference.js";
import { n as PROMOTION_PREDICATE } from "./statement.js";
// src/promotion/passage/grant-passages.ts
function refuse({ request, passage }, reason) {
	const { source, destination } = passage;
	const cure = source === void 0 || source.from.length === 0 ? `change "requires" of ${destination.name} in the pipeline file` : `promote it to ${source.name} by Sealift first`;
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
		actor: request.run.actor?.login
	};
	const need = {
		requires: passage.destination.requires,
		next
	};
	const { entries, reason } = findEntries(records, question, need);
	const [entry] = entries;
	if (entry === void 0) return refuse(gate, reason);
	return {
		digest: entry.record.digest,
		isSigned: entry.signature !== void 0
	};
}
function readAtSource(client, request, subject) {
	return readRecords(client, {
		repository: request.from.repository,
		subject,
		predicateType: PROMOTION_PREDICATE
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
		if (source !== void 0 && !hasRecord && requiresRecord(destination.requires)) refuse(gate, unmetByOrigin(source));
		grants.set(repository, {
			passage,
			evidence: hasRecord ? await findEvidence(gate, source) : void 0
		});
	}
	return grants;
}
export { grantPassages };
