import { n as __exportAll } from "./rolldown-runtime.js";
import { l as require_dist } from "./pipeline.js";
import { wr as admissionInto } from "./common.js";
import { Et as property, Tt as parseJsonText, at as IMAGE_PLACEHOLDER, fn as safeText, jt as tryParse } from "./start.js";
// src/report/admission-policies.ts
var admission_policies_exports = /* @__PURE__ */ __exportAll({ renderAdmissionPolicies: () => renderAdmissionPolicies });
var import_dist = require_dist();
const FULCIO = "https://fulcio.sigstore.dev";
const REKOR = "https://rekor.sigstore.dev";
const REFERENCE = "(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?";
const NAME = "[a-z0-9][a-z0-9._/-]*";
function literal(text) {
	return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
function repositoriesOf({ repositories }) {
	const each = repositories.map(({ text }) => text.split(IMAGE_PLACEHOLDER).map(literal).join(NAME));
	return each.length === 1 ? each.join("") : `(${each.join("|")})`;
}
function globOf({ text }, star) {
	return text.replaceAll(IMAGE_PLACEHOLDER, star);
}
function identityOf({ issuer, identity }) {
	if (!identity.includes("*")) return {
		issuer,
		subject: identity
	};
	return {
		issuer,
		subjectRegExp: `^${identity.split(/(\*\*?)/).map((part) => part === "**" ? "[^@]*" : part === "*" ? "[^/@]*" : literal(part)).join("")}$`
	};
}
function slugOf({ name }) {
	return name.toLowerCase().replaceAll("_", "-").slice(0, 50).replace(/-+$/, "");
}
function labelOf(environment) {
	return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(environment.name) ? environment.name : slugOf(environment);
}
function rootsOf({ signing }) {
	return signing.trustedRoots.flatMap(({ bytes }) => {
		const text = Buffer.from(bytes).toString();
		const whole = tryParse(() => parseJsonText(text));
		if (whole !== void 0) return [whole];
		return text.split("\n").flatMap((line) => {
			const root = line.trim() === "" ? void 0 : tryParse(() => parseJsonText(line));
			return root === void 0 ? [] : [root];
		});
	});
}
function has(root, key) {
	const logs = property(root, key);
	return Array.isArray(logs) && logs.length > 0;
}
function kyvernoAttestors({ identities, keys, roots }, { signing }) {
	const keyless = { identities: identities.map(identityOf) };
	const rekorUrl = signing.sigstore.kind === "custom" ? signing.sigstore.rekorUrl : REKOR;
	const byRoot = roots.map((root) => ({
		keyless,
		trustedRoot: { value: JSON.stringify(root) },
		ctlog: {
			...has(root, "tlogs") ? { url: rekorUrl } : { insecureIgnoreTlog: true },
			...has(root, "ctlogs") ? {} : { insecureIgnoreSCT: true }
		}
	}));
	const usual = roots.length > 0 ? byRoot : [{
		keyless,
		ctlog: { url: REKOR }
	}];
	const byKey = keys.map(({ pem }) => ({
		key: { data: pem },
		ctlog: { insecureIgnoreTlog: true }
	}));
	return [...identities.length === 0 ? [] : usual, ...byKey].map((cosign, index) => ({
		name: index === 0 ? "sealift" : `sealift${index + 1}`,
		cosign
	}));
}
function matchPods(environment) {
	return {
		namespaceSelector: { matchLabels: { environment: labelOf(environment) } },
		resourceRules: [{
			apiGroups: [""],
			apiVersions: ["v1"],
			operations: ["CREATE", "UPDATE"],
			resources: ["pods", "pods/ephemeralcontainers"]
		}]
	};
}
const IMAGES = "(images.?containers.orValue([]) + images.?initContainers.orValue([]) + images.?ephemeralContainers.orValue([]))";
const CONTAINERS = "(object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([]))";
function kyvernoPolicies(environment, signers, pipeline) {
	const { name, repositories } = environment;
	const attestors = kyvernoAttestors(signers, pipeline);
	const named = attestors.map((each) => `attestors.${String(each["name"])}`).join(", ");
	const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
	const payload = "extractPayload(i, attestations.admitted).predicate";
	const common = {
		validationActions: ["Deny"],
		failurePolicy: "Fail",
		matchConstraints: matchPods(environment)
	};
	return [{
		apiVersion: "policies.kyverno.io/v1",
		kind: "ImageValidatingPolicy",
		metadata: { name: `sealift-admitted-${slugOf(environment)}` },
		spec: {
			...common,
			webhookConfiguration: { timeoutSeconds: 20 },
			validationConfigurations: {
				mutateDigest: true,
				verifyDigest: true,
				required: true
			},
			matchImageReferences: repositories.map((each) => ({ glob: globOf(each, "*") })),
			attestors,
			attestations: [{
				name: "admitted",
				intoto: { type: admissionInto(name).type }
			}],
			validations: [{
				message: `Sealift did not promote this image into ${name}.`,
				expression: `${IMAGES}.all(i, verifyAttestationSignatures(i, attestations.admitted, [${named}]) > 0)`
			}, {
				message: "It was refused, or entered another repository.",
				expression: `${IMAGES}.all(i, ${payload}.verificationResult == "PASSED" && ${payload}.resourceUri.matches(${resource}))`
			}]
		}
	}, {
		apiVersion: "policies.kyverno.io/v1",
		kind: "ValidatingPolicy",
		metadata: { name: `sealift-only-from-${slugOf(environment)}` },
		spec: {
			...common,
			validations: [{
				message: `Only images of the repositories of ${name} may run here.`,
				expression: `${CONTAINERS}.all(c, c.image.matches(${JSON.stringify(`^${repositoriesOf(environment)}${REFERENCE}$`)}))`
			}]
		}
	}];
}
function clusterImagePolicy(environment, { identities, roots }, pipeline) {
	const { type } = admissionInto(environment.name);
	const { sigstore } = pipeline.signing;
	const trust = roots.length === 0 ? {} : { trustRootRef: "sealift" };
	const isCustom = sigstore.kind === "custom";
	const rekorUrl = isCustom ? sigstore.rekorUrl : roots.length === 0 ? REKOR : void 0;
	const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
	return {
		apiVersion: "policy.sigstore.dev/v1beta1",
		kind: "ClusterImagePolicy",
		metadata: { name: `sealift-admitted-${slugOf(environment)}` },
		spec: {
			mode: "enforce",
			images: environment.repositories.map((each) => ({ glob: globOf(each, "**") })),
			authorities: [{
				name: "sealift",
				signatureFormat: "bundle",
				keyless: {
					url: isCustom ? sigstore.fulcioUrl : FULCIO,
					identities: identities.map(identityOf),
					...trust
				},
				...rekorUrl === void 0 ? {} : { ctlog: {
					url: rekorUrl,
					...trust
				} },
				...roots.length === 0 ? {} : { rfc3161timestamp: trust },
				attestations: [{
					name: "admitted",
					predicateType: type,
					policy: {
						type: "cue",
						data: `predicateType: ${JSON.stringify(type)}\npredicate: { verificationResult: "PASSED", resourceUri: =~${resource} }\n`
					}
				}]
			}]
		}
	};
}
function isWhole({ sourceRepository, sourceRef, event }) {
	return sourceRepository === void 0 && sourceRef === void 0 && event === void 0;
}
function policiesOf(environment, pipeline) {
	const { name, signers } = environment;
	const notes = [];
	const identities = signers.filter((each) => each.kind === "identity");
	for (const { identity } of identities.filter((each) => !isWhole(each))) notes.push(`${name}: the signer ${safeText(identity, 200)} is left out, because no admission controller compares "source-repository", "source-ref" and "event"`);
	const chosen = {
		identities: identities.filter(isWhole),
		keys: signers.filter((each) => each.kind === "key"),
		roots: rootsOf(pipeline)
	};
	if (chosen.identities.length + chosen.keys.length === 0) return {
		documents: [],
		notes: [...notes, `${name}: no policy can be written, because no signer is left`]
	};
	const documents = [...kyvernoPolicies(environment, chosen, pipeline)];
	if (chosen.identities.length === 0) notes.push(`${name}: policy-controller reads no bundles that are signed with a key, so that its policy is left out`);
	else {
		documents.push(clusterImagePolicy(environment, chosen, pipeline));
		if (chosen.keys.length > 0) notes.push(`${name}: policy-controller does not admit what is signed with a key`);
		if (chosen.roots.length > 0) notes.push(`${name}: for policy-controller, make a TrustRoot "sealift" of the trusted roots of ${safeText(pipeline.path, 200)}`);
	}
	return {
		documents,
		notes
	};
}
function renderAdmissionPolicies(pipeline) {
	const each = pipeline.environments.filter(({ admission }) => admission).map((one) => policiesOf(one, pipeline));
	const notes = each.flatMap((one) => one.notes);
	const documents = each.flatMap((one) => one.documents);
	return {
		yaml: notes.map((note) => `# ${note}\n`).join("") + documents.map((one) => (0, import_dist.stringify)(one, { lineWidth: 0 })).join("---\n"),
		notes
	};
}
export { admission_policies_exports as t };
