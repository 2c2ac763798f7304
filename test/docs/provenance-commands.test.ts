import { expect, it } from 'vitest';
import { LABELS } from '../e2e/labels.ts';
import { startWorld, WORKFLOW } from '../e2e/pipeline-world.ts';
import { DISTRIBUTION } from '../e2e/targets.ts';
import { findCosign, verifyAttestation } from '../support/cosign.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startSigstore } from '../support/sigstore/sigstore.ts';

const hasCosign = findCosign() !== undefined && DISTRIBUTION.available;

/** The identity of a job by a Sigstore that stamps times and logs nothing, as GitHub's for private repositories. */
const STAMPED = `version: 1
record: signed
signing:
  fulcio-url: STAMPER
  timestamp-url: STAMPER
  trusted-root: stamped.json
  signers:
    - identity: https://github.com/${WORKFLOW}
environments:
  d: { repository: "HOST/d/{image}" }
  t: { repository: "HOST/t/{image}", from: d }
  p: { repository: "HOST/p/{image}", from: t }
`;

it.skipIf(!hasCosign)(
  'docs/guides/verifying.md has the options by which cosign verifies records without a log',
  async () => {
    await using sigstore = await startSigstore({ hasLog: false, hasTimestamps: true });
    const pipeline = STAMPED.replaceAll('STAMPER', sigstore.url);
    await using world = await startWorld({ pipeline, start: DISTRIBUTION.start });
    await world.write('stamped.json', JSON.stringify(sigstore.trustedRoot));
    const image = buildImage({ labels: LABELS });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    expect(await world.run({ from: 'd', to: 't', image: 'app:1.2.3' })).toMatchObject({ exitCode: 0, stderr: '' });
    expect(await world.run({ from: 't', to: 'p', image: 'app:1.2.3' })).toMatchObject({ exitCode: 0, stderr: '' });
    const statements = await verifyAttestation({
      image: `${world.host}/p/app@${image.index.digest}`,
      predicateType: 'https://sealift.github.io/promotion/v1',
      trust: {
        trustedRoot: sigstore.trustedRoot,
        identity: `https://github.com/${WORKFLOW}`,
        issuer: 'https://token.actions.githubusercontent.com',
        hasLog: false,
      },
    });
    const environments = statements.map((statement) => Object(statement).predicate.destination.environment);
    expect(environments.toSorted()).toEqual(['p', 't']);
  },
);
