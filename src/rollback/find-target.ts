import type { RecordedPlacing } from '../history/placings.ts';
import { replay, type WalkEnd } from '../history/stack.ts';
import type { Digest } from '../oci/digest.ts';
import { describeHold } from '../policy/describe-hold.ts';
import type { RollbackPlace } from './place.ts';
import { newestLines, type RollbackSite } from './read-site.ts';
import { refuse } from './refusal.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import { checkDepth, explainEnd } from './target.ts';
import { findPreviousImage, findWayTo, type PassedImage } from './way-back.ts';

/** An image that ran before, and why it does not come back. */
export interface PassedOver {
  readonly digest: Digest;
  /** Such as `1.2.3 (sha256:4320…)`. */
  readonly name: string;
  /** A clause. */
  readonly reason: string;
}

/** What a repository goes back to. */
export interface FoundTarget {
  readonly digest: Digest;
  readonly evidence: readonly Digest[];
  readonly passed?: readonly PassedOver[];
}

function describePassed(place: RollbackPlace, passed: readonly PassedImage[]): Promise<readonly PassedOver[]> {
  return Promise.all(
    passed.map(async ({ digest, hold }) => ({
      digest,
      name: await place.nameOf(digest),
      reason: describeHold(hold, digest),
    })),
  );
}

async function explainNoPrevious(
  { place, now }: RollbackSite,
  { end, cursor, images }: { readonly end: WalkEnd; readonly cursor: Digest; readonly images: readonly Digest[] },
): Promise<string> {
  const held = end === 'bottom' ? images.at(-2) : undefined;
  const [hold] = held === undefined ? [] : await place.holdsOf(held);
  if (held !== undefined && hold !== undefined)
    return `${await place.nameOf(held)} ran before, and ${describeHold(hold, held)}`;
  const [ofNow, ofCursor] = await Promise.all([place.nameOf(now), place.nameOf(cursor)]);
  return explainEnd(end, { now: ofNow, cursor: ofCursor });
}

/** Finds what ran before in a repository, by what replaced what. */
async function findPreviousTarget(request: RollbackRequest, wish: ImageWish, site: RollbackSite): Promise<FoundTarget> {
  const { place, now, latest } = site;
  const way = await findPreviousImage(place, now);
  if (way.previous !== undefined) {
    const evidence = latest === undefined ? [] : [latest.record.stored.digest];
    return { digest: way.previous, evidence, passed: await describePassed(place, way.passed) };
  }
  const { images } = replay(way.walk);
  const reason = await explainNoPrevious(site, { end: way.end, cursor: way.walk.cursor, images });
  const { marker } = request;
  const [newest, ...lines] = await newestLines(site, wish.name, { now, marker });
  const example = newest === undefined ? 'promote another image' : `name an image, such as ${newest}`;
  throw refuse(request, wish, { reason, remedy: example, lines });
}

/** Requires that an image that was named is not too far back. */
async function requireDepth(
  request: RollbackRequest,
  wish: ImageWish,
  { place, now }: RollbackSite,
  target: Digest,
): Promise<FoundTarget> {
  const [way, { placings, promotions }] = await Promise.all([findWayTo(place, now, target), place.provenOf(target)]);
  const { marker, environment } = request;
  const hasRun = placings.some(({ record }) => record.predicate.destination.tags.includes(marker));
  const fault = checkDepth(environment, { back: way.back, end: way.walk.end, hasRun });
  // Without a record that counts, that is what is wrong.
  if (fault !== undefined && promotions.length > 0) throw refuse(request, wish, fault);
  const newest: RecordedPlacing | undefined = placings[0];
  return { digest: target, evidence: newest === undefined ? [] : [newest.record.stored.digest] };
}

/** Finds what a repository goes back to: the image that was named, or what ran before. */
export function findTarget(
  request: RollbackRequest,
  wish: ImageWish,
  {
    site,
    isDone,
    named,
  }: { readonly site: RollbackSite; readonly isDone: boolean; readonly named: Digest | undefined },
): Promise<FoundTarget> | FoundTarget {
  if (named !== undefined && !isDone) return requireDepth(request, wish, site, named);
  if (isDone)
    return { digest: site.now, evidence: site.latest === undefined ? [] : [site.latest.record.stored.digest] };
  return findPreviousTarget(request, wish, site);
}
