import { createHash } from 'node:crypto';
import { type Digest, parseDigest } from '../../src/oci/digest.ts';
import { parseRepository, parseTag } from '../../src/oci/reference.ts';
import { openOciDeleter } from '../../src/registry/deletion/oci.ts';
import { type SweepOutcome, sweepImage } from '../../src/retention/sweep.ts';
import type { SweepTarget, SweptContents } from '../../src/retention/sweep-target.ts';
import { type Connection, connect, createClock, type FakeClock } from '../registry/support.ts';
import { type BuiltImage, buildImage, type ImageOptions } from '../support/image/build-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

/** When images were retired: ten days before the clock of the tests. */
export const RETIRED_AT = Date.parse('2025-12-23T00:00:00Z');

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** A small image that differs from others by its name. */
export function imageOf(name: string, options: ImageOptions = {}): BuiltImage {
  return buildImage({ seed: name, layers: 1, layerBytes: 16, ...options });
}

/** An index of manifests that other images have. */
export function indexOf(...parts: readonly (readonly [image: BuiltImage, digest: string])[]): BuiltImage {
  const manifests = parts.map(([image, digest]) => {
    const found = image.manifests.get(digest);
    if (found === undefined) throw new Error(`there is no ${digest}`);
    return { mediaType: found.mediaType, digest, size: found.bytes.byteLength };
  });
  const bytes = Buffer.from(JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests }));
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  const index = { mediaType: INDEX, digest, size: bytes.byteLength };
  const all = parts.flatMap(([image, part]) =>
    part === image.index.digest ? [...image.manifests] : [...image.manifests].filter(([each]) => each === part),
  );
  return {
    index,
    manifests: new Map([...all, [digest, { ...index, bytes }]]) as BuiltImage['manifests'],
    blobs: new Map(parts.flatMap(([image]) => [...image.blobs])),
    platforms: [],
  };
}

/** The manifests below the root of an image. */
export function below({ manifests, index }: BuiltImage): ReadonlySet<Digest> {
  return new Set([...manifests.keys()].filter((digest) => digest !== index.digest).map(parseDigest));
}

/** What a sweep left behind it. */
export interface Swept {
  readonly outcome: SweepOutcome;
  /** States and contents of tombstones, as they were written. */
  readonly tombstones: readonly (readonly [state: string, contents: SweptContents])[];
}

/** A registry with one repository that images are swept from. */
export class SweepWorld implements AsyncDisposable {
  readonly registry: EmbeddedRegistry;
  readonly clock: FakeClock;
  private readonly connection: Connection;

  private constructor(registry: EmbeddedRegistry, connection: Connection, clock: FakeClock) {
    this.registry = registry;
    this.connection = connection;
    this.clock = clock;
  }

  static async open(options: Parameters<typeof startRegistry>[0] = {}): Promise<SweepWorld> {
    const registry = await startRegistry({ referrers: 'api', ...options });
    const clock = createClock();
    return new SweepWorld(registry, await connect(registry.host, { clock }), clock);
  }

  put(image: Pick<BuiltImage, 'index' | 'manifests' | 'blobs'>, ...tags: readonly string[]): void {
    this.registry.load('p/app', image, tags);
  }

  /** Which of an image's manifests are there. */
  has(image: Pick<BuiltImage, 'manifests'>): readonly boolean[] {
    return [...image.manifests.keys()].map((digest) => this.registry.manifests('p/app').has(digest));
  }

  get place() {
    const repository = parseRepository(`${this.registry.host}/p/app`);
    const { client } = this.connection;
    return { client, repository, deleter: openOciDeleter(client, repository) };
  }

  /** Sweeps an image, beside others that stay. */
  async sweep(
    image: BuiltImage,
    {
      staying = [],
      proveArchive,
      onTombstone,
      ...target
    }: Partial<Omit<SweepTarget, 'staying'>> & {
      readonly staying?: readonly BuiltImage[];
      readonly proveArchive?: () => Promise<string | undefined>;
      readonly onTombstone?: (state: string) => void;
    } = {},
  ): Promise<Swept> {
    const tombstones: (readonly [string, SweptContents])[] = [];
    const outcome = await sweepImage(
      this.place,
      {
        digest: parseDigest(image.index.digest),
        tags: [],
        mark: parseTag('0-retired-20251223-000000000000'),
        retiredAt: RETIRED_AT,
        names: new Set(this.registry.tags('p/app').keys()),
        staying: new Map(staying.map((each) => [parseDigest(each.index.digest), below(each)])),
        ...target,
      },
      {
        proveArchive,
        async writeTombstone(state, contents) {
          tombstones.push([state, contents]);
          onTombstone?.(state);
        },
      },
    );
    return { outcome, tombstones };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.connection[Symbol.asyncDispose]();
    await this.registry.close();
  }
}
