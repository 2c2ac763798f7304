import { n as __exportAll } from "./rolldown-runtime.js";
import { In as digestOf, Jn as PolicyError, Kn as CancelledError, Kt as FormatError, R as writeStatement, Tn as formatRepository, Vn as quote, Yn as RegistryError, Zn as isSealiftError, bn as TOOL_VERSION, vn as CLOCK_SKEW } from "./start.js";
import { Fr as gateLevel, Mr as VERIFICATION_SUMMARY, Nr as admissionInto, Pr as enteredLevel, ai as buildRecord, jr as FAILED_LEVELS } from "./common.js";
import { G as ATTESTATIONS, J as declaredPredicate, X as readRecord, Y as readAttestationManifest, rt as decodeUnverifiedStatement, tt as verifyRecord } from "./records.js";
import { E as putBlobs, P as eachAtMost, S as listReferrers, c as attachReferrer, s as detachReferrers } from "./registry.js";
import { n as checkOwnBundle } from "./verify.js";
import { a as evenAfterStop, m as remedyFor } from "./promote.js";
import { createPublicKey } from "node:crypto";
// src/attestation/verify/verifier-id.ts
function verifierId(who) {
	return who.kind === "identity" ? who.identity : digestOf(createPublicKey(who.pem).export({
		format: "der",
		type: "spki"
	}));
}
// src/policy/verify-admission.ts
function resourceOf(repository) {
	return `oci://${formatRepository(repository)}`;
}
function admissionCodecs({ name }) {
	return [admissionInto(name), VERIFICATION_SUMMARY];
}
function namesOf({ by }, { signers }) {
	if (by.kind === "certificate") return [by.claims.identity];
	return signers.flatMap((signer) => signer.kind === "key" && signer.pem === by.pem ? verifierId(signer) : []);
}
function admits({ result, levels }, { name }) {
	return result === "PASSED" && levels.includes(enteredLevel(name));
}
function findFault({ predicate, signature, environment }, options) {
	const { verifier, resource, time, levels, result } = predicate;
	const { repository, now } = options;
	if (signature === void 0) return "it is not signed";
	if (!namesOf(signature, environment).includes(verifier.id)) return `it names ${quote(verifier.id)} as its verifier, which did not sign it`;
	if (resource !== resourceOf(repository)) return `it is about ${quote(resource)} and not about this repository`;
	const latest = Math.min(now.getTime(), signature.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() > latest) return `it claims the time ${time.toISOString()}, which is ${signature.signedAt === void 0 ? "in the future" : "later than its signature"}`;
	if (result === "PASSED" && !levels.includes(enteredLevel(environment.name))) return `it does not say that the image has entered ${environment.name}`;
}
function verifyAdmission(stored, codec, options) {
	const environment = {
		...options.environment,
		record: "signed"
	};
	const verdict = verifyRecord(stored, codec, {
		...options,
		environment
	});
	if (verdict.kind !== "valid") return verdict;
	const record = {
		...verdict.record,
		environment: options.environment
	};
	const reason = findFault(record, options);
	return reason === void 0 ? {
		kind: "valid",
		record
	} : {
		kind: "rejected",
		reason
	};
}
function admissionState(statements, codec, options) {
	const verdicts = statements.map((stored) => verifyAdmission(stored, codec, options));
	const valid = verdicts.flatMap((verdict) => verdict.kind === "valid" ? [verdict.record] : []).toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
	return {
		passed: valid.filter(({ predicate }) => predicate.result === "PASSED"),
		failed: valid.filter(({ predicate }) => predicate.result === "FAILED"),
		rejections: verdicts.flatMap((verdict) => verdict.kind === "rejected" ? [verdict.reason] : [])
	};
}
// src/records/statements.ts
const MAX_STATEMENTS = 200;
const AT_ONCE$1 = 16;
function typeOf(record) {
	try {
		return decodeUnverifiedStatement(record).predicateType;
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readStatementsOf(client, query, types) {
	const { repository, subject } = query;
	const isWanted = (type) => type === void 0 || types.includes(type);
	const wanted = (await listReferrers(client, repository, subject, ATTESTATIONS)).filter((each) => isWanted(declaredPredicate(each)));
	const digests = (await eachAtMost(AT_ONCE$1, wanted, async (each) => declaredPredicate(each) === void 0 ? readAttestationManifest(client, query, each.digest) : each)).flatMap((each) => each === void 0 || "announced" in each && !isWanted(each.announced) ? [] : [each.digest]);
	if (digests.length > MAX_STATEMENTS) throw new RegistryError({
		what: `read the statements about ${formatRepository(repository)}@${subject}`,
		reason: `there are ${digests.length}, and no more than ${MAX_STATEMENTS} are read`,
		remedy: "remove those that nobody needs",
		code: "too-large"
	});
	const found = (await eachAtMost(AT_ONCE$1, digests, (digest) => readRecord(client, query, digest))).filter((record) => record !== void 0);
	return Map.groupBy(found.filter((record) => types.includes(typeOf(record) ?? "")), (record) => typeOf(record) ?? "");
}
// src/promotion/write-admission.ts
function verifyOptions({ repository, image, environment }, { verify, now }) {
	const latest = new Date(Math.max(Date.now(), now.getTime()));
	return {
		environment,
		repository,
		digest: image.digest,
		verify,
		now: latest
	};
}
function keyOf(codec, { verifier, ...summary }) {
	return JSON.stringify(codec.encode({
		...summary,
		verifier: { id: verifier.id },
		time: /* @__PURE__ */ new Date(0)
	}));
}
async function makeStatement(place, means, codec, summary) {
	const { repository, image, environment } = place;
	const { signer } = means;
	const uri = formatRepository(repository);
	const statement = writeStatement(codec, {
		uri,
		subjects: [{ digest: image.digest }]
	}, summary);
	const bytes = await signer.sign(statement);
	const annotations = /* @__PURE__ */ new Map([["org.opencontainers.image.created", summary.time.toISOString()]]);
	const artifact = buildRecord({
		predicateType: codec.type,
		subject: image,
		annotations,
		form: "bundle",
		bytes
	});
	const stored = {
		repository,
		subject: image.digest,
		digest: artifact.manifest.digest,
		form: "bundle",
		bytes
	};
	const fault = checkOwnBundle(bytes, statement, signer.who.kind === "key" ? signer.who.pem : void 0);
	const verdict = verifyAdmission(stored, codec, verifyOptions(place, means));
	const reason = fault ?? (verdict.kind === "valid" ? void 0 : verdict.kind === "rejected" ? verdict.reason : "it is of another type");
	if (reason === void 0) return artifact;
	throw new PolicyError({
		what: `write the admission statement of ${uri}@${image.digest} for ${environment.name}`,
		reason: `it could not be verified afterwards, since ${reason}`,
		remedy: remedyFor(reason, signer.who)
	});
}
function signedBy({ version, ...content }, { signer }) {
	return {
		...content,
		verifier: {
			id: verifierId(signer.who),
			version
		}
	};
}
async function lacksAdmission(place, content, means) {
	return (await lackingTypes(place, means, {
		present: "admits",
		summary: signedBy(content, means)
	})).length > 0;
}
async function lackingTypes(place, means, { present, summary }) {
	const { client, repository, image, environment } = place;
	const codecs = admissionCodecs(environment);
	const found = await readStatementsOf(client, {
		repository,
		subject: image.digest
	}, codecs.map(({ type }) => type));
	const options = verifyOptions(place, means);
	return codecs.filter((codec) => (found.get(codec.type) ?? []).every((stored) => {
		const verdict = verifyAdmission(stored, codec, options);
		if (verdict.kind !== "valid") return true;
		const { predicate } = verdict.record;
		return present === "admits" ? !admits(predicate, environment) : keyOf(codec, predicate) !== keyOf(codec, summary);
	}));
}
async function writeAdmission(place, { version, ...content }, means) {
	const { client, repository, environment } = place;
	const { present, begin, warn } = means;
	const summary = signedBy({
		version,
		...content
	}, means);
	const codecs = present === "none" ? admissionCodecs(environment) : await lackingTypes(place, means, {
		present,
		summary
	});
	const made = await Promise.all(codecs.map((codec) => makeStatement(place, means, codec, summary)));
	await putBlobs(client, repository, made.flatMap(({ blobs }) => blobs));
	await Promise.all(made.map(async (artifact) => {
		begin?.(artifact.manifest.digest);
		await attachReferrer(client, repository, artifact, warn);
	}));
	return made.map(({ manifest }) => manifest.digest);
}
// src/promotion/withdraw-admission.ts
async function readAdmission(place, means) {
	const { client, repository, image, environment } = place;
	const codecs = admissionCodecs(environment);
	const found = await readStatementsOf(client, {
		repository,
		subject: image.digest
	}, codecs.map(({ type }) => type));
	const options = verifyOptions(place, means);
	return codecs.flatMap((codec) => {
		const { passed } = admissionState(found.get(codec.type) ?? [], codec, options);
		return passed.filter(({ predicate }) => admits(predicate, environment));
	});
}
async function withdrawAdmission(place, { path, digest }, means) {
	const { client, repository, image } = place;
	const { signer, now, warn } = means;
	const admitting = await readAdmission(place, means);
	const [first] = admitting;
	if (first === void 0) return void 0;
	const summary = {
		verifier: {
			id: verifierId(signer.who),
			version: TOOL_VERSION
		},
		time: now,
		resource: first.predicate.resource,
		policy: {
			uri: path,
			digest
		},
		result: "FAILED",
		levels: FAILED_LEVELS
	};
	const record = await makeStatement(place, means, VERIFICATION_SUMMARY, summary);
	const withdrawn = [...new Set(admitting.map(({ stored }) => stored.digest))];
	await detachReferrers(client, repository, {
		subject: image.digest,
		digests: withdrawn
	});
	await putBlobs(client, repository, record.blobs);
	await attachReferrer(client, repository, record, warn);
	return {
		withdrawn,
		record: record.manifest.digest
	};
}
const MAX_SHARE = .1;
function mayWithdraw(count, { of }) {
	return count <= of * MAX_SHARE;
}
// src/promotion/describe-admission.ts
const TELLS_ALL = /* @__PURE__ */ new Set([...[
	"vulnerabilities",
	"attestations",
	"licences"
], ...[
	"config",
	"labels",
	"windows",
	"change"
]]);
const MAX_INPUTS = 200;
function inputsOf({ results, record }) {
	const isKnown = results.every(({ gate, faults }) => TELLS_ALL.has(gate) && faults.every(({ verdict }) => verdict !== "error"));
	const own = record && {
		uri: `${formatRepository(record.repository)}@${record.digest}`,
		digest: record.digest
	};
	const used = [...own === void 0 ? [] : [own], ...results.flatMap(({ evidence }) => evidence)];
	const inputs = new Map(used.map(({ uri, digest }) => [digest, {
		uri,
		digest
	}]));
	return isKnown && inputs.size > 0 && inputs.size <= MAX_INPUTS ? [...inputs.values()] : void 0;
}
function isPassed({ verdict, mode, faults }) {
	if (verdict === "bypassed" || verdict === "fail" || verdict === "error") return false;
	return mode === "enforce" || faults.every((fault) => fault.verdict === "warn" || fault.verdict === "waived");
}
function describeAdmission(image) {
	const { repository, environment, pipeline, results, time } = image;
	return {
		time,
		version: TOOL_VERSION,
		result: "PASSED",
		resource: resourceOf(repository),
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		inputs: inputsOf(image),
		levels: [enteredLevel(environment.name), ...results.filter(isPassed).map(({ gate }) => gateLevel(gate))]
	};
}
// src/promotion/admissions.ts
var admissions_exports = /* @__PURE__ */ __exportAll({ Admissions: () => Admissions });
const AT_ONCE = 16;
var Admissions = class {
	written = [];
	write(images, emit) {
		return eachAtMost(AT_ONCE, images, (pushed) => this.writeOne(pushed, emit));
	}
	async writeOne(pushed, emit) {
		const { request, plan, destination } = pushed.scope;
		const { policy, run, from } = request;
		const { repository, route, evidence, gates, copy } = destination;
		if (policy === void 0 || route?.destination.admission !== true) return pushed;
		if (run.signer === void 0) throw new Error("there is no signer for the statements of admission");
		const environment = route.destination;
		const content = describeAdmission({
			repository,
			environment,
			pipeline: policy.pipeline,
			time: run.now,
			results: gates?.results ?? [],
			record: evidence && {
				digest: evidence.digest,
				repository: from.repository
			}
		});
		const client = pushed.clients.destination(repository);
		const [signer, verify] = await Promise.all([run.signer.open(), policy.openVerifier()]);
		const digests = await writeAdmission({
			client,
			repository,
			image: plan.image,
			environment
		}, content, {
			signer,
			verify,
			now: run.now,
			present: copy.manifests.some(({ node }) => node.descriptor.digest === plan.image.digest) ? "none" : "same",
			begin: (digest) => void this.written.push({
				pushed,
				digest
			}),
			warn: (sentence) => emit({
				kind: "warning",
				to: repository,
				sentence
			})
		});
		if (digests.length === 0) return pushed;
		emit({
			kind: "admission",
			to: repository,
			subject: plan.image.digest,
			environment: environment.name,
			digests
		});
		return {
			...pushed,
			admission: digests
		};
	}
	async takeBack(emit) {
		const images = Map.groupBy(this.written.splice(0), ({ pushed }) => pushed);
		await eachAtMost(AT_ONCE, [...images], async ([{ clients, scope }, written]) => {
			const { repository } = scope.destination;
			const subject = scope.plan.image.digest;
			const digests = written.map(({ digest }) => digest);
			try {
				const opened = await clients.deleting?.(repository) ?? clients.destination(repository);
				await evenAfterStop(opened, (client) => detachReferrers(client, repository, {
					subject,
					digests
				}));
			} catch (error) {
				if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
				emit({
					kind: "warning",
					to: repository,
					sentence: `The promotion of ${formatRepository(repository)}@${subject} failed, and its admission statements still let it run: ${error.message}`
				});
			}
		});
	}
};
export { withdrawAdmission as a, readAdmission as i, describeAdmission as n, lacksAdmission as o, mayWithdraw as r, writeAdmission as s, admissions_exports as t };
