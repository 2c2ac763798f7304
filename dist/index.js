import "./rolldown-runtime.js";
import { A as stringProperty, E as parseJsonObject, I as quote, L as safeText, N as HOME_URL, O as property, P as TOOL_VERSION, T as objectProperty, _ as isSealiftError, b as objectAt, d as canonicalRegistry, f as insecureRegistry, l as formatRepository, m as InputError, o as parseDigest, u as parseRepository, v as isPullRequestEvent, x as readEventSource } from "./digest.js";
import { A as parseTemplate, B as error, D as VERSION_LANGUAGE, F as nearestTimeZone, H as getInput, I as parseTimeZone, J as warning, K as setSecret, L as nearest, M as TemplateError, P as isTimeZone, R as debug, S as parseRevision, T as parseGitTagPattern, U as info, W as isDebug, g as parseVersion, k as literalTemplate, n as writeSummary, o as markdownText, q as startGroup, z as endGroup } from "./step-summary.js";
import { d as findRef, f as interpretRef, i as TAG_LANGUAGE, n as readSeparators, p as isRunOfFork, r as SCHEDULE_LANGUAGE, u as findBaseRef } from "./separators.js";
import { n as parseReference, t as formatReference } from "./reference.js";
import { c as parseShardName, n as SETTINGS, r as collectSettings, u as readWholeFile } from "./plan-file.js";
import { readFileSync } from "node:fs";
// src/text/redact.ts
const STARS = "***";
const ELLIPSIS = "…";
const SHORTEST_PART = 6;
function inPath(secret) {
	const url = new URL("http://localhost");
	url.pathname = secret;
	return url.pathname.slice(1);
}
function formsOf(secret) {
	return [
		secret,
		JSON.stringify(secret).slice(1, -1),
		inPath(secret),
		encodeURIComponent(secret.toWellFormed())
	];
}
function redactCut(text, forms) {
	if (!text.includes(ELLIPSIS)) return text;
	const parts = text.split(ELLIPSIS);
	const last = parts.length - 1;
	return parts.map((part, index) => {
		if (index === last) return part;
		for (const form of forms) for (let length = Math.min(form.length - 1, part.length); length >= SHORTEST_PART; length--) if (part.endsWith(form.slice(0, length))) return part.slice(0, -length) + STARS;
		return part;
	}).join(ELLIPSIS);
}
function createRedactor() {
	let forms = [];
	return {
		add(secret) {
			forms = [.../* @__PURE__ */ new Set([...forms, ...formsOf(secret)])].sort((left, right) => right.length - left.length);
		},
		redact(text) {
			return redactCut(forms.reduce((result, form) => result.replaceAll(form, STARS), text), forms);
		}
	};
}
// src/action/logger.ts
const MAX_LINE = 4e3;
const SHORTEST_MASK = 4;
function openLogger(isGitHub, redactor = createRedactor()) {
	const safe = (text, maxLength) => safeText(redactor.redact(text), maxLength);
	return {
		info: (line) => info(safe(line, MAX_LINE)),
		print: (line) => info(safe(line, Number.MAX_SAFE_INTEGER)),
		warn: (sentence) => warning(safe(sentence, MAX_LINE)),
		fail: (sentence) => error(safe(sentence, MAX_LINE)),
		debug(line) {
			if (isDebug()) debug(safe(line, MAX_LINE));
		},
		startGroup: (title) => startGroup(safe(title)),
		endGroup: () => endGroup(),
		maskSecret(secret) {
			if (secret.length < SHORTEST_MASK) return;
			redactor.add(secret);
			if (isGitHub) setSecret(secret);
		}
	};
}
// src/action/last-words.ts
function explainUnexpected(error) {
	const reason = safeText(error instanceof Error ? error.message : String(error));
	return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}
