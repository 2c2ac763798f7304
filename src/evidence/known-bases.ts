import type { LedgerRepository, LedgerVersion } from '../attestation/predicates/bases.ts';
import type { BaseAccess } from './bases.ts';
import { listBases } from './list-bases.ts';
import { type EvidenceRun, explainFailure } from './run.ts';

/** What is known of all bases that gates name. */
export interface KnownRepositories {
  readonly repositories: readonly LedgerRepository[];
  /** Why a repository could not be read, as a clause. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Notes which versions a record brought to their repository; records may come later than versions. */
function readRecords(
  run: EvidenceRun,
  { open, promotedAt }: Pick<BaseAccess, 'open' | 'promotedAt'>,
  { name, versions }: LedgerRepository,
): Promise<readonly LedgerVersion[]> {
  return Promise.all(
    versions.map(async (version) => {
      if (version.isSigned || !version.isThere) return version;
      const { digest, platforms } = version;
      const time = await run.once(`record of ${name}@${digest}`, async () => promotedAt(await open(name), digest));
      if (time === undefined) return version;
      return { ...version, isSigned: true, platforms: platforms.map((each) => ({ ...each, created: time })) };
    }),
  );
}

/**
 * Reads all versions of bases; those that a ledger has are not read again. A repository that cannot be read does not hide
 * the others: what the ledger had of it is kept, and is not whole.
 */
export async function readKnownBases(
  run: EvidenceRun,
  access: Pick<BaseAccess, 'open' | 'promotedAt'>,
  {
    names,
    signed,
    ledger,
  }: {
    readonly names: readonly string[];
    /** Those of which records count. */
    readonly signed: ReadonlySet<string>;
    readonly ledger: readonly LedgerRepository[];
  },
): Promise<KnownRepositories> {
  const known = new Map(ledger.map((each) => [each.name, each]));
  const failures = new Map<string, string>();
  const read = await Promise.all(
    names.map(async (name): Promise<LedgerRepository | undefined> => {
      const before = known.get(name);
      try {
        const found = await listBases(run, access.open, name, { known: before });
        return signed.has(name) ? { ...found, versions: await readRecords(run, access, found) } : found;
      } catch (error) {
        failures.set(name, explainFailure(error));
        return before && { ...before, isWhole: false };
      }
    }),
  );
  return { repositories: read.filter((each) => each !== undefined), failures };
}

/** Joins what two ledgers know, version by version: of what both have, the first counts. */
export function joinLedgers(
  own: readonly LedgerRepository[],
  other: readonly LedgerRepository[],
): readonly LedgerRepository[] {
  const theirs = new Map(other.map((each) => [each.name, each]));
  const joined = own.map((repository): LedgerRepository => {
    const beside = theirs.get(repository.name);
    if (beside === undefined) return repository;
    const known = new Set(repository.versions.map(({ digest }) => digest));
    return {
      ...repository,
      isWhole: repository.isWhole || beside.isWhole,
      tags: new Map([...beside.tags, ...repository.tags]),
      versions: [...repository.versions, ...beside.versions.filter(({ digest }) => !known.has(digest))],
    };
  });
  const names = new Set(own.map(({ name }) => name));
  return [...joined, ...other.filter(({ name }) => !names.has(name))];
}

/** Whether a ledger has every version of another one. */
export function hasAll(ledger: readonly LedgerRepository[], other: readonly LedgerRepository[]): boolean {
  const toKeys = (all: readonly LedgerRepository[]) =>
    all.flatMap(({ name, versions }) => versions.map(({ digest }) => `${name}@${digest}`));
  const known = new Set(toKeys(ledger));
  return toKeys(other).every((key) => known.has(key));
}

/** Counts the versions that a ledger has and another has not. */
export function countNew(ledger: readonly LedgerRepository[], before: readonly LedgerRepository[]): number {
  const known = new Set(before.flatMap(({ name, versions }) => versions.map(({ digest }) => `${name}@${digest}`)));
  return ledger.flatMap(({ name, versions }) => versions.filter(({ digest }) => !known.has(`${name}@${digest}`)))
    .length;
}
