import { n as __exportAll } from "./rolldown-runtime.js";
import { An as parseRepository, At as limitsFor, B as compareVersions, En as isReservedTag, Gn as once, H as isStable, Hn as safeText, Mt as statusOf, On as isTag, Qt as parseJsonObject, St as environmentNamed, Tn as formatRepository, Vn as quote, Wn as getOrMake, Xt as objectProperty, Y as tryParseVersionTag, Yn as RegistryError, Yt as isJsonObject, Zn as isSealiftError, a as markdownTable, an as tryParse, en as property, fn as formatList, i as markdownPage, in as stringProperty, jn as parseTag, jt as locationsOf, kt as formatSelector, ln as formatBytes, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, pn as formatNumber, rn as stringMap, t as markdownCode, un as formatCount, zn as shortDigest } from "./start.js";
import { P as eachAtMost, k as openClientPool } from "./registry.js";
import { C as validRollbacks, F as limitRejections, I as orderPromotions, L as validPromotions, R as enteredAt, S as verifyName, T as noteRecord, Z as readRecords, c as describeNotes, d as reportRecord, f as reportRollback, it as payloadOf, l as reportNotes, s as NOTE_SIGNS, u as approversOf, x as MAY_BE_OF_ONE } from "./records.js";
import { $n as describeStatus, At as OCI_LABEL, Cn as isAttestation, Dr as readBlob, Ft as listTags, Gn as linkComparison, Hn as renderStart, Mt as joinImageLabels, Qn as describeNoCurrent, Sn as graphPlatforms, St as readGraph, Un as compareBuilds, Ur as invalidAnswer, Yn as linkRun, _r as getManifest, bn as childrenFirst, er as drawPipeline, nr as isSplit, o as inOwnCase, p as lookUpTags, qn as linkLogin, qt as startHeartbeat, tr as formatTime, vr as headManifest, yn as childManifests } from "./common.js";
import { h as findHolds, x as describeHold, y as isHoldRecord } from "./holds.js";
// src/history/tag-names.ts
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
	const byKind = Map.groupBy(nameAll(names), ({ tag, name }) => first.has(tag) ? "first" : name.kind);
	const sorted = (kind) => (byKind.get(kind) ?? []).sort(compareNamed);
	const turns = [
		sorted("moving"),
		sorted("version"),
		sorted("day")
	];
	const longest = Math.max(...turns.map(({ length }) => length));
	const mixed = Array.from({ length: longest }, (_, index) => turns.flatMap((tags) => tags[index] ?? [])).flat();
	return [
		...byKind.get("first") ?? [],
		...mixed,
		...sorted("other")
	].map(({ tag }) => tag);
}
function readNewness(tags) {
	const names = tags.map(readTagName);
	const versions = names.flatMap((name) => name.kind === "version" ? [name.version] : []);
	return {
		day: names.flatMap((name) => name.kind === "day" ? [name.day] : []).sort(compareText).at(-1),
		version: versions.sort(compareVersions).at(-1)
	};
}
function compareNewness(left, right) {
	const days = compareText(right.day ?? "", left.day ?? "");
	if (days !== 0) return days;
	if (left.version === void 0 || right.version === void 0) return Number(left.version === void 0) - Number(right.version === void 0);
	return compareVersions(right.version, left.version);
}
// src/history/read-repository.ts
const AT_ONCE$3 = 16;
function tooMany(repository, count, limit) {
	return new RegistryError({
		what: `find what is in ${formatRepository(repository)}`,
		reason: `it has ${formatNumber(count)} tags, and no more than ${formatNumber(limit)} are resolved`,
		remedy: "name the images with their tags in the input \"image\"",
		code: "too-large"
	});
}
async function lookUp(client, repository, tag) {
	try {
		return await headManifest(client, repository, tag);
	} catch (error) {
		if (error instanceof RegistryError && MAY_BE_OF_ONE.has(error.code)) return error;
		throw error;
	}
}
async function inAskedCase(client, repository, { known, asked }) {
	const low = new Set(known);
	const other = [...asked].filter(isTag).filter((tag) => !low.has(tag) && low.has(tag.toLowerCase()));
	const found = await lookUpTags(client, repository, other);
	return new Set([...inOwnCase(known, found.keys(), [])].filter(isTag));
}
async function readRepositoryState(client, repository, { first, limit, mayBePart = true }) {
	const listed = await listTags(client, repository);
	const names = await inAskedCase(client, repository, {
		known: new Set([...listed].filter((tag) => !isReservedTag(tag))),
		asked: first
	});
	if (names.size > limit && !mayBePart) throw tooMany(repository, names.size, limit);
	const tags = orderForLookUp(names, first).slice(0, limit);
	const found = await eachAtMost(AT_ONCE$3, tags, (tag) => lookUp(client, repository, tag));
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
	states = /* @__PURE__ */ new Map();
	records = /* @__PURE__ */ new Map();
	constructor(access) {
		this.access = access;
	}
	readState({ repository, uri }, options) {
		const client = this.access.clientOf(repository);
		return getOrMake(this.states, uri, () => attempt(readRepositoryState(client, repository, options)));
	}
	recordsOf({ repository, uri }, subject) {
		const client = this.access.clientOf(repository);
		return getOrMake(this.records, `${uri}@${subject}`, () => attempt(readRecords(client, {
			repository,
			subject
		})));
	}
	async findPresent({ repository }, digests) {
		const client = this.access.clientOf(repository);
		const found = await Promise.all(digests.map((digest) => attempt(headManifest(client, repository, digest))));
		return digests.filter((_, index) => found[index] !== void 0 && !(found[index] instanceof RegistryError));
	}
};
// src/policy/placed-at.ts
function placedAt({ predicate, signature }) {
	return signature?.signedAt ?? predicate.time;
}
// src/history/placings.ts
function findPlacings(records, marker, options) {
	const { promotions, rejections } = validPromotions(records, options);
	const { rollbacks, rejections: others } = validRollbacks(records, options);
	const toPlacing = (kind) => (record) => {
		const { predicate } = record;
		const from = predicate.destination.replaced.get(marker);
		return {
			kind,
			to: options.digest,
			from,
			time: placedAt(record).getTime(),
			record
		};
	};
	return {
		promotions,
		placings: promotions.length === 0 ? [] : [...promotions.map(toPlacing("promote")), ...rollbacks.map(toPlacing("rollback"))],
		rejections: [...rejections, ...others]
	};
}
// src/history/records.ts
const REJECT_ALL = () => ({
	kind: "rejected",
	reason: "signatures are not verified"
});
function unwrap(record) {
	const bytes = tryParse(() => payloadOf(record));
	return bytes === void 0 ? [] : [{
		...record,
		form: "statement",
		bytes
	}];
}
function verifyAll(records, options) {
	const { environment, trust } = options;
	const verify = "verify" in trust ? trust.verify : REJECT_ALL;
	const without = "reason" in trust ? trust.reason : void 0;
	const unverified = environment.signers.length === 0 ? "no signers in the file" : without;
	const isVerifiable = ({ form }) => unverified === void 0 || form === "statement";
	const anySigner = {
		...environment,
		record: "auto",
		signers: []
	};
	const others = records.filter((record) => !isVerifiable(record)).flatMap(unwrap);
	const group = (some, verifying) => {
		const { promotions, rejections } = validPromotions(some, verifying);
		const { rollbacks, rejections: more } = validRollbacks(some, verifying);
		return {
			promotions,
			rollbacks,
			rejections: [...rejections, ...more]
		};
	};
	return [{
		...group(records.filter(isVerifiable), {
			...options,
			verify
		}),
		unverified: void 0
	}, {
		...group(others, {
			...options,
			environment: anySigner,
			verify: REJECT_ALL
		}),
		unverified
	}];
}
function needsVerifier(records, { signers }) {
	return signers.length > 0 && records.some(({ form }) => form === "bundle");
}
function promotionsOf(records, options) {
	return verifyAll(records, options).flatMap(({ promotions, rollbacks }) => [...promotions, ...rollbacks]);
}
function holdsOf(records, options) {
	const { pipeline, environment, digest, trust, now } = options;
	const verify = "verify" in trust ? trust.verify : REJECT_ALL;
	return findHolds({
		digests: /* @__PURE__ */ new Set([digest]),
		records
	}, {
		pipeline,
		environment,
		verify,
		now
	}).holds;
}
function newestOf(rollbacks, { predicate }) {
	const [newest] = rollbacks.toSorted((left, right) => enteredAt(right) - enteredAt(left));
	return newest !== void 0 && newest.predicate.time > predicate.time ? newest : void 0;
}
function verifyPlacement(records, options) {
	const groups = verifyAll(records, options);
	const promotions = orderPromotions(groups.flatMap((each) => each.promotions));
	const [newest, ...earlier] = promotions;
	if (newest !== void 0) {
		const unverified = groups.find((each) => each.promotions.includes(newest))?.unverified;
		const notes = noteRecord(newest, {
			pipeline: options.pipeline,
			promotions,
			now: options.now
		});
		const all = verifyAll(records, {
			...options,
			uri: void 0
		}).flatMap(({ rejections }) => rejections);
		const rejections = limitRejections(all);
		const rollback = newestOf(groups.flatMap((each) => each.rollbacks), newest);
		const found = {
			kind: "recorded",
			promotion: newest,
			unverified,
			notes,
			earlier: earlier.length,
			rejections
		};
		return rollback === void 0 ? found : {
			...found,
			rollback
		};
	}
	if (options.environment.from.length === 0) return { kind: "built" };
	const rejections = limitRejections(groups.flatMap((each) => each.rejections));
	return rejections.length > 0 ? {
		kind: "rejected",
		rejections
	} : { kind: "none" };
}
function findUnexplained({ digest, tags }, promotions) {
	const own = promotions.filter((each) => each.digest === digest).toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion));
	const competitors = promotions.filter((each) => each.digest !== digest);
	return tags.flatMap((tag) => {
		const faults = own.map(({ promotion }) => verifyName(promotion, {
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
// src/history/stack.ts
const MOST_STEPS = 20;
function beginWalk(now) {
	return {
		cursor: now,
		bound: Number.POSITIVE_INFINITY,
		path: [],
		end: void 0
	};
}
function mayBeLater({ kind, time }, newest) {
	return newest.time - time <= 3e5 && !(newest.kind === "rollback" && kind === "promote");
}
function stepBack(walk, placings) {
	const { cursor, bound, path } = walk;
	if (path.length === MOST_STEPS) return {
		...walk,
		end: "limit"
	};
	const eligible = placings.filter((each) => each.to === cursor && each.from !== void 0 && each.from !== cursor).filter((each) => each.time <= bound + 3e5 && !path.includes(each)).toSorted((left, right) => right.time - left.time);
	const [newest] = eligible;
	if (newest?.from === void 0) return {
		...walk,
		end: placings.length === 0 ? "unknown" : "bottom"
	};
	if (eligible.some((each) => each.from !== newest.from && mayBeLater(each, newest))) return {
		...walk,
		end: "ambiguous"
	};
	return {
		cursor: newest.from,
		bound: newest.time,
		path: [newest, ...path],
		end: void 0
	};
}
function replay({ cursor, path }) {
	let images = [cursor];
	let popped = [];
	let isWhole = true;
	for (const { kind, to } of path) {
		const at = images.indexOf(to);
		if (kind === "promote") {
			images = [...images.filter((each) => each !== to), to];
			popped = popped.filter((each) => each !== to);
		} else if (at < 0) {
			isWhole = false;
			images = [...images, to];
		} else {
			popped = [...popped, ...images.slice(at + 1)];
			images = images.slice(0, at + 1);
		}
	}
	return {
		images,
		popped,
		isWhole
	};
}
function placementsBack(walk, digest) {
	const { images } = replay(walk);
	const distances = [images, [walk.cursor, ...walk.path.map(({ to }) => to)]].flatMap((all) => {
		const at = all.lastIndexOf(digest);
		return at < 0 ? [] : [all.length - 1 - at];
	});
	return distances.length === 0 ? void 0 : Math.min(...distances);
}
// src/history/at.ts
const AT_ONCE$2 = 4;
const USUAL_MARKER = parseTag("latest");
async function readProven({ environment, repository, uri }, digest, { pipeline, image }, { clientOf, trust, now }) {
	const records = await readRecords(clientOf(repository), {
		repository,
		subject: digest
	});
	const found = needsVerifier(records, environment) ? await trust() : { reason: "" };
	if ("reason" in found && found.reason !== "") return found.reason;
	const verify = "verify" in found ? found.verify : () => ({
		kind: "rejected",
		reason: "it is signed"
	});
	return findPlacings(records, environment.tag ?? USUAL_MARKER, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	});
}
function findFirst({ placings }, marker) {
	return placings.filter(({ from, record }) => from === void 0 && record.predicate.destination.tags.includes(marker)).toSorted((left, right) => left.time - right.time)[0];
}
function toRan(digest, { kind, record }) {
	return {
		kind: "image",
		digest,
		record,
		how: kind === "promote" ? "promoted" : "rolled back"
	};
}
async function findRan(location, query, access) {
	const { repository, environment } = location;
	const marker = environment.tag ?? USUAL_MARKER;
	const now = await headManifest(access.clientOf(repository), repository, marker);
	if (now === void 0) return {
		kind: "unknown",
		reason: `there is no tag "${marker}", which would say what runs`
	};
	const at = query.at.getTime();
	for (let walk = beginWalk(now);;) {
		const proven = await readProven(location, walk.cursor, query, access);
		if (typeof proven === "string") return {
			kind: "unknown",
			reason: proven
		};
		const next = stepBack(walk, proven.placings);
		const [latest] = next.path;
		if (next.end === void 0 && latest !== void 0) {
			if (latest.time <= at) return toRan(walk.cursor, latest);
			walk = next;
			continue;
		}
		if (next.end !== "bottom") return {
			kind: "unknown",
			reason: "no record says what ran then"
		};
		const first = findFirst(proven, marker);
		if (first === void 0) return {
			kind: "unknown",
			reason: "no record says since when its first image is there"
		};
		return first.time <= at ? toRan(walk.cursor, first) : { kind: "nothing" };
	}
}
async function readThen(query, access) {
	const locations = locationsOf(query.pipeline, query.image).filter(({ environment }) => (environmentNamed(query.pipeline, environment.name)?.from.length ?? 0) > 0);
	return eachAtMost(AT_ONCE$2, locations, async (location) => {
		const common = {
			environment: location.environment.name,
			repository: location.uri
		};
		try {
			return {
				...common,
				ran: await findRan(location, query, access)
			};
		} catch (error) {
			if (error instanceof RegistryError) return {
				...common,
				ran: {
					kind: "unknown",
					reason: error.message
				}
			};
			throw error;
		}
	});
}
function ranSince({ ran }) {
	return ran.kind === "image" ? placedAt(ran.record) : void 0;
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
function labelsOf(facts) {
	return joinImageLabels(facts?.annotations ?? /* @__PURE__ */ new Map(), void 0, facts?.config?.labels ?? /* @__PURE__ */ new Map());
}
function namedBase(facts) {
	const labels = labelsOf(facts);
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
	const [before, after] = [labelsOf(pairs[0]?.left), labelsOf(pairs[0]?.right)];
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
function withoutLayers(layers, others) {
	const counts = /* @__PURE__ */ new Map();
	for (const { digest } of others) counts.set(digest, (counts.get(digest) ?? 0) + 1);
	return layers.filter(({ digest }) => {
		const count = counts.get(digest) ?? 0;
		if (count > 0) counts.set(digest, count - 1);
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
	const added = withoutLayers(right.layers, left.layers);
	const removed = withoutLayers(left.layers, right.layers);
	const shared = withoutLayers(right.layers, added);
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
		getOrMake(changes, key, () => ({
			name,
			left: before,
			right: after,
			platforms: []
		})).platforms.push(platform);
	}
	return [...changes.values()].sort(byName);
}
function diffEnv(pairs) {
	const changes = /* @__PURE__ */ new Map();
	for (const { name, left, right, platforms } of diffValues(pairs)) {
		const change = left === null ? "added" : right === null ? "removed" : "changed";
		getOrMake(changes, `${change} ${name}`, () => ({
			name,
			change,
			platforms: []
		})).platforms.push(...platforms);
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
function promotedAt({ record }) {
	return record.kind === "recorded" ? (record.rollback ?? record.promotion).predicate.time.getTime() : void 0;
}
function comparePlacements(left, right) {
	const [early, late] = [promotedAt(right), promotedAt(left)];
	if (early !== late) return (early ?? Number.NEGATIVE_INFINITY) < (late ?? Number.NEGATIVE_INFINITY) ? -1 : 1;
	return compareNewness(readNewness(left.tags), readNewness(right.tags)) || (left.digest < right.digest ? -1 : 1);
}
function newestBy(placements, key) {
	return placements.map((placement) => ({
		placement,
		newness: readNewness(placement.tags)
	})).filter(({ newness }) => newness[key] !== void 0).sort((left, right) => compareNewness(left.newness, right.newness))[0]?.placement;
}
function findCurrent(placements, tag) {
	const taggedBy = (name) => placements.find(({ tags }) => tags.some((each) => each === name));
	const current = (by, placement) => placement && {
		placement,
		by
	};
	if (tag !== void 0) return current("tag", taggedBy(tag));
	const recorded = placements.filter((each) => each.tags.length > 0 && promotedAt(each) !== void 0);
	return current("latest", taggedBy("latest")) ?? current("record", recorded.sort(comparePlacements)[0]) ?? current("day", newestBy(placements, "day")) ?? current("version", newestBy(placements, "version"));
}
// src/history/read-location.ts
const AT_ONCE$1 = 8;
function listTagged(state, { environment }) {
	const mark = environment.tag ?? "latest";
	return [...Map.groupBy(state.holds, ([, digest]) => digest)].map(([digest, held]) => {
		const tags = held.map(([tag]) => tag);
		const ordered = orderTagNames(tags);
		return {
			digest,
			tags: ordered,
			isMarked: tags.some((tag) => tag === mark),
			newness: readNewness(ordered)
		};
	}).sort((left, right) => Number(right.isMarked) - Number(left.isMarked) || compareNewness(left.newness, right.newness) || (left.digest < right.digest ? -1 : 1));
}
function hasRouteInto({ hotfixRoutes }, { name, from }) {
	return from.length > 0 || hotfixRoutes.some(({ to }) => to === name);
}
async function holdsHere(digest, records, { pipeline, image, location: { environment }, reader: { access } }) {
	const own = records.filter(isHoldRecord);
	return holdsOf(own, {
		pipeline,
		environment,
		image,
		digest,
		trust: own.some(({ form }) => form === "bundle") ? await access.trust() : { reason: "nothing is signed" },
		now: access.now
	});
}
async function readRecord(digest, request) {
	const { pipeline, image, location, reader } = request;
	const { environment, uri } = location;
	const records = await reader.recordsOf(location, digest);
	if (!hasRouteInto(pipeline, environment)) return {
		record: { kind: "built" },
		holds: await holdsHere(digest, records instanceof RegistryError ? [] : records, request),
		promotions: []
	};
	if (records instanceof RegistryError) return {
		record: {
			kind: "unreadable",
			reason: records.message
		},
		holds: void 0,
		promotions: []
	};
	const { trust, now } = reader.access;
	const optionsFor = async (each) => ({
		pipeline,
		image,
		digest,
		uri,
		now,
		environment: each,
		trust: needsVerifier(records, each) ? await trust() : { reason: "nothing is signed" }
	});
	const all = await Promise.all(environmentsAt(request).map(optionsFor));
	return {
		record: verifyPlacement(records, await optionsFor(environment)),
		holds: await holdsHere(digest, records, request),
		promotions: all.flatMap((each) => promotionsOf(records, each).map((promotion) => ({
			digest,
			promotion
		})))
	};
}
function environmentsAt({ pipeline, image, location }) {
	return locationsOf(pipeline, image).flatMap(({ uri, environment }) => uri === location.uri ? [environment] : []);
}
function belongsTo({ tags, record }, { environment, isShared }) {
	if (!isShared || environment.from.length === 0) return true;
	return tags.some((tag) => tag === environment.tag) || record.kind !== "none" && record.kind !== "built";
}
async function readLocation(request) {
	const { location, state, requested, limit, reader } = request;
	const { uri: repository, environment } = location;
	if (state instanceof RegistryError) return {
		repository,
		error: state.message,
		current: void 0,
		placements: [],
		leftOut: {
			tags: 0,
			digests: 0,
			refusedTags: 0
		}
	};
	const tagged = listTagged(state, location);
	const isRequested = (digest) => requested?.includes(digest) === true;
	const untagged = (requested ?? []).filter((digest) => !tagged.some((each) => each.digest === digest));
	const chosen = [...tagged.filter(({ digest }, index) => index < limit || isRequested(digest)), ...(await reader.findPresent(state, untagged)).map((digest) => ({
		digest,
		tags: []
	}))];
	const read = await eachAtMost(AT_ONCE$1, chosen, async (image) => ({
		...image,
		...await readRecord(image.digest, request)
	}));
	const promotions = read.flatMap((each) => each.promotions);
	const areBuilt = environmentsAt(request).some(({ from }) => from.length === 0);
	const placements = read.filter((each) => belongsTo(each, location)).map(({ digest, tags, record, holds }) => {
		return {
			digest,
			tags,
			record,
			holds,
			unexplained: areBuilt || record.kind === "unreadable" ? [] : findUnexplained({
				digest,
				tags
			}, promotions)
		};
	}).sort(comparePlacements);
	return {
		repository,
		error: void 0,
		current: findCurrent(placements, environment.tag),
		placements: placements.filter(({ digest }) => requested === void 0 || isRequested(digest)),
		leftOut: {
			tags: state.names.size - state.holds.size - state.refused.size,
			digests: requested === void 0 ? tagged.length - chosen.length : 0,
			refusedTags: state.refused.size
		}
	};
}
// src/history/read.ts
const BESIDE_REQUESTED = 3;
function findRequested({ tag, digest }, states) {
	if (digest !== void 0) return [digest];
	return tag === void 0 ? void 0 : [...new Set(states.flatMap(({ holds }) => holds.get(tag) ?? []))];
}
function readStates(locations, reader, { image, limits }) {
	return Promise.all(locations.map(async (location) => {
		const own = locations.flatMap(({ environment, uri }) => uri === location.uri ? environment.tag ?? [] : []);
		const first = /* @__PURE__ */ new Set([
			...own,
			"latest",
			...image.tag === void 0 ? [] : [image.tag]
		]);
		return {
			location,
			state: await reader.readState(location, {
				first,
				limit: limits.tags
			})
		};
	}));
}
function isRead(state) {
	return !(state instanceof RegistryError);
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
		differences: findDifferences(read.map(({ state }) => state).filter(isRead)),
		distance: void 0
	};
}
function addDistances(environments, versions) {
	const reference = environments.findLast(({ current }) => current !== void 0)?.current;
	return environments.map((environment) => {
		const { current } = environment;
		if (current === void 0 || reference === void 0 || current === reference) return environment;
		return {
			...environment,
			distance: findDistance(current.placement, reference.placement, versions)
		};
	});
}
async function readHistory(request, access) {
	const { pipeline, image, limits, environments: chosen = pipeline.environments } = request;
	const locations = locationsOf(pipeline, image.name).filter(({ environment }) => chosen.includes(environment));
	const reader = new HistoryReader(access);
	const readings = await readStates(locations, reader, request);
	const states = readings.map(({ state }) => state).filter(isRead);
	const requested = findRequested(image, states);
	const limit = requested === void 0 ? limits.digests : Math.min(BESIDE_REQUESTED, limits.digests);
	const shared = {
		pipeline,
		image: image.name,
		requested,
		limit,
		reader
	};
	const read = await Promise.all(readings.map(async ({ location, state }) => {
		const history = await readLocation({
			...shared,
			location,
			state
		});
		return {
			environment: location.environment,
			state,
			history
		};
	}));
	const environments = chosen.map((environment) => assemble(environment, read.filter((each) => each.environment === environment)));
	return {
		history: {
			image: image.name,
			requested: requested && {
				selector: formatSelector(image),
				digests: requested
			},
			environments: addDistances(environments, readVersions(states.flatMap(({ names }) => [...names])))
		},
		failure: states.length > 0 ? void 0 : readings.map(({ state }) => state).find((state) => state instanceof RegistryError)
	};
}
function findDifferences(states) {
	if (states.length < 2) return [];
	return orderForLookUp(new Set(states.flatMap(({ holds }) => [...holds.keys()])), /* @__PURE__ */ new Set()).flatMap((tag) => {
		const isKnown = states.every(({ holds, names }) => holds.has(tag) || !names.has(tag));
		const holds = new Map(states.map((state) => [formatRepository(state.repository), state.holds.get(tag)]));
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
	if (!IMAGE_CONFIG.test(manifest.config.mediaType)) return void 0;
	const bytes = await readBlob(client, repository, {
		...manifest.config,
		limit: MAX_CONFIG
	});
	return bytes && tryParse(() => parseConfig(bytes));
}
async function readManifests(client, repository, digest) {
	const fail = (reason, cause) => {
		throw new RegistryError({
			what: `compare ${formatRepository(repository)}@${digest}`,
			reason,
			remedy: "promote it again, or compare one that is there",
			code: "not-found",
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
			what: `read ${formatRepository(repository)}@${digest}`
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
	const words = (key) => {
		const list = strings(property(config, key));
		return list?.length === 0 ? void 0 : list;
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
			entrypoint: words("Entrypoint"),
			cmd: words("Cmd"),
			env: parseEnv(property(config, "Env")),
			diffIds: isJsonObject(rootfs) ? strings(property(rootfs, "diff_ids")) ?? [] : []
		}
	};
}
// src/report/history.ts
function mainDigest({ requested, environments }) {
	if (requested !== null) return requested.digests.length === 1 ? requested.digests[0] ?? "" : "";
	return environments.at(-1)?.current?.digest ?? "";
}
function buildHistoryOutputs(report) {
	const [only, ...others] = report.images;
	return /* @__PURE__ */ new Map([["digest", only === void 0 || others.length > 0 ? "" : mainDigest(only)], ["report", JSON.stringify(report)]]);
}
function reasonsOf(record) {
	switch (record.kind) {
		case "recorded": return [...record.unverified === void 0 ? [] : [record.unverified], ...record.rejections];
		case "rejected": return record.rejections;
		case "unreadable": return [record.reason];
		case "built":
		case "none": return [];
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
function reportPlacement({ digest, tags, record, holds = [], unexplained }) {
	const rollback = record.kind === "recorded" ? record.rollback : void 0;
	return {
		digest,
		tags,
		status: statusOf(record),
		reasons: reasonsOf(record),
		record: record.kind === "recorded" ? reportRecord(record.promotion) : null,
		how: record.kind !== "recorded" ? null : rollback === void 0 ? "promoted" : "rolled back",
		rollback: rollback === void 0 ? null : reportRollback(rollback),
		holds: holds.map((hold) => describeHold(hold, digest)),
		notes: record.kind === "recorded" ? reportNotes(record.notes) : null,
		earlier: record.kind === "recorded" ? record.earlier : 0,
		unexplained
	};
}
function reportRepository({ repository, error, current, placements, leftOut }) {
	return {
		repository,
		error: error ?? null,
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
function reportImage({ image, requested, environments }, comparison, past = null) {
	return {
		image,
		requested: requested ?? null,
		environments: environments.map(reportEnvironment),
		comparison,
		past
	};
}
// src/report/history-log.ts
const MAX_TOLD = 3;
function isUnread({ repositories }) {
	return repositories.every(({ error }) => error !== void 0);
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
function describeQuery({ image, requested, environments }, write) {
	const { selector = "", digests = [] } = requested ?? {};
	const found = environments.filter(({ repositories }) => repositories.some(({ placements }) => placements.length > 0));
	const running = found.filter(({ current }) => current !== void 0 && digests.includes(current.placement.digest));
	const unread = environments.filter(({ repositories }) => repositories.some(({ error }) => error !== void 0));
	const names = (list) => formatList(list.map(({ name }) => write(name)));
	const [only, ...others] = digests;
	const digest = only === void 0 || others.length > 0 || selector.includes("@") ? "" : ` (${write(shortDigest(only))})`;
	const inPart = running.some(isSplit) ? ", but not in all of its repositories" : "";
	return [
		`${write(`${image}${selector}`)}${digest} is in ${found.length === 0 ? "no environment" : names(found)}`,
		...running.length > 0 ? [`current in ${names(running)}${inPart}`] : found.length > 0 ? ["current in none"] : [],
		...others.length > 0 ? [`it is ${digests.length} different images`] : [],
		...unread.length > 0 ? [`not all of ${names(unread)} could be read`] : []
	].join("; ");
}
function describeHistory(history, write) {
	if (history.requested !== void 0) return describeQuery(history, write);
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
		const unread = repositories.flatMap(({ error }) => error === void 0 ? [] : [`${name}: ${error}`]);
		const rejected = repositories.flatMap(({ current, repository }) => {
			const record = current?.placement.record;
			return record?.kind === "rejected" ? [`${name}: nothing proves what ${repository} runs, because ${formatList(record.rejections)}`] : [];
		});
		const unexplained = repositories.flatMap(({ repository, placements }) => placements.flatMap(({ digest, record, unexplained: tags }) => {
			if (record.kind !== "recorded" || tags[0] === void 0) return [];
			const more = tags.length > MAX_TOLD ? ` and ${tags.length - MAX_TOLD} more` : "";
			const names = `${formatList(tags.slice(0, MAX_TOLD).map(({ tag }) => tag))}${more}`;
			return [`${name}: no record explains ${names} of ${repository}@${shortDigest(digest)}: ${tags[0].reason}`];
		}));
		const noted = repositories.flatMap(({ repository, placements }) => placements.flatMap(({ digest, record }) => record.kind === "recorded" ? describeNotes(record.notes).filter(({ level }) => level === "bad").map(({ text }) => `${name}: ${repository}@${shortDigest(digest)} is not proven: ${text}`) : []));
		const held = repositories.flatMap(({ current, repository }) => {
			const { digest, holds = [] } = current?.placement ?? {};
			const hold = holds.find(({ effect }) => effect === "quarantine");
			if (hold === void 0 || digest === void 0) return [];
			return [`${name}: what ${repository} runs may not be used: ${describeHold(hold, digest)}`];
		});
		const differ = differences.slice(0, 1).map(({ tag, holds }) => {
			const held = [...holds].map(([uri, digest]) => `${uri} has ${digest === void 0 ? "none" : shortDigest(digest)}`);
			const where = `${tag}${differences.length === 1 ? "" : " and others"}: ${formatList(held)}`;
			return `${name}: its repositories differ on ${formatCount(differences.length, "tag")} of ${image}, first on ${where}`;
		});
		return [
			...unread,
			...held,
			...differ,
			...rejected,
			...unexplained,
			...noted
		];
	});
}
const MAX_TAGS$1 = 4;
function nameTags(tags) {
	const more = tags.length > MAX_TAGS$1 ? ` and ${tags.length - MAX_TAGS$1} more` : "";
	return `${tags.slice(0, MAX_TAGS$1).join(", ")}${more}`;
}
function recordLines(record) {
	if (record.kind !== "recorded") return describeStatus(record);
	const notes = describeNotes(record.notes).map(({ text }) => `; ${text}`);
	if (record.rollback !== void 0) {
		const { time: at, run: by, reason } = record.rollback.predicate;
		const who = by.actor === void 0 ? "" : ` by ${safeText(by.actor.login, 50)}`;
		const why = reason === void 0 ? "" : ` (${quote(reason)})`;
		return `${formatTime(at)} rolled back${who}${why}, ${describeStatus(record)}${notes.join("")}`;
	}
	const { time, run, source, route } = record.promotion.predicate;
	return `${[
		formatTime(time),
		...run.actor === void 0 ? [] : [`by ${safeText(run.actor.login, 50)}`],
		`from ${safeText(source.environment ?? source.uri, 100)}`,
		...route?.kind === "hotfix" ? [`by the hotfix route ${safeText(route.name ?? "", 50)}`] : []
	].join(" ")}, ${describeStatus(record)}${notes.join("")}`;
}
function unexplainedLines({ record, unexplained }) {
	if (record.kind !== "recorded" || unexplained.length === 0) return "";
	return `; no record explains ${nameTags(unexplained.map(({ tag }) => tag))}`;
}
function placementLines(placement) {
	const { digest, tags, record, holds = [] } = placement;
	const held = holds.map((hold) => `; ${describeHold(hold, digest)}`).join("");
	return `${tags.length === 0 ? "no tag" : nameTags(tags)} (${shortDigest(digest)}): ${recordLines(record)}${held}${unexplainedLines(placement)}`;
}
function historyLines(history) {
	const lines = history.environments.flatMap(({ name, repositories }) => repositories.flatMap((each) => {
		const { repository, error, current, placements } = each;
		const where = repositories.length === 1 ? name : `${name} in ${repository}`;
		if (error !== void 0) return [`  ${where}: cannot be read`];
		const shown = history.requested !== void 0 ? placements : current === void 0 ? [] : [current.placement];
		if (shown.length === 0) return [`  ${where}: ${history.requested === void 0 ? describeNoCurrent([each]) : "not there"}`];
		return shown.map((placement) => `  ${where}: ${placementLines(placement)}`);
	}));
	return [`${history.image}${history.requested?.selector ?? ""}`, ...lines];
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
		case "right-extends-left": return `${right} has all layers of ${left}, plus more`;
		case "left-extends-right": return `${left} has all layers of ${right}, plus more`;
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
	if (changes.length === 0) return "";
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
function isOther({ layers }) {
	return layers.added.length + layers.removed.length > 0;
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
	const tell = ({ length }, noun, tellOf = (count) => count) => length === 0 ? [] : [tellOf(formatCount(length, noun))];
	const parts = [
		...tell(platforms.added, "platform", (count) => `${count} added`),
		...tell(platforms.removed, "platform", (count) => `${count} removed`),
		...base !== null && !base.isSame ? ["another base"] : [],
		...tell(platforms.both.filter(isOther), "platform", (count) => `other layers on ${count}`),
		...tell(labels, "label"),
		...tell(annotations, "annotation"),
		...tell(settings, "setting"),
		...tell(env, "variable")
	];
	return `**Different**: ${digests}${parts.length > 0 ? `; ${formatList(parts)}` : ""}.`;
}
function renderImageDiff(diff, names = {
	left: "left",
	right: "right"
}) {
	if (diff.result === "same") return `${headline(diff)}\n`;
	const { built, settings, env, labels, annotations } = diff;
	const end = (revision) => ({
		source: built?.source,
		revision
	});
	const commits = built === null ? void 0 : compareBuilds(end(built.left), end(built.right), names.run ?? null);
	return `${[
		headline(diff),
		commits === void 0 ? "" : `**Commits:** ${linkComparison(commits)}`,
		renderPlatforms(diff, names),
		renderBase(diff, names),
		renderChanges("Setting", settings, diff, names),
		env.length === 0 ? "" : renderEnv(env, diff),
		renderChanges("Label", labels, diff, names),
		renderChanges("Annotation", annotations, diff, names),
		...diff.platforms.both.filter(isOther).map(renderLayers)
	].filter((part) => part !== "").join("\n\n")}\n`;
}
// src/report/ran-then.ts
function reportThen(found) {
	const { environment, repository, ran } = found;
	const common = {
		environment,
		repository,
		since: ranSince(found)?.toISOString() ?? null
	};
	if (ran.kind === "image") return {
		...common,
		digest: ran.digest,
		tags: ran.record.predicate.destination.tags,
		how: ran.how,
		reason: null
	};
	const reason = ran.kind === "nothing" ? "nothing was there yet" : ran.reason;
	return {
		...common,
		digest: null,
		tags: [],
		how: null,
		reason
	};
}
function nameImage({ digest, tags }) {
	if (digest === null) return "";
	return tags[0] === void 0 ? shortDigest(digest) : `${tags[0]} (${shortDigest(digest)})`;
}
function formatSince({ since, how }) {
	return since === null ? "" : `${how} ${formatTime(new Date(since))}`;
}
function thenLines(at, found) {
	return found.map((each) => {
		const { environment, digest, reason } = each;
		const what = digest === null ? safeText(reason ?? "", 500) : `ran ${safeText(nameImage(each), 300)}, ${formatSince(each)}`;
		return `  ${formatTime(new Date(at))}: ${environment} ${digest === null ? `– ${what}` : what}`;
	});
}
function renderThen(at, found) {
	const rows = found.map((each) => [
		`**${markdownText(each.environment)}**<br>${markdownCode(each.repository)}`,
		each.digest === null ? markdownText(each.reason ?? "", 500) : markdownCode(nameImage(each)),
		formatSince(each)
	]);
	return `### What ran at ${formatTime(new Date(at))}\n\n${markdownTable([
		"Environment",
		"Image",
		"Since"
	], rows)}`;
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
function renderComparison({ from, to, error, diff }, run) {
	return `${`### What differs: ${markdownCode(from)} → ${markdownCode(to)}`}\n\n${diff === null ? markdownText(error ?? "nothing is known") : renderImageDiff(diff, {
		left: from,
		right: to,
		run
	}).trim()}`;
}
function renderImage(history, page, index) {
	const comparison = page.report.images[index]?.comparison ?? null;
	const past = page.report.images[index]?.past ?? null;
	const parts = [`${describeHistory(history, markdownCode)}.`];
	if (past !== null) parts.unshift(renderThen(past.at, past.ran));
	if (history.requested === void 0 && index < MAX_PICTURES) parts.push(renderPicture(history, page.pipeline));
	parts.push(renderOverview(history, page.run ?? null), ...findTrouble(history).map(warn));
	if (comparison !== null) parts.push(renderComparison(comparison, page.run ?? null));
	if (history.requested === void 0) parts.push(...history.environments.map((each) => renderEnvironment(each, page.run ?? null)));
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
	const rows = histories.map(({ image, requested, environments }) => [markdownCode(`${image}${requested?.selector ?? ""}`), ...environments.map(renderCell)]);
	return [
		`## 🧭 What is where: ${formatCount(histories.length, "image")}`,
		...renderStart(page.facts),
		markdownTable(["Image", ...names.map((name) => markdownText(name))], rows),
		...histories.map((history, index) => markdownDetails(markdownText(`${history.image}${history.requested?.selector ?? ""}`), renderImage(history, page, index)))
	];
}
function renderHistorySummary(page) {
	const { histories, report } = page;
	const [only, ...others] = histories;
	const parts = only === void 0 || others.length > 0 ? renderImages(page) : [
		`## 🧭 What is where: ${markdownCode(only.image)}`,
		...renderStart(page.facts),
		renderImage(only, page, 0)
	];
	const footer = `${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}`;
	return markdownPage([...parts, ...report.warnings.map(warn)], [], footer);
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
	rejected: "⛔",
	none: "⚠️",
	unreadable: "⚠️"
};
function renderTags({ tags, record, unexplained }) {
	if (tags.length === 0) return "*no tag*";
	const show = (all, separator) => all.slice(0, MAX_TAGS).map(markdownCode).join(separator) + (all.length > MAX_TAGS ? ` and ${all.length - MAX_TAGS} more` : "");
	const names = show(tags, "<br>");
	if (record.kind !== "recorded" || unexplained.length === 0) return names;
	return `${names}<br>⚠️ no record explains ${show(unexplained.map(({ tag }) => tag), " ")}`;
}
function renderRecord(record) {
	const sign = SIGNS[statusOf(record)];
	const words = markdownText(describeStatus(record));
	const reason = record.kind === "rejected" ? `: ${markdownText(formatList(record.rejections), MAX_WORDS)}` : "";
	const notes = record.kind === "recorded" ? describeNotes(record.notes).map(({ level, text }) => `<br>${NOTE_SIGNS[level]} ${markdownText(text, MAX_WORDS)}`) : [];
	return `${sign === void 0 ? "" : `${sign} `}${words}${reason}${notes.join("")}`;
}
function renderTime(time) {
	const [day, ...clock] = formatTime(time).split(" ");
	return `${day?.replaceAll("-", "&#8209;")}<br>${clock.join("&nbsp;")}`;
}
function renderPromotion(predicate, own) {
	const { source, route } = predicate;
	return `from ${markdownCode(source.environment ?? source.uri)}${route?.kind === "hotfix" ? ` by the hotfix route ${markdownCode(route.name ?? "")}` : ""}<br>${renderOrigin(predicate, own)}`;
}
function renderRollback(predicate, own) {
	return `↩️ rolled back<br>${renderOrigin(predicate, own)}`;
}
function renderOrigin(predicate, own) {
	const { reason, run } = predicate;
	const who = run.actor === void 0 ? "by an unknown actor" : `by ${linkLogin(run.actor.login, own)}`;
	const approvers = approversOf(predicate).slice(0, MAX_TAGS).map((login) => linkLogin(login, own));
	return `${who}${approvers.length === 0 ? "" : `, approved by ${formatList(approvers)}`}${run.invocationId === void 0 ? "" : ` · ${linkRun(run.invocationId, own)}`}${reason === void 0 ? "" : `<br>${markdownText(reason, MAX_WORDS)}`}`;
}
function renderWhat(placement) {
	const { digest, holds = [] } = placement;
	const held = holds.map((hold) => `<br>⛔ ${markdownText(describeHold(hold, digest), MAX_WORDS)}`).join("");
	return `${renderTags(placement)}<br>${markdownCode(shortDigest(digest))}${held}`;
}
function renderPlacement(where, placement, own) {
	const { record } = placement;
	const what = renderWhat(placement);
	if (record.kind !== "recorded") return [
		where,
		what,
		"",
		"",
		renderRecord(record)
	];
	const { rollback, promotion } = record;
	const { time } = (rollback ?? promotion).predicate;
	const how = rollback === void 0 ? renderPromotion(promotion.predicate, own) : renderRollback(rollback.predicate, own);
	return [
		where,
		what,
		renderTime(time),
		how,
		renderRecord(record)
	];
}
function nameRow({ name, repositories }, { repository }) {
	const environment = `**${markdownText(name)}**`;
	const site = new Set(repositories.map((each) => each.repository.split("/", 1)[0])).size === repositories.length ? repository.split("/", 1)[0] ?? repository : repository;
	return repositories.length === 1 ? environment : `${environment}<br>${markdownCode(site)}`;
}
function renderOverview({ environments, requested }, own) {
	const rows = environments.flatMap((environment) => environment.repositories.flatMap((repository) => {
		const { error, current, placements } = repository;
		const where = nameRow(environment, repository);
		if (error !== void 0) return [[
			where,
			"⛔ cannot be read",
			"",
			"",
			""
		]];
		const shown = requested === void 0 ? current === void 0 ? [] : [current.placement] : placements;
		if (shown.length > 0) return shown.map((placement) => renderPlacement(where, placement, own));
		return [[
			where,
			requested === void 0 ? `*${describeNoCurrent([repository])}*` : "*not there*",
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
		refusedTags > 0 ? `the registry withheld ${formatCount(refusedTags, "tag")}` : ""
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
	const { repository: uri, error, placements } = repository;
	const title = `**${markdownCode(uri)}**`;
	if (error !== void 0) return [`${title}: ${markdownText(error)}`];
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
// src/commands/trust-once.ts
function trustOnce(open, warn) {
	return once(async () => {
		try {
			return { verify: await open() };
		} catch (error) {
			if (!isSealiftError(error)) throw error;
			warn(`No signature was checked: ${error.message}`);
			return { reason: "no signature could be checked" };
		}
	});
}
// src/commands/history.ts
var history_exports = /* @__PURE__ */ __exportAll({ runHistory: () => runHistory });
const IMAGES_AT_ONCE = 8;
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
			error: `nothing is known to run in ${empty}`,
			diff: null
		};
	}
	try {
		const [one, other] = await Promise.all([left, right].map(({ repository, current }) => readImageFacts(clientOf(repository), repository, current.placement.digest)));
		return {
			...names,
			error: null,
			diff: one && other ? diffImages(one, other) : null
		};
	} catch (error) {
		if (error instanceof RegistryError) return {
			...names,
			error: error.message,
			diff: null
		};
		throw error;
	}
}
async function runHistory(inputs, context, options) {
	const { event, logger, now } = context;
	const { pipeline, images, compared, at } = inputs;
	const warnings = /* @__PURE__ */ new Set();
	await using pool = await openClientPool(context, inputs);
	const locations = images.flatMap(({ name }) => locationsOf(pipeline, name));
	const given = inputs.sourceCredential;
	const lookUp = await pool.open(locations.map(({ repository }) => ({
		repository,
		access: "pull",
		given
	})));
	const clientOf = (repository) => lookUp(repository, "pull");
	const access = {
		clientOf,
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
		const ran = at === void 0 ? [] : await readThen({
			pipeline,
			image: image.name,
			at
		}, access);
		const past = at === void 0 ? null : {
			at: at.toISOString(),
			ran: ran.map(reportThen)
		};
		read++;
		return {
			history,
			failure,
			comparison,
			past
		};
	});
	reading[Symbol.dispose]();
	const [first] = readings.flatMap(({ failure }) => failure ?? []);
	if (first !== void 0 && readings.every(({ failure }) => failure !== void 0)) throw first;
	const histories = readings.map(({ history }) => history);
	const report = {
		schema: 1,
		command: "history",
		policy: pipeline.digest,
		images: readings.map(({ history, comparison, past }) => reportImage(history, comparison, past)),
		warnings: [...warnings],
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	};
	logger.startGroup("History");
	histories.flatMap(historyLines).forEach(logger.info);
	for (const { past } of report.images) if (past !== null) thenLines(past.at, past.ran).forEach(logger.info);
	logger.endGroup();
	[...histories.flatMap(findTrouble), ...warnings].forEach(logger.warn);
	const summary = renderHistorySummary({
		pipeline,
		histories,
		report,
		run: event.run.invocationId ?? null,
		facts: event.run
	});
	const failure = context.handOver({
		outputs: buildHistoryOutputs(report),
		summary
	});
	logger.info(historySummaryLine(histories, report));
	throwWorst(void 0, failure, logger);
}
export { placementsBack as a, findPlacings as c, compareNewness as d, orderForLookUp as f, readTagName as h, beginWalk as i, placedAt as l, readNewness as m, trustOnce as n, replay as o, orderTagNames as p, readHistory as r, stepBack as s, history_exports as t, readRepositoryState as u };
