import type { LedgerRepository } from '../attestation/predicates/bases.ts';
import { RegistryError } from '../errors.ts';
import type { Place } from '../evidence/configs.ts';
import { hasAll, joinLedgers } from '../evidence/known-bases.ts';
import type { OutdatedInputs } from '../inputs/outdated.ts';
import type { Digest } from '../oci/digest.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { readBaseLedger, writeBaseLedger } from '../records/base-ledger.ts';
import { TOOL_VERSION } from '../version.ts';
import { type LedgerAccess, verifyForAll } from './base-ledger.ts';
import type { CommandContext } from './context.ts';
import { type LedgerSubject, openLedgerMaker } from './sign-ledger.ts';

/** So often a ledger is written again because another run wrote one, too. */
const TRIES = 5;

/** What is written, and by what it has to hold. */
export interface LedgerWriting {
  readonly inputs: Pick<OutdatedInputs, 'record' | 'signing' | 'pipeline'>;
  readonly context: CommandContext;
  readonly uri: string;
  /** Opened to write. */
  readonly place: Place;
  /** The environments whose gates use it. */
  readonly environments: readonly Environment[];
  readonly access: LedgerAccess;
  /** Of the ledger that was read before. */
  readonly previous: Digest | undefined;
}

/** The statement of a ledger is about the newest version that it has. */
function subjectOf(repositories: readonly LedgerRepository[]): LedgerSubject | undefined {
  for (const { name, versions } of repositories) {
    const [newest] = versions;
    if (newest !== undefined) return { uri: name, digest: newest.digest };
  }
  return undefined;
}

/**
 * Writes the ledger of bases. If another run writes one at the same time, it is joined with this one: no version is lost.
 *
 * @returns what the tag holds then; undefined if there is nothing to write.
 * @throws {PolicyError} if it would not count afterwards; {RegistryError} if the registry does not take it.
 */
export async function writeLedger(
  repositories: readonly LedgerRepository[],
  writing: LedgerWriting,
): Promise<Digest | undefined> {
  const { inputs, context, uri, place, environments, access } = writing;
  const maker = await openLedgerMaker(inputs, environments, context);
  let own = repositories;
  let expected = writing.previous;
  for (let tries = 0; tries < TRIES; tries++) {
    const subject = subjectOf(own);
    if (subject === undefined) return undefined;
    const predicate = { time: context.now, uri, repositories: own, run: maker.run, toolVersion: TOOL_VERSION };
    const content = await maker.make(predicate, subject);
    await verifyForAll(content, environments, access);
    const { written, holds } = await writeBaseLedger(place, content, expected);
    if (written !== undefined && holds === written) return written;
    const other = await readBaseLedger(place);
    expected = other?.digest;
    if (other === undefined) continue;
    const { repositories: theirs, time } = await verifyForAll(other, environments, access);
    if (written !== undefined && hasAll(theirs, own)) return expected;
    // A registry that lags may show an older one: of what both have, the newer counts.
    own = time.getTime() > context.now.getTime() ? joinLedgers(theirs, own) : joinLedgers(own, theirs);
  }
  throw new RegistryError({
    what: `write the ledger of bases to ${uri}`,
    reason: 'other runs write it at the same time, again and again',
    remedy: 'let one workflow at a time run command: outdated ("concurrency")',
    code: 'refused',
  });
}
