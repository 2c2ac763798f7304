import { r as __exportAll } from "./rolldown-runtime.js";
import { At as formatSeconds, Bt as isTag, Ct as throwWorst, Et as formatCount, Ht as parseRepository, Lt as formatRepository, Ot as formatList, Q as locationsOf, Rt as isReservedTag, St as handOver, Tt as formatBytes, X as isPicked, Y as formatPick, Z as limitsFor, Zt as shortDigest, _t as property, a as markdownText, an as RegistryError, bt as stringMap, en as safeText, f as compareVersions, ft as isJsonObject, ht as parseJsonObject, i as markdownTable, lt as FormatError, m as isStable, n as markdownCode, pt as objectProperty, r as markdownDetails, sn as isSealiftError, t as limitSummary, x as tryParseVersionTag, xt as stringProperty } from "./start.js";
import { A as isSameCredential, D as openClients, E as PULL, M as eachAtMost } from "./registry.js";
import { $ as formatTime, At as childrenFirst, Dt as lookUpTags, Fn as joinImageLabels, Gn as invalidAnswer, K as linkComparison, Mt as graphPlatforms, Nn as OCI_LABEL, Nt as isAttestation, Q as drawPipeline, S as startHeartbeat, Tn as headManifest, X as describeNoCurrent, Y as linkRun, Z as describeTrust, et as isSplit, gn as listTags, it as readGraph, kt as childManifests, ot as inOwnCase, pt as readBlob, q as linkLogin, wn as getManifest } from "./common.js";
import { c as readRecords, d as enteredAt, f as orderEntries, p as validRecords, s as signerOf, u as verifyName } from "./records.js";
// src/clients/readers.ts
const REPOSITORIES_PER_CLIENT = 16;
async function openReaders(opener, { repositories, explicit }) {
	const lanes = [];
	for (const repository of new Map(repositories.map((each) => [formatRepository(each), each])).values()) {
		const found = await opener.find(repository, {
			explicit,
			actions: PULL
		});
		const lane = lanes.find((each) => each.registry === repository.registry && isSameCredential(each.found.credential, found.credential) && each.repositories.length < REPOSITORIES_PER_CLIENT);
		if (lane === void 0) lanes.push({
			registry: repository.registry,
			found,
			repositories: [repository]
		});
		else lane.repositories.push(repository);
	}
	const clients = /* @__PURE__ */ new Map();
	for (const { registry, repositories: pull } of lanes) {
		const client = await opener.open(registry, {
			explicit,
			push: [],
			pull
		});
		for (const repository of pull) clients.set(formatRepository(repository), client);
	}
	return (repository) => {
		const client = clients.get(formatRepository(repository));
		if (client === void 0) throw new Error(`no client was opened for ${formatRepository(repository)}`);
		return client;
	};
}
// src/history/diff.ts
function platformsWithout(image, other) {
	const names = new Set(other.platforms.map(({ platform }) => platform));
	return image.platforms.filter(({ platform }) => !names.has(platform)).map(({ platform, digest, size }) => ({
		platform,
		digest,
		size
	}));
}
function namedBase(facts) {
	const labels = joinImageLabels(facts?.annotations ?? /* @__PURE__ */ new Map(), void 0, facts?.config?.labels ?? /* @__PURE__ */ new Map());
	return {
		name: labels.get(`org.opencontainers.image.base.name`) ?? null,
		digest: labels.get(`org.opencontainers.image.base.digest`) ?? null
	};
}
function diffBases(left, right, pairs) {
	const pair = pairs.find(({ platform }) => platform === "linux/amd64") ?? pairs[0];
	const bases = {
		left: namedBase(pair?.left ?? left.platforms[0]),
		right: namedBase(pair?.right ?? right.platforms[0])
	};
	const isSame = bases.left.name === bases.right.name && bases.left.digest === bases.right.digest;
	return Object.values(bases).some(({ name, digest }) => name !== null || digest !== null) ? {
		...bases,
		isSame
	} : null;
}
function diffBuilt(pairs) {
	const [first] = pairs;
	const labelsOf = (facts) => joinImageLabels(facts?.annotations ?? /* @__PURE__ */ new Map(), void 0, facts?.config?.labels ?? /* @__PURE__ */ new Map());
	const [before, after] = [labelsOf(first?.left), labelsOf(first?.right)];
	const source = before.get(`${OCI_LABEL}source`);
	const [left, right] = [before.get(`${OCI_LABEL}revision`), after.get(`${OCI_LABEL}revision`)];
	return source !== void 0 && source === after.get(`org.opencontainers.image.source`) && left !== void 0 && right !== void 0 ? {
		source,
		left,
		right
	} : null;
}
function pairValues(pairs, valuesOf) {
	return pairs.flatMap(({ platform, left, right }) => left.config === void 0 || right.config === void 0 ? [] : [{
		platform,
		left: valuesOf(left.config),
		right: valuesOf(right.config)
	}]);
}
function diffImages(left, right) {
	const rights = new Map(right.platforms.map((facts) => [facts.platform, facts]));
	const pairs = left.platforms.flatMap((facts) => {
		const other = rights.get(facts.platform);
		return other === void 0 ? [] : [{
			platform: facts.platform,
			left: facts,
			right: other
		}];
	});
	const [added, removed] = [platformsWithout(right, left), platformsWithout(left, right)];
	const isSamePlatforms = added.length + removed.length === 0 && pairs.every((pair) => pair.left.digest === pair.right.digest);
	return {
		left: left.digest,
		right: right.digest,
		result: left.digest === right.digest ? "same" : isSamePlatforms ? "same-platforms" : "different",
		base: diffBases(left, right, pairs),
		built: diffBuilt(pairs),
		platforms: {
			both: pairs.map((pair) => ({
				platform: pair.platform,
				left: {
					digest: pair.left.digest,
					size: pair.left.size
				},
				right: {
					digest: pair.right.digest,
					size: pair.right.size
				},
				difference: pair.right.size - pair.left.size,
				layers: diffLayers(pair.left, pair.right)
			})),
			added,
			removed
		},
		labels: diffValues(pairValues(pairs, ({ labels }) => labels)),
		annotations: diffValues(pairs.map((pair) => ({
			platform: pair.platform,
			left: pair.left.annotations,
			right: pair.right.annotations
		}))),
		settings: diffValues(pairValues(pairs, settingsOf)),
		env: diffEnv(pairValues(pairs, ({ env }) => env))
	};
}
function commonPrefix(left, right) {
	const end = Math.min(left.length, right.length);
	for (let index = 0; index < end; index++) if (left[index] !== right[index]) return index;
	return end;
}
function relate(left, right, common) {
	if (left.length === 0 || right.length === 0) return "unknown";
	if (common === left.length) return common === right.length ? "same" : "right-extends-left";
	if (common === right.length) return "left-extends-right";
	return common > 0 ? "same-base" : "other-base";
}
function withoutLayers(items, others, keyOf) {
	const counts = /* @__PURE__ */ new Map();
	for (const other of others) counts.set(keyOf(other), (counts.get(keyOf(other)) ?? 0) + 1);
	return items.filter((item) => {
		const count = counts.get(keyOf(item)) ?? 0;
		if (count > 0) counts.set(keyOf(item), count - 1);
		return count === 0;
	});
}
function countRecompressed(left, right) {
	const [before, after] = [left.config?.diffIds ?? [], right.config?.diffIds ?? []];
	if (before.length !== left.layers.length || after.length !== right.layers.length) return 0;
	const digests = new Set(left.layers.map(({ digest }) => digest));
	const contents = new Set(before);
	return right.layers.filter(({ digest }, index) => !digests.has(digest) && contents.has(after[index] ?? "")).length;
}
function diffLayers(left, right) {
	const keyOf = ({ digest }) => digest;
	const added = withoutLayers(right.layers, left.layers, keyOf);
	const removed = withoutLayers(left.layers, right.layers, keyOf);
	const shared = withoutLayers(right.layers, added, keyOf);
	const contents = [left.config?.diffIds ?? [], right.config?.diffIds ?? []];
	const common = commonPrefix(...contents);
	return {
		relation: relate(...contents, common),
		common,
		shared: {
			count: shared.length,
			bytes: shared.reduce((sum, { size }) => sum + size, 0)
		},
		added,
		removed,
		recompressed: countRecompressed(left, right)
	};
}
function byName(left, right) {
	return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}
