import { USUAL_MARKER } from '../history/records.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Fault } from '../policy/requirements.ts';
import { isChange } from '../tags/planned-tag.ts';
import { checkTarget } from './check.ts';
import { type ElsewherePlace, readElsewhere } from './elsewhere.ts';
import { findTarget, type PassedOver } from './find-target.ts';
import { isImmutableTag } from './known-tags.ts';
import { findMoved, type MarkerOwner } from './moved-by-hand.ts';
import { findOwnRollback } from './own-rollback.ts';
import type { ImageContent } from './place.ts';
import { planTags, type RollbackTags } from './plan-tags.ts';
import { type RollbackSite, readSites, type UnreachableSite } from './read-site.ts';
import { refuse } from './refusal.ts';
import type { ImageWish, RollbackRequest } from './request.ts';
import { agree } from './target.ts';

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
  /** Held images that ran later than what comes back. */
  readonly passed: readonly PassedOver[];
  /** What has the marker by the records, if that is another image than the one that holds it. */
  readonly owner: MarkerOwner | undefined;
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

/** Of a repository in which nothing is taken away. */
const NOT_MOVED = { owner: undefined, warnings: [] } as const;

function isFault(found: object): found is Fault {
  return 'remedy' in found;
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

/** Refuses a tag of the input `tag` that never moves: it marks no line. */
async function requireMovingTag(request: RollbackRequest, wish: ImageWish, sites: readonly RollbackSite[]) {
  const { marker, environment, timeZone, run } = request;
  if (marker === (environment.tag ?? USUAL_MARKER)) return;
  for (const { place, now } of sites) {
    const content = await place.contentOf(now);
    const labels = 'labels' in content ? content.labels : new Map<string, string>();
    const image = { repository: place.repository, digest: now, labels, versions: [] };
    if (!isImmutableTag(marker, { environment, timeZone, now: run.now }, image)) continue;
    throw refuse(request, wish, {
      reason: `"${marker}" is not a moving tag`,
      remedy: `name one that moves in the input "tag", such as "1.2"; to go back to an image, write ${wish.name} and its version in the input "image"`,
    });
  }
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
  return soon(planning);
}

/** What is awaited later must not end the process when something else fails first. */
function soon<Result>(work: Promise<Result>): Promise<Result> {
  work.catch(() => undefined);
  return work;
}

/**
 * Plans the rollback of one image; only reads.
 *
 * @throws {PolicyError} that says why it cannot be rolled back, with the newest placements to choose from.
 */
export async function planImage(request: RollbackRequest, wish: ImageWish): Promise<ImagePlan> {
  const { sites, unreachable } = await readSites(request, wish);
  // All that follows is read meanwhile.
  const moved = sites.map((site) => soon(findMoved(request, wish.name, site)));
  for (const { place, now } of sites) soon(place.contentOf(now));
  await requireMovingTag(request, wish, sites);
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
      const finding = current === undefined || isDone ? NOT_MOVED : moved[index];
      const content = await checkTarget(request, {
        place: site.place,
        name: wish.name,
        digest: target,
        isNamed: by === 'named',
      });
      if (isFault(content)) throw refuse(request, wish, content);
      const { evidence = [], passed = [] } = targets[index] ?? {};
      const [tags, { owner, warnings } = NOT_MOVED] = await Promise.all([tagging, finding]);
      const record =
        current === undefined
          ? undefined
          : await findOwnRollback(site.place, { target, current, tags: tags.tags, request });
      const told = { ...tags, warnings: [...warnings, ...tags.warnings] };
      return { site, content, evidence, isDone, record, passed, owner, ...told };
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
