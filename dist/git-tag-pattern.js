import { t as quote } from "./safe-text.js";
import { t as InputError } from "./errors.js";
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
const SPECIAL = /\{\{(?:[#>/^*~]|\{\{|\s*else\b)/y;
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
	if (matchAt(SPECIAL, {
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
export { VERSION_LANGUAGE as a, parseTemplate as c, formatDay as d, isTimeZone as f, nearest as h, TAG_LANGUAGE as i, renderTemplate as l, parseTimeZone as m, parseGitTagPattern as n, isLiteral as o, nearestTimeZone as p, SCHEDULE_LANGUAGE as r, literalTemplate as s, matchGitTag as t, TemplateError as u };
