import { r as __exportAll } from "./rolldown-runtime.js";
import { $ as IMAGE_PLACEHOLDER, $t as quote, At as formatSeconds, Ct as throwWorst, Dt as formatDuration, Et as formatCount, G as recordedEnvironment, Gt as isLoopback, H as environmentNamed, It as formatReference, Jt as digestOf, Lt as formatRepository, Ot as formatList, Qt as tryParseDigest, Rt as isReservedTag, St as handOver, Tt as formatBytes, U as findEnvironments, W as isNameOf, Zt as shortDigest, _t as property, a as markdownText, an as RegistryError, en as safeText, et as expandTemplate, ft as isJsonObject, gt as parseJsonText, ht as parseJsonObject, i as markdownTable, in as PolicyError, jt as isBlank, kt as formatNumber, lt as FormatError, n as markdownCode, pt as objectProperty, r as markdownDetails, rn as InputError, t as limitSummary, tt as findRoute, ut as decodeJson, xt as stringProperty, yt as requireUniqueKeys, zt as isSameRepository } from "./start.js";
import { An as OCI_EMPTY, Tn as headManifest, U as isChange, W as previousDigest, _ as recordFormOf, _t as parseManifest, ar as PROMOTION_PREDICATE, f as openGitHubClient, gn as listTags, h as readObjects, i as SourceImage, ir as IN_TOTO, l as explainFailure, m as readObject, n as decideRecordForm, o as lackingPlatforms, or as openServiceClient, p as readId, pt as readBlob, r as findSigningMeans, s as AnswerError, t as canAskForToken, vt as PROMOTION_ANNOTATION, wn as getManifest, y as routeTo, yt as SIGSTORE_BUNDLE } from "./common.js";
import { D as openClients, M as eachAtMost, S as listReferrers, T as listFromApi, _ as resolveSource, b as joinReferrers, w as hasReferrersApi, x as listFromFallback, y as fallbackTag } from "./registry.js";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mkdtemp, rm } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
// src/attestation/sign/endpoints.ts
const PUBLIC_GOOD = {
	fulcioUrl: "https://fulcio.sigstore.dev",
	rekorUrl: "https://rekor.sigstore.dev",
	timestampUrl: "https://timestamp.sigstore.dev/api/v1/timestamp"
};
const GITHUB = {
	fulcioUrl: "https://fulcio.githubapp.com",
	rekorUrl: void 0,
	timestampUrl: "https://timestamp.githubapp.com"
};
function gitHubInstance(serverUrl) {
	const host = URL.parse(serverUrl ?? "")?.hostname ?? "";
	if (host === "github.com") return GITHUB;
	if (!host.endsWith(".ghe.com")) return void 0;
	return {
		fulcioUrl: `https://fulcio.${host}`,
		rekorUrl: void 0,
		timestampUrl: `https://timestamp.${host}`
	};
}
const RESIDENT = /^https:\/\/fulcio\.[a-z0-9-]+\.ghe\.com$/;
function isBuiltIn(fulcioUrl) {
	return fulcioUrl === PUBLIC_GOOD.fulcioUrl || fulcioUrl === GITHUB.fulcioUrl || RESIDENT.test(fulcioUrl);
}
function checkServiceUrl(address, name) {
	const url = URL.parse(address);
	const isSafe = url?.protocol === "https:" || url?.protocol === "http:" && isLoopback(url.hostname);
	if (url === null || !isSafe || url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") throw new InputError(`Cannot sign with the Sigstore at ${quote(address)}: ${name} is no address that begins with "https://" and has neither password nor query; correct it in the pipeline file`);
	return `${url.origin}${url.pathname}`.replace(/\/+$/, "");
}
function checkEndpoints(endpoints) {
	const { fulcioUrl, rekorUrl, rekorVersion, timestampUrl } = endpoints;
	if (timestampUrl === void 0 && (rekorUrl === void 0 || rekorVersion === 2)) {
		const why = rekorUrl === void 0 ? "" : " (its log is of the second version of Rekor, which witnesses no time)";
		throw new InputError(`Cannot sign with the Sigstore at ${quote(fulcioUrl)}: nobody would witness when it signed, and its certificates end within minutes${why}; name its ${rekorUrl === void 0 ? "\"rekor-url\", its \"timestamp-url\" or both" : "time-stamping authority"} in the pipeline file`);
	}
	return {
		fulcioUrl: checkServiceUrl(fulcioUrl, "fulcio-url"),
		rekorUrl: rekorUrl === void 0 ? void 0 : checkServiceUrl(rekorUrl, "rekor-url"),
		...rekorVersion === void 0 ? {} : { rekorVersion },
		timestampUrl: timestampUrl === void 0 ? void 0 : checkServiceUrl(timestampUrl, "timestamp-url")
	};
}
function chooseEndpoints(choice, place) {
	switch (choice.kind) {
		case "custom": return checkEndpoints({
			fulcioUrl: choice.fulcioUrl,
			rekorUrl: choice.rekorUrl,
			timestampUrl: choice.timestampUrl
		});
		case "public-good": return PUBLIC_GOOD;
		case "github": return gitHubInstance(place.serverUrl);
		case "auto": {
			const own = gitHubInstance(place.serverUrl);
			return own === GITHUB && place.visibility === "public" ? PUBLIC_GOOD : own;
		}
		default: return choice;
	}
}
// src/attestation/sign/run.ts
const GITHUB_COM = "token.actions.githubusercontent.com";
const GHE_COM = /^token\.actions\.([a-z0-9-]+\.ghe\.com)$/;
const ENTERPRISE_SERVER = "/_services/token";
function serverOf(issuer) {
	const url = URL.parse(issuer);
	if (url === null) return void 0;
	if (url.hostname === GITHUB_COM) return "https://github.com";
	const [, residence] = GHE_COM.exec(url.hostname) ?? [];
	if (residence !== void 0) return `https://${residence}`;
	return url.pathname === ENTERPRISE_SERVER ? url.origin : void 0;
}
function invocationOf(claims) {
	const { repository, runId, runAttempt } = claims;
	const server = serverOf(claims.issuer);
	if (server === void 0 || repository === void 0 || runId === void 0 || runAttempt === void 0) return;
	return `${server}/${repository}/actions/runs/${runId}/attempts/${runAttempt}`;
}
function toRunFacts(claims, fallback) {
	const { workflowRef, event, ref, environment, actor, actorId } = claims;
	const invocationId = invocationOf(claims) ?? fallback.invocationId;
	return {
		...invocationId === void 0 ? {} : { invocationId },
		...workflowRef === void 0 ? {} : { workflow: workflowRef },
		...event === void 0 ? {} : { event },
		...ref === void 0 ? {} : { ref },
		...environment === void 0 ? {} : { environment },
		...actor === void 0 ? {} : { actor: {
			login: actor,
			...actorId === void 0 ? {} : { id: actorId }
		} },
		isFromToken: true
	};
}
// src/attestation/statement.ts
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
function readStatement$1(bytes) {
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
// src/attestation/predicates/read-promotion.ts
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
function readApproval$1(approval) {
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
		approvals: objects(predicate, "approvals")?.map(readApproval$1),
		reason: change === void 0 ? void 0 : optional(change, "reason", isText),
		corrects: objects(predicate, "corrects")?.map(readDigest),
		run: readRun(predicate)
	};
}
// src/attestation/verify/run.ts
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
// src/records/stored-record.ts
function payloadOf(bundle) {
	const envelope = objectProperty(parseJsonObject(bundle), "dsseEnvelope");
	const payload = envelope && stringProperty(envelope, "payload");
	if (payload === void 0) throw new FormatError("there is no statement in its envelope");
	return Buffer.from(payload, "base64");
}
function decodeUnverifiedStatement({ form, bytes }) {
	return readStatement$1(form === "bundle" ? payloadOf(bytes) : bytes);
}
function decodeUnverifiedClaims(record) {
	try {
		const statement = decodeUnverifiedStatement(record);
		return statement.predicateType === "https://sealift.github.io/promotion/v1" ? readPromotionClaims(statement) : void 0;
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
// src/policy/verify-record.ts
var verify_record_exports = /* @__PURE__ */ __exportAll({
	CLOCK_SKEW: () => CLOCK_SKEW,
	TAKE_THE_WHOLE: () => TAKE_THE_WHOLE,
	enteredAt: () => enteredAt,
	explainMissing: () => explainMissing,
	orderEntries: () => orderEntries,
	presentPlacement: () => presentPlacement,
	refusalOf: () => refusalOf,
	statementDigest: () => statementDigest,
	validRecords: () => validRecords,
	verifyRecord: () => verifyRecord
});
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
function verifyRoute(claims, question) {
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
function verifyTime({ time }, signature, now) {
	const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() <= latest) return void 0;
	const bound = signature?.signedAt === void 0 ? "in the future" : "later than its signature";
	return `it claims the time ${time.toISOString()}, which is ${bound}`;
}
function verifyRun(claims, signature, environment) {
	const certificate = signature?.by.kind === "certificate" ? signature.by.claims : void 0;
	const { environment: claimed, isFromToken } = claims.run;
	const contradiction = certificate === void 0 ? void 0 : contradictRun(claims.run, certificate);
	if (contradiction !== void 0) return contradiction;
	const { gitHubEnvironment: required } = environment;
	const actual = certificate?.environment ?? (isFromToken === true ? claimed : void 0);
	if (required !== void 0 && actual !== required) return `its job ran ${actual === void 0 ? "in no environment of GitHub" : `in GitHub's environment ${quote(actual)}`} and not in ${quote(required)}`;
}
function verifySignature({ form, bytes }, { environment, verify }) {
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
		const statement = readStatement$1(payload);
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
function verifyRecord(record, question) {
	const { environment, now } = question;
	if (!isNameOf(environment, decodeUnverifiedClaims(record)?.destination.environment)) return { kind: "other" };
	const refused = (reason) => ({
		kind: "refused",
		record,
		reason
	});
	const signed = verifySignature(record, question);
	if (typeof signed === "string") return refused(signed);
	const { signature, payload } = signed;
	const claims = readSigned(payload, question);
	if (typeof claims === "string") return refused(claims);
	const fault = verifyRoute(claims, question) ?? verifyRun(claims, signature, environment) ?? verifyTime(claims, signature, now);
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
function enteredAt({ claims, signature }) {
	return Math.max(claims.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}
const MAX_TOLD$3 = 3;
const TAKE_THE_WHOLE = "take the digest of the whole image if this is that of one platform, as records are attached to the whole only";
function isIdleHotfix({ claims: { time, route, destination } }, entries) {
	if (route?.kind !== "hotfix" || destination.replaced.size > 0) return false;
	return entries.some(({ claims: earlier }) => {
		const tags = new Set(earlier.destination.tags);
		return earlier.time.getTime() < time.getTime() && destination.tags.every((tag) => tags.has(tag));
	});
}
function orderEntries(entries) {
	const newest = entries.toSorted((left, right) => right.claims.time.getTime() - left.claims.time.getTime());
	const idle = new Set(newest.filter((entry) => isIdleHotfix(entry, newest)));
	return [...newest.filter((entry) => !idle.has(entry)), ...idle];
}
function validRecords(records, question) {
	const findings = records.map((record) => verifyRecord(record, question));
	const valid = findings.flatMap((finding) => finding.kind === "valid" ? [finding.entry] : []);
	const corrected = findCorrected(valid);
	const entries = orderEntries(valid.filter((entry) => !corrected.has(entry)));
	const rejections = findings.flatMap((finding) => finding.kind === "refused" ? [refusalOf(finding.record, finding.reason)] : []);
	return {
		entries,
		rejections: [...[...corrected].map(({ record }) => refusalOf(record, "the run that made it corrected it afterwards")), ...rejections]
	};
}
function refusalOf({ digest }, reason) {
	return `the record ${shortDigest(digest)} does not count: ${reason}`;
}
function explainMissing({ environment, image, digest }, { rejections, records }) {
	if (rejections.length > 0) {
		const told = [...new Set(rejections)];
		const more = told.length - MAX_TOLD$3;
		return formatList([...told.slice(0, MAX_TOLD$3), ...more > 0 ? [`so it is with ${more} more`] : []]);
	}
	const others = [...new Set(records.flatMap((record) => decodeUnverifiedClaims(record)?.destination.environment ?? []))];
	const names = others.slice(0, MAX_TOLD$3).map((each) => quote(each));
	const found = others.length === 0 ? "it has none" : `its records are only of ${formatList(names)}`;
	return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}
function presentPlacement(entries) {
	const ordered = entries.toSorted((left, right) => enteredAt(left) - enteredAt(right));
	const had = /* @__PURE__ */ new Set();
	let stay = ordered[0];
	for (const entry of ordered) {
		const { tags, replaced } = entry.claims.destination;
		if ([...replaced.keys()].some((tag) => had.has(tag))) stay = entry;
		for (const tag of tags) had.add(tag);
	}
	return stay;
}
const ATTEMPT = /\/attempts\/[0-9]+$/;
function statementDigest({ form, bytes }) {
	return digestOf(form === "bundle" ? payloadOf(bytes) : bytes);
}
function isSameSigner(left, right) {
	if (left?.by.kind === "certificate" && right?.by.kind === "certificate") {
		const [one, other] = [left.by.claims, right.by.claims];
		return one.identity === other.identity && one.issuer === other.issuer && one.sourceRepository === other.sourceRepository;
	}
	if (left?.by.kind === "key" && right?.by.kind === "key") return left.by.name === right.by.name;
	return left === void 0 && right === void 0;
}
function isSamePromotion(one, other) {
	const [left, right] = [one.claims, other.claims];
	const runs = [left, right].map(({ run }) => run.invocationId?.replace(ATTEMPT, ""));
	return one.record.form === other.record.form && isSameSigner(one.signature, other.signature) && left.destination.uri === right.destination.uri && left.time.getTime() === right.time.getTime() && runs[0] === runs[1];
}
function findCorrected(entries) {
	const corrections = entries.filter(({ claims }) => (claims.corrects ?? []).length > 0);
	if (corrections.length === 0) return /* @__PURE__ */ new Set();
	const digests = new Map(entries.map((entry) => [entry, statementDigest(entry.record)]));
	return new Set(entries.filter((entry) => corrections.some((correction) => correction !== entry && correction.claims.corrects?.some((digest) => digest === digests.get(entry)) === true && isSamePromotion(correction, entry))));
}
// src/policy/verify-name.ts
const MAX_TOLD$2 = 5;
const OVERLAP = 36e5;
function findCompetingRecords(images, { pipeline, repository, verify, now }) {
	const uri = formatRepository(repository);
	return findEnvironments(pipeline, repository).flatMap(({ environment, image }) => images.flatMap(({ digest, records }) => validRecords(records, {
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
function findOwner({ tag, competitors }) {
	return competitors.filter(({ entry }) => entry.claims.destination.tags.includes(tag)).toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry))[0];
}
function describeOwner({ digest, entry }) {
	const when = `${new Date(enteredAt(entry)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
	return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(entry.record.digest)}`;
}
function verifyName(entry, question) {
	const { tag, competitors } = question;
	const owner = findOwner(question);
	const remedy = owner === void 0 ? "promote the image under this name, name it by a tag that its record has, or by its digest" : "promote the image that is to have the tag, or name this one by its digest";
	const { tags } = entry.claims.destination;
	if (!tags.includes(tag)) {
		const told = tags.slice(0, MAX_TOLD$2).map((each) => quote(each));
		const more = tags.length > MAX_TOLD$2 ? [`${tags.length - MAX_TOLD$2} more`] : [];
		const given = tags.length === 0 ? "no tag" : formatList([...told, ...more]);
		const right = owner === void 0 ? "" : `, which by right is that of ${describeOwner(owner)}`;
		return {
			reason: `it gave ${given} and not ${quote(tag)}${right}`,
			remedy
		};
	}
	const taker = competitors.filter((rival) => tookAway(rival, entry, question));
	const last = taker.length === 0 ? void 0 : findOwner({
		...question,
		competitors: taker
	});
	if (last === void 0) return void 0;
	return {
		reason: `the tag ${quote(tag)} was taken away from it by right: it is that of ${describeOwner(last)}`,
		remedy
	};
}
// src/records/read.ts
var read_exports = /* @__PURE__ */ __exportAll({
	ATTESTATIONS: () => ATTESTATIONS,
	declaredPredicate: () => declaredPredicate,
	mayHoldStatement: () => mayHoldStatement,
	readAttestations: () => readAttestations,
	readRecord: () => readRecord,
	readRecords: () => readRecords
});
const BUNDLE = "application/vnd.dev.sigstore.bundle";
const MAX_RECORD = 4194304;
const MAX_RECORDS = 200;
const MAX_OTHERS = 50;
const MAX_SILENT = 67108864;
const AT_ONCE$1 = 16;
function declaredPredicate({ annotations }) {
	return annotations.get("dev.sigstore.bundle.predicateType") ?? annotations.get("in-toto.io/predicate-type");
}
function formOf(mediaType) {
	if (mediaType === void 0) return void 0;
	if (mediaType.startsWith(BUNDLE)) return "bundle";
	return mediaType === "application/vnd.in-toto+json" ? "statement" : void 0;
}
function mayHoldStatement(artifactType) {
	return artifactType === void 0 || artifactType === "application/vnd.oci.empty.v1+json" || formOf(artifactType) !== void 0;
}
function parse(bytes, mediaType) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readManifest(client, { repository, subject }, digest) {
	const stored = await getManifest(client, repository, digest);
	const manifest = stored && parse(stored.bytes, stored.mediaType);
	if (manifest?.kind !== "manifest" || manifest.subject?.digest !== subject) return void 0;
	const [layer, ...others] = manifest.layers;
	const form = formOf(layer?.mediaType);
	if (layer === void 0 || others.length > 0 || form === void 0) return void 0;
	return {
		digest,
		layer,
		form,
		announced: declaredPredicate(manifest),
		annotations: manifest.annotations
	};
}
async function readStatement(client, { repository, subject }, { digest, layer, form }) {
	const bytes = await readBlob(client, repository, {
		...layer,
		limit: MAX_RECORD
	});
	return bytes && {
		digest,
		repository,
		subject,
		form,
		bytes
	};
}
async function readRecord(client, query, digest) {
	const manifest = await readManifest(client, query, digest);
	return manifest && readStatement(client, query, manifest);
}
const ATTESTATIONS = {
	keep: ({ artifactType }) => mayHoldStatement(artifactType),
	types: [
		SIGSTORE_BUNDLE,
		IN_TOTO,
		OCI_EMPTY
	]
};
async function list(client, { repository, subject }) {
	const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
	const groups = Map.groupBy(attestations, (listed) => {
		const announced = declaredPredicate(listed);
		return announced === void 0 ? "unknown" : announced === "https://sealift.github.io/promotion/v1" ? "records" : "others";
	});
	const [records = [], unknown = [], others = []] = [
		"records",
		"unknown",
		"others"
	].map((kind) => groups.get(kind));
	return {
		records,
		unknown,
		others
	};
}
async function sortOut(client, query, { records, unknown }) {
	const found = (await eachAtMost(AT_ONCE$1, [...records, ...unknown], ({ digest }) => readManifest(client, query, digest))).filter((manifest) => manifest !== void 0);
	const mayBe = found.filter(({ announced }) => announced === void 0 || announced === "https://sealift.github.io/promotion/v1");
	const distinct = /* @__PURE__ */ new Map();
	for (const manifest of mayBe) if (!distinct.has(manifest.layer.digest)) distinct.set(manifest.layer.digest, manifest);
	const listed = new Set(records.map(({ digest }) => digest));
	const sorted = [...distinct.values()];
	const isRecord = ({ announced, digest }) => announced !== void 0 || listed.has(digest);
	const silent = sorted.filter((manifest) => !isRecord(manifest));
	requireFew(sorted.length - silent.length, query);
	requireSmall(silent, query);
	return {
		records: [...sorted.filter(isRecord), ...silent],
		others: found.filter((manifest) => !mayBe.includes(manifest))
	};
}
async function readAll(client, manifests, query) {
	return (await eachAtMost(AT_ONCE$1, manifests, (manifest) => readStatement(client, query, manifest))).filter((record) => record !== void 0);
}
function requireFew(count, { repository, subject }) {
	if (count <= MAX_RECORDS) return;
	throw new RegistryError(`Cannot read the records of ${formatRepository(repository)}@${subject}: there are ${count}, and no more than ${MAX_RECORDS} are read; remove those that nobody needs`, {
		code: "too-large",
		registry: repository.registry
	});
}
async function readRecords(client, query) {
	const { records } = await sortOut(client, query, await list(client, query));
	return readAll(client, records, query);
}
function requireSmall(silent, { repository, subject }) {
	if (silent.reduce((sum, { layer }) => sum + layer.size, 0) <= MAX_SILENT) return;
	throw new RegistryError(`Cannot read the records of ${formatRepository(repository)}@${subject}: ${silent.length} attestations do not say what they are about, and of these no more than ${formatBytes(MAX_SILENT)} are read; remove those that nobody needs`, {
		code: "too-large",
		registry: repository.registry
	});
}
async function readAttestations(client, query) {
	const listed = await list(client, query);
	const sorted = await sortOut(client, query, listed);
	const created = ({ annotations }) => annotations.get("org.opencontainers.image.created") ?? "";
	const newest = [...listed.others, ...sorted.others].toSorted((left, right) => created(left) < created(right) ? 1 : -1);
	const [records, others] = await Promise.all([readAll(client, sorted.records, query), eachAtMost(AT_ONCE$1, newest.slice(0, MAX_OTHERS), (each) => "layer" in each ? readStatement(client, query, each) : readRecord(client, query, each.digest))]);
	const leftOut = Math.max(newest.length - MAX_OTHERS, 0);
	return {
		records,
		others: others.filter((other) => other !== void 0),
		leftOut
	};
}
// src/policy/requirements.ts
const STARTED_AGAIN = /\/attempts\/(?!1$)[0-9]+$/;
function starterOf({ actor, invocationId = "", isFromToken }) {
	if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
	return isFromToken === true ? void 0 : actor?.triggeringLogin;
}
function evaluateActors({ claims, environment }, { actor }) {
	const before = starterOf(claims.run);
	if (before === void 0 || actor === void 0) return {
		reason: `nobody can say who ${before === void 0 ? `promoted it to ${environment}` : "promotes it on"}, and somebody else must do the one than the other`,
		remedy: "start a new run in place of one that is started again"
	};
	if (before.toLowerCase() !== actor.toLowerCase()) return void 0;
	return {
		reason: `${safeText(actor, 50)} promoted it there too, and somebody else must promote it on`,
		remedy: "have somebody else start a run"
	};
}
function approversOf({ claims, gitHubEnvironment }) {
	const actor = claims.run.actor?.login.toLowerCase();
	const given = (claims.approvals ?? []).filter(({ state, environments }) => state === "approved" && (gitHubEnvironment === void 0 || environments.includes(gitHubEnvironment)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}
function evaluateRequirements(requires, entry, next) {
	const { signature, environment } = entry;
	const again = `promote it to ${environment} again`;
	if (requires.signed && signature === void 0) return {
		reason: `the record of ${environment} is not signed`,
		remedy: `${again}, with a record that is`
	};
	const since = Math.max(enteredAt(entry), next.stay === void 0 ? 0 : enteredAt(next.stay));
	const age = next.time.getTime() - since;
	if (requires.age > 0 && age < requires.age) return {
		reason: `it has been in ${environment} for ${formatDuration(Math.max(age, 0))}, and ${formatDuration(requires.age)} are required`,
		remedy: `wait for ${formatDuration(requires.age - Math.max(age, 0))}`
	};
	const approved = approversOf(entry).size;
	if (approved < requires.approvals) return {
		reason: `its record names ${approved} of ${requires.approvals} required approvals by others`,
		remedy: `${again}, in a run that is approved`
	};
	return requires.anotherActor ? evaluateActors(entry, next) : void 0;
}
function requiresRecord({ signed, approvals, age, anotherActor }) {
	return signed || approvals > 0 || age > 0 || anotherActor;
}
function unmetByOrigin({ name }) {
	return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
function evaluateOrder({ claims, signature, environment }, { time, signedAt }) {
	const remedy = `promote it to ${environment} first, and from there`;
	if (claims.time.getTime() > time.getTime() + 3e5) return {
		reason: "it claims a later time than the promotion that came after it",
		remedy
	};
	const latest = (signedAt ?? time).getTime() + CLOCK_SKEW;
	if ((signature?.signedAt?.getTime() ?? 0) <= latest) return void 0;
	return {
		reason: "it was signed later than the promotion that came after it",
		remedy
	};
}
function pickRecords({ records, question, valid: { entries, rejections } }, { requires, next, accepts }) {
	const stay = presentPlacement(entries.filter((entry) => evaluateOrder(entry, next) === void 0));
	const judged = entries.map((entry) => ({
		entry,
		fault: evaluateOrder(entry, next) ?? accepts?.(entry) ?? evaluateRequirements(requires, entry, {
			...next,
			stay
		})
	}));
	const faults = judged.flatMap(({ entry, fault }) => fault === void 0 ? [] : [refusalOf(entry.record, fault.reason)]);
	const first = judged.find(({ fault }) => fault !== void 0)?.fault;
	return {
		entries: judged.flatMap(({ entry, fault }) => fault === void 0 ? [entry] : []),
		reason: explainMissing(question, {
			rejections: [...faults, ...rejections],
			records
		}),
		remedy: first?.remedy ?? `promote it to ${question.environment.name} by Sealift first`
	};
}
function findRecords(records, question, need) {
	return pickRecords({
		records,
		question,
		valid: validRecords(records, question)
	}, need);
}
// src/policy/verify-chain.ts
const MAX_STEPS = 1e3;
const NO_REQUIREMENTS = {
	signed: false,
	approvals: 0,
	age: 0,
	anotherActor: false
};
var Walker = class {
	question;
	source;
	pool = /* @__PURE__ */ new Map();
	read = /* @__PURE__ */ new Set();
	sorted = /* @__PURE__ */ new Map();
	steps = 0;
	farthest;
	constructor(question, source) {
		this.question = question;
		this.source = source;
	}
	fail(entries, environment, reason) {
		const known = this.farthest?.entries.length ?? -1;
		if (entries.length > known) this.farthest = {
			entries,
			origin: void 0,
			broken: {
				environment,
				reason
			}
		};
	}
	async readFrom(environment) {
		if (this.read.has(environment.name)) return;
		this.read.add(environment.name);
		const { image, digest } = this.question;
		for (const record of await this.source.recordsOf(environment, image, digest)) this.pool.set(record.digest, record);
	}
	sortFor(environment, uri) {
		const key = `${environment.name} ${uri ?? ""} ${this.pool.size}`;
		const known = this.sorted.get(key);
		if (known !== void 0) return known;
		const records = [...this.pool.values()];
		const question = {
			...this.question,
			environment,
			uri
		};
		const sorted = {
			records,
			question,
			valid: validRecords(records, question)
		};
		this.sorted.set(key, sorted);
		return sorted;
	}
	async tryRecords(step) {
		const { environment, requires, next, entries, uri } = step;
		const accepts = entries.length === 0 ? this.question.accepts : void 0;
		const found = pickRecords(this.sortFor(environment, uri), {
			requires,
			next,
			accepts
		});
		if (found.entries.length === 0) return this.fail(entries, environment.name, found.reason);
		for (const entry of found.entries) {
			const chain = await this.follow(entry, step);
			if (chain !== void 0) return chain;
		}
	}
	async follow(entry, { environment, entries }) {
		const { claims, signature } = entry;
		const way = [...entries, entry];
		const from = recordedEnvironment(this.question.pipeline, claims.source.environment ?? "");
		if (from === void 0 || way.some((each) => each.environment === from.name)) return this.fail(way, environment.name, `its way leads in a circle back to ${claims.source.environment}`);
		const next = {
			time: claims.time,
			signedAt: signature?.signedAt,
			actor: starterOf(claims.run)
		};
		return this.walk({
			environment: from,
			requires: environment.requires,
			next,
			entries: way,
			uri: claims.source.uri
		});
	}
	async walk(step) {
		const { environment, entries, requires } = step;
		if (environment.from.length === 0 && requiresRecord(requires)) return this.fail(entries, environment.name, unmetByOrigin(environment));
		if (environment.from.length === 0) return {
			entries,
			origin: environment.name,
			broken: void 0
		};
		if (++this.steps > MAX_STEPS) return this.fail(entries, environment.name, "there are too many records to follow");
		const { farthest } = this;
		const early = this.read.size > 0 ? await this.tryRecords(step) : void 0;
		if (early !== void 0 || this.read.has(environment.name)) return early;
		await this.readFrom(environment);
		this.farthest = farthest;
		return this.tryRecords(step);
	}
	async start() {
		const { environment, now } = this.question;
		const next = {
			time: new Date(now.getTime() + CLOCK_SKEW),
			actor: void 0
		};
		const chain = await this.walk({
			environment,
			requires: NO_REQUIREMENTS,
			next,
			entries: [],
			uri: this.question.uri
		});
		const nothing = {
			environment: environment.name,
			reason: "no record was found"
		};
		return chain ?? this.farthest ?? {
			entries: [],
			origin: void 0,
			broken: nothing
		};
	}
};
function walkChain(question, source) {
	return new Walker(question, source).start();
}
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
function describeApprovals(approvals) {
	const names = (approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => safeText(login, 50));
	return names.length === 0 ? "" : `, approved by ${formatList([...new Set(names)])}`;
}
function describeRecord(environment, record) {
	const { time, from, actor, route, reason, signer, digest } = record;
	const when = `${time.slice(0, 16).replace("T", " ")} UTC`;
	const who = actor === null ? "" : ` by ${safeText(actor, 50)}`;
	const way = route === "regular" ? "" : ` on the ${safeText(route, 80)} route`;
	const why = reason === null ? "" : ` (${quote(reason)})`;
	const signed = signer === null ? "UNSIGNED" : `signed by ${safeText(signer, 200)}`;
	return `${environment}: promoted from ${from ?? "nowhere"}${way} on ${when}${who}${why}${describeApprovals(record.approvals)}; record ${shortDigest(digest)}, ${signed}`;
}
function describeChain({ entries, origin, broken }) {
	const links = entries.map((entry) => {
		const record = toRecord(entry);
		const { environment } = entry;
		return {
			environment,
			kind: "promoted",
			sentence: describeRecord(environment, record),
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
// src/github/publisher.ts
function troubleOf({ count, missing, failure }, { verb, noun, nameOf }) {
	return failure === void 0 ? void 0 : {
		verb,
		noun,
		count,
		missing: missing.map(nameOf),
		failure
	};
}
const NAMED = 3;
function nameObject({ verb, noun, count, missing }) {
	return `Cannot ${verb} ${missing.length < count ? `${missing.length} of ${formatCount(count, noun)}` : formatCount(count, noun)} at GitHub`;
}
function nameMissing({ missing }) {
	const names = missing.slice(0, NAMED).map((name) => safeText(name, 200));
	return formatList(missing.length > NAMED ? [...names, `${missing.length - NAMED} more`] : names);
}
function warnOfPublisher(trouble) {
	return `${nameObject(trouble)}: ${trouble.failure.reason}; ${trouble.failure.remedy}`;
}
function refuseBefore(trouble) {
	const { reason, remedy } = trouble.failure;
	return `${nameObject(trouble)}: the pipeline file requires that, and ${reason}, so nothing was promoted; ${remedy}`;
}
function refuseAfter(trouble) {
	const { reason, remedy } = trouble.failure;
	return `${nameObject(trouble)}: the promotion itself is complete, but what the pipeline file requires is missing for ${nameMissing(trouble)}, because ${reason}; ${remedy}`;
}
const PARALLEL = 4;
function isLasting({ status }) {
	return status === void 0 || status === 401 || status === 403 || status === 404 || status === 429;
}
async function attemptEach(items, { work, permission }) {
	const missing = /* @__PURE__ */ new Set();
	let failure;
	let isOver = false;
	await eachAtMost(PARALLEL, items, async (item) => {
		if (isOver) {
			missing.add(item);
			return;
		}
		try {
			await work(item);
		} catch (error) {
			missing.add(item);
			const explained = explainFailure(error, permission);
			failure ??= explained;
			isOver ||= isLasting(explained);
		}
	});
	return {
		count: items.length,
		missing: items.filter((item) => missing.has(item)),
		failure
	};
}
// src/github/attestations.ts
const CREATING$2 = {
	verb: "create",
	noun: "attestation",
	nameOf: ({ destination }) => destination.uri
};
const UNSIGNED = {
	reason: "the record is not signed",
	remedy: "let the records be signed: give the job \"id-token: write\""
};
function openAttestationPublisher({ client, isRequired, note }) {
	return {
		begin: async () => void 0,
		async succeed(items) {
			const unsigned = items.filter(({ bundle }) => bundle === void 0);
			const signed = items.filter(({ bundle }) => bundle !== void 0);
			const work = async ({ bundle = /* @__PURE__ */ new Uint8Array() }) => createAttestation(client, bundle);
			const attempts = await attemptEach(signed, {
				work,
				permission: ATTESTATIONS_PERMISSION
			});
			if (unsigned.length === 0) return troubleOf(attempts, CREATING$2);
			if (!isRequired) {
				note("Records that are not signed are not given to GitHub as attestations");
				return troubleOf(attempts, CREATING$2);
			}
			const missing = [...attempts.missing, ...unsigned].map(CREATING$2.nameOf);
			return {
				...CREATING$2,
				count: items.length,
				missing,
				failure: attempts.failure ?? UNSIGNED
			};
		},
		fail: async () => void 0
	};
}
const ATTESTATIONS_PERMISSION = "attestations: write";
async function createAttestation(client, bundle) {
	const body = { bundle: parseJsonObject(bundle) };
	return readId(await client.send({
		method: "POST",
		path: `${client.home}/attestations`,
		body
	}));
}
// src/github/deployments.ts
const DEPLOYMENTS_PERMISSION = "deployments: write";
async function setStatus(client, { id, ...status }) {
	const path = `${client.home}/deployments/${id}/statuses`;
	await client.send({
		method: "POST",
		path,
		body: statusBody(status.state, status)
	});
}
async function openDeployments(client, { targets, ref, logUrl }) {
	const open = [];
	async function work(target) {
		const path = `${client.home}/deployments`;
		const id = readId(await client.send({
			method: "POST",
			path,
			body: deploymentBody(target, ref)
		}));
		open.push({
			id,
			target
		});
		await setStatus(client, {
			id,
			state: "in_progress",
			description: "Promotion is under way",
			logUrl
		});
	}
	return {
		open,
		attempts: await attemptEach(targets, {
			work,
			permission: DEPLOYMENTS_PERMISSION
		})
	};
}
async function closeDeployments(client, { open, ...end }) {
	const { state, logUrl, describe } = end;
	const work = (deployment) => setStatus(client, {
		id: deployment.id,
		state,
		logUrl,
		description: describe(deployment)
	});
	return await attemptEach(open, {
		work,
		permission: DEPLOYMENTS_PERMISSION
	});
}
function describeSuccess({ items }) {
	const record = items.find((item) => item.record !== void 0)?.record;
	return record === void 0 ? "Promoted" : `Promoted; record ${record}`;
}
function describeFailure(reason) {
	return `Not promoted: ${safeText(reason)}`;
}
const TASK = "promote";
const LONGEST_DESCRIPTION = 140;
function groupTargets(items) {
	const targets = /* @__PURE__ */ new Map();
	for (const item of items) {
		const { image, destination } = item;
		const key = targetKey(image, destination.environment);
		const known = targets.get(key);
		const list = known === void 0 ? [item] : [...known.items, item];
		targets.set(key, {
			image,
			environment: destination.environment,
			items: list
		});
	}
	return [...targets.values()];
}
function targetKey(image, environment) {
	return JSON.stringify([image, environment]);
}
function distinct(values) {
	return [...new Set(values.filter((value) => value !== void 0))];
}
function describePayload({ image, environment, items }) {
	const [{ digest, source }] = items;
	const [previous] = distinct(items.map(({ previousDigest }) => previousDigest));
	const [record] = distinct(items.map((item) => item.record));
	return {
		image,
		digest,
		from: source.environment ?? source.uri,
		to: environment,
		repositories: distinct(items.map(({ destination }) => destination.uri)),
		tags: distinct(items.flatMap(({ tags }) => tags)),
		...previous === void 0 ? {} : { previous },
		...record === void 0 ? {} : { record }
	};
}
function deploymentBody(target, ref) {
	const [{ digest, source }] = target.items;
	const from = source.environment ?? source.uri;
	return {
		ref,
		task: TASK,
		auto_merge: false,
		required_contexts: [],
		environment: target.environment,
		description: describe(`Promote ${target.image} (${shortDigest(digest)}) from ${from} to ${target.environment}`),
		payload: describePayload(target),
		transient_environment: false
	};
}
function statusBody(state, { description, logUrl }) {
	return {
		state,
		description: describe(description),
		...logUrl === void 0 ? {} : { log_url: logUrl },
		auto_inactive: false
	};
}
function describe(text) {
	return safeText(text, LONGEST_DESCRIPTION);
}
// src/github/deployment-publisher.ts
const nameTarget = ({ image, environment }) => `${image} in ${environment}`;
const nameOpen = ({ target }) => nameTarget(target);
const CREATING$1 = {
	verb: "create",
	noun: "deployment",
	nameOf: nameTarget
};
const CLOSING = {
	verb: "set the status of",
	noun: "deployment",
	nameOf: nameOpen
};
const RETIRING = {
	verb: "retire what came before",
	noun: "deployment",
	nameOf: nameOpen
};
function completeTargets(open, items) {
	const done = new Map(groupTargets(items).map((target) => [targetKey(target.image, target.environment), target]));
	return open.map(({ id, target }) => ({
		id,
		target: done.get(targetKey(target.image, target.environment)) ?? target
	}));
}
function openDeploymentPublisher({ client, ref, logUrl, isRequired, warn }) {
	let open = [];
	function takeOpen() {
		const taken = open;
		open = [];
		return taken;
	}
	async function fail(reason) {
		const describe = () => describeFailure(reason);
		return troubleOf(await closeDeployments(client, {
			open: takeOpen(),
			state: "failure",
			describe,
			logUrl
		}), CLOSING);
	}
	return {
		async begin(items) {
			const targets = groupTargets(items);
			if (ref === void 0) {
				const failure = {
					reason: "GITHUB_SHA names no commit",
					remedy: "run the step on GitHub"
				};
				return {
					...CREATING$1,
					count: targets.length,
					missing: targets.map(nameTarget),
					failure
				};
			}
			const opened = await openDeployments(client, {
				targets,
				ref,
				logUrl
			});
			open = opened.open;
			const trouble = troubleOf(opened.attempts, CREATING$1);
			if (trouble !== void 0 && isRequired) await fail("another deployment could not be created");
			return trouble;
		},
		async succeed(items) {
			const done = completeTargets(takeOpen(), items);
			const describe = ({ target }) => describeSuccess(target);
			const trouble = troubleOf(await closeDeployments(client, {
				open: done,
				state: "success",
				describe,
				logUrl
			}), CLOSING);
			if (trouble !== void 0) return trouble;
			const late = troubleOf(await retireEarlier(client, {
				open: done,
				logUrl
			}), RETIRING);
			if (late !== void 0) warn(late);
		},
		fail
	};
}
const PAGE = 100;
const LOOKS = 3;
function imageOf(deployment) {
	const payload = property(deployment, "payload");
	if (isJsonObject(payload)) return stringProperty(payload, "image");
	if (typeof payload !== "string") return void 0;
	try {
		const parsed = JSON.parse(payload);
		return isJsonObject(parsed) ? stringProperty(parsed, "image") : void 0;
	} catch {
		return;
	}
}
async function findActive(client, earlier) {
	for (const id of earlier.slice(0, LOOKS).map(readId)) {
		const path = `${client.home}/deployments/${id}/statuses?per_page=1`;
		const [latest] = readObjects(await client.send({
			method: "GET",
			path
		}));
		const state = latest === void 0 ? void 0 : stringProperty(latest, "state");
		if (state === "success") return id;
		if (state === "inactive") return void 0;
	}
}
async function retireEarlier(client, { open, logUrl }) {
	const lists = /* @__PURE__ */ new Map();
	function listOf(environment) {
		const query = new URLSearchParams({
			environment,
			task: TASK,
			per_page: String(PAGE)
		});
		const list = lists.get(environment) ?? client.send({
			method: "GET",
			path: `${client.home}/deployments?${query}`
		}).then(readObjects);
		lists.set(environment, list);
		return list;
	}
	async function work({ id, target }) {
		const list = await listOf(target.environment);
		const own = list.findIndex((deployment) => readId(deployment) === id);
		if (own < 0) return;
		const active = await findActive(client, list.slice(own + 1).filter((deployment) => imageOf(deployment) === target.image));
		if (active === void 0) return;
		await setStatus(client, {
			id: active,
			state: "inactive",
			description: "Replaced by a later promotion",
			logUrl
		});
	}
	return await attemptEach(open, {
		work,
		permission: DEPLOYMENTS_PERMISSION
	});
}
// src/github/storage-records.ts
const nameOf = ({ destination }) => destination.uri;
const CREATING = {
	verb: "create",
	noun: "storage record",
	nameOf
};
const OWNED_BY_A_PERSON = "the repository belongs to a person, and GitHub keeps storage records only for organisations";
function openStoragePublisher({ client, isRequired, note }) {
	let isKept = true;
	return {
		async begin(items) {
			function trouble(failure) {
				isKept = false;
				return {
					...CREATING,
					count: items.length,
					missing: items.map(nameOf),
					failure
				};
			}
			try {
				if (await isOwnedByOrganization(client)) return void 0;
			} catch (error) {
				return trouble(explainFailure(error, "metadata: read"));
			}
			if (isRequired) return trouble({
				reason: OWNED_BY_A_PERSON,
				remedy: "do without them in the pipeline file"
			});
			isKept = false;
			note(`No storage records are created: ${OWNED_BY_A_PERSON}`);
		},
		async succeed(items) {
			if (!isKept) return void 0;
			const work = (item) => createStorageRecord(client, item);
			return troubleOf(await attemptEach(items, {
				work,
				permission: STORAGE_RECORDS_PERMISSION
			}), CREATING);
		},
		fail: async () => void 0
	};
}
const STORAGE_RECORDS_PERMISSION = "artifact-metadata: write";
const LONGEST_URL = 152;
function storageRecordBody({ digest, version, destination }, gitHubRepository) {
	const { uri, registry } = destination;
	const artifactUrl = `https://${uri}@${digest}`;
	return {
		name: uri,
		digest,
		...version === void 0 ? {} : { version },
		registry_url: `https://${registry}`,
		repository: uri.startsWith(`${registry}/`) ? uri.slice(registry.length + 1) : uri,
		...artifactUrl.length > LONGEST_URL ? {} : { artifact_url: artifactUrl },
		status: "active",
		github_repository: gitHubRepository
	};
}
async function createStorageRecord(client, item) {
	const path = `/orgs/${encodeURIComponent(client.owner)}/artifacts/metadata/storage-record`;
	await client.send({
		method: "POST",
		path,
		body: storageRecordBody(item, client.repo)
	});
}
async function isOwnedByOrganization(client) {
	const repository = readObject(await client.send({
		method: "GET",
		path: client.home
	}));
	return stringProperty(objectProperty(repository, "owner") ?? {}, "type") === "Organization";
}
// src/github/publish.ts
const KINDS = [
	{
		key: "storageRecords",
		noun: "storage record",
		open: openStoragePublisher
	},
	{
		key: "attestations",
		noun: "attestation",
		open: openAttestationPublisher
	},
	{
		key: "deployments",
		noun: "deployment",
		open: openDeploymentPublisher
	}
];
function openPublishers(options) {
	const { use, event, environment, token, warn, note = () => {} } = options;
	const kinds = KINDS.filter(({ key }) => use[key] !== "off").map((kind) => ({
		...kind,
		isRequired: use[kind.key] === "required"
	}));
	let places = [];
	function openWith(client) {
		const context = {
			client,
			note,
			ref: environment["GITHUB_SHA"] || environment["GITHUB_REF"] || void 0,
			logUrl: event.run.invocationId,
			warn: (trouble) => warn(warnOfPublisher(trouble))
		};
		return kinds.map(({ open, isRequired }) => ({
			place: open({
				...context,
				isRequired
			}),
			isRequired
		}));
	}
	function judge(trouble, isRequired) {
		if (trouble === void 0) return;
		if (isRequired) throw new PolicyError(refuseBefore(trouble));
		warn(warnOfPublisher(trouble));
	}
	return {
		async begin(items) {
			if (kinds.length === 0 || items.length === 0) return;
			const client = await openGitHubClient(event, token, options);
			if (client === void 0) {
				const failure = token ? {
					reason: "GITHUB_REPOSITORY names no repository",
					remedy: "run the step on GitHub"
				} : {
					reason: "there is no token",
					remedy: "give the input \"github-token\""
				};
				const missing = items.map(({ destination }) => destination.uri);
				for (const { noun, isRequired } of kinds) judge({
					verb: "create",
					noun,
					count: items.length,
					missing,
					failure
				}, isRequired);
				return;
			}
			places = openWith(client);
			for (const { place, isRequired } of places) judge(await place.begin(items), isRequired);
		},
		async succeed(items) {
			const errors = [];
			for (const { place, isRequired } of places) {
				const trouble = await place.succeed(items);
				if (trouble === void 0) continue;
				if (isRequired) errors.push(refuseAfter(trouble));
				else warn(warnOfPublisher(trouble));
			}
			const [first, ...others] = errors;
			for (const other of others) warn(other);
			if (first !== void 0) throw new PolicyError(first);
		},
		async fail(reason) {
			for (const { place } of places) {
				const trouble = await place.fail(reason);
				if (trouble !== void 0) warn(warnOfPublisher(trouble));
			}
		}
	};
}
// src/commands/publish.ts
var publish_exports = /* @__PURE__ */ __exportAll({ publishTo: () => publishTo });
const BUNDLES_AT_ONCE = 16;
function keyOf(repository, subject) {
	return `${formatRepository(repository)}@${subject}`;
}
function listPublished(items, insists) {
	return items.flatMap((item, image) => item.plan.destinations.flatMap((destination, index) => {
		const resolvedRoute = item.plan.grants?.get(formatRepository(destination.repository))?.resolvedRoute;
		const isNews = destination.tags.tags.some(isChange) || destination.copy.manifests.length > 0;
		return resolvedRoute === void 0 || !(isNews || insists) ? [] : [{
			item,
			destination,
			resolvedRoute,
			at: [image, index]
		}];
	}));
}
function describeItem({ item, destination, resolvedRoute }, { result, bundle } = {}) {
	const { source, image } = item.plan;
	const { repository } = destination;
	const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== "skip");
	return {
		image: resolvedRoute.image,
		digest: image.digest,
		source: {
			environment: resolvedRoute.source?.name,
			uri: formatRepository(source.repository)
		},
		destination: {
			environment: resolvedRoute.destination.name,
			uri: formatRepository(repository),
			registry: repository.registry
		},
		tags: tags.map(({ tag }) => tag),
		previousDigest: previousDigest(tags),
		version: tags.find(({ kind }) => kind === "semver.full")?.tag,
		record: result?.record,
		bundle
	};
}
async function readBundle({ item, destination }, record) {
	if (record === void 0 || destination.record !== "signed") return void 0;
	const { repository } = destination;
	const query = {
		repository,
		subject: item.plan.image.digest
	};
	const stored = await readRecord(item.clients.destination(repository), query, record);
	return stored?.form === "bundle" ? stored.bytes : void 0;
}
function requireSigned(announced) {
	const unsigned = announced.find(({ destination }) => destination.record !== "signed");
	if (unsigned === void 0) return;
	throw new PolicyError(`Cannot promote ${unsigned.item.plan.source.reference} to ${unsigned.resolvedRoute.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`);
}
function publishTo(use, items, { event, environment, logger, token, warn }) {
	const announced = listPublished(items, Object.values(use).includes("required"));
	if (announced.length === 0) return void 0;
	if (use.attestations === "required") requireSigned(announced);
	const places = openPublishers({
		use,
		event,
		environment,
		token,
		warn,
		note: logger.info
	});
	const bundles = /* @__PURE__ */ new Map();
	async function complete(each, results) {
		const [image, index] = each.at;
		const result = results[image]?.[index];
		const known = bundles.get(keyOf(each.destination.repository, each.item.plan.image.digest));
		return describeItem(each, {
			result,
			bundle: use.attestations === "off" ? void 0 : known ?? await readBundle(each, result?.record)
		});
	}
	return {
		listen(happened) {
			if (happened.kind !== "record" || happened.signed === void 0) return;
			bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
		},
		begin: () => places.begin(announced.map((each) => describeItem(each))),
		async succeed(results) {
			try {
				await places.succeed(await eachAtMost(BUNDLES_AT_ONCE, announced, (each) => complete(each, results)));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => places.fail("the log of the run says why")
	};
}
// src/attestation/sign/identity-token.ts
const SIGSTORE = "sigstore";
const TIME_LIMIT = 2e4;
const PAUSES = [500, 2e3];
const PASSING = /* @__PURE__ */ new Set([
	408,
	429,
	500,
	502,
	503,
	504
]);
const REMEDY = "give the job \"permissions: id-token: write\"";
function failure(reason, remedy, cause) {
	return new InputError(`Cannot get GitHub's identity token: ${reason}; ${remedy}`, { cause });
}
function tokenUrl(address, audience) {
	const url = URL.parse(address);
	if (url === null || !(url.protocol === "https:" || url.protocol === "http:" && isLoopback(url.hostname))) throw failure("the variable ACTIONS_ID_TOKEN_REQUEST_URL holds no address that begins with \"https://\"", REMEDY);
	url.searchParams.set("audience", audience);
	return url;
}
async function tryToAsk(ask, { pause = setTimeout, timeLimit = TIME_LIMIT }) {
	const signal = AbortSignal.timeout(timeLimit);
	for (let tries = 0;; tries += 1) {
		const wait = PAUSES[tries];
		try {
			const answer = await ask(signal);
			if (!PASSING.has(answer.status) || wait === void 0) return answer;
		} catch (error) {
			if (signal.aborted) throw failure(`GitHub did not answer within ${timeLimit / 1e3} s`, "run the step again");
			if (error instanceof InputError) throw error;
			const message = quote(error instanceof Error ? error.message : String(error));
			if (wait === void 0) throw failure(`GitHub could not be reached (${message})`, "run the step again", error);
		}
		await pause(wait);
	}
}
function readToken({ status, body }) {
	if (status !== 200) throw failure(`GitHub answered ${status}`, PASSING.has(status) ? "run the step again" : REMEDY);
	try {
		const token = stringProperty(parseJsonObject(body), "value");
		if (token !== void 0 && token !== "") return token;
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
	throw failure("GitHub's answer has no token", "run the step again");
}
async function requestIdentityToken(environment, options) {
	const { audience = SIGSTORE, mask } = options;
	const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
	if (!address || !bearer) return void 0;
	mask(bearer);
	const url = tokenUrl(address, audience);
	const raw = readToken(await tryToAsk((signal) => sendTokenRequest({
		url,
		bearer,
		environment,
		signal
	}), options));
	mask(raw);
	return {
		raw,
		claims: parseClaims(raw)
	};
}
const MAX_ANSWER = 65536;
async function sendTokenRequest({ url, bearer, environment, signal }) {
	using client = openServiceClient(environment);
	const headers = {
		Accept: "application/json",
		Authorization: `Bearer ${bearer}`
	};
	return await client.send({
		url,
		headers,
		maxAnswer: MAX_ANSWER,
		signal
	});
}
const MAX_TOKEN = 16384;
const MAX_CLAIM = 2048;
const COMPACT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;
const CONTROL = /\p{Cc}/u;
function unreadable(reason) {
	return new InputError(`Cannot read GitHub's identity token: ${reason}; run the step again`);
}
function decode(token) {
	const [, payload] = token.length > MAX_TOKEN ? [] : COMPACT.exec(token) ?? [];
	if (payload === void 0) throw unreadable("it is not a JSON Web Token");
	try {
		return parseJsonObject(Buffer.from(payload, "base64url"));
	} catch (error) {
		if (error instanceof FormatError) throw unreadable(`of its claims, ${error.message}`);
		throw error;
	}
}
function readText(claims, name) {
	const value = property(claims, name);
	if (value === void 0 || value === null || value === "") return void 0;
	const text = typeof value === "number" && Number.isSafeInteger(value) ? String(value) : value;
	if (typeof text !== "string" || text.length > MAX_CLAIM || CONTROL.test(text)) throw unreadable(`its claim "${name}" is no text that such a claim can be`);
	return text;
}
function requireText(claims, name) {
	const text = readText(claims, name);
	if (text === void 0) throw unreadable(`it has no claim "${name}"`);
	return text;
}
function parseClaims(token) {
	const claims = decode(token);
	const expires = property(claims, "exp");
	if (typeof expires !== "number" || !Number.isFinite((/* @__PURE__ */ new Date(expires * 1e3)).getTime())) throw unreadable("its claim \"exp\" is no time");
	return {
		issuer: requireText(claims, "iss"),
		subject: requireText(claims, "sub"),
		expires: /* @__PURE__ */ new Date(expires * 1e3),
		repository: readText(claims, "repository"),
		visibility: readText(claims, "repository_visibility"),
		ref: readText(claims, "ref"),
		sha: readText(claims, "sha"),
		workflowRef: readText(claims, "workflow_ref"),
		jobWorkflowRef: readText(claims, "job_workflow_ref"),
		event: readText(claims, "event_name"),
		environment: readText(claims, "environment"),
		runId: readText(claims, "run_id"),
		runAttempt: readText(claims, "run_attempt"),
		actor: readText(claims, "actor"),
		actorId: readText(claims, "actor_id"),
		runner: readText(claims, "runner_environment")
	};
}
// src/github/approvals.ts
const STATES = /* @__PURE__ */ new Set([
	"approved",
	"rejected",
	"pending"
]);
function isState(text) {
	return text !== void 0 && STATES.has(text);
}
function readApproval(entry) {
	const state = stringProperty(entry, "state");
	const environments = property(entry, "environments");
	const names = Array.isArray(environments) ? environments.map((item) => isJsonObject(item) ? stringProperty(item, "name") : void 0) : [];
	if (!isState(state)) throw new AnswerError("GitHub's answer has an approval without a known state");
	return {
		login: stringProperty(objectProperty(entry, "user") ?? {}, "login") ?? "ghost",
		state,
		environments: names.filter((name) => name !== void 0),
		comment: stringProperty(entry, "comment") || void 0
	};
}
async function readApprovals(event, { environment, token, tell, runId: certain, ...options }) {
	const runId = certain ?? environment["GITHUB_RUN_ID"];
	if (runId === void 0 || !/^[0-9]{1,20}$/.test(runId)) {
		tell("Cannot read the approvals of the run: GITHUB_RUN_ID names none; run the step on GitHub");
		return;
	}
	try {
		const client = await openGitHubClient(event, token, options);
		if (client === void 0) {
			tell("Cannot read the approvals of the run: there is no token; give the input \"github-token\"");
			return;
		}
		const answer = await client.send({
			method: "GET",
			path: `${client.home}/actions/runs/${runId}/approvals`
		});
		return readObjects(answer).map(readApproval);
	} catch (error) {
		const { reason, remedy } = explainFailure(error, "actions: read");
		tell(`Cannot read the approvals of the run: ${reason}; ${remedy}`);
		return;
	}
}
// src/policy/route.ts
function waysInto(pipeline, { name, from }) {
	const hotfixes = pipeline.hotfixRoutes.filter((route) => route.to === name);
	const regular = from.length === 0 ? [] : [`${name} takes images only from ${formatList(from)}`];
	const ways = hotfixes.map((route) => `by the hotfix route "${route.name}" from ${route.from}`);
	return [...regular, ...ways.length === 0 ? [] : [`or ${formatList(ways)}`]].join(", ");
}
function resolveRoute(pipeline, way) {
	const { what, image, source, destination, reason } = way;
	const refuse = (why, remedy) => {
		throw new PolicyError(`Cannot promote ${what} to ${destination.name}: ${why}; ${remedy}`);
	};
	if ((source === void 0 || source.name === destination.name) && destination.from.length === 0) return {
		image,
		source: void 0,
		destination,
		route: { kind: "regular" }
	};
	if (source === void 0) return refuse(`${waysInto(pipeline, destination)}, and this is in no environment of ${pipeline.path}`, `promote it to ${destination.from[0]} first, and from there`);
	const route = findRoute(pipeline, {
		from: source.name,
		to: destination
	});
	if (route === void 0) return refuse(destination.from.length === 0 ? `images are built in ${destination.name}, and no route leads there from ${source.name}` : `${waysInto(pipeline, destination)}, and this is in ${source.name}`, destination.from.length === 0 ? `add "from: ${source.name}" to ${destination.name} in ${pipeline.path}, if that is meant` : `promote it to ${destination.from[0]} first, and from there`);
	if (route.kind === "hotfix" && isBlank(reason)) refuse(`the hotfix route ${quote(route.name ?? "")} from ${source.name} needs a reason`, "give one in the input \"reason\", or take the regular route");
	return {
		image,
		source,
		destination,
		route
	};
}
function pickPlacement(placements, { pipeline, name, what }) {
	const named = name === void 0 ? void 0 : environmentNamed(pipeline, name);
	const picked = named === void 0 ? placements : placements.filter(({ environment }) => environment === named);
	const [first, second] = picked;
	if (first !== void 0 && second !== void 0) {
		const names = formatList(picked.map(({ environment }) => environment.name));
		throw new PolicyError(`Cannot tell the environment of ${what}: ${names} share that repository; name the environment in place of the repository`);
	}
	return first;
}
// src/policy/ungoverned.ts
const MAX_TOLD$1 = 3;
function nameAll(repositories) {
	const more = repositories.length - MAX_TOLD$1;
	return formatList([...repositories.slice(0, MAX_TOLD$1), ...more > 0 ? [`${more} more`] : []]);
}
function evaluateUngoverned({ ungoverned, path }, repositories) {
	const distinct = [...new Set(repositories)];
	if (distinct.length === 0 || ungoverned === "allow") return void 0;
	const names = nameAll(distinct);
	const are = distinct.length === 1 ? "it is" : "they are";
	if (ungoverned === "refuse") throw new PolicyError(`Cannot promote to ${names}: ${are} in no environment of ${path}, which has "ungoverned: refuse"; add ${distinct.length === 1 ? "it" : "them"} to an environment, or promote to one`);
	return `The pipeline file does not govern ${names}: ${are} in no environment of ${path}, so that no route and no signer is asked for there; add ${distinct.length === 1 ? "it" : "them"} to an environment, or write "ungoverned: refuse" or "ungoverned: allow" into the file`;
}
// src/records/own-sigstore.ts
const SIGSTORE_AUDIENCE = "sigstore";
async function readConfig(path, bytes, now) {
	const { readSigningConfig } = await import("./sigstore.js").then((n) => n.t);
	try {
		return readSigningConfig(bytes, now);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw new InputError(`Cannot sign by the signing config ${quote(path)}: ${error.message}; get a new one from whoever runs that Sigstore`);
	}
}
function checkAudience(audience, fulcioUrl) {
	if (!/[.:/]/.test(audience)) return;
	const host = URL.parse(audience.includes("://") ? audience : `https://${audience}`)?.host;
	const own = new URL(fulcioUrl).host;
	if (host === own) return;
	throw new InputError(`Cannot sign the record: the audience ${quote(audience)} is not of ${own}, which gets the identity token and could use it elsewhere; write an address of ${own} as "audience" in the pipeline file, or leave it out`);
}
async function findOwnSigstore(pipeline, now) {
	const { sigstore, audience } = pipeline?.signing ?? {};
	if (sigstore?.kind !== "custom" && sigstore?.kind !== "config") return void 0;
	const endpoints = sigstore.kind === "config" ? await readConfig(sigstore.path, sigstore.bytes, now) : chooseEndpoints(sigstore, {
		visibility: void 0,
		serverUrl: void 0
	});
	if (endpoints === void 0) return void 0;
	const { fulcioUrl } = endpoints;
	if (isBuiltIn(fulcioUrl)) return {
		endpoints,
		audience: SIGSTORE_AUDIENCE
	};
	if (audience !== void 0) checkAudience(audience, fulcioUrl);
	return {
		endpoints,
		audience: audience ?? fulcioUrl
	};
}
// src/records/public-good.ts
async function readPublicGood(environment, options = {}) {
	const { fetchPublicGood } = await import("./trusted-root.js").then((n) => n.t);
	const cache = await mkdtemp(join(tmpdir(), "sealift-trust-"));
	try {
		return await fetchPublicGood(cache, {
			...options,
			environment
		});
	} finally {
		await rm(cache, {
			recursive: true,
			force: true
		});
	}
}
// src/records/verifier.ts
var verifier_exports = /* @__PURE__ */ __exportAll({ openVerifier: () => openVerifier });
function trustsIdentities({ environments }) {
	return environments.some(({ signers }) => signers.some(({ kind }) => kind === "identity"));
}
async function readRoots(pipeline, setup) {
	const { now, warn, environment = {}, publicGood = () => readPublicGood(environment) } = setup;
	const { trustedRoots } = pipeline.signing;
	if (trustedRoots.length > 0) {
		const { readTrustedRoots } = await import("./verify.js").then((n) => n.i);
		return readTrustedRoots(trustedRoots, now instanceof Date ? now : now(), warn);
	}
	if (!trustsIdentities(pipeline)) return [];
	return [(await publicGood()).trustedRoot];
}
function wantsWitness({ signing: { sigstore } }) {
	return sigstore.kind === "custom" && sigstore.timestampUrl !== void 0;
}
async function openVerifier(pipeline, setup) {
	const given = setup instanceof Date ? { now: setup } : setup;
	const [{ createBundleVerifier }, roots] = await Promise.all([import("./verify.js").then((n) => n.t), readRoots(pipeline, given)]);
	return createBundleVerifier({
		roots,
		now: given.now,
		keysNeedWitness: wantsWitness(pipeline)
	});
}
// src/records/signer.ts
const USUAL_SIGSTORE = { kind: "auto" };
async function requireToken(request) {
	const token = await request();
	if (token !== void 0) return token;
	throw new InputError("Cannot sign the record: the job has no identity token; give it \"permissions: id-token: write\"");
}
function requireRoot(pipeline, { fulcioUrl }) {
	const { signing, path } = pipeline;
	if (!trustsIdentities(pipeline) || signing.trustedRoots.length > 0 || fulcioUrl === PUBLIC_GOOD.fulcioUrl) return;
	throw new InputError(`Cannot sign the record: ${new URL(fulcioUrl).host} would sign it, and ${path} has no trusted root to check that by; keep the output of "gh attestation trusted-root" in a file of the repository, and name it as "trusted-root"`);
}
async function currentEndpoints({ pipeline, publicGood, tell }) {
	if (pipeline !== void 0 && pipeline.signing.trustedRoots.length > 0) return PUBLIC_GOOD;
	try {
		const { signingConfig } = await publicGood();
		if (signingConfig === void 0) return PUBLIC_GOOD;
		const { readSigningConfig } = await import("./sigstore.js").then((n) => n.t);
		return readSigningConfig(signingConfig, /* @__PURE__ */ new Date());
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		tell(`The addresses of the public Sigstore are those that are built in: ${safeText(reason)}`);
		return PUBLIC_GOOD;
	}
}
async function findEndpoints(setup, token) {
	const { pipeline, environment, own } = setup;
	if (own !== void 0) return own.endpoints;
	const sigstore = pipeline?.signing.sigstore ?? USUAL_SIGSTORE;
	if (sigstore.kind === "config") return void 0;
	const endpoints = chooseEndpoints(sigstore, {
		visibility: token.claims.visibility,
		serverUrl: serverOf(token.claims.issuer) ?? environment["GITHUB_SERVER_URL"]
	});
	return endpoints === PUBLIC_GOOD ? currentEndpoints(setup) : endpoints;
}
async function openKeyless(setup) {
	const { pipeline, environment, requestToken, own, tell } = setup;
	const token = await requireToken(requestToken);
	const endpoints = await findEndpoints(setup, token);
	if (endpoints === void 0) throw new InputError("Cannot sign the record: the GitHub of this run has no Sigstore; name one in the pipeline file (\"fulcio-url\" and \"timestamp-url\"), or give a key in the input \"signing-key\"");
	if (pipeline !== void 0) requireRoot(pipeline, endpoints);
	const audience = own?.audience ?? "sigstore";
	tell(`The identity token goes to ${new URL(endpoints.fulcioUrl).host}, for the audience ${quote(audience)}`);
	const { createKeylessSigner } = await import("./sign-keyless.js").then((n) => n.t);
	return createKeylessSigner({
		endpoints,
		environment,
		token,
		requestToken: () => requireToken(requestToken),
		now: Date.now
	});
}
async function openWithKey({ pem, passphrase }, { environment, own }) {
	const { createKeySigner } = await import("./sign-key.js").then((n) => n.t);
	return createKeySigner({
		key: pem,
		passphrase,
		environment,
		timestampUrl: own?.endpoints.timestampUrl
	});
}
async function openSigner(setup) {
	return setup.means.kind === "key" ? openWithKey(setup.means, setup) : openKeyless(setup);
}
// src/commands/resolve-routes.ts
var resolve_routes_exports = /* @__PURE__ */ __exportAll({ resolveRoutes: () => resolveRoutes });
function once(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}
async function askForToken({ environment, logger }, audience) {
	if (!canAskForToken(environment)) return void 0;
	return requestIdentityToken(environment, {
		audience,
		mask: logger.maskSecret
	});
}
async function identify({ event }, token) {
	const found = await token();
	if (found === void 0) return event.run;
	return toRunFacts(found.claims, event.run);
}
function requireSameRun({ event, environment }, { claims }) {
	const pairs = [[
		"GITHUB_REPOSITORY",
		event.repository?.fullName.toLowerCase(),
		claims.repository?.toLowerCase()
	], [
		"GITHUB_RUN_ID",
		environment["GITHUB_RUN_ID"],
		claims.runId
	]];
	for (const [name, variable, claimed] of pairs) {
		if (!variable || claimed === void 0 || variable === claimed) continue;
		throw new PolicyError(`Cannot promote in this run: the variable ${name} says ${quote(variable)}, and the identity token says ${quote(claimed)}; let no step of the job set ${name}`);
	}
}
async function readRunApprovals({ event, environment, logger }, token, identity) {
	if (event.apiUrl === void 0) return void 0;
	return readApprovals(event, {
		environment,
		token,
		tell: logger.info,
		runId: identity?.claims.runId
	});
}
function hasSigstore({ pipeline }, { environment }) {
	const choice = pipeline?.signing.sigstore ?? { kind: "auto" };
	if (choice.kind === "config") return true;
	return chooseEndpoints(choice, {
		visibility: void 0,
		serverUrl: environment["GITHUB_SERVER_URL"]
	}) !== void 0;
}
function evaluateRoute(route, inputs, state) {
	const { pipeline, reason, record } = inputs;
	const resolvedRoutes = pipeline === void 0 ? /* @__PURE__ */ new Map() : findRoutes(pipeline, route, reason);
	if (resolvedRoutes.size === 0) return void 0;
	const records = [...resolvedRoutes].map(([key, { destination }]) => [key, decideRecordForm(record, destination, state)]);
	return {
		resolvedRoutes,
		records: new Map(records)
	};
}
async function resolveRoutes(inputs, context, writes) {
	const { environment, event } = context;
	const { pipeline } = inputs;
	const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
	const state = {
		canSign: means !== void 0,
		writes
	};
	const judged = inputs.routes.map((route) => evaluateRoute(route, inputs, state));
	if (pipeline !== void 0) {
		const warning = evaluateUngoverned(pipeline, inputs.routes.flatMap(({ to }, index) => {
			return to.map(formatRepository).filter((key) => judged[index]?.resolvedRoutes.has(key) !== true);
		}));
		if (warning !== void 0) context.logger.warn(warning);
	}
	const isGoverned = judged.some((each) => each !== void 0);
	const record = judged.every((each, index) => each?.resolvedRoutes.size === inputs.routes[index]?.to.length) ? "off" : decideRecordForm(inputs.record, void 0, state);
	const signs = record === "signed" || judged.some((each) => [...each?.records.values() ?? []].includes("signed"));
	if (!isGoverned && !signs) return inputs.routes.map(() => ({
		record,
		run: event.run
	}));
	const own = await findOwnSigstore(pipeline, /* @__PURE__ */ new Date());
	const ask = () => askForToken(context, own?.audience ?? "sigstore");
	const token = once(ask);
	const identity = await token();
	if (identity !== void 0) requireSameRun(context, identity);
	const approvals = isGoverned && writes ? readRunApprovals(context, inputs.githubToken, identity) : void 0;
	const run = await identify(context, token);
	let isFirst = true;
	const requestToken = () => {
		const asked = isFirst ? token() : ask();
		isFirst = false;
		return asked;
	};
	const { info: tell, warn } = context.logger;
	const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
	const signing = {
		pipeline,
		environment,
		own,
		publicGood,
		tell,
		requestToken
	};
	const signer = means === void 0 ? void 0 : { open: once(() => openSigner({
		means,
		...signing
	})) };
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn,
		environment,
		publicGood
	};
	const verifier = pipeline && once(() => openVerifier(pipeline, verifying));
	return judged.map((each) => {
		for (const resolvedRoute of each?.resolvedRoutes.values() ?? []) requireGitHubEnvironment(resolvedRoute, run);
		const policyContext = each === void 0 || pipeline === void 0 || verifier === void 0 ? void 0 : {
			pipeline,
			...each,
			openVerifier: verifier,
			approvals
		};
		return {
			record,
			run,
			policyContext,
			signer
		};
	});
}
function hasNames({ environment }) {
	return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}
function requireSameName(what, source, destination) {
	if (source === void 0 || source.image === destination.image) return;
	if (!hasNames(source) || !hasNames(destination)) return;
	throw new PolicyError(`Cannot promote ${what} to ${destination.environment.name}: it is ${source.image} in ${source.environment.name}, and would be ${destination.image} there; give it the same name in "to"`);
}
function findRoutes(pipeline, { from, to, named }, reason) {
	const what = formatReference(from);
	const place = (repository, name) => pickPlacement(findEnvironments(pipeline, repository), {
		pipeline,
		name,
		what: formatRepository(repository)
	});
	const resolvedRoutes = /* @__PURE__ */ new Map();
	for (const repository of to) {
		const key = formatRepository(repository);
		const destination = place(repository, named?.to.get(key));
		if (destination === void 0) continue;
		const source = place(from.repository, named?.from);
		requireSameName(what, source, destination);
		const { environment, image } = destination;
		const name = source !== void 0 && hasNames(source) ? source.image : image;
		resolvedRoutes.set(key, resolveRoute(pipeline, {
			what,
			image: name,
			source: source?.environment,
			destination: environment,
			reason
		}));
	}
	return resolvedRoutes;
}
function requireGitHubEnvironment({ destination }, run) {
	const { gitHubEnvironment: required, name } = destination;
	if (required === void 0) return;
	const actual = run.isFromToken === true ? run.environment : void 0;
	if (actual === required) return;
	const why = run.isFromToken !== true ? "there is no identity token that says where this one runs" : `this one runs in ${actual === void 0 ? "none" : quote(actual)}`;
	const remedy = run.isFromToken !== true ? "give the job \"permissions: id-token: write\"" : `give the job "environment: ${required}"`;
	throw new PolicyError(`Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; ${remedy}`);
}
// src/policy/verify-attestation.ts
function verifyAttestation(record, { digest, verify, signers }) {
	try {
		const statement = decodeUnverifiedStatement(record);
		const { predicateType } = statement;
		const common = {
			digest: record.digest,
			predicateType,
			claim: describeAttestation(statement)
		};
		if (!statement.subjects.some((subject) => subject.digest.includes(digest))) return {
			...common,
			trusted: false,
			because: "it speaks of another image"
		};
		if (record.form === "statement") return {
			...common,
			trusted: false,
			because: "nobody signed it"
		};
		const verdict = verify(record.bytes, signers);
		if (verdict.kind === "refused") return {
			...common,
			trusted: false,
			because: verdict.reason
		};
		return {
			...common,
			trusted: true,
			because: signerOf(verdict.signature)
		};
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
function within(object, ...keys) {
	return keys.reduce((found, key) => found && objectProperty(found, key), object);
}
function textWithin(object, ...path) {
	const parent = within(object, ...path.slice(0, -1));
	return parent && stringProperty(parent, path.at(-1) ?? "");
}
function part(before, text) {
	return text === void 0 || text === "" ? "" : `${before}${quote(text)}`;
}
function commitOf(digest) {
	return digest && (stringProperty(digest, "gitCommit") ?? stringProperty(digest, "sha1"));
}
function findSource(materials) {
	const list = Array.isArray(materials) ? materials.filter(isJsonObject) : [];
	return list.find((each) => commitOf(objectProperty(each, "digest")) !== void 0) ?? list[0];
}
function describeBuild(builder, source) {
	const uri = source && stringProperty(source, "uri");
	const revision = source && commitOf(objectProperty(source, "digest"));
	return `it was built${part(" by ", builder)}${part(" from ", uri)}${part(" at ", revision)} (SLSA provenance)`;
}
const describeSlsa1 = (predicate) => describeBuild(textWithin(predicate, "runDetails", "builder", "id"), findSource(property(objectProperty(predicate, "buildDefinition") ?? {}, "resolvedDependencies")));
const describeSlsa02 = (predicate) => {
	const source = within(predicate, "invocation", "configSource");
	const isNamed = source !== void 0 && stringProperty(source, "uri") !== void 0;
	return describeBuild(textWithin(predicate, "builder", "id"), isNamed ? source : findSource(property(predicate, "materials")));
};
const describeSpdx = (predicate) => {
	const packages = property(predicate, "packages");
	return `it has a bill of materials${Array.isArray(packages) ? ` of ${packages.length} packages` : ""}${part(" in ", stringProperty(predicate, "spdxVersion") ?? "SPDX")}`;
};
const describeCycloneDx = (predicate) => {
	const components = property(predicate, "components");
	return `it has a bill of materials${Array.isArray(components) ? ` of ${components.length} components` : ""} in "CycloneDX"`;
};
const describeScan = (predicate) => `it was scanned for vulnerabilities${part(" by ", textWithin(predicate, "scanner", "uri"))}` + part(" at ", textWithin(predicate, "metadata", "scanFinishedOn"));
const describeSummary = (predicate) => {
	const result = stringProperty(predicate, "verificationResult");
	return `it ${result === "PASSED" ? "passed" : result === "FAILED" ? "did not pass" : "has no known result of"} a verification${part(" by ", textWithin(predicate, "verifier", "id"))}${part(" as ", stringProperty(predicate, "resourceUri"))} (SLSA verification summary)`;
};
const describeTest = (predicate) => {
	return `it was tested${part(", with the result ", stringProperty(predicate, "result"))}${part(", see ", stringProperty(predicate, "url"))}`;
};
const describeKubernetesPromotion = (predicate) => `it was promoted${part(" from ", stringProperty(predicate, "srcRef"))}${part(" to ", stringProperty(predicate, "dstRef"))}${part(" by ", stringProperty(predicate, "builderId"))} (Kubernetes image promoter)`;
const describePromotion = (predicate) => `it was promoted${part(" from ", textWithin(predicate, "source", "uri"))}${part(" to ", textWithin(predicate, "destination", "uri"))}${part(" by ", textWithin(predicate, "actor", "login"))}`;
const describeRelease = (predicate) => {
	const purl = stringProperty(predicate, "purl");
	const where = part(" as ", stringProperty(predicate, "tag")) + part(" of ", stringProperty(predicate, "repository"));
	return `it was released${purl === void 0 || purl === "" ? where : part(" as ", purl)}`;
};
const describeSignature = () => "its digest was signed (cosign)";
const DESCRIPTIONS = /* @__PURE__ */ new Map([
	[PROMOTION_PREDICATE, describePromotion],
	["https://slsa.dev/provenance/v1", describeSlsa1],
	["https://slsa.dev/provenance/v0.2", describeSlsa02],
	["https://slsa.dev/verification_summary/v1", describeSummary],
	["https://sigstore.dev/cosign/sign/v1", describeSignature],
	["https://cosign.sigstore.dev/attestation/vuln/v1", describeScan],
	["https://in-toto.io/attestation/vulns/v0.1", describeScan],
	["https://in-toto.io/attestation/vulns/v0.2", describeScan],
	["https://in-toto.io/attestation/test-result/v0.1", describeTest],
	["https://k8s.io/promo-tools/promotion/v1", describeKubernetesPromotion],
	["https://cyclonedx.org/bom", describeCycloneDx]
]);
const FAMILIES = [
	["https://in-toto.io/attestation/release/v0.", describeRelease],
	["https://spdx.dev/Document", describeSpdx],
	["https://cyclonedx.org/bom/", describeCycloneDx]
];
function describeAttestation(statement) {
	const { predicateType, predicate } = statement;
	return (DESCRIPTIONS.get(predicateType) ?? FAMILIES.find(([prefix]) => predicateType.startsWith(prefix))?.[1])?.(predicate, statement) ?? `it has an attestation of the type ${quote(predicateType)}`;
}
// src/records/other-images.ts
const LIMITS = {
	tags: 1e4,
	images: 1e4,
	records: 200
};
const AT_ONCE = 16;
const CUT = 1024;
const OF_ONE = /* @__PURE__ */ new Set([
	"denied",
	"refused",
	"invalid-answer",
	"digest-mismatch",
	"too-large"
]);
const OF_PUSHERS = /* @__PURE__ */ new Set(["invalid-answer", "too-large"]);
async function attempt(work, count) {
	try {
		return await work();
	} catch (error) {
		if (!(error instanceof RegistryError) || !OF_ONE.has(error.code)) throw error;
		count(error.code);
		return;
	}
}
function listedSubjects(names) {
	return [...names].flatMap((name) => {
		const [, hex] = /^sha256-([a-f0-9]{64})$/.exec(name) ?? [];
		return (hex === void 0 ? void 0 : tryParseDigest(`sha256:${hex}`)) ?? [];
	});
}
function isRuledOut(listed, tags) {
	const { annotations, artifactType } = listed;
	if (!mayHoldStatement(artifactType)) return true;
	const predicate = declaredPredicate(listed);
	if (predicate !== void 0 && predicate !== "https://sealift.github.io/promotion/v1") return true;
	const given = annotations.get(`${PROMOTION_ANNOTATION}tags`);
	if (given === void 0 || given.length >= CUT) return false;
	return !given.split(" ").some((tag) => tags.has(tag));
}
function mayCorrect({ annotations, artifactType }) {
	return mayHoldStatement(artifactType) && annotations.has(`io.github.sealift.promotion.corrects`);
}
var OtherImagesReader = class {
	unread = {
		tags: 0,
		images: 0,
		records: 0
	};
	beyond = {
		tags: 0,
		images: 0,
		records: 0,
		lists: 0
	};
	client;
	query;
	limits;
	constructor(client, query, limits) {
		this.client = client;
		this.query = query;
		this.limits = limits;
	}
	exceed(what, count) {
		if (count <= 0) return;
		this.unread[what] += count;
		this.beyond[what] += count;
	}
	get exceeded() {
		const { tags, images, records, lists } = this.beyond;
		const parts = [
			tags === 0 ? "" : `${formatCount(tags, "tag")} more than the ${formatNumber(this.limits.tags)} that are looked up`,
			images === 0 ? "" : `${formatCount(images, "image")} more than the ${formatNumber(this.limits.images)} whose records are listed`,
			records === 0 ? "" : `an image with more records of the tag than the ${formatNumber(this.limits.records)} that are read`,
			lists === 0 ? "" : `${formatCount(lists, "image")} whose records cannot be listed`
		].filter((part) => part !== "");
		return parts.length === 0 ? void 0 : `the repository has ${formatList(parts)}`;
	}
	async findImages(names) {
		const { repository, digest } = this.query;
		const subjects = listedSubjects(names);
		const tags = hasReferrersApi(this.client) === false && ![...names].some((name) => name.startsWith("sha512-")) ? [] : orderNewestFirst([...names].filter((name) => !isReservedTag(name)));
		const looked = tags.slice(0, this.limits.tags);
		this.exceed("tags", tags.length - looked.length);
		const held = await eachAtMost(AT_ONCE, looked, (tag) => attempt(() => headManifest(this.client, repository, tag), () => this.unread.tags++));
		const images = [...new Set([...held, ...subjects].filter((each) => each !== void 0 && each !== digest))].filter((each) => each !== void 0);
		this.exceed("images", images.length - this.limits.images);
		return images.slice(0, this.limits.images);
	}
	async readImage(digest, names) {
		const { repository, tags } = this.query;
		const listed = await attempt(async () => {
			const [fromApi = [], fromTag] = await Promise.all([listFromApi(this.client, repository, digest, ATTESTATIONS), names.has(fallbackTag(digest)) ? listFromFallback(this.client, repository, digest) : []]);
			return joinReferrers(fromApi, fromTag);
		}, (code) => {
			this.unread.images++;
			if (OF_PUSHERS.has(code)) this.beyond.lists++;
		});
		const giving = (listed ?? []).filter((each) => !isRuledOut(each, tags));
		const wanted = giving.length === 0 ? [] : (listed ?? []).filter((each) => giving.includes(each) || mayCorrect(each));
		this.exceed("records", wanted.length - this.limits.records);
		return {
			digest,
			records: (await eachAtMost(AT_ONCE, wanted.slice(Math.max(wanted.length - this.limits.records, 0)), (each) => attempt(() => readRecord(this.client, {
				repository,
				subject: digest
			}, each.digest), () => this.unread.records++))).filter((record) => record !== void 0)
		};
	}
};
async function readOtherRecords(client, query, limits = LIMITS) {
	const reader = new OtherImagesReader(client, query, limits);
	const names = await listTags(client, query.repository);
	const digests = await reader.findImages(names);
	const images = await eachAtMost(AT_ONCE, digests, (digest) => reader.readImage(digest, names));
	const { unread, exceeded: beyond } = reader;
	return {
		images: images.filter(({ records }) => records.length > 0),
		unread,
		beyond
	};
}
const NUMBERED = /^[vV]?[0-9]/;
const COLLATOR = new Intl.Collator("en", { numeric: true });
function orderNewestFirst(tags) {
	const highest = (lane) => lane.toSorted((left, right) => COLLATOR.compare(right, left));
	const numbered = highest(tags.filter((tag) => NUMBERED.test(tag)));
	const others = highest(tags.filter((tag) => !NUMBERED.test(tag)));
	const longest = Math.max(numbered.length, others.length);
	return Array.from({ length: longest }, (_, index) => [numbered[index], others[index]]).flat().filter((tag) => tag !== void 0);
}
// src/promotion/verify-name.ts
const NOTHING = {
	images: [],
	unread: {
		tags: 0,
		images: 0,
		records: 0
	},
	beyond: void 0
};
async function openNameVerifier(client, named, limits) {
	const { repository, digest, tag, records } = named;
	const others = validRecords(records, {
		...named,
		uri: formatRepository(repository)
	}).entries.length === 0 ? NOTHING : await readOtherRecords(client, {
		repository,
		digest,
		tags: /* @__PURE__ */ new Set([tag])
	}, limits);
	const question = {
		tag,
		digest,
		competitors: findCompetingRecords(others.images, named)
	};
	const { unread, beyond } = others;
	const fault = beyond === void 0 ? void 0 : {
		reason: `nobody can say whether the tag ${quote(tag)} was taken away from it by right, since ${beyond}`,
		remedy: "remove tags and records that nobody needs, or name the image by its digest"
	};
	return {
		accepts: (entry) => verifyName(entry, question) ?? fault,
		unread: unread.tags + unread.images + unread.records
	};
}
function verifyPlannedName(tag, digest) {
	return { accepts: (entry) => verifyName(entry, {
		tag,
		digest,
		competitors: []
	}) };
}
// src/report/verification.ts
function isRefused({ links }) {
	return links.some(({ kind }) => kind === "broken");
}
function unsignedIn(image) {
	if (isRefused(image)) return [];
	return image.links.flatMap(({ environment, record }) => record?.signed === false ? [environment] : []);
}
function summaryLineOf(image) {
	const { reference, environment, name, verified } = image;
	const unsigned = unsignedIn(image);
	if (unsigned.length > 0) return `${reference} is in ${environment} by its records, of which those of ${formatList(unsigned)} are not signed: whoever may push can have written them, and nothing was proven`;
	if (!verified) return `${reference} is in ${environment}; nothing comes before it, nothing was proven`;
	return `${reference} is in ${environment} by the routes of the pipeline file, from the build on${name.tag === null ? "; no name was proven" : ""}`;
}
function verificationSummaryLine({ images }) {
	const [first, ...more] = images.filter(isRefused);
	if (first !== void 0) return `${first.reference}${more.length === 0 ? "" : ` (and ${more.length} more)`}`;
	const [only, ...others] = images;
	if (only !== void 0 && others.length === 0) return summaryLineOf(only);
	const unproven = images.filter(({ verified }) => !verified);
	if (unproven.length === 0) return `All ${images.length} are where they are by the routes of the pipeline file, from the build on`;
	const unsigned = unproven.filter((image) => unsignedIn(image).length > 0).length;
	const parts = [...unsigned === 0 ? [] : [`the records of ${unsigned} are not signed, and prove nothing`], ...unsigned === unproven.length ? [] : ["nothing comes before the others, and nothing was proven of them"]];
	return `${images.length - unproven.length} of ${images.length} are proven; ${parts.join("; ")}`;
}
function nameLines({ name: { tag, proven, record, reason, unread }, links }) {
	if (links.some(({ kind }) => kind === "broken")) return [];
	const left = unread === 0 ? "" : `; ${unread} tags, images or records of its repository were not looked at`;
	if (!proven || record === null) return [`  · no name was proven: ${reason ?? ""}`];
	return [`  ✓ the name ${quote(tag ?? "")}: by the record ${shortDigest(record)}${left}`];
}
function verificationLines({ images }) {
	return images.flatMap((image) => {
		const { reference, digest, verified, links, attestations } = image;
		const [mark, built] = verified ? ["✓", "✓"] : [isRefused(image) ? "✗" : "·", "·"];
		return [
			`${mark} ${reference} (${digest})`,
			...nameLines(image),
			...links.map(({ kind, sentence, record }) => {
				const proven = record?.signed === false ? "·" : "✓";
				return `  ${kind === "broken" ? "✗" : kind === "built" ? built : proven} ${sentence}`;
			}),
			...attestations.map(({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? "signed by" : "not counted:"} ${because})`)
		];
	});
}
const MAX_TOLD = 50;
function describeTime(time) {
	return `${time.slice(0, 16).replace("T", " ")} UTC`;
}
function renderLink({ environment, kind, record, sentence }) {
	const name = markdownCode(environment);
	if (kind === "built") return [
		name,
		"🏗️ built here",
		"",
		"",
		""
	];
	if (record === null) return [
		name,
		`❌ ${markdownText(sentence.slice(environment.length + 2), 1e3)}`,
		"",
		"",
		""
	];
	const { from, route, time, actor, signer, reason, approvals, digest } = record;
	const way = `${record.signed ? "✅" : "⚠️"} from ${markdownCode(from ?? "")}${route === "regular" ? "" : ` · **${markdownText(route)}**`}`;
	const approved = (approvals ?? []).filter(({ state }) => state === "approved").map(({ login }) => login);
	const who = [
		actor === null ? "" : markdownText(actor),
		approved.length === 0 ? "" : `approved by ${markdownText([...new Set(approved)].join(", "))}`,
		reason === null ? "" : markdownText(`“${reason}”`, 300)
	];
	return [
		name,
		way,
		markdownText(describeTime(time)),
		who.filter((part) => part !== "").join("<br>"),
		`${signer === null ? "⚠️ **unsigned**" : "🔏 signed"} ${markdownCode(shortDigest(digest))}`
	];
}
function renderRecords({ links }) {
	const records = links.flatMap(({ environment, record }) => record === null ? [] : [{
		environment,
		...record
	}]);
	if (records.length === 0) return [];
	const parts = records.map(({ environment, reference, signer, signedAt, run, policy, tags }) => [
		`- **${markdownText(environment)}:** ${markdownCode(reference)}`,
		`  - signed by ${signer === null ? "**nobody**" : markdownCode(signer)}${signedAt === null ? "" : `, witnessed ${markdownText(describeTime(signedAt))}`}`,
		...run === null ? [] : [`  - run ${markdownCode(run)}`],
		...tags.length === 0 ? [] : [`  - tags ${tags.map(markdownCode).join(" ")}`],
		...policy === null ? [] : [`  - pipeline file ${markdownCode(policy)}`]
	].join("\n"));
	return [markdownDetails(formatCount(records.length, "record"), parts.join("\n"))];
}
function renderAttestations({ attestations, attestationsLeftOut: leftOut }) {
	if (attestations.length === 0) return [];
	const rows = attestations.map(({ claim, trusted, because, predicateType }) => [
		markdownText(claim, 300),
		trusted ? `🔏 ${markdownText(because, 300)}` : `not counted: ${markdownText(because, 300)}`,
		markdownCode(predicateType)
	]);
	const title = `${formatCount(attestations.length, "other attestation")}`;
	const more = leftOut === 0 ? "" : `\n\n${leftOut} older ${leftOut === 1 ? "one was" : "ones were"} not read.`;
	return [markdownDetails(title, markdownTable([
		"It says",
		"Signed",
		"Type"
	], rows) + more)];
}
function renderName({ name: { tag, proven, record, reason, unread } }) {
	if (!proven || record === null) return `- **Name:** not proven: ${markdownText(reason ?? "", 500)}`;
	const left = unread === 0 ? "" : `; ${unread} tags, images or records of its repository were not looked at`;
	return `- **Name:** ${markdownCode(tag ?? "")} by the record ${markdownCode(shortDigest(record))}${left}`;
}
function markOf(image) {
	if (image.verified) return "✅";
	if (isRefused(image)) return "❌";
	return unsignedIn(image).length > 0 ? "⚠️" : "🏗️";
}
function renderImage(image) {
	const { reference, digest, links } = image;
	return [
		`### ${markOf(image)} ${markdownCode(reference)}`,
		[`- **Digest:** ${markdownCode(digest)}`, renderName(image)].join("\n"),
		markdownTable([
			"Environment",
			"How it came there",
			"When",
			"By whom",
			"Record"
		], links.map(renderLink)),
		...renderRecords(image),
		...renderAttestations(image)
	].join("\n\n");
}
function renderHeadline({ images, verified }) {
	const [first] = images;
	const failed = images.filter(isRefused).length;
	if (images.length === 1 && first !== void 0) {
		const what = `${markdownCode(first.image)} in ${markdownCode(first.environment)}`;
		if (verified) return `## ✅ ${what}: the whole way from the build is proven`;
		if (failed > 0) return `## ❌ ${what}: its way there is not proven`;
		const unsigned = unsignedIn(first);
		return unsigned.length > 0 ? `## ⚠️ ${what}: nothing was proven, the records of ${formatList(unsigned.map(markdownCode))} are not signed` : `## 🏗️ ${what}: nothing comes before it, nothing was proven`;
	}
	if (verified) return `## ✅ ${images.length} images: the whole way from the build is proven`;
	if (failed > 0) return `## ❌ ${failed} of ${images.length} images: the way there is not proven`;
	const unsigned = images.filter((image) => unsignedIn(image).length > 0).length;
	if (unsigned > 0) return `## ⚠️ ${unsigned} of ${images.length} images: nothing was proven, their records are not signed`;
	return `## 🏗️ ${images.filter((image) => !image.verified).length} of ${images.length} images: nothing comes before them, nothing was proven`;
}
function renderVerifySummary(report) {
	const { images, requests, milliseconds } = report;
	const sorted = [...images].sort((left, right) => Number(isRefused(right)) - Number(isRefused(left)));
	const left = sorted.length - MAX_TOLD;
	const parts = [
		renderHeadline(report),
		...sorted.slice(0, MAX_TOLD).map(renderImage),
		...left > 0 ? [`${left} more are in the output \`report\`.`] : [],
		`<sub>${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
// src/commands/verify.ts
var verify_exports = /* @__PURE__ */ __exportAll({ runVerify: () => runVerify });
const IMAGES_AT_ONCE = 16;
function refuse$1(report) {
	const [failed, ...others] = report.images.filter(isRefused);
	const broken = failed?.links.find(({ kind }) => kind === "broken");
	const more = others.length > 0 ? `, and ${others.length} more are not proven either` : "";
	const remedy = failed?.cure ?? "promote it by Sealift through every environment, or take an image that was";
	return new PolicyError(`Cannot verify ${failed?.reference}: ${broken?.sentence ?? "its chain is broken"}${more}; ${remedy}`);
}
async function runVerify(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, pipeline, places } = inputs;
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const verification = {
		inputs,
		now,
		verify: await openVerifier(pipeline, now),
		clientOf: openReaders(opener, inputs)
	};
	const images = await eachAtMost(IMAGES_AT_ONCE, places, (place) => verifyLocation(place, verification));
	const report = {
		command: "verify",
		verified: images.every(({ verified }) => verified),
		images,
		policy: pipeline.digest,
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	};
	verificationLines(report).forEach(logger.info);
	const outputs = /* @__PURE__ */ new Map([
		["digest", images.map(({ digest }) => digest).join("\n")],
		["verified", String(report.verified)],
		["report", JSON.stringify(report)]
	]);
	const failure = handOver({
		outputs,
		summary: renderVerifySummary(report)
	}, context);
	const isProven = !images.some(isRefused);
	if (isProven) logger.info(verificationSummaryLine(report));
	throwWorst(isProven ? void 0 : refuse$1(report), failure, logger);
}
function openReaders(opener, { sourceCredential, places }) {
	const own = new Set(places.map(({ reference }) => reference.repository.registry));
	const clients = /* @__PURE__ */ new Map();
	return (repository) => {
		const key = formatRepository(repository);
		const known = clients.get(key);
		if (known !== void 0) return known;
		const explicit = own.has(repository.registry) ? sourceCredential : void 0;
		const opened = opener.open(repository.registry, {
			explicit,
			push: [],
			pull: [repository]
		});
		clients.set(key, opened);
		return opened;
	};
}
function openSource(place, own, { clientOf }) {
	const asked = place.reference.repository;
	async function read(environment, image, subject) {
		const others = environment.repositories.map((template) => expandTemplate(template, image)).filter((repository) => !isSameRepository(repository, asked));
		return (await Promise.all(others.map(async (repository) => readRecords(await clientOf(repository), {
			repository,
			subject
		})))).flat();
	}
	return { async recordsOf(environment, image, subject) {
		if (environment.name === place.environment.name) return own;
		return [...own, ...await read(environment, image, subject)];
	} };
}
async function findLacking({ environment, reference }, client, stored) {
	if (environment.platforms.length === 0) return void 0;
	const image = new SourceImage({
		source: client,
		destination: () => client
	}, reference.repository, Promise.resolve(stored));
	return lackingPlatforms(environment, await image.platforms())?.reason;
}
function reportName({ reference, environment }, chain, judge) {
	const { tag = null } = reference;
	const [entry] = chain.entries;
	const nothing = {
		tag,
		proven: false,
		record: null,
		unread: judge?.unread ?? 0
	};
	if (tag === null) return {
		...nothing,
		reason: "it was asked for by its digest"
	};
	if (environment.from.length === 0) return {
		...nothing,
		reason: `images are built in ${environment.name}`
	};
	if (chain.broken !== void 0 || entry === void 0) return {
		...nothing,
		reason: chain.broken?.reason ?? "no record was found"
	};
	const given = {
		...nothing,
		record: entry.record.digest
	};
	if (entry.signature === void 0) return {
		...given,
		reason: "the record that gives it is not signed"
	};
	return {
		...given,
		proven: true,
		reason: null
	};
}
function findRemedy({ broken, entries }, { fault, isBare }) {
	if (broken === void 0 || entries.length > 0) return null;
	if (fault !== void 0) return fault.remedy;
	return isBare ? `promote it by Sealift, or ${TAKE_THE_WHOLE}` : null;
}
async function openName({ reference, environment }, client, question) {
	const { tag, repository } = reference;
	if (tag === void 0 || environment.from.length === 0) return void 0;
	return openNameVerifier(client, {
		...question,
		repository,
		tag
	});
}
async function verifyLocation(place, verification) {
	const { inputs, now, verify, clientOf } = verification;
	const { environment, image, reference } = place;
	const { repository } = reference;
	const client = await clientOf(repository);
	const stored = await resolveSource(client, {
		from: reference,
		expectedDigest: void 0,
		verb: "verify"
	});
	const { digest } = stored;
	const [lacking, { records, others, leftOut }] = await Promise.all([findLacking(place, client, stored), readAttestations(client, {
		repository,
		subject: digest
	})]);
	const attestations = [...others, ...records.filter((record) => decodeUnverifiedClaims(record) === void 0)];
	const { pipeline } = inputs;
	const question = {
		pipeline,
		environment,
		image,
		digest,
		verify,
		now
	};
	const judge = await openName(place, client, {
		...question,
		records
	});
	const faults = [];
	const accepts = (entry) => {
		const fault = judge?.accepts(entry);
		if (fault !== void 0) faults.push(fault);
		return fault;
	};
	const walked = await walkChain({
		...question,
		uri: formatRepository(repository),
		accepts
	}, openSource(place, records, verification));
	const chain = lacking === void 0 || walked.broken !== void 0 ? walked : {
		entries: [],
		origin: void 0,
		broken: {
			environment: environment.name,
			reason: lacking
		}
	};
	return {
		image,
		environment: environment.name,
		reference: formatReference(reference),
		digest,
		verified: chain.broken === void 0 && chain.entries.length > 0 && chain.entries.every(({ signature }) => signature !== void 0),
		name: reportName(place, chain, judge),
		links: describeChain(chain),
		cure: findRemedy(chain, {
			fault: faults[0],
			isBare: reference.tag === void 0 && records.length === 0
		}),
		attestations: attestations.flatMap((record) => verifyAttestation(record, {
			digest,
			verify,
			signers: environment.signers
		}) ?? []),
		attestationsLeftOut: leftOut
	};
}
// src/promotion/admission.ts
var admission_exports = /* @__PURE__ */ __exportAll({ admit: () => admit });
function refuse({ request, resolvedRoute }, reason, remedy) {
	const { destination } = resolvedRoute;
	throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${destination.name}: ${reason}; ${remedy}`);
}
async function findEvidence(gate, source, client) {
	const { request, policyContext, resolvedRoute, digest, records } = gate;
	const verify = await policyContext.openVerifier();
	const { pipeline } = policyContext;
	const { from, now } = request;
	const { image } = resolvedRoute;
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
	const judge = from.tag === void 0 ? void 0 : request.isPlanned === true ? verifyPlannedName(from.tag, digest) : await openNameVerifier(client, {
		...named,
		repository,
		records,
		tag: from.tag
	});
	const { entries, reason, remedy } = findRecords(records, question, {
		requires: resolvedRoute.destination.requires,
		next,
		accepts: judge?.accepts
	});
	const [entry] = entries;
	if (entry === void 0) return refuse(gate, reason, from.tag === void 0 && records.length === 0 ? `${remedy}, or ${TAKE_THE_WHOLE}` : remedy);
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
async function admit(request, clients, image) {
	const { policyContext } = request;
	if (policyContext === void 0) return /* @__PURE__ */ new Map();
	const { digest } = (await image.root).descriptor;
	const resolvedRoutes = [...policyContext.resolvedRoutes];
	const records = resolvedRoutes.some(([, { source }]) => source !== void 0 && source.from.length > 0) ? await readAtSource(clients.source, request, digest) : [];
	const grants = /* @__PURE__ */ new Map();
	for (const [repository, resolvedRoute] of resolvedRoutes) {
		const { source, destination } = resolvedRoute;
		const gate = {
			request,
			policyContext,
			resolvedRoute,
			digest,
			records
		};
		const hasRecord = source !== void 0 && source.from.length > 0;
		if (source !== void 0 && !hasRecord && requiresRecord(destination.requires)) refuse(gate, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
		grants.set(repository, {
			resolvedRoute,
			evidence: hasRecord ? await findEvidence(gate, source, clients.source) : void 0
		});
	}
	return grants;
}
// src/promotion/existing-record.ts
var existing_record_exports = /* @__PURE__ */ __exportAll({
	findOwnRecord: () => findOwnRecord,
	readOwnRecords: () => readOwnRecords
});
async function readOwnRecords(client, { request, repository, digest }) {
	const { policyContext, now } = request;
	const resolvedRoute = routeTo(request, repository);
	if (policyContext === void 0 || resolvedRoute?.source === void 0) return "not-governed";
	const { image, source, destination: environment } = resolvedRoute;
	const [verify, records] = await Promise.all([policyContext.openVerifier(), readRecords(client, {
		repository,
		subject: digest
	})]);
	const uri = formatRepository(repository);
	const question = {
		pipeline: policyContext.pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	};
	const from = formatRepository(request.from.repository);
	return validRecords(records, question).entries.filter(({ claims }) => isNameOf(source, claims.source.environment) && claims.source.uri === from);
}
async function readCompetingRecords(client, { request, repository, digest }, tags) {
	const { policyContext, now } = request;
	if (policyContext === void 0) return [];
	const [verify, { images }] = await Promise.all([policyContext.openVerifier(), readOtherRecords(client, {
		repository,
		digest,
		tags: new Set(tags)
	})]);
	return findCompetingRecords(images, {
		pipeline: policyContext.pipeline,
		repository,
		verify,
		now
	});
}
async function findOwnRecord(client, { promotion, ...placed }) {
	const entries = await readOwnRecords(client, placed);
	if (entries === "not-governed") return entries;
	const isSigned = recordFormOf(placed.request, placed.repository) === "signed";
	const { source, destination } = promotion;
	const found = entries.filter(({ claims, signature }) => {
		const hasTags = destination.tags.every((tag) => claims.destination.tags.includes(tag));
		return (source.tag === void 0 || claims.source.tags.includes(source.tag)) && hasTags && (!isSigned || signature !== void 0);
	});
	if (found.length === 0 || destination.tags.length === 0) return found[0]?.record.digest;
	const competitors = await readCompetingRecords(client, placed, destination.tags);
	const { digest } = placed;
	return found.find((entry) => destination.tags.every((tag) => verifyName(entry, {
		tag,
		digest,
		competitors
	}) === void 0))?.record.digest;
}
export { checkServiceUrl as _, verifier_exports as a, readRecords as c, enteredAt as d, orderEntries as f, checkEndpoints as g, serverOf as h, resolve_routes_exports as i, read_exports as l, verify_record_exports as m, admission_exports as n, publish_exports as o, validRecords as p, verify_exports as r, signerOf as s, existing_record_exports as t, verifyName as u };
