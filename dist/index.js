import "./rolldown-runtime.js";
import { $ as getInput, A as parseDigest, B as markdownText, G as objectProperty, H as safeText, I as isSealiftError, K as parseJsonObject, N as InputError, Q as error, S as isTag, T as parseRepository, V as quote, X as debug, Y as stringProperty, Z as endGroup, _ as parseTimeZone, a as writeSummary, at as warning, d as sampleVersion, et as info, f as tryParseVersion, g as nearestTimeZone, h as isTimeZone, it as startGroup, l as parseVersion, n as TOOL_VERSION, q as property, rt as setSecret, t as HOME_URL, tt as isDebug, u as reasonForNoVersion, v as nearest, w as formatRepository, y as parseRevision } from "./tool.js";
import { n as parseReference } from "./reference.js";
import { readFileSync } from "node:fs";
// src/action/event.ts
function readPayload(path) {
	if (path === void 0 || path === "") return {};
	try {
		return parseJsonObject(readFileSync(path));
	} catch {
		return {};
	}
}
function readRepository(environment, payload) {
	const fullName = environment["GITHUB_REPOSITORY"];
	if (!fullName) return void 0;
	const facts = objectProperty(payload, "repository") ?? {};
	const license = stringProperty(objectProperty(facts, "license") ?? {}, "spdx_id");
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
function loadEvent(environment) {
	const payload = readPayload(environment["GITHUB_EVENT_PATH"]);
	const sha = environment["GITHUB_SHA"] || void 0;
	const tag = /^refs\/tags\/(.+)$/.exec(environment["GITHUB_REF"] ?? "")?.[1];
	const release = objectProperty(payload, "release") ?? {};
	const date = Date.parse(stringProperty(objectProperty(payload, "head_commit") ?? {}, "timestamp") ?? "");
	return {
		name: environment["GITHUB_EVENT_NAME"] ?? "",
		sha,
		gitTag: tag === void 0 ? void 0 : {
			name: tag,
			commit: sha
		},
		preRelease: property(release, "prerelease") === true,
		repository: readRepository(environment, payload),
		knowsRepository: objectProperty(payload, "repository") !== void 0,
		commitDate: Number.isNaN(date) ? void 0 : new Date(date),
		run: readRun(environment)
	};
}
// src/action/failure-summary.ts
function renderFailureSummary(sentence) {
	const at = sentence.lastIndexOf("; ");
	const problem = at < 0 ? sentence : sentence.slice(0, at);
	const cure = at < 0 ? [] : [`**What to do:** ${markdownText(sentence.slice(at + 2))}`];
	return `${[
		"## ⛔ Sealift stopped",
		markdownText(problem),
		...cure
	].join("\n\n")}\n`;
}
// src/tags/rule-line.ts
const COMMON = [
	"prefix",
	"suffix",
	"enable",
	"immutable"
];
const ATTRIBUTES$1 = {
	semver: ["value"],
	sha: ["format"],
	date_seq: [
		"separator",
		"width",
		"tz"
	],
	source: [],
	raw: ["value"]
};
const TYPES = Object.keys(ATTRIBUTES$1);
const UNSUPPORTED_TYPES = [
	"schedule",
	"pep440",
	"match",
	"edge",
	"ref",
	"channel"
];
const UNSUPPORTED_ATTRIBUTES = [
	"priority",
	"pattern",
	"match",
	"event",
	"branch",
	"group"
];
function refuseRule({ line, text }, reason, cure) {
	throw new InputError(`Cannot read tag rule on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
}
function readRuleLine(rule) {
	const attributes = /* @__PURE__ */ new Map();
	const bare = [];
	for (const field of splitFields(rule)) {
		const equals = field.indexOf("=");
		const name = field.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		if (equals < 0) bare.push(field);
		else if (name === "") refuseRule(rule, `${quote(field)} names no attribute`, "write it as attribute=value");
		else if (attributes.has(name)) refuseTwice(rule, name);
		else attributes.set(name, field.slice(equals + 1).trim());
	}
	const type = readType(rule, attributes.get("type") ?? "raw");
	attributes.delete("type");
	for (const word of bare) {
		if (word === "") refuseRule(rule, "there is nothing between two commas or at an end", "leave out the extra comma");
		if (type !== "raw" || COMMON.includes(word)) refuseRule(rule, `${quote(word)} has no value`, `write ${quote(`${word}=VALUE`)}`);
		if (attributes.has("value")) refuseTwice(rule, "value");
		attributes.set("value", word);
	}
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
function refuseTwice(rule, name) {
	refuseRule(rule, `the attribute ${quote(name)} is there twice`, "leave out one of the two");
}
function readType(rule, word) {
	if (isType(word)) return word;
	if (UNSUPPORTED_TYPES.includes(word)) refuseRule(rule, `the type ${quote(word)} is not supported yet`, `use one of ${TYPES.map(quote).join(", ")}`);
	refuseRule(rule, `there is no type ${quote(word)}`, `write ${quote(nearest(word, TYPES) ?? "semver")}`);
}
function isType(word) {
	return TYPES.includes(word);
}
function checkName(rule, { type, name }) {
	const known = [...ATTRIBUTES$1[type], ...COMMON];
	if (known.includes(name)) return;
	if (UNSUPPORTED_ATTRIBUTES.includes(name)) refuseRule(rule, `the attribute ${quote(name)} is not supported yet`, "leave it out");
	const near = nearest(name, [...known, "type"]) ?? "type";
	refuseRule(rule, `there is no attribute ${quote(name)} for type=${type}`, `write ${quote(near)}`);
}
function splitFields(rule) {
	const fields = [];
	let rest = rule.text;
	for (;;) {
		const field = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(rest) ?? /^([^,"]*)(?=,|$)/.exec(rest);
		if (field === null) refuseRule(rule, "its quotes are not around a whole field", "write a field with a comma as \"value=a,b\"");
		fields.push((field[1] ?? "").replaceAll("\"\"", "\"").trim());
		if (field[0].length === rest.length) return fields;
		rest = rest.slice(field[0].length + 1);
	}
}
// src/tags/rule-parser.ts
const SHA_LENGTHS = /* @__PURE__ */ new Map([["short", 7], ["long", 40]]);
function parseTagRules(text) {
	return text.split(/\r?\n/).flatMap((whole, index) => {
		const trimmed = whole.trim();
		if (trimmed === "" || trimmed.startsWith("#")) return [];
		const line = readRuleLine({
			line: index + 1,
			text: trimmed
		});
		const rule = readRule(line);
		return readBoolean(line, "enable") === false ? [] : [rule];
	});
}
function readRule(line) {
	const options = {
		line: line.line,
		prefix: readPrefix(line),
		suffix: readSuffix(line),
		immutable: readBoolean(line, "immutable")
	};
	switch (line.type) {
		case "semver": return {
			...options,
			type: line.type,
			value: readVersionText(line)
		};
		case "sha": return {
			...options,
			type: line.type,
			length: readShaLength(line)
		};
		case "date_seq": return {
			...options,
			type: line.type,
			separator: readSeparator(line),
			width: readWidth(line),
			timeZone: readTimeZone(line)
		};
		case "source": return {
			...options,
			type: line.type
		};
		case "raw": return {
			...options,
			type: line.type,
			value: readRawValue(line, options)
		};
		default: return line.type;
	}
}
function readPrefix(line) {
	const prefix = line.attributes.get("prefix") ?? (line.type === "sha" ? "sha-" : "");
	if (prefix === "" || isTag(prefix)) return prefix;
	refuseRule(line, `no tag can begin with the prefix ${quote(prefix)}`, "use letters, digits, \"_\", \".\" and \"-\", and begin with none of the last two");
}
function readSuffix(line) {
	const suffix = line.attributes.get("suffix") ?? "";
	if (isTag(`x${suffix}`)) return suffix;
	refuseRule(line, `no tag can end with the suffix ${quote(suffix)}`, "use letters, digits, \"_\", \".\" and \"-\"");
}
function readBoolean(line, name) {
	const value = line.attributes.get(name);
	if (value === void 0) return void 0;
	if (value === "true" || value === "false") return value === "true";
	refuseRule(line, `${name} is ${quote(value)}`, `write ${quote(`${name}=true`)} or ${quote(`${name}=false`)}`);
}
function readVersionText(line) {
	const value = line.attributes.get("value") ?? "";
	if (value === "") return void 0;
	if (tryParseVersion(value) !== void 0) return value;
	refuseRule(line, `its value ${quote(value)} is no version, for ${reasonForNoVersion(value)}`, `write it in full, such as "${sampleVersion(value)}"`);
}
function readShaLength(line) {
	const format = line.attributes.get("format") ?? "short";
	const length = SHA_LENGTHS.get(format);
	if (length !== void 0) return length;
	refuseRule(line, `there is no format ${quote(format)}`, "write \"format=short\" or \"format=long\"");
}
function readSeparator(line) {
	const separator = line.attributes.get("separator") ?? "_";
	if (/^[a-zA-Z0-9._-]$/.test(separator)) return separator;
	refuseRule(line, `its separator is ${quote(separator)}`, "write one letter, digit, \"_\", \".\" or \"-\"");
}
function readWidth(line) {
	const width = line.attributes.get("width") ?? "2";
	if (/^[1-9]$/.test(width)) return Number(width);
	refuseRule(line, `its width is ${quote(width)}`, "write a number of digits from 1 to 9");
}
function readTimeZone(line) {
	const timeZone = line.attributes.get("tz");
	if (timeZone === void 0 || isTimeZone(timeZone)) return timeZone;
	refuseRule(line, `there is no time zone ${quote(timeZone)}`, `write ${quote(nearestTimeZone(timeZone))}`);
}
function readRawValue(line, { prefix, suffix }) {
	const value = line.attributes.get("value") ?? "";
	if (value === "") refuseRule(line, "a raw tag needs a value", "write it as \"value=TAG\"");
	const tag = `${prefix}${value}${suffix}`;
	if (isTag(tag)) return value;
	refuseRule(line, `${quote(tag)} is no tag`, "use 1 to 128 letters, digits, \"_\", \".\" and \"-\", and begin with none of the last two");
}
// src/action/input-reader.ts
function parseList(text) {
	return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
function optional(text) {
	return text === "" ? void 0 : text;
}
function parseChoice(name, text, choices) {
	if (text === "") return choices[0];
	const choice = choices.find((each) => each === text);
	if (choice !== void 0) return choice;
	const list = choices.map((each) => `"${each}"`).join(", ");
	throw new InputError(`Cannot use ${name} ${quote(text)}: it must be one of ${list}; write "${nearest(text, choices)}"`);
}
function parseSwitch(name, text) {
	return parseChoice(name, text.toLowerCase(), ["false", "true"]) === "true";
}
function requireInput(name, text, example) {
	if (text !== "") return text;
	throw new InputError(`Cannot run: the input "${name}" is missing; set it, for example "${name}: ${example}"`);
}
// src/action/images-input.ts
const ATTRIBUTES = ["name", "enable"];
function parseLine(line) {
	if (!line.includes("=")) return parseRepository(line);
	const attributes = /* @__PURE__ */ new Map();
	for (const field of line.split(",")) {
		const [key = "", ...rest] = field.split("=");
		if (!ATTRIBUTES.includes(key.trim())) throw new InputError(`Cannot read image ${quote(line)}: there is no attribute ${quote(key.trim())}; write "${nearest(key, ATTRIBUTES)}"`);
		attributes.set(key.trim(), rest.join("=").trim());
	}
	const enable = attributes.get("enable") ?? "true";
	if (enable !== "true" && enable !== "false") throw new InputError(`Cannot read image ${quote(line)}: enable is ${quote(enable)}; write "true" or "false"`);
	const repository = parseRepository(attributes.get("name") ?? "");
	return enable === "true" ? repository : void 0;
}
function parseImages(text) {
	return parseList(text).flatMap((line) => parseLine(line) ?? []);
}
// src/action/inputs.ts
const DEFAULT_RULES = "type=semver\ntype=sha\ntype=date_seq";
function readCredential(get, side) {
	const username = get(`${side}-username`);
	const password = get(`${side}-password`);
	if (username === "" && password === "") return void 0;
	if (username === "" || password === "") throw new InputError(`Cannot use the ${side}'s credentials: ${side}-${username === "" ? "username" : "password"} is empty; give both, or neither and log in before this step`);
	return {
		username,
		password,
		origin: `inputs ${side}-username and ${side}-password`
	};
}
function readDestinations(get) {
	const [first, ...rest] = parseList(requireInput("to", get("to"), "registry.example.com/t/app")).map(parseRepository);
	if (first === void 0) throw new InputError("Cannot run: the input \"to\" lists nothing; name a destination repository");
	const seen = /* @__PURE__ */ new Set();
	for (const repository of [first, ...rest]) {
		const name = formatRepository(repository);
		if (seen.has(name)) throw new InputError(`Cannot promote to ${quote(name)} twice: "to" lists it more than once; remove a line`);
		seen.add(name);
	}
	return [first, ...rest];
}
function readCommon(get) {
	const version = optional(get("version"));
	if (version !== void 0) parseVersion(version, "the input \"version\"");
	const revision = optional(get("revision"));
	return {
		rules: parseTagRules(parseList(get("tags")).length === 0 ? DEFAULT_RULES : get("tags")),
		version,
		revision: revision === void 0 ? void 0 : parseRevision(revision),
		existingTags: parseChoice("existing-tags", get("existing-tags"), ["registry", "none"]),
		timeZone: parseTimeZone(get("time-zone") || "UTC"),
		ifTagExists: parseChoice("if-tag-exists", get("if-tag-exists"), ["fail", "skip"]),
		insecureRegistries: new Set(parseList(get("insecure-registries")).map((host) => host.toLowerCase())),
		destinationCredential: readCredential(get, "destination")
	};
}
function loadInputs(get) {
	const command = parseChoice("command", get("command"), ["promote", "tags"]);
	const common = readCommon(get);
	if (command === "tags") return {
		command,
		...common,
		images: parseImages(get("images")),
		githubToken: optional(get("github-token"))
	};
	const from = parseReference(requireInput("from", get("from"), "registry.example.com/d/app:1.2.3"));
	const expected = optional(get("expected-digest"));
	const record = parseChoice("record", get("record"), [
		"auto",
		"unsigned",
		"off"
	]);
	return {
		command,
		...common,
		from,
		to: readDestinations(get),
		expectedDigest: expected === void 0 ? void 0 : parseDigest(expected),
		record: record === "off" ? "off" : "unsigned",
		reason: optional(get("reason")),
		dryRun: parseSwitch("dry-run", get("dry-run")),
		sourceCredential: readCredential(get, "source")
	};
}
// src/action/logger.ts
const MAX_LINE = 4e3;
function openLogger(isGitHub) {
	return {
		info: (line) => info(safeText(line, MAX_LINE)),
		warn: (sentence) => warning(safeText(sentence, MAX_LINE)),
		fail: (sentence) => error(safeText(sentence, MAX_LINE)),
		debug(line) {
			if (isDebug()) debug(safeText(line, MAX_LINE));
		},
		startGroup: (title) => startGroup(safeText(title)),
		endGroup: () => endGroup(),
		maskSecret(secret) {
			if (isGitHub && secret !== "") setSecret(secret);
		}
	};
}
// src/main.ts
function explain(error, logger) {
	if (isSealiftError(error)) return error.message;
	if (error instanceof Error) logger.debug(error.stack ?? error.message);
	const reason = safeText(error instanceof Error ? error.message : String(error));
	return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}
async function main(environment) {
	const now = /* @__PURE__ */ new Date();
	const logger = openLogger(environment["GITHUB_ACTIONS"] === "true");
	try {
		for (const name of [
			"source-password",
			"destination-password",
			"github-token"
		]) logger.maskSecret(getInput(name));
		const inputs = loadInputs((name) => getInput(name));
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
			default: return inputs;
		}
	} catch (error) {
		const sentence = explain(error, logger);
		writeSummary(renderFailureSummary(sentence), environment);
		logger.fail(sentence);
		return 1;
	}
}
// src/index.ts
process.exitCode = await main(process.env);
export {};
