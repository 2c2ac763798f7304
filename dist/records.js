import { n as __exportAll } from "./rolldown-runtime.js";
import { Bn as tryParseDigest, Ct as findEnvironments, Dn as isSameRepository, En as isReservedTag, F as readClaim, Ft as findRoute, Gn as once, Hn as safeText, I as readStatement$1, In as digestOf, Jn as PolicyError, Kt as FormatError, N as IN_TOTO, Nn as isLoopback, Nt as IMAGE_PLACEHOLDER, P as encodeDigest, Pt as expandTemplate, Qt as parseJsonObject, St as environmentNamed, Tn as formatRepository, Tt as recordedEnvironment, Vn as quote, Wn as getOrMake, Xt as objectProperty, Yn as RegistryError, Yt as isJsonObject, a as markdownTable, an as tryParse, dn as formatDuration, en as property, fn as formatList, g as PROMOTION, gn as isBlank, hn as formatTimeLeft, i as markdownPage, in as stringProperty, ln as formatBytes, m as HOLD, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, pn as formatNumber, qn as InputError, t as markdownCode, un as formatCount, vn as CLOCK_SKEW, wn as formatReference, wt as isNameOf, z as mapNonEmpty, zn as shortDigest } from "./start.js";
import { Bt as annotatedTags, Cr as parseManifest, Dr as readBlob, Ft as listTags, Hn as renderStart, Rn as isChange, Ut as listGates, Xn as drawEnvironments, Yn as linkRun, Zn as markdownPicture, _r as getManifest, _t as readObjects, cr as canAskForToken, di as openServiceClient, dr as ROLLBACK, dt as AnswerError, gt as readObject, ht as readId, ii as SIGSTORE_BUNDLE, kt as lackingPlatforms, lr as decideRecordForm, lt as openGitHubClient, pt as explainFailure, qn as linkLogin, si as OCI_EMPTY, tr as formatTime, ui as retry, ur as findSigningMeans, vr as headManifest, yt as SourceImage, zn as previousDigest, zt as annotatedCorrections } from "./common.js";
import { P as eachAtMost, S as listReferrers, T as listFromApi, b as joinReferrers, k as openClientPool, o as resolveSource, w as hasReferrersApi, x as listFromFallback, y as fallbackTag } from "./registry.js";
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
// src/records/read.ts
var read_exports = /* @__PURE__ */ __exportAll({
	ATTESTATIONS: () => ATTESTATIONS,
	RECORDS: () => RECORDS,
	attestationOf: () => attestationOf,
	declaredPredicate: () => declaredPredicate,
	mayHoldStatement: () => mayHoldStatement,
	readAttestationManifest: () => readAttestationManifest,
	readAttestations: () => readAttestations,
	readRecord: () => readRecord,
	readRecords: () => readRecords,
	readStatement: () => readStatement
});
const BUNDLE = "application/vnd.dev.sigstore.bundle";
const MAX_RECORD = 4194304;
const MAX_RECORDS = 200;
const MAX_OTHERS = 50;
const MAX_SILENT = 67108864;
const AT_ONCE$1 = 16;
const RECORDS = /* @__PURE__ */ new Set([
	PROMOTION.type,
	ROLLBACK.type,
	HOLD.type
]);
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
function attestationOf(manifest, digest, subject) {
	if (manifest.kind !== "manifest" || manifest.subject?.digest !== subject) return void 0;
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
async function readAttestationManifest(client, { repository, subject }, digest) {
	const stored = await getManifest(client, repository, digest);
	const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
	return manifest && attestationOf(manifest, digest, subject);
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
async function list(client, { repository, subject }) {
	const attestations = await listReferrers(client, repository, subject, ATTESTATIONS);
	return {
		records: [],
		unknown: [],
		others: [],
		...Object.groupBy(attestations, (listed) => {
			const announced = declaredPredicate(listed);
			return announced === void 0 ? "unknown" : RECORDS.has(announced) ? "records" : "others";
		})
	};
}
async function sortOut(client, query, { records, unknown }) {
	const found = (await eachAtMost(AT_ONCE$1, [...records, ...unknown], ({ digest }) => readAttestationManifest(client, query, digest))).filter((manifest) => manifest !== void 0);
	const mayBe = found.filter(({ announced }) => announced === void 0 || RECORDS.has(announced));
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
	const { records } = await sortOut(client, query, await list(client, query));
	return readAll(client, records, query);
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
function needsRoots(pipeline) {
	return trustsIdentities(pipeline) || [...pipeline.evidence.values()].some(({ kind }) => kind === "identity");
}
async function readRoots(pipeline, setup) {
	const { now, warn, environment = {}, publicGood = () => readPublicGood(environment) } = setup;
	const { trustedRoots } = pipeline.signing;
	if (trustedRoots.length > 0) {
		const { readTrustedRoots } = await import("./verify.js").then((n) => n.a);
		return readTrustedRoots(trustedRoots, now instanceof Date ? now : now(), warn);
	}
	if (!needsRoots(pipeline)) return [];
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
// src/policy/corrections.ts
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
	if (left?.by.kind === "key" && right?.by.kind === "key") return left.by.pem === right.by.pem;
	return left === void 0 && right === void 0;
}
function runOf({ invocationId }) {
	return invocationId?.replace(ATTEMPT, "");
}
function isSamePlacement(one, other) {
	const [left, right] = [one.predicate, other.predicate];
	return one.stored.form === other.stored.form && isSameSigner(one.signature, other.signature) && left.destination.uri === right.destination.uri && left.time.getTime() === right.time.getTime() && runOf(left.run) === runOf(right.run);
}
function findCorrected(records) {
	const corrections = records.filter(({ predicate: { corrects = [] } }) => corrects.length > 0);
	if (corrections.length === 0) return /* @__PURE__ */ new Set();
	return new Set(records.filter((record) => {
		const digest = statementDigest(record.stored);
		return corrections.some((correction) => correction !== record && correction.predicate.corrects?.includes(digest) === true && isSamePlacement(correction, record));
	}));
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
// src/policy/verify-promotion.ts
var verify_promotion_exports = /* @__PURE__ */ __exportAll({ verifyPromotion: () => verifyPromotion });
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
	const latest = Math.min(now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY) + CLOCK_SKEW;
	if (time.getTime() <= latest) return void 0;
	const bound = signature?.signedAt === void 0 ? "in the future" : "later than its signature";
	return `it claims the time ${time.toISOString()}, which is ${bound}`;
}
function verifyRun({ predicate: { run }, signature }, required) {
	const certificate = signature?.by.kind === "certificate" ? signature.by.claims : void 0;
	const contradiction = certificate && contradictRun(run, certificate);
	if (contradiction !== void 0) return contradiction;
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
	const reason = !isNameOf(options.environment, record.predicate.destination.environment) ? "what was signed is of another environment" : verifyRoute(record, options) ?? verifyRun(record, options.environment.gitHubEnvironment) ?? verifyTime(record, options);
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
// src/commands/run-signer.ts
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
function findRunMeans(inputs, context) {
	return findSigningMeans(inputs.signing, context.environment, hasSigstore(inputs, context));
}
async function findRunSigner({ pipeline, signing }, context, signs) {
	const { environment } = context;
	const means = findRunMeans({
		pipeline,
		signing
	}, context);
	const own = await findOwnSigstore(pipeline, /* @__PURE__ */ new Date());
	const { info: tell, maskSecret: mask } = context.logger;
	const audience = own?.audience ?? "sigstore";
	const ask = async () => canAskForToken(environment) ? requestIdentityToken(environment, {
		audience,
		mask
	}) : void 0;
	const token = once(ask);
	const identity = await token();
	if (identity !== void 0) requireSameRun(context, identity);
	let isFirst = true;
	const requestToken = () => {
		const asked = isFirst ? token() : ask();
		isFirst = false;
		return asked;
	};
	const publicGood = once(() => readPublicGood(environment, { forSigning: signs }));
	const setup = {
		pipeline,
		environment,
		own,
		publicGood,
		tell,
		requestToken
	};
	return {
		identity,
		signer: means === void 0 ? void 0 : { open: once(() => openSigner({
			means,
			...setup
		})) },
		publicGood
	};
}
// src/policy/settings-digest.ts
function canonical(value) {
	if (value instanceof Map) return canonical(Object.fromEntries(value));
	if (value instanceof Date) return value.toISOString();
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== "object" || value === null) return typeof value === "function" ? void 0 : value;
	const entries = Object.entries(value).toSorted(([left], [right]) => left < right ? -1 : 1);
	return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each)]));
}
function digestOfSettings(settings) {
	return digestOf(JSON.stringify(canonical({
		...settings,
		since: void 0
	})));
}
// src/policy/proven-gates.ts
const TRUE_VERDICTS = [
	"fail",
	"error",
	"waived",
	"warn",
	"pass"
];
const LET_IN = /* @__PURE__ */ new Set([
	"pass",
	"warn",
	"waived"
]);
function checksOf({ checks = [] }, gate) {
	return checks.filter((check) => stringProperty(check, "id") === gate);
}
function mayBypass(gate, hotfix) {
	return hotfix?.skips.includes(gate) === true;
}
function findLack(gate, checks, hotfix) {
	if (checks.length === 0) return `it lacks the gate ${quote(gate)}`;
	const result = checks.map((check) => stringProperty(check, "result") ?? "").find((each) => !LET_IN.has(each) && !(each === "bypassed" && mayBypass(gate, hotfix)));
	if (result === void 0) return void 0;
	if (result !== "bypassed") return `its gate ${quote(gate)} says ${quote(result, 20)}`;
	const route = hotfix === void 0 ? "a regular route" : `the hotfix route ${quote(hotfix.name)}`;
	return `it bypassed the gate ${quote(gate)}, which ${route} does not skip`;
}
function isBySettings(check, { settings }) {
	const recorded = property(check, "settings");
	const now = encodeDigest(digestOfSettings(settings));
	return isJsonObject(recorded) && Object.entries(now).every(([algorithm, hex]) => recorded[algorithm] === hex);
}
function isOfRoute({ id }, hotfix) {
	return id === "people" && hotfix?.needs !== void 0;
}
function examineGate(gate, promotion, hotfix) {
	const { id, settings } = gate;
	const checks = checksOf(promotion.predicate, id);
	const lack = findLack(id, checks, hotfix);
	if (lack === void 0) {
		if (isOfRoute(gate, hotfix) || checks.every((check) => isBySettings(check, gate))) return void 0;
		return {
			gate: id,
			level: "note",
			reason: `its gate ${quote(id)} was judged by other settings than those of the pipeline file`
		};
	}
	const { since } = settings;
	if (since === void 0) return {
		gate: id,
		level: "warning",
		reason: lack
	};
	if (enteredAt(promotion) < since.getTime()) return void 0;
	const day = since.toISOString().slice(0, 10);
	return {
		gate: id,
		level: "break",
		reason: `${lack}, and ${`${promotion.environment.name} requires it since ${day}`}`
	};
}
function examineGates(promotion, hotfix) {
	return listGates(promotion.environment.gates).flatMap((gate) => examineGate(gate, promotion, hotfix) ?? []);
}
function gatesToProve({ environment: { gates } }) {
	return listGates(gates).flatMap(({ id, settings }) => settings.since === void 0 ? [] : [id]);
}
function trueVerdict(check) {
	const platforms = property(check, "platforms");
	const all = isJsonObject(platforms) ? Object.values(platforms) : [];
	return TRUE_VERDICTS.find((verdict) => all.includes(verdict));
}
function listBypassed({ checks = [] }) {
	return checks.flatMap((check) => stringProperty(check, "result") === "bypassed" ? [{
		gate: stringProperty(check, "id") ?? "",
		verdict: trueVerdict(check),
		summary: stringProperty(check, "summary") ?? ""
	}] : []);
}
// src/policy/hotfix-debt.ts
function hotfixTaken({ environment, predicate: { route, source } }, pipeline) {
	if (route?.kind !== "hotfix") return void 0;
	const from = recordedEnvironment(pipeline, source.environment ?? "")?.name;
	return pipeline.hotfixRoutes.find((each) => each.name === route.name && each.from === from && each.to === environment.name);
}
function isRegular({ predicate: { route } }) {
	return route?.kind !== "hotfix";
}
function pays(promotion) {
	return isRegular(promotion) && examineGates(promotion, void 0).every(({ level }) => level !== "break");
}
function findDebt(promotion, { promotions, pipeline, now }) {
	const hotfix = hotfixTaken(promotion, pipeline);
	if (hotfix?.expires === void 0) return void 0;
	const own = enteredAt(promotion);
	const ordered = promotions.toSorted((left, right) => enteredAt(left) - enteredAt(right));
	const paid = ordered.find((each) => enteredAt(each) >= own && pays(each));
	const before = ordered.findLast((each) => enteredAt(each) < own && pays(each));
	const begun = presentPlacement(ordered.filter((each) => hotfixTaken(each, pipeline) === hotfix && enteredAt(each) <= own && (before === void 0 || enteredAt(each) > enteredAt(before))));
	const ends = (begun === void 0 ? own : enteredAt(begun)) + hotfix.expires;
	return {
		route: hotfix.name,
		ends: new Date(ends),
		left: ends - now.getTime(),
		paidBy: paid?.stored.digest
	};
}
function isExpired({ left, paidBy }) {
	return paidBy === void 0 && left <= 0;
}
function describeDebt({ route, ends, left, paidBy }) {
	if (paidBy !== void 0) return void 0;
	const name = `the hotfix by ${quote(route)}`;
	return left > 0 ? `${name} counts for ${formatTimeLeft(left)} more, unless a regular promotion follows` : `${name} expired on ${ends.toISOString().slice(0, 16).replace("T", " ")} UTC, and no regular promotion followed`;
}
// src/policy/record-notes.ts
const NO_NOTES = {
	gates: [],
	bypassed: [],
	debt: void 0
};
function noteRecord(promotion, options) {
	return {
		gates: examineGates(promotion, hotfixTaken(promotion, options.pipeline)),
		bypassed: listBypassed(promotion.predicate),
		debt: findDebt(promotion, options)
	};
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
function approversOf$1({ predicate, environment: { gitHubEnvironment } }) {
	const actor = predicate.run.actor?.login.toLowerCase();
	const given = (predicate.approvals ?? []).filter(({ state, environments }) => state === "approved" && (gitHubEnvironment === void 0 || environments.includes(gitHubEnvironment)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor));
}
function joinClauses(clauses) {
	return [...new Set(clauses)].join(", and ");
}
function joinLacks(lacks, environment, age) {
	if (lacks.length === 0) return void 0;
	const again = lacks.flatMap((lack) => lack.again ?? []);
	const wait = age > 0 ? [`wait until it has been there for ${formatDuration(age)}`] : [];
	const promote = again.length === 0 ? [] : [`promote it to ${environment} again, ${formatList([...new Set(again)])}`, ...wait];
	return {
		reason: joinClauses(lacks.map(({ reason }) => reason)),
		remedy: joinClauses([...promote, ...lacks.flatMap(({ remedy }) => remedy ?? [])])
	};
}
function evaluateAge(age, promotion, next) {
	const since = Math.max(enteredAt(promotion), next.since === void 0 ? 0 : enteredAt(next.since));
	const actual = Math.max(next.time.getTime() - since, 0);
	if (age === 0 || actual >= age) return void 0;
	return {
		reason: `the image has been in ${promotion.environment.name} for ${formatDuration(actual)}, but must be there for ${formatDuration(age)}`,
		remedy: `wait for ${formatDuration(age - actual)}`
	};
}
function evaluateGates(promotion, { gates }) {
	const again = "with all gates judged";
	const toProve = promotion.signature === void 0 ? gatesToProve(promotion) : [];
	if (toProve.length === 0) return gates.flatMap(({ level, reason }) => level === "break" ? [{
		reason,
		again
	}] : []);
	const names = formatList(toProve.map((gate) => quote(gate)));
	return [{
		reason: `it is not signed, and does not prove ${toProve.length === 1 ? "the gate" : "the gates"} ${names}`,
		again: "with a signed record"
	}];
}
function evaluateDebt({ environment }, { debt }) {
	if (debt === void 0 || !isExpired(debt)) return [];
	const { name, from } = environment;
	const remedy = `promote it regularly to ${name}, from ${from.join(" or ")}`;
	return [{
		reason: describeDebt(debt) ?? "",
		remedy
	}];
}
function evaluateRequirements(promotion, { requires, next, notes }) {
	const { name } = promotion.environment;
	const approved = approversOf$1(promotion).size;
	const lacks = [
		...requires.signed && promotion.signature === void 0 ? [{
			reason: `the record of ${name} is not signed`,
			again: "with a signed record"
		}] : [],
		...evaluateGates(promotion, notes),
		...evaluateDebt(promotion, notes)
	];
	if (approved < requires.approvals) {
		const reason = `its record names ${approved} of ${requires.approvals} required approvals by others`;
		lacks.push({
			reason,
			again: "in a run that is approved"
		});
	}
	const age = evaluateAge(requires.age, promotion, next);
	if (age !== void 0) lacks.push(lacks.some(({ again }) => again !== void 0) ? { reason: age.reason } : age);
	const actors = requires.anotherActor ? evaluateActors(promotion, next) : void 0;
	return joinLacks(actors === void 0 ? lacks : [...lacks, actors], name, requires.age);
}
function requiresRecord({ signed, approvals, age, anotherActor }) {
	return signed || approvals > 0 || age > 0 || anotherActor;
}
function unmetByOrigin({ name }) {
	return `images are built in ${name}, which has no record that could meet what "requires" asks for`;
}
// src/policy/pick-promotions.ts
function evaluateOrder({ predicate, signature, environment }, { time, signedAt }) {
	const remedy = `promote it to ${environment.name} first, and from there`;
	if (predicate.time.getTime() > time.getTime() + 3e5) return {
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
function verifyRecords(records, options) {
	const { pipeline, now } = options;
	const valid = validPromotions(records, options);
	const { promotions } = valid;
	return {
		records,
		options,
		valid,
		notes: new Map(promotions.map((each) => [each, noteRecord(each, {
			pipeline,
			promotions,
			now
		})]))
	};
}
function joinFaults(faults) {
	const found = faults.filter((fault) => fault !== void 0);
	if (found.length === 0) return void 0;
	return {
		reason: joinClauses(found.map(({ reason }) => reason)),
		remedy: joinClauses(found.map(({ remedy }) => remedy))
	};
}
function pickPromotions({ records, options, valid: { promotions, rejections }, notes: allNotes }, { requires, next, accepts }) {
	const since = presentPlacement(promotions.filter((each) => evaluateOrder(each, next) === void 0));
	const evaluated = promotions.map((promotion) => {
		const notes = allNotes.get(promotion) ?? NO_NOTES;
		const evaluate = () => joinFaults([accepts?.(promotion), evaluateRequirements(promotion, {
			requires,
			notes,
			next: {
				...next,
				since
			}
		})]);
		return {
			promotion,
			notes,
			fault: evaluateOrder(promotion, next) ?? evaluate()
		};
	});
	const unfit = evaluated.flatMap(({ promotion, fault }) => fault === void 0 ? [] : [{
		promotion,
		fault
	}]);
	const faults = unfit.map(({ promotion, fault }) => explainRejection(promotion.stored, fault.reason));
	const picked = evaluated.filter(({ fault }) => fault === void 0);
	return {
		promotions: picked.map(({ promotion }) => promotion),
		notes: new Map(picked.map(({ promotion, notes }) => [promotion, notes])),
		isUnfit: unfit.length > 0,
		reason: explainMissing(options, [...faults, ...rejections], records),
		remedy: unfit[0]?.fault.remedy ?? `promote it to ${options.environment.name} with Sealift first`
	};
}
// src/policy/valid-rollbacks.ts
function verifyPlace({ predicate }, options) {
	const { environment, image, uri } = options;
	const { uri: recorded } = predicate.destination;
	if (!repositoriesOf(environment, image).includes(recorded)) return `it is about ${quote(recorded)}, which is not a repository of ${image} in ${environment.name}`;
	if (uri !== void 0 && !countsAt(recorded, uri, options)) return `it is about ${quote(recorded)} and not about this repository`;
}
function verifyRollback(stored, options) {
	const { environment } = options;
	const claimed = decodeUnverifiedPredicate(ROLLBACK, stored)?.destination.environment;
	if (!isNameOf(environment, claimed)) return { kind: "other" };
	const verdict = verifyRecord(stored, ROLLBACK, options);
	if (verdict.kind !== "valid") return verdict;
	const { record } = verdict;
	const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
	const reason = isNameOf(environment, record.predicate.destination.environment) ? verifyPlace(record, options) ?? verifyRun(record, required) ?? verifyTime(record, options) : "what was signed is of another environment";
	return reason === void 0 ? verdict : {
		kind: "rejected",
		reason
	};
}
function validRollbacks(records, options) {
	const verdicts = records.map((stored) => ({
		stored,
		...verifyRollback(stored, options)
	}));
	const valid = verdicts.flatMap((verdict) => verdict.kind === "valid" ? [verdict.record] : []);
	const corrected = findCorrected(valid);
	return {
		rollbacks: valid.filter((rollback) => !corrected.has(rollback)).toSorted((left, right) => enteredAt(right) - enteredAt(left)),
		rejections: verdicts.flatMap((verdict) => verdict.kind === "rejected" ? [explainRejection(verdict.stored, verdict.reason)] : [])
	};
}
// src/policy/verify-name.ts
const MAX_SHOWN$1 = 5;
const OVERLAP = 36e5;
function findTagGivers(records, options) {
	const { promotions } = validPromotions(records, options);
	return promotions.length === 0 ? [] : [...promotions, ...validRollbacks(records, options).rollbacks];
}
function findCompetingPromotions(images, repository, { pipeline, verify, now }) {
	const uri = formatRepository(repository);
	return findEnvironments(pipeline, repository).flatMap(({ environment, image }) => images.flatMap(({ digest, records }) => findTagGivers(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).map((promotion) => ({
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
function findOwner$1(tag, competitors) {
	return competitors.filter(({ promotion }) => promotion.predicate.destination.tags.includes(tag)).toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion))[0];
}
function describeOwner({ digest, promotion }) {
	const when = `${new Date(enteredAt(promotion)).toISOString().slice(0, 16).replace("T", " ")} UTC`;
	return `${shortDigest(digest)}, since ${when}, by the record ${shortDigest(promotion.stored.digest)}`;
}
function explainOwner(tag, competitors) {
	const owner = findOwner$1(tag, competitors);
	if (owner === void 0) return void 0;
	return {
		reason: `the tag ${quote(tag)} belongs to ${describeOwner(owner)}`,
		remedy: `use ${shortDigest(owner.digest)} by its digest, or promote the image that is to have the tag`
	};
}
function verifyNameSince(promotion, rollbacks, options) {
	const fault = verifyName(promotion, options);
	return rollbacks.some((rollback) => verifyName(rollback, options) === void 0) ? void 0 : fault;
}
function verifyName(promotion, options) {
	const { tag, competitors } = options;
	const owner = findOwner$1(tag, competitors);
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
	const last = findOwner$1(tag, competitors.filter((other) => tookAway(other, promotion, options)));
	if (last === void 0) return void 0;
	return {
		reason: `the tag ${quote(tag)} now belongs to ${describeOwner(last)}`,
		remedy
	};
}
// src/records/other-images.ts
const LIMITS = {
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
	if (predicate !== void 0 && predicate !== PROMOTION.type && predicate !== ROLLBACK.type) return true;
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
const OWNER_LIMITS = {
	tags: 1e3,
	images: 500,
	records: 20
};
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
	const verifying = {
		...named,
		uri: formatRepository(repository)
	};
	const own = validPromotions(records, verifying).promotions;
	const { rollbacks } = validRollbacks(records, verifying);
	const { images, unread, beyond } = own.length === 0 ? NOTHING : await readOtherRecords(client, {
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
		accepts: (promotion) => verifyNameSince(promotion, rollbacks, options) ?? fault,
		findOwner: async () => own.length === 0 ? findOwner(client, named) : void 0,
		unread: unread.tags + unread.images + unread.records
	};
}
async function findOwner(client, named) {
	const { repository, digest, tag } = named;
	try {
		const { images } = await readOtherRecords(client, {
			repository,
			digest,
			tags: /* @__PURE__ */ new Set([tag])
		}, OWNER_LIMITS);
		return explainOwner(tag, findCompetingPromotions(images, repository, named));
	} catch (error) {
		if (error instanceof RegistryError) return void 0;
		throw error;
	}
}
function verifyPlannedName(tag, digest) {
	return {
		accepts: (promotion) => verifyName(promotion, {
			tag,
			digest,
			competitors: []
		}),
		findOwner: async () => void 0
	};
}
// src/promotion/admission.ts
var admission_exports = /* @__PURE__ */ __exportAll({ admit: () => admit });
function refuse$1({ request, route }, reason, remedy) {
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
	if (found === void 0) {
		const owner = await name?.findOwner();
		if (owner !== void 0) return refuse$1(entrance, joinClauses([reason, owner.reason]), owner.remedy);
		return refuse$1(entrance, reason, from.tag === void 0 && records.length === 0 ? `${remedy}, or ${USE_WHOLE_IMAGE}` : remedy);
	}
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
	return refuse$1(entrance, unmetByOrigin(source), `change "requires" of ${destination.name} in the pipeline file`);
}
function isRecordedIn(environment) {
	return environment !== void 0 && environment.from.length > 0;
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
// src/commands/resolve-routes.ts
var resolve_routes_exports = /* @__PURE__ */ __exportAll({ resolveRoutes: () => resolveRoutes });
async function resolveRoutes(inputs, context, writes, promotes = true) {
	const { environment, event } = context;
	const { pipeline } = inputs;
	const state = {
		canSign: findRunMeans(inputs, context) !== void 0,
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
	const { info: tell, warn } = context.logger;
	const { identity, signer, publicGood } = await findRunSigner(inputs, context, signs);
	const approvals = routes.length > 0 && writes && event.apiUrl !== void 0 ? readApprovals(event, {
		environment,
		token: inputs.githubToken,
		tell,
		runId: identity?.claims.runId
	}) : void 0;
	const facts = identity === void 0 ? event.run : toRunFacts(identity.claims, event.run);
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn,
		environment,
		publicGood
	};
	if (promotes) for (const route of routes) requireGitHubEnvironment(route, facts);
	return {
		images,
		facts,
		signer,
		policy: routes.length === 0 || pipeline === void 0 ? void 0 : {
			pipeline,
			openVerifier: once(() => openVerifier(pipeline, verifying)),
			approvals,
			readKeptHolds: await openKept(pipeline, inputs, context)
		}
	};
}
async function openKept(pipeline, { githubToken }, context) {
	if (pipeline.gitHub.attestations === "off") return void 0;
	const { openKeptHolds } = await import("./holds.js").then((n) => n.o);
	return openKeptHolds(pipeline, githubToken, context);
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
// src/report/record.ts
function reportRecord(record) {
	return describeRecord(record, PROMOTION);
}
function reportRollback(record) {
	return describeRecord(record, ROLLBACK);
}
function describeRecord({ stored, predicate, signature }, codec) {
	return {
		reference: `${formatRepository(stored.repository)}@${stored.digest}`,
		digest: stored.digest,
		signer: signature === void 0 ? null : nameSigner(signature),
		signedAt: signature?.signedAt?.toISOString() ?? null,
		predicateType: codec.type,
		predicate: codec.encode(predicate)
	};
}
function approversOf({ approvals = [] }) {
	return [...new Set(approvals.flatMap(({ state, login }) => state === "approved" ? [login] : []))];
}
// src/report/record-notes.ts
function reportNotes({ gates, bypassed, debt }) {
	return {
		gates,
		bypassed: bypassed.map((each) => ({
			...each,
			verdict: each.verdict ?? null
		})),
		debt: debt === void 0 ? null : {
			route: debt.route,
			ends: debt.ends.toISOString(),
			millisecondsLeft: Math.max(debt.left, 0),
			paidBy: debt.paidBy ?? null
		}
	};
}
const NOTE_SIGNS = {
	bad: "❌",
	warning: "⚠️",
	note: "ℹ️"
};
const MAX_SUMMARY = 300;
function describeBypassed({ gate, verdict, summary }) {
	const said = verdict === void 0 ? "" : `, which would have said ${quote(verdict)}`;
	return `the gate ${quote(gate)} was bypassed${said}${summary === "" ? "" : `: ${quote(summary, MAX_SUMMARY)}`}`;
}
function describeNotes({ gates, bypassed, debt }) {
	const level = {
		break: "bad",
		warning: "warning",
		note: "note"
	};
	const owed = debt === void 0 ? void 0 : describeDebt(debt);
	const notes = [
		...debt === void 0 || owed === void 0 ? [] : [{
			level: isExpired(debt) ? "bad" : "warning",
			text: owed
		}],
		...gates.map((finding) => ({
			level: level[finding.level],
			text: finding.reason
		})),
		...bypassed.map((each) => ({
			level: "note",
			text: describeBypassed(each)
		}))
	];
	const order = [
		"bad",
		"warning",
		"note"
	];
	return notes.toSorted((left, right) => order.indexOf(left.level) - order.indexOf(right.level));
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
		description: describe$1(description),
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
			body: deploymentBody(target, ref, context.task)
		}));
		open.push({
			id,
			target
		});
		await setStatus(context, id, "in_progress", WORDS[context.task].underWay);
	}
	return {
		open,
		attempts: await attemptEach(targets, DEPLOYMENTS_PERMISSION, work)
	};
}
async function closeDeployments(context, open, state, describe) {
	return await attemptEach(open, DEPLOYMENTS_PERMISSION, ({ id, target }) => setStatus(context, id, state, describe(target)));
}
function describeSuccess({ items }, task) {
	const record = items.find((item) => item.record !== void 0)?.record;
	const { done } = WORDS[task];
	return record === void 0 ? done : `${done}; record ${record}`;
}
function describeFailure(reason, task) {
	return `Not ${WORDS[task].done.toLowerCase()}: ${safeText(reason)}`;
}
const WORDS = {
	promote: {
		underWay: "Promotion is under way",
		done: "Promoted"
	},
	rollback: {
		underWay: "Rollback is under way",
		done: "Rolled back"
	}
};
const TASKS = ["promote", "rollback"];
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
function deploymentBody(target, ref, task) {
	const [{ digest, source }] = target.items;
	const from = source.environment ?? source.uri;
	return {
		ref,
		task,
		auto_merge: false,
		required_contexts: [],
		environment: target.environment,
		description: describe$1(task === "promote" ? `Promote ${target.image} (${shortDigest(digest)}) from ${from} to ${target.environment}` : `Roll ${target.image} back to ${shortDigest(digest)} in ${target.environment}`),
		payload: describePayload(target),
		transient_environment: false
	};
}
function describe$1(text) {
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
	const { ref, isRequired, warn, task } = context;
	let open = [];
	function takeOpen() {
		const taken = open;
		open = [];
		return taken;
	}
	async function fail(reason) {
		const describe = () => describeFailure(reason, task);
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
			const trouble = troubleOf(await closeDeployments(context, done, "success", (target) => describeSuccess(target, task)), CLOSING);
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
function isOurs(deployment) {
	const task = stringProperty(deployment, "task");
	return TASKS.some((each) => each === task);
}
const WORDS_REPLACED = {
	promote: "Replaced by a later promotion",
	rollback: "Rolled back"
};
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
		const earlier = list.slice(own + 1).filter((each) => isOurs(each) && imageOf(each) === target.image);
		const active = await findActive(client, earlier);
		if (active !== void 0) await setStatus(context, active, "inactive", WORDS_REPLACED[context.task]);
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
	const { use, event, environment, token, task = "promote", warn, note = () => {} } = options;
	const kinds = KINDS.filter(({ key }) => use[key] !== "off");
	let opened = [];
	function openWith(client) {
		const context = {
			client,
			note,
			task,
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
const describeHold = (predicate) => {
	return `${stringProperty(predicate, "action") === "unhold" ? "a hold of it was ended" : "it was held"}${part(" by ", textWithin(predicate, "actor", "login"))}${part(", because of ", textWithin(predicate, "change", "reason"))}`;
};
const describeRelease = (predicate) => {
	const purl = stringProperty(predicate, "purl");
	const where = part(" as ", stringProperty(predicate, "tag")) + part(" of ", stringProperty(predicate, "repository"));
	return `it was released${purl === void 0 || purl === "" ? where : part(" as ", purl)}`;
};
const describeSignature = () => "its digest was signed (cosign)";
const DESCRIPTIONS = /* @__PURE__ */ new Map([
	[PROMOTION.type, describePromotion$1],
	[HOLD.type, describeHold],
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
	notes = /* @__PURE__ */ new Map();
	steps = 0;
	farthest;
	constructor(options, source) {
		this.options = options;
		this.source = source;
	}
	fail(promotions, environment, reason, remedy) {
		const known = this.farthest?.promotions.length ?? -1;
		const broken = {
			environment,
			reason,
			...remedy === void 0 ? {} : { remedy }
		};
		if (promotions.length > known) this.farthest = {
			promotions,
			origin: void 0,
			broken
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
		for (const [promotion, notes] of found.notes) this.notes.set(promotion, notes);
		if (found.promotions.length === 0) {
			const remedy = promotions.length === 0 ? found.remedy : `${found.remedy}, and promote it on from there again`;
			return this.fail(promotions, environment.name, found.reason, found.isUnfit ? remedy : void 0);
		}
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
			time: new Date(now.getTime() + CLOCK_SKEW),
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
		return {
			...chain ?? this.farthest ?? {
				promotions: [],
				origin: void 0,
				broken
			},
			notes: this.notes
		};
	}
};
function verifyChain(options, source) {
	return new ChainWalker(options, source).start();
}
// src/report/verification.ts
function describePromotion({ environment, predicate, signature, stored }) {
	const { time, source, run, route, reason } = predicate;
	const who = run.actor === void 0 ? "" : ` by ${safeText(run.actor.login, 50)}`;
	const way = route?.kind === "hotfix" ? ` by the hotfix route ${quote(route.name ?? "", 80)}` : "";
	const why = reason === void 0 ? "" : ` (${quote(reason)})`;
	const names = approversOf(predicate).map((login) => safeText(login, 50));
	const approved = names.length === 0 ? "" : `, approved by ${formatList(names)}`;
	const signed = signature === void 0 ? "UNSIGNED" : `signed by ${safeText(nameSigner(signature), 200)}`;
	return `${environment.name}: promoted from ${source.environment ?? "nowhere"}${way} on ${formatTime(time)}${who}${why}${approved}; record ${shortDigest(stored.digest)}, ${signed}`;
}
function notesOf({ notes }, promotion) {
	return describeNotes(notes?.get(promotion) ?? NO_NOTES);
}
function notesAt(chain, index) {
	const promotion = chain.promotions[index];
	return promotion === void 0 ? [] : notesOf(chain, promotion);
}
function describeChain({ promotions, origin, broken, notes }) {
	const links = promotions.map((promotion) => {
		const sentence = describePromotion(promotion);
		return {
			environment: promotion.environment.name,
			kind: "promoted",
			sentence,
			record: reportRecord(promotion),
			notes: reportNotes(notes?.get(promotion) ?? NO_NOTES)
		};
	});
	if (origin !== void 0) {
		const sentence = `${origin}: built${links.length > 0 ? "; nothing comes before it" : " here; nothing was proven"}`;
		return [...links, {
			environment: origin,
			kind: "built",
			sentence,
			record: null,
			notes: null
		}];
	}
	if (broken === void 0) return links;
	const { environment, reason } = broken;
	return [...links, {
		environment,
		kind: "broken",
		sentence: `${environment}: ${reason}`,
		record: null,
		notes: null
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
const NOTE_MARKS = {
	bad: "✗",
	warning: "!",
	note: "·"
};
const MAX_IMAGES = 3;
function verificationWarnings(images) {
	const all = images.flatMap((image) => image.chain.promotions.flatMap((promotion) => notesOf(image.chain, promotion).flatMap(({ level, text }) => level === "note" ? [] : [{
		image: image.reference,
		text: `${text} (its record of ${promotion.environment.name})`
	}])));
	const ignored = images.flatMap(({ reference, ignoredHolds }) => ignoredHolds.map((text) => ({
		image: reference,
		text
	})));
	return [...Map.groupBy([...all, ...ignored], ({ text }) => text)].map(([text, about]) => {
		const names = [...new Set(about.map(({ image }) => image))];
		const more = names.length > MAX_IMAGES ? [`${names.length - MAX_IMAGES} more`] : [];
		return `${formatList([...names.slice(0, MAX_IMAGES), ...more])}: ${text}`;
	});
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
			...describeChain(chain).flatMap(({ kind, sentence, record }, index) => [`  ${marks[kind](record)} ${sentence}`, ...notesAt(chain, index).map(({ level, text }) => `    ${NOTE_MARKS[level]} ${text}`)]),
			...attestations.map(({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? "signed by" : "not counted:"} ${because})`)
		];
	});
}
// src/report/chain-diagram.ts
function describe({ predicate, signature }) {
	const { run, time } = predicate;
	const day = time.toISOString().slice(0, 10);
	return [run.actor === void 0 ? day : `${day}, ${run.actor.login}`, signature === void 0 ? "not signed" : "signed"];
}
function drawChain(pipeline, { chain: { promotions, origin, broken } }) {
	const marks = /* @__PURE__ */ new Map();
	if (origin !== void 0) marks.set(origin, {
		look: "on",
		lines: ["built here"]
	});
	if (broken !== void 0) marks.set(broken.environment, {
		look: "held",
		lines: ["not proven"]
	});
	for (const promotion of promotions) {
		const look = promotion.signature === void 0 ? "on" : "now";
		marks.set(promotion.environment.name, {
			look,
			lines: describe(promotion)
		});
	}
	const taken = promotions.flatMap(({ environment, predicate: { source, route } }) => {
		const hotfix = route?.kind === "hotfix" ? route.name ?? null : null;
		return source.environment === void 0 ? [] : [{
			from: source.environment,
			to: environment.name,
			hotfix
		}];
	});
	return drawEnvironments(pipeline, marks, taken);
}
// src/report/verification-summary.ts
const MAX_PICTURES = 5;
const MAX_SHOWN = 50;
function renderPromotion({ environment, predicate, signature, stored }, own) {
	const { time, source, run, route, reason } = predicate;
	const approvers = approversOf(predicate);
	const hotfix = route?.kind === "hotfix" ? ` · **${markdownText(`hotfix ${route.name ?? ""}`.trim())}**` : "";
	const who = [
		run.actor === void 0 ? "" : linkLogin(run.actor.login, own),
		approvers.length === 0 ? "" : `approved by ${approvers.map((login) => linkLogin(login, own)).join(", ")}`,
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
function renderChain({ chain: { promotions, origin, broken } }, own) {
	const rows = promotions.map((promotion) => renderPromotion(promotion, own));
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
function renderNotes({ chain }) {
	const lines = chain.promotions.flatMap((promotion) => notesOf(chain, promotion).map(({ level, text }) => `- ${NOTE_SIGNS[level]} ${markdownCode(promotion.environment.name)}: ${markdownText(text, 500)}`));
	return lines.length === 0 ? [] : [lines.join("\n")];
}
function renderRecords({ chain: { promotions } }, own) {
	if (promotions.length === 0) return [];
	const parts = promotions.map((promotion) => {
		const { reference, signer } = reportRecord(promotion);
		const { environment, signature, predicate } = promotion;
		const { run, policy, destination } = predicate;
		const witnessed = signature?.signedAt === void 0 ? "" : `, witnessed ${formatTime(signature.signedAt)}`;
		return [
			`- **${markdownText(environment.name)}:** ${markdownCode(reference)}`,
			`  - signed by ${signer === null ? "**nobody**" : markdownCode(signer)}${witnessed}`,
			...run.invocationId === void 0 ? [] : [`  - ${linkRun(run.invocationId, own)}`],
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
function renderImage(image, { run, pipeline }, [index, images]) {
	const { reference, digest } = image;
	const own = run?.invocationId ?? null;
	const isAlone = images.length === 1;
	return [
		...isAlone ? [] : [`### ${markOf(image)} ${markdownCode(reference)}`],
		...index < MAX_PICTURES ? markdownPicture(pipeline && drawChain(pipeline, image)) : [],
		[
			...isAlone ? [`- **Image:** ${markdownCode(reference)}`] : [],
			`- **Digest:** ${markdownCode(digest)}`,
			renderName(image)
		].join("\n"),
		renderChain(image, own),
		...renderNotes(image),
		...renderRecords(image, own),
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
function renderVerifySummary(images, { requests, milliseconds }, page = {}) {
	const sorted = [...images].sort((left, right) => Number(isBroken(right)) - Number(isBroken(left)));
	const left = sorted.length - MAX_SHOWN;
	const parts = [
		renderHeadline(images),
		...renderStart(page.run),
		...sorted.slice(0, MAX_SHOWN).map((image, index) => renderImage(image, page, [index, images])),
		...left > 0 ? [`${left} more are in the output \`report\`.`] : []
	];
	return markdownPage(parts, [], `${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`);
}
// src/commands/verify.ts
var verify_exports = /* @__PURE__ */ __exportAll({ runVerify: () => runVerify });
const IMAGES_AT_ONCE = 16;
function refuse([failed, ...others]) {
	const { environment, reason } = failed?.chain.broken ?? {};
	const more = others.length > 0 ? `, and ${others.length} more are not proven either` : "";
	const remedy = failed?.remedy ?? "promote it with Sealift through every environment, or use an image that was";
	return new PolicyError(`Cannot verify ${failed?.reference}: ${environment}: ${reason}${more}; ${remedy}`);
}
async function runVerify(inputs, context) {
	const { logger, now } = context;
	const { pipeline, locations } = inputs;
	await using pool = await openClientPool(context, inputs);
	const verify = await openVerifier(pipeline, now);
	const { openKeptHolds } = await import("./holds.js").then((n) => n.o);
	const readKeptHolds = openKeptHolds(pipeline, inputs.githubToken, context);
	const verification = {
		inputs,
		now,
		verify,
		clientOf: openReaders(pool, inputs),
		readKeptHolds,
		tell: logger.info
	};
	const images = await eachAtMost(IMAGES_AT_ONCE, locations, (location) => verifyLocation(location, verification));
	const warnings = verificationWarnings(images);
	const report = reportVerification(images, {
		policy: pipeline.digest,
		warnings,
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	});
	verificationLines(images).forEach(logger.info);
	warnings.forEach(logger.warn);
	const outputs = /* @__PURE__ */ new Map([
		["digest", report.verified ? images.map(({ digest }) => digest).join("\n") : ""],
		["verified", String(report.verified)],
		["report", JSON.stringify(report)]
	]);
	const failure = context.handOver({
		outputs,
		summary: renderVerifySummary(images, report, {
			run: context.event.run,
			pipeline: inputs.pipeline
		})
	});
	const broken = images.filter(isBroken);
	if (broken.length === 0) logger.info(verificationSummaryLine(images));
	throwWorst(broken.length === 0 ? void 0 : refuse(broken), failure, logger);
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
function findRemedy({ broken, promotions }, isBare) {
	if (broken?.remedy !== void 0) return broken.remedy;
	if (broken === void 0 || promotions.length > 0 || !isBare) return null;
	return `promote it with Sealift, or ${USE_WHOLE_IMAGE}`;
}
async function nameOwner(chain, named) {
	if (chain.broken === void 0 || chain.promotions.length > 0) return chain;
	const owner = await named?.findOwner();
	if (owner === void 0) return chain;
	const { environment, reason } = chain.broken;
	return {
		...chain,
		broken: {
			environment,
			reason: joinClauses([reason, owner.reason]),
			remedy: owner.remedy
		}
	};
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
	const { inputs, now, verify, clientOf, tell } = verification;
	const wait = {
		milliseconds: inputs.waitFor,
		tell
	};
	const { environment, image, reference } = location;
	const { repository } = reference;
	const client = await clientOf(repository);
	const stored = await resolveSource(client, {
		from: reference,
		expectedDigest: void 0,
		verb: "verify",
		wait
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
	const uri = formatRepository(repository);
	const proven = await nameOwner(await verifyChain({
		...options,
		uri,
		accepts: named?.accepts
	}, openSource(location, records, verification)), named);
	const { findHolds } = await import("./holds.js").then((n) => n.t);
	const { broken, ...held } = await findHolds(location, client, {
		stored,
		records
	}, verification);
	const chain = broken !== void 0 ? {
		promotions: [],
		origin: void 0,
		broken
	} : lacking === void 0 || proven.broken !== void 0 ? proven : {
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
		remedy: findRemedy(chain, reference.tag === void 0 && records.length === 0),
		attestations: [...others, ...foreign].flatMap((record) => verifyAttestation(record, {
			digest,
			verify,
			signers: environment.signers
		}) ?? []),
		attestationsLeftOut: leftOut,
		...held
	};
}
// src/promotion/existing-record.ts
var existing_record_exports = /* @__PURE__ */ __exportAll({
	findOwnRecord: () => findOwnRecord,
	readOwnRecords: () => readOwnRecords
});
async function readEntries(client, { request, plan, destination }) {
	const { policy } = request;
	const { repository, route } = destination;
	const { digest } = plan.image;
	if (policy === void 0 || route?.source === void 0) return "not-governed";
	const { image, destination: environment } = route;
	const [verify, records] = await Promise.all([policy.openVerifier(), readRecords(client, {
		repository,
		subject: digest
	})]);
	const { pipeline } = policy;
	const { now } = request.run;
	return validPromotions(records, {
		pipeline,
		environment,
		image,
		digest,
		uri: formatRepository(repository),
		verify,
		now
	}).promotions;
}
async function readOwnRecords(client, planned) {
	const { request, destination } = planned;
	const entries = await readEntries(client, planned);
	const source = destination.route?.source;
	if (entries === "not-governed" || source === void 0) return "not-governed";
	const from = formatRepository(request.from.repository);
	return entries.filter(({ predicate }) => isNameOf(source, predicate.source.environment) && predicate.source.uri === from);
}
function hasCheck(known, check) {
	const [id, result] = ["id", "result"].map((key) => stringProperty(check, key));
	const same = known.filter((each) => stringProperty(each, "id") === id).map((each) => stringProperty(each, "result"));
	return same.length > 0 && (result === "bypassed" || !same.includes("bypassed"));
}
function provesAsMuch({ approvals: recorded = [], checks: known = [], route }, { destination }, approvals = []) {
	const isRecorded = ({ login, environments }) => recorded.some((each) => each.state === "approved" && each.login === login && environments.every((name) => each.environments.includes(name)));
	return approvals.every((approval) => approval.state !== "approved" || isRecorded(approval)) && (destination.gates?.checks ?? []).every((check) => hasCheck(known, check)) && (route?.kind !== "hotfix" || destination.route?.route.kind === "hotfix");
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
		return source.tags.every((tag) => predicate.source.tags.includes(tag)) && hasTags && (!isSigned || signature !== void 0) && provesAsMuch(predicate, planned, approvals);
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
// src/promotion/expired-hotfix.ts
var expired_hotfix_exports = /* @__PURE__ */ __exportAll({ warnOfExpired: () => warnOfExpired });
async function warnOfExpired(client, planned) {
	const { request, destination } = planned;
	const { policy, run } = request;
	const taken = destination.route?.route;
	if (policy === void 0 || taken?.kind !== "hotfix" || destination.tags.tags.some(({ action }) => action === "move")) return;
	const { pipeline } = policy;
	if (!pipeline.hotfixRoutes.some(({ name, expires }) => name === taken.name && expires !== void 0)) return void 0;
	const entries = await readEntries(client, planned);
	if (entries === "not-governed") return void 0;
	const last = entries.find((each) => hotfixTaken(each, pipeline)?.name === taken.name);
	const debt = last && findDebt(last, {
		pipeline,
		promotions: entries,
		now: run.now
	});
	if (last === void 0 || debt === void 0 || !isExpired(debt)) return void 0;
	const { name, from } = last.environment;
	return `In ${formatRepository(destination.repository)}, ${describeDebt(debt)}: another hotfix does not extend it, and "command: verify" still fails; promote it regularly to ${name}, from ${from.join(" or ")}`;
}
export { read_exports as $, openSigner as A, contradictRun as B, validRollbacks as C, findRunMeans as D, digestOfSettings as E, limitRejections as F, ATTESTATIONS as G, openVerifier as H, orderPromotions as I, declaredPredicate as J, RECORDS as K, validPromotions as L, findOwnSigstore as M, requestIdentityToken as N, findRunSigner as O, explainMissing as P, readStatement as Q, enteredAt as R, verifyName as S, noteRecord as T, verifier_exports as U, runOf as V, readPublicGood as W, readRecord as X, readAttestationManifest as Y, readRecords as Z, readApprovals as _, openPublishers as a, statementDigest as at, admit as b, describeNotes as c, toRunFacts as ct, reportRecord as d, nameSigner as et, reportRollback as f, resolve_routes_exports as g, resolveRoutes as h, publish_exports as i, payloadOf as it, SIGSTORE_AUDIENCE as j, hasSigstore as k, reportNotes as l, checkEndpoints as lt, requireGitHubEnvironment as m, existing_record_exports as n, decodeUnverifiedPredicate as nt, createAttestation as o, stored_record_exports as ot, findRoutes as p, attestationOf as q, verify_exports as r, decodeUnverifiedStatement as rt, NOTE_SIGNS as s, serverOf as st, expired_hotfix_exports as t, verifyRecord as tt, approversOf as u, checkServiceUrl as ut, evaluateUngoverned as v, starterOf as w, MAY_BE_OF_ONE as x, admission_exports as y, verify_promotion_exports as z };
