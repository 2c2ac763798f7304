import { i as __toESM, n as __exportAll, t as __commonJSMin } from "./rolldown-runtime.js";
import { $ as require_compare, $t as parseJsonText, An as parseRepository, Bn as tryParseDigest, Ct as findEnvironments, En as isReservedTag, F as readClaim, Fn as digestHex, Gn as once, Hn as safeText, I as readStatement, In as digestOf, Jn as PolicyError, Jt as hasProperty, Kt as FormatError, L as readStatementDocument, Lt as readWholeFile, N as IN_TOTO, On as isTag, P as encodeDigest, Pn as digestAlgorithm, Rt as readWithin, Tn as formatRepository, Vn as quote, Wn as getOrMake, Xt as objectProperty, Yn as RegistryError, Yt as isJsonObject, Zn as isSealiftError, Zt as optionalText, an as tryParse, bt as adviseWord, en as property, et as require_semver, g as PROMOTION, gn as isBlank, in as stringProperty, jn as parseTag, ln as formatBytes, nn as requireUniqueKeys, qn as InputError, qt as decodeJson, rn as stringMap, yn as DAY, zn as shortDigest } from "./start.js";
import { Cn as isAttestation, Cr as parseManifest, Dr as readBlob, En as rootGraph, Ft as listTags, It as listTagsAtOnce, P as BASE_LEDGER, St as readGraph, Ut as listGates, Xr as readBody, _r as getManifest, ei as matchesSigner, lt as openGitHubClient, mt as explainGitHubFailure, ni as PREDICATE_TYPE, oi as buildTaggedRecord, ri as PROMISED_BUNDLE, ti as matchesGlob, vr as headManifest, wn as isWhole, yn as childManifests } from "./common.js";
import { a as compilePattern, i as isOfType, n as isPlace, o as SEVERITIES, r as parseLicenceExpression, s as PEOPLE_DEFAULTS } from "./gates.js";
import { O as refuseFindings, l as Field, s as parseYaml, u as APPROVAL_DEFAULTS } from "./pipeline.js";
import { E as putBlobs, N as createLimit, T as listFromApi, b as joinReferrers, g as putManifest, j as collectNow, x as listFromFallback } from "./registry.js";
import { E as digestOfSettings, G as ATTESTATIONS, J as declaredPredicate, L as validPromotions, R as enteredAt, Y as readAttestationManifest, Z as readRecords, it as payloadOf, tt as verifyRecord } from "./records.js";
import { S as digitsOfShaTag } from "./tags.js";
import { createHash } from "node:crypto";
// src/policy/gates/words.ts
const MINUTE$1 = 6e4;
const HOUR = 60 * MINUTE$1;
const MAX_NAME = 100;
function foreign(name) {
	return safeText(name, MAX_NAME);
}
function formatAge(milliseconds) {
	const [count, unit] = milliseconds >= 1728e5 ? [milliseconds / DAY, "day"] : milliseconds >= 2 * HOUR ? [milliseconds / HOUR, "hour"] : [milliseconds / MINUTE$1, "minute"];
	const whole = Math.floor(count);
	return `${whole} ${unit}${whole === 1 ? "" : "s"} old`;
}
function formatLimit(milliseconds) {
	if (milliseconds > 864e5 && milliseconds % 864e5 === 0) return `${milliseconds / DAY}d`;
	if (milliseconds % HOUR === 0) return `${milliseconds / HOUR}h`;
	return `${Math.round(milliseconds / MINUTE$1)}m`;
}
function formatUtcDay(time) {
	return time.toISOString().slice(0, 10);
}
function listSome(words, most = 5) {
	return listFew(words, (word) => word, most);
}
function listFew(items, write, most = 5) {
	const shown = items.slice(0, most).map(write);
	const rest = items.length - shown.length;
	if (rest > 0) return `${shown.join(", ")} and ${rest} more`;
	return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
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
function isProven({ faults }) {
	return faults.some(({ verdict, isMissing }) => verdict === "fail" && isMissing !== true);
}
function notProven(faults) {
	return faults.map((fault) => fault.verdict === "fail" ? {
		...fault,
		isMissing: true
	} : fault);
}
function formatFault({ platform, reason, remedy }) {
	return `${platform === void 0 ? "" : `${safeText(platform, 60)}: `}${reason}${remedy === void 0 ? "" : `; ${remedy}`}`;
}
function formatFaults(faults) {
	return [...Map.groupBy(faults, (fault) => JSON.stringify([fault.verdict, formatFault({
		...fault,
		platform: void 0
	})])).values()].flatMap((same) => {
		const [first] = same;
		if (first === void 0) return [];
		const platforms = [...new Set(same.flatMap(({ platform }) => platform === void 0 ? [] : [safeText(platform, 60)]))];
		const text = formatFault({
			...first,
			platform: void 0
		});
		return [{
			verdict: first.verdict,
			text: platforms.length === 0 ? text : `${listSome(platforms)}: ${text}`
		}];
	});
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
// src/admission/refusal.ts
const MAX_LINES = 200;
function isRefusal({ verdict }) {
	return verdict === "fail" || verdict === "error";
}
function describe$2(results) {
	const refusing = results.filter(isRefusal);
	const width = Math.max(...refusing.map(({ gate }) => gate.length));
	const lines = refusing.flatMap((result) => formatFaults(result.faults).filter(({ verdict }) => verdict === "fail" || verdict === "error").map(({ verdict, text }) => `${verdict === "fail" ? "✗" : "?"} ${result.gate.padEnd(width)}  ${text}`));
	const others = results.filter((result) => !isRefusal(result)).map(({ gate, verdict, notes }) => {
		const words = [...verdict === "pass" ? [] : [verdict], ...notes.slice(0, 1)];
		return words.length === 0 ? gate : `${gate} (${words.join(", ")})`;
	});
	return others.length === 0 ? lines : [...lines, `✓ ${others.join(", ")}`];
}
function count(results) {
	const { length } = results.filter(isRefusal);
	return length === 1 ? "a gate says no" : `${length} gates say no`;
}
function promoting(what, environment) {
	return `promote ${what} to ${environment}`;
}
function refusalOf(environment, images, act = promoting) {
	const refused = images.filter(({ results }) => results.some(isRefusal));
	const [first] = refused;
	if (first === void 0) return void 0;
	const groups = Map.groupBy(refused, ({ results }) => describe$2(results).join("\n"));
	const name = foreign(environment);
	if (images.length === 1) return new PolicyError(`Cannot ${act(foreign(first.name), name)}: ${count(first.results)}.`, { lines: describe$2(first.results) });
	const blocks = [...groups.values()].flatMap((alike) => [`${listSome(alike.map((each) => foreign(each.name)))}: ${count(alike[0]?.results ?? [])}.`, ...describe$2(alike[0]?.results ?? []).map((line) => `  ${line}`)]);
	const rest = blocks.length - MAX_LINES;
	return new PolicyError(`Cannot ${act(`${refused.length} of ${images.length} images`, name)}: gates say no.`, { lines: [...blocks.slice(0, MAX_LINES), ...rest > 0 ? [`and ${rest} more lines; the output "checks" has all of them`] : []] });
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
const SHORT_TEXT = 10;
const MANY_KEYS = 1e3;
const COST = {
	shortText: 2,
	keyOfMany: 3,
	digits: 8
};
const HASHED = 64;
const [BASIS, PRIME] = [2166136261, 16777619];
function addToHash(hash, byte) {
	return Math.imul(hash ^ (byte ?? 0), PRIME);
}
const PROTOTYPE = new TextEncoder().encode("__proto__").reduce(addToHash, BASIS);
function isSpace(byte) {
	return byte === 32 || byte === 10 || byte === 13 || byte === 9;
}
var TextReader = class {
	#bytes;
	#hash = BASIS;
	#hashed = 0;
	hasEscape = false;
	constructor(bytes) {
		this.#bytes = bytes;
	}
	findEnd(start) {
		const bytes = this.#bytes;
		const most = Math.min(bytes.length, start + HASHED);
		let at = start;
		this.hasEscape = false;
		this.#hash = BASIS;
		for (; at < most && bytes[at] !== QUOTE; at++) {
			if (bytes[at] === BACKSLASH) {
				this.hasEscape = true;
				at++;
			}
			this.#hash = addToHash(this.#hash, bytes[at]);
		}
		this.#hashed = at;
		return at < most ? at : this.#findQuote(at);
	}
	#findQuote(start) {
		const bytes = this.#bytes;
		for (let from = start; from < bytes.length;) {
			const quote = bytes.indexOf(QUOTE, from);
			if (quote < 0) break;
			let first = quote;
			while (first > from && bytes[first - 1] === BACKSLASH) first--;
			if ((quote - first) % 2 === 0) return quote;
			from = quote + 1;
		}
		return bytes.length;
	}
	hashTo(end) {
		for (let at = this.#hashed; at < end; at++) {
			if (this.#bytes[at] === BACKSLASH) {
				this.hasEscape = true;
				at++;
			}
			this.#hash = addToHash(this.#hash, this.#bytes[at]);
		}
		return this.#hash;
	}
};
function scanJson(bytes, limits) {
	const texts = new TextReader(bytes);
	const numbers = /* @__PURE__ */ new Map();
	const seen = [];
	const objects = [0];
	const keyCounts = [0];
	let [values, digits, depth, deepest, serial] = [
		1,
		0,
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
			keyCounts[depth] = 0;
		} else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth = Math.max(0, depth - 1);
		else if (byte === QUOTE) {
			const start = at + 1;
			at = texts.findEnd(start);
			let next = at + 1;
			while (isSpace(bytes[next])) next++;
			if (bytes[next] === COLON) {
				const hash = texts.hashTo(at);
				const known = numbers.get(hash);
				const key = known ?? numbers.size;
				if (known === void 0) numbers.set(hash, key);
				if (numbers.size > limits.keys) break;
				seen[depth] ??= new Int32Array(limits.keys + 1);
				const last = seen[depth];
				if (texts.hasEscape || hash === PROTOTYPE || last?.[key] === objects[depth]) isSuspicious = true;
				if (last !== void 0) last[key] = objects[depth] ?? 0;
				const count = (keyCounts[depth] ?? 0) + 1;
				keyCounts[depth] = count;
				if (count > MANY_KEYS) values += COST.keyOfMany - 1;
			} else if (at - start <= SHORT_TEXT) values += COST.shortText - 1;
			at = next - 1;
		} else if (byte !== COLON && !isSpace(byte) && ++digits % COST.digits === 0) values++;
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
const LIMITS$1 = {
	values: 125e4,
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
function parseEvidence(bytes, isLast = false) {
	if (bytes.byteLength > 33554432) {
		const size = (bytes.byteLength / 1024 / 1024).toFixed(0);
		throw new FormatError(`it has ${size} MiB and may have 32`, "attach one without descriptions");
	}
	const { values, depth, keys, isSuspicious } = scanJson(bytes, LIMITS$1);
	if (values > LIMITS$1.values) throw new FormatError("it has more than 1,250,000 values, where short texts and long numbers count as several");
	if (depth > LIMITS$1.depth) throw new FormatError("it is nested more than 100 levels deep");
	if (keys > LIMITS$1.keys) throw new FormatError("it has more than 20,000 different keys");
	const text = decodeJson(bytes);
	if (isLast) giveBack(bytes);
	const document = parseJsonText(text);
	if (!isSuspicious) return document;
	requireUniqueKeys(text);
	if (hasPrototypeKey(document)) throw new FormatError("it has the key \"__proto__\"");
	return document;
}
function giveBack({ buffer, byteOffset }) {
	if (byteOffset === 0 && buffer instanceof ArrayBuffer) buffer.transfer(0);
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
const LACKING = "the registry lacks it";
function cureFor(reason, cure) {
	return reason === "the registry lacks it" ? `try again; if it stays away, ${cure}` : cure;
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
// src/evidence/run.ts
const AT_ONCE = 8;
const MAX_RUN = 134217728;
const OF_AN_IMAGE = /^(?:config|scan) /;
function forgetImages(known) {
	for (const key of known.keys()) if (OF_AN_IMAGE.test(key)) known.delete(key);
}
function createEvidenceRun(known = /* @__PURE__ */ new Map()) {
	const limit = createLimit(AT_ONCE);
	const waiting = [];
	let free = MAX_EVIDENCE;
	let left = MAX_RUN;
	function letIn() {
		for (let [next] = waiting; next !== void 0 && next.bytes <= free; [next] = waiting) {
			waiting.shift();
			free -= next.bytes;
			next.begin();
		}
	}
	return {
		async ask(request) {
			const permit = await limit.acquire();
			try {
				return await request();
			} finally {
				permit.release("answered");
			}
		},
		once: (key, fetch) => getOrMake(known, key, fetch),
		async hold(bytes, work) {
			await new Promise((begin) => {
				waiting.push({
					bytes,
					begin
				});
				letIn();
			});
			try {
				return await work();
			} finally {
				free += bytes;
				letIn();
			}
		},
		spend(bytes) {
			requireSmall(bytes);
			if (bytes > left) throw new FormatError("with it there are more than 128 MiB of evidence in one run");
			left -= bytes;
		}
	};
}
function requireSmall(bytes) {
	if (bytes <= 33554432) return;
	const size = Math.ceil(bytes / 1024 / 1024);
	throw new FormatError(`it has ${size} MiB and may have 32`, "attach one without descriptions");
}
function explainFailure(error) {
	if (error instanceof FormatError) return error.message;
	if (isSealiftError(error)) return error.words?.reason ?? error.message;
	throw error;
}
async function readingOf(fetch) {
	try {
		return await fetch();
	} catch (error) {
		return {
			kind: "unreadable",
			reason: explainFailure(error)
		};
	}
}
// src/admission/checks.ts
const MAX_CHECKS = 65536;
const MEASURES = [
	{
		summary: 2e3,
		items: 200
	},
	{
		summary: 1e3,
		items: 60
	},
	{
		summary: 500,
		items: 20
	},
	{
		summary: 200,
		items: 5
	},
	{
		summary: 100,
		items: 0
	}
];
function summarise({ faults, notes }, most) {
	const text = [...formatFaults(faults).map((fault) => fault.text), ...notes].join(". ");
	return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
function encodeReference({ digest, uri, mediaType, predicateType, signer, time }) {
	return {
		digest: encodeDigest(digest),
		uri,
		mediaType,
		predicateType,
		signer,
		time: time?.toISOString()
	};
}
function encodeCheck(image, { result, settings }, { summary, items }) {
	const { gate, verdict, mode, evidence, waivers } = result;
	const left = Math.max(evidence.length - items, 0) + Math.max(waivers.length - items, 0);
	return {
		id: gate,
		result: verdict,
		mode,
		summary: summarise(result, summary),
		platforms: Object.fromEntries([...platformVerdicts(image, result)].slice(0, Math.max(items, 20))),
		evidence: evidence.slice(0, items).map(encodeReference),
		waived: waivers.slice(0, items).map((each) => ({
			...each,
			digest: encodeDigest(each.digest)
		})),
		settings: encodeDigest(settings),
		leftOut: left === 0 ? void 0 : left
	};
}
function encodeChecks(image, judged) {
	let checks = [];
	for (const measure of MEASURES) {
		checks = judged.map((each) => encodeCheck(image, each, measure));
		if (Buffer.byteLength(JSON.stringify(checks)) <= MAX_CHECKS) break;
	}
	return checks;
}
// src/attestation/verify/cosign-envelope.ts
const DSSE_ENVELOPE = "application/vnd.dsse.envelope.v1+json";
const CERTIFICATE = "dev.sigstore.cosign/certificate";
const LOG_ENTRY = "dev.sigstore.cosign/bundle";
const MAX_ANNOTATION = 65536;
function readAnnotation(annotations, name) {
	const text = annotations.get(name);
	if (text === void 0 || text === "") return void 0;
	if (text.length > MAX_ANNOTATION) throw new FormatError(`its annotation "${name}" is of unusual length`);
	return text;
}
function certificateOf(pem) {
	const body = /-----BEGIN CERTIFICATE-----([A-Za-z0-9+/=\s]+)-----END CERTIFICATE-----/.exec(pem)?.[1];
	if (body === void 0) throw new FormatError("its certificate is none");
	return body.replace(/\s+/g, "");
}
function entryOf(text) {
	const bundle = parseJsonText(text);
	const payload = objectProperty(bundle, "Payload") ?? {};
	const promise = stringProperty(bundle, "SignedEntryTimestamp");
	const [body, log] = [stringProperty(payload, "body"), stringProperty(payload, "logID")];
	const [index, time] = [property(payload, "logIndex"), property(payload, "integratedTime")];
	if (promise === void 0 || body === void 0 || log === void 0 || !/^[0-9a-f]{64}$/.test(log)) throw new FormatError("its log entry is incomplete");
	if (!Number.isSafeInteger(index) || !Number.isSafeInteger(time)) throw new FormatError("its log entry is incomplete");
	const entry = parseJsonText(Buffer.from(body, "base64").toString());
	if (!isJsonObject(entry)) throw new FormatError("its log entry is incomplete");
	return {
		logIndex: String(index),
		logId: { keyId: Buffer.from(log, "hex").toString("base64") },
		kindVersion: {
			kind: stringProperty(entry, "kind") ?? "",
			version: stringProperty(entry, "apiVersion") ?? ""
		},
		integratedTime: String(time),
		inclusionPromise: { signedEntryTimestamp: promise },
		canonicalizedBody: body
	};
}
function bundleOfEnvelope(envelope, annotations) {
	const certificate = readAnnotation(annotations, CERTIFICATE);
	const logged = readAnnotation(annotations, LOG_ENTRY);
	const material = {
		...certificate === void 0 ? { publicKey: { hint: "" } } : { x509CertificateChain: { certificates: [{ rawBytes: certificateOf(certificate) }] } },
		...logged === void 0 ? {} : { tlogEntries: [entryOf(logged)] }
	};
	const head = `{"mediaType":"${PROMISED_BUNDLE}","verificationMaterial":${JSON.stringify(material)},"dsseEnvelope":`;
	return Buffer.concat([
		Buffer.from(head),
		envelope,
		Buffer.from("}")
	]);
}
// src/evidence/cosign-attestations.ts
const PREDICATE = "predicateType";
function tagOf(subject) {
	return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject)}.att`);
}
function namesIn(run, { client, repository }) {
	return run.once(`tags ${formatRepository(repository)}`, async () => {
		try {
			return await run.ask(() => listTagsAtOnce(client, repository));
		} catch (error) {
			if (error instanceof RegistryError) return void 0;
			throw error;
		}
	});
}
async function listCosignAttestations(run, place, subject) {
	const { client, repository } = place;
	const tag = tagOf(subject);
	if ((await namesIn(run, place))?.has(tag) === false) return [];
	const stored = await run.ask(() => getManifest(client, repository, tag));
	const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
	if (manifest?.kind !== "manifest") return [];
	return manifest.layers.filter(({ mediaType }) => mediaType === DSSE_ENVELOPE).map((layer) => ({
		layer,
		announced: layer.annotations.get(PREDICATE)
	}));
}
// src/evidence/formats/findings.ts
const UNBOUND = {
	config: void 0,
	diffIds: void 0,
	manifests: []
};
const MAX_FINDINGS = 5e4;
const MOST_OTHERS = 50;
var FindingList = class {
	#found = /* @__PURE__ */ new Map();
	#count = 0;
	add(finding) {
		if (++this.#count > MAX_FINDINGS) throw new FormatError("it has more than 50,000 findings");
		const key = `${finding.id}\0${finding.package}\0${finding.version}`;
		const known = this.#found.get(key);
		if (known === void 0) {
			this.#found.set(key, complete(finding));
			return;
		}
		const draft = "first" in known ? known : begin(known);
		if (draft !== known) this.#found.set(key, draft);
		join(draft, finding);
	}
	finish() {
		return [...this.#found.values()].map((found) => "first" in found ? finishDraft(found) : found);
	}
};
function complete(finding) {
	return {
		id: finding.id,
		package: finding.package,
		version: finding.version,
		purl: finding.purl,
		aliases: distinct(finding.aliases, 30),
		ratings: distinct(finding.ratings, MOST_OTHERS),
		isFixable: finding.isFixable,
		fixedIn: distinct(finding.fixedIn, MOST_OTHERS),
		published: finding.published,
		fixed: finding.fixed,
		layers: distinct(finding.layers, MOST_OTHERS),
		paths: distinct(finding.paths, MOST_OTHERS),
		isKnownExploited: finding.isKnownExploited ?? false,
		epss: finding.epss,
		suppressedBy: finding.suppressedBy
	};
}
function distinct(items = [], most) {
	return items.length < 2 ? items : [...new Set(items)].slice(0, most);
}
function begin(first) {
	return {
		first,
		aliases: new Set(first.aliases),
		ratings: new Set(first.ratings),
		fixedIn: new Set(first.fixedIn),
		layers: new Set(first.layers),
		paths: new Set(first.paths),
		isFixable: first.isFixable,
		published: first.published,
		fixed: first.fixed,
		isKnownExploited: first.isKnownExploited,
		epss: first.epss,
		suppressedBy: first.suppressedBy
	};
}
function join(draft, finding) {
	keep(draft.aliases, finding.aliases, 30);
	keep(draft.ratings, finding.ratings, MOST_OTHERS);
	keep(draft.fixedIn, finding.fixedIn, MOST_OTHERS);
	keep(draft.layers, finding.layers, MOST_OTHERS);
	keep(draft.paths, finding.paths, MOST_OTHERS);
	draft.isFixable ||= finding.isFixable;
	draft.isKnownExploited ||= finding.isKnownExploited ?? false;
	draft.published = earlier(draft.published, finding.published);
	draft.fixed = earlier(draft.fixed, finding.fixed);
	if (finding.epss !== void 0) draft.epss = Math.max(draft.epss ?? 0, finding.epss);
	if (finding.suppressedBy === void 0) draft.suppressedBy = void 0;
}
function finishDraft({ first, ...draft }) {
	return {
		...first,
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
	};
}
function keep(kept, more, most) {
	for (const item of more ?? []) {
		if (kept.size >= most) return;
		kept.add(item);
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
// src/evidence/formats/licences.ts
const MAX_PACKAGES = 1e5;
function requireFewPackages(count) {
	if (count > MAX_PACKAGES) throw new FormatError("it has more than 100,000 packages");
}
// src/evidence/formats/severity.ts
const WORDS$1 = /* @__PURE__ */ new Map([
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
	return /^\d{1,2}(?:\.\d{1,4})?$/.test(word) ? severityOfScore(Number(word)) : WORDS$1.get(word) ?? "unknown";
}
function worstSeverity(ratings, unknown) {
	const rated = new Set(ratings.map((rating) => rating === "unknown" ? unknown : rating));
	return SEVERITIES.find((severity) => rated.has(severity)) ?? unknown;
}
// src/evidence/formats/cyclonedx.ts
function isCycloneDx(document) {
	return stringProperty(document, "bomFormat") === "CycloneDX";
}
function requireCycloneDx(document) {
	if (!isCycloneDx(document)) throw new FormatError("it is not CycloneDX");
	const version = stringProperty(document, "specVersion") ?? "";
	if (!/^1\.\d{1,2}$/.test(version)) throw new FormatError("it is of a version of CycloneDX that is not known here");
	return version;
}
function listComponents(document) {
	const open = [...present(objectProperty(objectProperty(document, "metadata") ?? {}, "component")), ...objectList(document, "components")];
	for (let at = 0; at < open.length; at++) {
		requireFewPackages(open.length);
		for (const each of objectList(open[at] ?? {}, "components")) open.push(each);
	}
	return open;
}
const CLEARED = /* @__PURE__ */ new Set([
	"resolved",
	"resolved_with_pedigree",
	"false_positive",
	"not_affected"
]);
const SIGNALS = {
	epss: "FIRST",
	exploited: "CISA KEV Catalog"
};
function readRatings(vulnerability) {
	const ratings = [];
	let isKnownExploited = false;
	let epss;
	for (const rating of objectList(vulnerability, "ratings")) {
		const source = optionalText(objectProperty(rating, "source") ?? {}, "name");
		const score = property(rating, "score");
		if (source === SIGNALS.epss && typeof score === "number") epss = Math.max(epss ?? 0, score);
		else if (source === SIGNALS.exploited) isKnownExploited = true;
		else ratings.push(parseSeverity(optionalText(rating, "severity") ?? score));
	}
	return {
		ratings: ratings.length === 0 ? ["unknown"] : [...new Set(ratings)],
		isKnownExploited,
		epss
	};
}
const TELL_FIXES = /* @__PURE__ */ new Set(["grype", "trivy"]);
function toolNames(document) {
	const tools = property(objectProperty(document, "metadata") ?? {}, "tools");
	const list = isJsonObject(tools) ? property(tools, "components") : tools;
	return Array.isArray(list) ? list.filter(isJsonObject).map((tool) => stringProperty(tool, "name") ?? "") : [];
}
function componentKey(reference) {
	return reference.startsWith("urn:cdx:") ? decodeReference(reference.slice(reference.indexOf("#") + 1)) : reference;
}
function decodeReference(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
function readBinding(document) {
	const component = objectProperty(objectProperty(document, "metadata") ?? {}, "component") ?? {};
	const properties = objectList(component, "properties");
	const valuesOf = (name) => properties.filter((each) => stringProperty(each, "name") === name).flatMap((each) => present(optionalText(each, "value")));
	const [config] = digestList(valuesOf("aquasecurity:trivy:ImageID"), "ImageID");
	const diffIds = digestList(valuesOf("aquasecurity:trivy:DiffID"), "DiffID");
	return {
		config,
		diffIds: diffIds.length === 0 ? void 0 : diffIds,
		manifests: present(digestOfPurl(component))
	};
}
function digestOfPurl(component) {
	const purl = optionalText(component, "purl") ?? "";
	const text = /^pkg:oci\/[^@?#]{1,500}@([^?#]{1,200})/.exec(purl)?.[1];
	return text === void 0 ? void 0 : tryParseDigest(decodeReference(text));
}
function parseCycloneDx(document) {
	requireCycloneDx(document);
	const components = new Map(listComponents(document).map((each) => [stringProperty(each, "bom-ref") ?? "", each]));
	const isSilenceTold = toolNames(document).some((name) => TELL_FIXES.has(name.toLowerCase()));
	const list = new FindingList();
	for (const vulnerability of objectList(document, "vulnerabilities")) {
		const id = requiredText(vulnerability, "id", "a vulnerability");
		const state = optionalText(objectProperty(vulnerability, "analysis") ?? {}, "state");
		const recommendation = optionalText(vulnerability, "recommendation");
		const affects = objectList(vulnerability, "affects");
		const common = {
			id,
			aliases: distinct(objectList(vulnerability, "references").flatMap((each) => present(optionalText(each, "id"))), 30),
			published: timeProperty(vulnerability, "published"),
			...readRatings(vulnerability),
			...state !== void 0 && CLEARED.has(state) ? { suppressedBy: `the analysis ${state} in the report` } : {}
		};
		for (const affected of affects.length === 0 ? [{}] : affects) {
			const component = components.get(componentKey(stringProperty(affected, "ref") ?? ""));
			const fixes = objectList(affected, "versions").filter((each) => stringProperty(each, "status") === "unaffected");
			list.add({
				...common,
				package: (component && optionalText(component, "name")) ?? stringProperty(affected, "ref") ?? "",
				version: (component && optionalText(component, "version")) ?? "",
				purl: component && optionalText(component, "purl"),
				isFixable: recommendation !== void 0 || fixes.length > 0 || !isSilenceTold,
				fixedIn: fixes.flatMap((each) => present(optionalText(each, "version") ?? optionalText(each, "range")))
			});
		}
	}
	const findings = list.finish();
	return {
		format: "CycloneDX",
		findings,
		times: present(timeProperty(objectProperty(document, "metadata") ?? {}, "timestamp")),
		databaseTime: void 0,
		binding: readBinding(document),
		isScanned: hasProperty(document, "vulnerabilities"),
		endOfLife: void 0,
		tellsKnownExploited: findings.some((each) => each.isKnownExploited || each.epss !== void 0),
		tellsEpss: findings.some((each) => each.epss !== void 0)
	};
}
function readLicences(component) {
	const expressions = [];
	const names = [];
	for (const choice of objectList(component, "licenses")) {
		const licence = objectProperty(choice, "license") ?? {};
		const expression = optionalText(choice, "expression") ?? optionalText(licence, "id");
		if (expression !== void 0) expressions.push(expression);
		else names.push(optionalText(licence, "name") ?? "");
	}
	return {
		expressions,
		names
	};
}
function parseCycloneDxLicences(document) {
	const version = requireCycloneDx(document);
	const main = objectProperty(objectProperty(document, "metadata") ?? {}, "component");
	const packages = listComponents(document).filter((each) => each !== main && stringProperty(each, "type") !== "file").filter((each) => stringProperty(each, "type") !== "operating-system").map((each) => ({
		name: requiredText(each, "name", "a component"),
		version: stringProperty(each, "version") ?? "",
		purl: optionalText(each, "purl"),
		...readLicences(each)
	}));
	return {
		format: `CycloneDX ${version}`,
		packages
	};
}
// src/evidence/formats/grype.ts
function isGrype(document) {
	const descriptor = objectProperty(document, "descriptor");
	return descriptor !== void 0 && stringProperty(descriptor, "name") === "grype";
}
function parseDay$1(text) {
	const time = text === void 0 ? NaN : Date.parse(/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? text : "");
	return Number.isNaN(time) || text?.startsWith("0001-") ? void 0 : new Date(time);
}
function earliestFix(fix) {
	return objectList(fix, "available").map((each) => parseDay$1(optionalText(each, "date"))).reduce(earlier, void 0);
}
function highestScore(vulnerability) {
	return objectList(vulnerability, "epss").map((each) => property(each, "epss")).filter((score) => typeof score === "number").reduce((highest, score) => Math.max(highest ?? score, score), void 0);
}
function readMatch(match) {
	const vulnerability = objectProperty(match, "vulnerability");
	const artifact = objectProperty(match, "artifact");
	if (vulnerability === void 0 || artifact === void 0) throw new FormatError("it has a match without its parts");
	const fix = objectProperty(vulnerability, "fix") ?? {};
	const fixedIn = textList(fix, "versions");
	const locations = objectList(artifact, "locations");
	return {
		id: requiredText(vulnerability, "id", "a match"),
		aliases: objectList(match, "relatedVulnerabilities").flatMap((each) => present(optionalText(each, "id"))),
		package: requiredText(artifact, "name", "a match"),
		version: stringProperty(artifact, "version") ?? "",
		purl: optionalText(artifact, "purl"),
		ratings: [parseSeverity(property(vulnerability, "severity"))],
		isFixable: fixedIn.length > 0 || stringProperty(fix, "state") === "fixed",
		fixedIn,
		fixed: earliestFix(fix),
		layers: locations.flatMap((each) => present(optionalText(each, "layerID"))),
		paths: locations.flatMap((each) => present(optionalText(each, "path"))),
		isKnownExploited: objectList(vulnerability, "knownExploited").length > 0,
		epss: highestScore(vulnerability)
	};
}
function explainRules(match) {
	const reason = objectList(match, "appliedIgnoreRules").map((rule) => optionalText(rule, "reason")).find((each) => each !== void 0);
	return `an ignore rule of Grype${reason === void 0 ? "" : ` (${reason})`}`;
}
function alertTypes(document) {
	const alerts = objectList(document, "alertsByPackage").flatMap((each) => objectList(each, "alerts"));
	return new Set(alerts.map((alert) => stringProperty(alert, "type") ?? ""));
}
function endOfLife(alerts, distro) {
	if (!alerts.has("distro-eol")) return void 0;
	return `${optionalText(distro, "name") ?? "the operating system"} ${stringProperty(distro, "version") ?? ""}`.trim();
}
function databaseTime(descriptor) {
	const database = objectProperty(descriptor, "db") ?? {};
	return timeProperty(objectProperty(database, "status") ?? {}, "built") ?? timeProperty(database, "built");
}
function parseGrype(document) {
	const source = objectProperty(document, "source") ?? {};
	const type = stringProperty(source, "type") ?? "";
	const target = objectProperty(source, "target");
	if (type !== "image" || target === void 0) throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
	const descriptor = objectProperty(document, "descriptor") ?? {};
	const distro = objectProperty(document, "distro") ?? {};
	const list = new FindingList();
	const matches = objectList(document, "matches");
	for (const match of matches) list.add(readMatch(match));
	for (const match of objectList(document, "ignoredMatches")) list.add({
		...readMatch(match),
		suppressedBy: explainRules(match)
	});
	const alerts = alertTypes(document);
	const findings = list.finish();
	const tells = (key) => findings.some((each) => Boolean(each[key]));
	const diffIds = objectList(target, "layers").map((layer) => requiredText(layer, "digest", "a layer"));
	const hasSignals = findings.length === 0 || tells("epss") || tells("isKnownExploited");
	return {
		format: "Grype JSON",
		findings,
		times: present(timeProperty(descriptor, "timestamp")),
		databaseTime: databaseTime(descriptor),
		binding: {
			config: digestProperty(target, "imageID"),
			diffIds: diffIds.length === 0 ? void 0 : digestList(diffIds, "layers"),
			manifests: []
		},
		isScanned: !alerts.has("distro-unknown") && !alerts.has("distro-disabled") && (matches.length > 0 || optionalText(distro, "name") !== void 0),
		endOfLife: endOfLife(alerts, distro),
		tellsKnownExploited: hasSignals,
		tellsEpss: findings.length === 0 || tells("epss")
	};
}
// src/evidence/formats/sarif.ts
function isSarif(document) {
	return Array.isArray(property(document, "runs")) && property(document, "version") !== void 0;
}
const OTHER_KINDS = /* @__PURE__ */ new Set([
	"misconfiguration",
	"secret",
	"license"
]);
function readLines(text) {
	const pairs = text.slice(0, 2e3).split("\n").slice(0, 10).flatMap((line) => {
		const at = line.indexOf(":");
		return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
	});
	return new Map(pairs.reverse());
}
function textOf(object, key) {
	const holder = objectProperty(object, key);
	return (holder && stringProperty(holder, "text")) ?? "";
}
function readRule(rule) {
	const help = textOf(rule, "help");
	const properties = objectProperty(rule, "properties") ?? {};
	const tags = textList(properties, "tags");
	const word = tags.find((tag) => parseSeverity(tag) !== "unknown");
	return {
		vulnerability: /^Vulnerability ([^\s]{1,200})\n/.exec(help)?.[1],
		isOtherKind: tags.some((tag) => OTHER_KINDS.has(tag)),
		help: readLines(help),
		severity: parseSeverity(word ?? property(properties, "security-severity"))
	};
}
function isSuppressed(result) {
	return objectList(result, "suppressions").length > 0;
}
function readResult(result, rule) {
	const ruleId = requiredText(result, "ruleId", "a result");
	if (rule?.isOtherKind) return void 0;
	const message = readLines(textOf(result, "message"));
	const line = (name) => message.get(name) ?? rule?.help.get(name);
	const fixedIn = line("Fixed Version") ?? line("Fix Version");
	const word = line("Severity");
	const severity = word === void 0 ? rule?.severity : parseSeverity(word);
	return {
		id: rule?.vulnerability ?? ruleId,
		package: line("Package") ?? "",
		version: line("Installed Version") ?? line("Version") ?? "",
		ratings: [rule === void 0 ? "unknown" : severity ?? "unknown"],
		isFixable: fixedIn !== "",
		fixedIn: present(fixedIn || void 0),
		...isSuppressed(result) ? { suppressedBy: "a suppression in the report" } : {}
	};
}
function ruleOf(result, rules, byId) {
	const id = stringProperty(result, "ruleId") ?? "";
	const placed = rules[Number(property(result, "ruleIndex"))];
	return placed !== void 0 && stringProperty(placed, "id") === id ? placed : byId.get(id);
}
function parseSarif(document) {
	if (stringProperty(document, "version") !== "2.1.0") throw new FormatError("it is of a version of SARIF that is not known here: only 2.1.0 is");
	const list = new FindingList();
	const runs = objectList(document, "runs");
	const read = /* @__PURE__ */ new Map();
	for (const run of runs) {
		const tool = objectProperty(run, "tool") ?? {};
		const rules = objectList(objectProperty(tool, "driver") ?? {}, "rules");
		const byId = new Map(rules.map((rule) => [stringProperty(rule, "id") ?? "", rule]));
		for (const result of objectList(run, "results")) {
			const rule = ruleOf(result, rules, byId);
			const finding = readResult(result, rule && getOrMake(read, rule, () => readRule(rule)));
			if (finding !== void 0) list.add(finding);
		}
	}
	const configs = runs.flatMap((run) => present(digestProperty(objectProperty(run, "properties") ?? {}, "imageID")));
	if (new Set(configs).size > 1) throw new FormatError("it is about several images");
	return {
		format: "SARIF",
		findings: list.finish(),
		times: [],
		databaseTime: void 0,
		binding: {
			config: configs[0],
			diffIds: void 0,
			manifests: []
		},
		isScanned: runs.some((run) => optionalText(objectProperty(objectProperty(run, "tool") ?? {}, "driver") ?? {}, "name")),
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/trivy.ts
const PACKAGE_CLASSES = /* @__PURE__ */ new Set(["os-pkgs", "lang-pkgs"]);
function isTrivy(document) {
	return property(document, "SchemaVersion") !== void 0 && property(document, "ArtifactType") !== void 0;
}
function readFinding(finding, target) {
	const layer = objectProperty(finding, "Layer");
	const fixedIn = optionalText(finding, "FixedVersion");
	const path = optionalText(finding, "PkgPath") ?? target;
	const diffId = layer && optionalText(layer, "DiffID");
	const identifier = objectProperty(finding, "PkgIdentifier");
	return {
		id: requiredText(finding, "VulnerabilityID", "a finding"),
		aliases: textList(finding, "VendorIDs"),
		package: requiredText(finding, "PkgName", "a finding"),
		version: stringProperty(finding, "InstalledVersion") ?? "",
		purl: identifier && optionalText(identifier, "PURL"),
		ratings: [parseSeverity(property(finding, "Severity"))],
		isFixable: fixedIn !== void 0 || stringProperty(finding, "Status") === "fixed",
		fixedIn: present(fixedIn),
		published: timeProperty(finding, "PublishedDate"),
		layers: present(diffId),
		paths: present(path)
	};
}
function addModified(list, result, target) {
	for (const modified of objectList(result, "ExperimentalModifiedFindings")) {
		const finding = objectProperty(modified, "Finding");
		if (stringProperty(modified, "Type") !== "vulnerability" || finding === void 0) continue;
		const source = optionalText(modified, "Source") ?? "Trivy";
		list.add({
			...readFinding(finding, target),
			suppressedBy: source
		});
	}
}
function parseTrivy(document) {
	if (property(document, "SchemaVersion") !== 2) throw new FormatError("it is of a version of Trivy's schema that is not known here: only version 2 is");
	const type = stringProperty(document, "ArtifactType") ?? "";
	if (type !== "container_image") throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
	const metadata = objectProperty(document, "Metadata") ?? {};
	const system = objectProperty(metadata, "OS") ?? {};
	const list = new FindingList();
	let isScanned = false;
	for (const result of objectList(document, "Results")) {
		const resultClass = stringProperty(result, "Class") ?? "";
		if (PACKAGE_CLASSES.has(resultClass)) isScanned = true;
		const target = resultClass === "lang-pkgs" ? optionalText(result, "Target") : void 0;
		for (const finding of objectList(result, "Vulnerabilities")) list.add(readFinding(finding, target));
		addModified(list, result, target);
	}
	const diffIds = textList(metadata, "DiffIDs");
	const name = [optionalText(system, "Family"), optionalText(system, "Name")].filter(Boolean).join(" ");
	return {
		format: "Trivy JSON",
		findings: list.finish(),
		times: present(timeProperty(document, "CreatedAt")),
		databaseTime: void 0,
		binding: {
			config: digestProperty(metadata, "ImageID"),
			diffIds: diffIds.length === 0 ? void 0 : digestList(diffIds, "DiffIDs"),
			manifests: []
		},
		isScanned,
		endOfLife: property(system, "EOSL") === true ? name || "the operating system" : void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/scan-attestations.ts
function scanTimes(predicate) {
	const metadata = objectProperty(predicate, "metadata") ?? {};
	return present(timeProperty(metadata, "scanStartedOn"), timeProperty(metadata, "scanFinishedOn"));
}
function parseCosignVuln(predicate) {
	const scanner = objectProperty(predicate, "scanner");
	const result = scanner && objectProperty(scanner, "result");
	if (result === void 0) throw new FormatError("it has no scanner.result");
	if (!isTrivy(result) && !isGrype(result)) throw new FormatError("its scanner.result is neither the JSON of Trivy nor that of Grype");
	const report = isTrivy(result) ? parseTrivy(result) : parseGrype(result);
	const database = (scanner && objectProperty(scanner, "db")) ?? {};
	return {
		...report,
		format: `${report.format} in cosign's attestation`,
		times: [...report.times, ...scanTimes(predicate)],
		databaseTime: earlier(report.databaseTime, timeProperty(database, "lastUpdate"))
	};
}
function parseInTotoVulns(predicate) {
	const scanner = objectProperty(predicate, "scanner");
	if (scanner === void 0) throw new FormatError("it has no scanner");
	const list = new FindingList();
	for (const finding of objectList(scanner, "result")) {
		const ratings = objectList(finding, "severity").map((each) => parseSeverity(property(each, "score")));
		list.add({
			id: requiredText(finding, "id", "a finding"),
			package: "",
			version: "",
			ratings: ratings.length === 0 ? ["unknown"] : ratings,
			isFixable: true
		});
	}
	const database = objectProperty(scanner, "db") ?? {};
	return {
		format: "in-toto vulns",
		findings: list.finish(),
		times: scanTimes(predicate),
		databaseTime: timeProperty(database, "lastUpdate"),
		binding: UNBOUND,
		isScanned: property(scanner, "result") !== void 0 && optionalText(scanner, "uri") !== void 0,
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/spdx.ts
function isSpdx2(document) {
	return stringProperty(document, "spdxVersion") !== void 0;
}
function isSpdx(document) {
	return isSpdx2(document) || (stringProperty(document, "@context") ?? "").startsWith("https://spdx.org/rdf/3.");
}
const NO_ASSERTION = "NOASSERTION";
function chosen(...sources) {
	return sources.find((texts) => texts?.some((text) => text !== NO_ASSERTION)) ?? [];
}
function purlOf(item) {
	const reference = objectList(item, "externalRefs").find((each) => stringProperty(each, "referenceType") === "purl");
	return reference && optionalText(reference, "referenceLocator");
}
const IMAGE_PURPOSES = /* @__PURE__ */ new Set([
	"CONTAINER",
	"OPERATING-SYSTEM",
	"OPERATING_SYSTEM"
]);
function parseSpdx2(document) {
	const version = stringProperty(document, "spdxVersion") ?? "";
	if (!/^SPDX-2\.[23]$/.test(version)) throw new FormatError("it is of a version of SPDX that is not known here");
	const items = objectList(document, "packages");
	requireFewPackages(items.length);
	const packages = items.filter((each) => !IMAGE_PURPOSES.has(stringProperty(each, "primaryPackagePurpose") ?? "")).map((each) => ({
		name: requiredText(each, "name", "a package"),
		version: stringProperty(each, "versionInfo") ?? "",
		purl: purlOf(each),
		expressions: chosen(present(optionalText(each, "licenseConcluded")), present(optionalText(each, "licenseDeclared"))),
		names: []
	}));
	return {
		format: `SPDX ${version.slice(5)}`,
		packages
	};
}
const MOST_TARGETS = 500;
function expressionsOf(graph) {
	const texts = /* @__PURE__ */ new Map();
	for (const element of graph) {
		const expression = optionalText(element, "simplelicensing_licenseExpression");
		const id = stringProperty(element, "spdxId");
		if (expression !== void 0 && id !== void 0) texts.set(id, expression);
	}
	return texts;
}
function licencesOf(graph, kind, texts) {
	const found = /* @__PURE__ */ new Map();
	for (const element of graph) {
		if (stringProperty(element, "relationshipType") !== kind) continue;
		const from = stringProperty(element, "from") ?? "";
		const known = found.get(from) ?? [];
		const targets = textList(element, "to");
		if (known.length + targets.length > MOST_TARGETS) throw new FormatError("it has a package with more than 500 licences");
		if (targets.length > 0) found.set(from, [...known, ...targets.map((id) => texts.get(id) ?? wellKnown(id))]);
	}
	return found;
}
function wellKnown(id) {
	if (/NoAssertionLicense$/.test(id)) return NO_ASSERTION;
	if (/NoneLicense$/.test(id)) return "NONE";
	return id.startsWith("https://spdx.org/licenses/") ? id.slice(26) : id.slice(0, 200);
}
function parseSpdx3(document) {
	const graph = objectList(document, "@graph");
	requireFewPackages(graph.length / 10);
	const texts = expressionsOf(graph);
	const concluded = licencesOf(graph, "hasConcludedLicense", texts);
	const declared = licencesOf(graph, "hasDeclaredLicense", texts);
	const packages = graph.filter((each) => stringProperty(each, "type") === "software_Package").filter((each) => stringProperty(each, "software_primaryPurpose") !== "container").map((each) => {
		const id = stringProperty(each, "spdxId") ?? "";
		return {
			name: requiredText(each, "name", "a package"),
			version: stringProperty(each, "software_packageVersion") ?? "",
			purl: optionalText(each, "software_packageUrl"),
			expressions: chosen(concluded.get(id), declared.get(id)),
			names: []
		};
	});
	requireFewPackages(packages.length);
	return {
		format: "SPDX 3",
		packages
	};
}
function parseSpdxLicences(document) {
	if (isSpdx2(document)) return parseSpdx2(document);
	if (!isSpdx(document) || property(document, "@graph") === void 0) throw new FormatError("it is not SPDX");
	return parseSpdx3(document);
}
// src/evidence/formats/detect.ts
const BY_TYPE = [
	[/^(?:https:\/\/)?cosign\.sigstore\.dev\/attestation\/vuln\/v1$/, parseCosignVuln],
	[/^https:\/\/in-toto\.io\/attestation\/vulns\/v0\.2$/, parseInTotoVulns],
	[/^https:\/\/cyclonedx\.org\/(?:bom|vex)(?:\/v?1\.\d+)?$/, parseCycloneDx]
];
const BY_CONTENT = [
	[isTrivy, parseTrivy],
	[isGrype, parseGrype],
	[isSarif, parseSarif],
	[isCycloneDx, parseCycloneDx]
];
function isScanType(predicateType) {
	return BY_TYPE.some(([type]) => type.test(predicateType)) || /sarif/i.test(predicateType);
}
function parseVulnerabilityReport(document, predicateType) {
	const parse = (predicateType === void 0 ? void 0 : BY_TYPE.find(([type]) => type.test(predicateType))?.[1]) ?? BY_CONTENT.find(([is]) => is(document))?.[1];
	if (parse === void 0) throw new FormatError("it is not a report of a known format: Trivy JSON, Grype JSON, SARIF or CycloneDX");
	return parse(document);
}
function parseLicences(document) {
	if (isSpdx(document)) return parseSpdxLicences(document);
	if (isCycloneDx(document)) return parseCycloneDxLicences(document);
	throw new FormatError("it is neither SPDX nor CycloneDX");
}
// src/evidence/formats/openvex.ts
const STATUSES = /* @__PURE__ */ new Set([
	"not_affected",
	"affected",
	"fixed",
	"under_investigation"
]);
function isStatus(text) {
	return STATUSES.has(text);
}
const MAX_STATEMENTS = 2e4;
const MAX_PRODUCTS = 1e5;
const MAX_PAIRS = 3e5;
const HASHES = {
	"sha-256": "sha256",
	"sha-512": "sha512"
};
function digestsOf(component) {
	const named = namesOf(component).map(digestInName);
	const hashes = objectProperty(component, "hashes");
	if (hashes === void 0) return present(...named);
	const hashed = Object.entries(HASHES).map(([name, algorithm]) => {
		const hex = stringProperty(hashes, name) ?? "";
		return tryParseDigest(`${algorithm}:${hex.toLowerCase()}`);
	});
	return present(...named, ...hashed);
}
function namesOf(component) {
	const identifiers = objectProperty(component, "identifiers") ?? {};
	return present(optionalText(component, "@id"), optionalText(identifiers, "purl"));
}
function digestInName(name) {
	const text = /@(sha(?:256|512)(?::|%3A)[0-9a-f]{64,128})(?:[?#]|$)/i.exec(name.slice(0, 2e3))?.[1];
	return text === void 0 ? void 0 : tryParseDigest(text.replace(/%3A/i, ":"));
}
function readProduct(product) {
	const parts = objectList(product, "subcomponents");
	const packages = parts.flatMap((part) => namesOf(part));
	if (parts.length > 0 && packages.length === 0) throw new FormatError("it has a subcomponent without @id");
	return {
		digests: digestsOf(product),
		packages
	};
}
function readVulnerability(statement) {
	const vulnerability = property(statement, "vulnerability");
	if (typeof vulnerability === "string" && vulnerability !== "") return [vulnerability];
	const named = objectProperty(statement, "vulnerability");
	if (named === void 0) throw new FormatError("it has a statement without a vulnerability");
	return [requiredText(named, "name", "a vulnerability"), ...textList(named, "aliases").slice(0, 100)];
}
function parseOpenVex(document) {
	const context = stringProperty(document, "@context") ?? "";
	if (!/^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/.test(context)) throw new FormatError("it is not OpenVEX");
	const statements = objectList(document, "statements");
	if (statements.length > MAX_STATEMENTS) throw new FormatError("it has more than 20,000 statements");
	const documentTime = timeProperty(document, "last_updated") ?? timeProperty(document, "timestamp");
	let [pairs, count] = [0, 0];
	return statements.map((statement) => {
		const status = stringProperty(statement, "status") ?? "";
		if (!isStatus(status)) throw new FormatError(`it has a statement of the unknown status ${quote(status, 40)}`);
		const time = timeProperty(statement, "timestamp") ?? documentTime;
		if (time === void 0) throw new FormatError("it does not say when it was made");
		const ids = readVulnerability(statement);
		const listed = objectList(statement, "products");
		count += listed.length;
		if (count > MAX_PRODUCTS) throw new FormatError("it has more than 100,000 products");
		const products = listed.map(readProduct);
		pairs += ids.length * products.reduce((sum, { packages }) => sum + packages.length, 1);
		if (pairs > MAX_PAIRS) throw new FormatError("it has more than 300,000 pairs of a vulnerability and a package");
		return {
			ids,
			products: products.length === 0 ? void 0 : products,
			status,
			justification: optionalText(statement, "justification"),
			hasImpactStatement: optionalText(statement, "impact_statement") !== void 0,
			time
		};
	});
}
// src/evidence/formats/provenance.ts
const PROVENANCE_TYPES = ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"];
const MAX_MATERIALS = 1e4;
function readMaterials(parent, key) {
	const list = objectList(parent, key);
	if (list.length > MAX_MATERIALS) throw new FormatError("it has more than 10,000 materials");
	return list.map((each) => ({
		uri: stringProperty(each, "uri") ?? "",
		digest: stringMap(property(each, "digest"))
	}));
}
const MAX_ARGUMENTS = 1e6;
function readArguments(request) {
	const all = stringMap(request && property(request, "args"));
	const prefix = "build-arg:";
	const own = [...all].filter(([key]) => key.startsWith(prefix));
	if (own.reduce((sum, [key, value]) => sum + key.length + value.length, 0) > MAX_ARGUMENTS) throw new FormatError("it has more than 1,000,000 characters of build arguments");
	return new Map(own.map(([key, value]) => [key.slice(10), value]));
}
function readGitUri(uri) {
	const [, repository, ref] = /^(?:git\+)?(https?:\/\/[^@#\s]{1,500})(?:[@#](\S{1,500}))?$/.exec(uri ?? "") ?? [];
	return {
		repository: repository?.replace(/\.git$/, ""),
		ref
	};
}
function readVcs(metadata) {
	const vcs = (metadata && objectProperty(metadata, "vcs")) ?? {};
	const { repository, ref } = readGitUri(optionalText(vcs, "source"));
	return {
		repository,
		ref,
		revision: optionalText(vcs, "revision")
	};
}
function joinSources(...sources) {
	const first = (key) => sources.map((each) => each[key]).find(Boolean);
	return {
		repository: first("repository"),
		ref: first("ref"),
		revision: first("revision")
	};
}
function commitOf(material) {
	return material?.digest.get("gitCommit") ?? material?.digest.get("sha1");
}
function parseV1(predicate, definition) {
	const external = objectProperty(definition, "externalParameters") ?? {};
	const workflow = objectProperty(external, "workflow") ?? {};
	const details = objectProperty(predicate, "runDetails") ?? {};
	const metadata = objectProperty(details, "metadata") ?? {};
	const materials = readMaterials(definition, "resolvedDependencies");
	const git = materials.find((each) => each.uri.startsWith("git+"));
	const builder = objectProperty(details, "builder");
	if (builder === void 0) throw new FormatError("it does not say who built it");
	const source = joinSources({
		repository: optionalText(workflow, "repository"),
		ref: optionalText(workflow, "ref"),
		revision: void 0
	}, {
		...readGitUri(git?.uri),
		revision: commitOf(git)
	}, readVcs(objectProperty(metadata, "buildkit_metadata")));
	return {
		version: "v1",
		buildType: stringProperty(definition, "buildType") ?? "",
		builderId: stringProperty(builder, "id") ?? "",
		invocationId: optionalText(metadata, "invocationId") ?? optionalText(metadata, "invocationID"),
		...source,
		finished: timeProperty(metadata, "finishedOn"),
		buildArguments: readArguments(objectProperty(external, "request")),
		materials
	};
}
function parseV02(predicate) {
	const invocation = objectProperty(predicate, "invocation") ?? {};
	const configSource = objectProperty(invocation, "configSource") ?? {};
	const metadata = objectProperty(predicate, "metadata") ?? {};
	const builder = objectProperty(predicate, "builder");
	if (builder === void 0) throw new FormatError("it does not say who built it");
	const configured = {
		uri: stringProperty(configSource, "uri") ?? "",
		digest: stringMap(property(configSource, "digest"))
	};
	const source = joinSources({
		...readGitUri(configured.uri),
		revision: commitOf(configured)
	}, readVcs(objectProperty(metadata, "https://mobyproject.org/buildkit@v1#metadata")));
	return {
		version: "v0.2",
		buildType: stringProperty(predicate, "buildType") ?? "",
		builderId: stringProperty(builder, "id") ?? "",
		invocationId: present(optionalText(metadata, "buildInvocationID"), optionalText(metadata, "buildInvocationId"))[0],
		...source,
		finished: timeProperty(metadata, "buildFinishedOn"),
		buildArguments: readArguments(objectProperty(invocation, "parameters")),
		materials: readMaterials(predicate, "materials")
	};
}
function parseProvenance(predicate) {
	const definition = objectProperty(predicate, "buildDefinition");
	return definition === void 0 ? parseV02(predicate) : parseV1(predicate, definition);
}
// src/evidence/formats/test-result.ts
const MAX_TESTS = 1e5;
function parseTestResult(predicate) {
	const result = stringProperty(predicate, "result");
	if (result !== "PASSED" && result !== "WARNED" && result !== "FAILED") throw new FormatError("its result is neither PASSED, WARNED nor FAILED");
	objectList(predicate, "configuration");
	const [passed, warned, failed] = [
		textList(predicate, "passedTests"),
		textList(predicate, "warnedTests"),
		textList(predicate, "failedTests")
	];
	if (passed.length + warned.length + failed.length > MAX_TESTS) throw new FormatError("it has more than 100,000 tests");
	if (result === "PASSED" && failed.length > 0) throw new FormatError("it contradicts itself: its result is PASSED, and it has failed tests");
	return {
		result,
		passed,
		warned,
		failed,
		url: optionalText(predicate, "url")
	};
}
// src/evidence/statement.ts
const LARGE = 4194304;
const BUNDLE_LIMITS = {
	values: 2e4,
	depth: 50,
	keys: 1e3
};
function describeProof({ by, signedAt }, signers) {
	const common = {
		kind: "signed",
		signers: [...signers].flatMap(([name, trusted]) => {
			return trusted.some((each) => by.kind === "key" ? each.kind === "key" && each.pem === by.pem : matchesSigner(by.claims, each)) ? [name] : [];
		}),
		time: signedAt
	};
	if (by.kind === "key") return {
		...common,
		identity: `the key ${by.name}`
	};
	const { identity, sourceRepository: repository, sourceRef: ref } = by.claims;
	return {
		...common,
		identity,
		repository,
		ref
	};
}
function openBundle(stored, { signers, verify }) {
	const { form, bytes = /* @__PURE__ */ new Uint8Array() } = stored;
	const scan = scanJson(bytes, BUNDLE_LIMITS);
	if (scan.values > BUNDLE_LIMITS.values || scan.depth > BUNDLE_LIMITS.depth || scan.keys > BUNDLE_LIMITS.keys) throw new FormatError("it is no Sigstore bundle");
	const verdict = verify(bytes, [...signers.values()].flat(), form === "promised" ? "promised" : "bundle");
	const proof = verdict.kind === "signed" ? verdict.signature : verdict.stranger;
	if (proof !== void 0) return {
		signature: describeProof(proof, signers),
		payload: () => proof.payload
	};
	return {
		signature: {
			kind: "invalid",
			reason: verdict.kind === "rejected" ? verdict.reason : ""
		},
		payload: () => payloadOf({
			form: "bundle",
			bytes
		})
	};
}
function openBare({ bytes = /* @__PURE__ */ new Uint8Array() }) {
	return {
		signature: { kind: "unsigned" },
		payload: () => bytes
	};
}
function parsePayload(stored, payload) {
	const isLarge = (stored.bytes?.byteLength ?? 0) > LARGE;
	stored.bytes = void 0;
	if (isLarge) collectNow();
	const document = parseEvidence(payload(), isLarge);
	if (isLarge) collectNow();
	return document;
}
function commitsOf(document) {
	const subjects = property(document, "subject");
	return (Array.isArray(subjects) ? subjects : []).flatMap((subject) => {
		const digest = isJsonObject(subject) ? objectProperty(subject, "digest") : void 0;
		return (digest && stringProperty(digest, "gitCommit")) ?? [];
	});
}
function isProvenance$1(predicateType) {
	return PROVENANCE_TYPES.some((type) => type === predicateType);
}
function readContent({ predicateType, predicate }, uses) {
	const wants = (use) => uses.includes(use);
	return {
		...wants("scans") && { report: readBy((document) => parseVulnerabilityReport(document, predicateType), predicate) },
		...wants("vex") && { vex: readBy(parseOpenVex, predicate) },
		...wants("boms") && { licences: readBy(parseLicences, predicate) },
		...wants("test-results") && { result: readBy(parseTestResult, predicate) },
		...isProvenance$1(predicateType) && { provenance: readBy(parseProvenance, predicate) }
	};
}
function unreadableContent(reason) {
	const unreadable = {
		kind: "unreadable",
		reason
	};
	return {
		report: unreadable,
		vex: unreadable,
		licences: unreadable,
		provenance: unreadable,
		result: unreadable
	};
}
function unreadableStatement({ reference, subject, announced }, signature, reason) {
	const predicateType = announced ?? "";
	return {
		reference: {
			...reference,
			predicateType
		},
		subjects: [subject],
		commits: [],
		predicateType,
		signature,
		content: unreadableContent(reason)
	};
}
function readFoundStatement(stored, query) {
	let signature = {
		kind: "invalid",
		reason: "it cannot be read"
	};
	try {
		const opened = stored.form === "statement" ? openBare(stored) : openBundle(stored, query);
		({signature} = opened);
		const document = parsePayload(stored, opened.payload);
		const statement = readStatementDocument(document);
		const { predicateType, subjects } = statement;
		const uses = query.usesOf(predicateType);
		if (uses.length === 0) return void 0;
		const isStrange = signature.kind === "invalid" || signature.kind === "signed" && signature.signers.length === 0;
		const signed = signature.kind === "signed" ? {
			signer: signature.identity,
			time: signature.time
		} : {};
		return {
			reference: {
				...stored.reference,
				predicateType,
				...signed
			},
			subjects: subjects.flatMap(({ digest }) => digest),
			commits: commitsOf(document),
			predicateType,
			signature,
			content: isStrange ? unreadableContent("nobody whom the file names signed it") : readContent(statement, uses)
		};
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		if (signature.kind === "invalid") signature = {
			...signature,
			reason: error.message
		};
		return unreadableStatement(stored, signature, error.message);
	}
}
// src/evidence/attested.ts
const MAX_CANDIDATES = 200;
async function list(run, { client, repository }, subject, { usesOf }) {
	const [fromApi, fromFallback] = await Promise.all([run.ask(() => listFromApi(client, repository, subject, ATTESTATIONS)), run.ask(() => listFromFallback(client, repository, subject))]);
	return joinReferrers(fromApi ?? [], fromFallback.filter(ATTESTATIONS.keep ?? (() => true))).filter((descriptor) => {
		const announced = declaredPredicate(descriptor);
		return announced === void 0 || usesOf(announced).length > 0;
	}).map((descriptor) => ({
		subject,
		descriptor
	}));
}
async function listOfTag(run, place, subject) {
	return (await listCosignAttestations(run, place, subject)).map((each) => ({
		...each,
		digest: each.layer.digest,
		form: "envelope",
		subject
	}));
}
function requireFew$1(count, { repository }, image) {
	if (count <= MAX_CANDIDATES) return;
	throw new RegistryError({
		what: `read the statements about ${formatRepository(repository)}@${image}`,
		reason: `there are ${count} of them, and no more than ${MAX_CANDIDATES} are read`,
		remedy: "remove those that nobody needs",
		code: "too-large"
	});
}
async function read$1(run, { client, repository }, { digest, layer, form, announced, subject }, query) {
	const known = {
		subject,
		announced,
		reference: {
			digest,
			uri: `${formatRepository(repository)}@${digest}`,
			mediaType: layer.mediaType
		}
	};
	const unread = (reason) => unreadableStatement(known, {
		kind: "invalid",
		reason
	}, reason);
	try {
		run.spend(layer.size);
		return await run.hold(layer.size, async () => {
			const read = () => run.ask(() => readBlob(client, repository, {
				...layer,
				limit: layer.size
			}));
			const bytes = await read();
			if (bytes === void 0) return unread(LACKING);
			const stored = form === "envelope" ? {
				...known,
				form: "promised",
				bytes: bundleOfEnvelope(bytes, layer.annotations)
			} : {
				...known,
				form,
				bytes
			};
			if (layer.size > 4194304) collectNow();
			return readFoundStatement(stored, {
				...query,
				verify: await query.openVerifier()
			});
		});
	} catch (error) {
		return unread(explainFailure(error));
	}
}
async function locateAttached(run, image, subjects, query) {
	const { client, repository, graph } = image;
	const listed = (await Promise.all(subjects.map((subject) => list(run, image, subject, query)))).flat();
	requireFew$1(listed.length, image, graph.root);
	return Promise.all(listed.map(async ({ subject, descriptor }) => {
		const found = await run.ask(() => readAttestationManifest(client, {
			repository,
			subject
		}, descriptor.digest));
		return found && {
			...found,
			announced: found.announced ?? declaredPredicate(descriptor),
			subject
		};
	}));
}
async function readAttested(run, image, platforms, query) {
	const { graph } = image;
	const subjects = [.../* @__PURE__ */ new Set([graph.root, ...platforms])];
	const [attached, ofTags] = await Promise.all([locateAttached(run, image, subjects, query), Promise.all(subjects.map((subject) => listOfTag(run, image, subject)))]);
	const located = [...attached, ...ofTags.flat()];
	requireFew$1(located.length, image, graph.root);
	const needed = located.filter((each) => each !== void 0).filter(({ announced }) => announced === void 0 || query.usesOf(announced).length > 0);
	const distinct = new Map(needed.map((each) => [`${each.subject} ${each.layer.digest}`, each]));
	return (await Promise.all([...distinct.values()].map((each) => read$1(run, image, each, query)))).filter((each) => each !== void 0);
}
async function readInline(run, image, query) {
	const { nodes } = image.graph;
	const entries = [...nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).filter(isAttestation);
	const needed = [...new Map(entries.map((each) => [each.digest, each])).values()].flatMap((entry) => {
		const manifest = nodes.get(entry.digest)?.manifest;
		if (manifest?.kind !== "manifest") return [];
		const platform = tryParseDigest(entry.annotations.get("vnd.docker.reference.digest") ?? "");
		return manifest.layers.filter(({ mediaType }) => mediaType === IN_TOTO).map((layer) => ({
			layer,
			platform,
			digest: entry.digest,
			announced: layer.annotations.get(PREDICATE_TYPE)
		}));
	}).filter(({ announced }) => announced === void 0 || query.usesOf(announced).length > 0);
	requireFew$1(needed.length, image, image.graph.root);
	return (await Promise.all(needed.map(async ({ platform, ...each }) => {
		return {
			platform,
			statement: await read$1(run, image, {
				...each,
				form: "statement",
				subject: platform ?? image.graph.root
			}, query)
		};
	}))).flatMap(({ platform, statement }) => statement === void 0 ? [] : [{
		platform,
		statement
	}]);
}
// src/evidence/formats/base-version.ts
function chainIds(diffIds) {
	let chain = "";
	return diffIds.map((diffId) => {
		chain = chain === "" ? diffId : `sha256:${createHash("sha256").update(`${chain} ${diffId}`).digest("hex")}`;
		return chain;
	});
}
// node_modules/semver/functions/rcompare.js
var require_rcompare = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const rcompare = (a, b, loose) => compare(b, a, loose);
	module.exports = rcompare;
}));
// node_modules/semver/functions/parse.js
var require_parse = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
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
var require_valid = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const parse = require_parse();
	const valid = (version, options) => {
		const v = parse(version, options);
		return v ? v.version : null;
	};
	module.exports = valid;
}));
// src/evidence/formats/config-blob.ts
var import_rcompare = /* @__PURE__ */ __toESM(require_rcompare(), 1);
var import_valid = /* @__PURE__ */ __toESM(require_valid(), 1);
const MAX_CONFIG = 4194304;
function parseConfigBlob(bytes) {
	if (bytes.byteLength > 4194304) return {
		kind: "unreadable",
		reason: "it has more than 4 MiB"
	};
	return readBy(parseEvidence, bytes);
}
// src/evidence/configs.ts
function readPlatformConfig(run, { client, repository }, config) {
	return run.once(`config ${config.digest}`, () => readingOf(async () => {
		if (config.size > 4194304) return {
			kind: "unreadable",
			reason: "it has more than 4 MiB"
		};
		const bytes = await run.ask(() => readBlob(client, repository, {
			...config,
			limit: MAX_CONFIG
		}));
		return bytes === void 0 ? {
			kind: "unreadable",
			reason: LACKING
		} : parseConfigBlob(bytes);
	}));
}
// src/evidence/read-platforms.ts
function parse({ bytes, mediaType }) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
function platformOf(config) {
	return [
		"os",
		"architecture",
		"variant"
	].map((key) => stringProperty(config, key) ?? "").filter((part) => part !== "").join("/");
}
async function readOne(run, place, { manifest, digest, platform }) {
	const config = await readPlatformConfig(run, place, manifest.config);
	if (config.kind !== "read") throw new FormatError(`a config of ${formatRepository(place.repository)}@${digest} cannot be read: ${config.reason}`);
	return {
		platform: platform ?? platformOf(config.value),
		descriptor: { digest },
		manifest,
		config: config.value
	};
}
async function readPlatforms(run, place, { stored, keep, isImage = () => true }) {
	const name = formatRepository(place.repository);
	const root = parse(stored);
	if (root?.kind === "manifest") {
		if (!isImage({ manifest: root })) return [];
		return [await readOne(run, place, {
			manifest: root,
			digest: stored.digest,
			platform: void 0
		})];
	}
	if (root?.kind !== "index") return [];
	const children = childManifests(root).filter((child) => child.platform !== "unknown/unknown" && keep(child));
	return (await Promise.all(children.map(async ({ digest, platform }) => {
		const manifest = await run.once(`manifest ${name}@${digest}`, async () => {
			const found = await run.ask(() => getManifest(place.client, place.repository, digest));
			return found && parse(found);
		});
		if (manifest?.kind !== "manifest") throw new FormatError(`${name}@${stored.digest} lacks its ${platform ?? digest}`);
		return isImage({ manifest }) ? readOne(run, place, {
			manifest,
			digest,
			platform
		}) : void 0;
	}))).filter((each) => each !== void 0);
}
const NO_TIMES = new Set([0, 1e3].concat(Date.UTC(1980, 0, 1), Date.UTC(1980, 0, 1, 0, 0, 1)));
const DAILY_NUMBER = /^[0-9]{8}[_.-][0-9]+$/;
function createdOf(config) {
	const time = timeProperty(config, "created");
	return time === void 0 || NO_TIMES.has(time.getTime()) ? void 0 : time;
}
function isFixed(tag) {
	return (0, import_valid.default)(tag) !== null || DAILY_NUMBER.test(tag) || digitsOfShaTag(tag) !== void 0;
}
function sortTags(tags) {
	const versions = tags.filter((tag) => (0, import_valid.default)(tag) !== null).toSorted(import_rcompare.default);
	const others = tags.filter((tag) => (0, import_valid.default)(tag) === null).toSorted((left, right) => left < right ? 1 : -1);
	return [...versions, ...others];
}
function readVersion(run, place, repository, { version, stored }) {
	const { digest } = stored;
	return run.once(`base ${repository}@${digest} ${version}`, async () => {
		const keep = (child) => !isAttestation(child) && child.platform !== void 0;
		const platforms = (await readPlatforms(run, place, {
			stored,
			keep
		})).flatMap(({ platform, config }) => {
			const chainId = chainIds(textList(objectProperty(config, "rootfs") ?? {}, "diff_ids")).at(-1);
			return chainId === void 0 ? [] : [{
				platform,
				chainId,
				created: createdOf(config)
			}];
		});
		return {
			version,
			digest,
			isThere: true,
			isSigned: false,
			platforms
		};
	});
}
function toBaseVersions({ name, versions }) {
	return versions.flatMap(({ platforms, ...version }) => platforms.map((platform) => ({
		repository: name,
		...version,
		...platform
	})));
}
async function resolveTags(run, { client, repository }, tags, hasLedger) {
	return (await Promise.all(tags.map(async (tag) => {
		if (hasLedger && !isFixed(tag)) {
			const digest = await run.ask(() => headManifest(client, repository, tag));
			return digest && {
				tag,
				digest,
				stored: void 0
			};
		}
		const stored = await run.ask(() => getManifest(client, repository, tag));
		return stored && {
			tag,
			digest: stored.digest,
			stored
		};
	}))).filter((each) => each !== void 0);
}
async function readNew(run, place, name, resolved) {
	const byDigest = [...Map.groupBy(resolved, ({ digest }) => digest).values()];
	return (await Promise.all(byDigest.map(async (all) => {
		const [first] = all;
		if (first === void 0) return void 0;
		const stored = all.find((each) => each.stored !== void 0)?.stored ?? await run.ask(() => getManifest(place.client, place.repository, first.digest));
		return stored && readVersion(run, place, name, {
			version: first.tag,
			stored
		});
	}))).filter((each) => each !== void 0);
}
function lookAgain(run, { client, repository }, versions, tagged) {
	return Promise.all(versions.map(async (version) => {
		const { digest, isThere } = version;
		if (tagged.has(digest)) return {
			...version,
			isThere: true
		};
		if (!isThere) return version;
		return {
			...version,
			isThere: await run.ask(() => headManifest(client, repository, digest)) !== void 0
		};
	}));
}
function listBases(run, open, name, { known, limit = 200 } = {}) {
	return run.once(`bases ${name} ${limit} ${known === void 0}`, async () => {
		const place = await open(name);
		const all = await run.ask(() => listTags(place.client, place.repository));
		const names = new Set(all);
		const tags = sortTags([...all].filter((tag) => !isReservedTag(tag)));
		if (tags.length === 0 && known === void 0) throw new FormatError(`${name} has no tags`);
		const kept = [...known?.tags ?? []].filter(([tag]) => names.has(tag));
		const keptNames = new Set(kept.map(([tag]) => tag));
		const unknown = tags.filter((tag) => !keptNames.has(tag));
		const chosen = unknown.slice(0, limit);
		const resolved = await resolveTags(run, place, chosen, known !== void 0);
		const older = known?.versions ?? [];
		const olderDigests = new Set(older.map(({ digest }) => digest));
		const tagged = /* @__PURE__ */ new Set([...kept.map(([, digest]) => digest), ...resolved.map(({ digest }) => digest)]);
		const [added, again] = await Promise.all([readNew(run, place, name, resolved.filter(({ digest }) => !olderDigests.has(digest))), lookAgain(run, place, older, tagged)]);
		const fixed = resolved.filter(({ tag }) => isFixed(tag)).map(({ tag, digest }) => [tag, digest]);
		return {
			name,
			isWhole: chosen.length === unknown.length,
			tags: new Map([...kept, ...fixed]),
			versions: [...added, ...again]
		};
	});
}
// src/evidence/bases.ts
async function readHinted(run, { open }, hint, allow) {
	const digest = tryParseDigest(hint?.digest ?? "");
	const [name = "", tag] = (hint?.name ?? "").split("@")[0]?.split(/:(?=[^/]*$)/) ?? [];
	const repository = allow.find((each) => isNamed$1(each, name));
	if (digest === void 0 || repository === void 0) return [];
	return run.once(`hinted base ${repository}@${digest}`, async () => {
		const place = await open(repository);
		const { client } = place;
		const unnamed = shortDigest(digest);
		const [read, tagged] = await Promise.all([run.ask(() => getManifest(client, place.repository, digest)).then((stored) => stored && readVersion(run, place, repository, {
			version: unnamed,
			stored
		})), tag !== void 0 && isTag(tag) ? run.ask(() => headManifest(client, place.repository, tag)) : void 0]);
		if (read === void 0) return [];
		const version = tag !== void 0 && tagged === digest ? tag : unnamed;
		return toBaseVersions({
			name: repository,
			versions: [{
				...read,
				version
			}]
		});
	});
}
function isNamed$1(repository, name) {
	try {
		return formatRepository(parseRepository(name)) === repository;
	} catch (error) {
		if (isSealiftError(error)) return false;
		throw error;
	}
}
function isFound(platforms, bases) {
	return platforms.every(({ platform, diffIds }) => {
		const chains = new Set(chainIds(diffIds));
		return bases.some((base) => base.platform === platform && chains.has(base.chainId));
	});
}
async function withRecords(run, { open, promotedAt }, platforms, { bases, signed }) {
	if (signed.length === 0) return bases;
	const chains = new Set(platforms.flatMap(({ diffIds }) => chainIds(diffIds)));
	return Promise.all(bases.map(async (base) => {
		const { repository, digest, chainId } = base;
		if (!base.isThere || !signed.includes(repository) || !chains.has(chainId)) return base;
		const time = await run.once(`record of ${repository}@${digest}`, async () => promotedAt(await open(repository), digest));
		return time === void 0 ? base : {
			...base,
			isSigned: true,
			created: time
		};
	}));
}
function fromLedger({ isSigned, repositories }, names) {
	return repositories.filter(({ name }) => names.has(name)).flatMap(toBaseVersions).map((base) => isSigned ? base : {
		...base,
		isSigned: false
	});
}
async function readBases(run, access, image, query) {
	const ledger = await access.ledger();
	const known = new Map((ledger?.repositories ?? []).filter(({ isWhole }) => isWhole).map((each) => [each.name, each]));
	const names = new Set([...query.allow, ...query.deny].filter((name) => known.has(name)));
	const noted = ledger === void 0 ? [] : fromLedger(ledger, names);
	const listAllowed = async () => {
		const unknown = query.allow.filter((name) => !known.has(name));
		const hinted = await readHinted(run, access, query.countsNewer || unknown.length === 0 ? void 0 : await image.hint, unknown);
		if (hinted.length > 0 && isFound(await image.platforms, hinted)) return hinted;
		const isNoted = names.size > 0 && isFound(await image.platforms, noted);
		const asked = isNoted ? unknown : query.allow;
		const lists = await Promise.all(asked.map((name) => listBases(run, access.open, name, { known: isNoted ? void 0 : known.get(name) })));
		return [...hinted, ...lists.flatMap(toBaseVersions)];
	};
	let unknownDenied;
	const listDenied = async (name) => {
		try {
			const list = await listBases(run, access.open, name);
			if (!list.isWhole) unknownDenied ??= `${name} has more than 200 tags`;
			return toBaseVersions(list);
		} catch (error) {
			unknownDenied ??= `${name}: ${explainFailure(error)}`;
			return [];
		}
	};
	const denied = query.deny.filter((name) => !known.has(name));
	const [ofAllowed, ...ofDenied] = await Promise.all([listAllowed(), ...denied.map(listDenied)]);
	const isTrusted = ledger?.isSigned === true;
	const toKey = ({ repository, digest, platform }) => `${repository}@${digest} ${platform}`;
	const trusted = new Map(isTrusted ? noted.map((each) => [toKey(each), each]) : []);
	const rest = [...new Map([
		...isTrusted ? [] : noted,
		...ofAllowed,
		...ofDenied.flat()
	].map((each) => [toKey(each), each]))].filter(([key]) => !trusted.has(key)).map(([, each]) => each);
	const proven = await withRecords(run, access, await image.platforms, {
		bases: rest,
		signed: query.signed
	});
	return {
		bases: [...trusted.values(), ...proven],
		ledger: names.size > 0 ? ledger : void 0,
		unknownDenied
	};
}
// src/evidence/files.ts
async function readReportFiles(run, paths) {
	return Promise.all(paths.map((path) => run.once(`report ${path}`, async () => {
		let digest = digestOf("");
		const report = await readingOf(() => run.hold(MAX_EVIDENCE, async () => {
			const bytes = readFile(path);
			digest = digestOf(bytes);
			run.spend(bytes.byteLength);
			return readBy(parseVulnerabilityReport, parseEvidence(bytes));
		}));
		return {
			reference: {
				digest,
				uri: path,
				mediaType: "application/json"
			},
			report
		};
	})));
}
function readFile(path) {
	try {
		return readWholeFile(path, MAX_EVIDENCE);
	} catch (error) {
		throw new FormatError(error instanceof Error ? error.message : "it cannot be read");
	}
}
const MAX_RULES = 4194304;
function readRuleFile(run, root, path) {
	return run.once(`file ${path}`, () => readWithin(path, {
		root,
		most: MAX_RULES
	}));
}
// src/evidence/formats/known-exploited.ts
const MAX_IDS = 1e5;
function parseKnownExploited(document) {
	const entries = objectList(document, "vulnerabilities");
	if (entries.length === 0) throw new FormatError("it lists no vulnerabilities");
	if (entries.length > MAX_IDS) throw new FormatError("it lists more than 100,000 vulnerabilities");
	return new Set(entries.map((each) => requiredText(each, "cveID", "a vulnerability").toUpperCase()));
}
// src/evidence/formats/github-runs.ts
const STATUS_APP = "status:";
function text$1(object, key) {
	const value = stringProperty(object, key);
	if (value === void 0) throw new FormatError(`GitHub's answer has a run without ${key}`);
	return value;
}
function number(object, key) {
	const value = property(object, key);
	if (typeof value === "bigint") return Number(value);
	if (typeof value !== "number") throw new FormatError(`GitHub's answer has a run without ${key}`);
	return value;
}
function listIn(answer, key) {
	if (!isJsonObject(answer) || !Array.isArray(property(answer, key))) throw new FormatError(`GitHub's answer has no list of ${key}`);
	return objectList(answer, key);
}
function parseCheckRuns(answer) {
	return listIn(answer, "check_runs").map((run) => ({
		id: number(run, "id"),
		name: text$1(run, "name"),
		app: stringProperty(objectProperty(run, "app") ?? {}, "slug") ?? "",
		commit: text$1(run, "head_sha"),
		status: text$1(run, "status"),
		conclusion: stringProperty(run, "conclusion"),
		completed: timeProperty(run, "completed_at")
	}));
}
function parseStatuses(answer, commit) {
	return listIn({ statuses: answer }, "statuses").map((status) => {
		const state = text$1(status, "state");
		return {
			id: number(status, "id"),
			name: text$1(status, "context"),
			app: STATUS_APP + (stringProperty(objectProperty(status, "creator") ?? {}, "login") ?? ""),
			commit,
			status: state === "pending" ? "pending" : "completed",
			conclusion: state,
			completed: timeProperty(status, "updated_at") ?? timeProperty(status, "created_at")
		};
	});
}
function parseWorkflowRuns(answer, workflow) {
	return listIn(answer, "workflow_runs").map((run) => {
		const [own, head] = ["repository", "head_repository"].map((key) => property(objectProperty(run, key) ?? {}, "id"));
		return {
			id: number(run, "id"),
			workflow,
			attempt: number(run, "run_attempt"),
			commit: text$1(run, "head_sha"),
			event: text$1(run, "event"),
			branch: stringProperty(run, "head_branch"),
			status: text$1(run, "status"),
			conclusion: stringProperty(run, "conclusion"),
			completed: timeProperty(run, "updated_at"),
			isFork: head === void 0 || head !== own
		};
	});
}
// src/evidence/github-checks.ts
const MAX_PAGES = 10;
function askGitHub(run, { client }, { key, permission }, read) {
	if (client === void 0) return Promise.resolve({
		kind: "unreadable",
		reason: "there is no token; give the input \"github-token\""
	});
	return run.once(`github ${key}`, async () => {
		try {
			return {
				kind: "read",
				value: await run.ask(() => read(client))
			};
		} catch (error) {
			if (error instanceof FormatError) return {
				kind: "unreadable",
				reason: error.message
			};
			const { reason, remedy } = explainGitHubFailure(error, permission);
			return {
				kind: "unreadable",
				reason: `${reason}; ${remedy}`
			};
		}
	});
}
async function readPages(client, path, parse) {
	const items = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		const more = parse(await client.read(`${path}&per_page=100&page=${page}`));
		items.push(...more);
		if (more.length < 100) return items;
	}
	throw new FormatError(`GitHub lists more than 1000 runs`);
}
function isCommit(text) {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
const NO_COMMIT = {
	kind: "unreadable",
	reason: "the commit is not a whole SHA"
};
function joinReadings(readings) {
	const failed = readings.find((each) => each.kind !== "read");
	if (failed !== void 0) return failed;
	return {
		kind: "read",
		value: readings.flatMap((each) => each.kind === "read" ? each.value : [])
	};
}
async function readCheckRuns(run, access, commit, checks) {
	if (!isCommit(commit)) return NO_COMMIT;
	const names = new Set(checks.filter(({ app }) => !app.startsWith(STATUS_APP)).map(({ name }) => name));
	const wantsStatuses = checks.some(({ app }) => app.startsWith(STATUS_APP));
	return joinReadings(await Promise.all([...[...names].map((name) => askGitHub(run, access, {
		key: `checks ${commit} ${name}`,
		permission: "checks: read"
	}, (client) => {
		return readPages(client, `/commits/${commit}/check-runs?filter=latest&check_name=${encodeURIComponent(name.toWellFormed())}`, parseCheckRuns);
	})), ...wantsStatuses ? [askGitHub(run, access, {
		key: `statuses ${commit}`,
		permission: "statuses: read"
	}, (client) => readPages(client, `/commits/${commit}/statuses?`, (answer) => parseStatuses(answer, commit)))] : []]));
}
async function readWorkflowRuns(run, access, commit, workflow) {
	if (!isCommit(commit)) return NO_COMMIT;
	return askGitHub(run, access, {
		key: `workflow ${commit} ${workflow}`,
		permission: "actions: read"
	}, (client) => {
		return readPages(client, `/actions/workflows/${encodeURIComponent(workflow.toWellFormed())}/runs?head_sha=${commit}`, (answer) => parseWorkflowRuns(answer, workflow));
	});
}
// src/evidence/github-people.ts
function objects(answer) {
	if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
	throw new FormatError("GitHub's answer is not a list");
}
function object(answer) {
	if (isJsonObject(answer)) return answer;
	throw new FormatError("GitHub's answer is not an object");
}
function accountIn(parent, key) {
	const user = objectProperty(parent, key);
	const [id, login] = [user && property(user, "id"), user && stringProperty(user, "login")];
	const number = typeof id === "bigint" ? Number(id) : id;
	return typeof number === "number" && login !== void 0 ? {
		id: number,
		login
	} : void 0;
}
function allOf(accounts) {
	const known = accounts.filter((each) => each !== void 0);
	return known.length === accounts.length ? known : void 0;
}
function isRunId(text) {
	return text !== void 0 && /^[0-9]{1,20}$/.test(text);
}
function isPerson(approval) {
	const user = objectProperty(approval, "user") ?? {};
	return (stringProperty(user, "type") ?? "User") === "User";
}
function readRunApprovals(run, access, runId) {
	if (!isRunId(runId)) return Promise.resolve({
		kind: "unreadable",
		reason: "the run has no number"
	});
	return askGitHub(run, access, {
		key: `approvals ${runId}`,
		permission: "actions: read"
	}, async (client) => {
		return objects(await client.read(`/actions/runs/${runId}/approvals`)).filter((each) => stringProperty(each, "state") === "approved").flatMap((each) => {
			const by = accountIn(each, "user");
			return by === void 0 ? [] : [{
				by,
				isPerson: isPerson(each),
				comment: stringProperty(each, "comment") ?? ""
			}];
		});
	});
}
async function readActors(client, id) {
	const run = object(await client.read(`/actions/runs/${id}`));
	return allOf([accountIn(run, "actor"), accountIn(run, "triggering_actor")]);
}
async function readPulls(client, commit) {
	return objects(await client.read(`/commits/${commit}/pulls`)).filter((each) => typeof property(each, "merged_at") === "string");
}
async function readAuthors(client, commit) {
	const [answer, pulls] = await Promise.all([client.read(`/commits/${commit}`), readPulls(client, commit)]);
	const one = object(answer);
	return allOf([
		accountIn(one, "author"),
		accountIn(one, "committer"),
		...pulls.map((each) => accountIn(each, "user"))
	]);
}
async function readReviewers(client, commit) {
	const pulls = await readPulls(client, commit);
	return allOf((await Promise.all(pulls.map(async (pull) => {
		const number = property(pull, "number");
		if (typeof number !== "number") throw new FormatError("GitHub's answer has a pull request without number");
		return objects(await client.read(`/pulls/${number}/reviews?per_page=100`));
	}))).flat().map((each) => accountIn(each, "user")));
}
function runIdOf(address, { owner, repo }) {
	const [, name, id] = /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/actions\/runs\/([0-9]{1,20})(?:\/|$)/.exec(address ?? "") ?? [];
	return name?.toLowerCase() === `${owner}/${repo}`.toLowerCase() ? id : void 0;
}
async function readAccounts(run, access, { runId, commit, builder }, roles) {
	const { client } = access;
	const built = client && runIdOf(builder, client);
	const ask = async (what, key, permission, read) => {
		if (key === void 0) return void 0;
		const reading = await askGitHub(run, access, {
			key: `${what} ${key}`,
			permission
		}, (each) => read(each, key));
		return reading.kind === "read" ? reading.value : void 0;
	};
	const known = commit !== void 0 && isCommit(commit) ? commit : void 0;
	const readers = {
		actor: () => ask("actors of", isRunId(runId) ? runId : void 0, "actions: read", readActors),
		builder: () => ask("actors of", built, "actions: read", readActors),
		author: () => ask("authors of", known, "contents: read", readAuthors),
		reviewer: () => ask("reviewers of", known, "pull-requests: read", readReviewers)
	};
	const found = await Promise.all(roles.map(async (role) => [role, await readers[role]()]));
	return Object.fromEntries(found);
}
// src/evidence/formats/harbor.ts
const HARBOR_REPORT = "application/vnd.security.vulnerability.report; version=1.1";
const OLDER_REPORT = "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0";
const FIXED = "fixed";
function readHarbor(answer) {
	if (Object.keys(answer).length === 0) return {
		kind: "absent",
		reason: "Harbor has not scanned it"
	};
	return readBy(parseReport, answer);
}
function parseReport(answer) {
	const report = objectProperty(answer, "application/vnd.security.vulnerability.report; version=1.1") ?? objectProperty(answer, OLDER_REPORT);
	if (report === void 0) throw new FormatError("it is not a report of Harbor");
	const list = new FindingList();
	const manifests = /* @__PURE__ */ new Set();
	for (const finding of objectList(report, "vulnerabilities")) {
		const fixedIn = optionalText(finding, "fix_version");
		const vector = objectProperty(finding, "preferred_cvss") ?? {};
		const word = property(finding, "severity");
		list.add({
			id: requiredText(finding, "id", "a finding"),
			package: stringProperty(finding, "package") ?? "",
			version: stringProperty(finding, "version") ?? "",
			ratings: [parseSeverity(word || property(vector, "score_v3"))],
			isFixable: fixedIn !== void 0 || stringProperty(finding, "status") === FIXED,
			fixedIn: present(fixedIn)
		});
		for (const digest of listedDigests(finding)) manifests.add(digest);
	}
	return {
		format: "Harbor's report",
		findings: list.finish(),
		times: present(timeProperty(report, "generated_at")),
		databaseTime: void 0,
		binding: {
			...UNBOUND,
			manifests: [...manifests].flatMap((text) => present(tryParseDigest(text)))
		},
		isScanned: optionalText(objectProperty(report, "scanner") ?? {}, "name") !== void 0,
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
function listedDigests(finding) {
	const list = property(finding, "artifact_digests");
	return (Array.isArray(list) ? list : [property(finding, "artifact_digest")]).filter((each) => typeof each === "string").slice(0, 100);
}
// src/evidence/harbor.ts
function reportUrl({ client, repository }, digest) {
	const [project = "", ...rest] = repository.name.split("/");
	const name = encodeURIComponent(encodeURIComponent(rest.join("/")));
	const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${name}/artifacts/${digest}/additions/vulnerabilities`;
	return new URL(path, client.address(repository, ""));
}
function explainStatus(status) {
	if (status === 401 || status === 403) return `Harbor answers ${status}: the credentials may not read scans`;
	if (status === 404) return "the registry knows no scans of it: it is no Harbor, or the image is not there";
	return `Harbor cannot be asked: it answers ${status}`;
}
const USUAL = 8388608;
async function readAnswer(run, { client }, url, parse) {
	const headers = {
		accept: "application/json",
		"x-accept-vulnerabilities": HARBOR_REPORT
	};
	for (const limit of [USUAL, MAX_EVIDENCE]) {
		const reading = await run.hold(limit, async () => {
			const bytes = await run.ask(async () => {
				const response = await client.send({
					method: "GET",
					url,
					headers,
					withPassword: true
				});
				if (response.status === 200) return readBody(response, limit);
				await response.discard();
				return response.status;
			});
			if (typeof bytes === "number") return {
				kind: "unreadable",
				reason: explainStatus(bytes)
			};
			return bytes && parse(bytes);
		});
		if (reading !== void 0) return reading;
	}
	return {
		kind: "unreadable",
		reason: "the report has more than 32 MiB, and no more are read"
	};
}
function readHarborScan(run, place, digest) {
	const url = reportUrl(place, digest);
	return run.once(`scan ${formatRepository(place.repository)}@${digest}`, async () => {
		let content;
		const report = await readingOf(() => readAnswer(run, place, url, (bytes) => {
			content = digestOf(bytes);
			run.spend(bytes.byteLength);
			return readHarbor(parseEvidence(bytes));
		}));
		return {
			reference: {
				digest: content ?? digest,
				uri: url.href,
				mediaType: HARBOR_REPORT
			},
			subject: digest,
			report
		};
	});
}
// src/policy/gates/config-texts.ts
function listConfigTexts(document) {
	const found = [];
	function visit(value, path) {
		if (typeof value === "string") found.push({
			path,
			text: value,
			isKey: false
		});
		else if (Array.isArray(value)) for (const [index, each] of value.entries()) visit(each, `${path}[${index}]`);
		else if (isJsonObject(value)) for (const [key, each] of Object.entries(value)) {
			found.push({
				path,
				text: key,
				isKey: true
			});
			visit(each, `${path === "" ? "" : `${path}.`}${key.slice(0, 50)}`);
		}
	}
	visit(document, "");
	return found;
}
// src/policy/gates/image-config.ts
const MOST_ENTRIES = 1e4;
function requireFew(items, key) {
	if (items.length > MOST_ENTRIES) throw new FormatError(`its ${key} has more than 10,000 entries`);
	return items;
}
function optionalList(object, key) {
	const value = property(object, key);
	return value === void 0 || value === null ? void 0 : requireFew(textList(object, key), key);
}
function keysOf$1(object, key) {
	const value = property(object, key);
	if (value === void 0 || value === null) return [];
	const map = objectProperty(object, key);
	if (map === void 0) throw new FormatError(`its ${key} is not a map`);
	return requireFew(Object.keys(map), key);
}
function text(object, key) {
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
		remedy: cureFor(reason, "build it again")
	};
}
function readImageConfig(document) {
	const config = requireSpelling(objectProperty(document, "config") ?? {});
	const health = objectProperty(config, "Healthcheck");
	requireSpelling(document);
	return {
		os: text(document, "os"),
		architecture: text(document, "architecture"),
		variant: text(document, "variant"),
		created: stringProperty(document, "created"),
		user: text(config, "User"),
		entrypoint: optionalList(config, "Entrypoint"),
		command: optionalList(config, "Cmd"),
		environment: requireFew(textList(config, "Env"), "Env"),
		labels: new Map(requireFew([...stringMap(property(config, "Labels"))], "Labels")),
		ports: keysOf$1(config, "ExposedPorts"),
		volumes: keysOf$1(config, "Volumes"),
		workingDirectory: text(config, "WorkingDir"),
		healthCheck: health && optionalList(requireSpelling(health), "Test"),
		onBuild: requireFew(textList(config, "OnBuild"), "OnBuild"),
		diffIds: textList(requireSpelling(objectProperty(document, "rootfs") ?? {}), "diff_ids"),
		history: requireFew(objectList(document, "history"), "history").map((entry) => ({
			createdBy: text(entry, "created_by"),
			comment: text(entry, "comment"),
			isEmptyLayer: property(entry, "empty_layer") === true
		})),
		texts: listConfigTexts(document)
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
// src/policy/gates/yaml-file.ts
function openYaml(text, path, limits) {
	const file = parseYaml(text, limits);
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
	const list = (what, words) => words.length === 0 ? [] : [`${what} ${listFew(words, foreign)}`];
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
// src/policy/gates/waivers.ts
const MAX_WAIVERS = 5e3;
const LIMITS = {
	lines: 1e5,
	entries: 15e4,
	tokens: 2e6,
	cure: "leave out waivers that ended"
};
const OWN_KEYS = [
	"id",
	"package",
	"images",
	"environments",
	"expires",
	"reason"
];
const EXAMPLES$1 = {
	id: "that of a vulnerability, such as CVE-2026-1111",
	expires: "its last day, such as 2026-12-31",
	expired_at: "the day on which it no longer holds, such as 2026-12-31",
	reason: "why, such as RISK-812",
	statement: "why, such as RISK-812"
};
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
			end: new Date(day.getTime() + DAY),
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
			expires: formatUtcDay(new Date(day.getTime() - DAY)),
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
		if (typeof value === "string" && !isBlank(value)) return value;
		const at = Object.hasOwn(entry, key) ? path : path.slice(0, -1);
		return this.#root.at(...at).refuse(`this waiver has no ${key}; write ${EXAMPLES$1[key] ?? "one, as a text"}`);
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
	const { data: content, root } = openYaml(text, path, LIMITS);
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
function describeWaiver({ id, expires, reason }, { digest }) {
	return {
		id,
		expires,
		reason,
		digest
	};
}
// src/policy/gates/base-match.ts
var import_gt = /* @__PURE__ */ __toESM((/* @__PURE__ */ __commonJSMin(((exports, module) => {
	const compare = require_compare();
	const gt = (a, b, loose) => compare(a, b, loose) > 0;
	module.exports = gt;
})))(), 1);
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
	const [a, b] = [(0, import_valid.default)(left.version), (0, import_valid.default)(right.version)];
	if (a !== null && b !== null) return (0, import_gt.default)(a, b);
	return left.created !== void 0 && right.created !== void 0 && left.created > right.created;
}
function newestOf(versions) {
	return versions.toSorted((left, right) => isNewer(left, right) ? -1 : isNewer(right, left) ? 1 : 0)[0];
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
function keysOf({ id, aliases, package: name }) {
	return [id, ...aliases].map((each) => findingKey({
		id: each,
		package: name
	}));
}
function isLeft(finding, left) {
	return keysOf(finding).some((each) => left.has(each));
}
const MOST_SCANNED = 20;
function findRemedy(findings, base) {
	const scanned = base?.newer.filter((each) => each.findings !== void 0).slice(0, MOST_SCANNED) ?? [];
	if (base === void 0 || scanned.length === 0) return void 0;
	const keys = [...new Map(findings.filter((each) => isOfBase(each, base)).map((each) => [findingKey(each), each])).values()].map(keysOf);
	let best;
	for (const { version, findings: left } of scanned) {
		const removes = keys.filter((names) => !names.some((each) => left?.has(each))).length;
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
	const base = newestOf(match?.versions ?? []);
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
		const newestFirst = fresh.toSorted((left, right) => (timeOf$1(right) ?? 0) - (timeOf$1(left) ?? 0));
		const [newest] = newestFirst.map(timeOf$1);
		return {
			kind: "accepted",
			candidates: newestFirst,
			latest: newestFirst.filter((each) => [newest, void 0].includes(timeOf$1(each)))
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
function timeOf$1({ signature }) {
	return signature.kind === "signed" ? signature.time?.getTime() : void 0;
}
function remedyAmong(latest, remedy) {
	return latest.length === 1 ? remedy : `${remedy}, and remove the others or sign with a timestamp: nobody witnessed which of ${latest.length} is the newest`;
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
function nameSigner(names, wanted) {
	return names.length === 0 ? `name that signer under evidence, or let ${wanted} sign` : `name ${listSome(names.map(foreign))} in signed-by, or let ${wanted} sign`;
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
			remedy: nameSigner(signature.signers, signer)
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
			remedy: cureFor(signature.reason, `let ${signer} sign it again`)
		};
	}
	const reason = `${name}: no statement of type ${listSome(rule.types.map(foreign))}`;
	return {
		...common,
		reason,
		remedy: `let ${signer} attest it${rule.eachPlatform ? ", by the digest of the platform" : ""}`
	};
}
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
		reason: `the report contradicts itself: it is about the config of another image, ${shortDigest(config)}`
	};
	const [manifest] = manifests;
	if (manifest !== void 0 && !manifests.some((each) => each === platform.digest || each === image.digest)) {
		const reason = `the report contradicts itself: it is about the digest of another image, ${shortDigest(manifest)}`;
		return {
			...CONTRADICTION,
			reason
		};
	}
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
			remedy: nameSigner(signature.signers, wanted)
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
			remedy: cureFor(signature.reason, `let ${wanted} sign it again`)
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
		faults: judgeAge$1(settings, {
			platform,
			now,
			newest
		}, chosen)
	};
}
function describe$1({ reference }) {
	return `a report (${safeText(reference.uri, 200)})`;
}
function judgeAge$1({ maxAge, databaseMaxAge }, { platform, now, newest }, chosen) {
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
		if (built !== void 0 && built > now.getTime() + 3e5) {
			const reason = `the scanner's database is of ${new Date(built).toISOString()}, which is in the future`;
			faults.push({
				...at,
				verdict: "error",
				reason,
				remedy: "correct the clock of the scanner, and scan again"
			});
		} else if (built === void 0) {
			const reason = `${report.format} does not tell how old the scanner's database was`;
			faults.push({
				...at,
				verdict: "error",
				reason,
				remedy: "scan with Grype, attest it with scanner.db.lastUpdate, or leave out db-max-age"
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
// src/admission/facts.ts
const EMPTY_SIZE = 2;
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;
const IMAGE_LAYER = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./;
function mayRun({ manifest }) {
	if (manifest.kind !== "manifest") return false;
	const { config } = manifest;
	return IMAGE_CONFIG.test(config.mediaType) || config.size > EMPTY_SIZE && hasImageLayers(manifest);
}
function hasImageLayers({ layers }) {
	return layers.some(({ mediaType }) => IMAGE_LAYER.test(mediaType));
}
function isNoPlatform(platform, { manifest }) {
	return platform === "unknown/unknown" && manifest.kind === "manifest" && !hasImageLayers(manifest);
}
function listPlatformNodes({ root, nodes }) {
	const top = nodes.get(root);
	if (top !== void 0 && top.manifest.kind !== "index") return [{
		node: top,
		platform: void 0
	}];
	const found = /* @__PURE__ */ new Map();
	for (const { manifest } of nodes.values()) for (const { digest, platform } of childManifests(manifest)) {
		const node = nodes.get(digest);
		if (node === void 0 || node.manifest.kind === "index" || isNoPlatform(platform, node)) continue;
		found.set(`${platform} ${digest}`, {
			node,
			platform
		});
	}
	return [...found.values()];
}
function isNamed(platform) {
	return platform !== void 0 && !platform.startsWith("unknown/");
}
function nameOf$3({ node, platform }, config) {
	if (isNamed(platform)) return platform;
	const fallback = `manifest ${shortDigest(node.descriptor.digest)}`;
	if (config?.kind !== "read") return fallback;
	const { digest } = node.descriptor;
	const read = configOf({
		platform: fallback,
		digest,
		configDigest: digest,
		config,
		layers: [],
		annotations: /* @__PURE__ */ new Map()
	});
	if (read.kind !== "read" || read.value.os === "" || read.value.os === "unknown") return fallback;
	const { os, architecture, variant } = read.value;
	return [
		os,
		architecture,
		variant
	].filter((part) => part !== "").join("/");
}
async function readFacts(run, image, { environment, withConfigs }) {
	const { graph } = image;
	const root = graph.nodes.get(graph.root);
	const nodes = listPlatformNodes(graph);
	const platforms = await Promise.all(nodes.map(async (each) => {
		const { manifest, descriptor } = each.node;
		if (manifest.kind !== "manifest") return void 0;
		const isNeeded = withConfigs || !isNamed(each.platform);
		const isImage = mayRun(each.node);
		const config = isNeeded && isImage ? await readPlatformConfig(run, image, manifest.config) : void 0;
		return {
			platform: nameOf$3(each, config),
			digest: descriptor.digest,
			configDigest: manifest.config.digest,
			config: isImage ? config : {
				kind: "unreadable",
				reason: "it is not the config of an image"
			},
			layers: manifest.layers.map(({ digest, size }) => ({
				digest,
				size
			})),
			annotations: manifest.annotations
		};
	}));
	return {
		name: image.name,
		environment,
		digest: graph.root,
		kind: nodes.some(({ node }) => mayRun(node)) ? "image" : "artifact",
		platforms: platforms.filter((each) => each !== void 0),
		annotations: root?.manifest.annotations ?? /* @__PURE__ */ new Map()
	};
}
// src/admission/base-findings.ts
function readReports({ run, open, signers, openVerifier }, { repository: uri, digest }) {
	return run.once(`reports of ${uri}@${digest}`, async () => {
		const place = await open(uri);
		const stored = await run.ask(() => getManifest(place.client, place.repository, digest));
		if (stored === void 0) return void 0;
		const platforms = (await readPlatforms(run, place, {
			stored,
			keep: () => true,
			isImage: mayRun
		})).map(({ platform, descriptor, manifest, config }) => ({
			platform,
			digest: descriptor.digest,
			configDigest: manifest.config.digest,
			config: {
				kind: "read",
				value: config
			},
			layers: manifest.layers.map((layer) => ({
				digest: layer.digest,
				size: layer.size
			})),
			annotations: manifest.annotations
		}));
		const { mediaType, bytes } = stored;
		const descriptor = {
			mediaType,
			digest,
			size: bytes.byteLength,
			annotations: /* @__PURE__ */ new Map()
		};
		const graph = rootGraph({
			descriptor,
			bytes,
			manifest: parseManifest(bytes, mediaType)
		});
		const subjects = platforms.map((each) => each.digest);
		const found = await readAttested(run, {
			...place,
			graph
		}, subjects, {
			signers,
			openVerifier,
			usesOf: (type) => isScanType(type) ? ["scans"] : []
		});
		return {
			image: {
				name: uri,
				environment: "",
				digest,
				kind: "image",
				platforms,
				annotations: /* @__PURE__ */ new Map()
			},
			candidates: found.flatMap(({ content, ...each }) => content.report === void 0 ? [] : [{
				...each,
				from: "attestation",
				report: content.report
			}])
		};
	});
}
async function read(reports, base, settings) {
	const scanned = await readReports(reports, base);
	const platform = scanned?.image.platforms.find((each) => each.platform === base.platform);
	if (scanned === void 0 || platform === void 0) return void 0;
	const { image, candidates } = scanned;
	const chosen = chooseReports({
		...settings,
		unsigned: false
	}, {
		image,
		platform,
		now: reports.now
	}, candidates);
	if (chosen.faults.length > 0 || chosen.reports.some(({ isScanned }) => !isScanned)) return void 0;
	const findings = joinFindings(chosen.reports);
	const keys = findings.flatMap(({ id, aliases, package: name }) => [id, ...aliases].map((each) => findingKey({
		id: each,
		package: name
	})));
	return {
		findings,
		keys: new Set(keys)
	};
}
function readBaseFindings(reports, base, settings) {
	if (settings.from !== "attestation" || settings.signedBy.length === 0) return Promise.resolve(void 0);
	const key = `findings ${base.repository}@${base.digest} ${base.platform} ${settings.signedBy.join()} ${settings.maxAge}`;
	return reports.run.once(key, async () => {
		try {
			return await read(reports, base, settings);
		} catch (error) {
			if (error instanceof FormatError || isSealiftError(error)) return void 0;
			throw error;
		}
	});
}
// src/admission/cures.ts
const MAX_SCANNED = 3;
const MAX_LISTED = 20;
function lineagesOf(image, bases, findingsOf = () => void 0) {
	return new Map(judgedPlatforms(image).flatMap((platform) => {
		const config = configOf(platform);
		const lineage = lineageOf(config.kind === "read" ? config.value.diffIds : [], platform.platform, bases, findingsOf);
		return lineage === void 0 ? [] : [[platform.platform, lineage]];
	}));
}
function mayCure({ faults }, { bases, reports }) {
	if (!faults.some(({ verdict, isMissing }) => (verdict === "fail" || verdict === "warn") && isMissing !== true)) return false;
	const lineages = [...bases.values()];
	return reports.some(({ report }) => report.kind === "read" && report.value.findings.some((finding) => lineages.some((lineage) => isOfBase(finding, lineage))));
}
function basesOf(image, bases) {
	return judgedPlatforms(image).flatMap((platform) => {
		const config = configOf(platform);
		return findBase(config.kind === "read" ? config.value.diffIds : [], platform.platform, bases)?.versions.slice(0, 1) ?? [];
	});
}
async function listNewer({ run, open }, found, own) {
	const ofLedger = new Set(found.ledger?.repositories.map(({ name }) => name));
	const names = new Set(own.filter((base) => !ofLedger.has(base.repository) && newerVersions(base, found.bases).length === 0).map(({ repository }) => repository));
	return (await Promise.all([...names].map(async (name) => {
		try {
			return toBaseVersions(await listBases(run, open, name, { limit: MAX_LISTED }));
		} catch (error) {
			if (error instanceof FormatError || isSealiftError(error)) return [];
			throw error;
		}
	}))).flat();
}
async function findCures(image, found, settings, { reports, signed }) {
	const own = basesOf(image, found.bases);
	const listed = await listNewer(reports, found, own);
	const knowsRecords = found.ledger?.isSigned === true;
	const toKey = ({ repository, digest, platform }) => `${repository}@${digest} ${platform}`;
	const ownKeys = new Set(own.map(toKey));
	const all = [...new Map([...listed, ...found.bases].map((each) => [toKey(each), each])).values()].filter((each) => {
		return each.isThere && (each.isSigned || !knowsRecords || !signed.includes(each.repository)) || ownKeys.has(toKey(each));
	});
	const findings = /* @__PURE__ */ new Map();
	const asked = own.flatMap((base) => newerVersions(base, all).slice(0, MAX_SCANNED));
	await Promise.all(asked.map(async (base) => {
		const found = await readBaseFindings(reports, base, settings);
		findings.set(toKey(base), found?.keys);
	}));
	return lineagesOf(image, all, (base) => findings.get(toKey(base)));
}
// src/admission/needs.ts
function pickNeeds(needs, kind) {
	return needs.filter((need) => need.kind === kind);
}
const VEX_TYPE = /^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/;
function isNeededBy({ what, types = [] }, predicateType) {
	switch (what) {
		case "scans": return isScanType(predicateType);
		case "vex": return VEX_TYPE.test(predicateType);
		case "provenance": return PROVENANCE_TYPES.some((type) => type === predicateType);
		default: return isOfType(predicateType, types);
	}
}
function usesOf(needs, predicateType) {
	const uses = pickNeeds(needs, "attestations").filter((need) => isNeededBy(need, predicateType)).map(({ what }) => what);
	return [...new Set(uses)];
}
function provenanceSigners(needs) {
	return new Set(pickNeeds(needs, "attestations").filter((need) => PROVENANCE_TYPES.some((type) => isNeededBy(need, type))).flatMap(({ signedBy }) => signedBy));
}
// src/admission/evidence-of-image.ts
const [REVISION, BASE_NAME, BASE_DIGEST] = [
	"revision",
	"base.name",
	"base.digest"
].map((name) => `org.opencontainers.image.${name}`);
function labelOf(image, key) {
	for (const platform of judgedPlatforms(image)) {
		const config = configOf(platform);
		const label = config.kind === "read" ? config.value.labels.get(key) : void 0;
		const value = image.annotations.get(key) ?? platform.annotations.get(key) ?? label;
		if (value !== void 0 && value !== "") return value;
	}
	return image.annotations.get(key);
}
function lazy(make) {
	let made;
	return () => made ??= make();
}
function openEvidence(context, image) {
	const { run, needs, now, environment } = context;
	const asksRevision = pickNeeds(needs, "check-runs").length > 0 || pickNeeds(needs, "workflow-runs").length > 0 || pickNeeds(needs, "accounts").some(({ roles }) => roles.some((role) => role !== "actor")) || pickNeeds(needs, "attestations").some(({ what }) => what === "test-results" || what === "statements");
	const withConfigs = pickNeeds(needs, "configs").length > 0 || pickNeeds(needs, "bases").length > 0 || asksRevision;
	const facts = lazy(() => readFacts(run, image, {
		environment,
		withConfigs
	}));
	const attested = lazy(async () => {
		if (pickNeeds(needs, "attestations").length === 0) return [];
		const platforms = listPlatformNodes(image.graph).map(({ node }) => node.descriptor.digest);
		return readAttested(run, image, platforms, {
			signers: context.signers,
			openVerifier: context.openVerifier,
			usesOf: (type) => usesOf(needs, type)
		});
	});
	const inline = lazy(async () => {
		if (pickNeeds(needs, "inline-attestations").length === 0) return [];
		const isProvenance = (type) => PROVENANCE_TYPES.some((each) => each === type);
		return readInline(run, image, {
			signers: /* @__PURE__ */ new Map(),
			openVerifier: async () => () => ({
				kind: "rejected",
				reason: "it is not signed"
			}),
			usesOf: (type) => isProvenance(type) ? ["provenance", ...usesOf(needs, type)] : usesOf(needs, type)
		});
	});
	attested().catch(() => void 0);
	const statements = lazy(async () => {
		const [signed, beside] = await Promise.all([attested(), inline()]);
		return [...signed, ...beside.map(({ statement }) => statement)];
	});
	const provenance = lazy(async () => {
		const signers = provenanceSigners(needs);
		if (signers.size === 0) return [];
		const [found, { digest, platforms }] = await Promise.all([attested(), facts()]);
		const digests = /* @__PURE__ */ new Set([digest, ...platforms.map((each) => each.digest)]);
		return found.flatMap(({ signature, subjects, content }) => {
			const isSigned = signature.kind === "signed" && signature.signers.some((name) => signers.has(name));
			const isAbout = subjects.some((subject) => digests.has(subject));
			return isSigned && isAbout && content.provenance?.kind === "read" ? [content.provenance.value] : [];
		});
	});
	const revision = lazy(async () => {
		const [first, ...others] = new Set((await provenance()).flatMap((each) => present(each.revision)));
		if (others.length > 0) return void 0;
		const commit = first ?? labelOf(await facts(), REVISION);
		return commit === void 0 ? void 0 : {
			commit,
			isProven: first !== void 0
		};
	});
	const bases = lazy(async () => {
		const asked = pickNeeds(needs, "bases");
		const platforms = facts().then((known) => judgedPlatforms(known).map((platform) => {
			const config = configOf(platform);
			return {
				platform: platform.platform,
				diffIds: config.kind === "read" ? config.value.diffIds : []
			};
		}));
		const hintOf = (value) => {
			const [name, digest] = [value(BASE_NAME), value(BASE_DIGEST)];
			return name === void 0 || digest === void 0 ? void 0 : {
				name,
				digest
			};
		};
		const annotations = image.graph.nodes.get(image.graph.root)?.manifest.annotations;
		const annotated = hintOf((key) => annotations?.get(key));
		const labelled = async () => {
			const known = await facts();
			return hintOf((key) => labelOf(known, key));
		};
		return readBases(run, context.bases, {
			platforms,
			hint: annotated === void 0 ? labelled() : Promise.resolve(annotated)
		}, {
			allow: asked.flatMap(({ allow }) => allow),
			deny: asked.flatMap(({ deny }) => deny),
			signed: asked.flatMap(({ signed }) => signed),
			countsNewer: asked.some(({ countsNewer }) => countsNewer)
		});
	});
	const lineages = lazy(async () => {
		if (pickNeeds(needs, "bases").length === 0) return /* @__PURE__ */ new Map();
		const [known, found] = await Promise.all([facts(), bases().catch(() => void 0)]);
		return lineagesOf(known, found?.bases ?? []);
	});
	const readRules = async (path) => {
		const file = await readRuleFile(run, context.root, path);
		if (file.kind === "read") return Buffer.from(file.bytes).toString("utf8");
		throw new InputError({
			what: `read ${path}`,
			reason: file.reason,
			remedy: "add the file, or correct its path"
		});
	};
	const readReports = async (from) => {
		const unsigned = {
			signature: { kind: "unsigned" },
			from
		};
		switch (from) {
			case "attestation": return (await statements()).flatMap(({ content, ...each }) => content.report === void 0 ? [] : [{
				...each,
				from,
				report: content.report
			}]);
			case "registry": return (await Promise.all(listPlatformNodes(image.graph).map(({ node }) => readHarborScan(run, image, node.descriptor.digest)))).map(({ subject, ...scan }) => ({
				...unsigned,
				...scan,
				subjects: [subject]
			}));
			case "file": return (await readReportFiles(run, context.evidenceFiles)).map((file) => ({
				...unsigned,
				...file,
				subjects: []
			}));
		}
	};
	const readRuns = async (commit) => {
		const [checks, workflows] = [pickNeeds(needs, "check-runs"), pickNeeds(needs, "workflow-runs")];
		if (commit === void 0) return {
			checkRuns: void 0,
			workflowRuns: void 0
		};
		const [checkRuns, ...lists] = await Promise.all([checks.length === 0 ? void 0 : readCheckRuns(run, context.github, commit, checks), ...[...new Set(workflows.map(({ workflow }) => workflow))].map((workflow) => {
			return readWorkflowRuns(run, context.github, commit, workflow);
		})]);
		const failed = lists.find((each) => each.kind !== "read");
		const all = lists.flatMap((each) => each.kind === "read" ? each.value : []);
		return {
			checkRuns,
			workflowRuns: workflows.length === 0 ? void 0 : failed ?? {
				kind: "read",
				value: all
			}
		};
	};
	const approvals = () => readRunApprovals(run, context.github, context.runId);
	return {
		async vulnerabilities({ from, waivers, maxWaiver, vex, knownExploitedList }) {
			const [known, reports, all, ledger, waiverText, exploitedText] = await Promise.all([
				facts(),
				readReports(from),
				vex === void 0 ? [] : statements(),
				lineages(),
				waivers === void 0 ? void 0 : readRules(waivers),
				knownExploitedList === void 0 ? void 0 : readRules(knownExploitedList)
			]);
			return {
				image: known,
				reports,
				vex: all.flatMap(({ content, ...each }) => content.vex === void 0 ? [] : [{
					...each,
					statements: content.vex
				}]),
				waivers: waivers === void 0 || waiverText === void 0 ? void 0 : parseWaivers(waiverText, {
					path: waivers,
					now,
					maxWaiver
				}),
				knownExploited: exploitedText === void 0 ? void 0 : parseKnownExploited(parseEvidence(Buffer.from(exploitedText))),
				bases: ledger
			};
		},
		async cure(settings, evidence, result) {
			if (!mayCure(result, evidence)) return void 0;
			const { signers, openVerifier } = context;
			const reports = {
				run,
				now,
				signers,
				openVerifier,
				open: context.bases.open
			};
			const signed = pickNeeds(needs, "bases").flatMap((need) => need.signed);
			return {
				...evidence,
				bases: await findCures(evidence.image, await bases(), settings, {
					reports,
					signed
				})
			};
		},
		async base() {
			const [known, found] = await Promise.all([facts(), bases()]);
			const name = labelOf(known, BASE_NAME);
			const names = judgedPlatforms(known).map(({ platform }) => platform);
			return {
				image: known,
				bases: found.bases,
				ledger: found.ledger,
				unknownDenied: found.unknownDenied,
				hints: new Map(name === void 0 ? [] : names.map((platform) => [platform, name]))
			};
		},
		async config({ structureTest }) {
			const [known, beside, text] = await Promise.all([
				facts(),
				inline(),
				structureTest === void 0 ? void 0 : readRules(structureTest)
			]);
			const byPlatform = judgedPlatforms(known).map(({ platform, digest }) => {
				return [platform, present(...beside.filter((each) => each.platform === void 0 || each.platform === digest).map(({ statement }) => statement.content.provenance))];
			});
			return {
				image: known,
				structureTest: structureTest === void 0 || text === void 0 ? void 0 : parseStructureTest(text, structureTest),
				provenance: new Map(byPlatform)
			};
		},
		async labels() {
			return { image: await facts() };
		},
		async attestations() {
			const [known, all] = await Promise.all([facts(), statements()]);
			return {
				image: known,
				statements: all.map(({ content, ...each }) => ({
					...each,
					provenance: content.provenance
				})),
				revision: labelOf(known, REVISION)
			};
		},
		async licences() {
			const [known, all] = await Promise.all([facts(), statements()]);
			return {
				image: known,
				boms: all.flatMap(({ content, ...each }) => content.licences === void 0 ? [] : [{
					...each,
					licences: content.licences
				}])
			};
		},
		async tests() {
			const [known, all, built] = await Promise.all([
				facts(),
				statements(),
				revision()
			]);
			return {
				image: known,
				results: all.flatMap(({ content, ...each }) => content.result === void 0 ? [] : [{
					...each,
					result: content.result
				}]),
				revision: built,
				...await readRuns(built?.commit)
			};
		},
		async windows() {
			return { routes: context.routes };
		},
		async people({ not }) {
			const asksCommit = not.some((role) => role !== "actor");
			const [built, found] = await Promise.all([asksCommit ? revision() : void 0, asksCommit ? provenance() : []]);
			const builder = found.flatMap(({ invocationId }) => present(invocationId))[0];
			const people = {
				runId: context.runId,
				commit: built?.commit,
				builder
			};
			const [reading, roles] = await Promise.all([approvals(), readAccounts(run, context.github, people, not)]);
			return {
				approvers: reading.kind === "read" ? reading.value.flatMap(({ by, isPerson }) => isPerson ? by : []) : void 0,
				roles
			};
		},
		async change({ in: sources }) {
			const reading = sources.includes("approval") ? await approvals() : void 0;
			const comments = reading?.kind === "read" ? reading.value.map(({ comment }) => comment) : void 0;
			return {
				reason: context.reason,
				approvalComments: comments
			};
		}
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
function describe({ repository, version }) {
	return `${baseName(repository)} ${foreign(version)}`;
}
function isLedgerTrusted({ ledgerMaxAge }, ledger, now) {
	return ledger?.isSigned === true && now.getTime() - ledger.time.getTime() <= ledgerMaxAge;
}
function explainBase(settings, base, { ledger, now }) {
	if (settings.allow.find(({ repository }) => repository === base.repository)?.signed && !base.isSigned) return {
		reason: `${describe(base)} has no record`,
		remedy: "promote the base, and rebuild on it"
	};
	if (base.isThere || isLedgerTrusted(settings, ledger, now)) return void 0;
	return {
		reason: `${describe(base)} is no longer in its repository`,
		remedy: "rebuild on a version that is there, or keep a signed ledger of bases"
	};
}
function judgeAge({ maxAge, maxBehind }, base, { newer, now, platform }) {
	const faults = [];
	const [newest] = newer;
	const remedy = newest === void 0 ? "build a newer base" : `rebuild on ${describe(newest)}`;
	if (maxAge !== void 0) {
		const age = base.created === void 0 ? void 0 : now.getTime() - base.created.getTime();
		if (age === void 0 || age < -3e5) {
			const reason = `how old ${describe(base)} is cannot be told`;
			faults.push({
				verdict: "error",
				platform,
				reason,
				remedy: "promote the base, so that a record tells"
			});
		} else if (age > maxAge) {
			const reason = `${describe(base)} is ${formatAge(age)} and may be ${formatLimit(maxAge)}`;
			faults.push({
				verdict: "fail",
				platform,
				reason,
				remedy
			});
		}
	}
	if (maxBehind !== void 0 && newer.length > maxBehind) {
		const reason = `${describe(base)} is ${newer.length} versions behind and may be ${maxBehind}`;
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
		const reason = `it stands on ${describe(denied)}, which ${foreign(evidence.image.environment)} does not take`;
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
		faults: judgeAge(settings, base, {
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
	const found = outcomes.flatMap(({ name, base }) => base === void 0 ? [] : [`${name} on ${describe(base)}`]);
	const versions = new Set(outcomes.flatMap(({ base }) => base === void 0 ? [] : [describe(base)]));
	const mixed = versions.size < 2 ? [] : [{
		verdict: "warn",
		reason: `its platforms stand on ${listSome([...versions])}`,
		remedy: "rebuild all of them"
	}];
	const sources = judgeSources(settings, evidence, now);
	const judged = outcomes.flatMap(({ faults }) => faults);
	const isOld = sources.some(({ isMissing }) => isMissing);
	return makeResult("base", settings, {
		faults: [
			...sources,
			...isOld ? notProven(judged) : judged,
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
	return [read.trim(), ...read.split(/[\s,;()[\]]+/).map((word) => word.replace(/[.:]+$/, ""))].filter((each) => !isBlank(each));
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
function refuse$1(reason, remedy) {
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
	return reason === void 0 ? [] : refuse$1(reason, "write USER 10001 in the last stage");
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
	const { allow, deny } = ports;
	const isRoot = explainUser(config.user, config, false) !== void 0;
	const kinds = Map.groupBy(config.ports, (text) => {
		const port = parsePort(text);
		if (port === void 0) return "odd";
		if (touches(port, deny) || allow !== void 0 && !isWithin(port, allow)) return "refused";
		return port.from < 1024 && !isRoot ? "low" : "fine";
	});
	const list = (texts) => `${texts.length === 1 ? "port" : "ports"} ${listFew(texts, foreign)}`;
	const { odd = [], refused = [], low = [] } = Object.fromEntries(kinds);
	return [
		...odd.length === 0 ? [] : [{
			verdict: "error",
			reason: `its ${list(odd)} ${odd.length === 1 ? "is not one" : "are none"}`,
			remedy: "correct EXPOSE"
		}],
		...refused.length === 0 ? [] : refuse$1(`it exposes ${list(refused)}`, "leave out that EXPOSE"),
		...low.length === 0 ? [] : [{
			verdict: "warn",
			reason: `it exposes ${list(low)}, which only root may open on many hosts`,
			remedy: low.length === 1 ? "listen on one from 1024 on" : "listen on some from 1024 on"
		}]
	];
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
const STARTERS = /* @__PURE__ */ new Set([
	"env",
	"tini",
	"tini-static",
	"dumb-init",
	"catatonit",
	"exec",
	"nohup"
]);
function programName(word) {
	return (word.split(/[/\\]/).at(-1) ?? "").toLowerCase().replace(/\.exe$/, "");
}
function isShellForm(words) {
	const [program = "", ...rest] = words;
	const name = programName(program);
	if (STARTERS.has(name)) {
		const at = rest.slice(0, 20).findIndex((word) => SHELLS.has(programName(word)));
		return at >= 0 && isShellForm(rest.slice(at));
	}
	if (name === "cmd") return rest.some((word) => /^\/[cks]$/i.test(word));
	if (name === "powershell" || name === "pwsh") return rest.some((word) => /^-c(?:ommand)?$/i.test(word));
	if (!SHELLS.has(name)) return false;
	return rest.slice(0, 20).some((word) => /^-[a-zA-Z]*c$/.test(word));
}
function checkStart({ execForm, entrypoint }, config) {
	const start = config.entrypoint?.length ? config.entrypoint : config.command ?? [];
	const shell = execForm && isShellForm(start) ? refuse$1("a shell starts its program and gets its signals", "write ENTRYPOINT or CMD as [\"/program\", \"argument\"]") : [];
	if (entrypoint === void 0) return shell;
	const own = JSON.stringify(config.entrypoint ?? []);
	if (entrypoint.some((each) => JSON.stringify(each) === own)) return shell;
	const wanted = listFew(entrypoint, (each) => foreign(JSON.stringify(each)));
	return [...shell, ...refuse$1(`its entrypoint is ${foreign(own)}`, `make it ${wanted}`)];
}
function checkEnvironment({ deniedEnvironment }, config) {
	if (deniedEnvironment.length === 0) return [];
	const variables = config.environment.map(splitVariable);
	const denied = variables.filter(({ name }) => deniedEnvironment.some((pattern) => matchesGlob(name, pattern)));
	const names = denied.length === 0 ? [] : refuse$1(`it sets ${listFew(denied, ({ name }) => foreign(name))}`, "leave that to the platform that runs the image");
	if (!(variables.findLast(({ name }) => name === "PATH")?.value.split(config.os === "windows" ? ";" : ":") ?? []).some((part) => part === "" || part === ".")) return names;
	return [...names, ...refuse$1("its PATH has the working directory in it", "leave \".\" and empty parts out of PATH")];
}
function checkVolumes({ volumes }, config) {
	if (volumes === void 0) return [];
	const { allow, deny, required } = volumes;
	const denied = config.volumes.filter((path) => deny.includes(path) || allow !== void 0 && !allow.some((pattern) => matchesGlob(path, pattern)));
	const lacking = required.filter((path) => !config.volumes.includes(path));
	return [...denied.length === 0 ? [] : refuse$1(`it has the volume ${listFew(denied, foreign)}`, "leave out that VOLUME"), ...lacking.length === 0 ? [] : refuse$1(`it has no volume ${listFew(lacking, foreign)}`, "add that VOLUME")];
}
function checkHealth({ healthCheck }, config) {
	const isThere = config.healthCheck !== void 0 && config.healthCheck[0] !== "NONE" && config.healthCheck.length > 0;
	if (healthCheck === "required" && !isThere) return refuse$1("it has no health check", "add HEALTHCHECK, and build with oci-mediatypes=false: OCI configs have none");
	return healthCheck === "absent" && isThere ? refuse$1("it has a health check", "write HEALTHCHECK NONE") : [];
}
function checkSize({ maxSize, maxLayers }, { layers }) {
	const size = layers.reduce((sum, layer) => sum + layer.size, 0);
	return [...maxSize === void 0 || size <= maxSize ? [] : refuse$1(`it has ${formatBytes(size)} and may have ${formatBytes(maxSize)}`, "build on a smaller base"), ...maxLayers === void 0 || layers.length <= maxLayers ? [] : refuse$1(`it has ${layers.length} layers and may have ${maxLayers}`, "join RUN and COPY steps")];
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
	const future = created !== void 0 && created.getTime() > now.getTime() + 3e5 ? refuse$1("it says that it was made in the future", "correct the clock of the builder") : [];
	const own = [
		config.os,
		config.architecture,
		config.variant
	].filter((part) => part !== "").join("/");
	const [os = "", architecture = "", variant = ""] = platform.platform.split("/");
	if (os === config.os && architecture === config.architecture && (!variant || !config.variant || variant === config.variant)) return future;
	const reason = `its config is of ${foreign(own === "" ? "no platform" : own)}`;
	return [...future, ...refuse$1(reason, "build the index again: descriptor and config must agree")];
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
const KNOWN = /^(?:config\.(?:Env|Cmd|Entrypoint|OnBuild|Healthcheck\.Test)\[|config\.Labels\.|history\[\d+\]\.(?:created_by|comment)$)/;
function otherTexts({ texts }) {
	return texts.filter(({ path, isKey }) => isKey || !KNOWN.test(path)).map(({ path, text, isKey }) => ({
		place: `${isKey ? "a key" : "a value"} of its config (${foreign(path)})`,
		text
	}));
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
		})),
		...otherTexts(config)
	];
}
function isAllowed(allowed, value, name) {
	if (allowed.length === 0) return false;
	const digest = digestOf(value);
	return allowed.some((each) => each.name !== void 0 && name !== void 0 && matchesGlob(name, each.name) || each.sha256 !== void 0 && digest === `sha256:${each.sha256.toLowerCase()}`);
}
const MOST_SECRETS = 1e3;
function findSecrets({ config, annotations, provenance }, allowed = []) {
	const found = /* @__PURE__ */ new Map();
	const isFull = () => found.size > MOST_SECRETS;
	const add = (secret, name) => {
		if (isFull() || found.has(secret.value)) return;
		if (!isAllowed(allowed, secret.value, name)) found.set(secret.value, secret);
	};
	for (const { name, ...text } of namedValues(config, provenance)) {
		if (isFull()) break;
		const values = findValues(text);
		for (const secret of values) add(secret, name);
		if (values.length === 0 && isSecretName(name) && isLiteral(text.text) && !text.place.startsWith("the label")) add({
			rule: "secret by its name",
			place: text.place,
			value: text.text
		}, name);
	}
	for (const text of listTexts(config, annotations)) {
		if (isFull()) break;
		for (const secret of findValues(text)) add(secret);
	}
	return [...found.values()];
}
const MOST_CUT = 200;
const LEAST_CUT = 4;
function maskSecrets(text, secrets) {
	let masked = text;
	for (const { value } of secrets) {
		if (value.length < LEAST_CUT) continue;
		masked = masked.replaceAll(value, "***");
		if (!masked.includes("…") || !masked.includes(value.slice(0, 5))) continue;
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
	if (secrets.length > 1e3) return [{
		verdict: settings.secrets === void 0 ? "error" : "fail",
		platform: name,
		reason: "it has more than 1,000 texts that look like secrets, so nothing else is said of it",
		remedy: "build it without them"
	}];
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
		const reason = listFew(secrets, describeSecret);
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
	if (value === void 0 || isBlank(value)) return `it has no label ${foreign(name)}`;
	return (rule === true ? FORMS.get(name)?.test(value) ?? true : typeof rule === "string" ? matchesGlob(value, rule) : rule.isFoundIn(value)) ? void 0 : `its label ${foreign(name)} is ${foreign(value)}`;
}
function judgePlatform$1({ labels }, platform) {
	const config = configOf(platform);
	if (config.kind !== "read") return [unreadableConfig(platform, config.reason)];
	return [...labels].flatMap(([name, rule]) => {
		const reason = explainLabel(name, rule, config.value.labels.get(name) ?? platform.annotations.get(name));
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
	return makeResult("labels", settings, { faults: judgedPlatforms(image).flatMap((platform) => judgePlatform$1(settings, platform)) });
}
const labelsGate = {
	id: "labels",
	needs: () => [{ kind: "configs" }],
	evaluate: evaluate$5
};
// src/policy/gates/licence-expression.ts
const SILENT = /* @__PURE__ */ new Map([["NOASSERTION", "nothing is said"], ["NONE", "there is none"]]);
const MOST_REFUSED = 20;
function nameOf$2({ name, orLater }) {
	return orLater ? name.replace(/^[^ ]+/, "$&+") : name;
}
function decide(node, isAllowed) {
	if (node.kind === "licence") return isAllowed(nameOf$2(node)) || node.orLater && isAllowed(node.name) ? [] : [nameOf$2(node)];
	const refused = [];
	for (const part of node.parts) {
		const own = decide(part, isAllowed);
		if (node.kind === "or" && own.length === 0) return [];
		refused.push(...own);
	}
	return refused.slice(0, MOST_REFUSED);
}
function judgeExpression(text, isAllowed) {
	const silent = SILENT.get(text);
	if (silent !== void 0) return {
		kind: "unknown",
		reason: silent
	};
	const expression = parseLicenceExpression(text);
	if ("reason" in expression) return {
		kind: "unknown",
		reason: expression.reason
	};
	const licences = decide(expression, isAllowed);
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
	const [name] = each.names;
	if (name !== void 0) return { unknown: () => `${nameOf$1(each)} (${foreign(name)})` };
	if (each.expressions.length === 0) return { unknown: () => nameOf$1(each) };
	let unknown;
	for (const expression of each.expressions) {
		const answer = judge(expression);
		if (answer.kind === "refused") return { refused: () => `${nameOf$1(each)} (${listFew(answer.licences, foreign, 3)})` };
		if (answer.kind === "unknown") unknown ??= () => `${nameOf$1(each)} (${safeText(expression, 60)}: ${answer.reason})`;
	}
	return unknown === void 0 ? {} : { unknown };
}
const MOST_TEXT = 2e6;
function openJudge({ allow, deny }) {
	const [allowed, denied] = [new Set(allow), new Set(deny)];
	const isAllowed = (name) => !denied.has(name) && (allowed.size === 0 || allowed.has(name));
	const answers = /* @__PURE__ */ new Map();
	let length = 0;
	return (expression) => getOrMake(answers, expression, () => {
		length += expression.length;
		return length > MOST_TEXT ? {
			kind: "unknown",
			reason: "there are more licence expressions than are read"
		} : judgeExpression(expression, isAllowed);
	});
}
function judgeBom(settings, { packages }, platform) {
	const judge = openJudge(settings);
	const except = new Set(settings.except);
	const judged = packages.filter(({ name }) => !except.has(name)).map((each) => judgePackage(each, judge));
	const refused = judged.flatMap((each) => each.refused ?? []);
	const unknown = judged.flatMap((each) => each.unknown ?? []);
	const list = (complaints) => listFew(complaints, (write) => write());
	const faults = [];
	if (packages.length === 0) faults.push({
		verdict: "error",
		platform,
		reason: "the bill of materials has no packages",
		remedy: "make it of the image, not of a folder"
	});
	if (refused.length > 0) {
		const reason = `${refused.length} ${refused.length === 1 ? "package has a licence" : "packages have licences"} that is not allowed: ${list(refused)}`;
		faults.push({
			verdict: "fail",
			platform,
			reason,
			remedy: "replace the package, or allow the licence"
		});
	}
	if (unknown.length > 0 && settings.unknown !== "allow") {
		const reason = `the licence of ${unknown.length} ${unknown.length === 1 ? "package" : "packages"} is not known: ${list(unknown)}`;
		faults.push({
			verdict: settings.unknown,
			platform,
			reason,
			remedy: "say in the bill of materials what it is"
		});
	}
	return faults;
}
function judgeReading(settings, { licences }, platform) {
	if (licences.kind === "read") return judgeBom(settings, licences.value, platform);
	return [{
		verdict: "error",
		platform,
		reason: `the bill of materials cannot be read: ${licences.reason}`,
		remedy: "attest it again"
	}];
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
		const latest = accepted.latest.filter((bom) => !seen.has(bom));
		for (const bom of latest) {
			seen.add(bom);
			evidence.push(bom.reference);
			const found = judgeReading(settings, bom, bom.subjects.includes(image.digest) ? void 0 : target.platform);
			faults.push(...found.map((fault) => ({
				...fault,
				remedy: fault.remedy && remedyAmong(accepted.latest, fault.remedy)
			})));
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
const PERMISSIONS = {
	actor: "actions: read",
	author: "contents: read",
	builder: "actions: read",
	reviewer: "pull-requests: read"
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
		remedy: unknown.every((role) => role === "actor") ? "give the token actions: read" : `label the image with its revision, sign its provenance, and give the token ${listSome([...new Set(unknown.map((role) => PERMISSIONS[role]))])}`,
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
		const which = failed.length === 0 ? "" : `: ${listFew(failed, foreign)}`;
		return {
			verdict: "fail",
			reason: `${foreign(name)}: tests failed${which}`
		};
	}
	const all = new Set(passed);
	const lacking = require.filter((test) => !all.has(test));
	if (lacking.length > 0) return {
		verdict: "fail",
		reason: `${foreign(name)}: ${listFew(lacking, foreign)} did not pass`
	};
	if (result === "PASSED") return void 0;
	const which = warned.length === 0 ? "" : `: ${listFew(warned, foreign)}`;
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
	const { latest } = accepted;
	const complaints = latest.flatMap(({ result }) => explainResult(rule, result) ?? []);
	const remedy = remedyAmong(latest, again);
	return {
		faults: [...label, ...complaints.map((complaint) => ({
			...complaint,
			remedy
		}))],
		evidence: latest.map(({ reference }) => reference)
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
// src/policy/gates/describe-findings.ts
function describeFinding({ id, package: name, version }) {
	return `${foreign(id)}${name === "" ? "" : ` in ${foreign(`${name} ${version}`.trim())}`}`;
}
function describeFailure({ finding, remarks }) {
	const all = [...finding.fixedIn.length === 0 ? [] : [`fixed in ${foreign(finding.fixedIn[0] ?? "")}`], ...remarks.map((write) => write())];
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
function adviseNewer(findings, base) {
	const [newest] = base?.newer ?? [];
	if (base === void 0 || newest === void 0 || !findings.some((each) => isOfBase(each, base))) return void 0;
	if (newest.findings !== void 0) return void 0;
	const { length } = base.newer;
	const versions = length === 1 ? "1 version" : `${length} versions`;
	return `try ${foreign(`${base.name} ${newest.version}`)}, which is ${versions} newer: no report says what it still has`;
}
function chooseRemedy(failures, base) {
	const findings = failures.map(({ finding }) => finding);
	const better = findRemedy(findings, base);
	if (better !== void 0) {
		const name = foreign(`${better.name} ${better.version}`);
		return failures.length === 1 ? `rebuild on ${name}, which has the fix` : `rebuild on ${name}: ${better.removes} of ${failures.length} are gone there`;
	}
	const newer = adviseNewer(findings, base);
	if (newer !== void 0) return newer;
	const fixed = findings.filter(({ fixedIn }) => fixedIn.length > 0);
	const [first] = fixed;
	if (first !== void 0 && fixed.length === 1 && findings.length === 1) return `update ${foreign(first.package)} to ${foreign(first.fixedIn[0] ?? "")}`;
	if (fixed.length > 0) return `update ${listFew([...new Set(fixed.map((each) => each.package))], foreign)}`;
	return "remove the package, or waive it with a reason and an end";
}
function describeFailures(verdict, platform, failures, base) {
	if (failures.length === 0) return [];
	const sorted = failures.toSorted((left, right) => SEVERITIES.indexOf(left.severity) - SEVERITIES.indexOf(right.severity));
	const separator = sorted.length === 1 ? "," : ":";
	const list = listFew(sorted, describeFailure);
	const grace = verdict === "warn" ? " within their time of grace" : "";
	const reason = `${countBySeverity(sorted)}${grace}${separator} ${list}${describeOrigin(sorted, base)}`;
	const isDenied = sorted.some((each) => each.isDenied);
	return [{
		verdict,
		platform,
		reason,
		remedy: chooseRemedy(sorted, base),
		...isDenied ? { isDenied } : {}
	}];
}
function comparableId(id) {
	return id.trim().toUpperCase();
}
function comparableIds({ id, aliases }) {
	return aliases.length === 0 ? [comparableId(id)] : [id, ...aliases].map(comparableId);
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
// src/policy/gates/find-waiver.ts
const MOST_STEPS = 3e7;
const STEPS_OF_ENDS = 50;
function fromRoot(path) {
	return path.startsWith("/") ? path.slice(1) : path;
}
var PathBudget = class {
	#left = MOST_STEPS;
	get isSpent() {
		return this.#left <= 0;
	}
	fits(path, pattern) {
		this.#left -= STEPS_OF_ENDS;
		if (this.isSpent) return false;
		const [text, wanted] = [fromRoot(path), fromRoot(pattern)];
		const star = wanted.indexOf("*");
		if (star < 0) return text === wanted;
		const end = wanted.slice(wanted.lastIndexOf("*") + 1);
		if (!text.startsWith(wanted.slice(0, star)) || !text.endsWith(end)) return false;
		this.#left -= text.length * wanted.length;
		return !this.isSpent && matchesGlob(text, wanted);
	}
};
function indexWaivers(file, { name, environment }) {
	const byId = /* @__PURE__ */ new Map();
	const sorted = (file?.waivers ?? []).toSorted((left, right) => right.end.getTime() - left.end.getTime());
	for (const waiver of sorted) {
		if (waiver.images.length > 0 && !waiver.images.some((pattern) => matchesGlob(name, pattern))) continue;
		if (waiver.environments.length > 0 && !waiver.environments.includes(environment)) continue;
		const byPackage = getOrMake(byId, comparableId(waiver.id), () => /* @__PURE__ */ new Map());
		for (const key of waiver.packages.length === 0 ? [""] : waiver.packages.map(packageKey)) {
			const known = getOrMake(byPackage, key, () => ({
				forAllFiles: void 0,
				forFiles: []
			}));
			if (waiver.paths.length > 0) known.forFiles.push(waiver);
			else known.forAllFiles ??= waiver;
		}
	}
	return {
		byId,
		paths: new PathBudget()
	};
}
function fitsPaths({ paths }, finding, budget) {
	return finding.paths.every((path) => paths.some((each) => budget.fits(path, each)));
}
function findWaiver({ byId, paths }, { finding, ids }) {
	let longest;
	const isLonger = ({ end }) => longest === void 0 || end > longest.end;
	for (const id of ids) {
		const byPackage = byId.get(id);
		if (byPackage === void 0) continue;
		for (const key of packageKeys(finding)) {
			const { forAllFiles, forFiles = [] } = byPackage.get(key) ?? {};
			if (forAllFiles !== void 0 && isLonger(forAllFiles)) longest = forAllFiles;
			if (finding.paths.length === 0) continue;
			for (const waiver of forFiles) {
				if (paths.isSpent || !isLonger(waiver)) break;
				if (fitsPaths(waiver, finding, paths)) longest = waiver;
			}
		}
	}
	return longest;
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
	const { status, justification, hasImpactStatement } = statement;
	if (status === "fixed") return void 0;
	if (status !== "not_affected") return () => `VEX says ${status}`;
	if (justification !== void 0) return accept.includes(justification) ? void 0 : () => `the VEX justification ${foreign(justification)} is not accepted`;
	if (!hasImpactStatement) return () => "VEX says not_affected without a justification";
	return accept.includes("impact_statement") ? void 0 : () => "VEX says not_affected in words alone, which is not accepted";
}
function askVex(settings, index, { finding, ids }) {
	let latest;
	for (const id of ids) {
		const known = index.get(id);
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
const ENDS_SOON = 7 * DAY;
const MOST_SHOWN = 5;
function hasId(ids, own) {
	return ids.size > 0 && own.some((each) => ids.has(each));
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
	const ids = comparableIds(finding);
	const { suppressedBy } = finding;
	const remarks = suppressedBy === void 0 ? [] : [() => `suppressed by ${foreign(suppressedBy)}`];
	if (hasId(context.deny, ids)) {
		sorted.denied.push({
			finding,
			severity,
			remarks: [...remarks, () => "denied by id"],
			isDenied: true
		});
		return;
	}
	const vex = settings.vex === void 0 ? void 0 : askVex(settings.vex, context.vex, {
		finding,
		ids
	});
	if (vex?.kind === "cleared") {
		sorted.cleared++;
		sorted.vexUsed.add(vex.reference);
		return;
	}
	if (vex?.reason !== void 0) remarks.push(vex.reason);
	if (settings.knownExploited === "deny" && (finding.isKnownExploited || hasId(context.knownExploited, ids))) {
		sorted.denied.push({
			finding,
			severity,
			remarks: [...remarks, () => "known to be exploited"]
		});
		return;
	}
	if (settings.layers === "app" && isOfBase(finding, base)) return;
	const isLikely = settings.epss !== void 0 && (finding.epss ?? 0) >= settings.epss;
	if (isLikely) remarks.push(() => `EPSS ${finding.epss}`);
	if (!isLikely && !isOverThreshold(settings.fail[severity], finding)) return;
	const waiver = findWaiver(context.waivers, {
		finding,
		ids
	});
	if (waiver !== void 0 && context.now < waiver.end) {
		sorted.waived.push({
			finding,
			waiver
		});
		return;
	}
	if (waiver !== void 0) remarks.push(() => `its waiver ended on ${waiver.expires}`);
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
		reason: `waived: ${listFew(waived, ({ finding, waiver }) => `${describeFinding(finding)} until ${waiver.expires} (${foreign(waiver.reason)})`)}`
	}];
	const waivers = [...new Set(waived.map(({ waiver }) => waiver))];
	const ending = waivers.filter((waiver) => waiver.end.getTime() - now.getTime() <= ENDS_SOON).toSorted((left, right) => left.end.getTime() - right.end.getTime());
	for (const waiver of ending.slice(0, MOST_SHOWN)) {
		const reason = `the waiver of ${foreign(waiver.id)} ends on ${waiver.expires}`;
		const at = `${file.path}, line ${waiver.position.line}`;
		faults.push({
			verdict: "warn",
			platform,
			reason,
			remedy: `update the package, or renew the waiver (${at})`
		});
	}
	const more = ending.length - MOST_SHOWN;
	if (more > 0) {
		const reason = `${more === 1 ? "1 more waiver ends" : `${more} more waivers end`} within 7 days`;
		faults.push({
			verdict: "warn",
			platform,
			reason,
			remedy: `update the packages, or renew them (${file.path})`
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
		vexUsed: /* @__PURE__ */ new Set(),
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
	const judged = [
		...judgeReports({
			settings,
			knownExploited: evidence.knownExploited !== void 0
		}, name, chosen.reports),
		...describeFailures("fail", name, failing, context.base),
		...describeFailures("warn", name, sorted.young, context.base),
		...excused.faults
	];
	const isOld = chosen.faults.length > 0;
	const faults = [...chosen.faults, ...isOld ? notProven(judged) : judged];
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
	const uncompared = waivers.paths.isSpent ? [{
		verdict: "warn",
		reason: "the report has more paths than are compared with those of waivers",
		remedy: "name packages in the waivers"
	}] : [];
	return makeResult("vulnerabilities", settings, {
		faults: [
			...outcomes.flatMap((each) => each.faults),
			...unread,
			...unwaived,
			...uncompared
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
// src/policy/gates/wall-clock.ts
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
// src/admission/gates.ts
async function judgeVulnerabilities(settings, source, now) {
	const evidence = await source.vulnerabilities(settings);
	const result = vulnerabilitiesGate.evaluate(settings, evidence, now);
	const cured = await source.cure(settings, evidence, result);
	return cured === void 0 ? result : vulnerabilitiesGate.evaluate(settings, cured, now);
}
function needsOf(gate) {
	switch (gate.id) {
		case "vulnerabilities": return vulnerabilitiesGate.needs(gate.settings);
		case "base": return baseGate.needs(gate.settings);
		case "config": return configGate.needs(gate.settings);
		case "labels": return labelsGate.needs(gate.settings);
		case "attestations": return attestationsGate.needs(gate.settings);
		case "licences": return licencesGate.needs(gate.settings);
		case "tests": return testsGate.needs(gate.settings);
		case "windows": return windowsGate.needs(gate.settings);
		case "people": return peopleGate.needs(gate.settings);
		case "change": return changeGate.needs(gate.settings);
	}
}
async function judge(gate, source, now) {
	switch (gate.id) {
		case "vulnerabilities": return judgeVulnerabilities(gate.settings, source, now);
		case "base": return baseGate.evaluate(gate.settings, await source.base(gate.settings), now);
		case "config": return configGate.evaluate(gate.settings, await source.config(gate.settings), now);
		case "labels": return labelsGate.evaluate(gate.settings, await source.labels(gate.settings), now);
		case "attestations": return attestationsGate.evaluate(gate.settings, await source.attestations(gate.settings), now);
		case "licences": return licencesGate.evaluate(gate.settings, await source.licences(gate.settings), now);
		case "tests": return testsGate.evaluate(gate.settings, await source.tests(gate.settings), now);
		case "windows": return windowsGate.evaluate(gate.settings, await source.windows(gate.settings), now);
		case "people": return peopleGate.evaluate(gate.settings, await source.people(gate.settings), now);
		case "change": return changeGate.evaluate(gate.settings, await source.change(gate.settings), now);
	}
}
// src/admission/admit.ts
function explain(error) {
	if (error instanceof FormatError) return {
		verdict: "error",
		reason: safeText(error.message),
		remedy: error.remedy ?? "correct it, and run again"
	};
	if (!isSealiftError(error)) throw error;
	const { words } = error;
	if (words === void 0) return {
		verdict: "error",
		reason: error.message
	};
	return {
		verdict: "error",
		reason: `cannot ${words.what}: ${words.reason}`,
		remedy: words.remedy
	};
}
async function judgeGate(gate, source, now) {
	try {
		return await judge(gate, source, now);
	} catch (error) {
		return makeResult(gate.id, gate.settings, { faults: [explain(error)] });
	}
}
async function admitImages(request) {
	const { gates, skips, images, environment, now } = request;
	const context = {
		...request,
		run: createEvidenceRun(request.known),
		needs: gates.flatMap(needsOf)
	};
	const settings = new Map(gates.map((gate) => [gate.id, digestOfSettings(gate.settings)]));
	for (const { name, graph } of images) if (!isWhole(graph)) throw new Error(`not all manifests of ${name} were read before it was judged`);
	const judged = await Promise.all(images.map(async (image) => {
		const source = openEvidence(context, image);
		const results = await Promise.all(gates.map(async (gate) => {
			const result = await judgeGate(gate, source, now);
			return skips.includes(gate.id) ? bypass(result) : result;
		}));
		const facts = await readFacts(context.run, image, {
			environment,
			withConfigs: false
		});
		const all = results.map((result) => ({
			result,
			settings: settings.get(result.gate) ?? digestOfSettings({})
		}));
		return {
			name: image.reference,
			results,
			checks: encodeChecks(facts, all)
		};
	}));
	return {
		images: judged,
		refusal: refusalOf(environment, judged)
	};
}
// src/policy/verify-ledger.ts
function openLedger({ form, bytes }, { environment: { name, record, signers }, verify }) {
	const asksSignature = record === "signed" || signers.length > 0;
	if (form === "statement") {
		if (asksSignature) return `it is not signed, and ${name} accepts only signed records`;
		return {
			payload: bytes,
			isSigned: false,
			signedAt: void 0
		};
	}
	if (!asksSignature) return {
		payload: payloadOf({
			form,
			bytes
		}),
		isSigned: false,
		signedAt: void 0
	};
	const verdict = verify(bytes, signers);
	if (verdict.kind === "rejected") return verdict.reason;
	const { payload, signedAt } = verdict.signature;
	return {
		payload,
		isSigned: true,
		signedAt
	};
}
function verifyLedger(stored, trust) {
	try {
		const opened = openLedger(stored, trust);
		if (typeof opened === "string") return opened;
		const { predicate } = readClaim(BASE_LEDGER, readStatement(opened.payload));
		if (predicate.uri !== trust.uri) return `it is the ledger of ${predicate.uri}`;
		const times = [predicate.time, ...opened.signedAt === void 0 ? [] : [opened.signedAt]];
		const time = new Date(Math.min(...times.map((each) => each.getTime())));
		if (predicate.time.getTime() > trust.now.getTime() + 3e5) return "it is from the future";
		return {
			predicate,
			isSigned: opened.isSigned,
			time
		};
	} catch (error) {
		if (error instanceof FormatError) return error.message;
		throw error;
	}
}
// src/records/base-ledger.ts
const LATEST = parseTag("latest");
const MAX_LEDGER = 4194304;
const SETTLE_TIME = 1e3;
const PACE_FACTOR = 3;
function unreadable({ repository }, reason) {
	return new RegistryError({
		what: `read the ledger of bases ${formatRepository(repository)}:${LATEST}`,
		reason,
		remedy: `delete its tag "${LATEST}", and run command: outdated`,
		code: "invalid-answer"
	});
}
function formOf(mediaType) {
	if (mediaType === "application/vnd.dev.sigstore.bundle.v0.3+json") return "bundle";
	return mediaType === "application/vnd.in-toto+json" ? "statement" : void 0;
}
async function readBaseLedger(place) {
	const { client, repository } = place;
	const stored = await getManifest(client, repository, LATEST);
	if (stored === void 0) return void 0;
	try {
		const manifest = parseManifest(stored.bytes, stored.mediaType);
		const [layer, ...others] = manifest.kind === "manifest" ? manifest.layers : [];
		const form = layer && formOf(layer.mediaType);
		if (layer === void 0 || form === void 0 || others.length > 0) throw unreadable(place, "it is no ledger");
		if (layer.size > MAX_LEDGER) throw unreadable(place, "it has more than 4 MiB");
		const bytes = await readBlob(client, repository, {
			...layer,
			limit: MAX_LEDGER
		});
		if (bytes === void 0) throw unreadable(place, "the registry lacks its content");
		const { digest } = stored;
		return {
			digest,
			uri: `${formatRepository(repository)}@${digest}`,
			form,
			bytes,
			mediaType: layer.mediaType
		};
	} catch (error) {
		if (error instanceof FormatError) throw unreadable(place, error.message);
		throw error;
	}
}
function findBaseLedger({ client, repository }) {
	return headManifest(client, repository, LATEST);
}
async function writeBaseLedger(place, content, expected) {
	const { client, repository } = place;
	if (content.bytes.byteLength > MAX_LEDGER) throw new RegistryError({
		what: `write the ledger of bases to ${formatRepository(repository)}`,
		reason: "it would have more than 4 MiB, and no larger one is read",
		remedy: "name fewer bases in the gates, and begin a new ledger in another repository",
		code: "too-large"
	});
	const predicateType = BASE_LEDGER.type;
	const { manifest, blobs } = buildTaggedRecord({
		predicateType,
		annotations: /* @__PURE__ */ new Map(),
		...content
	});
	await putBlobs(client, repository, blobs);
	const before = await findBaseLedger(place);
	if (before !== expected) return {
		written: void 0,
		holds: before
	};
	const begun = client.clock.now();
	await putManifest(client, repository, LATEST, manifest);
	const took = client.clock.now() - begun;
	await client.clock.sleep(Math.max(SETTLE_TIME, PACE_FACTOR * took));
	return {
		written: manifest.digest,
		holds: await findBaseLedger(place)
	};
}
// src/commands/base-ledger.ts
function openStoredLedger({ pipeline, open }) {
	const { baseLedger: uri } = pipeline;
	if (uri === void 0) return void 0;
	return once(async () => readBaseLedger(await open(uri)));
}
function refuse(uri, reason) {
	return new PolicyError({
		what: `use the ledger of bases ${uri}`,
		reason: safeText(reason),
		remedy: "run command: outdated by a workflow or key that the pipeline file names"
	});
}
async function verifyIn(stored, environment, { pipeline, openVerifier, now }) {
	const { baseLedger: uri = "" } = pipeline;
	const verified = verifyLedger(stored, {
		uri,
		environment,
		verify: environment.signers.length > 0 ? await openVerifier() : () => ({
			kind: "rejected",
			reason: `no signer is named for ${environment.name}`
		}),
		now
	});
	if (typeof verified === "string") throw refuse(uri, verified);
	return verified;
}
async function verifyForAll(stored, environments, access) {
	const [first] = await Promise.all(environments.map((environment) => verifyIn(stored, environment, access)));
	if (first === void 0) throw refuse(access.pipeline.baseLedger ?? "", "no environment has the gate \"base\"");
	return first.predicate;
}
async function verifyStoredLedger(stored, environment, access) {
	const { baseLedger: uri = "", path } = access.pipeline;
	if (stored === void 0) throw new PolicyError({
		what: `use the ledger of bases ${uri}`,
		reason: `${path} names it, and nothing is there`,
		remedy: "run command: outdated, which writes it"
	});
	const { predicate, isSigned, time } = await verifyIn(stored, environment, access);
	const { digest, mediaType } = stored;
	return {
		reference: {
			digest,
			uri: stored.uri,
			mediaType
		},
		isSigned,
		time,
		repositories: predicate.repositories
	};
}
// src/commands/base-records.ts
async function promotedAt({ client, repository }, digest, { pipeline, verify, now }) {
	const uri = formatRepository(repository);
	const records = await readRecords(client, {
		repository,
		subject: digest
	});
	const placements = findEnvironments(pipeline, repository);
	const entered = placements.flatMap(({ environment, image }) => validPromotions(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).promotions);
	const [first] = pipeline.environments;
	const signers = [...pipeline.evidence.values()];
	const foreign = placements.length > 0 || signers.length === 0 ? [] : records.flatMap((stored) => {
		const environment = {
			...first,
			name: uri,
			record: "signed",
			signers
		};
		const verdict = verifyRecord(stored, PROMOTION, {
			environment,
			digest,
			verify
		});
		return verdict.kind === "valid" && verdict.record.predicate.destination.uri === uri ? [verdict.record] : [];
	});
	const times = [...entered, ...foreign].filter(({ signature }) => signature !== void 0).map((record) => enteredAt(record));
	return times.length === 0 ? void 0 : new Date(Math.min(...times));
}
// src/commands/judge-images.ts
function routesAroundWindows({ hotfixRoutes }, { name }) {
	return hotfixRoutes.filter(({ to, skips }) => to === name && skips.includes("windows")).map((route) => route.name);
}
function openBases({ sources, destinations }, { pool, inputs }) {
	return async (name) => {
		const repository = parseRepository(name);
		const { registry } = repository;
		const given = sources.has(registry) ? inputs.sourceCredential : destinations.has(registry) ? inputs.destinationCredential : void 0;
		return {
			client: (await pool.open([{
				repository,
				access: "pull",
				given
			}]))(repository, "pull"),
			repository
		};
	};
}
function openJudging(policy, { inputs, context, pool }, registries, known) {
	const openBase = openBases(registries, {
		inputs,
		context,
		pool
	});
	return {
		policy,
		inputs,
		context,
		pool,
		openBase,
		readLedger: openStoredLedger({
			pipeline: policy.pipeline,
			open: openBase
		}),
		known
	};
}
function judgeBy({ environment, gates, skips, images }, { policy, context, inputs, openBase: open, readLedger, known }) {
	const { pipeline, openVerifier } = policy;
	return admitImages({
		gates,
		skips,
		images,
		openVerifier,
		environment: environment.name,
		now: context.now,
		signers: new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]])),
		bases: {
			open,
			ledger: once(async () => {
				const trust = {
					pipeline,
					open,
					openVerifier,
					now: context.now
				};
				return readLedger && verifyStoredLedger(await readLedger(), environment, trust);
			}),
			promotedAt: async (place, digest) => promotedAt(place, digest, {
				pipeline,
				verify: await openVerifier(),
				now: context.now
			})
		},
		github: { client: openGitHubClient(context.event, inputs.githubToken, { environment: context.environment }) },
		runId: context.environment["GITHUB_RUN_ID"],
		reason: inputs.reason,
		root: context.environment["GITHUB_WORKSPACE"] || process.cwd(),
		evidenceFiles: inputs.evidenceFiles,
		routes: routesAroundWindows(pipeline, environment),
		known
	});
}
function nameImage(name, tag, digest) {
	return tag === void 0 ? `${name}@${shortDigest(digest)}` : `${name}:${tag}`;
}
// src/commands/judge-entrances.ts
function hotfixOf(pipeline, { route, source, destination }) {
	if (route.kind !== "hotfix") return void 0;
	return pipeline.hotfixRoutes.find(({ name, from, to }) => name === route.name && from === source?.name && to === destination.name);
}
function joinApprovals(gate, route) {
	return {
		approvals: Math.max(gate.approvals, route.approvals),
		not: [.../* @__PURE__ */ new Set([...gate.not, ...route.not])]
	};
}
function gatesOn(environment, hotfix) {
	const { needs, skips = [] } = hotfix ?? {};
	if (needs === void 0) return listGates(environment.gates);
	const own = environment.gates.people;
	const rule = own === void 0 || skips.includes("people") ? needs : joinApprovals(own, needs);
	return listGates({
		...environment.gates,
		people: {
			...PEOPLE_DEFAULTS,
			...APPROVAL_DEFAULTS,
			...rule
		}
	});
}
function gatesOf(route, pipeline) {
	return gatesOn(route.destination, hotfixOf(pipeline, route));
}
function groupByEntrance(images, pipeline) {
	const entrances = /* @__PURE__ */ new Map();
	for (const image of images) for (const { route } of image.destinations) {
		if (route === void 0) continue;
		const key = JSON.stringify([
			route.destination.name,
			route.route,
			route.source?.name
		]);
		getOrMake(entrances, key, () => ({
			route,
			images: /* @__PURE__ */ new Set()
		})).images.add(image);
	}
	return [...entrances.values()].map(({ route, images: some }) => {
		const hotfix = hotfixOf(pipeline, route);
		return {
			route,
			hotfix,
			gates: gatesOn(route.destination, hotfix),
			images: [...some]
		};
	});
}
function registriesOf(images) {
	return {
		sources: new Set(images.map(({ repository }) => repository.registry)),
		destinations: new Set(images.flatMap(({ destinations }) => destinations.map(({ repository }) => repository.registry)))
	};
}
function isBy({ route, hotfix }, own, pipeline) {
	return own?.destination === route.destination && hotfixOf(pipeline, own) === hotfix;
}
async function judgeEntrances(images, judging) {
	const { pipeline } = judging.policy;
	return (await Promise.all(groupByEntrance(images, pipeline).map(async (entrance) => {
		const { route, hotfix, gates } = entrance;
		if (gates.length === 0) return void 0;
		const sources = await Promise.all(entrance.images.map(async ({ client, repository, tag, readGraph, destinations }) => {
			const name = destinations.find((each) => isBy(entrance, each.route, pipeline))?.route?.image ?? route.image;
			const graph = await readGraph();
			return {
				name,
				reference: nameImage(name, tag, graph.root),
				client,
				repository,
				graph
			};
		}));
		const skips = (hotfix?.skips ?? []).filter((id) => id !== "people" || hotfix?.needs === void 0);
		return {
			entrance,
			answer: await judgeBy({
				environment: route.destination,
				gates,
				skips,
				images: sources
			}, judging)
		};
	}))).filter((each) => each !== void 0);
}
function answersOf(judged, image) {
	return judged.flatMap(({ entrance, answer }) => {
		const admitted = answer.images[entrance.images.indexOf(image)];
		return admitted === void 0 ? [] : [{
			entrance,
			admitted
		}];
	});
}
// src/commands/judge-gates.ts
var judge_gates_exports = /* @__PURE__ */ __exportAll({
	judgeGates: () => judgeGates,
	requireOpenNow: () => requireOpenNow
});
async function readWhole({ clients, plan }) {
	const root = plan.graph.nodes.get(plan.graph.root);
	if (isWhole(plan.graph) || root === void 0) return plan.graph;
	return readGraph(clients.source, plan.source.repository, {
		...root.descriptor,
		bytes: root.bytes
	});
}
function toCandidate(item) {
	const { clients, plan } = item;
	const { source, destinations } = plan;
	return {
		item,
		destinations,
		client: clients.source,
		repository: source.repository,
		tag: source.tag,
		readGraph: () => readWhole(item)
	};
}
async function judgeGates(items, work) {
	const policy = items.find(({ request }) => request.policy !== void 0)?.request.policy;
	if (policy === void 0) return {
		items,
		refusals: [],
		requireOpen: () => void 0
	};
	const { pipeline } = policy;
	const candidates = items.map(toCandidate);
	const found = await judgeEntrances(candidates, openJudging(policy, work, registriesOf(candidates)));
	const judged = /* @__PURE__ */ new Map();
	for (const { entrance, answer } of found) for (const [index, { item }] of entrance.images.entries()) {
		const image = answer.images[index];
		if (image !== void 0) getOrMake(judged, item, () => []).push({
			entrance,
			image
		});
	}
	const withGates = (item, destination) => {
		const own = judged.get(item)?.find(({ entrance }) => isBy(entrance, destination.route, pipeline));
		return own === void 0 ? destination : {
			...destination,
			gates: own.image
		};
	};
	return {
		items: items.map((item) => ({
			...item,
			plan: {
				...item.plan,
				destinations: item.plan.destinations.map((each) => withGates(item, each))
			}
		})),
		refusals: found.flatMap(({ answer: { refusal, images } }) => refusal === void 0 ? [] : [{
			error: refusal,
			images: images.filter(isRefused).length
		}]),
		requireOpen() {
			for (const { entrance } of found) requireOpenWindows(entrance);
		}
	};
}
function isRefused({ results }) {
	return results.some(isRefusal);
}
function requireOpenNow(items) {
	const pipeline = items.find(({ request }) => request.policy !== void 0)?.request.policy?.pipeline;
	if (pipeline === void 0) return;
	for (const entrance of groupByEntrance(items.map(toCandidate), pipeline)) requireOpenWindows(entrance);
}
function nameOf({ plan }, { destination, image }) {
	const own = plan.destinations.find(({ route }) => route?.destination === destination)?.route;
	return nameImage(own?.image ?? image, plan.source.tag, plan.image.digest);
}
function requireOpenWindows({ route, hotfix, gates, images }) {
	const windows = gates.find((gate) => gate.id === "windows");
	if (windows === void 0 || hotfix?.skips.includes("windows") === true) return;
	const result = windowsGate.evaluate(windows.settings, { routes: [] }, /* @__PURE__ */ new Date());
	const names = images.map(({ item }) => ({
		name: nameOf(item, route),
		results: [result]
	}));
	const refusal = refusalOf(route.destination.name, names);
	if (refusal !== void 0) throw refusal;
}
export { isProven as A, chainIds as C, textList as D, forgetImages as E, isRefusal as O, readPlatforms as S, explainFailure as T, newerVersions as _, registriesOf as a, readVersion as b, openJudging as c, readBaseLedger as d, writeBaseLedger as f, findBase as g, isLeft as h, judgeEntrances as i, refusalOf as k, promotedAt as l, mayRun as m, answersOf as n, judgeBy as o, readBaseFindings as p, gatesOf as r, nameImage as s, judge_gates_exports as t, verifyForAll as u, newestOf as v, createEvidenceRun as w, toBaseVersions as x, listBases as y };
