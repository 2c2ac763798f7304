import { describe, expect, it } from 'vitest';
import { buildTaggedRecord } from '../../src/attestation/artifact.ts';
import { BASE_LEDGER } from '../../src/attestation/predicates/bases.ts';
import { readClaim, readStatement, writeStatement } from '../../src/attestation/statement.ts';
import { createBundleVerifier } from '../../src/attestation/verify/verify-bundle.ts';
import { openStoredLedger, verifyStoredLedger } from '../../src/commands/base-ledger.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { BASE_DEFAULTS } from '../../src/pipeline/gates/base.ts';
import type { Pipeline } from '../../src/pipeline/pipeline.ts';
import { payloadOf } from '../../src/records/stored-record.ts';
import { admit, NOW, sentenceOf, stack } from '../admission/world.ts';
import { connect } from '../registry/support.ts';
import { sha256 } from '../support/image/content.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';
import { DEV, MID, NEW, OLD, PIPELINE, readPipeline, runInWorld } from './outdated-world.ts';

const DAY = 86_400_000;

/**
 * Starts a registry with bases; the oldest of them is not there any more while `isGone` says so, and what `lags` says of a
 * request is not shown yet.
 */
async function startBases(
  isGone: () => boolean = () => false,
  lags: (method: string, url: string) => boolean = () => false,
): Promise<EmbeddedRegistry> {
  const registry = await startRegistry({
    referrers: 'api',
    intercept({ url = '', method = '' }, response) {
      if (lags(method, url)) {
        response.statusCode = 404;
        response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'unknown' }] }));
        return true;
      }
      if (!isGone() || !url.startsWith('/v2/base/prod-osbase/')) return false;
      if (url.includes('/tags/list')) {
        response.setHeader('content-type', 'application/json');
        response.end(JSON.stringify({ name: 'base/prod-osbase', tags: ['1.4.7', '1.4', 'latest'] }));
        return true;
      }
      if (!url.endsWith(OLD.index.digest)) return false;
      response.statusCode = 404;
      response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'unknown' }] }));
      return true;
    },
  });
  registry.load('base/prod-osbase', OLD, ['1.4.5']);
  registry.load('base/prod-osbase', NEW, ['1.4.7', '1.4', 'latest']);
  registry.load('base/dev-osbase', DEV, ['2.1.0']);
  registry.load('p/shop/app', stack(['os 1.4.5', 'app']), ['1.0.0']);
  return registry;
}

/** What the ledger of a registry says, as a gate of the last environment believes it. */
async function readLedger(registry: EmbeddedRegistry, pipeline: Pipeline, now = NOW) {
  await using connection = await connect(registry.host);
  const open = async (name: string) => ({ client: connection.client, repository: parseRepository(name) });
  const openVerifier = async () => createBundleVerifier({ roots: [], now });
  const environment = pipeline.environments.at(-1);
  if (environment === undefined) throw new Error('there is no environment');
  const stored = await openStoredLedger({ pipeline, open })?.();
  return await verifyStoredLedger(stored, environment, { pipeline, open, openVerifier, now });
}

/** Judges an image by the gate of bases and the ledger, as a promotion does. */
async function judge(registry: EmbeddedRegistry, pipeline: Pipeline, layers: readonly string[], now = NOW) {
  const image = stack(layers);
  registry.load('t/shop/app', image, ['1']);
  const gates = pipeline.environments.at(-1)?.gates;
  registry.clearLog();
  await using connection = await connect(registry.host);
  const open = async (name: string) => ({ client: connection.client, repository: parseRepository(name) });
  const answer = await admit(registry.host, image, [{ id: 'base', settings: gates?.base ?? BASE_DEFAULTS }], {
    now,
    bases: { open, ledger: () => readLedger(registry, pipeline, now), promotedAt: async () => undefined },
  });
  return { sentence: sentenceOf(answer), notes: answer.images[0]?.results[0]?.notes ?? [] };
}

function asked(registry: EmbeddedRegistry, part: string): readonly string[] {
  return registry.log.filter(({ path }) => path.includes(part)).map(({ method, path }) => `${method} ${path}`);
}