function installLastWords(process) {
	const logger = openLogger(process.env["GITHUB_ACTIONS"] === "true");
	const end = (error) => {
		logger.fail(explainUnexpected(error));
		process.exit(1);
	};
	process.on("uncaughtException", end);
	process.on("unhandledRejection", end);
}
// src/action/event/event-commit.ts
function isCommit(sha) {
	return sha !== void 0 && sha !== "" && !/^0+$/.test(sha);
}
function shaOfPayload({ environment, payload, name }) {
	if (name === "workflow_run") return stringProperty(objectAt(payload, "workflow_run"), "head_sha");
	const wantsMerge = /^\s*false\s*$/i.test(environment["DOCKER_METADATA_PR_HEAD_SHA"] ?? "");
	if (!isPullRequestEvent(name) || wantsMerge) return void 0;
	return stringProperty(objectAt(payload, "pull_request", "head"), "sha");
}
function findCommits(source) {
	const given = source.environment["GITHUB_SHA"];
	const checkedOutSha = isCommit(given) ? given : void 0;
	const own = shaOfPayload(source);
	return {
		sha: isCommit(own) ? own : checkedOutSha,
		checkedOutSha
	};
}
function dateOf(commit, sha) {
	const id = stringProperty(commit, "id");
	if (id !== void 0 && id !== sha) return void 0;
	const date = Date.parse(stringProperty(commit, "timestamp") ?? "");
	return Number.isNaN(date) ? void 0 : new Date(date);
}
function findCommitDate({ payload }, sha) {
	const commits = property(payload, "commits");
	return [
		objectAt(payload, "head_commit"),
		objectAt(payload, "workflow_run", "head_commit"),
		objectAt(payload, "merge_group", "head_commit"),
		...Array.isArray(commits) ? commits.map((commit) => objectAt({ commit }, "commit")) : []
	].map((commit) => dateOf(commit, sha)).find((date) => date !== void 0);
}
// src/action/event/event-policy.ts
const ALLOWED = { allowed: true };
function deny(reason) {
	return {
		allowed: false,
		reason
	};
}
function nameOfRef(ref) {
	const [, kind, name] = /^refs\/(heads|tags)\/(.+)$/.exec(ref) ?? [];
	return `the ${kind === "tags" ? "git tag" : "branch"} ${quote(name ?? ref)}`;
}
function judgeTags({ name, payload, ref }) {
	if (name === "delete") return deny(`${nameOfRef(`refs/${stringProperty(payload, "ref_type") === "tag" ? "tags" : "heads"}/${stringProperty(payload, "ref") ?? ""}`)} was deleted`);
	const action = stringProperty(payload, "action") ?? "";
	if (name === "release" && (action === "deleted" || action === "unpublished")) return deny(`the release was ${action}`);
	const isDeletion = property(payload, "deleted") === true || /^0+$/.test(stringProperty(payload, "after") ?? "");
	if (name === "push" && isDeletion) return deny(`${nameOfRef(stringProperty(payload, "ref") ?? ref)} was deleted`);
	return ALLOWED;
}
function judgeMoves(source) {
	const { name, action, payload, ref } = source;
	const tags = judgeTags(source);
	if (!tags.allowed) return tags;
	if (name === "workflow_run") return deny("a workflow_run speaks of the commit of an earlier run, and the branch may be further by now");
	if (isPullRequestEvent(name)) {
		const request = objectAt(payload, "pull_request");
		const isMerged = ref.startsWith("refs/heads/") && name !== "pull_request_target";
		if (action === "closed" || stringProperty(request, "state") === "closed" || isMerged) return deny("the pull request is closed, and what it merged is tagged by the push to its base branch");
	}
	return ALLOWED;
}
function warnOfEvent(source) {
	if (source.name === "pull_request_target") return ["The event \"pull_request_target\" runs with this repository's secrets: the code of its pull request is not to be trusted; build it under \"pull_request\", or check it out and run it nowhere"];
	if (source.name === "workflow_run" && isRunOfFork(source)) return ["The event \"workflow_run\" follows a run for a fork and has this repository's secrets: what that run built is not to be trusted; do not build or promote it here"];
	return [];
}
function readMakeLatest({ payload }) {
	const value = String(property(objectAt(payload, "release"), "make_latest"));
	return value === "true" ? true : value === "false" ? false : void 0;
}
// src/action/event/event-repository.ts
const DEFAULT_BRANCH_EVENTS = /* @__PURE__ */ new Set([
	"branch_protection_rule",
	"check_run",
	"check_suite",
	"delete",
	"discussion",
	"discussion_comment",
	"fork",
	"gollum",
	"image_version",
	"issue_comment",
	"issues",
	"label",
	"milestone",
	"page_build",
	"project",
	"project_card",
	"project_column",
	"public",
	"repository_dispatch",
	"schedule",
	"status",
	"watch"
]);
function readRepository({ environment, payload }) {
	const fullName = environment["GITHUB_REPOSITORY"];
	if (!fullName) return void 0;
	const facts = objectAt(payload, "repository");
	const license = stringProperty(objectAt(facts, "license"), "spdx_id");
	const description = stringProperty(facts, "description");
	const homepage = stringProperty(facts, "homepage");
	return {
		fullName,
		url: `${environment["GITHUB_SERVER_URL"] || "https://github.com"}/${fullName}`,
		...description ? { description } : {},
		...homepage ? { homepage } : {},
		...license && license !== "NOASSERTION" ? { license } : {}
	};
}
function findDefaultBranch({ payload, name }, { branch }) {
	return stringProperty(objectAt(payload, "repository"), "default_branch") || (DEFAULT_BRANCH_EVENTS.has(name) ? branch : void 0);
}
function isOnDefaultBranch(source, meaning) {
	return meaning.branch !== void 0 && meaning.branch === findDefaultBranch(source, meaning);
}
// src/action/event/event-run.ts
function readRun(environment) {
	const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = environment;
	const login = environment["GITHUB_ACTOR"];
	const id = environment["GITHUB_ACTOR_ID"];
	const triggeringLogin = environment["GITHUB_TRIGGERING_ACTOR"];
	const workflow = environment["GITHUB_WORKFLOW_REF"];
	const event = environment["GITHUB_EVENT_NAME"];
	const hasRun = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID;
	const invocationId = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT || "1"}`;
	return {
		...hasRun ? { invocationId } : {},
		...workflow ? { workflow } : {},
		...event ? { event } : {},
		...login ? { actor: {
			login,
			...id ? { id } : {},
			...triggeringLogin ? { triggeringLogin } : {}
		} } : {}
	};
}
// src/action/event/event.ts
function readEvent(environment, payload) {
	const source = readEventSource(environment, payload);
	const ref = findRef(source);
	const meaning = interpretRef(ref);
	const { branch, tag, pullRequest, mergeGroup } = meaning;
	const { sha, checkedOutSha } = findCommits(source);
	return {
		name: source.name,
		ref,
		branch,
		pullRequest,
		mergeGroup,
		sha,
		checkedOutSha,
		baseRef: findBaseRef(source, meaning),
		gitTag: tag === void 0 ? void 0 : {
			name: tag,
			commit: sha
		},
		defaultBranch: findDefaultBranch(source, meaning),
		isDefaultBranch: isOnDefaultBranch(source, meaning),
		movesTags: judgeMoves(source),
		givesTags: judgeTags(source).allowed,
		preRelease: property(objectAt(payload, "release"), "prerelease") === true,
		makeLatest: readMakeLatest(source),
		repository: readRepository(source),
		knowsRepository: objectProperty(payload, "repository") !== void 0,
		commitDate: findCommitDate(source, sha),
		run: readRun(environment),
		apiUrl: environment["GITHUB_API_URL"] || void 0,
		warnings: warnOfEvent(source)
	};
}
function loadEvent(environment) {
	const path = environment["GITHUB_EVENT_PATH"];
	if (!path) return readEvent(environment, {});
	let payload = {};
	let reason;
	try {
		payload = parseJsonObject(readFileSync(path));
	} catch (error) {
		reason = error instanceof Error ? error.message : String(error);
	}
	const event = readEvent(environment, payload);
	if (reason === void 0) return event;
	const warning = `Cannot read the event's payload: ${quote(reason)}; tags go by the runner's variables alone unless GITHUB_EVENT_PATH is left as the runner sets it`;
	return {
		...event,
		warnings: [...event.warnings, warning]
	};
}
// src/tags/language/csv-line.ts
function splitFields(line) {
	const fields = [];
	let rest = line;
	for (;;) {
		const field = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(rest) ?? /^([^,"]*)(?=,|$)/.exec(rest);
		if (field === null) return void 0;
		fields.push((field[1] ?? "").replaceAll("\"\"", "\"").trim());
		if (field[0].length === rest.length) return fields;
		rest = rest.slice(field[0].length + 1);
	}
}
// src/action/images-input.ts
const ATTRIBUTES$1 = ["name", "enable"];
function refuse$1({ line, text }, reason, cure) {
	throw new InputError(`Cannot read image on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function toRepository(line, name) {
	const [first = ""] = name.split("/");
	const hasRegistry = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
	if (name.lastIndexOf(":") > name.lastIndexOf("/")) refuse$1(line, "an image must not carry a tag", `write ${quote(name.slice(0, name.lastIndexOf(":")))}`);
	return parseRepository(hasRegistry ? name : `docker.io/${name}`);
}
function parseLine(line) {
	const attributes = /* @__PURE__ */ new Map();
	for (const field of splitFields(line.text) ?? refuse$1(line, "its quotes are not around a whole field", "leave them out")) {
		const equals = field.indexOf("=");
		const key = equals < 0 ? "name" : field.slice(0, equals).trim().toLowerCase();
		if (!ATTRIBUTES$1.includes(key)) refuse$1(line, `there is no attribute ${quote(key)}`, `write "${nearest(key, ATTRIBUTES$1)}"`);
		if (attributes.has(key)) refuse$1(line, `the attribute ${quote(key)} is there twice`, "write one image a line");
		attributes.set(key, field.slice(equals + 1).trim());
	}
	const enable = attributes.get("enable") ?? "true";
	if (enable !== "true" && enable !== "false") refuse$1(line, `enable is ${quote(enable)}`, "write \"enable=true\" or \"enable=false\"");
	const name = (attributes.get("name") ?? "").toLowerCase();
	if (name === "") refuse$1(line, "it names no image", "write \"name=ghcr.io/shop/app\"");
	const repository = toRepository(line, name);
	return enable === "true" ? {
		name,
		repository
	} : void 0;
}
function parseImages(text) {
	return text.split(/\r?\n/).flatMap((whole, index) => {
		const trimmed = whole.trim();
		if (trimmed === "" || trimmed.startsWith("#")) return [];
		return parseLine({
			line: index + 1,
			text: trimmed
		}) ?? [];
	});
}
// src/action/input-reader.ts
function parseList(text) {
	return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
const HOST = /^(?:[a-z0-9._-]+|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/i;
function parseHosts(name, text, spell = canonicalRegistry) {
	const hosts = parseList(text).map((item) => {
		if (HOST.test(item) && URL.canParse(`https://${item}`)) return spell(item);
		throw new InputError(`Cannot use ${name} ${quote(item)}: it is no host; write hosts alone, such as "auth.example.com" or "auth.example.com:8443", one a line`);
	});
	return new Set(hosts);
}
const MOST_EDITS = 3;
function optional(text) {
	return text === "" ? void 0 : text;
}
function parseChoice(name, text, choices) {
	if (text === "") return choices[0];
	const choice = choices.find((each) => each === text);
	if (choice !== void 0) return choice;
	const list = choices.map((each) => `"${each}"`).join(", ");
	const near = nearest(text, choices, MOST_EDITS);
	throw new InputError(`Cannot use ${name} ${quote(text)}: it must be one of ${list}; write ${near === void 0 ? "one of them" : `"${near}"`}`);
}
function parseSwitch(name, text) {
	return parseChoice(name, text.toLowerCase(), ["false", "true"]) === "true";
}
function requireInput(name, text, example) {
	if (text !== "") return text;
	throw new InputError(`Cannot run: the input "${name}" is missing; set it, for example "${name}: ${example}"`);
}
// src/tags/language/flavor.ts
const NO_FLAVOR = {
	latest: "auto",
	prefix: literalTemplate(""),
	suffix: literalTemplate(""),
	prefixLatest: false,
	suffixLatest: false
};
const KEYS = [
	"latest",
	"prefix",
	"suffix",
	"onlatest"
];
function refuse({ line, text }, reason, cure) {
	throw new InputError(`Cannot read flavor on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function readTemplate$1(line, value) {
	try {
		return parseTemplate(value, TAG_LANGUAGE);
	} catch (error) {
		if (error instanceof TemplateError) refuse(line, error.reason, error.cure);
		throw error;
	}
}
function readLine(line, flavor) {
	let changed = flavor;
	let owner;
	for (const field of splitFields(line.text) ?? refuse(line, "its quotes are not around a whole field", "write \"prefix=a,b\"")) {
		const equals = field.indexOf("=");
		const key = field.slice(0, Math.max(0, equals)).trim().toLowerCase();
		const value = field.slice(equals + 1).trim();
		if (equals < 0) refuse(line, `${quote(field)} has no value`, "write it as key=value, such as \"latest=auto\"");
		if (key === "latest") {
			const latest = [
				"auto",
				"true",
				"false"
			].find((word) => word === value);
			if (latest === void 0) refuse(line, `latest is ${quote(value)}`, "write \"latest=auto\", \"latest=true\" or \"latest=false\"");
			changed = {
				...changed,
				latest
			};
		} else if (key === "prefix" || key === "suffix") {
			owner = key;
			changed = {
				...changed,
				[key]: readTemplate$1(line, value)
			};
		} else if (key === "onlatest") {
			if (owner === void 0) refuse(line, "onlatest follows neither prefix nor suffix", "write \"prefix=TEXT,onlatest=true\"");
			if (value !== "true" && value !== "false") refuse(line, `onlatest is ${quote(value)}`, "write \"onlatest=true\" or \"onlatest=false\"");
			changed = {
				...changed,
				[owner === "prefix" ? "prefixLatest" : "suffixLatest"]: value === "true"
			};
		} else refuse(line, `there is no key ${quote(key)}`, `write "${nearest(key, KEYS)}"`);
	}
	return changed;
}
function parseFlavor(text) {
	let flavor = NO_FLAVOR;
	for (const [index, whole] of text.split(/\r?\n/).entries()) {
		const trimmed = whole.trim();
		if (trimmed !== "" && !trimmed.startsWith("#")) flavor = readLine({
			line: index + 1,
			text: trimmed
		}, flavor);
	}
	return flavor;
}
// src/tags/language/rule-line.ts
const COMMON = [
	"enable",
	"priority",
	"prefix",
	"suffix",
	"immutable",
	"unique"
];
const ATTRIBUTES = {
	schedule: ["pattern"],
	semver: [
		"pattern",
		"value",
		"match",
		"coerce"
	],
	pep440: [
		"pattern",
		"value",
		"match"
	],
	match: [
		"pattern",
		"group",
		"value"
	],
	edge: ["branch", "strict"],
	ref: ["event", "strict"],
	raw: ["value"],
	sha: ["format"],
	date_seq: [
		"separator",
		"width",
		"tz"
	],
	channel: ["value", "match"],
	source: []
};
const TYPES = Object.keys(ATTRIBUTES);
function refuseRule({ line, text }, reason, cure) {
	throw new InputError(`Cannot read tag rule on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function readRuleLine(rule) {
	const attributes = /* @__PURE__ */ new Map();
	const bare = [];
	const fields = splitFields(rule.text);
	if (fields === void 0) refuseRule(rule, "its quotes are not around a whole field", "write a field with a comma as \"value=a,b\"");
	for (const field of fields) {
		const equals = field.indexOf("=");
		const name = field.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		if (equals < 0) bare.push(field);
		else if (name === "") refuseRule(rule, `${quote(field)} names no attribute`, "write it as attribute=value");
		else if (attributes.has(name)) refuseTwice(rule, name);
		else attributes.set(name, field.slice(equals + 1).trim());
	}
	const type = readType(rule, attributes.get("type") ?? "raw");
	attributes.delete("type");
	for (const word of bare) readBareWord(rule, {
		type,
		word,
		attributes
	});
	for (const name of attributes.keys()) checkName(rule, {
		type,
		name
	});
	return {
		...rule,
		type,
		attributes
	};
}
function readBareWord(rule, { type, word, attributes }) {
	if (word === "") refuseRule(rule, "there is nothing between two commas or at an end", "leave out the extra comma");
	if (type !== "raw" || COMMON.includes(word)) refuseRule(rule, `${quote(word)} has no value`, `write ${quote(`${word}=VALUE`)}`);
	if (attributes.has("value")) refuseTwice(rule, "value");
	attributes.set("value", word);
}
function refuseTwice(rule, name) {
	refuseRule(rule, `the attribute ${quote(name)} is there twice`, "leave out one of the two");
}
function readType(rule, word) {
	if (isType(word)) return word;
	refuseRule(rule, `there is no type ${quote(word)}`, `write ${quote(nearest(word, TYPES) ?? "semver")}`);
}
function isType(word) {
	return TYPES.includes(word);
}
function checkName(rule, { type, name }) {
	const known = [...ATTRIBUTES[type], ...COMMON];
	if (known.includes(name)) return;
	const near = nearest(name, [...known, "type"]) ?? "type";
	refuseRule(rule, `there is no attribute ${quote(name)} for type=${type}`, `write ${quote(near)}`);
}
// src/tags/language/rule-values.ts
function readTemplateIn(line, text, language) {
	try {
		return parseTemplate(text, language);
	} catch (error) {
		if (error instanceof TemplateError) refuseRule(line, error.reason, error.cure);
		throw error;
	}
}
function readTemplate(line, name) {
	const text = line.attributes.get(name);
	return text === void 0 ? void 0 : readTemplateIn(line, text, TAG_LANGUAGE);
}
function readEnable(line) {
	const template = readTemplate(line, "enable") ?? literalTemplate("true");
	if (template.parts.every((part) => typeof part === "string")) readBoolean(line, "enable");
	return template;
}
function readBoolean(line, name) {
	const value = line.attributes.get(name);
	if (value === void 0) return void 0;
	if (value === "true" || value === "false") return value === "true";
	refuseRule(line, `${name} is ${quote(value)}`, `write ${quote(`${name}=true`)} or ${quote(`${name}=false`)}`);
}
function readWord(line, name, words) {
	const value = line.attributes.get(name) ?? words[0];
	const word = words.find((each) => each === value);
	if (word !== void 0) return word;
	refuseRule(line, `there is no ${name} ${quote(value)}`, `write ${quote(`${name}=${nearest(value, words)}`)}`);
}
function readNumber(line, name, { least, most }) {
	const value = line.attributes.get(name);
	if (value === void 0) return void 0;
	const number = Number(value);
	if (/^-?[0-9]{1,9}$/.test(value) && number >= least && number <= most) return number;
	refuseRule(line, `its ${name} is ${quote(value)}`, `write a whole number from ${least} to ${most}`);
}
function readPattern(line, name) {
	const value = line.attributes.get(name) ?? "";
	if (value === "") return void 0;
	try {
		return parseGitTagPattern(value);
	} catch {
		refuseRule(line, `its ${name} ${quote(value)} is no regular expression`, `write one such as "${name}=v(.*)"`);
	}
}
// src/tags/language/rule-parser.ts
const PRIORITIES = {
	least: -1e6,
	most: 1e6
};
const DEFAULT_PREFIXES = { sha: "sha-" };
function parseTagRules(text) {
	return text.split(/\r?\n/).flatMap((whole, index) => {
		const trimmed = whole.trim();
		if (trimmed === "" || trimmed.startsWith("#")) return [];
		return [readRule(readRuleLine({
			line: index + 1,
			text: trimmed
		}))];
	});
}
function readOptions(line) {
	const standard = DEFAULT_PREFIXES[line.type];
	return {
		line: line.line,
		text: line.text,
		enable: readEnable(line),
		priority: readNumber(line, "priority", PRIORITIES),
		prefix: readTemplate(line, "prefix") ?? (standard === void 0 ? void 0 : literalTemplate(standard)),
		suffix: readTemplate(line, "suffix"),
		immutable: readBoolean(line, "immutable"),
		unique: readBoolean(line, "unique") ?? false
	};
}
function readRule(line) {
	const options = readOptions(line);
	switch (line.type) {
		case "schedule": {
			const pattern = readTemplateIn(line, line.attributes.get("pattern") ?? "nightly", SCHEDULE_LANGUAGE);
			return {
				...options,
				type: line.type,
				pattern
			};
		}
		case "semver": {
			const text = {
				value: readTemplate(line, "value"),
				match: readPattern(line, "match")
			};
			const coerce = readBoolean(line, "coerce") ?? false;
			return {
				...options,
				...text,
				type: line.type,
				pattern: readVersionPattern(line),
				coerce
			};
		}
		case "pep440": {
			const text = {
				value: readTemplate(line, "value"),
				match: readPattern(line, "match")
			};
			const pattern = readVersionPattern(line) ?? refuseRule(line, "it has no pattern", "write \"pattern={{version}}\"");
			return {
				...options,
				...text,
				type: line.type,
				pattern
			};
		}
		case "match": {
			const pattern = readPattern(line, "pattern") ?? refuseRule(line, "it has no pattern", "write \"pattern=v(.*)\"");
			const group = readNumber(line, "group", {
				least: 0,
				most: 99
			}) ?? 0;
			return {
				...options,
				type: line.type,
				pattern,
				group,
				value: readTemplate(line, "value")
			};
		}
		case "channel": return {
			...options,
			type: line.type,
			value: readTemplate(line, "value"),
			match: readPattern(line, "match")
		};
		case "edge": return {
			...options,
			type: line.type,
			branch: line.attributes.get("branch") || void 0,
			strict: readStrict(line)
		};
		case "ref":
			if (!line.attributes.has("event")) refuseRule(line, "it has no event", "write \"event=branch\", \"event=tag\" or \"event=pr\"");
			return {
				...options,
				type: line.type,
				event: readWord(line, "event", [
					"branch",
					"tag",
					"pr"
				]),
				strict: readStrict(line)
			};
		case "sha": return {
			...options,
			type: line.type,
			format: readWord(line, "format", ["short", "long"])
		};
		case "date_seq": {
			const width = readNumber(line, "width", {
				least: 1,
				most: 9
			}) ?? 2;
			return {
				...options,
				type: line.type,
				separator: readSeparator(line),
				width,
				timeZone: readTimeZone(line)
			};
		}
		case "source": return {
			...options,
			type: line.type
		};
		case "raw": {
			const value = readTemplate(line, "value") ?? refuseRule(line, "a raw tag needs a value", "write it as \"value=TAG\"");
			return {
				...options,
				type: line.type,
				value
			};
		}
		default: return line.type;
	}
}
function readStrict(line) {
	return readBoolean(line, "strict") ?? false;
}
function readVersionPattern(line) {
	const text = line.attributes.get("pattern");
	return text === void 0 ? void 0 : readTemplateIn(line, text, VERSION_LANGUAGE);
}
function readSeparator(line) {
	const separator = line.attributes.get("separator") ?? "_";
	if (/^[a-zA-Z0-9._-]$/.test(separator)) return separator;
	refuseRule(line, `its separator is ${quote(separator)}`, "write one letter, digit, \"_\", \".\" or \"-\"");
}
function readTimeZone(line) {
	const timeZone = line.attributes.get("tz");
	if (timeZone === void 0 || isTimeZone(timeZone)) return timeZone;
	refuseRule(line, `there is no time zone ${quote(timeZone)}`, `write ${quote(nearestTimeZone(timeZone))}`);
}
// src/action/tag-prefix.ts
const NOT_IN_NAMES = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.]/u;
const REFS = /^refs\/tags\//;
function parseTagPrefix(text) {
	const refuse = (reason, cure) => {
		throw new InputError(`Cannot use tag-prefix ${quote(text)}: ${reason}; ${cure}`);
	};
	if (REFS.test(text)) refuse("it is compared with the names of git tags", `write ${quote(text.replace(REFS, ""))}`);
	const [wrong] = NOT_IN_NAMES.exec(text) ?? [];
	if (wrong === void 0) return text;
	return refuse(`it is a literal text, and no git tag can have ${quote(wrong)} there`, "write what the git tags begin with, such as \"app/\"");
}
// src/action/promotion-inputs.ts
const DEFAULT_RULES = "type=semver\ntype=sha\ntype=date_seq";
function readCredential(get, side) {
	const username = get(`${side}-username`);
	const password = get(`${side}-password`);
	if (username === "" && password === "") return void 0;
	if (username === "" || password === "") throw new InputError(`Cannot use the ${side}'s credentials: ${side}-${username === "" ? "username is empty" : "password is empty, as secrets are in pull requests from forks"}; give both, or neither and log in before this step`);
	return {
		username,
		password,
		origin: `inputs ${side}-username and ${side}-password`
	};
}
function readCommon(get) {
	const version = optional(get("version"));
	if (version !== void 0) parseVersion(version, "the input \"version\"");
	const revision = optional(get("revision"));
	return {
		rules: parseTagRules(parseList(get("tags")).length === 0 ? DEFAULT_RULES : get("tags")),
		version,
		revision: revision === void 0 ? void 0 : parseRevision(revision),
		flavor: parseFlavor(get("flavor")),
		tagPrefix: parseTagPrefix(get("tag-prefix")),
		githubToken: optional(get("github-token")),
		existingTags: parseChoice("existing-tags", get("existing-tags"), [
			"registry",
			"git",
			"none"
		]),
		timeZone: parseTimeZone(get("time-zone") || "UTC"),
		ifTagExists: parseChoice("if-tag-exists", get("if-tag-exists"), ["fail", "skip"]),
		insecureRegistries: parseHosts("insecure-registries", get("insecure-registries"), insecureRegistry),
		trustedAuthHosts: parseHosts("trusted-auth-hosts", get("trusted-auth-hosts")),
		destinationCredential: readCredential(get, "destination")
	};
}
function readPromotion(get, routes) {
	const expected = optional(get("expected-digest"));
	if (expected !== void 0 && routes.length > 1) throw new InputError(`Cannot promote ${routes.length} images with one "expected-digest": each has its own; write the digests into the lines of "image", such as "shop/app:1.2.3@sha256:…"`);
	const record = parseChoice("record", get("record"), [
		"auto",
		"unsigned",
		"off"
	]);
	return {
		command: "promote",
		...readCommon(get),
		routes,
		expectedDigest: expected === void 0 ? void 0 : parseDigest(expected),
		record: record === "off" ? "off" : "unsigned",
		reason: optional(get("reason")),
		referrers: parseSwitch("referrers", get("referrers") || "true"),
		dryRun: parseSwitch("dry-run", get("dry-run")),
		sourceCredential: readCredential(get, "source")
	};
}
// src/action/routes.ts
const MAX_IMAGE_FILE = 67108864;
const PLACEHOLDER = "{image}";
function parseImageLine(line) {
	const end = /[:@]/.exec(line)?.index ?? line.length;
	const [name, pick] = [line.slice(0, end), line.slice(end)];
	if (name === "" || pick === "") throw new InputError(`Cannot read image ${quote(line)}: ${name === "" ? "it has no name" : "it has neither tag nor digest"}; write it as "shop/app:1.2.3"`);
	return {
		line,
		name,
		pick
	};
}
function readLines(get) {
	const path = get("image-file");
	if (path === "") return parseList(get("image"));
	try {
		return [...parseList(get("image")), ...parseList(readWholeFile(path, MAX_IMAGE_FILE).toString("utf8"))];
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new InputError(`Cannot read image-file ${quote(path)}: ${quote(reason)}; name a file that an earlier step of this job wrote`, { cause: error });
	}
}
function findDouble(images) {
	const seen = /* @__PURE__ */ new Set();
	for (const { name } of images) {
		if (seen.has(name)) return name;
		seen.add(name);
	}
}
function fill(text, { name }) {
	return text.replaceAll(PLACEHOLDER, () => name);
}
function parseDestinations(lines) {
	const [first, ...rest] = lines.map(parseRepository);
	if (first === void 0) throw new InputError("Cannot run: the input \"to\" lists nothing; name a destination repository");
	const seen = /* @__PURE__ */ new Set();
	for (const repository of [first, ...rest]) {
		const name = formatRepository(repository);
		if (seen.has(name)) throw new InputError(`Cannot promote to ${quote(name)} twice: "to" lists it more than once; remove a line`);
		seen.add(name);
	}
	return [first, ...rest];
}
function requireAnotherPlace(from, to) {
	const name = formatRepository(from.repository);
	if (from.kind === "digest" || !to.some((each) => formatRepository(each) === name)) return;
	throw new InputError(`Cannot promote ${formatReference(from)} to ${name}: the destination is the source; name another repository in "to", or, to give an image more tags where it is, name it by its digest in "from"`);
}
function toRoute(from, to) {
	requireAnotherPlace(from, to);
	return {
		from,
		to
	};
}
function readRoutes(get) {
	const from = requireInput("from", get("from"), "registry.example.com/d/app:1.2.3");
	const to = parseList(requireInput("to", get("to"), "registry.example.com/t/app"));
	const lines = readLines(get);
	if (!from.includes(PLACEHOLDER)) {
		if (lines.length > 0 || to.some((line) => line.includes(PLACEHOLDER))) throw new InputError(`Cannot promote from ${quote(from)}: images are listed or named by ${PLACEHOLDER}, but "from" has no ${PLACEHOLDER}; write it as "registry.example.com/d/${PLACEHOLDER}"`);
		return [toRoute(parseReference(from), parseDestinations(to))];
	}
	const images = lines.map(parseImageLine);
	const double = findDouble(images);
	if (double !== void 0) throw new InputError(`Cannot promote ${quote(double)} twice: "image" lists it more than once; remove a line`);
	const [first, ...rest] = images.map((image) => toRoute(parseReference(fill(from, image) + image.pick), parseDestinations(to.map((line) => fill(line, image)))));
	if (first === void 0) throw new InputError(`Cannot promote from ${quote(from)}: the input "image" lists nothing for ${PLACEHOLDER}; name an image, such as "shop/app:1.2.3"`);
	return [first, ...rest];
}
// src/action/shard-inputs.ts
const DEFAULT_SHARDS = "8";
function parseShards(text) {
	if (/^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 256) return Number(text);
	throw new InputError(`Cannot use shards ${quote(text)}: it is no number from 1 to 256, which is as many jobs as a matrix has; write one, such as "8"`);
}
function readPlanInputs(get) {
	const { command: _, ...promotion } = readPromotion(get, readRoutes(get));
	const settings = collectSettings(get);
	return {
		command: "plan",
		...promotion,
		settings,
		shards: parseShards(get("shards") || DEFAULT_SHARDS)
	};
}
const DEFAULTS = /* @__PURE__ */ new Map([
	["tags", DEFAULT_RULES],
	["existing-tags", "registry"],
	["time-zone", "UTC"],
	["if-tag-exists", "fail"],
	["referrers", "true"],
	["record", "auto"]
]);
function isSetting(name) {
	return SETTINGS.some((each) => each === name);
}
function requireSame(get, settings) {
	for (const name of SETTINGS) {
		const text = get(name).trim();
		const planned = settings[name].trim();
		if (text === "" || text === DEFAULTS.get(name) || text === planned) continue;
		throw new InputError(`Cannot use the input "${name}" with a plan: the plan was made with ${planned === "" ? "none" : quote(planned)}, and all its jobs go by that; leave it out here, or give it to "command: plan"`);
	}
}
function readShardInputs(get) {
	const [plan, shard] = [get("plan"), get("shard")];
	if (plan === "" || shard === "") throw new InputError(`Cannot promote ${plan === "" ? `shard ${quote(shard)}` : `by the plan ${quote(plan)}`}: the input "${plan === "" ? "plan" : "shard"}" is missing; give both, the path of the plan file and which shard of it`);
	const other = [
		"from",
		"to",
		"image",
		"image-file",
		"expected-digest"
	].find((name) => get(name) !== "");
	if (other !== void 0) throw new InputError(`Cannot use the input "${other}" with a plan: the plan says what is promoted where; leave it out here, and give it to "command: plan"`);
	const { insecureRegistries, trustedAuthHosts } = readCommon((name) => isSetting(name) ? "" : get(name));
	return {
		command: "shard",
		plan,
		insecureRegistries,
		trustedAuthHosts,
		shard: parseShardName(shard),
		settle(settings, routes) {
			requireSame(get, settings);
			return readPromotion((name) => isSetting(name) ? settings[name] : get(name), routes);
		},
		dryRun: parseSwitch("dry-run", get("dry-run"))
	};
}
// src/action/inputs.ts
function readTagsInputs(get, getRaw) {
	return {
		images: parseImages(get("images")),
		context: parseChoice("context", get("context"), ["workflow", "git"]),
		labels: get("labels"),
		annotations: get("annotations"),
		separators: readSeparators(getRaw),
		bakeTarget: get("bake-target") || "docker-metadata-action"
	};
}
function loadInputs(get, getRaw = get) {
	const command = parseChoice("command", get("command"), [
		"promote",
		"tags",
		"plan"
	]);
	if (command === "tags") return {
		command,
		...readCommon(get),
		...readTagsInputs(get, getRaw)
	};
	if (command === "plan") return readPlanInputs(get);
	if (get("plan") !== "" || get("shard") !== "") return readShardInputs(get);
	return readPromotion(get, readRoutes(get));
}
// src/action/summary/failure-summary.ts
const MAX_SENTENCE = 4e3;
function renderFailureSummary(sentence) {
	const at = sentence.lastIndexOf("; ");
	const problem = at < 0 ? sentence : sentence.slice(0, at);
	const cure = at < 0 ? [] : [`**What to do:** ${markdownText(sentence.slice(at + 2), MAX_SENTENCE)}`];
	return `${[
		"## ⛔ Sealift stopped",
		markdownText(problem, MAX_SENTENCE),
		...cure
	].join("\n\n")}\n`;
}
// src/main.ts
function explain(error, logger) {
	if (isSealiftError(error)) return error.message;
	if (error instanceof Error) logger.debug(error.stack ?? error.message);
	return explainUnexpected(error);
}
async function main(environment) {
	const now = /* @__PURE__ */ new Date();
	const redactor = createRedactor();
	const logger = openLogger(environment["GITHUB_ACTIONS"] === "true", redactor);
	try {
		for (const name of [
			"source-password",
			"destination-password",
			"github-token"
		]) logger.maskSecret(getInput(name));
		const inputs = loadInputs(getInput, (name) => getInput(name, { trimWhitespace: false }));
		const context = {
			environment,
			event: loadEvent(environment),
			logger,
			now
		};
		switch (inputs.command) {
			case "tags":
				await (await import("./tags.js")).runTags(inputs, context);
				return 0;
			case "promote":
				await (await import("./promote.js")).runPromote(inputs, context);
				return 0;
			case "plan":
				await (await import("./plan.js")).runPlan(inputs, context);
				return 0;
			case "shard":
				await (await import("./shard.js")).runShard(inputs, context);
				return 0;
			default: return inputs;
		}
	} catch (error) {
		const sentence = redactor.redact(explain(error, logger));
		logger.fail(sentence);
		writeSummary(renderFailureSummary(sentence), environment);
		return 1;
	}
}
// src/index.ts
installLastWords(process);
process.exitCode = await main(process.env);
export {};
