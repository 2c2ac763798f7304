import { Gt as setOutput, St as formatBytes, Wt as exportVariable, at as formatRepository } from "./start.js";
import { _ as contentKind } from "./manifests.js";
import { t as previousDigest } from "./previous-digest.js";
// src/promotion/graph/graph.ts
function childManifests(manifest) {
	if (manifest.kind === "manifest") return [];
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) !== "blob");
}
function manifestBlobs(manifest) {
	if (manifest.kind === "manifest") return [manifest.config, ...manifest.layers];
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
		if (isPlatform && kind === "manifest") found.set(child.digest, {
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
function buildReport(images, run) {
	return {
		command: "promote",
		images: images.map(reportImage),
		...run
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
export { representativeManifest as _, writeEnvironment as a, mainTag as c, childrenFirst as d, graphBlobs as f, manifestBlobs as g, isWhole as h, buildShardOutputs as i, toPlanItems as l, isAttestation as m, buildPlanOutputs as n, writeOutputs as o, graphPlatforms as p, buildPromotionOutputs as r, buildReport as s, limitSummary as t, childManifests as u, rootGraph as v };
