import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { builtProgramsFolder, DISTRIBUTION_3, findRegistryProgram, REGISTRY_PROGRAMS } from './registry-programs.ts';

const home = mkdtempSync(join(tmpdir(), 'sealift-home-'));
const built = join(home, '.cache', 'sealift-test-programs', 'bin');
mkdirSync(built, { recursive: true });
writeFileSync(join(built, 'distribution-3'), '', { mode: 0o755 });
afterAll(() => rmSync(home, { recursive: true }));

describe('builtProgramsFolder', () => {
  it('is in the cache of the user, wherever that is', () => {
    expect(builtProgramsFolder({ HOME: home })).toBe(built);
    expect(builtProgramsFolder({ HOME: home, XDG_CACHE_HOME: '/var/cache' })).toBe(
      '/var/cache/sealift-test-programs/bin',
    );
  });
});

describe('findRegistryProgram', () => {
  it('finds what was built for tests', () => {
    expect(findRegistryProgram(DISTRIBUTION_3, { PATH: '', HOME: home })).toBe(join(built, 'distribution-3'));
  });

  it.each(REGISTRY_PROGRAMS)('finds no $title on an empty path, and fails where it must be there', (registry) => {
    const env = { PATH: '', HOME: '/no/such/home' };
    expect(findRegistryProgram(registry, env)).toBeUndefined();
    expect(() => findRegistryProgram(registry, { ...env, [registry.requiredBy]: '1' })).toThrow(
      `Cannot find ${registry.title}: `,
    );
  });
});
