import { createHash, createPublicKey, verify } from "node:crypto";
// src/provenance/verification/public-keys.ts
const HASHES_OF_CURVES = /* @__PURE__ */ new Map([
	["prime256v1", ["sha256"]],
	["secp384r1", ["sha384", "sha256"]],
	["secp521r1", ["sha512", "sha256"]]
]);
const HASHES_BY_LENGTH = /* @__PURE__ */ new Map([
	[32, "sha256"],
	[48, "sha384"],
	[64, "sha512"]
]);
function hashesOf(key) {
	switch (key.asymmetricKeyType) {
		case "ec": return HASHES_OF_CURVES.get(key.asymmetricKeyDetails?.namedCurve) ?? [];
		case "rsa": return ["sha256", "sha512"];
		case "ed25519": return [void 0];
		default: return [];
	}
}
function encodeEnvelope({ payloadType, payload }) {
	const type = Buffer.from(payloadType);
	return Buffer.concat([
		Buffer.from(`DSSEv1 ${type.length} `),
		type,
		Buffer.from(` ${payload.length} `),
		payload
	]);
}
function acceptAnyDigest(content, envelope) {
	const signed = encodeEnvelope(envelope);
	return {
		signature: content.signature,
		compareSignature: (signature) => content.compareSignature(signature),
		compareDigest: (digest) => content.compareDigest(digest),
		compareSignedDigest: (digest) => {
			const hash = HASHES_BY_LENGTH.get(digest.byteLength);
			return hash !== void 0 && createHash(hash).update(signed).digest().equals(digest);
		},
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
export { encodeEnvelope as n, findKey as r, acceptAnyDigest as t };
