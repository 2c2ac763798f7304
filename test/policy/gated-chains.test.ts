import { describe, expect, it } from 'vitest';
import { shortDigest } from '../../src/oci/digest.ts';
import type { Promotion } from '../attestation/promotion.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { type Attached, DIGEST, IMAGE, OTHER, PIPELINE, startChainWorld, type World } from './world.ts';

const forge = await startForge();
/** The day that witnesses see. */
const TODAY = forge.time.toISOString().slice(0, 10);
const TOMORROW = new Date(forge.time.getTime() + 86_400_000).toISOString().slice(0, 10);

function seconds(count: number): Date {
  return new Date(forge.time.getTime() + count * 1000);
}

/** The pipeline with gates in some environments. */
function withGates(gates: Readonly<Record<string, string>>, text = PIPELINE): string {
  return Object.entries(gates).reduce(
    (file, [name, given]) => file.replace(new RegExp(`^  ${name}: \\{ .*(?= \\}$)`, 'm'), `$&, gates: { ${given} }`),
    text,
  );
}

const LABELS = (since = TODAY) => `labels: { maintainer: true, since: ${since} }`;

async function startWorld(text: string): Promise<World> {
  return startChainWorld(text, { forge });
}

function checked(result = 'pass', more: object = {}): Partial<Promotion> {
  return { checks: [{ id: 'labels', result, ...more }] };
}

interface Shown {
  readonly refusal: string | undefined;
  readonly lines: readonly string[];
  readonly report: {
    readonly verified: boolean;
    readonly warnings: readonly string[];
    readonly images: readonly {
      readonly links: readonly { readonly environment: string; readonly notes: unknown }[];
    }[];
  };
}

async function verify(world: World, from: string, image?: string): Promise<Shown> {
  const { refusal, lines } = await world.verify(from, image);
  const print = 'print output report = ';
  return {
    refusal,
    lines,
    report: JSON.parse(lines.find((line) => line.startsWith(print))?.slice(print.length) ?? ''),
  };
}

describe('a gate with "since" in the chain of an image', () => {
  it('R1: is not proven by a record that lacks it, at its environment and on the way, nor promoted onward', async () => {
    await using world = await startWorld(withGates({ s2: LABELS() }));
    await world.place('d', 't', 's1', 's2', 'p');
    const reason = `it lacks the gate "labels", and s2 requires it since ${TODAY}`;
    const again = 'promote it to s2 again, with all gates judged';
    const { refusal, report } = await verify(world, 's2');
    expect(refusal).toMatch(new RegExp(`^Cannot verify .*: s2: the record .* does not count: ${reason}; ${again}$`));
    expect(report.verified).toBe(false);
    expect(await world.promote({ from: 's2', to: 'p' })).toContain(`${reason}; ${again}`);
    expect((await verify(world, `${world.uri('p')}:1.2.3`)).refusal).toContain(
      `s2: the record ${await recordOf(world, 's2')} does not count: ${reason}; ${again}, and promote it on from there again`,
    );
  });

  it('is proven by a record that has it, beside one that lacks it', async () => {
    await using world = await startWorld(withGates({ s2: LABELS() }));
    await world.place('d', 't', 's1', 's2');
    await world.attach({ to: 's2', claims: { ...checked(), time: seconds(4) } });
    const { refusal, report } = await verify(world, 's2');
    expect([refusal, report.verified]).toEqual([undefined, true]);
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    expect((await verify(world, 'p')).refusal).toBeUndefined();
  });

  it('is not asked of records from before', async () => {
    await using world = await startWorld(withGates({ s2: LABELS(TOMORROW) }));
    await world.place('d', 't', 's1', 's2');
    const { refusal, report } = await verify(world, 's2');
    expect([refusal, report.warnings]).toEqual([undefined, []]);
  });

  it('is asked of a record that claims an earlier time than its witness saw', async () => {
    await using world = await startWorld(withGates({ s2: LABELS() }));
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's1', claims: { time: seconds(-200_000) } });
    await world.attach({ to: 't', claims: { time: seconds(-200_001) } });
    await world.attach({ to: 's2', claims: { time: seconds(-90_000) } });
    expect((await verify(world, 's2')).refusal).toContain('it lacks the gate "labels"');
  });

  it('is not proven by what strangers sign, or nobody', async () => {
    await using world = await startWorld(withGates({ s2: LABELS() }));
    await world.place('d', 't', 's1', 's2');
    for (const signed of [false, { identity: 'https://evil.test/' }] as const) {
      await world.attach({ to: 's2', signed, claims: { ...checked(), time: seconds(5) } });
    }
    expect((await verify(world, 's2')).refusal).toContain('it lacks the gate "labels"');
  });
});

