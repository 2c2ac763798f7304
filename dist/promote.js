import "./rolldown-runtime.js";
import { $ as graphPlatforms, A as needsVersion, C as putManifest, D as refused, E as refusalError, F as buildPromotionOutputs, H as narrateEvent, J as formatList, K as formatBytes, L as writeOutputs, M as ALLOWED, N as renderIdleRules, P as renderTags, Q as graphBlobs, R as buildReport, S as headManifest, T as readRefusal, V as previousDigest, W as narratePlan, X as childManifests, Y as formatSeconds, Z as childrenFirst, _ as parseManifest, a as lookUpTags, at as isLatestRelease, b as MAX_MANIFEST, c as namesToLookUp, d as computeTags, et as manifestBlobs, ft as openClients, g as nextPage, gt as readBody, h as nextInSequence, ht as isPassingStatus, i as findPresent, it as isForeignLayer, j as notesOnVersion, k as readShortShaLength, l as planTags, m as readNames, mt as isPassingError, n as resolveSource, nt as OCI_INDEX, o as OCI_LABEL, ot as listGitVersions, p as findNamesScope, pt as openPromotionClients, q as formatCount, r as readGraph, rt as OCI_MANIFEST, s as missingLabels, t as readImageLabels, tt as OCI_EMPTY, u as requireNoConflict, v as hasBlob, w as invalidAnswer, x as getManifest, y as openBlob, z as mainTag } from "./source.js";
import { B as formatRepository, F as formatReference, H as digestAlgorithm, R as isTag, U as digestHex, W as digestOf, X as PolicyError, Z as RegistryError, b as tryParseRevision, c as markdownTable, i as printSummary, l as markdownText, n as TOOL_VERSION, o as markdownCode, q as shortDigest, s as markdownDetails, tt as FormatError, z as parseTag } from "./tool.js";
// src/action/summary/summary.ts
const MAX_SUMMARY = 921600;
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
function cut(text) {
	const bytes = Buffer.from(text);
	if (bytes.byteLength <= MAX_SUMMARY) return text;
	return `${bytes.subarray(0, MAX_SUMMARY).toString("utf8")}\n\nThe rest was cut.\n`;
}
function renderPromotionSummary(report) {
	const parts = [];
	for (const image of report.images) parts.push(renderHeadline(report, image), `- **From:** ${markdownCode(image.source)}\n- **Digest:** ${markdownCode(image.digest)}${report.dryRun ? "" : ", the same in source and destination"}`, ...image.destinations.map((destination) => renderDestination(image, destination, report.dryRun)), renderDetails(image));
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	parts.push(`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`);
	return cut(`${parts.join("\n\n")}\n`);
}
// src/registry/upload-session.ts
function describeUpload(client, repository, { doing, digest }) {
	return {
		registry: client.registry,
		doing: `${doing} blob ${digest} to ${formatRepository(repository)}`
	};
}
function sessionLocation(client, response, attempt) {
	const location = response.header("location");
	const url = location === void 0 ? null : URL.parse(location, response.url.href);
	if (url === null) throw invalidAnswer(attempt, "the registry opens no upload session");
	if (url.origin !== response.url.origin) throw invalidAnswer(attempt, `the registry "${client.registry}" wants the upload sent to another host`);
	return url;
}
async function openSession(client, repository, attempt) {
	const response = await client.send({
		method: "POST",
		url: client.address(repository, "blobs/uploads/")
	});
	if (response.status !== 202) throw await refused(response, attempt);
	await response.discard();
	return sessionLocation(client, response, attempt);
}
function withDigest(location, digest) {
	const url = new URL(location);
	url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
	return url;
}
async function sendToSession(client, upload, { form, attempt }) {
	const body = {
		source: upload.source,
		length: upload.size
	};
	const headers = { "content-type": "application/octet-stream" };
	let { location } = upload;
	let last = body;
	if (form === "patch") {
		const response = await client.send({
			method: "PATCH",
			url: location,
			headers,
			body
		});
		if (![
			202,
			201,
			204
		].includes(response.status)) return readUploadRefusal(response, attempt);
		await response.discard();
		location = sessionLocation(client, response, attempt);
		last = /* @__PURE__ */ new Uint8Array();
	}
	const response = await client.send({
		method: "PUT",
		url: withDigest(location, upload.digest),
		headers,
		body: last
	});
	if (![
		201,
		200,
		202,
		204
	].includes(response.status)) return readUploadRefusal(response, attempt);
	await response.discard();
}
async function readUploadRefusal(response, attempt) {
	const refusal = await readRefusal(response);
	return {
		refusal,
		error: refusalError(refusal, attempt)
	};
}
// src/registry/uploads.ts
const MAX_SINGLE_PUT = 4194304;
const TRIES$1 = 4;
function startUpload(client, repository, digest) {
	return openSession(client, repository, describeUpload(client, repository, {
		doing: "upload",
		digest
	}));
}
async function mountBlob(client, repository, blob) {
	const attempt = describeUpload(client, repository, {
		doing: "mount",
		digest: blob.digest
	});
	const url = client.address(repository, "blobs/uploads/");
	url.search = `?mount=${encodeURIComponent(blob.digest)}&from=${encodeURIComponent(blob.from.name)}`;
	const response = await client.send({
		method: "POST",
		url
	}).catch((error) => {
		if (error instanceof RegistryError && error.code === "unauthorized") return void 0;
		if (isPassingError(error)) return void 0;
		throw error;
	});
	if (response === void 0) return {
		kind: "session",
		location: await openSession(client, repository, attempt)
	};
	await response.discard();
	const claimed = response.header("docker-content-digest") ?? blob.digest;
	if (response.status === 201 && claimed === blob.digest) return { kind: "mounted" };
	if (response.status === 202) return {
		kind: "session",
		location: sessionLocation(client, response, attempt)
	};
	return {
		kind: "session",
		location: await openSession(client, repository, attempt)
	};
}
const FORM_STATUS = /* @__PURE__ */ new Set([
	404,
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
function nextForm(form, refusal) {
	if (FORM_STATUS.has(refusal.status) || refusal.status === 400 && FORM_CODES.has(refusal.code)) return form === "put" ? "patch" : "put";
	return isPassingStatus(refusal.status) ? form : void 0;
}
async function isThere(client, repository, digest) {
	return hasBlob(client, repository, digest).catch(() => false);
}
async function reopen(client, repository, attempt) {
	return openSession(client, repository, attempt).catch(() => void 0);
}
async function uploadBlob(client, repository, upload) {
	const { digest } = upload;
	const attempt = describeUpload(client, repository, {
		doing: "upload",
		digest
	});
	let form = upload.size > MAX_SINGLE_PUT ? "patch" : "put";
	let { location } = upload;
	for (let tries = 1;; tries++) {
		let failure;
		let next;
		try {
			const refusal = await sendToSession(client, {
				...upload,
				location
			}, {
				form,
				attempt
			});
			if (refusal === void 0) return;
			failure = refusal.error;
			next = nextForm(form, refusal.refusal);
		} catch (error) {
			if (!isPassingError(error)) throw error;
			failure = error;
			next = form === "put" ? "patch" : "put";
		}
		if (next === void 0) throw failure;
		if (await isThere(client, repository, digest)) return;
		const session = tries < TRIES$1 ? await reopen(client, repository, attempt) : void 0;
		if (session === void 0) throw failure;
		form = next;
		location = session;
	}
}
// src/promotion/apply-copy.ts
async function streamBlob(clients, plan, step, location) {
	const { blob, optional } = step;
	let opened = await openBlob(clients.source, plan.from, blob);
	if (opened === void 0) {
		if (optional) return "left-out";
		throw new RegistryError(`Cannot promote ${formatRepository(plan.from)}: its blob ${blob.digest} is missing at the source; build the image again, or push what is missing`, {
			code: "not-found",
			registry: clients.source.registry,
			status: 404
		});
	}
	async function* source() {
		const stream = opened ?? await openBlob(clients.source, plan.from, blob);
		opened = void 0;
		if (stream !== void 0) yield* stream;
	}
	await uploadBlob(clients.destination, plan.to, {
		digest: blob.digest,
		size: blob.size,
		location,
		source
	});
	return "copied";
}
async function applyBlob(clients, plan, step) {
	const { destination } = clients;
	const { digest } = step.blob;
	if (step.way === "mount") {
		const result = await mountBlob(destination, plan.to, {
			digest,
			from: plan.from
		});
		return result.kind === "mounted" ? "mounted" : streamBlob(clients, plan, step, result.location);
	}
	if (await hasBlob(destination, plan.to, digest)) return "present";
	return streamBlob(clients, plan, step, await startUpload(destination, plan.to, digest));
}
async function applyCopy(clients, plan, emit) {
	const blobs = /* @__PURE__ */ new Map();
	for (const step of plan.blobs) {
		const done = applyBlob(clients, plan, step).then((outcome) => {
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
	async function applyManifest(step) {
		await Promise.all([...step.blobs.map((digest) => blobs.get(digest)), ...step.children.map((digest) => manifests.get(digest))]);
		const { descriptor, bytes } = step.node;
		const { mediaType, digest } = descriptor;
		await putManifest(clients.destination, plan.to, digest, {
			mediaType,
			digest,
			bytes
		});
		emit({
			kind: "manifest",
			to: plan.to,
			manifest: descriptor
		});
	}
	for (const step of plan.manifests) manifests.set(step.node.descriptor.digest, applyManifest(step));
	await Promise.all([...blobs.values(), ...manifests.values()]);
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
// src/registry/referrers.ts
const MAX_PAGES = 100;
function fallbackTag(subject) {
	return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}
function parseIndex(bytes, contentType, attempt) {
	let manifest;
	try {
		manifest = parseManifest(bytes, contentType);
	} catch (error) {
		throw invalidAnswer(attempt, error instanceof FormatError ? error.message : "the answer is no index");
	}
	if (manifest.kind !== "index") throw invalidAnswer(attempt, "the answer is no index");
	return manifest;
}
async function listFromApi(client, repository, subject) {
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
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const bytes = await readBody(response, MAX_MANIFEST);
		if (bytes === void 0) throw invalidAnswer(attempt, "the list is larger than 4 MiB", "too-large");
		found.push(...parseIndex(bytes, OCI_INDEX, attempt).manifests);
		url = nextPage(response, url, attempt);
	}
	return found;
}
async function readFallbackIndex(client, repository, subject) {
	const tag = fallbackTag(subject);
	const attempt = {
		registry: client.registry,
		doing: `read the referrers under ${formatRepository(repository)}:${tag}`
	};
	const stored = await getManifest(client, repository, tag);
	if (stored === void 0) return void 0;
	if (stored.digest === subject) throw invalidAnswer(attempt, "the image itself stands under that tag");
	return {
		stored,
		referrers: parseIndex(stored.bytes, stored.mediaType, attempt).manifests
	};
}
async function listReferrers(client, repository, subject) {
	const [fromApi, fallback] = await Promise.all([listFromApi(client, repository, subject), readFallbackIndex(client, repository, subject)]);
	const all = /* @__PURE__ */ new Map();
	for (const descriptor of [...fromApi ?? [], ...fallback?.referrers ?? []]) all.set(descriptor.digest, descriptor);
	return [...all.values()];
}
// src/registry/attach-referrer.ts
const TRIES = 6;
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
function appendToIndex(existing, descriptor) {
	const index = existing === void 0 ? void 0 : JSON.parse(Buffer.from(existing).toString("utf8"));
	const base = typeof index === "object" && index !== null ? index : {
		schemaVersion: 2,
		mediaType: OCI_INDEX
	};
	const manifests = "manifests" in base ? base.manifests : [];
	const list = Array.isArray(manifests) ? manifests : [];
	return Buffer.from(JSON.stringify({
		...base,
		manifests: [...list, descriptorJson(descriptor)]
	}));
}
async function addToFallback(client, repository, referrer) {
	const { descriptor, subject } = referrer;
	const tag = fallbackTag(subject.digest);
	for (let attempt = 0; attempt < TRIES; attempt++) {
		const fallback = await readFallbackIndex(client, repository, subject.digest);
		if (fallback?.referrers.some(({ digest }) => digest === descriptor.digest)) return;
		const bytes = appendToIndex(fallback?.stored.bytes, descriptor);
		const manifest = {
			mediaType: OCI_INDEX,
			digest: digestOf(bytes),
			bytes
		};
		if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
		await putManifest(client, repository, tag, manifest);
	}
	if ((await readFallbackIndex(client, repository, subject.digest))?.referrers.some(({ digest }) => digest === descriptor.digest)) return;
	const attempt = {
		registry: client.registry,
		doing: `list the record under ${formatRepository(repository)}:${tag}`
	};
	throw invalidAnswer(attempt, `other writers replaced the list ${TRIES} times`);
}
async function attachReferrer(client, repository, referrer) {
	const { manifest, subject } = referrer;
	if ((await putManifest(client, repository, manifest.digest, manifest)).subject !== subject.digest) await addToFallback(client, repository, referrer);
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
	const referrers = await listReferrers(client, destination.repository, plan.image.digest);
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
// src/promotion/claim-steps.ts
async function look(target, { tag }) {
	const holds = await headManifest(target.client, target.repository, tag);
	if (holds === void 0) return "free";
	return holds === target.root.digest ? "ours" : "taken";
}
async function writeClaim(target, claim) {
	const { client, repository, root } = target;
	try {
		await putManifest(client, repository, claim.tag, root);
		target.emit({
			kind: "tag",
			to: repository,
			tag: claim.tag,
			digest: root.digest
		});
	} catch (error) {
		if (!(error instanceof RegistryError) || error.code !== "tag-immutable") throw error;
		if (await look(target, claim) === "free") throw error;
	}
}
async function giveWay(target, claim, names) {
	const { client, repository, root } = target;
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
	const holds = await headManifest(client, repository, claim.tag);
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
// src/promotion/claim.ts
const CHECK_LIFETIME = 500;
const QUIET_TIME = 1e3;
const BUSY_TIME = 3e3;
const PACE_FACTOR = 3;
const POLL_TIME = 250;
const MAX_ROUNDS = 200;
function seesOthers(target, basis, names, own) {
	const ours = /* @__PURE__ */ new Set([target.root.digest.replace(":", "-"), ...own.map(({ tag }) => tag)]);
	return [...names].some((name) => !basis.names.has(name) && !ours.has(name));
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
		if ((await Promise.all(claims.map((claim) => look(target, claim)))).some((verdict) => verdict !== "ours")) return false;
	}
	return true;
}
async function runRound(target, claims, basis) {
	const { client } = target;
	const before = client.clock.now() - basis.checkedAt > CHECK_LIFETIME ? await Promise.all(claims.map((claim) => look(target, claim))) : claims.map(() => "free");
	const free = claims.filter((_, index) => before[index] === "free");
	await Promise.all(free.map((claim) => writeClaim(target, claim)));
	let stood = free.length === 0 || await standBy(target, free, basis.wasBusy);
	let [names, ...after] = await Promise.all([target.readNames(), ...free.map((claim) => look(target, claim))]);
	const isBusy = seesOthers(target, basis, names, claims);
	if (isBusy && !basis.wasBusy && stood && free.length > 0 && after.every((verdict) => verdict === "ours")) {
		stood = await standBy(target, free, true);
		[names, ...after] = await Promise.all([target.readNames(), ...free.map((claim) => look(target, claim))]);
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
			const other = await giveWay(target, claim, result.names);
			if (other.action === "skip") settled.set(asked, other);
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
// src/promotion/promotion-plan.ts
function planDestinationTags(question, existing, digest) {
	const computed = computeTags(question.rules, question.context, existing, question.now);
	return {
		computed,
		tags: planTags(computed, existing, digest, { ifTagExists: question.ifTagExists })
	};
}
// src/promotion/apply-tags.ts
const LIST_LIFETIME = 300;
const LIST_TRIES = 6;
const LIST_PAUSE = 200;
function isClaim({ action, mutable }) {
	return action === "create" && !mutable;
}
function isMove({ action, mutable }) {
	return mutable && (action === "create" || action === "move");
}
async function listWithOwn(client, plan, own) {
	for (let attempt = 1;; attempt++) {
		const names = await readNames(client, plan.repository, plan.scope);
		if (attempt === LIST_TRIES || own.every(({ tag }) => names.has(tag))) return names;
		await client.clock.sleep(LIST_PAUSE * 2 ** (attempt - 1));
	}
}
async function decideAgain(target, plan, settled, seen) {
	const own = settled.filter(({ mutable, after }) => !mutable && after === target.root.digest);
	const names = seen !== void 0 && own.every(({ tag }) => seen.has(tag)) ? seen : await listWithOwn(target.client, plan, own);
	const digests = new Map(plan.existing.digests);
	for (const { tag, mutable, after } of settled) if (!mutable && after !== void 0) digests.set(tag, after);
	const fresh = planDestinationTags(plan.question, {
		...plan.existing,
		names,
		digests
	}, target.root.digest).tags.tags;
	return settled.map((planned) => {
		const now = isMove(planned) ? fresh.find(({ tag }) => tag === planned.tag) : void 0;
		return now?.action === "skip" ? now : planned;
	});
}
async function applyTags(target, plan) {
	const { client, root, emit } = target;
	const { repository, question, tags } = plan;
	const claims = tags.tags.filter(isClaim);
	const { ifTagExists } = question;
	const read = () => readNames(client, repository, plan.scope);
	const basis = {
		checkedAt: plan.readAt,
		names: plan.existing.names
	};
	const claimed = await claimTags({
		client,
		repository,
		root,
		ifTagExists,
		emit,
		readNames: read
	}, claims, basis);
	let settled = tags.tags.map((tag) => isClaim(tag) ? claimed.tags[claims.indexOf(tag)] ?? tag : tag);
	const isStale = claims.length > 0 || client.clock.now() - plan.readAt > LIST_LIFETIME;
	if (plan.scope.kind === "all" && isStale && settled.some(isMove)) settled = [...await decideAgain(target, plan, settled, claimed.names)];
	if (settled.some((tag, index) => tag !== tags.tags[index])) await target.onChange(settled);
	await Promise.all(settled.filter(isMove).map(async ({ tag }) => {
		await putManifest(client, repository, tag, root);
		emit({
			kind: "tag",
			to: repository,
			tag,
			digest: root.digest
		});
	}));
	return settled;
}
// src/promotion/apply.ts
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
function changes({ action }) {
	return action === "create" || action === "move";
}
async function land(request, clients, work) {
	const { plan, destination, emit } = work;
	const { repository } = destination;
	const client = clients.destination(repository);
	const tally = new Tally();
	await applyCopy({
		source: clients.source,
		destination: client
	}, destination.copy, (event) => {
		tally.add(event);
		emit(event);
	});
	const { digest } = plan.image;
	if (destination.copy.manifests.length > 0 && await headManifest(client, repository, digest) !== digest) throw new RegistryError(`Cannot promote to ${formatRepository(repository)}: the registry took ${digest} but does not have it; run again, and tell its administrators if it stays so`, {
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
		scope,
		manifests: tally.manifests,
		record: void 0
	};
	const earlier = !destination.tags.tags.some(changes) && destination.copy.manifests.length === 0 ? await findEarlierRecord(client, scope) : void 0;
	const record = earlier ?? await writeRecord(client, scope, destination.tags.tags);
	if (earlier === void 0) emit({
		kind: "record",
		to: repository,
		digest: record
	});
	return {
		scope,
		manifests: tally.manifests,
		record
	};
}
async function tag(clients, landed, emit) {
	const { scope } = landed;
	const { plan, destination, request } = scope;
	const { repository } = destination;
	const client = clients.destination(repository);
	const node = plan.graph.nodes.get(plan.image.digest);
	if (node === void 0) throw new Error("the graph has no root");
	const { mediaType, digest } = plan.image;
	const root = {
		mediaType,
		digest,
		bytes: node.bytes
	};
	let { record } = landed;
	async function onChange(tags) {
		if (request.record === "off") return;
		record = await writeRecord(client, scope, tags);
		emit({
			kind: "record",
			to: repository,
			digest: record
		});
	}
	const tags = await applyTags({
		client,
		root,
		emit,
		onChange
	}, destination);
	const { counts } = scope;
	return {
		plan: destination,
		tags,
		counts,
		manifestsWritten: landed.manifests,
		record,
		changed: tags.some(changes)
	};
}
async function applyPromotion(request, clients, work) {
	const { plan, emit } = work;
	const landed = await Promise.all(plan.destinations.map((destination) => land(request, clients, {
		plan,
		destination,
		emit
	})));
	return Promise.all(landed.map((each) => tag(clients, each, emit)));
}
// src/promotion/copy-plan.ts
function planCopy(graph, route, present) {
	const nodes = childrenFirst(graph);
	const complete = /* @__PURE__ */ new Set();
	for (const { descriptor, manifest } of nodes) {
		const hasChildren = childManifests(manifest).every(({ digest }) => complete.has(digest));
		if (present.has(descriptor.digest) && hasChildren) complete.add(descriptor.digest);
	}
	const missing = nodes.filter(({ descriptor }) => !complete.has(descriptor.digest));
	const needed = new Set(missing.flatMap(({ manifest }) => manifestBlobs(manifest).map(({ digest }) => digest)));
	const way = route.from.registry === route.to.registry ? "mount" : "stream";
	return {
		...route,
		blobs: graphBlobs(graph).filter(({ digest }) => needed.has(digest)).map((blob) => ({
			blob,
			way,
			optional: isForeignLayer(blob.mediaType)
		})),
		manifests: missing.map((node) => ({
			node,
			blobs: manifestBlobs(node.manifest).map(({ digest }) => digest),
			children: childManifests(node.manifest).map(({ digest }) => digest)
		}))
	};
}
// src/promotion/prepare.ts
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
	const [digests, present] = await Promise.all([lookUpTags(client, repository, lookedUp), findPresent(client, repository, graph, rootIsPresent)]);
	const gone = new Set(lookedUp.filter((name) => isTag(name) && !digests.has(name)));
	const existing = {
		names: new Set([...names].filter((name) => !gone.has(name))),
		digests,
		versions
	};
	const { computed, tags } = planDestinationTags(question, existing, graph.root);
	requireNoConflict(tags, formatRepository(repository));
	return {
		repository,
		copy: planCopy(graph, {
			from,
			to: repository
		}, present),
		computed,
		tags,
		question,
		existing,
		scope,
		readAt
	};
}
function describeMissing(labels) {
	const missing = missingLabels(labels);
	if (missing.length === 0) return [];
	return [`The image does not say where it came from: it lacks ${missing.join(", ")}; set them at build time, for example with the output "labels" of command "tags"`];
}
async function preparePromotion(request, clients) {
	const from = request.from.repository;
	const resolving = resolveSource(clients.source, request.from, request.expectedDigest);
	const reading = resolving.then((root) => readGraph(clients.source, from, root));
	const labelling = reading.then((graph) => readImageLabels(clients.source, from, graph));
	const viewing = request.to.map((repository) => viewDestination(request, clients, {
		repository,
		root: resolving
	}));
	const [graph, labels, ...views] = await Promise.all([
		reading,
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
		request,
		question
	})));
	const root = graph.nodes.get(graph.root);
	if (root === void 0) throw new Error("the graph has no root");
	const warnings = [...describeMissing(labels), ...destinations.flatMap(({ computed, tags }) => [...computed.warnings, ...tags.warnings])];
	return {
		source: {
			repository: from,
			reference: formatReference(request.from),
			tag: request.from.tag
		},
		image: root.descriptor,
		graph,
		labels,
		destinations,
		warnings: [...new Set(warnings)]
	};
}
// src/commands/promote.ts
async function toRequest(inputs, context) {
	const { event, now, environment } = context;
	const { from, to, rules, version, revision, timeZone, existingTags, ifTagExists, flavor, tagPrefix } = inputs;
	const { expectedDigest, record, reason, githubToken: token } = inputs;
	const { gitTag, preRelease, run } = event;
	const [makeLatest, gitVersions] = await Promise.all([isLatestRelease(event, token), existingTags === "git" ? listGitVersions(tagPrefix, {
		event,
		environment,
		token
	}) : []]);
	return {
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
	};
}
async function applyPlan(request, clients, work) {
	const { plan, logger } = work;
	logger.startGroup("Promotion");
	try {
		return await applyPromotion(request, clients, {
			plan,
			emit(event) {
				const line = narrateEvent(event);
				if (line !== void 0) logger.info(line);
			}
		});
	} finally {
		logger.endGroup();
	}
}
function conclude(report) {
	const destinations = report.images.flatMap((image) => image.destinations);
	const standing = destinations.flatMap(({ tags }) => tags.filter(({ action }) => action !== "skip"));
	const names = [...new Set(standing.map(({ tag }) => tag))];
	const places = formatList(destinations.map(({ repository }) => repository));
	const tags = names.length === 0 ? "the image, by its digest alone" : formatList(names);
	const digest = report.images[0]?.digest ?? "";
	if (report.dryRun) return `Dry run: ${places} would have ${tags} (${digest}); nothing was written`;
	const bytes = destinations.reduce((sum, { bytesCopied }) => sum + bytesCopied, 0);
	return `${destinations.some(({ changed }) => changed) ? `${places} now has ${tags}` : `Nothing to do: ${places} has ${tags} already`} (${digest}, ${formatBytes(bytes)} through the runner, ${formatCount(report.requests, "request")})`;
}
async function runPromote(inputs, context) {
	const { environment, logger, now } = context;
	const { insecureRegistries } = inputs;
	await using opener = await openClients({
		environment,
		logger,
		insecureRegistries
	});
	const clients = await openPromotionClients(opener, {
		from: inputs.from.repository,
		to: inputs.to,
		source: inputs.sourceCredential,
		destination: inputs.destinationCredential
	});
	const request = await toRequest(inputs, context);
	const plan = await preparePromotion(request, clients);
	logger.startGroup("Plan");
	narratePlan(plan).forEach(logger.info);
	logger.endGroup();
	plan.warnings.forEach(logger.warn);
	const results = inputs.dryRun ? void 0 : await applyPlan(request, clients, {
		plan,
		logger
	});
	const report = buildReport(plan, results, {
		requests: opener.requests,
		milliseconds: Date.now() - now.getTime()
	});
	writeOutputs(buildPromotionOutputs(report), environment, logger);
	printSummary(renderPromotionSummary(report), environment, logger);
	logger.info(conclude(report));
}
export { runPromote };
