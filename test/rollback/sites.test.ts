import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { startRegistry } from '../support/registry/registry.ts';
import { imageOf, PIPELINE, type RollbackWorld, startRollbackWorld } from './world.ts';

const [A, B, C] = [imageOf('1.2.3'), imageOf('1.2.4'), imageOf('1.3.0')];

const TWO_SITES = PIPELINE.replace('"HOST/p/{image}"', '["HOST/p/{image}", "HOST/dc2/{image}"]');

/** A registry whose answers a test can change, by method and path. */
async function startFickle() {
  let answers: (method: string, path: string) => number | undefined = () => undefined;
  const registry = await startRegistry({
    intercept(request: IncomingMessage, response: ServerResponse, path: string) {
      const status = answers(request.method ?? '', path);
      if (status === undefined) return false;
      response.writeHead(status).end();
      return true;
    },
  });
  return {
    registry,
    answer(next: typeof answers): void {
      answers = next;
    },
    start: async () => ({ host: registry.host, [Symbol.asyncDispose]: async () => undefined }),
    [Symbol.asyncDispose]: () => registry.close(),
  };
}

async function placeAt(world: RollbackWorld, site: string, app = 'app'): Promise<void> {
  const common = { in: site, app };
  await world.place(A, { ...common, tags: ['1.2.3', 'latest'], at: 0 });
  await world.place(B, { ...common, tags: ['1.2.4', 'latest'], replaced: { latest: A }, at: 60 });
  await world.place(C, { ...common, tags: ['1.3.0', 'latest'], replaced: { latest: B }, at: 120 });
}

describe('a rollback of several sites', () => {
  it('is done in all of them, or, where one does not answer, in none (vector 25)', async () => {
    await using fickle = await startFickle();
    await using world = await startRollbackWorld({ pipeline: TWO_SITES, start: fickle.start });
    await placeAt(world, 'p');
    await placeAt(world, 'dc2');
    fickle.answer((_, path) => (path.includes('/dc2/') ? 500 : undefined));
    const refused = await world.run({});
    expect(refused.code).toBe(1);
    fickle.answer(() => undefined);
    expect((await world.tags())['latest']).toBe(C.index.digest);
    fickle.answer((_, path) => (path.includes('/dc2/') ? 500 : undefined));
    const partial = await world.run({ 'allow-partial': 'true' });
    expect(partial.code).toBe(1);
    expect(partial.refusal).toContain(`${world.host}/dc2/app did not answer`);
    expect(partial.refusal).toContain('the other repositories are rolled back');
    fickle.answer(() => undefined);
    expect((await world.tags())['latest']).toBe(B.index.digest);
    expect((await world.tags('dc2/app'))['latest']).toBe(C.index.digest);
    // The same once more completes it, and goes no further where it is done.
    const completed = await world.run({});
    expect([completed.refusal, completed.outputs.get('changed')]).toEqual(['', 'true']);
    expect((await world.tags())['latest']).toBe(B.index.digest);
    expect((await world.tags('dc2/app'))['latest']).toBe(B.index.digest);
  }, 60_000);

  it('is refused where they do not agree on what runs', async () => {
    await using world = await startRollbackWorld({ pipeline: TWO_SITES });
    await placeAt(world, 'p');
    await placeAt(world, 'dc2');
    await world.push('dc2/app', A, ['latest']);
    expect((await world.run({})).refusal).toContain('its repositories differ');
  });

  it('holds the bad image wherever it is, and nowhere else (vector 23)', async () => {
    await using world = await startRollbackWorld();
    await placeAt(world, 'p');
    await world.push('d/app', C, ['1.3.0']);
    await world.push('s/app', B, ['1.2.4']);
    const { lines, refusal } = await world.run({});
    expect(refusal).toBe('');
    expect(await world.attached(C, 'd/app')).toEqual(['hold']);
    expect(await world.attached(C)).toEqual(['hold', 'promotion']);
    expect(Object.keys(await world.tags('s/app'))).toEqual(['1.2.4']);
    expect(await world.attached(C, 's/app')).toEqual([]);
    expect(lines.filter((line) => line.includes('held ')).length).toBe(2);
  });

  it('warns where it may not hold the image elsewhere, with the step to run', async () => {
    await using fickle = await startFickle();
    await using world = await startRollbackWorld({ start: fickle.start });
    await placeAt(world, 'p');
    await world.push('d/app', C, ['1.3.0']);
    fickle.answer((method, path) => (path.includes('/d/') && method !== 'GET' && method !== 'HEAD' ? 403 : undefined));
    const { code, lines } = await world.run({});
    expect(code).toBe(0);
    expect(lines.join('\n')).toContain(`command: hold, to: d, image: app@${C.index.digest}`);
    expect((await world.tags())['latest']).toBe(B.index.digest);
  });

  it('writes nothing where the hold is refused, and says what else there is', async () => {
    await using fickle = await startFickle();
    await using world = await startRollbackWorld({ start: fickle.start });
    await placeAt(world, 'p');
    fickle.answer((method) => (method === 'PUT' || method === 'POST' ? 403 : undefined));
    const { refusal } = await world.run({});
    expect(refusal).toContain('Cannot hold sha256:');
    expect(refusal).toContain('set "hold: false"');
    expect((await world.tags())['latest']).toBe(C.index.digest);
  });
});