async function recordOf(world: World, to: string): Promise<string> {
  const [found] = [...world.registry.manifests(`${to}/app`)].flatMap(([digest, { bytes }]) =>
    JSON.parse(Buffer.from(bytes).toString()).annotations?.['io.github.sealift.promotion.environment'] === to
      ? [digest]
      : [],
  );
  return (found ?? '').slice(0, 19);
}

describe('a gate without "since"', () => {
  it('is a warning where a record lacks it, and breaks nothing', async () => {
    await using world = await startWorld(withGates({ s1: 'labels: { maintainer: true }' }));
    await world.place('d', 't', 's1', 's2');
    const { refusal, lines, report } = await verify(world, 's2');
    expect(refusal).toBeUndefined();
    expect(report.verified).toBe(true);
    const warning = `${world.uri('s2')}:1.2.3: it lacks the gate "labels" (its record of s1)`;
    expect(report.warnings).toEqual([warning]);
    expect(lines).toContain(`warn ${warning}`);
    expect(lines).toContain('info     ! it lacks the gate "labels"');
    expect(report.images[0]?.links[1]).toMatchObject({
      environment: 's1',
      notes: {
        gates: [{ gate: 'labels', level: 'warning', reason: 'it lacks the gate "labels"' }],
        bypassed: [],
        debt: null,
      },
    });
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
  });

  it('is noted where it was judged by other settings', async () => {
    await using world = await startWorld(withGates({ s2: 'labels: { maintainer: true }' }));
    await world.place('d', 't', 's1');
    await world.push('s2/app');
    await world.attach({ to: 's2', claims: checked('waived', { settings: { sha256: 'a'.repeat(64) } }) });
    const { refusal, lines, report } = await verify(world, 's2');
    expect([refusal, report.warnings]).toEqual([undefined, []]);
    const note = 'its gate "labels" was judged by other settings than those of the pipeline file';
    expect(lines).toContain(`info     · ${note}`);
  });
});

/** A hotfix from t to p, as it is recorded. */
function hotfixIn(world: World, changes: Partial<Promotion> = {}): Attached {
  return {
    to: 'p',
    claims: {
      source: { uri: world.uri('t'), tags: ['1.2.3'], environment: 't' },
      route: { kind: 'hotfix', name: 'emergency' },
      reason: 'INC-1',
      ...changes,
    },
  };
}

/** A world of a route that expires, in which p takes images on to q. */
async function startHotfix(expires: string, changes: Partial<Promotion> = {}, gates = LABELS()): Promise<World> {
  const text = PIPELINE.replace(
    'emergency: { from: t, to: p }',
    `emergency: { from: t, to: p, skips: [labels], expires: ${expires} }`,
  ).replace('hotfix-routes:', '  q: { repository: "HOST/q/{image}", from: p }\nhotfix-routes:');
  const world = await startWorld(withGates({ p: gates }, text));
  await world.place('d', 't');
  await world.push('p/app');
  await world.attach(hotfixIn(world, { ...checked('bypassed', BYPASSED), ...changes }));
  return world;
}

const BYPASSED = { summary: 'linux/amd64: no label maintainer', platforms: { 'linux/amd64': 'fail' } };

