import "./rolldown-runtime.js";
import { t as require_dist } from "./dist.js";
import { At as property, Ct as decodeJson, St as FormatError, kt as parseJsonText, qt as quote } from "./common.js";
import { n as checkEndpoints } from "./endpoints.js";
// src/provenance/signing/signing-config.ts
var import_dist = require_dist();
const MEDIA_TYPE = "application/vnd.dev.sigstore.signingconfig.v0.2+json";
const MAX_BYTES = 1048576;
function isUsedAt({ validFor }, now) {
	const { start, end } = validFor ?? {};
	return start !== void 0 && start <= now && (end === void 0 || now <= end);
}
function requireOne(usable, { kind, count }) {
	const operators = new Set(usable.map(({ operator, url }) => operator || url)).size;
	const { selector = import_dist.ServiceSelector.ANY, count: exact = 1 } = count ?? {};
	const asked = selector === import_dist.ServiceSelector.ALL ? operators : selector === import_dist.ServiceSelector.EXACT ? exact : 1;
	if (asked > 1) throw new FormatError(`it asks for ${asked} ${kind}, and only one is used`);
}
function pick(services, wanted) {
	const { kind, versions, now } = wanted;
	const usable = services.filter((each) => versions.includes(each.majorApiVersion) && isUsedAt(each, now));
	requireOne(usable, wanted);
	const startOf = ({ validFor }) => validFor?.start?.getTime() ?? 0;
	const [best] = usable.toSorted((one, other) => other.majorApiVersion - one.majorApiVersion || startOf(other) - startOf(one));
	if (best !== void 0 || services.length === 0) return best;
	const named = services.map(({ url, majorApiVersion }) => `${quote(url)} of version ${majorApiVersion}`).join(", ");
	throw new FormatError(`of its ${kind} (${named}) none is in use now and of a version that is spoken here (${versions.join(" or ")})`);
}
function parse(bytes) {
	if (bytes.byteLength > MAX_BYTES) throw new FormatError("it is larger than 1 MiB");
	const document = parseJsonText(decodeJson(bytes));
	const mediaType = property(document, "mediaType");
	if (mediaType !== MEDIA_TYPE) throw new FormatError(`it is of the type ${quote(String(mediaType ?? ""))} and not ${quote(MEDIA_TYPE)}`);
	try {
		return import_dist.SigningConfig.fromJSON(document);
	} catch (error) {
		throw new FormatError(error instanceof Error ? error.message : String(error));
	}
}
function readSigningConfig(bytes, now) {
	const { caUrls, rekorTlogUrls, rekorTlogConfig, tsaUrls, tsaConfig } = parse(bytes);
	const fulcio = pick(caUrls, {
		kind: "certificate authorities",
		versions: [1],
		now
	});
	if (fulcio === void 0) throw new FormatError("it names no certificate authority (\"caUrls\")");
	const log = pick(rekorTlogUrls, {
		kind: "logs",
		versions: [1, 2],
		count: rekorTlogConfig,
		now
	});
	const authority = pick(tsaUrls, {
		kind: "time-stamping authorities",
		versions: [1],
		count: tsaConfig,
		now
	});
	return checkEndpoints({
		fulcioUrl: fulcio.url,
		rekorUrl: log?.url,
		...log?.majorApiVersion === 2 ? { rekorVersion: 2 } : {},
		timestampUrl: authority?.url
	});
}
export { readSigningConfig };
