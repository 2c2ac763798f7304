import { n as __exportAll } from "./rolldown-runtime.js";
import { Bn as tryParseDigest, Gn as once, Hn as safeText, In as digestOf, Jn as PolicyError, Lt as readWholeFile, Tn as formatRepository, Vn as quote, Wn as getOrMake, Yn as RegistryError, Zn as isSealiftError, a as markdownTable, dn as formatDuration, fn as formatList, g as PROMOTION, hn as formatTimeLeft, i as markdownPage, jt as locationsOf, kn as parseReference, ln as formatBytes, m as HOLD, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, pn as formatNumber, qn as InputError, sn as explainSystemError, t as markdownCode, un as formatCount, yn as DAY, zn as shortDigest } from "./start.js";
import { P as eachAtMost, S as listReferrers, k as openClientPool } from "./registry.js";
import { Cn as isAttestation, Ct as toNode, Et as readConfig, Lt as PLACEMENT_ANNOTATIONS, St as readGraph, Tn as manifestBlobs, _r as getManifest, dr as ROLLBACK, qt as startHeartbeat, ti as matchesGlob, wt as findLabels, xt as UnreadableManifestError, yn as childManifests } from "./common.js";
import { c as findPlacings, d as compareNewness, h as readTagName, i as beginWalk, m as readNewness, o as replay, p as orderTagNames, s as stepBack, u as readRepositoryState } from "./history.js";
import { _ as isQuarantined, g as findRecordedHolds, h as findHolds, m as findFileHolds, p as revisionsOf, v as environmentsAfter, x as describeHold } from "./holds.js";
import { G as ATTESTATIONS, J as declaredPredicate, K as RECORDS, Y as readAttestationManifest, Z as readRecords, nt as decodeUnverifiedPredicate } from "./records.js";
import { readdirSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
// src/report/retain.ts
function buildRetainOutputs(report) {
	const going = report.environments.flatMap(({ name, repository, going: images }) => images.map(({ digest, tags, action }) => ({
		environment: name,
		repository,
		digest,
		tags,
		action
	})));
	return /* @__PURE__ */ new Map([
		["plan", JSON.stringify(going)],
		["plan-file", report.plan?.file ?? ""],
		["plan-id", report.plan?.id ?? ""],
		["due", String(report.totals.due)],
		["bytes", String(report.totals.frees)],
		["changed", "false"],
		["report", JSON.stringify(report)]
	]);
}
// src/report/retain-log.ts
const RULES = {
	moving: "moving tags",
	last: "last",
	popped: "rolled back from",
	days: "days",
	tags: "tags",
	downstream: "later environments",
	held: "held",
	"in-use": "in use",
	"in-flight": "under way",
	"unknown-age": "unknown age",
	unread: "not readable",
	"no-image": "not an image",
	"no-rules": "no rules",
	elsewhere: "kept elsewhere"
};
function nameRule(rule) {
	return RULES[rule] ?? rule;
}
function describeRules({ rules }) {
	return Object.entries(rules).toSorted(([, left], [, right]) => right - left).map(([rule, images]) => `${nameRule(rule)} ${images}`).join(", ");
}
function describeBecause(because) {
	return because.map(({ detail }) => safeText(detail, 300)).join("; ");
}
function describeTags(tags) {
	const more = tags.length > 4 ? ` and ${tags.length - 4} more` : "";
	return `${tags.slice(0, 4).join(", ")}${more}`;
}
function goingLine({ digest, tags, because, frees }) {
	const size = frees === null ? "" : `, frees ${formatBytes(frees)}`;
	return `  - ${shortDigest(digest)} (${describeTags(tags)})${size}: ${describeBecause(because)}`;
}
function retainLines({ environments }) {
	return environments.flatMap((each) => {
		const { name, repository, images, kept, going } = each;
		const rules = describeRules(each);
		return [`${safeText(name, 200)} (${repository}): ${formatCount(images, "image")}, ${kept} kept${rules === "" ? "" : ` (${rules})`}, ${going.length} due`, ...going.map(goingLine)];
	});
}
function retainSummaryLine({ totals, refused, environments }) {
	const names = [...new Set(environments.filter(({ going }) => going.length > 0).map(({ name }) => name))];
	const due = totals.due === 0 ? `Nothing is due: all ${formatCount(totals.images, "image")} stay` : `${totals.due} of ${formatCount(totals.images, "image")} ${totals.due === 1 ? "is" : "are"} due in ${formatList(names)}, which would free ${formatBytes(totals.frees)}`;
	const failed = [...new Set(refused.map(({ environment }) => environment))];
	return `${due}${failed.length === 0 ? "" : `; ${formatList(failed)} cannot be planned`}. This is a plan: nothing was changed`;
}
// src/report/retain-summary.ts
const MOST_SHOWN = 200;
function environmentRow(each) {
	const { name, repository, images, kept, going, frees } = each;
	return [
		markdownText(name),
		markdownCode(repository),
		String(images),
		String(kept),
		markdownText(describeRules(each)),
		String(going.length),
		going.length === 0 ? "" : formatBytes(frees)
	];
}
function goingRow({ digest, tags, because, last, frees }) {
	return [
		markdownCode(describeTags(tags)),
		markdownCode(shortDigest(digest)),
		last === null ? "unknown" : last.slice(0, 10),
		markdownText(describeBecause(because)),
		frees === null ? "" : formatBytes(frees)
	];
}
function renderGoing({ name, repository, going }) {
	const title = `${formatCount(going.length, "image")} of ${markdownText(name)} (${markdownText(repository)})`;
	const rows = going.slice(0, MOST_SHOWN).map(goingRow);
	const more = going.length - rows.length;
	const table = markdownTable([
		"Tags",
		"Image",
		"Newest",
		"Why no rule keeps it",
		"Frees"
	], rows);
	const body = more > 0 ? `${table}\n\n${formatCount(more, "more image")} in the plan file.` : table;
	return markdownDetails(title, body);
}
function renderRetainSummary(report) {
	const { environments, plan, excess, refused, totals } = report;
	const parts = [
		"## 🗂️ Retention plan",
		`${markdownText(retainSummaryLine(report))}.`,
		...environments.length === 0 ? [] : [markdownTable([
			"Environment",
			"Repository",
			"Images",
			"Kept",
			"Kept by",
			"Due",
			"Freed"
		], environments.map(environmentRow))],
		...environments.filter(({ going }) => going.length > 0).map(renderGoing),
		...totals.due === 0 ? [] : ["Bytes are freed when the registry collects what nothing names any longer; layers that another image has stay."],
		...plan === null ? [] : [`Plan ${markdownCode(plan.id)}`]
	];
	const footer = `${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}`;
	const warnings = [
		...refused.map(({ reason }) => reason),
		...excess,
		...report.warnings
	];
	return markdownPage(parts, warnings.slice(0, 50), footer);
}
// src/retention/clock.ts
const SKEW = 3e5;
async function requireClock(client, repository, names) {
	const url = client.address(repository, "manifests/latest");
	const sentAt = client.clock.now();
	const response = await client.send({
		method: "HEAD",
		url,
		headers: {}
	});
	await response.discard();
	const told = Date.parse(response.header("date") ?? "");
	const [early, late] = [sentAt - SKEW, client.clock.now() + SKEW];
	if (Number.isNaN(told) || told >= early && told <= late) return;
	throw new PolicyError({
		what: `retain ${names}`,
		reason: `the clock of this machine and that of ${client.registry} differ by ${formatDuration(Math.abs(told - sentAt))}`,
		remedy: "set the clock, as ages are counted by it"
	});
}
// src/retention/in-use.ts
const HEAD = /^# cluster ([A-Za-z0-9][A-Za-z0-9_-]{0,63}) (\S{10,40})$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const SCHEME = /^[a-z][a-z-]{0,30}:\/\//;
const SHORT_NAME = /^[a-z0-9][a-z0-9._/-]{0,254}(?::[A-Za-z0-9_][A-Za-z0-9._-]{0,127})?$/;
function refuse$1(path, reason, remedy) {
	throw new InputError({
		what: `read the list of what runs ${quote(path)}`,
		reason,
		remedy
	});
}
function tryParseReference(text) {
	const named = /[:@][^/]*$/.test(text) ? text : `${text}:latest`;
	try {
		return parseReference(named);
	} catch (error) {
		if (isSealiftError(error)) return void 0;
		throw error;
	}
}
function readEntry(line) {
	const text = line.replace(SCHEME, "");
	const digest = tryParseDigest(text.slice(text.lastIndexOf("@") + 1));
	if (digest !== void 0) return { digest };
	const reference = tryParseReference(text);
	if (reference?.kind === "tag") return { tag: `${formatRepository(reference.repository)}:${reference.tag}` };
	return SHORT_NAME.test(text) ? {} : void 0;
}
function parseInUse(text, path) {
	const [first = "", ...lines] = text.replaceAll("\r", "").split("\n");
	const [, cluster, written = ""] = HEAD.exec(first.trim()) ?? [];
	const time = new Date(INSTANT.test(written) ? written : NaN);
	if (cluster === void 0 || Number.isNaN(time.getTime())) refuse$1(path, "its first line does not say of which cluster it is, and when it was made", "begin it with a line such as \"# cluster dc1 2026-11-30T10:00:00Z\"");
	const digests = /* @__PURE__ */ new Set();
	const tags = /* @__PURE__ */ new Set();
	let entries = 0;
	for (const [index, line] of lines.entries()) {
		const entry = line.trim();
		if (entry === "" || entry.startsWith("#")) continue;
		const found = readEntry(entry);
		if (found === void 0) refuse$1(path, `line ${index + 2}, ${quote(entry)}, is neither a reference nor a digest`, "write one image a line");
		entries++;
		if (found.digest !== void 0) digests.add(found.digest);
		if (found.tag !== void 0) tags.add(found.tag);
	}
	return {
		path,
		cluster,
		time,
		entries,
		digests,
		tags
	};
}
function findListFaults(lists, rules, now) {
	if (rules.kind === "optional") return [];
	const missing = rules.clusters.filter((name) => !lists.some(({ cluster }) => cluster === name));
	const remedy = "give a list in the input \"in-use\", or set \"in-use: optional\"";
	const faults = lists.flatMap(({ cluster, time, entries, path }) => {
		const name = `the list of what ${safeText(cluster, 64)} runs (${quote(path)})`;
		const age = now - time.getTime();
		if (entries === 0) return [{
			reason: `${name} has no entry`,
			remedy
		}];
		if (age > rules.maxAge) return [{
			reason: `${name} is ${formatDuration(age)} old, and ${formatDuration(rules.maxAge)} is the most`,
			remedy: "make it anew in the same job"
		}];
		return age < -3e5 ? [{
			reason: `${name} is from the future`,
			remedy: "set the clock of that cluster"
		}] : [];
	});
	if (missing.length === 0) return faults;
	return [{
		reason: `nothing says what ${formatList(missing)} ${missing.length === 1 ? "runs" : "run"}`,
		remedy
	}, ...faults];
}
function joinLists(lists, holds) {
	const found = /* @__PURE__ */ new Map();
	for (const { cluster, digests, tags } of lists) {
		for (const digest of digests) found.set(digest, `${cluster} runs it`);
		for (const tag of tags) {
			const digest = holds.get(tag);
			if (digest !== void 0 && !found.has(digest)) found.set(digest, `${cluster} may start ${tag}`);
		}
	}
	return found;
}
// src/retention/contents.ts
function scopeOf(uri, scope) {
	const parts = uri.split("/");
	if (scope === "repository") return uri;
	return parts.slice(0, scope === "project" ? 2 : 1).join("/");
}
function measureFreed(images, contents, scope) {
	const kept = /* @__PURE__ */ new Map();
	const going = /* @__PURE__ */ new Map();
	for (const { uri, digest, isKept } of images) {
		const own = getOrMake(isKept ? kept : going, scopeOf(uri, scope), () => /* @__PURE__ */ new Map());
		for (const [part, size] of contents.get(digest) ?? []) own.set(part, size);
	}
	const sum = (sizes) => [...sizes].reduce((total, size) => total + size, 0);
	const isLost = (key, part) => kept.get(key)?.has(part) !== true;
	return {
		total: sum([...going].flatMap(([key, parts]) => [...parts].flatMap(([part, size]) => isLost(key, part) ? [size] : []))),
		used: sum([...kept.values()].flatMap((parts) => [...parts.values()])),
		of({ uri, digest }) {
			const content = contents.get(digest);
			const key = scopeOf(uri, scope);
			return content && sum([...content].flatMap(([part, size]) => isLost(key, part) ? [size] : []));
		}
	};
}
// src/retention/tag-kind.ts
const LINE = /^[vV]?(?:0|[1-9]\d{0,8})(?:\.(?:0|[1-9]\d{0,8}))?(?:-[A-Za-z][A-Za-z0-9._-]*)?$/;
const COMMIT = /^(?:sha-[0-9a-f]{7,64}|[0-9a-f]{7,40})$/;
function tagKind(tag) {
	const name = readTagName(tag);
	if (name.kind === "version" || name.kind === "day") return name.kind;
	if (LINE.test(tag)) return "line";
	return COMMIT.test(tag) ? "commit" : "moving";
}
function dayOfTag(tag, now) {
	const name = readTagName(tag);
	if (name.kind !== "day") return void 0;
	const [, year, month, day] = /^(\d{4})(\d{2})(\d{2})/.exec(name.day) ?? [];
	const start = Date.parse(`${year}-${month}-${day}T00:00:00Z`);
	if (Number.isNaN(start) || start > now + 864e5) return void 0;
	return Math.min(start + DAY, now);
}
// src/retention/keep.ts
const IN_FLIGHT = 2 * DAY;
function timeOf({ digest, tags, details }, ran, { now, isClaimed }) {
	const times = [
		ran?.placedAt.get(digest),
		...tags.map((tag) => dayOfTag(tag, now)),
		isClaimed ? details?.recordedAt : void 0
	].filter((each) => each !== void 0);
	return times.length === 0 ? void 0 : Math.max(...times);
}
function ageFrom(image, ran, now) {
	return timeOf(image, ran, {
		now,
		isClaimed: true
	});
}
function rankByTime({ images, ran }, now) {
	return images.map((image) => ({
		digest: image.digest,
		time: timeOf(image, ran, {
			now,
			isClaimed: false
		})
	})).filter(({ time }) => time !== void 0).toSorted((left, right) => (right.time ?? 0) - (left.time ?? 0) || (left.digest < right.digest ? -1 : 1)).map(({ digest }) => digest);
}
function toOrder(ranked, by) {
	return {
		places: new Map(ranked.map((digest, place) => [digest, place])),
		by
	};
}
function orderImages(location, now) {
	const { ran, environment } = location;
	const last = environment.retention?.last;
	if (last === void 0) return {
		location,
		orders: []
	};
	const byTime = () => toOrder(rankByTime(location, now), "time");
	if (ran === void 0) return {
		location,
		orders: [byTime()]
	};
	const ranked = ran.stack.images.toReversed().filter((digest) => !ran.held.has(digest));
	const order = toOrder(ranked, "ran");
	return {
		location,
		orders: ran.isComplete || ranked.length >= last ? [order] : [order, byTime()]
	};
}
function lacksOrder({ location: { environment, images }, orders }) {
	const last = environment.retention?.last;
	return last !== void 0 && images.length > last && orders.every(({ places }) => places.size === 0);
}
function ordinal(number) {
	const rest = number % 100;
	return `${number}${rest > 10 && rest < 14 ? "th" : [
		"th",
		"st",
		"nd",
		"rd"
	][number % 10] ?? "th"}`;
}
const WORDS = {
	ran: "that ran",
	time: "by time"
};
function rank({ places, by }, digest, last) {
	const place = places.get(digest);
	return place === void 0 ? `not among the last ${last} ${WORDS[by]}` : `${ordinal(place + 1)} of the last ${last} ${WORDS[by]}`;
}
function keptAsLast({ digest }, { orders }, last) {
	return orders.filter(({ places }) => (places.get(digest) ?? last) < last).map((order) => ({
		rule: "last",
		detail: rank(order, digest, last)
	}));
}
function fits(tag, patterns) {
	const [out, kept] = [patterns.filter((each) => each.startsWith("!")), patterns.filter((each) => !each.startsWith("!"))];
	return kept.some((each) => matchesGlob(tag, each)) && !out.some((each) => matchesGlob(tag, each.slice(1)));
}
function keptByTags({ tags }, { environment }, rules) {
	const marker = environment.tag ?? "latest";
	return tags.flatMap((tag) => {
		const kind = tag === marker ? "moving" : tagKind(tag);
		if (kind === "moving" || kind === "line" && rules.moving === "all") return [{
			rule: "moving",
			detail: `${tag} holds it`
		}];
		return fits(tag, rules.tags) ? [{
			rule: "tags",
			detail: `${tag} is to be kept`
		}] : [];
	});
}
function protections(image, { inUse, now }) {
	const { details, isImage, digest, parts } = image;
	const used = [digest, ...parts].flatMap((each) => inUse.get(each) ?? []);
	const because = [...new Set(used)].map((detail) => ({
		rule: "in-use",
		detail
	}));
	if (image.unread !== void 0) because.push({
		rule: "unread",
		detail: `it cannot be read whole: ${image.unread}`
	});
	if (!isImage) because.push({
		rule: "no-image",
		detail: "it is not an image"
	});
	for (const detail of details?.holds ?? []) because.push({
		rule: "held",
		detail
	});
	if (details?.recordedAt !== void 0 && now - details.recordedAt < IN_FLIGHT) because.push({
		rule: "in-flight",
		detail: "its newest record is younger than 48 hours"
	});
	if (details !== void 0 && details.missingTags.length > 0) {
		const [tag] = details.missingTags;
		because.push({
			rule: "in-flight",
			detail: `a record gave it the tag ${tag}, which is not there`
		});
	}
	return because;
}
function findRoots(image, ordered, context) {
	const { location } = ordered;
	const { environment, ran } = location;
	const { retention: rules } = environment;
	if (rules === void 0) return [{
		rule: "no-rules",
		detail: `${environment.name} has no "retention"`
	}];
	const because = [...keptByTags(image, location, rules)];
	if (rules.last !== void 0) because.push(...keptAsLast(image, ordered, rules.last));
	if (ran?.stack.popped.includes(image.digest) === true) because.push({
		rule: "popped",
		detail: "a rollback went back from it"
	});
	const time = ageFrom(image, ran, context.now);
	if (rules.days !== void 0 && time !== void 0 && context.now - time < rules.days) because.push({
		rule: "days",
		detail: `it is younger than ${formatTimeLeft(rules.days)}`
	});
	if (time === void 0 && image.details !== void 0) because.push({
		rule: "unknown-age",
		detail: "nothing says how old it is"
	});
	const needed = rules.downstream === "none" ? void 0 : context.downstream.get(image.digest);
	if (needed !== void 0) because.push({
		rule: "downstream",
		detail: needed
	});
	return [...because, ...protections(image, context)];
}
function explainDue(image, ordered, now) {
	const { location, orders } = ordered;
	const rules = location.environment.retention;
	if (rules === void 0) return [];
	const because = [];
	if (rules.last !== void 0) {
		const [order] = orders;
		if (order !== void 0) because.push({
			rule: "last",
			detail: rank(order, image.digest, rules.last)
		});
	}
	const time = ageFrom(image, location.ran, now);
	if (rules.days !== void 0 && time !== void 0) {
		const days = Math.floor((now - time) / DAY);
		because.push({
			rule: "days",
			detail: `${days} days old, and ${formatTimeLeft(rules.days)} are kept`
		});
	}
	if (rules.tags.length > 0) because.push({
		rule: "tags",
		detail: "none of its tags is to be kept"
	});
	return because;
}
// src/retention/plan.ts
function listGoing({ environments }) {
	return environments.flatMap(({ repository, images }) => images.filter(({ action }) => action !== "keep").map(({ digest, action }) => [
		repository,
		digest,
		action
	]));
}
function retentionPlanId(policy, going) {
	const sorted = going.map((each) => JSON.stringify(each)).toSorted();
	return digestOf(`{"going":[${sorted.join(",")}],"policy":${JSON.stringify(policy)}}`);
}
function limitsOf({ locations, assessment, retention: { maxDelete } }) {
	return [...Map.groupBy(locations, ({ environment }) => environment.name)].map(([environment, own]) => {
		const all = /* @__PURE__ */ new Set();
		const due = /* @__PURE__ */ new Set();
		for (const location of own) for (const { digest } of location.images) {
			all.add(`${location.image}@${digest}`);
			if (assessment.get(location)?.get(digest)?.length === 0) due.add(`${location.image}@${digest}`);
		}
		const share = Math.floor(all.size * maxDelete.percent / 100);
		return {
			environment,
			images: all.size,
			due: due.size,
			most: Math.min(maxDelete.images, share)
		};
	});
}
function strictest(locations) {
	const asked = locations.map(({ environment }) => environment.retention?.archive ?? "no");
	return ["required", "yes"].find((each) => asked.includes(each)) ?? "no";
}
function joinBecause(digest, sharing, assessment) {
	const all = sharing.flatMap((each) => assessment.get(each)?.get(digest) ?? []);
	return [...new Map(all.map((each) => [`${each.rule} ${each.detail}`, each])).values()];
}
function sortImages(images) {
	return images.toSorted((left, right) => Number(left.action === "keep") - Number(right.action === "keep") || ((left.last ?? "") < (right.last ?? "") ? -1 : (left.last ?? "") > (right.last ?? "") ? 1 : 0) || (left.digest < right.digest ? -1 : 1));
}
function planRetention(facts) {
	const { policy, now, locations, assessment, contents, retention } = facts;
	const shared = [...Map.groupBy(locations, ({ uri }) => uri).values()];
	const freed = measureFreed(shared.flatMap(([first, ...others]) => {
		if (first === void 0) return [];
		return first.images.map(({ digest }) => ({
			uri: first.uri,
			digest,
			isKept: joinBecause(digest, [first, ...others], assessment).length > 0
		}));
	}), contents, retention.capacity?.scope ?? "registry");
	function planImage(image, { location, sharing, ordered }) {
		const { digest, tags, parts } = image;
		const because = joinBecause(digest, sharing, assessment);
		const isKept = because.length > 0;
		const content = contents.get(digest);
		const time = ageFrom(image, location.ran, now);
		return {
			digest,
			tags,
			action: isKept ? "keep" : "retire",
			because: isKept ? because : ordered.flatMap((each) => explainDue(image, each, now)),
			last: time === void 0 ? null : new Date(time).toISOString(),
			bytes: content === void 0 ? null : [...content.values()].reduce((sum, size) => sum + size, 0),
			frees: isKept ? null : freed.of({
				uri: location.uri,
				digest
			}) ?? null,
			children: parts
		};
	}
	const environments = shared.flatMap((sharing) => {
		const [location] = sharing;
		if (location === void 0) return [];
		const names = sharing.map(({ environment }) => environment.name);
		const ordered = sharing.map((each) => orderImages(each, now));
		return [{
			name: names.join(", "),
			environments: names,
			image: location.image,
			repository: location.uri,
			archive: strictest(sharing),
			images: sortImages(location.images.map((image) => planImage(image, {
				location,
				sharing,
				ordered
			})))
		}];
	});
	const images = environments.flatMap((each) => each.images);
	const due = images.filter(({ action }) => action !== "keep").length;
	return {
		version: 1,
		policy,
		time: new Date(now).toISOString(),
		id: retentionPlanId(policy, listGoing({ environments })),
		environments,
		totals: {
			images: images.length,
			kept: images.length - due,
			due,
			frees: freed.total
		},
		limits: limitsOf(facts)
	};
}
function findExcess({ limits, environments }) {
	return [...limits.filter(({ due, most }) => due > most).map(({ environment, due, most }) => ({
		reason: `${due} images of ${environment} would go, and at most ${most} may`,
		remedy: "raise \"max-delete\", or narrow the rules"
	})), ...environments.filter(({ images }) => images.length > 0 && images.every(({ action }) => action !== "keep")).map(({ repository }) => ({
		reason: `nothing would be left in ${repository}`,
		remedy: "let a rule keep at least one image there"
	}))];
}
// src/retention/assess.ts
function findDownstream({ environment }, { running, later }, keptIn) {
	const found = /* @__PURE__ */ new Map();
	for (const name of later.get(environment.name) ?? []) {
		if (environment.retention?.downstream === "kept") for (const digest of keptIn(name)) found.set(digest, `${name} keeps it`);
		for (const digest of running.get(name) ?? []) found.set(digest, `${name} runs it`);
	}
	return found;
}
function areBound(one, other) {
	if (one === other) return false;
	return one.uri === other.uri || one.environment.name === other.environment.name;
}
function keptElsewhere(location, digest, { locations }, isKept) {
	const other = locations.find((each) => areBound(location, each) && isKept(each, digest));
	if (other === void 0) return [];
	return [{
		rule: "elsewhere",
		detail: `${other.uri === location.uri ? other.environment.name : other.uri} keeps it`
	}];
}
function assess(facts) {
	const { locations, failed } = facts;
	const kept = /* @__PURE__ */ new Map();
	const of = (location) => getOrMake(kept, location, () => /* @__PURE__ */ new Map());
	const isKept = (location, digest) => (of(location).get(digest)?.length ?? 0) > 0;
	const keptIn = (name) => {
		const own = locations.filter(({ environment }) => environment.name === name);
		return new Set(own.flatMap((each) => each.images.flatMap(({ digest }) => isKept(each, digest) ? [digest] : [])));
	};
	const ordered = locations.map((location) => orderImages(location, facts.now)).toReversed();
	const judge = (image, own, context) => {
		const { location } = own;
		const { name } = location.environment;
		if (failed.has(name)) return [{
			rule: "elsewhere",
			detail: `${name} cannot be judged`
		}];
		const roots = findRoots(image, own, context);
		if (roots.length > 0) return roots;
		const elsewhere = keptElsewhere(location, image.digest, facts, isKept);
		if (elsewhere.length > 0 || image.details !== void 0 || !facts.isFinal) return elsewhere;
		return [{
			rule: "unread",
			detail: "it was not looked at closely"
		}];
	};
	for (let before = -1, count = 0; count !== before;) {
		before = count;
		count = 0;
		for (const each of ordered) {
			const { location } = each;
			const context = {
				...facts,
				downstream: findDownstream(location, facts, keptIn)
			};
			for (const image of location.images) {
				const because = judge(image, each, context);
				of(location).set(image.digest, because);
				if (because.length > 0) count++;
			}
		}
	}
	return kept;
}
// src/retention/read-contents.ts
async function readRoot(client, repository, digest) {
	const stored = await getManifest(client, repository, digest);
	return stored && {
		stored,
		node: toNode(repository, stored)
	};
}
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;
function isImageRoot({ node: { manifest } }) {
	if (manifest.artifactType !== void 0) return false;
	if (manifest.kind === "index") return childManifests(manifest).length > 0;
	return manifest.kind === "manifest" && IMAGE_CONFIG.test(manifest.config.mediaType);
}
function measure({ nodes }) {
	const content = /* @__PURE__ */ new Map();
	for (const { descriptor, manifest } of nodes.values()) {
		content.set(descriptor.digest, descriptor.size);
		for (const { digest, size } of manifestBlobs(manifest)) content.set(digest, size);
	}
	return content;
}
function partsOf({ nodes, root }) {
	const configs = [...nodes.values()].flatMap(({ manifest }) => manifest.kind === "manifest" ? [manifest.config.digest] : []);
	return [.../* @__PURE__ */ new Set([...nodes.keys(), ...configs])].filter((digest) => digest !== root);
}
function platformsOf({ nodes, root }) {
	const platforms = [...nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).filter((child) => !isAttestation(child)).map(({ digest }) => digest);
	return [...new Set(platforms)].filter((digest) => digest !== root);
}
async function readContent(client, repository, { stored }, wantsRevisions) {
	try {
		const graph = await readGraph(client, repository, stored);
		const labels = wantsRevisions ? findLabels(graph, await readConfig(client, repository, { graph })) : void 0;
		return {
			content: measure(graph),
			parts: partsOf(graph),
			platforms: platformsOf(graph),
			revisions: labels === void 0 ? [] : revisionsOf(labels)
		};
	} catch (error) {
		if (error instanceof UnreadableManifestError) return error.reason;
		throw error;
	}
}
// src/retention/read-ran.ts
const NOTHING_SIGNED = () => ({
	kind: "rejected",
	reason: "nothing is signed"
});
function verifierFor(records, access) {
	return records.some(({ form }) => form === "bundle") ? access.openVerifier() : Promise.resolve(NOTHING_SIGNED);
}
async function readProven(digest, image, location, access) {
	const { environment, repository, uri } = location;
	const { pipeline, now } = access;
	const records = await readRecords(access.clientOf(repository), {
		repository,
		subject: digest
	});
	const verify = await verifierFor(records, access);
	const options = {
		pipeline,
		environment,
		image,
		digest,
		uri,
		now,
		verify
	};
	const { placings } = findPlacings(records, environment.tag ?? "latest", options);
	return {
		placings,
		placedAt: placings.length === 0 ? void 0 : Math.max(...placings.map(({ time }) => time)),
		holds: findHolds({
			digests: /* @__PURE__ */ new Set([digest]),
			records
		}, {
			environment,
			pipeline,
			now,
			verify
		}).holds
	};
}
async function readWhatRan({ image, last, location, current }, access) {
	if (current === void 0 || location.environment.from.length === 0) return void 0;
	const held = /* @__PURE__ */ new Set();
	const placedAt = /* @__PURE__ */ new Map();
	for (let walk = beginWalk(current);;) {
		const proven = await readProven(walk.cursor, image, location, access);
		if (isQuarantined(proven.holds)) held.add(walk.cursor);
		if (proven.placedAt !== void 0) placedAt.set(walk.cursor, proven.placedAt);
		const stack = replay(walk);
		const usable = stack.images.filter((digest) => !held.has(digest)).length;
		if (stack.isWhole && usable >= last) return {
			stack,
			isComplete: false,
			held,
			placedAt
		};
		walk = stepBack(walk, proven.placings);
		if (walk.end !== void 0) return {
			stack: replay(walk),
			isComplete: walk.end === "bottom" && stack.isWhole,
			held,
			placedAt
		};
	}
}
// src/retention/read-details.ts
const CREATED = "org.opencontainers.image.created";
const CUT = 1024;
async function listAnnounced({ repository }, subject, access) {
	const client = access.clientOf(repository);
	const listed = await listReferrers(client, repository, subject, ATTESTATIONS);
	return (await Promise.all(listed.map(async (each) => {
		const predicate = declaredPredicate(each);
		if (predicate !== void 0) return {
			predicate,
			annotations: each.annotations
		};
		const manifest = await readAttestationManifest(client, {
			repository,
			subject
		}, each.digest);
		return manifest && {
			predicate: manifest.announced,
			annotations: manifest.annotations
		};
	}))).filter((each) => each !== void 0);
}
function timesOf(announced) {
	return announced.filter(({ predicate }) => predicate !== void 0 && RECORDS.has(predicate)).map(({ annotations }) => Date.parse(annotations.get(CREATED) ?? "")).filter((time) => !Number.isNaN(time));
}
function tagsGiven(announced, uri) {
	return Object.values(PLACEMENT_ANNOTATIONS).flatMap((prefix) => announced.filter(({ annotations }) => annotations.get(`${prefix}to`) === uri).flatMap(({ annotations }) => {
		const text = annotations.get(`${prefix}tags`) ?? "";
		const tags = text.split(" ").filter((tag) => tag !== "");
		return text.length < CUT ? tags : tags.slice(0, -1);
	}));
}
function claimedTime(record) {
	const read = (codec) => decodeUnverifiedPredicate(codec, record)?.time.getTime();
	return read(PROMOTION) ?? read(ROLLBACK) ?? read(HOLD);
}
async function readHoldsAt(subject, root, announced, { location }, access) {
	if (!announced.some(({ predicate }) => predicate === void 0 || predicate === HOLD.type)) return {
		holds: [],
		records: []
	};
	const { repository } = location;
	const { pipeline, now } = access;
	const records = await readRecords(access.clientOf(repository), {
		repository,
		subject
	});
	const verify = await verifierFor(records, access);
	return {
		holds: pipeline.environments.flatMap((environment) => findRecordedHolds(records, {
			environment,
			pipeline,
			now,
			verify
		}).holds.map((hold) => describeHold(hold, root))),
		records
	};
}
function fileHolds({ root, platforms, revisions }, { pipeline, now }) {
	const image = {
		digests: /* @__PURE__ */ new Set([root, ...platforms]),
		revisions
	};
	return pipeline.environments.flatMap((environment) => findFileHolds(pipeline, image, {
		environment,
		now
	}).map((hold) => describeHold(hold, root)));
}
async function readDetails(candidate, { own, all, names }, access) {
	const { root, platforms } = candidate;
	const looks = await Promise.all(all.flatMap((shared) => [root, ...platforms].map(async (subject) => {
		const announced = await listAnnounced(shared.location, subject, access);
		return {
			announced,
			...await readHoldsAt(subject, root, announced, shared, access),
			isOwn: shared.location.uri === own.location.uri && subject === root
		};
	})));
	const here = looks.filter(({ isOwn }) => isOwn);
	const announced = here.flatMap((each) => each.announced);
	const times = [...timesOf(announced), ...here.flatMap(({ records }) => records.flatMap((each) => claimedTime(each) ?? []))];
	const given = tagsGiven(announced, own.location.uri);
	return {
		recordedAt: times.length === 0 ? void 0 : Math.max(...times),
		missingTags: [...new Set(given.filter((tag) => !names.has(tag)))],
		holds: [.../* @__PURE__ */ new Set([...fileHolds(candidate, access), ...looks.flatMap(({ holds }) => holds)])]
	};
}
// src/retention/read-place.ts
const MAX_TAGS = 5e4;
function shareLocations(locations) {
	return [...Map.groupBy(locations, ({ uri }) => uri).values()].flatMap(([location, ...others]) => location === void 0 ? [] : [{
		location,
		environments: [location, ...others].map(({ environment }) => environment)
	}]);
}
function markerOf({ tag }) {
	return tag ?? "latest";
}
function toImage(digest, tags) {
	return {
		digest,
		tags: orderTagNames(tags),
		parts: [],
		isImage: true,
		details: void 0
	};
}
function requireAll({ names, refused }, uri) {
	const [refusal] = refused.values();
	if (refusal !== void 0) throw refusal;
	if (names.size <= MAX_TAGS) return;
	throw new RegistryError({
		what: `find what is in ${uri}`,
		reason: `it has ${formatNumber(names.size)} tags, and no more than ${formatNumber(MAX_TAGS)} are resolved`,
		remedy: "delete old ones by the means of the registry first",
		code: "too-large"
	});
}
async function readPlace(shared, access) {
	const { repository, uri } = shared.location;
	const first = new Set(shared.environments.map(markerOf));
	const state = await readRepositoryState(access.clientOf(repository), repository, {
		first,
		limit: MAX_TAGS
	});
	requireAll(state, uri);
	const images = new Map([...Map.groupBy(state.holds, ([, digest]) => digest)].map(([digest, held]) => [digest, toImage(digest, held.map(([tag]) => tag))]));
	return {
		shared,
		holds: state.holds,
		names: state.names,
		images,
		roots: /* @__PURE__ */ new Map(),
		ran: /* @__PURE__ */ new Map()
	};
}
function findRunning(environment, { holds, images }) {
	const marked = [...holds].find(([tag]) => tag === markerOf(environment))?.[1];
	if (marked !== void 0) return [marked];
	const all = [...images.values()].map(({ digest, tags }) => ({
		digest,
		newness: readNewness(tags)
	}));
	const isOrdered = all.every(({ newness }) => newness.day !== void 0 || newness.version !== void 0);
	const sorted = all.toSorted((left, right) => compareNewness(left.newness, right.newness));
	return (isOrdered ? sorted.slice(0, 1) : all).map(({ digest }) => digest);
}
async function readImages(place, image, access) {
	const { shared, images, roots, ran, holds } = place;
	const { repository, uri } = shared.location;
	const client = access.clientOf(repository);
	const found = await eachAtMost(16, [...images.values()], async (each) => ({
		each,
		root: await readRoot(client, repository, each.digest)
	}));
	const warnings = [];
	for (const { each, root } of found) if (root === void 0) {
		const unread = "it has tags, and the registry does not give it";
		images.set(each.digest, {
			...each,
			unread
		});
		warnings.push(`${uri}@${each.digest} is kept: ${unread}`);
	} else {
		roots.set(each.digest, root);
		images.set(each.digest, {
			...each,
			isImage: isImageRoot(root)
		});
	}
	for (const environment of shared.environments) {
		const last = environment.retention?.last;
		if (last === void 0) continue;
		const current = [...holds].find(([tag]) => tag === markerOf(environment))?.[1];
		const location = {
			...shared.location,
			environment
		};
		ran.set(environment.name, await readWhatRan({
			image,
			last,
			location,
			current
		}, access));
	}
	return warnings;
}
// src/retention/read.ts
async function attempt(environments, failures, work) {
	try {
		await work();
	} catch (error) {
		if (!(error instanceof RegistryError)) throw error;
		for (const { name } of environments) if (!failures.has(name)) failures.set(name, error);
	}
}
function hasFailed({ environments }, failures) {
	return environments.some(({ name }) => failures.has(name));
}
function findRelevant({ environments }, { pipeline }, all) {
	const own = environments.flatMap((each) => [each, ...environmentsAfter(pipeline, each)]);
	const names = new Set(own.map(({ name }) => name));
	return all.filter((shared) => shared.environments.some(({ name }) => names.has(name)));
}
async function readPlaces(query, access) {
	const everywhere = shareLocations(locationsOf(access.pipeline, query.image));
	const failures = /* @__PURE__ */ new Map();
	const places = [];
	await Promise.all(findRelevant(query, access, everywhere).map((shared) => attempt(shared.environments, failures, async () => {
		places.push(await readPlace(shared, access));
	})));
	const order = everywhere.map(({ location }) => location.uri);
	places.sort((left, right) => order.indexOf(left.shared.location.uri) - order.indexOf(right.shared.location.uri));
	return {
		query,
		access,
		everywhere,
		places,
		failures,
		warnings: [],
		contents: /* @__PURE__ */ new Map()
	};
}
function failWithLater({ query, access: { pipeline }, failures }) {
	const unread = new Set(failures.keys());
	for (const environment of query.environments) {
		if (failures.has(environment.name) || environment.retention?.downstream === "none") continue;
		const later = environmentsAfter(pipeline, environment).find(({ name }) => unread.has(name));
		const cause = later && failures.get(later.name);
		if (later === void 0 || cause === void 0) continue;
		failures.set(environment.name, new PolicyError({
			what: `retain ${environment.name}`,
			reason: `it keeps what ${later.name} runs, and that cannot be read`,
			remedy: `let ${later.name} be read, or set "downstream: none" for ${environment.name}`,
			cause
		}));
	}
}
function locationsAt({ shared, images, ran }, image) {
	return shared.environments.map((environment) => ({
		environment,
		image,
		uri: shared.location.uri,
		images: [...images.values()],
		ran: ran.get(environment.name)
	}));
}
function judge({ places, query, access, failures }, isFinal = false) {
	const { pipeline, now } = access;
	const locations = places.flatMap((place) => locationsAt(place, query.image));
	const running = /* @__PURE__ */ new Map();
	for (const place of places) for (const environment of place.shared.environments) {
		const found = [...running.get(environment.name) ?? [], ...findRunning(environment, place)];
		running.set(environment.name, new Set(found));
	}
	const tags = places.flatMap(({ holds, shared }) => [...holds].map(([tag, digest]) => [`${shared.location.uri}:${tag}`, digest]));
	const later = pipeline.environments.map((each) => [each.name, environmentsAfter(pipeline, each).map(({ name }) => name)]);
	return {
		locations,
		assessment: assess({
			isFinal,
			locations,
			running,
			now: now.getTime(),
			inUse: joinLists(query.inUse, new Map(tags)),
			later: new Map(later),
			failed: new Set(failures.keys())
		})
	};
}
function findCandidates(place, { locations, assessment }) {
	const own = locations.filter(({ uri }) => uri === place.shared.location.uri);
	return [...place.images.keys()].filter((digest) => own.some((location) => assessment.get(location)?.get(digest)?.length === 0));
}
async function lookClosely(place, digests, reading) {
	const { access, everywhere, contents, warnings } = reading;
	const { shared, images, roots, names } = place;
	const { repository, uri } = shared.location;
	const wantsRevisions = access.pipeline.holds.some(({ of }) => "revision" in of);
	await eachAtMost(16, digests, async (digest) => {
		const [image, root] = [images.get(digest), roots.get(digest)];
		if (image === void 0 || root === void 0) return;
		const read = await readContent(access.clientOf(repository), repository, root, wantsRevisions);
		if (typeof read === "string") {
			images.set(digest, {
				...image,
				unread: read
			});
			warnings.push(`${uri}@${digest} is kept: it cannot be read whole: ${read}`);
			return;
		}
		const { content, parts, platforms, revisions } = read;
		contents.set(digest, content);
		const details = await readDetails({
			root: digest,
			platforms,
			revisions
		}, {
			own: shared,
			all: everywhere,
			names
		}, access);
		images.set(digest, {
			...image,
			parts,
			details
		});
	});
}
async function readKept(place, { access, contents, failures }) {
	const { shared, roots } = place;
	const { repository } = shared.location;
	await attempt(shared.environments, failures, async () => {
		const unknown = [...roots].filter(([digest]) => !contents.has(digest));
		await eachAtMost(16, unknown, async ([digest, root]) => {
			const read = await readContent(access.clientOf(repository), repository, root, false);
			if (typeof read !== "string") contents.set(digest, read.content);
		});
	});
}
function refuseUnordered(locations, { access, failures }) {
	for (const location of locations) {
		const { name } = location.environment;
		if (failures.has(name) || !lacksOrder(orderImages(location, access.now.getTime()))) continue;
		failures.set(name, new PolicyError({
			what: `retain ${name}`,
			reason: `"last" counts the images of ${location.uri}, and nothing says which of them came later`,
			remedy: "add the tag rule \"type=date_seq\" where they are built, or keep them by \"days\""
		}));
	}
}
async function assessImage(query, access) {
	const reading = await readPlaces(query, access);
	const { places, failures, warnings, contents } = reading;
	failWithLater(reading);
	const hasRules = ({ shared }) => shared.environments.some(({ retention }) => retention !== void 0);
	const judged = () => places.filter((place) => hasRules(place) && !hasFailed(place.shared, failures));
	for (const place of judged()) await attempt(place.shared.environments, failures, async () => {
		warnings.push(...await readImages(place, query.image, access));
	});
	const first = judge(reading);
	for (const place of judged()) await attempt(place.shared.environments, failures, () => lookClosely(place, findCandidates(place, first), reading));
	refuseUnordered(first.locations, reading);
	const last = judge(reading);
	if (judged().some((place) => findCandidates(place, last).length > 0)) for (const place of judged()) await readKept(place, reading);
	const { locations, assessment } = judge(reading, true);
	const planned = new Set(query.environments.map(({ name }) => name));
	const isPlanned = ({ environment: { name } }) => planned.has(name) && !failures.has(name);
	return {
		locations: locations.filter(isPlanned),
		assessment,
		contents,
		failures,
		warnings
	};
}
// src/commands/in-use-lists.ts
const MAX_LIST = 67108864;
function explain(error) {
	return error instanceof Error && !("syscall" in error) ? error.message : explainSystemError(error);
}
function refuse(path, error) {
	throw new InputError({
		what: `read the list of what runs ${quote(path)}`,
		reason: explain(error),
		remedy: "name files, or a folder of files, that an earlier step of this job wrote",
		cause: error
	});
}
function listFiles(path) {
	try {
		if (!statSync(path).isDirectory()) return [path];
		return readdirSync(path).filter((name) => name.endsWith(".txt")).sort().map((name) => join(path, name));
	} catch (error) {
		return refuse(path, error);
	}
}
function readInUseLists(paths) {
	return [...new Set(paths.flatMap(listFiles))].map((path) => {
		let bytes;
		try {
			bytes = readWholeFile(path, MAX_LIST);
		} catch (error) {
			return refuse(path, error);
		}
		return parseInUse(bytes.toString("utf8"), path);
	});
}
// src/commands/retain.ts
var retain_exports = /* @__PURE__ */ __exportAll({ runRetain: () => runRetain });
const IMAGES_AT_ONCE = 2;
const PLAN_FILE = "sealift-retention.json";
function requireLists(lists, { pipeline, environments }, now) {
	const { inUse } = pipeline.retention;
	const [fault, ...others] = inUse === void 0 ? [] : findListFaults(lists, inUse, now.getTime());
	if (fault === void 0) return;
	throw new PolicyError({
		what: `retain ${formatList(environments.map(({ name }) => name))}`,
		reason: fault.reason,
		remedy: fault.remedy,
		lines: others.map(({ reason }) => reason)
	});
}
function nameEnvironment(name, failure) {
	if (failure instanceof PolicyError || failure.words === void 0) return failure instanceof PolicyError ? failure : new PolicyError(failure.message);
	const { what, reason, remedy } = failure.words;
	return new PolicyError({
		what: `retain ${name}`,
		reason: `what is there is not known (cannot ${what}: ${reason})`,
		remedy,
		cause: failure
	});
}
function reportLocation(location) {
	const { name, image, repository, archive, images } = location;
	const kept = images.filter(({ action }) => action === "keep");
	const rules = {};
	for (const { because } of kept) for (const rule of new Set(because.map((each) => each.rule))) rules[rule] = (rules[rule] ?? 0) + 1;
	const going = images.filter(({ action }) => action !== "keep");
	return {
		name,
		image,
		repository,
		archive,
		rules,
		going,
		images: images.length,
		kept: kept.length,
		frees: going.reduce((sum, { frees }) => sum + (frees ?? 0), 0)
	};
}
function writePlanFile(plan, environment) {
	const path = join(environment["RUNNER_TEMP"] || process.cwd(), PLAN_FILE);
	try {
		writeFileSync(path, `${JSON.stringify(plan, void 0, 1)}\n`);
		return path;
	} catch (error) {
		throw new InputError({
			what: `write the plan file ${quote(path)}`,
			reason: explainSystemError(error, "write"),
			remedy: "set RUNNER_TEMP to a folder that can be written",
			cause: error
		});
	}
}
function makePlan(assessed, { pipeline }, now) {
	return planRetention({
		policy: pipeline.digest,
		now: now.getTime(),
		retention: pipeline.retention,
		locations: assessed.flatMap(({ locations }) => locations),
		assessment: new Map(assessed.flatMap(({ assessment }) => [...assessment])),
		contents: new Map(assessed.flatMap(({ contents }) => [...contents]))
	});
}
function findTrouble(failures) {
	const [first, ...others] = failures;
	if (first?.words === void 0 || others.length === 0) return first;
	return new PolicyError({
		...first.words,
		lines: others.map(({ message }) => message)
	});
}
async function runRetain(inputs, context, options) {
	const { logger, now, environment } = context;
	const { pipeline, images, environments, destinationCredential: given } = inputs;
	const lists = readInUseLists(inputs.inUse);
	requireLists(lists, inputs, now);
	await using pool = await openClientPool(context, inputs);
	const locations = images.flatMap((name) => locationsOf(pipeline, name));
	const lookUp = await pool.open(locations.map(({ repository }) => ({
		repository,
		access: "pull",
		given
	})));
	const clientOf = (repository) => lookUp(repository, "pull");
	const names = formatList(environments.map(({ name }) => name));
	const byRegistry = new Map(locations.map(({ repository }) => [repository.registry, repository]));
	await Promise.all([...byRegistry.values()].map((repository) => requireClock(clientOf(repository), repository, names).catch((error) => {
		if (!(error instanceof RegistryError)) throw error;
	})));
	const access = {
		pipeline,
		now,
		clientOf,
		openVerifier: once(options.openVerifier)
	};
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(images.length, "image")}`);
	const assessed = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
		const found = await assessImage({
			image,
			environments,
			inUse: lists
		}, access);
		read++;
		return found;
	});
	reading[Symbol.dispose]();
	const planned = new Set(environments.map(({ name }) => name));
	const failures = assessed.flatMap(({ failures: all }, index) => [...all].filter(([name]) => planned.has(name)).map(([name, failure]) => ({
		name,
		image: images[index] ?? "",
		error: nameEnvironment(name, failure)
	})));
	const failed = new Set(failures.map(({ name }) => name));
	const plan = makePlan(assessed.map((each) => ({
		...each,
		locations: each.locations.filter((location) => !failed.has(location.environment.name))
	})), inputs, now);
	const isEmpty = plan.environments.length === 0;
	const report = {
		schema: 1,
		command: "retain",
		policy: pipeline.digest,
		plan: isEmpty ? null : {
			id: plan.id,
			file: writePlanFile(plan, environment),
			time: plan.time
		},
		environments: plan.environments.map(reportLocation),
		refused: failures.map(({ name, image, error }) => ({
			environment: name,
			image,
			reason: error.message
		})),
		totals: plan.totals,
		limits: plan.limits,
		excess: findExcess(plan).map(({ reason, remedy }) => `The plan is more than may go at once: ${reason}; ${remedy}`),
		warnings: [...new Set(assessed.flatMap(({ warnings }) => warnings))],
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	};
	logger.startGroup("Retention");
	retainLines(report).forEach(logger.info);
	logger.endGroup();
	[
		...report.refused.map(({ reason }) => reason),
		...report.excess,
		...report.warnings
	].forEach(logger.warn);
	const failure = context.handOver({
		outputs: buildRetainOutputs(report),
		summary: renderRetainSummary(report)
	});
	logger.info(`${retainSummaryLine(report)} (${formatCount(report.requests, "request")})`);
	throwWorst(findTrouble(failures.map(({ error }) => error)), failure, logger);
}
export { retain_exports as t };
