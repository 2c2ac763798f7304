import { n as __exportAll } from "./rolldown-runtime.js";
import { B as compareVersions, Bt as makeBakeFolder, Ht as asFollowedPush, J as tryParseVersion, Lt as readWholeFile, On as isTag, Tn as formatRepository, Ut as withRef, Vn as quote, Vt as writeBakeFiles, Xt as objectProperty, Yt as isJsonObject, at as TemplateError, bt as adviseWord, dt as renderTemplate, i as markdownPage, in as stringProperty, it as TAG_LANGUAGE, l as parseBaseImage, mt as tryParseRevision, n as markdownDetails, on as throwWorst, p as readPipelineFile, qn as InputError, r as markdownLabels, s as joinItems, t as markdownCode, un as formatCount, ut as parseTemplate, zt as buildBakeFiles } from "./start.js";
import { At as OCI_LABEL, Dt as readImageLabels, G as evaluateExpression, Hn as renderStart, St as readGraph, _r as getManifest, ct as canAskGitHub, f as findTagListScope, fn as mainTag, gn as toPlanItems, hn as standingTags, lt as openGitHubClient, m as readNames, mt as explainGitHubFailure, nn as unmatchedRuleLines, p as lookUpTags, tn as tagLines, ut as readGitHub } from "./common.js";
import { a as listGitVersions, c as buildTagContext, d as renderTags, f as renderUnmatchedRules, g as computeTags, h as requireNoConflict, i as readReleaseState, m as planTags, o as askGit, r as completeRepository, s as openCheckout, y as findEventNeeds } from "./tags.js";
import { resolve } from "node:path";
// src/build/dockerfile.ts
const DIRECTIVE = /^#\s*([A-Za-z][A-Za-z0-9]*)\s*=\s*(\S+)\s*$/;
const WITH_HEREDOC = /^\s*(?:ONBUILD\s+)?(?:RUN|COPY|ADD)\s/i;
const HEREDOC = /^[0-9]*<<(-?)([^<]+)$/;
function findEscapeCharacter(lines) {
	for (const line of lines) {
		const [, name, value] = DIRECTIVE.exec(line) ?? [];
		if (name === void 0) break;
		if (name.toLowerCase() === "escape" && value === "`") return "`";
	}
	return "\\";
}
function splitWords(text, escapeCharacter) {
	const words = [];
	let word = "";
	let open = "";
	for (let at = 0; at < text.length; at++) {
		const character = text.charAt(at);
		if (open === "" && /\s/.test(character)) {
			if (word !== "") words.push(word);
			word = "";
			continue;
		}
		word += character;
		if (character === escapeCharacter && open !== "'") word += text.charAt(++at);
		else if (open === character) open = "";
		else if (open === "" && (character === "\"" || character === "'")) open = character;
	}
	return word === "" ? words : [...words, word];
}
function* instructionsOf(lines, escapeCharacter) {
	const isLeftOut = (line) => line !== void 0 && /^\s*(?:#|$)/.test(line);
	for (let at = 0; at < lines.length; at++) {
		if (isLeftOut(lines[at])) continue;
		let instruction = "";
		for (let isContinued = true; isContinued && at < lines.length;) {
			const line = lines[at] ?? "";
			const end = line.trimEnd();
			isContinued = end.endsWith(escapeCharacter) && !end.endsWith(escapeCharacter.repeat(2));
			instruction += isContinued ? end.slice(0, -1) : line;
			for (at += Number(isContinued); isContinued && isLeftOut(lines[at]); at++);
		}
		yield instruction;
		if (!WITH_HEREDOC.test(instruction)) continue;
		for (const word of splitWords(instruction, escapeCharacter)) {
			const [, dash, name] = HEREDOC.exec(word) ?? [];
			if (name === void 0) continue;
			const end = name.replace(/["']/g, "");
			do
				at++;
			while (at < lines.length && (dash ? lines[at]?.replace(/^\t+/, "") : lines[at]) !== end);
		}
	}
}
function readStages(text) {
	const lines = text.replace(/^\ufeff/, "").split(/\r?\n/);
	const escapeCharacter = findEscapeCharacter(lines);
	const stages = [];
	const globalArgs = [];
	for (const instruction of instructionsOf(lines, escapeCharacter)) {
		const [, keyword = "", rest = ""] = /^\s*(\S+)\s*(.*)$/s.exec(instruction) ?? [];
		if (keyword.toUpperCase() === "FROM") {
			const words = rest.split(/\s+/).filter((word) => word !== "");
			while (words[0]?.startsWith("--")) words.shift();
			const [from = "", as, name] = words;
			stages.push({
				from,
				name: as?.toUpperCase() === "AS" ? name?.toLowerCase() : void 0
			});
		} else if (keyword.toUpperCase() === "ARG" && stages.length === 0) globalArgs.push(...splitWords(rest, escapeCharacter));
	}
	return {
		globalArgs,
		stages,
		escapeCharacter
	};
}
const MAX_DEPTH = 20;
const MAX_LENGTH = 4096;
const NAME = /[A-Za-z_][A-Za-z0-9_]*/y;
const OPERATOR = /:?[-+]/y;
var Unknown = class extends Error {
	part;
	constructor(part) {
		super(part);
		this.part = part;
	}
};
var WordReader = class {
	#text;
	#variables;
	#at = 0;
	constructor(text, variables) {
		this.#text = text;
		this.#variables = variables;
	}
	#match(pattern) {
		pattern.lastIndex = this.#at;
		const found = pattern.exec(this.#text)?.[0];
		this.#at += found?.length ?? 0;
		return found;
	}
	#take(character) {
		if (this.#text[this.#at] !== character) return false;
		this.#at++;
		return true;
	}
	#variable(depth, isWanted) {
		const start = this.#at - 1;
		const isBraced = this.#take("{");
		const name = this.#match(NAME);
		if (name === void 0 || depth > MAX_DEPTH) throw new Unknown(this.#text.slice(start));
		if (isWanted && this.#variables.isUnknowable(name)) throw new Unknown(`$${name}`);
		const value = this.#variables.valueOf(name);
		if (!isBraced || this.#take("}")) {
			if (value === void 0 && isWanted) throw new Unknown(`$${name}`);
			return value ?? "";
		}
		const operator = this.#match(OPERATOR);
		if (operator === void 0) throw new Unknown(this.#text.slice(start));
		const isSet = value !== void 0 && (operator.length === 1 || value !== "");
		const isReplaced = operator.endsWith("+") === isSet;
		const word = this.read("}", {
			depth: depth + 1,
			isWanted: isWanted && isReplaced
		});
		if (!this.#take("}")) throw new Unknown(this.#text.slice(start));
		if (isReplaced) return word;
		return operator.endsWith("+") ? "" : value ?? "";
	}
	read(end, { depth, isWanted }) {
		const { escapeCharacter } = this.#variables;
		let result = "";
		while (this.#at < this.#text.length) {
			const character = this.#text.charAt(this.#at);
			if (character === end) return result;
			this.#at++;
			if (character === escapeCharacter) {
				const next = this.#text.charAt(this.#at++);
				result += end !== "\"" || next === "\"" || next === "$" || next === escapeCharacter ? next : character + next;
			} else if (character === "$") {
				result += this.#variable(depth, isWanted);
				if (result.length > MAX_LENGTH) throw new Unknown(this.#text);
			} else if (character === "\"" && end !== "\"") {
				result += this.read("\"", {
					depth: depth + 1,
					isWanted
				});
				if (!this.#take("\"")) throw new Unknown(this.#text);
			} else if (character === "'" && end !== "\"") {
				const close = this.#text.indexOf("'", this.#at);
				if (close < 0) throw new Unknown(this.#text);
				result += this.#text.slice(this.#at, close);
				this.#at = close + 1;
			} else result += character;
		}
		return result;
	}
};
function expandWord(word, variables) {
	try {
		return {
			kind: "text",
			text: new WordReader(word, variables).read("", {
				depth: 0,
				isWanted: true
			})
		};
	} catch (error) {
		if (error instanceof Unknown) return {
			kind: "unknown",
			part: error.part
		};
		throw error;
	}
}
// src/build/base-image.ts
const MAX_DOCKERFILE = 262144;
async function readBase(inputs, environment) {
	const { baseImage, dockerfile } = inputs;
	if (baseImage !== void 0) return {
		base: baseImage === "scratch" ? void 0 : baseImage,
		warnings: []
	};
	if (dockerfile === void 0) return {
		base: void 0,
		warnings: []
	};
	const name = quote(dockerfile.path);
	let text;
	try {
		const workspace = environment["GITHUB_WORKSPACE"] || process.cwd();
		const places = {
			workspace,
			temporary: environment["RUNNER_TEMP"]
		};
		text = new TextDecoder().decode(readWholeFile(resolve(workspace, dockerfile.path), MAX_DOCKERFILE, places));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new InputError(`Cannot read dockerfile ${name}: ${reason}; give its path relative to the workspace, and check out before this step`, { cause: error });
	}
	const found = findBase(readStages(text), dockerfile.stage);
	switch (found.kind) {
		case "image": return {
			base: found.base,
			warnings: []
		};
		case "scratch": return {
			base: void 0,
			warnings: []
		};
		case "unknown": return {
			base: void 0,
			warnings: [`No label names the base of ${name}: ${found.reason}; set "base-image" to what the build uses`]
		};
		case "missing": throw new InputError(`Cannot use dockerfile ${name}: ${found.reason}; ${found.remedy}`);
		default: return found;
	}
}
const AUTOMATIC = /^(?:BUILD|TARGET)(?:PLATFORM|OS|OSVERSION|ARCH|VARIANT)$|^TARGETSTAGE$/;
const MAX_NAMES = 20;
function readGlobals({ globalArgs, escapeCharacter }) {
	const values = /* @__PURE__ */ new Map();
	const variables = {
		escapeCharacter,
		valueOf(name) {
			const value = values.get(name);
			return value?.kind === "text" ? value.text : void 0;
		},
		isUnknowable: (name) => AUTOMATIC.test(name) || values.get(name)?.kind === "unknown"
	};
	for (const word of globalArgs) {
		const equals = word.indexOf("=");
		if (equals < 0) values.set(word, void 0);
		else values.set(word.slice(0, equals), expandWord(word.slice(equals + 1), variables));
	}
	return variables;
}
function missing({ stages }, target) {
	if (target === void 0 || stages.length === 0) return {
		kind: "missing",
		reason: "it has no FROM",
		remedy: "name the Dockerfile that the build uses"
	};
	const names = stages.flatMap(({ name }) => name === void 0 ? [] : [quote(name)]).slice(0, MAX_NAMES);
	const remedy = names.length === 0 ? "leave the stage out" : `name one of ${names.join(", ")}`;
	return {
		kind: "missing",
		reason: `it has no stage ${quote(target)}`,
		remedy
	};
}
function findBase(dockerfile, target) {
	const variables = readGlobals(dockerfile);
	let stages = dockerfile.stages;
	const named = target?.toLowerCase();
	let index = named === void 0 ? stages.length - 1 : stages.findLastIndex(({ name }) => name === named);
	if (index < 0) return missing(dockerfile, target);
	for (;;) {
		const from = stages[index]?.from ?? "";
		const word = expandWord(from, variables);
		if (word.kind === "unknown") {
			const part = from === word.part ? "" : ` in FROM ${quote(from)}`;
			return {
				kind: "unknown",
				reason: `only the build knows ${quote(word.part)}${part}`
			};
		}
		stages = stages.slice(0, index);
		index = stages.findLastIndex(({ name }) => name === word.text.toLowerCase());
		if (index >= 0) continue;
		if (word.text === "scratch") return { kind: "scratch" };
		try {
			return {
				kind: "image",
				base: parseBaseImage(word.text)
			};
		} catch (error) {
			if (!(error instanceof InputError)) throw error;
			return {
				kind: "unknown",
				reason: `FROM ${quote(word.text)} is no image reference`
			};
		}
	}
}
// src/build/labels.ts
function oneLine(text) {
	return text.replace(/\s+/g, " ").trim();
}
function buildLabels(facts) {
	const values = [
		["base.digest", facts.base?.digest],
		["base.name", facts.base?.name],
		["created", facts.created.toISOString().replace(/\.\d{3}Z$/, "Z")],
		["description", facts.description],
		["licenses", facts.license],
		["revision", facts.revision],
		["source", facts.url],
		["title", facts.fullName?.split("/").at(-1)],
		["url", facts.homepage ?? facts.url],
		["version", facts.version]
	];
	const labels = /* @__PURE__ */ new Map();
	for (const [name, value] of values) {
		const text = oneLine(value ?? "");
		if (text !== "") labels.set(OCI_LABEL + name, text);
	}
	return labels;
}
const QUOTED = /^[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?:\r?\n|$)/;
const PLAIN = /^([^\n]*)(?:\n|$)/;
function refuser(input, { line, text }) {
	return (reason, remedy) => {
		throw new InputError(`Cannot read ${input} on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
	};
}
function splitEntries(text, input) {
	const entries = [];
	let line = 1;
	for (let rest = text; rest !== "";) {
		const quoted = QUOTED.exec(rest);
		const [all, content = ""] = quoted ?? PLAIN.exec(rest) ?? [rest, rest];
		const entry = {
			line,
			text: (quoted ? content.replaceAll("\"\"", "\"") : content).trim()
		};
		if (!quoted && entry.text.startsWith("\"")) refuser(input, entry)("its quotes are not around the whole entry", "write it as \"key=value\", or without quotes");
		if (entry.text !== "" && (quoted || !entry.text.startsWith("#"))) entries.push(entry);
		line += all.split("\n").length - 1;
		rest = rest.slice(all.length);
	}
	return entries;
}
function readEntry(text, refuse) {
	const equals = text.indexOf("=");
	const key = equals < 0 ? text : text.slice(0, equals);
	if (key === "") refuse("there is no key before its \"=\"", "write it as key=value");
	if (/[\s\p{Cc}]/u.test(key)) refuse(`there is a blank in its key ${quote(key)}`, "write it as key=value, without a blank in the key");
	return [key, equals < 0 ? "" : text.slice(equals + 1)];
}
function parseLabelEntries(text, { input, render, warn }) {
	const labels = /* @__PURE__ */ new Map();
	for (const entry of splitEntries(text, input)) {
		const refuse = refuser(input, entry);
		const rendered = render(entry.text, refuse).trim();
		if (rendered === "") continue;
		labels.set(...readEntry(rendered, refuse));
		if (rendered.includes("=")) continue;
		warn(`The entry ${quote(rendered)} on line ${entry.line} of ${input} has no "=", and so is empty; write it as key=value, or with a "=" at its end if it is meant to be`);
	}
	return labels;
}
function mergeLabels(generated, custom) {
	return new Map([...generated, ...custom].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))));
}
function formatLabels(labels) {
	return [...labels].map(([key, value]) => `${key}=${value}`);
}
const KINDS = [
	"manifest",
	"index",
	"manifest-descriptor",
	"index-descriptor"
];
const LEVEL = new RegExp(`^(?:${KINDS.join("|")})(?:\\[[A-Za-z0-9_/-]+\\])?$`);
function isLevel(text) {
	return LEVEL.test(text);
}
function parseAnnotationLevels(text) {
	if (text.trim() === "") return ["manifest"];
	const refuse = (reason, remedy) => {
		throw new InputError(`Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS ${quote(text)}: ${reason}; ${remedy}`);
	};
	const levels = text.split(",").map((item) => {
		const level = item.trim();
		if (isLevel(level)) return level;
		if (level === "") return refuse("there is nothing between two commas or at an end", "leave out the extra comma");
		const [kind = ""] = level.split("[");
		if (KINDS.some((each) => each === kind)) return refuse(`${quote(level)} is no ${kind} of a platform`, `write it as "${kind}[linux/amd64]"`);
		return refuse(`there is no level ${quote(level)}`, adviseWord(kind, KINDS));
	});
	return [...new Set(levels)];
}
function formatAnnotations(annotations, levels) {
	return levels.flatMap((level) => formatLabels(annotations).map((annotation) => `${level}:${annotation}`));
}
// src/build/metadata.ts
function readCustomEntries(inputs, scope, environment) {
	function render(text, refuse) {
		try {
			return renderTemplate(parseTemplate(text, TAG_LANGUAGE), (expression) => evaluateExpression(expression, scope)).text;
		} catch (error) {
			if (error instanceof TemplateError) return refuse(error.reason, error.remedy);
			throw error;
		}
	}
	const warnings = [];
	const warn = (sentence) => void warnings.push(sentence);
	return {
		labels: parseLabelEntries(inputs.labels, {
			input: "labels",
			render,
			warn
		}),
		annotations: parseLabelEntries(inputs.annotations, {
			input: "annotations",
			render,
			warn
		}),
		warnings,
		levels: parseAnnotationLevels(environment["DOCKER_METADATA_ANNOTATIONS_LEVELS"] ?? "")
	};
}
function buildEntries(facts, custom) {
	const generated = buildLabels(facts);
	return {
		labels: mergeLabels(generated, custom.labels),
		annotations: formatAnnotations(mergeLabels(generated, custom.annotations), custom.levels)
	};
}
const LAST_SECOND = 253402300799;
function findCreated(environment, commitDate, now) {
	const text = environment["SOURCE_DATE_EPOCH"] ?? "";
	if (text === "") return commitDate ?? now;
	const seconds = Number(text);
	if (/^(?:0|[1-9][0-9]*)$/.test(text) && seconds <= LAST_SECOND) return /* @__PURE__ */ new Date(seconds * 1e3);
	throw new InputError(`Cannot use SOURCE_DATE_EPOCH ${quote(text)}: it is no number of seconds since 1970; set it as "git log -1 --format=%ct" or "date +%s" print it, such as "1577836800"`);
}
const COPIED = [
	"version",
	"tags",
	"tag-names",
	"labels",
	"annotations",
	"json",
	"bake-file-tags",
	"bake-file-labels",
	"bake-file-annotations",
	"bake-file"
];
const YES = [
	"1",
	"t",
	"T",
	"TRUE",
	"true",
	"True"
];
const NO = [
	"0",
	"f",
	"F",
	"FALSE",
	"false",
	"False"
];
function isWanted(environment) {
	const text = environment["DOCKER_METADATA_SET_OUTPUT_ENV"] || "true";
	if (YES.includes(text) || NO.includes(text)) return YES.includes(text);
	throw new InputError(`Cannot use DOCKER_METADATA_SET_OUTPUT_ENV ${quote(text)}: it is neither "true" nor "false"; write one of them`);
}
function buildMetadataEnvironment(outputs, environment) {
	const variables = /* @__PURE__ */ new Map();
	if (!isWanted(environment)) return variables;
	for (const name of COPIED) {
		const value = outputs.get(name);
		if (value === void 0) continue;
		variables.set(`DOCKER_METADATA_OUTPUT_${name.replaceAll("-", "_").toUpperCase()}`, value);
	}
	return variables;
}
function buildMetadataJson({ tags, tagNames, labels, annotations }) {
	return JSON.stringify({
		tags,
		"tag-names": tagNames,
		labels: Object.fromEntries(labels),
		annotations
	});
}
// src/report/tags.ts
function toBuildMetadata(report) {
	const tagNames = standingTags(report.tags).map(({ tag }) => tag);
	const tags = report.images.length === 0 ? tagNames : report.images.flatMap((image) => tagNames.map((tag) => `${image}:${tag}`));
	const { images, version, annotations } = report;
	return {
		tags,
		tagNames,
		images,
		version,
		labels: new Map(Object.entries(report.labels)),
		annotations
	};
}
function buildTagsOutputs(report, separators) {
	const metadata = toBuildMetadata(report);
	const given = standingTags(report.tags);
	return /* @__PURE__ */ new Map([
		["tags", joinItems(metadata.tags, separators.tags)],
		["tag-names", joinItems(metadata.tagNames, separators.tags)],
		["version", report.version],
		["date-seq", given.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["labels", joinItems(formatLabels(metadata.labels), separators.labels)],
		["annotations", joinItems(metadata.annotations, separators.annotations)],
		["json", buildMetadataJson(metadata)],
		["plan", JSON.stringify(report.tags)],
		["report", JSON.stringify(report)]
	]);
}
function renderTagsSummary(report, run) {
	const given = standingTags(report.tags);
	const parts = [`## 🏷️ ${formatCount(given.length, "tag")} for the build${report.version === "" ? "" : `: ${markdownCode(report.version)}`}`, ...renderStart(run)];
	if (report.images.length > 0) parts.push(report.images.map((image) => `- ${markdownCode(image)}`).join("\n"));
	if (report.tags.length > 0) parts.push(renderTags(report.tags, false));
	if (report.unmatchedRules.length > 0) parts.push(renderUnmatchedRules(report.unmatchedRules));
	const labels = Object.keys(report.labels).length;
	if (labels > 0) parts.push(markdownDetails(formatCount(labels, "label"), markdownLabels(report.labels)));
	return markdownPage(parts, report.warnings);
}
// src/git/checkout.ts
function refOnServer(ref) {
	const [, pull] = /^refs\/remotes\/pull\/(\d+\/(?:merge|head))$/.exec(ref) ?? [];
	if (pull !== void 0) return `refs/pull/${pull}`;
	const [, branch] = /^refs\/remotes\/[^/]+\/(.+)$/.exec(ref) ?? [];
	if (branch !== void 0) return branch === "HEAD" ? void 0 : `refs/heads/${branch}`;
	return /^refs\/(?:heads|tags|pull)\//.test(ref) ? ref : void 0;
}
function highestTag(refs, prefix) {
	const tags = refs.filter((ref) => ref.startsWith(`refs/tags/${prefix}`));
	const [highest] = tags.flatMap((ref) => {
		const version = tryParseVersion(ref.slice(`refs/tags/${prefix}`.length));
		return version === void 0 ? [] : [{
			ref,
			version
		}];
	}).sort((left, right) => compareVersions(right.version, left.version));
	return highest?.ref ?? tags[0] ?? refs[0];
}
function chooseRef(pointing, { preferred, tagPrefix = "" } = {}) {
	const refs = [...new Set(pointing.map(refOnServer).filter((ref) => ref !== void 0))];
	const [tags, pulls, branches] = [
		"tags",
		"pull",
		"heads"
	].map((kind) => refs.filter((ref) => ref.startsWith(`refs/${kind}/`)));
	const group = [
		tags,
		pulls,
		branches
	].find((each) => each !== void 0 && each.length > 0) ?? [];
	if (preferred !== void 0 && group.includes(preferred)) return preferred;
	return (group === tags ? highestTag(group, tagPrefix) : group[0]) ?? "";
}
async function readRef(checkout, choice) {
	const { exitCode, stdout } = await checkout.run("symbolic-ref", "--quiet", "HEAD");
	if (exitCode === 0) return stdout.trim();
	const refs = await askGit(checkout, "for-each-ref", "--points-at", "HEAD", "--format=%(refname)");
	return chooseRef(refs === "" ? [] : refs.split("\n"), choice);
}
async function readGitContext(environment, tagPrefix = "") {
	const checkout = openCheckout(environment);
	await askGit(checkout, "rev-parse", "--git-dir");
	const { exitCode, stdout } = await checkout.run("log", "-1", "--no-show-signature", "--format=%H %ct", "HEAD", "--");
	const [, sha, seconds] = /^([0-9a-f]{40,64}) (\d+)\s*$/.exec(stdout) ?? [];
	if (exitCode !== 0 || sha === void 0) throw new InputError(`Cannot read the checkout in ${quote(checkout.folder)}: its HEAD has no commit; check out a commit, or set context to "workflow"`);
	return {
		ref: await readRef(checkout, {
			preferred: environment["GITHUB_REF"],
			tagPrefix
		}),
		sha,
		commitDate: /* @__PURE__ */ new Date(Number(seconds) * 1e3)
	};
}
function withGitContext(event, { ref, sha, commitDate }) {
	return {
		...withRef(event, ref, sha),
		commitDate,
		baseRef: ref === event.ref ? event.baseRef : void 0
	};
}
// src/git/commit-date.ts
async function readFromCheckout(sha, environment) {
	try {
		const { exitCode, stdout } = await openCheckout(environment).run("log", "-1", "--no-show-signature", "--format=%ct", sha, "--");
		const seconds = /^(\d+)\s*$/.exec(stdout)?.[1];
		return exitCode === 0 && seconds !== void 0 ? /* @__PURE__ */ new Date(Number(seconds) * 1e3) : void 0;
	} catch {
		return;
	}
}
function dateOf(answer) {
	const committer = (isJsonObject(answer) ? objectProperty(answer, "committer") : void 0) ?? {};
	const time = Date.parse(stringProperty(committer, "date") ?? "");
	return Number.isNaN(time) ? void 0 : new Date(time);
}
async function findDateOf(commit, source) {
	const sha = tryParseRevision(commit ?? "");
	if (sha === void 0) return {
		failure: "the event names no commit",
		remedy: "set the input \"revision\""
	};
	const local = await readFromCheckout(sha, source.environment);
	if (local !== void 0) return { date: local };
	const remedy = "run actions/checkout before this step, or give the input \"github-token\"";
	if (!canAskGitHub(source.event, source.token)) return {
		failure: "the checkout does not hold it, and there is no token",
		remedy
	};
	try {
		const date = dateOf(await readGitHub(`/git/commits/${sha}`, source));
		return date === void 0 ? {
			failure: "GitHub's answer has no date",
			remedy
		} : { date };
	} catch (error) {
		const { reason: failure, remedy: own } = explainGitHubFailure(error, "contents: read");
		return {
			failure,
			remedy: own
		};
	}
}
// src/github/followed-push.ts
function withWarning(event, warning) {
	return {
		...event,
		warnings: [...event.warnings, warning]
	};
}
async function findCommit(ref, source) {
	try {
		const answer = await readGitHub(`/commits/${encodeURIComponent(ref.toWellFormed())}`, source);
		return isJsonObject(answer) ? stringProperty(answer, "sha") : void 0;
	} catch (error) {
		const { status } = explainGitHubFailure(error, "contents: read");
		if (status === 404 || status === 422) return void 0;
		throw error;
	}
}
async function takeForPush(source, push) {
	const { event, token } = source;
	const branch = asFollowedPush(event, push, `refs/heads/${push.name}`);
	if (branch.isDefaultBranch) return branch;
	const start = `Cannot tell whether the run that this one follows was for a branch ${quote(push.name)} or a git tag`;
	if (!canAskGitHub(event, token)) return withWarning(event, `${start}: there is no token, so it does not count as a push; give the input "github-token"`);
	try {
		if (await findCommit(`tags/${push.name}`, source) !== push.sha) return branch;
		if (await findCommit(`heads/${push.name}`, source) === void 0) return asFollowedPush(event, push, `refs/tags/${push.name}`);
		return withWarning(event, `${start}: there are both, so it does not count as a push; delete or rename one of them`);
	} catch (error) {
		const { reason, remedy } = explainGitHubFailure(error, "contents: read");
		return withWarning(event, `${start}: ${reason}, so it does not count as a push; ${remedy}`);
	}
}
async function followRun(source, workflowRun) {
	const { event } = source;
	const { name, followed } = event;
	if (name !== "workflow_run") return event;
	if (workflowRun === "push") {
		if (followed !== void 0) return takeForPush(source, followed);
		return withWarning(event, "The event \"workflow_run\" does not count as a push: the run that it follows was not a successful one for a push of this repository; run this job only if \"github.event.workflow_run.conclusion\" is \"success\" and \"github.event.workflow_run.event\" is \"push\"");
	}
	if (followed === void 0) return event;
	return withWarning(event, "The event \"workflow_run\" moves neither \"latest\" nor the tags of branches; set \"workflow-run: push\" if the run that it follows tested the push that is published here");
}
// src/commands/complete-event.ts
function findNeeds({ rules, flavor, labels, annotations }) {
	const needs = findEventNeeds(rules, flavor);
	const custom = `${labels}\n${annotations}`;
	return {
		commitDate: needs.commitDate || /\{\{[^}]*commit_date/.test(custom),
		defaultBranch: needs.defaultBranch || /\{\{[^}]*is_(?:not_)?default_branch/.test(custom)
	};
}
async function completeDate(event, inputs, { isNamed, ...run }) {
	const { warnings } = event;
	const sha = inputs.revision ?? event.sha;
	if (event.commitDate !== void 0 && sha === event.sha) return {
		commitDate: event.commitDate,
		warnings
	};
	const isCreatedGiven = (run.environment["SOURCE_DATE_EPOCH"] ?? "") !== "";
	if (!isNamed && (isCreatedGiven || sha === void 0)) return {
		commitDate: void 0,
		warnings
	};
	const { environment, clock } = run;
	const found = await findDateOf(sha, {
		event,
		environment,
		token: inputs.githubToken,
		clock
	});
	if ("date" in found) return {
		commitDate: found.date,
		warnings
	};
	const warning = `Cannot tell the date of the commit: ${found.failure}, so this run's date is used, and a re-run will differ; ${found.remedy}`;
	return {
		commitDate: void 0,
		warnings: [...warnings, warning]
	};
}
async function completeEvent(inputs, run) {
	const { environment, clock } = run;
	const { githubToken: token, workflowRun } = inputs;
	const needs = findNeeds(inputs);
	const followed = await followRun({
		event: run.event,
		token,
		clock
	}, workflowRun);
	const event = inputs.context === "git" ? withGitContext(followed, await readGitContext(environment, inputs.tagPrefix)) : followed;
	if (!event.givesTags) return event;
	const asksBranch = needs.defaultBranch && event.branch !== void 0 && event.defaultBranch === void 0;
	const [dated, standing, home] = await Promise.all([
		completeDate(event, inputs, {
			...run,
			isNamed: needs.commitDate
		}),
		readReleaseState({
			event,
			token,
			clock
		}),
		completeRepository({
			event,
			token,
			clock
		}, asksBranch)
	]);
	return {
		...event,
		...dated,
		...standing,
		...home,
		isDefaultBranch: event.branch !== void 0 && event.branch === home.defaultBranch,
		warnings: [
			...dated.warnings,
			...standing.warnings,
			...home.warnings
		]
	};
}
// src/git/ancestry.ts
const STATUSES = [
	"identical",
	"ahead",
	"behind",
	"diverged"
];
async function compareInCheckout(checkout, { ours, theirs }) {
	for (const sha of [ours, theirs]) if ((await checkout.run("cat-file", "-e", `${sha}^{commit}`)).exitCode !== 0) return "unknown";
	const [after, before] = await Promise.all([checkout.run("merge-base", "--is-ancestor", theirs, ours), checkout.run("merge-base", "--is-ancestor", ours, theirs)]);
	if (after.exitCode === 0) return "ahead";
	if (before.exitCode === 0) return "behind";
	if (after.exitCode !== 1 || before.exitCode !== 1) return "unknown";
	return (await checkout.run("rev-parse", "--is-shallow-repository")).stdout.trim() === "false" ? "diverged" : "unknown";
}
async function compareOnGitHub({ ours, theirs }, { event, token }) {
	if (!canAskGitHub(event, token)) return "unknown";
	const page = await openGitHubClient(event, token)?.readOnce(`/compare/${theirs}...${ours}?per_page=1`);
	const status = isJsonObject(page?.data) ? stringProperty(page.data, "status") : void 0;
	return STATUSES.find((each) => each === status) ?? "unknown";
}
async function compareCommits(pair, source) {
	const { ours, theirs } = pair;
	if (tryParseRevision(ours) === void 0 || tryParseRevision(theirs) === void 0) return "unknown";
	if (ours === theirs) return "identical";
	const local = await attempt(() => compareInCheckout(openCheckout(source.environment), pair));
	return local === "unknown" ? await attempt(() => compareOnGitHub(pair, source)) : local;
}
async function attempt(compare) {
	try {
		return await compare();
	} catch {
		return "unknown";
	}
}
async function findRelation(tag, ours, source) {
	const { client, repository, history, logger } = source;
	if (!isTag(tag)) return "unknown";
	try {
		const root = await getManifest(client, repository, tag);
		if (root === void 0) return "unknown";
		const theirs = (await readImageLabels(client, repository, { graph: await readGraph(client, repository, root) })).get(`${OCI_LABEL}revision`);
		return theirs === void 0 ? "unknown" : await compareCommits({
			ours,
			theirs
		}, history);
	} catch (error) {
		logger.debug(`${formatRepository(repository)}:${tag} says nothing of its commit: ${String(error)}`);
		return "unknown";
	}
}
const VERSIONED = /* @__PURE__ */ new Set([
	"semver.full",
	"semver.minor",
	"semver.major",
	"channel",
	"pep440",
	"match",
	"git-tag"
]);
function followsCommits({ kind, tag, mutable }, { candidates }) {
	if (kind === "branch" || kind === "edge") return true;
	return tag === "latest" && mutable && !candidates.some((each) => VERSIONED.has(each.kind));
}
async function findBranchRelations(computed, names, revision, source) {
	const tags = computed.candidates.filter((each) => names.has(each.tag) && followsCommits(each, computed));
	const relations = await Promise.all(tags.map(({ tag }) => revision === void 0 ? "unknown" : findRelation(tag, revision, source)));
	return new Map(tags.map(({ tag }, index) => [tag, relations[index] ?? "unknown"]));
}
// src/commands/existing-tags.ts
const NOTHING = {
	existing: {
		names: /* @__PURE__ */ new Set(),
		digests: /* @__PURE__ */ new Map()
	},
	requests: 0,
	warnings: []
};
async function findHeld(existing, { inputs, tagContext, run }, where) {
	const { environment, now, logger } = run;
	const compute = (held) => computeTags(inputs.rules, tagContext, {
		...existing,
		held
	}, now);
	const nothing = {
		held: void 0,
		warnings: []
	};
	if (!compute().heldBack.some(({ blocking }) => blocking !== void 0)) return nothing;
	const pipeline = await readPipelineFile(inputs.pipelineFile, environment);
	if (pipeline === void 0) return nothing;
	const { findHeldAt } = await import("./holds.js").then((n) => n.i);
	return findHeldAt(existing.names, compute, {
		...where,
		pipeline,
		now,
		warn: logger.warn,
		environment
	});
}
async function readRegistry(inputs, tagContext, run) {
	const [first] = inputs.images;
	if (first === void 0) throw new InputError("Cannot compute tags: no image says where the existing tags are; list a repository in \"images\", or set existing-tags to \"none\"");
	const { environment, logger, now, event } = run;
	const { repository } = first;
	const { openClientPool } = await import("./registry.js").then((n) => n.A);
	await using pool = await openClientPool(run, inputs);
	const client = (await pool.open([{
		repository,
		access: "pull",
		given: inputs.destinationCredential
	}]))(repository, "pull");
	const scope = findTagListScope(inputs.rules, tagContext, {
		now,
		existingTags: inputs.existingTags
	});
	const asked = computeTags(inputs.rules, tagContext, NOTHING.existing, now).candidates.filter(({ sequence }) => sequence === void 0);
	const [listed, digests] = await Promise.all([readNames(client, repository, scope), lookUpTags(client, repository, asked.map(({ tag }) => tag))]);
	const names = /* @__PURE__ */ new Set([...listed, ...digests.keys()]);
	const { held, warnings } = await findHeld({
		names,
		digests
	}, {
		inputs,
		tagContext,
		run
	}, {
		client,
		repository
	});
	const computed = computeTags(inputs.rules, tagContext, {
		names,
		digests,
		held
	}, now);
	const source = {
		client,
		repository,
		history: {
			event,
			environment,
			token: inputs.githubToken
		},
		logger
	};
	return {
		existing: {
			names,
			digests,
			relations: await findBranchRelations(computed, names, tagContext.revision?.sha, source),
			held
		},
		requests: pool.requests,
		warnings
	};
}
async function readExistingTags(inputs, tagContext, run) {
	if (inputs.existingTags === "none" || !tagContext.gives.allowed) return NOTHING;
	if (inputs.existingTags === "registry") return readRegistry(inputs, tagContext, run);
	const { event, environment } = run;
	const versions = await listGitVersions(inputs.tagPrefix, {
		event,
		environment,
		token: inputs.githubToken
	});
	return {
		...NOTHING,
		existing: {
			...NOTHING.existing,
			versions
		}
	};
}
// src/commands/tags.ts
var tags_exports = /* @__PURE__ */ __exportAll({ runTags: () => runTags });
function findVersionTag({ version }, items) {
	const given = items.filter(({ action }) => action !== "skip");
	return given.find(({ tag }) => tag === version)?.tag ?? mainTag(given);
}
function warnOfNoTags(items, { gives }) {
	if (!gives.allowed || items.some(({ action }) => action !== "skip")) return [];
	return ["No rule gives a tag for this event, so that a build cannot push; the log says why for each rule"];
}
async function runTags(inputs, context) {
	const { environment, logger, now } = context;
	const event = await completeEvent(inputs, context);
	const { repository } = event;
	const tagContext = buildTagContext(inputs, event, environment);
	const custom = readCustomEntries(inputs, {
		context: tagContext,
		now
	}, environment);
	buildMetadataEnvironment(/* @__PURE__ */ new Map(), environment);
	const created = findCreated(environment, event.commitDate, now);
	const { base, warnings: baseWarnings } = await readBase(inputs.base, environment);
	const { existing, requests, warnings: ofHolds } = await readExistingTags(inputs, tagContext, context);
	const computed = computeTags(inputs.rules, tagContext, existing, now);
	const plan = planTags(computed, existing, void 0, { ifTagExists: inputs.ifTagExists });
	const images = inputs.images.map(({ name }) => name);
	requireNoConflict(plan, images[0] ?? "the image");
	const { labels, annotations } = buildEntries({
		...repository,
		revision: inputs.revision ?? event.checkedOutSha,
		version: computed.versionLabel,
		created,
		base
	}, custom);
	const items = toPlanItems(images[0] ?? "", plan.tags, existing.names);
	const report = {
		schema: 1,
		command: "tags",
		images,
		annotations,
		requests,
		tags: items,
		unmatchedRules: computed.unmatched,
		version: findVersionTag(computed, items),
		labels: Object.fromEntries(labels),
		warnings: [
			...event.warnings,
			...custom.warnings,
			...computed.warnings,
			...plan.warnings,
			...ofHolds,
			...baseWarnings,
			...warnOfNoTags(items, tagContext)
		]
	};
	logger.startGroup("Tags");
	[...tagLines(report.tags), ...unmatchedRuleLines(report.unmatchedRules)].forEach(logger.info);
	logger.endGroup();
	report.warnings.forEach(logger.warn);
	const bakeFiles = buildBakeFiles(toBuildMetadata(report), inputs.bakeTarget);
	const paths = writeBakeFiles(makeBakeFolder(environment), bakeFiles);
	const outputs = new Map([...buildTagsOutputs(report, inputs.separators), ...paths]);
	const variables = buildMetadataEnvironment(outputs, environment);
	throwWorst(void 0, context.handOver({
		outputs,
		variables,
		summary: renderTagsSummary(report, event.run)
	}), logger);
}
export { tags_exports as t };
