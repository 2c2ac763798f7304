import "./rolldown-runtime.js";
import { i as require_dist, n as serviceLimits, r as signFailure, t as createStatementSigner } from "./sign-statement.js";
import { n as checkServiceUrl } from "./endpoints.js";
import { Ot as InputError } from "./start.js";
import { t as serverOf } from "./run-facts2.js";
import { X509Certificate, generateKeyPairSync, sign } from "node:crypto";
// src/provenance/signing/run-certificate.ts
var import_dist = require_dist();
const MARGIN = 12e4;
const NOTHING = Buffer.alloc(0);
function useOf(certificate) {
	const lifetime = certificate.validToDate.getTime() - certificate.validFromDate.getTime();
	return Math.max(lifetime - MARGIN, lifetime / 2);
}
function read(pem, key) {
	const certificate = new X509Certificate(pem);
	if (certificate.checkPrivateKey(key)) return certificate;
	throw new InputError("Cannot sign the record: the certificate that Fulcio gave is for another key; check the addresses of \"signing\" in the pipeline file");
}
function createCertifiedSigner(options) {
	const { fulcioUrl, requestToken, now } = options;
	const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
	const pem = publicKey.export({
		format: "pem",
		type: "spki"
	}).toString();
	const makeSignature = (data) => sign("sha256", data, privateKey);
	const fulcio = new import_dist.FulcioSigner({
		fulcioBaseURL: fulcioUrl,
		identityProvider: { getToken: requestToken },
		keyHolder: { sign: async (data) => ({
			signature: makeSignature(data),
			key: {
				$case: "publicKey",
				publicKey: pem
			}
		}) },
		...serviceLimits(options.limits)
	});
	let current;
	async function askForCertificate() {
		const { key } = await fulcio.sign(NOTHING);
		if (key.$case !== "x509Certificate") throw new Error("Fulcio gave no certificate");
		return key.certificate;
	}
	function certify() {
		const certified = {
			until: Number.POSITIVE_INFINITY,
			certificate: askForCertificate().then((certificate) => {
				certified.until = now() + useOf(read(certificate, privateKey));
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
				$case: "x509Certificate",
				certificate
			}
		};
	} };
}
// src/provenance/signing/keyless-signer.ts
const TOKEN_MARGIN = 6e4;
function witnessesOf({ rekorUrl, timestampUrl }, limits) {
	const options = () => serviceLimits(limits);
	return [...rekorUrl === void 0 ? [] : [new import_dist.RekorWitness({
		rekorBaseURL: rekorUrl,
		...options()
	})], ...timestampUrl === void 0 ? [] : [new import_dist.TSAWitness({
		tsaBaseURL: timestampUrl,
		...options()
	})]];
}
function identityOf({ claims }) {
	const server = serverOf(claims.issuer);
	return server === void 0 || claims.jobWorkflowRef === void 0 ? claims.subject : `${server}/${claims.jobWorkflowRef}`;
}
function whoIs(token) {
	const { issuer, repository } = token.claims;
	const server = serverOf(issuer);
	const sourceRepository = server === void 0 || repository === void 0 ? void 0 : `${server}/${repository}`;
	return {
		kind: "identity",
		issuer,
		identity: identityOf(token),
		sourceRepository
	};
}
function createKeylessSigner(options) {
	const { token, requestToken, now, limits } = options;
	const endpoints = {
		fulcioUrl: checkServiceUrl(options.endpoints.fulcioUrl, "fulcio-url"),
		rekorUrl: options.endpoints.rekorUrl && checkServiceUrl(options.endpoints.rekorUrl, "rekor-url"),
		timestampUrl: options.endpoints.timestampUrl && checkServiceUrl(options.endpoints.timestampUrl, "timestamp-url")
	};
	const witnesses = witnessesOf(endpoints, limits);
	if (witnesses.length === 0) throw new Error("a certificate of minutes proves nothing without a witness of the time");
	let newest = token;
	const signer = createCertifiedSigner({
		fulcioUrl: endpoints.fulcioUrl,
		async requestToken() {
			if (newest.claims.expires.getTime() - now() < TOKEN_MARGIN) newest = await requestToken();
			return newest.raw;
		},
		now,
		limits
	});
	const signStatement = createStatementSigner(signer, witnesses);
	async function explained(work) {
		try {
			return await work;
		} catch (error) {
			throw signFailure(error, endpoints, [newest.raw]);
		}
	}
	return {
		name: identityOf(token),
		who: whoIs(token),
		async prepare() {
			await explained(signer.sign(Buffer.alloc(0)));
		},
		sign: (statement) => explained(signStatement(statement))
	};
}
export { createKeylessSigner };
