import { describe, expect, it } from 'vitest';
import { buildRecord } from '../../src/attestation/artifact.ts';
import { annotateHold, HOLD, type HoldPredicate } from '../../src/attestation/predicates/hold.ts';
import { writeStatement } from '../../src/attestation/statement.ts';
import { parseDigest } from '../../src/oci/digest.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { pushReferrer } from '../support/image/push-referrer.ts';
import { type CommandWorld, startCommands } from './hold-run.ts';

const BAD = buildImage({ seed: '1.3.0', layers: 1, platforms: ['linux/amd64'] });

const HOLD_IT = { command: 'hold', image: 'app:1.3.0', to: 'd', reason: 'INC-1' };

async function start(): Promise<CommandWorld> {
  const world = await startCommands();
  await pushImage(world.host, 'd/app', BAD, ['1.3.0']);
  return world;
}

async function countReferrers({ host }: CommandWorld): Promise<number> {
  const answer = await fetch(`http://${host}/v2/d/app/referrers/${BAD.index.digest}`);
  const { manifests = [] }: { readonly manifests?: readonly unknown[] } = JSON.parse(await answer.text());
  return manifests.length;
}

/** Attaches a hold that nobody has signed, as anyone who may push can. */
async function forgeHold({ host }: CommandWorld): Promise<void> {
  const digest = parseDigest(BAD.index.digest);
  const says: HoldPredicate = {
    ...{ action: 'hold', effect: 'quarantine', until: undefined, environments: ['*'], time: new Date() },
    ...{ run: { actor: { login: 'mallory' } }, reason: 'forged' },
  };
  const { manifest, blobs } = buildRecord({
    ...{ predicateType: HOLD.type, subject: { ...BAD.index, digest, annotations: new Map() } },
    ...{ annotations: annotateHold(says), form: 'statement' },
    bytes: writeStatement(HOLD, { uri: `${host}/d/app`, subjects: [{ digest }] }, says),
  });
  await pushReferrer({ host, repository: 'd/app' }, BAD.index, {
    index: { mediaType: manifest.mediaType, digest: manifest.digest, size: manifest.bytes.byteLength },
    manifests: new Map([[manifest.digest, { mediaType: manifest.mediaType, bytes: manifest.bytes }]]),
    blobs: new Map(blobs.map((blob) => [blob.descriptor.digest, blob.bytes])),
  });
}

describe('command: hold', () => {
  it('writes nothing if a standing hold lasts longer, and says until when', async () => {
    await using world = await start();
    expect((await world.run({ ...HOLD_IT, until: '2127-02-28' })).outputs['changed']).toBe('true');
    const count = await countReferrers(world);
    const shorter = await world.run({ ...HOLD_IT, until: '2127-01-05' });
    expect(shorter).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
    expect(await countReferrers(world)).toBe(count);
    expect(shorter.lines.join('\n')).toMatch(
      /An earlier hold of app:1\.3\.0 lasts until 2127-02-28 \(since \d{4}-\d\d-\d\d by li\): it stays as it is; to shorten it, end it first by command unhold/,
    );
    expect(shorter.lines.at(-1)).toMatch(/is held in d until 2127-03-01 00:00 UTC, as before/);
    expect(shorter.summary).not.toContain('2127-01');
    const longer = await world.run({ ...HOLD_IT, until: '2127-05-01' });
    expect(longer.outputs['changed']).toBe('true');
    expect((await world.run(HOLD_IT)).outputs['changed']).toBe('true');
    const endless = await world.run({ ...HOLD_IT, until: '2127-05-02' });
    expect(endless.lines.join('\n')).toContain('An earlier hold of app:1.3.0 has no end');
    expect(endless.lines.at(-1)).toMatch(/is held in d, as before/);
  });
});

describe('command: unhold', () => {
  it('says of a hold that does not count why it is left, and that nothing held it in any environment', async () => {
    await using world = await start();
    await forgeHold(world);
    const { exitCode, lines, summary } = await world.run({ ...HOLD_IT, to: '', command: 'unhold' });
    expect(exitCode).toBe(0);
    expect(lines.join('\n')).toMatch(
      /A hold of app:1\.3\.0 is left as it is: the hold record sha256:\w{12} does not count: /,
    );
    expect(lines.at(-1)).toContain('nothing held it in any environment');
    expect(summary).toContain('nothing held it in any environment');
    expect(summary).toContain('does not count');
  });
});
