import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { startForge } from '../attestation/verify/forge.ts';
import { PIPELINE, startChainWorld } from '../policy/world.ts';
import { startSigstore } from '../support/sigstore/sigstore.ts';

const forge = await startForge();
/** A pipeline whose records are signed with a key, and stamped by the authority of a Sigstore of one's own. */
const STAMPED = PIPELINE.replace(
  'trusted-root: root.json',
  'fulcio-url: SIGSTORE\n  timestamp-url: SIGSTORE\n  trusted-root: root.json',
);

describe('a record that this pipeline file could not verify', () => {
  it('is not attached: no trusted root has the authority that stamps', async () => {
    await using sigstore = await startSigstore();
    await using world = await startChainWorld(STAMPED.replaceAll('SIGSTORE', sigstore.url), { forge });
    await world.place('d');
    const refusal = await world.promote({ from: 'd', to: 't' });
    expect(refusal).toBe(
      `Cannot record the promotion of ${world.uri('d')}:1.2.3 to ${world.uri('t')}: its record could not be verified afterwards, since nobody whom the trusted roots have witnessed when it was signed, and the pipeline file names a "timestamp-url"; renew the trusted root that the pipeline file names ("trusted-root"), or name the Sigstore that it is of`,
    );
    expect(world.registry.tags('t/app').size).toBe(0);
    expect(sigstore.requests.timestamp).toBe(1);
  });

  it('is not attached: it is signed with another key than the pinned one', async () => {
    const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d');
    const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const refusal = await world.promote({ from: 'd', to: 't', key });
    expect(refusal).toContain('could not be verified afterwards, since it was signed by no key');
    expect(world.registry.tags('t/app').size).toBe(0);
  });

  it('is attached where it can be verified', async () => {
    await using world = await startChainWorld(PIPELINE, { forge });
    await world.place('d');
    expect(await world.promote({ from: 'd', to: 't' })).toBeUndefined();
    expect((await world.verify('t')).refusal).toBeUndefined();
  });
});
