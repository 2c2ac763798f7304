import "./rolldown-runtime.js";
import { t as openServiceClient } from "./service-client.js";
import { r as checkServiceUrl } from "./endpoints.js";
import { At as property, Et as objectProperty, Mt as stringProperty, Ot as parseJsonObject, St as FormatError, Zt as InputError } from "./common.js";
import { n as createStatementSigner, r as signFailure, t as createStampWitness } from "./timestamp.js";
import { createHash, createPrivateKey, createPublicKey, scrypt, sign } from "node:crypto";
// src/provenance/signing/cosign-key.ts
const MAX_N = 131072;
const R = 8;
const [KEY_LENGTH, NONCE_LENGTH] = [32, 24];
function bytesOf(object, name) {
	const text = object === void 0 ? void 0 : stringProperty(object, name);
	return text === void 0 ? void 0 : Buffer.from(text, "base64");
}
function derive(passphrase, salt, { N, p }) {
	return new Promise((resolve, reject) => {
		const cost = {
			N,
			r: R,
			p,
			maxmem: 256 * N * R
		};
		scrypt(passphrase, salt, KEY_LENGTH, cost, (error, key) => error === null ? resolve(key) : reject(error));
	});
}
function readCosignKey(bytes) {
	const document = parseJsonObject(bytes);
	const [kdf, cipher] = [objectProperty(document, "kdf"), objectProperty(document, "cipher")];
	const cost = kdf && objectProperty(kdf, "params");
	const [salt, nonce, ciphertext] = [
		bytesOf(kdf, "salt"),
		bytesOf(cipher, "nonce"),
		bytesOf(document, "ciphertext")
	];
	const [N, r, p] = [
		"N",
		"r",
		"p"
	].map((name) => cost === void 0 ? void 0 : property(cost, name));
	if (!(kdf !== void 0 && stringProperty(kdf, "name") === "scrypt" && cipher !== void 0 && stringProperty(cipher, "name") === "nacl/secretbox") || salt === void 0 || ciphertext === void 0 || nonce?.byteLength !== NONCE_LENGTH) return void 0;
	if (typeof N !== "number" || N < 2 || N > MAX_N || Math.log2(N) % 1 !== 0 || r !== R || p !== 1) return void 0;
	return { async open(passphrase) {
		const key = await derive(passphrase, salt, {
			N,
			p
		});
		const { xsalsa20poly1305 } = await import("./salsa.js");
		try {
			return xsalsa20poly1305(key, nonce).decrypt(ciphertext);
		} catch {
			return;
		}
	} };
}
// src/provenance/signing/private-key.ts
const MAX_TEXT = 32768;
const LABEL = /-----BEGIN ([A-Z0-9 ]{1,64})-----/g;
const COSIGN_LABELS = /* @__PURE__ */ new Set(["ENCRYPTED SIGSTORE PRIVATE KEY", "ENCRYPTED COSIGN PRIVATE KEY"]);
const LABELS = /* @__PURE__ */ new Set([
	"PRIVATE KEY",
	"ENCRYPTED PRIVATE KEY",
	"EC PRIVATE KEY",
	"RSA PRIVATE KEY"
]);
const PUBLIC_LABELS = /^(?:RSA )?PUBLIC KEY$|^CERTIFICATE$/;
const OLD_ENCRYPTION = /^Proc-Type: 4,ENCRYPTED\s*$/m;
const MIN_RSA = 2048;
const CURVES = /* @__PURE__ */ new Set(["prime256v1", "secp384r1"]);
const KINDS = "ECDSA on P-256 or P-384, Ed25519, or RSA with 2048 bits or more";
const GIVE_KEY = "give the PEM of a private key, such as that of \"cosign generate-key-pair\"";
const GIVE_PASSPHRASE = "give the right one";
function failure(reason, cure) {
	return new InputError(`Cannot use the signing key: ${reason}; ${cure}`);
}
function labelOf(text) {
	const labels = [...text.matchAll(LABEL)].map(([, label]) => label ?? "");
	const label = labels.find((candidate) => /PRIVATE KEY/.test(candidate));
	if (label !== void 0) return label;
	if (labels.some((candidate) => PUBLIC_LABELS.test(candidate))) throw failure("it is a public key or a certificate", GIVE_KEY);
	throw failure("it is no PEM", GIVE_KEY);
}
function contentOf(text, label) {
	const start = text.indexOf(`-----BEGIN ${label}-----`) + `-----BEGIN ${label}-----`.length;
	const end = text.indexOf(`-----END ${label}-----`, start);
	if (end < 0) throw failure("its PEM has no end", GIVE_KEY);
	return Buffer.from(text.slice(start, end), "base64");
}
async function openCosignKey(content, passphrase) {
	let shut;
	try {
		shut = readCosignKey(content);
	} catch (error) {
		if (!(error instanceof FormatError)) throw error;
	}
	if (shut === void 0) throw failure("it is not in the form that cosign writes", GIVE_KEY);
	const der = await shut.open(passphrase ?? "");
	if (der === void 0 && !passphrase) throw failure("it has a passphrase, and none is given", "give the passphrase");
	if (der === void 0) throw failure("its passphrase is wrong, or the key is damaged", GIVE_PASSPHRASE);
	return createPrivateKey({
		key: Buffer.from(der),
		format: "der",
		type: "pkcs8"
	});
}
function openKey(text, label, passphrase) {
	const isShut = label === "ENCRYPTED PRIVATE KEY" || OLD_ENCRYPTION.test(text);
	if (isShut && !passphrase) throw failure("it has a passphrase, and none is given", "give the passphrase");
	try {
		return createPrivateKey({
			key: text,
			format: "pem",
			...passphrase ? { passphrase } : {}
		});
	} catch {
		if (isShut) throw failure("its passphrase is wrong, or the key is damaged", GIVE_PASSPHRASE);
		throw failure("it does not parse", GIVE_KEY);
	}
}
function isSupported(key) {
	const { namedCurve, modulusLength = 0 } = key.asymmetricKeyDetails ?? {};
	switch (key.asymmetricKeyType) {
		case "ec": return CURVES.has(namedCurve ?? "");
		case "rsa": return modulusLength >= MIN_RSA;
		default: return key.asymmetricKeyType === "ed25519";
	}
}
async function readPrivateKey(text, passphrase) {
	if (text.length > MAX_TEXT) throw failure("it is longer than any key", GIVE_KEY);
	const label = labelOf(text);
	const isCosign = COSIGN_LABELS.has(label);
	if (!isCosign && !LABELS.has(label)) throw failure("it is in a form that is not supported, such as that of OpenSSH", `give PKCS#8: ${KINDS}`);
	const key = isCosign ? await openCosignKey(contentOf(text, label), passphrase) : openKey(text, label, passphrase);
	if (isSupported(key)) return key;
	throw failure("it is of a kind that is not supported", `give a key for ${KINDS}`);
}
// src/provenance/signing/key-signer.ts
async function createKeySigner(options) {
	const privateKey = await readPrivateKey(options.key, options.passphrase);
	const timestampUrl = options.timestampUrl && checkServiceUrl(options.timestampUrl, "timestamp-url");
	const publicKey = createPublicKey(privateKey);
	const hint = createHash("sha256").update(publicKey.export({
		format: "der",
		type: "spki"
	})).digest("base64");
	const pem = publicKey.export({
		format: "pem",
		type: "spki"
	}).toString();
	const algorithm = publicKey.asymmetricKeyType === "ed25519" ? null : "sha256";
	const signer = { sign: async (data) => ({
		signature: sign(algorithm, data, privateKey),
		key: {
			$case: "publicKey",
			publicKey: pem,
			hint
		}
	}) };
	const stamp = (url) => {
		const client = openServiceClient(options.environment ?? {});
		return createStampWitness({
			name: "the time-stamping authority",
			url,
			client,
			limits: options.limits
		});
	};
	const witnesses = timestampUrl ? [stamp(timestampUrl)] : [];
	const signStatement = createStatementSigner(signer, witnesses);
	return {
		name: `key ${hint}`,
		who: {
			kind: "key",
			pem
		},
		async prepare() {},
		async sign(statement) {
			try {
				return await signStatement(statement);
			} catch (error) {
				throw signFailure(error);
			}
		}
	};
}
export { createKeySigner };
