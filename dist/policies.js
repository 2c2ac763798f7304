import { n as __exportAll } from "./rolldown-runtime.js";
import { c as require_dist } from "./pipeline.js";
import { $t as parseJsonText, Hn as safeText, Nt as IMAGE_PLACEHOLDER, Xt as objectProperty, Yt as isJsonObject, an as tryParse, en as property, in as stringProperty } from "./start.js";
import { Nr as admissionInto } from "./common.js";
// src/report/policy-parts.ts
var import_dist = require_dist();
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
function numbered(name, index) {
	return index === 0 ? name : `${name}${index + 1}`;
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
function partsOf(root, key) {
	const parts = property(root, key);
	return Array.isArray(parts) ? parts.filter(isJsonObject) : [];
}
function isStamped({ own }) {
	return own === void 0 || own.timestampUrl !== void 0;
}
function pemOf(authority) {
	const chain = property(authority, "certChain");
	const certificates = isJsonObject(chain) ? property(chain, "certificates") : void 0;
	return (Array.isArray(certificates) ? certificates : []).map((each) => isJsonObject(each) ? property(each, "rawBytes") : void 0).filter((each) => typeof each === "string").map((each) => {
		return `-----BEGIN CERTIFICATE-----\n${(each.match(/.{1,64}/g) ?? []).join("\n")}\n-----END CERTIFICATE-----\n`;
	}).join("");
}
// src/report/kyverno-policies.ts
const REKOR$1 = "https://rekor.sigstore.dev";
const REFERENCE = "(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?";
function labelOf(environment) {
	return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(environment.name) ? environment.name : slugOf(environment);
}
function logsOf(root, signers) {
	const { own } = signers;
	const url = own === void 0 ? REKOR$1 : own.rekorUrl;
	const stamper = own?.rekorVersion === 2 ? partsOf(root, "timestampAuthorities").at(-1) : void 0;
	return {
		...partsOf(root, "tlogs").length > 0 && url !== void 0 ? { url } : { insecureIgnoreTlog: true },
		...partsOf(root, "ctlogs").length > 0 ? {} : { insecureIgnoreSCT: true },
		...stamper !== void 0 && isStamped(signers) ? { tsaCertChain: pemOf(stamper) } : {}
	};
}
function attestorsOf(signers) {
	const { identities, keys, roots } = signers;
	const byIdentity = identities.flatMap((signer) => {
		const keyless = { identities: [identityOf(signer)] };
		if (roots.length === 0) return [{
			keyless,
			ctlog: { url: REKOR$1 }
		}];
		return roots.map((root) => ({
			keyless,
			trustedRoot: { value: JSON.stringify(root) },
			ctlog: logsOf(root, signers)
		}));
	});
	const byKey = keys.map(({ pem }) => ({
		key: { data: pem },
		ctlog: { insecureIgnoreTlog: true }
	}));
	return [...byIdentity, ...byKey].map((cosign, index) => ({
		name: numbered("sealift", index),
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
function kyvernoPolicies(environment, signers) {
	const { name, repositories } = environment;
	const attestors = attestorsOf(signers);
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
// src/report/policy-controller-policies.ts
const FULCIO = "https://fulcio.sigstore.dev";
const REKOR = "https://rekor.sigstore.dev";
function isGood(authority, now) {
	const end = stringProperty(objectProperty(authority, "validFor") ?? {}, "end");
	return end === void 0 || Date.parse(end) > now.getTime();
}
function authoritiesOf(root, key, now) {
	return partsOf(root, key).filter((each) => isGood(each, now)).map((authority) => {
		const subject = objectProperty(authority, "subject") ?? {};
		return {
			subject: {
				organization: stringProperty(subject, "organization") ?? "",
				commonName: stringProperty(subject, "commonName") ?? ""
			},
			uri: stringProperty(authority, "uri") ?? "",
			certChain: Buffer.from(pemOf(authority)).toString("base64")
		};
	});
}
function trustRootsOf(signers) {
	return (isStamped(signers) ? signers.roots : []).flatMap((root) => {
		const certificateAuthorities = authoritiesOf(root, "certificateAuthorities", signers.now);
		const timestampAuthorities = authoritiesOf(root, "timestampAuthorities", signers.now);
		if (certificateAuthorities.length === 0 || timestampAuthorities.length === 0) return [];
		return [{
			root,
			certificateAuthorities,
			timestampAuthorities
		}];
	}).map(({ root, ...sigstoreKeys }, index) => {
		const name = numbered("sealift", index);
		return {
			name,
			document: {
				apiVersion: "policy.sigstore.dev/v1alpha1",
				kind: "TrustRoot",
				metadata: { name },
				spec: { sigstoreKeys }
			}
		};
	});
}
function trustOf(url, identity, trusted) {
	const keyless = {
		url,
		identities: [identity]
	};
	if (trusted === void 0) return {
		keyless,
		ctlog: { url: REKOR }
	};
	const trustRootRef = trusted.name;
	return {
		keyless: {
			...keyless,
			trustRootRef,
			insecureIgnoreSCT: true
		},
		rfc3161timestamp: { trustRootRef }
	};
}
function policyControllerPolicy(environment, signers) {
	const { identities, roots, own } = signers;
	const { type } = admissionInto(environment.name);
	const trusted = trustRootsOf(signers);
	const ways = roots.length === 0 ? [void 0] : trusted;
	if (ways.length === 0) return void 0;
	const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
	const attestations = [{
		name: "admitted",
		predicateType: type,
		policy: {
			type: "cue",
			data: `predicateType: ${JSON.stringify(type)}\npredicate: { verificationResult: "PASSED", resourceUri: =~${resource} }\n`
		}
	}];
	const authorities = identities.flatMap((signer) => ways.map((way) => trustOf(own?.fulcioUrl ?? FULCIO, identityOf(signer), way))).map((trust, index) => ({
		name: numbered("sealift", index),
		signatureFormat: "bundle",
		...trust,
		attestations
	}));
	return {
		policy: {
			apiVersion: "policy.sigstore.dev/v1beta1",
			kind: "ClusterImagePolicy",
			metadata: { name: `sealift-admitted-${slugOf(environment)}` },
			spec: {
				mode: "enforce",
				images: environment.repositories.map((each) => ({ glob: globOf(each, "**") })),
				authorities
			}
		},
		trustRoots: trusted.map(({ document }) => document),
		unusable: roots.length - trusted.length
	};
}
// src/report/admission-policies.ts
var admission_policies_exports = /* @__PURE__ */ __exportAll({ renderAdmissionPolicies: () => renderAdmissionPolicies });
function isWhole({ sourceRepository, sourceRef, event }) {
	return sourceRepository === void 0 && sourceRef === void 0 && event === void 0;
}
function forPolicyController(environment, signers, path) {
	const { name } = environment;
	if (signers.identities.length === 0) return {
		documents: [],
		notes: [`${name}: policy-controller reads no bundles that are signed with a key, so that its policy is left out`]
	};
	const made = policyControllerPolicy(environment, signers);
	const file = safeText(path, 200);
	if (made === void 0) return {
		documents: [],
		notes: [`${name}: policy-controller checks signatures with the trusted roots of ${file} only by time stamps, and there are none, so that its policy is left out; name a "timestamp-url", and its authority in the roots`]
	};
	const notes = [];
	if (signers.keys.length > 0) notes.push(`${name}: policy-controller does not admit what is signed with a key`);
	if (made.trustRoots.length > 0) notes.push(`${name}: with the trusted roots of ${file}, policy-controller relies on their certificate authorities and time stamps, and looks into no log`);
	if (made.unusable > 0) notes.push(`${name}: policy-controller does not admit by ${made.unusable} of the trusted roots of ${file}, without a time-stamping authority`);
	return {
		documents: [...made.trustRoots, made.policy],
		notes
	};
}
function policiesOf(environment, pipeline, facts) {
	const { name, signers } = environment;
	const identities = signers.filter((each) => each.kind === "identity");
	const left = identities.filter((each) => !isWhole(each)).map(({ identity }) => `${name}: the signer ${safeText(identity, 200)} is left out, because no admission controller compares "source-repository", "source-ref" and "event"`);
	const chosen = {
		...facts,
		identities: identities.filter(isWhole),
		keys: signers.filter((each) => each.kind === "key"),
		roots: rootsOf(pipeline)
	};
	if (chosen.identities.length + chosen.keys.length === 0) return {
		documents: [],
		notes: [...left, `${name}: no policy can be written, because no signer is left`]
	};
	const { documents, notes } = forPolicyController(environment, chosen, pipeline.path);
	return {
		documents: [...kyvernoPolicies(environment, chosen), ...documents],
		notes: [...left, ...notes]
	};
}
function distinct(documents) {
	return [...new Set(documents.map((each) => (0, import_dist.stringify)(each, { lineWidth: 0 })))];
}
function renderAdmissionPolicies(pipeline, facts) {
	const each = pipeline.environments.filter(({ admission }) => admission).map((one) => policiesOf(one, pipeline, facts));
	const notes = each.flatMap((one) => one.notes);
	const documents = each.flatMap((one) => one.documents);
	return {
		yaml: notes.map((note) => `# ${note}\n`).join("") + distinct(documents).join("---\n"),
		notes
	};
}
export { admission_policies_exports as t };
