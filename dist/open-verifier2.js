import "./rolldown-runtime.js";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
// src/action/governance/open-verifier.ts
function pinsIdentities({ environments }) {
	return environments.some(({ signers }) => signers.some(({ kind }) => kind === "identity"));
}
async function readRoots(pipeline, now) {
	const { trustedRoots } = pipeline.signing;
	if (trustedRoots.length > 0) {
		const { readTrustedRoots } = await import("./trust.js");
		return readTrustedRoots(trustedRoots, now);
	}
	if (!pinsIdentities(pipeline)) return [];
	const { fetchPublicGoodRoot } = await import("./fetch-trust.js");
	const cache = await mkdtemp(join(tmpdir(), "sealift-trust-"));
	try {
		return [await fetchPublicGoodRoot(cache)];
	} finally {
		await rm(cache, {
			recursive: true,
			force: true
		});
	}
}
async function openVerifier(pipeline, now) {
	const [{ createBundleVerifier }, roots] = await Promise.all([import("./verify-bundle.js"), readRoots(pipeline, now)]);
	return createBundleVerifier({
		roots,
		now
	});
}
export { openVerifier as t };
