import { quote } from '../../util/safe-text.ts';
import { matchesGlob } from '../glob.ts';
import type { CertificateClaims, Signature, TrustedSigner } from './verifier.ts';

/** What of a run trusted signers are compared with: what its certificate says, or will say. */
type SignerFacts = Pick<CertificateClaims, 'identity' | 'issuer' | 'sourceRepository' | 'sourceRef' | 'event'>;

type IdentitySigner = Extract<TrustedSigner, { kind: 'identity' }>;

/** As the pipeline file calls them. */
type Part = 'issuer' | 'identity' | 'source-repository' | 'source-ref' | 'event';

/** Each part with what is required and what the run has. Issuers and events are compared exactly. */
function partsOf(facts: SignerFacts, signer: IdentitySigner) {
  return [
    ['issuer', signer.issuer, facts.issuer],
    ['identity', signer.identity, facts.identity],
    ['source-repository', signer.sourceRepository, facts.sourceRepository],
    ['source-ref', signer.sourceRef, facts.sourceRef],
    ['event', signer.event, facts.event],
  ] as const satisfies readonly (readonly [Part, string | undefined, string | undefined])[];
}

function isMet(part: Part, required: string | undefined, actual: string | undefined): boolean {
  if (required === undefined) return true;
  // What the certificate does not say is not matched, not even by a star.
  if (actual === undefined) return false;
  return part === 'issuer' || part === 'event' ? required === actual : matchesGlob(actual, required);
}

/** Whether a run, or its certificate, is that of a trusted signer. Keys are compared elsewhere (`findKey`). */
export function matchesSigner(facts: SignerFacts, signer: TrustedSigner): boolean {
  return (
    signer.kind === 'identity' &&
    partsOf(facts, signer).every(([part, required, actual]) => isMet(part, required, actual))
  );
}

/** Finds by which of the signers that have names a signature is. Two keys are the same if their PEM is. */
export function namesOf(
  by: Signature['by'],
  named: Iterable<readonly [name: string, signers: readonly TrustedSigner[]]>,
): readonly string[] {
  return [...named].flatMap(([name, signers]) => {
    const isBy = signers.some((each) =>
      by.kind === 'key' ? each.kind === 'key' && each.pem === by.pem : matchesSigner(by.claims, each),
    );
    return isBy ? [name] : [];
  });
}

/** Explains a mismatch in a single part or the case of letters in a clause; undefined if they differ in more. */
export function explainMismatch(facts: SignerFacts, signers: readonly TrustedSigner[]): string | undefined {
  const misses = signers.flatMap((signer) => {
    if (signer.kind !== 'identity') return [];
    const parts = partsOf(facts, signer).filter(([part, required, actual]) => !isMet(part, required, actual));
    return [{ parts, signer }];
  });
  const isOfCase = ({ parts }: (typeof misses)[number]) =>
    parts.every(([part, required, actual]) => isMet(part, required?.toLowerCase(), actual?.toLowerCase()));
  const spelled = misses.find(isOfCase)?.parts[0];
  if (spelled !== undefined) {
    const [part, required, actual] = spelled;
    return `"${part}" is pinned as ${quote(required ?? '')}, which differs from ${quote(actual ?? '')} only in upper and lower case`;
  }
  const single = misses.find(({ parts }) => parts.length === 1 && parts[0]?.[0] !== 'identity')?.parts[0];
  if (single === undefined) return undefined;
  const [part, required, actual] = single;
  const is = actual === undefined ? 'the certificate does not say' : `it is ${quote(actual)}`;
  return `"${part}" is pinned as ${quote(required ?? '')}, and ${is}`;
}
