import { describe, expect, it } from 'vitest';
import { RETIREMENT, type RetirementPredicate } from '../../src/attestation/predicates/retirement.ts';
import { createKeySigner } from '../../src/attestation/sign/key.ts';
import { writeStatement } from '../../src/attestation/statement.ts';
import { writeTombstone } from '../../src/ledger/tombstones.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { parseRepository } from '../../src/oci/reference.ts';
import { KEYS } from '../pipeline/support.ts';
import { connect } from '../registry/support.ts';
import type { BuiltImage } from '../support/image/build-image.ts';
import { digestOfImage, imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from './world.ts';

const [A, B] = [imageOf('1.2.3'), imageOf('1.2.4')];
const PLAN = digestOf('plan');
const WITH_LEDGER = PIPELINE.replace('environments:', 'ledger: "HOST/ledger/{image}"\nenvironments:');

/** p went from A to B, and A was destroyed. */
async function startAfter(): Promise<RollbackWorld> {
  const world = await startRollbackWorld({ pipeline: WITH_LEDGER });
  await world.place(A, { tags: ['1.2.3', 'latest'], at: 0 });
  await world.place(B, { tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 60 });
  const url = `http://${world.host}/v2/p/app/manifests/${A.index.digest}`;
  expect((await fetch(url, { method: 'DELETE' })).status).toBe(202);
  return world;
}

interface Tombstone {
  readonly of?: BuiltImage;
  readonly isSigned?: boolean;
  readonly changes?: Partial<RetirementPredicate>;
}

async function bury(world: RollbackWorld, { of: image = A, isSigned = true, changes = {} }: Tombstone = {}) {
  const predicate: RetirementPredicate = {
    ...{ action: 'destroy', state: 'destroyed', time: new Date('2026-10-02T12:00:00Z') },
    ...{ uri: `${world.host}/p/app`, environments: ['p'], tags: ['1.2.3'], plan: PLAN, left: [] },
    digests: { root: digestOfImage(image), children: [], referrers: [] },
    because: [{ rule: 'keep.last', detail: '3rd of the last 2' }],
    ...{ retired: new Date('2026-09-20T12:00:00Z'), archive: 'archive.example.com/p/app@sha256:…' },
    ...{ run: {}, approvals: undefined, reason: undefined, toolVersion: '0.0.0', policy: undefined },
    ...changes,
  };
  const { root } = predicate.digests;
  const bytes = writeStatement(RETIREMENT, { uri: predicate.uri, subjects: [{ digest: root }] }, predicate);
  const signer = await createKeySigner({ key: KEYS.privateKey, passphrase: undefined });
  await using connection = await connect(world.host);
  const place = { client: connection.client, repository: parseRepository(`${world.host}/ledger/app`) };
  const made = isSigned
    ? { form: 'bundle' as const, bytes: await signer.sign(bytes) }
    : { form: 'statement' as const, bytes };
  await writeTombstone(place, { predicate, ...made });
}

const GONE = 'ran before, and it is not in';

describe('a rollback to an image that was destroyed', () => {
  it('names when, why and by which plan, and the archive (vector 10)', async () => {
    await using world = await startAfter();
    await bury(world);
    const { refusal } = await world.run({});
    expect(refusal).toMatch(
      new RegExp(
        `^Cannot roll back app in p: sha256:[0-9a-f]{12} ran before, and was destroyed on 2026-10-02 \\(keep\\.last and plan ${PLAN.slice(0, 19)}\\), archived at archive\\.example\\.com/p/app@\\S+; bring it back from archive\\.example\\.com`,
      ),
    );
    expect((await world.tags())['latest']).toBe(B.index.digest);
  });

  it('believes no tombstone that is not signed, of another repository or image, or followed by a restoration', async () => {
    await using world = await startAfter();
    await bury(world, { isSigned: false });
    expect((await world.run({})).refusal).toContain(GONE);
    await bury(world, { changes: { uri: `${world.host}/s/app` } });
    await bury(world, { of: B });
    expect((await world.run({})).refusal).toContain(GONE);
    await bury(world);
    expect((await world.run({})).refusal).toContain('was destroyed on 2026-10-02');
    await bury(world, { changes: { action: 'restore', state: undefined, time: new Date('2026-10-03T12:00:00Z') } });
    expect((await world.run({})).refusal).toContain(GONE);
  });

  it('says what it knows without a ledger that answers', async () => {
    await using world = await startAfter();
    await fetch(`http://${world.host}/v2/ledger/app/manifests/gone-sha256-${A.index.digest.slice(7)}`, {
      method: 'PUT',
      headers: { 'Content-Type': 'application/vnd.oci.image.index.v1+json' },
      body: '{"schemaVersion":2,"manifests":"none"}',
    });
    expect((await world.run({})).refusal).toContain(GONE);
  });
});

describe('verify of an image that was destroyed', () => {
  it('says so by its tombstone, and without one only that it is not there', async () => {
    await using world = await startAfter();
    const verify = (image: string) => world.run({ command: 'verify', from: 'p', to: '', image });
    expect((await verify(`app@${A.index.digest}`)).refusal).not.toContain('destroyed');
    await bury(world, { isSigned: false });
    expect((await verify(`app@${A.index.digest}`)).refusal).not.toContain('destroyed');
    await bury(world);
    expect((await verify(`app@${A.index.digest}`)).refusal).toMatch(
      /^Cannot verify \S+\/p\/app@sha256:[0-9a-f]{64}: it was destroyed on 2026-10-02 \(keep\.last and plan sha256:[0-9a-f]{12}\), archived at archive\.example\.com\/p\/app@\S+; bring it back/,
    );
    expect((await verify('app:1.2.3')).refusal).not.toContain('destroyed');
  });
});
