import "./rolldown-runtime.js";
import { At as property, Ct as decodeJson, Et as objectProperty, H as isNameOf, Ht as formatRepository, Mt as stringProperty, Ot as parseJsonObject, St as FormatError, Tt as isJsonObject, U as recordedEnvironment, Y as expandTemplate, kt as parseJsonText, qt as quote, st as tryParseDigest } from "./common.js";
import { n as findRoute, t as isBlank } from "./blank.js";
import { n as requireUniqueKeys } from "./unique-keys.js";
import "./statement.js";
// src/provenance/read-statement.ts
const MAX_BYTES = 16777216;
const MAX_SUBJECTS = 1024;
const TYPES = /* @__PURE__ */ new Set(["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"]);
const ALGORITHMS = ["sha256", "sha512"];
function readDigestSet(set) {
	return ALGORITHMS.flatMap((algorithm) => {
		const hex = property(set, algorithm);
		if (hex === void 0) return [];
		const digest = typeof hex === "string" ? tryParseDigest(`${algorithm}:${hex}`) : void 0;
		if (digest === void 0) throw new FormatError(`it has a digest by ${algorithm} that is none`);
		return [digest];
	});
}
function readSubject(value) {
	if (!isJsonObject(value)) throw new FormatError("it has a subject that is no object");
	const name = property(value, "name") ?? "";
	if (typeof name !== "string") throw new FormatError("it has a subject whose name is not a string");
	const digest = property(value, "digest");
	if (!isJsonObject(digest)) throw new FormatError("it has a subject without digests");
	return {
		name,
		digest: readDigestSet(digest)
	};
}
function readStatement(bytes) {
	if (bytes.byteLength > MAX_BYTES) throw new FormatError("it is larger than 16 MiB");
	const text = decodeJson(bytes);
	const document = parseJsonText(text);
	requireUniqueKeys(text);
	const type = stringProperty(document, "_type");
	if (type === void 0) throw new FormatError("it is no in-toto statement");
	if (!TYPES.has(type)) throw new FormatError(`it is a statement of the type ${quote(type)}, which is not known here`);
	const subjects = property(document, "subject");
	if (!Array.isArray(subjects) || subjects.length === 0) throw new FormatError("it has no subject");
	if (subjects.length > MAX_SUBJECTS) throw new FormatError(`it has more than ${MAX_SUBJECTS} subjects`);
	const predicateType = stringProperty(document, "predicateType");
	if (predicateType === void 0 || predicateType === "") throw new FormatError("it has no predicate type");
	const predicate = property(document, "predicate") ?? {};
	if (!isJsonObject(predicate)) throw new FormatError("it has a predicate that is no object");
	return {
		type,
		subjects: subjects.map(readSubject),
		predicateType,
		predicate
	};
}
// src/provenance/read-claims.ts
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
function optional(object, key, is) {
	const value = property(object, key) ?? void 0;
	if (value === void 0 || is(value)) return value;
	throw new FormatError(`its ${quote(key)} is of the wrong type`);
}
function required(object, key, is) {
	const value = optional(object, key, is);
	if (value === void 0) throw new FormatError(`it lacks ${quote(key)}`);
	return value;
}
function isText(value) {
	return typeof value === "string";
}
function isList(value) {
	return Array.isArray(value);
}
function isTexts(value) {
	return isList(value) && value.every(isText);
}
function isApprovalState(value) {
	return value === "approved" || value === "rejected" || value === "pending";
}
function isRouteKind(value) {
	return value === "regular" || value === "hotfix";
}
function objects(object, key) {
	return optional(object, key, isList)?.map((each) => {
		if (isJsonObject(each)) return each;
		throw new FormatError(`its ${quote(key)} is of the wrong type`);
	});
}
function texts(object, keys) {
	const found = {};
	for (const key of keys) {
		const value = optional(object, key, isText);
		if (value !== void 0) found[key] = value;
	}
	return found;
}
function readTime(predicate) {
	const text = required(predicate, "time", isText);
	const time = new Date(TIME.test(text) ? text : NaN);
	if (Number.isNaN(time.getTime())) throw new FormatError(`its time ${quote(text)} is none`);
	return time;
}
function readDigest(object) {
	const [digest, ...others] = readDigestSet(required(object, "digest", isJsonObject));
	if (digest === void 0 || others.length > 0) throw new FormatError("it refers to something not by one digest");
	return digest;
}
function readReplaced(destination) {
	const replaced = optional(destination, "replaced", isJsonObject) ?? {};
	return new Map(Object.entries(replaced).map(([tag, value]) => {
		const digest = isText(value) ? tryParseDigest(value) : void 0;
		if (digest === void 0) throw new FormatError(`it has no digest of what the tag ${quote(tag)} was before`);
		return [tag, digest];
	}));
}
function readRoute(predicate) {
	const route = optional(predicate, "route", isJsonObject);
	return route === void 0 ? void 0 : {
		kind: required(route, "kind", isRouteKind),
		...texts(route, ["name"])
	};
}
function readEvidence(predicate) {
	const check = objects(predicate, "checks")?.find((each) => property(each, "id") === "came-from");
	const evidence = check === void 0 ? void 0 : objects(check, "evidence")?.[0];
	return evidence === void 0 ? void 0 : readDigest(evidence);
}
function readApproval(approval) {
	return {
		login: required(approval, "login", isText),
		state: required(approval, "state", isApprovalState),
		environments: optional(approval, "environments", isTexts) ?? [],
		comment: optional(approval, "comment", isText)
	};
}
function readRun(predicate) {
	const run = optional(predicate, "run", isJsonObject) ?? {};
	const actor = optional(predicate, "actor", isJsonObject);
	return {
		...texts(run, [
			"invocationId",
			"workflow",
			"event",
			"ref",
			"environment"
		]),
		...actor === void 0 ? {} : { actor: {
			login: required(actor, "login", isText),
			...texts(actor, ["id", "triggeringLogin"])
		} },
		...property(run, "claims") === "identity-token" ? { isFromToken: true } : {}
	};
}
function readPlace(predicate, key) {
	const place = required(predicate, key, isJsonObject);
	return {
		uri: required(place, "uri", isText),
		environment: optional(place, "environment", isText),
		tags: optional(place, "tags", isTexts) ?? []
	};
}
function readPromotionClaims({ subjects, predicateType, predicate }) {
	if (predicateType !== "https://sealift.github.io/promotion/v1") throw new FormatError(`it is of the predicate ${quote(predicateType)}`);
	const action = required(predicate, "action", isText);
	if (action !== "promote") throw new FormatError(`it records the action ${quote(action)}, which is no promotion`);
	const digests = subjects.flatMap(({ digest }) => digest);
	if (digests.length === 0) throw new FormatError("it names no image by a digest that a registry knows");
	const destination = required(predicate, "destination", isJsonObject);
	const policy = optional(predicate, "policy", isJsonObject);
	const change = optional(predicate, "change", isJsonObject);
	return {
		subjects: digests,
		time: readTime(predicate),
		source: readPlace(predicate, "source"),
		destination: {
			...readPlace(predicate, "destination"),
			replaced: readReplaced(destination)
		},
		route: readRoute(predicate),
		policyDigest: policy === void 0 ? void 0 : readDigest(policy),
		evidence: readEvidence(predicate),
		approvals: objects(predicate, "approvals")?.map(readApproval),
		reason: change === void 0 ? void 0 : optional(change, "reason", isText),
		run: readRun(predicate)
	};
}
// src/provenance/verification/match-run.ts
function withoutHost(address) {
	const url = URL.parse(address ?? "");
	return url === null || address === void 0 ? address : address.slice(url.origin.length + 1);
}
function contradictRun(run, certificate) {
	const facts = [
		[
			"the run",
			run.invocationId,
			certificate.run
		],
		[
			"the workflow",
			run.workflow,
			withoutHost(certificate.workflow)
		],
		[
			"the event",
			run.event,
			certificate.event
		],
		[
			"the ref",
			run.ref,
			certificate.sourceRef
		],
		[
			"GitHub's environment",
			run.environment,
			certificate.environment
		]
	];
	for (const [what, claimed, certified] of facts) {
		if (certified === void 0 || claimed === certified) continue;
		return `it ${claimed === void 0 ? `leaves out ${what}` : `claims ${what} ${quote(claimed)}`}, and its certificate is of ${quote(certified)}`;
	}
}
// src/chain/peek.ts
function payloadOf(bundle) {
	const envelope = objectProperty(parseJsonObject(bundle), "dsseEnvelope");
	const payload = envelope && stringProperty(envelope, "payload");
	if (payload === void 0) throw new FormatError("there is no statement in its envelope");
	return Buffer.from(payload, "base64");
}
function peekStatement({ form, bytes }) {
	return readStatement(form === "bundle" ? payloadOf(bytes) : bytes);
}
function peekClaims(record) {
	try {
		const statement = peekStatement(record);
		return statement.predicateType === "https://sealift.github.io/promotion/v1" ? readPromotionClaims(statement) : void 0;
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
// src/chain/judge-entry.ts
const CLOCK_SKEW = 3e5;
function expandAll(templates, image) {
	return templates.map((template) => formatRepository(expandTemplate(template, image)));
}
function placesOf({ repositories, formerRepositories }, image) {
	return expandAll([...repositories, ...formerRepositories], image);
}
function countsAt(recorded, uri, { environment, image }) {
	return recorded === uri || expandAll(environment.formerRepositories, image).includes(recorded);
}
function judgeRoute(claims, question) {
	const { pipeline, environment, image, uri } = question;
	const { source, destination, route, reason } = claims;
	const to = environment.name;
	if (!placesOf(environment, image).includes(destination.uri)) return `it is about ${quote(destination.uri)}, which is no repository of ${image} in ${to}`;
	if (uri !== void 0 && !countsAt(destination.uri, uri, question)) return `it is about ${quote(destination.uri)} and not about this repository`;
	if (source.environment === void 0) return "it does not say from which environment the image came";
	const from = recordedEnvironment(pipeline, source.environment);
	const allowed = from && findRoute(pipeline, {
		from: from.name,
		to: environment
	});
	if (from === void 0 || allowed === void 0) return `it came from ${quote(source.environment)}, and no route leads from there to ${to}`;
	if (!placesOf(from, image).includes(source.uri)) return `it came from ${quote(source.uri)}, which is no repository of ${image} in ${from.name}`;
	if (allowed.kind === "hotfix" && (route?.kind !== "hotfix" || route.name !== allowed.name)) return `it does not say that the hotfix route ${quote(allowed.name ?? "")} was used`;
	if (allowed.kind === "hotfix" && isBlank(reason)) return `it took the hotfix route ${quote(allowed.name ?? "")} without a reason`;
}
function judgeTime({ time }, signature, now) {
	const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() <= latest) return void 0;
	const bound = signature?.signedAt === void 0 ? "in the future" : "later than its signature";
	return `it claims the time ${time.toISOString()}, which is ${bound}`;
}
function judgeRun(claims, signature, environment) {
	const certificate = signature?.by.kind === "certificate" ? signature.by.claims : void 0;
	const { environment: claimed, isFromToken } = claims.run;
	const contradiction = certificate === void 0 ? void 0 : contradictRun(claims.run, certificate);
	if (contradiction !== void 0) return contradiction;
	const { gitHubEnvironment: required } = environment;
	const actual = certificate?.environment ?? (isFromToken === true ? claimed : void 0);
	if (required !== void 0 && actual !== required) return `its job ran ${actual === void 0 ? "in no environment of GitHub" : `in GitHub's environment ${quote(actual)}`} and not in ${quote(required)}`;
}
function judgeSignature({ form, bytes }, { environment, verify }) {
	if (form === "statement") {
		if (environment.record === "signed") return `it is not signed, and ${environment.name} accepts only signed records`;
		if (environment.signers.length > 0) return `it is not signed, and the pipeline file names who may sign the records of ${environment.name}`;
		return {
			signature: void 0,
			payload: bytes
		};
	}
	if (environment.signers.length === 0 && environment.record !== "signed") return {
		signature: void 0,
		payload: payloadOf(bytes)
	};
	const verdict = verify(bytes, environment.signers);
	if (verdict.kind === "refused") return verdict.reason;
	return {
		signature: verdict.signature,
		payload: verdict.signature.payload
	};
}
function readSigned(payload, { environment, digest }) {
	try {
		const statement = readStatement(payload);
		if (statement.predicateType !== "https://sealift.github.io/promotion/v1") return `what was signed is no promotion, but ${quote(statement.predicateType)}`;
		const claims = readPromotionClaims(statement);
		if (!isNameOf(environment, claims.destination.environment)) return "what was signed is of another environment";
		if (statement.subjects[0]?.digest.includes(digest) === true) return claims;
		const whole = statement.subjects[0]?.digest[0];
		return whole !== void 0 && claims.subjects.includes(digest) ? `it is the record of ${whole}, of which this is only a part` : "it speaks of another image";
	} catch (error) {
		if (error instanceof FormatError) return `its statement cannot be used: ${error.message}`;
		throw error;
	}
}
function judgeEntry(record, question) {
	const { environment, now } = question;
	if (!isNameOf(environment, peekClaims(record)?.destination.environment)) return { kind: "other" };
	const refused = (reason) => ({
		kind: "refused",
		record,
		reason
	});
	const signed = judgeSignature(record, question);
	if (typeof signed === "string") return refused(signed);
	const { signature, payload } = signed;
	const claims = readSigned(payload, question);
	if (typeof claims === "string") return refused(claims);
	const fault = judgeRoute(claims, question) ?? judgeRun(claims, signature, environment) ?? judgeTime(claims, signature, now);
	if (fault !== void 0) return refused(fault);
	return {
		kind: "valid",
		entry: {
			environment: environment.name,
			gitHubEnvironment: environment.gitHubEnvironment,
			record,
			claims,
			signature
		}
	};
}
export { peekStatement as i, judgeEntry as n, peekClaims as r, CLOCK_SKEW as t };
