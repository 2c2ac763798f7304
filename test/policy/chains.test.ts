import { describe, expect, it } from 'vitest';
import { digestOf, parseDigest, shortDigest } from '../../src/oci/digest.ts';
import type { Promotion } from '../attestation/promotion.ts';
import { startForge } from '../attestation/verify/forge.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { fallbackName } from '../support/image/push-referrer.ts';
import { DIGEST, IMAGE, OTHER, PIPELINE, startChainWorld, type World } from './world.ts';

const forge = await startForge();

function seconds(count: number): Date {
  return new Date(forge.time.getTime() + count * 1000);
}

/** The same pipeline with records that may be unsigned, of signers whom nobody names. */
const FREE = PIPELINE.replace('record: signed', 'record: auto').replace(/ {2}signers:\n( {4}-.*\n)+/, '');

async function startWorld(text = PIPELINE): Promise<World> {
  return startChainWorld(text, { forge });
}

/** Changes the way that one environment of the pipeline asks for. */
function withRequirement(name: string, requires: string): string {
  return PIPELINE.replace(new RegExp(`^  ${name}: \\{ .*(?= \\}$)`, 'm'), `$&, requires: { ${requires} }`);
}

async function refusalIn(world: World, from: string): Promise<string | undefined> {
  return (await world.verify(from)).refusal;
}

