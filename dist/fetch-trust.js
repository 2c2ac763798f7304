import { o as __toESM } from "./rolldown-runtime.js";
import { Ot as InputError, Xt as safeText } from "./start.js";
import { setTimeout } from "node:timers/promises";
// src/provenance/verification/fetch-trust.ts
const TIME_LIMIT = 3e4;
async function fetchPublicGoodRoot(cacheFolder, options = {}) {
	const limit = new AbortController();
	try {
		const { toMaterial } = await import("./trust.js");
		return toMaterial(await Promise.race([fetchRoot(cacheFolder, options), expire(options, limit.signal)]));
	} catch (error) {
		throw new InputError(`Cannot fetch the trusted root of the public Sigstore: ${explain(error)}; let the runner reach tuf-repo-cdn.sigstore.dev, or keep the output of "gh attestation trusted-root" in a file and name it as "trusted-root" in the pipeline file`);
	} finally {
		limit.abort();
	}
}
async function fetchRoot(cachePath, { mirrorUrl, rootPath, timeLimit = TIME_LIMIT }) {
	const { getTrustedRoot } = await import("./dist2.js").then((m) => /* @__PURE__ */ __toESM(m.default, 1));
	return getTrustedRoot({
		cachePath,
		timeout: timeLimit,
		...mirrorUrl === void 0 ? {} : { mirrorURL: mirrorUrl },
		...rootPath === void 0 ? {} : { rootPath }
	});
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
export { fetchPublicGoodRoot };
