import type { Digest } from '../oci/digest.ts';
import { isTag, type Tag } from '../oci/reference.ts';
import { runOf } from '../policy/corrections.ts';
import { placedAt } from '../policy/placed-at.ts';
import {
  type CompetingPromotion,
  findTagGivers,
  provesTags,
  type TagGiver,
  verifyName,
} from '../policy/verify-name.ts';
import { enteredAt } from '../policy/verify-promotion.ts';
import { type ReadLimits, readOtherRecords } from '../records/other-images.ts';
import type { StoredRecord } from '../records/stored-record.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { RollbackPlace } from './place.ts';
import type { RollbackSite } from './read-site.ts';
import type { RollbackRequest } from './request.ts';
import { nameImage } from './version-line.ts';

/** Somebody waits for the answer: what was promoted last has one of the newest names. */
const LIMITS: ReadLimits = { tags: 1000, images: 200, records: 20 };

/** The image that has the marker by the records, which another image holds. */
export interface MarkerOwner {
  readonly digest: Digest;
  /** The record that gave it the marker last. */
  readonly record: TagGiver;
}

/**
 * Finds the image that has the marker by right, if it is not the one that holds it: another tool has moved the marker,
 * or a run died between its record and its tags.
 */
async function findMarkerOwner(
  { marker, run, pipeline }: RollbackRequest,
  { place, now, names: listed }: Pick<RollbackSite, 'place' | 'now' | 'names'>,
): Promise<MarkerOwner | undefined> {
  const names = new Set([...listed].filter(isTag));
  const { client, repository } = place;
  const options = await place.verifying();
  const counts = (record: StoredRecord): boolean => provesTags(record, { ...options, pipeline });
  const query = { repository, digest: now, tags: new Set<string>([marker]), counts, names };
  const [{ images }, { placings }] = await Promise.all([readOtherRecords(client, query, LIMITS), place.provenOf(now)]);
  const own = runOf(run.facts);
  const competitors = images.flatMap(({ digest, records }): readonly CompetingPromotion[] =>
    findTagGivers(records, { ...options, pipeline, digest })
      .filter(({ predicate }) => predicate.destination.tags.includes(marker))
      // An earlier attempt of this run may have recorded what it has not tagged yet.
      .filter(({ predicate }) => own === undefined || runOf(predicate.run) !== own)
      .map((promotion) => ({ digest, promotion })),
  );
  const isExplained = placings.some(
    ({ record }) => verifyName(record, { tag: marker, digest: now, competitors }) === undefined,
  );
  if (isExplained) return undefined;
  const [newest] = competitors.toSorted((left, right) => enteredAt(right.promotion) - enteredAt(left.promotion));
  return newest && { digest: newest.digest, record: newest.promotion };
}

function formatMinute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function describePlacing({ record }: MarkerOwner): string {
  const { actor } = record.predicate.run;
  const by = actor === undefined ? '' : ` by ${safeText(actor.login, 50)}`;
  return `${formatMinute(placedAt(record))}${by}`;
}

/**
 * Warns that a rollback takes away what somebody has put there, which may be the good image: what the marker holds is
 * what runs, whoever moved it.
 */
function warnOfMovedMarker(
  owner: MarkerOwner,
  {
    place: { uri },
    app,
    marker,
    hold,
    now,
  }: {
    readonly place: Pick<RollbackPlace, 'uri'>;
    readonly app: string;
    readonly marker: Tag;
    readonly hold: boolean;
    /** What the marker holds, its versions, and when it came there by right before; undefined if it never did. */
    readonly now: { readonly digest: Digest; readonly versions: readonly string[]; readonly since: Date | undefined };
  },
): string {
  const running = nameImage(now.digest, now.versions);
  const owning = nameImage(owner.digest, owner.record.predicate.destination.tags);
  const [short] = running.split(' ');
  const ran = now.since === undefined ? '' : `; it ran there before, since ${formatMinute(now.since)}`;
  const does = hold ? 'takes it away and holds it' : 'takes it away';
  return `No record explains that ${quote(marker)} of ${uri} is on ${running}${ran}. By the records, ${owning} runs there since ${describePlacing(owner)}: another tool has moved the tag, or a run ended before it did. This rollback goes back from ${short}: it ${does}. If ${owning} is the bad one, do not go on: hold ${app}@${owner.digest} by command hold, and promote ${short} again`;
}

/** Looks whether another image has the marker by the records, and what to say of that. */
export async function findMoved(
  request: RollbackRequest,
  app: string,
  site: Pick<RollbackSite, 'place' | 'now' | 'names'>,
) {
  const { marker, hold } = request;
  const { place, now } = site;
  const [owner, { placings }] = await Promise.all([findMarkerOwner(request, site), place.provenOf(now)]);
  if (owner === undefined) return { owner, warnings: [] };
  const given = placings.map(({ record }) => record);
  const times = given
    .filter(({ predicate }) => predicate.destination.tags.includes(marker))
    .map((record) => placedAt(record));
  const versions = given.flatMap(({ predicate }) => predicate.destination.tags);
  const running = { digest: now, versions, since: times.toSorted((left, right) => Number(right) - Number(left))[0] };
  return { owner, warnings: [warnOfMovedMarker(owner, { place, app, marker, hold, now: running })] };
}
