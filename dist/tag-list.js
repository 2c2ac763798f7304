import { At as RegistryError, Bt as property, Ft as decodeJson, Ht as stringProperty, It as isJsonObject, Lt as objectProperty, Pt as FormatError, Rt as parseJsonObject, Vt as stringMap, Yt as quote, at as formatRepository, ct as digestAlgorithm, dt as explainDigest, mt as tryParseDigest, rt as isTag, ut as digestOf, zt as parseJsonText } from "./start.js";
import { r as readBody } from "./web-page.js";
import { n as requireUniqueKeys, t as requireExactKeys } from "./unique-keys.js";
import { _ as contentKind, f as refused, g as bareMediaType, h as OCI_MANIFEST, l as invalidAnswer, m as OCI_INDEX, y as isSchema1 } from "./manifests.js";
// src/oci/descriptor.ts
function parsePlatform(value) {
	if (!isJsonObject(value)) return void 0;
	return [
		"os",
		"architecture",
		"variant"
	].map((key) => stringProperty(value, key)).filter((part) => part !== void 0 && part !== "").join("/") || void 0;
}
function parseDescriptor(value) {
	if (!isJsonObject(value)) throw new FormatError("a descriptor in it is no object");
	const mediaType = stringProperty(value, "mediaType");
	requireExactKeys(value);
	const written = stringProperty(value, "digest") ?? "";
	const digest = tryParseDigest(written);
	const size = property(value, "size");
	if (mediaType === void 0) throw new FormatError("a descriptor in it has no mediaType");
	if (digest === void 0) throw new FormatError(`a descriptor in it has a digest that ${explainDigest(written)}`);
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw new FormatError("a descriptor in it has no valid size");
	const artifactType = stringProperty(value, "artifactType");
	const platform = parsePlatform(objectProperty(value, "platform"));
	return {
		mediaType,
		digest,
		size,
		annotations: stringMap(property(value, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...platform === void 0 ? {} : { platform }
	};
}
// src/oci/manifest.ts
function parseList(object, key) {
	const value = property(object, key);
	if (!Array.isArray(value)) throw new FormatError(`its ${key} are no list`);
	return value.map(parseDescriptor);
}
function agreedMediaType(object, contentType) {
	const header = bareMediaType(contentType);
	const own = stringProperty(object, "mediaType");
	if (own === void 0 && property(object, "mediaType") !== void 0) throw new FormatError("its mediaType is no text");
	if (isSchema1(header) || property(object, "fsLayers") !== void 0) throw new FormatError("it is of Docker schema 1, which registries no longer take; build the image again");
	const isIndex = property(object, "manifests") !== void 0;
	if (isIndex === (property(object, "layers") !== void 0 || property(object, "config") !== void 0)) throw new FormatError("it is neither an index nor a manifest");
	const known = contentKind(header) !== "blob";
	if (own !== void 0 && known && bareMediaType(own) !== header) throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
	const mediaType = own !== void 0 ? bareMediaType(own) : known ? header : isIndex ? OCI_INDEX : OCI_MANIFEST;
	if (contentKind(mediaType) !== (isIndex ? "index" : "manifest")) throw new FormatError(`its content does not fit its media type ${quote(mediaType)}`);
	return mediaType;
}
function parseManifest(bytes, contentType) {
	const text = decodeJson(bytes);
	const object = parseJsonText(text);
	requireUniqueKeys(text);
	requireExactKeys(object);
	const mediaType = agreedMediaType(object, contentType);
	if (property(object, "schemaVersion") !== 2) throw new FormatError("its schemaVersion is not 2");
	const artifactType = stringProperty(object, "artifactType");
	const subject = property(object, "subject");
	const fields = {
		mediaType,
		annotations: stringMap(property(object, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...subject === void 0 || subject === null ? {} : { subject: parseDescriptor(subject) }
	};
	if (contentKind(mediaType) === "index") return {
		kind: "index",
		manifests: parseList(object, "manifests"),
		...fields
	};
	return {
		kind: "manifest",
		config: parseDescriptor(property(object, "config")),
		layers: parseList(object, "layers"),
		...fields
	};
}
// src/registry/blobs/skip-bytes.ts
async function* skipBytes(source, count) {
	let left = count;
	for await (const chunk of source) {
		if (left < chunk.byteLength) yield chunk.subarray(left);
		left = Math.max(0, left - chunk.byteLength);
	}
}
// src/registry/blobs/blob-request.ts
function describeBlob(doing, client, repository, digest) {
	return {
		registry: client.registry,
		doing: `${doing} blob ${digest} of ${formatRepository(repository)}`
	};
}
async function checkBody(response, expected, attempt) {
	const encoding = response.headers("content-encoding").flatMap((value) => value.split(",")).map((value) => value.trim().toLowerCase()).find((value) => value !== "" && value !== "identity");
	if (encoding !== void 0) {
		await response.discard();
		throw invalidAnswer(attempt, `the bytes come in the encoding ${quote(encoding)}, which nobody asked for`);
	}
	const length = response.header("content-length");
	if (length === void 0 || Number(length) === expected) return;
	await response.discard();
	const reason = `the registry announces ${quote(length)} bytes and not the ${expected} that its descriptor leads to expect`;
	throw invalidAnswer(attempt, reason, "digest-mismatch");
}
function isRest(response, from, size) {
	const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.header("content-range") ?? "");
	if (range === null) return false;
	const [, first, last, total] = range;
	return Number(first) === from && Number(last) === size - 1 && (total === "*" || Number(total) === size);
}
async function requestBlob(client, repository, blob, from = 0) {
	const attempt = describeBlob("read", client, repository, blob.digest);
	const url = client.address(repository, `blobs/${blob.digest}`);
	async function takeWhole(response) {
		if (response.status === 404) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		await checkBody(response, blob.size, attempt);
		return from === 0 ? response : {
			...response,
			body: skipBytes(response.body, from)
		};
	}
	if (from === 0) return await takeWhole(await client.send({
		method: "GET",
		url
	}));
	const response = await client.send({
		method: "GET",
		url,
		headers: { range: `bytes=${from}-` }
	});
	if (response.status === 206 && isRest(response, from, blob.size)) {
		await checkBody(response, blob.size - from, attempt);
		return response;
	}
	if (response.status !== 206 && response.status !== 416) return await takeWhole(response);
	await response.discard();
	return await takeWhole(await client.send({
		method: "GET",
		url
	}));
}
// src/registry/blobs/blobs.ts
async function hasBlob(client, repository, digest, size) {
	const response = await client.send({
		method: "HEAD",
		url: client.address(repository, `blobs/${digest}`)
	});
	await response.discard();
	if (response.status === 404) return false;
	if (response.status !== 200) throw await refused(response, describeBlob("look up", client, repository, digest));
	const length = response.header("content-length");
	return size === void 0 || length === void 0 || Number(length) === size;
}
async function readBlob(client, repository, blob) {
	if (blob.size > blob.limit) return void 0;
	const response = await requestBlob(client, repository, blob);
	if (response === void 0) return void 0;
	const bytes = await readBody(response, blob.limit);
	if (bytes === void 0 || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) {
		const attempt = describeBlob("read", client, repository, blob.digest);
		throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch");
	}
	return bytes;
}
// src/registry/answers/next-page.ts
const MAX_LENGTH = 8192;
function find(text, character, from) {
	const at = text.indexOf(character, from);
	return at < 0 ? text.length : at;
}
function endOfLink(header, start) {
	let end = start;
	while (end < header.length && header[end] !== ",") end = header[end] === "\"" ? find(header, "\"", end + 1) + 1 : end + 1;
	return end;
}
function isNext(parameters) {
	return (parameters.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []).some((parameter) => {
		const equals = find(parameter, "=", 0);
		const types = parameter.slice(equals + 1).trim().replace(/^"|"$/g, "").toLowerCase().split(/\s+/);
		return parameter.slice(0, equals).trim().toLowerCase() === "rel" && types.includes("next");
	});
}
function tryParseNextLink(header) {
	const text = header.slice(0, MAX_LENGTH);
	for (let position = find(text, "<", 0); position < text.length;) {
		const close = find(text, ">", position);
		const end = endOfLink(text, close + 1);
		if (isNext(text.slice(close + 1, end))) return text.slice(position + 1, close);
		position = find(text, "<", Math.max(end, position + 1));
	}
}
function nextPage(response, current, attempt) {
	const target = tryParseNextLink(response.headers("link").join(", "));
	if (target === void 0) return void 0;
	const link = URL.parse(target, current.href);
	if (link === null || link.origin !== current.origin) throw invalidAnswer(attempt, "the next page of the list is on another host");
	const next = new URL(current);
	next.search = link.search;
	return next;
}
// src/registry/tag-list.ts
const PAGE_SIZE = 1e3;
const MAX_PAGE = 16777216;
const MAX_PAGES = 1e3;
const MAX_TAGS = 2e5;
const PAGE_SIZES = [
	PAGE_SIZE,
	100,
	void 0
];
const REFUSES_SIZE = /* @__PURE__ */ new Set([400, 405]);
function readTags(bytes, attempt) {
	if (bytes === void 0) throw invalidAnswer(attempt, "a page of the list is too large", "too-large");
	let document;
	try {
		document = parseJsonObject(bytes);
	} catch {
		throw invalidAnswer(attempt, "the answer is no list of tags");
	}
	const tags = property(document, "tags");
	if (tags === null || tags === void 0 && property(document, "name") !== void 0) return [];
	if (!Array.isArray(tags)) throw invalidAnswer(attempt, "the answer is no list of tags");
	return tags.filter((tag) => typeof tag === "string" && isTag(tag));
}
function isUnknownRepository(body) {
	if (body === void 0) return false;
	try {
		const errors = property(parseJsonObject(body), "errors");
		const first = Array.isArray(errors) ? errors[0] : void 0;
		return isJsonObject(first) && property(first, "code") !== "UNSUPPORTED";
	} catch {
		return false;
	}
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
	let last = stem;
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (response.status === 404 && isUnknownRepository(await readBody(response, 16777216))) return tags;
		if (pages === 0 && REFUSES_SIZE.has(response.status)) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const page = readTags(await readBody(response, MAX_PAGE), attempt);
		if (!beginsAfter(page, last)) return void 0;
		const wanted = page.filter((tag) => tag.startsWith(stem));
		for (const tag of wanted) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		if (wanted.length < page.length) return tags;
		last = page.at(-1) ?? last;
		url = nextPage(response, url, attempt);
	}
	return tags;
}
async function listTags(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	const visited = /* @__PURE__ */ new Set();
	for (let page = await firstPage(client, repository, attempt); page !== void 0;) {
		const { response, url } = page;
		visited.add(url.href);
		if (response.status === 404 && visited.size === 1) {
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown");
		}
		if (response.status !== 200) throw await refused(response, attempt);
		for (const tag of readTags(await readBody(response, MAX_PAGE), attempt)) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		const next = nextPage(response, url, attempt);
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
export { readTags as a, readBlob as c, skipBytes as d, parseManifest as f, listTagsFrom as i, describeBlob as l, PAGE_SIZE as n, nextPage as o, listTags as r, hasBlob as s, MAX_PAGE as t, requestBlob as u };
