import { r as __exportAll } from "./rolldown-runtime.js";
import { $t as quote, Bt as isTag, Ct as throwWorst, Dt as formatDuration, Et as formatCount, Ft as tagName, Ht as parseRepository, It as formatReference, Jt as digestOf, Kt as digestAlgorithm, Lt as formatRepository, Mt as TOOL_VERSION, Ot as formatList, Pt as TagJournal, R as ALLOWED, St as handOver, T as parseTagRules, Tt as formatBytes, U as findEnvironments, Vt as parseReference, Xt as isDigest, Zt as shortDigest, _t as property, a as markdownText, an as RegistryError, b as tryParseVersion, cn as withAftermath, d as shardTitle, en as safeText, f as compareVersions, ft as isJsonObject, ht as parseJsonObject, i as markdownTable, in as PolicyError, kt as formatNumber, l as collectSettings, lt as FormatError, m as isStable, n as markdownCode, nn as CancelledError, nt as readWholeFile, on as formatProblem, p as formatVersionTag, pt as objectProperty, qt as digestHex, r as markdownDetails, rn as InputError, sn as isSealiftError, t as limitSummary, u as formatShardName, wt as explainSystemError, x as tryParseVersionTag, z as tryParseRevision } from "./start.js";
import { At as childrenFirst, B as readingCost, Bt as inFamily, C as withProgress, Ct as writeStatement, D as shardLines, Dn as noteNoTagsAtOnce, Dt as lookUpTags, E as planSummaryLine, En as mayTagAtOnce, Et as findTagListScope, F as addCosts, Ft as manifestBlobs, H as taggingCost, I as countRequests, In as missingLabels, Kt as renderAffixes, L as findingCost, Ln as placeOfLabel, Lt as nextInSequence, Mn as isForeignLayer, Mt as graphPlatforms, Nn as OCI_LABEL, O as shardSummaryLine, Ot as readNames, P as NO_COST, Pn as describeOverruled, R as makeCost, S as startHeartbeat, St as findRecords, T as planLines, Tn as headManifest, Tt as findPresentBelow, U as isChange, V as repeatedCost, W as previousDigest, _ as recordFormOf, _n as listTagsAtOnce, _t as parseManifest, a as readImageLabels, at as familiesOf$1, b as inGroup, bt as buildRecord, ct as standingTags$1, dn as takeOff, ft as hasBlob, g as isRecorded, gt as embeddedData, i as SourceImage, it as readGraph, k as summaryLine, kt as childManifests, ln as needsVersion, lt as tagsInAnotherCase, n as decideRecordForm, nn as VERSION_LABEL, nr as matchesSigner, nt as UnknownManifestError, o as lackingPlatforms, ot as inOwnCase, r as findSigningMeans, rt as UnreadableManifestError, st as listsTag, tr as explainMismatch, v as requestFor, w as estimateLines, wn as getManifest, wt as findPresent, x as openEventLog, xt as buildSignedRecord, y as routeTo, z as pushCost } from "./common.js";
import { C as MAX_REFERRERS, D as openClients, M as eachAtMost, S as listReferrers, T as listFromApi, _ as resolveSource, a as mayNameDead, b as joinReferrers, c as confirmManifest, d as startUpload, f as uploadBlob, g as openSetClients, h as takeTurn, i as findDead, k as createBlobTracker, l as putManifest, m as openBlob, n as attachReferrer, o as settleLists, p as mountBlob, r as ensureListed, s as watchList, u as putManifestWithTags, v as cosignTags, w as hasReferrersApi, x as listFromFallback, y as fallbackTag } from "./registry.js";
import { C as computeTags, E as isSameRepository, S as requireNoConflict, a as NO_RUN, b as namesToLookUp, c as buildShardOutputs, h as listGitVersions, n as renderShardSummary, o as buildPromotionOutputs, p as readReleaseState, s as buildReport, t as renderPromotionSummary, u as reportRun, w as dependsOnLabels, x as planTags, y as readShortShaLength } from "./tags.js";
import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
// src/tags/sha-tag.ts
const DIGITS = /^[0-9a-f]{7,40}$/;
function familiesOf(rules, scope) {
	const own = rules.filter(({ type }) => type === "sha");
	const [usual] = parseTagRules("type=sha");
	return (own.length > 0 || usual === void 0 ? own : rules.map(({ suffix }) => ({
		...usual,
		suffix
	}))).flatMap((rule) => {
		const affixes = renderAffixes(rule, scope);
		return typeof affixes === "string" ? [] : [affixes];
	});
}
function readShaTag(tag, { rules, scope }) {
	return familiesOf(rules, scope).flatMap((family) => {
		const digits = takeOff(family, tag);
		return `${family.prefix}${digits}${family.suffix}` === tag && DIGITS.test(digits) ? [digits] : [];
	});
}
function isShaTagOf(commit, tag, sources) {
	return readShaTag(tag, sources).some((digits) => commit.startsWith(digits));
}
const NUMBER = /^[0-9]+$/;
function commitsNamedBy(tag, sources) {
	const [, plain] = /^sha-([0-9a-f]{7,64})$/i.exec(tag) ?? [];
	const read = readShaTag(tag, sources).filter((digits) => digits !== tag || !NUMBER.test(digits));
	return [.../* @__PURE__ */ new Set([...plain === void 0 ? [] : [plain.toLowerCase()], ...read])];
}
// src/promotion/plan.ts
function planDestinationTags(question, existing, digest) {
	const computed = computeTags(question.rules, question.context, existing, question.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists })
	};
}
function requireNoOverlap(plans) {
	const wanted = /* @__PURE__ */ new Map();
	for (const plan of plans) for (const { repository, tags } of plan.destinations) for (const { tag, action } of tags.tags) {
		if (action === "skip") continue;
		const name = `${formatRepository(repository)}:${tag}`;
		const other = wanted.get(name);
		if (other !== void 0 && other.image.digest !== plan.image.digest) throw new PolicyError(`Cannot promote as one set: ${name} would be both ${other.source.reference} (${shortDigest(other.image.digest)}) and ${plan.source.reference} (${shortDigest(plan.image.digest)}); give them different repositories by "{image}" in "to", or different tags`);
		wanted.set(name, plan);
	}
}
function readRevision(request, labels) {
	if (request.revision !== void 0) return {
		sha: request.revision,
		origin: "the input \"revision\""
	};
	const key = `${OCI_LABEL}revision`;
	const sha = tryParseRevision(labels.get(key) ?? "");
	return sha === void 0 ? void 0 : {
		sha,
		origin: `the ${placeOfLabel(labels, key)} ${key}`
	};
}
function findRevision(context, request) {
	const { revision, sourceTag } = context;
	const commit = tryParseRevision(request.gitTag?.commit ?? "");
	if (request.revision !== void 0 || commit === void 0 || sourceTag === void 0) return { revision };
	const { rules, now } = request;
	if (revision?.sha === commit || !isShaTagOf(commit, sourceTag, {
		rules,
		scope: {
			context,
			now
		}
	})) return { revision };
	const origin = `the source tag ${quote(sourceTag)}`;
	if (revision === void 0) return { revision: {
		sha: commit,
		origin
	} };
	const note = `The tag of ${formatReference(request.from)} says that it was built from the event's commit, and ${revision.origin} says ${revision.sha}: the tag counts, as labels are often those of the base image`;
	return {
		revision: {
			sha: commit,
			origin
		},
		notes: [note]
	};
}
function requireOneRevision(context, request, labels) {
	const { from, repositoryUrl, rules, now } = request;
	const label = tryParseRevision(labels.get(`org.opencontainers.image.revision`) ?? "");
	if (request.revision !== void 0 || label === void 0 || from.tag === void 0) return;
	const commits = commitsNamedBy(from.tag, {
		rules,
		scope: {
			context,
			now
		}
	});
	const [named] = commits;
	const source = labels.get(`${OCI_LABEL}source`);
	const isOfBase = source !== void 0 && repositoryUrl !== void 0 && !isSameRepository(source, repositoryUrl);
	if (named === void 0 || commits.some((digits) => label.startsWith(digits)) || isOfBase) return;
	throw new InputError(`Cannot promote ${formatReference(from)}: its tag says that it was built from the commit ${named}, and its label ${OCI_LABEL}revision says ${label}; promote the image that was built from the commit that you mean, or set the input "revision" if the label is that of the base image`);
}
function needsLabels({ rules, version, revision, flavor, from }) {
	return dependsOnLabels(rules, {
		input: version,
		revision,
		flavor,
		sourceTag: from.tag
	});
}
function buildContext(request, digest, labels) {
	const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
	const revision = readRevision(request, labels);
	const sourceTag = request.from.tag;
	const versions = {
		input: request.version,
		gitTag: needsVersion(request.rules) ? request.gitTag : void 0,
		tagPrefix,
		imageRevision: revision?.sha,
		sourceTag,
		label: labels.get(VERSION_LABEL),
		labelPlace: placeOfLabel(labels, VERSION_LABEL),
		promoted: {
			reference: formatReference(request.from),
			source: labels.get(`${OCI_LABEL}source`),
			repository: request.repositoryUrl
		}
	};
	const context = {
		versions,
		revision,
		sourceTag,
		preRelease,
		makeLatest,
		flavor,
		timeZone,
		shortShaLength,
		git: void 0,
		gives: ALLOWED,
		moves: ALLOWED,
		digest
	};
	requireOneRevision(context, request, labels);
	const { revision: found, notes = [] } = findRevision(context, request);
	return {
		...context,
		revision: found,
		versions: {
			...versions,
			imageRevision: found?.sha
		},
		notes: [...request.notes ?? [], ...notes]
	};
}
function mayWriteAtOnce({ copy, attachments, tags }, { isAlone, hasRecord }) {
	const isReferredTo = hasRecord || attachments.referrers.length > 0 || attachments.cosignTags.length > 0;
	const isReferrer = copy.manifests.at(-1)?.node.manifest.subject !== void 0;
	return isAlone && !isReferredTo && !isReferrer && tags.tags.some(isChange) && copy.manifests.length > 0;
}
// src/report/plan.ts
function toRow(name, images, lacking, { cost, time }) {
	return [
		name,
		images,
		lacking,
		formatNumber(countRequests(cost)),
		formatBytes(cost.bytes),
		formatDuration(time.milliseconds)
	];
}
const ACTIONS = {
	create: "new",
	move: "moved",
	keep: "kept",
	skip: "skipped"
};
function renderPlannedTags({ tagCounts, firstTags, images }) {
	const counts = [
		"create",
		"move",
		"keep",
		"skip"
	].filter((action) => tagCounts[action] > 0).map((action) => `${formatNumber(tagCounts[action])} ${ACTIONS[action]}`);
	if (counts.length === 0) return ["**Tags:** none"];
	const rows = firstTags.map(({ source, repository, tags }) => [
		markdownCode(source.split("@", 1)[0] ?? source),
		markdownCode(repository),
		tags.map(({ tag, action }) => `${markdownCode(tag)}${action === "create" ? "" : ` (${ACTIONS[action]})`}`).join(" ")
	]);
	const title = rows.length < images ? `The tags of the first ${rows.length}` : "The tags of each image";
	return [`**Tags**, all moved together by the last job: ${formatList(counts)}`, markdownDetails(title, markdownTable([
		"From",
		"To",
		"Tags"
	], rows))];
}
function renderPlanSummary(report) {
	const { matrix, shards, stored, tagging, images } = report;
	const rows = matrix.include.flatMap(({ shard, images: count, bytes }, index) => {
		const estimate = shards[index];
		const name = markdownCode(shard.split("@")[0] ?? shard);
		return estimate === void 0 ? [] : [toRow(name, formatNumber(count), formatBytes(bytes), estimate)];
	});
	const parts = [
		`## 🔎 Plan: ${formatCount(images, "image")} in ${formatCount(shards.length, "shard")}, nothing was written`,
		`Plan ${markdownCode(stored.id)}, ${formatBytes(stored.bytes)}`,
		markdownTable([
			"Shard",
			"Images",
			"To copy",
			"Requests",
			"Through the runner",
			"About"
		], [...rows, toRow("the tags of all", formatNumber(images), "", tagging)]),
		...renderPlannedTags(report),
		...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
		`<sub>${formatCount(report.requests, "request")} to read it</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
function buildPlanOutputs({ matrix, stored }) {
	return /* @__PURE__ */ new Map([
		["matrix", JSON.stringify(matrix)],
		["plan-file", stored.path],
		["plan-id", stored.id]
	]);
}
// src/shards/plan-file.ts
const FORMAT = 1;
const MAX_PLAN_FILE = 67108864;
function renderPlanFile({ settings, at, policy, shards, images }) {
	const head = JSON.stringify({
		version: FORMAT,
		at: at.toISOString(),
		policy,
		shards,
		settings
	});
	const lines = images.map(({ from, to, shard, bytes }) => JSON.stringify({
		from: formatReference(from),
		to: to.map(formatRepository),
		shard,
		bytes
	}));
	return `${head.slice(0, -1)},"images":[\n${lines.join(",\n")}\n]}\n`;
}
function planId(file) {
	return digestOf(file);
}
function count(value, most) {
	return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most ? Number(value) : void 0;
}
function readSettings(body) {
	const value = property(body, "settings");
	const given = isJsonObject(value) ? value : {};
	return collectSettings((name) => {
		const text = property(given, name);
		if (typeof text !== "string") throw new FormatError(`it does not say what the input "${name}" was`);
		return text;
	});
}
function readImage(value, shards) {
	if (!isJsonObject(value)) throw new FormatError("one of its images is not a JSON object");
	const from = parseReference(String(property(value, "from")));
	if (from.kind !== "digest") throw new FormatError(`its image ${quote(formatReference(from))} has no digest`);
	const to = property(value, "to");
	const [first, ...rest] = Array.isArray(to) ? to.map((each) => parseRepository(String(each))) : [];
	const shard = count(property(value, "shard"), shards);
	const bytes = count(property(value, "bytes"), Number.MAX_SAFE_INTEGER);
	if (first === void 0 || shard === void 0 || shard === 0 || bytes === void 0) throw new FormatError(`its image ${quote(formatReference(from))} lacks destination, shard or size`);
	return {
		from,
		to: [first, ...rest],
		shard,
		bytes
	};
}
function decodePlan(file) {
	const body = parseJsonObject(file);
	if (property(body, "version") !== FORMAT) throw new FormatError(`it is of version ${quote(String(property(body, "version")))} and not of ${FORMAT}`);
	const shards = count(property(body, "shards"), 256);
	const at = new Date(String(property(body, "at")));
	const images = property(body, "images");
	if (shards === void 0 || shards === 0 || Number.isNaN(at.getTime()) || !Array.isArray(images)) throw new FormatError("it lacks shards, instant or images");
	const policy = property(body, "policy");
	if (policy !== void 0 && (typeof policy !== "string" || !isDigest(policy))) throw new FormatError("it does not say by which pipeline file it was made");
	const plan = {
		settings: readSettings(body),
		at,
		shards,
		images: images.map((image) => readImage(image, shards))
	};
	return policy === void 0 ? plan : {
		...plan,
		policy
	};
}
function parsePlanFile(file, name) {
	try {
		return decodePlan(file);
	} catch (error) {
		if (!(error instanceof FormatError) && !(error instanceof InputError)) throw error;
		const reason = error instanceof InputError && error.words !== void 0 ? formatProblem(error.words) : error.message;
		throw new InputError(`Cannot read the plan file ${quote(name)}: ${reason}; take it as "command: plan" of the same run wrote it`, { cause: error });
	}
}
const PLAN_FILE = "sealift-plan.json";
function writePlan(plan, environment) {
	const bytes = Buffer.from(renderPlanFile(plan));
	if (bytes.byteLength > MAX_PLAN_FILE) throw new InputError(`Cannot plan ${plan.images.length} images at once: the plan has ${formatBytes(bytes.byteLength)}, and ${formatBytes(MAX_PLAN_FILE)} is the most; make several plans`);
	const path = join(environment["RUNNER_TEMP"] || process.cwd(), PLAN_FILE);
	try {
		writeFileSync(path, bytes);
	} catch (error) {
		throw new InputError(`Cannot write the plan file ${quote(path)}: ${explainSystemError(error, "write")}; set RUNNER_TEMP to a folder that can be written`, { cause: error });
	}
	return {
		path,
		id: planId(bytes),
		bytes: bytes.byteLength
	};
}
function readBytes(path) {
	try {
		return readWholeFile(path, MAX_PLAN_FILE);
	} catch (error) {
		throw new InputError(`Cannot read the plan file ${quote(path)}: ${error instanceof Error ? error.message : String(error)}; download it with actions/download-artifact in a step before this one, as "command: plan" wrote it`, { cause: error });
	}
}
const SHOWN = 32;
function shortPlanId(id) {
	return (id.includes(":") ? id.slice(id.indexOf(":") + 1) : id).slice(0, SHOWN);
}
function readPlan(path, shard) {
	const bytes = readBytes(path);
	const id = planId(bytes);
	if (!digestHex(id).startsWith(shard.id)) throw new InputError(`Cannot promote shard ${shardTitle(shard)}: it belongs to plan ${shortPlanId(shard.id)}, but the plan file is plan ${shortPlanId(id)}; take both from the same run, and leave the file as it was written`);
	const plan = parsePlanFile(bytes, path);
	if (shard.kind === "shard" && shard.count !== plan.shards) throw new InputError(`Cannot promote shard ${shardTitle(shard)}: plan ${shortPlanId(id)} has ${plan.shards} shards; take it from the output "matrix" of the same run`);
	return {
		plan,
		id
	};
}
function findMissing(graph, present) {
	const nodes = childrenFirst(graph);
	const complete = /* @__PURE__ */ new Set();
	for (const { descriptor, manifest } of nodes) {
		const hasChildren = childManifests(manifest).every(({ digest }) => complete.has(digest));
		if (present.has(descriptor.digest) && hasChildren) complete.add(descriptor.digest);
	}
	return nodes.filter(({ descriptor }) => !complete.has(descriptor.digest));
}
function planCopy(graphs, route, present) {
	const missing = /* @__PURE__ */ new Map();
	for (const node of graphs.flatMap((graph) => findMissing(graph, present))) missing.set(node.descriptor.digest, node);
	const needed = /* @__PURE__ */ new Map();
	const common = /* @__PURE__ */ new Set();
	for (const { manifest } of missing.values()) for (const blob of manifestBlobs(manifest)) {
		needed.set(blob.digest, blob);
		if (!isForeignLayer(blob.mediaType)) common.add(blob.digest);
	}
	const isPartial = graphs.some(({ nodes }) => [...nodes.keys()].some((digest) => present.has(digest)));
	const way = route.from.registry === route.to.registry ? "mount" : "stream";
	return {
		...route,
		isPartial,
		blobs: [...needed.values()].map((blob) => ({
			blob,
			way,
			optional: !common.has(blob.digest)
		})),
		manifests: [...missing.values()].map((node) => ({
			node,
			blobs: manifestBlobs(node.manifest).map(({ digest }) => digest),
			after: [...childManifests(node.manifest), node.manifest.subject].filter((each) => each !== void 0).map(({ digest }) => digest)
		}))
	};
}
// src/estimate/plan-cost.ts
const PAGE = 1e3;
const NOTHING_READ = {
	attachments: 0,
	referrers: false,
	labels: false
};
function pagesOf(scope, { names }) {
	return scope.kind === "all" ? Math.max(1, Math.ceil(names.size / PAGE)) : scope.days.length;
}
function writesAtOnce(destination, question) {
	return question.phase === "all" && mayWriteAtOnce(destination, question);
}
function pushShape(destination, question) {
	const { copy, attachments, existing } = destination;
	const streamed = copy.blobs.filter(({ way }) => way === "stream");
	const subjects = new Set(attachments.referrers.map(({ subject }) => subject));
	return {
		mounts: copy.blobs.length - streamed.length,
		streams: streamed.length,
		bytes: streamed.reduce((sum, { blob }) => sum + blob.size, 0),
		looks: streamed.filter(({ blob }) => copy.isPartial === true || blob.size >= 1048576).length,
		manifests: copy.manifests.length,
		subjects: subjects.size,
		cosignTags: attachments.cosignTags.length,
		hasRecord: question.hasRecord,
		hasEmptyConfig: existing.names.size > 0,
		writesAtOnce: writesAtOnce(destination, question)
	};
}
function taggingShape(destination) {
	const { tags, scope, existing } = destination;
	const claims = tags.tags.filter(({ action, mutable }) => action === "create" && !mutable).length;
	const moves = tags.tags.filter((tag) => tag.mutable && isChange(tag)).length;
	const listPages = pagesOf(scope, existing);
	return {
		claims,
		moves,
		comparesVersions: scope.kind === "all",
		listPages
	};
}
function destinationCost(destination, question) {
	const { phase, hasRecord, traits } = question;
	const shape = pushShape(destination, question);
	const tagging = phase === "landing" ? NO_COST : taggingCost(taggingShape(destination));
	if (phase === "tagging") return tagging;
	if (!(destination.copy.manifests.length === 0 && !destination.tags.tags.some(isChange)) || !hasRecord) return addCosts(pushCost(shape, traits), tagging);
	return addCosts(pushCost({
		...shape,
		hasRecord: false
	}, traits), findingCost(traits));
}
function planCost(plan, question) {
	return plan.destinations.map((destination) => destinationCost(destination, question)).reduce((sum, cost) => addCosts(sum, cost), NO_COST);
}
function repeatsOf(plans) {
	const streamed = /* @__PURE__ */ new Set();
	let [times, bytes] = [0, 0];
	for (const { repository, copy } of plans.flatMap(({ destinations }) => destinations)) for (const { way, blob } of copy.blobs) {
		const key = `${repository.registry} ${blob.digest}`;
		if (way !== "stream") continue;
		if (streamed.has(key)) {
			times++;
			bytes += blob.size;
		}
		streamed.add(key);
	}
	return {
		times,
		bytes
	};
}
function setCost(plans, question) {
	const isAlone = plans.flatMap(({ destinations }) => destinations).length === 1;
	const { times, bytes } = repeatsOf(plans);
	return plans.map((plan) => planCost(plan, {
		...question,
		isAlone
	})).reduce((sum, cost) => addCosts(sum, cost), addCosts(repeatedCost(times), makeCost({}, -bytes)));
}
function rereadingCost(plan, question) {
	const { traits, referrers, hasRecord, phase } = question;
	const { referrers: found, cosignTags } = plan.attachments;
	const attachments = [...found, ...cosignTags].reduce((sum, { graph }) => sum + graph.nodes.size, 0);
	const manifests = plan.graph.nodes.size;
	return plan.destinations.map(({ scope, existing, tags }, index) => {
		const byName = tags.tags.filter(({ kind }) => kind !== "date_seq").length;
		const destination = readingCost({
			...index === 0 ? {
				attachments,
				referrers,
				labels: hasRecord
			} : NOTHING_READ,
			manifests: index === 0 ? manifests : 0,
			listPages: pagesOf(scope, existing),
			lookUps: scope.kind === "all" ? existing.digests.size : byName,
			asksDestination: false
		}, traits);
		const asked = addCosts(destination, makeCost({ "manifest-head": manifests }));
		return phase === "tagging" && hasRecord ? addCosts(asked, findingCost(traits)) : asked;
	}).reduce((sum, cost) => addCosts(sum, cost), NO_COST);
}
function lackingBlobs({ destinations }) {
	const steps = destinations.flatMap(({ copy }) => copy.blobs);
	return [...new Map(steps.map(({ blob }) => [blob.digest, blob])).values()];
}
// src/shards/shared-layers.ts
var LayerIndex = class {
	numbers = /* @__PURE__ */ new Map();
	sizes = [];
	users = [];
	weights = [];
	starts = [0];
	layers = [];
	add(layers, base) {
		const own = /* @__PURE__ */ new Set();
		for (const { digest, size } of layers) {
			const number = this.numbers.get(digest) ?? this.numbers.size;
			if (number === this.sizes.length) {
				this.numbers.set(digest, number);
				this.sizes.push(size);
				this.users.push(0);
			}
			own.add(number);
		}
		for (const number of [...own].sort((left, right) => left - right)) {
			this.layers.push(number);
			this.users[number] = (this.users[number] ?? 0) + 1;
		}
		this.starts.push(this.layers.length);
		this.weights.push(Math.max(1, base));
	}
	finish() {
		const { sizes, users, starts, layers } = this;
		const weights = Float64Array.from(this.weights);
		for (let image = 0; image < weights.length; image++) for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			weights[image] = (weights[image] ?? 0) + (sizes[layer] ?? 0) / (users[layer] ?? 1);
		}
		return {
			weights,
			starts: Uint32Array.from(starts),
			layers: Uint32Array.from(layers),
			sizes: Float64Array.from(sizes)
		};
	}
};
function addUpShards(images, shardOf, shards) {
	const { starts, layers, sizes } = images;
	const order = Uint32Array.from(shardOf.keys()).sort((one, other) => (shardOf[one] ?? 0) - (shardOf[other] ?? 0));
	const seenIn = new Uint16Array(sizes.length);
	const sums = Array.from({ length: shards }, () => ({
		bytes: 0,
		repeats: 0,
		repeatedBytes: 0
	}));
	for (const image of order) {
		const shard = shardOf[image] ?? 0;
		const sum = sums[shard - 1];
		if (sum === void 0) continue;
		for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			const size = sizes[layer] ?? 0;
			if (seenIn[layer] === shard) {
				sum.repeats++;
				sum.repeatedBytes += size;
			} else sum.bytes += size;
			seenIn[layer] = shard;
		}
	}
	return sums;
}
const NONE = -1;
function sharedBytes({ starts, layers, sizes }, left, right) {
	let [at, other] = [starts[left] ?? 0, starts[right] ?? 0];
	const [end, otherEnd] = [starts[left + 1] ?? 0, starts[right + 1] ?? 0];
	let bytes = 0;
	while (at < end && other < otherEnd) {
		const [mine, theirs] = [layers[at] ?? 0, layers[other] ?? 0];
		if (mine === theirs) bytes += sizes[mine] ?? 0;
		if (mine <= theirs) at++;
		if (theirs <= mine) other++;
	}
	return bytes;
}
function findPairs(images) {
	const { starts, layers, sizes, weights } = images;
	const first = new Uint32Array(layers.length);
	const second = new Uint32Array(layers.length);
	const shared = new Float64Array(layers.length);
	const latest = new Int32Array(sizes.length).fill(NONE);
	let count = 0;
	for (let image = 0; image < weights.length; image++) {
		const own = count;
		for (let at = starts[image] ?? 0; at < (starts[image + 1] ?? 0); at++) {
			const layer = layers[at] ?? 0;
			const other = latest[layer] ?? NONE;
			latest[layer] = image;
			if (other === NONE || second.subarray(own, count).includes(other)) continue;
			first[count] = image;
			second[count] = other;
			shared[count] = sharedBytes(images, image, other);
			count++;
		}
	}
	return {
		count,
		first,
		second,
		shared
	};
}
function findTop(parents, node) {
	let top = node;
	for (let up = parents[top] ?? NONE; up !== NONE; up = parents[top] ?? NONE) top = up;
	for (let at = node; at !== top;) {
		const up = parents[at] ?? top;
		parents[at] = top;
		at = up;
	}
	return top;
}
function buildSharingTree(images) {
	const count = images.weights.length;
	const { count: pairs, first, second, shared } = findPairs(images);
	const order = new Uint32Array(pairs).map((_, index) => index).sort((one, other) => (shared[other] ?? 0) - (shared[one] ?? 0) || one - other);
	const size = Math.max(1, 2 * count);
	const left = new Int32Array(size).fill(NONE);
	const right = new Int32Array(size).fill(NONE);
	const parents = new Int32Array(size).fill(NONE);
	const weights = new Float64Array(size);
	weights.set(images.weights);
	let next = count;
	for (const pair of order) {
		const one = findTop(parents, second[pair] ?? 0);
		const other = findTop(parents, first[pair] ?? 0);
		if (one === other) continue;
		left[next] = one;
		right[next] = other;
		weights[next] = (weights[one] ?? 0) + (weights[other] ?? 0);
		parents[one] = next;
		parents[other] = next;
		next++;
	}
	const roots = /* @__PURE__ */ new Set();
	for (let image = 0; image < count; image++) roots.add(findTop(parents, image));
	return {
		left,
		right,
		weights,
		roots: [...roots]
	};
}
// src/shards/planner.ts
const REQUEST_BYTES = 4096;
function pin({ from }, { image }) {
	const { repository, tag } = from;
	const pinned = {
		kind: "digest",
		repository,
		digest: image.digest
	};
	return tag === void 0 ? pinned : {
		...pinned,
		tag
	};
}
var ShardPlanner = class {
	layers = new LayerIndex();
	waiting = [];
	wanted = [];
	tagging = NO_COST;
	get count() {
		return this.waiting.length;
	}
	get wishes() {
		return this.wanted;
	}
	add(plan, request, traits) {
		const { referrers, to } = request;
		const question = {
			hasRecord: isRecorded(request),
			traits,
			isAlone: false,
			referrers
		};
		const cost = (phase) => addCosts(planCost(plan, {
			...question,
			phase
		}), rereadingCost(plan, {
			...question,
			phase
		}));
		const landing = cost("landing");
		this.tagging = addCosts(this.tagging, cost("tagging"));
		const blobs = lackingBlobs(plan);
		const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
		this.layers.add(blobs, countRequests(landing) * REQUEST_BYTES);
		this.waiting.push({
			from: pin(request, plan),
			to,
			bytes,
			cost: landing
		});
		const { source, image, destinations } = plan;
		this.wanted.push({
			source: { reference: source.reference },
			image: { digest: image.digest },
			destinations: destinations.map(({ repository, tags }) => ({
				repository,
				tags: { tags: tags.tags.map(({ tag, action }) => ({
					tag,
					action
				})) }
			}))
		});
	}
	finish(most) {
		const layers = this.layers.finish();
		const shardOf = packShards(layers, most);
		const count = shardOf.reduce((highest, shard) => Math.max(highest, shard), 0);
		const sums = Array.from({ length: count }, () => ({
			images: 0,
			cost: NO_COST
		}));
		return {
			images: this.waiting.map(({ cost, ...image }, index) => {
				const shard = shardOf[index] ?? 1;
				const sum = sums[shard - 1];
				if (sum !== void 0) {
					sum.images++;
					sum.cost = addCosts(sum.cost, cost);
				}
				return {
					...image,
					shard
				};
			}),
			shards: addUpShards(layers, shardOf, count).map(({ bytes, repeats, repeatedBytes }, index) => {
				const { images: number, cost } = sums[index] ?? {
					images: 0,
					cost: NO_COST
				};
				const saved = cost.bytes === 0 ? NO_COST : addCosts(repeatedCost(repeats), makeCost({}, -repeatedBytes));
				return {
					images: number,
					bytes,
					cost: addCosts(cost, saved)
				};
			}),
			tagging: this.tagging
		};
	}
};
const TOLERANCE = 1.1;
var WaitingUnit = class {
	heap = [];
	weights;
	constructor({ weights, roots }) {
		this.weights = weights;
		for (const root of roots) this.push(root);
	}
	isBefore(one, other) {
		const difference = (this.weights[one] ?? 0) - (this.weights[other] ?? 0);
		return difference === 0 ? one < other : difference > 0;
	}
	push(node) {
		const { heap } = this;
		let at = heap.length;
		while (at > 0) {
			const up = at - 1 >> 1;
			const above = heap[up] ?? node;
			if (!this.isBefore(node, above)) break;
			heap[at] = above;
			at = up;
		}
		heap[at] = node;
	}
	pop() {
		const { heap } = this;
		const top = heap[0];
		const last = heap.pop();
		if (last === void 0 || heap.length === 0) return top;
		let at = 0;
		for (let down = 1; down < heap.length; down = 2 * at + 1) {
			const other = heap[down + 1];
			if (other !== void 0 && this.isBefore(other, heap[down] ?? other)) down++;
			const below = heap[down] ?? last;
			if (!this.isBefore(below, last)) break;
			heap[at] = below;
			at = down;
		}
		heap[at] = last;
		return top;
	}
};
function lightest(loads) {
	let least = 0;
	for (let index = 1; index < loads.length; index++) if ((loads[index] ?? 0) < (loads[least] ?? 0)) least = index;
	return least;
}
function assign({ left, right }, node, give) {
	const open = [node];
	for (let next = open.pop(); next !== void 0; next = open.pop()) {
		const half = left[next] ?? -1;
		if (half < 0) give(next);
		else open.push(half, right[next] ?? -1);
	}
}
function packShards(images, most) {
	const count = images.weights.length;
	const shards = Math.max(1, Math.min(most, count));
	const tree = buildSharingTree(images);
	const total = images.weights.reduce((sum, weight) => sum + weight, 0);
	const limit = TOLERANCE * total / shards;
	const loads = new Float64Array(shards);
	const shardOf = new Uint16Array(count);
	const waiting = new WaitingUnit(tree);
	for (let node = waiting.pop(); node !== void 0; node = waiting.pop()) {
		const shard = lightest(loads);
		const load = (loads[shard] ?? 0) + (tree.weights[node] ?? 0);
		const half = tree.left[node] ?? -1;
		if (half >= 0 && load > limit) {
			waiting.push(half);
			waiting.push(tree.right[node] ?? -1);
			continue;
		}
		loads[shard] = load;
		assign(tree, node, (image) => {
			shardOf[image] = shard + 1;
		});
	}
	return shardOf;
}
function buildMatrix(shards, plan) {
	const count = shards.length;
	return { include: shards.map(({ images, bytes }, index) => ({
		shard: formatShardName({
			index: index + 1,
			count
		}, plan),
		plan,
		images,
		bytes
	})) };
}
// src/estimate/time.ts
const USUAL_LINK = {
	roundTrip: 50,
	concurrency: 16,
	throughput: 52428800,
	depth: 8
};
function estimateTime(cost, link, { limits, shards = 1, sharers = 1 }) {
	const { roundTrip, concurrency, throughput, depth } = link;
	const ways = [{
		milliseconds: countRequests(cost) * roundTrip / concurrency / shards,
		boundBy: "round trips"
	}, {
		milliseconds: cost.bytes * 1e3 / throughput / shards,
		boundBy: "bytes"
	}];
	for (const { name, classes, rate } of limits?.limits ?? []) {
		const requests = classes.reduce((sum, each) => sum + cost.requests[each], 0);
		ways.push({
			milliseconds: requests * 1e3 * sharers / rate,
			boundBy: name
		});
	}
	const longest = ways.reduce((most, way) => way.milliseconds > most.milliseconds ? way : most);
	const least = countRequests(cost) === 0 ? 0 : depth * roundTrip;
	return {
		...longest,
		milliseconds: longest.milliseconds + least
	};
}
const READS = [
	"manifest-get",
	"manifest-head",
	"blob-read",
	"tag-list",
	"referrers"
];
const WRITES = [
	"manifest-write",
	"upload-start",
	"upload-end"
];
const ALL = [
	...READS,
	...WRITES,
	"token"
];
const PUBLISHED_LIMITS = [
	{
		name: "Amazon ECR",
		hosts: /\.dkr[.-]ecr[.-]|\.on\.aws$/,
		limits: [
			{
				name: "PutImage",
				classes: ["manifest-write"],
				rate: 10
			},
			{
				name: "InitiateLayerUpload",
				classes: ["upload-start"],
				rate: 100
			},
			{
				name: "CompleteLayerUpload",
				classes: ["upload-end"],
				rate: 100
			}
		]
	},
	{
		name: "GHCR",
		hosts: /^(?:ghcr\.io|containers\.pkg\.github\.com)$/,
		limits: [{
			name: "requests",
			classes: ALL,
			rate: 2e3 / 60
		}]
	},
	{
		name: "Google Artifact Registry",
		hosts: /(?:^|\.)(?:gcr\.io|pkg\.dev)$/,
		limits: [{
			name: "requests",
			classes: ALL,
			rate: 1e3
		}, {
			name: "writes",
			classes: WRITES,
			rate: 300
		}]
	},
	{
		name: "Azure Container Registry",
		hosts: /\.azurecr\.(?:io|cn|us)$/,
		limits: [
			{
				name: "reads",
				classes: READS,
				rate: 1e4 / 60
			},
			{
				name: "writes",
				classes: WRITES,
				rate: 2e3 / 60
			},
			{
				name: "referrers",
				classes: ["referrers"],
				rate: 250 / 60
			}
		]
	},
	{
		name: "Docker Hub, free",
		hosts: /^(?:docker\.io|index\.docker\.io|registry-1\.docker\.io)$/,
		limits: [{
			name: "pulls",
			classes: ["manifest-get"],
			rate: 100 / 21600
		}]
	}
];
function findPublishedLimits(registry) {
	const host = registry.replace(/:[0-9]+$/, "");
	return PUBLISHED_LIMITS.find(({ hosts }) => hosts.test(host));
}
// src/copy/attachments.ts
function innerReferrers(graphs) {
	return graphs.flatMap(({ nodes }) => [...nodes]).flatMap(([digest, { manifest }]) => manifest.subject === void 0 ? [] : [{
		digest,
		subject: manifest.subject.digest
	}]);
}
const NO_ATTACHMENTS = {
	referrers: [],
	cosignTags: [],
	warnings: []
};
function describeReferrer({ descriptor, manifest }) {
	const { mediaType, digest, size } = descriptor;
	const artifactType = manifest.artifactType ?? (manifest.kind === "manifest" ? manifest.config.mediaType : void 0);
	const { annotations } = manifest;
	return {
		mediaType,
		digest,
		size,
		annotations,
		...artifactType === void 0 ? {} : { artifactType }
	};
}
const NO_ATTACHMENT_PLAN = {
	referrers: [],
	cosignTags: [],
	present: /* @__PURE__ */ new Set(),
	unlisted: /* @__PURE__ */ new Set(),
	warnings: []
};
function planAttachments(attachments, view, repository) {
	const referrers = attachments.referrers.filter(({ graph }) => !view.listed.has(graph.root) || [...graph.nodes.keys()].some((digest) => !view.present.has(digest)));
	const differing = attachments.cosignTags.filter(({ tag, graph }) => view.tags.get(tag) !== graph.root);
	const isOtherSbom = ({ tag }) => tag.endsWith(".sbom") && view.tags.has(tag);
	const unlisted = new Set(referrers.map(({ graph }) => graph.root).filter((root) => !view.listed.has(root)));
	return {
		referrers,
		cosignTags: differing.filter((cosign) => !isOtherSbom(cosign)),
		present: new Set([...view.present].filter((digest) => !unlisted.has(digest))),
		unlisted: view.unlisted,
		warnings: [...view.warnings, ...differing.filter(isOtherSbom).map(({ tag }) => `${formatRepository(repository)}:${tag} holds another SBOM than the source: it is left as it is`)]
	};
}
function identify(layer) {
	if (!isJsonObject(layer)) return JSON.stringify(layer);
	const annotations = property(layer, "annotations");
	const entries = isJsonObject(annotations) ? Object.entries(annotations).sort(([a], [b]) => a < b ? -1 : 1) : [];
	return JSON.stringify([property(layer, "digest"), entries]);
}
function layersOf(document) {
	const layers = property(document, "layers");
	return Array.isArray(layers) ? layers : [];
}
function mergeCosign(source, destination, dead = /* @__PURE__ */ new Set()) {
	const theirs = parseJsonObject(destination.bytes);
	const document = parseJsonObject(source.bytes);
	const isDead = (descriptor) => isJsonObject(descriptor) && dead.has(property(descriptor, "digest"));
	const ours = layersOf(document);
	const living = layersOf(theirs).filter((layer) => !isDead(layer));
	const known = new Set(living.map(identify));
	const added = ours.filter((layer) => !known.has(identify(layer)));
	if (added.length === 0 && dead.size === 0) return void 0;
	const brought = new Set(ours.map(identify));
	if (living.every((layer) => brought.has(identify(layer)))) return source;
	const base = isDead(objectProperty(theirs, "config")) ? document : theirs;
	const bytes = Buffer.from(JSON.stringify({
		...base,
		layers: [...living, ...added]
	}));
	return {
		mediaType: destination.mediaType,
		digest: digestOf(bytes),
		bytes
	};
}
// src/copy/read-attachments.ts
async function readAttachmentState(client, repository, { image, attachments, known }) {
	const { referrers, cosignTags } = attachments;
	const warnings = /* @__PURE__ */ new Set();
	const roots = new Map(referrers.map(({ graph, subject }) => [graph.root, subject]));
	function isOnPresent(subject) {
		const next = roots.get(subject);
		return next === void 0 ? known.present.has(subject) : isOnPresent(next);
	}
	const possible = referrers.filter(({ subject }) => isOnPresent(subject));
	const inner = innerReferrers([image]).filter(({ digest }) => known.present.has(digest));
	const asked = /* @__PURE__ */ new Set([...possible.map(({ graph }) => graph.root), ...inner.map(({ digest }) => digest)]);
	const subjects = [...new Set([...possible, ...inner].map(({ subject }) => subject))];
	const query = {
		keep: ({ digest }) => asked.has(digest),
		warn: (sentence) => void warnings.add(sentence)
	};
	const possibleTags = cosignTags.filter(({ tag }) => known.names?.has(tag) !== false);
	const nodes = [...new Set([...possible, ...possibleTags].flatMap(({ graph }) => [...graph.nodes.keys()]))];
	const tags = possibleTags.map(({ tag }) => tag);
	const [lists, found, standing] = await Promise.all([
		Promise.all(subjects.map((subject) => listReferrers(client, repository, subject, query))),
		Promise.all(nodes.map((digest) => headManifest(client, repository, digest))),
		lookUpTags(client, repository, tags)
	]);
	const listed = new Set(lists.flat().map(({ digest }) => digest));
	return {
		listed,
		unlisted: new Set(inner.map(({ digest }) => digest).filter((digest) => !listed.has(digest))),
		present: new Set(nodes.filter((_, index) => found[index] !== void 0)),
		tags: standing,
		warnings: [...warnings]
	};
}
const MAX_DEPTH = 3;
var AttachmentReader = class {
	client;
	repository;
	names;
	warnings = /* @__PURE__ */ new Set();
	constructor(client, repository) {
		this.client = client;
		this.repository = repository;
		this.names = listTagsAtOnce(client, repository).catch((error) => {
			if (error instanceof RegistryError) return void 0;
			throw error;
		});
	}
	warn(sentence) {
		this.warnings.add(sentence);
	}
	async readKnown(name, stored) {
		try {
			return await readGraph(this.client, this.repository, stored);
		} catch (error) {
			if (!(error instanceof UnreadableManifestError)) throw error;
			const why = error instanceof UnknownManifestError ? `it is, or lists, a manifest of the type ${quote(error.mediaType)}, and what such a manifest refers to is not known` : `it cannot be read, since ${error.reason}`;
			this.warn(`${name} is left out: ${why}`);
			return;
		}
	}
	async list(subject) {
		const [fromApi, fromFallback] = await Promise.all([listFromApi(this.client, this.repository, subject, { warn: (sentence) => this.warn(sentence) }), this.names.then((names) => names?.has(fallbackTag(subject)) === false ? [] : listFromFallback(this.client, this.repository, subject))]);
		return joinReferrers(fromApi ?? [], fromFallback);
	}
	async readReferrer(subject, listed) {
		const { digest } = listed;
		const name = formatRepository(this.repository);
		const stored = await getManifest(this.client, this.repository, digest, { accept: listed.mediaType });
		if (stored === void 0) {
			this.warn(`${name} lists ${digest} as a referrer of ${subject}, but does not have it: it is left out`);
			return;
		}
		const graph = await this.readKnown(`The referrer ${digest} of ${name}@${subject}`, stored);
		if (graph === void 0) return void 0;
		const node = graph.nodes.get(graph.root);
		const named = node?.manifest.subject?.digest;
		if (node === void 0 || named === void 0) {
			this.warn(`${name} lists ${digest} as a referrer of ${subject}, but it names no subject: it is left out`);
			return;
		}
		if (named !== subject) throw new RegistryError(`Cannot promote ${name}@${subject}: the referrer ${digest} that is listed for it names another subject, ${named}; remove it from the list, or set "referrers: false"`, {
			code: "invalid-answer",
			registry: this.client.registry
		});
		return {
			subject,
			descriptor: describeReferrer(node),
			graph
		};
	}
	async readCosignTags(subject) {
		const names = await this.names;
		const tags = cosignTags(subject).filter((tag) => names?.has(tag) !== false);
		return (await Promise.all(tags.map(async (tag) => {
			const stored = await getManifest(this.client, this.repository, tag);
			if (stored === void 0 || stored.digest === subject) return void 0;
			const graph = await this.readKnown(`${formatRepository(this.repository)}:${tag}`, stored);
			return graph && {
				tag,
				subject,
				graph
			};
		}))).filter((each) => each !== void 0);
	}
};
async function readAttachments(client, repository, image) {
	const reader = new AttachmentReader(client, repository);
	const listingRoot = image.root.then(({ descriptor }) => reader.list(descriptor.digest));
	const [graph, ofRoot] = await Promise.all([image.graph(), listingRoot]);
	const digests = [...graph.nodes.keys()];
	const readingTags = Promise.all(digests.map((digest) => reader.readCosignTags(digest)));
	const children = new Set([...graph.nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).map(({ digest }) => digest));
	const seen = new Set(digests);
	const referrers = [];
	async function readLevel(subjects, depth) {
		const fresh = (await Promise.all(subjects.map((subject) => subject === graph.root ? ofRoot : reader.list(subject)))).flatMap((list, index) => list.map((descriptor) => ({
			descriptor,
			subject: subjects[index] ?? graph.root
		}))).filter(({ descriptor }) => !seen.has(descriptor.digest) && !children.has(descriptor.digest));
		for (const { descriptor } of fresh) seen.add(descriptor.digest);
		if (fresh.length === 0) return;
		const count = referrers.length + fresh.length;
		if (depth > MAX_DEPTH || count > 1e3) {
			const has = depth > MAX_DEPTH ? `they have more than ${MAX_DEPTH} levels` : `there are ${count} of them`;
			throw new RegistryError(`Cannot copy what refers to ${formatRepository(repository)}@${graph.root}: ${has}, and no more than ${MAX_REFERRERS} on ${MAX_DEPTH} levels are taken along; remove what nobody needs, or set "referrers: false"`, {
				code: "too-large",
				registry: client.registry
			});
		}
		const found = (await Promise.all(fresh.map(({ subject, descriptor }) => reader.readReferrer(subject, descriptor)))).filter((each) => each !== void 0);
		referrers.push(...found);
		await readLevel(found.map(({ graph: { root } }) => root), depth + 1);
	}
	const [cosign] = await Promise.all([readingTags, readLevel(digests, 1)]);
	return {
		referrers,
		cosignTags: cosign.flat(),
		warnings: [...reader.warnings]
	};
}
// src/promotion/destination.ts
const NO_LABELS = /* @__PURE__ */ new Map();
function imageAlgorithm({ from, expectedDigest }) {
	const named = from.kind === "digest" ? from.digest : expectedDigest;
	return named === void 0 ? "sha256" : digestAlgorithm(named);
}
function askForTags(request, digest, labels) {
	const { rules, ifTagExists, now } = request;
	return {
		rules,
		context: buildContext(request, digest, labels),
		ifTagExists,
		now
	};
}
function holdsImage(question, { digests }, root, view) {
	const { wanted } = candidateTags({
		question,
		existing: {
			...view,
			digests
		}
	});
	return wanted.length > 0 && wanted.every(({ tag }) => digests.get(tag) === root);
}
async function readDestination(asked, clients, { repository, image, needsAll }) {
	const request = requestFor(asked, repository);
	const client = clients.destination(repository);
	const readAt = client.clock.now();
	const scope = findTagListScope(request.rules, {
		...request,
		sourceTag: request.from.tag
	}, request);
	const versions = request.gitVersions;
	const isKnown = !needsLabels(request);
	const isByName = scope.kind === "days" && scope.days.length === 0;
	const common = {
		client,
		repository,
		scope,
		algorithm: imageAlgorithm(request),
		withSequences: false
	};
	const look = (names, root) => {
		const existing = {
			names,
			digests: /* @__PURE__ */ new Map(),
			versions
		};
		return lookUpCandidates({
			...common,
			existing,
			question: askForTags(request, root, NO_LABELS)
		});
	};
	const [names, root, early] = await Promise.all([
		readNames(client, repository, scope),
		image.root,
		isKnown && isByName ? look(/* @__PURE__ */ new Set(), void 0) : void 0
	]);
	const { digest } = root.descriptor;
	const view = {
		repository,
		scope,
		names,
		readAt
	};
	if (early !== void 0 && !needsAll) {
		if (holdsImage(askForTags(request, digest, NO_LABELS), early, digest, {
			names,
			versions
		})) return {
			...view,
			lookedUp: early,
			present: void 0
		};
	}
	image.graph();
	const mayBePresent = names.size > 0 || scope.kind !== "all" || request.isPlanned === true;
	const [lookedUp, present] = await Promise.all([early ?? (isKnown ? look(names, digest) : NOT_LOOKED_UP), mayBePresent ? findPresent(client, repository, root) : /* @__PURE__ */ new Set()]);
	return {
		...view,
		lookedUp,
		present
	};
}
async function planTakingAlong(client, { from, to }, image) {
	if (formatRepository(from) === formatRepository(to)) return NO_ATTACHMENT_PLAN;
	return planAttachments(image.attachments, await readAttachmentState(client, to, image), to);
}
async function planDestination(clients, view, image) {
	const { graph, request, question } = image;
	const from = request.from.repository;
	const versions = request.gitVersions;
	const { repository, names, scope, readAt } = view;
	const client = clients.destination(repository);
	const isThere = view.present?.has(graph.root) ?? true;
	const lookUp = {
		client,
		repository,
		scope,
		question,
		algorithm: imageAlgorithm(request),
		existing: {
			names,
			digests: view.lookedUp.digests,
			versions
		},
		withSequences: isThere
	};
	const [{ asked, digests }, present] = await Promise.all([lookUpCandidates(lookUp, view.lookedUp), view.present && findPresentBelow(client, repository, graph, view.present)]);
	const gone = new Set([...asked].filter((name) => isTag(name) && !digests.has(name)));
	const left = new Set([...names].filter((name) => !gone.has(name)));
	const existing = {
		names: inOwnCase(left, digests.keys(), familiesOf$1(candidateTags(lookUp).wanted)),
		digests,
		versions
	};
	const { computed, tags } = planDestinationTags(question, existing, graph.root);
	requireNoConflict(tags, formatRepository(repository));
	const route = {
		from,
		to: repository
	};
	const common = {
		repository,
		record: recordFormOf(request, repository),
		computed,
		tags,
		question,
		existing,
		scope,
		readAt
	};
	if (present === void 0) return {
		...common,
		copy: {
			...route,
			blobs: [],
			manifests: []
		},
		attachments: NO_ATTACHMENT_PLAN
	};
	const known = {
		present,
		names: scope.kind === "all" ? names : void 0
	};
	const attachments = await planTakingAlong(client, route, {
		image: graph,
		attachments: image.attachments,
		known
	});
	const graphs = [graph, ...[...attachments.referrers, ...attachments.cosignTags].map((each) => each.graph)];
	const there = [...present, ...attachments.present].filter((digest) => !attachments.unlisted.has(digest));
	const copy = planCopy(graphs, route, new Set(there));
	return {
		...common,
		copy,
		attachments
	};
}
const NOT_LOOKED_UP = {
	asked: /* @__PURE__ */ new Set(),
	digests: /* @__PURE__ */ new Map()
};
function candidateTags({ question, existing }) {
	return computeTags(question.rules, question.context, existing, question.now);
}
async function lookUpCandidates(lookUp, before = NOT_LOOKED_UP) {
	const { client, repository, scope, existing, algorithm, withSequences } = lookUp;
	const wanted = candidateTags(lookUp);
	const listed = namesToLookUp(wanted, existing, { withSequences });
	const unlisted = scope.kind === "all" ? [] : wanted.wanted.filter(({ sequence }) => sequence === void 0);
	const inOtherCase = tagsInAnotherCase(existing.names, wanted.wanted);
	const missing = [.../* @__PURE__ */ new Set([
		...listed,
		...inOtherCase,
		...unlisted.map(({ tag }) => tag)
	])].filter((name) => !before.asked.has(name));
	const found = await lookUpTags(client, repository, missing, algorithm);
	return {
		asked: /* @__PURE__ */ new Set([...before.asked, ...missing]),
		digests: new Map([...before.digests, ...found])
	};
}
// src/promotion/prepare.ts
function describeMissing(labels) {
	const missing = missingLabels(labels);
	if (missing.length === 0) return [];
	return [`The image does not say where it came from: it lacks ${missing.join(", ")}; set them at build time, for example with the output "labels" of command "tags"`];
}
function warnOfNoTags({ repository, tags }) {
	if (tags.tags.length > 0) return [];
	return [`No rule gives a tag in ${formatRepository(repository)}: the image is there by its digest only, and the log says why for each rule; keep a rule that always gives a tag, such as "type=sha,format=long"`];
}
async function grant(request, clients, image) {
	if (request.policyContext === void 0) return /* @__PURE__ */ new Map();
	const { admit } = await import("./records.js").then((n) => n.n);
	return admit(request, clients, image);
}
async function preparePromotion(request, clients, resolving = resolveSource(clients.source, request)) {
	const from = request.from.repository;
	const image = new SourceImage(clients, from, resolving);
	const isAnywhereElse = request.to.some((to) => formatRepository(to) !== formatRepository(from));
	const takesAlong = request.referrers && isAnywhereElse;
	const isNeededByTags = request.to.some((to) => needsLabels(requestFor(request, to)));
	const readsLabels = isRecorded(request) || isNeededByTags;
	const needsAll = takesAlong || readsLabels || request.policyContext !== void 0;
	const accompanying = takesAlong ? readAttachments(clients.source, from, image) : NO_ATTACHMENTS;
	const viewing = request.to.map((repository) => readDestination(request, clients, {
		repository,
		image,
		needsAll
	}));
	const granting = grant(request, clients, image);
	const [root, grants, attachments, , ...views] = await Promise.all([
		image.root,
		granting,
		accompanying,
		readsLabels ? image.labels() : void 0,
		...viewing
	]);
	const [graph, labels] = await Promise.all([image.graphSoFar(), image.labelsSoFar()]);
	await requirePlatforms(request, image);
	const destinations = await Promise.all(views.map((view) => {
		const own = requestFor(request, view.repository);
		const question = askForTags(own, graph.root, labels);
		return planDestination(clients, view, {
			graph,
			attachments,
			request: own,
			question
		});
	}));
	const warnings = [
		...readsLabels ? [...describeMissing(labels), ...describeOverruled(formatReference(request.from), labels)] : [],
		...attachments.warnings,
		...destinations.flatMap((destination) => [
			...destination.attachments.warnings,
			...destination.computed.warnings,
			...destination.tags.warnings,
			...warnOfNoTags(destination)
		])
	];
	return {
		source: {
			repository: from,
			reference: formatReference(request.from),
			tag: request.from.tag
		},
		image: root.descriptor,
		graph,
		attachments,
		labels,
		grants,
		destinations,
		warnings: [...new Set(warnings)]
	};
}
async function requirePlatforms(request, image) {
	for (const repository of request.to) {
		const environment = routeTo(request, repository)?.destination;
		if (environment === void 0 || environment.platforms.length === 0) continue;
		const lacking = lackingPlatforms(environment, await image.platforms());
		if (lacking === void 0) continue;
		const { reason, remedy } = lacking;
		throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${environment.name}: ${reason}; ${remedy}`);
	}
}
// src/commands/resolve-policy.ts
async function resolvePolicy(inputs, context, writes) {
	const { pipeline, signing, record, routes } = inputs;
	if (pipeline === void 0 && findSigningMeans(signing, context.environment, true) === void 0) {
		const form = decideRecordForm(record, void 0, {
			canSign: false,
			writes
		});
		return routes.map(() => ({
			record: form,
			run: context.event.run
		}));
	}
	const { resolveRoutes } = await import("./records.js").then((n) => n.i);
	return resolveRoutes(inputs, context, writes);
}
// src/commands/prepare.ts
async function toRequests(inputs, context, { writes }) {
	const { event, now, environment } = context;
	const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
	const { expectedDigest, referrers, reason, githubToken: token } = inputs;
	const { gitTag, run } = event;
	const [governed, { warnings: notes, ...standing }, gitVersions] = await Promise.all([
		resolvePolicy(inputs, context, writes),
		readReleaseState(event, { token }),
		existingTags === "git" ? listGitVersions(tagPrefix, {
			event,
			environment,
			token
		}) : []
	]);
	return inputs.routes.map(({ from, to }, index) => ({
		from,
		to,
		rules,
		version,
		revision,
		timeZone,
		existingTags,
		ifTagExists,
		expectedDigest,
		reason,
		referrers,
		repositoryUrl: event.repository?.url,
		gitTag,
		run,
		now,
		gitVersions,
		flavor,
		tagPrefix,
		notes,
		...standing,
		shortShaLength: readShortShaLength(environment),
		toolVersion: TOOL_VERSION,
		record: "off",
		...governed[index]
	}));
}
async function prepareAsked(asked, rejections, onRead = () => void 0) {
	return (await eachAtMost(32, asked, async ({ request, clients, resolving }) => {
		const plan = await rejections.gather(preparePromotion(request, clients, resolving));
		onRead();
		return plan && {
			request,
			clients,
			plan
		};
	})).filter((item) => item !== void 0);
}
async function prepareImages(requests, inputs, { opener, rejections }) {
	const routes = requests.map(({ from, to }) => ({
		from: from.repository,
		to
	}));
	const { sourceCredential: source, destinationCredential: destination } = inputs;
	return prepareAsked(pair(requests, await openSetClients(opener, routes, {
		source,
		destination
	})), rejections);
}
function pair(requests, clients) {
	return requests.flatMap((request, index) => {
		const own = clients[index];
		return own === void 0 ? [] : [{
			request,
			clients: own
		}];
	});
}
function traitsOf({ request, clients }) {
	const [first] = request.to;
	const own = hasReferrersApi(clients.destination(first));
	const isSame = first.registry === request.from.repository.registry;
	return { hasReferrersApi: own ?? (isSame ? hasReferrersApi(clients.source) : void 0) ?? true };
}
function estimatorOf({ roundTrip = USUAL_LINK.roundTrip }, registry) {
	const limits = findPublishedLimits(registry);
	return (cost, crowd = {}) => estimateTime(cost, {
		...USUAL_LINK,
		roundTrip
	}, {
		...crowd,
		limits
	});
}
function estimateSet(items, opener, phase) {
	const [first] = items;
	const traits = first === void 0 ? { hasReferrersApi: true } : traitsOf(first);
	const hasRecord = first !== void 0 && isRecorded(first.request);
	const cost = setCost(items.map(({ plan }) => plan), {
		phase,
		hasRecord,
		traits
	});
	return {
		cost,
		time: estimatorOf(opener, first?.request.to[0].registry ?? "")(cost)
	};
}
// src/commands/refusals.ts
const MAX_LENGTH = 3500;
function asPart(sentence) {
	return sentence.replace(/^C(?=annot )/, "c");
}
function join$1(messages, start) {
	const told = [];
	let { length } = start;
	for (const message of messages) {
		length += message.length;
		if (told.length > 0 && length > MAX_LENGTH) break;
		told.push(asPart(message));
	}
	const untold = messages.length - told.length;
	const rest = untold === 0 ? "" : `; and ${formatNumber(untold)} more, which the log lists`;
	return {
		sentence: `${start}: ${told.join("; and ")}${rest}`,
		isWhole: untold === 0
	};
}
var Refusals = class {
	errors = [];
	get any() {
		return this.errors.length > 0;
	}
	async gather(work) {
		try {
			return await work;
		} catch (error) {
			if (!(error instanceof InputError || error instanceof PolicyError)) throw error;
			this.errors.push(error);
			return;
		}
	}
	require(count, logger) {
		const [first, ...others] = this.errors;
		if (first === void 0) return;
		const messages = [...new Set(this.errors.map(({ message }) => message))];
		if (others.length === 0 || messages.length === 1) throw first;
		const { sentence, isWhole } = join$1(messages, `Cannot promote ${formatNumber(this.errors.length)} of ${formatCount(count, "image")}`);
		if (!isWhole) for (const message of messages) logger.info(message);
		throw this.errors.every((error) => error instanceof InputError) ? new InputError(sentence) : new PolicyError(sentence);
	}
};
// src/commands/plan.ts
var plan_exports = /* @__PURE__ */ __exportAll({ runPlan: () => runPlan });
const IMAGES_PER_BATCH$2 = 256;
const MAX_TOLD$1 = 50;
const MAX_WARNINGS = 20;
function requireOwnRepositories({ routes, pipeline }) {
	if (pipeline === void 0) return;
	for (const { from, to } of routes) for (const repository of [from.repository, ...to]) {
		const names = findEnvironments(pipeline, repository).map(({ environment }) => environment.name);
		if (names.length < 2) continue;
		throw new InputError(`Cannot plan for several jobs: ${formatList(names)} share the repository ${formatRepository(repository)}, and the jobs could not tell them apart; promote in one job, or give each environment a repository of its own`);
	}
}
const MAX_SHOWN = 50;
var TagTally = class {
	counts = {
		create: 0,
		move: 0,
		keep: 0,
		skip: 0
	};
	first = [];
	add({ source, destinations }) {
		for (const { repository, tags: planned } of destinations) {
			const tags = planned.tags.map(({ tag, action }) => ({
				tag,
				action
			}));
			for (const { action } of tags) this.counts[action]++;
			if (this.first.length >= MAX_SHOWN) continue;
			this.first.push({
				source: source.reference,
				repository: formatRepository(repository),
				tags
			});
		}
	}
};
async function readImages(inputs, context, { planner, tally, opener }) {
	const { logger } = context;
	const requests = await toRequests(inputs, context, { writes: false });
	const warnings = /* @__PURE__ */ new Set();
	const rejections = new Refusals();
	using _ = startHeartbeat(logger, () => `read ${planner.count} of ${formatCount(requests.length, "image")}`);
	for (let first = 0; first < requests.length; first += IMAGES_PER_BATCH$2) {
		const items = await prepareImages(requests.slice(first, first + IMAGES_PER_BATCH$2), inputs, {
			opener,
			rejections
		});
		for (const item of items) {
			planner.add(item.plan, item.request, traitsOf(item));
			tally.add(item.plan);
			if (requests.length <= MAX_TOLD$1) planLines(item.plan).forEach(logger.info);
			for (const warning of item.plan.warnings) warnings.add(warning);
		}
	}
	rejections.require(requests.length, logger);
	return warnings;
}
async function runPlan(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, settings } = inputs;
	requireOwnRepositories(inputs);
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const planner = new ShardPlanner();
	const tally = new TagTally();
	const report = await inGroup(logger, "Plan", async () => {
		const warnings = [...await readImages(inputs, context, {
			planner,
			tally,
			opener
		})];
		requireNoOverlap(planner.wishes);
		const { shards, images, tagging } = planner.finish(inputs.shards);
		const policy = inputs.pipeline?.digest;
		const stored = writePlan({
			settings,
			at: now,
			policy,
			shards: shards.length,
			images
		}, environment);
		const estimate = estimatorOf(opener, images[0]?.to[0].registry ?? "");
		const all = shards.reduce((sum, { cost }) => addCosts(sum, cost), NO_COST);
		const plan = {
			stored,
			warnings,
			requests: opener.requests,
			images: images.length,
			tagCounts: tally.counts,
			firstTags: tally.first,
			matrix: buildMatrix(shards, stored.id),
			shards: shards.map(({ cost }) => ({
				cost,
				time: estimate(cost, { sharers: shards.length })
			})),
			landing: {
				cost: all,
				time: estimate(all, { shards: shards.length })
			},
			tagging: {
				cost: tagging,
				time: estimate(tagging)
			}
		};
		shardLines(plan).forEach(logger.info);
		logger.info(estimateLines(plan.landing));
		return plan;
	});
	report.warnings.slice(0, MAX_WARNINGS).forEach(logger.warn);
	const more = report.warnings.length - MAX_WARNINGS;
	if (more > 0) logger.warn(`${formatCount(more, "warning")} more were left out`);
	const failure = handOver({
		outputs: buildPlanOutputs(report),
		summary: renderPlanSummary(report)
	}, context);
	logger.info(planSummaryLine(report));
	throwWorst(void 0, failure, logger);
}
// src/copy/copy.ts
const CLAIMED = /* @__PURE__ */ new Set(["mounted", "present"]);
const UNKNOWN_KIND = /* @__PURE__ */ new Set([
	400,
	404,
	405,
	406,
	415,
	422
]);
function leaveArtifact({ plan, emit }, { node }, error) {
	const { manifest, descriptor } = node;
	const isReferrer = manifest.kind === "artifact" && manifest.subject !== void 0;
	const isUnknown = error instanceof RegistryError && UNKNOWN_KIND.has(error.status ?? 0);
	if (!isReferrer || !isUnknown) throw error;
	const to = formatRepository(plan.to);
	emit({
		kind: "warning",
		to: plan.to,
		sentence: `The referrer ${descriptor.digest} is left out: ${to} does not take manifests of the type ${quote(descriptor.mediaType)}`
	});
}
async function applyCopy(clients, plan, emit, tracker = createBlobTracker()) {
	const work = {
		clients,
		plan,
		emit,
		tracker,
		found: { someIsPresent: false }
	};
	const blobs = /* @__PURE__ */ new Map();
	const outcomes = /* @__PURE__ */ new Map();
	const fail = (error) => {
		work.found.failure ??= error;
		throw error;
	};
	for (const step of plan.blobs) {
		const done = copyBlob(work, step).then((outcome) => {
			outcomes.set(step.blob.digest, outcome);
			emit({
				kind: "blob",
				to: plan.to,
				blob: step.blob,
				outcome
			});
		}, fail);
		blobs.set(step.blob.digest, done);
	}
	const manifests = /* @__PURE__ */ new Map();
	const written = /* @__PURE__ */ new Map();
	function findLost(error, { blobs: needed }) {
		const missing = new Set(error instanceof RegistryError ? error.missing : []);
		const lost = new Set(needed.filter((digest) => missing.has(digest) && CLAIMED.has(outcomes.get(digest) ?? "")));
		return plan.blobs.filter(({ blob }) => lost.has(blob.digest));
	}
	async function write(step) {
		const { descriptor, bytes } = step.node;
		const { mediaType, digest } = descriptor;
		const put = () => putManifest(clients.destination, plan.to, digest, {
			mediaType,
			digest,
			bytes
		});
		try {
			return await put();
		} catch (error) {
			const lost = findLost(error, step);
			if (lost.length === 0) throw error;
			await Promise.all(lost.map((blob) => sendBlob(work, blob)));
			return await put();
		}
	}
	async function applyManifest(step) {
		await Promise.all([...step.blobs.map((digest) => blobs.get(digest)), ...step.after.map((digest) => manifests.get(digest))]);
		const { descriptor } = step.node;
		const answer = await write(step).catch((error) => leaveArtifact(work, step, error));
		if (answer === void 0) return;
		written.set(descriptor.digest, answer);
		emit({
			kind: "manifest",
			to: plan.to,
			manifest: descriptor
		});
	}
	for (const step of plan.manifests) manifests.set(step.node.descriptor.digest, applyManifest(step).catch(fail));
	await Promise.all([...blobs.values(), ...manifests.values()]);
	return written;
}
async function mount(work, step, near) {
	const { clients, plan } = work;
	const { digest } = step.blob;
	if (near !== void 0) return await mountBlob(clients.destination, plan.to, {
		digest,
		from: near
	}).catch(() => ({ kind: "refused" }));
	if (step.way === "stream") return void 0;
	return await mountBlob(clients.destination, plan.to, {
		digest,
		from: plan.from
	});
}
function chooseLook({ plan }, step, mounted) {
	const wasRefused = mounted?.kind === "refused" && (mounted.location === void 0 || mounted.isDenied === true);
	if (plan.isPartial === true || wasRefused) return "first";
	return step.blob.size >= 1048576 ? "meanwhile" : "never";
}
function requireUnfailed({ found }) {
	if (found.failure !== void 0) throw found.failure;
}
async function requireRight({ clients, plan, found }, { blob: { digest } }, mounted) {
	if (mounted?.kind !== "refused" || mounted.isDenied !== true) return void 0;
	if (found.right !== void 0) {
		await found.right;
		return;
	}
	const opening = startUpload(clients.destination, plan.to, digest);
	found.right = opening;
	return await opening;
}
async function carryBlob(work, step, near) {
	const { clients, plan, tracker } = work;
	const { digest, size } = step.blob;
	requireUnfailed(work);
	const mounted = await mount(work, step, near);
	if (mounted?.kind === "mounted") return "mounted";
	requireUnfailed(work);
	const location = mounted?.location ?? await requireRight(work, step, mounted);
	const look = chooseLook(work, step, mounted);
	if (look === "first" && await hasBlob(clients.destination, plan.to, digest, size)) return "present";
	requireUnfailed(work);
	const bytes = tracker.bytesOf(digest);
	if (bytes !== void 0) return await uploadBytes(work, step, bytes, location);
	return await streamBlob(work, step, {
		look,
		location
	});
}
function copyBlob(work, step) {
	const { plan, tracker } = work;
	const wish = {
		to: plan.to,
		digest: step.blob.digest,
		isFar: step.way === "stream"
	};
	return tracker.bring(wish, (near) => carryBlob(work, step, near));
}
async function sendBlob(work, step) {
	const bytes = work.tracker.bytesOf(step.blob.digest);
	if (bytes !== void 0) await uploadBytes(work, step, bytes);
	else await streamBlob({
		...work,
		found: { someIsPresent: false }
	}, step, {
		look: "never",
		location: void 0
	});
}
const TOLD_AT_ONCE = 1048576;
function reportBytes({ emit, plan: { to } }) {
	let bytes = 0;
	const flush = () => {
		if (bytes > 0) emit({
			kind: "bytes",
			to,
			bytes
		});
		bytes = 0;
	};
	return {
		add(count) {
			bytes += count;
			if (bytes >= TOLD_AT_ONCE) flush();
		},
		flush
	};
}
function isMissing({ clients, plan }, digest) {
	return new RegistryError({
		what: `promote ${formatRepository(plan.from)}`,
		reason: `its blob ${digest} is missing at the source`,
		remedy: "build the image again, or push what is missing"
	}, {
		code: "not-found",
		registry: clients.source.registry,
		status: 404
	});
}
async function send(work, step, { opened, location }) {
	const { clients, plan } = work;
	const { digest, size } = step.blob;
	await uploadBlob(clients.destination, plan.to, {
		digest,
		size,
		location,
		source: () => opened,
		sourceFrom: (offset) => opened.from(offset)
	});
}
async function copyEmbedded(work, step, session) {
	const bytes = embeddedData(step.blob);
	if (bytes !== void 0) return await uploadBytes(work, step, bytes, session.status === "fulfilled" ? session.value : void 0);
	if (step.optional) return "left-out";
	throw isMissing(work, step.blob.digest);
}
async function openBoth({ clients, plan }, { blob: { digest, size }, optional }, how) {
	const { turn, onBytes, look, location } = how;
	const openSession = async () => location ?? await startUpload(clients.destination, plan.to, digest);
	const opening = openBlob(clients.source, plan.from, {
		digest,
		size,
		turn,
		onBytes
	});
	return await Promise.allSettled([
		opening,
		optional ? opening.then((opened) => opened === void 0 ? void 0 : openSession()) : openSession(),
		look === "meanwhile" && hasBlob(clients.destination, plan.to, digest, size)
	]);
}
async function streamBlob(work, step, { look, location }) {
	const { clients, plan, found } = work;
	const { digest, size } = step.blob;
	const isThere = () => hasBlob(clients.destination, plan.to, digest, size).catch(() => false);
	const turn = await takeTurn(clients.source);
	if (found.failure !== void 0) {
		turn.release("answered");
		throw found.failure;
	}
	if (look !== "first" && found.someIsPresent && await isThere()) {
		turn.release("answered");
		return "present";
	}
	const told = reportBytes(work);
	const [source, session, present] = await openBoth(work, step, {
		turn,
		onBytes: told.add,
		look,
		location
	});
	if (source.status === "rejected") throw source.reason;
	await using opened = source.value;
	if (present.status === "fulfilled" && present.value) {
		found.someIsPresent = true;
		return "present";
	}
	if (opened === void 0) return await copyEmbedded(work, step, session);
	if (session.status === "rejected") throw session.reason;
	if (session.value === void 0) return "present";
	try {
		await send(work, step, {
			opened,
			location: session.value
		});
	} finally {
		told.flush();
	}
	return "copied";
}
async function confirmPush(client, repository, digest) {
	if (await confirmManifest(client, repository, {
		reference: digest,
		digest
	}) === digest) return;
	throw new RegistryError(`Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`, {
		code: "digest-mismatch",
		registry: client.registry
	});
}
async function uploadBytes({ clients, plan }, { blob: { digest } }, bytes, location) {
	async function* source() {
		yield bytes;
	}
	await uploadBlob(clients.destination, plan.to, {
		digest,
		size: bytes.byteLength,
		location,
		source
	});
	return "copied";
}
// src/tag-updates/write.ts
function lookAfterFailure({ client, repository, root }, { tag }) {
	return headManifest(client, repository, tag, digestAlgorithm(root.digest)).catch((error) => {
		if (error instanceof RegistryError) return void 0;
		throw error;
	});
}
async function writeTag(writer, planned) {
	const { client, repository, root, journal, emit } = writer;
	const { tag, before } = planned;
	const { digest } = root;
	const write = {
		client,
		repository,
		tag,
		before,
		after: digest
	};
	journal.begin(write);
	try {
		const { isConfirmed } = await putManifest(client, repository, tag, root);
		if (!isConfirmed && await confirmManifest(client, repository, {
			reference: tag,
			digest
		}) !== digest) throw new RegistryError(`Cannot tag ${formatRepository(repository)}: the registry took "${tag}" but does not show it; run again, and tell its administrators if it stays so`, {
			code: "digest-mismatch",
			registry: client.registry
		});
	} catch (error) {
		if (error instanceof CancelledError && error.isUnanswered) journal.doubt(write);
		if (!(error instanceof RegistryError) || await lookAfterFailure(writer, planned) !== digest) throw error;
	}
	journal.confirm(write);
	emit({
		kind: "tag",
		to: repository,
		tag,
		digest
	});
}
async function writeSome(writer, moves) {
	const { client, repository, root, journal, emit } = writer;
	const tags = moves.map(({ tag }) => tag);
	for (const { tag, before } of moves) journal.begin({
		client,
		repository,
		tag,
		before,
		after: root.digest
	});
	let written;
	try {
		written = await putManifestWithTags(client, repository, root, tags);
	} catch (error) {
		if (error instanceof CancelledError && error.isUnanswered) for (const tag of tags) journal.doubt({
			repository,
			tag
		});
		if (!(error instanceof RegistryError)) throw error;
		written = /* @__PURE__ */ new Set();
	}
	if (written.size < tags.length) noteNoTagsAtOnce(client);
	for (const tag of written) {
		journal.confirm({
			repository,
			tag
		});
		emit({
			kind: "tag",
			to: repository,
			tag,
			digest: root.digest
		});
	}
	return written;
}
async function writeTagsAtOnce(writer, moves) {
	const written = /* @__PURE__ */ new Set();
	if (moves.length < 2) return written;
	for (let first = 0; first < moves.length && mayTagAtOnce(writer.client); first += 10) {
		const some = await writeSome(writer, moves.slice(first, first + 10));
		for (const tag of some) written.add(tag);
	}
	return written;
}
const TRIES$2 = 4;
const PAUSE$1 = 250;
const FINAL = /* @__PURE__ */ new Set([
	"tag-immutable",
	"rate-limited",
	"timeout",
	"unreachable"
]);
function mayPass(error) {
	return error instanceof RegistryError && !FINAL.has(error.code);
}
async function pauseAfter(failures, { journal, clock }, attempt) {
	if (!journal.hasWritten || attempt === TRIES$2 || !failures.every(mayPass)) throw failures[0];
	await clock.sleep(PAUSE$1 * 2 ** (attempt - 1));
}
async function retryOnceTagged(items, { journal, clock }, step) {
	let outcomes = await Promise.allSettled(items.map(step));
	for (let attempt = 1;; attempt++) {
		const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
		if (failures.length === 0) return outcomes.flatMap((outcome) => "value" in outcome ? [outcome.value] : []);
		await pauseAfter(failures, {
			journal,
			clock
		}, attempt);
		const again = items.map((item, index) => {
			const outcome = outcomes[index];
			return outcome?.status === "fulfilled" ? outcome.value : step(item);
		});
		outcomes = await Promise.allSettled(again);
	}
}
async function retryOnce(persistence, step) {
	const [outcome] = await retryOnceTagged([0], persistence, async () => ({ result: await step() }));
	if (outcome === void 0) throw new Error("a step came to no end");
	return outcome.result;
}
// src/tag-updates/claim.ts
const CHECK_LIFETIME = 500;
const QUIET_TIME = 1e3;
const BUSY_TIME = 3e3;
const PACE_FACTOR = 3;
const POLL_TIME = 250;
const MAX_ROUNDS = 200;
function seesOthers(target, basis, names, own) {
	const tags = new Set(own.flatMap(({ tag }) => [tag, tag.toLowerCase()]));
	const stems = target.own.map((digest) => digest.replace(":", "-"));
	const isOurs = (name) => tags.has(name) || stems.some((stem) => name.startsWith(stem));
	return [...names].some((name) => !basis.names.has(name) && !isOurs(name));
}
async function lookAtClaims(target, claims) {
	const { journal, client } = target;
	return {
		at: client.clock.now(),
		looks: await retryOnceTagged(claims, {
			journal,
			clock: client.clock
		}, (claim) => look(target, claim))
	};
}
async function lookAtAll$1(target, claims) {
	return (await lookAtClaims(target, claims)).looks.map(({ verdict }) => verdict);
}
async function writeFree(target, claims, looked) {
	const { journal, client } = target;
	const { clock } = client;
	const before = /* @__PURE__ */ new Map();
	await retryOnceTagged([...claims.entries()], {
		journal,
		clock
	}, async ([index, claim]) => {
		const known = looked !== void 0 && clock.now() - looked.at <= CHECK_LIFETIME ? looked.looks[index] : void 0;
		const { verdict } = known === void 0 || before.has(claim) ? await look(target, claim) : known;
		if (!before.has(claim)) before.set(claim, verdict);
		if (verdict === "free") await writeClaim(target, claim);
	});
	return claims.map((claim) => before.get(claim) ?? "taken");
}
async function settle(target, claims, wasBusy) {
	const { clock, writeLatency } = target.client;
	const milliseconds = Math.max(wasBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * writeLatency.slowestWrite);
	target.emit({
		kind: "waiting",
		to: target.repository,
		tags: claims.map(({ tag }) => tag),
		milliseconds
	});
	if (!wasBusy) {
		await clock.sleep(milliseconds);
		return true;
	}
	for (const end = clock.now() + milliseconds; clock.now() < end;) {
		await clock.sleep(Math.min(POLL_TIME, end - clock.now()));
		if ((await lookAtAll$1(target, claims)).some((verdict) => verdict !== "ours")) return false;
	}
	return true;
}
async function runRound(target, claims, basis) {
	const { journal } = target;
	const { clock } = target.client;
	const before = await writeFree(target, claims, basis.looked);
	const free = claims.filter((_, index) => before[index] === "free");
	let stood = free.length === 0 || await settle(target, free, basis.wasBusy);
	const lookAround = () => Promise.all([retryOnce({
		journal,
		clock
	}, () => target.readNames()), lookAtAll$1(target, free)]);
	let [names, after] = await lookAround();
	const isBusy = seesOthers(target, basis, names, claims);
	if (isBusy && !basis.wasBusy && stood && free.length > 0 && after.every((verdict) => verdict === "ours")) {
		stood = await settle(target, free, true);
		[names, after] = await lookAround();
	}
	return {
		before,
		verdicts: claims.map((claim, index) => {
			const position = free.indexOf(claim);
			return (position < 0 ? before[index] : after[position]) ?? "taken";
		}),
		names,
		isBusy: isBusy || basis.wasBusy
	};
}
async function claimTags(target, claims, basis) {
	const persistence = {
		journal: target.journal,
		clock: target.client.clock
	};
	const settled = /* @__PURE__ */ new Map();
	let open = claims.map((asked) => ({
		asked,
		claim: asked
	}));
	const { looked: firstLooks, ...known } = basis;
	let looked = firstLooks;
	let wasBusy = false;
	let names;
	for (let round = 0; open.length > 0; round++) {
		if (round === MAX_ROUNDS) throw new RegistryError(`Cannot tag ${formatRepository(target.repository)}: other runs took the number ${MAX_ROUNDS} times in a row; run again, or one at a time`, {
			code: "refused",
			registry: target.client.registry
		});
		const current = open;
		const result = await runRound(target, current.map(({ claim }) => claim), {
			...known,
			wasBusy,
			...looked === void 0 ? {} : { looked }
		});
		({names} = result);
		wasBusy = result.isBusy || result.verdicts.includes("taken");
		looked = void 0;
		open = [];
		for (const [index, { asked, claim }] of current.entries()) if (result.before[index] === "ours") settled.set(asked, keepClaim(claim, target));
		else if (result.verdicts[index] === "ours") settled.set(asked, claim);
		else {
			const wasTaken = result.before[index] === "taken";
			const other = await retryOnce(persistence, () => yieldTag(target, claim, {
				names: result.names,
				wasTaken
			}));
			if (other === claim || other.action === "skip") settled.set(asked, other);
			else open.push({
				asked,
				claim: other
			});
		}
	}
	return {
		tags: claims.map((claim) => settled.get(claim) ?? claim),
		names
	};
}
const FURTHER_LOOKS = 3;
const LOOK_PAUSE = 250;
function lookUp({ client, repository, root }, tag) {
	return headManifest(client, repository, tag, digestAlgorithm(root.digest));
}
async function isOursAfterAll(target, { tag }) {
	for (let count = 0; count < FURTHER_LOOKS; count++) {
		await target.client.clock.sleep(LOOK_PAUSE);
		if (await lookUp(target, tag) !== target.root.digest) return false;
	}
	return true;
}
async function look(target, { tag }) {
	const holds = await lookUp(target, tag);
	if (holds === void 0) return {
		verdict: "free",
		holds
	};
	return {
		verdict: holds === target.root.digest ? "ours" : "taken",
		holds
	};
}
async function writeClaim(target, claim) {
	try {
		await writeTag(target, claim);
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== "tag-immutable") throw error;
		if ((await look(target, claim)).verdict === "free") throw error;
	}
}
function keepClaim(claim, { root }) {
	return {
		...claim,
		action: "keep",
		before: root.digest,
		reason: "it holds this image already"
	};
}
function takenError([first, ...others]) {
	const at = formatRepository(first.repository);
	const reasons = [first, ...others].map(({ repository, tag, holds, wanted }) => {
		return `the immutable tag "${tag}"${formatRepository(repository) === at ? "" : ` of ${formatRepository(repository)}`} holds ${shortDigest(holds)} and not ${shortDigest(wanted)}`;
	});
	return new PolicyError(`Cannot tag ${at}: ${reasons.join(", and ")}, which the list of tags did not show; release a new version, or set if-tag-exists to "skip" to leave ${others.length === 0 ? "it" : "them"}`);
}
function hiddenError({ repository, root, client }, tag, wasTaken) {
	const seen = wasTaken ? `the immutable tag "${tag}" held another image a moment ago, and the registry does not show it any more` : `the registry accepted the immutable tag "${tag}" for ${shortDigest(root.digest)} and does not show it`;
	return new RegistryError(`Cannot tag ${formatRepository(repository)}: ${seen}, so that nobody knows what it holds; look at the tag, run again once the registry shows it, and tell the registry's administrators if it stays so`, {
		code: "digest-mismatch",
		registry: client.registry
	});
}
async function yieldTag(target, claim, { names, wasTaken }) {
	const { repository, root } = target;
	const holds = await lookUp(target, claim.tag);
	if (holds === void 0) throw hiddenError(target, claim.tag, wasTaken);
	if (holds === root.digest && await isOursAfterAll(target, claim)) return claim;
	target.journal.release(repository, claim.tag);
	if (claim.sequence !== void 0) {
		const next = nextInSequence(claim.sequence, names);
		target.emit({
			kind: "lost-race",
			to: repository,
			tag: claim.tag,
			next: next.tag,
			wasTaken
		});
		const reason = wasTaken ? `another image has ${claim.tag} already` : `another run took ${claim.tag} first`;
		return {
			...claim,
			...next,
			reason
		};
	}
	if (target.ifTagExists === "skip") {
		const reason = wasTaken ? "it holds another image" : "another run created it just now";
		return {
			...claim,
			action: "skip",
			reason,
			before: holds,
			after: holds
		};
	}
	if (wasTaken) throw takenError([{
		repository,
		tag: claim.tag,
		holds,
		wanted: root.digest
	}]);
	throw new PolicyError(`Cannot tag ${formatRepository(repository)}: another run gave the immutable tag "${claim.tag}" to ${shortDigest(holds)} just now and not to ${shortDigest(root.digest)}; release a new version, or run one release at a time`);
}
// src/tag-updates/revert.ts
const TRIES$1 = 3;
const PAUSE = 500;
async function putBack({ client: own, repository, tag, before, after }) {
	const client = own.afterStop ?? own;
	const holds = await headManifest(client, repository, tag, digestAlgorithm(after));
	if (holds === void 0 && before !== void 0) {
		const name = `${formatRepository(repository)}:${tag}`;
		throw new RegistryError(`Cannot put back ${name}: it is gone; look at it`, {
			code: "not-found",
			registry: client.registry
		});
	}
	if (holds !== after || before === after) return "untouched";
	if (before === void 0) return "new";
	const manifest = await getManifest(client, repository, before);
	if (manifest === void 0) return "stuck";
	await putManifest(client, repository, tag, manifest);
	return "restored";
}
async function undo(write) {
	const { clock } = write.client.afterStop ?? write.client;
	for (let attempt = 1; attempt <= TRIES$1; attempt++) try {
		return await putBack(write);
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		await clock.sleep(PAUSE * attempt);
	}
	return "stuck";
}
async function undoTags(journal, error) {
	const writes = /* @__PURE__ */ new Map();
	for (const write of journal.writes) {
		const name = tagName(write);
		if (write.before !== write.after || !writes.has(name)) writes.set(name, write);
	}
	const fates = await Promise.all([...writes].map(async ([name, write]) => {
		const fate = await undo(write);
		journal.settle(name, fate);
		return {
			name,
			fate
		};
	}));
	const list = (wanted) => formatList(fates.filter(({ fate }) => fate === wanted).map(({ name }) => name));
	const said = [
		["restored", "put back to what it was: "],
		["new", "new, and on the complete image: "],
		["stuck", "NOT put back, look at it: "]
	].map(([fate, words]) => list(fate) === "" ? "" : words + list(fate)).filter((part) => part !== "");
	if (said.length === 0 || !isSealiftError(error)) return error;
	return withAftermath(error, said.join("; "));
}
// src/records/plain-record.ts
async function readListed(client, { repository, digest }, listed) {
	const stored = await getManifest(client, repository, listed.digest);
	if (stored === void 0) return void 0;
	try {
		const { subject, annotations, artifactType } = parseManifest(stored.bytes, stored.mediaType);
		if (subject?.digest !== digest) return void 0;
		const { mediaType, bytes } = stored;
		return {
			mediaType,
			digest: listed.digest,
			size: bytes.byteLength,
			annotations,
			...artifactType === void 0 ? {} : { artifactType }
		};
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function findExistingRecord(client, image, { referrers, key }) {
	for (const listed of findRecords(referrers, key)) {
		const own = await readListed(client, image, listed);
		if (own !== void 0 && findRecords([own], key).length > 0) return own.digest;
	}
}
// src/promotion/record.ts
async function putBlob(client, { repository }, blob) {
	const { digest, size, mediaType } = blob.descriptor;
	if (mediaType === "application/vnd.oci.empty.v1+json" && await hasBlob(client, repository, digest)) return;
	const location = await startUpload(client, repository, digest);
	async function* source() {
		yield blob.bytes;
	}
	await uploadBlob(client, repository, {
		digest,
		size,
		location,
		source
	});
}
async function makeRecord(content, scope) {
	const { request, destination } = scope;
	const { repository } = destination;
	const statement = writeStatement(content.promotion);
	const place = {
		repository,
		subject: content.subject.digest
	};
	if (recordFormOf(request, repository) !== "signed") {
		const artifact = buildRecord(content);
		const digest = digestOf(artifact.manifest.bytes);
		await checkOwnRecord(scope, {
			record: {
				...place,
				digest,
				form: "statement",
				bytes: statement
			},
			statement,
			who: void 0
		});
		return { artifact };
	}
	const { signer } = request;
	if (signer === void 0) throw new Error("there is nobody to sign the record");
	const { name, who, sign } = await signer.open();
	const bundle = await sign(statement);
	const artifact = buildSignedRecord(content, bundle);
	const digest = digestOf(artifact.manifest.bytes);
	await checkOwnRecord(scope, {
		record: {
			...place,
			digest,
			form: "bundle",
			bytes: bundle
		},
		statement,
		who
	});
	return {
		artifact,
		signed: {
			by: name,
			bundle
		}
	};
}
async function writeRecord(client, scope, { tags, emit, trail, verified }) {
	const { plan, destination } = scope;
	const { repository } = destination;
	const approvals = await scope.request.policyContext?.approvals;
	const { statements: corrects, manifests: replaces } = await trail.read(client, {
		repository,
		subject: plan.image.digest
	});
	const described = describePromotion(scope, tags);
	const promotion = {
		...described,
		...approvals === void 0 ? {} : { approvals },
		...corrects.length === 0 ? {} : { corrects }
	};
	const { artifact: record, ...made } = await makeRecord({
		promotion,
		labels: plan.labels,
		subject: plan.image,
		replaces
	}, scope);
	await Promise.all([verified, ...record.blobs.map((blob) => putBlob(client, destination, blob))]);
	const { digest } = record.manifest;
	const own = trail.begin({
		digest,
		statement: digestOf(writeStatement(promotion)),
		says: described.destination
	});
	await attachReferrer(client, repository, record, (sentence) => emit({
		kind: "warning",
		to: repository,
		sentence
	}));
	own.confirm();
	return {
		digest,
		...made
	};
}
function recordedTags(tags) {
	return tags.filter(({ action }) => action !== "skip").map(({ tag }) => tag);
}
function describePolicy({ request, plan, destination }) {
	const { policyContext } = request;
	const resolvedRoute = routeTo(request, destination.repository);
	if (policyContext === void 0 || resolvedRoute === void 0) return {};
	const { pipeline } = policyContext;
	const evidence = plan.grants?.get(formatRepository(destination.repository))?.evidence;
	return {
		route: resolvedRoute.route,
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		...evidence === void 0 ? {} : { evidence: evidence.digest }
	};
}
function describePromotion(scope, tags) {
	const { request, plan, destination, counts } = scope;
	const resolvedRoute = routeTo(request, destination.repository);
	const replaced = tags.flatMap(({ tag, action, before }) => action === "move" && before !== void 0 ? [[tag, before]] : []);
	const previous = previousDigest(tags);
	const { tag } = plan.source;
	return {
		subjects: [{ digest: plan.image.digest }, ...[...Map.groupBy(graphPlatforms(plan.graph), ({ digest }) => digest)].filter(([digest]) => digest !== plan.image.digest).map(([digest, all]) => ({
			digest,
			platform: all.map(({ platform }) => platform).join(", ")
		}))],
		time: request.now,
		source: {
			uri: formatRepository(plan.source.repository),
			...tag === void 0 ? {} : { tag },
			...resolvedRoute?.source === void 0 ? {} : { environment: resolvedRoute.source.name }
		},
		destination: {
			uri: formatRepository(destination.repository),
			...resolvedRoute === void 0 ? {} : { environment: resolvedRoute.destination.name },
			tags: recordedTags(tags),
			replaced: new Map(replaced)
		},
		...describePolicy(scope),
		...previous === void 0 ? {} : { previousDigest: previous },
		bytesUploaded: counts.bytesCopied,
		blobsMounted: counts.mounted,
		...request.reason === void 0 ? {} : { reason: request.reason },
		run: request.run,
		toolVersion: request.toolVersion
	};
}
async function findEarlierRecord(client, scope) {
	const { plan, destination } = scope;
	const promotion = describePromotion(scope, destination.tags.tags);
	const { request } = scope;
	const { repository } = destination;
	if (request.policyContext !== void 0) {
		const { findOwnRecord } = await import("./records.js").then((n) => n.t);
		const own = await findOwnRecord(client, {
			request,
			repository,
			digest: plan.image.digest,
			promotion
		});
		if (own !== "not-governed") return own;
	}
	const { digest } = plan.image;
	const referrers = await listReferrers(client, repository, digest, { warn: () => void 0 });
	const { source, destination: to } = promotion;
	const from = source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`;
	const isSigned = recordFormOf(scope.request, destination.repository) === "signed";
	const key = {
		from,
		to: to.uri,
		tags: to.tags,
		isSigned
	};
	return findExistingRecord(client, {
		repository,
		digest
	}, {
		referrers,
		key
	});
}
function remedyFor(reason, who) {
	if (/yet to come|in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
	if (/pipeline file does not name/.test(reason)) return "promote it by a workflow or key that is named there";
	if (who !== void 0 && /trusted root|authority|log|timestamp|witness/.test(reason)) return "renew the trusted root that the pipeline file names (\"trusted-root\"), or name the Sigstore that it is of";
	return "correct the pipeline file, or the workflow, so that they fit each other";
}
function refuse({ plan, destination }, reason, who) {
	return new PolicyError(`Cannot record the promotion of ${plan.source.reference} to ${formatRepository(destination.repository)}: its record could not be verified afterwards, since ${reason}; ${remedyFor(reason, who)}`);
}
async function judge({ request, plan, destination }, { record, who }) {
	const { policyContext } = request;
	const resolvedRoute = routeTo(request, destination.repository);
	if (policyContext === void 0 || resolvedRoute === void 0) return void 0;
	const environment = resolvedRoute.destination;
	const isJudged = who !== void 0 && environment.signers.length > 0;
	const verify = isJudged ? await policyContext.openVerifier() : () => ({
		kind: "refused",
		reason: "it is signed"
	});
	if (resolvedRoute.source === void 0) {
		const verdict = isJudged ? verify(record.bytes, environment.signers) : void 0;
		return verdict?.kind === "refused" ? verdict.reason : void 0;
	}
	const { verifyRecord } = await import("./records.js").then((n) => n.m);
	const finding = verifyRecord(record, {
		pipeline: policyContext.pipeline,
		environment,
		image: resolvedRoute.image,
		digest: plan.image.digest,
		verify,
		uri: formatRepository(destination.repository),
		now: new Date(Math.max(Date.now(), request.now.getTime()))
	});
	if (finding.kind === "valid") return void 0;
	return finding.kind === "other" ? "what it says cannot be read" : finding.reason;
}
async function checkOwnRecord(scope, own) {
	const { record, statement, who } = own;
	if (who !== void 0) {
		const { checkOwnBundle } = await import("./verify.js").then((n) => n.n);
		const fault = checkOwnBundle(record.bytes, statement, who.kind === "key" ? who.pem : void 0);
		if (fault !== void 0) throw refuse(scope, fault, who);
	}
	const reason = await judge(scope, own);
	if (reason !== void 0) throw refuse(scope, reason, who);
}
// src/promotion/correct-records.ts
const AT_ONCE = 32;
function standingTags({ scope }, journal) {
	const { plan, destination } = scope;
	const { repository, tags } = destination;
	const created = journal.writes.filter((write) => write.after === plan.image.digest && formatRepository(write.repository) === formatRepository(repository) && journal.states.get(tagName(write)) === "new");
	const names = new Set(created.map(({ tag }) => tag));
	const kept = tags.tags.filter(({ action, tag }) => action === "keep" && !names.has(tag));
	const [known] = tags.tags;
	if (known === void 0) return kept;
	const made = [...names].map((tag) => {
		return {
			...tags.tags.find((each) => each.tag === tag) ?? known,
			tag,
			action: "create",
			before: void 0,
			after: plan.image.digest
		};
	});
	return [...kept, ...made];
}
function isTheSame(left, right) {
	return [...left].toSorted().join("\n") === [...right].toSorted().join("\n");
}
async function evenAfterStop(client, work) {
	try {
		return await work(client);
	} catch (error) {
		if (!(error instanceof CancelledError) || client.afterStop === void 0) throw error;
		return work(client.afterStop);
	}
}
async function correctOne(recorded, { journal, emit }) {
	const { clients, scope, trail } = recorded;
	const { last } = trail;
	if (last === void 0) return;
	const { repository } = scope.destination;
	const { digest: subject } = scope.plan.image;
	const tags = standingTags(recorded, journal);
	const { destination } = describePromotion(scope, tags);
	if (last.says !== void 0 && last.says.replaced.size === 0 && isTheSame(last.says.tags, destination.tags)) return;
	await evenAfterStop(clients.destination(repository), async (client) => {
		if (!trail.isSure && await headManifest(client, repository, last.digest) === void 0) return;
		const record = await writeRecord(client, scope, {
			tags,
			emit,
			trail
		});
		emit({
			kind: "record",
			to: repository,
			subject,
			...record
		});
	});
}
async function correctRecords(recorded, run) {
	const failed = [];
	await eachAtMost(AT_ONCE, recorded, async (each) => {
		try {
			await correctOne(each, run);
		} catch (error) {
			failed.push({
				recorded: each,
				error
			});
		}
	});
	const [first, ...more] = failed;
	if (first === void 0) return;
	const { scope } = first.recorded;
	const { repository, tags } = scope.destination;
	const names = tags.tags.filter(({ action }) => action !== "skip").map(({ tag }) => tag);
	const why = isSealiftError(first.error) || first.error instanceof CancelledError ? first.error.message : "an unexpected error";
	const others = more.length === 0 ? "" : `, and of ${more.length} more images`;
	run.emit({
		kind: "warning",
		to: repository,
		sentence: `The record of ${formatRepository(repository)}@${scope.plan.image.digest}${others} still names tags that this run did not write (${formatList(names)}), since it could not be corrected (${why}); promote again, or the image that has these tags by right may be refused`
	});
}
var Recordings = class {
	recorded = [];
	underWay = /* @__PURE__ */ new Set();
	ended = Promise.withResolvers();
	constructor() {
		this.ended.promise.catch(() => void 0);
	}
	async add(recorded, verified, write) {
		this.recorded.push(recorded);
		const mayAttach = Promise.race([this.ended.promise, verified]);
		mayAttach.catch(() => void 0);
		const writing = write(mayAttach);
		this.underWay.add(writing);
		try {
			return await writing;
		} finally {
			this.underWay.delete(writing);
		}
	}
	async end() {
		this.ended.reject(new CancelledError("another image could not be brought"));
		await Promise.allSettled(this.underWay);
		return this.recorded;
	}
};
// src/promotion/hidden-versions.ts
const LAGGING = "the list of tags lags, and neither it nor a label says which version that image is";
function toVersionMove(planned, { computed }) {
	const wanted = computed.wanted.find(({ tag }) => tag === planned.tag);
	const version = wanted?.version === void 0 ? void 0 : tryParseVersion(wanted.version);
	if (version === void 0 || wanted?.family === void 0) return void 0;
	const text = formatVersionTag(version);
	const at = wanted.family.indexOf(text);
	if (at < 0) return void 0;
	return {
		planned,
		version,
		prefix: wanted.family.slice(0, at),
		suffix: wanted.family.slice(at + text.length)
	};
}
const LINES = /* @__PURE__ */ new Set([
	"semver.minor",
	"semver.major",
	"channel",
	"pep440"
]);
const NAMED = /* @__PURE__ */ new Set([
	"pep440",
	"match",
	"git-tag"
]);
function isCompared({ kind }, { computed }) {
	if (kind !== "latest") return LINES.has(kind);
	return computed.wanted.some((wanted) => wanted.version !== void 0 || NAMED.has(wanted.kind));
}
function likelyTags({ version, prefix, suffix }, names) {
	const highest = /* @__PURE__ */ new Map();
	for (const name of names) {
		if (!name.startsWith(prefix) || !name.endsWith(suffix) || !isTag(name)) continue;
		const other = tryParseVersionTag(name.slice(prefix.length, name.length - suffix.length));
		if (other === void 0 || compareVersions(other, version) >= 0) continue;
		const isSameMajor = other.major === version.major;
		const lines = isStable(other) ? [
			"latest",
			...isSameMajor ? ["major"] : [],
			...isSameMajor && other.minor === version.minor ? ["minor"] : []
		] : ["channel"];
		for (const line of lines) {
			const best = highest.get(line);
			if (best === void 0 || compareVersions(best.version, other) < 0) highest.set(line, {
				tag: name,
				version: other
			});
		}
	}
	return new Set([...highest.values()].map(({ tag }) => tag));
}
async function readVersion({ client }, { repository }, digest) {
	try {
		const stored = await getManifest(client, repository, digest);
		if (stored === void 0) return void 0;
		const graph = await readGraph(client, repository, stored);
		const labels = await readImageLabels(client, repository, { graph });
		return tryParseVersion(labels.get(`org.opencontainers.image.version`) ?? "");
	} catch (error) {
		if (error instanceof RegistryError) return void 0;
		throw error;
	}
}
async function findHiddenVersions(target, plan, { due, names }) {
	const { client, root, journal } = target;
	const { repository, existing, scope } = plan;
	const algorithm = digestAlgorithm(root.digest);
	const head = (tag) => retryOnce({
		journal,
		clock: client.clock
	}, () => headManifest(client, repository, tag, algorithm));
	const moves = scope.kind === "all" ? due.flatMap((planned) => toVersionMove(planned, plan) ?? []) : [];
	const standing = moves.filter(({ planned }) => planned.before !== void 0);
	const likely = new Set(standing.flatMap((move) => [...likelyTags(move, names)]));
	const expected = new Set(await Promise.all([...likely].map(async (tag) => existing.digests.get(tag) ?? await head(tag))));
	const versions = /* @__PURE__ */ new Map();
	function versionOf(digest) {
		const version = versions.get(digest) ?? readVersion(target, plan, digest);
		versions.set(digest, version);
		return version;
	}
	async function findHigher({ planned, version, prefix, suffix }, holds) {
		const other = await versionOf(holds);
		if (other === void 0 || compareVersions(other, version) <= 0) return void 0;
		if (planned.kind !== "channel" && !isStable(other)) return void 0;
		const tag = `${prefix}${formatVersionTag(other)}${suffix}`;
		if (names.has(tag) || !isTag(tag)) return void 0;
		return await head(tag) === holds ? other.text : void 0;
	}
	async function isKnown({ prefix, suffix }, holds) {
		if ([...existing.digests].some(([tag, digest]) => digest === holds && tryParseVersionTag(inFamily(tag, {
			prefix,
			suffix
		}) ?? "") !== void 0)) return true;
		const version = await versionOf(holds);
		const tag = version === void 0 ? "" : `${prefix}${formatVersionTag(version)}${suffix}`;
		return isTag(tag) && await head(tag) === holds;
	}
	async function reasonToStay(planned, held, isLagging) {
		const move = moves.find((each) => each.planned.tag === planned.tag);
		if (move === void 0) return isLagging && isCompared(planned, plan) ? LAGGING : void 0;
		if (expected.has(held)) return void 0;
		const higher = await findHigher(move, held);
		if (higher !== void 0) return `${higher} is higher, though the list of tags does not show it`;
		return isLagging && !await isKnown(move, held) ? LAGGING : void 0;
	}
	return { async keep(left, { holds, isLagging }) {
		const kept = /* @__PURE__ */ new Map();
		await Promise.all(left.map(async (planned) => {
			const held = holds.get(planned.tag);
			if (held === void 0 || held === root.digest) return;
			const reason = await reasonToStay(planned, held, isLagging);
			if (reason === void 0) return;
			kept.set(planned.tag, {
				...planned,
				action: "skip",
				reason,
				before: held,
				after: held
			});
		}));
		return kept;
	} };
}
// src/promotion/move-tags.ts
const MOST_CHANGES = 5;
const LOOKS_AT_GONE = 3;
const GONE_PAUSE = 200;
async function lookAt({ client, root }, { repository }, { tag, before }) {
	for (let look = 1;; look++) {
		const holds = await headManifest(client, repository, tag, digestAlgorithm(root.digest));
		if (holds !== void 0 || before === void 0 || look === LOOKS_AT_GONE) return holds;
		await client.clock.sleep(GONE_PAUSE * 2 ** (look - 1));
	}
}
function isToldAlike(planned, recorded) {
	if (planned.tag !== recorded?.tag) return false;
	const replaced = [planned, recorded].map(({ action, before }) => action === "move" ? before : void 0);
	return planned.action === "skip" === (recorded.action === "skip") && replaced[0] === replaced[1];
}
function foundTags(holds) {
	return [...holds].flatMap(([tag, digest]) => digest === void 0 ? [] : [tag]);
}
var Moving = class {
	target;
	plan;
	written = /* @__PURE__ */ new Set();
	names;
	recorded;
	tags;
	constructor(target, plan, { tags, names }) {
		this.target = target;
		this.plan = plan;
		this.tags = tags;
		this.names = names;
		this.recorded = plan.tags.tags;
	}
	get due() {
		return this.tags.filter((planned) => isMove(planned) && !this.written.has(planned.tag));
	}
	get known() {
		return /* @__PURE__ */ new Set([...this.plan.existing.names, ...this.names]);
	}
	async lookAgain() {
		const { target, plan, due } = this;
		const { journal, client } = target;
		const [looks, hidden] = await Promise.all([retryOnceTagged(due, {
			journal,
			clock: client.clock
		}, (planned) => lookAt(target, plan, planned)), findHiddenVersions(target, plan, {
			due,
			names: this.known
		})]);
		const holds = new Map(due.map(({ tag }, index) => [tag, looks[index]]));
		const ours = due.filter(({ tag }) => holds.get(tag) === target.root.digest);
		for (const planned of ours) this.settleOurs(planned);
		const changed = due.filter((planned) => !ours.includes(planned) && holds.get(planned.tag) !== planned.before);
		if (changed.length > 0) {
			if (plan.scope.kind === "all") this.names = await listWithOwn(target, plan, {
				tags: this.tags,
				found: foundTags(holds)
			});
			const moved = new Map(changed.map(({ tag }) => [tag, holds.get(tag)]));
			this.tags = decideAgain(target, plan, {
				tags: this.tags,
				names: this.names,
				holds: moved
			});
		}
		const left = this.due.filter(({ tag }) => !ours.some((each) => each.tag === tag));
		const kept = await hidden.keep(left, {
			holds,
			isLagging: this.isLagging(holds)
		});
		this.tags = this.tags.map((planned) => kept.get(planned.tag) ?? planned);
		for (const planned of this.tags) if (planned.mutable && !isMove(planned)) journal.release(plan.repository, planned.tag);
	}
	isLagging(holds) {
		const there = [...ownTags(this.target, this.tags), ...foundTags(holds)];
		return this.plan.scope.kind === "all" && there.some((tag) => !listsTag(this.known, tag));
	}
	settleOurs(planned) {
		const { target, plan } = this;
		const { repository } = plan;
		const { digest } = target.root;
		const name = tagName({
			repository,
			tag: planned.tag
		});
		if (target.journal.writes.some((write) => tagName(write) === name)) {
			this.written.add(planned.tag);
			target.journal.confirm({
				repository,
				tag: planned.tag
			});
			target.emit({
				kind: "tag",
				to: repository,
				tag: planned.tag,
				digest
			});
			return;
		}
		const kept = {
			...planned,
			action: "keep",
			before: digest,
			reason: "it holds this image already"
		};
		this.tags = this.tags.map((each) => each === planned ? kept : each);
	}
	async tell() {
		const { target, recorded, tags } = this;
		if (tags.every((planned, index) => isToldAlike(planned, recorded[index]))) return false;
		this.recorded = tags;
		const { journal, client } = target;
		await retryOnce({
			journal,
			clock: client.clock
		}, () => target.onChange(tags));
		return true;
	}
	async write() {
		const { target, plan, due } = this;
		const writer = {
			...target,
			repository: plan.repository
		};
		for (const tag of await writeTagsAtOnce(writer, due)) this.written.add(tag);
		const left = this.due;
		const outcomes = await Promise.allSettled(left.map((planned) => writeTag(writer, planned)));
		for (const [index, { tag }] of left.entries()) if (outcomes[index]?.status === "fulfilled") this.written.add(tag);
		return outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
	}
};
async function moveTags(target, plan, due) {
	const { journal, client } = target;
	const moving = new Moving(target, plan, due);
	let changes = 0;
	for (let attempt = 1;;) {
		if (moving.due.length > 0) await moving.lookAgain();
		if (await moving.tell() && moving.due.length > 0 && ++changes < MOST_CHANGES) continue;
		const failures = await moving.write();
		if (failures.length === 0) return moving.tags;
		await pauseAfter(failures, {
			journal,
			clock: client.clock
		}, attempt++);
	}
}
const LIST_TRIES = 6;
const LIST_PAUSE = 200;
function isMove(planned) {
	return planned.mutable && isChange(planned);
}
function ownTags({ root }, tags) {
	return tags.filter(({ mutable, after }) => !mutable && after === root.digest).map(({ tag }) => tag);
}
async function listWithOwn(target, plan, { tags, found = [] }) {
	const { client, journal } = target;
	const { clock } = client;
	const own = [...ownTags(target, tags), ...found];
	for (let attempt = 1;; attempt++) {
		const names = await retryOnce({
			journal,
			clock
		}, () => readNames(client, plan.repository, plan.scope));
		if (attempt === LIST_TRIES || own.every((tag) => listsTag(names, tag))) return names;
		await clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
	}
}
function decideAgain({ root }, { existing, question, computed }, { tags, names, holds = /* @__PURE__ */ new Map() }) {
	const digests = new Map(existing.digests);
	for (const { tag, mutable, after } of tags) if (!mutable && after !== void 0) digests.set(tag, after);
	for (const [tag, digest] of holds) if (digest === void 0) digests.delete(tag);
	else digests.set(tag, digest);
	const own = inOwnCase(names, standingTags$1(tags), familiesOf$1(computed.wanted));
	const known = /* @__PURE__ */ new Set([...existing.names, ...own]);
	const fresh = planDestinationTags(question, {
		...existing,
		names: known,
		digests
	}, root.digest).tags.tags;
	return tags.map((planned) => {
		const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : void 0;
		if (now?.action === "skip") return now;
		if (now === void 0 || !holds.has(planned.tag)) return planned;
		const before = holds.get(planned.tag);
		return {
			...planned,
			action: before === void 0 ? "create" : "move",
			before
		};
	});
}
// src/promotion/apply-tags.ts
const LIST_LIFETIME = 300;
function isClaim(planned) {
	return planned?.action === "create" && !planned.mutable;
}
async function applyClaims(target, plan, looked) {
	const { client, journal } = target;
	const { repository, question, tags } = plan;
	const claims = tags.tags.filter(isClaim);
	const { ifTagExists } = question;
	const read = () => readNames(client, repository, plan.scope);
	const basis = {
		names: plan.existing.names,
		...looked === void 0 ? {} : { looked }
	};
	const outcome = await claimTags({
		...target,
		repository,
		ifTagExists,
		readNames: read
	}, claims, basis);
	for (const [index, claim] of claims.entries()) if (outcome.tags[index]?.tag !== claim.tag || !isClaim(outcome.tags[index])) journal.release(repository, claim.tag);
	return {
		tags: tags.tags.map((tag) => isClaim(tag) ? outcome.tags[claims.indexOf(tag)] ?? tag : tag),
		seen: outcome.names === void 0 ? void 0 : {
			names: outcome.names,
			at: client.clock.now()
		}
	};
}
async function lookBeforeClaims(target, { repository, question, tags }) {
	const claims = tags.tags.filter(isClaim);
	const looked = await lookAtClaims({
		...target,
		repository
	}, claims);
	const wanted = target.root.digest;
	return {
		looked,
		taken: claims.flatMap(({ tag, sequence }, index) => {
			const look = looked.looks[index];
			if (look?.verdict !== "taken" || look.holds === void 0) return [];
			return sequence === void 0 && question.ifTagExists === "fail" ? [{
				repository,
				tag,
				holds: look.holds,
				wanted
			}] : [];
		})
	};
}
async function decideAndMove(target, plan, claimed) {
	const { clock } = target.client;
	const isStale = plan.tags.tags.some(isClaim) || clock.now() - plan.readAt > LIST_LIFETIME;
	if (plan.scope.kind !== "all" || !isStale || !claimed.tags.some(isMove)) return moveTags(target, plan, {
		tags: claimed.tags,
		names: plan.existing.names
	});
	const { seen } = claimed;
	const names = seen !== void 0 && clock.now() - seen.at <= LIST_LIFETIME && ownTags(target, claimed.tags).every((tag) => listsTag(seen.names, tag)) ? seen.names : await listWithOwn(target, plan, claimed);
	return moveTags(target, plan, {
		tags: decideAgain(target, plan, {
			tags: claimed.tags,
			names
		}),
		names
	});
}
function tellLeft({ emit }, { repository, tags }, settled) {
	for (const [index, { tag, action, reason, before }] of settled.entries()) {
		const planned = tags.tags[index];
		if (action !== "skip" || planned === void 0 || !isChange(planned)) continue;
		if (reason === "the list of tags lags, and neither it nor a label says which version that image is" && before !== void 0) emit({
			kind: "warning",
			to: repository,
			sentence: `Left ${formatRepository(repository)}:${tag} on ${shortDigest(before)}: ${reason}; run again`
		});
		else emit({
			kind: "left",
			to: repository,
			tag,
			reason
		});
	}
}
async function applyMoves(target, plan, claimed) {
	const settled = await decideAndMove(target, plan, claimed);
	tellLeft(target, plan, settled);
	return settled;
}
function startTagging(pushed, run) {
	const { plan, destination, request } = pushed.scope;
	const { repository } = destination;
	const client = pushed.clients.destination(repository);
	const node = plan.graph.nodes.get(plan.image.digest);
	if (node === void 0) throw new Error("the graph has no root");
	const { mediaType, digest } = plan.image;
	const root = {
		mediaType,
		digest,
		bytes: node.bytes
	};
	const own = [...plan.graph.nodes.keys(), ...plan.attachments.referrers.map(({ graph }) => graph.root)];
	let { record, hasNewRecord } = pushed;
	async function onChange(tags) {
		if (recordFormOf(request, repository) === "off") return;
		const written = await writeRecord(client, pushed.scope, {
			tags,
			emit: run.emit,
			trail: pushed.trail
		});
		record = written.digest;
		hasNewRecord = true;
		run.emit({
			kind: "record",
			to: repository,
			subject: plan.image.digest,
			...written
		});
	}
	return {
		pushed,
		target: {
			...run,
			client,
			root,
			own,
			onChange
		},
		emit: run.emit,
		record: () => ({
			record,
			hasNewRecord
		})
	};
}
async function allDone(promises) {
	const failure = (await Promise.allSettled(promises)).find((outcome) => outcome.status === "rejected");
	if (failure !== void 0) throw failure.reason;
	return Promise.all(promises);
}
async function settleRoot({ target: { client, root }, pushed, emit }, tags) {
	const { repository } = pushed.scope.destination;
	if (!tags.some(isChange)) {
		await putManifest(client, repository, root.digest, root);
		await confirmPush(client, repository, root.digest);
	}
	emit({
		kind: "verified",
		to: repository,
		digest: root.digest
	});
}
async function tagAll(taggings) {
	const looked = await allDone(taggings.map(async (tagging) => {
		const { target, pushed } = tagging;
		return {
			...tagging,
			look: await lookBeforeClaims(target, pushed.scope.destination)
		};
	}));
	const [taken, ...more] = looked.flatMap(({ look }) => look.taken);
	if (taken !== void 0) throw takenError([taken, ...more]);
	const claimed = await allDone(looked.map(async (tagging) => {
		const { target, pushed } = tagging;
		return {
			...tagging,
			claims: await applyClaims(target, pushed.scope.destination, tagging.look.looked)
		};
	}));
	const clients = taggings.map(({ target }) => target.client);
	await settleLists(clients, false);
	const tagged = await allDone(claimed.map(async (tagging) => {
		const { target, pushed, claims } = tagging;
		const tags = await applyMoves(target, pushed.scope.destination, claims);
		if (!pushed.hasRoot) await settleRoot(tagging, tags);
		return {
			pushed,
			tags,
			...tagging.record()
		};
	}));
	await settleLists(clients, true);
	return tagged;
}
async function applyAllTags(pushed, emit, journal = new TagJournal()) {
	for (const { destination } of pushed.map(({ scope }) => scope)) {
		const changes = destination.tags.tags.filter(isChange);
		journal.expect(destination.repository, changes.map(({ tag }) => tag));
	}
	try {
		return await tagAll(pushed.map((each) => startTagging(each, {
			journal,
			emit
		})));
	} catch (error) {
		const undone = await undoTags(journal, error);
		await correctRecords(pushed, {
			emit,
			journal
		});
		throw undone;
	}
}
// src/copy/cosign-tag.ts
const TRIES = 5;
function parse({ bytes, mediaType }) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
var CosignList = class {
	name;
	writtenAt;
	target;
	tag;
	subject;
	wanted;
	last;
	constructor(target, { tag, subject, source }) {
		this.target = target;
		this.tag = tag;
		this.subject = subject;
		this.wanted = source;
		this.name = `${formatRepository(target.repository)}:${tag}`;
		this.writtenAt = target.client.clock.now();
	}
	async bring(warn) {
		const { client, repository, emit } = this.target;
		for (let attempt = 0; attempt < TRIES; attempt++) {
			if (attempt === 1 && this.findWanted(await this.read()) === void 0) return;
			if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
			const standing = await this.read();
			const manifest = this.findWanted(standing);
			if (manifest === void 0) return;
			await this.write(manifest, standing, warn);
			emit({
				kind: "cosign-tag",
				to: repository,
				subject: this.subject,
				tag: this.tag
			});
		}
		if (this.findWanted(await this.read()) === void 0) return;
		throw new RegistryError(`Cannot copy ${this.name}: other writers replaced it ${TRIES} times; run again when they are done`, {
			code: "refused",
			registry: client.registry
		});
	}
	async look() {
		const before = this.last;
		const standing = await this.read();
		if (this.findWanted(standing) === void 0) {
			if (standing !== void 0) this.wanted = standing;
			return standing?.digest === before ? "stands" : "changed";
		}
		await this.bring(() => void 0);
		return "lost";
	}
	async read() {
		const standing = await getManifest(this.target.client, this.target.repository, this.tag);
		this.last = standing?.digest;
		return standing;
	}
	findWanted(standing) {
		if (standing === void 0) return this.wanted;
		if (standing.digest === this.wanted.digest) return void 0;
		if ([this.wanted, standing].every((each) => parse(each)?.kind === "manifest")) return mergeCosign(this.wanted, standing);
		throw new RegistryError(`Cannot copy ${this.name}: source and destination have conflicting content there; look at both, or set "referrers: false"`, {
			code: "invalid-answer",
			registry: this.target.client.registry
		});
	}
	async write(manifest, standing, warn) {
		try {
			await this.put(manifest);
		} catch (error) {
			const dead = mayNameDead(error) && standing !== void 0 ? await this.findGone(standing) : /* @__PURE__ */ new Set();
			const living = standing && dead.size > 0 ? mergeCosign(this.wanted, standing, dead) : void 0;
			if (living === void 0) throw error;
			for (const digest of dead) warn(`${this.name} listed ${digest}, which the repository no longer has: it is left out of the list`);
			await this.put(living);
		}
	}
	async findGone(standing) {
		const { client, repository } = this.target;
		const [theirs, ours] = [parse(standing), parse(this.wanted)];
		if (theirs?.kind !== "manifest" || ours?.kind !== "manifest") return /* @__PURE__ */ new Set();
		const brought = new Set([ours.config, ...ours.layers].map(({ digest }) => digest));
		const blobs = [theirs.config, ...theirs.layers].map(({ digest }) => digest);
		const others = [...new Set(blobs)].filter((digest) => !brought.has(digest));
		return findDead(client, others, (digest) => hasBlob(client, repository, digest));
	}
	async put(manifest) {
		const { client, repository } = this.target;
		const answer = await putManifest(client, repository, this.tag, manifest);
		const view = parse(manifest);
		if (view?.subject !== void 0) {
			const { mediaType, digest, bytes } = manifest;
			const written = [{
				descriptor: {
					mediaType,
					digest,
					size: bytes.byteLength,
					annotations: view.annotations
				},
				indexed: answer.subject
			}];
			await ensureListed(client, repository, {
				subject: view.subject.digest,
				written
			});
		}
		this.wanted = manifest;
		this.last = manifest.digest;
		this.writtenAt = client.clock.now();
		watchList(client, this);
	}
};
async function copyCosignTag(target, wanted, warn) {
	await new CosignList(target, wanted).bring(warn);
}
// src/copy/copy-attachments.ts
function warner({ emit, repository }) {
	return (sentence) => emit({
		kind: "warning",
		to: repository,
		sentence
	});
}
async function showReferrers(target, referrers, { manifests, written }) {
	const { client, repository, emit } = target;
	const attached = manifests.flatMap(({ node }) => {
		const subject = node.manifest.subject?.digest;
		const answer = written.get(node.descriptor.digest);
		return subject === void 0 || answer === void 0 ? [] : [{
			subject,
			descriptor: describeReferrer(node),
			indexed: answer.subject
		}];
	});
	const takenAlong = new Map(referrers.map(({ graph, ...each }) => [graph.root, each]));
	await Promise.all([...Map.groupBy(attached, ({ subject }) => subject)].map(async ([subject, list]) => {
		await ensureListed(client, repository, {
			subject,
			written: list,
			warn: warner(target)
		});
		for (const { descriptor } of list) if (takenAlong.has(descriptor.digest)) emit({
			kind: "referrer",
			to: repository,
			subject,
			referrer: descriptor
		});
	}));
}
function storedRoot({ graph }) {
	const node = graph.nodes.get(graph.root);
	if (node === void 0) throw new Error("the graph has no root");
	return {
		mediaType: node.descriptor.mediaType,
		digest: graph.root,
		bytes: node.bytes
	};
}
async function copyAttachments(target, plan, written) {
	await Promise.all([showReferrers(target, plan.referrers, written), ...plan.cosignTags.map((cosign) => copyCosignTag(target, {
		...cosign,
		source: storedRoot(cosign)
	}, warner(target)))]);
}
// src/promotion/record-trail.ts
var RecordTrail = class {
	written;
	constructor(digest) {
		this.written = digest === void 0 ? [] : [{
			digest,
			statement: void 0,
			says: void 0,
			isSure: true
		}];
	}
	get last() {
		return this.written.at(-1);
	}
	get isSure() {
		return this.written.some((each) => each.isSure);
	}
	begin({ digest, statement, says }) {
		const written = {
			digest,
			statement,
			says,
			isSure: false
		};
		this.written.push(written);
		return { confirm() {
			written.isSure = true;
		} };
	}
	async read(client, at) {
		for (const each of this.written) each.statement ??= await readStatementDigest(client, at, each.digest);
		return {
			manifests: this.written.map(({ digest }) => digest),
			statements: this.written.flatMap(({ statement }) => statement ?? [])
		};
	}
};
async function readStatementDigest(client, at, digest) {
	const [{ readRecord }, { statementDigest }] = await Promise.all([import("./records.js").then((n) => n.l), import("./records.js").then((n) => n.m)]);
	const record = await readRecord(client, at, digest);
	return record && statementDigest(record);
}
// src/promotion/push.ts
var Tally = class {
	counts = {
		mounted: 0,
		copied: 0,
		present: 0,
		leftOut: 0,
		bytesCopied: 0
	};
	whole = Promise.withResolvers();
	left;
	manifests = 0;
	constructor(blobs) {
		this.left = blobs;
		if (blobs === 0) this.whole.resolve(this.counts);
	}
	get blobs() {
		return this.whole.promise;
	}
	add(event) {
		if (event.kind === "manifest") this.manifests++;
		if (event.kind !== "blob") return;
		const { outcome, blob } = event;
		this.counts[outcome === "left-out" ? "leftOut" : outcome]++;
		if (outcome === "copied") this.counts.bytesCopied += blob.size;
		if (--this.left === 0) this.whole.resolve(this.counts);
	}
};
function isRoot({ image }, { node }) {
	return node.descriptor.digest === image.digest;
}
async function push(request, clients, landing) {
	const { plan, destination, emit, recordings } = landing;
	const { repository, copy } = destination;
	const client = clients.destination(repository);
	const form = recordFormOf(request, repository);
	const tally = new Tally(copy.blobs.length);
	const trail = new RecordTrail();
	function count(event) {
		tally.add(event);
		emit(event);
	}
	const hasRoot = !mayWriteAtOnce(destination, {
		isAlone: landing.isAlone,
		hasRecord: form !== "off"
	});
	const manifests = hasRoot ? copy.manifests : copy.manifests.filter((step) => !isRoot(plan, step));
	async function bring() {
		const written = await applyCopy({
			source: clients.source,
			destination: client
		}, {
			...copy,
			manifests
		}, count, clients.tracker);
		await copyAttachments({
			client,
			repository,
			emit: count
		}, destination.attachments, {
			written,
			manifests
		});
		if (!hasRoot) return;
		const { digest } = plan.image;
		if (copy.manifests.length > 0) await confirmPush(client, repository, digest);
		emit({
			kind: "verified",
			to: repository,
			digest
		});
	}
	async function leaveRecord(verified) {
		if (form === "off") return {
			record: void 0,
			hasNewRecord: false
		};
		const scope = {
			request,
			plan,
			destination,
			counts: await tally.blobs
		};
		const tags = destination.tags.tags;
		const earlier = !tags.some(isChange) && copy.manifests.length === 0 ? await findEarlierRecord(client, scope) : void 0;
		if (earlier !== void 0) return {
			record: earlier,
			hasNewRecord: false
		};
		const write = (after) => writeRecord(client, scope, {
			tags,
			emit,
			trail,
			verified: after
		});
		const record = await (recordings?.add({
			clients,
			scope,
			trail
		}, verified, write) ?? write(verified));
		emit({
			kind: "record",
			to: repository,
			subject: plan.image.digest,
			...record
		});
		return {
			record: record.digest,
			hasNewRecord: true
		};
	}
	const verified = bring();
	const [recorded] = await Promise.all([leaveRecord(verified), verified]);
	return {
		clients,
		scope: {
			request,
			plan,
			destination,
			counts: await tally.blobs
		},
		manifests: tally.manifests,
		...recorded,
		trail,
		hasRoot
	};
}
// src/promotion/promote.ts
const IMAGES_AT_ONCE = 32;
async function applySet(items, emit, journal) {
	const recordings = new Recordings();
	let pushed;
	try {
		pushed = await pushSet(items, emit, recordings);
	} catch (error) {
		await correctRecords(await recordings.end(), {
			emit,
			journal: new TagJournal()
		});
		throw error;
	}
	return tagSet(items, pushed, {
		emit,
		journal
	});
}
async function pushSet(items, emit, recordings) {
	const isAlone = items.flatMap(({ plan }) => plan.destinations).length === 1;
	return (await eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => Promise.all(plan.destinations.map((destination) => push(request, clients, {
		plan,
		destination,
		isAlone,
		emit,
		recordings
	}))))).flat();
}
async function tagSet(items, pushed, { emit, journal }) {
	const looking = eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => reportDrift(clients.source, {
		request,
		plan,
		emit
	}));
	const [tagged] = await Promise.allSettled([applyAllTags(pushed, emit, journal), looking]);
	if (tagged.status === "rejected") throw tagged.reason;
	await looking;
	const results = Map.groupBy(tagged.value, (each) => each.pushed.scope.plan);
	return items.map(({ plan }) => (results.get(plan) ?? []).map(toResult$1));
}
function toResult$1({ pushed, tags, record, hasNewRecord }) {
	const { scope, hasRoot, manifests } = pushed;
	const manifestsWritten = hasRoot ? manifests : manifests + 1;
	const changed = tags.some(isChange);
	return {
		plan: scope.destination,
		counts: scope.counts,
		tags,
		manifestsWritten,
		record,
		hasNewRecord,
		changed
	};
}
const SHORT_RUN = 5e3;
async function reportDrift(client, { request, plan, emit }) {
	if (request.from.kind !== "tag") return;
	const [first] = plan.destinations;
	if (first === void 0 || client.clock.now() - first.readAt < SHORT_RUN) return;
	const { repository: to, tag } = request.from;
	const { digest } = plan.image;
	try {
		const holds = await headManifest(client, to, tag, digestAlgorithm(digest));
		if (holds !== digest) emit({
			kind: "source-moved",
			to,
			tag,
			digest: holds
		});
	} catch (error) {
		if (!(error instanceof RegistryError)) throw error;
	}
}
// src/attestation/sign/allowed-signer.ts
function spell(pem) {
	return createPublicKey(pem).export({
		format: "pem",
		type: "spki"
	}).toString();
}
function isAllowedSigner(who, pin) {
	if (who.kind === "key") return pin.kind === "key" && spell(pin.pem) === spell(who.pem);
	return matchesSigner(who, pin);
}
// src/commands/apply.ts
function applyPublished(items, context, run) {
	return context.cancellation.writing(() => applyAndPublish(items, context, run));
}
async function applyAndPublish(items, context, { inputs, eventLog, apply }) {
	const { warn, emit } = eventLog;
	const [announcer] = await Promise.all([openPublisher(items, context, {
		token: inputs.githubToken,
		warn
	}), readySigner(items)]);
	await announcer.begin();
	try {
		const results = await apply((event) => {
			announcer.listen(event);
			emit(event);
		});
		return {
			results,
			trouble: await announcer.succeed(results)
		};
	} catch (error) {
		await announcer.fail();
		throw error;
	}
}
function willSign({ plan }) {
	return plan.destinations.some(({ record, tags, copy }) => record === "signed" && (tags.tags.some(isChange) || copy.manifests.length > 0));
}
function requirePinned(items, { who, name }) {
	for (const { plan } of items) for (const { repository, record } of plan.destinations) {
		const resolvedRoute = plan.grants?.get(formatRepository(repository))?.resolvedRoute;
		if (resolvedRoute === void 0 || record !== "signed") continue;
		const { signers, name: environment } = resolvedRoute.destination;
		if (signers.length === 0 || signers.some((pin) => isAllowedSigner(who, pin))) continue;
		const miss = who.kind === "identity" ? explainMismatch(who, signers) : void 0;
		const why = miss === void 0 ? "" : ` (${miss})`;
		throw new PolicyError(`Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`);
	}
}
async function readySigner(items) {
	const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === "signed"));
	const signer = await signing[0]?.request.signer?.open();
	if (signer === void 0) return;
	requirePinned(signing, signer);
	const writing = items.filter(willSign);
	if (writing.length === 0) return;
	const pinned = writing.find(({ request: { policyContext } }) => [...policyContext?.resolvedRoutes.values() ?? []].some(({ destination }) => destination.signers.length > 0));
	await Promise.all([signer.prepare(), pinned?.request.policyContext?.openVerifier()]);
}
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
function publishersOf(items) {
	return items.find(({ request }) => request.policyContext !== void 0)?.request.policyContext?.pipeline.gitHub;
}
async function openPublisher(items, context, options) {
	const use = publishersOf(items);
	if (use === void 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	const { publishTo } = await import("./records.js").then((n) => n.o);
	return publishTo(use, items, {
		...context,
		...options
	}) ?? SILENT;
}
// src/commands/promote-images.ts
var promote_images_exports = /* @__PURE__ */ __exportAll({ promoteSet: () => promoteSet });
function warnOfOwnRules(plans, warn) {
	const names = plans.flatMap((plan) => [...plan.grants?.values() ?? []]).flatMap(({ resolvedRoute: { destination } }) => destination.rules ? [destination.name] : []);
	for (const name of new Set(names)) warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
}
async function promoteSet(inputs, context, begun) {
	const { logger, now } = context;
	const { dryRun } = inputs;
	const { opener, clients, resolving } = begun;
	const asked = pair(await toRequests(inputs, context, { writes: !dryRun }), clients);
	const [first, ...others] = asked;
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(asked.length, "image")}`);
	const rejections = new Refusals();
	const items = await prepareAsked([...first === void 0 ? [] : [{
		...first,
		resolving
	}], ...others], rejections, () => {
		read++;
	});
	reading[Symbol.dispose]();
	rejections.require(asked.length, logger);
	const plans = items.map(({ plan }) => plan);
	requireNoOverlap(plans);
	await inGroup(logger, "Plan", async () => {
		plans.flatMap(planLines).forEach(logger.info);
		logger.info(estimateLines(estimateSet(items, opener, "all")));
	});
	const eventLog = openEventLog(logger);
	const { warnings, warn } = eventLog;
	for (const plan of plans) plan.warnings.forEach(warn);
	if (inputs.givesRules) warnOfOwnRules(plans, warn);
	const apply = (emit) => inGroup(logger, "Promotion", () => withProgress(items, logger, {
		phase: "all",
		emit,
		work: (sink) => applySet(items, sink, context.cancellation.journal)
	}));
	const applied = dryRun ? void 0 : await applyPublished(items, context, {
		inputs,
		eventLog,
		apply
	});
	const results = applied?.results;
	const report = buildReport(plans.map((plan, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun,
		run: await reportRun(items[0]?.request),
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	const told = {
		outputs: buildPromotionOutputs(report),
		summary: renderPromotionSummary(report, inputs.pipeline)
	};
	const failure = handOver(told, context, dryRun ? "it was a dry run" : "the promotion itself is complete");
	logger.info(summaryLine(report));
	throwWorst(applied?.trouble, failure, logger);
}
// src/shards/run.ts
const NOTHING_COPIED = {
	mounted: 0,
	copied: 0,
	present: 0,
	leftOut: 0,
	bytesCopied: 0
};
function isComplete({ copy, attachments }) {
	return copy.manifests.length === 0 && attachments.referrers.length === 0 && attachments.cosignTags.length === 0;
}
async function findPushed({ request, clients, plan, destination }) {
	if (!isComplete(destination)) return void 0;
	const scope = {
		request,
		plan,
		destination,
		counts: NOTHING_COPIED
	};
	const pushed = {
		clients,
		scope,
		manifests: 0,
		record: void 0,
		hasNewRecord: false,
		trail: new RecordTrail(),
		hasRoot: true
	};
	const { repository } = destination;
	if (recordFormOf(request, repository) === "off") return pushed;
	const record = await findPlanRecordThere(clients.destination(repository), scope);
	return record?.namesTags === true ? {
		...pushed,
		record: record.digest
	} : void 0;
}
async function pushAll(items, atOnce, emit) {
	const pushed = await eachAtMost(atOnce, items, (item) => pushPlanned(item, emit));
	await settleLists(items.flatMap(({ clients, plan }) => plan.destinations.map(({ repository }) => clients.destination(repository))), true);
	return pushed;
}
async function pushPlanned(item, emit) {
	const { request, clients, plan } = item;
	return Promise.all(plan.destinations.map(async (destination) => await findPushed({
		...item,
		destination
	}) ?? push(request, clients, {
		plan,
		destination,
		isAlone: false,
		emit
	})));
}
function firstMissing({ plan, destination }) {
	const to = formatRepository(destination.repository);
	const { copy, attachments } = destination;
	const own = new Set(plan.graph.nodes.keys());
	const lacking = copy.manifests.map(({ node }) => node.descriptor.digest);
	const digest = lacking.find((each) => each === plan.image.digest) ?? lacking.find((each) => own.has(each));
	if (digest !== void 0) return `${to}@${digest} is missing`;
	const [referrer] = attachments.referrers;
	if (referrer !== void 0) return `${to}@${referrer.graph.root}, which refers to ${plan.image.digest}, is missing`;
	const [cosign] = attachments.cosignTags;
	if (cosign !== void 0) return `${to}:${cosign.tag} does not hold what it holds at the source`;
	return `${to}@${lacking[0] ?? plan.image.digest} is missing`;
}
async function checkPushed(each, shard) {
	const { request, clients, plan, destination } = each;
	if (!isComplete(destination)) return {
		kind: "missing",
		missing: {
			shard,
			what: firstMissing(each)
		}
	};
	const { repository } = destination;
	const scope = {
		request,
		plan,
		destination,
		counts: NOTHING_COPIED
	};
	const pushed = {
		clients,
		scope,
		manifests: 0,
		record: void 0,
		hasNewRecord: false,
		trail: new RecordTrail(),
		hasRoot: true
	};
	if (recordFormOf(request, repository) === "off") return {
		kind: "pushed",
		pushed,
		correct: true
	};
	const record = await findPlanRecordThere(clients.destination(repository), scope);
	if (record === void 0) return {
		kind: "missing",
		missing: {
			shard,
			what: `the record of ${formatRepository(repository)}@${plan.image.digest} is missing`
		}
	};
	return {
		kind: "pushed",
		pushed: {
			...pushed,
			record: record.digest,
			trail: new RecordTrail(record.digest)
		},
		correct: record.namesTags
	};
}
function requireNothingMissing(missing, id, count) {
	const [first, ...rest] = missing;
	if (first === void 0) return;
	const shards = [...new Set(rest.map(({ shard }) => shard))].filter((shard) => shard !== first.shard);
	const more = rest.length === 0 ? "" : `, and ${formatCount(rest.length, "image")} more`;
	const others = shards.length === 0 ? "" : ` (also of ${formatCount(shards.length, "other shard")})`;
	throw new PolicyError(`Cannot move the tags of plan ${id}: shard ${first.shard}-of-${count} is not complete: ${first.what}${more}${others}; run that job again, and then this one`);
}
async function correctRecord(pushed, emit) {
	const { clients, scope, trail } = pushed;
	const { repository, tags } = scope.destination;
	const { digest: record } = await writeRecord(clients.destination(repository), scope, {
		tags: tags.tags,
		emit,
		trail
	});
	return {
		...pushed,
		record,
		hasNewRecord: true
	};
}
const NO_BYTES = /* @__PURE__ */ new Uint8Array();
function slimNode(node, isRoot) {
	return {
		...node,
		bytes: isRoot ? Uint8Array.from(node.bytes) : NO_BYTES
	};
}
function slimGraph({ root, nodes }) {
	return {
		root,
		nodes: new Map([...nodes].map(([digest, node]) => [digest, slimNode(node, digest === root)]))
	};
}
function dropManifestBytes(plan) {
	const { attachments } = plan;
	return {
		...plan,
		graph: slimGraph(plan.graph),
		attachments: {
			...attachments,
			referrers: attachments.referrers.map((each) => ({
				...each,
				graph: {
					root: each.graph.root,
					nodes: /* @__PURE__ */ new Map()
				}
			})),
			cosignTags: attachments.cosignTags.map((each) => ({
				...each,
				graph: {
					root: each.graph.root,
					nodes: /* @__PURE__ */ new Map()
				}
			}))
		},
		destinations: plan.destinations.map((destination) => ({
			...destination,
			copy: {
				...destination.copy,
				blobs: [],
				manifests: []
			}
		}))
	};
}
async function findPlanRecordThere(client, scope) {
	const image = {
		repository: scope.destination.repository,
		digest: scope.plan.image.digest
	};
	const left = new Map((await listPlanRecords(client, scope)).map((each) => [each.digest, each]));
	for (;;) {
		const found = findPlanRecord([...left.values()], scope);
		const listed = found && left.get(found.digest);
		if (listed === void 0) return void 0;
		const own = await readListed(client, image, listed);
		if (own !== void 0 && findPlanRecord([own], scope)?.namesTags === found?.namesTags) return found;
		left.delete(listed.digest);
	}
}
async function listPlanRecords(client, { request, plan, destination }) {
	const { repository } = destination;
	const { digest } = plan.image;
	const referrers = await listReferrers(client, repository, digest, { warn: () => void 0 });
	if (request.policyContext === void 0) return referrers;
	const { readOwnRecords } = await import("./records.js").then((n) => n.t);
	const entries = await readOwnRecords(client, {
		request,
		repository,
		digest
	});
	if (entries === "not-governed") return referrers;
	const proven = new Set(entries.map(({ record }) => record.digest));
	return referrers.filter((referrer) => proven.has(referrer.digest));
}
function findPlanRecord(referrers, { plan, destination, request }) {
	const { tags } = destination.tags;
	const { repository, tag } = plan.source;
	const key = {
		from: formatRepository(repository) + (tag === void 0 ? "" : `:${tag}`),
		to: formatRepository(destination.repository),
		tags: tags.filter(({ action }) => action !== "skip").map((each) => each.tag),
		isSigned: recordFormOf(request, destination.repository) === "signed"
	};
	const created = request.now.toISOString();
	const own = tags.some(isChange) ? referrers.filter(({ annotations }) => annotations.get("org.opencontainers.image.created") === created) : referrers;
	const [exact] = findRecords(own, key);
	if (exact !== void 0) return {
		digest: exact.digest,
		namesTags: true
	};
	const [other] = findRecords(own, {
		...key,
		tags: []
	});
	return other === void 0 ? void 0 : {
		digest: other.digest,
		namesTags: false
	};
}
// src/commands/finish-plan.ts
const IMAGES_PER_BATCH$1 = 256;
async function lookAtAll({ requests, inputs, opener, context }, { plan }) {
	const items = [];
	const pushed = [];
	const toCorrect = /* @__PURE__ */ new Set();
	const missing = [];
	const rejections = new Refusals();
	using _ = startHeartbeat(context.logger, () => `looked at ${formatNumber(items.length)} of ${formatNumber(requests.length)} images`);
	for (let first = 0; first < requests.length; first += IMAGES_PER_BATCH$1) {
		const lot = await prepareImages(requests.slice(first, first + IMAGES_PER_BATCH$1), inputs, {
			opener,
			rejections
		});
		if (rejections.any) continue;
		const numbered = lot.map((item, index) => ({
			item,
			shard: plan.images[first + index]?.shard ?? 0
		}));
		const checked = await eachAtMost(32, numbered, async ({ item, shard }) => {
			const { destinations } = item.plan;
			return Promise.all(destinations.map((destination) => checkPushed({
				...item,
				destination
			}, shard)));
		});
		for (const [index, item] of lot.entries()) {
			const slim = dropManifestBytes(item.plan);
			items.push({
				...item,
				plan: slim
			});
			for (const [at, readiness] of (checked[index] ?? []).entries()) {
				const destination = slim.destinations[at];
				if (readiness.kind === "missing") missing.push(readiness.missing);
				else if (destination !== void 0) {
					const own = readiness.pushed;
					const each = {
						...own,
						scope: {
							...own.scope,
							plan: slim,
							destination
						}
					};
					pushed.push(each);
					if (!readiness.correct) toCorrect.add(each);
				}
			}
		}
	}
	rejections.require(requests.length, context.logger);
	return {
		items,
		pushed,
		toCorrect,
		missing
	};
}
async function tagPlanned(work, job) {
	const { context, opener } = work;
	const { logger, now } = context;
	const eventLog = openEventLog(logger);
	const { warnings, warn } = eventLog;
	const { items, pushed, toCorrect, missing } = await inGroup(logger, "Plan", async () => {
		const found = await lookAtAll(work, job);
		const lacking = new Set(found.missing.map(({ what }) => what)).size;
		const verdict = lacking === 0 ? "each is complete in every destination" : `${formatNumber(lacking)} things are missing`;
		logger.info(`looked at ${formatCount(found.items.length, "image")}: ${verdict}`);
		return found;
	});
	requireNothingMissing(missing, shortPlanId(job.id), job.plan.shards);
	requireNoOverlap(items.map(({ plan }) => plan));
	for (const { plan } of items) plan.warnings.forEach(warn);
	const apply = (emit) => inGroup(logger, "Tags", async () => {
		const correct = await eachAtMost(32, pushed, async (each) => toCorrect.has(each) ? correctRecord(each, emit) : each);
		return tagSet(items, correct, {
			emit,
			journal: context.cancellation.journal
		});
	});
	const applied = job.dryRun ? void 0 : await applyPublished(items, context, {
		inputs: work.inputs,
		eventLog,
		apply
	});
	const results = applied?.results;
	const report = buildReport(items.map(({ plan }, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun: job.dryRun,
		run: await reportRun(items[0]?.request),
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	const told = {
		outputs: buildPromotionOutputs(report),
		summary: renderPromotionSummary(report, work.inputs.pipeline)
	};
	const failure = handOver(told, context, job.dryRun ? "it was a dry run" : "the promotion itself is complete");
	logger.info(summaryLine(report));
	throwWorst(applied?.trouble, failure, logger);
}
// src/commands/promote-shard.ts
var promote_shard_exports = /* @__PURE__ */ __exportAll({ runShard: () => runShard });
const IMAGES_PER_BATCH = 256;
const MAX_TOLD = 50;
function toRoutes(images, path) {
	const [first, ...rest] = images.map(({ from, to }) => ({
		from,
		to
	}));
	if (first !== void 0) return [first, ...rest];
	throw new InputError(`Cannot promote by the plan file ${path}: it lists no image for this shard; take shard and file from the same run`);
}
function requireSamePolicy({ policy }, { pipeline }) {
	if (pipeline?.digest === policy) return;
	const [planned, here] = [policy, pipeline?.digest].map((digest) => digest === void 0 ? "no pipeline file" : `the pipeline file ${shortDigest(digest)}`);
	throw new InputError(`Cannot promote by the plan: it was made with ${planned}, and this job has ${here}; check out the same commit in all jobs of the plan, and give them the same "config"`);
}
function nameBatch(title, first, { requests }) {
	if (requests.length <= IMAGES_PER_BATCH) return title;
	const last = Math.min(first + IMAGES_PER_BATCH, requests.length);
	return `${title}, images ${formatNumber(first + 1)} to ${formatNumber(last)} of ${formatNumber(requests.length)}`;
}
async function prepareBatch(work, first) {
	const { requests, inputs, opener, context } = work;
	return inGroup(context.logger, nameBatch("Plan", first, work), async () => {
		const rejections = new Refusals();
		const items = await prepareImages(requests.slice(first, first + IMAGES_PER_BATCH), inputs, {
			opener,
			rejections
		});
		rejections.require(requests.length, context.logger);
		if (requests.length <= MAX_TOLD) items.flatMap(({ plan }) => planLines(plan)).forEach(context.logger.info);
		context.logger.info(estimateLines(estimateSet(items, opener, "landing")));
		return items;
	});
}
function toResult({ scope, manifests: manifestsWritten, record, hasNewRecord }) {
	return {
		plan: scope.destination,
		tags: [],
		counts: scope.counts,
		manifestsWritten,
		record,
		hasNewRecord,
		changed: false
	};
}
async function pushShard(work, dryRun) {
	const { requests, context, opener } = work;
	const { logger, now } = context;
	const { warnings, warn, emit } = openEventLog(logger);
	const images = [];
	for (let first = 0; first < requests.length; first += IMAGES_PER_BATCH) {
		const items = await prepareBatch(work, first);
		for (const { plan } of items) plan.warnings.forEach(warn);
		if (!dryRun) await readySigner(items);
		const land = (sink) => pushAll(items, 32, sink);
		const pushed = dryRun ? void 0 : await inGroup(logger, nameBatch("Promotion", first, work), () => withProgress(items, logger, {
			phase: "landing",
			emit,
			work: land
		}));
		const lot = items.map(({ plan }, index) => ({
			plan,
			results: pushed?.[index]?.map(toResult) ?? []
		}));
		images.push(...buildReport(lot, {
			dryRun,
			run: NO_RUN,
			requests: 0,
			milliseconds: 0,
			warnings: []
		}).images);
	}
	const facts = {
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime(),
		warnings: [...warnings]
	};
	return {
		command: "promote",
		dryRun,
		images,
		run: await reportRun(requests[0]),
		...facts
	};
}
async function runShard(inputs, context) {
	const { environment, logger } = context;
	const { shard, insecureRegistries, trustedAuthHosts, dryRun } = inputs;
	const { plan, id } = readPlan(inputs.plan, shard);
	const images = shard.kind === "tags" ? plan.images : plan.images.filter((each) => each.shard === shard.index);
	const promotion = inputs.settle(plan.settings, toRoutes(images, inputs.plan));
	requireSamePolicy(plan, promotion);
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts,
		signal: context.cancellation.signal
	});
	const work = {
		inputs: promotion,
		requests: (await toRequests(promotion, {
			...context,
			now: plan.at
		}, { writes: !dryRun })).map((request) => ({
			...request,
			isPlanned: true
		})),
		context,
		opener
	};
	if (shard.kind === "tags") {
		await tagPlanned(work, {
			plan,
			id,
			dryRun
		});
		return;
	}
	const report = dryRun ? await pushShard(work, dryRun) : await context.cancellation.writing(() => pushShard(work, dryRun));
	const title = shardTitle(shard);
	const results = {
		outputs: buildShardOutputs(report),
		summary: renderShardSummary(report, title)
	};
	const failure = handOver(results, context, dryRun ? "it was a dry run" : "the shard itself is complete");
	logger.info(shardSummaryLine(report, title));
	throwWorst(void 0, failure, logger);
}
export { promote_images_exports as n, plan_exports as r, promote_shard_exports as t };
