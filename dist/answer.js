import { $t as RegistryError, At as property, Mt as stringProperty, Ot as parseJsonObject, Tt as isJsonObject, Yt as secrets, qt as quote } from "./common.js";
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
export { parseErrors as a, isElsewhere as c, refused as i, readBody as l, readRefusal as n, isWebPage as o, refusalError as r, withoutPages as s, invalidAnswer as t };
