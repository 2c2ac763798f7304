import { $t as isReservedTag, Ct as FormatError, Dt as objectProperty, Et as isJsonObject, Ft as stringProperty, Ot as optionalText, Pt as stringMap, Qt as formatRepository, Sn as RegistryError, Tt as hasProperty, _n as getOrMake, bn as InputError, et as findEnvironments, fn as shortDigest, hn as safeText, ht as readWithin, jt as property, ln as digestOf, mn as quote, mt as readWholeFile, pn as tryParseDigest, rn as parseRepository, tn as isTag, wn as isSealiftError, xn as PolicyError } from "./start.js";
import { E as listFromApi, S as listFromFallback, j as createLimit, k as collectNow, x as joinReferrers } from "./registry.js";
import { At as requiredText, Bt as platformVerdicts, Ct as MAX_EVIDENCE, Dt as parseEvidence, Et as objectList, Ft as listSome, G as chainIds, It as bypass, K as require_semver, Lt as formatFault, Mt as timeProperty, Nt as scanJson, Ot as present, Pt as foreign, Q as UNBOUND, Rt as judgedPlatforms, Tt as digestProperty, U as lineageOf, W as configOf, Z as FindingList, _ as attestationsGate, _t as validPromotions, b as parseWaivers, bt as verifyRecord, c as vulnerabilitiesGate, d as licencesGate, dt as declaredPredicate, ft as readAttestationManifest, g as baseGate, h as changeGate, jt as textList, kt as readBy, l as testsGate, m as configGate, o as windowsGate, p as labelsGate, pt as readRecords, q as parseSeverity, u as peopleGate, ut as ATTESTATIONS, vt as enteredAt, wt as digestList, x as parseStructureTest, xt as payloadOf, y as isOfType, zt as makeResult } from "./records.js";
import { Bn as childManifests, Ct as explainGitHubFailure, Fr as IN_TOTO, Ir as encodeDigest, Mr as matchesSigner, Or as readBody, Rt as listTags, Un as isAttestation, Wn as isWhole, Xt as getManifest, Zt as headManifest, an as readBlob, ln as parseManifest, pn as PROMOTION, un as PREDICATE_TYPE, vt as openGitHubClient, zr as readStatementDocument } from "./common.js";
import { c as GATE_IDS, l as APPROVAL_DEFAULTS } from "./pipeline.js";
import { n as PEOPLE_DEFAULTS } from "./gates.js";
// src/admission/refusal.ts
const MAX_LINES = 200;
function isRefusal({ verdict }) {
	return verdict === "fail" || verdict === "error";
}
function describe(results) {
	const refusing = results.filter(isRefusal);
	const width = Math.max(...refusing.map(({ gate }) => gate.length));
	const lines = refusing.flatMap((result) => result.faults.filter(({ verdict }) => verdict === "fail" || verdict === "error").map((fault) => `${fault.verdict === "fail" ? "✗" : "?"} ${result.gate.padEnd(width)}  ${formatFault(fault)}`));
	const others = results.filter((result) => !isRefusal(result)).map(({ gate, verdict, notes }) => {
		const words = [...verdict === "pass" ? [] : [verdict], ...notes.slice(0, 1)];
		return words.length === 0 ? gate : `${gate} (${words.join(", ")})`;
	});
	return others.length === 0 ? lines : [...lines, `✓ ${others.join(", ")}`];
}
function count(results) {
	const { length } = results.filter(isRefusal);
	return length === 1 ? "a gate says no" : `${length} gates say no`;
}
function promoting(what, environment) {
	return `promote ${what} to ${environment}`;
}
function refusalOf(environment, images, act = promoting) {
	const refused = images.filter(({ results }) => results.some(isRefusal));
	const [first] = refused;
	if (first === void 0) return void 0;
	const groups = Map.groupBy(refused, ({ results }) => describe(results).join("\n"));
	const name = foreign(environment);
	if (images.length === 1) return new PolicyError([`Cannot ${act(foreign(first.name), name)}: ${count(first.results)}.`, ...indent([...groups.keys()])].join("\n"));
	const blocks = [...groups].flatMap(([text, alike]) => [`  ${listSome(alike.map((each) => foreign(each.name)))}: ${count(alike[0]?.results ?? [])}.`, ...indent([text]).map((line) => `  ${line}`)]);
	const rest = blocks.length - MAX_LINES;
	return new PolicyError([
		`Cannot ${act(`${refused.length} of ${images.length} images`, name)}: gates say no.`,
		...blocks.slice(0, MAX_LINES),
		...rest > 0 ? [`  and ${rest} more lines; the output "checks" has all of them`] : []
	].join("\n"));
}
function indent(texts) {
	return texts.flatMap((text) => text.split("\n")).map((line) => `  ${line}`);
}
// src/evidence/run.ts
const AT_ONCE = 6;
const MAX_RUN = 134217728;
const OF_AN_IMAGE = /^(?:config|scan) /;
function forgetImages(known) {
	for (const key of known.keys()) if (OF_AN_IMAGE.test(key)) known.delete(key);
}
function createEvidenceRun(known = /* @__PURE__ */ new Map()) {
	const limit = createLimit(AT_ONCE);
	const waiting = [];
	let free = MAX_EVIDENCE;
	let left = MAX_RUN;
	function letIn() {
		for (let [next] = waiting; next !== void 0 && next.bytes <= free; [next] = waiting) {
			waiting.shift();
			free -= next.bytes;
			next.begin();
		}
	}
	return {
		async ask(request) {
			const permit = await limit.acquire();
			try {
				return await request();
			} finally {
				permit.release("answered");
			}
		},
		once: (key, fetch) => getOrMake(known, key, fetch),
		async hold(bytes, work) {
			await new Promise((begin) => {
				waiting.push({
					bytes,
					begin
				});
				letIn();
			});
			try {
				return await work();
			} finally {
				free += bytes;
				letIn();
			}
		},
		spend(bytes) {
			requireSmall(bytes);
			if (bytes > left) throw new FormatError("with it there are more than 128 MiB of evidence in one run");
			left -= bytes;
		}
	};
}
function requireSmall(bytes) {
	if (bytes <= 33554432) return;
	const size = Math.ceil(bytes / 1024 / 1024);
	throw new FormatError(`it has ${size} MiB and may have 32`, "attach one without descriptions");
}
function explainFailure(error) {
	if (error instanceof FormatError) return error.message;
	if (isSealiftError(error)) return error.words?.reason ?? error.message;
	throw error;
}
async function readingOf(fetch) {
	try {
		return await fetch();
	} catch (error) {
		return {
			kind: "unreadable",
			reason: explainFailure(error)
		};
	}
}
// src/admission/checks.ts
const MAX_CHECKS = 65536;
const MEASURES = [
	{
		summary: 2e3,
		items: 200
	},
	{
		summary: 1e3,
		items: 60
	},
	{
		summary: 500,
		items: 20
	},
	{
		summary: 200,
		items: 5
	},
	{
		summary: 100,
		items: 0
	}
];
function canonical(value) {
	if (value instanceof Map) return canonical(Object.fromEntries(value));
	if (value instanceof Date) return value.toISOString();
	if (Array.isArray(value)) return value.map(canonical);
	if (typeof value !== "object" || value === null) return typeof value === "function" ? void 0 : value;
	const entries = Object.entries(value).toSorted(([left], [right]) => left < right ? -1 : 1);
	return Object.fromEntries(entries.map(([key, each]) => [key, canonical(each)]));
}
function digestOfSettings(settings) {
	return digestOf(JSON.stringify(canonical(settings)));
}
function summarise({ faults, notes }, most) {
	const text = [...faults.map(formatFault), ...notes].join(". ");
	return text.length <= most ? text : `${text.slice(0, most - 1).toWellFormed()}…`;
}
function encodeReference({ digest, uri, mediaType, predicateType, signer, time }) {
	return {
		digest: encodeDigest(digest),
		uri,
		mediaType,
		predicateType,
		signer,
		time: time?.toISOString()
	};
}
function encodeCheck(image, { result, settings }, { summary, items }) {
	const { gate, verdict, mode, evidence, waivers } = result;
	const left = Math.max(evidence.length - items, 0) + Math.max(waivers.length - items, 0);
	return {
		id: gate,
		result: verdict,
		mode,
		summary: summarise(result, summary),
		platforms: Object.fromEntries([...platformVerdicts(image, result)].slice(0, Math.max(items, 20))),
		evidence: evidence.slice(0, items).map(encodeReference),
		waived: waivers.slice(0, items).map((each) => ({
			...each,
			digest: encodeDigest(each.digest)
		})),
		settings: encodeDigest(settings),
		leftOut: left === 0 ? void 0 : left
	};
}
function encodeChecks(image, judged) {
	let checks = [];
	for (const measure of MEASURES) {
		checks = judged.map((each) => encodeCheck(image, each, measure));
		if (Buffer.byteLength(JSON.stringify(checks)) <= MAX_CHECKS) break;
	}
	return checks;
}
// src/evidence/formats/licences.ts
const MAX_PACKAGES = 1e5;
function requireFewPackages(count) {
	if (count > MAX_PACKAGES) throw new FormatError("it has more than 100,000 packages");
}
// src/evidence/formats/cyclonedx.ts
function isCycloneDx(document) {
	return stringProperty(document, "bomFormat") === "CycloneDX";
}
function requireCycloneDx(document) {
	if (!isCycloneDx(document)) throw new FormatError("it is not CycloneDX");
	const version = stringProperty(document, "specVersion") ?? "";
	if (!/^1\.\d{1,2}$/.test(version)) throw new FormatError("it is of a version of CycloneDX that is not known here");
	return version;
}
function listComponents(document) {
	const main = objectProperty(objectProperty(document, "metadata") ?? {}, "component");
	const open = [...present(main), ...objectList(document, "components")];
	for (let at = 0; at < open.length; at++) {
		requireFewPackages(open.length);
		for (const each of objectList(open[at] ?? {}, "components")) open.push(each);
	}
	return open;
}
const CLEARED = /* @__PURE__ */ new Set([
	"resolved",
	"resolved_with_pedigree",
	"false_positive",
	"not_affected"
]);
const SIGNALS = {
	epss: "FIRST",
	exploited: "CISA KEV Catalog"
};
function readRatings(vulnerability) {
	const ratings = [];
	let isKnownExploited = false;
	let epss;
	for (const rating of objectList(vulnerability, "ratings")) {
		const source = optionalText(objectProperty(rating, "source") ?? {}, "name");
		const score = property(rating, "score");
		if (source === SIGNALS.epss && typeof score === "number") epss = Math.max(epss ?? 0, score);
		else if (source === SIGNALS.exploited) isKnownExploited = true;
		else ratings.push(parseSeverity(optionalText(rating, "severity") ?? score));
	}
	return {
		ratings: ratings.length === 0 ? ["unknown"] : ratings,
		isKnownExploited,
		epss
	};
}
const TELL_FIXES = /* @__PURE__ */ new Set(["grype", "trivy"]);
function toolNames(document) {
	const tools = property(objectProperty(document, "metadata") ?? {}, "tools");
	const list = isJsonObject(tools) ? property(tools, "components") : tools;
	return Array.isArray(list) ? list.filter(isJsonObject).map((tool) => stringProperty(tool, "name") ?? "") : [];
}
function componentKey(reference) {
	return reference.startsWith("urn:cdx:") ? decodeReference(reference.slice(reference.indexOf("#") + 1)) : reference;
}
function decodeReference(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
function readBinding(document) {
	const component = objectProperty(objectProperty(document, "metadata") ?? {}, "component") ?? {};
	const properties = objectList(component, "properties");
	const valuesOf = (name) => properties.filter((each) => stringProperty(each, "name") === name).flatMap((each) => present(optionalText(each, "value")));
	const [config] = digestList(valuesOf("aquasecurity:trivy:ImageID"), "ImageID");
	const diffIds = digestList(valuesOf("aquasecurity:trivy:DiffID"), "DiffID");
	return {
		config,
		diffIds: diffIds.length === 0 ? void 0 : diffIds,
		manifests: present(digestOfPurl(component))
	};
}
function digestOfPurl(component) {
	const purl = optionalText(component, "purl") ?? "";
	const text = /^pkg:oci\/[^@?#]{1,500}@([^?#]{1,200})/.exec(purl)?.[1];
	return text === void 0 ? void 0 : tryParseDigest(decodeReference(text));
}
function parseCycloneDx(document) {
	requireCycloneDx(document);
	const components = new Map(listComponents(document).map((each) => [stringProperty(each, "bom-ref") ?? "", each]));
	const isSilenceTold = toolNames(document).some((name) => TELL_FIXES.has(name.toLowerCase()));
	const list = new FindingList();
	for (const vulnerability of objectList(document, "vulnerabilities")) {
		const id = requiredText(vulnerability, "id", "a vulnerability");
		const state = optionalText(objectProperty(vulnerability, "analysis") ?? {}, "state");
		const recommendation = optionalText(vulnerability, "recommendation");
		const affects = objectList(vulnerability, "affects");
		const common = {
			id,
			aliases: objectList(vulnerability, "references").flatMap((each) => present(optionalText(each, "id"))),
			published: timeProperty(vulnerability, "published"),
			...readRatings(vulnerability),
			...state !== void 0 && CLEARED.has(state) ? { suppressedBy: `the analysis ${state} in the report` } : {}
		};
		for (const affected of affects.length === 0 ? [{}] : affects) {
			const component = components.get(componentKey(stringProperty(affected, "ref") ?? ""));
			const fixes = objectList(affected, "versions").filter((each) => stringProperty(each, "status") === "unaffected");
			list.add({
				...common,
				package: (component && optionalText(component, "name")) ?? stringProperty(affected, "ref") ?? "",
				version: (component && optionalText(component, "version")) ?? "",
				purl: component && optionalText(component, "purl"),
				isFixable: recommendation !== void 0 || fixes.length > 0 || !isSilenceTold,
				fixedIn: fixes.flatMap((each) => present(optionalText(each, "version") ?? optionalText(each, "range")))
			});
		}
	}
	const findings = list.finish();
	return {
		format: "CycloneDX",
		findings,
		times: present(timeProperty(objectProperty(document, "metadata") ?? {}, "timestamp")),
		databaseTime: void 0,
		binding: readBinding(document),
		isScanned: hasProperty(document, "vulnerabilities"),
		endOfLife: void 0,
		tellsKnownExploited: findings.some((each) => each.isKnownExploited || each.epss !== void 0),
		tellsEpss: findings.some((each) => each.epss !== void 0)
	};
}
function readLicences(component) {
	const expressions = [];
	const names = [];
	for (const choice of objectList(component, "licenses")) {
		const licence = objectProperty(choice, "license") ?? {};
		const expression = optionalText(choice, "expression") ?? optionalText(licence, "id");
		if (expression !== void 0) expressions.push(expression);
		else names.push(optionalText(licence, "name") ?? "");
	}
	return {
		expressions,
		names
	};
}
function parseCycloneDxLicences(document) {
	const version = requireCycloneDx(document);
	const main = objectProperty(objectProperty(document, "metadata") ?? {}, "component");
	const packages = listComponents(document).filter((each) => each !== main && stringProperty(each, "type") !== "file").filter((each) => stringProperty(each, "type") !== "operating-system").map((each) => ({
		name: requiredText(each, "name", "a component"),
		version: stringProperty(each, "version") ?? "",
		purl: optionalText(each, "purl"),
		...readLicences(each)
	}));
	return {
		format: `CycloneDX ${version}`,
		packages
	};
}
// src/evidence/formats/grype.ts
function isGrype(document) {
	const descriptor = objectProperty(document, "descriptor");
	return descriptor !== void 0 && stringProperty(descriptor, "name") === "grype";
}
function parseDay(text) {
	const time = text === void 0 ? NaN : Date.parse(/^\d{4}-\d\d-\d\d(?:T|$)/.test(text) ? text : "");
	return Number.isNaN(time) || text?.startsWith("0001-") ? void 0 : new Date(time);
}
function earliestFix(fix) {
	return objectList(fix, "available").map((each) => parseDay(optionalText(each, "date"))).filter((date) => date !== void 0).toSorted((left, right) => left.getTime() - right.getTime())[0];
}
function readMatch(match) {
	const vulnerability = objectProperty(match, "vulnerability");
	const artifact = objectProperty(match, "artifact");
	if (vulnerability === void 0 || artifact === void 0) throw new FormatError("it has a match without its parts");
	const fix = objectProperty(vulnerability, "fix") ?? {};
	const fixedIn = textList(fix, "versions");
	const scores = objectList(vulnerability, "epss").map((each) => property(each, "epss"));
	const locations = objectList(artifact, "locations");
	return {
		id: requiredText(vulnerability, "id", "a match"),
		aliases: objectList(match, "relatedVulnerabilities").flatMap((each) => present(optionalText(each, "id"))),
		package: requiredText(artifact, "name", "a match"),
		version: stringProperty(artifact, "version") ?? "",
		purl: optionalText(artifact, "purl"),
		ratings: [parseSeverity(property(vulnerability, "severity"))],
		isFixable: fixedIn.length > 0 || stringProperty(fix, "state") === "fixed",
		fixedIn,
		fixed: earliestFix(fix),
		layers: locations.flatMap((each) => present(optionalText(each, "layerID"))),
		paths: locations.flatMap((each) => present(optionalText(each, "path"))),
		isKnownExploited: objectList(vulnerability, "knownExploited").length > 0,
		epss: scores.filter((score) => typeof score === "number").toSorted((left, right) => right - left)[0]
	};
}
function explainRules(match) {
	const reason = objectList(match, "appliedIgnoreRules").map((rule) => optionalText(rule, "reason")).find((each) => each !== void 0);
	return `an ignore rule of Grype${reason === void 0 ? "" : ` (${reason})`}`;
}
function alertTypes(document) {
	const alerts = objectList(document, "alertsByPackage").flatMap((each) => objectList(each, "alerts"));
	return new Set(alerts.map((alert) => stringProperty(alert, "type") ?? ""));
}
function endOfLife(alerts, distro) {
	if (!alerts.has("distro-eol")) return void 0;
	return `${optionalText(distro, "name") ?? "the operating system"} ${stringProperty(distro, "version") ?? ""}`.trim();
}
function databaseTime(descriptor) {
	const database = objectProperty(descriptor, "db") ?? {};
	return timeProperty(objectProperty(database, "status") ?? {}, "built") ?? timeProperty(database, "built");
}
function parseGrype(document) {
	const source = objectProperty(document, "source") ?? {};
	const type = stringProperty(source, "type") ?? "";
	const target = objectProperty(source, "target");
	if (type !== "image" || target === void 0) throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
	const descriptor = objectProperty(document, "descriptor") ?? {};
	const distro = objectProperty(document, "distro") ?? {};
	const list = new FindingList();
	const matches = objectList(document, "matches");
	for (const match of matches) list.add(readMatch(match));
	for (const match of objectList(document, "ignoredMatches")) list.add({
		...readMatch(match),
		suppressedBy: explainRules(match)
	});
	const alerts = alertTypes(document);
	const findings = list.finish();
	const tells = (key) => findings.some((each) => Boolean(each[key]));
	const diffIds = objectList(target, "layers").map((layer) => requiredText(layer, "digest", "a layer"));
	const hasSignals = findings.length === 0 || tells("epss") || tells("isKnownExploited");
	return {
		format: "Grype JSON",
		findings,
		times: present(timeProperty(descriptor, "timestamp")),
		databaseTime: databaseTime(descriptor),
		binding: {
			config: digestProperty(target, "imageID"),
			diffIds: diffIds.length === 0 ? void 0 : digestList(diffIds, "layers"),
			manifests: []
		},
		isScanned: !alerts.has("distro-unknown") && !alerts.has("distro-disabled") && (matches.length > 0 || optionalText(distro, "name") !== void 0),
		endOfLife: endOfLife(alerts, distro),
		tellsKnownExploited: hasSignals,
		tellsEpss: findings.length === 0 || tells("epss")
	};
}
// src/evidence/formats/sarif.ts
function isSarif(document) {
	return Array.isArray(property(document, "runs")) && property(document, "version") !== void 0;
}
const OTHER_KINDS = /* @__PURE__ */ new Set([
	"misconfiguration",
	"secret",
	"license"
]);
function readLines(text) {
	const pairs = text.slice(0, 2e3).split("\n").slice(0, 10).flatMap((line) => {
		const at = line.indexOf(":");
		return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]];
	});
	return new Map(pairs.reverse());
}
function textOf(object, key) {
	const holder = objectProperty(object, key);
	return (holder && stringProperty(holder, "text")) ?? "";
}
function rateRule(rule, lines) {
	const properties = objectProperty(rule, "properties") ?? {};
	const word = lines.get("Severity") ?? textList(properties, "tags").find((tag) => parseSeverity(tag) !== "unknown");
	return parseSeverity(word ?? property(properties, "security-severity"));
}
function isSuppressed(result) {
	return objectList(result, "suppressions").length > 0;
}
function readResult(result, rule) {
	const ruleId = requiredText(result, "ruleId", "a result");
	const properties = (rule && objectProperty(rule, "properties")) ?? {};
	if (textList(properties, "tags").some((tag) => OTHER_KINDS.has(tag))) return void 0;
	const help = rule === void 0 ? "" : textOf(rule, "help");
	const lines = new Map([...readLines(help), ...readLines(textOf(result, "message"))]);
	const id = /^Vulnerability ([^\s]{1,200})\n/.exec(help)?.[1] ?? ruleId;
	const fixedIn = lines.get("Fixed Version") ?? lines.get("Fix Version");
	return {
		id,
		package: lines.get("Package") ?? "",
		version: lines.get("Installed Version") ?? lines.get("Version") ?? "",
		ratings: [rule === void 0 ? "unknown" : rateRule(rule, lines)],
		isFixable: fixedIn !== "",
		fixedIn: present(fixedIn || void 0),
		...isSuppressed(result) ? { suppressedBy: "a suppression in the report" } : {}
	};
}
function ruleOf(result, rules, byId) {
	const id = stringProperty(result, "ruleId") ?? "";
	const placed = rules[Number(property(result, "ruleIndex"))];
	return placed !== void 0 && stringProperty(placed, "id") === id ? placed : byId.get(id);
}
function parseSarif(document) {
	if (stringProperty(document, "version") !== "2.1.0") throw new FormatError("it is of a version of SARIF that is not known here: only 2.1.0 is");
	const list = new FindingList();
	const runs = objectList(document, "runs");
	for (const run of runs) {
		const tool = objectProperty(run, "tool") ?? {};
		const rules = objectList(objectProperty(tool, "driver") ?? {}, "rules");
		const byId = new Map(rules.map((rule) => [stringProperty(rule, "id") ?? "", rule]));
		for (const result of objectList(run, "results")) {
			const finding = readResult(result, ruleOf(result, rules, byId));
			if (finding !== void 0) list.add(finding);
		}
	}
	const configs = runs.flatMap((run) => present(digestProperty(objectProperty(run, "properties") ?? {}, "imageID")));
	if (new Set(configs).size > 1) throw new FormatError("it is about several images");
	return {
		format: "SARIF",
		findings: list.finish(),
		times: [],
		databaseTime: void 0,
		binding: {
			config: configs[0],
			diffIds: void 0,
			manifests: []
		},
		isScanned: runs.some((run) => optionalText(objectProperty(objectProperty(run, "tool") ?? {}, "driver") ?? {}, "name")),
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/trivy.ts
const PACKAGE_CLASSES = /* @__PURE__ */ new Set(["os-pkgs", "lang-pkgs"]);
function isTrivy(document) {
	return property(document, "SchemaVersion") !== void 0 && property(document, "ArtifactType") !== void 0;
}
function readFinding(finding, target) {
	const layer = objectProperty(finding, "Layer");
	const fixedIn = optionalText(finding, "FixedVersion");
	const path = optionalText(finding, "PkgPath") ?? target;
	const diffId = layer && optionalText(layer, "DiffID");
	const identifier = objectProperty(finding, "PkgIdentifier");
	return {
		id: requiredText(finding, "VulnerabilityID", "a finding"),
		aliases: textList(finding, "VendorIDs"),
		package: requiredText(finding, "PkgName", "a finding"),
		version: stringProperty(finding, "InstalledVersion") ?? "",
		purl: identifier && optionalText(identifier, "PURL"),
		ratings: [parseSeverity(property(finding, "Severity"))],
		isFixable: fixedIn !== void 0 || stringProperty(finding, "Status") === "fixed",
		fixedIn: present(fixedIn),
		published: timeProperty(finding, "PublishedDate"),
		layers: present(diffId),
		paths: present(path)
	};
}
function addModified(list, result, target) {
	for (const modified of objectList(result, "ExperimentalModifiedFindings")) {
		const finding = objectProperty(modified, "Finding");
		if (stringProperty(modified, "Type") !== "vulnerability" || finding === void 0) continue;
		const source = optionalText(modified, "Source") ?? "Trivy";
		list.add({
			...readFinding(finding, target),
			suppressedBy: source
		});
	}
}
function parseTrivy(document) {
	if (property(document, "SchemaVersion") !== 2) throw new FormatError("it is of a version of Trivy's schema that is not known here: only version 2 is");
	const type = stringProperty(document, "ArtifactType") ?? "";
	if (type !== "container_image") throw new FormatError(`it is about ${quote(type, 40)}, not about a container image`);
	const metadata = objectProperty(document, "Metadata") ?? {};
	const system = objectProperty(metadata, "OS") ?? {};
	const list = new FindingList();
	let isScanned = false;
	for (const result of objectList(document, "Results")) {
		const resultClass = stringProperty(result, "Class") ?? "";
		if (PACKAGE_CLASSES.has(resultClass)) isScanned = true;
		const target = resultClass === "lang-pkgs" ? optionalText(result, "Target") : void 0;
		for (const finding of objectList(result, "Vulnerabilities")) list.add(readFinding(finding, target));
		addModified(list, result, target);
	}
	const diffIds = textList(metadata, "DiffIDs");
	const name = [optionalText(system, "Family"), optionalText(system, "Name")].filter(Boolean).join(" ");
	return {
		format: "Trivy JSON",
		findings: list.finish(),
		times: present(timeProperty(document, "CreatedAt")),
		databaseTime: void 0,
		binding: {
			config: digestProperty(metadata, "ImageID"),
			diffIds: diffIds.length === 0 ? void 0 : digestList(diffIds, "DiffIDs"),
			manifests: []
		},
		isScanned,
		endOfLife: property(system, "EOSL") === true ? name || "the operating system" : void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/scan-attestations.ts
function scanTimes(predicate) {
	const metadata = objectProperty(predicate, "metadata") ?? {};
	return present(timeProperty(metadata, "scanStartedOn"), timeProperty(metadata, "scanFinishedOn"));
}
function parseCosignVuln(predicate) {
	const scanner = objectProperty(predicate, "scanner");
	const result = scanner && objectProperty(scanner, "result");
	if (result === void 0) throw new FormatError("it has no scanner.result");
	if (!isTrivy(result) && !isGrype(result)) throw new FormatError("its scanner.result is neither the JSON of Trivy nor that of Grype");
	const report = isTrivy(result) ? parseTrivy(result) : parseGrype(result);
	return {
		...report,
		format: `${report.format} in cosign's attestation`,
		times: [...report.times, ...scanTimes(predicate)]
	};
}
function parseInTotoVulns(predicate) {
	const scanner = objectProperty(predicate, "scanner");
	if (scanner === void 0) throw new FormatError("it has no scanner");
	const list = new FindingList();
	for (const finding of objectList(scanner, "result")) {
		const ratings = objectList(finding, "severity").map((each) => parseSeverity(property(each, "score")));
		list.add({
			id: requiredText(finding, "id", "a finding"),
			package: "",
			version: "",
			ratings: ratings.length === 0 ? ["unknown"] : ratings,
			isFixable: true
		});
	}
	const database = objectProperty(scanner, "db") ?? {};
	return {
		format: "in-toto vulns",
		findings: list.finish(),
		times: scanTimes(predicate),
		databaseTime: timeProperty(database, "lastUpdate"),
		binding: UNBOUND,
		isScanned: property(scanner, "result") !== void 0 && optionalText(scanner, "uri") !== void 0,
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
// src/evidence/formats/spdx.ts
function isSpdx2(document) {
	return stringProperty(document, "spdxVersion") !== void 0;
}
function isSpdx(document) {
	return isSpdx2(document) || (stringProperty(document, "@context") ?? "").startsWith("https://spdx.org/rdf/3.");
}
const NO_ASSERTION = "NOASSERTION";
function chosen(...texts) {
	const said = texts.find((text) => text !== void 0 && text !== NO_ASSERTION);
	return said === void 0 ? [] : [said];
}
function purlOf(item) {
	const reference = objectList(item, "externalRefs").find((each) => stringProperty(each, "referenceType") === "purl");
	return reference && optionalText(reference, "referenceLocator");
}
const IMAGE_PURPOSES = /* @__PURE__ */ new Set([
	"CONTAINER",
	"OPERATING-SYSTEM",
	"OPERATING_SYSTEM"
]);
function parseSpdx2(document) {
	const version = stringProperty(document, "spdxVersion") ?? "";
	if (!/^SPDX-2\.[23]$/.test(version)) throw new FormatError("it is of a version of SPDX that is not known here");
	const items = objectList(document, "packages");
	requireFewPackages(items.length);
	const packages = items.filter((each) => !IMAGE_PURPOSES.has(stringProperty(each, "primaryPackagePurpose") ?? "")).map((each) => ({
		name: requiredText(each, "name", "a package"),
		version: stringProperty(each, "versionInfo") ?? "",
		purl: purlOf(each),
		expressions: chosen(optionalText(each, "licenseConcluded"), optionalText(each, "licenseDeclared")),
		names: []
	}));
	return {
		format: `SPDX ${version.slice(5)}`,
		packages
	};
}
function licencesOf(graph, kind) {
	const texts = /* @__PURE__ */ new Map();
	for (const element of graph) {
		const expression = optionalText(element, "simplelicensing_licenseExpression");
		const id = stringProperty(element, "spdxId");
		if (expression !== void 0 && id !== void 0) texts.set(id, expression);
	}
	const found = /* @__PURE__ */ new Map();
	for (const element of graph) {
		if (stringProperty(element, "relationshipType") !== kind) continue;
		const targets = textList(element, "to").map((id) => texts.get(id) ?? wellKnown(id));
		const joined = targets.length === 1 ? targets[0] : targets.map((each) => `(${each})`).join(" AND ");
		if (joined !== void 0 && joined !== "") found.set(stringProperty(element, "from") ?? "", joined);
	}
	return found;
}
function wellKnown(id) {
	if (/NoAssertionLicense$/.test(id)) return NO_ASSERTION;
	if (/NoneLicense$/.test(id)) return "NONE";
	return id.startsWith("https://spdx.org/licenses/") ? id.slice(26) : id.slice(0, 200);
}
function parseSpdx3(document) {
	const graph = objectList(document, "@graph");
	requireFewPackages(graph.length / 10);
	const concluded = licencesOf(graph, "hasConcludedLicense");
	const declared = licencesOf(graph, "hasDeclaredLicense");
	const packages = graph.filter((each) => stringProperty(each, "type") === "software_Package").filter((each) => stringProperty(each, "software_primaryPurpose") !== "container").map((each) => {
		const id = stringProperty(each, "spdxId") ?? "";
		return {
			name: requiredText(each, "name", "a package"),
			version: stringProperty(each, "software_packageVersion") ?? "",
			purl: optionalText(each, "software_packageUrl"),
			expressions: chosen(concluded.get(id), declared.get(id)),
			names: []
		};
	});
	requireFewPackages(packages.length);
	return {
		format: "SPDX 3",
		packages
	};
}
function parseSpdxLicences(document) {
	if (isSpdx2(document)) return parseSpdx2(document);
	if (!isSpdx(document) || property(document, "@graph") === void 0) throw new FormatError("it is not SPDX");
	return parseSpdx3(document);
}
// src/evidence/formats/detect.ts
const BY_TYPE = [
	[/^(?:https:\/\/)?cosign\.sigstore\.dev\/attestation\/vuln\/v1$/, parseCosignVuln],
	[/^https:\/\/in-toto\.io\/attestation\/vulns\/v0\.2$/, parseInTotoVulns],
	[/^https:\/\/cyclonedx\.org\/(?:bom|vex)(?:\/v?1\.\d+)?$/, parseCycloneDx]
];
const BY_CONTENT = [
	[isTrivy, parseTrivy],
	[isGrype, parseGrype],
	[isSarif, parseSarif],
	[isCycloneDx, parseCycloneDx]
];
function isScanType(predicateType) {
	return BY_TYPE.some(([type]) => type.test(predicateType)) || /sarif/i.test(predicateType);
}
function parseVulnerabilityReport(document, predicateType) {
	const parse = (predicateType === void 0 ? void 0 : BY_TYPE.find(([type]) => type.test(predicateType))?.[1]) ?? BY_CONTENT.find(([is]) => is(document))?.[1];
	if (parse === void 0) throw new FormatError("it is not a report of a known format: Trivy JSON, Grype JSON, SARIF or CycloneDX");
	return parse(document);
}
function parseLicences(document) {
	if (isSpdx(document)) return parseSpdxLicences(document);
	if (isCycloneDx(document)) return parseCycloneDxLicences(document);
	throw new FormatError("it is neither SPDX nor CycloneDX");
}
// src/evidence/formats/openvex.ts
const STATUSES = /* @__PURE__ */ new Set([
	"not_affected",
	"affected",
	"fixed",
	"under_investigation"
]);
function isStatus(text) {
	return STATUSES.has(text);
}
const MAX_STATEMENTS = 2e4;
const HASHES = {
	"sha-256": "sha256",
	"sha-512": "sha512"
};
function digestsOf(component) {
	const hashes = objectProperty(component, "hashes") ?? {};
	const hashed = Object.entries(HASHES).map(([name, algorithm]) => {
		const hex = stringProperty(hashes, name) ?? "";
		return tryParseDigest(`${algorithm}:${hex.toLowerCase()}`);
	});
	return present(...namesOf(component).map(digestInName), ...hashed);
}
function namesOf(component) {
	const identifiers = objectProperty(component, "identifiers") ?? {};
	return present(optionalText(component, "@id"), optionalText(identifiers, "purl"));
}
function digestInName(name) {
	const text = /@(sha(?:256|512)(?::|%3A)[0-9a-f]{64,128})(?:[?#]|$)/i.exec(name.slice(0, 2e3))?.[1];
	return text === void 0 ? void 0 : tryParseDigest(text.replace(/%3A/i, ":"));
}
function readProduct(product) {
	const parts = objectList(product, "subcomponents");
	const packages = parts.flatMap((part) => namesOf(part));
	if (parts.length > 0 && packages.length === 0) throw new FormatError("it has a subcomponent without @id");
	return {
		digests: digestsOf(product),
		packages
	};
}
function readVulnerability(statement) {
	const vulnerability = property(statement, "vulnerability");
	if (typeof vulnerability === "string" && vulnerability !== "") return [vulnerability];
	const named = objectProperty(statement, "vulnerability");
	if (named === void 0) throw new FormatError("it has a statement without a vulnerability");
	return [requiredText(named, "name", "a vulnerability"), ...textList(named, "aliases").slice(0, 100)];
}
function parseOpenVex(document) {
	const context = stringProperty(document, "@context") ?? "";
	if (!/^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/.test(context)) throw new FormatError("it is not OpenVEX");
	const statements = objectList(document, "statements");
	if (statements.length > MAX_STATEMENTS) throw new FormatError("it has more than 20,000 statements");
	const documentTime = timeProperty(document, "last_updated") ?? timeProperty(document, "timestamp");
	return statements.map((statement) => {
		const status = stringProperty(statement, "status") ?? "";
		if (!isStatus(status)) throw new FormatError(`it has a statement of the unknown status ${quote(status, 40)}`);
		const time = timeProperty(statement, "timestamp") ?? documentTime;
		if (time === void 0) throw new FormatError("it does not say when it was made");
		const products = objectList(statement, "products").map(readProduct);
		return {
			ids: readVulnerability(statement),
			products: products.length === 0 ? void 0 : products,
			status,
			justification: optionalText(statement, "justification"),
			hasImpactStatement: optionalText(statement, "impact_statement") !== void 0,
			time
		};
	});
}
// src/evidence/formats/provenance.ts
const PROVENANCE_TYPES = ["https://slsa.dev/provenance/v1", "https://slsa.dev/provenance/v0.2"];
const MAX_MATERIALS = 1e4;
function readMaterials(parent, key) {
	const list = objectList(parent, key);
	if (list.length > MAX_MATERIALS) throw new FormatError("it has more than 10,000 materials");
	return list.map((each) => ({
		uri: stringProperty(each, "uri") ?? "",
		digest: stringMap(property(each, "digest"))
	}));
}
function readArguments(request) {
	const all = stringMap(request && property(request, "args"));
	const prefix = "build-arg:";
	return new Map([...all].flatMap(([key, value]) => key.startsWith(prefix) ? [[key.slice(10), value]] : []));
}
function readGitUri(uri) {
	const [, repository, ref] = /^(?:git\+)?(https?:\/\/[^@#\s]{1,500})(?:[@#](\S{1,500}))?$/.exec(uri ?? "") ?? [];
	return {
		repository: repository?.replace(/\.git$/, ""),
		ref
	};
}
function readVcs(metadata) {
	const vcs = (metadata && objectProperty(metadata, "vcs")) ?? {};
	const { repository, ref } = readGitUri(optionalText(vcs, "source"));
	return {
		repository,
		ref,
		revision: optionalText(vcs, "revision")
	};
}
function joinSources(...sources) {
	const first = (key) => sources.map((each) => each[key]).find(Boolean);
	return {
		repository: first("repository"),
		ref: first("ref"),
		revision: first("revision")
	};
}
function commitOf(material) {
	return material?.digest.get("gitCommit") ?? material?.digest.get("sha1");
}
function parseV1(predicate, definition) {
	const external = objectProperty(definition, "externalParameters") ?? {};
	const workflow = objectProperty(external, "workflow") ?? {};
	const details = objectProperty(predicate, "runDetails") ?? {};
	const metadata = objectProperty(details, "metadata") ?? {};
	const materials = readMaterials(definition, "resolvedDependencies");
	const git = materials.find((each) => each.uri.startsWith("git+"));
	const builder = objectProperty(details, "builder");
	if (builder === void 0) throw new FormatError("it does not say who built it");
	const source = joinSources({
		repository: optionalText(workflow, "repository"),
		ref: optionalText(workflow, "ref"),
		revision: void 0
	}, {
		...readGitUri(git?.uri),
		revision: commitOf(git)
	}, readVcs(objectProperty(metadata, "buildkit_metadata")));
	return {
		version: "v1",
		buildType: stringProperty(definition, "buildType") ?? "",
		builderId: stringProperty(builder, "id") ?? "",
		invocationId: optionalText(metadata, "invocationId") ?? optionalText(metadata, "invocationID"),
		...source,
		finished: timeProperty(metadata, "finishedOn"),
		buildArguments: readArguments(objectProperty(external, "request")),
		materials
	};
}
function parseV02(predicate) {
	const invocation = objectProperty(predicate, "invocation") ?? {};
	const configSource = objectProperty(invocation, "configSource") ?? {};
	const metadata = objectProperty(predicate, "metadata") ?? {};
	const builder = objectProperty(predicate, "builder");
	if (builder === void 0) throw new FormatError("it does not say who built it");
	const configured = {
		uri: stringProperty(configSource, "uri") ?? "",
		digest: stringMap(property(configSource, "digest"))
	};
	const source = joinSources({
		...readGitUri(configured.uri),
		revision: commitOf(configured)
	}, readVcs(objectProperty(metadata, "https://mobyproject.org/buildkit@v1#metadata")));
	return {
		version: "v0.2",
		buildType: stringProperty(predicate, "buildType") ?? "",
		builderId: stringProperty(builder, "id") ?? "",
		invocationId: present(optionalText(metadata, "buildInvocationID"), optionalText(metadata, "buildInvocationId"))[0],
		...source,
		finished: timeProperty(metadata, "buildFinishedOn"),
		buildArguments: readArguments(objectProperty(invocation, "parameters")),
		materials: readMaterials(predicate, "materials")
	};
}
function parseProvenance(predicate) {
	const definition = objectProperty(predicate, "buildDefinition");
	return definition === void 0 ? parseV02(predicate) : parseV1(predicate, definition);
}
// src/evidence/formats/test-result.ts
const MAX_TESTS = 1e5;
function parseTestResult(predicate) {
	const result = stringProperty(predicate, "result");
	if (result !== "PASSED" && result !== "WARNED" && result !== "FAILED") throw new FormatError("its result is neither PASSED, WARNED nor FAILED");
	objectList(predicate, "configuration");
	const [passed, warned, failed] = [
		textList(predicate, "passedTests"),
		textList(predicate, "warnedTests"),
		textList(predicate, "failedTests")
	];
	if (passed.length + warned.length + failed.length > MAX_TESTS) throw new FormatError("it has more than 100,000 tests");
	if (result === "PASSED" && failed.length > 0) throw new FormatError("it contradicts itself: its result is PASSED, and it has failed tests");
	return {
		result,
		passed,
		warned,
		failed,
		url: optionalText(predicate, "url")
	};
}
// src/evidence/statement.ts
const LARGE = 4194304;
const BUNDLE_LIMITS = {
	values: 2e4,
	depth: 50,
	keys: 1e3
};
function describeProof({ by, signedAt }, signers) {
	const common = {
		kind: "signed",
		signers: [...signers].flatMap(([name, trusted]) => {
			return trusted.some((each) => by.kind === "key" ? each.kind === "key" && each.name === by.name : matchesSigner(by.claims, each)) ? [name] : [];
		}),
		time: signedAt
	};
	if (by.kind === "key") return {
		...common,
		identity: `the key ${by.name}`
	};
	const { identity, sourceRepository: repository, sourceRef: ref } = by.claims;
	return {
		...common,
		identity,
		repository,
		ref
	};
}
function openBundle(stored, { signers, verify }) {
	const { form, bytes = /* @__PURE__ */ new Uint8Array() } = stored;
	const scan = scanJson(bytes, BUNDLE_LIMITS);
	if (scan.values > BUNDLE_LIMITS.values || scan.depth > BUNDLE_LIMITS.depth || scan.keys > BUNDLE_LIMITS.keys) throw new FormatError("it is no Sigstore bundle");
	const verdict = verify(bytes, [...signers.values()].flat());
	const proof = verdict.kind === "signed" ? verdict.signature : verdict.stranger;
	if (proof !== void 0) return {
		signature: describeProof(proof, signers),
		payload: () => proof.payload
	};
	return {
		signature: {
			kind: "invalid",
			reason: verdict.kind === "rejected" ? verdict.reason : ""
		},
		payload: () => payloadOf({
			form,
			bytes
		})
	};
}
function openBare({ bytes = /* @__PURE__ */ new Uint8Array() }) {
	return {
		signature: { kind: "unsigned" },
		payload: () => bytes
	};
}
function parsePayload(stored, payload) {
	const isLarge = (stored.bytes?.byteLength ?? 0) > LARGE;
	stored.bytes = void 0;
	if (isLarge) collectNow();
	const document = parseEvidence(payload());
	if (isLarge) collectNow();
	return document;
}
function commitsOf(document) {
	const subjects = property(document, "subject");
	return (Array.isArray(subjects) ? subjects : []).flatMap((subject) => {
		const digest = isJsonObject(subject) ? objectProperty(subject, "digest") : void 0;
		return (digest && stringProperty(digest, "gitCommit")) ?? [];
	});
}
function isProvenance(predicateType) {
	return PROVENANCE_TYPES.some((type) => type === predicateType);
}
function readContent({ predicateType, predicate }, uses) {
	const wants = (use) => uses.includes(use);
	return {
		...wants("scans") && { report: readBy((document) => parseVulnerabilityReport(document, predicateType), predicate) },
		...wants("vex") && { vex: readBy(parseOpenVex, predicate) },
		...wants("boms") && { licences: readBy(parseLicences, predicate) },
		...wants("test-results") && { result: readBy(parseTestResult, predicate) },
		...isProvenance(predicateType) && { provenance: readBy(parseProvenance, predicate) }
	};
}
function unreadableContent(reason) {
	const unreadable = {
		kind: "unreadable",
		reason
	};
	return {
		report: unreadable,
		vex: unreadable,
		licences: unreadable,
		provenance: unreadable,
		result: unreadable
	};
}
function unreadableStatement({ reference, subject, announced }, signature, reason) {
	const predicateType = announced ?? "";
	return {
		reference: {
			...reference,
			predicateType
		},
		subjects: [subject],
		commits: [],
		predicateType,
		signature,
		content: unreadableContent(reason)
	};
}
function readFoundStatement(stored, query) {
	let signature = {
		kind: "invalid",
		reason: "it cannot be read"
	};
	try {
		const opened = stored.form === "bundle" ? openBundle(stored, query) : openBare(stored);
		({signature} = opened);
		const document = parsePayload(stored, opened.payload);
		const statement = readStatementDocument(document);
		const { predicateType, subjects } = statement;
		const uses = query.usesOf(predicateType);
		if (uses.length === 0) return void 0;
		const isStrange = signature.kind === "invalid" || signature.kind === "signed" && signature.signers.length === 0;
		const signed = signature.kind === "signed" ? {
			signer: signature.identity,
			time: signature.time
		} : {};
		return {
			reference: {
				...stored.reference,
				predicateType,
				...signed
			},
			subjects: subjects.flatMap(({ digest }) => digest),
			commits: commitsOf(document),
			predicateType,
			signature,
			content: isStrange ? unreadableContent("nobody whom the file names signed it") : readContent(statement, uses)
		};
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		if (signature.kind === "invalid") signature = {
			...signature,
			reason: error.message
		};
		return unreadableStatement(stored, signature, error.message);
	}
}
// src/evidence/attested.ts
const MAX_CANDIDATES = 200;
async function list(run, { client, repository }, subject, { usesOf }) {
	const [fromApi, fromFallback] = await Promise.all([run.ask(() => listFromApi(client, repository, subject, ATTESTATIONS)), run.ask(() => listFromFallback(client, repository, subject))]);
	return joinReferrers(fromApi ?? [], fromFallback.filter(ATTESTATIONS.keep ?? (() => true))).filter((descriptor) => {
		const announced = declaredPredicate(descriptor);
		return announced === void 0 || usesOf(announced).length > 0;
	}).map((descriptor) => ({
		subject,
		descriptor
	}));
}
function requireFew(count, { repository }, image) {
	if (count <= MAX_CANDIDATES) return;
	throw new RegistryError({
		what: `read the statements about ${formatRepository(repository)}@${image}`,
		reason: `there are ${count} of them, and no more than ${MAX_CANDIDATES} are read`,
		remedy: "remove those that nobody needs",
		code: "too-large"
	});
}
async function read(run, { client, repository }, { digest, layer, form, announced, subject }, query) {
	const known = {
		subject,
		announced,
		reference: {
			digest,
			uri: `${formatRepository(repository)}@${digest}`,
			mediaType: layer.mediaType
		}
	};
	const unread = (reason) => unreadableStatement(known, {
		kind: "invalid",
		reason
	}, reason);
	try {
		run.spend(layer.size);
		return await run.hold(layer.size, async () => {
			const read = () => run.ask(() => readBlob(client, repository, {
				...layer,
				limit: layer.size
			}));
			const stored = {
				...known,
				form,
				bytes: await read()
			};
			if (stored.bytes === void 0) return unread("the registry lacks it");
			if (layer.size > 4194304) collectNow();
			return readFoundStatement(stored, {
				...query,
				verify: await query.openVerifier()
			});
		});
	} catch (error) {
		return unread(explainFailure(error));
	}
}
async function readAttested(run, image, platforms, query) {
	const { client, repository, graph } = image;
	const subjects = [.../* @__PURE__ */ new Set([graph.root, ...platforms])];
	const listed = (await Promise.all(subjects.map((subject) => list(run, image, subject, query)))).flat();
	requireFew(listed.length, image, graph.root);
	const needed = (await Promise.all(listed.map(async ({ subject, descriptor }) => {
		const found = await run.ask(() => readAttestationManifest(client, {
			repository,
			subject
		}, descriptor.digest));
		return found && {
			...found,
			announced: found.announced ?? declaredPredicate(descriptor),
			subject
		};
	}))).filter((each) => each !== void 0).filter(({ announced }) => announced === void 0 || query.usesOf(announced).length > 0);
	const distinct = new Map(needed.map((each) => [`${each.subject} ${each.layer.digest}`, each]));
	return (await Promise.all([...distinct.values()].map((each) => read(run, image, each, query)))).filter((each) => each !== void 0);
}
async function readInline(run, image, query) {
	const { nodes } = image.graph;
	const entries = [...nodes.values()].flatMap(({ manifest }) => childManifests(manifest)).filter(isAttestation);
	const needed = [...new Map(entries.map((each) => [each.digest, each])).values()].flatMap((entry) => {
		const manifest = nodes.get(entry.digest)?.manifest;
		if (manifest?.kind !== "manifest") return [];
		const platform = tryParseDigest(entry.annotations.get("vnd.docker.reference.digest") ?? "");
		return manifest.layers.filter(({ mediaType }) => mediaType === IN_TOTO).map((layer) => ({
			layer,
			platform,
			digest: entry.digest,
			announced: layer.annotations.get(PREDICATE_TYPE)
		}));
	}).filter(({ announced }) => announced === void 0 || query.usesOf(announced).length > 0);
	requireFew(needed.length, image, image.graph.root);
	return (await Promise.all(needed.map(async ({ platform, ...each }) => {
		return {
			platform,
			statement: await read(run, image, {
				...each,
				form: "statement",
				subject: platform ?? image.graph.root
			}, query)
		};
	}))).flatMap(({ platform, statement }) => statement === void 0 ? [] : [{
		platform,
		statement
	}]);
}
// src/evidence/formats/config-blob.ts
var import_semver = require_semver();
const MAX_CONFIG = 4194304;
function parseConfigBlob(bytes) {
	if (bytes.byteLength > 4194304) return {
		kind: "unreadable",
		reason: "it has more than 4 MiB"
	};
	return readBy(parseEvidence, bytes);
}
// src/evidence/configs.ts
function readPlatformConfig(run, { client, repository }, config) {
	return run.once(`config ${config.digest}`, () => readingOf(async () => {
		if (config.size > 4194304) return {
			kind: "unreadable",
			reason: "it has more than 4 MiB"
		};
		const bytes = await run.ask(() => readBlob(client, repository, {
			...config,
			limit: MAX_CONFIG
		}));
		return bytes === void 0 ? {
			kind: "unreadable",
			reason: "the registry lacks it"
		} : parseConfigBlob(bytes);
	}));
}
// src/evidence/bases.ts
const MAX_VERSIONS = 200;
const NO_TIMES = new Set([0, 1e3].concat(Date.UTC(1980, 0, 1), Date.UTC(1980, 0, 1, 0, 0, 1)));
function createdOf(config) {
	const time = timeProperty(config, "created");
	return time === void 0 || NO_TIMES.has(time.getTime()) ? void 0 : time;
}
function parse({ bytes, mediaType }) {
	try {
		return parseManifest(bytes, mediaType);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
function platformOf(config) {
	return [
		"os",
		"architecture",
		"variant"
	].map((key) => stringProperty(config, key) ?? "").filter((part) => part !== "").join("/");
}
async function readPlatform(run, place, base, { manifest, platform }) {
	const config = await readPlatformConfig(run, place, manifest.config);
	if (config.kind !== "read") throw new FormatError(`a config of ${base.repository}@${base.digest} cannot be read: ${config.reason}`);
	const diffIds = textList(objectProperty(config.value, "rootfs") ?? {}, "diff_ids");
	const chainId = chainIds(diffIds).at(-1);
	if (chainId === void 0) return void 0;
	return {
		...base,
		platform: platform ?? platformOf(config.value),
		chainId,
		created: createdOf(config.value),
		isSigned: false,
		isThere: true
	};
}
function readPlatforms(run, place, repository, stored) {
	const base = {
		repository,
		digest: stored.digest
	};
	return run.once(`base ${repository}@${stored.digest}`, async () => {
		const root = parse(stored);
		if (root?.kind === "manifest") return [await readPlatform(run, place, base, {
			manifest: root,
			platform: void 0
		})].filter((each) => each !== void 0);
		if (root?.kind !== "index") return [];
		const children = childManifests(root).filter((child) => !isAttestation(child) && child.platform !== void 0);
		return (await Promise.all(children.filter(({ platform }) => platform !== "unknown/unknown").map(async ({ digest, platform }) => {
			const manifest = await run.once(`manifest ${repository}@${digest}`, async () => {
				const found = await run.ask(() => getManifest(place.client, place.repository, digest));
				return found && parse(found);
			});
			if (manifest?.kind !== "manifest") throw new FormatError(`${repository}@${base.digest} lacks its ${platform}`);
			return readPlatform(run, place, base, {
				manifest,
				platform
			});
		}))).filter((each) => each !== void 0);
	});
}
function newestFirst(tags) {
	const versions = tags.filter((tag) => (0, import_semver.valid)(tag) !== null).toSorted(import_semver.rcompare);
	const others = tags.filter((tag) => (0, import_semver.valid)(tag) === null).toSorted((left, right) => left < right ? 1 : -1);
	return [...versions, ...others];
}
function listBases(run, { open }, repository) {
	return run.once(`bases ${repository}`, async () => {
		const place = await open(repository);
		const tags = newestFirst([...await run.ask(() => listTags(place.client, place.repository))].filter((tag) => !isReservedTag(tag)));
		if (tags.length === 0) throw new FormatError(`${repository} has no tags`);
		const chosen = tags.slice(0, MAX_VERSIONS);
		const stored = await Promise.all(chosen.map((tag) => run.ask(() => getManifest(place.client, place.repository, tag))));
		const versions = /* @__PURE__ */ new Map();
		for (const [index, version] of chosen.entries()) {
			const each = stored[index];
			if (each !== void 0 && !versions.has(each.digest)) versions.set(each.digest, {
				version,
				stored: each
			});
		}
		return {
			bases: (await Promise.all([...versions.values()].map(async (each) => {
				return (await readPlatforms(run, place, repository, each.stored)).map((platform) => ({
					...platform,
					version: each.version
				}));
			}))).flat(),
			isWhole: chosen.length === tags.length
		};
	});
}
async function readHinted(run, { open }, hint, allow) {
	const digest = tryParseDigest(hint?.digest ?? "");
	const [name = "", tag] = (hint?.name ?? "").split("@")[0]?.split(/:(?=[^/]*$)/) ?? [];
	const repository = allow.find((each) => isNamed(each, name));
	if (digest === void 0 || repository === void 0) return [];
	return run.once(`hinted base ${repository}@${digest}`, async () => {
		const place = await open(repository);
		const { client } = place;
		const [platforms, tagged] = await Promise.all([run.ask(() => getManifest(client, place.repository, digest)).then((stored) => stored === void 0 ? [] : readPlatforms(run, place, repository, stored)), tag !== void 0 && isTag(tag) ? run.ask(() => headManifest(client, place.repository, tag)) : void 0]);
		const version = tag !== void 0 && tagged === digest ? tag : shortDigest(digest);
		return platforms.map((each) => ({
			...each,
			version
		}));
	});
}
function isNamed(repository, name) {
	try {
		return formatRepository(parseRepository(name)) === repository;
	} catch (error) {
		if (isSealiftError(error)) return false;
		throw error;
	}
}
function isFound(platforms, bases) {
	return platforms.every(({ platform, diffIds }) => {
		const chains = new Set(chainIds(diffIds));
		return bases.some((base) => base.platform === platform && chains.has(base.chainId));
	});
}
async function withRecords(run, { open, promotedAt }, platforms, { bases, signed }) {
	if (signed.length === 0) return bases;
	const chains = new Set(platforms.flatMap(({ diffIds }) => chainIds(diffIds)));
	return Promise.all(bases.map(async (base) => {
		const { repository, digest, chainId } = base;
		if (!base.isThere || !signed.includes(repository) || !chains.has(chainId)) return base;
		const time = await run.once(`record of ${repository}@${digest}`, async () => promotedAt(await open(repository), digest));
		return time === void 0 ? base : {
			...base,
			isSigned: true,
			created: time
		};
	}));
}
async function readBases(run, access, image, query) {
	const { ledger } = access;
	const known = new Set(ledger?.repositories);
	const [allow, deny] = [query.allow, query.deny].map((each) => each.filter((name) => !known.has(name)));
	const [allowed = [], denied = []] = [allow, deny];
	const isUsed = [...query.allow, ...query.deny].some((name) => known.has(name));
	const listAllowed = async () => {
		const hinted = await readHinted(run, access, query.countsNewer || allowed.length === 0 ? void 0 : await image.hint, allowed);
		if (hinted.length > 0 && isFound(await image.platforms, hinted)) return hinted;
		const lists = await Promise.all(allowed.map((repository) => listBases(run, access, repository)));
		return [...hinted, ...lists.flatMap(({ bases }) => bases)];
	};
	let unknownDenied;
	const listDenied = async (repository) => {
		try {
			const { bases, isWhole } = await listBases(run, access, repository);
			if (!isWhole) unknownDenied ??= `${repository} has more than ${MAX_VERSIONS} tags`;
			return bases;
		} catch (error) {
			unknownDenied ??= `${repository}: ${explainFailure(error)}`;
			return [];
		}
	};
	const [ofAllowed, ...ofDenied] = await Promise.all([listAllowed(), ...denied.map(listDenied)]);
	const names = /* @__PURE__ */ new Set([...query.allow, ...query.deny]);
	const fromLedger = (ledger?.bases ?? []).filter(({ repository }) => known.has(repository) && names.has(repository));
	const distinct = new Map([
		...ofAllowed,
		...ofDenied.flat(),
		...fromLedger
	].map((each) => [`${each.repository}@${each.digest} ${each.platform}`, each]));
	return {
		bases: await withRecords(run, access, await image.platforms, {
			bases: [...distinct.values()],
			signed: query.signed
		}),
		ledger: isUsed ? ledger : void 0,
		unknownDenied
	};
}
// src/evidence/files.ts
async function readReportFiles(run, paths) {
	return Promise.all(paths.map((path) => run.once(`report ${path}`, async () => {
		let digest = digestOf("");
		const report = await readingOf(() => run.hold(MAX_EVIDENCE, async () => {
			const bytes = readFile(path);
			digest = digestOf(bytes);
			run.spend(bytes.byteLength);
			return readBy(parseVulnerabilityReport, parseEvidence(bytes));
		}));
		return {
			reference: {
				digest,
				uri: path,
				mediaType: "application/json"
			},
			report
		};
	})));
}
function readFile(path) {
	try {
		return readWholeFile(path, MAX_EVIDENCE);
	} catch (error) {
		throw new FormatError(error instanceof Error ? error.message : "it cannot be read");
	}
}
const MAX_RULES = 4194304;
function readRuleFile(run, root, path) {
	return run.once(`file ${path}`, () => readWithin(path, {
		root,
		most: MAX_RULES
	}));
}
// src/evidence/formats/known-exploited.ts
const MAX_IDS = 1e5;
function parseKnownExploited(document) {
	const entries = objectList(document, "vulnerabilities");
	if (entries.length === 0) throw new FormatError("it lists no vulnerabilities");
	if (entries.length > MAX_IDS) throw new FormatError("it lists more than 100,000 vulnerabilities");
	return new Set(entries.map((each) => requiredText(each, "cveID", "a vulnerability").toUpperCase()));
}
// src/evidence/formats/github-runs.ts
const STATUS_APP = "status:";
function text(object, key) {
	const value = stringProperty(object, key);
	if (value === void 0) throw new FormatError(`GitHub's answer has a run without ${key}`);
	return value;
}
function number(object, key) {
	const value = property(object, key);
	if (typeof value === "bigint") return Number(value);
	if (typeof value !== "number") throw new FormatError(`GitHub's answer has a run without ${key}`);
	return value;
}
function listIn(answer, key) {
	if (!isJsonObject(answer) || !Array.isArray(property(answer, key))) throw new FormatError(`GitHub's answer has no list of ${key}`);
	return objectList(answer, key);
}
function parseCheckRuns(answer) {
	return listIn(answer, "check_runs").map((run) => ({
		id: number(run, "id"),
		name: text(run, "name"),
		app: stringProperty(objectProperty(run, "app") ?? {}, "slug") ?? "",
		commit: text(run, "head_sha"),
		status: text(run, "status"),
		conclusion: stringProperty(run, "conclusion"),
		completed: timeProperty(run, "completed_at")
	}));
}
function parseStatuses(answer, commit) {
	return listIn({ statuses: answer }, "statuses").map((status) => {
		const state = text(status, "state");
		return {
			id: number(status, "id"),
			name: text(status, "context"),
			app: STATUS_APP + (stringProperty(objectProperty(status, "creator") ?? {}, "login") ?? ""),
			commit,
			status: state === "pending" ? "pending" : "completed",
			conclusion: state,
			completed: timeProperty(status, "updated_at") ?? timeProperty(status, "created_at")
		};
	});
}
function parseWorkflowRuns(answer, workflow) {
	return listIn(answer, "workflow_runs").map((run) => {
		const [own, head] = ["repository", "head_repository"].map((key) => property(objectProperty(run, key) ?? {}, "id"));
		return {
			id: number(run, "id"),
			workflow,
			attempt: number(run, "run_attempt"),
			commit: text(run, "head_sha"),
			event: text(run, "event"),
			branch: stringProperty(run, "head_branch"),
			status: text(run, "status"),
			conclusion: stringProperty(run, "conclusion"),
			completed: timeProperty(run, "updated_at"),
			isFork: head === void 0 || head !== own
		};
	});
}
// src/evidence/github-checks.ts
const MAX_PAGES = 10;
function askGitHub(run, { client }, { key, permission }, read) {
	if (client === void 0) return Promise.resolve({
		kind: "unreadable",
		reason: "there is no token; give the input \"github-token\""
	});
	return run.once(`github ${key}`, async () => {
		try {
			return {
				kind: "read",
				value: await run.ask(() => read(client))
			};
		} catch (error) {
			if (error instanceof FormatError) return {
				kind: "unreadable",
				reason: error.message
			};
			const { reason, remedy } = explainGitHubFailure(error, permission);
			return {
				kind: "unreadable",
				reason: `${reason}; ${remedy}`
			};
		}
	});
}
async function readPages(client, path, parse) {
	const items = [];
	for (let page = 1; page <= MAX_PAGES; page++) {
		const more = parse(await client.read(`${path}&per_page=100&page=${page}`));
		items.push(...more);
		if (more.length < 100) return items;
	}
	throw new FormatError(`GitHub lists more than 1000 runs`);
}
function isCommit(text) {
	return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(text);
}
const NO_COMMIT = {
	kind: "unreadable",
	reason: "the commit is not a whole SHA"
};
function joinReadings(readings) {
	const failed = readings.find((each) => each.kind !== "read");
	if (failed !== void 0) return failed;
	return {
		kind: "read",
		value: readings.flatMap((each) => each.kind === "read" ? each.value : [])
	};
}
async function readCheckRuns(run, access, commit, checks) {
	if (!isCommit(commit)) return NO_COMMIT;
	const names = new Set(checks.filter(({ app }) => !app.startsWith(STATUS_APP)).map(({ name }) => name));
	const wantsStatuses = checks.some(({ app }) => app.startsWith(STATUS_APP));
	return joinReadings(await Promise.all([...[...names].map((name) => askGitHub(run, access, {
		key: `checks ${commit} ${name}`,
		permission: "checks: read"
	}, (client) => {
		return readPages(client, `/commits/${commit}/check-runs?filter=latest&check_name=${encodeURIComponent(name.toWellFormed())}`, parseCheckRuns);
	})), ...wantsStatuses ? [askGitHub(run, access, {
		key: `statuses ${commit}`,
		permission: "statuses: read"
	}, (client) => readPages(client, `/commits/${commit}/statuses?`, (answer) => parseStatuses(answer, commit)))] : []]));
}
async function readWorkflowRuns(run, access, commit, workflow) {
	if (!isCommit(commit)) return NO_COMMIT;
	return askGitHub(run, access, {
		key: `workflow ${commit} ${workflow}`,
		permission: "actions: read"
	}, (client) => {
		return readPages(client, `/actions/workflows/${encodeURIComponent(workflow.toWellFormed())}/runs?head_sha=${commit}`, (answer) => parseWorkflowRuns(answer, workflow));
	});
}
// src/evidence/github-people.ts
function objects(answer) {
	if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
	throw new FormatError("GitHub's answer is not a list");
}
function object(answer) {
	if (isJsonObject(answer)) return answer;
	throw new FormatError("GitHub's answer is not an object");
}
function accountIn(parent, key) {
	const user = objectProperty(parent, key);
	const [id, login] = [user && property(user, "id"), user && stringProperty(user, "login")];
	const number = typeof id === "bigint" ? Number(id) : id;
	return typeof number === "number" && login !== void 0 ? {
		id: number,
		login
	} : void 0;
}
function allOf(accounts) {
	const known = accounts.filter((each) => each !== void 0);
	return known.length === accounts.length ? known : void 0;
}
function isRunId(text) {
	return text !== void 0 && /^[0-9]{1,20}$/.test(text);
}
function readRunApprovals(run, access, runId) {
	if (!isRunId(runId)) return Promise.resolve({
		kind: "unreadable",
		reason: "the run has no number"
	});
	return askGitHub(run, access, {
		key: `approvals ${runId}`,
		permission: "actions: read"
	}, async (client) => {
		return objects(await client.read(`/actions/runs/${runId}/approvals`)).filter((each) => stringProperty(each, "state") === "approved").flatMap((each) => {
			const by = accountIn(each, "user");
			return by === void 0 ? [] : [{
				by,
				comment: stringProperty(each, "comment") ?? ""
			}];
		});
	});
}
async function readActors(client, id) {
	const run = object(await client.read(`/actions/runs/${id}`));
	return allOf([accountIn(run, "actor"), accountIn(run, "triggering_actor")]);
}
async function readPulls(client, commit) {
	return objects(await client.read(`/commits/${commit}/pulls`)).filter((each) => typeof property(each, "merged_at") === "string");
}
async function readAuthors(client, commit) {
	const [answer, pulls] = await Promise.all([client.read(`/commits/${commit}`), readPulls(client, commit)]);
	const one = object(answer);
	return allOf([
		accountIn(one, "author"),
		accountIn(one, "committer"),
		...pulls.map((each) => accountIn(each, "user"))
	]);
}
async function readReviewers(client, commit) {
	const pulls = await readPulls(client, commit);
	return allOf((await Promise.all(pulls.map(async (pull) => {
		const number = property(pull, "number");
		if (typeof number !== "number") throw new FormatError("GitHub's answer has a pull request without number");
		return objects(await client.read(`/pulls/${number}/reviews?per_page=100`));
	}))).flat().map((each) => accountIn(each, "user")));
}
function runIdOf(address, { owner, repo }) {
	const [, name, id] = /^https:\/\/[^/]+\/([^/]+\/[^/]+)\/actions\/runs\/([0-9]{1,20})(?:\/|$)/.exec(address ?? "") ?? [];
	return name?.toLowerCase() === `${owner}/${repo}`.toLowerCase() ? id : void 0;
}
async function readAccounts(run, access, { runId, commit, builder }, roles) {
	const { client } = access;
	const built = client && runIdOf(builder, client);
	const ask = async (what, key, permission, read) => {
		if (key === void 0) return void 0;
		const reading = await askGitHub(run, access, {
			key: `${what} ${key}`,
			permission
		}, (each) => read(each, key));
		return reading.kind === "read" ? reading.value : void 0;
	};
	const known = commit !== void 0 && isCommit(commit) ? commit : void 0;
	const readers = {
		actor: () => ask("actors of", isRunId(runId) ? runId : void 0, "actions: read", readActors),
		builder: () => ask("actors of", built, "actions: read", readActors),
		author: () => ask("authors of", known, "contents: read", readAuthors),
		reviewer: () => ask("reviewers of", known, "pull-requests: read", readReviewers)
	};
	const found = await Promise.all(roles.map(async (role) => [role, await readers[role]()]));
	return Object.fromEntries(found);
}
// src/evidence/formats/harbor.ts
const HARBOR_REPORT = "application/vnd.security.vulnerability.report; version=1.1";
const OLDER_REPORT = "application/vnd.scanner.adapter.vuln.report.harbor+json; version=1.0";
const FIXED = "fixed";
function readHarbor(answer) {
	if (Object.keys(answer).length === 0) return {
		kind: "absent",
		reason: "Harbor has not scanned it"
	};
	return readBy(parseReport, answer);
}
function parseReport(answer) {
	const report = objectProperty(answer, "application/vnd.security.vulnerability.report; version=1.1") ?? objectProperty(answer, OLDER_REPORT);
	if (report === void 0) throw new FormatError("it is not a report of Harbor");
	const list = new FindingList();
	const manifests = /* @__PURE__ */ new Set();
	for (const finding of objectList(report, "vulnerabilities")) {
		const fixedIn = optionalText(finding, "fix_version");
		const vector = objectProperty(finding, "preferred_cvss") ?? {};
		const word = property(finding, "severity");
		list.add({
			id: requiredText(finding, "id", "a finding"),
			package: stringProperty(finding, "package") ?? "",
			version: stringProperty(finding, "version") ?? "",
			ratings: [parseSeverity(word || property(vector, "score_v3"))],
			isFixable: fixedIn !== void 0 || stringProperty(finding, "status") === FIXED,
			fixedIn: present(fixedIn)
		});
		for (const digest of listedDigests(finding)) manifests.add(digest);
	}
	return {
		format: "Harbor's report",
		findings: list.finish(),
		times: present(timeProperty(report, "generated_at")),
		databaseTime: void 0,
		binding: {
			...UNBOUND,
			manifests: [...manifests].flatMap((text) => present(tryParseDigest(text)))
		},
		isScanned: optionalText(objectProperty(report, "scanner") ?? {}, "name") !== void 0,
		endOfLife: void 0,
		tellsKnownExploited: false,
		tellsEpss: false
	};
}
function listedDigests(finding) {
	const list = property(finding, "artifact_digests");
	return (Array.isArray(list) ? list : [property(finding, "artifact_digest")]).filter((each) => typeof each === "string").slice(0, 100);
}
// src/evidence/harbor.ts
function reportUrl({ client, repository }, digest) {
	const [project = "", ...rest] = repository.name.split("/");
	const name = encodeURIComponent(encodeURIComponent(rest.join("/")));
	const path = `/api/v2.0/projects/${encodeURIComponent(project)}/repositories/${name}/artifacts/${digest}/additions/vulnerabilities`;
	return new URL(path, client.address(repository, ""));
}
function explainStatus(status) {
	if (status === 401 || status === 403) return `Harbor answers ${status}: the credentials may not read scans`;
	if (status === 404) return "the registry knows no scans of it: it is no Harbor, or the image is not there";
	return `Harbor cannot be asked: it answers ${status}`;
}
const USUAL = 8388608;
async function readAnswer(run, { client }, url, parse) {
	const headers = {
		accept: "application/json",
		"x-accept-vulnerabilities": HARBOR_REPORT
	};
	for (const limit of [USUAL, MAX_EVIDENCE]) {
		const reading = await run.hold(limit, async () => {
			const bytes = await run.ask(async () => {
				const response = await client.send({
					method: "GET",
					url,
					headers,
					withPassword: true
				});
				if (response.status === 200) return readBody(response, limit);
				await response.discard();
				return response.status;
			});
			if (typeof bytes === "number") return {
				kind: "unreadable",
				reason: explainStatus(bytes)
			};
			return bytes && parse(bytes);
		});
		if (reading !== void 0) return reading;
	}
	return {
		kind: "unreadable",
		reason: "the report has more than 32 MiB, and no more are read"
	};
}
function readHarborScan(run, place, digest) {
	const url = reportUrl(place, digest);
	return run.once(`scan ${formatRepository(place.repository)}@${digest}`, async () => {
		let content;
		const report = await readingOf(() => readAnswer(run, place, url, (bytes) => {
			content = digestOf(bytes);
			run.spend(bytes.byteLength);
			return readHarbor(parseEvidence(bytes));
		}));
		return {
			reference: {
				digest: content ?? digest,
				uri: url.href,
				mediaType: HARBOR_REPORT
			},
			subject: digest,
			report
		};
	});
}
// src/admission/facts.ts
const EMPTY_SIZE = 2;
const IMAGE_CONFIG = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/;
const IMAGE_LAYER = /^application\/vnd\.(?:oci\.image\.layer|docker\.image\.rootfs)\./;
function mayRun({ manifest }) {
	if (manifest.kind !== "manifest") return false;
	const { config, layers } = manifest;
	return IMAGE_CONFIG.test(config.mediaType) || config.size > EMPTY_SIZE && layers.some(({ mediaType }) => IMAGE_LAYER.test(mediaType));
}
function listPlatformNodes({ root, nodes }) {
	const top = nodes.get(root);
	if (top !== void 0 && top.manifest.kind !== "index") return [{
		node: top,
		platform: void 0
	}];
	const found = /* @__PURE__ */ new Map();
	for (const { manifest } of nodes.values()) for (const { digest, platform } of childManifests(manifest)) {
		const node = nodes.get(digest);
		if (node === void 0 || node.manifest.kind === "index" || platform === "unknown/unknown") continue;
		found.set(`${platform} ${digest}`, {
			node,
			platform
		});
	}
	return [...found.values()];
}
function nameOf({ node, platform }, config) {
	if (platform !== void 0 && !platform.startsWith("unknown/")) return platform;
	const fallback = `manifest ${shortDigest(node.descriptor.digest)}`;
	if (config?.kind !== "read") return fallback;
	const { digest } = node.descriptor;
	const read = configOf({
		platform: fallback,
		digest,
		configDigest: digest,
		config,
		layers: [],
		annotations: /* @__PURE__ */ new Map()
	});
	if (read.kind !== "read" || read.value.os === "" || read.value.os === "unknown") return fallback;
	const { os, architecture, variant } = read.value;
	return [
		os,
		architecture,
		variant
	].filter((part) => part !== "").join("/");
}
async function readFacts(run, image, { environment, withConfigs }) {
	const { graph } = image;
	const root = graph.nodes.get(graph.root);
	const nodes = listPlatformNodes(graph);
	const platforms = await Promise.all(nodes.map(async (each) => {
		const { manifest, descriptor } = each.node;
		if (manifest.kind !== "manifest") return void 0;
		const isNeeded = withConfigs || each.platform === void 0;
		const isImage = mayRun(each.node);
		const config = isNeeded && isImage ? await readPlatformConfig(run, image, manifest.config) : void 0;
		return {
			platform: nameOf(each, config),
			digest: descriptor.digest,
			configDigest: manifest.config.digest,
			config: isImage ? config : {
				kind: "unreadable",
				reason: "it is not the config of an image"
			},
			layers: manifest.layers.map(({ digest, size }) => ({
				digest,
				size
			})),
			annotations: manifest.annotations
		};
	}));
	return {
		name: image.name,
		environment,
		digest: graph.root,
		kind: nodes.some(({ node }) => mayRun(node)) ? "image" : "artifact",
		platforms: platforms.filter((each) => each !== void 0),
		annotations: root?.manifest.annotations ?? /* @__PURE__ */ new Map()
	};
}
// src/admission/needs.ts
function pickNeeds(needs, kind) {
	return needs.filter((need) => need.kind === kind);
}
const VEX_TYPE = /^https:\/\/openvex\.dev\/ns(?:\/v0\.\d+\.\d+)?$/;
function isNeededBy({ what, types = [] }, predicateType) {
	switch (what) {
		case "scans": return isScanType(predicateType);
		case "vex": return VEX_TYPE.test(predicateType);
		case "provenance": return PROVENANCE_TYPES.some((type) => type === predicateType);
		default: return isOfType(predicateType, types);
	}
}
function usesOf(needs, predicateType) {
	const uses = pickNeeds(needs, "attestations").filter((need) => isNeededBy(need, predicateType)).map(({ what }) => what);
	return [...new Set(uses)];
}
function provenanceSigners(needs) {
	return new Set(pickNeeds(needs, "attestations").filter((need) => PROVENANCE_TYPES.some((type) => isNeededBy(need, type))).flatMap(({ signedBy }) => signedBy));
}
// src/admission/evidence-of-image.ts
const [REVISION, BASE_NAME, BASE_DIGEST] = [
	"revision",
	"base.name",
	"base.digest"
].map((name) => `org.opencontainers.image.${name}`);
function labelOf(image, key) {
	for (const platform of judgedPlatforms(image)) {
		const config = configOf(platform);
		const label = config.kind === "read" ? config.value.labels.get(key) : void 0;
		const value = image.annotations.get(key) ?? platform.annotations.get(key) ?? label;
		if (value !== void 0 && value !== "") return value;
	}
	return image.annotations.get(key);
}
function lazy(make) {
	let made;
	return () => made ??= make();
}
function openEvidence(context, image) {
	const { run, needs, now, environment } = context;
	const asksRevision = pickNeeds(needs, "check-runs").length > 0 || pickNeeds(needs, "workflow-runs").length > 0 || pickNeeds(needs, "accounts").some(({ roles }) => roles.some((role) => role !== "actor")) || pickNeeds(needs, "attestations").some(({ what }) => what === "test-results" || what === "statements");
	const withConfigs = pickNeeds(needs, "configs").length > 0 || pickNeeds(needs, "bases").length > 0 || asksRevision;
	const facts = lazy(() => readFacts(run, image, {
		environment,
		withConfigs
	}));
	const attested = lazy(async () => {
		if (pickNeeds(needs, "attestations").length === 0) return [];
		const platforms = listPlatformNodes(image.graph).map(({ node }) => node.descriptor.digest);
		return readAttested(run, image, platforms, {
			signers: context.signers,
			openVerifier: context.openVerifier,
			usesOf: (type) => usesOf(needs, type)
		});
	});
	const inline = lazy(async () => {
		if (pickNeeds(needs, "inline-attestations").length === 0) return [];
		const isProvenance = (type) => PROVENANCE_TYPES.some((each) => each === type);
		return readInline(run, image, {
			signers: /* @__PURE__ */ new Map(),
			openVerifier: async () => () => ({
				kind: "rejected",
				reason: "it is not signed"
			}),
			usesOf: (type) => isProvenance(type) ? ["provenance", ...usesOf(needs, type)] : usesOf(needs, type)
		});
	});
	attested().catch(() => void 0);
	const statements = lazy(async () => {
		const [signed, beside] = await Promise.all([attested(), inline()]);
		return [...signed, ...beside.map(({ statement }) => statement)];
	});
	const provenance = lazy(async () => {
		const signers = provenanceSigners(needs);
		if (signers.size === 0) return [];
		const [found, { digest, platforms }] = await Promise.all([attested(), facts()]);
		const digests = /* @__PURE__ */ new Set([digest, ...platforms.map((each) => each.digest)]);
		return found.flatMap(({ signature, subjects, content }) => {
			const isSigned = signature.kind === "signed" && signature.signers.some((name) => signers.has(name));
			const isAbout = subjects.some((subject) => digests.has(subject));
			return isSigned && isAbout && content.provenance?.kind === "read" ? [content.provenance.value] : [];
		});
	});
	const revision = lazy(async () => {
		const [first, ...others] = new Set((await provenance()).flatMap((each) => present(each.revision)));
		if (others.length > 0) return void 0;
		const commit = first ?? labelOf(await facts(), REVISION);
		return commit === void 0 ? void 0 : {
			commit,
			isProven: first !== void 0
		};
	});
	const bases = lazy(async () => {
		const asked = pickNeeds(needs, "bases");
		const platforms = facts().then((known) => judgedPlatforms(known).map((platform) => {
			const config = configOf(platform);
			return {
				platform: platform.platform,
				diffIds: config.kind === "read" ? config.value.diffIds : []
			};
		}));
		const hintOf = (value) => {
			const [name, digest] = [value(BASE_NAME), value(BASE_DIGEST)];
			return name === void 0 || digest === void 0 ? void 0 : {
				name,
				digest
			};
		};
		const annotations = image.graph.nodes.get(image.graph.root)?.manifest.annotations;
		const annotated = hintOf((key) => annotations?.get(key));
		const labelled = async () => {
			const known = await facts();
			return hintOf((key) => labelOf(known, key));
		};
		return readBases(run, context.bases, {
			platforms,
			hint: annotated === void 0 ? labelled() : Promise.resolve(annotated)
		}, {
			allow: asked.flatMap(({ allow }) => allow),
			deny: asked.flatMap(({ deny }) => deny),
			signed: asked.flatMap(({ signed }) => signed),
			countsNewer: asked.some(({ countsNewer }) => countsNewer)
		});
	});
	const lineages = lazy(async () => {
		if (pickNeeds(needs, "bases").length === 0) return /* @__PURE__ */ new Map();
		const [known, found] = await Promise.all([facts(), bases().catch(() => void 0)]);
		const entries = judgedPlatforms(known).flatMap((platform) => {
			const config = configOf(platform);
			const diffIds = config.kind === "read" ? config.value.diffIds : [];
			const lineage = lineageOf(diffIds, platform.platform, found?.bases ?? [], () => void 0);
			return lineage === void 0 ? [] : [[platform.platform, lineage]];
		});
		return new Map(entries);
	});
	const readRules = async (path) => {
		const file = await readRuleFile(run, context.root, path);
		if (file.kind === "read") return Buffer.from(file.bytes).toString("utf8");
		throw new InputError({
			what: `read ${path}`,
			reason: file.reason,
			remedy: "add the file, or correct its path"
		});
	};
	const readReports = async (from) => {
		const unsigned = {
			signature: { kind: "unsigned" },
			from
		};
		switch (from) {
			case "attestation": return (await statements()).flatMap(({ content, ...each }) => content.report === void 0 ? [] : [{
				...each,
				from,
				report: content.report
			}]);
			case "registry": return (await Promise.all(listPlatformNodes(image.graph).map(({ node }) => readHarborScan(run, image, node.descriptor.digest)))).map(({ subject, ...scan }) => ({
				...unsigned,
				...scan,
				subjects: [subject]
			}));
			case "file": return (await readReportFiles(run, context.evidenceFiles)).map((file) => ({
				...unsigned,
				...file,
				subjects: []
			}));
		}
	};
	const readRuns = async (commit) => {
		const [checks, workflows] = [pickNeeds(needs, "check-runs"), pickNeeds(needs, "workflow-runs")];
		if (commit === void 0) return {
			checkRuns: void 0,
			workflowRuns: void 0
		};
		const [checkRuns, ...lists] = await Promise.all([checks.length === 0 ? void 0 : readCheckRuns(run, context.github, commit, checks), ...[...new Set(workflows.map(({ workflow }) => workflow))].map((workflow) => {
			return readWorkflowRuns(run, context.github, commit, workflow);
		})]);
		const failed = lists.find((each) => each.kind !== "read");
		const all = lists.flatMap((each) => each.kind === "read" ? each.value : []);
		return {
			checkRuns,
			workflowRuns: workflows.length === 0 ? void 0 : failed ?? {
				kind: "read",
				value: all
			}
		};
	};
	const approvals = () => readRunApprovals(run, context.github, context.runId);
	return {
		async vulnerabilities({ from, waivers, maxWaiver, vex, knownExploitedList }) {
			const [known, reports, all, ledger, waiverText, exploitedText] = await Promise.all([
				facts(),
				readReports(from),
				vex === void 0 ? [] : statements(),
				lineages(),
				waivers === void 0 ? void 0 : readRules(waivers),
				knownExploitedList === void 0 ? void 0 : readRules(knownExploitedList)
			]);
			return {
				image: known,
				reports,
				vex: all.flatMap(({ content, ...each }) => content.vex === void 0 ? [] : [{
					...each,
					statements: content.vex
				}]),
				waivers: waivers === void 0 || waiverText === void 0 ? void 0 : parseWaivers(waiverText, {
					path: waivers,
					now,
					maxWaiver
				}),
				knownExploited: exploitedText === void 0 ? void 0 : parseKnownExploited(parseEvidence(Buffer.from(exploitedText))),
				bases: ledger
			};
		},
		async base() {
			const [known, found] = await Promise.all([facts(), bases()]);
			const name = labelOf(known, BASE_NAME);
			const names = judgedPlatforms(known).map(({ platform }) => platform);
			return {
				image: known,
				bases: found.bases,
				ledger: found.ledger,
				unknownDenied: found.unknownDenied,
				hints: new Map(name === void 0 ? [] : names.map((platform) => [platform, name]))
			};
		},
		async config({ structureTest }) {
			const [known, beside, text] = await Promise.all([
				facts(),
				inline(),
				structureTest === void 0 ? void 0 : readRules(structureTest)
			]);
			const byPlatform = judgedPlatforms(known).map(({ platform, digest }) => {
				const own = beside.filter((each) => each.platform === void 0 || each.platform === digest);
				return [platform, present(...own.map(({ statement }) => statement.content.provenance))];
			});
			return {
				image: known,
				structureTest: structureTest === void 0 || text === void 0 ? void 0 : parseStructureTest(text, structureTest),
				provenance: new Map(byPlatform)
			};
		},
		async labels() {
			return { image: await facts() };
		},
		async attestations() {
			const [known, all] = await Promise.all([facts(), statements()]);
			return {
				image: known,
				statements: all.map(({ content, ...each }) => ({
					...each,
					provenance: content.provenance
				})),
				revision: labelOf(known, REVISION)
			};
		},
		async licences() {
			const [known, all] = await Promise.all([facts(), statements()]);
			return {
				image: known,
				boms: all.flatMap(({ content, ...each }) => content.licences === void 0 ? [] : [{
					...each,
					licences: content.licences
				}])
			};
		},
		async tests() {
			const [known, all, built] = await Promise.all([
				facts(),
				statements(),
				revision()
			]);
			return {
				image: known,
				results: all.flatMap(({ content, ...each }) => content.result === void 0 ? [] : [{
					...each,
					result: content.result
				}]),
				revision: built,
				...await readRuns(built?.commit)
			};
		},
		async windows() {
			return { routes: context.routes };
		},
		async people({ not }) {
			const asksCommit = not.some((role) => role !== "actor");
			const [built, found] = await Promise.all([asksCommit ? revision() : void 0, asksCommit ? provenance() : []]);
			const builder = found.flatMap(({ invocationId }) => present(invocationId))[0];
			const people = {
				runId: context.runId,
				commit: built?.commit,
				builder
			};
			const [reading, roles] = await Promise.all([approvals(), readAccounts(run, context.github, people, not)]);
			return {
				approvers: reading.kind === "read" ? reading.value.map(({ by }) => by) : void 0,
				roles
			};
		},
		async change({ in: sources }) {
			const reading = sources.includes("approval") ? await approvals() : void 0;
			const comments = reading?.kind === "read" ? reading.value.map(({ comment }) => comment) : void 0;
			return {
				reason: context.reason,
				approvalComments: comments
			};
		}
	};
}
// src/admission/gates.ts
function needsOf(gate) {
	switch (gate.id) {
		case "vulnerabilities": return vulnerabilitiesGate.needs(gate.settings);
		case "base": return baseGate.needs(gate.settings);
		case "config": return configGate.needs(gate.settings);
		case "labels": return labelsGate.needs(gate.settings);
		case "attestations": return attestationsGate.needs(gate.settings);
		case "licences": return licencesGate.needs(gate.settings);
		case "tests": return testsGate.needs(gate.settings);
		case "windows": return windowsGate.needs(gate.settings);
		case "people": return peopleGate.needs(gate.settings);
		case "change": return changeGate.needs(gate.settings);
	}
}
async function judge(gate, source, now) {
	switch (gate.id) {
		case "vulnerabilities": return vulnerabilitiesGate.evaluate(gate.settings, await source.vulnerabilities(gate.settings), now);
		case "base": return baseGate.evaluate(gate.settings, await source.base(gate.settings), now);
		case "config": return configGate.evaluate(gate.settings, await source.config(gate.settings), now);
		case "labels": return labelsGate.evaluate(gate.settings, await source.labels(gate.settings), now);
		case "attestations": return attestationsGate.evaluate(gate.settings, await source.attestations(gate.settings), now);
		case "licences": return licencesGate.evaluate(gate.settings, await source.licences(gate.settings), now);
		case "tests": return testsGate.evaluate(gate.settings, await source.tests(gate.settings), now);
		case "windows": return windowsGate.evaluate(gate.settings, await source.windows(gate.settings), now);
		case "people": return peopleGate.evaluate(gate.settings, await source.people(gate.settings), now);
		case "change": return changeGate.evaluate(gate.settings, await source.change(gate.settings), now);
	}
}
// src/admission/admit.ts
function explain(error) {
	if (error instanceof FormatError) return {
		verdict: "error",
		reason: safeText(error.message),
		remedy: error.remedy ?? "correct it, and run again"
	};
	if (!isSealiftError(error)) throw error;
	const { words } = error;
	if (words === void 0) return {
		verdict: "error",
		reason: error.message
	};
	return {
		verdict: "error",
		reason: `cannot ${words.what}: ${words.reason}`,
		remedy: words.remedy
	};
}
async function judgeGate(gate, source, now) {
	try {
		return await judge(gate, source, now);
	} catch (error) {
		return makeResult(gate.id, gate.settings, { faults: [explain(error)] });
	}
}
async function admitImages(request) {
	const { gates, skips, images, environment, now } = request;
	const context = {
		...request,
		run: createEvidenceRun(request.known),
		needs: gates.flatMap(needsOf)
	};
	const settings = new Map(gates.map((gate) => [gate.id, digestOfSettings(gate.settings)]));
	for (const { name, graph } of images) if (!isWhole(graph)) throw new Error(`not all manifests of ${name} were read before it was judged`);
	const judged = await Promise.all(images.map(async (image) => {
		const source = openEvidence(context, image);
		const results = await Promise.all(gates.map(async (gate) => {
			const result = await judgeGate(gate, source, now);
			return skips.includes(gate.id) ? bypass(result) : result;
		}));
		const facts = await readFacts(context.run, image, {
			environment,
			withConfigs: false
		});
		const all = results.map((result) => ({
			result,
			settings: settings.get(result.gate) ?? digestOfSettings({})
		}));
		return {
			name: image.name,
			results,
			checks: encodeChecks(facts, all)
		};
	}));
	return {
		images: judged,
		refusal: refusalOf(environment, judged)
	};
}
// src/pipeline/configured-gates.ts
function configured(id, settings) {
	return {
		id,
		settings
	};
}
function listGates(gates) {
	return GATE_IDS.flatMap((id) => {
		const settings = gates[id];
		return settings === void 0 ? [] : [configured(id, settings)];
	});
}
// src/commands/base-records.ts
async function promotedAt({ client, repository }, digest, { pipeline, verify, now }) {
	const uri = formatRepository(repository);
	const records = await readRecords(client, {
		repository,
		subject: digest
	});
	const placements = findEnvironments(pipeline, repository);
	const entered = placements.flatMap(({ environment, image }) => validPromotions(records, {
		pipeline,
		environment,
		image,
		digest,
		uri,
		verify,
		now
	}).promotions);
	const [first] = pipeline.environments;
	const signers = [...pipeline.evidence.values()];
	const foreign = placements.length > 0 || signers.length === 0 ? [] : records.flatMap((stored) => {
		const environment = {
			...first,
			name: uri,
			record: "signed",
			signers
		};
		const verdict = verifyRecord(stored, PROMOTION, {
			environment,
			digest,
			verify
		});
		return verdict.kind === "valid" && verdict.record.predicate.destination.uri === uri ? [verdict.record] : [];
	});
	const times = [...entered, ...foreign].filter(({ signature }) => signature !== void 0).map((record) => enteredAt(record));
	return times.length === 0 ? void 0 : new Date(Math.min(...times));
}
// src/commands/judge-images.ts
function hotfixOf(pipeline, { route, source, destination }) {
	if (route.kind !== "hotfix") return void 0;
	return pipeline.hotfixRoutes.find(({ name, from, to }) => name === route.name && from === source?.name && to === destination.name);
}
function joinApprovals(gate, route) {
	return {
		approvals: Math.max(gate.approvals, route.approvals),
		not: [.../* @__PURE__ */ new Set([...gate.not, ...route.not])]
	};
}
function gatesOn(environment, hotfix) {
	const { needs, skips = [] } = hotfix ?? {};
	if (needs === void 0) return listGates(environment.gates);
	const own = environment.gates.people;
	const rule = own === void 0 || skips.includes("people") ? needs : joinApprovals(own, needs);
	return listGates({
		...environment.gates,
		people: {
			...PEOPLE_DEFAULTS,
			...APPROVAL_DEFAULTS,
			...rule
		}
	});
}
function gatesOf(route, pipeline) {
	return gatesOn(route.destination, hotfixOf(pipeline, route));
}
function groupByEntrance(images, pipeline) {
	const entrances = /* @__PURE__ */ new Map();
	for (const image of images) for (const { route } of image.destinations) {
		if (route === void 0) continue;
		const key = JSON.stringify([
			route.destination.name,
			route.route,
			route.source?.name
		]);
		getOrMake(entrances, key, () => ({
			route,
			images: /* @__PURE__ */ new Set()
		})).images.add(image);
	}
	return [...entrances.values()].map(({ route, images: some }) => {
		const hotfix = hotfixOf(pipeline, route);
		return {
			route,
			hotfix,
			gates: gatesOn(route.destination, hotfix),
			images: [...some]
		};
	});
}
function routesAroundWindows({ hotfixRoutes }, { name }) {
	return hotfixRoutes.filter(({ to, skips }) => to === name && skips.includes("windows")).map((route) => route.name);
}
function isBy({ route, hotfix }, own, pipeline) {
	return own?.destination === route.destination && hotfixOf(pipeline, own) === hotfix;
}
function openBases({ sources, destinations }, { pool, inputs }) {
	return async (name) => {
		const repository = parseRepository(name);
		const { registry } = repository;
		const given = sources.has(registry) ? inputs.sourceCredential : destinations.has(registry) ? inputs.destinationCredential : void 0;
		return {
			client: (await pool.open([{
				repository,
				access: "pull",
				given
			}]))(repository, "pull"),
			repository
		};
	};
}
function judgeBy({ environment, gates, skips, images, registries }, { pipeline, openVerifier }, judging) {
	const { context, inputs } = judging;
	return admitImages({
		gates,
		skips,
		images,
		openVerifier,
		environment: environment.name,
		now: context.now,
		signers: new Map([...pipeline.evidence].map(([name, signer]) => [name, [signer]])),
		bases: {
			open: openBases(registries, judging),
			ledger: void 0,
			promotedAt: async (place, digest) => promotedAt(place, digest, {
				pipeline,
				verify: await openVerifier(),
				now: context.now
			})
		},
		github: { client: openGitHubClient(context.event, inputs.githubToken, { environment: context.environment }) },
		runId: context.environment["GITHUB_RUN_ID"],
		reason: inputs.reason,
		root: context.environment["GITHUB_WORKSPACE"] || process.cwd(),
		evidenceFiles: inputs.evidenceFiles,
		routes: routesAroundWindows(pipeline, environment),
		known: judging.known
	});
}
function registryOf({ repository }) {
	return repository.registry;
}
async function judgeEntrances(images, policy, judging) {
	const { pipeline } = policy;
	const registries = {
		sources: new Set(images.map(registryOf)),
		destinations: new Set(images.flatMap(({ destinations }) => destinations.map(registryOf)))
	};
	return (await Promise.all(groupByEntrance(images, pipeline).map(async (entrance) => {
		const { route, hotfix, gates } = entrance;
		if (gates.length === 0) return void 0;
		const sources = await Promise.all(entrance.images.map(async ({ client, repository, readGraph, destinations }) => {
			return {
				name: destinations.find((each) => isBy(entrance, each.route, pipeline))?.route?.image ?? route.image,
				client,
				repository,
				graph: await readGraph()
			};
		}));
		const skips = (hotfix?.skips ?? []).filter((id) => id !== "people" || hotfix?.needs === void 0);
		return {
			entrance,
			answer: await judgeBy({
				environment: route.destination,
				gates,
				skips,
				images: sources,
				registries
			}, policy, judging)
		};
	}))).filter((each) => each !== void 0);
}
function answersOf(judged, image) {
	return judged.flatMap(({ entrance, answer }) => {
		const admitted = answer.images[entrance.images.indexOf(image)];
		return admitted === void 0 ? [] : [{
			entrance,
			admitted
		}];
	});
}
export { judgeEntrances as a, isRefusal as c, judgeBy as i, refusalOf as l, gatesOf as n, listGates as o, isBy as r, forgetImages as s, answersOf as t };
