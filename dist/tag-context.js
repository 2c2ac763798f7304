import { t as __commonJSMin } from "./rolldown-runtime.js";
import { B as renderTemplate, Bt as property, C as tryParseVersion, Ct as formatCount, Dt as formatSeconds, Et as formatNumber, H as formatDay, I as VERSION_LANGUAGE, Kt as createHash, L as isLiteral, Lt as objectProperty, M as tryParseRevision, Ot as InputError, P as matchGitTag, R as literalTemplate, Rt as parseJsonObject, S as splitVersion, St as formatBytes, Vt as stringMap, Xt as safeText, Yt as quote, _ as formatVersionTag, at as formatRepository, b as reasonForNoVersion, g as compareVersions, it as parseTag, kt as PolicyError, nt as isReservedTag, pt as shortDigest, rt as isTag, v as isStable, w as tryParseVersionTag, wt as formatDuration, x as sampleVersion, y as parseVersion, z as parseTemplate } from "./start.js";
import { t as execFile } from "./rolldown.config.js";
import { n as explainGitHubFailure, r as openGitHub, t as canAskGitHub } from "./github-api.js";
import { c as readBlob, i as listTagsFrom, r as listTags } from "./tag-list.js";
import { r as headManifest } from "./manifests.js";
import { _ as representativeManifest, f as graphBlobs, h as isWhole, p as graphPlatforms, u as childManifests } from "./summary-limit.js";
import { i as joinImageLabels } from "./read-graph.js";
import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
// src/promotion/estimate/cost.ts
const REQUEST_CLASSES = [
	"manifest-get",
	"manifest-head",
	"manifest-write",
	"blob-read",
	"upload-start",
	"upload-end",
	"tag-list",
	"referrers",
	"token"
];
const NO_COST = makeCost({});
function makeCost(requests, bytes = 0) {
	return {
		requests: {
			"manifest-get": 0,
			"manifest-head": 0,
			"manifest-write": 0,
			"blob-read": 0,
			"upload-start": 0,
			"upload-end": 0,
			"tag-list": 0,
			referrers: 0,
			token: 0,
			...requests
		},
		bytes
	};
}
function addCosts(one, other, times = 1) {
	const sum = (name) => one.requests[name] + times * other.requests[name];
	return makeCost(Object.fromEntries(REQUEST_CLASSES.map((name) => [name, sum(name)])), one.bytes + times * other.bytes);
}
function countRequests({ requests }) {
	return REQUEST_CLASSES.reduce((sum, name) => sum + requests[name], 0);
}
// src/action/narrate.ts
function narrateTags(tags) {
	const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
	return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}
function narrateIdleRules(rules) {
	return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}
