import { $t as quote, A as isLiteral, At as formatSeconds, C as tryParseFullPep440, E as matchGitTag, Et as formatCount, Lt as formatRepository, M as parseTemplate, N as renderTemplate, Ot as formatList, R as ALLOWED, S as comparePep440, Tt as formatBytes, Zt as shortDigest, _ as reasonForNoVersion, _t as property, a as markdownText, b as tryParseVersion, f as compareVersions, ft as isJsonObject, h as looksLikePreRelease, i as markdownTable, in as PolicyError, j as literalTemplate, k as VERSION_LANGUAGE, m as isStable, n as markdownCode, p as formatVersionTag, pt as objectProperty, r as markdownDetails, rn as InputError, t as limitSummary, v as sampleVersion, w as tryParsePep440, x as tryParseVersionTag, xt as stringProperty, y as splitVersion, z as tryParseRevision } from "./start.js";
import { $t as shortenNames, Bt as inFamily, G as linkCommit, Gt as reasonForEmpty, Ht as isVersionLike, It as namesInSequence, J as linkPackage, Jt as renderText, Kt as renderAffixes, M as nameContent, Mt as graphPlatforms, N as outcomeOf, Pt as isWhole, Qt as shortHash, Rt as numberTag, Ut as readTextLine, Vt as mayBeginVersion, W as previousDigest, Wt as composeTag, Xt as sanitizePrefix, Y as linkRun, Yt as sanitizeComponent, Zt as sanitizeSuffix, an as findVersion, bn as parseNextLink, c as canAskGitHub, cn as namesVersion, d as openGitHub, dn as takeOff, f as openGitHubClient, fn as templatesOf, hn as versionTextOfGitTag, in as fillUp, jt as graphBlobs, ln as needsVersion, mn as textOfSourceTag, nn as VERSION_LABEL, on as hasText, pn as textOfGitTag, q as linkLogin, qt as renderComponents, rn as asksVersion, sn as isTagOfImage, tn as shortSha, tt as pictureText, u as explainGitHubFailure, un as notesOnVersion, zt as fullVersions } from "./common.js";
import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import { execFile } from "node:child_process";
// src/tags/choose-version.ts
function said(text) {
	return text === void 0 ? void 0 : {
		text,
		base: text.split("+", 1)[0] ?? ""
	};
}
function isSame(left, right) {
	if (left.text === right.text) return true;
	return left.base === right.base && (left.text === left.base || right.text === right.base);
}
function readTag({ kind }, text) {
	return said(kind === "pep440" ? tryParseFullPep440(text)?.text : tryParseVersionTag(text)?.text);
}
function readLabel({ kind }, text) {
	return said(kind === "pep440" ? tryParsePep440(text)?.text : tryParseVersion(text)?.text);
}
function readGitTag(sources, asking) {
	if (asking.kind === "match") {
		const { gitTag, tagPrefix = "" } = sources;
		if (gitTag === void 0 || !gitTag.name.startsWith(tagPrefix)) return void 0;
		return said(splitVersion(gitTag.name, tagPrefix).version?.text);
	}
	const text = textOfGitTag(sources, asking.match) ?? "";
	return said(asking.kind === "pep440" ? tryParsePep440(text)?.text : tryParseVersion(fillUp(text, asking))?.text);
}
function findAround(tag, { text, base }) {
	for (const version of [text.replace("+", "_"), base]) for (let at = tag.indexOf(version); at >= 0; at = tag.indexOf(version, at + 1)) {
		const [prefix, suffix] = [tag.slice(0, at), tag.slice(at + version.length)];
		if (/[0-9]$/.test(prefix) || /^[0-9_]/.test(suffix)) continue;
		if (!/^[vV]?$/.test(prefix) || suffix !== "") return {
			prefix,
			suffix
		};
	}
}
function findUnnamed({ sourceTag, affixes }, label, asking) {
	if (sourceTag === void 0 || label === void 0) return void 0;
	if ([sourceTag, ...[...asking.families, ...affixes === void 0 ? [] : [affixes]].map((family) => takeOff(family, sourceTag))].flatMap((text) => readTag(asking, text) ?? []).some((version) => isSame(version, label))) return void 0;
	return findAround(sourceTag, label);
}
function describeAround({ prefix, suffix }) {
	return [prefix && `${quote(prefix)} before it`, suffix && `${quote(suffix)} behind it`].filter(Boolean).join(" and ");
}
function writeAround({ prefix, suffix }) {
	return [prefix && `prefix=${prefix}`, suffix && `suffix=${suffix}`].filter(Boolean).join(",");
}
function refusalOf$1(sources, asking, { git, tag, label }) {
	const named = quote(sources.sourceTag ?? "");
	const around = findUnnamed(sources, label, asking);
	if (around !== void 0) return `its tag ${named} is the version ${quote(label?.text ?? "")} of its ${sources.labelPlace ?? "label"} with ${describeAround(around)}, which no tag rule names; add ${quote(writeAround(around))} to the tag rule if the tags of this image have that, or set the input "version"`;
	if (!isTagOfImage(sources) || git === void 0 || tag === void 0 || isSame(git, tag)) return void 0;
	return `the git tag ${quote(sources.gitTag?.name ?? "")} on its commit and its tag ${named} name different versions; set the input "version" to the right one, or "tag-prefix" to what the git tags of this image begin with`;
}
function warnOfLabel({ promoted, labelPlace = "label" }, label) {
	if (promoted?.repository === void 0 || isSameRepository(promoted.source, promoted.repository)) return void 0;
	const start = `The version ${label.text} of ${promoted.reference} comes only from its ${labelPlace} ${VERSION_LABEL}`;
	const remedy = "set the input \"version\", or promote from a tag that is the version, to be sure";
	return promoted.source === void 0 ? `${start}, and no label names the repository that it was built from: it may be the base image's; ${remedy}` : `${start}, and its label org.opencontainers.image.source is ${quote(promoted.source)} and not this repository: both may be the base image's; ${remedy}`;
}
function chooseVersion(sources, asking) {
	const { promoted, input, gitTag, imageRevision } = sources;
	if (promoted === void 0 || hasText(input)) return { notes: [] };
	const git = readGitTag(sources, asking);
	const tag = readTag(asking, textOfSourceTag(sources) ?? "");
	const label = readLabel(asking, sources.label ?? "");
	const refusal = refusalOf$1(sources, asking, {
		git,
		tag,
		label
	});
	if (refusal !== void 0) return {
		refusal,
		notes: []
	};
	const counts = git !== void 0 && isTagOfImage(sources);
	const isMatch = asking.kind === "match";
	const notes = [];
	if (git !== void 0 && imageRevision === void 0 && (isMatch || tag === void 0 || !isSame(git, tag))) notes.push(`The git tag ${quote(gitTag?.name ?? "")} does not count for ${promoted.reference}: nothing says which commit that image was built from; if it was the commit of that tag, give its full SHA by the input "revision"`);
	if (isMatch) return { notes: notes.filter((note) => note !== void 0) };
	if (tag !== void 0 && label !== void 0 && !isSame(tag, label)) notes.push(`The tag of ${promoted.reference} says that it is version ${tag.text}, and its ${sources.labelPlace ?? "label"} ${VERSION_LABEL} says ${label.text}: the tag counts, as labels are often those of the base image`);
	if (!counts && tag === void 0) notes.push(...label === void 0 ? notesOnVersion(sources) : [warnOfLabel(sources, label)]);
	return { notes: notes.filter((note) => note !== void 0) };
}
const ADDRESS = /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/*(?:[?#].*)?$/i;
function normalize(address) {
	const [, host, path] = ADDRESS.exec(address.trim()) ?? [];
	return host === void 0 || path === void 0 ? void 0 : `${host}/${path}`.toLowerCase();
}
function isSameRepository(source, page) {
	const [left, right] = [normalize(source ?? ""), normalize(page)];
	return left !== void 0 && left === right;
}
// src/tags/event-needs.ts
function namesOf({ parts }) {
	return parts.map((part) => typeof part === "string" ? "" : part.name);
}
function findEventNeeds(rules, flavor) {
	const templates = [
		flavor.prefix,
		flavor.suffix,
		...rules.flatMap((rule) => [...templatesOf(rule), ...rule.type === "schedule" ? [rule.pattern] : []])
	];
	const names = new Set(templates.flatMap(namesOf));
	const isEdge = rules.some((rule) => rule.type === "edge" && rule.branch === void 0);
	return {
		commitDate: names.has("commit_date"),
		defaultBranch: isEdge || names.has("is_default_branch") || names.has("is_not_default_branch")
	};
}
// src/tags/family.ts
const V = /(^|[^a-zA-Z0-9])[vV]$/;
function spellingsOf(family) {
	const { prefix, suffix } = family;
	return V.test(prefix) ? [family, {
		prefix: prefix.replace(V, "$1"),
		suffix
	}] : [family];
}
function familyKey({ prefix, suffix }) {
	return JSON.stringify([prefix, suffix]);
}
function distinctFamilies(families) {
	return [...new Map(families.map((family) => [familyKey(family), family])).values()];
}
// src/tags/rule-result.ts
function onlyTag(tag, latest) {
	return {
		tags: [tag],
		withheld: [],
		lines: [],
		latest
	};
}
function onlyNamed(named, latest) {
	return {
		...onlyTag(named.tag, latest),
		named
	};
}
const PRIORITIES = {
	schedule: 1e3,
	semver: 900,
	pep440: 900,
	date_seq: 850,
	match: 800,
	edge: 700,
	ref: 600,
	channel: 500,
	source: 300,
	raw: 200,
	sha: 100
};
function priorityOf(rule) {
	return rule.priority ?? PRIORITIES[rule.type];
}
function namesCommit(template) {
	return template.parts.some((part) => typeof part !== "string" && part.name === "sha");
}
function isMutable(rule, { context: { flavor } }, byNature) {
	if (rule.immutable !== void 0) return !rule.immutable;
	const texts = [
		"value" in rule ? rule.value : void 0,
		rule.prefix ?? flavor.prefix,
		rule.suffix ?? flavor.suffix
	];
	return byNature && !texts.some((text) => text !== void 0 && namesCommit(text));
}
function isEnabled(rule, scope) {
	const { text } = renderText(rule.enable, scope);
	if (text === "true" || text === "false") return text === "true";
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable comes to ${quote(text)}; write an expression that comes to "true" or "false"`);
}
// src/tags/rule-version.ts
function versionText(rule, scope) {
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value !== "") {
		if (rule.match === void 0) return value;
		const groups = matchGitTag(rule.match, value);
		return groups?.[1] ?? groups?.[0];
	}
	const { versions } = scope.context;
	const text = versions.input || versionTextOfGitTag(versions, rule.match);
	if (versions.promoted === void 0 || rule.type !== "pep440" || tryParsePep440(text ?? "") !== void 0) return text;
	const tag = textOfSourceTag(versions)?.replace("_", "+") ?? "";
	if (tryParseFullPep440(tag) !== void 0) return tag;
	return tryParsePep440(versions.label ?? "") === void 0 ? text : versions.label;
}
function findRuleVersion(rule, scope) {
	const coerce = rule.type === "semver" && rule.coerce;
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value === "") return findVersion(scope.context.versions, {
		match: rule.match,
		coerce
	}) ?? reasonForNone(rule, scope);
	const text = versionText(rule, scope);
	if (text === void 0) return `its match finds nothing in ${quote(value)}`;
	const whole = fillUp(text, { coerce });
	const version = tryParseVersion(whole);
	if (version !== void 0) return {
		version,
		raw: whole,
		origin: `the tag rule on line ${rule.line}`
	};
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: its value ${quote(text)} is no version, for ${reasonForNoVersion(whole)}; write it in full, such as "${sampleVersion(text)}"`);
}
function reasonForNone(rule, { context }) {
	const text = versionTextOfGitTag(context.versions, void 0);
	if (text === void 0) return "no version is known";
	return versionTextOfGitTag(context.versions, rule.match) === void 0 ? `its match finds nothing in the git tag ${quote(text)}` : `the git tag ${quote(text)} does not begin with a version`;
}
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;
function mayNameLine(rule, sourceTag) {
	if (rule.type === "source") return LINE_LIKE.test(sourceTag);
	if (rule.type === "match") return true;
	return rule.type === "raw" && (!isLiteral(rule.value) || LINE_LIKE.test(rule.value.source));
}
function namesRevision({ parts }) {
	return parts.some((part) => typeof part !== "string" && part.name === "sha");
}
function needsRevision(rules) {
	return rules.some((rule) => rule.type === "sha" || templatesOf(rule).some(namesRevision));
}
function dependsOnLabels(rules, known) {
	const { input = "", revision = "", sourceTag = "", flavor } = known;
	if (revision === "" && needsRevision(rules)) return true;
	if (rules.some(({ type }) => type === "match")) return true;
	if (input !== "") return false;
	return needsVersion(rules) || flavor.latest === "true" || rules.some((rule) => mayNameLine(rule, sourceTag));
}
// src/tags/semver-rule.ts
function semverTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	return rule.pattern === void 0 ? familyTags(rule, {
		found,
		affixes
	}, scope) : semverPatternTags(rule, {
		found,
		affixes
	}, scope);
}
function familyTags(rule, { found: { version, origin }, affixes }, scope) {
	const full = composeTag({
		text: formatVersionTag(version),
		original: version.text
	}, affixes, { isVersion: true });
	if (typeof full === "string") return full;
	const tag = {
		...full,
		kind: "semver.full",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason: `version ${version.text} from ${origin}`,
		version: version.text,
		family: full.tag
	};
	const lines = linesOf(version).flatMap(({ kind, text, reason, includes }) => {
		const composed = composeTag({
			text,
			original: text
		}, affixes);
		if (typeof composed === "string") return [];
		const mutable = isMutable(rule, scope, true);
		return [{
			...composed,
			kind,
			mutable,
			reason,
			includes,
			version,
			family: affixes,
			priority: priorityOf(rule)
		}];
	});
	const latest = {
		asks: false,
		version,
		family: affixes,
		reason: `${version.text} is the highest version`
	};
	return {
		tags: [tag],
		withheld: [],
		lines,
		latest
	};
}
function linesOf({ text, major, minor }) {
	const minorLine = `${major}.${minor}`;
	const lines = [
		{
			kind: "semver.minor",
			text: minorLine,
			reason: `${text} is the highest version of ${minorLine}`,
			includes: (other) => other.major === major && other.minor === minor
		},
		{
			kind: "semver.major",
			text: `${major}`,
			reason: `${text} is the highest version of ${major}`,
			includes: (other) => other.major === major
		},
		{
			kind: "latest",
			text: "latest",
			reason: `${text} is the highest version`,
			includes: () => true
		}
	];
	return major === 0 ? lines.filter(({ kind }) => kind !== "semver.major") : lines;
}
const WHOLE_VERSION = parseTemplate("{{version}}", VERSION_LANGUAGE);
function fieldsOf(pattern) {
	return new Set(pattern.parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
}
function showsWhole(pattern) {
	const fields = fieldsOf(pattern);
	return fields.has("version") || fields.has("raw") && pattern.parts.length === 1;
}
function patternMoves(pattern) {
	return kindOf(fieldsOf(pattern)) !== "semver.full";
}
function kindOf(fields) {
	if ([
		"raw",
		"version",
		"patch",
		"prerelease",
		"build"
	].some((field) => fields.has(field))) return "semver.full";
	if (fields.has("minor")) return "semver.minor";
	return fields.has("major") ? "semver.major" : "channel";
}
function write(pattern, version, raw) {
	const values = {
		raw,
		version: version.text,
		major: `${version.major}`,
		minor: `${version.minor}`,
		patch: `${version.patch}`,
		prerelease: version.preRelease ?? "",
		build: version.build ?? ""
	};
	const original = renderTemplate(pattern, ({ name }) => values[name]).text;
	return {
		text: renderTemplate(pattern, ({ name }) => name === "version" ? formatVersionTag(version) : values[name].replace("+", "_")).text,
		original
	};
}
function familyOf(pattern, affixes) {
	if (isLiteral(pattern)) return readTextLine(sanitizeComponent(pattern.parts.join("")), affixes)?.family ?? affixes;
	const [first] = pattern.parts;
	const last = pattern.parts.at(-1);
	const before = typeof first === "string" && !/^v$/i.test(first) ? sanitizePrefix(first) : "";
	const after = typeof last === "string" ? sanitizeSuffix(last) : "";
	return {
		prefix: `${affixes.prefix}${before}`,
		suffix: `${after}${affixes.suffix}`
	};
}
function includesOf(kind, { major, minor }) {
	if (kind === "semver.minor") return (other) => other.major === major && other.minor === minor;
	return kind === "semver.major" ? (other) => other.major === major : () => true;
}
function semverPatternTags(rule, { found, affixes }, scope) {
	const { version, origin } = found;
	const asked = rule.pattern ?? literalTemplate("");
	const pattern = isStable(version) || showsWhole(asked) ? asked : WHOLE_VERSION;
	const composed = composeTag(write(pattern, version, found.raw), affixes, { isVersion: true });
	if (typeof composed === "string") return composed;
	const kind = kindOf(fieldsOf(pattern));
	const family = familyOf(pattern, affixes);
	const priority = priorityOf(rule);
	const reasonForLatest = `${version.text} is the highest version`;
	const latest = {
		asks: isStable(version),
		version,
		family,
		wider: affixes,
		reason: reasonForLatest
	};
	if (kind === "semver.full") {
		const reason = `version ${version.text} from ${origin}`;
		return {
			tags: [{
				...composed,
				kind,
				mutable: rule.immutable === false,
				priority,
				reason,
				version: version.text,
				family: composed.tag
			}],
			withheld: [],
			lines: [],
			latest
		};
	}
	return {
		tags: [],
		withheld: [],
		lines: [{
			...composed,
			kind,
			version,
			family,
			wider: [affixes],
			priority,
			mutable: isMutable(rule, scope, true),
			reason: `${version.text} is the highest version ${kind === "channel" ? "" : `of ${composed.tag}`}`.trim(),
			includes: includesOf(kind, version)
		}],
		latest
	};
}
// src/tags/immutable-names.ts
const COMMIT = /^sha-[0-9a-f]{7,64}$/i;
const DIGITS = /^[0-9a-f]{7,64}$/i;
const NUMBER = /^[0-9]+(?:e[0-9]*)?$/i;
const DAY_NUMBER = /^([0-9]{8})_[0-9]{2,}$/;
const STRANGERS$1 = /* @__PURE__ */ new Set([
	"branch",
	"git-tag",
	"pull-request"
]);
function isCommitTag(text) {
	return COMMIT.test(text);
}
function isDay(digits) {
	const [year, month, day] = [
		digits.slice(0, 4),
		digits.slice(4, 6),
		digits.slice(6)
	];
	if (!/^(?:19|20)/.test(year)) return false;
	const date = /* @__PURE__ */ new Date(`${year}-${month}-${day}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.getUTCDate() === Number(day);
}
function isDayNumber(text) {
	const [, digits] = DAY_NUMBER.exec(text) ?? [];
	return digits !== void 0 && isDay(digits);
}
function isNumberOf(text, { separator }) {
	const [digits, between, number] = [
		text.slice(0, 8),
		text.slice(8, 9),
		text.slice(9)
	];
	return /^[0-9]{8}$/.test(digits) && isDay(digits) && between === separator && /^[0-9]+$/.test(number);
}
function isBareCommit(text) {
	return DIGITS.test(text) && !NUMBER.test(text);
}
function formByRule(tag, rule, scope) {
	if (rule.enable.source === "false") return void 0;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return void 0;
	if (rule.type === "semver") return spellingsOf(rule.pattern === void 0 ? affixes : familyOf(rule.pattern, affixes)).some((each) => tryParseVersionTag(inFamily(tag, each) ?? "") !== void 0) ? "a version" : void 0;
	const text = inFamily(tag, affixes);
	if (text === void 0) return void 0;
	if (rule.type === "sha") return (affixes.prefix === "" && affixes.suffix === "" ? isBareCommit(text) : DIGITS.test(text)) ? "the tag of a commit" : void 0;
	if (rule.type === "date_seq") return isNumberOf(text, rule) ? "a number of the day" : void 0;
}
var FixedNames = class {
	rules;
	scope;
	flavor;
	constructor(rules, scope) {
		this.rules = rules;
		this.scope = scope;
		const flavor = renderAffixes({
			prefix: void 0,
			suffix: void 0
		}, scope);
		this.flavor = typeof flavor === "string" ? {
			prefix: "",
			suffix: ""
		} : flavor;
	}
	formOf(tag, text = tag) {
		const texts = [
			tag,
			text,
			takeOff(this.flavor, tag)
		];
		if (texts.some(isCommitTag)) return "the tag of a commit";
		if (texts.some(isDayNumber)) return "a number of the day";
		if ([tag, text].some((each) => tryParseVersionTag(each) !== void 0)) return "a version";
		for (const rule of this.rules) {
			const form = formByRule(tag, rule, this.scope);
			if (form !== void 0) return form;
		}
	}
	shadowOf({ tag, text, origin, namedBy = origin, isCut }) {
		if (!STRANGERS$1.has(namedBy)) return void 0;
		const form = this.formOf(tag.tag, text);
		if (form === void 0) return void 0;
		if (namedBy === "git-tag") {
			if (form === "a version" || form === "a number of the day" && isCut === true) return void 0;
		}
		return `${quote(tag.original)} would shadow ${form}`;
	}
	settle(rule, outcome) {
		const { named } = outcome;
		if (named === void 0) return outcome;
		const shadow = this.shadowOf(named);
		if (shadow !== void 0) return shadow;
		if (!named.tag.mutable || rule.immutable === false) return outcome;
		if (this.formOf(named.tag.tag, named.text) === void 0) return outcome;
		const tag = {
			...named.tag,
			mutable: false
		};
		return {
			...outcome,
			tags: [tag],
			named: {
				...named,
				tag
			}
		};
	}
	isFixed({ tag, mutable }) {
		return mutable && this.formOf(tag) !== void 0;
	}
	hold({ wanted, withheld }) {
		const { names, digests } = this.scope.existing;
		const fixed = wanted.filter((each) => this.isFixed(each));
		if (fixed.length === 0) return {
			wanted,
			withheld
		};
		const held = fixed.filter(({ tag }) => names.has(tag) || digests.has(tag));
		const reasonOf = ({ tag }) => `it exists, and its name is that of ${this.formOf(tag)}, which never moves`;
		return {
			wanted: wanted.filter((each) => !held.includes(each)).map((each) => fixed.includes(each) ? {
				...each,
				mutable: false
			} : each),
			withheld: [...withheld, ...held.map((each) => ({
				tag: each.tag,
				kind: each.kind,
				mutable: false,
				reason: reasonOf(each)
			}))]
		};
	}
};
// src/tags/known-pep440.ts
const DAY$1 = /^[0-9]{8}(?:[._-]|$)/;
var KnownPep440 = class {
	families = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	isGiven(version, family) {
		return this.own.filter(({ kind, mutable }) => kind === "pep440" && mutable === false).some(({ tag }) => spellingsOf(family).some((each) => versionOf(tag, each).some((other) => comparePep440(other, version) === 0)));
	}
	highest(family, counts) {
		const key = familyKey(family);
		const known = this.families.get(key) ?? this.read(family);
		this.families.set(key, known);
		return known.filter(counts).reduce((left, right) => left === void 0 || comparePep440(left, right) < 0 ? right : left, void 0);
	}
	read(family) {
		const versions = [];
		for (const each of spellingsOf(family)) {
			for (const name of this.existing.names) versions.push(...versionOf(name, each));
			for (const { tag } of this.own) versions.push(...versionOf(tag, each));
		}
		for (const { text } of this.existing.versions ?? []) versions.push(...parse(text));
		return versions;
	}
};
const NONE = [];
function parse(text) {
	if (!/^[vV]?[0-9]/.test(text) || DAY$1.test(text)) return NONE;
	const version = tryParsePep440(text) ?? tryParsePep440(text.replace("_", "+"));
	return version === void 0 ? NONE : [version];
}
function versionOf(name, family) {
	if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) return NONE;
	const text = inFamily(name, family);
	return text === void 0 ? NONE : parse(text);
}
// src/tags/dotted-number.ts
const DOTTED = /^[vV]?([0-9]{1,15}(?:\.[0-9]{1,15})*)$/;
const DAY = /^[0-9]{8}(?:\.|$)/;
function tryParseDotted(text) {
	const [, dotted] = DOTTED.exec(text) ?? [];
	return dotted === void 0 ? void 0 : {
		text: dotted,
		parts: dotted.split(".").map(Number)
	};
}
function dottedOfVersion({ text, major, minor, patch }) {
	return {
		text,
		parts: [
			major,
			minor,
			patch
		]
	};
}
function compareDotted(left, right) {
	for (const [index, part] of left.parts.entries()) {
		const other = right.parts[index];
		if (other === void 0) return 1;
		if (part !== other) return part - other;
	}
	return left.parts.length - right.parts.length;
}
function isComparable(left, right) {
	return DAY.test(left.text) === DAY.test(right.text);
}
function isOfLine({ parts }, line) {
	return line.length < parts.length && line.every((part, index) => parts[index] === part);
}
const NUMBERED = /^([a-zA-Z-]*)([0-9]+)$/;
function compareBuilds(left, right) {
	if (left === right) return 0;
	if (left === void 0 || right === void 0) return left === void 0 ? -1 : 1;
	const [ours, theirs] = [left.split("."), right.split(".")];
	for (const [index, part] of ours.entries()) {
		const other = theirs[index];
		if (other === void 0) return 1;
		const order = compareParts(part, other);
		if (order !== 0) return order;
	}
	return ours.length < theirs.length ? -1 : void 0;
}
function compareParts(left, right) {
	if (left === right) return 0;
	const [, word, digits = ""] = NUMBERED.exec(left) ?? [];
	const [, otherWord, otherDigits = ""] = NUMBERED.exec(right) ?? [];
	if (word === void 0 || word !== otherWord) return void 0;
	const [number, otherNumber] = [BigInt(digits), BigInt(otherDigits)];
	return number < otherNumber ? -1 : Number(number > otherNumber);
}
// src/tags/version-lines.ts
const NAMED = /* @__PURE__ */ new Set([
	"git-tag",
	"match",
	"raw"
]);
var KnownVersions = class {
	families = /* @__PURE__ */ new Map();
	dotted = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	ofFamily(family) {
		const key = familyKey(family);
		const own = this.own.map(({ tag }) => tag);
		const known = this.families.get(key) ?? [...spellingsOf(family).flatMap((each) => [...fullVersions(this.existing.names, each), ...fullVersions(own, each)]), ...this.existing.versions ?? []];
		this.families.set(key, known);
		return known;
	}
	dottedOf(family) {
		const key = familyKey(family);
		const known = this.dotted.get(key) ?? this.readDotted(family);
		this.dotted.set(key, known);
		return known;
	}
	readDotted(family) {
		const own = this.own.filter(({ kind }) => NAMED.has(kind)).map(({ tag }) => tag);
		const names = [...this.existing.names, ...own];
		return [...spellingsOf(family).flatMap((each) => names.filter((name) => mayBeginVersion(name.charCodeAt(each.prefix.length))).flatMap((name) => tryParseDotted(inFamily(name, each) ?? "") ?? [])), ...this.ofFamily(family).filter(isStable).map(dottedOfVersion)];
	}
	fullTag(version, family) {
		const text = formatVersionTag(version);
		const names = spellingsOf(family).flatMap(({ prefix, suffix }) => [
			"",
			"v",
			"V"
		].map((v) => `${prefix}${v}${text}${suffix}`));
		const full = this.own.filter(({ kind }) => kind === "semver.full").map(({ tag }) => tag);
		return names.flatMap((name) => full.find((tag) => tag === name) ?? [])[0];
	}
	isOwn(tag) {
		return this.own.some((each) => each.tag === tag);
	}
};
function highestOf(version, others, counts = () => true) {
	return others.reduce((left, right) => counts(right) && compareVersions(left, right) < 0 ? right : left, version);
}
function higherVersion(version, others, counts = () => true) {
	const highest = highestOf(version, others, counts);
	if (compareVersions(highest, version) > 0) return `${highest.text} is higher`;
	const all = others.filter((other) => counts(other) && compareVersions(other, version) === 0);
	const builds = all.filter((other) => !isVariant(other, [version, ...all]));
	const newer = builds.find((other) => (compareBuilds(other.build, version.build) ?? 0) > 0);
	if (newer !== void 0) return `${newer.text} is a newer build`;
	const unordered = builds.find((other) => compareBuilds(other.build, version.build) === void 0);
	return unordered && `${unordered.text} is another build of it, and nothing says which of the two is newer`;
}
function isVariant({ build = "" }, builds) {
	return builds.some((other) => other.build !== void 0 && build.startsWith(`${other.build}-`));
}
function higherDotted(dotted, others, counts = () => true) {
	const highest = others.filter((other) => counts(other) && isComparable(other, dotted)).reduce((left, right) => compareDotted(left, right) < 0 ? right : left, dotted);
	return compareDotted(highest, dotted) > 0 ? `${highest.text} is higher` : void 0;
}
function compareWith({ version, family, wider = [] }, known) {
	const nearest = known.fullTag(version, family);
	if (nearest !== void 0) return {
		families: [family],
		fullTag: nearest
	};
	const [fullTag] = wider.flatMap((each) => known.fullTag(version, each) ?? []);
	return {
		families: distinctFamilies([family, ...wider]),
		fullTag
	};
}
function objectionTo(line, families, context, known) {
	const { version } = line;
	const isChannel = line.kind === "channel" && version.preRelease !== void 0;
	if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
	if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
	if (line.kind === "latest") {
		if (context.flavor.latest === "false") return "the flavor says latest=false";
		if (context.makeLatest === "unknown") return "GitHub did not tell whether the release is the latest";
		if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
		if (!context.moves.allowed) return context.moves.reason;
	}
	const counts = (other) => (isChannel || isStable(other)) && line.includes(other);
	return families.map((family) => higherVersion(version, known.ofFamily(family), counts)).find((objection) => objection !== void 0);
}
function decideLine(line, context, known) {
	const { families, fullTag } = compareWith(line, known);
	return {
		objection: objectionTo(line, families, context, known),
		sibling: fullTag === void 0 ? {} : {
			version: line.version.text,
			family: fullTag
		}
	};
}
function decideLines(lines, context, known) {
	const wanted = [];
	const withheld = [];
	for (const line of lines) {
		const { tag, kind, mutable, reason, original, priority } = line;
		const { objection, sibling } = decideLine(line, context, known);
		if (objection !== void 0 && kind === "latest" && context.flavor.latest === "false" && known.isOwn(tag)) continue;
		if (objection !== void 0) withheld.push({
			tag,
			kind,
			mutable,
			reason: objection
		});
		else wanted.push({
			tag,
			kind,
			mutable,
			reason,
			original,
			priority,
			...sibling
		});
	}
	return {
		wanted,
		withheld
	};
}
// src/tags/latest.ts
const NOTHING = {
	wanted: [],
	withheld: [],
	warnings: []
};
const NO_AFFIXES$1 = {
	prefix: "",
	suffix: ""
};
function refusalOf({ preRelease, makeLatest, moves }) {
	if (preRelease) return "GitHub marks the release as a pre-release";
	if (makeLatest === false) return "GitHub does not mark the release as the latest";
	if (makeLatest === "unknown") return "GitHub did not tell whether the release is the latest";
	return moves.allowed ? void 0 : moves.reason;
}
function renderLatestAffixes(scope) {
	const { prefix, suffix, prefixLatest, suffixLatest } = scope.context.flavor;
	return renderAffixes({
		prefix: prefixLatest ? prefix : literalTemplate(""),
		suffix: suffixLatest ? suffix : literalTemplate("")
	}, scope);
}
function familiesOf(candidate, ofLatest, known) {
	const { family, version, wider, isComponent } = candidate;
	if (isComponent === true) return [family];
	const isNamed = version !== void 0 && known.fullTag(version, family) !== void 0;
	return wider === void 0 || isNamed ? [family, ofLatest] : [
		family,
		wider,
		ofLatest
	];
}
function findHigher(candidates, ofLatest, known) {
	for (const family of distinctFamilies(candidates.flatMap((each) => familiesOf(each, ofLatest, known)))) {
		const key = familyKey(family);
		const objection = higherInFamily(candidates.filter((each) => familiesOf(each, ofLatest, known).some((other) => familyKey(other) === key)), family, known);
		if (objection !== void 0) return objection;
	}
	const objections = candidates.flatMap(({ compared }) => compared ?? []).map(({ objection }) => objection);
	return objections.includes(void 0) ? void 0 : objections[0];
}
function higherInFamily(candidates, family, known) {
	const versions = candidates.flatMap(({ version }) => version ?? []);
	const stable = versions.filter(isStable);
	const [first, ...others] = stable.length > 0 ? stable : versions;
	if (first !== void 0) {
		const ours = highestOf(first, others);
		const higher = higherVersion(ours, known.ofFamily(family), (other) => isStable(other) || !isStable(ours));
		if (higher !== void 0) return higher;
	}
	const [dotted] = candidates.flatMap((each) => each.dotted ?? []).toSorted((left, right) => compareDotted(right, left));
	return dotted && higherDotted(dotted, known.dottedOf(family));
}
function releasesAmong(candidates) {
	const releases = candidates.filter(({ asks, version }) => asks || version !== void 0 && isStable(version));
	return releases.length > 0 ? releases : candidates;
}
function isOrdered({ version, dotted, compared }) {
	return version !== void 0 || dotted !== void 0 || compared !== void 0;
}
function withImage(candidates, outcomes, standing) {
	if (standing === void 0 || candidates.some(isOrdered)) return candidates;
	const { version, dotted } = {
		version: void 0,
		dotted: void 0,
		...standing
	};
	const image = distinctFamilies([NO_AFFIXES$1, ...outcomes.flatMap(({ named }) => named?.affixes ?? [])]).map((family) => ({
		asks: false,
		version,
		dotted,
		family,
		reason: ""
	}));
	return [...candidates, ...image];
}
function siblingOf(candidates, known) {
	const [best] = candidates.flatMap(({ version, family }) => version === void 0 ? [] : [{
		version,
		family
	}]).toSorted((left, right) => compareVersions(right.version, left.version));
	const full = best === void 0 ? void 0 : known.fullTag(best.version, best.family);
	return best === void 0 || full === void 0 ? {} : {
		version: best.version.text,
		family: full
	};
}
function warnOfMove(tag, compared, { context, existing }) {
	if (!existing.names.has(tag) || existing.relations?.has(tag) === true || compared.some(isOrdered)) return [];
	const name = compared.flatMap((each) => each.name ?? [])[0] ?? versionTextOfGitTag(context.versions, void 0);
	if (name === void 0) return [];
	return [`The tag "${tag}" moves to ${quote(name)}, although its age is unknown: the name is neither a version nor dotted numbers, and cannot be compared; name releases like "v1.2.3", or set latest=false in the flavor`];
}
function decideLatest(outcomes, scope, { known, standing }) {
	const { context } = scope;
	const { flavor } = context;
	const affixes = renderLatestAffixes(scope);
	if (typeof affixes === "string") return NOTHING;
	const composed = composeTag({
		text: "latest",
		original: "latest"
	}, affixes);
	if (typeof composed === "string") return NOTHING;
	const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
	const asking = candidates.filter(({ asks }) => asks);
	const isGiven = flavor.latest === "true" && outcomes.some(({ tags, lines }) => tags.length + lines.length > 0) || flavor.latest !== "false" && asking.length > 0;
	const isOwn = known.isOwn(composed.tag);
	if (!isGiven && !isOwn) return NOTHING;
	const compared = withImage(releasesAmong(candidates), outcomes, standing);
	const objection = refusalOf(context) ?? findHigher(compared, affixes, known);
	const base = {
		...composed,
		kind: "latest",
		mutable: true
	};
	if (objection !== void 0) return {
		...NOTHING,
		withheld: [{
			...base,
			reason: objection
		}]
	};
	const warnings = warnOfMove(composed.tag, compared, scope);
	if (!isGiven) return {
		...NOTHING,
		warnings
	};
	const reason = asking[0]?.reason ?? "the flavor says latest=true";
	const sibling = siblingOf(asking, known);
	return {
		wanted: [{
			...base,
			priority: Number.NEGATIVE_INFINITY,
			reason,
			...sibling
		}],
		withheld: [],
		warnings
	};
}
// src/tags/named-tags.ts
const STRANGERS = /* @__PURE__ */ new Set(["branch", "pull-request"]);
function findLineFamilies(rules, scope) {
	return rules.flatMap((rule) => {
		if (rule.type !== "semver" && rule.type !== "pep440") return [];
		if (rule.enable.source === "false" || rule.pattern !== void 0 && !patternMoves(rule.pattern)) return [];
		const affixes = renderAffixes(rule, scope);
		if (typeof affixes === "string") return [];
		return spellingsOf(rule.pattern === void 0 ? affixes : familyOf(rule.pattern, affixes));
	});
}
function findRunFamilies(outcomes) {
	return distinctFamilies(outcomes.flatMap(({ lines, latest }) => [...lines.map(({ family }) => family), ...latest?.version === void 0 ? [] : [latest.family]]));
}
function includesIn({ parts }) {
	return (version) => isOfLine(dottedOfVersion(version), parts);
}
function dottedOf(standing) {
	return standing.kind === "version" ? dottedOfVersion(standing.version) : standing.dotted;
}
function decideOwnLine(named, { line, standing, families }, { scope: { context }, known }) {
	const { tag } = named;
	const refusal = line.parts.length === 0 ? refusalOf(context) : void 0;
	if (refusal !== void 0) return {
		kind: "held",
		reason: refusal
	};
	if (standing.kind === "dotted") {
		const reason = families.map((family) => higherDotted(standing.dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts))).find((objection) => objection !== void 0);
		return reason === void 0 ? {
			kind: "given",
			tag
		} : {
			kind: "held",
			reason
		};
	}
	const [family = line.family, ...wider] = families;
	const { version } = standing;
	const { objection, sibling } = decideLine({
		...tag,
		version,
		family,
		wider,
		includes: includesIn(line)
	}, context, known);
	return objection === void 0 ? {
		kind: "given",
		tag: {
			...tag,
			...sibling
		}
	} : {
		kind: "held",
		reason: objection
	};
}
function ownerOf(line, families, known) {
	const includes = includesIn(line);
	return families.flatMap((family) => known.ofFamily(family)).find((version) => isStable(version) && includes(version))?.text;
}
function decideForeign(named, line, { known, lineFamilies }) {
	const { tag, origin } = named;
	const owner = ownerOf(line, [line.family], known);
	if (owner !== void 0) return {
		kind: "none",
		reason: `${quote(tag.original)} would take the line of ${owner}`
	};
	const key = familyKey(line.family);
	if (STRANGERS.has(origin) && lineFamilies.some((family) => familyKey(family) === key)) return {
		kind: "none",
		reason: `${quote(tag.original)} would take a line that a rule gives to versions`
	};
	return {
		kind: "given",
		tag
	};
}
function decideOtherLine(named, line, { known, lineTags }) {
	const [standing] = lineTags;
	if (standing === void 0) return {
		kind: "given",
		tag: named.tag
	};
	const includes = includesIn(line);
	const reason = [line.family, named.affixes].map((family) => standing.kind === "version" ? higherVersion(standing.version, known.ofFamily(family), (other) => isStable(other) && includes(other)) : higherDotted(standing.dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts))).find((each) => each !== void 0);
	return reason === void 0 ? {
		kind: "given",
		tag: named.tag
	} : {
		kind: "held",
		reason
	};
}
function decideNamed(named, work) {
	const { tag, text, affixes, origin } = named;
	const line = readTextLine(text, affixes);
	if (line === void 0 || tag.kind === "sha" || tag.tag === work.latest) return {
		kind: "given",
		tag
	};
	const lineTags = named.standing === void 0 ? work.lineTags : [named.standing, ...work.lineTags];
	const standing = lineTags.find((each) => isOfLine(dottedOf(each), line.parts));
	const isTaken = origin === "author" || origin === "git-tag";
	if (standing !== void 0) {
		if (!tag.mutable) return {
			kind: "given",
			tag
		};
		return decideOwnLine(named, {
			line,
			standing,
			families: isTaken ? distinctFamilies([
				line.family,
				affixes,
				...work.runFamilies
			]) : [line.family]
		}, work);
	}
	if (origin !== "author") return decideForeign(named, line, work);
	return tag.mutable ? decideOtherLine(named, line, {
		...work,
		lineTags
	}) : {
		kind: "given",
		tag
	};
}
// src/tags/pep440-rule.ts
function pep440Tags(rule, scope) {
	const text = versionText(rule, scope);
	if (text === void 0 || text === "") return "no version is known";
	const version = tryParsePep440(text);
	if (version === void 0) return `${quote(text)} is no version of PEP 440`;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const values = {
		raw: text,
		version: version.text,
		prerelease: "",
		build: "",
		major: `${version.major}`,
		minor: `${version.minor}`,
		patch: `${version.patch}`
	};
	const names = new Set(rule.pattern.parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
	const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
	const original = version.isStable || showsWhole(rule.pattern) ? written : version.text;
	const composed = composeTag({
		text: sanitizeComponent(original),
		original
	}, affixes, { isVersion: true });
	if (typeof composed === "string") return composed;
	const isWhole = !version.isStable || names.has("version") || names.has("raw") || names.has("patch");
	const mutable = isMutable(rule, scope, !isWhole);
	const reason = `version ${version.text} of PEP 440`;
	const tag = {
		...composed,
		kind: "pep440",
		mutable,
		priority: priorityOf(rule),
		reason
	};
	const family = familyOf(rule.pattern, affixes);
	const higherIn = (families, counts) => {
		const higher = distinctFamilies(families).flatMap((each) => scope.knownPep440?.highest(each, counts) ?? []).find((other) => comparePep440(other, version) > 0);
		return higher && `${higher.text} is higher`;
	};
	const families = scope.knownPep440?.isGiven(version, family) === true ? [family] : [family, affixes];
	const ofLatest = renderLatestAffixes(scope);
	const objection = higherIn(typeof ofLatest === "string" ? families : [...families, ofLatest], (other) => {
		return other.isStable || !version.isStable;
	});
	const latest = {
		asks: version.isStable,
		version: void 0,
		family,
		compared: { objection },
		reason: `${version.text} is the highest version`
	};
	if (isWhole) return onlyTag(tag, latest);
	const held = (because) => {
		return {
			tags: [],
			withheld: [{
				...composed,
				kind: tag.kind,
				mutable,
				reason: because
			}],
			lines: [],
			latest
		};
	};
	if (scope.context.preRelease) return held(`GitHub marks the release of ${version.text} as a pre-release`);
	const higher = higherIn(families, (other) => other.isStable && isSameLine(other, {
		version,
		names
	}));
	return higher === void 0 ? onlyTag(tag, latest) : held(higher);
}
function isSameLine(other, { version, names }) {
	if (names.has("minor")) return other.major === version.major && other.minor === version.minor;
	return names.has("major") ? other.major === version.major : true;
}
// src/tags/split-release.ts
const START = /(?<=[-_/])[vV]?[0-9]|(?<=[a-zA-Z])[0-9]/g;
function splitRelease(name, tagPrefix) {
	const { before } = splitVersion(name, tagPrefix);
	const rest = name.slice(before.length);
	if (tryParseVersion(rest) !== void 0 || tryParseDotted(rest) !== void 0) return {
		before,
		release: rest
	};
	for (const { index } of rest.matchAll(START)) {
		const release = rest.slice(index);
		if (isRelease(release)) return {
			before: `${before}${rest.slice(0, index)}`,
			release
		};
	}
	return {
		before,
		release: rest
	};
}
function isRelease(text) {
	return tryParseVersion(text) !== void 0 || (tryParseDotted(text)?.parts.length ?? 0) > 1;
}
// src/tags/standing.ts
function parseLineTag(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return {
		kind: "version",
		version
	};
	const dotted = tryParseDotted(name);
	return dotted && {
		kind: "dotted",
		dotted
	};
}
function versionOfImage({ versions, sourceTag }) {
	try {
		return findVersion(versions)?.version;
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		const text = versions.input || versionTextOfGitTag(versions, void 0);
		return tryParseVersion(text ?? "") ?? tryParseVersionTag(sourceTag ?? "") ?? tryParseVersion(versions.label ?? "");
	}
}
function versionOfRawTags({ git }, outcomes) {
	if (git === void 0) return void 0;
	const [first, ...others] = outcomes.flatMap(({ named }) => named?.tag.kind === "raw" ? [named.text] : []).flatMap((text) => tryParseVersionTag(text) ?? []);
	return others.every(({ text }) => text === first?.text) ? first : void 0;
}
function dottedOfImage({ versions, sourceTag }) {
	const source = tryParseDotted(sourceTag ?? "");
	return tryParseDotted(versionTextOfGitTag(versions, void 0) ?? "") ?? (source && source.parts.length > 2 ? source : void 0);
}
function findLineTags(readings, { context, outcomes }) {
	const image = [...readings, context].flatMap((reading) => versionOfImage(reading) ?? []);
	const named = outcomes.flatMap(({ lines, latest }) => [...lines.map(({ version }) => version), ...latest?.version === void 0 ? [] : [latest.version]]);
	const stable = image.filter(isStable);
	const versions = [...stable.length > 0 ? stable : image, ...named];
	if (versions.length > 0) return versions.map((version) => ({
		kind: "version",
		version
	}));
	const raw = versionOfRawTags(context, outcomes);
	if (raw !== void 0) return [{
		kind: "version",
		version: raw
	}];
	const dotted = dottedOfImage(context);
	return dotted === void 0 ? [] : [{
		kind: "dotted",
		dotted
	}];
}
// src/tags/ref-rules.ts
const NO_EVENT = "a promotion knows no branch, and its tags describe the image";
function refTags(rule, scope) {
	const { git } = scope.context;
	if (git === void 0) return NO_EVENT;
	if (rule.event === "pr") return pullRequestTag(rule, scope);
	if (rule.event === "tag") {
		if (git.tag === void 0) return "the event has no git tag";
		return gitTagTag(rule, scope, git.tag);
	}
	if (git.mergeGroup !== void 0) return "a merge queue has no branch of its own; type=ref,event=pr names it";
	if (git.branch === void 0) return "the event has no branch";
	return branchTag(rule, scope, {
		name: git.branch,
		kind: "branch",
		reason: `the branch ${quote(git.branch)}`
	});
}
function edgeTags(rule, scope) {
	const { git } = scope.context;
	if (git === void 0) return NO_EVENT;
	const wanted = rule.branch ?? git.defaultBranch;
	if (wanted === void 0) return "the default branch is not known; name one with branch=NAME";
	if (git.branch !== wanted) return `the event is not on the branch ${quote(wanted)}`;
	return branchTag(rule, scope, {
		name: "edge",
		kind: "edge",
		reason: `the tip of the branch ${quote(wanted)}`
	});
}
function branchTag(rule, scope, { name, kind, reason }) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const text = sanitizeComponent(name) || `branch-${shortHash(name)}`;
	const composed = composeTag({
		text,
		original: name,
		names: kind === "branch" ? [{
			text,
			original: name
		}] : []
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	if (isShadowing({
		text,
		tag: composed.tag
	})) return `the branch ${quote(name)} would shadow a version`;
	const { moves } = scope.context;
	const mutable = isMutable(rule, scope, true);
	if (!moves.allowed) return {
		tags: [],
		withheld: [{
			...composed,
			kind,
			mutable,
			reason: moves.reason
		}],
		lines: [],
		latest: void 0
	};
	return onlyNamed({
		tag: {
			...composed,
			kind,
			mutable,
			priority: priorityOf(rule),
			reason,
			strict: rule.strict
		},
		text,
		affixes,
		origin: "branch"
	});
}
function isShadowing({ text, tag }) {
	return isVersionLike(text) || isVersionLike(tag);
}
const LINE_BRANCH = /^[vV]?[0-9]+(?:\.[0-9]+)?$/;
function warningsOfBranch(rules, scope) {
	const { git, gives } = scope.context;
	if (git?.branch === void 0 || git.mergeGroup !== void 0 || !gives.allowed || !LINE_BRANCH.test(git.branch)) return [];
	if (!rules.some((rule) => rule.type === "ref" && rule.event === "branch" && isEnabled(rule, scope))) return [];
	return [`The branch ${quote(git.branch)} gets no tag by type=ref,event=branch, for it would pass for the newest version of its line; write type=raw,value={{branch}} to tag it as long as no release has that line`];
}
function gitTagTag(rule, scope, name) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const text = sanitizeComponent(name);
	const composed = composeTag({
		text,
		original: name,
		names: [{
			text,
			original: name
		}]
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const { tagPrefix = "" } = scope.context.versions;
	const { before, release } = splitRelease(name, tagPrefix);
	const standing = parseLineTag(release);
	const { version, dotted } = {
		version: void 0,
		dotted: void 0,
		...standing
	};
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	const tag = {
		...composed,
		kind: "git-tag",
		mutable: isMutable(rule, scope, version === void 0),
		priority: priorityOf(rule),
		reason: `the git tag ${quote(name)}`
	};
	const latest = {
		asks: !looksLikePreRelease(release),
		version,
		dotted,
		family,
		name,
		isComponent: before !== "",
		reason: `the git tag ${quote(name)} is the newest`
	};
	return onlyNamed({
		tag,
		text,
		affixes,
		origin: "git-tag",
		standing
	}, latest);
}
function pullRequestTag(rule, scope) {
	const { git } = scope.context;
	const queued = git?.mergeGroup;
	const number = queued?.pullRequest ?? git?.pullRequest;
	if (number === void 0) return "the event has no pull request";
	const prefix = rule.prefix ?? literalTemplate(queued === void 0 ? "pr-" : "mq-");
	const affixes = renderAffixes({
		...rule,
		prefix
	}, scope);
	if (typeof affixes === "string") return affixes;
	const text = `${number}`;
	const composed = composeTag({
		text,
		original: text
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	if (isShadowing({
		text: `${affixes.prefix}${text}`,
		tag: composed.tag
	})) return `the pull request ${number} would shadow a version; give the rule a prefix, such as "prefix=pr-"`;
	const reason = queued === void 0 ? `pull request ${number}` : `pull request ${number} in the merge queue`;
	const mutable = isMutable(rule, scope, true);
	return onlyNamed({
		tag: {
			...composed,
			kind: "pr",
			mutable,
			priority: priorityOf(rule),
			reason
		},
		text,
		affixes,
		origin: "pull-request"
	});
}
// src/tags/rule-family.ts
const NO_AFFIXES = {
	prefix: "",
	suffix: ""
};
function textAround(rule) {
	if (rule.type !== "raw" || !namesVersion(rule.value)) return NO_AFFIXES;
	const [first] = rule.value.parts;
	const last = rule.value.parts.at(-1);
	return {
		prefix: typeof first === "string" ? sanitizePrefix(first) : "",
		suffix: typeof last === "string" ? sanitizeSuffix(last) : ""
	};
}
function familyOfRule(rule, scope) {
	const { flavor } = scope.context;
	if ([rule.prefix ?? flavor.prefix, rule.suffix ?? flavor.suffix].some(namesVersion)) return NO_AFFIXES;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return NO_AFFIXES;
	if ((rule.type === "semver" || rule.type === "pep440") && rule.pattern !== void 0) return familyOf(rule.pattern, affixes);
	const { prefix, suffix } = textAround(rule);
	return {
		prefix: `${affixes.prefix}${prefix}`,
		suffix: `${suffix}${affixes.suffix}`
	};
}
// src/tags/required-version.ts
function readingOf(rule) {
	if (rule.type === "match") return { kind: "match" };
	if (rule.type === "pep440") return {
		kind: "pep440",
		match: rule.match
	};
	if (rule.type === "channel") return {
		kind: "semver",
		match: rule.match
	};
	return rule.type === "semver" ? {
		kind: "semver",
		match: rule.match,
		coerce: rule.coerce
	} : { kind: "semver" };
}
function scopeOfRule(rule, scope) {
	const { versions } = scope.context;
	if (versions.promoted === void 0) return scope;
	return {
		...scope,
		context: {
			...scope.context,
			versions: {
				...versions,
				affixes: familyOfRule(rule, scope)
			}
		}
	};
}
function requireOneVersion(rules, scope) {
	const { promoted } = scope.context.versions;
	if (promoted === void 0) return [];
	const asking = rules.filter((rule) => asksVersion(rule) && isEnabled(rule, scopeOfRule(rule, scope)));
	const families = asking.map((rule) => familyOfRule(rule, scope));
	const judgements = asking.map((rule) => chooseVersion(scopeOfRule(rule, scope).context.versions, {
		...readingOf(rule),
		families
	}));
	const rejections = new Set(judgements.flatMap(({ refusal }) => refusal ?? []));
	if (rejections.size === 0) return [...new Set(judgements.flatMap(({ notes }) => notes))];
	throw new InputError(`Cannot tell the version of ${promoted.reference}: ${[...rejections].join("; also, ")}`);
}
// src/tags/tag-order.ts
const ORDER = [
	"semver.full",
	"semver.minor",
	"semver.major",
	"latest",
	"sha",
	"date_seq"
];
const COMPARED = /* @__PURE__ */ new Set([
	"semver.minor",
	"semver.major",
	"latest",
	"channel"
]);
function settleTags({ wanted, withheld }) {
	const given = /* @__PURE__ */ new Map();
	for (const each of inOrder(wanted)) {
		const first = given.get(each.tag);
		given.set(each.tag, first === void 0 ? each : merge(first, each));
	}
	const held = /* @__PURE__ */ new Map();
	for (const each of inOrder(withheld)) {
		const rival = given.get(each.tag);
		if (rival !== void 0 && COMPARED.has(rival.kind)) continue;
		given.delete(each.tag);
		if (!held.has(each.tag)) held.set(each.tag, each);
	}
	return {
		wanted: [...given.values()],
		withheld: [...held.values()]
	};
}
function orderTags(settled, main) {
	if (main === void 0 || ORDER.includes(main.kind)) return settled;
	const first = settled.wanted.find(({ tag }) => tag === main.tag);
	if (first === void 0) return settled;
	return {
		...settled,
		wanted: [first, ...settled.wanted.filter((each) => each !== first)]
	};
}
function merge(first, second) {
	const isSecond = first.kind === second.kind && (second.family ?? "") < (first.family ?? "");
	const priority = Math.max(first.priority, second.priority);
	return {
		...isSecond ? second : first,
		priority,
		mutable: first.mutable && second.mutable
	};
}
function inOrder(tags) {
	const rank = ({ kind }) => ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length;
	return tags.toSorted((left, right) => rank(left) - rank(right));
}
// src/tags/text-rules.ts
const ORIGINS = [
	["author", [
		"version",
		"major",
		"minor",
		"patch"
	]],
	["branch", ["branch", "base_ref"]],
	["git-tag", ["tag"]],
	["date", ["date", "commit_date"]]
];
function originOf(rule, { flavor }, value) {
	const names = [
		value,
		rule.prefix ?? flavor.prefix,
		rule.suffix ?? flavor.suffix
	].flatMap((each) => each?.parts ?? []).map((part) => typeof part === "string" ? "" : part.name);
	return ORIGINS.find(([, ofOrigin]) => ofOrigin.some((name) => names.includes(name)))?.[0] ?? "author";
}
const LINE = /^[vV]?[0-9]+(?:\.[0-9]+)?$/;
function shadowOf({ text, original, origin }, tag) {
	const texts = [text, tag];
	if (origin === "git-tag" && texts.includes("latest")) return "the name \"latest\" is reserved for the highest version";
	if (origin !== "branch" || !texts.some((each) => isVersionLike(each) && !LINE.test(each))) return void 0;
	return `the branch ${quote(original)} would shadow a version`;
}
function textTag(rule, scope, given) {
	const { text, original, kind, reason, origin, standing, names } = given;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text,
		original,
		names
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const shadow = shadowOf(given, composed.tag);
	if (shadow !== void 0) return shadow;
	const mutable = isMutable(rule, scope, tryParseVersionTag(text) === void 0);
	return {
		tag: {
			...composed,
			kind,
			mutable,
			priority: priorityOf(rule),
			reason
		},
		text: sanitizeComponent(text),
		affixes,
		origin,
		standing
	};
}
function toOutcome(named) {
	return typeof named === "string" ? named : onlyNamed(named);
}
function rawTags(rule, scope) {
	const { text, original, empty, names } = renderComponents(rule.value, scope);
	if (empty.length > 0) return reasonForEmpty(empty);
	if (text === "") return "its value is empty";
	const origin = originOf(rule, scope.context, rule.value);
	return toOutcome(textTag(rule, scope, {
		text,
		original,
		names,
		kind: "raw",
		reason: `the tag rule on line ${rule.line}`,
		origin
	}));
}
function sourceTags(rule, scope) {
	const { sourceTag, git } = scope.context;
	if (sourceTag === void 0) return git === void 0 ? "the source was given by digest and has no tag" : "a build has no source to take a tag from";
	return toOutcome(textTag(rule, scope, {
		text: sourceTag,
		original: sourceTag,
		kind: "source",
		origin: "author",
		reason: "the source's own tag"
	}));
}
function scheduleTags(rule, scope) {
	if (scope.context.git?.event !== "schedule") return "the event is no schedule";
	const { text } = renderText(rule.pattern, scope);
	return toOutcome(textTag(rule, scope, {
		text,
		original: text,
		kind: "schedule",
		reason: "the run is scheduled",
		origin: originOf(rule, scope.context, rule.pattern)
	}));
}
function shaTags(rule, scope) {
	const { revision } = scope.context;
	if (revision === void 0) return "no revision is known";
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const isBare = affixes.prefix === "" && affixes.suffix === "";
	let digits = rule.format === "long" ? revision.sha : shortSha(scope.context);
	while (isBare && /^[0-9]+(?:e[0-9]*)?$/.test(digits) && digits.length < revision.sha.length) digits = revision.sha.slice(0, digits.length + 1);
	const composed = composeTag({
		text: digits,
		original: digits
	}, affixes);
	if (typeof composed === "string") return composed;
	const reason = `revision ${revision.sha.slice(0, 12)} from ${revision.origin}`;
	return onlyTag({
		...composed,
		kind: "sha",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason
	});
}
function matchTags(rule, scope) {
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	const text = value === "" ? versionTextOfGitTag(scope.context.versions, void 0) : value;
	if (text === void 0) return "the event has no git tag";
	const groups = matchGitTag(rule.pattern, text);
	if (groups === void 0) return `${quote(rule.pattern.source)} finds nothing in ${quote(text)}`;
	const found = groups[rule.group];
	if (found === void 0) return `${quote(rule.pattern.source)} has no group ${rule.group} in ${quote(text)}`;
	const reason = `${quote(rule.pattern.source)} finds it in ${quote(text)}`;
	const origin = value !== "" && found === text ? originOf(rule, scope.context, rule.value) : "git-tag";
	const standing = parseLineTag(splitRelease(text, "").release);
	const composed = textTag(rule, scope, {
		text: sanitizeComponent(found),
		original: found,
		kind: "match",
		reason,
		origin,
		standing
	});
	if (typeof composed === "string") return composed;
	const namedBy = value === "" ? origin : originOf(rule, scope.context, rule.value);
	const named = {
		...composed,
		namedBy,
		isCut: found !== text
	};
	const { before } = splitVersion(found, "");
	const { affixes } = named;
	const own = parseLineTag(found.slice(before.length));
	const { version, dotted } = {
		version: void 0,
		dotted: void 0,
		...standing !== void 0 && own?.kind !== "version" && isPartOf(named.text, standing) ? standing : own
	};
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	return onlyNamed(named, {
		asks: !looksLikePreRelease(found.slice(before.length)) && !looksLikePreRelease(text) && origin !== "branch",
		version,
		dotted,
		family,
		name: text,
		isComponent: before !== "",
		reason: `${quote(text)} is the newest`
	});
}
function isPartOf(text, standing) {
	const line = readTextLine(text, {
		prefix: "",
		suffix: ""
	});
	const dotted = standing.kind === "version" ? dottedOfVersion(standing.version) : standing.dotted;
	return line !== void 0 && line.parts.length > 0 && isOfLine(dotted, line.parts);
}
function channelOf({ preRelease }) {
	return /^[a-zA-Z]+/.exec(preRelease ?? "")?.[0];
}
function channelTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const { version } = found;
	const channel = channelOf(version);
	if (channel === void 0) return version.preRelease === void 0 ? `${version.text} is no pre-release` : `${version.text} names no line such as "rc"`;
	if (channel === "latest") return `the line of ${version.text} would pass for the highest version`;
	const family = renderAffixes(rule, scope);
	if (typeof family === "string") return family;
	const composed = composeTag({
		text: channel,
		original: channel
	}, family, { isVersion: true });
	if (typeof composed === "string") return composed;
	const line = {
		...composed,
		kind: "channel",
		version,
		family,
		priority: priorityOf(rule),
		mutable: rule.immutable !== true,
		reason: `${version.text} is the highest of ${channel}`,
		includes: (other) => channelOf(other) === channel
	};
	const latest = {
		asks: false,
		version,
		family,
		reason: line.reason
	};
	return {
		tags: [],
		withheld: [],
		lines: [line],
		latest
	};
}
// src/tags/compute.ts
function computeTags(rules, context, existing, now) {
	const scope = {
		context,
		existing,
		now
	};
	const notes = requireOneVersion(rules, scope);
	const idle = [];
	const first = [];
	const fixed = new FixedNames(rules, scope);
	for (const rule of rules) {
		const made = ruleTags(rule, scopeOfRule(rule, scope));
		const outcome = typeof made === "string" ? made : fixed.settle(rule, made);
		if (typeof outcome === "string") idle.push(unmatchedRule(rule, outcome));
		else first.push({
			rule,
			outcome
		});
	}
	const given = comparePep440Rules(first, scope);
	const all = given.map(({ outcome }) => outcome);
	const known = new KnownVersions(existing, all.flatMap(({ tags }) => tags));
	const lineTags = findLineTags(given.map(({ rule }) => scopeOfRule(rule, scope).context), {
		context,
		outcomes: all
	});
	const named = settleNamed(given, {
		scope,
		known,
		lineTags,
		runFamilies: findRunFamilies(all),
		lineFamilies: findLineFamilies(rules, scope),
		latest: latestTag(scope)
	});
	const outcomes = named.given.map(({ outcome }) => outcome);
	const own = outcomes.flatMap(({ tags }) => tags);
	const lines = fixed.hold(decideLines(outcomes.flatMap((outcome) => outcome.lines), context, known));
	const latest = decideLatest(outcomes, scope, {
		known,
		standing: lineTags[0]
	});
	const latestTags = fixed.hold(latest);
	const settled = settleTags({
		wanted: [
			...own,
			...lines.wanted,
			...latestTags.wanted
		],
		withheld: [
			...outcomes.flatMap(({ withheld }) => withheld),
			...lines.withheld,
			...latestTags.withheld
		]
	});
	const main = mainTag$1(settled.wanted);
	const warnings = [
		...context.notes ?? [],
		...notes,
		...unknownDate(rules, context),
		...warningsOfBranch(rules, scope),
		...latest.warnings,
		...longNumbers(own)
	];
	return {
		...orderTags(settled, main),
		idle: [...idle, ...named.idle].toSorted((left, right) => left.line - right.line),
		warnings: [...new Set(warnings)],
		version: main?.tag,
		versionLabel: main?.version ?? main?.original
	};
}
function unmatchedRule({ line, text }, reason) {
	return {
		line,
		rule: text,
		reason
	};
}
function comparePep440Rules(given, scope) {
	const own = given.flatMap(({ outcome }) => [...outcome.tags, ...outcome.lines]);
	const knownPep440 = new KnownPep440(scope.existing, own);
	return given.map(({ rule, outcome }) => {
		const again = rule.type === "pep440" ? pep440Tags(rule, {
			...scopeOfRule(rule, scope),
			knownPep440
		}) : outcome;
		return {
			rule,
			outcome: typeof again === "string" ? outcome : again
		};
	});
}
function latestTag(scope) {
	const affixes = renderLatestAffixes(scope);
	const composed = typeof affixes === "string" ? affixes : composeTag({
		text: "latest",
		original: "latest"
	}, affixes);
	return typeof composed === "string" ? void 0 : composed.tag;
}
function settleNamed(given, work) {
	const idle = [];
	return {
		given: given.flatMap((each) => {
			const { rule, outcome } = each;
			if (outcome.named === void 0) return [each];
			const decision = decideNamed(outcome.named, work);
			if (decision.kind === "given") return [{
				rule,
				outcome: {
					...outcome,
					tags: [decision.tag]
				}
			}];
			if (decision.kind === "held") {
				const { tag, kind, mutable } = outcome.named.tag;
				const withheld = [...outcome.withheld, {
					tag,
					kind,
					mutable,
					reason: decision.reason
				}];
				return [{
					rule,
					outcome: {
						...outcome,
						tags: [],
						withheld
					}
				}];
			}
			idle.push(unmatchedRule(rule, decision.reason));
			return [];
		}),
		idle
	};
}
function unknownDate(rules, { git, flavor }) {
	if (git !== void 0 || !findEventNeeds(rules, flavor).commitDate) return [];
	return ["A promotion does not know the date of the commit, so that of this run stands for \"{{commit_date}}\", and a second run has another; take the tag of the source by \"type=source\", or write \"{{date}}\" if the day of the run is meant"];
}
function longNumbers(tags) {
	return tags.flatMap(({ sequence }) => {
		if (sequence === void 0 || `${sequence.number}`.length <= sequence.width) return [];
		return [`the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`];
	});
}
function ruleTags(rule, scope) {
	if (!isEnabled(rule, scope)) return "it is not enabled";
	const { gives } = scope.context;
	if (!gives.allowed) return gives.reason;
	if (scope.context.git?.tag === "latest" && readsGitTag(rule, scope)) throw new InputError("Cannot use the git tag \"latest\": the name is reserved for the highest version; push a version such as \"v1.2.3\"");
	switch (rule.type) {
		case "semver": return semverTags(rule, scope);
		case "pep440": return pep440Tags(rule, scope);
		case "match": return matchTags(rule, scope);
		case "channel": return channelTags(rule, scope);
		case "schedule": return scheduleTags(rule, scope);
		case "edge": return edgeTags(rule, scope);
		case "ref": return refTags(rule, scope);
		case "sha": return shaTags(rule, scope);
		case "date_seq": return dateSeqTags(rule, scope);
		case "source": return sourceTags(rule, scope);
		case "raw": return rawTags(rule, scope);
		default: return rule;
	}
}
function readsGitTag(rule, { context }) {
	if (rule.type === "ref") return rule.event === "tag";
	if (rule.type === "match") return rule.value === void 0;
	return (rule.type === "semver" || rule.type === "pep440" || rule.type === "channel") && rule.value === void 0 && !context.versions.input;
}
function dateSeqTags(rule, scope) {
	const { context, existing, now } = scope;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const timeZone = rule.timeZone ?? context.timeZone;
	const room = 128 - affixes.prefix.length - affixes.suffix.length - (9 + Math.max(rule.width, 4));
	const { prefix, suffix } = room < 0 ? shortenAffixes(affixes, room) : affixes;
	const numbering = {
		separator: rule.separator,
		width: rule.width,
		timeZone,
		prefix,
		suffix
	};
	const { tag, sequence, isOwn } = numberTag(numbering, {
		now,
		digest: context.digest,
		existing
	});
	const composed = composeTag({
		text: tag.slice(prefix.length, tag.length - suffix.length),
		original: tag
	}, {
		...affixes,
		prefix,
		suffix
	});
	if (typeof composed === "string") return composed;
	const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
	return onlyTag({
		tag,
		original: tag,
		kind: "date_seq",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason,
		sequence
	});
}
function shortenAffixes({ prefix, suffix, names }, room) {
	const short = shortenNames(prefix, names, Math.max(0, prefix.length + room));
	const left = room + prefix.length - short.length;
	return {
		prefix: short,
		suffix: left < 0 ? shortenNames(suffix, names, Math.max(0, suffix.length + left)) : suffix
	};
}
const RANK = [
	"semver.full",
	"pep440",
	"date_seq",
	"semver.minor",
	"semver.major",
	"channel",
	"latest"
];
function rank({ kind }) {
	const position = RANK.indexOf(kind);
	return position < 0 ? RANK.length : position;
}
function isMoving({ kind, mutable }) {
	return kind === "pep440" && mutable;
}
function mainTag$1(tags) {
	return tags.toSorted((left, right) => right.priority - left.priority || rank(left) - rank(right) || Number(isMoving(left)) - Number(isMoving(right)))[0];
}
// src/tags/plan.ts
function planTags(computed, existing, digest, options) {
	const conflicting = computed.wanted.filter((each) => isConflict(each, existing, digest));
	const foreign = new Map(conflicting.filter(({ kind }) => kind === "semver.full").map(({ tag, version }) => [tag, version ?? tag]));
	const tags = computed.wanted.map((each) => {
		const before = existing.digests.get(each.tag);
		const skipped = (tag, held, reason) => leave(tag, {
			held,
			digest,
			reason
		});
		if (conflicting.includes(each)) return skipped(each, before, before === void 0 ? "it exists already" : "it holds another image");
		const objection = relationObjection(each, existing);
		if (objection !== void 0) return skipped(each, before, objection);
		const version = each.family === void 0 ? void 0 : foreign.get(each.family);
		if (version !== void 0) return skipped(each, before, digest === void 0 ? `${version} exists already` : `${version} is another image`);
		return written(each, {
			before,
			after: digest,
			isThere: exists(each.tag, existing)
		});
	});
	const withheld = computed.withheld.map((each) => leave(each, {
		held: existing.digests.get(each.tag),
		digest,
		reason: each.reason
	}));
	const conflicts = [...conflicting.map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag)
	})), ...computed.wanted.filter((each) => isUnknownToStrict(each, existing)).map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag),
		isStrict: true
	}))];
	const all = [...tags, ...withheld];
	const warnings = all.flatMap((tag) => relationWarning(tag, existing) ?? []);
	return {
		digest,
		tags: all,
		conflicts: options.ifTagExists === "fail" ? conflicts : [],
		warnings
	};
}
function namesToLookUp(computed, existing, { withSequences = true } = {}) {
	const names = [...computed.wanted, ...computed.withheld].map(({ tag }) => tag).filter((tag) => existing.names.has(tag));
	const sequences = withSequences ? computed.wanted.flatMap(({ sequence }) => sequence ?? []) : [];
	return [.../* @__PURE__ */ new Set([...names, ...sequences.flatMap((sequence) => namesInSequence(sequence, existing.names))])];
}
function requireNoConflict({ conflicts, digest }, repository) {
	if (conflicts.length === 0) return;
	const fixed = conflicts.filter(({ isStrict }) => isStrict !== true);
	const strict = conflicts.filter(({ isStrict }) => isStrict === true);
	const reasons = [...fixed.map(({ tag, holds }) => `the immutable tag ${quote(tag)} ${reasonOf(holds, digest)}`), ...strict.map(({ tag }) => `the rule of the tag ${quote(tag)} is strict, and the commit that it holds is not known`)];
	const remedy = fixed.length > 0 ? digest === void 0 ? "promote the image that is there, release a new version" : "release a new version" : "give the image the label org.opencontainers.image.revision, or leave out \"strict=true\" once";
	throw new PolicyError(`Cannot tag ${repository}: ${reasons.join(", and ")}; ${remedy}, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? "it" : "them"}`);
}
function reasonOf(holds, digest) {
	if (digest === void 0) return "exists already and a new build would overwrite it";
	if (holds === void 0) return "exists already and what it holds is not known";
	return `holds ${shortDigest(holds)} and not ${shortDigest(digest)}`;
}
function relationObjection(each, existing) {
	if (existing.relations?.get(each.tag) === "behind") return "the commit that it holds is newer";
	return isUnknownToStrict(each, existing) ? "the commit that it holds is not known, and the rule is strict" : void 0;
}
function isUnknownToStrict({ tag, strict }, { relations }) {
	return strict === true && relations?.get(tag) === "unknown";
}
function relationWarning({ tag, action }, { relations }) {
	const relation = relations?.get(tag);
	if (action !== "move") return void 0;
	if (relation === "diverged") return `The tag "${tag}" moves to a commit that does not follow the one that it holds, as after a forced push`;
	if (relation !== "unknown") return void 0;
	return `The tag "${tag}" moves, although its commit's age is unknown: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building`;
}
function exists(tag, { names, digests }) {
	return names.has(tag) || digests.has(tag);
}
function isConflict({ tag, mutable }, existing, digest) {
	if (mutable || !exists(tag, existing)) return false;
	return digest === void 0 || existing.digests.get(tag) !== digest;
}
function leave({ tag, kind, mutable }, state) {
	const { held, digest, reason } = state;
	const common = {
		tag,
		kind,
		mutable,
		before: held,
		after: held
	};
	if (held === void 0 || held !== digest) return {
		...common,
		action: "skip",
		reason
	};
	return {
		...common,
		action: "keep",
		reason: `it holds this image already, though ${reason}`
	};
}
const KEPT = { date_seq: "it is this image's number of the day, found again" };
function written({ tag, kind, mutable, reason, sequence }, state) {
	const { before, after, isThere } = state;
	const isKept = after !== void 0 && before === after;
	return {
		tag,
		kind,
		mutable,
		action: isKept ? "keep" : isThere ? "move" : "create",
		reason: isKept ? KEPT[kind] ?? "it holds this image already" : reason,
		before,
		after,
		...sequence === void 0 ? {} : { sequence }
	};
}
// src/build/tag-context.ts
function toGitFacts(event) {
	const { name, branch, pullRequest, mergeGroup, baseRef, defaultBranch, isDefaultBranch, commitDate } = event;
	return {
		event: name,
		branch,
		tag: event.gitTag?.name,
		pullRequest,
		mergeGroup,
		baseRef,
		defaultBranch,
		isDefaultBranch,
		commitDate
	};
}
function readShortShaLength(environment) {
	const text = environment["DOCKER_METADATA_SHORT_SHA_LENGTH"] || String(7);
	const length = Number(text);
	if (/^[0-9]{1,2}$/.test(text) && length >= 7 && length <= 40) return length;
	throw new InputError(`Cannot use DOCKER_METADATA_SHORT_SHA_LENGTH ${quote(text)}: it is no number from 7 to 40; leave it out for 7`);
}
function buildTagContext(inputs, event, environment) {
	const sha = inputs.revision ?? tryParseRevision(event.sha ?? "");
	const versions = {
		input: inputs.version,
		gitTag: needsVersion(inputs.rules) || event.gitTag === void 0 ? event.gitTag : {
			...event.gitTag,
			commit: sha
		},
		tagPrefix: inputs.tagPrefix,
		imageRevision: sha,
		sourceTag: void 0,
		label: void 0
	};
	return {
		versions,
		revision: sha === void 0 ? void 0 : {
			sha,
			origin: inputs.revision === void 0 ? "the event's commit" : "the input \"revision\""
		},
		sourceTag: void 0,
		git: toGitFacts(event),
		preRelease: event.preRelease ?? true,
		makeLatest: event.makeLatest,
		gives: event.givesTags ? ALLOWED : event.movesTags,
		moves: event.movesTags,
		flavor: inputs.flavor,
		timeZone: inputs.timeZone,
		shortShaLength: readShortShaLength(environment),
		digest: void 0,
		notes: notesOnVersion(versions)
	};
}
// src/git/git.ts
const TIME_LIMIT = 1e4;
const OUTPUT_LIMIT = 16777216;
const PASSED_ON = [
	"PATH",
	"HOME",
	"XDG_CONFIG_HOME",
	"USERPROFILE",
	"SYSTEMROOT",
	"LD_LIBRARY_PATH",
	"TMPDIR"
];
function settings(folder) {
	return [
		"-c",
		`safe.directory=${folder}`,
		"-c",
		"core.fsmonitor=false",
		"-c",
		"log.showSignature=false"
	];
}
function variables(environment, folder) {
	const passed = PASSED_ON.flatMap((name) => {
		const value = environment[name];
		return value === void 0 ? [] : [[name, value]];
	});
	return {
		...Object.fromEntries(passed),
		GIT_CEILING_DIRECTORIES: dirname(folder),
		GIT_NO_LAZY_FETCH: "1",
		GIT_NO_REPLACE_OBJECTS: "1",
		GIT_OPTIONAL_LOCKS: "0",
		GIT_TERMINAL_PROMPT: "0",
		LC_ALL: "C"
	};
}
function findFolder(environment) {
	const folder = resolve(environment["GITHUB_WORKSPACE"] || ".");
	try {
		return realpathSync(folder);
	} catch {
		throw new InputError(`Cannot ask git: the workspace ${quote(folder)} does not exist; run actions/checkout before this step`);
	}
}
function explain(error, subject) {
	if (error.code === "ENOENT") return new InputError("Cannot ask git: the program is not installed; install git in the image of the job, or let Sealift ask GitHub instead by giving github-token and leaving context at \"workflow\"");
	if (error.killed === true && error.code !== "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return new InputError(`Cannot ask git: "git ${subject}" took longer than ${TIME_LIMIT / 1e3} s; run the step again`);
	return new InputError(`Cannot ask git: "git ${subject}" failed (${quote(error.message)}); check that git runs in this job`);
}
function openCheckout(environment) {
	const folder = findFolder(environment);
	const options = {
		cwd: folder,
		env: variables(environment, folder),
		timeout: TIME_LIMIT,
		killSignal: "SIGKILL",
		maxBuffer: OUTPUT_LIMIT,
		encoding: "utf8",
		windowsHide: true
	};
	return {
		folder,
		run(...args) {
			return new Promise((answer, reject) => {
				execFile("git", [...settings(folder), ...args], options, (error, stdout, stderr) => {
					if (error === null) answer({
						exitCode: 0,
						stdout,
						stderr
					});
					else if (typeof error.code === "number") answer({
						exitCode: error.code,
						stdout,
						stderr
					});
					else reject(explain(error, args[0] ?? ""));
				});
			});
		}
	};
}
async function askGit(checkout, ...args) {
	const { exitCode, stdout, stderr } = await checkout.run(...args);
	if (exitCode === 0) return stdout.trimEnd();
	const folder = quote(checkout.folder);
	if (/not a git repository/i.test(stderr)) throw new InputError(`Cannot ask git: ${folder} is no checkout; run actions/checkout before this step`);
	if (/dubious ownership/i.test(stderr)) throw new InputError(`Cannot ask git: it does not trust ${folder}, which belongs to another user; run "git config --global --add safe.directory ${checkout.folder}" before this step`);
	const reason = quote(stderr.split("\n", 1)[0] ?? "");
	throw new InputError(`Cannot ask git: "git ${args[0]}" failed with ${reason}; check the checkout that actions/checkout made`);
}
// src/git/tags.ts
const PAGE_SIZE = 100;
async function listFromGitHub(prefix, { event, token }) {
	try {
		const api = await openGitHub(event, token);
		if (api === void 0) throw new Error("the repository has no name");
		const { octokit, owner, repo } = api;
		const query = {
			owner,
			repo,
			ref: prefix === "" ? "tags" : `tags/${prefix}`,
			per_page: PAGE_SIZE
		};
		return await octokit.paginate(octokit.rest.git.listMatchingRefs, query, ({ headers, data }) => {
			if (parseNextLink(headers.link ?? "").kind === "unreadable") throw new InputError(`Cannot list the git tags of ${event.repository?.fullName}: the list goes on at an address that cannot be read (header "Link"); run again, or set existing-tags to "registry"`);
			return data.map((each) => each.ref);
		});
	} catch (error) {
		if (error instanceof InputError) throw error;
		const { reason, remedy } = explainGitHubFailure(error, "contents: read");
		throw new InputError(`Cannot list the git tags of ${event.repository?.fullName}: ${reason}; ${remedy}, or set existing-tags to "registry"`);
	}
}
async function listRefs(checkout, ...filter) {
	const answer = await askGit(checkout, "for-each-ref", "--format=%(refname)", ...filter, "refs/tags/");
	return answer === "" ? [] : answer.split("\n");
}
async function listFromCheckout(environment) {
	const checkout = openCheckout(environment);
	const isShallow = await askGit(checkout, "rev-parse", "--is-shallow-repository") === "true";
	const refs = await listRefs(checkout);
	if (isShallow) {
		const own = await listRefs(checkout, "--points-at=HEAD");
		if (refs.length <= own.length) throw new InputError("Cannot list the git tags: the checkout is shallow and was made without the other tags; give github-token, or fetch them by \"fetch-depth: 0\" (or \"fetch-tags: true\") of actions/checkout");
	}
	return refs;
}
async function listGitTags(prefix, source) {
	const { event, environment, token } = source;
	const names = (canAskGitHub(event, token) ? await listFromGitHub(prefix, source) : await listFromCheckout(environment)).filter((ref) => ref.startsWith("refs/tags/")).map((ref) => ref.slice(10));
	return [...new Set(names.filter((name) => name.startsWith(prefix)))].sort();
}
async function listGitVersions(prefix, source) {
	return (await listGitTags(prefix, source)).flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
// src/github/query.ts
const PAUSES = [1e3, 3e3];
const REAL_CLOCK = {
	now: () => Date.now(),
	sleep: (milliseconds) => setTimeout(milliseconds)
};
async function askGitHub(path, { event, token, clock = REAL_CLOCK }) {
	const client = await openGitHubClient(event, token, { clock });
	if (client === void 0) throw new Error("the repository has no name");
	for (const pause of PAUSES) try {
		return await client.send({
			method: "GET",
			path: `${client.home}${path}`
		});
	} catch (error) {
		const { status } = explainGitHubFailure(error, "");
		if (status !== void 0 && status < 500) throw error;
		await clock.sleep(pause);
	}
	return client.send({
		method: "GET",
		path: `${client.home}${path}`
	});
}
// src/github/repository.ts
const NO_TOKEN = {
	failure: "there is no token to ask GitHub with",
	remedy: "give the input \"github-token\""
};
async function ask(path, event, { token, clock }) {
	if (!canAskGitHub(event, token)) return NO_TOKEN;
	try {
		return { answer: await askGitHub(path, {
			event,
			token,
			clock
		}) };
	} catch (error) {
		const { status, reason, remedy } = explainGitHubFailure(error, "contents: read");
		return status === 404 ? { answer: void 0 } : {
			failure: reason,
			remedy
		};
	}
}
async function readPreRelease(event, tag, options) {
	const asked = await ask(`/releases/tags/${encodeURIComponent(tag.toWellFormed())}`, event, options);
	const said = "answer" in asked && isJsonObject(asked.answer) ? property(asked.answer, "prerelease") : void 0;
	if (typeof said === "boolean") return {
		preRelease: said,
		makeLatest: void 0,
		warnings: []
	};
	const { failure, remedy } = "failure" in asked ? asked : {
		failure: "GitHub has no such release",
		remedy: "run the step again"
	};
	return {
		preRelease: true,
		makeLatest: void 0,
		warnings: [`Cannot tell whether the release ${quote(tag)} is a pre-release: the event does not say it, and ${failure}, so it counts as one, and gets its full version only; ${remedy}`]
	};
}
async function readLatest(event, tag, options) {
	const asked = await ask("/releases/latest", event, options);
	const start = `Cannot tell whether the release ${quote(tag)} is the latest`;
	if (asked === NO_TOKEN) return {
		preRelease: false,
		makeLatest: void 0,
		warnings: [`${start} on GitHub: ${NO_TOKEN.failure}, so "latest" goes by versions only; ${NO_TOKEN.remedy}`]
	};
	if ("answer" in asked && asked.answer === void 0) return {
		preRelease: false,
		makeLatest: void 0,
		warnings: []
	};
	const name = "answer" in asked && isJsonObject(asked.answer) ? stringProperty(asked.answer, "tag_name") : void 0;
	if (name !== void 0) return {
		preRelease: false,
		makeLatest: name === tag,
		warnings: []
	};
	const { failure, remedy } = "failure" in asked ? asked : {
		failure: "GitHub's answer names no release",
		remedy: "run the step again"
	};
	return {
		preRelease: false,
		makeLatest: "unknown",
		warnings: [`${start}: ${failure}, so "latest" stays where it is; ${remedy}`]
	};
}
async function readReleaseState(event, options) {
	const { name, gitTag, givesTags, makeLatest } = event;
	const preRelease = event.preRelease ?? false;
	if (name !== "release" || gitTag === void 0 || !givesTags) return {
		preRelease,
		makeLatest,
		warnings: []
	};
	if (event.preRelease === void 0) {
		const standing = await readPreRelease(event, gitTag.name, options);
		if (standing.preRelease) return standing;
	}
	if (preRelease || makeLatest !== void 0) return {
		preRelease,
		makeLatest,
		warnings: []
	};
	return readLatest(event, gitTag.name, options);
}
function describe(data) {
	const [description, homepage] = ["description", "homepage"].map((key) => stringProperty(data, key));
	const license = stringProperty(objectProperty(data, "license") ?? {}, "spdx_id");
	return {
		...description ? { description } : {},
		...homepage ? { homepage } : {},
		...license && license !== "NOASSERTION" ? { license } : {}
	};
}
function warnOf({ asksBranch }, reason, remedy) {
	if (asksBranch) return [`Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${remedy}, or name the branch by "type=edge,branch=NAME"`];
	return [`Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${remedy}`];
}
async function completeRepository(event, options) {
	const { repository, defaultBranch, knowsRepository } = event;
	const { token, clock, asksBranch } = options;
	const known = {
		repository,
		defaultBranch,
		warnings: []
	};
	if (!asksBranch && (repository === void 0 || knowsRepository || !token)) return known;
	if (repository === void 0 || !canAskGitHub(event, token)) return asksBranch ? {
		...known,
		warnings: warnOf(options, "there is no token to ask GitHub with", "give the input \"github-token\"")
	} : known;
	try {
		const answer = await askGitHub("", {
			event,
			token,
			clock
		});
		const data = isJsonObject(answer) ? answer : {};
		return {
			repository: knowsRepository ? repository : {
				...repository,
				...describe(data)
			},
			defaultBranch: defaultBranch ?? (stringProperty(data, "default_branch") || void 0),
			warnings: []
		};
	} catch (error) {
		const { reason, remedy } = explainGitHubFailure(error, "contents: read");
		return {
			...known,
			warnings: warnOf(options, reason, remedy)
		};
	}
}
// src/report/promotion.ts
async function reportRun(request) {
	const { actor, invocationId } = request?.run ?? {};
	const approvals = await request?.policyContext?.approvals?.catch(() => void 0);
	return {
		address: invocationId ?? null,
		actor: actor?.login ?? null,
		approvedBy: (approvals ?? []).flatMap(({ login, state }) => state === "approved" ? [login] : []),
		reason: request?.reason ?? null
	};
}
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
function reportRoute({ grants, source }, repository) {
	const grant = grants?.get(repository);
	if (grant === void 0) return null;
	const { resolvedRoute, evidence } = grant;
	return {
		environment: resolvedRoute.destination.name,
		from: resolvedRoute.source?.name ?? null,
		hotfix: resolvedRoute.route.kind === "hotfix" ? resolvedRoute.route.name ?? "" : null,
		evidence: evidence === void 0 ? null : `${formatRepository(source.repository)}@${evidence.digest}`,
		isEvidenceSigned: evidence?.isSigned ?? null
	};
}
function listWritten({ graph }, { copy, attachments }, result) {
	if (result === void 0) return [];
	const isLacking = copy.manifests.filter(({ node }) => graph.nodes.has(node.descriptor.digest)).some(({ node }) => !attachments.unlisted.has(node.descriptor.digest));
	const attached = attachments.referrers.length + attachments.cosignTags.length + attachments.unlisted.size;
	return [
		...isLacking ? ["image"] : [],
		...attached > 0 ? ["referrers"] : [],
		...result.hasNewRecord ? ["record"] : [],
		...result.changed ? ["tags"] : []
	];
}
function reportDestination(image, plan, result) {
	const { attachments: all } = image;
	const repository = formatRepository(plan.repository);
	const tags = result?.tags ?? plan.tags.tags;
	const counts = result?.counts;
	return {
		repository,
		passage: reportRoute(image, repository),
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
		referrers: countTaken(all.referrers, plan.attachments.referrers),
		cosignTags: countTaken(all.cosignTags, plan.attachments.cosignTags),
		previousDigest: previousDigest(tags) ?? null,
		record: result?.record === void 0 ? null : `${repository}@${result.record}`,
		recordForm: plan.record,
		changed: result?.changed ?? false,
		written: listWritten(image, plan, result)
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
		referrers: plan.attachments.referrers.map(({ descriptor, subject }) => ({
			digest: descriptor.digest,
			artifactType: descriptor.artifactType ?? "",
			subject
		})),
		destinations: plan.destinations.map((destination, index) => reportDestination(plan, destination, results?.[index]))
	};
}
const NO_RUN = {
	address: null,
	actor: null,
	approvedBy: [],
	reason: null
};
function buildReport(images, facts) {
	return {
		command: "promote",
		images: images.map(reportImage),
		...facts
	};
}
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
// src/report/promotion-diagram.ts
const MAX_TEXT = 5e4;
const STYLES = [
	"classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
	"classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328",
	"classDef other fill:#eaeef2,stroke:#57606a,color:#24292f"
];
function describeNode(name, destination) {
	if (destination === void 0) return pictureText(name);
	const tag = mainTag(destination.tags.filter(({ action }) => action !== "skip"));
	return [name, ...tag === "" ? [] : [tag]].map(pictureText).join("<br/>");
}
function drawPromotion({ environments, hotfixRoutes }, destinations) {
	const entered = new Map(destinations.flatMap((each) => each.passage ? [[each.passage.environment, each]] : []));
	if (entered.size === 0) return void 0;
	const sources = new Set(destinations.flatMap(({ passage }) => passage?.from ?? []));
	const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
	const boxes = environments.map(({ name }) => {
		const kind = entered.has(name) ? "now" : sources.has(name) ? "on" : "other";
		return `${nodes.get(name)}["${describeNode(name, entered.get(name))}"]:::${kind}`;
	});
	const taken = (from, to, hotfix) => {
		const resolvedRoute = entered.get(to)?.passage;
		return resolvedRoute?.from === from && resolvedRoute.hotfix === hotfix;
	};
	const routes = environments.flatMap(({ name, from }) => from.map((source) => `${nodes.get(source)} ${taken(source, name, null) ? "==>" : "-->"} ${nodes.get(name)}`));
	const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
		const isTaken = taken(from, to, name);
		return `${nodes.get(from)} ${isTaken ? "==>" : "-.->"}|"${pictureText(name)}"| ${nodes.get(to)}`;
	});
	const used = STYLES.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(" ")[1]}`)));
	const text = ["flowchart LR", ...[
		...boxes,
		...routes,
		...hotfixes,
		...used
	].map((line) => `  ${line}`)].join("\n");
	return text.length > MAX_TEXT ? void 0 : text;
}
// src/report/promotion-summary.ts
const MAX_TYPES = 5;
const LABEL = "org.opencontainers.image.";
function renderBytes(destination) {
	const { blobs, bytesCopied } = destination;
	const parts = [
		blobs.mounted > 0 ? `${formatCount(blobs.mounted, "blob")} mounted` : "",
		blobs.copied > 0 ? `${formatCount(blobs.copied, "blob")} copied` : "",
		blobs.present > 0 ? `${formatCount(blobs.present, "blob")} already there` : "",
		blobs.leftOut > 0 ? `${formatCount(blobs.leftOut, "blob")} left out because of their licence` : ""
	].filter((part) => part !== "");
	return `${parts.length === 0 ? "the image was already there" : formatList(parts)}, **${formatBytes(bytesCopied)}** through the runner`;
}
function renderAttached(image, { referrers, cosignTags }) {
	const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
	const shown = types.slice(0, MAX_TYPES).map(markdownCode);
	if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
	const present = referrers.present + cosignTags.present;
	const parts = [
		referrers.takenAlong > 0 ? `${formatCount(referrers.takenAlong, "referrer")} (${shown.join(", ")})` : "",
		cosignTags.takenAlong > 0 ? formatCount(cosignTags.takenAlong, "cosign tag") : "",
		present > 0 ? `${present} already there` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "" : `- **Copied along:** ${formatList(parts)}`;
}
function renderRoute({ passage }) {
	if (passage === null) return [];
	const { environment, from, hotfix, evidence, isEvidenceSigned } = passage;
	const way = from === null ? "from where it was built" : `from ${markdownCode(from)}`;
	const route = hotfix === null ? "" : ` by the hotfix route **${markdownText(hotfix)}**`;
	const right = evidence === null ? "" : `, allowed by ${markdownCode(evidence)} (${isEvidenceSigned ? "signed" : "**unsigned**"})`;
	return [`Into ${markdownCode(environment)} ${way}${route}${right}`];
}
function renderRecord({ record, recordForm }) {
	return record === null ? "none was asked for" : `${markdownCode(record)} (${recordForm})`;
}
function renderTitle({ repository }, image, run) {
	const address = linkPackage(repository, run);
	if (image.destinations.length === 1) return address === void 0 ? [] : [`In ${markdownCode(repository)}, ${address}`];
	return [`### → ${markdownCode(repository)}${address === void 0 ? "" : ` · ${address}`}`];
}
function renderDestination(image, destination, report) {
	const { repository, tags, previousDigest } = destination;
	const { dryRun } = report;
	const parts = [...renderTitle(destination, image, report.run.address), ...renderRoute(destination)];
	parts.push(tags.length === 0 ? "No rule gave a tag: the image is there by its digest only." : renderTagsByAction(tags, !dryRun), `\`\`\`text\n${repository}@${image.digest}\n\`\`\``);
	if (!dryRun) {
		const facts = [`- **Record:** ${renderRecord(destination)}`, `- **Image:** ${renderBytes(destination)}`];
		const attached = renderAttached(image, destination);
		if (attached !== "") facts.push(attached);
		if (previousDigest !== null) facts.push(`- **Before:** ${markdownCode(`${repository}@${previousDigest}`)}`);
		parts.push(facts.join("\n"));
	}
	if (tags.length > 0) parts.push(markdownDetails("Why each tag", renderTags(tags, !dryRun)));
	if (destination.idleRules.length > 0) parts.push(renderUnmatchedRules(destination.idleRules));
	return parts.join("\n\n");
}
function describeSize({ blobs, bytes }) {
	return blobs === null || bytes === null ? "" : `${formatCount(blobs, "blob")}, ${formatBytes(bytes)} in all, `;
}
function renderDetails(image) {
	const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
	const labels = Object.entries(image.labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]);
	const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
	if (platforms.length > 0) parts.push(markdownTable(["Platform", "Digest"], platforms));
	if (labels.length > 0) parts.push(markdownTable(["Label", "Value"], labels));
	const title = platforms.length === 0 ? "The image" : `The image: ${formatCount(platforms.length, "platform")}`;
	return markdownDetails(title, parts.join("\n\n"));
}
function renderHeadline(report, image) {
	const { destinations } = image;
	const [first] = destinations;
	const places = destinations.length === 1 ? markdownCode(first?.repository ?? "") : `${destinations.length} repositories`;
	const tag = mainTag((first?.tags ?? []).filter(({ action }) => action !== "skip"));
	const what = tag === "" ? "the image" : markdownCode(tag);
	if (report.dryRun) return `## 🔎 Dry run: would promote ${what} to ${places}; nothing was written`;
	const outcome = outcomeOf(destinations);
	if (outcome === "tags") return `## ⚓ Promoted ${what} to ${places}`;
	if (outcome === "nothing") return `## ⚓ Nothing to do: ${what} is already in ${places}`;
	if (tag === "" && destinations.some(({ written }) => written.includes("image"))) return `## ⚓ No tag was written: the image is now in ${places}, by digest only`;
	const parts = [...new Set(destinations.flatMap((each) => nameContent(each, false)))];
	return `## ⚓ No tag was written: ${what} is already in ${places}, and now has ${formatList(parts)}`;
}
function renderRun({ run, requests, milliseconds }) {
	const { actor, address, approvedBy, reason } = run;
	const approvals = formatList(approvedBy.map((login) => linkLogin(login, address)));
	const people = [actor === null ? "" : `${linkLogin(actor, address)} started it`, approvedBy.length === 0 ? "" : `${approvals} approved`].filter((part) => part !== "");
	return `> ${[
		reason === null ? "" : `**${markdownText(reason)}**`,
		people.join(", "),
		address === null ? "" : linkRun(address, address),
		`${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`
	].filter((part) => part !== "").join(" · ")}`;
}
function renderSource({ source, labels }, run) {
	const commit = linkCommit(labels[`${LABEL}source`], labels[`${LABEL}revision`], run);
	return `From ${markdownCode(source)}${commit === void 0 ? "" : `, built from ${commit}`}`;
}
function renderImage(image, report) {
	return [
		renderSource(image, report.run.address),
		...image.destinations.map((destination) => renderDestination(image, destination, report)),
		renderDetails(image)
	].join("\n\n");
}
function renderPicture({ images }, pipeline) {
	if (pipeline === void 0) return [];
	const picture = drawPromotion(pipeline, images.flatMap(({ destinations }) => destinations));
	return picture === void 0 ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``];
}
function renderImages(report, pipeline) {
	const { images } = report;
	const [only, ...others] = images;
	const picture = renderPicture(report, pipeline);
	if (only !== void 0 && others.length === 0) return [
		renderHeadline(report, only),
		renderRun(report),
		...picture,
		renderImage(only, report)
	];
	const [headline, table] = renderSet(report);
	return [...[
		headline,
		renderRun(report),
		...picture,
		table
	], ...images.map((image) => markdownDetails(markdownText(image.source.split("@", 1)[0] ?? ""), renderImage(image, report)))];
}
function renderPromotionSummary(report, pipeline) {
	const parts = [...renderImages(report, pipeline)];
	for (const warning of report.warnings) parts.push(`> [!WARNING]\n> ${markdownText(warning)}`);
	return limitSummary(`${parts.join("\n\n")}\n`);
}
function renderSetHeadline({ dryRun, images }) {
	const what = formatCount(images.length, "image");
	if (dryRun) return `## 🔎 Dry run: would promote ${what} together; nothing was written`;
	const outcomes = images.map(({ destinations }) => outcomeOf(destinations));
	const [tagged, content, there] = [
		"tags",
		"content",
		"nothing"
	].map((outcome) => outcomes.filter((each) => each === outcome).length);
	if (there === images.length) return `## ⚓ Nothing to do: all ${what} are already there`;
	const rest = there === 0 ? [] : [`${there} already there`];
	const alone = "only copied or recorded";
	if (tagged === 0) return `## ⚓ No tag was written: ${[`${formatCount(content ?? 0, "image")} ${alone}`, ...rest].join("; ")}`;
	const untagged = content === 0 ? [] : [`${content} ${alone}, without a new tag`];
	return `## ⚓ ${[
		`Promoted ${formatCount(tagged ?? 0, "image")} together`,
		...untagged,
		...rest
	].join("; ")}`;
}
function renderTagNames({ tags }) {
	const standing = tags.filter(({ action }) => action !== "skip");
	return standing.length === 0 ? "none" : standing.map(({ tag }) => markdownCode(tag)).join(" ");
}
function toSetRows({ source, digest, destinations }) {
	return destinations.map((destination) => [
		markdownCode(source.split("@", 1)[0] ?? source),
		markdownCode(destination.repository),
		renderTagNames(destination),
		markdownCode(shortDigest(digest))
	]);
}
function renderSet(report) {
	return [renderSetHeadline(report), markdownTable([
		"From",
		"To",
		"Tags",
		"Digest"
	], report.images.flatMap(toSetRows))];
}
const SIGNS = {
	create: "🆕",
	move: "⏩",
	keep: "✅",
	skip: "⏸️"
};
const DONE = {
	create: "new",
	move: "moved",
	keep: "kept",
	skip: "skipped"
};
const PLANNED = {
	create: "create",
	move: "move",
	keep: "keep",
	skip: "skip"
};
function renderMove({ action, before, after }) {
	if (before === null || action !== "move" && action !== "skip") return "";
	const from = markdownCode(shortDigest(before));
	if (action === "skip") return `stays ${from}`;
	return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}
