import { Ht as formatRepository, at as isDigest, pt as formatBytes, rt as digestOf, st as tryParseDigest, tt as digestAlgorithm } from "./common.js";
import { c as isElsewhere, i as refused, l as readBody, t as invalidAnswer } from "./answer.js";
// src/oci/media-type.ts
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const OCI_EMPTY = "application/vnd.oci.empty.v1+json";
const ARTIFACT_MANIFESTS = ["application/vnd.oci.artifact.manifest.v1+json", "application/vnd.cncf.oras.artifact.manifest.v1+json"];
const ACCEPT_MANIFESTS = [...[
	OCI_INDEX,
	OCI_MANIFEST,
	DOCKER_LIST,
	DOCKER_MANIFEST
], ...ARTIFACT_MANIFESTS].join(", ");
function bareMediaType(text) {
	return (text.split(";")[0] ?? "").trim().toLowerCase();
}
function contentKind(mediaType) {
	const bare = bareMediaType(mediaType);
	if (bare === "application/vnd.oci.image.index.v1+json" || bare === "application/vnd.docker.distribution.manifest.list.v2+json") return "index";
	if (bare === "application/vnd.oci.image.manifest.v1+json" || bare === "application/vnd.docker.distribution.manifest.v2+json") return "manifest";
	if (ARTIFACT_MANIFESTS.includes(bare)) return "artifact";
	return "blob";
}
function isSchema1(mediaType) {
	return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(bareMediaType(mediaType));
}
function isUsualBlob(mediaType) {
	return /(?:\.layer\.|\.rootfs\.|[.-]config\b|\.container\.image\.|cacheconfig|\+gzip$|\+zstd$|\btar\b|octet-stream|in-toto\+json$)/.test(bareMediaType(mediaType));
}
function isForeignLayer(mediaType) {
	return /\.nondistributable\.|\.foreign\.diff\./.test(bareMediaType(mediaType));
}
// src/registry/manifest-claims.ts
function describeManifest(doing, client, repository, reference) {
	const separator = isDigest(reference) ? "@" : ":";
	return {
		registry: client.registry,
		doing: `${doing} ${formatRepository(repository)}${separator}${reference}`
	};
}
function claimedDigest(response) {
	for (const value of response.headers("docker-content-digest")) {
		const digest = tryParseDigest(value);
		if (digest !== void 0) return digest;
	}
}
function requireClaim(response, attempt, expected) {
	for (const value of response.headers("docker-content-digest")) {
		const claimed = tryParseDigest(value);
		if (!(claimed !== void 0 && digestAlgorithm(claimed) === digestAlgorithm(expected)) || claimed === expected) continue;
		const reason = `the registry says that its digest is ${claimed}, but it is ${expected}`;
		throw invalidAnswer(attempt, reason, "digest-mismatch");
	}
}
// src/registry/tags-at-once.ts
const KNOWN = /* @__PURE__ */ new WeakMap();
function noteTagsAtOnce(client, answer) {
	if (KNOWN.has(client)) return;
	KNOWN.set(client, answer.header("docker-distribution-api-version") === void 0 ? "likely" : "no");
}
function mayTagAtOnce(client) {
	return KNOWN.get(client) === "likely";
}
function noteNoTagsAtOnce(client) {
	KNOWN.set(client, "no");
}
function readTagsSet(answer, asked) {
	const named = new Set(answer.headers("oci-tag").flatMap((value) => value.split(",").map((part) => part.trim())));
	return new Set(asked.filter((tag) => named.has(tag)));
}
// src/registry/manifests.ts
const MAX_MANIFEST = 4194304;
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
async function getManifest(client, repository, reference, options = {}) {
	const { tagAlgorithm = "sha256", accept } = typeof options === "string" ? { tagAlgorithm: options } : options;
	const attempt = describeManifest("read", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const further = accept !== void 0 && MEDIA_TYPE.test(accept) ? `, ${accept}` : "";
	const headers = { accept: ACCEPT_MANIFESTS + further };
	const response = await client.send({
		method: "GET",
		url,
		headers
	});
	noteTagsAtOnce(client, response);
	if (response.status === 404) {
		await response.discard();
		return;
	}
	if (response.status !== 200) throw await refused(response, attempt);
	const bytes = await readBody(response, MAX_MANIFEST);
	if (bytes === void 0) {
		const length = Number(response.header("content-length") ?? 0);
		const reason = `the manifest ${length > 4194304 ? `has ${formatBytes(length)}` : `has more than ${formatBytes(MAX_MANIFEST)}`}, and registries need not take more than ${formatBytes(MAX_MANIFEST)}`;
		throw invalidAnswer(attempt, reason, "too-large", "build the image with fewer platforms or annotations");
	}
	const algorithm = isDigest(reference) ? digestAlgorithm(reference) : tagAlgorithm;
	const digest = digestOf(bytes, algorithm);
	if (isDigest(reference) && digest !== reference) throw invalidAnswer(attempt, `the bytes that came have the digest ${digest}`, "digest-mismatch");
	requireClaim(response, attempt, digest);
	return {
		mediaType: response.header("content-type") ?? "",
		digest,
		bytes
	};
}
const READ_INSTEAD = /* @__PURE__ */ new Set([
	200,
	403,
	405,
	412
]);
async function headManifest(client, repository, reference, tagAlgorithm) {
	const attempt = describeManifest("look up", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "HEAD",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	noteTagsAtOnce(client, response);
	await response.discard();
	const isRefusedElsewhere = response.status !== 200 && isElsewhere(response, url);
	if (response.status === 404 && !isRefusedElsewhere) return void 0;
	const digest = claimedDigest(response);
	const algorithm = isDigest(reference) ? void 0 : tagAlgorithm;
	const isComparable = digest !== void 0 && (algorithm === void 0 || digestAlgorithm(digest) === algorithm);
	if (response.status === 200 && isComparable) {
		if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, "digest-mismatch");
		return isDigest(reference) ? reference : digest;
	}
	if (isRefusedElsewhere || READ_INSTEAD.has(response.status)) return (await getManifest(client, repository, reference, tagAlgorithm))?.digest;
	throw await refused(response, attempt);
}
export { isUsualBlob as _, noteNoTagsAtOnce as a, describeManifest as c, OCI_INDEX as d, OCI_MANIFEST as f, isSchema1 as g, isForeignLayer as h, mayTagAtOnce as i, requireClaim as l, contentKind as m, getManifest as n, readTagsSet as o, bareMediaType as p, headManifest as r, claimedDigest as s, MAX_MANIFEST as t, OCI_EMPTY as u };
