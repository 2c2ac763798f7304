import { type Digest, digestOf } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { CapacityRules, RetentionPolicy } from '../pipeline/retention.ts';
import { formatBytes } from '../util/format.ts';
import { decideAction, isDue, type RetentionAction, UNFINISHED } from './action.ts';
import type { Assessment } from './assess.ts';
import { type CapacityChoice, type CapacityLack, type CapacityPlace, chooseByCapacity, placeKey } from './capacity.ts';
import { type Content, measureFreed } from './contents.ts';
import type { RetainedImage, RetainedLocation } from './facts.ts';
import { ageFrom, type Because, explainDue, type OrderedLocation, orderImages } from './keep.ts';
import type { UnfinishedSweep } from './read-unfinished.ts';

/** An image of a plan. */
export interface PlannedImage {
  readonly digest: Digest;
  readonly tags: readonly Tag[];
  readonly action: RetentionAction;
  /** What keeps it; of one that goes, why no rule does. */
  readonly because: readonly Because[];
  /** When it came, or the newest record of it was made; null if nothing tells. */
  readonly last: string | null;
  /** All that it names; null if that was not read. */
  readonly bytes: number | null;
  /** What nothing that stays has; null for one that stays. */
  readonly frees: number | null;
  /** The manifests and configs below it. */
  readonly children: readonly Digest[];
  /** When it was retired; null if it is not. */
  readonly retired: string | null;
}

/** A repository of a plan, with the environments that have it. */
export interface PlannedLocation {
  /** Several are joined by a comma. */
  readonly name: string;
  readonly environments: readonly string[];
  readonly image: string;
  readonly repository: string;
  readonly archive: 'no' | 'yes' | 'required';
  /** Those that go first. */
  readonly images: readonly PlannedImage[];
}

/** How much of an environment goes, and the most that may. */
export interface PlanLimit {
  readonly environment: string;
  /** All images, each once. */
  readonly images: number;
  readonly due: number;
  readonly most: number;
}

/** What would become of all images, and why. */
export interface RetentionPlan {
  readonly version: 1;
  /** The digest of the pipeline file. */
  readonly policy: Digest;
  readonly time: string;
  /** The run that made it; null outside of GitHub. */
  readonly run: string | null;
  readonly id: Digest;
  readonly environments: readonly PlannedLocation[];
  readonly totals: { readonly images: number; readonly kept: number; readonly due: number; readonly frees: number };
  readonly limits: readonly PlanLimit[];
  /** Where more space is used than may be, whatever goes. */
  readonly lacks: readonly CapacityLack[];
}

/** One image that goes, as the id of a plan names it. */
export type Going = readonly [repository: string, digest: Digest, action: RetentionAction];

/** Lists what goes by a plan. */
export function listGoing({ environments }: Pick<RetentionPlan, 'environments'>): readonly Going[] {
  return environments.flatMap(({ repository, images }) =>
    images.filter(({ action }) => action !== 'keep').map(({ digest, action }) => [repository, digest, action] as const),
  );
}

/**
 * Names a plan by what goes and by the pipeline file: the sha256 of JSON without white space, with sorted keys and a sorted
 * list. Another reason, time or order makes no other plan of it.
 */
export function retentionPlanId(policy: Digest, going: readonly Going[]): Digest {
  const sorted = going.map((each) => JSON.stringify(each)).toSorted();
  return digestOf(`{"going":[${sorted.join(',')}],"policy":${JSON.stringify(policy)}}`);
}

/** What may be done when a plan was approved: what it names and a new one names too. Less is fine, more needs a new plan. */
export function agreeOn(
  approved: { readonly policy: Digest; readonly going: readonly Going[] },
  fresh: RetentionPlan,
): readonly Going[] {
  if (approved.policy !== fresh.policy) return [];
  const named = new Set(approved.going.map((each) => JSON.stringify(each)));
  return listGoing(fresh).filter((each) => named.has(JSON.stringify(each)));
}

/** What a plan is made of. */
export interface PlanFacts {
  readonly policy: Digest;
  readonly now: number;
  readonly retention: Pick<RetentionPolicy, 'maxDelete' | 'grace'> & {
    readonly capacity: CapacityRules | undefined;
  };
  /** Of those environments that are planned. */
  readonly locations: readonly RetainedLocation[];
  readonly assessment: Assessment;
  /** Sweeps that were cut off. */
  readonly unfinished?: readonly UnfinishedSweep[];
  readonly run?: string | undefined;
  /** What images hold, as far as it was read. */
  readonly contents: ReadonlyMap<Digest, Content>;
}

