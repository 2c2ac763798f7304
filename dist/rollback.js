import { n as __exportAll } from "./rolldown-runtime.js";
import { B as compareVersions, En as isReservedTag, Gn as once, Hn as safeText, In as digestOf, Jn as PolicyError, Kn as CancelledError, On as isTag, Pn as digestAlgorithm, Pt as expandTemplate, Qn as reword, R as writeStatement, Tn as formatRepository, Vn as quote, Wn as getOrMake, Y as tryParseVersionTag, Yn as RegistryError, Zn as isSealiftError, a as markdownTable, bn as TOOL_VERSION, fn as formatList, i as markdownPage, ln as formatBytes, mn as formatSeconds, n as markdownDetails, o as markdownText, on as throwWorst, rt as NO_FLAVOR, t as markdownCode, tt as parseTagRules, un as formatCount, zn as shortDigest } from "./start.js";
import { E as putBlobs, P as eachAtMost, c as attachReferrer, f as settleLists, k as openClientPool } from "./registry.js";
import { At as OCI_LABEL, Er as hasBlob, Et as readConfig, Ft as listTags, Gt as inGroup, Kt as openEventLog, Rn as isChange, Sn as graphPlatforms, St as readGraph, Tt as findPlatforms, Ut as listGates, Yn as linkRun, _r as getManifest, ai as buildRecord, b as takenNumbers, dr as ROLLBACK, f as findTagListScope, gn as toPlanItems, kt as lackingPlatforms, li as isForeignLayer, lr as decideRecordForm, m as readNames, p as lookUpTags, qn as linkLogin, t as annotateRollback, tn as tagLines, tr as formatTime, vr as headManifest, wt as findLabels, xn as graphBlobs, xt as UnreadableManifestError } from "./common.js";
import { a as placementsBack, c as findPlacings, f as orderForLookUp, h as readTagName, i as beginWalk, l as placedAt, o as replay, s as stepBack } from "./history.js";
import { _ as isQuarantined, b as readHolds, h as findHolds, x as describeHold } from "./holds.js";
import { C as validRollbacks, D as findRunMeans, F as limitRejections, H as openVerifier, O as findRunSigner, V as runOf, Z as readRecords, _ as readApprovals, a as openPublishers, ct as toRunFacts, w as starterOf } from "./records.js";
import { i as readPlaces, n as applyHold, r as planHold } from "./hold.js";
import { a as evenAfterStop, c as pauseAfter, d as writeTagsAtOnce, i as RecordTrail, l as retryOnceTagged, m as remedyFor, o as undoTags, p as buildContext, r as isAllowedSigner, s as claimTags, u as writeTag } from "./promote.js";
import { d as renderTags, g as computeTags } from "./tags.js";
// src/rollback/version-line.ts
const FULL = /^((?:.*[^0-9A-Za-z.])?[vV]?)((0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(?:0|[1-9]\d{0,8}))((?:[-_].*)?)$/;
const SHA = /^(?:sha-[0-9a-f]{7,64}|(?=.*\d)[0-9a-f]{7,64})(?:[-_].*)?$/;
function parseFull(tag) {
	const [, prefix = "", numbers = "", major = "", minor = "", rest = ""] = FULL.exec(tag) ?? [];
	const version = tryParseVersionTag(numbers + rest) ?? tryParseVersionTag(numbers);
	return version && {
		prefix,
		major,
		minor,
		rest,
		version
	};
}
function isFixedName(tag) {
	return parseFull(tag) !== void 0 || SHA.test(tag) || readTagName(tag).kind === "day";
}
function channelOf({ preRelease = "" }) {
	return /^[a-zA-Z]+/.exec(preRelease)?.[0];
}
function lineBy(isSame) {
	return { includes(tag) {
		const other = parseFull(tag);
		return other !== void 0 && isSame(other);
	} };
}
function lineThrough(tag, own) {
	const { prefix, major, minor, rest, version } = own;
	const isFamily = (other) => other.prefix === prefix && other.rest === rest;
	if (tag === `${prefix}${major}.${minor}${rest}`) return lineBy((other) => isFamily(other) && other.major === major && other.minor === minor);
	if (tag === `${prefix}${major}${rest}`) return lineBy((other) => isFamily(other) && other.major === major);
	if (tag === "latest" || tag === `latest${rest}` || tag === `${prefix}latest${rest}`) return lineBy(isFamily);
	const channel = channelOf(version);
	if (channel !== void 0 && tag === `${prefix}${channel}`) return lineBy((other) => other.prefix === prefix && channelOf(other.version) === channel);
}
function findLine(tag, versionTags) {
	for (const each of versionTags) {
		const own = parseFull(each);
		const line = own && lineThrough(tag, own);
		if (line !== void 0) return line;
	}
}
function versionTagsOf(tags) {
	return [...tags].filter((tag) => parseFull(tag) !== void 0);
}
function highestFirst(versionTags) {
	return versionTags.flatMap((tag) => {
		const full = parseFull(tag);
		return full === void 0 ? [] : [{
			tag,
			version: full.version
		}];
	}).toSorted((left, right) => compareVersions(right.version, left.version) || (left.tag < right.tag ? 1 : -1)).map(({ tag }) => tag);
}
// src/report/updater-hints.ts
function versionsOf(tags) {
	return [...new Set(versionTagsOf(tags).map((tag) => tag.replace(/^[vV]/, "")))];
}
function escapeExpression(text) {
	return text.replace(/[.+]/g, (character) => `\\${character}`);
}
function findUpdaterHints({ tags, marker, number }) {
	const follow = [...number === void 0 ? [] : [{
		updater: "Flux, numerical policy on the daily build number",
		follows: true,
		advice: `It deploys ${number}, the highest number now.`
	}], {
		updater: "Flux and Argo CD Image Updater on one tag by digest",
		follows: true,
		advice: `They deploy what "${marker}" holds (digestReflectionPolicy: Always; update-strategy: digest).`
	}];
	const versions = versionsOf(tags);
	if (versions.length === 0) return follow;
	const [version = ""] = versions;
	return [
		...follow,
		{
			updater: "Flux, semver range",
			follows: false,
			advice: `${version} is still the highest: add ${versions.map((each) => `!=${each}`).join(", ")} to the range, and after the fix use >${version}.`
		},
		{
			updater: "Argo CD Image Updater, semver",
			follows: false,
			advice: `${version} is still the highest: add ignoreTags: [${versions.map((each) => `"${each}"`).join(", ")}].`
		},
		{
			updater: "Argo CD Image Updater, newest-build",
			follows: false,
			advice: "The date of the build decides: use the digest strategy on one tag."
		},
		{
			updater: "Renovate",
			follows: false,
			advice: `${version} is still the highest: add allowedVersions: "!/^v?(${versions.map(escapeExpression).join("|")})$/".`
		}
	];
}
// src/report/rollback.ts
function reportContent({ content: { graph } }) {
	const blobs = graphBlobs(graph);
	return {
		platforms: graphPlatforms(graph),
		manifests: graph.nodes.size,
		blobs: blobs.length,
		bytes: blobs.reduce((sum, { size }) => sum + size, 0)
	};
}
function reportRepository(image, plan, { result }) {
	const { place, names } = plan.site;
	const units = (result?.units ?? []).filter((unit) => unit.place === place);
	const target = units.find(({ isTarget }) => isTarget);
	const items = (tags) => toPlanItems(place.uri, tags, names);
	const record = target?.record ?? plan.record;
	const hold = result?.holds.get(image)?.record;
	return {
		repository: place.uri,
		tags: items(target?.tags ?? plan.tags),
		lines: plan.lines.map(({ digest, tags }) => ({
			digest,
			tags: items(units.find((unit) => !unit.isTarget && unit.digest === digest)?.tags ?? tags)
		})),
		record: record === void 0 ? null : `${place.uri}@${record}`,
		hold: hold === void 0 ? null : `${place.uri}@${hold}`,
		changed: units.some(({ hasNewRecord, tags }) => hasNewRecord || tags.some(isChange))
	};
}
function tagsOfCurrent({ sites }) {
	return sites.flatMap(({ site: { latest, now }, isDone }) => latest === void 0 || isDone || latest.to !== now ? [] : latest.record.predicate.destination.tags);
}
function reportImage(image, results) {
	const repositories = image.sites.map((site) => reportRepository(image, site, results));
	const number = repositories.flatMap(({ tags }) => tags).find(({ kind }) => kind === "date_seq")?.tag;
	const [first] = image.sites;
	if (first === void 0) throw new Error("an environment has no repository");
	return {
		image: image.wish.name,
		from: image.current ?? null,
		to: image.target,
		by: image.by,
		content: reportContent(first),
		repositories,
		unreachable: image.unreachable,
		hints: findUpdaterHints({
			tags: tagsOfCurrent(image),
			marker: results.marker,
			number
		})
	};
}
function buildRollbackReport(images, results, facts) {
	const { result, environment } = results;
	return {
		schema: 1,
		command: "rollback",
		dryRun: result === void 0,
		environment: environment.name,
		ready: true,
		changed: result?.changed ?? false,
		images: images.map((image) => reportImage(image, results)),
		...facts
	};
}
function hintLines(hints) {
	return hints.map(({ updater, follows, advice }) => `${updater}: ${follows ? "follows" : "does not follow"}. ${advice}`);
}
function buildRollbackOutputs(report) {
	const repositories = report.images.flatMap((image) => image.repositories);
	const items = repositories.flatMap(({ tags, lines }) => [...tags, ...lines.flatMap((line) => line.tags)]);
	const own = repositories.flatMap(({ tags }) => tags);
	const hints = [...new Set(report.images.flatMap((image) => hintLines(image.hints)))];
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ to }) => to).join("\n")],
		["previous-digest", report.images.map(({ from }) => from ?? "").join("\n")],
		["tags", own.map(({ image, tag }) => `${image}:${tag}`).join("\n")],
		["date-seq", own.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["record", repositories.flatMap(({ record }) => record ?? []).join("\n")],
		["hold", repositories.flatMap(({ hold }) => hold ?? []).join("\n")],
		["ready", String(report.ready)],
		["changed", String(report.changed)],
		["plan", JSON.stringify(items)],
		["updater-hints", hints.join("\n")],
		["report", JSON.stringify(report)]
	]);
}
// src/rollback/check.ts
const AT_ONCE$1 = 16;
const SHOWN$1 = 3;
async function findMissing({ client, repository }, { graph }) {
	const blobs = graphBlobs(graph).filter(({ mediaType }) => !isForeignLayer(mediaType));
	const found = await eachAtMost(AT_ONCE$1, blobs, ({ digest, size }) => hasBlob(client, repository, digest, size));
	return blobs.flatMap(({ digest }, index) => found[index] === true ? [] : [digest]);
}
async function findElsewhere({ pipeline, environment, clientOf }, name, digest) {
	for (const other of pipeline.environments.toReversed()) {
		if (other === environment) continue;
		for (const template of other.repositories) {
			const repository = expandTemplate(template, name);
			try {
				if (await headManifest(await clientOf(repository), repository, digest) !== void 0) return `${other.name} still has it: promote ${formatRepository(repository)}@${digest} on from there`;
			} catch (error) {
				if (!(error instanceof RegistryError)) throw error;
			}
		}
	}
}
async function checkTarget(request, { place, name, digest }) {
	const { environment } = request;
	const finding = place.contentOf(digest);
	const [content, { promotions, rejections }, holds, missing] = await Promise.all([
		finding,
		place.provenOf(digest),
		place.holdsOf(digest),
		finding.then((found) => "missing" in found ? [] : findMissing(place, found))
	]);
	const what = shortDigest(digest);
	if ("missing" in content) {
		const elsewhere = await findElsewhere(request, name, digest);
		return {
			reason: `${what} ran before, and ${content.missing}`,
			remedy: elsewhere ?? "name another image, or bring this one back from where it is kept"
		};
	}
	const [hold] = holds;
	if (hold !== void 0) {
		const remedy = hold.by.kind === "file" ? "change the file" : "end the hold with command unhold";
		return {
			reason: `${describeHold(hold, digest)}`,
			remedy: `name another image, or ${remedy}`
		};
	}
	if (promotions.length === 0) {
		const why = rejections.length === 0 ? "it has no record of a promotion there" : formatList(limitRejections(rejections));
		return {
			reason: `nothing proves that ${what} was in ${environment.name} by right: ${why}`,
			remedy: "name another image that was there, or promote this one"
		};
	}
	const lacking = lackingPlatforms(environment, content.platforms);
	if (lacking !== void 0) return lacking;
	if (missing.length === 0) return content;
	const names = missing.slice(0, SHOWN$1).map(shortDigest);
	const more = missing.length > SHOWN$1 ? [formatCount(missing.length - SHOWN$1, "more blob")] : [];
	const elsewhere = await findElsewhere(request, name, digest);
	return {
		reason: `${what} is not complete in ${place.uri}: it lacks ${formatList([...names, ...more])}`,
		remedy: elsewhere ?? "name another image"
	};
}
// src/rollback/elsewhere.ts
function readElsewhere({ pipeline, environment, clientOf }, name, digest) {
	const own = new Set(environment.repositories.map((each) => formatRepository(expandTemplate(each, name))));
	return [...new Map(pipeline.environments.flatMap((each) => each.repositories.map((template) => {
		const repository = expandTemplate(template, name);
		return [formatRepository(repository), {
			environment: each,
			repository
		}];
	})))].flatMap(([uri, place]) => {
		if (own.has(uri)) return [];
		const { repository } = place;
		const reading = clientOf(repository).then(async (client) => (await readPlaces([{
			client,
			repository
		}], digest))[0]);
		reading.catch(() => void 0);
		return [{
			...place,
			reading
		}];
	});
}
// src/rollback/own-rollback.ts
async function findOwnRollback(place, { target, current, tags, request }) {
	const { marker, run, reason, record } = request;
	const own = runOf(run.facts);
	const { placings } = await place.provenOf(target);
	return placings.find((placing) => {
		const { predicate, signature } = placing.record;
		const { replaced, tags: named } = predicate.destination;
		return placing.kind === "rollback" && replaced.get(marker) === current && runOf(predicate.run) === own && (own !== void 0 || predicate.reason === reason) && (record !== "signed" || signature !== void 0) && tags.every(({ tag }) => named.includes(tag));
	})?.record.stored.digest;
}
// src/rollback/daily-number.ts
const USUAL = /^20\d{6}_\d{2,}$/;
function findNumberRules({ rules }, recordedTags) {
	if (rules !== void 0) return rules.filter(({ type }) => type === "date_seq");
	return recordedTags.some((tag) => USUAL.test(tag)) ? parseTagRules("type=date_seq") : [];
}
function tagPolicyOf({ rules, timeZone, now }) {
	return {
		rules,
		version: void 0,
		revision: void 0,
		ifTagExists: "fail",
		now,
		event: {
			gitTag: void 0,
			repositoryUrl: void 0,
			preRelease: false,
			makeLatest: void 0
		},
		naming: {
			flavor: NO_FLAVOR,
			tagPrefix: "",
			timeZone,
			shortShaLength: 7
		},
		existing: {
			from: "registry",
			versions: []
		}
	};
}
function planNumbers(image, names) {
	const { repository, digest, labels, rules, now } = image;
	const source = {
		from: {
			kind: "digest",
			repository,
			digest
		},
		tagPolicy: tagPolicyOf(image)
	};
	const context = buildContext(source, void 0, labels);
	const { candidates } = computeTags(rules, context, {
		names,
		digests: /* @__PURE__ */ new Map()
	}, now);
	return candidates.flatMap(({ tag, kind, mutable, sequence }) => {
		if (sequence === void 0) return [];
		const highest = takenNumbers(names, {
			prefix: sequence.stem,
			suffix: sequence.suffix
		}).at(-1)?.name;
		return [{
			planned: {
				tag,
				kind,
				mutable,
				action: "create",
				reason: "the next number of the day: whoever deploys the highest follows the rollback",
				before: void 0,
				after: digest,
				sequence
			},
			highest
		}];
	});
}
function numberScope({ rules, timeZone, now }) {
	return findTagListScope(rules, {
		flavor: NO_FLAVOR,
		timeZone,
		sourceTag: void 0
	}, {
		now,
		existingTags: "none"
	});
}
// src/rollback/moving-tags.ts
function decideFollowers(held, marker, versions) {
	return held.map((tag) => {
		const line = tag === marker ? void 0 : findLine(tag, versions.current);
		if (line === void 0 || versions.target.length === 0) return {
			tag,
			to: "target",
			line
		};
		return versions.target.some((each) => line.includes(each)) ? {
			tag,
			to: "target",
			line
		} : {
			tag,
			to: "line",
			line
		};
	});
}
function kindOfMoving(tag, line) {
	if (tag === "latest" || tag.startsWith("latest-")) return "latest";
	if (line === void 0) return "raw";
	if (/\d+\.\d+/.test(tag)) return "semver.minor";
	return /\d/.test(tag) ? "semver.major" : "channel";
}
function planMove({ tag, line }, before, { after, reason }) {
	return {
		tag,
		kind: kindOfMoving(tag, line),
		mutable: true,
		action: "move",
		reason,
		before,
		after
	};
}
// src/rollback/plan-tags.ts
const MOST_TAGS = 300;
const MOST_OF_LINE = 10;
const MOST_UNRECORDED = 30;
async function recordedTags(place, digest) {
	const { placings } = await place.provenOf(digest);
	return placings.flatMap(({ record }) => record.predicate.destination.tags);
}
async function findHeld(request, { site, current }, recorded) {
	const { place, names } = site;
	const moving = [...names].filter(isTag).filter((tag) => !isReservedTag(tag) && !isFixedName(tag));
	const first = /* @__PURE__ */ new Set([
		request.marker,
		"latest",
		...recorded
	]);
	const asked = orderForLookUp(moving, first).slice(0, MOST_TAGS);
	const holds = await lookUpTags(place.client, place.repository, asked);
	return {
		held: asked.filter((tag) => holds.get(tag) === current),
		leftOut: moving.length - asked.length
	};
}
async function findVersions({ place, names }, digest, recorded) {
	const known = versionTagsOf(recorded);
	if (known.length > 0) return known;
	const asked = highestFirst(versionTagsOf(names)).slice(0, MOST_UNRECORDED);
	const holds = await lookUpTags(place.client, place.repository, asked);
	return asked.filter((tag) => isTag(tag) && holds.get(tag) === digest);
}
async function findOfLine({ site: { place, names }, current }, line, own) {
	const versions = highestFirst([...names].filter((tag) => line.includes(tag) && !own.includes(tag))).slice(0, MOST_OF_LINE);
	for (const tag of versions) {
		const digest = isTag(tag) ? await headManifest(place.client, place.repository, tag) : void 0;
		if (digest === void 0 || digest === current) continue;
		const [{ promotions }, holds, content] = await Promise.all([
			place.provenOf(digest),
			place.holdsOf(digest),
			place.contentOf(digest)
		]);
		if (promotions.length > 0 && holds.length === 0 && "graph" in content) return {
			digest,
			content,
			tag
		};
	}
}
async function planNumber(request, scope, recorded) {
	const { environment, timeZone, run } = request;
	const { site, target, content, isDone } = scope;
	const { place, names } = site;
	const rules = findNumberRules(environment, recorded);
	const image = {
		repository: place.repository,
		digest: target,
		labels: content.labels,
		rules,
		timeZone,
		now: run.now
	};
	if (isDone || rules.length === 0) return {
		numbers: [],
		scope: numberScope(image)
	};
	const planned = planNumbers(image, names);
	return {
		numbers: (await Promise.all(planned.map(async ({ planned: next, highest }) => {
			return (highest && await headManifest(place.client, place.repository, highest)) === target ? [] : [next];
		}))).flat(),
		scope: numberScope(image)
	};
}
function lastOf(marker) {
	return (left, right) => Number(left.tag === marker) - Number(right.tag === marker);
}
async function planTags(request, scope) {
	const { environment, marker, hold } = request;
	const { site, current, target } = scope;
	const { place } = site;
	const [ofCurrent, ofTarget] = await Promise.all([recordedTags(place, current), recordedTags(place, target)]);
	const [{ held, leftOut }, currentVersions, { numbers, scope: numbered }] = await Promise.all([
		findHeld(request, scope, ofCurrent),
		findVersions(site, current, ofCurrent),
		planNumber(request, scope, [...ofCurrent, ...ofTarget])
	]);
	const follows = decideFollowers(held, marker, {
		current: currentVersions,
		target: versionTagsOf(ofTarget)
	});
	const warnings = leftOut === 0 ? [] : [`${place.uri} has ${leftOut} moving tags more than the ${MOST_TAGS} that are looked up: look whether one of them is on ${shortDigest(current)}`];
	const moves = [];
	const lines = /* @__PURE__ */ new Map();
	for (const each of follows) {
		if (each.to === "target") {
			const reason = each.tag === marker ? "it marks what runs" : "it was on the image that is rolled back";
			moves.push(planMove(each, current, {
				after: target,
				reason
			}));
			continue;
		}
		const found = await findOfLine(scope, each.line, currentVersions);
		if (found === void 0) {
			warnings.push(explainLeft(each, {
				environment: environment.name,
				hold,
				uri: place.uri
			}));
			continue;
		}
		const move = planMove(each, current, {
			after: found.digest,
			reason: `${found.tag} is the highest of its line that is not held`
		});
		const known = lines.get(found.digest)?.tags ?? [];
		lines.set(found.digest, {
			digest: found.digest,
			content: found.content,
			tags: [...known, move]
		});
	}
	return {
		tags: [...numbers, ...moves.toSorted(lastOf(marker))],
		lines: [...lines.values()],
		warnings,
		scope: numbered
	};
}
function explainLeft({ tag }, { environment, hold, uri }) {
	return `"${tag}" of ${uri} stays on ${hold ? "a held image" : "the image that is rolled back"}: no other ${tag} is in ${environment}`;
}
// src/rollback/place.ts
const AT_ONCE = 8;
var RollbackPlace = class {
	client;
	repository;
	image;
	request;
	records = /* @__PURE__ */ new Map();
	contents = /* @__PURE__ */ new Map();
	holds = /* @__PURE__ */ new Map();
	proven = /* @__PURE__ */ new Map();
	constructor(request, image, { repository, client }) {
		this.request = request;
		this.image = image;
		this.repository = repository;
		this.client = client;
	}
	get uri() {
		return formatRepository(this.repository);
	}
	recordsOf(digest) {
		return getOrMake(this.records, digest, () => readRecords(this.client, {
			repository: this.repository,
			subject: digest
		}));
	}
	provenOf(digest) {
		return getOrMake(this.proven, digest, async () => {
			const { pipeline, environment, marker } = this.request;
			const [records, verify] = await Promise.all([this.recordsOf(digest), this.verifier()]);
			const image = {
				pipeline,
				environment,
				image: this.image,
				digest,
				uri: this.uri
			};
			return findPlacings(records, marker, {
				...image,
				verify,
				now: this.now
			});
		});
	}
	contentOf(digest) {
		return getOrMake(this.contents, digest, () => this.readContent(digest));
	}
	holdsOf(digest) {
		return getOrMake(this.holds, digest, async () => {
			const [own, content, verify] = await Promise.all([
				this.recordsOf(digest),
				this.contentOf(digest),
				this.verifier()
			]);
			const { pipeline, environment } = this.request;
			const graph = "graph" in content ? content.graph : void 0;
			const platforms = graph === void 0 ? [] : [...new Set(graphPlatforms(graph).map((each) => each.digest))];
			const parts = platforms.filter((each) => each !== digest);
			const { client, repository } = this;
			const ofParts = await eachAtMost(AT_ONCE, parts, (subject) => readHolds(client, {
				repository,
				subject
			}));
			const revision = "labels" in content ? content.labels.get(`${OCI_LABEL}revision`) : void 0;
			const held = {
				digests: /* @__PURE__ */ new Set([digest, ...platforms]),
				revision,
				records: [...own, ...ofParts.flat()]
			};
			const { holds } = findHolds(held, {
				pipeline,
				environment,
				verify,
				now: this.now
			});
			return isQuarantined(holds) ? holds.filter(({ effect }) => effect === "quarantine") : [];
		});
	}
	get now() {
		return new Date(Math.max(Date.now(), this.request.run.now.getTime()));
	}
	verifier() {
		return this.request.openVerifier();
	}
	async readContent(digest) {
		const { client, repository } = this;
		const stored = await getManifest(client, repository, digest);
		if (stored === void 0) return { missing: `it is not in ${this.uri} any more` };
		try {
			const graph = await readGraph(client, repository, stored);
			const config = await readConfig(client, repository, { graph });
			const root = graph.nodes.get(digest);
			if (root === void 0) throw new Error("the graph has no root");
			const { mediaType, size } = root.descriptor;
			return {
				stored,
				graph,
				descriptor: {
					mediaType,
					digest,
					size,
					annotations: /* @__PURE__ */ new Map()
				},
				labels: findLabels(graph, config),
				platforms: findPlatforms(graph, config)
			};
		} catch (error) {
			if (error instanceof UnreadableManifestError) return { missing: error.reason.replace(" at the source", "") };
			if (error instanceof RegistryError && error.code === "not-found") return { missing: `it is not complete: ${error.message}` };
			throw error;
		}
	}
};
// src/rollback/refusal.ts
const LOOKED_UP = 24;
const SHOWN = 3;
async function findNewest(place, names, now) {
	const { client, repository } = place;
	const tags = orderForLookUp([...names].filter(isFixedName), /* @__PURE__ */ new Set()).slice(0, LOOKED_UP);
	const held = await lookUpTags(client, repository, tags);
	const digests = [...new Set(held.values())].filter((digest) => digest !== now);
	return (await Promise.all(digests.map(async (digest) => {
		const { placings } = await place.provenOf(digest);
		const newest = placings.toSorted((left, right) => right.time - left.time)[0];
		if (newest === void 0) return void 0;
		const { predicate } = newest.record;
		const { tags: given } = predicate.destination;
		return {
			digest,
			tags: given,
			time: placedAt(newest.record),
			by: predicate.run.actor?.login
		};
	}))).filter((each) => each !== void 0).toSorted((left, right) => right.time.getTime() - left.time.getTime()).slice(0, SHOWN);
}
function nameAct({ environment }, { name, tag, digest }) {
	const named = digest === void 0 ? tag : shortDigest(digest);
	return named === void 0 ? `roll back ${name} in ${environment.name}` : `roll back ${name} to ${named} in ${environment.name}`;
}
function refuse(request, wish, { reason, remedy, lines }) {
	return new PolicyError({
		what: nameAct(request, wish),
		reason,
		remedy,
		lines
	});
}
// src/rollback/read-site.ts
async function newestLines({ place, names }, name, now) {
	return (await findNewest(place, names, now)).map(({ digest, tags, time, by }) => {
		const who = by === void 0 ? "" : ` by ${by}`;
		return `${name}@${digest}${tags.length === 0 ? "" : ` (${tags.slice(0, 4).join(", ")})`}, there since ${time.toISOString().slice(0, 16).replace("T", " ")} UTC${who}`;
	});
}
async function readNamed(place, { tag, digest }) {
	if (digest !== void 0) return digest;
	return tag === void 0 ? void 0 : headManifest(place.client, place.repository, tag);
}
async function readSite(request, wish, place) {
	const { marker, environment } = request;
	const { client, repository } = place;
	const [running, names, named] = await Promise.all([
		getManifest(client, repository, marker),
		listTags(client, repository),
		readNamed(place, wish)
	]);
	if (running === void 0) {
		const lines = await newestLines({
			place,
			names
		}, wish.name, void 0);
		throw refuse(request, wish, {
			reason: `${place.uri} has no tag "${marker}", which would say what runs`,
			remedy: `name the moving tag in the input "tag", or give ${environment.name} a "tag" in the pipeline file`,
			lines
		});
	}
	if (wish.tag !== void 0 && wish.digest === void 0 && named === void 0) {
		const lines = await newestLines({
			place,
			names
		}, wish.name, running.digest);
		throw refuse(request, wish, {
			reason: `${place.uri} has no tag "${wish.tag}"`,
			remedy: "name an image that was there",
			lines
		});
	}
	const { placings } = await place.provenOf(running.digest);
	const { path } = stepBack(beginWalk(running.digest), placings);
	return {
		place,
		names,
		running,
		named,
		uri: place.uri,
		now: running.digest,
		latest: path[0]
	};
}
function isUnreachable(error) {
	return error instanceof RegistryError && [
		"unreachable",
		"timeout",
		"server-error",
		"rate-limited"
	].includes(error.code);
}
async function readSites(request, wish) {
	const { environment, allowPartial } = request;
	const repositories = environment.repositories.map((template) => expandTemplate(template, wish.name));
	const read = await Promise.all(repositories.map(async (repository) => {
		try {
			const client = await request.clientOf(repository);
			return await readSite(request, wish, new RollbackPlace(request, wish.name, {
				repository,
				client
			}));
		} catch (error) {
			if (!allowPartial || !isUnreachable(error)) throw error;
			return {
				error,
				unreachable: {
					uri: formatRepository(repository),
					reason: error.message
				}
			};
		}
	}));
	const sites = read.flatMap((each) => "place" in each ? [each] : []);
	const failed = read.flatMap((each) => "error" in each ? [each] : []);
	if (sites.length === 0 && failed[0] !== void 0) throw failed[0].error;
	return {
		sites,
		unreachable: failed.map(({ unreachable }) => unreachable)
	};
}
// src/rollback/target.ts
function returnedFrom({ now, latest }) {
	return latest?.kind === "rollback" && latest.to === now ? latest.from : void 0;
}
function isOwnRollback({ latest }, run) {
	const own = runOf(run);
	return own !== void 0 && latest?.kind === "rollback" && runOf(latest.record.predicate.run) === own;
}
function describeRunning(sites) {
	return formatList(sites.map(({ uri, now }) => `${uri} runs ${shortDigest(now)}`));
}
function isFrom(site, current) {
	return site.now === current || returnedFrom(site) === current;
}
function common(digests) {
	const [first] = digests;
	return digests.every((each) => each === first) ? first : void 0;
}
function agree(sites, { expected, named, run }) {
	const doneOf = (current) => new Set(sites.flatMap((site) => site.now === current ? [] : [site.uri]));
	if (expected !== void 0) {
		const other = sites.find((site) => !isFrom(site, expected));
		if (other === void 0) return {
			current: expected,
			done: doneOf(expected)
		};
		return {
			reason: `it runs ${shortDigest(other.now)} and not ${shortDigest(expected)} as expected`,
			remedy: "look at the history, and set \"expected-digest\" to what you see"
		};
	}
	if (sites.every((site) => isOwnRollback(site, run))) {
		const current = common(sites.map(returnedFrom));
		if (current !== void 0) return {
			current,
			done: new Set(sites.map(({ uri }) => uri))
		};
	}
	if (named !== void 0) {
		const there = sites.filter(({ now }) => now === named);
		const left = sites.filter(({ now }) => now !== named);
		const current = common(left.map(({ now }) => now));
		const done = new Set(there.map(({ uri }) => uri));
		if (left.length === 0 || current !== void 0) return {
			current,
			done
		};
	}
	const current = sites.map(({ now }) => now).find((now) => sites.every((site) => isFrom(site, now)));
	if (current !== void 0) return {
		current,
		done: doneOf(current)
	};
	return {
		reason: `its repositories differ: ${describeRunning(sites)}`,
		remedy: "promote one image to all of them, or name the image to go back to by its digest"
	};
}
function explainEnd(end, { now, cursor }) {
	const before = now === cursor ? shortDigest(now) : `${shortDigest(cursor)}, which ran before ${shortDigest(now)}`;
	switch (end) {
		case "bottom": return `nothing ran before ${shortDigest(cursor)}, as far as its records say`;
		case "unknown": return `nobody knows what ran before ${before}: it has no record that counts`;
		case "ambiguous": return `records of the same five minutes contradict each other about what ran before ${before}`;
		case "limit": return "what ran before is more than 20 placements back";
		default: return end;
	}
}
function checkDepth(environment, { back, end, hasRun }) {
	const { allow, depth } = environment.rollback;
	if (allow === "any") return void 0;
	if (back !== void 0) {
		if (back <= depth) return void 0;
		return {
			reason: `it is ${formatCount(back, "placement")} back, and ${environment.name} allows ${depth}`,
			remedy: "promote it, or raise \"depth\""
		};
	}
	if (hasRun && (end === "unknown" || end === "ambiguous")) return void 0;
	return {
		reason: `it is not among what ran in ${environment.name} before, as far as the records say`,
		remedy: "promote it, or set \"allow: any\" in \"rollback\" of the pipeline file"
	};
}
// src/rollback/way-back.ts
async function findUsable(place, { images }) {
	for (const digest of images.slice(0, -1).toReversed()) if ((await place.holdsOf(digest)).length === 0) return digest;
}
async function goBack(place, walk) {
	const { placings } = await place.provenOf(walk.cursor);
	return stepBack(walk, placings);
}
function toWayBack(now, walk) {
	return {
		now,
		walk,
		latest: walk.path.at(-1)
	};
}
async function findPreviousImage(place, now) {
	for (let walk = beginWalk(now);; walk = await goBack(place, walk)) {
		const stack = replay(walk);
		const previous = stack.isWhole || walk.end === "bottom" ? await findUsable(place, stack) : void 0;
		if (previous !== void 0) return {
			...toWayBack(now, walk),
			previous
		};
		if (walk.end !== void 0) return {
			...toWayBack(now, walk),
			previous: void 0,
			end: walk.end
		};
	}
}
async function findWayTo(place, now, target) {
	for (let walk = beginWalk(now);; walk = await goBack(place, walk)) {
		const back = walk.path.length === 0 && walk.end === void 0 ? void 0 : placementsBack(walk, target);
		if (back !== void 0 || walk.end !== void 0) return {
			...toWayBack(now, walk),
			back
		};
	}
}
// src/rollback/plan.ts
function changesSite({ tags, lines }) {
	return tags.some(isChange) || lines.length > 0;
}
function isFault(found) {
	return "remedy" in found;
}
async function explainNoPrevious({ place, now }, { end, cursor, images }) {
	const held = end === "bottom" ? images.at(-2) : void 0;
	const [hold] = held === void 0 ? [] : await place.holdsOf(held);
	if (held !== void 0 && hold !== void 0) return `${shortDigest(held)} ran before, and ${describeHold(hold, held)}`;
	return explainEnd(end, {
		now,
		cursor
	});
}
async function findPreviousTarget(request, wish, site) {
	const { place, now, latest } = site;
	const way = await findPreviousImage(place, now);
	if (way.previous !== void 0) {
		const evidence = latest === void 0 ? [] : [latest.record.stored.digest];
		return {
			digest: way.previous,
			evidence
		};
	}
	const { images } = replay(way.walk);
	const reason = await explainNoPrevious(site, {
		end: way.end,
		cursor: way.walk.cursor,
		images
	});
	const lines = await newestLines(site, wish.name, now);
	const [newest] = lines;
	throw refuse(request, wish, {
		reason,
		remedy: newest === void 0 ? "promote another image" : `name an image, such as ${newest}`,
		lines
	});
}
async function requireDepth(request, wish, { place, now }, target) {
	const [way, { placings, promotions }] = await Promise.all([findWayTo(place, now, target), place.provenOf(target)]);
	const { marker, environment } = request;
	const hasRun = placings.some(({ record }) => record.predicate.destination.tags.includes(marker));
	const fault = checkDepth(environment, {
		back: way.back,
		end: way.walk.end,
		hasRun
	});
	if (fault !== void 0 && promotions.length > 0) throw refuse(request, wish, fault);
	const newest = placings[0];
	return {
		digest: target,
		evidence: newest === void 0 ? [] : [newest.record.stored.digest]
	};
}
function findTarget(request, wish, { site, isDone, named }) {
	if (named !== void 0 && !isDone) return requireDepth(request, wish, site, named);
	if (isDone) return {
		digest: site.now,
		evidence: site.latest === void 0 ? [] : [site.latest.record.stored.digest]
	};
	return findPreviousTarget(request, wish, site);
}
function requireOneNamed(request, wish, sites) {
	const [first] = sites;
	if (first === void 0 || sites.every(({ named }) => named === first.named)) return first?.named;
	throw refuse(request, wish, {
		reason: `its repositories differ on "${wish.tag}"`,
		remedy: "name the image by its digest"
	});
}
const NO_TAGS = {
	tags: [],
	lines: [],
	warnings: [],
	scope: {
		kind: "days",
		days: []
	}
};
function planTagsSoon(request, { site, current, target, isDone }) {
	const planning = site.place.contentOf(target).then((content) => {
		if ("missing" in content || current === void 0) return NO_TAGS;
		return planTags(request, {
			site,
			current,
			target,
			content,
			isDone
		});
	});
	planning.catch(() => void 0);
	return planning;
}
async function planImage(request, wish) {
	const { sites, unreachable } = await readSites(request, wish);
	const named = requireOneNamed(request, wish, sites);
	const agreement = agree(sites, {
		expected: wish.expected,
		named,
		run: request.run.facts
	});
	if (isFault(agreement)) throw refuse(request, wish, agreement);
	const { current, done } = agreement;
	const elsewhere = current === void 0 || request.isDrill || !request.hold ? [] : readElsewhere(request, wish.name, current);
	const targets = await Promise.all(sites.map((site) => findTarget(request, wish, {
		site,
		isDone: done.has(site.uri),
		named
	})));
	const [first] = targets;
	if (first === void 0) throw new Error("an environment has no repository");
	if (targets.some(({ digest }) => digest !== first.digest)) throw refuse(request, wish, {
		reason: `its repositories do not have the same image before it: ${sites.map(({ uri }, index) => `${shortDigest(targets[index]?.digest ?? first.digest)} in ${uri}`).join(", ")}`,
		remedy: "name the image to go back to by its digest"
	});
	const target = first.digest;
	const plans = await Promise.all(sites.map(async (site, index) => {
		const isDone = done.has(site.uri);
		const tagging = planTagsSoon(request, {
			site,
			current,
			target,
			isDone
		});
		const content = await checkTarget(request, {
			place: site.place,
			name: wish.name,
			digest: target
		});
		if (isFault(content)) throw refuse(request, wish, content);
		const evidence = targets[index]?.evidence ?? [];
		const tags = await tagging;
		return {
			site,
			content,
			evidence,
			isDone,
			record: current === void 0 ? void 0 : await findOwnRollback(site.place, {
				target,
				current,
				tags: tags.tags,
				request
			}),
			...tags
		};
	}));
	return {
		wish,
		current,
		target,
		by: named === void 0 ? "previous" : "named",
		sites: plans,
		elsewhere,
		unreachable
	};
}
// src/report/rollback-log.ts
function describeLatest({ site: { latest } }) {
	if (latest === void 0) return "no record says how it came here";
	const { actor } = latest.record.predicate.run;
	const by = actor === void 0 ? "" : ` by ${safeText(actor.login, 50)}`;
	return `${latest.kind === "promote" ? "promoted" : "rolled back to"} ${formatTime(placedAt(latest.record))}${by}`;
}
function siteLines(image, site, request) {
	const { current } = image;
	const { uri } = site.site;
	if (current === void 0 || site.isDone && !changesSite(site)) return [`in ${uri}: it runs there already`];
	return [
		`in ${uri}:`,
		`  now     ${current} (${describeLatest(site)})`,
		...request.hold ? [`  hold    ${shortDigest(current)}, wherever it is in the pipeline`] : [],
		...tagLines(site.tags),
		...site.lines.flatMap((line) => [`  to ${line.digest}:`, ...tagLines(line.tags)])
	];
}
function rollbackPlanLines(image, request) {
	const { wish, target, by, sites, unreachable } = image;
	const [first] = sites;
	const blobs = first === void 0 ? [] : graphBlobs(first.content.graph);
	const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
	return [
		`roll ${wish.name} back in ${request.environment.name}`,
		`  to      ${target} (${by === "previous" ? "what ran before" : "as named"})`,
		`  there   ${formatCount(first?.content.graph.nodes.size ?? 0, "manifest")} and ${formatCount(blobs.length, "blob")}, ${formatBytes(bytes)}, all of them found; its record holds`,
		...sites.flatMap((site) => siteLines(image, site, request)),
		...unreachable.map(({ uri, reason }) => `left out ${uri}: ${reason}`)
	];
}
function describeImage({ image, from, to, repositories }) {
	const tags = [...new Set(repositories.flatMap((each) => each.tags.map(({ tag }) => tag)))];
	return `${image}${from === null ? "" : ` from ${shortDigest(from)}`} to ${shortDigest(to)}${tags.length === 0 ? "" : ` (${tags.join(", ")})`}`;
}
function rollbackSummaryLine({ dryRun, images, environment, changed, requests }) {
	const what = formatList(images.map(describeImage));
	const asked = formatCount(requests, "request");
	if (dryRun) return `Drill: ready to roll back ${what} in ${environment}; nothing was written (${asked})`;
	if (!changed) return `Nothing to do: ${formatList(images.map(({ image, to }) => `${image} runs ${shortDigest(to)}`))} in ${environment} already (${asked})`;
	return `Rolled back ${what} in ${environment} (${asked})`;
}
// src/report/rollback-summary.ts
function nameImages({ images }) {
	return formatList(images.map(({ image }) => markdownCode(image)));
}
function renderHeadline(report) {
	const { dryRun, changed, environment, images } = report;
	const [only, ...others] = images;
	const to = only === void 0 || others.length > 0 ? "" : ` to ${markdownCode(shortDigest(only.to))}`;
	const where = `in ${markdownCode(environment)}`;
	if (dryRun) return `## 🧯 Drill passed: ${nameImages(report)} ${where} could be rolled back${to}; nothing was written`;
	if (!changed) return `## ↩️ Nothing to do: ${nameImages(report)} ${where} is rolled back${to} already`;
	return `## ↩️ Rolled back ${nameImages(report)} ${where}${to}`;
}
function renderRun({ run, requests, milliseconds }) {
	const { actor, address, approvedBy, reason } = run;
	const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
	return `> ${[
		reason === null ? "" : `**${markdownText(reason)}**`,
		actor === null ? "" : `started by ${linkLogin(actor, address)}`,
		approvedBy.length === 0 ? "" : `approved by ${approvals}`,
		address === null ? "" : linkRun(address, address),
		`${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`
	].filter((part) => part !== "").join(" · ")}`;
}
function renderHints({ hints }) {
	const rows = hints.map(({ updater, follows, advice }) => [`${follows ? "✅" : "⚠️"} ${markdownText(updater)}`, markdownText(advice)]);
	return markdownTable(["Updater", "After this rollback"], rows);
}
function renderImage(image, dryRun) {
	const { from, to, by, content, repositories, unreachable } = image;
	const rows = [
		["Ran until now", from === null ? "this image" : markdownCode(from)],
		[by === "previous" ? "Ran before" : "Named", markdownCode(to)],
		["There", `${formatCount(content.manifests, "manifest")} and ${formatCount(content.blobs, "blob")}, ${formatBytes(content.bytes)}, all found`]
	];
	const parts = [markdownTable(["Image", "Digest"], rows)];
	for (const { repository, tags, lines, record, hold } of repositories) {
		parts.push(`### ${markdownCode(repository)}`);
		parts.push(tags.length === 0 ? "No tag moves." : renderTags(tags, !dryRun));
		for (const line of lines) parts.push(`To ${markdownCode(line.digest)}:`, renderTags(line.tags, !dryRun));
		const facts = [...record === null ? [] : [`- **Record:** ${markdownCode(record)}`], ...hold === null ? [] : [`- **Hold:** ${markdownCode(hold)}`]];
		if (facts.length > 0) parts.push(facts.join("\n"));
	}
	if (unreachable.length > 0) {
		const left = unreachable.map(({ uri, reason }) => `- ${markdownCode(uri)}: ${markdownText(reason, 1e3)}`);
		parts.push(`### ⛔ Not rolled back`, left.join("\n"));
	}
	if (from !== null) parts.push(markdownDetails("What updaters do now", renderHints(image)));
	return parts.join("\n\n");
}
function renderRollbackSummary(report) {
	const [only, ...others] = report.images;
	const images = only !== void 0 && others.length === 0 ? [renderImage(only, report.dryRun)] : report.images.map((image) => markdownDetails(markdownText(image.image), renderImage(image, report.dryRun)));
	return markdownPage([
		renderHeadline(report),
		renderRun(report),
		...images
	], report.warnings);
}
// src/rollback/hold-elsewhere.ts
async function holdElsewhere(request, { image: { current, wish, elsewhere }, plan, means, tell, emit }) {
	if (current === void 0) return;
	const { reason } = request;
	await Promise.all(elsewhere.map(async ({ environment, repository, reading }) => {
		try {
			const place = await reading;
			if (place === void 0) return;
			const planned = await planHold([place], {
				digest: current,
				environments: [environment],
				names: ["*"],
				reason,
				effect: "quarantine"
			}, means(repository), plan);
			for (const each of await applyHold(planned, means(repository))) tell(each, current);
			const uncounted = planned.uncounted.get(environment.name);
			if (uncounted === void 0) return;
			emit({
				kind: "warning",
				to: repository,
				sentence: `The hold of ${shortDigest(current)} does not count in ${environment.name}: ${uncounted}`
			});
		} catch (error) {
			if (!(error instanceof RegistryError)) throw error;
			const command = `command: hold, to: ${environment.name}, image: ${wish.name}@${current}`;
			emit({
				kind: "warning",
				to: repository,
				sentence: `The rollback is done, and ${shortDigest(current)} could not be held in ${environment.name}: ${error.message}; hold it there by "${command}"`
			});
		}
	}));
}
// src/rollback/record.ts
function describeDestination({ place }, tags, environment) {
	const told = tags.filter(({ action }) => action !== "skip");
	const actions = told.flatMap(({ tag, action }) => action === "skip" ? [] : [[tag, action]]);
	return {
		environment,
		uri: place.uri,
		tags: told.map(({ tag }) => tag),
		replaced: new Map(told.flatMap(({ tag, action, before }) => action === "move" && before !== void 0 ? [[tag, before]] : [])),
		actions: actions.length === 0 ? void 0 : new Map(actions)
	};
}
function bypassedGates({ environment }) {
	const gates = listGates(environment.gates);
	if (gates.length === 0) return void 0;
	return gates.map(({ id }) => ({
		id,
		result: "bypassed",
		summary: "a rollback goes back to what was admitted before"
	}));
}
function subjectsOf({ digest, content: { graph } }) {
	const platforms = [...Map.groupBy(graphPlatforms(graph), (each) => each.digest)].filter(([each]) => each !== digest).map(([each, all]) => ({
		digest: each,
		platform: all.map(({ platform }) => platform).join(", ")
	}));
	return [{ digest }, ...platforms];
}
async function findFault({ pipeline, environment, run }, { place, digest, image }, made, { signer, verify }) {
	const form = signer === void 0 ? "statement" : "bundle";
	if (signer !== void 0) {
		const { checkOwnBundle } = await import("./verify.js").then((n) => n.r);
		const fault = checkOwnBundle(made.bytes, made.statement, signer.who.kind === "key" ? signer.who.pem : void 0);
		if (fault !== void 0) return fault;
	}
	const { repository, uri } = place;
	const stored = {
		repository,
		subject: digest,
		digest: made.artifact.manifest.digest,
		form,
		bytes: made.bytes
	};
	const now = new Date(Math.max(Date.now(), run.now.getTime()));
	const options = {
		pipeline,
		environment,
		image: image.wish.name,
		digest,
		uri,
		verify,
		now
	};
	const { rollbacks, rejections } = validRollbacks([stored], options);
	return rollbacks.length > 0 ? void 0 : rejections[0] ?? "what it says cannot be read";
}
async function makeRecord(request, unit, { tags, hold, earlier }, means) {
	const { environment, pipeline, run, reason } = request;
	const { digest, content, image, site, isTarget, place } = unit;
	const rollback = {
		time: run.now,
		target: {
			by: isTarget ? image.by : "named",
			evidence: isTarget ? site.evidence : []
		},
		destination: describeDestination(unit, tags, environment.name),
		hold,
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		checks: bypassedGates(request),
		approvals: means.approvals,
		set: means.set,
		run: run.facts,
		reason,
		corrects: earlier.statements,
		toolVersion: TOOL_VERSION
	};
	const statement = writeStatement(ROLLBACK, {
		uri: place.uri,
		subjects: subjectsOf(unit)
	}, rollback);
	const { signer } = means;
	const bytes = await signer?.sign(statement) ?? statement;
	const artifact = buildRecord({
		predicateType: ROLLBACK.type,
		subject: content.descriptor,
		annotations: annotateRollback(rollback, {
			labels: content.labels,
			previousDigest: image.current ?? digest,
			replaces: earlier.manifests
		}),
		form: signer === void 0 ? "statement" : "bundle",
		bytes
	});
	const fault = await findFault(request, unit, {
		bytes,
		statement,
		artifact
	}, means);
	if (fault !== void 0) throw refuse(request, image.wish, {
		reason: `the record of ${shortDigest(digest)} could not be verified afterwards, since ${fault}`,
		remedy: remedyFor(fault, signer?.who)
	});
	const signed = signer === void 0 ? void 0 : {
		by: signer.name,
		bundle: bytes
	};
	return {
		artifact,
		statement: digestOf(statement),
		says: rollback.destination,
		signed
	};
}
// src/rollback/units.ts
function toUnits(images) {
	return images.flatMap((image) => image.sites.flatMap((site) => {
		const { place } = site.site;
		const common = {
			image,
			site,
			place,
			hasNewRecord: false
		};
		const { target: digest } = image;
		const { content, tags, record } = site;
		return [{
			...common,
			digest,
			content,
			tags,
			record,
			isTarget: true,
			trail: new RecordTrail()
		}, ...site.lines.map((line) => ({
			...common,
			...line,
			record: void 0,
			isTarget: false,
			trail: new RecordTrail()
		}))];
	}));
}
// src/rollback/write-tags.ts
function isClaim({ mutable, action }) {
	return !mutable && action === "create";
}
function writerOf({ place, content }, { journal, emit }) {
	return {
		client: place.client,
		repository: place.repository,
		root: content.stored,
		journal,
		emit
	};
}
async function claimNumbers(unit, run) {
	const claims = unit.tags.filter(isClaim);
	if (claims.length === 0) return false;
	const writer = writerOf(unit, run);
	const { client, repository } = writer;
	const { scope, site } = unit.site;
	const own = [
		unit.digest,
		...unit.content.graph.nodes.keys(),
		...unit.image.current ? [unit.image.current] : []
	];
	const target = {
		...writer,
		ifTagExists: "fail",
		own,
		readNames: () => readNames(client, repository, scope)
	};
	const outcome = await claimTags(target, claims, { names: site.names });
	for (const [index, claim] of claims.entries()) {
		const settled = outcome.tags[index];
		if (settled?.tag !== claim.tag || !isClaim(settled)) run.journal.release(repository, claim.tag);
	}
	unit.tags = unit.tags.map((tag) => outcome.tags[claims.indexOf(tag)] ?? tag);
	return outcome.tags.some(({ tag }, index) => tag !== claims[index]?.tag);
}
function overtaken({ request }, { image, place }, tag, holds) {
	const what = holds === void 0 ? "is gone" : `holds ${shortDigest(holds)}`;
	return new PolicyError({
		what: nameAct(request, image.wish),
		reason: `${place.uri}:${tag} ${what} since this run has looked at it, as another run was faster`,
		remedy: "look at the history, and run again if it is still to be rolled back"
	});
}
async function writeAll(writer, due) {
	if (due.length === 0) return;
	const written = new Set(await writeTagsAtOnce(writer, due));
	for (let attempt = 1;; attempt++) {
		const left = due.filter(({ tag }) => !written.has(tag));
		const outcomes = await Promise.allSettled(left.map((planned) => writeTag(writer, planned)));
		for (const [index, { tag }] of left.entries()) if (outcomes[index]?.status === "fulfilled") written.add(tag);
		const failures = outcomes.filter((each) => each.status === "rejected").map(({ reason }) => reason);
		if (failures.length === 0) return;
		await pauseAfter(failures, writer, attempt);
	}
}
async function lookBack(unit, run) {
	const writer = writerOf(unit, run);
	const { client, repository, root } = writer;
	const due = unit.tags.filter((tag) => tag.mutable && isChange(tag));
	const looks = await retryOnceTagged(due, writer, ({ tag }) => headManifest(client, repository, tag, digestAlgorithm(root.digest)));
	const there = /* @__PURE__ */ new Set();
	for (const [index, planned] of due.entries()) {
		const holds = looks[index];
		if (holds === root.digest) there.add(planned);
		else if (holds !== planned.before) throw overtaken(run, unit, planned.tag, holds);
	}
	for (const { tag } of there) run.journal.release(repository, tag);
	const kept = (tag) => ({
		...tag,
		action: "keep",
		reason: "it holds this image already"
	});
	unit.tags = unit.tags.map((tag) => there.has(tag) ? kept(tag) : tag);
	const left = due.filter((tag) => !there.has(tag));
	return { write: (isDue) => writeAll(writer, left.filter(isDue)) };
}
// src/rollback/rollback.ts
function holdMeansOf(request, { signer, verify, approvals }, { emit }) {
	const { pipeline, run } = request;
	return (repository) => ({
		pipeline,
		signer,
		verify,
		approvals,
		now: run.now,
		run: run.facts,
		warn: (sentence) => emit({
			kind: "warning",
			to: repository,
			sentence
		})
	});
}
async function allDone(items, work) {
	const outcomes = await Promise.allSettled(items.map(work));
	const failure = outcomes.find((outcome) => outcome.status === "rejected");
	if (failure !== void 0) throw failure.reason;
	return outcomes.flatMap((outcome) => "value" in outcome ? [outcome.value] : []);
}
function explainHold(error, digest) {
	if (!(error instanceof RegistryError)) return error;
	const { reason = error.message } = error.words ?? {};
	return reword(error, {
		what: `hold ${shortDigest(digest)}, which is rolled back`,
		reason,
		remedy: "let the registry take it, or set \"hold: false\" and keep the image from coming back by hand"
	});
}
function setOf$1({ run }, images) {
	if (images.length < 2) return void 0;
	const named = images.map(({ wish: { name }, target }) => ({
		name,
		digest: target
	}));
	return {
		id: digestOf(JSON.stringify([
			"rollback",
			run.facts.invocationId ?? run.now.toISOString(),
			named
		])),
		images: named
	};
}
async function toHoldPlace({ place, running }, digest) {
	const { client, repository } = place;
	if (running.digest !== digest) return {
		client,
		repository
	};
	const { mediaType, bytes } = running;
	return {
		client,
		repository,
		image: {
			mediaType,
			digest,
			size: bytes.byteLength,
			annotations: /* @__PURE__ */ new Map()
		},
		records: await place.recordsOf(digest)
	};
}
var Rollback = class {
	request;
	images;
	run;
	means;
	admissions;
	units;
	holds = /* @__PURE__ */ new Map();
	hasHeld = false;
	constructor(request, images, run, { means, admissions }) {
		this.request = request;
		this.images = images;
		this.run = run;
		this.means = means;
		this.units = toUnits(images);
		this.admissions = admissions;
	}
	get changed() {
		return this.hasHeld || this.units.some(({ tags, hasNewRecord }) => hasNewRecord || tags.some(isChange));
	}
	get holdMeans() {
		return holdMeansOf(this.request, this.means, this.run);
	}
	async planHolds() {
		const { environment, hold, reason } = this.request;
		if (!hold) return;
		await allDone(this.images, async (image) => {
			const { current, sites } = image;
			const [first] = sites;
			if (current === void 0 || first === void 0) return;
			const places = await Promise.all(sites.map(({ site }) => toHoldPlace(site, current)));
			const wish = {
				digest: current,
				environments: [environment],
				names: ["*"],
				reason,
				effect: "quarantine"
			};
			this.holds.set(image, await planHold(places, wish, this.holdMeans(first.site.place.repository)));
		});
	}
	async applyHolds() {
		await allDone([...this.holds], async ([{ current, sites }, plan]) => {
			const [first] = sites;
			if (current === void 0 || first === void 0) return;
			try {
				const written = await applyHold(plan, this.holdMeans(first.site.place.repository));
				for (const repository of written) this.tellHeld(repository, current);
			} catch (error) {
				throw explainHold(error, current);
			}
		});
	}
	tellHeld(repository, digest) {
		this.hasHeld = true;
		this.run.tell(`held ${formatRepository(repository)}@${shortDigest(digest)} everywhere`);
	}
	make(unit, tags = unit.tags) {
		const { place, digest, trail } = unit;
		const hold = this.holds.get(unit.image)?.record;
		return trail.read(place.client, {
			repository: place.repository,
			subject: digest
		}).then((earlier) => makeRecord(this.request, unit, {
			tags,
			hold,
			earlier
		}, this.means));
	}
	async attach(unit, { artifact, statement, says, signed }) {
		const { place, digest, trail } = unit;
		const { client, repository } = place;
		const own = trail.begin({
			digest: artifact.manifest.digest,
			statement,
			says
		});
		await attachReferrer(client, repository, artifact, (sentence) => this.run.emit({
			kind: "warning",
			to: repository,
			sentence
		}));
		own.confirm();
		unit.record = artifact.manifest.digest;
		unit.hasNewRecord = true;
		const event = {
			kind: "record",
			to: repository,
			subject: digest,
			digest: artifact.manifest.digest
		};
		this.run.emit(signed === void 0 ? event : {
			...event,
			signed
		});
	}
	async record() {
		const made = await allDone(this.units.filter(({ record, tags }) => record === void 0 && tags.some(isChange)), async (unit) => ({
			unit,
			record: await this.make(unit)
		}));
		await Promise.all([this.applyHolds(), allDone(made, ({ unit: { place }, record }) => putBlobs(place.client, place.repository, record.artifact.blobs))]);
		await allDone(made, ({ unit, record }) => this.attach(unit, record));
		await this.admissions?.write(this.units.filter(({ isTarget, site }) => isTarget && changesSite(site)));
	}
	async correct(unit) {
		const record = await this.make(unit);
		await putBlobs(unit.place.client, unit.place.repository, record.artifact.blobs);
		await this.attach(unit, record);
	}
	async tag() {
		const { journal, emit } = this.run;
		const { marker } = this.request;
		const run = {
			request: this.request,
			journal,
			emit
		};
		const clients = new Set(this.units.map(({ place }) => place.client));
		await allDone(this.units, async (unit) => {
			if (await claimNumbers(unit, run)) await this.correct(unit);
		});
		await settleLists(clients, false);
		const looked = await allDone(this.units, (unit) => lookBack(unit, run));
		await allDone(looked, (moves) => moves.write(({ tag }) => tag !== marker));
		await allDone(looked, (moves) => moves.write(({ tag }) => tag === marker));
		await settleLists(clients, true);
	}
	expectTags() {
		for (const { place, tags } of this.units) {
			const changes = tags.filter(isChange).map(({ tag }) => tag);
			this.run.journal.expect(place.repository, changes);
		}
	}
	async correctAfterFailure(unit) {
		const { trail, place } = unit;
		if (trail.last === void 0) return;
		const { states } = this.run.journal;
		const tags = unit.tags.filter(({ tag, mutable, action }) => action === "keep" || !mutable && states.get(`${place.uri}:${tag}`) === "new");
		try {
			await evenAfterStop(place.client, async (client) => {
				const record = await this.make(unit, tags);
				await putBlobs(client, place.repository, record.artifact.blobs);
				await attachReferrer(client, place.repository, record.artifact);
			});
		} catch (error) {
			if (!isSealiftError(error) && !(error instanceof CancelledError)) throw error;
			const sentence = `The record of the rollback of ${place.uri}@${unit.digest} names tags that were put back, and could not be corrected: ${error.message}; promote what runs there again`;
			this.run.emit({
				kind: "warning",
				to: place.repository,
				sentence
			});
		}
	}
	async undo(error) {
		const undone = await undoTags(this.run.journal, error);
		await this.admissions?.takeBack();
		await Promise.all(this.units.map((unit) => this.correctAfterFailure(unit)));
		return undone;
	}
	async finish() {
		const tell = (repository, digest) => this.tellHeld(repository, digest);
		for (const [image, plan] of this.holds) {
			await holdElsewhere(this.request, {
				image,
				plan,
				means: this.holdMeans,
				tell,
				emit: this.run.emit
			});
			await this.admissions?.withdraw(image);
		}
	}
};
async function openAdmissions(request, means, emit) {
	if (!request.environment.admission) return void 0;
	const { AdmissionsBack: Statements } = await import("./readmit.js").then((n) => n.t);
	return new Statements(request, means, emit);
}
async function applyRollback(request, images, run) {
	const [signer, verify, approvals] = await Promise.all([
		request.record === "signed" ? request.run.signer?.open() : void 0,
		request.openVerifier(),
		request.approvals
	]);
	const means = {
		signer,
		verify,
		approvals,
		set: setOf$1(request, images)
	};
	const rollback = new Rollback(request, images, run, {
		means,
		admissions: await openAdmissions(request, means, run.emit)
	});
	await rollback.planHolds();
	rollback.expectTags();
	try {
		await rollback.record();
		await rollback.tag();
	} catch (error) {
		throw await rollback.undo(error);
	}
	await rollback.finish();
	const { units, holds } = rollback;
	return {
		units,
		holds,
		changed: rollback.changed
	};
}
// src/rollback/set.ts
function setOf(record) {
	return record?.predicate.set;
}
function cameTogether(one, other) {
	if (other === void 0) return false;
	const [set, otherSet] = [setOf(one), setOf(other)];
	if (set !== void 0 && otherSet !== void 0) return set.id === otherSet.id;
	const run = runOf(one.predicate.run);
	return run !== void 0 && run === runOf(other.predicate.run);
}
async function findSet(request, wish) {
	const { sites } = await readSites(request, wish);
	const latest = sites[0]?.latest?.record;
	if (latest === void 0) return [wish];
	const named = setOf(latest)?.images?.map(({ name }) => name) ?? request.pipeline.images;
	const others = [...new Set(named)].filter((name) => name !== wish.name);
	if (others.length === 0 && setOf(latest) !== void 0) throw refuse(request, wish, {
		reason: "its record does not name the images that came with it, and the pipeline file lists none",
		remedy: "list them in the input \"image\""
	});
	const isOwn = runOf(latest.predicate.run) !== void 0 && runOf(latest.predicate.run) === runOf(request.run.facts);
	return [wish, ...(await Promise.all(others.map(async (name) => {
		const other = {
			name,
			tag: void 0,
			digest: void 0,
			expected: void 0
		};
		const { sites: theirs } = await readSites(request, other);
		return isOwn || cameTogether(latest, theirs[0]?.latest?.record) ? [other] : [];
	}))).flat()];
}
async function planRollback(request) {
	const [first, ...others] = request.images;
	const found = request.wholeSet ? await findSet(request, first) : [first];
	const known = new Set(others.map(({ name }) => name));
	const wishes = [...found.filter(({ name }) => !known.has(name)), ...others];
	return Promise.all(wishes.map((wish) => planImage(request, wish)));
}
// src/commands/publish-rollback.ts
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
function describeItems({ environment }, { wish, target, current, sites }, { units, bundles }) {
	return sites.map(({ site: { place, uri }, tags: planned }) => {
		const unit = units.find((each) => each.isTarget && each.place === place);
		const tags = (unit?.tags ?? planned).filter(({ action }) => action !== "skip").map(({ tag }) => tag);
		const record = unit?.record;
		return {
			image: wish.name,
			digest: target,
			source: {
				environment: environment.name,
				uri
			},
			destination: {
				environment: environment.name,
				uri,
				registry: place.repository.registry
			},
			tags,
			previousDigest: current,
			version: versionTagsOf(tags)[0],
			record,
			bundle: record === void 0 ? void 0 : bundles.get(record)
		};
	});
}
function openRollbackPublisher(request, images, { event, environment, logger, token, warn }) {
	const use = {
		...request.pipeline.gitHub,
		storageRecords: "off"
	};
	const published = images.filter(({ sites }) => sites.some(changesSite));
	if (published.length === 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	const publishers = openPublishers({
		use,
		event,
		environment,
		token,
		warn,
		note: logger.info,
		task: "rollback"
	});
	const bundles = /* @__PURE__ */ new Map();
	const describe = (units) => published.flatMap((image) => describeItems(request, image, {
		units,
		bundles
	}));
	return {
		listen(happened) {
			if (happened.kind === "record" && happened.signed !== void 0) bundles.set(happened.digest, happened.signed.bundle);
		},
		begin: () => publishers.begin(describe([])),
		async succeed({ units }) {
			try {
				await publishers.succeed(describe(units));
				return;
			} catch (error) {
				return error;
			}
		},
		fail: () => publishers.fail("the log of the run says why")
	};
}
// src/commands/rollback-run.ts
function requireRollbackEnvironment({ environment }, run) {
	const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
	if (required === void 0) return;
	const actual = run.isFromToken === true ? run.environment : void 0;
	if (actual === required) return;
	const [why, remedy] = run.isFromToken === true ? [`this one runs in ${actual === void 0 ? "none" : quote(actual)}`, `"environment: ${required}"`] : ["there is no identity token that says where this one runs", "\"permissions: id-token: write\""];
	throw new PolicyError(`Cannot roll back in ${environment.name}: only a job in GitHub's environment ${quote(required)} may, and ${why}; give the job ${remedy}`);
}
async function openClients(pool, inputs) {
	const { environment, images, credential: given, dryRun } = inputs;
	const access = dryRun ? "pull" : "push";
	const own = images.flatMap(({ name }) => environment.repositories.map((each) => expandTemplate(each, name)));
	const lookUp = await pool.open(own.map((repository) => ({
		repository,
		access,
		given
	})));
	const clients = new Map(own.map((repository) => [formatRepository(repository), Promise.resolve(lookUp(repository, access))]));
	return (repository) => getOrMake(clients, formatRepository(repository), async () => {
		return (await pool.open([{
			repository,
			access,
			given
		}]))(repository, access);
	});
}
async function openRollback(inputs, context, pool) {
	const { environment: env, event, logger, now } = context;
	const { pipeline, environment, dryRun, reason } = inputs;
	const state = {
		canSign: findRunMeans(inputs, context) !== void 0,
		writes: !dryRun
	};
	const record = decideRecordForm(inputs.record, environment, state);
	if (record === "off") throw new Error("a rollback is always recorded");
	const { identity, signer, publicGood } = await findRunSigner(inputs, context, record === "signed" && !dryRun);
	const facts = identity === void 0 ? event.run : toRunFacts(identity.claims, event.run);
	if (!dryRun) requireRollbackEnvironment(inputs, facts);
	const { info: tell, warn } = logger;
	const approvals = !dryRun && event.apiUrl !== void 0 ? readApprovals(event, {
		environment: env,
		token: inputs.githubToken,
		tell,
		runId: identity?.claims.runId
	}) : void 0;
	const verifying = {
		now: () => /* @__PURE__ */ new Date(),
		warn,
		environment: env,
		publicGood
	};
	const { images, marker, hold, allowPartial, wholeSet, timeZone } = inputs;
	return {
		pipeline,
		environment,
		images,
		marker,
		hold,
		allowPartial,
		wholeSet,
		timeZone,
		reason,
		record,
		approvals,
		isDrill: dryRun,
		run: {
			facts,
			signer,
			reason,
			now
		},
		openVerifier: once(() => openVerifier(pipeline, verifying)),
		clientOf: await openClients(pool, inputs)
	};
}
async function countApprovals({ environment, approvals, run }) {
	const required = environment.rollback.gitHubEnvironment ?? environment.gitHubEnvironment;
	const actor = run.facts.actor?.login.toLowerCase();
	const given = (await approvals ?? []).filter(({ state, environments }) => state === "approved" && (required === void 0 || environments.includes(required)));
	return new Set(given.map(({ login }) => login.toLowerCase()).filter((login) => login !== actor)).size;
}
function findSameActor({ run }, images) {
	const own = starterOf(run.facts)?.toLowerCase();
	const before = images.flatMap(({ sites }) => sites.flatMap(({ site: { latest } }) => latest?.kind === "promote" ? [starterOf(latest.record.predicate.run)] : []));
	if (own === void 0 || before.includes(void 0)) return "it is unknown who rolls it back or promoted it";
	const same = before.find((login) => login?.toLowerCase() === own);
	return same && `${safeText(same, 50)} promoted it as well`;
}
async function requireRun(request, images) {
	const { environment, record, run } = request;
	const { approvals, anotherActor } = environment.rollback;
	const refuse = (reason, remedy) => {
		const names = formatList(images.map(({ wish }) => wish.name));
		throw new PolicyError({
			what: `roll back ${names} in ${environment.name}`,
			reason,
			remedy
		});
	};
	if (approvals > 0) {
		const count = await countApprovals(request);
		if (count < approvals) refuse(`its run has ${count} of ${formatCount(approvals, "required approval")} by others`, "start it in an environment of GitHub that asks for reviewers, and give the job \"actions: read\"");
	}
	const same = anotherActor ? findSameActor(request, images) : void 0;
	if (same !== void 0) refuse(`${same}, and a different person is required`, "have a different person start a run");
	const signer = record === "signed" ? await run.signer?.open() : void 0;
	if (signer === void 0) return;
	const { signers, name } = environment;
	if (signers.length > 0 && !signers.some((trusted) => isAllowedSigner(signer.who, trusted))) refuse(`its record would be signed by ${safeText(signer.name, 300)}, whom the pipeline file does not name among the signers of ${name}`, "roll it back by a workflow or key that is named there");
	await signer.prepare();
}
// src/commands/rollback.ts
var rollback_exports = /* @__PURE__ */ __exportAll({ runRollback: () => runRollback });
function warnOfNoHold({ hold, environment }, images) {
	if (hold || images.every(({ current }) => current === void 0)) return [];
	return [`Nothing holds what is rolled back: the next promotion may bring it to ${environment.name} again, and as long as its version is the highest, moving tags do not go to a lower fix; leave "hold" out, or use command hold`];
}
async function apply(request, images, context, { token, eventLog }) {
	const { emit, warn } = eventLog;
	const { logger, cancellation } = context;
	return cancellation.writing(async () => {
		const publisher = openRollbackPublisher(request, images, {
			...context,
			token,
			warn
		});
		await requireRun(request, images);
		await publisher.begin();
		try {
			const result = await inGroup(logger, "Rollback", () => applyRollback(request, images, {
				emit: (event) => {
					publisher.listen(event);
					emit(event);
				},
				tell: logger.info,
				journal: cancellation.journal
			}));
			return {
				result,
				trouble: await publisher.succeed(result)
			};
		} catch (error) {
			await publisher.fail();
			throw error;
		}
	});
}
function findLeft(images, { environment }) {
	const left = images.flatMap(({ unreachable }) => unreachable);
	const [first] = left;
	if (first === void 0) return void 0;
	return new PolicyError({
		what: `roll back all of ${environment.name}`,
		reason: `${formatList([...new Set(left.map(({ uri }) => uri))])} did not answer (${first.reason})`,
		remedy: "run the same again once they do: it completes them",
		aftermath: "the other repositories are rolled back"
	});
}
async function runRollback(inputs, context) {
	const { logger, now, event } = context;
	const { dryRun, githubToken: token, environment, marker } = inputs;
	await using pool = await openClientPool(context, inputs, context.cancellation.signal);
	const request = await openRollback(inputs, context, pool);
	const images = await planOrTell(request, context, dryRun);
	await inGroup(logger, "Plan", async () => {
		images.flatMap((image) => rollbackPlanLines(image, request)).forEach(logger.info);
	});
	const eventLog = openEventLog(logger);
	for (const { sites } of images) for (const { warnings } of sites) warnings.forEach(eventLog.warn);
	warnOfNoHold(request, images).forEach(eventLog.warn);
	const applied = dryRun ? void 0 : await apply(request, images, context, {
		token,
		eventLog
	});
	const approvals = await request.approvals?.catch(() => void 0);
	const report = buildRollbackReport(images, {
		environment,
		marker,
		result: applied?.result
	}, {
		run: {
			address: event.run.invocationId ?? null,
			actor: request.run.facts.actor?.login ?? null,
			approvedBy: (approvals ?? []).flatMap(({ login, state }) => state === "approved" ? [login] : []),
			reason: request.reason
		},
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime(),
		warnings: [...eventLog.warnings]
	});
	const hints = [...new Set(report.images.flatMap(({ from, hints: each }) => from === null ? [] : hintLines(each)))];
	await inGroup(logger, "What updaters do now", async () => hints.forEach(logger.info));
	const told = {
		outputs: buildRollbackOutputs(report),
		summary: renderRollbackSummary(report)
	};
	const failure = context.handOver(told, dryRun ? "it was a drill" : "the rollback itself is complete");
	logger.info(rollbackSummaryLine(report));
	throwWorst(applied?.trouble ?? findLeft(images, request), failure, logger);
}
async function planOrTell(request, context, dryRun) {
	try {
		return await planRollback(request);
	} catch (error) {
		if (dryRun) context.handOver({
			outputs: /* @__PURE__ */ new Map([["ready", "false"]]),
			summary: ""
		}, "nothing was written");
		throw error;
	}
}
export { rollback_exports as t };
