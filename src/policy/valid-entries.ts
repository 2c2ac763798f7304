import { shortDigest } from '../oci/digest.ts';
import type { StoredRecord } from '../records/chain-stored-record.ts';
import { peekClaims } from '../records/stored-record.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/text-safe-text.ts';
import { findCorrected } from './corrections.ts';
import type { Entry } from './entry.ts';
import { type EntryQuestion, judgeEntry } from './verify-record.ts';

/** More refusals than these are not told one by one. */
const MAX_TOLD = 3;

/** What helps where a digest has no record, because records are attached to the whole image only. */
export const TAKE_THE_WHOLE =
  'take the digest of the whole image if this is that of one platform, as records are attached to the whole only';

/** The records that prove an entry, in the order of `orderEntries`, and why others do not. */
export interface ValidEntries {
  readonly entries: readonly Entry[];
  /** Clauses, such as "the record sha256:… does not count: it is not signed". */
  readonly refusals: readonly string[];
}

/** Whether a hotfix gave the image nothing that an earlier entry had not: no tag, and none that another image had since. */
function isIdleHotfix({ claims: { time, route, destination } }: Entry, entries: readonly Entry[]): boolean {
  if (route?.kind !== 'hotfix' || destination.replaced.size > 0) return false;
  return entries.some(({ claims: earlier }) => {
    const tags = new Set(earlier.destination.tags);
    return earlier.time.getTime() < time.getTime() && destination.tags.every((tag) => tags.has(tag));
  });
}

/**
 * Orders the entries of one image, the newest first, and hotfixes that gave it nothing last.
 *
 * Where several would do, the first is shown: whoever promotes by a hotfix route what had come already has not brought it.
 * The regular way is shown though a hotfix came first, because it makes up for that.
 */
export function orderEntries(entries: readonly Entry[]): readonly Entry[] {
  const newest = entries.toSorted((left, right) => right.claims.time.getTime() - left.claims.time.getTime());
  const idle = new Set(newest.filter((entry) => isIdleHotfix(entry, newest)));
  return [...newest.filter((entry) => !idle.has(entry)), ...idle];
}

/** Sorts out which records prove that an image has entered an environment. */
export function validEntries(records: readonly StoredRecord[], question: EntryQuestion): ValidEntries {
  const findings = records.map((record) => judgeEntry(record, question));
  const valid = findings.flatMap((finding) => (finding.kind === 'valid' ? [finding.entry] : []));
  const corrected = findCorrected(valid);
  const entries = orderEntries(valid.filter((entry) => !corrected.has(entry)));
  const refusals = findings.flatMap((finding) =>
    finding.kind === 'refused' ? [refusalOf(finding.record, finding.reason)] : [],
  );
  const outdated = [...corrected].map(({ record }) =>
    refusalOf(record, 'the run that made it corrected it afterwards'),
  );
  return { entries, refusals: [...outdated, ...refusals] };
}

/** Writes why a record does not count, as a clause. */
export function refusalOf({ digest }: StoredRecord, reason: string): string {
  return `the record ${shortDigest(digest)} does not count: ${reason}`;
}

/** Joins why there is no proof into one clause. */
export function explainMissing(
  { environment, image, digest }: Pick<EntryQuestion, 'environment' | 'image' | 'digest'>,
  { refusals, records }: { readonly refusals: readonly string[]; readonly records: readonly StoredRecord[] },
): string {
  if (refusals.length > 0) {
    const told = [...new Set(refusals)];
    const more = told.length - MAX_TOLD;
    return formatList([...told.slice(0, MAX_TOLD), ...(more > 0 ? [`so it is with ${more} more`] : [])]);
  }
  const others = [...new Set(records.flatMap((record) => peekClaims(record)?.destination.environment ?? []))];
  // Nobody vouches for these names: a record may call its environment anything.
  const names = others.slice(0, MAX_TOLD).map((each) => quote(each));
  const found = others.length === 0 ? 'it has none' : `its records are only of ${formatList(names)}`;
  return `no record says that ${image} (${shortDigest(digest)}) was promoted to ${environment.name}: ${found}`;
}
