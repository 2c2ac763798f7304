import { nt as digestHex, tt as digestAlgorithm } from "./common.js";
// src/provenance/statement.ts
const PROMOTION_PREDICATE = "https://sealift.github.io/promotion/v1";
const IN_TOTO = "application/vnd.in-toto+json";
function digestSet(digest) {
	return { [digestAlgorithm(digest)]: digestHex(digest) };
}
function describeRun({ actor, isFromToken, ...run }) {
	return {
		run: {
			...run,
			claims: isFromToken === true ? "identity-token" : "environment"
		},
		...actor === void 0 ? {} : { actor }
	};
}
function describePolicy({ route, policy, evidence, approvals }) {
	return {
		...route === void 0 ? {} : { route },
		...policy === void 0 ? {} : { policy: {
			uri: policy.uri,
			digest: digestSet(policy.digest)
		} },
		...evidence === void 0 ? {} : { checks: [{
			id: "came-from",
			result: "pass",
			evidence: [{ digest: digestSet(evidence) }]
		}] },
		...approvals === void 0 ? {} : { approvals }
	};
}
function buildStatement(promotion) {
	const { source, destination } = promotion;
	return {
		_type: "https://in-toto.io/Statement/v1",
		subject: promotion.subjects.map(({ digest, platform }, index) => ({
			name: index === 0 ? destination.uri : `${destination.uri}@${digest}`,
			digest: digestSet(digest),
			...platform === void 0 ? {} : { annotations: { platform } }
		})),
		predicateType: PROMOTION_PREDICATE,
		predicate: {
			action: "promote",
			time: promotion.time.toISOString(),
			source: {
				environment: source.environment,
				uri: source.uri,
				tags: source.tag === void 0 ? [] : [source.tag]
			},
			destination: {
				environment: destination.environment,
				uri: destination.uri,
				tags: destination.tags,
				replaced: Object.fromEntries(destination.replaced)
			},
			...describePolicy(promotion),
			copied: {
				bytesUploaded: promotion.bytesUploaded,
				mounted: promotion.blobsMounted
			},
			...describeRun(promotion.run),
			...promotion.reason === void 0 ? {} : { change: { reason: promotion.reason } },
			tool: {
				name: "sealift",
				version: promotion.toolVersion
			}
		}
	};
}
export { PROMOTION_PREDICATE as n, buildStatement as r, IN_TOTO as t };
