import "./rolldown-runtime.js";
import { mkdtemp, rm } from "node:fs/promises";
import { join } from "node:path";
import { tmpdir } from "node:os";
// src/action/governance/public-good.ts
async function readPublicGood(environment, options = {}) {
	const { fetchPublicGood } = await import("./fetch-trust.js");
	const cache = await mkdtemp(join(tmpdir(), "sealift-trust-"));
	try {
		return await fetchPublicGood(cache, {
			...options,
			environment
		});
	} finally {
		await rm(cache, {
			recursive: true,
			force: true
		});
	}
}
// src/action/governance/open-verifier.ts
function pinsIdentities({ environments }) {
	return environments.some(({ signers }) => signers.some(({ kind }) => kind === "identity"));
}
async function readRoots(pipeline, setup) {
	const { now, warn, environment = {}, publicGood = () => readPublicGood(environment) } = setup;
	const { trustedRoots } = pipeline.signing;
	if (trustedRoots.length > 0) {
		const { readTrustedRoots } = await import("./trust.js");
		return readTrustedRoots(trustedRoots, now instanceof Date ? now : now(), warn);
	}
	if (!pinsIdentities(pipeline)) return [];
	return [(await publicGood()).trustedRoot];
}
function wantsWitness({ signing: { sigstore } }) {
	return sigstore.kind === "custom" && sigstore.timestampUrl !== void 0;
}
async function openVerifier(pipeline, setup) {
	const given = setup instanceof Date ? { now: setup } : setup;
	const [{ createBundleVerifier }, roots] = await Promise.all([import("./verify-bundle.js"), readRoots(pipeline, given)]);
	return createBundleVerifier({
		roots,
		now: given.now,
		keysNeedWitness: wantsWitness(pipeline)
	});
}
export { pinsIdentities as n, readPublicGood as r, openVerifier as t };