describe('the ledger of bases', () => {
  it('is written, signed, and then promotions need no request for bases', async () => {
    await using registry = await startBases();
    const pipeline = await readPipeline(registry.host);
    const { report, error, summary } = await runInWorld(pipeline);
    expect(error).toBe('');
    expect(report.ledger).toMatchObject({ versions: 3, added: 3, written: true });
    expect(summary).toContain('The ledger of bases has 3 versions, 3 of them new');
    const ledger = await readLedger(registry, pipeline);
    expect(ledger).toMatchObject({ isSigned: true, time: NOW });
    expect(ledger.repositories.map(({ name, isWhole }) => [name, isWhole])).toEqual([
      [`${registry.host}/base/prod-osbase`, true],
      [`${registry.host}/base/dev-osbase`, true],
    ]);
    const { sentence, notes } = await judge(registry, pipeline, ['os 1.4.5', 'app']);
    expect(sentence).toBe('');
    expect(notes[0]).toBe('linux/amd64 on prod-osbase 1.4.5');
    expect(asked(registry, '/base/')).toEqual([]);
    expect(asked(registry, '/ledger/')).toHaveLength(2);
    expect((await judge(registry, pipeline, ['os 1.4.5', 'debugger', 'app'])).sentence).toContain(
      'it stands on dev-osbase 2.1.0',
    );
  });

  it('costs a request for the list and for tags that move, and 1 + 2P for each new version', async () => {
    await using registry = await startBases();
    const pipeline = await readPipeline(registry.host);
    await runInWorld(pipeline);
    registry.load('base/prod-osbase', MID, ['1.4.6']);
    registry.clearLog();
    const { report } = await runInWorld(pipeline, {}, new Date(NOW.getTime() + DAY));
    expect(report.ledger).toMatchObject({ versions: 4, added: 1 });
    const ofBases = asked(registry, '/base/').filter((line) => !/referrers|sha256-/.test(line));
    const stakes = ofBases.filter((line) => line.includes(OLD.index.digest) || line.includes(NEW.index.digest));
    // What is at stake needs reports of the image's base and of the newest one, each read once.
    expect(stakes).toHaveLength(2);
    const ofStakes = ofBases.filter((line) =>
      [OLD, NEW].some((base) =>
        [...base.platforms.values()].some(
          ({ manifest, config }) => line.includes(manifest.digest) || line.includes(config),
        ),
      ),
    );
    const rest = ofBases.filter((line) => !stakes.includes(line) && !ofStakes.includes(line));
    expect(rest.filter((line) => line.startsWith('HEAD'))).toHaveLength(2);
    // The evidence about a base lists its tags once more, for those of cosign.
    expect(rest.filter((line) => line.startsWith('GET'))).toHaveLength(2 + 1 + 1 + 2 * 2);
  });

  it('knows bases that are gone from their repository, within its age, if it is signed (B12)', async () => {
    let isGone = false;
    await using registry = await startBases(() => isGone);
    const pipeline = await readPipeline(registry.host);
    await runInWorld(pipeline);
    isGone = true;
    const later = new Date(NOW.getTime() + DAY);
    const { report } = await runInWorld(pipeline, {}, later);
    expect(report.ledger).toMatchObject({ versions: 3, added: 0, written: true });
    const { repositories } = await readLedger(registry, pipeline, later);
    expect(repositories[0]?.versions.find(({ version }) => version === '1.4.5')).toMatchObject({ isThere: false });
    expect((await judge(registry, pipeline, ['os 1.4.5', 'app'], later)).sentence).toBe('');
    const late = new Date(later.getTime() + 8 * DAY);
    expect((await judge(registry, pipeline, ['os 1.4.5', 'app'], late)).sentence).toContain(
      'the ledger of bases is 8 days old and may be 7d; run command: outdated',
    );
  });

  it('is needed where the file names one, and counts only by its signers and for its repository', async () => {
    await using registry = await startBases();
    const pipeline = await readPipeline(registry.host);
    const layers = ['os 1.4.5', 'app'];
    expect((await judge(registry, pipeline, layers)).sentence).toContain('names it, and nothing is there');
    const unsigned = await readPipeline(
      registry.host,
      PIPELINE.replace('record: signed', 'record: unsigned').replace(/signing: .*\n/, ''),
    );
    expect((await runInWorld(unsigned, { record: 'unsigned' })).error).toBe('');
    expect((await judge(registry, unsigned, layers)).sentence).toBe('');
    expect((await judge(registry, pipeline, layers)).sentence).toContain('it is not signed');
    // What nobody signed is not taken over into a signed ledger, and is not written over either.
    const { error, report } = await runInWorld(pipeline);
    expect(error).toContain('it is not signed');
    expect(report.ledger).toMatchObject({ written: false });

    const elsewhere = await readPipeline(registry.host, PIPELINE.replace('ledger/bases', 'ledger/other'));
    await runInWorld(elsewhere);
    const own = registry.manifests('ledger/other');
    const [[digest, manifest] = []] = [...own];
    if (digest === undefined || manifest === undefined) throw new Error('there is no ledger');
    const blobs = new Map([...registry.blobs('ledger/other')]);
    registry.load('ledger/bases', { index: { digest }, manifests: own, blobs }, ['latest']);
    expect((await judge(registry, pipeline, layers)).sentence).toContain('it is the ledger of');
  });

  it('is not written in a dry run', async () => {
    await using registry = await startBases();
    const { report } = await runInWorld(await readPipeline(registry.host), { 'dry-run': 'true' });
    expect(report.ledger).toEqual({ reference: null, versions: 3, added: 3, written: false });
    expect(new Set(registry.log.map(({ method }) => method))).toEqual(new Set(['GET', 'HEAD']));
  });

  it('loses no version if two runs write at once', async () => {
    await using registry = await startBases();
    registry.load('base/other', MID, ['3.0.0']);
    const [one, two] = await Promise.all([
      readPipeline(registry.host),
      readPipeline(registry.host, PIPELINE.replace('base/dev-osbase', 'base/other')),
    ]);
    const runs = await Promise.all([runInWorld(one), runInWorld(two)]);
    expect(runs.map(({ error }) => error)).toEqual(['', '']);
    const { repositories } = await readLedger(registry, one);
    expect(repositories.map(({ name }) => name.split('/').at(-1)).sort()).toEqual([
      'dev-osbase',
      'other',
      'prod-osbase',
    ]);
  });

  it('takes what both have from the newer one, if the registry showed none before', async () => {
    let [isGone, isHidden] = [true, false];
    await using registry = await startBases(
      () => isGone,
      (method, url) => {
        const hides = isHidden && method === 'GET' && url.startsWith('/v2/ledger/');
        if (hides) isHidden = false;
        return hides;
      },
    );
    const pipeline = await readPipeline(registry.host);
    // One that knows the oldest base; then the newer one, which knows that it is gone.
    isGone = false;
    await runInWorld(pipeline);
    isGone = true;
    const later = new Date(NOW.getTime() + 60_000);
    expect((await runInWorld(pipeline, {}, later)).error).toBe('');
    [isGone, isHidden] = [false, true];
    expect((await runInWorld(pipeline, {}, NOW)).error).toBe('');
    expect(isHidden).toBe(false);
    const { repositories } = await readLedger(registry, pipeline, later);
    expect(repositories[0]?.versions.find(({ version }) => version === '1.4.5')).toMatchObject({ isThere: false });
  });

  it('looks for a version that it has not, among those of the allowed bases alone', async () => {
    await using registry = await startBases();
    const pipeline = await readPipeline(registry.host);
    await runInWorld(pipeline);
    registry.load('base/prod-osbase', stack(['os 1.4.8']), ['1.4.8']);
    const { sentence, notes } = await judge(registry, pipeline, ['os 1.4.8', 'app']);
    expect(sentence).toBe('');
    expect(notes[0]).toBe('linux/amd64 on prod-osbase 1.4.8');
    expect(asked(registry, '/base/dev-osbase')).toEqual([]);
  });
});

