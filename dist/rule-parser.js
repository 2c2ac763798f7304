import { t as quote } from "./safe-text.js";
import { a as VERSION_LANGUAGE, c as parseTemplate, f as isTimeZone, h as nearest, i as TAG_LANGUAGE, n as parseGitTagPattern, p as nearestTimeZone, r as SCHEDULE_LANGUAGE, s as literalTemplate, u as TemplateError } from "./git-tag-pattern.js";
import { t as InputError } from "./errors.js";
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
export { splitFields as n, parseTagRules as t };
