import type { RetirementPredicate } from '../attestation/predicates/retirement.ts';
import { isSealiftError, RegistryError } from '../errors.ts';
import { locationsOf } from '../history/image-history.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { parseRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import { openOciDeleter } from '../registry/deletion/oci.ts';
import type { RetentionAction } from './action.ts';
import { listAnnounced } from './announced.ts';
import type { Belongings } from './belongings.ts';
import type { RetainedImage, RetainedLocation } from './facts.ts';
import type { SweepPlace } from './look.ts';
import { markName } from './marks.ts';
import type { listGoing, PlannedImage, PlannedLocation, RetentionPlan } from './plan.ts';
import type { ArchiveProof } from './read-archives.ts';
import type { RetentionAccess, SharedLocation } from './read-ran.ts';
import { readRetirement } from './read-retirement.ts';
import type { UnfinishedSweep } from './read-unfinished.ts';
import { rescueImage, retireImage } from './retire.ts';
import { sweepImage } from './sweep.ts';
import type { LeftOver } from './sweep-target.ts';

/** What became of an image. */
export interface AppliedImage {
  readonly environments: readonly string[];
  readonly repository: string;
  readonly digest: Digest;
  readonly tags: readonly Tag[];
  /** What the plan said. */
  readonly action: RetentionAction;
  readonly outcome: 'retired' | 'rescued' | 'archived' | 'destroyed' | 'left';
  /** Why it was left or rescued: a clause. */
  readonly reason: string | undefined;
  /** What was left of it. */
  readonly left: readonly LeftOver[];
  readonly frees: number;
}

/** What a record says beside what the run is. */
export type RetirementFacts = Pick<
  RetirementPredicate,
  'action' | 'state' | 'uri' | 'environments' | 'tags' | 'digests' | 'because' | 'retired' | 'archive' | 'left'
>;

/** What a plan is applied with. */
export interface ApplyMeans {
  readonly access: RetentionAccess;
  /** Opens a client that may write and delete. */
  readonly clientOf: (repository: Repository) => RegistryClient;
  /** Writes a record of a retirement to the ledger, and to the image if it is there still. */
  writeRecord(
    facts: RetirementFacts,
    options: {
      readonly image: string;
      readonly at: Pick<SweepPlace, 'client' | 'repository'>;
      readonly subject?: Descriptor | undefined;
    },
  ): Promise<void>;
  /** Finds the archive that holds all of an image, or says what it lacks. */
  readonly proveArchive?:
    | ((digest: Digest, belongings: Belongings, shared: SharedLocation) => Promise<ArchiveProof>)
    | undefined;
  /** Archives an image, and records that. */
  readonly archive?:
    | ((
        image: Pick<PlannedImage, 'digest' | 'tags'>,
        place: SweepPlace,
        shared: SharedLocation,
        name: string,
      ) => Promise<void>)
    | undefined;
  tell(sentence: string): void;
}

/** All that is known for applying: the new plan, what the approved one allows, and what was read. */
export interface Applying {
  readonly plan: RetentionPlan;
  readonly agreed: ReturnType<typeof listGoing>;
  readonly locations: readonly RetainedLocation[];
  readonly below: ReadonlyMap<Digest, ReadonlySet<Digest>>;
  readonly unfinished: readonly UnfinishedSweep[];
}

/** The order of work: what is needed again comes back first, what is destroyed goes last. */
const ORDER: readonly RetentionAction[] = ['rescue', 'retire', 'archive', 'destroy'];

class Applier {
  private readonly applying: Applying;
  private readonly means: ApplyMeans;
  private readonly location: PlannedLocation;
  private readonly place: SweepPlace;
  private readonly shared: SharedLocation;
  private readonly images: Map<Digest, RetainedImage>;
  private readonly names: ReadonlySet<string>;
  private readonly gone = new Set<Digest>();

