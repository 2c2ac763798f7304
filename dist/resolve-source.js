import { $t as RegistryError, Qt as PolicyError, h as formatReference, tt as digestAlgorithm } from "./common.js";
import { n as getManifest } from "./manifests.js";
// src/promotion/source/resolve-source.ts
function referenceToResolve({ from, isPlanned }) {
	if (isPlanned !== true || from.kind !== "digest") return from;
	return {
		kind: "digest",
		repository: from.repository,
		digest: from.digest
	};
}
async function resolveSource(client, source) {
	const { expectedDigest: expected, verb = "promote" } = source;
	const from = referenceToResolve(source);
	const reference = from.kind === "tag" ? from.tag : from.tag ?? from.digest;
	const wanted = [from.kind === "digest" ? from.digest : void 0, expected].filter((digest) => digest !== void 0);
	const root = await getManifest(client, from.repository, reference, wanted[0] && digestAlgorithm(wanted[0]));
	if (root === void 0) throw new RegistryError(`Cannot ${verb} ${formatReference(from)}: there is no such image; check the name and tag, and that the credentials may read it`, {
		code: "not-found",
		registry: client.registry,
		status: 404
	});
	const other = wanted.find((digest) => digest !== root.digest);
	if (other !== void 0) throw new PolicyError(`Cannot ${verb} ${formatReference(from)}: it has the digest ${root.digest} and not ${other}; ${verb} by the digest that was tested, or correct what is expected`);
	return root;
}
export { resolveSource as t };
