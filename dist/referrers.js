import { Bt as property, Pt as FormatError, Rt as parseJsonObject, at as formatRepository, ct as digestAlgorithm, it as parseTag, lt as digestHex } from "./start.js";
import { r as readBody } from "./web-page.js";
import { a as readTags, f as parseManifest, n as PAGE_SIZE, o as nextPage, t as MAX_PAGE } from "./tag-list.js";
import { f as refused, l as invalidAnswer, m as OCI_INDEX, n as getManifest, t as MAX_MANIFEST } from "./manifests.js";
// src/async/each-at-most.ts
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
async function listReferrers(client, repository, subject) {
	const [fromApi, fromFallback] = await Promise.all([listFromApi(client, repository, subject), listFromFallback(client, repository, subject)]);
	return joinReferrers(fromApi ?? [], fromFallback);
}
export { listFromFallback as a, cosignTags as c, eachAtMost as d, listFromApi as i, fallbackTag as l, hasReferrersApi as n, listReferrers as o, joinReferrers as r, readFallbackIndex as s, MAX_REFERRERS as t, listTagsAtOnce as u };
