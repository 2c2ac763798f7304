import type { Reading } from '../../evidence/formats/document.ts';
import type { EvidenceReference, Signature } from '../../evidence/formats/evidence.ts';
import type { VexStatement } from '../../evidence/formats/openvex.ts';
import type { Digest } from '../../oci/digest.ts';
import type { VexSettings } from '../../pipeline/gates/vulnerabilities.ts';
import { CLOCK_SKEW } from '../../util/time.ts';
import type { ImageFacts, PlatformFacts } from './gate.ts';
import { ALL_PACKAGES, comparableId, type NamedFinding, packageKey, packageKeys } from './package-keys.ts';
import { foreign } from './words.ts';

/** A VEX document that was found at an image. */
export interface VexCandidate {
  readonly reference: EvidenceReference;
  readonly subjects: readonly Digest[];
  readonly signature: Signature;
  readonly statements: Reading<readonly VexStatement[]>;
}

/** What VEX says of a finding: `cleared` takes it out. */
export interface VexAnswer {
  readonly kind: 'cleared' | 'kept';
  /** Writes why a statement that is there does not help; undefined if it does. */
  readonly reason: (() => string) | undefined;
  readonly reference: EvidenceReference;
}

/** The latest statements about one platform, by a vulnerability's id and by the package that they speak of. */
export type VexIndex = ReadonlyMap<string, ReadonlyMap<string, IndexedStatement>>;

interface IndexedStatement {
  readonly statement: VexStatement;
  readonly reference: EvidenceReference;
}

/** What a statement says of one platform: the packages that it speaks of, or undefined if it speaks of other images. */
function packagesOn(
  { products }: VexStatement,
  subjects: readonly Digest[],
  digests: readonly Digest[],
): readonly string[] | undefined {
  const isSubject = subjects.some((subject) => digests.includes(subject));
  if (products === undefined) return isSubject ? [] : undefined;
  const mine = products.filter((product) => product.digests.some((digest) => digests.includes(digest)));
  if (mine.length === 0 || !isSubject) return undefined;
  return mine.some(({ packages }) => packages.length === 0) ? [] : mine.flatMap(({ packages }) => packages);
}

/** Indexes the statements about one platform that the right signers made, so that each finding looks at its own only. */
export function indexVex(
  { signedBy }: VexSettings,
  candidates: readonly VexCandidate[],
  { image, platform, now }: { readonly image: ImageFacts; readonly platform: PlatformFacts; readonly now: Date },
): VexIndex {
  const index = new Map<string, Map<string, IndexedStatement>>();
  const digests = [platform.digest, image.digest];
  for (const { signature, statements, subjects, reference } of candidates) {
    if (signature.kind !== 'signed' || !signature.signers.some((name) => signedBy.includes(name))) continue;
    if (statements.kind !== 'read') continue;
    for (const statement of statements.value) {
      if (statement.time.getTime() > now.getTime() + CLOCK_SKEW) continue;
      const packages = packagesOn(statement, subjects, digests);
      if (packages === undefined) continue;
      const keys = packages.length === 0 ? [ALL_PACKAGES] : packages.map(packageKey);
      for (const id of new Set(statement.ids.map(comparableId))) {
        const known = index.get(id) ?? new Map<string, IndexedStatement>();
        index.set(id, known);
        for (const key of keys) if (isLater(statement, known.get(key))) known.set(key, { statement, reference });
      }
    }
  }
  return index;
}

/** Where two statements have one time, the one that is less kind counts. */
function rank({ status }: VexStatement): number {
  return ['affected', 'under_investigation', 'not_affected', 'fixed'].indexOf(status);
}

function isLater(statement: VexStatement, known: IndexedStatement | undefined): boolean {
  if (known === undefined) return true;
  const difference = statement.time.getTime() - known.statement.time.getTime();
  return difference > 0 || (difference === 0 && rank(statement) < rank(known.statement));
}

/** Returns what writes why a statement does not help; undefined if it does. */
function judgeStatement({ accept }: VexSettings, statement: VexStatement): (() => string) | undefined {
  const { status, justification, hasImpactStatement } = statement;
  if (status === 'fixed') return undefined;
  if (status !== 'not_affected') return () => `VEX says ${status}`;
  if (justification !== undefined) {
    return accept.includes(justification)
      ? undefined
      : () => `the VEX justification ${foreign(justification)} is not accepted`;
  }
  if (!hasImpactStatement) return () => 'VEX says not_affected without a justification';
  return accept.includes('impact_statement')
    ? undefined
    : () => 'VEX says not_affected in words alone, which is not accepted';
}

/** Finds what the latest statement about a finding says; undefined if there is none. */
export function askVex(settings: VexSettings, index: VexIndex, { finding, ids }: NamedFinding): VexAnswer | undefined {
  let latest: IndexedStatement | undefined;
  for (const id of ids) {
    const known = index.get(id);
    if (known === undefined) continue;
    for (const key of packageKeys(finding)) {
      const each = known.get(key);
      if (each !== undefined && isLater(each.statement, latest)) latest = each;
    }
  }
  if (latest === undefined) return undefined;
  const reason = judgeStatement(settings, latest.statement);
  return { kind: reason === undefined ? 'cleared' : 'kept', reason, reference: latest.reference };
}
