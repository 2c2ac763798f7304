import { admissionInto } from '../attestation/predicates/verification-summary.ts';
import { type JsonObject, objectProperty, stringProperty } from '../oci/json.ts';
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

const FULCIO = 'https://fulcio.sigstore.dev';
const REKOR = 'https://rekor.sigstore.dev';

/** Whether an authority may still sign: a TrustRoot cannot say when one ended. */
function isGood(authority: JsonObject, now: Date): boolean {
  const end = stringProperty(objectProperty(authority, 'validFor') ?? {}, 'end');
  return end === undefined || Date.parse(end) > now.getTime();
}

function authoritiesOf(root: JsonObject, key: 'certificateAuthorities' | 'timestampAuthorities', now: Date) {
  return partsOf(root, key)
    .filter((each) => isGood(each, now))
    .map((authority) => {
      const subject = objectProperty(authority, 'subject') ?? {};
      return {
        subject: {
          organization: stringProperty(subject, 'organization') ?? '',
          commonName: stringProperty(subject, 'commonName') ?? '',
        },
        uri: stringProperty(authority, 'uri') ?? '',
        certChain: Buffer.from(pemOf(authority)).toString('base64'),
      };
    });
}

/** What policy-controller checks with, where its own copy of the public root is not meant. */
interface TrustedBy {
  readonly name: string;
  readonly document: JsonObject;
}

/**
 * Writes roots as policy-controller reads them. Logs are left out: it compares the ids of those in a TrustRoot wrongly
 * (0.13, pkg/reconciler/trustroot: the id is written as hexadecimal digits twice), so that no entry is ever found.
 */
function trustRootsOf(signers: Signers): readonly TrustedBy[] {
  const usable = isStamped(signers) ? signers.roots : [];
  return usable
    .flatMap((root) => {
      const certificateAuthorities = authoritiesOf(root, 'certificateAuthorities', signers.now);
      const timestampAuthorities = authoritiesOf(root, 'timestampAuthorities', signers.now);
      if (certificateAuthorities.length === 0 || timestampAuthorities.length === 0) return [];
      return [{ root, certificateAuthorities, timestampAuthorities }];
    })
    .map(({ root, ...sigstoreKeys }, index) => {
      const name = numbered('sealift', index);
      return {
        name,
        document: {
          apiVersion: 'policy.sigstore.dev/v1alpha1',
          kind: 'TrustRoot',
          metadata: { name },
          spec: { sigstoreKeys },
        },
      };
    });
}

/** How the certificate and the time of a statement are checked: by stamps alone with a TrustRoot. */
function trustOf(url: string, identity: JsonObject, trusted: TrustedBy | undefined): JsonObject {
  const keyless = { url, identities: [identity] };
  if (trusted === undefined) return { keyless, ctlog: { url: REKOR } };
  const trustRootRef = trusted.name;
  return { keyless: { ...keyless, trustRootRef, insecureIgnoreSCT: true }, rfc3161timestamp: { trustRootRef } };
}

/** The policy of an environment, and the roots that it needs. */
export interface PolicyControllerPolicy {
  readonly policy: JsonObject;
  readonly trustRoots: readonly JsonObject[];
  /** Roots that it could not check with. */
  readonly unusable: number;
}

/**
 * policy-controller reads bundles only of identities (sigstore/policy-controller#1958), and an authority with several of
 * them verifies none.
 *
 * @returns undefined if no root can be used.
 */
export function policyControllerPolicy(environment: Environment, signers: Signers): PolicyControllerPolicy | undefined {
  const { identities, roots, own } = signers;
  const { type } = admissionInto(environment.name);
  const trusted = trustRootsOf(signers);
  const ways = roots.length === 0 ? [undefined] : trusted;
  if (ways.length === 0) return undefined;
  const resource = JSON.stringify(`^oci://${repositoriesOf(environment)}$`);
  const attestations = [
    {
      name: 'admitted',
      predicateType: type,
      policy: {
        type: 'cue',
        data: `predicateType: ${JSON.stringify(type)}\npredicate: { verificationResult: "PASSED", resourceUri: =~${resource} }\n`,
      },
    },
  ];
  const authorities = identities
    .flatMap((signer) => ways.map((way) => trustOf(own?.fulcioUrl ?? FULCIO, identityOf(signer), way)))
    .map((trust, index) => ({ name: numbered('sealift', index), signatureFormat: 'bundle', ...trust, attestations }));
  return {
    policy: {
      apiVersion: 'policy.sigstore.dev/v1beta1',
      kind: 'ClusterImagePolicy',
      metadata: { name: `sealift-admitted-${slugOf(environment)}` },
      spec: {
        mode: 'enforce',
        images: environment.repositories.map((each) => ({ glob: globOf(each, '**') })),
        authorities,
      },
    },
    trustRoots: trusted.map(({ document }) => document),
    unusable: roots.length - trusted.length,
  };
}
