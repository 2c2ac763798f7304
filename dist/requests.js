import { $ as isTag, $t as RegistryError, A as isLiteral, E as parseTagRules, Ht as formatRepository, Qt as PolicyError, Rt as TOOL_VERSION, T as tryParseRevision, Zt as InputError, _t as formatNumber, gt as formatList, h as formatReference, mt as formatCount, ot as shortDigest, pt as formatBytes, qt as quote, tt as digestAlgorithm } from "./common.js";
import { a as MAX_REFERRERS, c as cosignTags, l as fallbackTag, n as listFromFallback, o as hasReferrersApi, r as listReferrers, s as listFromApi, t as joinReferrers, u as eachAtMost } from "./referrers.js";
import { h as isForeignLayer, n as getManifest, r as headManifest } from "./manifests.js";
import { t as isChange } from "./tag-plan.js";
import { n as findSigningMeans, r as decideRecordForm } from "./signing-means.js";
import { i as OCI_LABEL, n as readGraph, o as missingLabels, t as UnknownManifestError, v as childManifests, w as manifestBlobs, y as childrenFirst } from "./read-graph.js";
import { n as findPresentBelow, r as lookUpTags, t as findPresent } from "./look-up.js";
import { a as inOwnCase, c as tagsInAnotherCase, i as familiesOf$1, n as PROGRESS_EVERY, r as Progress } from "./heartbeat.js";
import { n as listTagsAtOnce } from "./tag-list.js";
import { A as addCosts, M as makeCost, _ as takeOff, a as listGitVersions, b as planTags, c as findNamesScope, d as computeTags, g as needsVersion, h as VERSION_LABEL, j as countRequests, k as NO_COST, l as readNames, n as readShortShaLength, p as renderAffixes, r as readReleaseStanding, u as ALLOWED, v as templatesOf, w as narrateEvent, x as requireNoConflict, y as namesToLookUp } from "./tag-context.js";
import { i as requestFor, r as recordFormOf, t as isRecorded } from "./promotion-request.js";
import { t as openSetClients } from "./promotion-clients.js";
import { r as requirePlatforms, t as SourceImage } from "./source-image.js";
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
	const tags = names.length === 0 ? "the image, by digest only" : nameOrCount(names, "tags");
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
	if (report.dryRun) return `Dry run: shard ${shard} would copy ${what}; nothing was written`;
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
		"manifest-get": 3,
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
		"manifest-get": 3 * cosignTags
	}, bytes);
	const listed = addCosts(copy, listingCost(traits), subjects);
	return shape.hasRecord ? addCosts(listed, recordCost(shape, traits)) : listed;
}
function taggingCost({ claims, moves, comparesVersions, listPages }) {
	const lists = claims > 0 || moves > 0 && comparesVersions ? listPages : 0;
	return makeCost({
		"manifest-head": 2 * claims + moves,
		"manifest-write": claims + moves,
		"tag-list": lists
	});
}
function findingCost({ hasReferrersApi }) {
	return makeCost({
		referrers: hasReferrersApi ? 1 : 0,
		"manifest-get": 2
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
// src/promotion/root-at-once.ts
function mayWriteAtOnce({ copy, companions, tags }, { isAlone, hasRecord }) {
	const isReferredTo = hasRecord || companions.referrers.length > 0 || companions.cosignTags.length > 0;
	const isReferrer = copy.manifests.at(-1)?.node.manifest.subject !== void 0;
	return isAlone && !isReferredTo && !isReferrer && tags.tags.some(isChange) && copy.manifests.length > 0;
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
	const shape = landingShape(destination, question);
	const tagging = phase === "landing" ? NO_COST : taggingCost(taggingShape(destination));
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
		if (event.kind === "source-moved" || event.kind === "warning") warn(line);
		else logger.info(line);
	}
	return {
		warnings,
		warn,
		emit
	};
}
// src/promotion/companions/companions.ts
function innerReferrers(graphs) {
	return graphs.flatMap(({ nodes }) => [...nodes]).flatMap(([digest, { manifest }]) => manifest.subject === void 0 ? [] : [{
		digest,
		subject: manifest.subject.digest
	}]);
}
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
	async readKnown(subject, stored) {
		try {
			return await readGraph(this.client, this.repository, stored);
		} catch (error) {
			if (!(error instanceof UnknownManifestError)) throw error;
			const name = formatRepository(this.repository);
			this.warn(`The referrer ${stored.digest} of ${name}@${subject} is left out: it is, or lists, a manifest of the type ${quote(error.mediaType)}, and what such a manifest refers to is not known`);
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
		const graph = await this.readKnown(subject, stored);
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
// src/promotion/companions/plan-companions.ts
const NO_COMPANION_PLAN = {
	referrers: [],
	cosignTags: [],
	present: /* @__PURE__ */ new Set(),
	unlisted: /* @__PURE__ */ new Set(),
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
		unlisted: view.unlisted,
		warnings: [...view.warnings, ...differing.filter(isOtherSbom).map(({ tag }) => `${formatRepository(repository)}:${tag} holds another SBOM than the source: it is left as it is`)]
	};
}
// src/promotion/companions/view-companions.ts
async function viewCompanions(client, repository, { image, companions, known }) {
	const { referrers, cosignTags } = companions;
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
// src/promotion/promotion-plan.ts
function planDestinationTags(question, existing, digest) {
	const computed = computeTags(question.rules, question.context, existing, question.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists })
	};
}
// src/tags/label-needs.ts
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;
function mayNameLine(rule, sourceTag) {
	if (rule.type === "source") return LINE_LIKE.test(sourceTag);
	if (rule.type === "match") return true;
	return rule.type === "raw" && (!isLiteral(rule.value) || LINE_LIKE.test(rule.value.source));
}
function namesRevision({ parts }) {
	return parts.some((part) => typeof part !== "string" && part.name === "sha");
}
function needsRevision(rules) {
	return rules.some((rule) => rule.type === "sha" || templatesOf(rule).some(namesRevision));
}
function dependsOnLabels(rules, known) {
	const { input = "", revision = "", sourceTag = "", flavor } = known;
	if (revision === "" && needsRevision(rules)) return true;
	if (rules.some(({ type }) => type === "match")) return true;
	if (input !== "") return false;
	return needsVersion(rules) || flavor.latest === "true" || rules.some((rule) => mayNameLine(rule, sourceTag));
}
// src/tags/versions/sha-tag.ts
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
function isShaTagOf(commit, tag, { rules, scope }) {
	return familiesOf(rules, scope).some((family) => {
		const digits = takeOff(family, tag);
		return `${family.prefix}${digits}${family.suffix}` === tag && DIGITS.test(digits) && commit.startsWith(digits);
	});
}
// src/promotion/image-context.ts
function readRevision(request, labels) {
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
	const scope = findNamesScope(request.rules, {
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
	const left = new Set([...names].filter((name) => !gone.has(name)));
	const existing = {
		names: inOwnCase(left, digests.keys(), familiesOf$1(wantedTags(lookUp).wanted)),
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
		image: graph,
		companions: image.companions,
		known
	});
	const graphs = [graph, ...[...companions.referrers, ...companions.cosignTags].map((each) => each.graph)];
	const there = [...present, ...companions.present].filter((digest) => !companions.unlisted.has(digest));
	const copy = planCopy(graphs, route, new Set(there));
	return {
		...common,
		copy,
		companions
	};
}
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
async function prepareAsked(asked, refusals, onRead = () => void 0) {
	return (await eachAtMost(32, asked, async ({ request, clients, resolving }) => {
		const plan = await refusals.gather(preparePromotion(request, clients, resolving));
		onRead();
		return plan && {
			request,
			clients,
			plan
		};
	})).filter((item) => item !== void 0);
}
async function prepareImages(requests, inputs, { opener, refusals }) {
	const routes = requests.map(({ from, to }) => ({
		from: from.repository,
		to
	}));
	const { sourceCredential: source, destinationCredential: destination } = inputs;
	return prepareAsked(pair(requests, await openSetClients(opener, routes, {
		source,
		destination
	})), refusals);
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
// src/commands/refusals.ts
const MAX_LENGTH = 3500;
function asPart(sentence) {
	return sentence.replace(/^C(?=annot )/, "c");
}
function join(messages, start) {
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
		const { sentence, isWhole } = join(messages, `Cannot promote ${formatNumber(this.errors.length)} of ${formatCount(count, "image")}`);
		if (!isWhole) for (const message of messages) logger.info(message);
		throw this.errors.every((error) => error instanceof InputError) ? new InputError(sentence) : new PolicyError(sentence);
	}
};
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
	const { gitTag, run } = event;
	const [governed, { warnings: notes, ...standing }, gitVersions] = await Promise.all([
		govern(inputs, context, writes),
		readReleaseStanding(event, { token }),
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
export { concludeShard as C, concludePlan as S, mayWriteAtOnce as _, prepareImages as a, requireNoOverlap as b, inGroup as c, estimateSet as d, estimatorOf as f, rereadingCost as g, planCost as h, prepareAsked as i, openNarrator as l, lackingBlobs as m, Refusals as n, planDestinationTags as o, traitsOf as p, pair as r, describeReferrer as s, toRequests as t, withProgress as u, WORTH_A_LOOK as v, conclude as x, repeatedCost as y };
