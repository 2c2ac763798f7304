import { $ as isTag, $t as RegistryError, At as property, Ht as formatRepository, Ot as parseJsonObject } from "./common.js";
import { a as parseErrors, i as refused, l as readBody, t as invalidAnswer } from "./answer.js";
import { t as openListBudget } from "./list-budget.js";
import { t as nextPage } from "./next-page2.js";
// src/registry/tag-list.ts
const PAGE_SIZE = 1e3;
const MAX_PAGE = 16777216;
const MAX_LIST = 67108864;
const MAX_PAGES = 1e3;
const MAX_TAGS = 2e5;
const PAGE_SIZES = [
	PAGE_SIZE,
	100,
	void 0
];
const REFUSES_SIZE = /* @__PURE__ */ new Set([400, 405]);
function readTags(bytes, attempt) {
	if (bytes === void 0) throw invalidAnswer(attempt, "the list or a page of it is too large", "too-large");
	let document;
	try {
		document = parseJsonObject(bytes);
	} catch {
		throw invalidAnswer(attempt, "the answer is not a list of tags");
	}
	const errors = property(document, "errors");
	if (Array.isArray(errors) && errors.length > 0) throw invalidAnswer(attempt, "the answer is not a list of tags");
	const tags = property(document, "tags");
	if (tags === null || tags === void 0 && property(document, "name") !== void 0) return [];
	if (!Array.isArray(tags)) throw invalidAnswer(attempt, "the answer is not a list of tags");
	if (!tags.every((tag) => typeof tag === "string")) throw invalidAnswer(attempt, "the list has entries that are not text");
	return tags.filter(isTag);
}
function isUnknownRepository(body) {
	const codes = parseErrors(body ?? /* @__PURE__ */ new Uint8Array()).map(({ code }) => code);
	return codes.includes("NAME_UNKNOWN") || codes.length > 0 && !codes.includes("UNSUPPORTED");
}
function tooManyTags(attempt) {
	return new RegistryError(`Cannot ${attempt.doing}: there are more than ${MAX_TAGS.toLocaleString("en")}; delete old ones, or set "existing-tags" to "git"`, {
		code: "too-large",
		registry: attempt.registry
	});
}
async function firstPage(client, repository, attempt) {
	let refusal;
	for (const size of PAGE_SIZES) {
		const url = client.address(repository, `tags/list${size === void 0 ? "" : `?n=${size}`}`);
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (!REFUSES_SIZE.has(response.status)) {
			if (response.status === 200 || refusal === void 0) return {
				response,
				url
			};
			await response.discard();
			break;
		}
		const error = await refused(response, attempt);
		refusal ??= error;
	}
	throw refusal ?? invalidAnswer(attempt, "the list cannot be asked for");
}
function beginsAfter(page, last) {
	return page.every((tag, index) => tag > (index === 0 ? last : page[index - 1] ?? last));
}
async function listTagsFrom(client, repository, stem) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	const budget = openListBudget({
		page: MAX_PAGE,
		all: MAX_LIST
	});
	let last = stem;
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (pages === 0 && response.status === 404) {
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown");
		}
		if (pages === 0 && REFUSES_SIZE.has(response.status)) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const page = readTags(await budget.read(response), attempt);
		if (!beginsAfter(page, last)) return void 0;
		const wanted = page.filter((tag) => tag.startsWith(stem));
		for (const tag of wanted) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		if (wanted.length < page.length) return tags;
		last = page.at(-1) ?? last;
		url = nextPage(response, url, attempt) ?? afterFullPage(url, page);
	}
	return tags;
}
function afterFullPage(url, page) {
	const last = page.at(-1);
	if (last === void 0 || url.searchParams.get("n") !== String(page.length)) return void 0;
	const next = new URL(url);
	next.searchParams.set("last", last);
	return next;
}
async function listTags(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	const budget = openListBudget({
		page: MAX_PAGE,
		all: MAX_LIST
	});
	const visited = /* @__PURE__ */ new Set();
	for (let page = await firstPage(client, repository, attempt); page !== void 0;) {
		const { response, url } = page;
		visited.add(url.href);
		if (response.status === 404 && visited.size === 1) {
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown", "not-found", "check the name, and that its owner or project exists");
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const listed = readTags(await budget.read(response), attempt);
		const before = tags.size;
		for (const tag of listed) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		const link = nextPage(response, url, attempt);
		if (link !== void 0 && listed.length === 0 && visited.has(link.href)) return tags;
		const next = link ?? (tags.size > before ? afterFullPage(url, listed) : void 0);
		if (next === void 0) return tags;
		if (visited.has(next.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		page = {
			response: await client.send({
				method: "GET",
				url: next,
				headers: { accept: "application/json" }
			}),
			url: next
		};
	}
	return tags;
}
async function listTagsAtOnce(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === 2) return void 0;
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (response.status !== 200) {
			await response.discard();
			return;
		}
		const page = readTags(await readBody(response, MAX_PAGE), attempt);
		for (const tag of page) tags.add(tag);
		const next = nextPage(response, url, attempt);
		url = page.length === 0 && next?.href === url.href ? void 0 : next ?? afterFullPage(url, page);
	}
	return tags;
}
export { listTagsAtOnce as n, listTagsFrom as r, listTags as t };
