import { stat } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { basicAuthorization } from './authorization.ts';
import { findDistribution, startDistribution } from './distribution.ts';
import { call } from './http-call.ts';
import { buildImage, type ImageOptions } from './image/build-image.ts';
import { pushImage } from './image/push-image.ts';
import { startProxy } from './proxy.ts';
import { startRegistry } from './registry/registry.ts';

const program = findDistribution();

describe('findDistribution', () => {
  it('finds nothing on an empty path, and fails where it must be there', () => {
    expect(findDistribution({ PATH: '' })).toBeUndefined();
    expect(() => findDistribution({ PATH: '', SEALIFT_REQUIRE_DISTRIBUTION: '1' })).toThrow(
      'Cannot find CNCF Distribution',
    );
  });
});

describe.skipIf(program === undefined)('CNCF Distribution', () => {
  it.each<ImageOptions>([{}, { mediaTypes: 'docker' }, { attestation: true }])(
    'stores what the builder makes, as the embedded registry does: %o',
    async (options) => {
      await using distribution = await startDistribution();
      await using proxy = await startProxy(distribution.host);
      await using registry = await startRegistry();
      const image = buildImage(options);
      await pushImage(proxy.host, 'd/app', image, ['1.0.0', 'latest']);
      await pushImage(registry.host, 'd/app', image, ['1.0.0', 'latest']);
      const path = '/v2/d/app/manifests/1.0.0';
      const headers = { Accept: image.index.mediaType };
      const answer = await call(distribution.host, { path, headers });
      expect(answer.headers.get('docker-content-digest')).toBe(image.index.digest);
      expect(Buffer.from(answer.bytes).equals(image.manifests.get(image.index.digest)?.bytes ?? Buffer.alloc(0))).toBe(
        true,
      );
      const steps = (log: typeof proxy.log) =>
        log.map(({ method, status, requestBytes }) => [method, status, requestBytes]);
      expect(steps(proxy.log)).toEqual(steps(registry.log));
    },
  );

  it('asks for the password of its users', async () => {
    await using distribution = await startDistribution({ users: { alice: 'correct-horse', bob: 'battery-staple' } });
    const statusFor = async (username: string, password: string) => {
      const headers = { Authorization: basicAuthorization({ username, password }) };
      return (await call(distribution.host, { path: '/v2/', headers })).status;
    };
    expect((await call(distribution.host, { path: '/v2/' })).status).toBe(401);
    expect(await statusFor('alice', 'correct-horse')).toBe(200);
    expect(await statusFor('bob', 'battery-staple')).toBe(200);
    expect(await statusFor('alice', 'battery-staple')).toBe(401);
  });

  it('is gone after its scope, with its folder', async () => {
    const distribution = await startDistribution();
    await pushImage(distribution.host, 'a', buildImage(), ['1']);
    expect((await stat(distribution.folder)).isDirectory()).toBe(true);
    await distribution[Symbol.asyncDispose]();
    await expect(call(distribution.host, { path: '/v2/' })).rejects.toThrow('fetch failed');
    await expect(stat(distribution.folder)).rejects.toThrow('ENOENT');
  });
});
