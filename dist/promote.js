import { n as __exportAll } from "./rolldown-runtime.js";
import { $n as withAftermath, An as parseRepository, B as compareVersions, Cn as tagName, Ct as findEnvironments, Fn as digestHex, H as isStable, Hn as safeText, In as digestOf, J as tryParseVersion, Jn as PolicyError, Kn as CancelledError, Kt as FormatError, Lt as readWholeFile, On as isTag, Pn as digestAlgorithm, Qt as parseJsonObject, R as writeStatement, Rn as isDigest, Sn as TagJournal, Tn as formatRepository, V as formatVersionTag, Vn as quote, Wn as getOrMake, Xn as formatProblem, Xt as objectProperty, Y as tryParseVersionTag, Yn as RegistryError, Yt as isJsonObject, Zn as isSealiftError, a as markdownTable, an as tryParse, bn as TOOL_VERSION, d as formatShardName, dn as formatDuration, en as property, f as shardTitle, fn as formatList, g as PROMOTION, i as markdownPage, in as stringProperty, kn as parseReference, ln as formatBytes, mt as tryParseRevision, n as markdownDetails, on as throwWorst, pn as formatNumber, pt as ALLOWED, qn as InputError, sn as explainSystemError, t as markdownCode, tt as parseTagRules, u as collectSettings, un as formatCount, wn as formatReference, z as mapNonEmpty, zn as shortDigest } from "./start.js";
import { $r as explainMismatch, $t as shardSummaryLine, An as findingCost, Ar as embeddedData, At as OCI_LABEL, Cr as parseManifest, Dn as NO_COST, Dt as readImageLabels, Er as hasBlob, Fn as sumCosts, Gt as inGroup, Hn as renderStart, Ht as recordKeyOf, In as taggingCost, It as listTagsAtOnce, Jt as withProgress, Kt as openEventLog, Mn as pushCost, Nn as readingCost, Nt as missingLabels, On as addCosts, Ot as requirePlatforms, Pn as repeatedCost, Pt as placeOfLabel, Qt as shardLines, Rn as isChange, Rt as annotatePromotion, Sn as graphPlatforms, St as readGraph, Tn as manifestBlobs, Vt as findRecords, Xn as drawEnvironments, Xt as planLines, Yt as estimateLines, Zn as markdownPicture, Zt as planSummaryLine, _r as getManifest, a as familiesOf, ai as buildRecord, at as inFamily, bn as childrenFirst, br as noteNoTagsAtOnce, bt as UnknownManifestError, c as standingTags$1, cn as buildPromotionOutputs, d as findPresentBelow, dn as encodeChecks, ei as matchesSigner, en as summaryLine, f as findTagListScope, g as nextInSequence, jn as makeCost, jt as describeOverruled, kn as countRequests, l as tagsInAnotherCase, li as isForeignLayer, ln as buildReport, lr as decideRecordForm, m as readNames, mn as reportRun, n as isRecorded, o as inOwnCase, p as lookUpTags, pn as reportImage, q as VERSION_LABEL, qt as startHeartbeat, r as Refusals, s as listsTag, u as findPresent, ui as retry, un as buildShardOutputs, ur as findSigningMeans, vr as headManifest, vt as toBatches, xt as UnreadableManifestError, yn as childManifests, yr as mayTagAtOnce, yt as SourceImage, zn as previousDigest } from "./common.js";
import { C as MAX_REFERRERS, D as startUpload, E as putBlobs, M as createBlobTracker, O as uploadBlob, P as eachAtMost, S as listReferrers, T as listFromApi, _ as putManifestWithTags, a as openPromotionClients, b as joinReferrers, c as attachReferrer, d as mayNameDead, f as settleLists, g as putManifest, h as confirmManifest, i as takeTurn, k as openClientPool, l as ensureListed, m as writeUntilShown, n as mountBlob, o as resolveSource, p as watchList, r as openBlob, u as findDead, v as cosignTags, w as hasReferrersApi, x as listFromFallback, y as fallbackTag } from "./registry.js";
import { C as isShaTagOf, _ as isSameRepository, a as listGitVersions, b as needsVersion, g as computeTags, h as requireNoConflict, i as readReleaseState, l as readShortShaLength, m as planTags, n as renderShardSummary, p as namesToLookUp, t as renderPromotionSummary, u as DONE, v as dependsOnLabels, x as commitsNamedBy } from "./tags.js";
import { createPublicKey } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
// src/promotion/own-record.ts
function remedyFor(reason, who) {
	if (/in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
	if (/pipeline file does not name/.test(reason)) return "promote it by a workflow or key that is named there";
	if (who !== void 0 && /trusted root|authority|log|timestamp|witness/.test(reason)) return "renew the trusted root that the pipeline file names (\"trusted-root\"), or name the Sigstore that it is of";
	return "correct the pipeline file or the workflow, so that they match";
}
function refuse({ plan, destination }, reason, who) {
	return new PolicyError(`Cannot record the promotion of ${plan.source.reference} to ${formatRepository(destination.repository)}: its record could not be verified afterwards, since ${reason}; ${remedyFor(reason, who)}`);
}
async function verifyOwnRecord({ request, plan, destination }, { record, who }) {
	const { policy, run } = request;
	const { route } = destination;
	if (policy === void 0 || route === void 0) return void 0;
	const environment = route.destination;
	const isVerified = who !== void 0 && environment.signers.length > 0;
	const verify = isVerified ? await policy.openVerifier() : () => ({
		kind: "rejected",
		reason: "it is signed"
	});
	if (route.source === void 0) {
		const verdict = isVerified ? verify(record.bytes, environment.signers) : void 0;
		return verdict?.kind === "rejected" ? verdict.reason : void 0;
	}
	const { verifyPromotion } = await import("./records.js").then((n) => n.z);
	const verdict = verifyPromotion(record, {
		pipeline: policy.pipeline,
		environment,
		image: route.image,
		digest: plan.image.digest,
		verify,
		uri: formatRepository(destination.repository),
		now: new Date(Math.max(Date.now(), run.now.getTime()))
	});
	if (verdict.kind === "valid") return void 0;
	return verdict.kind === "other" ? "what it says cannot be read" : verdict.reason;
}
async function checkOwnRecord(scope, own) {
	const { record, statement, who } = own;
	if (who !== void 0) {
		const { checkOwnBundle } = await import("./verify.js").then((n) => n.r);
		const fault = checkOwnBundle(record.bytes, statement, who.kind === "key" ? who.pem : void 0);
		if (fault !== void 0) throw refuse(scope, fault, who);
	}
	const reason = await verifyOwnRecord(scope, own);
	if (reason !== void 0) throw refuse(scope, reason, who);
}
// src/promotion/plan.ts
function planDestinationTags({ tagPolicy, context }, existing, digest) {
	const computed = computeTags(tagPolicy.rules, context, existing, tagPolicy.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, tagPolicy)
	};
}
const MOST_NAMED = 100;
function joinSet(items) {
	const [first, second] = items;
	if (first === void 0 || second === void 0) return items;
	const { facts, now } = first.request.run;
	const images = items.map(({ plan: { source, destinations, image } }) => ({
		name: destinations[0]?.route?.image ?? formatRepository(source.repository),
		digest: image.digest
	}));
	const set = {
		id: digestOf(JSON.stringify([facts.invocationId ?? now.toISOString(), images])),
		images: images.length > MOST_NAMED ? void 0 : images
	};
	return items.map((item) => ({
		...item,
		plan: {
			...item.plan,
			set
		}
	}));
}
function requireNoOverlap(plans) {
	const planned = /* @__PURE__ */ new Map();
	for (const plan of plans) for (const { repository, tags } of plan.destinations) for (const { tag, action } of tags.tags) {
		if (action === "skip") continue;
		const name = `${formatRepository(repository)}:${tag}`;
		const other = planned.get(name);
		if (other !== void 0 && other.image.digest !== plan.image.digest) throw new PolicyError(`Cannot promote as one set: ${name} would be both ${other.source.reference} (${shortDigest(other.image.digest)}) and ${plan.source.reference} (${shortDigest(plan.image.digest)}); give them different repositories by "{image}" in "to", or different tags`);
		planned.set(name, plan);
	}
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
function renderPlannedTags({ tagCounts, firstTags, images }) {
	const counts = [
		"create",
		"move",
		"keep",
		"skip"
	].filter((action) => tagCounts[action] > 0).map((action) => `${formatNumber(tagCounts[action])} ${DONE[action]}`);
	if (counts.length === 0) return ["**Tags:** none"];
	const rows = firstTags.map(({ source, repository, tags }) => [
		markdownCode(source.split("@", 1)[0] ?? source),
		markdownCode(repository),
		tags.map(({ tag, action }) => `${markdownCode(tag)}${action === "create" ? "" : ` (${DONE[action]})`}`).join(" ")
	]);
	const title = rows.length < images ? `The tags of the first ${rows.length}` : "The tags of each image";
	return [`**Tags**, written together by the last job: ${formatList(counts)}`, markdownDetails(title, markdownTable([
		"From",
		"To",
		"Tags"
	], rows))];
}
function drawPlan(pipeline, { routes, images }) {
	if (routes.length === 0) return void 0;
	const marks = /* @__PURE__ */ new Map();
	for (const { from } of routes) marks.set(from, {
		look: "on",
		lines: []
	});
	for (const { to } of routes) marks.set(to, {
		look: "planned",
		lines: [formatCount(images, "image")]
	});
	return drawEnvironments(pipeline, marks, routes);
}
function renderPlanSummary(report, page = {}) {
	const { matrix, shards, stored, tagging, images } = report;
	const rows = matrix.include.flatMap(({ shard, images: count, bytes }, index) => {
		const estimate = shards[index];
		const name = markdownCode(shard.split("@")[0] ?? shard);
		return estimate === void 0 ? [] : [toRow(name, formatNumber(count), formatBytes(bytes), estimate)];
	});
	const header = [
		"Shard",
		"Images",
		"To copy",
		"Requests",
		"Through the runner",
		"Time"
	];
	const parts = [
		`## 🔎 Plan: ${formatCount(images, "image")} in ${formatCount(shards.length, "shard")}, nothing was written`,
		...renderStart(page.run),
		...markdownPicture(page.pipeline && drawPlan(page.pipeline, report)),
		markdownTable(header, [...rows, toRow("all tags, in the last job", formatNumber(images), "", tagging)]),
		...renderPlannedTags(report)
	];
	return markdownPage(parts, report.warnings, `plan ${markdownCode(stored.id)}, ${formatBytes(stored.bytes)} · ${formatCount(report.requests, "request")} to make it`);
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
function writesAtOnce(destination, options) {
	return options.phase === "all" && mayWriteAtOnce(destination, options);
}
function pushShape(destination, options) {
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
		hasRecord: options.hasRecord,
		hasEmptyConfig: existing.names.size > 0,
		writesAtOnce: writesAtOnce(destination, options)
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
function destinationCost(destination, options) {
	const { phase, hasRecord, traits } = options;
	const shape = pushShape(destination, options);
	const tagging = phase === "push" ? NO_COST : taggingCost(taggingShape(destination));
	if (phase === "tagging") return tagging;
	if (!(destination.copy.manifests.length === 0 && !destination.tags.tags.some(isChange)) || !hasRecord) return addCosts(pushCost(shape, traits), tagging);
	return addCosts(pushCost({
		...shape,
		hasRecord: false
	}, traits), findingCost(traits));
}
function planCost(plan, options) {
	return sumCosts(plan.destinations.map((destination) => destinationCost(destination, options)));
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
function setCost(plans, options) {
	const isAlone = plans.flatMap(({ destinations }) => destinations).length === 1;
	const { times, bytes } = repeatsOf(plans);
	const own = plans.map((plan) => planCost(plan, {
		...options,
		isAlone
	}));
	return sumCosts([
		repeatedCost(times),
		makeCost({}, -bytes),
		...own
	]);
}
function rereadingCost(plan, options) {
	const { traits, copyAttachments: referrers, hasRecord, phase } = options;
	const { referrers: found, cosignTags } = plan.attachments;
	const attachments = [...found, ...cosignTags].reduce((sum, { graph }) => sum + graph.nodes.size, 0);
	const manifests = plan.graph.nodes.size;
	return sumCosts(plan.destinations.map(({ scope, existing, tags }, index) => {
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
	}));
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
function referByDigest({ from }, { image }) {
	const { repository, tag } = from;
	const reference = {
		kind: "digest",
		repository,
		digest: image.digest
	};
	return tag === void 0 ? reference : {
		...reference,
		tag
	};
}
var ShardPlanner = class {
	layers = new LayerIndex();
	waiting = [];
	wishes = [];
	tagging = NO_COST;
	get count() {
		return this.waiting.length;
	}
	add(plan, request, traits) {
		const { copyAttachments } = request;
		const facts = {
			hasRecord: isRecorded(request),
			traits,
			isAlone: false,
			copyAttachments
		};
		const cost = (phase) => addCosts(planCost(plan, {
			...facts,
			phase
		}), rereadingCost(plan, {
			...facts,
			phase
		}));
		const push = cost("push");
		this.tagging = addCosts(this.tagging, cost("tagging"));
		const blobs = lackingBlobs(plan);
		const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
		this.layers.add(blobs, countRequests(push) * REQUEST_BYTES);
		const to = mapNonEmpty(request.destinations, ({ repository }) => repository);
		this.waiting.push({
			from: referByDigest(request, plan),
			to,
			bytes,
			cost: push
		});
		const { source, image, destinations } = plan;
		this.wishes.push({
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
// src/commands/gates.ts
function hasGates({ request, plan }) {
	const { hotfixRoutes = [] } = request.policy?.pipeline ?? {};
	return plan.destinations.some(({ route }) => route !== void 0 && (Object.values(route.destination.gates).some((settings) => settings !== void 0) || route.route.kind === "hotfix" && hotfixRoutes.some(({ name, needs }) => name === route.route.name && needs !== void 0)));
}
async function judgeIfNeeded(items, work) {
	if (!items.some(hasGates)) return {
		items,
		refusals: [],
		requireOpen: () => void 0
	};
	const { judgeGates } = await import("./judge.js").then((n) => n.t);
	return judgeGates(items, work);
}
async function requireOpenIfNeeded(items) {
	if (!items.some(hasGates)) return;
	const { requireOpenNow } = await import("./judge.js").then((n) => n.t);
	requireOpenNow(items);
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
	...NO_ATTACHMENTS,
	present: /* @__PURE__ */ new Set(),
	unlisted: /* @__PURE__ */ new Set()
};
function planAttachments(attachments, view, repository) {
	const referrers = attachments.referrers.filter(({ graph }) => !view.listed.has(graph.root) || [...graph.nodes.keys()].some((digest) => !view.present.has(digest)));
	const differing = attachments.cosignTags.filter(({ tag, graph }) => view.tags.get(tag) !== graph.root);
	const isOtherSbom = ({ tag }) => tag.endsWith(".sbom") && view.tags.has(tag);
	const unlisted = new Set(referrers.map(({ graph }) => graph.root).filter((root) => !view.listed.has(root)));
	const name = formatRepository(repository);
	const others = differing.filter(isOtherSbom).map(({ tag }) => `${name}:${tag} holds another SBOM than the source: it is left as it is`);
	return {
		referrers,
		cosignTags: differing.filter((cosign) => !isOtherSbom(cosign)),
		present: new Set([...view.present].filter((digest) => !unlisted.has(digest))),
		unlisted: view.unlisted,
		warnings: [...view.warnings, ...others]
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
	async readKnown(name, stored) {
		try {
			return await readGraph(this.client, this.repository, stored);
		} catch (error) {
			if (!(error instanceof UnreadableManifestError)) throw error;
			const why = error instanceof UnknownManifestError ? `it is, or lists, a manifest of the type ${quote(error.mediaType)}, and what such a manifest refers to is not known` : `it cannot be read, since ${error.reason}`;
			this.warnings.add(`${name} is left out: ${why}`);
			return;
		}
	}
	async list(subject) {
		const [fromApi, fromFallback] = await Promise.all([listFromApi(this.client, this.repository, subject, { warn: (sentence) => void this.warnings.add(sentence) }), this.names.then((names) => names?.has(fallbackTag(subject)) === false ? [] : listFromFallback(this.client, this.repository, subject))]);
		return joinReferrers(fromApi ?? [], fromFallback);
	}
	async readReferrer(subject, listed) {
		const { digest } = listed;
		const name = formatRepository(this.repository);
		const stored = await getManifest(this.client, this.repository, digest, { accept: listed.mediaType });
		if (stored === void 0) {
			this.warnings.add(`${name} lists ${digest} as a referrer of ${subject}, but does not have it: it is left out`);
			return;
		}
		const graph = await this.readKnown(`The referrer ${digest} of ${name}@${subject}`, stored);
		if (graph === void 0) return void 0;
		const node = graph.nodes.get(graph.root);
		const named = node?.manifest.subject?.digest;
		if (node === void 0 || named === void 0) {
			this.warnings.add(`${name} lists ${digest} as a referrer of ${subject}, but it names no subject: it is left out`);
			return;
		}
		if (named !== subject) throw new RegistryError({
			what: `promote ${name}@${subject}`,
			reason: `the referrer ${digest} that is listed for it names another subject, ${named}`,
			remedy: "remove it from the list, or set \"referrers: false\"",
			code: "invalid-answer"
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
			throw new RegistryError({
				what: `copy what refers to ${formatRepository(repository)}@${graph.root}`,
				reason: `${has}, and no more than ${MAX_REFERRERS} on ${MAX_DEPTH} levels are copied`,
				remedy: "remove what nobody needs, or set \"referrers: false\"",
				code: "too-large"
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
// src/promotion/tag-context.ts
function readRevision({ revision }, labels) {
	if (revision !== void 0) return {
		sha: revision,
		origin: "the input \"revision\""
	};
	const key = `${OCI_LABEL}revision`;
	const sha = tryParseRevision(labels.get(key) ?? "");
	return sha === void 0 ? void 0 : {
		sha,
		origin: `the ${placeOfLabel(labels, key)} ${key}`
	};
}
function findRevision(context, { from, tagPolicy }) {
	const { revision, sourceTag } = context;
	const { rules, now } = tagPolicy;
	const commit = tryParseRevision(tagPolicy.event.gitTag?.commit ?? "");
	if (tagPolicy.revision !== void 0 || commit === void 0 || sourceTag === void 0) return { revision };
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
	const note = `The tag of ${formatReference(from)} says that it was built from the event's commit, and ${revision.origin} says ${revision.sha}: the tag counts, as labels are often those of the base image`;
	return {
		revision: {
			sha: commit,
			origin
		},
		notes: [note]
	};
}
function requireOneRevision(context, { from, tagPolicy }, labels) {
	const { rules, now } = tagPolicy;
	const { repositoryUrl } = tagPolicy.event;
	const label = tryParseRevision(labels.get(`org.opencontainers.image.revision`) ?? "");
	if (tagPolicy.revision !== void 0 || label === void 0 || from.tag === void 0) return;
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
function needsLabels({ from, tagPolicy }) {
	const { rules, version, revision, naming } = tagPolicy;
	return dependsOnLabels(rules, {
		input: version,
		revision,
		flavor: naming.flavor,
		sourceTag: from.tag
	});
}
function buildContext(source, digest, labels) {
	const { from, tagPolicy } = source;
	const { gitTag, repositoryUrl, preRelease, makeLatest, notes: eventNotes = [] } = tagPolicy.event;
	const { tagPrefix, ...naming } = tagPolicy.naming;
	const revision = readRevision(tagPolicy, labels);
	const sourceTag = from.tag;
	const versions = {
		input: tagPolicy.version,
		gitTag: needsVersion(tagPolicy.rules) ? gitTag : void 0,
		tagPrefix,
		imageRevision: revision?.sha,
		sourceTag,
		label: labels.get(VERSION_LABEL),
		labelPlace: placeOfLabel(labels, VERSION_LABEL),
		promoted: {
			reference: formatReference(from),
			source: labels.get(`${OCI_LABEL}source`),
			repository: repositoryUrl
		}
	};
	const context = {
		versions,
		revision,
		sourceTag,
		preRelease,
		makeLatest,
		...naming,
		git: void 0,
		gives: ALLOWED,
		moves: ALLOWED,
		digest
	};
	requireOneRevision(context, source, labels);
	const { revision: found, notes = [] } = findRevision(context, source);
	return {
		...context,
		revision: found,
		versions: {
			...versions,
			imageRevision: found?.sha
		},
		notes: [...eventNotes, ...notes]
	};
}
// src/promotion/destination.ts
const NO_LABELS = /* @__PURE__ */ new Map();
function imageAlgorithm({ from, expectedDigest }) {
	const named = from.kind === "digest" ? from.digest : expectedDigest;
	return named === void 0 ? "sha256" : digestAlgorithm(named);
}
async function readDestination(request, clients, { destination, image, needsAll }) {
	const { repository, tagPolicy } = destination;
	const { from } = request;
	const client = clients.destination(repository);
	const readAt = client.clock.now();
	const { rules, naming, existing, now } = tagPolicy;
	const scope = findTagListScope(rules, {
		...naming,
		sourceTag: from.tag
	}, {
		now,
		existingTags: existing.from
	});
	const { versions } = existing;
	const isKnown = !needsLabels({
		from,
		tagPolicy
	});
	const isByName = scope.kind === "days" && scope.days.length === 0;
	const contextOf = (root) => buildContext({
		from,
		tagPolicy
	}, root, NO_LABELS);
	const look = (names, root) => lookUpCandidates({
		client,
		repository,
		scope,
		tagPolicy,
		algorithm: imageAlgorithm(request),
		withSequences: false,
		existing: {
			names,
			digests: /* @__PURE__ */ new Map(),
			versions
		},
		context: contextOf(root)
	});
	const [names, root, early] = await Promise.all([
		readNames(client, repository, scope),
		image.root,
		isKnown && isByName ? look(/* @__PURE__ */ new Set(), void 0) : void 0
	]);
	const { digest } = root.descriptor;
	const view = {
		destination,
		scope,
		names,
		readAt
	};
	if (early !== void 0 && !needsAll) {
		const { candidates } = computeTags(rules, contextOf(digest), {
			names,
			digests: early.digests,
			versions
		}, now);
		if (candidates.length > 0 && candidates.every(({ tag }) => early.digests.get(tag) === digest)) return {
			...view,
			lookedUp: early,
			present: void 0
		};
	}
	image.graph();
	const mayBePresent = names.size > 0 || scope.kind !== "all" || request.run.isPlanned === true;
	const [lookedUp, present] = await Promise.all([early ?? (isKnown ? look(names, digest) : NOT_LOOKED_UP), mayBePresent ? findPresent(client, repository, root) : /* @__PURE__ */ new Set()]);
	return {
		...view,
		lookedUp,
		present
	};
}
async function planAttachmentCopy(client, { from, to }, image) {
	if (formatRepository(from) === formatRepository(to)) return NO_ATTACHMENT_PLAN;
	return planAttachments(image.attachments, await readAttachmentState(client, to, image), to);
}
async function planDestination(clients, view, image) {
	const { graph, request, context, evidence } = image;
	const { destination, names, scope, readAt } = view;
	const { repository, tagPolicy } = destination;
	const { versions } = tagPolicy.existing;
	const client = clients.destination(repository);
	const lookUp = {
		client,
		repository,
		scope,
		tagPolicy,
		context,
		route: destination.route,
		algorithm: imageAlgorithm(request),
		existing: {
			names,
			digests: view.lookedUp.digests,
			versions
		},
		withSequences: view.present?.has(graph.root) ?? true
	};
	const [{ asked, digests, candidates }, present] = await Promise.all([lookUpCandidates(lookUp, view.lookedUp), view.present && findPresentBelow(client, repository, graph, view.present)]);
	const gone = new Set([...asked].filter((name) => isTag(name) && !digests.has(name)));
	const left = new Set([...names].filter((name) => !gone.has(name)));
	const { existing, warnings } = await leaveOutHeld(lookUp, {
		names: inOwnCase(left, digests.keys(), familiesOf(candidates)),
		digests,
		versions
	}, request);
	const { computed, tags } = planDestinationTags(lookUp, existing, graph.root);
	requireNoConflict(tags, formatRepository(repository));
	const ends = {
		from: request.from.repository,
		to: repository
	};
	const common = {
		...destination,
		evidence,
		computed,
		tags,
		context,
		existing,
		scope,
		readAt,
		warnings
	};
	if (present === void 0) return {
		...common,
		copy: {
			...ends,
			blobs: [],
			manifests: []
		},
		attachments: NO_ATTACHMENT_PLAN
	};
	const known = {
		present,
		names: scope.kind === "all" ? names : void 0
	};
	const attachments = await planAttachmentCopy(client, ends, {
		image: graph,
		attachments: image.attachments,
		known
	});
	const graphs = [graph, ...[...attachments.referrers, ...attachments.cosignTags].map((each) => each.graph)];
	const there = [...present, ...attachments.present].filter((digest) => !attachments.unlisted.has(digest));
	const copy = planCopy(graphs, ends, new Set(there));
	return {
		...common,
		copy,
		attachments
	};
}
async function leaveOutHeld({ client, repository, tagPolicy, context, route }, existing, { policy, run }) {
	const compute = (held) => computeTags(tagPolicy.rules, context, held.size === 0 ? existing : {
		...existing,
		held
	}, tagPolicy.now);
	const isBlocked = () => compute(/* @__PURE__ */ new Set()).heldBack.some(({ blocking }) => blocking !== void 0);
	if (policy === void 0 || route === void 0 || !isBlocked()) return {
		existing,
		warnings: []
	};
	const { findHeldVersions } = await import("./holds.js").then((n) => n.a);
	const look = {
		client,
		repository,
		environment: route.destination,
		policy,
		now: run.now
	};
	const { held, warnings } = await findHeldVersions(existing.names, compute, look);
	return {
		existing: held.size === 0 ? existing : {
			...existing,
			held
		},
		warnings
	};
}
const NOT_LOOKED_UP = {
	asked: /* @__PURE__ */ new Set(),
	digests: /* @__PURE__ */ new Map()
};
async function lookUpCandidates(lookUp, before = NOT_LOOKED_UP) {
	const { client, repository, scope, existing, algorithm, withSequences, tagPolicy, context } = lookUp;
	const computed = computeTags(tagPolicy.rules, context, existing, tagPolicy.now);
	const { candidates } = computed;
	const listed = namesToLookUp(computed, existing, { withSequences });
	const unlisted = scope.kind === "all" ? [] : candidates.filter(({ sequence }) => sequence === void 0);
	const inOtherCase = tagsInAnotherCase(existing.names, candidates);
	const missing = [.../* @__PURE__ */ new Set([
		...listed,
		...inOtherCase,
		...unlisted.map(({ tag }) => tag)
	])].filter((name) => !before.asked.has(name));
	const found = await lookUpTags(client, repository, missing, algorithm);
	return {
		candidates,
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
async function findEvidence(request, clients, image) {
	if (request.policy === void 0) return [];
	const { admit } = await import("./records.js").then((n) => n.y);
	return admit(request, request.policy, {
		client: clients.source,
		image
	});
}
async function judgeHolds({ request, clients }, image, views) {
	const { policy, from } = request;
	if (policy === void 0) return [];
	const { holdableDigests, readAllHolds, readSourceHolds, requireNotHeld } = await import("./holds.js").then((n) => n.l);
	const { graph, labels, attachments } = image;
	const digests = holdableDigests(graph);
	const source = {
		client: clients.source,
		repository: from.repository,
		digests
	};
	return requireNotHeld(request, {
		graph,
		labels,
		records: (await Promise.all([readSourceHolds(source, attachments), ...views.map(({ destination: { repository }, present }) => {
			const there = [...digests].filter((digest) => present?.has(digest) === true);
			return readAllHolds(clients.destination(repository), repository, there);
		})])).flat()
	}, policy);
}
function holdsByRevision({ policy }) {
	return policy?.pipeline.holds.some(({ of }) => "revision" in of) === true;
}
async function preparePromotion(request, clients, resolving = resolveSource(clients.source, {
	...request,
	isPlanned: request.run.isPlanned,
	wait: request.run.wait
})) {
	const { from } = request;
	const { repository } = from;
	const image = new SourceImage(clients, repository, resolving);
	const isAnywhereElse = request.destinations.some((to) => formatRepository(to.repository) !== formatRepository(repository));
	const copiesAttachments = request.copyAttachments && isAnywhereElse;
	const isNeededByTags = request.destinations.some(({ tagPolicy }) => needsLabels({
		from,
		tagPolicy
	}));
	const readsLabels = isRecorded(request) || isNeededByTags || holdsByRevision(request);
	const needsAll = copiesAttachments || readsLabels || request.policy !== void 0;
	const accompanying = copiesAttachments ? readAttachments(clients.source, repository, image) : NO_ATTACHMENTS;
	const viewing = request.destinations.map((destination) => readDestination(request, clients, {
		destination,
		image,
		needsAll
	}));
	const [root, evidence, attachments, , ...views] = await Promise.all([
		image.root,
		findEvidence(request, clients, image),
		accompanying,
		readsLabels ? image.labels() : void 0,
		...viewing
	]);
	const [graph, labels] = await Promise.all([image.graphSoFar(), image.labelsSoFar()]);
	await requirePlatforms(request, image);
	const ofHolds = await judgeHolds({
		request,
		clients
	}, {
		graph,
		labels,
		attachments: copiesAttachments ? attachments : void 0
	}, views);
	const destinations = await Promise.all(views.map((view, index) => {
		const context = buildContext({
			from,
			tagPolicy: view.destination.tagPolicy
		}, graph.root, labels);
		return planDestination(clients, view, {
			graph,
			attachments,
			request,
			context,
			evidence: evidence[index]
		});
	}));
	const warnings = [
		...readsLabels ? [...describeMissing(labels), ...describeOverruled(formatReference(from), labels)] : [],
		...attachments.warnings,
		...ofHolds,
		...destinations.flatMap((destination) => [
			...destination.attachments.warnings,
			...destination.warnings,
			...destination.computed.warnings,
			...destination.tags.warnings,
			...warnOfNoTags(destination)
		])
	];
	return {
		source: {
			repository,
			reference: formatReference(from),
			tag: from.tag
		},
		image: root.descriptor,
		graph,
		attachments,
		labels,
		destinations,
		warnings: [...new Set(warnings)]
	};
}
// src/commands/prepare.ts
async function prepareImages(requests, { clients: all, refusals, resolving, onRead }) {
	return (await eachAtMost(32, [...requests.entries()], async ([index, request]) => {
		const clients = all[index];
		if (clients === void 0) throw new Error("an image has no clients");
		const plan = await refusals.gather(preparePromotion(request, clients, index === 0 ? resolving : void 0));
		onRead?.();
		return plan && {
			request,
			clients,
			plan
		};
	})).filter((item) => item !== void 0);
}
async function prepareBatch({ requests }, { pool, inputs, refusals }) {
	return prepareImages(requests, {
		clients: await openPromotionClients(pool, requests, inputs),
		refusals
	});
}
function traitsOf({ request, clients }) {
	const [{ repository }] = request.destinations;
	const own = hasReferrersApi(clients.destination(repository));
	const isSame = repository.registry === request.from.repository.registry;
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
function estimateSet(items, pool, phase) {
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
		time: estimatorOf(pool, first?.request.destinations[0].repository.registry ?? "")(cost)
	};
}
// src/commands/resolve-policy.ts
async function resolvePolicy(inputs, context, writes) {
	const { pipeline, signing, record, routes } = inputs;
	if (pipeline === void 0 && findSigningMeans(signing, context.environment, true) === void 0) {
		const form = decideRecordForm(record, void 0, {
			canSign: false,
			writes
		});
		return {
			images: routes.map(({ from, destinations }) => ({
				from,
				destinations: mapNonEmpty(destinations, ({ repository }) => ({
					repository,
					record: form
				}))
			})),
			facts: context.event.run
		};
	}
	const { resolveRoutes } = await import("./records.js").then((n) => n.g);
	return resolveRoutes(inputs, context, writes);
}
// src/commands/requests.ts
function tagPolicyOf({ rules, tag }, given) {
	const marker = tag === void 0 ? [] : parseTagRules(`type=raw,value=${tag},immutable=false`);
	return {
		...given,
		rules: [...rules ?? given.rules, ...marker]
	};
}
function buildRequests({ images, policy, ...resolved }, { tagPolicy: given, reason, isPlanned, set, wait, ...common }) {
	const run = {
		...resolved,
		reason,
		now: given.now,
		isPlanned,
		set,
		wait
	};
	const environments = new Set(images.flatMap(({ destinations }) => destinations.map(({ route }) => route?.destination)));
	const policies = new Map([...environments].map((environment) => [environment, environment ? tagPolicyOf(environment, given) : given]));
	return images.map(({ from, destinations }) => ({
		from,
		...common,
		run,
		destinations: mapNonEmpty(destinations, (destination) => ({
			...destination,
			tagPolicy: policies.get(destination.route?.destination) ?? given
		})),
		policy: destinations.some(({ route }) => route !== void 0) ? policy : void 0
	}));
}
async function toRequests(inputs, context, { writes, isPlanned = false, set }) {
	const { event, now, environment } = context;
	const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
	const { expectedDigest, referrers: copyAttachments, reason, githubToken: token } = inputs;
	const [resolved, { warnings: notes, ...release }, versions] = await Promise.all([
		resolvePolicy(inputs, context, writes),
		readReleaseState({
			event,
			token
		}),
		existingTags === "git" ? listGitVersions(tagPrefix, {
			event,
			environment,
			token
		}) : []
	]);
	return buildRequests(resolved, {
		tagPolicy: {
			rules,
			version,
			revision,
			ifTagExists,
			now,
			event: {
				gitTag: event.gitTag,
				repositoryUrl: event.repository?.url,
				notes,
				...release
			},
			naming: {
				flavor,
				tagPrefix,
				timeZone,
				shortShaLength: readShortShaLength(environment)
			},
			existing: {
				from: existingTags,
				versions
			}
		},
		copyAttachments,
		expectedDigest,
		reason,
		isPlanned,
		set,
		wait: isPlanned ? void 0 : {
			milliseconds: inputs.waitFor,
			tell: context.logger.info
		}
	});
}
// src/commands/plan.ts
var plan_exports = /* @__PURE__ */ __exportAll({ runPlan: () => runPlan });
const MAX_WARNINGS = 20;
function requireOwnRepositories({ routes, pipeline }) {
	if (pipeline === void 0) return;
	for (const { from, destinations } of routes) for (const repository of [from.repository, ...destinations.map((end) => end.repository)]) {
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
function routesOf(requests) {
	const taken = requests.flatMap(({ destinations }) => destinations.flatMap(({ route }) => route ?? [])).flatMap(({ source, destination, route }) => {
		const hotfix = route.kind === "hotfix" ? route.name ?? null : null;
		return source === void 0 ? [] : [{
			from: source.name,
			to: destination.name,
			hotfix
		}];
	});
	return [...new Map(taken.map((each) => [JSON.stringify(each), each])).values()];
}
async function readImages(requests, inputs, { context, planner, tally, pool }) {
	const { logger } = context;
	const warnings = /* @__PURE__ */ new Set();
	const refusals = new Refusals();
	using _ = startHeartbeat(logger, () => `read ${planner.count} of ${formatCount(requests.length, "image")}`);
	for (const batch of toBatches(requests)) {
		const { items, refusals: gates } = await judgeIfNeeded(await prepareBatch(batch, {
			inputs,
			pool,
			refusals
		}), {
			inputs,
			context,
			pool
		});
		for (const { error, images } of gates) refusals.add(error, images);
		for (const item of items) {
			planner.add(item.plan, item.request, traitsOf(item));
			tally.add(item.plan);
			if (requests.length <= 50) planLines(item.plan).forEach(logger.info);
			for (const warning of item.plan.warnings) warnings.add(warning);
		}
	}
	refusals.require(requests.length, logger);
	return warnings;
}
async function runPlan(inputs, context) {
	const { environment, logger, now } = context;
	const { settings } = inputs;
	requireOwnRepositories(inputs);
	await using pool = await openClientPool(context, inputs);
	const planner = new ShardPlanner();
	const tally = new TagTally();
	const report = await inGroup(logger, "Plan", async () => {
		const requests = await toRequests(inputs, context, { writes: false });
		const warnings = [...await readImages(requests, inputs, {
			context,
			planner,
			tally,
			pool
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
		const estimate = estimatorOf(pool, images[0]?.to[0].registry ?? "");
		const all = sumCosts(shards.map(({ cost }) => cost));
		const plan = {
			stored,
			warnings,
			requests: pool.requests,
			images: images.length,
			tagCounts: tally.counts,
			firstTags: tally.first,
			matrix: buildMatrix(shards, stored.id),
			routes: routesOf(requests),
			shards: shards.map(({ cost }) => ({
				cost,
				time: estimate(cost, { sharers: shards.length })
			})),
			pushing: {
				cost: all,
				time: estimate(all, { shards: shards.length })
			},
			tagging: {
				cost: tagging,
				time: estimate(tagging)
			}
		};
		shardLines(plan).forEach(logger.info);
		logger.info(estimateLines(plan.pushing));
		return plan;
	});
	report.warnings.slice(0, MAX_WARNINGS).forEach(logger.warn);
	const more = report.warnings.length - MAX_WARNINGS;
	if (more > 0) logger.warn(`${formatCount(more, "more warning")} were left out`);
	const failure = context.handOver({
		outputs: buildPlanOutputs(report),
		summary: renderPlanSummary(report, {
			run: context.event.run,
			pipeline: inputs.pipeline
		})
	});
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
		const { digest } = step.blob;
		const done = tracker.bring({
			to: plan.to,
			digest,
			isFar: step.way === "stream"
		}, (near) => carryBlob(work, step, near)).then((outcome) => {
			outcomes.set(digest, outcome);
			emit({
				kind: "blob",
				to: plan.to,
				blob: step.blob,
				outcome
			});
		}, fail);
		blobs.set(digest, done);
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
			const fresh = {
				...work,
				found: { someIsPresent: false }
			};
			await Promise.all(lost.map((blob) => sendBlob(fresh, blob, {
				look: "never",
				location: void 0
			})));
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
	if (near === void 0 && step.way === "stream") return void 0;
	const mounting = mountBlob(clients.destination, plan.to, {
		digest: step.blob.digest,
		from: near ?? plan.from
	});
	return near === void 0 ? await mounting : await mounting.catch(() => ({ kind: "refused" }));
}
function chooseLook({ plan }, step, mounted) {
	const wasRefused = mounted?.kind === "refused" && (mounted.location === void 0 || mounted.isDenied === true);
	if (plan.isPartial === true || wasRefused) return "first";
	return step.blob.size >= 1048576 ? "meanwhile" : "never";
}
function requireUnfailed({ found }) {
	if (found.failure !== void 0) throw found.failure;
}
async function requireRight(work, step, mounted) {
	const { clients, plan, found } = work;
	if (mounted?.kind !== "refused" || mounted.isDenied !== true) return void 0;
	if (found.right !== void 0) {
		await found.right;
		return;
	}
	found.right = startUpload(clients.destination, plan.to, step.blob.digest);
	return await found.right;
}
function isThere({ clients, plan }, { blob: { digest, size } }) {
	return hasBlob(clients.destination, plan.to, digest, size);
}
async function carryBlob(work, step, near) {
	requireUnfailed(work);
	const mounted = await mount(work, step, near);
	if (mounted?.kind === "mounted") return "mounted";
	requireUnfailed(work);
	const location = mounted?.location ?? await requireRight(work, step, mounted);
	const look = chooseLook(work, step, mounted);
	if (look === "first" && await isThere(work, step)) return "present";
	requireUnfailed(work);
	return await sendBlob(work, step, {
		look,
		location
	});
}
async function sendBlob(work, step, how) {
	const bytes = work.tracker.bytesOf(step.blob.digest);
	return bytes === void 0 ? await streamBlob(work, step, how) : await uploadBytes(work, step, bytes, how.location);
}
const REPORTED_AT_ONCE = 1048576;
async function copyEmbedded(work, step, location) {
	const bytes = embeddedData(step.blob);
	if (bytes !== void 0) return await uploadBytes(work, step, bytes, location);
	if (step.optional) return "left-out";
	throw new RegistryError({
		what: `promote ${formatRepository(work.plan.from)}`,
		reason: `its blob ${step.blob.digest} is missing at the source`,
		remedy: "build the image again, or push what is missing",
		code: "not-found",
		status: 404
	});
}
async function openBoth(work, step, { look, location, ...transfer }) {
	const { clients, plan } = work;
	const { digest, size } = step.blob;
	const openSession = async () => location ?? await startUpload(clients.destination, plan.to, digest);
	const opening = openBlob(clients.source, plan.from, {
		digest,
		size,
		...transfer
	});
	return await Promise.allSettled([
		opening,
		step.optional ? opening.then((opened) => opened === void 0 ? void 0 : openSession()) : openSession(),
		look === "meanwhile" && isThere(work, step)
	]);
}
async function streamBlob(work, step, how) {
	const { clients, plan, emit, found } = work;
	const { digest, size } = step.blob;
	const turn = await takeTurn(clients.source);
	if (found.failure !== void 0) {
		turn.release("answered");
		throw found.failure;
	}
	if (how.look !== "first" && found.someIsPresent && await isThere(work, step).catch(() => false)) {
		turn.release("answered");
		return "present";
	}
	let bytes = 0;
	const report = (least) => {
		if (bytes < least) return;
		emit({
			kind: "bytes",
			to: plan.to,
			bytes
		});
		bytes = 0;
	};
	const onBytes = (count) => {
		bytes += count;
		report(REPORTED_AT_ONCE);
	};
	const [source, session, present] = await openBoth(work, step, {
		...how,
		turn,
		onBytes
	});
	if (source.status === "rejected") throw source.reason;
	await using opened = source.value;
	if (present.status === "fulfilled" && present.value) {
		found.someIsPresent = true;
		return "present";
	}
	if (opened === void 0) return await copyEmbedded(work, step, session.status === "fulfilled" ? session.value : void 0);
	if (session.status === "rejected") throw session.reason;
	if (session.value === void 0) return "present";
	try {
		await uploadBlob(clients.destination, plan.to, {
			digest,
			size,
			location: session.value,
			source: () => opened,
			sourceFrom: opened.from
		});
	} finally {
		report(1);
	}
	return "copied";
}
async function confirmPush(client, repository, digest) {
	if (await confirmManifest(client, repository, {
		reference: digest,
		digest
	}) === digest) return;
	throw new RegistryError({
		what: `promote to ${formatRepository(repository)}`,
		reason: `the registry took ${digest} but does not have it`,
		remedy: "run again, and tell its administrators if that does not help",
		code: "digest-mismatch"
	});
}
async function uploadBytes({ clients, plan }, { blob }, bytes, location) {
	async function* source() {
		yield bytes;
	}
	const { digest } = blob;
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
		}) !== digest) throw new RegistryError({
			what: `tag ${formatRepository(repository)}`,
			reason: `the registry took "${tag}" but does not show it`,
			remedy: "run again, and tell its administrators if that does not help",
			code: "digest-mismatch"
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
async function pauseAfter(failures, { journal, client }, attempt) {
	const mayPass = failures.every((error) => error instanceof RegistryError && !FINAL.has(error.code));
	if (!journal.hasWritten || attempt === TRIES$2 || !mayPass) throw failures[0];
	await client.clock.sleep(PAUSE$1 * 2 ** (attempt - 1));
}
async function retryOnceTagged(items, scope, step) {
	let outcomes = await Promise.allSettled(items.map(step));
	for (let attempt = 1;; attempt++) {
		const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
		if (failures.length === 0) return outcomes.flatMap((outcome) => "value" in outcome ? [outcome.value] : []);
		await pauseAfter(failures, scope, attempt);
		const again = items.map((item, index) => {
			const outcome = outcomes[index];
			return outcome?.status === "fulfilled" ? outcome.value : step(item);
		});
		outcomes = await Promise.allSettled(again);
	}
}
async function retryOnce(scope, step) {
	return (await retryOnceTagged([0], scope, step))[0];
}
// src/tag-updates/claim.ts
const CHECK_LIFETIME = 500;
const QUIET_TIME = 1e3;
const BUSY_TIME = 3e3;
const PACE_FACTOR = 3;
const POLL_TIME = 250;
const MAX_ROUNDS = 200;
const FURTHER_LOOKS = 3;
const LOOK_PAUSE = 250;
function lookUp({ client, repository, root }, tag) {
	return headManifest(client, repository, tag, digestAlgorithm(root.digest));
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
async function lookAtClaims(target, claims) {
	return {
		at: target.client.clock.now(),
		looks: await retryOnceTagged(claims, target, (claim) => look(target, claim))
	};
}
async function judge(target, claims) {
	const { looks } = await lookAtClaims(target, claims);
	return new Map(claims.map((claim, index) => [claim, looks[index]?.verdict ?? "taken"]));
}
function areOurs(verdicts) {
	return [...verdicts.values()].every((verdict) => verdict === "ours");
}
function seesOthers(target, claims, [before, now]) {
	const tags = new Set(claims.flatMap(({ tag }) => [tag, tag.toLowerCase()]));
	const stems = target.own.map((digest) => digest.replace(":", "-"));
	const isOurs = (name) => tags.has(name) || stems.some((stem) => name.startsWith(stem));
	return [...now].some((name) => !before.has(name) && !isOurs(name));
}
async function writeClaim(target, claim) {
	try {
		await writeTag(target, claim);
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== "tag-immutable") throw error;
		if ((await look(target, claim)).verdict === "free") throw error;
	}
}
async function writeFree(target, claims, looked) {
	const { clock } = target.client;
	const before = /* @__PURE__ */ new Map();
	await retryOnceTagged([...claims.entries()], target, async ([index, claim]) => {
		const known = looked !== void 0 && clock.now() - looked.at <= CHECK_LIFETIME ? looked.looks[index] : void 0;
		const { verdict } = known === void 0 || before.has(claim) ? await look(target, claim) : known;
		if (!before.has(claim)) before.set(claim, verdict);
		if (verdict === "free") await writeClaim(target, claim);
	});
	return before;
}
async function settle(target, claims, isBusy) {
	const { clock, writeLatency } = target.client;
	const milliseconds = Math.max(isBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * writeLatency.slowestWrite);
	target.emit({
		kind: "waiting",
		to: target.repository,
		tags: claims.map(({ tag }) => tag),
		milliseconds
	});
	if (!isBusy) {
		await clock.sleep(milliseconds);
		return true;
	}
	for (const end = clock.now() + milliseconds; clock.now() < end;) {
		await clock.sleep(Math.min(POLL_TIME, end - clock.now()));
		if (!areOurs(await judge(target, claims))) return false;
	}
	return true;
}
async function runRound(target, claims, { names: known, looked, wasBusy }) {
	const before = await writeFree(target, claims, looked);
	const free = claims.filter((claim) => before.get(claim) === "free");
	const stood = free.length === 0 || await settle(target, free, wasBusy);
	const lookAround = () => Promise.all([retryOnce(target, () => target.readNames()), judge(target, free)]);
	let [names, after] = await lookAround();
	const isBusy = seesOthers(target, claims, [known, names]);
	if (isBusy && !wasBusy && stood && free.length > 0 && areOurs(after)) {
		await settle(target, free, true);
		[names, after] = await lookAround();
	}
	return {
		before,
		after: new Map([...before, ...after]),
		names,
		isBusy: isBusy || wasBusy
	};
}
async function claimTags(target, claims, basis) {
	const settled = /* @__PURE__ */ new Map();
	let open = claims.map((asked) => ({
		asked,
		claim: asked
	}));
	let wasBusy = false;
	let names;
	for (let round = 0; open.length > 0; round++) {
		if (round === MAX_ROUNDS) throw new RegistryError({
			what: `tag ${formatRepository(target.repository)}`,
			reason: `other runs took the number ${MAX_ROUNDS} times in a row`,
			remedy: "run again, or one at a time",
			code: "refused"
		});
		const current = open;
		const looked = round === 0 ? basis.looked : void 0;
		const result = await runRound(target, current.map(({ claim }) => claim), {
			names: basis.names,
			looked,
			wasBusy
		});
		const { before, after } = result;
		const listed = result.names;
		names = listed;
		wasBusy = result.isBusy || [...after.values()].includes("taken");
		open = [];
		for (const { asked, claim } of current) if (before.get(claim) === "ours") {
			const reason = "it holds this image already";
			settled.set(asked, {
				...claim,
				action: "keep",
				before: target.root.digest,
				reason
			});
		} else if (after.get(claim) === "ours") settled.set(asked, claim);
		else {
			const lost = {
				names: listed,
				wasTaken: before.get(claim) === "taken"
			};
			const other = await retryOnce(target, () => yieldTag(target, claim, lost));
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
async function isOursAfterAll(target, { tag }) {
	for (let count = 0; count < FURTHER_LOOKS; count++) {
		await target.client.clock.sleep(LOOK_PAUSE);
		if (await lookUp(target, tag) !== target.root.digest) return false;
	}
	return true;
}
function takenError([first, ...others]) {
	const at = formatRepository(first.repository);
	const reasons = [first, ...others].map(({ repository, tag, holds, wanted }) => {
		return `the immutable tag "${tag}"${formatRepository(repository) === at ? "" : ` of ${formatRepository(repository)}`} holds ${shortDigest(holds)} and not ${shortDigest(wanted)}`;
	});
	return new PolicyError({
		what: `tag ${at}`,
		reason: `${reasons.join(", and ")}, which the list of tags did not show`,
		remedy: `release a new version, or set if-tag-exists to "skip" to leave ${others.length === 0 ? "it" : "them"}`
	});
}
function hiddenError({ repository, root }, tag, wasTaken) {
	const seen = wasTaken ? `the immutable tag "${tag}" held another image a moment ago, and the registry does not show it any more` : `the registry accepted the immutable tag "${tag}" for ${shortDigest(root.digest)} and does not show it`;
	return new RegistryError({
		what: `tag ${formatRepository(repository)}`,
		reason: `${seen}, so what it holds is unknown`,
		remedy: "look at the tag, run again once the registry shows it, and tell the registry's administrators if that does not help",
		code: "digest-mismatch"
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
			holds,
			next: next.tag,
			wasTaken
		});
		const reason = wasTaken ? `another image, ${shortDigest(holds)}, has ${claim.tag} already` : `another run took ${claim.tag} first`;
		return {
			...claim,
			...next,
			reason
		};
	}
	if (target.ifTagExists === "skip") {
		const reason = wasTaken ? `it holds another image, ${shortDigest(holds)}` : `another run created it just now for ${shortDigest(holds)}`;
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
	throw new PolicyError({
		what: `tag ${formatRepository(repository)}`,
		reason: `another run gave the immutable tag "${claim.tag}" to ${shortDigest(holds)} just now and not to ${shortDigest(root.digest)}`,
		remedy: "release a new version, or run one release at a time"
	});
}
// src/tag-updates/revert.ts
const TRIES$1 = 3;
const PAUSE = 500;
const UNHEARD = /* @__PURE__ */ new Set([
	"unreachable",
	"timeout",
	"server-error",
	"invalid-answer",
	"digest-mismatch"
]);
async function putBack({ client: own, repository, tag, before, after }, onMoved) {
	const client = own.afterStop ?? own;
	const holds = await headManifest(client, repository, tag, digestAlgorithm(after));
	if (holds === void 0 && before !== void 0) {
		const what = `put back ${tagName({
			repository,
			tag
		})}`;
		throw new RegistryError({
			what,
			reason: "it is gone",
			remedy: "look at it",
			code: "not-found"
		});
	}
	if (holds !== after || before === after) return "untouched";
	if (before === void 0) return "new";
	onMoved();
	const manifest = await getManifest(client, repository, before);
	if (manifest === void 0) return "stuck";
	await putManifest(client, repository, tag, manifest);
	return "restored";
}
async function undo(write) {
	const { clock } = write.client.afterStop ?? write.client;
	const options = {
		tries: TRIES$1,
		pause: (tried) => PAUSE * tried,
		mayPass: isSealiftError
	};
	let isMoved = false;
	try {
		return await retry(clock, options, () => putBack(write, () => isMoved = true));
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		if (!(error instanceof RegistryError)) return "unknown";
		return error.code === "not-found" || isMoved && !UNHEARD.has(error.code) ? "stuck" : "unknown";
	}
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
		["new", "created, on a complete image: "],
		["stuck", "NOT put back, look at it: "],
		["unknown", "perhaps moved, look at it: "]
	].map(([fate, words]) => list(fate) === "" ? "" : words + list(fate)).filter((part) => part !== "");
	if (said.length === 0 || !isSealiftError(error)) return error;
	return withAftermath(error, said.join("; "));
}
// src/records/plain-record.ts
async function readListed(client, { repository, digest }, listed) {
	const stored = await getManifest(client, repository, listed.digest);
	if (stored === void 0) return void 0;
	const { mediaType, bytes } = stored;
	const manifest = tryParse(() => parseManifest(bytes, mediaType));
	if (manifest?.subject?.digest !== digest) return void 0;
	const { annotations, artifactType } = manifest;
	return {
		mediaType,
		digest: listed.digest,
		size: bytes.byteLength,
		annotations,
		...artifactType === void 0 ? {} : { artifactType }
	};
}
async function findExistingRecord(client, image, { referrers, key }) {
	for (const listed of findRecords(referrers, key)) {
		const own = await readListed(client, image, listed);
		if (own !== void 0 && findRecords([own], key).length > 0) return own.digest;
	}
}
// src/promotion/record.ts
function subjectsOf({ image, graph }) {
	const platforms = [...Map.groupBy(graphPlatforms(graph), ({ digest }) => digest)].filter(([digest]) => digest !== image.digest).map(([digest, all]) => ({
		digest,
		platform: all.map(({ platform }) => platform).join(", ")
	}));
	return [{ digest: image.digest }, ...platforms];
}
async function openSigner({ signer }) {
	if (signer === void 0) throw new Error("there is no signer for the record");
	return signer.open();
}
async function makeRecord(promotion, scope, { tags, replaces }) {
	const { request, plan, destination } = scope;
	const { repository } = destination;
	const subject = plan.image;
	const named = {
		uri: formatRepository(repository),
		subjects: subjectsOf(plan)
	};
	const statement = writeStatement(PROMOTION, named, promotion);
	const signer = destination.record === "signed" ? await openSigner(request.run) : void 0;
	const bundle = await signer?.sign(statement);
	const content = bundle === void 0 ? {
		form: "statement",
		bytes: statement
	} : {
		form: "bundle",
		bytes: bundle
	};
	const context = {
		labels: plan.labels,
		previousDigest: previousDigest(tags),
		replaces
	};
	const annotations = annotatePromotion(promotion, context);
	const artifact = buildRecord({
		predicateType: PROMOTION.type,
		subject,
		annotations,
		...content
	});
	await checkOwnRecord(scope, {
		record: {
			repository,
			subject: subject.digest,
			digest: artifact.manifest.digest,
			...content
		},
		statement,
		who: signer?.who
	});
	const signed = signer && bundle && {
		by: signer.name,
		bundle
	};
	return {
		artifact,
		statement: digestOf(statement),
		...signed && { signed }
	};
}
async function writeRecord(client, scope, { tags, emit, trail, verified }) {
	const { plan, destination } = scope;
	const { repository } = destination;
	const approvals = await scope.request.policy?.approvals;
	const { statements: corrects, manifests: replaces } = await trail.read(client, {
		repository,
		subject: plan.image.digest
	});
	const promotion = {
		...describePromotion(scope, tags),
		approvals,
		corrects
	};
	const { artifact, statement, ...made } = await makeRecord(promotion, scope, {
		tags,
		replaces
	});
	await Promise.all([verified, putBlobs(client, repository, artifact.blobs)]);
	const { digest } = artifact.manifest;
	const own = trail.begin({
		digest,
		statement,
		says: promotion.destination
	});
	await attachReferrer(client, repository, artifact, (sentence) => emit({
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
function recordedActions(tags) {
	const actions = tags.flatMap(({ tag, action }) => action === "skip" ? [] : [[tag, action]]);
	return actions.length === 0 ? void 0 : new Map(actions);
}
function describePolicy({ request, destination }) {
	const { route, evidence, gates } = destination;
	if (request.policy === void 0 || route === void 0) return {};
	const { path, digest } = request.policy.pipeline;
	return {
		route: route.route,
		policy: {
			uri: path,
			digest
		},
		evidence: evidence?.digest,
		checks: gates?.checks
	};
}
function describePromotion(scope, tags) {
	const { request, plan, destination, counts } = scope;
	const { facts, reason, now } = request.run;
	const { route } = destination;
	const { repository, tag } = plan.source;
	return {
		time: now,
		source: {
			uri: formatRepository(repository),
			tags: tag === void 0 ? [] : [tag],
			environment: route?.source?.name
		},
		destination: {
			uri: formatRepository(destination.repository),
			environment: route?.destination.name,
			tags: recordedTags(tags),
			replaced: new Map(tags.flatMap(({ tag: name, action, before }) => action === "move" && before !== void 0 ? [[name, before]] : [])),
			actions: recordedActions(tags)
		},
		...describePolicy(scope),
		set: plan.set ?? request.run.set,
		copied: {
			bytesUploaded: counts.bytesCopied,
			mounted: counts.mounted
		},
		reason,
		run: facts,
		toolVersion: TOOL_VERSION
	};
}
async function findEarlierRecord(client, scope) {
	const { request, plan, destination } = scope;
	const { repository } = destination;
	const { digest } = plan.image;
	const promotion = describePromotion(scope, destination.tags.tags);
	if (request.policy !== void 0) {
		const { findOwnRecord } = await import("./records.js").then((n) => n.n);
		const own = await findOwnRecord(client, scope, promotion);
		if (own !== "not-governed") return own;
		if (destination.gates !== void 0) return void 0;
	}
	const referrers = await listReferrers(client, repository, digest, { warn: () => void 0 });
	const key = recordKeyOf(promotion, destination.record === "signed");
	return findExistingRecord(client, {
		repository,
		digest
	}, {
		referrers,
		key
	});
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
function isSame(left, right) {
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
	if (last.says !== void 0 && last.says.replaced.size === 0 && isSame(last.says.tags, destination.tags)) return;
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
	const why = isSealiftError(first.error) || first.error instanceof CancelledError ? first.error.message : "an unexpected error";
	const others = more.length === 0 ? "" : `, and of ${more.length} more images`;
	run.emit({
		kind: "warning",
		to: repository,
		sentence: `The record of ${formatRepository(repository)}@${scope.plan.image.digest}${others} still names tags that this run did not write (${formatList(recordedTags(tags.tags))}), since it could not be corrected (${why}); promote again, otherwise their rightful image may be refused`
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
		this.ended.reject(new CancelledError("another image could not be pushed"));
		await Promise.allSettled(this.underWay);
		return this.recorded;
	}
};
// src/promotion/hidden-versions.ts
const LAGGING = "the list of tags lags, and neither it nor a label says which version that image is";
function toVersionMove(planned, { computed }) {
	const candidate = computed.candidates.find(({ tag }) => tag === planned.tag);
	const version = candidate?.version === void 0 ? void 0 : tryParseVersion(candidate.version);
	if (version === void 0 || candidate?.family === void 0) return void 0;
	const text = formatVersionTag(version);
	const at = candidate.family.indexOf(text);
	if (at < 0) return void 0;
	return {
		planned,
		version,
		prefix: candidate.family.slice(0, at),
		suffix: candidate.family.slice(at + text.length)
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
	return computed.candidates.some(({ version, kind }) => version !== void 0 || NAMED.has(kind));
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
	const { client, root } = target;
	const { repository, existing, scope } = plan;
	const algorithm = digestAlgorithm(root.digest);
	const head = (tag) => retryOnce(target, () => headManifest(client, repository, tag, algorithm));
	const moves = scope.kind === "all" ? due.flatMap((planned) => toVersionMove(planned, plan) ?? []) : [];
	const standing = moves.filter(({ planned }) => planned.before !== void 0);
	const likely = new Set(standing.flatMap((move) => [...likelyTags(move, names)]));
	const expected = new Set(await Promise.all([...likely].map(async (tag) => existing.digests.get(tag) ?? await head(tag))));
	const versions = /* @__PURE__ */ new Map();
	const versionOf = (digest) => getOrMake(versions, digest, () => readVersion(target, plan, digest));
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
	const until = (holds) => holds !== void 0 || before === void 0;
	return retry(client.clock, {
		tries: LOOKS_AT_GONE,
		pause: GONE_PAUSE,
		until
	}, () => headManifest(client, repository, tag, digestAlgorithm(root.digest)));
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
		const [looks, hidden] = await Promise.all([retryOnceTagged(due, target, (planned) => lookAt(target, plan, planned)), findHiddenVersions(target, plan, {
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
		for (const planned of this.tags) if (planned.mutable && !isMove(planned)) target.journal.release(plan.repository, planned.tag);
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
		await retryOnce(target, () => target.onChange(tags));
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
	const moving = new Moving(target, plan, due);
	let changes = 0;
	for (let attempt = 1;;) {
		if (moving.due.length > 0) await moving.lookAgain();
		if (await moving.tell() && moving.due.length > 0 && ++changes < MOST_CHANGES) continue;
		const failures = await moving.write();
		if (failures.length === 0) return moving.tags;
		await pauseAfter(failures, target, attempt++);
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
	const { client } = target;
	const own = [...ownTags(target, tags), ...found];
	const until = (names) => own.every((tag) => listsTag(names, tag));
	return retry(client.clock, {
		tries: LIST_TRIES,
		pause: LIST_PAUSE,
		until
	}, () => retryOnce(target, () => readNames(client, plan.repository, plan.scope)));
}
function decideAgain({ root }, plan, { tags, names, holds = /* @__PURE__ */ new Map() }) {
	const { existing, computed } = plan;
	const digests = new Map(existing.digests);
	for (const { tag, mutable, after } of tags) if (!mutable && after !== void 0) digests.set(tag, after);
	for (const [tag, digest] of holds) if (digest === void 0) digests.delete(tag);
	else digests.set(tag, digest);
	const own = inOwnCase(names, standingTags$1(tags), familiesOf(computed.candidates));
	const known = /* @__PURE__ */ new Set([...existing.names, ...own]);
	const fresh = planDestinationTags(plan, {
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
	const { repository, tags } = plan;
	const claims = tags.tags.filter(isClaim);
	const { ifTagExists } = plan.tagPolicy;
	const read = () => readNames(client, repository, plan.scope);
	const basis = {
		names: plan.existing.names,
		looked
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
async function lookBeforeClaims(target, { repository, tagPolicy, tags }) {
	const claims = tags.tags.filter(isClaim);
	const looked = await lookAtClaims({
		...target,
		repository
	}, claims);
	return {
		looked,
		taken: claims.flatMap(({ tag, sequence }, index) => {
			const look = looked.looks[index];
			if (look?.verdict !== "taken" || look.holds === void 0) return [];
			return sequence === void 0 && tagPolicy.ifTagExists === "fail" ? [{
				repository,
				tag,
				holds: look.holds,
				wanted: target.root.digest
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
	const { plan, destination } = pushed.scope;
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
		if (destination.record === "off") return;
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
async function copyCosignTag({ client, repository, emit }, { tag, subject, source }, warn) {
	const name = `${formatRepository(repository)}:${tag}`;
	let wanted = source;
	let last;
	let writtenAt = client.clock.now();
	async function read() {
		const standing = await getManifest(client, repository, tag);
		last = standing?.digest;
		return standing;
	}
	function findLacking(standing) {
		if (standing === void 0) return wanted;
		if (standing.digest === wanted.digest) return void 0;
		if ([wanted, standing].every((each) => parse(each)?.kind === "manifest")) return mergeCosign(wanted, standing);
		throw new RegistryError({
			what: `copy ${name}`,
			reason: "source and destination have conflicting content there",
			remedy: "look at both, or set \"referrers: false\"",
			code: "invalid-answer"
		});
	}
	async function bring(tell) {
		const isShown = async () => findLacking(await read()) === void 0;
		const writeLacking = async () => {
			const standing = await read();
			const manifest = findLacking(standing);
			if (manifest === void 0) return true;
			await write(manifest, standing, tell);
			emit({
				kind: "cosign-tag",
				to: repository,
				subject,
				tag
			});
			return false;
		};
		if (await writeUntilShown(client, TRIES, {
			isShown,
			write: writeLacking
		})) return;
		throw new RegistryError({
			what: `copy ${name}`,
			reason: `other writers replaced it ${TRIES} times`,
			remedy: "run again when they are done",
			code: "refused"
		});
	}
	async function write(manifest, standing, tell) {
		try {
			await put(manifest);
		} catch (error) {
			const dead = mayNameDead(error) && standing !== void 0 ? await findGone(standing) : /* @__PURE__ */ new Set();
			const living = standing && dead.size > 0 ? mergeCosign(wanted, standing, dead) : void 0;
			if (living === void 0) throw error;
			for (const digest of dead) tell(`${name} listed ${digest}, which the repository no longer has: it is left out of the list`);
			await put(living);
		}
	}
	async function findGone(standing) {
		const [theirs, ours] = [parse(standing), parse(wanted)];
		if (theirs?.kind !== "manifest" || ours?.kind !== "manifest") return /* @__PURE__ */ new Set();
		const brought = new Set([ours.config, ...ours.layers].map(({ digest }) => digest));
		const blobs = [theirs.config, ...theirs.layers].map(({ digest }) => digest);
		const others = [...new Set(blobs)].filter((digest) => !brought.has(digest));
		return findDead(client, others, (digest) => hasBlob(client, repository, digest));
	}
	async function put(manifest) {
		const { mediaType, digest, bytes } = manifest;
		const answer = await putManifest(client, repository, tag, manifest);
		const view = parse(manifest);
		if (view?.subject !== void 0) {
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
		wanted = manifest;
		last = digest;
		writtenAt = client.clock.now();
		watchList(client, list);
	}
	const list = {
		name,
		get writtenAt() {
			return writtenAt;
		},
		async look() {
			const before = last;
			const standing = await read();
			if (findLacking(standing) === void 0) {
				if (standing !== void 0) wanted = standing;
				return standing?.digest === before ? "stands" : "changed";
			}
			await bring(() => void 0);
			return "lost";
		}
	};
	await bring(warn);
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
	const copied = new Map(referrers.map(({ graph, ...each }) => [graph.root, each]));
	await Promise.all([...Map.groupBy(attached, ({ subject }) => subject)].map(async ([subject, list]) => {
		await ensureListed(client, repository, {
			subject,
			written: list,
			warn: warner(target)
		});
		for (const { descriptor } of list) if (copied.has(descriptor.digest)) emit({
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
	const [{ readRecord }, { statementDigest }] = await Promise.all([import("./records.js").then((n) => n.$), import("./records.js").then((n) => n.ot)]);
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
async function push({ request, clients, plan, destination }, { isAlone, emit, recordings }) {
	const { repository, copy } = destination;
	const client = clients.destination(repository);
	const tally = new Tally(copy.blobs.length);
	const trail = new RecordTrail();
	function count(event) {
		tally.add(event);
		emit(event);
	}
	const hasRoot = !mayWriteAtOnce(destination, {
		isAlone,
		hasRecord: destination.record !== "off"
	});
	const manifests = hasRoot ? copy.manifests : copy.manifests.filter((step) => !isRoot(plan, step));
	async function copyImage() {
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
		if (destination.record === "off") return {
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
		if (!copy.manifests.some((step) => isRoot(plan, step)) && destination.route?.route.kind === "hotfix") {
			const { warnOfExpired } = await import("./records.js").then((n) => n.t);
			const sentence = await warnOfExpired(client, scope);
			if (sentence !== void 0) emit({
				kind: "warning",
				to: repository,
				sentence
			});
		}
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
	const verified = copyImage();
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
async function applySet(items, emit, { journal, beforeTags } = {}) {
	const recordings = new Recordings();
	const admissions = await openAdmissions(items);
	let pushed;
	try {
		pushed = await pushSet(items, emit, recordings);
		beforeTags?.();
		await requireNothingHeld(items);
		pushed = await admissions?.write(pushed, emit) ?? pushed;
	} catch (error) {
		await admissions?.takeBack(emit);
		await correctRecords(await recordings.end(), {
			emit,
			journal: new TagJournal()
		});
		throw error;
	}
	return tagSet(items, pushed, {
		emit,
		journal,
		afterRevert: async () => admissions?.takeBack(emit)
	});
}
async function requireNothingHeld(items) {
	const governed = items.filter(({ request }) => request.policy !== void 0);
	if (governed.length === 0) return;
	const { requireStillNotHeld } = await import("./holds.js").then((n) => n.l);
	await requireStillNotHeld(governed);
}
async function openAdmissions(items) {
	if (!items.some(({ plan }) => plan.destinations.some(({ route }) => route?.destination.admission === true))) return void 0;
	const { Admissions } = await import("./admission.js").then((n) => n.t);
	return new Admissions();
}
async function pushSet(items, emit, recordings) {
	const isAlone = items.flatMap(({ plan }) => plan.destinations).length === 1;
	return (await eachAtMost(IMAGES_AT_ONCE, items, (item) => Promise.all(item.plan.destinations.map((destination) => push({
		...item,
		destination
	}, {
		isAlone,
		emit,
		recordings
	}))))).flat();
}
async function tagSet(items, pushed, { emit, journal, afterRevert }) {
	const looking = eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => reportDrift(clients.source, {
		request,
		plan,
		emit
	}));
	const [tagged] = await Promise.allSettled([applyAllTags(pushed, emit, journal), looking]);
	if (tagged.status === "rejected") {
		await afterRevert?.();
		throw tagged.reason;
	}
	await looking;
	const results = Map.groupBy(tagged.value, (each) => each.pushed.scope.plan);
	return items.map(({ plan }) => (results.get(plan) ?? []).map(toResult$1));
}
function toResult$1({ pushed, tags, record, hasNewRecord }) {
	const { scope, hasRoot, manifests, admission = [] } = pushed;
	const { destination: plan, counts } = scope;
	return {
		plan,
		counts,
		tags,
		manifestsWritten: hasRoot ? manifests : manifests + 1,
		record,
		hasNewRecord,
		admission,
		changed: tags.some(isChange)
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
function isAllowedSigner(who, trusted) {
	if (who.kind === "key") return trusted.kind === "key" && spell(trusted.pem) === spell(who.pem);
	return matchesSigner(who, trusted);
}
// src/report/log-entry.ts
const PUBLIC_REKOR = "wNI9atQGlz+VWfO6LRygH4QUfY/8W4RFwiT5i5WRgB0=";
function findLogEntry(bundle) {
	let data;
	try {
		data = JSON.parse(Buffer.from(bundle).toString("utf8"));
	} catch {
		return;
	}
	const material = isJsonObject(data) ? objectProperty(data, "verificationMaterial") : void 0;
	const entries = material && property(material, "tlogEntries");
	for (const entry of Array.isArray(entries) ? entries : []) {
		if (!isJsonObject(entry)) continue;
		const index = String(property(entry, "logIndex"));
		if (stringProperty(objectProperty(entry, "logId") ?? {}, "keyId") === PUBLIC_REKOR && /^[0-9]{1,16}$/.test(index)) return `https://search.sigstore.dev/?logIndex=${index}`;
	}
}
// src/commands/apply.ts
function applyPublished(items, context, { token, eventLog, apply }) {
	const { warn, emit } = eventLog;
	return context.cancellation.writing(async () => {
		const [publisher] = await Promise.all([openPublisher(items, context, {
			token,
			warn
		}), readySigner(items)]);
		await publisher.begin();
		const logEntries = /* @__PURE__ */ new Map();
		try {
			const results = await apply((event) => {
				publisher.listen(event);
				const entry = event.kind === "record" && event.signed && findLogEntry(event.signed.bundle);
				if (entry) logEntries.set(event.digest, entry);
				emit(event);
			});
			return {
				results,
				trouble: await publisher.succeed(results),
				logEntries
			};
		} catch (error) {
			await publisher.fail();
			throw error;
		}
	});
}
function willSign({ plan }) {
	return plan.destinations.some(({ record, tags, copy }) => record === "signed" && (tags.tags.some(isChange) || copy.manifests.length > 0));
}
function requireTrusted(items, { who, name }) {
	for (const { plan } of items) for (const { route, record } of plan.destinations) {
		if (route === void 0 || record !== "signed") continue;
		const { signers, name: environment } = route.destination;
		if (signers.length === 0 || signers.some((trusted) => isAllowedSigner(who, trusted))) continue;
		const miss = who.kind === "identity" ? explainMismatch(who, signers) : void 0;
		const why = miss === void 0 ? "" : ` (${miss})`;
		throw new PolicyError(`Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`);
	}
}
async function readySigner(items) {
	const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === "signed"));
	const signer = await signing[0]?.request.run.signer?.open();
	if (signer === void 0) return;
	requireTrusted(signing, signer);
	const writing = items.filter(willSign);
	if (writing.length === 0) return;
	const verified = writing.find(({ plan }) => plan.destinations.some(({ route }) => route !== void 0 && route.destination.signers.length > 0));
	await Promise.all([signer.prepare(), verified?.request.policy?.openVerifier()]);
}
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
async function openPublisher(items, context, options) {
	const use = items.find(({ request }) => request.policy !== void 0)?.request.policy?.pipeline.gitHub;
	if (use === void 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	const { publishTo } = await import("./records.js").then((n) => n.i);
	return publishTo(use, items, {
		...context,
		...options
	}) ?? SILENT;
}
// src/commands/report-set.ts
function handOverRefusal({ items, refusals }, context) {
	if (refusals.length === 0) return;
	const outputs = /* @__PURE__ */ new Map([["checks", encodeChecks(items.map(({ plan }) => reportImage({ plan })))]]);
	const failure = context.handOver({
		outputs,
		summary: ""
	}, "nothing was written to a registry");
	if (failure !== void 0) context.logger.warn(failure.message);
}
async function compareWithBefore(items, applied, { run, ...options }) {
	const replacements = items.flatMap((item, index) => item.plan.destinations.flatMap(({ repository, tags }, at) => {
		const before = previousDigest(applied?.results[index]?.[at]?.tags ?? tags.tags);
		return before === void 0 || !item.plan.labels.has(`org.opencontainers.image.revision`) ? [] : [{
			item,
			repository,
			before
		}];
	}));
	if (run === null || replacements.length === 0) return void 0;
	const { compareImages } = await import("./compare.js").then((n) => n.t);
	return compareImages(replacements, {
		...options,
		run
	});
}
async function reportSet(items, applied, { context, pool, pipeline, warnings, token }) {
	const { logger, now } = context;
	const dryRun = applied === void 0;
	const run = await reportRun(items[0]?.request);
	const comparisons = await compareWithBefore(items, applied, {
		...context,
		token,
		run: run.address
	});
	const report = buildReport(items.map(({ plan }, index) => ({
		plan,
		results: applied?.results[index],
		comparisons,
		logEntries: applied?.logEntries
	})), {
		dryRun,
		run,
		warnings: [...warnings],
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime()
	});
	const told = {
		outputs: buildPromotionOutputs(report),
		summary: renderPromotionSummary(report, pipeline)
	};
	const failure = context.handOver(told, dryRun ? "it was a dry run" : "the promotion itself is complete");
	logger.info(summaryLine(report));
	throwWorst(applied?.trouble, failure, logger);
}
// src/commands/promote-images.ts
var promote_images_exports = /* @__PURE__ */ __exportAll({ promoteSet: () => promoteSet });
function warnOfOwnRules(plans, warn) {
	const names = plans.flatMap((plan) => plan.destinations.flatMap(({ route }) => route?.destination ?? [])).flatMap(({ rules, name }) => rules === void 0 ? [] : [name]);
	for (const name of new Set(names)) warn(`The input "tags" is not used for ${name}: the pipeline file has the tag rules of that environment`);
}
async function promoteSet(inputs, context, { pool, clients, resolving }) {
	const { logger } = context;
	const { dryRun } = inputs;
	const requests = await toRequests(inputs, context, { writes: !dryRun });
	let read = 0;
	using reading = startHeartbeat(logger, () => `read ${read} of ${formatCount(requests.length, "image")}`);
	const refusals = new Refusals();
	const judged = await judgeIfNeeded(await prepareImages(requests, {
		clients,
		refusals,
		resolving,
		onRead() {
			read++;
		}
	}), {
		inputs,
		context,
		pool
	});
	reading[Symbol.dispose]();
	handOverRefusal(judged, context);
	for (const { error, images } of judged.refusals) refusals.add(error, images);
	refusals.require(requests.length, logger);
	const { requireOpen } = judged;
	const items = joinSet(judged.items);
	const plans = items.map(({ plan }) => plan);
	requireNoOverlap(plans);
	await inGroup(logger, "Plan", async () => {
		plans.flatMap(planLines).forEach(logger.info);
		logger.info(estimateLines(estimateSet(items, pool, "all")));
	});
	const eventLog = openEventLog(logger);
	const { warnings, warn } = eventLog;
	for (const plan of plans) plan.warnings.forEach(warn);
	if (inputs.givesRules) warnOfOwnRules(plans, warn);
	const apply = (emit) => inGroup(logger, "Promotion", () => withProgress(items, "all", logger, emit, (sink) => applySet(items, sink, {
		journal: context.cancellation.journal,
		beforeTags: requireOpen
	})));
	await reportSet(items, dryRun ? void 0 : await applyPublished(items, context, {
		token: inputs.githubToken,
		eventLog,
		apply
	}), {
		context,
		pool,
		pipeline: inputs.pipeline,
		warnings,
		token: inputs.githubToken
	});
}
// src/shards/run.ts
function isComplete({ copy, attachments }) {
	return copy.manifests.length === 0 && attachments.referrers.length === 0 && attachments.cosignTags.length === 0;
}
function toPushed({ request, clients, plan, destination }, record) {
	return {
		clients,
		scope: {
			request,
			plan,
			destination,
			counts: {
				mounted: 0,
				copied: 0,
				present: 0,
				leftOut: 0,
				bytesCopied: 0
			}
		},
		manifests: 0,
		record,
		hasNewRecord: false,
		trail: new RecordTrail(record),
		hasRoot: true
	};
}
async function findPushed(push) {
	const { clients, destination } = push;
	if (!isComplete(destination)) return void 0;
	if (destination.record === "off") return toPushed(push);
	const record = await findPlanRecordThere(clients.destination(destination.repository), push);
	return record?.namesTags === true ? toPushed(push, record.digest) : void 0;
}
async function pushAll(items, atOnce, emit) {
	const pushed = await eachAtMost(atOnce, items, (item) => Promise.all(item.plan.destinations.map(async (destination) => await findPushed({
		...item,
		destination
	}) ?? push({
		...item,
		destination
	}, {
		isAlone: false,
		emit
	}))));
	await (await openAdmissions(items))?.write(pushed.flat(), emit);
	await settleLists(items.flatMap(({ clients, plan }) => plan.destinations.map(({ repository }) => clients.destination(repository))), true);
	return pushed;
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
async function checkPushed(push, shard) {
	const { clients, plan, destination } = push;
	const { repository } = destination;
	if (!isComplete(destination)) return {
		kind: "missing",
		missing: {
			shard,
			what: firstMissing(push)
		}
	};
	if (destination.record === "off") return {
		kind: "pushed",
		pushed: toPushed(push),
		correct: true
	};
	const record = await findPlanRecordThere(clients.destination(repository), push);
	if (record === void 0) return {
		kind: "missing",
		missing: {
			shard,
			what: `the record of ${formatRepository(repository)}@${plan.image.digest} is missing`
		}
	};
	return {
		kind: "pushed",
		pushed: toPushed(push, record.digest),
		correct: record.namesTags
	};
}
function requireNothingMissing(missing, id, count) {
	const [first, ...rest] = missing;
	if (first === void 0) return;
	const shards = [...new Set(rest.map(({ shard }) => shard))].filter((shard) => shard !== first.shard);
	const more = rest.length === 0 ? "" : `, and ${formatCount(rest.length, "more image")}`;
	const others = shards.length === 0 ? "" : ` (also in ${formatCount(shards.length, "other shard")})`;
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
function slimGraph({ root, nodes }) {
	const bytesOf = ({ bytes }, isRoot) => isRoot ? Uint8Array.from(bytes) : NO_BYTES;
	return {
		root,
		nodes: new Map([...nodes].map(([digest, node]) => [digest, {
			...node,
			bytes: bytesOf(node, digest === root)
		}]))
	};
}
function withoutNodes(attached) {
	return {
		...attached,
		graph: {
			root: attached.graph.root,
			nodes: /* @__PURE__ */ new Map()
		}
	};
}
function dropManifestBytes(plan) {
	const { attachments } = plan;
	return {
		...plan,
		graph: slimGraph(plan.graph),
		attachments: {
			...attachments,
			referrers: attachments.referrers.map(withoutNodes),
			cosignTags: attachments.cosignTags.map(withoutNodes)
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
async function listPlanRecords(client, scope) {
	const { repository } = scope.destination;
	const { digest } = scope.plan.image;
	const referrers = await listReferrers(client, repository, digest, { warn: () => void 0 });
	if (scope.request.policy === void 0) return referrers;
	const { readOwnRecords } = await import("./records.js").then((n) => n.n);
	const own = await readOwnRecords(client, scope);
	if (own === "not-governed") return referrers;
	const proven = new Set(own.map(({ stored }) => stored.digest));
	return referrers.filter((referrer) => proven.has(referrer.digest));
}
function findPlanRecord(referrers, { plan, destination, request }) {
	const { tags } = destination.tags;
	const { repository, tag } = plan.source;
	const key = {
		from: formatRepository(repository) + (tag === void 0 ? "" : `:${tag}`),
		to: formatRepository(destination.repository),
		tags: recordedTags(tags),
		isSigned: destination.record === "signed"
	};
	const created = request.run.now.toISOString();
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
function isIncorrect(readiness) {
	return readiness.kind === "pushed" && !readiness.correct;
}
async function lookAtAll({ requests, context, ...work }, { plan }) {
	const { logger } = context;
	const items = [];
	const pushed = [];
	const toCorrect = /* @__PURE__ */ new Set();
	const missing = [];
	const refusals = new Refusals();
	using _ = startHeartbeat(logger, () => `looked at ${formatNumber(items.length)} of ${formatNumber(requests.length)} images`);
	for (const batch of toBatches(requests)) {
		const prepared = await prepareBatch(batch, {
			...work,
			refusals
		});
		if (refusals.any) continue;
		const numbered = prepared.map((item, index) => ({
			item,
			shard: plan.images[batch.start + index]?.shard ?? 0
		}));
		const checked = await eachAtMost(32, numbered, async ({ item, shard }) => {
			const { destinations } = item.plan;
			return Promise.all(destinations.map((destination) => checkPushed({
				...item,
				destination
			}, shard)));
		});
		const incorrect = prepared.filter((_, index) => checked[index]?.some(isIncorrect));
		const judged = await judgeIfNeeded(incorrect, {
			...work,
			context
		});
		handOverRefusal(judged, context);
		for (const { error, images } of judged.refusals) refusals.add(error, images);
		const judgedPlans = new Map(incorrect.map((item, index) => [item, judged.items[index]?.plan]));
		for (const [index, item] of prepared.entries()) {
			const slim = dropManifestBytes(judgedPlans.get(item) ?? item.plan);
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
	refusals.require(requests.length, logger);
	return {
		items,
		pushed,
		toCorrect,
		missing
	};
}
async function tagPlanned(work, job) {
	const { context, pool, inputs } = work;
	const { logger } = context;
	const eventLog = openEventLog(logger);
	const { warnings, warn } = eventLog;
	const { items, pushed, toCorrect, missing } = await inGroup(logger, "Plan", async () => {
		const found = await lookAtAll(work, job);
		const lacking = new Set(found.missing.map(({ what }) => what)).size;
		const outcome = lacking === 0 ? "each is complete in every destination" : `${formatNumber(lacking)} things are missing`;
		logger.info(`looked at ${formatCount(found.items.length, "image")}: ${outcome}`);
		return found;
	});
	requireNothingMissing(missing, shortPlanId(job.id), job.plan.shards);
	requireNoOverlap(items.map(({ plan }) => plan));
	await requireOpenIfNeeded(items);
	for (const { plan } of items) plan.warnings.forEach(warn);
	const apply = (emit) => inGroup(logger, "Tags", async () => {
		const correct = await eachAtMost(32, pushed, async (each) => toCorrect.has(each) ? correctRecord(each, emit) : each);
		return tagSet(items, correct, {
			emit,
			journal: context.cancellation.journal
		});
	});
	await reportSet(items, job.dryRun ? void 0 : await applyPublished(items, context, {
		token: inputs.githubToken,
		eventLog,
		apply
	}), {
		context,
		pool,
		pipeline: inputs.pipeline,
		warnings,
		token: inputs.githubToken
	});
}
// src/commands/promote-shard.ts
var promote_shard_exports = /* @__PURE__ */ __exportAll({ runShard: () => runShard });
function toRoutes(images, path) {
	const [first, ...rest] = images.map(({ from, to }) => ({
		from,
		destinations: mapNonEmpty(to, (repository) => ({ repository }))
	}));
	if (first !== void 0) return [first, ...rest];
	throw new InputError(`Cannot promote by the plan file ${path}: it lists no image for this shard; take shard and file from the same run`);
}
function requireSamePolicy({ policy }, { pipeline }) {
	if (pipeline?.digest === policy) return;
	const [planned, here] = [policy, pipeline?.digest].map((digest) => digest === void 0 ? "no pipeline file" : `the pipeline file ${shortDigest(digest)}`);
	throw new InputError(`Cannot promote by the plan: it was made with ${planned}, and this job has ${here}; check out the same commit in all jobs of the plan, and give them the same "config"`);
}
function nameBatch(title, { start, requests }, all) {
	if (requests.length === all) return title;
	return `${title}, images ${formatNumber(start + 1)} to ${formatNumber(start + requests.length)} of ${formatNumber(all)}`;
}
async function planBatch(batch, work) {
	const { pool, context } = work;
	const count = work.requests.length;
	return inGroup(context.logger, nameBatch("Plan", batch, count), async () => {
		const refusals = new Refusals();
		const judged = await judgeIfNeeded(await prepareBatch(batch, {
			...work,
			refusals
		}), work);
		handOverRefusal(judged, context);
		for (const { error, images } of judged.refusals) refusals.add(error, images);
		const { items } = judged;
		refusals.require(count, context.logger);
		if (count <= 50) items.flatMap(({ plan }) => planLines(plan)).forEach(context.logger.info);
		context.logger.info(estimateLines(estimateSet(items, pool, "push")));
		return items;
	});
}
function toResult({ scope, manifests, record, hasNewRecord }) {
	const { destination: plan, counts } = scope;
	return {
		plan,
		tags: [],
		counts,
		manifestsWritten: manifests,
		record,
		hasNewRecord,
		changed: false
	};
}
async function pushShard(work, dryRun) {
	const { requests, context, pool } = work;
	const { logger, now } = context;
	const { warnings, warn, emit } = openEventLog(logger);
	const images = [];
	for (const batch of toBatches(requests)) {
		const items = await planBatch(batch, work);
		for (const { plan } of items) plan.warnings.forEach(warn);
		if (!dryRun) await readySigner(items);
		const pushImages = (sink) => pushAll(items, 32, sink);
		const pushed = dryRun ? void 0 : await inGroup(logger, nameBatch("Promotion", batch, requests.length), () => withProgress(items, "push", logger, emit, pushImages));
		images.push(...items.map(({ plan }, index) => reportImage({
			plan,
			results: pushed?.[index]?.map(toResult)
		})));
	}
	const facts = {
		requests: pool.requests,
		milliseconds: Date.now() - now.getTime(),
		warnings: [...warnings]
	};
	return {
		schema: 1,
		command: "promote",
		dryRun,
		images,
		run: await reportRun(requests[0]),
		...facts
	};
}
async function runShard(inputs, context) {
	const { logger } = context;
	const { shard, dryRun } = inputs;
	const { plan, id } = readPlan(inputs.plan, shard);
	const images = shard.kind === "tags" ? plan.images : plan.images.filter((each) => each.shard === shard.index);
	const promotion = inputs.settle(plan.settings, toRoutes(images, inputs.plan));
	requireSamePolicy(plan, promotion);
	await using pool = await openClientPool(context, inputs, context.cancellation.signal);
	const work = {
		inputs: promotion,
		requests: await toRequests(promotion, {
			...context,
			now: plan.at
		}, {
			writes: !dryRun,
			isPlanned: true,
			set: { id }
		}),
		context,
		pool
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
	const summary = renderShardSummary(report, title, promotion.pipeline);
	const results = {
		outputs: buildShardOutputs(report),
		summary
	};
	const failure = context.handOver(results, dryRun ? "it was a dry run" : "the shard itself is complete");
	logger.info(shardSummaryLine(report, title));
	throwWorst(void 0, failure, logger);
}
export { evenAfterStop as a, pauseAfter as c, writeTagsAtOnce as d, plan_exports as f, RecordTrail as i, retryOnceTagged as l, remedyFor as m, promote_images_exports as n, undoTags as o, buildContext as p, isAllowedSigner as r, claimTags as s, promote_shard_exports as t, writeTag as u };
