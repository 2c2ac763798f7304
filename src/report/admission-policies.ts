import { stringify } from 'yaml';
import { admissionInto } from '../attestation/predicates/verification-summary.ts';
import type { TrustedSigner } from '../attestation/verify/verifier.ts';
import { type JsonObject, parseJsonText, property, tryParse } from '../oci/json.ts';
import { type Environment, IMAGE_PLACEHOLDER, type Pipeline, type RepositoryTemplate } from '../pipeline/pipeline.ts';
import { safeText } from '../util/safe-text.ts';

/** Policies for admission controllers, and what people have to know of them. */
export interface AdmissionPolicies {
  /** YAML with several documents; empty if no environment has `admission: true`. */
  readonly yaml: string;
  /** Sentences. */
  readonly notes: readonly string[];
}

type IdentitySigner = Extract<TrustedSigner, { kind: 'identity' }>;

const FULCIO = 'https://fulcio.sigstore.dev';
const REKOR = 'https://rekor.sigstore.dev';

/** What kubelet can pull of a repository: with a tag, a digest or both. */
const REFERENCE = '(:[A-Za-z0-9_][A-Za-z0-9_.-]*)?(@sha256:[0-9a-f]{64})?';

/** An image's name in a repository (distribution-spec, "Pulling manifests"). */
const NAME = '[a-z0-9][a-z0-9._/-]*';

function literal(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** The regular expression (RE2) of the repositories of an environment. */
function repositoriesOf({ repositories }: Environment): string {
  const each = repositories.map(({ text }) => text.split(IMAGE_PLACEHOLDER).map(literal).join(NAME));
  return each.length === 1 ? each.join('') : `(${each.join('|')})`;
}

function globOf({ text }: RepositoryTemplate, star: string): string {
  return text.replaceAll(IMAGE_PLACEHOLDER, star);
}

/** Both controllers compare `subject` as it is, and patterns as regular expressions. */
function identityOf({ issuer, identity }: IdentitySigner): JsonObject {
  if (!identity.includes('*')) return { issuer, subject: identity };
  const parts = identity.split(/(\*\*?)/);
  const regExp = parts.map((part) => (part === '**' ? '[^@]*' : part === '*' ? '[^/@]*' : literal(part))).join('');
  return { issuer, subjectRegExp: `^${regExp}$` };
}

/** A name that Kubernetes takes, of an environment. */
function slugOf({ name }: Environment): string {
  return name.toLowerCase().replaceAll('_', '-').slice(0, 50).replace(/-+$/, '');
}

/** The value of a label that an environment's namespaces have. */
function labelOf(environment: Environment): string {
  return /^[A-Za-z0-9](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9])?$/.test(environment.name)
    ? environment.name
    : slugOf(environment);
}

/** The roots of the pipeline file, one for each line of JSON. */
function rootsOf({ signing }: Pipeline): readonly JsonObject[] {
  return signing.trustedRoots.flatMap(({ bytes }) => {
    const text = Buffer.from(bytes).toString();
    const whole = tryParse(() => parseJsonText(text));
    if (whole !== undefined) return [whole];
    return text.split('\n').flatMap((line): readonly JsonObject[] => {
      const root = line.trim() === '' ? undefined : tryParse(() => parseJsonText(line));
      return root === undefined ? [] : [root];
    });
  });
}

function has(root: JsonObject, key: 'tlogs' | 'ctlogs'): boolean {
  const logs = property(root, key);
  return Array.isArray(logs) && logs.length > 0;
}

interface Signers {
  readonly identities: readonly IdentitySigner[];
  readonly keys: readonly Extract<TrustedSigner, { kind: 'key' }>[];
  readonly roots: readonly JsonObject[];
}

