import { $t as RegistryError, At as property, Ct as decodeJson, Dt as optionalText, Et as objectProperty, Ht as formatRepository, Mt as stringProperty, St as FormatError, Tt as isJsonObject, it as explainDigest, jt as stringMap, kt as parseJsonText, qt as quote, rt as digestOf, st as tryParseDigest, tt as digestAlgorithm, wt as hasProperty } from "./common.js";
import { c as isElsewhere, i as refused, l as readBody, t as invalidAnswer } from "./answer.js";
import { n as requireUniqueKeys, t as requireExactKeys } from "./unique-keys.js";
import { d as OCI_INDEX, f as OCI_MANIFEST, g as isSchema1, m as contentKind, p as bareMediaType } from "./manifests.js";
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
	const artifactType = optionalText(value, "artifactType");
	const data = stringProperty(value, "data");
	const platform = parsePlatform(objectProperty(value, "platform"));
	return {
		mediaType,
		digest,
		size,
		annotations: stringMap(property(value, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...data === void 0 || data === "" ? {} : { data },
		...platform === void 0 ? {} : { platform }
	};
}
// src/oci/manifest.ts
var UnknownTypeError = class extends FormatError {
	mediaType;
	constructor(message, mediaType, remedy) {
		super(message, remedy);
		this.mediaType = mediaType;
	}
};
function parseList(object, key) {
	if (!hasProperty(object, key)) return [];
	const value = property(object, key);
	if (!Array.isArray(value)) throw new FormatError(`its ${key} are no list`);
	return value.map(parseDescriptor);
}
function findShape(object, declared) {
	const has = (key) => hasProperty(object, key);
	const isManifest = has("layers") || has("config");
	const shapes = [
		...has("manifests") ? ["index"] : [],
		...isManifest ? ["manifest"] : [],
		...has("blobs") && contentKind(declared) === "artifact" ? ["artifact"] : []
	];
	if (shapes.length > 0) return shapes.length === 1 ? shapes[0] : void 0;
	const kind = contentKind(declared);
	return kind === "artifact" || kind === "index" && hasListNamed(object, "manifests") ? kind : void 0;
}
function hasListNamed(object, key) {
	return Object.hasOwn(object, key) || optionalText(object, "mediaType") !== void 0;
}
function agreedMediaType(object, { contentType, assumed }) {
	const header = bareMediaType(contentType);
	const own = optionalText(object, "mediaType");
	if (own === void 0 && hasProperty(object, "mediaType") && property(object, "mediaType") !== "") throw new FormatError("its mediaType is not a string");
	const isKnown = contentKind(header) !== "blob";
	const declared = own !== void 0 ? bareMediaType(own) : isKnown ? header : bareMediaType(assumed ?? "");
	if (isSchema1(header) || hasProperty(object, "fsLayers")) throw new UnknownTypeError("it is of Docker schema 1, which registries no longer take", isSchema1(header) ? header : declared, "build the image again with a current BuildKit, Buildah or Kaniko, and push that");
	const shape = findShape(object, declared);
	if (shape === void 0) {
		const reason = "it is neither an index nor a manifest";
		const named = declared === "" ? header : declared;
		if (contentKind(named) !== "blob" || !named.includes("manifest")) throw new FormatError(reason);
		throw new UnknownTypeError(`${reason}, but of the type ${quote(named)}`, named);
	}
	if (own !== void 0 && isKnown && declared !== header) throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
	const mediaType = declared !== "" ? declared : shape === "index" ? OCI_INDEX : OCI_MANIFEST;
	if (contentKind(mediaType) !== shape) {
		const reason = `its content does not fit its media type ${quote(mediaType)}`;
		throw contentKind(mediaType) === "blob" ? new UnknownTypeError(reason, mediaType) : new FormatError(reason);
	}
	return mediaType;
}
function parseManifest(bytes, types) {
	const text = decodeJson(bytes, "it is not UTF-8 text, as JSON has to be");
	const object = parseJsonText(text);
	requireUniqueKeys(text);
	requireExactKeys(object);
	const mediaType = agreedMediaType(object, typeof types === "string" ? { contentType: types } : types);
	const kind = contentKind(mediaType);
	if (kind !== "artifact" && property(object, "schemaVersion") !== 2) throw new FormatError("its schemaVersion is not 2");
	const artifactType = optionalText(object, "artifactType");
	const fields = {
		mediaType,
		annotations: stringMap(property(object, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...hasProperty(object, "subject") ? { subject: parseDescriptor(property(object, "subject")) } : {}
	};
	if (kind === "index") return {
		kind,
		manifests: parseList(object, "manifests"),
		...fields
	};
	if (kind === "artifact") return {
		kind,
		blobs: parseList(object, "blobs"),
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
const OTHER_BYTES = "build and push the image again, or have the registry's storage checked: its manifest and this blob do not belong together";
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
		const reason = `the bytes come in the encoding ${quote(encoding)}, which nobody asked for, and digests are those of plain bytes`;
		throw invalidAnswer(attempt, reason, "invalid-answer", "switch compression off there, or in the proxy in front of it");
	}
	const length = response.header("content-length");
	if (length === void 0 || Number(length) === expected) return;
	await response.discard();
	const reason = `the registry announces ${quote(length)} bytes and not the ${expected} that its descriptor leads to expect`;
	throw invalidAnswer(attempt, reason, "digest-mismatch", OTHER_BYTES);
}
async function refusedByStorage(response, { doing: what, registry }) {
	const { status, url } = response;
	await response.discard();
	const reason = `the storage that the registry sends us to, ${quote(url.host)}, answers ${status}`;
	return new RegistryError({
		what,
		reason,
		remedy: "run again, and have the storage of the registry checked if it stays so: no credentials are sent there"
	}, {
		code: status >= 500 ? "server-error" : "refused",
		registry,
		status
	});
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
		if (response.status !== 200) throw isElsewhere(response, url) ? await refusedByStorage(response, attempt) : await refused(response, attempt);
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
// src/registry/blobs/embedded-data.ts
function embeddedData({ data, size, digest }) {
	if (data === void 0) return void 0;
	const bytes = Buffer.from(data, "base64");
	return bytes.byteLength === size && digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : void 0;
}
// src/registry/blobs/blobs.ts
function lengthOf(response) {
	const length = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(response.header("content-range") ?? "")?.[1] ?? (response.status === 200 ? response.header("content-length") : void 0);
	return length === void 0 ? void 0 : Number(length);
}
async function hasFirstByte(client, url, size) {
	const response = await client.send({
		method: "GET",
		url,
		headers: { range: "bytes=0-0" }
	});
	await response.discard();
	if (response.status !== 200 && response.status !== 206 && response.status !== 416) return false;
	const length = lengthOf(response);
	return size === void 0 ? length !== void 0 || response.status !== 416 : (length ?? size) === size;
}
async function hasBlob(client, repository, digest, size) {
	const url = client.address(repository, `blobs/${digest}`);
	const response = await client.send({
		method: "HEAD",
		url
	});
	await response.discard();
	if (response.status !== 200 && isElsewhere(response, url)) return await hasFirstByte(client, url, size);
	if (response.status === 404) return false;
	if (response.status !== 200) throw await refused(response, describeBlob("look up", client, repository, digest));
	const length = response.header("content-length");
	return size === void 0 || length === void 0 || Number(length) === size;
}
async function readBlob(client, repository, blob) {
	if (blob.size > blob.limit) return void 0;
	const response = await requestBlob(client, repository, blob);
	if (response === void 0) return embeddedData(blob);
	const bytes = await readBody(response, blob.limit);
	if (bytes === void 0 || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) {
		const attempt = describeBlob("read", client, repository, blob.digest);
		throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch", OTHER_BYTES);
	}
	return bytes;
}
// src/registry/answers/list-budget.ts
function openListBudget({ page, all }) {
	let left = all;
	return { async read(response) {
		const bytes = await readBody(response, Math.min(page, left));
		left -= bytes?.byteLength ?? 0;
		return bytes;
	} };
}
export { OTHER_BYTES as a, skipBytes as c, embeddedData as i, UnknownTypeError as l, hasBlob as n, describeBlob as o, readBlob as r, requestBlob as s, openListBudget as t, parseManifest as u };
