import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { dateRelease, readReleaseNotes } from '../../scripts/release/change-log.ts';
import { IS_FULL } from '../support/seed.ts';

const ROOT = join(import.meta.dirname, '..', '..');
const HEAD = '# Change log\n\nAll of it.\n\n';

describe('the change log of a release', () => {
  it('gets the day of the version, and an empty "Unreleased" above it', () => {
    const before = `${HEAD}## Unreleased\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- The first.\n`;
    const after = dateRelease(before, '0.2.0', '2026-12-01');
    expect(after).toBe(
      `${HEAD}## Unreleased\n\n## 0.2.0 - 2026-12-01\n\n### Added\n\n- A thing.\n\n## 0.1.0 - 2026-01-01\n\n- The first.\n`,
    );
    expect(readReleaseNotes(after, '0.2.0')).toBe('### Added\n\n- A thing.\n');
    expect(readReleaseNotes(after, '0.1.0')).toBe('- The first.\n');
  });

  it('may have one version only', () => {
    const first = dateRelease(`${HEAD}## Unreleased\n\n- A thing.\n`, '0.1.0', '2026-12-01');
    expect(first).toBe(`${HEAD}## Unreleased\n\n## 0.1.0 - 2026-12-01\n\n- A thing.\n`);
  });

  it.each([
    ['a version that is there', '0.1.0', '- A thing.', 'CHANGELOG.md has it already'],
    ['what is no version', 'next', '- A thing.', 'it is not a version'],
    ['nothing that changed', '0.2.0', '', 'is empty'],
  ])('refuses %s', (_, version, changes, reason) => {
    const text = `${HEAD}## Unreleased\n\n${changes}\n\n## 0.1.0 - 2026-01-01\n\n- The first.\n`;
    expect(() => dateRelease(text, version, '2026-12-01')).toThrow(reason);
  });

  it('has no notes of a version that it does not name', () => {
    expect(() => readReleaseNotes(`${HEAD}## Unreleased\n`, '0.1.0')).toThrow('CHANGELOG.md has no such version');
  });

  it('of this repository can be dated', () => {
    const text = readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8');
    expect(readReleaseNotes(dateRelease(text, '99.0.0', '2026-12-01'), '99.0.0').length).toBeGreaterThan(100);
  });
});

function run(folder: string, program: string, ...args: readonly string[]): string {
  const { stdout, stderr, status } = spawnSync(program, args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ${args.join(' ')}: ${stdout}${stderr}`);
  return stdout;
}

/** Makes a release of what is committed, in a clone of its own, and returns the names and sums of what is published. */
function packRelease(folder: string): { readonly sums: string; readonly files: readonly string[] } {
  const clone = join(folder, 'clone');
  run(folder, 'git', 'clone', '--quiet', ROOT, clone);
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  run(clone, 'npm', 'version', '99.0.0', '--no-git-tag-version');
  const identity = ['-c', 'user.name=Li', '-c', 'user.email=li@example.com'];
  const date = '--date=2026-12-01T00:00:00Z';
  spawnSync('git', [...identity, 'commit', '--all', '--quiet', '--message=Release 99.0.0', date], {
    cwd: clone,
    env: { ...process.env, GIT_COMMITTER_DATE: '2026-12-01T00:00:00Z' },
  });
  const out = join(folder, 'out');
  run(clone, join(clone, 'scripts/ci/pack-release'), out);
  return { sums: readFileSync(join(out, 'SHA256SUMS'), 'utf8'), files: readdirSync(out).toSorted() };
}

// It builds the programs four times.
describe.runIf(IS_FULL)('the packages of a release', { timeout: 180_000 }, () => {
  it('are the same bytes each time, and hold programs that start', () => {
    const folders = [1, 2].map(() => mkdtempSync(join(tmpdir(), 'sealift-release-')));
    try {
      const [first, second] = folders.map(packRelease);
      expect(first?.files).toEqual([
        'NOTES.md',
        'SHA256SUMS',
        'VERSION',
        'sealift-99.0.0.tgz',
        'sealift-dist-99.0.0.tgz',
      ]);
      expect(second).toEqual(first);

      const out = join(folders[0] ?? '', 'out');
      run(out, 'tar', '-xzf', 'sealift-99.0.0.tgz');
      const manifest = JSON.parse(readFileSync(join(out, 'package', 'package.json'), 'utf8'));
      expect(manifest).toMatchObject({ name: 'sealift', version: '99.0.0' });
      for (const key of ['private', 'scripts', 'dependencies', 'devDependencies'])
        expect(manifest).not.toHaveProperty(key);
      expect(readdirSync(join(out, 'package', 'dist'))).toContain('start.js');
    } finally {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    }
  });
});
