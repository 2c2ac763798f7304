import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { statementsIn } from '../policy/admissions.ts';
import { DIGEST, PIPELINE, startChainWorld } from '../policy/world.ts';

const forge = await startForge();
/** The chain, with statements of admission for s2 and p. */
const ADMITTING = PIPELINE.replace('from: s1 }', 'from: s1, admission: true }').replace(
  'from: s2 }',
  'from: s2, admission: true }',
);
const TYPE = 'https://sealift.github.io/admitted/v1/p';
const STANDARD = 'https://slsa.dev/verification_summary/v1';

/** Refuses the tag in `p/app`, as a registry that keeps it. */
function refuseTag(request: IncomingMessage, response: ServerResponse, path: string): boolean {
  if (request.method !== 'PUT' || !path.includes('p/app/manifests/1.2.3')) return false;
  response.writeHead(403, { 'Content-Type': 'application/json' }).end('{"errors":[{"code":"DENIED"}]}');
  return true;
}

describe('a promotion into an environment with admission', () => {
  it('writes two statements in each repository, without a field that SLSA does not have', async () => {
    await using world = await startChainWorld(ADMITTING, { forge });
    await world.place('d', 't', 's1');
    expect(await world.promote({ from: 's1', to: 's2' })).toBeUndefined();
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    for (const repository of ['p/app', 'dc2/app']) {
      const statements = statementsIn(world, repository, [TYPE, STANDARD]);
      const own = statements.filter(
        ({ predicate }) => predicate['resourceUri'] === `oci://${world.host}/${repository}`,
      );
      expect(own.map(({ predicateType }) => predicateType).toSorted()).toEqual([TYPE, STANDARD]);
      for (const { subject, predicate } of own) {
        expect(subject).toEqual([{ name: `${world.host}/${repository}`, digest: { sha256: DIGEST.slice(7) } }]);
        expect(predicate).toEqual({
          verifier: { id: expect.stringMatching(/^sha256:[0-9a-f]{64}$/), version: { sealift: expect.any(String) } },
          timeVerified: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
          resourceUri: `oci://${world.host}/${repository}`,
          policy: { uri: '.github/sealift.yml', digest: { sha256: world.pipeline.digest.slice(7) } },
          inputAttestations: [
            { uri: expect.stringMatching(`^${world.host}/s2/app@sha256:`), digest: { sha256: expect.any(String) } },
          ],
          verificationResult: 'PASSED',
          verifiedLevels: ['SEALIFT_ENTERED_P'],
          slsaVersion: '1.2',
        });
      }
    }
  });

  it('writes none into environments that do not ask for them', async () => {
    await using world = await startChainWorld(ADMITTING, { forge });
    await world.place('d');
    expect(await world.promote({ from: 'd', to: 't' })).toBeUndefined();
    expect(statementsIn(world, 't/app', ['https://sealift.github.io/admitted/v1/t', STANDARD])).toEqual([]);
  });

  it('does not write the same again', async () => {
    await using world = await startChainWorld(ADMITTING, { forge });
    await world.place('d', 't', 's1', 's2');
    const promote = () => world.promote({ from: 's2', to: 'p' });
    expect(await promote()).toBeUndefined();
    const before = [...world.registry.manifests('p/app').keys()];
    expect(await promote()).toBeUndefined();
    expect([...world.registry.manifests('p/app').keys()]).toEqual(before);
  });

  it('writes them for what was there before they were switched on', async () => {
    await using world = await startChainWorld(ADMITTING, { forge });
    await world.place('d', 't', 's1', 's2', 'p');
    expect(statementsIn(world, 'p/app', [TYPE])).toEqual([]);
    expect(await world.promote({ from: 's2', to: 'p' })).toBeUndefined();
    expect(statementsIn(world, 'p/app', [TYPE])).toHaveLength(1);
  });

  it('is refused without signature', async () => {
    await using world = await startChainWorld(ADMITTING, { forge });
    await world.place('d', 't', 's1', 's2');
    expect(await world.promote({ from: 's2', to: 'p', record: 'unsigned' })).toContain(
      'Cannot promote to p with "record: unsigned"',
    );
  });

  it('takes them back if its tags cannot be written, and says so if the registry deletes nothing', async () => {
    for (const deletion of ['ok', 'refuse'] as const) {
      const registry = { delete: deletion, intercept: refuseTag };
      await using world = await startChainWorld(ADMITTING, { forge, registry });
      await world.place('d', 't', 's1', 's2');
      const said: string[] = [];
      expect(await world.promote({ from: 's2', to: 'p', said })).toMatch(
        /^Cannot write .*1\.2\.3: the registry answers 403/,
      );
      const left = ['p/app', 'dc2/app'].flatMap((each) => statementsIn(world, each, [TYPE, STANDARD]));
      expect(left).toHaveLength(deletion === 'ok' ? 0 : 4);
      const warnings = said.filter((each) => each.includes('its admission statements'));
      expect(warnings).toHaveLength(left.length / 2);
      expect(warnings.every((each) => each.endsWith('switch deletion on in the registry, or delete it by hand'))).toBe(
        true,
      );
    }
  });

  it.each(['api', 'none'] as const)('leaves no entry of theirs in lists of referrers (%s)', async (referrers) => {
    await using world = await startChainWorld(ADMITTING, { forge, registry: { referrers, intercept: refuseTag } });
    await world.place('d', 't', 's1', 's2');
    expect(await world.promote({ from: 's2', to: 'p' })).toMatch(/^Cannot /);
    const list = world.registry.manifest('p/app', DIGEST.replace(':', '-'));
    const { manifests = [] } = list === undefined ? {} : JSON.parse(Buffer.from(list.bytes).toString());
    const types = manifests.map(
      (each: { annotations: Record<string, string> }) => each.annotations?.['in-toto.io/predicate-type'],
    );
    expect(types.length > 0).toBe(referrers === 'none');
    for (const type of [TYPE, STANDARD]) expect(types).not.toContain(type);
  });
});
