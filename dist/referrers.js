import { $t as RegistryError, Ht as formatRepository, St as FormatError, et as parseTag, nt as digestHex, tt as digestAlgorithm } from "./common.js";
import { i as refused, t as invalidAnswer } from "./answer.js";
import { t as openListBudget, u as parseManifest } from "./list-budget.js";
import { d as OCI_INDEX, n as getManifest, t as MAX_MANIFEST } from "./manifests.js";
import { t as nextPage } from "./next-page2.js";
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
// src/registry/referrers/parse-index.ts
function parseIndex(bytes, contentType, attempt) {
	let manifest;
	try {
		manifest = parseManifest(bytes, contentType);
	} catch (error) {
		throw invalidAnswer(attempt, error instanceof FormatError ? error.message : "the answer is no index");
	}
	if (manifest.kind !== "index") throw invalidAnswer(attempt, "the answer is no index");
	return manifest.manifests;
}
// src/registry/referrers/referrers-api.ts
const MAX_PAGES = 100;
const MAX_LIST = 16 * MAX_MANIFEST;
const MAX_REFERRERS = 1e3;
const knownApis = /* @__PURE__ */ new WeakMap();
function hasReferrersApi(client) {
	return knownApis.get(client);
}
const refusals = /* @__PURE__ */ new WeakMap();
function tooLong({ attempt }, what) {
	const cure = "remove the signatures, SBOMs and records that nobody needs";
	const { registry, doing } = attempt;
	return new RegistryError(`Cannot ${doing}: ${what}; ${cure}`, {
		code: "too-large",
		registry
	});
}
function isNoApi(status) {
	return [
		303,
		400,
		404,
		405,
		406
	].includes(status);
}
async function readPage({ client, attempt, query, budget }, url) {
	const response = await client.send({
		method: "GET",
		url,
		headers: { accept: OCI_INDEX }
	});
	const { status } = response;
	const isElsewhere = response.url.origin !== url.origin;
	if (isElsewhere || isNoApi(status) || (status === 403 || status >= 500) && query.warn !== void 0) {
		await response.discard();
		return isElsewhere ? 404 : status;
	}
	if (status !== 200) throw await refused(response, attempt);
	const bytes = await budget.read(response);
	if (bytes === void 0) throw invalidAnswer(attempt, "a page of the list is larger than 4 MiB, or all of them than 64 MiB", "too-large");
	return {
		referrers: parseIndex(bytes, OCI_INDEX, attempt).filter(query.keep ?? (() => true)),
		next: nextPage(response, url, attempt),
		isFiltered: /\bartifactType\b/.test(response.header("oci-filters-applied") ?? "")
	};
}
async function readPages(listing, first) {
	const found = [...first.referrers];
	const visited = /* @__PURE__ */ new Set([listing.url.href]);
	for (let { next } = first;;) {
		if (found.length > 1e3) throw tooLong(listing, `there are more than ${MAX_REFERRERS} of those needed`);
		if (next === void 0) return found;
		if (visited.has(next.href)) throw invalidAnswer(listing.attempt, "the list has no end");
		if (visited.size >= MAX_PAGES) throw tooLong(listing, `the list has more than ${MAX_PAGES} pages`);
		visited.add(next.href);
		const page = await readPage(listing, next);
		if (typeof page === "number") {
			if (isNoApi(page)) throw invalidAnswer(listing.attempt, `the list breaks off, since its next page answers ${page}`);
			return page;
		}
		found.push(...page.referrers);
		({next} = page);
	}
}
async function readByType(listing) {
	const { types = [] } = listing.query;
	const lists = await Promise.all(types.map(async (type) => {
		const url = new URL(listing.url);
		url.searchParams.set("artifactType", type);
		const first = await readPage(listing, url);
		if (typeof first === "number" || !first.isFiltered) return void 0;
		const list = await readPages({
			...listing,
			url
		}, first);
		return typeof list === "number" ? void 0 : list;
	}));
	return types.length === 0 || lists.includes(void 0) ? void 0 : lists.flatMap((list) => list ?? []);
}
function noteNoList({ client, query }, repository, status) {
	if (isNoApi(status)) {
		if (status !== 400 && !knownApis.has(client)) knownApis.set(client, false);
		return;
	}
	refusals.set(client, (refusals.get(client) ?? /* @__PURE__ */ new Set()).add(repository.name));
	query.warn?.(`The registry ${client.registry} answers ${status} to the question what refers to images in ${formatRepository(repository)}: only what is listed under fallback tags is known; if nothing is to be taken along, set "referrers: false"`);
}
async function listFromApi(client, repository, subject, query = {}) {
	if (knownApis.get(client) === false) return void 0;
	if (query.warn !== void 0 && refusals.get(client)?.has(repository.name)) return void 0;
	const doing = `list the referrers of ${formatRepository(repository)}@${subject}`;
	const attempt = {
		registry: client.registry,
		doing
	};
	const budget = openListBudget({
		page: MAX_MANIFEST,
		all: MAX_LIST
	});
	const listing = {
		client,
		attempt,
		url: client.address(repository, `referrers/${subject}`),
		query,
		budget
	};
	const first = await readPage(listing, listing.url);
	const found = (typeof first !== "number" && first.next !== void 0 ? await readByType(listing) : void 0) ?? (typeof first === "number" ? first : await readPages(listing, first));
	if (typeof found === "number") {
		noteNoList(listing, repository, found);
		return;
	}
	knownApis.set(client, true);
	return found;
}
// src/registry/referrers/referrers.ts
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
async function listReferrers(client, repository, subject, query = {}) {
	const [fromApi, fromFallback] = await Promise.all([listFromApi(client, repository, subject, query), listFromFallback(client, repository, subject)]);
	return joinReferrers(fromApi ?? [], fromFallback.filter(query.keep ?? (() => true)));
}
export { MAX_REFERRERS as a, cosignTags as c, readFallbackIndex as i, fallbackTag as l, listFromFallback as n, hasReferrersApi as o, listReferrers as r, listFromApi as s, joinReferrers as t, eachAtMost as u };