  constructor(applying: Applying, means: ApplyMeans, location: PlannedLocation) {
    this.applying = applying;
    this.means = means;
    this.location = location;
    const repository = parseRepository(location.repository);
    const client = means.clientOf(repository);
    this.place = { client, repository, deleter: openOciDeleter(client, repository) };
    const own = locationsOf(means.access.pipeline, location.image).filter(({ uri }) => uri === location.repository);
    const [first] = own;
    if (first === undefined) throw new Error('a planned repository has no environment');
    this.shared = { location: first, environments: own.map(({ environment }) => environment) };
    const facts = applying.locations.find(({ uri }) => uri === location.repository);
    this.images = new Map(facts?.images.map((image) => [image.digest, image]));
    this.names = facts?.names ?? new Set();
  }

  private record(
    image: PlannedImage,
    facts: Partial<RetirementFacts> & Pick<RetirementFacts, 'action'>,
    subject?: Descriptor,
  ) {
    const { because, digest, retired } = image;
    const retirement = this.images.get(digest)?.details?.retirement;
    const complete: RetirementFacts = {
      state: undefined,
      uri: this.location.repository,
      environments: this.location.environments,
      tags: [...new Set([...image.tags, ...(retirement?.tags ?? [])])],
      digests: { root: digest, children: [...(this.applying.below.get(digest) ?? [])], referrers: [] },
      because: because.map(({ rule, detail }) => ({ rule, detail })),
      retired: retired === null ? undefined : new Date(retired),
      archive: undefined,
      left: [],
      ...facts,
    };
    return this.means.writeRecord(complete, { image: this.location.image, at: this.place, subject });
  }

  private async isRetired(digest: Digest) {
    const { client, repository } = this.place;
    const announced = await listAnnounced(client, { repository, subject: digest });
    return readRetirement(digest, announced, this.shared, this.means.access);
  }

  private async retire(image: PlannedImage): Promise<Omit<AppliedImage, keyof ReturnType<Applier['describe']>>> {
    const { digest, tags } = image;
    const { now } = this.means.access;
    const known = this.images.get(digest);
    const outcome = await retireImage(
      this.place,
      { digest, tags, mark: known?.mark, names: this.names },
      {
        now: now.getTime(),
        mark: known?.mark ?? markName(digest, now),
        // Another run may have retired it a moment ago, or this one goes on where one was cut off.
        writeRecord: async (subject) => {
          if ((await this.isRetired(digest)) === undefined)
            await this.record(image, { action: 'retire', retired: now }, subject);
        },
      },
    );
    if (outcome.kind === 'left') return { outcome: 'left', reason: outcome.reason, left: [] };
    return { outcome: 'retired', reason: undefined, left: outcome.left };
  }

  private async rescue(
    image: PlannedImage,
    why?: string,
  ): Promise<Omit<AppliedImage, keyof ReturnType<Applier['describe']>>> {
    const { digest } = image;
    const retirement = this.images.get(digest)?.details?.retirement ?? (await this.isRetired(digest));
    const mark = this.images.get(digest)?.mark;
    const outcome = await rescueImage(
      this.place,
      { digest, mark },
      {
        retiredTags: retirement?.tags ?? [],
        writeRecord: (subject) =>
          this.record(
            image,
            { action: 'restore', ...(why === undefined ? {} : { because: [{ rule: 'rescue', detail: why }] }) },
            subject,
          ),
      },
    );
    if (outcome.kind === 'left') return { outcome: 'left', reason: outcome.reason, left: [] };
    return { outcome: 'rescued', reason: why, left: outcome.left };
  }

