import { InputError } from '../errors.ts';
import { defaultOf } from '../faces/inputs.ts';
import type { RecordedPlacing } from '../history/placings.ts';
import type { ImageLabels } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { parseTag, type Reference, type Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { TagPolicy } from '../promotion/request.ts';
import { buildContext } from '../promotion/tag-context.ts';
import { computeTags } from '../tags/compute.ts';
import { SHORT_SHA_LENGTH } from '../tags/context.ts';
import { VERSION_LABEL } from '../tags/find-version.ts';
import { NO_FLAVOR } from '../tags/flavor.ts';
import { FixedNames } from '../tags/immutable-names.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { TagRule } from '../tags/rule.ts';
import { getOrMake } from '../util/memo.ts';
import { findLine, isFixedName, type VersionLine } from './version-line.ts';

const NO_TAGS = { names: new Set<string>(), digests: new Map<string, Digest>() };

/** The rules by which tags are given today: without those of the environment, the usual ones. */
export function rulesOf({ rules }: Pick<Environment, 'rules'>): readonly TagRule[] {
  return rules ?? parseTagRules(defaultOf('tags').trim());
}

/** What is known of an image's tags: by its content, and by the records of how it came. */
export interface KnownImage {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly labels: ImageLabels;
  /** Its full versions, as tags. */
  readonly versions: readonly string[];
}

interface TagKnowledge {
  readonly rules: readonly TagRule[];
  readonly timeZone: string;
  readonly now: Date;
  /** What is rolled back. */
  readonly current: KnownImage;
  /** Tags that a record says were moved before. */
  readonly moved: ReadonlySet<string>;
}

/** Finds the tags that records say a promotion or a rollback has moved: they are no immutable ones. */
export function movedTags(placings: readonly Pick<RecordedPlacing, 'record'>[]): readonly string[] {
  return placings.flatMap(({ record }) => {
    const { replaced, actions = new Map() } = record.predicate.destination;
    const moves = [...actions].flatMap(([tag, action]) => (action === 'move' ? [tag] : []));
    return [...replaced.keys(), ...moves];
  });
}

/** The labels without the version, which the tag says. */
function withoutVersion(labels: ImageLabels): ImageLabels {
  return new Map([...labels].filter(([key]) => key !== VERSION_LABEL));
}

/**
 * What today's rules and the records say of the tags that hold an image: only those that are known to move may go
 * anywhere. A name that nobody knows may be another tool's, or the only trace of what happened.
 */
export class KnownTags {
  private readonly knowledge: TagKnowledge;
  private readonly fixed: FixedNames;
  /** By tag, whether the rules call it moving. */
  private readonly own: ReadonlyMap<string, boolean>;
  /** What the rules give whatever version an image has. */
  private readonly always: ReadonlyMap<string, boolean>;
  private readonly ofVersion = new Map<string, ReadonlyMap<string, boolean>>();

  constructor(knowledge: TagKnowledge) {
    this.knowledge = knowledge;
    const { rules, current } = knowledge;
    const { digest, labels, versions } = current;
    const context = buildContext(this.sourceOf(undefined), digest, labels);
    this.fixed = new FixedNames(rules, { context, existing: NO_TAGS, now: knowledge.now });
    this.always = this.compute(undefined, withoutVersion(labels));
    const given = [this.compute(undefined, labels), ...versions.map((version) => this.givenTo(version)), this.always];
    const own = new Map<string, boolean>();
    // What one of them calls immutable is.
    for (const [tag, isMoving] of given.flatMap((each) => [...each])) own.set(tag, isMoving && own.get(tag) !== false);
    this.own = own;
  }

  private sourceOf(tag: string | undefined): { readonly from: Reference; readonly tagPolicy: TagPolicy } {
    const { rules, timeZone, now, current } = this.knowledge;
    const { repository, digest } = current;
    const tagPolicy: TagPolicy = {
      ...{ rules, version: undefined, revision: undefined, ifTagExists: 'fail', now },
      event: { gitTag: undefined, repositoryUrl: undefined, preRelease: false, makeLatest: undefined },
      naming: { flavor: NO_FLAVOR, tagPrefix: '', timeZone, shortShaLength: SHORT_SHA_LENGTH },
      existing: { from: 'none', versions: [] },
    };
    const from: Reference =
      tag === undefined ? { kind: 'digest', repository, digest } : { kind: 'tag', repository, tag: parseTag(tag) };
    return { from, tagPolicy };
  }

  /** What the rules give an image with these labels, if it came from a tag. Rules that do not fit it give nothing. */
  private compute(tag: string | undefined, labels: ImageLabels): ReadonlyMap<string, boolean> {
    const { rules, current, now } = this.knowledge;
    try {
      const context = buildContext(this.sourceOf(tag), current.digest, labels);
      const { candidates, heldBack } = computeTags(rules, context, NO_TAGS, now);
      return new Map([...heldBack, ...candidates].map(({ tag: given, mutable }) => [given, mutable]));
    } catch (error) {
      if (error instanceof InputError) return new Map();
      throw error;
    }
  }

  private givenTo(version: string): ReadonlyMap<string, boolean> {
    return getOrMake(this.ofVersion, version, () =>
      this.compute(version, withoutVersion(this.knowledge.current.labels)),
    );
  }

  /** Whether a tag is known as one that moves: today's rules say so, or a record of its moving, and no rule forbids it. */
  isMoving(tag: string): boolean {
    const { moved } = this.knowledge;
    if (isFixedName(tag) || this.fixed.formOf(tag) !== undefined) return false;
    return this.own.get(tag) ?? moved.has(tag);
  }

  /** Whether a name says by itself, or by the rules, that it never moves. */
  isImmutable(tag: string): boolean {
    return isFixedName(tag) || this.fixed.formOf(tag) !== undefined || this.own.get(tag) === false;
  }

  /** The versions that a moving tag follows: by its name, or else by the rule that gives it. */
  lineOf(tag: string): VersionLine | undefined {
    const { versions } = this.knowledge.current;
    const byName = findLine(tag, versions);
    if (byName !== undefined) return byName;
    if (this.own.get(tag) !== true || this.always.has(tag)) return undefined;
    return { includes: (version) => this.givenTo(version).get(tag) === true };
  }
}

/**
 * Whether a tag never moves, by its name or by the rules of the environment.
 *
 * @param image what the tag may hold.
 */
export function isImmutableTag(
  tag: string,
  {
    environment,
    timeZone,
    now,
  }: { readonly environment: Pick<Environment, 'rules'>; readonly timeZone: string; readonly now: Date },
  image: KnownImage,
): boolean {
  return new KnownTags({ rules: rulesOf(environment), timeZone, now, current: image, moved: new Set() }).isImmutable(
    tag,
  );
}
