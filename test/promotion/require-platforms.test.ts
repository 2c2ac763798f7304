import { describe, expect, it } from 'vitest';
import { findManifests } from '../../src/history/read-image.ts';
import { findPlatforms } from '../../src/image/config.ts';
import { rootGraph } from '../../src/image/graph.ts';
import type { JsonObject } from '../../src/oci/json.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { requirePlatforms } from '../../src/promotion/platforms.ts';
import { thrownBy } from '../oci/support.ts';
import { loadText } from '../pipeline/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';
import { graphOf, requestOf } from './support.ts';

async function require(required: string, platforms: readonly string[], config?: JsonObject): Promise<void> {
  const pipeline = await loadText(`version: 1
environments:
  d: { repository: "r.io/d/{image}" }
  p: { repository: "r.io/p/{image}", from: d, platforms: [${required}] }
`);
  const [source, destination] = pipeline.environments;
  if (destination === undefined) throw new Error('there is p');
  const route = { image: 'app', source, destination, route: { kind: 'regular' } } as const;
  const to = [parseRepository('r.io/elsewhere/app'), parseRepository('r.io/p/app')] as const;
  const image = buildImage({ platforms: platforms.length === 0 ? ['linux/amd64'] : platforms, attestation: true });
  const whole = graphOf(image);
  const lone = [...whole.nodes.values()].find(({ manifest }) => manifest.kind === 'manifest');
  // An image without an index names no platform but in its config.
  const graph = platforms.length === 0 && lone !== undefined ? rootGraph(lone) : whole;
  const { from, destinations } = requestOf('r.io', { to });
  const [elsewhere, governed = elsewhere] = destinations;
  await requirePlatforms(
    { from, destinations: [elsewhere, { ...governed, route }] },
    {
      platforms: async () => findPlatforms(graph, { manifest: undefined, config }),
    },
  );
}

it('are had where one manifest is listed for several of them', () => {
  const set = new ContentSet();
  const config = set.addBlob('a/b', Buffer.from('{}'));
  const manifest = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers: [] });
  const manifests = ['amd64', 'arm64'].map((architecture) => ({
    ...manifest,
    platform: { os: 'linux', architecture },
  }));
  const index = set.addManifest('application/vnd.oci.image.index.v1+json', { manifests });
  const graph = graphOf({ index, manifests: set.manifests });
  expect(findPlatforms(graph, { manifest: undefined, config: undefined })).toEqual(['linux/amd64', 'linux/arm64']);
  expect(findManifests(graph).map(({ platform }) => platform)).toEqual(['linux/amd64', 'linux/arm64']);
});

async function refusalOf(required: string, platforms: readonly string[]): Promise<string> {
  const outcome = await require(required, platforms).then(
    () => undefined,
    (error: unknown) => error,
  );
  return thrownBy(() => {
    throw outcome ?? new Error('it was let through');
  }).message;
}

describe('the platforms that an environment requires', () => {
  it.each([
    ['', ['linux/amd64']],
    ['linux/amd64', ['linux/amd64', 'linux/arm64']],
    ['linux/amd64, linux/arm64', ['linux/arm64/v8', 'linux/amd64']],
    ['linux/arm/v7', ['linux/arm/v7']],
    ['linux/arm', ['linux/arm/v7']],
  ])('are had: [%s] by %j', async (required, platforms) => {
    await expect(require(required, platforms)).resolves.toBeUndefined();
  });

  it('are had by an image without an index, where its config says so', async () => {
    const config = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    await expect(require('linux/arm64', [], config)).resolves.toBeUndefined();
    await expect(require('linux/amd64', [], config)).rejects.toThrow('and has only linux/arm64/v8');
    await expect(require('linux/amd64', [], {})).rejects.toThrow('and names no platform');
  });

  const CURE = 'build it for all of them, or change "platforms" of p';

  it.each([
    ['linux/arm64', ['linux/amd64'], 'linux/arm64', 'linux/amd64'],
    [
      'linux/arm64, linux/s390x',
      ['linux/amd64', 'linux/arm/v7'],
      'linux/arm64 and linux/s390x',
      'linux/amd64 and linux/arm/v7',
    ],
    ['linux/amd64', ['linux/amd64/v3'], 'linux/amd64', 'linux/amd64/v3'],
    ['linux/arm', ['linux/arm64'], 'linux/arm', 'linux/arm64'],
    ['linux/arm/v7', ['linux/arm/v6'], 'linux/arm/v7', 'linux/arm/v6'],
  ])('are missing: [%s] of %j', async (required, platforms, missing, had) => {
    expect(await refusalOf(required, platforms)).toBe(
      `Cannot promote r.io/d/app:1.2.3 to p: it lacks ${missing}, which p requires, and has only ${had}; ${CURE}`,
    );
  });
});
