import { type Digest, digestOf } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';
import type { CapacityRules, RetentionPolicy } from '../pipeline/retention.ts';
import type { Assessment } from './assess.ts';
import { type Content, measureFreed } from './contents.ts';
import type { RetainedImage, RetainedLocation } from './facts.ts';
import { ageFrom, type Because, explainDue, type OrderedLocation, orderImages } from './keep.ts';

/** What becomes of an image. */
export type RetentionAction = 'keep' | 'retire';

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
  readonly id: Digest;
  readonly environments: readonly PlannedLocation[];
  readonly totals: { readonly images: number; readonly kept: number; readonly due: number; readonly frees: number };
  readonly limits: readonly PlanLimit[];
}

/** One image that goes, as the id of a plan names it. */
type Going = readonly [repository: string, digest: Digest, action: RetentionAction];

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
export function agreeOn(approved: RetentionPlan, fresh: RetentionPlan): readonly Going[] {
  if (approved.policy !== fresh.policy) return [];
  const named = new Set(listGoing(approved).map((each) => JSON.stringify(each)));
  return listGoing(fresh).filter((each) => named.has(JSON.stringify(each)));
}

/** What a plan is made of. */
export interface PlanFacts {
  readonly policy: Digest;
  readonly now: number;
  readonly retention: Pick<RetentionPolicy, 'maxDelete'> & {
    readonly capacity: Pick<CapacityRules, 'scope'> | undefined;
  };
  /** Of those environments that are planned. */
  readonly locations: readonly RetainedLocation[];
  readonly assessment: Assessment;
  /** What images hold, as far as it was read. */
  readonly contents: ReadonlyMap<Digest, Content>;
}

function limitsOf({ locations, assessment, retention: { maxDelete } }: PlanFacts): readonly PlanLimit[] {
  return [...Map.groupBy(locations, ({ environment }) => environment.name)].map(([environment, own]) => {
    const all = new Set<string>();
    const due = new Set<string>();
    for (const location of own) {
      for (const { digest } of location.images) {
        all.add(`${location.image}@${digest}`);
        if (assessment.get(location)?.get(digest)?.length === 0) due.add(`${location.image}@${digest}`);
      }
    }
    const share = Math.floor((all.size * maxDelete.percent) / 100);
    return { environment, images: all.size, due: due.size, most: Math.min(maxDelete.images, share) };
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

/** Makes the plan: data, from which everything that is shown or done comes. */
export function planRetention(facts: PlanFacts): RetentionPlan {
  const { policy, now, locations, assessment, contents, retention } = facts;
  const shared = [...Map.groupBy(locations, ({ uri }) => uri).values()];
  const placed = shared.flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    return first.images.map(({ digest }) => ({
      uri: first.uri,
      digest,
      isKept: joinBecause(digest, [first, ...others], assessment).length > 0,
    }));
  });
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
    const isKept = because.length > 0;
    const content = contents.get(digest);
    const time = ageFrom(image, location.ran, now);
    return {
      ...{ digest, tags, action: isKept ? 'keep' : 'retire' },
      because: isKept ? because : ordered.flatMap((each) => explainDue(image, each, now)),
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
        images: sortImages(location.images.map((image) => planImage(image, { location, sharing, ordered }))),
      },
    ];
  });
  const images = environments.flatMap((each) => each.images);
  const due = images.filter(({ action }) => action !== 'keep').length;
  return {
    ...{ version: 1, policy, time: new Date(now).toISOString() },
    id: retentionPlanId(policy, listGoing({ environments })),
    environments,
    totals: { images: images.length, kept: images.length - due, due, frees: freed.total },
    limits: limitsOf(facts),
  };
}

/** Says what a plan may not do: clauses, and what to do about each. */
export function findExcess({
  limits,
  environments,
}: RetentionPlan): readonly { readonly reason: string; readonly remedy: string }[] {
  return [
    ...limits
      .filter(({ due, most }) => due > most)
      .map(({ environment, due, most }) => ({
        reason: `${due} images of ${environment} would go, and at most ${most} may`,
        remedy: 'raise "max-delete", or narrow the rules',
      })),
    ...environments
      .filter(({ images }) => images.length > 0 && images.every(({ action }) => action !== 'keep'))
      .map(({ repository }) => ({
        reason: `nothing would be left in ${repository}`,
        remedy: 'let a rule keep at least one image there',
      })),
  ];
}
