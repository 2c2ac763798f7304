import { n as __exportAll } from "./rolldown-runtime.js";
import { Kt as FormatError, Qt as parseJsonObject, Xt as objectProperty, Yt as isJsonObject, en as property, in as stringProperty, qn as InputError } from "./start.js";
import { di as openServiceClient } from "./common.js";
import { lt as checkEndpoints, st as serverOf } from "./records.js";
import { a as askService, i as ServiceFailure, n as createStatementSigner, o as readAnswer, r as signFailure } from "./sign-key.js";
import { i as encodeEnvelope, o as require_dist, s as require_dist$1 } from "./sigstore.js";
import { o as require_dist$2 } from "./verify.js";
import { X509Certificate, createHash, generateKeyPairSync, sign } from "node:crypto";
// src/attestation/sign/fulcio.ts
function subjectOf(service, token) {
	try {
		const subject = stringProperty(parseJsonObject(Buffer.from(token.split(".")[1] ?? "", "base64url")), "sub");
		if (subject !== void 0) return Buffer.from(subject);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
	throw new ServiceFailure(service, "the identity token has no subject");
}
async function requestCertificate(service, { token, publicKey, prove }) {
	const proof = prove(subjectOf(service, token));
	const answer = await askService(service, {
		path: "/api/v2/signingCert",
		body: {
			credentials: { oidcIdentityToken: token },
			publicKeyRequest: {
				publicKey: {
					algorithm: "ECDSA",
					content: publicKey
				},
				proofOfPossession: proof.toString("base64")
			}
		}
	});
	return readAnswer(service, answer, (document) => {
		const given = objectProperty(document, "signedCertificateEmbeddedSct") ?? objectProperty(document, "signedCertificateDetachedSct");
		const chain = given && objectProperty(given, "chain");
		const certificates = isJsonObject(chain) ? property(chain, "certificates") : void 0;
		const first = Array.isArray(certificates) ? certificates[0] : void 0;
		if (typeof first !== "string") throw new FormatError("it gave no certificate");
		return first;
	});
}
// src/attestation/sign/rekor.ts
var import_dist$1 = require_dist();
var import_dist$2 = require_dist$1();
const ENTRIES = {
	1: "/api/v1/log/entries",
	2: "/api/v2/log/entries"
};
const LANDMARKS = {
	1: "/api/v1/log",
	2: "/api/v2/checkpoint"
};
const UUID = /^[0-9a-f]{64}(?:[0-9a-f]{16})?$/;
function numberOf(object, name) {
	const value = property(object, name);
	if (typeof value !== "number" || !Number.isSafeInteger(value)) throw new FormatError(`its "${name}" is no number`);
	return String(value);
}
function textOf(object, name) {
	const value = stringProperty(object, name);
	if (value === void 0) throw new FormatError(`it has no "${name}"`);
	return value;
}
function hexOf(value) {
	if (typeof value !== "string") throw new FormatError("a hash in it is none");
	return Buffer.from(value, "hex");
}
function readEntry(document) {
	const [entry, ...others] = Object.values(document);
	if (!isJsonObject(entry) || others.length > 0) throw new FormatError("it has not one entry");
	const body = Buffer.from(textOf(entry, "body"), "base64");
	const kind = JSON.parse(body.toString());
	if (!isJsonObject(kind)) throw new FormatError("the body of its entry is no object");
	const verification = objectProperty(entry, "verification");
	const promise = verification && stringProperty(verification, "signedEntryTimestamp");
	const proof = verification && objectProperty(verification, "inclusionProof");
	const hashes = proof === void 0 ? [] : property(proof, "hashes");
	return {
		logIndex: numberOf(entry, "logIndex"),
		logId: { keyId: hexOf(property(entry, "logID")) },
		integratedTime: numberOf(entry, "integratedTime"),
		kindVersion: {
			kind: textOf(kind, "kind"),
			version: textOf(kind, "apiVersion")
		},
		inclusionPromise: promise === void 0 ? void 0 : { signedEntryTimestamp: Buffer.from(promise, "base64") },
		inclusionProof: proof && {
			logIndex: numberOf(proof, "logIndex"),
			treeSize: numberOf(proof, "treeSize"),
			rootHash: hexOf(property(proof, "rootHash")),
			hashes: Array.isArray(hashes) ? hashes.map(hexOf) : [],
			checkpoint: { envelope: textOf(proof, "checkpoint") }
		},
		canonicalizedBody: body
	};
}
function readNewEntry(document) {
	const { logId, kindVersion, ...entry } = import_dist$2.TransparencyLogEntry.fromJSON(document);
	if (logId === void 0 || kindVersion === void 0) throw new FormatError("it has no entry");
	return {
		...entry,
		logId,
		kindVersion
	};
}
async function explainMissing(service, version) {
	const other = version === 1 ? 2 : 1;
	if (await askService(service, { path: LANDMARKS[other] }).catch(() => void 0) === void 0) return new ServiceFailure(service, `no version ${version} of Rekor is there`, {
		status: 404,
		isOurs: true
	});
	const words = `it speaks only version ${other} of Rekor, and is named as one of version ${version}`;
	return new ServiceFailure(service, words, {
		status: 404,
		remedy: version === 1 ? "name it in a signing config with \"majorApiVersion\": 2 and a time-stamping authority, and that file as \"signing-config\" in the pipeline file" : "write \"majorApiVersion\": 1 for it in the signing config",
		isOurs: true
	});
}
async function enter(service, envelope, publicKey) {
	const proposedContent = {
		envelope: JSON.stringify((0, import_dist$1.envelopeToJSON)(envelope)),
		verifiers: [Buffer.from(publicKey).toString("base64")]
	};
	const answer = await askService(service, {
		path: ENTRIES[1],
		body: {
			kind: "dsse",
			apiVersion: "0.0.1",
			spec: { proposedContent }
		},
		expects: [404, 409]
	});
	if (answer.status === 404) throw await explainMissing(service, 1);
	if (answer.status !== 409) return readAnswer(service, answer, readEntry);
	const uuid = answer.header("location")?.split("/").at(-1) ?? "";
	if (!UUID.test(uuid)) throw new ServiceFailure(service, "the entry is there already", { status: 409 });
	return readAnswer(service, await askService(service, { path: `${ENTRIES[1]}/${uuid}` }), readEntry);
}
async function enterNew(service, envelope, certificate) {
	const [signature] = envelope.signatures;
	const answer = await askService(service, {
		path: ENTRIES[2],
		body: { hashedRekordRequestV002: {
			digest: createHash("sha256").update(encodeEnvelope(envelope)).digest("base64"),
			signature: {
				content: Buffer.from(signature?.sig ?? []).toString("base64"),
				verifier: {
					keyDetails: import_dist$2.PublicKeyDetails[import_dist$2.PublicKeyDetails.PKIX_ECDSA_P256_SHA_256],
					x509Certificate: { rawBytes: new X509Certificate(certificate).raw.toString("base64") }
				}
			}
		} },
		expects: [404]
	});
	if (answer.status === 404) throw await explainMissing(service, 2);
	return readAnswer(service, answer, readNewEntry);
}
function createLogWitness(service, version) {
	return { async testify(envelope, pem) {
		return { tlogEntries: [await (version === 1 ? enter : enterNew)(service, envelope, pem)] };
	} };
}
// src/attestation/sign/timestamp.ts
var timestamp_exports = /* @__PURE__ */ __exportAll({ createStampWitness: () => createStampWitness });
var import_dist = require_dist$2();
const PATH = "/api/v1/timestamp";
function isStamp(envelope, signedTimestamp) {
	try {
		(0, import_dist.toSignedEntity)({
			mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
			content: {
				$case: "dsseEnvelope",
				dsseEnvelope: envelope
			},
			verificationMaterial: {
				content: {
					$case: "publicKey",
					publicKey: { hint: "" }
				},
				tlogEntries: [],
				timestampVerificationData: { rfc3161Timestamps: [{ signedTimestamp }] }
			}
		});
		return true;
	} catch {
		return false;
	}
}
function createStampWitness(service) {
	const path = URL.parse(service.url)?.pathname === "/" ? PATH : "";
	return { async testify(envelope) {
		const [signature] = envelope.signatures;
		const artifactHash = createHash("sha256").update(signature?.sig ?? Buffer.alloc(0)).digest("base64");
		const { body } = await askService(service, {
			path,
			body: {
				artifactHash,
				hashAlgorithm: "sha256"
			}
		});
		if (!isStamp(envelope, body)) throw new ServiceFailure(service, "it gave no time stamp");
		return { rfc3161Timestamps: [{ signedTimestamp: body }] };
	} };
}
// src/attestation/sign/keyless.ts
var keyless_exports = /* @__PURE__ */ __exportAll({ createKeylessSigner: () => createKeylessSigner });
const TOKEN_MARGIN = 6e4;
function whoIs({ claims }) {
	const { issuer, subject, jobWorkflowRef, repository, ref: sourceRef, event } = claims;
	const server = serverOf(issuer);
	return {
		kind: "identity",
		issuer,
		identity: server === void 0 || jobWorkflowRef === void 0 ? subject : `${server}/${jobWorkflowRef}`,
		sourceRepository: server === void 0 || repository === void 0 ? void 0 : `${server}/${repository}`,
		sourceRef,
		event
	};
}
function createKeylessSigner(options) {
	const { token, requestToken, now, limits } = options;
	const client = openServiceClient(options.environment ?? {});
	const { fulcioUrl, rekorUrl, rekorVersion = 1, timestampUrl } = checkEndpoints(options.endpoints);
	const serviceOf = (name, url) => ({
		name,
		url,
		client,
		limits
	});
	const witnesses = [...rekorUrl === void 0 ? [] : [createLogWitness(serviceOf("Rekor", rekorUrl), rekorVersion)], ...timestampUrl === void 0 ? [] : [createStampWitness(serviceOf("the time-stamping authority", timestampUrl))]];
	let newest = token;
	async function freshToken() {
		if (newest.claims.expires.getTime() - now() < TOKEN_MARGIN) newest = await requestToken();
		return newest.raw;
	}
	const signer = createCertifiedSigner(serviceOf("Fulcio", fulcioUrl), freshToken, now);
	const signStatement = createStatementSigner(signer, witnesses);
	async function explained(work) {
		try {
			return await work;
		} catch (error) {
			throw signFailure(error, [newest.raw]);
		}
	}
	const who = whoIs(token);
	return {
		name: who.identity,
		who,
		async prepare() {
			await explained(signer.sign(Buffer.alloc(0)));
		},
		sign: (statement) => explained(signStatement(statement))
	};
}
const MARGIN = 12e4;
function useOf(certificate) {
	const lifetime = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
	return Math.max(lifetime - MARGIN, lifetime / 2);
}
function read(service, pem, key) {
	let certificate;
	try {
		certificate = new X509Certificate(pem);
	} catch (error) {
		throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
	}
	if (certificate.checkPrivateKey(key)) return certificate;
	throw new InputError("Cannot sign the record: the certificate that Fulcio gave is for another key; check the addresses of \"signing\" in the pipeline file");
}
function createCertifiedSigner(fulcio, freshToken, now) {
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const pem = publicKey.export({
		format: "pem",
		type: "spki"
	}).toString();
	const makeSignature = (data) => sign("sha256", data, privateKey);
	let current;
	function certify() {
		const certified = {
			until: Number.POSITIVE_INFINITY,
			certificate: freshToken().then((token) => requestCertificate(fulcio, {
				token,
				publicKey: pem,
				prove: makeSignature
			})).then((certificate) => {
				certified.until = now() + useOf(read(fulcio, certificate, privateKey));
				return certificate;
			}).catch((error) => {
				certified.until = 0;
				throw error;
			})
		};
		return certified;
	}
	return { async sign(data) {
		if (current === void 0 || now() >= current.until) current = certify();
		const certificate = await current.certificate;
		return {
			signature: makeSignature(data),
			key: {
				kind: "certificate",
				pem: certificate
			}
		};
	} };
}
export { timestamp_exports as n, keyless_exports as t };