function diffValues(pairs) {
	const changes = /* @__PURE__ */ new Map();
	for (const { platform, left, right } of pairs) for (const name of /* @__PURE__ */ new Set([...left.keys(), ...right.keys()])) {
		const [before, after] = [left.get(name) ?? null, right.get(name) ?? null];
		if (before === after) continue;
		const key = JSON.stringify([
			name,
			before,
			after
		]);
		const known = changes.get(key) ?? {
			name,
			left: before,
			right: after,
			platforms: []
		};
		known.platforms.push(platform);
		changes.set(key, known);
	}
	return [...changes.values()].sort(byName);
}
function diffEnv(pairs) {
	const changes = /* @__PURE__ */ new Map();
	for (const { name, left, right, platforms } of diffValues(pairs)) {
		const change = left === null ? "added" : right === null ? "removed" : "changed";
		const known = changes.get(`${change} ${name}`) ?? {
			name,
			change,
			platforms: []
		};
		known.platforms.push(...platforms);
		changes.set(`${change} ${name}`, known);
	}
	return [...changes.values()];
}
function settingsOf({ created, user, workingDir, entrypoint, cmd }) {
	const settings = [
		["created", created],
		["user", user],
		["workingDir", workingDir],
		["entrypoint", entrypoint && JSON.stringify(entrypoint)],
		["cmd", cmd && JSON.stringify(cmd)]
	];
	return new Map(settings.flatMap(([name, value]) => value === void 0 ? [] : [[name, value]]));
}
// src/history/current.ts
function entryTime({ record }) {
	return record.kind === "entry" ? record.entry.time.getTime() : void 0;
}
function comparePlacements(left, right) {
	const [early, late] = [entryTime(right), entryTime(left)];
	if (early !== late) return (early ?? Number.NEGATIVE_INFINITY) < (late ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
	return compareNewness(readNewness(left.tags), readNewness(right.tags)) || (left.digest < right.digest ? -1 : 1);
}
function newestBy(placements, has) {
	return placements.map((placement) => ({
		placement,
		newness: readNewness(placement.tags)
	})).filter(({ newness }) => has(newness)).sort((left, right) => compareNewness(left.newness, right.newness))[0]?.placement;
}
function findCurrent(placements, tag) {
	const holding = (name) => placements.find(({ tags }) => tags.some((each) => each === name));
	const tagged = placements.filter(({ tags }) => tags.length > 0);
	const candidates = tag !== void 0 ? [["tag", () => holding(tag)]] : [
		["latest", () => holding("latest")],
		["record", () => tagged.filter((each) => entryTime(each) !== void 0).sort(comparePlacements)[0]],
		["day", () => newestBy(placements, ({ day }) => day !== void 0)],
		["version", () => newestBy(placements, ({ version }) => version !== void 0)]
	];
	for (const [by, find] of candidates) {
		const placement = find();
		if (placement !== void 0) return {
			placement,
			by
		};
	}
}
const DAY = /(?<![0-9A-Za-z])(20[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01]))(?:[-_.]?([0-9]{1,9}))?(?![0-9A-Za-z])/;
const MOVING = /^(?:[vV]?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8}))?|(?!sha-)[A-Za-z_][A-Za-z_.-]{0,40})$/;
const RANK = [
	"version",
	"day",
	"moving",
	"other"
];
function readTagName(tag) {
	const version = tryParseVersionTag(tag);
	if (version !== void 0) return {
		kind: "version",
		version
	};
	const [, day, number = ""] = DAY.exec(tag) ?? [];
	if (day !== void 0) return {
		kind: "day",
		day: `${day}.${number.padStart(9, "0")}`
	};
	return { kind: MOVING.test(tag) ? "moving" : "other" };
}
function compareText(left, right) {
	return left === right ? 0 : left < right ? -1 : 1;
}
function compareNamed(left, right) {
	if (left.name.kind === "version" && right.name.kind === "version") return compareVersions(right.name.version, left.name.version) || compareText(left.tag, right.tag);
	if (left.name.kind === "day" && right.name.kind === "day") return compareText(right.name.day, left.name.day) || compareText(left.tag, right.tag);
	const weight = ({ tag }) => tag === "latest" ? 1 : 0;
	return weight(left) - weight(right) || right.tag.split(".").length - left.tag.split(".").length || compareText(left.tag, right.tag);
}
function nameAll(tags) {
	return Array.from(tags, (tag) => ({
		tag,
		name: readTagName(tag)
	}));
}
function orderTagNames(tags) {
	return nameAll(tags).toSorted((left, right) => RANK.indexOf(left.name.kind) - RANK.indexOf(right.name.kind) || compareNamed(left, right)).map(({ tag }) => tag);
}
function orderForLookUp(names, first) {
	const lanes = {
		version: [],
		day: [],
		moving: [],
		other: []
	};
	const wanted = [];
	for (const each of nameAll(names)) if (first.has(each.tag)) wanted.push(each.tag);
	else lanes[each.name.kind].push(each);
	const turns = [
		lanes.moving,
		lanes.version,
		lanes.day
	].map((lane) => lane.sort(compareNamed));
	const longest = Math.max(...turns.map(({ length }) => length));
	const mixed = Array.from({ length: longest }, (_, index) => turns.flatMap((lane) => lane[index] ?? []));
	return [...wanted, ...[...mixed.flat(), ...lanes.other.sort(compareNamed)].map(({ tag }) => tag)];
}
function readNewness(tags) {
	const names = tags.map(readTagName);
	const [version] = names.flatMap((name) => name.kind === "version" ? [name.version] : []).sort((left, right) => compareVersions(right, left));
	return {
		day: names.flatMap((name) => name.kind === "day" ? [name.day] : []).sort(compareText).at(-1),
		version
	};
}
function compareNewness(left, right) {
	const days = compareText(right.day ?? "", left.day ?? "");
	if (days !== 0) return days;
	if (left.version === void 0 || right.version === void 0) return Number(left.version === void 0) - Number(right.version === void 0);
	return compareVersions(right.version, left.version);
}
function findUnexplained({ digest, tags }, entries) {
	const own = entries.filter((each) => each.digest === digest).toSorted((left, right) => enteredAt(right.entry) - enteredAt(left.entry));
	const competitors = entries.filter((each) => each.digest !== digest);
	return tags.flatMap((tag) => {
		const faults = own.map(({ entry }) => verifyName(entry, {
			tag,
			digest,
			competitors
		}));
		if (faults.some((fault) => fault === void 0)) return [];
		return [{
			tag,
			reason: faults[0]?.reason ?? "no record of this image counts"
		}];
	});
}
// src/history/read-repository.ts
const AT_ONCE$2 = 16;
const OF_ONE = /* @__PURE__ */ new Set([
	"denied",
	"refused",
	"invalid-answer",
	"digest-mismatch",
	"too-large"
]);
async function lookUp(client, repository, tag) {
	try {
		return await headManifest(client, repository, tag);
	} catch (error) {
		if (error instanceof RegistryError && OF_ONE.has(error.code)) return error;
		throw error;
	}
}
async function inAskedCase(client, repository, { known, asked }) {
	const low = new Set(known);
	const other = [...asked].filter(isTag).filter((tag) => !low.has(tag) && low.has(tag.toLowerCase()));
	const found = await lookUpTags(client, repository, other);
	return new Set([...inOwnCase(known, found.keys(), [])].filter(isTag));
}
async function readRepositoryState(client, repository, { first, limit }) {
	const listed = await listTags(client, repository);
	const names = await inAskedCase(client, repository, {
		known: new Set([...listed].filter((tag) => !isReservedTag(tag))),
		asked: first
	});
	const tags = orderForLookUp(names, first).slice(0, limit);
	const found = await eachAtMost(AT_ONCE$2, tags, (tag) => lookUp(client, repository, tag));
	const holds = /* @__PURE__ */ new Map();
	const refused = /* @__PURE__ */ new Map();
	for (const [index, tag] of tags.entries()) {
		const result = found[index];
		if (result instanceof RegistryError) refused.set(tag, result);
		else if (result !== void 0) holds.set(tag, result);
	}
	const [refusal] = refused.values();
	if (refusal !== void 0 && holds.size === 0) throw refusal;
	return {
		repository,
		names,
		holds,
		refused
	};
}
async function hasImage(client, { repository }, digest) {
	return await headManifest(client, repository, digest) !== void 0;
}
function tagsByDigest({ holds }) {
	const found = /* @__PURE__ */ new Map();
	for (const [tag, digest] of holds) {
		const tags = found.get(digest);
		if (tags === void 0) found.set(digest, [tag]);
		else tags.push(tag);
	}
	return found;
}
function nameOf({ repository }) {
	return formatRepository(repository);
}
async function attempt(work) {
	try {
		return await work;
	} catch (error) {
		if (error instanceof RegistryError) return error;
		throw error;
	}
}
var HistoryReader = class {
	access;
	views = /* @__PURE__ */ new Map();
	records = /* @__PURE__ */ new Map();
	constructor(access) {
		this.access = access;
	}
	view({ repository, uri }, options) {
		const view = this.views.get(uri) ?? attempt(readRepositoryState(this.access.clientOf(repository), repository, options));
		this.views.set(uri, view);
		return view;
	}
	recordsOf({ repository, uri }, subject) {
		const key = `${uri}@${subject}`;
		const query = {
			repository,
			subject
		};
		const records = this.records.get(key) ?? attempt(readRecords(this.access.clientOf(repository), query));
		this.records.set(key, records);
		return records;
	}
	async findPresent(view, digests) {
		const client = this.access.clientOf(view.repository);
		const present = await Promise.all(digests.map((digest) => attempt(hasImage(client, view, digest))));
		return digests.filter((_, index) => present[index] === true);
	}
};
// src/history/records.ts
const MAX_TOLD$1 = 3;
const REFUSE = () => ({
	kind: "refused",
	reason: "signatures are not looked at"
});
function unwrap(record) {
	try {
		const envelope = objectProperty(parseJsonObject(record.bytes), "dsseEnvelope");
		const payload = envelope && stringProperty(envelope, "payload");
		return payload === void 0 ? [] : [{
			...record,
			form: "statement",
			bytes: Buffer.from(payload, "base64")
		}];
	} catch (error) {
		if (error instanceof FormatError) return [];
		throw error;
	}
}
function trustOf({ signature }) {
	if (signature === void 0) return { kind: "unsigned" };
	return {
		kind: "signed",
		by: signerOf(signature)
	};
}
function toFacts({ claims, record }, trust) {
	const { time, source, destination, route, reason, run, approvals } = claims;
	const approved = approvals?.filter(({ state }) => state === "approved").map(({ login }) => login);
	return {
		trust,
		time,
		route,
		reason,
		record: record.digest,
		actor: run.actor?.login,
		source: {
			environment: source.environment,
			uri: source.uri
		},
		run: run.invocationId,
		approvedBy: approved && [...new Set(approved)],
		replaced: destination.replaced
	};
}
function verifySigned(records, question) {
	const verify = "verify" in question.trust ? question.trust.verify : REFUSE;
	const { entries, rejections } = validRecords(records, {
		...question,
		verify
	});
	return {
		found: entries.map((entry) => ({
			entry,
			trust: trustOf(entry)
		})),
		rejections
	};
}
function describeUnsigned(records, question, reason) {
	const environment = {
		...question.environment,
		record: "auto",
		signers: []
	};
	const { entries, rejections } = validRecords(records.flatMap(unwrap), {
		...question,
		environment,
		verify: REFUSE
	});
	return {
		found: entries.map((entry) => ({
			entry,
			trust: {
				kind: "unverified",
				reason
			}
		})),
		rejections
	};
}
function verifyAll(records, question) {
	const { environment, trust } = question;
	const reason = environment.signers.length === 0 ? "no signers in the file" : "reason" in trust ? trust.reason : void 0;
	if (reason === void 0) return [verifySigned(records, question)];
	const isBundle = ({ form }) => form === "bundle";
	return [verifySigned(records.filter((record) => !isBundle(record)), question), describeUnsigned(records.filter(isBundle), question, reason)];
}
function describeRejections(rejections) {
	const told = [...new Set(rejections)];
	const more = told.length - MAX_TOLD$1;
	return more > 0 ? [...told.slice(0, MAX_TOLD$1), `so it is with ${more} more`] : told;
}
function needsVerifier(records, { signers }) {
	return signers.length > 0 && records.some(({ form }) => form === "bundle");
}
function recordsOf(records, question) {
	return verifyAll(records, question).flatMap(({ found }) => found.map(({ entry }) => entry));
}
function verifyPlacement(records, question) {
	const judged = verifyAll(records, question);
	const found = judged.flatMap((each) => each.found);
	const order = orderEntries(found.map(({ entry }) => entry));
	const [newest, ...earlier] = found.toSorted((left, right) => order.indexOf(left.entry) - order.indexOf(right.entry));
	if (newest !== void 0) {
		const others = verifyAll(records, {
			...question,
			uri: void 0
		}).flatMap(({ rejections }) => rejections);
		return {
			kind: "entry",
			entry: toFacts(newest.entry, newest.trust),
			earlier: earlier.length,
			rejections: describeRejections(others)
		};
	}
	if (question.environment.from.length === 0) return { kind: "built" };
	const rejections = describeRejections(judged.flatMap((each) => each.rejections));
	return rejections.length > 0 ? {
		kind: "refused",
		rejections
	} : { kind: "none" };
}
// src/history/read-place.ts
const AT_ONCE$1 = 8;
function listCandidates(view, { environment }) {
	const marks = /* @__PURE__ */ new Set([environment.tag ?? "latest"]);
	return [...tagsByDigest(view)].map(([digest, tags]) => {
		const ordered = orderTagNames(tags);
		return {
			digest,
			tags: ordered,
			isMarked: tags.some((tag) => marks.has(tag)),
			newness: readNewness(ordered)
		};
	}).sort((left, right) => Number(right.isMarked) - Number(left.isMarked) || compareNewness(left.newness, right.newness) || (left.digest < right.digest ? -1 : 1));
}
function hasRouteInto({ hotfixRoutes }, { name, from }) {
	return from.length > 0 || hotfixRoutes.some(({ to }) => to === name);
}
async function readRecord({ digest }, { pipeline, image, place }, { reader, access }) {
	const { environment, uri } = place;
	if (!hasRouteInto(pipeline, environment)) return {
		record: { kind: "built" },
		entries: []
	};
	const records = await reader.recordsOf(place, digest);
	if (records instanceof RegistryError) return {
		record: {
			kind: "unreadable",
			reason: records.message
		},
		entries: []
	};
	const questions = await Promise.all(environmentsAt(pipeline, image, uri).map(async (each) => {
		const trust = needsVerifier(records, each) ? await access.trust() : { reason: "nothing is signed" };
		return {
			pipeline,
			image,
			digest,
			uri,
			trust,
			environment: each,
			now: access.now
		};
	}));
	const own = questions.find((each) => each.environment === environment);
	if (own === void 0) throw new Error(`${uri} is a repository of ${environment.name}`);
	return {
		record: verifyPlacement(records, own),
		entries: questions.flatMap((question) => recordsOf(records, question).map((entry) => ({
			digest,
			entry
		})))
	};
}
function environmentsAt(pipeline, image, uri) {
	return locationsOf(pipeline, image).flatMap((place) => place.uri === uri ? [place.environment] : []);
}
function belongsTo({ tags, record }, { environment, isShared }) {
	if (!isShared || environment.from.length === 0) return true;
	return tags.some((tag) => tag === environment.tag) || record.kind !== "none" && record.kind !== "built";
}
async function readLocation(request, reading) {
	const { place, view, wanted, isPicked, limit } = request;
	const { uri: repository, environment } = place;
	const nothing = {
		repository,
		current: void 0,
		placements: [],
		leftOut: {
			tags: 0,
			digests: 0,
			refusedTags: 0
		}
	};
	if (view instanceof RegistryError) return {
		...nothing,
		missing: view.message
	};
	const candidates = listCandidates(view, place);
	const present = await reading.reader.findPresent(view, wanted.filter((digest) => !candidates.some((each) => each.digest === digest)));
	const chosen = [...candidates.filter(({ digest }, index) => index < limit || wanted.includes(digest)), ...present.map((digest) => ({
		digest,
		tags: []
	}))];
	const read = await eachAtMost(AT_ONCE$1, chosen, async (candidate) => ({
		...candidate,
		...await readRecord(candidate, request, reading)
	}));
	const entries = read.flatMap((each) => each.entries);
	const areBuilt = environmentsAt(request.pipeline, request.image, repository).some(({ from }) => from.length === 0);
	const placements = read.filter((each) => belongsTo(each, place)).map(({ digest, tags, record }) => {
		return {
			digest,
			tags,
			record,
			unexplained: areBuilt || record.kind === "unreadable" ? [] : findUnexplained({
				digest,
				tags
			}, entries)
		};
	}).sort(comparePlacements);
	return {
		repository,
		missing: void 0,
		current: findCurrent(placements, environment.tag),
		placements: isPicked ? placements.filter(({ digest }) => wanted.includes(digest)) : placements,
		leftOut: {
			tags: view.names.size - view.holds.size - view.refused.size,
			digests: isPicked ? 0 : candidates.length - chosen.length + present.length,
			refusedTags: view.refused.size
		}
	};
}
// src/history/read.ts
const BESIDE_PICKED = 3;
function findRequested({ tag, digest }, views) {
	if (digest !== void 0) return [digest];
	if (tag === void 0) return [];
	return [...new Set(views.flatMap(({ holds }) => holds.get(tag) ?? []))];
}
async function readStates(places, reader, { image, limits }) {
	const marks = places.flatMap(({ environment, uri }) => environment.tag === void 0 ? [] : [{
		uri,
		tag: environment.tag
	}]);
	return Promise.all(places.map((place) => {
		const own = marks.filter(({ uri }) => uri === place.uri).map(({ tag }) => tag);
		const first = /* @__PURE__ */ new Set([
			...own,
			"latest",
			...image.tag === void 0 ? [] : [image.tag]
		]);
		return reader.view(place, {
			first,
			limit: limits.tags
		});
	}));
}
function isState(reading) {
	return reading !== void 0 && !(reading instanceof RegistryError);
}
function assemble({ name, from }, read) {
	const [first, ...others] = read.map(({ history }) => history);
	if (first === void 0) throw new Error(`the environment ${name} has no repository`);
	const repositories = [first, ...others];
	return {
		name,
		from,
		repositories,
		current: repositories.find(({ current }) => current !== void 0)?.current,
		differences: findDifferences(read.flatMap(({ view }) => isState(view) ? [view] : [])),
		distance: void 0
	};
}
function withDistance(environment, reference, versions) {
	const { current } = environment;
	if (current === void 0 || reference === void 0 || current === reference) return environment;
	return {
		...environment,
		distance: findDistance(current.placement, reference.placement, versions)
	};
}
async function readHistory(request, access) {
	const { pipeline, image, limits } = request;
	const places = locationsOf(pipeline, image.name);
	const reader = new HistoryReader(access);
	const readings = await readStates(places, reader, request);
	const views = readings.filter(isState);
	const wanted = findRequested(image, views);
	const limit = isPicked(image) ? Math.min(BESIDE_PICKED, limits.digests) : limits.digests;
	const shared = {
		pipeline,
		image: image.name,
		wanted,
		isPicked: isPicked(image),
		limit
	};
	const read = await Promise.all(places.map(async (place, index) => {
		const view = readings[index];
		return view === void 0 ? [] : [{
			place,
			view,
			history: await readLocation({
				...shared,
				place,
				view
			}, {
				reader,
				access
			})
		}];
	}));
	const environments = pipeline.environments.map((environment) => assemble(environment, read.flat().filter(({ place }) => place.environment === environment)));
	const reference = environments.findLast(({ current }) => current !== void 0)?.current;
	const versions = readVersions(views.flatMap(({ names }) => [...names]));
	return {
		history: {
			image: image.name,
			sought: isPicked(image) ? {
				pick: formatPick(image),
				digests: wanted
			} : void 0,
			environments: environments.map((each) => withDistance(each, reference, versions))
		},
		failure: views.length > 0 ? void 0 : readings.find((reading) => reading instanceof RegistryError)
	};
}
function findDifferences(views) {
	if (views.length < 2) return [];
	return orderForLookUp(new Set(views.flatMap(({ holds }) => [...holds.keys()])), /* @__PURE__ */ new Set()).flatMap((tag) => {
		const isKnown = views.every(({ holds, names }) => holds.has(tag) || !names.has(tag));
		const holds = new Map(views.map((view) => [nameOf(view), view.holds.get(tag)]));
		return isKnown && new Set(holds.values()).size > 1 ? [{
			tag,
			holds
		}] : [];
	});
}
function readVersions(names) {
	const found = /* @__PURE__ */ new Map();
	for (const tag of names) {
		const name = readTagName(tag);
		if (name.kind === "version") found.set(name.version.text, name.version);
	}
	return [...found.values()];
}
function countBetween(versions, low, high) {
	return versions.filter((version) => compareVersions(version, low) > 0 && compareVersions(version, high) <= 0 && (isStable(version) || !isStable(high))).length;
}
function byVersion(versions, own, reference) {
	const order = compareVersions(own, reference);
	if (order === 0) return {
		kind: "other",
		isSameVersion: true
	};
	return order > 0 ? {
		kind: "ahead",
		versions: countBetween(versions, reference, own)
	} : {
		kind: "behind",
		versions: countBetween(versions, own, reference)
	};
}
function findDistance(own, reference, versions) {
	if (own.digest === reference.digest) return { kind: "same" };
	const [left, right] = [readNewness(own.tags), readNewness(reference.tags)];
	if (left.version !== void 0 && right.version !== void 0) return byVersion(versions, left.version, right.version);
	if (left.day === void 0 || right.day === void 0 || left.day === right.day) return {
		kind: "other",
		isSameVersion: false
	};
	return {
		kind: left.day > right.day ? "ahead" : "behind",
		versions: void 0
	};
}
// src/history/read-image.ts
const MAX_CONFIG = 4194304;
const MAX_CONFIGS = 67108864;
const AT_ONCE = 8;
async function readConfig(client, repository, { manifest }) {
	if (!isImageConfig(manifest.config.mediaType)) return void 0;
	const bytes = await readBlob(client, repository, {
		...manifest.config,
		limit: MAX_CONFIG
	});
	try {
		return bytes === void 0 ? void 0 : parseConfig(bytes);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function readManifests(client, repository, digest) {
	const fail = (reason, cause) => {
		throw new RegistryError(`Cannot compare ${formatRepository(repository)}@${digest}: ${reason}; promote it again, or compare one that is there`, {
			code: "not-found",
			registry: client.registry,
			status: 404,
			cause
		});
	};
	const root = await getManifest(client, repository, digest) ?? fail("the repository has no such image");
	try {
		return await readGraph(client, repository, root);
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== "not-found") throw error;
		return fail("the repository has not all of its manifests", error);
	}
}
async function readImageFacts(client, repository, digest) {
	const graph = await readManifests(client, repository, digest);
	const found = findManifests(graph);
	if (found.reduce((sum, { manifest }) => sum + Math.min(manifest.config.size, MAX_CONFIG), 0) > MAX_CONFIGS) {
		const attempt = {
			registry: client.registry,
			doing: `read ${formatRepository(repository)}@${digest}`
		};
		throw invalidAnswer(attempt, "its configs are larger than 64 MiB together", "too-large");
	}
	const all = await eachAtMost(AT_ONCE, found, async (each) => [each, await readConfig(client, repository, each)]);
	const names = namePlatforms(all);
	const root = graph.nodes.get(graph.root)?.manifest;
	const indexAnnotations = root?.kind === "index" ? root.annotations : /* @__PURE__ */ new Map();
	return {
		digest,
		platforms: all.map(([{ manifest, ...each }, parsed], index) => ({
			platform: names[index] ?? "unknown",
			digest: each.digest,
			size: manifest.layers.reduce((sum, { size }) => sum + size, manifest.config.size),
			layers: manifest.layers.map((layer) => ({
				digest: layer.digest,
				size: layer.size
			})),
			annotations: new Map([...manifest.annotations, ...indexAnnotations]),
			config: parsed?.config
		}))
	};
}
function findManifests(graph) {
	const named = Map.groupBy(graphPlatforms(graph), ({ digest }) => digest);
	const nodes = childrenFirst(graph);
	const attestations = new Set(nodes.flatMap(({ manifest }) => childManifests(manifest).filter(isAttestation)).map(({ digest }) => digest));
	return nodes.flatMap(({ descriptor: { digest }, manifest }) => {
		if (manifest.kind !== "manifest" || attestations.has(digest)) return [];
		return (named.size === 0 ? [void 0] : (named.get(digest) ?? []).map(({ platform }) => platform)).map((platform) => ({
			digest,
			platform,
			manifest
		}));
	});
}
function canonicalPlatform(platform) {
	return platform.replace(/\/arm64\/v8$/, "/arm64").replace(/\/amd64\/v1$/, "/amd64");
}
function namePlatforms(all) {
	const plain = all.map(([found, parsed]) => canonicalPlatform(found.platform ?? parsed?.platform ?? "unknown"));
	const taken = /* @__PURE__ */ new Map();
	return plain.map((platform, index) => {
		const build = all[index]?.[1]?.osBuild;
		const name = plain.indexOf(platform) === plain.lastIndexOf(platform) || build === void 0 ? platform : `${platform} (${build})`;
		const count = (taken.get(name) ?? 0) + 1;
		taken.set(name, count);
		return count === 1 ? name : `${name} (${count})`;
	});
}
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;
function isImageConfig(mediaType) {
	return IMAGE_CONFIG.test(mediaType);
}
function strings(value) {
	if (!Array.isArray(value)) return void 0;
	return value.filter((item) => typeof item === "string");
}
function parseEnv(value) {
	return new Map((strings(value) ?? []).map((entry) => {
		const equals = entry.indexOf("=");
		return equals < 0 ? [entry, ""] : [entry.slice(0, equals), entry.slice(equals + 1)];
	}));
}
function nonEmpty(text) {
	return text === "" ? void 0 : text;
}
function parseConfig(bytes) {
	const document = parseJsonObject(bytes);
	const config = objectProperty(document, "config") ?? {};
	const rootfs = property(document, "rootfs");
	const lists = {
		entrypoint: strings(property(config, "Entrypoint")),
		cmd: strings(property(config, "Cmd"))
	};
	return {
		platform: nonEmpty([
			"os",
			"architecture",
			"variant"
		].map((key) => nonEmpty(stringProperty(document, key))).filter((part) => part !== void 0).join("/")),
		osBuild: /^[0-9]+\.[0-9]+\.[0-9]+/.exec(stringProperty(document, "os.version") ?? "")?.[0],
		config: {
			labels: stringMap(property(config, "Labels")),
			created: nonEmpty(stringProperty(document, "created")),
			user: nonEmpty(stringProperty(config, "User")),
			workingDir: nonEmpty(stringProperty(config, "WorkingDir")),
			entrypoint: lists.entrypoint?.length === 0 ? void 0 : lists.entrypoint,
			cmd: lists.cmd?.length === 0 ? void 0 : lists.cmd,
			env: parseEnv(property(config, "Env")),
			diffIds: isJsonObject(rootfs) ? strings(property(rootfs, "diff_ids")) ?? [] : []
		}
	};
}
// src/report/history.ts
function mainDigest({ sought, environments }) {
	if (sought !== null) return sought.digests.length === 1 ? sought.digests[0] ?? "" : "";
	return environments.at(-1)?.current?.digest ?? "";
}
function buildHistoryOutputs(report) {
	const [only, ...others] = report.images;
	return /* @__PURE__ */ new Map([["digest", only === void 0 || others.length > 0 ? "" : mainDigest(only)], ["report", JSON.stringify(report)]]);
}
const NO_RECORD = {
	digest: null,
	signer: null,
	time: null,
	actor: null,
	from: null,
	source: null,
	route: null,
	routeName: null,
	reason: null,
	run: null,
	approvedBy: null,
	replaced: {},
	earlier: 0
};
function reportEntry(entry) {
	return {
		digest: entry.record,
		signer: entry.trust.kind === "signed" ? entry.trust.by : null,
		time: entry.time.toISOString(),
		actor: entry.actor ?? null,
		from: entry.source.environment ?? null,
		source: entry.source.uri,
		route: entry.route?.kind ?? null,
		routeName: entry.route?.name ?? null,
		reason: entry.reason ?? null,
		run: entry.run ?? null,
		approvedBy: entry.approvedBy ?? null,
		replaced: Object.fromEntries(entry.replaced)
	};
}
function reportRecord(record) {
	switch (record.kind) {
		case "entry": {
			const { trust } = record.entry;
			const reasons = [...trust.kind === "unverified" ? [trust.reason] : [], ...record.rejections];
			return {
				status: trust.kind,
				reasons,
				...reportEntry(record.entry),
				earlier: record.earlier
			};
		}
		case "refused": return {
			status: "refused",
			reasons: record.rejections,
			...NO_RECORD
		};
		case "unreadable": return {
			status: "unreadable",
			reasons: [record.reason],
			...NO_RECORD
		};
		case "built":
		case "none": return {
			status: record.kind,
			reasons: [],
			...NO_RECORD
		};
		default: return record;
	}
}
function reportCurrent(current) {
	if (current === void 0) return null;
	const { placement, by } = current;
	return {
		digest: placement.digest,
		tag: placement.tags[0] ?? null,
		by
	};
}
function reportPlacement({ digest, tags, record, unexplained }) {
	return {
		digest,
		tags,
		record: reportRecord(record),
		unexplained
	};
}
function reportRepository({ repository, missing, current, placements, leftOut }) {
	return {
		repository,
		missing: missing ?? null,
		current: reportCurrent(current),
		placements: placements.map(reportPlacement),
		leftOut
	};
}
function reportEnvironment(environment) {
	const { name, from, current, distance, repositories, differences } = environment;
	return {
		name,
		from,
		current: reportCurrent(current),
		distance: distance === void 0 ? null : {
			kind: distance.kind,
			versions: "versions" in distance ? distance.versions ?? null : null
		},
		repositories: repositories.map(reportRepository),
		differences: differences.map(({ tag, holds }) => ({
			tag,
			holds: Object.fromEntries([...holds].map(([repository, digest]) => [repository, digest ?? null]))
		}))
	};
}
function reportImage({ image, sought, environments }, comparison) {
	return {
		image,
		sought: sought ?? null,
		environments: environments.map(reportEnvironment),
		comparison
	};
}
// src/report/history-log.ts
const MAX_TOLD = 3;
function isUnread({ repositories }) {
	return repositories.every(({ missing }) => missing !== void 0);
}
function describeDistance(distance) {
	switch (distance.kind) {
		case "same": return "runs the same image";
		case "ahead":
		case "behind": return distance.versions === void 0 ? `is ${distance.kind}` : `is ${formatCount(distance.versions, "version")} ${distance.kind}`;
		case "other": return distance.isSameVersion ? "runs another image of the same version" : "runs another image";
		default: return distance;
	}
}
function describeEnvironment(environment, write) {
	const { name, current, distance } = environment;
	const split = isSplit(environment) ? ", and its repositories differ" : "";
	if (current === void 0) return `${write(name)} ${isUnread(environment) ? "cannot be read" : `has ${describeNoCurrent(environment.repositories)}`}`;
	if (distance !== void 0) return `${write(name)} ${describeDistance(distance)}${split}`;
	const { tags, digest } = current.placement;
	const [tag] = tags;
	const what = tag === void 0 ? write(digest) : `${write(tag)} (${write(shortDigest(digest))})`;
	return `${write(name)} runs ${what}${split}`;
}
function describeQuery({ image, sought, environments }, write) {
	const { pick = "", digests = [] } = sought ?? {};
	const found = environments.filter(({ repositories }) => repositories.some(({ placements }) => placements.length > 0));
	const running = found.filter(({ current }) => current !== void 0 && digests.includes(current.placement.digest));
	const unread = environments.filter(({ repositories }) => repositories.some(({ missing }) => missing !== void 0));
	const names = (list) => formatList(list.map(({ name }) => write(name)));
	const [only, ...others] = digests;
	const digest = only === void 0 || others.length > 0 || pick.includes("@") ? "" : ` (${write(shortDigest(only))})`;
	const inPart = running.some(isSplit) ? ", but not in all of its repositories" : "";
	return [
		`${write(`${image}${pick}`)}${digest} is in ${found.length === 0 ? "no environment" : names(found)}`,
		...running.length > 0 ? [`current in ${names(running)}${inPart}`] : found.length > 0 ? ["current in none"] : [],
		...others.length > 0 ? [`it is ${digests.length} different images`] : [],
		...unread.length > 0 ? [`not all of ${names(unread)} could be read`] : []
	].join("; ");
}
function describeHistory(history, write) {
	if (history.sought !== void 0) return describeQuery(history, write);
	const backwards = history.environments.toReversed();
	const same = backwards.filter((environment) => environment.distance?.kind === "same" && !isSplit(environment));
	return backwards.flatMap((environment) => {
		if (!same.includes(environment) || same.length < 2) return [describeEnvironment(environment, write)];
		const names = formatList(same.map(({ name }) => write(name)));
		return environment === same[0] ? [`${names} run the same image`] : [];
	}).join("; ");
}
function findTrouble({ image, environments }) {
	return environments.flatMap((environment) => {
		const { name, repositories, differences } = environment;
		const unread = repositories.flatMap(({ missing }) => missing === void 0 ? [] : [`${name}: ${missing}`]);
		const refused = repositories.flatMap(({ current, repository }) => {
			const record = current?.placement.record;
			return record?.kind === "refused" ? [`${name}: nothing proves what ${repository} runs, because ${formatList(record.rejections)}`] : [];
		});
		const unexplained = repositories.flatMap(({ repository, placements }) => placements.flatMap(({ digest, record, unexplained: tags }) => record.kind !== "entry" || tags[0] === void 0 ? [] : [`${name}: no record explains ${formatList(tags.slice(0, MAX_TOLD).map(({ tag }) => tag))}${tags.length > MAX_TOLD ? ` and ${tags.length - MAX_TOLD} more` : ""} of ${repository}@${shortDigest(digest)}: ${tags[0].reason}`]));
		const [first, ...others] = differences;
		const differ = first === void 0 ? [] : [`${name}: its repositories differ on ${formatCount(differences.length, "tag")} of ${image}, first on ${first.tag}${others.length === 0 ? "" : " and others"}: ${formatList([...first.holds].map(([uri, digest]) => `${uri} has ${digest === void 0 ? "none" : shortDigest(digest)}`))}`];
		return [
			...unread,
			...differ,
			...refused,
			...unexplained
		];
	});
}
const MAX_TAGS$1 = 4;
function recordLines(record) {
	if (record.kind !== "entry") return describeTrust(record);
	const { time, actor, source, route } = record.entry;
	return `${[
		formatTime(time),
		...actor === void 0 ? [] : [`by ${safeText(actor, 50)}`],
		`from ${safeText(source.environment ?? source.uri, 100)}`,
		...route?.kind === "hotfix" ? [`by the hotfix route ${safeText(route.name ?? "", 50)}`] : []
	].join(" ")}, ${describeTrust(record)}`;
}
function unexplainedLines({ record, unexplained }) {
	if (record.kind !== "entry" || unexplained.length === 0) return "";
	const more = unexplained.length > MAX_TAGS$1 ? ` and ${unexplained.length - MAX_TAGS$1} more` : "";
	return `; no record explains ${unexplained.slice(0, MAX_TAGS$1).map(({ tag }) => tag).join(", ")}${more}`;
}
function placementLines(placement) {
	const { digest, tags, record } = placement;
	const more = tags.length > MAX_TAGS$1 ? ` and ${tags.length - MAX_TAGS$1} more` : "";
	return `${tags.length === 0 ? "no tag" : `${tags.slice(0, MAX_TAGS$1).join(", ")}${more}`} (${shortDigest(digest)}): ${recordLines(record)}${unexplainedLines(placement)}`;
}
function historyLines(history) {
	const lines = history.environments.flatMap(({ name, repositories }) => repositories.flatMap((each) => {
		const { repository, missing, current, placements } = each;
		const where = repositories.length === 1 ? name : `${name} in ${repository}`;
		if (missing !== void 0) return [`  ${where}: cannot be read`];
		const shown = history.sought !== void 0 ? placements : current === void 0 ? [] : [current.placement];
		if (shown.length === 0) return [`  ${where}: ${history.sought === void 0 ? describeNoCurrent([each]) : "not there"}`];
		return shown.map((placement) => `  ${where}: ${placementLines(placement)}`);
	}));
	return [`${history.image}${history.sought?.pick ?? ""}`, ...lines];
}
function historySummaryLine(histories, { requests }) {
	const [only, ...others] = histories;
	const asked = formatCount(requests, "request");
	if (only === void 0 || others.length > 0) return `Read ${formatCount(histories.length, "image")} (${asked})`;
	return `${only.image}: ${describeHistory(only, (text) => text)} (${asked})`;
}
// src/report/image-diff.ts
const MAX_ROWS = 50;
const NONE = "—";
function sizeOf(layers) {
	return formatBytes(layers.reduce((sum, { size }) => sum + size, 0));
}
function signed(bytes) {
	if (bytes === 0) return "±0";
	return `${bytes > 0 ? "+" : "−"}${formatBytes(Math.abs(bytes))}`;
}
function code(text) {
	return text === null ? NONE : markdownCode(text);
}
function table(header, rows) {
	const more = rows.length - MAX_ROWS;
	const shown = markdownTable(header, rows.slice(0, MAX_ROWS));
	return more > 0 ? `${shown}\n\nand ${more} more` : shown;
}
function onPlatforms(platforms, { platforms: { both } }) {
	return platforms.length === both.length ? "" : ` (${platforms.map((each) => markdownText(each)).join(", ")})`;
}
function describeRelation(relation, common, names) {
	const [left, right] = [markdownText(names.left), markdownText(names.right)];
	switch (relation) {
		case "same": return "the same content";
		case "right-extends-left": return `${right} goes on from all of ${left}`;
		case "left-extends-right": return `${left} goes on from all of ${right}`;
		case "same-base": return common === 1 ? "the first layer is the same" : `the first ${common} layers are the same`;
		case "other-base": return "built on another base: not even the first layer is the same";
		case "unknown": return "not known";
		default: return relation;
	}
}
function describeLayers({ shared, added, removed, recompressed }) {
	const parts = [`${shared.count} shared`];
	if (added.length > 0) parts.push(`${added.length} added (${sizeOf(added)})`);
	if (removed.length > 0) parts.push(`${removed.length} removed (${sizeOf(removed)})`);
	if (recompressed > 0) parts.push(`${recompressed} of them only compressed otherwise`);
	return parts.join(", ");
}
function renderPlatforms({ platforms: { both, added, removed } }, names) {
	const rows = both.map(({ platform, left, right, difference, layers }) => [
		markdownCode(platform),
		formatBytes(left.size),
		formatBytes(right.size),
		signed(difference),
		describeLayers(layers),
		describeRelation(layers.relation, layers.common, names)
	]);
	const lone = (platform, sizes, what) => [
		markdownCode(platform),
		...sizes,
		`platform ${what}`,
		NONE
	];
	for (const { platform, size } of added) rows.push([...lone(platform, [
		NONE,
		formatBytes(size),
		signed(size)
	], "added")]);
	for (const { platform, size } of removed) rows.push([...lone(platform, [
		formatBytes(size),
		NONE,
		signed(-size)
	], "removed")]);
	const [left, right] = [markdownText(names.left), markdownText(names.right)];
	return table([
		"Platform",
		left,
		right,
		"Difference",
		"Layers",
		"Built on"
	], rows);
}
function renderChanges(title, changes, diff, names) {
	const rows = changes.map(({ name, left, right, platforms }) => [
		`${markdownCode(name)}${onPlatforms(platforms, diff)}`,
		code(left),
		code(right)
	]);
	return table([
		title,
		markdownText(names.left),
		markdownText(names.right)
	], rows);
}
function renderEnv(changes, diff) {
	return table(["Variable (values are not shown)", "Change"], changes.map(({ name, change, platforms }) => [`${markdownCode(name)}${onPlatforms(platforms, diff)}`, change]));
}
function renderLayers({ platform, layers }) {
	const rows = [...layers.removed.map(({ digest, size }) => [
		markdownCode(digest),
		"removed",
		formatBytes(size)
	]), ...layers.added.map(({ digest, size }) => [
		markdownCode(digest),
		"added",
		formatBytes(size)
	])];
	return markdownDetails(`Layers of ${markdownText(platform)}: ${describeLayers(layers)}`, table([
		"Layer",
		"Change",
		"Size"
	], rows));
}
function renderBase({ base }, names) {
	if (base === null) return "";
	const row = (name, { name: image, digest }) => [
		markdownText(name),
		code(image),
		code(digest)
	];
	return table([
		"",
		"Base image",
		"Digest"
	], base.isSame ? [row("both", base.left)] : [row(names.left, base.left), row(names.right, base.right)]);
}
function headline(diff) {
	const { base, labels, annotations, settings, env, platforms } = diff;
	if (diff.result === "same") return `**Identical**: both have the digest ${markdownCode(diff.left)}.`;
	const digests = `${markdownCode(shortDigest(diff.left))} and ${markdownCode(shortDigest(diff.right))}`;
	if (diff.result === "same-platforms") return `**The same on every platform**: ${digests} differ only in what the index holds besides, such as attestations.`;
	const isOther = ({ layers }) => layers.added.length + layers.removed.length > 0;
	const parts = [
		platforms.added.length > 0 ? `${formatCount(platforms.added.length, "platform")} added` : "",
		platforms.removed.length > 0 ? `${formatCount(platforms.removed.length, "platform")} removed` : "",
		base !== null && !base.isSame ? "another base" : "",
		platforms.both.some(isOther) ? `other layers on ${formatCount(platforms.both.filter(isOther).length, "platform")}` : "",
		labels.length > 0 ? formatCount(labels.length, "label") : "",
		annotations.length > 0 ? formatCount(annotations.length, "annotation") : "",
		settings.length > 0 ? formatCount(settings.length, "setting") : "",
		env.length > 0 ? formatCount(env.length, "variable") : ""
	].filter((part) => part !== "");
	return `**Different**: ${digests}${parts.length > 0 ? `; ${formatList(parts)}` : ""}.`;
}
function renderImageDiff(diff, names = {
	left: "left",
	right: "right"
}) {
	if (diff.result === "same") return `${headline(diff)}\n`;
	const { built } = diff;
	const commits = built === null ? void 0 : linkComparison(built.source, [built.left, built.right], names.run ?? null);
	const parts = [
		headline(diff),
		commits === void 0 ? "" : `**Commits:** ${commits}`,
		renderPlatforms(diff, names),
		renderBase(diff, names)
	];
	if (diff.settings.length > 0) parts.push(renderChanges("Setting", diff.settings, diff, names));
	if (diff.env.length > 0) parts.push(renderEnv(diff.env, diff));
	if (diff.labels.length > 0) parts.push(renderChanges("Label", diff.labels, diff, names));
	if (diff.annotations.length > 0) parts.push(renderChanges("Annotation", diff.annotations, diff, names));
	for (const each of diff.platforms.both) if (each.layers.added.length + each.layers.removed.length > 0) parts.push(renderLayers(each));
	return `${parts.filter((part) => part !== "").join("\n\n")}\n`;
}
// src/report/history-summary.ts
const MAX_PICTURES = 10;
function warn(sentence) {
	return `> [!WARNING]\n> ${markdownText(sentence, 1e3)}`;
}
function renderPicture(history, pipeline) {
	const picture = drawPipeline(history, pipeline);
	return picture === void 0 ? "The pipeline is too large to be drawn." : `\`\`\`mermaid\n${picture}\n\`\`\``;
}
function renderComparison({ from, to, missing, diff }, run) {
	return `${`### What differs: ${markdownCode(from)} → ${markdownCode(to)}`}\n\n${diff === null ? markdownText(missing ?? "nothing is known") : renderImageDiff(diff, {
		left: from,
		right: to,
		run
	}).trim()}`;
}
function renderImage(history, page, index) {
	const comparison = page.report.images[index]?.comparison ?? null;
	const parts = [`${describeHistory(history, markdownCode)}.`];
	if (history.sought === void 0 && index < MAX_PICTURES) parts.push(renderPicture(history, page.pipeline));
	parts.push(renderOverview(history, page.run ?? null), ...findTrouble(history).map(warn));
	if (comparison !== null) parts.push(renderComparison(comparison, page.run ?? null));
	if (history.sought === void 0) parts.push(...history.environments.map((each) => renderEnvironment(each, page.run ?? null)));
	return parts.join("\n\n");
}
function renderCell(environment) {
	if (environment === void 0) return "";
	const { current } = environment;
	if (current === void 0) return isUnread(environment) ? "⛔" : "—";
	const [tag] = current.placement.tags;
	const digest = markdownCode(shortDigest(current.placement.digest));
	const split = isSplit(environment) || environment.differences.length > 0 ? " ⚠️" : "";
	return `${tag === void 0 ? digest : `**${markdownCode(tag)}**<br>${digest}`}${split}`;
}
function renderImages(page) {
	const { histories } = page;
	const names = histories[0]?.environments.map(({ name }) => name) ?? [];
	const rows = histories.map(({ image, sought, environments }) => [markdownCode(`${image}${sought?.pick ?? ""}`), ...environments.map(renderCell)]);
	return [
		`## 🧭 What is where: ${formatCount(histories.length, "image")}`,
		markdownTable(["Image", ...names.map((name) => markdownText(name))], rows),
		...histories.map((history, index) => markdownDetails(markdownText(`${history.image}${history.sought?.pick ?? ""}`), renderImage(history, page, index)))
	];
}
function renderHistorySummary(page) {
	const { histories, report } = page;
	const [only, ...others] = histories;
	const parts = only === void 0 || others.length > 0 ? [...renderImages(page)] : [`## 🧭 What is where: ${markdownCode(only.image)}`, renderImage(only, page, 0)];
	for (const warning of report.warnings) parts.push(warn(warning));
	parts.push(`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`);
	return limitSummary(`${parts.join("\n\n")}\n`);
}
const MAX_TAGS = 6;
const MAX_DIFFERENCES = 20;
const MAX_WORDS = 200;
const HEADER = [
	"Environment",
	"Image",
	"Since",
	"Promoted",
	"Record"
];
const SIGNS = {
	signed: "🔏",
	unsigned: "⚠️",
	refused: "⛔",
	none: "⚠️",
	unreadable: "⚠️"
};
function renderTags({ tags, record, unexplained }) {
	if (tags.length === 0) return "*no tag*";
	const more = tags.length > MAX_TAGS ? ` and ${tags.length - MAX_TAGS} more` : "";
	const names = `${tags.slice(0, MAX_TAGS).map(markdownCode).join("<br>")}${more}`;
	if (record.kind !== "entry" || unexplained.length === 0) return names;
	const marked = unexplained.slice(0, MAX_TAGS).map(({ tag }) => markdownCode(tag));
	const others = unexplained.length > MAX_TAGS ? ` and ${unexplained.length - MAX_TAGS} more` : "";
	return `${names}<br>⚠️ no record explains ${marked.join(" ")}${others}`;
}
function renderRecord(record) {
	const sign = SIGNS[record.kind === "entry" ? record.entry.trust.kind : record.kind];
	const words = markdownText(describeTrust(record));
	const reason = record.kind === "refused" ? `: ${markdownText(formatList(record.rejections), MAX_WORDS)}` : "";
	return `${sign === void 0 ? "" : `${sign} `}${words}${reason}`;
}
function renderTime(time) {
	const [day, ...clock] = formatTime(time).split(" ");
	return `${day?.replaceAll("-", "&#8209;")}<br>${clock.join("&nbsp;")}`;
}
function renderWay({ source, route, reason, run }, by, own) {
	const from = markdownCode(source.environment ?? source.uri);
	const hotfix = route?.kind === "hotfix" ? ` by the hotfix route ${markdownCode(route.name ?? "")}` : "";
	const words = reason === void 0 ? "" : `<br>${markdownText(reason, MAX_WORDS)}`;
	return `from ${from}${hotfix}<br>${by}${run === void 0 ? "" : ` · ${linkRun(run, own)}`}${words}`;
}
function renderBy({ actor, approvedBy = [] }, own) {
	const who = actor === void 0 ? "by an unknown actor" : `by ${linkLogin(actor, own)}`;
	const logins = approvedBy.map((login) => linkLogin(login, own));
	return logins.length === 0 ? who : `${who}, approved by ${formatList(logins.slice(0, MAX_TAGS))}`;
}
function renderWhat(placement) {
	return `${renderTags(placement)}<br>${markdownCode(shortDigest(placement.digest))}`;
}
function renderPlacement(where, placement, own) {
	const { record } = placement;
	const what = renderWhat(placement);
	if (record.kind !== "entry") return [
		where,
		what,
		"",
		"",
		renderRecord(record)
	];
	const { entry } = record;
	return [
		where,
		what,
		renderTime(entry.time),
		renderWay(entry, renderBy(entry, own), own),
		renderRecord(record)
	];
}
function nameRow({ name, repositories }, { repository }) {
	const environment = `**${markdownText(name)}**`;
	return repositories.length === 1 ? environment : `${environment}<br>${markdownCode(repository)}`;
}
function renderOverview({ environments, sought }, own) {
	const rows = environments.flatMap((environment) => environment.repositories.flatMap((repository) => {
		const { missing, current, placements } = repository;
		const where = nameRow(environment, repository);
		if (missing !== void 0) return [[
			where,
			"⛔ cannot be read",
			"",
			"",
			""
		]];
		const shown = sought === void 0 ? current === void 0 ? [] : [current.placement] : placements;
		if (shown.length > 0) return shown.map((placement) => renderPlacement(where, placement, own));
		return [[
			where,
			sought === void 0 ? `*${describeNoCurrent([repository])}*` : "*not there*",
			"",
			"",
			""
		]];
	}));
	return markdownTable(HEADER, rows);
}
function renderLeftOut({ leftOut }) {
	const { digests, tags, refusedTags } = leftOut;
	const parts = [
		digests > 0 ? `${formatCount(digests, "older image")} ${digests === 1 ? "is" : "are"} not shown` : "",
		tags > 0 ? `${formatCount(tags, "tag")} ${tags === 1 ? "was" : "were"} not looked up` : "",
		refusedTags > 0 ? `the registry would not tell of ${formatCount(refusedTags, "tag")}` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "" : `${formatList(parts)}.`;
}
function renderDifferences({ repositories, differences }) {
	if (differences.length === 0) return [];
	const uris = repositories.map(({ repository }) => repository).filter((uri) => differences[0]?.holds.has(uri));
	const rows = differences.slice(0, MAX_DIFFERENCES).map(({ tag, holds }) => [markdownCode(tag), ...uris.map((uri) => {
		const digest = holds.get(uri);
		return digest === void 0 ? "*not there*" : markdownCode(shortDigest(digest));
	})]);
	const more = differences.length - rows.length;
	return [
		"Its repositories differ:",
		markdownTable(["Tag", ...uris.map(markdownCode)], rows),
		...more > 0 ? [`and ${formatCount(more, "more tag")}`] : []
	];
}
function renderRepository(repository, own) {
	const { repository: uri, missing, placements } = repository;
	const title = `**${markdownCode(uri)}**`;
	if (missing !== void 0) return [`${title}: ${markdownText(missing)}`];
	if (placements.length === 0) return [`${title}: ${describeNoCurrent([repository])}`];
	const rows = placements.map((placement) => renderPlacement("", placement, own).slice(1));
	const leftOut = renderLeftOut(repository);
	return [
		title,
		markdownTable(HEADER.slice(1), rows),
		...leftOut === "" ? [] : [leftOut]
	];
}
function renderEnvironment(environment, own) {
	const { name, repositories } = environment;
	const count = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest))).size;
	const parts = [...repositories.flatMap((each) => renderRepository(each, own)), ...renderDifferences(environment)];
	return markdownDetails(`${markdownText(name)}: ${formatCount(count, "image")}`, parts.join("\n\n"));
}
// src/commands/history.ts
var history_exports = /* @__PURE__ */ __exportAll({ runHistory: () => runHistory });
const IMAGES_AT_ONCE = 8;
function trustOnce(open, warn) {
	let state;
	async function openTrust() {
		try {
			return { verify: await open() };
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			warn(`No signature was checked: ${error.message}`);
			return { reason: "no signature could be checked" };
		}
	}
	return () => {
		state ??= openTrust();
		return state;
	};
}
function findRunning({ environments }, name) {
	const found = environments.find((each) => each.name === name)?.repositories.find(({ current }) => current !== void 0);
	return found?.current && {
		repository: parseRepository(found.repository),
		current: found.current
	};
}
async function compare(history, { from, to }, { clientOf }) {
	const names = {
		from: from.name,
		to: to.name
	};
	const [left, right] = [findRunning(history, from.name), findRunning(history, to.name)];
	if (left === void 0 || right === void 0) {
		const empty = left === void 0 ? from.name : to.name;
		return {
			...names,
			missing: `nothing is known to run in ${empty}`,
			diff: null
		};
	}
	try {
		const [one, other] = await Promise.all([left, right].map(({ repository, current }) => readImageFacts(clientOf(repository), repository, current.placement.digest)));
		return {
			...names,
			missing: null,
			diff: one && other ? diffImages(one, other) : null
		};
	} catch (error) {
		if (error instanceof RegistryError) return {
			...names,
			missing: error.message,
			diff: null
		};
		throw error;
	}
}
async function runHistory(inputs, context, options) {
	const { environment, event, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, pipeline, images, compared } = inputs;
	const warnings = /* @__PURE__ */ new Set();
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const access = {
		clientOf: await openReaders(opener, {
			repositories: images.flatMap(({ name }) => locationsOf(pipeline, name)).map(({ repository }) => repository),
			explicit: inputs.sourceCredential
		}),
		trust: trustOnce(options.openVerifier, (warning) => warnings.add(warning)),
		now
	};
	const limits = limitsFor(images.length);
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(images.length, "image")}`);
	const readings = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
		const { history, failure } = await readHistory({
			pipeline,
			image,
			limits
		}, access);
		const comparison = compared === void 0 ? null : await compare(history, compared, access);
		read++;
		return {
			history,
			failure,
			comparison
		};
	});
	reading[Symbol.dispose]();
	const [first] = readings.flatMap(({ failure }) => failure ?? []);
	if (first !== void 0 && readings.every(({ failure }) => failure !== void 0)) throw first;
	const histories = readings.map(({ history }) => history);
	const report = {
		command: "history",
		policy: pipeline.digest,
		images: readings.map(({ history, comparison }) => reportImage(history, comparison)),
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	};
	logger.startGroup("History");
	histories.flatMap(historyLines).forEach(logger.info);
	logger.endGroup();
	[...histories.flatMap(findTrouble), ...warnings].forEach(logger.warn);
	const summary = renderHistorySummary({
		pipeline,
		histories,
		report,
		run: event.run.invocationId ?? null
	});
	const failure = handOver({
		outputs: buildHistoryOutputs(report),
		summary
	}, context);
	logger.info(historySummaryLine(histories, report));
	throwWorst(void 0, failure, logger);
}
export { history_exports as t };
