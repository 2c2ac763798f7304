import { quote } from '../../util/safe-text.ts';
import { matchesGlob } from '../glob.ts';
import type { CertificateClaims, TrustedSigner } from './verifier.ts';

/** What of a run pins ask for: what its certificate says, or will say. */
type SignerFacts = Pick<CertificateClaims, 'identity' | 'issuer' | 'sourceRepository' | 'sourceRef' | 'event'>;

type IdentitySigner = Extract<TrustedSigner, { kind: 'identity' }>;

/** Which part of a pin a run does not meet, as the pipeline file calls it. */
type Part = 'issuer' | 'identity' | 'source-repository' | 'source-ref' | 'event';

/** Lists the parts of a pin, each with what it asks for and what the run has. Issuers and events are compared exactly. */
function partsOf(facts: SignerFacts, pin: IdentitySigner) {
  return [
    ['issuer', pin.issuer, facts.issuer],
    ['identity', pin.identity, facts.identity],
    ['source-repository', pin.sourceRepository, facts.sourceRepository],
    ['source-ref', pin.sourceRef, facts.sourceRef],
    ['event', pin.event, facts.event],
  ] as const satisfies readonly (readonly [Part, string | undefined, string | undefined])[];
}

function isMet(part: Part, wanted: string | undefined, actual: string | undefined): boolean {
  if (wanted === undefined) return true;
  // A pin of what the certificate does not say is not met, not even by a star.
  if (actual === undefined) return false;
  return part === 'issuer' || part === 'event' ? wanted === actual : matchesGlob(actual, wanted);
}

/** Whether a run, or its certificate, meets all that a pin asks for. Keys are pinned in another way. */
export function matchesSigner(facts: SignerFacts, pin: TrustedSigner): boolean {
  return pin.kind === 'identity' && partsOf(facts, pin).every(([part, wanted, actual]) => isMet(part, wanted, actual));
}

/**
 * Says in a clause what keeps a run from meeting any of the pins, if that is a single part of one of them or no more
 * than the case of letters; undefined if they differ in more.
 */
export function explainMismatch(facts: SignerFacts, pins: readonly TrustedSigner[]): string | undefined {
  const misses = pins.flatMap((pin) => {
    if (pin.kind !== 'identity') return [];
    const parts = partsOf(facts, pin).filter(([part, wanted, actual]) => !isMet(part, wanted, actual));
    return [{ parts, pin }];
  });
  const isOfCase = ({ parts }: (typeof misses)[number]) =>
    parts.every(([part, wanted, actual]) => isMet(part, wanted?.toLowerCase(), actual?.toLowerCase()));
  const spelled = misses.find(isOfCase)?.parts[0];
  if (spelled !== undefined) {
    const [part, wanted, actual] = spelled;
    return `"${part}" is pinned as ${quote(wanted ?? '')}, which differs from ${quote(actual ?? '')} only in upper and lower case`;
  }
  const single = misses.find(({ parts }) => parts.length === 1 && parts[0]?.[0] !== 'identity')?.parts[0];
  if (single === undefined) return undefined;
  const [part, wanted, actual] = single;
  const is = actual === undefined ? 'the certificate does not say' : `it is ${quote(actual)}`;
  return `"${part}" is pinned as ${quote(wanted ?? '')}, and ${is}`;
}