describe('a chain of signed records', () => {
  it('holds back to where the image was built, and each link is told', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    await world.push('p/app');
    const record = await world.attach({ to: 'p' });
    world.registry.clearLog();
    const { refusal, lines } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(refusal).toBeUndefined();
    const told = lines.filter((line) => /^info {3}[✓✗]/.test(line)).map((line) => line.replace(/ on .*/, ''));
    expect(told).toEqual([
      `info   ✓ the name "1.2.3": by the record ${shortDigest(record)}`,
      'info   ✓ p: promoted from s2',
      'info   ✓ s2: promoted from s1',
      'info   ✓ s1: promoted from t',
      'info   ✓ t: promoted from d',
      'info   ✓ d: built; nothing comes before it',
    ]);
    expect(lines).toContain('print output verified = true');
    expect(world.registry.log.filter(({ method }) => method !== 'GET' && method !== 'HEAD')).toEqual([]);
  });

  it('holds nowhere for a digest that only shares the tag', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2', 'p');
    await world.push('p/app', OTHER);
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain(
      `app (${OTHER.index.digest.slice(0, 19)}) has no promotion record for p`,
    );
  });

  it('is asked of every repository of the environment', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2', 'p');
    await world.push('dc2/app');
    const refusal = await refusalIn(world, 'p');
    expect(refusal).toContain(`Cannot verify ${world.host}/dc2/app:1.2.3: p: app (`);
    // The record of the other data centre, brought here, is still about the other one.
    await world.attach({ to: 'p', at: `${world.host}/dc2/app` });
    expect(await refusalIn(world, 'p')).toContain(`it is about "${world.uri('p')}" and not about this repository`);
  });

  it('is asked of the very repository that a promotion leaves, and of each on the way', async () => {
    const text = PIPELINE.replace('"HOST/s2/{image}"', '["HOST/s2/{image}", "HOST/s2b/{image}"]');
    await using world = await startWorld(text);
    await world.place('d', 't', 's1', 's2');
    await world.push('s2b/app');
    // The record of s2, copied beside the image in the other repository of that environment.
    await world.attach({ to: 's2', at: `${world.host}/s2b/app` });
    const s2b = `${world.host}/s2b/app:1.2.3`;
    expect(await world.promote({ from: s2b, to: world.uri('p') })).toContain(
      `it is about "${world.uri('s2')}" and not about this repository`,
    );
    await world.push('p/app');
    await world.attach({
      to: 'p',
      claims: { source: { uri: `${world.host}/s2b/app`, tags: ['1.2.3'], environment: 's2' } },
    });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain(`s2: the record`);
  });

  it('holds by records of the names and repositories that an environment had before', async () => {
    await using world = await startWorld(
      PIPELINE.replace('  s2: {', '  staging: { formerly: [s2, "HOST/s2/{image}"], ')
        .replace('HOST/s2/{image}", from: s1', 'HOST/staging/{image}", from: s1')
        .replace('from: s2', 'from: staging'),
    );
    const s2 = `${world.host}/s2/app`;
    const destination = { uri: s2, environment: 's2', tags: ['1.2.3'], replaced: new Map() };
    await world.place('d', 't', 's1');
    await world.push('staging/app');
    await world.attach({ to: 's2', at: world.uri('staging'), claims: { destination } });
    expect(await refusalIn(world, `${world.uri('staging')}:1.2.3`)).toBeUndefined();
    expect(await world.promote({ from: 'staging', to: 'p' })).toBeUndefined();
    expect(await refusalIn(world, 'p')).toBeUndefined();
    // A promotion into p from before the change.
    await world.push('p/app', OTHER, ['1.2.4']);
    for (const to of ['t', 's1', 's2', 'p']) {
      const at = to === 'p' ? world.uri('p') : world.uri(to === 's2' ? 'staging' : to);
      const uri = to === 's2' ? s2 : world.uri(to);
      const claims = { destination: { uri, environment: to, tags: ['1.2.4'], replaced: new Map<string, never>() } };
      await world.attach({ to, at, image: OTHER, claims });
    }
    await world.push('staging/app', OTHER, ['1.2.4']);
    expect((await world.verify(`${world.uri('p')}:1.2.4`)).refusal).toBeUndefined();
  });

  it('holds of no part of an image by a copy of the record of the whole', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    const [part] = [...IMAGE.manifests].find(([digest]) => digest !== IMAGE.index.digest) ?? [];
    const manifest = IMAGE.manifests.get(part ?? '');
    if (part === undefined || manifest === undefined) throw new Error('the image has a part');
    const { mediaType, bytes } = manifest;
    const index = { mediaType, digest: part, size: bytes.byteLength };
    const platform: BuiltImage = { ...IMAGE, index };
    await world.push('p/app', platform);
    await world.attach({
      to: 'p',
      claims: { subjects: [{ digest: DIGEST }, { digest: parseDigest(part), platform: 'linux/amd64' }] },
      subject: platform,
    });
    const { refusal } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(refusal).toContain(`it is the record of ${DIGEST}, of which this is only a part`);
  });

  it('needs the platforms that the environment asks for', async () => {
    await using world = await startWorld(
      PIPELINE.replace('from: s2 }', 'from: s2, platforms: [linux/amd64, linux/s390x] }'),
    );
    await world.place('d', 't', 's1', 's2', 'p');
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain(
      'p: it lacks linux/s390x, which p requires, and has only linux/amd64',
    );
  });

  it('is not found by the digest of a part, and the refusal says where records are', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2', 'p');
    const [part] = [...IMAGE.manifests].find(([digest]) => digest !== IMAGE.index.digest) ?? [];
    const remedy = 'use the digest of the whole image if this is that of one platform';
    expect(await refusalIn(world, `${world.uri('p')}@${part}`)).toContain(remedy);
    expect(await world.promote({ from: `${world.uri('s2')}@${part}`, to: world.uri('p') })).toContain(remedy);
  });

  it('holds by no unsigned record where signers are named', async () => {
    await using world = await startWorld(PIPELINE.replace('record: signed', 'record: auto'));
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's2', signed: false });
    const reason = 'it is not signed, and the pipeline file names who may sign the records of s2';
    expect(await refusalIn(world, 's2')).toContain(reason);
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(reason);
  });

  it('breaks where a stage was skipped further back', async () => {
    await using world = await startWorld();
    await world.place('d', 's1', 's2', 'p');
    const { refusal, lines } = await world.verify(`${world.uri('p')}:1.2.3`);
    expect(refusal).toMatch(/: t: app \(sha256:\w+\) has no promotion record for t/);
    expect(lines.filter((line) => /^info {3}[✓✗]/.test(line)).map((line) => line.slice(0, 12))).toEqual([
      'info   ✓ p: ',
      'info   ✓ s2:',
      'info   ✓ s1:',
      'info   ✗ t: ',
    ]);
    expect(lines).toContain('print output verified = false');
  });

  it('breaks where a record was stripped, though the next one is there', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    await world.push('p/app');
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toMatch(
      /: p: app \(sha256:\w+\) has no promotion record for p/,
    );
  });

  it('holds where a record was stripped at its place, and taken along before', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's2', 'p');
    await world.push('s1/app');
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toMatch(
      /: s1: app \(sha256:\w+\) has no promotion record for s1/,
    );
    await world.attach({ to: 's1', at: world.uri('p') });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toBeUndefined();
  });

  it('does not need the earlier environments to answer where their records came along', async () => {
    const down = /^\/v2\/(?:d|t|s1|s2)\//;
    let isDown = false;
    await using world = await startChainWorld(PIPELINE, {
      forge,
      registry: {
        intercept(_request, response, path) {
          if (!isDown || !down.test(path)) return false;
          response.writeHead(403).end();
          return true;
        },
      },
    });
    await world.place('d', 't', 's1', 's2', 'p');
    isDown = true;
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toMatch(/^Cannot list the referrers of \S+\/s2\/app@/);
    for (const to of ['t', 's1', 's2']) await world.attach({ to, at: world.uri('p') });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toBeUndefined();
  });

  it('holds by the fallback tag alone', async () => {
    await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers: 'none' } });
    await world.place('d', 't', 's1', 's2', 'p');
    expect(world.registry.tags('p/app').has(fallbackName(IMAGE.index))).toBe(true);
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toBeUndefined();
  });

  it('does not hold by a record that is listed for the image and attached to another', async () => {
    await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers: 'none' } });
    await world.place('d', 't', 's1', 's2');
    await world.push('p/app');
    await world.push('p/app', OTHER, ['other']);
    const remake = (manifest: Record<string, unknown>) => ({
      ...manifest,
      subject: { mediaType: OTHER.index.mediaType, digest: OTHER.index.digest, size: OTHER.index.size },
    });
    await world.attach({ to: 'p', remake });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain('has no promotion record for p');
  });
});

