import "./rolldown-runtime.js";
import { $ as childrenFirst, A as readRefusal, B as limitSummary, C as requestBlob, Ct as isSameCredential, D as headManifest, E as getManifest, F as needsVersion, G as mainTag, I as notesOnVersion, J as narrateEvent, L as ALLOWED, M as refused, O as putManifest, P as readShortShaLength, Q as childManifests, R as renderIdleRules, S as describeBlob, St as readBody, T as MAX_MANIFEST, U as writeOutputs, V as buildPromotionOutputs, W as buildReport, X as narratePlan, _ as MAX_PAGE, _t as formatSeconds, a as readGraph, at as isForeignLayer, b as nextPage, bt as isPassingStatus, c as namesToLookUp, d as computeTags, et as graphPlatforms, g as parseManifest, gt as formatList, h as nextInSequence, ht as formatDuration, i as lookUpTags, it as OCI_MANIFEST, j as refusalError, k as invalidAnswer, l as planTags, m as readNames, mt as formatCount, n as resolveSource, nt as OCI_EMPTY, o as OCI_LABEL, ot as isLatestRelease, p as findNamesScope, pt as formatBytes, q as previousDigest, r as findPresent, rt as OCI_INDEX, s as missingLabels, st as listGitVersions, t as readImageLabels, tt as manifestBlobs, u as requireNoConflict, v as PAGE_SIZE, vt as openClients, w as skipBytes, x as hasBlob, xt as createLimit, y as readTags, yt as isPassingError, z as renderTags } from "./source.js";
import { $ as isSealiftError, Dt as quote, H as digestAlgorithm, J as shortDigest, Q as RegistryError, S as parseTag, Tt as TOOL_VERSION, U as digestHex, W as digestOf, Y as tryParseDigest, Z as PolicyError, a as markdownTable, ct as parseJsonObject, i as markdownDetails, it as FormatError, l as formatRepository, o as markdownText, ot as isJsonObject, r as markdownCode, s as formatReference, t as printSummary, ut as property, w as tryParseRevision, x as isTag } from "./step-summary.js";
import { createHash } from "node:crypto";
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
// src/action/progress.ts
const PROGRESS_EVERY = 1e4;
const WINDOW = 3e4;
var Progress = class {
	blobs;
	bytes;
	doneBlobs = 0;
	doneBytes = 0;
	streamed = 0;
	samples;
	constructor(plans, now) {
		const steps = plans.flatMap(({ destinations }) => destinations.flatMap(({ copy }) => copy.blobs));
		this.blobs = steps.length;
		this.bytes = steps.reduce((sum, { blob }) => sum + blob.size, 0);
		this.samples = [{
			at: now,
			bytes: 0
		}];
	}
	add(event) {
		if (event.kind === "bytes") this.streamed += event.bytes;
		if (event.kind !== "blob") return;
		this.doneBlobs++;
		this.doneBytes += event.blob.size;
	}
	describe(now) {
		if (this.doneBlobs >= this.blobs) return void 0;
		const last = {
			at: now,
			bytes: this.streamed
		};
		this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
		const [first = last] = this.samples;
		const rate = now > first.at ? (last.bytes - first.bytes) * 1e3 / (now - first.at) : 0;
		const parts = [`${this.doneBlobs} of ${this.blobs} blobs`, `${formatBytes(this.streamed)} streamed`];
		if (rate > 0) {
			const left = Math.max(0, this.bytes - Math.max(this.doneBytes, this.streamed));
			parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration(left / rate * 1e3)} left`);
		}
		return parts.join(", ");
	}
};
// src/action/promotion-clients.ts
const PULL = ["pull"];
const PULL_AND_PUSH = ["pull", "push"];
const IMAGES_PER_CLIENT = 8;
function unique(repositories) {
	return [...new Map(repositories.map((repository) => [formatRepository(repository), repository])).values()];
}
async function groupByCredential(opener, repositories, use) {
	const lanes = [];
	for (const repository of unique(repositories)) {
		const { registry } = repository;
		const found = await opener.find(repository, use);
		const lane = lanes.find((other) => other.registry === registry && isSameCredential(other.found.credential, found.credential));
		if (lane === void 0) lanes.push({
			registry,
			found,
			repositories: [repository]
		});
		else lane.repositories.push(repository);
	}
	return lanes;
}
function clientOf(clients, repository) {
	const client = clients.get(formatRepository(repository));
	if (client === void 0) throw new Error(`no client was opened for ${formatRepository(repository)}`);
	return client;
}
async function openShared(opener, routes, given) {
	const froms = routes.map(({ from }) => from);
	const sources = await groupByCredential(opener, froms, {
		explicit: given.source,
		actions: PULL
	});
	const explicit = given.destination;
	const use = {
		explicit,
		actions: PULL_AND_PUSH
	};
	const readers = /* @__PURE__ */ new Map();
	const writers = /* @__PURE__ */ new Map();
	for (const { registry, found, repositories: push } of await groupByCredential(opener, routes.flatMap(({ to }) => to), use)) {
		const pull = unique(froms.filter((from) => from.registry === registry));
		const client = await opener.open(registry, {
			explicit,
			push,
			pull
		});
		for (const repository of push) writers.set(formatRepository(repository), client);
		const shared = sources.find((lane) => lane.registry === registry && isSameCredential(lane.found.credential, found.credential));
		for (const from of shared?.repositories ?? []) if (!readers.has(formatRepository(from))) readers.set(formatRepository(from), client);
	}
	for (const { registry, repositories } of sources) {
		const pull = repositories.filter((from) => !readers.has(formatRepository(from)));
		if (pull.length === 0) continue;
		const client = await opener.open(registry, {
			explicit: given.source,
			push: [],
			pull
		});
		for (const from of pull) readers.set(formatRepository(from), client);
	}
	return froms.map((from) => ({
		source: clientOf(readers, from),
		destination: (repository) => clientOf(writers, repository)
	}));
}
async function openSetClients(opener, routes, given) {
	const clients = [];
	for (let first = 0; first < routes.length; first += IMAGES_PER_CLIENT) clients.push(...await openShared(opener, routes.slice(first, first + IMAGES_PER_CLIENT), given));
	return clients;
}
// src/action/summary/summary-set.ts
function renderHeadline$1({ dryRun, images }) {
	const what = formatCount(images.length, "image");
	const changed = images.filter(({ destinations }) => destinations.some((each) => each.changed)).length;
	if (dryRun) return `## 🔎 Dry run: ${what} would be lifted as one set, nothing was written`;
	if (changed === 0) return `## ⚓ Nothing to do: all ${what} of the set are there already`;
	const there = images.length - changed;
	return `## ⚓ ${formatCount(changed, "image")} lifted as one set${there === 0 ? "" : `, ${there} there already`}`;
}
function renderTagNames({ tags }) {
	const standing = tags.filter(({ action }) => action !== "skip");
	return standing.length === 0 ? "none" : standing.map(({ tag }) => markdownCode(tag)).join(" ");
}
function toRows({ source, digest, destinations }) {
	return destinations.map((destination) => [
		markdownCode(source),
		markdownCode(destination.repository),
		renderTagNames(destination),
		markdownCode(shortDigest(digest))
	]);
}
function renderSet(report) {
	const table = markdownTable([
		"From",
		"To",
		"Tags",
		"Digest"
	], report.images.flatMap(toRows));
	return `${renderHeadline$1(report)}\n\n${table}`;
}
// src/action/summary/summary.ts
const MAX_TYPES = 5;
function renderBytes(destination) {
	const { blobs, bytesCopied } = destination;
	const parts = [
		blobs.mounted > 0 ? `${formatCount(blobs.mounted, "blob")} linked inside the registry` : "",
		blobs.copied > 0 ? `${formatCount(blobs.copied, "blob")} streamed` : "",
		blobs.present > 0 ? `${formatCount(blobs.present, "blob")} there already` : "",
		blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, "blob")} left where their licence keeps them` : ""
	].filter((part) => part !== "");
	const what = parts.length === 0 ? "it was there already" : formatList(parts);
	return `**${formatBytes(bytesCopied)}** of the image went through the runner: ${what}`;
}
function renderTakenAlong(image, { referrers, cosignTags }) {
	const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
	const shown = types.slice(0, MAX_TYPES).map(markdownCode);
	if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
	const present = referrers.present + cosignTags.present;
	const parts = [
		referrers.takenAlong > 0 ? `${formatCount(referrers.takenAlong, "referrer")} (${shown.join(", ")})` : "",
		cosignTags.takenAlong > 0 ? formatCount(cosignTags.takenAlong, "cosign tag") : "",
		present > 0 ? `${present} there already` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "" : `- **Taken along:** ${formatList(parts)}`;
}
function renderPull(repository, digest, tag) {
	return [
		"```sh",
		...tag === "" ? [] : [`docker pull ${repository}:${tag}`, "# the same image, for good:"],
		`docker pull ${repository}@${digest}`,
		"```"
	].join("\n");
}
function renderDestination(image, destination, dryRun) {
	const { repository, tags, previousDigest, record } = destination;
	const parts = [`### → ${markdownCode(repository)}`];
	parts.push(tags.length === 0 ? "No rule gave a tag: the image is there by its digest alone." : renderTags(tags, !dryRun));
	if (!dryRun) {
		const facts = [`- **Moved:** ${renderBytes(destination)}`, `- **Record:** ${record === null ? "none was asked for" : `${markdownCode(record)} (unsigned)`}`];
		const takenAlong = renderTakenAlong(image, destination);
		if (takenAlong !== "") facts.splice(1, 0, takenAlong);
		if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
		parts.push(facts.join("\n"), renderPull(repository, image.digest, mainTag(tags.filter(({ action }) => action !== "skip"))));
	}
	if (destination.idleRules.length > 0) parts.push(renderIdleRules(destination.idleRules));
	return parts.join("\n\n");
}
function renderDetails(image) {
	const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
	const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
	const parts = [`${formatCount(image.blobs, "blob")}, ${formatBytes(image.bytes)} in all, ${markdownCode(image.mediaType)}`];
	if (platforms.length > 0) parts.push(markdownTable(["Platform", "Digest"], platforms));
	if (labels.length > 0) parts.push(markdownTable(["Label", "Value"], labels));
	const title = platforms.length === 0 ? "The image" : `The image: ${formatCount(platforms.length, "platform")}`;
	return markdownDetails(title, parts.join("\n\n"));
}
function renderHeadline(report, image) {
	const { destinations } = image;
	const [first] = destinations;
	const places = destinations.length === 1 ? markdownCode(first?.repository ?? "") : `${destinations.length} repositories`;
	const tag = mainTag((first?.tags ?? []).filter(({ action }) => action !== "skip"));
	const what = tag === "" ? "The image" : markdownCode(tag);
	if (report.dryRun) return `## 🔎 Dry run: ${what} would be lifted to ${places}, nothing was written`;
	if (!destinations.some(({ changed }) => changed)) return `## ⚓ Nothing to do: ${what} is in ${places} already`;
	return `## ⚓ ${what} lifted to ${places}`;
}
function renderImage(image, dryRun) {
	const kept = dryRun ? "" : ", the same in source and destination";
	return [
		`- **From:** ${markdownCode(image.source)}\n- **Digest:** ${markdownCode(image.digest)}${kept}`,
		...image.destinations.map((destination) => renderDestination(image, destination, dryRun)),
		renderDetails(image)
	].join("\n\n");
}
function renderImages(report) {
	const { images, dryRun } = report;
	const [only, ...others] = images;
	if (only !== void 0 && others.length === 0) return [renderHeadline(report, only), renderImage(only, dryRun)];
	return [renderSet(report), ...images.map((image) => markdownDetails(markdownText(image.source), renderImage(image, dryRun)))];
}
function renderPromotionSummary(report) {
	const parts = [...renderImages(report)];
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	parts.push(`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`);
	return limitSummary(`${parts.join("\n\n")}\n`);
}
// src/tags/tag-plan.ts
function isChange({ action }) {
	return action === "create" || action === "move";
}
// src/promotion/each-at-most.ts
async function eachAtMost(limit, items, work) {
	const results = [];
	const waiting = items.entries();
	let hasFailed = false;
	async function lane() {
		for (const [index, item] of waiting) {
			if (hasFailed) return;
			results[index] = await work(item);
		}
	}
	try {
		await Promise.all(Array.from({ length: Math.min(limit, items.length) }, lane));
	} catch (error) {
		hasFailed = true;
		throw error;
	}
	return results;
}
// src/registry/confirm.ts
const LOOKS$1 = 6;
const FIRST_PAUSE$1 = 200;
async function confirmManifest(client, repository, written) {
	const { reference, digest } = written;
	for (let look = 1;; look++) {
		const found = await headManifest(client, repository, reference, digestAlgorithm(digest));
		if (found === digest || look === LOOKS$1) return found;
		await client.clock.sleep(FIRST_PAUSE$1 * 2 ** (look - 1));
	}
}
// src/provenance/statement.ts
const PROMOTION_PREDICATE = "https://sealift.github.io/promotion/v1";
const IN_TOTO = "application/vnd.in-toto+json";
function digestSet(digest) {
	return { [digestAlgorithm(digest)]: digestHex(digest) };
}
function buildStatement(promotion) {
	const { source, destination, run } = promotion;
	const { actor } = run;
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: promotion.subjects.map(({ digest, platform }) => ({
			name: destination.uri,
			digest: digestSet(digest),
			...platform === void 0 ? {} : { annotations: { platform } }
		})),
		predicateType: PROMOTION_PREDICATE,
		predicate: {
			action: "promote",
			time: promotion.time.toISOString(),
			source: {
				uri: source.uri,
				tags: source.tag === void 0 ? [] : [source.tag]
			},
			destination: {
				uri: destination.uri,
				tags: destination.tags,
				replaced: Object.fromEntries(destination.replaced)
			},
			copied: {
				bytesUploaded: promotion.bytesUploaded,
				mounted: promotion.blobsMounted
			},
			run: {
				invocationId: run.invocationId,
				workflow: run.workflow,
				event: run.event
			},
			...actor === void 0 ? {} : { actor: {
				login: actor.login,
				id: actor.id,
				triggeringLogin: actor.triggeringLogin
			} },
			...promotion.reason === void 0 ? {} : { change: { reason: promotion.reason } },
			tool: {
				name: "sealift",
				version: promotion.toolVersion
			}
		}
	};
}
// src/provenance/record.ts
const PROMOTION_ANNOTATION = "io.github.sealift.promotion.";
const PREDICATE_TYPE = "in-toto.io/predicate-type";
const EMPTY = Buffer.from("{}");
const MAX_ANNOTATION = 1024;
function describe(mediaType, bytes) {
	return {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.byteLength,
		annotations: /* @__PURE__ */ new Map()
	};
}
function buildAnnotations(promotion, labels) {
	const { run, destination, source } = promotion;
	const own = [
		["from", source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`],
		["to", destination.uri],
		["tags", destination.tags.join(" ")],
		["by", run.actor?.login],
		["run", run.invocationId],
		["reason", promotion.reason],
		["previous-digest", promotion.previousDigest]
	];
	const annotations = /* @__PURE__ */ new Map([[PREDICATE_TYPE, PROMOTION_PREDICATE], ["org.opencontainers.image.created", promotion.time.toISOString()]]);
	for (const [key, value] of labels) if (!annotations.has(key)) annotations.set(key, value.slice(0, MAX_ANNOTATION));
	for (const [name, value] of own) if (value !== void 0 && value !== "") annotations.set(PROMOTION_ANNOTATION + name, value.slice(0, MAX_ANNOTATION));
	return new Map([...annotations].sort(([left], [right]) => left < right ? -1 : 1));
}
function buildRecord(promotion, labels, subject) {
	const payload = Buffer.from(JSON.stringify(buildStatement(promotion)));
	const config = describe(OCI_EMPTY, EMPTY);
	const layer = describe(IN_TOTO, payload);
	const annotations = buildAnnotations(promotion, labels);
	const { mediaType, digest, size } = subject;
	const bytes = Buffer.from(JSON.stringify({
		schemaVersion: 2,
		mediaType: OCI_MANIFEST,
		artifactType: IN_TOTO,
		config: {
			mediaType: config.mediaType,
			digest: config.digest,
			size: config.size,
			data: EMPTY.toString("base64")
		},
		layers: [{
			mediaType: layer.mediaType,
			digest: layer.digest,
			size: layer.size,
			annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE }
		}],
		subject: {
			mediaType,
			digest,
			size
		},
		annotations: Object.fromEntries(annotations)
	}));
	return {
		manifest: {
			mediaType: OCI_MANIFEST,
			digest: digestOf(bytes),
			bytes
		},
		descriptor: {
			...describe(OCI_MANIFEST, bytes),
			annotations,
			artifactType: IN_TOTO
		},
		subject: {
			mediaType,
			digest,
			size,
			annotations: /* @__PURE__ */ new Map()
		},
		blobs: [{
			descriptor: config,
			bytes: EMPTY
		}, {
			descriptor: layer,
			bytes: payload
		}]
	};
}
function findRecord(referrers, key) {
	const matches = referrers.filter(({ annotations }) => {
		const tags = new Set((annotations.get(`io.github.sealift.promotion.tags`) ?? "").split(" "));
		return annotations.get(PREDICATE_TYPE) === "https://sealift.github.io/promotion/v1" && annotations.get(`io.github.sealift.promotion.from`) === key.from && annotations.get(`io.github.sealift.promotion.to`) === key.to && key.tags.every((tag) => tags.has(tag));
	});
	const created = (descriptor) => descriptor.annotations.get("org.opencontainers.image.created") ?? "";
	return matches.sort((left, right) => created(left) < created(right) ? 1 : -1)[0]?.digest;
}
// src/registry/blobs/upload-chunks.ts
const EXCEPTIONS = [
	{
		registry: /^ghcr\.io$/,
		use: "never"
	},
	{
		registry: /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/,
		use: "never"
	},
	{
		registry: /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.|^public\.ecr\.aws$/,
		use: "last"
	}
];
function chunkUse(registry) {
	return EXCEPTIONS.find((exception) => exception.registry.test(registry))?.use ?? "usable";
}
const CHUNK = 8388608;
function chunkLength(minChunk) {
	return Math.max(CHUNK, minChunk);
}
const MOST_REFUSED_MOUNTS = 3;
function createUploadMemory() {
	const forms = /* @__PURE__ */ new Map();
	const refusedMounts = /* @__PURE__ */ new Map();
	let minChunk = 0;
	const classOf = (size) => size > 4194304 ? "large" : "small";
	const pairOf = (from, to) => `${from.name} ${to.name}`;
	return {
		firstForm: (size) => forms.get(classOf(size)) ?? (size > 4194304 ? "patch" : "put"),
		learnForm: (size, form) => void forms.set(classOf(size), form),
		get minChunk() {
			return minChunk;
		},
		learnMinChunk(bytes) {
			minChunk = Math.max(minChunk, bytes);
		},
		mayMount: (from, to) => (refusedMounts.get(pairOf(from, to)) ?? 0) < MOST_REFUSED_MOUNTS,
		noteRefusedMount(from, to) {
			const pair = pairOf(from, to);
			refusedMounts.set(pair, (refusedMounts.get(pair) ?? 0) + 1);
		}
	};
}
const MEMORIES = /* @__PURE__ */ new WeakMap();
function uploadMemory(client) {
	const known = MEMORIES.get(client);
	if (known !== void 0) return known;
	const memory = createUploadMemory();
	MEMORIES.set(client, memory);
	return memory;
}
// src/registry/blobs/upload-parts.ts
async function* readPart(reading, first, length) {
	reading.at = void 0;
	let left = length;
	while (left > 0) {
		const next = reading.rest === void 0 ? await reading.iterator.next() : {
			done: false,
			value: reading.rest
		};
		reading.rest = void 0;
		if (next.done === true) return;
		const chunk = next.value;
		if (chunk.byteLength > left) reading.rest = chunk.subarray(left);
		const part = chunk.subarray(0, left);
		left -= part.byteLength;
		if (left === 0) reading.at = first + length;
		yield part;
	}
}
function createPartReader(source) {
	let open;
	return async function* read(first, length) {
		let reading = open;
		if (reading?.at !== first) {
			reading?.iterator.return?.().catch(() => void 0);
			reading = {
				iterator: source(first)[Symbol.asyncIterator](),
				at: first,
				rest: void 0
			};
			open = reading;
		}
		yield* readPart(reading, first, length);
	};
}
// src/registry/blobs/upload-session.ts
function describeUpload(client, repository, { doing, digest }) {
	return {
		registry: client.registry,
		doing: `${doing} blob ${digest} to ${formatRepository(repository)}`
	};
}
function sessionLocation(client, response, attempt, before) {
	const minChunk = response.header("oci-chunk-min-length") ?? "";
	if (/^[0-9]{1,12}$/.test(minChunk)) uploadMemory(client).learnMinChunk(Number(minChunk));
	const location = response.header("location");
	if (location === void 0 && before !== void 0) return before;
	const url = location === void 0 ? null : URL.parse(location, response.url.href);
	if (url === null) throw invalidAnswer(attempt, "the registry opens no upload session");
	if (url.username !== "" || url.password !== "") throw invalidAnswer(attempt, "the address of the upload session carries credentials");
	if (url.href.includes("#")) throw invalidAnswer(attempt, "the address of the upload session has a fragment");
	if (url.origin !== response.url.origin) {
		const other = quote(`${url.protocol}//${url.host}`);
		throw invalidAnswer(attempt, `the registry "${client.registry}" wants the upload sent to another host, ${other}`);
	}
	return url;
}
async function openSession(client, repository, { digest, attempt }) {
	const response = await client.send({
		method: "POST",
		url: client.address(repository, "blobs/uploads/")
	});
	if (response.status !== 202 && response.status !== 201) throw await refused(response, attempt);
	await response.discard();
	if (response.status === 201 && await hasBlob(client, repository, digest)) return void 0;
	return sessionLocation(client, response, attempt);
}
async function readProgress(client, location, attempt) {
	try {
		const response = await client.send({
			method: "GET",
			url: location
		});
		await response.discard();
		if (response.status !== 204 && response.status !== 202 && response.status !== 200) return void 0;
		const last = /^(?:bytes=)?0-([0-9]{1,15})$/.exec(response.header("range") ?? "")?.[1];
		if (last === void 0) return void 0;
		const received = Number(last) === 0 ? 0 : Number(last) + 1;
		return {
			location: sessionLocation(client, response, attempt, location),
			received
		};
	} catch {
		return;
	}
}
function namesAnother(response, digest) {
	const named = tryParseDigest(response.header("docker-content-digest") ?? "");
	return named !== void 0 && named !== digest && digestAlgorithm(named) === digestAlgorithm(digest);
}
// src/registry/blobs/upload-send.ts
const MOST_RESUMES = 5;
const FORM_STATUS = /* @__PURE__ */ new Set([
	405,
	411,
	413,
	416,
	501
]);
const FORM_CODES = /* @__PURE__ */ new Set([
	"BLOB_UPLOAD_INVALID",
	"BLOB_UPLOAD_UNKNOWN",
	"CONTENT_LENGTH_INVALID",
	"RANGE_INVALID"
]);
async function readFailure(response, attempt) {
	const { hadWornToken } = response;
	const refusal = await readRefusal(response);
	const { status, code } = refusal;
	const error = refusalError(refusal, attempt);
	if (status === 404) return {
		kind: "gone",
		error
	};
	if (FORM_STATUS.has(status) || status === 400 && FORM_CODES.has(code)) return {
		kind: "form",
		error
	};
	return {
		kind: isPassingStatus(status) || hadWornToken ? "passing" : "final",
		error
	};
}
function withDigest(location, digest) {
	const url = new URL(location);
	url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
	return url;
}
async function* watch(bytes, fail) {
	try {
		yield* bytes;
	} catch (error) {
		fail(error);
		throw error;
	}
}
async function trySend(client, request, attempt) {
	const headers = {
		"content-type": "application/octet-stream",
		...request.headers
	};
	const { body } = request;
	let sourceError;
	const watched = (bytes) => watch(bytes, (error) => {
		sourceError = error;
	});
	const sent = body instanceof Uint8Array ? body : {
		...body,
		source: () => watched(body.source())
	};
	try {
		const response = await client.send({
			...request,
			headers,
			body: sent
		});
		return [
			200,
			201,
			202,
			204
		].includes(response.status) ? response : await readFailure(response, attempt);
	} catch (error) {
		if (error !== sourceError && isPassingError(error)) return {
			kind: "broken",
			error
		};
		throw error;
	}
}
async function close(client, upload, { body, attempt }) {
	const { repository, digest, size } = upload;
	const answer = await trySend(client, {
		method: "PUT",
		url: withDigest(upload.location, digest),
		body
	}, attempt);
	if ("kind" in answer) return answer;
	await answer.discard();
	if (namesAnother(answer, digest)) throw invalidAnswer(attempt, "the registry says that it has stored another blob", "digest-mismatch");
	if (answer.status === 201 || await hasBlob(client, repository, digest, size)) return void 0;
	const reason = `the registry answers ${answer.status} and does not have it`;
	return {
		kind: "passing",
		error: invalidAnswer(attempt, reason)
	};
}
var PatchMaker = class {
	#source;
	#read;
	#given = 0;
	constructor({ source, sourceFrom }) {
		this.#source = source;
		this.#read = createPartReader(sourceFrom);
	}
	get given() {
		return this.#given;
	}
	make(url, { at, length, isRanged }) {
		const source = () => this.#count(at, isRanged ? this.#read(at, length) : this.#source());
		const request = {
			method: "PATCH",
			url,
			body: {
				source,
				length
			}
		};
		return isRanged ? {
			...request,
			headers: { "content-range": `${at}-${at + length - 1}` }
		} : request;
	}
	async *#count(begin, bytes) {
		let at = begin;
		for await (const chunk of bytes) {
			at += chunk.byteLength;
			this.#given = Math.max(this.#given, at);
			yield chunk;
		}
	}
};
async function sendPatches(client, first, { form, attempt }) {
	const { size } = first;
	const patches = new PatchMaker(first);
	const mayResume = chunkUse(client.registry) === "usable";
	let isRanged = form === "chunks";
	let { location } = first;
	let at = 0;
	for (let resumes = 0;;) {
		const upload = {
			...first,
			location
		};
		const most = form === "chunks" ? chunkLength(uploadMemory(client).minChunk) : size;
		const part = {
			at,
			length: Math.min(most, size - at),
			isRanged
		};
		const answer = at < size ? await trySend(client, patches.make(location, part), attempt) : await close(client, upload, {
			body: /* @__PURE__ */ new Uint8Array(),
			attempt
		});
		if (answer === void 0) return void 0;
		if (!("kind" in answer)) {
			await answer.discard();
			location = sessionLocation(client, answer, attempt, location);
			at += part.length;
			continue;
		}
		const canGoOn = answer.kind === "broken" || answer.kind === "passing" || isRanged && answer.kind === "form" && at > 0;
		if (answer.kind === "final" && resumes > 0) return {
			...answer,
			kind: "gone"
		};
		if (!mayResume || !canGoOn || resumes++ === MOST_RESUMES) return answer;
		const progress = await readProgress(client, location, attempt);
		if (progress === void 0 || progress.received === 0 || progress.received > patches.given) return answer;
		if (answer.kind === "form" && form !== "chunks" && progress.received === at) return answer;
		({location} = progress);
		at = progress.received;
		isRanged = true;
	}
}
function sendToSession(client, upload, how) {
	if (how.form !== "put") return sendPatches(client, upload, how);
	return close(client, upload, {
		body: {
			source: upload.source,
			length: upload.size
		},
		attempt: how.attempt
	});
}
// src/registry/blobs/uploads.ts
const TRIES$4 = 4;
function startUpload(client, repository, digest) {
	return openSession(client, repository, {
		digest,
		attempt: describeUpload(client, repository, {
			doing: "upload",
			digest
		})
	});
}
function nextForm(form, kind, { chunks, tries, refused }) {
	if (kind === "final") return void 0;
	const other = form === "put" ? "patch" : "put";
	const isLate = tries >= TRIES$4;
	if (kind === "form") {
		const mayChunk = chunks === "usable" ? tries <= TRIES$4 : chunks === "last" && tries === TRIES$4;
		if (refused.has("put") && refused.has("patch") && !refused.has("chunks") && mayChunk) return "chunks";
	}
	if (isLate) return void 0;
	if (kind === "form") return other;
	return kind !== "passing" && form !== "chunks" && !refused.has(other) ? other : form;
}
async function isThere(client, repository, { digest, size }) {
	return hasBlob(client, repository, digest, size).catch(() => false);
}
async function reopen(client, repository, what) {
	return openSession(client, repository, what).then((location) => ({ location }), () => void 0);
}
async function uploadBlob(client, repository, blob) {
	const { digest, size, source, sourceFrom = (from) => skipBytes(source(), from) } = blob;
	const attempt = describeUpload(client, repository, {
		doing: "upload",
		digest
	});
	const memory = uploadMemory(client);
	const ladder = {
		chunks: chunkUse(client.registry),
		tries: 0,
		refused: /* @__PURE__ */ new Set()
	};
	let form = memory.firstForm(size);
	let location = blob.location ?? await openSession(client, repository, {
		digest,
		attempt
	});
	let failure;
	while (location !== void 0) {
		ladder.tries++;
		failure = await sendToSession(client, {
			repository,
			digest,
			size,
			location,
			source,
			sourceFrom
		}, {
			form,
			attempt
		});
		if (failure === void 0) {
			if (ladder.refused.size > 0) memory.learnForm(size, form);
			return;
		}
		if (failure.kind === "form") ladder.refused.add(form);
		const next = nextForm(form, failure.kind, ladder);
		if (failure.kind === "final") throw failure.error;
		if (await isThere(client, repository, blob)) return;
		const session = next === void 0 ? void 0 : await reopen(client, repository, {
			digest,
			attempt
		});
		if (next === void 0 || session === void 0) throw failure.error;
		form = next;
		({location} = session);
	}
}
// src/registry/referrers/digest-tags.ts
const COSIGN_SUFFIXES = [
	".sig",
	".att",
	".sbom"
];
function fallbackTag(subject) {
	return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}
