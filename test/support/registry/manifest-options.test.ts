import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import type { DeleteMode } from './content-options.ts';
import type { RegistryOptions } from './options.ts';
import { startRegistry } from './registry.ts';

const OCI = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const DOCKER = buildImage({ platforms: ['linux/amd64'], layers: 1, mediaTypes: 'docker' });

async function put(options: RegistryOptions, image: typeof OCI) {
  await using registry = await startRegistry(options);
  registry.load('a', image, []);
  const { mediaType, digest } = image.index;
  const bytes = image.manifests.get(digest)?.bytes ?? new Uint8Array();
  const headers = { 'Content-Type': mediaType };
  return await call(registry.host, { method: 'PUT', path: '/v2/a/manifests/1', headers, body: bytes });
}

describe('PUT of a manifest', () => {
  it.each([
    ['OCI', OCI, 201, []],
    ['Docker', DOCKER, 415, ['MANIFEST_INVALID']],
  ] as const)('of %s types where those of Docker are refused', async (_, image, status, codes) => {
    const answer = await put({ manifests: { refuses: /\.docker\./ } }, image);
    expect([answer.status, answer.codes]).toEqual([status, codes]);
  });

  it.each([
    [0, 201],
    [-1, 413],
  ])('takes what is %d bytes below the limit: %d', async (rest, status) => {
    expect((await put({ manifests: { maxBytes: OCI.index.size + rest } }, OCI)).status).toBe(status);
  });
});

describe('DELETE of a manifest', () => {
  it.each<[DeleteMode, readonly [number, readonly string[]], readonly [number, readonly string[]]]>([
    ['ok', [202, []], [202, []]],
    ['refuse', [405, ['UNSUPPORTED']], [405, ['UNSUPPORTED']]],
    ['digest-only', [400, ['UNSUPPORTED']], [202, []]],
  ])('is %s, by tag and by digest', async (mode, byTag, byDigest) => {
    await using registry = await startRegistry({ delete: mode });
    registry.load('a', OCI, ['1']);
    const answers = [];
    for (const reference of ['1', OCI.index.digest]) {
      const { status, codes } = await call(registry.host, { method: 'DELETE', path: `/v2/a/manifests/${reference}` });
      answers.push([status, codes]);
    }
    expect(answers).toEqual([byTag, byDigest]);
    expect(registry.manifest('a', OCI.index.digest) === undefined).toBe(byDigest[0] === 202);
  });
});
