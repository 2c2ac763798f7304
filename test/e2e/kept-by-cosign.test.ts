import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { stack } from '../admission/world.ts';
import { KEYS } from '../pipeline/support.ts';
import {
  attest,
  findCosign,
  generateKeyPair,
  signTagged,
  verifyAttestation,
  verifySignature,
} from '../support/cosign.ts';
import { findDistribution, startDistribution } from '../support/distribution.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startOlareg } from '../support/olareg.ts';
import { findRegistryProgram, OLAREG } from '../support/registry-programs.ts';
import { someOf } from '../support/sample.ts';
import { SIGNED } from './check-world.ts';
import { LABELS } from './labels.ts';
import { readManifest } from './look.ts';
import { complaint, KEYED, startWorld } from './pipeline-world.ts';

const SPDX = 'https://spdx.dev/Document';
const GATE = 'gates: { attestations: [{ name: sbom, type: spdx, signed-by: builder }] } }';
const PIPELINE = KEYED.replace('environments:', 'evidence: { builder: { key: keys/cosign.pub } }\nenvironments:')
  .replace('from: d }', `from: d, ${GATE}`)
  .replace('from: t }', `from: t, ${GATE}`);
const PASSPHRASE = 'a sentence';

const PLACES = [
  { title: 'CNCF Distribution', isThere: findDistribution() !== undefined, start: () => startDistribution() },
  { title: 'olareg', isThere: findRegistryProgram(OLAREG) !== undefined, start: startOlareg },
].filter(({ isThere }) => isThere);

describe.skipIf(findCosign() === undefined).each(someOf(1, PLACES, 'kept by cosign'))('in $title', ({ start }) => {
  it('what cosign keeps under tags is evidence, and travels along', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sealift-keys-'));
    const keys = await generateKeyPair(folder, PASSPHRASE);
    await using world = await startWorld({ pipeline: PIPELINE, start });
    const { host } = world;
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await world.write('keys/cosign.pub', await readFile(keys.publicKeyFile, 'utf8'));
    const image = stack(['os', 'app'], { labels: LABELS });
    const { digest } = image.index;
    await pushImage(host, 'd/app', image, ['1.2.3']);
    const by = { image: `${host}/d/app@${digest}`, keyFile: keys.keyFile, passphrase: PASSPHRASE };
    await signTagged(by);
    await attest({ ...by, predicateType: 'https://example.com/note', predicate: { a: 1 }, isTagged: true });

    const refused = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED });
    expect(complaint(refused)).toContain('Cannot promote app');
    expect(refused.stdout).toContain('sbom');

    const predicate = { spdxVersion: 'SPDX-2.3', SPDXID: 'SPDXRef-DOCUMENT', name: 'app', packages: [] };
    await attest({ ...by, predicateType: SPDX, predicate, isTagged: true });
    const entered = await world.run({ from: 'd', to: 't', image: 'app:1.2.3', ...SIGNED });
    expect(complaint(entered)).toBe('');
    expect(entered.outputs['checks']).toContain('"pass"');
    const further = await world.run({ from: 't', to: 'p', image: 'app:1.2.3', ...SIGNED });
    expect(complaint(further)).toBe('');

    const kept = `sha256-${digest.slice('sha256:'.length)}`;
    expect((await readManifest(host, 'p/app', `${kept}.att`))?.document.layers).toHaveLength(2);
    const there = `${host}/p/app@${digest}`;
    const trust = { publicKeyFile: keys.publicKeyFile };
    expect(await verifyAttestation({ image: there, predicateType: SPDX, trust, isTagged: true })).toHaveLength(1);
    await verifySignature({ image: there, trust, isTagged: true });
    await rm(folder, { recursive: true, force: true });
  });
});
