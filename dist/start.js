import { i as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { createHash } from "node:crypto";
import * as os from "os";
import * as crypto from "crypto";
import * as fs from "fs";
import "path";
import { appendFileSync, closeSync, constants, fstatSync, mkdtempSync, openSync, readFileSync, readSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { lstat } from "node:fs/promises";
// src/errors.ts
function formatProblem({ what, reason }) {
	return `Cannot ${what}: ${reason}`;
}
function formatError(words) {
	const { remedy, aftermath } = words;
	return `${formatProblem(words)}; ${remedy}${aftermath === void 0 ? "" : ` (${aftermath})`}`;
}
var SealiftError = class extends Error {
	words;
	position;
	lines;
	constructor(words, details = typeof words === "string" ? {} : words) {
		const { cause, position, lines = [] } = details;
		super(typeof words === "string" ? words : formatError(words), cause === void 0 ? void 0 : { cause });
		this.words = typeof words === "string" ? void 0 : pickWords(words);
		this.position = position;
		this.lines = lines;
	}
};
function pickWords({ what, reason, remedy, aftermath }) {
	return {
		what,
		reason,
		remedy,
		...aftermath === void 0 ? {} : { aftermath }
	};
}
var InputError = class extends SealiftError {
	name = "InputError";
};
var PolicyError = class extends SealiftError {
	name = "PolicyError";
};
var RegistryError = class extends SealiftError {
	name = "RegistryError";
	code;
	status;
	missing;
	constructor(words, details = words) {
		super(words, details);
		this.code = details.code;
		this.status = details.status;
		this.missing = details.missing ?? [];
	}
};
var CancelledError = class extends Error {
	name = "CancelledError";
	isUnanswered;
	constructor(message, { isUnanswered = false } = {}) {
		super(message);
		this.isUnanswered = isUnanswered;
	}
};
function isSealiftError(error) {
	return error instanceof SealiftError;
}
function reword(error, words) {
	return new RegistryError(words, error);
}
function withAftermath(error, aftermath) {
	const words = error.words === void 0 ? `${error.message} (${aftermath})` : {
		...error.words,
		aftermath
	};
	const { position, lines } = error;
	if (error instanceof RegistryError) return new RegistryError(words, {
		...error,
		cause: error
	});
	return new (error instanceof PolicyError ? PolicyError : InputError)(words, {
		position,
		lines,
		cause: error
	});
}
// src/util/memo.ts
function getOrMake(map, key, make) {
	const known = map.get(key);
	if (known !== void 0) return known;
	const value = make();
	map.set(key, value);
	return value;
}
function once(make) {
	let made;
	return () => {
		made ??= make();
		return made;
	};
}
// src/util/safe-text.ts
const MAX_LENGTH$2 = 500;
const MAX_QUOTED = 200;
const DOUBLE_QUOTES = /["\u00ab\u00bb\u02ba\u02dd\u02ee\u05f4\u201c-\u201f\u2033\u2036\u275d\u275e\u301d-\u301f\uff02]|''/g;
function makeSafe(text, maxLength, change = (line) => line) {
	const line = secrets.redact(change(oneLine(secrets.redact(text, maxLength * 2))));
	return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
function safeText(text, maxLength = MAX_LENGTH$2) {
	return makeSafe(text, maxLength);
}
function quote(text, maxLength = MAX_QUOTED) {
	return `"${makeSafe(text, maxLength, (line) => line.replace(DOUBLE_QUOTES, "'"))}"`;
}
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
function oneLine(text) {
	return text.replace(/\r\n|[\r\n\u2028\u2029]/g, "␤").replaceAll("	", " ").replace(UNPRINTABLE, "").replaceAll("##[", "## [").replaceAll("::", ": :");
}
const STARS = "***";
const ELLIPSIS = "…";
const SHORTEST_PART = 6;
const SHORTEST_OWN = 4;
const MOST_ALIKE = 16;
function indexForms(keyOf, most = Number.POSITIVE_INFINITY) {
	const byKey = /* @__PURE__ */ new Map();
	return {
		add(form) {
			const alike = getOrMake(byKey, keyOf(form), () => []);
			if (alike.length < most && !alike.includes(form)) alike.push(form);
		},
		withKey: (key) => byKey.get(key) ?? [],
		clear: () => byKey.clear(),
		isEmpty: () => byKey.size === 0
	};
}
function makeGroup(keyLength, most) {
	return {
		keyLength,
		ends: indexForms((form) => form.slice(-keyLength), most),
		starts: indexForms((form) => form.slice(0, SHORTEST_PART), most)
	};
}
function findWhole(text, { keyLength, ends }) {
	if (ends.isEmpty()) return [];
	const ranges = [];
	for (let end = keyLength; end <= text.length; end++) {
		let longest = 0;
		for (const form of ends.withKey(text.slice(end - keyLength, end))) if (form.length > longest && text.endsWith(form, end)) longest = form.length;
		if (longest > 0) ranges.push({
			start: end - longest,
			end
		});
	}
	return ranges;
}
const IN_DIGEST = /sha(?:256|384|512):[0-9a-f]*$/;
const LONGEST_DIGEST = 160;
function isInDigest(text, { end }) {
	return IN_DIGEST.test(text.slice(Math.max(0, end - LONGEST_DIGEST), end));
}
function findCut(text, { starts }) {
	if (starts.isEmpty()) return [];
	const ranges = [];
	let from = 0;
	for (let end = text.indexOf(ELLIPSIS); end >= 0; end = text.indexOf(ELLIPSIS, from)) {
		for (let start = from; start <= end - SHORTEST_PART; start++) {
			const forms = starts.withKey(text.slice(start, start + SHORTEST_PART));
			if (forms.length === 0) continue;
			const rest = text.slice(start, end);
			if (!forms.some((form) => form.startsWith(rest))) continue;
			ranges.push({
				start,
				end
			});
			break;
		}
		from = end + 1;
	}
	return ranges;
}
function cover(text, ranges, limit) {
	const parts = [];
	let position = 0;
	let stop = 0;
	for (const { start, end } of ranges.toSorted((left, right) => left.start - right.start)) {
		if (start >= limit) break;
		if (start >= stop) parts.push(text.slice(position, start), STARS);
		stop = Math.max(stop, end);
		position = stop;
	}
	return parts.join("") + text.slice(position, Math.max(position, limit));
}
function createRedactor() {
	const own = makeGroup(SHORTEST_OWN);
	const foreign = makeGroup(8, MOST_ALIKE);
	let longest = 0;
	const addTo = ({ keyLength, ends, starts }, secret) => {
		if (secret.length < keyLength) return;
		for (const form of formsOf(secret)) {
			if (form.length < keyLength) continue;
			ends.add(form);
			if (form.length > SHORTEST_PART) starts.add(form);
			longest = Math.max(longest, form.length);
		}
	};
	return {
		add: (secret) => addTo(own, secret),
		addForeign: (secret) => addTo(foreign, secret),
		clear() {
			for (const forms of [
				own.ends,
				own.starts,
				foreign.ends,
				foreign.starts
			]) forms.clear();
		},
		redact(text, limit = text.length) {
			const read = text.slice(0, limit + longest);
			const ofOthers = findWhole(read, foreign).filter((range) => !isInDigest(read, range));
			const ranges = [
				findWhole(read, own),
				findCut(read, own),
				ofOthers,
				findCut(read, foreign)
			].flat();
			return ranges.length === 0 ? text.slice(0, limit) : cover(read, ranges, Math.min(limit, read.length));
		}
	};
}
const secrets = createRedactor();
const SHORTEST_PIECE = 8;
const ENDS_OF_ADDRESS = /^[\0-\u0020]+|[\0-\u0020]+$/g;
function inAddress(part, text) {
	const url = new URL("http://localhost");
	url[part] = text;
	return url[part].slice(1);
}
function escapeUnit(character) {
	return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
function inPage(text) {
	const entities = {
		"&": "&amp;",
		"<": "&lt;",
		">": "&gt;",
		"\"": "&#34;",
		"'": "&#39;"
	};
	return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
function piecesOf(secret) {
	const bare = secret.replace(ENDS_OF_ADDRESS, "");
	return [
		secret.trim(),
		bare,
		...bare.split(/[\r\n]+/),
		...bare.split(/[?#]/)
	].filter((piece) => piece.length >= SHORTEST_PIECE && !piece.startsWith("-----"));
}
function formsOf(secret) {
	const forms = /* @__PURE__ */ new Set();
	for (const text of [secret, ...piecesOf(secret)]) {
		const json = JSON.stringify(text).slice(1, -1);
		const whole = text.toWellFormed();
		const found = [
			...[
				text,
				text.normalize("NFC"),
				text.normalize("NFD"),
				oneLine(text)
			],
			...text.length < SHORTEST_PIECE ? [] : [text.toLowerCase()],
			...[
				json,
				json.replaceAll("/", "\\/"),
				json.replace(/[\u007f-\uffff]/g, escapeUnit)
			],
			...[json.replace(/[<>&\u2028\u2029]/g, escapeUnit), inPage(text)],
			...[
				inAddress("pathname", text),
				inAddress("search", text),
				encodeURI(whole),
				encodeURIComponent(whole),
				new URLSearchParams({ s: whole }).toString().slice(2)
			],
			Buffer.from(whole).toString("latin1")
		];
		for (const form of found) forms.add(form);
	}
	return forms;
}
// src/oci/digest.ts
const DIGEST = /^(?:sha256:[a-f0-9]{64}|sha512:[a-f0-9]{128})$/;
function isDigest(text) {
	return DIGEST.test(text);
}
function tryParseDigest(text) {
	return isDigest(text) ? text : void 0;
}
const ANY_DIGEST = /^([a-z0-9]+(?:[+._-][a-z0-9]+)*):[a-zA-Z0-9=_-]+$/;
const MAX_LENGTH$1 = 300;
function explainDigest(text) {
	const algorithm = text.length > MAX_LENGTH$1 ? void 0 : ANY_DIGEST.exec(text)?.[1];
	return algorithm === void 0 || algorithm === "sha256" || algorithm === "sha512" ? "is not \"sha256:\" with 64 or \"sha512:\" with 128 lower-case hexadecimal digits" : `is of the algorithm "${algorithm}", which cannot be verified: only sha256 and sha512 can`;
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new InputError({
		what: `read digest ${quote(text)}`,
		reason: `it ${explainDigest(text)}`,
		remedy: "copy it whole from the registry or the build's output"
	});
}
function digestAlgorithm(digest) {
	return digest.startsWith("sha512:") ? "sha512" : "sha256";
}
function digestHex(digest) {
	return digest.slice(digest.indexOf(":") + 1);
}
function digestOf(bytes, algorithm = "sha256") {
	return `${algorithm}:${createHash(algorithm).update(bytes).digest("hex")}`;
}
function shortDigest(digest) {
	return `${digestAlgorithm(digest)}:${digestHex(digest).slice(0, 12)}`;
}
// src/oci/registry-name.ts
const DOCKER_HUB$1 = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
const PORT = /^(.+):([0-9]{1,5})$/;
function isLoopback(hostname) {
	const host = hostname.toLowerCase();
	return host === "localhost" || host.endsWith(".localhost") || isLoopbackAddress(host);
}
function isLoopbackAddress(hostname) {
	return hostname === "[::1]" || /^127(?:\.[0-9]{1,3}){3}$/.test(hostname);
}
const MAPPED = /^\[::ffff:([0-9a-f]{1,4}):([0-9a-f]{1,4})\]$/;
function spellHost(host) {
	const hostname = URL.parse(`https://${host}`)?.hostname;
	const [, high, low] = MAPPED.exec(hostname ?? "") ?? [];
	if (high === void 0 || low === void 0) return hostname;
	return [high, low].map((group) => Number.parseInt(group, 16)).flatMap((group) => [group >> 8, group & 255]).join(".");
}
function isDefaultPort(name, port, scheme) {
	return scheme === "https" ? port === 443 && !isLoopback(name) : port === 80;
}
function insecureRegistry(host) {
	const registry = canonicalRegistry(host);
	return PORT.test(host) && registry !== "docker.io" && !PORT.test(registry) ? `${registry}:443` : registry;
}
function canonicalRegistry(host, scheme = "https") {
	const text = host.toLowerCase();
	const [, written = text, port] = PORT.exec(text) ?? [];
	const name = spellHost(written) ?? written;
	const registry = port === void 0 || isDefaultPort(name, Number(port), scheme) ? name : `${name}:${Number(port)}`;
	return DOCKER_HUB$1.has(registry) ? "docker.io" : registry;
}
const HOSTS = [
	[/^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws\.com|on\.aws)$/, "$1.dkr.ecr.$2.amazonaws.com"],
	[/^([0-9]{12})\.dkr[.-]ecr(?:-fips)?\.([a-z0-9-]+)\.(?:amazonaws|on\.amazonwebservices)\.com\.cn$/, "$1.dkr.ecr.$2.amazonaws.com.cn"],
	[/^ecr-public\.aws\.com$/, "public.ecr.aws"],
	[/^registry\.hub\.docker\.com$/, "docker.io"]
];
const GCR = /* @__PURE__ */ new Map([
	["gcr.io", "us-docker.pkg.dev"],
	["us.gcr.io", "us-docker.pkg.dev"],
	["eu.gcr.io", "europe-docker.pkg.dev"],
	["asia.gcr.io", "asia-docker.pkg.dev"]
]);
function knownHost(host) {
	const [, name = host, port = ""] = /^(.*?)(:[0-9]+)?$/.exec(host) ?? [];
	if (name === "localhost" || isLoopbackAddress(name)) return `localhost${port}`;
	const alias = HOSTS.find(([pattern]) => pattern.test(host));
	return alias === void 0 ? host : host.replace(...alias);
}
function knownPath(host, path) {
	const home = GCR.get(host);
	const [, project, rest] = /^([^/{}]+\.[^/{}]+\/[^/{}]+|[^/{}.]+)\/(.+)$/.exec(path) ?? [];
	return home === void 0 || project === void 0 ? `${host}/${path}` : `${home}/${project}/${host}/${rest}`;
}
function formerName(known) {
	const [, home, project, host = "", rest] = /^([a-z]+-docker\.pkg\.dev)\/([^/]+|[^/]+\.[^/]+\/[^/]+)\/((?:[a-z]+\.)?gcr\.io)\/(.+)$/.exec(known) ?? [];
	return GCR.get(host) === home && home !== void 0 ? `${host}/${project}/${rest}` : void 0;
}
function knownName(text) {
	const slash = text.indexOf("/");
	const host = knownHost(text.slice(0, slash));
	const path = text.slice(slash + 1);
	return host === "docker.io" && !path.includes("/") && !path.includes("{") ? `${host}/library/${path}` : knownPath(host, path);
}
function knownNames(text) {
	const known = knownName(text);
	const former = formerName(known);
	return former === void 0 ? [known] : [known, former];
}
// src/oci/reference.ts
function parseReference(text) {
	const what = `read reference ${quote(text)}`;
	if (/[\s,]/.test(text.trim())) refuse$2(what, "it has a blank, a line break or a comma in it", "name one image; the input \"image\" takes several, one per line");
	if (/[:@]$/.test(text)) refuse$2(what, `nothing follows the "${text.slice(-1)}"`, GAVE_NOTHING);
	const at = text.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(text.slice(at + 1));
	const rest = at < 0 ? text : text.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const hasTag = colon > rest.lastIndexOf("/");
	if (hasTag && !rest.includes("/")) refuse$2(what, "it does not begin with a registry", "write registry/repository:tag, such as \"ghcr.io/shop/app:1.2.3\"");
	const tag = hasTag ? parseTag(rest.slice(colon + 1)) : void 0;
	const repository = parseRepository(hasTag ? rest.slice(0, colon) : rest);
	if (digest !== void 0) return {
		kind: "digest",
		repository,
		digest,
		...tag === void 0 ? {} : { tag }
	};
	if (tag !== void 0) return {
		kind: "tag",
		repository,
		tag
	};
	refuse$2(what, "it has neither tag nor digest", `add one, such as "${formatRepository(repository)}:1.2.3"`);
}
function formatReference(reference) {
	const repository = formatRepository(reference.repository);
	if (reference.kind === "tag") return `${repository}:${reference.tag}`;
	return `${repository}${reference.tag === void 0 ? "" : `:${reference.tag}`}@${reference.digest}`;
}
const MAX_LENGTH = 255;
const HOST$1 = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
function refuse$2(what, reason, remedy) {
	throw new InputError({
		what,
		reason,
		remedy
	});
}
function tryParseHost(text) {
	const host = text.toLowerCase();
	if (!HOST$1.test(host)) return void 0;
	if (!/[.:]/.test(host) && host !== "localhost") return void 0;
	return URL.canParse(`https://${host}`) ? host : void 0;
}
function requireUsualSpelling(what, host) {
	const name = host.replace(/:[0-9]+$/, "");
	const usual = spellHost(name) ?? name;
	if (usual === name) return;
	refuse$2(what, "its registry is an address in an unusual spelling", usual.startsWith("[") ? "write it in its shortest form" : `write ${quote(`${usual}${host.slice(name.length)}`)}`);
}
function parseRepository(text) {
	const what = `read repository ${quote(text)}`;
	if (/^[a-z]+:\/\//i.test(text)) refuse$2(what, "it begins with a scheme", "write registry/repository without it");
	if (/[\s,]/.test(text.trim())) refuse$2(what, "it has a blank or a comma in it", "write one repository per line");
	const slash = text.indexOf("/");
	const host = slash > 0 ? tryParseHost(text.slice(0, slash)) : void 0;
	if (host === void 0) refuse$2(what, "it does not begin with a registry", "write registry/repository, such as \"ghcr.io/shop/app\"");
	requireUsualSpelling(what, host);
	const registry = canonicalRegistry(host);
	const name = text.slice(slash + 1);
	if (name.includes("@") || name.includes(":")) refuse$2(what, "it has a tag or digest where only a repository goes", "leave out what follows the name");
	if (name !== name.toLowerCase()) refuse$2(what, "a repository is written in lower case", `write ${quote(`${registry}/${name.toLowerCase()}`)}`);
	if (name.length <= MAX_LENGTH && !NAME.test(name)) refuse$2(what, "its name is malformed", "use lower-case words joined by \"/\", \".\", \"_\" or \"-\"");
	if (registry.length + 1 + name.length > MAX_LENGTH) refuse$2(what, `it is longer than ${MAX_LENGTH} characters`, "choose a shorter name");
	return {
		registry,
		name: registry === "docker.io" && !name.includes("/") ? `library/${name}` : name
	};
}
function formatRepository(repository) {
	return `${repository.registry}/${repository.name}`;
}
function isSameRepository(left, right) {
	return knownName(formatRepository(left)) === knownName(formatRepository(right));
}
const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;
const RESERVED = /^sha(?:256|512)-[a-f0-9]{32,}/;
function isTag(text) {
	return TAG.test(text);
}
function isReservedTag(tag) {
	return RESERVED.test(tag);
}
const GAVE_NOTHING = "write it out, or correct the expression that stands there in the input (\"from\", \"image\"): it gave nothing";
function parseTag(text) {
	if (isTag(text)) return text;
	const what = `use tag ${quote(text)}`;
	if (text === "") refuse$2(what, "it is empty", GAVE_NOTHING);
	refuse$2(what, `a tag is 1 to 128 letters, digits, "_", "." and "-", and begins with none of the last two`, "choose another");
}
// src/tag-updates/journal.ts
function tagName({ repository, tag }) {
	return `${formatRepository(repository)}:${tag}`;
}
var TagJournal = class {
	begun = [];
	known = /* @__PURE__ */ new Map();
	doubted = /* @__PURE__ */ new Set();
	written = 0;
	get writes() {
		return this.begun;
	}
	get hasWritten() {
		return this.written > 0;
	}
	get states() {
		return this.known;
	}
	expect(repository, tags) {
		for (const tag of tags) this.known.set(tagName({
			repository,
			tag
		}), "planned");
	}
	release(repository, tag) {
		this.known.delete(tagName({
			repository,
			tag
		}));
	}
	begin(write) {
		this.begun.push(write);
		this.known.set(tagName(write), "begun");
	}
	confirm(write) {
		this.written++;
		const name = tagName(write);
		const begun = this.begun.findLast((each) => tagName(each) === name);
		this.known.set(name, begun !== void 0 && begun.before === void 0 ? "new" : "written");
	}
	doubt(write) {
		this.doubted.add(tagName(write));
	}
	settle(name, fate) {
		this.known.set(name, fate === "untouched" && this.doubted.has(name) ? "begun" : fate);
	}
};
// package.json
var name = "sealift";
var version = "0.1.0";
var homepage = "https://github.com/sealift/sealift#readme";
// src/version.ts
const TOOL_VERSION = version;
const HOME_URL = homepage.replace(/#.*$/, "");
const USER_AGENT = `${name}/${version} (+${HOME_URL})`;
// src/action/unhandled-errors.ts
const MAX_REASON = 500;
function explainUnexpected(error) {
	const reason = quote(error instanceof Error ? error.message : String(error), MAX_REASON);
	return `Cannot finish: an unexpected error in Sealift ${TOOL_VERSION} (${reason}); run again with debug logging and report it at ${HOME_URL}/issues`;
}
// src/action/cancellation.ts
const DEADLINE = 6500;
const SIGNALS = {
	SIGINT: 130,
	SIGTERM: 143
};
function installCancellation(process, logger) {
	const controller = new AbortController();
	const over = Promise.withResolvers();
	let cause;
	let writers = 0;
	function end(next) {
		if (cause !== void 0) return;
		cause = next;
		controller.abort(new CancelledError("the run was told to end"));
		if (writers === 0) over.resolve();
		else setTimeout(over.resolve, DEADLINE);
	}
	for (const [signal, exitCode] of Object.entries(SIGNALS)) process.on(signal, () => {
		logger.info(cause === void 0 ? `${signal}: no further write begins` : `${signal}: the run is ending, within 7 s of the first`);
		end({
			signal,
			exitCode
		});
	});
	function endByFault(error) {
		if (error instanceof CancelledError) return;
		logger.fail(explainUnexpected(error));
		if (writers === 0) process.exit(1);
		end({
			signal: void 0,
			exitCode: 1
		});
	}
	process.on("uncaughtException", endByFault);
	process.on("unhandledRejection", endByFault);
	return {
		signal: controller.signal,
		journal: new TagJournal(),
		over: over.promise,
		get cause() {
			return cause;
		},
		async writing(work) {
			controller.signal.throwIfAborted();
			writers++;
			try {
				return await work();
			} finally {
				writers--;
			}
		}
	};
}
async function runToEnd(process, logger, main) {
	const cancellation = installCancellation(process, logger);
	const exitCode = await main(cancellation);
	if (cancellation.signal.aborted) process.exit(exitCode);
	process.exitCode = exitCode;
}
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
	const delimiter = `ghadelimiter_${crypto.randomUUID()}`;
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
// src/action/logger.ts
const MAX_LINE = 4e3;
const SHORTEST_MASK = 4;
const SHORTEST_LINE = 8;
function masksOf(secret) {
	const lines = secret.split(/[\r\n]+/).filter((line) => line !== "");
	if (lines.length < 2) return lines.filter(({ length }) => length >= SHORTEST_MASK);
	return lines.filter((line) => line.length >= SHORTEST_LINE && !line.startsWith("-----"));
}
function openLogger(isGitHub) {
	return {
		info: (line) => info(safeText(line, MAX_LINE)),
		print: (line) => info(safeText(line, Number.MAX_SAFE_INTEGER)),
		warn: (sentence) => warning(safeText(sentence, MAX_LINE)),
		fail(sentence, { position, lines = [] } = {}) {
			error([sentence, ...lines].map((line) => safeText(line, MAX_LINE)).join("\n"), position ? {
				file: safeText(position.file),
				startLine: position.line,
				startColumn: position.column
			} : {});
		},
		debug(line) {
			if (isDebug()) debug(safeText(line, MAX_LINE));
		},
		startGroup: (title) => startGroup(safeText(title)),
		endGroup: () => endGroup(),
		maskSecret(secret) {
			if (secret.length < SHORTEST_MASK) return;
			secrets.add(secret);
			if (isGitHub) masksOf(secret).forEach(setSecret);
		},
		publishMask(secret) {
			if (isGitHub) setSecret(secret);
		}
	};
}
function outliveReaders() {
	for (const stream of [process.stdout, process.stderr]) stream.on("error", () => void 0);
}
// src/action/refuse-arguments.ts
const WRONG_USAGE = 2;
function refuseArguments(given, logger) {
	logger.fail(`Cannot take the argument ${quote(given[0] ?? "")}: Sealift has no command line; give each input as a variable, such as INPUT_COMMAND=promote and INPUT_FROM=…`);
	return WRONG_USAGE;
}
// src/util/time.ts
const DAY = 864e5;
const CLOCK_SKEW = 3e5;
// src/util/format.ts
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
function formatTimeLeft(milliseconds) {
	if (milliseconds >= 1728e5) return formatCount(Math.floor(milliseconds / DAY), "day");
	return formatDuration(milliseconds < 6e4 ? milliseconds : Math.floor(milliseconds / 6e4) * 6e4);
}
function formatList(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
function nameOrCount(names, plural) {
	return names.length > 12 ? `${names.length} ${plural}` : formatList(names);
}
const VISIBLE = /[^\p{White_Space}\p{C}\p{Default_Ignorable_Code_Point}\u2800]/u;
function isBlank(text) {
	return text === void 0 || !VISIBLE.test(text);
}
// src/action/outputs.ts
const MAX_OUTPUT = 1048576;
function writeOutputs(outputs, environment, logger) {
	for (const [name, value] of outputs) if (!environment["GITHUB_OUTPUT"]) logger.print(`output ${name} = ${value}`);
	else if (2 * value.length <= MAX_OUTPUT) setOutput(name, value);
	else {
		logger.warn(`The output "${name}" is left out: it has ${formatBytes(2 * value.length)}, and GitHub takes ${formatBytes(MAX_OUTPUT)}`);
		setOutput(name, "");
	}
}
function writeEnvironment(variables, environment, logger) {
	for (const [name, value] of variables) if (environment["GITHUB_ENV"]) exportVariable(name, value);
	else logger.print(`variable ${name} = ${value}`);
}
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
// src/util/system-error.ts
const REASONS = {
	ENOENT: "it is not there",
	ENOTDIR: "it is not there",
	EISDIR: "it is a folder",
	ELOOP: "its symbolic links form a loop",
	ERR_INVALID_ARG_VALUE: "its path has an invalid character"
};
const OF_WRITING = {
	ENOENT: "its folder does not exist",
	ENOTDIR: "its folder does not exist",
	EROFS: "its file system may not be written",
	ENOSPC: "the disk is full",
	EDQUOT: "the quota of the disk is used up",
	EFBIG: "it would be larger than a file may be"
};
function systemCode(error) {
	return error instanceof Error && "code" in error ? String(error.code) : void 0;
}
function explainSystemError(error, doing = "read") {
	const code = systemCode(error) ?? "UNKNOWN";
	if (code === "EACCES" || code === "EPERM") return `permission to ${doing} it is denied`;
	return (doing === "write" ? OF_WRITING[code] : void 0) ?? REASONS[code] ?? `the system answers ${code}`;
}
// src/action/write-results.ts
var HandOverError = class extends InputError {};
function reasonOf$2(error) {
	return systemCode(error) === void 0 ? "it is not there" : explainSystemError(error, "write");
}
function handOver({ outputs, variables, summary }, { environment, logger }, done) {
	const failed = [];
	function attempt(name, write) {
		try {
			write();
		} catch (cause) {
			failed.push({
				name,
				reason: reasonOf$2(cause),
				cause
			});
		}
	}
	attempt("the outputs (GITHUB_OUTPUT)", () => writeOutputs(outputs, environment, logger));
	if (variables !== void 0) attempt("the variables (GITHUB_ENV)", () => writeEnvironment(variables, environment, logger));
	attempt("the job summary (GITHUB_STEP_SUMMARY)", () => printSummary(summary, environment, logger));
	const [first] = failed;
	if (first === void 0) return void 0;
	return new HandOverError({
		what: `write ${formatList(failed.map(({ name }) => name))}`,
		reason: [...new Set(failed.map(({ reason }) => reason))].join(" and "),
		remedy: "let this step write the runner's files, and run it again to have them",
		aftermath: done
	}, { cause: first.cause });
}
function throwWorst(trouble, failure, logger) {
	if (trouble !== void 0 && failure !== void 0) logger.warn(failure.message);
	const worst = trouble ?? failure;
	if (worst !== void 0) throw worst;
}
// src/action/runner.ts
function openRunner(environment, logger = openLogger(environment["GITHUB_ACTIONS"] === "true")) {
	return {
		environment,
		logger,
		getInput: (name) => name === "dry-run" && environment["INPUT_DRY-RUN"] === void 0 ? "false" : getInput(name),
		getRawInput: (name) => getInput(name, { trimWhitespace: false }),
		handOver: (results, done) => handOver(results, {
			environment,
			logger
		}, done),
		writeSummary: (markdown) => writeSummary(markdown, environment)
	};
}
// src/oci/json.ts
var FormatError = class extends Error {
	name = "FormatError";
	remedy;
	constructor(message, remedy) {
		super(message);
		this.remedy = remedy;
	}
};
function tryParse(parse) {
	try {
		return parse();
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseJsonObject(bytes) {
	return parseJsonText(decodeJson(bytes));
}
function decodeJson(bytes, reason = "it is not valid JSON") {
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		throw new FormatError(reason);
	}
}
function parseJsonText(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FormatError("it is not valid JSON");
	}
	if (!isJsonObject(value)) throw new FormatError("it is not a JSON object");
	return value;
}
function property(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}
function stringProperty(object, key) {
	const value = property(object, key);
	return typeof value === "string" ? value : void 0;
}
function optionalText(object, key) {
	return stringProperty(object, key) || void 0;
}
function hasProperty(object, key) {
	const value = property(object, key);
	return value !== void 0 && value !== null;
}
function objectProperty(object, key) {
	const value = property(object, key);
	return isJsonObject(value) ? value : void 0;
}
function stringMap(value) {
	if (!isJsonObject(value)) return /* @__PURE__ */ new Map();
	return new Map(Object.entries(value).filter((entry) => typeof entry[1] === "string"));
}
const MAX_DEPTH = 100;
const FOLDED = new Map([.../* @__PURE__ */ new Set([...[
	"schemaVersion",
	"mediaType",
	"artifactType",
	"config",
	"layers",
	"manifests",
	"subject",
	"annotations"
], ...[
	"digest",
	"size",
	"platform",
	"urls",
	"data",
	"fsLayers",
	"history",
	"signatures",
	"blobs"
]])].map((name) => [fold(name), name]));
function fold(key) {
	return key.toUpperCase().toLowerCase();
}
function endOfString(text, start) {
	let end = start + 1;
	while (end < text.length && text[end] !== "\"") end += text[end] === "\\" ? 2 : 1;
	return end;
}
function requireUniqueKeys(text) {
	const open = [];
	let isKey = false;
	for (let position = 0; position < text.length; position++) {
		if (open.length > MAX_DEPTH) throw new FormatError(`it is nested more than ${MAX_DEPTH} levels deep`);
		switch (text[position]) {
			case "{":
				open.push(/* @__PURE__ */ new Set());
				isKey = true;
				break;
			case "[":
				open.push(void 0);
				isKey = false;
				break;
			case "}":
			case "]":
				open.pop();
				isKey = false;
				break;
			case ",":
				isKey = open.at(-1) !== void 0;
				break;
			case "\"": {
				const start = position;
				position = endOfString(text, start);
				if (!isKey) break;
				isKey = false;
				const literal = text.slice(start, position + 1);
				const keys = open.at(-1);
				const key = literal.includes("\\") ? String(JSON.parse(literal)) : literal.slice(1, -1);
				if (keys?.has(key)) throw new FormatError(`it has the key ${quote(key)} twice in one object`);
				keys?.add(key);
				break;
			}
		}
	}
}
function requireExactKeys(object) {
	for (const key of Object.keys(object)) {
		const meant = FOLDED.get(fold(key));
		if (meant !== void 0 && meant !== key) throw new FormatError(`it has the key ${quote(key)}, which some readers take for "${meant}"`);
	}
}
// src/event/payload.ts
function readEventSource(environment, payload) {
	return {
		environment,
		payload,
		name: environment["GITHUB_EVENT_NAME"] ?? "",
		action: stringProperty(payload, "action"),
		ref: environment["GITHUB_REF"] ?? ""
	};
}
const PULL_REQUEST_EVENTS = /* @__PURE__ */ new Set([
	"pull_request",
	"pull_request_target",
	"pull_request_review",
	"pull_request_review_comment"
]);
function isPullRequestEvent(name) {
	return PULL_REQUEST_EVENTS.has(name);
}
function objectAt(object, ...path) {
	return path.reduce((inner, key) => objectProperty(inner, key) ?? {}, object);
}
function numberProperty(object, key) {
	const value = property(object, key);
	return typeof value === "number" && Number.isSafeInteger(value) && value > 0 ? value : void 0;
}
// src/event/ref.ts
const NOTHING = {
	branch: void 0,
	tag: void 0,
	pullRequest: void 0,
	mergeGroup: void 0
};
const MERGE_GROUP = /^refs\/heads\/gh-readonly-queue\/(.+)\/pr-([1-9]\d*)-[0-9a-f]{40,64}$/;
function interpretRef(ref) {
	const [, base, group] = MERGE_GROUP.exec(ref) ?? [];
	if (base !== void 0) return {
		...NOTHING,
		mergeGroup: {
			pullRequest: Number(group),
			base
		}
	};
	const [, kind, name] = /^refs\/(heads|tags|pull)\/(.+)$/.exec(ref) ?? [];
	if (kind === "heads") return {
		...NOTHING,
		branch: name
	};
	if (kind === "tags") return {
		...NOTHING,
		tag: name
	};
	const number = /^([1-9]\d*)\/(?:merge|head)$/.exec(name ?? "")?.[1];
	return number === void 0 ? NOTHING : {
		...NOTHING,
		pullRequest: Number(number)
	};
}
function findRef(source) {
	const { name, payload, ref } = source;
	if (isPullRequestEvent(name)) {
		const number = numberProperty(payload, "number") ?? numberProperty(objectAt(payload, "pull_request"), "number");
		if (number !== void 0) return `refs/pull/${number}/merge`;
		return ref.startsWith("refs/pull/") ? ref : "";
	}
	if (name === "workflow_run") return refOfRun(source);
	if (name === "release" && !ref.startsWith("refs/tags/")) {
		const tag = stringProperty(objectAt(payload, "release"), "tag_name");
		return tag ? `refs/tags/${tag}` : ref;
	}
	return ref;
}
function isRunOfFork({ environment, payload }) {
	return stringProperty(objectAt(payload, "workflow_run", "head_repository"), "full_name") !== environment["GITHUB_REPOSITORY"];
}
function refOfRun(source) {
	const run = objectAt(source.payload, "workflow_run");
	const event = stringProperty(run, "event") ?? "";
	if (isPullRequestEvent(event)) {
		const requests = run["pull_requests"];
		const [first, ...others] = Array.isArray(requests) ? requests : [];
		const number = others.length === 0 ? numberProperty(objectAt({ first }, "first"), "number") : void 0;
		return number === void 0 ? "" : `refs/pull/${number}/merge`;
	}
	const branch = stringProperty(run, "head_branch");
	if (!branch || isRunOfFork(source)) return "";
	return event === "release" ? `refs/tags/${branch}` : `refs/heads/${branch}`;
}
function findBaseRef({ environment, payload }, meaning) {
	return (meaning.tag === void 0 ? stringProperty(objectAt(payload, "pull_request", "base"), "ref") || environment["GITHUB_BASE_REF"] : stringProperty(payload, "base_ref")?.replace(/^refs\/heads\//, "")) || void 0;
}
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
	return {
		fullName,
		url: `${environment["GITHUB_SERVER_URL"] || "https://github.com"}/${fullName}`,
		...describeRepository(objectAt(payload, "repository"))
	};
}
function describeRepository(facts) {
	const license = stringProperty(objectAt(facts, "license"), "spdx_id");
	const description = stringProperty(facts, "description");
	const homepage = stringProperty(facts, "homepage");
	return {
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
// src/event/permissions.ts
const ALLOWED$1 = { allowed: true };
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
function evaluateTags({ name, payload, ref }) {
	if (name === "delete") return deny(`${nameOfRef(`refs/${stringProperty(payload, "ref_type") === "tag" ? "tags" : "heads"}/${stringProperty(payload, "ref") ?? ""}`)} was deleted`);
	const action = stringProperty(payload, "action") ?? "";
	if (name === "release" && (action === "deleted" || action === "unpublished")) return deny(`the release was ${action}`);
	const isDeletion = property(payload, "deleted") === true || /^0+$/.test(stringProperty(payload, "after") ?? "");
	if (name === "push" && isDeletion) return deny(`${nameOfRef(stringProperty(payload, "ref") ?? ref)} was deleted`);
	return ALLOWED$1;
}
function evaluateMoves(source) {
	const { name, action, payload, ref } = source;
	const tags = evaluateTags(source);
	if (!tags.allowed) return tags;
	if (name === "workflow_run") return deny("a workflow_run is about an earlier commit, and the branch may have moved on");
	if (isPullRequestEvent(name)) {
		const request = objectAt(payload, "pull_request");
		const isMerged = ref.startsWith("refs/heads/") && name !== "pull_request_target";
		if (action === "closed" || stringProperty(request, "state") === "closed" || isMerged) return deny("the pull request is closed, and what it merged is tagged by the push to its base branch");
	}
	return ALLOWED$1;
}
function warnOfEvent(source) {
	if (source.name === "pull_request_target") return ["The event \"pull_request_target\" runs with this repository's secrets: the code of its pull request is not to be trusted; build it under \"pull_request\", or check it out and run it nowhere"];
	if (source.name === "workflow_run" && isRunOfFork(source)) return ["The event \"workflow_run\" follows a run for a fork and has this repository's secrets: what that run built is not to be trusted; do not build or promote it here"];
	return [];
}
function readPreRelease({ name, payload }) {
	const value = property(objectAt(payload, "release"), "prerelease");
	if (value === true) return true;
	return value === false || name !== "release" ? false : void 0;
}
function readMakeLatest({ payload }) {
	const value = String(property(objectAt(payload, "release"), "make_latest"));
	return value === "true" ? true : value === "false" ? false : void 0;
}
const WITHOUT_SECRETS = /* @__PURE__ */ new Set([
	"pull_request",
	"pull_request_review",
	"pull_request_review_comment"
]);
function readPayload(path) {
	try {
		return parseJsonObject(readFileSync(path));
	} catch {
		return {};
	}
}
function isForkRun(environment) {
	if (!WITHOUT_SECRETS.has(environment["GITHUB_EVENT_NAME"] ?? "")) return false;
	const payload = readPayload(environment["GITHUB_EVENT_PATH"] ?? "");
	const [head, base] = ["head", "base"].map((side) => stringProperty(objectAt(payload, "pull_request", side, "repo"), "full_name"));
	return base !== void 0 && head !== base;
}
// src/event/event.ts
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
		movesTags: evaluateMoves(source),
		givesTags: evaluateTags(source).allowed,
		preRelease: readPreRelease(source),
		makeLatest: readMakeLatest(source),
		repository: readRepository(source),
		knowsRepository: objectProperty(payload, "repository") !== void 0,
		commitDate: findCommitDate(source, sha),
		run: readRun(environment),
		apiUrl: environment["GITHUB_API_URL"] || void 0,
		followed: findFollowedPush(source),
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
	const warning = `Cannot read the event's payload: ${quote(reason)}; tags go only by the runner's variables unless GITHUB_EVENT_PATH is left as the runner sets it`;
	return {
		...event,
		warnings: [...event.warnings, warning]
	};
}
function readRun(environment) {
	const { GITHUB_SERVER_URL, GITHUB_REPOSITORY, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = environment;
	const login = environment["GITHUB_ACTOR"];
	const id = environment["GITHUB_ACTOR_ID"];
	const triggeringLogin = environment["GITHUB_TRIGGERING_ACTOR"];
	const workflow = environment["GITHUB_WORKFLOW_REF"];
	const event = environment["GITHUB_EVENT_NAME"];
	const ref = environment["GITHUB_REF"];
	const hasRun = GITHUB_SERVER_URL && GITHUB_REPOSITORY && GITHUB_RUN_ID;
	const invocationId = `${GITHUB_SERVER_URL}/${GITHUB_REPOSITORY}/actions/runs/${GITHUB_RUN_ID}/attempts/${GITHUB_RUN_ATTEMPT || "1"}`;
	return {
		...hasRun ? { invocationId } : {},
		...workflow ? { workflow } : {},
		...event ? { event } : {},
		...ref ? { ref } : {},
		...login ? { actor: {
			login,
			...id ? { id } : {},
			...triggeringLogin ? { triggeringLogin } : {}
		} } : {}
	};
}
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
function findFollowedPush(source) {
	if (source.name !== "workflow_run" || isRunOfFork(source)) return void 0;
	const run = objectAt(source.payload, "workflow_run");
	const [event, conclusion, name, sha] = [
		"event",
		"conclusion",
		"head_branch",
		"head_sha"
	].map((key) => stringProperty(run, key));
	return event === "push" && conclusion === "success" && name && sha ? {
		name,
		sha
	} : void 0;
}
function asFollowedPush(event, { sha }, ref) {
	return {
		...withRef(event, ref, sha),
		baseRef: void 0,
		movesTags: { allowed: true }
	};
}
function withRef(event, ref, sha) {
	const { branch, tag, pullRequest, mergeGroup } = interpretRef(ref);
	return {
		...event,
		ref,
		branch,
		pullRequest,
		mergeGroup,
		sha,
		checkedOutSha: sha,
		gitTag: tag === void 0 ? void 0 : {
			name: tag,
			commit: sha
		},
		isDefaultBranch: branch !== void 0 && branch === event.defaultBranch
	};
}
function escapeTemplate(text) {
	return text.replace(/[$%](?=\{)/g, "$&$&");
}
function buildBakeFiles(metadata, target) {
	const tags = metadata.tags.map(escapeTemplate);
	const annotations = metadata.annotations.map(escapeTemplate);
	const labels = Object.fromEntries([...metadata.labels].map(([key, value]) => [escapeTemplate(key), escapeTemplate(value)]));
	const args = {
		DOCKER_META_IMAGES: escapeTemplate(metadata.images.join(",")),
		DOCKER_META_VERSION: escapeTemplate(metadata.version ?? "") || void 0
	};
	return new Map([
		["bake-file-tags", {
			tags,
			args
		}],
		["bake-file-labels", { labels }],
		["bake-file-annotations", { annotations }],
		["bake-file", {
			tags,
			labels,
			args
		}]
	].map(([kind, content]) => [kind, { target: { [target]: content } }]));
}
function inFolder(folder, run) {
	try {
		return run();
	} catch (error) {
		throw new InputError(`Cannot write bake files below ${quote(folder)}: ${explainSystemError(error, "write")}; set RUNNER_TEMP to a folder that can be written`, { cause: error });
	}
}
function makeBakeFolder(environment) {
	const parent = environment["RUNNER_TEMP"] || tmpdir();
	return inFolder(parent, () => mkdtempSync(join(parent, "sealift-")));
}
function writeBakeFiles(folder, files) {
	const paths = /* @__PURE__ */ new Map();
	for (const [kind, file] of files) {
		const path = join(folder, `${kind.replace("bake-file", "docker-metadata-action-bake")}.json`);
		inFolder(folder, () => writeFileSync(path, JSON.stringify(file, null, 2)));
		paths.set(kind, path);
	}
	return paths;
}
// src/util/read-file.ts
const CHUNK = 65536;
function readAtMost(descriptor, most) {
	const chunks = [];
	let length = 0;
	while (length <= most) {
		const chunk = Buffer.allocUnsafe(Math.min(CHUNK, most + 1 - length));
		const read = readSync(descriptor, chunk);
		if (read === 0) return Buffer.concat(chunks, length);
		chunks.push(chunk.subarray(0, read));
		length += read;
	}
}
function readRegularFile(path, most) {
	const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const found = fstatSync(descriptor);
		if (!found.isFile()) throw new Error(found.isDirectory() ? "it is a folder" : "it is not a regular file");
		const bytes = found.size > most ? void 0 : readAtMost(descriptor, most);
		if (bytes === void 0) throw new Error(`it is larger than ${formatBytes(most)}`);
		return bytes;
	} finally {
		closeSync(descriptor);
	}
}
function reasonOf$1(error) {
	return error instanceof Error && systemCode(error) === void 0 ? error.message : explainSystemError(error);
}
function isWithin(path, root) {
	const way = relative(root, path);
	return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
}
async function readWithin(path, { root, most }) {
	const unreadable = (reason) => ({
		kind: "unreadable",
		reason
	});
	if (isAbsolute(path)) return unreadable("it is not a path from the root of the repository");
	const whole = resolve(root, path);
	const outside = "it is outside of the repository";
	if (!isWithin(whole, resolve(root))) return unreadable(outside);
	try {
		const real = realpathSync(whole);
		if (!isWithin(real, realpathSync(root))) return unreadable(outside);
		return {
			kind: "read",
			path: whole,
			bytes: readRegularFile(real, most)
		};
	} catch (error) {
		return unreadable(reasonOf$1(error));
	}
}
function placesOfRunner() {
	return {
		workspace: process.env["GITHUB_WORKSPACE"] || process.cwd(),
		temporary: process.env["RUNNER_TEMP"]
	};
}
function realOrUndefined(path) {
	try {
		return path === void 0 || path === "" ? void 0 : realpathSync(path);
	} catch {
		return;
	}
}
function requireInside(path, { workspace, temporary }) {
	const real = realpathSync(path);
	if (!isWithin(path, resolve(workspace))) return real;
	if (![workspace, temporary].some((folder) => {
		const root = realOrUndefined(folder);
		return root !== void 0 && isWithin(real, root);
	})) throw new Error("it is a link that leads out of the workspace");
	return real;
}
function readWholeFile(path, most, places = placesOfRunner()) {
	try {
		return readRegularFile(requireInside(resolve(path), places), most);
	} catch (error) {
		throw new Error(reasonOf$1(error), { cause: error });
	}
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
async function loadPipeline(path, { root, repository }) {
	if (path === ".github/sealift.yml" && await isAbsent(resolve(root, path))) return void 0;
	const limits = {
		root,
		most: MAX_FILE
	};
	const file = await readWithin(isAbsolute(path) ? relative(resolve(root), path) : path, limits);
	if (file.kind === "unreadable") throw new InputError(`Cannot read the pipeline file ${quote(path)}: ${file.reason}; name a file of the repository that was checked out in "config"`);
	const { parsePipeline } = await import("./pipeline.js").then((n) => n.t);
	return parsePipeline(file.bytes, {
		path,
		repository,
		read: (each) => readWithin(each, limits)
	});
}
// src/pipeline/pipeline.ts
function findRoute({ hotfixRoutes }, { from, to }) {
	if (to.from.includes(from)) return { kind: "regular" };
	const hotfix = hotfixRoutes.find((route) => route.from === from && route.to === to.name);
	return hotfix === void 0 ? void 0 : {
		kind: "hotfix",
		name: hotfix.name
	};
}
const IMAGE_PLACEHOLDER = "{image}";
function expandTemplate({ text }, image) {
	return parseRepository(text.replaceAll(IMAGE_PLACEHOLDER, () => image));
}
// src/history/image-history.ts
function statusOf(record) {
	if (record.kind !== "recorded") return record.kind;
	if (record.unverified !== void 0) return "unverified";
	return record.promotion.signature === void 0 ? "unsigned" : "signed";
}
function locationsOf({ environments }, image) {
	const locations = environments.flatMap((environment) => environment.repositories.map((template) => {
		const repository = expandTemplate(template, image);
		return {
			environment,
			repository,
			uri: formatRepository(repository)
		};
	}));
	return locations.map((location) => ({
		...location,
		isShared: locations.some(({ uri, environment }) => uri === location.uri && environment !== location.environment)
	}));
}
function limitsFor(images) {
	return images > 1 ? {
		tags: 60,
		digests: 3
	} : {
		tags: 300,
		digests: 20
	};
}
function formatSelector({ tag, digest }) {
	return `${tag === void 0 ? "" : `:${tag}`}${digest === void 0 ? "" : `@${digest}`}`;
}
// src/pipeline/templates.ts
const EDGE = /^[a-z0-9]$/;
function canBeginAlike(left, right) {
	const [short, long] = left.length <= right.length ? [left, right] : [right, left];
	if (!long.startsWith(short)) return false;
	const rest = long.slice(short.length);
	return rest === "" || EDGE.test(rest.slice(0, 1));
}
function canEndAlike(left, right) {
	const [short, long] = left.length <= right.length ? [left, right] : [right, left];
	if (!long.endsWith(short)) return false;
	const rest = long.slice(0, long.length - short.length);
	return rest === "" || EDGE.test(rest.slice(-1));
}
function meet(left, right) {
	if (left.kind === "exact") return imageIn(right, left.repository) !== void 0;
	if (right.kind === "exact") return imageIn(left, right.repository) !== void 0;
	return canBeginAlike(left.prefix, right.prefix) && canEndAlike(left.suffix, right.suffix);
}
const PATTERNS = /* @__PURE__ */ new WeakMap();
function knownPatterns(template) {
	const patterns = PATTERNS.get(template) ?? patternsOf(template);
	PATTERNS.set(template, patterns);
	return patterns;
}
function canOverlap(left, right) {
	return knownPatterns(left).some((one) => knownPatterns(right).some((other) => meet(one, other)));
}
const DOCKER_HUB = "docker.io";
function isImageName(text) {
	try {
		return parseRepository(`localhost/${text}`).name === text;
	} catch {
		return false;
	}
}
function canonicalTemplate({ text, hasPlaceholder }) {
	if (!hasPlaceholder) return knownName(formatRepository(parseRepository(text)));
	const slash = text.indexOf("/");
	return knownName(`${canonicalRegistry(text.slice(0, slash))}${text.slice(slash)}`);
}
function patternsOf(template) {
	const text = canonicalTemplate(template);
	if (!template.hasPlaceholder) return [{
		kind: "exact",
		repository: text
	}];
	const at = text.indexOf(IMAGE_PLACEHOLDER);
	const [prefix, suffix] = [text.slice(0, at), text.slice(at + 7)];
	const host = text.slice(0, text.indexOf("/") + 1);
	const around = {
		kind: "around",
		prefix,
		suffix
	};
	const isOneWord = !`${prefix.slice(host.length)}${suffix}`.includes("/");
	if (host !== `${DOCKER_HUB}/` || !isOneWord) return [around];
	return [{
		kind: "around",
		prefix: `${host}library/${prefix.slice(host.length)}`,
		suffix
	}, around];
}
function imageIn(pattern, repository) {
	if (pattern.kind === "exact") return pattern.repository === repository ? repository.slice(repository.lastIndexOf("/") + 1) : void 0;
	const { prefix, suffix } = pattern;
	if (!repository.startsWith(prefix) || !repository.endsWith(suffix)) return void 0;
	const image = repository.slice(prefix.length, Math.max(prefix.length, repository.length - suffix.length));
	return isImageName(image) ? image : void 0;
}
// src/pipeline/environments.ts
function isExpandedTo(template, { image, to }) {
	try {
		return isSameRepository(expandTemplate(template, image), to);
	} catch {
		return false;
	}
}
function matchTemplate(template, repository) {
	const names = knownNames(formatRepository(repository));
	return patternsOf(template).flatMap((pattern) => names.flatMap((name) => imageIn(pattern, name) ?? [])).find((image) => isExpandedTo(template, {
		image,
		to: repository
	}));
}
function requireNameOfFile(repository, { environment, expanded }) {
	const [given, known] = [formatRepository(repository), formatRepository(expanded)];
	if (given === known) return;
	throw new InputError(`Cannot use ${quote(given)}: it is ${quote(known)} by another name of its registry, which the pipeline file has in the environment ${quote(environment.name)}; write ${quote(known)}`);
}
function findEnvironments({ environments }, repository) {
	return environments.flatMap((environment) => {
		for (const template of environment.repositories) {
			const image = matchTemplate(template, repository);
			if (image === void 0) continue;
			requireNameOfFile(repository, {
				environment,
				expanded: expandTemplate(template, image)
			});
			return [{
				environment,
				image
			}];
		}
		return [];
	});
}
function isNameOf({ name, formerNames }, recorded) {
	return recorded !== void 0 && (recorded === name || formerNames.includes(recorded));
}
function recordedEnvironment({ environments }, name) {
	return environments.find((environment) => isNameOf(environment, name));
}
function environmentNamed({ environments }, name) {
	return environments.find((environment) => environment.name === name);
}
// src/util/nearest.ts
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
	return known.map((each) => ({
		word: each,
		distance: editDistance(lower, each.toLowerCase())
	})).filter(({ distance }) => distance <= most).toSorted((a, b) => a.distance - b.distance)[0]?.word;
}
const MOST_NAMED = 12;
function adviseWord(word, known, write = quote) {
	const near = nearest(word, known, Math.floor(word.length / 3));
	if (near !== void 0) return `write ${write(near)}`;
	const shown = known.slice(0, MOST_NAMED).map((each) => write(each));
	const [only, ...others] = shown;
	if (only === void 0) return "leave it out";
	if (others.length === 0) return `write ${only}, the only one there is`;
	const rest = known.length > MOST_NAMED ? [`${known.length - MOST_NAMED} more`] : [];
	return `write one of ${formatList([...shown, ...rest])}`;
}
// src/inputs/parse.ts
function parseList(text) {
	return text.split(/\r?\n/).map((line) => line.trim()).filter((line) => line !== "" && !line.startsWith("#"));
}
function hasRegistry(name) {
	const [first = ""] = name.split("/", 1);
	return name.includes("/") && (/[.:]/.test(first) || first === "localhost");
}
const HOST = /^(?:[a-z0-9._-]+|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/i;
function parseHosts(name, text, spell = canonicalRegistry) {
	const hosts = parseList(text).map((item) => {
		if (HOST.test(item) && URL.canParse(`https://${item}`)) return spell(item);
		throw new InputError(`Cannot use ${name} ${quote(item)}: it is not a host; write only hosts, such as "auth.example.com" or "auth.example.com:8443", one per line`);
	});
	return new Set(hosts);
}
function optional$1(text) {
	return text === "" ? void 0 : text;
}
function parseChoice(name, text, choices) {
	if (text === "") return choices[0];
	const choice = choices.find((each) => each === text);
	if (choice !== void 0) return choice;
	const list = choices.map((each) => `"${each}"`).join(", ");
	const near = nearest(text, choices, Math.floor(text.length / 3));
	throw new InputError(`Cannot use ${name} ${quote(text)}: it must be one of ${list}; write ${near === void 0 ? "one of them" : `"${near}"`}`);
}
function parseSwitch(name, text) {
	return parseChoice(name, text.toLowerCase(), ["false", "true"]) === "true";
}
function parseDryRun(text) {
	const written = text.trim();
	if (written !== "") return parseSwitch("dry-run", written);
	throw new InputError(`Cannot use dry-run "": it is empty, as the expression that sets it gave nothing; write "true" or "false", correct the expression, or use "\${{ inputs.dry-run || false }}" if some events do not have that input`);
}
const UNITS = {
	s: 1e3,
	m: 6e4,
	h: 36e5
};
const LONGEST_WAIT = 216e5;
function parseWait(name, text) {
	if (text === "") return 0;
	const [, number = "", unit = ""] = /^([0-9]{1,6})([smh])$/.exec(text) ?? [];
	const milliseconds = Number(number) * (UNITS[unit] ?? NaN);
	if (number !== "" && milliseconds <= LONGEST_WAIT) return milliseconds;
	throw new InputError(`Cannot use ${name} ${quote(text)}: it is not a time of at most 6 hours; write a number and s, m or h, such as "15m"`);
}
function requireInput(name, text, example) {
	if (text !== "") return text;
	throw new InputError(`Cannot run: the input "${name}" is missing; set it, for example "${name}: ${example}"`);
}
const NOT_IN_NAMES = /[\s~^:?*[\\\p{Cc}]|\.\.|@\{|\/\/|^[/.]/u;
const REFS = /^refs\/tags\//;
function parseTagPrefix(text) {
	const refuse = (reason, remedy) => {
		throw new InputError(`Cannot use tag-prefix ${quote(text)}: ${reason}; ${remedy}`);
	};
	if (REFS.test(text)) refuse("it is compared with the names of git tags", `write ${quote(text.replace(REFS, ""))}`);
	const [wrong] = NOT_IN_NAMES.exec(text) ?? [];
	if (wrong === void 0) return text;
	return refuse(`it is a literal text, and no git tag can have ${quote(wrong)} there`, "write what the git tags begin with, such as \"app/\"");
}
// src/inputs/credentials.ts
function spell(host) {
	return parseRepository(`${host}/image`).registry;
}
function bindCredential(get, credential, { side, used, named }) {
	if (credential === void 0) return void 0;
	const input = `${side}-registry`;
	const listed = parseHosts(input, get(input), spell);
	if (listed.size > 0) return {
		...credential,
		registries: listed
	};
	const unnamed = [...new Set(used)].filter((host) => !named.includes(host));
	if (unnamed.length === 0) return {
		...credential,
		registries: new Set(named)
	};
	throw new InputError(`Cannot use the inputs ${side}-username and ${side}-password for ${formatList(unnamed)}: only the pipeline file names ${unnamed.length === 1 ? "that registry" : "these registries"}, and a file must not decide where passwords go; write ${formatList(unnamed)} into the input "${input}"`);
}
// src/tags/time-zone.ts
const MINUTE = 6e4;
const ENGLISH = [
	"en-US",
	"en-GB",
	"en-CA",
	"en-AU",
	"en-IN",
	"en-NZ",
	"en-ZA"
];
function localTimeOf(instant, timeZone) {
	const epoch = instant.getTime();
	const offset = offsetOf(instant, timeZone);
	const local = new Date(epoch + offset * MINUTE);
	const weekday = local.getUTCDay();
	return {
		epoch,
		year: local.getUTCFullYear(),
		month: local.getUTCMonth() + 1,
		day: local.getUTCDate(),
		hour: local.getUTCHours(),
		minute: local.getUTCMinutes(),
		second: local.getUTCSeconds(),
		millisecond: local.getUTCMilliseconds(),
		weekday,
		dayOfYear: dayOfYear(local),
		week: weekOf(local, 6 - weekday),
		isoWeek: weekOf(local, 4 - (weekday || 7)),
		offset,
		timeZone
	};
}
function zoneNameOf({ epoch, timeZone, offset }) {
	for (const locale of ENGLISH) {
		const name = zonePart(new Date(epoch), {
			locale,
			timeZone,
			style: "short"
		});
		if (!/^(?:GMT|UTC)[+-]/.test(name)) return name;
	}
	return formatOffset(offset, "").replace(/(?<=\d\d)00$/, "");
}
function formatOffset(offset, separator) {
	const minutes = Math.abs(offset);
	const [hour, minute] = [Math.trunc(minutes / 60), minutes % 60].map((each) => `${each}`.padStart(2, "0"));
	return `${offset < 0 ? "-" : "+"}${hour}${separator}${minute}`;
}
function offsetOf(instant, timeZone) {
	const text = zonePart(instant, {
		locale: "en-US",
		timeZone,
		style: "longOffset"
	});
	const [, sign, hours = 0, minutes = 0] = /^GMT(?:([+-])(\d\d):(\d\d)(?::\d\d)?)?$/.exec(text) ?? [];
	const offset = Number(hours) * 60 + Number(minutes);
	return sign === "-" ? -offset : offset;
}
function zonePart(instant, { locale, timeZone, style }) {
	return new Intl.DateTimeFormat(locale, {
		timeZone,
		timeZoneName: style
	}).formatToParts(instant).find(({ type }) => type === "timeZoneName")?.value ?? "";
}
function dayOfYear(local) {
	return Math.floor((local.getTime() - startOfYear(local)) / DAY) + 1;
}
function startOfYear(local) {
	const start = /* @__PURE__ */ new Date(0);
	start.setUTCFullYear(local.getUTCFullYear());
	return start.getTime();
}
function weekOf(local, days) {
	const deciding = new Date(local.getTime() + days * DAY);
	return {
		year: deciding.getUTCFullYear(),
		week: Math.ceil(dayOfYear(deciding) / 7)
	};
}
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
function endOfDay(day, timeZone) {
	const start = /^\d{4}-\d{2}-\d{2}$/.test(day) ? /* @__PURE__ */ new Date(`${day}T00:00:00Z`) : /* @__PURE__ */ new Date(NaN);
	if (Number.isNaN(start.getTime()) || !start.toISOString().startsWith(day)) return void 0;
	const next = start.getTime() + DAY;
	const near = /* @__PURE__ */ new Date(next - offsetOf(new Date(next), timeZone) * MINUTE);
	return /* @__PURE__ */ new Date(next - offsetOf(near, timeZone) * MINUTE);
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
// src/tags/context.ts
const REVISION = /^(?:[a-f0-9]{40}|[a-f0-9]{64})$/;
function parseRevision(text) {
	if (REVISION.test(text)) return text;
	throw new InputError(`Cannot use revision ${quote(text)}: it is not 40 or 64 lower-case hexadecimal digits; give the full SHA, as "git rev-parse HEAD" prints it`);
}
function tryParseRevision(text) {
	return REVISION.test(text) ? text : void 0;
}
const ALLOWED = { allowed: true };
// src/tags/rule-line.ts
const COMMON = [
	"enable",
	"priority",
	"prefix",
	"suffix",
	"immutable",
	"unique"
];
const ATTRIBUTES$1 = {
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
const TYPES$1 = Object.keys(ATTRIBUTES$1);
function linesOf(input) {
	return input.split(/\r?\n/).map((text, index) => ({
		line: index + 1,
		text: text.trim()
	})).filter(({ text }) => text !== "" && !text.startsWith("#"));
}
function refuseLine(what, { line, text }, reason, remedy) {
	throw new InputError(`Cannot read ${what} on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
}
function refuseRule(rule, reason, remedy) {
	refuseLine("tag rule", rule, reason, remedy);
}
function readRuleLine(rule) {
	const attributes = /* @__PURE__ */ new Map();
	const bare = [];
	const fields = splitFields(rule.text);
	if (fields === void 0) refuseRule(rule, "its quotes are not around a whole field", "write a field with a comma as \"value=a,b\"");
	for (const field of fields.length > 1 && fields.at(-1) === "" ? fields.slice(0, -1) : fields) {
		const equals = field.indexOf("=");
		const name = field.slice(0, Math.max(equals, 0)).trim().toLowerCase();
		if (equals < 0) bare.push(field);
		else if (name === "") refuseRule(rule, `${quote(field)} names no attribute`, "write it as attribute=value");
		else if (attributes.has(name)) refuseTwice(rule, name);
		else attributes.set(name, field.slice(equals + 1).trim());
	}
	const given = attributes.get("type") ?? "raw";
	const type = TYPES$1.find((each) => each === given) ?? refuseRule(rule, `there is no type ${quote(given)}`, adviseWord(given, TYPES$1));
	attributes.delete("type");
	for (const word of bare) readBareWord(rule, {
		type,
		word,
		attributes
	});
	const known = [...ATTRIBUTES$1[type], ...COMMON];
	for (const name of attributes.keys()) {
		if (known.includes(name)) continue;
		refuseRule(rule, `there is no attribute ${quote(name)} for type=${type}`, adviseWord(name, [...known, "type"]));
	}
	return {
		...rule,
		type,
		attributes
	};
}
function readBareWord(rule, { type, word, attributes }) {
	if (word === "") refuseRule(rule, "there is nothing between two commas or before the first", "remove the extra comma");
	if (type !== "raw" || COMMON.includes(word)) refuseRule(rule, `${quote(word)} has no value`, `write ${quote(`${word}=VALUE`)}`);
	if (attributes.has("value")) refuseTwice(rule, "value");
	attributes.set("value", word);
}
function refuseTwice(rule, name) {
	refuseRule(rule, `the attribute ${quote(name)} occurs twice`, "remove one of them");
}
function warnOfBareTypes(rules) {
	return rules.flatMap(({ type, line, text }) => {
		const word = TYPES$1.find((each) => each !== "raw" && each === text.split(",", 1)[0]?.trim());
		if (type !== "raw" || word === void 0) return [];
		return `The tag rule ${quote(word)} on line ${line} gives the tag ${quote(word)}; write "type=${word}" for the rule of that type, or "type=raw,value=${word}" if the tag is meant`;
	});
}
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
// src/tags/template-scanner.ts
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
// src/tags/template.ts
const GLOBAL_LANGUAGE = languageOf([
	"branch",
	"tag",
	"sha",
	"base_ref",
	"is_default_branch",
	"is_not_default_branch",
	"date",
	"commit_date"
], ["date", "commit_date"]);
const VERSION_LANGUAGE = languageOf([
	"raw",
	"version",
	"major",
	"minor",
	"patch",
	"prerelease",
	"build"
]);
const TAG_LANGUAGE = languageOf([
	...GLOBAL_LANGUAGE.names,
	"version",
	"major",
	"minor",
	"patch"
], GLOBAL_LANGUAGE.dated);
const SCHEDULE_LANGUAGE = languageOf(["date", "commit_date"], ["date", "commit_date"]);
function parseTemplate(text, language) {
	return {
		source: text,
		parts: scanTemplate(text).map((piece) => {
			switch (piece.kind) {
				case "literal": return piece.text;
				case "expression": return readExpression(piece, language);
				case "special": throw new TemplateError(`${quote(piece.source)} is more than a plain expression, and Handlebars' blocks and marks are not known`, `write ${quote(sampleExpression(language))} or the like`);
				case "unbalanced": throw new TemplateError(`${quote(piece.source)} has a different number of braces at its end than at its start`, "write two of them, or three, on both sides");
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
function namesIn({ parts }) {
	return new Set(parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
}
function isLiteral(template) {
	return namesIn(template).size === 0;
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
function languageOf(names, dated = []) {
	return {
		names,
		dated
	};
}
var TemplateError = class extends Error {
	name = "TemplateError";
	reason;
	remedy;
	constructor(reason, remedy) {
		super(`Cannot read the expressions of a text: ${reason}; ${remedy}`);
		this.reason = reason;
		this.remedy = remedy;
	}
};
function sampleExpression(language) {
	return `{{${language.names[0] ?? ""}}}`;
}
function readExpression({ source, tokens }, language) {
	const [first, ...rest] = tokens;
	if (first === void 0) throw new TemplateError(`${quote(source)} names nothing`, `write ${quote(sampleExpression(language))} or the like`);
	const name = language.names.find((each) => first.kind === "word" && each === first.value);
	if (name === void 0) {
		const cure = adviseWord(first.value, language.names, (each) => quote(`{{${each}}}`));
		throw new TemplateError(`there is no expression ${quote(source)}`, cure);
	}
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
		timeZone: readTimeZone$1(source, pair)
	};
}
function readTimeZone$1(source, tokens) {
	const [key, equals, zone, ...rest] = tokens;
	if (key === void 0) return void 0;
	const remedy = "write tz='UTC' or another zone behind the format, or nothing";
	if (key.kind === "word" && equals?.value === "=" && key.value !== "tz") throw new TemplateError(`${quote(source)} has the unknown argument ${quote(key.value)}`, remedy);
	if (key.value !== "tz" || equals?.value !== "=" || zone?.kind !== "text" || rest.length > 0) throw new TemplateError(`${quote(source)} has something other than a time zone behind the format`, remedy);
	if (isTimeZone(zone.value)) return zone.value;
	throw new TemplateError(`${quote(source)} names a time zone that the IANA database does not have`, `write tz='${nearestTimeZone(zone.value)}'`);
}
// src/tags/flavor.ts
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
function refuse$1(line, reason, remedy) {
	refuseLine("flavor", line, reason, remedy);
}
function readTemplate$1(line, value) {
	try {
		return parseTemplate(value, TAG_LANGUAGE);
	} catch (error) {
		if (error instanceof TemplateError) refuse$1(line, error.reason, error.remedy);
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
				[key]: readTemplate$1(line, value)
			};
		} else if (key === "onlatest") {
			if (owner === void 0) refuse$1(line, "onlatest follows neither prefix nor suffix", "write \"prefix=TEXT,onlatest=true\"");
			if (value !== "true" && value !== "false") refuse$1(line, `onlatest is ${quote(value)}`, "write \"onlatest=true\" or \"onlatest=false\"");
			changed = {
				...changed,
				[owner === "prefix" ? "prefixLatest" : "suffixLatest"]: value === "true"
			};
		} else refuse$1(line, `there is no key ${quote(key)}`, adviseWord(key, KEYS));
	}
	return changed;
}
function parseFlavor(text) {
	return linesOf(text).reduce((flavor, line) => readLine(line, flavor), NO_FLAVOR);
}
// src/tags/rule.ts
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
// src/tags/parse-rules.ts
const PRIORITIES = {
	least: -1e6,
	most: 1e6
};
const DEFAULT_PREFIXES = { sha: "sha-" };
function parseTagRules(text) {
	return linesOf(text).map((line) => readRule(readRuleLine(line)));
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
function readTemplateIn(line, text, language) {
	try {
		return parseTemplate(text, language);
	} catch (error) {
		if (error instanceof TemplateError) refuseRule(line, error.reason, error.remedy);
		throw error;
	}
}
function readTemplate(line, name) {
	const text = line.attributes.get(name);
	return text === void 0 ? void 0 : readTemplateIn(line, text, TAG_LANGUAGE);
}
function readEnable(line) {
	const template = readTemplate(line, "enable") ?? literalTemplate("true");
	if (isLiteral(template)) readBoolean(line, "enable");
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
	refuseRule(line, `there is no ${name} ${quote(value)}`, adviseWord(value, words, (each) => quote(`${name}=${each}`)));
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
		refuseRule(line, `its ${name} ${quote(value)} is not a regular expression`, `write one such as "${name}=v(.*)"`);
	}
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
// node_modules/semver/functions/compare.js
var require_compare = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const SemVer = require_semver();
	const compare = (a, b, loose) => new SemVer(a, loose).compare(new SemVer(b, loose));
	module.exports = compare;
}));
// node_modules/@renovatebot/pep440/lib/version.js
var require_version = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const VERSION_PATTERN = [
		"v?",
		"(?:",
		"(?:(?<epoch>[0-9]+)!)?",
		"(?<release>[0-9]+(?:\\.[0-9]+)*)",
		"(?<pre>",
		"[-_\\.]?",
		"(?<pre_l>(a|b|c|rc|alpha|beta|pre|preview))",
		"[-_\\.]?",
		"(?<pre_n>[0-9]+)?",
		")?",
		"(?<post>",
		"(?:-(?<post_n1>[0-9]+))",
		"|",
		"(?:",
		"[-_\\.]?",
		"(?<post_l>post|rev|r)",
		"[-_\\.]?",
		"(?<post_n2>[0-9]+)?",
		")",
		")?",
		"(?<dev>",
		"[-_\\.]?",
		"(?<dev_l>dev)",
		"[-_\\.]?",
		"(?<dev_n>[0-9]+)?",
		")?",
		")",
		"(?:\\+(?<local>[a-z0-9]+(?:[-_\\.][a-z0-9]+)*))?"
	].join("");
	module.exports = {
		VERSION_PATTERN,
		valid,
		clean,
		explain,
		parse,
		stringify
	};
	const validRegex = new RegExp("^" + VERSION_PATTERN + "$", "i");
	function valid(version) {
		return validRegex.test(version) ? version : null;
	}
	const cleanRegex = new RegExp("^\\s*" + VERSION_PATTERN + "\\s*$", "i");
	function clean(version) {
		return stringify(parse(version, cleanRegex));
	}
	function parse(version, regex) {
		const { groups } = (regex || validRegex).exec(version) || {};
		if (!groups) return null;
		return {
			epoch: Number(groups.epoch ? groups.epoch : 0),
			release: groups.release.split(".").map(Number),
			pre: normalize_letter_version(groups.pre_l, groups.pre_n),
			post: normalize_letter_version(groups.post_l, groups.post_n1 || groups.post_n2),
			dev: normalize_letter_version(groups.dev_l, groups.dev_n),
			local: parse_local_version(groups.local)
		};
	}
	function stringify(parsed) {
		if (!parsed) return null;
		const { epoch, release, pre, post, dev, local } = parsed;
		const parts = [];
		if (epoch !== 0) parts.push(`${epoch}!`);
		parts.push(release.join("."));
		if (pre) parts.push(pre.join(""));
		if (post) parts.push("." + post.join(""));
		if (dev) parts.push("." + dev.join(""));
		if (local) parts.push(`+${local}`);
		return parts.join("");
	}
	function normalize_letter_version(letterIn, numberIn) {
		let letter = letterIn;
		let number = numberIn;
		if (letter) {
			if (!number) number = 0;
			letter = letter.toLowerCase();
			if (letter === "alpha") letter = "a";
			else if (letter === "beta") letter = "b";
			else if ([
				"c",
				"pre",
				"preview"
			].includes(letter)) letter = "rc";
			else if (["rev", "r"].includes(letter)) letter = "post";
			return [letter, Number(number)];
		}
		if (!letter && number) {
			letter = "post";
			return [letter, Number(number)];
		}
		return null;
	}
	function parse_local_version(local) {
		if (local) return local.split(/[._-]/).map((part) => Number.isNaN(Number(part)) ? part.toLowerCase() : Number(part));
		return null;
	}
	function explain(version) {
		const parsed = parse(version);
		if (!parsed) return parsed;
		const { epoch, release, pre, post, dev, local } = parsed;
		let base_version = "";
		if (epoch !== 0) base_version += epoch + "!";
		base_version += release.join(".");
		const is_prerelease = Boolean(dev || pre);
		const is_devrelease = Boolean(dev);
		const is_postrelease = Boolean(post);
		return {
			epoch,
			release,
			pre,
			post: post ? post[1] : post,
			dev: dev ? dev[1] : dev,
			local: local ? local.join(".") : local,
			public: stringify(parsed).split("+", 1)[0],
			base_version,
			is_prerelease,
			is_devrelease,
			is_postrelease
		};
	}
}));
// node_modules/@renovatebot/pep440/lib/operator.js
var require_operator = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { parse } = require_version();
	module.exports = {
		compare,
		rcompare,
		lt,
		le,
		eq,
		ne,
		ge,
		gt,
		"<": lt,
		"<=": le,
		"==": eq,
		"!=": ne,
		">=": ge,
		">": gt,
		"===": arbitrary
	};
	function lt(version, other) {
		return compare(version, other) < 0;
	}
	function le(version, other) {
		return compare(version, other) <= 0;
	}
	function eq(version, other) {
		return compare(version, other) === 0;
	}
	function ne(version, other) {
		return compare(version, other) !== 0;
	}
	function ge(version, other) {
		return compare(version, other) >= 0;
	}
	function gt(version, other) {
		return compare(version, other) > 0;
	}
	function arbitrary(version, other) {
		return version.toLowerCase() === other.toLowerCase();
	}
	function compare(version, other) {
		const parsedVersion = parse(version);
		const parsedOther = parse(other);
		return pyCompare(calculateKey(parsedVersion), calculateKey(parsedOther));
	}
	function rcompare(version, other) {
		return -compare(version, other);
	}
	function pyCompare(elemIn, otherIn) {
		let elem = elemIn;
		let other = otherIn;
		if (elem === other) return 0;
		if (Array.isArray(elem) !== Array.isArray(other)) {
			elem = Array.isArray(elem) ? elem : [elem];
			other = Array.isArray(other) ? other : [other];
		}
		if (Array.isArray(elem)) {
			const len = Math.min(elem.length, other.length);
			for (let i = 0; i < len; i += 1) {
				const res = pyCompare(elem[i], other[i]);
				if (res !== 0) return res;
			}
			return elem.length - other.length;
		}
		if (elem === -Infinity || other === Infinity) return -1;
		if (elem === Infinity || other === -Infinity) return 1;
		return elem < other ? -1 : 1;
	}
	function calculateKey(input) {
		const { epoch } = input;
		let { release, pre, post, local, dev } = input;
		release = release.concat();
		release.reverse();
		while (release.length && release[0] === 0) release.shift();
		release.reverse();
		if (!pre && !post && dev) pre = -Infinity;
		else if (!pre) pre = Infinity;
		if (!post) post = -Infinity;
		if (!dev) dev = Infinity;
		if (!local) local = -Infinity;
		else local = local.map((i) => Number.isNaN(Number(i)) ? [-Infinity, i] : [Number(i), ""]);
		return [
			epoch,
			release,
			pre,
			post,
			dev,
			local
		];
	}
}));
// node_modules/@renovatebot/pep440/lib/specifier.js
var require_specifier = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { VERSION_PATTERN, explain: explainVersion } = require_version();
	const Operator = require_operator();
	const RANGE_PATTERN = [
		"(?<operator>(===|~=|==|!=|<=|>=|<|>))",
		"\\s*",
		"(",
		"(?<version>(?:" + VERSION_PATTERN.replace(/\?<\w+>/g, "?:") + "))",
		"(?<prefix>\\.\\*)?",
		"|",
		"(?<legacy>[^,;\\s)]+)",
		")"
	].join("");
	module.exports = {
		RANGE_PATTERN,
		parse,
		satisfies,
		filter,
		validRange,
		maxSatisfying,
		minSatisfying
	};
	const isEqualityOperator = (op) => [
		"==",
		"!=",
		"==="
	].includes(op);
	const rangeRegex = new RegExp("^" + RANGE_PATTERN + "$", "i");
	function parse(ranges) {
		if (!ranges.trim()) return [];
		const specifiers = ranges.split(",").map((range) => rangeRegex.exec(range.trim()) || {}).map(({ groups }) => {
			if (!groups) return null;
			let { ...spec } = groups;
			const { operator, version, prefix, legacy } = groups;
			if (version) {
				spec = {
					...spec,
					...explainVersion(version)
				};
				if (operator === "~=") {
					if (spec.release.length < 2) return null;
				}
				if (!isEqualityOperator(operator) && spec.local) return null;
				if (prefix) {
					if (!isEqualityOperator(operator) || spec.dev || spec.local) return null;
				}
			}
			if (legacy && operator !== "===") return null;
			return spec;
		});
		if (specifiers.filter(Boolean).length !== specifiers.length) return null;
		return specifiers;
	}
	function filter(versions, specifier, options = {}) {
		const filtered = pick(versions, specifier, options);
		if (filtered.length === 0 && options.prereleases === void 0) return pick(versions, specifier, { prereleases: true });
		return filtered;
	}
	function maxSatisfying(versions, range, options) {
		const found = filter(versions, range, options).sort(Operator.compare);
		return found.length === 0 ? null : found[found.length - 1];
	}
	function minSatisfying(versions, range, options) {
		const found = filter(versions, range, options).sort(Operator.compare);
		return found.length === 0 ? null : found[0];
	}
	function pick(versions, specifier, options) {
		const parsed = parse(specifier);
		if (!parsed) return [];
		return versions.filter((version) => {
			const explained = explainVersion(version);
			if (!parsed.length) return explained && !(explained.is_prerelease && !options.prereleases);
			return parsed.reduce((pass, spec) => {
				if (!pass) return false;
				return contains({
					...spec,
					...options
				}, {
					version,
					explained
				});
			}, true);
		});
	}
	function satisfies(version, specifier, options = {}) {
		return pick([version], specifier, options).length === 1;
	}
	function arrayStartsWith(array, prefix) {
		if (prefix.length > array.length) return false;
		for (let i = 0; i < prefix.length; i += 1) if (prefix[i] !== array[i]) return false;
		return true;
	}
	function contains(specifier, input) {
		const { explained } = input;
		let { version } = input;
		const { ...spec } = specifier;
		if (spec.prereleases === void 0) spec.prereleases = spec.is_prerelease;
		if (explained && explained.is_prerelease && !spec.prereleases) return false;
		if (spec.operator === "~=") {
			let compatiblePrefix = spec.release.slice(0, -1).concat("*").join(".");
			if (spec.epoch) compatiblePrefix = spec.epoch + "!" + compatiblePrefix;
			return satisfies(version, `>=${spec.version}, ==${compatiblePrefix}`, { prereleases: spec.prereleases });
		}
		if (spec.prefix) {
			const isMatching = explained.epoch === spec.epoch && arrayStartsWith(explained.release, spec.release);
			return spec.operator !== "!=" ? isMatching : !isMatching;
		}
		if (explained) {
			if (explained.local && spec.version) {
				version = explained.public;
				spec.version = explainVersion(spec.version).public;
			}
		}
		if (spec.operator === "<" || spec.operator === ">") {
			if (Operator.eq(spec.release.join("."), explained.release.join("."))) return false;
		}
		const op = Operator[spec.operator];
		return op(version, spec.version || spec.legacy);
	}
	function validRange(specifier) {
		return Boolean(parse(specifier));
	}
}));
// node_modules/@renovatebot/pep440/lib/semantic.js
var require_semantic = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { explain, parse, stringify } = require_version();
	module.exports = {
		major,
		minor,
		patch,
		inc
	};
	function major(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		return version.release[0];
	}
	function minor(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		if (version.release.length < 2) return 0;
		return version.release[1];
	}
	function patch(input) {
		const version = explain(input);
		if (!version) throw new TypeError("Invalid Version: " + input);
		if (version.release.length < 3) return 0;
		return version.release[2];
	}
	function inc(input, release, preReleaseIdentifier) {
		let identifier = preReleaseIdentifier || `a`;
		const version = parse(input);
		if (!version) return null;
		if (![
			"a",
			"b",
			"c",
			"rc",
			"alpha",
			"beta",
			"pre",
			"preview"
		].includes(identifier)) return null;
		switch (release) {
			case "premajor":
				{
					const [majorVersion] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "preminor":
				{
					const [majorVersion, minorVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "prepatch":
				{
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
				}
				version.pre = [identifier, 0];
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "prerelease":
				if (version.pre === null) {
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
					version.pre = [identifier, 0];
				} else {
					if (preReleaseIdentifier === void 0 && version.pre !== null) [identifier] = version.pre;
					const [letter, number] = version.pre;
					if (letter === identifier) version.pre = [letter, number + 1];
					else version.pre = [identifier, 0];
				}
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "major":
				if (version.release.slice(1).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "minor":
				if (version.release.slice(2).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion, minorVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			case "patch":
				if (version.release.slice(3).some((value) => value !== 0) || version.pre === null) {
					const [majorVersion, minorVersion = 0, patchVersion = 0] = version.release;
					version.release.fill(0);
					version.release[0] = majorVersion;
					version.release[1] = minorVersion;
					version.release[2] = patchVersion + 1;
				}
				delete version.pre;
				delete version.post;
				delete version.dev;
				delete version.local;
				break;
			default: return null;
		}
		return stringify(version);
	}
}));
// node_modules/@renovatebot/pep440/index.js
var require_pep440 = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	const { valid, clean, explain, parse } = require_version();
	const { lt, le, eq, ne, ge, gt, compare, rcompare } = require_operator();
	const { filter, maxSatisfying, minSatisfying, RANGE_PATTERN, satisfies, validRange } = require_specifier();
	const { major, minor, patch, inc } = require_semantic();
	module.exports = {
		valid,
		clean,
		explain,
		parse,
		lt,
		le,
		lte: le,
		eq,
		ne,
		neq: ne,
		ge,
		gte: ge,
		gt,
		compare,
		rcompare,
		filter,
		maxSatisfying,
		minSatisfying,
		RANGE_PATTERN,
		satisfies,
		validRange,
		major,
		minor,
		patch,
		inc
	};
}));
// src/tags/pep440.ts
var import_compare = /* @__PURE__ */ __toESM(require_compare(), 1);
var import_pep440 = require_pep440();
function tryParsePep440(text) {
	if (text.length > 128) return void 0;
	const [written = "", local] = text.split("+");
	const parsed = (0, import_pep440.explain)(text);
	if (parsed === null || !hasSafeNumbers(written)) return void 0;
	const [major = 0, minor = 0, patch = 0] = parsed.release;
	const isFinal = !parsed.is_prerelease && !parsed.is_postrelease && !parsed.is_devrelease;
	return {
		raw: text,
		text: local === void 0 ? parsed.public : `${parsed.public}+${normalizeLocal(local)}`,
		release: parsed.release,
		major,
		minor,
		patch,
		isStable: isFinal && local === void 0,
		hasLocal: local !== void 0
	};
}
function tryParseFullPep440(tag) {
	const version = tryParsePep440(tag.replace("_", "+"));
	if (version === void 0 || version.release.length >= 3) return version;
	return version.isStable || version.hasLocal ? void 0 : version;
}
function comparePep440(left, right) {
	const [leftPublic = "", leftLocal] = left.text.split("+");
	const [rightPublic = "", rightLocal] = right.text.split("+");
	return (0, import_pep440.compare)(leftPublic, rightPublic) || compareLocals(leftLocal, rightLocal);
}
function hasSafeNumbers(text) {
	return (text.match(/\d+/g) ?? []).every((digits) => Number.isSafeInteger(Number(digits)));
}
function normalizeLocal(local) {
	return local.toLowerCase().split(/[-_.]/).map((part) => isNumber$1(part) ? part.replace(/^0+(?=\d)/, "") : part).join(".");
}
function isNumber$1(part) {
	return /^\d+$/.test(part);
}
function compareLocals(left, right) {
	if (left === void 0 || right === void 0) return Number(left !== void 0) - Number(right !== void 0);
	const [leftParts, rightParts] = [left.split("."), right.split(".")];
	for (const [index, part] of leftParts.entries()) {
		const other = rightParts[index];
		if (other === void 0) return 1;
		if (part !== other) return comparePart(part, other);
	}
	return leftParts.length - rightParts.length;
}
function comparePart(left, right) {
	if (isNumber$1(left) !== isNumber$1(right)) return isNumber$1(left) ? 1 : -1;
	if (isNumber$1(left) && left.length !== right.length) return left.length - right.length;
	return left < right ? -1 : 1;
}
// src/tags/version.ts
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
	return "it is not a semantic version MAJOR.MINOR.PATCH";
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
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;
function looksLikePreRelease(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return version.preRelease !== void 0;
	const python = tryParsePep440(name);
	if (python !== void 0) return !python.isStable;
	return MARKS.test(name);
}
// src/inputs/promote.ts
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
function readPoolInputs(get) {
	return {
		insecureRegistries: parseHosts("insecure-registries", get("insecure-registries"), insecureRegistry),
		trustedAuthHosts: parseHosts("trusted-auth-hosts", get("trusted-auth-hosts"))
	};
}
function readCommon(get) {
	const tags = parseList(get("tags"));
	const version = optional$1(get("version"));
	if (version !== void 0) parseVersion(version, "the input \"version\"");
	const revision = optional$1(get("revision"));
	return {
		rules: parseTagRules(tags.length === 0 ? DEFAULT_RULES : get("tags")),
		givesRules: tags.length > 0 && tags.join("\n") !== "type=semver\ntype=sha\ntype=date_seq",
		version,
		revision: revision === void 0 ? void 0 : parseRevision(revision),
		flavor: parseFlavor(get("flavor")),
		tagPrefix: parseTagPrefix(get("tag-prefix")),
		githubToken: optional$1(get("github-token")),
		existingTags: parseChoice("existing-tags", get("existing-tags"), [
			"registry",
			"git",
			"none"
		]),
		timeZone: parseTimeZone(get("time-zone") || "UTC"),
		ifTagExists: parseChoice("if-tag-exists", get("if-tag-exists"), ["fail", "skip"]),
		...readPoolInputs(get),
		destinationCredential: readCredential(get, "destination")
	};
}
function readSigning(get) {
	const [signingKey, signingKeyPassphrase] = [optional$1(get("signing-key")), optional$1(get("signing-key-passphrase"))];
	if (signingKey === void 0 && signingKeyPassphrase !== void 0) throw new InputError("Cannot sign with \"signing-key-passphrase\" alone: the input \"signing-key\" is empty, as secrets are in pull requests from forks; give both, or neither");
	return {
		signingKey,
		signingKeyPassphrase
	};
}
function hostsOf(side, { routes, pipeline, isPlanned = false }) {
	const isOfFile = ({ repository, environment }) => isPlanned && pipeline !== void 0 ? findEnvironments(pipeline, repository).length > 0 : environment !== void 0;
	const ends = routes.flatMap(({ from, fromEnvironment, destinations }) => side === "source" ? [{
		repository: from.repository,
		environment: fromEnvironment
	}] : destinations);
	const registriesOf = (some) => some.map(({ repository }) => repository.registry);
	return {
		side,
		used: registriesOf(ends),
		named: registriesOf(ends.filter((end) => !isOfFile(end)))
	};
}
function readPromotion(get, promoted) {
	const { routes, pipeline } = promoted;
	const expected = optional$1(get("expected-digest"));
	if (expected !== void 0 && routes.length > 1) throw new InputError(`Cannot promote ${routes.length} images with one "expected-digest": each has its own; write the digests into the lines of "image", such as "shop/app:1.2.3@sha256:…"`);
	const common = readCommon(get);
	return {
		command: "promote",
		...common,
		destinationCredential: bindCredential(get, common.destinationCredential, hostsOf("destination", promoted)),
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
		reason: optional$1(get("reason")),
		referrers: parseSwitch("referrers", get("referrers") || "true"),
		dryRun: parseDryRun(get("dry-run")),
		waitFor: parseWait("wait-for", get("wait-for")),
		evidenceFiles: parseList(get("evidence-files")),
		sourceCredential: bindCredential(get, readCredential(get, "source"), hostsOf("source", promoted))
	};
}
// src/util/non-empty.ts
function mapNonEmpty([first, ...rest], map) {
	return [map(first), ...rest.map((item) => map(item))];
}
// src/inputs/routes.ts
const MAX_IMAGE_FILE = 67108864;
function parseImageLine(line, usualTag) {
	const end = /[:@]/.exec(line)?.index ?? line.length;
	const [name, given] = [line.slice(0, end), line.slice(end)];
	if (/^[^@]*\//.test(given)) throw new InputError(`Cannot read image ${quote(line)}: it begins with a registry, and "from" says already where the image is; write its name alone, such as "shop/app:1.2.3", or the whole reference in "from"`);
	const pick = given === "" && usualTag !== void 0 ? `:${usualTag}` : given;
	if (name === "" || pick === "") throw new InputError(`Cannot read image ${quote(line)}: ${name === "" ? "it has no name" : "it has neither tag nor digest"}; write it as "shop/app:1.2.3"`);
	return {
		line,
		name,
		pick
	};
}
const IMAGE_LINE = /^[a-z0-9][a-z0-9._/-]{0,254}(?::\w[\w.-]{0,127})?(?:@[a-z0-9]+:[a-f0-9]+)?$/;
function readImageLines(get) {
	const path = get("image-file");
	if (path === "") return parseList(get("image"));
	return [...parseList(get("image")), ...parseImageFile(readImageFile(path), path)];
}
function readImageFile(path) {
	try {
		return readWholeFile(path, MAX_IMAGE_FILE).toString("utf8");
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new InputError(`Cannot read image-file ${quote(path)}: ${reason}; name a file that an earlier step of this job wrote`, { cause: error });
	}
}
function parseImageFile(text, path) {
	return text.split(/\r?\n/).flatMap((each, index) => {
		const line = each.trim();
		if (line === "" || line.startsWith("#")) return [];
		if (IMAGE_LINE.test(line)) return [line];
		throw new InputError(`Cannot read image-file ${quote(path)}: line ${index + 1} is not an image; write it as "shop/app:1.2.3"`);
	});
}
function findDouble(items, nameOf) {
	const seen = /* @__PURE__ */ new Set();
	return items.find((item) => seen.size === seen.add(nameOf(item)).size);
}
function fill(text, { name }) {
	return text.replaceAll(IMAGE_PLACEHOLDER, () => name);
}
function requireAnotherLocation({ from, fromEnvironment, destinations }) {
	const isOther = ({ environment }) => fromEnvironment !== void 0 && environment !== void 0 && environment !== fromEnvironment;
	const same = destinations.find((end) => isSameRepository(end.repository, from.repository) && !isOther(end));
	if (from.kind === "digest" || same === void 0) return;
	const name = formatRepository(same.repository);
	throw new InputError(`Cannot promote ${formatReference(from)} to ${name}: the destination is the source; name another repository in "to", or, to give an image more tags where it is, name it by its digest in "from"`);
}
function toRoute(from, ends, image) {
	const destinations = mapNonEmpty(ends.to, ({ text, environment }) => ({
		repository: parseRepository(image === void 0 ? text : fill(text, image)),
		environment: environment?.name
	}));
	const double = findDouble(destinations, ({ repository }) => knownName(formatRepository(repository)));
	if (double !== void 0) throw new InputError(`Cannot promote to ${quote(formatRepository(double.repository))} twice: "to" lists it more than once; remove a line`);
	const route = {
		from,
		fromEnvironment: ends.from.environment?.name,
		destinations
	};
	requireAnotherLocation(route);
	return route;
}
function nameOfLone({ from, to }, pipeline) {
	const isNamed = ({ text, environment }) => environment !== void 0 || !text.includes("{image}");
	if (pipeline === void 0 || !to.every(isNamed)) return void 0;
	const [placement] = findEnvironments(pipeline, parseReference(from.text).repository);
	return placement && {
		line: from.text,
		name: placement.image,
		pick: ""
	};
}
function readLoneRoute(ends, hasImages, pipeline) {
	const { from, to } = ends;
	const image = hasImages ? void 0 : nameOfLone(ends, pipeline);
	if (image === void 0 && (hasImages || to.some(({ text }) => text.includes("{image}")))) throw new InputError(`Cannot promote from ${quote(from.text)}: images are listed or named by ${IMAGE_PLACEHOLDER}, but "from" has no ${IMAGE_PLACEHOLDER}; write it as "registry.example.com/d/${IMAGE_PLACEHOLDER}"`);
	return toRoute(parseReference(from.text), ends, image);
}
function requireOwnName({ from }, { line, name }) {
	if (from.text.includes("{image}") || from.text.endsWith(`/${name}`)) return;
	throw new InputError(`Cannot promote image ${quote(line)}: ${from.environment?.name} has only one image, ${quote(from.text)}; name that one, or write its repository with ${IMAGE_PLACEHOLDER} in the pipeline file`);
}
function readRoutes(get, pipeline) {
	const from = requireInput("from", get("from"), "registry.example.com/d/app:1.2.3");
	const ends = findEndpoints(from, parseList(requireInput("to", get("to"), "registry.example.com/t/app")), pipeline);
	const { environment } = ends.from;
	const lines = readImageLines(get);
	if (environment === void 0 && !ends.from.text.includes("{image}")) return [readLoneRoute(ends, lines.length > 0, pipeline)];
	const images = lines.map((line) => parseImageLine(line, environment?.tag));
	const double = findDouble(images, ({ name }) => name);
	if (double !== void 0) throw new InputError(`Cannot promote ${quote(double.name)} twice: "image" lists it more than once; remove a line`);
	const [first, ...rest] = images.map((image) => {
		requireOwnName(ends, image);
		return toRoute(parseReference(fill(ends.from.text, image) + image.pick), ends, image);
	});
	if (first === void 0) {
		const wanted = environment === void 0 ? `for ${IMAGE_PLACEHOLDER}` : "to take from there";
		throw new InputError(`Cannot promote from ${quote(from)}: the input "image" lists nothing ${wanted}; name an image, such as "shop/app:1.2.3"`);
	}
	return [first, ...rest];
}
function findNamedEnvironment(input, text, pipeline) {
	if (!/^[A-Za-z0-9_-]+$/.test(text)) return void 0;
	if (pipeline === void 0) throw new InputError(`Cannot use ${input} ${quote(text)}: it names an environment, and there is no pipeline file; write .github/sealift.yml and check out the repository before this step, or write registry/repository`);
	const names = pipeline.environments.map(({ name }) => name);
	const environment = pipeline.environments.find(({ name }) => name === text);
	if (environment !== void 0) return environment;
	throw new InputError(`Cannot use ${input} ${quote(text)}: ${pipeline.path} has no such environment; ${adviseWord(text, names)}`);
}
function findEndpoints(from, to, pipeline) {
	const source = findNamedEnvironment("from", from, pipeline);
	const [first, ...rest] = to.flatMap((line) => {
		const environment = findNamedEnvironment("to", line, pipeline);
		if (environment === void 0) return [{
			text: line,
			environment
		}];
		return environment.repositories.map(({ text }) => ({
			text,
			environment
		}));
	});
	if (first === void 0) throw new InputError("Cannot run: the input \"to\" lists nothing; name a destination repository");
	return {
		from: {
			text: source?.repositories[0].text ?? from,
			environment: source
		},
		to: [first, ...rest]
	};
}
// src/inputs/history.ts
const MAX_IMAGES$2 = 200;
const SHOW = "show the history of";
const WRITERS = ["destination-username", "destination-password"];
function nameInPipeline(text, pipeline, act = SHOW) {
	const [placement] = findEnvironments(pipeline, parseRepository(text));
	if (placement !== void 0) return placement.image;
	throw new InputError(`Cannot ${act} ${quote(text)}: it is in no environment of ${pipeline.path}; write only the image's name, such as "shop/app"`);
}
function parseQuery(line, pipeline, act = SHOW) {
	const at = line.indexOf("@");
	const digest = at < 0 ? void 0 : parseDigest(line.slice(at + 1));
	const rest = at < 0 ? line : line.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const hasTag = colon > rest.lastIndexOf("/");
	const written = hasTag ? rest.slice(0, colon) : rest;
	if (written === "") throw new InputError(`Cannot read image ${quote(line)}: it has no name; write it as "shop/app" or "shop/app:1.2.3"`);
	const name = pipeline.images.includes(written) || !hasRegistry(written) ? written : nameInPipeline(written, pipeline, act);
	locationsOf(pipeline, name);
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
function readImages$2(get, pipeline) {
	const given = parseList(get("image"));
	const lines = given.length > 0 ? given : imagesOf(pipeline);
	if (lines.length > MAX_IMAGES$2) throw new InputError(`Cannot show the history of ${lines.length} images at once: ${MAX_IMAGES$2} are the most; name fewer in the input "image"`);
	const images = lines.map((line) => parseQuery(line, pipeline));
	const [first, ...others] = new Map(images.map((image) => [`${image.name}${formatSelector(image)}`, image])).values();
	if (first !== void 0) return [first, ...others];
	throw new InputError(`Cannot show the history: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`);
}
function readEnvironment$2(get, input, pipeline) {
	const text = get(input);
	const environment = findNamedEnvironment(input, text, pipeline);
	if (environment !== void 0) return environment;
	const names = formatList(pipeline.environments.map(({ name }) => name));
	throw new InputError(`Cannot use ${input} ${quote(text)}: the history compares environments; write a name of ${pipeline.path}: ${names}`);
}
function readCompared(get, pipeline) {
	if (get("from") === "" && get("to") === "") return void 0;
	if (get("from") === "" || get("to") === "") {
		const [input, other] = get("from") === "" ? ["from", "to"] : ["to", "from"];
		throw new InputError(`Cannot compare environments: the input "${input}" is missing beside "${other}"; give both, or neither`);
	}
	const compared = {
		from: readEnvironment$2(get, "from", pipeline),
		to: readEnvironment$2(get, "to", pipeline)
	};
	if (compared.from !== compared.to) return compared;
	throw new InputError(`Cannot compare ${quote(compared.from.name)} with itself: "from" and "to" are the same; name another environment in one of them`);
}
function readLogin$2(get, images, pipeline) {
	const writer = WRITERS.find((name) => get(name) !== "");
	if (writer !== void 0) throw new InputError(`Cannot use the input "${writer}" with "command: history": nothing is written; leave it out, and log in before this step`);
	const credential = readCredential(get, "source");
	const registries = new Set(images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry)));
	const isListed = get("source-registry") !== "";
	if (credential === void 0 || registries.size === 1 || isListed) {
		const named = parseList(get("image")).flatMap((line) => /^([^/]*[.:][^/]*)\//.exec(line)?.[1] ?? []).map((host) => canonicalRegistry(host));
		return bindCredential(get, credential, {
			side: "source",
			used: [...registries],
			named
		});
	}
	throw new InputError(`Cannot use the input "source-username" with "command: history": it does not say which of ${formatList([...registries])} it is for; log in to each of them before this step`);
}
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(?:Z|[+-]\d{2}:\d{2})$/;
function readAt(get) {
	const text = get("at");
	if (text === "") return void 0;
	const zone = parseTimeZone(get("time-zone") || "UTC");
	const time = INSTANT.test(text) ? new Date(text) : endOfDay(text, zone);
	if (time !== void 0 && !Number.isNaN(time.getTime())) return time;
	throw new InputError(`Cannot use at ${quote(text)}: it is neither an instant nor a day; write it like "2026-11-30T10:00:00Z" or "2026-11-30"`);
}
function readHistoryInputs(get, pipeline) {
	const images = readImages$2(get, pipeline);
	return {
		command: "history",
		pipeline,
		images,
		compared: readCompared(get, pipeline),
		at: readAt(get),
		...readPoolInputs(get),
		sourceCredential: readLogin$2(get, images, pipeline)
	};
}
// src/inputs/verify.ts
function requirePipeline(pipeline, command) {
	if (pipeline !== void 0) return pipeline;
	throw new InputError(`Cannot run command "${command}": there is no pipeline file, which says who may sign records and which routes there are; write .github/sealift.yml, and check out the repository before this step`);
}
function locationsIn(environment, { line, name, pick }) {
	return environment.repositories.map((template) => {
		const { text } = template;
		if (!text.includes("{image}") && !text.endsWith(`/${name}`)) throw new InputError(`Cannot verify image ${quote(line)}: ${environment.name} has only one image, ${quote(text)}; name that one, or write its repository with ${IMAGE_PLACEHOLDER} in the pipeline file`);
		return {
			environment,
			image: name,
			reference: parseReference(`${formatRepository(expandTemplate(template, name))}${pick}`)
		};
	});
}
function locationOf(reference, pipeline) {
	const [first, second] = findEnvironments(pipeline, reference.repository);
	if (first !== void 0 && second === void 0) return {
		...first,
		reference
	};
	const why = first === void 0 ? "it is in no environment" : "several environments share that repository";
	throw new InputError(`Cannot verify ${formatReference(reference)}: ${why} of ${pipeline.path}; name an environment in "from" and the image in "image"`);
}
function requireSome(locations, from) {
	const [first, ...rest] = locations;
	if (first !== void 0) return [first, ...rest];
	throw new InputError(`Cannot verify what is in ${quote(from)}: the input "image" lists nothing; name an image, such as "shop/app:1.2.3"`);
}
function readLogin$1(get, locations, isNamed) {
	const used = [...new Set(locations.map(({ reference }) => reference.repository.registry))];
	const hosts = {
		side: "source",
		used,
		named: isNamed ? used : []
	};
	const credential = bindCredential(get, readCredential(get, "source"), hosts);
	if (credential === void 0 || used.length < 2 || get("source-registry") !== "") return credential;
	throw new InputError(`Cannot use the inputs source-username and source-password for ${formatList(used)}: they are of one registry; leave them out, and log in to each before this step`);
}
function readVerifyInputs(get, given) {
	const pipeline = requirePipeline(given, "verify");
	const from = requireInput("from", get("from"), "p");
	const environment = findNamedEnvironment("from", from, pipeline);
	const lines = readImageLines(get);
	const read = () => {
		if (environment !== void 0) return lines.flatMap((line) => locationsIn(environment, parseImageLine(line, environment.tag)));
		if (!from.includes("{image}")) return [locationOf(parseReference(from), pipeline)];
		return lines.map((line) => {
			const { name, pick } = parseImageLine(line, void 0);
			return locationOf(parseReference(from.replaceAll(IMAGE_PLACEHOLDER, () => name) + pick), pipeline);
		});
	};
	const locations = requireSome(read(), from);
	const { insecureRegistries, trustedAuthHosts } = readCommon(get);
	return {
		command: "verify",
		pipeline,
		locations,
		insecureRegistries,
		trustedAuthHosts,
		sourceCredential: readLogin$1(get, locations, environment === void 0),
		githubToken: optional$1(get("github-token")),
		waitFor: parseWait("wait-for", get("wait-for"))
	};
}
// src/inputs/check.ts
function readEnvironment$1(text, pipeline) {
	const named = findNamedEnvironment("to", text, pipeline);
	if (named !== void 0) return named;
	const [placement] = text.includes("{") ? [] : findEnvironments(pipeline, parseRepository(text));
	const remedy = placement === void 0 ? `write a name of ${pipeline.path}: ${formatList(pipeline.environments.map(({ name }) => name))}` : `write "to: ${placement.environment.name}", and ${placement.image} in the input "image"`;
	throw new InputError(`Cannot check what is in ${quote(text)}: without "from", the input "to" names environments; ${remedy}`);
}
function requireTo(get, { environments }) {
	const to = parseList(get("to"));
	if (to.length > 0) return to;
	const example = environments.at(-1)?.name ?? "p";
	const from = get("from");
	throw new InputError(from === "" ? `Cannot run command "check": the input "to" is missing; name an environment, for example "to: ${example}"` : `Cannot check ${quote(from)}: the input "to" is missing, which says where images would go; name an environment, for example "to: ${example}", or, to check what is in ${quote(from)} already, write it in "to" and leave out "from"`);
}
function locate(query, environment, pipeline) {
	return locationsOf(pipeline, query.name).flatMap((location) => {
		if (location.environment !== environment) return [];
		return environment.repositories.some((template) => {
			const name = matchTemplate(template, location.repository);
			return name !== void 0 && (name === query.name || query.name.endsWith(`/${name}`));
		}) ? [{
			...location,
			query
		}] : [];
	});
}
function readStanding(get, to, pipeline) {
	const environments = [...new Set(to.map((text) => readEnvironment$1(text, pipeline)))];
	const given = readImageLines(get);
	const lines = given.length > 0 ? given : imagesOf(pipeline);
	if (lines.length === 0) throw new InputError(`Cannot check what is in ${formatList(environments.map(({ name }) => name))}: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`);
	const queries = lines.map((line) => parseQuery(line, pipeline, "check"));
	const distinct = new Map(queries.map((query) => [`${query.name}${formatSelector(query)}`, query]));
	return {
		kind: "standing",
		environments,
		locations: environments.flatMap((environment) => [...distinct.values()].flatMap((query) => {
			const found = locate(query, environment, pipeline);
			if (found.length > 0 || given.length === 0) return found;
			throw new InputError(`Cannot check image ${quote(query.name)} in ${environment.name}: it has only one image, ${quote(environment.repositories[0].text)}; name that one, or leave "image" out`);
		}))
	};
}
function readLogins$1(get, target, pipeline) {
	const [source, destination] = [readCredential(get, "source"), readCredential(get, "destination")];
	if (target.kind === "entering") {
		const routed = {
			routes: target.routes,
			pipeline
		};
		return {
			sourceCredential: bindCredential(get, source, hostsOf("source", routed)),
			destinationCredential: bindCredential(get, destination, hostsOf("destination", routed))
		};
	}
	if (source !== void 0) throw new InputError("Cannot use the inputs source-username and source-password without \"from\": what is in an environment is read there; write destination-username and destination-password, or log in before this step");
	return {
		sourceCredential: void 0,
		destinationCredential: bindCredential(get, destination, {
			side: "destination",
			used: target.locations.map(({ repository }) => repository.registry),
			named: []
		})
	};
}
function readChanges(get, { kind }) {
	const [withdraw, issue] = ["withdraw", "issue"].map((name) => parseSwitch(name, get(name) || "false"));
	if (kind === "entering" && (withdraw === true || issue === true)) throw new InputError(`Cannot use the input "${withdraw === true ? "withdraw" : "issue"}" with "from": it changes statements about images that are in an environment; leave out "from"`);
	return {
		withdraw: withdraw === true,
		issue: issue === true
	};
}
function readCheckInputs(get, given) {
	const pipeline = requirePipeline(given, "check");
	const to = requireTo(get, pipeline);
	const from = get("from");
	const target = from === "" ? readStanding(get, to, pipeline) : {
		kind: "entering",
		from,
		routes: readRoutes(get, pipeline)
	};
	return {
		command: "check",
		pipeline,
		target,
		...readChanges(get, target),
		signing: readSigning(get),
		reason: optional$1(get("reason")),
		evidenceFiles: parseList(get("evidence-files")),
		githubToken: optional$1(get("github-token")),
		dryRun: parseDryRun(get("dry-run")),
		...readPoolInputs(get),
		...readLogins$1(get, target, pipeline)
	};
}
// src/attestation/statement.ts
const IN_TOTO = "application/vnd.in-toto+json";
const MAX_BYTES = 16777216;
const MAX_SUBJECTS = 1024;
const TYPES = /* @__PURE__ */ new Set(["https://in-toto.io/Statement/v1", "https://in-toto.io/Statement/v0.1"]);
const ALGORITHMS = ["sha256", "sha512"];
function writeStatement(codec, { uri, subjects }, predicate) {
	const statement = {
		_type: "https://in-toto.io/Statement/v1",
		subject: subjects.map(({ digest, platform }, index) => ({
			name: index === 0 ? uri : `${uri}@${digest}`,
			digest: encodeDigest(digest),
			annotations: platform === void 0 ? void 0 : { platform }
		})),
		predicateType: codec.type,
		predicate: codec.encode(predicate)
	};
	return Buffer.from(JSON.stringify(statement));
}
function readClaim({ type, decode }, statement) {
	const { subjects, predicateType, predicate } = statement;
	if (predicateType !== type) throw new FormatError(`it is of the type ${quote(predicateType)}`);
	const decoded = decode(predicate);
	if (subjects.every(({ digest }) => digest.length === 0)) throw new FormatError("it names no image by a digest that registries know");
	return {
		subjects,
		predicate: decoded
	};
}
function encodeDigest(digest) {
	return { [digestAlgorithm(digest)]: digestHex(digest) };
}
function decodeDigestSet(set) {
	return ALGORITHMS.flatMap((algorithm) => {
		const hex = property(set, algorithm);
		if (hex === void 0) return [];
		const digest = typeof hex === "string" ? tryParseDigest(`${algorithm}:${hex}`) : void 0;
		if (digest === void 0) throw new FormatError(`it has a malformed digest by ${algorithm}`);
		return [digest];
	});
}
function readSubject(value) {
	if (!isJsonObject(value)) throw new FormatError("it has a subject that is not an object");
	const name = property(value, "name") ?? "";
	if (typeof name !== "string") throw new FormatError("it has a subject whose name is not a string");
	const digest = property(value, "digest");
	if (!isJsonObject(digest)) throw new FormatError("it has a subject without digests");
	return {
		name,
		digest: decodeDigestSet(digest)
	};
}
function readStatement(bytes) {
	if (bytes.byteLength > MAX_BYTES) throw new FormatError("it is larger than 16 MiB");
	const text = decodeJson(bytes);
	const document = parseJsonText(text);
	requireUniqueKeys(text);
	return readStatementDocument(document);
}
function readStatementDocument(document) {
	const type = stringProperty(document, "_type");
	if (type === void 0) throw new FormatError("it is not an in-toto statement");
	if (!TYPES.has(type)) throw new FormatError(`it is a statement of the type ${quote(type)}, which is unknown`);
	const subjects = property(document, "subject");
	if (!Array.isArray(subjects) || subjects.length === 0) throw new FormatError("it has no subject");
	if (subjects.length > MAX_SUBJECTS) throw new FormatError(`it has more than ${MAX_SUBJECTS} subjects`);
	const predicateType = stringProperty(document, "predicateType");
	if (predicateType === void 0 || predicateType === "") throw new FormatError("it has no predicate type");
	const predicate = property(document, "predicate") ?? {};
	if (!isJsonObject(predicate)) throw new FormatError("its predicate is not an object");
	return {
		type,
		subjects: subjects.map(readSubject),
		predicateType,
		predicate
	};
}
// src/attestation/predicates/fields.ts
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;
function optional(object, key, is) {
	const value = property(object, key) ?? void 0;
	if (value === void 0 || is(value)) return value;
	throw new FormatError(`its ${quote(key)} is of the wrong type`);
}
function required(object, key, is) {
	const value = optional(object, key, is);
	if (value === void 0) throw new FormatError(`it lacks ${quote(key)}`);
	return value;
}
function isText(value) {
	return typeof value === "string";
}
function isNumber(value) {
	return typeof value === "number";
}
function isTexts(value) {
	return Array.isArray(value) && value.every(isText);
}
function isOneOf(...allowed) {
	return (value) => allowed.some((each) => each === value);
}
function isObjects(value) {
	return Array.isArray(value) && value.every(isJsonObject);
}
function objects(object, key) {
	return optional(object, key, isObjects);
}
function texts(object, keys) {
	const found = {};
	for (const key of keys) {
		const value = optional(object, key, isText);
		if (value !== void 0) found[key] = value;
	}
	return found;
}
function readTime(object, key) {
	const text = required(object, key, isText);
	const time = new Date(TIME.test(text) ? text : NaN);
	if (Number.isNaN(time.getTime())) throw new FormatError(`its ${key} ${quote(text)} is not a time in UTC`);
	return time;
}
function readDigest(object) {
	const [digest, ...others] = decodeDigestSet(required(object, "digest", isJsonObject));
	if (digest === void 0 || others.length > 0) throw new FormatError("a reference in it does not have one digest");
	return digest;
}
function readReplaced(object) {
	const replaced = optional(object, "replaced", isJsonObject) ?? {};
	return new Map(Object.entries(replaced).map(([tag, value]) => {
		const digest = isText(value) ? tryParseDigest(value) : void 0;
		if (digest === void 0) throw new FormatError(`it has no digest of what the tag ${quote(tag)} was before`);
		return [tag, digest];
	}));
}
function decodeGateChecks(predicate) {
	const checks = (objects(predicate, "checks") ?? []).filter((each) => ["id", "result"].every((key) => isText(property(each, key))));
	return checks.length === 0 ? void 0 : checks;
}
// src/attestation/predicates/destination.ts
function encodeEndpoint({ environment, uri, tags }) {
	return {
		environment,
		uri,
		tags
	};
}
function decodeEndpoint(endpoint) {
	return {
		uri: required(endpoint, "uri", isText),
		environment: optional(endpoint, "environment", isText),
		tags: optional(endpoint, "tags", isTexts) ?? []
	};
}
function encodeDestination({ replaced, actions, ...endpoint }) {
	return {
		...encodeEndpoint(endpoint),
		replaced: Object.fromEntries(replaced),
		actions: actions && Object.fromEntries(actions)
	};
}
const isAction = isOneOf("create", "move", "keep");
function decodeActions(destination) {
	const actions = optional(destination, "actions", isJsonObject);
	return actions && new Map(Object.entries(actions).flatMap(([tag, action]) => isAction(action) ? [[tag, action]] : []));
}
function decodeDestination(destination) {
	return {
		...decodeEndpoint(destination),
		replaced: readReplaced(destination),
		actions: decodeActions(destination)
	};
}
// src/attestation/predicates/promotion.ts
function encodeOrigin({ policy, approvals, run, reason, toolVersion }) {
	const { actor, isFromToken, ...where } = run;
	return {
		policy: policy && {
			uri: policy.uri,
			digest: encodeDigest(policy.digest)
		},
		approvals,
		run: {
			...where,
			claims: isFromToken === true ? "identity-token" : "environment"
		},
		actor,
		change: reason === void 0 ? void 0 : { reason },
		tool: {
			name: "sealift",
			version: toolVersion
		}
	};
}
function decodeOrigin(predicate) {
	const [policy, change, tool] = [
		"policy",
		"change",
		"tool"
	].map((key) => optional(predicate, key, isJsonObject));
	return {
		policy: policy && {
			...texts(policy, ["uri"]),
			digest: readDigest(policy)
		},
		approvals: objects(predicate, "approvals")?.map(decodeApproval),
		run: decodeRun(predicate),
		reason: change && optional(change, "reason", isText),
		toolVersion: tool && optional(tool, "version", isText)
	};
}
const CAME_FROM = "came-from";
function encodeChecks({ evidence, checks = [] }) {
	const origin = evidence && {
		id: CAME_FROM,
		result: "pass",
		evidence: [{ digest: encodeDigest(evidence) }]
	};
	const all = origin === void 0 ? checks : [origin, ...checks];
	return all.length === 0 ? void 0 : all;
}
function encode$1(promotion) {
	const { destination, set, corrects = [] } = promotion;
	const { policy, approvals, run, actor, change, tool } = encodeOrigin(promotion);
	return {
		action: "promote",
		time: promotion.time.toISOString(),
		source: encodeEndpoint(promotion.source),
		destination: encodeDestination(destination),
		route: promotion.route,
		policy,
		checks: encodeChecks(promotion),
		approvals,
		copied: promotion.copied,
		set: set && encodeSet(set),
		run,
		actor,
		change,
		corrects: corrects.length === 0 ? void 0 : corrects.map((digest) => ({ digest: encodeDigest(digest) })),
		tool
	};
}
function encodeSet({ id, images }) {
	return {
		id,
		images: images?.map(({ name, digest }) => ({
			name,
			digest: encodeDigest(digest)
		}))
	};
}
function decodeSet(set) {
	const images = objects(set, "images");
	return {
		id: required(set, "id", isText),
		images: images?.map((image) => ({
			name: required(image, "name", isText),
			digest: readDigest(image)
		}))
	};
}
function decodeChecks(predicate) {
	const origin = objects(predicate, "checks")?.find((each) => property(each, "id") === CAME_FROM);
	const evidence = origin && objects(origin, "evidence")?.[0];
	const checks = decodeGateChecks(predicate)?.filter((each) => property(each, "id") !== CAME_FROM) ?? [];
	return {
		evidence: evidence && readDigest(evidence),
		checks: checks.length === 0 ? void 0 : checks
	};
}
function decodeApproval(approval) {
	return {
		login: required(approval, "login", isText),
		state: required(approval, "state", isOneOf("approved", "rejected", "pending")),
		environments: optional(approval, "environments", isTexts) ?? [],
		comment: optional(approval, "comment", isText)
	};
}
function decodeRun(predicate) {
	const run = optional(predicate, "run", isJsonObject) ?? {};
	const actor = optional(predicate, "actor", isJsonObject);
	return {
		...texts(run, [
			"invocationId",
			"workflow",
			"event",
			"ref",
			"environment"
		]),
		...actor && { actor: {
			login: required(actor, "login", isText),
			...texts(actor, ["id", "triggeringLogin"])
		} },
		...property(run, "claims") === "identity-token" ? { isFromToken: true } : {}
	};
}
function decode$1(predicate) {
	const action = required(predicate, "action", isText);
	if (action !== "promote") throw new FormatError(`it records the action ${quote(action)}, which is not a promotion`);
	const part = (key) => optional(predicate, key, isJsonObject);
	const destination = required(predicate, "destination", isJsonObject);
	const [route, copied, set] = [
		"route",
		"copied",
		"set"
	].map(part);
	return {
		time: readTime(predicate, "time"),
		source: decodeEndpoint(required(predicate, "source", isJsonObject)),
		destination: decodeDestination(destination),
		route: route && {
			kind: required(route, "kind", isOneOf("regular", "hotfix")),
			...texts(route, ["name"])
		},
		...decodeOrigin(predicate),
		...decodeChecks(predicate),
		copied: copied && {
			bytesUploaded: required(copied, "bytesUploaded", isNumber),
			mounted: required(copied, "mounted", isNumber)
		},
		set: set && decodeSet(set),
		corrects: objects(predicate, "corrects")?.map(readDigest)
	};
}
const PROMOTION = {
	type: "https://sealift.github.io/promotion/v1",
	encode: encode$1,
	decode: decode$1
};
// src/attestation/predicates/hold.ts
function encode(hold) {
	const { policy, approvals, run, actor, change, tool } = encodeOrigin(hold);
	const isHold = hold.action === "hold";
	return {
		action: hold.action,
		effect: isHold ? hold.effect : void 0,
		environments: hold.environments,
		until: isHold ? hold.until?.toISOString() ?? null : void 0,
		time: hold.time.toISOString(),
		change,
		holds: isHold ? [] : hold.holds,
		policy,
		approvals,
		run,
		actor,
		tool
	};
}
function readHolds(predicate) {
	return required(predicate, "holds", isTexts).map((text) => {
		const digest = tryParseDigest(text);
		if (digest === void 0) throw new FormatError(`it ends ${quote(text)}, which is not a digest`);
		return digest;
	});
}
function readEffect(predicate) {
	return required(predicate, "effect", isText) === "legal" ? "legal" : "quarantine";
}
function decode(predicate) {
	const action = required(predicate, "action", isText);
	const common = {
		...decodeOrigin(predicate),
		time: readTime(predicate, "time"),
		environments: required(predicate, "environments", isTexts)
	};
	if (action === "unhold") return {
		...common,
		action,
		holds: readHolds(predicate)
	};
	if (action !== "hold") throw new FormatError(`it records the action ${quote(action)}, which is neither hold nor unhold`);
	const effect = readEffect(predicate);
	const ends = effect === "quarantine" && optional(predicate, "until", isText) !== void 0;
	return {
		...common,
		action,
		effect,
		until: ends ? readTime(predicate, "until") : void 0
	};
}
const HOLD_ANNOTATION = "io.github.sealift.hold.";
const MAX_ANNOTATION = 1024;
function annotateHold(hold) {
	const own = {
		action: hold.action,
		effect: hold.action === "hold" ? hold.effect : void 0,
		environments: hold.environments.join(" "),
		until: hold.action === "hold" ? hold.until?.toISOString() : void 0,
		by: hold.run.actor?.login,
		run: hold.run.invocationId,
		reason: hold.reason
	};
	const all = [...Object.entries(own).flatMap(([name, value]) => value ? [[HOLD_ANNOTATION + name, value]] : []), ["org.opencontainers.image.created", hold.time.toISOString()]];
	return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}
const HOLD = {
	type: "https://sealift.github.io/hold/v1",
	encode,
	decode
};
// src/inputs/hold.ts
function readEnvironments$2(get, command, pipeline) {
	const named = parseList(get("to"));
	if (named.length === 0) return {
		environments: pipeline.environments,
		names: ["*"]
	};
	const environments = named.map((text) => {
		const environment = findNamedEnvironment("to", text, pipeline);
		if (environment !== void 0) return environment;
		const names = formatList(pipeline.environments.map(({ name }) => name));
		throw new InputError(`Cannot ${command} in ${quote(text)}: it is not the name of an environment; write names of ${pipeline.path} (${names}), or leave "to" out for all of them`);
	});
	const distinct = [...new Set(environments)];
	return {
		environments: distinct,
		names: distinct.map(({ name }) => name)
	};
}
function readTargets(get, command, pipeline, environments) {
	const lines = readImageLines(get);
	if (lines.length === 0) throw new InputError(`Cannot run command "${command}": the input "image" is missing; name the image with its digest or tag, for example "image: shop/app:1.3.0"`);
	const targets = lines.map((line) => {
		const query = parseQuery(line, pipeline, command);
		if (query.digest === void 0 && query.tag === void 0) throw new InputError(`Cannot ${command} ${quote(line)}: it has neither tag nor digest; write it as "${query.name}:1.3.0" or "${query.name}@sha256:…"`);
		return {
			line,
			query,
			locations: locationsOf(pipeline, query.name).filter((each) => environments.includes(each.environment))
		};
	});
	return [...new Map(targets.map((target) => [`${target.query.name}${formatSelector(target.query)}`, target])).values()];
}
function readUntil(get, command, effect, now) {
	const text = get("until");
	if (text === "") return void 0;
	const refuse = (reason, remedy) => {
		throw new InputError(`Cannot use until ${quote(text)}: ${reason}; ${remedy}`);
	};
	if (command === "unhold") return refuse("a hold ends at once", "leave it out");
	if (effect === "legal") return refuse("a legal hold does not end by itself", "leave it out, and run command unhold when it is over");
	const time = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})$/.test(text) ? new Date(text) : endOfDay(text, parseTimeZone(get("time-zone") || "UTC"));
	if (time === void 0 || Number.isNaN(time.getTime())) return refuse("it is neither a day nor an instant", "write it as \"2027-01-31\", or as \"2027-01-31T12:00Z\"");
	return time.getTime() > now.getTime() ? time : refuse("it is over", "write a later day");
}
function readReason$1(get, command) {
	const reason = requireInput("reason", get("reason"), command === "hold" ? "INC-4711" : "INC-4711 is solved");
	if (!isBlank(reason)) return reason;
	throw new InputError(`Cannot run: the input "reason" is blank; say why, for example "reason: INC-4711"`);
}
function readHoldInputs(get, command, given, now = /* @__PURE__ */ new Date()) {
	const pipeline = requirePipeline(given, command);
	const reason = readReason$1(get, command);
	const where = readEnvironments$2(get, command, pipeline);
	const effect = parseChoice("effect", get("effect"), ["quarantine", "legal"]);
	const targets = readTargets(get, command, pipeline, where.environments);
	const used = targets.flatMap(({ locations }) => locations.map(({ repository }) => repository.registry));
	return {
		command,
		pipeline,
		targets,
		...where,
		effect,
		reason,
		until: readUntil(get, command, effect, now),
		record: parseChoice("record", get("record"), [
			"auto",
			"signed",
			"unsigned",
			"off"
		]),
		signing: readSigning(get),
		githubToken: optional$1(get("github-token")),
		dryRun: parseDryRun(get("dry-run")),
		...readPoolInputs(get),
		destinationCredential: bindCredential(get, readCredential(get, "destination"), {
			side: "destination",
			used,
			named: []
		})
	};
}
// src/inputs/outdated.ts
const MAX_IMAGES$1 = 200;
const ACT = "look up the base of";
function namedBases({ environments }) {
	const gated = environments.filter(({ gates }) => gates.base !== void 0);
	const allow = gated.flatMap(({ gates }) => gates.base?.allow ?? []);
	return {
		allowed: [...new Set(allow.map(({ repository }) => repository))],
		denied: [...new Set(gated.flatMap(({ gates }) => gates.base?.deny ?? []))],
		signed: [...new Set(allow.filter(({ signed }) => signed).map(({ repository }) => repository))],
		environments: gated
	};
}
function isBase(line, { allowed, denied }, pipeline) {
	const [written = ""] = line.split("@");
	const colon = written.lastIndexOf(":");
	const hasTag = colon > written.lastIndexOf("/");
	if (!hasRegistry(line) || pipeline.images.includes(written) || !(hasTag || line.includes("@"))) return false;
	const repository = parseRepository(hasTag ? written.slice(0, colon) : written);
	const name = formatRepository(repository);
	return allowed.includes(name) || denied.includes(name) || findEnvironments(pipeline, repository).length === 0;
}
function readEnvironments$1(get, pipeline) {
	const names = parseList(get("to"));
	if (names.length === 0) return pipeline.environments;
	const found = names.map((text) => {
		const environment = findNamedEnvironment("to", text, pipeline);
		if (environment !== void 0) return environment;
		const all = formatList(pipeline.environments.map(({ name }) => name));
		throw new InputError(`Cannot use to ${quote(text)}: images are looked up in environments; write a name of ${pipeline.path}: ${all}`);
	});
	return pipeline.environments.filter((each) => found.includes(each));
}
function readQueries(lines, { pipeline, hasBase }) {
	const named = lines.length > 0 ? lines : imagesOf(pipeline);
	if (named.length === 0 && hasBase) throw new InputError(`Cannot tell which images are built on that base: the input "image" names only the base; add the images to it, for example "shop/app" on a line of its own, or list them under "images" in ${pipeline.path}`);
	if (named.length === 0) throw new InputError(`Cannot tell which bases are outdated: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`);
	if (named.length > MAX_IMAGES$1) throw new InputError(`Cannot look up the bases of ${named.length} images at once: ${MAX_IMAGES$1} are the most; name fewer in the input "image"`);
	const queries = named.map((line) => parseQuery(line, pipeline, ACT));
	return [...new Map(queries.map((each) => [`${each.name}${formatSelector(each)}`, each])).values()];
}
function readLogins(get, { pipeline, bases, images, asked }) {
	const placed = images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
	const ofBases = [...bases.allowed, ...bases.denied].map((name) => parseRepository(name).registry);
	const named = asked.map(({ repository }) => canonicalRegistry(repository.registry));
	const ledger = pipeline.baseLedger === void 0 ? [] : [parseRepository(pipeline.baseLedger).registry];
	const used = [
		...placed,
		...ofBases,
		...named
	];
	return {
		sourceCredential: bindCredential(get, readCredential(get, "source"), {
			side: "source",
			used,
			named
		}),
		destinationCredential: bindCredential(get, readCredential(get, "destination"), {
			side: "destination",
			used: ledger,
			named: []
		})
	};
}
function readOutdatedInputs(get, given) {
	const pipeline = requirePipeline(given, "outdated");
	const bases = namedBases(pipeline);
	const lines = readImageLines(get);
	const asked = lines.filter((line) => isBase(line, bases, pipeline));
	if (bases.environments.length === 0 && asked.length === 0) throw new InputError(`Cannot tell which bases are outdated: no environment of ${pipeline.path} has the gate "base"; name the base images there, for example "gates: { base: { allow: [registry.example.com/base/osbase] } }"`);
	const read = {
		command: "outdated",
		pipeline,
		bases,
		images: readQueries(lines.filter((line) => !asked.includes(line)), {
			pipeline,
			hasBase: asked.length > 0
		}),
		asked: asked.map(parseReference),
		environments: readEnvironments$1(get, pipeline),
		record: parseChoice("record", get("record"), [
			"auto",
			"signed",
			"unsigned",
			"off"
		]),
		signing: readSigning(get),
		dryRun: parseDryRun(get("dry-run"))
	};
	const none = {
		sourceCredential: void 0,
		destinationCredential: void 0
	};
	return {
		...read,
		...readPoolInputs(get),
		...readLogins(get, {
			...read,
			...none
		})
	};
}
// src/inputs/pipeline-file.ts
async function readPipelineFile(path, environment) {
	const root = environment["GITHUB_WORKSPACE"] || process.cwd();
	const { GITHUB_SERVER_URL: server = "https://github.com", GITHUB_REPOSITORY: name } = environment;
	return loadPipeline(path, {
		root,
		repository: name ? `${server}/${name}` : void 0
	});
}
const ID_LENGTH = 32;
function shardTitle(name) {
	return name.kind === "tags" ? "tags" : `${name.index}-of-${name.count}`;
}
function formatShardName(shard, id) {
	return `${shard.index}-of-${shard.count}@${digestHex(id).slice(0, ID_LENGTH)}`;
}
function parseShardName(text) {
	const [, whole = "", id] = /^([^@]*)(?:@(?:sha256:)?([a-f0-9]{1,64}))?$/.exec(text) ?? [];
	const [, index, count] = /^([1-9][0-9]{0,2})-of-([1-9][0-9]{0,2})$/.exec(whole) ?? [];
	const isShard = Number(index) <= Number(count) && Number(count) <= 256;
	if (whole !== "tags" && !isShard) throw new InputError(`Cannot use shard ${quote(text)}: it is neither like "3-of-8@…" nor like "tags@…"; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`);
	if (id === void 0 || id.length < ID_LENGTH) throw new InputError(`Cannot use shard ${quote(text)}: it does not say of which plan it is, by ${ID_LENGTH} digits of its id or more; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`);
	if (whole === "tags") return {
		kind: "tags",
		id
	};
	return {
		kind: "shard",
		index: Number(index),
		count: Number(count),
		id
	};
}
// src/shards/settings.ts
const SETTINGS = [
	"tags",
	"flavor",
	"version",
	"revision",
	"tag-prefix",
	"existing-tags",
	"time-zone",
	"if-tag-exists",
	"referrers",
	"record",
	"reason"
];
function collectSettings(read) {
	return {
		tags: read("tags"),
		flavor: read("flavor"),
		version: read("version"),
		revision: read("revision"),
		"tag-prefix": read("tag-prefix"),
		"existing-tags": read("existing-tags"),
		"time-zone": read("time-zone"),
		"if-tag-exists": read("if-tag-exists"),
		referrers: read("referrers"),
		record: read("record"),
		reason: read("reason")
	};
}
// src/inputs/plan.ts
const DEFAULT_SHARDS = "8";
function parseShards(text) {
	if (/^[0-9]{1,3}$/.test(text) && Number(text) >= 1 && Number(text) <= 256) return Number(text);
	throw new InputError(`Cannot use shards ${quote(text)}: it is not a number from 1 to 256, the most jobs of a matrix; write one, such as "8"`);
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
				pipeline,
				isPlanned: true
			});
		},
		dryRun: parseDryRun(get("dry-run"))
	};
}
// src/inputs/retain.ts
const MAX_IMAGES = 200;
function readImages$1(get, pipeline) {
	const given = readImageLines(get);
	const lines = given.length > 0 ? given : imagesOf(pipeline);
	if (lines.length > MAX_IMAGES) throw new InputError(`Cannot plan the retention of ${lines.length} images at once: ${MAX_IMAGES} are the most; name fewer in the input "image"`);
	const names = lines.map((line) => {
		const query = parseQuery(line, pipeline, "plan the retention of");
		const selector = formatSelector(query);
		if (selector === "") return query.name;
		throw new InputError(`Cannot plan the retention of ${quote(line)}: rules decide which of its images stay; leave out ${quote(selector)}`);
	});
	const [first, ...others] = new Set(names);
	if (first !== void 0) return [first, ...others];
	throw new InputError(`Cannot plan the retention: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`);
}
function readEnvironments(get, pipeline) {
	const ruled = pipeline.environments.filter(({ retention }) => retention !== void 0);
	const [first, ...others] = ruled;
	if (first === void 0) {
		const example = pipeline.environments.at(-1)?.name ?? "p";
		throw new InputError(`Cannot plan the retention: no environment of ${pipeline.path} has "retention", so nothing ever goes; write for example "retention: { keep: { last: 10 } }" below ${example}`);
	}
	const asked = parseList(get("to")).map((text) => {
		const found = findNamedEnvironment("to", text, pipeline);
		if (found?.retention !== void 0) return found;
		const names = formatList(ruled.map(({ name }) => name));
		const why = found === void 0 ? "it is not the name of an environment" : "it has no \"retention\", so nothing there ever goes";
		throw new InputError(`Cannot plan the retention of ${quote(text)}: ${why}; write a name of ${pipeline.path}: ${names}`);
	});
	if (asked.length === 0) return [first, ...others];
	const [head = first, ...rest] = ruled.filter((each) => asked.includes(each));
	return [head, ...rest];
}
function readRetainInputs(get, given) {
	const pipeline = requirePipeline(given, "retain");
	const environments = readEnvironments(get, pipeline);
	const images = readImages$1(get, pipeline);
	const used = images.flatMap((name) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
	return {
		command: "retain",
		pipeline,
		images,
		environments,
		inUse: parseList(get("in-use")),
		...readPoolInputs(get),
		destinationCredential: bindCredential(get, readCredential(get, "destination"), {
			side: "destination",
			used,
			named: []
		})
	};
}
// src/inputs/rollback.ts
const USUAL_MARKER = "latest";
function readEnvironment(get, pipeline) {
	const names = formatList(pipeline.environments.map(({ name }) => name));
	const example = pipeline.environments.at(-1)?.name ?? "p";
	const [text = "", ...others] = parseList(requireInput("to", get("to"), example));
	if (others.length > 0) throw new InputError(`Cannot roll back ${formatList([text, ...others])} at once: a rollback is of one environment; run one step for each`);
	const environment = findNamedEnvironment("to", text, pipeline);
	if (environment !== void 0) return environment;
	throw new InputError(`Cannot roll back ${quote(text)}: the input "to" names an environment; write a name of ${pipeline.path}: ${names}`);
}
function readImages(get, pipeline) {
	const lines = readImageLines(get);
	const expected = optional$1(get("expected-digest"));
	if (expected !== void 0 && lines.length > 1) throw new InputError(`Cannot roll back ${lines.length} images with one "expected-digest": each has its own; run one step for each, or leave it out`);
	const digest = expected === void 0 ? void 0 : parseDigest(expected);
	const wishes = lines.map((line) => ({
		...parseQuery(line, pipeline, "roll back"),
		expected: digest
	}));
	const double = wishes.find(({ name }, index) => wishes.findIndex((other) => other.name === name) !== index);
	if (double !== void 0) throw new InputError(`Cannot roll back ${quote(double.name)} twice: "image" lists it more than once; remove a line`);
	const [first, ...rest] = wishes;
	if (first === void 0) throw new InputError("Cannot run command \"rollback\": the input \"image\" lists nothing; name an image, such as \"shop/app\" for what ran before, or \"shop/app:1.2.4\" for that one");
	return [first, ...rest];
}
function readReason(get) {
	const reason = get("reason");
	if (!isBlank(reason)) return reason;
	throw new InputError("Cannot roll back without a reason: the record and the hold name it; give one in the input \"reason\", such as \"INC-4711\"");
}
function readRecord(get) {
	const record = parseChoice("record", get("record"), [
		"auto",
		"signed",
		"unsigned",
		"off"
	]);
	if (record !== "off") return record;
	throw new InputError("Cannot roll back with \"record: off\": the next rollback would not know what ran; leave \"record\" out");
}
function readLogin(get, images, pipeline) {
	const used = images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
	return bindCredential(get, readCredential(get, "destination"), {
		side: "destination",
		used,
		named: []
	});
}
function readRollbackInputs(get, given) {
	const pipeline = requirePipeline(given, "rollback");
	const environment = readEnvironment(get, pipeline);
	const images = readImages(get, pipeline);
	const tag = optional$1(get("tag"));
	return {
		command: "rollback",
		pipeline,
		environment,
		images,
		marker: tag === void 0 ? environment.tag ?? parseTag(USUAL_MARKER) : parseTag(tag),
		wholeSet: parseSwitch("set", get("set") || "false"),
		reason: readReason(get),
		hold: parseSwitch("hold", get("hold") || "true"),
		allowPartial: parseSwitch("allow-partial", get("allow-partial") || "false"),
		record: readRecord(get),
		signing: readSigning(get),
		timeZone: parseTimeZone(get("time-zone") || "UTC"),
		githubToken: optional$1(get("github-token")),
		dryRun: parseDryRun(get("dry-run")),
		...readPoolInputs(get),
		credential: readLogin(get, images, pipeline)
	};
}
// src/build/base-name.ts
const SCRATCH = "scratch";
function qualify(name) {
	const [first = ""] = name.split("/");
	return name.includes("/") && (/[.:]/.test(first) || first === "localhost") ? name : `docker.io/${name}`;
}
function parseBaseImage(text) {
	const refuse = (reason, remedy) => {
		throw new InputError(`Cannot use base-image ${quote(text)}: ${reason}; ${remedy}`);
	};
	const at = text.indexOf("@");
	const rest = at < 0 ? text : text.slice(0, at);
	const colon = rest.lastIndexOf(":");
	const isTagged = colon > rest.lastIndexOf("/");
	const written = at < 0 ? void 0 : text.slice(at + 1);
	const digest = written === void 0 ? void 0 : tryParseDigest(written);
	if (written !== void 0 && digest === void 0) refuse(`its digest ${explainDigest(written)}`, "copy the digest whole from the registry, or leave it out");
	const tag = isTagged ? rest.slice(colon + 1) : digest === void 0 ? "latest" : void 0;
	if (tag !== void 0 && !isTag(tag)) refuse("its tag is malformed", "write name:tag, such as \"debian:12\"");
	try {
		const repository = formatRepository(parseRepository(qualify(isTagged ? rest.slice(0, colon) : rest)));
		return {
			name: tag === void 0 ? repository : `${repository}:${tag}`,
			...digest === void 0 ? {} : { digest }
		};
	} catch (error) {
		if (!(error instanceof InputError)) throw error;
		return refuse("its name is malformed", "write it as FROM takes it, such as \"debian:12\" or \"ghcr.io/shop/base:1.2\"");
	}
}
// src/inputs/tags.ts
const ATTRIBUTES = ["name", "enable"];
function refuse({ line, text }, reason, remedy) {
	throw new InputError(`Cannot read image on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
}
function toRepository(line, name) {
	if (name.lastIndexOf(":") > name.lastIndexOf("/")) refuse(line, "an image must not carry a tag", `write ${quote(name.slice(0, name.lastIndexOf(":")))}`);
	return parseRepository(hasRegistry(name) ? name : `docker.io/${name}`);
}
function splitLine(line) {
	return (splitFields(line.text) ?? refuse(line, "its quotes are not around a whole field", "leave them out")).filter((field) => field !== "");
}
function parseLine(line) {
	const fields = splitLine(line);
	return (fields.length > 1 && fields.every((field) => !field.includes("=")) ? fields.map((field) => [field]) : [fields]).flatMap((each) => parseImage(line, each) ?? []);
}
function parseImage(line, fields) {
	const attributes = /* @__PURE__ */ new Map();
	for (const field of fields) {
		const equals = field.indexOf("=");
		const key = equals < 0 ? "name" : field.slice(0, equals).trim().toLowerCase();
		if (!ATTRIBUTES.includes(key)) refuse(line, `there is no attribute ${quote(key)}`, adviseWord(key, ATTRIBUTES));
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
		});
	});
}
function readSeparators(getRaw) {
	return {
		tags: getRaw("sep-tags") || "\n",
		labels: getRaw("sep-labels") || "\n",
		annotations: getRaw("sep-annotations") || "\n"
	};
}
function joinItems(items, separator) {
	if (!separator.includes("\n")) return items.join(separator);
	return items.map((item) => /[\r\n]/.test(item) ? `"${item.replaceAll("\"", "\"\"")}"` : item).join(separator);
}
const STAGE = /^(.+)#([A-Za-z][A-Za-z0-9_.-]*)$/s;
function readBaseInputs(get) {
	const image = optional$1(get("base-image"));
	const path = optional$1(get("dockerfile"));
	const [, file = path, stage] = STAGE.exec(path ?? "") ?? [];
	return {
		baseImage: image === void 0 || image === "scratch" ? image : parseBaseImage(image),
		dockerfile: file === void 0 ? void 0 : {
			path: file,
			stage
		}
	};
}
// src/inputs/inputs.ts
function readTagsInputs(get, getRaw) {
	return {
		images: parseImages(get("images")),
		pipelineFile: get("config") || ".github/sealift.yml",
		context: parseChoice("context", get("context"), ["workflow", "git"]),
		workflowRun: parseChoice("workflow-run", get("workflow-run"), ["ignore", "push"]),
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
	"history",
	"hold",
	"unhold",
	"check",
	"outdated",
	"rollback",
	"retain"
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
	if (command === "hold" || command === "unhold") return readHoldInputs(get, command, pipeline);
	if (command === "check") return readCheckInputs(get, pipeline);
	if (command === "outdated") return readOutdatedInputs(get, pipeline);
	if (command === "rollback") return readRollbackInputs(get, pipeline);
	if (command === "retain") return readRetainInputs(get, pipeline);
	if (command === "plan") return readPlanInputs(get, pipeline);
	if (get("plan") !== "" || get("shard") !== "") return readShardInputs(get, pipeline);
	return readPromotion(get, {
		routes: readRoutes(get, pipeline),
		pipeline
	});
}
async function findPipeline(get, environment) {
	if (get("command") === "tags") return void 0;
	return readPipelineFile(get("config") || ".github/sealift.yml", environment);
}
// src/report/markdown.ts
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
function markdownLabels(labels) {
	return markdownTable(["Label", "Value"], Object.entries(labels).map(([key, value]) => [markdownCode(key), markdownCode(value)]));
}
function markdownPage(parts, warnings, footer) {
	const shown = warnings.map((warning) => `> [!WARNING]\n> ${markdownText(warning)}`);
	const below = footer === void 0 ? [] : [`<sub>${footer}</sub>`];
	return limitSummary(`${[
		...parts,
		...shown,
		...below
	].join("\n\n")}\n`);
}
const MAX_SUMMARY = 921600;
function count(text, part) {
	return text.split(part).length - 1;
}
function limitSummary(markdown) {
	const bytes = Buffer.from(markdown);
	if (bytes.byteLength <= MAX_SUMMARY) return markdown;
	const end = bytes.lastIndexOf("\n", MAX_SUMMARY);
	const kept = bytes.subarray(0, Math.max(0, end)).toString("utf8");
	const fence = count(`\n${kept}`, "\n```") % 2 === 1 ? "\n```" : "";
	const open = count(kept, "<details>") - count(kept, "</details>");
	return `${kept}${fence}\n${"\n</details>\n".repeat(open)}\nThe rest was cut: a summary may hold 1 MiB. The output "report" is complete.\n`;
}
const MAX_SENTENCE = 4e3;
const HELP = `<sub>[All errors](${HOME_URL}/blob/main/docs/reference/errors.md) · re-run with debug logging to see every request</sub>`;
function renderFailureSummary(failure, lines = []) {
	const show = (text) => markdownText(text, MAX_SENTENCE);
	const list = lines.length === 0 ? [] : [lines.map((line) => `- ${show(line)}`).join("\n")];
	const head = "## ⛔ Sealift stopped";
	if (typeof failure === "string") return `${[
		head,
		show(failure),
		...list,
		HELP
	].join("\n\n")}\n`;
	const { remedy, aftermath } = failure;
	const after = aftermath === void 0 ? [] : [`**Current state:** ${show(aftermath)}`];
	return `${[
		head,
		show(formatProblem(failure)),
		...list,
		`**What to do:** ${show(remedy)}`,
		...after,
		HELP
	].join("\n\n")}\n`;
}
function redactWords(words, redact) {
	const { what, reason, remedy, aftermath } = words;
	return {
		what: redact(what),
		reason: redact(reason),
		remedy: redact(remedy),
		...aftermath === void 0 ? {} : { aftermath: redact(aftermath) }
	};
}
// src/report/cancelled.ts
const MAX_ROWS = 500;
const WORDS = [
	["stuck", "NOT put back, look at it"],
	["unknown", "perhaps moved, look at it"],
	["begun", "perhaps written, look at it"],
	["written", "moved"],
	["restored", "put back to what it was"],
	["new", "created, on a complete image"],
	["planned", "did not move"],
	["untouched", "did not move"]
];
function describeTags(states) {
	return WORDS.flatMap(([state, words]) => [...states].filter(([, each]) => each === state).map(([name]) => ({
		name,
		words
	})));
}
function reasonOf({ signal }) {
	return signal === void 0 ? "an unexpected error ended the run" : `${signal} ended the run`;
}
function explainCancelled(cause, states) {
	const described = describeTags(states);
	if (![...states.values()].some((state) => state !== "planned" && state !== "untouched")) return `Cannot finish: ${reasonOf(cause)} before any tag was written; run it again`;
	const parts = [...Map.groupBy(described, ({ words }) => words)].map(([words, tags]) => {
		return `${words}: ${nameOrCount(tags.map(({ name }) => name), "tags")}`;
	});
	return `Cannot finish: ${reasonOf(cause)} (${parts.join("; ")}); run it again`;
}
function renderCancelledSummary(sentence, states) {
	const described = describeTags(states);
	const rows = described.slice(0, MAX_ROWS).map(({ name, words }) => [markdownText(name, 500), words]);
	const more = described.length > MAX_ROWS ? [`and ${described.length - MAX_ROWS} more tags, listed in the log`] : [];
	const table = rows.length === 0 ? [] : [markdownTable(["Tag", "State"], rows)];
	return `${[
		"## 🛑 Sealift was cancelled",
		markdownText(sentence, 4e3),
		...table,
		...more
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
async function main(host, cancellation) {
	secrets.clear();
	let told;
	function tell() {
		told ??= tellCancelled(host, cancellation);
		return told;
	}
	return await Promise.race([run(host, cancellation, tell), cancellation.over]) ?? tell();
}
function tellCancelled(host, { cause, journal }) {
	if (cause === void 0) throw new Error("nothing ended the run");
	const sentence = secrets.redact(explainCancelled(cause, journal.states));
	host.logger.fail(sentence);
	for (const { name, words } of describeTags(journal.states)) host.logger.info(`${words}: ${name}`);
	summarize(secrets.redact(renderCancelledSummary(sentence, journal.states)), host);
	return cause.exitCode;
}
function summarize(markdown, host) {
	try {
		host.writeSummary(markdown);
	} catch (error) {
		host.logger.info(`The job summary cannot be written: ${explainSystemError(error, "write")}`);
	}
}
async function run(host, cancellation, tell) {
	const { logger } = host;
	try {
		await runCommand(host, cancellation);
		if (cancellation.cause === void 0) return 0;
		logger.info("The run had already finished when it was told to end");
		return cancellation.cause.exitCode;
	} catch (error) {
		if (cancellation.cause !== void 0) return tell();
		const sentence = secrets.redact(explain(error, logger));
		const { position, lines = [] } = isSealiftError(error) ? error : {};
		const below = lines.map((line) => secrets.redact(line));
		logger.fail(sentence, {
			position,
			lines: below
		});
		const words = isSealiftError(error) ? error.words : void 0;
		const failure = words === void 0 ? sentence : redactWords(words, (text) => secrets.redact(text));
		const quiet = {
			...host,
			logger: {
				...logger,
				info: () => void 0
			}
		};
		summarize(renderFailureSummary(failure, below), error instanceof HandOverError ? quiet : host);
		return 1;
	}
}
async function runCommand(host, cancellation) {
	const now = /* @__PURE__ */ new Date();
	const { environment, logger, getInput, getRawInput: getRaw } = host;
	for (const name of SECRETS) logger.maskSecret(getInput(name));
	const pipeline = await findPipeline(getInput, environment);
	pipeline?.warnings?.forEach(logger.warn);
	const inputs = loadInputs(getInput, {
		getRaw,
		pipeline
	});
	const context = {
		...host,
		event: loadEvent(environment),
		now,
		cancellation
	};
	switch (inputs.command) {
		case "tags":
			await (await import("./build.js").then((n) => n.t)).runTags(inputs, context);
			return;
		case "promote":
			await (await import("./registry.js").then((n) => n.t)).runPromote(inputs, context);
			return;
		case "plan":
			await (await import("./promote.js").then((n) => n.f)).runPlan(inputs, context);
			return;
		case "shard":
			await (await import("./promote.js").then((n) => n.t)).runShard(inputs, context);
			return;
		case "verify":
			await (await import("./records.js").then((n) => n.r)).runVerify(inputs, context);
			return;
		case "history": {
			const { openVerifier } = await import("./records.js").then((n) => n.U);
			const { runHistory } = await import("./history.js").then((n) => n.t);
			await runHistory(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
			return;
		}
		case "hold":
		case "unhold":
			await (await import("./hold.js").then((n) => n.t)).runHold(inputs, context);
			return;
		case "check":
			await (await import("./check.js").then((n) => n.t)).runCheck(inputs, context);
			return;
		case "rollback":
			await (await import("./rollback.js").then((n) => n.t)).runRollback(inputs, context);
			return;
		case "outdated": {
			const { openVerifier } = await import("./records.js").then((n) => n.U);
			const { runOutdated } = await import("./outdated.js").then((n) => n.t);
			await runOutdated(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
			return;
		}
		case "retain": {
			const { openVerifier } = await import("./records.js").then((n) => n.U);
			const { runRetain } = await import("./retain.js").then((n) => n.t);
			await runRetain(inputs, context, { openVerifier: () => openVerifier(inputs.pipeline, now) });
			return;
		}
	}
}
// src/start.ts
const [, , ...given] = process.argv;
outliveReaders();
const runner = openRunner(process.env);
runToEnd(process, runner.logger, async (cancellation) => given.length > 0 ? refuseArguments(given, runner.logger) : main(runner, cancellation));
export { require_compare as $, withAftermath as $n, parseJsonText as $t, readTime as A, parseRepository as An, limitsFor as At, compareVersions as B, tryParseDigest as Bn, makeBakeFolder as Bt, decodeGateChecks as C, tagName as Cn, findEnvironments as Ct, objects as D, isSameRepository as Dn, canonicalTemplate as Dt, isTexts as E, isReservedTag as En, canOverlap as Et, readClaim as F, digestHex as Fn, findRoute as Ft, reasonForNoVersion as G, once as Gn, describeRepository as Gt, isStable as H, safeText as Hn, asFollowedPush as Ht, readStatement as I, digestOf as In, isWithin as It, tryParseVersion as J, PolicyError as Jn, hasProperty as Jt, sampleVersion as K, CancelledError as Kn, FormatError as Kt, readStatementDocument as L, explainDigest as Ln, readWholeFile as Lt, texts as M, canonicalRegistry as Mn, statusOf as Mt, IN_TOTO as N, isLoopback as Nn, IMAGE_PLACEHOLDER as Nt, optional as O, isTag as On, isImageName as Ot, encodeDigest as P, digestAlgorithm as Pn, expandTemplate as Pt, tryParsePep440 as Q, reword as Qn, parseJsonObject as Qt, writeStatement as R, isDigest as Rn, readWithin as Rt, encodeDestination as S, TagJournal as Sn, environmentNamed as St, isText as T, formatRepository as Tn, recordedEnvironment as Tt, looksLikePreRelease as U, secrets as Un, withRef as Ut, formatVersionTag as V, quote as Vn, writeBakeFiles as Vt, parseVersion as W, getOrMake as Wn, isForkRun as Wt, comparePep440 as X, formatProblem as Xn, objectProperty as Xt, tryParseVersionTag as Y, RegistryError as Yn, isJsonObject as Yt, tryParseFullPep440 as Z, isSealiftError as Zn, optionalText as Zt, decodeOrigin as _, nameOrCount as _n, localTimeOf as _t, markdownTable as a, tryParse as an, TemplateError as at, encodeSet as b, TOOL_VERSION as bn, adviseWord as bt, SCRATCH as c, systemCode as cn, literalTemplate as ct, formatShardName as d, formatDuration as dn, renderTemplate as dt, property as en, require_semver as et, shardTitle as f, formatList as fn, warnOfBareTypes as ft, PROMOTION as g, isBlank as gn, formatOffset as gt, annotateHold as h, formatTimeLeft as hn, formatDay as ht, markdownPage as i, stringProperty as in, TAG_LANGUAGE as it, required as j, parseTag as jn, locationsOf as jt, readDigest as k, parseReference as kn, formatSelector as kt, parseBaseImage as l, formatBytes as ln, namesIn as lt, HOLD as m, formatSeconds as mn, tryParseRevision as mt, markdownDetails as n, requireUniqueKeys as nn, matchGitTag as nt, markdownText as o, throwWorst as on, VERSION_LANGUAGE as ot, readPipelineFile as p, formatNumber as pn, ALLOWED as pt, splitVersion as q, InputError as qn, decodeJson as qt, markdownLabels as r, stringMap as rn, NO_FLAVOR as rt, joinItems as s, explainSystemError as sn, isLiteral as st, markdownCode as t, requireExactKeys as tn, parseTagRules as tt, collectSettings as u, formatCount as un, parseTemplate as ut, decodeSet as v, CLOCK_SKEW as vn, nearestTimeZone as vt, isOneOf as w, formatReference as wn, isNameOf as wt, decodeDestination as x, USER_AGENT as xn, nearest as xt, encodeOrigin as y, DAY as yn, zoneNameOf as yt, mapNonEmpty as z, shortDigest as zn, buildBakeFiles as zt };
