import { $t as RegistryError, Ft as exportVariable, Ht as formatRepository, It as setOutput, St as FormatError, _t as formatNumber, pt as formatBytes, qt as quote } from "./common.js";
import { t as invalidAnswer } from "./answer.js";
import { i as embeddedData, l as UnknownTypeError, n as hasBlob, u as parseManifest } from "./list-budget.js";
import { _ as isUsualBlob, m as contentKind, n as getManifest, p as bareMediaType } from "./manifests.js";
import { t as previousDigest } from "./previous-digest.js";
// src/promotion/graph/graph.ts
function childManifests(manifest) {
	if (manifest.kind !== "index") return [];
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) !== "blob");
}
function manifestBlobs(manifest) {
	if (manifest.kind === "manifest") return [manifest.config, ...manifest.layers];
	if (manifest.kind === "artifact") return manifest.blobs;
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) === "blob");
}
function graphBlobs(graph) {
	const blobs = /* @__PURE__ */ new Map();
	for (const { manifest } of graph.nodes.values()) for (const blob of manifestBlobs(manifest)) blobs.set(blob.digest, blob);
	return [...blobs.values()];
}
function childrenFirst(graph) {
	const ordered = /* @__PURE__ */ new Map();
	function visit(digest) {
		const node = graph.nodes.get(digest);
		if (node === void 0 || ordered.has(digest)) return;
		for (const child of childManifests(node.manifest)) visit(child.digest);
		ordered.set(digest, node);
	}
	visit(graph.root);
	return [...ordered.values()];
}
function isAttestation(descriptor) {
	return descriptor.annotations.get("vnd.docker.reference.type") === "attestation-manifest";
}
function rootGraph(root) {
	const { digest } = root.descriptor;
	return {
		root: digest,
		nodes: /* @__PURE__ */ new Map([[digest, root]])
	};
}
function isWhole({ nodes }) {
	return [...nodes.values()].every(({ manifest }) => childManifests(manifest).every(({ digest }) => nodes.has(digest)));
}
function graphPlatforms(graph) {
	const found = /* @__PURE__ */ new Map();
	for (const { manifest } of graph.nodes.values()) for (const child of childManifests(manifest)) {
		const isPlatform = child.platform !== void 0 && child.platform !== "unknown/unknown" && !isAttestation(child);
		const kind = graph.nodes.get(child.digest)?.manifest.kind ?? "manifest";
		if (isPlatform && kind === "manifest") found.set(`${child.platform} ${child.digest}`, {
			platform: child.platform,
			digest: child.digest
		});
	}
	return [...found.values()];
}
function representativeManifest(graph) {
	const platforms = graphPlatforms(graph);
	const preferred = platforms.find(({ platform }) => platform === "linux/amd64") ?? platforms[0];
	if (preferred !== void 0) return graph.nodes.get(preferred.digest);
	return [...graph.nodes.values()].find(({ manifest }) => manifest.kind === "manifest");
}
// src/action/report.ts
async function reportRun(request) {
	const { actor, invocationId } = request?.run ?? {};
	const approvals = await request?.governance?.approvals?.catch(() => void 0);
	return {
		address: invocationId ?? null,
		actor: actor?.login ?? null,
		approvedBy: (approvals ?? []).flatMap(({ login, state }) => state === "approved" ? [login] : []),
		reason: request?.reason ?? null
	};
}
function mainTag(standing) {
	return ([
		"semver.full",
		"date_seq",
		"sha"
	].map((kind) => standing.find((item) => item.kind === kind)).find((item) => item !== void 0) ?? standing[0])?.tag ?? "";
}
function toPlanItems(image, tags, names) {
	return tags.map(({ tag, kind, mutable, action, reason, before, after }) => ({
		image,
		tag,
		kind,
		mutable,
		action,
		reason,
		exists: before !== void 0 || names.has(tag),
		before: before ?? null,
		after: after ?? null
	}));
}
function countTaken(all, planned) {
	return {
		takenAlong: planned.length,
		present: all.length - planned.length
	};
}
function reportPassage({ grants, source }, repository) {
	const grant = grants?.get(repository);
	if (grant === void 0) return null;
	const { passage, evidence } = grant;
	return {
		environment: passage.destination.name,
		from: passage.source?.name ?? null,
		hotfix: passage.route.kind === "hotfix" ? passage.route.name ?? "" : null,
		evidence: evidence === void 0 ? null : `${formatRepository(source.repository)}@${evidence.digest}`,
		isEvidenceSigned: evidence?.isSigned ?? null
	};
}
function reportDestination(image, plan, result) {
	const { companions: all } = image;
	const repository = formatRepository(plan.repository);
	const tags = result?.tags ?? plan.tags.tags;
	const counts = result?.counts;
	return {
		repository,
		passage: reportPassage(image, repository),
		tags: toPlanItems(repository, tags, plan.existing.names),
		idleRules: plan.computed.idle,
		blobs: {
			mounted: counts?.mounted ?? 0,
			copied: counts?.copied ?? 0,
			present: counts?.present ?? 0,
			leftOut: counts?.leftOut ?? 0
		},
		bytesCopied: counts?.bytesCopied ?? 0,
		manifestsWritten: result?.manifestsWritten ?? 0,
		referrers: countTaken(all.referrers, plan.companions.referrers),
		cosignTags: countTaken(all.cosignTags, plan.companions.cosignTags),
		previousDigest: previousDigest(tags) ?? null,
		record: result?.record === void 0 ? null : `${repository}@${result.record}`,
		recordForm: plan.record,
		changed: result?.changed ?? false
	};
}
function reportImage({ plan, results }) {
	const blobs = isWhole(plan.graph) ? graphBlobs(plan.graph) : void 0;
	return {
		source: plan.source.reference,
		digest: plan.image.digest,
		mediaType: plan.image.mediaType,
		platforms: graphPlatforms(plan.graph).map(({ platform, digest }) => ({
			platform,
			digest
		})),
		blobs: blobs?.length ?? null,
		bytes: blobs?.reduce((sum, { size }) => sum + size, 0) ?? null,
		labels: Object.fromEntries(plan.labels),
		referrers: plan.companions.referrers.map(({ descriptor, subject }) => ({
			digest: descriptor.digest,
			artifactType: descriptor.artifactType ?? "",
			subject
		})),
		destinations: plan.destinations.map((destination, index) => reportDestination(plan, destination, results?.[index]))
	};
}
const NO_RUN = {
	address: null,
	actor: null,
	approvedBy: [],
	reason: null
};
function buildReport(images, facts) {
	return {
		command: "promote",
		images: images.map(reportImage),
		...facts
	};
}
// src/action/outputs.ts
function buildPromotionOutputs(report) {
	const destinations = report.images.flatMap((each) => each.destinations);
	const items = destinations.flatMap(({ tags }) => tags);
	const standing = items.filter(({ action }) => action !== "skip");
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ digest }) => digest).join("\n")],
		["tags", standing.map(({ image: repository, tag }) => `${repository}:${tag}`).join("\n")],
		["tag-names", [...new Set(standing.map(({ tag }) => tag))].join("\n")],
		["version", mainTag(standing)],
		["date-seq", standing.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["plan", JSON.stringify(items)],
		["previous-digest", destinations.find(({ previousDigest }) => previousDigest !== null)?.previousDigest ?? ""],
		["record", destinations.flatMap(({ record }) => record ?? []).join("\n")],
		["changed", String(destinations.some(({ changed }) => changed))],
		["report", JSON.stringify(report)]
	]);
}
function buildShardOutputs(report) {
	const named = /* @__PURE__ */ new Set([
		"digest",
		"record",
		"changed",
		"report"
	]);
	return new Map([...buildPromotionOutputs(report)].filter(([name]) => named.has(name)));
}
function buildPlanOutputs({ matrix, stored }) {
	return /* @__PURE__ */ new Map([
		["matrix", JSON.stringify(matrix)],
		["plan-file", stored.path],
		["plan-id", stored.id]
	]);
}
const MAX_OUTPUT = 1048576;
function writeOutputs(outputs, environment, logger) {
	for (const [name, value] of outputs) if (!environment["GITHUB_OUTPUT"]) logger.print(`output ${name} = ${value}`);
	else if (2 * value.length <= MAX_OUTPUT) setOutput(name, value);
	else {
		logger.warn(`The output "${name}" is left out: it has ${formatBytes(2 * value.length)}, and GitHub takes ${formatBytes(MAX_OUTPUT)}`);
		setOutput(name, "");
	}
}
function writeEnvironment(variables, environment, logger) {
	for (const [name, value] of variables) if (environment["GITHUB_ENV"]) exportVariable(name, value);
	else logger.print(`variable ${name} = ${value}`);
}
// src/action/summary/summary-limit.ts
const MAX_SUMMARY = 921600;
function count(text, part) {
	return text.split(part).length - 1;
}
function limitSummary(markdown) {
	const bytes = Buffer.from(markdown);
	if (bytes.byteLength <= MAX_SUMMARY) return markdown;
	const end = bytes.lastIndexOf("\n", MAX_SUMMARY);
	const kept = bytes.subarray(0, Math.max(0, end)).toString("utf8");
	const fence = count(`\n${kept}`, "\n```") % 2 === 1 ? "\n```" : "";
	const open = count(kept, "<details>") - count(kept, "</details>");
	return `${kept}${fence}\n${"\n</details>\n".repeat(open)}\nThe rest was cut: a summary holds 1 MiB. The output "report" has all of it.\n`;
}
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
const BUILD_AGAIN = "build and push the image again: these are the bytes that were pushed";
var UnknownManifestError = class extends RegistryError {
	mediaType;
	constructor(words, { registry, mediaType }) {
		super(words, {
			code: "invalid-answer",
			registry
		});
		this.mediaType = mediaType;
	}
};
function tooLarge(client, doing, reason) {
	return new RegistryError({
		what: doing,
		reason,
		remedy: "leave out of the image what it does not need"
	}, {
		code: "too-large",
		registry: client.registry
	});
}
function toNode(client, repository, stored, assumed) {
	const attempt = {
		registry: client.registry,
		doing: `read ${formatRepository(repository)}@${stored.digest}`
	};
	let manifest;
	try {
		const types = {
			contentType: stored.mediaType,
			...assumed === void 0 ? {} : { assumed }
		};
		manifest = parseManifest(stored.bytes, types);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		if (!(error instanceof UnknownTypeError)) throw invalidAnswer(attempt, error.message, "invalid-answer", error.remedy ?? BUILD_AGAIN);
		const { message: reason, mediaType, remedy = "promote an image without it" } = error;
		throw new UnknownManifestError({
			what: attempt.doing,
			reason,
			remedy
		}, {
			registry: client.registry,
			mediaType
		});
	}
	const blobs = manifestBlobs(manifest).length;
	if (manifest.kind !== "index" && blobs > 1001) throw tooLarge(client, attempt.doing, `it has ${blobs - 1} layers, and no more than ${MAX_LAYERS} are read`);
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
function embeddedManifest(child) {
	const bytes = embeddedData(child);
	return bytes === void 0 ? void 0 : {
		mediaType: child.mediaType,
		digest: child.digest,
		bytes
	};
}
async function requireBlob(client, repository, entry) {
	const { digest, mediaType } = entry;
	if (isUsualBlob(mediaType) || await hasBlob(client, repository, digest)) return;
	if (await getManifest(client, repository, digest, { accept: mediaType }) === void 0) return;
	throw new UnknownManifestError({
		what: `promote an index of ${formatRepository(repository)}`,
		reason: `its entry ${digest} is a manifest of the type ${quote(mediaType)}, and what such a manifest refers to is not known`,
		remedy: "promote an image without it"
	}, {
		registry: client.registry,
		mediaType
	});
}
async function readGraph(client, repository, root) {
	const nodes = /* @__PURE__ */ new Map();
	const name = formatRepository(repository);
	const asked = /* @__PURE__ */ new Set([root.digest]);
	const doing = `read ${name}@${root.digest}`;
	let bytes = 0;
	async function readChild(entries, depth) {
		const [child] = entries;
		const stored = await getManifest(client, repository, child.digest) ?? embeddedManifest(child);
		if (stored === void 0) throw new RegistryError(`Cannot promote ${name}@${root.digest}: its manifest ${child.digest}${child.platform === void 0 ? "" : ` (${child.platform})`} is missing at the source; build the image again, or push what is missing`, {
			code: "not-found",
			registry: client.registry,
			status: 404
		});
		const node = toNode(client, repository, stored, child.mediaType);
		const { mediaType, size } = node.descriptor;
		const wrong = entries.find((entry) => bareMediaType(entry.mediaType) !== mediaType || entry.size !== size);
		if (wrong !== void 0) {
			const attempt = {
				registry: client.registry,
				doing: `read ${name}@${child.digest}`
			};
			const reason = `it is ${`${quote(mediaType)} of ${formatNumber(size)} bytes`}, and the index says ${quote(wrong.mediaType)} of ${formatNumber(wrong.size)} bytes`;
			throw invalidAnswer(attempt, reason, "invalid-answer", BUILD_AGAIN);
		}
		await visit(node, depth);
	}
	async function visit(node, depth) {
		nodes.set(node.descriptor.digest, node);
		bytes += node.bytes.byteLength;
		if (bytes > MAX_BYTES) throw tooLarge(client, doing, `its manifests are larger than ${MAX_BYTES / 1024 / 1024} MiB together`);
		const children = [...Map.groupBy(childManifests(node.manifest), ({ digest }) => digest)].filter(([digest]) => !asked.has(digest));
		for (const [digest] of children) asked.add(digest);
		if (asked.size > MAX_MANIFESTS || children.length > 0 && depth >= MAX_DEPTH) throw tooLarge(client, doing, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`);
		const blobs = node.manifest.kind === "index" ? manifestBlobs(node.manifest) : [];
		await Promise.all([...children.map(([, [first, ...others]]) => first && readChild([first, ...others], depth + 1)), ...blobs.map((blob) => requireBlob(client, repository, blob))]);
	}
	await visit(toNode(client, repository, root), 1);
	return {
		root: root.digest,
		nodes
	};
}
export { isWhole as C, rootGraph as E, isAttestation as S, representativeManifest as T, toPlanItems as _, joinImageLabels as a, graphBlobs as b, buildPlanOutputs as c, writeEnvironment as d, writeOutputs as f, reportRun as g, mainTag as h, OCI_LABEL as i, buildPromotionOutputs as l, buildReport as m, readGraph as n, missingLabels as o, NO_RUN as p, toNode as r, limitSummary as s, UnknownManifestError as t, buildShardOutputs as u, childManifests as v, manifestBlobs as w, graphPlatforms as x, childrenFirst as y };
