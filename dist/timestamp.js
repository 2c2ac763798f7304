import { i as __require, t as __commonJSMin } from "./rolldown-runtime.js";
import { Mt as stringProperty, Ot as parseJsonObject, St as FormatError, Zt as InputError, qt as quote } from "./common.js";
import { t as createLimit } from "./limit.js";
import { t as IN_TOTO } from "./statement.js";
import { t as require_dist } from "./dist2.js";
import { n as require_dist$1, t as require_dist$2 } from "./dist3.js";
import { createHash } from "node:crypto";
import { setTimeout } from "node:timers/promises";
// src/provenance/signing/service.ts
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
	cure;
	isOurs;
	constructor({ name, url }, words, options = {}) {
		super(words);
		this.service = name;
		this.host = URL.parse(url)?.host ?? "without an address";
		this.status = options.status;
		this.isUnreachable = options.isUnreachable ?? false;
		this.cure = options.cure;
		this.isOurs = options.isOurs ?? false;
	}
};
function isOfNetwork(error) {
	return error instanceof Error && ("code" in error || error.name === "TimeoutError" || error.name === "AbortError");
}
function isPassing(status) {
	return status === 408 || status === 429 || status >= 500;
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
		try {
			const answer = await client.send({
				url: new URL(`${url}${path}`),
				headers,
				maxAnswer: MAX_ANSWER,
				signal,
				...content
			});
			const { status } = answer;
			if (status >= 200 && status < 300 || expects.includes(status)) return answer;
			return new ServiceFailure(service, wordsOf(answer), {
				status,
				isOurs: status >= 300 && status < 400
			});
		} catch (error) {
			return new ServiceFailure(service, error instanceof Error ? error.message : String(error), { isUnreachable: isOfNetwork(error) });
		}
	};
	for (let tries = 0;; tries += 1) {
		const answer = await ask();
		if (!(answer instanceof ServiceFailure)) return answer;
		if (!(answer.status === void 0 ? answer.isUnreachable : isPassing(answer.status)) || tries >= retries) throw answer;
		await setTimeout(Math.min(FIRST_PAUSE * 2 ** tries, LONGEST_PAUSE));
	}
}
function readAnswer(service, { body }, read) {
	try {
		return read(parseJsonObject(body));
	} catch (error) {
		throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
	}
}
// src/provenance/signing/sign-failure.ts
const UNSIGNED = "or set \"record: unsigned\" where an unsigned record will do";
function cureFor(service, { status, cure }) {
	if (cure !== void 0) return cure;
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
	const happened = status === void 0 ? `${isUnreachable ? "could not be reached" : "gave no answer of use"}${shown}` : `answered ${status}${shown}`;
	return new InputError(`Cannot sign the record: ${service} (${host}) ${happened}; ${cureFor(service, error)}`);
}
// node_modules/@sigstore/sign/dist/util/oidc.js
var require_oidc = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.extractJWTSubject = extractJWTSubject;
	const core_1 = require_dist$1();
	function extractJWTSubject(jwt) {
		const parts = jwt.split(".", 3);
		const payload = JSON.parse(core_1.encoding.base64Decode(parts[1]));
		if (payload.email) {
			if (!payload.email_verified) throw new Error("JWT email not verified by issuer");
			return payload.email;
		}
		if (payload.sub) return payload.sub;
		else throw new Error("JWT subject not found");
	}
}));
// node_modules/@sigstore/sign/package.json
var require_package = /* @__PURE__ */ __commonJSMin(((exports, module) => {
	module.exports = {
		"name": "@sigstore/sign",
		"version": "5.1.0",
		"description": "Sigstore signing library",
		"main": "dist/index.js",
		"types": "dist/index.d.ts",
		"scripts": {
			"clean": "shx rm -rf dist *.tsbuildinfo",
			"build": "tsc --build",
			"test": "jest"
		},
		"files": ["dist"],
		"author": "bdehamer@github.com",
		"license": "Apache-2.0",
		"repository": {
			"type": "git",
			"url": "git+https://github.com/sigstore/sigstore-js.git"
		},
		"bugs": { "url": "https://github.com/sigstore/sigstore-js/issues" },
		"homepage": "https://github.com/sigstore/sigstore-js/tree/main/packages/sign#readme",
		"publishConfig": { "provenance": true },
		"devDependencies": {
			"@sigstore/jest": "^0.0.0",
			"@sigstore/mock": "^0.13.1",
			"@sigstore/rekor-types": "^5.0.0",
			"@types/make-fetch-happen": "^10.0.4"
		},
		"dependencies": {
			"@gar/promise-retry": "^1.0.2",
			"@sigstore/bundle": "^5.0.1",
			"@sigstore/core": "^4.0.0",
			"@sigstore/protobuf-specs": "^0.5.2",
			"make-fetch-happen": "^16.0.1",
			"proc-log": "^7.0.0"
		},
		"engines": { "node": "^22.22.2 || ^24.15.0 || >=26.0.0" }
	};
}));
// node_modules/@sigstore/sign/dist/util/ua.js
var require_ua = /* @__PURE__ */ __commonJSMin(((exports, module, this$3) => {
	var __importDefault = this$3 && this$3.__importDefault || function(mod) {
		return mod && mod.__esModule ? mod : { "default": mod };
	};
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.getUserAgent = void 0;
	const os_1 = __importDefault(__require("os"));
	const getUserAgent = () => {
		return `sigstore-js/${require_package().version} (Node ${process.version}) (${os_1.default.platform()}/${os_1.default.arch()})`;
	};
	exports.getUserAgent = getUserAgent;
}));
// node_modules/@sigstore/sign/dist/util/index.js
var require_util = /* @__PURE__ */ __commonJSMin(((exports, module, this$2) => {
	var __createBinding = this$2 && this$2.__createBinding || (Object.create ? (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		var desc = Object.getOwnPropertyDescriptor(m, k);
		if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) desc = {
			enumerable: true,
			get: function() {
				return m[k];
			}
		};
		Object.defineProperty(o, k2, desc);
	}) : (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		o[k2] = m[k];
	}));
	var __setModuleDefault = this$2 && this$2.__setModuleDefault || (Object.create ? (function(o, v) {
		Object.defineProperty(o, "default", {
			enumerable: true,
			value: v
		});
	}) : function(o, v) {
		o["default"] = v;
	});
	var __importStar = this$2 && this$2.__importStar || (function() {
		var ownKeys = function(o) {
			ownKeys = Object.getOwnPropertyNames || function(o) {
				var ar = [];
				for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
				return ar;
			};
			return ownKeys(o);
		};
		return function(mod) {
			if (mod && mod.__esModule) return mod;
			var result = {};
			if (mod != null) {
				for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
			}
			__setModuleDefault(result, mod);
			return result;
		};
	})();
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.ua = exports.oidc = exports.pem = exports.json = exports.encoding = exports.dsse = exports.crypto = void 0;
	var core_1 = require_dist$1();
	Object.defineProperty(exports, "crypto", {
		enumerable: true,
		get: function() {
			return core_1.crypto;
		}
	});
	Object.defineProperty(exports, "dsse", {
		enumerable: true,
		get: function() {
			return core_1.dsse;
		}
	});
	Object.defineProperty(exports, "encoding", {
		enumerable: true,
		get: function() {
			return core_1.encoding;
		}
	});
	Object.defineProperty(exports, "json", {
		enumerable: true,
		get: function() {
			return core_1.json;
		}
	});
	Object.defineProperty(exports, "pem", {
		enumerable: true,
		get: function() {
			return core_1.pem;
		}
	});
	exports.oidc = __importStar(require_oidc());
	exports.ua = __importStar(require_ua());
}));
// node_modules/@sigstore/sign/dist/bundler/base.js
var require_base = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.BaseBundleBuilder = void 0;
	var BaseBundleBuilder = class {
		signer;
		witnesses;
		constructor(options) {
			this.signer = options.signer;
			this.witnesses = options.witnesses;
		}
		async create(artifact) {
			const signature = await this.prepare(artifact).then((blob) => this.signer.sign(blob));
			const bundle = await this.package(artifact, signature);
			const verificationMaterials = await Promise.all(this.witnesses.map((witness) => witness.testify(bundle.content, publicKey(signature.key))));
			const tlogEntryList = [];
			const timestampList = [];
			verificationMaterials.forEach(({ tlogEntries, rfc3161Timestamps }) => {
				tlogEntryList.push(...tlogEntries ?? []);
				timestampList.push(...rfc3161Timestamps ?? []);
			});
			bundle.verificationMaterial.tlogEntries = tlogEntryList;
			bundle.verificationMaterial.timestampVerificationData = { rfc3161Timestamps: timestampList };
			return bundle;
		}
		async prepare(artifact) {
			return artifact.data;
		}
	};
	exports.BaseBundleBuilder = BaseBundleBuilder;
	function publicKey(key) {
		switch (key.$case) {
			case "publicKey": return key.publicKey;
			case "x509Certificate": return key.certificate;
		}
	}
}));
// node_modules/@sigstore/sign/dist/bundler/bundle.js
var require_bundle = /* @__PURE__ */ __commonJSMin(((exports, module, this$1) => {
	var __createBinding = this$1 && this$1.__createBinding || (Object.create ? (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		var desc = Object.getOwnPropertyDescriptor(m, k);
		if (!desc || ("get" in desc ? !m.__esModule : desc.writable || desc.configurable)) desc = {
			enumerable: true,
			get: function() {
				return m[k];
			}
		};
		Object.defineProperty(o, k2, desc);
	}) : (function(o, m, k, k2) {
		if (k2 === void 0) k2 = k;
		o[k2] = m[k];
	}));
	var __setModuleDefault = this$1 && this$1.__setModuleDefault || (Object.create ? (function(o, v) {
		Object.defineProperty(o, "default", {
			enumerable: true,
			value: v
		});
	}) : function(o, v) {
		o["default"] = v;
	});
	var __importStar = this$1 && this$1.__importStar || (function() {
		var ownKeys = function(o) {
			ownKeys = Object.getOwnPropertyNames || function(o) {
				var ar = [];
				for (var k in o) if (Object.prototype.hasOwnProperty.call(o, k)) ar[ar.length] = k;
				return ar;
			};
			return ownKeys(o);
		};
		return function(mod) {
			if (mod && mod.__esModule) return mod;
			var result = {};
			if (mod != null) {
				for (var k = ownKeys(mod), i = 0; i < k.length; i++) if (k[i] !== "default") __createBinding(result, mod, k[i]);
			}
			__setModuleDefault(result, mod);
			return result;
		};
	})();
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.toMessageSignatureBundle = toMessageSignatureBundle;
	exports.toDSSEBundle = toDSSEBundle;
	const sigstore = __importStar(require_dist());
	const util_1 = require_util();
	function toMessageSignatureBundle(artifact, signature) {
		const digest = util_1.crypto.digest("sha256", artifact.data);
		return sigstore.toMessageSignatureBundle({
			digest,
			signature: signature.signature,
			certificate: signature.key.$case === "x509Certificate" ? util_1.pem.toDER(signature.key.certificate) : void 0,
			keyHint: signature.key.$case === "publicKey" ? signature.key.hint : void 0,
			certificateChain: true
		});
	}
	function toDSSEBundle(artifact, signature, certificateChain) {
		return sigstore.toDSSEBundle({
			artifact: artifact.data,
			artifactType: artifact.type,
			signature: signature.signature,
			certificate: signature.key.$case === "x509Certificate" ? util_1.pem.toDER(signature.key.certificate) : void 0,
			keyHint: signature.key.$case === "publicKey" ? signature.key.hint : void 0,
			certificateChain
		});
	}
}));
// node_modules/@sigstore/sign/dist/bundler/dsse.js
var require_dsse = /* @__PURE__ */ __commonJSMin(((exports) => {
	Object.defineProperty(exports, "__esModule", { value: true });
	exports.DSSEBundleBuilder = void 0;
	const util_1 = require_util();
	const base_1 = require_base();
	const bundle_1 = require_bundle();
	var DSSEBundleBuilder = class extends base_1.BaseBundleBuilder {
		certificateChain;
		constructor(options) {
			super(options);
			this.certificateChain = options.certificateChain ?? false;
		}
		async prepare(artifact) {
			const a = artifactDefaults(artifact);
			return util_1.dsse.preAuthEncoding(a.type, a.data);
		}
		async package(artifact, signature) {
			return (0, bundle_1.toDSSEBundle)(artifactDefaults(artifact), signature, this.certificateChain);
		}
	};
	exports.DSSEBundleBuilder = DSSEBundleBuilder;
	function artifactDefaults(artifact) {
		return {
			...artifact,
			type: artifact.type ?? ""
		};
	}
}));
// src/provenance/signing/sign-statement.ts
var import_dist$1 = require_dist();
var import_dsse = require_dsse();
const AT_ONCE = 8;
function createStatementSigner(signer, witnesses) {
	const builder = new import_dsse.DSSEBundleBuilder({
		signer,
		witnesses: [...witnesses]
	});
	const limit = createLimit(AT_ONCE);
	return async (statement) => {
		const slot = await limit.acquire();
		try {
			const bundle = await builder.create({
				data: Buffer.from(statement),
				type: IN_TOTO
			});
			for (const signature of bundle.content.dsseEnvelope.signatures) signature.keyid = "";
			return Buffer.from(JSON.stringify((0, import_dist$1.bundleToJSON)(bundle)));
		} finally {
			slot.release("answered");
		}
	};
}
// src/provenance/signing/timestamp.ts
var import_dist = require_dist$2();
const PATH = "/api/v1/timestamp";
function isStamp(content, signedTimestamp) {
	try {
		(0, import_dist.toSignedEntity)({
			mediaType: "application/vnd.dev.sigstore.bundle.v0.3+json",
			content,
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
	return { async testify(content) {
		if (content.$case !== "dsseEnvelope") throw new Error("only envelopes are signed here");
		const [signature] = content.dsseEnvelope.signatures;
		const artifactHash = createHash("sha256").update(signature?.sig ?? Buffer.alloc(0)).digest("base64");
		const { body } = await askService(service, {
			path,
			body: {
				artifactHash,
				hashAlgorithm: "sha256"
			}
		});
		if (!isStamp(content, body)) throw new ServiceFailure(service, "it gave no time stamp");
		return { rfc3161Timestamps: [{ signedTimestamp: body }] };
	} };
}
export { askService as a, ServiceFailure as i, createStatementSigner as n, readAnswer as o, signFailure as r, createStampWitness as t };
