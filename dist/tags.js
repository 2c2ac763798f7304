import { B as compareVersions, Bn as tryParseDigest, G as reasonForNoVersion, Gt as describeRepository, H as isStable, J as tryParseVersion, Jn as PolicyError, K as sampleVersion, Q as tryParsePep440, U as looksLikePreRelease, V as formatVersionTag, Vn as quote, X as comparePep440, Y as tryParseVersionTag, Yt as isJsonObject, Z as tryParseFullPep440, a as markdownTable, ct as literalTemplate, dt as renderTemplate, en as property, fn as formatList, ft as warnOfBareTypes, i as markdownPage, in as stringProperty, ln as formatBytes, lt as namesIn, mn as formatSeconds, mt as tryParseRevision, n as markdownDetails, nt as matchGitTag, o as markdownText, ot as VERSION_LANGUAGE, pt as ALLOWED, q as splitVersion, qn as InputError, r as markdownLabels, st as isLiteral, t as markdownCode, tt as parseTagRules, un as formatCount, ut as parseTemplate, zn as shortDigest } from "./start.js";
import { $ as textOfGitTag, A as parseRelease, B as sanitizeComponent, Bn as rankOf, C as compareDotted, D as isReleaseOf, E as isOfLine, F as composeTag, Gn as linkComparison, H as sanitizeSuffix, I as reasonForEmpty, J as fillUp, Jn as linkPackage, K as shortSha, Kn as linkLogEntry, L as renderAffixes, Ln as holdBack, M as splitRelease, N as tryParseDotted, O as isVersionLike, Q as notesOnVersion, R as renderComponents, S as compareBuilds, T as isComparable, U as shortHash, V as sanitizePrefix, Vn as renderRunLine, W as shortenNames, Wn as linkCommit, X as hasText, Xn as drawEnvironments, Y as findVersion, Z as isTagOfImage, Zn as markdownPicture, _ as numberTag, _t as readObjects, an as nameContent, at as inFamily, ct as canAskGitHub, et as textOfSourceTag, ft as GitHubRefusal, h as namesInSequence, in as describeRoute, it as familyKey, j as readTextLine, k as newestFirst, lt as openGitHubClient, mt as explainGitHubFailure, nt as NO_AFFIXES, on as outcomeOf, ot as spellingsOf, q as VERSION_LABEL, rn as countBlobs, rt as distinctFamilies, sn as toRows, sr as renderGates, st as takeOff, tt as versionTextOfGitTag, ut as readGitHub, v as fullVersions, vn as renderComparison, w as dottedOfVersion, x as textsIn, y as readTexts, z as renderText } from "./common.js";
import { realpathSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { execFile } from "node:child_process";
// src/tags/sha-tag.ts
const DIGITS$1 = /^[0-9a-f]{7,40}$/;
function digitsOfShaTag(text) {
	return /^sha-([0-9a-f]{7,64})$/i.exec(text)?.[1]?.toLowerCase();
}
function isNumberLike(digits) {
	return /^[0-9]+(?:e[0-9]*)?$/i.test(digits);
}
function familiesOf$1(rules, scope) {
	const own = rules.filter(({ type }) => type === "sha");
	const [usual] = parseTagRules("type=sha");
	return (own.length > 0 || usual === void 0 ? own : rules.map(({ suffix }) => ({
		...usual,
		suffix
	}))).flatMap((rule) => {
		const affixes = renderAffixes(rule, scope);
		return typeof affixes === "string" ? [] : [affixes];
	});
}
function readShaTag(tag, { rules, scope }) {
	return familiesOf$1(rules, scope).flatMap((family) => {
		const digits = takeOff(family, tag);
		return `${family.prefix}${digits}${family.suffix}` === tag && DIGITS$1.test(digits) ? [digits] : [];
	});
}
function isShaTagOf(commit, tag, sources) {
	return readShaTag(tag, sources).some((digits) => commit.startsWith(digits));
}
const NUMBER = /^[0-9]+$/;
function commitsNamedBy(tag, sources) {
	const read = readShaTag(tag, sources).filter((digits) => digits !== tag || !NUMBER.test(digits));
	return [...new Set([digitsOfShaTag(tag) ?? [], read].flat())];
}
// src/tags/rule-needs.ts
function needsVersion(rules) {
	return rules.some(asksVersion);
}
function asksVersion(rule) {
	return readsGitTag$1(rule) || templatesOf(rule).some(namesVersion);
}
const READ_GIT_TAG = {
	semver: true,
	pep440: true,
	match: true,
	channel: true,
	schedule: false,
	edge: false,
	ref: false,
	sha: false,
	date_seq: false,
	source: false,
	raw: false
};
function readsGitTag$1(rule) {
	return READ_GIT_TAG[rule.type] && (!("value" in rule) || rule.value === void 0);
}
function templatesOf(rule) {
	const value = "value" in rule ? rule.value : void 0;
	return [
		rule.enable,
		rule.prefix,
		rule.suffix,
		value
	].filter((each) => each !== void 0);
}
function namesVersion(template) {
	const names = namesIn(template);
	return names.has("version") || names.has("major") || names.has("minor") || names.has("patch");
}
function findEventNeeds(rules, flavor) {
	const templates = [
		flavor.prefix,
		flavor.suffix,
		...rules.flatMap((rule) => [...templatesOf(rule), ...rule.type === "schedule" ? [rule.pattern] : []])
	];
	const names = new Set(templates.flatMap((each) => [...namesIn(each)]));
	const isEdge = rules.some((rule) => rule.type === "edge" && rule.branch === void 0);
	return {
		commitDate: names.has("commit_date"),
		defaultBranch: isEdge || names.has("is_default_branch") || names.has("is_not_default_branch")
	};
}
const LINE_LIKE = /(?:^|[^a-zA-Z0-9])(?:latest(?![a-zA-Z0-9])|[vV]?[0-9])/;
function mayNameLine(rule, sourceTag) {
	switch (rule.type) {
		case "source": return LINE_LIKE.test(sourceTag);
		case "match": return true;
		case "raw": return !isLiteral(rule.value) || LINE_LIKE.test(rule.value.source);
		case "semver":
		case "pep440":
		case "channel":
		case "schedule":
		case "edge":
		case "ref":
		case "sha":
		case "date_seq": return false;
		default: return rule;
	}
}
function needsRevision(rules) {
	return rules.some((rule) => rule.type === "sha" || templatesOf(rule).some((each) => namesIn(each).has("sha")));
}
function dependsOnLabels(rules, known) {
	const { input = "", revision = "", sourceTag = "", flavor } = known;
	if (revision === "" && needsRevision(rules)) return true;
	if (rules.some(({ type }) => type === "match")) return true;
	if (input !== "") return false;
	return needsVersion(rules) || flavor.latest === "true" || rules.some((rule) => mayNameLine(rule, sourceTag));
}
// src/tags/rule-result.ts
const NOTHING$1 = {
	candidates: [],
	heldBack: [],
	lines: [],
	latest: void 0
};
function onlyTag(tag, latest) {
	return {
		...NOTHING$1,
		candidates: [tag],
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
function isMutable(rule, { context: { flavor } }, byNature) {
	if (rule.immutable !== void 0) return !rule.immutable;
	const texts = [
		"value" in rule ? rule.value : void 0,
		rule.prefix ?? flavor.prefix,
		rule.suffix ?? flavor.suffix
	];
	return byNature && !texts.some((text) => text !== void 0 && namesIn(text).has("sha"));
}
function isEnabled(rule, scope) {
	const { text } = renderText(rule.enable, scope);
	if (text === "true" || text === "false") return text === "true";
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable evaluates to ${quote(text)}; write an expression that evaluates to "true" or "false"`);
}
// src/tags/same-repository.ts
const ADDRESS = /^(?:(?:git\+)?(?:https?|ssh|git):\/\/)?(?:[^@/]+@)?([^/:]+)(?::\d+)?[/:](.+?)(?:\.git)?\/*(?:[?#].*)?$/i;
function normalize(address) {
	const [, host, path] = ADDRESS.exec(address.trim()) ?? [];
	return host === void 0 || path === void 0 ? void 0 : `${host}/${path}`.toLowerCase();
}
function isSameRepository(source, page) {
	const [left, right] = [normalize(source ?? ""), normalize(page)];
	return left !== void 0 && left === right;
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
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: its value ${quote(text)} is not a version, because ${reasonForNoVersion(whole)}; write it in full, such as "${sampleVersion(text)}"`);
}
function reasonForNone(rule, { context }) {
	const text = versionTextOfGitTag(context.versions, void 0);
	if (text === void 0) return "no version is known";
	return versionTextOfGitTag(context.versions, rule.match) === void 0 ? `its match finds nothing in the git tag ${quote(text)}` : `the git tag ${quote(text)} does not begin with a version`;
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
function fullTag(rule, { version, origin }, composed) {
	return {
		...composed,
		kind: "semver.full",
		mutable: rule.immutable === false,
		priority: priorityOf(rule),
		reason: `version ${version.text} from ${origin}`,
		version: version.text,
		family: composed.tag
	};
}
function familyTags(rule, { found, affixes }, scope) {
	const { version } = found;
	const full = composeTag({
		text: formatVersionTag(version),
		original: version.text
	}, affixes, { isVersion: true });
	if (typeof full === "string") return full;
	const tag = fullTag(rule, found, full);
	const lines = linesOf(version).flatMap(({ kind, text }) => {
		const composed = composeTag({
			text,
			original: text
		}, affixes);
		if (typeof composed === "string") return [];
		return [{
			...composed,
			kind,
			version,
			family: affixes,
			priority: priorityOf(rule),
			mutable: isMutable(rule, scope, true),
			reason: `${version.text} is the highest version${kind === "latest" ? "" : ` of ${text}`}`,
			includes: includesOf(kind, version)
		}];
	});
	const latest = {
		asks: false,
		version,
		family: affixes,
		reason: `${version.text} is the highest version`
	};
	return {
		...NOTHING$1,
		candidates: [tag],
		lines,
		latest
	};
}
function linesOf({ major, minor }) {
	return [
		{
			kind: "semver.minor",
			text: `${major}.${minor}`
		},
		...major === 0 ? [] : [{
			kind: "semver.major",
			text: `${major}`
		}],
		{
			kind: "latest",
			text: "latest"
		}
	];
}
const WHOLE_VERSION = parseTemplate("{{version}}", VERSION_LANGUAGE);
function showsWhole(pattern) {
	const fields = namesIn(pattern);
	return fields.has("version") || fields.has("raw") && pattern.parts.length === 1;
}
function patternMoves(pattern) {
	return kindOf(namesIn(pattern)) !== "semver.full";
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
	const { version } = found;
	const asked = rule.pattern ?? literalTemplate("");
	const pattern = isStable(version) || showsWhole(asked) ? asked : WHOLE_VERSION;
	const composed = composeTag(write(pattern, version, found.raw), affixes, { isVersion: true });
	if (typeof composed === "string") return composed;
	const kind = kindOf(namesIn(pattern));
	const family = familyOf(pattern, affixes);
	const reasonForLatest = `${version.text} is the highest version`;
	const latest = {
		asks: isStable(version),
		version,
		family,
		wider: affixes,
		reason: reasonForLatest
	};
	if (kind === "semver.full") return onlyTag(fullTag(rule, found, composed), latest);
	const line = {
		...composed,
		kind,
		version,
		family,
		wider: [affixes],
		priority: priorityOf(rule),
		mutable: isMutable(rule, scope, true),
		reason: `${version.text} is the highest version${kind === "channel" ? "" : ` of ${composed.tag}`}`,
		includes: includesOf(kind, version)
	};
	return {
		...NOTHING$1,
		lines: [line],
		latest
	};
}
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
function textAround(template) {
	if (!namesVersion(template)) return NO_AFFIXES;
	const [first] = template.parts;
	const last = template.parts.at(-1);
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
	switch (rule.type) {
		case "semver":
		case "pep440": return rule.pattern === void 0 ? affixes : familyOf(rule.pattern, affixes);
		case "raw": {
			const { prefix, suffix } = textAround(rule.value);
			return {
				prefix: `${affixes.prefix}${prefix}`,
				suffix: `${suffix}${affixes.suffix}`
			};
		}
		case "match":
		case "channel":
		case "schedule":
		case "edge":
		case "ref":
		case "sha":
		case "date_seq":
		case "source": return affixes;
		default: return rule;
	}
}
function readingOf(rule) {
	switch (rule.type) {
		case "match": return { kind: "match" };
		case "pep440": return {
			kind: "pep440",
			match: rule.match
		};
		case "channel": return {
			kind: "semver",
			match: rule.match
		};
		case "semver": return {
			kind: "semver",
			match: rule.match,
			coerce: rule.coerce
		};
		case "raw":
		case "schedule":
		case "edge":
		case "ref":
		case "sha":
		case "date_seq":
		case "source": return { kind: "semver" };
		default: return rule;
	}
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
	const choices = asking.map((rule) => chooseVersion(scopeOfRule(rule, scope).context.versions, {
		...readingOf(rule),
		families
	}));
	const rejections = new Set(choices.flatMap(({ refusal }) => refusal ?? []));
	if (rejections.size === 0) return [...new Set(choices.flatMap(({ notes }) => notes))];
	throw new InputError(`Cannot tell the version of ${promoted.reference}: ${[...rejections].join("; also, ")}`);
}
// src/tags/image-release.ts
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
function findReleases(readings, { context, outcomes }) {
	const image = [...readings, context].flatMap((reading) => versionOfImage(reading) ?? []);
	const named = outcomes.flatMap(({ lines, latest }) => [...lines, latest].flatMap((each) => each?.version ?? []));
	const stable = image.filter(isStable);
	const versions = [...newestFirst(stable.length > 0 ? stable : image), ...newestFirst(named)];
	if (versions.length > 0) return versions.map((version) => ({ version }));
	const raw = versionOfRawTags(context, outcomes);
	if (raw !== void 0) return [{ version: raw }];
	const dotted = dottedOfImage(context);
	return dotted === void 0 ? [] : [{ dotted }];
}
// src/tags/immutable-names.ts
const DIGITS = /^[0-9a-f]{7,64}$/i;
const DAY_NUMBER = /^([0-9]{8})_[0-9]{2,}$/;
const STRANGERS$1 = /* @__PURE__ */ new Set([
	"branch",
	"git-tag",
	"pull-request"
]);
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
function formByRule(tag, rule, scope) {
	if (rule.enable.source === "false") return void 0;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return void 0;
	const text = inFamily(tag, affixes);
	switch (rule.type) {
		case "semver": {
			const family = rule.pattern === void 0 ? affixes : familyOf(rule.pattern, affixes);
			return spellingsOf(family).some((each) => tryParseVersionTag(inFamily(tag, each) ?? "") !== void 0) ? "a version" : void 0;
		}
		case "sha": {
			const isBare = affixes.prefix === "" && affixes.suffix === "";
			return text !== void 0 && DIGITS.test(text) && !(isBare && isNumberLike(text)) ? "the tag of a commit" : void 0;
		}
		case "date_seq": return text !== void 0 && isNumberOf(text, rule) ? "a daily build number" : void 0;
		case "pep440":
		case "match":
		case "channel":
		case "schedule":
		case "edge":
		case "ref":
		case "source":
		case "raw": return;
		default: return rule;
	}
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
		this.flavor = typeof flavor === "string" ? NO_AFFIXES : flavor;
	}
	formOf(tag, text = tag) {
		const texts = [
			tag,
			text,
			takeOff(this.flavor, tag)
		];
		if (texts.some((each) => digitsOfShaTag(each) !== void 0)) return "the tag of a commit";
		if (texts.some(isDayNumber)) return "a daily build number";
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
			if (form === "a version" || form === "a daily build number" && isCut === true) return void 0;
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
			candidates: [tag],
			named: {
				...named,
				tag
			}
		};
	}
	hold({ candidates, heldBack }) {
		const { names, digests } = this.scope.existing;
		const kept = [];
		const held = [...heldBack];
		for (const each of candidates) {
			const form = each.mutable ? this.formOf(each.tag) : void 0;
			const candidate = form === void 0 ? each : {
				...each,
				mutable: false
			};
			if (form === void 0 || !(names.has(each.tag) || digests.has(each.tag))) kept.push(candidate);
			else held.push(holdBack(candidate, `it exists, and its name is that of ${form}, which never moves`));
		}
		return {
			candidates: kept,
			heldBack: held
		};
	}
};
// src/tags/known-versions.ts
function oncePerFamily(read) {
	const families = /* @__PURE__ */ new Map();
	return (family) => {
		const key = familyKey(family);
		const known = families.get(key) ?? read(family);
		families.set(key, known);
		return known;
	};
}
function countedNames({ names, held }) {
	return held === void 0 ? [...names] : [...names].filter((name) => !held.has(name));
}
function textsOf(names, family) {
	return spellingsOf(family).flatMap((each) => textsIn(names, each));
}
const NAMED = /* @__PURE__ */ new Set([
	"git-tag",
	"match",
	"raw"
]);
var KnownVersions = class {
	ofFamily;
	dottedOf;
	own;
	constructor(existing, own) {
		this.own = own;
		const { versions = [] } = existing;
		const names = countedNames(existing);
		const all = [...names, ...own.map(({ tag }) => tag)];
		const named = [...names, ...own.filter(({ kind }) => NAMED.has(kind)).map(({ tag }) => tag)];
		this.ofFamily = oncePerFamily((family) => [...spellingsOf(family).flatMap((each) => fullVersions(all, each)), ...versions]);
		this.dottedOf = oncePerFamily((family) => [...readTexts(textsOf(named, family), tryParseDotted), ...this.ofFamily(family).filter(isStable).map((version) => ({
			...dottedOfVersion(version),
			tag: version.tag
		}))]);
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
const DAY = /^[0-9]{8}(?:[._-]|$)/;
function parsePep440(text) {
	if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return void 0;
	return tryParsePep440(text) ?? tryParsePep440(text.replace("_", "+"));
}
var KnownPep440 = class {
	ofFamily;
	whole;
	constructor(existing, own) {
		const { versions = [] } = existing;
		this.whole = own.flatMap(({ tag, kind, mutable }) => kind === "pep440" && !mutable ? tag : []);
		const all = [...countedNames(existing), ...own.map(({ tag }) => tag)];
		this.ofFamily = oncePerFamily((family) => [...readTexts(textsOf(all, family), parsePep440), ...versions.flatMap(({ text }) => parsePep440(text) ?? [])]);
	}
	isGiven(version, family) {
		return readTexts(textsOf(this.whole, family), parsePep440).some((other) => comparePep440(other, version) === 0);
	}
	highest(family, counts) {
		const [first, ...others] = this.ofFamily(family).filter(counts);
		return others.reduce((left, right) => left && comparePep440(left, right) < 0 ? right : left, first);
	}
};
// src/tags/version-lines.ts
function highestOf(version, others, counts = () => true) {
	return others.reduce((left, right) => counts(right) && compareVersions(left, right) < 0 ? right : left, version);
}
function higherVersion(version, others, counts = () => true) {
	const highest = highestOf(version, others, counts);
	if (compareVersions(highest, version) > 0) return {
		reason: `${highest.text} is higher`,
		blocking: highest.tag
	};
	const all = others.filter((other) => counts(other) && compareVersions(other, version) === 0);
	const builds = all.filter((other) => !isVariant(other, [version, ...all]));
	const newer = builds.find((other) => (compareBuilds(other.build, version.build) ?? 0) > 0);
	if (newer !== void 0) return {
		reason: `${newer.text} is a newer build`,
		blocking: newer.tag
	};
	const unordered = builds.find((other) => compareBuilds(other.build, version.build) === void 0);
	if (unordered === void 0) return void 0;
	return {
		reason: `${unordered.text} is another build of it, and nothing says which of the two is newer`,
		blocking: unordered.tag
	};
}
function isVariant({ build = "" }, builds) {
	return builds.some((other) => other.build !== void 0 && build.startsWith(`${other.build}-`));
}
function higherDotted(dotted, others, counts = () => true) {
	const highest = others.filter((other) => counts(other) && isComparable(other, dotted)).reduce((left, right) => compareDotted(left, right) < 0 ? right : left, dotted);
	if (compareDotted(highest, dotted) <= 0) return void 0;
	return {
		reason: `${highest.text} is higher`,
		blocking: highest.tag
	};
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
	const candidates = [];
	const heldBack = [];
	for (const line of lines) {
		const { tag, kind, mutable, reason, original, priority } = line;
		const { objection, sibling } = decideLine(line, context, known);
		if (objection !== void 0 && kind === "latest" && context.flavor.latest === "false" && known.isOwn(tag)) continue;
		if (objection !== void 0) heldBack.push(holdBack(line, objection));
		else candidates.push({
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
		candidates,
		heldBack
	};
}
// src/tags/latest.ts
const NOTHING = {
	candidates: [],
	heldBack: [],
	warnings: []
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
function composeLatest(scope) {
	const affixes = renderLatestAffixes(scope);
	const composed = typeof affixes === "string" ? affixes : composeTag({
		text: "latest",
		original: "latest"
	}, affixes);
	return typeof composed === "string" || typeof affixes === "string" ? void 0 : {
		...composed,
		affixes
	};
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
	const [ours] = newestFirst(stable.length > 0 ? stable : versions);
	if (ours !== void 0) {
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
function withImage(candidates, outcomes, release) {
	if (release === void 0 || candidates.some(isOrdered)) return candidates;
	const { version, dotted } = release;
	const image = distinctFamilies([NO_AFFIXES, ...outcomes.flatMap(({ named }) => named?.affixes ?? [])]).map((family) => ({
		asks: false,
		version,
		dotted,
		family,
		reason: ""
	}));
	return [...candidates, ...image];
}
function siblingOf(candidates, known) {
	const [newest] = newestFirst(candidates.flatMap(({ version }) => version ?? []));
	const best = candidates.find(({ version }) => version !== void 0 && version.text === newest?.text);
	const full = newest && best && known.fullTag(newest, best.family);
	return newest === void 0 || full === void 0 ? {} : {
		version: newest.text,
		family: full
	};
}
function warnOfMove(tag, compared, { context, existing }) {
	if (!existing.names.has(tag) || existing.relations?.has(tag) === true || compared.some(isOrdered)) return [];
	const name = compared.flatMap((each) => each.name ?? [])[0] ?? versionTextOfGitTag(context.versions, void 0);
	if (name === void 0) return [];
	return [`The tag "${tag}" moves to ${quote(name)}, although its age is unknown: the name is neither a version nor dotted numbers, and cannot be compared; name releases like "v1.2.3", or set latest=false in the flavor`];
}
function decideLatest(outcomes, scope, { known, release }) {
	const { context } = scope;
	const { flavor } = context;
	const composed = composeLatest(scope);
	if (composed === void 0) return NOTHING;
	const { affixes, ...named } = composed;
	const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
	const asking = candidates.filter(({ asks }) => asks);
	const isGiven = flavor.latest === "true" && outcomes.some((each) => each.candidates.length + each.lines.length > 0) || flavor.latest !== "false" && asking.length > 0;
	const isOwn = known.isOwn(named.tag);
	if (!isGiven && !isOwn) return NOTHING;
	const compared = withImage(releasesAmong(candidates), outcomes, release);
	const objection = refusalOf(context) ?? findHigher(compared, affixes, known);
	const base = {
		...named,
		kind: "latest",
		mutable: true
	};
	if (objection !== void 0) return {
		...NOTHING,
		heldBack: [holdBack(base, objection)]
	};
	const warnings = warnOfMove(named.tag, compared, scope);
	if (!isGiven) return {
		...NOTHING,
		warnings
	};
	const reason = asking[0]?.reason ?? "the flavor says latest=true";
	const sibling = siblingOf(asking, known);
	return {
		...NOTHING,
		candidates: [{
			...base,
			priority: Number.NEGATIVE_INFINITY,
			reason,
			...sibling
		}],
		warnings
	};
}
// src/tags/named-tags.ts
const STRANGERS = /* @__PURE__ */ new Set(["branch", "pull-request"]);
function findLinePattern(rule) {
	switch (rule.type) {
		case "semver":
		case "pep440": return rule;
		case "match":
		case "channel":
		case "schedule":
		case "edge":
		case "ref":
		case "sha":
		case "date_seq":
		case "source":
		case "raw": return;
		default: return rule;
	}
}
function findLineFamilies(rules, scope) {
	return rules.flatMap((rule) => {
		const line = findLinePattern(rule);
		if (line === void 0 || rule.enable.source === "false") return [];
		const { pattern } = line;
		if (pattern !== void 0 && !patternMoves(pattern)) return [];
		const affixes = renderAffixes(rule, scope);
		if (typeof affixes === "string") return [];
		return spellingsOf(pattern === void 0 ? affixes : familyOf(pattern, affixes));
	});
}
function findRunFamilies(outcomes) {
	return distinctFamilies(outcomes.flatMap(({ lines, latest }) => [...lines, latest].flatMap((each) => each?.version === void 0 ? [] : each.family)));
}
function includesIn({ parts }) {
	return (version) => isReleaseOf({ version }, { parts });
}
function decideOwnLine(named, { line, release, families }, { scope: { context }, known }) {
	const { tag } = named;
	const refusal = line.parts.length === 0 ? refusalOf(context) : void 0;
	if (refusal !== void 0) return {
		kind: "held",
		objection: refusal
	};
	const { version, dotted } = release;
	if (version === void 0) {
		const found = families.map((family) => higherDotted(dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts))).find((each) => each !== void 0);
		return found === void 0 ? {
			kind: "given",
			tag
		} : {
			kind: "held",
			objection: found
		};
	}
	const [family = line.family, ...wider] = families;
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
		objection
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
function decideOtherLine(named, line, { known, releases }) {
	const [release] = releases;
	if (release === void 0) return {
		kind: "given",
		tag: named.tag
	};
	const includes = includesIn(line);
	const objection = [line.family, named.affixes].map((family) => release.dotted === void 0 ? higherVersion(release.version, known.ofFamily(family), (other) => isStable(other) && includes(other)) : higherDotted(release.dotted, known.dottedOf(family), (other) => isOfLine(other, line.parts))).find((each) => each !== void 0);
	return objection === void 0 ? {
		kind: "given",
		tag: named.tag
	} : {
		kind: "held",
		objection
	};
}
function decideNamed(named, work) {
	const { tag, text, affixes, origin } = named;
	const line = readTextLine(text, affixes);
	if (line === void 0 || tag.kind === "sha" || tag.tag === work.latest) return {
		kind: "given",
		tag
	};
	const releases = named.release === void 0 ? work.releases : [named.release, ...work.releases];
	const release = releases.find((each) => isReleaseOf(each, line));
	const isTaken = origin === "author" || origin === "git-tag";
	if (release !== void 0) {
		if (!tag.mutable) return {
			kind: "given",
			tag
		};
		return decideOwnLine(named, {
			line,
			release,
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
		releases
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
	if (version === void 0) return `${quote(text)} is not a PEP 440 version`;
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
	const names = namesIn(rule.pattern);
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
		return higher && {
			reason: `${higher.text} is higher`,
			blocking: higher.tag
		};
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
	const held = (because) => ({
		...NOTHING$1,
		heldBack: [holdBack(tag, because)],
		latest
	});
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
// src/tags/ref-rules.ts
const NO_EVENT = "a promotion knows no branch, and its tags describe the image";
function refTags(rule, scope) {
	const { git } = scope.context;
	if (git === void 0) return NO_EVENT;
	if (rule.event === "pr") return pullRequestTag(rule, scope);
	if (rule.event === "tag") return git.tag === void 0 ? "the event has no git tag" : gitTagTag(rule, scope, git.tag);
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
	const branch = rule.branch ?? git.defaultBranch;
	if (branch === void 0) return "the default branch is not known; name one with branch=NAME";
	if (git.branch !== branch) return `the event is not on the branch ${quote(branch)}`;
	return branchTag(rule, scope, {
		name: "edge",
		kind: "edge",
		reason: `the tip of the branch ${quote(branch)}`
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
	if ([text, composed.tag].some(isVersionLike)) return `the branch ${quote(name)} would shadow a version`;
	const { moves } = scope.context;
	const mutable = isMutable(rule, scope, true);
	if (!moves.allowed) return {
		...NOTHING$1,
		heldBack: [holdBack({
			...composed,
			kind,
			mutable
		}, moves.reason)]
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
const LINE_BRANCH = /^[vV]?[0-9]+(?:\.[0-9]+)?$/;
function warningsOfBranch(rules, scope) {
	const { git, gives } = scope.context;
	if (git?.branch === void 0 || git.mergeGroup !== void 0 || !gives.allowed || !LINE_BRANCH.test(git.branch)) return [];
	if (!rules.some((rule) => rule.type === "ref" && rule.event === "branch" && isEnabled(rule, scope))) return [];
	return [`The branch ${quote(git.branch)} gets no tag by type=ref,event=branch, for it would look like the newest version of its line; write type=raw,value={{branch}} to tag it as long as no release has that line`];
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
	const { before, release: written } = splitRelease(name, tagPrefix);
	const release = parseRelease(written);
	const { version, dotted } = release ?? {};
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
		asks: !looksLikePreRelease(written),
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
		release
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
	if ([`${affixes.prefix}${text}`, composed.tag].some(isVersionLike)) return `the pull request ${number} would shadow a version; give the rule a prefix, such as "prefix=pr-"`;
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
function settleTags({ candidates, heldBack }) {
	const given = /* @__PURE__ */ new Map();
	for (const each of inOrder(candidates)) {
		const first = given.get(each.tag);
		given.set(each.tag, first === void 0 ? each : merge(first, each));
	}
	const held = /* @__PURE__ */ new Map();
	for (const each of inOrder(heldBack)) {
		const rival = given.get(each.tag);
		if (rival !== void 0 && COMPARED.has(rival.kind)) continue;
		given.delete(each.tag);
		if (!held.has(each.tag)) held.set(each.tag, each);
	}
	return {
		candidates: [...given.values()],
		heldBack: [...held.values()]
	};
}
function orderTags(settled, main) {
	if (main === void 0 || ORDER.includes(main.kind)) return settled;
	const first = settled.candidates.find(({ tag }) => tag === main.tag);
	if (first === void 0) return settled;
	return {
		...settled,
		candidates: [first, ...settled.candidates.filter((each) => each !== first)]
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
	return tags.toSorted((left, right) => rankOf(left, ORDER) - rankOf(right, ORDER));
}
const MAIN = [
	"semver.full",
	"pep440",
	"date_seq",
	"semver.minor",
	"semver.major",
	"channel",
	"latest"
];
function isMoving({ kind, mutable }) {
	return kind === "pep440" && mutable;
}
function mainTag(tags) {
	return tags.toSorted((left, right) => right.priority - left.priority || rankOf(left, MAIN) - rankOf(right, MAIN) || Number(isMoving(left)) - Number(isMoving(right)))[0];
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
		value ?? [],
		rule.prefix ?? flavor.prefix,
		rule.suffix ?? flavor.suffix
	].flat().flatMap((each) => [...namesIn(each)]);
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
	const { text, original, kind, reason, origin, release, names } = given;
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
		release
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
	if (scope.context.git?.event !== "schedule") return "the event is not a schedule";
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
	while (isBare && isNumberLike(digits) && digits.length < revision.sha.length) digits = revision.sha.slice(0, digits.length + 1);
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
	const release = parseRelease(splitRelease(text, "").release);
	const composed = textTag(rule, scope, {
		text: sanitizeComponent(found),
		original: found,
		kind: "match",
		reason,
		origin,
		release
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
	const own = parseRelease(found.slice(before.length));
	const { version, dotted } = (release !== void 0 && own?.version === void 0 && isPartOf(named.text, release) ? release : own) ?? {};
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
function isPartOf(text, release) {
	const line = readTextLine(text, NO_AFFIXES);
	return line !== void 0 && line.parts.length > 0 && isReleaseOf(release, line);
}
function channelOf({ preRelease }) {
	return /^[a-zA-Z]+/.exec(preRelease ?? "")?.[0];
}
function channelTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const { version } = found;
	const channel = channelOf(version);
	if (channel === void 0) return version.preRelease === void 0 ? `${version.text} is not a pre-release` : `${version.text} names no line such as "rc"`;
	if (channel === "latest") return `the line of ${version.text} would look like the highest version`;
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
		...NOTHING$1,
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
	const unmatched = [];
	const first = [];
	const fixed = new FixedNames(rules, scope);
	for (const rule of rules) {
		const made = ruleTags(rule, scopeOfRule(rule, scope));
		const outcome = typeof made === "string" ? made : fixed.settle(rule, made);
		if (typeof outcome === "string") unmatched.push(unmatchedRule(rule, outcome));
		else first.push({
			rule,
			outcome
		});
	}
	const given = comparePep440Rules(first, scope);
	const all = given.map(({ outcome }) => outcome);
	const known = new KnownVersions(existing, all.flatMap(({ candidates }) => candidates));
	const releases = findReleases(given.map(({ rule }) => scopeOfRule(rule, scope).context), {
		context,
		outcomes: all
	});
	const named = settleNamed(given, {
		scope,
		known,
		releases,
		runFamilies: findRunFamilies(all),
		lineFamilies: findLineFamilies(rules, scope),
		latest: composeLatest(scope)?.tag
	});
	const outcomes = named.given.map(({ outcome }) => outcome);
	const own = outcomes.flatMap(({ candidates }) => candidates);
	const lines = fixed.hold(decideLines(outcomes.flatMap((outcome) => outcome.lines), context, known));
	const latest = decideLatest(outcomes, scope, {
		known,
		release: releases[0]
	});
	const latestTags = fixed.hold(latest);
	const settled = settleTags({
		candidates: [
			...own,
			...lines.candidates,
			...latestTags.candidates
		],
		heldBack: [
			...outcomes,
			lines,
			latestTags
		].flatMap(({ heldBack }) => heldBack)
	});
	const main = mainTag(settled.candidates);
	const warnings = [
		...context.notes ?? [],
		...notes,
		...unknownDate(rules, context),
		...warningsOfBranch(rules, scope),
		...warnOfBareTypes(rules),
		...latest.warnings,
		...longNumbers(own)
	];
	return {
		...orderTags(settled, main),
		unmatched: [...unmatched, ...named.unmatched].toSorted((left, right) => left.line - right.line),
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
	const own = given.flatMap(({ outcome }) => [...outcome.candidates, ...outcome.lines]);
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
function settleNamed(given, work) {
	const unmatched = [];
	return {
		given: given.flatMap((each) => {
			const { rule, outcome } = each;
			if (outcome.named === void 0) return [each];
			const decision = decideNamed(outcome.named, work);
			if (decision.kind === "given") return [{
				rule,
				outcome: {
					...outcome,
					candidates: [decision.tag]
				}
			}];
			if (decision.kind === "held") {
				const heldBack = [...outcome.heldBack, holdBack(outcome.named.tag, decision.objection)];
				return [{
					rule,
					outcome: {
						...outcome,
						candidates: [],
						heldBack
					}
				}];
			}
			unmatched.push(unmatchedRule(rule, decision.reason));
			return [];
		}),
		unmatched
	};
}
function unknownDate(rules, { git, flavor }) {
	if (git !== void 0 || !findEventNeeds(rules, flavor).commitDate) return [];
	return ["A promotion does not know the date of the commit, so \"{{commit_date}}\" is the date of this run, and a re-run will differ; take the tag of the source by \"type=source\", or write \"{{date}}\" if the day of the run is meant"];
}
function longNumbers(tags) {
	return tags.flatMap(({ sequence }) => {
		if (sequence === void 0 || `${sequence.number}`.length <= sequence.width) return [];
		return [`the daily build number ${sequence.number} has more than ${sequence.width} digits, so tags no longer sort by time`];
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
// src/tags/plan.ts
function planTags(computed, existing, digest, options) {
	const conflicting = computed.candidates.filter((each) => isConflict(each, existing, digest));
	const foreign = new Map(conflicting.filter(({ kind }) => kind === "semver.full").map(({ tag, version = tag }) => [tag, {
		version,
		holds: existing.digests.get(tag)
	}]));
	const tags = computed.candidates.map((each) => {
		const before = existing.digests.get(each.tag);
		const skipped = (reason) => leave({
			...each,
			reason
		}, before, digest);
		if (conflicting.includes(each)) return skipped(before === void 0 ? "it exists already" : `it holds another image, ${shortDigest(before)}`);
		const objection = relationObjection(each, existing);
		if (objection !== void 0) return skipped(objection);
		const other = each.family === void 0 ? void 0 : foreign.get(each.family);
		if (other !== void 0) {
			const { version, holds } = other;
			return skipped(digest !== void 0 && holds !== void 0 ? `${version} is another image, ${shortDigest(holds)}` : `${version} exists already`);
		}
		return written(each, {
			before,
			after: digest,
			isThere: exists(each.tag, existing)
		});
	});
	const heldBack = computed.heldBack.map((each) => leave(each, existing.digests.get(each.tag), digest));
	const strict = computed.candidates.filter((each) => isUnknownToStrict(each, existing));
	const conflicts = [...conflicting.map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag)
	})), ...strict.map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag),
		isStrict: true
	}))];
	const all = [...tags, ...heldBack];
	const warnings = all.flatMap((tag) => relationWarning(tag, existing) ?? []);
	return {
		digest,
		tags: all,
		conflicts: options.ifTagExists === "fail" ? conflicts : [],
		warnings
	};
}
function namesToLookUp(computed, existing, { withSequences = true } = {}) {
	const names = [...computed.candidates, ...computed.heldBack].map(({ tag }) => tag).filter((tag) => existing.names.has(tag));
	const sequences = withSequences ? computed.candidates.flatMap(({ sequence }) => sequence ?? []) : [];
	return [.../* @__PURE__ */ new Set([...names, ...sequences.flatMap((sequence) => namesInSequence(sequence, existing.names))])];
}
function requireNoConflict({ conflicts, digest }, repository) {
	if (conflicts.length === 0) return;
	const fixed = conflicts.filter(({ isStrict }) => isStrict !== true);
	const strict = conflicts.filter(({ isStrict }) => isStrict === true);
	const reasons = [...fixed.map(({ tag, holds }) => `the immutable tag ${quote(tag)} ${reasonOf(holds, digest)}`), ...strict.map(({ tag }) => `the rule of the tag ${quote(tag)} is strict, and its commit is unknown`)];
	const remedy = fixed.length > 0 ? digest === void 0 ? "promote the image that is there, release a new version" : "release a new version" : "give the image the label org.opencontainers.image.revision, or leave out \"strict=true\" once";
	throw new PolicyError(`Cannot tag ${repository}: ${reasons.join(", and ")}; ${remedy}, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? "it" : "them"}`);
}
function reasonOf(holds, digest) {
	if (digest === void 0) return "exists already and a new build would overwrite it";
	if (holds === void 0) return "exists already and its content is unknown";
	return `holds ${shortDigest(holds)} and not ${shortDigest(digest)}`;
}
function relationObjection(each, existing) {
	if (existing.relations?.get(each.tag) === "behind") return "its commit is newer";
	return isUnknownToStrict(each, existing) ? "its commit is unknown, and the rule is strict" : void 0;
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
function leave(tag, held, digest) {
	const common = {
		...holdBack(tag, tag.reason),
		before: held,
		after: held
	};
	if (held === void 0 || held !== digest) return {
		...common,
		action: "skip"
	};
	return {
		...common,
		action: "keep",
		reason: `it holds this image already, though ${tag.reason}`
	};
}
const KEPT = { date_seq: "it is this image's daily build number, found again" };
function written({ tag, kind, mutable, reason, sequence }, { before, after, isThere }) {
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
// src/report/tag-tables.ts
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
function renderMove({ action, before, after }) {
	if (before === null || action !== "move" && action !== "skip") return "";
	const from = markdownCode(shortDigest(before));
	if (action === "skip") return `stays ${from}`;
	return after === null ? `now ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
}
function renderAction(action, isDone) {
	return `${SIGNS[action]}&nbsp;${isDone ? DONE[action] : action}`;
}
function renderTags(tags, isDone) {
	const moves = tags.map(renderMove);
	const hasMoves = moves.some((move) => move !== "");
	const header = [
		"Tag",
		isDone ? "Done" : "Plan",
		"Why",
		...hasMoves ? ["Digest"] : []
	];
	const rows = tags.map(({ tag, action, reason }, index) => [...[
		`**${markdownCode(tag)}**`,
		renderAction(action, isDone),
		markdownText(reason)
	], ...hasMoves ? [moves[index] ?? ""] : []]);
	return markdownTable(header, rows);
}
function renderTagsByAction(tags, isDone, known) {
	const rows = [...Map.groupBy(tags, ({ action, before }) => action === "move" ? `move ${before}` : action).values()].flatMap((items) => {
		const [first] = items;
		if (first === void 0) return [];
		const { action, before } = first;
		const name = (before === known?.digest ? known?.version : null) ?? (before && shortDigest(before));
		const from = action === "move" && before !== null ? ` from ${markdownCode(name ?? "")}` : "";
		const reasons = new Set(items.map(({ reason }) => markdownText(reason)));
		const why = action === "skip" ? `: ${[...reasons].join("; ")}` : "";
		return [[`${renderAction(action, isDone)}${from}`, `${renderNames(items)}${why}`]];
	});
	return markdownTable(["", "Tags"], rows);
}
function renderNames(tags) {
	return tags.map(({ tag }) => markdownCode(tag)).join(" ");
}
function renderUnmatchedRules(rules) {
	const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
	return markdownDetails(`${formatCount(rules.length, "rule")} gave no tag`, lines.join("\n"));
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
	return {
		...Object.fromEntries(PASSED_ON.map((name) => [name, environment[name]])),
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
	const refs = [];
	try {
		const client = openGitHubClient(event, token);
		if (client === void 0) throw new Error("the repository has no name");
		let page = `/git/matching-refs/${encodeURIComponent((prefix === "" ? "tags" : `tags/${prefix}`).toWellFormed())}?per_page=${PAGE_SIZE}`;
		while (page !== void 0) {
			const { data, next } = await client.readOnce(page);
			if (next === "unreadable") throw new InputError(`Cannot list the git tags of ${event.repository?.fullName}: the list goes on at an address that cannot be read (header "Link"); run again, or set existing-tags to "registry"`);
			refs.push(...readObjects(data).flatMap((each) => stringProperty(each, "ref") ?? []));
			page = next;
		}
		return refs;
	} catch (error) {
		if (error instanceof InputError) throw error;
		if (error instanceof GitHubRefusal && error.answer.status === 409) return refs;
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
// src/github/repository.ts
const NO_TOKEN = {
	failure: "there is no token to ask GitHub with",
	remedy: "give the input \"github-token\""
};
async function ask(path, source) {
	if (!canAskGitHub(source.event, source.token)) return NO_TOKEN;
	try {
		return { answer: await readGitHub(path, source) };
	} catch (error) {
		const { status, reason, remedy } = explainGitHubFailure(error, "contents: read");
		return status === 404 ? { answer: void 0 } : {
			failure: reason,
			remedy
		};
	}
}
async function readPreRelease(tag, source) {
	const asked = await ask(`/releases/tags/${encodeURIComponent(tag.toWellFormed())}`, source);
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
async function readLatest(tag, source) {
	const asked = await ask("/releases/latest", source);
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
async function readReleaseState(source) {
	const { event } = source;
	const { name, gitTag, givesTags, makeLatest } = event;
	const preRelease = event.preRelease ?? false;
	if (name !== "release" || gitTag === void 0 || !givesTags) return {
		preRelease,
		makeLatest,
		warnings: []
	};
	if (event.preRelease === void 0) {
		const standing = await readPreRelease(gitTag.name, source);
		if (standing.preRelease) return standing;
	}
	if (preRelease || makeLatest !== void 0) return {
		preRelease,
		makeLatest,
		warnings: []
	};
	return readLatest(gitTag.name, source);
}
function warnOf(asksBranch, reason, remedy) {
	if (asksBranch) return [`Cannot tell which branch is the default one: the event does not say it, and ${reason}, so no branch counts as that; ${remedy}, or name the branch by "type=edge,branch=NAME"`];
	return [`Cannot read the repository's description and licence: ${reason}, so the labels go without them; ${remedy}`];
}
async function completeRepository(source, asksBranch) {
	const { event, token } = source;
	const { repository, defaultBranch, knowsRepository } = event;
	const known = {
		repository,
		defaultBranch,
		warnings: []
	};
	if (!asksBranch && (repository === void 0 || knowsRepository || !token)) return known;
	if (repository === void 0 || !canAskGitHub(event, token)) return asksBranch ? {
		...known,
		warnings: warnOf(asksBranch, "there is no token to ask GitHub with", "give the input \"github-token\"")
	} : known;
	try {
		const answer = await readGitHub("", source);
		const data = isJsonObject(answer) ? answer : {};
		return {
			repository: knowsRepository ? repository : {
				...repository,
				...describeRepository(data)
			},
			defaultBranch: defaultBranch ?? (stringProperty(data, "default_branch") || void 0),
			warnings: []
		};
	} catch (error) {
		const { reason, remedy } = explainGitHubFailure(error, "contents: read");
		return {
			...known,
			warnings: warnOf(asksBranch, reason, remedy)
		};
	}
}
// src/report/destination-summary.ts
const MAX_TYPES = 5;
const LABEL = "org.opencontainers.image.";
function renderBytes({ blobs, bytesCopied }) {
	const counts = countBlobs(blobs);
	return `${counts.length === 0 ? "the image was already complete" : formatList(counts)}, **${formatBytes(bytesCopied)}** through the runner`;
}
function renderAttached(image, { referrers, cosignTags }) {
	const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
	const shown = types.slice(0, MAX_TYPES).map(markdownCode);
	if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
	const present = referrers.present + cosignTags.present;
	const parts = [
		referrers.copied > 0 ? `${formatCount(referrers.copied, "referrer")} copied (${shown.join(", ")})` : "",
		cosignTags.copied > 0 ? `${formatCount(cosignTags.copied, "cosign tag")} copied` : "",
		present > 0 ? `${present} already there` : ""
	].filter((part) => part !== "");
	return parts.length === 0 ? "" : `- **Attachments:** ${formatList(parts)}`;
}
function nameRecord({ record, recordForm, logEntry }) {
	if (record === null) return "no record requested";
	const digest = tryParseDigest(record.slice(record.lastIndexOf("@") + 1));
	const name = `${recordForm} record ${digest === void 0 ? "" : markdownCode(shortDigest(digest))}`;
	return logEntry === null ? name : `${name} (${linkLogEntry(logEntry)})`;
}
function nameAdmission({ admission, route }) {
	if (admission.length === 0) return "";
	return `admitted to ${markdownCode(route?.environment ?? "")} by ${formatCount(admission.length, "statement")}`;
}
function renderSource({ source, labels }, run) {
	const commit = linkCommit(labels[`${LABEL}source`], labels[`${LABEL}revision`], run);
	return `from ${markdownCode(source.split("@", 1)[0] ?? source)}${commit === void 0 ? "" : `, built from ${commit}`}`;
}
function renderFacts(image, destination, { dryRun, run }) {
	return `<sub>${[
		renderSource(image, run.address),
		...dryRun ? [] : [
			nameRecord(destination),
			nameAdmission(destination),
			renderBytes(destination)
		],
		linkPackage(destination.repository, run.address) ?? ""
	].filter((fact) => fact !== "").join(" · ")}</sub>`;
}
function renderWhole(image, destination) {
	const { repository, route, record, recordForm, admission, previousDigest } = destination;
	const lines = [
		route === null ? "" : `- **Route:** ${describeRoute(route, markdownCode)}`,
		record === null ? "" : `- **Record:** ${markdownCode(record)} (${recordForm})`,
		admission.length === 0 ? "" : `- **Statements of admission:** ${formatList(admission.map(markdownCode))}`,
		previousDigest === null ? "" : `- **Previous digest:** ${markdownCode(`${repository}@${previousDigest}`)}`,
		renderAttached(image, destination)
	].filter((line) => line !== "");
	return lines.length === 0 ? [] : [markdownDetails("Route, record and what was there before", lines.join("\n"))];
}
function renderDestination(image, destination, report) {
	const { repository, tags, checks, comparison, unmatchedRules, route } = destination;
	const { dryRun, run } = report;
	const where = markdownCode(route?.environment ?? repository);
	const parts = [
		...image.destinations.length === 1 ? [] : [`### → ${markdownCode(repository)}`],
		...comparison === null ? [] : renderComparison(comparison, where, run.address),
		tags.length === 0 ? "No rule gave a tag: the image is available by digest only." : renderTagsByAction(tags, !dryRun, comparison?.before),
		...renderGates(checks),
		`\`\`\`text\n${repository}@${image.digest}\n\`\`\``,
		renderFacts(image, destination, report)
	];
	if (tags.length > 0) parts.push(markdownDetails("Why each tag", renderTags(tags, !dryRun)));
	if (unmatchedRules.length > 0) parts.push(renderUnmatchedRules(unmatchedRules));
	return [...parts, ...renderWhole(image, destination)].join("\n\n");
}
// src/report/promotion-diagram.ts
function distinct(texts) {
	return [...new Set(texts.filter((text) => text !== ""))];
}
function describeImages(rows) {
	const [first] = rows;
	const images = new Set(rows.map(({ digest }) => digest)).size;
	if (first === void 0 || images > 1) return `${images} images`;
	const before = first.destination.comparison?.before.version ?? "";
	return before === "" || before === first.mainTag || first.mainTag === "" ? first.mainTag : `${before} → ${first.mainTag}`;
}
function describeSource(rows) {
	const tags = distinct(rows.map(({ from }) => /:([^:/]+)$/.exec(from)?.[1] ?? ""));
	return tags.length === 1 ? tags : [];
}
function describeRecord(rows) {
	const forms = distinct(rows.map(({ destination: { record, recordForm } }) => record === null ? "" : recordForm));
	return forms.length === 1 ? forms : [];
}
function drawPromotion(pipeline, rows, isDry = false) {
	const entrances = rows.flatMap((row) => row.destination.route === null ? [] : [{
		route: row.destination.route,
		row
	}]);
	if (entrances.length === 0) return void 0;
	const marks = /* @__PURE__ */ new Map();
	const sources = Map.groupBy(entrances, ({ route }) => route.from ?? "");
	for (const [name, all] of sources) if (name !== "") marks.set(name, {
		look: "on",
		lines: describeSource(all.map(({ row }) => row))
	});
	for (const [name, all] of Map.groupBy(entrances, ({ route }) => route.environment)) {
		const entered = all.map(({ row }) => row);
		const isNew = entered.some(({ destination }) => destination.written.length > 0);
		const lines = [describeImages(entered), ...describeRecord(entered)].filter((line) => line !== "");
		marks.set(name, {
			look: isDry ? "planned" : isNew ? "now" : "on",
			lines
		});
	}
	const taken = entrances.flatMap(({ route: { from, environment: to, hotfix } }) => from === null ? [] : [{
		from,
		to,
		hotfix
	}]);
	return drawEnvironments(pipeline, marks, taken);
}
// src/report/set-summary.ts
const MAX_SHOWN = 25;
const MAX_ROWS = 500;
function nameEnvironments(images) {
	const names = new Set(images.flatMap(({ destinations }) => destinations.map(({ route }) => route?.environment)));
	const known = [...names].flatMap((name) => name ?? []);
	return known.length === 0 || known.length < names.size || known.length > 3 ? "" : ` to ${known.map((name) => `**${markdownText(name)}**`).join(" and ")}`;
}
function renderSetHeadline({ dryRun, images }) {
	const what = formatCount(images.length, "image");
	const where = nameEnvironments(images);
	if (dryRun) return `## 🔎 Dry run: would promote ${what}${where}; nothing was written`;
	const outcomes = images.map((image) => outcomeOf(toRows([image])));
	const [tagged, content, there] = [
		"tags",
		"content",
		"nothing"
	].map((outcome) => outcomes.filter((each) => each === outcome).length);
	if (there === images.length) return `## ⚓ Nothing to do: all ${what} are already up to date`;
	const rest = there === 0 ? [] : [`${there} already up to date`];
	const untagged = "only copied or recorded";
	if (tagged === 0) return `## ⚓ No tag was written: ${[`${formatCount(content ?? 0, "image")} ${untagged}`, ...rest].join("; ")}`;
	const others = content === 0 ? [] : [`${content} ${untagged}, without a new tag`];
	return `## ⚓ ${[
		`Promoted ${formatCount(tagged ?? 0, "image")}${where}`,
		...others,
		...rest
	].join("; ")}`;
}
function renderRows(header, rows, render) {
	const shown = rows.slice(0, MAX_ROWS);
	const table = markdownTable(header, shown.map(render));
	const more = rows.length - shown.length;
	return more > 0 ? `${table}\n\nand ${more} more, in the output "report"` : table;
}
function renderTable(rows, column, render) {
	return renderRows([
		"From",
		"To",
		column,
		"Digest"
	], rows, (row) => [
		markdownCode(row.from),
		markdownCode(row.destination.repository),
		render(row),
		markdownCode(shortDigest(row.digest))
	]);
}
function nameEntrant({ destination: { route, repository } }, isAlone) {
	return `**${markdownCode(route?.image ?? repository)}**${isAlone ? "" : `<br>${markdownCode(repository)}`}`;
}
function renderEntrants(rows) {
	const copies = Map.groupBy(rows, ({ destination: { route } }) => `${route?.image} ${route?.environment}`);
	return renderRows([
		"Image",
		"Before",
		"Tags",
		"New"
	], rows, (row) => {
		const { route, comparison, previousDigest } = row.destination;
		const before = comparison?.before.version ?? (previousDigest && shortDigest(previousDigest));
		return [
			nameEntrant(row, copies.get(`${route?.image} ${route?.environment}`)?.length === 1),
			before === null ? "" : markdownCode(before),
			row.tags.length === 0 ? markdownCode(shortDigest(row.digest)) : renderNames(row.tags),
			renderNew(row.destination)
		];
	});
}
function renderNew({ comparison }) {
	if (comparison === null) return "";
	const { address, before, revision, commits } = comparison;
	const words = commits === null || commits.total === 0 ? void 0 : formatCount(commits.total, "commit");
	const link = {
		owner: "",
		repo: "",
		before: before.revision,
		after: revision,
		address
	};
	return linkComparison(link, words);
}
function renderSet(rows, images, renderImage) {
	const table = rows.every(({ destination }) => destination.route !== null) ? renderEntrants(rows) : renderTable(rows, "Tags", ({ tags }) => renderNames(tags) || "none");
	const shown = images.slice(0, MAX_SHOWN);
	const more = images.length - shown.length;
	return [
		rows.length > MAX_SHOWN ? markdownDetails(`All ${formatCount(images.length, "image")}`, table) : table,
		...shown.map((image) => markdownDetails(markdownText(image.source.split("@", 1)[0] ?? ""), renderImage(image))),
		...more > 0 ? [`The other ${formatCount(more, "image")} are in the table, and in the output "report".`] : []
	];
}
function renderShardHeadline({ images, dryRun }, shard) {
	const [name, count] = [markdownCode(shard), formatCount(images.length, "image")];
	if (dryRun) return `## 🔎 Dry run: shard ${name} would copy ${count}; nothing was written`;
	return `## ⚓ Shard ${name}: ${count} complete; the last job writes their tags`;
}
function renderShardSummary$1(report, shard, above) {
	const table = renderTable(toRows(report.images), "Blobs", ({ destination }) => renderBytes(destination));
	const parts = [
		renderShardHeadline(report, shard),
		...above,
		markdownDetails("The images", table)
	];
	return markdownPage(parts, report.warnings);
}
// src/report/promotion-summary.ts
function describeSize({ blobs, bytes }) {
	return blobs === null || bytes === null ? "" : `${formatCount(blobs, "blob")}, ${formatBytes(bytes)} in total, `;
}
function renderDetails(image) {
	const platforms = image.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
	const labels = Object.keys(image.labels).length;
	const parts = [`${describeSize(image)}${markdownCode(image.mediaType)}`];
	if (platforms.length > 0) parts.push(markdownTable(["Platform", "Digest"], platforms));
	if (labels > 0) parts.push(markdownLabels(image.labels));
	const counts = [platforms.length === 0 ? "" : formatCount(platforms.length, "platform"), labels === 0 ? "" : formatCount(labels, "label")].filter((part) => part !== "");
	return markdownDetails(counts.length === 0 ? "The image" : `The image: ${formatList(counts)}`, parts.join("\n\n"));
}
function nameDestinations(rows) {
	const [first] = rows;
	const names = new Set(rows.map(({ destination: { route } }) => route?.environment));
	const [name] = names;
	const count = rows.length === 1 ? "" : `${rows.length} repositories`;
	if (names.size === 1 && name !== void 0) return `**${markdownText(name)}**${count === "" ? "" : ` (${count})`}`;
	return count === "" ? markdownCode(first?.destination.repository ?? "") : count;
}
function nameImage(row, otherwise) {
	const names = [row?.destination.route?.image ?? "", row?.mainTag ?? ""].filter((part) => part !== "").map(markdownCode);
	return names.length === 0 ? otherwise : names.join(" ");
}
function renderHeadline(image, dryRun) {
	const rows = toRows([image]);
	const [first] = rows;
	const to = nameDestinations(rows);
	const what = nameImage(first, "the image");
	if (dryRun) return `## 🔎 Dry run: would promote ${what} to ${to}; nothing was written`;
	const outcome = outcomeOf(rows);
	if (outcome === "tags") return `## ⚓ Promoted ${what} to ${to}`;
	if (outcome === "nothing") return `## ⚓ Nothing to do: ${what} is already in ${to}`;
	if (first?.mainTag === "" && rows.some(({ destination }) => destination.written.includes("image"))) return `## ⚓ No tag was written: the image is now in ${to}, by digest only`;
	const parts = [...new Set(rows.flatMap((row) => nameContent(row, false)))];
	return `## ⚓ No tag was written: ${what} is already in ${to}, and now has ${formatList(parts)}`;
}
function describeEffort({ requests, milliseconds }) {
	return `${formatCount(requests, "request")} in ${formatSeconds(milliseconds)}`;
}
function renderRun(report) {
	const isWritten = report.images.some(({ destinations }) => destinations.some(({ written }) => written.length > 0));
	return renderRunLine(report.run, describeEffort(report), isWritten ? "promoted" : void 0);
}
function renderImage(image, report) {
	return [...image.destinations.map((destination) => renderDestination(image, destination, report)), renderDetails(image)].join("\n\n");
}
function renderPromotionSummary(report, pipeline) {
	const { images, dryRun, warnings } = report;
	const rows = toRows(images);
	const [only, ...others] = images;
	const isOne = only !== void 0 && others.length === 0;
	const parts = [
		isOne ? renderHeadline(only, dryRun) : renderSetHeadline(report),
		renderRun(report),
		...markdownPicture(pipeline && drawPromotion(pipeline, rows, dryRun)),
		...isOne ? [renderImage(only, report)] : renderSet(rows, images, (image) => renderImage(image, report))
	];
	return markdownPage(parts, warnings);
}
function renderShardSummary(report, shard, pipeline) {
	const picture = pipeline && drawPromotion(pipeline, toRows(report.images), true);
	return renderShardSummary$1(report, shard, [renderRunLine(report.run, describeEffort(report)), ...markdownPicture(picture)]);
}
export { isShaTagOf as C, digitsOfShaTag as S, isSameRepository as _, listGitVersions as a, needsVersion as b, buildTagContext as c, renderTags as d, renderUnmatchedRules as f, computeTags as g, requireNoConflict as h, readReleaseState as i, readShortShaLength as l, planTags as m, renderShardSummary as n, askGit as o, namesToLookUp as p, completeRepository as r, openCheckout as s, renderPromotionSummary as t, DONE as u, dependsOnLabels as v, commitsNamedBy as x, findEventNeeds as y };
