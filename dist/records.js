import { i as __toESM, n as __exportAll, r as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { $ as environmentNamed, $t as isReservedTag, A as require_parse_options, At as parseJsonText, Bt as formatCount, Ct as FormatError, D as require_compare, Dt as objectProperty, Et as isJsonObject, Ft as stringProperty, Gt as isBlank, Ht as formatList, It as tryParse, Lt as throwWorst, M as require_constants, N as require_debug, Nt as requireUniqueKeys, O as require_semver$1, Pt as stringMap, Q as nearest, Qt as formatRepository, Sn as RegistryError, Ut as formatNumber, Vt as formatDuration, Wt as formatSeconds, Z as adviseWord, Zt as formatReference, _n as getOrMake, a as markdownTable, bn as InputError, dt as expandTemplate, en as isSameRepository, et as findEnvironments, fn as shortDigest, ft as findRoute, hn as safeText, i as markdownPage, j as require_re, jt as property, k as require_identifiers, kt as parseJsonObject, ln as digestOf, mn as quote, n as markdownDetails, nt as recordedEnvironment, o as markdownText, on as isLoopback, p as mapNonEmpty, pn as tryParseDigest, t as markdownCode, tt as isNameOf, ut as IMAGE_PLACEHOLDER, vn as once, wn as isSealiftError, wt as decodeJson, xn as PolicyError, zt as formatBytes } from "./start.js";
import { Ar as matchesGlob, Bt as SIGSTORE_BUNDLE, Fr as readStatement$1, Ft as annotatedCorrections, It as annotatedTags, Mr as IN_TOTO, Nt as parseManifest, Pr as readClaim, Rr as openServiceClient, Un as listTags, Xn as getManifest, Zn as headManifest, _ as readObjects, ar as PROMOTION, d as AnswerError, g as readObject, h as readId, ht as formatTime, i as SourceImage, it as previousDigest, jr as retry, kt as readBlob, l as openGitHubClient, n as decideRecordForm, nr as OCI_EMPTY, o as lackingPlatforms, p as explainFailure, r as findSigningMeans, rt as isChange, t as canAskForToken } from "./common.js";
import { C as listReferrers, D as openClientPool, E as listFromApi, M as eachAtMost, S as listFromFallback, T as hasReferrersApi, b as fallbackTag, v as resolveSource, x as joinReferrers } from "./registry.js";
import { createHash } from "node:crypto";
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
function chooseEndpoints(choice, { visibility, serverUrl }) {
	switch (choice.kind) {
		case "custom": return checkEndpoints(choice);
		case "public-good": return PUBLIC_GOOD;
		case "github": return gitHubInstance(serverUrl);
		case "auto": {
			const own = gitHubInstance(serverUrl);
			return own === GITHUB && visibility === "public" ? PUBLIC_GOOD : own;
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
// src/records/stored-record.ts
var stored_record_exports = /* @__PURE__ */ __exportAll({
	decodeUnverifiedPredicate: () => decodeUnverifiedPredicate,
	decodeUnverifiedStatement: () => decodeUnverifiedStatement,
	payloadOf: () => payloadOf,
	statementDigest: () => statementDigest
});
function payloadOf({ form, bytes }) {
	if (form === "statement") return bytes;
	const envelope = objectProperty(parseJsonObject(bytes), "dsseEnvelope");
	const payload = envelope && stringProperty(envelope, "payload");
	if (payload === void 0) throw new FormatError("there is no statement in its envelope");
	return Buffer.from(payload, "base64");
}
function statementDigest(record) {
	return digestOf(payloadOf(record));
}
function decodeUnverifiedStatement(record) {
	return readStatement$1(payloadOf(record));
}
function decodeUnverifiedPredicate(codec, record) {
	return tryParse(() => readClaim(codec, decodeUnverifiedStatement(record)).predicate);
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
// src/policy/verify-record.ts
function verifySignature(record, { environment, verify }) {
	const { name, record: form, signers } = environment;
	if (record.form === "statement") {
		if (form === "signed") return `it is not signed, and ${name} accepts only signed records`;
		if (signers.length > 0) return `it is not signed, and the pipeline file names who may sign the records of ${name}`;
		return {
			signature: void 0,
			payload: record.bytes
		};
	}
	if (signers.length === 0 && form !== "signed") return {
		signature: void 0,
		payload: payloadOf(record)
	};
	const result = verify(record.bytes, signers);
	return result.kind === "rejected" ? result.reason : {
		signature: result.signature,
		payload: result.signature.payload
	};
}
function verifySubject({ subjects }, digest) {
	const [whole, ...parts] = subjects;
	if (whole?.digest.includes(digest) === true) return void 0;
	return whole?.digest[0] !== void 0 && parts.some((part) => part.digest.includes(digest)) ? `it is the record of ${whole.digest[0]}, of which this is only a part` : "it is about a different image";
}
function verifyRecord(stored, codec, trust) {
	const rejected = (reason) => ({
		kind: "rejected",
		reason
	});
	try {
		const signed = verifySignature(stored, trust);
		if (typeof signed === "string") return rejected(signed);
		const { signature, payload } = signed;
		const claim = readClaim(codec, readStatement$1(payload));
		const fault = verifySubject(claim, trust.digest);
		if (fault !== void 0) return rejected(fault);
		return {
			kind: "valid",
			record: {
				...claim,
				environment: trust.environment,
				stored,
				signature
			}
		};
	} catch (error) {
		if (error instanceof FormatError) return rejected(`its statement cannot be used: ${error.message}`);
		throw error;
	}
}
function explainRejection({ digest }, reason) {
	return `the record ${shortDigest(digest)} does not count: ${reason}`;
}
function nameSigner({ by }) {
	return by.kind === "key" ? `the key ${by.name}` : by.claims.identity;
}
// src/policy/verify-promotion.ts
var verify_promotion_exports = /* @__PURE__ */ __exportAll({ verifyPromotion: () => verifyPromotion });
const CLOCK_SKEW$1 = 3e5;
function expandAll(templates, image) {
	return templates.map((template) => formatRepository(expandTemplate(template, image)));
}
function repositoriesOf({ repositories, formerRepositories }, image) {
	return expandAll([...repositories, ...formerRepositories], image);
}
function countsAt(recorded, uri, { environment, image }) {
	return recorded === uri || expandAll(environment.formerRepositories, image).includes(recorded);
}
function verifyRoute({ predicate }, options) {
	const { pipeline, environment, image, uri } = options;
	const { source, destination, route, reason } = predicate;
	const to = environment.name;
	if (!repositoriesOf(environment, image).includes(destination.uri)) return `it is about ${quote(destination.uri)}, which is not a repository of ${image} in ${to}`;
	if (uri !== void 0 && !countsAt(destination.uri, uri, options)) return `it is about ${quote(destination.uri)} and not about this repository`;
	if (source.environment === void 0) return "it does not say from which environment the image came";
	const from = recordedEnvironment(pipeline, source.environment);
	const allowed = from && findRoute(pipeline, {
		from: from.name,
		to: environment
	});
	if (from === void 0 || allowed === void 0) return `it came from ${quote(source.environment)}, and no route leads from there to ${to}`;
	if (!repositoriesOf(from, image).includes(source.uri)) return `it came from ${quote(source.uri)}, which is not a repository of ${image} in ${from.name}`;
	if (allowed.kind === "hotfix" && (route?.kind !== "hotfix" || route.name !== allowed.name)) return `it does not say that the hotfix route ${quote(allowed.name ?? "")} was used`;
	if (allowed.kind === "hotfix" && isBlank(reason)) return `it took the hotfix route ${quote(allowed.name ?? "")} without a reason`;
}
function verifyTime({ predicate, signature }, { now }) {
	const { time } = predicate;
	const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW$1;
	if (time.getTime() <= latest) return void 0;
	const bound = signature?.signedAt === void 0 ? "in the future" : "later than its signature";
	return `it claims the time ${time.toISOString()}, which is ${bound}`;
}
function verifyRun({ predicate: { run }, signature, environment }) {
	const certificate = signature?.by.kind === "certificate" ? signature.by.claims : void 0;
	const contradiction = certificate && contradictRun(run, certificate);
	if (contradiction !== void 0) return contradiction;
	const { gitHubEnvironment: required } = environment;
	const actual = certificate?.environment ?? (run.isFromToken === true ? run.environment : void 0);
	if (required === void 0 || actual === required) return void 0;
	return `its job ran ${actual === void 0 ? "in no environment of GitHub" : `in GitHub's environment ${quote(actual)}`} and not in ${quote(required)}`;
}
function verifyPromotion(stored, options) {
	const claimed = decodeUnverifiedPredicate(PROMOTION, stored)?.destination.environment;
	if (!isNameOf(options.environment, claimed)) return { kind: "other" };
	const verdict = verifyRecord(stored, PROMOTION, options);
	if (verdict.kind !== "valid") return verdict;
	const { record } = verdict;
	const reason = !isNameOf(options.environment, record.predicate.destination.environment) ? "what was signed is of another environment" : verifyRoute(record, options) ?? verifyRun(record) ?? verifyTime(record, options);
	return reason === void 0 ? verdict : {
		kind: "rejected",
		reason
	};
}
function enteredAt({ predicate, signature }) {
	return Math.max(predicate.time.getTime(), signature?.signedAt?.getTime() ?? 0);
}
// src/policy/valid-promotions.ts
const MAX_SHOWN$2 = 3;
const USE_WHOLE_IMAGE = "use the digest of the whole image if this is that of one platform, as only the whole image has records";
function validPromotions(records, options) {
	const verdicts = records.map((stored) => ({
		stored,
		...verifyPromotion(stored, options)
	}));
	const valid = verdicts.flatMap((verdict) => verdict.kind === "valid" ? [verdict.record] : []);
	const corrected = findCorrected(valid);
	return {
		promotions: orderPromotions(valid.filter((promotion) => !corrected.has(promotion))),
		rejections: [...[...corrected].map(({ stored }) => explainRejection(stored, "the run that made it corrected it afterwards")), ...verdicts.flatMap((verdict) => verdict.kind === "rejected" ? [explainRejection(verdict.stored, verdict.reason)] : [])]
	};
}
function isRedundantHotfix({ predicate: { time, route, destination } }, promotions) {
	if (route?.kind !== "hotfix" || destination.replaced.size > 0) return false;
	return promotions.some(({ predicate: earlier }) => {
		const tags = new Set(earlier.destination.tags);
		return earlier.time.getTime() < time.getTime() && destination.tags.every((tag) => tags.has(tag));
	});
}
function orderPromotions(promotions) {
	const newest = promotions.toSorted((left, right) => right.predicate.time.getTime() - left.predicate.time.getTime());
	const redundant = new Set(newest.filter((promotion) => isRedundantHotfix(promotion, newest)));
	return [...newest.filter((promotion) => !redundant.has(promotion)), ...redundant];
}
function limitRejections(rejections) {
	const distinct = [...new Set(rejections)];
	const more = distinct.length - MAX_SHOWN$2;
	return more > 0 ? [...distinct.slice(0, MAX_SHOWN$2), `${more} more`] : distinct;
}
function explainMissing({ environment, image, digest }, rejections, records) {
	if (rejections.length > 0) return formatList(limitRejections(rejections));
	const others = new Set(records.flatMap((record) => decodeUnverifiedPredicate(PROMOTION, record)?.destination.environment ?? []));
	const names = [...others].slice(0, MAX_SHOWN$2).map((each) => quote(each));
	const found = others.size === 0 ? "" : `, only for ${formatList(names)}`;
	return `${image} (${shortDigest(digest)}) has no promotion record for ${environment.name}${found}`;
}
function presentPlacement(promotions) {
	const ordered = promotions.toSorted((left, right) => enteredAt(left) - enteredAt(right));
	const had = /* @__PURE__ */ new Set();
	let [since] = ordered;
	for (const promotion of ordered) {
		const { tags, replaced } = promotion.predicate.destination;
		if ([...replaced.keys()].some((tag) => had.has(tag))) since = promotion;
		for (const tag of tags) had.add(tag);
	}
	return since;
}
const ATTEMPT = /\/attempts\/[0-9]+$/;
function isSameSigner(left, right) {
	if (left?.by.kind === "certificate" && right?.by.kind === "certificate") {
		const [one, other] = [left.by.claims, right.by.claims];
		return [
			"identity",
			"issuer",
			"sourceRepository"
		].every((key) => one[key] === other[key]);
	}
	if (left?.by.kind === "key" && right?.by.kind === "key") return left.by.name === right.by.name;
	return left === void 0 && right === void 0;
}
function isSamePromotion(one, other) {
	const [left, right] = [one.predicate, other.predicate];
	const [run, otherRun] = [left, right].map(({ run: { invocationId } }) => invocationId?.replace(ATTEMPT, ""));
	return one.stored.form === other.stored.form && isSameSigner(one.signature, other.signature) && left.destination.uri === right.destination.uri && left.time.getTime() === right.time.getTime() && run === otherRun;
}
function findCorrected(promotions) {
	const corrections = promotions.filter(({ predicate: { corrects = [] } }) => corrects.length > 0);
	if (corrections.length === 0) return /* @__PURE__ */ new Set();
	return new Set(promotions.filter((promotion) => {
		const digest = statementDigest(promotion.stored);
		return corrections.some((correction) => correction !== promotion && correction.predicate.corrects?.includes(digest) === true && isSamePromotion(correction, promotion));
	}));
}
// src/policy/verify-name.ts
const MAX_SHOWN$1 = 5;
const OVERLAP = 36e5;
function findCompetingPromotions(images, repository, { pipeline, verify, now }) {
	const uri = formatRepository(repository);
	return findEnvironments(pipeline, repository).flatMap(({ environment, image }) => images.flatMap(({ digest, records }) => validPromotions(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).promotions.map((promotion) => ({
		digest,
		promotion
	}))));
}
function tookAway({ digest, promotion: other }, promotion, { tag, digest: own }) {
	const { tags, replaced } = other.predicate.destination;
	if (!tags.includes(tag)) return false;
	const isFromOwn = replaced.get(tag) === own;
	const isFromOther = promotion.predicate.destination.replaced.get(tag) === digest;
	const later = enteredAt(other) - enteredAt(promotion);
	if (later === 0) return isFromOwn;
	return later > (isFromOther && !isFromOwn ? OVERLAP : 0);
}
function findOwner(tag, competitors) {
	return competitors.filter(({ promotion }) => promotion.predicate.destination.tags.includes(tag)).toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion))[0];
}
function describeOwner({ digest, promotion }) {
	const when = `${new Date(enteredAt(promotion)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
	return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(promotion.stored.digest)}`;
}
function verifyName(promotion, options) {
	const { tag, competitors } = options;
	const owner = findOwner(tag, competitors);
	const remedy = owner === void 0 ? "promote the image under this name, name it by a tag that its record has, or by its digest" : "promote the image that is to have the tag, or name this one by its digest";
	const { tags } = promotion.predicate.destination;
	if (!tags.includes(tag)) {
		const shown = tags.slice(0, MAX_SHOWN$1).map((each) => quote(each));
		const more = tags.length > MAX_SHOWN$1 ? [`${tags.length - MAX_SHOWN$1} more`] : [];
		const given = tags.length === 0 ? "no tag" : formatList([...shown, ...more]);
		const right = owner === void 0 ? "" : `, which belongs to ${describeOwner(owner)}`;
		return {
			reason: `it gave ${given} and not ${quote(tag)}${right}`,
			remedy
		};
	}
	const last = findOwner(tag, competitors.filter((other) => tookAway(other, promotion, options)));
	if (last === void 0) return void 0;
	return {
		reason: `the tag ${quote(tag)} now belongs to ${describeOwner(last)}`,
		remedy
	};
}
// src/records/read.ts
var read_exports = /* @__PURE__ */ __exportAll({
	ATTESTATIONS: () => ATTESTATIONS,
	declaredPredicate: () => declaredPredicate,
	mayHoldStatement: () => mayHoldStatement,
	readAttestationManifest: () => readAttestationManifest,
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
async function readAttestationManifest(client, { repository, subject }, digest) {
	const stored = await getManifest(client, repository, digest);
	const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
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
	const manifest = await readAttestationManifest(client, query, digest);
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
async function list$1(client, { repository, subject }) {
	const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
	return {
		records: [],
		unknown: [],
		others: [],
		...Object.groupBy(attestations, (listed) => {
			const announced = declaredPredicate(listed);
			return announced === void 0 ? "unknown" : announced === PROMOTION.type ? "records" : "others";
		})
	};
}
async function sortOut(client, query, { records, unknown }) {
	const found = (await eachAtMost(AT_ONCE$1, [...records, ...unknown], ({ digest }) => readAttestationManifest(client, query, digest))).filter((manifest) => manifest !== void 0);
	const mayBe = found.filter(({ announced }) => announced === void 0 || announced === PROMOTION.type);
	const sorted = [...Map.groupBy(mayBe, ({ layer }) => layer.digest).values()].flatMap(([first]) => first ?? []);
	const listed = new Set(records.map(({ digest }) => digest));
	const isRecord = ({ announced, digest }) => announced !== void 0 || listed.has(digest);
	const silent = sorted.filter((manifest) => !isRecord(manifest));
	const count = sorted.length - silent.length;
	if (count > MAX_RECORDS) throw tooLarge(query, `there are ${count}, and no more than ${MAX_RECORDS} are read`);
	if (silent.reduce((sum, { layer }) => sum + layer.size, 0) > MAX_SILENT) {
		const limit = `and of these no more than ${formatBytes(MAX_SILENT)} are read`;
		throw tooLarge(query, `${silent.length} attestations do not say what they are about, ${limit}`);
	}
	return {
		records: [...sorted.filter(isRecord), ...silent],
		others: found.filter((manifest) => !mayBe.includes(manifest))
	};
}
async function readAll(client, manifests, query) {
	return (await eachAtMost(AT_ONCE$1, manifests, (manifest) => readStatement(client, query, manifest))).filter((record) => record !== void 0);
}
function tooLarge({ repository, subject }, reason) {
	const what = `read the records of ${formatRepository(repository)}@${subject}`;
	return new RegistryError({
		what,
		reason,
		remedy: "remove those that nobody needs",
		code: "too-large"
	});
}
async function readRecords(client, query) {
	const { records } = await sortOut(client, query, await list$1(client, query));
	return readAll(client, records, query);
}
async function readAttestations(client, query) {
	const listed = await list$1(client, query);
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
// src/records/other-images.ts
const LIMITS$1 = {
	tags: 1e4,
	images: 1e4,
	records: 200
};
const AT_ONCE = 16;
const MAY_BE_OF_ONE = /* @__PURE__ */ new Set([
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
		if (!(error instanceof RegistryError) || !MAY_BE_OF_ONE.has(error.code)) throw error;
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
	if (!mayHoldStatement(listed.artifactType)) return true;
	const predicate = declaredPredicate(listed);
	if (predicate !== void 0 && predicate !== PROMOTION.type) return true;
	return annotatedTags(listed)?.some((tag) => tags.has(tag)) === false;
}
function mayCorrect(listed) {
	return mayHoldStatement(listed.artifactType) && annotatedCorrections(listed).length > 0;
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
		const { limits, beyond } = this;
		const { tags, images, records, lists } = beyond;
		const parts = [
			tags && `${formatCount(tags, "tag")} more than the ${formatNumber(limits.tags)} that are looked up`,
			images && `${formatCount(images, "image")} more than the ${formatNumber(limits.images)} whose records are listed`,
			records && `an image with more records of the tag than the ${formatNumber(limits.records)} that are read`,
			lists && `${formatCount(lists, "image")} whose records cannot be listed`
		].filter((part) => part !== 0);
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
		const relevant = giving.length === 0 ? [] : (listed ?? []).filter((each) => giving.includes(each) || mayCorrect(each));
		this.exceed("records", relevant.length - this.limits.records);
		return {
			digest,
			records: (await eachAtMost(AT_ONCE, relevant.slice(Math.max(relevant.length - this.limits.records, 0)), (each) => attempt(() => readRecord(this.client, {
				repository,
				subject: digest
			}, each.digest), () => this.unread.records++))).filter((record) => record !== void 0)
		};
	}
};
async function readOtherRecords(client, query, limits = LIMITS$1) {
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
// src/report/record.ts
function reportRecord({ stored, predicate, signature }) {
	return {
		reference: `${formatRepository(stored.repository)}@${stored.digest}`,
		digest: stored.digest,
		signer: signature === void 0 ? null : nameSigner(signature),
		signedAt: signature?.signedAt?.toISOString() ?? null,
		predicateType: PROMOTION.type,
		predicate: PROMOTION.encode(predicate)
	};
}
function approversOf$1({ approvals = [] }) {
	return [...new Set(approvals.flatMap(({ state, login }) => state === "approved" ? [login] : []))];
}
// src/evidence/formats/scan.ts
const [QUOTE, BACKSLASH, COLON, COMMA] = [
	34,
	92,
	58,
	44
];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [
	91,
	93,
	123,
	125
];
const [BASIS, PRIME] = [2166136261, 16777619];
function hashOf(text) {
	let hash = BASIS;
	for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, PRIME);
	return hash;
}
const PROTOTYPE = hashOf("__proto__");
function isSpace(byte) {
	return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
function scanJson(bytes, limits) {
	const numbers = /* @__PURE__ */ new Map();
	const seen = [];
	const objects = [0];
	let [values, depth, deepest, serial] = [
		1,
		0,
		0,
		0
	];
	let isSuspicious = false;
	for (let at = 0; at < bytes.length; at++) {
		const byte = bytes[at];
		if (byte === COMMA) values++;
		else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
			values++;
			depth++;
			deepest = Math.max(deepest, depth);
			objects[depth] = ++serial;
		} else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth = Math.max(0, depth - 1);
		else if (byte === QUOTE) {
			let hash = BASIS;
			let hasEscape = false;
			for (at++; at < bytes.length && bytes[at] !== QUOTE; at++) {
				if (bytes[at] === BACKSLASH) {
					hasEscape = true;
					at++;
				}
				hash = Math.imul(hash ^ (bytes[at] ?? 0), PRIME);
			}
			let next = at + 1;
			while (isSpace(bytes[next])) next++;
			if (bytes[next] === COLON) {
				const known = numbers.get(hash);
				const key = known ?? numbers.size;
				if (known === void 0) numbers.set(hash, key);
				if (numbers.size > limits.keys) break;
				seen[depth] ??= new Int32Array(limits.keys + 1);
				const last = seen[depth];
				if (hasEscape || hash === PROTOTYPE || last?.[key] === objects[depth]) isSuspicious = true;
				if (last !== void 0) last[key] = objects[depth] ?? 0;
			}
		}
		if (values > limits.values || deepest > limits.depth) break;
	}
	return {
		values,
		depth: deepest,
		keys: numbers.size,
		isSuspicious
	};
}
// src/evidence/formats/document.ts
const MAX_EVIDENCE = 33554432;
const LIMITS = {
	values: 2e6,
	depth: 100,
	keys: 2e4
};
function readBy(parse, source) {
	try {
		return {
			kind: "read",
			value: parse(source)
		};
	} catch (error) {
		if (error instanceof FormatError) return {
			kind: "unreadable",
			reason: error.message
		};
		throw error;
	}
}
function parseEvidence(bytes) {
	if (bytes.byteLength > 33554432) {
		const size = (bytes.byteLength / 1024 / 1024).toFixed(0);
		throw new FormatError(`it has ${size} MiB and may have 32`, "attach one without descriptions");
	}
	const { values, depth, keys, isSuspicious } = scanJson(bytes, LIMITS);
	if (values > LIMITS.values) throw new FormatError("it has more than 2,000,000 values");
	if (depth > LIMITS.depth) throw new FormatError("it is nested more than 100 levels deep");
	if (keys > LIMITS.keys) throw new FormatError("it has more than 20,000 different keys");
	const text = decodeJson(bytes);
	const document = parseJsonText(text);
	if (!isSuspicious) return document;
	requireUniqueKeys(text);
	if (hasPrototypeKey(document)) throw new FormatError("it has the key \"__proto__\"");
	return document;
}
function hasPrototypeKey(document) {
	const open = [document];
	for (let value = open.pop(); value !== void 0; value = open.pop()) {
		if (typeof value !== "object" || value === null) continue;
		if (!Array.isArray(value) && Object.hasOwn(value, "__proto__")) return true;
		for (const each of Object.values(value)) if (typeof each === "object" && each !== null) open.push(each);
	}
	return false;
}
const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,12})?(?:Z|[+-]\d\d:\d\d)$/;
function timeProperty(object, key) {
	const value = property(object, key);
	if (value === void 0 || value === null || value === "") return void 0;
	const time = typeof value === "string" && TIME.test(value) ? Date.parse(value) : NaN;
	if (Number.isNaN(time)) throw new FormatError(`its ${key} is not a time`);
	return typeof value === "string" && value.startsWith("0001-01-01T") ? void 0 : new Date(time);
}
function present(...values) {
	return values.filter((value) => value !== void 0);
}
function objectList(object, key) {
	return listOf(object, key, isJsonObject, "objects");
}
function textList(object, key) {
	return listOf(object, key, (value) => typeof value === "string", "texts");
}
function listOf(object, key, isItem, kind) {
	const value = property(object, key) ?? [];
	if (!Array.isArray(value) || !value.every(isItem)) throw new FormatError(`its ${key} is not a list of ${kind}`);
	return value;
}
function requiredText(object, key, owner) {
	const text = stringProperty(object, key) ?? "";
	if (text === "") throw new FormatError(`it has ${owner} without ${key}`);
	if (text.length > 2e3) throw new FormatError(`it has ${owner} whose ${key} has more than 2,000 characters`);
	return text;
}
function digestProperty(object, key) {
	const text = stringProperty(object, key) ?? "";
	if (text === "") return void 0;
	const digest = tryParseDigest(text);
	if (digest === void 0) throw new FormatError(`its ${key} is ${quote(text, 80)}, which is not a digest`);
	return digest;
}
function digestList(texts, key) {
	return texts.map((text) => {
		const digest = tryParseDigest(text);
		if (digest === void 0) throw new FormatError(`its ${key} has ${quote(text, 80)}, which is not a digest`);
		return digest;
	});
}
// src/policy/gates/gate.ts
function judgedPlatforms(image) {
	return image.platforms.filter(({ platform }) => !platform.startsWith("unknown/"));
}
const ORDER = [
	"fail",
	"error",
	"waived",
	"warn"
];
function verdictOf(faults) {
	return ORDER.find((verdict) => faults.some((fault) => fault.verdict === verdict)) ?? "pass";
}
function makeResult(gate, { mode }, findings) {
	const { faults, notes = [], evidence = [], waivers = [] } = findings;
	const verdict = verdictOf(faults);
	const isWarning = mode === "warn" && (verdict === "fail" || verdict === "error");
	const used = new Map(evidence.map((each) => [each.digest, each]));
	return {
		gate,
		verdict: isWarning ? "warn" : verdict,
		mode,
		faults,
		notes,
		evidence: [...used.values()],
		waivers
	};
}
function bypass(result) {
	return result.faults.some(({ isDenied }) => isDenied) ? result : {
		...result,
		verdict: "bypassed"
	};
}
function platformVerdicts(image, { faults }) {
	return new Map(judgedPlatforms(image).map(({ platform }) => [platform, verdictOf(faults.filter((fault) => fault.platform === void 0 || fault.platform === platform))]));
}
function formatFault({ platform, reason, remedy }) {
	return `${platform === void 0 ? "" : `${safeText(platform, 60)}: `}${reason}${remedy === void 0 ? "" : `; ${remedy}`}`;
}
function judgeArtifact(gate, settings, image) {
	const hasPlatforms = judgedPlatforms(image).length > 0;
	if (image.kind === "image" && hasPlatforms) return void 0;
	if (image.kind === "artifact" && settings.appliesTo === "images") return makeResult(gate, settings, {
		faults: [],
		notes: ["passed over: it is an artifact, not an image"]
	});
	const [reason, remedy] = image.kind === "artifact" ? ["it is an artifact, not an image", "set applies-to: images to pass over artifacts"] : ["it has no platform", "push an image with a config"];
	return makeResult(gate, settings, { faults: [{
		verdict: "error",
		reason,
		remedy
	}] });
}
// src/evidence/formats/findings.ts
const UNBOUND = {
	config: void 0,
	diffIds: void 0,
	manifests: []
};
const MAX_FINDINGS = 5e4;
const MOST_ALIASES = 100;
const MOST_OTHERS = 50;
var FindingList = class {
	#drafts = /* @__PURE__ */ new Map();
	#count = 0;
	add(finding) {
		if (++this.#count > MAX_FINDINGS) throw new FormatError("it has more than 50,000 findings");
		const key = `${finding.id}\0${finding.package}\0${finding.version}`;
		const known = this.#drafts.get(key);
		const draft = known ?? begin(finding);
		if (known === void 0) this.#drafts.set(key, draft);
		keep(draft.aliases, finding.aliases, MOST_ALIASES);
		keep(draft.fixedIn, finding.fixedIn, MOST_OTHERS);
		keep(draft.layers, finding.layers, MOST_OTHERS);
		keep(draft.paths, finding.paths, MOST_OTHERS);
		for (const rating of finding.ratings) draft.ratings.add(rating);
		draft.isFixable ||= finding.isFixable;
		draft.isKnownExploited ||= finding.isKnownExploited ?? false;
		draft.published = earlier(draft.published, finding.published);
		draft.fixed = earlier(draft.fixed, finding.fixed);
		if (finding.epss !== void 0) draft.epss = Math.max(draft.epss ?? 0, finding.epss);
		if (finding.suppressedBy === void 0) draft.suppressedBy = void 0;
	}
	finish() {
		return [...this.#drafts.values()].map(({ first, ...draft }) => ({
			id: first.id,
			package: first.package,
			version: first.version,
			purl: first.purl,
			aliases: [...draft.aliases],
			ratings: [...draft.ratings],
			isFixable: draft.isFixable,
			fixedIn: [...draft.fixedIn],
			published: draft.published,
			fixed: draft.fixed,
			layers: [...draft.layers],
			paths: [...draft.paths],
			isKnownExploited: draft.isKnownExploited,
			epss: draft.epss,
			suppressedBy: draft.suppressedBy
		}));
	}
};
function begin(first) {
	return {
		first,
		aliases: /* @__PURE__ */ new Set(),
		ratings: /* @__PURE__ */ new Set(),
		fixedIn: /* @__PURE__ */ new Set(),
		layers: /* @__PURE__ */ new Set(),
		paths: /* @__PURE__ */ new Set(),
		isFixable: false,
		published: void 0,
		fixed: void 0,
		isKnownExploited: false,
		epss: void 0,
		suppressedBy: first.suppressedBy
	};
}
function keep(texts, more, most) {
	for (const text of more ?? []) {
		if (texts.size >= most) return;
		texts.add(text);
	}
}
function earlier(left, right) {
	if (left === void 0 || right === void 0) return left ?? right;
	return left <= right ? left : right;
}
function joinFindings(reports) {
	const [only, ...others] = reports;
	if (only !== void 0 && others.length === 0) return only.findings;
	const list = new FindingList();
	for (const { findings } of reports) for (const finding of findings) list.add(finding);
	return list.finish();
}
// src/pipeline/gates/vocabulary.ts
const SEVERITIES = [
	"critical",
	"high",
	"medium",
	"low",
	"negligible"
];
const JUSTIFICATIONS = [
	"component_not_present",
	"vulnerable_code_not_present",
	"vulnerable_code_not_in_execute_path",
	"vulnerable_code_cannot_be_controlled_by_adversary",
	"inline_mitigations_already_exist"
];
const TEST_RESULT = "https://in-toto.io/attestation/test-result/v0.1";
// src/evidence/formats/severity.ts
const WORDS$2 = /* @__PURE__ */ new Map([
	["critical", "critical"],
	["defcon1", "critical"],
	["high", "high"],
	["important", "high"],
	["medium", "medium"],
	["moderate", "medium"],
	["low", "low"],
	["negligible", "negligible"],
	["minimal", "negligible"],
	["informational", "negligible"],
	["info", "negligible"],
	["none", "negligible"],
	["unimportant", "negligible"]
]);
const BANDS = [
	[9, "critical"],
	[7, "high"],
	[4, "medium"],
	[.1, "low"],
	[0, "negligible"]
];
function severityOfScore(score) {
	if (!(score >= 0 && score <= 10)) return "unknown";
	return BANDS.find(([start]) => score >= start)?.[1] ?? "unknown";
}
function parseSeverity(value) {
	if (typeof value === "number") return severityOfScore(value);
	if (typeof value !== "string" || value.length > 40) return "unknown";
	const word = value.trim().toLowerCase();
	return /^\d{1,2}(?:\.\d{1,4})?$/.test(word) ? severityOfScore(Number(word)) : WORDS$2.get(word) ?? "unknown";
}
function worstSeverity(ratings, unknown) {
	const rated = new Set(ratings.map((rating) => rating === "unknown" ? unknown : rating));
	return SEVERITIES.find((severity) => rated.has(severity)) ?? unknown;
}
// node_modules/semver/functions/parse.js
var require_parse$1 = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const parse = (version, options, throwErrors = false) => {
		if (version instanceof SemVer) return version;
		try {
			return new SemVer(version, options);
		} catch (er) {
			if (!throwErrors) return null;
			throw er;
		}
	};
	module.exports = parse;
}));
// node_modules/semver/functions/valid.js
var require_valid$1 = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse$1();
	const valid = (version, options) => {
		const v = parse(version, options);
		return v ? v.version : null;
	};
	module.exports = valid;
}));
// node_modules/semver/functions/clean.js
var require_clean = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse$1();
	const clean = (version, options) => {
		const s = parse(version.trim().replace(/^[=v]+/, ""), options);
		return s ? s.version : null;
	};
	module.exports = clean;
}));
// node_modules/semver/functions/inc.js
var require_inc = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const inc = (version, release, options, identifier, identifierBase) => {
		if (typeof options === "string") {
			identifierBase = identifier;
			identifier = options;
			options = void 0;
		}
		try {
			return new SemVer(version instanceof SemVer ? version.version : version, options).inc(release, identifier, identifierBase).version;
		} catch (er) {
			return null;
		}
	};
	module.exports = inc;
}));
// node_modules/semver/functions/diff.js
var require_diff = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse$1();
	const diff = (version1, version2) => {
		const v1 = parse(version1, null, true);
		const v2 = parse(version2, null, true);
		const comparison = v1.compare(v2);
		if (comparison === 0) return null;
		const v1Higher = comparison > 0;
		const highVersion = v1Higher ? v1 : v2;
		const lowVersion = v1Higher ? v2 : v1;
		const highHasPre = !!highVersion.prerelease.length;
		if (!!lowVersion.prerelease.length && !highHasPre) {
			if (!lowVersion.patch && !lowVersion.minor) return "major";
			if (lowVersion.compareMain(highVersion) === 0) {
				if (lowVersion.minor && !lowVersion.patch) return "minor";
				return "patch";
			}
		}
		const prefix = highHasPre ? "pre" : "";
		if (v1.major !== v2.major) return prefix + "major";
		if (v1.minor !== v2.minor) return prefix + "minor";
		if (v1.patch !== v2.patch) return prefix + "patch";
		return "prerelease";
	};
	module.exports = diff;
}));
// node_modules/semver/functions/major.js
var require_major = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const major = (a, loose) => new SemVer(a, loose).major;
	module.exports = major;
}));
// node_modules/semver/functions/minor.js
var require_minor = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const minor = (a, loose) => new SemVer(a, loose).minor;
	module.exports = minor;
}));
// node_modules/semver/functions/patch.js
var require_patch = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const patch = (a, loose) => new SemVer(a, loose).patch;
	module.exports = patch;
}));
// node_modules/semver/functions/prerelease.js
var require_prerelease = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse$1();
	const prerelease = (version, options) => {
		const parsed = parse(version, options);
		return parsed && parsed.prerelease.length ? parsed.prerelease : null;
	};
	module.exports = prerelease;
}));
// node_modules/semver/functions/rcompare.js
var require_rcompare = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const rcompare = (a, b, loose) => compare(b, a, loose);
	module.exports = rcompare;
}));
// node_modules/semver/functions/compare-loose.js
var require_compare_loose = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const compareLoose = (a, b) => compare(a, b, true);
	module.exports = compareLoose;
}));
// node_modules/semver/functions/compare-build.js
var require_compare_build = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const compareBuild = (a, b, loose) => {
		const versionA = new SemVer(a, loose);
		const versionB = new SemVer(b, loose);
		return versionA.compare(versionB) || versionA.compareBuild(versionB);
	};
	module.exports = compareBuild;
}));
// node_modules/semver/functions/sort.js
var require_sort = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compareBuild = require_compare_build();
	const sort = (list, loose) => list.sort((a, b) => compareBuild(a, b, loose));
	module.exports = sort;
}));
// node_modules/semver/functions/rsort.js
var require_rsort = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compareBuild = require_compare_build();
	const rsort = (list, loose) => list.sort((a, b) => compareBuild(b, a, loose));
	module.exports = rsort;
}));
// node_modules/semver/functions/gt.js
var require_gt = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const gt = (a, b, loose) => compare(a, b, loose) > 0;
	module.exports = gt;
}));
// node_modules/semver/functions/lt.js
var require_lt = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const lt = (a, b, loose) => compare(a, b, loose) < 0;
	module.exports = lt;
}));
// node_modules/semver/functions/eq.js
var require_eq = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const eq = (a, b, loose) => compare(a, b, loose) === 0;
	module.exports = eq;
}));
// node_modules/semver/functions/neq.js
var require_neq = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const neq = (a, b, loose) => compare(a, b, loose) !== 0;
	module.exports = neq;
}));
// node_modules/semver/functions/gte.js
var require_gte = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const gte = (a, b, loose) => compare(a, b, loose) >= 0;
	module.exports = gte;
}));
// node_modules/semver/functions/lte.js
var require_lte = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const lte = (a, b, loose) => compare(a, b, loose) <= 0;
	module.exports = lte;
}));
// node_modules/semver/functions/cmp.js
var require_cmp = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const eq = require_eq();
	const neq = require_neq();
	const gt = require_gt();
	const gte = require_gte();
	const lt = require_lt();
	const lte = require_lte();
	const cmp = (a, op, b, loose) => {
		switch (op) {
			case "===":
				if (typeof a === "object") a = a.version;
				if (typeof b === "object") b = b.version;
				return a === b;
			case "!==":
				if (typeof a === "object") a = a.version;
				if (typeof b === "object") b = b.version;
				return a !== b;
			case "":
			case "=":
			case "==": return eq(a, b, loose);
			case "!=": return neq(a, b, loose);
			case ">": return gt(a, b, loose);
			case ">=": return gte(a, b, loose);
			case "<": return lt(a, b, loose);
			case "<=": return lte(a, b, loose);
			default: throw new TypeError(`Invalid operator: ${op}`);
		}
	};
	module.exports = cmp;
}));
// node_modules/semver/functions/coerce.js
var require_coerce = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const parse = require_parse$1();
	const { safeRe: re, t } = require_re();
	const coerce = (version, options) => {
		if (version instanceof SemVer) return version;
		if (typeof version === "number") version = String(version);
		if (typeof version !== "string") return null;
		options = options || {};
		let match = null;
		if (!options.rtl) match = version.match(options.includePrerelease ? re[t.COERCEFULL] : re[t.COERCE]);
		else {
			const coerceRtlRegex = options.includePrerelease ? re[t.COERCERTLFULL] : re[t.COERCERTL];
			let next;
			while ((next = coerceRtlRegex.exec(version)) && (!match || match.index + match[0].length !== version.length)) {
				if (!match || next.index + next[0].length !== match.index + match[0].length) match = next;
				coerceRtlRegex.lastIndex = next.index + next[1].length + next[2].length;
			}
			coerceRtlRegex.lastIndex = -1;
		}
		if (match === null) return null;
		const major = match[2];
		const minor = match[3] || "0";
		const patch = match[4] || "0";
		const prerelease = options.includePrerelease && match[5] ? `-${match[5]}` : "";
		const build = options.includePrerelease && match[6] ? `+${match[6]}` : "";
		return parse(`${major}.${minor}.${patch}${prerelease}${build}`, options);
	};
	module.exports = coerce;
}));
// node_modules/semver/functions/truncate.js
var require_truncate = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse$1();
	const constants = require_constants();
	const SemVer = require_semver$1();
	const truncate = (version, truncation, options) => {
		if (!constants.RELEASE_TYPES.includes(truncation)) return null;
		const clonedVersion = cloneInputVersion(version, options);
		return clonedVersion && doTruncation(clonedVersion, truncation);
	};
	const cloneInputVersion = (version, options) => {
		const versionStringToParse = version instanceof SemVer ? version.version : version;
		return parse(versionStringToParse, options);
	};
	const doTruncation = (version, truncation) => {
		if (isPrerelease(truncation)) return version.version;
		version.prerelease = [];
		switch (truncation) {
			case "major":
				version.minor = 0;
				version.patch = 0;
				break;
			case "minor": version.patch = 0;
		}
		return version.format();
	};
	const isPrerelease = (type) => {
		return type.startsWith("pre");
	};
	module.exports = truncate;
}));
// node_modules/semver/internal/lrucache.js
var require_lrucache = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var LRUCache = class {
		constructor() {
			this.max = 1e3;
			this.map = /* @__PURE__ */ new Map();
		}
		get(key) {
			const value = this.map.get(key);
			if (value === void 0) return;
			else {
				this.map.delete(key);
				this.map.set(key, value);
				return value;
			}
		}
		delete(key) {
			return this.map.delete(key);
		}
		set(key, value) {
			if (!this.delete(key) && value !== void 0) {
				if (this.map.size >= this.max) {
					const firstKey = this.map.keys().next().value;
					this.delete(firstKey);
				}
				this.map.set(key, value);
			}
			return this;
		}
	};
	module.exports = LRUCache;
}));
// node_modules/semver/internal/trim-comparator-whitespace.js
var require_trim_comparator_whitespace = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { MAX_LENGTH, MAX_SAFE_BUILD_LENGTH, WHITESPACE_CHARACTERS } = require_constants();
	const whitespace = /* @__PURE__ */ new Uint8Array(65536);
	for (const char of WHITESPACE_CHARACTERS) whitespace[char.charCodeAt(0)] = 1;
	const isWhitespace = (char) => char !== void 0 && whitespace[char.charCodeAt(0)] === 1;
	const isVersionPrefix = (char) => char === "v" || char === "=" || isWhitespace(char);
	const isDigit = (char) => char !== void 0 && char >= "0" && char <= "9";
	const isLetter = (char) => char !== void 0 && (char >= "a" && char <= "z" || char >= "A" && char <= "Z");
	const isIdentifierCharacter = (char) => isDigit(char) || isLetter(char) || char === "-";
	const isVersionStart = (char) => isDigit(char) || char === "x" || char === "X" || char === "*";
	const findDigitsEndIndex = (range, start, limit, digitRuns) => {
		if (!isDigit(range[start])) return start;
		if (start >= digitRuns.start && start < digitRuns.end) return Math.min(start + limit, digitRuns.end);
		if (start >= digitRuns.previousStart && start < digitRuns.previousEnd) return Math.min(start + limit, digitRuns.previousEnd);
		let end = start + 1;
		while (isDigit(range[end])) end++;
		digitRuns.previousStart = digitRuns.start;
		digitRuns.previousEnd = digitRuns.end;
		digitRuns.start = start;
		digitRuns.end = end;
		return Math.min(start + limit, end);
	};
	const findVersionNumberEndIndex = (range, start, loose, digitRuns) => {
		if (!loose && range[start] === "0") return start + 1;
		return findDigitsEndIndex(range, start, loose ? MAX_LENGTH : MAX_LENGTH + 1, digitRuns);
	};
	const findPrereleaseIdentifierEndIndex = (range, start, loose, digitRuns) => {
		const digitsEnd = findDigitsEndIndex(range, start, MAX_LENGTH, digitRuns);
		if (isLetter(range[digitsEnd]) || range[digitsEnd] === "-") {
			let end = digitsEnd + 1;
			const limit = end + MAX_SAFE_BUILD_LENGTH;
			while (end < limit && isIdentifierCharacter(range[end])) end++;
			return end;
		}
		return findVersionNumberEndIndex(range, start, loose, digitRuns);
	};
	const findPrereleaseEndIndex = (range, start, loose, digitRuns) => {
		const hyphen = range[start] === "-";
		if (!loose && !hyphen) return start;
		const identifierStart = start + (hyphen ? 1 : 0);
		let end = findPrereleaseIdentifierEndIndex(range, identifierStart, loose, digitRuns);
		if (end === identifierStart) {
			if (!loose || !hyphen) return start;
			end = findPrereleaseIdentifierEndIndex(range, start, loose, digitRuns);
		}
		while (range[end] === ".") {
			const next = findPrereleaseIdentifierEndIndex(range, end + 1, loose, digitRuns);
			if (next === end + 1) break;
			end = next;
		}
		return end;
	};
	const findBuildIdentifierEndIndex = (range, start) => {
		let end = start;
		while (end - start < MAX_SAFE_BUILD_LENGTH && isIdentifierCharacter(range[end])) end++;
		return end;
	};
	const findBuildEndIndex = (range, start) => {
		if (range[start] !== "+") return start;
		let end = findBuildIdentifierEndIndex(range, start + 1);
		if (end === start + 1) return start;
		while (range[end] === ".") {
			const next = findBuildIdentifierEndIndex(range, end + 1);
			if (next === end + 1) break;
			end = next;
		}
		return end;
	};
	const findLooseFullVersionEndIndex = (range, start, digitRuns) => {
		let end = start;
		for (let component = 0; component < 3; component++) {
			const next = findVersionNumberEndIndex(range, end, true, digitRuns);
			if (next === end) return start;
			end = next;
			if (component < 2) {
				if (range[end] !== ".") return start;
				end++;
			}
		}
		const prereleaseEnd = findPrereleaseEndIndex(range, end, true, digitRuns);
		return findBuildEndIndex(range, prereleaseEnd);
	};
	const findPartialVersionComponentEndIndex = (range, start, digitRuns) => {
		if (isDigit(range[start])) return findVersionNumberEndIndex(range, start, false, digitRuns);
		return isVersionStart(range[start]) ? start + 1 : start;
	};
	const findPartialVersionEndIndex = (range, start, digitRuns) => {
		let end = findPartialVersionComponentEndIndex(range, start, digitRuns);
		for (let component = 0; component < 2; component++) {
			if (range[end] !== ".") return end;
			const next = findPartialVersionComponentEndIndex(range, end + 1, digitRuns);
			if (next === end + 1) return end;
			end = next;
		}
		const prereleaseEnd = findPrereleaseEndIndex(range, end, false, digitRuns);
		return findBuildEndIndex(range, prereleaseEnd);
	};
	const findVersionEndIndex = (range, start, digitRuns) => {
		const fullVersionEnd = findLooseFullVersionEndIndex(range, start, digitRuns);
		return fullVersionEnd !== start ? fullVersionEnd : findPartialVersionEndIndex(range, start, digitRuns);
	};
	const findRemovableWhitespaceIndex = (range, matchStart) => {
		let position = matchStart;
		if (isWhitespace(range[position])) position++;
		if (range[position] === "<" || range[position] === ">") position++;
		if (range[position] === "=") position++;
		return isWhitespace(range[position]) ? position : -1;
	};
	const trimComparatorWhitespace = (range) => {
		let result = "";
		let copyFrom = 0;
		let cursor = 0;
		const digitRuns = {
			start: -1,
			end: -1,
			previousStart: -1,
			previousEnd: -1
		};
		while (cursor < range.length) {
			const matchStart = cursor;
			if (range[cursor] === "<" || range[cursor] === ">") cursor++;
			else if (!isVersionPrefix(range[cursor]) && !isVersionStart(range[cursor])) {
				cursor++;
				continue;
			}
			while (cursor < range.length && isVersionPrefix(range[cursor])) cursor++;
			if (!isVersionStart(range[cursor])) continue;
			const whitespacePosition = findRemovableWhitespaceIndex(range, matchStart);
			if (whitespacePosition !== -1) {
				result += range.slice(copyFrom, whitespacePosition);
				copyFrom = whitespacePosition + 1;
			}
			cursor = findVersionEndIndex(range, cursor, digitRuns);
		}
		return result + range.slice(copyFrom);
	};
	module.exports = trimComparatorWhitespace;
}));
// node_modules/semver/classes/range.js
var require_range = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SPACE_CHARACTERS = /\s+/g;
	module.exports = class Range {
		constructor(range, options) {
			options = parseOptions(options);
			if (range instanceof Range) {
				if (range.loose === !!options.loose && range.includePrerelease === !!options.includePrerelease) return range;
				else return new Range(range.raw, options);
			}
			if (range instanceof Comparator) {
				this.raw = range.value;
				this.set = [[range]];
				this.formatted = void 0;
				return this;
			}
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			this.raw = range.trim().replace(SPACE_CHARACTERS, " ");
			this.set = this.raw.split("||").map((r) => this.parseRange(r.trim())).filter((c) => c.length);
			if (!this.set.length) throw new TypeError(`Invalid SemVer Range: ${this.raw}`);
			if (this.set.length > 1) {
				const first = this.set[0];
				this.set = this.set.filter((c) => !isNullSet(c[0]));
				if (this.set.length === 0) this.set = [first];
				else if (this.set.length > 1) {
					for (const c of this.set) if (c.length === 1 && isAny(c[0])) {
						this.set = [c];
						break;
					}
				}
			}
			this.formatted = void 0;
		}
		get range() {
			if (this.formatted === void 0) {
				this.formatted = "";
				for (let i = 0; i < this.set.length; i++) {
					if (i > 0) this.formatted += "||";
					const comps = this.set[i];
					for (let k = 0; k < comps.length; k++) {
						if (k > 0) this.formatted += " ";
						this.formatted += comps[k].toString().trim();
					}
				}
			}
			return this.formatted;
		}
		format() {
			return this.range;
		}
		toString() {
			return this.range;
		}
		parseRange(range) {
			range = range.replace(BUILDSTRIPRE, "");
			const memoKey = ((this.options.includePrerelease && FLAG_INCLUDE_PRERELEASE) | (this.options.loose && FLAG_LOOSE)) + ":" + range;
			const cached = cache.get(memoKey);
			if (cached) return cached;
			const loose = this.options.loose;
			const hr = loose ? re[t.HYPHENRANGELOOSE] : re[t.HYPHENRANGE];
			range = range.replace(hr, hyphenReplace(this.options.includePrerelease));
			debug("hyphen replace", range);
			range = trimComparatorWhitespace(range);
			debug("comparator trim", range);
			range = range.replace(re[t.TILDETRIM], tildeTrimReplace);
			debug("tilde trim", range);
			range = range.replace(re[t.CARETTRIM], caretTrimReplace);
			debug("caret trim", range);
			let rangeList = range.split(" ").map((comp) => parseComparator(comp, this.options)).join(" ").split(/\s+/).map((comp) => replaceGTE0(comp, this.options));
			if (loose) rangeList = rangeList.filter((comp) => {
				debug("loose invalid filter", comp, this.options);
				return !!comp.match(re[t.COMPARATORLOOSE]);
			});
			debug("range list", rangeList);
			const rangeMap = /* @__PURE__ */ new Map();
			const comparators = rangeList.map((comp) => new Comparator(comp, this.options));
			for (const comp of comparators) {
				if (isNullSet(comp)) return [comp];
				rangeMap.set(comp.value, comp);
			}
			if (rangeMap.size > 1 && rangeMap.has("")) rangeMap.delete("");
			const result = [...rangeMap.values()];
			cache.set(memoKey, result);
			return result;
		}
		intersects(range, options) {
			if (!(range instanceof Range)) throw new TypeError("a Range is required");
			return this.set.some((thisComparators) => {
				return isSatisfiable(thisComparators, options) && range.set.some((rangeComparators) => {
					return isSatisfiable(rangeComparators, options) && thisComparators.every((thisComparator) => {
						return rangeComparators.every((rangeComparator) => {
							return thisComparator.intersects(rangeComparator, options);
						});
					});
				});
			});
		}
		test(version) {
			if (!version) return false;
			if (typeof version === "string") try {
				version = new SemVer(version, this.options);
			} catch (er) {
				return false;
			}
			for (let i = 0; i < this.set.length; i++) if (testSet(this.set[i], version, this.options)) return true;
			return false;
		}
	};
	const cache = new (require_lrucache())();
	const parseOptions = require_parse_options();
	const Comparator = require_comparator();
	const debug = require_debug();
	const SemVer = require_semver$1();
	const trimComparatorWhitespace = require_trim_comparator_whitespace();
	const { safeRe: re, src, t, tildeTrimReplace, caretTrimReplace } = require_re();
	const { FLAG_INCLUDE_PRERELEASE, FLAG_LOOSE } = require_constants();
	const BUILDSTRIPRE = new RegExp(src[t.BUILD], "g");
	const isNullSet = (c) => c.value === "<0.0.0-0";
	const isAny = (c) => c.value === "";
	const isSatisfiable = (comparators, options) => {
		let result = true;
		const remainingComparators = comparators.slice();
		let testComparator = remainingComparators.pop();
		while (result && remainingComparators.length) {
			result = remainingComparators.every((otherComparator) => {
				return testComparator.intersects(otherComparator, options);
			});
			testComparator = remainingComparators.pop();
		}
		return result;
	};
	const parseComparator = (comp, options) => {
		comp = comp.replace(re[t.BUILD], "");
		debug("comp", comp, options);
		comp = replaceCarets(comp, options);
		debug("caret", comp);
		comp = replaceTildes(comp, options);
		debug("tildes", comp);
		comp = replaceXRanges(comp, options);
		debug("xrange", comp);
		comp = replaceStars(comp, options);
		debug("stars", comp);
		return comp;
	};
	const isX = (id) => !id || id.toLowerCase() === "x" || id === "*";
	const invalidXRangeOrder = (M, m, p) => isX(M) && !isX(m) || isX(m) && p && !isX(p);
	const replaceTildes = (comp, options) => {
		return comp.trim().split(/\s+/).map((c) => replaceTilde(c, options)).join(" ");
	};
	const replaceTilde = (comp, options) => {
		const r = options.loose ? re[t.TILDELOOSE] : re[t.TILDE];
		const z = options.includePrerelease ? "-0" : "";
		return comp.replace(r, (_, M, m, p, pr) => {
			debug("tilde", comp, _, M, m, p, pr);
			let ret;
			if (isX(M)) ret = "";
			else if (isX(m)) ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
			else if (isX(p)) ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
			else if (pr) {
				debug("replaceTilde pr", pr);
				ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
			} else ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
			debug("tilde return", ret);
			return ret;
		});
	};
	const replaceCarets = (comp, options) => {
		return comp.trim().split(/\s+/).map((c) => replaceCaret(c, options)).join(" ");
	};
	const replaceCaret = (comp, options) => {
		debug("caret", comp, options);
		const r = options.loose ? re[t.CARETLOOSE] : re[t.CARET];
		const z = options.includePrerelease ? "-0" : "";
		return comp.replace(r, (_, M, m, p, pr) => {
			debug("caret", comp, _, M, m, p, pr);
			let ret;
			if (isX(M)) ret = "";
			else if (isX(m)) ret = `>=${M}.0.0${z} <${+M + 1}.0.0-0`;
			else if (isX(p)) {
				if (M === "0") ret = `>=${M}.${m}.0${z} <${M}.${+m + 1}.0-0`;
				else ret = `>=${M}.${m}.0${z} <${+M + 1}.0.0-0`;
			} else if (pr) {
				debug("replaceCaret pr", pr);
				if (M === "0") {
					if (m === "0") ret = `>=${M}.${m}.${p}-${pr} <${M}.${m}.${+p + 1}-0`;
					else ret = `>=${M}.${m}.${p}-${pr} <${M}.${+m + 1}.0-0`;
				} else ret = `>=${M}.${m}.${p}-${pr} <${+M + 1}.0.0-0`;
			} else {
				debug("no pr");
				if (M === "0") {
					if (m === "0") ret = `>=${M}.${m}.${p} <${M}.${m}.${+p + 1}-0`;
					else ret = `>=${M}.${m}.${p} <${M}.${+m + 1}.0-0`;
				} else ret = `>=${M}.${m}.${p} <${+M + 1}.0.0-0`;
			}
			debug("caret return", ret);
			return ret;
		});
	};
	const replaceXRanges = (comp, options) => {
		debug("replaceXRanges", comp, options);
		return comp.split(/\s+/).map((c) => replaceXRange(c, options)).join(" ");
	};
	const replaceXRange = (comp, options) => {
		comp = comp.trim();
		const r = options.loose ? re[t.XRANGELOOSE] : re[t.XRANGE];
		return comp.replace(r, (ret, gtlt, M, m, p, pr) => {
			debug("xRange", comp, ret, gtlt, M, m, p, pr);
			if (invalidXRangeOrder(M, m, p)) return comp;
			const xM = isX(M);
			const xm = xM || isX(m);
			const xp = xm || isX(p);
			const anyX = xp;
			if (gtlt === "=" && anyX) gtlt = "";
			pr = options.includePrerelease ? "-0" : "";
			if (xM) {
				if (gtlt === ">" || gtlt === "<") ret = "<0.0.0-0";
				else ret = "*";
			} else if (gtlt && anyX) {
				if (xm) m = 0;
				p = 0;
				if (gtlt === ">") {
					gtlt = ">=";
					if (xm) {
						M = +M + 1;
						m = 0;
						p = 0;
					} else {
						m = +m + 1;
						p = 0;
					}
				} else if (gtlt === "<=") {
					gtlt = "<";
					if (xm) M = +M + 1;
					else m = +m + 1;
				}
				if (gtlt === "<") pr = "-0";
				ret = `${gtlt + M}.${m}.${p}${pr}`;
			} else if (xm) ret = `>=${M}.0.0${pr} <${+M + 1}.0.0-0`;
			else if (xp) ret = `>=${M}.${m}.0${pr} <${M}.${+m + 1}.0-0`;
			debug("xRange return", ret);
			return ret;
		});
	};
	const replaceStars = (comp, options) => {
		debug("replaceStars", comp, options);
		return comp.trim().replace(re[t.STAR], "");
	};
	const replaceGTE0 = (comp, options) => {
		debug("replaceGTE0", comp, options);
		return comp.trim().replace(re[options.includePrerelease ? t.GTE0PRE : t.GTE0], "");
	};
	const hyphenReplace = (incPr) => ($0, from, fM, fm, fp, fpr, fb, to, tM, tm, tp, tpr) => {
		if (isX(fM)) from = "";
		else if (isX(fm)) from = `>=${fM}.0.0${incPr ? "-0" : ""}`;
		else if (isX(fp)) from = `>=${fM}.${fm}.0${incPr ? "-0" : ""}`;
		else if (fpr) from = `>=${from}`;
		else from = `>=${from}${incPr ? "-0" : ""}`;
		if (isX(tM)) to = "";
		else if (isX(tm)) to = `<${+tM + 1}.0.0-0`;
		else if (isX(tp)) to = `<${tM}.${+tm + 1}.0-0`;
		else if (tpr) to = `<=${tM}.${tm}.${tp}-${tpr}`;
		else if (incPr) to = `<${tM}.${tm}.${+tp + 1}-0`;
		else to = `<=${to}`;
		return `${from} ${to}`.trim();
	};
	const testSet = (set, version, options) => {
		for (let i = 0; i < set.length; i++) if (!set[i].test(version)) return false;
		if (version.prerelease.length && !options.includePrerelease) {
			for (let i = 0; i < set.length; i++) {
				debug(set[i].semver);
				if (set[i].semver === Comparator.ANY) continue;
				if (set[i].semver.prerelease.length > 0) {
					const allowed = set[i].semver;
					if (allowed.major === version.major && allowed.minor === version.minor && allowed.patch === version.patch) return true;
				}
			}
			return false;
		}
		return true;
	};
}));
// node_modules/semver/classes/comparator.js
var require_comparator = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const ANY = Symbol("SemVer ANY");
	module.exports = class Comparator {
		static get ANY() {
			return ANY;
		}
		constructor(comp, options) {
			options = parseOptions(options);
			if (comp instanceof Comparator) {
				if (comp.loose === !!options.loose) return comp;
				else comp = comp.value;
			}
			comp = comp.trim().split(/\s+/).join(" ");
			debug("comparator", comp, options);
			this.options = options;
			this.loose = !!options.loose;
			this.parse(comp);
			if (this.semver === ANY) this.value = "";
			else this.value = this.operator + this.semver.version;
			debug("comp", this);
		}
		parse(comp) {
			const r = this.options.loose ? re[t.COMPARATORLOOSE] : re[t.COMPARATOR];
			const m = comp.match(r);
			if (!m) throw new TypeError(`Invalid comparator: ${comp}`);
			this.operator = m[1] !== void 0 ? m[1] : "";
			if (this.operator === "=") this.operator = "";
			if (!m[2]) this.semver = ANY;
			else this.semver = new SemVer(m[2], this.options.loose);
		}
		toString() {
			return this.value;
		}
		test(version) {
			debug("Comparator.test", version, this.options.loose);
			if (this.semver === ANY || version === ANY) return true;
			if (typeof version === "string") try {
				version = new SemVer(version, this.options);
			} catch (er) {
				return false;
			}
			return cmp(version, this.operator, this.semver, this.options);
		}
		intersects(comp, options) {
			if (!(comp instanceof Comparator)) throw new TypeError("a Comparator is required");
			if (this.operator === "") {
				if (this.value === "") return true;
				return new Range(comp.value, options).test(this.value);
			} else if (comp.operator === "") {
				if (comp.value === "") return true;
				return new Range(this.value, options).test(comp.semver);
			}
			options = parseOptions(options);
			if (options.includePrerelease && (this.value === "<0.0.0-0" || comp.value === "<0.0.0-0")) return false;
			if (!options.includePrerelease && (this.value.startsWith("<0.0.0") || comp.value.startsWith("<0.0.0"))) return false;
			if (this.operator.startsWith(">") && comp.operator.startsWith(">")) return true;
			if (this.operator.startsWith("<") && comp.operator.startsWith("<")) return true;
			if (this.semver.version === comp.semver.version && this.operator.includes("=") && comp.operator.includes("=")) return true;
			if (cmp(this.semver, "<", comp.semver, options) && this.operator.startsWith(">") && comp.operator.startsWith("<")) return true;
			if (cmp(this.semver, ">", comp.semver, options) && this.operator.startsWith("<") && comp.operator.startsWith(">")) return true;
			return false;
		}
	};
	const parseOptions = require_parse_options();
	const { safeRe: re, t } = require_re();
	const cmp = require_cmp();
	const debug = require_debug();
	const SemVer = require_semver$1();
	const Range = require_range();
}));
// node_modules/semver/functions/satisfies.js
var require_satisfies = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const Range = require_range();
	const satisfies = (version, range, options) => {
		try {
			range = new Range(range, options);
		} catch (er) {
			return false;
		}
		return range.test(version);
	};
	module.exports = satisfies;
}));
// node_modules/semver/ranges/to-comparators.js
var require_to_comparators = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const Range = require_range();
	const toComparators = (range, options) => new Range(range, options).set.map((comp) => comp.map((c) => c.value).join(" ").trim().split(" "));
	module.exports = toComparators;
}));
// node_modules/semver/ranges/max-satisfying.js
var require_max_satisfying = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const Range = require_range();
	const maxSatisfying = (versions, range, options) => {
		let max = null;
		let maxSV = null;
		let rangeObj = null;
		try {
			rangeObj = new Range(range, options);
		} catch (er) {
			return null;
		}
		versions.forEach((v) => {
			if (rangeObj.test(v)) {
				if (!max || maxSV.compare(v) === -1) {
					max = v;
					maxSV = new SemVer(max, options);
				}
			}
		});
		return max;
	};
	module.exports = maxSatisfying;
}));
// node_modules/semver/ranges/min-satisfying.js
var require_min_satisfying = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const Range = require_range();
	const minSatisfying = (versions, range, options) => {
		let min = null;
		let minSV = null;
		let rangeObj = null;
		try {
			rangeObj = new Range(range, options);
		} catch (er) {
			return null;
		}
		versions.forEach((v) => {
			if (rangeObj.test(v)) {
				if (!min || minSV.compare(v) === 1) {
					min = v;
					minSV = new SemVer(min, options);
				}
			}
		});
		return min;
	};
	module.exports = minSatisfying;
}));
// node_modules/semver/ranges/min-version.js
var require_min_version = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const Range = require_range();
	const gt = require_gt();
	const minVersion = (range, loose) => {
		range = new Range(range, loose);
		let minver = new SemVer("0.0.0");
		if (range.test(minver)) return minver;
		minver = new SemVer("0.0.0-0");
		if (range.test(minver)) return minver;
		minver = null;
		for (let i = 0; i < range.set.length; ++i) {
			const comparators = range.set[i];
			let setMin = null;
			comparators.forEach((comparator) => {
				const compver = new SemVer(comparator.semver.version);
				switch (comparator.operator) {
					case ">":
						if (compver.prerelease.length === 0) compver.patch++;
						else compver.prerelease.push(0);
						compver.raw = compver.format();
					case "":
					case ">=":
						if (!setMin || gt(compver, setMin)) setMin = compver;
						break;
					case "<":
					case "<=": break;
					/* istanbul ignore next */
					default: throw new Error(`Unexpected operation: ${comparator.operator}`);
				}
			});
			if (setMin && (!minver || gt(minver, setMin))) minver = setMin;
		}
		if (minver && range.test(minver)) return minver;
		return null;
	};
	module.exports = minVersion;
}));
// node_modules/semver/ranges/valid.js
var require_valid = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const Range = require_range();
	const validRange = (range, options) => {
		try {
			return new Range(range, options).range || "*";
		} catch (er) {
			return null;
		}
	};
	module.exports = validRange;
}));
// node_modules/semver/ranges/outside.js
var require_outside = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver$1();
	const Comparator = require_comparator();
	const { ANY } = Comparator;
	const Range = require_range();
	const satisfies = require_satisfies();
	const gt = require_gt();
	const lt = require_lt();
	const lte = require_lte();
	const gte = require_gte();
	const outside = (version, range, hilo, options) => {
		version = new SemVer(version, options);
		range = new Range(range, options);
		let gtfn, ltefn, ltfn, comp, ecomp;
		switch (hilo) {
			case ">":
				gtfn = gt;
				ltefn = lte;
				ltfn = lt;
				comp = ">";
				ecomp = ">=";
				break;
			case "<":
				gtfn = lt;
				ltefn = gte;
				ltfn = gt;
				comp = "<";
				ecomp = "<=";
				break;
			default: throw new TypeError("Must provide a hilo val of \"<\" or \">\"");
		}
		if (satisfies(version, range, options)) return false;
		for (let i = 0; i < range.set.length; ++i) {
			const comparators = range.set[i];
			let high = null;
			let low = null;
			comparators.forEach((comparator) => {
				if (comparator.semver === ANY) comparator = new Comparator(">=0.0.0");
				high = high || comparator;
				low = low || comparator;
				if (gtfn(comparator.semver, high.semver, options)) high = comparator;
				else if (ltfn(comparator.semver, low.semver, options)) low = comparator;
			});
			if (high.operator === comp || high.operator === ecomp) return false;
			if ((!low.operator || low.operator === comp) && ltefn(version, low.semver)) return false;
			else if (low.operator === ecomp && ltfn(version, low.semver)) return false;
		}
		return true;
	};
	module.exports = outside;
}));
// node_modules/semver/ranges/gtr.js
var require_gtr = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const outside = require_outside();
	const gtr = (version, range, options) => outside(version, range, ">", options);
	module.exports = gtr;
}));
// node_modules/semver/ranges/ltr.js
var require_ltr = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const outside = require_outside();
	const ltr = (version, range, options) => outside(version, range, "<", options);
	module.exports = ltr;
}));
// node_modules/semver/ranges/intersects.js
var require_intersects = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const Range = require_range();
	const intersects = (r1, r2, options) => {
		r1 = new Range(r1, options);
		r2 = new Range(r2, options);
		return r1.intersects(r2, options);
	};
	module.exports = intersects;
}));
// node_modules/semver/ranges/simplify.js
var require_simplify = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const satisfies = require_satisfies();
	const compare = require_compare();
	module.exports = (versions, range, options) => {
		const set = [];
		let first = null;
		let prev = null;
		const v = versions.sort((a, b) => compare(a, b, options));
		for (const version of v) if (satisfies(version, range, options)) {
			prev = version;
			if (!first) first = version;
		} else {
			if (prev) set.push([first, prev]);
			prev = null;
			first = null;
		}
		if (first) set.push([first, null]);
		const ranges = [];
		for (const [min, max] of set) if (min === max) ranges.push(min);
		else if (!max && min === v[0]) ranges.push("*");
		else if (!max) ranges.push(`>=${min}`);
		else if (min === v[0]) ranges.push(`<=${max}`);
		else ranges.push(`${min} - ${max}`);
		const simplified = ranges.join(" || ");
		const original = typeof range.raw === "string" ? range.raw : String(range);
		return simplified.length < original.length ? simplified : range;
	};
}));
// node_modules/semver/ranges/subset.js
var require_subset = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const Range = require_range();
	const Comparator = require_comparator();
	const { ANY } = Comparator;
	const satisfies = require_satisfies();
	const compare = require_compare();
	const subset = (sub, dom, options = {}) => {
		if (sub === dom) return true;
		sub = new Range(sub, options);
		dom = new Range(dom, options);
		let sawNonNull = false;
		OUTER: for (const simpleSub of sub.set) {
			for (const simpleDom of dom.set) {
				const isSub = simpleSubset(simpleSub, simpleDom, options);
				sawNonNull = sawNonNull || isSub !== null;
				if (isSub) continue OUTER;
			}
			if (sawNonNull) return false;
		}
		return true;
	};
	const minimumVersionWithPreRelease = [new Comparator(">=0.0.0-0")];
	const minimumVersion = [new Comparator(">=0.0.0")];
	const simpleSubset = (sub, dom, options) => {
		if (sub === dom) return true;
		if (sub.length === 1 && sub[0].semver === ANY) {
			if (dom.length === 1 && dom[0].semver === ANY) return true;
			else if (options.includePrerelease) sub = minimumVersionWithPreRelease;
			else sub = minimumVersion;
		}
		if (dom.length === 1 && dom[0].semver === ANY) {
			if (options.includePrerelease) return true;
			else dom = minimumVersion;
		}
		const eqSet = /* @__PURE__ */ new Set();
		let gt, lt;
		for (const c of sub) if (c.operator === ">" || c.operator === ">=") gt = higherGT(gt, c, options);
		else if (c.operator === "<" || c.operator === "<=") lt = lowerLT(lt, c, options);
		else eqSet.add(c.semver);
		if (eqSet.size > 1) return null;
		let gtltComp;
		if (gt && lt) {
			gtltComp = compare(gt.semver, lt.semver, options);
			if (gtltComp > 0) return null;
			else if (gtltComp === 0 && (gt.operator !== ">=" || lt.operator !== "<=")) return null;
		}
		for (const eq of eqSet) {
			if (gt && !satisfies(eq, String(gt), options)) return null;
			if (lt && !satisfies(eq, String(lt), options)) return null;
			for (const c of dom) if (!satisfies(eq, String(c), options)) return false;
			return true;
		}
		let higher, lower;
		let hasDomLT, hasDomGT;
		let needDomLTPre = lt && !options.includePrerelease && lt.semver.prerelease.length ? lt.semver : false;
		let needDomGTPre = gt && !options.includePrerelease && gt.semver.prerelease.length ? gt.semver : false;
		if (needDomLTPre && needDomLTPre.prerelease.length === 1 && lt.operator === "<" && needDomLTPre.prerelease[0] === 0) needDomLTPre = false;
		for (const c of dom) {
			hasDomGT = hasDomGT || c.operator === ">" || c.operator === ">=";
			hasDomLT = hasDomLT || c.operator === "<" || c.operator === "<=";
			if (gt) {
				if (needDomGTPre) {
					if (c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomGTPre.major && c.semver.minor === needDomGTPre.minor && c.semver.patch === needDomGTPre.patch) needDomGTPre = false;
				}
				if (c.operator === ">" || c.operator === ">=") {
					higher = higherGT(gt, c, options);
					if (higher === c && higher !== gt) return false;
				} else if (gt.operator === ">=" && !c.test(gt.semver)) return false;
			}
			if (lt) {
				if (needDomLTPre) {
					if (c.semver.prerelease && c.semver.prerelease.length && c.semver.major === needDomLTPre.major && c.semver.minor === needDomLTPre.minor && c.semver.patch === needDomLTPre.patch) needDomLTPre = false;
				}
				if (c.operator === "<" || c.operator === "<=") {
					lower = lowerLT(lt, c, options);
					if (lower === c && lower !== lt) return false;
				} else if (lt.operator === "<=" && !c.test(lt.semver)) return false;
			}
			if (!c.operator && (lt || gt) && gtltComp !== 0) return false;
		}
		if (gt && hasDomLT && !lt && gtltComp !== 0) return false;
		if (lt && hasDomGT && !gt && gtltComp !== 0) return false;
		if (needDomGTPre || needDomLTPre) return false;
		return true;
	};
	const higherGT = (a, b, options) => {
		if (!a) return b;
		const comp = compare(a.semver, b.semver, options);
		return comp > 0 ? a : comp < 0 ? b : b.operator === ">" && a.operator === ">=" ? b : a;
	};
	const lowerLT = (a, b, options) => {
		if (!a) return b;
		const comp = compare(a.semver, b.semver, options);
		return comp < 0 ? a : comp > 0 ? b : b.operator === "<" && a.operator === "<=" ? b : a;
	};
	module.exports = subset;
}));
// node_modules/semver/index.js
var require_semver = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const internalRe = require_re();
	const constants = require_constants();
	const SemVer = require_semver$1();
	const identifiers = require_identifiers();
	module.exports = {
		parse: require_parse$1(),
		valid: require_valid$1(),
		clean: require_clean(),
		inc: require_inc(),
		diff: require_diff(),
		major: require_major(),
		minor: require_minor(),
		patch: require_patch(),
		prerelease: require_prerelease(),
		compare: require_compare(),
		rcompare: require_rcompare(),
		compareLoose: require_compare_loose(),
		compareBuild: require_compare_build(),
		sort: require_sort(),
		rsort: require_rsort(),
		gt: require_gt(),
		lt: require_lt(),
		eq: require_eq(),
		neq: require_neq(),
		gte: require_gte(),
		lte: require_lte(),
		cmp: require_cmp(),
		coerce: require_coerce(),
		truncate: require_truncate(),
		Comparator: require_comparator(),
		Range: require_range(),
		satisfies: require_satisfies(),
		toComparators: require_to_comparators(),
		maxSatisfying: require_max_satisfying(),
		minSatisfying: require_min_satisfying(),
		minVersion: require_min_version(),
		validRange: require_valid(),
		outside: require_outside(),
		gtr: require_gtr(),
		ltr: require_ltr(),
		intersects: require_intersects(),
		simplifyRange: require_simplify(),
		subset: require_subset(),
		SemVer,
		re: internalRe.re,
		src: internalRe.src,
		tokens: internalRe.t,
		SEMVER_SPEC_VERSION: constants.SEMVER_SPEC_VERSION,
		RELEASE_TYPES: constants.RELEASE_TYPES,
		compareIdentifiers: identifiers.compareIdentifiers,
		rcompareIdentifiers: identifiers.rcompareIdentifiers
	};
}));
// src/evidence/formats/base-version.ts
var import_semver = require_semver();
function chainIds(diffIds) {
	let chain = "";
	return diffIds.map((diffId) => {
		chain = chain === "" ? diffId : `sha256:${createHash("sha256").update(`${chain} ${diffId}`).digest("hex")}`;
		return chain;
	});
}
// src/policy/gates/image-config.ts
function optionalList(object, key) {
	const value = property(object, key);
	return value === void 0 || value === null ? void 0 : textList(object, key);
}
function keysOf(object, key) {
	const value = property(object, key);
	if (value === void 0 || value === null) return [];
	const map = objectProperty(object, key);
	if (map === void 0) throw new FormatError(`its ${key} is not a map`);
	return Object.keys(map);
}
function text$1(object, key) {
	const value = property(object, key) ?? "";
	if (typeof value !== "string") throw new FormatError(`its ${key} is not a text`);
	return value;
}
const KEYS = new Map([
	...[
		"os",
		"architecture",
		"variant",
		"created",
		"config",
		"rootfs",
		"history",
		"diff_ids",
		"created_by",
		"comment"
	],
	...[
		"empty_layer",
		"User",
		"Entrypoint",
		"Cmd",
		"Env",
		"Labels",
		"ExposedPorts",
		"Volumes",
		"WorkingDir"
	],
	...[
		"Healthcheck",
		"OnBuild",
		"Test"
	]
].map((key) => [fold(key), key]));
function fold(key) {
	return key.toUpperCase().toLowerCase();
}
function requireSpelling(object) {
	for (const key of Object.keys(object)) {
		const meant = KEYS.get(fold(key));
		if (meant !== void 0 && meant !== key) throw new FormatError(`it has the key ${quote(key, 40)}, which runtimes take for "${meant}"`);
	}
	return object;
}
function configOf({ config }) {
	if (config === void 0) return {
		kind: "unreadable",
		reason: "it was not fetched"
	};
	return config.kind === "read" ? readBy(readImageConfig, config.value) : config;
}
function unreadableConfig({ platform }, reason) {
	return {
		verdict: "error",
		platform,
		reason: `its config cannot be read: ${reason}`,
		remedy: "build it again"
	};
}
function readImageConfig(document) {
	const config = requireSpelling(objectProperty(document, "config") ?? {});
	const health = objectProperty(config, "Healthcheck");
	requireSpelling(document);
	return {
		os: text$1(document, "os"),
		architecture: text$1(document, "architecture"),
		variant: text$1(document, "variant"),
		created: stringProperty(document, "created"),
		user: text$1(config, "User"),
		entrypoint: optionalList(config, "Entrypoint"),
		command: optionalList(config, "Cmd"),
		environment: textList(config, "Env"),
		labels: stringMap(property(config, "Labels")),
		ports: keysOf(config, "ExposedPorts"),
		volumes: keysOf(config, "Volumes"),
		workingDirectory: text$1(config, "WorkingDir"),
		healthCheck: health && optionalList(requireSpelling(health), "Test"),
		onBuild: textList(config, "OnBuild"),
		diffIds: textList(requireSpelling(objectProperty(document, "rootfs") ?? {}), "diff_ids"),
		history: objectList(document, "history").map((entry) => ({
			createdBy: text$1(entry, "created_by"),
			comment: text$1(entry, "comment"),
			isEmptyLayer: property(entry, "empty_layer") === true
		}))
	};
}
function splitVariable(entry) {
	const at = entry.indexOf("=");
	return at < 0 ? {
		name: entry,
		value: ""
	} : {
		name: entry.slice(0, at),
		value: entry.slice(at + 1)
	};
}
// src/policy/gates/base-match.ts
const EMPTY_LAYER = "sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef";
function comparablePlatform(platform) {
	return platform === "linux/arm64/v8" ? "linux/arm64" : platform;
}
function findBase(diffIds, platform, bases) {
	const byChain = /* @__PURE__ */ new Map();
	for (const base of bases) {
		if (comparablePlatform(base.platform) !== comparablePlatform(platform)) continue;
		const known = byChain.get(base.chainId);
		if (known === void 0) byChain.set(base.chainId, [base]);
		else known.push(base);
	}
	const chains = chainIds(diffIds);
	const lowest = diffIds.findIndex((diffId) => diffId !== EMPTY_LAYER);
	if (lowest < 0) return void 0;
	for (let at = chains.length - 1; at >= lowest; at--) {
		const versions = byChain.get(chains[at] ?? "");
		if (versions !== void 0) return {
			length: at + 1,
			versions
		};
	}
}
function isNewer(left, right) {
	const [a, b] = [(0, import_semver.valid)(left.version), (0, import_semver.valid)(right.version)];
	if (a !== null && b !== null) return (0, import_semver.gt)(a, b);
	return left.created !== void 0 && right.created !== void 0 && left.created > right.created;
}
function newerVersions(base, bases) {
	const newer = bases.filter(({ repository, platform }) => repository === base.repository && platform === base.platform).filter((each) => each.chainId !== base.chainId && isNewer(each, base)).toSorted((left, right) => isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0);
	return [...new Map(newer.toReversed().map((each) => [each.chainId, each])).values()].toReversed();
}
// src/policy/gates/lineage.ts
function findingKey({ id, package: name }) {
	return `${id.toUpperCase()}\0${name}`;
}
function isOfBase({ layers }, base) {
	return base !== void 0 && layers.length > 0 && layers.every((layer) => base.diffIds.has(layer));
}
function findRemedy$1(findings, base) {
	if (base === void 0) return void 0;
	const keys = new Set(findings.filter((finding) => isOfBase(finding, base)).map(findingKey));
	let best;
	for (const { version, findings: left } of base.newer.slice(0, 200)) {
		if (left === void 0) continue;
		const removes = [...keys].filter((key) => !left.has(key)).length;
		if (removes > (best?.removes ?? 0)) best = {
			name: base.name,
			version,
			removes
		};
	}
	return best;
}
function lineageOf(diffIds, platform, bases, findingsOf) {
	const match = findBase(diffIds, platform, bases);
	const [base] = match?.versions.toSorted((left, right) => isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0) ?? [];
	if (match === void 0 || base === void 0) return void 0;
	return {
		name: base.repository.split("/").at(-1) ?? base.repository,
		version: base.version,
		diffIds: new Set(diffIds.slice(0, match.length)),
		newer: newerVersions(base, bases).map((each) => ({
			version: each.version,
			findings: findingsOf(each)
		}))
	};
}
// src/pipeline/findings.ts
function positionAt(text, offset) {
	const before = text.slice(0, offset);
	return {
		line: before.split("\n").length,
		column: offset - before.lastIndexOf("\n")
	};
}
const MAX_LENGTH$1 = 2500;
const MANY = 90;
function tell({ line, column, message }) {
	return `line ${line}, column ${column}: ${message}`;
}
function inOrder(findings) {
	return [...new Map(findings.map((finding) => [tell(finding), finding])).values()].sort((left, right) => left.line - right.line || left.column - right.column);
}
function refuseFindings(file, findings) {
	const [first, ...others] = inOrder(findings);
	if (first === void 0) return;
	const told = [tell(first)];
	let length = told[0]?.length ?? 0;
	for (const finding of others.slice(0, 4)) {
		const text = tell(finding);
		length += text.length;
		if (length > MAX_LENGTH$1) break;
		told.push(text);
	}
	const untold = 1 + others.length - told.length;
	const rest = untold === 0 ? "" : `; and ${others.length >= MANY ? "many" : untold} more after that`;
	throw new InputError(`Cannot read ${safeText(file, 200)}: ${told.join("; also ")}${rest}`, { position: {
		file,
		line: first.line,
		column: first.column
	} });
}
// node_modules/@bufbuild/re2/dist/esm/UnicodeRangeTable.js
var UnicodeRangeTable = class {
	data;
	isStride1;
	SIZE;
	constructor(data, isStride1 = false) {
		this.data = data;
		this.isStride1 = isStride1;
		this.SIZE = isStride1 ? 2 : 3;
	}
	getLo(index) {
		return this.data[index * this.SIZE];
	}
	getHi(index) {
		return this.data[index * this.SIZE + 1];
	}
	getStride(index) {
		return this.isStride1 ? 1 : this.data[index * this.SIZE + 2];
	}
	get(index) {
		const i = index * this.SIZE;
		return [
			this.data[i],
			this.data[i + 1],
			this.getStride(index)
		];
	}
	get length() {
		return this.data.length / this.SIZE;
	}
};
// node_modules/@bufbuild/re2/dist/esm/UnicodeTables.js
let _B64_MAP = null;
const getB64Map = () => {
	if (!_B64_MAP) {
		_B64_MAP = /* @__PURE__ */ new Uint8Array(256);
		const b = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+-";
		for (let i = 0; i < 64; i++) _B64_MAP[b.charCodeAt(i)] = i;
	}
	return _B64_MAP;
};
const decodeVLQ = (str) => {
	const b64 = getB64Map();
	const res = [];
	let value = 0, shift = 0;
	for (let i = 0; i < str.length; i++) {
		const digit = b64[str.charCodeAt(i)];
		value |= (digit & 31) << shift;
		if ((digit & 32) === 0) {
			res.push(value);
			value = 0;
			shift = 0;
		} else shift += 5;
	}
	return res;
};
const decodeRanges = (str, isStride1) => {
	if (str.length === 0) return /* @__PURE__ */ new Uint32Array(0);
	const res = decodeVLQ(str);
	const numRanges = isStride1 ? res.length / 2 : res.length / 3;
	const out = new Uint32Array(numRanges * 3);
	let current = 0, resIdx = 0;
	for (let i = 0; i < numRanges; i++) {
		current += res[resIdx++];
		out[i * 3] = current;
		current += res[resIdx++];
		out[i * 3 + 1] = current;
		out[i * 3 + 2] = isStride1 ? 1 : res[resIdx++];
	}
	return out;
};
const decodeOrbit = (str) => {
	const res = decodeVLQ(str);
	const map = /* @__PURE__ */ new Map();
	let currentKey = 0;
	for (let i = 0; i < res.length; i += 2) {
		currentKey += res[i];
		map.set(currentKey, res[i + 1]);
	}
	return map;
};
const mergeRanges = (a, b) => {
	if (b.length === 0) return a;
	if (a.length === 0) return b;
	const points = [];
	const push = (arr) => {
		for (let i = 0; i < arr.length; i += 3) {
			const lo = arr[i], hi = arr[i + 1], stride = arr[i + 2];
			if (stride === 1) points.push([lo, hi]);
			else for (let cp = lo; cp <= hi; cp += stride) points.push([cp, cp]);
		}
	};
	push(a);
	push(b);
	points.sort((x, y) => x[0] - y[0]);
	const merged = [];
	for (const [lo, hi] of points) {
		const last = merged[merged.length - 1];
		if (last && last[1] + 1 >= lo) {
			if (hi > last[1]) last[1] = hi;
		} else merged.push([lo, hi]);
	}
	const out = new Uint32Array(merged.length * 3);
	for (let i = 0; i < merged.length; i++) {
		out[i * 3] = merged[i][0];
		out[i * 3 + 1] = merged[i][1];
		out[i * 3 + 2] = 1;
	}
	return out;
};
const sweepPlatform = (pattern) => {
	const re = new RegExp(pattern, "u");
	const ranges = [];
	let start = -1;
	for (let cp = 0; cp <= 1114111; cp++) if (re.test(String.fromCodePoint(cp))) {
		if (start < 0) start = cp;
	} else if (start >= 0) {
		ranges.push(start, cp - 1, 1);
		start = -1;
	}
	if (start >= 0) ranges.push(start, 1114111, 1);
	return Uint32Array.from(ranges);
};
var LazyDecoder = class {
	initializer;
	cache;
	constructor(initializer) {
		this.initializer = initializer;
		this.cache = /* @__PURE__ */ new Map();
	}
	has(key) {
		return key in this.initializer;
	}
	get(key) {
		const cached = this.cache.get(key);
		if (cached !== void 0 || this.cache.has(key)) return cached ?? null;
		const fn = this.initializer[key];
		const val = fn ? fn() : null;
		this.cache.set(key, val);
		return val;
	}
};
let _CASE_ORBIT = null;
const getCASE_ORBIT = () => {
	if (!_CASE_ORBIT) _CASE_ORBIT = decodeOrbit("rDqpII-LsD+0HGrpIsCxJzElODoODrOnByP-Mz+HTieNj-HCweD1fDxeB+9HBwfC1FE2eBxfBjeE1eDmpII0fjB4c+BgkHChkHKikHDjkHBkkHImkHZnkHhhGlkH9O70H-Io8HBp8HBq8HBr8HBs8HBt8HBu8HBv8HJ48HB58HB68HB78HB88HB98HB+8HB-8HJo9HBp9HBq9HBr9HBs9HBt9HBu9HBv9HM89HLlaFs+HQwcQwdQ8-HzJpdErCBlGgphBokHjMu+pBBv+pBDy+pBBz+pBB0+pBB1+pBw5Um4+BBl4+B68cg17CBh17CBi17CBj17CBk17CBl17CBm17CBn17CBo17CBp17CBq17CBr17CBs17CBt17CBu17CBv17CBw17CBx17CBy17CBz17CB017CB117CB217CB317CB417CD717CB817CB917CB+17CB-17CBg27CBh27CBi27CBj27CBk27CBl27CBm27CBn27CBo27CBp27CBq27CBr27CBs27CBt27CBu27CBv27CBw27CBx27CBy27CBz27C");
	return _CASE_ORBIT;
};
const _DELTA_CATEGORIES = /*#__PURE__*/ new LazyDecoder({
	L: () => decodeRanges("pkHBBh6iBCBNCBkvXzBB36BbBKWB9JCB8lBJBCDDClBBCaaCt-Bt-BBfBgkG68DBmoHdBjhDsBBz8HxmWxmWBcBDgwhCgwhCBsTB", false),
	LC: () => decodeRanges("pkHBh6iBCNC0rZVLV", true),
	Ll: () => decodeRanges("qkHj6iBj6iBO1sZ1sZBUB", false),
	Lm: () => decodeRanges("uqjChBhBx+XCBpBBB", false),
	Lo: () => decodeRanges("guhCzBB36BDBCzLzLBBB8lBJBCDDClBBCaaCt-Bt-BBfBgkG68DBmoHdBmhDnBB18HxmWxmWBcBDgwhCgwhCBsTB", false),
	Lu: () => decodeRanges("pkHi6iBi6iBBOOC0rZ0rZBUB", false),
	M: () => decodeRanges("3kCymhCymhCBDBvM8lB8lBBHBCDDCDBCEBCPPB47C47CkuQRB-lhBBB", false),
	Mc: () => decodeRanges("49kCCBIDDCDBCBBCvavaswSCB", false),
	Mn: () => decodeRanges("3kCymhCymhCBDBvM-lB-lBBEBOECPBB47CkuQkuQBKBECB-lhBBB", false),
	N: () => decodeRanges("gqjCJnsCTtoBJ3pRJ3hDJ37XJ4nGJ", true),
	Nd: () => decodeRanges("gqjCJnsCTtoBJ3pRJ3hDJ37XJ4nGJ", true),
	P: () => decodeRanges("u6GBBwBvv8Bvv8BmzBBBCBBpgCssUssUBBBwkeAB", false),
	Pd: () => decodeRanges("urjCA", true),
	Po: () => decodeRanges("u6GBBwB1i+B1i+BBCCBpgCpgCssUCBwkeAB", false),
	S: () => decodeRanges("nhJCBz+CDBlPBBK-82B-82BBxzvBxzvBBuHBRzNB-vKJBFBBoOGGvBIIWDDKiHiHBjBB", false),
	Sm: () => decodeRanges("usjCB", true),
	So: () => decodeRanges("nhJCBz+CDBlPBBKxwmDxwmDBuHBRzNB-vKJBFBBoOGGvBIIWDDKiHiHBjBB", false)
});
const _DELTA_SCRIPTS = /*#__PURE__*/ new LazyDecoder({
	Arabic: () => decodeRanges("3kCrxhCrxhCBBB4BAB", false),
	Balinese: () => decodeRanges("u6GBwBA", true),
	Common: () => decodeRanges("nhJCBz+CDBlPBBKxwmDxwmDB4HBHzNB-vKJBFBBoOGGvBIIWDDKiHiHBjBB", false),
	Cyrillic: () => decodeRanges("pkHB", true),
	Egyptian_Hieroglyphs: () => decodeRanges("gjtC68D", true),
	Han: () => decodeRanges("w-6FtT", true),
	Kawi: () => decodeRanges("66nCA", true),
	Khitan_Small_Script: () => decodeRanges("-njDA", true),
	Latin: () => decodeRanges("r+pBCNC", true),
	Myanmar: () => decodeRanges("w2lCT", true)
});
const _NEW_SCRIPTS = /*#__PURE__*/ new LazyDecoder({
	Garay: () => new UnicodeRangeTable(decodeRanges("gqjClBEcJB", true)),
	Gurung_Khema: () => new UnicodeRangeTable(decodeRanges("go4C5B", true)),
	Kirat_Rai: () => new UnicodeRangeTable(decodeRanges("gq7C5B", true)),
	Ol_Onal: () => new UnicodeRangeTable(decodeRanges("wu5DqBFA", true)),
	Sunuwar: () => new UnicodeRangeTable(decodeRanges("g+mChBPJ", true)),
	Todhri: () => new UnicodeRangeTable(decodeRanges("guhCzB", true)),
	Tulu_Tigalari: () => new UnicodeRangeTable(decodeRanges("g8kCJBCDDClBBCJBCDDCDBCJBCBBJBB", false))
});
const STABLE_CATEGORY_NAMES = /* @__PURE__ */ new Set([
	"C",
	"Cc",
	"Cf",
	"Cn",
	"Co",
	"Cs",
	"L",
	"LC",
	"Ll",
	"Lm",
	"Lo",
	"Lt",
	"Lu",
	"M",
	"Mc",
	"Me",
	"Mn",
	"N",
	"Nd",
	"Nl",
	"No",
	"P",
	"Pc",
	"Pd",
	"Pe",
	"Pf",
	"Pi",
	"Po",
	"Ps",
	"S",
	"Sc",
	"Sk",
	"Sm",
	"So",
	"Z",
	"Zl",
	"Zp",
	"Zs"
]);
const STABLE_SCRIPT_NAMES = /* @__PURE__ */ new Set([
	"Adlam",
	"Ahom",
	"Anatolian_Hieroglyphs",
	"Arabic",
	"Armenian",
	"Avestan",
	"Balinese",
	"Bamum",
	"Bassa_Vah",
	"Batak",
	"Bengali",
	"Bhaiksuki",
	"Bopomofo",
	"Brahmi",
	"Braille",
	"Buginese",
	"Buhid",
	"Canadian_Aboriginal",
	"Carian",
	"Caucasian_Albanian",
	"Chakma",
	"Cham",
	"Cherokee",
	"Chorasmian",
	"Common",
	"Coptic",
	"Cuneiform",
	"Cypriot",
	"Cypro_Minoan",
	"Cyrillic",
	"Deseret",
	"Devanagari",
	"Dives_Akuru",
	"Dogra",
	"Duployan",
	"Egyptian_Hieroglyphs",
	"Elbasan",
	"Elymaic",
	"Ethiopic",
	"Georgian",
	"Glagolitic",
	"Gothic",
	"Grantha",
	"Greek",
	"Gujarati",
	"Gunjala_Gondi",
	"Gurmukhi",
	"Han",
	"Hangul",
	"Hanifi_Rohingya",
	"Hanunoo",
	"Hatran",
	"Hebrew",
	"Hiragana",
	"Imperial_Aramaic",
	"Inherited",
	"Inscriptional_Pahlavi",
	"Inscriptional_Parthian",
	"Javanese",
	"Kaithi",
	"Kannada",
	"Katakana",
	"Kawi",
	"Kayah_Li",
	"Kharoshthi",
	"Khitan_Small_Script",
	"Khmer",
	"Khojki",
	"Khudawadi",
	"Lao",
	"Latin",
	"Lepcha",
	"Limbu",
	"Linear_A",
	"Linear_B",
	"Lisu",
	"Lycian",
	"Lydian",
	"Mahajani",
	"Makasar",
	"Malayalam",
	"Mandaic",
	"Manichaean",
	"Marchen",
	"Masaram_Gondi",
	"Medefaidrin",
	"Meetei_Mayek",
	"Mende_Kikakui",
	"Meroitic_Cursive",
	"Meroitic_Hieroglyphs",
	"Miao",
	"Modi",
	"Mongolian",
	"Mro",
	"Multani",
	"Myanmar",
	"Nabataean",
	"Nag_Mundari",
	"Nandinagari",
	"New_Tai_Lue",
	"Newa",
	"Nko",
	"Nushu",
	"Nyiakeng_Puachue_Hmong",
	"Ogham",
	"Ol_Chiki",
	"Old_Hungarian",
	"Old_Italic",
	"Old_North_Arabian",
	"Old_Permic",
	"Old_Persian",
	"Old_Sogdian",
	"Old_South_Arabian",
	"Old_Turkic",
	"Old_Uyghur",
	"Oriya",
	"Osage",
	"Osmanya",
	"Pahawh_Hmong",
	"Palmyrene",
	"Pau_Cin_Hau",
	"Phags_Pa",
	"Phoenician",
	"Psalter_Pahlavi",
	"Rejang",
	"Runic",
	"Samaritan",
	"Saurashtra",
	"Sharada",
	"Shavian",
	"Siddham",
	"SignWriting",
	"Sinhala",
	"Sogdian",
	"Sora_Sompeng",
	"Soyombo",
	"Sundanese",
	"Syloti_Nagri",
	"Syriac",
	"Tagalog",
	"Tagbanwa",
	"Tai_Le",
	"Tai_Tham",
	"Tai_Viet",
	"Takri",
	"Tamil",
	"Tangsa",
	"Tangut",
	"Telugu",
	"Thaana",
	"Thai",
	"Tibetan",
	"Tifinagh",
	"Tirhuta",
	"Toto",
	"Ugaritic",
	"Unknown",
	"Vai",
	"Vithkuqi",
	"Wancho",
	"Warang_Citi",
	"Yezidi",
	"Yi",
	"Zanabazar_Square"
]);
const NEW_SCRIPT_NAMES = /* @__PURE__ */ new Set([
	"Garay",
	"Gurung_Khema",
	"Kirat_Rai",
	"Ol_Onal",
	"Sunuwar",
	"Todhri",
	"Tulu_Tigalari"
]);
const _sweepCache = /* @__PURE__ */ new Map();
const _foldCache = /* @__PURE__ */ new Map();
const buildForProperty = (name) => {
	if (NEW_SCRIPT_NAMES.has(name)) return _NEW_SCRIPTS.get(name);
	let kind = null;
	let pattern = null;
	if (STABLE_CATEGORY_NAMES.has(name)) {
		kind = "category";
		pattern = `\\p{General_Category=${name}}`;
	} else if (STABLE_SCRIPT_NAMES.has(name)) {
		kind = "script";
		pattern = `\\p{Script=${name}}`;
	} else return null;
	const cacheKey = `${kind}:${name}`;
	const cached = _sweepCache.get(cacheKey);
	if (cached) return cached;
	const base = sweepPlatform(pattern);
	const delta = kind === "category" ? _DELTA_CATEGORIES.get(name) : _DELTA_SCRIPTS.get(name);
	const table = new UnicodeRangeTable(delta ? mergeRanges(base, delta) : base);
	_sweepCache.set(cacheKey, table);
	return table;
};
const buildFoldOverlay = (name) => {
	const cached = _foldCache.get(name);
	if (cached !== void 0) return cached;
	const base = buildForProperty(name);
	if (!base) {
		_foldCache.set(name, null);
		return null;
	}
	const inBase = (r) => {
		let lo = 0, hi = base.length;
		while (lo < hi) {
			const m = lo + hi >> 1;
			const rlo = base.getLo(m), rhi = base.getHi(m);
			if (r < rlo) hi = m;
			else if (r > rhi) lo = m + 1;
			else return (r - rlo) % base.getStride(m) === 0;
		}
		return false;
	};
	const orbit = getCASE_ORBIT();
	const simpleFold = (r) => {
		const folded = orbit.get(r);
		if (folded !== void 0) return folded;
		const s = String.fromCodePoint(r);
		const lower = s.toLowerCase();
		if (lower.length === s.length) {
			const lowerCp = lower.codePointAt(0);
			if (lowerCp !== void 0 && lowerCp !== r) return lowerCp;
		}
		const upper = s.toUpperCase();
		if (upper.length === s.length) {
			const upperCp = upper.codePointAt(0);
			if (upperCp !== void 0 && upperCp !== r) return upperCp;
		}
		return r;
	};
	const extras = /* @__PURE__ */ new Set();
	for (let i = 0; i < base.length; i++) {
		const lo = base.getLo(i), hi = base.getHi(i), stride = base.getStride(i);
		for (let cp = lo; cp <= hi; cp += stride) {
			let r = simpleFold(cp);
			while (r !== cp) {
				if (!inBase(r)) extras.add(r);
				r = simpleFold(r);
			}
		}
	}
	if (extras.size === 0) {
		_foldCache.set(name, null);
		return null;
	}
	const sorted = Array.from(extras).sort((a, b) => a - b);
	const merged = [];
	for (const cp of sorted) {
		const last = merged[merged.length - 1];
		if (last && last[1] + 1 === cp) last[1] = cp;
		else merged.push([cp, cp]);
	}
	const out = new Uint32Array(merged.length * 3);
	for (let i = 0; i < merged.length; i++) {
		out[i * 3] = merged[i][0];
		out[i * 3 + 1] = merged[i][1];
		out[i * 3 + 2] = 1;
	}
	const table = new UnicodeRangeTable(out);
	_foldCache.set(name, table);
	return table;
};
const getUpper = () => {
	const table = buildForProperty("Lu");
	if (table === null) throw new Error("Upper: missing Lu property");
	return table;
};
const UnicodeTables = {
	get CASE_ORBIT() {
		return getCASE_ORBIT();
	},
	STABLE_CATEGORY_NAMES,
	STABLE_SCRIPT_NAMES,
	NEW_SCRIPT_NAMES,
	buildForProperty,
	buildFoldOverlay,
	CATEGORIES: {
		has: (name) => STABLE_CATEGORY_NAMES.has(name),
		get: (name) => buildForProperty(name)
	},
	SCRIPTS: {
		has: (name) => STABLE_SCRIPT_NAMES.has(name) || NEW_SCRIPT_NAMES.has(name),
		get: (name) => buildForProperty(name)
	},
	FOLD_CATEGORIES: {
		has: (name) => STABLE_CATEGORY_NAMES.has(name),
		get: (name) => buildFoldOverlay(name)
	},
	FOLD_SCRIPT: {
		has: (name) => STABLE_SCRIPT_NAMES.has(name) || NEW_SCRIPT_NAMES.has(name),
		get: (name) => buildFoldOverlay(name)
	},
	get Upper() {
		return getUpper();
	},
	_deltaCategoryRanges: (name) => _DELTA_CATEGORIES.get(name),
	_deltaScriptRanges: (name) => _DELTA_SCRIPTS.get(name),
	_newScriptTable: (name) => _NEW_SCRIPTS.get(name)
};
// node_modules/@bufbuild/re2/dist/esm/Unicode.js
const MAX_RUNE = 1114111;
const MAX_BMP = 65535;
const MAX_FOLD = 125251;
const MIN_HIGH_SURROGATE = 55296;
const MIN_LOW_SURROGATE = 56320;
const MIN_SUPPLEMENTARY_CODE_POINT = 65536;
function simpleFold(r) {
	const folded = UnicodeTables.CASE_ORBIT.get(r);
	if (folded !== void 0) return folded;
	const s = String.fromCodePoint(r);
	const lower = s.toLowerCase();
	if (lower.length === s.length) {
		const lowerCp = lower.codePointAt(0);
		if (lowerCp !== void 0 && lowerCp !== r) return lowerCp;
	}
	const upper = s.toUpperCase();
	if (upper.length === s.length) {
		const upperCp = upper.codePointAt(0);
		if (upperCp !== void 0 && upperCp !== r) return upperCp;
	}
	return r;
}
function equalsIgnoreCase(r1, r2) {
	if (r1 < 0 || r2 < 0) return false;
	if (r1 === r2) return true;
	if (r1 <= 127 && r2 <= 127) {
		if (65 <= r1 && r1 <= 90) r1 |= 32;
		if (65 <= r2 && r2 <= 90) r2 |= 32;
		return r1 === r2;
	}
	for (let r = simpleFold(r1); r !== r1; r = simpleFold(r)) if (r === r2) return true;
	return false;
}
// node_modules/@bufbuild/re2/dist/esm/chars.js
const codePointAtOrThrow = (s, i) => {
	const cp = s.codePointAt(i);
	if (cp === void 0) throw new Error(`codePointAt(${i}) returned undefined for ${JSON.stringify(s)}`);
	return cp;
};
// node_modules/@bufbuild/re2/dist/esm/Utils.js
const METACHARACTERS = "\\.+*?()|[]{}^$";
function emptyInts() {
	return [];
}
function isalnum(c) {
	return 48 <= c && c <= 57 || 97 <= c && c <= 122 || 65 <= c && c <= 90;
}
function unhex(c) {
	if (48 <= c && c <= 57) return c - 48;
	if (97 <= c && c <= 102) return c - 97 + 10;
	if (65 <= c && c <= 70) return c - 65 + 10;
	return -1;
}
function stringToRunes(str) {
	return Array.from(String(str)).map((s) => codePointAtOrThrow(s, 0));
}
function runeToString(r) {
	return String.fromCodePoint(r);
}
function isWordRune(r) {
	return 97 <= r && r <= 122 || 65 <= r && r <= 90 || 48 <= r && r <= 57 || r === 95;
}
function emptyOpContext(r1, r2) {
	let op = 0;
	if (r1 < 0) op |= 5;
	if (r1 === 10) op |= 1;
	if (r2 < 0) op |= 10;
	if (r2 === 10) op |= 2;
	if (isWordRune(r1) !== isWordRune(r2)) op |= 16;
	else op |= 32;
	return op;
}
function quoteMeta(str) {
	return str.split("").map((s) => {
		if (METACHARACTERS.indexOf(s) >= 0) return `\\${s}`;
		return s;
	}).join("");
}
function charCount(codePoint) {
	return codePoint > 65535 ? 2 : 1;
}
// node_modules/@bufbuild/re2/dist/esm/MachineInput.js
var MachineUTF16Input = class MachineUTF16Input {
	charSequence;
	start;
	end;
	constructor(charSequence, start = 0, end = charSequence.length) {
		this.charSequence = charSequence;
		this.start = start;
		this.end = end;
	}
	static EOF() {
		return -8;
	}
	endPos() {
		return this.end;
	}
	hasString(prefilter, pos) {
		const idx = this.charSequence.indexOf(prefilter.str, this.start + pos);
		return idx !== -1 && idx <= this.end - prefilter.str.length;
	}
	step(pos) {
		pos += this.start;
		if (pos >= this.end) return MachineUTF16Input.EOF();
		const c1 = this.charSequence.charCodeAt(pos);
		if (c1 < 55296 || c1 > 56319 || pos + 1 >= this.end) return c1 << 3 | 1;
		const c2 = this.charSequence.charCodeAt(pos + 1);
		if (c2 >= 56320 && c2 <= 57343) return (c1 - MIN_HIGH_SURROGATE) * 1024 + (c2 - MIN_LOW_SURROGATE) + MIN_SUPPLEMENTARY_CODE_POINT << 3 | 2;
		return c1 << 3 | 1;
	}
	index(re2, pos) {
		pos += this.start;
		const i = this.charSequence.indexOf(re2.prefix, pos);
		return i < 0 ? i : i - pos;
	}
	context(pos) {
		pos += this.start;
		const r1 = pos > 0 && pos <= this.charSequence.length ? this.charSequence.codePointAt(pos - 1) : -1;
		const r2 = pos < this.charSequence.length ? this.charSequence.codePointAt(pos) : -1;
		if (r1 === void 0 || r2 === void 0) throw new Error("invalid state");
		return emptyOpContext(r1, r2);
	}
	prefixLength(re2) {
		return re2.prefix.length;
	}
};
function fromUTF16(charSequence, start = 0, end = charSequence.length) {
	return new MachineUTF16Input(charSequence, start, end);
}
// node_modules/@bufbuild/re2/dist/esm/Inst.js
var Inst = class Inst {
	static ALT = 1;
	static ALT_MATCH = 2;
	static CAPTURE = 3;
	static EMPTY_WIDTH = 4;
	static FAIL = 5;
	static MATCH = 6;
	static NOP = 7;
	static RUNE = 8;
	static RUNE1 = 9;
	static RUNE_ANY = 10;
	static RUNE_ANY_NOT_NL = 11;
	op;
	out;
	arg;
	runes;
	static isRuneOp(op) {
		return Inst.RUNE <= op && op <= Inst.RUNE_ANY_NOT_NL;
	}
	constructor(op) {
		this.op = op;
		this.out = 0;
		this.arg = 0;
		this.runes = [];
	}
	matchRune(r) {
		if (this.runes.length === 1) {
			const r0 = this.runes[0];
			if ((this.arg & 1) !== 0) return equalsIgnoreCase(r0, r);
			return r === r0;
		}
		const len = this.runes.length;
		if (len === 2 || len === 4 || len === 6 || len === 8) {
			for (let j = 0; j < len; j += 2) {
				if (r < this.runes[j]) return false;
				if (r <= this.runes[j + 1]) return true;
			}
			return false;
		}
		let lo = 0;
		let hi = this.runes.length / 2 | 0;
		while (lo < hi) {
			const m = lo + hi >> 1;
			if (this.runes[2 * m] <= r) {
				if (r <= this.runes[2 * m + 1]) return true;
				lo = m + 1;
			} else hi = m;
		}
		return false;
	}
};
// node_modules/@bufbuild/re2/dist/esm/DFA.js
const hashPCs = (pcs) => {
	let h = -2128831035;
	for (let i = 0; i < pcs.length; i++) {
		h ^= pcs[i];
		h = Math.imul(h, 16777619);
	}
	return h;
};
const arraysEqual = (a, b) => {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
};
var DFAState = class {
	nfaStates;
	isMatch;
	hasEmptyWidth;
	matchIDs;
	nextAscii;
	nextMap;
	constructor(nfaStates, isMatch, hasEmptyWidth, matchIDs = []) {
		this.nfaStates = nfaStates;
		this.isMatch = isMatch;
		this.hasEmptyWidth = hasEmptyWidth;
		this.matchIDs = matchIDs;
		this.nextAscii = new Array(128).fill(null);
		this.nextMap = /* @__PURE__ */ new Map();
	}
};
var DFA = class DFA {
	prog;
	stateCache;
	stateCount;
	startState;
	stateLimit;
	cacheClears;
	failed;
	static MAX_CACHE_CLEARS = 5;
	constructor(prog) {
		this.prog = prog;
		this.stateCache = /* @__PURE__ */ new Map();
		this.stateCount = 0;
		this.startState = null;
		this.stateLimit = 1e4;
		this.cacheClears = 0;
		this.failed = false;
	}
	computeClosure(pcs) {
		const closure = /* @__PURE__ */ new Set();
		const stack = [...pcs];
		let isMatch = false;
		let hasEmptyWidth = false;
		const matchIDs = [];
		while (stack.length > 0) {
			const pc = stack.pop();
			if (pc === void 0) throw new Error("invalid state");
			if (closure.has(pc)) continue;
			closure.add(pc);
			const inst = this.prog.getInst(pc);
			switch (inst.op) {
				case Inst.MATCH:
					isMatch = true;
					if (!matchIDs.includes(inst.arg)) matchIDs.push(inst.arg);
					break;
				case Inst.ALT:
				case Inst.ALT_MATCH:
					stack.push(inst.out);
					stack.push(inst.arg);
					break;
				case Inst.NOP:
				case Inst.CAPTURE:
					stack.push(inst.out);
					break;
				case Inst.EMPTY_WIDTH: hasEmptyWidth = true;
			}
		}
		const sortedPCs = Int32Array.from(closure).sort();
		matchIDs.sort((a, b) => a - b);
		return {
			pcs: sortedPCs,
			isMatch,
			hasEmptyWidth,
			matchIDs
		};
	}
	resolveEmptyWidth(nfaStates, context) {
		const resolved = /* @__PURE__ */ new Set();
		const stack = [];
		let isMatch = false;
		for (let i = 0; i < nfaStates.length; i++) {
			const pc = nfaStates[i];
			const inst = this.prog.getInst(pc);
			if (inst.op === Inst.EMPTY_WIDTH) {
				if ((inst.arg & ~context) === 0) stack.push(inst.out);
			} else {
				resolved.add(pc);
				if (inst.op === Inst.MATCH) isMatch = true;
			}
		}
		while (stack.length > 0) {
			const pc = stack.pop();
			if (pc === void 0) throw new Error("invalid state");
			if (resolved.has(pc)) continue;
			resolved.add(pc);
			const inst = this.prog.getInst(pc);
			switch (inst.op) {
				case Inst.MATCH:
					isMatch = true;
					break;
				case Inst.ALT:
				case Inst.ALT_MATCH:
					stack.push(inst.out);
					stack.push(inst.arg);
					break;
				case Inst.NOP:
				case Inst.CAPTURE:
					stack.push(inst.out);
					break;
				case Inst.EMPTY_WIDTH: if ((inst.arg & ~context) === 0) stack.push(inst.out);
			}
		}
		return {
			resolvedPCs: resolved,
			isMatch
		};
	}
	getState(pcs) {
		const closureResult = this.computeClosure(pcs);
		const sortedPCs = closureResult.pcs;
		const hash = hashPCs(sortedPCs);
		let bucket = this.stateCache.get(hash);
		if (bucket) for (let i = 0; i < bucket.length; i++) {
			const state = bucket[i];
			if (arraysEqual(state.nfaStates, sortedPCs)) return state;
		}
		else {
			bucket = [];
			this.stateCache.set(hash, bucket);
		}
		if (this.failed) return null;
		if (this.stateCount >= this.stateLimit) {
			this.stateCache.clear();
			this.stateCount = 0;
			this.startState = null;
			this.cacheClears++;
			if (this.cacheClears >= DFA.MAX_CACHE_CLEARS) this.failed = true;
			return null;
		}
		const state = new DFAState(sortedPCs, closureResult.isMatch, closureResult.hasEmptyWidth, closureResult.matchIDs);
		bucket.push(state);
		this.stateCount++;
		return state;
	}
	step(state, charCode, anchor, context) {
		let cacheKey = 0;
		if (state.hasEmptyWidth) {
			cacheKey = charCode * 128 + (context & 63) * 2 + (anchor === 0 ? 0 : 1);
			const cached = state.nextMap.get(cacheKey);
			if (cached !== void 0 || state.nextMap.has(cacheKey)) return cached ?? null;
		} else if (anchor === 0 && charCode <= 127) {
			const next = state.nextAscii[charCode];
			if (next !== null) return next;
		} else {
			cacheKey = charCode + (anchor === 0 ? 0 : 1114112);
			const cached = state.nextMap.get(cacheKey);
			if (cached !== void 0 || state.nextMap.has(cacheKey)) return cached ?? null;
		}
		let activePCs;
		if (state.hasEmptyWidth) {
			const { resolvedPCs } = this.resolveEmptyWidth(state.nfaStates, context);
			activePCs = resolvedPCs;
		} else activePCs = state.nfaStates;
		const nextPCs = [];
		const iterPCs = activePCs instanceof Set ? activePCs : state.nfaStates;
		for (const pc of iterPCs) {
			const inst = this.prog.getInst(pc);
			if (Inst.isRuneOp(inst.op) && inst.matchRune(charCode)) nextPCs.push(inst.out);
		}
		if (anchor === 0) nextPCs.push(this.prog.start);
		const nextState = this.getState(nextPCs);
		if (state.hasEmptyWidth) state.nextMap.set(cacheKey, nextState);
		else if (anchor === 0 && charCode <= 127) state.nextAscii[charCode] = nextState;
		else {
			cacheKey = charCode + (anchor === 0 ? 0 : 1114112);
			state.nextMap.set(cacheKey, nextState);
		}
		return nextState;
	}
	match(input, pos, anchor) {
		if (!this.startState) {
			this.startState = this.getState([this.prog.start]);
			if (!this.startState) return null;
		}
		const endPos = input.endPos();
		let currentState = this.startState;
		let prevRune = -1;
		if (pos > 0) {
			const r = input.step(pos - 1) >> 3;
			if (r >= 0) prevRune = r;
		}
		if (currentState.isMatch) {
			if (anchor === 2) {
				if (pos === endPos) return true;
			} else return true;
		}
		let i = pos;
		while (i < endPos) {
			const r = input.step(i);
			const rune = r >> 3;
			const width = r & 7;
			if (width === 0) break;
			const context = emptyOpContext(prevRune, rune);
			if (currentState.hasEmptyWidth) {
				const { isMatch } = this.resolveEmptyWidth(currentState.nfaStates, context);
				if (isMatch) {
					if (anchor === 2) {} else return true;
				}
			}
			if (!currentState.hasEmptyWidth && anchor === 0 && rune <= 127) currentState = currentState.nextAscii[rune] || this.step(currentState, rune, anchor, context);
			else currentState = this.step(currentState, rune, anchor, context);
			if (currentState === null) return null;
			if (currentState.isMatch) {
				if (anchor === 2) {
					if (i + width === endPos) return true;
				} else return true;
			}
			if (currentState.nfaStates.length === 0) {
				if (anchor !== 0) return false;
			}
			prevRune = rune;
			i += width;
		}
		if (currentState.hasEmptyWidth) {
			const endContext = emptyOpContext(prevRune, -1);
			const { isMatch } = this.resolveEmptyWidth(currentState.nfaStates, endContext);
			if (isMatch) return true;
		}
		return false;
	}
};
// node_modules/@bufbuild/re2/dist/esm/Regexp.js
var Regexp = class Regexp {
	static Op = {
		NO_MATCH: 0,
		EMPTY_MATCH: 1,
		LITERAL: 2,
		CHAR_CLASS: 3,
		ANY_CHAR_NOT_NL: 4,
		ANY_CHAR: 5,
		BEGIN_LINE: 6,
		END_LINE: 7,
		BEGIN_TEXT: 8,
		END_TEXT: 9,
		WORD_BOUNDARY: 10,
		NO_WORD_BOUNDARY: 11,
		CAPTURE: 12,
		STAR: 13,
		PLUS: 14,
		QUEST: 15,
		REPEAT: 16,
		CONCAT: 17,
		ALTERNATE: 18,
		LEFT_PAREN: 19,
		VERTICAL_BAR: 20
	};
	static isPseudoOp(op) {
		return op >= Regexp.Op.LEFT_PAREN;
	}
	static emptySubs() {
		return [];
	}
	static fromRegexp(re) {
		const regex = new Regexp(re.op);
		regex.flags = re.flags;
		regex.subs = re.subs;
		regex.runes = re.runes;
		regex.cap = re.cap;
		regex.min = re.min;
		regex.max = re.max;
		regex.name = re.name;
		regex.namedGroups = re.namedGroups;
		return regex;
	}
	op;
	flags;
	subs;
	runes;
	min;
	max;
	cap;
	name;
	namedGroups;
	constructor(op) {
		this.op = op;
		this.flags = 0;
		this.subs = Regexp.emptySubs();
		this.runes = [];
		this.min = 0;
		this.max = 0;
		this.cap = 0;
		this.name = null;
		this.namedGroups = /* @__PURE__ */ new Map();
	}
	reinit() {
		this.flags = 0;
		this.subs = Regexp.emptySubs();
		this.runes = [];
		this.cap = 0;
		this.min = 0;
		this.max = 0;
		this.name = null;
		this.namedGroups = /* @__PURE__ */ new Map();
	}
	maxCap() {
		let m = 0;
		if (this.op === Regexp.Op.CAPTURE) m = this.cap;
		if (this.subs !== null) for (let sub of this.subs) {
			const n = sub.maxCap();
			if (m < n) m = n;
		}
		return m;
	}
};
// node_modules/@bufbuild/re2/dist/esm/Prefilter.js
var Prefilter = class Prefilter {
	type;
	subs;
	str;
	static Type = {
		NONE: 0,
		EXACT: 1,
		AND: 2,
		OR: 3
	};
	constructor(type) {
		this.type = type;
		this.subs = [];
		this.str = "";
	}
	eval(input, pos) {
		switch (this.type) {
			case Prefilter.Type.NONE: return true;
			case Prefilter.Type.EXACT: return input.hasString(this, pos);
			case Prefilter.Type.AND:
				for (let i = 0; i < this.subs.length; i++) if (!this.subs[i].eval(input, pos)) return false;
				return true;
			case Prefilter.Type.OR:
				for (let i = 0; i < this.subs.length; i++) if (this.subs[i].eval(input, pos)) return true;
				return false;
			default: return true;
		}
	}
};
const fromRegexp = (re) => {
	if (!re) return new Prefilter(Prefilter.Type.NONE);
	switch (re.op) {
		case Regexp.Op.NO_MATCH:
		case Regexp.Op.EMPTY_MATCH:
		case Regexp.Op.BEGIN_LINE:
		case Regexp.Op.END_LINE:
		case Regexp.Op.BEGIN_TEXT:
		case Regexp.Op.END_TEXT:
		case Regexp.Op.WORD_BOUNDARY:
		case Regexp.Op.NO_WORD_BOUNDARY:
		case Regexp.Op.CHAR_CLASS:
		case Regexp.Op.ANY_CHAR_NOT_NL:
		case Regexp.Op.ANY_CHAR: return new Prefilter(Prefilter.Type.NONE);
		case Regexp.Op.LITERAL: {
			if (re.runes.length === 0 || (re.flags & 1) !== 0) return new Prefilter(Prefilter.Type.NONE);
			const pf = new Prefilter(Prefilter.Type.EXACT);
			let str = "";
			for (let i = 0; i < re.runes.length; i++) str += String.fromCodePoint(re.runes[i]);
			pf.str = str;
			return pf;
		}
		case Regexp.Op.CAPTURE:
		case Regexp.Op.PLUS: return fromRegexp(re.subs[0]);
		case Regexp.Op.REPEAT:
			if (re.min >= 1) return fromRegexp(re.subs[0]);
			return new Prefilter(Prefilter.Type.NONE);
		case Regexp.Op.CONCAT: {
			const pf = new Prefilter(Prefilter.Type.AND);
			for (const sub of re.subs) pf.subs.push(fromRegexp(sub));
			return pf;
		}
		case Regexp.Op.ALTERNATE: {
			const pf = new Prefilter(Prefilter.Type.OR);
			for (const sub of re.subs) pf.subs.push(fromRegexp(sub));
			return pf;
		}
		default: return new Prefilter(Prefilter.Type.NONE);
	}
};
const simplify$1 = (pf) => {
	if (pf.type === Prefilter.Type.EXACT || pf.type === Prefilter.Type.NONE) return pf;
	if (pf.type === Prefilter.Type.AND) {
		const newSubs = [];
		for (const sub of pf.subs) {
			const s = simplify$1(sub);
			if (s.type !== Prefilter.Type.NONE) {
				if (s.type === Prefilter.Type.AND) newSubs.push(...s.subs);
				else newSubs.push(s);
			}
		}
		if (newSubs.length === 0) return new Prefilter(Prefilter.Type.NONE);
		if (newSubs.length === 1) return newSubs[0];
		pf.subs = newSubs;
		return pf;
	}
	if (pf.type === Prefilter.Type.OR) {
		const newSubs = [];
		for (const sub of pf.subs) {
			const s = simplify$1(sub);
			if (s.type === Prefilter.Type.NONE) return new Prefilter(Prefilter.Type.NONE);
			if (s.type === Prefilter.Type.OR) newSubs.push(...s.subs);
			else newSubs.push(s);
		}
		if (newSubs.length === 0) return new Prefilter(Prefilter.Type.NONE);
		if (newSubs.length === 1) return newSubs[0];
		const seen = /* @__PURE__ */ new Set();
		const uniqueSubs = [];
		for (const sub of newSubs) if (sub.type === Prefilter.Type.EXACT) {
			if (!seen.has(sub.str)) {
				seen.add(sub.str);
				uniqueSubs.push(sub);
			}
		} else uniqueSubs.push(sub);
		pf.subs = uniqueSubs;
		return pf;
	}
	return pf;
};
const PrefilterTree = { build: (re) => simplify$1(fromRegexp(re)) };
// node_modules/@bufbuild/re2/dist/esm/Prog.js
var PatchList = class {
	head;
	tail;
	constructor(head = 0, tail = 0) {
		this.head = head;
		this.tail = tail;
	}
};
var Prog = class {
	inst;
	start;
	numCap;
	constructor() {
		this.inst = [];
		this.start = 0;
		this.numCap = 2;
	}
	getInst(pc) {
		return this.inst[pc];
	}
	numInst() {
		return this.inst.length;
	}
	addInst(op) {
		this.inst.push(new Inst(op));
	}
	skipNop(pc) {
		let i = this.inst[pc];
		while (i.op === Inst.NOP || i.op === Inst.CAPTURE) {
			i = this.inst[pc];
			pc = i.out;
		}
		return i;
	}
	prefix() {
		let prefix = "";
		let i = this.skipNop(this.start);
		if (!Inst.isRuneOp(i.op) || i.runes.length !== 1) return [i.op === Inst.MATCH, prefix];
		while (Inst.isRuneOp(i.op) && i.runes.length === 1 && (i.arg & 1) === 0) {
			prefix += String.fromCodePoint(i.runes[0]);
			i = this.skipNop(i.out);
		}
		return [i.op === Inst.MATCH, prefix];
	}
	startCond() {
		let flag = 0;
		let pc = this.start;
		loop: for (;;) {
			const i = this.inst[pc];
			switch (i.op) {
				case Inst.EMPTY_WIDTH:
					flag |= i.arg;
					break;
				case Inst.FAIL: return -1;
				case Inst.CAPTURE:
				case Inst.NOP: break;
				default: break loop;
			}
			pc = i.out;
		}
		return flag;
	}
	next(l) {
		const i = this.inst[l >> 1];
		if ((l & 1) === 0) return i.out;
		return i.arg;
	}
	patch(l, val) {
		let head = l.head;
		while (head !== 0) {
			const i = this.inst[head >> 1];
			if ((head & 1) === 0) {
				head = i.out;
				i.out = val;
			} else {
				head = i.arg;
				i.arg = val;
			}
		}
	}
	append(l1, l2) {
		if (l1.head === 0) return l2;
		if (l2.head === 0) return l1;
		const i = this.inst[l1.tail >> 1];
		if ((l1.tail & 1) === 0) i.out = l2.head;
		else i.arg = l2.head;
		return new PatchList(l1.head, l2.tail);
	}
};
// node_modules/@bufbuild/re2/dist/esm/exceptions.js
var RE2JSException = class extends Error {
	constructor(message) {
		super(message);
		this.name = "RE2JSException";
	}
};
var RE2JSSyntaxException = class extends RE2JSException {
	error;
	input;
	constructor(error, input = null) {
		let message = `error parsing regexp: ${error}`;
		if (input) message += `: \`${input}\``;
		super(message);
		this.name = "RE2JSSyntaxException";
		this.message = message;
		this.error = error;
		this.input = input;
	}
	getDescription() {
		return this.error;
	}
	getPattern() {
		return this.input;
	}
};
var RE2JSCompileException = class extends RE2JSException {
	constructor(message) {
		super(message);
		this.name = "RE2JSCompileException";
	}
};
var RE2JSFlagsException = class extends RE2JSException {
	constructor(message) {
		super(message);
		this.name = "RE2JSFlagsException";
	}
};
// node_modules/@bufbuild/re2/dist/esm/Compiler.js
var Frag = class {
	i;
	out;
	nullable;
	constructor(i = 0, out = new PatchList(), nullable = false) {
		this.i = i;
		this.out = out;
		this.nullable = nullable;
	}
};
var Compiler = class Compiler {
	prog;
	static ANY_RUNE_NOT_NL() {
		return [
			0,
			9,
			11,
			MAX_RUNE
		];
	}
	static ANY_RUNE() {
		return [0, MAX_RUNE];
	}
	static compileRegexp(re) {
		const c = new Compiler();
		const f = c.compile(re);
		c.prog.patch(f.out, c.newInst(Inst.MATCH).i);
		c.prog.start = f.i;
		return c.prog;
	}
	constructor() {
		this.prog = new Prog();
		this.newInst(Inst.FAIL);
	}
	newInst(op) {
		this.prog.addInst(op);
		return new Frag(this.prog.numInst() - 1, new PatchList(), true);
	}
	nop() {
		const f = this.newInst(Inst.NOP);
		f.out = new PatchList(f.i << 1, f.i << 1);
		return f;
	}
	fail() {
		return new Frag();
	}
	cap(arg) {
		const f = this.newInst(Inst.CAPTURE);
		f.out = new PatchList(f.i << 1, f.i << 1);
		this.prog.getInst(f.i).arg = arg;
		if (this.prog.numCap < arg + 1) this.prog.numCap = arg + 1;
		return f;
	}
	cat(f1, f2) {
		if (f1.i === 0 || f2.i === 0) return this.fail();
		this.prog.patch(f1.out, f2.i);
		return new Frag(f1.i, f2.out, f1.nullable && f2.nullable);
	}
	alt(f1, f2) {
		if (f1.i === 0) return f2;
		if (f2.i === 0) return f1;
		const f = this.newInst(Inst.ALT);
		const i = this.prog.getInst(f.i);
		i.out = f1.i;
		i.arg = f2.i;
		f.out = this.prog.append(f1.out, f2.out);
		f.nullable = f1.nullable || f2.nullable;
		return f;
	}
	loop(f1, nongreedy) {
		const f = this.newInst(Inst.ALT);
		const i = this.prog.getInst(f.i);
		if (nongreedy) {
			i.arg = f1.i;
			f.out = new PatchList(f.i << 1, f.i << 1);
		} else {
			i.out = f1.i;
			f.out = new PatchList(f.i << 1 | 1, f.i << 1 | 1);
		}
		this.prog.patch(f1.out, f.i);
		return f;
	}
	quest(f1, nongreedy) {
		const f = this.newInst(Inst.ALT);
		const i = this.prog.getInst(f.i);
		if (nongreedy) {
			i.arg = f1.i;
			f.out = new PatchList(f.i << 1, f.i << 1);
		} else {
			i.out = f1.i;
			f.out = new PatchList(f.i << 1 | 1, f.i << 1 | 1);
		}
		f.out = this.prog.append(f.out, f1.out);
		return f;
	}
	star(f1, nongreedy) {
		if (f1.nullable) return this.quest(this.plus(f1, nongreedy), nongreedy);
		return this.loop(f1, nongreedy);
	}
	plus(f1, nongreedy) {
		return new Frag(f1.i, this.loop(f1, nongreedy).out, f1.nullable);
	}
	empty(op) {
		const f = this.newInst(Inst.EMPTY_WIDTH);
		this.prog.getInst(f.i).arg = op;
		f.out = new PatchList(f.i << 1, f.i << 1);
		return f;
	}
	rune(runes, flags) {
		const f = this.newInst(Inst.RUNE);
		f.nullable = false;
		const i = this.prog.getInst(f.i);
		i.runes = runes;
		flags &= 1;
		if (runes.length !== 1 || simpleFold(runes[0]) === runes[0]) flags &= -2;
		i.arg = flags;
		f.out = new PatchList(f.i << 1, f.i << 1);
		if ((flags & 1) === 0 && runes.length === 1 || runes.length === 2 && runes[0] === runes[1]) i.op = Inst.RUNE1;
		else if (runes.length === 2 && runes[0] === 0 && runes[1] === 1114111) i.op = Inst.RUNE_ANY;
		else if (runes.length === 4 && runes[0] === 0 && runes[1] === 9 && runes[2] === 11 && runes[3] === 1114111) i.op = Inst.RUNE_ANY_NOT_NL;
		return f;
	}
	compile(re) {
		switch (re.op) {
			case Regexp.Op.NO_MATCH: return this.fail();
			case Regexp.Op.EMPTY_MATCH: return this.nop();
			case Regexp.Op.LITERAL:
				if (re.runes.length === 0) return this.nop();
				let f = null;
				for (let r of re.runes) {
					const f1 = this.rune([r], re.flags);
					f = f === null ? f1 : this.cat(f, f1);
				}
				return f;
			case Regexp.Op.CHAR_CLASS: return this.rune(re.runes, re.flags);
			case Regexp.Op.ANY_CHAR_NOT_NL: return this.rune(Compiler.ANY_RUNE_NOT_NL(), 0);
			case Regexp.Op.ANY_CHAR: return this.rune(Compiler.ANY_RUNE(), 0);
			case Regexp.Op.BEGIN_LINE: return this.empty(1);
			case Regexp.Op.END_LINE: return this.empty(2);
			case Regexp.Op.BEGIN_TEXT: return this.empty(4);
			case Regexp.Op.END_TEXT: return this.empty(8);
			case Regexp.Op.WORD_BOUNDARY: return this.empty(16);
			case Regexp.Op.NO_WORD_BOUNDARY: return this.empty(32);
			case Regexp.Op.CAPTURE: {
				const bra = this.cap(re.cap << 1);
				const sub = this.compile(re.subs[0]);
				const ket = this.cap(re.cap << 1 | 1);
				return this.cat(this.cat(bra, sub), ket);
			}
			case Regexp.Op.STAR: return this.star(this.compile(re.subs[0]), (re.flags & 32) !== 0);
			case Regexp.Op.PLUS: return this.plus(this.compile(re.subs[0]), (re.flags & 32) !== 0);
			case Regexp.Op.QUEST: return this.quest(this.compile(re.subs[0]), (re.flags & 32) !== 0);
			case Regexp.Op.CONCAT: {
				if (re.subs.length === 0) return this.nop();
				let f = null;
				for (let sub of re.subs) {
					const f1 = this.compile(sub);
					f = f === null ? f1 : this.cat(f, f1);
				}
				if (f === null) throw new Error("invalid frag");
				return f;
			}
			case Regexp.Op.ALTERNATE: {
				if (re.subs.length === 0) return this.nop();
				let f = null;
				for (let sub of re.subs) {
					const f1 = this.compile(sub);
					f = f === null ? f1 : this.alt(f, f1);
				}
				if (f === null) throw new Error("invalid frag");
				return f;
			}
			default: throw new RE2JSCompileException("regexp: unhandled case in compile");
		}
	}
};
// node_modules/@bufbuild/re2/dist/esm/Simplify.js
function simplify(re) {
	switch (re.op) {
		case Regexp.Op.CAPTURE: {
			const sub = simplify(re.subs[0]);
			if (sub !== re.subs[0]) {
				const nre = Regexp.fromRegexp(re);
				nre.runes = [];
				nre.subs = [sub];
				return nre;
			}
			return re;
		}
		case Regexp.Op.CONCAT:
		case Regexp.Op.ALTERNATE: {
			const newSubs = [];
			let changed = false;
			for (let i = 0; i < re.subs.length; i++) {
				const sub = re.subs[i];
				const nsub = simplify(sub);
				if (nsub !== sub) changed = true;
				if (re.op === Regexp.Op.CONCAT) {
					if (nsub.op === Regexp.Op.NO_MATCH) return new Regexp(Regexp.Op.NO_MATCH);
					if (nsub.op === Regexp.Op.EMPTY_MATCH) {
						changed = true;
						continue;
					}
					if (nsub.op === Regexp.Op.CONCAT) {
						changed = true;
						newSubs.push(...nsub.subs);
						continue;
					}
				} else if (re.op === Regexp.Op.ALTERNATE) {
					if (nsub.op === Regexp.Op.NO_MATCH) {
						changed = true;
						continue;
					}
					if (nsub.op === Regexp.Op.ALTERNATE) {
						changed = true;
						newSubs.push(...nsub.subs);
						continue;
					}
				}
				newSubs.push(nsub);
			}
			if (changed) {
				if (newSubs.length === 0) return new Regexp(re.op === Regexp.Op.CONCAT ? Regexp.Op.EMPTY_MATCH : Regexp.Op.NO_MATCH);
				if (newSubs.length === 1) return newSubs[0];
				const nre = Regexp.fromRegexp(re);
				nre.runes = [];
				nre.subs = newSubs;
				return nre;
			}
			return re;
		}
		case Regexp.Op.CHAR_CLASS:
			if (re.runes === null) return re;
			if (re.runes.length === 0) return new Regexp(Regexp.Op.NO_MATCH);
			if (re.runes.length === 2 && re.runes[0] === 0 && re.runes[1] === 1114111) return new Regexp(Regexp.Op.ANY_CHAR);
			if (re.runes.length === 4 && re.runes[0] === 0 && re.runes[1] === 9 && re.runes[2] === 11 && re.runes[3] === 1114111) return new Regexp(Regexp.Op.ANY_CHAR_NOT_NL);
			return re;
		case Regexp.Op.STAR:
		case Regexp.Op.PLUS:
		case Regexp.Op.QUEST: {
			const sub = simplify(re.subs[0]);
			return simplify1(re.op, re.flags, sub, re);
		}
		case Regexp.Op.REPEAT: {
			if (re.min === 0 && re.max === 0) return new Regexp(Regexp.Op.EMPTY_MATCH);
			const sub = simplify(re.subs[0]);
			if (re.max === -1) {
				if (re.min === 0) return simplify1(Regexp.Op.STAR, re.flags, sub, null);
				if (re.min === 1) return simplify1(Regexp.Op.PLUS, re.flags, sub, null);
				const nre = new Regexp(Regexp.Op.CONCAT);
				const subs = [];
				for (let i = 0; i < re.min - 1; i++) subs.push(sub);
				subs.push(simplify1(Regexp.Op.PLUS, re.flags, sub, null));
				nre.subs = subs.slice(0);
				return simplify(nre);
			}
			if (re.min === 1 && re.max === 1) return sub;
			let prefixSubs = null;
			if (re.min > 0) {
				prefixSubs = [];
				for (let i = 0; i < re.min; i++) prefixSubs.push(sub);
			}
			if (re.max > re.min) {
				let suffix = simplify1(Regexp.Op.QUEST, re.flags, sub, null);
				for (let i = re.min + 1; i < re.max; i++) {
					const nre2 = new Regexp(Regexp.Op.CONCAT);
					nre2.subs = [sub, suffix];
					suffix = simplify1(Regexp.Op.QUEST, re.flags, nre2, null);
				}
				if (prefixSubs === null) return suffix;
				prefixSubs.push(suffix);
			}
			if (prefixSubs !== null) {
				const prefix = new Regexp(Regexp.Op.CONCAT);
				prefix.subs = prefixSubs.slice(0);
				return simplify(prefix);
			}
			return new Regexp(Regexp.Op.NO_MATCH);
		}
	}
	return re;
}
function simplify1(op, flags, sub, re) {
	if (sub.op === Regexp.Op.EMPTY_MATCH) return sub;
	if (sub.op === Regexp.Op.NO_MATCH) {
		if (op === Regexp.Op.PLUS) return sub;
		return new Regexp(Regexp.Op.EMPTY_MATCH);
	}
	if (op === sub.op && (flags & 32) === (sub.flags & 32)) return sub;
	if (re !== null && re.op === op && (re.flags & 32) === (flags & 32) && sub === re.subs[0]) return re;
	const nre = new Regexp(op);
	nre.flags = flags;
	nre.subs = [sub];
	return nre;
}
// node_modules/@bufbuild/re2/dist/esm/CharGroup.js
var CharGroup = class {
	sign;
	cls;
	constructor(sign, cls) {
		this.sign = sign;
		this.cls = cls;
	}
};
const code1 = [48, 57];
const code2 = [
	9,
	10,
	12,
	13,
	32,
	32
];
const code3 = [
	48,
	57,
	65,
	90,
	95,
	95,
	97,
	122
];
let _PERL_GROUPS = null;
const getPerlGroups = () => {
	if (!_PERL_GROUPS) _PERL_GROUPS = /* @__PURE__ */ new Map([
		["\\d", new CharGroup(1, code1)],
		["\\D", new CharGroup(-1, code1)],
		["\\s", new CharGroup(1, code2)],
		["\\S", new CharGroup(-1, code2)],
		["\\w", new CharGroup(1, code3)],
		["\\W", new CharGroup(-1, code3)]
	]);
	return _PERL_GROUPS;
};
const code4 = [
	48,
	57,
	65,
	90,
	97,
	122
];
const code5 = [
	65,
	90,
	97,
	122
];
const code6 = [0, 127];
const code7 = [
	9,
	9,
	32,
	32
];
const code8 = [
	0,
	31,
	127,
	127
];
const code9 = [48, 57];
const code10 = [33, 126];
const code11 = [97, 122];
const code12 = [32, 126];
const code13 = [
	33,
	47,
	58,
	64,
	91,
	96,
	123,
	126
];
const code14 = [
	9,
	13,
	32,
	32
];
const code15 = [65, 90];
const code16 = [
	48,
	57,
	65,
	90,
	95,
	95,
	97,
	122
];
const code17 = [
	48,
	57,
	65,
	70,
	97,
	102
];
let _POSIX_GROUPS = null;
const getPosixGroups = () => {
	if (!_POSIX_GROUPS) _POSIX_GROUPS = /* @__PURE__ */ new Map([
		["[:alnum:]", new CharGroup(1, code4)],
		["[:^alnum:]", new CharGroup(-1, code4)],
		["[:alpha:]", new CharGroup(1, code5)],
		["[:^alpha:]", new CharGroup(-1, code5)],
		["[:ascii:]", new CharGroup(1, code6)],
		["[:^ascii:]", new CharGroup(-1, code6)],
		["[:blank:]", new CharGroup(1, code7)],
		["[:^blank:]", new CharGroup(-1, code7)],
		["[:cntrl:]", new CharGroup(1, code8)],
		["[:^cntrl:]", new CharGroup(-1, code8)],
		["[:digit:]", new CharGroup(1, code9)],
		["[:^digit:]", new CharGroup(-1, code9)],
		["[:graph:]", new CharGroup(1, code10)],
		["[:^graph:]", new CharGroup(-1, code10)],
		["[:lower:]", new CharGroup(1, code11)],
		["[:^lower:]", new CharGroup(-1, code11)],
		["[:print:]", new CharGroup(1, code12)],
		["[:^print:]", new CharGroup(-1, code12)],
		["[:punct:]", new CharGroup(1, code13)],
		["[:^punct:]", new CharGroup(-1, code13)],
		["[:space:]", new CharGroup(1, code14)],
		["[:^space:]", new CharGroup(-1, code14)],
		["[:upper:]", new CharGroup(1, code15)],
		["[:^upper:]", new CharGroup(-1, code15)],
		["[:word:]", new CharGroup(1, code16)],
		["[:^word:]", new CharGroup(-1, code16)],
		["[:xdigit:]", new CharGroup(1, code17)],
		["[:^xdigit:]", new CharGroup(-1, code17)]
	]);
	return _POSIX_GROUPS;
};
// node_modules/@bufbuild/re2/dist/esm/CharClass.js
var CharClass = class CharClass {
	static cmp(array, i, pivotFrom, pivotTo) {
		const cmp = array[i] - pivotFrom;
		return cmp !== 0 ? cmp : pivotTo - array[i + 1];
	}
	static qsortIntPair(array, left, right) {
		const pivotIndex = ((left + right) / 2 | 0) & -2;
		const pivotFrom = array[pivotIndex];
		const pivotTo = array[pivotIndex + 1];
		let i = left;
		let j = right;
		while (i <= j) {
			while (i < right && CharClass.cmp(array, i, pivotFrom, pivotTo) < 0) i += 2;
			while (j > left && CharClass.cmp(array, j, pivotFrom, pivotTo) > 0) j -= 2;
			if (i <= j) {
				if (i !== j) {
					let temp = array[i];
					array[i] = array[j];
					array[j] = temp;
					temp = array[i + 1];
					array[i + 1] = array[j + 1];
					array[j + 1] = temp;
				}
				i += 2;
				j -= 2;
			}
		}
		if (left < j) CharClass.qsortIntPair(array, left, j);
		if (i < right) CharClass.qsortIntPair(array, i, right);
	}
	r;
	len;
	constructor(r = emptyInts()) {
		this.r = r;
		this.len = r.length;
	}
	toArray() {
		if (this.len === this.r.length) return this.r;
		return this.r.slice(0, this.len);
	}
	cleanClass() {
		if (this.len < 4) return this;
		CharClass.qsortIntPair(this.r, 0, this.len - 2);
		let w = 2;
		for (let i = 2; i < this.len; i += 2) {
			const lo = this.r[i];
			const hi = this.r[i + 1];
			if (lo <= this.r[w - 1] + 1) {
				if (hi > this.r[w - 1]) this.r[w - 1] = hi;
				continue;
			}
			this.r[w] = lo;
			this.r[w + 1] = hi;
			w += 2;
		}
		this.len = w;
		return this;
	}
	appendLiteral(x, flags) {
		return (flags & 1) !== 0 ? this.appendFoldedRange(x, x) : this.appendRange(x, x);
	}
	appendRange(lo, hi) {
		if (this.len > 0) {
			for (let i = 2; i <= 4; i += 2) if (this.len >= i) {
				const rlo = this.r[this.len - i];
				const rhi = this.r[this.len - i + 1];
				if (lo <= rhi + 1 && rlo <= hi + 1) {
					if (lo < rlo) this.r[this.len - i] = lo;
					if (hi > rhi) this.r[this.len - i + 1] = hi;
					return this;
				}
			}
		}
		this.r[this.len++] = lo;
		this.r[this.len++] = hi;
		return this;
	}
	appendFoldedRange(lo, hi) {
		if (lo <= 65 && hi >= 125251) return this.appendRange(lo, hi);
		if (hi < 65 || lo > 125251) return this.appendRange(lo, hi);
		if (lo < 65) {
			this.appendRange(lo, 64);
			lo = 65;
		}
		if (hi > 125251) {
			this.appendRange(125252, hi);
			hi = MAX_FOLD;
		}
		for (let c = lo; c <= hi; c++) {
			this.appendRange(c, c);
			for (let f = simpleFold(c); f !== c; f = simpleFold(f)) this.appendRange(f, f);
		}
		return this;
	}
	appendClass(x) {
		for (let i = 0; i < x.length; i += 2) this.appendRange(x[i], x[i + 1]);
		return this;
	}
	appendFoldedClass(x) {
		for (let i = 0; i < x.length; i += 2) this.appendFoldedRange(x[i], x[i + 1]);
		return this;
	}
	appendNegatedClass(x) {
		let nextLo = 0;
		for (let i = 0; i < x.length; i += 2) {
			const lo = x[i];
			const hi = x[i + 1];
			if (nextLo <= lo - 1) this.appendRange(nextLo, lo - 1);
			nextLo = hi + 1;
		}
		if (nextLo <= 1114111) this.appendRange(nextLo, MAX_RUNE);
		return this;
	}
	appendTable(table) {
		for (let i = 0; i < table.length; ++i) {
			const lo = table.getLo(i);
			const hi = table.getHi(i);
			const stride = table.getStride(i);
			if (stride === 1) {
				this.appendRange(lo, hi);
				continue;
			}
			for (let c = lo; c <= hi; c += stride) this.appendRange(c, c);
		}
		return this;
	}
	appendNegatedTable(table) {
		let nextLo = 0;
		for (let i = 0; i < table.length; ++i) {
			const lo = table.getLo(i);
			const hi = table.getHi(i);
			const stride = table.getStride(i);
			if (stride === 1) {
				if (nextLo <= lo - 1) this.appendRange(nextLo, lo - 1);
				nextLo = hi + 1;
				continue;
			}
			for (let c = lo; c <= hi; c += stride) {
				if (nextLo <= c - 1) this.appendRange(nextLo, c - 1);
				nextLo = c + 1;
			}
		}
		if (nextLo <= 1114111) this.appendRange(nextLo, MAX_RUNE);
		return this;
	}
	appendTableWithSign(table, sign) {
		return sign < 0 ? this.appendNegatedTable(table) : this.appendTable(table);
	}
	negateClass() {
		let nextLo = 0;
		let w = 0;
		for (let i = 0; i < this.len; i += 2) {
			const lo = this.r[i];
			const hi = this.r[i + 1];
			if (nextLo <= lo - 1) {
				this.r[w] = nextLo;
				this.r[w + 1] = lo - 1;
				w += 2;
			}
			nextLo = hi + 1;
		}
		this.len = w;
		if (nextLo <= 1114111) {
			this.r[this.len++] = nextLo;
			this.r[this.len++] = MAX_RUNE;
		}
		return this;
	}
	appendClassWithSign(x, sign) {
		return sign < 0 ? this.appendNegatedClass(x) : this.appendClass(x);
	}
	appendGroup(g, foldCase) {
		let cls = g.cls;
		if (foldCase) cls = new CharClass().appendFoldedClass(cls).cleanClass().toArray();
		return this.appendClassWithSign(cls, g.sign);
	}
};
// node_modules/@bufbuild/re2/dist/esm/Parser.js
var StringIterator = class {
	str;
	position;
	constructor(str) {
		this.str = str;
		this.position = 0;
	}
	pos() {
		return this.position;
	}
	rewindTo(pos) {
		this.position = pos;
	}
	more() {
		return this.position < this.str.length;
	}
	peek() {
		return codePointAtOrThrow(this.str, this.position);
	}
	skip(n) {
		this.position += n;
	}
	skipString(s) {
		this.position += s.length;
	}
	pop() {
		const r = codePointAtOrThrow(this.str, this.position);
		this.position += charCount(r);
		return r;
	}
	lookingAt(s) {
		return this.str.startsWith(s, this.position);
	}
	rest() {
		return this.str.substring(this.position);
	}
	from(beforePos) {
		return this.str.substring(beforePos, this.position);
	}
	toString() {
		return this.rest();
	}
};
var Parser = class Parser {
	static ERR_INVALID_CHAR_RANGE = "invalid character class range";
	static ERR_INVALID_ESCAPE = "invalid escape sequence";
	static ERR_INVALID_NAMED_CAPTURE = "invalid named capture";
	static ERR_INVALID_PERL_OP = "invalid or unsupported Perl syntax";
	static ERR_INVALID_REPEAT_OP = "invalid nested repetition operator";
	static ERR_INVALID_REPEAT_SIZE = "invalid repeat count";
	static ERR_MISSING_BRACKET = "missing closing ]";
	static ERR_MISSING_PAREN = "missing closing )";
	static ERR_MISSING_REPEAT_ARGUMENT = "missing argument to repetition operator";
	static ERR_TRAILING_BACKSLASH = "trailing backslash at end of expression";
	static ERR_DUPLICATE_NAMED_CAPTURE = "duplicate capture group name";
	static ERR_UNEXPECTED_PAREN = "unexpected )";
	static ERR_NESTING_DEPTH = "expression nests too deeply";
	static ERR_LARGE = "expression too large";
	static ERR_BAD_EXPRESSION = "expression not valid";
	static MAX_HEIGHT = 1e3;
	static MAX_SIZE = 3355443;
	static MAX_RUNES = 33554432;
	static ANY_TABLE = new UnicodeRangeTable(new Uint32Array([
		0,
		MAX_RUNE,
		1
	]));
	static ASCII_TABLE = new UnicodeRangeTable(new Uint32Array([
		0,
		127,
		1
	]));
	static ASCII_FOLD_TABLE = new UnicodeRangeTable(new Uint32Array([
		0,
		127,
		1,
		383,
		383,
		1,
		8490,
		8490,
		1
	]));
	static unicodeTable(name) {
		if (name === "Any") return {
			tab: Parser.ANY_TABLE,
			fold: Parser.ANY_TABLE,
			sign: 1
		};
		if (name === "Ascii") return {
			tab: Parser.ASCII_TABLE,
			fold: Parser.ASCII_FOLD_TABLE,
			sign: 1
		};
		if (name === "Assigned") return {
			tab: UnicodeTables.CATEGORIES.get("Cn"),
			fold: UnicodeTables.CATEGORIES.get("Cn"),
			sign: -1
		};
		if (name === "Lc") return {
			tab: UnicodeTables.CATEGORIES.get("LC"),
			fold: UnicodeTables.FOLD_CATEGORIES.get("LC"),
			sign: 1
		};
		if (UnicodeTables.CATEGORIES.has(name)) return {
			tab: UnicodeTables.CATEGORIES.get(name),
			fold: UnicodeTables.FOLD_CATEGORIES.get(name),
			sign: 1
		};
		if (UnicodeTables.SCRIPTS.has(name)) return {
			tab: UnicodeTables.SCRIPTS.get(name),
			fold: UnicodeTables.FOLD_SCRIPT.get(name),
			sign: 1
		};
		return null;
	}
	static minFoldRune(r) {
		if (r < 65 || r > 125251) return r;
		let min = r;
		const r0 = r;
		for (r = simpleFold(r); r !== r0; r = simpleFold(r)) if (min > r) min = r;
		return min;
	}
	static literalRegexp(s, flags) {
		const re = new Regexp(Regexp.Op.LITERAL);
		re.flags = flags;
		re.runes = stringToRunes(s);
		return re;
	}
	static parse(pattern, flags) {
		return new Parser(pattern, flags).parseInternal();
	}
	static parseRepeat(t) {
		const start = t.pos();
		if (!t.more() || !t.lookingAt("{")) return -1;
		t.skip(1);
		const min = Parser.parseInt(t);
		if (min === -1) return -1;
		if (!t.more()) return -1;
		let max;
		if (!t.lookingAt(",")) max = min;
		else {
			t.skip(1);
			if (!t.more()) return -1;
			if (t.lookingAt("}")) max = -1;
			else {
				max = Parser.parseInt(t);
				if (max === -1) return -1;
			}
		}
		if (!t.more() || !t.lookingAt("}")) return -1;
		t.skip(1);
		if (min < 0 || min > 1e3 || max === -2 || max > 1e3 || max >= 0 && min > max) throw new RE2JSSyntaxException(Parser.ERR_INVALID_REPEAT_SIZE, t.from(start));
		return min << 16 | max & MAX_BMP;
	}
	static isValidCaptureName(name) {
		if (name.length === 0) return false;
		for (let i = 0; i < name.length; i++) {
			const c = codePointAtOrThrow(name, i);
			if (c !== 95 && !isalnum(c)) return false;
		}
		return true;
	}
	static parseInt(t) {
		const start = t.pos();
		while (t.more() && t.peek() >= 48 && t.peek() <= 57) t.skip(1);
		const n = t.from(start);
		if (n.length === 0 || n.length > 1 && n.codePointAt(0) === 48) return -1;
		if (n.length > 8) return -2;
		return parseInt(n, 10);
	}
	static isCharClass(re) {
		return re.op === Regexp.Op.LITERAL && re.runes.length === 1 || re.op === Regexp.Op.CHAR_CLASS || re.op === Regexp.Op.ANY_CHAR_NOT_NL || re.op === Regexp.Op.ANY_CHAR;
	}
	static matchRune(re, r) {
		switch (re.op) {
			case Regexp.Op.LITERAL: return re.runes.length === 1 && re.runes[0] === r;
			case Regexp.Op.CHAR_CLASS:
				for (let i = 0; i < re.runes.length; i += 2) if (re.runes[i] <= r && r <= re.runes[i + 1]) return true;
				return false;
			case Regexp.Op.ANY_CHAR_NOT_NL: return r !== 10;
			case Regexp.Op.ANY_CHAR: return true;
		}
		return false;
	}
	static mergeCharClass(dst, src) {
		switch (dst.op) {
			case Regexp.Op.ANY_CHAR: break;
			case Regexp.Op.ANY_CHAR_NOT_NL:
				if (Parser.matchRune(src, 10)) dst.op = Regexp.Op.ANY_CHAR;
				break;
			case Regexp.Op.CHAR_CLASS:
				if (src.op === Regexp.Op.LITERAL) dst.runes = new CharClass(dst.runes).appendLiteral(src.runes[0], src.flags).toArray();
				else dst.runes = new CharClass(dst.runes).appendClass(src.runes).toArray();
				break;
			case Regexp.Op.LITERAL:
				if (src.runes[0] === dst.runes[0] && src.flags === dst.flags) break;
				dst.op = Regexp.Op.CHAR_CLASS;
				dst.runes = new CharClass().appendLiteral(dst.runes[0], dst.flags).appendLiteral(src.runes[0], src.flags).toArray();
		}
	}
	static parseEscape(t) {
		const startPos = t.pos();
		t.skip(1);
		if (!t.more()) throw new RE2JSSyntaxException(Parser.ERR_TRAILING_BACKSLASH);
		let c = t.pop();
		switch (c) {
			case 49:
			case 50:
			case 51:
			case 52:
			case 53:
			case 54:
			case 48:
			case 55: {
				if (c !== 48 && (!t.more() || t.peek() < 48 || t.peek() > 55)) break;
				let r = c - 48;
				for (let i = 1; i < 3; i++) {
					if (!t.more() || t.peek() < 48 || t.peek() > 55) break;
					r = r * 8 + t.peek() - 48;
					t.skip(1);
				}
				return r;
			}
			case 120: {
				if (!t.more()) break;
				c = t.pop();
				if (c === 123) {
					let nhex = 0;
					let r = 0;
					while (true) {
						if (!t.more()) throw new RE2JSSyntaxException(Parser.ERR_INVALID_ESCAPE, t.from(startPos));
						c = t.pop();
						if (c === 125) break;
						const v = unhex(c);
						if (v < 0) throw new RE2JSSyntaxException(Parser.ERR_INVALID_ESCAPE, t.from(startPos));
						r = r * 16 + v;
						if (r > 1114111) throw new RE2JSSyntaxException(Parser.ERR_INVALID_ESCAPE, t.from(startPos));
						nhex++;
					}
					if (nhex === 0) break;
					return r;
				}
				const x = unhex(c);
				if (!t.more()) break;
				c = t.pop();
				const y = unhex(c);
				if (x < 0 || y < 0) break;
				return x * 16 + y;
			}
			case 97: return 7;
			case 102: return 12;
			case 110: return 10;
			case 114: return 13;
			case 116: return 9;
			case 118: return 11;
			default: if (c <= 127 && !isalnum(c)) return c;
		}
		throw new RE2JSSyntaxException(Parser.ERR_INVALID_ESCAPE, t.from(startPos));
	}
	static parseClassChar(t, wholeClassPos) {
		if (!t.more()) throw new RE2JSSyntaxException(Parser.ERR_MISSING_BRACKET, t.from(wholeClassPos));
		if (t.lookingAt("\\")) return Parser.parseEscape(t);
		return t.pop();
	}
	static concatRunes(x, y) {
		const r = new Array(x.length + y.length);
		for (let i = 0; i < x.length; i++) r[i] = x[i];
		for (let i = 0; i < y.length; i++) r[x.length + i] = y[i];
		return r;
	}
	wholeRegexp;
	flags;
	numCap;
	namedGroups;
	stack;
	free;
	numRegexp;
	numRunes;
	repeats;
	height;
	size;
	constructor(wholeRegexp, flags = 0) {
		this.wholeRegexp = wholeRegexp;
		this.flags = flags;
		this.numCap = 0;
		this.namedGroups = /* @__PURE__ */ new Map();
		this.stack = [];
		this.free = null;
		this.numRegexp = 0;
		this.numRunes = 0;
		this.repeats = 0;
		this.height = null;
		this.size = null;
	}
	newRegexp(op) {
		let re = this.free;
		if (re !== null && re.subs !== null && re.subs.length > 0) {
			this.free = re.subs[0];
			re.reinit();
			re.op = op;
		} else {
			re = new Regexp(op);
			this.numRegexp += 1;
		}
		return re;
	}
	reuse(re) {
		if (this.height !== null) this.height.delete(re);
		if (re.subs !== null && re.subs.length > 0) re.subs[0] = this.free;
		this.free = re;
	}
	checkLimits(re) {
		if (this.numRunes > Parser.MAX_RUNES) throw new RE2JSSyntaxException(Parser.ERR_LARGE);
		this.checkSize(re);
		this.checkHeight(re);
	}
	checkSize(re) {
		if (this.size === null) {
			if (this.repeats === 0) this.repeats = 1;
			if (re.op === Regexp.Op.REPEAT) {
				let n = re.max;
				if (n === -1) n = re.min;
				if (n <= 0) n = 1;
				if (n > Parser.MAX_SIZE / this.repeats) this.repeats = Parser.MAX_SIZE;
				else this.repeats *= n;
			}
			if (this.numRegexp < Parser.MAX_SIZE / this.repeats) return;
			this.size = /* @__PURE__ */ new Map();
			for (let reEx of this.stack) this.checkSize(reEx);
		}
		if (this.calcSize(re, true) > Parser.MAX_SIZE) throw new RE2JSSyntaxException(Parser.ERR_LARGE);
	}
	calcSize(re, force = false) {
		if (!force && this.size !== null) {
			const cached = this.size.get(re);
			if (cached !== void 0) return cached;
		}
		let size = 0;
		switch (re.op) {
			case Regexp.Op.LITERAL:
				size = re.runes.length;
				break;
			case Regexp.Op.CAPTURE:
			case Regexp.Op.STAR:
				size = 2 + this.calcSize(re.subs[0]);
				break;
			case Regexp.Op.PLUS:
			case Regexp.Op.QUEST:
				size = 1 + this.calcSize(re.subs[0]);
				break;
			case Regexp.Op.CONCAT:
				for (let sub of re.subs) size = size + this.calcSize(sub);
				break;
			case Regexp.Op.ALTERNATE:
				for (let sub of re.subs) size = size + this.calcSize(sub);
				if (re.subs.length > 1) size = size + re.subs.length - 1;
				break;
			case Regexp.Op.REPEAT: {
				let sub = this.calcSize(re.subs[0]);
				if (re.max === -1) {
					if (re.min === 0) size = 2 + sub;
					else size = 1 + re.min * sub;
					break;
				}
				size = re.max * sub + (re.max - re.min);
				break;
			}
		}
		size = Math.max(1, size);
		this.size?.set(re, size);
		return size;
	}
	checkHeight(re) {
		if (this.numRegexp < Parser.MAX_HEIGHT) return;
		if (this.height === null) {
			this.height = /* @__PURE__ */ new Map();
			for (let reEx of this.stack) this.checkHeight(reEx);
		}
		if (this.calcHeight(re, true) > Parser.MAX_HEIGHT) throw new RE2JSSyntaxException(Parser.ERR_NESTING_DEPTH);
	}
	calcHeight(re, force = false) {
		if (!force && this.height !== null) {
			const cached = this.height.get(re);
			if (cached !== void 0) return cached;
		}
		let h = 1;
		for (let sub of re.subs) {
			const hsub = this.calcHeight(sub);
			if (h < 1 + hsub) h = 1 + hsub;
		}
		this.height?.set(re, h);
		return h;
	}
	pop() {
		return this.stack.pop();
	}
	popToPseudo() {
		const n = this.stack.length;
		let i = n;
		while (i > 0 && !Regexp.isPseudoOp(this.stack[i - 1].op)) i--;
		const r = this.stack.slice(i, n);
		this.stack = this.stack.slice(0, i);
		return r;
	}
	push(re) {
		this.numRunes += re.runes.length;
		if (re.op === Regexp.Op.CHAR_CLASS && re.runes.length === 2 && re.runes[0] === re.runes[1]) {
			if (this.maybeConcat(re.runes[0], this.flags & -2)) return null;
			re.op = Regexp.Op.LITERAL;
			re.runes = [re.runes[0]];
			re.flags = this.flags & -2;
		} else if (re.op === Regexp.Op.CHAR_CLASS && re.runes.length === 4 && re.runes[0] === re.runes[1] && re.runes[2] === re.runes[3] && simpleFold(re.runes[0]) === re.runes[2] && simpleFold(re.runes[2]) === re.runes[0] || re.op === Regexp.Op.CHAR_CLASS && re.runes.length === 2 && re.runes[0] + 1 === re.runes[1] && simpleFold(re.runes[0]) === re.runes[1] && simpleFold(re.runes[1]) === re.runes[0]) {
			if (this.maybeConcat(re.runes[0], this.flags | 1)) return null;
			re.op = Regexp.Op.LITERAL;
			re.runes = [re.runes[0]];
			re.flags = this.flags | 1;
		} else this.maybeConcat(-1, 0);
		this.stack.push(re);
		this.checkLimits(re);
		return re;
	}
	maybeConcat(r, flags) {
		const n = this.stack.length;
		if (n < 2) return false;
		const re1 = this.stack[n - 1];
		const re2 = this.stack[n - 2];
		if (re1.op !== Regexp.Op.LITERAL || re2.op !== Regexp.Op.LITERAL || (re1.flags & 1) !== (re2.flags & 1)) return false;
		re2.runes = Parser.concatRunes(re2.runes, re1.runes);
		if (r >= 0) {
			re1.runes = [r];
			re1.flags = flags;
			return true;
		}
		this.pop();
		this.reuse(re1);
		return false;
	}
	newLiteral(r, flags) {
		const re = this.newRegexp(Regexp.Op.LITERAL);
		re.flags = flags;
		if ((flags & 1) !== 0) r = Parser.minFoldRune(r);
		re.runes = [r];
		return re;
	}
	literal(r) {
		this.push(this.newLiteral(r, this.flags));
	}
	op(op) {
		const re = this.newRegexp(op);
		re.flags = this.flags;
		return this.push(re);
	}
	repeat(op, min, max, beforePos, t, lastRepeatPos) {
		let flags = this.flags;
		if (t.more() && t.lookingAt("?")) {
			t.skip(1);
			flags ^= 32;
		}
		if (lastRepeatPos !== -1) throw new RE2JSSyntaxException(Parser.ERR_INVALID_REPEAT_OP, t.from(lastRepeatPos));
		const n = this.stack.length;
		if (n === 0) throw new RE2JSSyntaxException(Parser.ERR_MISSING_REPEAT_ARGUMENT, t.from(beforePos));
		const sub = this.stack[n - 1];
		if (Regexp.isPseudoOp(sub.op)) throw new RE2JSSyntaxException(Parser.ERR_MISSING_REPEAT_ARGUMENT, t.from(beforePos));
		const re = this.newRegexp(op);
		re.min = min;
		re.max = max;
		re.flags = flags;
		re.subs = [sub];
		this.stack[n - 1] = re;
		this.checkLimits(re);
		if (op === Regexp.Op.REPEAT && (min >= 2 || max >= 2) && !this.repeatIsValid(re, 1e3)) throw new RE2JSSyntaxException(Parser.ERR_INVALID_REPEAT_SIZE, t.from(beforePos));
	}
	repeatIsValid(re, n) {
		if (re.op === Regexp.Op.REPEAT) {
			let m = re.max;
			if (m === 0) return true;
			if (m < 0) m = re.min;
			if (m > n) return false;
			if (m > 0) n = Math.trunc(n / m);
		}
		for (let sub of re.subs) if (!this.repeatIsValid(sub, n)) return false;
		return true;
	}
	concat() {
		this.maybeConcat(-1, 0);
		const subs = this.popToPseudo();
		if (subs.length === 0) return this.push(this.newRegexp(Regexp.Op.EMPTY_MATCH));
		return this.push(this.collapse(subs, Regexp.Op.CONCAT));
	}
	alternate() {
		const subs = this.popToPseudo();
		if (subs.length > 0) this.cleanAlt(subs[subs.length - 1]);
		if (subs.length === 0) return this.push(this.newRegexp(Regexp.Op.NO_MATCH));
		return this.push(this.collapse(subs, Regexp.Op.ALTERNATE));
	}
	cleanAlt(re) {
		if (re.op === Regexp.Op.CHAR_CLASS) {
			re.runes = new CharClass(re.runes).cleanClass().toArray();
			if (re.runes.length === 2 && re.runes[0] === 0 && re.runes[1] === 1114111) {
				re.runes = [];
				re.op = Regexp.Op.ANY_CHAR;
			} else if (re.runes.length === 4 && re.runes[0] === 0 && re.runes[1] === 9 && re.runes[2] === 11 && re.runes[3] === 1114111) {
				re.runes = [];
				re.op = Regexp.Op.ANY_CHAR_NOT_NL;
			}
		}
	}
	collapse(subs, op) {
		if (subs.length === 1) return subs[0];
		let len = 0;
		for (let sub of subs) len += sub.op === op ? sub.subs.length : 1;
		let newsubs = new Array(len).fill(null);
		let i = 0;
		for (let sub of subs) if (sub.op === op) {
			for (let j = 0; j < sub.subs.length; j++) newsubs[i++] = sub.subs[j];
			this.reuse(sub);
		} else newsubs[i++] = sub;
		let re = this.newRegexp(op);
		re.subs = newsubs;
		if (op === Regexp.Op.ALTERNATE) {
			if (re.subs.length === 1) {
				const old = re;
				re = re.subs[0];
				this.reuse(old);
			}
		}
		return re;
	}
	parseInternal() {
		if ((this.flags & 2) !== 0) return Parser.literalRegexp(this.wholeRegexp, this.flags);
		let lastRepeatPos = -1;
		let min = -1;
		let max = -1;
		const t = new StringIterator(this.wholeRegexp);
		while (t.more()) {
			let repeatPos = -1;
			switch (t.peek()) {
				case 40:
					if (t.lookingAt("(?")) {
						this.parsePerlFlags(t);
						break;
					}
					const lparen = this.op(Regexp.Op.LEFT_PAREN);
					if (lparen === null) throw new Error("op(LEFT_PAREN) unexpectedly returned null");
					lparen.cap = ++this.numCap;
					t.skip(1);
					break;
				case 124:
					this.parseVerticalBar();
					t.skip(1);
					break;
				case 41:
					this.parseRightParen();
					t.skip(1);
					break;
				case 94:
					if ((this.flags & 16) !== 0) this.op(Regexp.Op.BEGIN_TEXT);
					else this.op(Regexp.Op.BEGIN_LINE);
					t.skip(1);
					break;
				case 36:
					if ((this.flags & 16) !== 0) {
						const endText = this.op(Regexp.Op.END_TEXT);
						if (endText === null) throw new Error("op(END_TEXT) unexpectedly returned null");
						endText.flags |= 256;
					} else this.op(Regexp.Op.END_LINE);
					t.skip(1);
					break;
				case 46:
					if ((this.flags & 8) !== 0) this.op(Regexp.Op.ANY_CHAR);
					else this.op(Regexp.Op.ANY_CHAR_NOT_NL);
					t.skip(1);
					break;
				case 91:
					this.parseClass(t);
					break;
				case 42:
				case 43:
				case 63: {
					repeatPos = t.pos();
					let op = null;
					switch (t.pop()) {
						case 42:
							op = Regexp.Op.STAR;
							break;
						case 43:
							op = Regexp.Op.PLUS;
							break;
						case 63: op = Regexp.Op.QUEST;
					}
					if (op === null) throw new Error("repeat op unexpectedly null");
					this.repeat(op, min, max, repeatPos, t, lastRepeatPos);
					break;
				}
				case 123: {
					repeatPos = t.pos();
					const minMax = Parser.parseRepeat(t);
					if (minMax < 0) {
						t.rewindTo(repeatPos);
						this.literal(t.pop());
						break;
					}
					min = minMax >> 16;
					max = (minMax & MAX_BMP) << 16 >> 16;
					this.repeat(Regexp.Op.REPEAT, min, max, repeatPos, t, lastRepeatPos);
					break;
				}
				case 92: {
					const savedPos = t.pos();
					t.skip(1);
					let handled = false;
					if (t.more()) switch (t.pop()) {
						case 65:
							this.op(Regexp.Op.BEGIN_TEXT);
							handled = true;
							break;
						case 98:
							this.op(Regexp.Op.WORD_BOUNDARY);
							handled = true;
							break;
						case 66:
							this.op(Regexp.Op.NO_WORD_BOUNDARY);
							handled = true;
							break;
						case 67: throw new RE2JSSyntaxException(Parser.ERR_INVALID_ESCAPE, "\\C");
						case 81: {
							let lit = t.rest();
							const i = lit.indexOf("\\E");
							if (i >= 0) {
								lit = lit.substring(0, i);
								t.skipString(lit);
								t.skipString("\\E");
							} else t.skipString(lit);
							let j = 0;
							while (j < lit.length) {
								const codepoint = codePointAtOrThrow(lit, j);
								this.literal(codepoint);
								j += charCount(codepoint);
							}
							handled = true;
							break;
						}
						case 122:
							this.op(Regexp.Op.END_TEXT);
							handled = true;
							break;
						default: t.rewindTo(savedPos);
					}
					else t.rewindTo(savedPos);
					if (handled) break;
					const re = this.newRegexp(Regexp.Op.CHAR_CLASS);
					re.flags = this.flags;
					if (t.lookingAt("\\p") || t.lookingAt("\\P")) {
						const cc = new CharClass();
						if (this.parseUnicodeClass(t, cc)) {
							re.runes = cc.toArray();
							this.push(re);
							break;
						}
					}
					const cc = new CharClass();
					if (this.parsePerlClassEscape(t, cc)) {
						re.runes = cc.toArray();
						this.push(re);
						break;
					}
					t.rewindTo(savedPos);
					this.reuse(re);
					this.literal(Parser.parseEscape(t));
					break;
				}
				default: this.literal(t.pop());
			}
			lastRepeatPos = repeatPos;
		}
		this.concat();
		if (this.swapVerticalBar()) this.pop();
		this.alternate();
		if (this.stack.length !== 1) throw new RE2JSSyntaxException(Parser.ERR_MISSING_PAREN, this.wholeRegexp);
		this.stack[0].namedGroups = this.namedGroups;
		return this.stack[0];
	}
	parsePerlFlags(t) {
		const startPos = t.pos();
		if (t.lookingAt("(?P<") || t.lookingAt("(?<")) {
			const s = t.rest();
			const begin = s.charAt(2) === "P" ? 4 : 3;
			const end = s.indexOf(">");
			if (end < 0) throw new RE2JSSyntaxException(Parser.ERR_INVALID_NAMED_CAPTURE, s);
			const name = s.substring(begin, end);
			t.skipString(name);
			t.skip(begin + 1);
			if (!Parser.isValidCaptureName(name)) throw new RE2JSSyntaxException(Parser.ERR_INVALID_NAMED_CAPTURE, s.substring(0, end + 1));
			const re = this.op(Regexp.Op.LEFT_PAREN);
			if (re === null) throw new Error("op(LEFT_PAREN) unexpectedly returned null");
			re.cap = ++this.numCap;
			if (this.namedGroups.get(name)) throw new RE2JSSyntaxException(Parser.ERR_DUPLICATE_NAMED_CAPTURE, name);
			this.namedGroups.set(name, this.numCap);
			re.name = name;
			return;
		}
		t.skip(2);
		let flags = this.flags;
		let sign = 1;
		let sawFlag = false;
		loop: while (t.more()) {
			const c = t.pop();
			switch (c) {
				case 105:
					flags |= 1;
					sawFlag = true;
					break;
				case 109:
					flags &= -17;
					sawFlag = true;
					break;
				case 115:
					flags |= 8;
					sawFlag = true;
					break;
				case 85:
					flags |= 32;
					sawFlag = true;
					break;
				case 45:
					if (sign < 0) break loop;
					sign = -1;
					flags = ~flags;
					sawFlag = false;
					break;
				case 58:
				case 41:
					if (sign < 0) {
						if (!sawFlag) break loop;
						flags = ~flags;
					}
					if (c === 58) this.op(Regexp.Op.LEFT_PAREN);
					this.flags = flags;
					return;
				default: break loop;
			}
		}
		throw new RE2JSSyntaxException(Parser.ERR_INVALID_PERL_OP, t.from(startPos));
	}
	parseVerticalBar() {
		this.concat();
		if (!this.swapVerticalBar()) this.op(Regexp.Op.VERTICAL_BAR);
	}
	swapVerticalBar() {
		const n = this.stack.length;
		if (n >= 3 && this.stack[n - 2].op === Regexp.Op.VERTICAL_BAR && Parser.isCharClass(this.stack[n - 1]) && Parser.isCharClass(this.stack[n - 3])) {
			let re1 = this.stack[n - 1];
			let re3 = this.stack[n - 3];
			if (re1.op > re3.op) {
				const tmp = re3;
				re3 = re1;
				re1 = tmp;
				this.stack[n - 3] = re3;
			}
			Parser.mergeCharClass(re3, re1);
			this.reuse(re1);
			this.pop();
			return true;
		}
		if (n >= 2) {
			const re1 = this.stack[n - 1];
			const re2 = this.stack[n - 2];
			if (re2.op === Regexp.Op.VERTICAL_BAR) {
				if (n >= 3) this.cleanAlt(this.stack[n - 3]);
				this.stack[n - 2] = re1;
				this.stack[n - 1] = re2;
				return true;
			}
		}
		return false;
	}
	parseRightParen() {
		this.concat();
		if (this.swapVerticalBar()) this.pop();
		this.alternate();
		if (this.stack.length < 2) throw new RE2JSSyntaxException(Parser.ERR_UNEXPECTED_PAREN, this.wholeRegexp);
		const re1 = this.pop();
		if (re1 === void 0) throw new RE2JSSyntaxException(Parser.ERR_BAD_EXPRESSION, this.wholeRegexp);
		const re2 = this.pop();
		if (re2 === void 0 || re2.op !== Regexp.Op.LEFT_PAREN) throw new RE2JSSyntaxException(Parser.ERR_UNEXPECTED_PAREN, this.wholeRegexp);
		this.flags = re2.flags;
		if (re2.cap === 0) this.push(re1);
		else {
			re2.op = Regexp.Op.CAPTURE;
			re2.subs = [re1];
			this.push(re2);
		}
	}
	parsePerlClassEscape(t, cc) {
		const beforePos = t.pos();
		if (!t.more() || t.pop() !== 92 || !t.more()) return false;
		t.pop();
		const p = t.from(beforePos);
		const g = getPerlGroups().get(p);
		if (g === void 0) return false;
		cc.appendGroup(g, (this.flags & 1) !== 0);
		return true;
	}
	parseNamedClass(t, cc) {
		const cls = t.rest();
		const i = cls.indexOf(":]");
		if (i < 0) return false;
		const name = cls.substring(0, i + 2);
		t.skipString(name);
		const g = getPosixGroups().get(name);
		if (g === void 0) throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, name);
		cc.appendGroup(g, (this.flags & 1) !== 0);
		return true;
	}
	parseUnicodeClass(t, cc) {
		const startPos = t.pos();
		if ((this.flags & 128) === 0 || !t.lookingAt("\\p") && !t.lookingAt("\\P")) return false;
		t.skip(1);
		let sign = 1;
		let c = t.pop();
		if (c === 80) sign = -1;
		if (!t.more()) {
			t.rewindTo(startPos);
			throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, t.rest());
		}
		c = t.pop();
		let name;
		if (c !== 123) name = runeToString(c);
		else {
			const rest = t.rest();
			const end = rest.indexOf("}");
			if (end < 0) {
				t.rewindTo(startPos);
				throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, t.rest());
			}
			name = rest.substring(0, end);
			t.skipString(name);
			t.skip(1);
		}
		if (!(name.length === 0) && name.codePointAt(0) === 94) {
			sign = 0 - sign;
			name = name.substring(1);
		}
		const pair = Parser.unicodeTable(name);
		if (pair === null) throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, t.from(startPos));
		if (pair.sign < 0) sign = 0 - sign;
		const tab = pair.tab;
		const fold = pair.fold;
		if (tab === null) throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, t.from(startPos));
		if ((this.flags & 1) === 0 || fold === null) cc.appendTableWithSign(tab, sign);
		else {
			const tmp = new CharClass().appendTable(tab).appendTable(fold).cleanClass().toArray();
			cc.appendClassWithSign(tmp, sign);
		}
		return true;
	}
	parseClass(t) {
		const startPos = t.pos();
		t.skip(1);
		const re = this.newRegexp(Regexp.Op.CHAR_CLASS);
		re.flags = this.flags;
		const cc = new CharClass();
		let sign = 1;
		if (t.more() && t.lookingAt("^")) {
			sign = -1;
			t.skip(1);
			if ((this.flags & 4) === 0) cc.appendRange(10, 10);
		}
		let first = true;
		while (!t.more() || t.peek() !== 93 || first) {
			first = false;
			const beforePos = t.pos();
			if (t.lookingAt("[:")) {
				if (this.parseNamedClass(t, cc)) continue;
				t.rewindTo(beforePos);
			}
			if (this.parseUnicodeClass(t, cc)) continue;
			if (this.parsePerlClassEscape(t, cc)) continue;
			t.rewindTo(beforePos);
			const lo = Parser.parseClassChar(t, startPos);
			let hi = lo;
			if (t.more() && t.lookingAt("-")) {
				t.skip(1);
				if (t.more() && t.lookingAt("]")) t.skip(-1);
				else {
					hi = Parser.parseClassChar(t, startPos);
					if (hi < lo) throw new RE2JSSyntaxException(Parser.ERR_INVALID_CHAR_RANGE, t.from(beforePos));
				}
			}
			if ((this.flags & 1) === 0) cc.appendRange(lo, hi);
			else cc.appendFoldedRange(lo, hi);
		}
		t.skip(1);
		cc.cleanClass();
		if (sign < 0) cc.negateClass();
		re.runes = cc.toArray();
		this.push(re);
	}
};
// node_modules/@bufbuild/re2/dist/esm/RE2.js
var RE2 = class RE2 {
	expr;
	prog;
	numSubexp;
	cond;
	prefix;
	prefixComplete;
	prefixRune;
	dfa;
	prefilter;
	namedGroups;
	static compile(expr) {
		return RE2.compileImpl(expr, 212);
	}
	static compileImpl(expr, mode) {
		return new RE2(expr, mode);
	}
	constructor(expr, mode) {
		let re = Parser.parse(expr, mode);
		re = simplify(re);
		const prefilter = PrefilterTree.build(re);
		const prog = Compiler.compileRegexp(re);
		this.prefilter = prefilter.type === Prefilter.Type.NONE ? null : prefilter;
		const [prefixCompl, prefixStr] = prog.prefix();
		this.prefixComplete = prefixCompl;
		this.prefix = prefixStr;
		this.prefixRune = 0;
		if (this.prefix.length > 0) {
			const cp = this.prefix.codePointAt(0);
			if (cp === void 0) throw new Error("RE2: prefix has no code point");
			this.prefixRune = cp;
		}
		this.namedGroups = re.namedGroups;
		this.expr = expr;
		this.prog = prog;
		this.numSubexp = re.maxCap();
		this.cond = prog.startCond();
		this.dfa = new DFA(this.prog);
	}
	matchPrefixComplete(input, pos, anchor, ncap) {
		if ((anchor === 1 || anchor === 2) && pos !== 0) return null;
		let matchStart = -1;
		let matchEnd = -1;
		const pLen = input.prefixLength(this);
		if (anchor === 0) {
			const idx = input.index(this, pos);
			if (idx < 0) return null;
			matchStart = pos + idx;
			matchEnd = matchStart + pLen;
		} else if (anchor === 2) {
			if (input.endPos() !== pLen) return null;
			if (input.index(this, 0) !== 0) return null;
			matchStart = 0;
			matchEnd = pLen;
		} else if (anchor === 1) {
			if (input.index(this, 0) !== 0) return null;
			matchStart = 0;
			matchEnd = pLen;
		}
		if (matchStart < 0) return null;
		if (ncap > 0) {
			const matchcap = new Int32Array(ncap).fill(-1);
			matchcap[0] = matchStart;
			matchcap[1] = matchEnd;
			return Array.from(matchcap);
		}
		return [];
	}
	executeEngine(input, pos, anchor, ncap) {
		if (this.prefixComplete && (ncap === 0 || this.numSubexp === 0)) return this.matchPrefixComplete(input, pos, anchor, ncap);
		if (this.prefilter !== null && anchor === 0) {
			if (!this.prefilter.eval(input, pos)) return null;
		}
		const dfaResult = this.dfa.match(input, pos, anchor);
		if (dfaResult !== null) return dfaResult ? [] : null;
		return this._nfaFallback(input, pos, anchor) ? [] : null;
	}
	_nfaFallback(input, pos, anchor) {
		const prog = this.prog;
		const endPos = input.endPos();
		const addState = (set, visited, pc, context) => {
			if (pc < 0 || pc >= prog.numInst() || visited.has(pc)) return;
			visited.add(pc);
			const inst = prog.getInst(pc);
			switch (inst.op) {
				case Inst.ALT:
				case Inst.ALT_MATCH:
					addState(set, visited, inst.out, context);
					addState(set, visited, inst.arg, context);
					break;
				case Inst.NOP:
				case Inst.CAPTURE:
					addState(set, visited, inst.out, context);
					break;
				case Inst.EMPTY_WIDTH:
					if ((inst.arg & ~context) === 0) addState(set, visited, inst.out, context);
					break;
				default: set.add(pc);
			}
		};
		let current = /* @__PURE__ */ new Set();
		let next = /* @__PURE__ */ new Set();
		let prevRune = -1;
		if (pos > 0) {
			const r = input.step(pos - 1) >> 3;
			if (r >= 0) prevRune = r;
		}
		for (let i = pos; i <= endPos; i++) {
			const rune = i < endPos ? input.step(i) >> 3 : -1;
			const width = i < endPos ? input.step(i) & 7 : 0;
			const context = emptyOpContext(prevRune, rune);
			if (anchor === 0 || i === pos) addState(current, /* @__PURE__ */ new Set(), prog.start, context);
			if (anchor !== 2) {
				for (const pc of current) if (prog.getInst(pc).op === Inst.MATCH) return true;
			}
			if (i >= endPos || width === 0) break;
			next.clear();
			for (const pc of current) {
				const inst = prog.getInst(pc);
				if (Inst.isRuneOp(inst.op) && inst.matchRune(rune)) {
					const nextContext = emptyOpContext(rune, i + width < endPos ? input.step(i + width) >> 3 : -1);
					addState(next, /* @__PURE__ */ new Set(), inst.out, nextContext);
				}
			}
			if (anchor === 0) {
				const nextContext = emptyOpContext(rune, i + width < endPos ? input.step(i + width) >> 3 : -1);
				addState(next, /* @__PURE__ */ new Set(), prog.start, nextContext);
			}
			prevRune = rune;
			[current, next] = [next, current];
			i += width - 1;
		}
		const endContext = emptyOpContext(prevRune, -1);
		const visited = /* @__PURE__ */ new Set();
		const finalSet = /* @__PURE__ */ new Set();
		for (const pc of current) addState(finalSet, visited, pc, endContext);
		for (const pc of finalSet) if (prog.getInst(pc).op === Inst.MATCH) return true;
		return false;
	}
	numberOfCapturingGroups() {
		return this.numSubexp;
	}
	reset() {}
	toString() {
		return this.expr;
	}
	match(s) {
		return this.executeEngine(fromUTF16(s), 0, 0, 0) !== null;
	}
};
// node_modules/@bufbuild/re2/dist/esm/index.js
var RE2JS = class RE2JS {
	patternInput;
	flagsInput;
	re2Input;
	static CASE_INSENSITIVE = 1;
	static DOTALL = 2;
	static MULTILINE = 4;
	static DISABLE_UNICODE_GROUPS = 8;
	static quote(str) {
		return quoteMeta(str);
	}
	static compile(regex, flags = 0) {
		return new RE2JS(regex, flags);
	}
	static validateFlags(flags) {
		if ((flags & ~(RE2JS.MULTILINE | RE2JS.DOTALL | RE2JS.CASE_INSENSITIVE | RE2JS.DISABLE_UNICODE_GROUPS)) !== 0) throw new RE2JSFlagsException("Flags should only be a combination of MULTILINE, DOTALL, CASE_INSENSITIVE, DISABLE_UNICODE_GROUPS");
	}
	static buildRegexWithFlags(regex, flags = 0) {
		let fregex = regex;
		if ((flags & RE2JS.CASE_INSENSITIVE) !== 0) fregex = `(?i)${fregex}`;
		if ((flags & RE2JS.DOTALL) !== 0) fregex = `(?s)${fregex}`;
		if ((flags & RE2JS.MULTILINE) !== 0) fregex = `(?m)${fregex}`;
		return fregex;
	}
	static matches(regex, input) {
		return RE2JS.compile(regex).testExact(input);
	}
	constructor(pattern, flags = 0) {
		let re2Flags = 212;
		if ((flags & RE2JS.DISABLE_UNICODE_GROUPS) !== 0) re2Flags &= -129;
		RE2JS.validateFlags(flags);
		const fregex = RE2JS.buildRegexWithFlags(pattern, flags);
		this.patternInput = pattern;
		this.flagsInput = flags;
		this.re2Input = RE2.compileImpl(fregex, re2Flags);
	}
	reset() {
		this.re2Input.reset();
	}
	flags() {
		return this.flagsInput;
	}
	pattern() {
		return this.patternInput;
	}
	re2() {
		return this.re2Input;
	}
	matches(input) {
		return this.testExact(input);
	}
	test(input) {
		return this.re2Input.match(input);
	}
	testExact(input) {
		return this.re2Input.executeEngine(fromUTF16(input), 0, 2, 0) !== null;
	}
	toString() {
		return this.patternInput;
	}
	groupCount() {
		return this.re2Input.numberOfCapturingGroups();
	}
	namedGroups() {
		return this.re2Input.namedGroups;
	}
};
// src/pipeline/shape.ts
function isMapping(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function show(value) {
	if (value === null) return "empty";
	if (value === "") return "an empty text";
	if (typeof value === "string") return quote(value);
	if (typeof value === "number") return `the number ${value}`;
	if (typeof value === "boolean") return String(value);
	return isMapping(value) ? "a mapping" : Object.keys(Object(value)).length === 0 ? "an empty list" : "a list";
}
function refuseValue(value, field, clause) {
	return field.refuse(`${field.name} is ${show(value)}, ${clause}`);
}
function withArticle(kind) {
	return `${/^[aeiou]/.test(kind) ? "an" : "a"} ${kind}`;
}
function isNot({ kind, example }) {
	return `which is not ${withArticle(kind)}; write ${example}`;
}
function text(words, pattern) {
	const remedy = `write ${words.example}`;
	return {
		schema: {
			type: "string",
			...pattern === void 0 ? { minLength: 1 } : { pattern: pattern.source }
		},
		remedy,
		read(value, field) {
			if (typeof value === "string" && (pattern?.test(value) ?? value !== "")) return value;
			if (typeof value === "string" || typeof value === "object") return refuseValue(value, field, isNot(words));
			return refuseValue(value, field, `which is not read as a text; ${words.isBare === true ? remedy : `write it in quotes, ${quote(field.source ?? String(value))}`}`);
		}
	};
}
function pathOf(words, isPath = () => true) {
	const shape = text(words);
	return {
		...shape,
		read(value, field) {
			const path = shape.read(value, field);
			if (path !== void 0 && isPath(path)) field.notes.named.add(path);
			return path;
		}
	};
}
function choice(values) {
	const words = values.filter((each) => typeof each === "string");
	return {
		schema: {
			...words.length === values.length ? { type: "string" } : {},
			enum: values
		},
		remedy: "add it",
		read(value, field) {
			const found = values.find((each) => each === value);
			if (found !== void 0) return found;
			const near = typeof value === "string" ? nearest(value, words, Math.max(1, Math.floor(value.length / 3))) : void 0;
			const known = formatList(values.map((each) => typeof each === "string" ? `"${each}"` : String(each)));
			if (values.length === 1) return refuseValue(value, field, `which is not ${known}; write that`);
			return refuseValue(value, field, `which is not one of ${known}; write ${near === void 0 ? "one of them" : quote(near)}`);
		}
	};
}
const yesOrNo = {
	schema: { type: "boolean" },
	remedy: "write true or false",
	read(value, field) {
		if (typeof value === "boolean") return value;
		return refuseValue(value, field, "which is neither true nor false; write true or false");
	}
};
function count(kind, most) {
	const remedy = `write a whole number from 0 to ${most}`;
	return {
		schema: {
			type: "integer",
			minimum: 0,
			maximum: most
		},
		remedy,
		read(value, field) {
			if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
			return refuseValue(value, field, `which is not ${withArticle(kind)}; ${remedy}`);
		}
	};
}
function list(item, words) {
	const { kind, least = 0, most = 100 } = words;
	return {
		schema: {
			...least === 0 ? {} : { minItems: least },
			maxItems: most,
			type: "array",
			items: item.schema
		},
		remedy: `write ${words.example}`,
		read(value, field) {
			if (!Array.isArray(value) || value.length < least) return refuseValue(value, field, isNot(words));
			if (value.length > most) refuseValue(value, field, `which is too long for a ${kind}; write at most ${most}`);
			return value.flatMap((each, index) => {
				const read = item.read(each, field.at(index));
				return read === void 0 ? [] : [read];
			});
		}
	};
}
function oneOrMore(item, words) {
	const several = list(item, words);
	return {
		schema: { anyOf: [item.schema, several.schema] },
		remedy: several.remedy,
		read(value, field) {
			if (Array.isArray(value)) return several.read(value, field)?.map((each, index) => ({
				value: each,
				field: field.at(index)
			}));
			if (typeof value === "object") return refuseValue(value, field, isNot(words));
			const only = item.read(value, field);
			return only === void 0 ? void 0 : [{
				value: only,
				field
			}];
		}
	};
}
function made(shape, make) {
	return {
		schema: shape.schema,
		remedy: shape.remedy,
		read(value, field) {
			const before = field.findings.length;
			const read = shape.read(value, field);
			const isRight = field.findings.length === before && before < 100;
			return read === void 0 || !isRight ? void 0 : make(read, field);
		}
	};
}
function eitherOf(shapes, choose) {
	const [{ remedy }] = shapes;
	return {
		schema: { anyOf: shapes.map((shape) => shape.schema) },
		remedy,
		read: (value, field) => choose(value).read(value, field)
	};
}
function described(shape, description, rules = {}) {
	return {
		...shape,
		schema: {
			...shape.schema,
			description,
			...rules
		}
	};
}
function optional(shape, description, standard) {
	const shown = standard === void 0 ? { description } : {
		description,
		default: standard
	};
	return {
		...shape,
		schema: {
			...shown,
			...shape.schema
		},
		isOptional: true
	};
}
const FAR = .6;
function mapping({ kind, fields, rules = {} }) {
	const known = Object.keys(fields);
	const entries = Object.entries(fields);
	const required = known.filter((key) => !("isOptional" in (fields[key] ?? {})));
	const meant = (key) => nearest(key, known, Math.max(2, Math.ceil(key.length * FAR)));
	return {
		schema: {
			type: "object",
			properties: Object.fromEntries(entries.map(([key, { schema }]) => [key, schema])),
			...required.length === 0 ? {} : { required },
			additionalProperties: false,
			...rules
		},
		remedy: "add it",
		read(value, field) {
			if (!isMapping(value)) return refuseValue(value, field, `which is not a mapping with the keys of ${kind}; ${`write ${known.slice(0, 3).map((key) => `"${key}: …"`).join(", ")} below it`}`);
			const unknown = Object.keys(value).filter((key) => !known.includes(key)).slice(0, 100);
			const read = entries.map(([key, shape]) => {
				if (value[key] !== void 0) return [key, shape.read(value[key], field.at(key))];
				if (required.includes(key) && !unknown.some((each) => meant(each) === key)) field.at(key).refuse(`${quote(key)} is missing in ${field.name}; ${shape.remedy}`);
				return [key, void 0];
			});
			for (const key of unknown) {
				const near = meant(key);
				const [only = "", ...others] = known;
				const cure = near === void 0 && others.length > 0 ? `known are ${formatList(known)}` : `write ${quote(near ?? only)}`;
				field.at(key).refuseKey(`there is no key ${quote(key)} in ${kind}; ${cure}`);
			}
			return Object.fromEntries(read);
		}
	};
}
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;
const NAME_WORDS = "use letters, digits, \"-\" and \"_\", at most 64, a letter or digit first";
function named(shape, words) {
	return {
		schema: {
			type: "object",
			propertyNames: {
				type: "string",
				pattern: NAME.source
			},
			additionalProperties: shape.schema
		},
		remedy: `write ${words.example}`,
		read(value, field) {
			if (!isMapping(value)) return refuseValue(value, field, isNot(words));
			const { keys } = field;
			if (keys.length > 100) return field.refuseKey(`${field.name} has ${keys.length} names in it; write at most 100`);
			return new Map(keys.flatMap((name) => {
				if (!NAME.test(name)) return field.at(name).refuseKey(`${quote(name)} is not a valid name; ${NAME_WORDS}`) ?? [];
				const read = shape.read(value[name], field.at(name));
				return read === void 0 ? [] : [[name, read]];
			}));
		}
	};
}
// src/pipeline/gates/pattern.ts
const MAX_PATTERN = 1e3;
const MAX_TEXT$1 = 1e5;
function compilePattern(source) {
	const what = `use the pattern ${quote(source)}`;
	if (source.length > MAX_PATTERN) throw new InputError({
		what,
		reason: "it has more than 1,000 characters",
		remedy: "write a shorter one"
	});
	let compiled;
	try {
		compiled = RE2JS.compile(source);
	} catch {
		throw new InputError({
			what,
			reason: "it is not one of RE2",
			remedy: "leave out look-around and back-references"
		});
	}
	return {
		source,
		isFoundIn: (text) => text.length <= MAX_TEXT$1 && compiled.test(text)
	};
}
const pattern = made(text({
	kind: "pattern",
	example: "a regular expression, such as \"^CHG[0-9]{7}$\""
}), (source, field) => {
	try {
		return compilePattern(source);
	} catch (error) {
		if (!isSealiftError(error) || error.words === void 0) throw error;
		const { reason, remedy } = error.words;
		return field.refuse(`the pattern ${quote(source)} cannot be used: ${reason}; ${remedy}`);
	}
});
// src/policy/gates/words.ts
const MINUTE$1 = 6e4;
const HOUR = 60 * MINUTE$1;
const DAY$1 = 24 * HOUR;
const MAX_NAME = 100;
function foreign(name) {
	return safeText(name, MAX_NAME);
}
function formatAge(milliseconds) {
	const [count, unit] = milliseconds >= 1728e5 ? [milliseconds / DAY$1, "day"] : milliseconds >= 2 * HOUR ? [milliseconds / HOUR, "hour"] : [milliseconds / MINUTE$1, "minute"];
	const whole = Math.floor(count);
	return `${whole} ${unit}${whole === 1 ? "" : "s"} old`;
}
function formatLimit(milliseconds) {
	if (milliseconds > 864e5 && milliseconds % 864e5 === 0) return `${milliseconds / DAY$1}d`;
	if (milliseconds % HOUR === 0) return `${milliseconds / HOUR}h`;
	return `${Math.round(milliseconds / MINUTE$1)}m`;
}
function formatUtcDay(time) {
	return time.toISOString().slice(0, 10);
}
function listSome(words, most = 5) {
	const shown = words.slice(0, most);
	const rest = words.length - shown.length;
	if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
// src/pipeline/field.ts
var Field = class Field {
	file;
	path;
	notes;
	constructor(file, path = [], notes = {
		findings: [],
		named: /* @__PURE__ */ new Set(),
		gates: [],
		signers: []
	}) {
		this.file = file;
		this.path = path;
		this.notes = notes;
	}
	get findings() {
		return this.notes.findings;
	}
	at(...parts) {
		return new Field(this.file, [...this.path, ...parts], this.notes);
	}
	get keys() {
		return this.file.keysOf(this.path);
	}
	get name() {
		const last = this.path.at(-1);
		if (last === void 0) return "the file";
		if (typeof last === "string") return quote(last);
		return `item ${last + 1} of ${new Field(this.file, this.path.slice(0, -1)).name}`;
	}
	get isThere() {
		return this.file.has(this.path);
	}
	get source() {
		return this.file.sourceOf(this.path);
	}
	get position() {
		return this.file.positionOf(this.path);
	}
	refuse(message) {
		this.note(() => ({
			...this.position,
			message
		}));
	}
	refuseKey(message) {
		this.note(() => ({
			...this.file.positionOf(this.path, "key"),
			message
		}));
	}
	refuseLine(line, message) {
		this.note(() => ({
			...this.file.positionOfLine(this.path, line),
			message
		}));
	}
	note(find) {
		if (this.findings.length < 100) this.notes.findings.push(find());
	}
};
// node_modules/yaml/dist/nodes/identity.js
var require_identity = /* @__PURE__ */ __commonJSMin(((exports) => {
	const ALIAS = Symbol.for("yaml.alias");
	const DOC = Symbol.for("yaml.document");
	const MAP = Symbol.for("yaml.map");
	const PAIR = Symbol.for("yaml.pair");
	const SCALAR = Symbol.for("yaml.scalar");
	const SEQ = Symbol.for("yaml.seq");
	const NODE_TYPE = Symbol.for("yaml.node.type");
	const isAlias = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === ALIAS;
	const isDocument = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === DOC;
	const isMap = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === MAP;
	const isPair = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === PAIR;
	const isScalar = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SCALAR;
	const isSeq = (node) => !!node && typeof node === "object" && node[NODE_TYPE] === SEQ;
	function isCollection(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case MAP:
			case SEQ: return true;
		}
		return false;
	}
	function isNode(node) {
		if (node && typeof node === "object") switch (node[NODE_TYPE]) {
			case ALIAS:
			case MAP:
			case SCALAR:
			case SEQ: return true;
		}
		return false;
	}
	const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;
	exports.ALIAS = ALIAS;
	exports.DOC = DOC;
	exports.MAP = MAP;
	exports.NODE_TYPE = NODE_TYPE;
	exports.PAIR = PAIR;
	exports.SCALAR = SCALAR;
	exports.SEQ = SEQ;
	exports.hasAnchor = hasAnchor;
	exports.isAlias = isAlias;
	exports.isCollection = isCollection;
	exports.isDocument = isDocument;
	exports.isMap = isMap;
	exports.isNode = isNode;
	exports.isPair = isPair;
	exports.isScalar = isScalar;
	exports.isSeq = isSeq;
}));
// node_modules/yaml/dist/visit.js
var require_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove node");
	function visit(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (visit_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else visit_(null, node, visitor_, Object.freeze([]));
	}
	visit.BREAK = BREAK;
	visit.SKIP = SKIP;
	visit.REMOVE = REMOVE;
	function visit_(key, node, visitor, path) {
		const ctrl = callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visit_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = visit_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = visit_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = visit_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	async function visitAsync(node, visitor) {
		const visitor_ = initVisitor(visitor);
		if (identity.isDocument(node)) {
			if (await visitAsync_(null, node.contents, visitor_, Object.freeze([node])) === REMOVE) node.contents = null;
		} else await visitAsync_(null, node, visitor_, Object.freeze([]));
	}
	visitAsync.BREAK = BREAK;
	visitAsync.SKIP = SKIP;
	visitAsync.REMOVE = REMOVE;
	async function visitAsync_(key, node, visitor, path) {
		const ctrl = await callVisitor(key, node, visitor, path);
		if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
			replaceNode(key, path, ctrl);
			return visitAsync_(key, ctrl, visitor, path);
		}
		if (typeof ctrl !== "symbol") {
			if (identity.isCollection(node)) {
				path = Object.freeze(path.concat(node));
				for (let i = 0; i < node.items.length; ++i) {
					const ci = await visitAsync_(i, node.items[i], visitor, path);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						node.items.splice(i, 1);
						i -= 1;
					}
				}
			} else if (identity.isPair(node)) {
				path = Object.freeze(path.concat(node));
				const ck = await visitAsync_("key", node.key, visitor, path);
				if (ck === BREAK) return BREAK;
				else if (ck === REMOVE) node.key = null;
				const cv = await visitAsync_("value", node.value, visitor, path);
				if (cv === BREAK) return BREAK;
				else if (cv === REMOVE) node.value = null;
			}
		}
		return ctrl;
	}
	function initVisitor(visitor) {
		if (typeof visitor === "object" && (visitor.Collection || visitor.Node || visitor.Value)) return Object.assign({
			Alias: visitor.Node,
			Map: visitor.Node,
			Scalar: visitor.Node,
			Seq: visitor.Node
		}, visitor.Value && {
			Map: visitor.Value,
			Scalar: visitor.Value,
			Seq: visitor.Value
		}, visitor.Collection && {
			Map: visitor.Collection,
			Seq: visitor.Collection
		}, visitor);
		return visitor;
	}
	function callVisitor(key, node, visitor, path) {
		if (typeof visitor === "function") return visitor(key, node, path);
		if (identity.isMap(node)) return visitor.Map?.(key, node, path);
		if (identity.isSeq(node)) return visitor.Seq?.(key, node, path);
		if (identity.isPair(node)) return visitor.Pair?.(key, node, path);
		if (identity.isScalar(node)) return visitor.Scalar?.(key, node, path);
		if (identity.isAlias(node)) return visitor.Alias?.(key, node, path);
	}
	function replaceNode(key, path, node) {
		const parent = path[path.length - 1];
		if (identity.isCollection(parent)) parent.items[key] = node;
		else if (identity.isPair(parent)) {
			if (key === "key") parent.key = node;
			else parent.value = node;
		} else if (identity.isDocument(parent)) parent.contents = node;
		else {
			const pt = identity.isAlias(parent) ? "alias" : "scalar";
			throw new Error(`Cannot replace node with ${pt} parent`);
		}
	}
	exports.visit = visit;
	exports.visitAsync = visitAsync;
}));
// node_modules/yaml/dist/doc/directives.js
var require_directives = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	const escapeChars = {
		"!": "%21",
		",": "%2C",
		"[": "%5B",
		"]": "%5D",
		"{": "%7B",
		"}": "%7D"
	};
	const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, (ch) => escapeChars[ch]);
	var Directives = class Directives {
		constructor(yaml, tags) {
			this.docStart = null;
			this.docEnd = false;
			this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
			this.tags = Object.assign({}, Directives.defaultTags, tags);
		}
		clone() {
			const copy = new Directives(this.yaml, this.tags);
			copy.docStart = this.docStart;
			return copy;
		}
		atDocument() {
			const res = new Directives(this.yaml, this.tags);
			switch (this.yaml.version) {
				case "1.1":
					this.atNextDocument = true;
					break;
				case "1.2":
					this.atNextDocument = false;
					this.yaml = {
						explicit: Directives.defaultYaml.explicit,
						version: "1.2"
					};
					this.tags = Object.assign({}, Directives.defaultTags);
			}
			return res;
		}
		add(line, onError) {
			if (this.atNextDocument) {
				this.yaml = {
					explicit: Directives.defaultYaml.explicit,
					version: "1.1"
				};
				this.tags = Object.assign({}, Directives.defaultTags);
				this.atNextDocument = false;
			}
			const parts = line.trim().split(/[ \t]+/);
			const name = parts.shift();
			switch (name) {
				case "%TAG": {
					if (parts.length !== 2) {
						onError(0, "%TAG directive should contain exactly two parts");
						if (parts.length < 2) return false;
					}
					const [handle, prefix] = parts;
					this.tags[handle] = prefix;
					return true;
				}
				case "%YAML": {
					this.yaml.explicit = true;
					if (parts.length !== 1) {
						onError(0, "%YAML directive should contain exactly one part");
						return false;
					}
					const [version] = parts;
					if (version === "1.1" || version === "1.2") {
						this.yaml.version = version;
						return true;
					} else {
						const isValid = /^\d+\.\d+$/.test(version);
						onError(6, `Unsupported YAML version ${version}`, isValid);
						return false;
					}
				}
				default:
					onError(0, `Unknown directive ${name}`, true);
					return false;
			}
		}
		tagName(source, onError) {
			if (source === "!") return "!";
			if (source[0] !== "!") {
				onError(`Not a valid tag: ${source}`);
				return null;
			}
			if (source[1] === "<") {
				const verbatim = source.slice(2, -1);
				if (verbatim === "!" || verbatim === "!!") {
					onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
					return null;
				}
				if (source[source.length - 1] !== ">") onError("Verbatim tags must end with a >");
				return verbatim;
			}
			const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
			if (!suffix) onError(`The ${source} tag has no suffix`);
			const prefix = this.tags[handle];
			if (prefix) try {
				return prefix + decodeURIComponent(suffix);
			} catch (error) {
				onError(String(error));
				return null;
			}
			if (handle === "!") return source;
			onError(`Could not resolve tag: ${source}`);
			return null;
		}
		tagString(tag) {
			for (const [handle, prefix] of Object.entries(this.tags)) if (tag.startsWith(prefix)) return handle + escapeTagName(tag.substring(prefix.length));
			return tag[0] === "!" ? tag : `!<${tag}>`;
		}
		toString(doc) {
			const lines = this.yaml.explicit ? [`%YAML ${this.yaml.version || "1.2"}`] : [];
			const tagEntries = Object.entries(this.tags);
			let tagNames;
			if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
				const tags = {};
				visit.visit(doc.contents, (_key, node) => {
					if (identity.isNode(node) && node.tag) tags[node.tag] = true;
				});
				tagNames = Object.keys(tags);
			} else tagNames = [];
			for (const [handle, prefix] of tagEntries) {
				if (handle === "!!" && prefix === "tag:yaml.org,2002:") continue;
				if (!doc || tagNames.some((tn) => tn.startsWith(prefix))) lines.push(`%TAG ${handle} ${prefix}`);
			}
			return lines.join("\n");
		}
	};
	Directives.defaultYaml = {
		explicit: false,
		version: "1.2"
	};
	Directives.defaultTags = { "!!": "tag:yaml.org,2002:" };
	exports.Directives = Directives;
}));
// node_modules/yaml/dist/doc/anchors.js
var require_anchors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var visit = require_visit();
	function anchorIsValid(anchor) {
		if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
			const msg = `Anchor must not contain whitespace or control characters: ${JSON.stringify(anchor)}`;
			throw new Error(msg);
		}
		return true;
	}
	function anchorNames(root) {
		const anchors = /* @__PURE__ */ new Set();
		visit.visit(root, { Value(_key, node) {
			if (node.anchor) anchors.add(node.anchor);
		} });
		return anchors;
	}
	function findNewAnchor(prefix, exclude) {
		for (let i = 1;; ++i) {
			const name = `${prefix}${i}`;
			if (!exclude.has(name)) return name;
		}
	}
	function createNodeAnchors(doc, prefix) {
		const aliasObjects = [];
		const sourceObjects = /* @__PURE__ */ new Map();
		let prevAnchors = null;
		return {
			onAnchor: (source) => {
				aliasObjects.push(source);
				prevAnchors ?? (prevAnchors = anchorNames(doc));
				const anchor = findNewAnchor(prefix, prevAnchors);
				prevAnchors.add(anchor);
				return anchor;
			},
			setAnchors: () => {
				for (const source of aliasObjects) {
					const ref = sourceObjects.get(source);
					if (typeof ref === "object" && ref.anchor && (identity.isScalar(ref.node) || identity.isCollection(ref.node))) ref.node.anchor = ref.anchor;
					else {
						const error = /* @__PURE__ */ new Error("Failed to resolve repeated object (this should not happen)");
						error.source = source;
						throw error;
					}
				}
			},
			sourceObjects
		};
	}
	exports.anchorIsValid = anchorIsValid;
	exports.anchorNames = anchorNames;
	exports.createNodeAnchors = createNodeAnchors;
	exports.findNewAnchor = findNewAnchor;
}));
// node_modules/yaml/dist/doc/applyReviver.js
var require_applyReviver = /* @__PURE__ */ __commonJSMin(((exports) => {
	function applyReviver(reviver, obj, key, val) {
		if (val && typeof val === "object") {
			if (Array.isArray(val)) for (let i = 0, len = val.length; i < len; ++i) {
				const v0 = val[i];
				const v1 = applyReviver(reviver, val, String(i), v0);
				if (v1 === void 0) delete val[i];
				else if (v1 !== v0) val[i] = v1;
			}
			else if (val instanceof Map) for (const k of Array.from(val.keys())) {
				const v0 = val.get(k);
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) val.delete(k);
				else if (v1 !== v0) val.set(k, v1);
			}
			else if (val instanceof Set) for (const v0 of Array.from(val)) {
				const v1 = applyReviver(reviver, val, v0, v0);
				if (v1 === void 0) val.delete(v0);
				else if (v1 !== v0) {
					val.delete(v0);
					val.add(v1);
				}
			}
			else for (const [k, v0] of Object.entries(val)) {
				const v1 = applyReviver(reviver, val, k, v0);
				if (v1 === void 0) delete val[k];
				else if (v1 !== v0) val[k] = v1;
			}
		}
		return reviver.call(obj, key, val);
	}
	exports.applyReviver = applyReviver;
}));
// node_modules/yaml/dist/nodes/toJS.js
var require_toJS = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	function toJS(value, arg, ctx) {
		if (Array.isArray(value)) return value.map((v, i) => toJS(v, String(i), ctx));
		if (value && typeof value.toJSON === "function") {
			if (!ctx || !identity.hasAnchor(value)) return value.toJSON(arg, ctx);
			const data = {
				aliasCount: 0,
				count: 1,
				res: void 0
			};
			ctx.anchors.set(value, data);
			ctx.onCreate = (res) => {
				data.res = res;
				delete ctx.onCreate;
			};
			const res = value.toJSON(arg, ctx);
			if (ctx.onCreate) ctx.onCreate(res);
			return res;
		}
		if (typeof value === "bigint" && !ctx?.keep) return Number(value);
		return value;
	}
	exports.toJS = toJS;
}));
// node_modules/yaml/dist/nodes/Node.js
var require_Node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var applyReviver = require_applyReviver();
	var identity = require_identity();
	var toJS = require_toJS();
	var NodeBase = class {
		constructor(type) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: type });
		}
		clone() {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			if (!identity.isDocument(doc)) throw new TypeError("A document argument is required");
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc,
				keep: true,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this, "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
	};
	exports.NodeBase = NodeBase;
}));
// node_modules/yaml/dist/nodes/Alias.js
var require_Alias = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var visit = require_visit();
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	var Alias = class extends Node.NodeBase {
		constructor(source) {
			super(identity.ALIAS);
			this.source = source;
			Object.defineProperty(this, "tag", { set() {
				throw new Error("Alias nodes cannot have tags");
			} });
		}
		resolve(doc, ctx) {
			if (ctx?.maxAliasCount === 0) throw new ReferenceError("Alias resolution is disabled");
			let nodes;
			if (ctx?.aliasResolveCache) nodes = ctx.aliasResolveCache;
			else {
				nodes = [];
				visit.visit(doc, { Node: (_key, node) => {
					if (identity.isAlias(node) || identity.hasAnchor(node)) nodes.push(node);
				} });
				if (ctx) ctx.aliasResolveCache = nodes;
			}
			let found = void 0;
			for (const node of nodes) {
				if (node === this) break;
				if (node.anchor === this.source) found = node;
			}
			if (found && ctx) {
				const { anchors, doc, maxAliasCount } = ctx;
				let data = anchors.get(found);
				if (!data) {
					toJS.toJS(found, null, ctx);
					data = anchors.get(found);
				}
				/* istanbul ignore if */
				if (data?.res === void 0) throw new ReferenceError("This should not happen: Alias anchor was not resolved?");
				if (maxAliasCount >= 0) {
					data.count += 1;
					if (data.aliasCount === 0) data.aliasCount = getAliasCount(doc, found, anchors);
					if (data.count * data.aliasCount > maxAliasCount) throw new ReferenceError("Excessive alias count indicates a resource exhaustion attack");
				}
			}
			return found;
		}
		toJSON(_arg, ctx) {
			if (!ctx) return { source: this.source };
			const source = this.resolve(ctx.doc, ctx);
			if (!source) {
				const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
				throw new ReferenceError(msg);
			}
			return ctx.anchors.get(source).res;
		}
		toString(ctx, _onComment, _onChompKeep) {
			const src = `*${this.source}`;
			if (ctx) {
				anchors.anchorIsValid(this.source);
				if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
					const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
					throw new Error(msg);
				}
				if (ctx.implicitKey) return `${src} `;
			}
			return src;
		}
	};
	function getAliasCount(doc, node, anchors) {
		if (identity.isAlias(node)) {
			const source = node.resolve(doc);
			const anchor = anchors && source && anchors.get(source);
			return anchor ? anchor.count * anchor.aliasCount : 0;
		} else if (identity.isCollection(node)) {
			let count = 0;
			for (const item of node.items) {
				const c = getAliasCount(doc, item, anchors);
				if (c > count) count = c;
			}
			return count;
		} else if (identity.isPair(node)) {
			const kc = getAliasCount(doc, node.key, anchors);
			const vc = getAliasCount(doc, node.value, anchors);
			return Math.max(kc, vc);
		}
		return 1;
	}
	exports.Alias = Alias;
}));
// node_modules/yaml/dist/nodes/Scalar.js
var require_Scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Node = require_Node();
	var toJS = require_toJS();
	const isScalarValue = (value) => !value || typeof value !== "function" && typeof value !== "object";
	var Scalar = class extends Node.NodeBase {
		constructor(value) {
			super(identity.SCALAR);
			this.value = value;
		}
		toJSON(arg, ctx) {
			return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
		}
		toString() {
			return String(this.value);
		}
	};
	Scalar.BLOCK_FOLDED = "BLOCK_FOLDED";
	Scalar.BLOCK_LITERAL = "BLOCK_LITERAL";
	Scalar.PLAIN = "PLAIN";
	Scalar.QUOTE_DOUBLE = "QUOTE_DOUBLE";
	Scalar.QUOTE_SINGLE = "QUOTE_SINGLE";
	exports.Scalar = Scalar;
	exports.isScalarValue = isScalarValue;
}));
// node_modules/yaml/dist/doc/createNode.js
var require_createNode = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var Scalar = require_Scalar();
	const defaultTagPrefix = "tag:yaml.org,2002:";
	function findTagObject(value, tagName, tags) {
		if (tagName) {
			const match = tags.filter((t) => t.tag === tagName);
			const tagObj = match.find((t) => !t.format) ?? match[0];
			if (!tagObj) throw new Error(`Tag ${tagName} not found`);
			return tagObj;
		}
		return tags.find((t) => t.identify?.(value) && !t.format);
	}
	function createNode(value, tagName, ctx) {
		if (identity.isDocument(value)) value = value.contents;
		if (identity.isNode(value)) return value;
		if (identity.isPair(value)) {
			const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
			map.items.push(value);
			return map;
		}
		if (value instanceof String || value instanceof Number || value instanceof Boolean || typeof BigInt !== "undefined" && value instanceof BigInt) value = value.valueOf();
		const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
		let ref = void 0;
		if (aliasDuplicateObjects && value && typeof value === "object") {
			ref = sourceObjects.get(value);
			if (ref) {
				ref.anchor ?? (ref.anchor = onAnchor(value));
				return new Alias.Alias(ref.anchor);
			} else {
				ref = {
					anchor: null,
					node: null
				};
				sourceObjects.set(value, ref);
			}
		}
		if (tagName?.startsWith("!!")) tagName = defaultTagPrefix + tagName.slice(2);
		let tagObj = findTagObject(value, tagName, schema.tags);
		if (!tagObj) {
			if (value && typeof value.toJSON === "function") value = value.toJSON();
			if (!value || typeof value !== "object") {
				const node = new Scalar.Scalar(value);
				if (ref) ref.node = node;
				return node;
			}
			tagObj = value instanceof Map ? schema[identity.MAP] : Symbol.iterator in Object(value) ? schema[identity.SEQ] : schema[identity.MAP];
		}
		if (onTagObj) {
			onTagObj(tagObj);
			delete ctx.onTagObj;
		}
		const node = tagObj?.createNode ? tagObj.createNode(ctx.schema, value, ctx) : typeof tagObj?.nodeClass?.from === "function" ? tagObj.nodeClass.from(ctx.schema, value, ctx) : new Scalar.Scalar(value);
		if (tagName) node.tag = tagName;
		else if (!tagObj.default) node.tag = tagObj.tag;
		if (ref) ref.node = node;
		return node;
	}
	exports.createNode = createNode;
}));
// node_modules/yaml/dist/nodes/Collection.js
var require_Collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var identity = require_identity();
	var Node = require_Node();
	function collectionFromPath(schema, path, value) {
		let v = value;
		for (let i = path.length - 1; i >= 0; --i) {
			const k = path[i];
			if (typeof k === "number" && Number.isInteger(k) && k >= 0) {
				const a = [];
				a[k] = v;
				v = a;
			} else v = /* @__PURE__ */ new Map([[k, v]]);
		}
		return createNode.createNode(v, void 0, {
			aliasDuplicateObjects: false,
			keepUndefined: false,
			onAnchor: () => {
				throw new Error("This should not happen, please report a bug.");
			},
			schema,
			sourceObjects: /* @__PURE__ */ new Map()
		});
	}
	const isEmptyPath = (path) => path == null || typeof path === "object" && !!path[Symbol.iterator]().next().done;
	var Collection = class extends Node.NodeBase {
		constructor(type, schema) {
			super(type);
			Object.defineProperty(this, "schema", {
				value: schema,
				configurable: true,
				enumerable: false,
				writable: true
			});
		}
		clone(schema) {
			const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
			if (schema) copy.schema = schema;
			copy.items = copy.items.map((it) => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		addIn(path, value) {
			if (isEmptyPath(path)) this.add(value);
			else {
				const [key, ...rest] = path;
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.addIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
		deleteIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.delete(key);
			const node = this.get(key, true);
			if (identity.isCollection(node)) return node.deleteIn(rest);
			else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
		}
		getIn(path, keepScalar) {
			const [key, ...rest] = path;
			const node = this.get(key, true);
			if (rest.length === 0) return !keepScalar && identity.isScalar(node) ? node.value : node;
			else return identity.isCollection(node) ? node.getIn(rest, keepScalar) : void 0;
		}
		hasAllNullValues(allowScalar) {
			return this.items.every((node) => {
				if (!identity.isPair(node)) return false;
				const n = node.value;
				return n == null || allowScalar && identity.isScalar(n) && n.value == null && !n.commentBefore && !n.comment && !n.tag;
			});
		}
		hasIn(path) {
			const [key, ...rest] = path;
			if (rest.length === 0) return this.has(key);
			const node = this.get(key, true);
			return identity.isCollection(node) ? node.hasIn(rest) : false;
		}
		setIn(path, value) {
			const [key, ...rest] = path;
			if (rest.length === 0) this.set(key, value);
			else {
				const node = this.get(key, true);
				if (identity.isCollection(node)) node.setIn(rest, value);
				else if (node === void 0 && this.schema) this.set(key, collectionFromPath(this.schema, rest, value));
				else throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
			}
		}
	};
	exports.Collection = Collection;
	exports.collectionFromPath = collectionFromPath;
	exports.isEmptyPath = isEmptyPath;
}));
// node_modules/yaml/dist/stringify/stringifyComment.js
var require_stringifyComment = /* @__PURE__ */ __commonJSMin(((exports) => {
	const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, "#");
	function indentComment(comment, indent) {
		if (/^\n+$/.test(comment)) return comment.substring(1);
		return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
	}
	const lineComment = (str, indent, comment) => str.endsWith("\n") ? indentComment(comment, indent) : comment.includes("\n") ? "\n" + indentComment(comment, indent) : (str.endsWith(" ") ? "" : " ") + comment;
	exports.indentComment = indentComment;
	exports.lineComment = lineComment;
	exports.stringifyComment = stringifyComment;
}));
// node_modules/yaml/dist/stringify/foldFlowLines.js
var require_foldFlowLines = /* @__PURE__ */ __commonJSMin(((exports) => {
	const FOLD_FLOW = "flow";
	const FOLD_BLOCK = "block";
	const FOLD_QUOTED = "quoted";
	function foldFlowLines(text, indent, mode = "flow", { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
		if (!lineWidth || lineWidth < 0) return text;
		if (lineWidth < minContentWidth) minContentWidth = 0;
		const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
		if (text.length <= endStep) return text;
		const folds = [];
		const escapedFolds = {};
		let end = lineWidth - indent.length;
		if (typeof indentAtStart === "number") {
			if (indentAtStart > lineWidth - Math.max(2, minContentWidth)) folds.push(0);
			else end = lineWidth - indentAtStart;
		}
		let split = void 0;
		let prev = void 0;
		let overflow = false;
		let i = -1;
		let escStart = -1;
		let escEnd = -1;
		if (mode === FOLD_BLOCK) {
			i = consumeMoreIndentedLines(text, i, indent.length);
			if (i !== -1) end = i + endStep;
		}
		for (let ch; ch = text[i += 1];) {
			if (mode === FOLD_QUOTED && ch === "\\") {
				escStart = i;
				switch (text[i + 1]) {
					case "x":
						i += 3;
						break;
					case "u":
						i += 5;
						break;
					case "U":
						i += 9;
						break;
					default: i += 1;
				}
				escEnd = i;
			}
			if (ch === "\n") {
				if (mode === FOLD_BLOCK) i = consumeMoreIndentedLines(text, i, indent.length);
				end = i + indent.length + endStep;
				split = void 0;
			} else {
				if (ch === " " && prev && prev !== " " && prev !== "\n" && prev !== "	") {
					const next = text[i + 1];
					if (next && next !== " " && next !== "\n" && next !== "	") split = i;
				}
				if (i >= end) {
					if (split) {
						folds.push(split);
						end = split + endStep;
						split = void 0;
					} else if (mode === FOLD_QUOTED) {
						while (prev === " " || prev === "	") {
							prev = ch;
							ch = text[i += 1];
							overflow = true;
						}
						const j = i > escEnd + 1 ? i - 2 : escStart - 1;
						if (escapedFolds[j]) return text;
						folds.push(j);
						escapedFolds[j] = true;
						end = j + endStep;
						split = void 0;
					} else overflow = true;
				}
			}
			prev = ch;
		}
		if (overflow && onOverflow) onOverflow();
		if (folds.length === 0) return text;
		if (onFold) onFold();
		let res = text.slice(0, folds[0]);
		for (let i = 0; i < folds.length; ++i) {
			const fold = folds[i];
			const end = folds[i + 1] || text.length;
			if (fold === 0) res = `\n${indent}${text.slice(0, end)}`;
			else {
				if (mode === FOLD_QUOTED && escapedFolds[fold]) res += `${text[fold]}\\`;
				res += `\n${indent}${text.slice(fold + 1, end)}`;
			}
		}
		return res;
	}
	function consumeMoreIndentedLines(text, i, indent) {
		let end = i;
		let start = i + 1;
		let ch = text[start];
		while (ch === " " || ch === "	") if (i < start + indent) ch = text[++i];
		else {
			do
				ch = text[++i];
			while (ch && ch !== "\n");
			end = i;
			start = i + 1;
			ch = text[start];
		}
		return end;
	}
	exports.FOLD_BLOCK = FOLD_BLOCK;
	exports.FOLD_FLOW = FOLD_FLOW;
	exports.FOLD_QUOTED = FOLD_QUOTED;
	exports.foldFlowLines = foldFlowLines;
}));
// node_modules/yaml/dist/stringify/stringifyString.js
var require_stringifyString = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var foldFlowLines = require_foldFlowLines();
	const getFoldOptions = (ctx, isBlock) => ({
		indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
		lineWidth: ctx.options.lineWidth,
		minContentWidth: ctx.options.minContentWidth
	});
	const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
	function lineLengthOverLimit(str, lineWidth, indentLength) {
		if (!lineWidth || lineWidth < 0) return false;
		const limit = lineWidth - indentLength;
		const strLen = str.length;
		if (strLen <= limit) return false;
		for (let i = 0, start = 0; i < strLen; ++i) if (str[i] === "\n") {
			if (i - start > limit) return true;
			start = i + 1;
			if (strLen - start <= limit) return false;
		}
		return true;
	}
	function doubleQuotedString(value, ctx) {
		const json = JSON.stringify(value);
		if (ctx.options.doubleQuotedAsJSON) return json;
		const { implicitKey } = ctx;
		const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		let str = "";
		let start = 0;
		for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
			if (ch === " " && json[i + 1] === "\\" && json[i + 2] === "n") {
				str += json.slice(start, i) + "\\ ";
				i += 1;
				start = i;
				ch = "\\";
			}
			if (ch === "\\") switch (json[i + 1]) {
				case "u":
					{
						str += json.slice(start, i);
						const code = json.substr(i + 2, 4);
						switch (code) {
							case "0000":
								str += "\\0";
								break;
							case "0007":
								str += "\\a";
								break;
							case "000b":
								str += "\\v";
								break;
							case "001b":
								str += "\\e";
								break;
							case "0085":
								str += "\\N";
								break;
							case "00a0":
								str += "\\_";
								break;
							case "2028":
								str += "\\L";
								break;
							case "2029":
								str += "\\P";
								break;
							default: if (code.substr(0, 2) === "00") str += "\\x" + code.substr(2);
							else str += json.substr(i, 6);
						}
						i += 5;
						start = i + 1;
					}
					break;
				case "n":
					if (implicitKey || json[i + 2] === "\"" || json.length < minMultiLineLength) i += 1;
					else {
						str += json.slice(start, i) + "\n\n";
						while (json[i + 2] === "\\" && json[i + 3] === "n" && json[i + 4] !== "\"") {
							str += "\n";
							i += 2;
						}
						str += indent;
						if (json[i + 2] === " ") str += "\\";
						i += 1;
						start = i + 1;
					}
					break;
				default: i += 1;
			}
		}
		str = start ? str + json.slice(start) : json;
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
	}
	function singleQuotedString(value, ctx) {
		if (ctx.options.singleQuote === false || ctx.implicitKey && value.includes("\n") || /[ \t]\n|\n[ \t]/.test(value)) return doubleQuotedString(value, ctx);
		const indent = ctx.indent || (containsDocumentMarker(value) ? "  " : "");
		const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
		return ctx.implicitKey ? res : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function quotedString(value, ctx) {
		const { singleQuote } = ctx.options;
		let qs;
		if (singleQuote === false) qs = doubleQuotedString;
		else {
			const hasDouble = value.includes("\"");
			const hasSingle = value.includes("'");
			if (hasDouble && !hasSingle) qs = singleQuotedString;
			else if (hasSingle && !hasDouble) qs = doubleQuotedString;
			else qs = singleQuote ? singleQuotedString : doubleQuotedString;
		}
		return qs(value, ctx);
	}
	let blockEndNewlines;
	try {
		blockEndNewlines = new RegExp("(^|(?<!\n))\n+(?!\n|$)", "g");
	} catch {
		blockEndNewlines = /\n+(?!\n|$)/g;
	}
	function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
		const { blockQuote, commentString, lineWidth } = ctx.options;
		if (!blockQuote || /\n[\t ]+$/.test(value)) return quotedString(value, ctx);
		const indent = ctx.indent || (ctx.forceBlockIndent || containsDocumentMarker(value) ? "  " : "");
		const literal = blockQuote === "literal" ? true : blockQuote === "folded" || type === Scalar.Scalar.BLOCK_FOLDED ? false : type === Scalar.Scalar.BLOCK_LITERAL ? true : !lineLengthOverLimit(value, lineWidth, indent.length);
		if (!value) return literal ? "|\n" : ">\n";
		let chomp;
		let endStart;
		for (endStart = value.length; endStart > 0; --endStart) {
			const ch = value[endStart - 1];
			if (ch !== "\n" && ch !== "	" && ch !== " ") break;
		}
		let end = value.substring(endStart);
		const endNlPos = end.indexOf("\n");
		if (endNlPos === -1) chomp = "-";
		else if (value === end || endNlPos !== end.length - 1) {
			chomp = "+";
			if (onChompKeep) onChompKeep();
		} else chomp = "";
		if (end) {
			value = value.slice(0, -end.length);
			if (end[end.length - 1] === "\n") end = end.slice(0, -1);
			end = end.replace(blockEndNewlines, `$&${indent}`);
		}
		let startWithSpace = false;
		let startEnd;
		let startNlPos = -1;
		for (startEnd = 0; startEnd < value.length; ++startEnd) {
			const ch = value[startEnd];
			if (ch === " ") startWithSpace = true;
			else if (ch === "\n") startNlPos = startEnd;
			else break;
		}
		let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
		if (start) {
			value = value.substring(start.length);
			start = start.replace(/\n+/g, `$&${indent}`);
		}
		let header = (startWithSpace ? indent ? "2" : "1" : "") + chomp;
		if (comment) {
			header += " " + commentString(comment.replace(/ ?[\r\n]+/g, " "));
			if (onComment) onComment();
		}
		if (!literal) {
			const foldedValue = value.replace(/\n+/g, "\n$&").replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, "$1$2").replace(/\n+/g, `$&${indent}`);
			let literalFallback = false;
			const foldOptions = getFoldOptions(ctx, true);
			if (blockQuote !== "folded" && type !== Scalar.Scalar.BLOCK_FOLDED) foldOptions.onOverflow = () => {
				literalFallback = true;
			};
			const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
			if (!literalFallback) return `>${header}\n${indent}${body}`;
		}
		value = value.replace(/\n+/g, `$&${indent}`);
		return `|${header}\n${indent}${start}${value}${end}`;
	}
	function plainString(item, ctx, onComment, onChompKeep) {
		const { type, value } = item;
		const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
		if (implicitKey && value.includes("\n") || inFlow && /[[\]{},]/.test(value)) return quotedString(value, ctx);
		if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) return implicitKey || inFlow || !value.includes("\n") ? quotedString(value, ctx) : blockString(item, ctx, onComment, onChompKeep);
		if (!implicitKey && !inFlow && type !== Scalar.Scalar.PLAIN && value.includes("\n")) return blockString(item, ctx, onComment, onChompKeep);
		if (containsDocumentMarker(value)) {
			if (indent === "") {
				ctx.forceBlockIndent = true;
				return blockString(item, ctx, onComment, onChompKeep);
			} else if (implicitKey && indent === indentStep) return quotedString(value, ctx);
		}
		const str = value.replace(/\n+/g, `$&\n${indent}`);
		if (actualString) {
			const test = (tag) => tag.default && tag.tag !== "tag:yaml.org,2002:str" && tag.test?.test(str);
			const { compat, tags } = ctx.doc.schema;
			if (tags.some(test) || compat?.some(test)) return quotedString(value, ctx);
		}
		return implicitKey ? str : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
	}
	function stringifyString(item, ctx, onComment, onChompKeep) {
		const { implicitKey, inFlow } = ctx;
		const ss = typeof item.value === "string" ? item : Object.assign({}, item, { value: String(item.value) });
		let { type } = item;
		if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
			if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value)) type = Scalar.Scalar.QUOTE_DOUBLE;
		}
		const _stringify = (_type) => {
			switch (_type) {
				case Scalar.Scalar.BLOCK_FOLDED:
				case Scalar.Scalar.BLOCK_LITERAL: return implicitKey || inFlow ? quotedString(ss.value, ctx) : blockString(ss, ctx, onComment, onChompKeep);
				case Scalar.Scalar.QUOTE_DOUBLE: return doubleQuotedString(ss.value, ctx);
				case Scalar.Scalar.QUOTE_SINGLE: return singleQuotedString(ss.value, ctx);
				case Scalar.Scalar.PLAIN: return plainString(ss, ctx, onComment, onChompKeep);
				default: return null;
			}
		};
		let res = _stringify(type);
		if (res === null) {
			const { defaultKeyType, defaultStringType } = ctx.options;
			const t = implicitKey && defaultKeyType || defaultStringType;
			res = _stringify(t);
			if (res === null) throw new Error(`Unsupported default string type ${t}`);
		}
		return res;
	}
	exports.stringifyString = stringifyString;
}));
// node_modules/yaml/dist/stringify/stringify.js
var require_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	var anchors = require_anchors();
	var identity = require_identity();
	var stringifyComment = require_stringifyComment();
	var stringifyString = require_stringifyString();
	function createStringifyContext(doc, options) {
		const opt = Object.assign({
			blockQuote: true,
			commentString: stringifyComment.stringifyComment,
			defaultKeyType: null,
			defaultStringType: "PLAIN",
			directives: null,
			doubleQuotedAsJSON: false,
			doubleQuotedMinMultiLineLength: 40,
			falseStr: "false",
			flowCollectionPadding: true,
			indentSeq: true,
			lineWidth: 80,
			minContentWidth: 20,
			nullStr: "null",
			simpleKeys: false,
			singleQuote: null,
			trailingComma: false,
			trueStr: "true",
			verifyAliasOrder: true
		}, doc.schema.toStringOptions, options);
		let inFlow;
		switch (opt.collectionStyle) {
			case "block":
				inFlow = false;
				break;
			case "flow":
				inFlow = true;
				break;
			default: inFlow = null;
		}
		return {
			anchors: /* @__PURE__ */ new Set(),
			doc,
			flowCollectionPadding: opt.flowCollectionPadding ? " " : "",
			indent: "",
			indentStep: typeof opt.indent === "number" ? " ".repeat(opt.indent) : "  ",
			inFlow,
			options: opt
		};
	}
	function getTagObject(tags, item) {
		if (item.tag) {
			const match = tags.filter((t) => t.tag === item.tag);
			if (match.length > 0) return match.find((t) => t.format === item.format) ?? match[0];
		}
		let tagObj = void 0;
		let obj;
		if (identity.isScalar(item)) {
			obj = item.value;
			let match = tags.filter((t) => t.identify?.(obj));
			if (match.length > 1) {
				const testMatch = match.filter((t) => t.test);
				if (testMatch.length > 0) match = testMatch;
			}
			tagObj = match.find((t) => t.format === item.format) ?? match.find((t) => !t.format);
		} else {
			obj = item;
			tagObj = tags.find((t) => t.nodeClass && obj instanceof t.nodeClass);
		}
		if (!tagObj) {
			const name = obj?.constructor?.name ?? (obj === null ? "null" : typeof obj);
			throw new Error(`Tag not resolved for ${name} value`);
		}
		return tagObj;
	}
	function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
		if (!doc.directives) return "";
		const props = [];
		const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
		if (anchor && anchors.anchorIsValid(anchor)) {
			anchors$1.add(anchor);
			props.push(`&${anchor}`);
		}
		const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
		if (tag) props.push(doc.directives.tagString(tag));
		return props.join(" ");
	}
	function stringify(item, ctx, onComment, onChompKeep) {
		if (identity.isPair(item)) return item.toString(ctx, onComment, onChompKeep);
		if (identity.isAlias(item)) {
			if (ctx.doc.directives) return item.toString(ctx);
			if (ctx.resolvedAliases?.has(item)) throw new TypeError(`Cannot stringify circular structure without alias nodes`);
			else {
				if (ctx.resolvedAliases) ctx.resolvedAliases.add(item);
				else ctx.resolvedAliases = /* @__PURE__ */ new Set([item]);
				item = item.resolve(ctx.doc);
			}
		}
		let tagObj = void 0;
		const node = identity.isNode(item) ? item : ctx.doc.createNode(item, { onTagObj: (o) => tagObj = o });
		tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
		const props = stringifyProps(node, tagObj, ctx);
		if (props.length > 0) ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
		const str = typeof tagObj.stringify === "function" ? tagObj.stringify(node, ctx, onComment, onChompKeep) : identity.isScalar(node) ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep) : node.toString(ctx, onComment, onChompKeep);
		if (!props) return str;
		return identity.isScalar(node) || str[0] === "{" || str[0] === "[" ? `${props} ${str}` : `${props}\n${ctx.indent}${str}`;
	}
	exports.createStringifyContext = createStringifyContext;
	exports.stringify = stringify;
}));
// node_modules/yaml/dist/stringify/stringifyPair.js
var require_stringifyPair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
		const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
		let keyComment = identity.isNode(key) && key.comment || null;
		if (simpleKeys) {
			if (keyComment) throw new Error("With simple keys, key nodes cannot have comments");
			if (identity.isCollection(key) || !identity.isNode(key) && typeof key === "object") throw new Error("With simple keys, collection cannot be used as a key value");
		}
		let explicitKey = !simpleKeys && (!key || keyComment && value == null && !ctx.inFlow || identity.isCollection(key) || (identity.isScalar(key) ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL : typeof key === "object"));
		ctx = Object.assign({}, ctx, {
			allNullValues: false,
			implicitKey: !explicitKey && (simpleKeys || !allNullValues),
			indent: indent + indentStep
		});
		let keyCommentDone = false;
		let chompKeep = false;
		let str = stringify.stringify(key, ctx, () => keyCommentDone = true, () => chompKeep = true);
		if (!explicitKey && !ctx.inFlow && str.length > 1024) {
			if (simpleKeys) throw new Error("With simple keys, single line scalar must not span more than 1024 characters");
			explicitKey = true;
		}
		if (ctx.inFlow) {
			if (allNullValues || value == null) {
				if (keyCommentDone && onComment) onComment();
				return str === "" ? "?" : explicitKey ? `? ${str}` : str;
			}
		} else if (allNullValues && !simpleKeys || value == null && explicitKey) {
			str = `? ${str}`;
			if (keyComment && !keyCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			else if (chompKeep && onChompKeep) onChompKeep();
			return str;
		}
		if (keyCommentDone) keyComment = null;
		if (explicitKey) {
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
			str = `? ${str}\n${indent}:`;
		} else {
			str = `${str}:`;
			if (keyComment) str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
		}
		let vsb, vcb, valueComment;
		if (identity.isNode(value)) {
			vsb = !!value.spaceBefore;
			vcb = value.commentBefore;
			valueComment = value.comment;
		} else {
			vsb = false;
			vcb = null;
			valueComment = null;
			if (value && typeof value === "object") value = doc.createNode(value);
		}
		ctx.implicitKey = false;
		if (!explicitKey && !keyComment && identity.isScalar(value)) ctx.indentAtStart = str.length + 1;
		chompKeep = false;
		if (!indentSeq && indentStep.length >= 2 && !ctx.inFlow && !explicitKey && identity.isSeq(value) && !value.flow && !value.tag && !value.anchor) ctx.indent = ctx.indent.substring(2);
		let valueCommentDone = false;
		const valueStr = stringify.stringify(value, ctx, () => valueCommentDone = true, () => chompKeep = true);
		let ws = " ";
		if (keyComment || vsb || vcb) {
			ws = vsb ? "\n" : "";
			if (vcb) {
				const cs = commentString(vcb);
				ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
			}
			if (valueStr === "" && !ctx.inFlow) {
				if (ws === "\n" && valueComment) ws = "\n\n";
			} else ws += `\n${ctx.indent}`;
		} else if (!explicitKey && identity.isCollection(value)) {
			const vs0 = valueStr[0];
			const nl0 = valueStr.indexOf("\n");
			const hasNewline = nl0 !== -1;
			const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
			if (hasNewline || !flow) {
				let hasPropsLine = false;
				if (hasNewline && (vs0 === "&" || vs0 === "!")) {
					let sp0 = valueStr.indexOf(" ");
					if (vs0 === "&" && sp0 !== -1 && sp0 < nl0 && valueStr[sp0 + 1] === "!") sp0 = valueStr.indexOf(" ", sp0 + 1);
					if (sp0 === -1 || nl0 < sp0) hasPropsLine = true;
				}
				if (!hasPropsLine) ws = `\n${ctx.indent}`;
			}
		} else if (valueStr === "" || valueStr[0] === "\n") ws = "";
		str += ws + valueStr;
		if (ctx.inFlow) {
			if (valueCommentDone && onComment) onComment();
		} else if (valueComment && !valueCommentDone) str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
		else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	exports.stringifyPair = stringifyPair;
}));
// node_modules/yaml/dist/log.js
var require_log = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	function debug(logLevel, ...messages) {
		if (logLevel === "debug") console.log(...messages);
	}
	function warn(logLevel, warning) {
		if (logLevel === "debug" || logLevel === "warn") {
			if (typeof node_process.emitWarning === "function") node_process.emitWarning(warning);
			else console.warn(warning);
		}
	}
	exports.debug = debug;
	exports.warn = warn;
}));
// node_modules/yaml/dist/schema/yaml-1.1/merge.js
var require_merge = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	const MERGE_KEY = "<<";
	const merge = {
		identify: (value) => value === MERGE_KEY || typeof value === "symbol" && value.description === MERGE_KEY,
		default: "key",
		tag: "tag:yaml.org,2002:merge",
		test: /^<<$/,
		resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), { addToJSMap: addMergeToJSMap }),
		stringify: () => MERGE_KEY
	};
	const isMergeKey = (ctx, key) => (merge.identify(key) || identity.isScalar(key) && (!key.type || key.type === Scalar.Scalar.PLAIN) && merge.identify(key.value)) && ctx?.doc.schema.tags.some((tag) => tag.tag === merge.tag && tag.default);
	function addMergeToJSMap(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (identity.isSeq(source)) for (const it of source.items) mergeValue(ctx, map, it);
		else if (Array.isArray(source)) for (const it of source) mergeValue(ctx, map, it);
		else mergeValue(ctx, map, source);
	}
	function mergeValue(ctx, map, value) {
		const source = resolveAliasValue(ctx, value);
		if (!identity.isMap(source)) throw new Error("Merge sources must be maps or map aliases");
		const srcMap = source.toJSON(null, ctx, Map);
		for (const [key, value] of srcMap) if (map instanceof Map) {
			if (!map.has(key)) map.set(key, value);
		} else if (map instanceof Set) map.add(key);
		else if (!Object.prototype.hasOwnProperty.call(map, key)) Object.defineProperty(map, key, {
			value,
			writable: true,
			enumerable: true,
			configurable: true
		});
		return map;
	}
	function resolveAliasValue(ctx, value) {
		return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
	}
	exports.addMergeToJSMap = addMergeToJSMap;
	exports.isMergeKey = isMergeKey;
	exports.merge = merge;
}));
// node_modules/yaml/dist/nodes/addPairToJSMap.js
var require_addPairToJSMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var log = require_log();
	var merge = require_merge();
	var stringify = require_stringify();
	var identity = require_identity();
	var toJS = require_toJS();
	function addPairToJSMap(ctx, map, { key, value }) {
		if (identity.isNode(key) && key.addToJSMap) key.addToJSMap(ctx, map, value);
		else if (merge.isMergeKey(ctx, key)) merge.addMergeToJSMap(ctx, map, value);
		else {
			const jsKey = toJS.toJS(key, "", ctx);
			if (map instanceof Map) map.set(jsKey, toJS.toJS(value, jsKey, ctx));
			else if (map instanceof Set) map.add(jsKey);
			else {
				const stringKey = stringifyKey(key, jsKey, ctx);
				const jsValue = toJS.toJS(value, stringKey, ctx);
				if (stringKey in map) Object.defineProperty(map, stringKey, {
					value: jsValue,
					writable: true,
					enumerable: true,
					configurable: true
				});
				else map[stringKey] = jsValue;
			}
		}
		return map;
	}
	function stringifyKey(key, jsKey, ctx) {
		if (jsKey === null) return "";
		if (typeof jsKey !== "object") return String(jsKey);
		if (identity.isNode(key) && ctx?.doc) {
			const strCtx = stringify.createStringifyContext(ctx.doc, {});
			strCtx.anchors = /* @__PURE__ */ new Set();
			for (const node of ctx.anchors.keys()) strCtx.anchors.add(node.anchor);
			strCtx.inFlow = true;
			strCtx.inStringifyKey = true;
			const strKey = key.toString(strCtx);
			if (!ctx.mapKeyWarned) {
				let jsonStr = JSON.stringify(strKey);
				if (jsonStr.length > 40) jsonStr = jsonStr.substring(0, 36) + "...\"";
				log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
				ctx.mapKeyWarned = true;
			}
			return strKey;
		}
		return JSON.stringify(jsKey);
	}
	exports.addPairToJSMap = addPairToJSMap;
}));
// node_modules/yaml/dist/nodes/Pair.js
var require_Pair = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyPair = require_stringifyPair();
	var addPairToJSMap = require_addPairToJSMap();
	var identity = require_identity();
	function createPair(key, value, ctx) {
		return new Pair(createNode.createNode(key, void 0, ctx), createNode.createNode(value, void 0, ctx));
	}
	var Pair = class Pair {
		constructor(key, value = null) {
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
			this.key = key;
			this.value = value;
		}
		clone(schema) {
			let { key, value } = this;
			if (identity.isNode(key)) key = key.clone(schema);
			if (identity.isNode(value)) value = value.clone(schema);
			return new Pair(key, value);
		}
		toJSON(_, ctx) {
			const pair = ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			return addPairToJSMap.addPairToJSMap(ctx, pair, this);
		}
		toString(ctx, onComment, onChompKeep) {
			return ctx?.doc ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep) : JSON.stringify(this);
		}
	};
	exports.Pair = Pair;
	exports.createPair = createPair;
}));
// node_modules/yaml/dist/stringify/stringifyCollection.js
var require_stringifyCollection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyCollection(collection, ctx, options) {
		return (ctx.inFlow ?? collection.flow ? stringifyFlowCollection : stringifyBlockCollection)(collection, ctx, options);
	}
	function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
		const { indent, options: { commentString } } = ctx;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			type: null
		});
		let chompKeep = false;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (!chompKeep && item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (!chompKeep && ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
				}
			}
			chompKeep = false;
			let str = stringify.stringify(item, itemCtx, () => comment = null, () => chompKeep = true);
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			if (chompKeep && comment) chompKeep = false;
			lines.push(blockItemPrefix + str);
		}
		let str;
		if (lines.length === 0) str = flowChars.start + flowChars.end;
		else {
			str = lines[0];
			for (let i = 1; i < lines.length; ++i) {
				const line = lines[i];
				str += line ? `\n${indent}${line}` : "\n";
			}
		}
		if (comment) {
			str += "\n" + stringifyComment.indentComment(commentString(comment), indent);
			if (onComment) onComment();
		} else if (chompKeep && onChompKeep) onChompKeep();
		return str;
	}
	function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
		const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
		itemIndent += indentStep;
		const itemCtx = Object.assign({}, ctx, {
			indent: itemIndent,
			inFlow: true,
			type: null
		});
		let reqNewline = false;
		let linesAtValue = 0;
		const lines = [];
		for (let i = 0; i < items.length; ++i) {
			const item = items[i];
			let comment = null;
			if (identity.isNode(item)) {
				if (item.spaceBefore) lines.push("");
				addCommentBefore(ctx, lines, item.commentBefore, false);
				if (item.comment) comment = item.comment;
			} else if (identity.isPair(item)) {
				const ik = identity.isNode(item.key) ? item.key : null;
				if (ik) {
					if (ik.spaceBefore) lines.push("");
					addCommentBefore(ctx, lines, ik.commentBefore, false);
					if (ik.comment) reqNewline = true;
				}
				const iv = identity.isNode(item.value) ? item.value : null;
				if (iv) {
					if (iv.comment) comment = iv.comment;
					if (iv.commentBefore) reqNewline = true;
				} else if (item.value == null && ik?.comment) comment = ik.comment;
			}
			if (comment) reqNewline = true;
			let str = stringify.stringify(item, itemCtx, () => comment = null);
			reqNewline || (reqNewline = lines.length > linesAtValue || str.includes("\n"));
			if (i < items.length - 1) str += ",";
			else if (ctx.options.trailingComma) {
				if (ctx.options.lineWidth > 0) reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) + (str.length + 2) > ctx.options.lineWidth);
				if (reqNewline) str += ",";
			}
			if (comment) str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
			lines.push(str);
			linesAtValue = lines.length;
		}
		const { start, end } = flowChars;
		if (lines.length === 0) return start + end;
		else {
			if (!reqNewline) {
				const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
				reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
			}
			if (reqNewline) {
				let str = start;
				for (const line of lines) str += line ? `\n${indentStep}${indent}${line}` : "\n";
				return `${str}\n${indent}${end}`;
			} else return `${start}${fcPadding}${lines.join(" ")}${fcPadding}${end}`;
		}
	}
	function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
		if (comment && chompKeep) comment = comment.replace(/^\n+/, "");
		if (comment) {
			const ic = stringifyComment.indentComment(commentString(comment), indent);
			lines.push(ic.trimStart());
		}
	}
	exports.stringifyCollection = stringifyCollection;
}));
// node_modules/yaml/dist/nodes/YAMLMap.js
var require_YAMLMap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyCollection = require_stringifyCollection();
	var addPairToJSMap = require_addPairToJSMap();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	function findPair(items, key) {
		const k = identity.isScalar(key) ? key.value : key;
		for (const it of items) if (identity.isPair(it)) {
			if (it.key === key || it.key === k) return it;
			if (identity.isScalar(it.key) && it.key.value === k) return it;
		}
	}
	var YAMLMap = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:map";
		}
		constructor(schema) {
			super(identity.MAP, schema);
			this.items = [];
		}
		static from(schema, obj, ctx) {
			const { keepUndefined, replacer } = ctx;
			const map = new this(schema);
			const add = (key, value) => {
				if (typeof replacer === "function") value = replacer.call(obj, key, value);
				else if (Array.isArray(replacer) && !replacer.includes(key)) return;
				if (value !== void 0 || keepUndefined) map.items.push(Pair.createPair(key, value, ctx));
			};
			if (obj instanceof Map) for (const [key, value] of obj) add(key, value);
			else if (obj && typeof obj === "object") for (const key of Object.keys(obj)) add(key, obj[key]);
			if (typeof schema.sortMapEntries === "function") map.items.sort(schema.sortMapEntries);
			return map;
		}
		add(pair, overwrite) {
			let _pair;
			if (identity.isPair(pair)) _pair = pair;
			else if (!pair || typeof pair !== "object" || !("key" in pair)) _pair = new Pair.Pair(pair, pair?.value);
			else _pair = new Pair.Pair(pair.key, pair.value);
			const prev = findPair(this.items, _pair.key);
			const sortEntries = this.schema?.sortMapEntries;
			if (prev) {
				if (!overwrite) throw new Error(`Key ${_pair.key} already set`);
				if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value)) prev.value.value = _pair.value;
				else prev.value = _pair.value;
			} else if (sortEntries) {
				const i = this.items.findIndex((item) => sortEntries(_pair, item) < 0);
				if (i === -1) this.items.push(_pair);
				else this.items.splice(i, 0, _pair);
			} else this.items.push(_pair);
		}
		delete(key) {
			const it = findPair(this.items, key);
			if (!it) return false;
			return this.items.splice(this.items.indexOf(it), 1).length > 0;
		}
		get(key, keepScalar) {
			const node = findPair(this.items, key)?.value;
			return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? void 0;
		}
		has(key) {
			return !!findPair(this.items, key);
		}
		set(key, value) {
			this.add(new Pair.Pair(key, value), true);
		}
		toJSON(_, ctx, Type) {
			const map = Type ? new Type() : ctx?.mapAsMap ? /* @__PURE__ */ new Map() : {};
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const item of this.items) addPairToJSMap.addPairToJSMap(ctx, map, item);
			return map;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			for (const item of this.items) if (!identity.isPair(item)) throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
			if (!ctx.allNullValues && this.hasAllNullValues(false)) ctx = Object.assign({}, ctx, { allNullValues: true });
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "",
				flowChars: {
					start: "{",
					end: "}"
				},
				itemIndent: ctx.indent || "",
				onChompKeep,
				onComment
			});
		}
	};
	exports.YAMLMap = YAMLMap;
	exports.findPair = findPair;
}));
// node_modules/yaml/dist/schema/common/map.js
var require_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLMap = require_YAMLMap();
	exports.map = {
		collection: "map",
		default: true,
		nodeClass: YAMLMap.YAMLMap,
		tag: "tag:yaml.org,2002:map",
		resolve(map, onError) {
			if (!identity.isMap(map)) onError("Expected a mapping for this tag");
			return map;
		},
		createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
	};
}));
// node_modules/yaml/dist/nodes/YAMLSeq.js
var require_YAMLSeq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var createNode = require_createNode();
	var stringifyCollection = require_stringifyCollection();
	var Collection = require_Collection();
	var identity = require_identity();
	var Scalar = require_Scalar();
	var toJS = require_toJS();
	var YAMLSeq = class extends Collection.Collection {
		static get tagName() {
			return "tag:yaml.org,2002:seq";
		}
		constructor(schema) {
			super(identity.SEQ, schema);
			this.items = [];
		}
		add(value) {
			this.items.push(value);
		}
		delete(key) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return false;
			return this.items.splice(idx, 1).length > 0;
		}
		get(key, keepScalar) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") return void 0;
			const it = this.items[idx];
			return !keepScalar && identity.isScalar(it) ? it.value : it;
		}
		has(key) {
			const idx = asItemIndex(key);
			return typeof idx === "number" && idx < this.items.length;
		}
		set(key, value) {
			const idx = asItemIndex(key);
			if (typeof idx !== "number") throw new Error(`Expected a valid index, not ${key}.`);
			const prev = this.items[idx];
			if (identity.isScalar(prev) && Scalar.isScalarValue(value)) prev.value = value;
			else this.items[idx] = value;
		}
		toJSON(_, ctx) {
			const seq = [];
			if (ctx?.onCreate) ctx.onCreate(seq);
			let i = 0;
			for (const item of this.items) seq.push(toJS.toJS(item, String(i++), ctx));
			return seq;
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			return stringifyCollection.stringifyCollection(this, ctx, {
				blockItemPrefix: "- ",
				flowChars: {
					start: "[",
					end: "]"
				},
				itemIndent: (ctx.indent || "") + "  ",
				onChompKeep,
				onComment
			});
		}
		static from(schema, obj, ctx) {
			const { replacer } = ctx;
			const seq = new this(schema);
			if (obj && Symbol.iterator in Object(obj)) {
				let i = 0;
				for (let it of obj) {
					if (typeof replacer === "function") {
						const key = obj instanceof Set ? it : String(i++);
						it = replacer.call(obj, key, it);
					}
					seq.items.push(createNode.createNode(it, void 0, ctx));
				}
			}
			return seq;
		}
	};
	function asItemIndex(key) {
		let idx = identity.isScalar(key) ? key.value : key;
		if (idx && typeof idx === "string") idx = Number(idx);
		return typeof idx === "number" && Number.isInteger(idx) && idx >= 0 ? idx : null;
	}
	exports.YAMLSeq = YAMLSeq;
}));
// node_modules/yaml/dist/schema/common/seq.js
var require_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var YAMLSeq = require_YAMLSeq();
	exports.seq = {
		collection: "seq",
		default: true,
		nodeClass: YAMLSeq.YAMLSeq,
		tag: "tag:yaml.org,2002:seq",
		resolve(seq, onError) {
			if (!identity.isSeq(seq)) onError("Expected a sequence for this tag");
			return seq;
		},
		createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
	};
}));
// node_modules/yaml/dist/schema/common/string.js
var require_string = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyString = require_stringifyString();
	exports.string = {
		identify: (value) => typeof value === "string",
		default: true,
		tag: "tag:yaml.org,2002:str",
		resolve: (str) => str,
		stringify(item, ctx, onComment, onChompKeep) {
			ctx = Object.assign({ actualString: true }, ctx);
			return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
		}
	};
}));
// node_modules/yaml/dist/schema/common/null.js
var require_null = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const nullTag = {
		identify: (value) => value == null,
		createNode: () => new Scalar.Scalar(null),
		default: true,
		tag: "tag:yaml.org,2002:null",
		test: /^(?:~|[Nn]ull|NULL)?$/,
		resolve: () => new Scalar.Scalar(null),
		stringify: ({ source }, ctx) => typeof source === "string" && nullTag.test.test(source) ? source : ctx.options.nullStr
	};
	exports.nullTag = nullTag;
}));
// node_modules/yaml/dist/schema/core/bool.js
var require_bool$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	const boolTag = {
		identify: (value) => typeof value === "boolean",
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
		resolve: (str) => new Scalar.Scalar(str[0] === "t" || str[0] === "T"),
		stringify({ source, value }, ctx) {
			if (source && boolTag.test.test(source)) {
				if (value === (source[0] === "t" || source[0] === "T")) return source;
			}
			return value ? ctx.options.trueStr : ctx.options.falseStr;
		}
	};
	exports.boolTag = boolTag;
}));
// node_modules/yaml/dist/stringify/stringifyNumber.js
var require_stringifyNumber = /* @__PURE__ */ __commonJSMin(((exports) => {
	function stringifyNumber({ format, minFractionDigits, tag, value }) {
		if (typeof value === "bigint") return String(value);
		const num = typeof value === "number" ? value : Number(value);
		if (!isFinite(num)) return isNaN(num) ? ".nan" : num < 0 ? "-.inf" : ".inf";
		let n = Object.is(value, -0) ? "-0" : JSON.stringify(value);
		if (!format && minFractionDigits && (!tag || tag === "tag:yaml.org,2002:float") && /^-?\d/.test(n) && !n.includes("e")) {
			let i = n.indexOf(".");
			if (i < 0) {
				i = n.length;
				n += ".";
			}
			let d = minFractionDigits - (n.length - i - 1);
			while (d-- > 0) n += "0";
		}
		return n;
	}
	exports.stringifyNumber = stringifyNumber;
}));
// node_modules/yaml/dist/schema/core/float.js
var require_float$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	exports.float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str));
			const dot = str.indexOf(".");
			if (dot !== -1 && str[str.length - 1] === "0") node.minFractionDigits = str.length - dot - 1;
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));
// node_modules/yaml/dist/schema/core/int.js
var require_int$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	const intResolve = (str, offset, radix, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix);
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value) && value >= 0) return prefix + value.toString(radix);
		return stringifyNumber.stringifyNumber(node);
	}
	const intOct = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^0o[0-7]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
		stringify: (node) => intStringify(node, 8, "0o")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: (value) => intIdentify(value) && value >= 0,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^0x[0-9a-fA-F]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));
// node_modules/yaml/dist/schema/core/schema.js
var require_schema$2 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	exports.schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.boolTag,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float
	];
}));
// node_modules/yaml/dist/schema/json/schema.js
var require_schema$1 = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var map = require_map();
	var seq = require_seq();
	function intIdentify(value) {
		return typeof value === "bigint" || Number.isInteger(value);
	}
	const stringifyJSON = ({ value }) => JSON.stringify(value);
	const jsonScalars = [
		{
			identify: (value) => typeof value === "string",
			default: true,
			tag: "tag:yaml.org,2002:str",
			resolve: (str) => str,
			stringify: stringifyJSON
		},
		{
			identify: (value) => value == null,
			createNode: () => new Scalar.Scalar(null),
			default: true,
			tag: "tag:yaml.org,2002:null",
			test: /^null$/,
			resolve: () => null,
			stringify: stringifyJSON
		},
		{
			identify: (value) => typeof value === "boolean",
			default: true,
			tag: "tag:yaml.org,2002:bool",
			test: /^true$|^false$/,
			resolve: (str) => str === "true",
			stringify: stringifyJSON
		},
		{
			identify: intIdentify,
			default: true,
			tag: "tag:yaml.org,2002:int",
			test: /^-?(?:0|[1-9][0-9]*)$/,
			resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
			stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
		},
		{
			identify: (value) => typeof value === "number",
			default: true,
			tag: "tag:yaml.org,2002:float",
			test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
			resolve: (str) => parseFloat(str),
			stringify: stringifyJSON
		}
	];
	exports.schema = [map.map, seq.seq].concat(jsonScalars, {
		default: true,
		tag: "",
		test: /^/,
		resolve(str, onError) {
			onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
			return str;
		}
	});
}));
// node_modules/yaml/dist/schema/yaml-1.1/binary.js
var require_binary = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_buffer = __require("buffer");
	var Scalar = require_Scalar();
	var stringifyString = require_stringifyString();
	exports.binary = {
		identify: (value) => value instanceof Uint8Array,
		default: false,
		tag: "tag:yaml.org,2002:binary",
		resolve(src, onError) {
			if (typeof node_buffer.Buffer === "function") return node_buffer.Buffer.from(src, "base64");
			else if (typeof atob === "function") {
				const str = atob(src.replace(/[\n\r]/g, ""));
				const buffer = new Uint8Array(str.length);
				for (let i = 0; i < str.length; ++i) buffer[i] = str.charCodeAt(i);
				return buffer;
			} else {
				onError("This environment does not support reading binary tags; either Buffer or atob is required");
				return src;
			}
		},
		stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
			if (!value) return "";
			const buf = value;
			let str;
			if (typeof node_buffer.Buffer === "function") str = buf instanceof node_buffer.Buffer ? buf.toString("base64") : node_buffer.Buffer.from(buf.buffer).toString("base64");
			else if (typeof btoa === "function") {
				let s = "";
				for (let i = 0; i < buf.length; ++i) s += String.fromCharCode(buf[i]);
				str = btoa(s);
			} else throw new Error("This environment does not support writing binary tags; either Buffer or btoa is required");
			type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
			if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
				const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
				const n = Math.ceil(str.length / lineWidth);
				const lines = new Array(n);
				for (let i = 0, o = 0; i < n; ++i, o += lineWidth) lines[i] = str.substr(o, lineWidth);
				str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? "\n" : " ");
			}
			return stringifyString.stringifyString({
				comment,
				type,
				value: str
			}, ctx, onComment, onChompKeep);
		}
	};
}));
// node_modules/yaml/dist/schema/yaml-1.1/pairs.js
var require_pairs = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLSeq = require_YAMLSeq();
	function resolvePairs(seq, onError) {
		if (identity.isSeq(seq)) for (let i = 0; i < seq.items.length; ++i) {
			let item = seq.items[i];
			if (identity.isPair(item)) continue;
			else if (identity.isMap(item)) {
				if (item.items.length > 1) onError("Each pair must have its own sequence indicator");
				const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
				if (item.commentBefore) pair.key.commentBefore = pair.key.commentBefore ? `${item.commentBefore}\n${pair.key.commentBefore}` : item.commentBefore;
				if (item.comment) {
					const cn = pair.value ?? pair.key;
					cn.comment = cn.comment ? `${item.comment}\n${cn.comment}` : item.comment;
				}
				item = pair;
			}
			seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
		}
		else onError("Expected a sequence for this tag");
		return seq;
	}
	function createPairs(schema, iterable, ctx) {
		const { replacer } = ctx;
		const pairs = new YAMLSeq.YAMLSeq(schema);
		pairs.tag = "tag:yaml.org,2002:pairs";
		let i = 0;
		if (iterable && Symbol.iterator in Object(iterable)) for (let it of iterable) {
			if (typeof replacer === "function") it = replacer.call(iterable, String(i++), it);
			let key, value;
			if (Array.isArray(it)) {
				if (it.length === 2) {
					key = it[0];
					value = it[1];
				} else throw new TypeError(`Expected [key, value] tuple: ${it}`);
			} else if (it && it instanceof Object) {
				const keys = Object.keys(it);
				if (keys.length === 1) {
					key = keys[0];
					value = it[key];
				} else throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
			} else key = it;
			pairs.items.push(Pair.createPair(key, value, ctx));
		}
		return pairs;
	}
	const pairs = {
		collection: "seq",
		default: false,
		tag: "tag:yaml.org,2002:pairs",
		resolve: resolvePairs,
		createNode: createPairs
	};
	exports.createPairs = createPairs;
	exports.pairs = pairs;
	exports.resolvePairs = resolvePairs;
}));
// node_modules/yaml/dist/schema/yaml-1.1/omap.js
var require_omap = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var toJS = require_toJS();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var pairs = require_pairs();
	var YAMLOMap = class YAMLOMap extends YAMLSeq.YAMLSeq {
		constructor() {
			super();
			this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
			this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
			this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
			this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
			this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
			this.tag = YAMLOMap.tag;
		}
		toJSON(_, ctx) {
			if (!ctx) return super.toJSON(_);
			const map = /* @__PURE__ */ new Map();
			if (ctx?.onCreate) ctx.onCreate(map);
			for (const pair of this.items) {
				let key, value;
				if (identity.isPair(pair)) {
					key = toJS.toJS(pair.key, "", ctx);
					value = toJS.toJS(pair.value, key, ctx);
				} else key = toJS.toJS(pair, "", ctx);
				if (map.has(key)) throw new Error("Ordered maps must not include duplicate keys");
				map.set(key, value);
			}
			return map;
		}
		static from(schema, iterable, ctx) {
			const pairs$1 = pairs.createPairs(schema, iterable, ctx);
			const omap = new this();
			omap.items = pairs$1.items;
			return omap;
		}
	};
	YAMLOMap.tag = "tag:yaml.org,2002:omap";
	const omap = {
		collection: "seq",
		identify: (value) => value instanceof Map,
		nodeClass: YAMLOMap,
		default: false,
		tag: "tag:yaml.org,2002:omap",
		resolve(seq, onError) {
			const pairs$1 = pairs.resolvePairs(seq, onError);
			const seenKeys = [];
			for (const { key } of pairs$1.items) if (identity.isScalar(key)) {
				if (seenKeys.includes(key.value)) onError(`Ordered maps must not include duplicate keys: ${key.value}`);
				else seenKeys.push(key.value);
			}
			return Object.assign(new YAMLOMap(), pairs$1);
		},
		createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
	};
	exports.YAMLOMap = YAMLOMap;
	exports.omap = omap;
}));
// node_modules/yaml/dist/schema/yaml-1.1/bool.js
var require_bool = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function boolStringify({ value, source }, ctx) {
		if (source && (value ? trueTag : falseTag).test.test(source)) return source;
		return value ? ctx.options.trueStr : ctx.options.falseStr;
	}
	const trueTag = {
		identify: (value) => value === true,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
		resolve: () => new Scalar.Scalar(true),
		stringify: boolStringify
	};
	const falseTag = {
		identify: (value) => value === false,
		default: true,
		tag: "tag:yaml.org,2002:bool",
		test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
		resolve: () => new Scalar.Scalar(false),
		stringify: boolStringify
	};
	exports.falseTag = falseTag;
	exports.trueTag = trueTag;
}));
// node_modules/yaml/dist/schema/yaml-1.1/float.js
var require_float = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var stringifyNumber = require_stringifyNumber();
	const floatNaN = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
		resolve: (str) => str.slice(-3).toLowerCase() === "nan" ? NaN : str[0] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY,
		stringify: stringifyNumber.stringifyNumber
	};
	const floatExp = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "EXP",
		test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
		resolve: (str) => parseFloat(str.replace(/_/g, "")),
		stringify(node) {
			const num = Number(node.value);
			return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
		}
	};
	exports.float = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
		resolve(str) {
			const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, "")));
			const dot = str.indexOf(".");
			if (dot !== -1) {
				const f = str.substring(dot + 1).replace(/_/g, "");
				if (f[f.length - 1] === "0") node.minFractionDigits = f.length;
			}
			return node;
		},
		stringify: stringifyNumber.stringifyNumber
	};
	exports.floatExp = floatExp;
	exports.floatNaN = floatNaN;
}));
// node_modules/yaml/dist/schema/yaml-1.1/int.js
var require_int = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	const intIdentify = (value) => typeof value === "bigint" || Number.isInteger(value);
	function intResolve(str, offset, radix, { intAsBigInt }) {
		const sign = str[0];
		if (sign === "-" || sign === "+") offset += 1;
		str = str.substring(offset).replace(/_/g, "");
		if (intAsBigInt) {
			switch (radix) {
				case 2:
					str = `0b${str}`;
					break;
				case 8:
					str = `0o${str}`;
					break;
				case 16: str = `0x${str}`;
			}
			const n = BigInt(str);
			return sign === "-" ? BigInt(-1) * n : n;
		}
		const n = parseInt(str, radix);
		return sign === "-" ? -1 * n : n;
	}
	function intStringify(node, radix, prefix) {
		const { value } = node;
		if (intIdentify(value)) {
			const str = value.toString(radix);
			return value < 0 ? "-" + prefix + str.substr(1) : prefix + str;
		}
		return stringifyNumber.stringifyNumber(node);
	}
	const intBin = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "BIN",
		test: /^[-+]?0b[0-1_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
		stringify: (node) => intStringify(node, 2, "0b")
	};
	const intOct = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "OCT",
		test: /^[-+]?0[0-7_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
		stringify: (node) => intStringify(node, 8, "0")
	};
	const int = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		test: /^[-+]?[0-9][0-9_]*$/,
		resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
		stringify: stringifyNumber.stringifyNumber
	};
	const intHex = {
		identify: intIdentify,
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "HEX",
		test: /^[-+]?0x[0-9a-fA-F_]+$/,
		resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
		stringify: (node) => intStringify(node, 16, "0x")
	};
	exports.int = int;
	exports.intBin = intBin;
	exports.intHex = intHex;
	exports.intOct = intOct;
}));
// node_modules/yaml/dist/schema/yaml-1.1/set.js
var require_set = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSet = class YAMLSet extends YAMLMap.YAMLMap {
		constructor(schema) {
			super(schema);
			this.tag = YAMLSet.tag;
		}
		add(key) {
			let pair;
			if (identity.isPair(key)) pair = key;
			else if (key && typeof key === "object" && "key" in key && "value" in key && key.value === null) pair = new Pair.Pair(key.key, null);
			else pair = new Pair.Pair(key, null);
			if (!YAMLMap.findPair(this.items, pair.key)) this.items.push(pair);
		}
		get(key, keepPair) {
			const pair = YAMLMap.findPair(this.items, key);
			return !keepPair && identity.isPair(pair) ? identity.isScalar(pair.key) ? pair.key.value : pair.key : pair;
		}
		set(key, value) {
			if (typeof value !== "boolean") throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
			const prev = YAMLMap.findPair(this.items, key);
			if (prev && !value) this.items.splice(this.items.indexOf(prev), 1);
			else if (!prev && value) this.items.push(new Pair.Pair(key));
		}
		toJSON(_, ctx) {
			return super.toJSON(_, ctx, Set);
		}
		toString(ctx, onComment, onChompKeep) {
			if (!ctx) return JSON.stringify(this);
			if (this.hasAllNullValues(true)) return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
			else throw new Error("Set items must all have null values");
		}
		static from(schema, iterable, ctx) {
			const { replacer } = ctx;
			const set = new this(schema);
			if (iterable && Symbol.iterator in Object(iterable)) for (let value of iterable) {
				if (typeof replacer === "function") value = replacer.call(iterable, value, value);
				set.items.push(Pair.createPair(value, null, ctx));
			}
			return set;
		}
	};
	YAMLSet.tag = "tag:yaml.org,2002:set";
	const set = {
		collection: "map",
		identify: (value) => value instanceof Set,
		nodeClass: YAMLSet,
		default: false,
		tag: "tag:yaml.org,2002:set",
		createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
		resolve(map, onError) {
			if (identity.isMap(map)) {
				if (map.hasAllNullValues(true)) return Object.assign(new YAMLSet(), map);
				else onError("Set items must all have null values");
			} else onError("Expected a mapping for this tag");
			return map;
		}
	};
	exports.YAMLSet = YAMLSet;
	exports.set = set;
}));
// node_modules/yaml/dist/schema/yaml-1.1/timestamp.js
var require_timestamp = /* @__PURE__ */ __commonJSMin(((exports) => {
	var stringifyNumber = require_stringifyNumber();
	function parseSexagesimal(str, asBigInt) {
		const sign = str[0];
		const parts = sign === "-" || sign === "+" ? str.substring(1) : str;
		const num = (n) => asBigInt ? BigInt(n) : Number(n);
		const res = parts.replace(/_/g, "").split(":").reduce((res, p) => res * num(60) + num(p), num(0));
		return sign === "-" ? num(-1) * res : res;
	}
	function stringifySexagesimal(node) {
		let { value } = node;
		let num = (n) => n;
		if (typeof value === "bigint") num = (n) => BigInt(n);
		else if (isNaN(value) || !isFinite(value)) return stringifyNumber.stringifyNumber(node);
		let sign = "";
		if (value < 0) {
			sign = "-";
			value *= num(-1);
		}
		const _60 = num(60);
		const parts = [value % _60];
		if (value < 60) parts.unshift(0);
		else {
			value = (value - parts[0]) / _60;
			parts.unshift(value % _60);
			if (value >= 60) {
				value = (value - parts[0]) / _60;
				parts.unshift(value);
			}
		}
		return sign + parts.map((n) => String(n).padStart(2, "0")).join(":").replace(/000000\d*$/, "");
	}
	const intTime = {
		identify: (value) => typeof value === "bigint" || Number.isInteger(value),
		default: true,
		tag: "tag:yaml.org,2002:int",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
		resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
		stringify: stringifySexagesimal
	};
	const floatTime = {
		identify: (value) => typeof value === "number",
		default: true,
		tag: "tag:yaml.org,2002:float",
		format: "TIME",
		test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
		resolve: (str) => parseSexagesimal(str, false),
		stringify: stringifySexagesimal
	};
	const timestamp = {
		identify: (value) => value instanceof Date,
		default: true,
		tag: "tag:yaml.org,2002:timestamp",
		test: RegExp("^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})(?:(?:t|T|[ \\t]+)([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?)?$"),
		resolve(str) {
			const match = str.match(timestamp.test);
			if (!match) throw new Error("!!timestamp expects a date, starting with yyyy-mm-dd");
			const [, year, month, day, hour, minute, second] = match.map(Number);
			const millisec = match[7] ? Number((match[7] + "00").substr(1, 3)) : 0;
			let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
			const tz = match[8];
			if (tz && tz !== "Z") {
				let d = parseSexagesimal(tz, false);
				if (Math.abs(d) < 30) d *= 60;
				date -= 6e4 * d;
			}
			return new Date(date);
		},
		stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, "") ?? ""
	};
	exports.floatTime = floatTime;
	exports.intTime = intTime;
	exports.timestamp = timestamp;
}));
// node_modules/yaml/dist/schema/yaml-1.1/schema.js
var require_schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var binary = require_binary();
	var bool = require_bool();
	var float = require_float();
	var int = require_int();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var set = require_set();
	var timestamp = require_timestamp();
	exports.schema = [
		map.map,
		seq.seq,
		string.string,
		_null.nullTag,
		bool.trueTag,
		bool.falseTag,
		int.intBin,
		int.intOct,
		int.int,
		int.intHex,
		float.floatNaN,
		float.floatExp,
		float.float,
		binary.binary,
		merge.merge,
		omap.omap,
		pairs.pairs,
		set.set,
		timestamp.intTime,
		timestamp.floatTime,
		timestamp.timestamp
	];
}));
// node_modules/yaml/dist/schema/tags.js
var require_tags = /* @__PURE__ */ __commonJSMin(((exports) => {
	var map = require_map();
	var _null = require_null();
	var seq = require_seq();
	var string = require_string();
	var bool = require_bool$1();
	var float = require_float$1();
	var int = require_int$1();
	var schema = require_schema$2();
	var schema$1 = require_schema$1();
	var binary = require_binary();
	var merge = require_merge();
	var omap = require_omap();
	var pairs = require_pairs();
	var schema$2 = require_schema();
	var set = require_set();
	var timestamp = require_timestamp();
	const schemas = /* @__PURE__ */ new Map([
		["core", schema.schema],
		["failsafe", [
			map.map,
			seq.seq,
			string.string
		]],
		["json", schema$1.schema],
		["yaml11", schema$2.schema],
		["yaml-1.1", schema$2.schema]
	]);
	const tagsByName = {
		binary: binary.binary,
		bool: bool.boolTag,
		float: float.float,
		floatExp: float.floatExp,
		floatNaN: float.floatNaN,
		floatTime: timestamp.floatTime,
		int: int.int,
		intHex: int.intHex,
		intOct: int.intOct,
		intTime: timestamp.intTime,
		map: map.map,
		merge: merge.merge,
		null: _null.nullTag,
		omap: omap.omap,
		pairs: pairs.pairs,
		seq: seq.seq,
		set: set.set,
		timestamp: timestamp.timestamp
	};
	const coreKnownTags = {
		"tag:yaml.org,2002:binary": binary.binary,
		"tag:yaml.org,2002:merge": merge.merge,
		"tag:yaml.org,2002:omap": omap.omap,
		"tag:yaml.org,2002:pairs": pairs.pairs,
		"tag:yaml.org,2002:set": set.set,
		"tag:yaml.org,2002:timestamp": timestamp.timestamp
	};
	function getTags(customTags, schemaName, addMergeTag) {
		const schemaTags = schemas.get(schemaName);
		if (schemaTags && !customTags) return addMergeTag && !schemaTags.includes(merge.merge) ? schemaTags.concat(merge.merge) : schemaTags.slice();
		let tags = schemaTags;
		if (!tags) {
			if (Array.isArray(customTags)) tags = [];
			else {
				const keys = Array.from(schemas.keys()).filter((key) => key !== "yaml11").map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
			}
		}
		if (Array.isArray(customTags)) for (const tag of customTags) tags = tags.concat(tag);
		else if (typeof customTags === "function") tags = customTags(tags.slice());
		if (addMergeTag) tags = tags.concat(merge.merge);
		return tags.reduce((tags, tag) => {
			const tagObj = typeof tag === "string" ? tagsByName[tag] : tag;
			if (!tagObj) {
				const tagName = JSON.stringify(tag);
				const keys = Object.keys(tagsByName).map((key) => JSON.stringify(key)).join(", ");
				throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
			}
			if (!tags.includes(tagObj)) tags.push(tagObj);
			return tags;
		}, []);
	}
	exports.coreKnownTags = coreKnownTags;
	exports.getTags = getTags;
}));
// node_modules/yaml/dist/schema/Schema.js
var require_Schema = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var map = require_map();
	var seq = require_seq();
	var string = require_string();
	var tags = require_tags();
	const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
	exports.Schema = class Schema {
		constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
			this.compat = Array.isArray(compat) ? tags.getTags(compat, "compat") : compat ? tags.getTags(null, compat) : null;
			this.name = typeof schema === "string" && schema || "core";
			this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
			this.tags = tags.getTags(customTags, this.name, merge);
			this.toStringOptions = toStringDefaults ?? null;
			Object.defineProperty(this, identity.MAP, { value: map.map });
			Object.defineProperty(this, identity.SCALAR, { value: string.string });
			Object.defineProperty(this, identity.SEQ, { value: seq.seq });
			this.sortMapEntries = typeof sortMapEntries === "function" ? sortMapEntries : sortMapEntries === true ? sortMapEntriesByKey : null;
		}
		clone() {
			const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
			copy.tags = this.tags.slice();
			return copy;
		}
	};
}));
// node_modules/yaml/dist/stringify/stringifyDocument.js
var require_stringifyDocument = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var stringify = require_stringify();
	var stringifyComment = require_stringifyComment();
	function stringifyDocument(doc, options) {
		const lines = [];
		let hasDirectives = options.directives === true;
		if (options.directives !== false && doc.directives) {
			const dir = doc.directives.toString(doc);
			if (dir) {
				lines.push(dir);
				hasDirectives = true;
			} else if (doc.directives.docStart) hasDirectives = true;
		}
		if (hasDirectives) lines.push("---");
		const ctx = stringify.createStringifyContext(doc, options);
		const { commentString } = ctx.options;
		if (doc.commentBefore) {
			if (lines.length !== 1) lines.unshift("");
			const cs = commentString(doc.commentBefore);
			lines.unshift(stringifyComment.indentComment(cs, ""));
		}
		let chompKeep = false;
		let contentComment = null;
		if (doc.contents) {
			if (identity.isNode(doc.contents)) {
				if (doc.contents.spaceBefore && hasDirectives) lines.push("");
				if (doc.contents.commentBefore) {
					const cs = commentString(doc.contents.commentBefore);
					lines.push(stringifyComment.indentComment(cs, ""));
				}
				ctx.forceBlockIndent = !!doc.comment;
				contentComment = doc.contents.comment;
			}
			const onChompKeep = contentComment ? void 0 : () => chompKeep = true;
			let body = stringify.stringify(doc.contents, ctx, () => contentComment = null, onChompKeep);
			if (contentComment) body += stringifyComment.lineComment(body, "", commentString(contentComment));
			if ((body[0] === "|" || body[0] === ">") && lines[lines.length - 1] === "---") lines[lines.length - 1] = `--- ${body}`;
			else lines.push(body);
		} else lines.push(stringify.stringify(doc.contents, ctx));
		if (doc.directives?.docEnd) {
			if (doc.comment) {
				const cs = commentString(doc.comment);
				if (cs.includes("\n")) {
					lines.push("...");
					lines.push(stringifyComment.indentComment(cs, ""));
				} else lines.push(`... ${cs}`);
			} else lines.push("...");
		} else {
			let dc = doc.comment;
			if (dc && chompKeep) dc = dc.replace(/^\n+/, "");
			if (dc) {
				if ((!chompKeep || contentComment) && lines[lines.length - 1] !== "") lines.push("");
				lines.push(stringifyComment.indentComment(commentString(dc), ""));
			}
		}
		return lines.join("\n") + "\n";
	}
	exports.stringifyDocument = stringifyDocument;
}));
// node_modules/yaml/dist/doc/Document.js
var require_Document = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var Collection = require_Collection();
	var identity = require_identity();
	var Pair = require_Pair();
	var toJS = require_toJS();
	var Schema = require_Schema();
	var stringifyDocument = require_stringifyDocument();
	var anchors = require_anchors();
	var applyReviver = require_applyReviver();
	var createNode = require_createNode();
	var directives = require_directives();
	var Document = class Document {
		constructor(value, replacer, options) {
			this.commentBefore = null;
			this.comment = null;
			this.errors = [];
			this.warnings = [];
			Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
			let _replacer = null;
			if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
			else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const opt = Object.assign({
				intAsBigInt: false,
				keepSourceTokens: false,
				logLevel: "warn",
				prettyErrors: true,
				strict: true,
				stringKeys: false,
				uniqueKeys: true,
				version: "1.2"
			}, options);
			this.options = opt;
			let { version } = opt;
			if (options?._directives) {
				this.directives = options._directives.atDocument();
				if (this.directives.yaml.explicit) version = this.directives.yaml.version;
			} else this.directives = new directives.Directives({ version });
			this.setSchema(version, options);
			this.contents = value === void 0 ? null : this.createNode(value, _replacer, options);
		}
		clone() {
			const copy = Object.create(Document.prototype, { [identity.NODE_TYPE]: { value: identity.DOC } });
			copy.commentBefore = this.commentBefore;
			copy.comment = this.comment;
			copy.errors = this.errors.slice();
			copy.warnings = this.warnings.slice();
			copy.options = Object.assign({}, this.options);
			if (this.directives) copy.directives = this.directives.clone();
			copy.schema = this.schema.clone();
			copy.contents = identity.isNode(this.contents) ? this.contents.clone(copy.schema) : this.contents;
			if (this.range) copy.range = this.range.slice();
			return copy;
		}
		add(value) {
			if (assertCollection(this.contents)) this.contents.add(value);
		}
		addIn(path, value) {
			if (assertCollection(this.contents)) this.contents.addIn(path, value);
		}
		createAlias(node, name) {
			if (!node.anchor) {
				const prev = anchors.anchorNames(this);
				node.anchor = !name || prev.has(name) ? anchors.findNewAnchor(name || "a", prev) : name;
			}
			return new Alias.Alias(node.anchor);
		}
		createNode(value, replacer, options) {
			let _replacer = void 0;
			if (typeof replacer === "function") {
				value = replacer.call({ "": value }, "", value);
				_replacer = replacer;
			} else if (Array.isArray(replacer)) {
				const keyToStr = (v) => typeof v === "number" || v instanceof String || v instanceof Number;
				const asStr = replacer.filter(keyToStr).map(String);
				if (asStr.length > 0) replacer = replacer.concat(asStr);
				_replacer = replacer;
			} else if (options === void 0 && replacer) {
				options = replacer;
				replacer = void 0;
			}
			const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
			const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, anchorPrefix || "a");
			const ctx = {
				aliasDuplicateObjects: aliasDuplicateObjects ?? true,
				keepUndefined: keepUndefined ?? false,
				onAnchor,
				onTagObj,
				replacer: _replacer,
				schema: this.schema,
				sourceObjects
			};
			const node = createNode.createNode(value, tag, ctx);
			if (flow && identity.isCollection(node)) node.flow = true;
			setAnchors();
			return node;
		}
		createPair(key, value, options = {}) {
			const k = this.createNode(key, null, options);
			const v = this.createNode(value, null, options);
			return new Pair.Pair(k, v);
		}
		delete(key) {
			return assertCollection(this.contents) ? this.contents.delete(key) : false;
		}
		deleteIn(path) {
			if (Collection.isEmptyPath(path)) {
				if (this.contents == null) return false;
				this.contents = null;
				return true;
			}
			return assertCollection(this.contents) ? this.contents.deleteIn(path) : false;
		}
		get(key, keepScalar) {
			return identity.isCollection(this.contents) ? this.contents.get(key, keepScalar) : void 0;
		}
		getIn(path, keepScalar) {
			if (Collection.isEmptyPath(path)) return !keepScalar && identity.isScalar(this.contents) ? this.contents.value : this.contents;
			return identity.isCollection(this.contents) ? this.contents.getIn(path, keepScalar) : void 0;
		}
		has(key) {
			return identity.isCollection(this.contents) ? this.contents.has(key) : false;
		}
		hasIn(path) {
			if (Collection.isEmptyPath(path)) return this.contents !== void 0;
			return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
		}
		set(key, value) {
			if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, [key], value);
			else if (assertCollection(this.contents)) this.contents.set(key, value);
		}
		setIn(path, value) {
			if (Collection.isEmptyPath(path)) this.contents = value;
			else if (this.contents == null) this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
			else if (assertCollection(this.contents)) this.contents.setIn(path, value);
		}
		setSchema(version, options = {}) {
			if (typeof version === "number") version = String(version);
			let opt;
			switch (version) {
				case "1.1":
					if (this.directives) this.directives.yaml.version = "1.1";
					else this.directives = new directives.Directives({ version: "1.1" });
					opt = {
						resolveKnownTags: false,
						schema: "yaml-1.1"
					};
					break;
				case "1.2":
				case "next":
					if (this.directives) this.directives.yaml.version = version;
					else this.directives = new directives.Directives({ version });
					opt = {
						resolveKnownTags: true,
						schema: "core"
					};
					break;
				case null:
					if (this.directives) delete this.directives;
					opt = null;
					break;
				default: {
					const sv = JSON.stringify(version);
					throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
				}
			}
			if (options.schema instanceof Object) this.schema = options.schema;
			else if (opt) this.schema = new Schema.Schema(Object.assign(opt, options));
			else throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
		}
		toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
			const ctx = {
				anchors: /* @__PURE__ */ new Map(),
				doc: this,
				keep: !json,
				mapAsMap: mapAsMap === true,
				mapKeyWarned: false,
				maxAliasCount: typeof maxAliasCount === "number" ? maxAliasCount : 100
			};
			const res = toJS.toJS(this.contents, jsonArg ?? "", ctx);
			if (typeof onAnchor === "function") for (const { count, res } of ctx.anchors.values()) onAnchor(res, count);
			return typeof reviver === "function" ? applyReviver.applyReviver(reviver, { "": res }, "", res) : res;
		}
		toJSON(jsonArg, onAnchor) {
			return this.toJS({
				json: true,
				jsonArg,
				mapAsMap: false,
				onAnchor
			});
		}
		toString(options = {}) {
			if (this.errors.length > 0) throw new Error("Document with errors cannot be stringified");
			if ("indent" in options && (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
				const s = JSON.stringify(options.indent);
				throw new Error(`"indent" option must be a positive integer, not ${s}`);
			}
			return stringifyDocument.stringifyDocument(this, options);
		}
	};
	function assertCollection(contents) {
		if (identity.isCollection(contents)) return true;
		throw new Error("Expected a YAML collection as document contents");
	}
	exports.Document = Document;
}));
// node_modules/yaml/dist/errors.js
var require_errors = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLError = class extends Error {
		constructor(name, pos, code, message) {
			super();
			this.name = name;
			this.code = code;
			this.message = message;
			this.pos = pos;
		}
	};
	var YAMLParseError = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLParseError", pos, code, message);
		}
	};
	var YAMLWarning = class extends YAMLError {
		constructor(pos, code, message) {
			super("YAMLWarning", pos, code, message);
		}
	};
	const prettifyError = (src, lc) => (error) => {
		if (error.pos[0] === -1) return;
		error.linePos = error.pos.map((pos) => lc.linePos(pos));
		const { line, col } = error.linePos[0];
		error.message += ` at line ${line}, column ${col}`;
		let ci = col - 1;
		let lineStr = src.substring(lc.lineStarts[line - 1], lc.lineStarts[line]).replace(/[\n\r]+$/, "");
		if (ci >= 60 && lineStr.length > 80) {
			const trimStart = Math.min(ci - 39, lineStr.length - 79);
			lineStr = "…" + lineStr.substring(trimStart);
			ci -= trimStart - 1;
		}
		if (lineStr.length > 80) lineStr = lineStr.substring(0, 79) + "…";
		if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
			let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
			if (prev.length > 80) prev = prev.substring(0, 79) + "…\n";
			lineStr = prev + lineStr;
		}
		if (/[^ ]/.test(lineStr)) {
			let count = 1;
			const end = error.linePos[1];
			if (end?.line === line && end.col > col) count = Math.max(1, Math.min(end.col - col, 80 - ci));
			const pointer = " ".repeat(ci) + "^".repeat(count);
			error.message += `:\n\n${lineStr}\n${pointer}\n`;
		}
	};
	exports.YAMLError = YAMLError;
	exports.YAMLParseError = YAMLParseError;
	exports.YAMLWarning = YAMLWarning;
	exports.prettifyError = prettifyError;
}));
// node_modules/yaml/dist/compose/resolve-props.js
var require_resolve_props = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
		let spaceBefore = false;
		let atNewline = startOnNewline;
		let hasSpace = startOnNewline;
		let comment = "";
		let commentSep = "";
		let hasNewline = false;
		let reqSpace = false;
		let tab = null;
		let anchor = null;
		let tag = null;
		let newlineAfterProp = null;
		let comma = null;
		let found = null;
		let start = null;
		for (const token of tokens) {
			if (reqSpace) {
				if (token.type !== "space" && token.type !== "newline" && token.type !== "comma") onError(token.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
				reqSpace = false;
			}
			if (tab) {
				if (atNewline && token.type !== "comment" && token.type !== "newline") onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
				tab = null;
			}
			switch (token.type) {
				case "space":
					if (!flow && (indicator !== "doc-start" || next?.type !== "flow-collection") && token.source.includes("	")) tab = token;
					hasSpace = true;
					break;
				case "comment": {
					if (!hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					const cb = token.source.substring(1) || " ";
					if (!comment) comment = cb;
					else comment += commentSep + cb;
					commentSep = "";
					atNewline = false;
					break;
				}
				case "newline":
					if (atNewline) {
						if (comment) comment += token.source;
						else if (!found || indicator !== "seq-item-ind") spaceBefore = true;
					} else commentSep += token.source;
					atNewline = true;
					hasNewline = true;
					if (anchor || tag) newlineAfterProp = token;
					hasSpace = true;
					break;
				case "anchor":
					if (anchor) onError(token, "MULTIPLE_ANCHORS", "A node can have at most one anchor");
					if (token.source.endsWith(":")) onError(token.offset + token.source.length - 1, "BAD_ALIAS", "Anchor ending in : is ambiguous", true);
					anchor = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case "tag":
					if (tag) onError(token, "MULTIPLE_TAGS", "A node can have at most one tag");
					tag = token;
					start ?? (start = token.offset);
					atNewline = false;
					hasSpace = false;
					reqSpace = true;
					break;
				case indicator:
					if (anchor || tag) onError(token, "BAD_PROP_ORDER", `Anchors and tags must be after the ${token.source} indicator`);
					if (found) onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.source} in ${flow ?? "collection"}`);
					found = token;
					atNewline = indicator === "seq-item-ind" || indicator === "explicit-key-ind";
					hasSpace = false;
					break;
				case "comma": if (flow) {
					if (comma) onError(token, "UNEXPECTED_TOKEN", `Unexpected , in ${flow}`);
					comma = token;
					atNewline = false;
					hasSpace = false;
					break;
				}
				default:
					onError(token, "UNEXPECTED_TOKEN", `Unexpected ${token.type} token`);
					atNewline = false;
					hasSpace = false;
			}
		}
		const last = tokens[tokens.length - 1];
		const end = last ? last.offset + last.source.length : offset;
		if (reqSpace && next && next.type !== "space" && next.type !== "newline" && next.type !== "comma" && (next.type !== "scalar" || next.source !== "")) onError(next.offset, "MISSING_CHAR", "Tags and anchors must be separated from the next token by white space");
		if (tab && (atNewline && tab.indent <= parentIndent || next?.type === "block-map" || next?.type === "block-seq")) onError(tab, "TAB_AS_INDENT", "Tabs are not allowed as indentation");
		return {
			comma,
			found,
			spaceBefore,
			comment,
			hasNewline,
			anchor,
			tag,
			newlineAfterProp,
			end,
			start: start ?? end
		};
	}
	exports.resolveProps = resolveProps;
}));
// node_modules/yaml/dist/compose/util-contains-newline.js
var require_util_contains_newline = /* @__PURE__ */ __commonJSMin(((exports) => {
	function containsNewline(key) {
		if (!key) return null;
		switch (key.type) {
			case "alias":
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				if (key.source.includes("\n")) return true;
				if (key.end) {
					for (const st of key.end) if (st.type === "newline") return true;
				}
				return false;
			case "flow-collection":
				for (const it of key.items) {
					for (const st of it.start) if (st.type === "newline") return true;
					if (it.sep) {
						for (const st of it.sep) if (st.type === "newline") return true;
					}
					if (containsNewline(it.key) || containsNewline(it.value)) return true;
				}
				return false;
			default: return true;
		}
	}
	exports.containsNewline = containsNewline;
}));
// node_modules/yaml/dist/compose/util-flow-indent-check.js
var require_util_flow_indent_check = /* @__PURE__ */ __commonJSMin(((exports) => {
	var utilContainsNewline = require_util_contains_newline();
	function flowIndentCheck(indent, fc, onError) {
		if (fc?.type === "flow-collection") {
			const end = fc.end[0];
			if (end.indent === indent && (end.source === "]" || end.source === "}") && utilContainsNewline.containsNewline(fc)) onError(end, "BAD_INDENT", "Flow end indicator should be more indented than parent", true);
		}
	}
	exports.flowIndentCheck = flowIndentCheck;
}));
// node_modules/yaml/dist/compose/util-map-includes.js
var require_util_map_includes = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	function mapIncludes(ctx, items, search) {
		const { uniqueKeys } = ctx.options;
		if (uniqueKeys === false) return false;
		const isEqual = typeof uniqueKeys === "function" ? uniqueKeys : (a, b) => a === b || identity.isScalar(a) && identity.isScalar(b) && a.value === b.value;
		return items.some((pair) => isEqual(pair.key, search));
	}
	exports.mapIncludes = mapIncludes;
}));
// node_modules/yaml/dist/compose/resolve-block-map.js
var require_resolve_block_map = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	var utilMapIncludes = require_util_map_includes();
	const startColMsg = "All mapping items must start at the same column";
	function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
		const map = new ((tag?.nodeClass) ?? YAMLMap.YAMLMap)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		let offset = bm.offset;
		let commentEnd = null;
		for (const collItem of bm.items) {
			const { start, key, sep, value } = collItem;
			const keyProps = resolveProps.resolveProps(start, {
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: bm.indent,
				startOnNewline: true
			});
			const implicitKey = !keyProps.found;
			if (implicitKey) {
				if (key) {
					if (key.type === "block-seq") onError(offset, "BLOCK_AS_IMPLICIT_KEY", "A block sequence may not be used as an implicit map key");
					else if ("indent" in key && key.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
				}
				if (!keyProps.anchor && !keyProps.tag && !sep) {
					commentEnd = keyProps.end;
					if (keyProps.comment) {
						if (map.comment) map.comment += "\n" + keyProps.comment;
						else map.comment = keyProps.comment;
					}
					continue;
				}
				if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) onError(key ?? start[start.length - 1], "MULTILINE_IMPLICIT_KEY", "Implicit keys need to be on a single line");
			} else if (keyProps.found?.indent !== bm.indent) onError(offset, "BAD_INDENT", startColMsg);
			ctx.atKey = true;
			const keyStart = keyProps.end;
			const keyNode = key ? composeNode(ctx, key, keyProps, onError) : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
			ctx.atKey = false;
			if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
			const valueProps = resolveProps.resolveProps(sep ?? [], {
				indicator: "map-value-ind",
				next: value,
				offset: keyNode.range[2],
				onError,
				parentIndent: bm.indent,
				startOnNewline: !key || key.type === "block-scalar"
			});
			offset = valueProps.end;
			if (valueProps.found) {
				if (implicitKey) {
					if (value?.type === "block-map" && !valueProps.hasNewline) onError(offset, "BLOCK_AS_IMPLICIT_KEY", "Nested mappings are not allowed in compact mappings");
					if (ctx.options.strict && keyProps.start < valueProps.found.offset - 1024) onError(keyNode.range, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit block mapping key");
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
				if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
				offset = valueNode.range[2];
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			} else {
				if (implicitKey) onError(keyNode.range, "MISSING_CHAR", "Implicit map keys need to be followed by map values");
				if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				map.items.push(pair);
			}
		}
		if (commentEnd && commentEnd < offset) onError(commentEnd, "IMPOSSIBLE", "Map comment with trailing content");
		map.range = [
			bm.offset,
			offset,
			commentEnd ?? offset
		];
		return map;
	}
	exports.resolveBlockMap = resolveBlockMap;
}));
// node_modules/yaml/dist/compose/resolve-block-seq.js
var require_resolve_block_seq = /* @__PURE__ */ __commonJSMin(((exports) => {
	var YAMLSeq = require_YAMLSeq();
	var resolveProps = require_resolve_props();
	var utilFlowIndentCheck = require_util_flow_indent_check();
	function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
		const seq = new ((tag?.nodeClass) ?? YAMLSeq.YAMLSeq)(ctx.schema);
		if (ctx.atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = bs.offset;
		let commentEnd = null;
		for (const { start, value } of bs.items) {
			const props = resolveProps.resolveProps(start, {
				indicator: "seq-item-ind",
				next: value,
				offset,
				onError,
				parentIndent: bs.indent,
				startOnNewline: true
			});
			if (!props.found) {
				if (props.anchor || props.tag || value) {
					if (value?.type === "block-seq") onError(props.end, "BAD_INDENT", "All sequence items must start at the same column");
					else onError(offset, "MISSING_CHAR", "Sequence item without - indicator");
				} else {
					commentEnd = props.end;
					if (props.comment) seq.comment = props.comment;
					continue;
				}
			}
			const node = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, start, null, props, onError);
			if (ctx.schema.compat) utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
			offset = node.range[2];
			seq.items.push(node);
		}
		seq.range = [
			bs.offset,
			offset,
			commentEnd ?? offset
		];
		return seq;
	}
	exports.resolveBlockSeq = resolveBlockSeq;
}));
// node_modules/yaml/dist/compose/resolve-end.js
var require_resolve_end = /* @__PURE__ */ __commonJSMin(((exports) => {
	function resolveEnd(end, offset, reqSpace, onError) {
		let comment = "";
		if (end) {
			let hasSpace = false;
			let sep = "";
			for (const token of end) {
				const { source, type } = token;
				switch (type) {
					case "space":
						hasSpace = true;
						break;
					case "comment": {
						if (reqSpace && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
						const cb = source.substring(1) || " ";
						if (!comment) comment = cb;
						else comment += sep + cb;
						sep = "";
						break;
					}
					case "newline":
						if (comment) sep += source;
						hasSpace = true;
						break;
					default: onError(token, "UNEXPECTED_TOKEN", `Unexpected ${type} at node end`);
				}
				offset += source.length;
			}
		}
		return {
			comment,
			offset
		};
	}
	exports.resolveEnd = resolveEnd;
}));
// node_modules/yaml/dist/compose/resolve-flow-collection.js
var require_resolve_flow_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Pair = require_Pair();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	var utilContainsNewline = require_util_contains_newline();
	var utilMapIncludes = require_util_map_includes();
	const blockMsg = "Block collections are not allowed within flow collections";
	const isBlock = (token) => token && (token.type === "block-map" || token.type === "block-seq");
	function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
		const isMap = fc.start.source === "{";
		const fcName = isMap ? "flow map" : "flow sequence";
		const coll = new ((tag?.nodeClass) ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq))(ctx.schema);
		coll.flow = true;
		const atRoot = ctx.atRoot;
		if (atRoot) ctx.atRoot = false;
		if (ctx.atKey) ctx.atKey = false;
		let offset = fc.offset + fc.start.source.length;
		for (let i = 0; i < fc.items.length; ++i) {
			const collItem = fc.items[i];
			const { start, key, sep, value } = collItem;
			const props = resolveProps.resolveProps(start, {
				flow: fcName,
				indicator: "explicit-key-ind",
				next: key ?? sep?.[0],
				offset,
				onError,
				parentIndent: fc.indent,
				startOnNewline: false
			});
			if (!props.found) {
				if (!props.anchor && !props.tag && !sep && !value) {
					if (i === 0 && props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
					else if (i < fc.items.length - 1) onError(props.start, "UNEXPECTED_TOKEN", `Unexpected empty item in ${fcName}`);
					if (props.comment) {
						if (coll.comment) coll.comment += "\n" + props.comment;
						else coll.comment = props.comment;
					}
					offset = props.end;
					continue;
				}
				if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key)) onError(key, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
			}
			if (i === 0) {
				if (props.comma) onError(props.comma, "UNEXPECTED_TOKEN", `Unexpected , in ${fcName}`);
			} else {
				if (!props.comma) onError(props.start, "MISSING_CHAR", `Missing , between ${fcName} items`);
				if (props.comment) {
					let prevItemComment = "";
					loop: for (const st of start) switch (st.type) {
						case "comma":
						case "space": break;
						case "comment":
							prevItemComment = st.source.substring(1);
							break loop;
						default: break loop;
					}
					if (prevItemComment) {
						let prev = coll.items[coll.items.length - 1];
						if (identity.isPair(prev)) prev = prev.value ?? prev.key;
						if (prev.comment) prev.comment += "\n" + prevItemComment;
						else prev.comment = prevItemComment;
						props.comment = props.comment.substring(prevItemComment.length + 1);
					}
				}
			}
			if (!isMap && !sep && !props.found) {
				const valueNode = value ? composeNode(ctx, value, props, onError) : composeEmptyNode(ctx, props.end, sep, null, props, onError);
				coll.items.push(valueNode);
				offset = valueNode.range[2];
				if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
			} else {
				ctx.atKey = true;
				const keyStart = props.end;
				const keyNode = key ? composeNode(ctx, key, props, onError) : composeEmptyNode(ctx, keyStart, start, null, props, onError);
				if (isBlock(key)) onError(keyNode.range, "BLOCK_IN_FLOW", blockMsg);
				ctx.atKey = false;
				const valueProps = resolveProps.resolveProps(sep ?? [], {
					flow: fcName,
					indicator: "map-value-ind",
					next: value,
					offset: keyNode.range[2],
					onError,
					parentIndent: fc.indent,
					startOnNewline: false
				});
				if (valueProps.found) {
					if (!isMap && !props.found && ctx.options.strict) {
						if (sep) for (const st of sep) {
							if (st === valueProps.found) break;
							if (st.type === "newline") {
								onError(st, "MULTILINE_IMPLICIT_KEY", "Implicit keys of flow sequence pairs need to be on a single line");
								break;
							}
						}
						if (props.start < valueProps.found.offset - 1024) onError(valueProps.found, "KEY_OVER_1024_CHARS", "The : indicator must be at most 1024 chars after the start of an implicit flow sequence key");
					}
				} else if (value) {
					if ("source" in value && value.source?.[0] === ":") onError(value, "MISSING_CHAR", `Missing space after : in ${fcName}`);
					else onError(valueProps.start, "MISSING_CHAR", `Missing , or : between ${fcName} items`);
				}
				const valueNode = value ? composeNode(ctx, value, valueProps, onError) : valueProps.found ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError) : null;
				if (valueNode) {
					if (isBlock(value)) onError(valueNode.range, "BLOCK_IN_FLOW", blockMsg);
				} else if (valueProps.comment) {
					if (keyNode.comment) keyNode.comment += "\n" + valueProps.comment;
					else keyNode.comment = valueProps.comment;
				}
				const pair = new Pair.Pair(keyNode, valueNode);
				if (ctx.options.keepSourceTokens) pair.srcToken = collItem;
				if (isMap) {
					const map = coll;
					if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode)) onError(keyStart, "DUPLICATE_KEY", "Map keys must be unique");
					map.items.push(pair);
				} else {
					const map = new YAMLMap.YAMLMap(ctx.schema);
					map.flow = true;
					map.items.push(pair);
					const endRange = (valueNode ?? keyNode).range;
					map.range = [
						keyNode.range[0],
						endRange[1],
						endRange[2]
					];
					coll.items.push(map);
				}
				offset = valueNode ? valueNode.range[2] : valueProps.end;
			}
		}
		const expectedEnd = isMap ? "}" : "]";
		const [ce, ...ee] = fc.end;
		let cePos = offset;
		if (ce?.source === expectedEnd) cePos = ce.offset + ce.source.length;
		else {
			const name = fcName[0].toUpperCase() + fcName.substring(1);
			const msg = atRoot ? `${name} must end with a ${expectedEnd}` : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
			onError(offset, atRoot ? "MISSING_CHAR" : "BAD_INDENT", msg);
			if (ce && ce.source.length !== 1) ee.unshift(ce);
		}
		if (ee.length > 0) {
			const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
			if (end.comment) {
				if (coll.comment) coll.comment += "\n" + end.comment;
				else coll.comment = end.comment;
			}
			coll.range = [
				fc.offset,
				cePos,
				end.offset
			];
		} else coll.range = [
			fc.offset,
			cePos,
			cePos
		];
		return coll;
	}
	exports.resolveFlowCollection = resolveFlowCollection;
}));
// node_modules/yaml/dist/compose/compose-collection.js
var require_compose_collection = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	var resolveBlockMap = require_resolve_block_map();
	var resolveBlockSeq = require_resolve_block_seq();
	var resolveFlowCollection = require_resolve_flow_collection();
	function resolveCollection(CN, ctx, token, onError, tagName, tag) {
		const coll = token.type === "block-map" ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag) : token.type === "block-seq" ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag) : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
		const Coll = coll.constructor;
		if (tagName === "!" || tagName === Coll.tagName) {
			coll.tag = Coll.tagName;
			return coll;
		}
		if (tagName) coll.tag = tagName;
		return coll;
	}
	function composeCollection(CN, ctx, token, props, onError) {
		const tagToken = props.tag;
		const tagName = !tagToken ? null : ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg));
		if (token.type === "block-seq") {
			const { anchor, newlineAfterProp: nl } = props;
			const lastProp = anchor && tagToken ? anchor.offset > tagToken.offset ? anchor : tagToken : anchor ?? tagToken;
			if (lastProp && (!nl || nl.offset < lastProp.offset)) onError(lastProp, "MISSING_CHAR", "Missing newline after block sequence props");
		}
		const expType = token.type === "block-map" ? "map" : token.type === "block-seq" ? "seq" : token.start.source === "{" ? "map" : "seq";
		if (!tagToken || !tagName || tagName === "!" || tagName === YAMLMap.YAMLMap.tagName && expType === "map" || tagName === YAMLSeq.YAMLSeq.tagName && expType === "seq") return resolveCollection(CN, ctx, token, onError, tagName);
		let tag = ctx.schema.tags.find((t) => t.tag === tagName && t.collection === expType);
		if (!tag) {
			const kt = ctx.schema.knownTags[tagName];
			if (kt?.collection === expType) {
				ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
				tag = kt;
			} else {
				if (kt) onError(tagToken, "BAD_COLLECTION_TYPE", `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? "scalar"}`, true);
				else onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, true);
				return resolveCollection(CN, ctx, token, onError, tagName);
			}
		}
		const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
		const res = tag.resolve?.(coll, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg), ctx.options) ?? coll;
		const node = identity.isNode(res) ? res : new Scalar.Scalar(res);
		node.range = coll.range;
		node.tag = tagName;
		if (tag?.format) node.format = tag.format;
		return node;
	}
	exports.composeCollection = composeCollection;
}));
// node_modules/yaml/dist/compose/resolve-block-scalar.js
var require_resolve_block_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	function resolveBlockScalar(ctx, scalar, onError) {
		const start = scalar.offset;
		const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
		if (!header) return {
			value: "",
			type: null,
			comment: "",
			range: [
				start,
				start,
				start
			]
		};
		const type = header.mode === ">" ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
		const lines = scalar.source ? splitLines(scalar.source) : [];
		let chompStart = lines.length;
		for (let i = lines.length - 1; i >= 0; --i) {
			const content = lines[i][1];
			if (content === "" || content === "\r") chompStart = i;
			else break;
		}
		if (chompStart === 0) {
			const value = header.chomp === "+" && lines.length > 0 ? "\n".repeat(Math.max(1, lines.length - 1)) : "";
			let end = start + header.length;
			if (scalar.source) end += scalar.source.length;
			return {
				value,
				type,
				comment: header.comment,
				range: [
					start,
					end,
					end
				]
			};
		}
		let trimIndent = scalar.indent + header.indent;
		let offset = scalar.offset + header.length;
		let contentStart = 0;
		for (let i = 0; i < chompStart; ++i) {
			const [indent, content] = lines[i];
			if (content === "" || content === "\r") {
				if (header.indent === 0 && indent.length > trimIndent) trimIndent = indent.length;
			} else {
				if (indent.length < trimIndent) onError(offset + indent.length, "MISSING_CHAR", "Block scalars with more-indented leading empty lines must use an explicit indentation indicator");
				if (header.indent === 0) trimIndent = indent.length;
				contentStart = i;
				if (trimIndent === 0 && !ctx.atRoot) onError(offset, "BAD_INDENT", "Block scalar values in collections must be indented");
				break;
			}
			offset += indent.length + content.length + 1;
		}
		for (let i = lines.length - 1; i >= chompStart; --i) if (lines[i][0].length > trimIndent) chompStart = i + 1;
		let value = "";
		let sep = "";
		let prevMoreIndented = false;
		for (let i = 0; i < contentStart; ++i) value += lines[i][0].slice(trimIndent) + "\n";
		for (let i = contentStart; i < chompStart; ++i) {
			let [indent, content] = lines[i];
			offset += indent.length + content.length + 1;
			const crlf = content[content.length - 1] === "\r";
			if (crlf) content = content.slice(0, -1);
			/* istanbul ignore if already caught in lexer */
			if (content && indent.length < trimIndent) {
				const message = `Block scalar lines must not be less indented than their ${header.indent ? "explicit indentation indicator" : "first line"}`;
				onError(offset - content.length - (crlf ? 2 : 1), "BAD_INDENT", message);
				indent = "";
			}
			if (type === Scalar.Scalar.BLOCK_LITERAL) {
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
			} else if (indent.length > trimIndent || content[0] === "	") {
				if (sep === " ") sep = "\n";
				else if (!prevMoreIndented && sep === "\n") sep = "\n\n";
				value += sep + indent.slice(trimIndent) + content;
				sep = "\n";
				prevMoreIndented = true;
			} else if (content === "") {
				if (sep === "\n") value += "\n";
				else sep = "\n";
			} else {
				value += sep + content;
				sep = " ";
				prevMoreIndented = false;
			}
		}
		switch (header.chomp) {
			case "-": break;
			case "+":
				for (let i = chompStart; i < lines.length; ++i) value += "\n" + lines[i][0].slice(trimIndent);
				if (value[value.length - 1] !== "\n") value += "\n";
				break;
			default: value += "\n";
		}
		const end = start + header.length + scalar.source.length;
		return {
			value,
			type,
			comment: header.comment,
			range: [
				start,
				end,
				end
			]
		};
	}
	function parseBlockScalarHeader({ offset, props }, strict, onError) {
		/* istanbul ignore if should not happen */
		if (props[0].type !== "block-scalar-header") {
			onError(props[0], "IMPOSSIBLE", "Block scalar header not found");
			return null;
		}
		const { source } = props[0];
		const mode = source[0];
		let indent = 0;
		let chomp = "";
		let error = -1;
		for (let i = 1; i < source.length; ++i) {
			const ch = source[i];
			if (!chomp && (ch === "-" || ch === "+")) chomp = ch;
			else {
				const n = Number(ch);
				if (!indent && n) indent = n;
				else if (error === -1) error = offset + i;
			}
		}
		if (error !== -1) onError(error, "UNEXPECTED_TOKEN", `Block scalar header includes extra characters: ${source}`);
		let hasSpace = false;
		let comment = "";
		let length = source.length;
		for (let i = 1; i < props.length; ++i) {
			const token = props[i];
			switch (token.type) {
				case "space": hasSpace = true;
				case "newline":
					length += token.source.length;
					break;
				case "comment":
					if (strict && !hasSpace) onError(token, "MISSING_CHAR", "Comments must be separated from other tokens by white space characters");
					length += token.source.length;
					comment = token.source.substring(1);
					break;
				case "error":
					onError(token, "UNEXPECTED_TOKEN", token.message);
					length += token.source.length;
					break;
				/* istanbul ignore next should not happen */
				default: {
					onError(token, "UNEXPECTED_TOKEN", `Unexpected token in block scalar header: ${token.type}`);
					const ts = token.source;
					if (ts && typeof ts === "string") length += ts.length;
				}
			}
		}
		return {
			mode,
			indent,
			chomp,
			comment,
			length
		};
	}
	function splitLines(source) {
		const split = source.split(/\n( *)/);
		const first = split[0];
		const m = first.match(/^( *)/);
		const lines = [m?.[1] ? [m[1], first.slice(m[1].length)] : ["", first]];
		for (let i = 1; i < split.length; i += 2) lines.push([split[i], split[i + 1]]);
		return lines;
	}
	exports.resolveBlockScalar = resolveBlockScalar;
}));
// node_modules/yaml/dist/compose/resolve-flow-scalar.js
var require_resolve_flow_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Scalar = require_Scalar();
	var resolveEnd = require_resolve_end();
	function resolveFlowScalar(scalar, strict, onError) {
		const { offset, type, source, end } = scalar;
		let _type;
		let value;
		const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
		switch (type) {
			case "scalar":
				_type = Scalar.Scalar.PLAIN;
				value = plainValue(source, _onError);
				break;
			case "single-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_SINGLE;
				value = singleQuotedValue(source, _onError);
				break;
			case "double-quoted-scalar":
				_type = Scalar.Scalar.QUOTE_DOUBLE;
				value = doubleQuotedValue(source, _onError);
				break;
			/* istanbul ignore next should not happen */
			default:
				onError(scalar, "UNEXPECTED_TOKEN", `Expected a flow scalar value, but found: ${type}`);
				return {
					value: "",
					type: null,
					comment: "",
					range: [
						offset,
						offset + source.length,
						offset + source.length
					]
				};
		}
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
		return {
			value,
			type: _type,
			comment: re.comment,
			range: [
				offset,
				valueEnd,
				re.offset
			]
		};
	}
	function plainValue(source, onError) {
		let badChar = "";
		switch (source[0]) {
			/* istanbul ignore next should not happen */
			case "	":
				badChar = "a tab character";
				break;
			case ",":
				badChar = "flow indicator character ,";
				break;
			case "%":
				badChar = "directive indicator character %";
				break;
			case "|":
			case ">":
				badChar = `block scalar indicator ${source[0]}`;
				break;
			case "@":
			case "`": badChar = `reserved character ${source[0]}`;
		}
		if (badChar) onError(0, "BAD_SCALAR_START", `Plain value cannot start with ${badChar}`);
		return unfoldLines(source);
	}
	function singleQuotedValue(source, onError) {
		if (source[source.length - 1] !== "'" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing 'quote");
		return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
	}
	function unfoldLines(source) {
		const line = /(.*?)\r?\n/sy;
		let match = line.exec(source);
		if (!match) return source;
		let trimEnd, trimBoth;
		try {
			trimEnd = new RegExp("(?<![ 	])[ 	]+$");
			trimBoth = new RegExp("^[ 	]+|(?<![ 	])[ 	]+$", "g");
		} catch {
			trimEnd = /[ \t]+$/;
			trimBoth = /^[ \t]+|[ \t]+$/g;
		}
		let res = match[1].replace(trimEnd, "");
		let sep = " ";
		let pos = line.lastIndex;
		while (match = line.exec(source)) {
			const lm = match[1].replace(trimBoth, "");
			if (lm === "") {
				if (sep === "\n") res += sep;
				else sep = "\n";
			} else {
				res += sep + lm;
				sep = " ";
			}
			pos = line.lastIndex;
		}
		const last = /[ \t]*(.*)/sy;
		last.lastIndex = pos;
		match = last.exec(source);
		return res + sep + (match?.[1] ?? "");
	}
	function doubleQuotedValue(source, onError) {
		let res = "";
		for (let i = 1; i < source.length - 1; ++i) {
			const ch = source[i];
			if (ch === "\r" && source[i + 1] === "\n") continue;
			if (ch === "\n") {
				const { fold, offset } = foldNewline(source, i);
				res += fold;
				i = offset;
			} else if (ch === "\\") {
				let next = source[++i];
				const cc = escapeCodes[next];
				if (cc) res += cc;
				else if (next === "\n") {
					next = source[i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "\r" && source[i + 1] === "\n") {
					next = source[++i + 1];
					while (next === " " || next === "	") next = source[++i + 1];
				} else if (next === "x" || next === "u" || next === "U") {
					const length = next === "x" ? 2 : next === "u" ? 4 : 8;
					res += parseCharCode(source, i + 1, length, onError);
					i += length;
				} else {
					const raw = source.substr(i - 1, 2);
					onError(i - 1, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
					res += raw;
				}
			} else if (ch === " " || ch === "	") {
				const wsStart = i;
				let next = source[i + 1];
				while (next === " " || next === "	") next = source[++i + 1];
				if (next !== "\n" && !(next === "\r" && source[i + 2] === "\n")) res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
			} else res += ch;
		}
		if (source[source.length - 1] !== "\"" || source.length === 1) onError(source.length, "MISSING_CHAR", "Missing closing \"quote");
		return res;
	}
	function foldNewline(source, offset) {
		let fold = "";
		let ch = source[offset + 1];
		while (ch === " " || ch === "	" || ch === "\n" || ch === "\r") {
			if (ch === "\r" && source[offset + 2] !== "\n") break;
			if (ch === "\n") fold += "\n";
			offset += 1;
			ch = source[offset + 1];
		}
		if (!fold) fold = " ";
		return {
			fold,
			offset
		};
	}
	const escapeCodes = {
		"0": "\0",
		a: "\x07",
		b: "\b",
		e: "\x1B",
		f: "\f",
		n: "\n",
		r: "\r",
		t: "	",
		v: "\v",
		N: "",
		_: "\xA0",
		L: "\u2028",
		P: "\u2029",
		" ": " ",
		"\"": "\"",
		"/": "/",
		"\\": "\\",
		"	": "	"
	};
	function parseCharCode(source, offset, length, onError) {
		const cc = source.substr(offset, length);
		const code = cc.length === length && /^[0-9a-fA-F]+$/.test(cc) ? parseInt(cc, 16) : NaN;
		try {
			return String.fromCodePoint(code);
		} catch {
			const raw = source.substr(offset - 2, length + 2);
			onError(offset - 2, "BAD_DQ_ESCAPE", `Invalid escape sequence ${raw}`);
			return raw;
		}
	}
	exports.resolveFlowScalar = resolveFlowScalar;
}));
// node_modules/yaml/dist/compose/compose-scalar.js
var require_compose_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var identity = require_identity();
	var Scalar = require_Scalar();
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	function composeScalar(ctx, token, tagToken, onError) {
		const { value, type, comment, range } = token.type === "block-scalar" ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError) : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
		const tagName = tagToken ? ctx.directives.tagName(tagToken.source, (msg) => onError(tagToken, "TAG_RESOLVE_FAILED", msg)) : null;
		let tag;
		if (ctx.options.stringKeys && ctx.atKey) tag = ctx.schema[identity.SCALAR];
		else if (tagName) tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
		else if (token.type === "scalar") tag = findScalarTagByTest(ctx, value, token, onError);
		else tag = ctx.schema[identity.SCALAR];
		let scalar;
		try {
			const res = tag.resolve(value, (msg) => onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg), ctx.options);
			scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
		} catch (error) {
			const msg = error instanceof Error ? error.message : String(error);
			onError(tagToken ?? token, "TAG_RESOLVE_FAILED", msg);
			scalar = new Scalar.Scalar(value);
		}
		scalar.range = range;
		scalar.source = value;
		if (type) scalar.type = type;
		if (tagName) scalar.tag = tagName;
		if (tag.format) scalar.format = tag.format;
		if (comment) scalar.comment = comment;
		return scalar;
	}
	function findScalarTagByName(schema, value, tagName, tagToken, onError) {
		if (tagName === "!") return schema[identity.SCALAR];
		const matchWithTest = [];
		for (const tag of schema.tags) if (!tag.collection && tag.tag === tagName) {
			if (tag.default && tag.test) matchWithTest.push(tag);
			else return tag;
		}
		for (const tag of matchWithTest) if (tag.test?.test(value)) return tag;
		const kt = schema.knownTags[tagName];
		if (kt && !kt.collection) {
			schema.tags.push(Object.assign({}, kt, {
				default: false,
				test: void 0
			}));
			return kt;
		}
		onError(tagToken, "TAG_RESOLVE_FAILED", `Unresolved tag: ${tagName}`, tagName !== "tag:yaml.org,2002:str");
		return schema[identity.SCALAR];
	}
	function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
		const tag = schema.tags.find((tag) => (tag.default === true || atKey && tag.default === "key") && tag.test?.test(value)) || schema[identity.SCALAR];
		if (schema.compat) {
			const compat = schema.compat.find((tag) => tag.default && tag.test?.test(value)) ?? schema[identity.SCALAR];
			if (tag.tag !== compat.tag) onError(token, "TAG_RESOLVE_FAILED", `Value may be parsed as either ${directives.tagString(tag.tag)} or ${directives.tagString(compat.tag)}`, true);
		}
		return tag;
	}
	exports.composeScalar = composeScalar;
}));
// node_modules/yaml/dist/compose/util-empty-scalar-position.js
var require_util_empty_scalar_position = /* @__PURE__ */ __commonJSMin(((exports) => {
	function emptyScalarPosition(offset, before, pos) {
		if (before) {
			pos ?? (pos = before.length);
			for (let i = pos - 1; i >= 0; --i) {
				let st = before[i];
				switch (st.type) {
					case "space":
					case "comment":
					case "newline":
						offset -= st.source.length;
						continue;
				}
				st = before[++i];
				while (st?.type === "space") {
					offset += st.source.length;
					st = before[++i];
				}
				break;
			}
		}
		return offset;
	}
	exports.emptyScalarPosition = emptyScalarPosition;
}));
// node_modules/yaml/dist/compose/compose-node.js
var require_compose_node = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Alias = require_Alias();
	var identity = require_identity();
	var composeCollection = require_compose_collection();
	var composeScalar = require_compose_scalar();
	var resolveEnd = require_resolve_end();
	var utilEmptyScalarPosition = require_util_empty_scalar_position();
	const CN = {
		composeNode,
		composeEmptyNode
	};
	function composeNode(ctx, token, props, onError) {
		const atKey = ctx.atKey;
		const { spaceBefore, comment, anchor, tag } = props;
		let node;
		let isSrcToken = true;
		switch (token.type) {
			case "alias":
				node = composeAlias(ctx, token, onError);
				if (anchor || tag) onError(token, "ALIAS_PROPS", "An alias node must not specify any properties");
				break;
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "block-scalar":
				node = composeScalar.composeScalar(ctx, token, tag, onError);
				if (anchor) node.anchor = anchor.source.substring(1);
				break;
			case "block-map":
			case "block-seq":
			case "flow-collection":
				try {
					node = composeCollection.composeCollection(CN, ctx, token, props, onError);
					if (anchor) node.anchor = anchor.source.substring(1);
				} catch (error) {
					onError(token, "RESOURCE_EXHAUSTION", error instanceof Error ? error.message : String(error));
				}
				break;
			default:
				onError(token, "UNEXPECTED_TOKEN", token.type === "error" ? token.message : `Unsupported token (type: ${token.type})`);
				isSrcToken = false;
		}
		node ?? (node = composeEmptyNode(ctx, token.offset, void 0, null, props, onError));
		if (anchor && node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		if (atKey && ctx.options.stringKeys && (!identity.isScalar(node) || typeof node.value !== "string" || node.tag && node.tag !== "tag:yaml.org,2002:str")) onError(tag ?? token, "NON_STRING_KEY", "With stringKeys, all keys must be strings");
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			if (token.type === "scalar" && token.source === "") node.comment = comment;
			else node.commentBefore = comment;
		}
		if (ctx.options.keepSourceTokens && isSrcToken) node.srcToken = token;
		return node;
	}
	function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
		const token = {
			type: "scalar",
			offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
			indent: -1,
			source: ""
		};
		const node = composeScalar.composeScalar(ctx, token, tag, onError);
		if (anchor) {
			node.anchor = anchor.source.substring(1);
			if (node.anchor === "") onError(anchor, "BAD_ALIAS", "Anchor cannot be an empty string");
		}
		if (spaceBefore) node.spaceBefore = true;
		if (comment) {
			node.comment = comment;
			node.range[2] = end;
		}
		return node;
	}
	function composeAlias({ options }, { offset, source, end }, onError) {
		const alias = new Alias.Alias(source.substring(1));
		if (alias.source === "") onError(offset, "BAD_ALIAS", "Alias cannot be an empty string");
		if (alias.source.endsWith(":")) onError(offset + source.length - 1, "BAD_ALIAS", "Alias ending in : is ambiguous", true);
		const valueEnd = offset + source.length;
		const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
		alias.range = [
			offset,
			valueEnd,
			re.offset
		];
		if (re.comment) alias.comment = re.comment;
		return alias;
	}
	exports.composeEmptyNode = composeEmptyNode;
	exports.composeNode = composeNode;
}));
// node_modules/yaml/dist/compose/compose-doc.js
var require_compose_doc = /* @__PURE__ */ __commonJSMin(((exports) => {
	var Document = require_Document();
	var composeNode = require_compose_node();
	var resolveEnd = require_resolve_end();
	var resolveProps = require_resolve_props();
	function composeDoc(options, directives, { offset, start, value, end }, onError) {
		const opts = Object.assign({ _directives: directives }, options);
		const doc = new Document.Document(void 0, opts);
		const ctx = {
			atKey: false,
			atRoot: true,
			directives: doc.directives,
			options: doc.options,
			schema: doc.schema
		};
		const props = resolveProps.resolveProps(start, {
			indicator: "doc-start",
			next: value ?? end?.[0],
			offset,
			onError,
			parentIndent: 0,
			startOnNewline: true
		});
		if (props.found) {
			doc.directives.docStart = true;
			if (value && (value.type === "block-map" || value.type === "block-seq") && !props.hasNewline) onError(props.end, "MISSING_CHAR", "Block collection cannot start on same line with directives-end marker");
		}
		doc.contents = value ? composeNode.composeNode(ctx, value, props, onError) : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
		const contentEnd = doc.contents.range[2];
		const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
		if (re.comment) doc.comment = re.comment;
		doc.range = [
			offset,
			contentEnd,
			re.offset
		];
		return doc;
	}
	exports.composeDoc = composeDoc;
}));
// node_modules/yaml/dist/compose/composer.js
var require_composer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var directives = require_directives();
	var Document = require_Document();
	var errors = require_errors();
	var identity = require_identity();
	var composeDoc = require_compose_doc();
	var resolveEnd = require_resolve_end();
	function getErrorPos(src) {
		if (typeof src === "number") return [src, src + 1];
		if (Array.isArray(src)) return src.length === 2 ? src : [src[0], src[1]];
		const { offset, source } = src;
		return [offset, offset + (typeof source === "string" ? source.length : 1)];
	}
	function parsePrelude(prelude) {
		let comment = "";
		let atComment = false;
		let afterEmptyLine = false;
		for (let i = 0; i < prelude.length; ++i) {
			const source = prelude[i];
			switch (source[0]) {
				case "#":
					comment += (comment === "" ? "" : afterEmptyLine ? "\n\n" : "\n") + (source.substring(1) || " ");
					atComment = true;
					afterEmptyLine = false;
					break;
				case "%":
					if (prelude[i + 1]?.[0] !== "#") i += 1;
					atComment = false;
					break;
				default:
					if (!atComment) afterEmptyLine = true;
					atComment = false;
			}
		}
		return {
			comment,
			afterEmptyLine
		};
	}
	var Composer = class {
		constructor(options = {}) {
			this.doc = null;
			this.atDirectives = false;
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
			this.onError = (source, code, message, warning) => {
				const pos = getErrorPos(source);
				if (warning) this.warnings.push(new errors.YAMLWarning(pos, code, message));
				else this.errors.push(new errors.YAMLParseError(pos, code, message));
			};
			this.directives = new directives.Directives({ version: options.version || "1.2" });
			this.options = options;
		}
		decorate(doc, afterDoc) {
			const { comment, afterEmptyLine } = parsePrelude(this.prelude);
			if (comment) {
				const dc = doc.contents;
				if (afterDoc) doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
				else if (afterEmptyLine || doc.directives.docStart || !dc) doc.commentBefore = comment;
				else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
					let it = dc.items[0];
					if (identity.isPair(it)) it = it.key;
					const cb = it.commentBefore;
					it.commentBefore = cb ? `${comment}\n${cb}` : comment;
				} else {
					const cb = dc.commentBefore;
					dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
				}
			}
			if (afterDoc) {
				for (let i = 0; i < this.errors.length; ++i) doc.errors.push(this.errors[i]);
				for (let i = 0; i < this.warnings.length; ++i) doc.warnings.push(this.warnings[i]);
			} else {
				doc.errors = this.errors;
				doc.warnings = this.warnings;
			}
			this.prelude = [];
			this.errors = [];
			this.warnings = [];
		}
		streamInfo() {
			return {
				comment: parsePrelude(this.prelude).comment,
				directives: this.directives,
				errors: this.errors,
				warnings: this.warnings
			};
		}
		*compose(tokens, forceDoc = false, endOffset = -1) {
			for (const token of tokens) yield* this.next(token);
			yield* this.end(forceDoc, endOffset);
		}
		*next(token) {
			if (node_process.env.LOG_STREAM) console.dir(token, { depth: null });
			switch (token.type) {
				case "directive":
					this.directives.add(token.source, (offset, message, warning) => {
						const pos = getErrorPos(token);
						pos[0] += offset;
						this.onError(pos, "BAD_DIRECTIVE", message, warning);
					});
					this.prelude.push(token.source);
					this.atDirectives = true;
					break;
				case "document": {
					const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
					if (this.atDirectives && !doc.directives.docStart) this.onError(token, "MISSING_CHAR", "Missing directives-end/doc-start indicator line");
					this.decorate(doc, false);
					if (this.doc) yield this.doc;
					this.doc = doc;
					this.atDirectives = false;
					break;
				}
				case "byte-order-mark":
				case "space": break;
				case "comment":
				case "newline":
					this.prelude.push(token.source);
					break;
				case "error": {
					const msg = token.source ? `${token.message}: ${JSON.stringify(token.source)}` : token.message;
					const error = new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", msg);
					if (this.atDirectives || !this.doc) this.errors.push(error);
					else this.doc.errors.push(error);
					break;
				}
				case "doc-end": {
					if (!this.doc) {
						this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", "Unexpected doc-end without preceding document"));
						break;
					}
					this.doc.directives.docEnd = true;
					const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
					this.decorate(this.doc, true);
					if (end.comment) {
						const dc = this.doc.comment;
						this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
					}
					this.doc.range[2] = end.offset;
					break;
				}
				default: this.errors.push(new errors.YAMLParseError(getErrorPos(token), "UNEXPECTED_TOKEN", `Unsupported token ${token.type}`));
			}
		}
		*end(forceDoc = false, endOffset = -1) {
			if (this.doc) {
				this.decorate(this.doc, true);
				yield this.doc;
				this.doc = null;
			} else if (forceDoc) {
				const opts = Object.assign({ _directives: this.directives }, this.options);
				const doc = new Document.Document(void 0, opts);
				if (this.atDirectives) this.onError(endOffset, "MISSING_CHAR", "Missing directives-end indicator line");
				doc.range = [
					0,
					endOffset,
					endOffset
				];
				this.decorate(doc, false);
				yield doc;
			}
		}
	};
	exports.Composer = Composer;
}));
// node_modules/yaml/dist/parse/cst-scalar.js
var require_cst_scalar = /* @__PURE__ */ __commonJSMin(((exports) => {
	var resolveBlockScalar = require_resolve_block_scalar();
	var resolveFlowScalar = require_resolve_flow_scalar();
	var errors = require_errors();
	var stringifyString = require_stringifyString();
	function resolveAsScalar(token, strict = true, onError) {
		if (token) {
			const _onError = (pos, code, message) => {
				const offset = typeof pos === "number" ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
				if (onError) onError(offset, code, message);
				else throw new errors.YAMLParseError([offset, offset + 1], code, message);
			};
			switch (token.type) {
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
				case "block-scalar": return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
			}
		}
		return null;
	}
	function createScalarToken(value, context) {
		const { implicitKey = false, indent, inFlow = false, offset = -1, type = "PLAIN" } = context;
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey,
			indent: indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		const end = context.end ?? [{
			type: "newline",
			offset: -1,
			indent,
			source: "\n"
		}];
		switch (source[0]) {
			case "|":
			case ">": {
				const he = source.indexOf("\n");
				const head = source.substring(0, he);
				const body = source.substring(he + 1) + "\n";
				const props = [{
					type: "block-scalar-header",
					offset,
					indent,
					source: head
				}];
				if (!addEndtoBlockProps(props, end)) props.push({
					type: "newline",
					offset: -1,
					indent,
					source: "\n"
				});
				return {
					type: "block-scalar",
					offset,
					indent,
					props,
					source: body
				};
			}
			case "\"": return {
				type: "double-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			case "'": return {
				type: "single-quoted-scalar",
				offset,
				indent,
				source,
				end
			};
			default: return {
				type: "scalar",
				offset,
				indent,
				source,
				end
			};
		}
	}
	function setScalarValue(token, value, context = {}) {
		let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
		let indent = "indent" in token ? token.indent : null;
		if (afterKey && typeof indent === "number") indent += 2;
		if (!type) switch (token.type) {
			case "single-quoted-scalar":
				type = "QUOTE_SINGLE";
				break;
			case "double-quoted-scalar":
				type = "QUOTE_DOUBLE";
				break;
			case "block-scalar": {
				const header = token.props[0];
				if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
				type = header.source[0] === ">" ? "BLOCK_FOLDED" : "BLOCK_LITERAL";
				break;
			}
			default: type = "PLAIN";
		}
		const source = stringifyString.stringifyString({
			type,
			value
		}, {
			implicitKey: implicitKey || indent === null,
			indent: indent !== null && indent > 0 ? " ".repeat(indent) : "",
			inFlow,
			options: {
				blockQuote: true,
				lineWidth: -1
			}
		});
		switch (source[0]) {
			case "|":
			case ">":
				setBlockScalarValue(token, source);
				break;
			case "\"":
				setFlowScalarValue(token, source, "double-quoted-scalar");
				break;
			case "'":
				setFlowScalarValue(token, source, "single-quoted-scalar");
				break;
			default: setFlowScalarValue(token, source, "scalar");
		}
	}
	function setBlockScalarValue(token, source) {
		const he = source.indexOf("\n");
		const head = source.substring(0, he);
		const body = source.substring(he + 1) + "\n";
		if (token.type === "block-scalar") {
			const header = token.props[0];
			if (header.type !== "block-scalar-header") throw new Error("Invalid block scalar header");
			header.source = head;
			token.source = body;
		} else {
			const { offset } = token;
			const indent = "indent" in token ? token.indent : -1;
			const props = [{
				type: "block-scalar-header",
				offset,
				indent,
				source: head
			}];
			if (!addEndtoBlockProps(props, "end" in token ? token.end : void 0)) props.push({
				type: "newline",
				offset: -1,
				indent,
				source: "\n"
			});
			for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
			Object.assign(token, {
				type: "block-scalar",
				indent,
				props,
				source: body
			});
		}
	}
	function addEndtoBlockProps(props, end) {
		if (end) for (const st of end) switch (st.type) {
			case "space":
			case "comment":
				props.push(st);
				break;
			case "newline":
				props.push(st);
				return true;
		}
		return false;
	}
	function setFlowScalarValue(token, source, type) {
		switch (token.type) {
			case "scalar":
			case "double-quoted-scalar":
			case "single-quoted-scalar":
				token.type = type;
				token.source = source;
				break;
			case "block-scalar": {
				const end = token.props.slice(1);
				let oa = source.length;
				if (token.props[0].type === "block-scalar-header") oa -= token.props[0].source.length;
				for (const tok of end) tok.offset += oa;
				delete token.props;
				Object.assign(token, {
					type,
					source,
					end
				});
				break;
			}
			case "block-map":
			case "block-seq": {
				const nl = {
					type: "newline",
					offset: token.offset + source.length,
					indent: token.indent,
					source: "\n"
				};
				delete token.items;
				Object.assign(token, {
					type,
					source,
					end: [nl]
				});
				break;
			}
			default: {
				const indent = "indent" in token ? token.indent : -1;
				const end = "end" in token && Array.isArray(token.end) ? token.end.filter((st) => st.type === "space" || st.type === "comment" || st.type === "newline") : [];
				for (const key of Object.keys(token)) if (key !== "type" && key !== "offset") delete token[key];
				Object.assign(token, {
					type,
					indent,
					source,
					end
				});
			}
		}
	}
	exports.createScalarToken = createScalarToken;
	exports.resolveAsScalar = resolveAsScalar;
	exports.setScalarValue = setScalarValue;
}));
// node_modules/yaml/dist/parse/cst-stringify.js
var require_cst_stringify = /* @__PURE__ */ __commonJSMin(((exports) => {
	const stringify = (cst) => "type" in cst ? stringifyToken(cst) : stringifyItem(cst);
	function stringifyToken(token) {
		switch (token.type) {
			case "block-scalar": {
				let res = "";
				for (const tok of token.props) res += stringifyToken(tok);
				return res + token.source;
			}
			case "block-map":
			case "block-seq": {
				let res = "";
				for (const item of token.items) res += stringifyItem(item);
				return res;
			}
			case "flow-collection": {
				let res = token.start.source;
				for (const item of token.items) res += stringifyItem(item);
				for (const st of token.end) res += st.source;
				return res;
			}
			case "document": {
				let res = stringifyItem(token);
				if (token.end) for (const st of token.end) res += st.source;
				return res;
			}
			default: {
				let res = token.source;
				if ("end" in token && token.end) for (const st of token.end) res += st.source;
				return res;
			}
		}
	}
	function stringifyItem({ start, key, sep, value }) {
		let res = "";
		for (const st of start) res += st.source;
		if (key) res += stringifyToken(key);
		if (sep) for (const st of sep) res += st.source;
		if (value) res += stringifyToken(value);
		return res;
	}
	exports.stringify = stringify;
}));
// node_modules/yaml/dist/parse/cst-visit.js
var require_cst_visit = /* @__PURE__ */ __commonJSMin(((exports) => {
	const BREAK = Symbol("break visit");
	const SKIP = Symbol("skip children");
	const REMOVE = Symbol("remove item");
	function visit(cst, visitor) {
		if ("type" in cst && cst.type === "document") cst = {
			start: cst.start,
			value: cst.value
		};
		_visit(Object.freeze([]), cst, visitor);
	}
	visit.BREAK = BREAK;
	visit.SKIP = SKIP;
	visit.REMOVE = REMOVE;
	visit.itemAtPath = (cst, path) => {
		let item = cst;
		for (const [field, index] of path) {
			const tok = item?.[field];
			if (tok && "items" in tok) item = tok.items[index];
			else return void 0;
		}
		return item;
	};
	visit.parentCollection = (cst, path) => {
		const parent = visit.itemAtPath(cst, path.slice(0, -1));
		const field = path[path.length - 1][0];
		const coll = parent?.[field];
		if (coll && "items" in coll) return coll;
		throw new Error("Parent collection not found");
	};
	function _visit(path, item, visitor) {
		let ctrl = visitor(item, path);
		if (typeof ctrl === "symbol") return ctrl;
		for (const field of ["key", "value"]) {
			const token = item[field];
			if (token && "items" in token) {
				for (let i = 0; i < token.items.length; ++i) {
					const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
					if (typeof ci === "number") i = ci - 1;
					else if (ci === BREAK) return BREAK;
					else if (ci === REMOVE) {
						token.items.splice(i, 1);
						i -= 1;
					}
				}
				if (typeof ctrl === "function" && field === "key") ctrl = ctrl(item, path);
			}
		}
		return typeof ctrl === "function" ? ctrl(item, path) : ctrl;
	}
	exports.visit = visit;
}));
// node_modules/yaml/dist/parse/cst.js
var require_cst = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cstScalar = require_cst_scalar();
	var cstStringify = require_cst_stringify();
	var cstVisit = require_cst_visit();
	const BOM = "﻿";
	const DOCUMENT = "";
	const FLOW_END = "";
	const SCALAR = "";
	const isCollection = (token) => !!token && "items" in token;
	const isScalar = (token) => !!token && (token.type === "scalar" || token.type === "single-quoted-scalar" || token.type === "double-quoted-scalar" || token.type === "block-scalar");
	/* istanbul ignore next */
	function prettyToken(token) {
		switch (token) {
			case BOM: return "<BOM>";
			case DOCUMENT: return "<DOC>";
			case FLOW_END: return "<FLOW_END>";
			case SCALAR: return "<SCALAR>";
			default: return JSON.stringify(token);
		}
	}
	function tokenType(source) {
		switch (source) {
			case BOM: return "byte-order-mark";
			case DOCUMENT: return "doc-mode";
			case FLOW_END: return "flow-error-end";
			case SCALAR: return "scalar";
			case "---": return "doc-start";
			case "...": return "doc-end";
			case "":
			case "\n":
			case "\r\n": return "newline";
			case "-": return "seq-item-ind";
			case "?": return "explicit-key-ind";
			case ":": return "map-value-ind";
			case "{": return "flow-map-start";
			case "}": return "flow-map-end";
			case "[": return "flow-seq-start";
			case "]": return "flow-seq-end";
			case ",": return "comma";
		}
		switch (source[0]) {
			case " ":
			case "	": return "space";
			case "#": return "comment";
			case "%": return "directive-line";
			case "*": return "alias";
			case "&": return "anchor";
			case "!": return "tag";
			case "'": return "single-quoted-scalar";
			case "\"": return "double-quoted-scalar";
			case "|":
			case ">": return "block-scalar-header";
		}
		return null;
	}
	exports.createScalarToken = cstScalar.createScalarToken;
	exports.resolveAsScalar = cstScalar.resolveAsScalar;
	exports.setScalarValue = cstScalar.setScalarValue;
	exports.stringify = cstStringify.stringify;
	exports.visit = cstVisit.visit;
	exports.BOM = BOM;
	exports.DOCUMENT = DOCUMENT;
	exports.FLOW_END = FLOW_END;
	exports.SCALAR = SCALAR;
	exports.isCollection = isCollection;
	exports.isScalar = isScalar;
	exports.prettyToken = prettyToken;
	exports.tokenType = tokenType;
}));
// node_modules/yaml/dist/parse/lexer.js
var require_lexer = /* @__PURE__ */ __commonJSMin(((exports) => {
	var cst = require_cst();
	function isEmpty(ch) {
		switch (ch) {
			case void 0:
			case " ":
			case "\n":
			case "\r":
			case "	": return true;
			default: return false;
		}
	}
	const hexDigits = /* @__PURE__ */ new Set("0123456789ABCDEFabcdef");
	const tagChars = /* @__PURE__ */ new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
	const flowIndicatorChars = /* @__PURE__ */ new Set(",[]{}");
	const invalidAnchorChars = /* @__PURE__ */ new Set(" ,[]{}\n\r	");
	const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
	var Lexer = class {
		constructor() {
			this.atEnd = false;
			this.blockScalarIndent = -1;
			this.blockScalarKeep = false;
			this.buffer = "";
			this.flowKey = false;
			this.flowLevel = 0;
			this.indentNext = 0;
			this.indentValue = 0;
			this.lineEndPos = null;
			this.next = null;
			this.pos = 0;
		}
		*lex(source, incomplete = false) {
			if (source) {
				if (typeof source !== "string") throw TypeError("source is not a string");
				this.buffer = this.buffer ? this.buffer + source : source;
				this.lineEndPos = null;
			}
			this.atEnd = !incomplete;
			let next = this.next ?? "stream";
			while (next && (incomplete || this.hasChars(1))) next = yield* this.parseNext(next);
		}
		atLineEnd() {
			let i = this.pos;
			let ch = this.buffer[i];
			while (ch === " " || ch === "	") ch = this.buffer[++i];
			if (!ch || ch === "#" || ch === "\n") return true;
			if (ch === "\r") return this.buffer[i + 1] === "\n";
			return false;
		}
		charAt(n) {
			return this.buffer[this.pos + n];
		}
		continueScalar(offset) {
			let ch = this.buffer[offset];
			if (this.indentNext > 0) {
				let indent = 0;
				while (ch === " ") ch = this.buffer[++indent + offset];
				if (ch === "\r") {
					const next = this.buffer[indent + offset + 1];
					if (next === "\n" || !next && !this.atEnd) return offset + indent + 1;
				}
				return ch === "\n" || indent >= this.indentNext || !ch && !this.atEnd ? offset + indent : -1;
			}
			if (ch === "-" || ch === ".") {
				const dt = this.buffer.substr(offset, 3);
				if ((dt === "---" || dt === "...") && isEmpty(this.buffer[offset + 3])) return -1;
			}
			return offset;
		}
		getLine() {
			let end = this.lineEndPos;
			if (typeof end !== "number" || end !== -1 && end < this.pos) {
				end = this.buffer.indexOf("\n", this.pos);
				this.lineEndPos = end;
			}
			if (end === -1) return this.atEnd ? this.buffer.substring(this.pos) : null;
			if (this.buffer[end - 1] === "\r") end -= 1;
			return this.buffer.substring(this.pos, end);
		}
		hasChars(n) {
			return this.pos + n <= this.buffer.length;
		}
		setNext(state) {
			this.buffer = this.buffer.substring(this.pos);
			this.pos = 0;
			this.lineEndPos = null;
			this.next = state;
			return null;
		}
		peek(n) {
			return this.buffer.substr(this.pos, n);
		}
		*parseNext(next) {
			switch (next) {
				case "stream": return yield* this.parseStream();
				case "line-start": return yield* this.parseLineStart();
				case "block-start": return yield* this.parseBlockStart();
				case "doc": return yield* this.parseDocument();
				case "flow": return yield* this.parseFlowCollection();
				case "quoted-scalar": return yield* this.parseQuotedScalar();
				case "block-scalar": return yield* this.parseBlockScalar();
				case "plain-scalar": return yield* this.parsePlainScalar();
			}
		}
		*parseStream() {
			let line = this.getLine();
			if (line === null) return this.setNext("stream");
			if (line[0] === cst.BOM) {
				yield* this.pushCount(1);
				line = line.substring(1);
			}
			if (line[0] === "%") {
				let dirEnd = line.length;
				let cs = line.indexOf("#");
				while (cs !== -1) {
					const ch = line[cs - 1];
					if (ch === " " || ch === "	") {
						dirEnd = cs - 1;
						break;
					} else cs = line.indexOf("#", cs + 1);
				}
				while (true) {
					const ch = line[dirEnd - 1];
					if (ch === " " || ch === "	") dirEnd -= 1;
					else break;
				}
				const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
				yield* this.pushCount(line.length - n);
				this.pushNewline();
				return "stream";
			}
			if (this.atLineEnd()) {
				const sp = yield* this.pushSpaces(true);
				yield* this.pushCount(line.length - sp);
				yield* this.pushNewline();
				return "stream";
			}
			yield cst.DOCUMENT;
			return yield* this.parseLineStart();
		}
		*parseLineStart() {
			const ch = this.charAt(0);
			if (!ch && !this.atEnd) return this.setNext("line-start");
			if (ch === "-" || ch === ".") {
				if (!this.atEnd && !this.hasChars(4)) return this.setNext("line-start");
				const s = this.peek(3);
				if ((s === "---" || s === "...") && isEmpty(this.charAt(3))) {
					yield* this.pushCount(3);
					this.indentValue = 0;
					this.indentNext = 0;
					return s === "---" ? "doc" : "stream";
				}
			}
			this.indentValue = yield* this.pushSpaces(false);
			if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1))) this.indentNext = this.indentValue;
			return yield* this.parseBlockStart();
		}
		*parseBlockStart() {
			const [ch0, ch1] = this.peek(2);
			if (!ch1 && !this.atEnd) return this.setNext("block-start");
			if ((ch0 === "-" || ch0 === "?" || ch0 === ":") && isEmpty(ch1)) {
				const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
				this.indentNext = this.indentValue + 1;
				this.indentValue += n;
				return "block-start";
			}
			return "doc";
		}
		*parseDocument() {
			yield* this.pushSpaces(true);
			const line = this.getLine();
			if (line === null) return this.setNext("doc");
			let n = yield* this.pushIndicators();
			switch (line[n]) {
				case "#": yield* this.pushCount(line.length - n);
				case void 0:
					yield* this.pushNewline();
					return yield* this.parseLineStart();
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel = 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					return "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "doc";
				case "\"":
				case "'": return yield* this.parseQuotedScalar();
				case "|":
				case ">":
					n += yield* this.parseBlockScalarHeader();
					n += yield* this.pushSpaces(true);
					yield* this.pushCount(line.length - n);
					yield* this.pushNewline();
					return yield* this.parseBlockScalar();
				default: return yield* this.parsePlainScalar();
			}
		}
		*parseFlowCollection() {
			let nl, sp;
			let indent = -1;
			do {
				nl = yield* this.pushNewline();
				if (nl > 0) {
					sp = yield* this.pushSpaces(false);
					this.indentValue = indent = sp;
				} else sp = 0;
				sp += yield* this.pushSpaces(true);
			} while (nl + sp > 0);
			const line = this.getLine();
			if (line === null) return this.setNext("flow");
			if (indent !== -1 && indent < this.indentNext && line[0] !== "#" || indent === 0 && (line.startsWith("---") || line.startsWith("...")) && isEmpty(line[3])) {
				if (!(indent === this.indentNext - 1 && this.flowLevel === 1 && (line[0] === "]" || line[0] === "}"))) {
					this.flowLevel = 0;
					yield cst.FLOW_END;
					return yield* this.parseLineStart();
				}
			}
			let n = 0;
			while (line[n] === ",") {
				n += yield* this.pushCount(1);
				n += yield* this.pushSpaces(true);
				this.flowKey = false;
			}
			n += yield* this.pushIndicators();
			switch (line[n]) {
				case void 0: return "flow";
				case "#":
					yield* this.pushCount(line.length - n);
					return "flow";
				case "{":
				case "[":
					yield* this.pushCount(1);
					this.flowKey = false;
					this.flowLevel += 1;
					return "flow";
				case "}":
				case "]":
					yield* this.pushCount(1);
					this.flowKey = true;
					this.flowLevel -= 1;
					return this.flowLevel ? "flow" : "doc";
				case "*":
					yield* this.pushUntil(isNotAnchorChar);
					return "flow";
				case "\"":
				case "'":
					this.flowKey = true;
					return yield* this.parseQuotedScalar();
				case ":": {
					const next = this.charAt(1);
					if (this.flowKey || isEmpty(next) || next === ",") {
						this.flowKey = false;
						yield* this.pushCount(1);
						yield* this.pushSpaces(true);
						return "flow";
					}
				}
				default:
					this.flowKey = false;
					return yield* this.parsePlainScalar();
			}
		}
		*parseQuotedScalar() {
			const quote = this.charAt(0);
			let end = this.buffer.indexOf(quote, this.pos + 1);
			if (quote === "'") while (end !== -1 && this.buffer[end + 1] === "'") end = this.buffer.indexOf("'", end + 2);
			else while (end !== -1) {
				let n = 0;
				while (this.buffer[end - 1 - n] === "\\") n += 1;
				if (n % 2 === 0) break;
				end = this.buffer.indexOf("\"", end + 1);
			}
			const qb = this.buffer.substring(0, end);
			let nl = qb.indexOf("\n", this.pos);
			if (nl !== -1) {
				while (nl !== -1) {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = qb.indexOf("\n", cs);
				}
				if (nl !== -1) end = nl - (qb[nl - 1] === "\r" ? 2 : 1);
			}
			if (end === -1) {
				if (!this.atEnd) return this.setNext("quoted-scalar");
				end = this.buffer.length;
			}
			yield* this.pushToIndex(end + 1, false);
			return this.flowLevel ? "flow" : "doc";
		}
		*parseBlockScalarHeader() {
			this.blockScalarIndent = -1;
			this.blockScalarKeep = false;
			let i = this.pos;
			while (true) {
				const ch = this.buffer[++i];
				if (ch === "+") this.blockScalarKeep = true;
				else if (ch > "0" && ch <= "9") this.blockScalarIndent = Number(ch) - 1;
				else if (ch !== "-") break;
			}
			return yield* this.pushUntil((ch) => isEmpty(ch) || ch === "#");
		}
		*parseBlockScalar() {
			let nl = this.pos - 1;
			let indent = 0;
			let ch;
			loop: for (let i = this.pos; ch = this.buffer[i]; ++i) switch (ch) {
				case " ":
					indent += 1;
					break;
				case "\n":
					nl = i;
					indent = 0;
					break;
				case "\r": {
					const next = this.buffer[i + 1];
					if (!next && !this.atEnd) return this.setNext("block-scalar");
					if (next === "\n") break;
				}
				default: break loop;
			}
			if (!ch && !this.atEnd) return this.setNext("block-scalar");
			if (indent >= this.indentNext) {
				if (this.blockScalarIndent === -1) this.indentNext = indent;
				else this.indentNext = this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
				do {
					const cs = this.continueScalar(nl + 1);
					if (cs === -1) break;
					nl = this.buffer.indexOf("\n", cs);
				} while (nl !== -1);
				if (nl === -1) {
					if (!this.atEnd) return this.setNext("block-scalar");
					nl = this.buffer.length;
				}
			}
			let i = nl + 1;
			ch = this.buffer[i];
			while (ch === " ") ch = this.buffer[++i];
			if (ch === "	") {
				while (ch === "	" || ch === " " || ch === "\r" || ch === "\n") ch = this.buffer[++i];
				nl = i - 1;
			} else if (!this.blockScalarKeep) do {
				let i = nl - 1;
				let ch = this.buffer[i];
				if (ch === "\r") ch = this.buffer[--i];
				const lastChar = i;
				while (ch === " ") ch = this.buffer[--i];
				if (ch === "\n" && i >= this.pos && i + 1 + indent > lastChar) nl = i;
				else break;
			} while (true);
			yield cst.SCALAR;
			yield* this.pushToIndex(nl + 1, true);
			return yield* this.parseLineStart();
		}
		*parsePlainScalar() {
			const inFlow = this.flowLevel > 0;
			let end = this.pos - 1;
			let i = this.pos - 1;
			let ch;
			while (ch = this.buffer[++i]) if (ch === ":") {
				const next = this.buffer[i + 1];
				if (isEmpty(next) || inFlow && flowIndicatorChars.has(next)) break;
				end = i;
			} else if (isEmpty(ch)) {
				let next = this.buffer[i + 1];
				if (ch === "\r") {
					if (next === "\n") {
						i += 1;
						ch = "\n";
						next = this.buffer[i + 1];
					} else end = i;
				}
				if (next === "#" || inFlow && flowIndicatorChars.has(next)) break;
				if (ch === "\n") {
					const cs = this.continueScalar(i + 1);
					if (cs === -1) break;
					i = Math.max(i, cs - 2);
				}
			} else {
				if (inFlow && flowIndicatorChars.has(ch)) break;
				end = i;
			}
			if (!ch && !this.atEnd) return this.setNext("plain-scalar");
			yield cst.SCALAR;
			yield* this.pushToIndex(end + 1, true);
			return inFlow ? "flow" : "doc";
		}
		*pushCount(n) {
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos += n;
				return n;
			}
			return 0;
		}
		*pushToIndex(i, allowEmpty) {
			const s = this.buffer.slice(this.pos, i);
			if (s) {
				yield s;
				this.pos += s.length;
				return s.length;
			} else if (allowEmpty) yield "";
			return 0;
		}
		*pushIndicators() {
			let n = 0;
			loop: while (true) {
				switch (this.charAt(0)) {
					case "!":
						n += yield* this.pushTag();
						n += yield* this.pushSpaces(true);
						continue loop;
					case "&":
						n += yield* this.pushUntil(isNotAnchorChar);
						n += yield* this.pushSpaces(true);
						continue loop;
					case "-":
					case "?":
					case ":": {
						const inFlow = this.flowLevel > 0;
						const ch1 = this.charAt(1);
						if (isEmpty(ch1) || inFlow && flowIndicatorChars.has(ch1)) {
							if (!inFlow) this.indentNext = this.indentValue + 1;
							else if (this.flowKey) this.flowKey = false;
							n += yield* this.pushCount(1);
							n += yield* this.pushSpaces(true);
							continue loop;
						}
					}
				}
				break loop;
			}
			return n;
		}
		*pushTag() {
			if (this.charAt(1) === "<") {
				let i = this.pos + 2;
				let ch = this.buffer[i];
				while (!isEmpty(ch) && ch !== ">") ch = this.buffer[++i];
				return yield* this.pushToIndex(ch === ">" ? i + 1 : i, false);
			} else {
				let i = this.pos + 1;
				let ch = this.buffer[i];
				while (ch) if (tagChars.has(ch)) ch = this.buffer[++i];
				else if (ch === "%" && hexDigits.has(this.buffer[i + 1]) && hexDigits.has(this.buffer[i + 2])) ch = this.buffer[i += 3];
				else break;
				return yield* this.pushToIndex(i, false);
			}
		}
		*pushNewline() {
			const ch = this.buffer[this.pos];
			if (ch === "\n") return yield* this.pushCount(1);
			else if (ch === "\r" && this.charAt(1) === "\n") return yield* this.pushCount(2);
			else return 0;
		}
		*pushSpaces(allowTabs) {
			let i = this.pos - 1;
			let ch;
			do
				ch = this.buffer[++i];
			while (ch === " " || allowTabs && ch === "	");
			const n = i - this.pos;
			if (n > 0) {
				yield this.buffer.substr(this.pos, n);
				this.pos = i;
			}
			return n;
		}
		*pushUntil(test) {
			let i = this.pos;
			let ch = this.buffer[i];
			while (!test(ch)) ch = this.buffer[++i];
			return yield* this.pushToIndex(i, false);
		}
	};
	exports.Lexer = Lexer;
}));
// node_modules/yaml/dist/parse/line-counter.js
var require_line_counter = /* @__PURE__ */ __commonJSMin(((exports) => {
	var LineCounter = class {
		constructor() {
			this.lineStarts = [];
			this.addNewLine = (offset) => this.lineStarts.push(offset);
			this.linePos = (offset) => {
				let low = 0;
				let high = this.lineStarts.length;
				while (low < high) {
					const mid = low + high >> 1;
					if (this.lineStarts[mid] < offset) low = mid + 1;
					else high = mid;
				}
				if (this.lineStarts[low] === offset) return {
					line: low + 1,
					col: 1
				};
				if (low === 0) return {
					line: 0,
					col: offset
				};
				const start = this.lineStarts[low - 1];
				return {
					line: low,
					col: offset - start + 1
				};
			};
		}
	};
	exports.LineCounter = LineCounter;
}));
// node_modules/yaml/dist/parse/parser.js
var require_parser = /* @__PURE__ */ __commonJSMin(((exports) => {
	var node_process = __require("process");
	var cst = require_cst();
	var lexer = require_lexer();
	function includesToken(list, type) {
		for (let i = 0; i < list.length; ++i) if (list[i].type === type) return true;
		return false;
	}
	function findNonEmptyIndex(list) {
		for (let i = 0; i < list.length; ++i) switch (list[i].type) {
			case "space":
			case "comment":
			case "newline": break;
			default: return i;
		}
		return -1;
	}
	function isFlowToken(token) {
		switch (token?.type) {
			case "alias":
			case "scalar":
			case "single-quoted-scalar":
			case "double-quoted-scalar":
			case "flow-collection": return true;
			default: return false;
		}
	}
	function getPrevProps(parent) {
		switch (parent.type) {
			case "document": return parent.start;
			case "block-map": {
				const it = parent.items[parent.items.length - 1];
				return it.sep ?? it.start;
			}
			case "block-seq": return parent.items[parent.items.length - 1].start;
			/* istanbul ignore next should not happen */
			default: return [];
		}
	}
	function getFirstKeyStartProps(prev) {
		if (prev.length === 0) return [];
		let i = prev.length;
		loop: while (--i >= 0) switch (prev[i].type) {
			case "doc-start":
			case "explicit-key-ind":
			case "map-value-ind":
			case "seq-item-ind":
			case "newline": break loop;
		}
		while (prev[++i]?.type === "space");
		return prev.splice(i, prev.length);
	}
	function arrayPushArray(target, source) {
		if (source.length < 1e5) Array.prototype.push.apply(target, source);
		else for (let i = 0; i < source.length; ++i) target.push(source[i]);
	}
	function fixFlowSeqItems(fc) {
		if (fc.start.type === "flow-seq-start") {
			for (const it of fc.items) if (it.sep && !it.value && !includesToken(it.start, "explicit-key-ind") && !includesToken(it.sep, "map-value-ind")) {
				if (it.key) it.value = it.key;
				delete it.key;
				if (isFlowToken(it.value)) {
					if (it.value.end) arrayPushArray(it.value.end, it.sep);
					else it.value.end = it.sep;
				} else arrayPushArray(it.start, it.sep);
				delete it.sep;
			}
		}
	}
	var Parser = class {
		constructor(onNewLine) {
			this.atNewLine = true;
			this.atScalar = false;
			this.indent = 0;
			this.offset = 0;
			this.onKeyLine = false;
			this.stack = [];
			this.source = "";
			this.type = "";
			this.lexer = new lexer.Lexer();
			this.onNewLine = onNewLine;
		}
		*parse(source, incomplete = false) {
			if (this.onNewLine && this.offset === 0) this.onNewLine(0);
			for (const lexeme of this.lexer.lex(source, incomplete)) yield* this.next(lexeme);
			if (!incomplete) yield* this.end();
		}
		*next(source) {
			this.source = source;
			if (node_process.env.LOG_TOKENS) console.log("|", cst.prettyToken(source));
			if (this.atScalar) {
				this.atScalar = false;
				yield* this.step();
				this.offset += source.length;
				return;
			}
			const type = cst.tokenType(source);
			if (!type) {
				const message = `Not a YAML token: ${source}`;
				yield* this.pop({
					type: "error",
					offset: this.offset,
					message,
					source
				});
				this.offset += source.length;
			} else if (type === "scalar") {
				this.atNewLine = false;
				this.atScalar = true;
				this.type = "scalar";
			} else {
				this.type = type;
				yield* this.step();
				switch (type) {
					case "newline":
						this.atNewLine = true;
						this.indent = 0;
						if (this.onNewLine) this.onNewLine(this.offset + source.length);
						break;
					case "space":
						if (this.atNewLine && source[0] === " ") this.indent += source.length;
						break;
					case "explicit-key-ind":
					case "map-value-ind":
					case "seq-item-ind":
						if (this.atNewLine) this.indent += source.length;
						break;
					case "doc-mode":
					case "flow-error-end": return;
					default: this.atNewLine = false;
				}
				this.offset += source.length;
			}
		}
		*end() {
			while (this.stack.length > 0) yield* this.pop();
		}
		get sourceToken() {
			return {
				type: this.type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		*step() {
			const top = this.peek(1);
			if (this.type === "doc-end" && top?.type !== "doc-end") {
				while (this.stack.length > 0) yield* this.pop();
				this.stack.push({
					type: "doc-end",
					offset: this.offset,
					source: this.source
				});
				return;
			}
			if (!top) return yield* this.stream();
			switch (top.type) {
				case "document": return yield* this.document(top);
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return yield* this.scalar(top);
				case "block-scalar": return yield* this.blockScalar(top);
				case "block-map": return yield* this.blockMap(top);
				case "block-seq": return yield* this.blockSequence(top);
				case "flow-collection": return yield* this.flowCollection(top);
				case "doc-end": return yield* this.documentEnd(top);
			}
			/* istanbul ignore next should not happen */
			yield* this.pop();
		}
		peek(n) {
			return this.stack[this.stack.length - n];
		}
		*pop(error) {
			const token = error ?? this.stack.pop();
			/* istanbul ignore if should not happen */
			if (!token) yield {
				type: "error",
				offset: this.offset,
				source: "",
				message: "Tried to pop an empty stack"
			};
			else if (this.stack.length === 0) yield token;
			else {
				const top = this.peek(1);
				if (token.type === "block-scalar") token.indent = "indent" in top ? top.indent : 0;
				else if (token.type === "flow-collection" && top.type === "document") token.indent = 0;
				if (token.type === "flow-collection") fixFlowSeqItems(token);
				switch (top.type) {
					case "document":
						top.value = token;
						break;
					case "block-scalar":
						top.props.push(token);
						break;
					case "block-map": {
						const it = top.items[top.items.length - 1];
						if (it.value) {
							top.items.push({
								start: [],
								key: token,
								sep: []
							});
							this.onKeyLine = true;
							return;
						} else if (it.sep) it.value = token;
						else {
							Object.assign(it, {
								key: token,
								sep: []
							});
							this.onKeyLine = !it.explicitKey;
							return;
						}
						break;
					}
					case "block-seq": {
						const it = top.items[top.items.length - 1];
						if (it.value) top.items.push({
							start: [],
							value: token
						});
						else it.value = token;
						break;
					}
					case "flow-collection": {
						const it = top.items[top.items.length - 1];
						if (!it || it.value) top.items.push({
							start: [],
							key: token,
							sep: []
						});
						else if (it.sep) it.value = token;
						else Object.assign(it, {
							key: token,
							sep: []
						});
						return;
					}
					/* istanbul ignore next should not happen */
					default:
						yield* this.pop();
						yield* this.pop(token);
				}
				if ((top.type === "document" || top.type === "block-map" || top.type === "block-seq") && (token.type === "block-map" || token.type === "block-seq")) {
					const last = token.items[token.items.length - 1];
					if (last && !last.sep && !last.value && last.start.length > 0 && findNonEmptyIndex(last.start) === -1 && (token.indent === 0 || last.start.every((st) => st.type !== "comment" || st.indent < token.indent))) {
						if (top.type === "document") top.end = last.start;
						else top.items.push({ start: last.start });
						token.items.splice(-1, 1);
					}
				}
			}
		}
		*stream() {
			switch (this.type) {
				case "directive-line":
					yield {
						type: "directive",
						offset: this.offset,
						source: this.source
					};
					return;
				case "byte-order-mark":
				case "space":
				case "comment":
				case "newline":
					yield this.sourceToken;
					return;
				case "doc-mode":
				case "doc-start": {
					const doc = {
						type: "document",
						offset: this.offset,
						start: []
					};
					if (this.type === "doc-start") doc.start.push(this.sourceToken);
					this.stack.push(doc);
					return;
				}
			}
			yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML stream`,
				source: this.source
			};
		}
		*document(doc) {
			if (doc.value) return yield* this.lineEnd(doc);
			switch (this.type) {
				case "doc-start":
					if (findNonEmptyIndex(doc.start) !== -1) {
						yield* this.pop();
						yield* this.step();
					} else doc.start.push(this.sourceToken);
					return;
				case "anchor":
				case "tag":
				case "space":
				case "comment":
				case "newline":
					doc.start.push(this.sourceToken);
					return;
			}
			const bv = this.startBlockValue(doc);
			if (bv) this.stack.push(bv);
			else yield {
				type: "error",
				offset: this.offset,
				message: `Unexpected ${this.type} token in YAML document`,
				source: this.source
			};
		}
		*scalar(scalar) {
			if (this.type === "map-value-ind") {
				const start = getFirstKeyStartProps(getPrevProps(this.peek(2)));
				let sep;
				if (scalar.end) {
					sep = scalar.end;
					sep.push(this.sourceToken);
					delete scalar.end;
				} else sep = [this.sourceToken];
				const map = {
					type: "block-map",
					offset: scalar.offset,
					indent: scalar.indent,
					items: [{
						start,
						key: scalar,
						sep
					}]
				};
				this.onKeyLine = true;
				this.stack[this.stack.length - 1] = map;
			} else yield* this.lineEnd(scalar);
		}
		*blockScalar(scalar) {
			switch (this.type) {
				case "space":
				case "comment":
				case "newline":
					scalar.props.push(this.sourceToken);
					return;
				case "scalar":
					scalar.source = this.source;
					this.atNewLine = true;
					this.indent = 0;
					if (this.onNewLine) {
						let nl = this.source.indexOf("\n") + 1;
						while (nl !== 0) {
							this.onNewLine(this.offset + nl);
							nl = this.source.indexOf("\n", nl) + 1;
						}
					}
					yield* this.pop();
					break;
				/* istanbul ignore next should not happen */
				default:
					yield* this.pop();
					yield* this.step();
			}
		}
		*blockMap(map) {
			const it = map.items[map.items.length - 1];
			switch (this.type) {
				case "newline":
					this.onKeyLine = false;
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else map.items.push({ start: [this.sourceToken] });
					} else if (it.sep) it.sep.push(this.sourceToken);
					else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) map.items.push({ start: [this.sourceToken] });
					else if (it.sep) it.sep.push(this.sourceToken);
					else {
						if (this.atIndentedComment(it.start, map.indent)) {
							const end = map.items[map.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								map.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
			}
			if (this.indent >= map.indent) {
				const atMapIndent = !this.onKeyLine && this.indent === map.indent;
				const atNextItem = atMapIndent && (it.sep || it.explicitKey) && this.type !== "seq-item-ind";
				let start = [];
				if (atNextItem && it.sep && !it.value) {
					const nl = [];
					for (let i = 0; i < it.sep.length; ++i) {
						const st = it.sep[i];
						switch (st.type) {
							case "newline":
								nl.push(i);
								break;
							case "space": break;
							case "comment":
								if (st.indent > map.indent) nl.length = 0;
								break;
							default: nl.length = 0;
						}
					}
					if (nl.length >= 2) start = it.sep.splice(nl[1]);
				}
				switch (this.type) {
					case "anchor":
					case "tag":
						if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({ start });
							this.onKeyLine = true;
						} else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "explicit-key-ind":
						if (!it.sep && !it.explicitKey) {
							it.start.push(this.sourceToken);
							it.explicitKey = true;
						} else if (atNextItem || it.value) {
							start.push(this.sourceToken);
							map.items.push({
								start,
								explicitKey: true
							});
						} else this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [this.sourceToken],
								explicitKey: true
							}]
						});
						this.onKeyLine = true;
						return;
					case "map-value-ind":
						if (it.explicitKey) {
							if (!it.sep) {
								if (includesToken(it.start, "newline")) Object.assign(it, {
									key: null,
									sep: [this.sourceToken]
								});
								else {
									const start = getFirstKeyStartProps(it.start);
									this.stack.push({
										type: "block-map",
										offset: this.offset,
										indent: this.indent,
										items: [{
											start,
											key: null,
											sep: [this.sourceToken]
										}]
									});
								}
							} else if (it.value) map.items.push({
								start: [],
								key: null,
								sep: [this.sourceToken]
							});
							else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
								type: "block-map",
								offset: this.offset,
								indent: this.indent,
								items: [{
									start,
									key: null,
									sep: [this.sourceToken]
								}]
							});
							else if (isFlowToken(it.key) && !includesToken(it.sep, "newline")) {
								const start = getFirstKeyStartProps(it.start);
								const key = it.key;
								const sep = it.sep;
								sep.push(this.sourceToken);
								delete it.key;
								delete it.sep;
								this.stack.push({
									type: "block-map",
									offset: this.offset,
									indent: this.indent,
									items: [{
										start,
										key,
										sep
									}]
								});
							} else if (start.length > 0) it.sep = it.sep.concat(start, this.sourceToken);
							else it.sep.push(this.sourceToken);
						} else if (!it.sep) Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.value || atNextItem) map.items.push({
							start,
							key: null,
							sep: [this.sourceToken]
						});
						else if (includesToken(it.sep, "map-value-ind")) this.stack.push({
							type: "block-map",
							offset: this.offset,
							indent: this.indent,
							items: [{
								start: [],
								key: null,
								sep: [this.sourceToken]
							}]
						});
						else it.sep.push(this.sourceToken);
						this.onKeyLine = true;
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (atNextItem || it.value) {
							map.items.push({
								start,
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						} else if (it.sep) this.stack.push(fs);
						else {
							Object.assign(it, {
								key: fs,
								sep: []
							});
							this.onKeyLine = true;
						}
						return;
					}
					default: {
						const bv = this.startBlockValue(map);
						if (bv) {
							if (bv.type === "block-seq") {
								if (!it.explicitKey && it.sep && !includesToken(it.sep, "newline")) {
									yield* this.pop({
										type: "error",
										offset: this.offset,
										message: "Unexpected block-seq-ind on same line with key",
										source: this.source
									});
									return;
								}
							} else if (atMapIndent) map.items.push({ start });
							this.stack.push(bv);
							return;
						}
					}
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*blockSequence(seq) {
			const it = seq.items[seq.items.length - 1];
			switch (this.type) {
				case "newline":
					if (it.value) {
						const end = "end" in it.value ? it.value.end : void 0;
						if ((Array.isArray(end) ? end[end.length - 1] : void 0)?.type === "comment") end?.push(this.sourceToken);
						else seq.items.push({ start: [this.sourceToken] });
					} else it.start.push(this.sourceToken);
					return;
				case "space":
				case "comment":
					if (it.value) seq.items.push({ start: [this.sourceToken] });
					else {
						if (this.atIndentedComment(it.start, seq.indent)) {
							const end = seq.items[seq.items.length - 2]?.value?.end;
							if (Array.isArray(end)) {
								arrayPushArray(end, it.start);
								end.push(this.sourceToken);
								seq.items.pop();
								return;
							}
						}
						it.start.push(this.sourceToken);
					}
					return;
				case "anchor":
				case "tag":
					if (it.value || this.indent <= seq.indent) break;
					it.start.push(this.sourceToken);
					return;
				case "seq-item-ind":
					if (this.indent !== seq.indent) break;
					if (it.value || includesToken(it.start, "seq-item-ind")) seq.items.push({ start: [this.sourceToken] });
					else it.start.push(this.sourceToken);
					return;
			}
			if (this.indent > seq.indent) {
				const bv = this.startBlockValue(seq);
				if (bv) {
					this.stack.push(bv);
					return;
				}
			}
			yield* this.pop();
			yield* this.step();
		}
		*flowCollection(fc) {
			const it = fc.items[fc.items.length - 1];
			if (this.type === "flow-error-end") {
				let top;
				do {
					yield* this.pop();
					top = this.peek(1);
				} while (top?.type === "flow-collection");
			} else if (fc.end.length === 0) {
				switch (this.type) {
					case "comma":
					case "explicit-key-ind":
						if (!it || it.sep) fc.items.push({ start: [this.sourceToken] });
						else it.start.push(this.sourceToken);
						return;
					case "map-value-ind":
						if (!it || it.value) fc.items.push({
							start: [],
							key: null,
							sep: [this.sourceToken]
						});
						else if (it.sep) it.sep.push(this.sourceToken);
						else Object.assign(it, {
							key: null,
							sep: [this.sourceToken]
						});
						return;
					case "space":
					case "comment":
					case "newline":
					case "anchor":
					case "tag":
						if (!it || it.value) fc.items.push({ start: [this.sourceToken] });
						else if (it.sep) it.sep.push(this.sourceToken);
						else it.start.push(this.sourceToken);
						return;
					case "alias":
					case "scalar":
					case "single-quoted-scalar":
					case "double-quoted-scalar": {
						const fs = this.flowScalar(this.type);
						if (!it || it.value) fc.items.push({
							start: [],
							key: fs,
							sep: []
						});
						else if (it.sep) this.stack.push(fs);
						else Object.assign(it, {
							key: fs,
							sep: []
						});
						return;
					}
					case "flow-map-end":
					case "flow-seq-end":
						fc.end.push(this.sourceToken);
						return;
				}
				const bv = this.startBlockValue(fc);
				/* istanbul ignore else should not happen */
				if (bv) this.stack.push(bv);
				else {
					yield* this.pop();
					yield* this.step();
				}
			} else {
				const parent = this.peek(2);
				if (parent.type === "block-map" && (this.type === "map-value-ind" && parent.indent === fc.indent || this.type === "newline" && !parent.items[parent.items.length - 1].sep)) {
					yield* this.pop();
					yield* this.step();
				} else if (this.type === "map-value-ind" && parent.type !== "flow-collection") {
					const start = getFirstKeyStartProps(getPrevProps(parent));
					fixFlowSeqItems(fc);
					const sep = fc.end.splice(1, fc.end.length);
					sep.push(this.sourceToken);
					const map = {
						type: "block-map",
						offset: fc.offset,
						indent: fc.indent,
						items: [{
							start,
							key: fc,
							sep
						}]
					};
					this.onKeyLine = true;
					this.stack[this.stack.length - 1] = map;
				} else yield* this.lineEnd(fc);
			}
		}
		flowScalar(type) {
			if (this.onNewLine) {
				let nl = this.source.indexOf("\n") + 1;
				while (nl !== 0) {
					this.onNewLine(this.offset + nl);
					nl = this.source.indexOf("\n", nl) + 1;
				}
			}
			return {
				type,
				offset: this.offset,
				indent: this.indent,
				source: this.source
			};
		}
		startBlockValue(parent) {
			switch (this.type) {
				case "alias":
				case "scalar":
				case "single-quoted-scalar":
				case "double-quoted-scalar": return this.flowScalar(this.type);
				case "block-scalar-header": return {
					type: "block-scalar",
					offset: this.offset,
					indent: this.indent,
					props: [this.sourceToken],
					source: ""
				};
				case "flow-map-start":
				case "flow-seq-start": return {
					type: "flow-collection",
					offset: this.offset,
					indent: this.indent,
					start: this.sourceToken,
					items: [],
					end: []
				};
				case "seq-item-ind": return {
					type: "block-seq",
					offset: this.offset,
					indent: this.indent,
					items: [{ start: [this.sourceToken] }]
				};
				case "explicit-key-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					start.push(this.sourceToken);
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							explicitKey: true
						}]
					};
				}
				case "map-value-ind": {
					this.onKeyLine = true;
					const start = getFirstKeyStartProps(getPrevProps(parent));
					return {
						type: "block-map",
						offset: this.offset,
						indent: this.indent,
						items: [{
							start,
							key: null,
							sep: [this.sourceToken]
						}]
					};
				}
			}
			return null;
		}
		atIndentedComment(start, indent) {
			if (this.type !== "comment") return false;
			if (this.indent <= indent) return false;
			return start.every((st) => st.type === "newline" || st.type === "space");
		}
		*documentEnd(docEnd) {
			if (this.type !== "doc-mode") {
				if (docEnd.end) docEnd.end.push(this.sourceToken);
				else docEnd.end = [this.sourceToken];
				if (this.type === "newline") yield* this.pop();
			}
		}
		*lineEnd(token) {
			switch (this.type) {
				case "comma":
				case "doc-start":
				case "doc-end":
				case "flow-seq-end":
				case "flow-map-end":
				case "map-value-ind":
					yield* this.pop();
					yield* this.step();
					break;
				case "newline": this.onKeyLine = false;
				default:
					if (token.end) token.end.push(this.sourceToken);
					else token.end = [this.sourceToken];
					if (this.type === "newline") yield* this.pop();
			}
		}
	};
	exports.Parser = Parser;
}));
// node_modules/yaml/dist/public-api.js
var require_public_api = /* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var errors = require_errors();
	var log = require_log();
	var identity = require_identity();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	function parseOptions(options) {
		const prettyErrors = options.prettyErrors !== false;
		return {
			lineCounter: options.lineCounter || prettyErrors && new lineCounter.LineCounter() || null,
			prettyErrors
		};
	}
	function parseAllDocuments(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		const docs = Array.from(composer$1.compose(parser$1.parse(source)));
		if (prettyErrors && lineCounter) for (const doc of docs) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		if (docs.length > 0) return docs;
		return Object.assign([], { empty: true }, composer$1.streamInfo());
	}
	function parseDocument(source, options = {}) {
		const { lineCounter, prettyErrors } = parseOptions(options);
		const parser$1 = new parser.Parser(lineCounter?.addNewLine);
		const composer$1 = new composer.Composer(options);
		let doc = null;
		for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) if (!doc) doc = _doc;
		else if (doc.options.logLevel !== "silent") {
			doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), "MULTIPLE_DOCS", "Source contains multiple documents; please use YAML.parseAllDocuments()"));
			break;
		}
		if (prettyErrors && lineCounter) {
			doc.errors.forEach(errors.prettifyError(source, lineCounter));
			doc.warnings.forEach(errors.prettifyError(source, lineCounter));
		}
		return doc;
	}
	function parse(src, reviver, options) {
		let _reviver = void 0;
		if (typeof reviver === "function") _reviver = reviver;
		else if (options === void 0 && reviver && typeof reviver === "object") options = reviver;
		const doc = parseDocument(src, options);
		if (!doc) return null;
		doc.warnings.forEach((warning) => log.warn(doc.options.logLevel, warning));
		if (doc.errors.length > 0) {
			if (doc.options.logLevel !== "silent") throw doc.errors[0];
			else doc.errors = [];
		}
		return doc.toJS(Object.assign({ reviver: _reviver }, options));
	}
	function stringify(value, replacer, options) {
		let _replacer = null;
		if (typeof replacer === "function" || Array.isArray(replacer)) _replacer = replacer;
		else if (options === void 0 && replacer) options = replacer;
		if (typeof options === "string") options = options.length;
		if (typeof options === "number") {
			const indent = Math.round(options);
			options = indent < 1 ? void 0 : indent > 8 ? { indent: 8 } : { indent };
		}
		if (value === void 0) {
			const { keepUndefined } = options ?? replacer ?? {};
			if (!keepUndefined) return void 0;
		}
		if (identity.isDocument(value) && !_replacer) return value.toString(options);
		return new Document.Document(value, _replacer, options).toString(options);
	}
	exports.parse = parse;
	exports.parseAllDocuments = parseAllDocuments;
	exports.parseDocument = parseDocument;
	exports.stringify = stringify;
}));
// src/pipeline/yaml-limits.ts
var import_dist = (/* @__PURE__ */ __commonJSMin(((exports) => {
	var composer = require_composer();
	var Document = require_Document();
	var Schema = require_Schema();
	var errors = require_errors();
	var Alias = require_Alias();
	var identity = require_identity();
	var Pair = require_Pair();
	var Scalar = require_Scalar();
	var YAMLMap = require_YAMLMap();
	var YAMLSeq = require_YAMLSeq();
	require_cst();
	var lexer = require_lexer();
	var lineCounter = require_line_counter();
	var parser = require_parser();
	var publicApi = require_public_api();
	var visit = require_visit();
	exports.Composer = composer.Composer;
	exports.Document = Document.Document;
	exports.Schema = Schema.Schema;
	exports.YAMLError = errors.YAMLError;
	exports.YAMLParseError = errors.YAMLParseError;
	exports.YAMLWarning = errors.YAMLWarning;
	exports.Alias = Alias.Alias;
	exports.isAlias = identity.isAlias;
	exports.isCollection = identity.isCollection;
	exports.isDocument = identity.isDocument;
	exports.isMap = identity.isMap;
	exports.isNode = identity.isNode;
	exports.isPair = identity.isPair;
	exports.isScalar = identity.isScalar;
	exports.isSeq = identity.isSeq;
	exports.Pair = Pair.Pair;
	exports.Scalar = Scalar.Scalar;
	exports.YAMLMap = YAMLMap.YAMLMap;
	exports.YAMLSeq = YAMLSeq.YAMLSeq;
	exports.Lexer = lexer.Lexer;
	exports.LineCounter = lineCounter.LineCounter;
	exports.Parser = parser.Parser;
	exports.parse = publicApi.parse;
	exports.parseAllDocuments = publicApi.parseAllDocuments;
	exports.parseDocument = publicApi.parseDocument;
	exports.stringify = publicApi.stringify;
	exports.visit = visit.visit;
	exports.visitAsync = visit.visitAsync;
})))();
const MOST_LINES = 2e4;
const MOST_ENTRIES = 2e4;
const MOST_LEVELS = 32;
const MOST_INDENT = 256;
const MOST_TOKENS = 25e4;
const SCALAR = "";
const MARKS = /* @__PURE__ */ new Set([
	"",
	"",
	SCALAR
]);
const DEEP = "it is nested too deeply; no key of this file needs more than five levels";
const TOO_LONG = `it has more than ${MOST_LINES.toLocaleString("en")} lines; leave out what it does not need`;
const TOO_MUCH = `it has more than ${MOST_ENTRIES.toLocaleString("en")} keys and items; leave out what it does not need`;
function findManyLines(text) {
	let offset = -1;
	for (let lines = 1; lines <= MOST_LINES; lines++) {
		offset = text.indexOf("\n", offset + 1);
		if (offset < 0) return void 0;
	}
	return {
		offset: offset + 1,
		message: TOO_LONG
	};
}
var Counter = class {
	#entries = 0;
	#tokens = 0;
	#flow = 0;
	#inLine = 0;
	#isText = false;
	#isStart = true;
	take(token) {
		const isText = this.#isText;
		this.#isText = token === SCALAR;
		if (++this.#tokens > MOST_TOKENS) return TOO_MUCH;
		if (isText || this.#isText) {
			this.#isStart = false;
			return;
		}
		if (token.startsWith("\n") || token.startsWith("\r")) {
			this.#inLine = 0;
			this.#isStart = true;
			return;
		}
		if (this.#isStart && /^ +$/.test(token)) return token.length > MOST_INDENT ? DEEP : void 0;
		this.#isStart = false;
		return this.#open(token);
	}
	#open(token) {
		if (token === "[" || token === "{") this.#flow++;
		else if (token === "]" || token === "}") this.#flow--;
		else if (token === "-" || token === "?") this.#inLine++;
		if (this.#flow > MOST_LEVELS || this.#inLine > MOST_LEVELS) return DEEP;
		return (token === ":" || token === "-" || token === "," || token === "[" || token === "{") && ++this.#entries > MOST_ENTRIES ? TOO_MUCH : void 0;
	}
};
function findExcess(text) {
	const long = findManyLines(text);
	if (long !== void 0) return long;
	const counter = new Counter();
	let offset = 0;
	for (const token of new import_dist.Lexer().lex(text)) {
		const message = counter.take(token);
		if (message !== void 0) return {
			offset,
			message
		};
		if (!MARKS.has(token)) offset += token.length;
	}
}
// src/pipeline/yaml.ts
const MAX_ALIASES = 50;
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;
function findUnfit(document, text) {
	const findings = [];
	const note = (node, message) => {
		if (findings.length < 100) findings.push({
			...positionAt(text, node.range?.[0] ?? 0),
			message
		});
	};
	(0, import_dist.visit)(document, {
		Map(_, { items }) {
			const seen = /* @__PURE__ */ new Set();
			for (const { key } of items) {
				if (!(0, import_dist.isScalar)(key)) continue;
				if (seen.has(key.value)) note(key, "this key occurs twice; remove one of them");
				seen.add(key.value);
			}
		},
		Scalar(role, node) {
			const { value } = node;
			if (typeof value !== "string") return;
			const unseen = UNSEEN.exec(role === "key" ? value : value.replace(/[\t\n]/g, " "))?.[0];
			if (unseen !== void 0) {
				const code = (unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
				note(node, `it has an invisible character, U+${code}; leave it out`);
			}
			if (role === "key" && value === "__proto__") note(node, "there is no key \"__proto__\"; remove it");
		}
	});
	return findings;
}
function unfold(document) {
	try {
		return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) };
	} catch (error) {
		return { reason: explainYamlError("BAD_ALIAS", error instanceof Error ? error.message : "") };
	}
}
function positionOfAlias(document) {
	let offset = 0;
	(0, import_dist.visit)(document, { Alias(_, { range }) {
		offset = range?.[0] ?? 0;
		return import_dist.visit.BREAK;
	} });
	return offset;
}
function parseYaml(text) {
	const refuse = (offset, message) => ({ findings: [{
		...positionAt(text, offset),
		message
	}] });
	const excess = findExcess(text);
	if (excess !== void 0) return refuse(excess.offset, excess.message);
	const document = (0, import_dist.parseDocument)(text, {
		version: "1.2",
		schema: "core",
		merge: false,
		resolveKnownTags: false,
		stringKeys: true,
		uniqueKeys: false,
		prettyErrors: false,
		logLevel: "error"
	});
	const [broken] = [...document.errors, ...document.warnings];
	if (broken !== void 0) return refuse(broken.pos[0], explainYamlError(broken.code, broken.message));
	const unfit = findUnfit(document, text);
	if (unfit.length > 0) return { findings: unfit };
	const unfolded = unfold(document);
	if ("reason" in unfolded) return refuse(positionOfAlias(document), unfolded.reason);
	const positionOf = (path, at = "value") => {
		const { key, value, isThere } = locate(document, path);
		return positionAt(text, (isThere && at === "value" ? value : key ?? value)?.range?.[0] ?? 0);
	};
	return {
		data: unfolded.data,
		has: (path) => locate(document, path).isThere,
		positionOf,
		positionOfLine(path, line) {
			const { value } = locate(document, path);
			const start = positionOf(path);
			if (!(0, import_dist.isScalar)(value) || value.type !== "BLOCK_LITERAL") return start;
			const at = start.line + line;
			return {
				line: at,
				column: (/^ */.exec(text.split("\n")[at - 1] ?? "")?.[0].length ?? 0) + 1
			};
		},
		sourceOf(path) {
			const { value, isThere } = locate(document, path);
			return isThere && (0, import_dist.isScalar)(value) ? value.source : void 0;
		},
		keysOf(path) {
			const { value, isThere } = locate(document, path);
			if (!isThere || !(0, import_dist.isMap)(value)) return [];
			return value.items.flatMap(({ key }) => (0, import_dist.isScalar)(key) ? String(key.value) : []);
		}
	};
}
function follow(document, node) {
	const target = (0, import_dist.isAlias)(node) ? node.resolve(document) : node;
	return (0, import_dist.isMap)(target) || (0, import_dist.isSeq)(target) || (0, import_dist.isScalar)(target) ? target : void 0;
}
function step(node, part) {
	if ((0, import_dist.isMap)(node)) return node.items.find(({ key }) => (0, import_dist.isScalar)(key) && String(key.value) === String(part));
	if ((0, import_dist.isSeq)(node) && typeof part === "number" && part < node.items.length) return {
		key: node.items[part],
		value: node.items[part]
	};
}
function locate(document, path) {
	let found = {
		key: void 0,
		value: follow(document, document.contents)
	};
	for (const part of path) {
		const next = step(found.value, part);
		if (next === void 0) return {
			...found,
			isThere: false
		};
		const value = follow(document, next.value);
		found = {
			key: follow(document, next.key) ?? value,
			value
		};
	}
	return {
		...found,
		isThere: true
	};
}
const WORDS$1 = {
	TAB_AS_INDENT: "a tab indents this line; use spaces",
	BAD_INDENT: "this line is indented otherwise than what it belongs to; line them up, and close each \"[\" and \"{\"",
	MULTIPLE_DOCS: "a second document begins here; leave out the line \"---\"",
	NON_STRING_KEY: "a key must be a text; write a name",
	TAG_RESOLVE_FAILED: "tags of YAML that begin with \"!\" are not read; write the value without one",
	RESOURCE_EXHAUSTION: "it is nested too deeply; no key of this file needs more than five levels",
	BLOCK_IN_FLOW: "a mapping of lines begins within \"{\" or \"[\"; write it in braces, or on lines of its own",
	BAD_SCALAR_START: "a text without quotes cannot begin with this character; put it in quotes",
	BLOCK_AS_IMPLICIT_KEY: "a second \": \" stands in this line; put a text that holds it in quotes",
	MISSING_CHAR: "a closing quote, bracket or brace is missing; add it, and put a text with \"{image}\" in quotes"
};
const BY_MESSAGE = [
	["Excessive alias count", "its aliases repeat too much; write out what they stand for"],
	["Unresolved alias", "this alias has no anchor before it; write out what it stands for"],
	["Unexpected flow-map-start", "a \"{\" stands within a text; put a text with \"{image}\" in quotes"],
	["Unexpected flow-seq-start", "a \"[\" stands within a text; put the text in quotes"],
	["Unexpected scalar at node end", "a text continues after a closing quote, bracket or brace; put all of it in quotes, as one with \"{image}\""],
	["Unexpected flow-map-end", "this \"}\" closes nothing; leave it out, or put a text with \"{image}\" in quotes"],
	["Unexpected flow-seq-end", "this \"]\" closes nothing; leave it out, or put the text in quotes"]
];
function explainYamlError(code, message) {
	const known = BY_MESSAGE.find(([start]) => message.startsWith(start));
	return WORDS$1[code] ?? known?.[1] ?? `this is not YAML (${quote(message)}); fix the line`;
}
// src/policy/gates/yaml-file.ts
function openYaml(text, path) {
	const file = parseYaml(text);
	if ("findings" in file) {
		refuseFindings(path, file.findings);
		throw new Error("a text that is no YAML has no finding");
	}
	return {
		data: file.data,
		root: new Field(file)
	};
}
// src/policy/gates/structure-test.ts
const OTHER_TESTS = /* @__PURE__ */ new Set([...[
	"commandTests",
	"fileExistenceTests",
	"fileContentTests",
	"licenseTests",
	"globalEnvVars",
	"containerRunOptions"
]]);
const METADATA_KEYS = [...[
	"envVars",
	"unboundEnvVars",
	"labels",
	"exposedPorts",
	"unexposedPorts",
	"entrypoint",
	"cmd",
	"workdir",
	"user"
], ...["volumes", "unmountedVolumes"]];
var Reader$1 = class {
	#root;
	#metadata;
	constructor(root, metadata) {
		this.#root = root;
		this.#metadata = metadata;
	}
	text(key) {
		const value = this.#metadata[key] ?? "";
		if (typeof value === "string") return value;
		if (typeof value === "number") return String(value);
		this.#root.at("metadataTest", key).refuse("this is not a text; write it in quotes");
		return "";
	}
	list(key) {
		const value = this.#metadata[key];
		if (value === void 0 || value === null) return void 0;
		if (Array.isArray(value) && value.every((each) => typeof each === "string" || typeof each === "number")) return value.map(String);
		this.#root.at("metadataTest", key).refuse("this is not a list of texts; write [\"a\", \"b\"]");
	}
	pairs(key) {
		return this.#objects(key).flatMap(({ entry, path }) => {
			const { key: name, value, isRegex = false } = entry;
			if (typeof name === "string" && isText(value) && typeof isRegex === "boolean") return {
				key: name,
				value: String(value),
				pattern: isRegex ? this.#compile(String(value), path) : void 0
			};
			this.#root.at(...path).refuse("this is not a key with its value; write { key: …, value: … }");
			return [];
		});
	}
	names(key) {
		return this.#objects(key).flatMap(({ entry, path }) => {
			if (typeof entry["key"] === "string") return entry["key"];
			this.#root.at(...path).refuse("this has no key; write { key: … }");
			return [];
		});
	}
	#compile(source, path) {
		try {
			return compilePattern(source);
		} catch (error) {
			if (!(error instanceof InputError)) throw error;
			this.#root.at(...path, "value").refuse("this is not a pattern of RE2; leave out look-around and back-references");
			return;
		}
	}
	#objects(key) {
		const value = this.#metadata[key] ?? [];
		if (!Array.isArray(value)) {
			this.#root.at("metadataTest", key).refuse("this is not a list; begin each entry with \"- key:\"");
			return [];
		}
		return value.flatMap((entry, index) => {
			const path = [
				"metadataTest",
				key,
				index
			];
			if (isJsonObject(entry)) return {
				entry,
				path
			};
			this.#root.at(...path).refuse("this is not an entry; write { key: …, value: … }");
			return [];
		});
	}
};
function isText(value) {
	return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}
function checkKeys(data, metadata, root) {
	for (const key of Object.keys(data)) {
		if (key === "schemaVersion" || key === "metadataTest") continue;
		if (OTHER_TESTS.has(key)) root.at(key).refuseKey(`${key} needs a container, which is not run here; keep it in a file of its own`);
		else root.at(key).refuseKey(`there is no key ${quote(key, 60)}; ${adviseWord(key, ["schemaVersion", "metadataTest"])}`);
	}
	for (const key of Object.keys(metadata)) {
		if (METADATA_KEYS.includes(key)) continue;
		root.at("metadataTest", key).refuseKey(`there is no key ${quote(key, 60)}; ${adviseWord(key, METADATA_KEYS)}`);
	}
}
function parseStructureTest(text, path) {
	const { data: content, root } = openYaml(text, path);
	const data = isJsonObject(content) ? content : {};
	if (data["schemaVersion"] !== "2.0.0") {
		const at = Object.hasOwn(data, "schemaVersion") ? ["schemaVersion"] : [];
		root.at(...at).refuse("only files of schema version 2.0.0 are read; write schemaVersion: \"2.0.0\"");
	}
	const metadata = isJsonObject(data["metadataTest"]) ? data["metadataTest"] : {};
	checkKeys(data, metadata, root);
	const reader = new Reader$1(root, metadata);
	const test = {
		path,
		envVars: reader.pairs("envVars"),
		unboundEnvVars: reader.names("unboundEnvVars"),
		labels: reader.pairs("labels"),
		exposedPorts: reader.list("exposedPorts") ?? [],
		unexposedPorts: reader.list("unexposedPorts") ?? [],
		entrypoint: reader.list("entrypoint"),
		cmd: reader.list("cmd"),
		workdir: reader.text("workdir"),
		user: reader.text("user"),
		volumes: reader.list("volumes") ?? [],
		unmountedVolumes: reader.list("unmountedVolumes") ?? []
	};
	refuseFindings(path, root.findings);
	return test;
}
function checkValues(what, expected, actual) {
	return expected.flatMap(({ key, value, pattern }) => {
		const found = actual.get(key);
		if (found === void 0) return [`${what} ${foreign(key)} is not set`];
		return (pattern === void 0 ? found === value : pattern.isFoundIn(found)) ? [] : [`${what} ${foreign(key)} is not ${foreign(value)}`];
	});
}
function checkLists(test, config) {
	const same = (left, right = []) => left.length === right.length && left.every((each, index) => each === right[index]);
	const show = (list = []) => foreign(JSON.stringify(list));
	return [...test.entrypoint === void 0 || same(test.entrypoint, config.entrypoint) ? [] : [`the entrypoint is ${show(config.entrypoint)}`], ...test.cmd === void 0 || same(test.cmd, config.command) ? [] : [`the command is ${show(config.command)}`]];
}
function checkStructure(test, config) {
	const environment = new Map(config.environment.map(splitVariable).map(({ name, value }) => [name, value]));
	const ports = new Set(config.ports.map((port) => port.replace(/\/tcp$/, "")));
	const bare = (port) => port.replace(/\/tcp$/, "");
	const lacking = (list, has) => list.filter((each) => !has.has(each));
	const excess = (list, has) => list.filter((each) => has.has(each));
	const volumes = new Set(config.volumes);
	const list = (what, words) => words.length === 0 ? [] : [`${what} ${listSome(words.map(foreign))}`];
	return [
		...checkValues("the environment variable", test.envVars, environment),
		...list("it has the environment variable", excess(test.unboundEnvVars, new Set(environment.keys()))),
		...checkValues("the label", test.labels, config.labels),
		...list("it does not expose port", lacking(test.exposedPorts.map(bare), ports)),
		...list("it exposes port", excess(test.unexposedPorts.map(bare), ports)),
		...checkLists(test, config),
		...test.workdir === "" || test.workdir === config.workingDirectory ? [] : [`the working directory is ${foreign(config.workingDirectory)}`],
		...test.user === "" || test.user === config.user ? [] : [`the user is ${foreign(config.user)}`],
		...list("it has no volume", lacking(test.volumes, volumes)),
		...list("it has the volume", excess(test.unmountedVolumes, volumes))
	];
}
function comparableId(id) {
	return id.trim().toUpperCase();
}
function splitPurl(purl) {
	const text = purl.slice(0, 2e3).replace(/[?#].*$/s, "");
	const at = text.lastIndexOf("@");
	return at > text.lastIndexOf("/") ? {
		bare: text.slice(0, at),
		version: text.slice(at + 1)
	} : {
		bare: text,
		version: void 0
	};
}
function packageKey(named) {
	if (!named.startsWith("pkg:")) return named;
	const { bare, version } = splitPurl(named);
	return version === void 0 ? bare : `${bare}@${version}`;
}
function packageKeys({ package: name, version, purl }) {
	if (purl === void 0) return ["", name];
	const { bare, version: own } = splitPurl(purl);
	return [
		"",
		name,
		bare,
		`${bare}@${own ?? version}`,
		`${bare}@${version}`
	];
}
// src/policy/gates/waivers.ts
const MAX_WAIVERS = 5e3;
const OWN_KEYS = [
	"id",
	"package",
	"images",
	"environments",
	"expires",
	"reason"
];
const TRIVY_KEYS = [
	"id",
	"paths",
	"purls",
	"expired_at",
	"statement"
];
const TRIVY_PARTS = [
	"vulnerabilities",
	"misconfigurations",
	"secrets",
	"licenses"
];
function parseDay(text) {
	if (!/^\d{4}-\d\d-\d\d$/.test(text)) return void 0;
	const day = /* @__PURE__ */ new Date(`${text}T00:00:00Z`);
	return Number.isNaN(day.getTime()) || formatUtcDay(day) !== text ? void 0 : day;
}
var Reader = class {
	#root;
	#limit;
	constructor(root, limit) {
		this.#root = root;
		this.#limit = limit;
	}
	own(entry, path) {
		this.#requireKeys(entry, path, OWN_KEYS);
		const day = this.#day(entry, [...path, "expires"]);
		const [id, reason] = [this.#text(entry, [...path, "id"]), this.#text(entry, [...path, "reason"])];
		if (day === void 0 || id === void 0 || reason === void 0) return void 0;
		const position = () => this.#root.at(...path).position;
		return {
			id,
			reason,
			packages: this.#texts(entry, [...path, "package"]),
			paths: [],
			images: this.#texts(entry, [...path, "images"]),
			environments: this.#texts(entry, [...path, "environments"]),
			expires: formatUtcDay(day),
			end: new Date(day.getTime() + DAY$1),
			get position() {
				return position();
			}
		};
	}
	trivy(entry, path) {
		this.#requireKeys(entry, path, TRIVY_KEYS);
		const day = this.#day(entry, [...path, "expired_at"]);
		const [id, reason] = [this.#text(entry, [...path, "id"]), this.#text(entry, [...path, "statement"])];
		if (day === void 0 || id === void 0 || reason === void 0) return void 0;
		const position = () => this.#root.at(...path).position;
		return {
			id,
			reason,
			packages: this.#texts(entry, [...path, "purls"]),
			paths: this.#texts(entry, [...path, "paths"]),
			images: [],
			environments: [],
			expires: formatUtcDay(/* @__PURE__ */ new Date(day.getTime() - DAY$1)),
			end: day,
			get position() {
				return position();
			}
		};
	}
	#requireKeys(entry, path, known) {
		for (const key of Object.keys(entry)) {
			if (known.includes(key)) continue;
			this.#root.at(...path, key).refuseKey(`a waiver has no key ${quote(key, 60)}; ${adviseWord(key, known)}`);
		}
	}
	#text(entry, path) {
		const key = String(path.at(-1));
		const value = entry[key];
		if (typeof value === "string" && value.trim() !== "") return value;
		const at = Object.hasOwn(entry, key) ? path : path.slice(0, -1);
		return this.#root.at(...at).refuse(`this waiver has no ${key}; write one, as a text`);
	}
	#texts(entry, path) {
		const value = entry[String(path.at(-1))] ?? [];
		const list = Array.isArray(value) ? value : [value];
		if (list.every((each) => typeof each === "string" && each !== "")) return list;
		this.#root.at(...path).refuse("this is not a text or a list of texts; write names");
		return [];
	}
	#day(entry, path) {
		const text = this.#text(entry, path);
		if (text === void 0) return void 0;
		const day = parseDay(text);
		if (day === void 0) return this.#root.at(...path).refuse(`${quote(text, 40)} is not a day; write it as 2026-12-31`);
		const { now, maxWaiver } = this.#limit;
		if (day.getTime() <= now.getTime() + maxWaiver) return day;
		const last = formatUtcDay(new Date(now.getTime() + maxWaiver));
		return this.#root.at(...path).refuse(`a waiver may hold for ${formatLimit(maxWaiver)}; write ${last} or earlier`);
	}
};
function listEntries(data, root) {
	const none = {
		entries: [],
		base: [],
		form: "own"
	};
	if (data === null || data === void 0) return none;
	if (Array.isArray(data)) return {
		entries: data,
		base: [],
		form: "own"
	};
	if (!isJsonObject(data)) {
		root.at().refuse("this is not a list of waivers; begin each with \"- id:\"");
		return none;
	}
	for (const key of Object.keys(data)) {
		if (TRIVY_PARTS.includes(key)) continue;
		root.at(key).refuseKey(`there is no key ${quote(key, 60)}; write a list, or Trivy's key "vulnerabilities"`);
	}
	const list = data["vulnerabilities"] ?? [];
	if (Array.isArray(list)) return {
		entries: list,
		base: ["vulnerabilities"],
		form: "trivy"
	};
	root.at("vulnerabilities").refuse("this is not a list of waivers; begin each with \"- id:\"");
	return none;
}
function parseWaivers(text, { path, now, maxWaiver }) {
	const { data: content, root } = openYaml(text, path);
	const reader = new Reader(root, {
		now,
		maxWaiver
	});
	const { entries, base, form } = listEntries(content, root);
	if (entries.length > MAX_WAIVERS) root.at(...base).refuse("there are more than 5,000 waivers; leave out those that ended");
	const waivers = entries.slice(0, MAX_WAIVERS).flatMap((entry, index) => {
		const at = [...base, index];
		if (!isJsonObject(entry)) {
			root.at(...at).refuse("this is not a waiver; write id, expires and reason");
			return [];
		}
		return form === "own" ? reader.own(entry, at) ?? [] : reader.trivy(entry, at) ?? [];
	});
	refuseFindings(path, root.findings);
	return {
		path,
		digest: digestOf(text),
		waivers
	};
}
function indexWaivers(file, { name, environment }) {
	const index = /* @__PURE__ */ new Map();
	for (const waiver of file?.waivers ?? []) {
		if (waiver.images.length > 0 && !waiver.images.some((pattern) => matchesGlob(name, pattern))) continue;
		if (waiver.environments.length > 0 && !waiver.environments.includes(environment)) continue;
		const id = comparableId(waiver.id);
		const known = index.get(id) ?? /* @__PURE__ */ new Map();
		index.set(id, known);
		for (const key of waiver.packages.length === 0 ? [""] : waiver.packages.map(packageKey)) known.set(key, addWaiver(known.get(key) ?? [], waiver));
	}
	return index;
}
function addWaiver(waivers, waiver) {
	if (waiver.paths.length > 0) return [...waivers, waiver];
	const same = waivers.find(({ paths }) => paths.length === 0);
	if (same !== void 0 && same.end >= waiver.end) return waivers;
	return [...waivers.filter((each) => each !== same), waiver];
}
function fitsPaths({ paths }, finding) {
	if (paths.length === 0) return true;
	return finding.paths.length > 0 && finding.paths.every((path) => paths.some((pattern) => matchesPath(path, pattern)));
}
function matchesPath(path, pattern) {
	return matchesGlob(path.replace(/^\//, ""), pattern.replace(/^\//, ""));
}
function findWaiver(index, finding) {
	let longest;
	for (const id of [finding.id, ...finding.aliases]) {
		const known = index.get(comparableId(id));
		if (known === void 0) continue;
		for (const waiver of packageKeys(finding).flatMap((key) => known.get(key) ?? [])) if (fitsPaths(waiver, finding) && (longest === void 0 || waiver.end > longest.end)) longest = waiver;
	}
	return longest;
}
function describeWaiver({ id, expires, reason }, { digest }) {
	return {
		id,
		expires,
		reason,
		digest
	};
}
// src/pipeline/gates/predicate-types.ts
const SHORT_TYPES = /* @__PURE__ */ new Map([
	["slsa-provenance", /^https:\/\/slsa\.dev\/provenance\/v(?:0\.2|1)$/],
	["spdx", /^https:\/\/spdx\.dev\/Document(?:\/v[0-9.]{1,10})?$/],
	["cyclonedx", /^https:\/\/cyclonedx\.org\/bom(?:\/v?[0-9.]{1,10})?$/]
]);
function isOfType(predicateType, types) {
	return types.some((type) => SHORT_TYPES.get(type)?.test(predicateType) ?? predicateType === type);
}
// src/policy/gates/statements.ts
function listTargets(image, eachPlatform) {
	const platforms = judgedPlatforms(image);
	if (eachPlatform && platforms.length > 0) return platforms.map(({ platform, digest }) => ({
		platform,
		digests: [digest]
	}));
	return platforms.length === 0 ? [{
		platform: void 0,
		digests: [image.digest]
	}] : platforms.map(({ platform, digest }) => ({
		platform,
		digests: [digest, image.digest]
	}));
}
function acceptStatements(rule, target, candidates, now) {
	const about = candidates.filter(({ subjects, predicateType }) => subjects.some((subject) => target.digests.includes(subject)) && isOfType(predicateType, rule.types));
	const signed = about.filter(({ signature }) => isSigned(rule, signature));
	const fresh = signed.filter(({ signature }) => explainAge(rule, signature, now) === void 0);
	if (fresh.length > 0) {
		const time = ({ signature }) => signature.kind === "signed" ? signature.time?.getTime() ?? 0 : 0;
		return {
			kind: "accepted",
			candidates: fresh.toSorted((left, right) => time(right) - time(left))
		};
	}
	return {
		kind: "none",
		fault: explainNone$1(rule, target, {
			about,
			signed,
			now
		})
	};
}
function isSigned({ signedBy, unsigned }, signature) {
	if (signature.kind === "signed" && signature.signers.some((name) => signedBy.includes(name))) return true;
	return unsigned && signature.kind !== "invalid";
}
function explainAge({ maxAge }, signature, now) {
	if (maxAge === void 0) return void 0;
	const time = signature.kind === "signed" ? signature.time?.getTime() : void 0;
	if (time === void 0) return "has no witness that tells its age";
	const age = now.getTime() - time;
	if (age < -3e5) return "is of the future";
	return age > maxAge ? `is ${formatAge(age)} and may be ${formatLimit(maxAge)}` : void 0;
}
function explainNone$1(rule, { platform }, { about, signed, now }) {
	const common = {
		verdict: "fail",
		platform,
		isMissing: true
	};
	const name = foreign(rule.name);
	const signer = rule.signedBy.length === 0 ? "a signer of the file" : listSome(rule.signedBy.map(foreign));
	const [old] = signed;
	if (old !== void 0) {
		const reason = `${name}: the statement ${explainAge(rule, old.signature, now) ?? "does not count"}`;
		return {
			...common,
			reason,
			remedy: "make it again"
		};
	}
	for (const { signature } of about) {
		if (signature.kind !== "signed") continue;
		const reason = `${name}: a statement is there, signed by ${safeText(signature.identity, 200)}`;
		return {
			...common,
			reason,
			remedy: `name that signer under evidence, or let ${signer} sign`
		};
	}
	if (about.some(({ signature }) => signature.kind === "unsigned")) return {
		...common,
		reason: `${name}: a statement is there that nobody signed`,
		remedy: `let ${signer} sign it`
	};
	for (const { signature } of about) {
		if (signature.kind !== "invalid") continue;
		const reason = `${name}: a signature cannot be verified: ${safeText(signature.reason, 200)}`;
		return {
			...common,
			verdict: "error",
			reason,
			remedy: `let ${signer} sign it again`
		};
	}
	const reason = `${name}: no statement of type ${listSome(rule.types.map(foreign))}`;
	return {
		...common,
		reason,
		remedy: `let ${signer} attest it${rule.eachPlatform ? ", by the digest of the platform" : ""}`
	};
}
// src/policy/gates/attestations.ts
function isProvenance(predicateType) {
	return predicateType.startsWith("https://slsa.dev/provenance/");
}
function judgeProvenance(rule, provenance, { candidate, revision }) {
	const { signature } = candidate;
	const fail = (reason, remedy = "build and attest it again, by the right workflow") => {
		return {
			verdict: "fail",
			reason,
			remedy
		};
	};
	if (revision !== void 0 && provenance.revision !== void 0 && provenance.revision !== revision) return fail(`it was built from commit ${foreign(provenance.revision)}, and its label says ${foreign(revision)}`);
	if (signature.kind !== "signed") return void 0;
	if (signature.identity.startsWith("https://") && provenance.builderId.startsWith("https://") && provenance.builderId !== signature.identity) return fail(`its builder is ${foreign(provenance.builderId)}, and ${foreign(signature.identity)} signed`);
	if (signature.repository !== void 0 && provenance.repository !== void 0) {
		if (provenance.repository !== signature.repository) return fail(`it names the source ${foreign(provenance.repository)}, and ${foreign(signature.repository)} signed`);
	}
	if (rule.ref !== void 0 && provenance.ref !== void 0 && !matchesGlob(provenance.ref, rule.ref)) return fail(`it was built from ${foreign(provenance.ref)}`, `build it from ${foreign(rule.ref)}`);
}
function judgeSource(rule, candidate) {
	const { signature, provenance } = candidate;
	const told = provenance?.kind === "read" ? provenance.value : void 0;
	const proven = signature.kind === "signed" ? signature : void 0;
	for (const key of ["repository", "ref"]) {
		const wanted = rule[key];
		if (wanted === void 0) continue;
		const found = proven?.[key] ?? told?.[key];
		if (found !== void 0 && matchesGlob(found, wanted)) continue;
		return {
			verdict: "fail",
			reason: found === void 0 ? `its ${key} is not told` : `its ${key} is ${foreign(found)}`,
			remedy: `build it from ${foreign(wanted)}`
		};
	}
}
function judgeCandidate(rule, candidate, revision) {
	const source = judgeSource(rule, candidate);
	if (source !== void 0 || !isProvenance(candidate.predicateType)) return source;
	const { provenance } = candidate;
	if (provenance?.kind !== "read") return {
		verdict: "error",
		reason: `it cannot be read: ${provenance?.reason ?? "it was not fetched"}`,
		remedy: "attest it again"
	};
	return judgeProvenance(rule, provenance.value, {
		candidate,
		revision
	});
}
function judgeTarget(rule, target, { statements, revision }, now) {
	const accepted = acceptStatements(rule, target, statements, now);
	if (accepted.kind === "none") return {
		faults: [accepted.fault],
		used: []
	};
	let first;
	for (const candidate of accepted.candidates) {
		const complaint = judgeCandidate(rule, candidate, revision);
		if (complaint === void 0) return {
			faults: [],
			used: [candidate.reference]
		};
		first ??= complaint;
	}
	if (first === void 0) return {
		faults: [],
		used: []
	};
	const used = accepted.candidates.map(({ reference }) => reference);
	return {
		faults: [{
			...first,
			platform: target.platform,
			reason: `${foreign(rule.name)}: ${first.reason}`
		}],
		used
	};
}
function joinAlike(faults, targets) {
	const [first] = faults;
	const isAlike = faults.every(({ reason, verdict }) => reason === first?.reason && verdict === first.verdict);
	return first !== void 0 && isAlike && faults.length === targets && targets > 1 ? [{
		...first,
		platform: void 0
	}] : faults;
}
function evaluate$9(settings, evidence, now) {
	const outcomes = settings.rules.map((rule) => {
		const targets = listTargets(evidence.image, rule.eachPlatform);
		const each = targets.map((target) => judgeTarget(rule, target, evidence, now));
		const faults = each.flatMap((outcome) => outcome.faults);
		return {
			faults: rule.eachPlatform ? faults : joinAlike(faults, targets.length),
			used: each.flatMap(({ used }) => used)
		};
	});
	return makeResult("attestations", settings, {
		faults: outcomes.flatMap(({ faults }) => faults),
		evidence: outcomes.flatMap(({ used }) => used)
	});
}
function needs$7({ rules }) {
	return rules.flatMap(({ types, signedBy, unsigned }) => [{
		kind: "attestations",
		what: "statements",
		types,
		signedBy
	}, ...unsigned ? [{ kind: "inline-attestations" }] : []]);
}
const attestationsGate = {
	id: "attestations",
	needs: needs$7,
	evaluate: evaluate$9
};
// src/policy/gates/base.ts
function baseName(repository) {
	return foreign(repository.split("/").at(-1) ?? repository);
}
function describe$2({ repository, version }) {
	return `${baseName(repository)} ${foreign(version)}`;
}
function isLedgerTrusted({ ledgerMaxAge }, ledger, now) {
	return ledger?.isSigned === true && now.getTime() - ledger.time.getTime() <= ledgerMaxAge;
}
function explainBase(settings, base, { ledger, now }) {
	if (settings.allow.find(({ repository }) => repository === base.repository)?.signed && !base.isSigned) return {
		reason: `${describe$2(base)} has no record`,
		remedy: "promote the base, and rebuild on it"
	};
	if (base.isThere || isLedgerTrusted(settings, ledger, now)) return void 0;
	return {
		reason: `${describe$2(base)} is no longer in its repository`,
		remedy: "rebuild on a version that is there, or keep a signed ledger of bases"
	};
}
function judgeAge$1({ maxAge, maxBehind }, base, { newer, now, platform }) {
	const faults = [];
	const [newest] = newer;
	const remedy = newest === void 0 ? "build a newer base" : `rebuild on ${describe$2(newest)}`;
	if (maxAge !== void 0) {
		const age = base.created === void 0 ? void 0 : now.getTime() - base.created.getTime();
		if (age === void 0 || age < -3e5) {
			const reason = `how old ${describe$2(base)} is cannot be told`;
			faults.push({
				verdict: "error",
				platform,
				reason,
				remedy: "promote the base, so that a record tells"
			});
		} else if (age > maxAge) {
			const reason = `${describe$2(base)} is ${formatAge(age)} and may be ${formatLimit(maxAge)}`;
			faults.push({
				verdict: "fail",
				platform,
				reason,
				remedy
			});
		}
	}
	if (maxBehind !== void 0 && newer.length > maxBehind) {
		const reason = `${describe$2(base)} is ${newer.length} versions behind and may be ${maxBehind}`;
		faults.push({
			verdict: "fail",
			platform,
			reason,
			remedy
		});
	}
	return faults;
}
function judgePlatform$3(settings, evidence, { platform, now }) {
	const at = { platform: platform.platform };
	const fail = (reason, remedy, verdict = "fail") => {
		return {
			faults: [{
				...at,
				verdict,
				reason,
				remedy
			}],
			base: void 0
		};
	};
	const config = configOf(platform);
	if (config.kind !== "read") return {
		faults: [unreadableConfig(platform, config.reason)],
		base: void 0
	};
	const { diffIds } = config.value;
	if (diffIds.length !== platform.layers.length) return fail(`its config has ${diffIds.length} layers and its manifest ${platform.layers.length}`, "build it again", "error");
	const match = findBase(diffIds, platform.platform, evidence.bases);
	const names = listSome(settings.allow.map(({ repository }) => baseName(repository)));
	const rebuild = `build the last stage on ${names === "" ? "an approved base" : names}`;
	if (match === void 0) {
		const hint = evidence.hints.get(platform.platform);
		if (settings.scratch && hint === void 0) return {
			faults: [],
			base: void 0
		};
		return fail(`it stands on no approved base${hint === void 0 ? "" : `, though its label says ${foreign(hint)}: the layers of that are not in it`}`, `${rebuild}, without squashing`);
	}
	const denied = match.versions.find(({ repository }) => settings.deny.includes(repository));
	if (denied !== void 0) {
		const reason = `it stands on ${describe$2(denied)}, which ${foreign(evidence.image.environment)} does not take`;
		return {
			faults: [{
				...at,
				verdict: "fail",
				reason,
				remedy: rebuild,
				isDenied: true
			}],
			base: void 0
		};
	}
	const allowed = match.versions.filter(({ repository }) => settings.allow.some((each) => each.repository === repository));
	const [base] = allowed.filter((each) => explainBase(settings, each, {
		ledger: evidence.ledger,
		now
	}) === void 0).toSorted((left, right) => isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0);
	const [first] = allowed;
	if (base === void 0 && first === void 0) return fail("it stands on no approved base", rebuild);
	if (base === void 0 && first !== void 0) {
		const why = explainBase(settings, first, {
			ledger: evidence.ledger,
			now
		});
		return fail(why?.reason ?? "its base does not count", why?.remedy ?? rebuild);
	}
	if (base === void 0) return fail("it stands on no approved base", rebuild);
	return {
		faults: judgeAge$1(settings, base, {
			newer: newerVersions(base, evidence.bases),
			now,
			platform: platform.platform
		}),
		base
	};
}
function judgeSources(settings, { ledger, unknownDenied }, now) {
	const faults = [];
	if (unknownDenied !== void 0 && settings.deny.length > 0) {
		const reason = `not all denied bases are known: ${foreign(unknownDenied)}`;
		faults.push({
			verdict: "error",
			reason,
			remedy: "keep a ledger of bases by command: outdated"
		});
	}
	const age = ledger === void 0 ? 0 : now.getTime() - ledger.time.getTime();
	if (age > settings.ledgerMaxAge) {
		const reason = `the ledger of bases is ${formatAge(age)} and may be ${formatLimit(settings.ledgerMaxAge)}`;
		faults.push({
			verdict: "fail",
			reason,
			remedy: "run command: outdated",
			isMissing: true
		});
	}
	return faults;
}
function evaluate$8(settings, evidence, now) {
	const passedOver = judgeArtifact("base", settings, evidence.image);
	if (passedOver !== void 0) return passedOver;
	const outcomes = judgedPlatforms(evidence.image).map((platform) => ({
		name: platform.platform,
		...judgePlatform$3(settings, evidence, {
			platform,
			now
		})
	}));
	const found = outcomes.flatMap(({ name, base }) => base === void 0 ? [] : [`${name} on ${describe$2(base)}`]);
	const versions = new Set(outcomes.flatMap(({ base }) => base === void 0 ? [] : [describe$2(base)]));
	const mixed = versions.size < 2 ? [] : [{
		verdict: "warn",
		reason: `its platforms stand on ${listSome([...versions])}`,
		remedy: "rebuild all of them"
	}];
	return makeResult("base", settings, {
		faults: [
			...judgeSources(settings, evidence, now),
			...outcomes.flatMap(({ faults }) => faults),
			...mixed
		],
		notes: found,
		evidence: evidence.ledger === void 0 ? [] : [evidence.ledger.reference]
	});
}
function needs$6({ allow, deny, maxBehind }) {
	const names = (bases) => bases.map(({ repository }) => repository);
	const signed = names(allow.filter((each) => each.signed));
	const countsNewer = maxBehind !== void 0;
	return [{ kind: "configs" }, {
		kind: "bases",
		allow: names(allow),
		deny,
		signed,
		countsNewer
	}];
}
const baseGate = {
	id: "base",
	needs: needs$6,
	evaluate: evaluate$8
};
// src/policy/gates/change.ts
const MAX_REASON = 1e4;
function candidatesOf(text) {
	const read = text.slice(0, MAX_REASON);
	return [read.trim(), ...read.split(/[\s,;()[\]]+/).map((word) => word.replace(/[.:]+$/, ""))].filter(Boolean);
}
function evaluate$7(settings, { reason, approvalComments }) {
	const number = [...settings.in.includes("reason") ? [reason ?? ""] : [], ...settings.in.includes("approval") ? (approvalComments ?? []).slice(0, 100) : []].flatMap(candidatesOf).find((text) => settings.pattern.isFoundIn(text));
	if (number !== void 0) return makeResult("change", settings, {
		faults: [],
		notes: [`change ${foreign(number)}`]
	});
	if (settings.in.includes("approval") && approvalComments === void 0) return makeResult("change", settings, { faults: [{
		verdict: "error",
		reason: "the approvals cannot be read",
		remedy: "give the number in the reason"
	}] });
	return makeResult("change", settings, { faults: [{
		verdict: "fail",
		reason: `no change is named in ${listSome(settings.in.map((each) => each === "reason" ? "the reason" : "the comment of an approval"))}`,
		remedy: `write one like ${foreign(settings.source)}`,
		isMissing: true
	}] });
}
function needs$5(settings) {
	return settings.in.map((each) => ({ kind: each === "reason" ? "reason" : "approvals" }));
}
const changeGate = {
	id: "change",
	needs: needs$5,
	evaluate: evaluate$7
};
// src/policy/gates/config-checks.ts
function refuse$2(reason, remedy) {
	return [{
		verdict: "fail",
		reason,
		remedy
	}];
}
const MAX_USER_ID = 2147483647;
function explainUser(user, { os }, isNumeric) {
	const [name = ""] = user.split(":");
	if (os === "windows") return /^(?:.*\\)?(?:ContainerAdministrator|Administrator)?$/i.test(name) ? "it runs as an administrator" : void 0;
	if (name === "" || name === "root") return "it runs as root";
	if (/\s/.test(name)) return "its user has a space in it";
	if (/^[+-]?\d+$/.test(name)) {
		const id = Number(name);
		if (id === 0) return "it runs as root";
		return id > 0 && id <= MAX_USER_ID ? void 0 : "its user is not an id that there is";
	}
	return isNumeric ? `its user ${foreign(name)} is a name, which Kubernetes cannot check` : void 0;
}
function checkUser({ user }, config) {
	if (user === void 0) return [];
	const reason = explainUser(config.user, config, user === "numeric");
	return reason === void 0 ? [] : refuse$2(reason, "write USER 10001 in the last stage");
}
function parsePort(text) {
	const [, from = "", to = from] = /^(\d{1,5})(?:-(\d{1,5}))?(?:\/[a-z]{1,10})?$/i.exec(text) ?? [];
	return from === "" ? void 0 : {
		from: Number(from),
		to: Number(to)
	};
}
function isWithin({ from, to }, ranges) {
	return ranges.some((range) => from >= range.from && to <= range.to);
}
function touches({ from, to }, ranges) {
	return ranges.some((range) => from <= range.to && to >= range.from);
}
function checkPorts({ ports }, config) {
	if (ports === void 0) return [];
	return config.ports.flatMap((text) => {
		const port = parsePort(text);
		if (port === void 0) return [{
			verdict: "error",
			reason: `its port ${foreign(text)} is not one`,
			remedy: "correct EXPOSE"
		}];
		if (touches(port, ports.deny) || ports.allow !== void 0 && !isWithin(port, ports.allow)) return refuse$2(`it exposes port ${foreign(text)}`, "leave out that EXPOSE");
		if (!(port.from < 1024 && explainUser(config.user, config, false) === void 0)) return [];
		return [{
			verdict: "warn",
			reason: `it exposes port ${foreign(text)}, which only root may open on many hosts`,
			remedy: "listen on one from 1024 on"
		}];
	});
}
const SHELLS = /* @__PURE__ */ new Set([
	"sh",
	"bash",
	"ash",
	"dash",
	"zsh",
	"ksh",
	"busybox"
]);
function isShellForm(words) {
	const [program = "", ...rest] = words;
	const name = (program.split(/[/\\]/).at(-1) ?? "").toLowerCase().replace(/\.exe$/, "");
	if (name === "cmd") return rest.some((word) => /^\/[cks]$/i.test(word));
	if (name === "powershell" || name === "pwsh") return rest.some((word) => /^-c(?:ommand)?$/i.test(word));
	if (!SHELLS.has(name)) return false;
	return rest.slice(0, 20).some((word) => /^-[a-zA-Z]*c$/.test(word));
}
function checkStart({ execForm, entrypoint }, config) {
	const start = config.entrypoint?.length ? config.entrypoint : config.command ?? [];
	const shell = execForm && isShellForm(start) ? refuse$2("a shell starts its program and gets its signals", "write ENTRYPOINT or CMD as [\"/program\", \"argument\"]") : [];
	if (entrypoint === void 0) return shell;
	const own = JSON.stringify(config.entrypoint ?? []);
	if (entrypoint.some((each) => JSON.stringify(each) === own)) return shell;
	const wanted = listSome(entrypoint.map((each) => foreign(JSON.stringify(each))));
	return [...shell, ...refuse$2(`its entrypoint is ${foreign(own)}`, `make it ${wanted}`)];
}
function checkEnvironment({ deniedEnvironment }, config) {
	if (deniedEnvironment.length === 0) return [];
	const variables = config.environment.map(splitVariable);
	const denied = variables.filter(({ name }) => deniedEnvironment.some((pattern) => matchesGlob(name, pattern)));
	const names = denied.length === 0 ? [] : refuse$2(`it sets ${listSome(denied.map(({ name }) => foreign(name)))}`, "leave that to the platform that runs the image");
	if (!(variables.findLast(({ name }) => name === "PATH")?.value.split(config.os === "windows" ? ";" : ":") ?? []).some((part) => part === "" || part === ".")) return names;
	return [...names, ...refuse$2("its PATH has the working directory in it", "leave \".\" and empty parts out of PATH")];
}
function checkVolumes({ volumes }, config) {
	if (volumes === void 0) return [];
	const { allow, deny, required } = volumes;
	const denied = config.volumes.filter((path) => deny.includes(path) || allow !== void 0 && !allow.some((pattern) => matchesGlob(path, pattern)));
	const lacking = required.filter((path) => !config.volumes.includes(path));
	return [...denied.length === 0 ? [] : refuse$2(`it has the volume ${listSome(denied.map(foreign))}`, "leave out that VOLUME"), ...lacking.length === 0 ? [] : refuse$2(`it has no volume ${listSome(lacking.map(foreign))}`, "add that VOLUME")];
}
function checkHealth({ healthCheck }, config) {
	const isThere = config.healthCheck !== void 0 && config.healthCheck[0] !== "NONE" && config.healthCheck.length > 0;
	if (healthCheck === "required" && !isThere) return refuse$2("it has no health check", "add HEALTHCHECK, and build with oci-mediatypes=false: OCI configs have none");
	return healthCheck === "absent" && isThere ? refuse$2("it has a health check", "write HEALTHCHECK NONE") : [];
}
function checkSize({ maxSize, maxLayers }, { layers }) {
	const size = layers.reduce((sum, layer) => sum + layer.size, 0);
	return [...maxSize === void 0 || size <= maxSize ? [] : refuse$2(`it has ${formatBytes(size)} and may have ${formatBytes(maxSize)}`, "build on a smaller base"), ...maxLayers === void 0 || layers.length <= maxLayers ? [] : refuse$2(`it has ${layers.length} layers and may have ${maxLayers}`, "join RUN and COPY steps")];
}
const BUILDERS = /^(?:\/bin\/sh -c|\|\d+ |(?:RUN|COPY|ADD|WORKDIR|FROM|ENV|VOLUME|USER|LABEL)\b|bazel|jib|ko\b|kaniko|buildpacks|Buildpacks|apko|nix|cmd \/S \/C|powershell|# debian\.sh|crane)/;
function checkHistory({ built }, { history }) {
	if (!built) return [];
	const odd = history.filter(({ isEmptyLayer, createdBy }) => !isEmptyLayer && !BUILDERS.test(createdBy));
	if (odd.length === 0) return [];
	return [{
		verdict: "warn",
		reason: `${odd.length === 1 ? "a layer is" : `${odd.length} layers are`} of no builder that is known, perhaps of docker commit`,
		remedy: "build from a Dockerfile"
	}];
}
const UNKNOWN_TIMES = [
	"0001-01-01",
	"1970-01-01",
	"1980-01-01T00:00:01"
];
function createdTime(created) {
	if (created === void 0 || UNKNOWN_TIMES.some((start) => created.startsWith(start))) return void 0;
	const time = new Date(/^\d{4}-\d\d-\d\dT/.test(created) ? created : NaN);
	return Number.isNaN(time.getTime()) ? void 0 : time;
}
function checkFacts(platform, config, now) {
	const created = createdTime(config.created);
	const future = created !== void 0 && created.getTime() > now.getTime() + 3e5 ? refuse$2("it says that it was made in the future", "correct the clock of the builder") : [];
	const own = [
		config.os,
		config.architecture,
		config.variant
	].filter((part) => part !== "").join("/");
	const [os = "", architecture = "", variant = ""] = platform.platform.split("/");
	if (os === config.os && architecture === config.architecture && (!variant || !config.variant || variant === config.variant)) return future;
	const reason = `its config is of ${foreign(own === "" ? "no platform" : own)}`;
	return [...future, ...refuse$2(reason, "build the index again: descriptor and config must agree")];
}
function checkConfig(rules, { platform, config, now }) {
	return [
		...checkFacts(platform, config, now),
		...checkUser(rules, config),
		...checkPorts(rules, config),
		...checkStart(rules, config),
		...checkEnvironment(rules, config),
		...checkVolumes(rules, config),
		...checkHealth(rules, config),
		...checkSize(rules, platform),
		...checkHistory(rules, config)
	];
}
// src/policy/gates/secrets.ts
const MAX_TEXT = 2e5;
const VALUES = [
	["GitHub token", /\bgh[pousr]_[0-9A-Za-z]{36,255}/g],
	["GitHub token", /\bgithub_pat_[0-9A-Za-z]{22}_[0-9A-Za-z]{59}/g],
	["GitLab token", /\b(?:glpat|gldt|glrt|glcbt)-[0-9A-Za-z_-]{20,300}/g],
	["AWS access key", /\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}\b/g],
	["npm token", /\bnpm_[0-9A-Za-z]{36}/g],
	["PyPI token", /\bpypi-AgEIcHlwaS5vcmc[0-9A-Za-z_-]{10,300}/g],
	["Slack token", /\bxox[baprs]-[0-9A-Za-z-]{10,300}/g],
	["Stripe key", /\b(?:sk|rk)_live_[0-9A-Za-z]{10,255}/g],
	["SendGrid key", /\bSG\.[0-9A-Za-z_-]{22}\.[0-9A-Za-z_-]{43}/g],
	["Google API key", /\bAIza[0-9A-Za-z_-]{35}/g],
	["Docker Hub token", /\bdckr_(?:pat|oat)_[0-9A-Za-z_-]{27,100}/g],
	["Vault token", /\bhv[sb]\.[0-9A-Za-z_-]{24,300}/g],
	["Artifactory token", /\bAKCp[0-9A-Za-z]{69}/g],
	["Artifactory token", /\bcmVmd[0-9A-Za-z]{59}/g],
	["Alibaba access key", /\bLTAI[0-9A-Za-z]{12,20}\b/g],
	["age key", /\bAGE-SECRET-KEY-1[0-9A-Z]{58}/g],
	["private key", /-----BEGIN (?:[A-Z]{2,10} ){0,3}PRIVATE KEY/g],
	["JSON web token", /(?<![0-9A-Za-z_-])ey[0-9A-Za-z_-]{10,2000}\.ey[0-9A-Za-z_-]{10,4000}\.[0-9A-Za-z_-]{10,2000}/g]
];
const ADDRESS = /:\/\/[^\s/:@]{1,100}:([^\s/@]{3,200})@/g;
const EXAMPLES = /* @__PURE__ */ new Set(["AKIAIOSFODNN7EXAMPLE"]);
const MIN_ENTROPY = 3;
const NAMES = /* @__PURE__ */ new Set([...[
	"PASS",
	"PASSWD",
	"PASSWORD",
	"PWORD",
	"SECRET",
	"KEY",
	"TOKEN",
	"ACCESS",
	"CREDENTIAL",
	"CREDENTIALS"
], ...["APIKEY", "AUTH"]]);
const HARMLESS_NAMES = /* @__PURE__ */ new Set([
	"FILE",
	"PATH",
	"DIR",
	"PUBLIC",
	"PUB",
	"ID",
	"URL",
	"TYPE"
]);
const HARMLESS_WHOLE = /* @__PURE__ */ new Set(["GPG_KEY", "GPG_KEYS"]);
function entropy(text) {
	const counts = /* @__PURE__ */ new Map();
	for (const character of text) counts.set(character, (counts.get(character) ?? 0) + 1);
	let bits = 0;
	for (const count of counts.values()) bits -= count / text.length * Math.log2(count / text.length);
	return bits;
}
function isSecretName(name) {
	const upper = name.toUpperCase().replace(/[-.]/g, "_");
	if (HARMLESS_WHOLE.has(upper)) return false;
	const words = upper.split("_");
	return words.some((word) => NAMES.has(word)) && !words.some((word) => HARMLESS_NAMES.has(word));
}
function isLiteral(value) {
	const bare = value.trim().replace(/^(["'])(.*)\1$/s, "$2");
	return !(bare === "" || bare.startsWith("$") || /^(?:-?\d+(?:\.\d+)?|true|false|yes|no|none|null)$/i.test(bare));
}
function findValues({ place, text }) {
	const read = text.slice(0, MAX_TEXT);
	const byForm = VALUES.flatMap(([rule, pattern]) => [...read.matchAll(pattern)].map(([value]) => ({
		rule,
		place,
		value
	})));
	const passwords = [...read.matchAll(ADDRESS)].map(([, value = ""]) => ({
		rule: "password in an address",
		place,
		value
	})).filter(({ value }) => isLiteral(value) && !/^[<{*x]/.test(value));
	return [...byForm.filter(({ value }) => !EXAMPLES.has(value) && entropy(value) >= MIN_ENTROPY), ...passwords];
}
function buildArguments(createdBy) {
	const [, count = "0", rest = ""] = /^(?:RUN )?\|(\d{1,3}) (.*)$/s.exec(createdBy.slice(0, MAX_TEXT)) ?? [];
	return rest.split(" ").filter((part) => /^[A-Za-z_][A-Za-z0-9_]{0,100}=/.test(part)).slice(0, Number(count));
}
function namedValues(config, provenance) {
	const variable = (place) => (entry) => {
		const { name, value } = splitVariable(entry);
		return {
			name,
			text: value,
			place: `${place} ${foreign(name)}`
		};
	};
	const fromHistory = config.history.flatMap(({ createdBy }) => [...buildArguments(createdBy).map(variable("the build argument")), ...(/^(?:ENV|ARG) ([A-Za-z_][A-Za-z0-9_]{0,100}=.*)$/s.exec(createdBy.slice(0, MAX_TEXT)) ?? []).slice(1).map(variable("the history of"))]);
	return [
		...config.environment.map(variable("the environment variable")),
		...[...config.labels].map(([name, text]) => ({
			name,
			text,
			place: `the label ${foreign(name)}`
		})),
		...fromHistory,
		...provenance.flatMap((each) => [...each.buildArguments].map(([name, text]) => ({
			name,
			text,
			place: `the build argument ${foreign(name)}`
		})))
	];
}
function listTexts(config, annotations) {
	const join = (place, words) => words === void 0 ? [] : [{
		place,
		text: words.join(" ")
	}];
	return [
		...join("the entrypoint", config.entrypoint),
		...join("the command", config.command),
		...join("the health check", config.healthCheck),
		...config.onBuild.map((text) => ({
			place: "ONBUILD",
			text
		})),
		...config.history.map(({ createdBy }, at) => ({
			place: `step ${at + 1} of the history`,
			text: createdBy
		})),
		...config.history.map(({ comment }, at) => ({
			place: `the comment of step ${at + 1}`,
			text: comment
		})),
		...[...annotations].map(([name, text]) => ({
			place: `the annotation ${foreign(name)}`,
			text
		}))
	];
}
function isAllowed(allowed, value, name) {
	return allowed.some((each) => each.name !== void 0 && name !== void 0 && matchesGlob(name, each.name) || each.sha256 !== void 0 && digestOf(value) === `sha256:${each.sha256.toLowerCase()}`);
}
function findSecrets({ config, annotations, provenance }, allowed = []) {
	const found = /* @__PURE__ */ new Map();
	const add = (secret, name) => {
		if (!found.has(secret.value) && !isAllowed(allowed, secret.value, name)) found.set(secret.value, secret);
	};
	for (const { name, ...text } of namedValues(config, provenance)) {
		const values = findValues(text);
		for (const secret of values) add(secret, name);
		if (values.length === 0 && isSecretName(name) && isLiteral(text.text) && !text.place.startsWith("the label")) add({
			rule: "secret by its name",
			place: text.place,
			value: text.text
		}, name);
	}
	for (const text of listTexts(config, annotations)) for (const secret of findValues(text)) add(secret);
	return [...found.values()];
}
const MOST_CUT = 200;
const LEAST_CUT = 4;
function maskSecrets(text, secrets) {
	let masked = text;
	for (const { value } of secrets) {
		if (value.length < LEAST_CUT) continue;
		masked = masked.replaceAll(value, "***");
		for (let length = Math.min(value.length, MOST_CUT); masked.includes("…") && length > LEAST_CUT; length--) masked = masked.replaceAll(`${value.slice(0, length)}…`, "***…");
	}
	return masked;
}
const SHOWN = 4;
function describeSecret({ rule, place, value }) {
	return `${rule} in ${place} (${value.length >= 16 ? `${foreign(value.slice(0, SHOWN))}…` : "…"})`;
}
// src/policy/gates/config.ts
function judgePlatform$2(settings, { image, structureTest, provenance }, { platform, now }) {
	const name = platform.platform;
	const config = configOf(platform);
	if (config.kind !== "read") return [unreadableConfig(platform, config.reason)];
	const readings = provenance.get(name) ?? [];
	const secrets = findSecrets({
		config: config.value,
		annotations: new Map([...image.annotations, ...platform.annotations]),
		provenance: readings.flatMap((each) => each.kind === "read" ? each.value : [])
	}, settings.secrets?.allow);
	const faults = checkConfig(settings, {
		platform,
		config: config.value,
		now
	}).map((complaint) => ({
		...complaint,
		platform: name,
		reason: maskSecrets(complaint.reason, secrets)
	}));
	if (structureTest !== void 0) for (const reason of checkStructure(structureTest, config.value)) {
		const remedy = `build it as ${structureTest.path} has it`;
		faults.push({
			verdict: "fail",
			platform: name,
			reason: maskSecrets(reason, secrets),
			remedy
		});
	}
	if (settings.secrets === void 0) return faults;
	if (secrets.length > 0) {
		const reason = listSome(secrets.map(describeSecret));
		faults.push({
			verdict: "fail",
			platform: name,
			reason,
			remedy: "revoke it, and give it to the build by RUN --mount=type=secret"
		});
	}
	for (const each of readings) {
		if (each.kind !== "unreadable") continue;
		const reason = `the provenance in the index cannot be read: ${each.reason}`;
		faults.push({
			verdict: "error",
			platform: name,
			reason,
			remedy: "build it again"
		});
	}
	return faults;
}
function evaluate$6(settings, evidence, now) {
	const passedOver = judgeArtifact("config", settings, evidence.image);
	if (passedOver !== void 0) return passedOver;
	const platforms = judgedPlatforms(evidence.image);
	const faults = platforms.flatMap((platform) => judgePlatform$2(settings, evidence, {
		platform,
		now
	}));
	const missing = settings.platforms.filter((name) => !platforms.some(({ platform }) => platform === name));
	if (missing.length > 0) faults.push({
		verdict: "fail",
		reason: `it lacks ${listSome(missing)}`,
		remedy: "build it for all platforms"
	});
	if (settings.structureTest !== void 0 && evidence.structureTest === void 0) {
		const reason = `${settings.structureTest} was not read`;
		faults.push({
			verdict: "error",
			reason,
			remedy: "add the file, or leave out structure-test"
		});
	}
	return makeResult("config", settings, { faults });
}
function needs$4({ structureTest, secrets }) {
	return [
		{ kind: "configs" },
		...structureTest === void 0 ? [] : [{
			kind: "file",
			path: structureTest,
			what: "structure-test"
		}],
		...secrets === void 0 ? [] : [{ kind: "inline-attestations" }]
	];
}
const configGate = {
	id: "config",
	needs: needs$4,
	evaluate: evaluate$6
};
// src/policy/gates/labels.ts
const FORMS = /* @__PURE__ */ new Map([["org.opencontainers.image.revision", /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/]]);
function explainLabel(name, rule, value) {
	if (value === void 0 || value === "") return `it has no label ${foreign(name)}`;
	return (rule === true ? FORMS.get(name)?.test(value) ?? true : typeof rule === "string" ? matchesGlob(value, rule) : rule.isFoundIn(value)) ? void 0 : `its label ${foreign(name)} is ${foreign(value)}`;
}
function judgePlatform$1({ labels }, { annotations }, platform) {
	const config = configOf(platform);
	if (config.kind !== "read") return [unreadableConfig(platform, config.reason)];
	return [...labels].flatMap(([name, rule]) => {
		const reason = explainLabel(name, rule, config.value.labels.get(name) ?? platform.annotations.get(name) ?? annotations.get(name));
		const remedy = typeof rule === "string" ? `set it to ${foreign(rule)} when building` : "set it when building";
		return reason === void 0 ? [] : [{
			verdict: "fail",
			platform: platform.platform,
			reason,
			remedy
		}];
	});
}
function evaluate$5(settings, { image }) {
	const passedOver = judgeArtifact("labels", settings, image);
	if (passedOver !== void 0) return passedOver;
	return makeResult("labels", settings, { faults: judgedPlatforms(image).flatMap((platform) => judgePlatform$1(settings, image, platform)) });
}
const labelsGate = {
	id: "labels",
	needs: () => [{ kind: "configs" }],
	evaluate: evaluate$5
};
// node_modules/spdx-license-ids/index.json
var require_spdx_license_ids = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"0BSD",
		"3D-Slicer-1.0",
		"AAL",
		"ADSL",
		"AFL-1.1",
		"AFL-1.2",
		"AFL-2.0",
		"AFL-2.1",
		"AFL-3.0",
		"AGPL-1.0-only",
		"AGPL-1.0-or-later",
		"AGPL-3.0-only",
		"AGPL-3.0-or-later",
		"ALGLIB-Documentation",
		"AMD-newlib",
		"AMDPLPA",
		"AML",
		"AML-glslang",
		"AMPAS",
		"ANTLR-PD",
		"ANTLR-PD-fallback",
		"APAFML",
		"APL-1.0",
		"APSL-1.0",
		"APSL-1.1",
		"APSL-1.2",
		"APSL-2.0",
		"ASWF-Digital-Assets-1.0",
		"ASWF-Digital-Assets-1.1",
		"Abstyles",
		"AdaCore-doc",
		"Adobe-2006",
		"Adobe-Display-PostScript",
		"Adobe-Glyph",
		"Adobe-Utopia",
		"Advanced-Cryptics-Dictionary",
		"Afmparse",
		"Aladdin",
		"Apache-1.0",
		"Apache-1.1",
		"Apache-2.0",
		"App-s2p",
		"Arphic-1999",
		"Artistic-1.0",
		"Artistic-1.0-Perl",
		"Artistic-1.0-cl8",
		"Artistic-2.0",
		"Artistic-dist",
		"Aspell-RU",
		"BOLA-1.1",
		"BSD-1-Clause",
		"BSD-2-Clause",
		"BSD-2-Clause-Darwin",
		"BSD-2-Clause-Patent",
		"BSD-2-Clause-Views",
		"BSD-2-Clause-first-lines",
		"BSD-2-Clause-pkgconf-disclaimer",
		"BSD-2-Clause-pos-unchanged",
		"BSD-3-Clause",
		"BSD-3-Clause-Attribution",
		"BSD-3-Clause-Clear",
		"BSD-3-Clause-HP",
		"BSD-3-Clause-LBNL",
		"BSD-3-Clause-Modification",
		"BSD-3-Clause-No-Military-License",
		"BSD-3-Clause-No-Nuclear-License",
		"BSD-3-Clause-No-Nuclear-License-2014",
		"BSD-3-Clause-No-Nuclear-Warranty",
		"BSD-3-Clause-Open-MPI",
		"BSD-3-Clause-OpenWebUI",
		"BSD-3-Clause-Sun",
		"BSD-3-Clause-Tso",
		"BSD-3-Clause-acpica",
		"BSD-3-Clause-flex",
		"BSD-4-Clause",
		"BSD-4-Clause-Shortened",
		"BSD-4-Clause-UC",
		"BSD-4.3RENO",
		"BSD-4.3TAHOE",
		"BSD-Advertising-Acknowledgement",
		"BSD-Attribution-HPND-disclaimer",
		"BSD-Inferno-Nettverk",
		"BSD-Mark-Modifications",
		"BSD-Protection",
		"BSD-Source-Code",
		"BSD-Source-Code-no-disclaimer",
		"BSD-Source-alt-GPL",
		"BSD-Source-beginning-file",
		"BSD-Systemics",
		"BSD-Systemics-W3Works",
		"BSD-ask-to-endorse",
		"BSL-1.0",
		"BUSL-1.1",
		"Baekmuk",
		"Bahyph",
		"Barr",
		"Beerware",
		"BitTorrent-1.0",
		"BitTorrent-1.1",
		"Bitstream-Charter",
		"Bitstream-Vera",
		"BlueOak-1.0.0",
		"Boehm-GC",
		"Boehm-GC-without-fee",
		"Borceux",
		"Brian-Gladman-2-Clause",
		"Brian-Gladman-3-Clause",
		"Brian-Gladman-3-Clause-no-conversion",
		"Buddy",
		"Bugroff",
		"C-UDA-1.0",
		"CAL-1.0",
		"CAL-1.0-Combined-Work-Exception",
		"CAPEC-tou",
		"CATOSL-1.1",
		"CC-BY-1.0",
		"CC-BY-2.0",
		"CC-BY-2.5",
		"CC-BY-2.5-AU",
		"CC-BY-3.0",
		"CC-BY-3.0-AT",
		"CC-BY-3.0-AU",
		"CC-BY-3.0-DE",
		"CC-BY-3.0-IGO",
		"CC-BY-3.0-NL",
		"CC-BY-3.0-US",
		"CC-BY-4.0",
		"CC-BY-NC-1.0",
		"CC-BY-NC-2.0",
		"CC-BY-NC-2.5",
		"CC-BY-NC-3.0",
		"CC-BY-NC-3.0-DE",
		"CC-BY-NC-3.0-IGO",
		"CC-BY-NC-4.0",
		"CC-BY-NC-ND-1.0",
		"CC-BY-NC-ND-2.0",
		"CC-BY-NC-ND-2.5",
		"CC-BY-NC-ND-3.0",
		"CC-BY-NC-ND-3.0-DE",
		"CC-BY-NC-ND-3.0-IGO",
		"CC-BY-NC-ND-4.0",
		"CC-BY-NC-SA-1.0",
		"CC-BY-NC-SA-2.0",
		"CC-BY-NC-SA-2.0-DE",
		"CC-BY-NC-SA-2.0-FR",
		"CC-BY-NC-SA-2.0-UK",
		"CC-BY-NC-SA-2.5",
		"CC-BY-NC-SA-3.0",
		"CC-BY-NC-SA-3.0-DE",
		"CC-BY-NC-SA-3.0-IGO",
		"CC-BY-NC-SA-4.0",
		"CC-BY-ND-1.0",
		"CC-BY-ND-2.0",
		"CC-BY-ND-2.5",
		"CC-BY-ND-3.0",
		"CC-BY-ND-3.0-DE",
		"CC-BY-ND-4.0",
		"CC-BY-SA-1.0",
		"CC-BY-SA-2.0",
		"CC-BY-SA-2.0-UK",
		"CC-BY-SA-2.1-JP",
		"CC-BY-SA-2.5",
		"CC-BY-SA-3.0",
		"CC-BY-SA-3.0-AT",
		"CC-BY-SA-3.0-DE",
		"CC-BY-SA-3.0-IGO",
		"CC-BY-SA-4.0",
		"CC-PDDC",
		"CC-PDM-1.0",
		"CC-SA-1.0",
		"CC0-1.0",
		"CDDL-1.0",
		"CDDL-1.1",
		"CDL-1.0",
		"CDLA-Permissive-1.0",
		"CDLA-Permissive-2.0",
		"CDLA-Sharing-1.0",
		"CECILL-1.0",
		"CECILL-1.1",
		"CECILL-2.0",
		"CECILL-2.1",
		"CECILL-B",
		"CECILL-C",
		"CERN-OHL-1.1",
		"CERN-OHL-1.2",
		"CERN-OHL-P-2.0",
		"CERN-OHL-S-2.0",
		"CERN-OHL-W-2.0",
		"CFITSIO",
		"CMU-Mach",
		"CMU-Mach-nodoc",
		"CNRI-Jython",
		"CNRI-Python",
		"CNRI-Python-GPL-Compatible",
		"COIL-1.0",
		"CPAL-1.0",
		"CPL-1.0",
		"CPOL-1.02",
		"CUA-OPL-1.0",
		"Caldera",
		"Caldera-no-preamble",
		"Catharon",
		"ClArtistic",
		"Clips",
		"Community-Spec-1.0",
		"Condor-1.1",
		"Cornell-Lossless-JPEG",
		"Cronyx",
		"Crossword",
		"CryptoSwift",
		"CrystalStacker",
		"Cube",
		"D-FSL-1.0",
		"DEC-3-Clause",
		"DL-DE-BY-2.0",
		"DL-DE-ZERO-2.0",
		"DOC",
		"DRL-1.0",
		"DRL-1.1",
		"DSDP",
		"DocBook-DTD",
		"DocBook-Schema",
		"DocBook-Stylesheet",
		"DocBook-XML",
		"Dotseqn",
		"ECL-1.0",
		"ECL-2.0",
		"EFL-1.0",
		"EFL-2.0",
		"EPICS",
		"EPL-1.0",
		"EPL-2.0",
		"ESA-PL-permissive-2.4",
		"ESA-PL-strong-copyleft-2.4",
		"ESA-PL-weak-copyleft-2.4",
		"EUDatagrid",
		"EUPL-1.0",
		"EUPL-1.1",
		"EUPL-1.2",
		"Elastic-2.0",
		"Entessa",
		"ErlPL-1.1",
		"Eurosym",
		"FBM",
		"FDK-AAC",
		"FDK-MPEG-H",
		"FSFAP",
		"FSFAP-no-warranty-disclaimer",
		"FSFUL",
		"FSFULLR",
		"FSFULLRSD",
		"FSFULLRWD",
		"FSL-1.1-ALv2",
		"FSL-1.1-MIT",
		"FTL",
		"Fair",
		"Ferguson-Twofish",
		"Frameworx-1.0",
		"FreeBSD-DOC",
		"FreeImage",
		"Furuseth",
		"GCR-docs",
		"GD",
		"GFDL-1.1-invariants-only",
		"GFDL-1.1-invariants-or-later",
		"GFDL-1.1-no-invariants-only",
		"GFDL-1.1-no-invariants-or-later",
		"GFDL-1.1-only",
		"GFDL-1.1-or-later",
		"GFDL-1.2-invariants-only",
		"GFDL-1.2-invariants-or-later",
		"GFDL-1.2-no-invariants-only",
		"GFDL-1.2-no-invariants-or-later",
		"GFDL-1.2-only",
		"GFDL-1.2-or-later",
		"GFDL-1.3-invariants-only",
		"GFDL-1.3-invariants-or-later",
		"GFDL-1.3-no-invariants-only",
		"GFDL-1.3-no-invariants-or-later",
		"GFDL-1.3-only",
		"GFDL-1.3-or-later",
		"GL2PS",
		"GLWTPL",
		"GPL-1.0-only",
		"GPL-1.0-or-later",
		"GPL-2.0-only",
		"GPL-2.0-or-later",
		"GPL-3.0-only",
		"GPL-3.0-or-later",
		"Game-Programming-Gems",
		"Giftware",
		"Glide",
		"Glulxe",
		"Graphics-Gems",
		"Gutmann",
		"HDF5",
		"HIDAPI",
		"HP-1986",
		"HP-1989",
		"HPND",
		"HPND-DEC",
		"HPND-Fenneberg-Livingston",
		"HPND-INRIA-IMAG",
		"HPND-Intel",
		"HPND-Kevlin-Henney",
		"HPND-MIT-disclaimer",
		"HPND-Markus-Kuhn",
		"HPND-Netrek",
		"HPND-Pbmplus",
		"HPND-SMC",
		"HPND-UC",
		"HPND-UC-export-US",
		"HPND-doc",
		"HPND-doc-sell",
		"HPND-export-US",
		"HPND-export-US-acknowledgement",
		"HPND-export-US-modify",
		"HPND-export2-US",
		"HPND-merchantability-variant",
		"HPND-sell-MIT-disclaimer-xserver",
		"HPND-sell-regexpr",
		"HPND-sell-variant",
		"HPND-sell-variant-MIT-disclaimer",
		"HPND-sell-variant-MIT-disclaimer-rev",
		"HPND-sell-variant-critical-systems",
		"HTMLTIDY",
		"HaskellReport",
		"Hippocratic-2.1",
		"Hippocratic-3.0-core",
		"IBM-pibs",
		"ICU",
		"IEC-Code-Components-EULA",
		"IJG",
		"IJG-short",
		"IPA",
		"IPL-1.0",
		"ISC",
		"ISC-Veillard",
		"ISO-permission",
		"ImageMagick",
		"Imlib2",
		"Info-ZIP",
		"Informatica",
		"Inner-Net-2.0",
		"InnoSetup",
		"Intel",
		"Intel-ACPI",
		"Interbase-1.0",
		"JPL-image",
		"JPNIC",
		"JSON",
		"Jam",
		"JasPer-2.0",
		"Kastrup",
		"Kazlib",
		"Knuth-CTAN",
		"LAL-1.2",
		"LAL-1.3",
		"LGPL-2.0-only",
		"LGPL-2.0-or-later",
		"LGPL-2.1-only",
		"LGPL-2.1-or-later",
		"LGPL-3.0-only",
		"LGPL-3.0-or-later",
		"LGPLLR",
		"LOOP",
		"LPD-document",
		"LPL-1.0",
		"LPL-1.02",
		"LPPL-1.0",
		"LPPL-1.1",
		"LPPL-1.2",
		"LPPL-1.3a",
		"LPPL-1.3c",
		"LZMA-SDK-9.11-to-9.20",
		"LZMA-SDK-9.22",
		"Latex2e",
		"Latex2e-translated-notice",
		"Leptonica",
		"LiLiQ-P-1.1",
		"LiLiQ-R-1.1",
		"LiLiQ-Rplus-1.1",
		"Libpng",
		"Linux-OpenIB",
		"Linux-man-pages-1-para",
		"Linux-man-pages-copyleft",
		"Linux-man-pages-copyleft-2-para",
		"Linux-man-pages-copyleft-var",
		"Lucida-Bitmap-Fonts",
		"MIPS",
		"MIT",
		"MIT-0",
		"MIT-CMU",
		"MIT-Click",
		"MIT-Festival",
		"MIT-Khronos-old",
		"MIT-Modern-Variant",
		"MIT-STK",
		"MIT-Wu",
		"MIT-advertising",
		"MIT-enna",
		"MIT-feh",
		"MIT-open-group",
		"MIT-testregex",
		"MITNFA",
		"MMIXware",
		"MMPL-1.0.1",
		"MPEG-SSG",
		"MPL-1.0",
		"MPL-1.1",
		"MPL-2.0",
		"MPL-2.0-no-copyleft-exception",
		"MS-LPL",
		"MS-PL",
		"MS-RL",
		"MTLL",
		"MVT-1.1",
		"Mackerras-3-Clause",
		"Mackerras-3-Clause-acknowledgment",
		"MakeIndex",
		"Martin-Birgmeier",
		"McPhee-slideshow",
		"Minpack",
		"MirOS",
		"Motosoto",
		"MulanPSL-1.0",
		"MulanPSL-2.0",
		"Multics",
		"Mup",
		"NAIST-2003",
		"NASA-1.3",
		"NBPL-1.0",
		"NCBI-PD",
		"NCGL-UK-2.0",
		"NCL",
		"NCSA",
		"NGPL",
		"NICTA-1.0",
		"NIST-PD",
		"NIST-PD-TNT",
		"NIST-PD-fallback",
		"NIST-Software",
		"NLOD-1.0",
		"NLOD-2.0",
		"NLPL",
		"NOSL",
		"NPL-1.0",
		"NPL-1.1",
		"NPOSL-3.0",
		"NRL",
		"NTIA-PD",
		"NTP",
		"NTP-0",
		"Naumen",
		"NetCDF",
		"Newsletr",
		"Nokia",
		"Noweb",
		"O-UDA-1.0",
		"OAR",
		"OCCT-PL",
		"OCLC-2.0",
		"ODC-By-1.0",
		"ODbL-1.0",
		"OFFIS",
		"OFL-1.0",
		"OFL-1.0-RFN",
		"OFL-1.0-no-RFN",
		"OFL-1.1",
		"OFL-1.1-RFN",
		"OFL-1.1-no-RFN",
		"OGC-1.0",
		"OGDL-Taiwan-1.0",
		"OGL-Canada-2.0",
		"OGL-UK-1.0",
		"OGL-UK-2.0",
		"OGL-UK-3.0",
		"OGTSL",
		"OLDAP-1.1",
		"OLDAP-1.2",
		"OLDAP-1.3",
		"OLDAP-1.4",
		"OLDAP-2.0",
		"OLDAP-2.0.1",
		"OLDAP-2.1",
		"OLDAP-2.2",
		"OLDAP-2.2.1",
		"OLDAP-2.2.2",
		"OLDAP-2.3",
		"OLDAP-2.4",
		"OLDAP-2.5",
		"OLDAP-2.6",
		"OLDAP-2.7",
		"OLDAP-2.8",
		"OLFL-1.3",
		"OML",
		"OPL-1.0",
		"OPL-UK-3.0",
		"OPUBL-1.0",
		"OSC-1.0",
		"OSET-PL-2.1",
		"OSL-1.0",
		"OSL-1.1",
		"OSL-2.0",
		"OSL-2.1",
		"OSL-3.0",
		"OSSP",
		"OpenMDW-1.0",
		"OpenPBS-2.3",
		"OpenSSL",
		"OpenSSL-standalone",
		"OpenVision",
		"PADL",
		"PDDL-1.0",
		"PHP-3.0",
		"PHP-3.01",
		"PPL",
		"PSF-2.0",
		"ParaType-Free-Font-1.3",
		"Parity-6.0.0",
		"Parity-7.0.0",
		"Pixar",
		"Plexus",
		"PolyForm-Noncommercial-1.0.0",
		"PolyForm-Small-Business-1.0.0",
		"PostgreSQL",
		"Python-2.0",
		"Python-2.0.1",
		"QPL-1.0",
		"QPL-1.0-INRIA-2004",
		"Qhull",
		"RHeCos-1.1",
		"RPL-1.1",
		"RPL-1.5",
		"RPSL-1.0",
		"RSA-MD",
		"RSCPL",
		"Rdisc",
		"Ruby",
		"Ruby-pty",
		"SAX-PD",
		"SAX-PD-2.0",
		"SCEA",
		"SGI-B-1.0",
		"SGI-B-1.1",
		"SGI-B-2.0",
		"SGI-OpenGL",
		"SGMLUG-PM",
		"SGP4",
		"SHL-0.5",
		"SHL-0.51",
		"SISSL",
		"SISSL-1.2",
		"SL",
		"SMAIL-GPL",
		"SMLNJ",
		"SMPPL",
		"SNIA",
		"SOFA",
		"SPL-1.0",
		"SSH-OpenSSH",
		"SSH-short",
		"SSLeay-standalone",
		"SSPL-1.0",
		"SUL-1.0",
		"SWL",
		"Saxpath",
		"SchemeReport",
		"Sendmail",
		"Sendmail-8.23",
		"Sendmail-Open-Source-1.1",
		"SimPL-2.0",
		"Sleepycat",
		"Soundex",
		"Spencer-86",
		"Spencer-94",
		"Spencer-99",
		"SugarCRM-1.1.3",
		"Sun-PPP",
		"Sun-PPP-2000",
		"SunPro",
		"Symlinks",
		"TAPR-OHL-1.0",
		"TCL",
		"TCP-wrappers",
		"TGPPL-1.0",
		"TMate",
		"TORQUE-1.1",
		"TOSL",
		"TPDL",
		"TPL-1.0",
		"TTWL",
		"TTYP0",
		"TU-Berlin-1.0",
		"TU-Berlin-2.0",
		"TekHVC",
		"TermReadKey",
		"ThirdEye",
		"TrustedQSL",
		"UCAR",
		"UCL-1.0",
		"UMich-Merit",
		"UPL-1.0",
		"URT-RLE",
		"Ubuntu-font-1.0",
		"UnRAR",
		"Unicode-3.0",
		"Unicode-DFS-2015",
		"Unicode-DFS-2016",
		"Unicode-TOU",
		"UnixCrypt",
		"Unlicense",
		"Unlicense-libtelnet",
		"Unlicense-libwhirlpool",
		"VOSTROM",
		"VSL-1.0",
		"Vim",
		"Vixie-Cron",
		"W3C",
		"W3C-19980720",
		"W3C-20150513",
		"WTFNMFPL",
		"WTFPL",
		"Watcom-1.0",
		"Widget-Workshop",
		"WordNet",
		"Wsuipa",
		"X11",
		"X11-distribute-modifications-variant",
		"X11-no-permit-persons",
		"X11-swapped",
		"XFree86-1.1",
		"XSkat",
		"Xdebug-1.03",
		"Xerox",
		"Xfig",
		"Xnet",
		"YPL-1.0",
		"YPL-1.1",
		"ZPL-1.1",
		"ZPL-2.0",
		"ZPL-2.1",
		"Zed",
		"Zeeff",
		"Zend-2.0",
		"Zimbra-1.3",
		"Zimbra-1.4",
		"Zlib",
		"any-OSI",
		"any-OSI-perl-modules",
		"atc-game",
		"bcrypt-Solar-Designer",
		"blessing",
		"bzip2-1.0.6",
		"check-cvs",
		"checkmk",
		"copyleft-next-0.3.0",
		"copyleft-next-0.3.1",
		"curl",
		"cve-tou",
		"diffmark",
		"dtoa",
		"dvipdfm",
		"eGenix",
		"etalab-2.0",
		"fwlw",
		"gSOAP-1.3b",
		"generic-xts",
		"gnuplot",
		"gtkbook",
		"hdparm",
		"hyphen-bulgarian",
		"iMatix",
		"jove",
		"libpng-1.6.35",
		"libpng-2.0",
		"libselinux-1.0",
		"libtiff",
		"libutil-David-Nugent",
		"lsof",
		"magaz",
		"mailprio",
		"man2html",
		"metamail",
		"mpi-permissive",
		"mpich2",
		"mplus",
		"ngrep",
		"pkgconf",
		"pnmstitch",
		"psfrag",
		"psutils",
		"python-ldap",
		"radvd",
		"snprintf",
		"softSurfer",
		"ssh-keyscan",
		"swrule",
		"threeparttable",
		"ulem",
		"w3m",
		"wwl",
		"xinetd",
		"xkeyboard-config-Zinoviev",
		"xlock",
		"xpp",
		"xzoom",
		"zlib-acknowledgement"
	];
}));
// node_modules/spdx-license-ids/deprecated.json
var require_deprecated = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"AGPL-1.0",
		"AGPL-3.0",
		"BSD-2-Clause-FreeBSD",
		"BSD-2-Clause-NetBSD",
		"GFDL-1.1",
		"GFDL-1.2",
		"GFDL-1.3",
		"GPL-1.0",
		"GPL-2.0",
		"GPL-2.0-with-GCC-exception",
		"GPL-2.0-with-autoconf-exception",
		"GPL-2.0-with-bison-exception",
		"GPL-2.0-with-classpath-exception",
		"GPL-2.0-with-font-exception",
		"GPL-3.0",
		"GPL-3.0-with-GCC-exception",
		"GPL-3.0-with-autoconf-exception",
		"LGPL-2.0",
		"LGPL-2.1",
		"LGPL-3.0",
		"Net-SNMP",
		"Nunit",
		"StandardML-NJ",
		"bzip2-1.0.5",
		"eCos-2.0",
		"wxWindows"
	];
}));
// node_modules/spdx-exceptions/index.json
var require_spdx_exceptions = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = [
		"389-exception",
		"Asterisk-exception",
		"Autoconf-exception-2.0",
		"Autoconf-exception-3.0",
		"Autoconf-exception-generic",
		"Autoconf-exception-generic-3.0",
		"Autoconf-exception-macro",
		"Bison-exception-1.24",
		"Bison-exception-2.2",
		"Bootloader-exception",
		"Classpath-exception-2.0",
		"CLISP-exception-2.0",
		"cryptsetup-OpenSSL-exception",
		"DigiRule-FOSS-exception",
		"eCos-exception-2.0",
		"Fawkes-Runtime-exception",
		"FLTK-exception",
		"fmt-exception",
		"Font-exception-2.0",
		"freertos-exception-2.0",
		"GCC-exception-2.0",
		"GCC-exception-2.0-note",
		"GCC-exception-3.1",
		"Gmsh-exception",
		"GNAT-exception",
		"GNOME-examples-exception",
		"GNU-compiler-exception",
		"gnu-javamail-exception",
		"GPL-3.0-interface-exception",
		"GPL-3.0-linking-exception",
		"GPL-3.0-linking-source-exception",
		"GPL-CC-1.0",
		"GStreamer-exception-2005",
		"GStreamer-exception-2008",
		"i2p-gpl-java-exception",
		"KiCad-libraries-exception",
		"LGPL-3.0-linking-exception",
		"libpri-OpenH323-exception",
		"Libtool-exception",
		"Linux-syscall-note",
		"LLGPL",
		"LLVM-exception",
		"LZMA-exception",
		"mif-exception",
		"OCaml-LGPL-linking-exception",
		"OCCT-exception-1.0",
		"OpenJDK-assembly-exception-1.0",
		"openvpn-openssl-exception",
		"PS-or-PDF-font-exception-20170817",
		"QPL-1.0-INRIA-2004-exception",
		"Qt-GPL-exception-1.0",
		"Qt-LGPL-exception-1.1",
		"Qwt-exception-1.0",
		"SANE-exception",
		"SHL-2.0",
		"SHL-2.1",
		"stunnel-exception",
		"SWI-exception",
		"Swift-exception",
		"Texinfo-exception",
		"u-boot-exception-2.0",
		"UBDL-exception",
		"Universal-FOSS-exception-1.0",
		"vsftpd-openssl-exception",
		"WxWindows-exception-3.1",
		"x11vnc-openssl-exception"
	];
}));
// node_modules/spdx-expression-parse/scan.js
var require_scan = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var licenses = [].concat(require_spdx_license_ids()).concat(require_deprecated());
	var exceptions = require_spdx_exceptions();
	module.exports = function(source) {
		var index = 0;
		function hasMore() {
			return index < source.length;
		}
		function read(value) {
			if (value instanceof RegExp) {
				var match = source.slice(index).match(value);
				if (match) {
					index += match[0].length;
					return match[0];
				}
			} else if (source.indexOf(value, index) === index) {
				index += value.length;
				return value;
			}
		}
		function skipWhitespace() {
			read(/[ ]*/);
		}
		function operator() {
			var string;
			var possibilities = [
				/^WITH/i,
				/^AND/i,
				/^OR/i,
				"(",
				")",
				":",
				"+"
			];
			for (var i = 0; i < possibilities.length; i++) {
				string = read(possibilities[i]);
				if (string) break;
			}
			if (string === "+" && index > 1 && source[index - 2] === " ") throw new Error("Space before `+`");
			return string && {
				type: "OPERATOR",
				string: string.toUpperCase()
			};
		}
		function idstring() {
			return read(/[A-Za-z0-9-.]+/);
		}
		function expectIdstring() {
			var string = idstring();
			if (!string) throw new Error("Expected idstring at offset " + index);
			return string;
		}
		function documentRef() {
			if (read("DocumentRef-")) return {
				type: "DOCUMENTREF",
				string: expectIdstring()
			};
		}
		function licenseRef() {
			if (read("LicenseRef-")) return {
				type: "LICENSEREF",
				string: expectIdstring()
			};
		}
		function identifier() {
			var begin = index;
			var string = idstring();
			if (licenses.indexOf(string) !== -1) return {
				type: "LICENSE",
				string
			};
			else if (exceptions.indexOf(string) !== -1) return {
				type: "EXCEPTION",
				string
			};
			index = begin;
		}
		function parseToken() {
			return operator() || documentRef() || licenseRef() || identifier();
		}
		var tokens = [];
		while (hasMore()) {
			skipWhitespace();
			if (!hasMore()) break;
			var token = parseToken();
			if (!token) throw new Error("Unexpected `" + source[index] + "` at offset " + index);
			tokens.push(token);
		}
		return tokens;
	};
}));
// node_modules/spdx-expression-parse/parse.js
var require_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = function(tokens) {
		var index = 0;
		function hasMore() {
			return index < tokens.length;
		}
		function token() {
			return hasMore() ? tokens[index] : null;
		}
		function next() {
			if (!hasMore()) throw new Error();
			index++;
		}
		function parseOperator(operator) {
			var t = token();
			if (t && t.type === "OPERATOR" && operator === t.string) {
				next();
				return t.string;
			}
		}
		function parseWith() {
			if (parseOperator("WITH")) {
				var t = token();
				if (t && t.type === "EXCEPTION") {
					next();
					return t.string;
				}
				throw new Error("Expected exception after `WITH`");
			}
		}
		function parseLicenseRef() {
			var begin = index;
			var string = "";
			var t = token();
			if (t.type === "DOCUMENTREF") {
				next();
				string += "DocumentRef-" + t.string + ":";
				if (!parseOperator(":")) throw new Error("Expected `:` after `DocumentRef-...`");
			}
			t = token();
			if (t === null) throw new Error("Unexpected end of input");
			if (t.type === "LICENSEREF") {
				next();
				string += "LicenseRef-" + t.string;
				var node = { license: string };
				var exception = parseWith();
				if (exception) node.exception = exception;
				return node;
			}
			index = begin;
		}
		function parseLicense() {
			var t = token();
			if (t && t.type === "LICENSE") {
				next();
				var node = { license: t.string };
				if (parseOperator("+")) node.plus = true;
				var exception = parseWith();
				if (exception) node.exception = exception;
				return node;
			}
		}
		function parseParenthesizedExpression() {
			if (!parseOperator("(")) return;
			var expr = parseExpression();
			if (!parseOperator(")")) throw new Error("Expected `)`");
			return expr;
		}
		function parseAtom() {
			return parseParenthesizedExpression() || parseLicenseRef() || parseLicense();
		}
		function makeBinaryOpParser(operator, nextParser) {
			return function parseBinaryOp() {
				var left = nextParser();
				if (!left) return;
				if (!parseOperator(operator)) return left;
				var right = parseBinaryOp();
				if (!right) throw new Error("Expected expression");
				return {
					left,
					conjunction: operator.toLowerCase(),
					right
				};
			};
		}
		var parseExpression = makeBinaryOpParser("OR", makeBinaryOpParser("AND", parseAtom));
		var node = parseExpression();
		if (!node || hasMore()) throw new Error("Syntax error");
		return node;
	};
}));
// node_modules/spdx-expression-parse/index.js
var require_spdx_expression_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	var scan = require_scan();
	var parse = require_parse();
	module.exports = function(source) {
		return parse(scan(source));
	};
}));
// src/policy/gates/licence-expression.ts
var import_spdx_expression_parse = /* @__PURE__ */ __toESM(require_spdx_expression_parse(), 1);
const MAX_LENGTH = 1e4;
const MAX_LICENCES = 500;
const MAX_DEPTH = 100;
function explainText(text) {
	if (text.trim() === "") return "it is empty";
	if (text === "NOASSERTION") return "nothing is said";
	if (text === "NONE") return "there is none";
	if (text.length > MAX_LENGTH) return "it has more than 10,000 characters";
	if (!/^[A-Za-z0-9.:+() -]+$/.test(text)) return "it has characters that no licence has";
	if ((text.match(/\b(?:AND|OR)\b/gi)?.length ?? 0) >= MAX_LICENCES) return "it has more than 500 licences";
	let depth = 0;
	for (const character of text) {
		if (character === "(") depth++;
		else if (character === ")") depth--;
		if (depth > MAX_DEPTH) return "it is nested more than 100 levels deep";
	}
}
function nameOf$2({ license, plus, exception }) {
	return `${license}${plus ? "+" : ""}${exception === void 0 ? "" : ` WITH ${exception}`}`;
}
function decide(node, isAllowed) {
	if (!("conjunction" in node)) {
		const name = nameOf$2(node);
		return isAllowed(name) || node.plus === true && isAllowed(name.replace("+", "")) ? [] : [name];
	}
	const left = decide(node.left, isAllowed);
	if (node.conjunction === "or" && left.length === 0) return [];
	const right = decide(node.right, isAllowed);
	if (node.conjunction === "or" && right.length === 0) return [];
	return left.length === 0 ? right : right.length === 0 ? left : [...left, ...right].slice(0, 20);
}
function judgeExpression(text, isAllowed) {
	const reason = explainText(text);
	if (reason !== void 0) return {
		kind: "unknown",
		reason
	};
	let tree;
	try {
		tree = (0, import_spdx_expression_parse.default)(text);
	} catch {
		return {
			kind: "unknown",
			reason: "it is not an SPDX licence expression"
		};
	}
	const licences = decide(tree, isAllowed);
	return licences.length === 0 ? { kind: "allowed" } : {
		kind: "refused",
		licences: [...new Set(licences)]
	};
}
// src/policy/gates/licences.ts
function nameOf$1({ name, version }) {
	return foreign(`${name} ${version}`.trim());
}
function judgePackage(each, judge) {
	if (each.names.length > 0) return {
		refused: void 0,
		unknown: `${nameOf$1(each)} (${foreign(each.names[0] ?? "")})`
	};
	if (each.expressions.length === 0) return {
		refused: void 0,
		unknown: nameOf$1(each)
	};
	let unknown;
	for (const expression of each.expressions) {
		const answer = judge(expression);
		if (answer.kind === "refused") return {
			refused: `${nameOf$1(each)} (${listSome(answer.licences.map(foreign), 3)})`,
			unknown: void 0
		};
		if (answer.kind === "unknown") unknown ??= `${nameOf$1(each)} (${safeText(expression, 60)}: ${answer.reason})`;
	}
	return {
		refused: void 0,
		unknown
	};
}
function judgeBom(settings, { packages }, platform) {
	const [allow, deny] = [new Set(settings.allow), new Set(settings.deny)];
	const isAllowed = (name) => !deny.has(name) && (allow.size === 0 || allow.has(name));
	const answers = /* @__PURE__ */ new Map();
	const judge = (expression) => {
		const known = answers.get(expression) ?? judgeExpression(expression, isAllowed);
		answers.set(expression, known);
		return known;
	};
	const except = new Set(settings.except);
	const judged = packages.filter(({ name }) => !except.has(name)).map((each) => judgePackage(each, judge));
	const refused = judged.flatMap((each) => each.refused ?? []);
	const unknown = judged.flatMap((each) => each.unknown ?? []);
	const faults = [];
	if (packages.length === 0) faults.push({
		verdict: "error",
		platform,
		reason: "the bill of materials has no packages",
		remedy: "make it of the image, not of a folder"
	});
	if (refused.length > 0) {
		const reason = `${refused.length} ${refused.length === 1 ? "package has a licence" : "packages have licences"} that is not allowed: ${listSome(refused)}`;
		faults.push({
			verdict: "fail",
			platform,
			reason,
			remedy: "replace the package, or allow the licence"
		});
	}
	if (unknown.length > 0 && settings.unknown !== "allow") {
		const reason = `the licence of ${unknown.length} ${unknown.length === 1 ? "package" : "packages"} is not known: ${listSome(unknown)}`;
		faults.push({
			verdict: settings.unknown,
			platform,
			reason,
			remedy: "say in the bill of materials what it is"
		});
	}
	return faults;
}
function evaluate$4(settings, { image, boms }, now) {
	const passedOver = judgeArtifact("licences", settings, image);
	if (passedOver !== void 0) return passedOver;
	const faults = [];
	const evidence = [];
	const seen = /* @__PURE__ */ new Set();
	for (const target of listTargets(image, settings.bom.eachPlatform)) {
		const accepted = acceptStatements(settings.bom, target, boms, now);
		if (accepted.kind === "none") {
			faults.push(accepted.fault);
			continue;
		}
		const [newest] = accepted.candidates;
		if (newest === void 0 || seen.has(newest)) continue;
		seen.add(newest);
		evidence.push(newest.reference);
		const platform = newest.subjects.includes(image.digest) ? void 0 : target.platform;
		if (newest.licences.kind === "read") faults.push(...judgeBom(settings, newest.licences.value, platform));
		else {
			const reason = `the bill of materials cannot be read: ${newest.licences.reason}`;
			faults.push({
				verdict: "error",
				platform,
				reason,
				remedy: "attest it again"
			});
		}
	}
	return makeResult("licences", settings, {
		faults,
		evidence
	});
}
function needs$3({ bom }) {
	return [{
		kind: "attestations",
		what: "boms",
		types: bom.types,
		signedBy: bom.signedBy
	}, ...bom.unsigned ? [{ kind: "inline-attestations" }] : []];
}
const licencesGate = {
	id: "licences",
	needs: needs$3,
	evaluate: evaluate$4
};
// src/policy/gates/people.ts
function names(accounts) {
	return listSome(accounts.map(({ login }) => foreign(login)));
}
const WORDS = {
	actor: "who started the run",
	author: "who wrote the change",
	builder: "who built the image",
	reviewer: "who reviewed the change"
};
function evaluate$3(settings, { approvers, roles }) {
	const result = (faults, notes = []) => makeResult("people", settings, {
		faults,
		notes
	});
	if (approvers === void 0) return result([{
		verdict: "error",
		reason: "the approvals of this run cannot be read",
		remedy: "give the token actions: read"
	}]);
	const unknown = settings.not.filter((role) => (roles[role] ?? []).length === 0);
	if (unknown.length > 0 && settings.approvals > 0) return result([{
		verdict: "fail",
		reason: `it is not known ${listSome(unknown.map((role) => WORDS[role]))}`,
		remedy: "label the image with its revision, and sign its provenance",
		isMissing: true
	}]);
	const excluded = new Map(settings.not.flatMap((role) => (roles[role] ?? []).map(({ id }) => [id, role])).toReversed());
	const people = [...new Map(approvers.map((each) => [each.id, each])).values()];
	const counted = people.filter(({ id }) => !excluded.has(id));
	if (counted.length >= settings.approvals) return result([], counted.length === 0 ? [] : [`approved by ${names(counted)}`]);
	const without = people.filter(({ id }) => excluded.has(id)).map((each) => `${foreign(each.login)} is ${WORDS[excluded.get(each.id) ?? "actor"]}`).slice(0, 5);
	const extra = without.length === 0 ? "" : ` (${listSome(without)})`;
	return result([{
		verdict: "fail",
		reason: `${counted.length} of ${settings.approvals} approvals by others${extra}`,
		remedy: "let somebody else approve",
		isMissing: true
	}]);
}
function needs$2({ not }) {
	return [{ kind: "approvals" }, ...not.length === 0 ? [] : [{
		kind: "accounts",
		roles: not
	}]];
}
const peopleGate = {
	id: "people",
	needs: needs$2,
	evaluate: evaluate$3
};
// src/policy/gates/github-tests.ts
function judgeNewest(rule, run, none, now) {
	const name = foreign(rule.name);
	const fail = (reason, isMissing, remedy = "run it again") => [{
		verdict: "fail",
		reason: `${name}: ${reason}`,
		remedy,
		isMissing
	}];
	if (run === void 0) return fail(none, true, "run it for the commit of the image");
	if (run.status !== "completed") return fail("it has not ended", true, "wait for it");
	const { conclusion = "none" } = run;
	if (!(conclusion === "success" || rule.allow.includes(conclusion))) return fail(`it ended with ${foreign(conclusion)}`, false);
	if (rule.maxAge === void 0) return [];
	const age = run.completed === void 0 ? Number.POSITIVE_INFINITY : now.getTime() - run.completed.getTime();
	if (age <= rule.maxAge) return [];
	return fail(`it is ${Number.isFinite(age) ? formatAge(age) : "of no known age"} and may be ${formatLimit(rule.maxAge)}`, true);
}
function refuseLookUp({ name }, { revision }, runs) {
	if (revision === void 0) return [{
		verdict: "fail",
		reason: `${foreign(name)}: it is not known from which commit the image was built`,
		remedy: "sign its provenance, or label its revision",
		isMissing: true
	}];
	if (runs?.kind === "read") return void 0;
	return [{
		verdict: "error",
		reason: `${foreign(name)}: GitHub cannot be asked: ${runs?.reason ?? "nothing was fetched"}`,
		remedy: "give the token checks: read and actions: read"
	}];
}
function warnOfLabel({ name }, { revision }) {
	if (revision?.isProven !== false) return [];
	return [{
		verdict: "warn",
		reason: `${foreign(name)}: only a label names the commit`,
		remedy: "sign the provenance"
	}];
}
function judgeCheckRuns(rule, evidence, now) {
	const { checkRuns, revision } = evidence;
	const refused = refuseLookUp(rule, evidence, checkRuns);
	if (refused !== void 0) return { faults: refused };
	const named = (checkRuns?.kind === "read" ? checkRuns.value : []).filter(({ name, commit }) => name === rule.check && commit === revision?.commit);
	const own = named.filter(({ app }) => app === rule.app).toSorted((left, right) => right.id - left.id);
	const [other] = named;
	const none = other === void 0 ? `no check of the commit is called ${foreign(rule.check)}` : `the check is of the app ${foreign(other.app)}, not of ${foreign(rule.app)}`;
	return { faults: [...warnOfLabel(rule, evidence), ...judgeNewest(rule, own[0], none, now)] };
}
function judgeWorkflowRuns(rule, evidence, now) {
	const { workflowRuns, revision } = evidence;
	const refused = refuseLookUp(rule, evidence, workflowRuns);
	if (refused !== void 0) return { faults: refused };
	const own = (workflowRuns?.kind === "read" ? workflowRuns.value : []).filter(({ workflow, commit, isFork }) => workflow === rule.workflow && commit === revision?.commit && !isFork).filter(({ event }) => rule.event === void 0 || event === rule.event).filter(({ branch }) => rule.branch === void 0 || branch === rule.branch).toSorted((left, right) => right.id - left.id || right.attempt - left.attempt);
	const none = `no run of ${foreign(rule.workflow)} is for the commit`;
	return { faults: [...warnOfLabel(rule, evidence), ...judgeNewest(rule, own[0], none, now)] };
}
// src/policy/gates/tests.ts
function explainResult({ name, require }, reading) {
	if (reading.kind !== "read") return {
		verdict: "error",
		reason: `${foreign(name)}: the result cannot be read: ${reading.reason}`
	};
	const { result, passed, failed, warned } = reading.value;
	if (result === "FAILED") {
		const which = failed.length === 0 ? "" : `: ${listSome(failed.map(foreign))}`;
		return {
			verdict: "fail",
			reason: `${foreign(name)}: tests failed${which}`
		};
	}
	const all = new Set(passed);
	const lacking = require.filter((test) => !all.has(test));
	if (lacking.length > 0) return {
		verdict: "fail",
		reason: `${foreign(name)}: ${listSome(lacking.map(foreign))} did not pass`
	};
	if (result === "PASSED") return void 0;
	const which = warned.length === 0 ? "" : `: ${listSome(warned.map(foreign))}`;
	return {
		verdict: "warn",
		reason: `${foreign(name)}: tests passed with warnings${which}`
	};
}
function judgeAttested(rule, evidence, now) {
	const { image, revision } = evidence;
	const name = foreign(rule.name);
	const again = `run ${name} again for this digest`;
	const isOfRevision = rule.of === "revision";
	if (isOfRevision && revision === void 0) return { faults: [{
		verdict: "fail",
		reason: `${name}: it is not known from which commit the image was built`,
		remedy: "sign its provenance, or label its revision",
		isMissing: true
	}] };
	const about = isOfRevision ? evidence.results.filter(({ commits }) => revision !== void 0 && commits.includes(revision.commit)).map((each) => ({
		...each,
		subjects: [image.digest]
	})) : evidence.results;
	const [only, ...others] = judgedPlatforms(image);
	const digests = only !== void 0 && others.length === 0 ? [image.digest, only.digest] : [image.digest];
	const accepted = acceptStatements(rule, {
		platform: void 0,
		digests
	}, about, now);
	const label = isOfRevision && revision?.isProven === false ? [{
		verdict: "warn",
		reason: `${name}: only a label names the commit`,
		remedy: "sign the provenance"
	}] : [];
	if (accepted.kind === "none") {
		const fault = about.some(({ subjects }) => subjects.some((each) => digests.includes(each))) ? accepted.fault : {
			...accepted.fault,
			reason: `${name}: no result for ${shortDigest(image.digest)}`,
			remedy: `run ${name} for this digest`
		};
		return { faults: [...label, fault] };
	}
	const [newest] = accepted.candidates;
	const complaint = newest && explainResult(rule, newest.result);
	return {
		faults: [...label, ...complaint === void 0 ? [] : [{
			...complaint,
			remedy: again
		}]],
		evidence: newest === void 0 ? [] : [newest.reference]
	};
}
function judgeRule(rule, evidence, now) {
	switch (rule.from) {
		case "attestation": return judgeAttested(rule, evidence, now);
		case "checks": return judgeCheckRuns(rule, evidence, now);
		case "workflow": return judgeWorkflowRuns(rule, evidence, now);
	}
}
function evaluate$2(settings, evidence, now) {
	const outcomes = settings.rules.map((rule) => judgeRule(rule, evidence, now));
	return makeResult("tests", settings, {
		faults: outcomes.flatMap(({ faults }) => faults),
		evidence: outcomes.flatMap((outcome) => outcome.evidence ?? [])
	});
}
function needOf(rule) {
	switch (rule.from) {
		case "attestation": return {
			kind: "attestations",
			what: "test-results",
			types: rule.types,
			signedBy: rule.signedBy
		};
		case "checks": return {
			kind: "check-runs",
			name: rule.check,
			app: rule.app
		};
		case "workflow": return {
			kind: "workflow-runs",
			workflow: rule.workflow
		};
	}
}
function needs$1({ rules }) {
	return rules.map(needOf);
}
const testsGate = {
	id: "tests",
	needs: needs$1,
	evaluate: evaluate$2
};
// src/policy/gates/choose-report.ts
const CONTRADICTION = {
	kind: "broken",
	remedy: "scan again, by the digest of the platform"
};
function hasOtherLayers({ binding }, platform) {
	const rootfs = platform.config?.kind === "read" ? platform.config.value["rootfs"] : void 0;
	const known = typeof rootfs === "object" && rootfs !== null ? rootfs.diff_ids : void 0;
	if (binding.diffIds === void 0 || !Array.isArray(known)) return false;
	return binding.diffIds.length !== known.length || binding.diffIds.some((each, index) => each !== known[index]);
}
function bind({ subjects, report }, image, platform) {
	const isOfPlatform = subjects.includes(platform.digest);
	if (!(isOfPlatform || subjects.length === 0 || subjects.includes(image.digest))) return { kind: "other" };
	if (report.kind === "absent") return {
		kind: "absent",
		reason: report.reason
	};
	if (report.kind === "unreadable") return {
		kind: "broken",
		reason: report.reason,
		remedy: "attach one that can be read"
	};
	const { config, manifests } = report.value.binding;
	const names = config === platform.configDigest || config === void 0 && manifests.includes(platform.digest);
	if (!isOfPlatform && !names) return { kind: "other" };
	if (config !== void 0 && config !== platform.configDigest) return {
		...CONTRADICTION,
		reason: "the report contradicts itself: it is about the config of another image"
	};
	if (manifests.length > 0 && !manifests.some((each) => each === platform.digest || each === image.digest)) return {
		...CONTRADICTION,
		reason: "the report contradicts itself: it is about the digest of another image"
	};
	if (hasOtherLayers(report.value, platform)) return {
		...CONTRADICTION,
		reason: "the report contradicts itself: it is about other layers"
	};
	return {
		kind: "bound",
		report: report.value
	};
}
function isBySigner({ signedBy, unsigned, from }, { signature }) {
	if (from === "registry") return true;
	if (signature.kind === "signed" && signature.signers.some((name) => signedBy.includes(name))) return true;
	return unsigned && signature.kind !== "invalid";
}
function timeOf({ time: source }, { signature }, { times }, now) {
	const witness = signature.kind === "signed" ? signature.time?.getTime() : void 0;
	const time = (times.length === 0 ? void 0 : Math.min(...times.slice(0, 10).map((each) => each.getTime()))) ?? (source === "witness" ? witness : void 0);
	if (time === void 0) return {
		reason: "the report does not say when it was made",
		remedy: "attach the JSON of the scanner, or set time: witness to take the time of the signature"
	};
	const remedy = "correct the clock of the scanner, and scan again";
	if (time > now.getTime() + 3e5) return {
		reason: `the report is of ${new Date(time).toISOString()}, which is in the future`,
		remedy
	};
	if (witness !== void 0 && time > witness + 3e5) return {
		reason: `the report is of ${new Date(time).toISOString()}, which is after it was signed`,
		remedy
	};
	return time;
}
function describeSigners(names) {
	return names.length === 0 ? "anybody" : listSome(names.map(foreign));
}
function explainNone(settings, image, platform, candidates) {
	const common = {
		verdict: "fail",
		platform: platform.platform,
		isMissing: true
	};
	const wanted = describeSigners(settings.signedBy);
	const others = candidates.filter((each) => ["bound", "broken"].includes(bind(each, image, platform).kind));
	for (const { signature } of others) if (signature.kind === "signed") {
		const reason = `a report is there, signed by ${safeText(signature.identity, 200)}`;
		return {
			...common,
			reason,
			remedy: `name that signer under evidence, or let ${wanted} sign`
		};
	}
	if (others.some(({ signature }) => signature.kind === "unsigned")) return {
		...common,
		reason: "a report is there that nobody signed",
		remedy: `let ${wanted} sign it`
	};
	for (const { signature } of others) {
		if (signature.kind !== "invalid") continue;
		const reason = `the signature of a report cannot be verified: ${safeText(signature.reason, 200)}`;
		return {
			...common,
			verdict: "error",
			reason,
			remedy: `let ${wanted} sign it again`
		};
	}
	const found = judgedPlatforms(image).map((each) => ({
		name: each.platform,
		count: countBound(settings, image, each, candidates)
	})).filter(({ count }) => count > 0);
	const instead = found.length === 0 ? "" : ` (${listSome(found.map((each) => `${each.count} of ${each.name}`))} found)`;
	const by = settings.from === "attestation" ? ` by ${wanted}` : "";
	return {
		...common,
		reason: `no report${by}${instead}`,
		remedy: "scan each platform by its digest"
	};
}
function countBound(settings, image, platform, candidates) {
	return candidates.filter((each) => isBySigner(settings, each) && bind(each, image, platform).kind === "bound").length;
}
function chooseReports(settings, { image, platform, now }, all) {
	const candidates = all.filter(({ from }) => from === settings.from);
	const bound = [];
	const broken = [];
	const absent = [];
	for (const candidate of candidates) {
		if (!isBySigner(settings, candidate)) continue;
		const binding = bind(candidate, image, platform);
		const witness = candidate.signature.kind === "signed" ? candidate.signature.time?.getTime() : void 0;
		const at = {
			verdict: "error",
			platform: platform.platform
		};
		if (binding.kind === "bound") {
			const time = timeOf(settings, candidate, binding.report, now);
			if (typeof time === "number") bound.push({
				candidate,
				report: binding.report,
				time
			});
			else broken.push({
				fault: {
					...at,
					...time
				},
				time: witness ?? Number.POSITIVE_INFINITY
			});
		} else if (binding.kind === "broken") {
			const { reason, remedy } = binding;
			broken.push({
				fault: {
					...at,
					reason: `${describe$1(candidate)}: ${safeText(reason)}`,
					remedy
				},
				time: witness ?? Number.POSITIVE_INFINITY
			});
		} else if (binding.kind === "absent") {
			const remedy = "scan it there, and promote again";
			absent.push({
				...at,
				verdict: "fail",
				reason: safeText(binding.reason),
				remedy,
				isMissing: true
			});
		}
	}
	const newest = Math.max(Number.NEGATIVE_INFINITY, ...bound.map(({ time }) => time));
	const newerBroken = broken.filter(({ time }) => time > newest).map(({ fault }) => fault);
	if (newerBroken.length > 0) return {
		reports: [],
		references: [],
		faults: newerBroken
	};
	if (bound.length === 0) return {
		reports: [],
		references: [],
		faults: absent.length > 0 ? absent : [explainNone(settings, image, platform, candidates)]
	};
	const chosen = bound.filter(({ time }) => time === newest);
	return {
		reports: chosen.map(({ report }) => report),
		references: chosen.map(({ candidate }) => candidate.reference),
		faults: judgeAge(settings, {
			platform,
			now,
			newest
		}, chosen)
	};
}
function describe$1({ reference }) {
	return `a report (${safeText(reference.uri, 200)})`;
}
function judgeAge({ maxAge, databaseMaxAge }, { platform, now, newest }, chosen) {
	const faults = [];
	const at = {
		platform: platform.platform,
		isMissing: true
	};
	const age = now.getTime() - newest;
	if (age > maxAge) {
		const reason = `the newest report is ${formatAge(age)} and may be ${formatLimit(maxAge)}`;
		faults.push({
			...at,
			verdict: "fail",
			reason,
			remedy: "scan again"
		});
	}
	if (databaseMaxAge === void 0) return faults;
	for (const { report } of chosen) {
		const built = report.databaseTime?.getTime();
		if (built === void 0 || built > now.getTime() + 3e5) {
			const reason = `${report.format} does not tell how old the scanner's database was`;
			faults.push({
				...at,
				verdict: "error",
				reason,
				remedy: "scan with Grype, or leave out db-max-age"
			});
		} else if (now.getTime() - built > databaseMaxAge) {
			const reason = `the scanner's database is ${formatAge(now.getTime() - built)} and may be ${formatLimit(databaseMaxAge)}`;
			faults.push({
				...at,
				verdict: "fail",
				reason,
				remedy: "update the database, and scan again"
			});
		}
	}
	return faults;
}
// src/policy/gates/describe-findings.ts
function describeFinding({ id, package: name, version }) {
	return `${foreign(id)}${name === "" ? "" : ` in ${foreign(`${name} ${version}`.trim())}`}`;
}
function describeFailure({ finding, remarks }) {
	const all = [...finding.fixedIn.length === 0 ? [] : [`fixed in ${foreign(finding.fixedIn[0] ?? "")}`], ...remarks];
	return `${describeFinding(finding)}${all.length === 0 ? "" : ` (${all.join(", ")})`}`;
}
function countBySeverity(failures) {
	return listSome(SEVERITIES.map((severity) => ({
		severity,
		count: failures.filter((each) => each.severity === severity).length
	})).filter(({ count }) => count > 0).map(({ severity, count }) => `${count} ${severity}`));
}
function describeOrigin(failures, base) {
	const count = failures.filter(({ finding }) => isOfBase(finding, base)).length;
	if (base === void 0 || count === 0) return "";
	const name = foreign(`${base.name} ${base.version}`);
	if (failures.length === 1) return `, from ${name}`;
	return `, ${count} of ${failures.length} from ${name}`;
}
function chooseRemedy(failures, base) {
	const findings = failures.map(({ finding }) => finding);
	const better = findRemedy$1(findings, base);
	if (better !== void 0) {
		const name = foreign(`${better.name} ${better.version}`);
		return failures.length === 1 ? `rebuild on ${name}, which has the fix` : `rebuild on ${name}: ${better.removes} of ${failures.length} are gone there`;
	}
	const fixed = findings.filter(({ fixedIn }) => fixedIn.length > 0);
	const [first] = fixed;
	if (first !== void 0 && fixed.length === 1 && findings.length === 1) return `update ${foreign(first.package)} to ${foreign(first.fixedIn[0] ?? "")}`;
	if (fixed.length > 0) return `update ${listSome([...new Set(fixed.map((each) => foreign(each.package)))])}`;
	return "remove the package, or waive it with a reason and an end";
}
function describeFailures(verdict, platform, failures, base) {
	if (failures.length === 0) return [];
	const sorted = failures.toSorted((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
	const separator = sorted.length === 1 ? "," : ":";
	const list = listSome(sorted.slice(0, 5).map(describeFailure), 5);
	const rest = sorted.length > 5 ? ` and ${sorted.length - 5} more` : "";
	const grace = verdict === "warn" ? " within their time of grace" : "";
	const reason = `${countBySeverity(sorted)}${grace}${separator} ${list}${rest}${describeOrigin(sorted, base)}`;
	const isDenied = sorted.some((each) => each.isDenied);
	return [{
		verdict,
		platform,
		reason,
		remedy: chooseRemedy(sorted, base),
		...isDenied ? { isDenied } : {}
	}];
}
// src/policy/gates/vex.ts
function packagesOn({ products }, subjects, digests) {
	const isSubject = subjects.some((subject) => digests.includes(subject));
	if (products === void 0) return isSubject ? [] : void 0;
	const mine = products.filter((product) => product.digests.some((digest) => digests.includes(digest)));
	if (mine.length === 0 || !isSubject) return void 0;
	return mine.some(({ packages }) => packages.length === 0) ? [] : mine.flatMap(({ packages }) => packages);
}
function indexVex({ signedBy }, candidates, { image, platform, now }) {
	const index = /* @__PURE__ */ new Map();
	const digests = [platform.digest, image.digest];
	for (const { signature, statements, subjects, reference } of candidates) {
		if (signature.kind !== "signed" || !signature.signers.some((name) => signedBy.includes(name))) continue;
		if (statements.kind !== "read") continue;
		for (const statement of statements.value) {
			if (statement.time.getTime() > now.getTime() + 3e5) continue;
			const packages = packagesOn(statement, subjects, digests);
			if (packages === void 0) continue;
			const keys = packages.length === 0 ? [""] : packages.map(packageKey);
			for (const id of new Set(statement.ids.map(comparableId))) {
				const known = index.get(id) ?? /* @__PURE__ */ new Map();
				index.set(id, known);
				for (const key of keys) if (isLater(statement, known.get(key))) known.set(key, {
					statement,
					reference
				});
			}
		}
	}
	return index;
}
function rank({ status }) {
	return [
		"affected",
		"under_investigation",
		"not_affected",
		"fixed"
	].indexOf(status);
}
function isLater(statement, known) {
	if (known === void 0) return true;
	const difference = statement.time.getTime() - known.statement.time.getTime();
	return difference > 0 || difference === 0 && rank(statement) < rank(known.statement);
}
function judgeStatement({ accept }, statement) {
	if (statement.status === "fixed") return void 0;
	if (statement.status !== "not_affected") return `VEX says ${statement.status}`;
	if (statement.justification !== void 0) return accept.includes(statement.justification) ? void 0 : `the VEX justification ${foreign(statement.justification)} is not accepted`;
	if (!statement.hasImpactStatement) return "VEX says not_affected without a justification";
	return accept.includes("impact_statement") ? void 0 : "VEX says not_affected in words alone, which is not accepted";
}
function askVex(settings, index, finding) {
	let latest;
	for (const id of [finding.id, ...finding.aliases]) {
		const known = index.get(comparableId(id));
		if (known === void 0) continue;
		for (const key of packageKeys(finding)) {
			const each = known.get(key);
			if (each !== void 0 && isLater(each.statement, latest)) latest = each;
		}
	}
	if (latest === void 0) return void 0;
	const reason = judgeStatement(settings, latest.statement);
	return {
		kind: reason === void 0 ? "cleared" : "kept",
		reason,
		reference: latest.reference
	};
}
// src/policy/gates/vulnerabilities.ts
const ENDS_SOON = 7 * DAY$1;
function hasId(ids, { id, aliases }) {
	return ids.size > 0 && [id, ...aliases].some((each) => ids.has(comparableId(each)));
}
function isOverThreshold(threshold, { isFixable }) {
	if (threshold === void 0 || threshold === "none") return false;
	return threshold === "fixable" ? isFixable : true;
}
function isYoung({ settings, now }, { published, fixed }, severity) {
	const grace = settings.grace[severity];
	const start = (fixed ?? published)?.getTime();
	if (grace === void 0 || start === void 0) return false;
	const age = now.getTime() - start;
	return age >= 0 && age < grace;
}
function sortFinding(context, finding, sorted) {
	const { settings, base } = context;
	const severity = worstSeverity(finding.ratings, settings.unknown);
	const remarks = finding.suppressedBy === void 0 ? [] : [`suppressed by ${foreign(finding.suppressedBy)}`];
	if (hasId(context.deny, finding)) {
		sorted.denied.push({
			finding,
			severity,
			remarks: [...remarks, "denied by id"],
			isDenied: true
		});
		return;
	}
	const vex = settings.vex === void 0 ? void 0 : askVex(settings.vex, context.vex, finding);
	if (vex?.kind === "cleared") {
		sorted.cleared++;
		sorted.vexUsed.push(vex.reference);
		return;
	}
	if (vex?.reason !== void 0) remarks.push(vex.reason);
	if (settings.knownExploited === "deny" && (finding.isKnownExploited || hasId(context.knownExploited, finding))) {
		sorted.denied.push({
			finding,
			severity,
			remarks: [...remarks, "known to be exploited"]
		});
		return;
	}
	if (settings.layers === "app" && isOfBase(finding, base)) return;
	const isLikely = settings.epss !== void 0 && (finding.epss ?? 0) >= settings.epss;
	if (isLikely) remarks.push(`EPSS ${finding.epss}`);
	if (!isLikely && !isOverThreshold(settings.fail[severity], finding)) return;
	const waiver = findWaiver(context.waivers, finding);
	if (waiver !== void 0 && context.now < waiver.end) {
		sorted.waived.push({
			finding,
			waiver
		});
		return;
	}
	if (waiver !== void 0) remarks.push(`its waiver ended on ${waiver.expires}`);
	(isYoung(context, finding, severity) ? sorted.young : sorted.failing).push({
		finding,
		severity,
		remarks
	});
}
function withinNumbers({ fail, epss }, failing) {
	const allowed = new Set(SEVERITIES.filter((severity) => {
		const threshold = fail[severity];
		return typeof threshold === "number" && failing.filter((each) => each.severity === severity).length <= threshold;
	}));
	return failing.filter(({ severity, finding }) => {
		return !allowed.has(severity) || epss !== void 0 && (finding.epss ?? 0) >= epss;
	});
}
function judgeReports({ settings, knownExploited }, platform, reports) {
	const faults = [];
	const error = (reason, remedy) => faults.push({
		verdict: "error",
		platform,
		reason,
		remedy
	});
	const { format = "the report", endOfLife } = reports.find((each) => each.endOfLife !== void 0) ?? reports[0] ?? {};
	if (!reports.every(({ isScanned }) => isScanned)) error(`nothing was scanned: ${format} has no result of packages`, "scan for vulnerabilities of packages");
	if (endOfLife !== void 0) {
		const reason = `${foreign(endOfLife)} is past its end of life, so that few findings are known`;
		faults.push({
			verdict: settings.endOfLife,
			platform,
			reason,
			remedy: "build on a supported version, or set end-of-life: warn"
		});
	}
	if (settings.knownExploited === "deny" && !knownExploited && !reports.some((each) => each.tellsKnownExploited)) error(`${format} does not tell what is known to be exploited`, "scan with Grype, or give a list");
	if (settings.epss !== void 0 && !reports.some(({ tellsEpss }) => tellsEpss)) error(`${format} does not tell EPSS scores`, "scan with Grype, or leave out epss");
	return faults;
}
function judgeWaived(platform, waived, { now, file }) {
	if (waived.length === 0 || file === void 0) return {
		faults: [],
		used: []
	};
	const faults = [{
		verdict: "waived",
		platform,
		reason: `waived: ${listSome(waived.map(({ finding, waiver }) => `${describeFinding(finding)} until ${waiver.expires} (${foreign(waiver.reason)})`))}`
	}];
	const waivers = [...new Set(waived.map(({ waiver }) => waiver))];
	for (const waiver of waivers) {
		if (waiver.end.getTime() - now.getTime() > ENDS_SOON) continue;
		const reason = `the waiver of ${foreign(waiver.id)} ends on ${waiver.expires}`;
		const at = `${file.path}, line ${waiver.position.line}`;
		faults.push({
			verdict: "warn",
			platform,
			reason,
			remedy: `update the package, or renew the waiver (${at})`
		});
	}
	return {
		faults,
		used: waivers.map((waiver) => describeWaiver(waiver, file))
	};
}
function judgePlatform(settings, evidence, { platform, now, waivers }) {
	const { image } = evidence;
	const name = platform.platform;
	const chosen = chooseReports(settings, {
		image,
		platform,
		now
	}, evidence.reports);
	if (chosen.reports.length === 0) return {
		faults: chosen.faults,
		notes: [],
		evidence: chosen.references,
		waivers: []
	};
	const context = {
		settings,
		now,
		deny: new Set(settings.deny.map(comparableId)),
		knownExploited: evidence.knownExploited ?? /* @__PURE__ */ new Set(),
		waivers,
		vex: settings.vex === void 0 ? /* @__PURE__ */ new Map() : indexVex(settings.vex, evidence.vex, {
			image,
			platform,
			now
		}),
		base: evidence.bases.get(name)
	};
	const sorted = {
		failing: [],
		denied: [],
		young: [],
		waived: [],
		vexUsed: [],
		cleared: 0
	};
	const findings = joinFindings(chosen.reports);
	for (const finding of findings) {
		if (finding.suppressedBy !== void 0 && settings.trustSuppressed) continue;
		sortFinding(context, finding, sorted);
	}
	const failing = [...sorted.denied, ...withinNumbers(settings, sorted.failing)];
	const excused = judgeWaived(name, sorted.waived, {
		now,
		file: evidence.waivers
	});
	const faults = [
		...chosen.faults,
		...judgeReports({
			settings,
			knownExploited: evidence.knownExploited !== void 0
		}, name, chosen.reports),
		...describeFailures("fail", name, failing, context.base),
		...describeFailures("warn", name, sorted.young, context.base),
		...excused.faults
	];
	const cleared = sorted.cleared === 0 ? "" : `, ${sorted.cleared} cleared by VEX`;
	return {
		faults,
		notes: [`${name}: ${findings.length} ${findings.length === 1 ? "finding" : "findings"}${cleared}`],
		evidence: [...chosen.references, ...sorted.vexUsed],
		waivers: excused.used
	};
}
function evaluate$1(settings, evidence, now) {
	const { image } = evidence;
	const passedOver = judgeArtifact("vulnerabilities", settings, image);
	if (passedOver !== void 0) return passedOver;
	const waivers = indexWaivers(evidence.waivers, image);
	const outcomes = judgedPlatforms(image).map((platform) => judgePlatform(settings, evidence, {
		platform,
		now,
		waivers
	}));
	const unread = evidence.vex.flatMap(({ statements, signature, reference }) => {
		if (!(signature.kind === "signed" && signature.signers.some((signer) => settings.vex?.signedBy.includes(signer))) || statements.kind !== "unreadable") return [];
		return [{
			verdict: "warn",
			reason: `a VEX document (${foreign(reference.uri)}) cannot be read: ${statements.reason}`,
			remedy: "attach one that can be read"
		}];
	});
	const used = new Map(outcomes.flatMap((each) => each.waivers).map((each) => [`${each.id}\0${each.expires}`, each]));
	const unwaived = settings.waivers === void 0 || evidence.waivers !== void 0 ? [] : [{
		verdict: "error",
		reason: `${foreign(settings.waivers)} was not read`,
		remedy: "add the file, or leave out waivers"
	}];
	return makeResult("vulnerabilities", settings, {
		faults: [
			...outcomes.flatMap((each) => each.faults),
			...unread,
			...unwaived
		],
		notes: outcomes.flatMap((each) => each.notes),
		evidence: outcomes.flatMap((each) => each.evidence),
		waivers: [...used.values()]
	});
}
function needs(settings) {
	const { from, signedBy, waivers, vex, knownExploitedList } = settings;
	return [
		from === "attestation" ? {
			kind: "attestations",
			what: "scans",
			signedBy
		} : from === "registry" ? { kind: "registry-scans" } : { kind: "report-files" },
		{ kind: "configs" },
		...waivers === void 0 ? [] : [{
			kind: "file",
			path: waivers,
			what: "waivers"
		}],
		...knownExploitedList === void 0 ? [] : [{
			kind: "file",
			path: knownExploitedList,
			what: "known-exploited"
		}],
		...vex === void 0 ? [] : [{
			kind: "attestations",
			what: "vex",
			signedBy: vex.signedBy
		}]
	];
}
const vulnerabilitiesGate = {
	id: "vulnerabilities",
	needs,
	evaluate: evaluate$1
};
// src/pipeline/gates/zone.ts
function isPlace(zone) {
	if (zone === "UTC") return true;
	if (!/^[A-Za-z]+(?:[_-][A-Za-z]+)*(?:\/[A-Za-z]+(?:[_-][A-Za-z0-9]+)*){1,2}$/.test(zone) || zone.startsWith("Etc/")) return false;
	try {
		return new Intl.DateTimeFormat("en-US", { timeZone: zone }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
// src/policy/gates/wall-clock.ts
const DAY = 864e5;
function makeClock(zone) {
	const format = new Intl.DateTimeFormat("en-US", {
		timeZone: zone,
		calendar: "gregory",
		numberingSystem: "latn",
		hourCycle: "h23",
		year: "numeric",
		month: "2-digit",
		day: "2-digit",
		hour: "2-digit",
		minute: "2-digit"
	});
	return (instant) => {
		const [month = "", day = "", year = "", hour = "", minute = ""] = format.format(instant).match(/\d+/g) ?? [];
		const text = `${year.padStart(4, "0")}-${month}-${day}`;
		return {
			day: text,
			weekday: weekdayOf(text),
			minute: Number(hour) * 60 + Number(minute)
		};
	};
}
function weekdayOf(day) {
	return (/* @__PURE__ */ new Date(`${day}T00:00:00Z`)).getUTCDay();
}
function addDays(day, days) {
	return new Date(Date.parse(`${day}T00:00:00Z`) + days * DAY).toISOString().slice(0, 10);
}
function later({ day, minute }, minutes) {
	const total = minute + minutes;
	const days = Math.floor(total / 1440);
	const text = days === 0 ? day : addDays(day, days);
	return {
		day: text,
		weekday: weekdayOf(text),
		minute: total - days * 1440
	};
}
function isSameMoment(left, right) {
	return left.day === right.day && left.minute === right.minute;
}
// src/policy/gates/windows.ts
const MINUTE = 6e4;
const MOST_HOURS = 9600;
function formatMinute(minute) {
	return `${String(Math.floor(minute / 60)).padStart(2, "0")}:${String(minute % 60).padStart(2, "0")}`;
}
const WEEKDAYS = [
	"Sun",
	"Mon",
	"Tue",
	"Wed",
	"Thu",
	"Fri",
	"Sat"
];
function formatMoment({ day, weekday, minute }) {
	return `${WEEKDAYS[weekday]} ${day} ${formatMinute(minute)}`;
}
function isInWindow({ days, from, to }, { weekday, minute }) {
	const isDay = (day) => days.length === 0 || days.includes(day);
	if (from < to) return isDay(weekday) && minute >= from && minute < to;
	return isDay(weekday) && minute >= from || isDay((weekday + 6) % 7) && minute < to;
}
function stamp({ day, minute }) {
	return `${day}T${formatMinute(minute)}`;
}
function isClosedBy({ from, to }, now) {
	const start = from.length === 10 ? `${from}T00:00` : from;
	const end = to.length === 10 ? `${addDays(to, 1)}T00:00` : to;
	return now >= start && now < end;
}
function closedBy({ closed }, moment) {
	if (closed.length === 0) return void 0;
	const now = stamp(moment);
	return closed.find((each) => isClosedBy(each, now));
}
function isOpenAt(settings, moment) {
	if (settings.open.length > 0 && !settings.open.some((window) => isInWindow(window, moment))) return false;
	return closedBy(settings, moment) === void 0;
}
function nextChange(settings, now, wantsOpen) {
	const clock = makeClock(settings.zone);
	const start = Math.floor(now.getTime() / MINUTE) * MINUTE;
	let moment = clock(new Date(start));
	for (let hour = 0; hour < MOST_HOURS; hour++) {
		const base = start + hour * 60 * MINUTE;
		const next = clock(new Date(base + 60 * MINUTE));
		const isSteady = isSameMoment(later(moment, 60), next);
		for (let minute = 1; minute <= 60; minute++) {
			const each = isSteady ? later(moment, minute) : clock(new Date(base + minute * MINUTE));
			if (isOpenAt(settings, each) === wantsOpen) return each;
		}
		moment = next;
	}
}
function evaluate(settings, { routes }, now) {
	if (!isPlace(settings.zone)) return makeResult("windows", settings, { faults: [{
		verdict: "error",
		reason: `${foreign(settings.zone)} is not the time zone of a place`,
		remedy: "write one such as Europe/Berlin, or UTC"
	}] });
	const moment = makeClock(settings.zone)(now);
	if (isOpenAt(settings, moment)) {
		const end = settings.open.length + settings.closed.length === 0 ? void 0 : nextChange(settings, now, false);
		return makeResult("windows", settings, {
			faults: [],
			notes: end === void 0 ? [] : [`closes ${formatMoment(end)} ${settings.zone}`]
		});
	}
	const closed = closedBy(settings, moment);
	const opening = nextChange(settings, now, true);
	const until = opening === void 0 ? "for the next 400 days" : `until ${formatMoment(opening)} ${settings.zone}`;
	const why = closed === void 0 ? "" : ` (${foreign(closed.name)})`;
	const [route] = routes;
	const remedy = route === void 0 ? "wait" : `wait, or take the route ${foreign(route)} with a reason`;
	return makeResult("windows", settings, { faults: [{
		verdict: "fail",
		reason: `closed ${until}${why}`,
		remedy,
		isMissing: true
	}] });
}
const windowsGate = {
	id: "windows",
	needs: () => [],
	evaluate
};
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
async function attemptEach(items, permission, work) {
	const missing = new Set(items);
	let failure;
	let isOver = false;
	await eachAtMost(PARALLEL, items, async (item) => {
		if (isOver) return;
		try {
			await work(item);
			missing.delete(item);
		} catch (error) {
			const explained = explainFailure(error, permission);
			failure ??= explained;
			isOver ||= isLasting(explained);
		}
	});
	return {
		count: items.length,
		missing: [...missing],
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
			const attempts = await attemptEach(signed, "attestations: write", work);
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
async function setStatus({ client, logUrl }, id, state, description) {
	const body = {
		state,
		description: describe(description),
		...logUrl === void 0 ? {} : { log_url: logUrl },
		auto_inactive: false
	};
	await client.send({
		method: "POST",
		path: `${client.home}/deployments/${id}/statuses`,
		body
	});
}
async function openDeployments(context, targets, ref) {
	const { client } = context;
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
		await setStatus(context, id, "in_progress", "Promotion is under way");
	}
	return {
		open,
		attempts: await attemptEach(targets, DEPLOYMENTS_PERMISSION, work)
	};
}
async function closeDeployments(context, open, state, describe) {
	return await attemptEach(open, DEPLOYMENTS_PERMISSION, ({ id, target }) => setStatus(context, id, state, describe(target)));
}
function describeSuccess({ items }) {
	const record = items.find((item) => item.record !== void 0)?.record;
	return record === void 0 ? "Promoted" : `Promoted; record ${record}`;
}
const TASK = "promote";
const LONGEST_DESCRIPTION = 140;
function groupTargets(items) {
	return [...Map.groupBy(items, ({ image, destination: { environment } }) => targetKey({
		image,
		environment
	})).values()].flatMap(([first, ...others]) => {
		if (first === void 0) return [];
		return [{
			image: first.image,
			environment: first.destination.environment,
			items: [first, ...others]
		}];
	});
}
function targetKey({ image, environment }) {
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
	const done = new Map(groupTargets(items).map((target) => [targetKey(target), target]));
	return open.map(({ id, target }) => ({
		id,
		target: done.get(targetKey(target)) ?? target
	}));
}
function openDeploymentPublisher(context) {
	const { ref, isRequired, warn } = context;
	let open = [];
	function takeOpen() {
		const taken = open;
		open = [];
		return taken;
	}
	async function fail(reason) {
		const describe = () => `Not promoted: ${safeText(reason)}`;
		return troubleOf(await closeDeployments(context, takeOpen(), "failure", describe), CLOSING);
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
			const opened = await openDeployments(context, targets, ref);
			open = opened.open;
			const trouble = troubleOf(opened.attempts, CREATING$1);
			if (trouble !== void 0 && isRequired) await fail("another deployment could not be created");
			return trouble;
		},
		async succeed(items) {
			const done = completeTargets(takeOpen(), items);
			const trouble = troubleOf(await closeDeployments(context, done, "success", describeSuccess), CLOSING);
			if (trouble !== void 0) return trouble;
			const late = troubleOf(await retireEarlier(context, done), RETIRING);
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
async function retireEarlier(context, open) {
	const { client } = context;
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
		const earlier = list.slice(own + 1).filter((deployment) => imageOf(deployment) === target.image);
		const active = await findActive(client, earlier);
		if (active !== void 0) await setStatus(context, active, "inactive", "Replaced by a later promotion");
	}
	return await attemptEach(open, DEPLOYMENTS_PERMISSION, work);
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
			return troubleOf(await attemptEach(items, "artifact-metadata: write", work), CREATING);
		},
		fail: async () => void 0
	};
}
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
	const kinds = KINDS.filter(({ key }) => use[key] !== "off");
	let opened = [];
	function openWith(client) {
		const context = {
			client,
			note,
			ref: environment["GITHUB_SHA"] || environment["GITHUB_REF"] || void 0,
			logUrl: event.run.invocationId,
			warn: (trouble) => warn(warnOfPublisher(trouble))
		};
		return kinds.map(({ key, open }) => {
			const isRequired = use[key] === "required";
			return {
				publisher: open({
					...context,
					isRequired
				}),
				isRequired
			};
		});
	}
	function report(trouble, isRequired) {
		if (trouble === void 0) return;
		if (isRequired) throw new PolicyError(refuseBefore(trouble));
		warn(warnOfPublisher(trouble));
	}
	return {
		async begin(items) {
			if (kinds.length === 0 || items.length === 0) return;
			const client = openGitHubClient(event, token, options);
			if (client === void 0) {
				const failure = token ? {
					reason: "GITHUB_REPOSITORY names no repository",
					remedy: "run the step on GitHub"
				} : {
					reason: "there is no token",
					remedy: "give the input \"github-token\""
				};
				const missing = items.map(({ destination }) => destination.uri);
				for (const { key, noun } of kinds) report({
					verb: "create",
					noun,
					count: items.length,
					missing,
					failure
				}, use[key] === "required");
				return;
			}
			opened = openWith(client);
			for (const { publisher, isRequired } of opened) report(await publisher.begin(items), isRequired);
		},
		async succeed(items) {
			const errors = [];
			for (const { publisher, isRequired } of opened) {
				const trouble = await publisher.succeed(items);
				if (trouble === void 0) continue;
				if (isRequired) errors.push(refuseAfter(trouble));
				else warn(warnOfPublisher(trouble));
			}
			const [first, ...others] = errors;
			for (const other of others) warn(other);
			if (first !== void 0) throw new PolicyError(first);
		},
		async fail(reason) {
			for (const { publisher } of opened) {
				const trouble = await publisher.fail(reason);
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
function listPublished(items, isRequired) {
	return items.flatMap((item, image) => item.plan.destinations.flatMap((destination, index) => {
		const { route } = destination;
		const isNews = destination.tags.tags.some(isChange) || destination.copy.manifests.length > 0;
		return route === void 0 || !(isNews || isRequired) ? [] : [{
			item,
			destination,
			route,
			at: [image, index]
		}];
	}));
}
function describeItem({ item, destination, route }, result, bundle) {
	const { source, image } = item.plan;
	const { repository } = destination;
	const tags = (result?.tags ?? destination.tags.tags).filter(({ action }) => action !== "skip");
	return {
		image: route.image,
		digest: image.digest,
		source: {
			environment: route.source?.name,
			uri: formatRepository(source.repository)
		},
		destination: {
			environment: route.destination.name,
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
function requireSigned(published) {
	const unsigned = published.find(({ destination }) => destination.record !== "signed");
	if (unsigned === void 0) return;
	throw new PolicyError(`Cannot promote ${unsigned.item.plan.source.reference} to ${unsigned.route.destination.name}: the pipeline file requires an attestation of it at GitHub, and its record will not be signed; give the job "permissions: id-token: write", or set "attestations: on"`);
}
function publishTo(use, items, { event, environment, logger, token, warn }) {
	const published = listPublished(items, Object.values(use).includes("required"));
	if (published.length === 0) return void 0;
	if (use.attestations === "required") requireSigned(published);
	const publishers = openPublishers({
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
		return describeItem(each, result, use.attestations === "off" ? void 0 : known ?? await readBundle(each, result?.record));
	}
	return {
		listen(happened) {
			if (happened.kind !== "record" || happened.signed === void 0) return;
			bundles.set(keyOf(happened.to, happened.subject), happened.signed.bundle);
		},
		begin: () => publishers.begin(published.map((each) => describeItem(each))),
		async succeed(results) {
			try {
				await publishers.succeed(await eachAtMost(BUNDLES_AT_ONCE, published, (each) => complete(each, results)));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => publishers.fail("the log of the run says why")
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
	const options = {
		tries: PAUSES.length + 1,
		pause: (tried) => PAUSES[tried - 1] ?? 0,
		until: ({ status }) => !PASSING.has(status),
		mayPass: (error) => !signal.aborted && !(error instanceof InputError)
	};
	try {
		return await retry({
			sleep: pause,
			random: Math.random
		}, options, () => ask(signal));
	} catch (error) {
		if (signal.aborted) throw failure(`GitHub did not answer within ${timeLimit / 1e3} s`, "run the step again");
		if (error instanceof InputError) throw error;
		throw failure(`GitHub could not be reached (${quote(error instanceof Error ? error.message : String(error))})`, "run the step again", error);
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
	const headers = {
		Accept: "application/json",
		Authorization: `Bearer ${bearer}`
	};
	const ask = async (signal) => {
		using client = openServiceClient(environment);
		return await client.send({
			url,
			headers,
			maxAnswer: MAX_ANSWER,
			signal
		});
	};
	const raw = readToken(await tryToAsk(ask, options));
	mask(raw);
	return {
		raw,
		claims: parseClaims(raw)
	};
}
const MAX_ANSWER = 65536;
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
		const client = openGitHubClient(event, token, options);
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
function resolveRoute(pipeline, { what, image, source, destination, reason }) {
	const refuse = (why, remedy) => {
		throw new PolicyError(`Cannot promote ${what} to ${destination.name}: ${why}; ${remedy}`);
	};
	if ((source === void 0 || source.name === destination.name) && destination.from.length === 0) return {
		image,
		source: void 0,
		destination,
		route: { kind: "regular" }
	};
	const enterBefore = (where) => refuse(`${waysInto(pipeline, destination)}, and this is in ${where}`, `promote it to ${destination.from[0]} first, and from there`);
	if (source === void 0) return enterBefore(`no environment of ${pipeline.path}`);
	const route = findRoute(pipeline, {
		from: source.name,
		to: destination
	});
	if (route === void 0 && destination.from.length > 0) return enterBefore(source.name);
	if (route === void 0) return refuse(`images are built in ${destination.name}, and no route leads there from ${source.name}`, `add "from: ${source.name}" to ${destination.name} in ${pipeline.path}, if that is meant`);
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
const MAX_TOLD = 3;
function nameAll(repositories) {
	const more = repositories.length - MAX_TOLD;
	return formatList([...repositories.slice(0, MAX_TOLD), ...more > 0 ? [`${more} more`] : []]);
}
function evaluateUngoverned({ ungoverned, path }, repositories) {
	const distinct = [...new Set(repositories)];
	if (distinct.length === 0 || ungoverned === "allow") return void 0;
	const names = nameAll(distinct);
	const are = distinct.length === 1 ? "it is" : "they are";
	if (ungoverned === "refuse") throw new PolicyError(`Cannot promote to ${names}: ${are} in no environment of ${path}, which has "ungoverned: refuse"; add ${distinct.length === 1 ? "it" : "them"} to an environment, or promote to one`);
	return `The pipeline file does not govern ${names}: ${are} in no environment of ${path}, so no route or signer is enforced there; add ${distinct.length === 1 ? "it" : "them"} to an environment, or write "ungoverned: refuse" or "ungoverned: allow" into the file`;
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
async function openSigner(setup) {
	const { means, environment, own } = setup;
	if (means.kind !== "key") return openKeyless(setup);
	const { createKeySigner } = await import("./sign-key.js").then((n) => n.t);
	const { pem: key, passphrase } = means;
	return createKeySigner({
		key,
		passphrase,
		environment,
		timestampUrl: own?.endpoints.timestampUrl
	});
}
// src/commands/resolve-routes.ts
var resolve_routes_exports = /* @__PURE__ */ __exportAll({ resolveRoutes: () => resolveRoutes });
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
function hasSigstore({ pipeline }, { environment }) {
	const choice = pipeline?.signing.sigstore ?? { kind: "auto" };
	if (choice.kind === "config") return true;
	return chooseEndpoints(choice, {
		visibility: void 0,
		serverUrl: environment["GITHUB_SERVER_URL"]
	}) !== void 0;
}
async function resolveRoutes(inputs, context, writes) {
	const { environment, event } = context;
	const { pipeline } = inputs;
	const means = findSigningMeans(inputs.signing, environment, hasSigstore(inputs, context));
	const state = {
		canSign: means !== void 0,
		writes
	};
	const governed = inputs.routes.map((route) => mapNonEmpty(findRoutes(pipeline, route, inputs.reason), (end) => ({
		...end,
		record: end.route && decideRecordForm(inputs.record, end.route.destination, state)
	})));
	const ungoverned = governed.flat().filter(({ route }) => route === void 0);
	if (pipeline !== void 0) {
		const warning = evaluateUngoverned(pipeline, ungoverned.map(({ repository }) => formatRepository(repository)));
		if (warning !== void 0) context.logger.warn(warning);
	}
	const elsewhere = ungoverned.length === 0 ? "off" : decideRecordForm(inputs.record, void 0, state);
	const images = governed.map((ends, index) => ({
		from: (inputs.routes[index] ?? inputs.routes[0]).from,
		destinations: mapNonEmpty(ends, (end) => ({
			...end,
			record: end.record ?? elsewhere
		}))
	}));
	const destinations = images.flatMap((image) => image.destinations);
	const routes = destinations.flatMap(({ route }) => route ?? []);
	const signs = destinations.some(({ record }) => record === "signed");
	if (routes.length === 0 && !signs) return {
		images,
		facts: event.run
	};
	const own = await findOwnSigstore(pipeline, /* @__PURE__ */ new Date());
	const { info: tell, warn, maskSecret: mask } = context.logger;
	const audience = own?.audience ?? "sigstore";
	const ask = async () => canAskForToken(environment) ? requestIdentityToken(environment, {
		audience,
		mask
	}) : void 0;
	const token = once(ask);
	const identity = await token();
	if (identity !== void 0) requireSameRun(context, identity);
	const approvals = routes.length > 0 && writes && event.apiUrl !== void 0 ? readApprovals(event, {
		environment,
		token: inputs.githubToken,
		tell,
		runId: identity?.claims.runId
	}) : void 0;
	const facts = identity === void 0 ? event.run : toRunFacts(identity.claims, event.run);
	let isFirst = true;
	const requestToken = () => {
		const asked = isFirst ? token() : ask();
		isFirst = false;
		return asked;
	};
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
	for (const route of routes) requireGitHubEnvironment(route, facts);
	return {
		images,
		facts,
		signer,
		policy: routes.length === 0 || pipeline === void 0 ? void 0 : {
			pipeline,
			openVerifier: once(() => openVerifier(pipeline, verifying)),
			approvals
		}
	};
}
function hasNames({ environment }) {
	return environment.repositories.some(({ text }) => text.includes(IMAGE_PLACEHOLDER));
}
function requireSameName(what, source, destination) {
	if (source === void 0 || source.image === destination.image) return;
	if (!hasNames(source) || !hasNames(destination)) return;
	throw new PolicyError(`Cannot promote ${what} to ${destination.environment.name}: it is ${source.image} in ${source.environment.name}, and would be ${destination.image} there; give it the same name in "to"`);
}
function findRoutes(pipeline, { from, fromEnvironment, destinations }, reason) {
	const what = formatReference(from);
	return mapNonEmpty(destinations, ({ repository, environment: named }) => {
		if (pipeline === void 0) return { repository };
		const place = (where, name) => pickPlacement(findEnvironments(pipeline, where), {
			pipeline,
			name,
			what: formatRepository(where)
		});
		const destination = place(repository, named);
		if (destination === void 0) return { repository };
		const source = place(from.repository, fromEnvironment);
		requireSameName(what, source, destination);
		const { environment, image } = destination;
		const name = source !== void 0 && hasNames(source) ? source.image : image;
		return {
			repository,
			route: resolveRoute(pipeline, {
				what,
				image: name,
				source: source?.environment,
				destination: environment,
				reason
			})
		};
	});
}
function requireGitHubEnvironment({ destination }, run) {
	const { gitHubEnvironment: required, name } = destination;
	if (required === void 0) return;
	const actual = run.isFromToken === true ? run.environment : void 0;
	if (actual === required) return;
	const [why, remedy] = run.isFromToken === true ? [`this one runs in ${actual === void 0 ? "none" : quote(actual)}`, `"environment: ${required}"`] : ["there is no identity token that says where this one runs", "\"permissions: id-token: write\""];
	throw new PolicyError(`Cannot promote to ${name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; give the job ${remedy}`);
}
// src/policy/verify-attestation.ts
function verifyAttestation(record, { digest, verify, signers }) {
	const statement = tryParse(() => decodeUnverifiedStatement(record));
	if (statement === void 0) return void 0;
	const { predicateType, subjects } = statement;
	const common = {
		digest: record.digest,
		predicateType,
		claim: describeAttestation(statement)
	};
	const distrust = (because) => ({
		...common,
		trusted: false,
		because
	});
	if (!subjects.some((subject) => subject.digest.includes(digest))) return distrust("it is about a different image");
	if (record.form === "statement") return distrust("it is not signed");
	const verdict = verify(record.bytes, signers);
	if (verdict.kind === "rejected") return distrust(verdict.reason);
	return {
		...common,
		trusted: true,
		because: nameSigner(verdict.signature)
	};
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
function describeMaterials(predicate, key, format) {
	const list = property(predicate, key);
	return `it has a bill of materials${Array.isArray(list) ? ` of ${list.length} ${key}` : ""}${part(" in ", format)}`;
}
const describeSpdx = (predicate) => describeMaterials(predicate, "packages", stringProperty(predicate, "spdxVersion") ?? "SPDX");
const describeCycloneDx = (predicate) => describeMaterials(predicate, "components", "CycloneDX");
const describeScan = (predicate) => `it was scanned for vulnerabilities${part(" by ", textWithin(predicate, "scanner", "uri"))}` + part(" at ", textWithin(predicate, "metadata", "scanFinishedOn"));
const describeSummary = (predicate) => {
	const result = stringProperty(predicate, "verificationResult");
	return `it ${result === "PASSED" ? "passed" : result === "FAILED" ? "did not pass" : "has no known result of"} a verification${part(" by ", textWithin(predicate, "verifier", "id"))}${part(" as ", stringProperty(predicate, "resourceUri"))} (SLSA verification summary)`;
};
const describeTest = (predicate) => {
	return `it was tested${part(", with the result ", stringProperty(predicate, "result"))}${part(", see ", stringProperty(predicate, "url"))}`;
};
const describeKubernetesPromotion = (predicate) => `it was promoted${part(" from ", stringProperty(predicate, "srcRef"))}${part(" to ", stringProperty(predicate, "dstRef"))}${part(" by ", stringProperty(predicate, "builderId"))} (Kubernetes image promoter)`;
const describePromotion$1 = (predicate) => `it was promoted${part(" from ", textWithin(predicate, "source", "uri"))}${part(" to ", textWithin(predicate, "destination", "uri"))}${part(" by ", textWithin(predicate, "actor", "login"))}`;
const describeRelease = (predicate) => {
	const purl = stringProperty(predicate, "purl");
	const where = part(" as ", stringProperty(predicate, "tag")) + part(" of ", stringProperty(predicate, "repository"));
	return `it was released${purl === void 0 || purl === "" ? where : part(" as ", purl)}`;
};
const describeSignature = () => "its digest was signed (cosign)";
const DESCRIPTIONS = /* @__PURE__ */ new Map([
	[PROMOTION.type, describePromotion$1],
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
// src/policy/requirements.ts
const STARTED_AGAIN = /\/attempts\/(?!1$)[0-9]+$/;
function starterOf({ actor, invocationId = "", isFromToken }) {
	if (!STARTED_AGAIN.test(invocationId)) return actor?.login;
	return isFromToken === true ? void 0 : actor?.triggeringLogin;
}
function evaluateActors({ predicate, environment }, { actor }) {
	const before = starterOf(predicate.run);
	if (before === void 0 || actor === void 0) return {
		reason: `it is unknown who ${before === void 0 ? `promoted it to ${environment.name}` : "promotes it on"}, and a different person is required`,
		remedy: "start a new run instead of a re-run"
	};
	if (before.toLowerCase() !== actor.toLowerCase()) return void 0;
	return {
		reason: `${safeText(actor, 50)} also promoted it to ${environment.name}, and a different person must promote it on`,
		remedy: "have a different person start a run"
	};
}
function approversOf({ predicate, environment: { gitHubEnvironment } }) {
	const actor = predicate.run.actor?.login.toLowerCase();
	const given = (predicate.approvals ?? []).filter(({ state, environments }) => state === "approved" && (gitHubEnvironment === void 0 || environments.includes(gitHubEnvironment)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}
function evaluateRequirements(requires, promotion, next) {
	const { name } = promotion.environment;
	const again = `promote it to ${name} again`;
	if (requires.signed && promotion.signature === void 0) return {
		reason: `the record of ${name} is not signed`,
		remedy: `${again}, with a signed record`
	};
	const since = Math.max(enteredAt(promotion), next.since === void 0 ? 0 : enteredAt(next.since));
	const age = next.time.getTime() - since;
	if (requires.age > 0 && age < requires.age) return {
		reason: `the image has been in ${name} for ${formatDuration(Math.max(age, 0))}, but must be there for ${formatDuration(requires.age)}`,
		remedy: `wait for ${formatDuration(requires.age - Math.max(age, 0))}`
	};
	const approved = approversOf(promotion).size;
	if (approved < requires.approvals) return {
		reason: `its record names ${approved} of ${requires.approvals} required approvals by others`,
		remedy: `${again}, in a run that is approved`
	};
	return requires.anotherActor ? evaluateActors(promotion, next) : void 0;
}
function requiresRecord({ signed, approvals, age, anotherActor }) {
	return signed || approvals > 0 || age > 0 || anotherActor;
}
function unmetByOrigin({ name }) {
	return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
function evaluateOrder({ predicate, signature, environment }, { time, signedAt }) {
	const remedy = `promote it to ${environment.name} first, and from there`;
	if (predicate.time.getTime() > time.getTime() + 3e5) return {
		reason: "it claims a later time than the promotion that came after it",
		remedy
	};
	const latest = (signedAt ?? time).getTime() + CLOCK_SKEW$1;
	if ((signature?.signedAt?.getTime() ?? 0) <= latest) return void 0;
	return {
		reason: "it was signed later than the promotion that came after it",
		remedy
	};
}
function verifyRecords(records, options) {
	return {
		records,
		options,
		valid: validPromotions(records, options)
	};
}
function pickPromotions({ records, options, valid: { promotions, rejections } }, { requires, next, accepts }) {
	const since = presentPlacement(promotions.filter((each) => evaluateOrder(each, next) === void 0));
	const evaluated = promotions.map((promotion) => ({
		promotion,
		fault: evaluateOrder(promotion, next) ?? accepts?.(promotion) ?? evaluateRequirements(requires, promotion, {
			...next,
			since
		})
	}));
	const unfit = evaluated.flatMap(({ promotion, fault }) => fault === void 0 ? [] : [{
		promotion,
		fault
	}]);
	const faults = unfit.map(({ promotion, fault }) => explainRejection(promotion.stored, fault.reason));
	return {
		promotions: evaluated.flatMap(({ promotion, fault }) => fault === void 0 ? [promotion] : []),
		reason: explainMissing(options, [...faults, ...rejections], records),
		remedy: unfit[0]?.fault.remedy ?? `promote it to ${options.environment.name} with Sealift first`
	};
}
// src/policy/verify-chain.ts
const MAX_STEPS = 1e3;
const NO_REQUIREMENTS = {
	signed: false,
	approvals: 0,
	age: 0,
	anotherActor: false
};
var ChainWalker = class {
	options;
	source;
	pool = /* @__PURE__ */ new Map();
	read = /* @__PURE__ */ new Set();
	verified = /* @__PURE__ */ new Map();
	steps = 0;
	farthest;
	constructor(options, source) {
		this.options = options;
		this.source = source;
	}
	fail(promotions, environment, reason) {
		const known = this.farthest?.promotions.length ?? -1;
		if (promotions.length > known) this.farthest = {
			promotions,
			origin: void 0,
			broken: {
				environment,
				reason
			}
		};
	}
	verifyFor(environment, uri) {
		const key = `${environment.name} ${uri ?? ""} ${this.pool.size}`;
		const options = {
			...this.options,
			environment,
			uri
		};
		return getOrMake(this.verified, key, () => verifyRecords([...this.pool.values()], options));
	}
	async tryRecords(step) {
		const { environment, requires, next, promotions, uri } = step;
		const accepts = promotions.length === 0 ? this.options.accepts : void 0;
		const found = pickPromotions(this.verifyFor(environment, uri), {
			requires,
			next,
			accepts
		});
		if (found.promotions.length === 0) return this.fail(promotions, environment.name, found.reason);
		for (const promotion of found.promotions) {
			const chain = await this.follow(promotion, step);
			if (chain !== void 0) return chain;
		}
	}
	async follow(promotion, step) {
		const { time, source, run } = promotion.predicate;
		const promotions = [...step.promotions, promotion];
		const from = recordedEnvironment(this.options.pipeline, source.environment ?? "");
		if (from === void 0 || promotions.some(({ environment }) => environment.name === from.name)) {
			const reason = `its chain leads in a circle back to ${source.environment}`;
			return this.fail(promotions, step.environment.name, reason);
		}
		const next = {
			time,
			signedAt: promotion.signature?.signedAt,
			actor: starterOf(run)
		};
		return this.walk({
			environment: from,
			requires: step.environment.requires,
			next,
			promotions,
			uri: source.uri
		});
	}
	async walk(step) {
		const { environment, promotions, requires } = step;
		if (environment.from.length === 0) return requiresRecord(requires) ? this.fail(promotions, environment.name, unmetByOrigin(environment)) : {
			promotions,
			origin: environment.name,
			broken: void 0
		};
		if (++this.steps > MAX_STEPS) return this.fail(promotions, environment.name, "there are too many records to follow");
		const { farthest } = this;
		const early = this.read.size > 0 ? await this.tryRecords(step) : void 0;
		if (early !== void 0 || this.read.has(environment.name)) return early;
		this.read.add(environment.name);
		const { image, digest } = this.options;
		for (const record of await this.source.recordsOf(environment, image, digest)) this.pool.set(record.digest, record);
		this.farthest = farthest;
		return this.tryRecords(step);
	}
	async start() {
		const { environment, uri, now } = this.options;
		const next = {
			time: new Date(now.getTime() + CLOCK_SKEW$1),
			actor: void 0
		};
		const chain = await this.walk({
			environment,
			requires: NO_REQUIREMENTS,
			next,
			promotions: [],
			uri
		});
		const broken = {
			environment: environment.name,
			reason: "no record was found"
		};
		return chain ?? this.farthest ?? {
			promotions: [],
			origin: void 0,
			broken
		};
	}
};
function verifyChain(options, source) {
	return new ChainWalker(options, source).start();
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
	const { images, unread, beyond } = validPromotions(records, {
		...named,
		uri: formatRepository(repository)
	}).promotions.length === 0 ? NOTHING : await readOtherRecords(client, {
		repository,
		digest,
		tags: /* @__PURE__ */ new Set([tag])
	}, limits);
	const options = {
		tag,
		digest,
		competitors: findCompetingPromotions(images, repository, named)
	};
	const fault = beyond === void 0 ? void 0 : {
		reason: `it is unknown whether the tag ${quote(tag)} now belongs to another image, since ${beyond}`,
		remedy: "remove tags and records that are no longer needed, or name the image by its digest"
	};
	return {
		accepts: (promotion) => verifyName(promotion, options) ?? fault,
		unread: unread.tags + unread.images + unread.records
	};
}
function verifyPlannedName(tag, digest) {
	return { accepts: (promotion) => verifyName(promotion, {
		tag,
		digest,
		competitors: []
	}) };
}
// src/report/verification.ts
function describePromotion({ environment, predicate, signature, stored }) {
	const { time, source, run, route, reason } = predicate;
	const who = run.actor === void 0 ? "" : ` by ${safeText(run.actor.login, 50)}`;
	const way = route?.kind === "hotfix" ? ` by the hotfix route ${quote(route.name ?? "", 80)}` : "";
	const why = reason === void 0 ? "" : ` (${quote(reason)})`;
	const names = approversOf$1(predicate).map((login) => safeText(login, 50));
	const approved = names.length === 0 ? "" : `, approved by ${formatList(names)}`;
	const signed = signature === void 0 ? "UNSIGNED" : `signed by ${safeText(nameSigner(signature), 200)}`;
	return `${environment.name}: promoted from ${source.environment ?? "nowhere"}${way} on ${formatTime(time)}${who}${why}${approved}; record ${shortDigest(stored.digest)}, ${signed}`;
}
function describeChain({ promotions, origin, broken }) {
	const links = promotions.map((promotion) => {
		const sentence = describePromotion(promotion);
		return {
			environment: promotion.environment.name,
			kind: "promoted",
			sentence,
			record: reportRecord(promotion)
		};
	});
	if (origin !== void 0) {
		const sentence = `${origin}: built${links.length > 0 ? "; nothing comes before it" : " here; nothing was proven"}`;
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
function reportVerification(images, facts) {
	return {
		schema: 1,
		command: "verify",
		verified: images.every(({ verified }) => verified),
		images: images.map(({ chain, ...image }) => ({
			...image,
			links: describeChain(chain)
		})),
		...facts
	};
}
function isBroken({ chain }) {
	return chain.broken !== void 0;
}
function unsignedIn(image) {
	if (isBroken(image)) return [];
	return image.chain.promotions.flatMap(({ environment, signature }) => signature === void 0 ? [environment.name] : []);
}
function summaryLineOf(image) {
	const { reference, environment, name, verified } = image;
	const unsigned = unsignedIn(image);
	if (unsigned.length > 0) return `${reference} is in ${environment} according to its records, but those of ${formatList(unsigned)} are not signed: anybody who may push can have written them, and nothing was proven`;
	if (!verified) return `${reference} is in ${environment}, where images are built; nothing was proven`;
	return `${reference} reached ${environment} by the routes of the pipeline file, verified back to its build${name.tag === null ? "; no name was proven" : ""}`;
}
function verificationSummaryLine(images) {
	const [only, ...others] = images;
	if (only !== void 0 && others.length === 0) return summaryLineOf(only);
	const unproven = images.filter(({ verified }) => !verified);
	if (unproven.length === 0) return `All ${images.length} images got where they are by the routes of the pipeline file, verified back to their builds`;
	const unsigned = unproven.filter((image) => unsignedIn(image).length > 0).length;
	const parts = [...unsigned === 0 ? [] : [`the records of ${unsigned} are not signed, and prove nothing`], ...unsigned === unproven.length ? [] : ["the others are where images are built, and nothing was proven of them"]];
	return `${images.length - unproven.length} of ${images.length} are proven; ${parts.join("; ")}`;
}
function describeUnread({ unread }) {
	return unread === 0 ? "" : `; ${unread} tags, images or records of its repository were not read`;
}
function nameLines({ name, chain }) {
	if (chain.broken !== void 0) return [];
	const { tag, proven, record, reason } = name;
	if (!proven || record === null) return [`  · no name was proven: ${reason ?? ""}`];
	return [`  ✓ the name ${quote(tag ?? "")}: by the record ${shortDigest(record)}${describeUnread(name)}`];
}
function verificationLines(images) {
	return images.flatMap((image) => {
		const { reference, digest, verified, chain, attestations } = image;
		const mark = verified ? "✓" : isBroken(image) ? "✗" : "·";
		const marks = {
			promoted: (record) => record?.signer === null ? "·" : "✓",
			built: () => verified ? "✓" : "·",
			broken: () => "✗"
		};
		return [
			`${mark} ${reference} (${digest})`,
			...nameLines(image),
			...describeChain(chain).map(({ kind, sentence, record }) => `  ${marks[kind](record)} ${sentence}`),
			...attestations.map(({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? "signed by" : "not counted:"} ${because})`)
		];
	});
}
// src/report/verification-summary.ts
const MAX_SHOWN = 50;
function renderPromotion({ environment, predicate, signature, stored }) {
	const { time, source, run, route, reason } = predicate;
	const approvers = approversOf$1(predicate);
	const hotfix = route?.kind === "hotfix" ? ` · **${markdownText(`hotfix ${route.name ?? ""}`.trim())}**` : "";
	const who = [
		run.actor === void 0 ? "" : markdownText(run.actor.login),
		approvers.length === 0 ? "" : `approved by ${markdownText(approvers.join(", "))}`,
		reason === void 0 ? "" : markdownText(`“${reason}”`, 300)
	];
	return [
		markdownCode(environment.name),
		`${signature === void 0 ? "⚠️" : "✅"} from ${markdownCode(source.environment ?? "")}${hotfix}`,
		formatTime(time),
		who.filter((part) => part !== "").join("<br>"),
		`${signature === void 0 ? "⚠️ **unsigned**" : "🔏 signed"} ${markdownCode(shortDigest(stored.digest))}`
	];
}
function renderChain({ chain: { promotions, origin, broken } }) {
	const rows = promotions.map(renderPromotion);
	if (origin !== void 0) rows.push([
		markdownCode(origin),
		"🏗️ built here",
		"",
		"",
		""
	]);
	if (broken !== void 0) rows.push([
		markdownCode(broken.environment),
		`❌ ${markdownText(broken.reason, 1e3)}`,
		"",
		"",
		""
	]);
	return markdownTable([
		"Environment",
		"How it came there",
		"When",
		"By whom",
		"Record"
	], rows);
}
function renderRecords({ chain: { promotions } }) {
	if (promotions.length === 0) return [];
	const parts = promotions.map((promotion) => {
		const { reference, signer } = reportRecord(promotion);
		const { environment, signature, predicate } = promotion;
		const { run, policy, destination } = predicate;
		const witnessed = signature?.signedAt === void 0 ? "" : `, witnessed ${formatTime(signature.signedAt)}`;
		return [
			`- **${markdownText(environment.name)}:** ${markdownCode(reference)}`,
			`  - signed by ${signer === null ? "**nobody**" : markdownCode(signer)}${witnessed}`,
			...run.invocationId === void 0 ? [] : [`  - run ${markdownCode(run.invocationId)}`],
			...destination.tags.length === 0 ? [] : [`  - tags ${destination.tags.map(markdownCode).join(" ")}`],
			...policy === void 0 ? [] : [`  - pipeline file ${markdownCode(policy.digest)}`]
		].join("\n");
	});
	return [markdownDetails(formatCount(parts.length, "record"), parts.join("\n"))];
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
function renderName({ name }) {
	const { tag, proven, record, reason } = name;
	if (!proven || record === null) return `- **Name:** not proven: ${markdownText(reason ?? "", 500)}`;
	return `- **Name:** ${markdownCode(tag ?? "")} by the record ${markdownCode(shortDigest(record))}${describeUnread(name)}`;
}
function markOf(image) {
	if (image.verified) return "✅";
	if (isBroken(image)) return "❌";
	return unsignedIn(image).length > 0 ? "⚠️" : "🏗️";
}
function renderImage(image) {
	const { reference, digest } = image;
	return [
		`### ${markOf(image)} ${markdownCode(reference)}`,
		[`- **Digest:** ${markdownCode(digest)}`, renderName(image)].join("\n"),
		renderChain(image),
		...renderRecords(image),
		...renderAttestations(image)
	].join("\n\n");
}
function renderHeadline(images) {
	const [first, ...others] = images;
	const count = (is) => images.filter(is).length;
	const broken = count(isBroken);
	const unsigned = count((image) => unsignedIn(image).length > 0);
	const unproven = count(({ verified }) => !verified);
	if (first !== void 0 && others.length === 0) {
		const what = `${markdownCode(first.image)} in ${markdownCode(first.environment)}`;
		if (unproven === 0) return `## ✅ ${what}: verified back to the build`;
		if (broken > 0) return `## ❌ ${what}: not proven`;
		return unsigned > 0 ? `## ⚠️ ${what}: nothing was proven, the records of ${formatList(unsignedIn(first).map(markdownCode))} are not signed` : `## 🏗️ ${what}: built here, nothing was proven`;
	}
	if (unproven === 0) return `## ✅ ${images.length} images: verified back to their builds`;
	if (broken > 0) return `## ❌ ${broken} of ${images.length} images: not proven`;
	if (unsigned > 0) return `## ⚠️ ${unsigned} of ${images.length} images: nothing was proven, their records are not signed`;
	return `## 🏗️ ${unproven} of ${images.length} images: built where they are, nothing was proven`;
}
function renderVerifySummary(images, { requests, milliseconds }) {
	const sorted = [...images].sort((left, right) => Number(isBroken(right)) - Number(isBroken(left)));
	const left = sorted.length - MAX_SHOWN;
	const parts = [
		renderHeadline(images),
		...sorted.slice(0, MAX_SHOWN).map(renderImage),
		...left > 0 ? [`${left} more are in the output \`report\`.`] : []
	];
	return markdownPage(parts, [], `${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`);
}
// src/commands/verify.ts
var verify_exports = /* @__PURE__ */ __exportAll({ runVerify: () => runVerify });
const IMAGES_AT_ONCE = 16;
function refuse$1([failed, ...others]) {
	const { environment, reason } = failed?.chain.broken ?? {};
	const more = others.length > 0 ? `, and ${others.length} more are not proven either` : "";
	const remedy = failed?.remedy ?? "promote it with Sealift through every environment, or use an image that was";
	return new PolicyError(`Cannot verify ${failed?.reference}: ${environment}: ${reason}${more}; ${remedy}`);
}
async function runVerify(inputs, context) {
	const { logger, now } = context;
	const { pipeline, locations } = inputs;
	await using pool = await openClientPool(context, inputs);
	const verification = {
		inputs,
		now,
		verify: await openVerifier(pipeline, now),
		clientOf: openReaders(pool, inputs)
	};
	const images = await eachAtMost(IMAGES_AT_ONCE, locations, (location) => verifyLocation(location, verification));
	const report = reportVerification(images, {
		policy: pipeline.digest,
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	});
	verificationLines(images).forEach(logger.info);
	const outputs = /* @__PURE__ */ new Map([
		["digest", report.verified ? images.map(({ digest }) => digest).join("\n") : ""],
		["verified", String(report.verified)],
		["report", JSON.stringify(report)]
	]);
	const failure = context.handOver({
		outputs,
		summary: renderVerifySummary(images, report)
	});
	const broken = images.filter(isBroken);
	if (broken.length === 0) logger.info(verificationSummaryLine(images));
	throwWorst(broken.length === 0 ? void 0 : refuse$1(broken), failure, logger);
}
function openReaders(pool, { sourceCredential, locations }) {
	const own = new Set(locations.map(({ reference }) => reference.repository.registry));
	const clients = /* @__PURE__ */ new Map();
	return (repository) => getOrMake(clients, formatRepository(repository), async () => {
		const given = own.has(repository.registry) ? sourceCredential : void 0;
		return (await pool.open([{
			repository,
			access: "pull",
			given
		}]))(repository, "pull");
	});
}
function openSource(location, own, { clientOf }) {
	const asked = location.reference.repository;
	async function read(environment, image, subject) {
		const others = environment.repositories.map((template) => expandTemplate(template, image)).filter((repository) => !isSameRepository(repository, asked));
		return (await Promise.all(others.map(async (repository) => readRecords(await clientOf(repository), {
			repository,
			subject
		})))).flat();
	}
	return { async recordsOf(environment, image, subject) {
		if (environment.name === location.environment.name) return own;
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
function reportName({ reference, environment }, { promotions: [promotion], broken }, unread) {
	const { tag = null } = reference;
	const nothing = {
		tag,
		proven: false,
		record: null,
		unread
	};
	if (tag === null) return {
		...nothing,
		reason: "the image was given by its digest"
	};
	if (environment.from.length === 0) return {
		...nothing,
		reason: `images are built in ${environment.name}`
	};
	if (broken !== void 0 || promotion === void 0) return {
		...nothing,
		reason: broken?.reason ?? "no record was found"
	};
	const given = {
		...nothing,
		record: promotion.stored.digest
	};
	if (promotion.signature === void 0) return {
		...given,
		reason: "the record that gives it is not signed"
	};
	return {
		...given,
		proven: true,
		reason: null
	};
}
function findRemedy({ broken, promotions }, { fault, isBare }) {
	if (broken === void 0 || promotions.length > 0) return null;
	if (fault !== void 0) return fault.remedy;
	return isBare ? `promote it with Sealift, or ${USE_WHOLE_IMAGE}` : null;
}
async function openName({ reference, environment }, client, options) {
	const { tag, repository } = reference;
	if (tag === void 0 || environment.from.length === 0) return void 0;
	return openNameVerifier(client, {
		...options,
		repository,
		tag
	});
}
async function verifyLocation(location, verification) {
	const { inputs, now, verify, clientOf } = verification;
	const { environment, image, reference } = location;
	const { repository } = reference;
	const client = await clientOf(repository);
	const stored = await resolveSource(client, {
		from: reference,
		expectedDigest: void 0,
		verb: "verify"
	});
	const { digest } = stored;
	const [lacking, { records, others, leftOut }] = await Promise.all([findLacking(location, client, stored), readAttestations(client, {
		repository,
		subject: digest
	})]);
	const foreign = records.filter((record) => decodeUnverifiedPredicate(PROMOTION, record) === void 0);
	const options = {
		pipeline: inputs.pipeline,
		environment,
		image,
		digest,
		verify,
		now
	};
	const named = await openName(location, client, {
		...options,
		records
	});
	const faults = [];
	const accepts = (promotion) => {
		const fault = named?.accepts(promotion);
		if (fault !== void 0) faults.push(fault);
		return fault;
	};
	const uri = formatRepository(repository);
	const proven = await verifyChain({
		...options,
		uri,
		accepts
	}, openSource(location, records, verification));
	const chain = lacking === void 0 || proven.broken !== void 0 ? proven : {
		promotions: [],
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
		verified: chain.broken === void 0 && chain.promotions.length > 0 && chain.promotions.every(({ signature }) => signature !== void 0),
		name: reportName(location, chain, named?.unread ?? 0),
		chain,
		remedy: findRemedy(chain, {
			fault: faults[0],
			isBare: reference.tag === void 0 && records.length === 0
		}),
		attestations: [...others, ...foreign].flatMap((record) => verifyAttestation(record, {
			digest,
			verify,
			signers: environment.signers
		}) ?? []),
		attestationsLeftOut: leftOut
	};
}
// src/promotion/admission.ts
var admission_exports = /* @__PURE__ */ __exportAll({ admit: () => admit });
function refuse({ request, route }, reason, remedy) {
	throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${route.destination.name}: ${reason}; ${remedy}`);
}
async function findEvidence(entrance, source, client) {
	const { request, policy, route, digest, records } = entrance;
	const { from, run } = request;
	const { now } = run;
	const { repository } = from;
	const verify = await policy.openVerifier();
	const named = {
		pipeline: policy.pipeline,
		digest,
		verify,
		environment: source,
		image: route.image,
		now
	};
	const options = {
		...named,
		uri: formatRepository(repository)
	};
	const name = from.tag === void 0 ? void 0 : run.isPlanned === true ? verifyPlannedName(from.tag, digest) : await openNameVerifier(client, {
		...named,
		repository,
		records,
		tag: from.tag
	});
	const need = {
		requires: route.destination.requires,
		next: {
			time: now,
			actor: starterOf(run.facts)
		},
		accepts: name?.accepts
	};
	const { promotions, reason, remedy } = pickPromotions(verifyRecords(records, options), need);
	const [found] = promotions;
	if (found === void 0) return refuse(entrance, reason, from.tag === void 0 && records.length === 0 ? `${remedy}, or ${USE_WHOLE_IMAGE}` : remedy);
	return {
		digest: found.stored.digest,
		isSigned: found.signature !== void 0
	};
}
async function admit(request, policy, source) {
	const { client, image } = source;
	const subject = (await image.root).descriptor.digest;
	const needsRecords = request.destinations.some(({ route }) => isRecordedIn(route?.source));
	const { repository } = request.from;
	const records = needsRecords ? await readRecords(client, {
		repository,
		subject
	}) : [];
	const evidence = [];
	for (const { route } of request.destinations) evidence.push(route && await admitInto({
		request,
		policy,
		route,
		digest: subject,
		records
	}, client));
	return evidence;
}
async function admitInto(entrance, client) {
	const { source, destination } = entrance.route;
	if (source === void 0) return void 0;
	if (isRecordedIn(source)) return findEvidence(entrance, source, client);
	if (!requiresRecord(destination.requires)) return void 0;
	return refuse(entrance, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
}
function isRecordedIn(environment) {
	return environment !== void 0 && environment.from.length > 0;
}
// src/promotion/existing-record.ts
var existing_record_exports = /* @__PURE__ */ __exportAll({
	findOwnRecord: () => findOwnRecord,
	readOwnRecords: () => readOwnRecords
});
async function readOwnRecords(client, { request, plan, destination }) {
	const { policy } = request;
	const { repository, route } = destination;
	const { digest } = plan.image;
	if (policy === void 0 || route?.source === void 0) return "not-governed";
	const { image, source, destination: environment } = route;
	const [verify, records] = await Promise.all([policy.openVerifier(), readRecords(client, {
		repository,
		subject: digest
	})]);
	const { pipeline } = policy;
	const { now } = request.run;
	const uri = formatRepository(repository);
	const from = formatRepository(request.from.repository);
	return validPromotions(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).promotions.filter(({ predicate }) => isNameOf(source, predicate.source.environment) && predicate.source.uri === from);
}
function provesMore({ approvals: recorded = [], checks: known = [] }, { destination }, approvals = []) {
	const isApprovedBy = (login) => recorded.some((each) => each.state === "approved" && each.login === login);
	const ids = new Set(known.map((check) => stringProperty(check, "id")));
	return approvals.every(({ state, login }) => state !== "approved" || isApprovedBy(login)) && (destination.gates?.checks ?? []).every((check) => ids.has(stringProperty(check, "id")));
}
async function readCompetitors(client, { request, plan, destination }, tags) {
	const { policy, run } = request;
	if (policy === void 0) return [];
	const { repository } = destination;
	const { digest } = plan.image;
	const [verify, { images }] = await Promise.all([policy.openVerifier(), readOtherRecords(client, {
		repository,
		digest,
		tags: new Set(tags)
	})]);
	return findCompetingPromotions(images, repository, {
		pipeline: policy.pipeline,
		verify,
		now: run.now
	});
}
async function findOwnRecord(client, planned, { source, destination }) {
	const own = await readOwnRecords(client, planned);
	if (own === "not-governed") return own;
	const isSigned = planned.destination.record === "signed";
	const approvals = await planned.request.policy?.approvals;
	const found = own.filter(({ predicate, signature }) => {
		const hasTags = destination.tags.every((tag) => predicate.destination.tags.includes(tag));
		return source.tags.every((tag) => predicate.source.tags.includes(tag)) && hasTags && (!isSigned || signature !== void 0) && provesMore(predicate, planned, approvals);
	});
	if (found.length === 0 || destination.tags.length === 0) return found[0]?.stored.digest;
	const competitors = await readCompetitors(client, planned, destination.tags);
	const { digest } = planned.plan.image;
	return found.find((each) => destination.tags.every((tag) => verifyName(each, {
		tag,
		digest,
		competitors
	}) === void 0))?.stored.digest;
}
export { TEST_RESULT as $, count as A, enteredAt as At, pathOf as B, parseYaml as C, readAttestationManifest as Ct, pattern as D, limitRejections as Dt, listSome as E, verifyName as Et, made as F, serverOf as Ft, refuseFindings as G, text as H, mapping as I, checkEndpoints as It, chainIds as J, lineageOf as K, named as L, checkServiceUrl as Lt, eitherOf as M, verifyRecord as Mt, isMapping as N, payloadOf as Nt, NAME as O, orderPromotions as Ot, list as P, stored_record_exports as Pt, SEVERITIES as Q, oneOrMore as R, parseStructureTest as S, declaredPredicate as St, foreign as T, read_exports as Tt, yesOrNo as U, refuseValue as V, positionAt as W, parseSeverity as X, require_semver as Y, JUSTIFICATIONS as Z, baseGate as _, scanJson as _t, verifier_exports as a, makeResult as at, isOfType as b, MAY_BE_OF_ONE as bt, isPlace as c, digestList as ct, peopleGate as d, parseEvidence as dt, FindingList as et, licencesGate as f, present as ft, changeGate as g, timeProperty as gt, configGate as h, textList as ht, resolve_routes_exports as i, judgedPlatforms as it, described as j, verify_promotion_exports as jt, choice as k, validPromotions as kt, vulnerabilitiesGate as l, digestProperty as lt, labelsGate as m, requiredText as mt, admission_exports as n, bypass as nt, publish_exports as o, platformVerdicts as ot, require_spdx_expression_parse as p, readBy as pt, configOf as q, verify_exports as r, formatFault as rt, windowsGate as s, MAX_EVIDENCE as st, existing_record_exports as t, UNBOUND as tt, testsGate as u, objectList as ut, attestationsGate as v, approversOf$1 as vt, Field as w, readRecords as wt, parseWaivers as x, ATTESTATIONS as xt, SHORT_TYPES as y, reportRecord as yt, optional as z };
