import { describe, expect, it } from 'vitest';
import { bury as buryImage, BURIED_BY as PLAN, type Tombstone } from './bury.ts';
import { imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from './world.ts';

const [A, B] = [imageOf('1.2.3'), imageOf('1.2.4')];
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

const bury = (world: RollbackWorld, tombstone: Partial<Tombstone> = {}) => buryImage(world, { of: A, ...tombstone });

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

describe('history of an image that was destroyed', () => {
  const history = (world: RollbackWorld, image: string) => world.run({ command: 'history', to: '', image });

  it('says when, by which rule and plan, and names the archive, for its digest and its version', async () => {
    await using world = await startAfter();
    const first = await history(world, `app@${A.index.digest}`);
    expect(JSON.parse(first.outputs.get('report') ?? '').images[0].gone).toEqual([]);
    await bury(world);
    for (const image of [`app@${A.index.digest}`, 'app:1.2.3']) {
      const { refusal, outputs, lines, summary } = await history(world, image);
      expect(refusal).toBe('');
      expect(JSON.parse(outputs.get('report') ?? '').images[0].gone).toEqual([
        {
          ...{ environment: 'p', repository: `${world.host}/p/app`, digest: A.index.digest, state: 'destroyed' },
          ...{ time: '2026-10-02T12:00:00.000Z', plan: PLAN, archive: 'archive.example.com/p/app@sha256:…' },
          because: [{ rule: 'keep.last', detail: '3rd of the last 2' }],
        },
      ]);
      const said =
        /was (?:<code>)?destroyed on 2026-10-02 \(keep\.last and plan sha256:[0-9a-f]{12}\), archived at archive\.example/;
      expect(lines.some((line) => said.test(line))).toBe(true);
      expect(summary).toMatch(said);
    }
  });

  it('believes no tombstone that nobody signed, and asks nothing of what is there', async () => {
    await using world = await startAfter();
    await bury(world, { isSigned: false });
    const gone = async (image: string) =>
      JSON.parse((await history(world, image)).outputs.get('report') ?? '').images[0];
    expect((await gone(`app@${A.index.digest}`)).gone).toEqual([]);
    expect((await gone('app:1.2.3')).gone).toEqual([]);
    await bury(world);
    expect((await gone('app:1.2.4')).gone).toEqual([]);
  });
});
