import { t as require_dist } from "./dist2.js";
import { At as property, Ct as decodeJson, Et as objectProperty, Mt as stringProperty, St as FormatError, Tt as isJsonObject, kt as parseJsonText, qt as quote } from "./common.js";
import { n as requireUniqueKeys } from "./unique-keys.js";
import "./statement.js";
// src/provenance/verification/read-bundle.ts
var import_dist = require_dist();
const MAX_BYTES = 4194304;
const MAX_WITNESSES = 16;
const MAX_DER = 65536;
const MEDIA_TYPES = /* @__PURE__ */ new Set([
	"application/vnd.dev.sigstore.bundle.v0.3+json",
	"application/vnd.dev.sigstore.bundle+json;version=0.3",
	"application/vnd.dev.sigstore.bundle+json;version=0.2"
]);
const KEYS = [
	"certificate",
	"publicKey",
	"x509CertificateChain"
];
function checkDocument(document) {
	const mediaType = stringProperty(document, "mediaType");
	if (mediaType === void 0) throw new FormatError("it is no Sigstore bundle");
	if (!MEDIA_TYPES.has(mediaType)) throw new FormatError(`it is of the type ${quote(mediaType)} and no Sigstore bundle of 0.3`);
	if (property(document, "messageSignature") !== void 0) throw new FormatError("it signs a file and no statement");
	const envelope = objectProperty(document, "dsseEnvelope");
	if (envelope === void 0) throw new FormatError("it holds no signed statement");
	if (property(envelope, "payloadType") !== "application/vnd.in-toto+json") throw new FormatError("what it signs is no in-toto statement");
	const signatures = property(envelope, "signatures");
	const count = Array.isArray(signatures) ? signatures.length : 0;
	if (count !== 1) throw new FormatError(`it has ${count} signatures instead of one`);
	if (!Array.isArray(signatures) || !signatures.every(isJsonObject)) throw new FormatError("its signature is none");
	checkMaterial(objectProperty(document, "verificationMaterial"));
}
function checkMaterial(material) {
	if (material === void 0) throw new FormatError("it says nothing of who signed");
	if (KEYS.filter((key) => property(material, key) !== void 0).length !== 1) throw new FormatError("it does not say in one way who signed");
	const timestamps = property(objectProperty(material, "timestampVerificationData") ?? {}, "rfc3161Timestamps");
	if (JSON.stringify([
		property(material, "certificate"),
		property(material, "x509CertificateChain"),
		timestamps
	]).length > MAX_DER) throw new FormatError("it has a certificate or a timestamp of unusual length");
	for (const witnesses of [property(material, "tlogEntries"), timestamps]) if (Array.isArray(witnesses) && witnesses.length > MAX_WITNESSES) throw new FormatError(`it has more than ${MAX_WITNESSES} witnesses`);
}
function readBundle(bytes) {
	if (bytes.byteLength > MAX_BYTES) throw new FormatError("it is larger than 4 MiB");
	const text = decodeJson(bytes);
	const document = parseJsonText(text);
	requireUniqueKeys(text);
	checkDocument(document);
	const bundle = parseBundle(document);
	if (!(0, import_dist.isBundleWithDsseEnvelope)(bundle)) throw new FormatError("it holds no signed statement");
	return bundle;
}
function parseBundle(document) {
	try {
		return (0, import_dist.bundleFromJSON)(document);
	} catch {
		throw new FormatError("it is no complete Sigstore bundle");
	}
}
export { readBundle as t };
