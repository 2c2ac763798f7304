import { r as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { I as quote, L as safeText, M as randomUUID, m as InputError } from "./digest.js";
import "./tag.js";
import * as os from "os";
import * as fs from "fs";
import "path";
import { appendFileSync } from "node:fs";
// node_modules/@actions/core/lib/utils.js
function toCommandValue(input) {
	if (input === null || input === void 0) return "";
	else if (typeof input === "string" || input instanceof String) return input;
	return JSON.stringify(input);
}
function toCommandProperties(annotationProperties) {
	if (!Object.keys(annotationProperties).length) return {};
	return {
		title: annotationProperties.title,
		file: annotationProperties.file,
		line: annotationProperties.startLine,
		endLine: annotationProperties.endLine,
		col: annotationProperties.startColumn,
		endColumn: annotationProperties.endColumn
	};
}
// node_modules/@actions/core/lib/command.js
function issueCommand(command, properties, message) {
	const cmd = new Command(command, properties, message);
	process.stdout.write(cmd.toString() + os.EOL);
}
function issue(name, message = "") {
	issueCommand(name, {}, message);
}
const CMD_STRING = "::";
var Command = class {
	constructor(command, properties, message) {
		if (!command) command = "missing.command";
		this.command = command;
		this.properties = properties;
		this.message = message;
	}
	toString() {
		let cmdStr = CMD_STRING + this.command;
		if (this.properties && Object.keys(this.properties).length > 0) {
			cmdStr += " ";
			let first = true;
			for (const key in this.properties) if (this.properties.hasOwnProperty(key)) {
				const val = this.properties[key];
				if (val) {
					if (first) first = false;
					else cmdStr += ",";
					cmdStr += `${key}=${escapeProperty(val)}`;
				}
			}
		}
		cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
		return cmdStr;
	}
};
function escapeData(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}
function escapeProperty(s) {
	return toCommandValue(s).replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A").replace(/:/g, "%3A").replace(/,/g, "%2C");
}
// node_modules/@actions/core/lib/file-command.js
function issueFileCommand(command, message) {
	const filePath = process.env[`GITHUB_${command}`];
	if (!filePath) throw new Error(`Unable to find environment variable for file command ${command}`);
	if (!fs.existsSync(filePath)) throw new Error(`Missing file at path: ${filePath}`);
	fs.appendFileSync(filePath, `${toCommandValue(message)}${os.EOL}`, { encoding: "utf8" });
}
function prepareKeyValueMessage(key, value) {
	const delimiter = `ghadelimiter_${randomUUID()}`;
	const convertedValue = toCommandValue(value);
	if (key.includes(delimiter)) throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
	if (convertedValue.includes(delimiter)) throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
	return `${key}<<${delimiter}${os.EOL}${convertedValue}${os.EOL}${delimiter}`;
}
var ExitCode;
(function(ExitCode) {
	ExitCode[ExitCode["Success"] = 0] = "Success";
	ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
function exportVariable(name, val) {
	const convertedVal = toCommandValue(val);
	process.env[name] = convertedVal;
	if (process.env["GITHUB_ENV"] || "") return issueFileCommand("ENV", prepareKeyValueMessage(name, val));
	issueCommand("set-env", { name }, convertedVal);
}
function setSecret(secret) {
	issueCommand("add-mask", {}, secret);
}
function getInput(name, options) {
	const val = process.env[`INPUT_${name.replace(/ /g, "_").toUpperCase()}`] || "";
	if (options && options.required && !val) throw new Error(`Input required and not supplied: ${name}`);
	if (options && options.trimWhitespace === false) return val;
	return val.trim();
}
function setOutput(name, value) {
	if (process.env["GITHUB_OUTPUT"] || "") return issueFileCommand("OUTPUT", prepareKeyValueMessage(name, value));
	process.stdout.write(os.EOL);
	issueCommand("set-output", { name }, toCommandValue(value));
}
function isDebug() {
	return process.env["RUNNER_DEBUG"] === "1";
}
function debug(message) {
	issueCommand("debug", {}, message);
}
function error(message, properties = {}) {
	issueCommand("error", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function warning(message, properties = {}) {
	issueCommand("warning", toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
function info(message) {
	process.stdout.write(message + os.EOL);
}
function startGroup(name) {
	issue("group", name);
}
function endGroup() {
	issue("endgroup");
}
// src/text/nearest.ts
function editDistance(left, right) {
	let beforePrevious = [];
	let previous = Array.from({ length: right.length + 1 }, (_, column) => column);
	for (let row = 1; row <= left.length; row++) {
		const current = [row];
		for (let column = 1; column <= right.length; column++) {
			const same = left[row - 1] === right[column - 1];
			let best = Math.min((previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1, (previous[column - 1] ?? 0) + (same ? 0 : 1));
			if (row > 1 && column > 1 && left[row - 1] === right[column - 2] && left[row - 2] === right[column - 1]) best = Math.min(best, (beforePrevious[column - 2] ?? 0) + 1);
			current.push(best);
		}
		beforePrevious = previous;
		previous = current;
	}
	return previous[right.length] ?? 0;
}
function nearest(word, known, most = Number.POSITIVE_INFINITY) {
	const lower = word.slice(0, 64).toLowerCase();
	let best;
	for (const candidate of known) {
		const distance = editDistance(lower, candidate.toLowerCase());
		if (best === void 0 || distance < best.distance) best = {
			word: candidate,
			distance
		};
	}
	return best === void 0 || best.distance > most ? void 0 : best.word;
}
// src/tags/dates/time-zone.ts
const DEFAULT_ZONE = "UTC";
function isTimeZone(text) {
	if (text === DEFAULT_ZONE) return true;
	if (!/^[A-Za-z]/.test(text)) return false;
	try {
		return new Intl.DateTimeFormat("en-US", { timeZone: text }).resolvedOptions().timeZone !== "";
	} catch {
		return false;
	}
}
function nearestTimeZone(text) {
	return nearest(text, ["UTC", ...Intl.supportedValuesOf("timeZone")]) ?? "UTC";
}
function parseTimeZone(text) {
	if (isTimeZone(text)) return text;
	throw new InputError(`Cannot use time zone ${quote(text)}: the IANA database has no such zone; write "${nearestTimeZone(text)}"`);
}
function formatDay(instant, timeZone) {
	if (timeZone === DEFAULT_ZONE) return instant.toISOString().slice(0, 10).replaceAll("-", "");
	const parts = new Intl.DateTimeFormat("en-US", {
		calendar: "gregory",
		numberingSystem: "latn",
		timeZone,
		year: "numeric",
		month: "2-digit",
		day: "2-digit"
	}).formatToParts(instant);
	const part = (type) => parts.find((each) => each.type === type)?.value ?? "";
	return `${part("year").padStart(4, "0")}${part("month")}${part("day")}`;
}
// src/tags/language/template-expression.ts
var TemplateError = class extends Error {
	name = "TemplateError";
	reason;
	cure;
	constructor(reason, cure) {
		super(`Cannot read the expressions of a text: ${reason}; ${cure}`);
		this.reason = reason;
		this.cure = cure;
	}
};
function sampleExpression(language) {
	return `{{${language.names[0] ?? ""}}}`;
}
function readExpression({ source, tokens }, language) {
	const [first, ...rest] = tokens;
	if (first === void 0) throw new TemplateError(`${quote(source)} names nothing`, `write ${quote(sampleExpression(language))} or the like`);
	const name = readName(source, {
		first,
		language
	});
	if (!language.dated.includes(name)) {
		if (rest.length === 0) return {
			name,
			source,
			format: void 0,
			timeZone: void 0
		};
		throw new TemplateError(`${quote(source)} has more than a name, and ${quote(name)} takes no argument`, `write ${quote(`{{${name}}}`)}`);
	}
	const sample = `write ${quote(`{{${name} 'YYYYMMDD'}}`)} or the like`;
	const [format, ...pair] = rest;
	if (format === void 0 || rest[1]?.value === "=") throw new TemplateError(`${quote(source)} has no format`, sample);
	if (format.kind !== "text") throw new TemplateError(`the format of ${quote(source)} is not in quotes`, sample);
	return {
		name,
		source,
		format: format.value,
		timeZone: readTimeZone(source, pair)
	};
}
function readName(source, { first, language }) {
	const known = language.names.find((each) => first.kind === "word" && each === first.value);
	if (known !== void 0) return known;
	const near = nearest(first.value, language.names) ?? "";
	throw new TemplateError(`there is no expression ${quote(source)}`, `write ${quote(`{{${near}}}`)}`);
}
function readTimeZone(source, tokens) {
	const [key, equals, zone, ...rest] = tokens;
	if (key === void 0) return void 0;
	const cure = "write tz='UTC' or another zone behind the format, or nothing";
	if (key.kind === "word" && equals?.value === "=" && key.value !== "tz") throw new TemplateError(`${quote(source)} has the unknown argument ${quote(key.value)}`, cure);
	if (key.value !== "tz" || equals?.value !== "=" || zone?.kind !== "text" || rest.length > 0) throw new TemplateError(`${quote(source)} has something other than a time zone behind the format`, cure);
	if (isTimeZone(zone.value)) return zone.value;
	throw new TemplateError(`${quote(source)} names a time zone that the IANA database does not have`, `write tz='${nearestTimeZone(zone.value)}'`);
}
// src/tags/language/template-scanner.ts
const OPEN = "{{";
const COMMENT = /(?=\{\{!--)[\s\S]*?--\}\}|\{\{!(?!--)[\s\S]*?\}\}/y;
const SPECIAL$1 = /\{\{(?:[#>/^*~]|\{\{|\s*else\b)/y;
const BEGIN = /\{\{[{&]?\s*/y;
const CLOSE = /\}{2,4}/y;
const TOKEN = /(?:"(?<double>(?:\\"|[^"])*)"|'(?<single>(?:\\'|[^'])*)'|(?<word>[^\s!"#%&'()*+,./;<=>@[\\\]^`{|}~]+(?=[=~}\s/.)|]))|(?<sign>[\s\S]))\s*/y;
function matchAt(pattern, { text, at }) {
	pattern.lastIndex = at;
	return pattern.exec(text);
}
function scanTemplate(text) {
	const pieces = [];
	let literal = "";
	let at = 0;
	for (let open = text.indexOf(OPEN); open >= 0; open = text.indexOf(OPEN, at)) {
		const before = text.slice(at, open);
		literal += before.endsWith("\\") ? before.slice(0, -1) : before;
		if (/(?<!\\)\\$/.test(before.slice(-2))) {
			literal += OPEN;
			at = open + 2;
			continue;
		}
		const comment = matchAt(COMMENT, {
			text,
			at: open
		})?.[0];
		if (comment !== void 0 && !comment.endsWith("~}}")) {
			at = open + comment.length;
			continue;
		}
		if (literal !== "") pieces.push({
			kind: "literal",
			text: literal
		});
		literal = "";
		const piece = scanExpression(text, open);
		pieces.push(piece);
		if (piece.kind !== "expression") return pieces;
		at = open + piece.source.length;
	}
	literal += text.slice(at);
	if (literal !== "") pieces.push({
		kind: "literal",
		text: literal
	});
	return pieces;
}
function scanExpression(text, open) {
	if (matchAt(SPECIAL$1, {
		text,
		at: open
	}) !== null) return {
		kind: "special",
		source: upToClose(text, open)
	};
	if (text.startsWith("{{!", open)) {
		const comment = matchAt(COMMENT, {
			text,
			at: open
		})?.[0];
		return comment === void 0 ? {
			kind: "unclosed",
			source: text.slice(open)
		} : {
			kind: "special",
			source: comment
		};
	}
	const begin = matchAt(BEGIN, {
		text,
		at: open
	})?.[0] ?? OPEN;
	const tokens = [];
	let at = open + begin.length;
	while (at < text.length) {
		const close = matchAt(CLOSE, {
			text,
			at
		})?.[0];
		if (close !== void 0) {
			const source = text.slice(open, at + close.length);
			return close.length === (begin.startsWith("{{{") ? 3 : 2) ? {
				kind: "expression",
				source,
				tokens
			} : {
				kind: "unbalanced",
				source
			};
		}
		const match = matchAt(TOKEN, {
			text,
			at
		});
		tokens.push(tokenOf(match?.groups ?? {}));
		at += match?.[0].length ?? 1;
	}
	return {
		kind: "unclosed",
		source: text.slice(open)
	};
}
function tokenOf(groups) {
	const { double, single, word, sign } = groups;
	if (double !== void 0) return {
		kind: "text",
		value: double.replaceAll("\\\"", "\"")
	};
	if (single !== void 0) return {
		kind: "text",
		value: single.replaceAll("\\'", "'")
	};
	return word === void 0 ? {
		kind: "sign",
		value: sign ?? ""
	} : {
		kind: "word",
		value: word
	};
}
function upToClose(text, open) {
	const close = text.indexOf("}}", open);
	return close < 0 ? text.slice(open) : text.slice(open, close + 2);
}
// src/tags/language/template.ts
const GLOBAL_LANGUAGE = {
	names: [
		"branch",
		"tag",
		"sha",
		"base_ref",
		"is_default_branch",
		"is_not_default_branch",
		"date",
		"commit_date"
	],
	dated: ["date", "commit_date"]
};
const VERSION_LANGUAGE = {
	names: [
		"raw",
		"version",
		"major",
		"minor",
		"patch",
		"prerelease",
		"build"
	],
	dated: []
};
function parseTemplate(text, language) {
	return {
		source: text,
		parts: scanTemplate(text).map((piece) => {
			switch (piece.kind) {
				case "literal": return piece.text;
				case "expression": return readExpression(piece, language);
				case "special": throw new TemplateError(`${quote(piece.source)} is more than a plain expression, and Handlebars' blocks and marks are not known`, `write ${quote(sampleExpression(language))} or the like`);
				case "unbalanced": throw new TemplateError(`${quote(piece.source)} has not as many braces at its end as at its start`, "write two of them, or three, on both sides");
				case "unclosed": throw new TemplateError(`${quote(piece.source)} has no end`, "write \"}}\" behind it, or \"\\{{\" for mere braces");
				default: return piece;
			}
		})
	};
}
function literalTemplate(text) {
	return {
		source: text,
		parts: text === "" ? [] : [text]
	};
}
function isLiteral(template) {
	return template.parts.every((part) => typeof part === "string");
}
function renderTemplate(template, evaluate) {
	const empty = [];
	return {
		text: template.parts.map((part) => {
			if (typeof part === "string") return part;
			const value = evaluate(part);
			if (value === "") empty.push(part.source);
			return value;
		}).join(""),
		empty
	};
}
// src/tags/language/git-tag-pattern.ts
function parseGitTagPattern(source) {
	const [, body, flags] = /^\/(.+)\/([a-z]*)$/.exec(source) ?? [];
	return {
		source,
		expression: new RegExp(body ?? source, (flags ?? "").replace(/[gy]/g, "")),
		isAnchored: (body ?? source).includes("/")
	};
}
function matchGitTag({ expression, isAnchored }, text) {
	const match = expression.exec(text);
	return match === null || isAnchored && match.index !== 0 ? void 0 : match;
}
// src/tags/revision.ts
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;
function parseRevision(text) {
	if (REVISION.test(text)) return text;
	throw new InputError(`Cannot use revision ${quote(text)}: it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it`);
}
function tryParseRevision(text) {
	return REVISION.test(text) ? text : void 0;
}
// node_modules/semver/internal/debug.js
var require_debug = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = typeof process === "object" && process.env && process.env.NODE_DEBUG && /\bsemver\b/i.test(process.env.NODE_DEBUG) ? (...args) => console.error("SEMVER", ...args) : () => {};
}));
// node_modules/semver/internal/constants.js
var require_constants = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = {
		MAX_LENGTH: 256,
		MAX_SAFE_COMPONENT_LENGTH: 16,
		MAX_SAFE_BUILD_LENGTH: 250,
		MAX_SAFE_INTEGER: Number.MAX_SAFE_INTEGER || 
		/* istanbul ignore next */ 9007199254740991,
		WHITESPACE_CHARACTERS: [
			"	",
			"\n",
			"\v",
			"\f",
			"\r",
			" ",
			"\xA0",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			" ",
			"\u2028",
			"\u2029",
			" ",
			" ",
			"　",
			"﻿"
		],
		RELEASE_TYPES: [
			"major",
			"premajor",
			"minor",
			"preminor",
			"patch",
			"prepatch",
			"prerelease"
		],
		SEMVER_SPEC_VERSION: "2.0.0",
		FLAG_INCLUDE_PRERELEASE: 1,
		FLAG_LOOSE: 2
	};
}));
// node_modules/semver/internal/re.js
var require_re = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { MAX_SAFE_COMPONENT_LENGTH, MAX_SAFE_BUILD_LENGTH, MAX_LENGTH } = require_constants();
	const debug = require_debug();
	exports = module.exports = {};
	const re = exports.re = [];
	const safeRe = exports.safeRe = [];
	const src = exports.src = [];
	const safeSrc = exports.safeSrc = [];
	const t = exports.t = {};
	let R = 0;
	const LETTERDASHNUMBER = "[a-zA-Z0-9-]";
	const safeRegexReplacements = [
		["\\s", 1],
		["\\d", MAX_LENGTH],
		[LETTERDASHNUMBER, MAX_SAFE_BUILD_LENGTH]
	];
	const makeSafeRegex = (value) => {
		for (const [token, max] of safeRegexReplacements) value = value.split(`${token}*`).join(`${token}{0,${max}}`).split(`${token}+`).join(`${token}{1,${max}}`);
		return value;
	};
	const createToken = (name, value, isGlobal) => {
		const safe = makeSafeRegex(value);
		const index = R++;
		debug(name, index, value);
		t[name] = index;
		src[index] = value;
		safeSrc[index] = safe;
		re[index] = new RegExp(value, isGlobal ? "g" : void 0);
		safeRe[index] = new RegExp(safe, isGlobal ? "g" : void 0);
	};
	createToken("NUMERICIDENTIFIER", "0|[1-9]\\d*");
	createToken("NUMERICIDENTIFIERLOOSE", "\\d+");
	createToken("NONNUMERICIDENTIFIER", `\\d*[a-zA-Z-]${LETTERDASHNUMBER}*`);
	createToken("MAINVERSION", `(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})\\.(${src[t.NUMERICIDENTIFIER]})`);
	createToken("MAINVERSIONLOOSE", `(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})\\.(${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASEIDENTIFIER", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIER]})`);
	createToken("PRERELEASEIDENTIFIERLOOSE", `(?:${src[t.NONNUMERICIDENTIFIER]}|${src[t.NUMERICIDENTIFIERLOOSE]})`);
	createToken("PRERELEASE", `(?:-(${src[t.PRERELEASEIDENTIFIER]}(?:\\.${src[t.PRERELEASEIDENTIFIER]})*))`);
	createToken("PRERELEASELOOSE", `(?:-?(${src[t.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${src[t.PRERELEASEIDENTIFIERLOOSE]})*))`);
	createToken("BUILDIDENTIFIER", `${LETTERDASHNUMBER}+`);
	createToken("BUILD", `(?:\\+(${src[t.BUILDIDENTIFIER]}(?:\\.${src[t.BUILDIDENTIFIER]})*))`);
	createToken("FULLPLAIN", `v?${src[t.MAINVERSION]}${src[t.PRERELEASE]}?${src[t.BUILD]}?`);
	createToken("FULL", `^${src[t.FULLPLAIN]}$`);
	createToken("LOOSEPLAIN", `[v=\\s]*${src[t.MAINVERSIONLOOSE]}${src[t.PRERELEASELOOSE]}?${src[t.BUILD]}?`);
	createToken("LOOSE", `^${src[t.LOOSEPLAIN]}$`);
	createToken("GTLT", "((?:<|>)?=?)");
	createToken("XRANGEIDENTIFIERLOOSE", `${src[t.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`);
	createToken("XRANGEIDENTIFIER", `${src[t.NUMERICIDENTIFIER]}|x|X|\\*`);
	createToken("XRANGEPLAIN", `[v=\\s]*(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:\\.(${src[t.XRANGEIDENTIFIER]})(?:${src[t.PRERELEASE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGEPLAINLOOSE", `[v=\\s]*(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:\\.(${src[t.XRANGEIDENTIFIERLOOSE]})(?:${src[t.PRERELEASELOOSE]})?${src[t.BUILD]}?)?)?`);
	createToken("XRANGE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAIN]}$`);
	createToken("XRANGELOOSE", `^${src[t.GTLT]}\\s*${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COERCEPLAIN", `(^|[^\\d])(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}})(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?(?:\\.(\\d{1,${MAX_SAFE_COMPONENT_LENGTH}}))?`);
	createToken("COERCE", `${src[t.COERCEPLAIN]}(?:$|[^\\d])`);
	createToken("COERCEFULL", src[t.COERCEPLAIN] + `(?:${src[t.PRERELEASE]})?(?:${src[t.BUILD]})?(?:$|[^\\d])`);
	createToken("COERCERTL", src[t.COERCE], true);
	createToken("COERCERTLFULL", src[t.COERCEFULL], true);
	createToken("LONETILDE", "(?:~>?)");
	createToken("TILDETRIM", `(\\s*)${src[t.LONETILDE]}\\s+`, true);
	exports.tildeTrimReplace = "$1~";
	createToken("TILDE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAIN]}$`);
	createToken("TILDELOOSE", `^${src[t.LONETILDE]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("LONECARET", "(?:\\^)");
	createToken("CARETTRIM", `(\\s*)${src[t.LONECARET]}\\s+`, true);
	exports.caretTrimReplace = "$1^";
	createToken("CARET", `^${src[t.LONECARET]}${src[t.XRANGEPLAIN]}$`);
	createToken("CARETLOOSE", `^${src[t.LONECARET]}${src[t.XRANGEPLAINLOOSE]}$`);
	createToken("COMPARATORLOOSE", `^${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]})$|^$`);
	createToken("COMPARATOR", `^${src[t.GTLT]}\\s*(${src[t.FULLPLAIN]})$|^$`);
	createToken("COMPARATORTRIM", `(\\s*)${src[t.GTLT]}\\s*(${src[t.LOOSEPLAIN]}|${src[t.XRANGEPLAIN]})`, true);
	exports.comparatorTrimReplace = "$1$2$3";
	createToken("HYPHENRANGE", `^\\s*(${src[t.XRANGEPLAIN]})\\s+-\\s+(${src[t.XRANGEPLAIN]})\\s*$`);
	createToken("HYPHENRANGELOOSE", `^\\s*(${src[t.XRANGEPLAINLOOSE]})\\s+-\\s+(${src[t.XRANGEPLAINLOOSE]})\\s*$`);
	createToken("STAR", "(<|>)?=?\\s*\\*");
	createToken("GTE0", "^\\s*>=\\s*0\\.0\\.0\\s*$");
	createToken("GTE0PRE", "^\\s*>=\\s*0\\.0\\.0-0\\s*$");
}));
// node_modules/semver/internal/parse-options.js
var require_parse_options = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const looseOption = Object.freeze({ loose: true });
	const emptyOpts = Object.freeze({});
	const parseOptions = (options) => {
		if (!options) return emptyOpts;
		if (typeof options !== "object") return looseOption;
		return options;
	};
	module.exports = parseOptions;
}));
// node_modules/semver/internal/identifiers.js
var require_identifiers = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const numeric = /^[0-9]+$/;
	const compareIdentifiers = (a, b) => {
		if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : 1;
		const anum = numeric.test(a);
		const bnum = numeric.test(b);
		if (anum && bnum) {
			a = +a;
			b = +b;
		}
		return a === b ? 0 : anum && !bnum ? -1 : bnum && !anum ? 1 : a < b ? -1 : 1;
	};
	const rcompareIdentifiers = (a, b) => compareIdentifiers(b, a);
	module.exports = {
		compareIdentifiers,
		rcompareIdentifiers
	};
}));
// node_modules/semver/classes/semver.js
var require_semver = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const debug = require_debug();
	const { MAX_LENGTH, MAX_SAFE_INTEGER } = require_constants();
	const { safeRe: re, t } = require_re();
	const parseOptions = require_parse_options();
	const { compareIdentifiers } = require_identifiers();
	const isPrereleaseIdentifier = (prerelease, identifier) => {
		const identifiers = identifier.split(".");
		if (identifiers.length > prerelease.length) return false;
		for (let i = 0; i < identifiers.length; i++) if (compareIdentifiers(prerelease[i], identifiers[i]) !== 0) return false;
		return true;
	};
	module.exports = class SemVer {
		constructor(version, options) {
			options = parseOptions(options);
			if (version instanceof SemVer) {
				if (version.loose === !!options.loose && version.includePrerelease === !!options.includePrerelease) return version;
				else version = version.version;
			} else if (typeof version !== "string") throw new TypeError(`Invalid version. Must be a string. Got type "${typeof version}".`);
			if (version.length > MAX_LENGTH) throw new TypeError(`version is longer than ${MAX_LENGTH} characters`);
			debug("SemVer", version, options);
			this.options = options;
			this.loose = !!options.loose;
			this.includePrerelease = !!options.includePrerelease;
			const m = version.trim().match(options.loose ? re[t.LOOSE] : re[t.FULL]);
			if (!m) throw new TypeError(`Invalid Version: ${version}`);
			this.raw = version;
			this.major = +m[1];
			this.minor = +m[2];
			this.patch = +m[3];
			if (this.major > MAX_SAFE_INTEGER || this.major < 0) throw new TypeError("Invalid major version");
			if (this.minor > MAX_SAFE_INTEGER || this.minor < 0) throw new TypeError("Invalid minor version");
			if (this.patch > MAX_SAFE_INTEGER || this.patch < 0) throw new TypeError("Invalid patch version");
			if (!m[4]) this.prerelease = [];
			else this.prerelease = m[4].split(".").map((id) => {
				if (/^[0-9]+$/.test(id)) {
					const num = +id;
					if (num >= 0 && num < MAX_SAFE_INTEGER) return num;
				}
				return id;
			});
			this.build = m[5] ? m[5].split(".") : [];
			this.format();
		}
		format() {
			this.version = `${this.major}.${this.minor}.${this.patch}`;
			if (this.prerelease.length) this.version += `-${this.prerelease.join(".")}`;
			return this.version;
		}
		toString() {
			return this.version;
		}
		compare(other) {
			debug("SemVer.compare", this.version, this.options, other);
			if (!(other instanceof SemVer)) {
				if (typeof other === "string" && other === this.version) return 0;
				other = new SemVer(other, this.options);
			}
			if (other.version === this.version) return 0;
			return this.compareMain(other) || this.comparePre(other);
		}
		compareMain(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.major < other.major) return -1;
			if (this.major > other.major) return 1;
			if (this.minor < other.minor) return -1;
			if (this.minor > other.minor) return 1;
			if (this.patch < other.patch) return -1;
			if (this.patch > other.patch) return 1;
			return 0;
		}
		comparePre(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			if (this.prerelease.length && !other.prerelease.length) return -1;
			else if (!this.prerelease.length && other.prerelease.length) return 1;
			else if (!this.prerelease.length && !other.prerelease.length) return 0;
			let i = 0;
			do {
				const a = this.prerelease[i];
				const b = other.prerelease[i];
				debug("prerelease compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		compareBuild(other) {
			if (!(other instanceof SemVer)) other = new SemVer(other, this.options);
			let i = 0;
			do {
				const a = this.build[i];
				const b = other.build[i];
				debug("build compare", i, a, b);
				if (a === void 0 && b === void 0) return 0;
				else if (b === void 0) return 1;
				else if (a === void 0) return -1;
				else if (a === b) continue;
				else return compareIdentifiers(a, b);
			} while (++i);
		}
		inc(release, identifier, identifierBase) {
			if (release.startsWith("pre")) {
				if (!identifier && identifierBase === false) throw new Error("invalid increment argument: identifier is empty");
				if (identifier) {
					const match = `-${identifier}`.match(this.options.loose ? re[t.PRERELEASELOOSE] : re[t.PRERELEASE]);
					if (!match || match[1] !== identifier) throw new Error(`invalid identifier: ${identifier}`);
				}
			}
			switch (release) {
				case "premajor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor = 0;
					this.major++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "preminor":
					this.prerelease.length = 0;
					this.patch = 0;
					this.minor++;
					this.inc("pre", identifier, identifierBase);
					break;
				case "prepatch":
					this.prerelease.length = 0;
					this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "prerelease":
					if (this.prerelease.length === 0) this.inc("patch", identifier, identifierBase);
					this.inc("pre", identifier, identifierBase);
					break;
				case "release":
					if (this.prerelease.length === 0) throw new Error(`version ${this.raw} is not a prerelease`);
					this.prerelease.length = 0;
					break;
				case "major":
					if (this.minor !== 0 || this.patch !== 0 || this.prerelease.length === 0) this.major++;
					this.minor = 0;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "minor":
					if (this.patch !== 0 || this.prerelease.length === 0) this.minor++;
					this.patch = 0;
					this.prerelease = [];
					break;
				case "patch":
					if (this.prerelease.length === 0) this.patch++;
					this.prerelease = [];
					break;
				case "pre": {
					const base = Number(identifierBase) ? 1 : 0;
					if (this.prerelease.length === 0) this.prerelease = [base];
					else {
						let i = this.prerelease.length;
						while (--i >= 0) if (typeof this.prerelease[i] === "number") {
							this.prerelease[i]++;
							i = -2;
						}
						if (i === -1) {
							if (identifier === this.prerelease.join(".") && identifierBase === false) throw new Error("invalid increment argument: identifier already exists");
							this.prerelease.push(base);
						}
					}
					if (identifier) {
						let prerelease = [identifier, base];
						if (identifierBase === false) prerelease = [identifier];
						if (isPrereleaseIdentifier(this.prerelease, identifier)) {
							const prereleaseBase = this.prerelease[identifier.split(".").length];
							if (isNaN(prereleaseBase)) this.prerelease = prerelease;
						} else this.prerelease = prerelease;
					}
					break;
				}
				default: throw new Error(`invalid increment argument: ${release}`);
			}
			this.raw = this.format();
			if (this.build.length) this.raw += `+${this.build.join(".")}`;
			return this;
		}
	};
}));
// src/tags/versions/version.ts
var import_compare = /* @__PURE__ */ __toESM((/* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const compare = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
	module.exports = compare;
})))(), 1);
const VERSION = /^[vV]?((0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+([0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*))?)$/;
function tryParseVersion(text) {
	if (text.length > 128) return void 0;
	const [, version, ...parts] = VERSION.exec(text) ?? [];
	const [major, minor, patch] = parts.slice(0, 3).map(Number);
	if (version === void 0 || major === void 0 || minor === void 0 || patch === void 0) return void 0;
	if (![
		major,
		minor,
		patch
	].every(Number.isSafeInteger)) return void 0;
	return {
		text: version,
		major,
		minor,
		patch,
		preRelease: parts[3],
		build: parts[4]
	};
}
function splitVersion(name, tagPrefix) {
	const before = tagPrefix !== "" && name.startsWith(tagPrefix) ? tagPrefix : name.slice(0, name.lastIndexOf("/") + 1);
	return {
		before,
		version: tryParseVersion(name.slice(before.length))
	};
}
function parseVersion(text, origin) {
	const version = tryParseVersion(text);
	if (version !== void 0) return version;
	throw new InputError(`Cannot read version ${quote(text)} of ${origin}: ${reasonForNoVersion(text)}; write it in full, such as "${sampleVersion(text)}"`);
}
function reasonForNoVersion(text) {
	if (text.length > 128) return `it is longer than 128 characters`;
	if (VERSION.test(text)) return `a number in it is larger than ${Number.MAX_SAFE_INTEGER}`;
	return "it is no semantic version MAJOR.MINOR.PATCH";
}
function sampleVersion(text) {
	const short = /^[vV]?(0|[1-9]\d{0,8})(?:\.(0|[1-9]\d{0,8}))?$/.exec(text);
	return short === null ? "1.2.3" : `${short[1]}.${short[2] ?? 0}.0`;
}
function compareVersions(left, right) {
	return left.major - right.major || left.minor - right.minor || left.patch - right.patch || (left.preRelease === right.preRelease ? 0 : (0, import_compare.default)(left.text, right.text));
}
function isStable(version) {
	return version.preRelease === void 0;
}
function formatVersionTag(version) {
	return version.text.replace("+", "_");
}
function tryParseVersionTag(tag) {
	return tryParseVersion(tag.replace("_", "+"));
}
// src/text/format.ts
function formatBytes(bytes) {
	const units = [
		"B",
		"KiB",
		"MiB",
		"GiB",
		"TiB"
	];
	let value = bytes;
	let unit = 0;
	while (value >= 1024 && unit < units.length - 1) {
		value /= 1024;
		unit++;
	}
	return `${unit === 0 ? value : value.toFixed(value < 10 ? 1 : 0)} ${units[unit]}`;
}
function formatNumber(value) {
	return String(Math.round(value)).replace(/\B(?=(?:[0-9]{3})+$)/g, ",");
}
function formatCount(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function formatSeconds(milliseconds) {
	return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatDuration(milliseconds) {
	const seconds = Math.ceil(milliseconds / 1e3);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function formatList(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
// src/action/summary/markdown.ts
const SPECIAL = /[\\`*_[\]<>&|~@#]/g;
const AUTOLINK = /:(?=\/\/)|\.(?<=\bwww\.)/gi;
const PLAIN = /^[\w.:@/+=, -]+$/;
const FOUND_LATER = /(?<=[@#])(?=[\w-])|(?<=\bGH)(?=-[0-9])/gi;
const JOINER = "⁠";
function toEntity(character) {
	return `&#${character.codePointAt(0)};`;
}
function markdownText(text, maxLength) {
	return safeText(text, maxLength).replace(FOUND_LATER, JOINER).replace(SPECIAL, toEntity).replace(AUTOLINK, toEntity);
}
function markdownCode(text) {
	const line = safeText(text);
	return PLAIN.test(line) ? `\`${line}\`` : `<code>${markdownText(line)}</code>`;
}
function markdownTable(header, rows) {
	const line = (cells) => `| ${cells.join(" | ")} |`;
	return [
		line(header),
		line(header.map(() => "---")),
		...rows.map(line)
	].join("\n");
}
function markdownDetails(title, body) {
	return `<details><summary>${title}</summary>\n\n${body}\n\n</details>`;
}
// src/action/summary/step-summary.ts
function writeSummary(markdown, environment) {
	const path = environment["GITHUB_STEP_SUMMARY"];
	if (!path) return false;
	appendFileSync(path, markdown);
	return true;
}
function printSummary(markdown, environment, logger) {
	if (writeSummary(markdown, environment)) return;
	for (const line of markdown.trimEnd().split("\n")) logger.info(line);
}
export { parseTemplate as A, error as B, tryParseRevision as C, VERSION_LANGUAGE as D, GLOBAL_LANGUAGE as E, nearestTimeZone as F, setOutput as G, getInput as H, parseTimeZone as I, warning as J, setSecret as K, nearest as L, TemplateError as M, formatDay as N, isLiteral as O, isTimeZone as P, debug as R, parseRevision as S, parseGitTagPattern as T, info as U, exportVariable as V, isDebug as W, reasonForNoVersion as _, markdownTable as a, tryParseVersion as b, formatCount as c, formatNumber as d, formatSeconds as f, parseVersion as g, isStable as h, markdownDetails as i, renderTemplate as j, literalTemplate as k, formatDuration as l, formatVersionTag as m, writeSummary as n, markdownText as o, compareVersions as p, startGroup as q, markdownCode as r, formatBytes as s, printSummary as t, formatList as u, sampleVersion as v, matchGitTag as w, tryParseVersionTag as x, splitVersion as y, endGroup as z };
