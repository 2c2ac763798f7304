import type { RetirementPredicate } from '../attestation/predicates/retirement.ts';
import type { BundleVerifier } from '../attestation/verify/verifier.ts';
import { RegistryError } from '../errors.ts';
import { readTombstones, readVersionTombstones } from '../ledger/tombstones.ts';
import { ledgerOf, type Pipeline } from '../pipeline/pipeline.ts';
import { describeDestroyed, findBurnt, findDestroyed } from '../policy/destroyed.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import type { GoneImage, HistoryQuery, ImageHistory, Location } from './image-history.ts';
import { locationsOf } from './image-history.ts';
import type { HistoryAccess } from './read-repository.ts';

const REJECT_ALL: BundleVerifier = () => ({ kind: 'rejected', reason: 'no signature could be checked' });

/** Finds the repositories that do not have what was asked for; what could not be read may have it. */
function findLacking(history: ImageHistory, locations: readonly Location[]): readonly Location[] {
  const lacking = new Set(
    history.environments.flatMap(({ name, repositories }) =>
      repositories
        .filter(({ placements, error }) => placements.length === 0 && error === undefined)
        .map(({ repository }) => `${name} ${repository}`),
    ),
  );
  return locations.filter(({ environment, uri }) => lacking.has(`${environment.name} ${uri}`));
}

function toGone({ environment, uri }: Location, predicate: RetirementPredicate): GoneImage {
  const { digests, action, time, because, plan, archive } = predicate;
  return {
    ...{ environment: environment.name, repository: uri, digest: digests.root },
    state: action === 'retire' ? 'retired' : 'destroyed',
    ...{ time, because, plan, archive, says: describeDestroyed(predicate) },
  };
}

/**
 * Finds what became of a digest or a version in the repositories that do not have it: when it was retired or destroyed, by
 * which rule and plan, and its archive, as far as a signer of the environment says so in the ledger. A ledger that does not
 * answer says nothing.
 */
export async function readGone(
  history: ImageHistory,
  { pipeline, image: { name, tag, digest } }: { readonly pipeline: Pipeline; readonly image: HistoryQuery },
  { clientOf, trust }: Pick<HistoryAccess, 'clientOf' | 'trust'>,
): Promise<readonly GoneImage[]> {
  const repository = ledgerOf(pipeline, name);
  if (repository === undefined || (digest === undefined && tag === undefined)) return [];
  const lacking = findLacking(history, locationsOf(pipeline, name));
  if (lacking.length === 0) return [];
  const place = { client: clientOf(repository), repository };
  let tombstones: readonly StoredRecord[];
  try {
    tombstones =
      digest === undefined ? await readVersionTombstones(place, tag ?? '') : await readTombstones(place, digest);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    return [];
  }
  if (tombstones.length === 0) return [];
  const trusted = await trust();
  const verify = 'verify' in trusted ? trusted.verify : REJECT_ALL;
  return lacking.flatMap((location) => {
    const { environment, uri } = location;
    const own = tombstones.filter((each) => digest === undefined || each.subject === digest);
    const found =
      digest === undefined
        ? findBurnt(own, { environment, uri, version: tag ?? '', verify })
        : findDestroyed(own, { environment, digest, uri, verify });
    return found === undefined || found.uri !== uri ? [] : [toGone(location, found)];
  });
}
