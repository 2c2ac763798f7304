import "./rolldown-runtime.js";
import { n as safeText, t as quote } from "./safe-text.js";
import { n as TOOL_VERSION, t as HOME_URL } from "./tool.js";
import { _ as warning, c as endGroup, d as getInput, f as info, g as startGroup, h as setSecret, l as error, n as writeSummary, o as markdownText, p as isDebug, s as debug } from "./step-summary.js";
import { a as parseJsonObject, i as objectProperty, l as stringProperty, s as property } from "./json.js";
import { i as readEventSource, r as objectAt, t as isPullRequestEvent } from "./event-source.js";
import { d as findRef, f as interpretRef, i as parseBaseImage, n as readSeparators, p as isRunOfFork, u as findBaseRef } from "./separators.js";
import { i as isSealiftError, t as InputError } from "./errors.js";
import { i as formatList, t as formatBytes } from "./format.js";
import { n as insecureRegistry, t as canonicalRegistry } from "./registry-name.js";
import { c as parseTemplate, h as nearest, i as TAG_LANGUAGE, m as parseTimeZone, s as literalTemplate, u as TemplateError } from "./git-tag-pattern.js";
import { n as findEnvironments } from "./find-environment.js";
import { r as placesOf, t as formatPick } from "./sought-image.js";
import { o as parseDigest } from "./digest.js";
import { r as parseRepository, t as formatRepository } from "./repository.js";
import { r as parseTag } from "./tag.js";
import { n as splitFields, t as parseTagRules } from "./rule-parser.js";
import { t as parseRevision } from "./revision.js";
import { i as parseVersion } from "./version.js";
import { n as parseReference, t as formatReference } from "./reference.js";
import { t as readWholeFile } from "./read-file.js";
import { c as parseShardName, n as SETTINGS, r as collectSettings } from "./plan-file.js";
import { a as IMAGE_PLACEHOLDER, o as expandTemplate } from "./template-patterns.js";
import { constants, readFileSync } from "node:fs";
import { lstat, open, realpath } from "node:fs/promises";
import { isAbsolute, relative, resolve, sep } from "node:path";
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
		fail(sentence, place) {
			const annotation = place === void 0 ? {} : {
				file: safe(place.file),
				startLine: place.line,
				startColumn: place.column
			};
			error(safe(sentence, MAX_LINE), annotation);
		},
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
// src/config/read-file.ts
const REASONS = {
	ENOENT: "it is not there",
	ENOTDIR: "it is not there",
	EISDIR: "it is a folder",
	EACCES: "it may not be read",
	EPERM: "it may not be read",
	ELOOP: "its links lead in a circle"
};
function explain$1(error) {
	const code = error instanceof Error && "code" in error ? String(error.code) : "UNKNOWN";
	return REASONS[code] ?? `the system answers ${code}`;
}
async function readWhole(path, { root, most }) {
	try {
		const at = resolve(root, path);
		await using file = await open(at, constants.O_RDONLY | constants.O_NONBLOCK);
		const found = await file.stat();
		if (!found.isFile()) return {
			kind: "unreadable",
			reason: found.isDirectory() ? "it is a folder" : "it is no file"
		};
		if (found.size > most) return {
			kind: "unreadable",
			reason: `it is larger than ${formatBytes(most)}`
		};
		return {
			kind: "read",
			path: at,
			bytes: await file.readFile()
		};
	} catch (error) {
		return {
			kind: "unreadable",
			reason: explain$1(error)
		};
	}
}
function isWithin(path, root) {
	const way = relative(root, path);
	return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
async function readWithin(path, limits) {
	const { root } = limits;
	if (isAbsolute(path)) return {
		kind: "unreadable",
		reason: "it is not a path from the root of the repository"
	};
	const outside = {
		kind: "unreadable",
		reason: "it is outside of the repository"
	};
	if (!isWithin(resolve(root, path), resolve(root))) return outside;
	try {
		if (!isWithin(await realpath(resolve(root, path)), await realpath(root))) return outside;
	} catch (error) {
		return {
			kind: "unreadable",
			reason: explain$1(error)
		};
	}
	return readWhole(path, limits);
}
const MAX_FILE = 1048576;
async function isAbsent(path) {
	try {
		await lstat(path);
		return false;
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : void 0;
		return code === "ENOENT" || code === "ENOTDIR";
	}
}
async function loadPipeline(path, { root }) {
	if (path === ".github/sealift.yml" && await isAbsent(resolve(root, path))) return void 0;
	const limits = {
		root,
		most: MAX_FILE
	};
	const file = await readWhole(path, limits);
	if (file.kind === "unreadable") throw new InputError(`Cannot read the pipeline file ${quote(path)}: ${file.reason}; name a file of the repository that was checked out in "config"`);
	const { parsePipeline } = await import("./parse-pipeline.js");
	return parsePipeline(file.bytes, {
		path,
		read: (each) => readWithin(each, limits)
	});
}
// src/action/find-pipeline.ts
async function findPipeline(get, environment) {
	if (get("command") === "tags") return void 0;
	const root = environment["GITHUB_WORKSPACE"] || process.cwd();
	return loadPipeline(get("config") || ".github/sealift.yml", { root });
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
// src/action/dockerfile/base-inputs.ts
const STAGE = /^(.+)#([A-Za-z][A-Za-z0-9_.-]*)$/s;
function readBaseInputs(get) {
	const image = optional(get("base-image"));
	const path = optional(get("dockerfile"));
	const [, file = path, stage] = STAGE.exec(path ?? "") ?? [];
	return {
		baseImage: image === void 0 || image === "scratch" ? image : parseBaseImage(image),
		dockerfile: file === void 0 ? void 0 : {
			path: file,
			stage
		}
	};
}
// src/action/named-environments.ts
function looksLikeName(text) {
	return /^[A-Za-z0-9_-]+$/.test(text);
}
function findNamedEnvironment(input, text, pipeline) {
	if (!looksLikeName(text)) return void 0;
	if (pipeline === void 0) throw new InputError(`Cannot use ${input} ${quote(text)}: it names an environment, and there is no pipeline file; write .github/sealift.yml and check out the repository before this step, or write registry/repository`);
	const names = pipeline.environments.map(({ name }) => name);
	const environment = pipeline.environments.find(({ name }) => name === text);
	if (environment !== void 0) return environment;
	throw new InputError(`Cannot use ${input} ${quote(text)}: ${pipeline.path} has no such environment; write ${quote(nearest(text, names) ?? names[0] ?? "")}`);
}
function findPlaces(from, to, pipeline) {
	const source = findNamedEnvironment("from", from, pipeline);
	return {
		from: {
			text: source?.repositories[0].text ?? from,
			environment: source
		},
		to: to.flatMap((line) => {
			const environment = findNamedEnvironment("to", line, pipeline);
			if (environment === void 0) return [{
				text: line,
				environment
			}];
			return environment.repositories.map(({ text }) => ({
				text,
				environment
			}));
		})
	};
}
function nameDestinations({ from, to }, repositories) {
	if (from.environment === void 0 && to.every(({ environment }) => environment === void 0)) return void 0;
	const names = /* @__PURE__ */ new Map();
	for (const [index, repository] of repositories.entries()) {
		const name = to[index]?.environment?.name;
		if (name !== void 0) names.set(formatRepository(repository), name);
	}
	return {
		from: from.environment?.name,
		to: names
	};
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
function refuse$1({ line, text }, reason, cure) {
	throw new InputError(`Cannot read flavor on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function readTemplate(line, value) {
	try {
		return parseTemplate(value, TAG_LANGUAGE);
	} catch (error) {
		if (error instanceof TemplateError) refuse$1(line, error.reason, error.cure);
		throw error;
	}
}
function readLine(line, flavor) {
	let changed = flavor;
	let owner;
	for (const field of splitFields(line.text) ?? refuse$1(line, "its quotes are not around a whole field", "write \"prefix=a,b\"")) {
		const equals = field.indexOf("=");
		const key = field.slice(0, Math.max(0, equals)).trim().toLowerCase();
		const value = field.slice(equals + 1).trim();
		if (equals < 0) refuse$1(line, `${quote(field)} has no value`, "write it as key=value, such as \"latest=auto\"");
		if (key === "latest") {
			const latest = [
				"auto",
				"true",
				"false"
			].find((word) => word === value);
			if (latest === void 0) refuse$1(line, `latest is ${quote(value)}`, "write \"latest=auto\", \"latest=true\" or \"latest=false\"");
			changed = {
				...changed,
				latest
			};
		} else if (key === "prefix" || key === "suffix") {
			owner = key;
			changed = {
				...changed,
				[key]: readTemplate(line, value)
			};
		} else if (key === "onlatest") {
			if (owner === void 0) refuse$1(line, "onlatest follows neither prefix nor suffix", "write \"prefix=TEXT,onlatest=true\"");
			if (value !== "true" && value !== "false") refuse$1(line, `onlatest is ${quote(value)}`, "write \"onlatest=true\" or \"onlatest=false\"");
			changed = {
				...changed,
				[owner === "prefix" ? "prefixLatest" : "suffixLatest"]: value === "true"
			};
		} else refuse$1(line, `there is no key ${quote(key)}`, `write "${nearest(key, KEYS)}"`);
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
	const tags = parseList(get("tags"));
	const version = optional(get("version"));
	if (version !== void 0) parseVersion(version, "the input \"version\"");
	const revision = optional(get("revision"));
	return {
		rules: parseTagRules(tags.length === 0 ? DEFAULT_RULES : get("tags")),
		givesRules: tags.length > 0 && tags.join("\n") !== "type=semver\ntype=sha\ntype=date_seq",
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
function readSigning(get) {
	const [signingKey, signingKeyPassphrase] = [optional(get("signing-key")), optional(get("signing-key-passphrase"))];
	if (signingKey === void 0 && signingKeyPassphrase !== void 0) throw new InputError("Cannot sign with \"signing-key-passphrase\" alone: the input \"signing-key\" is empty, as secrets are in pull requests from forks; give both, or neither");
	return {
		signingKey,
		signingKeyPassphrase
	};
}
function readPromotion(get, { routes, pipeline }) {
	const expected = optional(get("expected-digest"));
	if (expected !== void 0 && routes.length > 1) throw new InputError(`Cannot promote ${routes.length} images with one "expected-digest": each has its own; write the digests into the lines of "image", such as "shop/app:1.2.3@sha256:…"`);
	return {
		command: "promote",
		...readCommon(get),
		routes,
		expectedDigest: expected === void 0 ? void 0 : parseDigest(expected),
		record: parseChoice("record", get("record"), [
			"auto",
			"signed",
			"unsigned",
			"off"
		]),
		signing: readSigning(get),
		pipeline,
		reason: optional(get("reason")),
		referrers: parseSwitch("referrers", get("referrers") || "true"),
		dryRun: parseSwitch("dry-run", get("dry-run")),
		sourceCredential: readCredential(get, "source")
	};
}
// src/action/history-inputs.ts
const MAX_IMAGES = 200;
const WRITERS = ["destination-username", "destination-password"];
function hasRegistry(name) {
	const first = name.split("/", 1)[0] ?? "";
	return name.includes("/") && (/[.:]/.test(first) || first === "localhost");
}
function nameInPipeline(text, pipeline) {
	const [placement] = findEnvironments(pipeline, parseRepository(text));
	if (placement !== void 0) return placement.image;
	throw new InputError(`Cannot show the history of ${quote(text)}: it is in no environment of ${pipeline.path}; write the image's name alone, such as "shop/app"`);
}
function parseLine$1(line, pipeline) {
	const at = line.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(line.slice(at + 1));
	const rest = at < 0 ? line : line.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const hasTag = colon > rest.lastIndexOf("/");
	const written = hasTag ? rest.slice(0, colon) : rest;
	if (written === "") throw new InputError(`Cannot read image ${quote(line)}: it has no name; write it as "shop/app" or "shop/app:1.2.3"`);
	const name = pipeline.images.includes(written) || !hasRegistry(written) ? written : nameInPipeline(written, pipeline);
	placesOf(pipeline, name);
	return {
		name,
		tag: hasTag ? parseTag(rest.slice(colon + 1)) : void 0,
		digest
	};
}
function imagesOf(pipeline) {
	if (pipeline.images.length > 0) return pipeline.images;
	const templates = pipeline.environments.flatMap(({ repositories }) => repositories);
	const [first] = templates;
	if (first === void 0 || templates.some(({ hasPlaceholder }) => hasPlaceholder)) return [];
	return [nameInPipeline(first.text, pipeline)];
}
function readImages(get, pipeline) {
	const given = parseList(get("image"));
	const lines = given.length > 0 ? given : imagesOf(pipeline);
	if (lines.length > MAX_IMAGES) throw new InputError(`Cannot show the history of ${lines.length} images at once: ${MAX_IMAGES} are the most; name fewer in the input "image"`);
	const images = lines.map((line) => parseLine$1(line, pipeline));
	const [first, ...others] = new Map(images.map((image) => [`${image.name}${formatPick(image)}`, image])).values();
	if (first !== void 0) return [first, ...others];
	throw new InputError(`Cannot show the history: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`);
}
function readEnvironment(get, input, pipeline) {
	const text = get(input);
	const environment = findNamedEnvironment(input, text, pipeline);
	if (environment !== void 0) return environment;
	const names = formatList(pipeline.environments.map(({ name }) => name));
	throw new InputError(`Cannot use ${input} ${quote(text)}: the history compares environments; write a name of ${pipeline.path}: ${names}`);
}
function readCompared(get, pipeline) {
	if (get("from") === "" && get("to") === "") return void 0;
	for (const [input, other] of [["from", "to"], ["to", "from"]]) {
		if (get(input) !== "") continue;
		throw new InputError(`Cannot compare environments: the input "${input}" is missing beside "${other}"; give both, or neither`);
	}
	const compared = {
		from: readEnvironment(get, "from", pipeline),
		to: readEnvironment(get, "to", pipeline)
	};
	if (compared.from !== compared.to) return compared;
	throw new InputError(`Cannot compare ${quote(compared.from.name)} with itself: "from" and "to" are the same; name another environment in one of them`);
}
function readLogin$1(get, images, pipeline) {
	const writer = WRITERS.find((name) => get(name) !== "");
	if (writer !== void 0) throw new InputError(`Cannot use the input "${writer}" with "command: history": nothing is written; leave it out, and log in before this step`);
	const credential = readCredential(get, "source");
	const registries = new Set(images.flatMap(({ name }) => placesOf(pipeline, name).map(({ repository }) => repository.registry)));
	if (credential === void 0 || registries.size === 1) return credential;
	throw new InputError(`Cannot use the input "source-username" with "command: history": it does not say which of ${formatList([...registries])} it is for; log in to each of them before this step`);
}
function readHistoryInputs(get, pipeline) {
	const images = readImages(get, pipeline);
	return {
		command: "history",
		pipeline,
		images,
		compared: readCompared(get, pipeline),
		insecureRegistries: parseHosts("insecure-registries", get("insecure-registries"), insecureRegistry),
		trustedAuthHosts: parseHosts("trusted-auth-hosts", get("trusted-auth-hosts")),
		sourceCredential: readLogin$1(get, images, pipeline)
	};
}
// src/action/images-input.ts
const ATTRIBUTES = ["name", "enable"];
function refuse({ line, text }, reason, cure) {
	throw new InputError(`Cannot read image on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function toRepository(line, name) {
	const [first = ""] = name.split("/");
	const hasRegistry = name.includes("/") && (/[.:]/.test(first) || first === "localhost");
	if (name.lastIndexOf(":") > name.lastIndexOf("/")) refuse(line, "an image must not carry a tag", `write ${quote(name.slice(0, name.lastIndexOf(":")))}`);
	return parseRepository(hasRegistry ? name : `docker.io/${name}`);
}
function parseLine(line) {
	const attributes = /* @__PURE__ */ new Map();
	for (const field of splitFields(line.text) ?? refuse(line, "its quotes are not around a whole field", "leave them out")) {
		const equals = field.indexOf("=");
		const key = equals < 0 ? "name" : field.slice(0, equals).trim().toLowerCase();
		if (!ATTRIBUTES.includes(key)) refuse(line, `there is no attribute ${quote(key)}`, `write "${nearest(key, ATTRIBUTES)}"`);
		if (attributes.has(key)) refuse(line, `the attribute ${quote(key)} is there twice`, "write one image a line");
		attributes.set(key, field.slice(equals + 1).trim());
	}
	const enable = attributes.get("enable") ?? "true";
	if (enable !== "true" && enable !== "false") refuse(line, `enable is ${quote(enable)}`, "write \"enable=true\" or \"enable=false\"");
	const name = (attributes.get("name") ?? "").toLowerCase();
	if (name === "") refuse(line, "it names no image", "write \"name=ghcr.io/shop/app\"");
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
// src/action/routes.ts
const MAX_IMAGE_FILE = 67108864;
const PLACEHOLDER = "{image}";
function parseImageLine(line, usualTag) {
	const end = /[:@]/.exec(line)?.index ?? line.length;
	const [name, given] = [line.slice(0, end), line.slice(end)];
	const pick = given === "" && usualTag !== void 0 ? `:${usualTag}` : given;
	if (name === "" || pick === "") throw new InputError(`Cannot read image ${quote(line)}: ${name === "" ? "it has no name" : "it has neither tag nor digest"}; write it as "shop/app:1.2.3"`);
	return {
		line,
		name,
		pick
	};
}
function readImageLines(get) {
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
function isOtherEnvironment({ from, to }, index) {
	const destination = to[index]?.environment;
	return from.environment !== void 0 && destination !== void 0 && destination !== from.environment;
}
function toRoute(from, places, image) {
	const to = parseDestinations(places.to.map(({ text }) => image === void 0 ? text : fill(text, image)));
	const named = nameDestinations(places, to);
	requireAnotherPlace(from, to.filter((_, index) => !isOtherEnvironment(places, index)));
	return {
		from,
		to,
		...named === void 0 ? {} : { named }
	};
}
function nameOfLone({ from, to }, pipeline) {
	const isNamed = ({ text, environment }) => environment !== void 0 || !text.includes(PLACEHOLDER);
	if (pipeline === void 0 || !to.every(isNamed)) return void 0;
	const [placement] = findEnvironments(pipeline, parseReference(from.text).repository);
	return placement && {
		line: from.text,
		name: placement.image,
		pick: ""
	};
}
function readLoneRoute(places, hasImages, pipeline) {
	const { from, to } = places;
	const image = hasImages ? void 0 : nameOfLone(places, pipeline);
	if (image !== void 0) return toRoute(parseReference(from.text), places, image);
	if (hasImages || to.some(({ text }) => text.includes(PLACEHOLDER))) throw new InputError(`Cannot promote from ${quote(from.text)}: images are listed or named by ${PLACEHOLDER}, but "from" has no ${PLACEHOLDER}; write it as "registry.example.com/d/${PLACEHOLDER}"`);
	return toRoute(parseReference(from.text), places);
}
function requireOwnName({ from }, { line, name }) {
	if (from.text.includes(PLACEHOLDER) || from.text.endsWith(`/${name}`)) return;
	throw new InputError(`Cannot promote image ${quote(line)}: ${from.environment?.name} has one image alone, ${quote(from.text)}; name that one, or write its repository with ${PLACEHOLDER} in the pipeline file`);
}
function readRoutes(get, pipeline) {
	const from = requireInput("from", get("from"), "registry.example.com/d/app:1.2.3");
	const places = findPlaces(from, parseList(requireInput("to", get("to"), "registry.example.com/t/app")), pipeline);
	const { environment } = places.from;
	const lines = readImageLines(get);
	if (environment === void 0 && !places.from.text.includes(PLACEHOLDER)) return [readLoneRoute(places, lines.length > 0, pipeline)];
	const images = lines.map((line) => parseImageLine(line, environment?.tag));
	const double = findDouble(images);
	if (double !== void 0) throw new InputError(`Cannot promote ${quote(double)} twice: "image" lists it more than once; remove a line`);
	const [first, ...rest] = images.map((image) => {
		requireOwnName(places, image);
		return toRoute(parseReference(fill(places.from.text, image) + image.pick), places, image);
	});
	if (first === void 0) {
		const wanted = environment === void 0 ? `for ${PLACEHOLDER}` : "to take from there";
		throw new InputError(`Cannot promote from ${quote(from)}: the input "image" lists nothing ${wanted}; name an image, such as "shop/app:1.2.3"`);
	}
	return [first, ...rest];
}
// src/action/shard-inputs.ts
const DEFAULT_SHARDS = "8";
function parseShards(text) {
	if (/^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 256) return Number(text);
	throw new InputError(`Cannot use shards ${quote(text)}: it is no number from 1 to 256, which is as many jobs as a matrix has; write one, such as "8"`);
}
function readPlanInputs(get, pipeline) {
	const { command: _, ...promotion } = readPromotion(get, {
		routes: readRoutes(get, pipeline),
		pipeline
	});
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
function readShardInputs(get, pipeline) {
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
			return readPromotion((name) => isSetting(name) ? settings[name] : get(name), {
				routes,
				pipeline
			});
		},
		dryRun: parseSwitch("dry-run", get("dry-run"))
	};
}
// src/action/verify-inputs.ts
function requirePipeline(pipeline, command) {
	if (pipeline !== void 0) return pipeline;
	throw new InputError(`Cannot run command "${command}": there is no pipeline file, which says who may sign records and which routes there are; write .github/sealift.yml, and check out the repository before this step`);
}
function placesIn(environment, { line, name, pick }) {
	return environment.repositories.map((template) => {
		const { text } = template;
		if (!text.includes("{image}") && !text.endsWith(`/${name}`)) throw new InputError(`Cannot verify image ${quote(line)}: ${environment.name} has one image alone, ${quote(text)}; name that one, or write its repository with ${IMAGE_PLACEHOLDER} in the pipeline file`);
		return {
			environment,
			image: name,
			reference: parseReference(`${formatRepository(expandTemplate(template, name))}${pick}`)
		};
	});
}
function placeOf(reference, pipeline) {
	const [first, second] = findEnvironments(pipeline, reference.repository);
	if (first !== void 0 && second === void 0) return {
		...first,
		reference
	};
	const why = first === void 0 ? "it is in no environment" : "several environments share that repository";
	throw new InputError(`Cannot verify ${formatReference(reference)}: ${why} of ${pipeline.path}; name an environment in "from" and the image in "image"`);
}
function requireSome(places, from) {
	const [first, ...rest] = places;
	if (first !== void 0) return [first, ...rest];
	throw new InputError(`Cannot verify what is in ${quote(from)}: the input "image" lists nothing; name an image, such as "shop/app:1.2.3"`);
}
function readLogin(get, places) {
	const credential = readCredential(get, "source");
	const registries = [...new Set(places.map(({ reference }) => reference.repository.registry))];
	if (credential === void 0 || registries.length < 2) return credential;
	throw new InputError(`Cannot use the inputs source-username and source-password for ${formatList(registries)}: they are of one registry; leave them out, and log in to each before this step`);
}
function readVerifyInputs(get, given) {
	const pipeline = requirePipeline(given, "verify");
	const from = requireInput("from", get("from"), "p");
	const environment = findNamedEnvironment("from", from, pipeline);
	const lines = readImageLines(get);
	const read = () => {
		if (environment !== void 0) return lines.flatMap((line) => placesIn(environment, parseImageLine(line, environment.tag)));
		if (!from.includes("{image}")) return [placeOf(parseReference(from), pipeline)];
		return lines.map((line) => {
			const { name, pick } = parseImageLine(line, void 0);
			return placeOf(parseReference(from.replaceAll(IMAGE_PLACEHOLDER, () => name) + pick), pipeline);
		});
	};
	const places = requireSome(read(), from);
	const { insecureRegistries, trustedAuthHosts } = readCommon(get);
	return {
		command: "verify",
		pipeline,
		places,
		insecureRegistries,
		trustedAuthHosts,
		sourceCredential: readLogin(get, places)
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
		bakeTarget: get("bake-target") || "docker-metadata-action",
		base: readBaseInputs(get)
	};
}
const COMMANDS = [
	"promote",
	"tags",
	"plan",
	"verify",
	"history"
];
function loadInputs(get, { getRaw = get, pipeline } = {}) {
	const command = parseChoice("command", get("command"), COMMANDS);
	if (command === "tags") return {
		command,
		...readCommon(get),
		...readTagsInputs(get, getRaw)
	};
	if (command === "verify") return readVerifyInputs(get, pipeline);
	if (command === "history") return readHistoryInputs(get, requirePipeline(pipeline, command));
	if (command === "plan") return readPlanInputs(get, pipeline);
	if (get("plan") !== "" || get("shard") !== "") return readShardInputs(get, pipeline);
	return readPromotion(get, {
		routes: readRoutes(get, pipeline),
		pipeline
	});
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
const SECRETS = [
	"source-password",
	"destination-password",
	"github-token",
	"signing-key",
	"signing-key-passphrase"
];
function maskInput(value, logger) {
	logger.maskSecret(value);
	const lines = value.split(/\r?\n/);
	if (lines.length > 2) lines.filter((line) => !line.startsWith("-----")).forEach(logger.maskSecret);
}
async function main(environment) {
	const now = /* @__PURE__ */ new Date();
	const redactor = createRedactor();
	const logger = openLogger(environment["GITHUB_ACTIONS"] === "true", redactor);
	try {
		for (const name of SECRETS) maskInput(getInput(name), logger);
		const pipeline = await findPipeline(getInput, environment);
		const getRaw = (name) => getInput(name, { trimWhitespace: false });
		const inputs = loadInputs(getInput, {
			getRaw,
			pipeline
		});
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
			case "verify":
				await (await import("./verify.js")).runVerify(inputs, context);
				return 0;
			case "history": {
				const { openVerifier } = await import("./open-verifier.js");
				const { runHistory } = await import("./history.js");
				await runHistory(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
				return 0;
			}
			default: return inputs;
		}
	} catch (error) {
		const sentence = redactor.redact(explain(error, logger));
		logger.fail(sentence, error instanceof InputError ? error.place : void 0);
		writeSummary(renderFailureSummary(sentence), environment);
		return 1;
	}
}
// src/index.ts
installLastWords(process);
process.exitCode = await main(process.env);
export {};
