import { At as RegistryError, Bt as property, Ht as stringProperty, It as isJsonObject, Rt as parseJsonObject, Xt as safeText, Yt as quote, at as formatRepository, ct as digestAlgorithm, ft as isDigest, mt as tryParseDigest, ut as digestOf } from "./start.js";
import { r as readBody, t as isWebPage } from "./web-page.js";
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
// src/registry/manifest-claims.ts
function describeManifest(doing, client, repository, reference) {
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
async function getManifest(client, repository, reference, tagAlgorithm = "sha256") {
	const attempt = describeManifest("read", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "GET",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	noteTagsAtOnce(client, response);
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
	const attempt = describeManifest("look up", client, repository, reference);
	const url = client.address(repository, `manifests/${reference}`);
	const response = await client.send({
		method: "HEAD",
		url,
		headers: { accept: ACCEPT_MANIFESTS }
	});
	noteTagsAtOnce(client, response);
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
export { contentKind as _, noteNoTagsAtOnce as a, requireClaim as c, refusalError as d, refused as f, bareMediaType as g, OCI_MANIFEST as h, mayTagAtOnce as i, invalidAnswer as l, OCI_INDEX as m, getManifest as n, readTagsSet as o, OCI_EMPTY as p, headManifest as r, describeManifest as s, MAX_MANIFEST as t, readRefusal as u, isForeignLayer as v, isSchema1 as y };
