import { describe, expect, it } from 'vitest';
import { admitImages } from '../../src/admission/admit.ts';
import type { ConfiguredGate } from '../../src/admission/gates.ts';
import { chainIds } from '../../src/evidence/formats/base-version.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { BASE_DEFAULTS, type BaseSettings } from '../../src/pipeline/gates/base.ts';
import { CONFIG_DEFAULTS } from '../../src/pipeline/gates/config.ts';
import { LABEL_DEFAULTS } from '../../src/pipeline/gates/labels.ts';

import { connect } from '../registry/support.ts';
import { sha256 } from '../support/image/content.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { admit, readImage, request, type Stack, sentenceOf, stack } from './world.ts';

const [OLD, NEW, DEV] = [stack(['os 1.4.5']), stack(['os 1.4.7']), stack(['os 1.4.5', 'debugger'])];

function base(host: string, more: Partial<BaseSettings> = {}): ConfiguredGate {
  const allow = [{ repository: `${host}/base/prod-osbase`, signed: false }];
  return { id: 'base', settings: { ...BASE_DEFAULTS, allow, deny: [`${host}/base/dev-osbase`], ...more } };
}

async function startBases(): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({ referrers: 'api' });
  registry.load('base/prod-osbase', OLD, ['1.4.5']);
  registry.load('base/prod-osbase', NEW, ['1.4.7', '1.4', 'latest']);
  registry.load('base/dev-osbase', DEV, ['1.4.5']);
  return registry;
}

async function judge(registry: EmbeddedRegistry, image: Stack, more: Partial<BaseSettings> = {}) {
  registry.load('t/shop/app', image, ['1']);
  return admit(registry.host, image, [base(registry.host, more)]);
}

describe('the base of an image', () => {
  it('is found by listing the approved repositories (B1)', async () => {
    await using registry = await startBases();
    const answer = await judge(registry, stack(['os 1.4.5', 'app', 'config', 'assets']));
    expect(sentenceOf(answer)).toBe('');
    expect(answer.images[0]?.results[0]?.notes).toEqual([
      'linux/amd64 on prod-osbase 1.4.5',
      'linux/arm64 on prod-osbase 1.4.5',
    ]);
  });

  it('is denied if it stands on another one, itself made of an approved one (B2)', async () => {
    await using registry = await startBases();
    expect(sentenceOf(await judge(registry, stack(['os 1.4.5', 'debugger', 'app'])))).toContain(
      'it stands on dev-osbase 1.4.5, which p does not take; build the last stage on prod-osbase',
    );
  });

  it('is none that is approved where no layers are those of one, whatever the label says (B5, B7)', async () => {
    await using registry = await startBases();
    const labels = {
      'org.opencontainers.image.base.name': `${registry.host}/base/prod-osbase:1.4.5`,
      'org.opencontainers.image.base.digest': OLD.index.digest,
    };
    expect(sentenceOf(await judge(registry, stack(['squashed'], { labels })))).toContain(
      'it stands on no approved base, though its label says',
    );
  });

  it('is judged by how many newer ones there are, each once', async () => {
    await using registry = await startBases();
    const image = stack(['os 1.4.5', 'app']);
    expect(sentenceOf(await judge(registry, image, { maxBehind: 1 }))).toBe('');
    expect(sentenceOf(await judge(registry, image, { maxBehind: 0 }))).toContain(
      'prod-osbase 1.4.5 is 1 versions behind and may be 0; rebuild on prod-osbase 1.4.7',
    );
  });

  it('takes no version from a label that its tag does not bear out', async () => {
    await using registry = await startBases();
    const annotations = {
      'org.opencontainers.image.base.name': `${registry.host}/base/prod-osbase:1.4.7`,
      'org.opencontainers.image.base.digest': OLD.index.digest,
    };
    const answer = await judge(registry, stack(['os 1.4.5', 'app'], { annotations }), { deny: [] });
    expect(answer.images[0]?.results[0]?.notes[0]).toBe(`linux/amd64 on prod-osbase ${OLD.index.digest.slice(0, 19)}`);
  });

  it('needs all denied ones to be known', async () => {
    await using registry = await startBases();
    const image = stack(['os 1.4.5', 'app']);
    expect(sentenceOf(await judge(registry, image, { deny: [`${registry.host}/base/typo`] }))).toContain(
      'not all denied bases are known: ',
    );
    const version = stack(['many']);
    registry.load(
      'base/many',
      version,
      Array.from({ length: 201 }, (_, number) => `1.0.${number}`),
    );
    expect(sentenceOf(await judge(registry, image, { deny: [`${registry.host}/base/many`] }))).toContain(
      'has more than 200 tags',
    );
  });

  it('counts as signed by its record alone, and costs no request with a ledger (B12)', async () => {
    await using registry = await startBases();
    const repository = `${registry.host}/base/prod-osbase`;
    const image = stack(['os 1.4.5', 'app']);
    registry.load('t/shop/app', image, ['1']);
    const gate = base(registry.host, { allow: [{ repository, signed: true }] });
    expect(sentenceOf(await admit(registry.host, image, [gate]))).toContain('prod-osbase 1.4.5 has no record');
    await using connection = await connect(registry.host);
    const { client } = connection;
    const read = await readImage(client, `${registry.host}/t/shop/app`, image.index.digest);
    const asked = request(client, [gate], [read]);
    const bases = { ...asked.bases, promotedAt: async () => new Date('2026-11-01T00:00:00Z') };
    expect(sentenceOf(await admitImages({ ...asked, bases }))).toBe('');

    const version = {
      ...{ version: '1.4.5', digest: parseDigest(OLD.index.digest), isSigned: true, isThere: false },
      platforms: ['linux/amd64', 'linux/arm64'].map((platform) => ({
        platform,
        chainId: chainIds([sha256(Buffer.from(`diff os 1.4.5 ${platform}`))]).at(-1) ?? '',
        created: undefined,
      })),
    };
    const ledger = (isSigned: boolean) => async () => ({
      reference: { digest: digestOf('ledger'), uri: 'ledger' },
      isSigned,
      time: new Date('2026-11-21T00:00:00Z'),
      repositories: [
        { name: repository, isWhole: true, tags: new Map(), versions: [version] },
        { name: `${registry.host}/base/dev-osbase`, isWhole: true, tags: new Map(), versions: [] },
      ],
    });
    registry.clearLog();
    expect(sentenceOf(await admitImages({ ...asked, bases: { ...asked.bases, ledger: ledger(true) } }))).toBe('');
    expect(registry.log.map(({ path }) => path).filter((path) => path.includes('/base/'))).toEqual([]);
    // Nobody signed that a record was there.
    expect(sentenceOf(await admitImages({ ...asked, bases: { ...asked.bases, ledger: ledger(false) } }))).toContain(
      'prod-osbase 1.4.5 has no record',
    );
    const gates = [base(registry.host)];
    expect(
      sentenceOf(await admitImages({ ...asked, gates, bases: { ...asked.bases, ledger: ledger(false) } })),
    ).toContain('prod-osbase 1.4.5 is no longer in its repository');
  });
});