describe('a hotfix of a route that expires', () => {
  const from = (world: World) => `${world.uri('p')}:1.2.3`;

  it('counts down, and shows what it bypassed and what that would have said', async () => {
    await using world = await startHotfix('4d');
    const { refusal, lines, report } = await verify(world, from(world));
    expect([refusal, report.verified]).toEqual([undefined, true]);
    const countdown = 'the hotfix by "emergency" counts for 3 days more, unless a regular promotion follows';
    const bypassed = 'the gate "labels" was bypassed, which would have said "fail": "linux/amd64: no label maintainer"';
    expect(lines.filter((line) => /^info {5}[!·]/.test(line))).toEqual([
      `info     ! ${countdown}`,
      // The settings are not told by what the test recorded.
      'info     · its gate "labels" was judged by other settings than those of the pipeline file',
      `info     · ${bypassed}`,
    ]);
    expect(report.warnings).toEqual([`${from(world)}: ${countdown} (its record of p)`]);
    expect(report.images[0]?.links[0]?.notes).toMatchObject({
      bypassed: [{ gate: 'labels', verdict: 'fail', summary: BYPASSED.summary }],
      debt: { route: 'emergency', paidBy: null, millisecondsLeft: expect.any(Number) },
    });
    expect(await world.promote({ from: from(world), to: world.uri('q') })).toBeUndefined();
  });

  it('fails in verify and onward once it expired, with the cure', async () => {
    await using world = await startHotfix('50m');
    const reason = /the hotfix by "emergency" expired on .* UTC, and no regular promotion followed/;
    const { refusal } = await verify(world, from(world));
    expect(refusal).toMatch(reason);
    expect(refusal).toMatch(/; promote it regularly to p, from s2$/);
    const onward = await world.promote({ from: from(world), to: world.uri('q') });
    expect(onward).toMatch(reason);
    expect(onward).toMatch(/; promote it regularly to p, from s2$/);
    const earlier = new Date(forge.time.getTime() + 40 * 60_000);
    expect(await world.promote({ from: from(world), to: world.uri('q'), now: earlier })).toBeUndefined();
    // What went on in time rests on it, too.
    expect((await verify(world, `${world.uri('q')}:1.2.3`)).refusal).toMatch(reason);
  });

  it('is paid by a regular promotion of the same digest, for what went on as well', async () => {
    await using world = await startHotfix('50m', {}, LABELS(TOMORROW));
    const earlier = new Date(forge.time.getTime() + 40 * 60_000);
    expect(await world.promote({ from: from(world), to: world.uri('q'), now: earlier })).toBeUndefined();
    await world.place('s1', 's2');
    // Another image pays nothing.
    await world.attach({ to: 'p', image: OTHER });
    expect((await verify(world, from(world))).refusal).toContain('expired');
    expect(await world.promote({ from: `${world.uri('s2')}:1.2.3`, to: world.uri('p') })).toBeUndefined();
    const { refusal, lines } = await verify(world, from(world));
    expect(refusal).toBeUndefined();
    expect(lines.find((line) => line.startsWith('info   ✓ p: '))).toContain('promoted from s2');
    expect((await verify(world, `${world.uri('q')}:1.2.3`)).refusal).toBeUndefined();
  });

  it('proves nothing of a gate that its route does not skip', async () => {
    const config = `${LABELS()}, config: { user: non-root, since: ${TODAY} }`;
    await using world = await startHotfix('4d', {}, config);
    expect((await verify(world, from(world))).refusal).toContain('it lacks the gate "config"');
  });
});

describe('a refusal for the record before', () => {
  it('names all that it lacks, and what helps, with the name', async () => {
    const requires = 'requires: { approvals: 1, age: 2h, another-actor: true }';
    const text = withGates({ s2: LABELS() }).replace('from: s2 }', `from: s2, ${requires} }`);
    await using world = await startWorld(text);
    await world.place('d', 't', 's1', 's2');
    await world.push('s2/app', IMAGE, ['9.9.9']);
    const refusal = await world.promote({ from: `${world.uri('s2')}:9.9.9`, to: world.uri('p') });
    for (const part of [
      'it gave "1.2.3" and not "9.9.9"',
      'it lacks the gate "labels"',
      'its record names 0 of 1 required approvals by others',
      'but must be there for 2 h 0 min',
      'li also promoted it to s2',
      'promote it to s2 again, with all gates judged and in a run that is approved',
      'wait until it has been there for 2 h 0 min',
      'have a different person start a run',
    ]) {
      expect(refusal).toContain(part);
    }
  });

  it('names the image that has a tag by right, if one that was never promoted has it', async () => {
    await using world = await startWorld(PIPELINE);
    await world.place('d', 't', 's1', 's2', 'p');
    await world.push('p/app', IMAGE, ['20261121_01']);
    const tags = ['1.2.3', '20261121_01'];
    const right = await world.attach({
      to: 'p',
      claims: { time: seconds(9), destination: { uri: world.uri('p'), environment: 'p', tags, replaced: new Map() } },
    });
    await world.push('p/app', OTHER, ['1.2.3']);
    const owner = `and the tag "1.2.3" belongs to ${shortDigest(DIGEST)}, since`;
    const { refusal } = await verify(world, `${world.uri('p')}:1.2.3`);
    expect(refusal).toContain(`app (${OTHER.index.digest.slice(0, 19)}) has no promotion record for p, ${owner}`);
    expect(refusal).toContain(`by the record ${shortDigest(right)}; use ${shortDigest(DIGEST)} by its digest`);
  });

  it('says the same of a promotion, and nothing of a tag that nobody has by right', async () => {
    await using world = await startWorld(PIPELINE);
    await world.place('d', 't', 's1', 's2');
    await world.push('s2/app', IMAGE, ['latest']);
    const destination = { uri: world.uri('s2'), environment: 's2', tags: ['1.2.3', 'latest'], replaced: new Map() };
    await world.attach({ to: 's2', claims: { time: seconds(9), destination } });
    await world.push('s2/app', OTHER, ['1.2.3', '7.7.7']);
    const promote = (tag: string) => world.promote({ from: `${world.uri('s2')}:${tag}`, to: world.uri('p') });
    expect(await promote('1.2.3')).toContain(`and the tag "1.2.3" belongs to ${shortDigest(DIGEST)}, since`);
    const other = await promote('7.7.7');
    expect(other).toContain('has no promotion record for s2; promote it to s2 with Sealift first');
    expect(other).not.toContain('belongs to');
  });
});
