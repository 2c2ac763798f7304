import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { attachReferrers, listReferrers } from '../e2e/attached.ts';
import { LABELS } from '../e2e/labels.ts';
import { findMissing, readManifest, readRecords, readTags } from '../e2e/look.ts';
import type { User } from '../support/authorization.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { findRegistryProgram, GITEA_PROGRAM } from '../support/registry-programs.ts';
import { type ActionResult, runAction } from '../support/run-action.ts';
import { seedOf } from '../support/seed.ts';
import { type Place, startDistributionPlace, startGiteaPlace } from './places.ts';

const SEED = Math.abs(seedOf('Gitea'));

/** The most bytes of a layer's file; larger than one chunk of the client. */
const MAX_LAYER_BYTES = 6_000_000;

const started = new Map<string, Place>();
/** It takes long to build: it is there if somebody has built it, and CI does every night. */
const IS_MISSING = findRegistryProgram(GITEA_PROGRAM) === undefined;

beforeAll(async () => {
  if (IS_MISSING) return;
  started.set('Gitea', await startGiteaPlace());
  started.set('CNCF Distribution', await startDistributionPlace());
});
afterAll(async () => {
  for (const place of started.values()) await place[Symbol.asyncDispose]();
});

function place(name: string): Place {
  const found = started.get(name);
  if (found === undefined) throw new Error(`${name} does not run`);
  return found;
}

/** A repository of a registry. */
interface Spot {
  readonly at: Place;
  readonly repository: string;
}

function spot(name: string, repository: string): Spot {
  const at = place(name);
  return { at, repository: `${at.owner}/${repository}` };
}

function login(source: User, destination: User): Readonly<Record<string, string>> {
  return {
    'source-username': source.username,
    'source-password': source.password,
    'destination-username': destination.username,
    'destination-password': destination.password,
  };
}

/** Promotes from one repository to another as the writer of both, unless the inputs say otherwise. */
function promote(from: Spot, to: Spot, inputs: Readonly<Record<string, string>> = {}): Promise<ActionResult> {
  const { tag = '1.2.3', ...others } = inputs;
  return runAction({
    inputs: {
      from: `${from.at.host}/${from.repository}:${tag}`,
      to: `${to.at.host}/${to.repository}`,
      ...login(from.at.writer, to.at.writer),
      ...others,
    },
  });
}

const imageOf = (name: string) =>
  buildImage({ labels: LABELS, layerBytes: 1 + ((SEED * 7919) % MAX_LAYER_BYTES), seed: `${name}-${SEED}` });

const NAMES = ['Gitea', 'CNCF Distribution'];
const PAIRS = NAMES.flatMap((from) => NAMES.map((to) => ({ from, to })));