describe('the order of a chain', () => {
  it('breaks where a record claims a later time than the next one', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's2');
    await world.push('s1/app');
    await world.attach({ to: 's1', signed: { delay: 9 * 60_000 }, claims: { time: seconds(600) } });
    expect(await refusalIn(world, 's2')).toContain('it claims a later time than the promotion that came after it');
  });

  it('holds where that is by less than clocks may differ', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's2');
    await world.push('s1/app');
    await world.attach({ to: 's1', claims: { time: seconds(299) } });
    expect(await refusalIn(world, 's2')).toBeUndefined();
  });

  it('breaks where a record was signed after the next one, whatever time it claims', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's2');
    await world.push('s1/app');
    // The certificates are good for ten minutes; clocks may differ by five.
    await world.attach({ to: 's1', signed: { delay: 9 * 60_000 } });
    expect(await refusalIn(world, 's2')).toContain('it was signed later than the promotion that came after it');
  });

  it('holds where the clock of the last promotion is ahead of that of the look', async () => {
    await using world = await startWorld(FREE);
    await world.place('d');
    await world.push('t/app');
    await world.attach({ to: 't', signed: false, claims: { time: new Date(forge.now.getTime() + 60_000) } });
    expect(await refusalIn(world, 't')).toBeUndefined();
  });

  it('holds by an older record where the newest one came later', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    await world.attach({ to: 's1', claims: { time: seconds(10) } });
    expect(await refusalIn(world, 's2')).toBeUndefined();
  });

  it('holds by an older record where newer ones are forged', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    await world.attach({ to: 's2', claims: { time: seconds(20) }, signed: false });
    await world.attach({
      to: 's2',
      claims: { time: seconds(21), source: { uri: world.uri('t'), tags: [], environment: 't' } },
    });
    await world.attach({ to: 's2', claims: { time: seconds(22) }, signed: { identity: 'https://evil.test/' } });
    expect(await refusalIn(world, 's2')).toBeUndefined();
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    expect(await refusalIn(world, 'p')).toBeUndefined();
  });
});

