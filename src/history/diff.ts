import { joinImageLabels, OCI_LABEL } from '../image/labels.ts';
import { getOrMake } from '../util/memo.ts';
import type {
  ConfigFacts,
  EnvChange,
  ImageDiff,
  ImageFacts,
  LayerFacts,
  LayerRelation,
  LayersDiff,
  LonePlatform,
  NamedBase,
  PlatformFacts,
  ValueChange,
} from './image-diff.ts';

/** What two images have on one platform. */
interface Pair<Side = PlatformFacts> {
  readonly platform: string;
  readonly left: Side;
  readonly right: Side;
}

function platformsWithout(image: ImageFacts, other: ImageFacts): readonly LonePlatform[] {
  const names = new Set(other.platforms.map(({ platform }) => platform));
  return image.platforms
    .filter(({ platform }) => !names.has(platform))
    .map(({ platform, digest, size }) => ({ platform, digest, size }));
}

function labelsOf(facts: PlatformFacts | undefined) {
  return joinImageLabels(facts?.annotations ?? new Map(), undefined, facts?.config?.labels ?? new Map());
}

function namedBase(facts: PlatformFacts | undefined): NamedBase {
  const labels = labelsOf(facts);
  return {
    name: labels.get(`${OCI_LABEL}base.name`) ?? null,
    digest: labels.get(`${OCI_LABEL}base.digest`) ?? null,
  };
}

function diffBases(left: ImageFacts, right: ImageFacts, pairs: readonly Pair[]): ImageDiff['base'] {
  // On the same platform, because a base has another digest on each.
  const pair = pairs.find(({ platform }) => platform === 'linux/amd64') ?? pairs[0];
  const bases = {
    left: namedBase(pair?.left ?? left.platforms[0]),
    right: namedBase(pair?.right ?? right.platforms[0]),
  };
  const isSame = bases.left.name === bases.right.name && bases.left.digest === bases.right.digest;
  const isNamed = Object.values(bases).some(({ name, digest }) => name !== null || digest !== null);
  return isNamed ? { ...bases, isSame } : null;
}

function diffBuilt(pairs: readonly Pair[]): ImageDiff['built'] {
  const [before, after] = [labelsOf(pairs[0]?.left), labelsOf(pairs[0]?.right)];
  const source = before.get(`${OCI_LABEL}source`);
  const [left, right] = [before.get(`${OCI_LABEL}revision`), after.get(`${OCI_LABEL}revision`)];
  const isKnown = source !== undefined && source === after.get(`${OCI_LABEL}source`);
  return isKnown && left !== undefined && right !== undefined ? { source, left, right } : null;
}

/** Only of platforms where both have a config: without one, nothing was taken away. */
function pairValues(
  pairs: readonly Pair[],
  valuesOf: (config: ConfigFacts) => ReadonlyMap<string, string>,
): readonly ValuePair[] {
  return pairs.flatMap(({ platform, left, right }) =>
    left.config === undefined || right.config === undefined
      ? []
      : [{ platform, left: valuesOf(left.config), right: valuesOf(right.config) }],
  );
}

/**
 * Compares two images: what only the right one has was added. Platforms are compared with the same platform of the
 * other image; the values of environment variables are left out.
 */
export function diffImages(left: ImageFacts, right: ImageFacts): ImageDiff {
  const rights = new Map(right.platforms.map((facts) => [facts.platform, facts]));
  const pairs = left.platforms.flatMap((facts): readonly Pair[] => {
    const other = rights.get(facts.platform);
    return other === undefined ? [] : [{ platform: facts.platform, left: facts, right: other }];
  });
  const [added, removed] = [platformsWithout(right, left), platformsWithout(left, right)];
  const isSamePlatforms =
    added.length + removed.length === 0 && pairs.every((pair) => pair.left.digest === pair.right.digest);
  return {
    left: left.digest,
    right: right.digest,
    result: left.digest === right.digest ? 'same' : isSamePlatforms ? 'same-platforms' : 'different',
    base: diffBases(left, right, pairs),
    built: diffBuilt(pairs),
    platforms: {
      both: pairs.map((pair) => ({
        platform: pair.platform,
        left: { digest: pair.left.digest, size: pair.left.size },
        right: { digest: pair.right.digest, size: pair.right.size },
        difference: pair.right.size - pair.left.size,
        layers: diffLayers(pair.left, pair.right),
      })),
      added,
      removed,
    },
    labels: diffValues(pairValues(pairs, ({ labels }) => labels)),
    annotations: diffValues(
      pairs.map((pair) => ({
        platform: pair.platform,
        left: pair.left.annotations,
        right: pair.right.annotations,
      })),
    ),
    settings: diffValues(pairValues(pairs, settingsOf)),
    env: diffEnv(pairValues(pairs, ({ env }) => env)),
  };
}

