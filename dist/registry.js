import { n as __exportAll } from "./rolldown-runtime.js";
import { Bn as tryParseDigest, Fn as digestHex, Hn as safeText, In as digestOf, It as isWithin, Jn as PolicyError, Kn as CancelledError, Kt as FormatError, Mn as canonicalRegistry, Nn as isLoopback, Pn as digestAlgorithm, Qn as reword, Qt as parseJsonObject, Rn as isDigest, Tn as formatRepository, Un as secrets, Vn as quote, Wn as getOrMake, Wt as isForkRun, Xt as objectProperty, Yn as RegistryError, Yt as isJsonObject, Zn as isSealiftError, dn as formatDuration, en as property, in as stringProperty, jn as parseTag, qn as InputError, wn as formatReference, xn as USER_AGENT } from "./start.js";
import { Br as withRetry, Cr as parseManifest, Er as hasBlob, Gr as refused, Hr as withoutEncoding, Ir as createWarningSink, Jr as checkHeaders, Kr as responseError, Lr as withWarnings, Or as requestBlob, Qr as withSentHeaders, Rr as isPassingError, Sr as requireClaim, Tr as describeBlob, Ur as invalidAnswer, Vr as createRetryBudget, Wr as readErrorResponse, Xr as readBody, Yr as isElsewhere, Zr as requestKind, _i as guardedLookup, _r as getManifest, bi as scopeOfAddresses, ci as OCI_INDEX, fi as proxyFor, fr as nextPage, gi as classifyAddress, gr as describeManifest, hi as checkName, hr as claimedDigest, kr as skipBytes, li as isForeignLayer, mi as secretsOfProxies, mr as MAX_MANIFEST, pi as readProxySettings, pr as openListBudget, qr as withoutPages, ui as retry, vi as resolveBySystem, vr as headManifest, wr as OTHER_BYTES, xr as readTagsSet, yi as scopeOf, zr as isPassingStatus } from "./common.js";
import { createHash } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { devNull, homedir } from "node:os";
import { basename, delimiter, dirname, isAbsolute, join } from "node:path";
import { access, constants as constants$1, open, realpath, stat } from "node:fs/promises";
import { setMaxListeners } from "node:events";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import { setTimeout as setTimeout$1 } from "node:timers/promises";
import { execFile } from "node:child_process";
// src/util/concurrency.ts
async function eachAtMost(limit, items, work) {
	const results = [];
	const waiting = items.entries();
	let hasFailed = false;
	async function worker() {
		for (const [index, item] of waiting) {
			if (hasFailed) return;
			results[index] = await work(item);
		}
	}
	try {
		await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
	} catch (error) {
		hasFailed = true;
		throw error;
	}
	return results;
}
function createLimit(most, start = most) {
	let size = Math.min(start, most);
	let isSlowStart = true;
	let running = 0;
	let answered = 0;
	let started = 0;
	let halvedAfter = 0;
	const waiting = [];
	function begin() {
		running++;
		const number = ++started;
		return { release(outcome) {
			running--;
			if (outcome === "busy") {
				answered = 0;
				isSlowStart = false;
				if (number > halvedAfter) {
					size = Math.max(1, Math.floor(size / 2));
					halvedAfter = started;
				}
			} else if (outcome === "answered" && size < most && ++answered >= size) {
				size = isSlowStart ? Math.min(most, size * 2) : size + 1;
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
			if (running < size && waiting.length === 0) return begin();
			return new Promise((resolve) => {
				waiting.push(() => resolve(begin()));
			});
		}
	};
}
// src/action/received-secrets.ts
const MOST_PUBLISHED = 300;
const MOST_KNOWN = 1e3;
const SHORTEST_PUBLISHED = 16;
const LONGEST = 16384;
const SHORTEST_NAME = 4;
const VISIBLE = /^[\x21-\x7e]+$/;
const HEXADECIMAL = /^[0-9a-f]+$/i;
const DIGEST_OR_VERSION = /sha(?:256|384|512)[:-]|^v?[0-9]+\.[0-9]+/i;
const WORD = /^[A-Za-z]{1,15}$/;
const PUBLIC_VARIABLE = /^(?:GITHUB_|RUNNER_|INPUT_)/;
const SECRET_VARIABLE = /TOKEN|PASSWORD|PASSPHRASE|SIGNING-KEY|SECRET/;
function publicText(environment) {
	return Object.entries(environment).filter(([name]) => PUBLIC_VARIABLE.test(name) && !SECRET_VARIABLE.test(name.toUpperCase())).map(([, value]) => value ?? "").join("\n");
}
function openForeignSecrets({ environment, names, publishMask }) {
	const known = /* @__PURE__ */ new Set();
	const published = /* @__PURE__ */ new Set();
	const counts = /* @__PURE__ */ new Map();
	let text;
	function isPublic(secret) {
		text ??= publicText(environment);
		if (text.includes(secret) || DIGEST_OR_VERSION.test(secret)) return true;
		for (const name of names()) if (name.includes(secret) || name.length >= SHORTEST_NAME && secret.includes(name)) return true;
		return false;
	}
	function canBeKnown(secret) {
		if (secret.length < 8 || secret.length > LONGEST) return false;
		return !/[ \t]/.test(secret) && !WORD.test(secret) && !isPublic(secret);
	}
	function canBePublished(secret) {
		return secret.length >= SHORTEST_PUBLISHED && VISIBLE.test(secret) && !HEXADECIMAL.test(secret);
	}
	return { mask(registry, secret, kind) {
		const key = `${kind === "signature" ? kind : "token"} ${registry}`;
		const count = counts.get(key) ?? {
			known: 0,
			published: 0
		};
		counts.set(key, count);
		if (count.known >= MOST_KNOWN || !canBeKnown(secret)) return;
		if (!known.has(secret)) {
			known.add(secret);
			count.known++;
			secrets.addForeign(secret);
		}
		if (kind === "unused token" || count.published >= MOST_PUBLISHED || published.has(secret)) return;
		if (!canBePublished(secret)) return;
		published.add(secret);
		count.published++;
		publishMask(secret);
	} };
}
// src/registry/auth/challenge.ts
const MAX_LENGTH = 8192;
const SPACE = /[\s,]*/y;
const TOKEN = /[!#$%&'*+.^_`|~0-9A-Za-z-]+/y;
const EQUALS = /\s*=\s*/y;
const BROKEN = /[^\s,"][^\s,]*/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;
function parseChallenges(header) {
	const text = header.length > MAX_LENGTH ? "" : header;
	const challenges = [];
	let position = 0;
	function take(pattern) {
		pattern.lastIndex = position;
		const match = pattern.exec(text);
		if (match !== null) position = pattern.lastIndex;
		return match;
	}
	function takeWord() {
		const token = take(TOKEN)?.[0];
		return take(BROKEN) === null ? token : void 0;
	}
	while (position < text.length) {
		take(SPACE);
		const word = take(TOKEN)?.[0];
		if (word === void 0) {
			position++;
			continue;
		}
		if (take(EQUALS) === null) {
			challenges.push({
				scheme: word.toLowerCase(),
				parameters: /* @__PURE__ */ new Map()
			});
			continue;
		}
		const quoted = take(QUOTED)?.[1];
		const value = quoted === void 0 ? takeWord() : quoted.replace(/\\(.)/g, "$1");
		if (value !== void 0) challenges.at(-1)?.parameters.set(word.toLowerCase(), value);
	}
	return challenges;
}
const SCOPE = /^([a-z]+(?:\([a-z]+\))?:[^\s"]+):([a-z,]+)$/;
function formatScopes(access) {
	const deleted = new Set(access.delete?.map(formatRepository));
	const pushed = new Set(access.push.map(formatRepository));
	const pulled = access.pull.filter((repository) => !pushed.has(formatRepository(repository)));
	const scopes = [...access.push.map((repository) => `repository:${repository.name}:pull,push${deleted.has(formatRepository(repository)) ? ",delete" : ""}`), ...pulled.map(({ name }) => `repository:${name}:pull`)];
	return [...new Set(scopes)];
}
function parseScope(scope) {
	const [, resource, actions] = SCOPE.exec(scope) ?? [];
	return resource === void 0 || actions === void 0 ? void 0 : {
		resource,
		actions: actions.split(",")
	};
}
function allowedScopes(wanted, own) {
	const allowed = new Map(own.flatMap((scope) => parseScope(scope) ?? []).map((each) => [each.resource, each.actions]));
	return wanted.split(/\s+/).flatMap((scope) => {
		const parsed = parseScope(scope);
		if (parsed === void 0) return [];
		const actions = parsed.actions.filter((action) => allowed.get(parsed.resource)?.includes(action));
		return actions.length === 0 ? [] : [`${parsed.resource}:${actions.join(",")}`];
	});
}
// src/registry/credentials/auth-key.ts
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
// src/registry/auth/realm.ts
const KNOWN_REALMS = /* @__PURE__ */ new Map([
	["registry-1.docker.io", "auth.docker.io"],
	["registry.gitlab.com", "gitlab.com"],
	["registry.digitalocean.com", "api.digitalocean.com"]
]);
const ASK = "ask its administrators to correct it";
function lineToAdd(host) {
	return `add the line "trusted-auth-hosts: ${safeText(host, 100)}" to the inputs of this step`;
}
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
		remedy: ASK
	};
	if (realm.hash !== "") return {
		reason: "whose address has a fragment",
		remedy: ASK
	};
	if (realm.origin === registry.origin || isOnThisMachine(registry, realm)) return void 0;
	const isSameHost = realm.hostname === registry.hostname;
	if (realm.protocol !== "https:" && !(isSameHost && registry.protocol === "http:")) return {
		reason: "over plain HTTP",
		remedy: ASK
	};
	if (isSameHost || trusted.has(realm.host) || !leadsToThisMachine(realm)) return void 0;
	return {
		reason: "which only the runner itself can reach",
		remedy: `if it is the registry's own, ${lineToAdd(realm.host)}`
	};
}
function isTrustedRealm(registry, realm, trusted = /* @__PURE__ */ new Set()) {
	if (findRealmFault(registry, realm, trusted) !== void 0) return false;
	if (realm.hostname === registry.hostname || isOnThisMachine(registry, realm)) return true;
	if (trusted.has(realm.host) || KNOWN_REALMS.get(registry.hostname) === realm.host) return true;
	return isParentOrChild(registry.hostname, realm.hostname);
}
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
		"amazonwebservices.com.cn",
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
	],
	...[
		"ae.org",
		"br.com",
		"cn.com",
		"com.de",
		"com.se",
		"de.com",
		"eu.com",
		"gb.net",
		"gr.com",
		"hu.net",
		"in.net"
	],
	...[
		"jp.net",
		"jpn.com",
		"kr.com",
		"mex.com",
		"no.com",
		"qc.com",
		"ru.com",
		"sa.com",
		"se.net",
		"uk.com",
		"uk.net"
	],
	...[
		"us.com",
		"us.org",
		"uy.com",
		"za.bz",
		"za.com",
		"africa.com",
		"co.com",
		"co.nl",
		"co.no",
		"radio.am"
	],
	"radio.fm"
];
const PUBLIC_SECOND = /^(?:ac|asn|asso|co|com|edu|firm|gen|go|gob|gouv|gov|govt|gv|id|idv|ind|info|ltd|me|mil|muni|ne|net|nhs|nom|or|org|plc|police|pp|pro|sch|school|web)\.[a-z]{2}$/;
const ADDRESS = /^(?:[0-9.]+|\[.*\])$/;
function isDomainOfOwner(domain) {
	if (!domain.includes(".") || ADDRESS.test(domain) || PUBLIC_SECOND.test(domain)) return false;
	return !SHARED_SUFFIXES.some((end) => domain === end || domain.endsWith(`.${end}`));
}
function isParentOrChild(registry, other) {
	if (ADDRESS.test(registry)) return false;
	const parent = registry.slice(registry.indexOf(".") + 1);
	if (other === parent) return isDomainOfOwner(parent);
	return other.endsWith(`.${registry}`) && isDomainOfOwner(registry);
}
// src/registry/auth/token.ts
const MAX_ANSWER$2 = 65536;
const DEFAULT_LIFETIME = 60;
const RENEWAL_MARGIN = 3e4;
const NO_POST = /* @__PURE__ */ new Set([
	400,
	401,
	404,
	405
]);
function loginError({ registry }, facts) {
	return new RegistryError({
		what: `log in to registry "${registry.host}"`,
		...facts
	});
}
function parseRealm(request) {
	const text = request.challenge.parameters.get("realm") ?? "";
	const realm = text === "" ? null : URL.parse(text, request.registry.href);
	if (realm === null || realm.protocol !== "https:" && realm.protocol !== "http:") throw loginError(request, {
		reason: `it names no valid token server (${quote(text)})`,
		remedy: ASK,
		code: "invalid-answer"
	});
	const fault = findRealmFault(request.registry, realm, request.trustedHosts);
	if (fault === void 0) return realm;
	throw loginError(request, {
		reason: `it sends us for a token to ${quote(realm.host)}, ${fault.reason}`,
		remedy: fault.remedy,
		code: "denied"
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
async function refuse$1(response, request, withheldFrom) {
	await response.discard();
	const { status } = response;
	if (status === 400 || status === 401 || status === 403) throw loginRefused({
		...request,
		status,
		withheldFrom
	});
	throw loginError(request, {
		reason: `its token server answers ${status}`,
		remedy: "try again later",
		code: "server-error",
		status
	});
}
function invalid(request, reason) {
	return loginError(request, {
		reason: `its token server's answer ${reason}`,
		remedy: ASK,
		code: "invalid-answer"
	});
}
async function readAnswer(response, request) {
	const bytes = await readBody(response, MAX_ANSWER$2);
	if (bytes === void 0) throw invalid(request, "is too large");
	try {
		return parseJsonObject(bytes);
	} catch {
		throw invalid(request, "is not a JSON object");
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
	if (response.status !== 200) return await refuse$1(response, request, withheldFrom);
	const answer = await readAnswer(response, request);
	const [token, accessToken, refreshToken] = [
		"token",
		"access_token",
		"refresh_token"
	].map((key) => stringProperty(answer, key));
	const value = token || accessToken;
	const isUsable = value !== void 0 && /^[\x21-\x7e]+$/.test(value);
	for (const secret of /* @__PURE__ */ new Set([
		token,
		accessToken,
		refreshToken
	])) if (secret !== void 0) request.maskSecret(secret, isUsable && secret === value ? "token" : "unused token");
	if (!isUsable) throw invalid(request, "holds no token");
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
const TOKEN_USER$1 = "00000000-0000-0000-0000-000000000000";
function queryOf({ challenge }) {
	const service = challenge.parameters.get("service");
	return new URLSearchParams(service === void 0 ? {} : { service });
}
function tokenByGet(realm, credential, purpose) {
	const url = new URL(realm);
	for (const [name, value] of queryOf(purpose)) url.searchParams.set(name, value);
	for (const scope of purpose.scopes) url.searchParams.append("scope", scope);
	if (credential.kind !== "basic" && credential.kind !== "identity-token") return {
		method: "GET",
		url
	};
	const [username, password] = credential.kind === "basic" ? [credential.username, credential.password] : [TOKEN_USER$1, credential.token];
	return {
		method: "GET",
		url,
		headers: { authorization: formatBasic(username, password) }
	};
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
function explain$2(refusal) {
	const { credential, withheldFrom, registry, isForkRun, isMute } = refusal;
	if (withheldFrom !== void 0) return {
		reason: `it sends us for a token to ${quote(withheldFrom)}, which may not have its credentials`,
		remedy: `check the registry's address, and if its credentials belong there, ${lineToAdd(withheldFrom)}`
	};
	if (credential.kind !== "anonymous") {
		if (isMute === true) return {
			reason: "it asks for a login and does not say how (its WWW-Authenticate names neither Basic nor Bearer), so no credentials were sent",
			remedy: "check the registry's address, and whether a proxy in front of it takes that header away"
		};
		return {
			reason: "it rejects the credentials",
			remedy: "check the username and password, and that they may be used for these repositories"
		};
	}
	if (isForkRun?.() === true) return {
		reason: `no credentials for "${registry.host}" (secrets are not available to pull requests from forks)`,
		remedy: "leave this step out there, for example with \"if: github.event.pull_request.head.repo.fork != true\""
	};
	return {
		reason: "authentication is required, but no credentials were found",
		remedy: "log in with docker/login-action before this step, or give a username and password as inputs"
	};
}
function loginRefused(refusal) {
	const { status, withheldFrom } = refusal;
	return loginError(refusal, {
		...explain$2(refusal),
		code: withheldFrom === void 0 ? "unauthorized" : "denied",
		status
	});
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
		options.warn?.(`The credentials for registry "${registry.host}" are not sent to its token server ${quote(host)}: continuing anonymously; if they belong there, ${lineToAdd(host)}`);
	}
	async function logIn(challenge, scopes, spent) {
		const used = credential;
		const refuse = (isMute = false) => loginRefused({
			registry,
			credential: used,
			status: 401,
			isForkRun,
			isMute
		});
		if (used.kind === "bearer") {
			if (spent.kind === "header" && spent.credential === used) throw refuse();
			return storedBearer(used);
		}
		if (challenge === void 0) throw refuse(true);
		if (challenge.scheme === "basic") {
			if (used.kind !== "basic") throw refuse();
			return basicAuthorization(used);
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
		return tokenAuthorization(await fetchToken(transport, {
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
const OPEN = { kind: "open" };
function storedBearer(credential) {
	return {
		kind: "header",
		value: `Bearer ${credential.token}`,
		renewAt: Number.POSITIVE_INFINITY,
		credential
	};
}
function basicAuthorization(credential) {
	return {
		kind: "header",
		value: formatBasic(credential.username, credential.password),
		renewAt: Number.POSITIVE_INFINITY,
		credential
	};
}
function tokenAuthorization({ value, renewAt, withheldFrom }, credential, fetchedAt) {
	return {
		kind: "header",
		value: `Bearer ${value}`,
		renewAt,
		credential,
		fetchedAt,
		withheldFrom
	};
}
function authorize(request, authorization, registry) {
	if (authorization.kind === "open") return request;
	if (request.url.origin !== registry.origin) throw new RegistryError({
		what: `send a request to "${request.url.host}"`,
		reason: `the credentials belong to registry "${registry.host}"`,
		remedy: "ask its administrators why it sends us there",
		code: "denied"
	});
	return {
		...request,
		headers: {
			...request.headers,
			authorization: authorization.value
		}
	};
}
function createTokenSource(fetch, first = OPEN) {
	let authorization = first;
	let pending;
	const source = {
		get authorization() {
			return authorization;
		},
		renew() {
			pending ??= fetch().then((renewed) => {
				authorization = renewed;
				return renewed;
			}).finally(() => {
				pending = void 0;
			});
			return pending;
		},
		async ready(now) {
			const isStale = authorization.kind === "header" && authorization.renewAt <= now;
			return pending !== void 0 || isStale ? await source.renew() : authorization;
		}
	};
	return source;
}
function originOfRealm({ parameters }, registry) {
	return URL.parse(parameters.get("realm") ?? "", registry)?.origin;
}
function bind(later, first, registry) {
	if (originOfRealm(later, registry) === originOfRealm(first, registry) && later.parameters.get("service") === first.parameters.get("service")) return later;
	const parameters = new Map(later.parameters);
	for (const name of ["realm", "service"]) {
		const value = first.parameters.get(name);
		if (value === void 0) parameters.delete(name);
		else parameters.set(name, value);
	}
	return {
		...later,
		parameters
	};
}
function createChallengeCache() {
	const challenges = /* @__PURE__ */ new Map();
	const first = /* @__PURE__ */ new Map();
	const answered = /* @__PURE__ */ new Map();
	return {
		challengeOf: (origin) => challenges.get(origin),
		learn(origin, challenge) {
			const key = `${challenge.scheme} ${origin}`;
			const learnt = bind(challenge, getOrMake(first, key, () => challenge), origin);
			challenges.set(origin, learnt);
			return learnt;
		},
		async enter(origin) {
			const before = answered.get(origin);
			if (before !== void 0) {
				await before;
				return;
			}
			const { promise, resolve } = Promise.withResolvers();
			answered.set(origin, promise);
			return resolve;
		}
	};
}
// src/registry/blobs/tracker.ts
const MOST_GIVEN = 8388608;
function createBlobTracker() {
	const given = /* @__PURE__ */ new Map();
	let room = MOST_GIVEN;
	const repositories = new SingleFlight();
	const registries = new SingleFlight();
	function carryOnce({ to, digest, isFar }, carry) {
		if (!isFar) return carry(void 0);
		return registries.take(`${to.registry} ${digest}`, {
			arrival: to,
			lead: () => carry(void 0),
			follow: carry
		});
	}
	return {
		give(digest, bytes) {
			if (given.has(digest) || bytes.byteLength > room || digestOf(bytes, digestAlgorithm(digest)) !== digest) return;
			given.set(digest, bytes);
			room -= bytes.byteLength;
		},
		bytesOf: (digest) => given.get(digest),
		bring: (wish, carry) => repositories.take(`${formatRepository(wish.to)} ${wish.digest}`, {
			arrival: true,
			lead: () => carryOnce(wish, carry),
			follow: () => "present"
		})
	};
}
var SingleFlight = class {
	#flights = /* @__PURE__ */ new Map();
	async take(key, { arrival, lead, follow }) {
		for (let flight = this.#flights.get(key); flight !== void 0; flight = this.#flights.get(key)) {
			const arrived = await flight;
			if (arrived !== void 0) return await follow(arrived);
			if (this.#flights.get(key) === flight) this.#flights.delete(key);
		}
		const work = lead();
		this.#flights.set(key, work.then((outcome) => outcome === "left-out" ? void 0 : arrival, () => void 0));
		return await work;
	}
};
// src/registry/auth/auth.ts
function pickChallenge(response) {
	const challenges = response.headers("www-authenticate").flatMap(parseChallenges);
	return challenges.find(({ scheme }) => scheme === "bearer") ?? challenges.find(({ scheme }) => scheme === "basic");
}
function withAuth(transport, options) {
	const { registry, now } = options;
	const { basicOrigins = /* @__PURE__ */ new Set(), challenges = createChallengeCache() } = options;
	const { origin } = registry;
	const login = createLogin(transport, options);
	const whole = createTokenSource(() => login.fetch(challenge, options.scopes, whole.authorization), login.credential.kind === "bearer" ? storedBearer(login.credential) : OPEN);
	const narrow = /* @__PURE__ */ new Map();
	const parts = /* @__PURE__ */ new Map();
	const useless = /* @__PURE__ */ new Map();
	const rights = createRights();
	let challenge;
	let asking;
	async function askForChallenge() {
		const response = await transport.send({
			method: "GET",
			url: registry
		}).catch(() => void 0);
		await response?.discard();
		return response?.status === 401 && response.url.origin === origin ? pickChallenge(response) : void 0;
	}
	function findPart(response) {
		const asked = pickChallenge(response)?.parameters.get("scope");
		const scopes = asked === void 0 ? [] : allowedScopes(asked, options.scopes);
		if (challenge?.scheme !== "bearer" || scopes.length === 0) return void 0;
		const key = scopes.toSorted().join(" ");
		return getOrMake(narrow, key, () => createTokenSource(() => login.fetch(challenge, scopes, OPEN)));
	}
	async function enterFirst() {
		const { kind } = login.credential;
		const expectsChallenge = kind !== "anonymous" || registry.protocol === "https:";
		const isKnown = whole.authorization.kind !== "open" || kind === "basic" && basicOrigins.has(origin);
		return expectsChallenge && !isKnown ? challenges.enter(origin) : void 0;
	}
	async function begin(source) {
		const authorization = await source.ready(now());
		const { credential } = login;
		if (authorization.kind !== "open") return authorization;
		if (credential.kind === "basic" && basicOrigins.has(origin)) return basicAuthorization(credential);
		if (credential.kind !== "anonymous") challenge ??= challenges.challengeOf(origin);
		return challenge === void 0 ? authorization : await source.renew();
	}
	async function send(request, authorization) {
		const response = await transport.send(authorize(request, authorization, registry));
		if (authorization.kind === "header" && authorization.value.startsWith("Basic ") && response.status !== 401) basicOrigins.add(origin);
		rights.note(request, authorization, response);
		return {
			response,
			authorization
		};
	}
	function isRefused({ response }) {
		return response.status === 401 && response.url.origin === origin;
	}
	async function refresh(request, answered, source) {
		const { response, authorization } = answered;
		if (authorization.kind !== "header" || response.url.origin !== origin) return answered;
		const isStale = isStaleToken(response, authorization, now());
		if (isStale && !isSmall(request)) return {
			authorization,
			response: {
				...response,
				hadStaleToken: true
			}
		};
		if (!isStale && !(await saysExpired(response) && await login.replace(authorization.credential))) return answered;
		await response.discard();
		return await send(request, await renew(source, authorization));
	}
	async function renew(source, refused) {
		if (source.authorization !== refused && source.authorization.kind !== "open") return source.authorization;
		const { credential } = login;
		if (challenge === void 0 && refused.kind === "header" && credential.kind === "basic") return basicAuthorization(credential);
		return await source.renew();
	}
	async function refuse(request, { response, authorization }) {
		const mayNot = rights.mayNot(request, authorization);
		if (mayNot !== void 0) {
			const what = mayNot.replace(/"(.*)"$/, `${registry.host}/$1`);
			return await refused({
				...response,
				mayNot
			}, {
				registry: registry.host,
				what
			});
		}
		const withheldFrom = authorization.kind === "header" ? authorization.withheldFrom : void 0;
		const { isForkRun } = options;
		return loginRefused({
			registry,
			credential: login.credential,
			status: 401,
			withheldFrom,
			isForkRun
		});
	}
	async function lastResort(request, answered) {
		const { response, authorization: refused } = answered;
		const part = findPart(response);
		const wasTried = part !== void 0 && useless.has(part) && useless.get(part) === nameNeeds(request);
		if (part !== void 0 && part.authorization !== refused && !wasTried) return part;
		const used = refused.kind === "header" ? refused.credential : login.credential;
		if (!await login.replace(used)) throw await refuse(request, answered);
		await whole.renew();
		return whole;
	}
	async function tryLast(request, source) {
		const answered = await send(request, await (source.authorization.kind === "open" ? source.renew() : source.ready(now())));
		const { response } = answered;
		if (response.status !== 401) {
			const needs = nameNeeds(request);
			if (source !== whole && needs !== void 0) parts.set(needs, source);
			return markRefusal(request, answered);
		}
		if (source !== whole) useless.set(source, nameNeeds(request));
		throw await refuse(request, answered);
	}
	function markRefusal(request, { response, authorization }) {
		const mayNot = response.status === 403 && !isElsewhere(response, registry) ? rights.mayNot(request, authorization) : void 0;
		return mayNot === void 0 ? response : {
			...response,
			mayNot
		};
	}
	async function learnChallenge({ response }) {
		let picked = pickChallenge(response);
		if (picked === void 0 && challenge === void 0) {
			asking ??= askForChallenge();
			picked = await asking;
		}
		if (picked !== void 0) challenge = challenges.learn(origin, picked);
		return picked;
	}
	async function answerChallenge(request, first, { source, picked }) {
		await first.response.discard();
		if (picked?.parameters.get("error") === "insufficient_scope" && first.authorization.kind === "header") return await tryLast(request, await lastResort(request, first));
		const renewed = await renew(source, first.authorization);
		const spent = first.authorization.kind === "header" ? first.authorization.value : void 0;
		if (renewed.kind === "header" && renewed.value === spent) return await tryLast(request, await lastResort(request, first));
		const second = await refresh(request, await send(request, renewed), source);
		if (!isRefused(second)) return markRefusal(request, second);
		return await tryLast(request, await lastResort(request, second));
	}
	function sendWithPassword(request) {
		const { credential } = login;
		const access = credential.kind === "basic" ? basicAuthorization(credential) : OPEN;
		return transport.send(authorize(request, access, registry));
	}
	return { async send(request) {
		if (request.withPassword === true) return sendWithPassword(request);
		const needs = nameNeeds(request);
		const source = (needs === void 0 ? void 0 : parts.get(needs)) ?? whole;
		const done = await enterFirst();
		try {
			const answered = await refresh(request, await send(request, await begin(source)), source);
			if (!isRefused(answered)) return markRefusal(request, answered);
			const answering = answerChallenge(request, answered, {
				source,
				picked: await learnChallenge(answered)
			});
			done?.();
			return await answering;
		} finally {
			done?.();
		}
	} };
}
const PATH = /^\/v2\/(.+)\/(?:manifests|blobs|tags|referrers)\//;
function nameNeeds({ method, url }) {
	const repository = PATH.exec(url.pathname)?.[1];
	if (repository === void 0) return void 0;
	const isRead = method === "GET" || method === "HEAD";
	const from = isRead ? null : url.searchParams.get("from");
	return `${isRead ? "read" : "write"} ${repository}${from === null ? "" : ` ${from}`}`;
}
const STALE_AGE = 6e4;
const EXPIRED = /authorization token has expired/i;
const MAX_ANSWER$1 = 65536;
function isSmall({ body }) {
	return body === void 0 || body instanceof Uint8Array;
}
function isStaleToken(response, authorization, now) {
	if (response.status !== 400 || authorization.kind !== "header") return false;
	return authorization.fetchedAt !== void 0 && now - authorization.fetchedAt >= STALE_AGE;
}
async function saysExpired(response) {
	if (response.status !== 403 && response.status !== 400) return false;
	const bytes = await readBody(response, MAX_ANSWER$1).catch(() => void 0);
	return EXPIRED.test(Buffer.from(bytes ?? []).toString("utf8"));
}
function credentialOf(authorization) {
	if (authorization.kind !== "header" || authorization.withheldFrom !== void 0) return void 0;
	return authorization.credential.kind === "anonymous" ? void 0 : authorization.credential;
}
function wasGiven(authorization) {
	return authorization.kind === "header" && authorization.fetchedAt !== void 0;
}
function sayNeeds(request) {
	const [, verb, repository] = /^(read|write) (\S+)/.exec(nameNeeds(request) ?? "") ?? [];
	if (verb === void 0 || repository === void 0) return void 0;
	const isDeletion = request.method === "DELETE" && request.url.pathname.includes("/manifests/");
	return `${verb === "read" ? "read" : isDeletion ? "delete from" : "push to"} "${safeText(repository, 256)}"`;
}
function createRights() {
	const right = /* @__PURE__ */ new Set();
	const allowed = /* @__PURE__ */ new Set();
	return {
		note(request, authorization, { status }) {
			const credential = credentialOf(authorization);
			if (credential === void 0) return;
			if (status < 400 || wasGiven(authorization)) right.add(credential);
			if (status >= 400) return;
			const needs = sayNeeds(request);
			if (needs !== void 0) allowed.add(needs);
		},
		mayNot(request, authorization) {
			const credential = credentialOf(authorization);
			if (credential === void 0) return void 0;
			const isRight = right.has(credential) || wasGiven(authorization);
			const needs = sayNeeds(request);
			return isRight && needs !== void 0 && !allowed.has(needs) ? needs : void 0;
		}
	};
}
// src/registry/transport/v8-flags.ts
let isSet = false;
function collectChunksSoon() {
	if (isSet) return;
	isSet = true;
	process.getBuiltinModule("node:v8").setFlagsFromString("--semi-space-growth-factor=1");
}
var Nothing = class {};
function collectNow() {
	process.getBuiltinModule("node:v8").queryObjects(Nothing, { format: "count" });
}
function compileParserOnce() {
	const { setFlagsFromString } = process.getBuiltinModule("node:v8");
	setFlagsFromString("--no-wasm-tier-up");
	setFlagsFromString("--no-wasm-dynamic-tiering");
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
		get: (key) => getOrMake(made, key, () => make(key)),
		all: () => [...made.values()]
	};
}
async function openConnections(options) {
	compileParserOnce();
	const { Agent, buildConnector, loadProxyAgent } = await import("./undici.js").then((n) => n.t);
	const { proxies, timeouts, resolve } = options;
	const settings = {
		allowH2: false,
		connections: 48,
		pipelining: 1,
		connectTimeout: timeouts.connect,
		headersTimeout: timeouts.headers,
		bodyTimeout: timeouts.body
	};
	const spoken = /* @__PURE__ */ new Map();
	const connected = /* @__PURE__ */ new Map();
	const noteAddress = (connect) => {
		return (target, callback) => {
			connect(target, (...result) => {
				const address = result[1]?.remoteAddress;
				if (address !== void 0) getOrMake(connected, target.hostname, () => /* @__PURE__ */ new Set()).add(address);
				callback(...result);
			});
		};
	};
	const connectPlain = noteAddress(buildConnector({
		...TLS,
		allowH2: false,
		timeout: timeouts.connect
	}));
	const connect = noteAddress(buildConnector({
		...TLS,
		allowH2: true,
		preferH2: true,
		timeout: timeouts.connect
	}));
	const connectAndNote = (target, callback) => {
		connect(target, (...result) => {
			const [, socket] = result;
			if (socket && "alpnProtocol" in socket) spoken.set(`${target.protocol}//${target.host}`, String(socket.alpnProtocol || "http/1.1"));
			callback(...result);
		});
		if (target.protocol === "https:") setImmediate(() => process.getBuiltinModule("node:http2"));
	};
	const short = new Agent({
		...settings,
		allowH2: true,
		connect: connectAndNote
	});
	const plain = new Agent({
		...settings,
		connect: connectPlain
	});
	const ProxyAgent = proxies === void 0 ? void 0 : await loadProxyAgent();
	const proxied = memoize((uri) => {
		if (ProxyAgent === void 0) throw new Error("a run without proxies was sent to one");
		return new ProxyAgent({
			...settings,
			uri,
			requestTls: TLS,
			proxyTls: {
				...TLS,
				allowH2: false
			}
		});
	});
	const guarded = memoize((scope) => memoize((registry) => {
		const lookup = guardedLookup(registry, scope, resolve);
		return new Agent({
			...settings,
			connect: {
				...TLS,
				lookup
			}
		});
	}));
	const scopes = memoize((registry) => scopeOf(registry, resolve));
	async function pickDerived(request, sentBy) {
		const proxy = proxyFor(request.url, proxies);
		const addresses = connected.get(sentBy.hostname);
		const scope = addresses !== void 0 && !isLoopback(sentBy.hostname) ? scopeOfAddresses([...addresses]) : await scopes.get(sentBy.hostname);
		checkName({
			registry: sentBy.host,
			hostname: request.url.hostname
		}, scope);
		return {
			dispatcher: proxy === "" ? guarded.get(scope).get(sentBy.host) : proxied.get(proxy),
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
const TIMEOUTS = {
	connect: 1e4,
	headers: 6e4,
	commit: 6e5,
	body: 6e4
};
const MIB = 1048576;
const PER_MIB = 1e3;
function answerTimeout({ method, body, commits }, { headers, commit }) {
	const bytes = commits ?? (method === "PUT" || method === "PATCH" ? body?.length : void 0);
	if (bytes === void 0 || commit === void 0) return headers;
	return Math.max(headers, commit + Math.ceil(bytes / MIB) * PER_MIB);
}
const BUSY = /* @__PURE__ */ new Set([429, 503]);
function withLimits(transport, limits) {
	return { async send(request) {
		const key = `${requestKind(request)} ${request.url.host}`;
		const permit = await getOrMake(limits, key, () => createLimit(48, 16)).acquire();
		let outcome = "failed";
		try {
			const response = await transport.send(request);
			outcome = BUSY.has(response.status) ? "busy" : "answered";
			return response;
		} finally {
			permit.release(outcome);
		}
	} };
}
// src/registry/transport/loopback-tls.ts
const WANTS_TLS = /HTTP request (?:was sent )?to (?:an )?HTTPS (?:server|port)/i;
const MAX_ANSWER = 4096;
const HUNG_UP = /^(?:ECONNRESET|EPIPE|UND_ERR_SOCKET|HPE_.*)$/;
const BAD_CERTIFICATE = /CERT|^UNABLE_TO_/;
function causeCode(error) {
	const cause = error instanceof RegistryError ? error.cause : void 0;
	return cause instanceof Error && "code" in cause ? String(cause.code) : "";
}
function toHttps(url) {
	return Object.assign(new URL(url), { protocol: "https:" });
}
function withLoopbackTls(plain, build) {
	const first = build(plain);
	let secure;
	let isSettled = plain.protocol !== "http:" || !isLoopback(plain.hostname);
	async function wantsTls(request, response) {
		if (response.status !== 400) return false;
		const answer = request.method === "HEAD" ? await first.send({
			method: "GET",
			url: plain
		}) : response;
		const bytes = answer.status === 400 ? await readBody(answer, MAX_ANSWER).catch(() => void 0) : void 0;
		return WANTS_TLS.test(Buffer.from(bytes ?? []).toString("utf8"));
	}
	function turnToTls() {
		const endpoint = toHttps(plain);
		secure ??= {
			endpoint,
			transport: build(endpoint)
		};
		return secure.transport;
	}
	async function tryTls(error) {
		const transport = build(toHttps(plain));
		try {
			await (await transport.send({
				method: "GET",
				url: toHttps(plain)
			})).discard();
		} catch (failure) {
			throw BAD_CERTIFICATE.test(causeCode(failure)) ? failure : error;
		}
		secure ??= {
			endpoint: toHttps(plain),
			transport
		};
	}
	async function sendPlain(request) {
		let response;
		try {
			response = await first.send(request);
		} catch (error) {
			if (isSettled || !HUNG_UP.test(causeCode(error))) throw error;
			await tryTls(error);
			return;
		}
		if (isSettled || !await wantsTls(request, response)) {
			isSettled = true;
			return response;
		}
		turnToTls();
	}
	return {
		get endpoint() {
			return secure?.endpoint ?? plain;
		},
		async send(request) {
			if (request.url.origin !== plain.origin) return await (secure?.transport ?? first).send(request);
			if (secure === void 0) {
				const response = await sendPlain(request);
				if (response !== void 0) return response;
			}
			return await turnToTls().send({
				...request,
				url: toHttps(request.url)
			});
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
	throw new RegistryError({
		what: `follow registry "${request.url.host}" to where it sends us`,
		reason,
		remedy: "ask its administrators to correct it",
		code: "invalid-answer"
	});
}
function targetOf(request, response) {
	const location = response.header("location");
	const url = location === void 0 ? null : URL.parse(location, request.url.href);
	if (url === null) refuse(request, "the redirect has no valid address");
	if (url.protocol !== "https:" && url.protocol !== "http:") refuse(request, `${quote(url.protocol)} is not a web address`);
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
	if (url.origin !== request.url.origin) refuse(request, `it redirects a ${method} to ${quote(url.host)}`);
	return {
		...request,
		url
	};
}
function withRedirects(transport, maskSecret = () => void 0) {
	return { async send(first) {
		const isRead = first.method === "GET" || first.method === "HEAD";
		let request = first;
		for (let hop = 0; hop <= MAX_HOPS; hop++) {
			if (hop > 0) for (const signature of signaturesOf(request.url)) maskSecret(signature, "signature");
			const response = await transport.send(request);
			if (!REDIRECTS.has(response.status)) return response;
			await response.discard();
			request = isRead ? nextRead(request, response) : nextWrite(request, response);
		}
		return refuse(first, `it redirects more than ${MAX_HOPS} times`);
	} };
}
const SIGNATURES = /^(?:x-amz-(?:signature|security-token|credential)|x-goog-(?:signature|credential)|signature|sig|policy)$/i;
const SHORTEST = 16;
const MOST = 8;
function signaturesOf({ searchParams }) {
	const found = [];
	for (const [name, value] of searchParams) {
		if (found.length === MOST) break;
		if (SIGNATURES.test(name) && value.length >= SHORTEST) found.push(value);
	}
	return found;
}
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
// src/registry/transport/write-latency.ts
function isSmallWrite(method, path) {
	return method === "PUT" && path.includes("/manifests/") || method === "POST";
}
function withWriteLatency(transport, now) {
	let slowestWrite = 0;
	return {
		writeLatency: { get slowestWrite() {
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
// src/registry/client.ts
function createTraffic(clock, warn = () => void 0) {
	return {
		retryBudget: createRetryBudget(clock),
		limits: /* @__PURE__ */ new Map(),
		warnings: createWarningSink(warn)
	};
}
function createRegistryClient(options) {
	const { clock, traffic = createTraffic(clock) } = options;
	const limited = withLimits(withRedirects(withSender(withSentHeaders(options.transport), options.endpoint, options.auth.trustedHosts), options.auth.maskSecret), traffic.limits);
	const retrying = withRetry(limited, clock, traffic.retryBudget);
	const secure = withLoopbackTls(options.endpoint, (endpoint) => withoutEncoding(withoutPages(withAuth(retrying, {
		...options.auth,
		registry: endpoint
	}))));
	const { transport: chain, writeLatency } = withWriteLatency(withWarnings(secure, options.registry, traffic.warnings), clock.now);
	return {
		registry: options.registry,
		clock,
		writeLatency,
		address: (repository, path) => new URL(`${repository.name}/${path}`, secure.endpoint),
		send: (request) => chain.send(request)
	};
}
function registryEndpoint(registry, insecureRegistries) {
	const host = registry === "docker.io" ? "registry-1.docker.io" : registry;
	const url = new URL(`https://${host}/v2/`);
	if (url.port === "" && insecureRegistries.has(`${registry}:443`)) return new URL(`http://${host}:443/v2/`);
	return isLoopback(url.hostname) || insecureRegistries.has(registry) ? new URL(`http://${host}/v2/`) : url;
}
// src/registry/credentials/docker-config.ts
const MAX_DEPTH = 64;
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
const NOTHING = /^[\s\0\u00ef\u00bb\u00bf\u00fe\u00ff]*(?:null\s*)?$/;
function cannotRead(path, reason, remedy = "log in again, or remove the file") {
	return new InputError({
		what: `read credentials from ${quote(path)}`,
		reason,
		remedy
	});
}
function parseDockerConfig(bytes, path, layout = "config") {
	const none = {
		path,
		auths: /* @__PURE__ */ new Map(),
		credHelpers: /* @__PURE__ */ new Map(),
		credsStore: void 0
	};
	if (NOTHING.test(Buffer.from(bytes).toString("latin1"))) return none;
	if (isDeeperThan(bytes, MAX_DEPTH)) throw cannotRead(path, `it is nested deeper than ${MAX_DEPTH} levels`);
	let config;
	try {
		config = parseJsonObject(bytes);
	} catch {
		throw cannotRead(path, "it is not a JSON object");
	}
	if (layout === "auths-only") return {
		...none,
		auths: parseAuths(config)
	};
	return {
		path,
		auths: parseAuths(objectProperty(config, "auths") ?? {}),
		credHelpers: parseHelpers(objectProperty(config, "credHelpers") ?? {}),
		credsStore: stringProperty(config, "credsStore") || void 0,
		...Object.keys(objectProperty(config, "HttpHeaders") ?? {}).length > 0 && { hasHttpHeaders: true }
	};
}
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
function parseAuth(text) {
	const compact = text.replace(/[\r\n]/g, "");
	if (!BASE64.test(compact) || compact.replace(/=+$/, "").length % 4 === 1) return "its \"auth\" is not valid base64";
	let plain;
	try {
		plain = new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(Buffer.from(compact, "base64"));
	} catch {
		return "its \"auth\" is not UTF-8 text";
	}
	if (plain === ":") return void 0;
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
// src/registry/credentials/auth-file.ts
const MAX_CONFIG = 1048576;
const READ = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);
function codeOf(error) {
	return error instanceof Error && "code" in error ? error.code : void 0;
}
function requireSize(size, path) {
	if (size > MAX_CONFIG) throw cannotRead(path, "it is larger than 1 MiB");
}
async function requireFolder(path) {
	const folder = dirname(path);
	if (basename(path) !== "config.json" || basename(folder) === ".docker") return;
	if ((await stat(folder).catch(() => void 0))?.isFile() !== true) return;
	throw cannotRead(path, `${quote(folder)} is a file`, "let DOCKER_CONFIG name the folder that holds config.json, and not the file itself");
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
		const info = await file.stat();
		if (info.isCharacterDevice() && info.rdev === (await stat(devNull)).rdev) return void 0;
		if (!info.isFile()) throw cannotRead(path, "it is not a regular file", "log in again, or remove it");
		bytes = await readStart(file);
	} catch (error) {
		if (error instanceof InputError) throw error;
		const code = codeOf(error);
		if (code === "ENOTDIR") await requireFolder(path);
		if (code === "ENOENT" || code === "ENOTDIR") return void 0;
		throw cannotRead(path, `the file cannot be opened (${code})`, "fix its permissions");
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
// src/registry/credentials/helper.ts
const TIME_LIMIT = 3e4;
const SUFFIX = /^[A-Za-z0-9._-]+$/;
const NOT_FOUND = "credentials not found in native keychain";
const TOKEN_USER = "<token>";
function parseAnswer(stdout) {
	try {
		const answer = parseJsonObject(stdout);
		const username = stringProperty(answer, "Username");
		const secret = stringProperty(answer, "Secret");
		if (username === "" && secret === "") return "none";
		if (!username || !secret) return void 0;
		if (username === TOKEN_USER) return {
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
	const { suffix, path, environment, timeLimit = TIME_LIMIT } = options;
	const name = `docker-credential-${suffix}`;
	const refuse = (reason, remedy) => new InputError({
		what: `get credentials for registry "${host}" from ${quote(name)}`,
		reason,
		remedy
	});
	const settings = `credHelpers and credsStore in ${quote(path)}`;
	if (!SUFFIX.test(suffix) || suffix === "." || suffix === "..") throw refuse("a helper is called only by letters, digits, \".\", \"_\" and \"-\"", `correct ${settings}`);
	const program = await findHelper(name, environment["PATH"] ?? "");
	if (program === void 0) throw refuse("there is no such program on PATH", `install it, or correct ${settings}`);
	const { failure, hasExited, stdout } = await runHelper(program, helperAddress(host), {
		environment,
		timeLimit
	});
	if (failure !== void 0 && hasExited && Buffer.from(stdout).toString("latin1").trim() === NOT_FOUND) return;
	const credential = failure === void 0 ? parseAnswer(stdout) : void 0;
	if (credential === "none") return void 0;
	if (credential !== void 0) return credential;
	throw refuse(failure ?? "its answer holds no \"Username\" and \"Secret\" in JSON", "run it by hand to see why, or log in with a password or token");
}
const OUTPUT_LIMIT = 65536;
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
function explain$1(error, timeLimit) {
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
		maxBuffer: OUTPUT_LIMIT,
		encoding: "buffer",
		windowsHide: true
	};
	return new Promise((resolve) => {
		execFile(program, ["get"], settings, (error, stdout) => {
			resolve({
				failure: error === null ? void 0 : explain$1(error, options.timeLimit),
				hasExited: error === null || typeof error.code === "number",
				stdout
			});
		}).stdin?.on("error", () => void 0).end(question);
	});
}
// src/registry/credentials/credentials.ts
const SHORT_PASSWORD = 8;
function once(tell) {
	const told = /* @__PURE__ */ new Set();
	return (text) => {
		if (told.has(text)) return;
		told.add(text);
		tell(text);
	};
}
function findPasswordWarning(credential, registry) {
	if (credential.kind !== "basic") return void 0;
	const { length } = credential.password;
	if (length === 0 || length >= SHORT_PASSWORD) return void 0;
	return `The password for registry ${quote(registry)} is shorter than ${SHORT_PASSWORD} characters, and the log cannot hide it well: use a longer one, or an access token`;
}
var Memory = class {
	files = /* @__PURE__ */ new Map();
	helpers = /* @__PURE__ */ new Map();
};
function openCredentials(setup) {
	const { environment } = setup;
	const [maskSecret, warn] = [once(setup.maskSecret), once(setup.warn)];
	const shared = new Memory();
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
		const config = await getOrMake(memory.files, source.name, () => read(source));
		const host = canonicalHost(query.registry);
		if (config === void 0 || host === void 0) return void 0;
		const suffix = config.credHelpers.get(host) ?? config.credsStore;
		if (suffix) {
			const key = JSON.stringify([suffix, host]);
			const credential = await getOrMake(memory.helpers, key, () => ask(suffix, host, config.path));
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
			const again = async () => (await look(source, query, new Memory()))?.credential ?? ANONYMOUS;
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
		const sentence = findPasswordWarning(found.credential, query.registry);
		if (sentence !== void 0) warn(sentence);
		return found;
	} };
}
function file(path, isNamed, layout) {
	return {
		name: path,
		isNamed,
		mayChange: true,
		read: () => readAuthFile(path, layout)
	};
}
function dockerFolder({ environment, home }) {
	return environment["DOCKER_CONFIG"] || join(home, ".docker");
}
function scopedSources(locations, query) {
	const { environment } = locations;
	if (/^(?:1|t|true)$/i.test(environment["DOCKER_LOGIN_SCOPE_DISABLED"] ?? "")) return [];
	const buildx = environment["BUILDX_CONFIG"] || join(dockerFolder(locations), "buildx");
	const isNamed = Boolean(environment["BUILDX_CONFIG"] || environment["DOCKER_CONFIG"]);
	const root = join(buildx, "config");
	if (!existsSync(root)) return [];
	return scopedConfigPaths(root, query).map((path) => file(path, isNamed));
}
function containersSources({ environment, home, uid }) {
	const named = environment["REGISTRY_AUTH_FILE"];
	const runtime = environment["XDG_RUNTIME_DIR"];
	const config = environment["XDG_CONFIG_HOME"] || join(home, ".config");
	const fallback = uid === void 0 ? [] : [join("/run/containers", String(uid), "auth.json")];
	const paths = [...runtime ? [join(runtime, "containers", "auth.json")] : fallback, join(config, "containers", "auth.json")];
	return [
		...named ? [file(named, true)] : [],
		...paths.map((path) => file(path, false)),
		file(join(home, ".dockercfg"), false, "auths-only")
	];
}
function credentialSources(locations, query) {
	const name = "DOCKER_AUTH_CONFIG";
	const text = locations.environment[name]?.trim();
	return [
		...text ? [{
			name,
			isNamed: true,
			mayChange: false,
			read: async () => parseAuthVariable(name, text)
		}] : [],
		...scopedSources(locations, query),
		file(join(dockerFolder(locations), "config.json"), Boolean(locations.environment["DOCKER_CONFIG"])),
		...containersSources(locations)
	];
}
async function liesInWorkspace(path, workspace) {
	if (!workspace) return false;
	try {
		return isWithin(await realpath(path), await realpath(workspace));
	} catch {
		return false;
	}
}
// src/registry/transport/network-errors.ts
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
		remedy: "put a user and password that the proxy takes into the address in HTTPS_PROXY or HTTP_PROXY"
	};
	return {
		code: Number(status) >= 500 ? "unreachable" : "denied",
		reason,
		remedy: "let the proxy admit this host, or name the host in NO_PROXY"
	};
}
function explain(error, step) {
	const code = errorCode(error);
	const message = error instanceof Error ? error.message : String(error);
	switch (code) {
		case "ECONNREFUSED": return {
			code: "unreachable",
			reason: "it refuses connections",
			remedy: CHECK_NAME
		};
		case "ENOTFOUND":
		case "EAI_AGAIN": return {
			code: "unreachable",
			reason: "its name cannot be resolved",
			remedy: CHECK_NAME
		};
		case "UND_ERR_CONNECT_TIMEOUT":
		case "ETIMEDOUT": return {
			code: "timeout",
			reason: "it does not answer in time",
			remedy: CHECK_NAME
		};
		case "UND_ERR_HEADERS_TIMEOUT": return {
			code: "timeout",
			reason: `it does not answer ${step} in time`,
			remedy: CHECK_NAME
		};
		case "UND_ERR_BODY_TIMEOUT": return {
			code: "timeout",
			reason: `its answer to ${step} stalled`,
			remedy: CHECK_NAME
		};
		default: {
			const detail = safeText(code || message, 120);
			if (INVALID_HTTP.test(code || message)) return {
				code: "unreachable",
				reason: `its answer to ${step} is not valid HTTP (${detail})`,
				remedy: CHECK_BETWEEN
			};
			const reason = `the connection failed (${detail}) during ${step}`;
			return explainTls(code) ?? explainProxy(message) ?? {
				code: "unreachable",
				reason,
				remedy: CHECK_NAME
			};
		}
	}
}
function unreachable({ method, url }, proxy, error) {
	const { code, reason, remedy } = explain(error, `${method} ${safeText(url.pathname, 160)}`);
	const scheme = url.protocol === "http:" ? "plain HTTP" : "HTTPS";
	const proxyHost = URL.parse(proxy)?.host;
	const check = remedy === CHECK_NAME && proxyHost !== void 0 ? `${remedy}; the environment names the proxy "${proxyHost}", check it and NO_PROXY too` : remedy;
	return new RegistryError({
		what: `reach registry "${url.host}" over ${scheme}`,
		reason,
		remedy: check,
		code,
		cause: error
	});
}
const TLS_ERRORS = [
	{
		codes: /^CERT_(?:HAS_EXPIRED|NOT_YET_VALID)$/,
		reason: "its certificate is not valid at this time",
		remedy: "have the registry's certificate renewed, or check the runner's clock"
	},
	{
		codes: /^ERR_TLS_CERT_ALTNAME_INVALID$/,
		reason: "its certificate is for another name",
		remedy: "use the name that the certificate is for, or have one made for this name"
	},
	{
		codes: /SELF_SIGNED_CERT|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)/,
		reason: "its certificate is from an unknown authority",
		remedy: "name a file with the authority's certificate in the variable NODE_EXTRA_CA_CERTS, under \"env\" of this step or for the whole runner"
	},
	{
		codes: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|HTTP_REQUEST|HTTPS_PROXY_REQUEST|UNKNOWN_PROTOCOL)$/,
		reason: "it does not speak HTTPS at this port (CODE)",
		remedy: "check the port, or name the registry in the input \"insecure-registries\" if it uses plain HTTP"
	},
	{
		codes: /^ERR_SSL_(?:UNSUPPORTED_PROTOCOL|TLSV1_ALERT_PROTOCOL_VERSION|VERSION_TOO_LOW|NO_PROTOCOLS_AVAILABLE)$/,
		reason: "it does not support TLS 1.2 or newer (CODE)",
		remedy: "turn on TLS 1.2 or 1.3 there"
	}
];
function explainTls(code) {
	const found = TLS_ERRORS.find(({ codes }) => codes.test(code));
	return found && {
		code: "unreachable",
		reason: found.reason.replace("CODE", code),
		remedy: found.remedy
	};
}
// src/registry/transport/network.ts
const MAX_DISCARD = 65536;
const DISCARD_TIMEOUT = 5e3;
const MAX_INTERIM = 100;
function toResponse({ request, answer, timeouts, explain }) {
	const headers = (name) => {
		const value = answer.headers[name];
		return value === void 0 ? [] : typeof value === "string" ? [value] : value;
	};
	const read = () => withMinThroughput(answer.body, {
		within: timeouts.body,
		now: () => performance.now(),
		explain
	});
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
		const error = new RegistryError({
			what: `read from registry "${url.host}"`,
			reason: "it sends too many 1xx responses and no answer",
			remedy: "check what stands between the runner and the registry",
			code: "invalid-answer"
		});
		stop.abort(error);
	};
}
async function openHttpTransport(options) {
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
						headersTimeout: answerTimeout(request, timeouts),
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
const LEAST = 16384;
var SlowBodyError = class extends Error {
	name = "DrippingBodyError";
	code = "UND_ERR_BODY_TIMEOUT";
};
async function* withMinThroughput(body, { within, now, explain = (error) => error }) {
	let waited = 0;
	let length = 0;
	let since = now();
	try {
		for await (const chunk of body) {
			waited += now() - since;
			length += chunk.byteLength;
			if (length >= LEAST) {
				waited = 0;
				length = 0;
			} else if (waited > within) throw new SlowBodyError(`only ${length} bytes came in ${Math.round(waited)} ms`);
			yield chunk;
			since = now();
		}
	} catch (error) {
		throw explain(error);
	}
}
// src/registry/transport/stop.ts
const WRITE_GRACE = 2500;
async function untilStopped(work, signal, grace = 0) {
	const { promise, reject } = Promise.withResolvers();
	function stop() {
		if (grace === 0) reject(signal.reason);
		else setTimeout(() => reject(new CancelledError("the run was told to end", { isUnanswered: true })), grace);
	}
	signal.addEventListener("abort", stop, { once: true });
	try {
		return await Promise.race([work, promise]);
	} finally {
		signal.removeEventListener("abort", stop);
	}
}
function isManifestWrite({ method, url }) {
	return method === "PUT" && /\/manifests\/[^/]+$/.test(url.pathname);
}
async function* readUntilStopped(body, signal) {
	const reader = body[Symbol.asyncIterator]();
	for (;;) {
		const next = await untilStopped(reader.next(), signal);
		if (next.done === true) return;
		yield next.value;
	}
}
function withStop(transport, signal) {
	setMaxListeners(0, signal);
	return { async send(request) {
		signal.throwIfAborted();
		const grace = isManifestWrite(request) ? WRITE_GRACE : 0;
		const response = await untilStopped(transport.send(request), signal, grace);
		return {
			...response,
			body: { [Symbol.asyncIterator]: () => readUntilStopped(response.body, signal) }
		};
	} };
}
function stoppableClock(clock, signal) {
	return {
		now: () => clock.now(),
		random: () => clock.random(),
		async sleep(milliseconds) {
			signal.throwIfAborted();
			await untilStopped(clock.sleep(milliseconds), signal);
		}
	};
}
// src/clients/by-credential.ts
const REPOSITORIES_PER_CLIENT = 16;
function groupByCredential(uses) {
	const groups = [];
	for (const use of uses.toSorted((left, right) => right.access.localeCompare(left.access))) {
		const group = groups.find(([first, ...others]) => first.repository.registry === use.repository.registry && isSameCredential(first.found.credential, use.found.credential) && (first.access === "push" || others.length + 1 < REPOSITORIES_PER_CLIENT));
		if (group === void 0) groups.push([use]);
		else group.push(use);
	}
	return groups;
}
async function openByCredential(uses, { find, open }) {
	const keyOf = (repository, access) => `${access} ${formatRepository(repository)}`;
	const found = [];
	for (const use of new Map(uses.map((each) => [keyOf(each.repository, each.access), each])).values()) found.push({
		...use,
		found: await find(use)
	});
	const clients = /* @__PURE__ */ new Map();
	for (const group of groupByCredential(found)) {
		const [first] = group;
		const { registry } = first.repository;
		const repositoriesOf = (uses, access) => uses.filter((use) => use.access === access && use.repository.registry === registry).map((use) => use.repository);
		const push = repositoriesOf(group, "push");
		const pull = repositoriesOf(push.length > 0 ? found : group, "pull");
		const deleting = repositoriesOf(group.filter(({ deletes }) => deletes === true), "push");
		const client = open({
			registry,
			found: first.found,
			push,
			pull,
			delete: deleting
		});
		for (const { repository, access } of group) clients.set(keyOf(repository, access), client);
	}
	return (repository, access) => {
		const client = clients.get(keyOf(repository, access));
		if (client === void 0) throw new Error(`no client was opened for ${formatRepository(repository)}`);
		return client;
	};
}
// src/clients/pool.ts
var pool_exports = /* @__PURE__ */ __exportAll({ openClientPool: () => openClientPool });
const SAMPLES = 101;
function observed(transport, logger, roundTrips) {
	return { async send(request) {
		const startedAt = performance.now();
		const response = await transport.send(request);
		if (request.body === void 0) roundTrips.push(performance.now() - startedAt);
		if (roundTrips.length > SAMPLES) roundTrips.shift();
		logger.debug(`${request.method} ${request.url.origin}${request.url.pathname} ${response.status}`);
		return response;
	} };
}
async function openClientPool({ environment, logger }, { insecureRegistries, trustedAuthHosts: trustedHosts }, signal) {
	const { maskSecret, warn } = logger;
	const credentials = openCredentials({
		environment,
		home: environment["HOME"] || homedir(),
		uid: process.getuid?.(),
		maskSecret,
		warn
	});
	const proxies = readProxySettings(environment);
	if (proxies !== void 0) secretsOfProxies(proxies).forEach(maskSecret);
	const transport = await openHttpTransport({
		userAgent: USER_AGENT,
		proxies
	});
	const clock = createRunClock();
	const roundTrips = [];
	const names = /* @__PURE__ */ new Set();
	const foreignSecrets = openForeignSecrets({
		environment,
		names: () => names,
		publishMask: logger.publishMask
	});
	const lasting = {
		transport: observed(transport, logger, roundTrips),
		clock
	};
	const stoppable = signal && {
		transport: withStop(lasting.transport, signal),
		clock: stoppableClock(clock, signal)
	};
	const network = stoppable ?? lasting;
	const traffic = createTraffic(network.clock, warn);
	const common = {
		trustedHosts,
		warn,
		now: clock.now,
		basicOrigins: /* @__PURE__ */ new Set(),
		challenges: createChallengeCache(),
		isForkRun: () => isForkRun(environment)
	};
	const logged = /* @__PURE__ */ new Set();
	function open({ registry, found: { credential, origin, reread }, ...access }) {
		const line = `Credentials for ${registry}: ${origin}`;
		if (!logged.has(line)) (credential.kind === "anonymous" ? logger.debug : logger.info)(line);
		logged.add(line);
		for (const name of [registry, ...[...access.push, ...access.pull].map((each) => each.name)]) names.add(name);
		const maskReceived = (secret, kind) => foreignSecrets.mask(registry, secret, kind);
		const auth = {
			...common,
			credential,
			reread,
			scopes: formatScopes(access),
			maskSecret: maskReceived
		};
		const options = {
			registry,
			endpoint: registryEndpoint(registry, insecureRegistries),
			auth
		};
		const client = createRegistryClient({
			...options,
			...network,
			traffic
		});
		if (stoppable === void 0) return client;
		let afterStop;
		return {
			...client,
			get afterStop() {
				afterStop ??= createRegistryClient({
					...options,
					...lasting,
					traffic: createTraffic(clock, warn)
				});
				return afterStop;
			}
		};
	}
	return {
		get requests() {
			return transport.requests;
		},
		get roundTrip() {
			return roundTrips.toSorted((left, right) => left - right)[Math.floor(roundTrips.length / 2)];
		},
		tracker: createBlobTracker(),
		open: (uses) => openByCredential(uses, {
			find({ repository: { registry, name }, access, given }) {
				const explicit = given?.registries?.has(registry) === false ? void 0 : given;
				const actions = access === "push" ? ["pull", "push"] : ["pull"];
				return credentials.find({
					registry,
					repository: name,
					actions
				}, explicit);
			},
			open
		}),
		async [Symbol.asyncDispose]() {
			clock[Symbol.dispose]();
			await transport[Symbol.asyncDispose]();
		}
	};
}
function createRunClock() {
	const end = new AbortController();
	const forever = new Promise(() => void 0);
	return {
		now: Date.now,
		random: Math.random,
		sleep: (milliseconds) => setTimeout$1(milliseconds, void 0, { signal: end.signal }).catch(() => forever),
		[Symbol.dispose]: () => end.abort()
	};
}
// src/registry/blobs/upload-session.ts
function describeUpload(client, repository, { doing, digest }) {
	const object = `blob ${digest} to ${formatRepository(repository)}`;
	return {
		registry: client.registry,
		what: `${doing} ${object}`,
		isWrite: true
	};
}
function elsewhere({ registry }, { url, from, attempt }) {
	const other = quote(`${url.protocol}//${url.host}`);
	if (url.hostname !== from.hostname) {
		const reason = `the registry "${registry}" wants the upload sent to another host, ${other}`;
		return invalidAnswer(attempt, reason, "invalid-answer", "ask its administrators to correct its own address");
	}
	const isPlain = url.protocol === "http:" && from.protocol === "https:";
	const reason = `the registry "${registry}" wants the upload sent ${isPlain ? "over plain HTTP" : "to another port"}, to ${other}`;
	return invalidAnswer(attempt, reason, "invalid-answer", isPlain ? "let the proxy in front of it send \"X-Forwarded-Proto: https\", or set its own address to one with https (CNCF Distribution: http.host)" : "let the proxy in front of it pass on the Host header with its port, or set the address of the registry itself (CNCF Distribution: http.host)");
}
function sessionLocation(client, response, attempt, before) {
	const minChunk = response.header("oci-chunk-min-length") ?? "";
	const memory = uploadMemory(client);
	if (/^[0-9]{1,12}$/.test(minChunk)) memory.minChunk = Math.max(memory.minChunk, Number(minChunk));
	const location = response.header("location");
	if (location === void 0 && before !== void 0) return before;
	const url = location === void 0 ? null : URL.parse(location, response.url.href);
	if (url === null) throw invalidAnswer(attempt, "the registry opens no upload session");
	if (url.username !== "" || url.password !== "") throw invalidAnswer(attempt, "the address of the upload session carries credentials");
	if (url.href.includes("#")) throw invalidAnswer(attempt, "the address of the upload session has a fragment");
	if (url.origin !== response.url.origin) throw elsewhere(client, {
		url,
		from: response.url,
		attempt
	});
	return url;
}
async function openSession(client, repository, { digest, attempt }) {
	const response = await client.send({
		method: "POST",
		url: client.address(repository, "blobs/uploads/")
	});
	if (response.status !== 202 && response.status !== 201) throw await refused(response, attempt);
	await response.discard();
	if (response.status === 201 && await hasBlob(client, repository, digest)) return void 0;
	return sessionLocation(client, response, attempt);
}
async function readProgress(client, location, attempt) {
	try {
		const response = await client.send({
			method: "GET",
			url: location
		});
		await response.discard();
		if (response.status !== 204 && response.status !== 202 && response.status !== 200) return void 0;
		const last = /^(?:bytes=)?0-([0-9]{1,15})$/.exec(response.header("range") ?? "")?.[1];
		if (last === void 0) return void 0;
		const received = Number(last) === 0 ? 0 : Number(last) + 1;
		return {
			location: sessionLocation(client, response, attempt, location),
			received
		};
	} catch {
		return;
	}
}
function namesAnother(response, digest) {
	const named = tryParseDigest(response.header("docker-content-digest") ?? "");
	return named !== void 0 && named !== digest && digestAlgorithm(named) === digestAlgorithm(digest);
}
async function* readPart(reading, first, length) {
	reading.at = void 0;
	let left = length;
	while (left > 0) {
		const next = reading.rest === void 0 ? await reading.iterator.next() : {
			done: false,
			value: reading.rest
		};
		reading.rest = void 0;
		if (next.done === true) return;
		const chunk = next.value;
		if (chunk.byteLength > left) reading.rest = chunk.subarray(left);
		const part = chunk.subarray(0, left);
		left -= part.byteLength;
		if (left === 0) reading.at = first + length;
		yield part;
	}
}
function createPartReader(source) {
	let open;
	return async function* read(first, length) {
		let reading = open;
		if (reading?.at !== first) {
			reading?.iterator.return?.().catch(() => void 0);
			reading = {
				iterator: source(first)[Symbol.asyncIterator](),
				at: first,
				rest: void 0
			};
			open = reading;
		}
		yield* readPart(reading, first, length);
	};
}
const MAX_SINGLE_PUT = 4194304;
const MOST_REFUSED_MOUNTS = 3;
const REFUSED = { kind: "refused" };
const DENIED = {
	kind: "refused",
	isDenied: true
};
function createUploadMemory() {
	const forms = /* @__PURE__ */ new Map();
	const refusedMounts = /* @__PURE__ */ new Map();
	const isLarge = (size) => size > MAX_SINGLE_PUT;
	const pairOf = (from, to) => `${from.name} ${to.name}`;
	return {
		firstForm: (size) => forms.get(isLarge(size)) ?? (isLarge(size) ? "patch" : "put"),
		learnForm: (size, form) => void forms.set(isLarge(size), form),
		minChunk: 0,
		mayMount: (from, to) => (refusedMounts.get(pairOf(from, to))?.count ?? 0) < MOST_REFUSED_MOUNTS,
		refusedMount: (from, to) => refusedMounts.get(pairOf(from, to))?.last ?? REFUSED,
		noteRefusedMount(from, to, isDenied) {
			const pair = pairOf(from, to);
			const last = isDenied ? DENIED : REFUSED;
			refusedMounts.set(pair, {
				count: (refusedMounts.get(pair)?.count ?? 0) + 1,
				last
			});
			return last;
		},
		mounts: createLimit(48, 16)
	};
}
const MEMORIES = /* @__PURE__ */ new WeakMap();
function uploadMemory(client) {
	return getOrMake(MEMORIES, client, createUploadMemory);
}
const EXCEPTIONS = [
	{
		registry: /^ghcr\.io$/,
		use: "never"
	},
	{
		registry: /(?:^|[.-])(?:docker\.pkg\.dev|gcr\.io)$/,
		use: "never"
	},
	{
		registry: /^[0-9]{12}\.dkr[.-]ecr(?:-fips)?\.|^public\.ecr\.aws$/,
		use: "last"
	}
];
function chunkUse(registry) {
	return EXCEPTIONS.find((exception) => exception.registry.test(registry))?.use ?? "usable";
}
const CHUNK = 8388608;
// src/registry/blobs/upload-send.ts
const MOST_RESUMES = 5;
const FORM_STATUS = /* @__PURE__ */ new Set([
	405,
	411,
	413,
	416,
	501
]);
const FORM_CODES = /* @__PURE__ */ new Set([
	"BLOB_UPLOAD_INVALID",
	"BLOB_UPLOAD_UNKNOWN",
	"CONTENT_LENGTH_INVALID",
	"RANGE_INVALID"
]);
const CONTENT_CODES = /* @__PURE__ */ new Set(["DIGEST_INVALID", "SIZE_INVALID"]);
async function readFailure(response, attempt, isWhole) {
	const { hadStaleToken } = response;
	const refusal = await readErrorResponse(response);
	const { status } = refusal;
	const error = responseError(refusal, attempt);
	if (status === 404) return {
		kind: "gone",
		error
	};
	const codes = refusal.errors.map(({ code }) => code);
	const isForm = FORM_STATUS.has(status) || status === 400 && codes.some((code) => FORM_CODES.has(code));
	const blamesBytes = isWhole && codes.some((code) => CONTENT_CODES.has(code));
	if (isForm || blamesBytes) return {
		kind: "form",
		error,
		blamesBytes
	};
	return {
		kind: isPassingStatus(status) || hadStaleToken ? "passing" : "final",
		error
	};
}
function withDigest(location, digest) {
	const url = new URL(location);
	url.search += `${url.search === "" ? "?" : "&"}digest=${encodeURIComponent(digest)}`;
	return url;
}
async function trySend(client, request, attempt) {
	const headers = {
		"content-type": "application/octet-stream",
		...request.headers
	};
	const { body } = request;
	const { now } = client.clock;
	let sourceError;
	let endedAt = body instanceof Uint8Array ? now() : void 0;
	async function* watch({ source, onGiven }) {
		let given = 0;
		try {
			for await (const chunk of source()) {
				given += chunk.byteLength;
				onGiven?.(given);
				yield chunk;
			}
			endedAt = now();
		} catch (error) {
			sourceError = error;
			throw error;
		}
	}
	const sent = body instanceof Uint8Array ? body : {
		length: body.length,
		source: () => watch(body)
	};
	const awaited = () => endedAt === void 0 ? void 0 : now() - endedAt;
	try {
		const response = await client.send({
			...request,
			headers,
			body: sent
		});
		if ([
			200,
			201,
			202,
			204
		].includes(response.status)) return response;
		return {
			...await readFailure(response, attempt, endedAt !== void 0),
			awaited: awaited()
		};
	} catch (error) {
		if (error !== sourceError && isPassingError(error)) return {
			kind: "broken",
			error,
			awaited: awaited()
		};
		throw error;
	}
}
const SLOW = 5e3;
const LOOK_FOR = 6e4;
const LOOK_FOR_PER_MIB = 250;
const FIRST_LOOK = 1e3;
const LONGEST_LOOK = 15e3;
async function awaitCommit(client, { repository, digest, size }) {
	const until = client.clock.now() + LOOK_FOR + size / 1048576 * LOOK_FOR_PER_MIB;
	for (let pause = FIRST_LOOK; client.clock.now() < until; pause = Math.min(pause * 2, LONGEST_LOOK)) {
		await client.clock.sleep(pause);
		if (await hasBlob(client, repository, digest, size).catch(() => false)) return true;
	}
	return false;
}
async function close(client, upload, { body, attempt }) {
	const { repository, digest, size } = upload;
	const answer = await trySend(client, {
		method: "PUT",
		url: withDigest(upload.location, digest),
		body,
		commits: size
	}, attempt);
	if ("kind" in answer) {
		const status = answer.error instanceof RegistryError ? answer.error.status : void 0;
		return (answer.kind === "broken" || answer.kind === "passing" && (status ?? 500) >= 500) && answer.awaited !== void 0 && answer.awaited >= SLOW && await awaitCommit(client, upload) ? void 0 : answer;
	}
	await answer.discard();
	if (namesAnother(answer, digest)) throw invalidAnswer(attempt, "the registry says that it has stored another blob", "digest-mismatch");
	if (answer.status === 201 || await hasBlob(client, repository, digest, size)) return void 0;
	const reason = `the registry answers ${answer.status} and does not have it`;
	return {
		kind: "passing",
		error: invalidAnswer(attempt, reason)
	};
}
async function sendPatches(client, first, { form, attempt }) {
	const { size } = first;
	const read = createPartReader(first.sourceFrom);
	const mayResume = chunkUse(client.registry) === "usable";
	let isRanged = form === "chunks";
	let { location } = first;
	let at = 0;
	let given = 0;
	function patch(start, length) {
		const source = isRanged ? () => read(start, length) : first.source;
		const onGiven = (count) => {
			given = Math.max(given, start + count);
		};
		const headers = isRanged ? { "content-range": `${start}-${start + length - 1}` } : {};
		return trySend(client, {
			method: "PATCH",
			url: location,
			headers,
			body: {
				source,
				length,
				onGiven
			}
		}, attempt);
	}
	for (let resumes = 0;;) {
		const most = form === "chunks" ? Math.max(CHUNK, uploadMemory(client).minChunk) : size;
		const length = Math.min(most, size - at);
		const answer = at < size ? await patch(at, length) : await close(client, {
			...first,
			location
		}, {
			body: /* @__PURE__ */ new Uint8Array(),
			attempt
		});
		if (answer === void 0) return void 0;
		if (!("kind" in answer)) {
			await answer.discard();
			location = sessionLocation(client, answer, attempt, location);
			at += length;
			continue;
		}
		const canGoOn = answer.kind === "broken" || answer.kind === "passing" || isRanged && answer.kind === "form" && at > 0;
		if ((answer.kind === "final" || answer.blamesBytes) && resumes > 0) return {
			...answer,
			kind: "gone"
		};
		if (!mayResume || !canGoOn || resumes++ === MOST_RESUMES) return answer;
		const progress = await readProgress(client, location, attempt);
		if (progress === void 0 || progress.received === 0 || progress.received > given) return answer;
		if (answer.kind === "form" && form !== "chunks" && progress.received === at) return answer;
		({location} = progress);
		at = progress.received;
		isRanged = true;
	}
}
function sendToSession(client, upload, how) {
	if (how.form !== "put") return sendPatches(client, upload, how);
	return close(client, upload, {
		body: {
			source: upload.source,
			length: upload.size
		},
		attempt: how.attempt
	});
}
// src/registry/blobs/upload.ts
const TRIES$2 = 4;
function startUpload(client, repository, digest) {
	return openSession(client, repository, {
		digest,
		attempt: describeUpload(client, repository, {
			doing: "upload",
			digest
		})
	});
}
function nextForm(form, kind, { chunks, tries, refused }) {
	if (kind === "final") return void 0;
	const other = form === "put" ? "patch" : "put";
	const isLate = tries >= TRIES$2;
	if (kind === "form") {
		const mayChunk = chunks === "usable" ? tries <= TRIES$2 : chunks === "last" && tries === TRIES$2;
		if (refused.has("put") && refused.has("patch") && !refused.has("chunks") && mayChunk) return "chunks";
	}
	if (isLate) return void 0;
	if (kind === "form") return other;
	return kind !== "passing" && form !== "chunks" && !refused.has(other) ? other : form;
}
async function uploadBlob(client, repository, blob) {
	const { digest, size, source, sourceFrom = (from) => skipBytes(source(), from) } = blob;
	const attempt = describeUpload(client, repository, {
		doing: "upload",
		digest
	});
	const memory = uploadMemory(client);
	const strategies = {
		chunks: chunkUse(client.registry),
		tries: 0,
		refused: /* @__PURE__ */ new Set()
	};
	let form = memory.firstForm(size);
	let location = blob.location ?? await openSession(client, repository, {
		digest,
		attempt
	});
	let failure;
	while (location !== void 0) {
		strategies.tries++;
		failure = await sendToSession(client, {
			repository,
			digest,
			size,
			location,
			source,
			sourceFrom
		}, {
			form,
			attempt
		});
		if (failure === void 0) {
			if (strategies.refused.size > 0) memory.learnForm(size, form);
			return;
		}
		if (failure.kind === "form") strategies.refused.add(form);
		const next = nextForm(form, failure.kind, strategies);
		if (failure.kind === "final") throw failure.error;
		if (await hasBlob(client, repository, digest, size).catch(() => false)) return;
		if (next === void 0) throw failure.error;
		form = next;
		try {
			location = await openSession(client, repository, {
				digest,
				attempt
			});
		} catch {
			throw failure.error;
		}
	}
}
// src/records/put-blobs.ts
async function putBlob(client, repository, { descriptor, bytes }) {
	const { digest, size, mediaType } = descriptor;
	if (mediaType === "application/vnd.oci.empty.v1+json" && await hasBlob(client, repository, digest)) return;
	const location = await startUpload(client, repository, digest);
	async function* source() {
		yield bytes;
	}
	await uploadBlob(client, repository, {
		digest,
		size,
		location,
		source
	});
}
async function putBlobs(client, repository, blobs) {
	const distinct = new Map(blobs.map((blob) => [blob.descriptor.digest, blob]));
	await Promise.all([...distinct.values()].map((blob) => putBlob(client, repository, blob)));
}
// src/registry/referrers/api.ts
const MAX_PAGES = 100;
const MAX_LIST = 16 * MAX_MANIFEST;
const MAX_REFERRERS = 1e3;
const knownApis = /* @__PURE__ */ new WeakMap();
function hasReferrersApi(client) {
	return knownApis.get(client);
}
const rejections = /* @__PURE__ */ new WeakMap();
function tooLong({ attempt: { what } }, reason) {
	return new RegistryError({
		what,
		reason,
		remedy: "remove the signatures, SBOMs and records that nobody needs",
		code: "too-large"
	});
}
function isNoApi(status) {
	return [
		303,
		400,
		404,
		405,
		406
	].includes(status);
}
async function readPage({ client, attempt, query, budget }, url) {
	const response = await client.send({
		method: "GET",
		url,
		headers: { accept: OCI_INDEX }
	});
	const { status } = response;
	const isElsewhere = response.url.origin !== url.origin;
	if (isElsewhere || isNoApi(status) || (status === 403 || status >= 500) && query.warn !== void 0) {
		await response.discard();
		return isElsewhere ? 404 : status;
	}
	if (status !== 200) throw await refused(response, attempt);
	const bytes = await budget.read(response);
	if (bytes === void 0) throw invalidAnswer(attempt, "a page of the list is larger than 4 MiB, or all of them than 64 MiB", "too-large");
	return {
		referrers: parseIndex(bytes, OCI_INDEX, attempt).filter(query.keep ?? (() => true)),
		next: nextPage(response, url, attempt),
		isFiltered: /\bartifactType\b/.test(response.header("oci-filters-applied") ?? "")
	};
}
async function readPages(listing, first) {
	const found = [...first.referrers];
	const visited = /* @__PURE__ */ new Set([listing.url.href]);
	for (let { next } = first;;) {
		if (found.length > 1e3) throw tooLong(listing, `there are more than ${MAX_REFERRERS} of those needed`);
		if (next === void 0) return found;
		if (visited.has(next.href)) throw invalidAnswer(listing.attempt, "the list has no end");
		if (visited.size >= MAX_PAGES) throw tooLong(listing, `the list has more than ${MAX_PAGES} pages`);
		visited.add(next.href);
		const page = await readPage(listing, next);
		if (typeof page === "number") {
			if (isNoApi(page)) throw invalidAnswer(listing.attempt, `the list breaks off, since its next page answers ${page}`);
			return page;
		}
		found.push(...page.referrers);
		({next} = page);
	}
}
async function readByType(listing) {
	const { types = [] } = listing.query;
	const lists = await Promise.all(types.map(async (type) => {
		const url = new URL(listing.url);
		url.searchParams.set("artifactType", type);
		const first = await readPage(listing, url);
		if (typeof first === "number" || !first.isFiltered) return void 0;
		const list = await readPages({
			...listing,
			url
		}, first);
		return typeof list === "number" ? void 0 : list;
	}));
	return types.length === 0 || lists.includes(void 0) ? void 0 : lists.flatMap((list) => list ?? []);
}
function noteNoList({ client, query }, repository, status) {
	if (isNoApi(status)) {
		if (status !== 400 && !knownApis.has(client)) knownApis.set(client, false);
		return;
	}
	rejections.set(client, (rejections.get(client) ?? /* @__PURE__ */ new Set()).add(repository.name));
	query.warn?.(`The registry ${client.registry} answers ${status} when asked for referrers in ${formatRepository(repository)}: only what is listed under fallback tags is known; to copy no referrers, set "referrers: false"`);
}
async function listFromApi(client, repository, subject, query = {}) {
	if (knownApis.get(client) === false) return void 0;
	if (query.warn !== void 0 && rejections.get(client)?.has(repository.name)) return void 0;
	const doing = `list the referrers of ${formatRepository(repository)}@${subject}`;
	const attempt = {
		registry: client.registry,
		what: doing
	};
	const budget = openListBudget({
		page: MAX_MANIFEST,
		all: MAX_LIST
	});
	const listing = {
		client,
		attempt,
		url: client.address(repository, `referrers/${subject}`),
		query,
		budget
	};
	const first = await readPage(listing, listing.url);
	const found = (typeof first !== "number" && first.next !== void 0 ? await readByType(listing) : void 0) ?? (typeof first === "number" ? first : await readPages(listing, first));
	if (typeof found === "number") {
		noteNoList(listing, repository, found);
		return;
	}
	knownApis.set(client, true);
	return found;
}
function parseIndex(bytes, contentType, attempt) {
	let manifest;
	try {
		manifest = parseManifest(bytes, contentType);
	} catch (error) {
		throw invalidAnswer(attempt, error instanceof FormatError ? error.message : "the answer is not an index");
	}
	if (manifest.kind !== "index") throw invalidAnswer(attempt, "the answer is not an index");
	return manifest.manifests;
}
// src/registry/referrers/referrers.ts
function readIndex({ bytes, mediaType }) {
	try {
		const manifest = parseManifest(bytes, mediaType);
		if (manifest.kind === "index") return manifest;
		return manifest.kind === "artifact" ? "an artifact manifest" : "an image manifest";
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		return `what cannot be read as a manifest, since ${error.message}`;
	}
}
async function readFallback(client, repository, subject) {
	const stored = await getManifest(client, repository, fallbackTag(subject));
	if (stored === void 0) return void 0;
	if (stored.digest === subject) return "image";
	const held = readIndex(stored);
	if (typeof held !== "string") return {
		stored,
		referrers: held.manifests
	};
	const reason = `that tag holds ${held}, ${stored.digest}, and not the list of what refers to ${subject}`;
	throw invalidAnswer(describeRead(repository, subject), reason, "invalid-answer", "put back the list that it held, or remove the tag if it never held one, and run again");
}
function describeRead(repository, subject) {
	return { what: `read the referrers under ${formatRepository(repository)}:${fallbackTag(subject)}` };
}
async function readFallbackIndex(client, repository, subject) {
	const found = await readFallback(client, repository, subject);
	if (found !== "image") return found;
	throw invalidAnswer(describeRead(repository, subject), "the image itself stands under that tag, and not the list of what refers to it", "invalid-answer", "remove that tag, but not the image, and run again");
}
async function listFromFallback(client, repository, subject) {
	const found = await readFallback(client, repository, subject);
	return found === void 0 || found === "image" ? [] : found.referrers;
}
function joinReferrers(...lists) {
	return [...new Map(lists.flat().map((descriptor) => [descriptor.digest, descriptor])).values()];
}
async function listReferrers(client, repository, subject, query = {}) {
	const [fromApi, fromFallback] = await Promise.all([listFromApi(client, repository, subject, query), listFromFallback(client, repository, subject)]);
	return joinReferrers(fromApi ?? [], fromFallback.filter(query.keep ?? (() => true)));
}
const COSIGN_SUFFIXES = [
	".sig",
	".att",
	".sbom"
];
function fallbackTag(subject) {
	return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject).slice(0, 64)}`);
}
function cosignTags(subject) {
	const stem = `${digestAlgorithm(subject)}-${digestHex(subject)}`;
	return COSIGN_SUFFIXES.map((suffix) => `${stem}${suffix}`).filter((name) => name.length <= 128).map(parseTag);
}
// src/registry/foreign-layers.ts
const CONTENT_UNKNOWN = /* @__PURE__ */ new Set([
	"BLOB_UNKNOWN",
	"MANIFEST_BLOB_UNKNOWN",
	"MANIFEST_UNKNOWN"
]);
function findLayersElsewhere(bytes) {
	let layers;
	try {
		layers = property(parseJsonObject(bytes), "layers");
	} catch {
		return /* @__PURE__ */ new Map();
	}
	const found = /* @__PURE__ */ new Map();
	for (const layer of Array.isArray(layers) ? layers : []) {
		if (!isJsonObject(layer) || !isForeignLayer(stringProperty(layer, "mediaType") ?? "")) continue;
		const urls = property(layer, "urls");
		const first = Array.isArray(urls) ? urls[0] : void 0;
		const host = typeof first === "string" ? URL.parse(first)?.host ?? "" : "";
		found.set(stringProperty(layer, "digest") ?? "", host);
	}
	return found;
}
function findRefusedElsewhere(errors, elsewhere) {
	if (elsewhere.size === 0) return void 0;
	const digest = errors.filter(({ code }) => CONTENT_UNKNOWN.has(code)).flatMap(({ digests }) => digests).find((each) => elsewhere.has(each));
	return digest === void 0 ? void 0 : elsewhere.get(digest);
}
// src/registry/push-manifest.ts
const PASSING = /* @__PURE__ */ new Set([...CONTENT_UNKNOWN, "DIGEST_INVALID"]);
const TRIES$1 = 4;
const FIRST_PAUSE$1 = 100;
const ABOUT_CONTENT = /* @__PURE__ */ new Set([
	400,
	415,
	422
]);
function mayPass({ status, errors }) {
	return status < 500 && errors.some(({ code }) => PASSING.has(code));
}
function subjectOf({ bytes }) {
	try {
		const subject = property(parseJsonObject(bytes), "subject");
		return isJsonObject(subject) ? stringProperty(subject, "digest") : void 0;
	} catch {
		return;
	}
}
function explainManifest(refusal, manifest, { error, elsewhere }) {
	const { words, code } = error;
	if (words === void 0) return error;
	const host = findRefusedElsewhere(refusal.errors, elsewhere);
	if (host !== void 0) {
		const reason = `a layer of it is kept elsewhere, at ${quote(host)}, and ${words.reason}`;
		const remedy = "have that address allowed in the registry's configuration (CNCF Distribution: validation.manifests.urls.allow), or build the image on a base without such layers";
		return reword(error, {
			...words,
			reason,
			remedy
		});
	}
	const subject = ABOUT_CONTENT.has(refusal.status) && code === "refused" ? subjectOf(manifest) : void 0;
	if (subject === void 0 || mayPass(refusal)) return error;
	const what = `${words.what}, which is attached to ${safeText(subject, 140)}`;
	const remedy = "if this registry takes no manifest with a \"subject\", set \"record: off\" to write no record there, and \"referrers: false\" to copy no referrers";
	return reword(error, {
		...words,
		what,
		remedy
	});
}
async function sendManifest(client, url, { manifest, attempt }, tries = TRIES$1) {
	const headers = { "content-type": manifest.mediaType };
	let known;
	const elsewhere = () => {
		known ??= findLayersElsewhere(manifest.bytes);
		return known;
	};
	const isFinal = (errors) => findRefusedElsewhere(errors, elsewhere()) !== void 0;
	const until = (answer) => !("errors" in answer) || !mayPass(answer) || isFinal(answer.errors);
	const answer = await retry(client.clock, {
		tries,
		pause: FIRST_PAUSE$1,
		jitter: true,
		until
	}, async () => {
		const response = await client.send({
			method: "PUT",
			url,
			headers,
			body: manifest.bytes,
			isFinal
		});
		return [
			200,
			201,
			202
		].includes(response.status) ? response : await readErrorResponse(response);
	});
	if (!("errors" in answer)) return answer;
	return explainManifest(answer, manifest, {
		error: responseError(answer, attempt),
		elsewhere: elsewhere()
	});
}
function provesWrite(response) {
	return response.status === 201 || claimedDigest(response) !== void 0;
}
function describeWrite(client, repository, reference) {
	return {
		...describeManifest("write", client, repository, reference),
		isWrite: true
	};
}
async function putManifest(client, repository, reference, manifest, tries) {
	const attempt = describeWrite(client, repository, reference);
	const response = await sendManifest(client, client.address(repository, `manifests/${reference}`), {
		manifest,
		attempt
	}, tries);
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
		const found = holds === void 0 ? "has nothing there" : `${holds} is there`;
		if (holds !== manifest.digest) throw invalidAnswer(attempt, `the registry answers ${response.status}, but ${found}`);
	}
	const isConfirmed = claimedDigest(response) === manifest.digest || !provesWrite(response);
	return {
		subject: response.header("oci-subject"),
		isConfirmed
	};
}
async function putManifestWithTags(client, repository, manifest, tags) {
	const attempt = describeWrite(client, repository, manifest.digest);
	const url = client.address(repository, `manifests/${manifest.digest}`);
	url.search = `?${tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join("&")}`;
	const response = await sendManifest(client, url, {
		manifest,
		attempt
	});
	if (response instanceof RegistryError) throw response;
	await response.discard();
	requireClaim(response, attempt, manifest.digest);
	return response.status === 201 ? readTagsSet(response, tags) : /* @__PURE__ */ new Set();
}
const LOOKS$1 = 6;
const FIRST_LOOK_PAUSE = 200;
async function confirmManifest(client, repository, written) {
	const { reference, digest } = written;
	const options = {
		tries: LOOKS$1,
		pause: FIRST_LOOK_PAUSE,
		until: (found) => found === digest
	};
	return await retry(client.clock, options, () => headManifest(client, repository, reference, digestAlgorithm(digest)));
}
// src/registry/referrers/shared-lists.ts
const QUIET_TIME = 1e3;
const BUSY_TIME = 3e3;
const PACE_FACTOR = 3;
const LOOK_TRIES = 4;
const LOOK_PAUSE$1 = 250;
const JITTER = 500;
const MAX_LOSSES = 8;
const AT_ONCE = 32;
const watched = /* @__PURE__ */ new WeakMap();
function watchList(client, list) {
	getOrMake(watched, client, () => /* @__PURE__ */ new Map()).set(list.name, list);
}
async function settle(client, list, mayWait) {
	const { clock, writeLatency } = client;
	let losses = 0;
	for (let isBusy = false;;) {
		const least = Math.max(isBusy ? BUSY_TIME : QUIET_TIME, PACE_FACTOR * writeLatency.slowestWrite);
		const left = list.writtenAt + least - clock.now();
		if (left > 0) {
			if (!mayWait) return false;
			await clock.sleep(left + (losses === 0 ? 0 : JITTER * clock.random()));
		}
		const mayPass = (error) => error instanceof RegistryError;
		const shown = await retry(clock, {
			tries: LOOK_TRIES,
			pause: LOOK_PAUSE$1,
			mayPass
		}, () => list.look());
		if (shown === "lost" && ++losses === MAX_LOSSES) {
			const attempt = {
				registry: client.registry,
				what: `keep what was added to the list ${list.name}`
			};
			throw invalidAnswer(attempt, `other writers replaced it ${losses} times`);
		}
		if (shown === "stands" || shown === "changed" && isBusy) return true;
		isBusy = true;
	}
}
async function settleLists(clients, mayWait) {
	const lists = [...new Set(clients)].flatMap((client) => [...watched.get(client)?.values() ?? []].map((list) => ({
		client,
		list
	})));
	await eachAtMost(AT_ONCE, lists, async ({ client, list }) => {
		if (await settle(client, list, mayWait)) watched.get(client)?.delete(list.name);
	});
}
const LOOKS_AT_ONCE = 16;
const PAUSE$1 = 200;
function mayNameDead(error) {
	if (!(error instanceof RegistryError) || error.status === void 0) return false;
	if (error.code === "tag-immutable" || error.code === "rate-limited") return false;
	return error.status === 400 || error.status === 404 || error.status >= 500;
}
async function findDead(client, digests, has) {
	async function absent(asked) {
		const found = await eachAtMost(LOOKS_AT_ONCE, asked, (digest) => has(digest).catch((error) => {
			if (error instanceof RegistryError) return true;
			throw error;
		}));
		return asked.filter((_, index) => found[index] === false);
	}
	const suspects = await absent(digests);
	if (suspects.length === 0) return /* @__PURE__ */ new Set();
	await client.clock.sleep(PAUSE$1);
	return new Set(await absent(suspects));
}
async function writeUntilShown({ clock }, tries, { isShown, write }) {
	for (let attempt = 0; attempt < tries; attempt++) {
		if (attempt === 1 && await isShown()) return true;
		if (attempt > 0) await clock.sleep(clock.random() * 50 * 2 ** attempt);
		if (await write()) return true;
	}
	return await isShown();
}
// src/registry/referrers/fallback-list.ts
const TRIES = 6;
const SENDS = 4;
const SEND_PAUSE = 100;
function descriptorJson(descriptor) {
	const { mediaType, digest, size, artifactType, annotations } = descriptor;
	return {
		mediaType,
		digest,
		size,
		...artifactType === void 0 ? {} : { artifactType },
		...annotations.size === 0 ? {} : { annotations: Object.fromEntries(annotations) }
	};
}
function digestOfEntry(entry) {
	return isJsonObject(entry) ? tryParseDigest(stringProperty(entry, "digest") ?? "") : void 0;
}
function toStanding(stored) {
	const document = stored === void 0 ? {
		schemaVersion: 2,
		mediaType: OCI_INDEX
	} : parseJsonObject(stored.bytes);
	const manifests = property(document, "manifests");
	const entries = Array.isArray(manifests) ? manifests : [];
	const byDigest = /* @__PURE__ */ new Map();
	for (const entry of entries) {
		const digest = digestOfEntry(entry);
		if (digest !== void 0 && isJsonObject(entry)) byDigest.set(digest, entry);
	}
	return {
		digest: stored?.digest,
		document,
		entries,
		byDigest
	};
}
function listBytes({ document, entries }, added, dead) {
	const kept = entries.filter((entry) => {
		const digest = digestOfEntry(entry);
		return digest === void 0 || !dead.has(digest);
	});
	return Buffer.from(JSON.stringify({
		...document,
		manifests: [...kept, ...added]
	}));
}
function createFallbackList(client, repository, subject) {
	const tag = fallbackTag(subject);
	const name = `${formatRepository(repository)}:${tag}`;
	const ours = /* @__PURE__ */ new Map();
	const seen = /* @__PURE__ */ new Map();
	let last;
	let writtenAt = client.clock.now();
	let turn = Promise.resolve();
	function inTurn(work) {
		const done = turn.then(work);
		turn = done.catch(() => void 0);
		return done;
	}
	async function read() {
		const standing = toStanding((await readFallbackIndex(client, repository, subject))?.stored);
		last = standing.digest;
		return standing;
	}
	const has = async (digest) => await headManifest(client, repository, digest) !== void 0;
	async function missingFrom({ byDigest }) {
		const vanished = [...seen.keys()].filter((digest) => !byDigest.has(digest));
		for (const digest of await findDead(client, vanished, has)) seen.delete(digest);
		for (const [digest, entry] of byDigest) if (!ours.has(digest)) seen.set(digest, entry);
		return [...seen, ...ours].flatMap(([digest, entry]) => byDigest.has(digest) ? [] : [entry]);
	}
	async function bring(warn) {
		const isShown = async () => (await missingFrom(await read())).length === 0;
		if (await writeUntilShown(client, TRIES, {
			isShown,
			write: () => write(warn)
		})) return;
		throw invalidAnswer({ what: `list referrers under ${name}` }, `other writers replaced the list ${TRIES} times`);
	}
	async function write(warn) {
		let dead = /* @__PURE__ */ new Set();
		for (let sends = 1;; sends++) {
			const standing = await read();
			const missing = await missingFrom(standing);
			if (missing.length === 0) return true;
			const bytes = listBytes(standing, missing, dead);
			const digest = digestOf(bytes);
			try {
				await putManifest(client, repository, tag, {
					mediaType: OCI_INDEX,
					digest,
					bytes
				}, 1);
			} catch (error) {
				if (!mayNameDead(error) || sends === SENDS) throw error;
				const found = await findDead(client, [...standing.byDigest.keys()].filter((each) => !ours.has(each) && !dead.has(each)), has);
				for (const each of found) {
					warn(`${name} listed ${each}, which the repository no longer has: it is left out of the list`);
					seen.delete(each);
				}
				dead = /* @__PURE__ */ new Set([...dead, ...found]);
				if (found.size === 0) {
					if (error.status !== void 0 && error.status >= 500) throw error;
					await client.clock.sleep(SEND_PAUSE * 2 ** (sends - 1) * (.5 + client.clock.random()));
				}
				continue;
			}
			last = digest;
			writtenAt = client.clock.now();
			watchList(client, list);
			return false;
		}
	}
	const list = {
		name,
		get writtenAt() {
			return writtenAt;
		},
		look: () => inTurn(async () => {
			const before = last;
			const standing = await read();
			if ((await missingFrom(standing)).length === 0) return standing.digest === before ? "stands" : "changed";
			await bring(() => void 0);
			return "lost";
		})
	};
	return {
		async add(descriptors, warn) {
			for (const descriptor of descriptors) ours.set(descriptor.digest, descriptorJson(descriptor));
			await inTurn(() => bring(warn));
		},
		async remove(digests) {
			for (const digest of digests) ours.delete(digest);
			const lacks = ({ byDigest }) => [...digests].every((digest) => !byDigest.has(digest));
			return inTurn(() => writeUntilShown(client, TRIES, {
				isShown: async () => lacks(await read()),
				write: async () => {
					const standing = await read();
					for (const digest of digests) seen.delete(digest);
					if (lacks(standing)) return true;
					const bytes = listBytes(standing, [], digests);
					await putManifest(client, repository, tag, {
						mediaType: OCI_INDEX,
						digest: digestOf(bytes),
						bytes
					}, 1);
					return false;
				}
			}));
		}
	};
}
const lists = /* @__PURE__ */ new WeakMap();
function listOf(client, repository, subject) {
	const known = getOrMake(lists, client, () => /* @__PURE__ */ new Map());
	const key = `${formatRepository(repository)}@${subject}`;
	return getOrMake(known, key, () => createFallbackList(client, repository, subject));
}
async function addToFallback(client, repository, { subject, descriptors }, warn) {
	await listOf(client, repository, subject).add(descriptors, warn);
}
function removeFromFallback(client, repository, { subject, digests }) {
	return listOf(client, repository, subject).remove(digests);
}
// src/registry/referrers/attach.ts
const LOOKS = 3;
const LOOK_PAUSE = 200;
async function notShown(client, repository, { subject, descriptors }) {
	const wanted = new Set(descriptors.map(({ digest }) => digest));
	const query = {
		keep: ({ digest }) => wanted.has(digest),
		warn: () => void 0
	};
	return (await retry(client.clock, {
		tries: LOOKS,
		pause: (looks) => LOOK_PAUSE * looks,
		until: ({ listed, missing }) => missing.length === 0 || listed === void 0
	}, async () => {
		const listed = await listFromApi(client, repository, subject, query);
		const known = new Set(listed?.map(({ digest }) => digest));
		return {
			listed,
			missing: descriptors.filter(({ digest }) => !known.has(digest))
		};
	})).missing;
}
async function ensureListed(client, repository, { subject, written, warn = () => void 0 }) {
	const promised = written.filter(({ indexed }) => indexed === subject).map(({ descriptor }) => descriptor);
	const others = written.filter(({ indexed }) => indexed !== subject).map(({ descriptor }) => descriptor);
	const broken = promised.length === 0 || hasReferrersApi(client) === true ? [] : await notShown(client, repository, {
		subject,
		descriptors: promised
	});
	const descriptors = [...others, ...broken];
	if (descriptors.length > 0) await addToFallback(client, repository, {
		subject,
		descriptors
	}, warn);
}
async function attachReferrer(client, repository, referrer, warn) {
	const { manifest, subject, descriptor } = referrer;
	const written = [{
		descriptor,
		indexed: (await putManifest(client, repository, manifest.digest, manifest)).subject
	}];
	await ensureListed(client, repository, {
		subject: subject.digest,
		written,
		warn
	});
}
// src/registry/referrers/detach.ts
function remedyFor(registry, status) {
	if (registry === "ghcr.io") return "delete it by GitHub's API or on the page of the package, because GHCR deletes nothing by the registry's API";
	if (status === 401 || status === 403) return "give the credentials the right to delete there, or delete it by hand";
	if (status === 405 || status === 400) return "switch deletion on in the registry, or delete it by hand";
	return "run again, or delete it by hand";
}
async function deleteManifest(client, repository, digest) {
	const attempt = describeManifest("delete", client, repository, digest);
	const response = await client.send({
		method: "DELETE",
		url: client.address(repository, `manifests/${digest}`)
	});
	const { status } = response;
	if (status >= 200 && status < 300) return response.discard();
	const { code, words } = responseError(await readErrorResponse(response), attempt);
	if (status === 404 && await headManifest(client, repository, digest) === void 0) return;
	const reason = words?.reason ?? `the registry answers ${status}`;
	throw new RegistryError({
		what: attempt.what,
		reason,
		remedy: remedyFor(client.registry, status),
		code,
		status
	});
}
async function detachReferrers(client, repository, { subject, digests }) {
	const deleted = /* @__PURE__ */ new Set();
	let failure;
	for (const digest of digests) try {
		await deleteManifest(client, repository, digest);
		deleted.add(digest);
	} catch (error) {
		failure ??= error;
	}
	if ((deleted.size === 0 ? [] : await listFromFallback(client, repository, subject)).some(({ digest }) => deleted.has(digest)) && !await removeFromFallback(client, repository, {
		subject,
		digests: deleted
	})) failure ??= new RegistryError({
		what: `take deleted referrers out of the list ${formatRepository(repository)}:${fallbackTag(subject)}`,
		reason: "other writers kept replacing the list",
		remedy: "run again",
		code: "invalid-answer"
	});
	if (failure !== void 0) throw failure;
}
// src/promotion/resolve-source.ts
const PAUSE = 5e3;
const TELL_EVERY = 3e4;
async function waitForImage(client, from, { milliseconds, tell }, read) {
	const { clock } = client;
	const end = clock.now() + milliseconds;
	let told = Number.NEGATIVE_INFINITY;
	for (;;) {
		const root = await read();
		const now = clock.now();
		if (root !== void 0 || now >= end) return root;
		if (now - told >= TELL_EVERY) {
			tell(`Waiting for ${formatReference(from)}, which is not there yet (${formatDuration(end - now)} left)`);
			told = now;
		}
		await clock.sleep(Math.min(PAUSE, end - now));
	}
}
function referenceToResolve({ from, isPlanned }) {
	if (isPlanned !== true || from.kind !== "digest") return from;
	return {
		kind: "digest",
		repository: from.repository,
		digest: from.digest
	};
}
async function resolveSource(client, source) {
	const { expectedDigest: expected, verb = "promote" } = source;
	const from = referenceToResolve(source);
	const reference = from.kind === "tag" ? from.tag : from.tag ?? from.digest;
	const named = [from.kind === "digest" ? from.digest : void 0, expected].filter((digest) => digest !== void 0);
	const read = () => getManifest(client, from.repository, reference, named[0] && digestAlgorithm(named[0]));
	const { wait } = source;
	const waits = wait !== void 0 && wait.milliseconds > 0;
	const root = waits ? await waitForImage(client, from, wait, read) : await read();
	if (root === void 0) throw new RegistryError({
		what: `${verb} ${formatReference(from)}`,
		reason: waits ? `there is no such image, and none has come in ${formatDuration(wait.milliseconds)}` : "there is no such image",
		remedy: waits ? "look at its build, check the name and tag, or raise \"wait-for\"" : "check the name and tag, and that the credentials may read it",
		code: "not-found",
		status: 404
	});
	const other = named.find((digest) => digest !== root.digest);
	if (other !== void 0) throw new PolicyError({
		what: `${verb} ${formatReference(from)}`,
		reason: `it has the digest ${root.digest} and not ${other}`,
		remedy: `${verb} by the digest that was tested, or correct what is expected`
	});
	return root;
}
// src/commands/promotion-clients.ts
const IMAGES_PER_TOKEN = 8;
async function openPromotionClients(pool, routes, { sourceCredential, destinationCredential }) {
	const clients = [];
	for (let start = 0; start < routes.length; start += IMAGES_PER_TOKEN) {
		const images = routes.slice(start, start + IMAGES_PER_TOKEN);
		const clientOf = await pool.open([...images.map(({ from: { repository } }) => ({
			repository,
			access: "pull",
			given: sourceCredential
		})), ...images.flatMap(({ destinations }) => destinations.map(({ repository }) => ({
			repository,
			access: "push",
			given: destinationCredential
		})))]);
		for (const { from } of images) clients.push({
			source: clientOf(from.repository, "pull"),
			destination: (repository) => clientOf(repository, "push"),
			async deleting(repository) {
				const given = destinationCredential;
				return (await pool.open([{
					repository,
					access: "push",
					deletes: true,
					given
				}]))(repository, "push");
			},
			tracker: pool.tracker
		});
	}
	return clients;
}
// src/registry/blobs/download.ts
const MOST_BREAKS = 5;
const FIRST_PAUSE = 250;
async function openBlob(client, repository, blob) {
	const { size, onBytes = () => void 0 } = blob;
	const attempt = describeBlob("read", client, repository, blob.digest);
	const turn = blob.turn ?? await takeTurn(client);
	let first;
	try {
		first = await requestBlob(client, repository, blob);
	} finally {
		if (first === void 0) turn.release("answered");
	}
	if (first === void 0) return void 0;
	collectChunksSoon();
	const trail = createHashTrail(digestAlgorithm(blob.digest));
	let readings = 0;
	let isDisposed = false;
	async function open(at) {
		const opened = at === 0 ? first : void 0;
		if (opened !== void 0) first = void 0;
		const response = opened ?? await requestBlob(client, repository, blob, at);
		if (response === void 0) throw invalidAnswer(attempt, "the registry no longer has it", "not-found");
		return response;
	}
	async function* from(offset) {
		const reading = ++readings;
		const { hash, ...start } = trail.goBack(offset);
		let { length } = start;
		let held;
		for (let breaks = 0, isOver = false; !isOver; breaks++) {
			const { body } = await open(length);
			try {
				for await (const chunk of body) {
					if (reading !== readings) return;
					length += chunk.byteLength;
					if (length > size) break;
					hash.update(chunk);
					trail.keep({
						length,
						hash
					});
					const surplus = Math.max(0, offset - (length - chunk.byteLength));
					if (surplus >= chunk.byteLength) continue;
					if (held !== void 0) {
						onBytes(held.byteLength);
						yield held;
					}
					held = chunk.subarray(surplus);
				}
				isOver = true;
			} catch (error) {
				if (length >= size) isOver = true;
				else if (!isPassingError(error) || breaks === MOST_BREAKS) throw error;
				else await client.clock.sleep(FIRST_PAUSE * 2 ** breaks);
			}
		}
		if (length !== size) {
			const reason = `${length > size ? "more bytes came than" : `only ${length} bytes came of`} the ${size} that its descriptor names`;
			throw invalidAnswer(attempt, reason, "digest-mismatch", OTHER_BYTES);
		}
		if (hash.digest("hex") !== digestHex(blob.digest)) throw invalidAnswer(attempt, "the bytes that came have another digest", "digest-mismatch", OTHER_BYTES);
		if (held === void 0) return;
		onBytes(held.byteLength);
		yield held;
	}
	return {
		from,
		[Symbol.asyncIterator]: () => from(0),
		async [Symbol.asyncDispose]() {
			if (isDisposed) return;
			isDisposed = true;
			await first?.discard();
			first = void 0;
			turn.release("answered");
		}
	};
}
const STEP = 16777216;
function createHashTrail(algorithm) {
	const states = [];
	return {
		goBack(offset) {
			while ((states.at(-1)?.length ?? 0) > offset) states.pop();
			const last = states.at(-1);
			return last === void 0 ? {
				length: 0,
				hash: createHash(algorithm)
			} : {
				length: last.length,
				hash: last.hash.copy()
			};
		},
		keep({ length, hash }) {
			if (length - (states.at(-1)?.length ?? 0) >= STEP) states.push({
				length,
				hash: hash.copy()
			});
		}
	};
}
const MOST_STREAMS = 8;
const LIMITS = /* @__PURE__ */ new WeakMap();
function takeTurn(client) {
	return getOrMake(LIMITS, client, () => createLimit(MOST_STREAMS)).acquire();
}
// src/registry/blobs/mount.ts
async function mountBlob(client, repository, blob) {
	const { digest, from } = blob;
	const memory = uploadMemory(client);
	const turn = await memory.mounts.acquire();
	let answer;
	try {
		if (!memory.mayMount(from, repository)) return memory.refusedMount(from, repository);
		answer = await askForMount(client, repository, blob);
	} finally {
		turn.release("answered");
	}
	if (typeof answer === "string") return memory.noteRefusedMount(from, repository, answer === "denied");
	await answer.discard();
	if (answer.status === 201 && !namesAnother(answer, digest)) return { kind: "mounted" };
	if (answer.status === 202) {
		const attempt = describeUpload(client, repository, {
			doing: "mount",
			digest
		});
		return {
			kind: "refused",
			location: sessionLocation(client, answer, attempt)
		};
	}
	return memory.noteRefusedMount(from, repository, answer.status === 403);
}
async function askForMount(client, repository, { digest, from }) {
	const url = client.address(repository, "blobs/uploads/");
	url.search = `?mount=${encodeURIComponent(digest)}&from=${encodeURIComponent(from.name)}`;
	try {
		return await client.send({
			method: "POST",
			url
		});
	} catch (error) {
		if (error instanceof RegistryError && error.status === 401) return "denied";
		if (isPassingError(error)) return "broken";
		throw error;
	}
}
// src/commands/promote.ts
var promote_exports = /* @__PURE__ */ __exportAll({ runPromote: () => runPromote });
function leadsElsewhere({ from, destinations }) {
	return destinations.some(({ repository }) => repository.registry !== from.repository.registry);
}
async function runPromote(inputs, context) {
	const { routes, expectedDigest, waitFor } = inputs;
	const wait = {
		milliseconds: waitFor,
		tell: context.logger.info
	};
	if (routes.some(leadsElsewhere)) collectChunksSoon();
	await using pool = await openClientPool(context, inputs, context.cancellation.signal);
	const clients = await openPromotionClients(pool, routes, inputs);
	const [first] = clients;
	const resolving = first && resolveSource(first.source, {
		from: routes[0].from,
		expectedDigest,
		wait
	});
	resolving?.catch(() => void 0);
	const { promoteSet } = await import("./promote.js").then((n) => n.n);
	await promoteSet(inputs, context, {
		pool,
		clients,
		resolving
	});
}
export { pool_exports as A, MAX_REFERRERS as C, startUpload as D, putBlobs as E, createBlobTracker as M, createLimit as N, uploadBlob as O, eachAtMost as P, listReferrers as S, listFromApi as T, putManifestWithTags as _, openPromotionClients as a, joinReferrers as b, attachReferrer as c, mayNameDead as d, settleLists as f, putManifest as g, confirmManifest as h, takeTurn as i, collectNow as j, openClientPool as k, ensureListed as l, writeUntilShown as m, mountBlob as n, resolveSource as o, watchList as p, openBlob as r, detachReferrers as s, promote_exports as t, findDead as u, cosignTags as v, hasReferrersApi as w, listFromFallback as x, fallbackTag as y };
