import { n as __exportAll } from "./rolldown-runtime.js";
import { Kt as FormatError, N as IN_TOTO, Qt as parseJsonObject, Vn as quote, Xt as objectProperty, en as property, in as stringProperty, qn as InputError } from "./start.js";
import { di as openServiceClient, ui as retry } from "./common.js";
import { ut as checkServiceUrl } from "./records.js";
import { i as encodeEnvelope, o as require_dist } from "./sigstore.js";
import { N as createLimit } from "./registry.js";
import { X509Certificate, createHash, createPrivateKey, createPublicKey, scrypt, sign } from "node:crypto";
import { setTimeout } from "node:timers/promises";
// src/attestation/sign/cosign-key.ts
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
function tryParse(bytes) {
	try {
		return parseJsonObject(bytes);
	} catch (error) {
		if (error instanceof FormatError) return void 0;
		throw error;
	}
}
async function decryptCosignKey(bytes, passphrase) {
	const document = tryParse(bytes);
	const [kdf, cipher] = ["kdf", "cipher"].map((name) => document && objectProperty(document, name));
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
	].map((name) => cost && property(cost, name));
	const names = [kdf, cipher].map((each) => each && stringProperty(each, "name"));
	const unknown = { kind: "unknown" };
	if (names[0] !== "scrypt" || names[1] !== "nacl/secretbox") return unknown;
	if (salt === void 0 || ciphertext === void 0 || nonce?.byteLength !== NONCE_LENGTH) return unknown;
	if (typeof N !== "number" || N < 2 || N > MAX_N || Math.log2(N) % 1 !== 0 || r !== R || p !== 1) return unknown;
	const key = await derive(passphrase, salt, {
		N,
		p
	});
	const { xsalsa20poly1305 } = await import("./cosign-key.js").then((n) => n.t);
	try {
		return {
			kind: "open",
			der: xsalsa20poly1305(key, nonce).decrypt(ciphertext)
		};
	} catch {
		return { kind: "shut" };
	}
}
// src/attestation/sign/service.ts
var import_dist = require_dist();
const PATIENT = {
	timeout: 2e4,
	retries: 3
};
const [FIRST_PAUSE, LONGEST_PAUSE] = [500, 4e3];
const MAX_ANSWER = 1048576;
var ServiceFailure = class extends Error {
	name = "ServiceFailure";
	service;
	host;
	status;
	isUnreachable;
	remedy;
	isOurs;
	constructor({ name, url }, words, options = {}) {
		super(words);
		this.service = name;
		this.host = URL.parse(url)?.host ?? "without an address";
		this.status = options.status;
		this.isUnreachable = options.isUnreachable ?? false;
		this.remedy = options.remedy;
		this.isOurs = options.isOurs ?? false;
	}
};
function isOfNetwork(error) {
	return error instanceof Error && ("code" in error || error.name === "TimeoutError" || error.name === "AbortError");
}
function mayPass(error) {
	if (!(error instanceof ServiceFailure)) return false;
	const { status, isUnreachable } = error;
	return status === void 0 ? isUnreachable : status === 408 || status === 429 || status >= 500;
}
function wordsOf({ status, statusText, body, header }) {
	if (status >= 300 && status < 400) {
		const target = URL.parse(header("location") ?? "")?.host;
		return `it sends the request ${target === void 0 ? "elsewhere" : `to ${target}`}, where nothing is sent`;
	}
	if (!(header("content-type") ?? "").includes("application/json")) return statusText;
	try {
		return stringProperty(parseJsonObject(body), "message") ?? statusText;
	} catch (error) {
		if (error instanceof FormatError) return statusText;
		throw error;
	}
}
async function askService(service, { path, body, expects = [] }) {
	const { url, client, limits: { timeout, retries } = PATIENT } = service;
	const headers = {
		Accept: "*/*",
		...body === void 0 ? {} : { "Content-Type": "application/json" }
	};
	const content = body === void 0 ? {} : {
		method: "POST",
		body: JSON.stringify(body)
	};
	const ask = async () => {
		const signal = AbortSignal.timeout(timeout);
		let answer;
		try {
			const target = new URL(`${url}${path}`);
			answer = await client.send({
				url: target,
				headers,
				maxAnswer: MAX_ANSWER,
				signal,
				...content
			});
		} catch (error) {
			throw new ServiceFailure(service, error instanceof Error ? error.message : String(error), { isUnreachable: isOfNetwork(error) });
		}
		const { status } = answer;
		if (status >= 200 && status < 300 || expects.includes(status)) return answer;
		throw new ServiceFailure(service, wordsOf(answer), {
			status,
			isOurs: status >= 300 && status < 400
		});
	};
	const pause = (tried) => Math.min(FIRST_PAUSE * 2 ** (tried - 1), LONGEST_PAUSE);
	return retry({
		sleep: setTimeout,
		random: Math.random
	}, {
		tries: retries + 1,
		pause,
		mayPass
	}, ask);
}
function readAnswer(service, { body }, read) {
	try {
		return read(parseJsonObject(body));
	} catch (error) {
		throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
	}
}
// src/attestation/sign/sign-statement.ts
const AT_ONCE = 8;
function bundleOf(payload, { signature, key }) {
	const bundle = (0, import_dist.toDSSEBundle)({
		artifact: payload,
		artifactType: IN_TOTO,
		signature,
		...key.kind === "certificate" ? { certificate: new X509Certificate(key.pem).raw } : { keyHint: key.hint }
	});
	for (const each of bundle.content.dsseEnvelope.signatures) each.keyid = "";
	return bundle;
}
function createStatementSigner(signer, witnesses) {
	const limit = createLimit(AT_ONCE);
	return async (statement) => {
		const slot = await limit.acquire();
		try {
			const payload = Buffer.from(statement);
			const signed = await signer.sign(encodeEnvelope({
				payloadType: IN_TOTO,
				payload
			}));
			const bundle = bundleOf(payload, signed);
			const { dsseEnvelope } = bundle.content;
			const testimonies = await Promise.all(witnesses.map((each) => each.testify(dsseEnvelope, signed.key.pem)));
			bundle.verificationMaterial.tlogEntries = testimonies.flatMap(({ tlogEntries = [] }) => tlogEntries);
			bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: testimonies.flatMap(({ rfc3161Timestamps = [] }) => rfc3161Timestamps) };
			return Buffer.from(JSON.stringify((0, import_dist.bundleToJSON)(bundle)));
		} finally {
			slot.release("answered");
		}
	};
}
const UNSIGNED = "or set \"record: unsigned\" where an unsigned record will do";
function remedyFor(service, { status, remedy }) {
	if (remedy !== void 0) return remedy;
	if (status === void 0) return `let the runner reach it, run the step again, ${UNSIGNED}`;
	if (status === 408 || status === 429 || status >= 500) return `run the step again, ${UNSIGNED}`;
	if (status >= 300 && status < 400) return "write the address that it names into \"signing\" of the pipeline file";
	return service === "Fulcio" ? "check that it takes identity tokens of this GitHub, or choose another \"sigstore\" in the pipeline file" : "check the addresses of \"signing\" in the pipeline file";
}
function signFailure(error, secrets = []) {
	if (!(error instanceof ServiceFailure)) return error;
	const { service, host, status, isUnreachable, isOurs } = error;
	const words = secrets.reduce((text, secret) => text.replaceAll(secret, "***"), error.message);
	const shown = words === "" ? "" : ` (${isOurs ? words : quote(words)})`;
	const happened = status === void 0 ? `${isUnreachable ? "could not be reached" : "gave no usable answer"}${shown}` : `answered ${status}${shown}`;
	return new InputError(`Cannot sign the record: ${service} (${host}) ${happened}; ${remedyFor(service, error)}`);
}
// src/attestation/sign/key.ts
var key_exports = /* @__PURE__ */ __exportAll({ createKeySigner: () => createKeySigner });
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
			kind: "public-key",
			pem,
			hint
		}
	}) };
	const openWitness = async (url) => {
		const { createStampWitness } = await import("./sign-keyless.js").then((n) => n.n);
		return createStampWitness({
			name: "the time-stamping authority",
			url,
			client: openServiceClient(options.environment ?? {}),
			limits: options.limits
		});
	};
	const signStatement = createStatementSigner(signer, timestampUrl ? [await openWitness(timestampUrl)] : []);
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
function failure(reason, remedy) {
	return new InputError(`Cannot use the signing key: ${reason}; ${remedy}`);
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
	const opened = await decryptCosignKey(content, passphrase ?? "");
	if (opened.kind === "open") return createPrivateKey({
		key: Buffer.from(opened.der),
		format: "der",
		type: "pkcs8"
	});
	if (opened.kind === "unknown") throw failure("it is not in the form that cosign writes", GIVE_KEY);
	if (!passphrase) throw failure("it has a passphrase, and none is given", "give the passphrase");
	throw failure("its passphrase is wrong, or the key is damaged", GIVE_PASSPHRASE);
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
export { askService as a, ServiceFailure as i, createStatementSigner as n, readAnswer as o, signFailure as r, key_exports as t };
