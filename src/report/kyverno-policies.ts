import { admissionInto } from '../attestation/predicates/verification-summary.ts';
import type { JsonObject } from '../oci/json.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import {
  globOf,
  identityOf,
  isStamped,
  numbered,
  partsOf,
  pemOf,
  repositoriesOf,
  type Signers,
  slugOf,
} from './policy-parts.ts';

const REKOR = 'https://rekor.sigstore.dev';

/** What kubelet can pull of a repository: with a tag, a digest or both. */
const REFERENCE = '(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?';

/** The value of a label that an environment's namespaces have. */
function labelOf(environment: Environment): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(environment.name)
    ? environment.name
    : slugOf(environment);
}

/**
 * Which logs Kyverno asks for. It takes the time from the log's promise; the second version of Rekor makes none, so that
 * the chain of a time-stamping authority is named, by which it takes the time from the stamp.
 */
function logsOf(root: JsonObject, signers: Signers): JsonObject {
  const { own } = signers;
  const url = own === undefined ? REKOR : own.rekorUrl;
  const stamper = own?.rekorVersion === 2 ? partsOf(root, 'timestampAuthorities').at(-1) : undefined;
  return {
    ...(partsOf(root, 'tlogs').length > 0 && url !== undefined ? { url } : { insecureIgnoreTlog: true }),
    ...(partsOf(root, 'ctlogs').length > 0 ? {} : { insecureIgnoreSCT: true }),
    ...(stamper !== undefined && isStamped(signers) ? { tsaCertChain: pemOf(stamper) } : {}),
  };
}

/** Kyverno knows each by its name in the policy. One with several identities verifies no bundle. */
function attestorsOf(signers: Signers): readonly JsonObject[] {
  const { identities, keys, roots } = signers;
  const byIdentity = identities.flatMap((signer): readonly JsonObject[] => {
    const keyless = { identities: [identityOf(signer)] };
    if (roots.length === 0) return [{ keyless, ctlog: { url: REKOR } }];
    return roots.map((root) => ({
      keyless,
      trustedRoot: { value: JSON.stringify(root) },
      ctlog: logsOf(root, signers),
    }));
  });
  const byKey = keys.map(({ pem }) => ({ key: { data: pem }, ctlog: { insecureIgnoreTlog: true } }));
  return [...byIdentity, ...byKey].map((cosign, index) => ({ name: numbered('sealift', index), cosign }));
}

function matchPods(environment: Environment): JsonObject {
  const resources = ['pods', 'pods/ephemeralcontainers'];
  return {
    namespaceSelector: { matchLabels: { environment: labelOf(environment) } },
    resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources }],
  };
}

const IMAGES =
  '(images.?containers.orValue([]) + images.?initContainers.orValue([]) + images.?ephemeralContainers.orValue([]))';
const CONTAINERS =
  '(object.spec.containers + object.spec.?initContainers.orValue([]) + object.spec.?ephemeralContainers.orValue([]))';

/** Two policies: images that the first does not match are none of its business, and `all` of nothing is true. */
export function kyvernoPolicies(environment: Environment, signers: Signers): readonly JsonObject[] {
  const { name, repositories } = environment;
  const attestors = attestorsOf(signers);
  const named = attestors.map((each) => `attestors.${String(each['name'])}`).join(', ');
  const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
  const payload = 'extractPayload(i, attestations.admitted).predicate';
  const common = { validationActions: ['Deny'], failurePolicy: 'Fail', matchConstraints: matchPods(environment) };
  return [
    {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ImageValidatingPolicy',
      metadata: { name: `sealift-admitted-${slugOf(environment)}` },
      spec: {
        ...common,
        webhookConfiguration: { timeoutSeconds: 20 },
        validationConfigurations: { mutateDigest: true, verifyDigest: true, required: true },
        matchImageReferences: repositories.map((each) => ({ glob: globOf(each, '*') })),
        attestors,
        attestations: [{ name: 'admitted', intoto: { type: admissionInto(name).type } }],
        validations: [
          {
            message: `Sealift did not promote this image into ${name}.`,
            expression: `${IMAGES}.all(i, verifyAttestationSignatures(i, attestations.admitted, [${named}]) > 0)`,
          },
          {
            message: 'It was refused, or entered another repository.',
            expression: `${IMAGES}.all(i, ${payload}.verificationResult == "PASSED" && ${payload}.resourceUri.matches(${resource}))`,
          },
        ],
      },
    },
    {
      apiVersion: 'policies.kyverno.io/v1',
      kind: 'ValidatingPolicy',
      metadata: { name: `sealift-only-from-${slugOf(environment)}` },
      spec: {
        ...common,
        validations: [
          {
            message: `Only images of the repositories of ${name} may run here.`,
            expression: `${CONTAINERS}.all(c, c.image.matches(${JSON.stringify(`^${repositoriesOf(environment)}${REFERENCE}$`)}))`,
          },
        ],
      },
    },
  ];
}
