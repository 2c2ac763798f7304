import { $ as isTag, $t as RegistryError, At as property, Bt as TagJournal, C as tryParseVersion, Et as objectProperty, Ht as formatRepository, Jt as safeText, Lt as createHash, Mt as stringProperty, Ot as parseJsonObject, Qt as PolicyError, St as FormatError, Tt as isJsonObject, Vt as tagName, Xt as CancelledError, _ as formatVersionTag, a as markdownTable, at as isDigest, en as isSealiftError, g as compareVersions, gt as formatList, i as markdownDetails, mt as formatCount, nt as digestHex, o as markdownText, ot as shortDigest, pt as formatBytes, qt as quote, r as markdownCode, rt as digestOf, st as tryParseDigest, tn as withAftermath, tt as digestAlgorithm, v as isStable, vt as formatSeconds, w as tryParseVersionTag } from "./common.js";
import { a as isPassingStatus, i as isPassingError, s as createBlobLedger } from "./clients.js";
import { i as refused, n as readRefusal, r as refusalError, t as invalidAnswer } from "./answer.js";
import { t as createLimit } from "./limit.js";
import "./statement.js";
import { i as readFallbackIndex, l as fallbackTag, o as hasReferrersApi, r as listReferrers, s as listFromApi, u as eachAtMost } from "./referrers.js";
import { a as OTHER_BYTES, c as skipBytes, i as embeddedData, n as hasBlob, o as describeBlob, s as requestBlob, u as parseManifest } from "./list-budget.js";
import { a as noteNoTagsAtOnce, c as describeManifest, d as OCI_INDEX, h as isForeignLayer, i as mayTagAtOnce, l as requireClaim, n as getManifest, o as readTagsSet, r as headManifest, s as claimedDigest } from "./manifests.js";
import { a as buildSignedRecord, i as buildRecord, o as writeStatement } from "./record.js";
import { t as previousDigest } from "./previous-digest.js";
import { t as isChange } from "./tag-plan.js";
import { a as linkRun, c as pictureText, i as linkPackage, r as linkLogin, t as linkCommit } from "./links.js";
import { h as mainTag, n as readGraph, s as limitSummary, x as graphPlatforms } from "./read-graph.js";
import { a as inOwnCase, i as familiesOf, o as listsTag, s as standingTags } from "./heartbeat.js";
import { _ as mayWriteAtOnce, o as planDestinationTags, s as describeReferrer } from "./requests.js";
import { S as nextInSequence, l as readNames } from "./tag-context.js";
import { n as passageTo, r as recordFormOf } from "./promotion-request.js";
import { n as readImageLabels } from "./read-labels.js";
import { n as renderTags, r as renderTagsByAction, t as renderIdleRules } from "./summary-tags.js";
import { t as collectChunksSoon } from "./young-garbage.js";
// src/action/summary/promotion-picture.ts
const MAX_TEXT = 5e4;
const STYLES = [
	"classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
	"classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328",
	"classDef other fill:#eaeef2,stroke:#57606a,color:#24292f"
];
function describeNode(name, destination) {
	if (destination === void 0) return pictureText(name);
	const tag = mainTag(destination.tags.filter(({ action }) => action !== "skip"));
	return [name, ...tag === "" ? [] : [tag]].map(pictureText).join("<br/>");
}
function drawPromotion({ environments, hotfixRoutes }, destinations) {
	const entered = new Map(destinations.flatMap((each) => each.passage ? [[each.passage.environment, each]] : []));
	if (entered.size === 0) return void 0;
	const sources = new Set(destinations.flatMap(({ passage }) => passage?.from ?? []));
	const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
	const boxes = environments.map(({ name }) => {
		const kind = entered.has(name) ? "now" : sources.has(name) ? "on" : "other";
		return `${nodes.get(name)}["${describeNode(name, entered.get(name))}"]:::${kind}`;
	});
	const taken = (from, to, hotfix) => {
		const passage = entered.get(to)?.passage;
		return passage?.from === from && passage.hotfix === hotfix;
	};
	const routes = environments.flatMap(({ name, from }) => from.map((source) => `${nodes.get(source)} ${taken(source, name, null) ? "==>" : "-->"} ${nodes.get(name)}`));
	const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
		const isTaken = taken(from, to, name);
		return `${nodes.get(from)} ${isTaken ? "==>" : "-.->"}|"${pictureText(name)}"| ${nodes.get(to)}`;
	});
	const used = STYLES.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(" ")[1]}`)));
	const text = ["flowchart LR", ...[
		...boxes,
		...routes,
		...hotfixes,
		...used
	].map((line) => `  ${line}`)].join("\n");
	return text.length > MAX_TEXT ? void 0 : text;
}
// src/action/summary/summary-set.ts
function renderHeadline$1({ dryRun, images }) {
	const what = formatCount(images.length, "image");
	const changed = images.filter(({ destinations }) => destinations.some((each) => each.changed)).length;
	if (dryRun) return `## 🔎 Dry run: would promote ${what} together; nothing was written`;
	if (changed === 0) return `## ⚓ Nothing to do: all ${what} are already there`;
	const there = images.length - changed;
	return `## ⚓ Promoted ${formatCount(changed, "image")} together${there === 0 ? "" : `; ${there} already there`}`;
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
	return [renderHeadline$1(report), markdownTable([
		"From",
		"To",
		"Tags",
		"Digest"
	], report.images.flatMap(toRows))];
}
// src/action/summary/summary.ts
const MAX_TYPES = 5;
const LABEL = "org.opencontainers.image.";
function renderBytes(destination) {
	const { blobs, bytesCopied } = destination;
	const parts = [
		blobs.mounted > 0 ? `${formatCount(blobs.mounted, "blob")} mounted` : "",
		blobs.copied > 0 ? `${formatCount(blobs.copied, "blob")} copied` : "",
		blobs.present > 0 ? `${formatCount(blobs.present, "blob")} already there` : "",
		blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, "blob")} left out because of their licence` : ""
	].filter((part) => part !== "");
	return `${parts.length === 0 ? "the image was already there" : formatList(parts)}, **${formatBytes(bytesCopied)}** through the runner`;
}
function renderAttached(image, { referrers, cosignTags }) {
	const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
	const shown = types.slice(0, MAX_TYPES).map(markdownCode);
	if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
	const present = referrers.present + cosignTags.present;
	const parts = [
		referrers.takenAlong > 0 ? `${formatCount(referrers.takenAlong, "referrer")} (${shown.join(", ")})` : "",
		cosignTags.takenAlong > 0 ? formatCount(cosignTags.takenAlong, "cosign tag") : "",
		present > 0 ? `${present} already there` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "" : `- **Copied along:** ${formatList(parts)}`;
}
function renderRoute({ passage }) {
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
function renderTitle({ repository }, image, run) {
	const address = linkPackage(repository, run);
	if (image.destinations.length === 1) return address === void 0 ? [] : [`In ${markdownCode(repository)}, ${address}`];
	return [`### → ${markdownCode(repository)}${address === void 0 ? "" : ` · ${address}`}`];
}
function renderDestination(image, destination, report) {
	const { repository, tags, previousDigest } = destination;
	const { dryRun } = report;
	const parts = [...renderTitle(destination, image, report.run.address), ...renderRoute(destination)];
	parts.push(tags.length === 0 ? "No rule gave a tag: the image is there by its digest only." : renderTagsByAction(tags, !dryRun), `\`\`\`text\n${repository}@${image.digest}\n\`\`\``);
	if (!dryRun) {
		const facts = [`- **Record:** ${renderRecord(destination)}`, `- **Image:** ${renderBytes(destination)}`];
		const attached = renderAttached(image, destination);
		if (attached !== "") facts.push(attached);
		if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
		parts.push(facts.join("\n"));
	}
	if (tags.length > 0) parts.push(markdownDetails("Why each tag", renderTags(tags, !dryRun)));
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
	const what = tag === "" ? "the image" : markdownCode(tag);
	if (report.dryRun) return `## 🔎 Dry run: would promote ${what} to ${places}; nothing was written`;
	if (!destinations.some(({ changed }) => changed)) return `## ⚓ Nothing to do: ${what} is already in ${places}`;
	return `## ⚓ Promoted ${what} to ${places}`;
}
function renderRun({ run, requests, milliseconds }) {
	const { actor, address, approvedBy, reason } = run;
	const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
	const people = [actor === null ? "" : `${linkLogin(actor, address)} started it`, approvedBy.length === 0 ? "" : `${approvals} approved`].filter((part) => part !== "");
	return `> ${[
		reason === null ? "" : `**${markdownText(reason)}**`,
		people.join(", "),
		address === null ? "" : linkRun(address, address),
		`${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`
	].filter((part) => part !== "").join(" · ")}`;
}
function renderSource({ source, labels }, run) {
	const commit = linkCommit(labels[`${LABEL}source`], labels[`${LABEL}revision`], run);
	return `From ${markdownCode(source)}${commit === void 0 ? "" : `, built from ${commit}`}`;
}
function renderImage(image, report) {
	return [
		renderSource(image, report.run.address),
		...image.destinations.map((destination) => renderDestination(image, destination, report)),
		renderDetails(image)
	].join("\n\n");
}
function renderPicture({ images }, pipeline) {
	if (pipeline === void 0) return [];
	const picture = drawPromotion(pipeline, images.flatMap(({ destinations }) => destinations));
	return picture === void 0 ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``];
}
function renderImages(report, pipeline) {
	const { images } = report;
	const [only, ...others] = images;
	const picture = renderPicture(report, pipeline);
	if (only !== void 0 && others.length === 0) return [
		renderHeadline(report, only),
		renderRun(report),
		...picture,
		renderImage(only, report)
	];
	const [headline, table] = renderSet(report);
	return [...[
		headline,
		renderRun(report),
		...picture,
		table
	], ...images.map((image) => markdownDetails(markdownText(image.source.split("@", 1)[0] ?? ""), renderImage(image, report)))];
}
function renderPromotionSummary(report, pipeline) {
	const parts = [...renderImages(report, pipeline)];
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	return limitSummary(`${parts.join("\n\n")}\n`);
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
const REFUSED = { kind: "refused" };
const DENIED = {
	kind: "refused",
	isDenied: true
};
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
		mayMount: (from, to) => (refusedMounts.get(pairOf(from, to))?.count ?? 0) < MOST_REFUSED_MOUNTS,
		refusedMount: (from, to) => refusedMounts.get(pairOf(from, to))?.last ?? REFUSED,
		noteRefusedMount(from, to, isDenied) {
			const pair = pairOf(from, to);
			const last = isDenied ? DENIED : REFUSED;
			refusedMounts.set(pair, {
				count: (refusedMounts.get(pair)?.count ?? 0) + 1,
				last
			});
			return last;
		},
		mounts: createLimit(48, 16)
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
	const object = `blob ${digest} to ${formatRepository(repository)}`;
	return {
		registry: client.registry,
		doing: `${doing} ${object}`,
		isWrite: true
	};
}
function elsewhere({ registry }, { url, from, attempt }) {
	const other = quote(`${url.protocol}//${url.host}`);
	if (url.hostname !== from.hostname) {
		const reason = `the registry "${registry}" wants the upload sent to another host, ${other}`;
		return invalidAnswer(attempt, reason, "invalid-answer", "ask its administrators to correct its own address");
	}
	const isPlain = url.protocol === "http:" && from.protocol === "https:";
	const reason = `the registry "${registry}" wants the upload sent ${isPlain ? "over plain HTTP" : "to another port"}, to ${other}`;
	return invalidAnswer(attempt, reason, "invalid-answer", isPlain ? "let the proxy in front of it send \"X-Forwarded-Proto: https\", or set its own address to one with https (CNCF Distribution: http.host)" : "let the proxy in front of it pass on the Host header with its port, or set the address of the registry itself (CNCF Distribution: http.host)");
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
	if (url.origin !== response.url.origin) throw elsewhere(client, {
		url,
		from: response.url,
		attempt
	});
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
const CONTENT_CODES = /* @__PURE__ */ new Set(["DIGEST_INVALID", "SIZE_INVALID"]);
async function readFailure(response, attempt, isWhole) {
	const { hadWornToken } = response;
	const refusal = await readRefusal(response);
	const { status } = refusal;
	const error = refusalError(refusal, attempt);
	if (status === 404) return {
		kind: "gone",
		error
	};
	const codes = refusal.errors.map(({ code }) => code);
	const isForm = FORM_STATUS.has(status) || status === 400 && codes.some((code) => FORM_CODES.has(code));
	const blamesBytes = isWhole && codes.some((code) => CONTENT_CODES.has(code));
	if (isForm || blamesBytes) return {
		kind: "form",
		error,
		blamesBytes
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
async function* watch({ source, onGiven }, { end, fail }) {
	let given = 0;
	try {
		for await (const chunk of source()) {
			given += chunk.byteLength;
			onGiven?.(given);
			yield chunk;
		}
		end();
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
	const { now } = client.clock;
	let sourceError;
	let endedAt = body instanceof Uint8Array ? now() : void 0;
	const watcher = {
		end: () => {
			endedAt = now();
		},
		fail: (error) => {
			sourceError = error;
		}
	};
	const sent = body instanceof Uint8Array ? body : {
		length: body.length,
		source: () => watch(body, watcher)
	};
	const awaited = () => endedAt === void 0 ? void 0 : now() - endedAt;
	try {
		const response = await client.send({
			...request,
			headers,
			body: sent
		});
		if ([
			200,
			201,
			202,
			204
		].includes(response.status)) return response;
		return {
			...await readFailure(response, attempt, endedAt !== void 0),
			awaited: awaited()
		};
	} catch (error) {
		if (error !== sourceError && isPassingError(error)) return {
			kind: "broken",
			error,
			awaited: awaited()
		};
		throw error;
	}
}
const SLOW = 5e3;
const LOOK_FOR = 6e4;
const LOOK_FOR_PER_MIB = 250;
const FIRST_LOOK = 1e3;
const LONGEST_LOOK = 15e3;
async function awaitCommit(client, { repository, digest, size }) {
	const until = client.clock.now() + LOOK_FOR + size / 1048576 * LOOK_FOR_PER_MIB;
	for (let pause = FIRST_LOOK; client.clock.now() < until; pause = Math.min(pause * 2, LONGEST_LOOK)) {
		await client.clock.sleep(pause);
		if (await hasBlob(client, repository, digest, size).catch(() => false)) return true;
	}
	return false;
}
function statusOf(error) {
	return error instanceof RegistryError ? error.status : void 0;
}
async function close(client, upload, { body, attempt }) {
	const { repository, digest, size } = upload;
	const answer = await trySend(client, {
		method: "PUT",
		url: withDigest(upload.location, digest),
		body,
		commits: size
	}, attempt);
	if ("kind" in answer) return (answer.kind === "broken" || answer.kind === "passing" && (statusOf(answer.error) ?? 500) >= 500) && answer.awaited !== void 0 && answer.awaited >= SLOW && await awaitCommit(client, upload) ? void 0 : answer;
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
		if ((answer.kind === "final" || answer.blamesBytes) && resumes > 0) return {
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
// src/registry/layers-elsewhere.ts
const CONTENT_UNKNOWN = /* @__PURE__ */ new Set([
	"BLOB_UNKNOWN",
	"MANIFEST_BLOB_UNKNOWN",
	"MANIFEST_UNKNOWN"
]);
function findLayersElsewhere(bytes) {
	let layers;
	try {
		layers = property(parseJsonObject(bytes), "layers");
	} catch {
		return /* @__PURE__ */ new Map();
	}
	const found = /* @__PURE__ */ new Map();
	for (const layer of Array.isArray(layers) ? layers : []) {
		if (!isJsonObject(layer) || !isForeignLayer(stringProperty(layer, "mediaType") ?? "")) continue;
		const urls = property(layer, "urls");
		const first = Array.isArray(urls) ? urls[0] : void 0;
		const host = typeof first === "string" ? URL.parse(first)?.host ?? "" : "";
		found.set(stringProperty(layer, "digest") ?? "", host);
	}
	return found;
}
function findRefusedElsewhere(errors, elsewhere) {
	if (elsewhere.size === 0) return void 0;
	const digest = errors.filter(({ code }) => CONTENT_UNKNOWN.has(code)).flatMap(({ digests }) => digests).find((each) => elsewhere.has(each));
	return digest === void 0 ? void 0 : elsewhere.get(digest);
}
// src/registry/put-manifest.ts
const PASSING = /* @__PURE__ */ new Set([...CONTENT_UNKNOWN, "DIGEST_INVALID"]);
const TRIES$4 = 4;
const FIRST_PAUSE$2 = 100;
const ABOUT_CONTENT = /* @__PURE__ */ new Set([
	400,
	415,
	422
]);
function mayPass$1({ status, errors }) {
	return status < 500 && errors.some(({ code }) => PASSING.has(code));
}
function subjectOf({ bytes }) {
	try {
		const subject = property(parseJsonObject(bytes), "subject");
		return isJsonObject(subject) ? stringProperty(subject, "digest") : void 0;
	} catch {
		return;
	}
}
function explainManifest(refusal, manifest, { error, elsewhere }) {
	const { words, code, registry, status, missing } = error;
	if (words === void 0) return error;
	const details = {
		code,
		registry,
		status,
		missing
	};
	const host = findRefusedElsewhere(refusal.errors, elsewhere);
	if (host !== void 0) {
		const reason = `a layer of it is kept elsewhere, at ${quote(host)}, and ${words.reason}`;
		return new RegistryError({
			what: words.what,
			reason,
			remedy: "have that address allowed in the registry's configuration (CNCF Distribution: validation.manifests.urls.allow), or build the image on a base without such layers"
		}, details);
	}
	const subject = ABOUT_CONTENT.has(refusal.status) && code === "refused" ? subjectOf(manifest) : void 0;
	if (subject === void 0 || mayPass$1(refusal)) return error;
	const what = `${words.what}, which is attached to ${safeText(subject, 140)}`;
	return new RegistryError({
		what,
		reason: words.reason,
		remedy: "if this registry takes no manifest with a \"subject\", set \"record: off\" to write no record there, and \"referrers: false\" to take nothing along"
	}, details);
}
async function sendManifest(client, url, { manifest, attempt, tries = TRIES$4 }) {
	const headers = { "content-type": manifest.mediaType };
	let known;
	const elsewhere = () => {
		known ??= findLayersElsewhere(manifest.bytes);
		return known;
	};
	const isFinal = (errors) => findRefusedElsewhere(errors, elsewhere()) !== void 0;
	for (let count = 1;; count++) {
		const response = await client.send({
			method: "PUT",
			url,
			headers,
			body: manifest.bytes,
			isFinal
		});
		if (response.status === 201 || response.status === 200 || response.status === 202) return response;
		const refusal = await readRefusal(response);
		if (count >= tries || !mayPass$1(refusal) || isFinal(refusal.errors)) return explainManifest(refusal, manifest, {
			error: refusalError(refusal, attempt),
			elsewhere: elsewhere()
		});
		await client.clock.sleep(FIRST_PAUSE$2 * 2 ** (count - 1) * (.5 + client.clock.random()));
	}
}
function provesWrite(response) {
	return response.status === 201 || claimedDigest(response) !== void 0;
}
function describeWrite(client, repository, reference) {
	return {
		...describeManifest("write", client, repository, reference),
		isWrite: true
	};
}
function unwritten({ status }, holds) {
	return `the registry answers ${status}, but ${holds === void 0 ? "has nothing there" : `${holds} is there`}`;
}
async function putManifest(client, repository, reference, manifest, tries) {
	const attempt = describeWrite(client, repository, reference);
	const response = await sendManifest(client, client.address(repository, `manifests/${reference}`), {
		manifest,
		attempt,
		tries
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
	const isConfirmed = claimedDigest(response) === manifest.digest || !provesWrite(response);
	return {
		subject: response.header("oci-subject"),
		isConfirmed
	};
}
async function putManifestWithTags(client, repository, manifest, tags) {
	const attempt = describeWrite(client, repository, manifest.digest);
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
// src/registry/referrers/dead-entries.ts
const AT_ONCE$1 = 16;
const PAUSE$2 = 200;
function mayNameDead(error) {
	if (!(error instanceof RegistryError) || error.status === void 0) return false;
	if (error.code === "tag-immutable" || error.code === "rate-limited") return false;
	return error.status === 400 || error.status === 404 || error.status >= 500;
}
async function findDead(client, digests, has) {
	async function absent(asked) {
		const found = await eachAtMost(AT_ONCE$1, asked, (digest) => has(digest).catch((error) => {
			if (error instanceof RegistryError) return true;
			throw error;
		}));
		return asked.filter((_, index) => found[index] === false);
	}
	const suspects = await absent(digests);
	if (suspects.length === 0) return /* @__PURE__ */ new Set();
	await client.clock.sleep(PAUSE$2);
	return new Set(await absent(suspects));
}
// src/registry/referrers/shared-lists.ts
const QUIET_TIME$1 = 1e3;
const BUSY_TIME$1 = 3e3;
const PACE_FACTOR$1 = 3;
const LOOK_TRIES = 4;
const LOOK_PAUSE$2 = 250;
const JITTER = 500;
const MAX_LOSSES = 8;
const AT_ONCE = 32;
const watched = /* @__PURE__ */ new WeakMap();
function watchList(client, list) {
	const lists = watched.get(client) ?? /* @__PURE__ */ new Map();
	lists.set(list.name, list);
	watched.set(client, lists);
}
async function lookAgainAndAgain({ clock }, list) {
	for (let attempt = 1;; attempt++) try {
		return await list.look();
	} catch (error) {
		if (!(error instanceof RegistryError) || attempt === LOOK_TRIES) throw error;
		await clock.sleep(LOOK_PAUSE$2 * 2 ** (attempt - 1));
	}
}
async function settle(client, list, mayWait) {
	const { clock, pace } = client;
	let losses = 0;
	for (let isBusy = false;;) {
		const least = Math.max(isBusy ? BUSY_TIME$1 : QUIET_TIME$1, PACE_FACTOR$1 * pace.slowestWrite);
		const left = list.writtenAt + least - clock.now();
		if (left > 0) {
			if (!mayWait) return false;
			await clock.sleep(left + (losses === 0 ? 0 : JITTER * clock.random()));
		}
		const shown = await lookAgainAndAgain(client, list);
		if (shown === "lost" && ++losses === MAX_LOSSES) {
			const attempt = {
				registry: client.registry,
				doing: `keep what was added to the list ${list.name}`
			};
			throw invalidAnswer(attempt, `other writers replaced it ${losses} times`);
		}
		if (shown === "stands" || shown === "changed" && isBusy) return true;
		isBusy = true;
	}
}
async function settleLists(clients, mayWait) {
	const lists = [...new Set(clients)].flatMap((client) => [...watched.get(client)?.values() ?? []].map((list) => ({
		client,
		list
	})));
	await eachAtMost(AT_ONCE, lists, async ({ client, list }) => {
		if (await settle(client, list, mayWait)) watched.get(client)?.delete(list.name);
	});
}
// src/registry/referrers/fallback-list.ts
const TRIES$3 = 6;
const SENDS = 4;
const SEND_PAUSE = 100;
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
function digestOfEntry(entry) {
	return isJsonObject(entry) ? tryParseDigest(stringProperty(entry, "digest") ?? "") : void 0;
}
function toStanding(stored) {
	const document = stored === void 0 ? {
		schemaVersion: 2,
		mediaType: OCI_INDEX
	} : parseJsonObject(stored.bytes);
	const manifests = property(document, "manifests");
	const entries = Array.isArray(manifests) ? manifests : [];
	const byDigest = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const digest = digestOfEntry(entry);
		if (digest !== void 0 && isJsonObject(entry)) byDigest.set(digest, entry);
	}
	return {
		digest: stored?.digest,
		document,
		entries,
		byDigest
	};
}
function listBytes({ document, entries }, added, dead) {
	const kept = entries.filter((entry) => {
		const digest = digestOfEntry(entry);
		return digest === void 0 || !dead.has(digest);
	});
	return Buffer.from(JSON.stringify({
		...document,
		manifests: [...kept, ...added]
	}));
}
var FallbackList = class {
	name;
	writtenAt;
	tag;
	client;
	repository;
	subject;
	ours = /* @__PURE__ */ new Map();
	seen = /* @__PURE__ */ new Map();
	last;
	turn = Promise.resolve();
	constructor(client, repository, subject) {
		this.client = client;
		this.repository = repository;
		this.subject = subject;
		this.tag = fallbackTag(subject);
		this.name = `${formatRepository(repository)}:${this.tag}`;
		this.writtenAt = client.clock.now();
	}
	async add(descriptors, warn) {
		for (const descriptor of descriptors) this.ours.set(descriptor.digest, descriptorJson(descriptor));
		await this.inTurn(() => this.bring(warn));
	}
	look() {
		return this.inTurn(async () => {
			const before = this.last;
			const standing = await this.read();
			if ((await this.missingFrom(standing)).length === 0) return standing.digest === before ? "stands" : "changed";
			await this.bring(() => void 0);
			return "lost";
		});
	}
	inTurn(work) {
		const done = this.turn.then(work);
		this.turn = done.catch(() => void 0);
		return done;
	}
	async read() {
		const standing = toStanding((await readFallbackIndex(this.client, this.repository, this.subject))?.stored);
		this.last = standing.digest;
		return standing;
	}
	async missingFrom({ byDigest }) {
		const vanished = [...this.seen.keys()].filter((digest) => !byDigest.has(digest));
		const dead = await findDead(this.client, vanished, (digest) => this.has(digest));
		for (const digest of dead) this.seen.delete(digest);
		for (const [digest, entry] of byDigest) if (!this.ours.has(digest)) this.seen.set(digest, entry);
		return [...this.seen, ...this.ours].flatMap(([digest, entry]) => byDigest.has(digest) ? [] : [entry]);
	}
	async has(digest) {
		return await headManifest(this.client, this.repository, digest) !== void 0;
	}
	async bring(warn) {
		const { clock } = this.client;
		for (let attempt = 0; attempt < TRIES$3; attempt++) {
			if (attempt === 1 && (await this.missingFrom(await this.read())).length === 0) return;
			if (attempt > 0) await clock.sleep(clock.random() * 50 * 2 ** attempt);
			if (await this.write(warn) === "shown") return;
		}
		if ((await this.missingFrom(await this.read())).length === 0) return;
		const attempt = {
			registry: this.client.registry,
			doing: `list referrers under ${this.name}`
		};
		throw invalidAnswer(attempt, `other writers replaced the list ${TRIES$3} times`);
	}
	async write(warn) {
		const { client, repository, tag } = this;
		let dead = /* @__PURE__ */ new Set();
		for (let sends = 1;; sends++) {
			const standing = await this.read();
			const missing = await this.missingFrom(standing);
			if (missing.length === 0) return "shown";
			const bytes = listBytes(standing, missing, dead);
			const digest = digestOf(bytes);
			try {
				await putManifest(client, repository, tag, {
					mediaType: OCI_INDEX,
					digest,
					bytes
				}, 1);
			} catch (error) {
				if (!mayNameDead(error) || sends === SENDS) throw error;
				const found = await findDead(client, [...standing.byDigest.keys()].filter((each) => !this.ours.has(each) && !dead.has(each)), (each) => this.has(each));
				for (const each of found) {
					warn(`${this.name} listed ${each}, which the repository no longer has: it is left out of the list`);
					this.seen.delete(each);
				}
				dead = /* @__PURE__ */ new Set([...dead, ...found]);
				if (found.size === 0) {
					if (error.status !== void 0 && error.status >= 500) throw error;
					await client.clock.sleep(SEND_PAUSE * 2 ** (sends - 1) * (.5 + client.clock.random()));
				}
				continue;
			}
			this.last = digest;
			this.writtenAt = client.clock.now();
			watchList(client, this);
			return "written";
		}
	}
};
const lists = /* @__PURE__ */ new WeakMap();
async function addToFallback(client, repository, { subject, descriptors }, warn) {
	const known = lists.get(client) ?? /* @__PURE__ */ new Map();
	lists.set(client, known);
	const key = `${formatRepository(repository)}@${subject}`;
	const list = known.get(key) ?? new FallbackList(client, repository, subject);
	known.set(key, list);
	await list.add(descriptors, warn);
}
// src/registry/referrers/attach-referrer.ts
const LOOKS$1 = 3;
const LOOK_PAUSE$1 = 200;
function lacking(descriptors, listed) {
	const known = new Set(listed.map(({ digest }) => digest));
	return descriptors.filter(({ digest }) => !known.has(digest));
}
async function notShown(client, repository, { subject, descriptors }) {
	const wanted = new Set(descriptors.map(({ digest }) => digest));
	const query = {
		keep: ({ digest }) => wanted.has(digest),
		warn: () => void 0
	};
	for (let look = 1;; look++) {
		const listed = await listFromApi(client, repository, subject, query);
		const missing = lacking(descriptors, listed ?? []);
		if (missing.length === 0 || listed === void 0 || look === LOOKS$1) return missing;
		await client.clock.sleep(LOOK_PAUSE$1 * look);
	}
}
async function ensureListed(client, repository, { subject, written, warn = () => void 0 }) {
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
	}, warn);
}
async function attachReferrer(client, repository, referrer, warn) {
	const { manifest, subject, descriptor } = referrer;
	const written = [{
		descriptor,
		indexed: (await putManifest(client, repository, manifest.digest, manifest)).subject
	}];
	await ensureListed(client, repository, {
		subject: subject.digest,
		written,
		warn
	});
}
// src/promotion/check-own-record.ts
function cureFor(reason, who) {
	if (/yet to come|in the future|later than/.test(reason)) return "set the runner's clock, and run the step again";
	if (/pipeline file does not name/.test(reason)) return "promote it by a workflow or key that is named there";
	if (who !== void 0 && /trusted root|authority|log|timestamp|witness/.test(reason)) return "renew the trusted root that the pipeline file names (\"trusted-root\"), or name the Sigstore that it is of";
	return "correct the pipeline file, or the workflow, so that they fit each other";
}
function refuse({ plan, destination }, reason, who) {
	return new PolicyError(`Cannot record the promotion of ${plan.source.reference} to ${formatRepository(destination.repository)}: its record could not be verified afterwards, since ${reason}; ${cureFor(reason, who)}`);
}
async function judge({ request, plan, destination }, { record, who }) {
	const { governance } = request;
	const passage = passageTo(request, destination.repository);
	if (governance === void 0 || passage === void 0) return void 0;
	const environment = passage.destination;
	const isJudged = who !== void 0 && environment.signers.length > 0;
	const verify = isJudged ? await governance.openVerifier() : () => ({
		kind: "refused",
		reason: "it is signed"
	});
	if (passage.source === void 0) {
		const verdict = isJudged ? verify(record.bytes, environment.signers) : void 0;
		return verdict?.kind === "refused" ? verdict.reason : void 0;
	}
	const { judgeEntry } = await import("./judge-entry2.js");
	const finding = judgeEntry(record, {
		pipeline: governance.pipeline,
		environment,
		image: passage.image,
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
		const { checkOwnBundle } = await import("./check-own.js");
		const fault = checkOwnBundle(record.bytes, statement, who.kind === "key" ? who.pem : void 0);
		if (fault !== void 0) throw refuse(scope, fault, who);
	}
	const reason = await judge(scope, own);
	if (reason !== void 0) throw refuse(scope, reason, who);
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
		subjects: [{ digest: plan.image.digest }, ...[...Map.groupBy(graphPlatforms(plan.graph), ({ digest }) => digest)].filter(([digest]) => digest !== plan.image.digest).map(([digest, all]) => ({
			digest,
			platform: all.map(({ platform }) => platform).join(", ")
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
async function writeRecord(client, scope, { tags, emit, verified }) {
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
	const { repository } = destination;
	await attachReferrer(client, repository, record, (sentence) => emit({
		kind: "warning",
		to: repository,
		sentence
	}));
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
// src/promotion/companions/cosign-list.ts
const TRIES$2 = 5;
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
		for (let attempt = 0; attempt < TRIES$2; attempt++) {
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
		throw new RegistryError(`Cannot copy ${this.name}: other writers replaced it ${TRIES$2} times; run again when they are done`, {
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
		return findDead(client, [...new Set(blobs)].filter((digest) => !brought.has(digest)), (digest) => hasBlob(client, repository, digest));
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
async function bringCosignTag(target, wanted, warn) {
	await new CosignList(target, wanted).bring(warn);
}
// src/promotion/companions/apply-companions.ts
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
async function applyCompanions(target, plan, written) {
	await Promise.all([showReferrers(target, plan.referrers, written), ...plan.cosignTags.map((cosign) => bringCosignTag(target, {
		...cosign,
		source: storedRoot(cosign)
	}, warner(target)))]);
}
// src/registry/blobs/blob-mount.ts
async function mountBlob(client, repository, blob) {
	const { digest, from } = blob;
	const memory = uploadMemory(client);
	const turn = await memory.mounts.acquire();
	let answer;
	try {
		if (!memory.mayMount(from, repository)) return memory.refusedMount(from, repository);
		answer = await askForMount(client, repository, blob);
	} finally {
		turn.release("answered");
	}
	if (typeof answer === "string") return memory.noteRefusedMount(from, repository, answer === "denied");
	await answer.discard();
	if (answer.status === 201 && !namesAnother(answer, digest)) return { kind: "mounted" };
	if (answer.status === 202) {
		const attempt = describeUpload(client, repository, {
			doing: "mount",
			digest
		});
		return {
			kind: "refused",
			location: sessionLocation(client, answer, attempt)
		};
	}
	return memory.noteRefusedMount(from, repository, answer.status === 403);
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
		if (error instanceof RegistryError && error.status === 401) return "denied";
		if (isPassingError(error)) return "broken";
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
			const reason = `${length > size ? "more bytes came than" : `only ${length} bytes came of`} the ${size} that its descriptor names`;
			throw invalidAnswer(attempt, reason, "digest-mismatch", OTHER_BYTES);
		}
		checkHash(hash.digest("hex"), blob.digest);
		if (held === void 0) return;
		onBytes(held.byteLength);
		yield held;
	}
	function checkHash(hex, digest) {
		if (hex === digestHex(digest)) return;
		throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch", OTHER_BYTES);
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
// src/promotion/copy/upload-bytes.ts
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
async function bringEmbedded(work, step, session) {
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
	if (opened === void 0) return await bringEmbedded(work, step, session);
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
	const { clients, plan, ledger } = work;
	const { digest, size } = step.blob;
	requireUnfailed(work);
	const mounted = await mount(work, step, near);
	if (mounted?.kind === "mounted") return "mounted";
	requireUnfailed(work);
	const location = mounted?.location ?? await requireRight(work, step, mounted);
	const look = chooseLook(work, step, mounted);
	if (look === "first" && await hasBlob(clients.destination, plan.to, digest, size)) return "present";
	requireUnfailed(work);
	const bytes = ledger.bytesOf(digest);
	if (bytes !== void 0) return await uploadBytes(work, step, bytes, location);
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
async function sendBlob(work, step) {
	const bytes = work.ledger.bytesOf(step.blob.digest);
	if (bytes !== void 0) await uploadBytes(work, step, bytes);
	else await streamBlob({
		...work,
		found: { someIsPresent: false }
	}, step, {
		look: "never",
		location: void 0
	});
}
// src/promotion/copy/apply-copy.ts
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
async function applyCopy(clients, plan, emit, ledger = createBlobLedger()) {
	const work = {
		clients,
		plan,
		emit,
		ledger,
		found: { someIsPresent: false }
	};
	const blobs = /* @__PURE__ */ new Map();
	const outcomes = /* @__PURE__ */ new Map();
	const fail = (error) => {
		work.found.failure ??= error;
		throw error;
	};
	for (const step of plan.blobs) {
		const done = bringBlob(work, step).then((outcome) => {
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
// src/provenance/find-record.ts
function findRecords(referrers, key) {
	const matches = referrers.filter(({ annotations, artifactType }) => {
		if (key.isSigned === true && artifactType !== "application/vnd.dev.sigstore.bundle.v0.3+json") return false;
		const tags = new Set((annotations.get(`io.github.sealift.promotion.tags`) ?? "").split(" "));
		return annotations.get("in-toto.io/predicate-type") === "https://sealift.github.io/promotion/v1" && annotations.get(`io.github.sealift.promotion.from`) === key.from && annotations.get(`io.github.sealift.promotion.to`) === key.to && key.tags.every((tag) => tags.has(tag));
	});
	const created = (descriptor) => descriptor.annotations.get("org.opencontainers.image.created") ?? "";
	return matches.sort((left, right) => created(left) < created(right) ? 1 : -1);
}
// src/promotion/existing-record.ts
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
		}, destination.companions, {
			written,
			manifests
		});
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
		const record = await writeRecord(client, scope, {
			tags,
			emit,
			verified
		});
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
		return `the immutable tag "${tag}"${formatRepository(repository) === at ? "" : ` of ${formatRepository(repository)}`} holds ${holds === void 0 ? "another image" : shortDigest(holds)} and not ${shortDigest(wanted)}`;
	});
	return new PolicyError(`Cannot tag ${at}: ${reasons.join(", and ")}, which the list of tags did not show; release a new version, or set if-tag-exists to "skip" to leave ${others.length === 0 ? "it" : "them"}`);
}
async function giveWay(target, claim, { names, wasTaken }) {
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
	if (target.ifTagExists === "skip" && holds !== void 0) {
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
async function pauseAfter(failures, { journal, clock }, attempt) {
	if (!journal.hasWritten || attempt === TRIES$1 || !failures.every(mayPass)) throw failures[0];
	await clock.sleep(PAUSE$1 * 2 ** (attempt - 1));
}
async function persist(items, { journal, clock }, step) {
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
	const tags = new Set(own.flatMap(({ tag }) => [tag, tag.toLowerCase()]));
	const stems = target.own.map((digest) => digest.replace(":", "-"));
	const isOurs = (name) => tags.has(name) || stems.some((stem) => name.startsWith(stem));
	return [...names].some((name) => !basis.names.has(name) && !isOurs(name));
}
async function lookAtClaims(target, claims) {
	const { journal, client } = target;
	return {
		at: client.clock.now(),
		looks: await persist(claims, {
			journal,
			clock: client.clock
		}, (claim) => look(target, claim))
	};
}
async function lookAtAll(target, claims) {
	return (await lookAtClaims(target, claims)).looks.map(({ verdict }) => verdict);
}
async function writeFree(target, claims, looked) {
	const { journal, client } = target;
	const { clock } = client;
	const before = /* @__PURE__ */ new Map();
	await persist([...claims.entries()], {
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
	const before = await writeFree(target, claims, basis.looked);
	const free = claims.filter((_, index) => before[index] === "free");
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
			const other = await persistOnce(persistence, () => giveWay(target, claim, {
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
// src/promotion/tagging/decide-again.ts
const LIST_TRIES = 6;
const LIST_PAUSE = 200;
function isMove(planned) {
	return planned.mutable && isChange(planned);
}
function ownTags({ root }, tags) {
	return tags.filter(({ mutable, after }) => !mutable && after === root.digest).map(({ tag }) => tag);
}
async function listWithOwn(target, plan, tags) {
	const { client, journal } = target;
	const { clock } = client;
	const own = ownTags(target, tags);
	for (let attempt = 1;; attempt++) {
		const names = await persistOnce({
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
	const own = inOwnCase(names, standingTags(tags), familiesOf(computed.wanted));
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
// src/promotion/tagging/hidden-versions.ts
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
	const head = (tag) => headManifest(client, repository, tag, algorithm);
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
	return { async keep(left, holds) {
		const kept = /* @__PURE__ */ new Map();
		await Promise.all(moves.map(async (move) => {
			const planned = left.find(({ tag }) => tag === move.planned.tag);
			const held = planned === void 0 ? void 0 : holds.get(planned.tag);
			if (planned === void 0 || held === void 0 || held === root.digest || expected.has(held)) return;
			const higher = await findHigher(move, held);
			if (higher === void 0) return;
			const reason = `${higher} is higher, though the list of tags does not show it`;
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
// src/promotion/tagging/move-tags.ts
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
	async lookAgain() {
		const { target, plan, due } = this;
		const { journal, client } = target;
		const [looks, hidden] = await Promise.all([persist(due, {
			journal,
			clock: client.clock
		}, (planned) => lookAt(target, plan, planned)), findHiddenVersions(target, plan, {
			due,
			names: this.names
		})]);
		const holds = new Map(due.map(({ tag }, index) => [tag, looks[index]]));
		const ours = due.filter(({ tag }) => holds.get(tag) === target.root.digest);
		for (const planned of ours) this.settleOurs(planned);
		const changed = due.filter((planned) => !ours.includes(planned) && holds.get(planned.tag) !== planned.before);
		if (changed.length > 0) {
			if (plan.scope.kind === "all") this.names = await listWithOwn(target, plan, this.tags);
			const moved = new Map(changed.map(({ tag }) => [tag, holds.get(tag)]));
			this.tags = decideAgain(target, plan, {
				tags: this.tags,
				names: this.names,
				holds: moved
			});
		}
		const left = this.due.filter(({ tag }) => !ours.some((each) => each.tag === tag));
		const kept = await hidden.keep(left, holds);
		this.tags = this.tags.map((planned) => kept.get(planned.tag) ?? planned);
		for (const planned of this.tags) if (!isMove(planned)) journal.release(plan.repository, planned.tag);
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
		await persistOnce({
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
// src/promotion/tagging/apply-tags.ts
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
			return look?.verdict === "taken" && sequence === void 0 && question.ifTagExists === "fail" ? [{
				repository,
				tag,
				holds: look.holds,
				wanted
			}] : [];
		})
	};
}
async function applyMoves(target, plan, claimed) {
	const { clock } = target.client;
	const isStale = plan.tags.tags.some(isClaim) || clock.now() - plan.readAt > LIST_LIFETIME;
	if (plan.scope.kind !== "all" || !isStale || !claimed.tags.some(isMove)) return moveTags(target, plan, {
		tags: claimed.tags,
		names: plan.existing.names
	});
	const { seen } = claimed;
	const names = seen !== void 0 && clock.now() - seen.at <= LIST_LIFETIME && ownTags(target, claimed.tags).every((tag) => listsTag(seen.names, tag)) ? seen.names : await listWithOwn(target, plan, claimed.tags);
	return moveTags(target, plan, {
		tags: decideAgain(target, plan, {
			tags: claimed.tags,
			names
		}),
		names
	});
}
// src/promotion/tagging/undo-tags.ts
const TRIES = 3;
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
	for (let attempt = 1; attempt <= TRIES; attempt++) try {
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
		const written = await writeRecord(client, landed.scope, {
			tags,
			emit: run.emit
		});
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
	const looked = await allDone(taggings.map(async (tagging) => {
		const { target, landed } = tagging;
		return {
			...tagging,
			look: await lookBeforeClaims(target, landed.scope.destination)
		};
	}));
	const [taken, ...more] = looked.flatMap(({ look }) => look.taken);
	if (taken !== void 0) throw takenError([taken, ...more]);
	const claimed = await allDone(looked.map(async (tagging) => {
		const { target, landed } = tagging;
		return {
			...tagging,
			claims: await applyClaims(target, landed.scope.destination, tagging.look.looked)
		};
	}));
	const clients = taggings.map(({ target }) => target.client);
	await settleLists(clients, false);
	const tagged = await allDone(claimed.map(async ({ target, landed, claims, record }) => {
		const tags = await applyMoves(target, landed.scope.destination, claims);
		if (!landed.hasRoot) await settleRoot(target, landed.scope.destination, tags);
		return {
			landed,
			tags,
			record: record()
		};
	}));
	await settleLists(clients, true);
	return tagged;
}
async function applyAllTags(landed, emit, journal = new TagJournal()) {
	for (const { destination } of landed.map(({ scope }) => scope)) {
		const changes = destination.tags.tags.filter(isChange);
		journal.expect(destination.repository, changes.map(({ tag }) => tag));
	}
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
async function applySet(items, emit, journal) {
	return tagSet(items, await landSet(items, emit), {
		emit,
		journal
	});
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
async function tagSet(items, landed, { emit, journal }) {
	const looking = eachAtMost(IMAGES_AT_ONCE, items, ({ request, clients, plan }) => reportDrift(clients.source, {
		request,
		plan,
		emit
	}));
	const [tagged] = await Promise.allSettled([applyAllTags(landed, emit, journal), looking]);
	if (tagged.status === "rejected") throw tagged.reason;
	await looking;
	const results = Map.groupBy(tagged.value, (each) => each.landed.scope.plan);
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
	const [{ isOwnPin }, { explainMiss }] = await Promise.all([import("./own-pin.js"), import("./pin.js")]);
	for (const { plan } of items) for (const { repository, record } of plan.destinations) {
		const passage = plan.grants?.get(formatRepository(repository))?.passage;
		if (passage === void 0 || record !== "signed") continue;
		const { signers, name: environment } = passage.destination;
		if (signers.length === 0 || signers.some((pin) => isOwnPin(who, pin))) continue;
		const miss = who.kind === "identity" ? explainMiss(who, signers) : void 0;
		const why = miss === void 0 ? "" : ` (${miss})`;
		throw new PolicyError(`Cannot promote ${plan.source.reference} to ${environment}: its record would be signed by ${safeText(name, 300)}, whom the pipeline file does not name among the signers of ${environment}${why}; promote it by a workflow or key that is named there`);
	}
}
async function readySigner(items) {
	const signing = items.filter(({ plan }) => plan.destinations.some(({ record }) => record === "signed"));
	const signer = await signing[0]?.request.signer?.open();
	if (signer === void 0) return;
	await requirePinned(signing, signer);
	const writing = items.filter(willSign);
	if (writing.length === 0) return;
	const pinned = writing.find(({ request: { governance } }) => [...governance?.passages.values() ?? []].some(({ destination }) => destination.signers.length > 0));
	await Promise.all([signer.prepare(), pinned?.request.governance?.openVerifier()]);
}
// src/commands/apply-announced.ts
function applyAnnounced(items, context, run) {
	return context.cancellation.writing(() => applyAndTell(items, context, run));
}
async function applyAndTell(items, context, { inputs, narrator, apply }) {
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
export { land as a, writeRecord as c, tagSet as i, settleLists as l, readySigner as n, readListed as o, applySet as r, findRecords as s, applyAnnounced as t, renderPromotionSummary as u };