function renderTags(tags, isDone) {
	const words = isDone ? DONE : PLANNED;
	const moves = tags.map(renderMove);
	const hasMoves = moves.some((move) => move !== "");
	const header = [
		"Tag",
		isDone ? "Done" : "Plan",
		"Why",
		...hasMoves ? ["Digest"] : []
	];
	const rows = tags.map((item, index) => {
		const word = `${SIGNS[item.action]}&nbsp;${words[item.action]}`;
		const cells = [
			`**${markdownCode(item.tag)}**`,
			word,
			markdownText(item.reason)
		];
		return hasMoves ? [...cells, moves[index] ?? ""] : cells;
	});
	return markdownTable(header, rows);
}
function renderRow(items, isDone) {
	const [first] = items;
	if (first === void 0) return [];
	const { action, before } = first;
	const word = `${SIGNS[action]}&nbsp;${(isDone ? DONE : PLANNED)[action]}`;
	const from = action === "move" && before !== null ? ` from ${markdownCode(shortDigest(before))}` : "";
	const why = action === "skip" ? `: ${[...new Set(items.map(({ reason }) => markdownText(reason)))].join("; ")}` : "";
	return [`${word}${from}`, `${items.map(({ tag }) => markdownCode(tag)).join(" ")}${why}`];
}
function renderTagsByAction(tags, isDone) {
	const groups = /* @__PURE__ */ new Map();
	for (const item of tags) {
		const key = item.action === "move" ? `move ${item.before}` : item.action;
		groups.set(key, [...groups.get(key) ?? [], item]);
	}
	return markdownTable(["", "Tags"], [...groups.values()].map((items) => renderRow(items, isDone)));
}
function renderUnmatchedRules(rules) {
	const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
	return markdownDetails(`${formatCount(rules.length, "rule")} gave no tag`, lines.join("\n"));
}
function describeBlobs({ blobs, bytesCopied }) {
	const { mounted, copied, present } = blobs;
	const parts = [
		mounted > 0 ? `${mounted} mounted` : "",
		copied > 0 ? `${copied} copied, ${formatBytes(bytesCopied)}` : "",
		present > 0 ? `${present} there` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "there already" : formatList(parts);
}
function toShardRows({ source, digest, destinations }) {
	return destinations.map((destination) => [
		markdownCode(source.split("@")[0] ?? source),
		markdownCode(destination.repository),
		describeBlobs(destination),
		markdownCode(shortDigest(digest))
	]);
}
function renderShardHeadline({ images, dryRun }, shard) {
	const [name, count] = [markdownCode(shard), formatCount(images.length, "image")];
	if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
	return `## ⚓ Shard ${name}: ${count} complete, their tags wait for the last job`;
}
function renderShardSummary(report, shard) {
	const { images } = report;
	const table = markdownTable([
		"From",
		"To",
		"Blobs",
		"Digest"
	], images.flatMap(toShardRows));
	const parts = [
		renderShardHeadline(report, shard),
		markdownDetails("The images", table),
		...report.warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`),
		`<sub>${formatCount(report.requests, "request")} in ${formatSeconds(report.milliseconds)}</sub>`
	];
	return limitSummary(`${parts.join("\n\n")}\n`);
}
export { computeTags as C, isSameRepository as E, requireNoConflict as S, findEventNeeds as T, openCheckout as _, NO_RUN as a, namesToLookUp as b, buildShardOutputs as c, toPlanItems as d, completeRepository as f, askGit as g, listGitVersions as h, renderUnmatchedRules as i, mainTag as l, askGitHub as m, renderShardSummary as n, buildPromotionOutputs as o, readReleaseState as p, renderTags as r, buildReport as s, renderPromotionSummary as t, reportRun as u, buildTagContext as v, dependsOnLabels as w, planTags as x, readShortShaLength as y };
