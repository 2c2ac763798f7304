import { describe, expect, it } from 'vitest';
import { COSIGN_VULN } from '../admission/world.ts';
import { cosignVuln, trivyReport } from '../evidence/formats/fixtures/trivy.ts';
import { KEYS } from '../pipeline/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { complaint, KEYED, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });

describe('gates', () => {
  it('refuse with all that is wrong before anything is written, and let in what passes, with a record of it', async () => {
    const gates =
      'gates: { labels: { org.opencontainers.image.source: true, maintainer: true }, change: { pattern: "^CHG[0-9]{7}$" } }';
    await using world = await startWorld({ pipeline: KEYED.replace('from: d }', `from: d, ${gates} }`) });
    await world.write('keys/sealift.pub', KEYS.publicKey);
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const inputs = { from: 'd', to: 't', image: 'app:1.2.3', 'signing-key': KEYS.privateKey };
    const run = await world.run(inputs);
    console.log(run.outputs, run.summary);
    expect(complaint(run)).toContain('maintainer');
    expect(await readTags(world.host, 't/app')).toEqual({});
  });
});
void COSIGN_VULN;
void cosignVuln;
void trivyReport;
