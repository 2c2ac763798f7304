import { describe, expect, it } from 'vitest';
import { type BuiltImage, buildImage } from '../support/image/build-image.ts';
import { startRollbackWorld } from './world.ts';

const COMMITS = { '1.2.3': '1111111', '1.3.0': 'dd80e9d' };

function built(version: keyof typeof COMMITS): BuiltImage {
  return buildImage({
    seed: `of ${version}`,
    platforms: ['linux/amd64'],
    layers: 1,
    layerBytes: 16,
    labels: {
      'org.opencontainers.image.version': version,
      'org.opencontainers.image.revision': COMMITS[version].padEnd(40, '2'),
    },
  });
}

const RULES = [
  'type=semver',
  'type=sha,prefix=git-',
  'type=sha,prefix=rev.,format=long',
  'type=raw,value=cm-{{sha}}',
  'type=raw,value=chg-130,immutable=true',
  'type=raw,value=stable',
  'type=semver,pattern=v{{major}}.{{minor}}',
  'type=semver,pattern=v{{major}}',
].join('\\n');

const [GOOD, BAD] = [built('1.2.3'), built('1.3.0')];

const OF_RULES = ['git-dd80e9d', `rev.${'dd80e9d'.padEnd(40, '2')}`, 'cm-dd80e9d', 'chg-130'];

const OF_OTHERS = ['build-4711', 'PROJ-123', 'pr-17', '42', '1.3.0.1', 'prod-2026-11-29', 'backup-before-migration'];

describe('a rollback', () => {
  it('moves no tag that the rules call immutable, nor any that neither rules nor records know', async () => {
    await using world = await startRollbackWorld({ rules: RULES });
    await world.place(GOOD, { tags: ['1.2.3', '1.2', '1', 'latest', 'stable', 'v1.2', 'v1', 'blue'], at: 0 });
    await world.place(BAD, {
      tags: ['1.3.0', '1.3', '1', 'latest', 'stable', 'v1.3', 'v1', 'blue', ...OF_RULES],
      replaced: { latest: GOOD, '1': GOOD, stable: GOOD, v1: GOOD, blue: GOOD },
      at: 60,
    });
    await world.push('p/app', BAD, OF_OTHERS);
    const { refusal, lines, outputs } = await world.run({});
    expect(refusal).toBe('');
    const tags = await world.tags();
    const on = (digest: string) =>
      Object.keys(tags)
        .filter((tag) => tags[tag] === digest)
        .toSorted();
    expect(on(BAD.index.digest)).toEqual(['1.3.0', '1.3', 'v1.3', ...OF_RULES, ...OF_OTHERS].toSorted());
    expect(on(GOOD.index.digest)).toEqual(['1.2.3', '1.2', '1', 'latest', 'stable', 'v1.2', 'v1', 'blue'].toSorted());
    const [staying = '', ...others] = lines.filter((line) => line.includes('stay on the image that is rolled back'));
    expect(others).toEqual([]);
    for (const tag of ['git-dd80e9d', 'chg-130', 'build-4711', 'backup-before-migration', '1.3.0.1'])
      expect(staying).toContain(tag);
    expect(lines.join('\n')).toContain('"v1.3" of');
    expect(JSON.parse(outputs.get('report') ?? '{}').warnings.join('\n')).toContain('backup-before-migration');
  });
});
