import { n as __exportAll } from "./rolldown-runtime.js";
import { Ct as findEnvironments, Gn as once, Hn as safeText, In as digestOf, Jn as PolicyError, On as isTag, Tn as formatRepository, Vn as quote, Wn as getOrMake, Xt as objectProperty, Yn as RegistryError, Zn as isSealiftError, an as tryParse, en as property, m as HOLD, wn as formatReference, wt as isNameOf, zn as shortDigest } from "./start.js";
import { At as OCI_LABEL, Ct as toNode, Dt as readImageLabels, En as rootGraph, Sn as graphPlatforms, St as readGraph, _r as getManifest, _t as readObjects, dt as AnswerError, gt as readObject, lt as openGitHubClient, mt as explainGitHubFailure, yt as SourceImage } from "./common.js";
import { B as contradictRun, F as limitRejections, G as ATTESTATIONS, H as openVerifier, J as declaredPredicate, Q as readStatement, Y as readAttestationManifest, at as statementDigest, et as nameSigner, nt as decodeUnverifiedPredicate, q as attestationOf, rt as decodeUnverifiedStatement, tt as verifyRecord } from "./records.js";
import { P as eachAtMost, S as listReferrers } from "./registry.js";
// src/policy/describe-hold.ts
function formatHoldDay(time) {
	return time.toISOString().slice(0, 10);
}
function nameHolder({ by }) {
	if (by.kind === "file") return void 0;
	const { login } = by.predicate.run.actor ?? {};
	if (login !== void 0) return safeText(login, 100);
	return by.signature === void 0 ? void 0 : safeText(nameSigner(by.signature), 300);
}
function whatIsHeld({ subject }, image) {
	return subject === void 0 || subject === image ? "it" : `its platform ${shortDigest(subject)}`;
}
function describeHold(hold, image, where) {
	const place = where === void 0 ? "" : ` in ${where}`;
	const { by, reason, until, subject } = hold;
	const why = reason === void 0 ? "" : quote(reason);
	const end = until === void 0 ? "" : ` until ${formatHoldDay(/* @__PURE__ */ new Date(until.getTime() - 1))}`;
	if (by.kind === "file") {
		const what = subject === void 0 ? "what was built from its commit" : whatIsHeld(hold, image);
		return `${safeText(by.path, 200)} holds ${what}${place}${end} (line ${by.line}, ${why})`;
	}
	const holder = nameHolder(hold);
	const who = holder === void 0 ? "" : ` by ${holder}`;
	return `${whatIsHeld(hold, image)} is held${place} since ${formatHoldDay(by.since)}${end}${who}${why === "" ? "" : ` (${why})`}`;
}
function remedyForHold({ by }, verb = "promote") {
	return `${verb} another version, or ${by.kind === "file" ? "change the file" : "end the hold with command unhold"}`;
}
// src/records/holds.ts
function isHoldRecord(record) {
	return tryParse(() => decodeUnverifiedStatement(record))?.predicateType === HOLD.type;
}
const AT_ONCE$2 = 16;
async function readHoldsAmong(client, repository, referrers) {
	const holds = referrers.flatMap(({ subject, node: { descriptor, manifest } }) => {
		const attestation = attestationOf(manifest, descriptor.digest, subject);
		return attestation?.announced === HOLD.type ? [{
			subject,
			attestation
		}] : [];
	});
	return (await eachAtMost(AT_ONCE$2, holds, ({ subject, attestation }) => readStatement(client, {
		repository,
		subject
	}, attestation))).filter((record) => record !== void 0);
}
const MAX_HOLDS = 200;
async function readHolds(client, query) {
	const { repository, subject } = query;
	const possible = (await listReferrers(client, repository, subject, ATTESTATIONS)).filter((each) => [HOLD.type, void 0].includes(declaredPredicate(each)));
	const holds = (await eachAtMost(AT_ONCE$2, possible, ({ digest }) => readAttestationManifest(client, query, digest))).filter((each) => each?.announced === HOLD.type);
	if (holds.length > MAX_HOLDS) throw new RegistryError({
		what: `read the holds of ${formatRepository(repository)}@${subject}`,
		reason: `there are ${holds.length}, and no more than ${MAX_HOLDS} are read`,
		remedy: "remove those that have ended",
		code: "too-large"
	});
	return (await eachAtMost(AT_ONCE$2, holds, async (each) => each && readStatement(client, query, each))).filter((record) => record !== void 0);
}
// src/policy/later-environments.ts
function environmentsAfter({ environments, hotfixRoutes }, { name }) {
	const after = /* @__PURE__ */ new Set();
	const left = [name];
	for (let from = left.pop(); from !== void 0; from = left.pop()) {
		const next = [...environments.filter((each) => each.from.includes(from ?? "")).map((each) => each.name), ...hotfixRoutes.filter((route) => route.from === from).map(({ to }) => to)].filter((each) => each !== name && !after.has(each));
		for (const each of next) after.add(each);
		left.push(...next);
	}
	return environments.filter((each) => after.has(each.name));
}
// src/policy/holds.ts
function appliesTo({ environments }, environment) {
	return environments.some((name) => name === "*" || isNameOf(environment, name));
}
function verifyAs(stored, environment, { verify }) {
	return verifyRecord(stored, HOLD, {
		environment,
		verify,
		digest: stored.subject
	});
}
function contradiction({ predicate: { run }, signature }) {
	return signature?.by.kind === "certificate" ? contradictRun(run, signature.by.claims) : void 0;
}
function verifyHold(stored, options) {
	const { environment, pipeline } = options;
	const own = verifyAs(stored, environment, options);
	if (own.kind === "valid") return contradiction(own.record) ?? own.record;
	for (const later of environmentsAfter(pipeline, environment)) {
		const verdict = verifyAs(stored, later, options);
		if (verdict.kind === "valid" && verdict.record.signature !== void 0) return contradiction(verdict.record) ?? verdict.record;
	}
	return own.kind === "rejected" ? own.reason : "it is about something else";
}
function verifyUnhold(stored, options) {
	const verdict = verifyAs(stored, options.environment, options);
	if (verdict.kind !== "valid") return verdict.kind === "rejected" ? verdict.reason : "it is about something else";
	const { record } = verdict;
	const { predicate, signature } = record;
	const { gitHubEnvironment: required } = options.environment;
	const actual = (signature?.by.kind === "certificate" ? signature.by.claims.environment : void 0) ?? (predicate.run.isFromToken === true ? predicate.run.environment : void 0);
	if (required !== void 0 && actual !== required) return `its job did not run in GitHub's environment "${required}"`;
	const latest = Math.min(options.now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY);
	if (predicate.time.getTime() > latest + 3e5) return "it claims a time in the future, or later than its signature";
	return contradiction(record) ?? record;
}
function sinceOf({ predicate: { time }, signature }, now) {
	return new Date(Math.min(time.getTime(), now.getTime(), signature?.signedAt?.getTime() ?? Number.POSITIVE_INFINITY));
}
function toHold(record, now) {
	const { predicate, stored, signature } = record;
	if (predicate.action !== "hold") return [];
	const { effect, reason, until } = predicate;
	if (until !== void 0 && until.getTime() <= now.getTime()) return [];
	const since = sinceOf(record, now);
	const by = {
		kind: "record",
		record: stored.digest,
		stored,
		predicate,
		since,
		signature
	};
	return [{
		subject: stored.subject,
		effect,
		reason,
		until,
		by
	}];
}
function findEnded(holds, unholds) {
	const named = new Set(unholds.flatMap(({ predicate, stored: { subject } }) => predicate.action === "unhold" ? predicate.holds.map((digest) => `${subject} ${digest}`) : []));
	const keyOf = ({ stored }) => `${stored.subject} ${statementDigest(stored)}`;
	const ended = holds.filter((hold) => named.has(`${hold.stored.subject} ${hold.stored.digest}`) || named.has(keyOf(hold)));
	const statements = new Set(ended.map(keyOf));
	return new Set(holds.filter((hold) => statements.has(keyOf(hold))));
}
function findRecordedHolds(records, options) {
	const { environment, now } = options;
	const rejections = [];
	const valid = records.flatMap((stored) => {
		if (!isHoldRecord(stored)) return [];
		const claimed = decodeUnverifiedPredicate(HOLD, stored);
		const found = claimed?.action === "unhold" ? verifyUnhold(stored, options) : verifyHold(stored, options);
		if (typeof found === "string") {
			if (claimed === void 0 || appliesTo(claimed, environment)) rejections.push(explainHold(stored, claimed, found));
			return [];
		}
		return found.predicate.action === claimed?.action && appliesTo(found.predicate, environment) ? [found] : [];
	});
	const [unholds, holds] = [valid.filter(isUnhold), valid.filter((each) => !isUnhold(each))];
	const ended = findEnded(holds, unholds);
	return {
		holds: holds.filter((hold) => !ended.has(hold)).flatMap((hold) => toHold(hold, now)).toSorted((left, right) => sinceMs(left) - sinceMs(right)),
		rejections
	};
}
function isUnhold({ predicate }) {
	return predicate.action === "unhold";
}
function sinceMs({ by }) {
	return by.kind === "record" ? by.since.getTime() : 0;
}
function explainHold({ digest }, claimed, reason) {
	return `the ${claimed?.action ?? "hold"} record ${shortDigest(digest)} does not count: ${reason}`;
}
function findFileHolds({ holds, path }, { digests, revisions = [] }, { environment, now }) {
	const isOf = ({ of }) => "digest" in of ? digests.has(of.digest) : revisions.some((each) => each.toLowerCase() === of.revision);
	return holds.filter(({ environments }) => environments === void 0 || environments.includes(environment.name)).filter(({ until }) => until === void 0 || until.getTime() > now.getTime()).filter(isOf).map(({ of, effect, reason, until, line }) => ({
		subject: "digest" in of ? of.digest : void 0,
		effect,
		reason,
		until,
		by: {
			kind: "file",
			path,
			line
		}
	}));
}
function findHolds$1(image, options) {
	const recorded = findRecordedHolds(image.records, options);
	return {
		...recorded,
		holds: [...findFileHolds(options.pipeline, image, options), ...recorded.holds]
	};
}
function isQuarantined(holds) {
	return holds.some(({ effect }) => effect === "quarantine");
}
// src/promotion/image-holds.ts
var image_holds_exports = /* @__PURE__ */ __exportAll({
	holdableDigests: () => holdableDigests,
	readAllHolds: () => readAllHolds,
	readSourceHolds: () => readSourceHolds,
	requireNotHeld: () => requireNotHeld,
	requireStillNotHeld: () => requireStillNotHeld
});
const AT_ONCE$1 = 8;
function holdableDigests(graph) {
	const indexes = [...graph.nodes].flatMap(([digest, { manifest }]) => manifest.kind === "index" ? [digest] : []);
	return /* @__PURE__ */ new Set([
		graph.root,
		...indexes,
		...graphPlatforms(graph).map(({ digest }) => digest)
	]);
}
function revisionsOf(labels) {
	const key = `${OCI_LABEL}revision`;
	return [labels.get(key), labels.overruled?.get(key)].filter((each) => each !== void 0);
}
async function readAllHolds(client, repository, digests) {
	return (await eachAtMost(AT_ONCE$1, [...digests], (subject) => readHolds(client, {
		repository,
		subject
	}))).flat();
}
function readSourceHolds({ client, repository, digests }, attachments) {
	if (attachments === void 0) return readAllHolds(client, repository, digests);
	return readHoldsAmong(client, repository, attachments.referrers.flatMap(({ subject, graph }) => {
		const node = graph.nodes.get(graph.root);
		return node === void 0 || !digests.has(subject) ? [] : [{
			subject,
			node
		}];
	}));
}
async function judgeHolds({ graph, labels, records }, environment, { pipeline, openVerifier, readKeptHolds }, now) {
	const digests = holdableDigests(graph);
	const kept = readKeptHolds === void 0 ? [] : await readKeptHolds(digests);
	const all = [...records, ...kept];
	const verify = all.length === 0 ? () => ({
		kind: "rejected",
		reason: "it is not read"
	}) : await openVerifier();
	return findHolds$1({
		digests,
		revisions: revisionsOf(labels),
		records: all
	}, {
		pipeline,
		environment,
		verify,
		now
	});
}
const SHORT_RUN = 5e3;
async function requireStillNotHeld(items) {
	await eachAtMost(AT_ONCE$1, items, async ({ request, clients, plan }) => {
		const { policy, from } = request;
		const [first] = plan.destinations;
		if (policy === void 0 || first === void 0) return;
		if (clients.source.clock.now() - first.readAt < SHORT_RUN) return;
		const { graph, labels } = plan;
		const digests = holdableDigests(graph);
		const places = [{
			client: clients.source,
			repository: from.repository
		}, ...plan.destinations.map(({ repository }) => ({
			client: clients.destination(repository),
			repository
		}))];
		await requireNotHeld(request, {
			graph,
			labels,
			records: (await Promise.all(places.map(({ client, repository }) => readAllHolds(client, repository, digests)))).flat()
		}, policy);
	});
}
async function requireNotHeld({ from, destinations, run }, image, policy) {
	const routes = destinations.flatMap(({ route }) => route ?? []);
	const warnings = /* @__PURE__ */ new Set();
	const now = new Date(Math.max(Date.now(), run.now.getTime()));
	for (const { source, destination } of routes) for (const environment of [destination, ...source === void 0 ? [] : [source]]) {
		const { holds, rejections } = await judgeHolds(image, environment, policy, now);
		const hold = holds.find(({ effect }) => effect === "quarantine");
		if (hold !== void 0) throw new PolicyError({
			what: `promote ${formatReference(from)} to ${destination.name}`,
			reason: describeHold(hold, image.graph.root, environment === destination ? void 0 : environment.name),
			remedy: remedyForHold(hold)
		});
		for (const rejection of limitRejections(rejections)) warnings.add(`Of ${formatRepository(from.repository)}@${image.graph.root}, ${rejection} (in ${environment.name})`);
	}
	return [...warnings];
}
// src/github/kept-attestations.ts
const MOST_PAGES = 5;
function readPage(data) {
	return readObjects(property(readObject(data), "attestations") ?? []).map((each) => {
		const bundle = objectProperty(each, "bundle");
		if (bundle === void 0) throw new AnswerError("GitHub's answer has an attestation without its bundle");
		return bundle;
	});
}
async function readKeptBundles(client, digest, predicateType) {
	const query = new URLSearchParams({
		per_page: "100",
		predicate_type: predicateType
	});
	let path = `/attestations/${encodeURIComponent(digest)}?${query}`;
	const bundles = [];
	const what = `read the attestations of ${digest} at GitHub`;
	try {
		for (let pages = 0; pages < MOST_PAGES; pages++) {
			const { data, next } = await client.readOnce(path);
			bundles.push(...readPage(data));
			if (next === void 0) return bundles;
			if (next === "unreadable") throw new AnswerError("GitHub's answer does not say where its next page is");
			path = next;
		}
	} catch (error) {
		const { status, reason, remedy } = explainGitHubFailure(error, "attestations: read");
		if (status === 404) return bundles;
		throw new RegistryError({
			what,
			reason,
			remedy,
			code: "refused",
			status
		});
	}
	throw new RegistryError({
		what,
		reason: `it has more than 500, and no more are read`,
		remedy: "delete those that nobody needs",
		code: "too-large"
	});
}
// src/commands/kept-holds.ts
var kept_holds_exports = /* @__PURE__ */ __exportAll({ openKeptHolds: () => openKeptHolds });
const AT_ONCE = 8;
function toRecord(bundle, subject, { owner, repo }) {
	const bytes = Buffer.from(JSON.stringify(bundle));
	const repository = {
		registry: "github.com",
		name: `${owner}/${repo}`
	};
	return {
		digest: digestOf(bytes),
		repository,
		subject,
		form: "bundle",
		bytes
	};
}
function openKeptHolds({ gitHub: { attestations } }, token, { event, environment, logger }) {
	if (attestations === "off") return void 0;
	const client = openGitHubClient(event, token, { environment });
	if (client === void 0) return void 0;
	const known = /* @__PURE__ */ new Map();
	let isTold = false;
	async function read(digest) {
		if (client === void 0) return [];
		try {
			return (await readKeptBundles(client, digest, HOLD.type)).map((bundle) => toRecord(bundle, digest, client));
		} catch (error) {
			if (!isSealiftError(error) || attestations === "required") throw error;
			if (!isTold) logger.warn(`Holds that GitHub keeps are not read: ${error.message}`);
			isTold = true;
			return [];
		}
	}
	return async (digests) => (await eachAtMost(AT_ONCE, [...digests], (digest) => getOrMake(known, digest, () => read(digest)))).flat();
}
// src/promotion/held-versions.ts
var held_versions_exports = /* @__PURE__ */ __exportAll({ findHeldVersions: () => findHeldVersions });
const MOST_LOOKS = 50;
async function lookAt(tag, look) {
	const { client, repository, environment, policy, now } = look;
	const stored = isTag(tag) ? await getManifest(client, repository, tag) : void 0;
	if (stored === void 0) return {
		isHeld: false,
		told: []
	};
	const { holds: ofFile } = policy.pipeline;
	const needsLabels = ofFile.some(({ of }) => "revision" in of);
	const [records, graph] = await Promise.all([readHolds(client, {
		repository,
		subject: stored.digest
	}), needsLabels ? readGraph(client, repository, stored) : rootGraph(toNode(repository, stored))]);
	const { holds, rejections } = await judgeHolds({
		graph,
		labels: needsLabels ? await readImageLabels(client, repository, { graph }) : /* @__PURE__ */ new Map(),
		records
	}, environment, policy, now);
	const name = `${formatRepository(repository)}:${tag}`;
	const hold = holds.find(({ effect }) => effect === "quarantine");
	const ignored = limitRejections(rejections).map((each) => `Of ${name}, ${each}: it counts among the versions of ${environment.name}`);
	if (hold === void 0) return {
		isHeld: false,
		told: ignored
	};
	return {
		isHeld: true,
		told: [`${name} does not count among the versions of ${environment.name}: ${describeHold(hold, stored.digest)}`]
	};
}
async function findHeldVersions(names, compute, look) {
	const held = /* @__PURE__ */ new Set();
	const looked = /* @__PURE__ */ new Set();
	const warnings = [];
	for (;;) {
		const blocking = compute(held).heldBack.flatMap((each) => each.blocking ?? []);
		const asked = [...new Set(blocking)].filter((tag) => names.has(tag) && !looked.has(tag));
		if (asked.length === 0 || looked.size + asked.length > MOST_LOOKS) return {
			held,
			warnings
		};
		for (const tag of asked) looked.add(tag);
		const found = await Promise.all(asked.map((tag) => lookAt(tag, look)));
		for (const [index, { isHeld, told }] of found.entries()) {
			if (isHeld) held.add(asked[index] ?? "");
			warnings.push(...told);
		}
		if (found.every(({ isHeld }) => !isHeld)) return {
			held,
			warnings
		};
	}
}
// src/commands/held-tags.ts
var held_tags_exports = /* @__PURE__ */ __exportAll({ findHeldAt: () => findHeldAt });
async function findHeldAt(names, compute, { client, repository, pipeline, now, warn, environment }) {
	const placements = findEnvironments(pipeline, repository);
	const placement = placements.find((each) => each.environment.from.length === 0) ?? placements[0];
	if (placement === void 0) return {
		held: /* @__PURE__ */ new Set(),
		warnings: []
	};
	const policy = {
		pipeline,
		openVerifier: once(() => openVerifier(pipeline, {
			now,
			warn,
			environment
		}))
	};
	return findHeldVersions(names, compute, {
		client,
		repository,
		environment: placement.environment,
		policy,
		now
	});
}
// src/report/hold.ts
function reportHold(hold) {
	const { effect, subject, reason, until, by } = hold;
	const isRecord = by.kind === "record";
	return {
		effect,
		digest: subject ?? null,
		reason: reason ?? null,
		until: until?.toISOString() ?? null,
		record: isRecord ? by.record : null,
		signed: isRecord && by.signature !== void 0,
		since: isRecord ? by.since.toISOString() : null,
		by: nameHolder(hold) ?? null,
		line: isRecord ? null : by.line
	};
}
function markHold(hold) {
	const { effect, by, reason } = hold;
	const word = effect === "legal" ? "on legal hold" : "held";
	const holder = nameHolder(hold);
	return `${word}${by.kind === "file" ? ` by line ${by.line} of the pipeline file` : ` since ${formatHoldDay(by.since)}`}${holder === void 0 ? "" : ` by ${holder}`}${reason === void 0 ? "" : ` (${quote(reason, 100)})`}`;
}
// src/commands/verify-holds.ts
var verify_holds_exports = /* @__PURE__ */ __exportAll({ findHolds: () => findHolds });
async function findHolds({ environment, reference: { repository } }, client, { stored, records }, { inputs: { pipeline }, now, verify, readKeptHolds }) {
	const root = rootGraph(toNode(repository, stored));
	const platforms = [...holdableDigests(root)].filter((digest) => digest !== stored.digest);
	const needsLabels = pipeline.holds.some(({ of }) => "revision" in of);
	const clients = {
		source: client,
		destination: () => client
	};
	const [ofPlatforms, labels] = await Promise.all([readAllHolds(client, repository, platforms), needsLabels ? new SourceImage(clients, repository, Promise.resolve(stored)).labels() : /* @__PURE__ */ new Map()]);
	const { holds, rejections } = await judgeHolds({
		graph: root,
		labels,
		records: [...records, ...ofPlatforms]
	}, environment, {
		pipeline,
		openVerifier: async () => verify,
		readKeptHolds
	}, now);
	const hold = holds.find(({ effect }) => effect === "quarantine");
	const reason = hold && describeHold(hold, stored.digest);
	return {
		holds: holds.map(reportHold),
		ignoredHolds: limitRejections(rejections),
		broken: hold === void 0 || reason === void 0 ? void 0 : {
			environment: environment.name,
			reason,
			remedy: remedyForHold(hold, "use")
		}
	};
}
export { remedyForHold as S, isQuarantined as _, held_versions_exports as a, readHolds as b, holdableDigests as c, readAllHolds as d, requireNotHeld as f, findRecordedHolds as g, findHolds$1 as h, held_tags_exports as i, image_holds_exports as l, findFileHolds as m, markHold as n, kept_holds_exports as o, revisionsOf as p, reportHold as r, openKeptHolds as s, verify_holds_exports as t, judgeHolds as u, environmentsAfter as v, describeHold as x, isHoldRecord as y };
