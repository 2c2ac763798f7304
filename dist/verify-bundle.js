import "./rolldown-runtime.js";
import { t as require_dist } from "./dist3.js";
import { Bt as property, Ft as decodeJson, Ht as stringProperty, It as isJsonObject, Lt as objectProperty, Pt as FormatError, Xt as safeText, Yt as quote, zt as parseJsonText } from "./start.js";
import { t as matchesGlob } from "./glob.js";
import { t as require_dist$1 } from "./dist4.js";
import { n as requireUniqueKeys } from "./unique-keys.js";
import "./statement.js";
import { createPublicKey, verify } from "node:crypto";
// src/provenance/verification/explain-failure.ts
var import_dist$1 = require_dist();
const EXPLANATIONS = [
	[
		1,
		/^TIMESTAMP/,
		/got 0$/,
		"nobody witnessed when it was signed: it has no timestamp that counts"
	],
	[
		1,
		/^TIMESTAMP/,
		/duplicate/,
		"it has the same timestamp twice"
	],
	[
		1,
		/^TIMESTAMP/,
		/./,
		"its timestamp is of another signature, or of an authority that the trusted roots do not have"
	],
	[
		2,
		/^CERTIFICATE/,
		/not valid or expired/,
		"its certificate was not valid when it was signed"
	],
	[
		2,
		/^CERTIFICATE/,
		/chain|path/,
		"its certificate is of no authority that the trusted roots had when it was signed"
	],
	[
		3,
		/^CERTIFICATE/,
		/SCT/,
		"its certificate is in no certificate log of the trusted roots"
	],
	[
		4,
		/^TLOG/,
		/got 0$/,
		"it is in no transparency log, which the trusted roots ask for"
	],
	[
		4,
		/^TLOG_BODY/,
		/./,
		"its log entry is of another signature"
	],
	[
		4,
		/^TLOG/,
		/duplicate/,
		"it has the same log entry twice"
	],
	[
		4,
		/^TLOG/,
		/./,
		"its log entry is in no log of the trusted roots"
	],
	[
		5,
		/^SIGNATURE/,
		/./,
		"its signature does not fit what it says: one of the two was changed"
	]
];
function explainFailure(error) {
	const { code, words } = describe(error);
	for (const [stage, codes, wordings, reason] of EXPLANATIONS) if (codes.test(code) && wordings.test(words)) return {
		stage,
		reason
	};
	return {
		stage: 0,
		reason: "it holds a certificate, a timestamp or a log entry that cannot be read"
	};
}
function describe(error) {
	if (!(error instanceof Error)) return {
		code: "",
		words: ""
	};
	return {
		code: "code" in error && typeof error.code === "string" ? error.code : "",
		words: `${error.cause instanceof Error ? `${error.cause.message} ` : ""}${error.message}`
	};
}
// src/provenance/verification/certificate-claims.ts
const FULCIO = "1.3.6.1.4.1.57264.1.";
const SUBJECT_ALTERNATIVE_NAME = "2.5.29.17";
const EXTENDED_KEY_USAGE = "2.5.29.37";
const CODE_SIGNING = "1.3.6.1.5.5.7.3.3";
const EMAIL = 1;
const URI = 6;
const UTF8_STRING = 12;
const VISIBLE = /^[!-~]+$/;
function decode(bytes) {
	try {
		return new TextDecoder("utf-8", {
			fatal: true,
			ignoreBOM: true
		}).decode(bytes);
	} catch {
		throw new FormatError("its certificate holds a text that is none");
	}
}
function findExtension(certificate, oid) {
	const [found, ...others] = certificate.extensions.filter((each) => each.subs[0]?.toOID() === oid);
	if (others.length > 0) throw new FormatError("its certificate says something twice");
	return found?.subs.at(-1);
}
function readClaim(certificate, number) {
	const value = findExtension(certificate, `${FULCIO}${number}`);
	if (value === void 0) return void 0;
	const [text, ...others] = value.subs;
	if (text === void 0 || others.length > 0 || text.tag.toDER() !== UTF8_STRING) throw new FormatError("its certificate makes a claim that is no text");
	return decode(text.value);
}
function readOldClaim(certificate, number) {
	const value = findExtension(certificate, `${FULCIO}${number}`);
	return value === void 0 ? void 0 : decode(value.value);
}
function readIdentity(certificate) {
	const [name, ...others] = findExtension(certificate, SUBJECT_ALTERNATIVE_NAME)?.subs[0]?.subs ?? [];
	if (name === void 0) throw new FormatError("its certificate names nobody");
	if (others.length > 0) throw new FormatError("its certificate names several at once");
	if (!name.tag.isContextSpecific(URI) && !name.tag.isContextSpecific(EMAIL)) throw new FormatError("its certificate names somebody by neither an address nor an e-mail address");
	const identity = decode(name.value);
	if (!VISIBLE.test(identity)) throw new FormatError("its certificate names somebody in unusual characters");
	return identity;
}
function readCertificateClaims(certificate) {
	if (!(findExtension(certificate, EXTENDED_KEY_USAGE)?.subs[0]?.subs ?? []).some((usage) => usage.toOID() === CODE_SIGNING)) throw new FormatError("its certificate is not for signing");
	const issuer = readClaim(certificate, 8) ?? readOldClaim(certificate, 1);
	if (issuer === void 0) throw new FormatError("its certificate does not say who vouched for the identity");
	return {
		identity: readIdentity(certificate),
		issuer,
		runner: readClaim(certificate, 11),
		sourceRepository: readClaim(certificate, 12),
		sourceRevision: readClaim(certificate, 13) ?? readOldClaim(certificate, 3),
		sourceRef: readClaim(certificate, 14) ?? readOldClaim(certificate, 6),
		workflow: readClaim(certificate, 18),
		event: readClaim(certificate, 20) ?? readOldClaim(certificate, 2),
		run: readClaim(certificate, 21),
		environment: readClaim(certificate, 23)
	};
}
// src/provenance/verification/judges.ts
function refuse(reason) {
	return {
		kind: "refused",
		reason
	};
}
function nameSigners(signers) {
	const [first, ...others] = signers.map((pin) => pin.kind === "key" ? `the key ${quote(pin.name)}` : quote(pin.identity));
	if (first === void 0) return "(it names nobody)";
	return `(it names ${first}${others.length === 0 ? "" : ` and ${others.length} more`})`;
}
// src/provenance/verification/witness.ts
function earliestWitness(entity) {
	const times = entity.timestamps.flatMap((witness) => {
		if (witness.$case === "timestamp-authority") return [witness.timestamp.signingTime.getTime()];
		return witness.tlogEntry.inclusionPromise === void 0 ? [] : [Number(witness.tlogEntry.integratedTime) * 1e3];
	});
	return times.length === 0 ? void 0 : new Date(Math.min(...times));
}
// src/provenance/verification/judge-certificate.ts
function judgeCertificate({ certificate, entity, payload }, judges) {
	const { roots, signers } = judges;
	if (roots.length === 0) return refuse("no trusted root is known that could vouch for its certificate");
	const failures = roots.map((root) => tryRoot(entity, root)).filter((failure) => failure !== void 0);
	const [best] = failures.toSorted((one, other) => other.stage - one.stage);
	if (best !== void 0 && failures.length === roots.length) return refuse(best.reason);
	const claims = readCertificateClaims(certificate);
	if (!signers.some((pin) => isPinned(claims, pin))) {
		const from = claims.sourceRepository === void 0 ? "" : ` in a run of ${quote(claims.sourceRepository)}`;
		return refuse(`it was signed by ${quote(claims.identity)}${from}, as ${quote(claims.issuer)} vouches, which the pipeline file does not name ${nameSigners(signers)}`);
	}
	return {
		kind: "signed",
		signature: {
			by: {
				kind: "certificate",
				claims
			},
			signedAt: earliestWitness(entity),
			payload
		}
	};
}
function tryRoot(entity, root) {
	try {
		new import_dist$1.Verifier(root, {
			tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
			ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
			timestampThreshold: 1
		}).verify(entity);
		return;
	} catch (error) {
		return explainFailure(error);
	}
}
function isPinned(claims, pin) {
	if (pin.kind !== "identity" || pin.issuer !== claims.issuer || !matchesGlob(claims.identity, pin.identity)) return false;
	return pin.sourceRepository === void 0 || matchesGlob(claims.sourceRepository ?? "", pin.sourceRepository);
}
// src/provenance/verification/public-keys.ts
function hashesOf(key) {
	switch (key.asymmetricKeyType) {
		case "ec": return [
			"sha256",
			"sha384",
			"sha512"
		];
		case "rsa": return ["sha256", "sha512"];
		case "ed25519": return [void 0];
		default: return [];
	}
}
function encode({ payloadType, payload }) {
	const type = Buffer.from(payloadType);
	return Buffer.concat([
		Buffer.from(`DSSEv1 ${type.length} `),
		type,
		Buffer.from(` ${payload.length} `),
		payload
	]);
}
function acceptAnyDigest(content, envelope) {
	const signed = encode(envelope);
	return {
		signature: content.signature,
		compareSignature: (signature) => content.compareSignature(signature),
		compareDigest: (digest) => content.compareDigest(digest),
		compareSignedDigest: (digest) => content.compareSignedDigest(digest),
		verifySignature: (key) => hashesOf(key).some((hash) => holds(signed, {
			hash,
			key,
			signature: content.signature
		}))
	};
}
function holds(signed, { hash, key, signature }) {
	try {
		return verify(hash, signed, key, signature);
	} catch {
		return false;
	}
}
function findKey(content, signers) {
	for (const pin of signers) {
		const key = pin.kind === "key" ? tryReadKey(pin.pem) : void 0;
		if (pin.kind === "key" && key !== void 0 && content.verifySignature(key)) return {
			name: pin.name,
			key
		};
	}
}
function tryReadKey(pem) {
	try {
		return createPublicKey(pem);
	} catch {
		return;
	}
}
// src/provenance/verification/judge-key.ts
const MAX_HINT = 100;
function judgeKey({ hint, entity, payload }, { roots, signers }) {
	const found = findKey(entity.signature, signers);
	if (found === void 0) return refuse(`it was signed by no key that the pipeline file names, or changed after that; it calls its key "${safeText(hint, MAX_HINT)}" ${nameSigners(signers)}`);
	const signedAt = roots.some((root) => holdsBy({
		...root,
		publicKey: () => trusted(found.key)
	}, entity)) ? earliestWitness(entity) : void 0;
	return {
		kind: "signed",
		signature: {
			by: {
				kind: "key",
				name: found.name
			},
			signedAt,
			payload
		}
	};
}
function trusted(publicKey) {
	return {
		publicKey,
		validFor: () => true
	};
}
function holdsBy(root, entity) {
	try {
		new import_dist$1.Verifier(root, {
			tlogThreshold: 0,
			ctlogThreshold: 0,
			timestampThreshold: 1
		}).verify(entity);
		return true;
	} catch {
		return false;
	}
}
// src/provenance/verification/read-bundle.ts
var import_dist = require_dist$1();
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
// src/provenance/verification/verify-bundle.ts
const MAX_AHEAD = 3e5;
function createBundleVerifier({ roots, now }) {
	return (bytes, signers) => {
		try {
			const verdict = judge(bytes, {
				roots,
				signers
			});
			const signedAt = verdict.kind === "signed" ? verdict.signature.signedAt : void 0;
			if (signedAt === void 0 || signedAt.getTime() <= now.getTime() + MAX_AHEAD) return verdict;
			return refuse(`it was signed at ${signedAt.toISOString()}, which is yet to come`);
		} catch (error) {
			return refuse(error instanceof FormatError ? error.message : explainFailure(error).reason);
		}
	};
}
function judge(bytes, judges) {
	const bundle = readBundle(bytes);
	const envelope = bundle.content.dsseEnvelope;
	const read = (0, import_dist$1.toSignedEntity)(bundle);
	const entity = {
		...read,
		signature: acceptAnyDigest(read.signature, envelope)
	};
	const signed = {
		entity,
		payload: envelope.payload
	};
	const { key } = entity;
	switch (key.$case) {
		case "certificate": return judgeCertificate({
			...signed,
			certificate: key.certificate
		}, judges);
		case "public-key": return judgeKey({
			...signed,
			hint: key.hint
		}, judges);
	}
}
export { createBundleVerifier };
