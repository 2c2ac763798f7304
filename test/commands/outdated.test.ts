import { describe, expect, it } from 'vitest';
import { stack } from '../admission/world.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { DEV, MID, NEW, OLD, PIPELINE, readPipeline, runInWorld } from './outdated-world.ts';

async function startBases(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'api' });
  registry.load('base/prod-osbase', OLD, ['1.4.5']);
  registry.load('base/prod-osbase', MID, ['1.4.6']);
  registry.load('base/prod-osbase', NEW, ['1.4.7', '1.4', 'latest']);
  registry.load('base/dev-osbase', DEV, ['2.1.0']);
  return registry;
}

const WITHOUT_LEDGER = PIPELINE.replace('bases: { ledger: HOST/ledger/bases }\n', '');

const [APP, WEB] = [
  stack(['os 1.4.5', 'app'], { labels: { maintainer: 'Shop <shop@example.com>' } }),
  stack(['os 1.4.7', 'web']),
];

function requestsFor(registry: EmbeddedRegistry, part: string): number {
  return registry.log.filter(({ path }) => path.includes(part)).length;
}

describe('command: outdated', () => {
  it('tells on which version of which base each image of each environment stands, and how far behind', async () => {
    await using registry = await startBases();
    registry.load('d/shop/app', APP, ['1.0.0']);
    registry.load('p/shop/app', APP, ['1.0.0']);
    registry.load('p/shop/web', WEB, ['2.0.0']);
    const pipeline = await readPipeline(registry.host, WITHOUT_LEDGER);
    const { report, error, summary } = await runInWorld(pipeline);
    expect(summary).toContain('2 images: 1 behind; rebuild shop/app first');
    expect(summary).toContain('| prod-osbase 1.4.5 | 2 versions behind 1.4.7 since 2026-11-20 |');
    expect(error).toBe('');
    expect(report.images).toMatchObject([
      {
        image: 'shop/app',
        digest: APP.index.digest,
        owner: 'Shop <shop@example.com>',
        environments: [
          { environment: 'd', tag: '1.0.0' },
          { environment: 'p', tag: '1.0.0' },
        ],
        behind: 2,
        platforms: [
          {
            platform: 'linux/amd64',
            base: { version: '1.4.5', digest: OLD.index.digest },
            behind: 2,
            behindSince: '2026-11-20T00:00:00.000Z',
            newest: { version: '1.4.7' },
            denied: false,
          },
          { platform: 'linux/arm64', behind: 2 },
        ],
      },
      { image: 'shop/web', behind: 0, platforms: [{ base: { version: '1.4.7' } }, {}] },
    ]);
    // Each image once, whatever environments have it: its index, and a manifest and a config of each platform.
    expect(requestsFor(registry, `/manifests/${APP.index.digest}`)).toBeGreaterThan(0);
    expect(requestsFor(registry, '/blobs/')).toBe(2 + 2 + (3 + 1) * 2);
  });

  it('names what stands on a denied base, on none, and on different versions', async () => {
    await using registry = await startBases();
    const squashed = stack(['squashed']);
    registry.load('p/shop/app', stack(['os 1.4.5', 'debugger', 'app']), ['1.0.0']);
    registry.load('p/shop/web', squashed, ['2.0.0']);
    const pipeline = await readPipeline(registry.host, WITHOUT_LEDGER);
    const { report, error, lines } = await runInWorld(pipeline, { to: 'p' });
    expect(error).toBe('');
    expect(report.images).toMatchObject([
      { image: 'shop/app', platforms: [{ denied: true, base: { version: '2.1.0' } }, {}] },
      { image: 'shop/web', platforms: [{ base: null, reason: 'it stands on no approved base' }, {}] },
    ]);
    expect(lines.at(-1)).toContain('1 on a denied base and 1 on no approved base');
  });

  it('tells which images stand on a base that is asked for, whatever is between', async () => {
    await using registry = await startBases();
    const own = stack(['os 1.4.5', 'debugger', 'app']);
    registry.load('p/shop/app', own, ['1.0.0']);
    registry.load('p/shop/web', WEB, ['2.0.0']);
    const pipeline = await readPipeline(registry.host, WITHOUT_LEDGER);
    const image = `${registry.host}/base/prod-osbase@${OLD.index.digest}`;
    const { report } = await runInWorld(pipeline, { image });
    expect(report.images).toMatchObject([
      { image: 'shop/app', behind: 2, platforms: [{ base: { digest: OLD.index.digest } }, {}] },
    ]);
  });

  it('hides no image behind one that cannot be read, and says at the end what was left out', async () => {
    await using registry = await startBases();
    const broken = stack(['os 1.4.5', 'app']);
    const [part] = broken.platforms.values();
    const blobs = new Map([...broken.blobs].filter(([digest]) => digest !== part?.config));
    registry.load('p/shop/app', { ...broken, blobs }, ['1.0.0']);
    registry.load('p/shop/web', WEB, ['2.0.0']);
    const pipeline = await readPipeline(
      registry.host,
      WITHOUT_LEDGER.replace('HOST/base/dev-osbase', 'HOST/base/typo'),
    );
    const { report, error } = await runInWorld(pipeline);
    expect(report.images).toMatchObject([
      { image: 'shop/app', error: expect.stringContaining('a config of') },
      { image: 'shop/web', error: null, behind: 0 },
    ]);
    expect(report.bases[1]).toMatchObject({ use: 'denied', error: expect.stringContaining('has no tags') });
    expect(error).toMatch(/^Cannot look up all base images: the versions of .*typo are not all known/);
    expect(error).toContain('1 more thing cannot be read either');
  });

  it('asks for bases and images once, however many stand on them', async () => {
    await using registry = await startBases();
    const names = Array.from({ length: 100 }, (_, number) => `shop/app${number}`);
    for (const [number, name] of names.entries()) {
      registry.load(`p/${name}`, stack(['os 1.4.5', `app ${number}`]), ['1.0.0']);
    }
    const file = WITHOUT_LEDGER.replace('[shop/app, shop/web]', JSON.stringify(names)).replace(/ {6}vuln.*\n/, '');
    const { report, error, summary } = await runInWorld(await readPipeline(registry.host, file), { to: 'p' });
    expect(error).toBe('');
    expect(report.images).toHaveLength(100);
    // Two lists, six tags, and for each of four versions and two platforms a manifest and a config.
    expect(requestsFor(registry, '/v2/base/')).toBe(2 + 6 + 4 * 2 * 2);
    // Tags, what they hold, and two places of records; then an index, and a manifest and a config of each platform.
    expect(requestsFor(registry, '/v2/p/')).toBe(100 * (4 + 1 + 2 * 2));
    expect(registry.log.filter(({ path }) => path.includes('/blobs/'))).toHaveLength(4 * 2 + 100 * 2);
    expect(summary).toContain('100 images: 100 behind; rebuild shop/app0 first');
    expect(summary.split('\n')[2]?.length).toBeLessThan(200);
  });
});