  private async destroy(image: PlannedImage): Promise<Omit<AppliedImage, keyof ReturnType<Applier['describe']>>> {
    const { digest } = image;
    const { proveArchive } = this.means;
    let archive: string | undefined;
    const known = this.images.get(digest);
    const unfinished = this.applying.unfinished.find(
      (each) => each.digest === digest && each.uri === this.location.repository,
    );
    const retiredAt =
      known?.details?.retirement?.at ??
      unfinished?.predicate.retired?.getTime() ??
      unfinished?.predicate.time.getTime();
    if (retiredAt === undefined) return { outcome: 'left', reason: 'nothing says when it was retired', left: [] };
    archive = unfinished?.predicate.archive;
    const staying = new Map(
      [...this.images.keys()]
        .filter((each) => each !== digest && !this.gone.has(each))
        .map((each) => [each, this.applying.below.get(each) ?? new Set<Digest>()] as const),
    );
    const incomplete = new Set(
      [...this.images.values()].filter(({ unread }) => unread !== undefined).map((each) => each.digest),
    );
    const outcome = await sweepImage(
      this.place,
      {
        ...{ digest, retiredAt, staying, incomplete, names: this.names, mark: known?.mark },
        tags: [...new Set([...image.tags, ...(known?.details?.retirement?.tags ?? [])])],
        unfinished: unfinished?.predicate.digests,
      },
      {
        proveArchive:
          this.location.archive === 'no'
            ? undefined
            : async (belongings) => {
                // Of one that an earlier run began to destroy, only the rest is there.
                if (belongings.root === undefined) return undefined;
                const proof = (await proveArchive?.(digest, belongings, this.shared)) ?? {
                  lack: 'nothing proves that it is archived',
                };
                if ('lack' in proof) return proof.lack;
                archive = proof.uri;
                return undefined;
              },
        writeTombstone: (state, { root, children, referrers, left }) =>
          this.record(image, {
            ...{ action: 'destroy', state, left, archive, digests: { root, children, referrers } },
            ...(unfinished === undefined ? {} : { tags: unfinished.predicate.tags }),
          }),
      },
    );
    if (outcome.kind === 'rescue') return this.rescue(image, outcome.reason);
    if (outcome.kind === 'left') return { outcome: 'left', reason: outcome.reason, left: [] };
    this.gone.add(digest);
    return { outcome: 'destroyed', reason: undefined, left: outcome.contents.left };
  }

  private async archive({ digest, tags }: PlannedImage) {
    const { archive } = this.means;
    if (archive === undefined) return { outcome: 'left', reason: 'it is not archived yet', left: [] } as const;
    const retired = this.images.get(digest)?.details?.retirement?.tags ?? [];
    try {
      await archive({ digest, tags: [...tags, ...retired] }, this.place, this.shared, this.location.image);
      return { outcome: 'archived', reason: undefined, left: [] } as const;
    } catch (error) {
      // It stays: that harms nothing else.
      if (!isSealiftError(error)) throw error;
      return { outcome: 'left', reason: `it is not archived: ${error.message}`, left: [] } as const;
    }
  }

  private describe({ digest, tags, action, frees }: PlannedImage) {
    const { environments, repository } = this.location;
    return { environments, repository, digest, tags, action, frees: frees ?? 0 };
  }

  private act(image: PlannedImage) {
    switch (image.action) {
      case 'retire':
        return this.retire(image);
      case 'rescue':
        return this.rescue(image);
      case 'destroy':
        return this.destroy(image);
      case 'archive':
        return this.archive(image);
      default:
        return undefined;
    }
  }

  /** Does what was agreed on, image by image. */
  async run(report: (applied: AppliedImage) => void): Promise<void> {
    const { agreed } = this.applying;
    const allowed = new Set(agreed.map((each) => JSON.stringify(each)));
    const images = this.location.images
      .filter(({ digest, action }) => allowed.has(JSON.stringify([this.location.repository, digest, action])))
      .toSorted((left, right) => ORDER.indexOf(left.action) - ORDER.indexOf(right.action));
    for (const image of images) {
      const done = await this.act(image);
      if (done !== undefined) report({ ...this.describe(image), ...done });
    }
  }
}

/** What was done, and what ended repositories before all was done. */
export interface AppliedPlan {
  readonly images: readonly AppliedImage[];
  readonly failures: readonly { readonly repository: string; readonly error: unknown }[];
}

/**
 * Does what an approved plan and a new one both name. A refusal of one image is told and ends nothing else; a registry that does
 * not answer ends its repository, and harm to something that stays ends the run.
 */
export async function applyRetention(applying: Applying, means: ApplyMeans): Promise<AppliedPlan> {
  const images: AppliedImage[] = [];
  const failures: { readonly repository: string; readonly error: unknown }[] = [];
  for (const location of applying.plan.environments) {
    if (!applying.agreed.some(([repository]) => repository === location.repository)) continue;
    try {
      await new Applier(applying, means, location).run((applied) => images.push(applied));
    } catch (error) {
      failures.push({ repository: location.repository, error });
      if (!(error instanceof RegistryError)) break;
    }
  }
  return { images, failures };
}