describe('a circle of records', () => {
  const BACK = PIPELINE.replace('emergency: { from: t, to: p }', '$&\n  back: { from: p, to: t }');
  const hotfix = (world: World): Partial<Promotion> => ({
    source: { uri: world.uri('p'), tags: [], environment: 'p' },
    route: { kind: 'hotfix', name: 'back' },
    reason: 'as before',
    time: seconds(0),
  });

  it('proves nothing by itself', async () => {
    await using world = await startWorld(BACK);
    await world.place('s1', 's2', 'p');
    await world.push('t/app');
    for (const to of ['s1', 's2', 'p']) await world.attach({ to, claims: { time: seconds(0) } });
    await world.attach({ to: 't', claims: hotfix(world) });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain('t: its chain leads in a circle back to p');
  });

  it('is left where an older record leads out of it', async () => {
    await using world = await startWorld(BACK);
    await world.place('d', 't', 's1', 's2', 'p');
    await world.attach({ to: 't', claims: { ...hotfix(world), time: seconds(30) } });
    await world.attach({ to: 's1', claims: { time: seconds(31) } });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toBeUndefined();
    expect(await refusalIn(world, 's1')).toBeUndefined();
  });

  it('of many copies is given up, and soon: each record is judged once, not on each of the ways back', async () => {
    await using world = await startWorld(BACK);
    await world.place('s1', 's2', 'p');
    for (const to of ['s2', 's1', 't']) {
      for (let copy = 0; copy < 20; copy++) {
        const tags = [`copy-${copy}`];
        const claims = {
          time: seconds(0),
          ...(to === 't' ? hotfix(world) : {}),
          destination: { uri: world.uri(to), environment: to, tags, replaced: new Map() },
        };
        await world.attach({ to, at: world.uri('p'), claims });
      }
    }
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain('circle');
  });
});

