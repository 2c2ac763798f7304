import { A as stringProperty, I as quote, b as objectAt, m as InputError, v as isPullRequestEvent, y as numberProperty } from "./digest.js";
import { E as GLOBAL_LANGUAGE } from "./step-summary.js";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
// src/action/event/event-ref.ts
const NOTHING = {
	branch: void 0,
	tag: void 0,
	pullRequest: void 0,
	mergeGroup: void 0
};
const MERGE_GROUP = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-([1-9]\d*)-[0-9a-f]{40,64}$/;
function interpretRef(ref) {
	const [, base, group] = MERGE_GROUP.exec(ref) ?? [];
	if (base !== void 0) return {
		...NOTHING,
		mergeGroup: {
			pullRequest: Number(group),
			base
		}
	};
	const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
	if (kind === "heads") return {
		...NOTHING,
		branch: name
	};
	if (kind === "tags") return {
		...NOTHING,
		tag: name
	};
	const number = /^([1-9]\d*)\/(?:merge|head)$/.exec(name ?? "")?.[1];
	return number === void 0 ? NOTHING : {
		...NOTHING,
		pullRequest: Number(number)
	};
}
function findRef(source) {
	const { name, payload, ref } = source;
	if (isPullRequestEvent(name)) {
		const number = numberProperty(payload, "number") ?? numberProperty(objectAt(payload, "pull_request"), "number");
		if (number !== void 0) return `refs/pull/${number}/merge`;
		return ref.startsWith("refs/pull/") ? ref : "";
	}
	if (name === "workflow_run") return refOfRun(source);
	if (name === "release" && !ref.startsWith("refs/tags/")) {
		const tag = stringProperty(objectAt(payload, "release"), "tag_name");
		return tag ? `refs/tags/${tag}` : ref;
	}
	return ref;
}
function isRunOfFork({ environment, payload }) {
	return stringProperty(objectAt(payload, "workflow_run", "head_repository"), "full_name") !== environment["GITHUB_REPOSITORY"];
}
function refOfRun(source) {
	const run = objectAt(source.payload, "workflow_run");
	const event = stringProperty(run, "event") ?? "";
	if (isPullRequestEvent(event)) {
		const requests = run["pull_requests"];
		const [first, ...others] = Array.isArray(requests) ? requests : [];
		const number = others.length === 0 ? numberProperty(objectAt({ first }, "first"), "number") : void 0;
		return number === void 0 ? "" : `refs/pull/${number}/merge`;
	}
	const branch = stringProperty(run, "head_branch");
	if (!branch || isRunOfFork(source)) return "";
	return event === "release" ? `refs/tags/${branch}` : `refs/heads/${branch}`;
}
function findBaseRef({ payload }, meaning) {
	return (meaning.tag === void 0 ? stringProperty(objectAt(payload, "pull_request", "base"), "ref") : stringProperty(payload, "base_ref")?.replace(/^refs\/heads\//, "")) || void 0;
}
// src/action/bake-file.ts
const DEFAULT_BAKE_TARGET = "docker-metadata-action";
function buildBakeFiles(metadata, target) {
	const { tags, annotations } = metadata;
	const labels = Object.fromEntries(metadata.labels);
	const args = {
		DOCKER_META_IMAGES: metadata.images.join(","),
		DOCKER_META_VERSION: metadata.version || void 0
	};
	return new Map([
		["bake-file-tags", {
			tags,
			args
		}],
		["bake-file-labels", { labels }],
		["bake-file-annotations", { annotations }],
		["bake-file", {
			tags,
			labels,
			args
		}]
	].map(([kind, content]) => [kind, { target: { [target]: content } }]));
}
function buildMetadataJson({ tags, tagNames, labels, annotations }) {
	return JSON.stringify({
		tags,
		"tag-names": tagNames,
		labels: Object.fromEntries(labels),
		annotations
	});
}
function inFolder(folder, run) {
	try {
		return run();
	} catch (error) {
		const reason = error instanceof Error && "code" in error ? String(error.code) : String(error);
		throw new InputError(`Cannot write bake files below ${quote(folder)}: ${reason}; set RUNNER_TEMP to a folder that can be written`, { cause: error });
	}
}
function makeBakeFolder(environment) {
	const parent = environment["RUNNER_TEMP"] || tmpdir();
	return inFolder(parent, () => mkdtempSync(join(parent, "sealift-")));
}
function writeBakeFiles(folder, files) {
	const paths = /* @__PURE__ */ new Map();
	for (const [kind, file] of files) {
		const path = join(folder, `${kind.replace("bake-file", "docker-metadata-action-bake")}.json`);
		inFolder(folder, () => writeFileSync(path, JSON.stringify(file, null, 2)));
		paths.set(kind, path);
	}
	return paths;
}
// src/tags/language/tag-language.ts
const TAG_LANGUAGE = {
	names: [
		...GLOBAL_LANGUAGE.names,
		"version",
		"major",
		"minor",
		"patch"
	],
	dated: GLOBAL_LANGUAGE.dated
};
const SCHEDULE_LANGUAGE = {
	names: ["date", "commit_date"],
	dated: ["date", "commit_date"]
};
// src/action/separators.ts
function readSeparators(getRaw) {
	return {
		tags: getRaw("sep-tags") || "\n",
		labels: getRaw("sep-labels") || "\n",
		annotations: getRaw("sep-annotations") || "\n"
	};
}
function joinItems(items, separator) {
	if (!separator.includes("\n")) return items.join(separator);
	return items.map((item) => /[\r\n]/.test(item) ? `"${item.replaceAll("\"", "\"\"")}"` : item).join(separator);
}
export { DEFAULT_BAKE_TARGET as a, makeBakeFolder as c, findRef as d, interpretRef as f, TAG_LANGUAGE as i, writeBakeFiles as l, readSeparators as n, buildBakeFiles as o, isRunOfFork as p, SCHEDULE_LANGUAGE as r, buildMetadataJson as s, joinItems as t, findBaseRef as u };
