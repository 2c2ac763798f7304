import { $ as expandTemplate, Bt as property, Ft as decodeJson, Ht as stringProperty, It as isJsonObject, K as environmentNamed, Lt as objectProperty, Pt as FormatError, Rt as parseJsonObject, Tt as formatList, Xt as safeText, Yt as quote, at as formatRepository, mt as tryParseDigest, pt as shortDigest, zt as parseJsonText } from "./start.js";
import { t as findRoute } from "./routes.js";
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
	if (typeof name !== "string") throw new FormatError("it has a subject whose name is no text");
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
function placesOf({ repositories }, image) {
	return repositories.map((template) => formatRepository(expandTemplate(template, image)));
}
function judgeRoute(claims, question) {
	const { pipeline, environment, image, uri } = question;
	const { source, destination, route, reason } = claims;
	const to = environment.name;
	if (!placesOf(environment, image).includes(destination.uri)) return `it is about ${quote(destination.uri)}, which is no repository of ${image} in ${to}`;
	if (uri !== void 0 && destination.uri !== uri) return `it is about ${quote(destination.uri)} and not about this repository`;
	if (source.environment === void 0) return "it does not say from which environment the image came";
	const from = environmentNamed(pipeline, source.environment);
	const allowed = findRoute(pipeline, {
		from: source.environment,
		to: environment
	});
	if (from === void 0 || allowed === void 0) return `it came from ${quote(source.environment)}, and no route leads from there to ${to}`;
	if (!placesOf(from, image).includes(source.uri)) return `it came from ${quote(source.uri)}, which is no repository of ${image} in ${from.name}`;
	if (allowed.kind === "hotfix" && (route?.kind !== "hotfix" || route.name !== allowed.name)) return `it does not say that the hotfix route ${quote(allowed.name ?? "")} was used`;
	if (allowed.kind === "hotfix" && (reason ?? "").trim() === "") return `it took the hotfix route ${quote(allowed.name ?? "")} without a reason`;
}
function judgeTime({ time }, signature, now) {
	const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() <= latest) return void 0;
	const bound = signature?.signedAt === void 0 ? "in the future" : "later than its signature";
	return `it claims the time ${time.toISOString()}, which is ${bound}`;
}
function judgeRun(claims, signature, environment) {
	const certificate = signature?.by.kind === "certificate" ? signature.by.claims : void 0;
	const { invocationId, environment: claimed, isFromToken } = claims.run;
	if (certificate?.run !== void 0 && invocationId !== void 0 && certificate.run !== invocationId) return `it claims the run ${safeText(invocationId, 200)}, and its certificate is of ${safeText(certificate.run, 200)}`;
	if (certificate?.environment !== void 0 && claimed !== void 0 && certificate.environment !== claimed) return `it claims GitHub's environment ${quote(claimed)}, and its certificate is of ${quote(certificate.environment)}`;
	const { gitHubEnvironment: required } = environment;
	const actual = certificate?.environment ?? (isFromToken === true ? claimed : void 0);
	if (required !== void 0 && actual !== required) return `its job ran ${actual === void 0 ? "in no environment of GitHub" : `in GitHub's environment ${quote(actual)}`} and not in ${quote(required)}`;
}
function judgeSignature({ form, bytes }, { environment, verify }) {
	if (form === "statement") {
		if (environment.record === "signed") return `it is not signed, and ${environment.name} takes signed records alone`;
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
		if (claims.destination.environment !== environment.name) return "what was signed is of another environment";
		return claims.subjects.includes(digest) ? claims : "it speaks of another image";
	} catch (error) {
		if (error instanceof FormatError) return `its statement cannot be used: ${error.message}`;
		throw error;
	}
}
function judgeEntry(record, question) {
	const { environment, now } = question;
	if (peekClaims(record)?.destination.environment !== environment.name) return { kind: "other" };
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
// src/chain/valid-entries.ts
const MAX_TOLD = 3;
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
		const more = told.length - MAX_TOLD;
		return formatList([...told.slice(0, MAX_TOLD), ...more > 0 ? [`so it is with ${more} more`] : []]);
	}
	const others = [...new Set(records.flatMap((record) => peekClaims(record)?.destination.environment ?? []))];
	const names = others.slice(0, MAX_TOLD).map(quote);
	const found = others.length === 0 ? "it has none" : `its records are of ${formatList(names)} alone`;
	return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}
export { peekClaims as a, CLOCK_SKEW as i, refusalOf as n, peekStatement as o, validEntries as r, explainMissing as t };