describe('what an environment requires of the record before it', () => {
  const APPROVED = { login: 'Wang', state: 'approved', environments: ['s2'], comment: undefined } as const;

  it.each<readonly [string, string, Partial<Promotion>, string]>([
    ['approvals', 'approvals: 1', {}, 'its record names 0 of 1 required approvals'],
    [
      'approvals of several people',
      'approvals: 2',
      { approvals: [APPROVED, { ...APPROVED, login: 'wang' }, { ...APPROVED, login: 'chen', state: 'rejected' }] },
      'its record names 1 of 2 required approvals',
    ],
    ['somebody else', 'another-actor: true', { run: { actor: { login: 'LI' } } }, 'li also promoted it to s2'],
    ['somebody else, whom nobody names', 'another-actor: true', { run: {} }, 'it is unknown who promoted it to s2'],
    ['age', 'age: 2h', {}, 'but must be there for 2 h 0 min'],
    ['age, where the record is dated back', 'age: 2h', { time: seconds(-86_400) }, 'but must be there for 2 h 0 min'],
  ])('is asked: %s', async (_, requires, claims, reason) => {
    await using world = await startWorld(withRequirement('p', requires));
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's1', claims: { time: seconds(-90_000) } });
    await world.attach({ to: 't', claims: { time: seconds(-90_001) } });
    await world.attach({ to: 's2', claims });
    expect(await refusalIn(world, 's2')).toBeUndefined();
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(reason);
    await world.push('p/app');
    await world.attach({ to: 'p', claims: { time: seconds(60) } });
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain(`s2: the record`);
    expect(await refusalIn(world, `${world.uri('p')}:1.2.3`)).toContain(reason);
  });

  it.each<readonly [string, string, Partial<Promotion>]>([
    ['approvals', 'approvals: 2', { approvals: [APPROVED, { ...APPROVED, login: 'chen' }] }],
    ['somebody else', 'another-actor: true', { run: { actor: { login: 'chen' } } }],
    ['age', 'age: 50m', {}],
  ])('is given: %s', async (_, requires, claims) => {
    await using world = await startWorld(withRequirement('p', requires));
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's2', claims });
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    expect(await refusalIn(world, 'p')).toBeUndefined();
  });

  it('is given by the present stay: an image that came back is new', async () => {
    await using world = await startWorld(FREE.replace('from: s2 }', 'from: s2, requires: { age: 50m } }'));
    await world.place('d', 't', 's1', 's2');
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    const minutes = (count: number): Date => new Date(forge.now.getTime() + count * 60_000);
    const destination = { uri: world.uri('s2'), environment: 's2', tags: ['1.2.3', 'latest'] };
    const replaced = new Map([['latest', parseDigest(OTHER.index.digest)]]);
    // It had "latest" from the first day, lost it, and took it back an hour later.
    await world.attach({ to: 's2', claims: { destination: { ...destination, replaced: new Map() } } });
    await world.attach({ to: 's2', claims: { time: minutes(-10), destination: { ...destination, replaced } } });
    const text = 'the image has been in s2 for 10 min 0 s, but must be there for 50 min 0 s';
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(text);
    expect(await world.promote({ from: 's2', to: 'p', now: minutes(45) })).toBeUndefined();
  });

  it('cannot be given by where images are built', async () => {
    await using world = await startWorld(withRequirement('t', 'approvals: 1'));
    await world.place('d', 't');
    const reason = 'images are built in d, which has no record that could meet what "requires" asks for';
    expect(await refusalIn(world, 't')).toContain(`d: ${reason}`);
    expect(await world.promote({ from: 'd', to: 't' })).toContain(`${reason}; change "requires" of t`);
  });

  const LOOSE = PIPELINE.replace('record: signed', 'record: auto');

  it.each(['p', 's2'])('is asked of %s: a signed record', async (asking) => {
    const text = LOOSE.replace(new RegExp(`^  ${asking}: \\{ .*(?= \\}$)`, 'm'), '$&, requires: { signed: true }');
    await using world = await startWorld(text);
    await world.place('d', 't');
    await world.push('s1/app');
    await world.push('s2/app');
    await world.attach({ to: 's1', signed: false });
    await world.attach({ to: 's2', signed: false });
    const [from, to] = asking === 'p' ? ['s2', 'p'] : ['s1', 's2'];
    const reason = `it is not signed, and the pipeline file names who may sign the records of ${from}`;
    expect(await refusalIn(world, from ?? '')).toContain(reason);
    expect(await world.promote({ from: from ?? '', to: to ?? '' })).toContain(reason);
  });

  it('is nothing more where records may be unsigned, and they are called so', async () => {
    await using world = await startWorld(FREE);
    await world.place('d');
    for (const name of ['t', 's1']) {
      await world.push(`${name}/app`);
      await world.attach({ to: name, signed: false });
    }
    const { refusal, lines } = await world.verify('s1');
    expect(refusal).toBeUndefined();
    expect(lines.find((line) => line.startsWith('info   · s1: '))).toMatch(/, UNSIGNED$/);
  });

  it('is no less where a record that may be unsigned is signed by somebody else', async () => {
    await using world = await startWorld(LOOSE);
    await world.place('d', 't');
    await world.push('s1/app');
    await world.attach({ to: 's1', signed: { identity: 'https://evil.test/' } });
    expect(await refusalIn(world, 's1')).toContain('which the pipeline file does not name');
  });

  it('is no signature where nobody is pinned: a signed record is worth an unsigned one', async () => {
    const text = LOOSE.replace(/signing:\n(?: {2}.*\n| {4}.*\n)+?(?=environments)/, '');
    await using world = await startWorld(text);
    await world.push('d/app');
    for (const [from, to] of [
      ['d', 't'],
      ['t', 's1'],
      ['s1', 's2'],
    ] as const) {
      expect(await world.promote({ from, to })).toBeUndefined();
    }
    const { refusal, lines } = await world.verify('s2');
    expect(refusal).toBeUndefined();
    const names = 'UNSIGNED: it has a signature, and the pipeline file names nobody who may sign';
    expect(lines.filter((line) => / · /.test(line) && line.endsWith(`, ${names}`))).toHaveLength(3);
    expect(lines.join('\n')).toContain(
      'the pipeline file names nobody who may sign those of s2, s1 and t: anybody who may',
    );
  });
});

