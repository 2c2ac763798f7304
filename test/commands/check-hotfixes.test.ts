import { describe, expect, it } from 'vitest';
import { findSkips } from '../../src/commands/check-hotfixes.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { LABEL_DEFAULTS } from '../../src/pipeline/gates/labels.ts';
import { type Fault, makeResult } from '../../src/policy/gates/gate.ts';
import { openVerifier } from '../../src/records/verifier.ts';
import type { Promotion } from '../attestation/promotion.ts';
import { startForge } from '../attestation/verify/forge.ts';
import { type Attached, DIGEST, PIPELINE, startChainWorld, type World } from '../policy/world.ts';
import { connect } from '../registry/support.ts';

const forge = await startForge();
const HOUR = 3_600_000;
const ROUTE = 'emergency: { from: t, to: p, skips: [labels, windows], expires: 3h }';

/** A world with an image that a hotfix brought into p. */
async function start({
  route = ROUTE,
  claims = {},
  ...more
}: Partial<Omit<Attached, 'to'>> & { readonly route?: string } = {}): Promise<World> {
  const gates =
    'gates: { labels: { maintainer: true }, windows: { zone: UTC, open: [{ days: [mon], from: "10:00", to: "12:00" }] } }';
  const text = PIPELINE.replace('emergency: { from: t, to: p }', route).replace('from: s2 }', `from: s2, ${gates} }`);
  const world = await startChainWorld(text, { forge, registry: { referrers: 'api' } });
  await world.push('p/app');
  const hotfix: Partial<Promotion> = {
    source: { uri: world.uri('t'), tags: ['1.2.3'], environment: 't' },
    route: { kind: 'hotfix', name: 'emergency' },
    reason: 'INC-1',
  };
  await world.attach({ to: 'p', claims: { ...hotfix, ...claims }, ...more });
  world.registry.clearLog();
  return world;
}

/** Asks which gates are skipped, so long after the hotfix. */
async function find(world: World, later: number, faults: readonly Fault[] = [{ verdict: 'fail', reason: 'it is so' }]) {
  await using connection = await connect(world.host);
  const { client } = connection;
  const { pipeline } = world;
  const now = new Date(forge.time.getTime() + later);
  const repository = parseRepository(`${world.host}/p/app`);
  const environment = pipeline.environments.find(({ name }) => name === 'p');
  if (environment === undefined) throw new Error('there is no environment p');
  const source = { client, repository, name: 'app', reference: 'app:1.2.3', graph: { root: DIGEST, nodes: new Map() } };
  const judging = {
    policy: { pipeline, openVerifier: () => openVerifier(pipeline, now) },
    context: { now },
  } as Parameters<typeof findSkips>[3];
  const results = [makeResult('labels', LABEL_DEFAULTS, { faults })];
  return await findSkips(source, { name: 'app', results, checks: [] }, environment, judging);
}

describe('the gates that a hotfix skipped', () => {
  it('stay skipped until it expires', async () => {
    await using world = await start();
    expect(await find(world, 2.9 * HOUR)).toEqual(['labels', 'windows']);
    // The record says that it entered some seconds after the beginning of the certificate.
    expect(await find(world, 3.1 * HOUR)).toEqual([]);
    expect(await find(world, 8000 * HOUR)).toEqual([]);
  });

  it('stay skipped for ever by a route that does not expire', async () => {
    await using world = await start({ route: ROUTE.replace(', expires: 3h', '') });
    expect(await find(world, 8000 * HOUR)).toEqual(['labels', 'windows']);
  });

  it('are not looked for unless a gate refuses that the route can skip', async () => {
    await using world = await start();
    expect(await find(world, HOUR, [])).toEqual([]);
    expect(await find(world, HOUR, [{ verdict: 'warn', reason: 'it is so' }])).toEqual([]);
    expect(world.registry.log).toEqual([]);
    await using other = await start({ route: ROUTE.replace('labels, windows', 'windows') });
    expect(await find(other, HOUR)).toEqual([]);
    expect(other.registry.log).toEqual([]);
  });

  it.each<[string, Parameters<typeof start>[0]]>([
    ['a record that nobody signed', { signed: false }],
    ['a record of a regular promotion', { claims: { route: { kind: 'regular' } } }],
    ['a route that the file has no more', { claims: { route: { kind: 'hotfix', name: 'other' } } }],
  ])('are none by %s', async (_, options) => {
    await using world = await start(options);
    expect(await find(world, HOUR)).toEqual([]);
  });

  it('are none any more once the image came regularly', async () => {
    await using world = await start();
    const later = 5 * 60_000;
    await world.attach({ to: 'p', claims: { time: new Date(forge.time.getTime() + later) }, signed: { delay: later } });
    expect(await find(world, 2 * HOUR)).toEqual([]);
  });
});
