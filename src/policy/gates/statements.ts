import { cureFor, type Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference, Signature } from '../../evidence/formats/evidence.ts';
import type { Provenance } from '../../evidence/formats/provenance.ts';
import type { Digest } from '../../oci/digest.ts';
import { isOfType } from '../../pipeline/gates/predicate-types.ts';
import type { StatementRule } from '../../pipeline/gates/statements.ts';
import { safeText } from '../../util/safe-text.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import { type Fault, type ImageFacts, judgedPlatforms } from './gate.ts';
import { foreign, formatAge, formatLimit, listSome } from './words.ts';

/** A statement that was found at an image, or in its index. */
export interface StatementCandidate {
  readonly reference: EvidenceReference;
  readonly subjects: readonly Digest[];
  readonly predicateType: string;
  readonly signature: Signature;
  /** For provenance alone. */
  readonly provenance?: Reading<Provenance> | undefined;
}

/** What of an image statements have to be about, and how people call it. */
export interface Target {
  readonly platform: string | undefined;
  /** A statement about any of them will do. */
  readonly digests: readonly Digest[];
}

/** Lists what needs statements: the image as a whole, or each platform. */
export function listTargets(image: ImageFacts, eachPlatform: boolean): readonly Target[] {
  const platforms = judgedPlatforms(image);
  if (eachPlatform && platforms.length > 0) {
    return platforms.map(({ platform, digest }) => ({ platform, digests: [digest] }));
  }
  // Without one about the index, those about all platforms together will do.
  return platforms.length === 0
    ? [{ platform: undefined, digests: [image.digest] }]
    : platforms.map(({ platform, digest }) => ({ platform, digests: [digest, image.digest] }));
}

/** The statements that meet a rule, or why there are none. */
export type Accepted<Candidate> =
  | {
      readonly kind: 'accepted';
      /** The newest first; those without a witness come last. */
      readonly candidates: readonly Candidate[];
      /** The newest, and all that no witness shows to be older: whoever can push decides in which order they are listed. */
      readonly latest: readonly Candidate[];
    }
  | { readonly kind: 'none'; readonly fault: Fault };

/** Finds the statements about a target that are of the right type, signer and age; the newest first. */
export function acceptStatements<Candidate extends StatementCandidate>(
  rule: StatementRule,
  target: Target,
  candidates: readonly Candidate[],
  now: Date,
): Accepted<Candidate> {
  const about = candidates.filter(
    ({ subjects, predicateType }) =>
      subjects.some((subject) => target.digests.includes(subject)) && isOfType(predicateType, rule.types),
  );
  const signed = about.filter(({ signature }) => isSigned(rule, signature));
  const fresh = signed.filter(({ signature }) => explainAge(rule, signature, now) === undefined);
  if (fresh.length > 0) {
    const newestFirst = fresh.toSorted((left, right) => (timeOf(right) ?? 0) - (timeOf(left) ?? 0));
    const [newest] = newestFirst.map(timeOf);
    const latest = newestFirst.filter((each) => [newest, undefined].includes(timeOf(each)));
    return { kind: 'accepted', candidates: newestFirst, latest };
  }
  return { kind: 'none', fault: explainNone(rule, target, { about, signed, now }) };
}

function timeOf({ signature }: StatementCandidate): number | undefined {
  return signature.kind === 'signed' ? signature.time?.getTime() : undefined;
}

/** What to do about a fault of one statement among several of which none is known to be older. */
export function remedyAmong(latest: readonly StatementCandidate[], remedy: string): string {
  return latest.length === 1
    ? remedy
    : `${remedy}, and remove the others or sign with a timestamp: nobody witnessed which of ${latest.length} is the newest`;
}

function isSigned({ signedBy, unsigned }: StatementRule, signature: Signature): boolean {
  if (signature.kind === 'signed' && signature.signers.some((name) => signedBy.includes(name))) return true;
  return unsigned && signature.kind !== 'invalid';
}

function explainAge({ maxAge }: StatementRule, signature: Signature, now: Date): string | undefined {
  if (maxAge === undefined) return undefined;
  const time = signature.kind === 'signed' ? signature.time?.getTime() : undefined;
  if (time === undefined) return 'has no witness that tells its age';
  const age = now.getTime() - time;
  if (age < -CLOCK_SKEW) return 'is of the future';
  return age > maxAge ? `is ${formatAge(age)} and may be ${formatLimit(maxAge)}` : undefined;
}

/** What to do about a statement of another signer: one that is named under `evidence` only has to be in `signed-by`. */
export function nameSigner(names: readonly string[], wanted: string): string {
  return names.length === 0
    ? `name that signer under evidence, or let ${wanted} sign`
    : `name ${listSome(names.map(foreign))} in signed-by, or let ${wanted} sign`;
}

function explainNone(
  rule: StatementRule,
  { platform }: Target,
  {
    about,
    signed,
    now,
  }: {
    readonly about: readonly StatementCandidate[];
    readonly signed: readonly StatementCandidate[];
    readonly now: Date;
  },
): Fault {
  const common = { verdict: 'fail', platform, isMissing: true } as const;
  const name = foreign(rule.name);
  const signer = rule.signedBy.length === 0 ? 'a signer of the file' : listSome(rule.signedBy.map(foreign));
  const [old] = signed;
  if (old !== undefined) {
    const reason = `${name}: the statement ${explainAge(rule, old.signature, now) ?? 'does not count'}`;
    return { ...common, reason, remedy: 'make it again' };
  }
  for (const { signature } of about) {
    if (signature.kind !== 'signed') continue;
    const reason = `${name}: a statement is there, signed by ${safeText(signature.identity, 200)}`;
    return { ...common, reason, remedy: nameSigner(signature.signers, signer) };
  }
  if (about.some(({ signature }) => signature.kind === 'unsigned')) {
    return { ...common, reason: `${name}: a statement is there that nobody signed`, remedy: `let ${signer} sign it` };
  }
  for (const { signature } of about) {
    if (signature.kind !== 'invalid') continue;
    const reason = `${name}: a signature cannot be verified: ${safeText(signature.reason, 200)}`;
    return { ...common, verdict: 'error', reason, remedy: cureFor(signature.reason, `let ${signer} sign it again`) };
  }
  const reason = `${name}: no statement of type ${listSome(rule.types.map(foreign))}`;
  return {
    ...common,
    reason,
    remedy: `let ${signer} attest it${rule.eachPlatform ? ', by the digest of the platform' : ''}`,
  };
}
