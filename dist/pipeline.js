import { n as __exportAll } from "./rolldown-runtime.js";
import { $t as isReservedTag, Ht as formatList, P as parseTagRules, Q as nearest, Qt as formatRepository, Z as adviseWord, at as isImageName, dt as expandTemplate, it as canonicalTemplate, ln as digestOf, mn as quote, rn as parseRepository, rt as canOverlap, tn as isTag, ut as IMAGE_PLACEHOLDER, wn as isSealiftError } from "./start.js";
import { A as count, B as pathOf, C as parseYaml, F as made, G as refuseFindings, H as text, I as mapping, L as named, O as NAME, P as list, R as oneOrMore, U as yesOrNo, V as refuseValue, W as positionAt, j as described, k as choice, w as Field, z as optional } from "./records.js";
import { Ar as matchesGlob } from "./common.js";
import { createPublicKey } from "node:crypto";
// src/pipeline/approvals.ts
const APPROVAL_DEFAULTS = {
	approvals: 1,
	not: ["actor"]
};
const APPROVAL_FIELDS = {
	approvals: optional(count("number of approvals", 100), "How many different people must approve the run.", 1),
	not: optional(list(choice([
		"actor",
		"author",
		"builder",
		"reviewer"
	]), {
		kind: "list of people",
		example: "it as [actor, author]",
		most: 4
	}), "Whose approvals do not count: those of who started the run, wrote the change, built the image or reviewed the change.", ["actor"])
};
function readApprovals(says, field) {
	const { approvals = APPROVAL_DEFAULTS.approvals, not = APPROVAL_DEFAULTS.not } = says;
	if (approvals > 0) return {
		approvals,
		not
	};
	return field.at("approvals").refuse("\"approvals\" is 0, which asks for nothing; write 1, or leave the whole key out");
}
// src/pipeline/gate-id.ts
const GATE_IDS = [
	"vulnerabilities",
	"base",
	"config",
	"labels",
	"attestations",
	"licences",
	"tests",
	"windows",
	"people",
	"change"
];
// src/pipeline/duration.ts
const DAY = 864e5;
const UNITS = {
	s: 1e3,
	m: 6e4,
	h: 36e5,
	d: DAY
};
const duration = made(text({
	kind: "duration",
	example: "a number and s, m, h or d, such as 24h",
	isBare: true
}, /^[0-9]{1,6}[smhd]$/), (written) => Number(written.slice(0, -1)) * (UNITS[written.slice(-1)] ?? 0));
const limit = made(duration, (milliseconds, field) => milliseconds > 0 ? milliseconds : field.refuse(`${field.name} is no time at all; write a longer one, such as 24h`));
// src/pipeline/repository.ts
const repository = made(text({
	kind: "repository",
	example: "it as registry.example.com/base/osbase"
}), (written, field) => {
	try {
		return formatRepository(parseRepository(written));
	} catch (error) {
		if (!isSealiftError(error) || error.words === void 0) throw error;
		const { reason, remedy } = error.words;
		return field.refuse(`the repository ${quote(written)} cannot be used: ${reason}; ${remedy}`);
	}
});
// src/pipeline/platforms.ts
const PLATFORMS = list(text({
	kind: "platform",
	example: "it as linux/amd64"
}), {
	kind: "list of platforms",
	example: "it as [linux/amd64, linux/arm64]"
});
function checkPlatforms(platforms, field) {
	platforms.forEach((platform, index) => {
		const right = correctPlatform(platform);
		const at = field.at(index);
		if (right !== void 0) at.refuse(`there is no platform ${quote(platform)}; write ${quote(right)}`);
		else if (platforms.indexOf(platform) < index) at.refuse(`${quote(platform)} is listed twice; remove one of them`);
	});
}
const ARCHITECTURES = [...[
	"386",
	"amd64",
	"arm",
	"arm64",
	"loong64",
	"mips",
	"mips64",
	"mips64le",
	"mipsle",
	"ppc64",
	"ppc64le"
], ...[
	"riscv64",
	"s390x",
	"wasm",
	"unknown"
]];
const SYSTEMS = [
	"linux",
	"windows",
	"darwin",
	"freebsd",
	"netbsd",
	"openbsd",
	"dragonfly",
	"solaris",
	"aix",
	"wasip1",
	"unknown"
];
const OTHER_NAMES = {
	x86_64: "amd64",
	aarch64: "arm64",
	i386: "386",
	armv7l: "arm/v7"
};
const PLATFORM = /^([a-z0-9]+)\/([a-z0-9_]+)(\/v[0-9]+(?:\.[0-9]+)?)?$/;
function correctPlatform(text) {
	const [, system, architecture, variant = ""] = PLATFORM.exec(text) ?? [];
	if (system === void 0 || architecture === void 0) {
		const word = text.toLowerCase().split("/").at(-1) ?? "";
		return `linux/${OTHER_NAMES[word] ?? nearest(word, ARCHITECTURES, 2) ?? "amd64"}`;
	}
	if (SYSTEMS.includes(system) && ARCHITECTURES.includes(architecture)) return void 0;
	const near = OTHER_NAMES[architecture] ?? nearest(architecture, ARCHITECTURES) ?? "amd64";
	return `${nearest(system, SYSTEMS) ?? "linux"}/${near}${variant}`;
}
// src/pipeline/bases.ts
const BASES = mapping({
	kind: "\"bases\"",
	fields: { ledger: optional(repository, "The repository of the ledger of approved bases, which \"command: outdated\" writes, so that promotions need not list them.") }
});
function checkLedger(ledger, environments, field) {
	if (ledger === void 0) return;
	const template = {
		text: ledger,
		hasPlaceholder: false
	};
	const other = environments.find(({ templates }) => templates.some((each) => canOverlap(each.template, template)));
	if (other === void 0) return;
	field.refuse(`${quote(ledger)} can be a repository of ${other.name}; choose one that no environment has`);
}
const REPOSITORY = oneOrMore(text({
	kind: "repository",
	example: "it as \"registry.example.com/p/{image}\""
}), {
	kind: "repository",
	example: "it as \"registry.example.com/p/{image}\", or a list of them",
	least: 1,
	most: 20
});
const SAMPLES = ["a", "a/a"];
function clauseOf(error) {
	if (isSealiftError(error) && error.words !== void 0) return `${error.words.reason}; ${error.words.remedy}`;
	return error instanceof Error ? error.message : String(error);
}
function faultOf$1({ text: written, hasPlaceholder }) {
	const [host = ""] = written.split("/");
	if (written.split("{image}").length > 2) return `it has ${IMAGE_PLACEHOLDER} twice; remove one of them`;
	if (host.includes("{image}")) return `the registry has ${IMAGE_PLACEHOLDER} in its name; write the registry out, and ${IMAGE_PLACEHOLDER} behind it`;
	const other = /\$?\{\{?[^}]*\}?\}?/.exec(written.replace(IMAGE_PLACEHOLDER, ""))?.[0];
	if (other !== void 0) return `${quote(other)} has no meaning here; write ${IMAGE_PLACEHOLDER}, or a name`;
	const lower = written.toLowerCase();
	if (written.slice(host.length) !== lower.slice(host.length)) return `a repository is written in lower case; write ${quote(lower)}`;
	try {
		for (const image of hasPlaceholder ? SAMPLES : [""]) expandTemplate({
			text: written,
			hasPlaceholder
		}, image);
		return;
	} catch (error) {
		return clauseOf(error);
	}
}
function readTemplate({ value, field }) {
	const template = {
		text: value,
		hasPlaceholder: value.includes(IMAGE_PLACEHOLDER)
	};
	const fault = faultOf$1(template);
	return fault === void 0 ? {
		template,
		field
	} : field.refuse(`the repository ${quote(value)} cannot be used: ${fault}`);
}
function readRepositories(given) {
	const read = [];
	for (const item of given) {
		const placed = readTemplate(item);
		if (placed === void 0) continue;
		const { template, field } = placed;
		const before = read.find((earlier) => canOverlap(earlier.template, template));
		if (before === void 0) read.push(placed);
		else if (canonicalTemplate(before.template) === canonicalTemplate(template)) field.refuse(`the repository ${quote(item.value)} is listed twice; remove one of them`);
		else field.refuse(`${quote(item.value)} and ${quote(before.template.text)} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`);
	}
	return read;
}
function checkPair(left, right) {
	const names = `${left.name} and ${right.name}`;
	for (const one of left.templates) for (const other of right.templates) {
		if (!canOverlap(one.template, other.template)) continue;
		const written = quote(other.template.text);
		if (canonicalTemplate(one.template) !== canonicalTemplate(other.template)) other.field.refuse(`${written} of ${right.name} and ${quote(one.template.text)} of ${left.name} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`);
		else if (left.tag === void 0 || right.tag === void 0) {
			const lacking = [left, right].filter(({ tag }) => tag === void 0).map(({ name }) => name);
			other.field.refuse(`${names} share the repository ${written}, and nothing distinguishes them; choose another one, or give ${lacking.join(" and ")} a "tag" each`);
		} else if (left.tag === right.tag) right.field.at("tag").refuse(`${names} share the repository ${written} and the tag ${quote(right.tag)}; choose another tag for one of them`);
	}
}
function checkPlaceholders(templates, images) {
	const other = templates.find(({ template }) => template.hasPlaceholder);
	for (const { template, field } of templates.filter((each) => !each.template.hasPlaceholder)) {
		const what = `the repository ${quote(template.text)} has no ${IMAGE_PLACEHOLDER}`;
		if (other !== void 0) field.refuse(`${what}, and ${quote(other.template.text)} has; write it in all of them, or in none`);
		else if (images.length > 1) field.refuse(`${what}, and "images" lists ${images.length}; write it for the name of the image`);
	}
}
function checkRepositories(environments, images) {
	environments.forEach((right, index) => {
		for (const left of environments.slice(0, index)) checkPair(left, right);
	});
	checkPlaceholders(environments.flatMap(({ templates }) => templates), images);
}
// src/pipeline/former.ts
const FORMERLY = oneOrMore(text({
	kind: "former name",
	example: "the name that it had, or its repository then"
}), {
	kind: "list of former names",
	example: "the name that it had, or a list of them",
	least: 1,
	most: 20
});
function readItem(item) {
	const { value, field } = item;
	if (value.includes("/")) {
		const placed = readTemplate(item);
		return placed && {
			value,
			...placed
		};
	}
	if (NAME.test(value)) return item;
	return field.refuse(`${quote(value)} is neither a name that an environment can have had nor a repository; write one of them`);
}
function readFormer(given = []) {
	const formerly = given.flatMap((item) => readItem(item) ?? []);
	return {
		formerly,
		formerNames: formerly.flatMap(({ value, template }) => template === void 0 ? value : []),
		formerRepositories: formerly.flatMap(({ template }) => template ?? [])
	};
}
function isSame(one, other) {
	if (one.template === void 0 || other.template === void 0) return one.template === other.template && one.value === other.value;
	return canOverlap(one.template, other.template);
}
function findLiving({ value, template }, environments) {
	if (template === void 0) return environments.some(({ name }) => name === value) ? `there is an environment ${quote(value)} today, whose records are its own` : void 0;
	const living = environments.find(({ templates }) => templates.some((each) => canOverlap(each.template, template)));
	return living && `${quote(value)} can be a repository of ${living.name} today`;
}
function checkFormer(environments) {
	const seen = [];
	const hasPlaceholder = environments.some(({ templates }) => templates.some(({ template }) => template.hasPlaceholder));
	for (const { name: environment, formerly } of environments) for (const item of formerly) {
		const { value, field, template } = item;
		const living = findLiving(item, environments);
		const before = seen.find((each) => isSame(each.item, item));
		if (living !== void 0) field.refuse(`${living}; leave it out of "formerly"`);
		else if (before !== void 0) {
			const where = before.environment === environment ? "twice" : `for ${before.environment} too`;
			field.refuse(`${quote(value)} is listed ${where}; remove one of them`);
		} else if (template !== void 0 && template.hasPlaceholder !== hasPlaceholder) {
			const remedy = hasPlaceholder ? `write ${IMAGE_PLACEHOLDER} for the name of the image` : `write it out`;
			const has = template.hasPlaceholder ? "has" : "has no";
			field.refuse(`the repository ${quote(value)} ${has} ${IMAGE_PLACEHOLDER}, unlike those of today; ${remedy}`);
		} else seen.push({
			item,
			environment
		});
	}
}
// src/pipeline/gates-section.ts
function readLater(definition) {
	return {
		schema: { allOf: [{ $ref: `#/definitions/${definition}` }] },
		remedy: "add it",
		read(value, field) {
			field.notes.gates.push({
				value,
				field
			});
			return value;
		}
	};
}
const GATES = readLater("gates");
const GATE_SETS = readLater("gate-sets");
// src/pipeline/record.ts
const RECORD = choice([
	"auto",
	"signed",
	"unsigned"
]);
const NAME_SIGNERS = "name who may sign below \"signing: signers:\"";
function checkSigned(environments, root) {
	const lacking = environments.filter(({ record, namesSigners }) => record === "signed" && !namesSigners);
	const tell = (field, names) => field.refuse(`the records of ${formatList(names)} must be signed, and the file does not say who may sign them; ${NAME_SIGNERS}`);
	const inherited = lacking.filter(({ field }) => !field.at("record").isThere);
	if (inherited.length > 0) tell(root.at("record"), inherited.map(({ name }) => name));
	for (const { name, field } of lacking) if (field.at("record").isThere) tell(field.at("record"), [name]);
}
function checkUnsigned(environments, root) {
	for (const { name, record, from, namesSigners, field } of environments) {
		if (record !== "unsigned" || from.length === 0 || !namesSigners) continue;
		const remedy = field.at("signers").isThere ? "leave out its \"signers\"" : `add "signers: []" to ${name}`;
		(field.at("record").isThere ? field : root).at("record").refuse(`${name} has "record: unsigned", and if signers are named, only records that they signed count; ${remedy}, or have its records signed`);
	}
}
function checkAdmission(environments) {
	for (const { name, record, admission, field } of environments) {
		if (!admission || record !== "unsigned") continue;
		field.at("admission").refuse(`statements for admission are signed, and ${name} has "record: unsigned"; have its records signed, or remove "admission"`);
	}
}
function checkRecords(environments, root) {
	checkSigned(environments, root);
	checkUnsigned(environments, root);
	checkAdmission(environments);
}
// src/pipeline/requirements.ts
const REQUIREMENTS = mapping({
	kind: "\"requires\"",
	fields: {
		signed: optional(yesOrNo, "That record must be signed.", false),
		approvals: optional(count("number of approvals", 100), "Number of people other than the actor who must have approved its run.", 0),
		age: optional(duration, "Minimum age: a number and s, m, h or d."),
		"another-actor": optional(yesOrNo, "The next promotion must be started by someone else than this one was.", false)
	}
});
function readRequirements(given) {
	return {
		signed: given?.signed ?? false,
		approvals: given?.approvals ?? 0,
		age: given?.age ?? 0,
		anotherActor: given?.["another-actor"] ?? false
	};
}
function checkSource({ name, field }, source) {
	const at = field.at("requires", "signed");
	const asks = `${name} asks for signed records of ${source.name}`;
	if (source.record === "unsigned") at.refuse(`${asks}, which has "record: unsigned"; change one of the two`);
	else if (!source.namesSigners) at.refuse(`${asks}, and the file does not say who may sign them; ${NAME_SIGNERS}`);
}
function checkRequirements(environments, hotfixRoutes) {
	for (const environment of environments) {
		const { name, from, requires, field } = environment;
		if (field.at("requires").isThere && from.length === 0) field.at("requires").refuseKey(`images are built in ${name}, so there is no earlier environment to require anything of; remove "requires"`);
		else if (requires.signed) {
			const sources = [...from, ...hotfixRoutes.flatMap((route) => route.to === name ? route.from : [])];
			for (const source of environments) if (sources.includes(source.name)) checkSource(environment, source);
		}
	}
}
// src/pipeline/routes.ts
const environmentName = text({
	kind: "name of an environment",
	example: "the name of one"
});
const FROM = oneOrMore(environmentName, {
	kind: "list of environments",
	example: "the name of one, or a list"
});
const gateName = choice(GATE_IDS);
const ALWAYS = /* @__PURE__ */ new Map([
	["signatures", "signatures are verified on every route"],
	["platforms", "the platforms of an environment are required on every route"],
	["deny", "what \"deny\" lists is refused on every route"]
]);
const skippedGate = {
	...gateName,
	read(value, field) {
		const reason = ALWAYS.get(value);
		return reason === void 0 ? gateName.read(value, field) : field.refuse(`${reason}; remove it from "skips"`);
	}
};
const HOTFIX_ROUTES = named(mapping({
	kind: "a hotfix route",
	fields: {
		from: described(environmentName, "The environment that images come from."),
		to: described(environmentName, "The environment that they go to."),
		skips: optional(list(skippedGate, {
			kind: "list of gates",
			example: "it as [vulnerabilities, windows]",
			least: 1
		}), "Gates of that environment that it bypasses; they are judged and recorded all the same."),
		needs: optional(mapping({
			kind: "\"needs\"",
			fields: APPROVAL_FIELDS
		}), "The approvals that it needs besides a reason."),
		expires: optional(limit, "How long an image may stay that came this way, unless a regular promotion of the same digest follows.")
	}
}), {
	kind: "mapping of routes",
	example: "the name of each with \"from\" and \"to\" below it"
});
function checkName(name, field, environments) {
	const names = environments.map((each) => each.name);
	if (names.includes(name)) return true;
	field.refuse(`there is no environment ${quote(name)}; ${adviseWord(name, names)}`);
	return false;
}
function findCycle(start, environments) {
	const done = /* @__PURE__ */ new Set();
	const search = (name, way) => {
		const before = way.indexOf(name);
		if (before >= 0) return way.slice(before);
		if (done.has(name)) return void 0;
		for (const from of environments.find((each) => each.name === name)?.from ?? []) {
			const cycle = search(from, [...way, name]);
			if (cycle !== void 0) return cycle;
		}
		done.add(name);
	};
	return search(start, []);
}
function checkCycles(environments) {
	const told = /* @__PURE__ */ new Set();
	const hasStart = environments.some(({ from }) => from.length === 0);
	for (const { name } of environments) {
		const cycle = findCycle(name, environments);
		if (cycle === void 0 || cycle.some((each) => told.has(each))) continue;
		for (const each of cycle) told.add(each);
		const [first = name] = cycle;
		const way = [first, ...[...cycle].reverse()].join(" → ");
		const remedy = hasStart ? "remove one of these from a \"from\"" : "write \"from: []\" where images are built";
		environments.find((each) => each.name === first)?.field.at("from").refuseKey(`these routes form a cycle, ${way}; ${remedy}`);
	}
}
function checkRoutes(environments) {
	environments.forEach(({ name, from, sources, field }, position) => {
		const before = environments[position - 1];
		if (before !== void 0 && !field.at("from").isThere) field.refuseKey(`no "from" says where the images of ${name} come from; add "from: ${before.name}", or "from: []" if they are built there`);
		sources.forEach(({ value, field: at }, index) => {
			if (checkName(value, at, environments) && from.indexOf(value) < index) at.refuse(`${quote(value)} is listed twice; remove one of them`);
		});
	});
	checkCycles(environments);
}
function checkSkips(skips, { name, gates }, field) {
	skips.forEach((gate, index) => {
		if (skips.indexOf(gate) < index) field.at(index).refuse(`${quote(gate)} is listed twice; remove one of them`);
		else if (gates[gate] === void 0) field.at(index).refuse(`${name} has no gate ${quote(gate)}; remove it`);
	});
}
function readHotfixRoutes(given, environments, field) {
	const read = [];
	for (const [name, { from, to, skips = [], needs, expires }] of given ?? []) {
		const at = field.at(name);
		const isFromKnown = checkName(from, at.at("from"), environments);
		if (!checkName(to, at.at("to"), environments) || !isFromKnown) continue;
		const target = environments.find((each) => each.name === to);
		const same = read.find((other) => other.from === from && other.to === to);
		const what = `the hotfix route ${name}`;
		if (from === to) at.refuseKey(`${what} leads from ${from} to ${from}; name two environments`);
		else if (target?.from.includes(from)) at.refuseKey(`${what} is a regular route: ${to} takes images from ${from} anyway; remove it`);
		else if (target?.from.length === 0) at.at("to").refuse(`${what} leads into ${to}, where images are built; name an environment that images come into`);
		else if (same !== void 0) at.refuseKey(`the hotfix routes ${same.name} and ${name} are the same; remove one of them`);
		else {
			if (target !== void 0) checkSkips(skips, target, at.at("skips"));
			const approvals = needs && readApprovals(needs, at.at("needs"));
			read.push({
				name,
				from,
				to,
				skips,
				needs: approvals,
				expires
			});
		}
	}
	return read;
}
// src/pipeline/named-file.ts
function bytesOf({ what, path, kind = "file" }, field, files) {
	const file = files.get(path);
	if (file?.kind === "read") return file.bytes;
	const reason = file?.reason ?? "it was not read";
	return field.refuse(`the ${what} ${quote(path)} cannot be read: ${reason}; name a ${kind} of the repository`);
}
function isJson(text) {
	try {
		const value = JSON.parse(text);
		return typeof value === "object" && value !== null && !Array.isArray(value);
	} catch {
		return false;
	}
}
// src/pipeline/public-key.ts
const PRIVATE_KEY = /-----BEGIN [A-Z0-9 ]*PRIVATE KEY/;
const PUBLIC_KEY = /^\s*-----BEGIN PUBLIC KEY-----[A-Za-z0-9+/=\s]+-----END PUBLIC KEY-----\s*$/;
const LEAST_RSA_BITS = 2048;
const PRIVATE_KEY_FOUND = "this is a private key, which must not be where others can read it; put the public key here, and create a new key pair, because this one is now known";
function findPrivateKey(text) {
	return PRIVATE_KEY.exec(text)?.index;
}
function tryRead(pem) {
	try {
		return createPublicKey({
			key: pem,
			format: "pem"
		});
	} catch {
		return;
	}
}
function readPublicKey(text) {
	if (findPrivateKey(text) !== void 0) return { reason: PRIVATE_KEY_FOUND };
	if (text.includes("-----BEGIN CERTIFICATE-----")) return { reason: "this is a certificate, not a public key; name its identity, or give the public key" };
	const key = PUBLIC_KEY.test(text) ? tryRead(text) : void 0;
	if (key === void 0) return { reason: "this is not a public key; write one in PEM, from \"-----BEGIN PUBLIC KEY-----\" to the end" };
	const type = key.asymmetricKeyType;
	if (type !== "ec" && type !== "rsa" && type !== "ed25519") return { reason: `a key of the type ${type} signs no records; use one of ECDSA, RSA or Ed25519` };
	const bits = key.asymmetricKeyDetails?.modulusLength;
	if (bits !== void 0 && bits < LEAST_RSA_BITS) return { reason: `an RSA key of ${bits} bits is too weak; use one with ${LEAST_RSA_BITS} or more` };
	return { pem: key.export({
		type: "spki",
		format: "pem"
	}).toString() };
}
function isPem(text) {
	return text.includes("-----BEGIN") || text.includes("\n");
}
// src/pipeline/signers.ts
const GITHUB_ISSUER = "https://token.actions.githubusercontent.com";
const NO_RUN = {
	"source-repository": "a key belongs to no repository; remove it",
	"source-ref": "a key does not say on which ref it signed; remove it",
	event: "a key does not say which event started the run; remove it",
	issuer: "a key has no issuer; remove it"
};
const RUN_KEYS = [
	"source-repository",
	"source-ref",
	"event",
	"issuer"
];
const SIGNER = mapping({
	kind: "a signer",
	fields: {
		identity: optional(text({
			kind: "identity",
			example: "the address of a workflow and its ref"
		}), "The identity in the certificate, whole: of a workflow, its address with \"@\" and its ref. \"*\" stands for any text without \"/\", \"**\" for any text; neither stands for \"@\"."),
		issuer: optional(text({
			kind: "address",
			example: "it as https://HOST"
		}, /^https:\/\/[^\s]+$/), "Who issued the identity token that the certificate was given for.", GITHUB_ISSUER),
		"source-repository": optional(text({
			kind: "address of a repository",
			example: "it as https://github.com/OWNER/NAME"
		}, /^https:\/\/[^\s]+$/), "The repository whose run signed, where the identity is that of a workflow which others call; \"*\" and \"**\" as in \"identity\"."),
		"source-ref": optional(text({
			kind: "ref",
			example: "it as refs/heads/NAME or refs/tags/NAME"
		}, /^refs\/[^\s]+$/), "The ref that the run was on, such as \"refs/heads/main\", where the identity is that of a workflow which others call; \"*\" and \"**\" as in \"identity\"."),
		event: optional(text({
			kind: "event",
			example: "the name of one, such as workflow_dispatch"
		}, /^[a-z_]+$/), "The event that started the run, such as \"workflow_dispatch\"."),
		key: optional(pathOf({
			kind: "public key",
			example: "the path of a PEM file, or the PEM itself"
		}, (key) => !isPem(key)), "A public key: the path of a PEM file in the repository, or the PEM itself.")
	},
	rules: { oneOf: [{ required: ["identity"] }, {
		required: ["key"],
		not: { anyOf: [
			"issuer",
			"source-repository",
			"source-ref",
			"event"
		].map((name) => ({ required: [name] })) }
	}] }
});
const SIGNERS = list(SIGNER, {
	kind: "list of signers",
	example: "a list of \"identity: …\" or \"key: …\""
});
const LIKE_A_PATH = /^(?![A-Za-z0-9+/=]{40})[\w.@ /-]{1,200}$/;
function readKey(key, field, files) {
	if (isPem(key)) {
		const read = readPublicKey(key);
		if ("reason" in read) return field.refuse(read.reason);
		return {
			kind: "key",
			name: "a key in the pipeline file",
			pem: read.pem
		};
	}
	if (files.get(key)?.kind !== "read" && !LIKE_A_PATH.test(key)) return field.refuse("this is neither a public key in PEM nor the path of one; write one of them");
	const bytes = bytesOf({
		what: "key",
		path: key,
		kind: "PEM file"
	}, field, files);
	if (bytes === void 0) return void 0;
	const read = readPublicKey(Buffer.from(bytes).toString("utf8"));
	if ("reason" in read) return field.refuse(`in ${quote(key)}: ${read.reason}`);
	return {
		kind: "key",
		name: key,
		pem: read.pem
	};
}
function readSigner(says, field, files) {
	const { identity, issuer, key, "source-repository": sourceRepository, "source-ref": sourceRef, event } = says;
	if (identity !== void 0 && key !== void 0) return field.at("key").refuseKey("a signer is either an identity or a key, and this is both; write two signers");
	if (key !== void 0) {
		const ofRun = RUN_KEYS.find((name) => says[name] !== void 0);
		return ofRun === void 0 ? readKey(key, field.at("key"), files) : field.at(ofRun).refuseKey(NO_RUN[ofRun]);
	}
	if (identity === void 0) return field.refuse("this signer has neither \"identity\" nor \"key\"; add one of them");
	const fault = faultOfIdentity(identity);
	if (fault !== void 0) return field.at("identity").refuse(`"identity" is ${quote(identity)}: ${fault}`);
	if (issuer?.includes("*")) return field.at("issuer").refuse("\"issuer\" has a \"*\", and an issuer is a single one; write out its address");
	const wide = sourceRepository && faultOfRepository(sourceRepository);
	if (wide) return field.at("source-repository").refuse(`"source-repository" is ${quote(sourceRepository ?? "")}: ${wide}`);
	return {
		kind: "identity",
		issuer: issuer ?? GITHUB_ISSUER,
		identity,
		...sourceRepository === void 0 ? {} : { sourceRepository },
		...sourceRef === void 0 ? {} : { sourceRef },
		...event === void 0 ? {} : { event }
	};
}
function readSigners(signers, field, files) {
	return signers.flatMap((says, index) => readSigner(says, field.at(index), files) ?? []);
}
const GITHUB$1 = "https://github.com/";
const LITERAL_OWNER = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\//;
const LITERAL_REPOSITORY = /^[a-z][a-z0-9+.-]*:\/\/[^/*]+\/[^/*]+\/[^/]/;
const ANYBODY_OF = /^\*@[^/*@]+$/;
function withRef(pattern) {
	return `"${/\*$|\.ya?ml$/.test(pattern) ? pattern.replace(/\/\*$/, "/**") : `${pattern.replace(/\/$/, "")}/**`}@refs/heads/main"`;
}
function faultOfIdentity(identity) {
	if (/\s/.test(identity)) return "it has a space or line in it; write the address of a workflow and its ref";
	if (identity.includes("***")) return "it has three \"*\" in a row; write \"*\" or \"**\"";
	if (identity.includes("*") && !LITERAL_OWNER.test(identity) && !ANYBODY_OF.test(identity)) return "strangers match this pattern, too; write out the host and the owner, such as \"https://github.com/acme/**@refs/heads/main\"";
	if (identity.includes("*") && !identity.includes("@")) return `"*" does not match "@" and the ref after it, so that this matches nothing; write ${withRef(identity)}`;
	if (identity.startsWith(GITHUB$1) && !identity.includes("@")) return `the identity of a workflow ends in its ref; write ${withRef(identity)}`;
}
function faultOfRepository(repository) {
	if (repository.includes("***")) return "it has three \"*\" in a row; write \"*\" or \"**\"";
	if (repository.includes("*") && !LITERAL_REPOSITORY.test(repository)) return "strangers match this pattern, too; write out the host and the owner, such as \"https://github.com/acme/*\"";
}
const ADDRESS = /^(https:\/\/[^/]+)\/([^/]+)\/([^/@]+)/;
function checkCallers(signers, repository, signs = "records") {
	const [, server, owner, name] = ADDRESS.exec(repository ?? "") ?? [];
	if (server === void 0 || owner === void 0 || name === void 0) return [];
	return signers.flatMap(({ says: { identity, issuer = GITHUB_ISSUER, "source-repository": caller }, field }) => {
		if (identity === void 0 || caller !== void 0 || issuer !== GITHUB_ISSUER) return [];
		const [, host, pinnedOwner = "", pinnedName = ""] = ADDRESS.exec(identity) ?? [];
		if (host?.toLowerCase() !== server.toLowerCase()) return [];
		const source = signs === "records" ? `${owner}/${name}` : `${pinnedOwner}/${pinnedName}`;
		const remedy = `add "source-repository: ${server}/${source}"`;
		if (pinnedOwner.toLowerCase() !== owner.toLowerCase()) {
			const reason = `${quote(identity)} is a workflow of ${quote(pinnedOwner)}, and whoever may call it signs as it`;
			return field.at("identity").refuse(`${reason}; ${remedy}`) ?? [];
		}
		if (matchesGlob(name.toLowerCase(), pinnedName.toLowerCase())) return [];
		return [`The signer ${quote(identity)} is a workflow of another repository, whose callers all sign as it; ${remedy}, or of all that may call it`];
	});
}
// src/pipeline/environment.ts
const environment = mapping({
	kind: "an environment",
	fields: {
		repository: described(REPOSITORY, "Where its images are: a repository with {image} for the name of the image, or several, which all get them."),
		from: optional(FROM, "The environment, or environments, that an image may come from; [] where images are built."),
		tag: optional(text({
			kind: "tag",
			example: "the name of one"
		}), "The moving tag that marks what is in this environment; needed where environments share a repository."),
		tags: optional(text({
			kind: "text with tag rules",
			example: "one rule a line below \"tags: |\""
		}), "The tag rules for what enters, one a line, in place of those of the input \"tags\"."),
		platforms: optional(PLATFORMS, "The platforms that an image must have."),
		record: optional(RECORD, "How promotions into this environment are recorded."),
		requires: optional(REQUIREMENTS, "What the record of the environment that an image comes from must say."),
		signers: optional(SIGNERS, "Who may sign the records of this environment, in place of those of \"signing\"."),
		formerly: optional(FORMERLY, "Names that it had before, and repositories that its images were in: their records count here, by the signers of today."),
		gates: optional(GATES, "What an image must pass before it may enter."),
		admission: optional(yesOrNo, "Whether a promotion writes statements that Kyverno and others admit images by.", false),
		"github-environment": optional(text({
			kind: "name",
			example: "the name of an environment of GitHub"
		}), "The environment of GitHub that a job must run in to promote into this one.")
	}
});
const ENVIRONMENTS = described(named(environment, {
	kind: "mapping of environments",
	example: "the name of each with its \"repository\" below it"
}), "The environments, in order of promotion.", { minProperties: 1 });
function readTag(tag, field) {
	if (tag === void 0) return void 0;
	if (!isTag(tag)) return field.refuse(`${quote(tag)} is not a valid tag: use letters, digits, "_", "." and "-", at most 128, not beginning with "." or "-"; choose another`);
	if (!isReservedTag(tag)) return tag;
	return field.refuse(`the tag ${quote(tag)} is reserved for signatures; choose another`);
}
function readRules(given, field) {
	if (given === void 0) return void 0;
	let isRight = true;
	given.split("\n").forEach((line, index) => {
		try {
			parseTagRules(line);
		} catch (error) {
			isRight = false;
			const sentence = error instanceof Error ? error.message : String(error);
			field.refuseLine(index + 1, sentence.replace(/^Cannot read tag rule on line 1, /, "the tag rule "));
		}
	});
	const rules = isRight ? parseTagRules(given) : [];
	if (isRight && rules.length === 0) field.refuse("\"tags\" has no rule in it; write one a line, or leave it out");
	return rules;
}
const LONGEST_NAME = 255;
function readGitHubName(name, field) {
	if (name === void 0 || name.length <= LONGEST_NAME && name.trim() === name && !name.includes("\n")) return name;
	return field.refuse(`"github-environment" is not a valid name of a GitHub environment: it has one line of at most ${LONGEST_NAME} characters, no spaces at its ends; copy it from the settings`);
}
function readEnvironments(given, field, { files, defaults, gates }) {
	return [...given].map(([name, says]) => {
		const own = field.at(name);
		const { from: sources = [], platforms = [], signers } = says;
		checkPlatforms(platforms, own.at("platforms"));
		return {
			name,
			field: own,
			sources,
			platforms,
			templates: readRepositories(says.repository),
			from: sources.map(({ value }) => value),
			...readFormer(says.formerly),
			tag: readTag(says.tag, own.at("tag")),
			rules: readRules(says.tags, own.at("tags")),
			record: says.record ?? defaults.record,
			requires: readRequirements(says.requires),
			signers: signers === void 0 ? defaults.signers : readSigners(signers, own.at("signers"), files),
			namesSigners: signers === void 0 ? defaults.namesSigners : signers.length > 0,
			gates: gates.get(name) ?? {},
			admission: says.admission ?? false,
			gitHubEnvironment: readGitHubName(says["github-environment"], own.at("github-environment"))
		};
	});
}
// src/pipeline/evidence.ts
const EVIDENCE = named(SIGNER, {
	kind: "mapping of signers",
	example: "a name for each with its \"identity\" or \"key\" below it"
});
function readEvidence(given = /* @__PURE__ */ new Map(), field, files) {
	return new Map([...given].flatMap(([name, says]) => {
		const signer = readSigner(says, field.at(name), files);
		return signer === void 0 ? [] : [[name, signer]];
	}));
}
// src/pipeline/github.ts
const use = choice([
	"off",
	"on",
	"required",
	true,
	false
]);
const GITHUB = mapping({
	kind: "\"github\"",
	fields: {
		deployments: optional(use, "Whether each promotion is a deployment at GitHub; \"required\" makes a failure there the run's.", "off"),
		attestations: optional(use, "Whether records go to the attestations API of GitHub as well.", "off"),
		"storage-records": optional(use, "Whether GitHub is told where the image is stored.", "off")
	}
});
function useOf(given = "off") {
	return typeof given === "boolean" ? given ? "on" : "off" : given;
}
function readGitHub(given) {
	return {
		deployments: useOf(given?.deployments),
		attestations: useOf(given?.attestations),
		storageRecords: useOf(given?.["storage-records"])
	};
}
// src/pipeline/images.ts
const IMAGES = list(text({
	kind: "image",
	example: "its name, such as shop/app"
}), {
	kind: "list of images",
	example: "it as [shop/app, shop/web]",
	most: 1e4
});
function checkImages(images, field) {
	const seen = /* @__PURE__ */ new Set();
	images.forEach((image, index) => {
		const at = field.at(index);
		if (/[:@]/.test(image)) at.refuse(`the image ${quote(image)} has a tag or digest; write only its name`);
		else if (!isImageName(image)) at.refuse(`${quote(image)} is not the name of an image; use lower-case words joined by "/", ".", "_" or "-"`);
		else if (seen.has(image)) at.refuse(`the image ${quote(image)} is listed twice; remove one of them`);
		seen.add(image);
	});
}
// src/pipeline/signing.ts
const address = text({
	kind: "address",
	example: "it as https://HOST"
}, /^https?:\/\/[^\s]+$/);
const path = pathOf({
	kind: "path",
	example: "the path of a file in the repository"
});
const SIGNING = mapping({
	kind: "\"signing\"",
	fields: {
		signers: optional(SIGNERS, "Who may sign records, in every environment that names no signers of its own."),
		sigstore: optional(choice([
			"auto",
			"public-good",
			"github"
		]), "Which Sigstore signs without a key: \"auto\" takes the public one for public repositories and that of GitHub for others.", "auto"),
		"fulcio-url": optional(address, "The certificate authority of a Sigstore of your own."),
		"rekor-url": optional(address, "The transparency log of a Sigstore of your own; needs \"fulcio-url\"."),
		"timestamp-url": optional(address, "The time-stamping authority of a Sigstore of your own; needs \"fulcio-url\"."),
		"signing-config": optional(path, "The signing config (JSON, version 0.2) of a Sigstore of your own, in place of its addresses: a path in the repository."),
		audience: optional(text({
			kind: "audience",
			example: "one word or address"
		}, /^[!-~]{1,256}$/), "Audience of the identity token for a Sigstore of your own: an address of its host, or a name that begins with \"sigstore-\". Without it, the address of its certificate authority."),
		"trusted-root": optional(oneOrMore(path, {
			kind: "path",
			example: "the path of a file, or a list of some",
			least: 1
		}), "Files with the trusted roots (JSON, or JSON lines) that signatures are checked with; a path in the repository, or several.")
	}
});
const ADDRESSES = [
	"fulcio-url",
	"rekor-url",
	"timestamp-url"
];
const LOOPBACK = /^(?:localhost|127(?:\.[0-9]{1,3}){3}|\[::1\])$/;
function faultOf(given) {
	const url = URL.parse(given);
	if (url === null) return "which is not an address; write it as https://HOST";
	if (url.username !== "" || url.password !== "") return "which contains credentials; remove them";
	if (url.protocol === "http:" && !LOOPBACK.test(url.hostname)) return "which is not encrypted; write it with https://";
}
function showAddress(given) {
	return quote(given.replace(/\/\/[^/]*@/, "//…@"));
}
function requireRoot(signing, field) {
	if (signing["trusted-root"] !== void 0) return;
	field.refuseKey("what a Sigstore of your own signs is checked with its own trusted root; add \"trusted-root\" with the path of its file");
}
function readConfig(signing, field, files) {
	const given = signing["signing-config"] ?? "";
	const at = field.at("signing-config");
	const other = ["sigstore", ...ADDRESSES].find((name) => signing[name] !== void 0);
	if (other !== void 0) field.at(other).refuseKey(`"signing-config" names all addresses; leave out "${other}"`);
	requireRoot(signing, at);
	const bytes = bytesOf({
		what: "signing config",
		path: given
	}, at, files);
	if (bytes !== void 0 && !isJson(Buffer.from(bytes).toString("utf8"))) at.refuse(`the signing config ${quote(given)} is not JSON; get it from whoever runs that Sigstore`);
	return bytes ?? /* @__PURE__ */ new Uint8Array();
}
function hostOf(audience) {
	if (!/[.:/]/.test(audience)) return void 0;
	return URL.parse(audience.includes("://") ? audience : `https://${audience}`)?.host;
}
const OWN_NAME = /^sigstore-[A-Za-z0-9_-]+$/;
function readAudience(signing, field) {
	const { audience, "fulcio-url": fulcioUrl } = signing;
	if (audience === void 0) return void 0;
	if (fulcioUrl === void 0 && signing["signing-config"] === void 0) return field.refuseKey("\"audience\" is for a Sigstore of your own; add its \"fulcio-url\" or \"signing-config\"");
	const own = URL.parse(fulcioUrl ?? "")?.host;
	const host = hostOf(audience);
	if (host === void 0 ? OWN_NAME.test(audience) : own === void 0 || host === own) return audience;
	return field.refuse(`"audience" is ${quote(audience)}, and its recipient could use such a token elsewhere; write an address of ${own ?? "its host"}, or a name that begins with "sigstore-", and configure that Sigstore to accept it`);
}
function readSigstore(signing, field, files) {
	const config = signing["signing-config"];
	if (config !== void 0) return {
		kind: "config",
		path: config,
		bytes: readConfig(signing, field, files)
	};
	const given = ADDRESSES.filter((name) => signing[name] !== void 0);
	for (const name of given) {
		const written = signing[name] ?? "";
		const fault = faultOf(written);
		if (fault !== void 0) field.at(name).refuse(`"${name}" is ${showAddress(written)}, ${fault}`);
	}
	const [first] = given;
	const { sigstore, "fulcio-url": fulcioUrl } = signing;
	if (first === void 0) return { kind: sigstore ?? "auto" };
	if (sigstore !== void 0) field.at("sigstore").refuse(`"sigstore" is "${sigstore}", and "${first}" names another one; leave out one of the two`);
	if (fulcioUrl === void 0) field.at(first).refuseKey(`"${first}" has no effect without "fulcio-url"; add that, or remove it`);
	else requireRoot(signing, field.at("fulcio-url"));
	return {
		kind: "custom",
		fulcioUrl: fulcioUrl ?? "",
		rekorUrl: signing["rekor-url"],
		timestampUrl: signing["timestamp-url"]
	};
}
function holdsJson(content) {
	if (isJson(content)) return true;
	const lines = content.split("\n").filter((line) => line.trim() !== "");
	return lines.length > 0 && lines.every(isJson);
}
function readSigning(signing = {}, field, { file, files }) {
	const trustedRoots = (signing["trusted-root"] ?? []).flatMap(({ value, field: at }) => {
		const bytes = bytesOf({
			what: "trusted root",
			path: value
		}, at, files);
		if (bytes === void 0) return [];
		if (holdsJson(Buffer.from(bytes).toString("utf8"))) return [{
			path: value,
			bytes,
			position: {
				file,
				...at.position
			}
		}];
		return at.refuse(`the trusted root ${quote(value)} is not JSON; write it with "gh attestation trusted-root"`) ?? [];
	});
	const audience = readAudience(signing, field.at("audience"));
	return {
		sigstore: readSigstore(signing, field, files),
		...audience === void 0 ? {} : { audience },
		trustedRoots
	};
}
// src/pipeline/parse.ts
var parse_exports = /* @__PURE__ */ __exportAll({ parsePipeline: () => parsePipeline });
const version = {
	schema: {
		type: "number",
		const: 1,
		description: "The version of this format."
	},
	remedy: "write \"version: 1\"",
	read: (value, field) => value === 1 ? value : refuseValue(value, field, "and only version 1 can be read; write \"version: 1\"")
};
const PIPELINE_FILE = mapping({
	kind: "the file",
	fields: {
		version,
		images: optional(IMAGES, "The images that the command history shows where none is asked for."),
		record: optional(RECORD, "How promotions are recorded: \"auto\" signs if it can, \"signed\" fails if it cannot.", "auto"),
		signing: optional(SIGNING, "How records are signed, and who may sign them."),
		ungoverned: optional(choice([
			"allow",
			"warn",
			"refuse"
		]), "What becomes of promotions into repositories that no environment has: no route or signer is enforced there.", "warn"),
		github: optional(GITHUB, "The GitHub features that receive promotions."),
		evidence: optional(EVIDENCE, "The signers of evidence, such as the reports of scanners, by the names for \"signed-by\"."),
		"gate-sets": optional(GATE_SETS, "Gates that several environments share, by the names for \"use\"."),
		bases: optional(BASES, "The ledger of base images."),
		environments: ENVIRONMENTS,
		"hotfix-routes": optional(HOTFIX_ROUTES, "Ways around the regular routes; each use needs a reason, and the record says so.")
	}
});
function decode(bytes, path) {
	try {
		return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
	} catch {
		refuseFindings(path, [{
			line: 1,
			column: 1,
			message: "it is not UTF-8; save it as UTF-8"
		}]);
		return "";
	}
}
function refusePrivateKey(text, path) {
	const offset = findPrivateKey(text);
	if (offset !== void 0) refuseFindings(path, [{
		...positionAt(text, offset),
		message: PRIVATE_KEY_FOUND
	}]);
}
const BEGIN = "begin with \"version: 1\" and \"environments:\"";
function readShape({ data }, root) {
	if (typeof data !== "object" || data === null || Array.isArray(data)) {
		const what = data === null || data === void 0 ? "empty" : Array.isArray(data) ? "a list, not a mapping" : "a single value, not a mapping";
		return root.refuse(`it is ${what}; ${BEGIN}`);
	}
	if ("version" in data && version.read(data.version, root.at("version")) === void 0) return void 0;
	return PIPELINE_FILE.read(data, root);
}
async function readAllGates(root) {
	if (root.notes.gates.length === 0) return /* @__PURE__ */ new Map();
	const { readGates } = await import("./gates.js").then((n) => n.t);
	return readGates(root);
}
function finish(draft) {
	const { field: _, sources: __, formerly: ___, namesSigners: ____, templates, ...rest } = draft;
	const [first, ...others] = templates.map(({ template }) => template);
	return first === void 0 ? void 0 : {
		...rest,
		repositories: [first, ...others]
	};
}
async function parsePipeline(bytes, { path, read, repository }) {
	const text = decode(bytes, path);
	refusePrivateKey(text, path);
	const yaml = parseYaml(text);
	if ("findings" in yaml) {
		refuseFindings(path, yaml.findings);
		throw new Error("a text that is no YAML has no finding");
	}
	const root = new Field(yaml);
	const file = readShape(yaml, root);
	const gates = await readAllGates(root);
	refuseFindings(path, root.findings);
	if (file === void 0) throw new Error("a shape that does not fit has no finding");
	const files = new Map(await Promise.all([...root.notes.named].map(async (each) => [each, await read(each)])));
	const { images = [], record = "auto", signing } = file;
	checkImages(images, root.at("images"));
	const signers = signing?.signers ?? [];
	const policy = readSigning(signing, root.at("signing"), {
		file: path,
		files
	});
	const defaults = {
		record,
		namesSigners: signers.length > 0,
		signers: readSigners(signers, root.at("signing", "signers"), files)
	};
	const drafts = readEnvironments(file.environments, root.at("environments"), {
		files,
		defaults,
		gates
	});
	const evidence = readEvidence(file.evidence, root.at("evidence"), files);
	checkLedger(file.bases?.ledger, drafts, root.at("bases", "ledger"));
	checkRepositories(drafts, images);
	checkFormer(drafts);
	checkRoutes(drafts);
	const hotfixRoutes = readHotfixRoutes(file["hotfix-routes"], drafts, root.at("hotfix-routes"));
	checkRecords(drafts, root);
	checkRequirements(drafts, hotfixRoutes);
	if (drafts.length === 0) root.at("environments").refuse("\"environments\" is empty; add the first one, with its \"repository\"");
	const placed = (list, at) => list.map((says, index) => ({
		says,
		field: at.at(index)
	}));
	const warnings = /* @__PURE__ */ new Set([
		...checkCallers(placed(signers, root.at("signing", "signers")), repository),
		...[...file.environments].flatMap(([name, { signers: own = [] }]) => checkCallers(placed(own, root.at("environments", name, "signers")), repository)),
		...checkCallers([...file.evidence ?? []].map(([name, says]) => ({
			says,
			field: root.at("evidence", name)
		})), repository, "evidence")
	]);
	refuseFindings(path, root.findings);
	const [first, ...rest] = drafts.flatMap((draft) => finish(draft) ?? []);
	if (first === void 0) throw new Error("a file without environments has no finding");
	return {
		path,
		digest: digestOf(bytes),
		environments: [first, ...rest],
		hotfixRoutes,
		evidence,
		baseLedger: file.bases?.ledger,
		images,
		signing: policy,
		gitHub: readGitHub(file.github),
		...warnings.size === 0 ? {} : { warnings: [...warnings] },
		ungoverned: file.ungoverned ?? "warn"
	};
}
export { DAY as a, GATE_IDS as c, readApprovals as d, repository as i, APPROVAL_DEFAULTS as l, PLATFORMS as n, duration as o, checkPlatforms as r, limit as s, parse_exports as t, APPROVAL_FIELDS as u };
