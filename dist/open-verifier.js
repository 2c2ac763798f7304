import { t as readWholeFile } from "./read-file.js";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { tmpdir } from "node:os";
// src/action/governance/open-verifier.ts
const MAX_TRUSTED_ROOT = 4194304;
function pinsIdentities({ environments }) {
	return environments.some(({ signers }) => signers.some(({ kind }) => kind === "identity"));
}
async function readRoots(pipeline, now) {
	const { trustedRoots } = pipeline.signing;
	if (trustedRoots.length > 0) {
		const { readTrustedRoots } = await import("./trust.js");
		return readTrustedRoots(trustedRoots.map((path) => ({
			path,
			bytes: readWholeFile(path, MAX_TRUSTED_ROOT)
		})), now);
	}
	if (!pinsIdentities(pipeline)) return [];
	const { fetchPublicGoodRoot } = await import("./fetch-trust.js");
	return [await fetchPublicGoodRoot(mkdtempSync(join(tmpdir(), "sealift-trust-")))];
}
async function openVerifier(pipeline, now) {
	const [{ createBundleVerifier }, roots] = await Promise.all([import("./verify-bundle.js"), readRoots(pipeline, now)]);
	return createBundleVerifier({
		roots,
		now
	});
}
export { openVerifier as t };
