import type { Reading } from '../../evidence/formats/document.ts';
import type { Finding } from '../../evidence/formats/findings.ts';
import { JUSTIFICATIONS, type VexStatement } from '../../evidence/formats/openvex.ts';
import type { Digest } from '../../oci/digest.ts';
import type { EvidenceReference, ImageFacts, PlatformFacts, Signature } from './gate.ts';
import { CLOCK_SKEW, foreign } from './words.ts';

/** Whose VEX statements count, and which reasons. */
export interface VexSettings {
  readonly signedBy: readonly string[];
  /** The justifications that take a finding out; `impact_statement` takes a reason in words too. */
  readonly accept: readonly string[];
}

/** All reasons of the specification, and none in words. */
export const VEX_ACCEPT_DEFAULT: readonly string[] = JUSTIFICATIONS;

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
  /** Why a statement that is there does not help; undefined if there is none. */
  readonly reason: string | undefined;
  readonly reference: EvidenceReference;
}

/** Statements about one platform, found by a vulnerability's id. */
export type VexIndex = ReadonlyMap<string, readonly IndexedStatement[]>;

interface IndexedStatement {
  readonly statement: VexStatement;
  /** The packages that it speaks of on this platform; empty for all. */
  readonly packages: readonly string[];
  readonly reference: EvidenceReference;
}

/** Returns an id as it is compared: in upper case. */
export function comparableId(id: string): string {
  return id.trim().toUpperCase();
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
  const index = new Map<string, IndexedStatement[]>();
  const digests = [platform.digest, image.digest];
  for (const { signature, statements, subjects, reference } of candidates) {
    if (signature.kind !== 'signed' || !signature.signers.some((name) => signedBy.includes(name))) continue;
    if (statements.kind !== 'read') continue;
    for (const statement of statements.value) {
      if (statement.time.getTime() > now.getTime() + CLOCK_SKEW) continue;
      const packages = packagesOn(statement, subjects, digests);
      if (packages === undefined) continue;
      for (const id of new Set(statement.ids.map(comparableId))) {
        const known = index.get(id);
        if (known === undefined) index.set(id, [{ statement, packages, reference }]);
        else known.push({ statement, packages, reference });
      }
    }
  }
  return index;
}

/** A purl without its version, qualifiers and subpath. */
function barePurl(purl: string): string {
  return purl
    .slice(0, 2000)
    .replace(/[?#].*$/s, '')
    .replace(/@[^/@]*$/, '');
}

/** Whether a name or purl, with a version or without, is that of a finding's package. */
export function isPackage(named: string, { package: name, version, purl }: Finding): boolean {
  if (!named.startsWith('pkg:')) return named === name;
  if (purl === undefined || barePurl(named) !== barePurl(purl)) return false;
  const wanted = /@([^/@?#]*)(?:[?#].*)?$/s.exec(named)?.[1];
  if (wanted === undefined) return true;
  const own = /@([^/@?#]*)(?:[?#].*)?$/s.exec(purl)?.[1];
  return wanted === own || wanted === version;
}

/** Where two statements have one time, the one that is less kind counts. */
function rank({ status }: VexStatement): number {
  return ['affected', 'under_investigation', 'not_affected', 'fixed'].indexOf(status);
}

function judgeStatement({ accept }: VexSettings, statement: VexStatement): string | undefined {
  if (statement.status === 'fixed') return undefined;
  if (statement.status !== 'not_affected') return `VEX says ${statement.status}`;
  if (statement.justification !== undefined) {
    return accept.includes(statement.justification)
      ? undefined
      : `the VEX justification ${foreign(statement.justification)} is not accepted`;
  }
  if (!statement.hasImpactStatement) return 'VEX says not_affected without a justification';
  return accept.includes('impact_statement')
    ? undefined
    : 'VEX says not_affected in words alone, which is not accepted';
}

/** Finds what the latest statement about a finding says; undefined if there is none. */
export function askVex(settings: VexSettings, index: VexIndex, finding: Finding): VexAnswer | undefined {
  let latest: IndexedStatement | undefined;
  for (const id of [finding.id, ...finding.aliases]) {
    for (const each of index.get(comparableId(id)) ?? []) {
      if (each.packages.length > 0 && !each.packages.some((named) => isPackage(named, finding))) continue;
      const [time, known] = [each.statement.time.getTime(), latest?.statement.time.getTime()];
      const isNewer = known === undefined || time > known;
      if (isNewer || (time === known && latest !== undefined && rank(each.statement) < rank(latest.statement))) {
        latest = each;
      }
    }
  }
  if (latest === undefined) return undefined;
  const reason = judgeStatement(settings, latest.statement);
  return { kind: reason === undefined ? 'cleared' : 'kept', reason, reference: latest.reference };
}