function cosignTags(subject) {
	const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
	return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`).filter((name) => name.length <= 128).map(parseTag);
}
async function listTagsAtOnce(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
	const response = await client.send({
		method: "GET",
		url,
		headers: { accept: "application/json" }
	});
	if (response.status !== 200 || nextPage(response, url, attempt) !== void 0) {
		await response.discard();
		return;
	}
	return new Set(readTags(await readBody(response, MAX_PAGE), attempt));
}
// src/registry/referrers/referrers.ts
const MAX_PAGES = 100;
const MAX_REFERRERS = 1e3;
function isNullList(bytes) {
	return property(parseJsonObject(bytes), "manifests") === null;
}
function parseIndex(bytes, contentType, attempt) {
	let manifest;
	try {
		if (isNullList(bytes)) return [];
		manifest = parseManifest(bytes, contentType);
	} catch (error) {
		throw invalidAnswer(attempt, error instanceof FormatError ? error.message : "the answer is no index");
	}
	if (manifest.kind !== "index") throw invalidAnswer(attempt, "the answer is no index");
	return manifest.manifests;
}
const knownApis = /* @__PURE__ */ new WeakMap();
function hasReferrersApi(client) {
	return knownApis.get(client);
}
async function listFromApi(client, repository, subject) {
	if (knownApis.get(client) === false) return void 0;
	const attempt = {
		registry: client.registry,
		doing: `list the referrers of ${formatRepository(repository)}@${subject}`
	};
	const found = [];
	const visited = /* @__PURE__ */ new Set();
	let url = client.address(repository, `referrers/${subject}`);
	while (url !== void 0) {
		if (visited.has(url.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		visited.add(url.href);
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: OCI_INDEX }
		});
		if (response.url.origin !== url.origin || [
			303,
			400,
			404,
			405,
			406
		].includes(response.status)) {
			await response.discard();
			if (response.status !== 400 && found.length === 0 && !knownApis.has(client)) knownApis.set(client, false);
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const bytes = await readBody(response, MAX_MANIFEST);
		if (bytes === void 0) throw invalidAnswer(attempt, "the list is larger than 4 MiB", "too-large");
		found.push(...parseIndex(bytes, OCI_INDEX, attempt));
		url = nextPage(response, url, attempt);
		if (found.length > 1e3) throw invalidAnswer(attempt, "the list has no end");
	}
	knownApis.set(client, true);
	return found;
}
async function readFallback(client, repository, subject) {
	const tag = fallbackTag(subject);
	const attempt = {
		registry: client.registry,
		doing: `read the referrers under ${formatRepository(repository)}:${tag}`
	};
	const stored = await getManifest(client, repository, tag);
	if (stored === void 0) return void 0;
	if (stored.digest === subject) return "image";
	return {
		stored,
		referrers: parseIndex(stored.bytes, stored.mediaType, attempt)
	};
}
async function readFallbackIndex(client, repository, subject) {
	const found = await readFallback(client, repository, subject);
	if (found !== "image") return found;
	const doing = `read the referrers under ${formatRepository(repository)}:${fallbackTag(subject)}`;
	throw invalidAnswer({
		registry: client.registry,
		doing
	}, "the image itself stands under that tag");
}
async function listFromFallback(client, repository, subject) {
	const found = await readFallback(client, repository, subject);
	return found === void 0 || found === "image" ? [] : found.referrers;
}
function joinReferrers(...lists) {
	return [...new Map(lists.flat().map((descriptor) => [descriptor.digest, descriptor])).values()];
}
async function listReferrers$1(client, repository, subject) {
	const [fromApi, fromFallback] = await Promise.all([listFromApi(client, repository, subject), listFromFallback(client, repository, subject)]);
	return joinReferrers(fromApi ?? [], fromFallback);
}
// src/registry/referrers/attach-referrer.ts
const TRIES$3 = 6;
const LOOKS = 3;
const LOOK_PAUSE$1 = 200;
function descriptorJson(descriptor) {
	const { mediaType, digest, size, artifactType, annotations } = descriptor;
	return {
		mediaType,
		digest,
		size,
		...artifactType === void 0 ? {} : { artifactType },
		...annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }
	};
}
function appendToIndex(existing, descriptors) {
	const base = existing === void 0 ? {
		schemaVersion: 2,
		mediaType: OCI_INDEX
	} : parseJsonObject(existing);
	const manifests = property(base, "manifests");
	const list = Array.isArray(manifests) ? manifests : [];
	return Buffer.from(JSON.stringify({
		...base,
		manifests: [...list, ...descriptors.map(descriptorJson)]
	}));
}
function lacking(descriptors, listed) {
	const known = new Set(listed.map(({ digest }) => digest));
	return descriptors.filter(({ digest }) => !known.has(digest));
}
async function addToFallback(client, repository, { subject, descriptors }) {
	const tag = fallbackTag(subject);
	for (let attempt = 0; attempt < TRIES$3; attempt++) {
		const fallback = await readFallbackIndex(client, repository, subject);
		const missing = lacking(descriptors, fallback?.referrers ?? []);
		if (missing.length === 0) return;
		const bytes = appendToIndex(fallback?.stored.bytes, missing);
		const manifest = {
			mediaType: OCI_INDEX,
			digest: digestOf(bytes),
			bytes
		};
		if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
		await putManifest(client, repository, tag, manifest);
	}
	if (lacking(descriptors, (await readFallbackIndex(client, repository, subject))?.referrers ?? []).length === 0) return;
	const attempt = {
		registry: client.registry,
		doing: `list the record under ${formatRepository(repository)}:${tag}`
	};
	throw invalidAnswer(attempt, `other writers replaced the list ${TRIES$3} times`);
}
async function notShown(client, repository, { subject, descriptors }) {
	for (let look = 1;; look++) {
		const listed = await listFromApi(client, repository, subject);
		const missing = lacking(descriptors, listed ?? []);
		if (missing.length === 0 || listed === void 0 || look === LOOKS) return missing;
		await client.clock.sleep(LOOK_PAUSE$1 * look);
	}
}
async function ensureListed(client, repository, { subject, written }) {
	const promised = written.filter(({ indexed }) => indexed === subject).map(({ descriptor }) => descriptor);
	const others = written.filter(({ indexed }) => indexed !== subject).map(({ descriptor }) => descriptor);
	const broken = promised.length === 0 || hasReferrersApi(client) === true ? [] : await notShown(client, repository, {
		subject,
		descriptors: promised
	});
	const descriptors = [...others, ...broken];
	if (descriptors.length > 0) await addToFallback(client, repository, {
		subject,
		descriptors
	});
}
async function attachReferrer(client, repository, referrer) {
	const { manifest, subject, descriptor } = referrer;
	const written = [{
		descriptor,
		indexed: (await putManifest(client, repository, manifest.digest, manifest)).subject
	}];
	await ensureListed(client, repository, {
		subject: subject.digest,
		written
	});
}
// src/promotion/apply-record.ts
function recordedTags(tags) {
	return tags.filter(({ action }) => action !== "skip").map(({ tag }) => tag);
}
function describePromotion({ request, plan, destination, counts }, tags) {
	const replaced = tags.flatMap(({ tag, action, before }) => action === "move" && before !== void 0 ? [[tag, before]] : []);
	const previous = previousDigest(tags);
	const { tag } = plan.source;
	return {
		subjects: [{ digest: plan.image.digest }, ...graphPlatforms(plan.graph).filter(({ node }) => node.descriptor.digest !== plan.image.digest).map(({ platform, node }) => ({
			digest: node.descriptor.digest,
			platform
		}))],
		time: request.now,
		source: {
			uri: formatRepository(plan.source.repository),
			...tag === void 0 ? {} : { tag }
		},
		destination: {
			uri: formatRepository(destination.repository),
			tags: recordedTags(tags),
			replaced: new Map(replaced)
		},
		...previous === void 0 ? {} : { previousDigest: previous },
		bytesUploaded: counts.bytesCopied,
		blobsMounted: counts.mounted,
		...request.reason === void 0 ? {} : { reason: request.reason },
		run: request.run,
		toolVersion: request.toolVersion
	};
}
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
async function findEarlierRecord(client, scope) {
	const { plan, destination } = scope;
	const promotion = describePromotion(scope, destination.tags.tags);
	const referrers = await listReferrers$1(client, destination.repository, plan.image.digest);
	const { source, destination: to } = promotion;
	return findRecord(referrers, {
		from: source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`,
		to: to.uri,
		tags: to.tags
	});
}
async function writeRecord(client, scope, tags) {
	const { plan, destination } = scope;
	const record = buildRecord(describePromotion(scope, tags), plan.labels, plan.image);
	await Promise.all(record.blobs.map((blob) => putBlob(client, destination, blob)));
	await attachReferrer(client, destination.repository, record);
	return digestOf(record.manifest.bytes);
}
// src/promotion/companions/merge-cosign.ts
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
function mergeCosign(source, destination) {
	const theirs = parseJsonObject(destination.bytes);
	const ours = layersOf(parseJsonObject(source.bytes));
	const known = new Set(layersOf(theirs).map(identify));
	const added = ours.filter((layer) => !known.has(identify(layer)));
	if (added.length === 0) return void 0;
	const brought = new Set(ours.map(identify));
	if (layersOf(theirs).every((layer) => brought.has(identify(layer)))) return source;
	const bytes = Buffer.from(JSON.stringify({
		...theirs,
		layers: [...layersOf(theirs), ...added]
	}));
	return {
		mediaType: destination.mediaType,
		digest: digestOf(bytes),
		bytes
	};
}
// src/promotion/companions/apply-companions.ts
const TRIES$2 = 5;
async function listReferrers({ client, repository, emit }, referrers, written) {
	const bySubject = /* @__PURE__ */ new Map();
	for (const referrer of referrers) bySubject.set(referrer.subject, [...bySubject.get(referrer.subject) ?? [], referrer]);
	await Promise.all([...bySubject].map(async ([subject, list]) => {
		await ensureListed(client, repository, {
			subject,
			written: list.map(({ descriptor, graph }) => ({
				descriptor,
				indexed: written.get(graph.root)?.subject
			}))
		});
		for (const { descriptor } of list) emit({
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
function wanted(cosign, standing) {
	const source = storedRoot(cosign);
	if (standing === void 0) return source;
	if (standing.digest === source.digest) return void 0;
	return mergeCosign(source, standing);
}
async function writeCosignTag({ client, repository, emit }, cosign) {
	const { tag, subject } = cosign;
	for (let attempt = 0; attempt < TRIES$2; attempt++) {
		const manifest = wanted(cosign, await getManifest(client, repository, tag));
		if (manifest === void 0) return;
		await putManifest(client, repository, tag, manifest);
		emit({
			kind: "cosign-tag",
			to: repository,
			subject,
			tag
		});
		if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
	}
	if (wanted(cosign, await getManifest(client, repository, tag)) === void 0) return;
	throw new RegistryError(`Cannot take along ${formatRepository(repository)}:${tag}: other writers replaced it ${TRIES$2} times; run again when they are done`, {
		code: "refused",
		registry: client.registry
	});
}
async function applyCompanions(target, plan, written) {
	await Promise.all([listReferrers(target, plan.referrers, written), ...plan.cosignTags.map((cosign) => writeCosignTag(target, cosign))]);
}
// src/registry/blobs/blob-mount.ts
async function mountBlob(client, repository, blob) {
	const { digest, from } = blob;
	const memory = uploadMemory(client);
	if (!memory.mayMount(from, repository)) return { kind: "refused" };
	const response = await askForMount(client, repository, blob);
	await response?.discard();
	if (response?.status === 201 && !namesAnother(response, digest)) return { kind: "mounted" };
	if (response?.status === 202) return {
		kind: "refused",
		location: sessionLocation(client, response, describeUpload(client, repository, {
			doing: "mount",
			digest
		}))
	};
	memory.noteRefusedMount(from, repository);
	return { kind: "refused" };
}
async function askForMount(client, repository, { digest, from }) {
	const url = client.address(repository, "blobs/uploads/");
	url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
	try {
		return await client.send({
			method: "POST",
			url
		});
	} catch (error) {
		if (error instanceof RegistryError && error.code === "unauthorized") return void 0;
		if (isPassingError(error)) return void 0;
		throw error;
	}
}
// src/registry/blobs/blob-hash.ts
const STEP = 16777216;
function createHashTrail(algorithm) {
	const states = [];
	return {
		goBack(offset) {
			while ((states.at(-1)?.length ?? 0) > offset) states.pop();
			const last = states.at(-1);
			return last === void 0 ? {
				length: 0,
				hash: createHash(algorithm)
			} : {
				length: last.length,
				hash: last.hash.copy()
			};
		},
		keep({ length, hash }) {
			if (length - (states.at(-1)?.length ?? 0) >= STEP) states.push({
				length,
				hash: hash.copy()
			});
		}
	};
}
// src/registry/blobs/blob-turns.ts
const MOST_STREAMS = 8;
const LIMITS = /* @__PURE__ */ new WeakMap();
function takeTurn(client) {
	const limit = LIMITS.get(client) ?? createLimit(MOST_STREAMS);
	LIMITS.set(client, limit);
	return limit.acquire();
}
// src/registry/blobs/blob-stream.ts
const MOST_BREAKS = 5;
const FIRST_PAUSE = 250;
async function openBlob(client, repository, blob) {
	const { size } = blob;
	const attempt = describeBlob("read", client, repository, blob.digest);
	const turn = await takeTurn(client);
	let first;
	try {
		first = await requestBlob(client, repository, blob);
	} finally {
		if (first === void 0) turn.release("answered");
	}
	if (first === void 0) return void 0;
	const trail = createHashTrail(digestAlgorithm(blob.digest));
	let readings = 0;
	let isDisposed = false;
	async function open(at) {
		const opened = at === 0 ? first : void 0;
		if (opened !== void 0) first = void 0;
		const response = opened ?? await requestBlob(client, repository, blob, at);
		if (response === void 0) throw invalidAnswer(attempt, "the registry has it no longer", "not-found");
		return response;
	}
	async function* read(begin) {
		let at = begin;
		for (let breaks = 0;; breaks++) {
			const { body } = await open(at);
			try {
				for await (const chunk of body) {
					at += chunk.byteLength;
					yield chunk;
				}
				return;
			} catch (error) {
				if (at >= size) return;
				if (!isPassingError(error) || breaks === MOST_BREAKS) throw error;
			}
			await client.clock.sleep(FIRST_PAUSE * 2 ** breaks);
		}
	}
	async function* from(offset) {
		const reading = ++readings;
		const { hash, ...start } = trail.goBack(offset);
		let { length } = start;
		let held;
		for await (const chunk of read(length)) {
			if (reading !== readings) return;
			length += chunk.byteLength;
			if (length > size) break;
			hash.update(chunk);
			trail.keep({
				length,
				hash
			});
			const surplus = Math.max(0, offset - (length - chunk.byteLength));
			if (surplus >= chunk.byteLength) continue;
			if (held !== void 0) yield held;
			held = chunk.subarray(surplus);
		}
		if (length !== size) {
			const reason = `${length > size ? "more" : "fewer"} bytes came than the ${size} that its descriptor names`;
			throw invalidAnswer(attempt, reason, "digest-mismatch");
		}
		checkHash(hash.digest("hex"), blob.digest);
		if (held !== void 0) yield held;
	}
	function checkHash(hex, digest) {
		if (hex === digestHex(digest)) return;
		throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch");
	}
	return {
		from,
		[Symbol.asyncIterator]: () => from(0),
		async [Symbol.asyncDispose]() {
			if (isDisposed) return;
			isDisposed = true;
			await first?.discard();
			first = void 0;
			turn.release("answered");
		}
	};
}
// src/promotion/copy/apply-copy.ts
async function* aloud({ plan, emit }, stream) {
	for await (const chunk of stream) {
		emit({
			kind: "bytes",
			to: plan.to,
			bytes: chunk.byteLength
		});
		yield chunk;
	}
}
async function streamBlob(work, step, location) {
	const { clients, plan } = work;
	const { blob, optional } = step;
	const { digest, size } = blob;
	await using opened = await openBlob(clients.source, plan.from, blob);
	if (opened === void 0) {
		if (optional) return "left-out";
		throw new RegistryError(`Cannot promote ${formatRepository(plan.from)}: its blob ${digest} is missing at the source; build the image again, or push what is missing`, {
			code: "not-found",
			registry: clients.source.registry,
			status: 404
		});
	}
	await uploadBlob(clients.destination, plan.to, {
		digest,
		size,
		location,
		source: () => aloud(work, opened),
		sourceFrom: (offset) => aloud(work, opened.from(offset))
	});
	return "copied";
}
async function applyBlob(work, step) {
	const { clients, plan } = work;
	const { destination } = clients;
	const { digest, size } = step.blob;
	let location;
	if (step.way === "mount") {
		const result = await mountBlob(destination, plan.to, {
			digest,
			from: plan.from
		});
		if (result.kind === "mounted") return "mounted";
		({location} = result);
	}
	if (await hasBlob(destination, plan.to, digest, size)) return "present";
	return streamBlob(work, step, location);
}
async function applyCopy(clients, plan, emit) {
	const blobs = /* @__PURE__ */ new Map();
	for (const step of plan.blobs) {
		const done = applyBlob({
			clients,
			plan,
			emit
		}, step).then((outcome) => {
			emit({
				kind: "blob",
				to: plan.to,
				blob: step.blob,
				outcome
			});
		});
		blobs.set(step.blob.digest, done);
	}
	const manifests = /* @__PURE__ */ new Map();
	const written = /* @__PURE__ */ new Map();
	async function applyManifest(step) {
		await Promise.all([...step.blobs.map((digest) => blobs.get(digest)), ...step.after.map((digest) => manifests.get(digest))]);
		const { descriptor, bytes } = step.node;
		const { mediaType, digest } = descriptor;
		written.set(digest, await putManifest(clients.destination, plan.to, digest, {
			mediaType,
			digest,
			bytes
		}));
		emit({
			kind: "manifest",
			to: plan.to,
			manifest: descriptor
		});
	}
	for (const step of plan.manifests) manifests.set(step.node.descriptor.digest, applyManifest(step));
	await Promise.all([...blobs.values(), ...manifests.values()]);
	return written;
}
// src/promotion/land.ts
var Tally = class {
	counts = {
		mounted: 0,
		copied: 0,
		present: 0,
		leftOut: 0,
		bytesCopied: 0
	};
	manifests = 0;
	add(event) {
		if (event.kind === "manifest") this.manifests++;
		if (event.kind !== "blob") return;
		const { outcome, blob } = event;
		this.counts[outcome === "left-out" ? "leftOut" : outcome]++;
		if (outcome === "copied") this.counts.bytesCopied += blob.size;
	}
	snapshot() {
		return { ...this.counts };
	}
};
async function land(request, clients, work) {
	const { plan, destination, emit } = work;
	const { repository } = destination;
	const client = clients.destination(repository);
	const tally = new Tally();
	function count(event) {
		tally.add(event);
		emit(event);
	}
	const written = await applyCopy({
		source: clients.source,
		destination: client
	}, destination.copy, count);
	await applyCompanions({
		client,
		repository,
		emit: count
	}, destination.companions, written);
	const { digest } = plan.image;
	if (destination.copy.manifests.length > 0 && await confirmManifest(client, repository, {
		reference: digest,
		digest
	}) !== digest) throw new RegistryError(`Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`, {
		code: "digest-mismatch",
		registry: client.registry
	});
	emit({
		kind: "verified",
		to: repository,
		digest
	});
	const scope = {
		request,
		plan,
		destination,
		counts: tally.snapshot()
	};
	if (request.record === "off") return {
		clients,
		scope,
		manifests: tally.manifests,
		record: void 0
	};
	const earlier = !destination.tags.tags.some(isChange) && destination.copy.manifests.length === 0 ? await findEarlierRecord(client, scope) : void 0;
	const record = earlier ?? await writeRecord(client, scope, destination.tags.tags);
	if (earlier === void 0) emit({
		kind: "record",
		to: repository,
		digest: record
	});
	return {
		clients,
		scope,
		manifests: tally.manifests,
		record
	};
}
// src/promotion/source-drift.ts
async function reportDrift(client, { request, plan, emit }) {
	if (request.from.kind !== "tag") return;
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
// src/promotion/promotion-plan.ts
function planDestinationTags(question, existing, digest) {
	const computed = computeTags(question.rules, question.context, existing, question.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists })
	};
}
// src/promotion/tagging/write-tag.ts
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
	journal.begin({
		client,
		repository,
		tag,
		before,
		after: digest
	});
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
		if (!(error instanceof RegistryError) || await lookAfterFailure(writer, planned) !== digest) throw error;
	}
	journal.confirm();
	emit({
		kind: "tag",
		to: repository,
		tag,
		digest
	});
}
// src/promotion/tagging/claim-steps.ts
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
	if (holds === void 0) return "free";
	return holds === target.root.digest ? "ours" : "taken";
}
async function writeClaim(target, claim) {
	try {
		await writeTag(target, claim);
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== "tag-immutable") throw error;
		if (await look(target, claim) === "free") throw error;
	}
}
async function giveWay(target, claim, names) {
	const { repository, root } = target;
	const holds = await lookUp(target, claim.tag);
	if (holds === root.digest && await isOursAfterAll(target, claim)) return claim;
	if (claim.sequence !== void 0) {
		const next = nextInSequence(claim.sequence, names);
		target.emit({
			kind: "lost-race",
			to: repository,
			tag: claim.tag,
			next: next.tag
		});
		return {
			...claim,
			...next,
			reason: `another run took ${claim.tag} first`
		};
	}
	if (target.ifTagExists === "skip" && holds !== void 0) return {
		...claim,
		action: "skip",
		reason: "another run created it just now",
		before: holds,
		after: holds
	};
	const other = holds === void 0 ? "another image" : shortDigest(holds);
	throw new PolicyError(`Cannot tag ${formatRepository(repository)}: another run gave the immutable tag "${claim.tag}" to ${other} just now and not to ${shortDigest(root.digest)}; release a new version, or run one release at a time`);
}
// src/promotion/tagging/persist.ts
const TRIES$1 = 4;
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
async function persist(items, { journal, clock }, step) {
	let outcomes = await Promise.allSettled(items.map(step));
	for (let attempt = 1;; attempt++) {
		const failures = outcomes.filter((outcome) => outcome.status === "rejected").map(({ reason }) => reason);
		if (failures.length === 0) return outcomes.flatMap((outcome) => "value" in outcome ? [outcome.value] : []);
		if (!journal.hasWritten || attempt === TRIES$1 || !failures.every(mayPass)) throw failures[0];
		await clock.sleep(PAUSE$1 * 2 ** (attempt - 1));
		const again = items.map((item, index) => {
			const outcome = outcomes[index];
			return outcome?.status === "fulfilled" ? outcome.value : step(item);
		});
		outcomes = await Promise.allSettled(again);
	}
}
async function persistOnce(persistence, step) {
	const [outcome] = await persist([0], persistence, async () => ({ result: await step() }));
	if (outcome === void 0) throw new Error("a step came to no end");
	return outcome.result;
}
// src/promotion/tagging/claim.ts
const CHECK_LIFETIME = 500;
const QUIET_TIME = 1e3;
const BUSY_TIME = 3e3;
const PACE_FACTOR = 3;
const POLL_TIME = 250;
const MAX_ROUNDS = 200;
function seesOthers(target, basis, names, own) {
	const tags = new Set(own.map(({ tag }) => tag));
	const stems = target.own.map((digest) => digest.replace(":", "-"));
	const isOurs = (name) => tags.has(name) || stems.some((stem) => name.startsWith(stem));
	return [...names].some((name) => !basis.names.has(name) && !isOurs(name));
}
function lookAtAll(target, claims) {
	const { journal, client } = target;
	return persist(claims, {
		journal,
		clock: client.clock
	}, (claim) => look(target, claim));
}
async function writeClaims(target, claims) {
	const { journal, client } = target;
	const tried = /* @__PURE__ */ new Set();
	await persist(claims, {
		journal,
		clock: client.clock
	}, async (claim) => {
		if (tried.has(claim) && await look(target, claim) !== "free") return;
		tried.add(claim);
		await writeClaim(target, claim);
	});
}
async function standBy(target, claims, wasBusy) {
	const { clock, pace } = target.client;
	const milliseconds = Math.max(wasBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * pace.slowestWrite);
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
		if ((await lookAtAll(target, claims)).some((verdict) => verdict !== "ours")) return false;
	}
	return true;
}
async function runRound(target, claims, basis) {
	const { journal } = target;
	const { clock } = target.client;
	const before = clock.now() - basis.checkedAt > CHECK_LIFETIME ? await lookAtAll(target, claims) : claims.map(() => "free");
	const free = claims.filter((_, index) => before[index] === "free");
	await writeClaims(target, free);
	let stood = free.length === 0 || await standBy(target, free, basis.wasBusy);
	const lookAround = () => Promise.all([persistOnce({
		journal,
		clock
	}, () => target.readNames()), lookAtAll(target, free)]);
	let [names, after] = await lookAround();
	const isBusy = seesOthers(target, basis, names, claims);
	if (isBusy && !basis.wasBusy && stood && free.length > 0 && after.every((verdict) => verdict === "ours")) {
		stood = await standBy(target, free, true);
		[names, after] = await lookAround();
	}
	return {
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
	let { checkedAt } = basis;
	let wasBusy = false;
	let names;
	for (let round = 0; open.length > 0; round++) {
		if (round === MAX_ROUNDS) throw new RegistryError(`Cannot tag ${formatRepository(target.repository)}: other runs took the number ${MAX_ROUNDS} times in a row; run again, or one at a time`, {
			code: "refused",
			registry: target.client.registry
		});
		const current = open;
		const result = await runRound(target, current.map(({ claim }) => claim), {
			names: basis.names,
			checkedAt,
			wasBusy
		});
		({names} = result);
		wasBusy = result.isBusy || result.verdicts.includes("taken");
		checkedAt = target.client.clock.now();
		open = [];
		for (const [index, { asked, claim }] of current.entries()) if (result.verdicts[index] === "ours") settled.set(asked, claim);
		else {
			const other = await persistOnce(persistence, () => giveWay(target, claim, result.names));
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
// src/promotion/tagging/apply-tags.ts
const LIST_LIFETIME = 300;
const LIST_TRIES = 6;
const LIST_PAUSE = 200;
function isClaim({ action, mutable }) {
	return action === "create" && !mutable;
}
function isMove(planned) {
	return planned.mutable && isChange(planned);
}
async function listWithOwn({ client, journal }, plan, own) {
	const { clock } = client;
	for (let attempt = 1;; attempt++) {
		const names = await persistOnce({
			journal,
			clock
		}, () => readNames(client, plan.repository, plan.scope));
		if (attempt === LIST_TRIES || own.every(({ tag }) => names.has(tag))) return names;
		await clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
	}
}
async function decideAgain(target, plan, { tags: claimed, seen }) {
	const own = claimed.filter(({ mutable, after }) => !mutable && after === target.root.digest);
	const names = seen !== void 0 && target.client.clock.now() - seen.at <= LIST_LIFETIME && own.every(({ tag }) => seen.names.has(tag)) ? seen.names : await listWithOwn(target, plan, own);
	const digests = new Map(plan.existing.digests);
	for (const { tag, mutable, after } of claimed) if (!mutable && after !== void 0) digests.set(tag, after);
	const fresh = planDestinationTags(plan.question, {
		...plan.existing,
		names,
		digests
	}, target.root.digest).tags.tags;
	return claimed.map((planned) => {
		const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : void 0;
		return now?.action === "skip" ? now : planned;
	});
}
async function applyClaims(target, plan) {
	const { client } = target;
	const { repository, question, tags } = plan;
	const claims = tags.tags.filter(isClaim);
	const { ifTagExists } = question;
	const read = () => readNames(client, repository, plan.scope);
	const basis = {
		checkedAt: plan.readAt,
		names: plan.existing.names
	};
	const outcome = await claimTags({
		...target,
		repository,
		ifTagExists,
		readNames: read
	}, claims, basis);
	return {
		tags: tags.tags.map((tag) => isClaim(tag) ? outcome.tags[claims.indexOf(tag)] ?? tag : tag),
		seen: outcome.names === void 0 ? void 0 : {
			names: outcome.names,
			at: client.clock.now()
		}
	};
}
async function applyMoves(target, plan, claimed) {
	const { client, journal } = target;
	const { repository, tags, scope } = plan;
	const { clock } = client;
	let settled = claimed.tags;
	const isStale = tags.tags.some(isClaim) || clock.now() - plan.readAt > LIST_LIFETIME;
	if (scope.kind === "all" && isStale && settled.some(isMove)) settled = await decideAgain(target, plan, claimed);
	if (settled.some((tag, index) => tag !== tags.tags[index])) await persistOnce({
		journal,
		clock
	}, () => target.onChange(settled));
	await persist(settled.filter(isMove), {
		journal,
		clock
	}, (tag) => writeTag({
		...target,
		repository
	}, tag));
	return settled;
}
// src/promotion/tagging/tag-journal.ts
var TagJournal = class {
	begun = [];
	written = 0;
	get writes() {
		return this.begun;
	}
	get hasWritten() {
		return this.written > 0;
	}
	begin(write) {
		this.begun.push(write);
	}
	confirm() {
		this.written++;
	}
};
// src/promotion/tagging/undo-tags.ts
const TRIES = 3;
const PAUSE = 500;
async function putBack({ client, repository, tag, before, after }) {
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
	for (let attempt = 1; attempt <= TRIES; attempt++) try {
		return await putBack(write);
	} catch (error) {
		if (!isSealiftError(error)) throw error;
		await write.client.clock.sleep(PAUSE * attempt);
	}
	return "stuck";
}
async function undoTags(journal, error) {
	const writes = /* @__PURE__ */ new Map();
	for (const write of journal.writes) {
		const name = `${formatRepository(write.repository)}:${write.tag}`;
		if (!writes.has(name)) writes.set(name, write);
	}
	const fates = await Promise.all([...writes].map(async ([name, write]) => ({
		name,
		fate: await undo(write)
	})));
	const list = (wanted) => formatList(fates.filter(({ fate }) => fate === wanted).map(({ name }) => name));
	const said = [
		["restored", "put back to what it was: "],
		["new", "new, and on the complete image: "],
		["stuck", "NOT put back, look at it: "]
	].map(([fate, words]) => list(fate) === "" ? "" : words + list(fate)).filter((part) => part !== "");
	if (said.length === 0 || !isSealiftError(error)) return error;
	const message = `${error.message} (${said.join("; ")})`;
	if (error instanceof PolicyError) return new PolicyError(message);
	if (!(error instanceof RegistryError)) return error;
	const { code, registry, status } = error;
	return new RegistryError(message, {
		code,
		registry,
		cause: error,
		...status === void 0 ? {} : { status }
	});
}
// src/promotion/tagging/apply-all-tags.ts
function startTagging(landed, run) {
	const { plan, destination, request } = landed.scope;
	const { repository } = destination;
	const client = landed.clients.destination(repository);
	const node = plan.graph.nodes.get(plan.image.digest);
	if (node === void 0) throw new Error("the graph has no root");
	const { mediaType, digest } = plan.image;
	const root = {
		mediaType,
		digest,
		bytes: node.bytes
	};
	const own = [...plan.graph.nodes.keys(), ...plan.companions.referrers.map(({ graph }) => graph.root)];
	let { record } = landed;
	async function onChange(tags) {
		if (request.record === "off") return;
		record = await writeRecord(client, landed.scope, tags);
		run.emit({
			kind: "record",
			to: repository,
			digest: record
		});
	}
	return {
		landed,
		target: {
			...run,
			client,
			root,
			own,
			onChange
		},
		record: () => record
	};
}
async function allDone(promises) {
	const failure = (await Promise.allSettled(promises)).find((outcome) => outcome.status === "rejected");
	if (failure !== void 0) throw failure.reason;
	return Promise.all(promises);
}
async function tagAll(taggings) {
	return allDone((await allDone(taggings.map(async (tagging) => {
		const { target, landed } = tagging;
		return {
			...tagging,
			claims: await applyClaims(target, landed.scope.destination)
		};
	}))).map(async ({ target, landed, claims, record }) => {
		return {
			landed,
			tags: await applyMoves(target, landed.scope.destination, claims),
			record: record()
		};
	}));
}
async function applyAllTags(landed, emit) {
	const journal = new TagJournal();
	try {
		return await tagAll(landed.map((each) => startTagging(each, {
			journal,
			emit
		})));
	} catch (error) {
		throw await undoTags(journal, error);
	}
}
// src/promotion/apply.ts
const IMAGES_AT_ONCE$1 = 16;
async function applySet(items, emit) {
	const landed = await eachAtMost(IMAGES_AT_ONCE$1, items, ({ request, clients, plan }) => Promise.all(plan.destinations.map((destination) => land(request, clients, {
		plan,
		destination,
		emit
	}))));
	const [tagged] = await Promise.all([applyAllTags(landed.flat(), emit), eachAtMost(IMAGES_AT_ONCE$1, items, ({ request, clients, plan }) => reportDrift(clients.source, {
		request,
		plan,
		emit
	}))]);
	return items.map(({ plan }) => tagged.filter(({ landed: { scope } }) => scope.plan === plan).map(({ landed: { scope, manifests: manifestsWritten }, tags, record }) => ({
		plan: scope.destination,
		counts: scope.counts,
		changed: tags.some(isChange),
		tags,
		manifestsWritten,
		record
	})));
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
	const listingRoot = image.root.then(({ digest }) => reader.list(digest));
	const [graph, ofRoot] = await Promise.all([image.graph, listingRoot]);
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
function buildContext(request, graph, labels) {
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
		digest: graph.root,
		notes: needsVersion(request.rules) ? notesOnVersion(versions) : []
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
		Promise.all(subjects.map((subject) => listReferrers$1(client, repository, subject))),
		Promise.all(nodes.map((digest) => headManifest(client, repository, digest))),
		lookUpTags(client, repository, tags)
	]);
	return {
		listed: new Set(lists.flat().map(({ digest }) => digest)),
		present: new Set(nodes.filter((_, index) => found[index] !== void 0)),
		tags: standing
	};
}
// src/promotion/copy/copy-plan.ts
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
	const way = route.from.registry === route.to.registry ? "mount" : "stream";
	return {
		...route,
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
// src/promotion/prepare-destination.ts
async function viewDestination(request, clients, destination) {
	const { repository, root } = destination;
	const client = clients.destination(repository);
	const readAt = client.clock.now();
	const scope = findNamesScope(request.rules, request, request);
	const [names, { digest }] = await Promise.all([readNames(client, repository, scope), root]);
	return {
		repository,
		scope,
		names,
		readAt,
		rootIsPresent: (names.size > 0 || scope.kind !== "all") && await headManifest(client, repository, digest) !== void 0
	};
}
async function planTakingAlong(client, { from, to }, image) {
	if (formatRepository(from) === formatRepository(to)) return NO_COMPANION_PLAN;
	return planCompanions(image.companions, await viewCompanions(client, to, image), to);
}
async function planDestination(clients, view, image) {
	const { graph, request, question } = image;
	const from = request.from.repository;
	const versions = request.gitVersions;
	const { repository, names, scope, readAt, rootIsPresent } = view;
	const client = clients.destination(repository);
	const unknown = {
		names,
		digests: /* @__PURE__ */ new Map(),
		versions
	};
	const wanted = computeTags(question.rules, question.context, unknown, question.now);
	const listed = namesToLookUp(wanted, unknown, { withSequences: rootIsPresent });
	const unlisted = scope.kind === "all" ? [] : wanted.wanted.filter(({ sequence }) => sequence === void 0);
	const lookedUp = [.../* @__PURE__ */ new Set([...listed, ...unlisted.map(({ tag }) => tag)])];
	const [digests, present] = await Promise.all([lookUpTags(client, repository, lookedUp, digestAlgorithm(graph.root)), findPresent(client, repository, graph, rootIsPresent)]);
	const gone = new Set(lookedUp.filter((name) => isTag(name) && !digests.has(name)));
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
	const known = {
		present,
		names: scope.kind === "all" ? names : void 0
	};
	const companions = await planTakingAlong(client, route, {
		companions: image.companions,
		known
	});
	return {
		repository,
		copy: planCopy([graph, ...[...companions.referrers, ...companions.cosignTags].map((each) => each.graph)], route, /* @__PURE__ */ new Set([...present, ...companions.present])),
		companions,
		computed,
		tags,
		question,
		existing,
		scope,
		readAt
	};
}
// src/promotion/prepare.ts
function describeMissing(labels) {
	const missing = missingLabels(labels);
	if (missing.length === 0) return [];
	return [`The image does not say where it came from: it lacks ${missing.join(", ")}; set them at build time, for example with the output "labels" of command "tags"`];
}
async function preparePromotion(request, clients) {
	const from = request.from.repository;
	const resolving = resolveSource(clients.source, request.from, request.expectedDigest);
	const reading = resolving.then((root) => readGraph(clients.source, from, root));
	const isAnywhereElse = request.to.some((to) => formatRepository(to) !== formatRepository(from));
	const accompanying = request.referrers && isAnywhereElse ? readCompanions(clients.source, from, {
		root: resolving,
		graph: reading
	}) : NO_COMPANIONS;
	const labelling = reading.then((graph) => readImageLabels(clients.source, from, graph));
	const viewing = request.to.map((repository) => viewDestination(request, clients, {
		repository,
		root: resolving
	}));
	const [graph, companions, labels, ...views] = await Promise.all([
		reading,
		accompanying,
		labelling,
		...viewing
	]);
	const context = buildContext(request, graph, labels);
	const { rules, ifTagExists, now } = request;
	const question = {
		rules,
		context,
		ifTagExists,
		now
	};
	const destinations = await Promise.all(views.map((view) => planDestination(clients, view, {
		graph,
		companions,
		request,
		question
	})));
	const root = graph.nodes.get(graph.root);
	if (root === void 0) throw new Error("the graph has no root");
	const warnings = [
		...describeMissing(labels),
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
		destinations,
		warnings: [...new Set(warnings)]
	};
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
// src/commands/promote.ts
const IMAGES_AT_ONCE = 16;
async function toRequests(inputs, context) {
	const { event, now, environment } = context;
	const { rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
	const { expectedDigest, referrers, record, reason, githubToken: token } = inputs;
	const { gitTag, preRelease, run } = event;
	const [makeLatest, gitVersions] = await Promise.all([isLatestRelease(event, token), existingTags === "git" ? listGitVersions(tagPrefix, {
		event,
		environment,
		token
	}) : []]);
	return inputs.routes.map(({ from, to }) => ({
		from,
		to,
		rules,
		version,
		revision,
		timeZone,
		existingTags,
		ifTagExists,
		expectedDigest,
		record,
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
		toolVersion: TOOL_VERSION
	}));
}
async function prepareSet(inputs, context, opener) {
	const routes = inputs.routes.map(({ from, to }) => ({
		from: from.repository,
		to
	}));
	const { sourceCredential: source, destinationCredential: destination } = inputs;
	const clients = await openSetClients(opener, routes, {
		source,
		destination
	});
	const asked = (await toRequests(inputs, context)).flatMap((request, index) => {
		const own = clients[index];
		return own === void 0 ? [] : [{
			request,
			clients: own
		}];
	});
	const items = await eachAtMost(IMAGES_AT_ONCE, asked, async (each) => ({
		...each,
		plan: await preparePromotion(each.request, each.clients)
	}));
	requireNoOverlap(items.map(({ plan }) => plan));
	return items;
}
async function inGroup(logger, title, work) {
	logger.startGroup(title);
	try {
		return await work();
	} finally {
		logger.endGroup();
	}
}
async function applyAloud(items, logger, emit) {
	const progress = new Progress(items.map(({ plan }) => plan), performance.now());
	const timer = setInterval(() => {
		const line = progress.describe(performance.now());
		if (line !== void 0) logger.info(line);
	}, PROGRESS_EVERY);
	try {
		return await applySet(items, (event) => {
			progress.add(event);
			emit(event);
		});
	} finally {
		clearInterval(timer);
	}
}
async function runPromote(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries, trustedAuthHosts, dryRun } = inputs;
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries,
		trustedAuthHosts
	});
	const items = await prepareSet(inputs, context, opener);
	const plans = items.map(({ plan }) => plan);
	await inGroup(logger, "Plan", async () => plans.flatMap(narratePlan).forEach(logger.info));
	const warnings = /* @__PURE__ */ new Set();
	function warn(warning) {
		if (!warnings.has(warning)) logger.warn(warning);
		warnings.add(warning);
	}
	for (const plan of plans) plan.warnings.forEach(warn);
	function emit(event) {
		const line = narrateEvent(event);
		if (line === void 0) return;
		if (event.kind === "source-moved") warn(line);
		else logger.info(line);
	}
	const results = dryRun ? void 0 : await inGroup(logger, "Promotion", () => applyAloud(items, logger, emit));
	const report = buildReport(plans.map((plan, index) => ({
		plan,
		results: results?.[index]
	})), {
		dryRun,
		warnings: [...warnings],
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	writeOutputs(buildPromotionOutputs(report), environment, logger);
	printSummary(renderPromotionSummary(report), environment, logger);
	logger.info(conclude(report));
}
export { runPromote };
