import { describe, expect, it } from 'vitest';
import { call } from '../http-call.ts';
import { buildImage } from '../image/build-image.ts';
import type { MountMode } from './content-options.ts';
import { startRegistry } from './registry.ts';

const IMAGE = buildImage({ platforms: ['linux/amd64'], layers: 1 });
const [BLOB = ''] = IMAGE.blobs.keys();
const LOOSE = { ...IMAGE, manifests: new Map() };

async function mount(mode: MountMode, from: string, to = 'acme/app'): Promise<number> {
  await using registry = await startRegistry({ mount: mode });
  registry.load('acme/dev', IMAGE, []);
  registry.load('acme/loose', LOOSE, []);
  const path = `/v2/${to}/blobs/uploads/?mount=${BLOB}&from=${from}`;
  const { status } = await call(registry.host, { method: 'POST', path });
  expect(registry.blobs(to).has(BLOB)).toBe(status === 201);
  return status;
}

describe('a mount', () => {
  it.each<[MountMode, string, number]>([
    ['accept', 'acme/dev', 201],
    ['accept', 'acme/loose', 201],
    ['accept', 'acme/none', 202],
    ['refuse', 'acme/dev', 202],
    ['unauthorized', 'acme/dev', 201],
    ['unauthorized', 'acme/none', 401],
    ['invalid', 'acme/dev', 400],
    ['committed', 'acme/dev', 201],
    ['committed', 'acme/loose', 202],
    ['committed', 'acme/none', 202],
    ['same-owner', 'acme/dev', 201],
  ])('where it is %s, from %s: %d', async (mode, from, status) => {
    expect(await mount(mode, from)).toBe(status);
  });

  it('of another owner is none where owners must be the same', async () => {
    expect(await mount('same-owner', 'acme/dev', 'other/app')).toBe(202);
  });
});
