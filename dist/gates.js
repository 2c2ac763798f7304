import { i as __toESM, n as __exportAll } from "./rolldown-runtime.js";
import { Z as adviseWord, mn as quote, q as nearestTimeZone } from "./start.js";
import { a as DAY, c as GATE_IDS, d as readApprovals, i as repository, l as APPROVAL_DEFAULTS, n as PLATFORMS, o as duration, r as checkPlatforms, s as limit, u as APPROVAL_FIELDS } from "./pipeline.js";
import { $ as TEST_RESULT, A as count, D as pattern, F as made, H as text, I as mapping, L as named, M as eitherOf, N as isMapping, O as NAME, P as list, Q as SEVERITIES, R as oneOrMore, U as yesOrNo, V as refuseValue, Z as JUSTIFICATIONS, b as isOfType, c as isPlace, j as described, k as choice, p as require_spdx_expression_parse, y as SHORT_TYPES, z as optional } from "./records.js";
// src/pipeline/gates/common.ts
const COMMON_DEFAULTS = {
	mode: "enforce",
	appliesTo: "all",
	since: void 0
};
function parseDay(written) {
	const day = new Date(/^\d{4}-\d\d-\d\d$/.test(written) ? `${written}T00:00:00Z` : NaN);
	return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(written) ? void 0 : day;
}
const DAY_EXAMPLE = "it as YYYY-MM-DD, such as 2026-12-31";
const day = made(text({
	kind: "day",
	example: DAY_EXAMPLE
}, /^\d{4}-\d\d-\d\d$/), (written, field) => {
	return parseDay(written) ?? field.refuse(`${field.name} is ${quote(written)}, which is not in the calendar; write ${DAY_EXAMPLE}`);
});
const COMMON_FIELDS = {
	mode: optional(choice(["enforce", "warn"]), "With \"warn\", what the gate would refuse is a warning, and refuses nothing.", "enforce"),
	"applies-to": optional(choice(["all", "images"]), "With \"images\", the gate passes over artifacts that are not images, and says so.", "all"),
	since: optional(day, "The day, in UTC, from which on records must have this gate; without it, one that lacks it is a warning of \"verify\".")
};
const COMMON_KEYS = Object.keys(COMMON_FIELDS);
function readCommon(says) {
	return {
		mode: says.mode ?? COMMON_DEFAULTS.mode,
		appliesTo: says["applies-to"] ?? COMMON_DEFAULTS.appliesTo,
		since: says.since
	};
}
const signedBy = made(oneOrMore(text({
	kind: "name of a signer",
	example: "a name of \"evidence\""
}, NAME), {
	kind: "list of signers",
	example: "a name of \"evidence\", or a list of them",
	least: 1
}), (items, field) => {
	field.notes.signers.push(...items);
	return items.map(({ value }) => value);
});
const SIGNATURE_FIELDS = {
	"signed-by": optional(signedBy, "Who must have signed: a name of \"evidence\", or several, of which one will do."),
	unsigned: optional(choice([true, false]), "Accepts statements that nobody signed, or that anybody did.", false)
};
function readSignature(says, field) {
	const { "signed-by": names = [], unsigned = false } = says;
	if (names.length === 0 && !unsigned) field.at("signed-by").refuse(`"signed-by" is missing in ${field.name}; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed`);
	if (names.length > 0 && unsigned) field.at("unsigned").refuseKey("\"unsigned: true\" accepts any statement, so \"signed-by\" has no effect; remove one of them");
	return {
		signedBy: names,
		unsigned
	};
}
const ruleName = text({
	kind: "name",
	example: "it with letters, digits, \"-\" and \"_\""
}, NAME);
function checkOnce(items) {
	const seen = /* @__PURE__ */ new Set();
	for (const { value, field } of items) {
		if (seen.has(value)) field.refuse(`${quote(value)} is listed twice; remove one of them`);
		seen.add(value);
	}
}
function itemsOf(values, field) {
	return values.map((value, index) => ({
		value,
		field: field.at(index)
	}));
}
function checkNames(rules, field) {
	rules.forEach(({ name }, index) => {
		if (rules.findIndex((each) => each.name === name) < index) field(index).refuse(`there are two rules ${quote(name)}; choose another name for one of them`);
	});
}
function glob(kind, example) {
	return made(text({
		kind,
		example
	}), (written, field) => written.includes("***") ? field.refuse(`${field.name} is ${quote(written)}, with three "*" in a row; write "*" or "**"`) : written);
}
const repositoryPath = made(text({
	kind: "path",
	example: "the path of a file in the repository"
}), (path, field) => /^\/|\\|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(path) ? field.refuse(`${field.name} is ${quote(path)}, which leads out of the repository; write a path from its root`) : path);
// src/pipeline/gates/people.ts
var import_spdx_expression_parse = /* @__PURE__ */ __toESM(require_spdx_expression_parse(), 1);
const PEOPLE_DEFAULTS = {
	...COMMON_DEFAULTS,
	...APPROVAL_DEFAULTS
};
const PEOPLE = made(mapping({
	kind: "the gate \"people\"",
	fields: {
		...APPROVAL_FIELDS,
		...COMMON_FIELDS
	}
}), (says, field) => {
	const rule = readApprovals(says, field);
	return rule && {
		...readCommon(says),
		...rule
	};
});
// src/pipeline/gates/rules.ts
function rulesOf(gate, rule, example) {
	const several = made(list(rule, {
		kind: "list of rules",
		example,
		least: 1,
		most: 20
	}), (rules, field) => {
		checkNames(rules, (index) => field.at(index, "name"));
		return rules;
	});
	const bare = made(several, (rules) => ({
		...COMMON_DEFAULTS,
		rules
	}));
	const withKeys = made(mapping({
		kind: `the gate "${gate}"`,
		fields: {
			rules: described(several, "The rules, if the gate has other keys."),
			...COMMON_FIELDS
		}
	}), ({ rules, ...says }) => ({
		...readCommon(says),
		rules
	}));
	return eitherOf([bare, withKeys], (value) => isMapping(value) ? withKeys : bare);
}
// src/pipeline/gates/statements.ts
const STATEMENT_DEFAULTS = {
	signedBy: [],
	unsigned: false,
	maxAge: void 0,
	eachPlatform: false
};
const STATEMENT_FIELDS = {
	...SIGNATURE_FIELDS,
	"max-age": optional(limit, "How old it may be, counted from its signature; any age if nothing is said."),
	"each-platform": optional(yesOrNo, "Each platform needs a statement about its own digest; otherwise, one about the whole image will do.", false)
};
const SHORT_NAMES = [...SHORT_TYPES.keys()];
const predicateTypes = made(oneOrMore(text({
	kind: "predicate type",
	example: "slsa-provenance, spdx, cyclonedx or its address"
}), {
	kind: "list of predicate types",
	example: "slsa-provenance, spdx, cyclonedx, an address, or a list of them",
	least: 1
}), (items) => items.flatMap(({ value, field }) => {
	if (SHORT_TYPES.has(value) || /^https?:\/\/[^\s*]+$/.test(value)) return [value];
	const remedy = `${adviseWord(value, SHORT_NAMES)}, or the address of the type`;
	return field.refuse(`there is no predicate type ${quote(value)}; ${remedy}`) ?? [];
}));
({ ...STATEMENT_DEFAULTS });
({ ...COMMON_DEFAULTS });
const source = made(text({
	kind: "address of a repository",
	example: "it as https://github.com/OWNER/NAME"
}, /^https:\/\/\S+$/), (written, field) => glob("address", "it as https://github.com/OWNER/NAME").read(written, field) === void 0 ? void 0 : /^https:\/\/[^/*]+\/[^/*]+\/[^/]/.test(written) ? written : field.refuse("strangers match this pattern, too; write out the host and the owner, such as \"https://github.com/acme/*\""));
const ref = made(text({
	kind: "ref",
	example: "it as refs/heads/NAME or refs/tags/NAME"
}, /^refs\/\S+$/), (written, field) => glob("ref", "it as refs/heads/NAME").read(written, field));
const ATTESTATIONS = rulesOf("attestations", made(mapping({
	kind: "a rule of \"attestations\"",
	fields: {
		name: described(ruleName, "Its name, for people and for \"licences\"."),
		type: described(predicateTypes, "The predicate type, or several, of which one will do: an address, or slsa-provenance, spdx or cyclonedx for all their versions."),
		...STATEMENT_FIELDS,
		repository: optional(source, "The repository that the image was built from, as https://github.com/OWNER/NAME; \"*\" and \"**\" as in \"identity\"."),
		ref: optional(ref, "The ref that it was built from, such as refs/heads/main; \"*\" and \"**\" as in \"identity\".")
	}
}), (says, field) => ({
	name: says.name,
	types: says.type,
	...readSignature(says, field),
	maxAge: says["max-age"],
	eachPlatform: says["each-platform"] ?? STATEMENT_DEFAULTS.eachPlatform,
	repository: says.repository,
	ref: says.ref
})), "it as \"- { name: provenance, type: slsa-provenance, signed-by: builder }\"");
// src/pipeline/gates/base.ts
const BASE_DEFAULTS = {
	...COMMON_DEFAULTS,
	allow: [],
	deny: [],
	maxAge: void 0,
	maxBehind: void 0,
	scratch: false,
	ledgerMaxAge: 7 * DAY
};
const bare = made(repository, (name) => ({
	repository: name,
	signed: false
}));
const withKeys = made(mapping({
	kind: "an allowed base",
	fields: {
		repository: described(repository, "The repository of the base."),
		signed: optional(yesOrNo, "Only versions count that a signed record brought there.", false)
	}
}), (says) => ({
	repository: says.repository,
	signed: says.signed ?? false
}));
const WORDS$1 = {
	kind: "list of bases",
	example: "it as [registry.example.com/base/osbase]",
	least: 1
};
const BASE = made(mapping({
	kind: "the gate \"base\"",
	fields: {
		allow: optional(list(eitherOf([withKeys, bare], (value) => isMapping(value) ? withKeys : bare), WORDS$1), "The base images that an image may stand on: repositories, or each with \"signed\"."),
		deny: optional(list(repository, WORDS$1), "Base images that it may not stand on, even if these stand on an allowed one."),
		"max-age": optional(limit, "How old the version of the base may be."),
		"max-behind": optional(count("number of versions", 1e3), "How many newer versions of the base there may be."),
		scratch: optional(yesOrNo, "Whether an image without any base passes.", false),
		"ledger-max-age": optional(limit, "How old the ledger of bases may be.", "7d"),
		...COMMON_FIELDS
	}
}), (says, field) => {
	const { allow = [], deny = [], scratch = false } = says;
	if (allow.length === 0 && !scratch) field.at("allow").refuse("\"allow\" is missing in \"base\"; list the base images that an image may stand on");
	const allowed = allow.map((each) => each.repository);
	const denied = itemsOf(deny, field.at("deny"));
	checkOnce(itemsOf(allowed, field.at("allow")));
	checkOnce(denied);
	for (const { value, field: at } of denied) if (allowed.includes(value)) at.refuse(`${quote(value)} is under "allow", too; remove one of them`);
	return {
		...readCommon(says),
		allow,
		deny,
		scratch,
		maxAge: says["max-age"],
		maxBehind: says["max-behind"],
		ledgerMaxAge: says["ledger-max-age"] ?? BASE_DEFAULTS.ledgerMaxAge
	};
});
// src/pipeline/gates/change.ts
const CHANGE_DEFAULTS = {
	...COMMON_DEFAULTS,
	in: ["reason", "approval"]
};
const CHANGE = made(mapping({
	kind: "the gate \"change\"",
	fields: {
		pattern: described(pattern, "How the number of a change looks: a regular expression of RE2, such as \"^CHG[0-9]{7}$\". A word of the text must match, or the whole text."),
		in: optional(list(choice(["reason", "approval"]), {
			kind: "list of places",
			example: "it as [reason]",
			least: 1,
			most: 2
		}), "Where the number may be: in the input \"reason\", or in the comment of an approval.", [...CHANGE_DEFAULTS.in]),
		...COMMON_FIELDS
	}
}), (says) => ({
	...readCommon(says),
	pattern: says.pattern,
	source: says.pattern.source,
	in: says.in ?? CHANGE_DEFAULTS.in
}));
// src/pipeline/gates/config.ts
const CONFIG_DEFAULTS = {
	...COMMON_DEFAULTS,
	user: void 0,
	ports: void 0,
	execForm: false,
	entrypoint: void 0,
	deniedEnvironment: [],
	volumes: void 0,
	healthCheck: void 0,
	maxSize: void 0,
	maxLayers: 127,
	built: false,
	platforms: [],
	secrets: void 0,
	structureTest: void 0
};
const MAX_PORT = 65535;
const PORT_LIST = list({
	schema: { anyOf: [{
		type: "integer",
		minimum: 1,
		maximum: MAX_PORT
	}, {
		type: "string",
		pattern: "^[0-9]{1,5}(-[0-9]{1,5})?$"
	}] },
	remedy: "write 8080, or 8000-8999",
	read(value, field) {
		const isWritten = typeof value === "number" || typeof value === "string";
		const [, first = "", last = first] = /^(\d{1,5})(?:-(\d{1,5}))?$/.exec(isWritten ? String(value) : "") ?? [];
		const [from, to] = [Number(first), Number(last)];
		if (first !== "" && from > 0 && from <= to && to <= MAX_PORT) return {
			from,
			to
		};
		return refuseValue(value, field, "which is neither a port nor a range of them; write 8080, or 8000-8999");
	}
}, {
	kind: "list of ports",
	example: "it as [8080, 8000-8999]"
});
const volume = made(glob("path", "it as /var/log"), (path, field) => /^(?:\/|\*|[A-Za-z]:)/.test(path) ? path : field.refuse(`${field.name} is ${quote(path)}, and a path in an image begins with "/"; write ${quote(`/${path}`)}`));
const VOLUME_LIST = list(volume, {
	kind: "list of volumes",
	example: "it as [/var/log]"
});
const UNITS = {
	KB: 1e3,
	MB: 1e3 ** 2,
	GB: 1e3 ** 3,
	KiB: 1024,
	MiB: 1024 ** 2,
	GiB: 1024 ** 3
};
const size = made(text({
	kind: "size",
	example: "a number and KB, MB, GB, KiB, MiB or GiB, such as 500MB",
	isBare: true
}, /^[1-9][0-9]{0,5} ?[KMG]i?B$/), (written) => Number.parseInt(written, 10) * (UNITS[written.replace(/^[0-9]+ ?/, "")] ?? 1));
const allowedSecret = made(mapping({
	kind: "an allowed secret",
	fields: {
		name: optional(glob("name", "the name of a variable"), "The name of the variable or label; \"*\" stands for any text."),
		sha256: optional(text({
			kind: "SHA-256",
			example: "the 64 hexadecimal digits of the hash of the value"
		}, /^[0-9a-fA-F]{64}$/), "The SHA-256 of the value, in hexadecimal digits.")
	}
}), (says, field) => {
	if (says.name !== void 0 || says.sha256 !== void 0) return says;
	return field.refuse(`${field.name} names nothing; write "name: …" or "sha256: …"`);
});
const denied = made(choice(["deny"]), () => ({ allow: [] }));
const deniedBut = mapping({
	kind: "\"secrets\"",
	fields: { allow: described(list(allowedSecret, {
		kind: "list of what is no secret",
		example: "it as [{ name: GPG_KEY }]",
		least: 1
	}), "What looks like a secret and is not one.") }
});
const fields = {
	user: optional(choice(["non-root", "numeric"]), "Whom it runs as: not root; with \"numeric\", by a number, which Kubernetes can check."),
	ports: optional(mapping({
		kind: "\"ports\"",
		fields: {
			allow: optional(PORT_LIST, "The ports that it may expose, and no others."),
			deny: optional(PORT_LIST, "Ports that it must not expose.")
		}
	}), "Which ports it may expose."),
	"exec-form": optional(yesOrNo, "Its program must be started directly, not by a shell.", false),
	entrypoint: optional(list(list(text({
		kind: "text",
		example: "a word of the command"
	}), {
		kind: "list of words",
		example: "[\"/run.sh\"]"
	}), {
		kind: "list of entrypoints",
		example: "it as [[\"/run.sh\"]]",
		least: 1
	}), "The entrypoints, of which it must have one: each a list of words."),
	env: optional(mapping({
		kind: "\"env\"",
		fields: { deny: described(list(glob("name", "the name of a variable"), {
			kind: "list of names",
			example: "it as [\"*_PROXY\"]",
			least: 1
		}), "Names of variables that it must not set; \"*\" stands for any text. PATH must not hold the working directory then.") }
	}), "What may be in its environment."),
	volumes: optional(mapping({
		kind: "\"volumes\"",
		fields: {
			allow: optional(VOLUME_LIST, "The volumes that it may have, and no others; \"*\" and \"**\" as in \"identity\"."),
			deny: optional(VOLUME_LIST, "Volumes that it must not have."),
			required: optional(VOLUME_LIST, "Volumes that it must have.")
		}
	}), "Which volumes it may have."),
	healthcheck: optional(choice(["required", "absent"]), "Whether it must have a health check, or must not; builds with OCI media types drop it."),
	"max-size": optional(size, "How large it may be, compressed, on each platform."),
	"max-layers": optional(count("number of layers", 127), "How many layers it may have.", 127),
	built: optional(yesOrNo, "Warns of layers that no known builder made, such as those of docker commit.", false),
	platforms: optional(PLATFORMS, "The platforms that it must have."),
	secrets: optional(eitherOf([denied, deniedBut], (value) => isMapping(value) ? deniedBut : denied), "With \"deny\", no secret may be in its environment, labels, commands, history or build arguments."),
	"structure-test": optional(repositoryPath, "A file of container-structure-test, of which the metadata tests are run: a path in the repository."),
	...COMMON_FIELDS
};
const shape$3 = mapping({
	kind: "the gate \"config\"",
	fields
});
function readPorts({ ports }) {
	return ports && {
		allow: ports.allow,
		deny: ports.deny ?? []
	};
}
function readVolumes({ volumes }) {
	return volumes && {
		allow: volumes.allow,
		deny: volumes.deny ?? [],
		required: volumes.required ?? []
	};
}
const CONFIG = made(shape$3, (says, field) => {
	const { platforms = [] } = says;
	checkPlatforms(platforms, field.at("platforms"));
	for (const key of ["deny", "required"]) (says.volumes?.[key] ?? []).forEach((path, index) => {
		if (!path.includes("*")) return;
		field.at("volumes", key, index).refuse("only \"allow\" takes patterns; write the path without \"*\"");
	});
	return {
		...readCommon(says),
		user: says.user,
		ports: readPorts(says),
		execForm: says["exec-form"] ?? CONFIG_DEFAULTS.execForm,
		entrypoint: says.entrypoint,
		deniedEnvironment: says.env?.deny ?? [],
		volumes: readVolumes(says),
		healthCheck: says.healthcheck,
		maxSize: says["max-size"],
		maxLayers: says["max-layers"] ?? CONFIG_DEFAULTS.maxLayers,
		built: says.built ?? CONFIG_DEFAULTS.built,
		platforms,
		secrets: says.secrets,
		structureTest: says["structure-test"]
	};
});
({ ...COMMON_DEFAULTS });
const value = glob("value", "true, or its value");
const like = made(mapping({
	kind: "a label",
	fields: { pattern: described(pattern, "A regular expression of RE2, which is found anywhere in the value unless it has \"^\" and \"$\".") }
}), (says) => says.pattern);
const rule$1 = {
	schema: { anyOf: [
		{ const: true },
		value.schema,
		like.schema
	] },
	remedy: "write true, a value, or { pattern: \"…\" }",
	read(given, field) {
		if (given === true) return true;
		if (typeof given === "string" && given !== "") return value.read(given, field);
		if (isMapping(given)) return like.read(given, field);
		return refuseValue(given, field, "which does not say what the label must be; write true, a value in quotes, or { pattern: \"…\" }");
	}
};
const common = mapping({
	kind: "the gate \"labels\"",
	fields: COMMON_FIELDS
});
const LABELS = {
	schema: {
		...common.schema,
		additionalProperties: rule$1.schema
	},
	remedy: "write the name of each label with \"true\" or its value",
	read(given, field) {
		if (!isMapping(given)) return refuseValue(given, field, "which is not a mapping of labels; write \"NAME: true\" for each below it");
		const { keys } = field;
		const own = keys.filter((key) => !COMMON_KEYS.includes(key));
		if (own.length === 0) return field.refuse("\"labels\" names no label; write \"NAME: true\" for each");
		if (own.length > 100) return field.refuseKey(`"labels" has ${own.length} labels in it; write at most 100`);
		const before = field.findings.length;
		const says = common.read(Object.fromEntries(Object.entries(given).filter(([key]) => !own.includes(key))), field);
		const labels = /* @__PURE__ */ new Map();
		for (const key of own) {
			const read = rule$1.read(given[key], field.at(key));
			if (read !== void 0) labels.set(key, read);
		}
		if (says === void 0 || field.findings.length > before) return void 0;
		return {
			...readCommon(says),
			labels
		};
	}
};
// src/pipeline/gates/licences.ts
const LICENCE_DEFAULTS = {
	...COMMON_DEFAULTS,
	bom: {
		...STATEMENT_DEFAULTS,
		name: "sbom",
		types: ["spdx", "cyclonedx"]
	},
	allow: [],
	deny: [],
	unknown: "fail",
	except: []
};
function parseLicence(written) {
	try {
		return (0, import_spdx_expression_parse.default)(written);
	} catch {
		return;
	}
}
const licence = made(text({
	kind: "licence",
	example: "it as SPDX does, such as Apache-2.0"
}, /^[A-Za-z0-9.:+ -]{1,200}$/), (written, field) => {
	const read = parseLicence(written);
	if (read === void 0) return field.refuse(`there is no licence ${quote(written)} in the list of SPDX; copy its identifier from spdx.org/licenses, in the same case`);
	if (!("conjunction" in read)) return written.trim().replace(/ +/g, " ");
	return field.refuse(`${quote(written)} names several licences; write each by itself`);
});
const WORDS = {
	kind: "list of licences",
	example: "it as [MIT, Apache-2.0]",
	least: 1,
	most: 1e3
};
const shape$2 = mapping({
	kind: "the gate \"licences\"",
	fields: {
		from: optional(ruleName, "The rule of \"attestations\" whose statement lists the packages, instead of the keys below."),
		type: optional(predicateTypes, "The predicate types of the list of packages.", ["spdx", "cyclonedx"]),
		...STATEMENT_FIELDS,
		allow: optional(list(licence, WORDS), "The licences that packages may have, as SPDX names them, and no others."),
		deny: optional(list(licence, WORDS), "Licences that packages must not have."),
		unknown: optional(choice([
			"fail",
			"warn",
			"allow"
		]), "What becomes of a package whose licence is not told, or is not an expression of SPDX.", "fail"),
		except: optional(list(text({
			kind: "package",
			example: "its name"
		}), {
			kind: "list of packages",
			example: "it as [left-pad]"
		}), "Packages that are not judged, by name."),
		...COMMON_FIELDS
	}
});
const OWN_KEYS = [
	"type",
	"signed-by",
	"unsigned",
	"max-age",
	"each-platform"
];
function readBom(says, field) {
	const { from } = says;
	if (from === void 0) return {
		name: LICENCE_DEFAULTS.bom.name,
		types: says.type ?? LICENCE_DEFAULTS.bom.types,
		...readSignature(says, field),
		maxAge: says["max-age"],
		eachPlatform: says["each-platform"] ?? STATEMENT_DEFAULTS.eachPlatform
	};
	for (const key of OWN_KEYS) {
		if (says[key] === void 0) continue;
		field.at(key).refuseKey(`"from" names a rule that says so already; remove ${quote(key)}, or "from"`);
	}
	return {
		from,
		field: field.at("from")
	};
}
const LICENCES = made(shape$2, (says, field) => {
	const { allow = [], deny = [] } = says;
	if (allow.length + deny.length === 0) field.at("allow").refuse("\"licences\" neither allows nor denies any; add \"allow\" or \"deny\"");
	for (const { value, field: at } of itemsOf(deny, field.at("deny"))) if (allow.includes(value)) at.refuse(`${quote(value)} is under "allow", too; remove one of them`);
	return {
		...readCommon(says),
		bom: readBom(says, field),
		allow,
		deny,
		unknown: says.unknown ?? LICENCE_DEFAULTS.unknown,
		except: says.except ?? LICENCE_DEFAULTS.except
	};
});
function resolveBom({ bom, ...draft }, attestations, environment) {
	if (!("from" in bom)) return {
		...draft,
		bom
	};
	const rules = attestations?.rules ?? [];
	const rule = rules.find(({ name }) => name === bom.from);
	if (rule === void 0) {
		const remedy = rules.length === 0 ? "add it, or write \"signed-by\" in place of \"from\"" : adviseWord(bom.from, rules.map(({ name }) => name));
		return bom.field.refuse(`the gate "attestations" of ${environment} has no rule ${quote(bom.from)}; ${remedy}`);
	}
	const { name, types, signedBy, unsigned, maxAge, eachPlatform } = rule;
	if (!types.some((type) => LICENCE_DEFAULTS.bom.types.includes(type) || isOfType(type, LICENCE_DEFAULTS.bom.types))) return bom.field.refuse(`the rule ${quote(name)} of ${environment} does not list packages; name one of type spdx or cyclonedx`);
	return {
		...draft,
		bom: {
			name,
			types,
			signedBy,
			unsigned,
			maxAge,
			eachPlatform
		}
	};
}
// src/pipeline/gates/tests.ts
const TEST_DEFAULTS = {
	...STATEMENT_DEFAULTS,
	from: "attestation",
	types: [TEST_RESULT],
	require: [],
	of: "image"
};
({ ...COMMON_DEFAULTS });
const shape$1 = mapping({
	kind: "a rule of \"tests\"",
	fields: {
		name: described(ruleName, "Its name, for people."),
		from: optional(choice([
			"attestation",
			"checks",
			"workflow"
		]), "Where the result is: a signed statement (in-toto test-result), the check runs of the commit, or runs of a workflow.", "attestation"),
		...STATEMENT_FIELDS,
		require: optional(list(text({
			kind: "name of a test",
			example: "the name of one"
		}), {
			kind: "list of tests",
			example: "it as [login, transfer]",
			least: 1,
			most: 1e3
		}), "The tests that must be among those that passed."),
		of: optional(choice(["image", "revision"]), "What the statement is about: this image, or the commit that it was built from.", "image"),
		check: optional(text({
			kind: "name of a check",
			example: "the name of one"
		}), "With \"checks\": the name of the check; that of the rule if nothing is said."),
		app: optional(text({
			kind: "app",
			example: "its slug, such as github-actions"
		}, /^[a-z0-9][a-z0-9-]{0,99}$/), "With \"checks\": the slug of the app that made it, because any app may use any name."),
		workflow: optional(text({
			kind: "workflow",
			example: "the name of its file, such as ci.yml"
		}, /^[^/\s]+\.ya?ml$/), "With \"workflow\": the name of its file in .github/workflows."),
		event: optional(text({
			kind: "event",
			example: "the name of one, such as push"
		}, /^[a-z_]+$/), "With \"workflow\": the event that started the run."),
		branch: optional(text({
			kind: "branch",
			example: "the name of one, such as main"
		}, /^(?!refs\/)\S+$/), "With \"workflow\": the branch that it ran on."),
		allow: optional(list(choice(["neutral", "skipped"]), {
			kind: "list of conclusions",
			example: "it as [skipped]",
			least: 1
		}), "With \"checks\" or \"workflow\": the conclusions that pass besides \"success\".")
	}
});
const KEYS = {
	attestation: [
		"signed-by",
		"unsigned",
		"each-platform",
		"require",
		"of"
	],
	checks: [
		"check",
		"app",
		"allow"
	],
	workflow: [
		"workflow",
		"event",
		"branch",
		"allow"
	]
};
const ALL_KEYS = [.../* @__PURE__ */ new Set([
	...KEYS.attestation,
	...KEYS.checks,
	...KEYS.workflow
])];
function checkKeys(says, from, field) {
	const own = KEYS[from];
	for (const key of ALL_KEYS) {
		if (says[key] === void 0 || own.includes(key)) continue;
		const [kind] = [
			"attestation",
			"checks",
			"workflow"
		].filter((each) => KEYS[each].includes(key));
		field.at(key).refuseKey(`${quote(key)} is of rules with "from: ${kind}", and this one has "from: ${from}"; remove one of the two`);
	}
}
function requireKey(value, field, remedy) {
	if (value !== void 0) return value;
	const { path } = field;
	field.refuse(`${quote(String(path.at(-1)))} is missing in this rule; ${remedy}`);
	return "";
}
const TESTS = rulesOf("tests", made(shape$1, (says, field) => {
	const { from = TEST_DEFAULTS.from, name } = says;
	checkKeys(says, from, field);
	const gitHub = {
		name,
		maxAge: says["max-age"],
		allow: says.allow ?? []
	};
	if (from === "checks") {
		const app = requireKey(says.app, field.at("app"), "add \"app: github-actions\", or the slug of the app that makes it");
		return {
			...gitHub,
			from,
			check: says.check ?? name,
			app
		};
	}
	if (from === "workflow") {
		const workflow = requireKey(says.workflow, field.at("workflow"), "add the name of its file, such as ci.yml");
		return {
			...gitHub,
			from,
			workflow,
			event: says.event,
			branch: says.branch
		};
	}
	return {
		name,
		from,
		types: TEST_DEFAULTS.types,
		...readSignature(says, field),
		maxAge: says["max-age"],
		eachPlatform: says["each-platform"] ?? STATEMENT_DEFAULTS.eachPlatform,
		require: says.require ?? TEST_DEFAULTS.require,
		of: says.of ?? TEST_DEFAULTS.of
	};
}), "it as \"- { name: sit, signed-by: sit }\"");
// src/pipeline/gates/vulnerabilities.ts
const VULNERABILITY_DEFAULTS = {
	...COMMON_DEFAULTS,
	from: "attestation",
	signedBy: [],
	unsigned: false,
	maxAge: 7 * DAY,
	databaseMaxAge: void 0,
	time: "report",
	fail: {
		critical: "any",
		high: "fixable"
	},
	unknown: "high",
	grace: {},
	deny: [],
	knownExploited: void 0,
	knownExploitedList: void 0,
	epss: void 0,
	layers: "all",
	endOfLife: "fail",
	trustSuppressed: false,
	waivers: void 0,
	maxWaiver: 90 * DAY,
	vex: void 0
};
const MOST_FINDINGS = 1e4;
const words = choice([
	"any",
	"fixable",
	"none"
]);
const threshold = {
	schema: { anyOf: [words.schema, {
		type: "integer",
		minimum: 0,
		maximum: MOST_FINDINGS
	}] },
	remedy: "write any, fixable, none or a number",
	read(value, field) {
		if (typeof value === "string") return words.read(value, field);
		if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= MOST_FINDINGS) return value;
		return refuseValue(value, field, `which is neither a word nor a number of findings; write any, fixable, none or a number from 0 to ${MOST_FINDINGS}`);
	}
};
function bySeverity(kind, shape, tell) {
	const of = (severity) => optional(shape, tell(severity));
	return made(mapping({
		kind,
		fields: {
			critical: of("critical"),
			high: of("high"),
			medium: of("medium"),
			low: of("low"),
			negligible: of("negligible")
		}
	}), (says, field) => Object.values(says).every((each) => each === void 0) ? field.refuse(`${field.name} names no severity; write "critical: …" below it, or leave it out`) : says);
}
const severity = choice(SEVERITIES);
const ids = list(text({
	kind: "id",
	example: "it as CVE-2026-1111"
}, /^[A-Za-z][A-Za-z0-9._:-]{3,99}$/), {
	kind: "list of ids",
	example: "it as [CVE-2026-1111]",
	most: 5e3
});
const score = {
	schema: {
		type: "number",
		exclusiveMinimum: 0,
		maximum: 1
	},
	remedy: "write a number above 0, at most 1",
	read: (value, field) => typeof value === "number" && value > 0 && value <= 1 ? value : refuseValue(value, field, "which is not a score of EPSS; write a number above 0, at most 1, such as 0.5")
};
const vex = mapping({
	kind: "\"vex\"",
	fields: {
		"signed-by": described(signedBy, "Who signs the statements: a name of \"evidence\", or several."),
		accept: optional(list(choice([...JUSTIFICATIONS, "impact_statement"]), {
			kind: "list of justifications",
			example: "it as [component_not_present]",
			least: 1
		}), "The justifications of OpenVEX that clear a finding; \"impact_statement\" takes a reason in words, too.", [...JUSTIFICATIONS])
	}
});
const shape = mapping({
	kind: "the gate \"vulnerabilities\"",
	fields: {
		from: optional(choice([
			"attestation",
			"registry",
			"file"
		]), "Where reports come from: statements attached to the image, the scans of its registry, or the input \"evidence-files\".", "attestation"),
		...SIGNATURE_FIELDS,
		"max-age": optional(limit, "How old a report may be: the oldest time that it tells counts.", "7d"),
		"db-max-age": optional(limit, "How old the database of the scanner may have been; a report that does not say fails."),
		time: optional(choice(["report", "witness"]), "With \"witness\", the time of the signature counts if a report does not tell its own.", "report"),
		fail: optional(bySeverity("\"fail\"", threshold, (each) => `What fails of severity ${each}: any, fixable, none, or more than a number.`), "What fails, by severity. It replaces the default; what it does not name passes."),
		unknown: optional(severity, "The severity that an unknown one counts as.", "high"),
		grace: optional(bySeverity("\"grace\"", duration, (each) => `How long a finding of severity ${each} is only a warning.`), "How long after its publication, or its fix, a finding is only a warning."),
		deny: optional(ids, "Vulnerabilities that always fail: no waiver, VEX statement or route excuses them."),
		"known-exploited": optional(choice(["deny"]), "With \"deny\", what is known to be exploited fails, waived or not; the report, or a list, has to tell."),
		"known-exploited-list": optional(repositoryPath, "A file with ids that are known to be exploited, for reports that do not tell: a path in the repository."),
		epss: optional(score, "The EPSS score from which on a finding fails, whatever its severity."),
		layers: optional(choice(["all", "app"]), "With \"app\", what the base image brings is not judged.", "all"),
		"end-of-life": optional(choice(["fail", "warn"]), "Whether an operating system past its end of life fails: few findings are known for it.", "fail"),
		"trust-suppressed": optional(yesOrNo, "Whether what was suppressed at the time of the scan stays out.", false),
		waivers: optional(repositoryPath, "The file of waivers, each with an end and a reason, or a .trivyignore.yaml: a path in the repository."),
		"max-waiver": optional(limit, "How long a waiver may hold, at most.", "90d"),
		vex: optional(vex, "Whose VEX statements clear findings."),
		...COMMON_FIELDS
	}
});
function readSource(says, field) {
	const { from = VULNERABILITY_DEFAULTS.from, "signed-by": names = [], unsigned = false } = says;
	if (from === "attestation") return {
		from,
		...readSignature(says, field)
	};
	const what = from === "registry" ? "scans of a registry" : "reports of the same job";
	if (names.length > 0) field.at("signed-by").refuseKey(`${what} are not signed; remove "signed-by"`);
	if (from === "registry" && unsigned) field.at("unsigned").refuseKey(`${what} are requested with your credentials, and never signed; remove "unsigned"`);
	if (from === "file" && !unsigned) field.at("from").refuse(`${what} are not signed; add "unsigned: true"`);
	return {
		from,
		signedBy: [],
		unsigned: from === "file"
	};
}
const VULNERABILITIES = made(shape, (says, field) => {
	const standard = VULNERABILITY_DEFAULTS;
	const listed = says["known-exploited-list"];
	if (listed !== void 0 && says["known-exploited"] === void 0) field.at("known-exploited-list").refuseKey("\"known-exploited-list\" has no effect by itself; add \"known-exploited: deny\", or remove it");
	if (says["max-waiver"] !== void 0 && says.waivers === void 0) field.at("max-waiver").refuseKey("\"max-waiver\" has no effect without \"waivers\"; add that, or remove it");
	checkOnce(itemsOf(says.deny ?? [], field.at("deny")));
	return {
		...readCommon(says),
		...readSource(says, field),
		maxAge: says["max-age"] ?? standard.maxAge,
		databaseMaxAge: says["db-max-age"],
		time: says.time ?? standard.time,
		fail: says.fail ?? standard.fail,
		unknown: says.unknown ?? standard.unknown,
		grace: says.grace ?? standard.grace,
		deny: says.deny ?? standard.deny,
		knownExploited: says["known-exploited"],
		knownExploitedList: listed,
		epss: says.epss,
		layers: says.layers ?? standard.layers,
		endOfLife: says["end-of-life"] ?? standard.endOfLife,
		trustSuppressed: says["trust-suppressed"] ?? standard.trustSuppressed,
		waivers: says.waivers,
		maxWaiver: says["max-waiver"] ?? standard.maxWaiver,
		vex: says.vex && {
			signedBy: says.vex["signed-by"],
			accept: says.vex.accept ?? JUSTIFICATIONS
		}
	};
});
// src/pipeline/gates/windows.ts
const WINDOW_DEFAULTS = {
	...COMMON_DEFAULTS,
	zone: "UTC",
	open: [],
	closed: []
};
const zone = made(text({
	kind: "time zone",
	example: "it as Europe/Berlin, or UTC"
}), (written, field) => {
	if (isPlace(written)) return written;
	const near = written.includes("/") ? nearestTimeZone(written) : "";
	const remedy = isPlace(near) ? quote(near) : "one such as Europe/Berlin, or UTC";
	return field.refuse(`${quote(written)} is not the time zone of a place; write ${remedy}`);
});
const WEEKDAYS = [
	"sun",
	"mon",
	"tue",
	"wed",
	"thu",
	"fri",
	"sat"
];
const DAY_MINUTES = 1440;
const timeOfDay = made(text({
	kind: "time of day",
	example: "it as \"20:00\"",
	isBare: true
}, /^(?:(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00)$/), (written) => Number(written.slice(0, 2)) * 60 + Number(written.slice(3)));
const open = made(mapping({
	kind: "an open window",
	fields: {
		days: optional(list(choice(WEEKDAYS), {
			kind: "list of days",
			example: "it as [mon, tue, wed, thu]",
			least: 1,
			most: 7
		}), "The days of the week on which it begins: mon, tue, wed, thu, fri, sat, sun; all if nothing is said."),
		from: described(timeOfDay, "When it opens, on the clock of the zone, such as \"20:00\"."),
		to: described(timeOfDay, "When it closes; earlier than \"from\", it is of the next day.")
	}
}), ({ days = [], from, to }, field) => {
	if (from === DAY_MINUTES) return field.at("from").refuse("a window cannot begin at \"24:00\"; write \"00:00\" and the next day");
	if (from === to) return field.at("to").refuse("this window closes when it opens; write \"00:00\" and \"24:00\" for a whole day");
	return {
		days: days.map((day) => WEEKDAYS.indexOf(day)),
		from,
		to
	};
});
const MOMENT_EXAMPLE = "it as 2026-12-20, or 2026-12-20T18:00";
const moment = made(text({
	kind: "day or minute",
	example: MOMENT_EXAMPLE
}, /^\d{4}-\d\d-\d\d(?:T(?:[01]\d|2[0-3]):[0-5]\d)?$/), (written, field) => parseDay(written.slice(0, 10)) === void 0 ? field.refuse(`${field.name} is ${quote(written)}, which is not in the calendar; write ${MOMENT_EXAMPLE}`) : written);
const closed = made(mapping({
	kind: "a closed time",
	fields: {
		name: described(text({
			kind: "name",
			example: "why it is closed, such as \"year end\""
		}), "Why it is closed, for people."),
		from: described(moment, "The day, or the minute, from which on it is closed, on the clock of the zone."),
		to: described(moment, "The last day, or the minute at which it opens again.")
	}
}), (says, field) => {
	const [start, end] = [says.from.padEnd(16, "T00:00"), says.to.length > 10 ? says.to : `${says.to}T24:00`];
	if (start < end) return says;
	return field.at("to").refuse("\"to\" is not later than \"from\"; swap the two, or write a later one");
});
const WINDOWS = made(mapping({
	kind: "the gate \"windows\"",
	fields: {
		zone: optional(zone, "The place whose clock counts, as the IANA database names it, or UTC.", "UTC"),
		open: optional(list(open, {
			kind: "list of windows",
			example: "it as \"- { days: [mon], from: \"20:00\", to: \"23:30\" }\"",
			least: 1
		}), "When promotions are let in, week by week; always if nothing is said."),
		closed: optional(list(closed, {
			kind: "list of times",
			example: "it as \"- { name: …, from: …, to: … }\"",
			least: 1
		}), "When nothing is let in, even if a window is open."),
		...COMMON_FIELDS
	}
}), (says, field) => {
	const { open: windows = [], closed: times = [] } = says;
	if (windows.length + times.length === 0) return field.refuse("\"windows\" has neither \"open\" nor \"closed\"; add one of them");
	return {
		...readCommon(says),
		zone: says.zone ?? WINDOW_DEFAULTS.zone,
		open: windows,
		closed: times
	};
});
// src/pipeline/gates/gates.ts
var gates_exports = /* @__PURE__ */ __exportAll({ readGates: () => readGates });
const SHAPES = {
	vulnerabilities: VULNERABILITIES,
	base: BASE,
	config: CONFIG,
	labels: LABELS,
	attestations: ATTESTATIONS,
	licences: LICENCES,
	tests: TESTS,
	windows: WINDOWS,
	people: PEOPLE,
	change: CHANGE
};
function optionalGate(name, shape, description) {
	return optional({
		...shape,
		schema: { allOf: [{ $ref: `#/definitions/${name}` }] }
	}, description);
}
const FIELDS = {
	vulnerabilities: optionalGate("vulnerabilities", VULNERABILITIES, "What scanners found in each platform."),
	base: optionalGate("base", BASE, "The base image that each platform stands on, proven by its layers."),
	config: optionalGate("config", CONFIG, "What the image says of how it runs, and whether it gives secrets away."),
	labels: optionalGate("labels", LABELS, "The labels of each platform: true, a value, or a pattern."),
	attestations: optionalGate("attestations", ATTESTATIONS, "Signed statements that must be there, such as an SBOM."),
	licences: optionalGate("licences", LICENCES, "The licences of the packages, by an SBOM."),
	tests: optionalGate("tests", TESTS, "Tests that must have passed, by signed results or by GitHub."),
	windows: optionalGate("windows", WINDOWS, "When promotions are let in."),
	people: optionalGate("people", PEOPLE, "Approvals by people who did not do the work."),
	change: optionalGate("change", CHANGE, "The number of a change, in the reason or in an approval.")
};
const setName = text({
	kind: "name of a gate set",
	example: "the name of one"
}, NAME);
const GATES = mapping({
	kind: "\"gates\"",
	fields: {
		use: optional(oneOrMore(setName, {
			kind: "list of gate sets",
			example: "the name of one, or a list of them",
			least: 1
		}), "Gate sets, in order: a gate of a later one replaces the whole gate of that name, and so do those below."),
		...FIELDS
	}
});
const gateSet = mapping({
	kind: "a gate set",
	fields: FIELDS
});
const GATE_SETS = named({
	...gateSet,
	read(value, field) {
		if (!isMapping(value) || value["use"] === void 0) return gateSet.read(value, field);
		const { use: _, ...gates } = value;
		field.at("use").refuseKey("a gate set cannot use others; list all of them in the \"use\" of environments");
		return gateSet.read(gates, field);
	}
}, {
	kind: "mapping of gate sets",
	example: "the name of each with its gates below it"
});
GATES.schema, GATE_SETS.schema, { ...Object.fromEntries(GATE_IDS.map((id) => [id, SHAPES[id].schema])) };
function checkUse(use, names) {
	for (const { value, field } of use) if (!names.includes(value)) field.refuse(`there is no gate set ${quote(value)}; ${adviseWord(value, names)}`);
	checkOnce(use);
}
function mergeGates(parts) {
	const merged = {};
	for (const part of parts) {
		const given = Object.entries(part).filter(([, gate]) => gate !== void 0);
		Object.assign(merged, Object.fromEntries(given));
	}
	return merged;
}
function finish(environment, parts) {
	const { licences, ...settings } = mergeGates(parts.map(({ gates }) => gates));
	if (settings.vulnerabilities?.layers === "app" && settings.base === void 0) parts.findLast(({ gates }) => gates.vulnerabilities !== void 0)?.field.at("vulnerabilities", "layers").refuse(`"layers: app" needs to know the base, and ${environment} has no gate "base"; add it, or judge all layers`);
	if (licences === void 0) return settings;
	return {
		...settings,
		licences: resolveBom(licences, settings.attestations, environment)
	};
}
function checkSigners(root) {
	const known = root.at("evidence").keys;
	for (const { value, field } of root.notes.signers) {
		if (known.includes(value)) continue;
		const remedy = known.length === 0 ? `add it: "evidence: { ${value}: { identity: … } }"` : adviseWord(value, known);
		field.refuse(`"evidence" has no signer ${quote(value)}; ${remedy}`);
	}
}
function readGates(root) {
	const setsField = root.at("gate-sets");
	const given = root.notes.gates.find(({ field }) => field.path[0] === "gate-sets");
	const sets = (given && GATE_SETS.read(given.value, setsField)) ?? /* @__PURE__ */ new Map();
	const names = isMapping(given?.value) ? setsField.keys : [];
	const all = /* @__PURE__ */ new Map();
	for (const { value, field } of root.notes.gates) {
		const [section, environment] = field.path;
		if (section !== "environments" || typeof environment !== "string") continue;
		const read = GATES.read(value, field);
		if (read === void 0) continue;
		const { use = [], ...gates } = read;
		checkUse(use, names);
		const used = use.flatMap(({ value: name }) => {
			const set = sets.get(name);
			return set === void 0 ? [] : [{
				gates: set,
				field: setsField.at(name)
			}];
		});
		all.set(environment, finish(environment, [...used, {
			gates,
			field
		}]));
	}
	checkSigners(root);
	return all;
}
export { PEOPLE_DEFAULTS as n, gates_exports as t };
