import { At as RegistryError, Bt as property, Ct as formatCount, Dt as formatSeconds, It as isJsonObject, Kt as createHash, Pt as FormatError, Rt as parseJsonObject, St as formatBytes, Tt as formatList, Xt as safeText, Yt as quote, a as markdownTable, at as formatRepository, ct as digestAlgorithm, ft as isDigest, i as markdownDetails, jt as isSealiftError, kt as PolicyError, lt as digestHex, mt as tryParseDigest, o as markdownText, pt as shortDigest, r as markdownCode, ut as digestOf } from "./start.js";
import { a as isPassingStatus, i as isPassingError, s as createBlobLedger } from "./clients.js";
import { t as createLimit } from "./limit.js";
import { d as eachAtMost, i as listFromApi, l as fallbackTag, n as hasReferrersApi, o as listReferrers, s as readFallbackIndex } from "./referrers.js";
import { d as skipBytes, f as parseManifest, l as describeBlob, s as hasBlob, u as requestBlob } from "./tag-list.js";
import { a as noteNoTagsAtOnce, c as requireClaim, d as refusalError, f as refused, h as OCI_MANIFEST, i as mayTagAtOnce, l as invalidAnswer, m as OCI_INDEX, n as getManifest, o as readTagsSet, p as OCI_EMPTY, r as headManifest, s as describeManifest, u as readRefusal } from "./manifests.js";
import { n as PROMOTION_PREDICATE, r as buildStatement, t as IN_TOTO } from "./statement.js";
import { t as previousDigest } from "./previous-digest.js";
import { t as isChange } from "./tag-plan.js";
import { c as mainTag, p as graphPlatforms, t as limitSummary } from "./summary-limit.js";
import { a as planDestinationTags, h as mayWriteAtOnce } from "./requests.js";
import { d as readNames, w as nextInSequence } from "./tag-context.js";
import { n as passageTo, r as recordFormOf } from "./promotion-request.js";
import { n as renderTags, t as renderIdleRules } from "./summary-tags.js";
import { t as collectChunksSoon } from "./young-garbage.js";
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
		markdownCode(source.split("@", 1)[0] ?? source),
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
function renderPassage({ passage }) {
	if (passage === null) return [];
	const { environment, from, hotfix, evidence, isEvidenceSigned } = passage;
	const way = from === null ? "from where it was built" : `from ${markdownCode(from)}`;
	const route = hotfix === null ? "" : ` by the hotfix route **${markdownText(hotfix)}**`;
	const right = evidence === null ? "" : `, allowed by ${markdownCode(evidence)} (${isEvidenceSigned ? "signed" : "**unsigned**"})`;
	return [`Into ${markdownCode(environment)} ${way}${route}${right}`];
}
function renderRecord({ record, recordForm }) {
	return record === null ? "none was asked for" : `${markdownCode(record)} (${recordForm})`;
}
function renderDestination(image, destination, dryRun) {
	const { repository, tags, previousDigest } = destination;
	const parts = [`### → ${markdownCode(repository)}`, ...renderPassage(destination)];
	parts.push(tags.length === 0 ? "No rule gave a tag: the image is there by its digest alone." : renderTags(tags, !dryRun));
	if (!dryRun) {
		const facts = [`- **Moved:** ${renderBytes(destination)}`, `- **Record:** ${renderRecord(destination)}`];
		const takenAlong = renderTakenAlong(image, destination);
		if (takenAlong !== "") facts.splice(1, 0, takenAlong);
		if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
		parts.push(facts.join("\n"), renderPull(repository, image.digest, mainTag(tags.filter(({ action }) => action !== "skip"))));
	}
	if (destination.idleRules.length > 0) parts.push(renderIdleRules(destination.idleRules));
	return parts.join("\n\n");
}
function describeSize({ blobs, bytes }) {
	return blobs === null || bytes === null ? "" : `${formatCount(blobs, "blob")}, ${formatBytes(bytes)} in all, `;
}
function renderDetails(image) {
	const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
	const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
	const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
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
	return [renderSet(report), ...images.map((image) => markdownDetails(markdownText(image.source.split("@", 1)[0] ?? ""), renderImage(image, dryRun)))];
}
function renderPromotionSummary(report) {
	const parts = [...renderImages(report)];
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	parts.push(`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`);
	return limitSummary(`${parts.join("\n\n")}\n`);
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
const SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BUNDLE_ANNOTATIONS = /* @__PURE__ */ new Map([["dev.sigstore.bundle.content", "dsse-envelope"], ["dev.sigstore.bundle.predicateType", PROMOTION_PREDICATE]]);
function buildAnnotations(promotion, labels) {
	const { run, destination, source } = promotion;
	const own = [
		["from", source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`],
		["to", destination.uri],
		["tags", destination.tags.join(" ")],
		["by", run.actor?.login],
		["run", run.invocationId],
		["reason", promotion.reason],
		["previous-digest", promotion.previousDigest],
		["source-environment", source.environment],
		["environment", destination.environment],
		["route", promotion.route?.name]
	];
	const annotations = /* @__PURE__ */ new Map([[PREDICATE_TYPE, PROMOTION_PREDICATE], ["org.opencontainers.image.created", promotion.time.toISOString()]]);
	for (const [key, value] of labels) if (!annotations.has(key)) annotations.set(key, value.slice(0, MAX_ANNOTATION));
	for (const [name, value] of own) if (value !== void 0 && value !== "") annotations.set(PROMOTION_ANNOTATION + name, value.slice(0, MAX_ANNOTATION));
	return annotations;
}
function sortByKey(annotations) {
	return new Map(annotations.toSorted(([left], [right]) => left < right ? -1 : 1));
}
function writeDescriptor({ mediaType, digest, size }) {
	return {
		mediaType,
		digest,
		size
	};
}
function assemble({ promotion, labels, subject }, layer) {
	const isBundle = layer.mediaType === SIGSTORE_BUNDLE;
	const config = describe(OCI_EMPTY, EMPTY);
	const content = describe(layer.mediaType, layer.bytes);
	const annotations = sortByKey([...buildAnnotations(promotion, labels), ...isBundle ? BUNDLE_ANNOTATIONS : []]);
	const bytes = Buffer.from(JSON.stringify({
		schemaVersion: 2,
		mediaType: OCI_MANIFEST,
		artifactType: layer.mediaType,
		config: {
			...writeDescriptor(config),
			...isBundle ? {} : { data: EMPTY.toString("base64") }
		},
		layers: [{
			...writeDescriptor(content),
			...isBundle ? {} : { annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE } }
		}],
		subject: writeDescriptor(subject),
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
			artifactType: layer.mediaType
		},
		subject: {
			mediaType: subject.mediaType,
			digest: subject.digest,
			size: subject.size,
			annotations: /* @__PURE__ */ new Map()
		},
		blobs: [{
			descriptor: config,
			bytes: EMPTY
		}, {
			descriptor: content,
			bytes: layer.bytes
		}]
	};
}
function writeStatement(promotion) {
	return Buffer.from(JSON.stringify(buildStatement(promotion)));
}
function buildRecord(content) {
	return assemble(content, {
		mediaType: IN_TOTO,
		bytes: writeStatement(content.promotion)
	});
}
function buildSignedRecord(content, bundle) {
	return assemble(content, {
		mediaType: SIGSTORE_BUNDLE,
		bytes: bundle
	});
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
async function* watch({ source, onGiven }, fail) {
	let given = 0;
	try {
		for await (const chunk of source()) {
			given += chunk.byteLength;
			onGiven?.(given);
			yield chunk;
		}
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
	const fail = (error) => {
		sourceError = error;
	};
	const sent = body instanceof Uint8Array ? body : {
		length: body.length,
		source: () => watch(body, fail)
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
		const request = {
			method: "PATCH",
			url,
			body: {
				source: () => isRanged ? this.#read(at, length) : this.#source(),
				length,
				onGiven: (count) => {
					this.#given = Math.max(this.#given, at + count);
				}
			}
		};
		return isRanged ? {
			...request,
			headers: { "content-range": `${at}-${at + length - 1}` }
		} : request;
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
const TRIES$5 = 4;
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
	const isLate = tries >= TRIES$5;
	if (kind === "form") {
		const mayChunk = chunks === "usable" ? tries <= TRIES$5 : chunks === "last" && tries === TRIES$5;
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
// src/registry/put-manifest.ts
const PASSING = /* @__PURE__ */ new Set([
	"DIGEST_INVALID",
	"MANIFEST_BLOB_UNKNOWN",
	"BLOB_UNKNOWN"
]);
const TRIES$4 = 4;
const FIRST_PAUSE$2 = 100;
async function sendManifest(client, url, { manifest, attempt }) {
	const headers = { "content-type": manifest.mediaType };
	for (let count = 1;; count++) {
		const response = await client.send({
			method: "PUT",
			url,
			headers,
			body: manifest.bytes
		});
		if (response.status === 201 || response.status === 200 || response.status === 202) return response;
		const refusal = await readRefusal(response);
		if (count === TRIES$4 || !PASSING.has(refusal.code)) return refusalError(refusal, attempt);
		await client.clock.sleep(FIRST_PAUSE$2 * 2 ** (count - 1) * (.5 + client.clock.random()));
	}
}
function provesWrite(response) {
	return response.status === 201 || response.header("docker-content-digest") !== void 0;
}
function unwritten({ status }, holds) {
	return `the registry answers ${status}, but ${holds === void 0 ? "has nothing there" : `${holds} is there`}`;
}
async function putManifest(client, repository, reference, manifest) {
	const attempt = describeManifest("write", client, repository, reference);
	const response = await sendManifest(client, client.address(repository, `manifests/${reference}`), {
		manifest,
		attempt
	});
	if (response instanceof RegistryError) {
		if (response.code !== "tag-immutable" || isDigest(reference)) throw response;
		if (await headManifest(client, repository, reference, digestAlgorithm(manifest.digest)) !== manifest.digest) throw response;
		return {
			subject: void 0,
			isConfirmed: true
		};
	}
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	if (!provesWrite(response)) {
		const holds = await headManifest(client, repository, reference, digestAlgorithm(manifest.digest));
		if (holds !== manifest.digest) throw invalidAnswer(attempt, unwritten(response, holds));
	}
	const isConfirmed = response.header("docker-content-digest") === manifest.digest || !provesWrite(response);
	return {
		subject: response.header("oci-subject"),
		isConfirmed
	};
}
async function putManifestWithTags(client, repository, manifest, tags) {
	const attempt = describeManifest("write", client, repository, manifest.digest);
	const url = client.address(repository, `manifests/${manifest.digest}`);
	url.search = `?${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join("&")}`;
	const response = await sendManifest(client, url, {
		manifest,
		attempt
	});
	if (response instanceof RegistryError) throw response;
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	return response.status === 201 ? readTagsSet(response, tags) : /* @__PURE__ */ new Set();
}
// src/registry/referrers/attach-referrer.ts
const TRIES$3 = 6;
const LOOKS$1 = 3;
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
		doing: `list referrers under ${formatRepository(repository)}:${tag}`
	};
	throw invalidAnswer(attempt, `other writers replaced the list ${TRIES$3} times`);
}
async function notShown(client, repository, { subject, descriptors }) {
	for (let look = 1;; look++) {
		const listed = await listFromApi(client, repository, subject);
		const missing = lacking(descriptors, listed ?? []);
		if (missing.length === 0 || listed === void 0 || look === LOOKS$1) return missing;
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
// src/promotion/describe-promotion.ts
function recordedTags(tags) {
	return tags.filter(({ action }) => action !== "skip").map(({ tag }) => tag);
}
function describeGovernance({ request, plan, destination }) {
	const { governance } = request;
	const passage = passageTo(request, destination.repository);
	if (governance === void 0 || passage === void 0) return {};
	const { pipeline } = governance;
	const evidence = plan.grants?.get(formatRepository(destination.repository))?.evidence;
	return {
		route: passage.route,
		policy: {
			uri: pipeline.path,
			digest: pipeline.digest
		},
		...evidence === void 0 ? {} : { evidence: evidence.digest }
	};
}
function describePromotion(scope, tags) {
	const { request, plan, destination, counts } = scope;
	const passage = passageTo(request, destination.repository);
	const replaced = tags.flatMap(({ tag, action, before }) => action === "move" && before !== void 0 ? [[tag, before]] : []);
	const previous = previousDigest(tags);
	const { tag } = plan.source;
	return {
		subjects: [{ digest: plan.image.digest }, ...graphPlatforms(plan.graph).filter(({ digest }) => digest !== plan.image.digest).map(({ platform, digest }) => ({
			digest,
			platform
		}))],
		time: request.now,
		source: {
			uri: formatRepository(plan.source.repository),
			...tag === void 0 ? {} : { tag },
			...passage?.source === void 0 ? {} : { environment: passage.source.name }
		},
		destination: {
			uri: formatRepository(destination.repository),
			...passage === void 0 ? {} : { environment: passage.destination.name },
			tags: recordedTags(tags),
			replaced: new Map(replaced)
		},
		...describeGovernance(scope),
		...previous === void 0 ? {} : { previousDigest: previous },
		bytesUploaded: counts.bytesCopied,
		blobsMounted: counts.mounted,
		...request.reason === void 0 ? {} : { reason: request.reason },
		run: request.run,
		toolVersion: request.toolVersion
	};
}
// src/promotion/apply-record.ts
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
async function makeRecord(content, { request, destination }) {
	if (recordFormOf(request, destination.repository) !== "signed") return { artifact: buildRecord(content) };
	const { signer } = request;
	if (signer === void 0) throw new Error("there is nobody to sign the record");
	const opened = await signer.open();
	const bundle = await opened.sign(writeStatement(content.promotion));
	return {
		artifact: buildSignedRecord(content, bundle),
		signed: {
			by: opened.name,
			bundle
		}
	};
}
async function writeRecord(client, scope, tags, verified = Promise.resolve()) {
	const { plan, destination } = scope;
	const approvals = await scope.request.governance?.approvals;
	const { artifact: record, ...made } = await makeRecord({
		promotion: {
			...describePromotion(scope, tags),
			...approvals === void 0 ? {} : { approvals }
		},
		labels: plan.labels,
		subject: plan.image
	}, scope);
	await Promise.all([verified, ...record.blobs.map((blob) => putBlob(client, destination, blob))]);
	await attachReferrer(client, destination.repository, record);
	return {
		digest: digestOf(record.manifest.bytes),
		...made
	};
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
async function showReferrers({ client, repository, emit }, referrers, written) {
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
function isManifest({ bytes, mediaType }) {
	try {
		return parseManifest(bytes, mediaType).kind === "manifest";
	} catch (error) {
		if (error instanceof FormatError) return false;
		throw error;
	}
}
function findWanted({ client, repository }, cosign, standing) {
	const source = storedRoot(cosign);
	if (standing === void 0) return source;
	if (standing.digest === source.digest) return void 0;
	if (isManifest(source) && isManifest(standing)) return mergeCosign(source, standing);
	throw new RegistryError(`Cannot take along ${formatRepository(repository)}:${cosign.tag}: source and destination differ there, and one of them is no list of signatures; look at both, or set "referrers: false"`, {
		code: "invalid-answer",
		registry: client.registry
	});
}
async function writeCosignTag(target, cosign) {
	const { client, repository, emit } = target;
	const { tag, subject } = cosign;
	for (let attempt = 0; attempt < TRIES$2; attempt++) {
		const manifest = findWanted(target, cosign, await getManifest(client, repository, tag));
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
	if (findWanted(target, cosign, await getManifest(client, repository, tag)) === void 0) return;
	throw new RegistryError(`Cannot take along ${formatRepository(repository)}:${tag}: other writers replaced it ${TRIES$2} times; run again when they are done`, {
		code: "refused",
		registry: client.registry
	});
}
async function applyCompanions(target, plan, written) {
	await Promise.all([showReferrers(target, plan.referrers, written), ...plan.cosignTags.map((cosign) => writeCosignTag(target, cosign))]);
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
const FIRST_PAUSE$1 = 250;
async function openBlob(client, repository, blob) {
	const { size, onBytes = () => void 0 } = blob;
	const attempt = describeBlob("read", client, repository, blob.digest);
	const turn = blob.turn ?? await takeTurn(client);
	let first;
	try {
		first = await requestBlob(client, repository, blob);
	} finally {
		if (first === void 0) turn.release("answered");
	}
	if (first === void 0) return void 0;
	collectChunksSoon();
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
	async function recover(error, breaks) {
		if (!isPassingError(error) || breaks === MOST_BREAKS) throw error;
		await client.clock.sleep(FIRST_PAUSE$1 * 2 ** breaks);
	}
	async function* from(offset) {
		const reading = ++readings;
		const { hash, ...start } = trail.goBack(offset);
		let { length } = start;
		let held;
		for (let breaks = 0, isOver = false; !isOver; breaks++) {
			const { body } = await open(length);
			try {
				for await (const chunk of body) {
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
					if (held !== void 0) {
						onBytes(held.byteLength);
						yield held;
					}
					held = chunk.subarray(surplus);
				}
				isOver = true;
			} catch (error) {
				if (length >= size) isOver = true;
				else await recover(error, breaks);
			}
		}
		if (length !== size) {
			const reason = `${length > size ? "more" : "fewer"} bytes came than the ${size} that its descriptor names`;
			throw invalidAnswer(attempt, reason, "digest-mismatch");
		}
		checkHash(hash.digest("hex"), blob.digest);
		if (held === void 0) return;
		onBytes(held.byteLength);
		yield held;
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
// src/promotion/copy/stream-blob.ts
const TOLD_AT_ONCE = 1048576;
function tellBytes({ emit, plan: { to } }) {
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
	return new RegistryError(`Cannot promote ${formatRepository(plan.from)}: its blob ${digest} is missing at the source; build the image again, or push what is missing`, {
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
	if (look !== "first" && found.someIsPresent && await isThere()) {
		turn.release("answered");
		return "present";
	}
	const told = tellBytes(work);
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
	if (opened === void 0) {
		if (step.optional) return "left-out";
		throw isMissing(work, digest);
	}
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
// src/promotion/copy/bring-blob.ts
async function uploadGiven(work, step, bytes, location) {
	const { clients, plan } = work;
	async function* source() {
		yield bytes;
	}
	const { digest } = step.blob;
	await uploadBlob(clients.destination, plan.to, {
		digest,
		size: bytes.byteLength,
		location,
		source
	});
	return "copied";
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
	const wasRefused = mounted?.kind === "refused" && mounted.location === void 0;
	if (plan.isPartial === true || wasRefused) return "first";
	return step.blob.size >= 1048576 ? "meanwhile" : "never";
}
async function carryBlob(work, step, near) {
	const { clients, plan, ledger } = work;
	const { digest, size } = step.blob;
	const mounted = await mount(work, step, near);
	if (mounted?.kind === "mounted") return "mounted";
	const location = mounted?.location;
	const look = chooseLook(work, step, mounted);
	if (look === "first" && await hasBlob(clients.destination, plan.to, digest, size)) return "present";
	const bytes = ledger.bytesOf(digest);
	if (bytes !== void 0) return await uploadGiven(work, step, bytes, location);
	return await streamBlob(work, step, {
		look,
		location
	});
}
function bringBlob(work, step) {
	const { plan, ledger } = work;
	const wish = {
		to: plan.to,
		digest: step.blob.digest,
		isFar: step.way === "stream"
	};
	return ledger.bring(wish, (near) => carryBlob(work, step, near));
}
// src/promotion/copy/apply-copy.ts
async function applyCopy(clients, plan, emit, ledger = createBlobLedger()) {
	const work = {
		clients,
		plan,
		emit,
		ledger,
		found: { someIsPresent: false }
	};
	const blobs = /* @__PURE__ */ new Map();
	for (const step of plan.blobs) {
		const done = bringBlob(work, step).then((outcome) => {
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
// src/provenance/find-record.ts
function findRecord(referrers, key) {
	const matches = referrers.filter(({ annotations, artifactType }) => {
		if (key.isSigned === true && artifactType !== "application/vnd.dev.sigstore.bundle.v0.3+json") return false;
		const tags = new Set((annotations.get(`io.github.sealift.promotion.tags`) ?? "").split(" "));
		return annotations.get("in-toto.io/predicate-type") === "https://sealift.github.io/promotion/v1" && annotations.get(`io.github.sealift.promotion.from`) === key.from && annotations.get(`io.github.sealift.promotion.to`) === key.to && key.tags.every((tag) => tags.has(tag));
	});
	const created = (descriptor) => descriptor.annotations.get("org.opencontainers.image.created") ?? "";
	return matches.sort((left, right) => created(left) < created(right) ? 1 : -1)[0]?.digest;
}
// src/promotion/find-earlier-record.ts
async function findEarlierRecord(client, scope) {
	const { plan, destination } = scope;
	const promotion = describePromotion(scope, destination.tags.tags);
	const { request } = scope;
	const { repository } = destination;
	if (request.governance !== void 0) {
		const { findOwnEntry } = await import("./find-own-entry.js");
		const own = await findOwnEntry(client, {
			request,
			repository,
			digest: plan.image.digest,
			promotion
		});
		if (own !== "not-governed") return own;
	}
	const referrers = await listReferrers(client, destination.repository, plan.image.digest);
	const { source, destination: to } = promotion;
	const from = source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`;
	const isSigned = recordFormOf(scope.request, destination.repository) === "signed";
	return findRecord(referrers, {
		from,
		to: to.uri,
		tags: to.tags,
		isSigned
	});
}
// src/registry/confirm.ts
const LOOKS = 6;
const FIRST_PAUSE = 200;
async function confirmManifest(client, repository, written) {
	const { reference, digest } = written;
	for (let look = 1;; look++) {
		const found = await headManifest(client, repository, reference, digestAlgorithm(digest));
		if (found === digest || look === LOOKS) return found;
		await client.clock.sleep(FIRST_PAUSE * 2 ** (look - 1));
	}
}
// src/promotion/verify-image.ts
async function verifyImage(client, repository, digest) {
	if (await confirmManifest(client, repository, {
		reference: digest,
		digest
	}) === digest) return;
	throw new RegistryError(`Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`, {
		code: "digest-mismatch",
		registry: client.registry
	});
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
async function land(request, clients, landing) {
	const { plan, destination, emit } = landing;
	const { repository, copy } = destination;
	const client = clients.destination(repository);
	const form = recordFormOf(request, repository);
	const tally = new Tally(copy.blobs.length);
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
		}, count, clients.ledger);
		await applyCompanions({
			client,
			repository,
			emit: count
		}, destination.companions, written);
		if (!hasRoot) return;
		const { digest } = plan.image;
		if (copy.manifests.length > 0) await verifyImage(client, repository, digest);
		emit({
			kind: "verified",
			to: repository,
			digest
		});
	}
	async function leaveRecord(verified) {
		if (form === "off") return void 0;
		const scope = {
			request,
			plan,
			destination,
			counts: await tally.blobs
		};
		const tags = destination.tags.tags;
		const earlier = !tags.some(isChange) && copy.manifests.length === 0 ? await findEarlierRecord(client, scope) : void 0;
		if (earlier !== void 0) return earlier;
		const record = await writeRecord(client, scope, tags, verified);
		emit({
			kind: "record",
			to: repository,
			subject: plan.image.digest,
			...record
		});
		return record.digest;
	}
	const verified = bring();
	const [record] = await Promise.all([leaveRecord(verified), verified]);
	return {
		clients,
		scope: {
			request,
			plan,
			destination,
			counts: await tally.blobs
		},
		manifests: tally.manifests,
		record,
		hasRoot
	};
}
// src/promotion/source/source-drift.ts
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
// src/promotion/tagging/write-at-once.ts
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
		if (!(error instanceof RegistryError)) throw error;
		written = /* @__PURE__ */ new Set();
	}
	if (written.size < tags.length) noteNoTagsAtOnce(client);
	for (const tag of written) {
		journal.confirm();
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
	const writer = {
		...target,
		repository
	};
	const moves = settled.filter(isMove);
	const written = await writeTagsAtOnce(writer, moves);
	await persist(moves.filter(({ tag }) => !written.has(tag)), {
		journal,
		clock
	}, (tag) => writeTag(writer, tag));
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
		if (recordFormOf(request, repository) === "off") return;
		const written = await writeRecord(client, landed.scope, tags);
		record = written.digest;
		run.emit({
			kind: "record",
			to: repository,
			subject: plan.image.digest,
			...written
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
async function settleRoot({ client, root, emit }, { repository }, tags) {
	if (!tags.some(isChange)) {
		await putManifest(client, repository, root.digest, root);
		await verifyImage(client, repository, root.digest);
	}
	emit({
		kind: "verified",
		to: repository,
		digest: root.digest
	});
}
async function tagAll(taggings) {
	return allDone((await allDone(taggings.map(async (tagging) => {
		const { target, landed } = tagging;
		return {
			...tagging,
			claims: await applyClaims(target, landed.scope.destination)
		};
	}))).map(async ({ target, landed, claims, record }) => {
		const tags = await applyMoves(target, landed.scope.destination, claims);
		if (!landed.hasRoot) await settleRoot(target, landed.scope.destination, tags);
		return {
			landed,
			tags,
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
const IMAGES_AT_ONCE = 32;
async function applySet(items, emit) {
	return tagSet(items, await landSet(items, emit), emit);
}
async function landSet(items, emit) {
	const isAlone = items.flatMap(({ plan }) => plan.destinations).length === 1;
	return (await eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => Promise.all(plan.destinations.map((destination) => land(request, clients, {
		plan,
		destination,
		isAlone,
		emit
	}))))).flat();
}
async function tagSet(items, landed, emit) {
	const [tagged] = await Promise.all([applyAllTags(landed, emit), eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => reportDrift(clients.source, {
		request,
		plan,
		emit
	}))]);
	const results = Map.groupBy(tagged, (each) => each.landed.scope.plan);
	return items.map(({ plan }) => (results.get(plan) ?? []).map(toResult));
}
function toResult({ landed, tags, record }) {
	const { scope, hasRoot, manifests } = landed;
	const manifestsWritten = hasRoot ? manifests : manifests + 1;
	const changed = tags.some(isChange);
	return {
		plan: scope.destination,
		counts: scope.counts,
		tags,
		manifestsWritten,
		record,
		changed
	};
}
// src/commands/announce.ts
const SILENT = {
	listen() {},
	async begin() {},
	async succeed() {},
	async fail() {}
};
function placesOf(items) {
	return items.find(({ request }) => request.governance !== void 0)?.request.governance?.pipeline.gitHub;
}
async function openAnnouncer(items, context, options) {
	const use = placesOf(items);
	if (use === void 0 || Object.values(use).every((each) => each === "off")) return SILENT;
	const { announceTo } = await import("./announce-places.js");
	return announceTo(use, items, {
		...context,
		...options
	}) ?? SILENT;
}
// src/commands/ready-signer.ts
function willSign({ plan }) {
	return plan.destinations.some(({ record, tags, copy }) => record === "signed" && (tags.tags.some(isChange) || copy.manifests.length > 0));
}
async function requirePinned(items, { who, name }) {
	const { isOwnPin } = await import("./own-pin.js");
	for (const { plan } of items) for (const { repository, record } of plan.destinations) {
		const passage = plan.grants?.get(formatRepository(repository))?.passage;
		if (passage === void 0 || record !== "signed") continue;
		const { signers, name: environment } = passage.destination;
		if (signers.length === 0 || signers.some((pin) => isOwnPin(who, pin))) continue;
		throw new PolicyError(`Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}; promote it by a workflow or key that is named there`);
	}
}
async function readySigner(items) {
	const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === "signed"));
	const signer = await signing[0]?.request.signer?.open();
	if (signer === void 0) return;
	await requirePinned(signing, signer);
	if (items.some(willSign)) await signer.prepare();
}
// src/commands/apply-announced.ts
async function applyAnnounced(items, context, { inputs, narrator, apply }) {
	const { warn, emit } = narrator;
	const [announcer] = await Promise.all([openAnnouncer(items, context, {
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
export { land as a, renderPromotionSummary as c, tagSet as i, readySigner as n, findRecord as o, applySet as r, writeRecord as s, applyAnnounced as t };
