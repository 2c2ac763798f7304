import { At as RegistryError, Pt as FormatError, at as formatRepository } from "./start.js";
import { f as parseManifest } from "./tag-list.js";
import { g as bareMediaType, l as invalidAnswer, n as getManifest } from "./manifests.js";
import { u as childManifests } from "./summary-limit.js";
// src/provenance/image-labels.ts
const OCI_LABEL = "org.opencontainers.image.";
const PROVENANCE_LABELS = [
	"source",
	"revision",
	"version",
	"created",
	"title",
	"description",
	"url",
	"licenses",
	"base.name",
	"base.digest"
];
const ESSENTIAL = [
	"source",
	"revision",
	"version",
	"created"
];
function joinImageLabels(indexAnnotations, manifest, configLabels) {
	const labels = /* @__PURE__ */ new Map();
	for (const name of PROVENANCE_LABELS) {
		const key = OCI_LABEL + name;
		const value = indexAnnotations.get(key) ?? manifest?.annotations.get(key) ?? configLabels.get(key);
		if (value !== void 0 && value.trim() !== "") labels.set(key, value);
	}
	return labels;
}
function missingLabels(labels) {
	return ESSENTIAL.map((name) => OCI_LABEL + name).filter((key) => !labels.has(key));
}
// src/promotion/graph/read-graph.ts
const MAX_DEPTH = 4;
const MAX_MANIFESTS = 1e3;
const MAX_BYTES = 67108864;
const MAX_LAYERS = 1e3;
function toNode(client, repository, stored) {
	const attempt = {
		registry: client.registry,
		doing: `read ${formatRepository(repository)}@${stored.digest}`
	};
	let manifest;
	try {
		manifest = parseManifest(stored.bytes, stored.mediaType);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw invalidAnswer(attempt, error.message);
	}
	if (manifest.kind === "manifest" && manifest.layers.length > MAX_LAYERS) throw invalidAnswer(attempt, `it has more than ${MAX_LAYERS} layers`, "too-large");
	const { digest, bytes } = stored;
	return {
		descriptor: {
			mediaType: manifest.mediaType,
			digest,
			size: bytes.byteLength,
			annotations: manifest.annotations
		},
		bytes,
		manifest
	};
}
async function readGraph(client, repository, root) {
	const nodes = /* @__PURE__ */ new Map();
	const name = formatRepository(repository);
	const asked = /* @__PURE__ */ new Set([root.digest]);
	let bytes = 0;
	async function readChild(child, depth) {
		const stored = await getManifest(client, repository, child.digest);
		if (stored === void 0) throw new RegistryError(`Cannot promote ${name}@${root.digest}: its manifest ${child.digest}${child.platform === void 0 ? "" : ` (${child.platform})`} is missing at the source; build the image again, or push what is missing`, {
			code: "not-found",
			registry: client.registry,
			status: 404
		});
		const node = toNode(client, repository, {
			...stored,
			mediaType: stored.mediaType || child.mediaType
		});
		if (node.descriptor.mediaType !== bareMediaType(child.mediaType) || node.descriptor.size !== child.size) {
			const attempt = {
				registry: client.registry,
				doing: `read ${name}@${child.digest}`
			};
			throw invalidAnswer(attempt, "its media type or size differs from what the index says");
		}
		await visit(node, depth);
	}
	async function visit(node, depth) {
		nodes.set(node.descriptor.digest, node);
		bytes += node.bytes.byteLength;
		if (bytes > MAX_BYTES) {
			const attempt = {
				registry: client.registry,
				doing: `read ${name}@${root.digest}`
			};
			throw invalidAnswer(attempt, "its manifests are larger than 64 MiB together", "too-large");
		}
		const children = [...new Map(childManifests(node.manifest).map((child) => [child.digest, child])).values()].filter(({ digest }) => !asked.has(digest));
		for (const { digest } of children) asked.add(digest);
		if (asked.size > MAX_MANIFESTS || children.length > 0 && depth >= MAX_DEPTH) {
			const attempt = {
				registry: client.registry,
				doing: `read ${name}@${root.digest}`
			};
			throw invalidAnswer(attempt, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`, "too-large");
		}
		await Promise.all(children.map((child) => readChild(child, depth + 1)));
	}
	await visit(toNode(client, repository, root), 1);
	return {
		root: root.digest,
		nodes
	};
}
export { missingLabels as a, joinImageLabels as i, toNode as n, OCI_LABEL as r, readGraph as t };
