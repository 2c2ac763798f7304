import { childManifests } from '../image/graph.ts';
import { FormatError, type JsonObject, stringProperty } from '../oci/json.ts';
import { type Descriptor, type ImageManifest, type Manifest, parseManifest } from '../oci/manifest.ts';
import { formatRepository } from '../oci/reference.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import { type Place, readPlatformConfig } from './configs.ts';
import type { EvidenceRun } from './run.ts';

/** One platform of an image, as its manifest and config describe it. */
export interface ReadPlatform {
  /** Such as `linux/arm64`. */
  readonly platform: string;
  readonly descriptor: Pick<Descriptor, 'digest'>;
  readonly manifest: ImageManifest;
  readonly config: JsonObject;
}

function parse({ bytes, mediaType }: StoredManifest): Manifest | undefined {
  try {
    return parseManifest(bytes, mediaType);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

function platformOf(config: JsonObject): string {
  const parts = ['os', 'architecture', 'variant'].map((key) => stringProperty(config, key) ?? '');
  return parts.filter((part) => part !== '').join('/');
}

async function readOne(
  run: EvidenceRun,
  place: Place,
  {
    manifest,
    digest,
    platform,
  }: Pick<ReadPlatform, 'manifest'> & Pick<Descriptor, 'digest'> & { readonly platform: string | undefined },
): Promise<ReadPlatform> {
  const config = await readPlatformConfig(run, place, manifest.config);
  if (config.kind !== 'read') {
    throw new FormatError(
      `a config of ${formatRepository(place.repository)}@${digest} cannot be read: ${config.reason}`,
    );
  }
  return { platform: platform ?? platformOf(config.value), descriptor: { digest }, manifest, config: config.value };
}

/** Which platforms of an image are read. */
interface PlatformsQuery {
  readonly stored: StoredManifest;
  readonly keep: (child: Descriptor) => boolean;
  /** Whether the config of a manifest is read at all: that of other artifacts may be anything. */
  readonly isImage?: (node: { readonly manifest: Manifest }) => boolean;
}

/**
 * Reads manifest and config of each platform of an image, but for those of its index that are left out: one request for
 * each manifest and config, each once in a run, and none for layers.
 *
 * @throws {FormatError} if one cannot be read.
 */
export async function readPlatforms(
  run: EvidenceRun,
  place: Place,
  { stored, keep, isImage = () => true }: PlatformsQuery,
): Promise<readonly ReadPlatform[]> {
  const name = formatRepository(place.repository);
  const root = parse(stored);
  if (root?.kind === 'manifest') {
    if (!isImage({ manifest: root })) return [];
    return [await readOne(run, place, { manifest: root, digest: stored.digest, platform: undefined })];
  }
  if (root?.kind !== 'index') return [];
  const children = childManifests(root).filter((child) => child.platform !== 'unknown/unknown' && keep(child));
  const read = await Promise.all(
    children.map(async ({ digest, platform }) => {
      const manifest = await run.once(`manifest ${name}@${digest}`, async () => {
        const found = await run.ask(() => getManifest(place.client, place.repository, digest));
        return found && parse(found);
      });
      if (manifest?.kind !== 'manifest') {
        throw new FormatError(`${name}@${stored.digest} lacks its ${platform ?? digest}`);
      }
      return isImage({ manifest }) ? readOne(run, place, { manifest, digest, platform }) : undefined;
    }),
  );
  return read.filter((each) => each !== undefined);
}