function commonPrefix(left: readonly string[], right: readonly string[]): number {
  const end = Math.min(left.length, right.length);
  for (let index = 0; index < end; index++) if (left[index] !== right[index]) return index;
  return end;
}

function relate(left: readonly string[], right: readonly string[], common: number): LayerRelation {
  if (left.length === 0 || right.length === 0) return 'unknown';
  if (common === left.length) return common === right.length ? 'same' : 'right-extends-left';
  if (common === right.length) return 'left-extends-right';
  return common > 0 ? 'same-base' : 'other-base';
}

/** Lists the items that another list does not have; what is there twice must be in the other twice. */
function withoutLayers(layers: readonly LayerFacts[], others: readonly LayerFacts[]): readonly LayerFacts[] {
  const counts = new Map<string, number>();
  for (const { digest } of others) counts.set(digest, (counts.get(digest) ?? 0) + 1);
  return layers.filter(({ digest }) => {
    const count = counts.get(digest) ?? 0;
    if (count > 0) counts.set(digest, count - 1);
    return count === 0;
  });
}

/** Counts the added layers whose content the left image has too. */
function countRecompressed(left: PlatformFacts, right: PlatformFacts): number {
  const [before, after] = [left.config?.diffIds ?? [], right.config?.diffIds ?? []];
  // If a config names more or fewer than there are, it is unknown which belongs to which.
  if (before.length !== left.layers.length || after.length !== right.layers.length) return 0;
  const digests = new Set(left.layers.map(({ digest }) => digest));
  const contents = new Set(before);
  return right.layers.filter(({ digest }, index) => !digests.has(digest) && contents.has(after[index] ?? '')).length;
}

/** Compares the layers of a platform: by digest what travels, and by `diff_ids` what they were built on. */
export function diffLayers(left: PlatformFacts, right: PlatformFacts): LayersDiff {
  const added = withoutLayers(right.layers, left.layers);
  const removed = withoutLayers(left.layers, right.layers);
  const shared = withoutLayers(right.layers, added);
  const contents = [left.config?.diffIds ?? [], right.config?.diffIds ?? []] as const;
  const common = commonPrefix(...contents);
  return {
    relation: relate(...contents, common),
    common,
    shared: { count: shared.length, bytes: shared.reduce((sum, { size }) => sum + size, 0) },
    added,
    removed,
    recompressed: countRecompressed(left, right),
  };
}

type ValuePair = Pair<ReadonlyMap<string, string>>;

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** Compares named values, sorted by name; a change that several platforms have is listed once. */
export function diffValues(pairs: readonly ValuePair[]): readonly ValueChange[] {
  const changes = new Map<string, ValueChange & { readonly platforms: string[] }>();
  for (const { platform, left, right } of pairs) {
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const [before, after] = [left.get(name) ?? null, right.get(name) ?? null];
      if (before === after) continue;
      const key = JSON.stringify([name, before, after]);
      getOrMake(changes, key, () => ({ name, left: before, right: after, platforms: [] })).platforms.push(platform);
    }
  }
  return [...changes.values()].sort(byName);
}

/** Compares environment variables without showing their values. */
export function diffEnv(pairs: readonly ValuePair[]): readonly EnvChange[] {
  const changes = new Map<string, EnvChange & { readonly platforms: string[] }>();
  for (const { name, left, right, platforms } of diffValues(pairs)) {
    const change: EnvChange['change'] = left === null ? 'added' : right === null ? 'removed' : 'changed';
    // The values of a variable may differ from platform to platform: that is one change all the same.
    const known = getOrMake(changes, `${change} ${name}`, () => ({ name, change, platforms: [] }));
    known.platforms.push(...platforms);
  }
  return [...changes.values()];
}

/** How an image runs, by name; lists of words as JSON, which tells blanks within a word. */
export function settingsOf({ created, user, workingDir, entrypoint, cmd }: ConfigFacts): ReadonlyMap<string, string> {
  const settings: readonly (readonly [string, string | undefined])[] = [
    ['created', created],
    ['user', user],
    ['workingDir', workingDir],
    ['entrypoint', entrypoint && JSON.stringify(entrypoint)],
    ['cmd', cmd && JSON.stringify(cmd)],
  ];
  return new Map(settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
