import { $t as parseJsonText, A as readTime, B as compareVersions, Bn as tryParseDigest, C as decodeGateChecks, D as objects, E as isTexts, En as isReservedTag, G as reasonForNoVersion, Hn as safeText, In as digestOf, J as tryParseVersion, Jn as PolicyError, Jt as hasProperty, K as sampleVersion, Kt as FormatError, Ln as explainDigest, M as texts, Mt as statusOf, N as IN_TOTO, Nn as isLoopback, O as optional, On as isTag, P as encodeDigest, Pn as digestAlgorithm, Qt as parseJsonObject, Rn as isDigest, S as encodeDestination, T as isText, Tn as formatRepository, Un as secrets, V as formatVersionTag, Vn as quote, W as parseVersion, Wn as getOrMake, Xt as objectProperty, Y as tryParseVersionTag, Yn as RegistryError, Yt as isJsonObject, Zt as optionalText, _ as decodeOrigin, _n as nameOrCount, _t as localTimeOf, a as markdownTable, b as encodeSet, cn as systemCode, dn as formatDuration, dt as renderTemplate, en as property, fn as formatList, g as PROMOTION, gt as formatOffset, ht as formatDay$1, in as stringProperty, j as required, jn as parseTag, k as readDigest, ln as formatBytes, lt as namesIn, mn as formatSeconds, n as markdownDetails, nn as requireUniqueKeys, nt as matchGitTag, o as markdownText, pn as formatNumber, q as splitVersion, qn as InputError, qt as decodeJson, rn as stringMap, st as isLiteral, t as markdownCode, tn as requireExactKeys, un as formatCount, v as decodeSet, w as isOneOf, wn as formatReference, x as decodeDestination, xn as USER_AGENT, y as encodeOrigin, yt as zoneNameOf, zn as shortDigest } from "./start.js";
import { createHash } from "node:crypto";
import { BlockList, isIP, isIPv4 } from "node:net";
import { lookup } from "node:dns";
import { lookup as lookup$1 } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";
// src/registry/transport/addresses.ts
const resolveBySystem = (hostname) => lookup$1(hostname, { all: true });
const ALLOWED = {
	public: /* @__PURE__ */ new Set(["public"]),
	private: /* @__PURE__ */ new Set(["public", "private"]),
	loopback: /* @__PURE__ */ new Set([
		"public",
		"private",
		"loopback"
	])
};
const METADATA_NAMES = /* @__PURE__ */ new Set([
	"metadata",
	"metadata.google.internal",
	"metadata.goog",
	"instance-data"
]);
const WORDS = {
	public: "a public address",
	private: "an address of a private network",
	loopback: "an address of this machine",
	forbidden: "an address that no registry has, such as that of a cloud machine's metadata"
};
function bareHost(hostname) {
	return hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "").toLowerCase();
}
function refuse({ registry, hostname }, found) {
	return new RegistryError({
		what: `follow registry "${registry}" to "${hostname}"`,
		reason: `it stands for ${WORDS[found]}, and the registry has none such itself`,
		remedy: "ask its administrators why it sends us there",
		code: "denied"
	});
}
async function scopeOf(registry, resolve) {
	const host = bareHost(registry);
	if (isLoopback(registry)) return "loopback";
	return scopeOfAddresses((isIP(host) > 0 ? [{ address: host }] : await resolve(host).catch(() => [])).map(({ address }) => address));
}
function scopeOfAddresses(addresses) {
	const classes = new Set(addresses.map(classifyAddress));
	if (classes.size === 0 || classes.has("public") || classes.has("forbidden")) return "public";
	return classes.has("private") ? "private" : "loopback";
}
function checkName(route, scope) {
	const host = bareHost(route.hostname);
	const found = isIP(host) > 0 ? classifyAddress(host) : METADATA_NAMES.has(host) ? "forbidden" : "public";
	if (!ALLOWED[scope].has(found)) throw refuse(route, found);
}
function guardedLookup$1(registry, scope, resolve) {
	return (hostname, options, callback) => {
		resolve(bareHost(hostname)).then((found) => {
			const first = found[0];
			const bad = found.map(({ address }) => classifyAddress(address)).find((kind) => !ALLOWED[scope].has(kind));
			if (bad !== void 0) return callback(refuse({
				registry,
				hostname
			}, bad), "");
			if (first === void 0) return callback(Object.assign(/* @__PURE__ */ new Error("the name has no address"), { code: "ENOTFOUND" }), "");
			if (options.all === true) callback(null, [...found]);
			else callback(null, first.address, first.family);
		}, (error) => callback(error instanceof Error ? error : new Error(String(error)), ""));
	};
}
const PRIVATE = [
	["10.0.0.0", 8],
	["172.16.0.0", 12],
	["192.168.0.0", 16],
	["100.64.0.0", 10],
	["198.18.0.0", 15],
	["fc00::", 7],
	["fec0::", 10]
];
const LOOPBACK = [["127.0.0.0", 8], ["::1", 128]];
const FORBIDDEN = [
	["0.0.0.0", 8],
	["169.254.0.0", 16],
	["100.100.100.200", 32],
	["168.63.129.16", 32],
	["192.0.0.0", 24],
	["224.0.0.0", 4],
	["240.0.0.0", 4],
	["fd00:ec2::", 32],
	["fd20:ce::", 32]
];
const GLOBAL = [["2000::", 3]];
const NOT_GLOBAL = [
	["2001::", 23],
	["2001:db8::", 32],
	["3fff::", 20]
];
const EMBEDDED = [
	[["::ffff:0:0", 96], 6],
	[["64:ff9b::", 96], 6],
	[["64:ff9b:1::", 96], 6],
	[["2002::", 16], 1]
];
function listOf(ranges) {
	const list = new BlockList();
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf$1(address));
	return list;
}
function familyOf$1(address) {
	return isIPv4(address) ? "ipv4" : "ipv6";
}
let made;
function makeLists() {
	return {
		global: listOf(GLOBAL),
		notGlobal: listOf(NOT_GLOBAL),
		classes: [
			["forbidden", listOf(FORBIDDEN)],
			["loopback", listOf(LOOPBACK)],
			["private", listOf(PRIVATE)]
		],
		embedded: EMBEDDED.map(([range, group]) => [listOf([range]), group])
	};
}
function lists() {
	made ??= makeLists();
	return made;
}
function groupsOf(address) {
	const [head = "", tail] = new URL(`http://[${address}]/`).hostname.slice(1, -1).split("::");
	const parse = (text) => text === "" ? [] : text.split(":").map((group) => Number.parseInt(group, 16));
	const [front, back] = [parse(head), parse(tail ?? "")];
	return [
		...front,
		...new Array(8 - front.length - back.length).fill(0),
		...back
	];
}
function embeddedAddress(address) {
	const first = lists().embedded.find(([list]) => list.check(address, "ipv6"))?.[1];
	if (first === void 0) return void 0;
	const [high = 0, low = 0] = groupsOf(address).slice(first, first + 2);
	return [
		high >> 8,
		high & 255,
		low >> 8,
		low & 255
	].join(".");
}
function classifyAddress(address) {
	const plain = address.replace(/%.*$/, "");
	if (isIP(plain) === 0) return "forbidden";
	const embedded = isIPv4(plain) ? void 0 : embeddedAddress(plain);
	if (embedded !== void 0) return classifyAddress(embedded);
	const { classes, global, notGlobal } = lists();
	const known = classes.find(([, list]) => list.check(plain, familyOf$1(plain)))?.[0];
	if (known !== void 0 || isIPv4(plain)) return known ?? "public";
	return global.check(plain, "ipv6") && !notGlobal.check(plain, "ipv6") ? "public" : "forbidden";
}
// src/registry/transport/proxy.ts
function read(environment, name) {
	return (environment[name.toLowerCase()] ?? environment[name] ?? "").trim();
}
function readProxy(environment, name) {
	const value = read(environment, name);
	if (value === "") return "";
	const url = URL.parse(value.includes("://") ? value : `http://${value}`);
	if (url !== null && url.hostname !== "" && (url.protocol === "http:" || url.protocol === "https:")) return Object.assign(url, {
		pathname: "/",
		search: "",
		hash: ""
	}).href;
	throw new InputError({
		what: `use the proxy of the variable ${name}`,
		reason: "its address does not begin with \"http://\" or \"https://\"",
		remedy: "correct or remove the variable"
	});
}
function readProxySettings(environment) {
	const httpProxy = readProxy(environment, "HTTP_PROXY");
	const httpsProxy = readProxy(environment, "HTTPS_PROXY");
	return httpProxy === "" && httpsProxy === "" ? void 0 : {
		httpProxy,
		httpsProxy,
		noProxy: read(environment, "NO_PROXY")
	};
}
function secretsOfProxies({ httpProxy, httpsProxy }) {
	return [httpProxy, httpsProxy].flatMap((text) => {
		const url = URL.parse(text);
		if (url === null || url.username === "" && url.password === "") return [];
		const [username, password] = [decode$3(url.username), decode$3(url.password)];
		const sent = Buffer.from(`${username}:${password}`).toString("base64");
		return [
			url.password,
			password,
			sent
		].filter((secret) => secret !== "");
	});
}
function decode$3(text) {
	try {
		return decodeURIComponent(text);
	} catch {
		return text;
	}
}
function proxyFor(url, settings) {
	if (settings === void 0 || isLoopback(url.hostname) || isExcepted(url, settings.noProxy)) return "";
	return url.protocol === "https:" ? settings.httpsProxy : settings.httpProxy;
}
function parseException(text) {
	const [, bracketed, own] = /^(\[[^\]]*\])(?::(\d+))?$/.exec(text) ?? [];
	if (bracketed !== void 0) return {
		host: bareHost(bracketed),
		port: own ?? ""
	};
	const [, host = text, port = ""] = /^([^:]*):(\d+)$/.exec(text) ?? [];
	return {
		host: bareHost(host),
		port
	};
}
function isInNetwork(host, network) {
	const [, address = "", prefix = ""] = /^(.*)\/(\d{1,3})$/.exec(network) ?? [];
	const [hostFamily, family] = [isIP(host), isIP(address)];
	if (hostFamily === 0 || family === 0 || Number(prefix) > (family === 4 ? 32 : 128)) return false;
	const list = new BlockList();
	list.addSubnet(address, Number(prefix), family === 4 ? "ipv4" : "ipv6");
	return list.check(host, hostFamily === 4 ? "ipv4" : "ipv6");
}
function covers({ host: pattern }, host) {
	if (pattern === "*") return true;
	if (pattern.includes("/")) return isInNetwork(host, pattern);
	if (isIP(pattern) > 0 || isIP(host) > 0) return isInNetwork(host, `${pattern}/${isIP(pattern) === 6 ? 128 : 32}`);
	const isBelow = pattern.startsWith("*.");
	const domain = pattern.replace(/^\*?\./, "");
	return domain !== "" && (host.endsWith(`.${domain}`) || !isBelow && host === domain);
}
function isExcepted(url, noProxy) {
	const port = url.port === "" ? url.protocol === "https:" ? "443" : "80" : url.port;
	const host = bareHost(url.hostname);
	return noProxy.split(/[,\s]+/).filter((entry) => entry !== "").map(parseException).some((exception) => (exception.port === "" || exception.port === port) && covers(exception, host));
}
// src/registry/transport/service-client.ts
const TLS = {
	minVersion: "TLSv1.2",
	rejectUnauthorized: true
};
const loadHttp = () => process.getBuiltinModule("node:http");
const loadHttps = () => process.getBuiltinModule("node:https");
function refusalOf(address) {
	return classifyAddress(address) === "forbidden" ? /* @__PURE__ */ new Error(`the address ${address} is none of a service`) : void 0;
}
const guardedLookup = (hostname, options, callback) => {
	lookup(hostname, {
		...options,
		all: true
	}, (error, addresses) => {
		if (error !== null) return callback(error, "");
		for (const { address } of addresses) {
			const refusal = refusalOf(address);
			if (refusal !== void 0) return callback(refusal, "");
		}
		const [first] = addresses;
		if (options.all) return callback(null, addresses);
		return callback(null, first?.address ?? "", first?.family);
	});
};
function checkUrl({ protocol, hostname, username, password }) {
	if (protocol !== "https:" && !(protocol === "http:" && isLoopback(hostname))) throw new Error("its address does not begin with \"https://\"");
	if (username !== "" || password !== "") throw new Error("its address holds a password");
	const host = hostname.replace(/^\[|\]$/g, "");
	const refusal = isIP(host) === 0 ? void 0 : refusalOf(host);
	if (refusal !== void 0) throw refusal;
}
async function readAnswer(response, maxAnswer) {
	const encoding = response.headers["content-encoding"];
	if (encoding !== void 0 && encoding !== "" && encoding !== "identity") {
		response.destroy();
		throw new Error("its answer is compressed, which nobody asked for");
	}
	const chunks = [];
	let size = 0;
	for await (const chunk of response) {
		const bytes = Buffer.from(chunk);
		size += bytes.byteLength;
		if (size > maxAnswer) throw new Error(`its answer is longer than ${maxAnswer} bytes`);
		chunks.push(bytes);
	}
	const raw = response.rawHeaders;
	const headers = raw.flatMap((name, index) => index % 2 === 0 ? [[name.toLowerCase(), raw[index + 1] ?? ""]] : []);
	return {
		status: response.statusCode ?? 0,
		statusText: response.statusMessage ?? "",
		headers,
		header: (name) => headers.find(([each]) => each === name)?.[1],
		body: Buffer.concat(chunks)
	};
}
function openServiceClient(environment) {
	const proxies = readProxySettings(environment);
	const agents = /* @__PURE__ */ new Map();
	function agentFor(url) {
		const proxy = proxyFor(url, proxies);
		const key = `${url.protocol}${proxy}`;
		const proxyEnv = proxy === "" ? {} : {
			HTTP_PROXY: proxy,
			HTTPS_PROXY: proxy
		};
		return getOrMake(agents, key, () => url.protocol === "https:" ? new (loadHttps()).Agent({
			keepAlive: true,
			proxyEnv,
			...TLS
		}) : new (loadHttp()).Agent({
			keepAlive: true,
			proxyEnv
		}));
	}
	return {
		async send({ url, method = "GET", headers, body, maxAnswer, signal }) {
			checkUrl(url);
			const isSecure = url.protocol === "https:";
			const length = body === void 0 ? void 0 : Buffer.byteLength(body);
			const options = {
				method,
				agent: agentFor(url),
				lookup: guardedLookup,
				...signal === void 0 ? {} : { signal },
				...isSecure ? TLS : {},
				headers: {
					"User-Agent": USER_AGENT,
					...headers,
					"Accept-Encoding": "identity",
					...length === void 0 ? {} : { "Content-Length": String(length) }
				}
			};
			return await new Promise((resolve, reject) => {
				const { request: send } = isSecure ? loadHttps() : loadHttp();
				send(url, options, (response) => readAnswer(response, maxAnswer).then(resolve, reject)).once("error", reject).end(body);
			});
		},
		[Symbol.dispose]() {
			for (const agent of agents.values()) agent.destroy();
		}
	};
}
// src/util/retry.ts
async function retry(clock, { tries, pause, jitter = false, until = () => true, mayPass = () => false }, work) {
	for (let tried = 1;; tried++) {
		try {
			const result = await work();
			if (tried === tries || until(result)) return result;
		} catch (error) {
			if (tried === tries || !mayPass(error)) throw error;
		}
		const length = typeof pause === "number" ? pause * 2 ** (tried - 1) : pause(tried);
		await clock.sleep(jitter ? length * (.5 + clock.random()) : length);
	}
}
// src/oci/media-type.ts
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const OCI_EMPTY = "application/vnd.oci.empty.v1+json";
const ARTIFACT_MANIFESTS = ["application/vnd.oci.artifact.manifest.v1+json", "application/vnd.cncf.oras.artifact.manifest.v1+json"];
const ACCEPT_MANIFESTS = [...[
	OCI_INDEX,
	OCI_MANIFEST,
	DOCKER_LIST,
	DOCKER_MANIFEST
], ...ARTIFACT_MANIFESTS].join(", ");
function bareMediaType(text) {
	return (text.split(";")[0] ?? "").trim().toLowerCase();
}
function contentKind(mediaType) {
	const bare = bareMediaType(mediaType);
	if (bare === "application/vnd.oci.image.index.v1+json" || bare === "application/vnd.docker.distribution.manifest.list.v2+json") return "index";
	if (bare === "application/vnd.oci.image.manifest.v1+json" || bare === "application/vnd.docker.distribution.manifest.v2+json") return "manifest";
	if (ARTIFACT_MANIFESTS.includes(bare)) return "artifact";
	return "blob";
}
function isSchema1(mediaType) {
	return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(bareMediaType(mediaType));
}
function isUsualBlob(mediaType) {
	return /(?:\.layer\.|\.rootfs\.|[.-]config\b|\.container\.image\.|cacheconfig|\+gzip$|\+zstd$|\btar\b|octet-stream|in-toto\+json$)/.test(bareMediaType(mediaType));
}
function isForeignLayer(mediaType) {
	return /\.nondistributable\.|\.foreign\.diff\./.test(bareMediaType(mediaType));
}
// src/attestation/artifact.ts
const PREDICATE_TYPE = "in-toto.io/predicate-type";
const SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const PROMISED_BUNDLE = "application/vnd.dev.sigstore.bundle+json;version=0.1";
const EMPTY = Buffer.from("{}");
function describe(mediaType, bytes) {
	return {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.byteLength,
		annotations: /* @__PURE__ */ new Map()
	};
}
function writeDescriptor({ mediaType, digest, size }) {
	return {
		mediaType,
		digest,
		size
	};
}
function completeAnnotations({ annotations, form, predicateType }) {
	const all = [...annotations, [PREDICATE_TYPE, predicateType]];
	if (form === "bundle") all.push(["dev.sigstore.bundle.content", "dsse-envelope"], ["dev.sigstore.bundle.predicateType", predicateType]);
	return new Map([...new Map(all)].sort(([left], [right]) => left < right ? -1 : 1));
}
function buildRecord(content) {
	const { subject } = content;
	const { mediaType, digest, size } = subject;
	return {
		...build(content, subject),
		subject: {
			mediaType,
			digest,
			size,
			annotations: /* @__PURE__ */ new Map()
		}
	};
}
function buildTaggedRecord(content) {
	return build(content, void 0);
}
function build(content, subject) {
	const { predicateType } = content;
	const isBundle = content.form === "bundle";
	const artifactType = isBundle ? SIGSTORE_BUNDLE : IN_TOTO;
	const config = describe(OCI_EMPTY, EMPTY);
	const layer = describe(artifactType, content.bytes);
	const annotations = completeAnnotations(content);
	const bytes = Buffer.from(JSON.stringify({
		schemaVersion: 2,
		mediaType: OCI_MANIFEST,
		artifactType,
		config: {
			...writeDescriptor(config),
			...isBundle ? {} : { data: EMPTY.toString("base64") }
		},
		layers: [{
			...writeDescriptor(layer),
			...isBundle ? {} : { annotations: { [PREDICATE_TYPE]: predicateType } }
		}],
		subject: subject && writeDescriptor(subject),
		annotations: Object.fromEntries(annotations)
	}));
	return {
		manifest: {
			mediaType: OCI_MANIFEST,
			digest: digestOf(bytes),
			bytes
		},
		descriptor: {
			...describe(OCI_MANIFEST, bytes),
			annotations,
			artifactType
		},
		blobs: [{
			descriptor: config,
			bytes: EMPTY
		}, {
			descriptor: layer,
			bytes: content.bytes
		}]
	};
}
// src/attestation/glob.ts
const MAX_LENGTH$2 = 4096;
const [STARS, STAR] = [-1, -2];
const SLASH = "/".charCodeAt(0);
const AT = "@".charCodeAt(0);
function parsePattern(pattern) {
	const parts = [];
	for (let at = 0; at < pattern.length; at++) if (pattern.charAt(at) !== "*") parts.push(pattern.charCodeAt(at));
	else if (pattern.charAt(at + 1) === "*") {
		parts.push(STARS);
		at++;
	} else parts.push(STAR);
	return parts;
}
function fitsStar(part, character) {
	return character !== AT && (part === STARS || part === STAR && character !== SLASH);
}
function matchesGlob(text, pattern) {
	if (text.length > MAX_LENGTH$2 || pattern.length > MAX_LENGTH$2) return false;
	const parts = parsePattern(pattern);
	let reached = new Uint8Array(parts.length + 1);
	reached[0] = 1;
	skipStars(reached, parts);
	for (let position = 0; position < text.length; position++) {
		const character = text.charCodeAt(position);
		const next = new Uint8Array(reached.length);
		for (const [at, part] of parts.entries()) {
			if (reached[at] === 0) continue;
			if (part === character) next[at + 1] = 1;
			else if (fitsStar(part, character)) next[at] = 1;
		}
		skipStars(next, parts);
		reached = next;
	}
	return reached[parts.length] === 1;
}
function skipStars(reached, parts) {
	for (const [at, part] of parts.entries()) if (reached[at] === 1 && part < 0) reached[at + 1] = 1;
}
// src/attestation/verify/trusted-signer.ts
function partsOf(facts, signer) {
	return [
		[
			"issuer",
			signer.issuer,
			facts.issuer
		],
		[
			"identity",
			signer.identity,
			facts.identity
		],
		[
			"source-repository",
			signer.sourceRepository,
			facts.sourceRepository
		],
		[
			"source-ref",
			signer.sourceRef,
			facts.sourceRef
		],
		[
			"event",
			signer.event,
			facts.event
		]
	];
}
function isMet(part, required, actual) {
	if (required === void 0) return true;
	if (actual === void 0) return false;
	return part === "issuer" || part === "event" ? required === actual : matchesGlob(actual, required);
}
function matchesSigner(facts, signer) {
	return signer.kind === "identity" && partsOf(facts, signer).every(([part, required, actual]) => isMet(part, required, actual));
}
function explainMismatch(facts, signers) {
	const misses = signers.flatMap((signer) => {
		if (signer.kind !== "identity") return [];
		return [{
			parts: partsOf(facts, signer).filter(([part, required, actual]) => !isMet(part, required, actual)),
			signer
		}];
	});
	const isOfCase = ({ parts }) => parts.every(([part, required, actual]) => isMet(part, required?.toLowerCase(), actual?.toLowerCase()));
	const spelled = misses.find(isOfCase)?.parts[0];
	if (spelled !== void 0) {
		const [part, required, actual] = spelled;
		return `"${part}" is pinned as ${quote(required ?? "")}, which differs from ${quote(actual ?? "")} only in upper and lower case`;
	}
	const single = misses.find(({ parts }) => parts.length === 1 && parts[0]?.[0] !== "identity")?.parts[0];
	if (single === void 0) return void 0;
	const [part, required, actual] = single;
	const is = actual === void 0 ? "the certificate does not say" : `it is ${quote(actual)}`;
	return `"${part}" is pinned as ${quote(required ?? "")}, and ${is}`;
}
// src/registry/transport/http.ts
function isElsewhere(response, asked) {
	return response.url.origin !== asked.origin;
}
async function readBody(response, limit) {
	const chunks = [];
	let length = 0;
	for await (const chunk of response.body) {
		length += chunk.byteLength;
		if (length > limit) return void 0;
		chunks.push(chunk);
	}
	return Buffer.concat(chunks, length);
}
function requestKind({ method, url }) {
	const endpoint = /^\/v2\/.+\/(manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
	if (endpoint === void 0) return method === "GET" || method === "POST" ? "token" : "write";
	if (endpoint === "tags" || endpoint === "referrers") return "list";
	return method === "GET" || method === "HEAD" ? "read" : "write";
}
const VALUE = /^[\t\x20-\x7e]*$/;
function checkHeaders({ url, headers = {} }) {
	for (const [name, value] of Object.entries(headers)) {
		if (VALUE.test(value)) continue;
		throw new InputError({
			what: `ask registry "${url.host}"`,
			reason: `the header "${name}" has a character that headers cannot hold`,
			remedy: "look for line breaks and other special characters in the credentials"
		});
	}
}
function withSentHeaders(transport) {
	return { async send(request) {
		const response = await transport.send(request);
		const headers = (name) => response.headers(name).filter((value) => value.trim() !== "");
		return {
			...response,
			headers,
			header: (name) => headers(name)[0]
		};
	} };
}
// src/registry/error-document.ts
const MAX_ERRORS = 500;
const MAX_WORDS = 2e3;
const DIGESTS = /sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})(?![0-9a-f])/g;
function readDetail(error) {
	const detail = property(error, "detail");
	if (typeof detail === "string") return detail;
	return isJsonObject(detail) ? stringProperty(detail, "message") ?? "" : "";
}
function readEntry(error) {
	const code = stringProperty(error, "code") ?? "";
	const message = secrets.redact(stringProperty(error, "message") ?? "", MAX_WORDS);
	const detail = secrets.redact(readDetail(error), MAX_WORDS);
	const everything = `${message} ${JSON.stringify(property(error, "detail") ?? "")}`;
	return {
		code: /^[A-Z_]{1,64}$/.test(code) ? code : "",
		message,
		detail: detail === message ? "" : detail,
		digests: [...new Set(everything.match(DIGESTS) ?? [])]
	};
}
function parseErrors(bytes) {
	let errors;
	try {
		errors = property(parseJsonObject(bytes), "errors");
	} catch {
		return [];
	}
	const entries = (Array.isArray(errors) ? errors.slice(0, MAX_ERRORS) : []).filter((error) => isJsonObject(error)).map(readEntry);
	return [...new Map(entries.map((entry) => [JSON.stringify(entry), entry])).values()];
}
// src/registry/error-hints.ts
const GHCR = /^ghcr\.io$/;
const DOCKER_HUB = /^docker\.io$/;
const ECR = /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.[a-z0-9-]+\.(?:amazonaws\.com(?:\.cn)?|on\.aws)$/;
const ECR_PUBLIC = /^public\.ecr\.aws$/;
const GOOGLE = /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/;
const AZURE = /\.azurecr\.(?:io|cn|us)$/;
const GITLAB = /^registry\.gitlab\.com$/;
const QUAY = /^quay\.io$/;
const ARTIFACTORY = /\.jfrog\.io$/;
const GHCR_ACCESS = "under \"Package settings\", \"Manage Actions access\" of the package, add this repository with the role";
const IMMUTABLE$1 = [
	{
		code: "REGISTRY_DISALLOWED_OPERATION",
		remedy: "unlock it with \"az acr repository update --write-enabled true\", or choose another tag"
	},
	{
		message: /operation is disallowed on this registry/i,
		remedy: "unlock it with \"az acr repository update --write-enabled true\", or choose another tag"
	},
	{
		message: /enabled tag immutability/i,
		remedy: "choose another tag, or switch tag immutability off in the settings of the Artifact Registry repository"
	},
	{
		host: ECR,
		remedy: "choose another tag, or exclude the tags that move from the immutability of the ECR repository (\"aws ecr put-image-tag-mutability\" with exclusion filters)"
	},
	{
		message: /configured as immutable/i,
		remedy: "choose another tag, or exclude the tags that move from the rules under \"Policy\", \"Tag Immutability\" of the Harbor project"
	},
	{
		message: /does not allow updating assets/i,
		remedy: "set the deployment policy of the Nexus repository to \"Allow redeploy\" (Nexus wants that for a new tag on an image that it has, too)"
	},
	{
		host: DOCKER_HUB,
		remedy: "choose another tag, or change the rule for immutable tags in the settings of the Docker Hub repository, which for all tags includes \"latest\""
	},
	{
		host: GITLAB,
		remedy: "choose another tag, or change the rules under \"Settings\", \"Packages and registries\", \"Protected container image tags\" of the GitLab project"
	},
	{
		message: /delete\/overwrite|overwrite.{0,80}permission|permission.{0,80}overwrite/i,
		remedy: "give the user the Artifactory permission \"Delete/Overwrite\" on the repository, or choose another tag"
	}
];
const OTHERS = [
	{
		message: /installation not allowed to (?:write|create) organization package/i,
		remedy: `give the job "permissions: packages: write" (where it has that, ${GHCR_ACCESS} "Write", and let the organization's settings allow members to create packages)`
	},
	{
		message: /permission_denied: *write_package/i,
		remedy: `${GHCR_ACCESS} "Write", and give the job "permissions: packages: write" (a package of another owner needs a personal access token with "write:packages")`
	},
	{
		message: /permission_denied: *read_package/i,
		remedy: `${GHCR_ACCESS} "Read", and give the job "permissions: packages: read" (a package of another owner needs a personal access token with "read:packages")`
	},
	{
		host: GHCR,
		status: [401, 403],
		remedy: `give the job "permissions: packages: write" and, ${GHCR_ACCESS} "Write"`
	},
	{
		host: ECR,
		status: [
			400,
			401,
			403
		],
		message: /authorization token has expired/i,
		means: "unauthorized",
		remedy: "log in to ECR again in this job, right before this step: a login lasts twelve hours"
	},
	{
		host: ECR,
		status: [404],
		code: "NAME_UNKNOWN",
		remedy: "create the repository, for example with \"aws ecr create-repository\", or a repository creation template: ECR makes none when an image is pushed"
	},
	{
		host: ECR,
		status: [403],
		remedy: "allow the role that the job logs in with to push and pull here, in its own policy and in that of the repository"
	},
	{
		host: ECR_PUBLIC,
		status: [404],
		code: "NAME_UNKNOWN",
		remedy: "create the repository with \"aws ecr-public create-repository\" in us-east-1: ECR Public makes none when an image is pushed"
	},
	{
		host: ECR_PUBLIC,
		message: /expired/i,
		status: [
			400,
			401,
			403
		],
		means: "unauthorized",
		remedy: "log in to public.ecr.aws again in this job, right before this step"
	},
	{
		host: ECR_PUBLIC,
		status: [401, 403],
		remedy: "log in to public.ecr.aws with a role that may \"ecr-public:GetAuthorizationToken\" and \"sts:GetServiceBearerToken\" in us-east-1, and push here"
	},
	{
		message: /pull rate limit/i,
		status: [429],
		remedy: "log in to Docker Hub, also where the image is public, or wait some hours: pulls are counted by account, and without one by address, which runners share"
	},
	{
		host: DOCKER_HUB,
		status: [401, 403],
		remedy: "check that the repository exists or may be created by this account, and that its access token may read and write"
	},
	{
		status: [412],
		code: "PROJECTPOLICYVIOLATION",
		remedy: "meet the policy of the Harbor project, which wants the image scanned or signed before it may be pulled, or have the project's administrators exempt it"
	},
	{
		status: [412],
		code: "PRECONDITION",
		remedy: "ask the administrators of the Harbor project which of its rules forbids this"
	},
	{
		message: /quota.{0,80}exceeded|exceed.{0,80}(?:quota|upper limit)/i,
		remedy: "delete images that are no longer needed, or have the quota of the project or namespace raised"
	},
	{
		status: [404],
		message: /\bproject .{0,200}\bnot found/i,
		remedy: "create the Harbor project, whose name is the first part of the repository, and make the robot account a member of it"
	},
	{
		status: [401, 403],
		message: /unauthorized to access repository: .{0,300}, action: /i,
		remedy: "give the robot account of the Harbor project \"Push Repository\" and \"Pull Repository\", and check that the project exists"
	},
	{
		host: AZURE,
		status: [401, 403],
		remedy: "give the identity that the job logs in with the role \"AcrPush\" on the registry, and check that its network rules admit the runner"
	},
	{
		host: GOOGLE,
		status: [404],
		code: "NAME_UNKNOWN",
		remedy: "create the Artifact Registry repository, whose name is the part after the project (images below it need not exist)"
	},
	{
		host: GOOGLE,
		status: [401, 403],
		remedy: "give the account that the job logs in with the role \"Artifact Registry Writer\" on the repository"
	},
	{
		host: GITLAB,
		status: [401, 403],
		remedy: "use a deploy token or an access token with \"read_registry\" and \"write_registry\": a job's own token only writes to its own project"
	},
	{
		host: QUAY,
		status: [401, 403],
		remedy: "give the robot account the permission \"Write\" on the repository, or \"Creator\" in its organization's team where the repository does not exist yet"
	},
	{
		message: /read-only|is_readonly/i,
		status: [405],
		code: "DENIED",
		remedy: "wait until the registry leaves its read-only mode, which its administrators have put it into"
	},
	{
		host: ARTIFACTORY,
		status: [401, 403],
		remedy: "give the user the Artifactory permissions \"Read\" and \"Deploy/Cache\" on the repository, whose key is the first part of the name or of the host"
	},
	{
		status: [415],
		code: "MANIFEST_INVALID",
		remedy: "let the registry take Docker's media types (zot: \"http\": {\"compat\": [\"docker2s2\"]}), or build the image with OCI media types"
	},
	{
		message: /manifest.{0,80}(?:exceed|too large|larger than)|payload.{0,40}limit/i,
		status: [400],
		code: "MANIFEST_INVALID",
		remedy: "build the image with fewer platforms or annotations: registries take manifests of up to 4 MiB"
	},
	{
		code: "PAGINATION_NUMBER_INVALID",
		remedy: "raise \"catalog\" and \"tags\" limits (\"maxentries\") in the configuration of the registry"
	},
	{
		status: [405],
		code: "UNSUPPORTED",
		remedy: "check that the registry allows this: a pull-through cache or a mirror takes no images"
	}
];
const HINTS = [...IMMUTABLE$1.map((hint) => ({
	...hint,
	immutable: true
})), ...OTHERS];
// src/registry/transport/web-page.ts
function isWebPage(response) {
	return /^(?:text\/html|application\/xhtml\+xml)\b/i.test(response.header("content-type") ?? "");
}
function withoutPages(transport) {
	return { async send(request) {
		const response = await transport.send(request);
		const isOwn = response.url.origin === request.url.origin;
		if (request.method !== "GET" || response.status !== 200 || !isOwn || !isWebPage(response)) return response;
		await response.discard();
		const { host } = request.url;
		throw new RegistryError({
			what: `read from registry "${host}"`,
			reason: "a web page answers",
			remedy: "check that this is the address of a registry, not of a website, and that no login page of a proxy stands before it",
			code: "invalid-answer",
			status: 200
		});
	} };
}
// src/registry/errors.ts
const MAX_ERROR_BODY$1 = 65536;
const GIVE_RIGHT = "give it that right in the registry, or use a login that has it";
const MOST_SHOWN = 4;
async function readErrorResponse(response) {
	const { status, mayNot } = response;
	const nothing = {
		status,
		code: "",
		message: "",
		errors: [],
		...mayNot === void 0 ? {} : { mayNot }
	};
	const bytes = await readBody(response, MAX_ERROR_BODY$1).catch(() => void 0);
	if (isWebPage(response)) return {
		...nothing,
		isPage: true
	};
	if (bytes === void 0 || bytes.byteLength === 0) return nothing;
	const text = Buffer.from(bytes).toString("utf8").trim();
	if (text.startsWith("<")) return {
		...nothing,
		isPage: true
	};
	if (!/^[[{"]/.test(text)) return {
		...nothing,
		message: secrets.redact(text, MAX_WORDS)
	};
	const errors = byMeaning(status, parseErrors(bytes));
	const [first] = errors;
	if (first === void 0) return nothing;
	const { code, message, detail } = first;
	return {
		...nothing,
		code,
		message,
		...detail === "" ? {} : { detail },
		errors
	};
}
function remedyOf(code) {
	switch (code) {
		case "unauthorized":
		case "denied": return "give the credentials the right to do this";
		case "not-found": return "check the name, that it exists, and that the credentials may see it";
		case "rate-limited": return "wait and run again, or log in to be allowed more";
		case "tag-immutable": return "choose another tag, or change the rule in the registry";
		case "too-large": return "raise the limit of the registry or of the proxy in front of it";
		case "server-error": return "run again later: what is there already is not sent again";
		default: return "see what the registry requires";
	}
}
async function refused(response, attempt) {
	return responseError(await readErrorResponse(response), attempt);
}
function silentRemedy({ status, code, message }, { isWrite }) {
	if (isWrite !== true || code !== "") return void 0;
	if (status === 405) return "check that the registry takes images: one that is read-only, a mirror and a pull-through cache do not";
	if (status === 403 && message === "") return "give the credentials the right to push there, and check that the quota of the owner or project is not used up";
}
function describeEntry({ code, message, detail = "" }) {
	return [code, ...[message, detail].map((text) => text === "" ? "" : quote(text))].filter((word) => word !== "").join(" ");
}
function errorsOf(refusal) {
	return refusal.errors.length === 0 ? [refusal] : refusal.errors;
}
function say(refusal) {
	const words = [...new Set(errorsOf(refusal).map(describeEntry))].filter((word) => word !== "");
	const shown = words.slice(0, MOST_SHOWN).join(", ");
	const rest = words.length - MOST_SHOWN;
	return shown === "" ? "" : ` (${shown}${rest > 0 ? `, and ${rest} more` : ""})`;
}
function hintFor(refusal, registry, isImmutable) {
	for (const { code, message, detail = "" } of errorsOf(refusal)) {
		const words = detail === "" ? message : `${message}\n${detail}`;
		const found = HINTS.find((hint) => (hint.immutable ?? false) === isImmutable && (hint.host?.test(registry) ?? true) && (hint.status?.includes(refusal.status) ?? true) && (hint.code === void 0 || hint.code === code) && (hint.message?.test(words) ?? true));
		if (found !== void 0) return found;
	}
}
function responseError(refusal, attempt) {
	const { registry, what } = attempt;
	const { status, mayNot } = refusal;
	const meaning = classify(refusal);
	const hint = hintFor(refusal, registry, meaning === "tag-immutable");
	const isShort = mayNot !== void 0 && (meaning === "denied" || meaning === "unauthorized");
	const code = hint?.means ?? (isShort ? "denied" : meaning);
	if (refusal.isPage && status < 500 && ![
		401,
		403,
		413,
		429
	].includes(status)) {
		const reason = `a web page answers, with status ${status}`;
		const remedy = `check that "${registry}" is the address of a registry, not of a website`;
		return new RegistryError({
			what,
			reason,
			remedy,
			code,
			status
		});
	}
	const reason = `the registry answers ${status}${say(refusal)}${isShort ? `: the login is right, but may not ${mayNot}` : ""}`;
	const remedy = hint?.remedy ?? silentRemedy(refusal, attempt) ?? (isShort ? GIVE_RIGHT : remedyOf(code));
	const missing = refusal.errors.filter((error) => error.code.endsWith("_UNKNOWN")).flatMap(({ digests }) => digests);
	return new RegistryError({
		what,
		reason,
		remedy,
		code,
		status,
		missing
	});
}
const AGAIN = "run again, and tell the registry's administrators if that does not help";
function invalidAnswer({ what }, reason, code = "invalid-answer", remedy = code === "too-large" ? "make it smaller where it is made: Sealift reads no more than that" : AGAIN) {
	return new RegistryError({
		what,
		reason,
		remedy,
		code
	});
}
const IMMUTABLE = [
	/cannot be overwritten/i,
	/already exists in the .{0,300}\bimmutable/i,
	/enabled tag immutability/i,
	/configured as immutable/i,
	/does not allow updating assets/i,
	/immutable tag|tag is immutable/i
];
const IMMUTABLE_CODES = /* @__PURE__ */ new Set([
	"TAG_IMMUTABLE",
	"TAG_ALREADY_EXISTS",
	"REGISTRY_DISALLOWED_OPERATION"
]);
const IMMUTABLE_FORBIDDEN = /immutable|overwrit/i;
const IMMUTABLE_DENIED = /\bprotected\b/i;
function isImmutable({ status, code, message, detail = "" }) {
	const words = `${message}\n${detail}`;
	if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(words))) return true;
	if (status === 405 && /operation is disallowed on this registry/i.test(words)) return true;
	if (status !== 403) return false;
	if ((code === "DENIED" || code === "") && IMMUTABLE_FORBIDDEN.test(words)) return true;
	return code === "DENIED" && IMMUTABLE_DENIED.test(words);
}
const MEANINGS = new Map([
	["UNAUTHORIZED", "unauthorized"],
	["DENIED", "denied"],
	["TOOMANYREQUESTS", "rate-limited"],
	["NAME_UNKNOWN", "not-found"],
	...[
		...[
			"BLOB_UNKNOWN",
			"BLOB_UPLOAD_INVALID",
			"BLOB_UPLOAD_UNKNOWN",
			"DIGEST_INVALID",
			"MANIFEST_BLOB_UNKNOWN"
		],
		...[
			"MANIFEST_INVALID",
			"MANIFEST_UNKNOWN",
			"MANIFEST_UNVERIFIED",
			"NAME_INVALID",
			"SIZE_INVALID",
			"TAG_INVALID"
		],
		"UNSUPPORTED"
	].map((code) => [code, "refused"])
]);
function byMeaning(status, errors) {
	const rank = (entry) => {
		if (isImmutable({
			status,
			...entry
		})) return 0;
		if (entry.code === "UNKNOWN") return entry.detail === "" ? 4 : 3;
		return entry.code === "" ? 2 : 1;
	};
	return errors.toSorted((one, other) => rank(one) - rank(other));
}
function classify(refusal) {
	const { status, code } = refusal;
	if (isImmutable(refusal)) return "tag-immutable";
	if (status === 401) return "unauthorized";
	if (status === 403) return "denied";
	if (status === 404) return "not-found";
	if (status === 413) return "too-large";
	if (status === 429) return "rate-limited";
	if (status < 500) return "refused";
	return MEANINGS.get(code) ?? "server-error";
}
// src/registry/content-encoding.ts
function withoutEncoding(transport) {
	return { async send(request) {
		const response = await transport.send(request);
		const encoding = response.headers("content-encoding").join(", ").trim();
		const isPlain = encoding === "" || encoding.toLowerCase() === "identity";
		const isBlob = request.url.pathname.includes("/blobs/");
		if (isPlain || isBlob || request.method === "HEAD" || response.status !== 200) return response;
		await response.discard();
		const { host } = response.url;
		throw new RegistryError({
			what: `read from registry "${host}"`,
			reason: `it sends an answer encoded as ${quote(encoding)}, and digests are those of plain bytes`,
			remedy: "switch compression off there, or in the proxy in front of it",
			code: "invalid-answer",
			status: response.status
		});
	} };
}
// src/registry/transport/retry-budget.ts
const RETRY_BUDGET = 9e5;
const EARNED = 50;
const LONGEST_PAUSE = 6e4;
function createRetryBudget(clock) {
	const pausedUntil = /* @__PURE__ */ new Map();
	const answering = /* @__PURE__ */ new Set();
	let countedUntil = 0;
	let left = RETRY_BUDGET;
	function spend(until) {
		const more = until - Math.max(clock.now(), countedUntil);
		if (more > left) return false;
		left -= Math.max(0, more);
		countedUntil = Math.max(countedUntil, until);
		return true;
	}
	return {
		async passed(host) {
			for (let rest = 1; rest > 0;) {
				rest = (pausedUntil.get(host) ?? 0) - clock.now();
				if (rest > 0) await clock.sleep(rest);
			}
		},
		pause(host, milliseconds) {
			const until = clock.now() + Math.min(milliseconds, LONGEST_PAUSE);
			if (!spend(until)) return false;
			pausedUntil.set(host, Math.max(until, pausedUntil.get(host) ?? 0));
			return true;
		},
		async wait(milliseconds) {
			const pause = Math.min(milliseconds, LONGEST_PAUSE);
			if (!spend(clock.now() + pause)) return false;
			await clock.sleep(pause);
			return true;
		},
		answered(host) {
			answering.add(host);
		},
		hasAnswered(host) {
			return answering.has(host);
		},
		progress() {
			left = Math.min(RETRY_BUDGET, left + EARNED);
		}
	};
}
// src/registry/transport/retry.ts
const TRIES$1 = 5;
const TRIES_AT_LIMIT = 10;
const FIRST_PAUSE = 250;
const PASSING = /* @__PURE__ */ new Set([
	408,
	429,
	499,
	500,
	502,
	503,
	504,
	522
]);
const BUSY = /* @__PURE__ */ new Set([429, 503]);
const LASTING_LIMIT = /pull rate limit/i;
const FINAL_CODES = /* @__PURE__ */ new Set([
	"DENIED",
	"DIGEST_INVALID",
	"MANIFEST_INVALID",
	"MANIFEST_UNVERIFIED",
	"NAME_INVALID",
	"SIZE_INVALID",
	"TAG_INVALID",
	"UNAUTHORIZED",
	"UNSUPPORTED"
]);
const HOPELESS = /^(?:ENOTFOUND|ECONNREFUSED|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/;
function isRepeatable(request) {
	if (request.method === "GET" || request.method === "HEAD") return true;
	if (request.method === "PUT") return /\/manifests\/[^/]+$/.test(request.url.pathname);
	const isForm = request.headers?.["content-type"] === "application/x-www-form-urlencoded";
	return request.method === "POST" && (request.body === void 0 || isForm);
}
function isPassingStatus(status) {
	return PASSING.has(status);
}
function isPassingError(error) {
	if (!(error instanceof RegistryError) || error.code !== "timeout" && error.code !== "unreachable") return false;
	const { cause } = error;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	return typeof code !== "string" || !HOPELESS.test(code);
}
function findRestart(error, hasAnswered) {
	if (!hasAnswered || !(error instanceof RegistryError) || systemCode(error.cause) !== "ECONNREFUSED") return void 0;
	return new RegistryError({
		what: error.words?.what ?? "reach a registry",
		reason: "it refuses connections, and has answered before in this run",
		remedy: "run again when it is up",
		code: "unreachable",
		cause: error
	});
}
async function readStart(response) {
	return Buffer.from(await readBody(response, MAX_ERROR_BODY).catch(() => void 0) ?? []);
}
async function isFinal(request, response) {
	if (response.status < 500 || BUSY.has(response.status) || request.method === "HEAD") return false;
	const errors = parseErrors(await readStart(response));
	return errors.some(({ code }) => FINAL_CODES.has(code)) || request.isFinal?.(errors) === true;
}
function exhausted(request, tries, code, words) {
	const { host, pathname } = request.url;
	return new RegistryError({
		what: `wait longer for registry "${host}"`,
		reason: `${request.method} ${safeText(pathname, 160)} was tried ${tries} times, at last ${words}, and a run that gets nowhere waits ${RETRY_BUDGET / 6e4} minutes for registries`,
		remedy: "run again later, or let fewer jobs use it at the same time",
		code
	});
}
async function delayOf(response, now) {
	const text = response.status === 429 ? (await readStart(response)).toString("utf8") : "";
	return {
		hint: tryParseRetryAfter(response.header("retry-after"), now) ?? findRetryHint(text),
		lasts: LASTING_LIMIT.test(text)
	};
}
function withRetry(transport, clock, retryBudget = createRetryBudget(clock)) {
	return { async send(request) {
		const { host } = request.url;
		for (let tries = 1;; tries++) {
			const pause = FIRST_PAUSE * 2 ** (tries - 1) * (.5 + clock.random());
			await retryBudget.passed(host);
			try {
				const answer = await transport.send(request);
				retryBudget.answered(host);
				const response = await bufferSmallBody(request, answer);
				const { status } = response;
				if (!PASSING.has(status)) {
					retryBudget.progress();
					return response;
				}
				if (await isFinal(request, response)) return response;
				const { hint, lasts } = await delayOf(response, clock.now());
				if (lasts) return response;
				const length = Math.max(hint ?? pause, tries === 1 ? 0 : pause);
				const isGranted = !BUSY.has(status) || retryBudget.pause(host, length);
				if (!isRepeatable(request) || tries === (status === 429 ? TRIES_AT_LIMIT : TRIES$1)) return response;
				await response.discard();
				if (!isGranted || !(BUSY.has(status) || await retryBudget.wait(length))) throw exhausted(request, tries, status === 429 ? "rate-limited" : "server-error", `it answered ${status}`);
			} catch (failure) {
				const restart = findRestart(failure, retryBudget.hasAnswered(host));
				const error = restart ?? failure;
				if (!isPassingError(error) || tries === TRIES$1 || !isRepeatable(request)) throw error;
				const words = error.code === "timeout" ? "it did not answer in time" : "the connection failed";
				if (!(restart === void 0 ? await retryBudget.wait(pause) : retryBudget.pause(host, pause))) throw exhausted(request, tries, error.code, words);
			}
		}
	} };
}
const SHORTEST_HINT = 1e3;
const UNITS = /* @__PURE__ */ new Map([
	["ns", 1e-6],
	["us", .001],
	["µs", .001],
	["μs", .001],
	["ms", 1],
	["s", 1e3],
	["m", 6e4],
	["h", 36e5]
]);
function tryParseRetryAfter(value, now) {
	const text = value?.trim() ?? "";
	if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1e3;
	if (text.length > 40 || !/^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)/.test(text)) return void 0;
	const date = Date.parse(text);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function tryParseGoDuration(text) {
	if (text === "" || text.length > 40 || !/^(?:[0-9]{1,12}(?:\.[0-9]{0,12})?(?:ns|us|µs|μs|ms|s|m|h))+$/.test(text)) return;
	let sum = 0;
	for (const [, number = "", unit = ""] of text.matchAll(/([0-9.]+)([a-zµμ]+)/g)) sum += Number(number) * (UNITS.get(unit) ?? 0);
	return sum;
}
function findRetryHint(body) {
	const duration = /retry-after: {0,4}([0-9a-zµμ.]{1,40})/i.exec(body)?.[1];
	const hint = duration === void 0 ? void 0 : tryParseGoDuration(duration.replace(/\.$/, ""));
	return hint === void 0 ? void 0 : Math.max(SHORTEST_HINT, hint);
}
const MAX_SMALL_BODY = 4194304;
const MAX_SMALL_BLOB = 262144;
const MAX_ERROR_BODY = 65536;
function smallBodyLimit(request, response) {
	if (response.status >= 400) return MAX_ERROR_BODY;
	if (request.method !== "GET" || response.status !== 200 || isWebPage(response)) return 0;
	if (!request.url.pathname.includes("/blobs/")) return MAX_SMALL_BODY;
	const length = response.header("content-length") ?? "";
	return /^[0-9]{1,9}$/.test(length) && Number(length) <= MAX_SMALL_BLOB ? MAX_SMALL_BLOB : 0;
}
async function* join$1(early, rest) {
	yield* early;
	yield* { [Symbol.asyncIterator]: () => rest };
}
async function bufferSmallBody(request, response) {
	const limit = smallBodyLimit(request, response);
	if (limit === 0 || request.method === "HEAD") return response;
	const iterator = response.body[Symbol.asyncIterator]();
	const early = [];
	let length = 0;
	while (length <= limit) {
		const next = await iterator.next().catch((error) => {
			if (response.status >= 400) return {
				done: true,
				value: void 0
			};
			throw error;
		});
		if (next.done === true) {
			async function* whole() {
				yield* early;
			}
			return {
				...response,
				body: { [Symbol.asyncIterator]: whole },
				discard: async () => void 0
			};
		}
		early.push(next.value);
		length += next.value.byteLength;
	}
	return {
		...response,
		body: { [Symbol.asyncIterator]: () => join$1(early, iterator) }
	};
}
// src/registry/warnings.ts
const MAX_WARNINGS = 20;
const MAX_HEADERS = 4096;
const WARNING = /299 - "((?:[^"\\]|\\.){0,4096})"\s*(?:,|$)/y;
function parseWarnings(headers) {
	const texts = [];
	let left = MAX_HEADERS;
	for (const header of headers) {
		const text = header.slice(0, left).trim();
		left -= text.length;
		let position = 0;
		while (position < text.length) {
			WARNING.lastIndex = position;
			const warning = WARNING.exec(text)?.[1];
			if (warning === void 0) break;
			texts.push(warning.replace(/\\(.)/g, "$1"));
			position = WARNING.lastIndex;
			while (text[position] === " ") position++;
		}
	}
	return texts;
}
function createWarningSink(show) {
	const shown = /* @__PURE__ */ new Set();
	return { add(registry, text) {
		const sentence = `The registry ${registry} warns: ${quote(text)}`;
		if (shown.size >= MAX_WARNINGS || shown.has(sentence)) return;
		shown.add(sentence);
		show(sentence);
	} };
}
function withWarnings(transport, registry, sink) {
	return { async send(request) {
		const response = await transport.send(request);
		const warnings = response.url.origin === request.url.origin ? response.headers("warning") : [];
		for (const text of parseWarnings(warnings)) sink.add(registry, text);
		return response;
	} };
}
// src/attestation/predicates/verification-summary.ts
const SLSA_VERSION = "1.2";
function encode$2({ verifier, policy, inputs = [], ...summary }) {
	return {
		verifier: {
			id: verifier.id,
			version: verifier.version === void 0 ? void 0 : { sealift: verifier.version }
		},
		timeVerified: summary.time.toISOString(),
		resourceUri: summary.resource,
		policy: {
			uri: policy.uri,
			digest: policy.digest && encodeDigest(policy.digest)
		},
		inputAttestations: inputs.length === 0 ? void 0 : inputs.map(({ uri, digest }) => ({
			uri,
			digest: encodeDigest(digest)
		})),
		verificationResult: summary.result,
		verifiedLevels: summary.levels,
		slsaVersion: SLSA_VERSION
	};
}
function decodeResult(predicate) {
	const result = required(predicate, "verificationResult", isText);
	if (result === "PASSED" || result === "FAILED") return result;
	throw new FormatError(`its result is ${quote(result)}, which is neither PASSED nor FAILED`);
}
function decode$2(predicate) {
	const verifier = required(predicate, "verifier", isJsonObject);
	const version = optional(verifier, "version", isJsonObject);
	const policy = required(predicate, "policy", isJsonObject);
	const hasDigest = optional(policy, "digest", isJsonObject) !== void 0;
	return {
		verifier: {
			id: required(verifier, "id", isText),
			version: version && texts(version, ["sealift"]).sealift
		},
		time: readTime(predicate, "timeVerified"),
		resource: required(predicate, "resourceUri", isText),
		policy: {
			uri: required(policy, "uri", isText),
			digest: hasDigest ? readDigest(policy) : void 0
		},
		inputs: objects(predicate, "inputAttestations")?.map((input) => ({
			uri: optional(input, "uri", isText) ?? "",
			digest: readDigest(input)
		})),
		result: decodeResult(predicate),
		levels: required(predicate, "verifiedLevels", isTexts)
	};
}
const VERIFICATION_SUMMARY = {
	type: "https://slsa.dev/verification_summary/v1",
	encode: encode$2,
	decode: decode$2
};
function admissionInto(environment) {
	return {
		type: `https://sealift.github.io/admitted/v1/${environment}`,
		encode: encode$2,
		decode: decode$2
	};
}
function levelName(text) {
	return text.toUpperCase().replaceAll("-", "_");
}
function enteredLevel(environment) {
	return `SEALIFT_ENTERED_${levelName(environment)}`;
}
function gateLevel(gate) {
	return `SEALIFT_GATE_${levelName(gate)}`;
}
const FAILED_LEVELS = ["FAILED"];
// src/registry/blobs/embedded-data.ts
function embeddedData({ data, size, digest }) {
	if (data === void 0) return void 0;
	const bytes = Buffer.from(data, "base64");
	return bytes.byteLength === size && digestOf(bytes, digestAlgorithm(digest)) === digest ? bytes : void 0;
}
// src/registry/blobs/blobs.ts
function lengthOf(response) {
	const length = /^bytes (?:\d+-\d+|\*)\/(\d+)$/.exec(response.header("content-range") ?? "")?.[1] ?? (response.status === 200 ? response.header("content-length") : void 0);
	return length === void 0 ? void 0 : Number(length);
}
async function hasFirstByte(client, url, size) {
	const response = await client.send({
		method: "GET",
		url,
		headers: { range: "bytes=0-0" }
	});
	await response.discard();
	if (response.status !== 200 && response.status !== 206 && response.status !== 416) return false;
	const length = lengthOf(response);
	return size === void 0 ? length !== void 0 || response.status !== 416 : (length ?? size) === size;
}
async function hasBlob(client, repository, digest, size) {
	const url = client.address(repository, `blobs/${digest}`);
	const response = await client.send({
		method: "HEAD",
		url
	});
	await response.discard();
	if (response.status !== 200 && isElsewhere(response, url)) return await hasFirstByte(client, url, size);
	if (response.status === 404) return false;
	if (response.status !== 200) throw await refused(response, describeBlob("look up", client, repository, digest));
	const length = response.header("content-length");
	return size === void 0 || length === void 0 || Number(length) === size;
}
async function readBlob(client, repository, blob) {
	if (blob.size > blob.limit) return void 0;
	const response = await requestBlob(client, repository, blob);
	if (response === void 0) return embeddedData(blob);
	const bytes = await readBody(response, blob.limit);
	if (bytes === void 0 || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) throw invalidAnswer(describeBlob("read", client, repository, blob.digest), "the bytes that came have another digest", "digest-mismatch", OTHER_BYTES);
	return bytes;
}
const OTHER_BYTES = "build and push the image again, or have the registry's storage checked: its manifest and this blob do not belong together";
function describeBlob(doing, client, repository, digest) {
	return {
		registry: client.registry,
		what: `${doing} blob ${digest} of ${formatRepository(repository)}`
	};
}
async function checkBody(response, expected, attempt) {
	const encoding = response.headers("content-encoding").flatMap((value) => value.split(",")).map((value) => value.trim().toLowerCase()).find((value) => value !== "" && value !== "identity");
	if (encoding !== void 0) {
		await response.discard();
		throw invalidAnswer(attempt, `the bytes come in the encoding ${quote(encoding)}, which was not requested, and digests are those of plain bytes`, "invalid-answer", "switch compression off there, or in the proxy in front of it");
	}
	const length = response.header("content-length");
	if (length === void 0 || Number(length) === expected) return;
	await response.discard();
	throw invalidAnswer(attempt, `the registry announces ${quote(length)} bytes, but its descriptor says ${expected}`, "digest-mismatch", OTHER_BYTES);
}
async function refusedByStorage(response, { what }) {
	const { status, url } = response;
	await response.discard();
	const reason = `the storage that the registry sends us to, ${quote(url.host)}, answers ${status}`;
	return new RegistryError({
		what,
		reason,
		remedy: "run again, and have the storage of the registry checked if that does not help: no credentials are sent there",
		code: status >= 500 ? "server-error" : "refused",
		status
	});
}
function isRest(response, from, size) {
	const range = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(response.header("content-range") ?? "");
	if (range === null) return false;
	const [, first, last, total] = range;
	return Number(first) === from && Number(last) === size - 1 && (total === "*" || Number(total) === size);
}
async function requestBlob(client, repository, blob, from = 0) {
	const attempt = describeBlob("read", client, repository, blob.digest);
	const url = client.address(repository, `blobs/${blob.digest}`);
	async function takeWhole(response) {
		if (response.status === 404) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw isElsewhere(response, url) ? await refusedByStorage(response, attempt) : await refused(response, attempt);
		await checkBody(response, blob.size, attempt);
		return from === 0 ? response : {
			...response,
			body: skipBytes(response.body, from)
		};
	}
	if (from === 0) return await takeWhole(await client.send({
		method: "GET",
		url
	}));
	const response = await client.send({
		method: "GET",
		url,
		headers: { range: `bytes=${from}-` }
	});
	if (response.status === 206 && isRest(response, from, blob.size)) {
		await checkBody(response, blob.size - from, attempt);
		return response;
	}
	if (response.status !== 206 && response.status !== 416) return await takeWhole(response);
	await response.discard();
	return await takeWhole(await client.send({
		method: "GET",
		url
	}));
}
async function* skipBytes(source, count) {
	let left = count;
	for await (const chunk of source) {
		if (left < chunk.byteLength) yield chunk.subarray(left);
		left = Math.max(0, left - chunk.byteLength);
	}
}
// src/oci/manifest.ts
var UnknownTypeError = class extends FormatError {
	mediaType;
	constructor(message, mediaType, remedy) {
		super(message, remedy);
		this.mediaType = mediaType;
	}
};
function parseList(object, key) {
	if (!hasProperty(object, key)) return [];
	const value = property(object, key);
	if (!Array.isArray(value)) throw new FormatError(`its ${key} are not an array`);
	return value.map(parseDescriptor);
}
function findShape(object, declared) {
	const has = (key) => hasProperty(object, key);
	const isManifest = has("layers") || has("config");
	const shapes = [
		...has("manifests") ? ["index"] : [],
		...isManifest ? ["manifest"] : [],
		...has("blobs") && contentKind(declared) === "artifact" ? ["artifact"] : []
	];
	if (shapes.length > 0) return shapes.length === 1 ? shapes[0] : void 0;
	const kind = contentKind(declared);
	const isNamed = Object.hasOwn(object, "manifests") || optionalText(object, "mediaType") !== void 0;
	return kind === "artifact" || kind === "index" && isNamed ? kind : void 0;
}
function agreedMediaType(object, { contentType, assumed }) {
	const header = bareMediaType(contentType);
	const own = optionalText(object, "mediaType");
	if (own === void 0 && hasProperty(object, "mediaType") && property(object, "mediaType") !== "") throw new FormatError("its mediaType is not a string");
	const isKnown = contentKind(header) !== "blob";
	const declared = own !== void 0 ? bareMediaType(own) : isKnown ? header : bareMediaType(assumed ?? "");
	if (isSchema1(header) || hasProperty(object, "fsLayers")) throw new UnknownTypeError("it is of Docker schema 1, which registries no longer take", isSchema1(header) ? header : declared, "build the image again with a current BuildKit, Buildah or Kaniko, and push that");
	const shape = findShape(object, declared);
	if (shape === void 0) {
		const reason = "it is neither an index nor a manifest";
		const named = declared === "" ? header : declared;
		if (contentKind(named) !== "blob" || !named.includes("manifest")) throw new FormatError(reason);
		throw new UnknownTypeError(`${reason}, but of the type ${quote(named)}`, named);
	}
	if (own !== void 0 && isKnown && declared !== header) throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
	const mediaType = declared !== "" ? declared : shape === "index" ? OCI_INDEX : OCI_MANIFEST;
	if (contentKind(mediaType) !== shape) {
		const reason = `its content does not fit its media type ${quote(mediaType)}`;
		throw contentKind(mediaType) === "blob" ? new UnknownTypeError(reason, mediaType) : new FormatError(reason);
	}
	return mediaType;
}
function parseManifest(bytes, types) {
	const text = decodeJson(bytes, "it is not UTF-8 text, as JSON has to be");
	const object = parseJsonText(text);
	requireUniqueKeys(text);
	requireExactKeys(object);
	const mediaType = agreedMediaType(object, typeof types === "string" ? { contentType: types } : types);
	const kind = contentKind(mediaType);
	if (kind !== "artifact" && property(object, "schemaVersion") !== 2) throw new FormatError("its schemaVersion is not 2");
	const artifactType = optionalText(object, "artifactType");
	const fields = {
		mediaType,
		annotations: stringMap(property(object, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...hasProperty(object, "subject") ? { subject: parseDescriptor(property(object, "subject")) } : {}
	};
	if (kind === "index") return {
		kind,
		manifests: parseList(object, "manifests"),
		...fields
	};
	if (kind === "artifact") return {
		kind,
		blobs: parseList(object, "blobs"),
		...fields
	};
	return {
		kind: "manifest",
		config: parseDescriptor(property(object, "config")),
		layers: parseList(object, "layers"),
		...fields
	};
}
function parsePlatform(value) {
	if (!isJsonObject(value)) return void 0;
	return [
		"os",
		"architecture",
		"variant"
	].map((key) => stringProperty(value, key)).filter((part) => part !== void 0 && part !== "").join("/") || void 0;
}
function parseDescriptor(value) {
	if (!isJsonObject(value)) throw new FormatError("a descriptor in it is not an object");
	const mediaType = stringProperty(value, "mediaType");
	requireExactKeys(value);
	const written = stringProperty(value, "digest") ?? "";
	const digest = tryParseDigest(written);
	const size = property(value, "size");
	if (mediaType === void 0) throw new FormatError("a descriptor in it has no mediaType");
	if (digest === void 0) throw new FormatError(`a descriptor in it has a digest that ${explainDigest(written)}`);
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw new FormatError("a descriptor in it has no valid size");
	const artifactType = optionalText(value, "artifactType");
	const data = stringProperty(value, "data");
	const platform = parsePlatform(objectProperty(value, "platform"));
	return {
		mediaType,
		digest,
		size,
		annotations: stringMap(property(value, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...data === void 0 || data === "" ? {} : { data },
		...platform === void 0 ? {} : { platform }
	};
}
// src/registry/manifests.ts
const MAX_MANIFEST = 4194304;
const MEDIA_TYPE = /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/;
async function getManifest(client, repository, reference, options = {}) {
	const { tagAlgorithm = "sha256", accept } = typeof options === "string" ? { tagAlgorithm: options } : options;
	const attempt = describeManifest("read", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const further = accept !== void 0 && MEDIA_TYPE.test(accept) ? `, ${accept}` : "";
	const headers = { accept: ACCEPT_MANIFESTS + further };
	const response = await client.send({
		method: "GET",
		url,
		headers
	});
	noteTagsAtOnce(client, response);
	if (response.status === 404) {
		await response.discard();
		return;
	}
	if (response.status !== 200) throw await refused(response, attempt);
	const bytes = await readBody(response, MAX_MANIFEST);
	if (bytes === void 0) {
		const length = Number(response.header("content-length") ?? 0);
		throw invalidAnswer(attempt, `the manifest ${length > 4194304 ? `has ${formatBytes(length)}` : `has more than ${formatBytes(MAX_MANIFEST)}`}, and registries need not take more than ${formatBytes(MAX_MANIFEST)}`, "too-large", "build the image with fewer platforms or annotations");
	}
	const algorithm = isDigest(reference) ? digestAlgorithm(reference) : tagAlgorithm;
	const digest = digestOf(bytes, algorithm);
	if (isDigest(reference) && digest !== reference) throw invalidAnswer(attempt, `the bytes that came have the digest ${digest}`, "digest-mismatch");
	requireClaim(response, attempt, digest);
	return {
		mediaType: response.header("content-type") ?? "",
		digest,
		bytes
	};
}
function mayBeManifest(bytes) {
	return bytes.find((byte) => byte !== 32 && byte !== 9 && byte !== 10 && byte !== 13) === 123;
}
const READ_INSTEAD = /* @__PURE__ */ new Set([
	200,
	403,
	405,
	412
]);
async function headManifest(client, repository, reference, tagAlgorithm) {
	const attempt = describeManifest("look up", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "HEAD",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	noteTagsAtOnce(client, response);
	await response.discard();
	const isRefusedElsewhere = response.status !== 200 && isElsewhere(response, url);
	if (response.status === 404 && !isRefusedElsewhere) return void 0;
	const digest = claimedDigest(response);
	const algorithm = isDigest(reference) ? void 0 : tagAlgorithm;
	const isComparable = digest !== void 0 && (algorithm === void 0 || digestAlgorithm(digest) === algorithm);
	if (response.status === 200 && isComparable) {
		if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, "digest-mismatch");
		return isDigest(reference) ? reference : digest;
	}
	if (isRefusedElsewhere || READ_INSTEAD.has(response.status)) {
		const read = await getManifest(client, repository, reference, tagAlgorithm);
		if (read !== void 0 && !mayBeManifest(read.bytes)) throw invalidAnswer(attempt, "the registry sent no manifest");
		return read?.digest;
	}
	throw await refused(response, attempt);
}
function describeManifest(doing, client, repository, reference) {
	const separator = isDigest(reference) ? "@" : ":";
	return {
		registry: client.registry,
		what: `${doing} ${formatRepository(repository)}${separator}${reference}`
	};
}
function claimedDigest(response) {
	return response.headers("docker-content-digest").map(tryParseDigest).find((digest) => digest !== void 0);
}
function requireClaim(response, attempt, expected) {
	for (const claimed of response.headers("docker-content-digest").map(tryParseDigest)) {
		if (claimed === void 0 || claimed === expected) continue;
		if (digestAlgorithm(claimed) !== digestAlgorithm(expected)) continue;
		throw invalidAnswer(attempt, `the registry says that its digest is ${claimed}, but it is ${expected}`, "digest-mismatch");
	}
}
const KNOWN = /* @__PURE__ */ new WeakMap();
function noteTagsAtOnce(client, answer) {
	if (KNOWN.has(client)) return;
	KNOWN.set(client, answer.header("docker-distribution-api-version") === void 0 ? "likely" : "no");
}
function mayTagAtOnce(client) {
	return KNOWN.get(client) === "likely";
}
function noteNoTagsAtOnce(client) {
	KNOWN.set(client, "no");
}
function readTagsSet(answer, asked) {
	const named = new Set(answer.headers("oci-tag").flatMap((value) => value.split(",").map((part) => part.trim())));
	return new Set(asked.filter((tag) => named.has(tag)));
}
// src/registry/pagination.ts
const MAX_LENGTH$1 = 8192;
function find(text, character, from) {
	const at = text.indexOf(character, from);
	return at < 0 ? text.length : at;
}
function endOfLink(header, start) {
	let end = start;
	while (end < header.length && header[end] !== ",") end = header[end] === "\"" ? find(header, "\"", end + 1) + 1 : end + 1;
	return end;
}
function isNext(parameters) {
	return (parameters.match(/(?:[^;"]|"[^"]*"?)+/g) ?? []).some((parameter) => {
		const equals = find(parameter, "=", 0);
		const types = parameter.slice(equals + 1).trim().replace(/^["']|["']$/g, "").toLowerCase().split(/\s+/);
		return parameter.slice(0, equals).trim().toLowerCase() === "rel" && types.includes("next");
	});
}
const NO_NEXT = { kind: "none" };
const UNREADABLE = { kind: "unreadable" };
function parseNextLink(header) {
	const text = header.slice(0, MAX_LENGTH$1);
	for (let position = 0; position < text.length;) {
		const end = endOfLink(text, position);
		const open = find(text, "<", position);
		if (open >= end) {
			if (isNext(text.slice(position, end))) return UNREADABLE;
			position = end + 1;
			continue;
		}
		const close = find(text, ">", open);
		const last = endOfLink(text, close + 1);
		if (close === text.length) return isNext(text.slice(open)) ? UNREADABLE : endOfHeader(header);
		if (isNext(text.slice(close + 1, last))) {
			const target = text.slice(open + 1, close).trim();
			return target === "" ? UNREADABLE : {
				kind: "target",
				target
			};
		}
		position = last + 1;
	}
	return endOfHeader(header);
}
function endOfHeader(header) {
	return header.length > MAX_LENGTH$1 ? UNREADABLE : NO_NEXT;
}
function nextPage(response, current, attempt) {
	const next = parseNextLink(response.headers("link").join(", "));
	if (next.kind === "none") return void 0;
	if (next.kind !== "target") throw invalidAnswer(attempt, "the list goes on at an address that cannot be read (header \"Link\")");
	const link = URL.parse(next.target, current.href);
	if (link === null || link.hostname !== current.hostname || !/^https?:$/.test(link.protocol)) throw invalidAnswer(attempt, "the next page of the list is on another host");
	const address = new URL(current);
	address.search = link.search;
	return address;
}
function openListBudget({ page, all }) {
	let left = all;
	return { async read(response) {
		const bytes = await readBody(response, Math.min(page, left));
		left -= bytes?.byteLength ?? 0;
		return bytes;
	} };
}
// src/attestation/predicates/rollback.ts
function encodeDigests(digests) {
	return digests.map((digest) => ({ digest: encodeDigest(digest) }));
}
function encode$1(rollback) {
	const { time, target, hold, checks, set, corrects = [] } = rollback;
	const { policy, approvals, run, actor, change, tool } = encodeOrigin(rollback);
	return {
		action: "rollback",
		time: time.toISOString(),
		target: {
			by: target.by,
			evidence: encodeDigests(target.evidence)
		},
		destination: encodeDestination(rollback.destination),
		hold: hold && { digest: encodeDigest(hold) },
		policy,
		checks,
		approvals,
		set: set && encodeSet(set),
		run,
		actor,
		change,
		corrects: corrects.length === 0 ? void 0 : encodeDigests(corrects),
		tool
	};
}
function decode$1(predicate) {
	const action = required(predicate, "action", isText);
	if (action !== "rollback") throw new FormatError(`it records the action ${quote(action)}, which is not a rollback`);
	const target = required(predicate, "target", isJsonObject);
	const [hold, set] = ["hold", "set"].map((key) => optional(predicate, key, isJsonObject));
	return {
		time: readTime(predicate, "time"),
		target: {
			by: required(target, "by", isOneOf("previous", "named")),
			evidence: (objects(target, "evidence") ?? []).map(readDigest)
		},
		destination: decodeDestination(required(predicate, "destination", isJsonObject)),
		hold: hold && readDigest(hold),
		...decodeOrigin(predicate),
		checks: decodeGateChecks(predicate),
		set: set && decodeSet(set),
		corrects: objects(predicate, "corrects")?.map(readDigest)
	};
}
const ROLLBACK = {
	type: "https://sealift.github.io/rollback/v1",
	encode: encode$1,
	decode: decode$1
};
// src/records/signing.ts
const ASKED = "the input \"record\" asks for it";
const MEANS = "give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"";
function decideRecordForm(input, environment, state) {
	const usual = state.canSign ? "signed" : "unsigned";
	if (input === "signed" && environment === void 0) return requireMeans(ASKED, state);
	if (environment === void 0) return input === "auto" ? usual : input;
	const { name, record, signers } = environment;
	const isSigned = record === "signed" || signers.length > 0;
	if (input === "off" || input === "unsigned" && isSigned) throw new PolicyError(`Cannot promote to ${name} with "record: ${input}": the pipeline file ${record !== "signed" && isSigned ? "names who signs records" : `asks for a ${isSigned ? "signed " : ""}record`} of what enters it; leave "record" out`);
	if (isSigned) return requireMeans(record === "signed" ? `${name} accepts only signed records` : `the pipeline file names the signers of ${name}`, state);
	if (input === "signed") return requireMeans(ASKED, state);
	return input === "unsigned" || record === "unsigned" ? "unsigned" : usual;
}
function requireMeans(why, { canSign, writes }) {
	if (canSign || !writes) return "signed";
	throw new InputError(`Cannot sign the record: ${why}, and there is neither an identity token nor a key; ${MEANS}`);
}
function canAskForToken(environment) {
	return Boolean(environment["ACTIONS_ID_TOKEN_REQUEST_URL"] && environment["ACTIONS_ID_TOKEN_REQUEST_TOKEN"]);
}
function findSigningMeans({ signingKey, signingKeyPassphrase }, environment, hasSigstore) {
	if (signingKey !== void 0) return {
		kind: "key",
		pem: signingKey,
		passphrase: signingKeyPassphrase
	};
	return hasSigstore && canAskForToken(environment) ? { kind: "token" } : void 0;
}
// src/report/checks.ts
const SIGNS = {
	pass: "✓",
	warn: "!",
	waived: "~",
	bypassed: "»",
	fail: "✗",
	error: "?"
};
const ICONS = {
	pass: "✅",
	warn: "⚠️",
	waived: "📝",
	bypassed: "⏩",
	fail: "⛔",
	error: "❓"
};
function viewOf(check) {
	const [gate = "", verdict = "", summary = ""] = [
		"id",
		"result",
		"summary"
	].map((key) => stringProperty(check, key));
	return {
		gate,
		verdict,
		summary
	};
}
function checkLines(checks) {
	const views = checks.map(viewOf);
	const width = Math.max(0, ...views.map(({ gate }) => gate.length));
	return views.map(({ gate, verdict, summary }) => {
		const text = safeText(summary, 1e3);
		const words = verdict === "pass" ? text : [verdict, text].filter((part) => part !== "").join(": ");
		return `  ${SIGNS[verdict] ?? "?"} ${gate.padEnd(width)}  ${words}`.trimEnd();
	});
}
function renderEvidence(check) {
	const evidence = property(check, "evidence");
	return Array.isArray(evidence) && evidence.length > 0 ? formatCount(evidence.length, "piece") : "";
}
function renderChecks(checks) {
	const rows = checks.map((check) => {
		const { gate, verdict, summary } = viewOf(check);
		return [
			markdownCode(gate),
			`${ICONS[verdict] ?? "❓"}&nbsp;${markdownText(verdict)}`,
			markdownText(summary, 1e3),
			renderEvidence(check)
		];
	});
	const hasEvidence = rows.some((row) => row[3] !== "");
	const header = [
		"Gate",
		"Verdict",
		"Why",
		...hasEvidence ? ["Evidence"] : []
	];
	return markdownTable(header, hasEvidence ? rows : rows.map((row) => row.slice(0, 3)));
}
function renderGates(checks) {
	if (checks.length === 0) return [];
	return [`**Gates:** ${[...Map.groupBy(checks.map(viewOf), ({ verdict }) => verdict)].map(([verdict, views]) => `${ICONS[verdict] ?? "❓"} ${verdict}: ${views.map(({ gate }) => markdownCode(gate)).join(", ")}`).join(" · ")}`, markdownDetails("What each gate said", renderChecks(checks))];
}
// src/report/pipeline-diagram.ts
const MAX_TEXT = 5e4;
const MAX_LINE = 40;
const COLOURS = [
	"#1a7f37",
	"#0969da",
	"#8250df",
	"#bc4c00",
	"#bf3989",
	"#1b7c83"
];
const GREY = "#57606a";
const STYLES$1 = [
	...COLOURS.map((fill, index) => `classDef c${index} fill:${fill},stroke:${fill},color:#ffffff`),
	`classDef more fill:${GREY},stroke:${GREY},color:#ffffff`,
	`classDef none fill:#eaeef2,stroke:${GREY},color:#24292f,stroke-dasharray:4 3`,
	"classDef unread fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-dasharray:4 3"
];
function pictureText(text) {
	return safeText(text, MAX_LINE).replace(/[^\p{L}\p{N} .,:_+/-]/gu, (character) => `#${character.codePointAt(0)};`);
}
function isSplit({ repositories }) {
	const running = repositories.filter(({ error }) => error === void 0);
	return new Set(running.map(({ current }) => current?.placement.digest)).size > 1;
}
function describeNoCurrent(repositories) {
	const images = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest))).size + Math.max(0, ...repositories.map(({ leftOut }) => leftOut.digests));
	if (images > 0) return `${formatCount(images, "image")}, none known to run`;
	return repositories.some(({ leftOut: { tags, refusedTags } }) => tags + refusedTags > 0) ? "tags that were not read" : "nothing yet";
}
function describeNode(environment) {
	const { name, current } = environment;
	if (isUnread(environment)) return [name, "cannot be read"];
	if (current === void 0) return [name, describeNoCurrent(environment.repositories)];
	const { tags, digest, record, holds = [] } = current.placement;
	return [
		name,
		tags[0] ?? shortDigest(digest),
		...record.kind === "recorded" ? [formatDay(record.promotion.predicate.time)] : [],
		describeStatus(record),
		...holds.some(({ effect }) => effect === "quarantine") ? ["held"] : [],
		...isSplit(environment) ? ["repositories differ"] : []
	];
}
function isUnread({ repositories }) {
	return repositories.every(({ error }) => error !== void 0);
}
function usedHotfixOf(environment) {
	const record = environment?.current?.placement.record;
	const route = record?.kind === "recorded" ? record.promotion.predicate.route : void 0;
	return route?.kind === "hotfix" ? route.name : void 0;
}
function colourImages(environments) {
	const digests = new Set(environments.toReversed().flatMap(({ current }) => current?.placement.digest ?? []));
	return new Map([...digests].map((digest, index) => [digest, index < COLOURS.length ? `c${index}` : "more"]));
}
function classOf(environment, colours) {
	const { current } = environment;
	if (isUnread(environment)) return "unread";
	return current === void 0 ? "none" : colours.get(current.placement.digest) ?? "more";
}
function drawPipeline({ environments }, { hotfixRoutes }) {
	const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
	const colours = colourImages(environments);
	const boxes = environments.map((environment) => {
		const label = describeNode(environment).map(pictureText).join("<br/>");
		return `${nodes.get(environment.name)}["${label}"]:::${classOf(environment, colours)}`;
	});
	const unread = new Set(environments.filter(isUnread).map(({ name }) => name));
	const routes = environments.flatMap(({ name, from }) => from.flatMap((source) => {
		const isBroken = unread.has(source) || unread.has(name);
		return nodes.has(source) ? [`${nodes.get(source)} ${isBroken ? "-.-x" : "-->"} ${nodes.get(name)}`] : [];
	}));
	const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
		const isUsed = usedHotfixOf(environments.find((each) => each.name === to)) === name;
		return `${nodes.get(from)} ${isUsed ? "==>" : "-.->"}|"${pictureText(name)}${isUsed ? " (used)" : ""}"| ${nodes.get(to)}`;
	});
	return routes.length + hotfixes.length > 500 ? void 0 : drawFlowchart(boxes, [...routes, ...hotfixes], STYLES$1);
}
function drawFlowchart(boxes, arrows, styles) {
	const used = styles.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(" ")[1]}`)));
	const text = ["flowchart LR", ...[
		...boxes,
		...arrows,
		...used
	].map((line) => `  ${line}`)].join("\n");
	return text.length > MAX_TEXT ? void 0 : text;
}
function describeStatus(record) {
	const status = statusOf(record);
	if (record.kind === "recorded") return record.unverified === void 0 ? status : `${status} (${record.unverified})`;
	return {
		unreadable: "cannot be read",
		built: "built here",
		none: "no record",
		rejected: "rejected"
	}[record.kind];
}
function formatTime(time) {
	return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function formatDay(time) {
	return time.toISOString().slice(0, 10);
}
// src/report/environments-diagram.ts
const STYLES = [
	"classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff",
	"classDef planned fill:#dafbe1,stroke:#1a7f37,color:#1f2328,stroke-width:2px,stroke-dasharray:5 3",
	"classDef back fill:#bc4c00,stroke:#bc4c00,color:#ffffff",
	"classDef held fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px",
	"classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328",
	"classDef other fill:#eaeef2,stroke:#57606a,color:#24292f"
];
function renderBox(name, lines) {
	return [name, ...lines].map(pictureText).join("<br/>");
}
function drawEnvironments({ environments, hotfixRoutes }, marks, taken = []) {
	const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
	const boxes = environments.map(({ name }) => {
		const { look, lines } = marks.get(name) ?? {
			look: "other",
			lines: []
		};
		return `${nodes.get(name)}["${renderBox(name, lines)}"]:::${look}`;
	});
	const draw = (from, to, hotfix) => {
		const way = taken.find((each) => each.from === from && each.to === to && each.hotfix === hotfix);
		const label = [hotfix ?? [], way?.label ?? []].flat().join(", ");
		const arrow = way === void 0 ? hotfix === null ? "-->" : "-.->" : "==>";
		return `${nodes.get(from)} ${arrow}${label === "" ? "" : `|"${pictureText(label)}"|`} ${nodes.get(to)}`;
	};
	const arrows = [...environments.flatMap(({ name, from }) => from.map((source) => draw(source, name, null))), ...hotfixRoutes.map(({ name, from, to }) => draw(from, to, name))];
	return arrows.length > 500 ? void 0 : drawFlowchart(boxes, arrows, STYLES);
}
function markdownPicture(picture) {
	return picture === void 0 ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``];
}
// src/report/links.ts
const NAME = "[A-Za-z0-9_.-]+";
const RUN = new RegExp(`^/(${NAME})/(${NAME})/actions/runs/(\\d+)(?:/attempts/\\d+)?$`);
const REPOSITORY = new RegExp(`^/(${NAME})/(${NAME}?)(?:\\.git)?/?$`);
const LOGIN = /^[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\[bot\])?$/;
const REVISION = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;
const PACKAGE = new RegExp(`^ghcr\\.io/(${NAME})/((?:${NAME}/)*${NAME})$`);
function originOf(address) {
	const url = URL.parse(address);
	const isPlain = url?.protocol === "https:" && url.username === "" && url.password === "";
	return url !== null && isPlain && /^[a-z0-9.-]+$/.test(url.hostname) ? url : void 0;
}
function link(words, address) {
	return `[${markdownText(words)}](${address})`;
}
function parseRun(address) {
	const url = originOf(address ?? "");
	const [path, owner, repository, id] = RUN.exec(url?.pathname ?? "") ?? [];
	if (url === void 0 || path === void 0 || owner === void 0 || repository === void 0) return void 0;
	return {
		server: url.origin,
		owner,
		repository,
		id,
		address: `${url.origin}${path}`
	};
}
function linkRun(address, own) {
	const run = parseRun(address);
	return run === void 0 || run.server !== parseRun(own)?.server ? markdownText(address) : link(`run ${run.id}`, run.address);
}
function linkLogin(login, own) {
	const home = parseRun(own);
	if (home === void 0 || !LOGIN.test(login)) return markdownText(login, 50);
	return link(login, `${home.server}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login}`);
}
function repositoryOf(source, own) {
	const url = originOf(source ?? "");
	const [, owner, name] = REPOSITORY.exec(url?.pathname ?? "") ?? [];
	return url !== void 0 && name !== void 0 && url.origin === parseRun(own)?.server ? `${url.origin}/${owner}/${name}` : void 0;
}
function isRevision(text) {
	return text !== void 0 && REVISION.test(text);
}
function linkCommit(source, revision, own) {
	const repository = repositoryOf(source, own);
	if (repository === void 0 || !isRevision(revision)) return void 0;
	return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}
function compareBuilds$1(before, after, own) {
	const [home, other] = [repositoryOf(after.source, own), repositoryOf(before.source, own)];
	if (home === void 0 || home.toLowerCase() !== other?.toLowerCase()) return void 0;
	if (!isRevision(before.revision) || !isRevision(after.revision) || before.revision === after.revision) return void 0;
	const [owner = "", repo = ""] = home.split("/").slice(-2);
	const ends = {
		before: before.revision,
		after: after.revision
	};
	return {
		owner,
		repo,
		...ends,
		address: `${home}/compare/${ends.before}...${ends.after}`
	};
}
function linkComparison({ before, after, address }, words) {
	return link(words ?? `${before.slice(0, 7)}…${after.slice(0, 7)}`, address);
}
function linkPackage(repository, own) {
	const home = parseRun(own);
	const [, owner, name] = PACKAGE.exec(repository) ?? [];
	if (home?.server !== "https://github.com" || name === void 0) return void 0;
	if (owner?.toLowerCase() !== home.owner.toLowerCase()) return void 0;
	return link("package", `${home.server}/${home.owner}/${home.repository}/pkgs/container/${encodeURIComponent(name)}`);
}
function linkLogEntry(address) {
	return link("log entry", address);
}
// src/report/run-line.ts
const MAX_LOGINS = 5;
function renderApproval({ approvedBy, address }) {
	if (approvedBy.length === 0) return "";
	const names = approvedBy.slice(0, MAX_LOGINS).map((login) => linkLogin(login, address));
	if (approvedBy.length > MAX_LOGINS) names.push(`${approvedBy.length - MAX_LOGINS} more`);
	return `${formatList(names)} approved`;
}
function renderRunLine(run, effort, did) {
	const { actor, address, reason } = run;
	const who = actor === null ? "" : linkLogin(actor, address);
	const people = [who === "" ? "" : did === void 0 ? `started by ${who}` : `${who} ${did}`, renderApproval(run)].filter((part) => part !== "");
	return `> ${[
		reason === null ? "" : `**${markdownText(reason)}**`,
		people.join(", "),
		address === null ? "" : linkRun(address, address),
		effort
	].filter((part) => part !== "").join(" · ")}`;
}
function renderStart(facts) {
	const run = {
		address: facts?.invocationId ?? null,
		actor: facts?.actor?.login ?? null
	};
	if (run.address === null && run.actor === null) return [];
	return [renderRunLine({
		...run,
		approvedBy: [],
		reason: null
	}, "")];
}
// src/tags/planned-tag.ts
function holdBack({ tag, kind, mutable }, objection) {
	if (typeof objection === "string") return {
		tag,
		kind,
		mutable,
		reason: objection
	};
	const { reason, blocking } = objection;
	return {
		tag,
		kind,
		mutable,
		reason,
		...blocking === void 0 ? {} : { blocking }
	};
}
function isChange({ action }) {
	return action === "create" || action === "move";
}
const RANK = [
	"latest",
	"semver.major",
	"semver.minor"
];
function rankOf({ kind }, order) {
	const position = order.indexOf(kind);
	return position < 0 ? order.length : position;
}
function previousDigest(tags) {
	return tags.filter(({ action, mutable }) => mutable && action === "move").sort((left, right) => rankOf(left, RANK) - rankOf(right, RANK))[0]?.before;
}
// src/estimate/cost.ts
const NO_REQUESTS = {
	"manifest-get": 0,
	"manifest-head": 0,
	"manifest-write": 0,
	"blob-read": 0,
	"upload-start": 0,
	"upload-end": 0,
	"tag-list": 0,
	referrers: 0,
	token: 0
};
const REQUEST_CLASSES = Object.keys(NO_REQUESTS).filter((name) => name in NO_REQUESTS);
const NO_COST = makeCost({});
function makeCost(requests, bytes = 0) {
	return {
		requests: {
			...NO_REQUESTS,
			...requests
		},
		bytes
	};
}
function addCosts(one, other, times = 1) {
	const sum = (name) => one.requests[name] + times * other.requests[name];
	return makeCost(Object.fromEntries(REQUEST_CLASSES.map((name) => [name, sum(name)])), one.bytes + times * other.bytes);
}
function sumCosts(costs) {
	return costs.reduce((sum, cost) => addCosts(sum, cost), NO_COST);
}
function countRequests({ requests }) {
	return REQUEST_CLASSES.reduce((sum, name) => sum + requests[name], 0);
}
function repeatedCost(times) {
	return makeCost({
		"blob-read": -times,
		"upload-end": -times
	});
}
function listingCost({ hasReferrersApi }) {
	return hasReferrersApi ? makeCost({}) : makeCost({
		"manifest-get": 3,
		"manifest-write": 1
	});
}
function recordCost({ hasEmptyConfig }, traits) {
	const blobs = hasEmptyConfig ? 1 : 2;
	return addCosts(makeCost({
		"blob-read": 1,
		"upload-start": blobs,
		"upload-end": blobs,
		"manifest-write": 1
	}), listingCost(traits));
}
function pushCost(shape, traits) {
	const { mounts, streams, bytes, looks, subjects, cosignTags, writesAtOnce } = shape;
	const manifests = shape.manifests - (writesAtOnce ? 1 : 0);
	const listed = addCosts(makeCost({
		"blob-read": streams + looks,
		"upload-start": mounts + streams,
		"upload-end": streams,
		"manifest-write": manifests + cosignTags,
		"manifest-head": manifests > 0 && !writesAtOnce ? 1 : 0,
		"manifest-get": 3 * cosignTags
	}, bytes), listingCost(traits), subjects);
	return shape.hasRecord ? addCosts(listed, recordCost(shape, traits)) : listed;
}
function taggingCost({ claims, moves, comparesVersions, listPages }) {
	const lists = claims > 0 || moves > 0 && comparesVersions ? listPages : 0;
	return makeCost({
		"manifest-head": 2 * claims + moves,
		"manifest-write": claims + moves,
		"tag-list": lists
	});
}
function findingCost({ hasReferrersApi }) {
	return makeCost({
		referrers: hasReferrersApi ? 1 : 0,
		"manifest-get": 2
	});
}
function readingCost(shape, { hasReferrersApi }) {
	const { manifests, attachments, referrers, labels, listPages, lookUps, asksDestination } = shape;
	const subjects = referrers ? manifests + attachments : 0;
	return makeCost({
		"manifest-get": manifests + attachments,
		"manifest-head": (asksDestination ? manifests : 0) + lookUps,
		"blob-read": labels ? 1 : 0,
		"tag-list": listPages + (referrers ? 1 : 0),
		referrers: hasReferrersApi ? subjects : 0
	});
}
// src/image/graph.ts
function childManifests(manifest) {
	if (manifest.kind !== "index") return [];
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) !== "blob");
}
function manifestBlobs(manifest) {
	if (manifest.kind === "manifest") return [manifest.config, ...manifest.layers];
	if (manifest.kind === "artifact") return manifest.blobs;
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) === "blob");
}
function graphBlobs(graph) {
	const blobs = [...graph.nodes.values()].flatMap(({ manifest }) => manifestBlobs(manifest));
	return [...new Map(blobs.map((blob) => [blob.digest, blob])).values()];
}
function childrenFirst(graph) {
	const ordered = /* @__PURE__ */ new Map();
	function visit(digest) {
		const node = graph.nodes.get(digest);
		if (node === void 0 || ordered.has(digest)) return;
		for (const child of childManifests(node.manifest)) visit(child.digest);
		ordered.set(digest, node);
	}
	visit(graph.root);
	return [...ordered.values()];
}
function isAttestation(descriptor) {
	return descriptor.annotations.get("vnd.docker.reference.type") === "attestation-manifest";
}
function rootGraph(root) {
	const { digest } = root.descriptor;
	return {
		root: digest,
		nodes: /* @__PURE__ */ new Map([[digest, root]])
	};
}
function isWhole({ nodes }) {
	return [...nodes.values()].every(({ manifest }) => childManifests(manifest).every(({ digest }) => nodes.has(digest)));
}
function graphPlatforms(graph) {
	const found = /* @__PURE__ */ new Map();
	for (const { manifest } of graph.nodes.values()) for (const child of childManifests(manifest)) {
		const isPlatform = child.platform !== void 0 && child.platform !== "unknown/unknown" && !isAttestation(child);
		const kind = graph.nodes.get(child.digest)?.manifest.kind ?? "manifest";
		if (isPlatform && kind === "manifest") found.set(`${child.platform} ${child.digest}`, {
			platform: child.platform,
			digest: child.digest
		});
	}
	return [...found.values()];
}
function representativeManifest(graph) {
	const platforms = graphPlatforms(graph);
	const preferred = platforms.find(({ platform }) => platform === "linux/amd64") ?? platforms[0];
	if (preferred !== void 0) return graph.nodes.get(preferred.digest);
	return [...graph.nodes.values()].find(({ manifest }) => manifest.kind === "manifest");
}
// src/report/comparison.ts
function nameReplacement(repository, before, after) {
	return `${repository}@${before} ${after}`;
}
const MAX_SHOWN = 10;
const MAX_SUBJECT = 100;
function describeCount({ total, lost, people }) {
	const by = people > 1 ? ` by ${people} people` : "";
	const gone = lost === 0 ? "" : `${total === 0 ? "" : ", "}without ${formatCount(lost, "commit")} of the image before`;
	return `${total === 0 ? "" : `${formatCount(total, "commit")}${by}`}${gone}`;
}
function renderComparison({ address, before, revision, commits }, where, own) {
	const link = {
		owner: "",
		repo: "",
		before: before.revision,
		after: revision,
		address
	};
	const since = before.version === null ? "" : ` since ${markdownCode(before.version)}`;
	if (commits === null) return [`**What is new in ${where}${since}:** ${linkComparison(link, "compare the commits")}`];
	const line = `**What is new in ${where}${since}:** ${linkComparison(link, describeCount(commits))}`;
	if (commits.newest.length === 0) return [line];
	const shown = commits.newest.slice(0, MAX_SHOWN).map(({ sha, subject, author }) => {
		const by = author === null ? "" : ` · ${linkLogin(author, own)}`;
		return `- ${markdownCode(sha.slice(0, 7))} ${markdownText(subject, MAX_SUBJECT)}${by}`;
	});
	const more = commits.total - shown.length;
	if (more > 0) shown.push(`- and ${formatCount(more, "earlier commit")}`);
	return [line, markdownDetails(formatCount(commits.total, "commit"), shown.join("\n"))];
}
// src/report/promotion.ts
async function reportRun(request) {
	const { actor, invocationId } = request?.run.facts ?? {};
	const approvals = await request?.policy?.approvals?.catch(() => void 0);
	return {
		address: invocationId ?? null,
		actor: actor?.login ?? null,
		approvedBy: (approvals ?? []).flatMap(({ login, state }) => state === "approved" ? [login] : []),
		reason: request?.run.reason ?? null
	};
}
function mainTag(standing) {
	return ([
		"semver.full",
		"date_seq",
		"sha"
	].map((kind) => standing.find((item) => item.kind === kind)).find((item) => item !== void 0) ?? standing[0])?.tag ?? "";
}
function standingTags$1(tags) {
	return tags.filter(({ action }) => action !== "skip");
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
function countAttachments(all, planned) {
	return {
		copied: planned.length,
		present: all.length - planned.length
	};
}
function reportRoute({ source }, { route: resolved, evidence }) {
	if (resolved === void 0) return null;
	const { route } = resolved;
	return {
		image: resolved.image,
		environment: resolved.destination.name,
		from: resolved.source?.name ?? null,
		hotfix: route.kind === "hotfix" ? route.name ?? "" : null,
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
function reportDestination(image, plan, { result, comparisons, logEntries }) {
	const { attachments: all } = image;
	const repository = formatRepository(plan.repository);
	const tags = result?.tags ?? plan.tags.tags;
	const before = previousDigest(tags);
	const { mounted = 0, copied = 0, present = 0, leftOut = 0, bytesCopied = 0 } = result?.counts ?? {};
	return {
		repository,
		route: reportRoute(image, plan),
		checks: plan.gates?.checks ?? [],
		tags: toPlanItems(repository, tags, plan.existing.names),
		unmatchedRules: plan.computed.unmatched,
		blobs: {
			mounted,
			copied,
			present,
			leftOut
		},
		bytesCopied,
		manifestsWritten: result?.manifestsWritten ?? 0,
		referrers: countAttachments(all.referrers, plan.attachments.referrers),
		cosignTags: countAttachments(all.cosignTags, plan.attachments.cosignTags),
		previousDigest: before ?? null,
		comparison: (before && comparisons?.get(nameReplacement(repository, before, image.image.digest))) ?? null,
		record: result?.record === void 0 ? null : `${repository}@${result.record}`,
		recordForm: plan.record,
		logEntry: (result?.record && logEntries?.get(result.record)) ?? null,
		admission: (result?.admission ?? []).map((digest) => `${repository}@${digest}`),
		changed: result?.changed ?? false,
		written: listWritten(image, plan, result)
	};
}
function reportImage({ plan, results, ...found }) {
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
		destinations: plan.destinations.map((destination, index) => reportDestination(plan, destination, {
			result: results?.[index],
			...found
		}))
	};
}
function buildReport(images, facts) {
	return {
		schema: 1,
		command: "promote",
		images: images.map(reportImage),
		...facts
	};
}
function encodeChecks(images) {
	const all = images.flatMap(({ source, digest, destinations }) => destinations.flatMap(({ repository, route, checks }) => checks.map((check) => ({
		image: source,
		digest,
		repository,
		environment: route?.environment,
		...check
	}))));
	return all.length === 0 ? "" : JSON.stringify(all);
}
function buildPromotionOutputs(report) {
	const destinations = report.images.flatMap((each) => each.destinations);
	const items = destinations.flatMap(({ tags }) => tags);
	const standing = standingTags$1(items);
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ digest }) => digest).join("\n")],
		["tags", standing.map(({ image: repository, tag }) => `${repository}:${tag}`).join("\n")],
		["tag-names", [...new Set(standing.map(({ tag }) => tag))].join("\n")],
		["version", mainTag(standing)],
		["date-seq", standing.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["plan", JSON.stringify(items)],
		["previous-digest", destinations.find(({ previousDigest }) => previousDigest !== null)?.previousDigest ?? ""],
		["compare-url", [...new Set(destinations.flatMap(({ comparison }) => comparison?.address ?? []))].join("\n")],
		["record", destinations.flatMap(({ record }) => record ?? []).join("\n")],
		["checks", encodeChecks(report.images)],
		["changed", String(destinations.some(({ changed }) => changed))],
		["report", JSON.stringify(report)]
	]);
}
function buildShardOutputs(report) {
	const named = /* @__PURE__ */ new Set([
		"digest",
		"record",
		"checks",
		"changed",
		"report"
	]);
	return new Map([...buildPromotionOutputs(report)].filter(([name]) => named.has(name)));
}
// src/report/rows.ts
function toRows(images) {
	return images.flatMap(({ source, digest, destinations }) => destinations.map((destination) => {
		const tags = standingTags$1(destination.tags);
		const isNew = destination.written.includes(tags.length === 0 ? "image" : "tags");
		return {
			from: source.split("@", 1)[0] ?? source,
			digest,
			destination,
			tags,
			mainTag: mainTag(tags),
			isNew
		};
	}));
}
function outcomeOf(rows) {
	const written = rows.flatMap(({ destination }) => destination.written);
	if (written.includes("tags")) return "tags";
	return written.length === 0 ? "nothing" : "content";
}
function nameContent({ destination: { written } }, namesImage) {
	return [
		...written.includes("image") && !namesImage ? ["manifests that were missing"] : [],
		...written.includes("referrers") ? ["attachments"] : [],
		...written.includes("record") ? ["a record of this promotion"] : []
	];
}
function describeRoute({ environment, from, hotfix, evidence, isEvidenceSigned }, code) {
	const start = from === null ? "from where it was built" : `from ${code(from)}`;
	const by = hotfix === null ? "" : ` by the hotfix route ${code(hotfix)}`;
	const form = isEvidenceSigned ? "signed" : "unsigned";
	return `into ${code(environment)} ${start}${by}${evidence === null ? "" : `, allowed by the ${form} record ${code(evidence)}`}`;
}
function countBlobs({ mounted, copied, present, leftOut }) {
	return [
		[mounted, "mounted"],
		[copied, "copied"],
		[present, "already there"],
		[leftOut, "not copied for licence reasons"]
	].flatMap(([count, fate]) => count > 0 ? [`${formatCount(count, "blob")} ${fate}`] : []);
}
// src/report/promotion-log.ts
function tagLines(tags) {
	const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
	return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}
function unmatchedRuleLines(rules) {
	return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}
function attachmentLines({ referrers, cosignTags }) {
	const types = new Set(referrers.map(({ descriptor }) => safeText(descriptor.artifactType ?? descriptor.mediaType, 100)));
	return [...referrers.length === 0 ? [] : [`  copies ${formatCount(referrers.length, "referrer")}: ${[...types].join(", ")}`], ...cosignTags.length === 0 ? [] : [`  copies ${formatCount(cosignTags.length, "cosign tag")}`]];
}
function destinationLines({ copy, attachments }, report) {
	const ways = copy.blobs[0]?.way === "stream" ? "to stream if they are missing" : "to mount";
	const work = copy.manifests.length === 0 ? "the image is already complete" : `${formatCount(copy.blobs.length, "blob")} ${ways}, ${formatCount(copy.manifests.length, "manifest")} to write`;
	return [
		`to ${report.repository}: ${work}`,
		...report.route === null ? [] : [`  ${describeRoute(report.route, String)}; new record: ${report.recordForm}`],
		...checkLines(report.checks),
		...attachmentLines(attachments),
		...tagLines(report.tags),
		...unmatchedRuleLines(report.unmatchedRules)
	];
}
function planLines(plan) {
	const { source, digest, platforms, blobs, bytes, destinations } = reportImage({ plan });
	return [
		`from ${source}`,
		`  digest    ${digest}`,
		`  platforms ${platforms.length === 0 ? "not specified" : platforms.map(({ platform }) => platform).join(", ")}`,
		`  blobs     ${blobs === null ? "not read: every tag already holds the image" : `${blobs}, ${formatBytes(bytes ?? 0)}`}`,
		...plan.destinations.flatMap((destination, index) => {
			const report = destinations[index];
			return report === void 0 ? [] : destinationLines(destination, report);
		})
	];
}
function eventLine(event) {
	const to = formatRepository(event.to);
	switch (event.kind) {
		case "blob":
		case "bytes": return;
		case "manifest": return `wrote ${to}@${shortDigest(event.manifest.digest)}`;
		case "referrer": return `copied referrer ${safeText(event.referrer.artifactType ?? event.referrer.mediaType, 100)} of ${shortDigest(event.subject)} to ${to}`;
		case "cosign-tag": return `copied cosign tag ${to}:${event.tag}`;
		case "source-moved": return `${to}:${event.tag} ${event.digest === void 0 ? "no longer exists" : `now holds ${event.digest}`}; Sealift promoted the image that it held at the start`;
		case "verified": return `${to} has ${event.digest}`;
		case "record": return `attached record ${to}@${shortDigest(event.digest)} (${event.signed === void 0 ? "unsigned" : `signed by ${safeText(event.signed.by, 200)}`})`;
		case "admission": return `admitted ${to}@${shortDigest(event.subject)} to ${event.environment} (${event.digests.map(shortDigest).join(", ")})`;
		case "tag": return `tagged ${to}:${event.tag}`;
		case "waiting": return `settling the claim on ${event.tags.join(", ")} (${formatSeconds(event.milliseconds)})`;
		case "warning": return event.sentence;
		case "left": return `left ${to}:${event.tag} unchanged: ${safeText(event.reason, 500)}`;
		case "lost-race": return event.wasTaken ? `another image, ${shortDigest(event.holds)}, already has ${event.tag}; trying ${event.next}` : `another run claimed ${event.tag} first; trying ${event.next}`;
		default: return event;
	}
}
function describeEstimate({ cost, time }) {
	const requests = countRequests(cost);
	return `${formatNumber(requests)} request${requests === 1 ? "" : "s"} and ${formatBytes(cost.bytes)} through the runner, about ${formatDuration(time.milliseconds)}`;
}
function estimateLines(estimate) {
	return `Estimate: ${describeEstimate(estimate)}`;
}
function shardLines({ matrix, shards, tagging }) {
	return [...matrix.include.flatMap(({ shard, images, bytes }, index) => {
		const estimate = shards[index];
		const what = `${formatCount(images, "image")}, ${formatBytes(bytes)} to copy`;
		return estimate === void 0 ? [] : [`shard ${shard.split("@")[0]}: ${what}; ${describeEstimate(estimate)}`];
	}), `all tags, in the last job: ${describeEstimate(tagging)}`];
}
function describeRow(row, has, { dryRun, outcome }) {
	const names = row.tags.map(({ tag }) => tag);
	const what = names.length === 0 ? "the image, by digest only" : nameOrCount(names, "tags");
	if (dryRun) return `would have ${what}`;
	const content = outcome === "content" ? formatList(nameContent(row, row.isNew)) : "";
	if (row.isNew) return `now ${has} ${what}${content && `, and ${content}`}`;
	return `already ${has} ${what}${content && `, and now also ${content}`}`;
}
function describeRows(rows, dryRun) {
	const outcome = outcomeOf(rows);
	const groups = [...Map.groupBy(rows, (row) => describeRow(row, "has", {
		dryRun,
		outcome
	}))].map(([text, same]) => {
		const repositories = [...new Set(same.map(({ destination }) => destination.repository))];
		const [first] = same;
		const end = repositories.length === 1 || first === void 0 ? text : describeRow(first, "have", {
			dryRun,
			outcome
		});
		return `${nameOrCount(repositories, "repositories")} ${end}`;
	});
	if (groups.length <= 12) return groups.join("; ");
	const count = new Set(rows.map(({ destination }) => destination.repository)).size;
	const tags = formatCount(rows.flatMap((row) => row.tags).length, "tag");
	const have = count === 1 ? "has" : "have";
	const has = dryRun ? "would have" : outcome === "tags" ? `now ${have}` : have;
	return `${count === 1 ? "1 repository" : `${count} repositories`} ${has} ${tags} in all`;
}
const LEADS = {
	tags: "",
	content: "No tag was written: ",
	nothing: "Nothing to do: "
};
function describeTraffic(rows, requests) {
	const bytes = rows.reduce((sum, { destination }) => sum + destination.bytesCopied, 0);
	return `${formatBytes(bytes)} through the runner, ${formatCount(requests, "request")}`;
}
function summaryLine({ images, dryRun, requests }) {
	const rows = toRows(images);
	const what = images.length === 1 ? images[0]?.digest ?? "" : formatCount(images.length, "image");
	const ends = describeRows(rows, dryRun);
	if (dryRun) return `Dry run: ${ends} (${what}); nothing was written`;
	return `${LEADS[outcomeOf(rows)]}${ends} (${what}, ${describeTraffic(rows, requests)})`;
}
function planSummaryLine({ images, shards, stored }) {
	return `Planned ${formatCount(images, "image")} in ${formatCount(shards.length, "shard")}; nothing was written to a registry (plan ${stored.id}, ${formatBytes(stored.bytes)})`;
}
function shardSummaryLine({ images, dryRun, requests }, shard) {
	const what = formatCount(images.length, "image");
	if (dryRun) return `Dry run: shard ${shard} would copy ${what}; nothing was written`;
	return `Shard ${shard} is complete: ${what}, whose tags the last job writes (${describeTraffic(toRows(images), requests)})`;
}
// src/report/progress.ts
const PROGRESS_EVERY = 1e4;
const WINDOW = 3e4;
var Progress = class {
	all;
	done = {
		blobs: 0,
		bytes: 0,
		manifests: 0,
		tags: 0
	};
	streamed = 0;
	samples;
	constructor(plans, now, phase) {
		const destinations = plans.flatMap((plan) => plan.destinations);
		const blobs = destinations.flatMap(({ copy }) => copy.blobs);
		this.all = {
			blobs: blobs.length,
			bytes: blobs.reduce((sum, { blob }) => sum + blob.size, 0),
			manifests: destinations.reduce((sum, { copy }) => sum + copy.manifests.length, 0),
			tags: phase === "push" ? 0 : destinations.flatMap(({ tags }) => tags.tags.filter(isChange)).length
		};
		this.samples = [{
			at: now,
			bytes: 0
		}];
	}
	add(event) {
		if (event.kind === "bytes") this.streamed += event.bytes;
		if (event.kind === "manifest") this.done.manifests++;
		if (event.kind === "tag") this.done.tags++;
		if (event.kind !== "blob") return;
		this.done.blobs++;
		this.done.bytes += event.blob.size;
	}
	describe(now) {
		const { all, done } = this;
		if (done.blobs < all.blobs) return this.describeBlobs(now);
		const left = ["manifests", "tags"].filter((kind) => done[kind] < all[kind]);
		const parts = left.map((kind) => `, ${done[kind]} of ${all[kind]} ${kind} written`);
		return left.length === 0 ? void 0 : `${all.blobs} of ${all.blobs} blobs${parts.join("")}`;
	}
	describeBlobs(now) {
		const last = {
			at: now,
			bytes: this.streamed
		};
		this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
		const [first = last] = this.samples;
		const rate = now > first.at ? (last.bytes - first.bytes) * 1e3 / (now - first.at) : 0;
		const parts = [`${this.done.blobs} of ${this.all.blobs} blobs`, `${formatBytes(this.streamed)} copied`];
		if (rate > 0) {
			const left = Math.max(0, this.all.bytes - Math.max(this.done.bytes, this.streamed));
			parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration(left / rate * 1e3)} left`);
		}
		return parts.join(", ");
	}
};
function startHeartbeat(logger, describe) {
	const timer = setInterval(() => {
		const line = describe();
		if (line !== void 0) logger.info(line);
	}, PROGRESS_EVERY);
	return { [Symbol.dispose]: () => clearInterval(timer) };
}
async function inGroup(logger, title, work) {
	logger.startGroup(title);
	try {
		return await work();
	} finally {
		logger.endGroup();
	}
}
async function withProgress(items, phase, logger, emit, work) {
	const progress = new Progress(items.map(({ plan }) => plan), performance.now(), phase);
	using _ = startHeartbeat(logger, () => progress.describe(performance.now()));
	return await work((event) => {
		progress.add(event);
		emit(event);
	});
}
function openEventLog(logger) {
	const warnings = /* @__PURE__ */ new Set();
	function warn(warning) {
		if (!warnings.has(warning)) logger.warn(warning);
		warnings.add(warning);
	}
	function emit(event) {
		const line = eventLine(event);
		if (line === void 0) return;
		if (event.kind === "source-moved" || event.kind === "warning") warn(line);
		else logger.info(line);
	}
	return {
		warnings,
		warn,
		emit
	};
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
// src/attestation/predicates/promotion-annotations.ts
const PLACEMENT_ANNOTATIONS = {
	promotion: "io.github.sealift.promotion.",
	rollback: "io.github.sealift.rollback."
};
const PROMOTION_ANNOTATION = PLACEMENT_ANNOTATIONS.promotion;
const MAX_ANNOTATION$1 = 1024;
const CREATED = "org.opencontainers.image.created";
function nameSource({ uri, tags: [tag] }) {
	return tag === void 0 ? uri : `${uri}:${tag}`;
}
function annotatePromotion(promotion, { labels, previousDigest, replaces = [] }) {
	const { run, destination, source } = promotion;
	const own = {
		from: nameSource(source),
		to: destination.uri,
		tags: destination.tags.join(" "),
		by: run.actor?.login,
		run: run.invocationId,
		reason: promotion.reason,
		"previous-digest": previousDigest,
		"source-environment": source.environment,
		environment: destination.environment,
		route: promotion.route?.name,
		corrects: replaces.join(" ")
	};
	const shown = [
		...labels,
		...Object.entries(own).flatMap(([name, value]) => value ? [[PROMOTION_ANNOTATION + name, value]] : []),
		[CREATED, promotion.time.toISOString()]
	];
	return new Map(shown.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION$1)]));
}
function recordKeyOf({ source, destination }, isSigned) {
	return {
		from: nameSource(source),
		to: destination.uri,
		tags: destination.tags,
		isSigned
	};
}
function readAnnotation(annotations, name) {
	const { promotion, rollback } = PLACEMENT_ANNOTATIONS;
	return annotations.get(promotion + name) ?? annotations.get(rollback + name);
}
function annotatedTags({ annotations }) {
	const tags = readAnnotation(annotations, "tags");
	return tags === void 0 || tags.length >= MAX_ANNOTATION$1 ? void 0 : tags.split(" ");
}
function annotatedCorrections({ annotations }) {
	return readAnnotation(annotations, "corrects")?.split(" ") ?? [];
}
function findRecords(referrers, { from, to, tags, isSigned }) {
	const corrected = new Set(referrers.flatMap(annotatedCorrections));
	const created = ({ annotations }) => annotations.get(CREATED) ?? "";
	return referrers.filter(({ annotations, artifactType, digest }) => {
		const named = new Set((annotations.get(`${PROMOTION_ANNOTATION}tags`) ?? "").split(" "));
		return !corrected.has(digest) && (isSigned !== true || artifactType === "application/vnd.dev.sigstore.bundle.v0.3+json") && annotations.get("in-toto.io/predicate-type") === PROMOTION.type && annotations.get(`${PROMOTION_ANNOTATION}from`) === from && annotations.get(`${PROMOTION_ANNOTATION}to`) === to && tags.every((tag) => named.has(tag));
	}).sort((left, right) => created(left) < created(right) ? 1 : -1);
}
// src/registry/tag-list.ts
const PAGE_SIZE = 1e3;
const MAX_PAGE = 16777216;
const MAX_LIST = 67108864;
const MAX_PAGES = 1e3;
const MAX_TAGS = 2e5;
const PAGE_SIZES = [
	PAGE_SIZE,
	100,
	void 0
];
const REFUSES_SIZE = /* @__PURE__ */ new Set([400, 405]);
function readTags(bytes, attempt) {
	if (bytes === void 0) throw invalidAnswer(attempt, "the list or a page of it is too large", "too-large");
	let document;
	try {
		document = parseJsonObject(bytes);
	} catch {
		throw invalidAnswer(attempt, "the answer is not a list of tags");
	}
	const errors = property(document, "errors");
	if (Array.isArray(errors) && errors.length > 0) throw invalidAnswer(attempt, "the answer is not a list of tags");
	const tags = property(document, "tags");
	if (tags === null || tags === void 0 && property(document, "name") !== void 0) return [];
	if (!Array.isArray(tags)) throw invalidAnswer(attempt, "the answer is not a list of tags");
	if (!tags.every((tag) => typeof tag === "string")) throw invalidAnswer(attempt, "the list has entries that are not text");
	return tags.filter(isTag);
}
function isUnknownRepository(body) {
	const codes = parseErrors(body ?? /* @__PURE__ */ new Uint8Array()).map(({ code }) => code);
	return codes.includes("NAME_UNKNOWN") || codes.length > 0 && !codes.includes("UNSUPPORTED");
}
function tooManyTags(attempt) {
	return new RegistryError({
		what: attempt.what,
		reason: `there are more than ${MAX_TAGS.toLocaleString("en")}`,
		remedy: "delete old ones, or set \"existing-tags\" to \"git\"",
		code: "too-large"
	});
}
function describeList(client, repository) {
	return {
		registry: client.registry,
		what: `list the tags of ${formatRepository(repository)}`
	};
}
function getPage(client, url) {
	return client.send({
		method: "GET",
		url,
		headers: { accept: "application/json" }
	});
}
async function firstPage(client, repository, attempt) {
	let refusal;
	for (const size of PAGE_SIZES) {
		const url = client.address(repository, `tags/list${size === void 0 ? "" : `?n=${size}`}`);
		const response = await getPage(client, url);
		if (!REFUSES_SIZE.has(response.status)) {
			if (response.status === 200 || refusal === void 0) return {
				response,
				url
			};
			await response.discard();
			break;
		}
		const error = await refused(response, attempt);
		refusal ??= error;
	}
	throw refusal ?? invalidAnswer(attempt, "the list cannot be requested");
}
function beginsAfter(page, last) {
	return page.every((tag, index) => tag > (index === 0 ? last : page[index - 1] ?? last));
}
async function listTagsFrom(client, repository, stem) {
	const attempt = describeList(client, repository);
	const tags = /* @__PURE__ */ new Set();
	const budget = openListBudget({
		page: MAX_PAGE,
		all: MAX_LIST
	});
	let last = stem;
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		const response = await getPage(client, url);
		if (pages === 0 && response.status === 404) {
			if (isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown");
		}
		if (pages === 0 && REFUSES_SIZE.has(response.status)) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const page = readTags(await budget.read(response), attempt);
		if (!beginsAfter(page, last)) return void 0;
		const wanted = page.filter((tag) => tag.startsWith(stem));
		for (const tag of wanted) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		if (wanted.length < page.length) return tags;
		last = page.at(-1) ?? last;
		url = nextPage(response, url, attempt) ?? afterFullPage(url, page);
	}
	return tags;
}
function afterFullPage(url, page) {
	const last = page.at(-1);
	if (last === void 0 || url.searchParams.get("n") !== String(page.length)) return void 0;
	const next = new URL(url);
	next.searchParams.set("last", last);
	return next;
}
async function listTags(client, repository) {
	const attempt = describeList(client, repository);
	const tags = /* @__PURE__ */ new Set();
	const budget = openListBudget({
		page: MAX_PAGE,
		all: MAX_LIST
	});
	const visited = /* @__PURE__ */ new Set();
	for (let page = await firstPage(client, repository, attempt); page !== void 0;) {
		const { response, url } = page;
		visited.add(url.href);
		if (response.status === 404 && visited.size === 1) {
			if (isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown", "not-found", "check the name, and that its owner or project exists");
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const listed = readTags(await budget.read(response), attempt);
		const before = tags.size;
		for (const tag of listed) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		const link = nextPage(response, url, attempt);
		if (link !== void 0 && listed.length === 0 && visited.has(link.href)) return tags;
		const next = link ?? (tags.size > before ? afterFullPage(url, listed) : void 0);
		if (next === void 0) return tags;
		if (visited.has(next.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		page = {
			response: await getPage(client, next),
			url: next
		};
	}
	return tags;
}
async function listTagsAtOnce(client, repository) {
	const attempt = describeList(client, repository);
	const tags = /* @__PURE__ */ new Set();
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === 2) return void 0;
		const response = await getPage(client, url);
		if (response.status !== 200) {
			await response.discard();
			return;
		}
		const page = readTags(await readBody(response, MAX_PAGE), attempt);
		for (const tag of page) tags.add(tag);
		const next = nextPage(response, url, attempt);
		url = page.length === 0 && next?.href === url.href ? void 0 : next ?? afterFullPage(url, page);
	}
	return tags;
}
// src/image/labels.ts
const OCI_LABEL = "org.opencontainers.image.";
const PROVENANCE_LABELS = [
	"source",
	"revision",
	"version",
	"created",
	"title",
	"description",
	"url",
	"licenses",
	"base.name",
	"base.digest"
];
const ESSENTIAL = [
	"source",
	"revision",
	"version",
	"created"
];
function placeOfLabel({ annotated }, key) {
	return annotated?.has(key) === true ? "annotation" : "label";
}
function joinImageLabels(indexAnnotations, manifest, configLabels) {
	const labels = /* @__PURE__ */ new Map();
	const annotated = /* @__PURE__ */ new Set();
	const overruled = /* @__PURE__ */ new Map();
	for (const name of PROVENANCE_LABELS) {
		const key = OCI_LABEL + name;
		const annotation = indexAnnotations.get(key) ?? manifest?.annotations.get(key);
		const label = configLabels.get(key);
		const value = annotation ?? label;
		if (value === void 0 || value.trim() === "") continue;
		labels.set(key, value);
		if (annotation === void 0) continue;
		annotated.add(key);
		if (label !== void 0 && label !== annotation) overruled.set(key, label);
	}
	return Object.assign(labels, {
		annotated,
		overruled
	});
}
const WEIGHTY = [
	"source",
	"revision",
	"version"
];
function describeOverruled(reference, labels) {
	return WEIGHTY.map((name) => OCI_LABEL + name).flatMap((key) => {
		const label = labels.overruled?.get(key);
		if (label === void 0) return [];
		return [`The annotation ${key} of ${reference} is ${quote(labels.get(key) ?? "")}, and its label of that name is ${quote(label)}: the annotation counts; have the build set both alike`];
	});
}
function missingLabels(labels) {
	return ESSENTIAL.map((name) => OCI_LABEL + name).filter((key) => !labels.has(key));
}
// src/policy/platforms.ts
const USUAL = /^([a-z0-9]+)\/(?:(amd64)\/v1|(arm64)\/v8|(arm)\/v7)$/;
function spell(platform) {
	return platform.replace(USUAL, (_, os, ...names) => {
		return `${os}/${names.slice(0, 3).join("")}`;
	});
}
function lackingPlatforms({ name, platforms: required }, platforms) {
	const spelt = new Set(platforms.map(spell));
	const missing = required.filter((each) => !spelt.has(spell(each)));
	if (missing.length === 0) return void 0;
	const has = platforms.length === 0 ? "names no platform" : `has only ${formatList(platforms)}`;
	return {
		reason: `it lacks ${formatList(missing)}, which ${name} requires, and ${has}`,
		remedy: `build it for all of them, or change "platforms" of ${name}`
	};
}
// src/promotion/platforms.ts
async function requirePlatforms({ from, destinations }, image) {
	for (const { route } of destinations) {
		const environment = route?.destination;
		if (environment === void 0 || environment.platforms.length === 0) continue;
		const lacking = lackingPlatforms(environment, await image.platforms());
		if (lacking === void 0) continue;
		const { reason, remedy } = lacking;
		throw new PolicyError(`Cannot promote ${formatReference(from)} to ${environment.name}: ${reason}; ${remedy}`);
	}
}
// src/image/config.ts
const MAX_CONFIG = 4194304;
function parse(bytes) {
	if (bytes === void 0) return void 0;
	try {
		return parseJsonObject(bytes);
	} catch {
		return;
	}
}
async function readConfig(client, repository, image) {
	const manifest = representativeManifest(image.graph)?.manifest;
	if (manifest?.kind !== "manifest") return {
		manifest: void 0,
		config: void 0
	};
	const bytes = /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(manifest.config.mediaType) ? await readBlob(client, repository, {
		...manifest.config,
		limit: MAX_CONFIG
	}) : void 0;
	if (bytes !== void 0) image.tracker?.give(manifest.config.digest, bytes);
	return {
		manifest,
		config: parse(bytes)
	};
}
function findLabels({ nodes, root }, { manifest, config }) {
	const inner = config && objectProperty(config, "config");
	const labels = stringMap(inner && property(inner, "Labels"));
	return joinImageLabels(nodes.get(root)?.manifest.annotations ?? /* @__PURE__ */ new Map(), manifest, labels);
}
async function readImageLabels(client, repository, image) {
	return findLabels(image.graph, await readConfig(client, repository, image));
}
function findPlatforms(graph, { config }) {
	const listed = graphPlatforms(graph).map(({ platform }) => platform);
	if (listed.length > 0 || config === void 0) return listed;
	const parts = [
		"os",
		"architecture",
		"variant"
	].map((name) => stringProperty(config, name) ?? "");
	const [os, architecture] = parts;
	return os === "" || architecture === "" ? [] : [parts.filter((part) => part !== "").join("/")];
}
// src/image/read-graph.ts
const MAX_DEPTH = 4;
const MAX_MANIFESTS = 1e3;
const MAX_BYTES = 67108864;
const MAX_LAYERS = 1e3;
const BUILD_AGAIN = "build and push the image again: these are the bytes that were pushed";
var UnreadableManifestError = class extends RegistryError {
	reason;
	constructor(facts) {
		super(facts);
		this.reason = facts.reason;
	}
};
var UnknownManifestError = class extends UnreadableManifestError {
	mediaType;
	constructor(facts) {
		super({
			...facts,
			code: "invalid-answer"
		});
		this.mediaType = facts.mediaType;
	}
};
function malformed(what, reason, remedy = BUILD_AGAIN) {
	return new UnreadableManifestError({
		what,
		reason,
		remedy,
		code: "invalid-answer"
	});
}
function tooLarge(what, reason) {
	return new UnreadableManifestError({
		what,
		reason,
		remedy: "leave out of the image what it does not need",
		code: "too-large"
	});
}
function toNode(repository, stored, assumed) {
	const what = `read ${formatRepository(repository)}@${stored.digest}`;
	let manifest;
	try {
		const types = {
			contentType: stored.mediaType,
			...assumed === void 0 ? {} : { assumed }
		};
		manifest = parseManifest(stored.bytes, types);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		if (!(error instanceof UnknownTypeError)) throw malformed(what, error.message, error.remedy);
		const { message: reason, mediaType, remedy = "promote an image without it" } = error;
		throw new UnknownManifestError({
			what,
			reason,
			remedy,
			mediaType
		});
	}
	const blobs = manifestBlobs(manifest).length;
	if (manifest.kind !== "index" && blobs > 1001) throw tooLarge(what, `it has ${blobs - 1} layers, and no more than ${MAX_LAYERS} are read`);
	const { digest, bytes } = stored;
	return {
		descriptor: {
			mediaType: manifest.mediaType,
			digest,
			size: bytes.byteLength,
			annotations: manifest.annotations
		},
		bytes,
		manifest
	};
}
function embeddedManifest(child) {
	const bytes = embeddedData(child);
	return bytes === void 0 ? void 0 : {
		mediaType: child.mediaType,
		digest: child.digest,
		bytes
	};
}
async function requireBlob(client, repository, entry) {
	const { digest, mediaType } = entry;
	if (isUsualBlob(mediaType) || await hasBlob(client, repository, digest)) return;
	if (await getManifest(client, repository, digest, { accept: mediaType }) === void 0) return;
	throw new UnknownManifestError({
		what: `promote an index of ${formatRepository(repository)}`,
		reason: `its entry ${digest} is a manifest of the type ${quote(mediaType)}, and what such a manifest refers to is not known`,
		remedy: "promote an image without it",
		mediaType
	});
}
async function readGraph(client, repository, root) {
	const nodes = /* @__PURE__ */ new Map();
	const name = formatRepository(repository);
	const asked = /* @__PURE__ */ new Set([root.digest]);
	const what = `read ${name}@${root.digest}`;
	let bytes = 0;
	async function readChild(entries, depth) {
		const [child] = entries;
		const stored = await getManifest(client, repository, child.digest) ?? embeddedManifest(child);
		if (stored === void 0) {
			const platform = child.platform === void 0 ? "" : ` (${child.platform})`;
			const reason = `its manifest ${child.digest}${platform} is missing at the source`;
			throw new UnreadableManifestError({
				what: `promote ${name}@${root.digest}`,
				reason,
				remedy: "build the image again, or push what is missing",
				code: "not-found",
				status: 404
			});
		}
		const node = toNode(repository, stored, child.mediaType);
		const { mediaType, size } = node.descriptor;
		const wrong = entries.find((entry) => bareMediaType(entry.mediaType) !== mediaType || entry.size !== size);
		if (wrong !== void 0) {
			const reason = `it is ${`${quote(mediaType)} of ${formatNumber(size)} bytes`}, and the index says ${quote(wrong.mediaType)} of ${formatNumber(wrong.size)} bytes`;
			throw malformed(`read ${name}@${child.digest}`, reason);
		}
		await visit(node, depth);
	}
	async function visit(node, depth) {
		nodes.set(node.descriptor.digest, node);
		bytes += node.bytes.byteLength;
		if (bytes > MAX_BYTES) throw tooLarge(what, `its manifests are larger than ${MAX_BYTES / 1024 / 1024} MiB together`);
		const children = [...Map.groupBy(childManifests(node.manifest), ({ digest }) => digest)].filter(([digest]) => !asked.has(digest));
		for (const [digest] of children) asked.add(digest);
		if (asked.size > MAX_MANIFESTS || children.length > 0 && depth >= MAX_DEPTH) throw tooLarge(what, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`);
		const blobs = node.manifest.kind === "index" ? manifestBlobs(node.manifest) : [];
		await Promise.all([...children.map(([, [first, ...others]]) => first && readChild([first, ...others], depth + 1)), ...blobs.map((blob) => requireBlob(client, repository, blob))]);
	}
	await visit(toNode(repository, root), 1);
	return {
		root: root.digest,
		nodes
	};
}
// src/promotion/source.ts
function quiet(promise) {
	promise.catch(() => void 0);
	return promise;
}
var SourceImage = class {
	root;
	clients;
	repository;
	stored;
	reading;
	configuring;
	labelling;
	constructor(clients, repository, stored) {
		this.clients = clients;
		this.repository = repository;
		this.stored = stored;
		this.root = quiet(stored.then((root) => toNode(repository, root)));
	}
	graph() {
		this.reading ??= quiet(this.stored.then((root) => readGraph(this.clients.source, this.repository, root)));
		return this.reading;
	}
	labels() {
		this.labelling ??= quiet(Promise.all([this.graph(), this.config()]).then(([graph, config]) => findLabels(graph, config)));
		return this.labelling;
	}
	async platforms() {
		return findPlatforms(await this.graph(), await this.config());
	}
	config() {
		const { source, tracker } = this.clients;
		this.configuring ??= quiet(this.graph().then((graph) => readConfig(source, this.repository, {
			graph,
			tracker
		})));
		return this.configuring;
	}
	async graphSoFar() {
		return this.reading ?? rootGraph(await this.root);
	}
	async labelsSoFar() {
		const { manifest } = await this.root;
		return this.labelling ?? joinImageLabels(manifest.annotations, void 0, /* @__PURE__ */ new Map());
	}
};
// src/commands/batches.ts
const IMAGES_PER_BATCH = 256;
function* toBatches(requests, size = IMAGES_PER_BATCH) {
	for (let start = 0; start < requests.length; start += size) yield {
		start,
		requests: requests.slice(start, start + size)
	};
}
// src/github/failure.ts
function messageOf(text) {
	const data = parseAnswer(text);
	if (!isJsonObject(data)) return text;
	const [message, errors, address] = [
		"message",
		"errors",
		"documentation_url"
	].map((key) => property(data, key));
	if (message === void 0) return `Unknown error: ${text}`;
	return `${message}${Array.isArray(errors) ? `: ${errors.map((each) => JSON.stringify(each)).join(", ")}` : ""}${address === void 0 ? "" : ` - ${address}`}`;
}
function parseAnswer(text) {
	try {
		return JSON.parse(text, (key, value, context) => {
			return key === "id" && typeof value === "number" && !Number.isSafeInteger(value) && /^[0-9]+$/.test(context?.source ?? "") ? BigInt(context?.source ?? "") : value;
		});
	} catch {
		return text;
	}
}
var GitHubRefusal = class extends Error {
	name = "GitHubRefusal";
	answer;
	constructor(answer) {
		super(messageOf(answer.body.toString()));
		this.answer = answer;
	}
};
function explainGitHubFailure(error, permission) {
	if (error instanceof AnswerError) return {
		status: void 0,
		reason: error.message,
		remedy: "check that GITHUB_API_URL is the address of GitHub"
	};
	const message = quote(error instanceof Error ? error.message : String(error));
	const status = error instanceof GitHubRefusal ? error.answer.status : void 0;
	const remedy = "run the step again";
	if (status === void 0) return {
		status,
		reason: `GitHub could not be reached (${message})`,
		remedy
	};
	const reason = `GitHub answered ${status} (${message})`;
	if (status === 429 || /rate limit/i.test(message)) return {
		status,
		reason,
		remedy: "wait for the limit to pass, or give a github-token of the job's own"
	};
	if (status === 401) return {
		status,
		reason,
		remedy: "give a github-token that is valid"
	};
	if (status === 403 || status === 404) return {
		status,
		reason,
		remedy: `give the job "${permission}"`
	};
	return {
		status,
		reason,
		remedy
	};
}
function explainFailure(error, permission) {
	const failure = explainGitHubFailure(error, permission);
	const { status } = failure;
	return status === 400 || status === 409 || status === 422 ? {
		...failure,
		remedy: "change what it names, or do without it in the pipeline file"
	} : failure;
}
var AnswerError = class extends Error {
	name = "AnswerError";
};
function readObject(answer) {
	if (isJsonObject(answer)) return answer;
	throw new AnswerError("GitHub's answer is not a JSON object");
}
function readObjects(answer) {
	if (Array.isArray(answer) && answer.every(isJsonObject)) return answer;
	throw new AnswerError("GitHub's answer is not a list of JSON objects");
}
function readId(answer) {
	const id = property(readObject(answer), "id");
	if (typeof id === "bigint" || typeof id === "number" && Number.isSafeInteger(id)) return String(id);
	throw new AnswerError("GitHub's answer has no id");
}
// src/github/client.ts
const TIME_LIMIT = 2e4;
const MAX_ANSWER = 33554432;
const MAX_REDIRECTS = 3;
const API_VERSION = "2022-11-28";
const GITHUB_API = "https://api.github.com";
const TRIES = 4;
const WAIT_BUDGET = 15e4;
const PAUSES = [1e3, 3e3];
const REAL_CLOCK = {
	now: () => Date.now(),
	sleep: (milliseconds) => setTimeout(milliseconds)
};
function canAskGitHub(event, token) {
	return token !== void 0 && token !== "" && event.apiUrl !== void 0 && event.repository !== void 0;
}
function openSender(apiUrl, token, environment) {
	const client = openServiceClient(environment);
	const { origin } = new URL(apiUrl);
	const headers = {
		Accept: "application/vnd.github.v3+json",
		Authorization: `Bearer ${token}`,
		"X-GitHub-Api-Version": API_VERSION
	};
	return async (address, { method, body }, signal) => {
		const content = body === void 0 ? { headers } : {
			headers: {
				...headers,
				"Content-Type": "application/json; charset=utf-8"
			},
			body: JSON.stringify(body)
		};
		let url = new URL(address);
		for (let redirects = 0;; redirects++) {
			if (url.origin !== origin) throw new Error(`an answer names an address of ${url.host}, where the token is not sent`);
			const answer = await client.send({
				url,
				method,
				...content,
				maxAnswer: MAX_ANSWER,
				signal
			});
			const { status } = answer;
			if (status === 304 || status >= 400) throw new GitHubRefusal(answer);
			if (status < 300) return answer;
			const target = URL.parse(answer.header("location") ?? "", url.href);
			if (target === null) throw new Error(`GitHub answered ${status} without an address`);
			const isFollowed = method === "GET" && redirects < MAX_REDIRECTS;
			if (target.origin === origin && !isFollowed) throw new Error(`GitHub answered ${status} to ${method}`);
			url = target;
		}
	};
}
function createPause(clock) {
	let until = 0;
	let left = WAIT_BUDGET;
	return {
		async wait() {
			for (let rest = until - clock.now(); rest > 0; rest = until - clock.now()) await clock.sleep(rest);
		},
		extend(milliseconds) {
			const now = clock.now();
			const more = Math.max(0, now + milliseconds - Math.max(now, until));
			if (more > left) return false;
			left -= more;
			until = Math.max(until, now + milliseconds);
			return true;
		}
	};
}
function openGitHubClient(event, token, { clock = REAL_CLOCK, timeLimit = TIME_LIMIT, environment = process.env } = {}) {
	const [owner, repo] = event.repository?.fullName.split("/") ?? [];
	if (!token || !owner || !repo) return void 0;
	const { apiUrl = GITHUB_API } = event;
	const home = `/repos/${encodeURIComponent(owner.toWellFormed())}/${encodeURIComponent(repo.toWellFormed())}`;
	const sendTo = openSender(apiUrl, token, environment);
	const pause = createPause(clock);
	const dataOf = ({ body }) => parseAnswer(body.toString());
	async function send({ path, ...request }) {
		for (let tries = 1;; tries++) {
			await pause.wait();
			try {
				return dataOf(await sendTo(`${apiUrl}${path}`, request, AbortSignal.timeout(timeLimit)));
			} catch (error) {
				const asked = pauseOfLimit(error, clock.now());
				if (asked === void 0 || tries === TRIES || !pause.extend(asked)) throw error;
			}
		}
	}
	return {
		owner,
		repo,
		home,
		send,
		read(path) {
			const mayPass = (error) => (explainGitHubFailure(error, "").status ?? 500) >= 500;
			const sleep = (milliseconds) => clock.sleep(milliseconds);
			const options = {
				tries: PAUSES.length + 1,
				pause: (tried) => PAUSES[tried - 1] ?? 0,
				mayPass
			};
			return retry({
				sleep,
				random: Math.random
			}, options, () => send({
				method: "GET",
				path: `${home}${path}`
			}));
		},
		async readOnce(path) {
			const address = typeof path === "string" ? `${apiUrl}${home}${path}` : path.href;
			const answer = await sendTo(address, { method: "GET" }, AbortSignal.timeout(timeLimit));
			const link = parseNextLink(answer.header("link") ?? "");
			const next = link.kind === "target" ? URL.parse(link.target, address) : void 0;
			return {
				data: dataOf(answer),
				next: link.kind === "none" ? void 0 : next ?? "unreadable"
			};
		}
	};
}
async function readGitHub(path, { event, token, clock }) {
	const client = openGitHubClient(event, token, { clock });
	if (client === void 0) throw new Error("the repository has no name");
	return client.read(path);
}
const UNNAMED_PAUSE = 6e4;
const SHORTEST_PAUSE = 1e3;
function untilReset({ header }, now) {
	if (header("x-ratelimit-remaining") !== "0") return void 0;
	const reset = Number(header("x-ratelimit-reset") ?? NaN);
	return Number.isSafeInteger(reset) ? reset * 1e3 - now : UNNAMED_PAUSE;
}
function pauseOfLimit(error, now) {
	if (!(error instanceof GitHubRefusal)) return void 0;
	const { answer, message } = error;
	if (answer.status !== 403 && answer.status !== 429) return void 0;
	const isNamed = /secondary rate limit|abuse detection/i.test(message);
	const pause = tryParseRetryAfter(answer.header("retry-after"), now) ?? untilReset(answer, now) ?? (answer.status === 429 || isNamed ? UNNAMED_PAUSE : void 0);
	return pause === void 0 ? void 0 : Math.max(SHORTEST_PAUSE, pause);
}
// src/tags/affixes.ts
const NO_AFFIXES = {
	prefix: "",
	suffix: ""
};
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
function inFamily(name, { prefix, suffix }) {
	if (!name.startsWith(prefix) || !name.endsWith(suffix) || isReservedTag(name)) return void 0;
	if (name.length < prefix.length + suffix.length) return void 0;
	return name.slice(prefix.length, name.length - suffix.length);
}
function takeOff({ prefix, suffix }, tag) {
	const text = tag.startsWith(prefix) ? tag.slice(prefix.length) : tag;
	return text.endsWith(suffix) ? text.slice(0, text.length - suffix.length) : text;
}
// src/tags/dates.ts
const MONTHS = [
	"January",
	"February",
	"March",
	"April",
	"May",
	"June",
	"July",
	"August",
	"September",
	"October",
	"November",
	"December"
];
const WEEKDAYS = [
	"Sunday",
	"Monday",
	"Tuesday",
	"Wednesday",
	"Thursday",
	"Friday",
	"Saturday"
];
const hour12 = ({ hour }) => hour % 12 || 12;
const hour24 = ({ hour }) => hour || 24;
const quarter = ({ month }) => Math.ceil(month / 3);
const isoWeekday = ({ weekday }) => weekday || 7;
const half = ({ hour }) => hour < 12 ? "AM" : "PM";
const clock = ({ minute, second }, withSeconds) => pad(minute, 2) + (withSeconds ? pad(second, 2) : "");
const eraYear = ({ year }) => year > 0 ? year : 1 - year;
const era = ({ year }) => year > 0 ? "AD" : "BC";
const DATE_TOKENS = new Map([
	["Y", ({ year }) => year > 9999 ? `+${year}` : pad(year, 4)],
	["YY", ({ year }) => pad(year % 100, 2)],
	...padded("Y", [4, 5], ({ year }) => year),
	["YYYYYY", ({ year }) => (year < 0 ? "" : "+") + pad(year, 6)],
	...padded("y", [
		1,
		2,
		3,
		4
	], eraYear),
	["yo", (time) => ordinal(eraYear(time))],
	...[
		"N",
		"NN",
		"NNN",
		"NNNNN"
	].map((token) => [token, era]),
	["NNNN", ({ year }) => year > 0 ? "Anno Domini" : "Before Christ"],
	...counted("Q", quarter),
	...counted("M", ({ month }) => month),
	["MM", ({ month }) => pad(month, 2)],
	["MMM", (time) => monthName(time).slice(0, 3)],
	["MMMM", monthName],
	...counted("D", ({ day }) => day),
	["DD", ({ day }) => pad(day, 2)],
	...counted("DDD", (time) => time.dayOfYear),
	["DDDD", (time) => pad(time.dayOfYear, 3)],
	...counted("d", ({ weekday }) => weekday),
	["dd", (time) => weekdayName(time).slice(0, 2)],
	["ddd", (time) => weekdayName(time).slice(0, 3)],
	["dddd", weekdayName],
	["e", ({ weekday }) => `${weekday}`],
	["E", (time) => `${isoWeekday(time)}`],
	...counted("w", ({ week }) => week.week),
	["ww", ({ week }) => pad(week.week, 2)],
	...counted("W", ({ isoWeek }) => isoWeek.week),
	["WW", ({ isoWeek }) => pad(isoWeek.week, 2)],
	["gg", ({ week }) => pad(week.year % 100, 2)],
	...padded("g", [4, 5], ({ week }) => week.year),
	["GG", ({ isoWeek }) => pad(isoWeek.year % 100, 2)],
	...padded("G", [4, 5], ({ isoWeek }) => isoWeek.year),
	...padded("H", [1, 2], ({ hour }) => hour),
	...padded("h", [1, 2], hour12),
	...padded("k", [1, 2], hour24),
	...padded("m", [1, 2], ({ minute }) => minute),
	...padded("s", [1, 2], ({ second }) => second),
	["Hmm", (time) => `${time.hour}${clock(time, false)}`],
	["Hmmss", (time) => `${time.hour}${clock(time, true)}`],
	["hmm", (time) => `${hour12(time)}${clock(time, false)}`],
	["hmmss", (time) => `${hour12(time)}${clock(time, true)}`],
	["eHHmm", (time) => `${time.weekday}${pad(time.hour, 2)}${clock(time, false)}`],
	...[
		1,
		2,
		3,
		4,
		5,
		6,
		7,
		8,
		9
	].map((digits) => ["S".repeat(digits), fraction(digits)]),
	["A", half],
	["a", (time) => half(time).toLowerCase()],
	["Z", ({ offset }) => formatOffset(offset, ":")],
	["ZZ", ({ offset }) => formatOffset(offset, "")],
	["z", zoneNameOf],
	["zz", zoneNameOf],
	["X", ({ epoch }) => `${Math.floor(epoch / 1e3)}`],
	["x", ({ epoch }) => `${epoch}`]
]);
function pad(value, digits) {
	return `${value < 0 ? "-" : ""}${`${Math.abs(value)}`.padStart(digits, "0")}`;
}
function ordinal(value) {
	return `${value}${(Math.trunc(value % 100 / 10) === 1 ? void 0 : [
		"th",
		"st",
		"nd",
		"rd"
	][value % 10]) ?? "th"}`;
}
function padded(letter, digits, read) {
	return digits.map((each) => [letter.repeat(each), (time) => pad(read(time), each)]);
}
function counted(token, read) {
	return [[token, (time) => `${read(time)}`], [`${token}o`, (time) => ordinal(read(time))]];
}
function fraction(digits) {
	return ({ millisecond }) => pad(millisecond, 3).padEnd(digits, "0").slice(0, digits);
}
function monthName({ month }) {
	return MONTHS[month - 1] ?? "";
}
function weekdayName({ weekday }) {
	return WEEKDAYS[weekday] ?? "";
}
const LOCALE_FORMATS = /* @__PURE__ */ new Map([
	["LTS", "h:mm:ss A"],
	["LT", "h:mm A"],
	["L", "MM/DD/YYYY"],
	["LL", "MMMM D, YYYY"],
	["LLL", "MMMM D, YYYY h:mm A"],
	["LLLL", "dddd, MMMM D, YYYY h:mm A"],
	["l", "M/D/YYYY"],
	["ll", "MMM D, YYYY"],
	["lll", "MMM D, YYYY h:mm A"],
	["llll", "ddd, MMM D, YYYY h:mm A"]
]);
const LOCALE_PARTS = tokenPattern("", [...LOCALE_FORMATS.keys()]);
const PARTS = tokenPattern("\\\\e|[wW]\\||", [...DATE_TOKENS.keys(), "."]);
function tokenPattern(first, words) {
	const longestFirst = words.toSorted((left, right) => right.length - left.length);
	return new RegExp(`\\[[^[]*\\]|${first}\\\\?(?:${longestFirst.join("|")})`, "g");
}
function formatDate(instant, format, timeZone) {
	const time = localTimeOf(instant, timeZone);
	return ((format || isoFormat(time)).replace(LOCALE_PARTS, (part) => LOCALE_FORMATS.get(part) ?? part).match(PARTS) ?? []).map((part) => DATE_TOKENS.get(part)?.(time) ?? literalOf(part)).join("");
}
function isoFormat({ offset }) {
	return `YYYY-MM-DDTHH:mm:ss${offset === 0 ? "[Z]" : "Z"}`;
}
function literalOf(part) {
	return /\[[\s\S]/.test(part) ? part.replace(/^\[|\]$/g, "") : part.replaceAll("\\", "");
}
// src/tags/find-version.ts
const VERSION_LABEL = "org.opencontainers.image.version";
const VERSION_START = /^[vV]?[0-9]/;
function findVersion(sources, reading = {}) {
	const { input, sourceTag, label, labelPlace = "label" } = sources;
	if (hasText(input)) {
		const origin = "the input \"version\"";
		return {
			version: parseVersion(fillUp(input, reading), origin),
			raw: input,
			origin
		};
	}
	const sourceText = textOfSourceTag(sources);
	return versionOfGitTag(sources, reading) ?? found(tryParseVersionTag(sourceText ?? ""), {
		raw: sourceText ?? "",
		origin: `the source tag ${quote(sourceTag ?? "")}`
	}) ?? found(tryParseVersion(label ?? ""), {
		raw: label ?? "",
		origin: `the ${labelPlace} org.opencontainers.image.version`
	});
}
function textOfSourceTag({ sourceTag, affixes }) {
	return sourceTag === void 0 || affixes === void 0 ? sourceTag : takeOff(affixes, sourceTag);
}
function notesOnVersion(sources) {
	const notes = [];
	const { input, gitTag, tagPrefix = "", imageRevision, label, labelPlace = "label" } = sources;
	const isNamed = hasText(input) || VERSION_START.test(versionTextOfGitTag(sources, void 0) ?? "");
	const isTagged = tryParseVersionTag(textOfSourceTag(sources) ?? "") !== void 0;
	if (isNamed || isTagged || tryParseVersion(label ?? "")) return notes;
	if (gitTag !== void 0 && !gitTag.name.startsWith(tagPrefix)) notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
	else if (gitTag !== void 0 && imageRevision !== void 0 && gitTag.commit !== imageRevision) notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision)}`);
	if (hasText(label) && tryParseVersion(label) === void 0) notes.push(`the ${labelPlace} ${VERSION_LABEL} ${quote(label)} is not a semantic version`);
	return notes;
}
function versionTextOfGitTag(sources, match) {
	return isTagOfImage(sources) ? textOfGitTag(sources, match) : void 0;
}
function textOfGitTag({ gitTag, tagPrefix = "" }, match) {
	if (gitTag === void 0 || !gitTag.name.startsWith(tagPrefix)) return void 0;
	const text = gitTag.name.slice(tagPrefix.length);
	if (match === void 0) return text;
	const groups = matchGitTag(match, text);
	return groups?.[1] ?? groups?.[0];
}
function hasText(text) {
	return text !== void 0 && text !== "";
}
function found(version, place) {
	return version && {
		version,
		...place
	};
}
function isTagOfImage({ gitTag, imageRevision, promoted }) {
	if (gitTag === void 0) return false;
	return imageRevision === void 0 ? promoted === void 0 : gitTag.commit === imageRevision;
}
function fillUp(text, { coerce }) {
	const parts = /^([vV]?[0-9]+)(\.[0-9]+)?([-+].*)?$/.exec(text);
	return coerce !== true || parts === null ? text : `${parts[1]}${parts[2] ?? ".0"}.0${parts[3] ?? ""}`;
}
function versionOfGitTag(sources, reading) {
	const raw = versionTextOfGitTag(sources, reading.match);
	if (raw === void 0 || !VERSION_START.test(raw)) return void 0;
	const text = fillUp(raw, reading);
	const name = sources.gitTag?.name ?? "";
	const version = tryParseVersion(text);
	if (version !== void 0) return {
		version,
		raw: text,
		origin: `the git tag ${quote(name)}`
	};
	throw new InputError(`Cannot read the version of the git tag ${quote(name)}: ${reasonForNoVersion(text)}; push a tag such as ${quote(`${sources.tagPrefix ?? ""}v${sampleVersion(text)}`)}, or set the input "version"`);
}
// src/tags/expressions.ts
function shortSha({ revision, shortShaLength }) {
	return revision?.sha.slice(0, shortShaLength) ?? "";
}
function evaluateExpression(expression, { context, now }) {
	const { git } = context;
	const date = (instant) => formatDate(instant, expression.format ?? "", expression.timeZone ?? context.timeZone);
	switch (expression.name) {
		case "branch": return git?.branch ?? "";
		case "tag": return git?.tag ?? "";
		case "sha": return shortSha(context);
		case "base_ref": return git?.baseRef ?? "";
		case "is_default_branch": return String(git?.isDefaultBranch ?? false);
		case "is_not_default_branch": return String(!(git?.isDefaultBranch ?? false));
		case "date": return date(now);
		case "commit_date": return date(git?.commitDate ?? now);
		case "version": return findVersion(context.versions)?.version.text ?? "";
		case "major":
		case "minor":
		case "patch": {
			const version = findVersion(context.versions)?.version;
			return version === void 0 ? "" : String(version[expression.name]);
		}
		default: return expression.name;
	}
}
// src/tags/compose.ts
const NAMES = [
	"branch",
	"tag",
	"base_ref"
];
function renderComponents(template, scope) {
	const names = [];
	const original = renderTemplate(template, (expression) => evaluateExpression(expression, scope)).text;
	return {
		...renderTemplate(template, (expression) => {
			const value = evaluateExpression(expression, scope);
			const text = sanitizeComponent(value);
			if (NAMES.includes(expression.name)) names.push({
				text,
				original: value
			});
			return text;
		}),
		original,
		names
	};
}
function renderText(template, scope) {
	return renderTemplate(template, (expression) => evaluateExpression(expression, scope));
}
function reasonForEmpty(expressions) {
	const names = [...new Set(expressions)];
	return `${names.join(" and ")} ${names.length === 1 ? "is" : "are"} empty here`;
}
function renderAffixes(rule, scope) {
	const { flavor } = scope.context;
	const prefix = renderComponents(rule.prefix ?? flavor.prefix, scope);
	const suffix = renderComponents(rule.suffix ?? flavor.suffix, scope);
	const empty = [...prefix.empty, ...suffix.empty];
	if (empty.length > 0) return reasonForEmpty(empty);
	return {
		prefix: sanitizePrefix(prefix.text),
		suffix: sanitizeSuffix(suffix.text),
		originals: {
			prefix: prefix.original,
			suffix: suffix.original
		},
		names: [...prefix.names, ...suffix.names]
	};
}
function composeTag(value, affixes, { unique = false, isVersion = false } = {}) {
	const { originals } = affixes;
	const original = `${originals.prefix}${value.original}${originals.suffix}`;
	const text = sanitizeComponent(value.text);
	if (text === "") return `${quote(original)} has no character that a tag may have`;
	const clean = `${affixes.prefix}${text}${affixes.suffix}`;
	if (isVersion && clean.length > 128) throw new InputError(`Cannot use tag ${quote(clean)}: it is longer than 128 characters, and a version cannot be cut; shorten its prefix or suffix`);
	const tag = shortenTag(shortenNames(unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean, [...value.names ?? [], ...affixes.names], 128), original);
	if (!isTag(tag)) return `${quote(tag)} is no tag`;
	if (!isReservedTag(tag)) return {
		tag,
		original
	};
	throw new InputError(`Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`);
}
const HASH_LENGTH = 8;
const ILLEGAL_RUN = /[^a-zA-Z0-9._-]+/g;
const ILLEGAL_END = /[^a-zA-Z0-9._-]$/;
function sanitizeComponent(text) {
	const legal = text.replaceAll("+", "_").replace(ILLEGAL_RUN, "-").replace(/^[.-]+/, "");
	return ILLEGAL_END.test(text) ? trimEnd(legal) : legal;
}
function trimEnd(text) {
	let end = text.length;
	while (end > 0 && (text[end - 1] === "." || text[end - 1] === "-")) end--;
	return text.slice(0, end);
}
function sanitizePrefix(text) {
	return sanitizeComponent(`${text}x`).slice(0, -1);
}
function sanitizeSuffix(text) {
	return sanitizeComponent(`x${text}`).slice(1);
}
function shortHash(text) {
	return createHash("sha256").update(text, "utf8").digest("hex").slice(0, HASH_LENGTH);
}
function shortenTag(tag, original) {
	if (tag.length <= 128) return tag;
	return `${tag.slice(0, 119)}-${shortHash(original)}`;
}
function shortenNames(text, names, limit) {
	let short = text;
	for (const name of names.toSorted((left, right) => right.text.length - left.text.length)) {
		const pieces = short.split(name.text);
		const count = pieces.length - 1;
		const isWhole = count === 1 && name.text.length === short.length;
		if (short.length <= limit || count < 1 || isWhole || name.text.length <= 10) continue;
		const room = Math.floor((limit - (short.length - count * name.text.length)) / count);
		const kept = Math.max(1, Math.min(room, name.text.length) - HASH_LENGTH - 1);
		short = pieces.join(`${name.text.slice(0, kept)}-${shortHash(name.original)}`);
	}
	return short;
}
function isLossy(original, sanitized) {
	return original !== sanitized;
}
// src/attestation/predicates/bases.ts
function isFlag(value) {
	return typeof value === "boolean";
}
function encodeVersion({ version, digest, isThere, isSigned, platforms }) {
	return {
		version,
		digest: encodeDigest(digest),
		present: isThere,
		recorded: isSigned,
		platforms: platforms.map(({ platform, chainId, created }) => ({
			platform,
			chainId,
			created: created?.toISOString()
		}))
	};
}
function encode({ time, uri, repositories, run, toolVersion }) {
	const { actor, isFromToken, ...where } = run;
	return {
		time: time.toISOString(),
		ledger: { uri },
		repositories: repositories.map(({ name, isWhole, tags, versions }) => ({
			name,
			complete: isWhole,
			tags: Object.fromEntries(tags),
			versions: versions.map(encodeVersion)
		})),
		run: {
			...where,
			claims: isFromToken === true ? "identity-token" : "environment"
		},
		actor,
		tool: {
			name: "sealift",
			version: toolVersion
		}
	};
}
function decodePlatform(object) {
	const chainId = required(object, "chainId", isText);
	if (tryParseDigest(chainId) === void 0) throw new FormatError(`its chainId ${quote(chainId)} is not a digest`);
	return {
		platform: required(object, "platform", isText),
		chainId,
		created: optional(object, "created", isText) === void 0 ? void 0 : readTime(object, "created")
	};
}
function decodeVersion(object) {
	return {
		version: required(object, "version", isText),
		digest: readDigest(object),
		isThere: required(object, "present", isFlag),
		isSigned: required(object, "recorded", isFlag),
		platforms: (objects(object, "platforms") ?? []).map(decodePlatform)
	};
}
function decodeTags(object) {
	return new Map(Object.entries(required(object, "tags", isJsonObject)).map(([tag, value]) => {
		const digest = isText(value) ? tryParseDigest(value) : void 0;
		if (digest === void 0) throw new FormatError(`it has no digest for the tag ${quote(tag)}`);
		return [tag, digest];
	}));
}
function decodeRun(predicate) {
	return texts(optional(predicate, "run", isJsonObject) ?? {}, [
		"invocationId",
		"workflow",
		"event",
		"ref"
	]);
}
function decode(predicate) {
	const repositories = objects(predicate, "repositories");
	if (repositories === void 0) throw new FormatError("it lacks \"repositories\"");
	const tool = optional(predicate, "tool", isJsonObject);
	return {
		time: readTime(predicate, "time"),
		uri: required(required(predicate, "ledger", isJsonObject), "uri", isText),
		repositories: repositories.map((each) => ({
			name: required(each, "name", isText),
			isWhole: required(each, "complete", isFlag),
			tags: decodeTags(each),
			versions: (objects(each, "versions") ?? []).map(decodeVersion)
		})),
		run: decodeRun(predicate),
		toolVersion: tool && optional(tool, "version", isText)
	};
}
const BASE_LEDGER = {
	type: "https://sealift.github.io/bases/v1",
	encode,
	decode
};
// src/tags/release.ts
const DOTTED = /^[vV]?([0-9]{1,15}(?:\.[0-9]{1,15})*)$/;
const DAY$1 = /^[0-9]{8}(?:\.|$)/;
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
	return DAY$1.test(left.text) === DAY$1.test(right.text);
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
function isNewer(version, than) {
	return (compareVersions(version, than) || (compareBuilds(version.build, than.build) ?? 0)) > 0;
}
function newestFirst(versions) {
	return versions.toSorted((left, right) => Number(left.text < right.text) - Number(left.text > right.text)).toSorted((left, right) => Number(isNewer(right, left)) - Number(isNewer(left, right)));
}
function parseRelease(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return { version };
	const dotted = tryParseDotted(name);
	return dotted && { dotted };
}
function isReleaseOf({ version, dotted }, line) {
	return isOfLine(version === void 0 ? dotted : dottedOfVersion(version), line.parts);
}
const START = /(?<=[-_/])[vV]?[0-9]|(?<=[a-zA-Z])[0-9]/g;
function splitRelease(name, tagPrefix) {
	const { before } = splitVersion(name, tagPrefix);
	const rest = name.slice(before.length);
	if (parseRelease(rest) !== void 0) return {
		before,
		release: rest
	};
	for (const { index } of rest.matchAll(START)) {
		const release = rest.slice(index);
		const { version, dotted } = parseRelease(release) ?? {};
		if (version !== void 0 || (dotted?.parts.length ?? 0) > 1) return {
			before: `${before}${rest.slice(0, index)}`,
			release
		};
	}
	return {
		before,
		release: rest
	};
}
const LINE = /^((?:[a-zA-Z][a-zA-Z_-]*[-_])?)(latest|[vV]?[0-9]{1,15}(?:\.[0-9]{1,15})*)((?:[-_.][a-zA-Z].*)?)$/;
function readTextLine(text, { prefix, suffix }) {
	const [, before, numbers, after] = LINE.exec(text) ?? [];
	if (before === void 0 || numbers === void 0 || tryParseVersionTag(text) !== void 0) return void 0;
	return {
		parts: numbers === "latest" ? [] : numbers.replace(/^v/i, "").split(".").map(Number),
		family: {
			prefix: `${prefix}${before}`,
			suffix: `${after}${suffix}`
		}
	};
}
function isVersionLike(text) {
	return /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+)*)$/.test(text) || tryParseVersionTag(text) !== void 0;
}
// src/tags/compares-versions.ts
const DAY = /^[0-9]{8}$/;
function comparesVersions(rule, context, now) {
	const { flavor, git, sourceTag } = context;
	if (flavor.latest === "true") return true;
	switch (rule.type) {
		case "semver":
		case "channel":
		case "pep440":
		case "match": return true;
		case "raw": return rule.value.source.includes("latest") || isLine(rule.value, context, now);
		case "schedule": return git?.event === "schedule" && isLine(rule.pattern, context, now);
		case "source": return sourceTag !== void 0 && readsAsLine(sourceTag);
		case "ref": return comparesRef(rule, context);
		case "edge":
		case "sha":
		case "date_seq": return false;
		default: return rule;
	}
}
function comparesRef({ event, prefix }, { flavor, git }) {
	if (event === "tag") return git?.tag !== void 0 && (flavor.latest !== "false" || readsAsLine(git.tag));
	if (event === "pr") return (git?.pullRequest ?? git?.mergeGroup?.pullRequest) !== void 0 && prefix !== void 0 && prefix.source !== "pr-";
	return git?.branch !== void 0 && readsAsLine(git.branch);
}
function readsAsLine(name) {
	return readTextLine(sanitizeComponent(name), NO_AFFIXES) !== void 0;
}
function isLine(template, { git, timeZone }, now) {
	const names = namesIn(template);
	if (names.has("major") || names.has("minor")) return true;
	const evaluate = ({ name, format, timeZone: zone }) => {
		if (name === "branch") return git?.branch ?? "";
		if (name === "tag") return git?.tag ?? "";
		if (name === "base_ref") return git?.baseRef ?? "";
		if (name === "date") return formatDate(now, format ?? "", zone ?? timeZone);
		if (name === "commit_date") return formatDate(git?.commitDate ?? now, format ?? "", zone ?? timeZone);
		return ".";
	};
	const { text } = renderTemplate(template, (expression) => sanitizeComponent(evaluate(expression)));
	return !DAY.test(text) && readsAsLine(text);
}
// src/tags/existing.ts
const MAX_DIGITS = 15;
function mayBeginVersion(code) {
	return code >= 48 && code <= 57 || code === 118 || code === 86;
}
function textsIn(names, family) {
	const texts = [];
	for (const name of names) {
		if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) continue;
		const text = inFamily(name, family);
		if (text !== void 0) texts.push({
			text,
			tag: name
		});
	}
	return texts;
}
function readTexts(texts, parse) {
	return texts.flatMap(({ text, tag }) => {
		const read = parse(text);
		return read === void 0 ? [] : [{
			...read,
			tag
		}];
	});
}
function fullVersions(names, family) {
	return readTexts(textsIn(names, family), tryParseVersionTag);
}
function takenNumbers(names, stem) {
	const taken = [];
	for (const name of names) {
		const digits = inFamily(name, stem);
		if (digits !== void 0 && digits.length <= MAX_DIGITS && /^[0-9]+$/.test(digits)) taken.push({
			number: Number(digits),
			name
		});
	}
	return taken.sort((left, right) => left.number - right.number || (left.name < right.name ? -1 : 1));
}
// src/tags/daily-number.ts
function stemOf({ prefix, separator, timeZone }, now) {
	return `${prefix}${formatDay$1(now, timeZone)}${separator}`;
}
function firstOfDay(numbering, now) {
	const { suffix, width } = numbering;
	return withNumber({
		stem: stemOf(numbering, now),
		suffix,
		width
	}, 1).tag;
}
function numberTag(numbering, { now, digest, existing }) {
	const base = {
		stem: stemOf(numbering, now),
		suffix: numbering.suffix,
		width: numbering.width
	};
	const taken = takenNumbers(existing.names, familyOf(base));
	const own = digest === void 0 ? [] : taken.filter(({ name }) => existing.digests.get(name) === digest);
	const highest = own.at(-1);
	if (highest === void 0) return {
		...withNumber(base, (taken.at(-1)?.number ?? 0) + 1),
		isOwn: false
	};
	const again = withNumber(base, highest.number);
	const isThere = own.some(({ name }) => name === again.tag);
	return {
		...again,
		tag: isThere ? again.tag : parseTag(highest.name),
		isOwn: true
	};
}
function nextInSequence(sequence, names) {
	const highest = takenNumbers(names, familyOf(sequence)).at(-1)?.number ?? 0;
	return withNumber(sequence, Math.max(highest, sequence.number) + 1);
}
function namesInSequence(sequence, names) {
	return takenNumbers(names, familyOf(sequence)).map(({ name }) => name);
}
function familyOf({ stem, suffix }) {
	return {
		prefix: stem,
		suffix
	};
}
function withNumber({ stem, suffix, width }, number) {
	return {
		tag: parseTag(`${stem}${String(number).padStart(width, "0")}${suffix}`),
		sequence: {
			stem,
			suffix,
			width,
			number
		}
	};
}
// src/image/existing-tags.ts
function findTagListScope(rules, context, run) {
	if (run.existingTags === "registry" && rules.some((rule) => comparesVersions(rule, context, run.now))) return { kind: "all" };
	const days = [];
	for (const rule of rules) {
		if (rule.type !== "date_seq") continue;
		const prefix = rule.prefix ?? context.flavor.prefix;
		const suffix = rule.suffix ?? context.flavor.suffix;
		if (!isLiteral(prefix) || !isLiteral(suffix)) return { kind: "all" };
		const timeZone = rule.timeZone ?? context.timeZone;
		const numbering = {
			...rule,
			prefix: prefix.source,
			suffix: suffix.source,
			timeZone
		};
		days.push({
			stem: stemOf(numbering, run.now),
			first: firstOfDay(numbering, run.now)
		});
	}
	return {
		kind: "days",
		days
	};
}
async function readDay(client, repository, day) {
	const listed = await listTagsFrom(client, repository, day.stem);
	if (listed !== void 0 && listed.size > 0) return listed;
	if (listed !== void 0 && await headManifest(client, repository, day.first) === void 0) return listed;
	return listTags(client, repository);
}
async function readNames(client, repository, scope) {
	if (scope.kind === "all") return listTags(client, repository);
	const days = await Promise.all(scope.days.map((day) => readDay(client, repository, day)));
	return new Set(days.flatMap((names) => [...names]));
}
const FEW_CHILDREN = 4;
async function lookUpTags(client, repository, names, algorithm) {
	const tags = names.filter(isTag);
	const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
	const found = tags.map((tag, index) => [tag, digests[index]]);
	return new Map(found.flatMap(([tag, digest]) => digest === void 0 ? [] : [[tag, digest]]));
}
async function findThose(client, repository, digests) {
	const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
	return digests.filter((_, index) => found[index] !== void 0);
}
async function findPresent(client, repository, root) {
	const { digest } = root.descriptor;
	const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
	if (children.length <= FEW_CHILDREN) {
		const found = await findThose(client, repository, [digest, ...children]);
		return new Set(found.includes(digest) ? found : []);
	}
	if ((await findThose(client, repository, [digest])).length === 0) return /* @__PURE__ */ new Set();
	return /* @__PURE__ */ new Set([digest, ...await findThose(client, repository, children)]);
}
async function findPresentBelow(client, repository, graph, present) {
	const root = graph.nodes.get(graph.root);
	if (root === void 0 || !present.has(graph.root)) return present;
	const asked = /* @__PURE__ */ new Set([graph.root, ...childManifests(root.manifest).map(({ digest }) => digest)]);
	const deeper = [...graph.nodes.keys()].filter((digest) => !asked.has(digest));
	return /* @__PURE__ */ new Set([...present, ...await findThose(client, repository, deeper)]);
}
// src/tags/tag-case.ts
function listsTag(names, tag) {
	return names.has(tag) || names.has(tag.toLowerCase());
}
function familiesOf(candidates) {
	return candidates.flatMap(({ sequence, family, version }) => {
		if (sequence !== void 0) return [{
			prefix: sequence.stem,
			suffix: sequence.suffix
		}];
		const parsed = version === void 0 ? void 0 : tryParseVersion(version);
		if (family === void 0 || parsed === void 0) return [];
		const text = formatVersionTag(parsed);
		const at = family.indexOf(text);
		return at < 0 ? [] : [{
			prefix: family.slice(0, at),
			suffix: family.slice(at + text.length)
		}];
	});
}
function withCaseOf(name, { prefix, suffix }) {
	if (name.length < prefix.length + suffix.length) return void 0;
	if (name.startsWith(prefix) && name.endsWith(suffix)) return void 0;
	const low = name.toLowerCase();
	if (!low.startsWith(prefix.toLowerCase()) || !low.endsWith(suffix.toLowerCase())) return void 0;
	return `${prefix}${name.slice(prefix.length, name.length - suffix.length)}${suffix}`;
}
function tagsInAnotherCase(names, candidates) {
	const unlisted = candidates.filter(({ tag }) => !names.has(tag));
	if (unlisted.length === 0) return [];
	const low = new Set([...names].map((name) => name.toLowerCase()));
	const tags = unlisted.filter(({ tag }) => low.has(tag.toLowerCase())).map(({ tag }) => tag);
	const days = familiesOf(unlisted.filter(({ sequence }) => sequence !== void 0));
	const numbers = [...names].flatMap((name) => days.flatMap((day) => withCaseOf(name, day) ?? []));
	return [.../* @__PURE__ */ new Set([...tags, ...numbers.filter(isTag).filter((tag) => !names.has(tag))])];
}
function inOwnCase(names, found, families) {
	const own = new Map([...found].filter((tag) => !names.has(tag)).map((tag) => [tag.toLowerCase(), tag]));
	const listed = new Set([...names].map((name) => name.toLowerCase()));
	if (![...own.keys()].some((low) => listed.has(low))) return names;
	return new Set([...names].map((name) => {
		return own.get(name.toLowerCase()) ?? families.flatMap((family) => withCaseOf(name, family) ?? [])[0] ?? name;
	}));
}
function standingTags(tags) {
	return tags.filter(({ before, mutable, after }) => before !== void 0 || !mutable && after !== void 0).map(({ tag }) => tag);
}
// src/commands/refusals.ts
const MAX_LENGTH = 3500;
function asPart(sentence) {
	return sentence.replace(/^C(?=annot )/, "c");
}
function join(messages, start) {
	const told = [];
	let { length } = start;
	for (const message of messages) {
		length += message.length;
		if (told.length > 0 && length > MAX_LENGTH) break;
		told.push(asPart(message));
	}
	const untold = messages.length - told.length;
	const rest = untold === 0 ? "" : `; and ${formatNumber(untold)} more, which the log lists`;
	return {
		sentence: `${start}: ${told.join("; and ")}${rest}`,
		isWhole: untold === 0
	};
}
var Refusals = class {
	errors = [];
	images = 0;
	get any() {
		return this.errors.length > 0;
	}
	async gather(work) {
		try {
			return await work;
		} catch (error) {
			if (!(error instanceof InputError || error instanceof PolicyError)) throw error;
			this.add(error);
			return;
		}
	}
	add(error, images = 1) {
		this.errors.push(error);
		this.images += images;
	}
	require(count, logger) {
		const act = `promote ${formatNumber(this.images)} of ${formatCount(count, "image")}`;
		const error = joinErrors(this.errors, act, logger);
		if (error !== void 0) throw error;
	}
};
function joinErrors(errors, act, logger) {
	const [first, ...others] = errors;
	if (first === void 0) return void 0;
	const messages = [...new Set(errors.map(({ message }) => message))];
	if (others.length === 0 || messages.length === 1) return first;
	const { sentence, isWhole } = join(messages, `Cannot ${act}`);
	if (!isWhole) for (const message of messages) logger.info(message);
	const isInput = errors.every((error) => error instanceof InputError);
	const lines = errors.flatMap((error) => error.lines.length === 0 ? [] : [error.message, ...error.lines]);
	return isInput ? new InputError(sentence, { lines }) : new PolicyError(sentence, { lines });
}
// src/promotion/request.ts
function isRecorded({ destinations }) {
	return destinations.some(({ record }) => record !== "off");
}
// src/attestation/predicates/rollback-annotations.ts
const MAX_ANNOTATION = 1024;
function annotateRollback({ time, destination, run, reason, target }, { labels, previousDigest, replaces = [] }) {
	const own = {
		to: destination.uri,
		environment: destination.environment,
		tags: destination.tags.join(" "),
		target: target.by,
		by: run.actor?.login,
		run: run.invocationId,
		reason,
		"previous-digest": previousDigest,
		corrects: replaces.join(" ")
	};
	const shown = Object.entries(own).flatMap(([name, value]) => value ? [[PLACEMENT_ANNOTATIONS.rollback + name, value]] : []);
	const all = [
		...labels,
		...shown,
		["org.opencontainers.image.created", time.toISOString()]
	];
	return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}
export { textOfGitTag as $, describeStatus as $n, explainMismatch as $r, shardSummaryLine as $t, parseRelease as A, findingCost as An, embeddedData as Ar, OCI_LABEL as At, sanitizeComponent as B, rankOf as Bn, withRetry as Br, annotatedTags as Bt, compareDotted as C, isAttestation as Cn, parseManifest as Cr, toNode as Ct, isReleaseOf as D, NO_COST as Dn, readBlob as Dr, readImageLabels as Dt, isOfLine as E, rootGraph as En, hasBlob as Er, readConfig as Et, composeTag as F, sumCosts as Fn, gateLevel as Fr, listTags as Ft, evaluateExpression as G, linkComparison as Gn, refused as Gr, inGroup as Gt, sanitizeSuffix as H, renderStart as Hn, withoutEncoding as Hr, recordKeyOf as Ht, reasonForEmpty as I, taggingCost as In, createWarningSink as Ir, listTagsAtOnce as It, fillUp as J, linkPackage as Jn, checkHeaders as Jr, withProgress as Jt, shortSha as K, linkLogEntry as Kn, responseError as Kr, openEventLog as Kt, renderAffixes as L, holdBack as Ln, withWarnings as Lr, PLACEMENT_ANNOTATIONS as Lt, splitRelease as M, pushCost as Mn, VERIFICATION_SUMMARY as Mr, joinImageLabels as Mt, tryParseDotted as N, readingCost as Nn, admissionInto as Nr, missingLabels as Nt, isVersionLike as O, addCosts as On, requestBlob as Or, requirePlatforms as Ot, BASE_LEDGER as P, repeatedCost as Pn, enteredLevel as Pr, placeOfLabel as Pt, notesOnVersion as Q, describeNoCurrent as Qn, withSentHeaders as Qr, shardLines as Qt, renderComponents as R, isChange as Rn, isPassingError as Rr, annotatePromotion as Rt, compareBuilds as S, graphPlatforms as Sn, requireClaim as Sr, readGraph as St, isComparable as T, manifestBlobs as Tn, describeBlob as Tr, findPlatforms as Tt, shortHash as U, compareBuilds$1 as Un, invalidAnswer as Ur, listGates as Ut, sanitizePrefix as V, renderRunLine as Vn, createRetryBudget as Vr, findRecords as Vt, shortenNames as W, linkCommit as Wn, readErrorResponse as Wr, GATE_IDS as Wt, hasText as X, drawEnvironments as Xn, readBody as Xr, planLines as Xt, findVersion as Y, linkRun as Yn, isElsewhere as Yr, estimateLines as Yt, isTagOfImage as Z, markdownPicture as Zn, requestKind as Zr, planSummaryLine as Zt, numberTag as _, guardedLookup$1 as _i, nameReplacement as _n, getManifest as _r, readObjects as _t, familiesOf as a, buildRecord as ai, nameContent as an, checkLines as ar, inFamily as at, takenNumbers as b, scopeOfAddresses as bi, childrenFirst as bn, noteNoTagsAtOnce as br, UnknownManifestError as bt, standingTags as c, OCI_INDEX as ci, buildPromotionOutputs as cn, canAskForToken as cr, canAskGitHub as ct, findPresentBelow as d, openServiceClient as di, encodeChecks as dn, ROLLBACK as dr, AnswerError as dt, matchesSigner as ei, summaryLine as en, drawPipeline as er, textOfSourceTag as et, findTagListScope as f, proxyFor as fi, mainTag as fn, nextPage as fr, GitHubRefusal as ft, nextInSequence as g, classifyAddress as gi, toPlanItems as gn, describeManifest as gr, readObject as gt, namesInSequence as h, checkName as hi, standingTags$1 as hn, claimedDigest as hr, readId as ht, joinErrors as i, SIGSTORE_BUNDLE as ii, describeRoute as in, SIGNS as ir, familyKey as it, readTextLine as j, makeCost as jn, FAILED_LEVELS as jr, describeOverruled as jt, newestFirst as k, countRequests as kn, skipBytes as kr, lackingPlatforms as kt, tagsInAnotherCase as l, isForeignLayer as li, buildReport as ln, decideRecordForm as lr, openGitHubClient as lt, readNames as m, secretsOfProxies as mi, reportRun as mn, MAX_MANIFEST as mr, explainGitHubFailure as mt, isRecorded as n, PREDICATE_TYPE as ni, unmatchedRuleLines as nn, isSplit as nr, NO_AFFIXES as nt, inOwnCase as o, buildTaggedRecord as oi, outcomeOf as on, renderChecks as or, spellingsOf as ot, lookUpTags as p, readProxySettings as pi, reportImage as pn, openListBudget as pr, explainFailure as pt, VERSION_LABEL as q, linkLogin as qn, withoutPages as qr, startHeartbeat as qt, Refusals as r, PROMISED_BUNDLE as ri, countBlobs as rn, ICONS as rr, distinctFamilies as rt, listsTag as s, OCI_EMPTY as si, toRows as sn, renderGates as sr, takeOff as st, annotateRollback as t, matchesGlob as ti, tagLines as tn, formatTime as tr, versionTextOfGitTag as tt, findPresent as u, retry as ui, buildShardOutputs as un, findSigningMeans as ur, readGitHub as ut, fullVersions as v, resolveBySystem as vi, renderComparison as vn, headManifest as vr, toBatches as vt, dottedOfVersion as w, isWhole as wn, OTHER_BYTES as wr, findLabels as wt, textsIn as x, graphBlobs as xn, readTagsSet as xr, UnreadableManifestError as xt, readTexts as y, scopeOf as yi, childManifests as yn, mayTagAtOnce as yr, SourceImage as yt, renderText as z, previousDigest as zn, isPassingStatus as zr, annotatedCorrections as zt };