describe('the predicate of a ledger', () => {
  const predicate = {
    time: NOW,
    uri: 'registry.example.com/ledger/bases',
    repositories: [
      {
        name: 'registry.example.com/base/osbase',
        isWhole: true,
        tags: new Map([['1.4.5', parseDigest(OLD.index.digest)]]),
        versions: [
          {
            ...{ version: '1.4.5', digest: parseDigest(OLD.index.digest), isThere: true, isSigned: false },
            platforms: [
              { platform: 'linux/amd64', chainId: sha256(Buffer.from('x')), created: NOW },
              { platform: 'linux/arm64', chainId: sha256(Buffer.from('y')), created: undefined },
            ],
          },
        ],
      },
    ],
    run: {},
    toolVersion: '0.0.0',
  };
  const subject = {
    uri: 'registry.example.com/base/osbase',
    subjects: [{ digest: parseDigest(OLD.index.digest) }],
  } as const;

  it('is read as it was written', () => {
    const bytes = writeStatement(BASE_LEDGER, subject, predicate);
    const { manifest } = buildTaggedRecord({
      ...{ predicateType: BASE_LEDGER.type, annotations: new Map(), form: 'statement', bytes },
    });
    expect(Buffer.from(manifest.bytes).toString()).not.toContain('"subject"');
    const read = readClaim(BASE_LEDGER, readStatement(payloadOf({ form: 'statement', bytes })));
    expect(read.predicate).toEqual(predicate);
  });

  it.each([
    [{ time: 'yesterday' }, 'is not a time'],
    [{ ledger: {} }, 'it lacks "uri"'],
    [{ repositories: undefined }, 'it lacks "repositories"'],
    [{ repositories: [{ name: 'x', complete: 'yes', tags: {} }] }, 'is of the wrong type'],
    [{ repositories: [{ name: 'x', complete: true, tags: { a: 1 } }] }, 'no digest for the tag'],
  ])('is refused if it says %j', (part, reason) => {
    expect(() => BASE_LEDGER.decode({ ...BASE_LEDGER.encode(predicate), ...part })).toThrow(reason);
  });
});
