import { describe, expect, it } from 'vitest';
import { type BaseVersion, chainIds } from '../../src/evidence/formats/base-version.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { findStandingBase } from '../../src/policy/standing-base.ts';

const [PROD, DEV] = ['registry.example.com/base/prod-osbase', 'registry.example.com/base/dev-osbase'];

function version(name: string, layers: readonly string[], more: Partial<BaseVersion> = {}): BaseVersion {
  return {
    ...{ repository: PROD, version: name, digest: digestOf(`${name} ${layers.join()}`), platform: 'linux/amd64' },
    chainId: chainIds(layers.map((layer) => digestOf(layer))).at(-1) ?? '',
    ...{ created: new Date('2026-11-01T00:00:00Z'), isSigned: true, isThere: true },
    ...more,
  };
}

function find(layers: readonly string[], bases: readonly BaseVersion[], count = layers.length) {
  const stack = { platform: 'linux/amd64', diffIds: layers.map((layer) => digestOf(layer)), layers: count };
  return findStandingBase(stack, { bases, denied: new Set([DEV]), asked: undefined });
}

const OLD = version('1.4.5', ['os 5']);
const NEW = version('1.4.7', ['os 7'], { created: new Date('2026-11-10T00:00:00Z') });

describe('what a platform stands on', () => {
  it('is the base with the longest chain, and how far behind it is (B1)', () => {
    expect(find(['os 5', 'a', 'b', 'c'], [OLD, NEW])).toMatchObject({
      ...{ base: OLD, newer: [NEW], behindSince: NEW.created, isDenied: false, reason: undefined },
    });
    expect(find(['os 7', 'a'], [OLD, NEW])).toMatchObject({ base: NEW, newer: [], behindSince: undefined });
  });

  it('is a denied one that is itself made of an allowed one (B2)', () => {
    const dev = version('2.1', ['os 5', 'debugger'], { repository: DEV });
    expect(find(['os 5', 'debugger', 'a'], [OLD, dev])).toMatchObject({ base: dev, isDenied: true });
  });

  it('is none of another platform, and none of a squashed image (B6, B7)', () => {
    const arm = version('1.4.5', ['os 5'], { platform: 'linux/arm64' });
    expect(find(['os 5', 'a'], [arm])).toMatchObject({ base: undefined, reason: 'it stands on no approved base' });
    expect(find(['squashed'], [OLD]).base).toBeUndefined();
  });

  it('is not told if config and manifest differ (B9)', () => {
    expect(find(['os 5', 'a', 'b', 'c', 'd'], [OLD], 4).reason).toBe('its config has 5 layers and its manifest 4');
  });

  it('may be gone, and only what is there is newer (B12)', () => {
    const gone = { ...NEW, isThere: false };
    expect(find(['os 5', 'a'], [{ ...OLD, isThere: false }, gone])).toMatchObject({
      base: { version: '1.4.5' },
      newer: [],
    });
  });

  it('is the newest of those with the same layers', () => {
    expect(find(['os 5', 'a'], [OLD, version('1.4.6', ['os 5'])])).toMatchObject({
      base: { version: '1.4.6' },
      newer: [],
    });
  });
});
