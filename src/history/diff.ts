import { joinImageLabels, OCI_LABEL } from '../image/labels.ts';
import { diffLayers } from './diff-layers.ts';
import { diffEnv, diffValues, settingsOf, type ValuePair } from './diff-values.ts';
import type { ImageDiff, LonePlatform, NamedBase } from './image-diff.ts';
import type { ConfigFacts, ImageFacts, PlatformFacts } from './image-facts.ts';

/** A platform that both images have. */
interface Pair {
  readonly platform: string;
  readonly left: PlatformFacts;
  readonly right: PlatformFacts;
}

function platformsWithout(image: ImageFacts, other: ImageFacts): readonly LonePlatform[] {
  const names = new Set(other.platforms.map(({ platform }) => platform));
  return image.platforms
    .filter(({ platform }) => !names.has(platform))
    .map(({ platform, digest, size }) => ({ platform, digest, size }));
}

/** Reads what an image says of its base, by the platform that speaks for it. */
function namedBase(facts: PlatformFacts | undefined): NamedBase {
  const labels = joinImageLabels(facts?.annotations ?? new Map(), undefined, facts?.config?.labels ?? new Map());
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

/** Finds the commits of two images of one repository. */
function diffBuilt(pairs: readonly Pair[]): ImageDiff['built'] {
  const [first] = pairs;
  const labelsOf = (facts: PlatformFacts | undefined) =>
    joinImageLabels(facts?.annotations ?? new Map(), undefined, facts?.config?.labels ?? new Map());
  const [before, after] = [labelsOf(first?.left), labelsOf(first?.right)];
  const source = before.get(`${OCI_LABEL}source`);
  const [left, right] = [before.get(`${OCI_LABEL}revision`), after.get(`${OCI_LABEL}revision`)];
  const isKnown = source !== undefined && source === after.get(`${OCI_LABEL}source`);
  return isKnown && left !== undefined && right !== undefined ? { source, left, right } : null;
}

/** Lists the values of both images where both have a config: without one, nothing was taken away. */
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
 * Says what differs between two images, the right one seen from the left: what it has besides was added.
 *
 * Platforms are compared with the same platform of the other image. Values of the environment do not come out.
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
