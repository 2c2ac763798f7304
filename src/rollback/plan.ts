import type { RecordedPlacing } from '../history/placings.ts';
import { replay, type WalkEnd } from '../history/stack.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { describeHold } from '../policy/describe-hold.ts';
import type { Fault } from '../policy/requirements.ts';
import { isChange } from '../tags/planned-tag.ts';
import { checkTarget } from './check.ts';
import { type ElsewherePlace, readElsewhere } from './elsewhere.ts';
import { findOwnRollback } from './own-rollback.ts';
import type { ImageContent } from './place.ts';
import { planTags, type RollbackTags } from './plan-tags.ts';
import { newestLines, type RollbackSite, readSites, type UnreachableSite } from './read-site.ts';
import { refuse } from './refusal.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import { agree, checkDepth, explainEnd } from './target.ts';
import { findPreviousImage, findWayTo } from './way-back.ts';

/** What a rollback does in one repository. */
export interface SitePlan extends RollbackTags {
  readonly site: RollbackSite;
  readonly content: ImageContent;
  /** The records that show the way to the image. */
  readonly evidence: readonly Digest[];
  /** Whether the marker holds the image already. */
  readonly isDone: boolean;
  /** The record that an earlier attempt of this run left, which says the same. */
  readonly record: Digest | undefined;
}

/** What a rollback does with one image. */
export interface ImagePlan {
  readonly wish: ImageWish;
  /** What is rolled back; undefined if the image that was named runs everywhere. */
  readonly current: Digest | undefined;
  readonly target: Digest;
  readonly by: 'previous' | 'named';
  readonly sites: readonly SitePlan[];
  /** Where else the pipeline may have it, to hold it there too. */
  readonly elsewhere: readonly ElsewherePlace[];
  readonly unreachable: readonly UnreachableSite[];
}

/** Whether anything is written in a repository. */
export function changesSite({ tags, lines }: Pick<SitePlan, 'tags' | 'lines'>): boolean {
  return tags.some(isChange) || lines.length > 0;
}

interface FoundTarget {
  readonly digest: Digest;
  readonly evidence: readonly Digest[];
}

function isFault(found: object): found is Fault {
  return 'remedy' in found;
}

async function explainNoPrevious(
  { place, now }: RollbackSite,
  { end, cursor, images }: { readonly end: WalkEnd; readonly cursor: Digest; readonly images: readonly Digest[] },
): Promise<string> {
  const held = end === 'bottom' ? images.at(-2) : undefined;
  const [hold] = held === undefined ? [] : await place.holdsOf(held);
  if (held !== undefined && hold !== undefined)
    return `${shortDigest(held)} ran before, and ${describeHold(hold, held)}`;
  return explainEnd(end, { now, cursor });
}

/** Finds what ran before in a repository, by what replaced what. */
async function findPreviousTarget(request: RollbackRequest, wish: ImageWish, site: RollbackSite): Promise<FoundTarget> {
  const { place, now, latest } = site;
  const way = await findPreviousImage(place, now);
  if (way.previous !== undefined) {
    const evidence = latest === undefined ? [] : [latest.record.stored.digest];
    return { digest: way.previous, evidence };
  }
  const { images } = replay(way.walk);
  const reason = await explainNoPrevious(site, { end: way.end, cursor: way.walk.cursor, images });
  const lines = await newestLines(site, wish.name, now);
  const [newest] = lines;
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

function findTarget(
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

/** What a line of the input `image` names, which must be the same everywhere. */
function requireOneNamed(
  request: RollbackRequest,
  wish: ImageWish,
  sites: readonly RollbackSite[],
): Digest | undefined {
  const [first] = sites;
  if (first === undefined || sites.every(({ named }) => named === first.named)) return first?.named;
  const reason = `its repositories differ on "${wish.tag}"`;
  throw refuse(request, wish, { reason, remedy: 'name the image by its digest' });
}

const NO_TAGS: RollbackTags = {
  ...{ tags: [], lines: [], warnings: [], scope: { kind: 'days', days: [] } },
  versions: { current: undefined, target: undefined },
};

/** Plans tags while the image is checked; if it is refused, nobody waits for them. */
function planTagsSoon(
  request: RollbackRequest,
  {
    site,
    current,
    target,
    isDone,
  }: Omit<Parameters<typeof planTags>[1], 'content' | 'current'> & Pick<ImagePlan, 'current'>,
): Promise<RollbackTags> {
  const planning = site.place.contentOf(target).then((content) => {
    if ('missing' in content || current === undefined) return NO_TAGS;
    return planTags(request, { site, current, target, content, isDone });
  });
  planning.catch(() => undefined);
  return planning;
}

/**
 * Plans the rollback of one image; only reads.
 *
 * @throws {PolicyError} that says why it cannot be rolled back, with the newest placements to choose from.
 */
export async function planImage(request: RollbackRequest, wish: ImageWish): Promise<ImagePlan> {
  const { sites, unreachable } = await readSites(request, wish);
  const named = requireOneNamed(request, wish, sites);
  const agreement = agree(sites, { expected: wish.expected, named, run: request.run.facts });
  if (isFault(agreement)) throw refuse(request, wish, agreement);
  const { current, done } = agreement;
  const elsewhere =
    current === undefined || request.isDrill || !request.hold ? [] : readElsewhere(request, wish.name, current);
  const targets = await Promise.all(
    sites.map((site) => findTarget(request, wish, { site, isDone: done.has(site.uri), named })),
  );
  const [first] = targets;
  if (first === undefined) throw new Error('an environment has no repository');
  if (targets.some(({ digest }) => digest !== first.digest)) {
    const said = sites.map(({ uri }, index) => `${shortDigest(targets[index]?.digest ?? first.digest)} in ${uri}`);
    const reason = `its repositories do not have the same image before it: ${said.join(', ')}`;
    throw refuse(request, wish, { reason, remedy: 'name the image to go back to by its digest' });
  }
  const target = first.digest;
  const by = named === undefined ? 'previous' : 'named';
  const plans = await Promise.all(
    sites.map(async (site, index): Promise<SitePlan> => {
      const isDone = done.has(site.uri);
      // What is read for the tags is read meanwhile.
      const tagging = planTagsSoon(request, { site, current, target, isDone });
      const content = await checkTarget(request, {
        place: site.place,
        name: wish.name,
        digest: target,
        isNamed: by === 'named',
      });
      if (isFault(content)) throw refuse(request, wish, content);
      const evidence = targets[index]?.evidence ?? [];
      const tags = await tagging;
      const record =
        current === undefined
          ? undefined
          : await findOwnRollback(site.place, { target, current, tags: tags.tags, request });
      return { site, content, evidence, isDone, record, ...tags };
    }),
  );
  return {
    wish,
    current,
    target,
    by,
    sites: plans,
    elsewhere,
    unreachable,
  };
}