describe.skipIf(IS_MISSING).each(PAIRS)('a promotion from $from to $to', ({ from, to }) => {
  const key = `${NAMES.indexOf(from)}-${NAMES.indexOf(to)}`;

  it('carries two platforms, their referrers and a record under six tags, and changes nothing again', async () => {
    const [source, destination] = [spot(from, `d-${key}`), spot(to, `p-${key}`)];
    const attached = attachReferrers(imageOf(key));
    const { image, referrers } = attached;
    await attached.push(source.at.front, source.repository, ['1.2.3']);

    const first = await promote(source, destination);
    expect(first, first.stdout).toMatchObject({ exitCode: 0, stderr: '', outputs: { digest: image.index.digest } });
    const { front } = destination.at;
    expect(await findMissing(front, destination.repository, '1.2.3')).toEqual([]);
    for (const [digest, manifest] of image.manifests) {
      expect((await readManifest(front, destination.repository, digest))?.bytes.equals(manifest.bytes)).toBe(true);
    }
    const tags = await readTags(front, destination.repository);
    expect(Object.keys(tags)).toEqual([
      ...['1', '1.2', '1.2.3', expect.stringMatching(/^\d{8}_01$/), 'latest'],
      expect.stringMatching(/^sha-[0-9a-f]{7}$/),
    ]);
    expect(new Set(Object.values(tags))).toEqual(new Set([image.index.digest]));
    for (const [subject, referrer] of referrers) {
      expect(await listReferrers(front, destination.repository, subject)).toContain(referrer);
    }
    const records = await readRecords(front, destination.repository, image.index.digest);
    expect(records.map(({ digest }) => `${destination.at.host}/${destination.repository}@${digest}`)).toEqual([
      first.outputs['record'],
    ]);

    const again = await promote(source, destination);
    expect(again, again.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });
    expect(again.outputs).toMatchObject({ record: first.outputs['record'], tags: first.outputs['tags'] });
    expect(await readTags(front, destination.repository)).toEqual(tags);
    expect(await readRecords(front, destination.repository, image.index.digest)).toEqual(records);
  });

  it('moves the tags that move to a second version, and keeps the first', async () => {
    const [source, destination] = [spot(from, `d-${key}`), spot(to, `p-${key}`)];
    const next = imageOf(`${key}-next`);
    const before = await readTags(destination.at.front, destination.repository);
    await pushImage(source.at.front, source.repository, next, ['1.2.4']);
    const run = await promote(source, destination, { tag: '1.2.4', tags: 'type=semver' });
    expect(run, run.stdout).toMatchObject({ exitCode: 0 });
    const after = await readTags(destination.at.front, destination.repository);
    const { digest } = next.index;
    expect(after).toEqual({ ...before, '1': digest, '1.2': digest, '1.2.4': digest, latest: digest });
    expect(await findMissing(destination.at.front, destination.repository, '1.2.3')).toEqual([]);
    expect(await findMissing(destination.at.front, destination.repository, '1.2.4')).toEqual([]);
  });

  it('finds a version with capitals again, even if the registry keeps it in lower case', async () => {
    const [source, destination] = [spot(from, `d-case-${key}`), spot(to, `p-case-${key}`)];
    const image = imageOf(`${key}-case`);
    const { front, keepsCase } = destination.at;
    await pushImage(source.at.front, source.repository, image, ['1.3.0-RC.1']);
    const inputs = { tag: '1.3.0-RC.1', tags: 'type=semver' };
    const run = await promote(source, destination, inputs);
    expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'true', version: '1.3.0-RC.1' } });
    const kept = { [keepsCase ? '1.3.0-RC.1' : '1.3.0-rc.1']: image.index.digest };
    expect(await readTags(front, destination.repository)).toEqual(kept);
    expect((await readManifest(front, destination.repository, '1.3.0-RC.1'))?.digest).toBe(image.index.digest);

    const again = await promote(source, destination, inputs);
    expect(again, again.stdout).toMatchObject({ exitCode: 0, outputs: { changed: 'false' } });

    await pushImage(source.at.front, source.repository, imageOf(`${key}-other`), ['1.3.0-RC.1']);
    const other = await promote(source, destination, inputs);
    expect(other.exitCode, other.stdout).toBe(1);
    expect(other.stdout).toMatch(/::error::[^\n]*1\.3\.0-RC\.1/);
    expect(await readTags(front, destination.repository)).toEqual(kept);
  });
});

describe.skipIf(IS_MISSING)('Gitea', () => {
  it('lets nobody write with a token that may only read, and nothing is left of the attempt', async () => {
    const [source, destination] = [spot('CNCF Distribution', 'd-right'), spot('Gitea', 'p-right')];
    await pushImage(source.at.front, source.repository, imageOf('right'), ['1.2.3']);
    const run = await promote(source, destination, login(source.at.writer, destination.at.reader ?? source.at.writer));
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(
      /::error::Cannot push to [^\n]*the login is right, but may not push to "acme\/p-right"; give it that right/,
    );
    expect(await readTags(destination.at.front, destination.repository)).toEqual({});
  });

  it('lets a token that may only read promote from it', async () => {
    const [source, destination] = [spot('Gitea', 'd-reader'), spot('CNCF Distribution', 'p-reader')];
    const image = imageOf('reader');
    await pushImage(source.at.front, source.repository, image, ['1.2.3']);
    const run = await promote(source, destination, login(source.at.reader ?? source.at.writer, destination.at.writer));
    expect(run, run.stdout).toMatchObject({ exitCode: 0, outputs: { digest: image.index.digest } });
  });

  it.each(['from', 'to'] as const)('names the repository of an unknown owner: %s', async (side) => {
    const near = spot('CNCF Distribution', 'd-owner');
    const stranger = { at: place('Gitea'), repository: 'nobody-here/shop' };
    await pushImage(near.at.front, near.repository, imageOf('owner'), ['1.2.3']);
    const run = side === 'to' ? await promote(near, stranger) : await promote(stranger, near);
    expect(run.exitCode, run.stdout).toBe(1);
    expect(run.stdout).toMatch(/::error::Cannot [^\n]*nobody-here\/shop[^\n]*; check the name/);
    // What is said is one sentence, and no page of text.
    expect(run.stdout).not.toContain('<html');
  });
});
