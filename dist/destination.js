import { r as __toESM } from "./rolldown-runtime.js";
import { B as markdownText, C as parseTag, E as digestAlgorithm, F as RegistryError, G as objectProperty, H as safeText, K as parseJsonObject, L as markdownCode, M as tryParseDigest, N as InputError, O as digestOf, P as PolicyError, R as markdownDetails, S as isTag, V as quote, W as isJsonObject, Y as stringProperty, c as isStable, d as sampleVersion, f as tryParseVersion, j as shortDigest, k as isDigest, l as parseVersion, m as formatDay, nt as setOutput, o as compareVersions, p as tryParseVersionTag, q as property, r as USER_AGENT, s as formatVersionTag, u as reasonForNoVersion, w as formatRepository, x as isReservedTag, z as markdownTable } from "./tool.js";
import { Readable } from "node:stream";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { homedir } from "node:os";
import { setTimeout } from "node:timers/promises";
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
const MAX_CONFIG = 1048576;
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
	if (bytes.byteLength > MAX_CONFIG) throw new InputError(`Cannot read credentials from "${path}": it is larger than 1 MiB; log in again, or remove the file`);
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
const TRIES = 4;
const FIRST_PAUSE = 250;
const LONGEST_PAUSE = 6e4;
const PASSING = /* @__PURE__ */ new Set([
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
			const pause = FIRST_PAUSE * 2 ** (attempt - 1) * (.5 + clock.random());
			const isLast = attempt === TRIES || !isRepeatable(request);
			try {
				const response = await transport.send(request);
				if (isLast || !PASSING.has(response.status)) return response;
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
function explain(error) {
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
	const { reason, timeout } = explain(error);
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
function narrateDestination(destination) {
	const { copy, tags, computed } = destination;
	const ways = copy.blobs[0]?.way === "stream" ? "to stream where they are missing" : "to mount";
	const work = copy.manifests.length === 0 ? "the image is there already" : `${formatCount(copy.blobs.length, "blob")} ${ways}, ${formatCount(copy.manifests.length, "manifest")} to write`;
	return [
		`to ${formatRepository(destination.repository)}: ${work}`,
		...narrateTags(tags.tags),
		...computed.idle.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`)
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
// src/action/outputs.ts
function mainTag$1(standing) {
	return ([
		"semver.full",
		"date_seq",
		"sha"
	].map((kind) => standing.find((item) => item.kind === kind)).find((item) => item !== void 0) ?? standing[0])?.tag ?? "";
}
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
// src/promotion/previous-digest.ts
const RANK = [
	"latest",
	"semver.major",
	"semver.minor"
];
function rank({ kind }) {
	const position = RANK.indexOf(kind);
	return position < 0 ? RANK.length : position;
}
function previousDigest(tags) {
	return tags.filter(({ action, mutable }) => mutable && action === "move").sort((left, right) => rank(left) - rank(right))[0]?.before;
}
// src/action/report.ts
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
function describe(doing, client, repository, reference) {
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
	const attempt = describe("read", client, repository, reference);
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
	const attempt = describe("look up", client, repository, reference);
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
async function putManifest(client, repository, reference, manifest) {
	const attempt = describe("write", client, repository, reference);
	const response = await client.send({
		method: "PUT",
		url: client.address(repository, `manifests/${reference}`),
		headers: { "content-type": manifest.mediaType },
		body: manifest.bytes
	});
	if (response.status !== 201 && response.status !== 200 && response.status !== 202) throw await refused(response, attempt);
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	return { subject: response.header("oci-subject") };
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
function numberTag(rule, context) {
	const base = {
		stem: `${rule.prefix}${formatDay(context.now, rule.timeZone ?? context.timeZone)}${rule.separator}`,
		suffix: rule.suffix,
		width: rule.width
	};
	const { names, digests } = context.existing;
	const taken = takenNumbers(names, familyOf(base));
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
// src/tags/rule-tag.ts
function checkTag(text) {
	const tag = parseTag(text);
	if (!isReservedTag(tag)) return tag;
	throw new InputError(`Cannot use tag ${quote(text)}: such names are reserved for signatures and attestations; choose another prefix or value`);
}
// src/tags/semver-family.ts
function fullVersionTag(rule, { version, origin }) {
	const tag = checkTag(`${rule.prefix}${formatVersionTag(version)}${rule.suffix}`);
	return {
		tag,
		kind: "semver.full",
		mutable: rule.immutable === false,
		reason: `version ${version.text} from ${origin}`,
		version: version.text,
		family: tag
	};
}
function movingVersionTags(rule, found, context) {
	const { version } = found;
	const family = fullVersionTag(rule, found).tag;
	const stable = fullVersions(context.names, rule).filter(isStable);
	const wanted = [];
	const withheld = [];
	for (const line of linesOf(version)) {
		const base = {
			tag: checkTag(`${rule.prefix}${line.text}${rule.suffix}`),
			kind: line.kind,
			mutable: rule.immutable !== true
		};
		const objection = objectionTo(version, {
			preRelease: context.preRelease,
			others: stable.filter(line.includes)
		});
		if (objection !== void 0) withheld.push({
			...base,
			reason: objection
		});
		else wanted.push({
			...base,
			reason: line.reason,
			version: version.text,
			family
		});
	}
	return {
		wanted,
		withheld
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
function objectionTo(version, { preRelease, others }) {
	if (!isStable(version)) return `${version.text} is a pre-release`;
	if (preRelease) return `GitHub marks the release of ${version.text} as a pre-release`;
	const highest = others.reduce((left, right) => compareVersions(left, right) < 0 ? right : left, version);
	return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : void 0;
}
// src/tags/own-tag.ts
function ownTag(rule, run) {
	const { context } = run;
	switch (rule.type) {
		case "semver": {
			const found = versionOfRule(rule, context);
			return found === void 0 ? "no version is known" : fullVersionTag(rule, found);
		}
		case "sha": return context.revision === void 0 ? "no revision is known" : shaTag(rule, context.revision);
		case "date_seq": return dateSeqTag(rule, run);
		case "source": return context.sourceTag === void 0 ? "the source was given by digest and has no tag" : literalTag(rule, {
			value: context.sourceTag,
			reason: "the source's own tag"
		});
		case "raw": return literalTag(rule, {
			value: rule.value,
			reason: `the tag rule on line ${rule.line}`
		});
		default: return rule;
	}
}
function versionOfRule(rule, context) {
	if (rule.value === void 0) return context.version;
	const origin = `the tag rule on line ${rule.line}`;
	return {
		version: parseVersion(rule.value, origin),
		origin
	};
}
function shaTag(rule, revision) {
	const digits = rule.length >= 40 ? revision : revision.slice(0, rule.length);
	return {
		tag: checkTag(`${rule.prefix}${digits}${rule.suffix}`),
		kind: "sha",
		mutable: rule.immutable === false,
		reason: `revision ${revision}`
	};
}
function dateSeqTag(rule, { context, existing, now }) {
	const { digest } = context;
	const timeZone = rule.timeZone ?? context.timeZone;
	const { tag, sequence, isOwn } = numberTag(rule, {
		now,
		timeZone,
		digest,
		existing
	});
	const reason = isOwn ? `the number that this image has today in ${timeZone}` : `the next number today in ${timeZone}`;
	return {
		tag: checkTag(tag),
		kind: "date_seq",
		mutable: rule.immutable === false,
		reason,
		sequence
	};
}
function literalTag(rule, { value, reason }) {
	const immutable = rule.immutable ?? tryParseVersionTag(value) !== void 0;
	return {
		tag: checkTag(`${rule.prefix}${value}${rule.suffix}`),
		kind: rule.type,
		mutable: !immutable,
		reason
	};
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
	"latest"
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
function merge(first, second) {
	return {
		...first.kind === second.kind && (second.family ?? "") < (first.family ?? "") ? second : first,
		mutable: first.mutable && second.mutable
	};
}
function inOrder(tags) {
	const rank = ({ kind }) => ORDER.includes(kind) ? ORDER.indexOf(kind) : ORDER.length;
	return tags.toSorted((left, right) => rank(left) - rank(right));
}
// src/tags/compute.ts
function computeTags(rules, context, existing, now) {
	const wanted = [];
	const withheld = [];
	const idle = [];
	const warnings = new Set(context.notes);
	for (const rule of rules) {
		const own = ownTag(rule, {
			context,
			existing,
			now
		});
		if (typeof own === "string") idle.push({
			line: rule.line,
			rule: `type=${rule.type}`,
			reason: own
		});
		else wanted.push(own);
		const { sequence } = typeof own === "string" ? {} : own;
		if (sequence !== void 0 && `${sequence.number}`.length > sequence.width) warnings.add(`the number ${sequence.number} of the day has more than ${sequence.width} digits, so that tags no longer sort in order of time`);
	}
	const names = /* @__PURE__ */ new Set([...existing.names, ...wanted.map(({ tag }) => tag)]);
	for (const rule of rules) {
		const found = rule.type === "semver" ? versionOfRule(rule, context) : void 0;
		if (rule.type !== "semver" || found === void 0) continue;
		const moving = movingVersionTags(rule, found, {
			preRelease: context.preRelease,
			names
		});
		wanted.push(...moving.wanted);
		withheld.push(...moving.withheld);
	}
	const settled = settleTags({
		wanted,
		withheld
	});
	return {
		...settled,
		idle,
		warnings: [...warnings],
		version: mainTag(settled.wanted)
	};
}
function mainTag(tags) {
	return ([
		"semver.full",
		"date_seq",
		"sha"
	].map((kind) => tags.find((each) => each.kind === kind)).find((tag) => tag !== void 0) ?? tags[0])?.tag;
}
// src/tags/plan.ts
function planTags(computed, existing, digest, options) {
	const conflicting = computed.wanted.filter((each) => isConflict(each, existing, digest));
	const foreign = new Map(conflicting.filter(({ kind }) => kind === "semver.full").map(({ tag, version }) => [tag, version ?? tag]));
	const tags = computed.wanted.map((each) => {
		const before = existing.digests.get(each.tag);
		if (conflicting.includes(each)) return skipped(each, before, before === void 0 ? "it exists already" : "it holds another image");
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
	return {
		digest,
		tags: [...tags, ...withheld],
		conflicts: options.ifTagExists === "fail" ? conflicts : []
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
// src/tags/find-version.ts
const VERSION_LABEL = "org.opencontainers.image.version";
function findVersion(sources) {
	const { input, sourceTag, label } = sources;
	if (hasText(input)) {
		const origin = "the input \"version\"";
		return {
			version: parseVersion(input, origin),
			origin
		};
	}
	return versionOfGitTag(sources) ?? found(sourceTag && tryParseVersionTag(sourceTag), `the source tag ${quote(sourceTag ?? "")}`) ?? found(tryParseVersion(label ?? ""), `the label ${VERSION_LABEL}`);
}
function needsVersion(rules) {
	return rules.some((rule) => rule.type === "semver" && rule.value === void 0);
}
function notesOnVersion(sources) {
	if (findVersion(sources) !== void 0) return [];
	const notes = [];
	const { gitTag, tagPrefix = "", imageRevision, label } = sources;
	if (gitTag !== void 0 && !gitTag.name.startsWith(tagPrefix)) notes.push(`the git tag ${quote(gitTag.name)} does not begin with the tag prefix ${quote(tagPrefix)}`);
	else if (gitTag !== void 0 && !isTagOfImage(gitTag, imageRevision)) notes.push(`the git tag ${quote(gitTag.name)} is not on the image's revision ${quote(imageRevision ?? "")}`);
	if (hasText(label)) notes.push(`the label ${VERSION_LABEL} ${quote(label)} is no semantic version`);
	return notes;
}
function hasText(text) {
	return text !== void 0 && text !== "";
}
function found(version, origin) {
	return version ? {
		version,
		origin
	} : void 0;
}
function isTagOfImage(gitTag, imageRevision) {
	return imageRevision === void 0 || gitTag.commit === imageRevision;
}
function versionOfGitTag({ gitTag, tagPrefix = "", imageRevision }) {
	if (gitTag === void 0 || !gitTag.name.startsWith(tagPrefix) || !isTagOfImage(gitTag, imageRevision)) return;
	const text = gitTag.name.slice(tagPrefix.length);
	if (!/^[vV]?[0-9]/.test(text)) return void 0;
	const version = tryParseVersion(text);
	if (version !== void 0) return {
		version,
		origin: `the git tag ${quote(gitTag.name)}`
	};
	throw new InputError(`Cannot read the version of the git tag ${quote(gitTag.name)}: ${reasonForNoVersion(text)}; push a tag such as ${quote(`${tagPrefix}v${sampleVersion(text)}`)}, or set the input "version"`);
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
export { narrateEvent as A, graphPlatforms as B, renderTags as C, buildPromotionOutputs as D, previousDigest as E, formatList as F, OCI_MANIFEST as G, representativeManifest as H, formatSeconds as I, isForeignLayer as J, bareMediaType as K, childManifests as L, narrateTags as M, formatBytes as N, mainTag$1 as O, formatCount as P, readBody as Q, childrenFirst as R, renderIdleRules as S, toPlanItems as T, OCI_EMPTY as U, manifestBlobs as V, OCI_INDEX as W, openClients as X, isSchema1 as Y, openPromotionClients as Z, getManifest as _, notesOnVersion as a, invalidAnswer as b, missingLabels as c, requireNoConflict as d, computeTags as f, MAX_MANIFEST as g, nextPage as h, needsVersion as i, narratePlan as j, writeOutputs as k, namesToLookUp as l, listTags as m, lookUpTags as n, OCI_LABEL as o, nextInSequence as p, contentKind as q, findVersion as r, joinImageLabels as s, findPresent as t, planTags as u, headManifest as v, buildReport as w, refused as x, putManifest as y, graphBlobs as z };