/** Kyverno knows each by its name in the policy; each root has signers of its own. */
function kyvernoAttestors({ identities, keys, roots }: Signers, { signing }: Pipeline): readonly JsonObject[] {
  const keyless = { identities: identities.map(identityOf) };
  const rekorUrl = signing.sigstore.kind === 'custom' ? signing.sigstore.rekorUrl : REKOR;
  const byRoot = roots.map((root) => ({
    keyless,
    trustedRoot: { value: JSON.stringify(root) },
    ctlog: {
      ...(has(root, 'tlogs') ? { url: rekorUrl } : { insecureIgnoreTlog: true }),
      ...(has(root, 'ctlogs') ? {} : { insecureIgnoreSCT: true }),
    },
  }));
  const usual = roots.length > 0 ? byRoot : [{ keyless, ctlog: { url: REKOR } }];
  const byKey = keys.map(({ pem }) => ({ key: { data: pem }, ctlog: { insecureIgnoreTlog: true } }));
  return [...(identities.length === 0 ? [] : usual), ...byKey].map((cosign, index) => ({
    name: index === 0 ? 'sealift' : `sealift${index + 1}`,
    cosign,
  }));
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
function kyvernoPolicies(environment: Environment, signers: Signers, pipeline: Pipeline): readonly JsonObject[] {
  const { name, repositories } = environment;
  const attestors = kyvernoAttestors(signers, pipeline);
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

/** policy-controller reads bundles only of identities (sigstore/policy-controller#1958). */
function clusterImagePolicy(environment: Environment, { identities, roots }: Signers, pipeline: Pipeline): JsonObject {
  const { type } = admissionInto(environment.name);
  const { sigstore } = pipeline.signing;
  const trust = roots.length === 0 ? {} : { trustRootRef: 'sealift' };
  const isCustom = sigstore.kind === 'custom';
  const rekorUrl = isCustom ? sigstore.rekorUrl : roots.length === 0 ? REKOR : undefined;
  const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
  return {
    apiVersion: 'policy.sigstore.dev/v1beta1',
    kind: 'ClusterImagePolicy',
    metadata: { name: `sealift-admitted-${slugOf(environment)}` },
    spec: {
      mode: 'enforce',
      images: environment.repositories.map((each) => ({ glob: globOf(each, '**') })),
      authorities: [
        {
          name: 'sealift',
          signatureFormat: 'bundle',
          keyless: { url: isCustom ? sigstore.fulcioUrl : FULCIO, identities: identities.map(identityOf), ...trust },
          ...(rekorUrl === undefined ? {} : { ctlog: { url: rekorUrl, ...trust } }),
          ...(roots.length === 0 ? {} : { rfc3161timestamp: trust }),
          attestations: [
            {
              name: 'admitted',
              predicateType: type,
              policy: {
                type: 'cue',
                data: `predicateType: ${JSON.stringify(type)}\npredicate: { verificationResult: "PASSED", resourceUri: =~${resource} }\n`,
              },
            },
          ],
        },
      ],
    },
  };
}

/** What a certificate says of the run is compared by no controller: a policy without it would admit more. */
function isWhole({ sourceRepository, sourceRef, event }: IdentitySigner): boolean {
  return sourceRepository === undefined && sourceRef === undefined && event === undefined;
}

interface Documents extends Pick<AdmissionPolicies, 'notes'> {
  readonly documents: readonly JsonObject[];
}

function policiesOf(environment: Environment, pipeline: Pipeline): Documents {
  const { name, signers } = environment;
  const notes: string[] = [];
  const identities = signers.filter((each) => each.kind === 'identity');
  for (const { identity } of identities.filter((each) => !isWhole(each))) {
    notes.push(
      `${name}: the signer ${safeText(identity, 200)} is left out, because no admission controller compares "source-repository", "source-ref" and "event"`,
    );
  }
  const chosen: Signers = {
    identities: identities.filter(isWhole),
    keys: signers.filter((each) => each.kind === 'key'),
    roots: rootsOf(pipeline),
  };
  if (chosen.identities.length + chosen.keys.length === 0) {
    return { documents: [], notes: [...notes, `${name}: no policy can be written, because no signer is left`] };
  }
  const documents = [...kyvernoPolicies(environment, chosen, pipeline)];
  if (chosen.identities.length === 0) {
    notes.push(
      `${name}: policy-controller reads no bundles that are signed with a key, so that its policy is left out`,
    );
  } else {
    documents.push(clusterImagePolicy(environment, chosen, pipeline));
    if (chosen.keys.length > 0) {
      notes.push(`${name}: policy-controller does not admit what is signed with a key`);
    }
    if (chosen.roots.length > 0) {
      notes.push(
        `${name}: for policy-controller, make a TrustRoot "sealift" of the trusted roots of ${safeText(pipeline.path, 200)}`,
      );
    }
  }
  return { documents, notes };
}

/**
 * Writes the policies by which Kyverno and policy-controller let only images run that entered an environment, for each
 * environment with `admission: true`.
 */
export function renderAdmissionPolicies(pipeline: Pipeline): AdmissionPolicies {
  const each = pipeline.environments.filter(({ admission }) => admission).map((one) => policiesOf(one, pipeline));
  const notes = each.flatMap((one) => one.notes);
  const documents = each.flatMap((one) => one.documents);
  const comment = notes.map((note) => `# ${note}\n`).join('');
  return { yaml: comment + documents.map((one) => stringify(one, { lineWidth: 0 })).join('---\n'), notes };
}
