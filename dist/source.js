import { r as __toESM, t as __commonJSMin } from "./rolldown-runtime.js";
import { $ as isSealiftError, A as literalTemplate, Dt as quote, Et as USER_AGENT, G as explainDigest, H as digestAlgorithm, J as shortDigest, K as isDigest, M as renderTemplate, O as VERSION_LANGUAGE, Ot as safeText, P as formatDay, Q as RegistryError, S as parseTag, T as matchGitTag, V as isLoopback, W as digestOf, X as InputError, Y as tryParseDigest, Z as PolicyError, _ as splitVersion, a as markdownTable, at as decodeJson, b as isReservedTag, bt as setOutput, ct as parseJsonObject, d as compareVersions, dt as stringMap, f as formatVersionTag, ft as stringProperty, g as sampleVersion, gt as exportVariable, h as reasonForNoVersion, i as markdownDetails, it as FormatError, j as parseTemplate, k as isLiteral, l as formatRepository, lt as parseJsonText, m as parseVersion, nt as objectAt, o as markdownText, ot as isJsonObject, p as isStable, r as markdownCode, s as formatReference, st as objectProperty, ut as property, v as tryParseVersion, w as tryParseRevision, x as isTag, y as tryParseVersionTag, z as canonicalRegistry } from "./step-summary.js";
import { BlockList, isIP, isIPv4 } from "node:net";
import { Readable } from "node:stream";
import { TLSSocket } from "node:tls";
import { createHash } from "node:crypto";
import { constants, readFileSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { access, constants as constants$1, open, realpath, stat } from "node:fs/promises";
import { execFile } from "node:child_process";
import { lookup } from "node:dns/promises";
import { setTimeout } from "node:timers/promises";
// src/registry/auth/scopes.ts
const SCOPE = /^([a-z]+(?:\([a-z]+\))?:[^\s"]+):([a-z,]+)$/;
function formatScopes(access) {
	const pushed = new Set(access.push.map(formatRepository));
	const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
	const scopes = [...access.push.map(({ name }) => `repository:${name}:pull,push`), ...pulled.map(({ name }) => `repository:${name}:pull`)];
	return [...new Set(scopes)];
}
function actionsOf(scope) {
	return SCOPE.exec(scope)?.[2]?.split(",") ?? [];
}
function allowedScopes(wanted, own) {
	const allowed = /* @__PURE__ */ new Set(["pull", ...own.some((scope) => actionsOf(scope).includes("push")) ? ["push"] : []]);
	return wanted.split(/\s+/).flatMap((scope) => {
		const actions = actionsOf(scope).filter((action) => allowed.has(action));
		return actions.length === 0 ? [] : [`${SCOPE.exec(scope)?.[1]}:${actions.join(",")}`];
	});
}
// src/registry/credentials/auth-file-key.ts
const DOCKER_HUB_KEY = "https://index.docker.io/v1/";
const KEY = /^(?:(https?):\/\/)?([^/]+)(?:\/(.*))?$/i;
const HOST = /^(?:\[[0-9a-f:.]+\]|[^\s:/?#@[\]\\]+)(?::[0-9]{1,5})?$/;
const PATH$1 = /^[a-z0-9]+(?:[._-]+[a-z0-9]+)*(?:\/[a-z0-9]+(?:[._-]+[a-z0-9]+)*)*$/;
function canonicalHost(text, scheme = "https") {
	return HOST.test(text.toLowerCase()) ? canonicalRegistry(text, scheme) : void 0;
}
function parseAuthKey(key) {
	const [, scheme, authority, rest = ""] = KEY.exec(key) ?? [];
	if (authority === void 0) return void 0;
	const host = canonicalHost(authority, scheme?.toLowerCase() === "http" ? "http" : "https");
	const path = rest.replace(/\/$/, "");
	if (host === void 0 || path === "" || path === "v1" || path === "v2") return host;
	if (scheme !== void 0 || !PATH$1.test(path)) return void 0;
	return host === "docker.io" && path.startsWith("v1/") ? void 0 : `${host}/${path}`;
}
function isUsualKey(key) {
	return key === DOCKER_HUB_KEY || key === parseAuthKey(key);
}
function lookupKeys(registry, repository = "") {
	const host = canonicalHost(registry);
	if (host === void 0) return [];
	const segments = repository.split("/").filter((segment) => segment !== "");
	return [...segments.map((_, index) => [host, ...segments.slice(0, segments.length - index)].join("/")), host];
}
function helperAddress(host) {
	return host === "docker.io" ? DOCKER_HUB_KEY : host;
}
// src/registry/credentials/credential.ts
const ANONYMOUS = { kind: "anonymous" };
function formatBasic(username, password) {
	return `Basic ${Buffer.from(`${username}:${password}`, "utf8").toString("base64")}`;
}
function secretsOf(credential) {
	switch (credential.kind) {
		case "anonymous": return [];
		case "basic": {
			const { username, password } = credential;
			const header = formatBasic(username, password).slice(6);
			return password === "" ? [header] : [
				password,
				header,
				`${username}:${password}`
			];
		}
		case "identity-token":
		case "bearer": return [credential.token];
		default: return credential;
	}
}
function isSameCredential(left, right) {
	if (left.kind === "basic" && right.kind === "basic") return left.username === right.username && left.password === right.password;
	return left.kind === right.kind && secretsOf(left)[0] === secretsOf(right)[0];
}
// src/registry/credentials/credential-program.ts
const OUTPUT_LIMIT$1 = 65536;
async function findHelper(name, path) {
	const file = process.platform === "win32" ? `${name}.exe` : name;
	for (const folder of path.split(delimiter).filter(isAbsolute)) {
		const program = join(folder, file);
		try {
			await access(program, constants$1.X_OK);
			if ((await stat(program)).isFile()) return program;
		} catch {}
	}
}
function passOn(environment) {
	const kept = Object.entries(environment).filter(([name]) => !/^(?:INPUT_.*|DOCKER_AUTH_CONFIG)$/i.test(name));
	return Object.fromEntries(kept);
}
function explain$4(error, timeLimit) {
	if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return "it printed more than 64 KiB";
	if (error.killed === true) return `it gave no answer within ${timeLimit / 1e3} s`;
	if (typeof error.code === "number") return `it exited with ${error.code}`;
	return error.signal ? `it was ended by ${error.signal}` : `it cannot be started (${error.code})`;
}
function runHelper(program, question, options) {
	const settings = {
		env: passOn(options.environment),
		timeout: options.timeLimit,
		killSignal: "SIGKILL",
		maxBuffer: OUTPUT_LIMIT$1,
		encoding: "buffer",
		windowsHide: true
	};
	return new Promise((resolve) => {
		execFile(program, ["get"], settings, (error, stdout) => {
			resolve({
				failure: error === null ? void 0 : explain$4(error, options.timeLimit),
				hasExited: error === null || typeof error.code === "number",
				stdout
			});
		}).stdin?.on("error", () => void 0).end(question);
	});
}
// src/registry/credentials/credential-helper.ts
const TIME_LIMIT$2 = 3e4;
const SUFFIX = /^[A-Za-z0-9._-]+$/;
const NOT_FOUND = "credentials not found in native keychain";
const TOKEN_USER$1 = "<token>";
function parseAnswer(stdout) {
	try {
		const answer = parseJsonObject(stdout);
		const username = stringProperty(answer, "Username");
		const secret = stringProperty(answer, "Secret");
		if (!username || !secret) return void 0;
		if (username === TOKEN_USER$1) return {
			kind: "identity-token",
			token: secret
		};
		return {
			kind: "basic",
			username,
			password: secret
		};
	} catch {
		return;
	}
}
async function askCredentialHelper(host, options) {
	const { suffix, path, environment, timeLimit = TIME_LIMIT$2 } = options;
	const name = `docker-credential-${suffix}`;
	const refuse = (reason, cure) => new InputError(`Cannot get credentials for registry "${host}" from ${quote(name)}: ${reason}; ${cure}`);
	const settings = `credHelpers and credsStore in ${quote(path)}`;
	if (!SUFFIX.test(suffix) || suffix === "." || suffix === "..") throw refuse("a helper is called by letters, digits, \".\", \"_\" and \"-\" alone", `correct ${settings}`);
	const program = await findHelper(name, environment["PATH"] ?? "");
	if (program === void 0) throw refuse("there is no such program on PATH", `install it, or correct ${settings}`);
	const { failure, hasExited, stdout } = await runHelper(program, helperAddress(host), {
		environment,
		timeLimit
	});
	if (failure !== void 0 && hasExited && Buffer.from(stdout).toString("latin1").trim() === NOT_FOUND) return;
	const credential = failure === void 0 ? parseAnswer(stdout) : void 0;
	if (credential !== void 0) return credential;
	throw refuse(failure ?? "its answer holds no \"Username\" and \"Secret\" in JSON", "run it by hand to see why, or log in with a password or token");
}
// src/registry/credentials/auth-file-entry.ts
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
function parseAuth(text) {
	const compact = text.replace(/[\r\n]/g, "");
	if (!BASE64.test(compact) || compact.replace(/=+$/, "").length % 4 === 1) return "its \"auth\" is no base64";
	let plain;
	try {
		plain = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(Buffer.from(compact, "base64"));
	} catch {
		return "its \"auth\" is no UTF-8 text";
	}
	const colon = plain.indexOf(":");
	if (colon < 1) return "its \"auth\" holds no user and password";
	return {
		kind: "basic",
		username: plain.slice(0, colon),
		password: plain.slice(colon + 1).replace(/\0+$/, "")
	};
}
function pickCredential(entry) {
	const read = (key) => stringProperty(entry, key) ?? "";
	if (read("registrytoken") !== "") return {
		kind: "bearer",
		token: read("registrytoken")
	};
	if (read("identitytoken") !== "") return {
		kind: "identity-token",
		token: read("identitytoken")
	};
	const parsed = read("auth") === "" ? void 0 : parseAuth(read("auth"));
	if (typeof parsed === "object") return parsed;
	const [username, password] = [read("username"), read("password")];
	return username !== "" && password !== "" ? {
		kind: "basic",
		username,
		password
	} : parsed;
}
function parseAuthFileEntry(entry) {
	const picked = pickCredential(entry);
	const given = [
		"auth",
		"password",
		"identitytoken",
		"registrytoken"
	].map((key) => stringProperty(entry, key) ?? "");
	const derived = typeof picked === "object" ? secretsOf(picked) : [];
	const secrets = [.../* @__PURE__ */ new Set([...derived, ...given])].filter((secret) => secret !== "");
	if (picked === void 0) return { secrets };
	return typeof picked === "string" ? {
		fault: picked,
		secrets
	} : {
		credential: picked,
		secrets
	};
}
// src/registry/credentials/json-depth.ts
const [QUOTE, BACKSLASH] = [34, 92];
const OPENING = /* @__PURE__ */ new Set([91, 123]);
const CLOSING = /* @__PURE__ */ new Set([93, 125]);
function isDeeperThan(bytes, limit) {
	let depth = 0;
	let isText = false;
	let isEscaped = false;
	for (const byte of bytes) if (isEscaped) isEscaped = false;
	else if (isText) {
		if (byte === BACKSLASH) isEscaped = true;
		else if (byte === QUOTE) isText = false;
	} else if (byte === QUOTE) isText = true;
	else if (OPENING.has(byte) && ++depth > limit) return true;
	else if (CLOSING.has(byte)) depth--;
	return false;
}
// src/registry/credentials/docker-config.ts
const MAX_DEPTH$2 = 64;
function parseAuths(auths) {
	const found = /* @__PURE__ */ new Map();
	for (const [key, value] of Object.entries(auths)) {
		const name = parseAuthKey(key);
		if (name === void 0 || !isJsonObject(value)) continue;
		const entry = parseAuthFileEntry(value);
		const rank = (entry.credential === void 0 ? 0 : 2) + (isUsualKey(key) ? 1 : 0);
		if (rank > (found.get(name)?.rank ?? -1)) found.set(name, {
			entry,
			rank
		});
	}
	return new Map([...found].map(([name, { entry }]) => [name, entry]));
}
function parseHelpers(helpers) {
	const found = /* @__PURE__ */ new Map();
	for (const key of Object.keys(helpers)) {
		const host = parseAuthKey(key);
		const helper = stringProperty(helpers, key);
		if (host === void 0 || host.includes("/") || helper === void 0) continue;
		if (isUsualKey(key) || !found.has(host)) found.set(host, helper);
	}
	return found;
}
function parseDockerConfig(bytes, path, layout = "config") {
	const refuse = (reason) => new InputError(`Cannot read credentials from ${quote(path)}: ${reason}; log in again, or remove the file`);
	if (isDeeperThan(bytes, MAX_DEPTH$2)) throw refuse(`it is nested deeper than ${MAX_DEPTH$2} levels`);
	let config;
	try {
		config = parseJsonObject(bytes);
	} catch {
		throw refuse("it is no JSON object");
	}
	if (layout === "auths-only") return {
		path,
		auths: parseAuths(config),
		credHelpers: /* @__PURE__ */ new Map(),
		credsStore: void 0
	};
	return {
		path,
		auths: parseAuths(objectProperty(config, "auths") ?? {}),
		credHelpers: parseHelpers(objectProperty(config, "credHelpers") ?? {}),
		credsStore: stringProperty(config, "credsStore") || void 0,
		...Object.keys(objectProperty(config, "HttpHeaders") ?? {}).length > 0 && { hasHttpHeaders: true }
	};
}
// src/registry/credentials/auth-file.ts
const MAX_CONFIG$1 = 1048576;
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
function codeOf(error) {
	return error instanceof Error && "code" in error ? error.code : void 0;
}
function requireSize(size, path) {
	if (size <= MAX_CONFIG$1) return;
	throw new InputError(`Cannot read credentials from ${quote(path)}: it is larger than 1 MiB; log in again, or remove the file`);
}
async function readStart(file) {
	const buffer = Buffer.alloc(1048577);
	let length = 0;
	for (;;) {
		const { bytesRead } = await file.read(buffer, length, buffer.length - length);
		length += bytesRead;
		if (bytesRead === 0 || length === buffer.length) return buffer.subarray(0, length);
	}
}
async function readAuthFile(path, layout = "config") {
	let bytes;
	try {
		await using file = await open(path, READ);
		if (!(await file.stat()).isFile()) throw new InputError(`Cannot read credentials from ${quote(path)}: it is no regular file; log in again, or remove it`);
		bytes = await readStart(file);
	} catch (error) {
		if (error instanceof InputError) throw error;
		const code = codeOf(error);
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw new InputError(`Cannot read credentials from ${quote(path)}: the file cannot be opened (${code}); mend its permissions`);
	}
	requireSize(bytes.byteLength, path);
	return parseDockerConfig(bytes, path, layout);
}
function parseAuthVariable(name, text) {
	const bytes = Buffer.from(text, "utf8");
	requireSize(bytes.byteLength, name);
	return {
		...parseDockerConfig(bytes, name),
		credHelpers: /* @__PURE__ */ new Map(),
		credsStore: void 0
	};
}
// src/registry/credentials/credential-scopes.ts
function actionSuffixes(actions) {
	return actions.includes("push") ? [
		"@pull,push",
		"@push,pull",
		"@push",
		""
	] : ["@pull", ""];
}
function scopedConfigPaths(root, query) {
	const host = canonicalHost(query.registry);
	const segments = [host, ...query.repository?.split("/") ?? []];
	if (host === void 0 || segments.some((segment) => segment === "." || segment === "..")) return [];
	const folder = join(root, host === "docker.io" ? "registry-1.docker.io" : host);
	return (query.repository === void 0 ? [folder] : [join(folder, query.repository), folder]).flatMap((base) => actionSuffixes(query.actions).map((suffix) => join(`${base}${suffix}`, "config.json")));
}
// src/registry/credentials/credential-sources.ts
function file(path, isNamed) {
	return {
		name: path,
		isNamed,
		mayChange: true,
		read: () => readAuthFile(path)
	};
}
function dockerFolder({ environment, home }) {
	return environment["DOCKER_CONFIG"] || join(home, ".docker");
}
function scopedSources(places, query) {
	const { environment } = places;
	if (/^(?:1|t|true)$/i.test(environment["DOCKER_LOGIN_SCOPE_DISABLED"] ?? "")) return [];
	const buildx = environment["BUILDX_CONFIG"] || join(dockerFolder(places), "buildx");
	const isNamed = Boolean(environment["BUILDX_CONFIG"] || environment["DOCKER_CONFIG"]);
	return scopedConfigPaths(join(buildx, "config"), query).map((path) => file(path, isNamed));
}
function containersSources({ environment, home, uid }) {
	const named = environment["REGISTRY_AUTH_FILE"];
	const runtime = environment["XDG_RUNTIME_DIR"];
	const config = environment["XDG_CONFIG_HOME"] || join(home, ".config");
	const fallback = uid === void 0 ? [] : [join("/run/containers", String(uid), "auth.json")];
	const paths = [...runtime ? [join(runtime, "containers", "auth.json")] : fallback, join(config, "containers", "auth.json")];
	const legacy = join(home, ".dockercfg");
	return [
		...named ? [file(named, true)] : [],
		...paths.map((path) => file(path, false)),
		{
			name: legacy,
			isNamed: false,
			mayChange: true,
			read: () => readAuthFile(legacy, "auths-only")
		}
	];
}
function credentialSources(places, query) {
	const name = "DOCKER_AUTH_CONFIG";
	const text = places.environment[name]?.trim();
	return [
		...text ? [{
			name,
			isNamed: true,
			mayChange: false,
			read: async () => parseAuthVariable(name, text)
		}] : [],
		...scopedSources(places, query),
		file(join(dockerFolder(places), "config.json"), Boolean(places.environment["DOCKER_CONFIG"])),
		...containersSources(places)
	];
}
// src/registry/credentials/workspace.ts
async function liesInWorkspace(path, workspace) {
	if (!workspace) return false;
	try {
		const way = relative(await realpath(workspace), await realpath(path));
		return way !== ".." && !way.startsWith(`..${sep}`) && !isAbsolute(way);
	} catch {
		return false;
	}
}
// src/registry/credentials/credentials.ts
const SHORT_PASSWORD = 8;
function remember(map, key, make) {
	const value = map.get(key) ?? make();
	map.set(key, value);
	return value;
}
function once(tell) {
	const told = /* @__PURE__ */ new Set();
	return (text) => {
		if (told.has(text)) return;
		told.add(text);
		tell(text);
	};
}
function judgePassword(credential, registry) {
	if (credential.kind !== "basic") return void 0;
	const { length } = credential.password;
	if (length === 0 || length >= SHORT_PASSWORD) return void 0;
	return `The password for registry ${quote(registry)} is shorter than ${SHORT_PASSWORD} characters, and the log cannot hide it well: use a longer one, or an access token`;
}
function newMemory() {
	return {
		files: /* @__PURE__ */ new Map(),
		helpers: /* @__PURE__ */ new Map()
	};
}
function openCredentials(setup) {
	const { environment } = setup;
	const [maskSecret, warn] = [once(setup.maskSecret), once(setup.warn)];
	const shared = newMemory();
	async function read(source) {
		if (!source.isNamed && await liesInWorkspace(source.name, environment["GITHUB_WORKSPACE"])) {
			warn(`The credentials in ${quote(source.name)} are left out: the file lies in the checked-out workspace, where others may have written it; name it by DOCKER_CONFIG or REGISTRY_AUTH_FILE if it is yours`);
			return;
		}
		const config = await source.read();
		if (config?.hasHttpHeaders) warn(`The "HttpHeaders" in ${quote(source.name)} are not sent to registries: only credentials are read from there`);
		for (const { secrets } of config?.auths.values() ?? []) secrets.forEach(maskSecret);
		return config;
	}
	async function ask(suffix, host, path) {
		const credential = await askCredentialHelper(host, {
			suffix,
			path,
			environment
		});
		if (credential !== void 0) secretsOf(credential).forEach(maskSecret);
		return credential;
	}
	function findEntry({ auths, path }, { registry, repository }) {
		for (const key of lookupKeys(registry, repository)) {
			const entry = auths.get(key);
			if (entry?.credential !== void 0) return {
				credential: entry.credential,
				origin: `auths in ${path}`
			};
			if (entry?.fault !== void 0) warn(`The credentials for ${quote(key)} in ${quote(path)} are left out: ${entry.fault}; log in again`);
		}
	}
	async function look(source, query, memory) {
		const config = await remember(memory.files, source.name, () => read(source));
		const host = canonicalHost(query.registry);
		if (config === void 0 || host === void 0) return void 0;
		const suffix = config.credHelpers.get(host) ?? config.credsStore;
		if (suffix) {
			const key = JSON.stringify([suffix, host]);
			const credential = await remember(memory.helpers, key, () => ask(suffix, host, config.path));
			if (credential !== void 0) return {
				credential,
				origin: `helper docker-credential-${suffix} of ${config.path}`
			};
		}
		return findEntry(config, query);
	}
	async function search(query) {
		for (const source of credentialSources(setup, query)) {
			const hit = await look(source, query, shared);
			if (hit === void 0) continue;
			const again = async () => (await look(source, query, newMemory()))?.credential ?? ANONYMOUS;
			return {
				...hit,
				reread: source.mayChange ? again : void 0
			};
		}
		return {
			credential: ANONYMOUS,
			origin: "none found, anonymous"
		};
	}
	function take({ username, password, origin }) {
		const credential = {
			kind: "basic",
			username,
			password
		};
		secretsOf(credential).forEach(maskSecret);
		return {
			credential,
			origin
		};
	}
	return { async find(query, explicit) {
		const found = explicit === void 0 ? await search(query) : take(explicit);
		const sentence = judgePassword(found.credential, query.registry);
		if (sentence !== void 0) warn(sentence);
		return found;
	} };
}
// src/registry/endpoint.ts
const HTTPS_PORT = 443;
function registryEndpoint(registry, insecureRegistries) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/v2/`);
	if (url.port === "" && insecureRegistries.has(`${registry}:${HTTPS_PORT}`)) return new URL(`http://${host}:${HTTPS_PORT}/v2/`);
	return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
// src/registry/answers/encoding.ts
function withoutEncoding(transport) {
	return { async send(request) {
		const response = await transport.send(request);
		const encoding = response.headers("content-encoding").join(", ").trim();
		const isPlain = encoding === "" || encoding.toLowerCase() === "identity";
		const isBlob = request.url.pathname.includes("/blobs/");
		if (isPlain || isBlob || request.method === "HEAD" || response.status !== 200) return response;
		await response.discard();
		const { host } = response.url;
		throw new RegistryError(`Cannot read from registry "${host}": it sends an answer encoded as ${quote(encoding)}, and digests are those of plain bytes; switch compression off there, or in the proxy in front of it`, {
			code: "invalid-answer",
			registry: host,
			status: response.status
		});
	} };
}
// src/registry/answers/warnings.ts
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
function hasWarnings(response, origin) {
	return response.url.origin === origin && response.header("warning") !== void 0;
}
function withWarnings(transport, registry, sink) {
	return { async send(request) {
		const response = await transport.send(request);
		if (hasWarnings(response, request.url.origin)) for (const text of parseWarnings(response.headers("warning"))) sink.add(registry, text);
		return response;
	} };
}
// src/registry/auth/access.ts
const OPEN = { kind: "open" };
function storedBearer(credential) {
	return {
		kind: "header",
		value: `Bearer ${credential.token}`,
		renewAt: Number.POSITIVE_INFINITY,
		credential
	};
}
function basicAccess(credential) {
	return {
		kind: "header",
		value: formatBasic(credential.username, credential.password),
		renewAt: Number.POSITIVE_INFINITY,
		credential
	};
}
function tokenAccess({ value, renewAt, withheldFrom }, credential, fetchedAt) {
	return {
		kind: "header",
		value: `Bearer ${value}`,
		renewAt,
		credential,
		fetchedAt,
		withheldFrom
	};
}
function authorize(request, access, registry) {
	if (access.kind === "open") return request;
	if (request.url.origin !== registry.origin) throw new RegistryError(`Cannot send a request to "${request.url.host}": the credentials belong to registry "${registry.host}"; ask its administrators why it sends us there`, {
		code: "denied",
		registry: registry.host
	});
	return {
		...request,
		headers: {
			...request.headers,
			authorization: access.value
		}
	};
}
// src/registry/auth/challenge.ts
const MAX_LENGTH$1 = 8192;
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
	const scanner = new Scanner(header.slice(0, MAX_LENGTH$1));
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
// src/registry/transport/http.ts
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
// src/registry/auth/expired.ts
const WORN_AGE = 6e4;
const EXPIRED = /authorization token has expired/i;
const MAX_ANSWER$2 = 65536;
function isSmall({ body }) {
	return body === void 0 || body instanceof Uint8Array;
}
function isWornToken(response, access, now) {
	if (response.status !== 400) return false;
	return access.kind === "header" && access.fetchedAt !== void 0 && now - access.fetchedAt >= WORN_AGE;
}
async function saysExpired(response) {
	if (response.status !== 403 && response.status !== 400) return false;
	const bytes = await readBody(response, MAX_ANSWER$2).catch(() => void 0);
	return EXPIRED.test(Buffer.from(bytes ?? []).toString("utf8"));
}
// src/registry/auth/grants.ts
function createGrant(fetch, first = OPEN) {
	let access = first;
	let pending;
	const grant = {
		get access() {
			return access;
		},
		renew() {
			pending ??= fetch().then((renewed) => {
				access = renewed;
				return renewed;
			}).finally(() => {
				pending = void 0;
			});
			return pending;
		},
		async ready(now) {
			const isStale = access.kind === "header" && access.renewAt <= now;
			return pending !== void 0 || isStale ? await grant.renew() : access;
		}
	};
	return grant;
}
// src/registry/auth/login-refused.ts
function explain$3({ credential, withheldFrom, registry, isForkRun }) {
	if (withheldFrom !== void 0) return `it sends us for a token to ${quote(withheldFrom)}, which may not have its credentials; check the registry's address, and name that host in the input "trusted-auth-hosts" if the registry's credentials belong there`;
	if (credential.kind !== "anonymous") return "it does not take the credentials; check the username and password, and that they may be used for these repositories";
	if (isForkRun?.() === true) return `no credentials for "${registry.host}" (secrets are not available to pull requests from forks); leave this step out there, for example with "if: github.event.pull_request.head.repo.fork != true"`;
	return "it wants credentials and none were found; log in with docker/login-action before this step, or give a username and password as inputs";
}
function loginRefused(refusal) {
	const { registry, status, withheldFrom } = refusal;
	return new RegistryError(`Cannot log in to registry "${registry.host}": ${explain$3(refusal)}`, {
		code: withheldFrom === void 0 ? "unauthorized" : "denied",
		registry: registry.host,
		status
	});
}
// src/registry/transport/address-class.ts
const PRIVATE = [
	...[
		["10.0.0.0", 8],
		["172.16.0.0", 12],
		["192.168.0.0", 16]
	],
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
	["::", 128],
	["fe80::", 10],
	["fd00:ec2::", 32],
	["fd20:ce::", 32],
	["ff00::", 8]
];
const EMBEDDED = [
	[["64:ff9b::", 96], 6],
	[["64:ff9b:1::", 48], 6],
	[["2002::", 16], 1]
];
function listOf(ranges) {
	const list = new BlockList();
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf$2(address));
	return list;
}
function familyOf$2(address) {
	return isIPv4(address) ? "ipv4" : "ipv6";
}
const CLASSES = [
	["forbidden", listOf(FORBIDDEN)],
	["loopback", listOf(LOOPBACK)],
	["private", listOf(PRIVATE)]
];
const EMBEDDED_LISTS = EMBEDDED.map(([range, group]) => [listOf([range]), group]);
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
	const first = EMBEDDED_LISTS.find(([list]) => list.check(address, "ipv6"))?.[1];
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
	return CLASSES.find(([, list]) => list.check(plain, familyOf$2(plain)))?.[0] ?? "public";
}
// src/registry/auth/shared-domain.ts
const SHARED_SUFFIXES = [
	...[
		"azurecr.io",
		"azurecr.cn",
		"azurecr.us",
		"azurewebsites.net",
		"azurecontainerapps.io",
		"azure.com"
	],
	...[
		"cloudapp.net",
		"windows.net",
		"pkg.dev",
		"gcr.io",
		"run.app",
		"web.app",
		"appspot.com",
		"googleapis.com"
	],
	...[
		"amazonaws.com",
		"amazonaws.com.cn",
		"amazonaws.eu",
		"on.aws",
		"cloudfront.net"
	],
	...[
		"jfrog.io",
		"cloudsmith.io",
		"container-registry.com",
		"github.io",
		"github.dev",
		"gitlab.io",
		"quay.io"
	],
	...[
		"herokuapp.com",
		"fly.dev",
		"onrender.com",
		"netlify.app",
		"vercel.app",
		"pages.dev",
		"workers.dev"
	],
	...[
		"ondigitalocean.app",
		"digitaloceanspaces.com",
		"scw.cloud",
		"aliyuncs.com",
		"myhuaweicloud.com",
		"ocir.io"
	],
	...[
		"oraclecloud.com",
		"appdomain.cloud",
		"icr.io",
		"ovh.net",
		"hetzner.cloud",
		"your-server.de",
		"railway.app"
	],
	...[
		"ngrok.io",
		"ngrok.app",
		"ngrok.dev",
		"ngrok-free.app",
		"ngrok-free.dev",
		"trycloudflare.com",
		"ts.net"
	],
	...[
		"duckdns.org",
		"dyndns.org",
		"no-ip.org",
		"ddns.net",
		"nip.io",
		"sslip.io",
		"traefik.me",
		"eu.org"
	]
];
const PUBLIC_SECOND = /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;
function isShared(domain) {
	return PUBLIC_SECOND.test(domain) || SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}
function isSameOwner(registry, other) {
	if (ADDRESS.test(registry)) return false;
	const parent = registry.split(".").slice(1).join(".");
	if (!parent.includes(".") || isShared(parent)) return false;
	return other === parent || other.endsWith(`.${parent}`);
}
// src/registry/auth/realm.ts
const KNOWN_REALMS = /* @__PURE__ */ new Map([["registry-1.docker.io", "auth.docker.io"], ["registry.gitlab.com", "gitlab.com"]]);
const ASK = "ask its administrators to correct it";
function isOnThisMachine(registry, realm) {
	return isLoopback(registry.hostname) && isLoopback(realm.hostname);
}
function leadsToThisMachine({ hostname }) {
	const host = hostname.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "");
	if (isLoopback(host)) return true;
	return isIP(host) > 0 && ["loopback", "forbidden"].includes(classifyAddress(host));
}
function findRealmFault(registry, realm, trusted = /* @__PURE__ */ new Set()) {
	if (realm.username !== "" || realm.password !== "") return {
		reason: "whose address carries a user",
		cure: ASK
	};
	if (realm.hash !== "") return {
		reason: "whose address has a fragment",
		cure: ASK
	};
	if (realm.origin === registry.origin || isOnThisMachine(registry, realm)) return void 0;
	const isSameHost = realm.hostname === registry.hostname;
	if (realm.protocol !== "https:" && !(isSameHost && registry.protocol === "http:")) return {
		reason: "over plain HTTP",
		cure: ASK
	};
	if (isSameHost || trusted.has(realm.host) || !leadsToThisMachine(realm)) return void 0;
	return {
		reason: "which only the runner itself can reach",
		cure: "name that host in the input \"trusted-auth-hosts\" if it is the registry's own"
	};
}
function isTrustedRealm(registry, realm, trusted = /* @__PURE__ */ new Set()) {
	if (findRealmFault(registry, realm, trusted) !== void 0) return false;
	if (realm.hostname === registry.hostname || isOnThisMachine(registry, realm)) return true;
	if (trusted.has(realm.host) || KNOWN_REALMS.get(registry.hostname) === realm.host) return true;
	return isSameOwner(registry.hostname, realm.hostname);
}
// src/registry/auth/token-request.ts
const TOKEN_USER = "00000000-0000-0000-0000-000000000000";
function queryOf({ challenge }) {
	const service = challenge.parameters.get("service");
	return new URLSearchParams(service === void 0 ? {} : { service });
}
function tokenByGet(realm, credential, purpose) {
	const url = new URL(realm);
	for (const [name, value] of queryOf(purpose)) url.searchParams.set(name, value);
	for (const scope of purpose.scopes) url.searchParams.append("scope", scope);
	switch (credential.kind) {
		case "basic": return {
			method: "GET",
			url,
			headers: { authorization: formatBasic(credential.username, credential.password) }
		};
		case "identity-token": return {
			method: "GET",
			url,
			headers: { authorization: formatBasic(TOKEN_USER, credential.token) }
		};
		default: return {
			method: "GET",
			url
		};
	}
}
function tokenByPost(realm, refreshToken, purpose) {
	const form = queryOf(purpose);
	form.set("grant_type", "refresh_token");
	form.set("client_id", "sealift");
	form.set("refresh_token", refreshToken);
	form.set("scope", purpose.scopes.join(" "));
	return {
		method: "POST",
		url: realm,
		headers: { "content-type": "application/x-www-form-urlencoded" },
		body: Buffer.from(form.toString())
	};
}
// src/registry/auth/token.ts
const MAX_ANSWER$1 = 65536;
const DEFAULT_LIFETIME = 60;
const RENEWAL_MARGIN = 3e4;
const SHORTEST_SECRET = 8;
const NO_POST = /* @__PURE__ */ new Set([
	400,
	401,
	404,
	405
]);
function parseRealm(request) {
	const host = request.registry.host;
	const text = request.challenge.parameters.get("realm") ?? "";
	const realm = text === "" ? null : URL.parse(text, request.registry.href);
	if (realm === null || realm.protocol !== "https:" && realm.protocol !== "http:") throw new RegistryError(`Cannot log in to registry "${host}": it names no valid token server (${quote(text)}); ask its administrators to correct it`, {
		code: "invalid-answer",
		registry: host
	});
	const fault = findRealmFault(request.registry, realm, request.trustedHosts);
	if (fault === void 0) return realm;
	throw new RegistryError(`Cannot log in to registry "${host}": it sends us for a token to ${quote(realm.host)}, ${fault.reason}; ${fault.cure}`, {
		code: "denied",
		registry: host
	});
}
async function ask(transport, realm, request) {
	const { credential } = request;
	if (credential.kind !== "identity-token") return await transport.send(tokenByGet(realm, credential, request));
	const response = await transport.send(tokenByPost(realm, credential.token, request));
	if (!NO_POST.has(response.status)) return response;
	await response.discard();
	return await transport.send(tokenByGet(realm, credential, request));
}
async function refuse$2(response, request, withheldFrom) {
	await response.discard();
	const { registry, credential, isForkRun } = request;
	const { status } = response;
	if (status === 400 || status === 401 || status === 403) throw loginRefused({
		registry,
		credential,
		status,
		withheldFrom,
		isForkRun
	});
	const message = `Cannot log in to registry "${registry.host}": its token server answers ${status}; try again later`;
	throw new RegistryError(message, {
		code: "server-error",
		registry: registry.host,
		status
	});
}
function invalid({ registry }, reason) {
	return new RegistryError(`Cannot log in to registry "${registry.host}": its token server's answer ${reason}; ask its administrators to correct it`, {
		code: "invalid-answer",
		registry: registry.host
	});
}
async function readAnswer(response, request) {
	const bytes = await readBody(response, MAX_ANSWER$1);
	if (bytes === void 0) throw invalid(request, "is too large");
	try {
		return parseJsonObject(bytes);
	} catch {
		throw invalid(request, "is no JSON object");
	}
}
function renewalTime(answer, now) {
	const lifetime = property(answer, "expires_in");
	return now + (typeof lifetime === "number" ? Math.max(lifetime, DEFAULT_LIFETIME) : DEFAULT_LIFETIME) * 1e3 - RENEWAL_MARGIN;
}
async function fetchToken(transport, request) {
	const realm = parseRealm(request);
	const isTrusted = request.credential.kind === "anonymous" || isTrustedRealm(request.registry, realm, request.trustedHosts);
	const withheldFrom = isTrusted ? void 0 : realm.host;
	if (withheldFrom !== void 0) request.onWithheld?.(withheldFrom);
	const response = await ask(transport, realm, isTrusted ? request : {
		...request,
		credential: ANONYMOUS
	});
	if (response.url.origin !== realm.origin) {
		await response.discard();
		throw invalid(request, `comes from another host, ${quote(response.url.host)}, to which it redirects`);
	}
	if (response.status !== 200) return await refuse$2(response, request, withheldFrom);
	const answer = await readAnswer(response, request);
	const [token, accessToken, refreshToken] = [
		"token",
		"access_token",
		"refresh_token"
	].map((key) => stringProperty(answer, key));
	for (const secret of /* @__PURE__ */ new Set([
		token,
		accessToken,
		refreshToken
	])) if (secret !== void 0 && secret.length >= SHORTEST_SECRET) request.maskSecret(secret);
	const value = token || accessToken;
	if (value === void 0 || !/^[\x21-\x7e]+$/.test(value)) throw invalid(request, "holds no token");
	const renewAt = renewalTime(answer, request.now);
	return withheldFrom === void 0 ? {
		value,
		renewAt
	} : {
		value,
		renewAt,
		withheldFrom
	};
}
// src/registry/auth/login.ts
function createLogin(transport, options) {
	const { registry, isForkRun, trustedHosts, maskSecret, now } = options;
	let { credential } = options;
	let rereading;
	let hasWarned = false;
	async function lookAgain(refused) {
		const found = await options.reread?.() ?? refused;
		if (found.kind === "anonymous" || isSameCredential(found, refused)) return false;
		credential = found;
		return true;
	}
	async function replace(refused) {
		if (credential !== refused) return true;
		rereading ??= lookAgain(refused).finally(() => {
			rereading = void 0;
		});
		return await rereading;
	}
	function warnOfWithheld(host) {
		if (hasWarned) return;
		hasWarned = true;
		options.warn?.(`The credentials for registry "${registry.host}" are not sent to "${host}", to which it sends us for a token: only what anybody may do is done there, unless "trusted-auth-hosts" names that host`);
	}
	async function logIn(challenge, scopes, spent) {
		const used = credential;
		const refuse = () => loginRefused({
			registry,
			credential: used,
			status: 401,
			isForkRun
		});
		if (used.kind === "bearer") {
			if (spent.kind === "header" && spent.credential === used) throw refuse();
			return storedBearer(used);
		}
		if (challenge === void 0) throw refuse();
		if (challenge.scheme === "basic") {
			if (used.kind !== "basic") throw refuse();
			return basicAccess(used);
		}
		const askedAt = now();
		const request = {
			registry,
			challenge,
			credential: used,
			scopes,
			now: askedAt
		};
		const settings = {
			maskSecret,
			trustedHosts,
			isForkRun,
			onWithheld: warnOfWithheld
		};
		return tokenAccess(await fetchToken(transport, {
			...request,
			...settings
		}), used, askedAt);
	}
	return {
		get credential() {
			return credential;
		},
		replace,
		async fetch(challenge, scopes, spent) {
			const used = credential;
			try {
				return await logIn(challenge, scopes, spent);
			} catch (error) {
				if (!(error instanceof RegistryError && error.code === "unauthorized") || !await replace(used)) throw error;
				return await logIn(challenge, scopes, spent);
			}
		}
	};
}
// src/registry/auth/request-needs.ts
const PATH = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//;
function nameNeeds({ method, url }) {
	const repository = PATH.exec(url.pathname)?.[1];
	if (repository === void 0) return void 0;
	const isRead = method === "GET" || method === "HEAD";
	const from = isRead ? null : url.searchParams.get("from");
	return `${isRead ? "read" : "write"} ${repository}${from === null ? "" : ` ${from}`}`;
}
// src/registry/auth/auth.ts
function pickChallenge(response) {
	const challenges = response.headers("www-authenticate").flatMap(parseChallenges);
	return challenges.find(({ scheme }) => scheme === "bearer") ?? challenges.find(({ scheme }) => scheme === "basic");
}
function withAuth(transport, options) {
	const { registry, now } = options;
	const basicOrigins = options.basicOrigins ?? /* @__PURE__ */ new Set();
	const login = createLogin(transport, options);
	const whole = createGrant(fetchWhole, login.credential.kind === "bearer" ? storedBearer(login.credential) : OPEN);
	const narrow = /* @__PURE__ */ new Map();
	const parts = /* @__PURE__ */ new Map();
	let challenge;
	function fetchWhole() {
		return login.fetch(challenge, options.scopes, whole.access);
	}
	function findPart(response) {
		const wanted = pickChallenge(response)?.parameters.get("scope");
		const scopes = wanted === void 0 ? [] : allowedScopes(wanted, options.scopes);
		if (challenge?.scheme !== "bearer" || scopes.length === 0) return void 0;
		const key = scopes.toSorted().join(" ");
		const part = narrow.get(key) ?? createGrant(() => login.fetch(challenge, scopes, OPEN));
		narrow.set(key, part);
		return part;
	}
	async function begin(grant) {
		const access = await grant.ready(now());
		const { credential } = login;
		return access.kind === "open" && basicOrigins.has(registry.origin) && credential.kind === "basic" ? basicAccess(credential) : access;
	}
	async function send(request, access) {
		const response = await transport.send(authorize(request, access, registry));
		if (access.kind === "header" && access.value.startsWith("Basic ") && response.status !== 401) basicOrigins.add(registry.origin);
		return {
			response,
			access
		};
	}
	function isRefused({ response }) {
		return response.status === 401 && response.url.origin === registry.origin;
	}
	async function refresh(request, answered, grant) {
		const { response, access } = answered;
		if (access.kind !== "header" || response.url.origin !== registry.origin) return answered;
		const isWorn = isWornToken(response, access, now());
		if (isWorn && !isSmall(request)) return {
			access,
			response: {
				...response,
				hadWornToken: true
			}
		};
		if (!isWorn && !(await saysExpired(response) && await login.replace(access.credential))) return answered;
		await response.discard();
		return await send(request, await renew(grant, access));
	}
	async function renew(grant, refused) {
		if (grant.access !== refused && grant.access.kind !== "open") return grant.access;
		const { credential } = login;
		if (challenge === void 0 && refused.kind === "header" && credential.kind === "basic") return basicAccess(credential);
		return await grant.renew();
	}
	function refuse(refused) {
		const withheldFrom = refused.kind === "header" ? refused.withheldFrom : void 0;
		const { isForkRun } = options;
		return loginRefused({
			registry,
			credential: login.credential,
			status: 401,
			withheldFrom,
			isForkRun
		});
	}
	async function lastResort({ response, access: refused }) {
		const part = findPart(response);
		if (part !== void 0 && part.access !== refused) return part;
		const used = refused.kind === "header" ? refused.credential : login.credential;
		if (!await login.replace(used)) throw refuse(refused);
		await whole.renew();
		return whole;
	}
	async function tryLast(request, grant) {
		const access = await (grant.access.kind === "open" ? grant.renew() : grant.ready(now()));
		const { response } = await send(request, access);
		if (response.status !== 401) {
			const needs = nameNeeds(request);
			if (grant !== whole && needs !== void 0) parts.set(needs, grant);
			return response;
		}
		await response.discard();
		throw refuse(access);
	}
	async function answerChallenge(request, first, grant) {
		await first.response.discard();
		const picked = pickChallenge(first.response);
		challenge = picked ?? challenge;
		if (picked?.parameters.get("error") === "insufficient_scope" && first.access.kind === "header") return await tryLast(request, await lastResort(first));
		const second = await refresh(request, await send(request, await renew(grant, first.access)), grant);
		if (!isRefused(second)) return second.response;
		await second.response.discard();
		return await tryLast(request, await lastResort(second));
	}
	return { async send(request) {
		const needs = nameNeeds(request);
		const grant = (needs === void 0 ? void 0 : parts.get(needs)) ?? whole;
		const answered = await refresh(request, await send(request, await begin(grant)), grant);
		return isRefused(answered) ? await answerChallenge(request, answered, grant) : answered.response;
	} };
}
// src/registry/transport/derived-host.ts
const resolveBySystem = (hostname) => lookup(hostname, { all: true });
const ALLOWED$1 = {
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
function refuse$1({ registry, hostname }, found) {
	return new RegistryError(`Cannot follow registry "${registry}" to "${hostname}": it stands for ${WORDS[found]}, and the registry has none such itself; ask its administrators why it sends us there`, {
		code: "denied",
		registry
	});
}
async function reachOf(registry, resolve) {
	const host = bareHost(registry);
	if (isLoopback(registry)) return "loopback";
	const classes = (isIP(host) > 0 ? [{ address: host }] : await resolve(host).catch(() => [])).map(({ address }) => classifyAddress(address));
	return classes.includes("loopback") ? "loopback" : classes.includes("private") ? "private" : "public";
}
function checkName(journey, reach) {
	const host = bareHost(journey.hostname);
	const found = isIP(host) > 0 ? classifyAddress(host) : METADATA_NAMES.has(host) ? "forbidden" : "public";
	if (!ALLOWED$1[reach].has(found)) throw refuse$1(journey, found);
}
function guardedLookup(registry, reach, resolve) {
	return (hostname, options, callback) => {
		resolve(bareHost(hostname)).then((found) => {
			const first = found[0];
			const bad = found.map(({ address }) => classifyAddress(address)).find((kind) => !ALLOWED$1[reach].has(kind));
			if (bad !== void 0) return callback(refuse$1({
				registry,
				hostname
			}, bad), "");
			if (first === void 0) return callback(Object.assign(/* @__PURE__ */ new Error("the name has no address"), { code: "ENOTFOUND" }), "");
			if (options.all === true) callback(null, [...found]);
			else callback(null, first.address, first.family);
		}, (error) => callback(error instanceof Error ? error : new Error(String(error)), ""));
	};
}
// src/registry/transport/no-proxy.ts
function bare(host) {
	return host.replace(/^\[(.*)\]$/, "$1").replace(/\.$/, "").toLowerCase();
}
function parseException(text) {
	const [, bracketed, own] = /^(\[[^\]]*\])(?::(\d+))?$/.exec(text) ?? [];
	if (bracketed !== void 0) return {
		host: bare(bracketed),
		port: own ?? ""
	};
	const [, host = text, port = ""] = /^([^:]*):(\d+)$/.exec(text) ?? [];
	return {
		host: bare(host),
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
	const host = bare(url.hostname);
	return noProxy.split(/[,\s]+/).filter((entry) => entry !== "").map(parseException).some((exception) => (exception.port === "" || exception.port === port) && covers(exception, host));
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
	throw new InputError(`Cannot use the proxy of the variable ${name}: it is no address that begins with "http://" or "https://"; correct or remove the variable`);
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
		const [username, password] = [decode(url.username), decode(url.password)];
		const sent = Buffer.from(`${username}:${password}`).toString("base64");
		return [
			url.password,
			password,
			sent
		].filter((secret) => secret !== "");
	});
}
function decode(text) {
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
const TLS = {
	minVersion: "TLSv1.2",
	rejectUnauthorized: true
};
function isShort({ method, url, body }) {
	if (body !== void 0 && !(body instanceof Uint8Array)) return false;
	return method !== "GET" || !url.pathname.includes("/blobs/");
}
function memoize(make) {
	const made = /* @__PURE__ */ new Map();
	return {
		get(key) {
			const known = made.get(key) ?? make(key);
			made.set(key, known);
			return known;
		},
		all: () => [...made.values()]
	};
}
async function openConnections(options) {
	const undici = await import("./undici.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	const { proxies, timeouts, resolve } = options;
	const settings = {
		allowH2: false,
		connections: 16,
		pipelining: 1,
		connectTimeout: timeouts.connect,
		headersTimeout: timeouts.headers,
		bodyTimeout: timeouts.body
	};
	const spoken = /* @__PURE__ */ new Map();
	const connect = undici.buildConnector({
		...TLS,
		allowH2: true,
		preferH2: true,
		timeout: timeouts.connect
	});
	const connectAndNote = (target, callback) => connect(target, (...result) => {
		const [, socket] = result;
		if (socket instanceof TLSSocket) spoken.set(`${target.protocol}//${target.host}`, socket.alpnProtocol || "http/1.1");
		callback(...result);
	});
	const short = new undici.Agent({
		...settings,
		allowH2: true,
		connect: connectAndNote
	});
	const plain = new undici.Agent({
		...settings,
		connect: TLS
	});
	const proxied = memoize((uri) => new undici.ProxyAgent({
		...settings,
		uri,
		requestTls: TLS,
		proxyTls: {
			...TLS,
			allowH2: false
		}
	}));
	const guarded = memoize((reach) => memoize((registry) => {
		const lookup = guardedLookup(registry, reach, resolve);
		return new undici.Agent({
			...settings,
			connect: {
				...TLS,
				lookup
			}
		});
	}));
	const reaches = memoize((registry) => reachOf(registry, resolve));
	async function pickDerived(request, sentBy) {
		const proxy = proxyFor(request.url, proxies);
		const journey = {
			registry: sentBy.host,
			hostname: request.url.hostname
		};
		const reach = await reaches.get(sentBy.hostname);
		checkName(journey, reach);
		return {
			dispatcher: proxy === "" ? guarded.get(reach).get(sentBy.host) : proxied.get(proxy),
			proxy
		};
	}
	return {
		async pick(request) {
			if (request.sentBy !== void 0) return pickDerived(request, request.sentBy);
			const proxy = proxyFor(request.url, proxies);
			if (proxy !== "") return {
				dispatcher: proxied.get(proxy),
				proxy
			};
			if (request.url.protocol === "http:") return {
				dispatcher: plain,
				proxy
			};
			return {
				dispatcher: spoken.get(request.url.origin) === "http/1.1" || isShort(request) ? short : plain,
				proxy
			};
		},
		async [Symbol.asyncDispose]() {
			const allGuarded = guarded.all().flatMap((agents) => agents.all());
			await Promise.all([
				short,
				plain,
				...proxied.all(),
				...allGuarded
			].map((agent) => agent.destroy()));
		}
	};
}
// src/registry/transport/limit.ts
function createLimit(most) {
	let size = most;
	let running = 0;
	let answered = 0;
	let started = 0;
	let halvedAfter = 0;
	const waiting = [];
	function start() {
		running++;
		const number = ++started;
		return { release(outcome) {
			running--;
			if (outcome === "busy") {
				answered = 0;
				if (number > halvedAfter) {
					size = Math.max(1, Math.floor(size / 2));
					halvedAfter = started;
				}
			} else if (size < most && ++answered >= size) {
				size++;
				answered = 0;
			}
			while (running < size && waiting.length > 0) waiting.shift()?.();
		} };
	}
	return {
		get size() {
			return size;
		},
		async acquire() {
			if (running < size && waiting.length === 0) return start();
			return new Promise((resolve) => {
				waiting.push(() => resolve(start()));
			});
		}
	};
}
// src/registry/transport/request-kind.ts
function requestKind({ method, url }) {
	const endpoint = /^\/v2\/.+\/(manifests|blobs|tags|referrers)\//.exec(url.pathname)?.[1];
	if (endpoint === void 0) return method === "GET" || method === "POST" ? "token" : "write";
	if (endpoint === "tags" || endpoint === "referrers") return "list";
	return method === "GET" || method === "HEAD" ? "read" : "write";
}
// src/registry/transport/host-limits.ts
const BUSY$1 = /* @__PURE__ */ new Set([429, 503]);
function withLimits(transport, limits) {
	function limitOf(key) {
		const known = limits.get(key);
		if (known !== void 0) return known;
		const limit = createLimit(16);
		limits.set(key, limit);
		return limit;
	}
	return { async send(request) {
		const slot = await limitOf(`${requestKind(request)} ${request.url.host}`).acquire();
		let isBusy = false;
		try {
			const response = await transport.send(request);
			isBusy = BUSY$1.has(response.status);
			return response;
		} finally {
			slot.release(isBusy ? "busy" : "answered");
		}
	} };
}
// src/registry/transport/loopback-tls.ts
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;
const MAX_ANSWER = 4096;
function toHttps(url) {
	const secure = new URL(url);
	secure.protocol = "https:";
	return secure;
}
async function saysTls(response) {
	if (response.status !== 400) return false;
	const bytes = await readBody(response, MAX_ANSWER).catch(() => void 0);
	return WANTS_TLS.test(Buffer.from(bytes ?? []).toString("utf8"));
}
function withLoopbackTls(plain, build) {
	const first = build(plain);
	let secure;
	let isSettled = plain.protocol !== "http:" || !isLoopback(plain.hostname);
	async function wantsTls(request, response) {
		if (response.status !== 400) return false;
		return saysTls(request.method === "HEAD" ? await first.send({
			method: "GET",
			url: plain
		}) : response);
	}
	return {
		get endpoint() {
			return secure?.endpoint ?? plain;
		},
		async send(request) {
			const isOwn = request.url.origin === plain.origin;
			if (secure === void 0 || !isOwn) {
				const response = await (secure?.transport ?? first).send(request);
				if (isSettled || !isOwn || !await wantsTls(request, response)) {
					isSettled ||= isOwn;
					return response;
				}
				const endpoint = toHttps(plain);
				secure ??= {
					endpoint,
					transport: build(endpoint)
				};
			}
			return secure.transport.send({
				...request,
				url: toHttps(request.url)
			});
		}
	};
}
// src/registry/transport/pace.ts
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
// src/registry/transport/patience.ts
const PATIENCE = 9e5;
const LONGEST_PAUSE = 6e4;
function createPatience(clock) {
	const pausedUntil = /* @__PURE__ */ new Map();
	let countedUntil = 0;
	let left = PATIENCE;
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
		}
	};
}
// src/registry/transport/redirect.ts
const MAX_HOPS = 5;
const REDIRECTS = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
const KEEPING = /* @__PURE__ */ new Set([307, 308]);
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
function targetOf(request, response) {
	const location = response.header("location");
	const url = location === void 0 ? null : URL.parse(location, request.url.href);
	if (url === null) refuse(request, "the redirect has no valid address");
	if (url.protocol !== "https:" && url.protocol !== "http:") refuse(request, `"${safeText(url.protocol)}" is no web address`);
	if (request.url.protocol === "https:" && url.protocol === "http:") refuse(request, "it leaves HTTPS for plain HTTP");
	if (url.username !== "" || url.password !== "") refuse(request, "the address carries credentials");
	return url;
}
function nextRead(request, response) {
	const url = targetOf(request, response);
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
function nextWrite(request, response) {
	const { method } = request;
	if (!KEEPING.has(response.status)) refuse(request, `it answers a ${method} with ${response.status}, which asks for a read`);
	const url = targetOf(request, response);
	if (url.origin !== request.url.origin) refuse(request, `it redirects a ${method} to "${safeText(url.host)}"`);
	return {
		...request,
		url
	};
}
function withRedirects(transport) {
	return { async send(first) {
		const isRead = first.method === "GET" || first.method === "HEAD";
		let request = first;
		for (let hop = 0; hop <= MAX_HOPS; hop++) {
			const response = await transport.send(request);
			if (!REDIRECTS.has(response.status)) return response;
			await response.discard();
			request = isRead ? nextRead(request, response) : nextWrite(request, response);
		}
		return refuse(first, `it redirects more than ${MAX_HOPS} times`);
	} };
}
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
		throw new RegistryError(`Cannot read from registry "${host}": a web page answers; check that this is a registry's address and no website's, and that no login page of a proxy stands before it`, {
			code: "invalid-answer",
			registry: host,
			status: 200
		});
	} };
}
// src/registry/transport/early-body.ts
const MAX_EARLY = 4194304;
const MAX_EARLY_BLOB = 262144;
const MAX_REFUSAL = 65536;
function earlyLimit(request, response) {
	if (response.status >= 400) return MAX_REFUSAL;
	if (request.method !== "GET" || response.status !== 200 || isWebPage(response)) return 0;
	if (!request.url.pathname.includes("/blobs/")) return MAX_EARLY;
	const length = response.header("content-length") ?? "";
	return /^[0-9]{1,9}$/.test(length) && Number(length) <= MAX_EARLY_BLOB ? MAX_EARLY_BLOB : 0;
}
async function* join$1(early, rest) {
	yield* early;
	yield* { [Symbol.asyncIterator]: () => rest };
}
async function readEarly(request, response) {
	const limit = earlyLimit(request, response);
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
// src/registry/transport/retry-after.ts
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
// src/registry/transport/retry.ts
const TRIES$1 = 5;
const TRIES_AT_LIMIT = 10;
const FIRST_PAUSE$1 = 250;
const PASSING$1 = /* @__PURE__ */ new Set([
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
const MAX_HINT = 65536;
const HOPELESS = /^(?:ENOTFOUND|ECONNREFUSED|CERT_.*|ERR_TLS_.*|ERR_SSL_.*|.*SELF_SIGNED_CERT.*|UNABLE_TO_.*)$/;
function isRepeatable(request) {
	if (request.method === "GET" || request.method === "HEAD") return true;
	if (request.method === "PUT") return /\/manifests\/[^/]+$/.test(request.url.pathname);
	const isForm = request.headers?.["content-type"] === "application/x-www-form-urlencoded";
	return request.method === "POST" && (request.body === void 0 || isForm);
}
function isPassingStatus(status) {
	return PASSING$1.has(status);
}
function isPassingError(error) {
	if (!(error instanceof RegistryError) || error.code !== "timeout" && error.code !== "unreachable") return false;
	const { cause } = error;
	const code = cause instanceof Error && "code" in cause ? cause.code : void 0;
	return typeof code !== "string" || !HOPELESS.test(code);
}
async function readText(response) {
	const bytes = await readBody(response, MAX_HINT).catch(() => void 0);
	return Buffer.from(bytes ?? []).toString("utf8");
}
function exhausted(request, tries, { code, words }) {
	const { host, pathname } = request.url;
	return new RegistryError(`Cannot wait longer for registry "${host}": ${request.method} ${safeText(pathname, 160)} was tried ${tries} times, at last ${words}, and a run waits ${PATIENCE / 6e4} minutes for registries in all; run again later, or let fewer jobs use it at the same time`, {
		code,
		registry: host
	});
}
async function delayOf(response, now) {
	const text = response.status === 429 ? await readText(response) : "";
	return {
		hint: tryParseRetryAfter(response.header("retry-after"), now) ?? findRetryHint(text),
		lasts: LASTING_LIMIT.test(text)
	};
}
function troubleOf({ status }) {
	return {
		code: status === 429 ? "rate-limited" : "server-error",
		words: `it answered ${status}`
	};
}
function isLast(request, status, tries) {
	return !isRepeatable(request) || tries === (status === 429 ? TRIES_AT_LIMIT : TRIES$1);
}
function withRetry(transport, clock, patience = createPatience(clock)) {
	return { async send(request) {
		const { host } = request.url;
		for (let tries = 1;; tries++) {
			const pause = FIRST_PAUSE$1 * 2 ** (tries - 1) * (.5 + clock.random());
			await patience.passed(host);
			try {
				const response = await readEarly(request, await transport.send(request));
				const { status } = response;
				if (!PASSING$1.has(status)) return response;
				const { hint, lasts } = await delayOf(response, clock.now());
				if (lasts) return response;
				const length = Math.max(hint ?? pause, tries === 1 ? 0 : pause);
				const isGranted = !BUSY.has(status) || patience.pause(host, length);
				if (isLast(request, status, tries)) return response;
				await response.discard();
				if (!isGranted || !(BUSY.has(status) || await patience.wait(length))) throw exhausted(request, tries, troubleOf(response));
			} catch (error) {
				if (!isPassingError(error) || tries === TRIES$1 || !isRepeatable(request)) throw error;
				const words = error.code === "timeout" ? "it did not answer in time" : "the connection failed";
				if (!await patience.wait(pause)) throw exhausted(request, tries, {
					code: error.code,
					words
				});
			}
		}
	} };
}
// src/registry/transport/sent-by.ts
function withSender(transport, registry, named = /* @__PURE__ */ new Set()) {
	return { send(request) {
		const { hostname, host } = request.url;
		const isNamed = hostname === registry.hostname || named.has(host);
		return transport.send(isNamed ? request : {
			...request,
			sentBy: registry
		});
	} };
}
// src/registry/registry-client.ts
function createTraffic(clock, warn = () => void 0) {
	return {
		patience: createPatience(clock),
		limits: /* @__PURE__ */ new Map(),
		warnings: createWarningSink(warn)
	};
}
function createRegistryClient(options) {
	const { clock, traffic = createTraffic(clock) } = options;
	const retrying = withRetry(withLimits(withRedirects(withSender(options.wire, options.endpoint, options.auth.trustedHosts)), traffic.limits), clock, traffic.patience);
	const secure = withLoopbackTls(options.endpoint, (endpoint) => withoutEncoding(withoutPages(withAuth(retrying, {
		...options.auth,
		registry: endpoint
	}))));
	const { transport: chain, pace } = withPace(withWarnings(secure, options.registry, traffic.warnings), clock.now);
	return {
		registry: options.registry,
		clock,
		pace,
		address: (repository, path) => new URL(`${repository.name}/${path}`, secure.endpoint),
		send: (request) => chain.send(request)
	};
}
// src/registry/transport/header-values.ts
const VALUE = /^[\t\x20-\x7e]*$/;
function checkHeaders({ url, headers = {} }) {
	for (const [name, value] of Object.entries(headers)) {
		if (VALUE.test(value)) continue;
		throw new InputError(`Cannot ask registry "${url.host}": the header "${name}" would hold a character that headers cannot hold; look for line breaks and other special characters in the credentials`);
	}
}
// src/registry/transport/steady-body.ts
const LEAST = 16384;
var DrippingBodyError = class extends Error {
	name = "DrippingBodyError";
	code = "UND_ERR_BODY_TIMEOUT";
};
async function* steady(body, { within, now }) {
	let waited = 0;
	let length = 0;
	let since = now();
	for await (const chunk of body) {
		waited += now() - since;
		length += chunk.byteLength;
		if (length >= LEAST) {
			waited = 0;
			length = 0;
		} else if (waited > within) throw new DrippingBodyError(`only ${length} bytes came in ${Math.round(waited)} ms`);
		yield chunk;
		since = now();
	}
}
// src/registry/transport/timeouts.ts
const TIMEOUTS = {
	connect: 1e4,
	headers: 6e4,
	body: 6e4
};
// src/registry/transport/tls-trouble.ts
const NO_TLS = /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL)$/;
const OLD_TLS = /^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE)$/;
const UNKNOWN_AUTHORITY = /SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/;
const NOT_VALID = {
	code: "unreachable",
	reason: "its certificate is not valid at this time",
	cure: "have the registry's certificate renewed, or check the runner's clock"
};
const OTHER_NAME = {
	code: "unreachable",
	reason: "its certificate is for another name",
	cure: "use the name that the certificate is for, or have one made for this name"
};
function explainTls(code) {
	if (code === "CERT_HAS_EXPIRED" || code === "CERT_NOT_YET_VALID") return NOT_VALID;
	if (code === "ERR_TLS_CERT_ALTNAME_INVALID") return OTHER_NAME;
	if (UNKNOWN_AUTHORITY.test(code)) return {
		code: "unreachable",
		reason: "its certificate is from an authority that is not known here",
		cure: "name a file with the authority's certificate in the variable NODE_EXTRA_CA_CERTS, under \"env\" of this step or for the whole runner"
	};
	if (NO_TLS.test(code)) return {
		code: "unreachable",
		reason: `it does not speak HTTPS at this port (${code})`,
		cure: "check the port, or name the registry in the input \"insecure-registries\" if it is to be spoken to over plain HTTP"
	};
	if (OLD_TLS.test(code)) return {
		code: "unreachable",
		reason: `it speaks no TLS that is safe, which is 1.2 or newer (${code})`,
		cure: "have TLS 1.2 or 1.3 turned on there"
	};
}
// src/registry/transport/unreachable.ts
const CHECK_NAME = "check its name and port, and that the runner may connect to it";
const CHECK_BETWEEN = "check that this is a registry's address, and what stands before it: a proxy, a load balancer, a login page";
const INVALID_HTTP = /^(?:HPE_.*|UND_ERR_HEADERS_OVERFLOW|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Response does not match the HTTP\/1\.1 protocol.*)$/;
function errorCode(error) {
	const code = error instanceof Error && "code" in error ? error.code : void 0;
	return typeof code === "string" ? code : "";
}
function explainProxy(message) {
	const status = /^Proxy response \((\d{3})\)/.exec(message)?.[1] ?? /^Proxy Authentication.*\((407)\)/.exec(message)?.[1];
	if (status === void 0) return void 0;
	const reason = `the proxy answers ${status}`;
	if (status === "407") return {
		code: "denied",
		reason,
		cure: "put a user and password that the proxy takes into the address in HTTPS_PROXY or HTTP_PROXY"
	};
	return {
		code: Number(status) >= 500 ? "unreachable" : "denied",
		reason,
		cure: "let the proxy admit this host, or name the host in NO_PROXY"
	};
}
function explain$2(error, step) {
	const code = errorCode(error);
	const message = error instanceof Error ? error.message : String(error);
	switch (code) {
		case "ECONNREFUSED": return {
			code: "unreachable",
			reason: "it refuses connections",
			cure: CHECK_NAME
		};
		case "ENOTFOUND":
		case "EAI_AGAIN": return {
			code: "unreachable",
			reason: "its name cannot be resolved",
			cure: CHECK_NAME
		};
		case "UND_ERR_CONNECT_TIMEOUT":
		case "ETIMEDOUT": return {
			code: "timeout",
			reason: "it does not answer in time",
			cure: CHECK_NAME
		};
		case "UND_ERR_HEADERS_TIMEOUT": return {
			code: "timeout",
			reason: `it does not answer ${step} in time`,
			cure: CHECK_NAME
		};
		case "UND_ERR_BODY_TIMEOUT": return {
			code: "timeout",
			reason: `its answer to ${step} does not go on in time`,
			cure: CHECK_NAME
		};
		default: {
			const detail = safeText(code || message, 120);
			if (INVALID_HTTP.test(code || message)) return {
				code: "unreachable",
				reason: `its answer to ${step} is no valid HTTP (${detail})`,
				cure: CHECK_BETWEEN
			};
			const reason = `the connection failed (${detail}) during ${step}`;
			return explainTls(code) ?? explainProxy(message) ?? {
				code: "unreachable",
				reason,
				cure: CHECK_NAME
			};
		}
	}
}
function unreachable({ method, url }, proxy, error) {
	const { code, reason, cure } = explain$2(error, `${method} ${safeText(url.pathname, 160)}`);
	const scheme = url.protocol === "http:" ? "plain HTTP" : "HTTPS";
	const proxyHost = URL.parse(proxy)?.host;
	const check = cure === CHECK_NAME && proxyHost !== void 0 ? `${cure}; the environment names the proxy "${proxyHost}", check it and NO_PROXY too` : cure;
	return new RegistryError(`Cannot reach registry "${url.host}" over ${scheme}: ${reason}; ${check}`, {
		code,
		registry: url.host,
		cause: error
	});
}
// src/registry/transport/wire.ts
const MAX_DISCARD = 65536;
const DISCARD_TIMEOUT = 5e3;
const MAX_INTERIM = 100;
function toResponse({ request, answer, timeouts, explain }) {
	const headers = (name) => {
		const value = answer.headers[name];
		return value === void 0 ? [] : typeof value === "string" ? [value] : value;
	};
	async function* read() {
		try {
			yield* steady(answer.body, {
				within: timeouts.body,
				now: () => performance.now()
			});
		} catch (error) {
			throw explain(error);
		}
	}
	return {
		status: answer.statusCode,
		url: request.url,
		header: (name) => headers(name)[0],
		headers,
		body: { [Symbol.asyncIterator]: read },
		discard: () => answer.body.dump({
			limit: MAX_DISCARD,
			signal: AbortSignal.timeout(Math.min(DISCARD_TIMEOUT, timeouts.body))
		}).catch(() => void 0)
	};
}
function toBody(body) {
	if (body === void 0) return null;
	return body instanceof Uint8Array ? body : Readable.from(body.source(), { objectMode: false });
}
function countInterim({ url }, stop) {
	let count = 0;
	return () => {
		if (++count <= MAX_INTERIM) return;
		const message = `Cannot read from registry "${url.host}": it announces an answer again and again and gives none; check what stands between the runner and the registry`;
		stop.abort(new RegistryError(message, {
			code: "invalid-answer",
			registry: url.host
		}));
	};
}
async function openWire(options) {
	const { timeouts = TIMEOUTS, resolve = resolveBySystem, proxies } = options;
	const connections = await openConnections({
		proxies,
		timeouts,
		resolve
	});
	let requests = 0;
	return {
		get requests() {
			return requests;
		},
		async send(request) {
			checkHeaders(request);
			requests++;
			const length = request.body?.length;
			const { dispatcher, proxy } = await connections.pick(request);
			const explain = (error) => isSealiftError(error) ? error : unreachable(request, proxy, error);
			const stop = new AbortController();
			try {
				return toResponse({
					request,
					answer: await dispatcher.request({
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
						reset: false,
						signal: options.signal === void 0 ? stop.signal : AbortSignal.any([options.signal, stop.signal]),
						onInfo: countInterim(request, stop)
					}),
					timeouts,
					explain
				});
			} catch (error) {
				throw explain(error);
			}
		},
		[Symbol.asyncDispose]: () => connections[Symbol.asyncDispose]()
	};
}
// src/action/fork-run.ts
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
// src/action/run-clock.ts
function createRunClock() {
	const end = new AbortController();
	const forever = new Promise(() => void 0);
	return {
		now: Date.now,
		random: Math.random,
		sleep: (milliseconds) => setTimeout(milliseconds, void 0, { signal: end.signal }).catch(() => forever),
		[Symbol.dispose]: () => end.abort()
	};
}
// src/action/clients.ts
const PULL = ["pull"];
const PULL_AND_PUSH = ["pull", "push"];
function withDebugLog(wire, logger) {
	return { async send(request) {
		const response = await wire.send(request);
		logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
		return response;
	} };
}
async function openClients(setup) {
	const { environment, logger, insecureRegistries, trustedAuthHosts: trustedHosts } = setup;
	const credentials = openCredentials({
		environment,
		home: environment["HOME"] || homedir(),
		uid: process.getuid?.(),
		maskSecret: logger.maskSecret,
		warn: logger.warn
	});
	const proxies = readProxySettings(environment);
	if (proxies !== void 0) secretsOfProxies(proxies).forEach(logger.maskSecret);
	const wire = await openWire({
		userAgent: USER_AGENT,
		proxies
	});
	const clock = createRunClock();
	const traffic = createTraffic(clock, logger.warn);
	const transport = withDebugLog(wire, logger);
	const common = {
		trustedHosts,
		maskSecret: logger.maskSecret,
		warn: logger.warn,
		now: clock.now,
		basicOrigins: /* @__PURE__ */ new Set(),
		isForkRun: () => isForkRun(environment)
	};
	const saidOnce = /* @__PURE__ */ new Set();
	return {
		get requests() {
			return wire.requests;
		},
		find: ({ registry, name }, { explicit, actions }) => credentials.find({
			registry,
			repository: name,
			actions
		}, explicit),
		async open(registry, { explicit, push, pull }) {
			const repository = [...push, ...pull][0]?.name;
			const actions = push.length > 0 ? PULL_AND_PUSH : PULL;
			const { credential, origin, reread } = await credentials.find({
				registry,
				repository,
				actions
			}, explicit);
			const said = `Credentials for ${registry}: ${origin}`;
			if (!saidOnce.has(said)) (credential.kind === "anonymous" ? logger.debug : logger.info)(said);
			saidOnce.add(said);
			const scopes = formatScopes({
				push,
				pull
			});
			const auth = {
				...common,
				credential,
				reread,
				scopes
			};
			return createRegistryClient({
				registry,
				endpoint: registryEndpoint(registry, insecureRegistries),
				wire: transport,
				clock,
				auth,
				traffic
			});
		},
		async [Symbol.asyncDispose]() {
			clock[Symbol.dispose]();
			await wire[Symbol.asyncDispose]();
		}
	};
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
function formatDuration(milliseconds) {
	const seconds = Math.ceil(milliseconds / 1e3);
	if (seconds < 60) return `${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
function formatList(words) {
	return words.length < 2 ? words.join("") : `${words.slice(0, -1).join(", ")} and ${words.at(-1)}`;
}
// src/action/git/git-program.ts
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
// src/action/git/github-api.ts
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
// src/action/git/git-tags.ts
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
// src/action/git/git-versions.ts
async function listGitVersions(prefix, source) {
	return (await listGitTags(prefix, source)).flatMap((name) => tryParseVersion(name.slice(prefix.length)) ?? []);
}
// src/action/git/github-release.ts
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
// src/promotion/graph/graph.ts
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
// src/action/narrate.ts
function narrateTags(tags) {
	const width = Math.max(0, ...tags.map(({ tag }) => tag.length));
	return tags.map(({ tag, action, reason }) => `  ${action.padEnd(6)}  ${tag.padEnd(width)}  ${reason}`);
}
function narrateIdleRules(rules) {
	return rules.map(({ line, rule, reason }) => `  no tag  line ${line}, ${rule}: ${reason}`);
}
function narrateCompanions({ referrers, cosignTags }) {
	const types = new Set(referrers.map(({ descriptor }) => safeText(descriptor.artifactType ?? descriptor.mediaType, 100)));
	return [...referrers.length === 0 ? [] : [`  takes along ${formatCount(referrers.length, "referrer")}: ${[...types].join(", ")}`], ...cosignTags.length === 0 ? [] : [`  takes along ${formatCount(cosignTags.length, "cosign tag")}`]];
}
function narrateDestination(destination) {
	const { copy, tags, computed, companions } = destination;
	const ways = copy.blobs[0]?.way === "stream" ? "to stream where they are missing" : "to mount";
	const work = copy.manifests.length === 0 ? "the image is there already" : `${formatCount(copy.blobs.length, "blob")} ${ways}, ${formatCount(copy.manifests.length, "manifest")} to write`;
	return [
		`to ${formatRepository(destination.repository)}: ${work}`,
		...narrateCompanions(companions),
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
		case "blob":
		case "bytes": return;
		case "manifest": return `wrote ${to}@${shortDigest(event.manifest.digest)}`;
		case "referrer": return `took along ${safeText(event.referrer.artifactType ?? event.referrer.mediaType, 100)} of ${shortDigest(event.subject)} to ${to}`;
		case "cosign-tag": return `took along ${to}:${event.tag}`;
		case "source-moved": return `${to}:${event.tag} ${event.digest === void 0 ? "is gone" : `holds ${event.digest}`} by now; what was promoted is what it held at the beginning`;
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
function countTaken(all, planned) {
	return {
		takenAlong: planned.length,
		present: all.length - planned.length
	};
}
function reportDestination({ companions: all }, plan, result) {
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
		referrers: countTaken(all.referrers, plan.companions.referrers),
		cosignTags: countTaken(all.cosignTags, plan.companions.cosignTags),
		previousDigest: previousDigest(tags) ?? null,
		record: result?.record === void 0 ? null : `${repository}@${result.record}`,
		changed: result?.changed ?? false
	};
}
function reportImage({ plan, results }) {
	const blobs = graphBlobs(plan.graph);
	return {
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
		referrers: plan.companions.referrers.map(({ descriptor, subject }) => ({
			digest: descriptor.digest,
			artifactType: descriptor.artifactType ?? "",
			subject
		})),
		destinations: plan.destinations.map((destination, index) => reportDestination(plan, destination, results?.[index]))
	};
}
function buildReport(images, run) {
	return {
		command: "promote",
		images: images.map(reportImage),
		...run
	};
}
// src/action/outputs.ts
function buildPromotionOutputs(report) {
	const destinations = report.images.flatMap((each) => each.destinations);
	const items = destinations.flatMap(({ tags }) => tags);
	const standing = items.filter(({ action }) => action !== "skip");
	return /* @__PURE__ */ new Map([
		["digest", report.images.map(({ digest }) => digest).join("\n")],
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
	else logger.print(`output ${name} = ${value}`);
}
function writeEnvironment(variables, environment, logger) {
	for (const [name, value] of variables) if (environment["GITHUB_ENV"]) exportVariable(name, value);
	else logger.print(`variable ${name} = ${value}`);
}
// src/action/summary/summary-limit.ts
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
	return `${kept}${fence}\n${"\n</details>\n".repeat(open)}\nThe rest was cut: a summary holds 1 MiB. The output "report" has all of it.\n`;
}
// src/action/summary/summary-tags.ts
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
// src/tags/tag-context.ts
const ALLOWED = { allowed: true };
// src/tags/versions/find-version.ts
const VERSION_LABEL = "org.opencontainers.image.version";
const VERSION_START = /^[vV]?[0-9]/;
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
	return rules.some((rule) => readsGitTag$1(rule) || templatesOf(rule).some(namesVersion));
}
const VERSION_TYPES = /* @__PURE__ */ new Set([
	"semver",
	"pep440",
	"match",
	"channel"
]);
function readsGitTag$1(rule) {
	return VERSION_TYPES.has(rule.type) && (!("value" in rule) || rule.value === void 0);
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
function namesVersion({ parts }) {
	return parts.map((part) => typeof part === "string" ? "" : part.name).some((name) => name === "version" || name === "major" || name === "minor" || name === "patch");
}
function notesOnVersion(sources) {
	const notes = [];
	const { input, gitTag, tagPrefix = "", imageRevision, sourceTag, label } = sources;
	if (hasText(input) || VERSION_START.test(versionTextOfGitTag(sources, void 0) ?? "") || tryParseVersionTag(sourceTag ?? "") !== void 0 || tryParseVersion(label ?? "")) return notes;
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
// src/registry/answers/classify.ts
const IMMUTABLE$1 = [
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
	if (IMMUTABLE_CODES.has(code) || IMMUTABLE$1.some((pattern) => pattern.test(words))) return true;
	if (status === 405 && /operation is disallowed on this registry/i.test(words)) return true;
	if (status !== 403) return false;
	if ((code === "DENIED" || code === "") && IMMUTABLE_FORBIDDEN.test(words)) return true;
	return code === "DENIED" && IMMUTABLE_DENIED.test(words);
}
function classify(refusal) {
	const { status } = refusal;
	if (isImmutable(refusal)) return "tag-immutable";
	if (status === 401) return "unauthorized";
	if (status === 403) return "denied";
	if (status === 404) return "not-found";
	if (status === 413) return "too-large";
	if (status === 429) return "rate-limited";
	return status >= 500 ? "server-error" : "refused";
}
// src/registry/answers/hint-table.ts
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
const IMMUTABLE = [
	{
		code: "REGISTRY_DISALLOWED_OPERATION",
		cure: "unlock it with \"az acr repository update --write-enabled true\", or choose another tag"
	},
	{
		message: /operation is disallowed on this registry/i,
		cure: "unlock it with \"az acr repository update --write-enabled true\", or choose another tag"
	},
	{
		message: /enabled tag immutability/i,
		cure: "choose another tag, or switch tag immutability off in the settings of the Artifact Registry repository"
	},
	{
		host: ECR,
		cure: "choose another tag, or exclude the tags that move from the immutability of the ECR repository (\"aws ecr put-image-tag-mutability\" with exclusion filters)"
	},
	{
		message: /configured as immutable/i,
		cure: "choose another tag, or exclude the tags that move from the rules under \"Policy\", \"Tag Immutability\" of the Harbor project"
	},
	{
		message: /does not allow updating assets/i,
		cure: "set the deployment policy of the Nexus repository to \"Allow redeploy\" (Nexus wants that for a new tag on an image that it has, too)"
	},
	{
		host: DOCKER_HUB,
		cure: "choose another tag, or change the rule for immutable tags in the settings of the Docker Hub repository, which for all tags includes \"latest\""
	},
	{
		host: GITLAB,
		cure: "choose another tag, or change the rules under \"Settings\", \"Packages and registries\", \"Protected container image tags\" of the GitLab project"
	},
	{
		message: /delete\/overwrite|overwrite.{0,80}permission|permission.{0,80}overwrite/i,
		cure: "give the user the Artifactory permission \"Delete/Overwrite\" on the repository, or choose another tag"
	}
];
const OTHERS = [
	{
		message: /installation not allowed to (?:write|create) organization package/i,
		cure: `give the job "permissions: packages: write" (where it has that, ${GHCR_ACCESS} "Write", and let the organization's settings allow members to create packages)`
	},
	{
		message: /permission_denied: *write_package/i,
		cure: `${GHCR_ACCESS} "Write", and give the job "permissions: packages: write" (a package of another owner needs a personal access token with "write:packages")`
	},
	{
		message: /permission_denied: *read_package/i,
		cure: `${GHCR_ACCESS} "Read", and give the job "permissions: packages: read" (a package of another owner needs a personal access token with "read:packages")`
	},
	{
		host: GHCR,
		status: [401, 403],
		cure: `give the job "permissions: packages: write" and, ${GHCR_ACCESS} "Write"`
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
		cure: "log in to ECR again in this job, right before this step: a login lasts twelve hours"
	},
	{
		host: ECR,
		status: [404],
		code: "NAME_UNKNOWN",
		cure: "create the repository, for example with \"aws ecr create-repository\", or a repository creation template: ECR makes none when an image is pushed"
	},
	{
		host: ECR,
		status: [403],
		cure: "allow the role that the job logs in with to push and pull here, in its own policy and in that of the repository"
	},
	{
		host: ECR_PUBLIC,
		status: [404],
		code: "NAME_UNKNOWN",
		cure: "create the repository with \"aws ecr-public create-repository\" in us-east-1: ECR Public makes none when an image is pushed"
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
		cure: "log in to public.ecr.aws again in this job, right before this step"
	},
	{
		host: ECR_PUBLIC,
		status: [401, 403],
		cure: "log in to public.ecr.aws with a role that may \"ecr-public:GetAuthorizationToken\" and \"sts:GetServiceBearerToken\" in us-east-1, and push here"
	},
	{
		message: /pull rate limit/i,
		status: [429],
		cure: "log in to Docker Hub, also where the image is public, or wait some hours: pulls are counted by account, and without one by address, which runners share"
	},
	{
		host: DOCKER_HUB,
		status: [401, 403],
		cure: "check that the repository exists or may be created by this account, and that its access token may read and write"
	},
	{
		status: [412],
		code: "PROJECTPOLICYVIOLATION",
		cure: "meet the policy of the Harbor project, which wants the image scanned or signed before it may be pulled, or have the project's administrators exempt it"
	},
	{
		status: [412],
		code: "PRECONDITION",
		cure: "ask the administrators of the Harbor project which of its rules forbids this"
	},
	{
		message: /quota.{0,80}exceeded|exceed.{0,80}(?:quota|upper limit)/i,
		cure: "delete images that are no longer needed, or have the quota of the project or namespace raised"
	},
	{
		status: [404],
		message: /\bproject .{0,200}\bnot found/i,
		cure: "create the Harbor project, whose name is the first part of the repository, and make the robot account a member of it"
	},
	{
		status: [401, 403],
		message: /unauthorized to access repository: .{0,300}, action: /i,
		cure: "give the robot account of the Harbor project \"Push Repository\" and \"Pull Repository\", and check that the project exists"
	},
	{
		host: AZURE,
		status: [401, 403],
		cure: "give the identity that the job logs in with the role \"AcrPush\" on the registry, and check that its network rules admit the runner"
	},
	{
		host: GOOGLE,
		status: [404],
		code: "NAME_UNKNOWN",
		cure: "create the Artifact Registry repository, whose name is the part after the project (images below it need not exist)"
	},
	{
		host: GOOGLE,
		status: [401, 403],
		cure: "give the account that the job logs in with the role \"Artifact Registry Writer\" on the repository"
	},
	{
		host: GITLAB,
		status: [401, 403],
		cure: "use a deploy token or an access token with \"read_registry\" and \"write_registry\": a job's own token only writes to its own project"
	},
	{
		host: QUAY,
		status: [401, 403],
		cure: "give the robot account the permission \"Write\" on the repository, or \"Creator\" in its organization's team where the repository does not exist yet"
	},
	{
		message: /read-only|is_readonly/i,
		status: [405],
		code: "DENIED",
		cure: "wait until the registry leaves its read-only mode, which its administrators have put it into"
	},
	{
		host: ARTIFACTORY,
		status: [401, 403],
		cure: "give the user the Artifactory permissions \"Read\" and \"Deploy/Cache\" on the repository, whose key is the first part of the name or of the host"
	},
	{
		status: [415],
		code: "MANIFEST_INVALID",
		cure: "let the registry take Docker's media types (zot: \"http\": {\"compat\": [\"docker2s2\"]}), or build the image with OCI media types"
	},
	{
		message: /manifest.{0,80}(?:exceed|too large|larger than)|payload.{0,40}limit/i,
		status: [400],
		code: "MANIFEST_INVALID",
		cure: "build the image with fewer platforms or annotations: registries take manifests of up to 4 MiB"
	},
	{
		code: "PAGINATION_NUMBER_INVALID",
		cure: "raise \"catalog\" and \"tags\" limits (\"maxentries\") in the configuration of the registry"
	},
	{
		status: [405],
		code: "UNSUPPORTED",
		cure: "check that the registry allows this: a pull-through cache or a mirror takes no images"
	}
];
const HINTS = [...IMMUTABLE.map((hint) => ({
	...hint,
	immutable: true
})), ...OTHERS];
// src/registry/answers/hints.ts
function findHint(subject) {
	const { registry, status, code, message, detail = "", isImmutable } = subject;
	const words = detail === "" ? message : `${message}\n${detail}`;
	return HINTS.find((hint) => (hint.immutable ?? false) === isImmutable && (hint.host?.test(registry) ?? true) && (hint.status?.includes(status) ?? true) && (hint.code === void 0 || hint.code === code) && (hint.message?.test(words) ?? true));
}
// src/registry/answers/answer.ts
const MAX_ERROR_BODY = 65536;
const MAX_WORDS = 2e3;
function readDetail(error) {
	const detail = property(error, "detail");
	if (typeof detail === "string") return detail;
	return isJsonObject(detail) ? stringProperty(detail, "message") ?? "" : "";
}
async function readRefusal(response) {
	const { status } = response;
	const nothing = {
		status,
		code: "",
		message: ""
	};
	const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => void 0);
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
		message: text.slice(0, MAX_WORDS)
	};
	try {
		const errors = property(parseJsonObject(bytes), "errors");
		const first = Array.isArray(errors) ? errors[0] : void 0;
		if (!isJsonObject(first)) return nothing;
		const code = stringProperty(first, "code") ?? "";
		const message = (stringProperty(first, "message") ?? "").slice(0, MAX_WORDS);
		const detail = readDetail(first).slice(0, MAX_WORDS);
		return {
			status,
			code: /^[A-Z_]{1,64}$/.test(code) ? code : "",
			message,
			...detail === "" || detail === message ? {} : { detail }
		};
	} catch {
		return nothing;
	}
}
function cureOf(code) {
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
	return refusalError(await readRefusal(response), attempt);
}
function refusalError(refusal, attempt) {
	const { registry, doing } = attempt;
	const { status } = refusal;
	const meaning = classify(refusal);
	const hint = findHint({
		registry,
		...refusal,
		isImmutable: meaning === "tag-immutable"
	});
	const code = hint?.means ?? meaning;
	const quoted = [refusal.message, refusal.detail ?? ""].map((text) => text === "" ? "" : quote(text));
	const words = [refusal.code, ...quoted].filter((word) => word !== "");
	const said = words.length === 0 ? "" : ` (${words.join(" ")})`;
	if (refusal.isPage && status < 500 && ![
		401,
		403,
		413,
		429
	].includes(status)) {
		const reason = `a web page answers, with status ${status}`;
		const cure = `check that "${registry}" is a registry's address and no website's`;
		return new RegistryError(`Cannot ${doing}: ${reason}; ${cure}`, {
			code,
			registry,
			status
		});
	}
	const cure = hint?.cure ?? cureOf(code);
	return new RegistryError(`Cannot ${doing}: the registry answers ${status}${said}; ${cure}`, {
		code,
		registry,
		status
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
	for (const claimed of response.headers("docker-content-digest")) {
		const parsed = tryParseDigest(claimed);
		if (!(parsed === void 0 || digestAlgorithm(parsed) === digestAlgorithm(expected)) || claimed === expected) continue;
		throw invalidAnswer(attempt, `the registry says that its digest is ${safeText(claimed, 140)}, but it is ${expected}`, "digest-mismatch");
	}
}
async function getManifest(client, repository, reference, tagAlgorithm = "sha256") {
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
const READ_INSTEAD = /* @__PURE__ */ new Set([
	200,
	403,
	405,
	412
]);
async function headManifest(client, repository, reference, tagAlgorithm) {
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
	const algorithm = isDigest(reference) ? void 0 : tagAlgorithm;
	const isComparable = digest !== void 0 && (algorithm === void 0 || digestAlgorithm(digest) === algorithm);
	if (response.status === 200 && isComparable) {
		if (isDigest(reference) && digest !== reference && digestAlgorithm(digest) === digestAlgorithm(reference)) throw invalidAnswer(attempt, `the registry answers with the digest ${digest}`, "digest-mismatch");
		return isDigest(reference) ? reference : digest;
	}
	if (READ_INSTEAD.has(response.status)) return (await getManifest(client, repository, reference, tagAlgorithm))?.digest;
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
		if (count === TRIES || !PASSING.has(refusal.code)) return refusalError(refusal, attempt);
		await client.clock.sleep(FIRST_PAUSE * 2 ** (count - 1) * (.5 + client.clock.random()));
	}
}
function provesWrite(response) {
	return response.status === 201 || response.header("docker-content-digest") !== void 0;
}
function unwritten({ status }, holds) {
	return `the registry answers ${status}, but ${holds === void 0 ? "has nothing there" : `${holds} is there`}`;
}
async function putManifest(client, repository, reference, manifest) {
	const attempt = describe("write", client, repository, reference);
	const response = await sendManifest(client, client.address(repository, `manifests/${reference}`), {
		manifest,
		attempt
	});
	if (response instanceof RegistryError) {
		if (response.code !== "tag-immutable" || isDigest(reference)) throw response;
		if (await headManifest(client, repository, reference, digestAlgorithm(manifest.digest)) !== manifest.digest) throw response;
		return {
			subject: void 0,
			isConfirmed: true
		};
	}
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	if (!provesWrite(response)) {
		const holds = await headManifest(client, repository, reference, digestAlgorithm(manifest.digest));
		if (holds !== manifest.digest) throw invalidAnswer(attempt, unwritten(response, holds));
	}
	const isConfirmed = response.header("docker-content-digest") === manifest.digest || !provesWrite(response);
	return {
		subject: response.header("oci-subject"),
		isConfirmed
	};
}
// src/registry/blobs/skip-bytes.ts
async function* skipBytes(source, count) {
	let left = count;
	for await (const chunk of source) {
		if (left < chunk.byteLength) yield chunk.subarray(left);
		left = Math.max(0, left - chunk.byteLength);
	}
}
// src/registry/blobs/blob-request.ts
function describeBlob(doing, client, repository, digest) {
	return {
		registry: client.registry,
		doing: `${doing} blob ${digest} of ${formatRepository(repository)}`
	};
}
async function checkBody(response, expected, attempt) {
	const encoding = response.headers("content-encoding").flatMap((value) => value.split(",")).map((value) => value.trim().toLowerCase()).find((value) => value !== "" && value !== "identity");
	if (encoding !== void 0) {
		await response.discard();
		throw invalidAnswer(attempt, `the bytes come in the encoding ${quote(encoding)}, which nobody asked for`);
	}
	const length = response.header("content-length");
	if (length === void 0 || Number(length) === expected) return;
	await response.discard();
	throw invalidAnswer(attempt, `the registry announces ${quote(length)} bytes and not the ${expected} that its descriptor leads to expect`, "digest-mismatch");
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
		if (response.status !== 200) throw await refused(response, attempt);
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
// src/registry/blobs/blobs.ts
async function hasBlob(client, repository, digest, size) {
	const response = await client.send({
		method: "HEAD",
		url: client.address(repository, `blobs/${digest}`)
	});
	await response.discard();
	if (response.status === 404) return false;
	if (response.status !== 200) throw await refused(response, describeBlob("look up", client, repository, digest));
	const length = response.header("content-length");
	return size === void 0 || length === void 0 || Number(length) === size;
}
async function readBlob(client, repository, blob) {
	if (blob.size > blob.limit) return void 0;
	const response = await requestBlob(client, repository, blob);
	if (response === void 0) return void 0;
	const bytes = await readBody(response, blob.limit);
	if (bytes === void 0 || digestOf(bytes, digestAlgorithm(blob.digest)) !== blob.digest) throw invalidAnswer(describeBlob("read", client, repository, blob.digest), "the bytes that came have another digest", "digest-mismatch");
	return bytes;
}
// src/registry/answers/next-page.ts
const MAX_LENGTH = 8192;
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
		const types = parameter.slice(equals + 1).trim().replace(/^"|"$/g, "").toLowerCase().split(/\s+/);
		return parameter.slice(0, equals).trim().toLowerCase() === "rel" && types.includes("next");
	});
}
function tryParseNextLink(header) {
	const text = header.slice(0, MAX_LENGTH);
	for (let position = find(text, "<", 0); position < text.length;) {
		const close = find(text, ">", position);
		const end = endOfLink(text, close + 1);
		if (isNext(text.slice(close + 1, end))) return text.slice(position + 1, close);
		position = find(text, "<", Math.max(end, position + 1));
	}
}
function nextPage(response, current, attempt) {
	const target = tryParseNextLink(response.headers("link").join(", "));
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
const MAX_TAGS = 2e5;
const PAGE_SIZES = [
	PAGE_SIZE,
	100,
	void 0
];
const REFUSES_SIZE = /* @__PURE__ */ new Set([400, 405]);
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
function tooManyTags(attempt) {
	return new RegistryError(`Cannot ${attempt.doing}: there are more than ${MAX_TAGS.toLocaleString("en")}; delete old ones, or set "existing-tags" to "git"`, {
		code: "too-large",
		registry: attempt.registry
	});
}
async function firstPage(client, repository, attempt) {
	let refusal;
	for (const size of PAGE_SIZES) {
		const url = client.address(repository, `tags/list${size === void 0 ? "" : `?n=${size}`}`);
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
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
	throw refusal ?? invalidAnswer(attempt, "the list cannot be asked for");
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
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (response.status === 404 && isUnknownRepository(await readBody(response, 16777216))) return tags;
		if (pages === 0 && REFUSES_SIZE.has(response.status)) {
			await response.discard();
			return;
		}
		if (response.status !== 200) throw await refused(response, attempt);
		const page = readTags(await readBody(response, MAX_PAGE), attempt);
		if (!beginsAfter(page, last)) return void 0;
		const wanted = page.filter((tag) => tag.startsWith(stem));
		for (const tag of wanted) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
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
	for (let page = await firstPage(client, repository, attempt); page !== void 0;) {
		const { response, url } = page;
		visited.add(url.href);
		if (response.status === 404 && visited.size === 1) {
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
			throw invalidAnswer(attempt, "the registry answers 404 without saying that the repository is unknown");
		}
		if (response.status !== 200) throw await refused(response, attempt);
		for (const tag of readTags(await readBody(response, MAX_PAGE), attempt)) tags.add(tag);
		if (tags.size > MAX_TAGS) throw tooManyTags(attempt);
		const next = nextPage(response, url, attempt);
		if (next === void 0) return tags;
		if (visited.has(next.href) || visited.size >= MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		page = {
			response: await client.send({
				method: "GET",
				url: next,
				headers: { accept: "application/json" }
			}),
			url: next
		};
	}
	return tags;
}
// src/oci/unique-keys.ts
const MAX_DEPTH$1 = 100;
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
	"signatures"
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
		if (open.length > MAX_DEPTH$1) throw new FormatError(`it is nested more than ${MAX_DEPTH$1} levels deep`);
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
	requireExactKeys(value);
	const written = stringProperty(value, "digest") ?? "";
	const digest = tryParseDigest(written);
	const size = property(value, "size");
	if (mediaType === void 0) throw new FormatError("a descriptor in it has no mediaType");
	if (digest === void 0) throw new FormatError(`a descriptor in it has a digest that ${explainDigest(written)}`);
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
	if (own === void 0 && property(object, "mediaType") !== void 0) throw new FormatError("its mediaType is no text");
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
	const text = decodeJson(bytes);
	const object = parseJsonText(text);
	requireUniqueKeys(text);
	requireExactKeys(object);
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
// src/tags/existing.ts
const MAX_DIGITS = 15;
function inFamily(name, { prefix, suffix }) {
	if (!name.startsWith(prefix) || !name.endsWith(suffix) || isReservedTag(name)) return void 0;
	return name.slice(prefix.length, name.length - suffix.length);
}
function mayBeginVersion(code) {
	return code >= 48 && code <= 57 || code === 118 || code === 86;
}
function fullVersions(names, family) {
	const versions = [];
	for (const name of names) {
		if (!mayBeginVersion(name.charCodeAt(family.prefix.length))) continue;
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
// src/promotion/names-scope.ts
const COMPARING = /* @__PURE__ */ new Set([
	"semver",
	"channel",
	"pep440"
]);
function comparesVersions(rule, { flavor, git }) {
	if (COMPARING.has(rule.type) || flavor.latest === "true") return true;
	if (rule.type === "raw") return rule.value.source.includes("latest");
	if (flavor.latest === "false") return false;
	return rule.type === "match" || rule.type === "ref" && rule.event === "tag" && git?.tag !== void 0;
}
function findNamesScope(rules, context, run) {
	if (run.existingTags === "registry" && rules.some((rule) => comparesVersions(rule, context))) return { kind: "all" };
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
function isMoving({ kind, mutable }) {
	return kind === "pep440" && mutable;
}
function mainTag(tags) {
	return tags.toSorted((left, right) => right.priority - left.priority || rank(left) - rank(right) || Number(isMoving(left)) - Number(isMoving(right)))[0];
}
// src/tags/dates/local-time.ts
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
// src/tags/dates/date-tokens.ts
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
// src/tags/dates/date-format.ts
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
// src/tags/language/expressions.ts
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
		}
	};
}
function composeTag(value, affixes, { unique = false, isVersion = false } = {}) {
	const { originals } = affixes;
	const original = `${originals.prefix}${value.original}${originals.suffix}`;
	const text = sanitizeComponent(value.text);
	if (text === "") return `${quote(original)} holds nothing that a tag may hold`;
	const clean = `${affixes.prefix}${text}${affixes.suffix}`;
	if (isVersion && clean.length > 128) throw new InputError(`Cannot use tag ${quote(clean)}: it is longer than 128 characters, and a version that is cut is none; shorten its prefix or suffix`);
	const tag = shortenTag(unique && isLossy(original, clean) ? `${clean}-${shortHash(original)}` : clean, original);
	if (!isTag(tag)) return `${quote(tag)} is no tag`;
	if (!isReservedTag(tag)) return {
		tag,
		original
	};
	throw new InputError(`Cannot use tag ${quote(tag)}: such names are reserved for signatures and attestations; choose another prefix or value`);
}
// src/tags/versions/version-lines.ts
var KnownVersions = class {
	families = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	ofFamily(family) {
		const key = JSON.stringify([family.prefix, family.suffix]);
		const known = this.families.get(key) ?? [
			...fullVersions(this.existing.names, family),
			...fullVersions(this.own.map(({ tag }) => tag), family),
			...this.existing.versions ?? []
		];
		this.families.set(key, known);
		return known;
	}
	fullTag(version, { prefix, suffix }) {
		const text = formatVersionTag(version);
		const names = [
			`${prefix}${text}${suffix}`,
			`${prefix}v${text}${suffix}`,
			`${prefix}V${text}${suffix}`
		];
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
function objectionTo(line, family, context, known) {
	const { version } = line;
	const isChannel = line.kind === "channel" && version.preRelease !== void 0;
	if (!isStable(version) && !isChannel) return `${version.text} is a pre-release`;
	if (context.preRelease && !isChannel) return `GitHub marks the release of ${version.text} as a pre-release`;
	if (line.kind === "latest") {
		if (context.flavor.latest === "false") return "the flavor says latest=false";
		if (context.makeLatest === false) return `GitHub does not mark the release of ${version.text} as the latest`;
		if (!context.moves.allowed) return context.moves.reason;
	}
	const counts = (other) => (isChannel || isStable(other)) && line.includes(other);
	const highest = highestOf(version, known.ofFamily(family), counts);
	return compareVersions(highest, version) > 0 ? `${highest.text} is higher` : void 0;
}
function decideLines(lines, context, known) {
	const wanted = [];
	const withheld = [];
	for (const line of lines) {
		const { tag, kind, mutable, reason, original, priority, version, wider = line.family } = line;
		const nearest = known.fullTag(version, line.family);
		const fullTag = nearest ?? known.fullTag(version, wider);
		const objection = objectionTo(line, nearest === void 0 && fullTag !== void 0 ? wider : line.family, context, known);
		if (objection !== void 0 && kind === "latest" && context.flavor.latest === "false" && known.isOwn(tag)) continue;
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
// src/tags/rules/latest.ts
const NOTHING = {
	wanted: [],
	withheld: []
};
const NO_AFFIXES = {
	prefix: "",
	suffix: ""
};
function refusalOf({ preRelease, makeLatest, moves }) {
	if (preRelease) return "GitHub marks the release as a pre-release";
	if (makeLatest === false) return "GitHub does not mark the release as the latest";
	return moves.allowed ? void 0 : moves.reason;
}
function versionOfImage({ versions, sourceTag }) {
	const text = versions.input || versionTextOfGitTag(versions, void 0);
	return tryParseVersion(text ?? "") ?? tryParseVersionTag(sourceTag ?? "");
}
function higherVersion(candidates, known) {
	const families = /* @__PURE__ */ new Map();
	for (const { family, version } of candidates) {
		if (version === void 0) continue;
		const key = JSON.stringify([family.prefix, family.suffix]);
		families.set(key, {
			family,
			versions: [...families.get(key)?.versions ?? [], version]
		});
	}
	for (const { family, versions } of families.values()) {
		const stable = versions.filter(isStable);
		const [first, ...others] = stable.length > 0 ? stable : versions;
		if (first === void 0) continue;
		const ours = highestOf(first, others);
		const highest = highestOf(ours, known.ofFamily(family), (other) => isStable(other) || !isStable(ours));
		if (compareVersions(highest, ours) > 0) return `${highest.text} is higher`;
	}
	const objections = candidates.flatMap(({ compared }) => compared ?? []).map(({ objection }) => objection);
	return objections.includes(void 0) ? void 0 : objections[0];
}
function releasesAmong(candidates) {
	const releases = candidates.filter(({ asks, version }) => asks || version !== void 0 && isStable(version));
	return releases.length > 0 ? releases : candidates;
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
function decideLatest(outcomes, scope, known) {
	const { context } = scope;
	const { flavor } = context;
	const affixes = renderAffixes({
		prefix: flavor.prefixLatest ? flavor.prefix : literalTemplate(""),
		suffix: flavor.suffixLatest ? flavor.suffix : literalTemplate("")
	}, scope);
	if (typeof affixes === "string") return NOTHING;
	const composed = composeTag({
		text: "latest",
		original: "latest"
	}, affixes);
	if (typeof composed === "string") return NOTHING;
	const candidates = outcomes.flatMap(({ latest }) => latest ?? []);
	const asking = candidates.filter(({ asks }) => asks);
	const isGiven = flavor.latest === "true" && outcomes.some(({ tags, lines }) => tags.length + lines.length > 0) || flavor.latest !== "false" && asking.length > 0;
	if (!isGiven && !known.isOwn(composed.tag)) return NOTHING;
	const image = {
		asks: false,
		version: versionOfImage(context),
		family: NO_AFFIXES,
		reason: ""
	};
	const compared = candidates.length > 0 ? releasesAmong(candidates) : [image];
	const objection = refusalOf(context) ?? higherVersion(compared, known);
	const base = {
		...composed,
		kind: "latest",
		mutable: true
	};
	if (objection !== void 0) return {
		wanted: [],
		withheld: [{
			...base,
			reason: objection
		}]
	};
	if (!isGiven) return NOTHING;
	const reason = asking[0]?.reason ?? "the flavor says latest=true";
	const sibling = siblingOf(asking, known);
	return {
		wanted: [{
			...base,
			priority: Number.NEGATIVE_INFINITY,
			reason,
			...sibling
		}],
		withheld: []
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
// src/tags/versions/pep440.ts
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
// src/tags/versions/version-text.ts
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
// src/tags/rules/rule-outcome.ts
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
// src/tags/rules/semver-pattern.ts
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
	if (isLiteral(pattern)) return affixes;
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
function semverPatternTags(rule, { found, affixes }) {
	const { version, origin } = found;
	const asked = rule.pattern ?? literalTemplate("");
	const isRaw = asked.parts.length === 1 && fieldsOf(asked).has("raw");
	const pattern = isStable(version) || isRaw ? asked : WHOLE_VERSION;
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
			wider: affixes,
			priority,
			mutable: rule.immutable !== true,
			reason: `${version.text} is the highest version ${kind === "channel" ? "" : `of ${composed.tag}`}`.trim(),
			includes: includesOf(kind, version)
		}],
		latest
	};
}
// src/tags/rules/pep440-tags.ts
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
	const isRaw = rule.pattern.parts.length === 1 && names.has("raw");
	const written = renderTemplate(rule.pattern, ({ name }) => values[name]).text;
	const original = version.isStable ? written : isRaw ? text : version.text;
	const composed = composeTag({
		text: sanitizeComponent(original),
		original
	}, affixes, { isVersion: true });
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
	const family = familyOf(rule.pattern, affixes);
	const higherOf = (counts) => {
		const highest = scope.knownPep440?.highest(family, counts);
		return highest !== void 0 && comparePep440(highest, version) > 0 ? `${highest.text} is higher` : void 0;
	};
	const objection = higherOf((other) => other.isStable || !version.isStable);
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
	const higher = objection === void 0 ? void 0 : higherOf((other) => other.isStable && isSameLine(other, {
		version,
		names
	}));
	return higher === void 0 ? onlyTag(tag, latest) : held(higher);
}
function isSameLine(other, { version, names }) {
	if (names.has("minor")) return other.major === version.major && other.minor === version.minor;
	return names.has("major") ? other.major === version.major : true;
}
// src/tags/rules/channel-tags.ts
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
// src/tags/versions/pre-release.ts
const MARKS = /(?:^|[-._0-9])(?:alpha|beta|rc|pre|preview|dev|snapshot|nightly|canary|next|test)(?:[-._]?[0-9]+)*$/i;
function looksLikePreRelease(name) {
	const version = tryParseVersion(name);
	if (version !== void 0) return version.preRelease !== void 0;
	const python = tryParsePep440(name);
	if (python !== void 0) return !python.isStable;
	return MARKS.test(name);
}
// src/tags/rules/ref-tags.ts
const LINE = /^(?:latest|[vV]?[0-9]+(?:\.[0-9]+){0,2})$/;
function isVersionLike(tag) {
	return LINE.test(tag) || tryParseVersionTag(tag) !== void 0;
}
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
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	if (kind === "branch" && [text, composed.tag].some(isVersionLike)) return `the branch ${quote(name)} would shadow a version`;
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
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const composed = composeTag({
		text: sanitizeComponent(name),
		original: name
	}, affixes, rule);
	if (typeof composed === "string") return composed;
	const { tagPrefix = "" } = scope.context.versions;
	const { before, version } = splitVersion(name, tagPrefix);
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	const immutable = rule.immutable ?? version !== void 0;
	return onlyTag({
		...composed,
		kind: "git-tag",
		mutable: !immutable,
		priority: priorityOf(rule),
		reason: `the git tag ${quote(name)}`
	}, {
		asks: !looksLikePreRelease(name.slice(before.length)),
		version,
		family,
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
// src/tags/rules/semver-tags.ts
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
		const mutable = rule.immutable !== true;
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
// src/tags/rules/text-tags.ts
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
	if (empty.length > 0) return reasonForEmpty(empty);
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
	const tag = textTag(rule, scope, {
		text: sanitizeComponent(found),
		original: found,
		kind: "match",
		reason
	});
	if (typeof tag === "string") return tag;
	const affixes = renderAffixes(rule, scope);
	if (typeof affixes === "string") return affixes;
	const { before, version } = splitVersion(found, "");
	const family = {
		prefix: `${affixes.prefix}${sanitizePrefix(before)}`,
		suffix: affixes.suffix
	};
	return onlyTag(tag, {
		asks: !looksLikePreRelease(found.slice(before.length)) && !looksLikePreRelease(text),
		version,
		family,
		reason: `${quote(text)} is the newest`
	});
}
// src/tags/rules/rule-tags.ts
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
// src/tags/versions/known-pep440.ts
const DAY = /^[0-9]{8}(?:[._-]|$)/;
var KnownPep440 = class {
	families = /* @__PURE__ */ new Map();
	existing;
	own;
	constructor(existing, own) {
		this.existing = existing;
		this.own = own;
	}
	highest({ prefix, suffix }, counts) {
		const key = JSON.stringify([prefix, suffix]);
		const known = this.families.get(key) ?? this.read({
			prefix,
			suffix
		});
		this.families.set(key, known);
		return known.filter(counts).reduce((left, right) => left === void 0 || comparePep440(left, right) < 0 ? right : left, void 0);
	}
	read({ prefix, suffix }) {
		const versions = [];
		const add = (text) => {
			if (!/^[vV]?[0-9]/.test(text) || DAY.test(text)) return;
			const version = tryParsePep440(text) ?? tryParsePep440(text.replace("_", "+"));
			if (version !== void 0) versions.push(version);
		};
		const addTag = (name) => {
			if (name.startsWith(prefix) && name.endsWith(suffix)) add(name.slice(prefix.length, name.length - suffix.length));
		};
		for (const name of this.existing.names) addTag(name);
		for (const { tag } of this.own) addTag(tag);
		for (const { text } of this.existing.versions ?? []) add(text);
		return versions;
	}
};
// src/tags/compute.ts
function computeTags(rules, context, existing, now) {
	const scope = {
		context,
		existing,
		now
	};
	const idle = [];
	const given = [];
	for (const rule of rules) {
		const outcome = ruleTags(rule, scope);
		if (typeof outcome === "string") idle.push({
			line: rule.line,
			rule: rule.text,
			reason: outcome
		});
		else given.push({
			rule,
			outcome
		});
	}
	const knownPep440 = new KnownPep440(existing, given.flatMap(({ outcome }) => [...outcome.tags, ...outcome.lines]));
	const outcomes = given.map(({ rule, outcome }) => {
		const again = rule.type === "pep440" ? pep440Tags(rule, {
			...scope,
			knownPep440
		}) : outcome;
		return typeof again === "string" ? outcome : again;
	});
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
	const cure = fixed.length > 0 ? digest === void 0 ? "promote the image that is there, release a new version" : "release a new version" : "give the image the label org.opencontainers.image.revision, or leave out \"strict=true\" once";
	throw new PolicyError(`Cannot tag ${repository}: ${reasons.join(", and ")}; ${cure}, or set if-tag-exists to "skip" to leave ${conflicts.length === 1 ? "it" : "them"}`);
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
// src/promotion/graph/read-graph.ts
const MAX_DEPTH = 4;
const MAX_MANIFESTS = 1e3;
const MAX_BYTES = 67108864;
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
	let bytes = 0;
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
		bytes += node.bytes.byteLength;
		if (bytes > MAX_BYTES) throw invalidAnswer({
			registry: client.registry,
			doing: `read ${name}@${root.digest}`
		}, "its manifests are larger than 64 MiB together", "too-large");
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
// src/promotion/destination.ts
async function lookUpTags(client, repository, names, algorithm) {
	const tags = names.filter(isTag);
	const digests = await Promise.all(tags.map((tag) => headManifest(client, repository, tag, algorithm)));
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
// src/promotion/source.ts
const MAX_CONFIG = 4194304;
async function resolveSource(client, from, expected) {
	const reference = from.kind === "tag" ? from.tag : from.tag ?? from.digest;
	const wanted = [from.kind === "digest" ? from.digest : void 0, expected].filter((digest) => digest !== void 0);
	const root = await getManifest(client, from.repository, reference, wanted[0] && digestAlgorithm(wanted[0]));
	if (root === void 0) throw new RegistryError(`Cannot promote ${formatReference(from)}: there is no such image; check the name and tag, and that the credentials may read it`, {
		code: "not-found",
		registry: client.registry,
		status: 404
	});
	const other = wanted.find((digest) => digest !== root.digest);
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
export { childrenFirst as $, readRefusal as A, limitSummary as B, requestBlob as C, isSameCredential as Ct, headManifest as D, getManifest as E, needsVersion as F, mainTag$1 as G, writeEnvironment as H, notesOnVersion as I, narrateEvent as J, toPlanItems as K, ALLOWED as L, refused as M, buildTagContext as N, putManifest as O, readShortShaLength as P, childManifests as Q, renderIdleRules as R, describeBlob as S, readBody as St, MAX_MANIFEST as T, writeOutputs as U, buildPromotionOutputs as V, buildReport as W, narratePlan as X, narrateIdleRules as Y, narrateTags as Z, MAX_PAGE as _, formatSeconds as _t, readGraph as a, isForeignLayer as at, nextPage as b, isPassingStatus as bt, namesToLookUp as c, canAskGitHub as ct, computeTags as d, askGit as dt, graphPlatforms as et, evaluateExpression as f, openCheckout as ft, parseManifest as g, formatList as gt, nextInSequence as h, formatDuration as ht, lookUpTags as i, OCI_MANIFEST as it, refusalError as j, invalidAnswer as k, planTags as l, explainGitHubFailure as lt, readNames as m, formatCount as mt, resolveSource as n, OCI_EMPTY as nt, OCI_LABEL as o, isLatestRelease as ot, findNamesScope as p, formatBytes as pt, previousDigest as q, findPresent as r, OCI_INDEX as rt, missingLabels as s, listGitVersions as st, readImageLabels as t, manifestBlobs as tt, requireNoConflict as u, openGitHub as ut, PAGE_SIZE as v, openClients as vt, skipBytes as w, hasBlob as x, createLimit as xt, readTags as y, isPassingError as yt, renderTags as z };
