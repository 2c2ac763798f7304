import { $ as digestAlgorithm, $t as hasProperty, At as representativeManifest, Bt as isUsualBlob, Cn as RegistryError, Ct as childManifests, Et as graphPlatforms, Ft as OCI_MANIFEST, Gt as formatList, Ht as formatBytes, It as bareMediaType, Kt as formatNumber, Lt as contentKind, Mt as ACCEPT_MANIFESTS, Nt as OCI_EMPTY, Pt as OCI_INDEX, Qt as decodeJson, Sn as PolicyError, Ut as formatCount, Wt as formatDuration, Z as isTag, Zt as FormatError, _n as quote, an as property, at as tryParseDigest, en as isJsonObject, et as digestHex, fn as formatRepository, gn as isLoopback, h as formatVersionTag, i as markdownText, in as parseJsonText, it as shortDigest, jt as rootGraph, kt as manifestBlobs, ln as USER_AGENT, nn as optionalText, nt as explainDigest, on as stringMap, p as formatReference, rn as parseJsonObject, rt as isDigest, sn as stringProperty, tn as objectProperty, tt as digestOf, vn as safeText, w as parseTagRules, x as tryParseVersion, xn as InputError, yn as secrets, zt as isSchema1 } from "./start.js";
import { BlockList, isIP, isIPv4 } from "node:net";
import { setTimeout } from "node:timers/promises";
import { lookup } from "node:dns";
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
	for (const [address, prefix] of ranges) list.addSubnet(address, prefix, familyOf(address));
	return list;
}
function familyOf(address) {
	return isIPv4(address) ? "ipv4" : "ipv6";
}
let made;
function lists() {
	made ??= {
		global: listOf(GLOBAL),
		notGlobal: listOf(NOT_GLOBAL),
		classes: [
			["forbidden", listOf(FORBIDDEN)],
			["loopback", listOf(LOOPBACK)],
			["private", listOf(PRIVATE)]
		],
		embedded: EMBEDDED.map(([range, group]) => [listOf([range]), group])
	};
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
	const known = classes.find(([, list]) => list.check(plain, familyOf(plain)))?.[0];
	if (known !== void 0 || isIPv4(plain)) return known ?? "public";
	return global.check(plain, "ipv6") && !notGlobal.check(plain, "ipv6") ? "public" : "forbidden";
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
const MEANINGS = new Map([
	["UNAUTHORIZED", "unauthorized"],
	["DENIED", "denied"],
	["TOOMANYREQUESTS", "rate-limited"],
	["NAME_UNKNOWN", "not-found"],
	...[
		"BLOB_UNKNOWN",
		"BLOB_UPLOAD_INVALID",
		"BLOB_UPLOAD_UNKNOWN",
		"DIGEST_INVALID",
		"MANIFEST_BLOB_UNKNOWN"
	].map((code) => [code, "refused"]),
	...[
		"MANIFEST_INVALID",
		"MANIFEST_UNKNOWN",
		"MANIFEST_UNVERIFIED",
		"NAME_INVALID",
		"SIZE_INVALID",
		"TAG_INVALID"
	].map((code) => [code, "refused"]),
	["UNSUPPORTED", "refused"]
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
// src/registry/answers/error-document.ts
const MAX_ERRORS = 500;
const MAX_WORDS$1 = 2e3;
const DIGESTS = /sha(?:256:[0-9a-f]{64}|512:[0-9a-f]{128})(?![0-9a-f])/g;
function readDetail(error) {
	const detail = property(error, "detail");
	if (typeof detail === "string") return detail;
	return isJsonObject(detail) ? stringProperty(detail, "message") ?? "" : "";
}
function readEntry(error) {
	const code = stringProperty(error, "code") ?? "";
	const message = secrets.redact(stringProperty(error, "message") ?? "", MAX_WORDS$1);
	const detail = secrets.redact(readDetail(error), MAX_WORDS$1);
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
const GIVE_RIGHT = "give it that right in the registry, or use a login that has it";
const MOST_SHOWN = 4;
async function readRefusal(response) {
	const { status, mayNot } = response;
	const nothing = {
		status,
		code: "",
		message: "",
		errors: [],
		...mayNot === void 0 ? {} : { mayNot }
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
function silentCure({ status, code, message }, { isWrite }) {
	if (isWrite !== true || code !== "" || message !== "") return void 0;
	if (status === 405) return "check that the registry takes images: one that is read-only, a mirror and a pull-through cache do not";
	if (status === 403) return "give the credentials the right to push there, and check that the quota of the owner or project is not used up";
}
function sayEntry({ code, message, detail = "" }) {
	return [code, ...[message, detail].map((text) => text === "" ? "" : quote(text))].filter((word) => word !== "").join(" ");
}
function say(refusal) {
	const all = refusal.errors.length === 0 ? [refusal] : refusal.errors;
	const words = [...new Set(all.map(sayEntry))].filter((word) => word !== "");
	const shown = words.slice(0, MOST_SHOWN).join(", ");
	const rest = words.length - MOST_SHOWN;
	return shown === "" ? "" : ` (${shown}${rest > 0 ? `, and ${rest} more` : ""})`;
}
function hintFor(refusal, registry, isImmutable) {
	const { status } = refusal;
	const all = refusal.errors.length === 0 ? [refusal] : refusal.errors;
	for (const { code, message, detail } of all) {
		const hint = findHint({
			registry,
			status,
			code,
			message,
			...detail ? { detail } : {},
			isImmutable
		});
		if (hint !== void 0) return hint;
	}
}
function missingIn({ errors }) {
	return errors.filter(({ code }) => code.endsWith("_UNKNOWN")).flatMap(({ digests }) => digests);
}
function refusalError(refusal, attempt) {
	const { registry, doing: what } = attempt;
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
		const remedy = `check that "${registry}" is a registry's address and no website's`;
		return new RegistryError({
			what,
			reason,
			remedy
		}, {
			code,
			registry,
			status
		});
	}
	const reason = `the registry answers ${status}${say(refusal)}${isShort ? `: the login is right, but may not ${mayNot}` : ""}`;
	const remedy = hint?.cure ?? silentCure(refusal, attempt) ?? (isShort ? GIVE_RIGHT : cureOf(code));
	return new RegistryError({
		what,
		reason,
		remedy
	}, {
		code,
		registry,
		status,
		missing: missingIn(refusal)
	});
}
const AGAIN = "run again, and tell the registry's administrators if it stays so";
function invalidAnswer({ doing: what, registry }, reason, code = "invalid-answer", remedy = code === "too-large" ? "make it smaller where it is made: Sealift reads no more than that" : AGAIN) {
	return new RegistryError({
		what,
		reason,
		remedy
	}, {
		code,
		registry
	});
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
// src/provenance/statement.ts
const PROMOTION_PREDICATE = "https://sealift.github.io/promotion/v1";
const IN_TOTO = "application/vnd.in-toto+json";
function digestSet(digest) {
	return { [digestAlgorithm(digest)]: digestHex(digest) };
}
function describeRun({ actor, isFromToken, ...run }) {
	return {
		run: {
			...run,
			claims: isFromToken === true ? "identity-token" : "environment"
		},
		...actor === void 0 ? {} : { actor }
	};
}
function describePolicy({ route, policy, evidence, approvals }) {
	return {
		...route === void 0 ? {} : { route },
		...policy === void 0 ? {} : { policy: {
			uri: policy.uri,
			digest: digestSet(policy.digest)
		} },
		...evidence === void 0 ? {} : { checks: [{
			id: "came-from",
			result: "pass",
			evidence: [{ digest: digestSet(evidence) }]
		}] },
		...approvals === void 0 ? {} : { approvals }
	};
}
function buildStatement(promotion) {
	const { source, destination, corrects = [] } = promotion;
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: promotion.subjects.map(({ digest, platform }, index) => ({
			name: index === 0 ? destination.uri : `${destination.uri}@${digest}`,
			digest: digestSet(digest),
			...platform === void 0 ? {} : { annotations: { platform } }
		})),
		predicateType: PROMOTION_PREDICATE,
		predicate: {
			action: "promote",
			time: promotion.time.toISOString(),
			source: {
				environment: source.environment,
				uri: source.uri,
				tags: source.tag === void 0 ? [] : [source.tag]
			},
			destination: {
				environment: destination.environment,
				uri: destination.uri,
				tags: destination.tags,
				replaced: Object.fromEntries(destination.replaced)
			},
			...describePolicy(promotion),
			copied: {
				bytesUploaded: promotion.bytesUploaded,
				mounted: promotion.blobsMounted
			},
			...describeRun(promotion.run),
			...promotion.reason === void 0 ? {} : { change: { reason: promotion.reason } },
			...corrects.length === 0 ? {} : { corrects: corrects.map((digest) => ({ digest: digestSet(digest) })) },
			tool: {
				name: "sealift",
				version: promotion.toolVersion
			}
		}
	};
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
	if (!Array.isArray(value)) throw new FormatError(`its ${key} are no list`);
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
	return kind === "artifact" || kind === "index" && hasListNamed(object, "manifests") ? kind : void 0;
}
function hasListNamed(object, key) {
	return Object.hasOwn(object, key) || optionalText(object, "mediaType") !== void 0;
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
// src/provenance/record.ts
const PROMOTION_ANNOTATION = "io.github.sealift.promotion.";
const PREDICATE_TYPE = "in-toto.io/predicate-type";
const EMPTY$1 = Buffer.from("{}");
const MAX_ANNOTATION = 1024;
function describe(mediaType, bytes) {
	return {
		mediaType,
		digest: digestOf(bytes),
		size: bytes.byteLength,
		annotations: /* @__PURE__ */ new Map()
	};
}
const SIGSTORE_BUNDLE = "application/vnd.dev.sigstore.bundle.v0.3+json";
const BUNDLE_ANNOTATIONS = /* @__PURE__ */ new Map([["dev.sigstore.bundle.content", "dsse-envelope"], ["dev.sigstore.bundle.predicateType", PROMOTION_PREDICATE]]);
function buildAnnotations({ promotion, labels, replaces = [] }) {
	const { run, destination, source } = promotion;
	const own = [
		["from", source.tag === void 0 ? source.uri : `${source.uri}:${source.tag}`],
		["to", destination.uri],
		["tags", destination.tags.join(" ")],
		["by", run.actor?.login],
		["run", run.invocationId],
		["reason", promotion.reason],
		["previous-digest", promotion.previousDigest],
		["source-environment", source.environment],
		["environment", destination.environment],
		["route", promotion.route?.name],
		["corrects", replaces.join(" ")]
	];
	const annotations = /* @__PURE__ */ new Map([[PREDICATE_TYPE, PROMOTION_PREDICATE], ["org.opencontainers.image.created", promotion.time.toISOString()]]);
	for (const [key, value] of labels) if (!annotations.has(key)) annotations.set(key, value.slice(0, MAX_ANNOTATION));
	for (const [name, value] of own) if (value !== void 0 && value !== "") annotations.set(PROMOTION_ANNOTATION + name, value.slice(0, MAX_ANNOTATION));
	return annotations;
}
function sortByKey(annotations) {
	return new Map(annotations.toSorted(([left], [right]) => left < right ? -1 : 1));
}
function writeDescriptor({ mediaType, digest, size }) {
	return {
		mediaType,
		digest,
		size
	};
}
function assemble(record, layer) {
	const { subject } = record;
	const isBundle = layer.mediaType === SIGSTORE_BUNDLE;
	const config = describe(OCI_EMPTY, EMPTY$1);
	const content = describe(layer.mediaType, layer.bytes);
	const annotations = sortByKey([...buildAnnotations(record), ...isBundle ? BUNDLE_ANNOTATIONS : []]);
	const bytes = Buffer.from(JSON.stringify({
		schemaVersion: 2,
		mediaType: OCI_MANIFEST,
		artifactType: layer.mediaType,
		config: {
			...writeDescriptor(config),
			...isBundle ? {} : { data: EMPTY$1.toString("base64") }
		},
		layers: [{
			...writeDescriptor(content),
			...isBundle ? {} : { annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE } }
		}],
		subject: writeDescriptor(subject),
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
			artifactType: layer.mediaType
		},
		subject: {
			mediaType: subject.mediaType,
			digest: subject.digest,
			size: subject.size,
			annotations: /* @__PURE__ */ new Map()
		},
		blobs: [{
			descriptor: config,
			bytes: EMPTY$1
		}, {
			descriptor: content,
			bytes: layer.bytes
		}]
	};
}
function writeStatement(promotion) {
	return Buffer.from(JSON.stringify(buildStatement(promotion)));
}
function buildRecord(content) {
	return assemble(content, {
		mediaType: IN_TOTO,
		bytes: writeStatement(content.promotion)
	});
}
function buildSignedRecord(content, bundle) {
	return assemble(content, {
		mediaType: SIGSTORE_BUNDLE,
		bytes: bundle
	});
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
const OTHER_BYTES = "build and push the image again, or have the registry's storage checked: its manifest and this blob do not belong together";
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
		throw invalidAnswer(attempt, `the bytes come in the encoding ${quote(encoding)}, which nobody asked for, and digests are those of plain bytes`, "invalid-answer", "switch compression off there, or in the proxy in front of it");
	}
	const length = response.header("content-length");
	if (length === void 0 || Number(length) === expected) return;
	await response.discard();
	throw invalidAnswer(attempt, `the registry announces ${quote(length)} bytes and not the ${expected} that its descriptor leads to expect`, "digest-mismatch", OTHER_BYTES);
}
async function refusedByStorage(response, { doing: what, registry }) {
	const { status, url } = response;
	await response.discard();
	const reason = `the storage that the registry sends us to, ${quote(url.host)}, answers ${status}`;
	return new RegistryError({
		what,
		reason,
		remedy: "run again, and have the storage of the registry checked if it stays so: no credentials are sent there"
	}, {
		code: status >= 500 ? "server-error" : "refused",
		registry,
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
// src/registry/manifest-claims.ts
function describeManifest(doing, client, repository, reference) {
	const separator = isDigest(reference) ? "@" : ":";
	return {
		registry: client.registry,
		doing: `${doing} ${formatRepository(repository)}${separator}${reference}`
	};
}
function claimedDigest(response) {
	for (const value of response.headers("docker-content-digest")) {
		const digest = tryParseDigest(value);
		if (digest !== void 0) return digest;
	}
}
function requireClaim(response, attempt, expected) {
	for (const value of response.headers("docker-content-digest")) {
		const claimed = tryParseDigest(value);
		if (!(claimed !== void 0 && digestAlgorithm(claimed) === digestAlgorithm(expected)) || claimed === expected) continue;
		throw invalidAnswer(attempt, `the registry says that its digest is ${claimed}, but it is ${expected}`, "digest-mismatch");
	}
}
// src/registry/tags-at-once.ts
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
	if (isRefusedElsewhere || READ_INSTEAD.has(response.status)) return (await getManifest(client, repository, reference, tagAlgorithm))?.digest;
	throw await refused(response, attempt);
}
// src/registry/answers/list-budget.ts
function openListBudget({ page, all }) {
	let left = all;
	return { async read(response) {
		const bytes = await readBody(response, Math.min(page, left));
		left -= bytes?.byteLength ?? 0;
		return bytes;
	} };
}
// src/registry/answers/next-page.ts
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
function isSameHost(link, current) {
	return link.hostname === current.hostname && /^https?:$/.test(link.protocol);
}
function nextPage(response, current, attempt) {
	const next = parseNextLink(response.headers("link").join(", "));
	if (next.kind === "none") return void 0;
	if (next.kind !== "target") throw invalidAnswer(attempt, "the list goes on at an address that cannot be read (header \"Link\")");
	const link = URL.parse(next.target, current.href);
	if (link === null || !isSameHost(link, current)) throw invalidAnswer(attempt, "the next page of the list is on another host");
	const address = new URL(current);
	address.search = link.search;
	return address;
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
		const agent = agents.get(key) ?? (url.protocol === "https:" ? new (loadHttps()).Agent({
			keepAlive: true,
			proxyEnv,
			...TLS
		}) : new (loadHttp()).Agent({
			keepAlive: true,
			proxyEnv
		}));
		agents.set(key, agent);
		return agent;
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
// src/action/git/github-api.ts
const TIME_LIMIT = 2e4;
const MAX_ANSWER = 33554432;
const MOST_REDIRECTS = 3;
const EMPTY = /* @__PURE__ */ new Set([
	204,
	205,
	304
]);
const GITHUB_API = "https://api.github.com";
function canAskGitHub(event, token) {
	return token !== void 0 && token !== "" && event.apiUrl !== void 0 && event.repository !== void 0;
}
function openFetch(apiUrl, environment) {
	const client = openServiceClient(environment);
	const { origin } = new URL(apiUrl);
	function requireOwn(url) {
		if (url.origin === origin) return;
		throw new Error(`an answer names an address of ${url.host}, where the token is not sent`);
	}
	return async (address, { method = "GET", headers = {}, body, signal } = {}) => {
		let url = new URL(address);
		for (let redirects = 0;; redirects += 1) {
			requireOwn(url);
			const content = body === void 0 ? {} : { body };
			const answer = await client.send({
				url,
				method,
				headers,
				...content,
				maxAnswer: MAX_ANSWER,
				signal
			});
			const { status, statusText } = answer;
			const location = answer.header("location");
			if (status >= 300 && status < 400 && status !== 304) {
				const target = URL.parse(location ?? "", url.href);
				if (target === null) throw new Error(`GitHub answered ${status} without an address`);
				requireOwn(target);
				if (method !== "GET" || redirects === MOST_REDIRECTS) throw new Error(`GitHub answered ${status} to ${method}`);
				url = target;
				continue;
			}
			const init = {
				status,
				statusText,
				headers: answer.headers.map(([name, value]) => [name, value])
			};
			return new Response(EMPTY.has(status) ? null : answer.body, init);
		}
	};
}
async function openGitHub(event, token, { timeLimit = TIME_LIMIT, environment = process.env } = {}) {
	const [owner, repo] = event.repository?.fullName.split("/") ?? [];
	if (!token || !owner || !repo) return void 0;
	const { getOctokit } = await import("./github.js").then((n) => n.t);
	const octokit = getOctokit(token, {
		userAgent: USER_AGENT,
		log: {
			debug() {},
			info() {},
			warn() {},
			error() {}
		},
		baseUrl: event.apiUrl ?? GITHUB_API,
		request: { fetch: openFetch(event.apiUrl ?? GITHUB_API, environment) }
	});
	octokit.hook.before("request", ({ request }) => {
		if (request !== void 0) request.signal = AbortSignal.timeout(timeLimit);
	});
	return {
		octokit,
		owner,
		repo
	};
}
function explainGitHubFailure(error, permission) {
	const message = quote(error instanceof Error ? error.message : String(error));
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
// src/action/github/rate-limit.ts
const UNNAMED_PAUSE = 6e4;
const SHORTEST_PAUSE = 1e3;
function untilReset(headers, now) {
	if (stringProperty(headers, "x-ratelimit-remaining") !== "0") return void 0;
	const reset = Number(stringProperty(headers, "x-ratelimit-reset") ?? NaN);
	return Number.isSafeInteger(reset) ? reset * 1e3 - now : UNNAMED_PAUSE;
}
function pauseOfLimit(error, now) {
	if (!isJsonObject(error)) return void 0;
	const status = property(error, "status");
	const response = objectProperty(error, "response");
	if (response === void 0 || status !== 403 && status !== 429) return void 0;
	const headers = objectProperty(response, "headers") ?? {};
	const isNamed = /secondary rate limit|abuse detection/i.test(stringProperty(error, "message") ?? "");
	const pause = tryParseRetryAfter(stringProperty(headers, "retry-after"), now) ?? untilReset(headers, now) ?? (status === 429 || isNamed ? UNNAMED_PAUSE : void 0);
	return pause === void 0 ? void 0 : Math.max(SHORTEST_PAUSE, pause);
}
// src/action/github/github-client.ts
const API_VERSION = "2022-11-28";
const TRIES = 4;
const PATIENCE = 15e4;
const REAL_CLOCK = {
	now: () => Date.now(),
	sleep: (milliseconds) => setTimeout(milliseconds)
};
function createPause(clock) {
	let until = 0;
	let left = PATIENCE;
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
async function openGitHubClient(event, token, { clock = REAL_CLOCK, timeLimit } = {}) {
	const api = await openGitHub(event, token, timeLimit === void 0 ? {} : { timeLimit });
	if (api === void 0) return void 0;
	const { octokit, owner, repo } = api;
	const pause = createPause(clock);
	async function send({ method, path, body }) {
		const headers = { "x-github-api-version": API_VERSION };
		const parameters = body === void 0 ? { headers } : {
			headers,
			data: body
		};
		for (let tries = 1;; tries++) {
			await pause.wait();
			try {
				const { data } = await octokit.request(`${method} ${path}`, parameters);
				return data;
			} catch (error) {
				const asked = pauseOfLimit(error, clock.now());
				if (asked === void 0 || tries === TRIES || !pause.extend(asked)) throw error;
			}
		}
	}
	return {
		owner,
		repo,
		home: `/repos/${encodeURIComponent(owner.toWellFormed())}/${encodeURIComponent(repo.toWellFormed())}`,
		send
	};
}
// src/tags/tag-plan.ts
function isChange({ action }) {
	return action === "create" || action === "move";
}
// src/action/governance/record-forms.ts
const MEANS = "give the job \"permissions: id-token: write\", or a key in the input \"signing-key\"";
function decideRecordForm(input, environment, state) {
	const { canSign } = state;
	if (environment === void 0) {
		if (input === "off" || input === "unsigned") return input;
		if (input === "signed") return requireMeans("the input \"record\" asks for it", state);
		return canSign ? "signed" : "unsigned";
	}
	const { name, record, signers } = environment;
	const isSigned = record === "signed" || signers.length > 0;
	if (input === "off" || input === "unsigned" && isSigned) throw new PolicyError(`Cannot promote to ${name} with "record: ${input}": the pipeline file ${record !== "signed" && isSigned ? "names who signs records" : `asks for a ${isSigned ? "signed " : ""}record`} of what enters it; leave "record" out`);
	if (isSigned) return requireMeans(record === "signed" ? `${name} accepts only signed records` : `the pipeline file names the signers of ${name}`, state);
	if (input === "signed") return requireMeans("the input \"record\" asks for it", state);
	if (input === "unsigned" || record === "unsigned") return "unsigned";
	return canSign ? "signed" : "unsigned";
}
function requireMeans(why, { canSign, writes }) {
	if (canSign || !writes) return "signed";
	throw new InputError(`Cannot sign the record: ${why}, and there is neither an identity token nor a key; ${MEANS}`);
}
// src/action/governance/signing-means.ts
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
// src/history/describe-no-current.ts
function describeNoCurrent(repositories) {
	const images = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest))).size + Math.max(0, ...repositories.map(({ leftOut }) => leftOut.digests));
	if (images > 0) return `${formatCount(images, "image")}, none known to run`;
	return repositories.some(({ leftOut: { tags, refusedTags } }) => tags + refusedTags > 0) ? "tags that were not read" : "nothing yet";
}
// src/history/describe-trust.ts
function describeTrust(record) {
	switch (record.kind) {
		case "entry": {
			const { trust } = record.entry;
			return trust.kind === "unverified" ? `unverified (${trust.reason})` : trust.kind;
		}
		case "refused": return "refused";
		case "unreadable": return "cannot be read";
		case "built": return "built here";
		case "none": return "no record";
		default: return record;
	}
}
// src/history/format-time.ts
function formatTime(time) {
	return `${time.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
function formatDay(time) {
	return time.toISOString().slice(0, 10);
}
// src/history/pipeline-picture.ts
const MAX_TEXT = 5e4;
const MAX_EDGES = 500;
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
const STYLES = [
	...COLOURS.map((fill, index) => `classDef c${index} fill:${fill},stroke:${fill},color:#ffffff`),
	`classDef more fill:${GREY},stroke:${GREY},color:#ffffff`,
	`classDef none fill:#eaeef2,stroke:${GREY},color:#24292f,stroke-dasharray:4 3`,
	"classDef unread fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-dasharray:4 3"
];
function pictureText(text) {
	return safeText(text, MAX_LINE).replace(/[^\p{L}\p{N} .,:_+/-]/gu, (character) => `#${character.codePointAt(0)};`);
}
function isSplit({ repositories }) {
	const running = repositories.filter(({ missing }) => missing === void 0);
	return new Set(running.map(({ current }) => current?.placement.digest)).size > 1;
}
function describeNode(environment) {
	const { name, current } = environment;
	if (isUnread(environment)) return [name, "cannot be read"];
	if (current === void 0) return [name, describeNoCurrent(environment.repositories)];
	const { tags, digest, record } = current.placement;
	return [
		name,
		tags[0] ?? shortDigest(digest),
		...record.kind === "entry" ? [formatDay(record.entry.time)] : [],
		describeTrust(record),
		...isSplit(environment) ? ["repositories differ"] : []
	];
}
function isUnread({ repositories }) {
	return repositories.every(({ missing }) => missing !== void 0);
}
function usedHotfixOf(environment) {
	const record = environment?.current?.placement.record;
	return record?.kind === "entry" && record.entry.route?.kind === "hotfix" ? record.entry.route.name : void 0;
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
	const used = STYLES.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(" ")[1]}`)));
	const text = ["flowchart LR", ...[
		...boxes,
		...routes,
		...hotfixes,
		...used
	].map((line) => `  ${line}`)].join("\n");
	return text.length > MAX_TEXT || routes.length + hotfixes.length > MAX_EDGES ? void 0 : text;
}
// src/action/summary/links.ts
const NAME = "[A-Za-z0-9_.-]+";
const RUN = new RegExp(`^/(${NAME})/(${NAME})/actions/runs/(\\d+)(?:/attempts/(\\d+))?$`);
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
	const url = originOf(address);
	const [, owner, repository, id, attempt] = RUN.exec(url?.pathname ?? "") ?? [];
	if (url === void 0 || owner === void 0 || repository === void 0 || id === void 0) return void 0;
	const path = `${owner}/${repository}/actions/runs/${id}${attempt === void 0 ? "" : `/attempts/${attempt}`}`;
	return {
		server: url.origin,
		owner,
		repository,
		id,
		address: `${url.origin}/${path}`
	};
}
function linkRun(address, own) {
	const [run, home] = [parseRun(address), own === null ? void 0 : parseRun(own)];
	return run === void 0 || run.server !== home?.server ? markdownText(address) : link(`run ${run.id}`, run.address);
}
function linkLogin(login, own) {
	const home = own === null ? void 0 : parseRun(own);
	if (home === void 0 || !LOGIN.test(login)) return markdownText(login, 50);
	return link(login, `${home.server}/${login.endsWith("[bot]") ? `apps/${login.slice(0, -5)}` : login}`);
}
function repositoryOf(source, own) {
	const [url, parsed] = [originOf(source ?? ""), own === null ? void 0 : parseRun(own)];
	const [, owner, name] = REPOSITORY.exec(url?.pathname ?? "") ?? [];
	if (url?.origin !== parsed?.server || parsed === void 0 || owner === void 0 || name === void 0) return void 0;
	return `${parsed.server}/${owner}/${name}`;
}
function linkCommit(source, revision, own) {
	const repository = repositoryOf(source, own);
	if (repository === void 0 || revision === void 0 || !REVISION.test(revision)) return void 0;
	return link(revision.slice(0, 7), `${repository}/commit/${revision}`);
}
function linkComparison(source, [before, after], own) {
	const repository = repositoryOf(source, own);
	const isKnown = [before, after].every((revision) => revision !== void 0 && REVISION.test(revision));
	if (repository === void 0 || !isKnown || before === void 0 || after === void 0 || before === after) return;
	return link(`${before.slice(0, 7)}…${after.slice(0, 7)}`, `${repository}/compare/${before}...${after}`);
}
function linkPackage(repository, own) {
	const parsed = own === null ? void 0 : parseRun(own);
	const [, owner, name] = PACKAGE.exec(repository) ?? [];
	if (parsed?.server !== "https://github.com" || name === void 0 || owner === void 0) return void 0;
	if (owner.toLowerCase() !== parsed.owner.toLowerCase()) return void 0;
	return link("package", `${parsed.server}/${parsed.owner}/${parsed.repository}/pkgs/container/${encodeURIComponent(name)}`);
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
// src/promotion/graph/read-graph.ts
const MAX_DEPTH = 4;
const MAX_MANIFESTS = 1e3;
const MAX_BYTES = 67108864;
const MAX_LAYERS = 1e3;
const BUILD_AGAIN = "build and push the image again: these are the bytes that were pushed";
var UnreadableManifestError = class extends RegistryError {
	reason;
	constructor(words, details) {
		super(words, details);
		this.reason = words.reason;
	}
};
var UnknownManifestError = class extends UnreadableManifestError {
	mediaType;
	constructor(words, { registry, mediaType }) {
		super(words, {
			code: "invalid-answer",
			registry
		});
		this.mediaType = mediaType;
	}
};
function malformed({ doing: what, registry }, reason, remedy = BUILD_AGAIN) {
	return new UnreadableManifestError({
		what,
		reason,
		remedy
	}, {
		code: "invalid-answer",
		registry
	});
}
function tooLarge(client, doing, reason) {
	return new UnreadableManifestError({
		what: doing,
		reason,
		remedy: "leave out of the image what it does not need"
	}, {
		code: "too-large",
		registry: client.registry
	});
}
function toNode(client, repository, stored, assumed) {
	const attempt = {
		registry: client.registry,
		doing: `read ${formatRepository(repository)}@${stored.digest}`
	};
	let manifest;
	try {
		const types = {
			contentType: stored.mediaType,
			...assumed === void 0 ? {} : { assumed }
		};
		manifest = parseManifest(stored.bytes, types);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
		if (!(error instanceof UnknownTypeError)) throw malformed(attempt, error.message, error.remedy);
		const { message: reason, mediaType, remedy = "promote an image without it" } = error;
		throw new UnknownManifestError({
			what: attempt.doing,
			reason,
			remedy
		}, {
			registry: client.registry,
			mediaType
		});
	}
	const blobs = manifestBlobs(manifest).length;
	if (manifest.kind !== "index" && blobs > 1001) throw tooLarge(client, attempt.doing, `it has ${blobs - 1} layers, and no more than ${MAX_LAYERS} are read`);
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
		remedy: "promote an image without it"
	}, {
		registry: client.registry,
		mediaType
	});
}
async function readGraph(client, repository, root) {
	const nodes = /* @__PURE__ */ new Map();
	const name = formatRepository(repository);
	const asked = /* @__PURE__ */ new Set([root.digest]);
	const doing = `read ${name}@${root.digest}`;
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
				remedy: "build the image again, or push what is missing"
			}, {
				code: "not-found",
				registry: client.registry,
				status: 404
			});
		}
		const node = toNode(client, repository, stored, child.mediaType);
		const { mediaType, size } = node.descriptor;
		const wrong = entries.find((entry) => bareMediaType(entry.mediaType) !== mediaType || entry.size !== size);
		if (wrong !== void 0) throw malformed({
			registry: client.registry,
			doing: `read ${name}@${child.digest}`
		}, `it is ${`${quote(mediaType)} of ${formatNumber(size)} bytes`}, and the index says ${quote(wrong.mediaType)} of ${formatNumber(wrong.size)} bytes`);
		await visit(node, depth);
	}
	async function visit(node, depth) {
		nodes.set(node.descriptor.digest, node);
		bytes += node.bytes.byteLength;
		if (bytes > MAX_BYTES) throw tooLarge(client, doing, `its manifests are larger than ${MAX_BYTES / 1024 / 1024} MiB together`);
		const children = [...Map.groupBy(childManifests(node.manifest), ({ digest }) => digest)].filter(([digest]) => !asked.has(digest));
		for (const [digest] of children) asked.add(digest);
		if (asked.size > MAX_MANIFESTS || children.length > 0 && depth >= MAX_DEPTH) throw tooLarge(client, doing, `it has more than ${MAX_MANIFESTS} manifests or ${MAX_DEPTH} levels`);
		const blobs = node.manifest.kind === "index" ? manifestBlobs(node.manifest) : [];
		await Promise.all([...children.map(([, [first, ...others]]) => first && readChild([first, ...others], depth + 1)), ...blobs.map((blob) => requireBlob(client, repository, blob))]);
	}
	await visit(toNode(client, repository, root), 1);
	return {
		root: root.digest,
		nodes
	};
}
// src/promotion/destination/look-up.ts
const FEW_CHILDREN = 4;
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
async function findThose(client, repository, digests) {
	const found = await Promise.all(digests.map((digest) => headManifest(client, repository, digest)));
	return digests.filter((_, index) => found[index] !== void 0);
}
async function findPresent(client, repository, root) {
	const { digest } = root.descriptor;
	const children = [...new Set(childManifests(root.manifest).map((child) => child.digest))];
	if (children.length <= FEW_CHILDREN) return keepUnderRoot(digest, await findThose(client, repository, [digest, ...children]));
	if ((await findThose(client, repository, [digest])).length === 0) return /* @__PURE__ */ new Set();
	return /* @__PURE__ */ new Set([digest, ...await findThose(client, repository, children)]);
}
function keepUnderRoot(root, found) {
	return new Set(found.includes(root) ? found : []);
}
async function findPresentBelow(client, repository, graph, present) {
	const root = graph.nodes.get(graph.root);
	if (root === void 0 || !present.has(graph.root)) return present;
	const asked = /* @__PURE__ */ new Set([graph.root, ...childManifests(root.manifest).map(({ digest }) => digest)]);
	const deeper = [...graph.nodes.keys()].filter((digest) => !asked.has(digest));
	return /* @__PURE__ */ new Set([...present, ...await findThose(client, repository, deeper)]);
}
// src/promotion/destination/tag-case.ts
function listsTag(names, tag) {
	return names.has(tag) || names.has(tag.toLowerCase());
}
function familiesOf(wanted) {
	return wanted.flatMap(({ sequence, family, version }) => {
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
function tagsInAnotherCase(names, wanted) {
	const unlisted = wanted.filter(({ tag }) => !names.has(tag));
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
	const budget = openListBudget({
		page: MAX_PAGE,
		all: MAX_LIST
	});
	let last = stem;
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}&last=${encodeURIComponent(stem)}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === MAX_PAGES) throw invalidAnswer(attempt, "the list has no end");
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
		if (pages === 0 && response.status === 404) {
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
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
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
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
			if (isUnknownRepository(await readBody(response, 16777216))) return tags;
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
async function listTagsAtOnce(client, repository) {
	const attempt = {
		registry: client.registry,
		doing: `list the tags of ${formatRepository(repository)}`
	};
	const tags = /* @__PURE__ */ new Set();
	let url = client.address(repository, `tags/list?n=${PAGE_SIZE}`);
	for (let pages = 0; url !== void 0; pages++) {
		if (pages === 2) return void 0;
		const response = await client.send({
			method: "GET",
			url,
			headers: { accept: "application/json" }
		});
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
// src/action/progress.ts
const PROGRESS_EVERY = 1e4;
const WINDOW = 3e4;
var Progress = class {
	blobs;
	bytes;
	manifests;
	tags;
	doneBlobs = 0;
	doneManifests = 0;
	doneTags = 0;
	doneBytes = 0;
	streamed = 0;
	samples;
	constructor(plans, now, phase) {
		const destinations = plans.flatMap((plan) => plan.destinations);
		const steps = destinations.flatMap(({ copy }) => copy.blobs);
		this.manifests = destinations.reduce((sum, { copy }) => sum + copy.manifests.length, 0);
		this.tags = phase === "landing" ? 0 : destinations.flatMap(({ tags }) => tags.tags.filter(isChange)).length;
		this.blobs = steps.length;
		this.bytes = steps.reduce((sum, { blob }) => sum + blob.size, 0);
		this.samples = [{
			at: now,
			bytes: 0
		}];
	}
	add(event) {
		if (event.kind === "bytes") this.streamed += event.bytes;
		if (event.kind === "manifest") this.doneManifests++;
		if (event.kind === "tag") this.doneTags++;
		if (event.kind !== "blob") return;
		this.doneBlobs++;
		this.doneBytes += event.blob.size;
	}
	describe(now) {
		if (this.doneBlobs < this.blobs) return this.describeBlobs(now);
		const left = [this.doneManifests < this.manifests ? `${this.doneManifests} of ${this.manifests} manifests written` : "", this.doneTags < this.tags ? `${this.doneTags} of ${this.tags} tags written` : ""].filter((part) => part !== "");
		return left.length === 0 ? void 0 : `${this.blobs} of ${this.blobs} blobs, ${left.join(", ")}`;
	}
	describeBlobs(now) {
		const last = {
			at: now,
			bytes: this.streamed
		};
		this.samples = [...this.samples.filter(({ at }) => now - at <= WINDOW), last];
		const [first = last] = this.samples;
		const rate = now > first.at ? (last.bytes - first.bytes) * 1e3 / (now - first.at) : 0;
		const parts = [`${this.doneBlobs} of ${this.blobs} blobs`, `${formatBytes(this.streamed)} copied`];
		if (rate > 0) {
			const left = Math.max(0, this.bytes - Math.max(this.doneBytes, this.streamed));
			parts.push(`${formatBytes(Math.round(rate))}/s`, `${formatDuration(left / rate * 1e3)} left`);
		}
		return parts.join(", ");
	}
};
// src/commands/heartbeat.ts
function startHeartbeat(logger, describe) {
	const timer = setInterval(() => logger.info(describe()), PROGRESS_EVERY);
	return { [Symbol.dispose]: () => clearInterval(timer) };
}
// src/promotion/promotion-request.ts
function passageTo({ governance }, repository) {
	return governance?.passages.get(formatRepository(repository));
}
function recordFormOf({ governance, record }, repository) {
	return governance?.records.get(formatRepository(repository)) ?? record;
}
function isRecorded(request) {
	return request.to.some((repository) => recordFormOf(request, repository) !== "off");
}
function requestFor(request, repository) {
	const environment = passageTo(request, repository)?.destination;
	return environment === void 0 ? request : {
		...request,
		rules: rulesOf(environment, request.rules)
	};
}
function rulesOf({ rules, tag }, given) {
	const own = rules ?? given;
	return tag === void 0 ? own : [...own, ...parseTagRules(`type=raw,value=${tag},immutable=false`)];
}
// src/promotion/passage/require-platforms.ts
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
	const has = platforms.length === 0 ? "names no platform" : `is only for ${formatList(platforms)}`;
	return {
		reason: `it must be there for ${formatList(missing)}, and it ${has}`,
		cure: `build it for all of them, or change "platforms" of ${name}`
	};
}
async function requirePlatforms(request, image) {
	for (const repository of request.to) {
		const environment = passageTo(request, repository)?.destination;
		if (environment === void 0 || environment.platforms.length === 0) continue;
		const lacking = lackingPlatforms(environment, await image.platforms());
		if (lacking === void 0) continue;
		const { reason, cure } = lacking;
		throw new PolicyError(`Cannot promote ${formatReference(request.from)} to ${environment.name}: ${reason}; ${cure}`);
	}
}
// src/promotion/source/find-platforms.ts
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
// src/promotion/source/read-config.ts
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
	if (bytes !== void 0) image.ledger?.give(manifest.config.digest, bytes);
	return {
		manifest,
		config: parse(bytes)
	};
}
// src/promotion/source/read-labels.ts
function findLabels({ nodes, root }, { manifest, config }) {
	const inner = config && objectProperty(config, "config");
	const labels = stringMap(inner && property(inner, "Labels"));
	return joinImageLabels(nodes.get(root)?.manifest.annotations ?? /* @__PURE__ */ new Map(), manifest, labels);
}
async function readImageLabels(client, repository, image) {
	return findLabels(image.graph, await readConfig(client, repository, image));
}
// src/promotion/source/source-image.ts
function quiet(promise) {
	promise.catch(() => void 0);
	return promise;
}
var SourceImage = class {
	root;
	client;
	ledger;
	repository;
	stored;
	reading;
	configuring;
	labelling;
	constructor(clients, repository, stored) {
		this.client = clients.source;
		this.ledger = clients.ledger;
		this.repository = repository;
		this.stored = stored;
		this.root = quiet(stored.then((root) => toNode(clients.source, repository, root)));
	}
	graph() {
		this.reading ??= quiet(this.stored.then((root) => readGraph(this.client, this.repository, root)));
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
		this.configuring ??= quiet(this.graph().then((graph) => readConfig(this.client, this.repository, {
			graph,
			ledger: this.ledger
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
// src/provenance/verification/glob.ts
const MAX_LENGTH = 4096;
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
	if (text.length > MAX_LENGTH || pattern.length > MAX_LENGTH) return false;
	const parts = parsePattern(pattern);
	let reached = new Uint8Array(parts.length + 1);
	reached[0] = 1;
	skipStars(reached, parts);
	for (let position = 0; position < text.length; position++) reached = readCharacter(text.charCodeAt(position), {
		reached,
		parts
	});
	return reached[parts.length] === 1;
}
function readCharacter(character, { reached, parts }) {
	const next = new Uint8Array(reached.length);
	for (let at = 0; at < parts.length; at++) {
		if (reached[at] === 0) continue;
		const part = parts[at];
		if (part === character) next[at + 1] = 1;
		else if (fitsStar(part, character)) next[at] = 1;
	}
	skipStars(next, parts);
	return next;
}
function skipStars(reached, parts) {
	for (let at = 0; at < parts.length; at++) if (reached[at] === 1 && Number(parts[at]) < 0) reached[at + 1] = 1;
}
// src/provenance/verification/pin.ts
function partsOf(facts, pin) {
	return [
		[
			"issuer",
			pin.issuer,
			facts.issuer
		],
		[
			"identity",
			pin.identity,
			facts.identity
		],
		[
			"source-repository",
			pin.sourceRepository,
			facts.sourceRepository
		],
		[
			"source-ref",
			pin.sourceRef,
			facts.sourceRef
		],
		[
			"event",
			pin.event,
			facts.event
		]
	];
}
function isMet(part, wanted, actual) {
	if (wanted === void 0) return true;
	if (actual === void 0) return false;
	return part === "issuer" || part === "event" ? wanted === actual : matchesGlob(actual, wanted);
}
function meetsPin(facts, pin) {
	return pin.kind === "identity" && partsOf(facts, pin).every(([part, wanted, actual]) => isMet(part, wanted, actual));
}
function explainMiss(facts, pins) {
	const misses = pins.flatMap((pin) => {
		if (pin.kind !== "identity") return [];
		return [{
			parts: partsOf(facts, pin).filter(([part, wanted, actual]) => !isMet(part, wanted, actual)),
			pin
		}];
	});
	const isOfCase = ({ parts }) => parts.every(([part, wanted, actual]) => isMet(part, wanted?.toLowerCase(), actual?.toLowerCase()));
	const spelled = misses.find(isOfCase)?.parts[0];
	if (spelled !== void 0) {
		const [part, wanted, actual] = spelled;
		return `"${part}" is pinned as ${quote(wanted ?? "")}, which differs from ${quote(actual ?? "")} only in upper and lower case`;
	}
	const single = misses.find(({ parts }) => parts.length === 1 && parts[0]?.[0] !== "identity")?.parts[0];
	if (single === void 0) return void 0;
	const [part, wanted, actual] = single;
	const is = actual === void 0 ? "the certificate does not say" : `it is ${quote(actual)}`;
	return `"${part}" is pinned as ${quote(wanted ?? "")}, and ${is}`;
}
export { openGitHub as $, describeOverruled as A, findRetryHint as At, drawPipeline as B, isWebPage as Bt, findPresent as C, buildRecord as Ct, UnreadableManifestError as D, IN_TOTO as Dt, UnknownManifestError as E, parseManifest as Et, linkCommit as F, invalidAnswer as Ft, describeNoCurrent as G, createWarningSink as Gt, pictureText as H, classifyAddress as Ht, linkComparison as I, readRefusal as It, decideRecordForm as J, registryEndpoint as Jt, canAskForToken as K, withWarnings as Kt, linkLogin as L, refusalError as Lt, missingLabels as M, proxyFor as Mt, placeOfLabel as N, readProxySettings as Nt, readGraph as O, PROMOTION_PREDICATE as Ot, limitSummary as P, secretsOfProxies as Pt, explainGitHubFailure as Q, linkPackage as R, refused as Rt, tagsInAnotherCase as S, SIGSTORE_BUNDLE as St, lookUpTags as T, writeStatement as Tt, formatTime as U, isElsewhere as Ut, isSplit as V, withoutPages as Vt, describeTrust as W, readBody as Wt, openGitHubClient as X, isChange as Y, canAskGitHub as Z, listTagsFrom as _, describeBlob as _t, readImageLabels as a, getManifest as at, listsTag as b, PREDICATE_TYPE as bt, isRecorded as c, noteNoTagsAtOnce as ct, requestFor as d, describeManifest as dt, openServiceClient as et, startHeartbeat as f, requireClaim as ft, listTagsAtOnce as g, OTHER_BYTES as gt, listTags as h, embeddedData as ht, SourceImage as i, MAX_MANIFEST as it, joinImageLabels as j, tryParseRetryAfter as jt, OCI_LABEL as k, requireUniqueKeys as kt, passageTo as l, readTagsSet as lt, Progress as m, readBlob as mt, meetsPin as n, parseNextLink as nt, lackingPlatforms as o, headManifest as ot, PROGRESS_EVERY as p, hasBlob as pt, findSigningMeans as q, withoutEncoding as qt, matchesGlob as r, openListBudget as rt, requirePlatforms as s, mayTagAtOnce as st, explainMiss as t, nextPage as tt, recordFormOf as u, claimedDigest as ut, familiesOf as v, requestBlob as vt, findPresentBelow as w, buildSignedRecord as wt, standingTags as x, PROMOTION_ANNOTATION as xt, inOwnCase as y, skipBytes as yt, linkRun as z, parseErrors as zt };
