// src/text/safe-text.ts
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const MAX_LENGTH$2 = 500;
function safeText(text, maxLength = MAX_LENGTH$2) {
	const line = text.slice(0, maxLength * 2).replace(/\r\n|[\r\n\u2028\u2029]/g, "␤").replaceAll("	", " ").replace(UNPRINTABLE, "").replaceAll("##[", "## [").replaceAll("::", ": :");
	return line.length > maxLength ? `${line.slice(0, maxLength - 1)}…` : line;
}
function quote(text) {
	return `"${safeText(text, 200)}"`;
}
// package.json
var name = "sealift";
var version = "0.1.0";
var homepage = "https://github.com/sealift/sealift#readme";
// src/tool.ts
const TOOL_VERSION = version;
const HOME_URL = homepage.replace(/#.*$/, "");
const USER_AGENT = `${name}/${version} (+${HOME_URL})`;
// rolldown.config.ts?on-first-call=crypto
const createHash = (...given) => process.getBuiltinModule("node:crypto").createHash(...given);
const randomUUID = (...given) => process.getBuiltinModule("node:crypto").randomUUID(...given);
// src/oci/json.ts
var FormatError = class extends Error {
	name = "FormatError";
};
function isJsonObject(value) {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
function parseJsonObject(bytes) {
	return parseJsonText(decodeJson(bytes));
}
function decodeJson(bytes) {
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		throw new FormatError("it is no JSON document");
	}
}
function parseJsonText(text) {
	let value;
	try {
		value = JSON.parse(text);
	} catch {
		throw new FormatError("it is no JSON document");
	}
	if (!isJsonObject(value)) throw new FormatError("it is no JSON object");
	return value;
}
function property(object, key) {
	return Object.hasOwn(object, key) ? object[key] : void 0;
}
function stringProperty(object, key) {
	const value = property(object, key);
	return typeof value === "string" ? value : void 0;
}
function objectProperty(object, key) {
	const value = property(object, key);
	return isJsonObject(value) ? value : void 0;
}
function stringMap(value) {
	if (!isJsonObject(value)) return /* @__PURE__ */ new Map();
	return new Map(Object.entries(value).filter((entry) => typeof entry[1] === "string"));
}
// src/action/event/event-source.ts
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
// src/errors.ts
var InputError = class extends Error {
	name = "InputError";
};
var PolicyError = class extends Error {
	name = "PolicyError";
};
var RegistryError = class extends Error {
	name = "RegistryError";
	code;
	registry;
	status;
	constructor(message, details) {
		super(message, details.cause === void 0 ? void 0 : { cause: details.cause });
		this.code = details.code;
		this.registry = details.registry;
		this.status = details.status;
	}
};
function isSealiftError(error) {
	return error instanceof InputError || error instanceof PolicyError || error instanceof RegistryError;
}
// src/oci/registry-name.ts
const DOCKER_HUB = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
const PORT = /^(.+):([0-9]{1,5})$/;
function isLoopback(hostname) {
	const host = hostname.toLowerCase();
	return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
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
	const [, name, port] = PORT.exec(text) ?? [];
	const registry = name !== void 0 && isDefaultPort(name, Number(port), scheme) ? name : text;
	return DOCKER_HUB.has(registry) ? "docker.io" : registry;
}
// src/oci/repository.ts
const MAX_LENGTH$1 = 255;
const HOST = /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/;
const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
function refuse(text, reason, cure) {
	throw new InputError(`Cannot read repository ${quote(text)}: ${reason}; ${cure}`);
}
function tryParseRegistry(text) {
	const host = text.toLowerCase();
	if (!HOST.test(host)) return void 0;
	if (!/[.:]/.test(host) && host !== "localhost") return void 0;
	if (!URL.canParse(`https://${host}`)) return void 0;
	return canonicalRegistry(host);
}
function parseRepository(text) {
	if (/^[a-z]+:\/\//i.test(text)) refuse(text, "it begins with a scheme", "write registry/repository without it");
	const slash = text.indexOf("/");
	const registry = slash > 0 ? tryParseRegistry(text.slice(0, slash)) : void 0;
	if (registry === void 0) refuse(text, "it does not begin with a registry", "write registry/repository, such as \"ghcr.io/shop/app\"");
	const name = text.slice(slash + 1);
	if (name.includes("@") || name.includes(":")) refuse(text, "it has a tag or digest where only a repository goes", "leave out what follows the name");
	if (name !== name.toLowerCase()) refuse(text, "a repository is written in lower case", `write ${quote(`${registry}/${name.toLowerCase()}`)}`);
	if (name.length <= MAX_LENGTH$1 && !NAME.test(name)) refuse(text, "its name is malformed", "use lower-case words joined by \"/\", \".\", \"_\" or \"-\"");
	if (registry.length + 1 + name.length > MAX_LENGTH$1) refuse(text, `it is longer than ${MAX_LENGTH$1} characters`, "choose a shorter name");
	return {
		registry,
		name: registry === "docker.io" && !name.includes("/") ? `library/${name}` : name
	};
}
function formatRepository(repository) {
	return `${repository.registry}/${repository.name}`;
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
const MAX_LENGTH = 300;
function explainDigest(text) {
	const algorithm = text.length > MAX_LENGTH ? void 0 : ANY_DIGEST.exec(text)?.[1];
	return algorithm === void 0 || algorithm === "sha256" || algorithm === "sha512" ? "is not \"sha256:\" with 64 or \"sha512:\" with 128 lower-case hexadecimal digits" : `is of the algorithm "${algorithm}", which cannot be verified here: only sha256 and sha512 can`;
}
function parseDigest(text) {
	if (isDigest(text)) return text;
	throw new InputError(`Cannot read digest ${quote(text)}: it ${explainDigest(text)}; copy it whole from the registry or the build's output`);
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
export { stringProperty as A, decodeJson as C, parseJsonText as D, parseJsonObject as E, USER_AGENT as F, quote as I, safeText as L, randomUUID as M, HOME_URL as N, property as O, TOOL_VERSION as P, FormatError as S, objectProperty as T, isSealiftError as _, isDigest as a, objectAt as b, tryParseDigest as c, canonicalRegistry as d, insecureRegistry as f, RegistryError as g, PolicyError as h, explainDigest as i, createHash as j, stringMap as k, formatRepository as l, InputError as m, digestHex as n, parseDigest as o, isLoopback as p, digestOf as r, shortDigest as s, digestAlgorithm as t, parseRepository as u, isPullRequestEvent as v, isJsonObject as w, readEventSource as x, numberProperty as y };
