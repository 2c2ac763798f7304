import "./rolldown-runtime.js";
import { t as require_dist } from "./dist3.js";
import { St as FormatError } from "./common.js";
import { t as acceptAnyDigest } from "./public-keys.js";
import { t as readBundle } from "./read-bundle.js";
import { X509Certificate, createPublicKey } from "node:crypto";
// src/provenance/verification/check-own.ts
var import_dist = require_dist();
function keyOf({ verificationMaterial: { content } }, pem) {
	if (content.$case === "certificate") return new X509Certificate(content.certificate.rawBytes).publicKey;
	if (pem === void 0) throw new FormatError("it names a key that is not known");
	return createPublicKey(pem);
}
function checkOwnBundle(bytes, statement, pem) {
	try {
		const bundle = readBundle(bytes);
		const envelope = bundle.content.dsseEnvelope;
		if (!envelope.payload.equals(statement)) return "it says something else than what was to be signed";
		return acceptAnyDigest((0, import_dist.toSignedEntity)(bundle).signature, envelope).verifySignature(keyOf(bundle, pem)) ? void 0 : "its signature does not fit what it says";
	} catch (error) {
		return error instanceof FormatError ? error.message : "it holds a certificate or a key that cannot be read";
	}
}
export { checkOwnBundle };