describe('junk beside the records', () => {
  it('does not hide a good one', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    const base = { to: 's2', claims: { time: seconds(4) } } as const;
    const layers = [{ mediaType: 'text/plain', digest: DIGEST, size: 3 }];
    await world.attach({ ...base, tamper: () => ({}) });
    await world.attach({ ...base, tamper: () => ({ dsseEnvelope: { payload: 'bm90IEpTT04=' } }) });
    await world.attach({ ...base, tamper: () => ({ dsseEnvelope: { payload: 7 } }) });
    await world.attach({ ...base, edit: () => ({ predicate: [] }) });
    await world.attach({ ...base, remake: (manifest) => ({ ...manifest, layers: [] }) });
    await world.attach({
      ...base,
      remake: (manifest) => ({ ...manifest, annotations: { 'in-toto.io/predicate-type': 'x' } }),
    });
    const blob = Buffer.alloc(25 * 1024 * 1024, ' ');
    await world.attach({
      ...base,
      blobs: [blob],
      remake: (manifest) => ({
        ...manifest,
        layers: [{ ...layers[0], ...Object(manifest['layers'])[0], ...describeBlob(blob) }],
      }),
    });
    expect(await refusalIn(world, 's2')).toBeUndefined();
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
  });

  it('that is listed and not there does not hide a good one', async () => {
    await using world = await startChainWorld(PIPELINE, { forge, registry: { referrers: 'none' } });
    await world.place('d', 't', 's1', 's2');
    const mediaType = 'application/vnd.oci.image.index.v1+json';
    const tag = fallbackName(IMAGE.index);
    const stored = world.registry.manifest('s2/app', tag);
    const list: { manifests: object[] } = JSON.parse(Buffer.from(stored?.bytes ?? []).toString());
    const gone = { ...list.manifests[0], digest: `sha256:${'0'.repeat(64)}` };
    const bytes = Buffer.from(JSON.stringify({ ...list, manifests: [gone, ...list.manifests] }));
    const index = { mediaType, digest: digestOf(bytes), size: bytes.length };
    const manifests = new Map([[index.digest, { mediaType, bytes }]]);
    world.registry.load('s2/app', { index, manifests, blobs: new Map() }, [tag]);
    expect(await refusalIn(world, 's2')).toBeUndefined();
  });

  it.each<readonly [string, Readonly<Record<string, string>>]>([
    ['announce another type, as daily scans do', { 'in-toto.io/predicate-type': 'https://example.com/scan' }],
    ['announce nothing, as those of cosign may', {}],
  ])('is found among hundreds that %s', async (_, annotations) => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    for (let count = 0; count < 250; count++) {
      await world.attach({
        ...{ to: 's2', signed: false, claims: { toolVersion: String(count) } },
        remake: (manifest) => ({ ...manifest, annotations }),
      });
    }
    expect(await refusalIn(world, 's2')).toBeUndefined();
    expect(await world.promote({ from: 's2', to: 'p', referrers: false })).toBeUndefined();
  });

  it('of more than 200 is refused and not searched', async () => {
    await using world = await startWorld();
    await world.place('d', 't', 's1', 's2');
    for (let count = 0; count < 200; count++) {
      await world.attach({ to: 's2', signed: false, claims: { toolVersion: String(count) } });
    }
    const reason = 'there are 201, and no more than 200 are read; remove those that nobody needs';
    expect(await refusalIn(world, 's2')).toContain(reason);
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(reason);
  });
});

function describeBlob(blob: Uint8Array) {
  return { digest: digestOf(blob), size: blob.byteLength };
}
