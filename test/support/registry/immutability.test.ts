import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import type { Immutability, ImmutabilityStyle } from './immutability.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const OTHER = buildImage({ platforms: ['linux/amd64'], layers: 1, seed: 'other' });

async function registryWith(immutability: Immutability) {
  const registry = await startRegistry({ immutability });
  registry.load('d/app', IMAGE, ['1']);
  registry.load('d/app', OTHER, []);
  return registry;
}

async function tag(host: string, name: string, { index, manifests }: typeof IMAGE) {
  const headers = { 'Content-Type': index.mediaType };
  const body = manifests.get(index.digest)?.bytes ?? '';
  const { status, json } = await call(host, { method: 'PUT', path: `/v2/d/app/manifests/${name}`, headers, body });
  const [error] = (json as { errors: { code: string; message: string }[] } | undefined)?.errors ?? [];
  return { status, code: error?.code, message: error?.message };
}

const ANSWERS: readonly [ImmutabilityStyle, number, string, RegExp][] = [
  ['ecr', 400, 'TAG_INVALID', /^The image tag '1' already exists in the 'd\/app' repository and cannot be overwritten/],
  ['gar', 400, 'MANIFEST_INVALID', /cannot update tag 1\. The repository has enabled tag immutability$/],
  ['harbor', 412, 'PRECONDITION', /^Failed to process request due to 'd\/app:1' configured as immutable\.$/],
  ['quay', 409, 'TAG_IMMUTABLE', /^tag is immutable and cannot be overwritten$/],
  ['acr-lock', 405, 'REGISTRY_DISALLOWED_OPERATION', /^The operation is disallowed on this registry/],
  ['nexus', 400, 'BLOB_UPLOAD_INVALID', /^Repository does not allow updating assets: v2\/d\/app\/manifests\/1$/],
  ['hub', 403, 'DENIED', /immutable/],
  ['gitlab', 403, 'DENIED', /protected/],
  ['artifactory', 403, 'DENIED', /overwrite/],
];

describe('an immutable tag', () => {
  it.each(ANSWERS)('is kept in the words of %s', async (style, status, code, words) => {
    await using registry = await registryWith({ style });
    expect(await tag(registry.host, '1', OTHER)).toEqual({ status, code, message: expect.stringMatching(words) });
    expect(registry.tags('d/app').get('1')).toBe(IMAGE.index.digest);
  });

  it.each([
    ['ecr', 400],
    ['gar', 201],
    ['harbor', 412],
    ['quay', 201],
    ['acr-lock', 405],
    ['nexus', 400],
    ['hub', 201],
    ['gitlab', 201],
    ['artifactory', 201],
  ] as const)('that is pushed again with its own digest: %s answers %d', async (style, status) => {
    await using registry = await registryWith({ style });
    expect((await tag(registry.host, '1', IMAGE)).status).toBe(status);
  });

  it.each(ANSWERS.map(([style]) => [style, style === 'nexus' ? 400 : 201] as const))(
    'that is new for a manifest that is there: %s answers %d',
    async (style, status) => {
      await using registry = await registryWith({ style });
      expect((await tag(registry.host, '2', IMAGE)).status).toBe(status);
    },
  );

  it.each([
    ['quay', '1', 409],
    ['quay', IMAGE.index.digest, 409],
    ['acr-lock', '1', 405],
    ['ecr', '1', 202],
  ] as const)('of %s, deleted by %s: %d', async (style, reference, status) => {
    await using registry = await registryWith({ style });
    const path = `/v2/d/app/manifests/${reference}`;
    expect((await call(registry.host, { method: 'DELETE', path })).status).toBe(status);
  });

  it('is one of those that the rule is for', async () => {
    await using registry = await registryWith({ style: 'ecr', only: /^\d/ });
    registry.load('d/app', IMAGE, ['latest']);
    expect((await tag(registry.host, 'latest', OTHER)).status).toBe(201);
    expect((await tag(registry.host, '1', OTHER)).status).toBe(400);
  });
});
