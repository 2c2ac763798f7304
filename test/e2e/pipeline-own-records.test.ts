import { describe, expect, it } from 'vitest';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { startSigstore } from '../support/sigstore/sigstore.ts';
import { LABELS } from './labels.ts';
import { readTags } from './look.ts';
import { complaint, FIVE_ENVIRONMENTS, NO_TOKEN, startWorld } from './pipeline-world.ts';

const image = buildImage({ labels: LABELS });
const TO_T = { from: 'd', to: 't', image: 'app:1.2.3' };

describe('a record that could not be verified afterwards', () => {
  it('is not attached: the trusted root is of another Sigstore', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await using other = await startSigstore();
    await world.write('trusted_root.json', JSON.stringify(other.trustedRoot));
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run(TO_T);
    expect(complaint(run)).toMatch(
      /^Cannot record the promotion of .*d\/app:1\.2\.3 to .*t\/app: its record could not be verified afterwards, since no trusted root vouches for .*; renew the trusted root that the pipeline file names \("trusted-root"\)/,
    );
    expect(await readTags(world.host, 't/app')).toEqual({});
  });

  it('is not written unsigned where signers are named', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS.replace('record: signed\n', '') });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run(TO_T, NO_TOKEN);
    expect(complaint(run)).toContain('Cannot sign the record: the pipeline file names the signers of t');
    expect(await readTags(world.host, 't/app')).toEqual({});
  });
});

describe('the identity token', () => {
  it('for a Sigstore of one’s own is good nowhere else, and the log says who gets it', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    const run = await world.run(TO_T);
    expect(run).toMatchObject({ exitCode: 0, stderr: '' });
    expect(new Set(world.tokens.audiences)).toEqual(new Set([world.sigstore.url]));
    const host = new URL(world.sigstore.url).host;
    expect(run.stdout).toContain(`The identity token goes to ${host}, for the audience "http`);
  });

  it('is for the audience that the pipeline file names', async () => {
    const pipeline = FIVE_ENVIRONMENTS.replace('  rekor-url', '  audience: sigstore-acme\n  rekor-url');
    await using world = await startWorld({ pipeline });
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    // The stand-in of Fulcio takes its own address alone.
    expect(complaint(await world.run(TO_T))).toContain('The token is for somebody else');
    expect(new Set(world.tokens.audiences)).toEqual(new Set(['sigstore-acme']));
  });

  it('goes to no address that Fulcio redirects to', async () => {
    await using world = await startWorld({ pipeline: FIVE_ENVIRONMENTS });
    await using other = await startSigstore();
    await pushImage(world.host, 'd/app', image, ['1.2.3']);
    world.sigstore.fail('certificate', { status: 307, location: `${other.url}/api/v2/signingCert` });
    const run = await world.run(TO_T);
    expect(complaint(run)).toMatch(
      /Fulcio \(.*\) answered 307 \(it sends the request to 127\.0\.0\.1:\d+, where nothing is sent\)/,
    );
    expect(other.requests.certificate).toBe(0);
  });
});