describe('a rollback of several images', () => {
  it('moves none where one has nothing before it (vector 26)', async () => {
    await using world = await startRollbackWorld();
    await placeAt(world, 'p');
    await world.place(A, { app: 'web', tags: ['1.2.3', 'latest'], at: 0 });
    expect((await world.run({ image: 'app\nweb' })).refusal).toContain('Cannot roll back web in p: nothing ran before');
    expect((await world.tags())['latest']).toBe(C.index.digest);
    expect(await world.attached(C)).toEqual(['promotion']);
  });

  it('puts back what moved where a tag of another cannot be written (vector 27)', async () => {
    await using fickle = await startFickle();
    await using world = await startRollbackWorld({ start: fickle.start });
    await placeAt(world, 'p');
    await placeAt(world, 'p', 'web');
    fickle.answer((method, path) => (method === 'PUT' && path.endsWith('/p/web/manifests/latest') ? 403 : undefined));
    const { code, refusal } = await world.run({ image: 'app\nweb' });
    expect(code).toBe(1);
    expect(refusal).toContain(`put back to what it was: ${world.host}/p/app:latest`);
    fickle.answer(() => undefined);
    expect((await world.tags())['latest']).toBe(C.index.digest);
    expect((await world.tags('p/web'))['latest']).toBe(C.index.digest);
    // What was recorded of tags that were put back does not count: the next run finds the same.
    const again = await world.run({ image: 'app\nweb' });
    expect(again.refusal).toBe('');
    expect((await world.tags())['latest']).toBe(B.index.digest);
    expect((await world.tags('p/web'))['latest']).toBe(B.index.digest);
  }, 60_000);

  it('finds the images that came with one, by the set of its record', async () => {
    await using world = await startRollbackWorld();
    const digestOf = (image: typeof A) => image.index.digest as never;
    const set = {
      id: 'sha256:7',
      images: [
        { name: 'app', digest: digestOf(C) },
        { name: 'web', digest: digestOf(C) },
      ],
    };
    for (const app of ['app', 'web', 'db']) {
      await world.place(A, { app, tags: ['1.2.3', 'latest'], at: 0 });
      const own = app === 'db' ? {} : { set };
      await world.place(C, {
        app,
        tags: ['1.3.0', 'latest'],
        replaced: { latest: A },
        at: 60,
        run: 'https://x/1',
        ...own,
      });
    }
    const { refusal, outputs } = await world.run({ set: 'true' });
    expect(refusal).toBe('');
    expect(outputs.get('digest')).toBe(`${A.index.digest}\n${A.index.digest}`);
    expect((await world.tags('p/web'))['latest']).toBe(A.index.digest);
    expect((await world.tags('p/db'))['latest']).toBe(C.index.digest);
  });

  it('finds them by the run, where older records name no set', async () => {
    await using world = await startRollbackWorld({
      pipeline: PIPELINE.replace('environments:', 'images: [app, web, db]\nenvironments:'),
    });
    for (const app of ['app', 'web', 'db']) {
      await world.place(A, { app, tags: ['1.2.3', 'latest'], at: 0 });
      const run = `https://github.com/acme/shop/actions/runs/${app === 'db' ? 8 : 7}/attempts/1`;
      await world.place(C, { app, tags: ['1.3.0', 'latest'], replaced: { latest: A }, at: 60, run });
    }
    expect((await world.run({ set: 'true' })).refusal).toBe('');
    expect((await world.tags('p/web'))['latest']).toBe(A.index.digest);
    expect((await world.tags('p/db'))['latest']).toBe(C.index.digest);
  });
});
