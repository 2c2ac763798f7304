import "./rolldown-runtime.js";
import { t as require_dist } from "./dist3.js";
import { St as FormatError, qt as quote } from "./common.js";
import { n as meetsPin, t as explainMiss } from "./pin2.js";
import { r as findKey, t as acceptAnyDigest } from "./public-keys.js";
import { t as readBundle } from "./read-bundle.js";
// src/provenance/verification/explain-failure.ts
var import_dist = require_dist();
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
	if (text === void 0 || others.length > 0 || text.tag.toDER() !== UTF8_STRING) throw new FormatError("its certificate makes a claim that is not a string");
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
function isKnown(stamp, entity, root) {
	try {
		new import_dist.Verifier(root, {
			tlogThreshold: 0,
			ctlogThreshold: 0,
			timestampThreshold: 1
		}).verify({
			...entity,
			timestamps: [stamp],
			tlogEntries: []
		});
		return true;
	} catch (error) {
		return !(error instanceof Error && "code" in error && error.code === "TIMESTAMP_ERROR");
	}
}
function withoutUnknownStamps(entity, root) {
	const timestamps = entity.timestamps.filter((each) => each.$case !== "timestamp-authority" || isKnown(each, entity, root));
	return timestamps.some((each) => each.$case === "timestamp-authority" || each.tlogEntry.inclusionPromise !== void 0) ? {
		...entity,
		timestamps
	} : entity;
}
// src/provenance/verification/judge-certificate.ts
function judgeCertificate({ certificate, entity, payload }, judges) {
	const { roots, signers } = judges;
	if (roots.length === 0) return refuse("no trusted root is known that could vouch for its certificate");
	const tried = roots.map((root) => tryRoot(entity, root));
	const held = tried.find((each) => "entity" in each);
	if (held === void 0) {
		const [best] = tried.flatMap((each) => "entity" in each ? [] : [each]).toSorted((one, other) => other.stage - one.stage);
		return refuse(best?.reason ?? "no trusted root vouches for its certificate");
	}
	const claims = readCertificateClaims(certificate);
	if (!signers.some((pin) => meetsPin(claims, pin))) {
		const from = claims.sourceRepository === void 0 ? "" : ` in a run of ${quote(claims.sourceRepository)}`;
		const miss = explainMiss(claims, signers);
		return refuse(`it was signed by ${quote(claims.identity)}${from}, as ${quote(claims.issuer)} vouches, which the pipeline file does not name ${nameSigners(signers)}${miss === void 0 ? "" : `: ${miss}`}`);
	}
	return {
		kind: "signed",
		signature: {
			by: {
				kind: "certificate",
				claims
			},
			signedAt: earliestWitness(held.entity),
			payload
		}
	};
}
function tryRoot(entity, root) {
	const counted = withoutUnknownStamps(entity, root);
	try {
		new import_dist.Verifier(root, {
			tlogThreshold: root.tlogs.length > 0 ? 1 : 0,
			ctlogThreshold: root.ctlogs.length > 0 ? 1 : 0,
			timestampThreshold: 1
		}).verify(counted);
		return { entity: counted };
	} catch (error) {
		return explainFailure(error);
	}
}
// src/provenance/verification/judge-key.ts
const MAX_HINT = 100;
function judgeKey({ hint, entity, payload }, { roots, signers, keysNeedWitness }) {
	const found = findKey(entity.signature, signers);
	if (found === void 0) return refuse(`it was signed by no key that the pipeline file names, or changed after that; it calls its key ${quote(hint, MAX_HINT)} ${nameSigners(signers)}`);
	const signedAt = roots.map((root) => witnessedBy({
		...root,
		publicKey: () => trusted(found.key)
	}, entity)).find((time) => time !== void 0);
	if (signedAt === void 0 && keysNeedWitness) return refuse("nobody whom the trusted roots have witnessed when it was signed, and the pipeline file names a \"timestamp-url\"");
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
function witnessedBy(root, entity) {
	const counted = withoutUnknownStamps(entity, root);
	try {
		new import_dist.Verifier(root, {
			tlogThreshold: 0,
			ctlogThreshold: 0,
			timestampThreshold: 1
		}).verify(counted);
		return earliestWitness(counted);
	} catch {
		return;
	}
}
// src/provenance/verification/verify-bundle.ts
const MAX_AHEAD = 3e5;
function createBundleVerifier(options) {
	const { roots, now: given, keysNeedWitness = false } = options;
	return (bytes, signers) => {
		const now = given instanceof Date ? given : given();
		try {
			const verdict = judge(bytes, {
				roots,
				signers,
				keysNeedWitness
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
	const read = (0, import_dist.toSignedEntity)(bundle);
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
