import "./rolldown-runtime.js";
import { t as require_dist } from "./dist.js";
import { Jt as safeText, Zt as InputError } from "./common.js";
import { setTimeout } from "node:timers/promises";
// src/provenance/verification/fetch-trust.ts
var import_dist = require_dist();
const TIME_LIMIT = 3e4;
const [TRUSTED_ROOT, SIGNING_CONFIG] = ["trusted_root.json", "signing_config.v0.2.json"];
async function fetchPublicGood(cacheFolder, options = {}) {
	const limit = new AbortController();
	try {
		return await Promise.race([fetchFiles(cacheFolder, options, limit.signal), expire(options, limit.signal)]);
	} catch (error) {
		throw new InputError(`Cannot fetch the trusted root of the public Sigstore: ${explain(error)}; let the runner reach tuf-repo-cdn.sigstore.dev, or keep the output of "gh attestation trusted-root" in a file and name it as "trusted-root" in the pipeline file`);
	} finally {
		limit.abort();
	}
}
async function fetchFiles(folder, { forSigning = false, ...options }, signal) {
	const [{ openTufRepository }, { toMaterial }] = await Promise.all([import("./tuf-repository.js"), import("./trust.js")]);
	const repository = await openTufRepository(folder, {
		...options,
		signal
	});
	const root = await repository.readTarget(TRUSTED_ROOT);
	if (root === void 0) throw new Error("the repository has no trusted root");
	return {
		trustedRoot: toMaterial(import_dist.TrustedRoot.fromJSON(JSON.parse(root.toString()))),
		signingConfig: forSigning ? await repository.readTarget(SIGNING_CONFIG) : void 0
	};
}
async function expire({ timeLimit = TIME_LIMIT }, signal) {
	await setTimeout(timeLimit, void 0, {
		signal,
		ref: false
	});
	throw new Error(`it took longer than ${timeLimit / 1e3} s`);
}
function explain(error) {
	let cause = error;
	while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
	return cause instanceof Error ? safeText(cause.message, 200) : "the answer cannot be read";
}
export { fetchPublicGood };
