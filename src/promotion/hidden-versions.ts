import { RegistryError } from '../errors.ts';
import { readImageLabels } from '../image/config.ts';
import { OCI_LABEL } from '../image/labels.ts';
import { readGraph } from '../image/read-graph.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { isTag, type Tag } from '../oci/reference.ts';
import { getManifest, headManifest } from '../registry/manifests.ts';
import { retryOnce, type TagTarget } from '../tag-updates/write.ts';
import { inFamily } from '../tags/affixes.ts';
import type { PlannedTag, TagKind } from '../tags/planned-tag.ts';
import {
  compareVersions,
  formatVersionTag,
  isStable,
  tryParseVersion,
  tryParseVersionTag,
  type Version,
} from '../tags/version.ts';
import type { DestinationPlan } from './plan.ts';

/** A moving tag of a version's family, and what its full tags begin and end with. */
interface VersionMove {
  readonly planned: PlannedTag;
  readonly version: Version;
  readonly prefix: string;
  readonly suffix: string;
}

/** Why a moving tag is left whose image may be a higher version, for all that anybody knows. */
export const LAGGING = 'the list of tags lags, and neither it nor a label says which version that image is';

/** What looks at moving tags have shown. */
interface Looked {
  /** What each holds now. */
  readonly holds: ReadonlyMap<Tag, Digest | undefined>;
  /** Whether the list of tags lacks one that is there: it may lack versions, too. */
  readonly isLagging: boolean;
}

/** What tells moving tags apart that stand on a version which no list shows. */
interface HiddenVersions {
  /**
   * Finds the moving tags that stay.
   *
   * @returns those that stay, as skipped.
   */
  keep(moves: readonly PlannedTag[], looked: Looked): Promise<ReadonlyMap<Tag, PlannedTag>>;
}

function toVersionMove(planned: PlannedTag, { computed }: DestinationPlan): VersionMove | undefined {
  const candidate = computed.candidates.find(({ tag }) => tag === planned.tag);
  const version = candidate?.version === undefined ? undefined : tryParseVersion(candidate.version);
  if (version === undefined || candidate?.family === undefined) return undefined;
  const text = formatVersionTag(version);
  const at = candidate.family.indexOf(text);
  if (at < 0) return undefined;
  return { planned, version, prefix: candidate.family.slice(0, at), suffix: candidate.family.slice(at + text.length) };
}

/** The kinds of moving tags that compare versions by themselves. */
const LINES: ReadonlySet<TagKind> = new Set<TagKind>(['semver.minor', 'semver.major', 'channel', 'pep440']);

/** The kinds of tags whose names may be compared, beside semantic versions. */
const NAMED: ReadonlySet<TagKind> = new Set<TagKind>(['pep440', 'match', 'git-tag']);

/** Whether a moving tag goes to the highest of several versions: it could go back. */
function isCompared({ kind }: PlannedTag, { computed }: DestinationPlan): boolean {
  if (kind !== 'latest') return LINES.has(kind);
  return computed.candidates.some(({ version, kind }) => version !== undefined || NAMED.has(kind));
}

/** Finds the listed versions below a version of which its moving tags usually come: the highest of each line. */
function likelyTags({ version, prefix, suffix }: VersionMove, names: ReadonlySet<string>): ReadonlySet<Tag> {
  const highest = new Map<string, { readonly tag: Tag; readonly version: Version }>();
  for (const name of names) {
    if (!name.startsWith(prefix) || !name.endsWith(suffix) || !isTag(name)) continue;
    const other = tryParseVersionTag(name.slice(prefix.length, name.length - suffix.length));
    if (other === undefined || compareVersions(other, version) >= 0) continue;
    const isSameMajor = other.major === version.major;
    const lines = isStable(other)
      ? [
          'latest',
          ...(isSameMajor ? ['major'] : []),
          ...(isSameMajor && other.minor === version.minor ? ['minor'] : []),
        ]
      : ['channel'];
    for (const line of lines) {
      const best = highest.get(line);
      if (best === undefined || compareVersions(best.version, other) < 0)
        highest.set(line, { tag: name, version: other });
    }
  }
  return new Set([...highest.values()].map(({ tag }) => tag));
}