/** What a run does to an image, and not only says of it. */
const ACTS: ReadonlySet<RetentionAction> = new Set(['retire', 'archive', 'destroy']);

function limitsOf(
  environments: readonly PlannedLocation[],
  { maxDelete }: PlanFacts['retention'],
): readonly PlanLimit[] {
  const names = [...new Set(environments.flatMap((each) => each.environments))];
  return names.map((environment) => {
    const own = environments.filter((each) => each.environments.includes(environment));
    const all = new Set(own.flatMap(({ image, images }) => images.map(({ digest }) => `${image}@${digest}`)));
    const due = own.flatMap(({ image, images }) =>
      images.filter(({ action }) => ACTS.has(action)).map(({ digest }) => `${image}@${digest}`),
    );
    const share = Math.floor((all.size * maxDelete.percent) / 100);
    return { environment, images: all.size, due: new Set(due).size, most: Math.min(maxDelete.images, share) };
  });
}

function strictest(locations: readonly RetainedLocation[]): PlannedLocation['archive'] {
  const asked = locations.map(({ environment }) => environment.retention?.archive ?? 'no');
  return (['required', 'yes'] as const).find((each) => asked.includes(each)) ?? 'no';
}

/** Joins what keeps an image in each of the environments that share its repository. */
function joinBecause(digest: Digest, sharing: readonly RetainedLocation[], assessment: Assessment): readonly Because[] {
  const all = sharing.flatMap((each) => assessment.get(each)?.get(digest) ?? []);
  return [...new Map(all.map((each) => [`${each.rule} ${each.detail}`, each])).values()];
}

function sortImages(images: readonly PlannedImage[]): readonly PlannedImage[] {
  return images.toSorted(
    (left, right) =>
      Number(left.action === 'keep') - Number(right.action === 'keep') ||
      ((left.last ?? '') < (right.last ?? '') ? -1 : (left.last ?? '') > (right.last ?? '') ? 1 : 0) ||
      (left.digest < right.digest ? -1 : 1),
  );
}

/** What a sweep that was cut off left of images whose tags are gone. */
function listRemains(
  { uri, images }: RetainedLocation,
  unfinished: readonly UnfinishedSweep[],
): readonly PlannedImage[] {
  const listed = new Set(images.map(({ digest }) => digest));
  return unfinished
    .filter((each) => each.uri === uri && !listed.has(each.digest))
    .map(({ digest, predicate }) => ({
      ...{ digest, tags: [], action: 'destroy', because: [UNFINISHED], last: null, bytes: null, frees: null },
      children: predicate.digests.children,
      retired: predicate.retired?.toISOString() ?? null,
    }));
}

const NOTHING_CHOSEN: CapacityChoice = { due: new Map(), lacks: [] };

function toCapacityPlaces(
  sharing: readonly RetainedLocation[],
  assessment: Assessment,
  now: number,
): readonly CapacityPlace[] {
  const [first] = sharing;
  if (first === undefined) return [];
  const ordered = sharing.map((each) => orderImages(each, now));
  const environments = sharing.map(({ environment }) => environment.name);
  return first.images.map((image) => ({
    ...{ uri: first.uri, image: first.image, environments, ordered, digest: image.digest },
    because: joinBecause(image.digest, sharing, assessment),
    since: ageFrom(image, first.ran, now),
    isRetired: image.details?.retirement !== undefined,
    isKnown: image.details !== undefined,
  }));
}

