import { At as RegistryError, Ct as formatCount, Ht as stringProperty, M as tryParseRevision, St as formatBytes, Tt as formatList, at as formatRepository, ct as digestAlgorithm, h as formatReference, kt as PolicyError, pt as shortDigest, qt as TOOL_VERSION, rt as isTag, w as tryParseVersionTag } from "./start.js";
import { a as listFromFallback, c as cosignTags, d as eachAtMost, i as listFromApi, l as fallbackTag, n as hasReferrersApi, o as listReferrers, r as joinReferrers, t as MAX_REFERRERS, u as listTagsAtOnce } from "./referrers.js";
import { l as invalidAnswer, n as getManifest, r as headManifest, v as isForeignLayer } from "./manifests.js";
import { t as isChange } from "./tag-plan.js";
import { n as findSigningMeans, r as decideRecordForm } from "./signing-means.js";
import { d as childrenFirst, g as manifestBlobs, p as graphPlatforms, u as childManifests, v as rootGraph } from "./summary-limit.js";
import { a as missingLabels, i as joinImageLabels, n as toNode, r as OCI_LABEL, t as readGraph } from "./read-graph.js";
import { n as PROGRESS_EVERY, r as Progress } from "./heartbeat.js";
import { C as requireNoConflict, E as narrateEvent, M as addCosts, N as countRequests, P as makeCost, S as planTags, _ as templatesOf, b as lookUpTags, d as readNames, f as ALLOWED, g as notesOnVersion, h as needsVersion, i as listGitVersions, j as NO_COST, l as readConfig, n as readShortShaLength, p as computeTags, r as isLatestRelease, s as findLabels, u as findNamesScope, v as findPresent, x as namesToLookUp, y as findPresentBelow } from "./tag-context.js";
import { i as requestFor, n as passageTo, r as recordFormOf, t as isRecorded } from "./promotion-request.js";
import { t as openSetClients } from "./promotion-clients.js";
import { t as resolveSource } from "./resolve-source.js";
// src/action/conclude.ts
const MAX_NAMES = 12;
function nameOrCount(names, plural) {
	return names.length > MAX_NAMES ? `${names.length} ${plural}` : formatList(names);
}
function conclude(report) {
	const destinations = report.images.flatMap((image) => image.destinations);
	const standing = destinations.flatMap(({ tags }) => tags.filter(({ action }) => action !== "skip"));
	const names = [...new Set(standing.map(({ tag }) => tag))];
	const repositories = [...new Set(destinations.map(({ repository }) => repository))];
	const places = nameOrCount(repositories, "repositories");
	const tags = names.length === 0 ? "the image, by its digest alone" : nameOrCount(names, "tags");
	const what = report.images.length === 1 ? report.images[0]?.digest ?? "" : formatCount(report.images.length, "image");
	if (report.dryRun) return `Dry run: ${places} would have ${tags} (${what}); nothing was written`;
	const has = repositories.length === 1 ? "has" : "have";
	const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
	return `${destinations.some(({ changed }) => changed) ? `${places} now ${has} ${tags}` : `Nothing to do: ${places} ${has} ${tags} already`} (${what}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, "request")})`;
}
function concludePlan({ images, shards, stored }) {
	return `Planned ${formatCount(images, "image")} in ${formatCount(shards.length, "shard")}; nothing was written to a registry (plan ${stored.id}, ${formatBytes(stored.bytes)})`;
}
function concludeShard(report, shard) {
	const what = formatCount(report.images.length, "image");
	if (report.dryRun) return `Dry run: shard ${shard} would bring ${what}; nothing was written`;
	const bytes = report.images.flatMap((image) => image.destinations).reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
	return `Shard ${shard} is complete: ${what}, whose tags wait for the last job (${formatBytes(bytes)} through the runner, ${formatCount(report.requests, "request")})`;
}
// src/promotion/promotion-set.ts
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
// src/promotion/estimate/image-cost.ts
function repeatedCost(times) {
	return makeCost({
		"blob-read": -times,
		"upload-end": -times
	});
}
function listingCost({ hasReferrersApi }) {
	return hasReferrersApi ? makeCost({}) : makeCost({
		"manifest-get": 2,
		"manifest-write": 1
	});
}
function recordCost({ hasEmptyConfig }, traits) {
	const blobs = hasEmptyConfig ? 1 : 2;
	const own = makeCost({
		"blob-read": 1,
		"upload-start": blobs,
		"upload-end": blobs,
		"manifest-write": 1
	});
	return addCosts(own, listingCost(traits));
}
function landingCost(shape, traits) {
	const { mounts, streams, bytes, looks, subjects, cosignTags, writesAtOnce } = shape;
	const manifests = shape.manifests - (writesAtOnce ? 1 : 0);
	const copy = makeCost({
		"blob-read": streams + looks,
		"upload-start": mounts + streams,
		"upload-end": streams,
		"manifest-write": manifests + cosignTags,
		"manifest-head": manifests > 0 && !writesAtOnce ? 1 : 0,
		"manifest-get": 2 * cosignTags
	}, bytes);
	const listed = addCosts(copy, listingCost(traits), subjects);
	return shape.hasRecord ? addCosts(listed, recordCost(shape, traits)) : listed;
}
function taggingCost({ claims, moves, comparesVersions, listPages, looks }) {
	const lists = claims > 0 || moves > 0 && comparesVersions ? listPages : 0;
	return makeCost({
		"manifest-head": looks * claims,
		"manifest-write": claims + moves,
		"tag-list": lists
	});
}
function findingCost({ hasReferrersApi }) {
	return makeCost({
		referrers: hasReferrersApi ? 1 : 0,
		"manifest-get": 1
	});
}
function readingCost(shape, { hasReferrersApi }) {
	const { manifests, companions, referrers, labels, listPages, lookUps, asksDestination } = shape;
	const subjects = referrers ? manifests + companions : 0;
	return makeCost({
		"manifest-get": manifests + companions,
		"manifest-head": (asksDestination ? manifests : 0) + lookUps,
		"blob-read": labels ? 1 : 0,
		"tag-list": listPages + (referrers ? 1 : 0),
		referrers: hasReferrersApi ? subjects : 0
	});
}
// src/promotion/copy/copy-plan.ts
const WORTH_A_LOOK = 1048576;
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
	for (const { manifest } of missing.values()) for (const blob of manifestBlobs(manifest)) needed.set(blob.digest, blob);
	const isPartial = graphs.some(({ nodes }) => [...nodes.keys()].some((digest) => present.has(digest)));
	const way = route.from.registry === route.to.registry ? "mount" : "stream";
	return {
		...route,
		isPartial,
		blobs: [...needed.values()].map((blob) => ({
			blob,
			way,
			optional: isForeignLayer(blob.mediaType)
		})),
		manifests: [...missing.values()].map((node) => ({
			node,
			blobs: manifestBlobs(node.manifest).map(({ digest }) => digest),
			after: [...childManifests(node.manifest), node.manifest.subject].filter((each) => each !== void 0).map(({ digest }) => digest)
		}))
	};
}
// src/promotion/root-at-once.ts
function mayWriteAtOnce({ copy, companions, tags }, { isAlone, hasRecord }) {
	const isReferredTo = hasRecord || companions.referrers.length > 0 || companions.cosignTags.length > 0;
	return isAlone && !isReferredTo && tags.tags.some(isChange) && copy.manifests.length > 0;
}
// src/promotion/estimate/plan-cost.ts
const PAGE = 1e3;
const NOTHING_READ = {
	companions: 0,
	referrers: false,
	labels: false
};
function pagesOf(scope, { names }) {
	return scope.kind === "all" ? Math.max(1, Math.ceil(names.size / PAGE)) : scope.days.length;
}
function writesAtOnce(destination, question) {
	return question.phase === "all" && mayWriteAtOnce(destination, question);
}
function landingShape(destination, question) {
	const { copy, companions, existing } = destination;
	const streamed = copy.blobs.filter(({ way }) => way === "stream");
	const subjects = new Set(companions.referrers.map(({ subject }) => subject));
	return {
		mounts: copy.blobs.length - streamed.length,
		streams: streamed.length,
		bytes: streamed.reduce((sum, { blob }) => sum + blob.size, 0),
		looks: streamed.filter(({ blob }) => copy.isPartial === true || blob.size >= 1048576).length,
		manifests: copy.manifests.length,
		subjects: subjects.size,
		cosignTags: companions.cosignTags.length,
		hasRecord: question.hasRecord,
		hasEmptyConfig: existing.names.size > 0,
		writesAtOnce: writesAtOnce(destination, question)
	};
}
function taggingShape(destination, question) {
	const { tags, scope, existing } = destination;
	const claims = tags.tags.filter(({ action, mutable }) => action === "create" && !mutable).length;
	const moves = tags.tags.filter((tag) => tag.mutable && isChange(tag)).length;
	const listPages = pagesOf(scope, existing);
	const looks = writesAtOnce(destination, question) ? 1 : 2;
	return {
		claims,
		moves,
		comparesVersions: scope.kind === "all",
		listPages,
		looks
	};
}
function destinationCost(destination, question) {
	const { phase, hasRecord, traits } = question;
	const shape = landingShape(destination, question);
	const tagging = phase === "landing" ? NO_COST : taggingCost(taggingShape(destination, question));
	if (phase === "tagging") return tagging;
	if (!(destination.copy.manifests.length === 0 && !destination.tags.tags.some(isChange)) || !hasRecord) return addCosts(landingCost(shape, traits), tagging);
	return addCosts(landingCost({
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
	const { referrers: found, cosignTags } = plan.companions;
	const companions = [...found, ...cosignTags].reduce((sum, { graph }) => sum + graph.nodes.size, 0);
	const manifests = plan.graph.nodes.size;
	return plan.destinations.map(({ scope, existing, tags }, index) => {
		const byName = tags.tags.filter(({ kind }) => kind !== "date_seq").length;
		const destination = readingCost({
			...index === 0 ? {
				companions,
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
// src/promotion/estimate/estimate-time.ts
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
// src/promotion/estimate/published-limits.ts
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
// src/commands/estimator.ts
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
// src/commands/narrator.ts
async function inGroup(logger, title, work) {
	logger.startGroup(title);
	try {
		return await work();
	} finally {
		logger.endGroup();
	}
}
async function withProgress(items, logger, { phase, emit, work }) {
	const plans = items.map(({ plan }) => plan);
	const progress = new Progress(plans, performance.now(), phase);
	const timer = setInterval(() => {
		const line = progress.describe(performance.now());
		if (line !== void 0) logger.info(line);
	}, PROGRESS_EVERY);
	try {
		return await work((event) => {
			progress.add(event);
			emit(event);
		});
	} finally {
		clearInterval(timer);
	}
}
function openNarrator(logger) {
	const warnings = /* @__PURE__ */ new Set();
	function warn(warning) {
		if (!warnings.has(warning)) logger.warn(warning);
		warnings.add(warning);
	}
	function emit(event) {
		const line = narrateEvent(event);
		if (line === void 0) return;
		if (event.kind === "source-moved") warn(line);
		else logger.info(line);
	}
	return {
		warnings,
		warn,
		emit
	};
}
// src/promotion/companions/companions.ts
const NO_COMPANIONS = {
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
// src/promotion/companions/read-companions.ts
const MAX_DEPTH = 3;
var CompanionReader = class {
	client;
	repository;
	names;
	warnings = [];
	constructor(client, repository) {
		this.client = client;
		this.repository = repository;
		this.names = listTagsAtOnce(client, repository).catch((error) => {
			if (error instanceof RegistryError) return void 0;
			throw error;
		});
	}
	async list(subject) {
		const [fromApi, fromFallback] = await Promise.all([listFromApi(this.client, this.repository, subject), this.names.then((names) => names?.has(fallbackTag(subject)) === false ? [] : listFromFallback(this.client, this.repository, subject))]);
		return joinReferrers(fromApi ?? [], fromFallback);
	}
	async readReferrer(subject, { digest }) {
		const name = formatRepository(this.repository);
		const stored = await getManifest(this.client, this.repository, digest);
		if (stored === void 0) {
			this.warnings.push(`${name} lists ${digest} as a referrer of ${subject}, but does not have it: it is left out`);
			return;
		}
		const graph = await readGraph(this.client, this.repository, stored);
		const node = graph.nodes.get(graph.root);
		const named = node?.manifest.subject?.digest;
		if (node === void 0 || named === void 0) {
			this.warnings.push(`${name} lists ${digest} as a referrer of ${subject}, but it names no subject: it is left out`);
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
			return {
				tag,
				subject,
				graph: await readGraph(this.client, this.repository, stored)
			};
		}))).filter((each) => each !== void 0);
	}
};
async function readCompanions(client, repository, image) {
	const reader = new CompanionReader(client, repository);
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
		if (depth > MAX_DEPTH || referrers.length + fresh.length > 1e3) {
			const attempt = {
				registry: client.registry,
				doing: `take along what refers to ${formatRepository(repository)}@${graph.root}`
			};
			throw invalidAnswer(attempt, `it has more than ${MAX_REFERRERS} referrers or ${MAX_DEPTH} levels`, "too-large");
		}
		const found = (await Promise.all(fresh.map(({ subject, descriptor }) => reader.readReferrer(subject, descriptor)))).filter((each) => each !== void 0);
		referrers.push(...found);
		await readLevel(found.map(({ graph: { root } }) => root), depth + 1);
	}
	const [cosign] = await Promise.all([readingTags, readLevel(digests, 1)]);
	return {
		referrers,
		cosignTags: cosign.flat(),
		warnings: reader.warnings
	};
}
// src/promotion/companions/plan-companions.ts
const NO_COMPANION_PLAN = {
	referrers: [],
	cosignTags: [],
	present: /* @__PURE__ */ new Set(),
	warnings: []
};
function planCompanions(companions, view, repository) {
	const referrers = companions.referrers.filter(({ graph }) => !view.listed.has(graph.root) || [...graph.nodes.keys()].some((digest) => !view.present.has(digest)));
	const differing = companions.cosignTags.filter(({ tag, graph }) => view.tags.get(tag) !== graph.root);
	const isOtherSbom = ({ tag }) => tag.endsWith(".sbom") && view.tags.has(tag);
	const unlisted = new Set(referrers.map(({ graph }) => graph.root).filter((root) => !view.listed.has(root)));
	return {
		referrers,
		cosignTags: differing.filter((cosign) => !isOtherSbom(cosign)),
		present: new Set([...view.present].filter((digest) => !unlisted.has(digest))),
		warnings: differing.filter(isOtherSbom).map(({ tag }) => `${formatRepository(repository)}:${tag} holds another SBOM than the source: it is left as it is`)
	};
}
// src/promotion/companions/view-companions.ts
async function viewCompanions(client, repository, { companions, known }) {
	const { referrers, cosignTags } = companions;
	const roots = new Map(referrers.map(({ graph, subject }) => [graph.root, subject]));
	function isOnPresent(subject) {
		const next = roots.get(subject);
		return next === void 0 ? known.present.has(subject) : isOnPresent(next);
	}
	const possible = referrers.filter(({ subject }) => isOnPresent(subject));
	const subjects = [...new Set(possible.map(({ subject }) => subject))];
	const possibleTags = cosignTags.filter(({ tag }) => known.names?.has(tag) !== false);
	const nodes = [...new Set([...possible, ...possibleTags].flatMap(({ graph }) => [...graph.nodes.keys()]))];
	const tags = possibleTags.map(({ tag }) => tag);
	const [lists, found, standing] = await Promise.all([
		Promise.all(subjects.map((subject) => listReferrers(client, repository, subject))),
		Promise.all(nodes.map((digest) => headManifest(client, repository, digest))),
		lookUpTags(client, repository, tags)
	]);
	return {
		listed: new Set(lists.flat().map(({ digest }) => digest)),
		present: new Set(nodes.filter((_, index) => found[index] !== void 0)),
		tags: standing
	};
}
// src/promotion/promotion-plan.ts
function planDestinationTags(question, existing, digest) {
	const computed = computeTags(question.rules, question.context, existing, question.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists })
	};
}
// src/tags/label-needs.ts
function namesRevision({ parts }) {
	return parts.some((part) => typeof part !== "string" && part.name === "sha");
}
function needsRevision(rules) {
	return rules.some((rule) => rule.type === "sha" || templatesOf(rule).some(namesRevision));
}
function dependsOnLabels(rules, known) {
	const { input = "", gitTag, sourceTag = "", revision = "" } = known;
	if (revision === "" && needsRevision(rules)) return true;
	if (!needsVersion(rules)) return false;
	if (rules.some(({ type }) => type === "pep440" || type === "match")) return true;
	if (input !== "") return false;
	return gitTag !== void 0 || tryParseVersionTag(sourceTag) === void 0;
}
// src/promotion/image-context.ts
function findRevision(request, labels) {
	if (request.revision !== void 0) return {
		sha: request.revision,
		origin: "the input \"revision\""
	};
	const key = `${OCI_LABEL}revision`;
	const sha = tryParseRevision(labels.get(key) ?? "");
	return sha === void 0 ? void 0 : {
		sha,
		origin: `the label ${key}`
	};
}
function needsLabels({ rules, version, revision, gitTag, from }) {
	return dependsOnLabels(rules, {
		input: version,
		revision,
		gitTag,
		sourceTag: from.tag
	});
}
function buildContext(request, digest, labels) {
	const { preRelease, makeLatest, flavor, timeZone, shortShaLength, tagPrefix } = request;
	const revision = findRevision(request, labels);
	const sourceTag = request.from.tag;
	const versions = {
		input: request.version,
		gitTag: needsVersion(request.rules) ? request.gitTag : void 0,
		tagPrefix,
		imageRevision: revision?.sha,
		sourceTag,
		label: labels.get(`${OCI_LABEL}version`)
	};
	return {
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
		digest,
		notes: needsVersion(request.rules) ? notesOnVersion(versions) : []
	};
}
// src/promotion/destination/wanted-tags.ts
const NOT_LOOKED_UP = {
	asked: /* @__PURE__ */ new Set(),
	digests: /* @__PURE__ */ new Map()
};
function wantedTags({ question, existing }) {
	return computeTags(question.rules, question.context, existing, question.now);
}
async function lookUpWanted(lookUp, before = NOT_LOOKED_UP) {
	const { client, repository, scope, existing, algorithm, withSequences } = lookUp;
	const wanted = wantedTags(lookUp);
	const listed = namesToLookUp(wanted, existing, { withSequences });
	const unlisted = scope.kind === "all" ? [] : wanted.wanted.filter(({ sequence }) => sequence === void 0);
	const missing = [.../* @__PURE__ */ new Set([...listed, ...unlisted.map(({ tag }) => tag)])].filter((name) => !before.asked.has(name));
	const found = await lookUpTags(client, repository, missing, algorithm);
	return {
		asked: /* @__PURE__ */ new Set([...before.asked, ...missing]),
		digests: new Map([...before.digests, ...found])
	};
}
// src/promotion/destination/view-destination.ts
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
	const { wanted } = wantedTags({
		question,
		existing: {
			...view,
			digests
		}
	});
	return wanted.length > 0 && wanted.every(({ tag }) => digests.get(tag) === root);
}
async function viewDestination(asked, clients, { repository, image, needsAll }) {
	const request = requestFor(asked, repository);
	const client = clients.destination(repository);
	const readAt = client.clock.now();
	const scope = findNamesScope(request.rules, request, request);
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
		return lookUpWanted({
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
// src/promotion/destination/plan-destination.ts
async function planTakingAlong(client, { from, to }, image) {
	if (formatRepository(from) === formatRepository(to)) return NO_COMPANION_PLAN;
	return planCompanions(image.companions, await viewCompanions(client, to, image), to);
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
	const [{ asked, digests }, present] = await Promise.all([lookUpWanted(lookUp, view.lookedUp), view.present && findPresentBelow(client, repository, graph, view.present)]);
	const gone = new Set([...asked].filter((name) => isTag(name) && !digests.has(name)));
	const existing = {
		names: new Set([...names].filter((name) => !gone.has(name))),
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
		companions: NO_COMPANION_PLAN
	};
	const known = {
		present,
		names: scope.kind === "all" ? names : void 0
	};
	const companions = await planTakingAlong(client, route, {
		companions: image.companions,
		known
	});
	const copy = planCopy([graph, ...[...companions.referrers, ...companions.cosignTags].map((each) => each.graph)], route, /* @__PURE__ */ new Set([...present, ...companions.present]));
	return {
		...common,
		copy,
		companions
	};
}
// src/promotion/passage/require-platforms.ts
const USUAL = /^([a-z0-9]+)\/(?:(amd64)\/v1|(arm64)\/v8|(arm)\/v7)$/;
function spell(platform) {
	return platform.replace(USUAL, (_, os, ...names) => {
		return `${os}/${names.slice(0, 3).join("")}`;
	});
}
async function requirePlatforms(request, image) {
	for (const repository of request.to) {
		const environment = passageTo(request, repository)?.destination;
		if (environment === void 0 || environment.platforms.length === 0) continue;
		const platforms = await image.platforms();
		const spelt = new Set(platforms.map(spell));
		const missing = environment.platforms.filter((required) => !spelt.has(spell(required)));
		if (missing.length === 0) continue;
		const has = platforms.length === 0 ? "names no platform" : `is for ${formatList(platforms)} alone`;
		throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${environment.name}: it must be there for ${formatList(missing)}, and it ${has}; build it for all of them, or change "platforms" of ${environment.name}`);
	}
}
// src/promotion/source/find-platforms.ts
function findPlatforms(graph, { config }) {
	const listed = graphPlatforms(graph).map(({ platform }) => platform);
	if (listed.length > 0 || config === void 0) return listed;
	const parts = [
		"os",
		"architecture",
		"variant"
	].map((name) => stringProperty(config, name) ?? "");
	const [os, architecture] = parts;
	return os === "" || architecture === "" ? [] : [parts.filter((part) => part !== "").join("/")];
}
// src/promotion/source/source-image.ts
function quiet(promise) {
	promise.catch(() => void 0);
	return promise;
}
var SourceImage = class {
	root;
	client;
	ledger;
	repository;
	stored;
	reading;
	configuring;
	labelling;
	constructor(clients, repository, stored) {
		this.client = clients.source;
		this.ledger = clients.ledger;
		this.repository = repository;
		this.stored = stored;
		this.root = quiet(stored.then((root) => toNode(clients.source, repository, root)));
	}
	graph() {
		this.reading ??= quiet(this.stored.then((root) => readGraph(this.client, this.repository, root)));
		return this.reading;
	}
	labels() {
		this.labelling ??= quiet(Promise.all([this.graph(), this.config()]).then(([graph, config]) => findLabels(graph, config)));
		return this.labelling;
	}
	async platforms() {
		return findPlatforms(await this.graph(), await this.config());
	}
	config() {
		this.configuring ??= quiet(this.graph().then((graph) => readConfig(this.client, this.repository, {
			graph,
			ledger: this.ledger
		})));
		return this.configuring;
	}
	async graphSoFar() {
		return this.reading ?? rootGraph(await this.root);
	}
	async labelsSoFar() {
		const { manifest } = await this.root;
		return this.labelling ?? joinImageLabels(manifest.annotations, void 0, /* @__PURE__ */ new Map());
	}
};
// src/promotion/prepare.ts
function describeMissing(labels) {
	const missing = missingLabels(labels);
	if (missing.length === 0) return [];
	return [`The image does not say where it came from: it lacks ${missing.join(", ")}; set them at build time, for example with the output "labels" of command "tags"`];
}
async function grant(request, clients, image) {
	if (request.governance === void 0) return /* @__PURE__ */ new Map();
	const { grantPassages } = await import("./grant-passages.js");
	return grantPassages(request, clients, image);
}
async function preparePromotion(request, clients, resolving = resolveSource(clients.source, request)) {
	const from = request.from.repository;
	const image = new SourceImage(clients, from, resolving);
	const isAnywhereElse = request.to.some((to) => formatRepository(to) !== formatRepository(from));
	const takesAlong = request.referrers && isAnywhereElse;
	const isNeededByTags = request.to.some((to) => needsLabels(requestFor(request, to)));
	const readsLabels = isRecorded(request) || isNeededByTags;
	const needsAll = takesAlong || readsLabels || request.governance !== void 0;
	const accompanying = takesAlong ? readCompanions(clients.source, from, image) : NO_COMPANIONS;
	const viewing = request.to.map((repository) => viewDestination(request, clients, {
		repository,
		image,
		needsAll
	}));
	const granting = grant(request, clients, image);
	const [root, grants, companions, , ...views] = await Promise.all([
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
			companions,
			request: own,
			question
		});
	}));
	const warnings = [
		...readsLabels ? describeMissing(labels) : [],
		...companions.warnings,
		...destinations.flatMap((destination) => [
			...destination.companions.warnings,
			...destination.computed.warnings,
			...destination.tags.warnings
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
		companions,
		labels,
		grants,
		destinations,
		warnings: [...new Set(warnings)]
	};
}
async function prepareAsked(asked, onRead = () => void 0) {
	return eachAtMost(32, asked, async ({ request, clients, resolving }) => {
		const plan = await preparePromotion(request, clients, resolving);
		onRead();
		return {
			request,
			clients,
			plan
		};
	});
}
async function prepareImages(requests, inputs, opener) {
	const routes = requests.map(({ from, to }) => ({
		from: from.repository,
		to
	}));
	const { sourceCredential: source, destinationCredential: destination } = inputs;
	return prepareAsked(pair(requests, await openSetClients(opener, routes, {
		source,
		destination
	})));
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
// src/commands/govern.ts
async function govern(inputs, context, writes) {
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
	const { governRoutes } = await import("./govern-routes.js");
	return governRoutes(inputs, context, writes);
}
// src/commands/requests.ts
async function toRequests(inputs, context, { writes }) {
	const { event, now, environment } = context;
	const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
	const { expectedDigest, referrers, reason, githubToken: token } = inputs;
	const { gitTag, preRelease, run } = event;
	const [governed, makeLatest, gitVersions] = await Promise.all([
		govern(inputs, context, writes),
		isLatestRelease(event, token),
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
		gitTag,
		preRelease,
		run,
		now,
		makeLatest,
		gitVersions,
		flavor,
		tagPrefix,
		shortShaLength: readShortShaLength(environment),
		toolVersion: TOOL_VERSION,
		record: "off",
		...governed[index]
	}));
}
export { repeatedCost as _, planDestinationTags as a, concludePlan as b, withProgress as c, traitsOf as d, lackingBlobs as f, WORTH_A_LOOK as g, mayWriteAtOnce as h, prepareImages as i, estimateSet as l, rereadingCost as m, pair as n, inGroup as o, planCost as p, prepareAsked as r, openNarrator as s, toRequests as t, estimatorOf as u, requireNoOverlap as v, concludeShard as x, conclude as y };