/** Reads which version an image says that it is; undefined if it says none, or cannot be read. */
async function readVersion(
  { client }: TagTarget,
  { repository }: DestinationPlan,
  digest: Digest,
): Promise<Version | undefined> {
  try {
    const stored = await getManifest(client, repository, digest);
    if (stored === undefined) return undefined;
    const graph = await readGraph(client, repository, stored);
    const labels = await readImageLabels(client, repository, { graph });
    return tryParseVersion(labels.get(`${OCI_LABEL}version`) ?? '');
  } catch (error) {
    if (error instanceof RegistryError) return undefined;
    throw error;
  }
}

/**
 * Keeps moving tags from going back where the list of tags lacks the version that they stand on: lists lag, and some
 * are incomplete (Artifact Registry beyond 10,000 tags).
 *
 * A moving tag usually stands on the highest version that is listed, and one look at that shows it. Where it stands on
 * something else, that image is asked which version it is, and the full tag of that version proves it: no label is
 * believed by itself.
 */
export async function findHiddenVersions(
  target: TagTarget,
  plan: DestinationPlan,
  { due, names }: { readonly due: readonly PlannedTag[]; readonly names: ReadonlySet<string> },
): Promise<HiddenVersions> {
  const { client, root, journal } = target;
  const { repository, existing, scope } = plan;
  const algorithm = digestAlgorithm(root.digest);
  const head = (tag: Tag) =>
    retryOnce({ journal, clock: client.clock }, () => headManifest(client, repository, tag, algorithm));
  const moves = scope.kind === 'all' ? due.flatMap((planned) => toVersionMove(planned, plan) ?? []) : [];
  const standing = moves.filter(({ planned }) => planned.before !== undefined);
  const likely = new Set(standing.flatMap((move) => [...likelyTags(move, names)]));
  const expected = new Set(
    await Promise.all([...likely].map(async (tag) => existing.digests.get(tag) ?? (await head(tag)))),
  );
  const versions = new Map<Digest, Promise<Version | undefined>>();

  function versionOf(digest: Digest): Promise<Version | undefined> {
    const version = versions.get(digest) ?? readVersion(target, plan, digest);
    versions.set(digest, version);
    return version;
  }

  async function findHigher(
    { planned, version, prefix, suffix }: VersionMove,
    holds: Digest,
  ): Promise<string | undefined> {
    const other = await versionOf(holds);
    if (other === undefined || compareVersions(other, version) <= 0) return undefined;
    if (planned.kind !== 'channel' && !isStable(other)) return undefined;
    const tag = `${prefix}${formatVersionTag(other)}${suffix}`;
    // One that the list shows was counted already.
    if (names.has(tag) || !isTag(tag)) return undefined;
    return (await head(tag)) === holds ? other.text : undefined;
  }

  /** Whether it is proven which version an image is: by a full tag of the list, or by its label and the full tag of that. */
  async function isKnown({ prefix, suffix }: VersionMove, holds: Digest): Promise<boolean> {
    const isListed = [...existing.digests].some(
      ([tag, digest]) => digest === holds && tryParseVersionTag(inFamily(tag, { prefix, suffix }) ?? '') !== undefined,
    );
    if (isListed) return true;
    const version = await versionOf(holds);
    const tag = version === undefined ? '' : `${prefix}${formatVersionTag(version)}${suffix}`;
    return isTag(tag) && (await head(tag)) === holds;
  }

  async function reasonToStay(planned: PlannedTag, held: Digest, isLagging: boolean): Promise<string | undefined> {
    const move = moves.find((each) => each.planned.tag === planned.tag);
    if (move === undefined) return isLagging && isCompared(planned, plan) ? LAGGING : undefined;
    if (expected.has(held)) return undefined;
    const higher = await findHigher(move, held);
    if (higher !== undefined) return `${higher} is higher, though the list of tags does not show it`;
    return isLagging && !(await isKnown(move, held)) ? LAGGING : undefined;
  }

  return {
    async keep(left, { holds, isLagging }) {
      const kept = new Map<Tag, PlannedTag>();
      await Promise.all(
        left.map(async (planned) => {
          const held = holds.get(planned.tag);
          if (held === undefined || held === root.digest) return;
          const reason = await reasonToStay(planned, held, isLagging);
          if (reason === undefined) return;
          kept.set(planned.tag, { ...planned, action: 'skip', reason, before: held, after: held });
        }),
      );
      return kept;
    },
  };
}