/** Makes the plan: data, from which everything that is shown or done comes. */
export function planRetention(facts: PlanFacts): RetentionPlan {
  const { policy, now, locations, assessment, contents, retention, unfinished = [], run = null } = facts;
  const shared = [...Map.groupBy(locations, ({ uri }) => uri).values()];
  const seen = shared.flatMap((sharing) => toCapacityPlaces(sharing, assessment, now));
  const capacity = retention.capacity;
  const chosen = capacity === undefined ? NOTHING_CHOSEN : chooseByCapacity(seen, contents, capacity);
  const placed = seen.map(({ uri, digest, because }) => ({
    ...{ uri, digest },
    isKept: because.length > 0 && !chosen.due.has(placeKey({ uri, digest })),
  }));
  const freed = measureFreed(placed, contents, retention.capacity?.scope ?? 'registry');
  function planImage(
    image: RetainedImage,
    {
      location,
      sharing,
      ordered,
    }: {
      readonly location: RetainedLocation;
      readonly sharing: readonly RetainedLocation[];
      readonly ordered: readonly OrderedLocation[];
    },
  ): PlannedImage {
    const { digest, tags, parts } = image;
    const because = joinBecause(digest, sharing, assessment);
    const full = chosen.due.get(placeKey({ uri: location.uri, digest }));
    const isKept = because.length > 0 && full === undefined;
    const content = contents.get(digest);
    const time = ageFrom(image, location.ran, now);
    const retirement = image.details?.retirement;
    const found = decideAction(
      image,
      { isKept, isUnfinished: unfinished.some((each) => each.uri === location.uri && each.digest === digest) },
      { now, grace: retention.grace, archive: strictest(sharing) },
    );
    const why = isKept
      ? because
      : full === undefined
        ? ordered.flatMap((each) => explainDue(image, each, now))
        : [full];
    return {
      ...{ digest, tags, action: found.action },
      because: [...why, ...found.because],
      retired: retirement === undefined ? null : new Date(retirement.at).toISOString(),
      last: time === undefined ? null : new Date(time).toISOString(),
      bytes: content === undefined ? null : [...content.values()].reduce((sum, size) => sum + size, 0),
      frees: isKept ? null : (freed.of({ uri: location.uri, digest }) ?? null),
      children: parts,
    };
  }
  const environments = shared.flatMap((sharing): readonly PlannedLocation[] => {
    const [location] = sharing;
    if (location === undefined) return [];
    const names = sharing.map(({ environment }) => environment.name);
    const ordered = sharing.map((each) => orderImages(each, now));
    return [
      {
        ...{ name: names.join(', '), environments: names, image: location.image, repository: location.uri },
        archive: strictest(sharing),
        images: sortImages([
          ...location.images.map((image) => planImage(image, { location, sharing, ordered })),
          ...listRemains(location, unfinished),
        ]),
      },
    ];
  });
  const images = environments.flatMap((each) => each.images);
  const due = images.filter(({ action }) => isDue(action)).length;
  return {
    ...{ version: 1, policy, time: new Date(now).toISOString(), run },
    id: retentionPlanId(policy, listGoing({ environments })),
    environments,
    totals: { images: images.length, kept: images.length - due, due, frees: freed.total },
    limits: limitsOf(environments, retention),
    lacks: chosen.lacks,
  };
}

/** Says what a plan may not do: clauses, and what to do about each. */
export function findExcess({
  limits,
  environments,
  lacks,
}: Pick<RetentionPlan, 'limits' | 'environments' | 'lacks'>): readonly {
  readonly reason: string;
  readonly remedy: string;
}[] {
  return [
    ...limits
      .filter(({ due, most }) => due > most)
      .map(({ environment, due, most }) => ({
        reason: `${due} images of ${environment} would go, and at most ${most} may`,
        remedy: 'raise "max-delete", or narrow the rules',
      })),
    ...environments
      .filter(({ images }) => images.length > 0 && images.every(({ action }) => isDue(action)))
      .map(({ repository }) => ({
        reason: `nothing would be left in ${repository}`,
        remedy: 'let a rule keep at least one image there',
      })),
    ...lacks.map(({ scope, missing, rule }) => ({
      reason: `${scope} would still have ${formatBytes(missing)} more than "capacity" aims at${rule === undefined ? '' : `, and "${rule}" keeps most of it`}`,
      remedy: 'raise "capacity", end holds, or narrow the rules',
    })),
  ];
}

/**
 * Says why too much would go if what was agreed on is done: clauses, and what to do about each. A repository that would keep
 * nothing by the new plan is refused whatever was approved.
 */
export function findAgreedExcess(
  plan: RetentionPlan,
  agreed: readonly Going[],
  lowered: number | undefined,
): readonly { readonly reason: string; readonly remedy: string }[] {
  const named = new Set(agreed.map((each) => JSON.stringify(each)));
  const environments = plan.environments.map((each) => ({
    ...each,
    images: each.images.map((image) =>
      named.has(JSON.stringify([each.repository, image.digest, image.action]))
        ? image
        : { ...image, action: isDue(image.action) ? ('leave' as const) : image.action },
    ),
  }));
  const limits = plan.limits.map((limit) => {
    const own = environments.filter((each) => each.environments.includes(limit.environment));
    const due = own.flatMap(({ image, images }) =>
      images.filter(({ action }) => ACTS.has(action)).map(({ digest }) => `${image}@${digest}`),
    );
    return { ...limit, due: new Set(due).size, most: Math.min(limit.most, lowered ?? limit.most) };
  });
  const repositories = new Set(agreed.map(([repository]) => repository));
  return findExcess({
    limits,
    environments: environments.filter(({ repository }) => repositories.has(repository)),
    lacks: plan.lacks,
  });
}