function narrateCompanions({ referrers, cosignTags }) {
	const types = new Set(referrers.map(({ descriptor }) => safeText(descriptor.artifactType ?? descriptor.mediaType, 100)));
	return [...referrers.length === 0 ? [] : [`  takes along ${formatCount(referrers.length, "referrer")}: ${[...types].join(", ")}`], ...cosignTags.length === 0 ? [] : [`  takes along ${formatCount(cosignTags.length, "cosign tag")}`]];
}
function narratePassage(grant, { record }) {
	if (grant === void 0) return [];
	const { passage, evidence } = grant;
	const { source, destination, route } = passage;
	const way = source === void 0 ? "from where it was built" : `from ${source.name}`;
	const hotfix = route.kind === "hotfix" ? ` by the hotfix route ${route.name}` : "";
	const right = evidence === void 0 ? "" : `, allowed by the ${evidence.isSigned ? "signed" : "unsigned"} record ${shortDigest(evidence.digest)}`;
	return [`  into ${destination.name} ${way}${hotfix}${right}; its own record: ${record}`];
}
function narrateDestination(destination, grant) {
	const { copy, tags, computed, companions } = destination;
	const ways = copy.blobs[0]?.way === "stream" ? "to stream where they are missing" : "to mount";
	const work = copy.manifests.length === 0 ? "the image is there already" : `${formatCount(copy.blobs.length, "blob")} ${ways}, ${formatCount(copy.manifests.length, "manifest")} to write`;
	return [
		`to ${formatRepository(destination.repository)}: ${work}`,
		...narratePassage(grant, destination),
		...narrateCompanions(companions),
		...narrateTags(tags.tags),
		...narrateIdleRules(computed.idle)
	];
}
function describeBlobs(graph) {
	if (!isWhole(graph)) return "not read: every tag holds the image already";
	const blobs = graphBlobs(graph);
	return `${blobs.length}, ${formatBytes(blobs.reduce((sum, { size }) => sum + size, 0))}`;
}
function narratePlan(plan) {
	const platforms = graphPlatforms(plan.graph).map(({ platform }) => platform);
	return [
		`from ${plan.source.reference}`,
		`  digest    ${plan.image.digest}`,
		`  platforms ${platforms.length === 0 ? "one, unnamed" : platforms.join(", ")}`,
		`  blobs     ${describeBlobs(plan.graph)}`,
		...plan.destinations.flatMap((destination) => narrateDestination(destination, plan.grants?.get(formatRepository(destination.repository))))
	];
}
function narrateEvent(event) {
	const to = formatRepository(event.to);
	switch (event.kind) {
		case "blob":
		case "bytes": return;
		case "manifest": return `wrote ${to}@${shortDigest(event.manifest.digest)}`;
		case "referrer": return `took along ${safeText(event.referrer.artifactType ?? event.referrer.mediaType, 100)} of ${shortDigest(event.subject)} to ${to}`;
		case "cosign-tag": return `took along ${to}:${event.tag}`;
		case "source-moved": return `${to}:${event.tag} ${event.digest === void 0 ? "is gone" : `holds ${event.digest}`} by now; what was promoted is what it held at the beginning`;
		case "verified": return `${to} has ${event.digest}`;
		case "record": return `recorded as ${to}@${shortDigest(event.digest)} (${event.signed === void 0 ? "unsigned" : `signed by ${safeText(event.signed.by, 200)}`})`;
		case "tag": return `tagged ${to}:${event.tag}`;
		case "waiting": return `waiting ${formatSeconds(event.milliseconds)} to be sure that no other run claims ${event.tags.join(", ")}`;
		case "lost-race": return `another run took ${event.tag} first, trying ${event.next}`;
		default: return event;
	}
}
function describeEstimate({ cost, time }) {
	const requests = countRequests(cost);
	return `${formatNumber(requests)} request${requests === 1 ? "" : "s"} and ${formatBytes(cost.bytes)} through the runner, about ${formatDuration(time.milliseconds)}`;
}
function narrateEstimate(estimate) {
	return `Estimate: ${describeEstimate(estimate)}`;
}
function narrateShards({ matrix, shards, tagging }) {
	return [...matrix.include.flatMap(({ shard, images, bytes }, index) => {
		const estimate = shards[index];
		const what = `${formatCount(images, "image")}, ${formatBytes(bytes)} lacking`;
		return estimate === void 0 ? [] : [`shard ${shard.split("@")[0]}: ${what}; ${describeEstimate(estimate)}`];
	}), `the tags of all: ${describeEstimate(tagging)}`];
}
// src/tags/existing.ts
const MAX_DIGITS = 15;
function inFamily(name, { prefix, suffix }) {
	if (!name.startsWith(prefix) || !name.endsWith(suffix) || isReservedTag(name)) return void 0;
	return name.slice(prefix.length, name.length - suffix.length);
}
function mayBeginVersion(code) {
	return code >= 48 && code <= 57 || code === 118 || code === 86;
}
function fullVersions(names, family) {
	const versions = [];
	for (const name of names) {
		if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) continue;
		const text = inFamily(name, family);
		const version = text === void 0 ? void 0 : tryParseVersionTag(text);
		if (version !== void 0) versions.push(version);
	}
	return versions;
}
function takenNumbers(names, stem) {
	const taken = [];
	for (const name of names) {
		const digits = inFamily(name, stem);
		if (digits !== void 0 && digits.length <= MAX_DIGITS && /^[0-9]+$/.test(digits)) taken.push({
			number: Number(digits),
			name
		});
	}
	return taken.sort((left, right) => left.number - right.number || (left.name < right.name ? -1 : 1));
}
// src/tags/date-seq.ts
function stemOf({ prefix, separator, timeZone }, now) {
	return `${prefix}${formatDay(now, timeZone)}${separator}`;
}
function firstOfDay(numbering, now) {
	const { suffix, width } = numbering;
	return withNumber({
		stem: stemOf(numbering, now),
		suffix,
		width
	}, 1).tag;
}
function numberTag(numbering, context) {
	const base = {
		stem: stemOf(numbering, context.now),
		suffix: numbering.suffix,
		width: numbering.width
	};
	const { names, digests } = context.existing;
	const taken = takenNumbers(names, familyOf$1(base));
	const own = context.digest === void 0 ? [] : taken.filter(({ name }) => digests.get(name) === context.digest);
	const highest = own.at(-1);
	if (highest === void 0) return {
		...withNumber(base, (taken.at(-1)?.number ?? 0) + 1),
		isOwn: false
	};
	const again = withNumber(base, highest.number);
	const isThere = own.some(({ name }) => name === again.tag);
	return {
		...again,
		tag: isThere ? again.tag : parseTag(highest.name),
		isOwn: true
	};
}
function nextInSequence(sequence, names) {
	const highest = takenNumbers(names, familyOf$1(sequence)).at(-1)?.number ?? 0;
	return withNumber(sequence, Math.max(highest, sequence.number) + 1);
}
function namesInSequence(sequence, names) {
	return takenNumbers(names, familyOf$1(sequence)).map(({ name }) => name);
}
function familyOf$1({ stem, suffix }) {
	return {
		prefix: stem,
		suffix
	};
}
function withNumber({ stem, suffix, width }, number) {
	return {
		tag: parseTag(`${stem}${String(number).padStart(width, "0")}${suffix}`),
		sequence: {
			stem,
			suffix,
			width,
			number
		}
	};
}
// src/tags/plan.ts
function planTags(computed, existing, digest, options) {
	const conflicting = computed.wanted.filter((each) => isConflict(each, existing, digest));
	const foreign = new Map(conflicting.filter(({ kind }) => kind === "semver.full").map(({ tag, version }) => [tag, version ?? tag]));
	const tags = computed.wanted.map((each) => {
		const before = existing.digests.get(each.tag);
		if (conflicting.includes(each)) return skipped(each, before, before === void 0 ? "it exists already" : "it holds another image");
		const objection = relationObjection(each, existing);
		if (objection !== void 0) return skipped(each, before, objection);
		const version = each.family === void 0 ? void 0 : foreign.get(each.family);
		if (version !== void 0) return skipped(each, before, digest === void 0 ? `${version} exists already` : `${version} is another image`);
		return written(each, {
			before,
			after: digest,
			isThere: exists(each.tag, existing)
		});
	});
	const withheld = computed.withheld.map((each) => skipped(each, existing.digests.get(each.tag), each.reason));
	const conflicts = [...conflicting.map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag)
	})), ...computed.wanted.filter((each) => isUnknownToStrict(each, existing)).map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag),
		isStrict: true
	}))];
	const all = [...tags, ...withheld];
	const warnings = all.flatMap((tag) => relationWarning(tag, existing) ?? []);
	return {
		digest,
		tags: all,
		conflicts: options.ifTagExists === "fail" ? conflicts : [],
		warnings
	};
}
function namesToLookUp(computed, existing, { withSequences = true } = {}) {
	const names = [...computed.wanted, ...computed.withheld].map(({ tag }) => tag).filter((tag) => existing.names.has(tag));
	const sequences = withSequences ? computed.wanted.flatMap(({ sequence }) => sequence ?? []) : [];
	return [.../* @__PURE__ */ new Set([...names, ...sequences.flatMap((sequence) => namesInSequence(sequence, existing.names))])];
}
function requireNoConflict({ conflicts, digest }, repository) {
	if (conflicts.length === 0) return;
	const fixed = conflicts.filter(({ isStrict }) => isStrict !== true);
	const strict = conflicts.filter(({ isStrict }) => isStrict === true);
	const reasons = [...fixed.map(({ tag, holds }) => `the immutable tag ${quote(tag)} ${reasonOf(holds, digest)}`), ...strict.map(({ tag }) => `the rule of the tag ${quote(tag)} is strict, and the commit that it holds is not known`)];
	const cure = fixed.length > 0 ? digest === void 0 ? "promote the image that is there, release a new version" : "release a new version" : "give the image the label org.opencontainers.image.revision, or leave out \"strict=true\" once";
	throw new PolicyError(`Cannot tag ${repository}: ${reasons.join(", and ")}; ${cure}, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? "it" : "them"}`);
}
function reasonOf(holds, digest) {
	if (digest === void 0) return "exists already and a new build would overwrite it";
	if (holds === void 0) return "exists already and what it holds is not known";
	return `holds ${shortDigest(holds)} and not ${shortDigest(digest)}`;
}
function relationObjection(each, existing) {
	if (existing.relations?.get(each.tag) === "behind") return "the commit that it holds is newer";
	return isUnknownToStrict(each, existing) ? "the commit that it holds is not known, and the rule is strict" : void 0;
}
function isUnknownToStrict({ tag, strict }, { relations }) {
	return strict === true && relations?.get(tag) === "unknown";
}
function relationWarning({ tag, action }, { relations }) {
	const relation = relations?.get(tag);
	if (action !== "move") return void 0;
	if (relation === "diverged") return `The tag "${tag}" moves to a commit that does not follow the one that it holds, as after a forced push`;
	if (relation !== "unknown") return void 0;
	return `The tag "${tag}" moves, and nobody knows whether forward: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building`;
}
function exists(tag, { names, digests }) {
	return names.has(tag) || digests.has(tag);
}
function isConflict({ tag, mutable }, existing, digest) {
	if (mutable || !exists(tag, existing)) return false;
	return digest === void 0 || existing.digests.get(tag) !== digest;
}
function skipped({ tag, kind, mutable }, held, reason) {
	return {
		tag,
		kind,
		mutable,
		action: "skip",
		reason,
		before: held,
		after: held
	};
}
const KEPT = { date_seq: "it is this image's number of the day, found again" };
function written({ tag, kind, mutable, reason, sequence }, state) {
	const { before, after, isThere } = state;
	const isKept = after !== void 0 && before === after;
	return {
		tag,
		kind,
		mutable,
		action: isKept ? "keep" : isThere ? "move" : "create",
		reason: isKept ? KEPT[kind] ?? "it holds this image already" : reason,
		before,
		after,
		...sequence === void 0 ? {} : { sequence }
	};
}
// src/promotion/destination/look-up.ts
const FEW_CHILDREN = 4;
async function lookUpTags(client, repository, names, algorithm) {
	const tags = names.filter(isTag);
	const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
	const found = /* @__PURE__ */ new Map();
	for (const [index, tag] of tags.entries()) {
		const digest = digests[index];
		if (digest !== void 0) found.set(tag, digest);
	}
	return found;
}
async function findThose(client, repository, digests) {
	const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
	return digests.filter((_, index) => found[index] !== void 0);
}
async function findPresent(client, repository, root) {
	const { digest } = root.descriptor;
	const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
	if (children.length <= FEW_CHILDREN) return keepUnderRoot(digest, await findThose(client, repository, [digest, ...children]));
	if ((await findThose(client, repository, [digest])).length === 0) return /* @__PURE__ */ new Set();
	return /* @__PURE__ */ new Set([digest, ...await findThose(client, repository, children)]);
}
function keepUnderRoot(root, found) {
	return new Set(found.includes(root) ? found : []);
}
async function findPresentBelow(client, repository, graph, present) {
	const root = graph.nodes.get(graph.root);
	if (root === void 0 || !present.has(graph.root)) return present;
	const asked = /* @__PURE__ */ new Set([graph.root, ...childManifests(root.manifest).map(({ digest }) => digest)]);
	const deeper = [...graph.nodes.keys()].filter((digest) => !asked.has(digest));
	return /* @__PURE__ */ new Set([...present, ...await findThose(client, repository, deeper)]);
}
// src/tags/main-tag.ts
const RANK = [
	"semver.full",
	"pep440",
	"date_seq",
	"semver.minor",
	"semver.major",
	"channel",
	"latest"
];
function rank({ kind }) {
	const position = RANK.indexOf(kind);
	return position < 0 ? RANK.length : position;
}
function isMoving({ kind, mutable }) {
	return kind === "pep440" && mutable;
}
function mainTag(tags) {
	return tags.toSorted((left, right) => right.priority - left.priority || rank(left) - rank(right) || Number(isMoving(left)) - Number(isMoving(right)))[0];
}
// src/tags/dates/local-time.ts
const DAY$1 = 864e5;
const MINUTE = 6e4;
const ENGLISH = [
	"en-US",
	"en-GB",
	"en-CA",
	"en-AU",
	"en-IN",
	"en-NZ",
	"en-ZA"
];
function localTimeOf(instant, timeZone) {
	const epoch = instant.getTime();
	const offset = offsetOf(instant, timeZone);
	const local = new Date(epoch + offset * MINUTE);
	const weekday = local.getUTCDay();
	return {
		epoch,
		year: local.getUTCFullYear(),
		month: local.getUTCMonth() + 1,
		day: local.getUTCDate(),
		hour: local.getUTCHours(),
		minute: local.getUTCMinutes(),
		second: local.getUTCSeconds(),
		millisecond: local.getUTCMilliseconds(),
		weekday,
		dayOfYear: dayOfYear(local),
		week: weekOf(local, 6 - weekday),
		isoWeek: weekOf(local, 4 - (weekday || 7)),
		offset,
		timeZone
	};
}
function zoneNameOf({ epoch, timeZone, offset }) {
	for (const locale of ENGLISH) {
		const name = zonePart(new Date(epoch), {
			locale,
			timeZone,
			style: "short"
		});
		if (!/^(?:GMT|UTC)[+-]/.test(name)) return name;
	}
	return formatOffset(offset, "").replace(/(?<=\d\d)00$/, "");
}
function formatOffset(offset, separator) {
	const minutes = Math.abs(offset);
	const [hour, minute] = [Math.trunc(minutes / 60), minutes % 60].map((each) => `${each}`.padStart(2, "0"));
	return `${offset < 0 ? "-" : "+"}${hour}${separator}${minute}`;
}
function offsetOf(instant, timeZone) {
	const text = zonePart(instant, {
		locale: "en-US",
		timeZone,
		style: "longOffset"
	});
	const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(text) ?? [];
	const offset = Number(hours) * 60 + Number(minutes);
	return sign === "-" ? -offset : offset;
}
function zonePart(instant, { locale, timeZone, style }) {
	return new Intl.DateTimeFormat(locale, {
		timeZone,
		timeZoneName: style
	}).formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
}
function dayOfYear(local) {
	return Math.floor((local.getTime() - startOfYear(local)) / DAY$1) + 1;
}
function startOfYear(local) {
	const start = /* @__PURE__ */ new Date(0);
	start.setUTCFullYear(local.getUTCFullYear());
	return start.getTime();
}
function weekOf(local, days) {
	const deciding = new Date(local.getTime() + days * DAY$1);
	return {
		year: deciding.getUTCFullYear(),
		week: Math.ceil(dayOfYear(deciding) / 7)
	};
}
// src/tags/dates/date-tokens.ts
const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December"
];
const WEEKDAYS = [
	"Sunday",
	"Monday",
	"Tuesday",
	"Wednesday",
	"Thursday",
	"Friday",
	"Saturday"
];
const hour12 = ({ hour }) => hour % 12 || 12;
const hour24 = ({ hour }) => hour || 24;
const quarter = ({ month }) => Math.ceil(month / 3);
const isoWeekday = ({ weekday }) => weekday || 7;
const half = ({ hour }) => hour < 12 ? "AM" : "PM";
const clock = ({ minute, second }, withSeconds) => pad(minute, 2) + (withSeconds ? pad(second, 2) : "");
const eraYear = ({ year }) => year > 0 ? year : 1 - year;
const era = ({ year }) => year > 0 ? "AD" : "BC";
const DATE_TOKENS = new Map([
	["Y", ({ year }) => year > 9999 ? `+${year}` : pad(year, 4)],
	["YY", ({ year }) => pad(year % 100, 2)],
	...padded("Y", [4, 5], ({ year }) => year),
	["YYYYYY", ({ year }) => (year < 0 ? "" : "+") + pad(year, 6)],
	...padded("y", [
		1,
		2,
		3,
		4
	], eraYear),
	["yo", (time) => ordinal(eraYear(time))],
	...[
		"N",
		"NN",
		"NNN",
		"NNNNN"
	].map((token) => [token, era]),
	["NNNN", ({ year }) => year > 0 ? "Anno Domini" : "Before Christ"],
	...counted("Q", quarter),
	...counted("M", ({ month }) => month),
	["MM", ({ month }) => pad(month, 2)],
	["MMM", (time) => monthName(time).slice(0, 3)],
	["MMMM", monthName],
	...counted("D", ({ day }) => day),
	["DD", ({ day }) => pad(day, 2)],
	...counted("DDD", (time) => time.dayOfYear),
	["DDDD", (time) => pad(time.dayOfYear, 3)],
	...counted("d", ({ weekday }) => weekday),
	["dd", (time) => weekdayName(time).slice(0, 2)],
	["ddd", (time) => weekdayName(time).slice(0, 3)],
	["dddd", weekdayName],
	["e", ({ weekday }) => `${weekday}`],
	["E", (time) => `${isoWeekday(time)}`],
	...counted("w", ({ week }) => week.week),
	["ww", ({ week }) => pad(week.week, 2)],
	...counted("W", ({ isoWeek }) => isoWeek.week),
	["WW", ({ isoWeek }) => pad(isoWeek.week, 2)],
	["gg", ({ week }) => pad(week.year % 100, 2)],
	...padded("g", [4, 5], ({ week }) => week.year),
	["GG", ({ isoWeek }) => pad(isoWeek.year % 100, 2)],
	...padded("G", [4, 5], ({ isoWeek }) => isoWeek.year),
	...padded("H", [1, 2], ({ hour }) => hour),
	...padded("h", [1, 2], hour12),
	...padded("k", [1, 2], hour24),
	...padded("m", [1, 2], ({ minute }) => minute),
	...padded("s", [1, 2], ({ second }) => second),
	["Hmm", (time) => `${time.hour}${clock(time, false)}`],
	["Hmmss", (time) => `${time.hour}${clock(time, true)}`],
	["hmm", (time) => `${hour12(time)}${clock(time, false)}`],
	["hmmss", (time) => `${hour12(time)}${clock(time, true)}`],
	["eHHmm", (time) => `${time.weekday}${pad(time.hour, 2)}${clock(time, false)}`],
	...[
		1,
		2,
		3,
		4,
		5,
		6,
		7,
		8,
		9
	].map((digits) => ["S".repeat(digits), fraction(digits)]),
	["A", half],
	["a", (time) => half(time).toLowerCase()],
	["Z", ({ offset }) => formatOffset(offset, ":")],
	["ZZ", ({ offset }) => formatOffset(offset, "")],
	["z", zoneNameOf],
	["zz", zoneNameOf],
	["X", ({ epoch }) => `${Math.floor(epoch / 1e3)}`],
	["x", ({ epoch }) => `${epoch}`]
]);
function pad(value, digits) {
	return `${value < 0 ? "-" : ""}${`${Math.abs(value)}`.padStart(digits, "0")}`;
}
function ordinal(value) {
	return `${value}${(Math.trunc(value % 100 / 10) === 1 ? void 0 : [
		"th",
		"st",
		"nd",
		"rd"
	][value % 10]) ?? "th"}`;
}
function padded(letter, digits, read) {
	return digits.map((each) => [letter.repeat(each), (time) => pad(read(time), each)]);
}
function counted(token, read) {
	return [[token, (time) => `${read(time)}`], [`${token}o`, (time) => ordinal(read(time))]];
}
function fraction(digits) {
	return ({ millisecond }) => pad(millisecond, 3).padEnd(digits, "0").slice(0, digits);
}
function monthName({ month }) {
	return MONTHS[month - 1] ?? "";
}
function weekdayName({ weekday }) {
	return WEEKDAYS[weekday] ?? "";
}
// src/tags/dates/date-format.ts
const LOCALE_FORMATS = /* @__PURE__ */ new Map([
	["LTS", "h:mm:ss A"],
	["LT", "h:mm A"],
	["L", "MM/DD/YYYY"],
	["LL", "MMMM D, YYYY"],
	["LLL", "MMMM D, YYYY h:mm A"],
	["LLLL", "dddd, MMMM D, YYYY h:mm A"],
	["l", "M/D/YYYY"],
	["ll", "MMM D, YYYY"],
	["lll", "MMM D, YYYY h:mm A"],
	["llll", "ddd, MMM D, YYYY h:mm A"]
]);
const LOCALE_PARTS = tokenPattern("", [...LOCALE_FORMATS.keys()]);
const PARTS = tokenPattern("\\\\e|[wW]\\||", [...DATE_TOKENS.keys(), "."]);
function tokenPattern(first, words) {
	const longestFirst = words.toSorted((left, right) => right.length - left.length);
	return new RegExp(`\\[[^[]*\\]|${first}\\\\?(?:${longestFirst.join("|")})`, "g");
}
function formatDate(instant, format, timeZone) {
	const time = localTimeOf(instant, timeZone);
	return ((format || isoFormat(time)).replace(LOCALE_PARTS, (part) => LOCALE_FORMATS.get(part) ?? part).match(PARTS) ?? []).map((part) => DATE_TOKENS.get(part)?.(time) ?? literalOf(part)).join("");
}
function isoFormat({ offset }) {
	return `YYYY-MM-DDTHH:mm:ss${offset === 0 ? "[Z]" : "Z"}`;
}
function literalOf(part) {
	return /\[[\s\S]/.test(part) ? part.replace(/^\[|\]$/g, "") : part.replaceAll("\\", "");
}
// src/tags/versions/find-version.ts
const VERSION_LABEL = "org.opencontainers.image.version";
const VERSION_START = /^[vV]?[0-9]/;
function findVersion(sources, reading = {}) {
	const { input, sourceTag, label } = sources;
	if (hasText(input)) {
		const origin = "the input \"version\"";
		return {
			version: parseVersion(fillUp(input, reading), origin),
			raw: input,
			origin
		};
	}
	return versionOfGitTag(sources, reading) ?? found(tryParseVersionTag(sourceTag ?? ""), {
		raw: sourceTag ?? "",
		origin: `the source tag ${quote(sourceTag ?? "")}`
	}) ?? found(tryParseVersion(label ?? ""), {
		raw: label ?? "",
		origin: `the label ${VERSION_LABEL}`
	});
}
function needsVersion(rules) {
	return rules.some((rule) => readsGitTag$1(rule) || templatesOf(rule).some(namesVersion));
}
const VERSION_TYPES = /* @__PURE__ */ new Set([
	"semver",
	"pep440",
	"match",
	"channel"
]);
function readsGitTag$1(rule) {
	return VERSION_TYPES.has(rule.type) && (!("value" in rule) || rule.value === void 0);
}
function templatesOf(rule) {
	const value = "value" in rule ? rule.value : void 0;
	return [
		rule.enable,
		rule.prefix,
		rule.suffix,
		value
	].filter((each) => each !== void 0);
}
function namesVersion({ parts }) {
	return parts.map((part) => typeof part === "string" ? "" : part.name).some((name) => name === "version" || name === "major" || name === "minor" || name === "patch");
}
function notesOnVersion(sources) {
	const notes = [];
	const { input, gitTag, tagPrefix = "", imageRevision, sourceTag, label } = sources;
	if (hasText(input) || VERSION_START.test(versionTextOfGitTag(sources, void 0) ?? "") || tryParseVersionTag(sourceTag ?? "") !== void 0 || tryParseVersion(label ?? "")) return notes;
	if (gitTag !== void 0 && !gitTag.name.startsWith(tagPrefix)) notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
	else if (gitTag !== void 0 && !isTagOfImage(gitTag, imageRevision)) notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision ?? "")}`);
	if (hasText(label) && tryParseVersion(label) === void 0) notes.push(`the label ${VERSION_LABEL} ${quote(label)} is no semantic version`);
	return notes;
}
function versionTextOfGitTag(sources, match) {
	const { gitTag, tagPrefix = "", imageRevision } = sources;
	if (gitTag === void 0 || !gitTag.name.startsWith(tagPrefix) || !isTagOfImage(gitTag, imageRevision)) return;
	const text = gitTag.name.slice(tagPrefix.length);
	if (match === void 0) return text;
	const groups = matchGitTag(match, text);
	return groups?.[1] ?? groups?.[0];
}
function hasText(text) {
	return text !== void 0 && text !== "";
}
function found(version, place) {
	return version && {
		version,
		...place
	};
}
function isTagOfImage(gitTag, imageRevision) {
	return imageRevision === void 0 || gitTag.commit === imageRevision;
}
function fillUp(text, { coerce }) {
	const parts = /^([vV]?[0-9]+)(\.[0-9]+)?$/.exec(text);
	return coerce !== true || parts === null ? text : `${parts[1]}${parts[2] ?? ".0"}.0`;
}
function versionOfGitTag(sources, reading) {
	const raw = versionTextOfGitTag(sources, reading.match);
	if (raw === void 0 || !VERSION_START.test(raw)) return void 0;
	const text = fillUp(raw, reading);
	const name = sources.gitTag?.name ?? "";
	const version = tryParseVersion(text);
	if (version !== void 0) return {
		version,
		raw: text,
		origin: `the git tag ${quote(name)}`
	};
	throw new InputError(`Cannot read the version of the git tag ${quote(name)}: ${reasonForNoVersion(text)}; push a tag such as ${quote(`${sources.tagPrefix ?? ""}v${sampleVersion(text)}`)}, or set the input "version"`);
}
// src/tags/language/expressions.ts
function shortSha({ revision, shortShaLength }) {
	return revision?.sha.slice(0, shortShaLength) ?? "";
}
function evaluateExpression(expression, { context, now }) {
	const { git } = context;
	const date = (instant) => formatDate(instant, expression.format ?? "", expression.timeZone ?? context.timeZone);
	switch (expression.name) {
		case "branch": return git?.branch ?? "";
		case "tag": return git?.tag ?? "";
		case "sha": return shortSha(context);
		case "base_ref": return git?.baseRef ?? "";
		case "is_default_branch": return String(git?.isDefaultBranch ?? false);
		case "is_not_default_branch": return String(!(git?.isDefaultBranch ?? false));
		case "date": return date(now);
		case "commit_date": return date(git?.commitDate ?? now);
		case "version": return findVersion(context.versions)?.version.text ?? "";
		case "major":
		case "minor":
		case "patch": {
			const version = findVersion(context.versions)?.version;
			return version === void 0 ? "" : String(version[expression.name]);
		}
		default: return expression.name;
	}
}
// src/tags/sanitize.ts
const HASH_LENGTH = 8;
const ILLEGAL_RUN = /[^a-zA-Z0-9._-]+/g;
const ILLEGAL_END = /[^a-zA-Z0-9._-]$/;
function sanitizeComponent(text) {
	const legal = text.replaceAll("+", "_").replace(ILLEGAL_RUN, "-").replace(/^[.-]+/, "");
	return ILLEGAL_END.test(text) ? trimEnd(legal) : legal;
}
function trimEnd(text) {
	let end = text.length;
	while (end > 0 && (text[end - 1] === "." || text[end - 1] === "-")) end--;
	return text.slice(0, end);
}
function sanitizePrefix(text) {
	return sanitizeComponent(`${text}x`).slice(0, -1);
}
function sanitizeSuffix(text) {
	return sanitizeComponent(`x${text}`).slice(1);
}
function shortHash(text) {
	return createHash("sha256").update(text, "utf8").digest("hex").slice(0, HASH_LENGTH);
}
function shortenTag(tag, original) {
	if (tag.length <= 128) return tag;
	return `${tag.slice(0, 119)}-${shortHash(original)}`;
}
function isLossy(original, sanitized) {
	return original !== sanitized;
}
// src/tags/compose.ts
function renderComponents(template, scope) {
	const original = renderTemplate(template, (expression) => evaluateExpression(expression, scope)).text;
	return {
		...renderTemplate(template, (expression) => sanitizeComponent(evaluateExpression(expression, scope))),
		original
	};
}
function renderText(template, scope) {
	return renderTemplate(template, (expression) => evaluateExpression(expression, scope));
}
function reasonForEmpty(expressions) {
	const names = [...new Set(expressions)];
	return `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} empty here`;
}
function renderAffixes(rule, scope) {
	const { flavor } = scope.context;
	const prefix = renderComponents(rule.prefix ?? flavor.prefix, scope);
	const suffix = renderComponents(rule.suffix ?? flavor.suffix, scope);
	const empty = [...prefix.empty, ...suffix.empty];
	if (empty.length > 0) return reasonForEmpty(empty);
	return {
		prefix: sanitizePrefix(prefix.text),
		suffix: sanitizeSuffix(suffix.text),
		originals: {
			prefix: prefix.original,
			suffix: suffix.original
		}
	};
}
function composeTag(value, affixes, { unique = false, isVersion = false } = {}) {
	const { originals } = affixes;
	const original = `${originals.prefix}${value.original}${originals.suffix}`;
	const text = sanitizeComponent(value.text);
	if (text === "") return `${quote(original)} holds nothing that a tag may hold`;
	const clean = `${affixes.prefix}${text}${affixes.suffix}`;
	if (isVersion && clean.length > 128) throw new InputError(`Cannot use tag ${quote(clean)}: it is longer than 128 characters, and a version that is cut is none; shorten its prefix or suffix`);
	const tag = shortenTag(unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean, original);
	if (!isTag(tag)) return `${quote(tag)} is no tag`;
	if (!isReservedTag(tag)) return {
		tag,
		original
	};
	throw new InputError(`Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`);
}
// src/tags/versions/version-lines.ts
var KnownVersions = class {
	families = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	ofFamily(family) {
		const key = JSON.stringify([family.prefix, family.suffix]);
		const known = this.families.get(key) ?? [
			...fullVersions(this.existing.names, family),
			...fullVersions(this.own.map(({ tag }) => tag), family),
			...this.existing.versions ?? []
		];
		this.families.set(key, known);
		return known;
	}
	fullTag(version, { prefix, suffix }) {
		const text = formatVersionTag(version);
		const names = [
			`${prefix}${text}${suffix}`,
			`${prefix}v${text}${suffix}`,
			`${prefix}V${text}${suffix}`
		];
		const full = this.own.filter(({ kind }) => kind === "semver.full").map(({ tag }) => tag);
		return names.flatMap((name) => full.find((tag) => tag === name) ?? [])[0];
	}
	isOwn(tag) {
		return this.own.some((each) => each.tag === tag);
	}
};
function highestOf(version, others, counts = () => true) {
	return others.reduce((left, right) => counts(right) && compareVersions(left, right) < 0 ? right : left, version);
}
function objectionTo(line, family, context, known) {
	const { version } = line;
	const isChannel = line.kind === "channel" && version.preRelease !== void 0;
	if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
	if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
	if (line.kind === "latest") {
		if (context.flavor.latest === "false") return "the flavor says latest=false";
		if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
		if (!context.moves.allowed) return context.moves.reason;
	}
	const counts = (other) => (isChannel || isStable(other)) && line.includes(other);
	const highest = highestOf(version, known.ofFamily(family), counts);
	return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : void 0;
}
function decideLines(lines, context, known) {
	const wanted = [];
	const withheld = [];
	for (const line of lines) {
		const { tag, kind, mutable, reason, original, priority, version, wider = line.family } = line;
		const nearest = known.fullTag(version, line.family);
		const fullTag = nearest ?? known.fullTag(version, wider);
		const objection = objectionTo(line, nearest === void 0 && fullTag !== void 0 ? wider : line.family, context, known);
		if (objection !== void 0 && kind === "latest" && context.flavor.latest === "false" && known.isOwn(tag)) continue;
		if (objection !== void 0) withheld.push({
			tag,
			kind,
			mutable,
			reason: objection
		});
		else {
			const family = fullTag === void 0 ? {} : {
				version: version.text,
				family: fullTag
			};
			wanted.push({
				tag,
				kind,
				mutable,
				reason,
				original,
				priority,
				...family
			});
		}
	}
	return {
		wanted,
		withheld
	};
}
// src/tags/rules/latest.ts
const NOTHING = {
	wanted: [],
	withheld: []
};
const NO_AFFIXES = {
	prefix: "",
	suffix: ""
};
function refusalOf({ preRelease, makeLatest, moves }) {
	if (preRelease) return "GitHub marks the release as a pre-release";
	if (makeLatest === false) return "GitHub does not mark the release as the latest";
	return moves.allowed ? void 0 : moves.reason;
}
function versionOfImage({ versions, sourceTag }) {
	const text = versions.input || versionTextOfGitTag(versions, void 0);
	return tryParseVersion(text ?? "") ?? tryParseVersionTag(sourceTag ?? "");
}
function higherVersion(candidates, known) {
	const families = /* @__PURE__ */ new Map();
	for (const { family, version } of candidates) {
		if (version === void 0) continue;
		const key = JSON.stringify([family.prefix, family.suffix]);
		families.set(key, {
			family,
			versions: [...families.get(key)?.versions ?? [], version]
		});
	}
	for (const { family, versions } of families.values()) {
		const stable = versions.filter(isStable);
		const [first, ...others] = stable.length > 0 ? stable : versions;
		if (first === void 0) continue;
		const ours = highestOf(first, others);
		const highest = highestOf(ours, known.ofFamily(family), (other) => isStable(other) || !isStable(ours));
		if (compareVersions(highest, ours) > 0) return `${highest.text} is higher`;
	}
	const objections = candidates.flatMap(({ compared }) => compared ?? []).map(({ objection }) => objection);
	return objections.includes(void 0) ? void 0 : objections[0];
}
function releasesAmong(candidates) {
	const releases = candidates.filter(({ asks, version }) => asks || version !== void 0 && isStable(version));
	return releases.length > 0 ? releases : candidates;
}
function siblingOf(candidates, known) {
	const [best] = candidates.flatMap(({ version, family }) => version === void 0 ? [] : [{
		version,
		family
	}]).toSorted((left, right) => compareVersions(right.version, left.version));
	const full = best === void 0 ? void 0 : known.fullTag(best.version, best.family);
	return best === void 0 || full === void 0 ? {} : {
		version: best.version.text,
		family: full
	};
}
function decideLatest(outcomes, scope, known) {
	const { context } = scope;
	const { flavor } = context;
	const affixes = renderAffixes({
		prefix: flavor.prefixLatest ? flavor.prefix : literalTemplate(""),
		suffix: flavor.suffixLatest ? flavor.suffix : literalTemplate("")
	}, scope);
	if (typeof affixes === "string") return NOTHING;
	const composed = composeTag({
		text: "latest",
		original: "latest"
	}, affixes);
	if (typeof composed === "string") return NOTHING;
	const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
	const asking = candidates.filter(({ asks }) => asks);
	const isGiven = flavor.latest === "true" && outcomes.some(({ tags, lines }) => tags.length + lines.length > 0) || flavor.latest !== "false" && asking.length > 0;
	if (!isGiven && !known.isOwn(composed.tag)) return NOTHING;
	const image = {
		asks: false,
		version: versionOfImage(context),
		family: NO_AFFIXES,
		reason: ""
	};
	const compared = candidates.length > 0 ? releasesAmong(candidates) : [image];
	const objection = refusalOf(context) ?? higherVersion(compared, known);
	const base = {
		...composed,
		kind: "latest",
		mutable: true
	};
	if (objection !== void 0) return {
		wanted: [],
		withheld: [{
			...base,
			reason: objection
		}]
	};
	if (!isGiven) return NOTHING;
	const reason = asking[0]?.reason ?? "the flavor says latest=true";
	const sibling = siblingOf(asking, known);
	return {
		wanted: [{
			...base,
			priority: Number.NEGATIVE_INFINITY,
			reason,
			...sibling
		}],
		withheld: []
	};
}
// node_modules/@renovatebot/pep440/lib/version.js
var require_version = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const VERSION_PATTERN = [
		"v?",
		"(?:",
		"(?:(?<epoch>[0-9]+)!)?",
		"(?<release>[0-9]+(?:\\.[0-9]+)*)",
		"(?<pre>",
		"[-_\\.]?",
		"(?<pre_l>(a|b|c|rc|alpha|beta|pre|preview))",
		"[-_\\.]?",
		"(?<pre_n>[0-9]+)?",
		")?",
		"(?<post>",
		"(?:-(?<post_n1>[0-9]+))",
		"|",
		"(?:",
		"[-_\\.]?",
		"(?<post_l>post|rev|r)",
		"[-_\\.]?",
		"(?<post_n2>[0-9]+)?",
		")",
		")?",
		"(?<dev>",
		"[-_\\.]?",
		"(?<dev_l>dev)",
		"[-_\\.]?",
		"(?<dev_n>[0-9]+)?",
		")?",
		")",
		"(?:\\+(?<local>[a-z0-9]+(?:[-_\\.][a-z0-9]+)*))?"
	].join("");
	module.exports = {
		VERSION_PATTERN,
		valid,
		clean,
		explain,
		parse,
		stringify
	};
	const validRegex = new RegExp("^" + VERSION_PATTERN + "$", "i");
	function valid(version) {
		return validRegex.test(version) ? version : null;
	}
	const cleanRegex = new RegExp("^\\s*" + VERSION_PATTERN + "\\s*$", "i");
	function clean(version) {
		return stringify(parse(version, cleanRegex));
	}
	function parse(version, regex) {
		const { groups } = (regex || validRegex).exec(version) || {};
		if (!groups) return null;
		return {
			epoch: Number(groups.epoch ? groups.epoch : 0),
			release: groups.release.split(".").map(Number),
			pre: normalize_letter_version(groups.pre_l, groups.pre_n),
			post: normalize_letter_version(groups.post_l, groups.post_n1 || groups.post_n2),
			dev: normalize_letter_version(groups.dev_l, groups.dev_n),
			local: parse_local_version(groups.local)
		};
	}
	function stringify(parsed) {
		if (!parsed) return null;
		const { epoch, release, pre, post, dev, local } = parsed;
		const parts = [];
		if (epoch !== 0) parts.push(`${epoch}!`);
		parts.push(release.join("."));
		if (pre) parts.push(pre.join(""));
		if (post) parts.push("." + post.join(""));
		if (dev) parts.push("." + dev.join(""));
		if (local) parts.push(`+${local}`);
		return parts.join("");
	}
	function normalize_letter_version(letterIn, numberIn) {
		let letter = letterIn;
		let number = numberIn;
		if (letter) {
			if (!number) number = 0;
			letter = letter.toLowerCase();
			if (letter === "alpha") letter = "a";
			else if (letter === "beta") letter = "b";
			else if ([
				"c",
				"pre",
				"preview"
			].includes(letter)) letter = "rc";
			else if (["rev", "r"].includes(letter)) letter = "post";
			return [letter, Number(number)];
		}
		if (!letter && number) {
			letter = "post";
			return [letter, Number(number)];
		}
		return null;
	}
	function parse_local_version(local) {
		if (local) return local.split(/[._-]/).map((part) => Number.isNaN(Number(part)) ? part.toLowerCase() : Number(part));
		return null;
	}
	function explain(version) {
		const parsed = parse(version);
		if (!parsed) return parsed;
		const { epoch, release, pre, post, dev, local } = parsed;
		let base_version = "";
		if (epoch !== 0) base_version += epoch + "!";
		base_version += release.join(".");
		const is_prerelease = Boolean(dev || pre);
		const is_devrelease = Boolean(dev);
		const is_postrelease = Boolean(post);
		return {
			epoch,
			release,
			pre,
			post: post ? post[1] : post,
			dev: dev ? dev[1] : dev,
			local: local ? local.join(".") : local,
			public: stringify(parsed).split("+", 1)[0],
			base_version,
			is_prerelease,
			is_devrelease,
			is_postrelease
		};
	}
}));
// node_modules/@renovatebot/pep440/lib/operator.js
var require_operator = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { parse } = require_version();
	module.exports = {
		compare,
		rcompare,
		lt,
		le,
		eq,
		ne,
		ge,
		gt,
		"<": lt,
		"<=": le,
		"==": eq,
		"!=": ne,
		">=": ge,
		">": gt,
		"===": arbitrary
	};
	function lt(version, other) {
		return compare(version, other) < 0;
	}
	function le(version, other) {
		return compare(version, other) <= 0;
	}
	function eq(version, other) {
		return compare(version, other) === 0;
	}
	function ne(version, other) {
		return compare(version, other) !== 0;
	}
	function ge(version, other) {
		return compare(version, other) >= 0;
	}
	function gt(version, other) {
		return compare(version, other) > 0;
	}
	function arbitrary(version, other) {
		return version.toLowerCase() === other.toLowerCase();
	}
	function compare(version, other) {
		const parsedVersion = parse(version);
		const parsedOther = parse(other);
		return pyCompare(calculateKey(parsedVersion), calculateKey(parsedOther));
	}
	function rcompare(version, other) {
		return -compare(version, other);
	}
	function pyCompare(elemIn, otherIn) {
		let elem = elemIn;
		let other = otherIn;
		if (elem === other) return 0;
		if (Array.isArray(elem) !== Array.isArray(other)) {
			elem = Array.isArray(elem) ? elem : [elem];
			other = Array.isArray(other) ? other : [other];
		}
		if (Array.isArray(elem)) {
			const len = Math.min(elem.length, other.length);
			for (let i = 0; i < len; i += 1) {
				const res = pyCompare(elem[i], other[i]);
				if (res !== 0) return res;
			}
			return elem.length - other.length;
		}
		if (elem === -Infinity || other === Infinity) return -1;
		if (elem === Infinity || other === -Infinity) return 1;
		return elem < other ? -1 : 1;
	}
	function calculateKey(input) {
		const { epoch } = input;
		let { release, pre, post, local, dev } = input;
		release = release.concat();
		release.reverse();
		while (release.length && release[0] === 0) release.shift();
		release.reverse();
		if (!pre && !post && dev) pre = -Infinity;
		else if (!pre) pre = Infinity;
		if (!post) post = -Infinity;
		if (!dev) dev = Infinity;
		if (!local) local = -Infinity;
		else local = local.map((i) => Number.isNaN(Number(i)) ? [-Infinity, i] : [Number(i), ""]);
		return [
			epoch,
			release,
			pre,
			post,
			dev,
			local
		];
	}
}));
// node_modules/@renovatebot/pep440/lib/specifier.js
var require_specifier = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { VERSION_PATTERN, explain: explainVersion } = require_version();
	const Operator = require_operator();
	const RANGE_PATTERN = [
		"(?<operator>(===|~=|==|!=|<=|>=|<|>))",
		"\\s*",
		"(",
		"(?<version>(?:" + VERSION_PATTERN.replace(/\?<\w+>/g, "?:") + "))",
		"(?<prefix>\\.\\*)?",
		"|",
		"(?<legacy>[^,;\\s)]+)",
		")"
	].join("");
	module.exports = {
		RANGE_PATTERN,
		parse,
		satisfies,
		filter,
		validRange,
		maxSatisfying,
		minSatisfying
	};
	const isEqualityOperator = (op) => [
		"==",
		"!=",
		"==="
	].includes(op);
	const rangeRegex = new RegExp("^" + RANGE_PATTERN + "$", "i");
	function parse(ranges) {
		if (!ranges.trim()) return [];
		const specifiers = ranges.split(",").map((range) => rangeRegex.exec(range.trim()) || {}).map(({ groups }) => {
			if (!groups) return null;
			let { ...spec } = groups;
			const { operator, version, prefix, legacy } = groups;
			if (version) {
				spec = {
					...spec,
					...explainVersion(version)
				};
				if (operator === "~=") {
					if (spec.release.length < 2) return null;
				}
				if (!isEqualityOperator(operator) && spec.local) return null;
				if (prefix) {
					if (!isEqualityOperator(operator) || spec.dev || spec.local) return null;
				}
			}
			if (legacy && operator !== "===") return null;
			return spec;
		});
		if (specifiers.filter(Boolean).length !== specifiers.length) return null;
		return specifiers;
	}
	function filter(versions, specifier, options = {}) {
		const filtered = pick(versions, specifier, options);
		if (filtered.length === 0 && options.prereleases === void 0) return pick(versions, specifier, { prereleases: true });
		return filtered;
	}
	function maxSatisfying(versions, range, options) {
		const found = filter(versions, range, options).sort(Operator.compare);
		return found.length === 0 ? null : found[found.length - 1];
	}
	function minSatisfying(versions, range, options) {
		const found = filter(versions, range, options).sort(Operator.compare);
		return found.length === 0 ? null : found[0];
	}
	function pick(versions, specifier, options) {
		const parsed = parse(specifier);
		if (!parsed) return [];
		return versions.filter((version) => {
			const explained = explainVersion(version);
			if (!parsed.length) return explained && !(explained.is_prerelease && !options.prereleases);
			return parsed.reduce((pass, spec) => {
				if (!pass) return false;
				return contains({
					...spec,
					...options
				}, {
					version,
					explained
				});
			}, true);
		});
	}
	function satisfies(version, specifier, options = {}) {
		return pick([version], specifier, options).length === 1;
	}
	function arrayStartsWith(array, prefix) {
		if (prefix.length > array.length) return false;
		for (let i = 0; i < prefix.length; i += 1) if (prefix[i] !== array[i]) return false;
		return true;
	}
	function contains(specifier, input) {
		const { explained } = input;
		let { version } = input;
		const { ...spec } = specifier;
		if (spec.prereleases === void 0) spec.prereleases = spec.is_prerelease;
		if (explained && explained.is_prerelease && !spec.prereleases) return false;
		if (spec.operator === "~=") {
			let compatiblePrefix = spec.release.slice(0, -1).concat("*").join(".");
			if (spec.epoch) compatiblePrefix = spec.epoch + "!" + compatiblePrefix;
			return satisfies(version, `>=${spec.version}, ==${compatiblePrefix}`, { prereleases: spec.prereleases });
		}
		if (spec.prefix) {
			const isMatching = explained.epoch === spec.epoch && arrayStartsWith(explained.release, spec.release);
			return spec.operator !== "!=" ? isMatching : !isMatching;
		}
		if (explained) {
			if (explained.local && spec.version) {
				version = explained.public;
				spec.version = explainVersion(spec.version).public;
			}
		}
		if (spec.operator === "<" || spec.operator === ">") {
			if (Operator.eq(spec.release.join("."), explained.release.join("."))) return false;
		}
		const op = Operator[spec.operator];
		return op(version, spec.version || spec.legacy);
	}
	function validRange(specifier) {
		return Boolean(parse(specifier));
	}
}));
// node_modules/@renovatebot/pep440/lib/semantic.js
var require_semantic = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { explain, parse, stringify } = require_version();
	module.exports = {
		major,
		minor,
		patch,
		inc
	};
	function major(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		return version.release[0];
	}
	function minor(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		if (version.release.length < 2) return 0;
		return version.release[1];
	}
	function patch(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		if (version.release.length < 3) return 0;
		return version.release[2];
	}
	function inc(input, release, preReleaseIdentifier) {
		let identifier = preReleaseIdentifier || `a`;
		const version = parse(input);
		if (!version) return null;
		if (![
			"a",
			"b",
			"c",
			"rc",
			"alpha",
			"beta",
			"pre",
			"preview"
		].includes(identifier)) return null;
		switch (release) {
			case "premajor":
				{
					const [majorVersion] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "preminor":
				{
					const [majorVersion, minorVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "prepatch":
				{
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "prerelease":
				if (version.pre === null) {
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
					version.pre = [identifier, 0];
				} else {
					if (preReleaseIdentifier === void 0 && version.pre !== null) [identifier] = version.pre;
					const [letter, number] = version.pre;
					if (letter === identifier) version.pre = [letter, number + 1];
					else version.pre = [identifier, 0];
				}
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "major":
				if (version.release.slice(1).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "minor":
				if (version.release.slice(2).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion, minorVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "patch":
				if (version.release.slice(3).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			default: return null;
		}
		return stringify(version);
	}
}));
// src/tags/versions/pep440.ts
var import_pep440 = (/* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { valid, clean, explain, parse } = require_version();
	const { lt, le, eq, ne, ge, gt, compare, rcompare } = require_operator();
	const { filter, maxSatisfying, minSatisfying, RANGE_PATTERN, satisfies, validRange } = require_specifier();
	const { major, minor, patch, inc } = require_semantic();
	module.exports = {
		valid,
		clean,
		explain,
		parse,
		lt,
		le,
		lte: le,
		eq,
		ne,
		neq: ne,
		ge,
		gte: ge,
		gt,
		compare,
		rcompare,
		filter,
		maxSatisfying,
		minSatisfying,
		RANGE_PATTERN,
		satisfies,
		validRange,
		major,
		minor,
		patch,
		inc
	};
})))();
function tryParsePep440(text) {
	if (text.length > 128) return void 0;
	const [written = "", local] = text.split("+");
	const parsed = (0, import_pep440.explain)(text);
	if (parsed === null || !hasSafeNumbers(written)) return void 0;
	const [major = 0, minor = 0, patch = 0] = parsed.release;
	const isFinal = !parsed.is_prerelease && !parsed.is_postrelease && !parsed.is_devrelease;
	return {
		raw: text,
		text: local === void 0 ? parsed.public : `${parsed.public}+${normalizeLocal(local)}`,
		release: parsed.release,
		major,
		minor,
		patch,
		isStable: isFinal && local === void 0,
		hasLocal: local !== void 0
	};
}
function comparePep440(left, right) {
	const [leftPublic = "", leftLocal] = left.text.split("+");
	const [rightPublic = "", rightLocal] = right.text.split("+");
	return (0, import_pep440.compare)(leftPublic, rightPublic) || compareLocals(leftLocal, rightLocal);
}
function hasSafeNumbers(text) {
	return (text.match(/\d+/g) ?? []).every((digits) => Number.isSafeInteger(Number(digits)));
}
function normalizeLocal(local) {
	return local.toLowerCase().split(/[-_.]/).map((part) => isNumber(part) ? part.replace(/^0+(?=\d)/, "") : part).join(".");
}
function isNumber(part) {
	return /^\d+$/.test(part);
}
function compareLocals(left, right) {
	if (left === void 0 || right === void 0) return Number(left !== void 0) - Number(right !== void 0);
	const [leftParts, rightParts] = [left.split("."), right.split(".")];
	for (const [index, part] of leftParts.entries()) {
		const other = rightParts[index];
		if (other === void 0) return 1;
		if (part !== other) return comparePart(part, other);
	}
	return leftParts.length - rightParts.length;
}
function comparePart(left, right) {
	if (isNumber(left) !== isNumber(right)) return isNumber(left) ? 1 : -1;
	if (isNumber(left) && left.length !== right.length) return left.length - right.length;
	return left < right ? -1 : 1;
}
// src/tags/versions/version-text.ts
function versionText(rule, scope) {
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value !== "") {
		if (rule.match === void 0) return value;
		const groups = matchGitTag(rule.match, value);
		return groups?.[1] ?? groups?.[0];
	}
	const { versions } = scope.context;
	return versions.input || versionTextOfGitTag(versions, rule.match);
}
function findRuleVersion(rule, scope) {
	const coerce = rule.type === "semver" && rule.coerce;
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value === "") return findVersion(scope.context.versions, {
		match: rule.match,
		coerce
	}) ?? reasonForNone(rule, scope);
	const text = versionText(rule, scope);
	if (text === void 0) return `its match finds nothing in ${quote(value)}`;
	const whole = fillUp(text, { coerce });
	const version = tryParseVersion(whole);
	if (version !== void 0) return {
		version,
		raw: whole,
		origin: `the tag rule on line ${rule.line}`
	};
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: its value ${quote(text)} is no version, for ${reasonForNoVersion(whole)}; write it in full, such as "${sampleVersion(text)}"`);
}
function reasonForNone(rule, { context }) {
	const text = versionTextOfGitTag(context.versions, void 0);
	if (text === void 0) return "no version is known";
	return versionTextOfGitTag(context.versions, rule.match) === void 0 ? `its match finds nothing in the git tag ${quote(text)}` : `the git tag ${quote(text)} does not begin with a version`;
}
// src/tags/rules/rule-outcome.ts
function onlyTag(tag, latest) {
	return {
		tags: [tag],
		withheld: [],
		lines: [],
		latest
	};
}
const PRIORITIES = {
	schedule: 1e3,
	semver: 900,
	pep440: 900,
	date_seq: 850,
	match: 800,
	edge: 700,
	ref: 600,
	channel: 500,
	source: 300,
	raw: 200,
	sha: 100
};
function priorityOf(rule) {
	return rule.priority ?? PRIORITIES[rule.type];
}
// src/tags/rules/semver-pattern.ts
const WHOLE_VERSION = parseTemplate("{{version}}", VERSION_LANGUAGE);
function fieldsOf(pattern) {
	return new Set(pattern.parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
}
function kindOf(fields) {
	if ([
		"raw",
		"version",
		"patch",
		"prerelease",
		"build"
	].some((field) => fields.has(field))) return "semver.full";
	if (fields.has("minor")) return "semver.minor";
	return fields.has("major") ? "semver.major" : "channel";
}
function write(pattern, version, raw) {
	const values = {
		raw,
		version: version.text,
		major: `${version.major}`,
		minor: `${version.minor}`,
		patch: `${version.patch}`,
		prerelease: version.preRelease ?? "",
		build: version.build ?? ""
	};
	const original = renderTemplate(pattern, ({ name }) => values[name]).text;
	return {
		text: renderTemplate(pattern, ({ name }) => name === "version" ? formatVersionTag(version) : values[name].replace("+", "_")).text,
		original
	};
}
function familyOf(pattern, affixes) {
	if (isLiteral(pattern)) return affixes;
	const [first] = pattern.parts;
	const last = pattern.parts.at(-1);
	const before = typeof first === "string" && !/^v$/i.test(first) ? sanitizePrefix(first) : "";
	const after = typeof last === "string" ? sanitizeSuffix(last) : "";
	return {
		prefix: `${affixes.prefix}${before}`,
		suffix: `${after}${affixes.suffix}`
	};
}
function includesOf(kind, { major, minor }) {
	if (kind === "semver.minor") return (other) => other.major === major && other.minor === minor;
	return kind === "semver.major" ? (other) => other.major === major : () => true;
}
function semverPatternTags(rule, { found, affixes }) {
	const { version, origin } = found;
	const asked = rule.pattern ?? literalTemplate("");
	const isRaw = asked.parts.length === 1 && fieldsOf(asked).has("raw");
	const pattern = isStable(version) || isRaw ? asked : WHOLE_VERSION;
	const composed = composeTag(write(pattern, version, found.raw), affixes, { isVersion: true });
	if (typeof composed === "string") return composed;
	const kind = kindOf(fieldsOf(pattern));
	const family = familyOf(pattern, affixes);
	const priority = priorityOf(rule);
	const reasonForLatest = `${version.text} is the highest version`;
	const latest = {
		asks: isStable(version),
		version,
		family,
		reason: reasonForLatest
	};
	if (kind === "semver.full") {
		const reason = `version ${version.text} from ${origin}`;
		return {
			tags: [{
				...composed,
				kind,
				mutable: rule.immutable === false,
				priority,
				reason,
				version: version.text,
				family: composed.tag
			}],
			withheld: [],
			lines: [],
			latest
		};
	}
	return {
		tags: [],
		withheld: [],
		lines: [{
			...composed,
			kind,
			version,
			family,
			wider: affixes,
			priority,
			mutable: rule.immutable !== true,
			reason: `${version.text} is the highest version ${kind === "channel" ? "" : `of ${composed.tag}`}`.trim(),
			includes: includesOf(kind, version)
		}],
		latest
	};
}
// src/tags/rules/pep440-tags.ts
function pep440Tags(rule, scope) {
	const text = versionText(rule, scope);
	if (text === void 0 || text === "") return "no version is known";
	const version = tryParsePep440(text);
	if (version === void 0) return `${quote(text)} is no version of PEP 440`;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const values = {
		raw: text,
		version: version.text,
		prerelease: "",
		build: "",
		major: `${version.major}`,
		minor: `${version.minor}`,
		patch: `${version.patch}`
	};
	const names = new Set(rule.pattern.parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
	const isRaw = rule.pattern.parts.length === 1 && names.has("raw");
	const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
	const original = version.isStable ? written : isRaw ? text : version.text;
	const composed = composeTag({
		text: sanitizeComponent(original),
		original
	}, affixes, { isVersion: true });
	if (typeof composed === "string") return composed;
	const isWhole = !version.isStable || names.has("version") || names.has("raw") || names.has("patch");
	const mutable = rule.immutable === void 0 ? !isWhole : !rule.immutable;
	const reason = `version ${version.text} of PEP 440`;
	const tag = {
		...composed,
		kind: "pep440",
		mutable,
		priority: priorityOf(rule),
		reason
	};
	const family = familyOf(rule.pattern, affixes);
	const higherOf = (counts) => {
		const highest = scope.knownPep440?.highest(family, counts);
		return highest !== void 0 && comparePep440(highest, version) > 0 ? `${highest.text} is higher` : void 0;
	};
	const objection = higherOf((other) => other.isStable || !version.isStable);
	const latest = {
		asks: version.isStable,
		version: void 0,
		family,
		compared: { objection },
		reason: `${version.text} is the highest version`
	};
	if (isWhole) return onlyTag(tag, latest);
	const held = (because) => {
		return {
			tags: [],
			withheld: [{
				...composed,
				kind: tag.kind,
				mutable,
				reason: because
			}],
			lines: [],
			latest
		};
	};
	if (scope.context.preRelease) return held(`GitHub marks the release of ${version.text} as a pre-release`);
	const higher = objection === void 0 ? void 0 : higherOf((other) => other.isStable && isSameLine(other, {
		version,
		names
	}));
	return higher === void 0 ? onlyTag(tag, latest) : held(higher);
}
function isSameLine(other, { version, names }) {
	if (names.has("minor")) return other.major === version.major && other.minor === version.minor;
	return names.has("major") ? other.major === version.major : true;
}
// src/tags/rules/channel-tags.ts
function channelOf({ preRelease }) {
	return /^[a-zA-Z]+/.exec(preRelease ?? "")?.[0];
}
function channelTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const { version } = found;
	const channel = channelOf(version);
	if (channel === void 0) return version.preRelease === void 0 ? `${version.text} is no pre-release` : `${version.text} names no line such as "rc"`;
	if (channel === "latest") return `the line of ${version.text} would pass for the highest version`;
	const family = renderAffixes(rule, scope);
	if (typeof family === "string") return family;
	const composed = composeTag({
		text: channel,
		original: channel
	}, family, { isVersion: true });
	if (typeof composed === "string") return composed;
	const line = {
		...composed,
		kind: "channel",
		version,
		family,
		priority: priorityOf(rule),
		mutable: rule.immutable !== true,
		reason: `${version.text} is the highest of ${channel}`,
		includes: (other) => channelOf(other) === channel
	};
	const latest = {
		asks: false,
		version,
		family,
		reason: line.reason
	};
	return {
		tags: [],
		withheld: [],
		lines: [line],
		latest
	};
}
// src/tags/versions/pre-release.ts
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;
function looksLikePreRelease(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return version.preRelease !== void 0;
	const python = tryParsePep440(name);
	if (python !== void 0) return !python.isStable;
	return MARKS.test(name);
}
// src/tags/rules/ref-tags.ts
const LINE = /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+){0,2})$/;
function isVersionLike(tag) {
	return LINE.test(tag) || tryParseVersionTag(tag) !== void 0;
}
const NO_EVENT = "a promotion knows no branch, and its tags describe the image";
function refTags(rule, scope) {
	const { git } = scope.context;
	if (git === void 0) return NO_EVENT;
	if (rule.event === "pr") return pullRequestTag(rule, scope);
	if (rule.event === "tag") {
		if (git.tag === void 0) return "the event has no git tag";
		return gitTagTag(rule, scope, git.tag);
	}
	if (git.mergeGroup !== void 0) return "a merge queue has no branch of its own; type=ref,event=pr names it";
	if (git.branch === void 0) return "the event has no branch";
	return branchTag(rule, scope, {
		name: git.branch,
		kind: "branch",
		reason: `the branch ${quote(git.branch)}`
	});
}
function edgeTags(rule, scope) {
	const { git } = scope.context;
	if (git === void 0) return NO_EVENT;
	const wanted = rule.branch ?? git.defaultBranch;
	if (wanted === void 0) return "the default branch is not known; name one with branch=NAME";
	if (git.branch !== wanted) return `the event is not on the branch ${quote(wanted)}`;
	return branchTag(rule, scope, {
		name: "edge",
		kind: "edge",
		reason: `the tip of the branch ${quote(wanted)}`
	});
}
function branchTag(rule, scope, { name, kind, reason }) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const text = sanitizeComponent(name) || `branch-${shortHash(name)}`;
	const composed = composeTag({
		text,
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	if (kind === "branch" && [text, composed.tag].some(isVersionLike)) return `the branch ${quote(name)} would shadow a version`;
	const { moves } = scope.context;
	const mutable = rule.immutable !== true;
	if (!moves.allowed) return {
		tags: [],
		withheld: [{
			...composed,
			kind,
			mutable,
			reason: moves.reason
		}],
		lines: [],
		latest: void 0
	};
	return onlyTag({
		...composed,
		kind,
		mutable,
		priority: priorityOf(rule),
		reason,
		strict: rule.strict
	});
}
function gitTagTag(rule, scope, name) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text: sanitizeComponent(name),
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const { tagPrefix = "" } = scope.context.versions;
	const { before, version } = splitVersion(name, tagPrefix);
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	const immutable = rule.immutable ?? version !== void 0;
	return onlyTag({
		...composed,
		kind: "git-tag",
		mutable: !immutable,
		priority: priorityOf(rule),
		reason: `the git tag ${quote(name)}`
	}, {
		asks: !looksLikePreRelease(name.slice(before.length)),
		version,
		family,
		reason: `the git tag ${quote(name)} is the newest`
	});
}
function pullRequestTag(rule, scope) {
	const { git } = scope.context;
	const queued = git?.mergeGroup;
	const number = queued?.pullRequest ?? git?.pullRequest;
	if (number === void 0) return "the event has no pull request";
	const prefix = rule.prefix ?? literalTemplate(queued === void 0 ? "pr-" : "mq-");
	const affixes = renderAffixes({
		...rule,
		prefix
	}, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text: `${number}`,
		original: `${number}`
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const reason = queued === void 0 ? `pull request ${number}` : `pull request ${number} in the merge queue`;
	return onlyTag({
		...composed,
		kind: "pr",
		mutable: rule.immutable !== true,
		priority: priorityOf(rule),
		reason
	});
}
// src/tags/rules/semver-tags.ts
function semverTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	return rule.pattern === void 0 ? familyTags(rule, found, affixes) : semverPatternTags(rule, {
		found,
		affixes
	});
}
function familyTags(rule, { version, origin }, affixes) {
	const full = composeTag({
		text: formatVersionTag(version),
		original: version.text
	}, affixes, { isVersion: true });
	if (typeof full === "string") return full;
	const tag = {
		...full,
		kind: "semver.full",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason: `version ${version.text} from ${origin}`,
		version: version.text,
		family: full.tag
	};
	const lines = linesOf(version).flatMap(({ kind, text, reason, includes }) => {
		const composed = composeTag({
			text,
			original: text
		}, affixes);
		if (typeof composed === "string") return [];
		const mutable = rule.immutable !== true;
		return [{
			...composed,
			kind,
			mutable,
			reason,
			includes,
			version,
			family: affixes,
			priority: priorityOf(rule)
		}];
	});
	const latest = {
		asks: false,
		version,
		family: affixes,
		reason: `${version.text} is the highest version`
	};
	return {
		tags: [tag],
		withheld: [],
		lines,
		latest
	};
}
function linesOf({ text, major, minor }) {
	const minorLine = `${major}.${minor}`;
	const lines = [
		{
			kind: "semver.minor",
			text: minorLine,
			reason: `${text} is the highest version of ${minorLine}`,
			includes: (other) => other.major === major && other.minor === minor
		},
		{
			kind: "semver.major",
			text: `${major}`,
			reason: `${text} is the highest version of ${major}`,
			includes: (other) => other.major === major
		},
		{
			kind: "latest",
			text: "latest",
			reason: `${text} is the highest version`,
			includes: () => true
		}
	];
	return major === 0 ? lines.filter(({ kind }) => kind !== "semver.major") : lines;
}
// src/tags/rules/text-tags.ts
function textTag(rule, scope, { text, original, kind, reason }) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text,
		original
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const immutable = rule.immutable ?? tryParseVersionTag(text) !== void 0;
	return {
		...composed,
		kind,
		mutable: !immutable,
		priority: priorityOf(rule),
		reason
	};
}
function toOutcome(tag) {
	return typeof tag === "string" ? tag : onlyTag(tag);
}
function rawTags(rule, scope) {
	const { text, original, empty } = renderComponents(rule.value, scope);
	if (empty.length > 0) return reasonForEmpty(empty);
	if (text === "") return "its value is empty";
	return toOutcome(textTag(rule, scope, {
		text,
		original,
		kind: "raw",
		reason: `the tag rule on line ${rule.line}`
	}));
}
function sourceTags(rule, scope) {
	const { sourceTag, git } = scope.context;
	if (sourceTag === void 0) return git === void 0 ? "the source was given by digest and has no tag" : "a build has no source to take a tag from";
	return toOutcome(textTag(rule, scope, {
		text: sourceTag,
		original: sourceTag,
		kind: "source",
		reason: "the source's own tag"
	}));
}
function scheduleTags(rule, scope) {
	if (scope.context.git?.event !== "schedule") return "the event is no schedule";
	const { text } = renderText(rule.pattern, scope);
	return toOutcome(textTag(rule, scope, {
		text,
		original: text,
		kind: "schedule",
		reason: "the run is scheduled"
	}));
}
function shaTags(rule, scope) {
	const { revision } = scope.context;
	if (revision === void 0) return "no revision is known";
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const isBare = affixes.prefix === "" && affixes.suffix === "";
	let digits = rule.format === "long" ? revision.sha : shortSha(scope.context);
	while (isBare && /^[0-9]+(?:e[0-9]*)?$/.test(digits) && digits.length < revision.sha.length) digits = revision.sha.slice(0, digits.length + 1);
	const composed = composeTag({
		text: digits,
		original: digits
	}, affixes);
	if (typeof composed === "string") return composed;
	const reason = `revision ${revision.sha.slice(0, 12)} from ${revision.origin}`;
	return onlyTag({
		...composed,
		kind: "sha",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason
	});
}
function matchTags(rule, scope) {
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	const text = value === "" ? versionTextOfGitTag(scope.context.versions, void 0) : value;
	if (text === void 0) return "the event has no git tag";
	const groups = matchGitTag(rule.pattern, text);
	if (groups === void 0) return `${quote(rule.pattern.source)} finds nothing in ${quote(text)}`;
	const found = groups[rule.group];
	if (found === void 0) return `${quote(rule.pattern.source)} has no group ${rule.group} in ${quote(text)}`;
	const reason = `${quote(rule.pattern.source)} finds it in ${quote(text)}`;
	const tag = textTag(rule, scope, {
		text: sanitizeComponent(found),
		original: found,
		kind: "match",
		reason
	});
	if (typeof tag === "string") return tag;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const { before, version } = splitVersion(found, "");
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	return onlyTag(tag, {
		asks: !looksLikePreRelease(found.slice(before.length)) && !looksLikePreRelease(text),
		version,
		family,
		reason: `${quote(text)} is the newest`
	});
}
// src/tags/rules/rule-tags.ts
function ruleTags(rule, scope) {
	if (!isEnabled(rule, scope)) return "it is not enabled";
	const { gives } = scope.context;
	if (!gives.allowed) return gives.reason;
	if (scope.context.git?.tag === "latest" && readsGitTag(rule, scope)) throw new InputError("Cannot use the git tag \"latest\": the name is reserved for the highest version; push a version such as \"v1.2.3\"");
	switch (rule.type) {
		case "semver": return semverTags(rule, scope);
		case "pep440": return pep440Tags(rule, scope);
		case "match": return matchTags(rule, scope);
		case "channel": return channelTags(rule, scope);
		case "schedule": return scheduleTags(rule, scope);
		case "edge": return edgeTags(rule, scope);
		case "ref": return refTags(rule, scope);
		case "sha": return shaTags(rule, scope);
		case "date_seq": return dateSeqTags(rule, scope);
		case "source": return sourceTags(rule, scope);
		case "raw": return rawTags(rule, scope);
		default: return rule;
	}
}
function readsGitTag(rule, { context }) {
	if (rule.type === "ref") return rule.event === "tag";
	if (rule.type === "match") return rule.value === void 0;
	return (rule.type === "semver" || rule.type === "pep440" || rule.type === "channel") && rule.value === void 0 && !context.versions.input;
}
function isEnabled(rule, scope) {
	const { text } = renderText(rule.enable, scope);
	if (text === "true" || text === "false") return text === "true";
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable comes to ${quote(text)}; write an expression that comes to "true" or "false"`);
}
function dateSeqTags(rule, scope) {
	const { context, existing, now } = scope;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const timeZone = rule.timeZone ?? context.timeZone;
	const { tag, sequence, isOwn } = numberTag({
		separator: rule.separator,
		width: rule.width,
		timeZone,
		...affixes
	}, {
		now,
		digest: context.digest,
		existing
	});
	const composed = composeTag({
		text: tag.slice(affixes.prefix.length, tag.length - affixes.suffix.length),
		original: tag
	}, affixes);
	if (typeof composed === "string") return composed;
	const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
	return onlyTag({
		tag,
		original: tag,
		kind: "date_seq",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason,
		sequence
	});
}
// src/tags/tag-order.ts
const ORDER = [
	"semver.full",
	"semver.minor",
	"semver.major",
	"latest",
	"sha",
	"date_seq"
];
const COMPARED = /* @__PURE__ */ new Set([
	"semver.minor",
	"semver.major",
	"latest",
	"channel"
]);
function settleTags({ wanted, withheld }) {
	const given = /* @__PURE__ */ new Map();
	for (const each of inOrder(wanted)) {
		const first = given.get(each.tag);
		given.set(each.tag, first === void 0 ? each : merge(first, each));
	}
	const held = /* @__PURE__ */ new Map();
	for (const each of inOrder(withheld)) {
		const rival = given.get(each.tag);
		if (rival !== void 0 && COMPARED.has(rival.kind)) continue;
		given.delete(each.tag);
		if (!held.has(each.tag)) held.set(each.tag, each);
	}
	return {
		wanted: [...given.values()],
		withheld: [...held.values()]
	};
}
function orderTags(settled, main) {
	if (main === void 0 || ORDER.includes(main.kind)) return settled;
	const first = settled.wanted.find(({ tag }) => tag === main.tag);
	if (first === void 0) return settled;
	return {
		...settled,
		wanted: [first, ...settled.wanted.filter((each) => each !== first)]
	};
}
function merge(first, second) {
	const isSecond = first.kind === second.kind && (second.family ?? "") < (first.family ?? "");
	const priority = Math.max(first.priority, second.priority);
	return {
		...isSecond ? second : first,
		priority,
		mutable: first.mutable && second.mutable
	};
}
function inOrder(tags) {
	const rank = ({ kind }) => ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length;
	return tags.toSorted((left, right) => rank(left) - rank(right));
}
// src/tags/versions/known-pep440.ts
const DAY = /^[0-9]{8}(?:[._-]|$)/;
var KnownPep440 = class {
	families = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	highest({ prefix, suffix }, counts) {
		const key = JSON.stringify([prefix, suffix]);
		const known = this.families.get(key) ?? this.read({
			prefix,
			suffix
		});
		this.families.set(key, known);
		return known.filter(counts).reduce((left, right) => left === void 0 || comparePep440(left, right) < 0 ? right : left, void 0);
	}
	read({ prefix, suffix }) {
		const versions = [];
		const add = (text) => {
			if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return;
			const version = tryParsePep440(text) ?? tryParsePep440(text.replace("_", "+"));
			if (version !== void 0) versions.push(version);
		};
		const addTag = (name) => {
			if (name.startsWith(prefix) && name.endsWith(suffix)) add(name.slice(prefix.length, name.length - suffix.length));
		};
		for (const name of this.existing.names) addTag(name);
		for (const { tag } of this.own) addTag(tag);
		for (const { text } of this.existing.versions ?? []) add(text);
		return versions;
	}
};
// src/tags/compute.ts
function computeTags(rules, context, existing, now) {
	const scope = {
		context,
		existing,
		now
	};
	const idle = [];
	const given = [];
	for (const rule of rules) {
		const outcome = ruleTags(rule, scope);
		if (typeof outcome === "string") idle.push({
			line: rule.line,
			rule: rule.text,
			reason: outcome
		});
		else given.push({
			rule,
			outcome
		});
	}
	const knownPep440 = new KnownPep440(existing, given.flatMap(({ outcome }) => [...outcome.tags, ...outcome.lines]));
	const outcomes = given.map(({ rule, outcome }) => {
		const again = rule.type === "pep440" ? pep440Tags(rule, {
			...scope,
			knownPep440
		}) : outcome;
		return typeof again === "string" ? outcome : again;
	});
	const own = outcomes.flatMap(({ tags }) => tags);
	const known = new KnownVersions(existing, own);
	const lines = decideLines(outcomes.flatMap((outcome) => outcome.lines), context, known);
	const latest = decideLatest(outcomes, scope, known);
	const settled = settleTags({
		wanted: [
			...own,
			...lines.wanted,
			...latest.wanted
		],
		withheld: [
			...outcomes.flatMap(({ withheld }) => withheld),
			...lines.withheld,
			...latest.withheld
		]
	});
	const main = mainTag(settled.wanted);
	return {
		...orderTags(settled, main),
		idle,
		warnings: [.../* @__PURE__ */ new Set([...context.notes ?? [], ...longNumbers(own)])],
		version: main?.tag,
		versionLabel: main?.version ?? main?.original
	};
}
function longNumbers(tags) {
	return tags.flatMap(({ sequence }) => {
		if (sequence === void 0 || `${sequence.number}`.length <= sequence.width) return [];
		return [`the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`];
	});
}
// src/tags/tag-context.ts
const ALLOWED = { allowed: true };
// src/promotion/destination/names-scope.ts
const COMPARING = /* @__PURE__ */ new Set([
	"semver",
	"channel",
	"pep440"
]);
function comparesVersions(rule, { flavor, git }) {
	if (COMPARING.has(rule.type) || flavor.latest === "true") return true;
	if (rule.type === "raw") return rule.value.source.includes("latest");
	if (flavor.latest === "false") return false;
	return rule.type === "match" || rule.type === "ref" && rule.event === "tag" && git?.tag !== void 0;
}
function findNamesScope(rules, context, run) {
	if (run.existingTags === "registry" && rules.some((rule) => comparesVersions(rule, context))) return { kind: "all" };
	const days = [];
	for (const rule of rules) {
		if (rule.type !== "date_seq") continue;
		const prefix = rule.prefix ?? context.flavor.prefix;
		const suffix = rule.suffix ?? context.flavor.suffix;
		if (!isLiteral(prefix) || !isLiteral(suffix)) return { kind: "all" };
		const timeZone = rule.timeZone ?? context.timeZone;
		const numbering = {
			...rule,
			prefix: prefix.source,
			suffix: suffix.source,
			timeZone
		};
		days.push({
			stem: stemOf(numbering, run.now),
			first: firstOfDay(numbering, run.now)
		});
	}
	return {
		kind: "days",
		days
	};
}
async function readDay(client, repository, day) {
	const listed = await listTagsFrom(client, repository, day.stem);
	if (listed !== void 0 && listed.size > 0) return listed;
	if (listed !== void 0 && await headManifest(client, repository, day.first) === void 0) return listed;
	return listTags(client, repository);
}
async function readNames(client, repository, scope) {
	if (scope.kind === "all") return listTags(client, repository);
	const days = await Promise.all(scope.days.map((day) => readDay(client, repository, day)));
	return new Set(days.flatMap((names) => [...names]));
}
// src/promotion/source/read-config.ts
const MAX_CONFIG = 4194304;
function parse(bytes) {
	if (bytes === void 0) return void 0;
	try {
		return parseJsonObject(bytes);
	} catch {
		return;
	}
}
async function readConfig(client, repository, image) {
	const manifest = representativeManifest(image.graph)?.manifest;
	if (manifest?.kind !== "manifest") return {
		manifest: void 0,
		config: void 0
	};
	const bytes = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(manifest.config.mediaType) ? await readBlob(client, repository, {
		...manifest.config,
		limit: MAX_CONFIG
	}) : void 0;
	if (bytes !== void 0) image.ledger?.give(manifest.config.digest, bytes);
	return {
		manifest,
		config: parse(bytes)
	};
}
// src/promotion/source/read-labels.ts
function findLabels({ nodes, root }, { manifest, config }) {
	const inner = config && objectProperty(config, "config");
	const labels = stringMap(inner && property(inner, "Labels"));
	return joinImageLabels(nodes.get(root)?.manifest.annotations ?? /* @__PURE__ */ new Map(), manifest, labels);
}
async function readImageLabels(client, repository, image) {
	return findLabels(image.graph, await readConfig(client, repository, image));
}
// src/action/git/git-program.ts
const TIME_LIMIT = 1e4;
const OUTPUT_LIMIT = 16777216;
const PASSED_ON = [
	"PATH",
	"HOME",
	"XDG_CONFIG_HOME",
	"USERPROFILE",
	"SYSTEMROOT",
	"LD_LIBRARY_PATH",
	"TMPDIR"
];
function settings(folder) {
	return [
		"-c",
		`safe.directory=${folder}`,
		"-c",
		"core.fsmonitor=false",
		"-c",
		"log.showSignature=false"
	];
}
function variables(environment, folder) {
	const passed = PASSED_ON.flatMap((name) => {
		const value = environment[name];
		return value === void 0 ? [] : [[name, value]];
	});
	return {
		...Object.fromEntries(passed),
		GIT_CEILING_DIRECTORIES: dirname(folder),
		GIT_NO_LAZY_FETCH: "1",
		GIT_NO_REPLACE_OBJECTS: "1",
		GIT_OPTIONAL_LOCKS: "0",
		GIT_TERMINAL_PROMPT: "0",
		LC_ALL: "C"
	};
}
function findFolder(environment) {
	const folder = resolve(environment["GITHUB_WORKSPACE"] || ".");
	try {
		return realpathSync(folder);
	} catch {
		throw new InputError(`Cannot ask git: the workspace ${quote(folder)} does not exist; run actions/checkout before this step`);
	}
}
function explain(error, subject) {
	if (error.code === "ENOENT") return new InputError("Cannot ask git: the program is not installed; install git in the image of the job, or let Sealift ask GitHub instead by giving github-token and leaving context at \"workflow\"");
	if (error.killed === true && error.code !== "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return new InputError(`Cannot ask git: "git ${subject}" took longer than ${TIME_LIMIT / 1e3} s; run the step again`);
	return new InputError(`Cannot ask git: "git ${subject}" failed (${quote(error.message)}); check that git runs in this job`);
}
function openCheckout(environment) {
	const folder = findFolder(environment);
	const options = {
		cwd: folder,
		env: variables(environment, folder),
		timeout: TIME_LIMIT,
		killSignal: "SIGKILL",
		maxBuffer: OUTPUT_LIMIT,
		encoding: "utf8",
		windowsHide: true
	};
	return {
		folder,
		run(...args) {
			return new Promise((answer, reject) => {
				execFile("git", [...settings(folder), ...args], options, (error, stdout, stderr) => {
					if (error === null) answer({
						exitCode: 0,
						stdout,
						stderr
					});
					else if (typeof error.code === "number") answer({
						exitCode: error.code,
						stdout,
						stderr
					});
					else reject(explain(error, args[0] ?? ""));
				});
			});
		}
	};
}
async function askGit(checkout, ...args) {
	const { exitCode, stdout, stderr } = await checkout.run(...args);
	if (exitCode === 0) return stdout.trimEnd();
	const folder = quote(checkout.folder);
	if (/not a git repository/i.test(stderr)) throw new InputError(`Cannot ask git: ${folder} is no checkout; run actions/checkout before this step`);
	if (/dubious ownership/i.test(stderr)) throw new InputError(`Cannot ask git: it does not trust ${folder}, which belongs to another user; run "git config --global --add safe.directory ${checkout.folder}" before this step`);
	const reason = quote(stderr.split("\n", 1)[0] ?? "");
	throw new InputError(`Cannot ask git: "git ${args[0]}" failed with ${reason}; check the checkout that actions/checkout made`);
}
// src/action/git/git-tags.ts
const PAGE_SIZE = 100;
async function listFromGitHub(prefix, { event, token }) {
	try {
		const api = await openGitHub(event, token);
		if (api === void 0) throw new Error("the repository has no name");
		const { octokit, owner, repo } = api;
		const ref = prefix === "" ? "tags" : `tags/${prefix}`;
		return (await octokit.paginate(octokit.rest.git.listMatchingRefs, {
			owner,
			repo,
			ref,
			per_page: PAGE_SIZE
		})).map((each) => each.ref);
	} catch (error) {
		const { reason, cure } = explainGitHubFailure(error, "contents: read");
		throw new InputError(`Cannot list the git tags of ${event.repository?.fullName}: ${reason}; ${cure}, or set existing-tags to "registry"`);
	}
}
async function listRefs(checkout, ...filter) {
	const answer = await askGit(checkout, "for-each-ref", "--format=%(refname)", ...filter, "refs/tags/");
	return answer === "" ? [] : answer.split("\n");
}
async function listFromCheckout(environment) {
	const checkout = openCheckout(environment);
	const isShallow = await askGit(checkout, "rev-parse", "--is-shallow-repository") === "true";
	const refs = await listRefs(checkout);
	if (isShallow) {
		const own = await listRefs(checkout, "--points-at=HEAD");
		if (refs.length <= own.length) throw new InputError("Cannot list the git tags: the checkout is shallow and was made without the other tags; give github-token, or fetch them by \"fetch-depth: 0\" (or \"fetch-tags: true\") of actions/checkout");
	}
	return refs;
}
async function listGitTags(prefix, source) {
	const { event, environment, token } = source;
	const names = (canAskGitHub(event, token) ? await listFromGitHub(prefix, source) : await listFromCheckout(environment)).filter((ref) => ref.startsWith("refs/tags/")).map((ref) => ref.slice(10));
	return [...new Set(names.filter((name) => name.startsWith(prefix)))].sort();
}
// src/action/git/git-versions.ts
async function listGitVersions(prefix, source) {
	return (await listGitTags(prefix, source)).flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
// src/action/git/github-release.ts
async function isLatestRelease(event, token) {
	const { name, gitTag, makeLatest } = event;
	if (name !== "release" || gitTag === void 0) return void 0;
	if (makeLatest !== void 0) return makeLatest;
	if (!canAskGitHub(event, token)) return void 0;
	try {
		const api = await openGitHub(event, token);
		if (api === void 0) return void 0;
		const { octokit, owner, repo } = api;
		const { data } = await octokit.rest.repos.getLatestRelease({
			owner,
			repo
		});
		return data.tag_name === gitTag.name;
	} catch {
		return;
	}
}
// src/action/tag-context.ts
function toGitFacts(event) {
	const { name, branch, pullRequest, mergeGroup, baseRef, defaultBranch, isDefaultBranch, commitDate } = event;
	return {
		event: name,
		branch,
		tag: event.gitTag?.name,
		pullRequest,
		mergeGroup,
		baseRef,
		defaultBranch,
		isDefaultBranch,
		commitDate
	};
}
function readShortShaLength(environment) {
	const text = environment["DOCKER_METADATA_SHORT_SHA_LENGTH"] || String(7);
	const length = Number(text);
	if (/^[0-9]{1,2}$/.test(text) && length >= 7 && length <= 40) return length;
	throw new InputError(`Cannot use DOCKER_METADATA_SHORT_SHA_LENGTH ${quote(text)}: it is no number from 7 to 40; leave it out for 7`);
}
function buildTagContext(inputs, event, environment) {
	const sha = inputs.revision ?? tryParseRevision(event.sha ?? "");
	const versions = {
		input: inputs.version,
		gitTag: needsVersion(inputs.rules) || event.gitTag === void 0 ? event.gitTag : {
			...event.gitTag,
			commit: sha
		},
		tagPrefix: inputs.tagPrefix,
		imageRevision: sha,
		sourceTag: void 0,
		label: void 0
	};
	return {
		versions,
		revision: sha === void 0 ? void 0 : {
			sha,
			origin: inputs.revision === void 0 ? "the event's commit" : "the input \"revision\""
		},
		sourceTag: void 0,
		git: toGitFacts(event),
		preRelease: event.preRelease,
		makeLatest: event.makeLatest,
		gives: event.givesTags ? ALLOWED : event.movesTags,
		moves: event.movesTags,
		flavor: inputs.flavor,
		timeZone: inputs.timeZone,
		shortShaLength: readShortShaLength(environment),
		digest: void 0,
		notes: notesOnVersion(versions)
	};
}
export { narrateTags as A, requireNoConflict as C, narrateIdleRules as D, narrateEvent as E, addCosts as M, countRequests as N, narratePlan as O, makeCost as P, planTags as S, narrateEstimate as T, templatesOf as _, askGit as a, lookUpTags as b, readImageLabels as c, readNames as d, ALLOWED as f, notesOnVersion as g, needsVersion as h, listGitVersions as i, NO_COST as j, narrateShards as k, readConfig as l, evaluateExpression as m, readShortShaLength as n, openCheckout as o, computeTags as p, isLatestRelease as r, findLabels as s, buildTagContext as t, findNamesScope as u, findPresent as v, nextInSequence as w, namesToLookUp as x, findPresentBelow as y };