describe('what it costs', () => {
  it('100 images on one base ask for the base once, each config once, and never more than six things at once', async () => {
    let open = 0;
    let most = 0;
    await using registry = await startRegistry({
      referrers: 'api',
      intercept(_, response) {
        most = Math.max(most, ++open);
        response.once('close', () => open--);
        return false;
      },
    });
    registry.load('base/prod-osbase', OLD, ['1.4.5']);
    registry.load('base/prod-osbase', NEW, ['1.4.7', 'latest']);
    registry.load('base/dev-osbase', DEV, ['1.4.5']);
    const images = Array.from({ length: 100 }, (_, number) => stack(['os 1.4.5', `app ${number}`]));
    for (const [number, image] of images.entries()) registry.load(`t/shop/app${number}`, image, ['1']);
    await using connection = await connect(registry.host);
    const { client } = connection;
    const read = await Promise.all(
      images.map((image, number) => readImage(client, `${registry.host}/t/shop/app${number}`, image.index.digest)),
    );
    registry.clearLog();
    most = 0;
    const gates: readonly ConfiguredGate[] = [
      base(registry.host),
      { id: 'config', settings: { ...CONFIG_DEFAULTS, user: 'non-root' } },
      { id: 'labels', settings: LABEL_DEFAULTS },
    ];
    const answer = await admitImages(request(client, gates, read));
    expect(sentenceOf(answer)).toBe('');
    expect(answer.images).toHaveLength(100);
    const ofBases = registry.log.filter(({ path }) => path.startsWith('/v2/base/'));
    // Two lists, four tags, and for each of three versions and two platforms a manifest and a config.
    expect(ofBases).toHaveLength(2 + 4 + 3 * 2 * 2);
    expect(registry.log.length - ofBases.length).toBe(100 * 2);
    expect(most).toBeLessThanOrEqual(6);
  });
});
