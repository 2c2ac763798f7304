import { t as quote } from "./safe-text.js";
import { c as tryParseDigest, i as explainDigest } from "./digest.js";
import { l as stringProperty } from "./json.js";
import { n as numberProperty, r as objectAt, t as isPullRequestEvent } from "./event-source.js";
import { t as InputError } from "./errors.js";
import { r as parseRepository, t as formatRepository } from "./repository.js";
import { n as isTag } from "./tag.js";
import { mkdtempSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
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
// src/action/dockerfile/base-image.ts
const SCRATCH = "scratch";
function qualify(name) {
	const [first = ""] = name.split("/");
	return name.includes("/") && (/[.:]/.test(first) || first === "localhost") ? name : `docker.io/${name}`;
}
function parseBaseImage(text) {
	const refuse = (reason, cure) => {
		throw new InputError(`Cannot use base-image ${quote(text)}: ${reason}; ${cure}`);
	};
	const at = text.indexOf("@");
	const rest = at < 0 ? text : text.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const isTagged = colon > rest.lastIndexOf("/");
	const written = at < 0 ? void 0 : text.slice(at + 1);
	const digest = written === void 0 ? void 0 : tryParseDigest(written);
	if (written !== void 0 && digest === void 0) refuse(`its digest ${explainDigest(written)}`, "copy the digest whole from the registry, or leave it out");
	const tag = isTagged ? rest.slice(colon + 1) : digest === void 0 ? "latest" : void 0;
	if (tag !== void 0 && !isTag(tag)) refuse("its tag is malformed", "write name:tag, such as \"debian:12\"");
	try {
		const repository = formatRepository(parseRepository(qualify(isTagged ? rest.slice(0, colon) : rest)));
		return {
			name: tag === void 0 ? repository : `${repository}:${tag}`,
			...digest === void 0 ? {} : { digest }
		};
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return refuse("its name is malformed", "write it as FROM takes it, such as \"debian:12\" or \"ghcr.io/shop/base:1.2\"");
	}
}
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
export { DEFAULT_BAKE_TARGET as a, makeBakeFolder as c, findRef as d, interpretRef as f, parseBaseImage as i, writeBakeFiles as l, readSeparators as n, buildBakeFiles as o, isRunOfFork as p, SCRATCH as r, buildMetadataJson as s, joinItems as t, findBaseRef as u };
