import { mayRun } from '../admission/facts.ts';
import type { Place } from '../evidence/configs.ts';
import { textList } from '../evidence/formats/document.ts';
import { readPlatforms } from '../evidence/read-platforms.ts';
import { type EvidenceRun, explainFailure } from '../evidence/run.ts';
import { limitsFor, type Placement } from '../history/image-history.ts';
import { readHistory } from '../history/read.ts';
import type { HistoryAccess } from '../history/read-repository.ts';
import type { OutdatedInputs } from '../inputs/outdated.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError, objectProperty, property, stringMap } from '../oci/json.ts';
import { parseRepository } from '../oci/reference.ts';
import type { PlatformStack } from '../policy/standing-base.ts';
import { getManifest } from '../registry/manifests.ts';
import { markHold } from '../report/hold.ts';
import type { OutdatedReport, PlaceReport } from '../report/outdated.ts';
import { eachAtMost } from '../util/concurrency.ts';
import { getOrMake } from '../util/memo.ts';

/** Images whose environments are read concurrently. */
const IMAGES_AT_ONCE = 8;

/** The labels that name who maintains an image. */
const OWNERS = ['maintainer', 'org.opencontainers.image.authors'];

/** An image that environments have, and where. */
export interface StandingImage {
  readonly name: string;
  readonly digest: Digest;
  readonly places: readonly PlaceReport[];
}

/** An image as its manifests and configs describe it. */
export interface ReadImage {
  readonly stacks: readonly PlatformStack[];
  readonly owner: string | undefined;
}

/** What environments have, and what could not be looked up. */
interface StandingImages {
  readonly images: readonly StandingImage[];
  readonly leftOut: OutdatedReport['leftOut'];
}

/** Finds what runs in each environment, or where the versions are that were asked for; each image once. */
export async function findStandingImages(
  { pipeline, images, environments }: OutdatedInputs,
  access: HistoryAccess,
): Promise<StandingImages> {
  const limits = limitsFor(Math.max(2, images.length));
  const found = new Map<string, { readonly name: string; readonly digest: Digest; readonly places: PlaceReport[] }>();
  const leftOut: OutdatedReport['leftOut'][number][] = [];
  const histories = await eachAtMost(IMAGES_AT_ONCE, images, async (image) => {
    return (await readHistory({ pipeline, image, limits, environments }, access)).history;
  });
  for (const { image, requested, environments: all } of histories) {
    for (const { name: environment, repositories } of all) {
      for (const { repository, error, current, placements } of repositories) {
        if (error !== undefined) leftOut.push({ image, environment, repository, reason: error });
        const running = current === undefined ? [] : [current.placement];
        const shown: readonly Placement[] = requested === undefined ? running : placements;
        for (const { digest, tags, holds = [] } of shown) {
          const own = getOrMake(found, `${image}@${digest}`, () => ({ name: image, digest, places: [] }));
          const held = holds.filter(({ effect }) => effect === 'quarantine').map(markHold);
          const mark = held[0] === undefined ? {} : { held: held[0] };
          own.places.push({ environment, repository, tag: tags[0] ?? null, ...mark });
        }
      }
    }
  }
  return { images: [...found.values()], leftOut };
}

function ownerOf(labels: ReadonlyMap<string, string>): string | undefined {
  return OWNERS.map((name) => labels.get(name)?.trim()).find((value) => value !== undefined && value !== '');
}

/**
 * Reads manifests and configs of an image, each once in a run whatever environments have it, and never a layer.
 *
 * @returns why it cannot be read, as a clause, so that it does not hide the others.
 */
export async function readImage(
  run: EvidenceRun,
  { digest, places }: StandingImage,
  open: (repository: string) => Promise<Place>,
): Promise<ReadImage | string> {
  const [first] = places;
  if (first === undefined) return 'it is nowhere';
  return run.once(`image ${digest}`, async () => {
    try {
      const place = await open(first.repository);
      const stored = await run.ask(() => getManifest(place.client, parseRepository(first.repository), digest));
      if (stored === undefined) throw new FormatError('the registry lacks it');
      const platforms = await readPlatforms(run, place, { stored, keep: () => true, isImage: mayRun });
      const owner = platforms.flatMap(({ config, manifest }) => {
        const labels = stringMap(property(objectProperty(config, 'config') ?? {}, 'Labels'));
        return ownerOf(labels) ?? ownerOf(manifest.annotations) ?? [];
      })[0];
      const stacks = platforms.map(({ platform, config, manifest }) => ({
        platform,
        diffIds: textList(objectProperty(config, 'rootfs') ?? {}, 'diff_ids'),
        layers: manifest.layers.length,
      }));
      return { stacks, owner };
    } catch (error) {
      return explainFailure(error);
    }
  });
}
