import { r as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { $ as safeText, A as formatReference, B as isDigest, C as renderTemplate, F as formatRepository, G as PolicyError, H as shortDigest, J as markdownCode, K as RegistryError, L as digestAlgorithm, M as isReservedTag, N as isTag, P as parseTag, Q as quote, R as digestHex, S as parseTemplate, T as formatDay, U as tryParseDigest, W as InputError, X as markdownTable, Y as markdownDetails, Z as markdownText, _ as tryParseRevision, at as stringMap, b as isLiteral, c as isStable, d as sampleVersion, et as FormatError, f as tryParseVersion, it as property, l as parseVersion, m as matchGitTag, mt as setOutput, nt as objectProperty, o as compareVersions, ot as stringProperty, p as tryParseVersionTag, r as USER_AGENT, rt as parseJsonObject, s as formatVersionTag, tt as isJsonObject, u as reasonForNoVersion, ut as exportVariable, x as literalTemplate, y as VERSION_LANGUAGE, z as digestOf } from "./tool.js";
import { Readable } from "node:stream";
import { createHash } from "node:crypto";
import { realpathSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { readFile } from "node:fs/promises";
import { setTimeout } from "node:timers/promises";
import { execFile } from "node:child_process";
// src/registry/credential.ts
function formatBasic(username, password) {
	return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
function secretsOf(credential) {
	switch (credential.kind) {
		case "anonymous": return [];
		case "basic": {
			const header = formatBasic(credential.username, credential.password);
			return [credential.password, header.slice(6)].filter((secret) => secret !== "");
		}
		case "identity-token":
		case "bearer": return [credential.token];
		default: return credential;
	}
}
// src/registry/docker-config.ts
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";
const DOCKER_HUB_NAMES = /* @__PURE__ */ new Set([
	"docker.io",
	"index.docker.io",
	"registry-1.docker.io"
]);
function registryOfKey(key) {
	if (key === DOCKER_HUB_KEY) return "docker.io";
	const host = /^(?:https?:\/\/)?([^/]+)(?:\/(?:v[12]\/?)?)?$/.exec(key)?.[1]?.toLowerCase();
	if (host === void 0) return void 0;
	return DOCKER_HUB_NAMES.has(host) ? "docker.io" : host;
}
function parseAuth(entry) {
	const bearer = stringProperty(entry, "registrytoken");
	if (bearer !== void 0 && bearer !== "") return {
		kind: "bearer",
		token: bearer
	};
	const identity = stringProperty(entry, "identitytoken");
	if (identity !== void 0 && identity !== "") return {
		kind: "identity-token",
		token: identity
	};
	const auth = stringProperty(entry, "auth") ?? "";
	const plain = Buffer.from(auth, "base64").toString("utf8");
	const colon = plain.indexOf(":");
	if (colon > 0) return {
		kind: "basic",
		username: plain.slice(0, colon),
		password: plain.slice(colon + 1).replace(/\0+$/, "")
	};
	const username = stringProperty(entry, "username");
	const password = stringProperty(entry, "password");
	return username && password ? {
		kind: "basic",
		username,
		password
	} : void 0;
}
function parseDockerConfig(bytes, path) {
	let config;
	try {
		config = parseJsonObject(bytes);
	} catch {
		throw new InputError(`Cannot read credentials from "${path}": it is no JSON object; log in again, or remove the file`);
	}
	const auths = /* @__PURE__ */ new Map();
	for (const key of Object.keys(objectProperty(config, "auths") ?? {})) {
		const entry = property(objectProperty(config, "auths") ?? {}, key);
		const registry = registryOfKey(key);
		const credential = isJsonObject(entry) ? parseAuth(entry) : void 0;
		if (registry !== void 0 && credential !== void 0) auths.set(registry, credential);
	}
	return {
		path,
		auths
	};
}
// src/registry/credentials.ts
const MAX_CONFIG$1 = 1048576;
function dockerConfigPath(environment, home) {
	return join(environment["DOCKER_CONFIG"] || join(home, ".docker"), "config.json");
}
async function readDockerConfig(path) {
	let bytes;
	try {
		bytes = await readFile(path);
	} catch (error) {
		const code = error instanceof Error && "code" in error ? error.code : void 0;
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw new InputError(`Cannot read credentials from "${path}": the file cannot be opened (${code}); mend its permissions`);
	}
	if (bytes.byteLength > MAX_CONFIG$1) throw new InputError(`Cannot read credentials from "${path}": it is larger than 1 MiB; log in again, or remove the file`);
	return parseDockerConfig(bytes, path);
}
function findCredential(registry, sources) {
	const { explicit, config } = sources;
	if (explicit !== void 0) {
		const { username, password, origin } = explicit;
		return {
			credential: {
				kind: "basic",
				username,
				password
			},
			origin
		};
	}
	const stored = config?.auths.get(registry);
	if (stored !== void 0 && config !== void 0) return {
		credential: stored,
		origin: `auths in ${config.path}`
	};
	return {
		credential: { kind: "anonymous" },
		origin: "none found, anonymous"
	};
}
// src/registry/endpoint.ts
function isLoopback(hostname) {
	const host = hostname.toLowerCase();
	return host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(?:\.[0-9]{1,3}){3}$/.test(host);
}
function registryEndpoint(registry, insecureRegistries) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/v2/`);
	return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
// src/registry/challenge.ts
const MAX_LENGTH = 8192;
const SPACE = /[\s,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const EQUALS = /\s*=\s*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
var Scanner = class {
	position = 0;
	text;
	constructor(text) {
		this.text = text;
	}
	get done() {
		return this.position >= this.text.length;
	}
	take(pattern) {
		pattern.lastIndex = this.position;
		const match = pattern.exec(this.text);
		if (match === null) return void 0;
		this.position = pattern.lastIndex;
		return match;
	}
	skip() {
		this.position++;
	}
};
function parseChallenges(header) {
	const scanner = new Scanner(header.slice(0, MAX_LENGTH));
	const challenges = [];
	while (!scanner.done) {
		scanner.take(SPACE);
		const word = scanner.take(TOKEN)?.[0];
		if (word === void 0) {
			scanner.skip();
			continue;
		}
		if (scanner.take(EQUALS) === void 0) {
			challenges.push({
				scheme: word.toLowerCase(),
				parameters: /* @__PURE__ */ new Map()
			});
			continue;
		}
		const quoted = scanner.take(QUOTED)?.[1];
		const value = quoted === void 0 ? scanner.take(TOKEN)?.[0] : quoted.replace(/\\(.)/g, "$1");
		if (value !== void 0) challenges.at(-1)?.parameters.set(word.toLowerCase(), value);
	}
	return challenges;
}
// src/registry/login-refused.ts
function loginRefused(registry, credential, status) {
	const reason = credential.kind === "anonymous" ? "it wants credentials and none were found; log in with docker/login-action before this step, or give a username and password as inputs" : "it does not take the credentials; check the username and password, and that they may be used for these repositories";
	return new RegistryError(`Cannot log in to registry "${registry.host}": ${reason}`, {
		code: "unauthorized",
		registry: registry.host,
		status
	});
}
// src/registry/http.ts
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
// src/registry/realm.ts
const KNOWN_REALMS = /* @__PURE__ */ new Map([["registry-1.docker.io", "auth.docker.io"], ["registry.gitlab.com", "gitlab.com"]]);
const SHARED_SUFFIXES = [...[
	"azurecr.io",
	"azurewebsites.net",
	"pkg.dev",
	"gcr.io",
	"run.app",
	"amazonaws.com",
	"on.aws",
	"cloudfront.net"
], ...["jfrog.io", "github.io"]];
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;
function sharesDomain(registry, realm) {
	if (ADDRESS.test(registry)) return false;
	if (SHARED_SUFFIXES.some((suffix) => registry === suffix || registry.endsWith(`.${suffix}`))) return false;
	const parent = registry.split(".").slice(1).join(".");
	if (realm === parent) return parent.split(".").length >= 2 && !/^(?:co|com|org|net|ac|gov)\.[a-z]{2}$/.test(parent);
	return parent.split(".").length >= 3 && realm.endsWith(`.${parent}`);
}
function isTrustedRealm(registry, realm) {
	if (realm.username !== "" || realm.password !== "") return false;
	if (realm.origin === registry.origin) return true;
	if (isLoopback(registry.hostname) && isLoopback(realm.hostname)) return true;
	if (realm.protocol !== "https:") return realm.protocol === "http:" && registry.protocol === "http:" && realm.hostname === registry.hostname;
	if (realm.hostname === registry.hostname) return true;
	return KNOWN_REALMS.get(registry.hostname) === realm.hostname || sharesDomain(registry.hostname, realm.hostname);
}
// src/registry/token.ts
const MAX_ANSWER = 65536;
const DEFAULT_LIFETIME = 60;
const RENEWAL_MARGIN = 1e4;
function parseRealm(request) {
	const host = request.registry.host;
	const text = request.challenge.parameters.get("realm") ?? "";
	const realm = text === "" ? null : URL.parse(text, request.registry.href);
	if (realm === null || realm.protocol !== "https:" && realm.protocol !== "http:") throw new RegistryError(`Cannot log in to registry "${host}": it names no valid token server (${quote(text)}); ask its administrators to correct it`, {
		code: "invalid-answer",
		registry: host
	});
	if (request.credential.kind !== "anonymous" && !isTrustedRealm(request.registry, realm)) throw new RegistryError(`Cannot log in to registry "${host}": it sends us for a token to ${quote(realm.host)}, which may not have its credentials; check the registry's address`, {
		code: "denied",
		registry: host
	});
	return realm;
}
function buildRequest(request, realm) {
	const service = request.challenge.parameters.get("service");
	const query = new URLSearchParams(service === void 0 ? {} : { service });
	const { credential } = request;
	if (credential.kind === "identity-token") {
		query.set("grant_type", "refresh_token");
		query.set("client_id", "sealift");
		query.set("refresh_token", credential.token);
		query.set("scope", request.scopes.join(" "));
		return {
			method: "POST",
			url: realm,
			headers: { "content-type": "application/x-www-form-urlencoded" },
			body: Buffer.from(query.toString())
		};
	}
	const url = new URL(realm);
	for (const [name, value] of query) url.searchParams.set(name, value);
	for (const scope of request.scopes) url.searchParams.append("scope", scope);
	if (credential.kind !== "basic") return {
		method: "GET",
		url
	};
	return {
		method: "GET",
		url,
		headers: { authorization: formatBasic(credential.username, credential.password) }
	};
}
function refusal(request, status) {
	if (status !== 401 && status !== 403 && status !== 400) {
		const host = request.registry.host;
		const message = `Cannot log in to registry "${host}": its token server answers ${status}; try again later`;
		return new RegistryError(message, {
			code: "server-error",
			registry: host,
			status
		});
	}
	return loginRefused(request.registry, request.credential, status);
}
async function fetchToken(transport, request) {
	const response = await transport.send(buildRequest(request, parseRealm(request)));
	if (response.status !== 200) {
		await response.discard();
		throw refusal(request, response.status);
	}
	const invalid = (reason) => new RegistryError(`Cannot log in to registry "${request.registry.host}": its token server's answer ${reason}; ask its administrators to correct it`, {
		code: "invalid-answer",
		registry: request.registry.host
	});
	const bytes = await readBody(response, MAX_ANSWER);
	if (bytes === void 0) throw invalid("is too large");
	let answer;
	try {
		answer = parseJsonObject(bytes);
	} catch {
		throw invalid("is no JSON object");
	}
	const value = stringProperty(answer, "token") ?? stringProperty(answer, "access_token");
	if (value === void 0 || !/^[\x21-\x7e]+$/.test(value)) throw invalid("holds no token");
	const lifetime = property(answer, "expires_in");
	const seconds = typeof lifetime === "number" && lifetime > 0 ? Math.max(lifetime, DEFAULT_LIFETIME) : DEFAULT_LIFETIME;
	return {
		value,
		renewAt: request.now + seconds * 1e3 - RENEWAL_MARGIN
	};
}
// src/registry/auth.ts
function readChallenges(response) {
	return response.headers("www-authenticate").flatMap(parseChallenges);
}
function withAuth(transport, options) {
	const { registry, credential } = options;
	let access = credential.kind === "bearer" ? {
		kind: "header",
		value: `Bearer ${credential.token}`,
		renewAt: Number.POSITIVE_INFINITY
	} : { kind: "open" };
	let challenge;
	let pending;
	async function fetchAccess(scopes) {
		if (challenge === void 0) throw loginRefused(registry, credential, 401);
		if (challenge.scheme === "basic") {
			if (credential.kind !== "basic") throw loginRefused(registry, credential, 401);
			return {
				kind: "header",
				value: formatBasic(credential.username, credential.password),
				renewAt: Number.POSITIVE_INFINITY
			};
		}
		const token = await fetchToken(transport, {
			registry,
			challenge,
			credential,
			scopes,
			now: options.now()
		});
		options.maskSecret(token.value);
		return {
			kind: "header",
			value: `Bearer ${token.value}`,
			renewAt: token.renewAt
		};
	}
	function renew(scopes) {
		pending ??= fetchAccess(scopes).then((renewed) => {
			access = renewed;
			return renewed;
		}).finally(() => {
			pending = void 0;
		});
		return pending;
	}
	function authorize(request, current) {
		if (current.kind === "open") return request;
		if (request.url.origin !== registry.origin) throw new RegistryError(`Cannot send a request to "${request.url.host}": the credentials belong to registry "${registry.host}"; ask its administrators why it sends us there`, {
			code: "denied",
			registry: registry.host
		});
		return {
			...request,
			headers: {
				...request.headers,
				authorization: current.value
			}
		};
	}
	function pickChallenge(response) {
		const challenges = readChallenges(response);
		return challenges.find(({ scheme }) => scheme === "bearer") ?? challenges.find(({ scheme }) => scheme === "basic");
	}
	return { async send(request) {
		const isStale = access.kind === "header" && access.renewAt <= options.now();
		const before = pending !== void 0 || isStale ? await renew(options.scopes) : access;
		const response = await transport.send(authorize(request, before));
		if (response.status !== 401 || response.url.origin !== registry.origin) return response;
		await response.discard();
		challenge = pickChallenge(response) ?? challenge;
		const after = access === before ? await renew(options.scopes) : access;
		const second = await transport.send(authorize(request, after));
		if (second.status !== 401 || second.url.origin !== registry.origin) return second;
		await second.discard();
		const wanted = pickChallenge(second)?.parameters.get("scope");
		if (challenge?.scheme !== "bearer" || wanted === void 0) throw loginRefused(registry, credential, 401);
		const single = await fetchAccess(wanted.split(" "));
		const third = await transport.send(authorize(request, single));
		if (third.status !== 401) return third;
		await third.discard();
		throw loginRefused(registry, credential, 401);
	} };
}
// src/registry/pace.ts
function isSmallWrite(method, path) {
	return method === "PUT" && path.includes("/manifests/") || method === "POST";
}
function withPace(transport, now) {
	let slowestWrite = 0;
	return {
		pace: { get slowestWrite() {
			return slowestWrite;
		} },
		transport: { async send(request) {
			if (!isSmallWrite(request.method, request.url.pathname)) return transport.send(request);
			const startedAt = now();
			const response = await transport.send(request);
			slowestWrite = Math.max(slowestWrite, now() - startedAt);
			return response;
		} }
	};
}
// src/registry/redirect.ts
const MAX_HOPS = 5;
const REDIRECTS = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
const CARRIED = /* @__PURE__ */ new Set([
	"accept",
	"range",
	"user-agent"
]);
function refuse(request, reason) {
	throw new RegistryError(`Cannot follow registry "${request.url.host}" to where it sends us: ${reason}; ask its administrators to correct it`, {
		code: "invalid-answer",
		registry: request.url.host
	});
}
function nextRequest(request, response) {
	const location = response.header("location");
	const url = location === void 0 ? null : URL.parse(location, request.url.href);
	if (url === null) refuse(request, "the redirect has no valid address");
	if (url.protocol !== "https:" && url.protocol !== "http:") refuse(request, `"${safeText(url.protocol)}" is no web address`);
	if (request.url.protocol === "https:" && url.protocol === "http:") refuse(request, "it leaves HTTPS for plain HTTP");
	if (url.username !== "" || url.password !== "") refuse(request, "the address carries credentials");
	if (url.origin === request.url.origin) return {
		...request,
		url
	};
	const headers = Object.entries(request.headers ?? {}).filter(([name]) => CARRIED.has(name.toLowerCase()));
	return {
		...request,
		url,
		headers: Object.fromEntries(headers)
	};
}
function withRedirects(transport) {
	return { async send(first) {
		let request = first;
		for (let hop = 0; hop <= MAX_HOPS; hop++) {
			const response = await transport.send(request);
			if (!(request.method === "GET" || request.method === "HEAD") || !REDIRECTS.has(response.status)) return response;
			await response.discard();
			request = nextRequest(request, response);
		}
		return refuse(first, `it redirects more than ${MAX_HOPS} times`);
	} };
}
// src/registry/retry.ts
const TRIES$1 = 4;
const FIRST_PAUSE$1 = 250;
const LONGEST_PAUSE = 6e4;
const PASSING$1 = /* @__PURE__ */ new Set([
	408,
	429,
	500,
	502,
	503,
	504
]);
function isRepeatable(request) {
	if (request.method === "GET" || request.method === "HEAD") return true;
	if (request.method === "PUT") return /\/manifests\/[^/]+$/.test(request.url.pathname);
	return request.method === "POST" && request.body === void 0;
}
function retryAfter(response, now) {
	const text = response.header("retry-after")?.trim() ?? "";
	if (/^[0-9]{1,9}$/.test(text)) return Number(text) * 1e3;
	const date = text === "" ? NaN : Date.parse(text);
	return Number.isNaN(date) ? void 0 : Math.max(0, date - now);
}
function isPassingError(error) {
	return error instanceof RegistryError && (error.code === "timeout" || error.code === "unreachable");
}
function isHopeless(error) {
	const cause = error instanceof Error ? error.cause : void 0;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	return code === "ENOTFOUND" || code === "ECONNREFUSED";
}
function withRetry(transport, clock) {
	return { async send(request) {
		for (let attempt = 1;; attempt++) {
			const pause = FIRST_PAUSE$1 * 2 ** (attempt - 1) * (.5 + clock.random());
			const isLast = attempt === TRIES$1 || !isRepeatable(request);
			try {
				const response = await transport.send(request);
				if (isLast || !PASSING$1.has(response.status)) return response;
				await response.discard();
				await clock.sleep(Math.min(LONGEST_PAUSE, retryAfter(response, clock.now()) ?? pause));
			} catch (error) {
				if (isLast || !isPassingError(error) || isHopeless(error)) throw error;
				await clock.sleep(pause);
			}
		}
	} };
}
// src/registry/registry-client.ts
function createRegistryClient(options) {
	const { transport: chain, pace } = withPace(withRetry(withAuth(withRedirects(options.wire), {
		...options.auth,
		registry: options.endpoint
	}), options.clock), options.clock.now);
	return {
		registry: options.registry,
		clock: options.clock,
		pace,
		address: (repository, path) => new URL(`${repository.name}/${path}`, options.endpoint),
		send: (request) => chain.send(request)
	};
}
// src/registry/scopes.ts
function formatScopes(access) {
	const pushed = new Set(access.push.map(formatRepository));
	const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
	const scopes = [...access.push.map(({ name }) => `repository:${name}:pull,push`), ...pulled.map(({ name }) => `repository:${name}:pull`)];
	return [...new Set(scopes)];
}
// src/registry/wire.ts
const HEADERS_TIMEOUT = 6e4;
const BODY_TIMEOUT = 6e4;
const CONNECT_TIMEOUT = 1e4;
const CONNECTIONS = 16;
function errorCode(error) {
	const code = error instanceof Error && "code" in error ? error.code : void 0;
	return typeof code === "string" ? code : "";
}
function explain$2(error) {
	const code = errorCode(error);
	switch (code) {
		case "ECONNREFUSED": return {
			reason: "it refuses connections",
			timeout: false
		};
		case "ENOTFOUND":
		case "EAI_AGAIN": return {
			reason: "its name cannot be resolved",
			timeout: false
		};
		case "UND_ERR_CONNECT_TIMEOUT":
		case "UND_ERR_HEADERS_TIMEOUT":
		case "UND_ERR_BODY_TIMEOUT":
		case "ETIMEDOUT": return {
			reason: "it does not answer in time",
			timeout: true
		};
		default: {
			const message = error instanceof Error ? error.message : String(error);
			return {
				reason: `the connection failed (${safeText(code || message, 120)})`,
				timeout: false
			};
		}
	}
}
function unreachable(request, error) {
	const { reason, timeout } = explain$2(error);
	const scheme = request.url.protocol === "http:" ? "plain HTTP" : "HTTPS";
	return new RegistryError(`Cannot reach registry "${request.url.host}" over ${scheme}: ${reason}; check its name and port, and that the runner may connect to it`, {
		code: timeout ? "timeout" : "unreachable",
		registry: request.url.host,
		cause: error
	});
}
function toResponse(request, answer) {
	const headers = (name) => {
		const value = answer.headers[name];
		return value === void 0 ? [] : typeof value === "string" ? [value] : value;
	};
	async function* read() {
		try {
			yield* answer.body;
		} catch (error) {
			throw unreachable(request, error);
		}
	}
	return {
		status: answer.statusCode,
		url: request.url,
		header: (name) => headers(name)[0],
		headers,
		body: { [Symbol.asyncIterator]: read },
		discard: () => answer.body.dump({ limit: 65536 }).catch(() => void 0)
	};
}
function toBody(body) {
	if (body === void 0) return null;
	return body instanceof Uint8Array ? body : Readable.from(body.source(), { objectMode: false });
}
async function openWire(options) {
	const { Agent } = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const agent = new Agent({
		allowH2: false,
		connections: CONNECTIONS,
		pipelining: 1,
		connectTimeout: CONNECT_TIMEOUT,
		headersTimeout: HEADERS_TIMEOUT,
		bodyTimeout: BODY_TIMEOUT
	});
	let requests = 0;
	return {
		get requests() {
			return requests;
		},
		async send(request) {
			requests++;
			const length = request.body?.length;
			try {
				return toResponse(request, await agent.request({
					origin: request.url.origin,
					path: request.url.pathname + request.url.search,
					method: request.method,
					headers: {
						...request.headers,
						"user-agent": options.userAgent,
						"accept-encoding": "identity",
						...length === void 0 ? {} : { "content-length": String(length) }
					},
					body: toBody(request.body),
					signal: options.signal ?? null
				}));
			} catch (error) {
				if (error instanceof RegistryError) throw error;
				throw unreachable(request, error);
			}
		},
		async [Symbol.asyncDispose]() {
			await agent.destroy();
		}
	};
}
// src/action/clients.ts
const CLOCK = {
	sleep: (milliseconds) => setTimeout(milliseconds),
	now: Date.now,
	random: Math.random
};
function withDebugLog(wire, logger) {
	return { async send(request) {
		const response = await wire.send(request);
		logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
		return response;
	} };
}
async function openClients(setup) {
	const { environment, logger, insecureRegistries } = setup;
	const config = await readDockerConfig(dockerConfigPath(environment, environment["HOME"] || homedir()));
	for (const credential of config?.auths.values() ?? []) secretsOf(credential).forEach(logger.maskSecret);
	const wire = await openWire({ userAgent: USER_AGENT });
	const transport = withDebugLog(wire, logger);
	return {
		get requests() {
			return wire.requests;
		},
		open(registry, { explicit, push, pull }) {
			const { credential, origin } = findCredential(registry, {
				explicit,
				config
			});
			secretsOf(credential).forEach(logger.maskSecret);
			(credential.kind === "anonymous" ? logger.debug : logger.info)(`Credentials for ${registry}: ${origin}`);
			const auth = {
				credential,
				scopes: formatScopes({
					push,
					pull
				}),
				maskSecret: logger.maskSecret,
				now: CLOCK.now
			};
			return createRegistryClient({
				registry,
				endpoint: registryEndpoint(registry, insecureRegistries),
				wire: transport,
				clock: CLOCK,
				auth
			});
		},
		[Symbol.asyncDispose]: () => wire[Symbol.asyncDispose]()
	};
}
function openPromotionClients(opener, access) {
	const { from, to, source, destination } = access;
	const clients = /* @__PURE__ */ new Map();
	for (const { registry } of to) {
		if (clients.has(registry)) continue;
		const push = to.filter((repository) => repository.registry === registry);
		const pull = from.registry === registry ? [from] : [];
		clients.set(registry, opener.open(registry, {
			explicit: destination,
			push,
			pull
		}));
	}
	return {
		source: (source?.username === destination?.username && source?.password === destination?.password ? clients.get(from.registry) : void 0) ?? opener.open(from.registry, {
			explicit: source,
			push: [],
			pull: [from]
		}),
		destination({ registry }) {
			const client = clients.get(registry);
			if (client === void 0) throw new Error(`no client was opened for ${registry}`);
			return client;
		}
	};
}
// src/action/git-program.ts
const TIME_LIMIT$1 = 1e4;
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
function explain$1(error, subject) {
	if (error.code === "ENOENT") return new InputError("Cannot ask git: the program is not installed; install git in the image of the job, or let Sealift ask GitHub instead by giving github-token and leaving context at \"workflow\"");
	if (error.killed === true && error.code !== "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return new InputError(`Cannot ask git: "git ${subject}" took longer than ${TIME_LIMIT$1 / 1e3} s; run the step again`);
	return new InputError(`Cannot ask git: "git ${subject}" failed (${quote(error.message)}); check that git runs in this job`);
}
function openCheckout(environment) {
	const folder = findFolder(environment);
	const options = {
		cwd: folder,
		env: variables(environment, folder),
		timeout: TIME_LIMIT$1,
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
					else reject(explain$1(error, args[0] ?? ""));
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
// src/action/github-api.ts
const TIME_LIMIT = 2e4;
function canAskGitHub(event, token) {
	return token !== void 0 && token !== "" && event.apiUrl !== void 0 && event.repository !== void 0;
}
async function openGitHub(event, token) {
	const [owner, repo] = event.repository?.fullName.split("/") ?? [];
	if (!token || !owner || !repo) return void 0;
	const { getOctokit } = await import("./github.js");
	const octokit = getOctokit(token, {
		userAgent: USER_AGENT,
		...event.apiUrl === void 0 ? {} : { baseUrl: event.apiUrl }
	});
	octokit.hook.before("request", ({ request }) => {
		if (request !== void 0) request.signal = AbortSignal.timeout(TIME_LIMIT);
	});
	return {
		octokit,
		owner,
		repo
	};
}
function explainGitHubFailure(error, permission) {
	const message = safeText(error instanceof Error ? error.message : String(error), 200);
	const status = error instanceof Error && "response" in error && error.response !== void 0 && "status" in error && typeof error.status === "number" ? error.status : void 0;
	if (status === void 0) return {
		status,
		reason: `GitHub could not be reached (${message})`,
		cure: "run the step again"
	};
	const reason = `GitHub answered ${status} (${message})`;
	if (status === 429 || /rate limit/i.test(message)) return {
		status,
		reason,
		cure: "wait for the limit to pass, or give a github-token of the job's own"
	};
	if (status === 401) return {
		status,
		reason,
		cure: "give a github-token that is valid"
	};
	if (status === 403 || status === 404) return {
		status,
		reason,
		cure: `give the job "${permission}"`
	};
	return {
		status,
		reason,
		cure: "run the step again"
	};
}
// src/action/git-tags.ts
const PAGE_SIZE$1 = 100;
async function listFromGitHub(prefix, { event, token }) {
	try {
		const api = await openGitHub(event, token);
		if (api === void 0) throw new Error("the repository has no name");
		const { octokit, owner, repo } = api;
		const ref = prefix === "" ? "tags" : `tags/${prefix}`;
		return (await octokit.paginate(octokit.rest.git.listMatchingRefs, {
			owner,
			repo,
			ref,
			per_page: PAGE_SIZE$1
		})).map((each) => each.ref);
	} catch (error) {
		const { reason, cure } = explainGitHubFailure(error, "contents: read");
		throw new InputError(`Cannot list the git tags of ${event.repository?.fullName}: ${reason}; ${cure}, or set existing-tags to "registry"`);
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
// src/action/git-versions.ts
async function listGitVersions(prefix, source) {
	return (await listGitTags(prefix, source)).flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
// src/action/github-release.ts
async function isLatestRelease(event, token) {
	const { name, gitTag, makeLatest } = event;
	if (name !== "release" || gitTag === void 0) return void 0;
	if (makeLatest !== void 0) return makeLatest;
	if (!canAskGitHub(event, token)) return void 0;
	try {
		const api = await openGitHub(event, token);
		if (api === void 0) return void 0;
		const { octokit, owner, repo } = api;
		const { data } = await octokit.rest.repos.getLatestRelease({
			owner,
			repo
		});
		return data.tag_name === gitTag.name;
	} catch {
		return;
	}
}
// src/oci/media-type.ts
const OCI_INDEX = "application/vnd.oci.image.index.v1+json";
const OCI_MANIFEST = "application/vnd.oci.image.manifest.v1+json";
const DOCKER_LIST = "application/vnd.docker.distribution.manifest.list.v2+json";
const DOCKER_MANIFEST = "application/vnd.docker.distribution.manifest.v2+json";
const OCI_EMPTY = "application/vnd.oci.empty.v1+json";
const ACCEPT_MANIFESTS = [
	OCI_INDEX,
	OCI_MANIFEST,
	DOCKER_LIST,
	DOCKER_MANIFEST
].join(", ");
function bareMediaType(text) {
	return (text.split(";")[0] ?? "").trim().toLowerCase();
}
function contentKind(mediaType) {
	const bare = bareMediaType(mediaType);
	if (bare === "application/vnd.oci.image.index.v1+json" || bare === "application/vnd.docker.distribution.manifest.list.v2+json") return "index";
	if (bare === "application/vnd.oci.image.manifest.v1+json" || bare === "application/vnd.docker.distribution.manifest.v2+json") return "manifest";
	return "blob";
}
function isSchema1(mediaType) {
	return /^application\/vnd\.docker\.distribution\.manifest\.v1\+/.test(bareMediaType(mediaType));
}
function isForeignLayer(mediaType) {
	return /\.nondistributable\.|\.foreign\.diff\./.test(bareMediaType(mediaType));
}
// src/promotion/graph.ts
function childManifests(manifest) {
	if (manifest.kind === "manifest") return [];
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) !== "blob");
}
function manifestBlobs(manifest) {
	if (manifest.kind === "manifest") return [manifest.config, ...manifest.layers];
	return manifest.manifests.filter(({ mediaType }) => contentKind(mediaType) === "blob");
}
function graphBlobs(graph) {
	const blobs = /* @__PURE__ */ new Map();
	for (const { manifest } of graph.nodes.values()) for (const blob of manifestBlobs(manifest)) blobs.set(blob.digest, blob);
	return [...blobs.values()];
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
function graphPlatforms(graph) {
	const found = /* @__PURE__ */ new Map();
	for (const { manifest } of graph.nodes.values()) for (const child of childManifests(manifest)) {
		const node = graph.nodes.get(child.digest);
		if (child.platform !== void 0 && child.platform !== "unknown/unknown" && !isAttestation(child) && node?.manifest.kind === "manifest") found.set(child.digest, {
			platform: child.platform,
			node
		});
	}
	return [...found.values()];
}
function representativeManifest(graph) {
	const platforms = graphPlatforms(graph);
	const preferred = platforms.find(({ platform }) => platform === "linux/amd64") ?? platforms[0];
	if (preferred !== void 0) return preferred.node;
	return [...graph.nodes.values()].find(({ manifest }) => manifest.kind === "manifest");
}
// src/text/format.ts
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
function formatCount(count, noun) {
	return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
function formatSeconds(milliseconds) {
	return `${(milliseconds / 1e3).toFixed(1)} s`;
}
function formatList(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
// src/action/narrate.ts
function narrateTags(tags) {
	const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
	return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}
function narrateIdleRules(rules) {
	return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}
function narrateDestination(destination) {
	const { copy, tags, computed } = destination;
	const ways = copy.blobs[0]?.way === "stream" ? "to stream where they are missing" : "to mount";
	const work = copy.manifests.length === 0 ? "the image is there already" : `${formatCount(copy.blobs.length, "blob")} ${ways}, ${formatCount(copy.manifests.length, "manifest")} to write`;
	return [
		`to ${formatRepository(destination.repository)}: ${work}`,
		...narrateTags(tags.tags),
		...narrateIdleRules(computed.idle)
	];
}
function narratePlan(plan) {
	const blobs = graphBlobs(plan.graph);
	const bytes = blobs.reduce((sum, { size }) => sum + size, 0);
	const platforms = graphPlatforms(plan.graph).map(({ platform }) => platform);
	return [
		`from ${plan.source.reference}`,
		`  digest    ${plan.image.digest}`,
		`  platforms ${platforms.length === 0 ? "one, unnamed" : platforms.join(", ")}`,
		`  blobs     ${blobs.length}, ${formatBytes(bytes)}`,
		...plan.destinations.flatMap(narrateDestination)
	];
}
function narrateEvent(event) {
	const to = formatRepository(event.to);
	switch (event.kind) {
		case "blob": return;
		case "manifest": return `wrote ${to}@${shortDigest(event.manifest.digest)}`;
		case "verified": return `${to} has ${event.digest}`;
		case "record": return `recorded as ${to}@${shortDigest(event.digest)} (unsigned)`;
		case "tag": return `tagged ${to}:${event.tag}`;
		case "waiting": return `waiting ${formatSeconds(event.milliseconds)} to be sure that no other run claims ${event.tags.join(", ")}`;
		case "lost-race": return `another run took ${event.tag} first, trying ${event.next}`;
		default: return event;
	}
}
// src/promotion/previous-digest.ts
const RANK$1 = [
	"latest",
	"semver.major",
	"semver.minor"
];
function rank$1({ kind }) {
	const position = RANK$1.indexOf(kind);
	return position < 0 ? RANK$1.length : position;
}
function previousDigest(tags) {
	return tags.filter(({ action, mutable }) => mutable && action === "move").sort((left, right) => rank$1(left) - rank$1(right))[0]?.before;
}
// src/action/report.ts
function mainTag$1(standing) {
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
function reportDestination(plan, result) {
	const repository = formatRepository(plan.repository);
	const tags = result?.tags ?? plan.tags.tags;
	const counts = result?.counts;
	return {
		repository,
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
		previousDigest: previousDigest(tags) ?? null,
		record: result?.record === void 0 ? null : `${repository}@${result.record}`,
		changed: result?.changed ?? false
	};
}
function buildReport(plan, results, run) {
	const blobs = graphBlobs(plan.graph);
	const image = {
		source: plan.source.reference,
		digest: plan.image.digest,
		mediaType: plan.image.mediaType,
		platforms: graphPlatforms(plan.graph).map(({ platform, node }) => ({
			platform,
			digest: node.descriptor.digest
		})),
		blobs: blobs.length,
		bytes: blobs.reduce((sum, { size }) => sum + size, 0),
		labels: Object.fromEntries(plan.labels),
		destinations: plan.destinations.map((destination, index) => reportDestination(destination, results?.[index]))
	};
	return {
		command: "promote",
		dryRun: results === void 0,
		images: [image],
		warnings: plan.warnings,
		...run
	};
}
// src/action/outputs.ts
function buildPromotionOutputs(report) {
	const [image] = report.images;
	const destinations = report.images.flatMap((each) => each.destinations);
	const items = destinations.flatMap(({ tags }) => tags);
	const standing = items.filter(({ action }) => action !== "skip");
	return /* @__PURE__ */ new Map([
		["digest", image?.digest ?? ""],
		["tags", standing.map(({ image: repository, tag }) => `${repository}:${tag}`).join("\n")],
		["tag-names", [...new Set(standing.map(({ tag }) => tag))].join("\n")],
		["version", mainTag$1(standing)],
		["date-seq", standing.find(({ kind }) => kind === "date_seq")?.tag ?? ""],
		["plan", JSON.stringify(items)],
		["previous-digest", destinations.find(({ previousDigest }) => previousDigest !== null)?.previousDigest ?? ""],
		["record", destinations.flatMap(({ record }) => record ?? []).join("\n")],
		["changed", String(destinations.some(({ changed }) => changed))],
		["report", JSON.stringify(report)]
	]);
}
function writeOutputs(outputs, environment, logger) {
	for (const [name, value] of outputs) if (environment["GITHUB_OUTPUT"]) setOutput(name, value);
	else logger.info(`output ${name} = ${value}`);
}
function writeEnvironment(variables, environment, logger) {
	for (const [name, value] of variables) if (environment["GITHUB_ENV"]) exportVariable(name, value);
	else logger.info(`variable ${name} = ${value}`);
}
// src/action/summary-tags.ts
const DONE = {
	create: "🆕 created",
	move: "⏩ moved",
	keep: "✅ kept",
	skip: "⏸️ skipped"
};
const PLANNED = {
	create: "🆕 create",
	move: "⏩ move",
	keep: "✅ keep",
	skip: "⏸️ skip"
};
function renderMove({ action, before, after }) {
	if (before === null || action !== "move" && action !== "skip") return "";
	const from = markdownCode(shortDigest(before));
	return action === "skip" || after === null ? `stays ${from}` : `${from} → ${markdownCode(shortDigest(after))}`;
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
		const cells = [
			`**${markdownCode(item.tag)}**`,
			words[item.action],
			markdownText(item.reason)
		];
		return hasMoves ? [...cells, moves[index] ?? ""] : cells;
	});
	return markdownTable(header, rows);
}
function renderIdleRules(rules) {
	const lines = rules.map(({ line, rule, reason }) => `- line ${line}, ${markdownCode(rule)}: ${markdownText(reason)}`);
	return markdownDetails(`${formatCount(rules.length, "rule")} gave no tag`, lines.join("\n"));
}
// src/tags/find-version.ts
const VERSION_LABEL = "org.opencontainers.image.version";
function findVersion(sources, reading = {}) {
	const { input, sourceTag, label } = sources;
	if (hasText(input)) {
		const origin = "the input \"version\"";
		return {
			version: parseVersion(fillUp(input, reading), origin),
			raw: input,
			origin
		};
	}
	return versionOfGitTag(sources, reading) ?? found(tryParseVersionTag(sourceTag ?? ""), {
		raw: sourceTag ?? "",
		origin: `the source tag ${quote(sourceTag ?? "")}`
	}) ?? found(tryParseVersion(label ?? ""), {
		raw: label ?? "",
		origin: `the label ${VERSION_LABEL}`
	});
}
function needsVersion(rules) {
	return rules.some((rule) => (rule.type === "semver" || rule.type === "channel") && rule.value === void 0);
}
function notesOnVersion(sources) {
	const notes = [];
	const { gitTag, tagPrefix = "", imageRevision, label } = sources;
	if (gitTag !== void 0 && !gitTag.name.startsWith(tagPrefix)) notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
	else if (gitTag !== void 0 && !isTagOfImage(gitTag, imageRevision)) notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision ?? "")}`);
	if (hasText(label) && tryParseVersion(label) === void 0) notes.push(`the label ${VERSION_LABEL} ${quote(label)} is no semantic version`);
	return notes;
}
function versionTextOfGitTag(sources, match) {
	const { gitTag, tagPrefix = "", imageRevision } = sources;
	if (gitTag === void 0 || !gitTag.name.startsWith(tagPrefix) || !isTagOfImage(gitTag, imageRevision)) return;
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
function isTagOfImage(gitTag, imageRevision) {
	return imageRevision === void 0 || gitTag.commit === imageRevision;
}
function fillUp(text, { coerce }) {
	const parts = /^([vV]?[0-9]+)(\.[0-9]+)?$/.exec(text);
	return coerce !== true || parts === null ? text : `${parts[1]}${parts[2] ?? ".0"}.0`;
}
function versionOfGitTag(sources, reading) {
	const raw = versionTextOfGitTag(sources, reading.match);
	if (raw === void 0 || !/^[vV]?[0-9]/.test(raw)) return void 0;
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
// src/tags/tag-context.ts
const ALLOWED = { allowed: true };
// src/action/tag-context.ts
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
		preRelease: event.preRelease,
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
// src/registry/answer.ts
const MAX_ERROR_BODY = 65536;
const IMMUTABLE = [
	/enabled tag immutability/i,
	/configured as immutable/i,
	/cannot be overwritten/i,
	/does not allow updating assets/i,
	/immutable tag|tag is immutable/i
];
const IMMUTABLE_CODES = /* @__PURE__ */ new Set([
	"TAG_IMMUTABLE",
	"TAG_ALREADY_EXISTS",
	"REGISTRY_DISALLOWED_OPERATION"
]);
const IMMUTABLE_DENIED = /immutable|protected|overwrit/i;
async function readRefusal(response) {
	const nothing = {
		status: response.status,
		code: "",
		message: ""
	};
	const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => void 0);
	if (bytes === void 0 || bytes.byteLength === 0) return nothing;
	try {
		const errors = property(parseJsonObject(bytes), "errors");
		const first = Array.isArray(errors) ? errors[0] : void 0;
		if (!isJsonObject(first)) return nothing;
		const code = stringProperty(first, "code") ?? "";
		const message = stringProperty(first, "message") ?? "";
		return {
			status: response.status,
			code: /^[A-Z_]{1,64}$/.test(code) ? code : "",
			message
		};
	} catch {
		return nothing;
	}
}
function classify(refusal) {
	const { status, code, message } = refusal;
	if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(message))) return "tag-immutable";
	if (status === 403 && code === "DENIED" && IMMUTABLE_DENIED.test(message)) return "tag-immutable";
	if (status === 401) return "unauthorized";
	if (status === 403) return "denied";
	if (status === 404) return "not-found";
	if (status === 413) return "too-large";
	if (status === 429) return "rate-limited";
	return status >= 500 ? "server-error" : "refused";
}
function cureOf(code) {
	switch (code) {
		case "unauthorized":
		case "denied": return "give the credentials the right to do this; on ghcr.io the job needs \"packages: write\" and the package must grant its repository access";
		case "not-found": return "check the name, that it exists, and that the credentials may see it";
		case "rate-limited": return "wait and run again, or log in to be allowed more";
		case "tag-immutable": return "choose another tag, or change the rule in the registry";
		case "too-large": return "raise the limit of the registry or of the proxy in front of it";
		case "server-error": return "run again later; what is there already is not sent twice";
		default: return "see what the registry requires";
	}
}
async function refused(response, attempt) {
	return refusalError(await readRefusal(response), attempt);
}
function refusalError(refusal, attempt) {
	const code = classify(refusal);
	const words = [refusal.code, refusal.message === "" ? "" : quote(refusal.message)].filter((word) => word !== "");
	const said = words.length === 0 ? "" : ` (${words.join(" ")})`;
	return new RegistryError(`Cannot ${attempt.doing}: the registry answers ${refusal.status}${said}; ${cureOf(code)}`, {
		code,
		registry: attempt.registry,
		status: refusal.status
	});
}
function invalidAnswer(attempt, reason, code = "invalid-answer") {
	return new RegistryError(`Cannot ${attempt.doing}: ${reason}; run again, and tell the registry's administrators if it stays so`, {
		code,
		registry: attempt.registry
	});
}
// src/registry/manifests.ts
const MAX_MANIFEST = 4194304;
function describe$1(doing, client, repository, reference) {
	const separator = isDigest(reference) ? "@" : ":";
	return {
		registry: client.registry,
		doing: `${doing} ${formatRepository(repository)}${separator}${reference}`
	};
}
function requireClaim(response, attempt, expected) {
	const claimed = response.header("docker-content-digest");
	if (claimed === void 0 || claimed === expected) return;
	const parsed = tryParseDigest(claimed);
	if (parsed !== void 0 && digestAlgorithm(parsed) !== digestAlgorithm(expected)) return;
	throw invalidAnswer(attempt, `the registry says that its digest is ${safeText(claimed, 140)}, but it is ${expected}`, "digest-mismatch");
}
async function getManifest(client, repository, reference) {
	const attempt = describe$1("read", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "GET",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	if (response.status === 404) {
		await response.discard();
		return;
	}
	if (response.status !== 200) throw await refused(response, attempt);
	const bytes = await readBody(response, MAX_MANIFEST);
	if (bytes === void 0) throw invalidAnswer(attempt, "the manifest is larger than 4 MiB", "too-large");
	const algorithm = isDigest(reference) ? digestAlgorithm(reference) : "sha256";
	const digest = digestOf(bytes, algorithm);
	if (isDigest(reference) && digest !== reference) throw invalidAnswer(attempt, `the bytes that came have the digest ${digest}`, "digest-mismatch");
	requireClaim(response, attempt, digest);
	return {
		mediaType: response.header("content-type") ?? "",
		digest,
		bytes
	};
}
async function headManifest(client, repository, reference) {
	const attempt = describe$1("look up", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "HEAD",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	await response.discard();
	if (response.status === 404) return void 0;
	const digest = tryParseDigest(response.header("docker-content-digest") ?? "");
	if (response.status === 200 && digest !== void 0) {
		if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, "digest-mismatch");
		return isDigest(reference) ? reference : digest;
	}
	if (response.status === 200 || response.status === 403 || response.status === 405) return (await getManifest(client, repository, reference))?.digest;
	throw await refused(response, attempt);
}
const PASSING = /* @__PURE__ */ new Set([
	"DIGEST_INVALID",
	"MANIFEST_BLOB_UNKNOWN",
	"BLOB_UNKNOWN"
]);
const TRIES = 4;
const FIRST_PAUSE = 100;
async function sendManifest(client, url, { manifest, attempt }) {
	const headers = { "content-type": manifest.mediaType };
	for (let count = 1;; count++) {
		const response = await client.send({
			method: "PUT",
			url,
			headers,
			body: manifest.bytes
		});
		if (response.status === 201 || response.status === 200 || response.status === 202) return response;
		const refusal = await readRefusal(response);
		if (count === TRIES || !PASSING.has(refusal.code)) throw refusalError(refusal, attempt);
		await client.clock.sleep(FIRST_PAUSE * 2 ** (count - 1) * (.5 + client.clock.random()));
	}
}
async function putManifest(client, repository, reference, manifest) {
	const attempt = describe$1("write", client, repository, reference);
	const response = await sendManifest(client, client.address(repository, `manifests/${reference}`), {
		manifest,
		attempt
	});
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	return { subject: response.header("oci-subject") };
}
// src/registry/blobs.ts
function describe(doing, client, repository, digest) {
	return {
		registry: client.registry,
		doing: `${doing} blob ${digest} of ${formatRepository(repository)}`
	};
}
async function hasBlob(client, repository, digest) {
	const response = await client.send({
		method: "HEAD",
		url: client.address(repository, `blobs/${digest}`)
	});
	await response.discard();
	if (response.status === 200) return true;
	if (response.status === 404) return false;
	throw await refused(response, describe("look up", client, repository, digest));
}
async function* verified(source, blob, attempt) {
	const hash = createHash(digestAlgorithm(blob.digest));
	let length = 0;
	let held;
	for await (const chunk of source) {
		length += chunk.byteLength;
		if (length > blob.size) break;
		hash.update(chunk);
		if (held !== void 0) yield held;
		held = chunk;
	}
	if (length !== blob.size) throw invalidAnswer(attempt, `${length > blob.size ? "more" : "fewer"} bytes came than the ${blob.size} that its descriptor names`, "digest-mismatch");
	if (hash.digest("hex") !== digestHex(blob.digest)) throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch");
	if (held !== void 0) yield held;
}
async function openBlob(client, repository, blob) {
	const attempt = describe("read", client, repository, blob.digest);
	const response = await client.send({
		method: "GET",
		url: client.address(repository, `blobs/${blob.digest}`)
	});
	if (response.status === 404) {
		await response.discard();
		return;
	}
	if (response.status !== 200) throw await refused(response, attempt);
	return verified(response.body, blob, attempt);
}
async function readBlob(client, repository, blob) {
	if (blob.size > blob.limit) return void 0;
	const attempt = describe("read", client, repository, blob.digest);
	const response = await client.send({
		method: "GET",
		url: client.address(repository, `blobs/${blob.digest}`)
	});
	if (response.status === 404) {
		await response.discard();
		return;
	}
	if (response.status !== 200) throw await refused(response, attempt);
	const bytes = await readBody(response, blob.limit);
	if (bytes === void 0 || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch");
	return bytes;
}
// src/oci/descriptor.ts
function parsePlatform(value) {
	if (!isJsonObject(value)) return void 0;
	return [
		"os",
		"architecture",
		"variant"
	].map((key) => stringProperty(value, key)).filter((part) => part !== void 0 && part !== "").join("/") || void 0;
}
function parseDescriptor(value) {
	if (!isJsonObject(value)) throw new FormatError("a descriptor in it is no object");
	const mediaType = stringProperty(value, "mediaType");
	const digest = tryParseDigest(stringProperty(value, "digest") ?? "");
	const size = property(value, "size");
	if (mediaType === void 0) throw new FormatError("a descriptor in it has no mediaType");
	if (digest === void 0) throw new FormatError("a descriptor in it has a digest that is neither sha256 nor sha512");
	if (typeof size !== "number" || !Number.isSafeInteger(size) || size < 0) throw new FormatError("a descriptor in it has no valid size");
	const artifactType = stringProperty(value, "artifactType");
	const platform = parsePlatform(objectProperty(value, "platform"));
	return {
		mediaType,
		digest,
		size,
		annotations: stringMap(property(value, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...platform === void 0 ? {} : { platform }
	};
}
// src/oci/manifest.ts
function parseList(object, key) {
	const value = property(object, key);
	if (!Array.isArray(value)) throw new FormatError(`its ${key} are no list`);
	return value.map(parseDescriptor);
}
function agreedMediaType(object, contentType) {
	const header = bareMediaType(contentType);
	const own = stringProperty(object, "mediaType");
	if (isSchema1(header) || property(object, "fsLayers") !== void 0) throw new FormatError("it is of Docker schema 1, which registries no longer take; build the image again");
	const isIndex = property(object, "manifests") !== void 0;
	if (isIndex === (property(object, "layers") !== void 0 || property(object, "config") !== void 0)) throw new FormatError("it is neither an index nor a manifest");
	const known = contentKind(header) !== "blob";
	if (own !== void 0 && known && bareMediaType(own) !== header) throw new FormatError(`its mediaType differs from the Content-Type ${quote(header)}`);
	const mediaType = own !== void 0 ? bareMediaType(own) : known ? header : isIndex ? OCI_INDEX : OCI_MANIFEST;
	if (contentKind(mediaType) !== (isIndex ? "index" : "manifest")) throw new FormatError(`its content does not fit its media type ${quote(mediaType)}`);
	return mediaType;
}
function parseManifest(bytes, contentType) {
	const object = parseJsonObject(bytes);
	const mediaType = agreedMediaType(object, contentType);
	if (property(object, "schemaVersion") !== 2) throw new FormatError("its schemaVersion is not 2");
	const artifactType = stringProperty(object, "artifactType");
	const subject = property(object, "subject");
	const fields = {
		mediaType,
		annotations: stringMap(property(object, "annotations")),
		...artifactType === void 0 ? {} : { artifactType },
		...subject === void 0 || subject === null ? {} : { subject: parseDescriptor(subject) }
	};
	if (contentKind(mediaType) === "index") return {
		kind: "index",
		manifests: parseList(object, "manifests"),
		...fields
	};
	return {
		kind: "manifest",
		config: parseDescriptor(property(object, "config")),
		layers: parseList(object, "layers"),
		...fields
	};
}
// src/registry/next-page.ts
function nextPage(response, current, attempt) {
	const target = /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(response.headers("link").join(", "))?.[1];
	if (target === void 0) return void 0;
	const link = URL.parse(target, current.href);
	if (link === null || link.origin !== current.origin) throw invalidAnswer(attempt, "the next page of the list is on another host");
	const next = new URL(current);
	next.search = link.search;
	return next;
}
// src/tags/existing.ts
const MAX_DIGITS = 15;
function inFamily(name, { prefix, suffix }) {
	if (!name.startsWith(prefix) || !name.endsWith(suffix) || isReservedTag(name)) return void 0;
	return name.slice(prefix.length, name.length - suffix.length);
}
function fullVersions(names, family) {
	const versions = [];
	for (const name of names) {
		const text = inFamily(name, family);
		const version = text === void 0 ? void 0 : tryParseVersionTag(text);
		if (version !== void 0) versions.push(version);
	}
	return versions;
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
// src/tags/date-seq.ts
function stemOf({ prefix, separator, timeZone }, now) {
	return `${prefix}${formatDay(now, timeZone)}${separator}`;
}
function firstOfDay(numbering, now) {
	const { suffix, width } = numbering;
	return withNumber({
		stem: stemOf(numbering, now),
		suffix,
		width
	}, 1).tag;
}
function numberTag(numbering, context) {
	const base = {
		stem: stemOf(numbering, context.now),
		suffix: numbering.suffix,
		width: numbering.width
	};
	const { names, digests } = context.existing;
	const taken = takenNumbers(names, familyOf$1(base));
	const own = context.digest === void 0 ? [] : taken.filter(({ name }) => digests.get(name) === context.digest);
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
	const highest = takenNumbers(names, familyOf$1(sequence)).at(-1)?.number ?? 0;
	return withNumber(sequence, Math.max(highest, sequence.number) + 1);
}
function namesInSequence(sequence, names) {
	return takenNumbers(names, familyOf$1(sequence)).map(({ name }) => name);
}
function familyOf$1({ stem, suffix }) {
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
// src/registry/tag-list.ts
const PAGE_SIZE = 1e3;
const MAX_PAGE = 16777216;
const MAX_PAGES = 1e3;
function readTags(bytes, attempt) {
	if (bytes === void 0) throw invalidAnswer(attempt, "a page of the list is too large", "too-large");
	let document;
	try {
		document = parseJsonObject(bytes);
	} catch {
		throw invalidAnswer(attempt, "the answer is no list of tags");
	}
	const tags = property(document, "tags");
	if (tags === null || tags === void 0 && property(document, "name") !== void 0) return [];
	if (!Array.isArray(tags)) throw invalidAnswer(attempt, "the answer is no list of tags");
	return tags.filter((tag) => typeof tag === "string" && isTag(tag));
}
function isUnknownRepository(body) {
	if (body === void 0) return false;
	try {
		const errors = property(parseJsonObject(body), "errors");
		const first = Array.isArray(errors) ? errors[0] : void 0;
		return isJsonObject(first) && property(first, "code") !== "UNSUPPORTED";
	} catch {
		return false;
	}
}
function beginsAfter(page, last) {
	return page.every((tag, index) => tag > (index === 0 ? last : page[index - 1] ?? last));
}
async function listTagsFrom(client, repository, stem) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	let last = stem;
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
	for (let pages = 0; url !== void 0 && pages < MAX_PAGES; pages++) {
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (response.status === 404 && isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
		if (response.status !== 200) throw await refused(response, attempt);
		const page = readTags(await readBody(response, MAX_PAGE), attempt);
		if (!beginsAfter(page, last)) return void 0;
		const wanted = page.filter((tag) => tag.startsWith(stem));
		for (const tag of wanted) tags.add(tag);
		if (wanted.length < page.length) return tags;
		last = page.at(-1) ?? last;
		url = nextPage(response, url, attempt);
	}
	return tags;
}
async function listTags(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	const visited = /* @__PURE__ */ new Set();
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
	while (url !== void 0) {
		if (visited.has(url.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		visited.add(url.href);
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (response.status === 404 && visited.size === 1) {
			if (isUnknownRepository(await readBody(response, MAX_PAGE))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown");
		}
		if (response.status !== 200) throw await refused(response, attempt);
		for (const tag of readTags(await readBody(response, MAX_PAGE), attempt)) tags.add(tag);
		url = nextPage(response, url, attempt);
	}
	return tags;
}
// src/promotion/names-scope.ts
const COMPARING = /* @__PURE__ */ new Set([
	"semver",
	"channel",
	"pep440"
]);
function findNamesScope(rules, context, run) {
	if (run.existingTags === "registry" && rules.some(({ type }) => COMPARING.has(type))) return { kind: "all" };
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
// src/tags/local-time.ts
const DAY$1 = 864e5;
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
	return Math.floor((local.getTime() - startOfYear(local)) / DAY$1) + 1;
}
function startOfYear(local) {
	const start = /* @__PURE__ */ new Date(0);
	start.setUTCFullYear(local.getUTCFullYear());
	return start.getTime();
}
function weekOf(local, days) {
	const deciding = new Date(local.getTime() + days * DAY$1);
	return {
		year: deciding.getUTCFullYear(),
		week: Math.ceil(dayOfYear(deciding) / 7)
	};
}
// src/tags/date-tokens.ts
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
// src/tags/date-format.ts
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
// src/tags/sanitize.ts
const HASH_LENGTH = 8;
const ILLEGAL_RUN = /[^a-zA-Z0-9._-]+/g;
const ILLEGAL_END = /[^a-zA-Z0-9._-]$/;
function sanitizeComponent(text) {
	const legal = text.replaceAll("+", "_").replaceAll("/", "-").replace(ILLEGAL_RUN, "-").replace(/^[.-]+/, "");
	return ILLEGAL_END.test(text) ? trimEnd(legal) : legal;
}
function trimEnd(text) {
	let end = text.length;
	while (end > 0 && (text[end - 1] === "." || text[end - 1] === "-")) end--;
	return text.slice(0, end);
}
function sanitizeTag(text) {
	return sanitizeComponent(text);
}
function shortHash(text) {
	return createHash("sha256").update(text, "utf8").digest("hex").slice(0, HASH_LENGTH);
}
function shortenTag(tag, original) {
	if (tag.length <= 128) return tag;
	return `${tag.slice(0, 119)}-${shortHash(original)}`;
}
function isLossy(original, sanitized) {
	return original !== sanitized;
}
// src/tags/compose.ts
function renderComponents(template, scope) {
	const original = renderTemplate(template, (expression) => evaluateExpression(expression, scope)).text;
	return {
		...renderTemplate(template, (expression) => sanitizeComponent(evaluateExpression(expression, scope))),
		original
	};
}
function renderText(template, scope) {
	return renderTemplate(template, (expression) => evaluateExpression(expression, scope));
}
function renderAffixes(rule, scope) {
	const { flavor } = scope.context;
	const prefix = renderComponents(rule.prefix ?? flavor.prefix, scope);
	const suffix = renderComponents(rule.suffix ?? flavor.suffix, scope);
	const empty = [...prefix.empty, ...suffix.empty];
	if (empty.length > 0) return `${empty.join(" and ")} is empty here`;
	return {
		prefix: prefix.text,
		suffix: suffix.text
	};
}
function composeTag(value, affixes, options = { unique: false }) {
	const original = `${affixes.prefix}${value.original}${affixes.suffix}`;
	const clean = sanitizeTag(`${affixes.prefix}${value.text}${affixes.suffix}`);
	if (value.text === "" || clean === "") return `${quote(original)} holds nothing that a tag may hold`;
	const tag = shortenTag(options.unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean, original);
	if (!isTag(tag)) return `${quote(tag)} is no tag`;
	if (!isReservedTag(tag)) return {
		tag,
		original
	};
	throw new InputError(`Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`);
}
// src/tags/version-lines.ts
var KnownVersions = class {
	families = /* @__PURE__ */ new Map();
	names;
	elsewhere;
	constructor(existing, own) {
		this.names = /* @__PURE__ */ new Set([...existing.names, ...own.map(({ tag }) => tag)]);
		this.elsewhere = existing.versions ?? [];
	}
	ofFamily(family) {
		const key = JSON.stringify([family.prefix, family.suffix]);
		const known = this.families.get(key) ?? [...fullVersions(this.names, family), ...this.elsewhere];
		this.families.set(key, known);
		return known;
	}
};
function highestOf(version, others) {
	return others.reduce((left, right) => compareVersions(left, right) < 0 ? right : left, version);
}
function objectionTo$1(line, context, known) {
	const { version } = line;
	const isChannel = line.kind === "channel" && version.preRelease !== void 0;
	if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
	if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
	if (line.kind === "latest") {
		if (context.flavor.latest === "false") return "the flavor says latest=false";
		if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
		if (!context.moves.allowed) return context.moves.reason;
	}
	const highest = highestOf(version, known.ofFamily(line.family).filter((other) => (isChannel || isStable(other)) && line.includes(other)));
	return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : void 0;
}
function decideLines(lines, context, known) {
	const wanted = [];
	const withheld = [];
	for (const line of lines) {
		const { tag, kind, mutable, reason, original, priority, version, fullTag } = line;
		const objection = objectionTo$1(line, context, known);
		if (objection !== void 0) withheld.push({
			tag,
			kind,
			mutable,
			reason: objection
		});
		else {
			const family = fullTag === void 0 ? {} : {
				version: version.text,
				family: fullTag
			};
			wanted.push({
				tag,
				kind,
				mutable,
				reason,
				original,
				priority,
				...family
			});
		}
	}
	return {
		wanted,
		withheld
	};
}
// src/tags/latest.ts
const NOTHING = {
	wanted: [],
	withheld: []
};
function objectionTo(candidate, scope, known) {
	const { context } = scope;
	if (context.preRelease) return "GitHub marks the release as a pre-release";
	if (context.makeLatest === false) return "GitHub does not mark the release as the latest";
	if (!context.moves.allowed) return context.moves.reason;
	const { version, family } = candidate;
	if (version === void 0) return void 0;
	const highest = highestOf(version, known.ofFamily(family).filter(({ preRelease }) => preRelease === void 0));
	return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : void 0;
}
function decideLatest(outcomes, scope, known) {
	const { flavor } = scope.context;
	const votes = outcomes.flatMap(({ latest }) => latest ?? []);
	const hasTags = outcomes.some(({ tags, lines }) => tags.length + lines.length > 0);
	const isForced = flavor.latest === "true" && hasTags;
	const candidate = votes[0] ?? (isForced ? {
		version: void 0,
		family: {
			prefix: "",
			suffix: ""
		},
		reason: "the flavor says latest=true"
	} : void 0);
	if (flavor.latest === "false" || candidate === void 0) return NOTHING;
	const composed = composeTag({
		text: "latest",
		original: "latest"
	}, {
		prefix: flavor.prefixLatest ? renderComponents(flavor.prefix, scope).text : "",
		suffix: flavor.suffixLatest ? renderComponents(flavor.suffix, scope).text : ""
	});
	if (typeof composed === "string") return NOTHING;
	const objections = (votes.length === 0 ? [candidate] : votes).map((vote) => objectionTo(vote, scope, known));
	const allowed = objections.indexOf(void 0);
	const base = {
		...composed,
		kind: "latest",
		mutable: true
	};
	if (allowed < 0) return {
		wanted: [],
		withheld: [{
			...base,
			reason: objections[0] ?? "nothing speaks for it"
		}]
	};
	const reason = (votes[allowed] ?? candidate).reason;
	return {
		wanted: [{
			...base,
			priority: Number.NEGATIVE_INFINITY,
			reason
		}],
		withheld: []
	};
}
// src/tags/main-tag.ts
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
function mainTag(tags) {
	return tags.toSorted((left, right) => right.priority - left.priority || rank(left) - rank(right) || right.original.length - left.original.length)[0];
}
// src/tags/rule-outcome.ts
function onlyTag(tag, latest) {
	return {
		tags: [tag],
		withheld: [],
		lines: [],
		latest
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
// src/tags/version-text.ts
function versionText(rule, scope) {
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value !== "") {
		if (rule.match === void 0) return value;
		const groups = matchGitTag(rule.match, value);
		return groups?.[1] ?? groups?.[0];
	}
	const { versions } = scope.context;
	return versions.input || versionTextOfGitTag(versions, rule.match);
}
function findRuleVersion(rule, scope) {
	const coerce = rule.type === "semver" && rule.coerce;
	const value = rule.value === void 0 ? "" : renderText(rule.value, scope).text;
	if (value === "") return findVersion(scope.context.versions, {
		match: rule.match,
		coerce
	}) ?? "no version is known";
	const text = versionText(rule, scope);
	if (text === void 0) return `its match finds nothing in ${quote(value)}`;
	const whole = fillUp(text, { coerce });
	const version = tryParseVersion(whole);
	if (version !== void 0) return {
		version,
		raw: text,
		origin: `the tag rule on line ${rule.line}`
	};
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: its value ${quote(text)} is no version, for ${reasonForNoVersion(whole)}; write it in full, such as "${sampleVersion(text)}"`);
}
// src/tags/channel-tags.ts
function channelOf({ preRelease }) {
	return /^[a-zA-Z]+/.exec(preRelease ?? "")?.[0];
}
function channelTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const { version } = found;
	const channel = channelOf(version);
	if (channel === void 0) return version.preRelease === void 0 ? `${version.text} is no pre-release` : `${version.text} names no line such as "rc"`;
	const family = renderAffixes(rule, scope);
	if (typeof family === "string") return family;
	const composed = composeTag({
		text: channel,
		original: channel
	}, family);
	if (typeof composed === "string") return composed;
	return {
		tags: [],
		withheld: [],
		lines: [{
			...composed,
			kind: "channel",
			version,
			family,
			priority: priorityOf(rule),
			fullTag: void 0,
			mutable: rule.immutable !== true,
			reason: `${version.text} is the highest of ${channel}`,
			includes: (other) => channelOf(other) === channel
		}],
		latest: void 0
	};
}
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
// src/tags/pep440.ts
var import_pep440 = (/* @__PURE__ */ __commonJSMin(((exports, module) => {
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
})))();
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
function comparePep440(left, right) {
	const [leftPublic = "", leftLocal] = left.text.split("+");
	const [rightPublic = "", rightLocal] = right.text.split("+");
	return (0, import_pep440.compare)(leftPublic, rightPublic) || compareLocals(leftLocal, rightLocal);
}
function hasSafeNumbers(text) {
	return (text.match(/\d+/g) ?? []).every((digits) => Number.isSafeInteger(Number(digits)));
}
function normalizeLocal(local) {
	return local.toLowerCase().split(/[-_.]/).map((part) => isNumber(part) ? part.replace(/^0+(?=\d)/, "") : part).join(".");
}
function isNumber(part) {
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
	if (isNumber(left) !== isNumber(right)) return isNumber(left) ? 1 : -1;
	if (isNumber(left) && left.length !== right.length) return left.length - right.length;
	return left < right ? -1 : 1;
}
// src/tags/pep440-tags.ts
const DAY = /^[0-9]{8}(?:[._-]|$)/;
function highestStable(existing, { prefix, suffix }) {
	let highest;
	for (const name of existing.names) {
		if (!name.startsWith(prefix) || !name.endsWith(suffix) || DAY.test(name)) continue;
		const version = tryParsePep440(name.slice(prefix.length, name.length - suffix.length));
		if (version === void 0 || !version.isStable) continue;
		if (highest === void 0 || comparePep440(version, highest) > 0) highest = version;
	}
	return highest;
}
function pep440Tags(rule, scope) {
	const text = versionText(rule, scope);
	if (text === void 0 || text === "") return "no version is known";
	const version = tryParsePep440(text);
	if (version === void 0) return `"${text}" is no version of PEP 440`;
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
	const isRaw = rule.pattern.parts.length === 1 && names.has("raw");
	const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
	const original = version.isStable ? written : isRaw ? text : version.text;
	const composed = composeTag({
		text: sanitizeComponent(original),
		original
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const isWhole = !version.isStable || names.has("version") || names.has("raw") || names.has("patch");
	const mutable = rule.immutable === void 0 ? !isWhole : !rule.immutable;
	const reason = `version ${version.text} of PEP 440`;
	const tag = {
		...composed,
		kind: "pep440",
		mutable,
		priority: priorityOf(rule),
		reason
	};
	if (!version.isStable) return onlyTag(tag);
	const highest = highestStable(scope.existing, affixes);
	if (!(highest !== void 0 && comparePep440(highest, version) > 0)) return onlyTag(tag, {
		version: void 0,
		family: affixes,
		reason: `${version.text} is the highest version`
	});
	if (isWhole || isSameLine(highest, {
		version,
		names
	})) {
		const held = {
			...composed,
			kind: tag.kind,
			mutable,
			reason: `${highest.text} is higher`
		};
		return isWhole ? onlyTag(tag) : {
			tags: [],
			withheld: [held],
			lines: [],
			latest: void 0
		};
	}
	return onlyTag(tag);
}
function isSameLine(higher, { version, names }) {
	if (names.has("minor")) return higher.major === version.major && higher.minor === version.minor;
	return names.has("major") ? higher.major === version.major : true;
}
// src/tags/pre-release.ts
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;
function looksLikePreRelease(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return version.preRelease !== void 0;
	const python = tryParsePep440(name);
	if (python !== void 0) return !python.isStable;
	return MARKS.test(name);
}
// src/tags/ref-tags.ts
const SHADOWS = /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+){0,2})$/;
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
	const composed = composeTag({
		text: sanitizeComponent(name) || `branch-${shortHash(name)}`,
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	if (kind === "branch" && SHADOWS.test(composed.tag)) return `the branch ${quote(name)} would shadow a version`;
	const { moves } = scope.context;
	const mutable = rule.immutable !== true;
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
	return onlyTag({
		...composed,
		kind,
		mutable,
		priority: priorityOf(rule),
		reason,
		strict: rule.strict
	});
}
function gitTagTag(rule, scope, name) {
	if (name === "latest") throw new InputError("Cannot use the git tag \"latest\": the name is reserved for the highest version; push a version such as \"v1.2.3\"");
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text: sanitizeComponent(name),
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const version = tryParseVersion(name);
	const immutable = rule.immutable ?? tryParseVersionTag(composed.tag) !== void 0;
	const tag = {
		...composed,
		kind: "git-tag",
		mutable: !immutable,
		priority: priorityOf(rule),
		reason: `the git tag ${quote(name)}`
	};
	if (looksLikePreRelease(name)) return onlyTag(tag);
	return onlyTag(tag, {
		version,
		family: affixes,
		reason: `the git tag ${quote(name)} is the newest`
	});
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
	const composed = composeTag({
		text: `${number}`,
		original: `${number}`
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const reason = queued === void 0 ? `pull request ${number}` : `pull request ${number} in the merge queue`;
	return onlyTag({
		...composed,
		kind: "pr",
		mutable: rule.immutable !== true,
		priority: priorityOf(rule),
		reason
	});
}
// src/tags/semver-pattern.ts
const WHOLE_VERSION = parseTemplate("{{version}}", VERSION_LANGUAGE);
function fieldsOf(pattern) {
	return new Set(pattern.parts.flatMap((part) => typeof part === "string" ? [] : [part.name]));
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
	const [first] = pattern.parts;
	const last = pattern.parts.at(-1);
	const before = typeof first === "string" && !/^v$/i.test(first) ? first : "";
	const after = typeof last === "string" && pattern.parts.length > 1 ? last : "";
	return {
		prefix: `${affixes.prefix}${before}`,
		suffix: `${after}${affixes.suffix}`
	};
}
function includesOf(kind, { major, minor }) {
	if (kind === "semver.minor") return (other) => other.major === major && other.minor === minor;
	return kind === "semver.major" ? (other) => other.major === major : () => true;
}
function semverPatternTags(rule, { found, affixes }) {
	const { version, origin } = found;
	const asked = rule.pattern ?? literalTemplate("");
	const isRaw = asked.parts.length === 1 && fieldsOf(asked).has("raw");
	const pattern = isStable(version) || isRaw ? asked : WHOLE_VERSION;
	const composed = composeTag(write(pattern, version, found.raw), affixes, rule);
	if (typeof composed === "string") return composed;
	const kind = kindOf(fieldsOf(pattern));
	const family = familyOf(pattern, affixes);
	const priority = priorityOf(rule);
	const latest = isStable(version) ? {
		version,
		family,
		reason: `${version.text} is the highest version`
	} : void 0;
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
			priority,
			fullTag: void 0,
			mutable: rule.immutable !== true,
			reason: `${version.text} is the highest version ${kind === "channel" ? "" : `of ${composed.tag}`}`.trim(),
			includes: includesOf(kind, version)
		}],
		latest
	};
}
// src/tags/semver-tags.ts
function semverTags(rule, scope) {
	const found = findRuleVersion(rule, scope);
	if (typeof found === "string") return found;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	return rule.pattern === void 0 ? familyTags(rule, found, affixes) : semverPatternTags(rule, {
		found,
		affixes
	});
}
function familyTags(rule, { version, origin }, affixes) {
	const full = composeTag({
		text: formatVersionTag(version),
		original: version.text
	}, affixes);
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
		const mutable = rule.immutable !== true;
		return [{
			...composed,
			kind,
			mutable,
			reason,
			includes,
			version,
			family: affixes,
			fullTag: full.tag,
			priority: priorityOf(rule)
		}];
	});
	return {
		tags: [tag],
		withheld: [],
		lines,
		latest: void 0
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
// src/tags/text-tags.ts
function textTag(rule, scope, { text, original, kind, reason }) {
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text,
		original
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const immutable = rule.immutable ?? tryParseVersionTag(text) !== void 0;
	return {
		...composed,
		kind,
		mutable: !immutable,
		priority: priorityOf(rule),
		reason
	};
}
function toOutcome(tag) {
	return typeof tag === "string" ? tag : onlyTag(tag);
}
function rawTags(rule, scope) {
	const { text, original, empty } = renderComponents(rule.value, scope);
	if (empty.length > 0) return `${empty.join(" and ")} is empty here`;
	if (text === "") return "its value is empty";
	return toOutcome(textTag(rule, scope, {
		text,
		original,
		kind: "raw",
		reason: `the tag rule on line ${rule.line}`
	}));
}
function sourceTags(rule, scope) {
	const { sourceTag, git } = scope.context;
	if (sourceTag === void 0) return git === void 0 ? "the source was given by digest and has no tag" : "a build has no source to take a tag from";
	return toOutcome(textTag(rule, scope, {
		text: sourceTag,
		original: sourceTag,
		kind: "source",
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
		reason: "the run is scheduled"
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
	const reason = `revision ${revision.sha} from ${revision.origin}`;
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
	const tag = textTag(rule, scope, {
		text: sanitizeComponent(found),
		original: found,
		kind: "match",
		reason
	});
	if (typeof tag === "string") return tag;
	if (looksLikePreRelease(found) || looksLikePreRelease(text)) return onlyTag(tag);
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	return onlyTag(tag, {
		version: tryParseVersion(found),
		family: affixes,
		reason: `${quote(text)} is the newest`
	});
}
// src/tags/rule-tags.ts
function ruleTags(rule, scope) {
	if (!isEnabled(rule, scope)) return "it is not enabled";
	const { gives } = scope.context;
	if (!gives.allowed) return gives.reason;
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
function isEnabled(rule, scope) {
	const { text } = renderText(rule.enable, scope);
	if (text === "true" || text === "false") return text === "true";
	throw new InputError(`Cannot read tag rule on line ${rule.line}, ${quote(rule.text)}: enable comes to ${quote(text)}; write an expression that comes to "true" or "false"`);
}
function dateSeqTags(rule, scope) {
	const { context, existing, now } = scope;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const timeZone = rule.timeZone ?? context.timeZone;
	const { tag, sequence, isOwn } = numberTag({
		separator: rule.separator,
		width: rule.width,
		timeZone,
		...affixes
	}, {
		now,
		digest: context.digest,
		existing
	});
	const composed = composeTag({
		text: tag.slice(affixes.prefix.length, tag.length - affixes.suffix.length),
		original: tag
	}, affixes);
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
// src/tags/compute.ts
function computeTags(rules, context, existing, now) {
	const scope = {
		context,
		existing,
		now
	};
	const idle = [];
	const outcomes = [];
	for (const rule of rules) {
		const outcome = ruleTags(rule, scope);
		if (typeof outcome === "string") idle.push({
			line: rule.line,
			rule: rule.text,
			reason: outcome
		});
		else outcomes.push(outcome);
	}
	const own = outcomes.flatMap(({ tags }) => tags);
	const known = new KnownVersions(existing, own);
	const lines = decideLines(outcomes.flatMap((outcome) => outcome.lines), context, known);
	const latest = decideLatest(outcomes, scope, known);
	const settled = settleTags({
		wanted: [
			...own,
			...lines.wanted,
			...latest.wanted
		],
		withheld: [
			...outcomes.flatMap(({ withheld }) => withheld),
			...lines.withheld,
			...latest.withheld
		]
	});
	const main = mainTag(settled.wanted);
	return {
		...orderTags(settled, main),
		idle,
		warnings: [.../* @__PURE__ */ new Set([...context.notes ?? [], ...longNumbers(own)])],
		version: main?.tag,
		versionLabel: main?.version ?? main?.original
	};
}
function longNumbers(tags) {
	return tags.flatMap(({ sequence }) => {
		if (sequence === void 0 || `${sequence.number}`.length <= sequence.width) return [];
		return [`the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`];
	});
}
// src/tags/plan.ts
function planTags(computed, existing, digest, options) {
	const conflicting = computed.wanted.filter((each) => isConflict(each, existing, digest));
	const foreign = new Map(conflicting.filter(({ kind }) => kind === "semver.full").map(({ tag, version }) => [tag, version ?? tag]));
	const tags = computed.wanted.map((each) => {
		const before = existing.digests.get(each.tag);
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
	const withheld = computed.withheld.map((each) => skipped(each, existing.digests.get(each.tag), each.reason));
	const conflicts = conflicting.map(({ tag }) => ({
		tag,
		holds: existing.digests.get(tag)
	}));
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
	const reasons = conflicts.map(({ tag, holds }) => `the immutable tag ${quote(tag)} ${reasonOf(holds, digest)}`);
	throw new PolicyError(`Cannot tag ${repository}: ${reasons.join(", and ")}; release a new version, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? "it" : "them"}`);
}
function reasonOf(holds, digest) {
	if (digest === void 0) return "exists already and a new build would overwrite it";
	if (holds === void 0) return "exists already and what it holds is not known";
	return `holds ${shortDigest(holds)} and not ${shortDigest(digest)}`;
}
function relationObjection(each, { relations }) {
	const relation = relations?.get(each.tag);
	if (relation === "behind") return "the commit that it holds is newer";
	return relation === "unknown" && each.strict === true ? "the commit that it holds is not known, and the rule is strict" : void 0;
}
function relationWarning({ tag, action }, { relations }) {
	const relation = relations?.get(tag);
	if (action !== "move") return void 0;
	if (relation === "diverged") return `The tag "${tag}" moves to a commit that does not follow the one that it holds, as after a forced push`;
	if (relation !== "unknown") return void 0;
	return `The tag "${tag}" moves, and nobody knows whether forward: the image that it holds has no revision that can be compared; set the label org.opencontainers.image.revision when building`;
}
function exists(tag, { names, digests }) {
	return names.has(tag) || digests.has(tag);
}
function isConflict({ tag, mutable }, existing, digest) {
	if (mutable || !exists(tag, existing)) return false;
	return digest === void 0 || existing.digests.get(tag) !== digest;
}
function skipped({ tag, kind, mutable }, held, reason) {
	return {
		tag,
		kind,
		mutable,
		action: "skip",
		reason,
		before: held,
		after: held
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
// src/provenance/image-labels.ts
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
function joinImageLabels(indexAnnotations, manifest, configLabels) {
	const labels = /* @__PURE__ */ new Map();
	for (const name of PROVENANCE_LABELS) {
		const key = OCI_LABEL + name;
		const value = indexAnnotations.get(key) ?? manifest?.annotations.get(key) ?? configLabels.get(key);
		if (value !== void 0 && value.trim() !== "") labels.set(key, value);
	}
	return labels;
}
function missingLabels(labels) {
	return ESSENTIAL.map((name) => OCI_LABEL + name).filter((key) => !labels.has(key));
}
// src/promotion/destination.ts
async function lookUpTags(client, repository, names) {
	const tags = names.filter(isTag);
	const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag)));
	const found = /* @__PURE__ */ new Map();
	for (const [index, tag] of tags.entries()) {
		const digest = digests[index];
		if (digest !== void 0) found.set(tag, digest);
	}
	return found;
}
async function findPresent(client, repository, graph, rootIsPresent) {
	if (!rootIsPresent) return /* @__PURE__ */ new Set();
	const children = [...graph.nodes.keys()].filter((digest) => digest !== graph.root);
	const found = await Promise.all(children.map((digest) => headManifest(client, repository, digest)));
	return /* @__PURE__ */ new Set([graph.root, ...children.filter((_, index) => found[index] !== void 0)]);
}
// src/promotion/read-graph.ts
const MAX_DEPTH = 4;
const MAX_MANIFESTS = 1e3;
const MAX_LAYERS = 1e3;
function toNode(client, repository, stored) {
	const attempt = {
		registry: client.registry,
		doing: `read ${formatRepository(repository)}@${stored.digest}`
	};
	let manifest;
	try {
		manifest = parseManifest(stored.bytes, stored.mediaType);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		throw invalidAnswer(attempt, error.message);
	}
	if (manifest.kind === "manifest" && manifest.layers.length > MAX_LAYERS) throw invalidAnswer(attempt, `it has more than ${MAX_LAYERS} layers`, "too-large");
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
async function readGraph(client, repository, root) {
	const nodes = /* @__PURE__ */ new Map();
	const name = formatRepository(repository);
	const asked = /* @__PURE__ */ new Set([root.digest]);
	async function readChild(child, depth) {
		const stored = await getManifest(client, repository, child.digest);
		if (stored === void 0) throw new RegistryError(`Cannot promote ${name}@${root.digest}: its manifest ${child.digest}${child.platform === void 0 ? "" : ` (${child.platform})`} is missing at the source; build the image again, or push what is missing`, {
			code: "not-found",
			registry: client.registry,
			status: 404
		});
		const node = toNode(client, repository, {
			...stored,
			mediaType: stored.mediaType || child.mediaType
		});
		if (node.descriptor.mediaType !== bareMediaType(child.mediaType) || node.descriptor.size !== child.size) throw invalidAnswer({
			registry: client.registry,
			doing: `read ${name}@${child.digest}`
		}, "its media type or size differs from what the index says");
		await visit(node, depth);
	}
	async function visit(node, depth) {
		nodes.set(node.descriptor.digest, node);
		const children = [...new Map(childManifests(node.manifest).map((child) => [child.digest, child])).values()].filter(({ digest }) => !asked.has(digest));
		for (const { digest } of children) asked.add(digest);
		if (asked.size > MAX_MANIFESTS || children.length > 0 && depth >= MAX_DEPTH) throw invalidAnswer({
			registry: client.registry,
			doing: `read ${name}@${root.digest}`
		}, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`, "too-large");
		await Promise.all(children.map((child) => readChild(child, depth + 1)));
	}
	await visit(toNode(client, repository, root), 1);
	return {
		root: root.digest,
		nodes
	};
}
// src/promotion/source.ts
const MAX_CONFIG = 4194304;
async function resolveSource(client, from, expected) {
	const reference = from.kind === "tag" ? from.tag : from.tag ?? from.digest;
	const root = await getManifest(client, from.repository, reference);
	if (root === void 0) throw new RegistryError(`Cannot promote ${formatReference(from)}: there is no such image; check the name and tag, and that the credentials may read it`, {
		code: "not-found",
		registry: client.registry,
		status: 404
	});
	const other = [from.kind === "digest" ? from.digest : void 0, expected].find((digest) => digest !== void 0 && digest !== root.digest);
	if (other !== void 0) throw new PolicyError(`Cannot promote ${formatReference(from)}: it has the digest ${root.digest} and not ${other}; promote by the digest that was tested, or correct what is expected`);
	return root;
}
function parseConfigLabels(bytes) {
	if (bytes === void 0) return /* @__PURE__ */ new Map();
	try {
		const config = property(parseJsonObject(bytes), "config");
		return typeof config === "object" && config !== null && "Labels" in config ? stringMap(config.Labels) : /* @__PURE__ */ new Map();
	} catch {
		return /* @__PURE__ */ new Map();
	}
}
async function readImageLabels(client, repository, graph) {
	const root = graph.nodes.get(graph.root);
	const manifest = representativeManifest(graph)?.manifest;
	const image = manifest?.kind === "manifest" ? manifest : void 0;
	const config = image !== void 0 && /\.(?:image\.v1\.config|image\.config\.v1|container\.image\.v1)\+json$/.test(image.config.mediaType) ? await readBlob(client, repository, {
		...image.config,
		limit: MAX_CONFIG
	}) : void 0;
	return joinImageLabels(root?.manifest.annotations ?? /* @__PURE__ */ new Map(), image, parseConfigLabels(config));
}
export { OCI_EMPTY as $, notesOnVersion as A, narrateEvent as B, putManifest as C, readShortShaLength as D, buildTagContext as E, writeOutputs as F, formatCount as G, narratePlan as H, buildReport as I, childManifests as J, formatList as K, mainTag$1 as L, renderTags as M, buildPromotionOutputs as N, ALLOWED as O, writeEnvironment as P, manifestBlobs as Q, toPlanItems as R, headManifest as S, refused as T, narrateTags as U, narrateIdleRules as V, formatBytes as W, graphBlobs as X, childrenFirst as Y, graphPlatforms as Z, parseManifest as _, lookUpTags as a, canAskGitHub as at, MAX_MANIFEST as b, namesToLookUp as c, askGit as ct, computeTags as d, openPromotionClients as dt, OCI_INDEX as et, evaluateExpression as f, readBody as ft, nextPage as g, nextInSequence as h, findPresent as i, listGitVersions as it, renderIdleRules as j, needsVersion as k, planTags as l, openCheckout as lt, readNames as m, resolveSource as n, isForeignLayer as nt, OCI_LABEL as o, explainGitHubFailure as ot, findNamesScope as p, formatSeconds as q, readGraph as r, isLatestRelease as rt, missingLabels as s, openGitHub as st, readImageLabels as t, OCI_MANIFEST as tt, requireNoConflict as u, openClients as ut, hasBlob as v, invalidAnswer as w, getManifest as x, openBlob as y, previousDigest as z };
