import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from 'vitest';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { parseTagRules } from '../../src/tags/parse-rules.ts';
import { applyPromotion, createEvents, LABELS, NOW, repositoryOn, requestOf } from '../promotion/support.ts';
import { connect, createClock } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import type { Intercept } from '../support/registry/options.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

const OLD = buildImage({ labels: { ...LABELS, 'org.opencontainers.image.version': '1.2.2' }, seed: 'old' });
const NEW = buildImage({ labels: LABELS });
const STANDING = {
  '1': OLD.index.digest,
  '1.2': OLD.index.digest,
  '1.2.2': OLD.index.digest,
  latest: OLD.index.digest,
};

/** Refuses writes of some tags, as often as a number says. */
function refusing(tags: readonly string[], times = Number.POSITIVE_INFINITY): Intercept & { armed: boolean } {
  const left = new Map(tags.map((tag) => [tag, times]));
  const intercept = Object.assign(
    (request: IncomingMessage, response: ServerResponse, path: string) => {
      const tag = path.split('/manifests/')[1] ?? '';
      const more = left.get(tag) ?? 0;
      if (!intercept.armed || request.method !== 'PUT' || more === 0) return false;
      left.set(tag, more - 1);
      const errors = [{ code: 'DENIED', message: 'not today' }];
      response.writeHead(403, { 'Content-Type': 'application/json' }).end(JSON.stringify({ errors }));
      return true;
    },
    { armed: false },
  );
  return intercept;
}

async function withRelease(intercept?: Intercept): Promise<EmbeddedRegistry> {
  const registry = await startRegistry(intercept === undefined ? {} : { intercept });
  await pushImage(registry.host, 'p/app', OLD, Object.keys(STANDING));
  return registry;
}

/** Promotes to one repository, or to two registries at once. */
async function promote(source: EmbeddedRegistry, destinations: readonly EmbeddedRegistry[]) {
  const clock = createClock(NOW.getTime());
  const connections = await Promise.all([source, ...destinations].map(({ host }) => connect(host, { clock })));
  const [from, ...to] = connections.map(({ client }) => client);
  const [first, ...rest] = destinations.map(({ host }) => repositoryOn(host, 'p/app'));
  if (from === undefined || first === undefined) throw new Error('there is no registry');
  const request = requestOf(source.host, {
    from: parseReference(`${source.host}/d/app:1.2.3`),
    to: [first, ...rest],
    rules: parseTagRules('type=semver'),
  });
  const clients = {
    source: from,
    destination: ({ registry }: { readonly registry: string }) => to.find((each) => each.registry === registry) ?? from,
  };
  const events = createEvents();
  try {
    const plan = await preparePromotion(request, clients);
    await applyPromotion(request, clients, { plan, emit: events.emit });
  } finally {
    for (const connection of connections) await connection[Symbol.asyncDispose]();
  }
  return { pauses: clock.pauses, events: events.all };
}

function tagsOf(registry: EmbeddedRegistry): Readonly<Record<string, string>> {
  return Object.fromEntries([...registry.tags('p/app')].filter(([tag]) => !tag.startsWith('sha256-')));
}

async function withSource(): Promise<EmbeddedRegistry> {
  const source = await startRegistry();
  await pushImage(source.host, 'd/app', NEW, ['1.2.3']);
  return source;
}

describe('a tag that cannot be written', () => {
  it('puts those back that were moved, and says what is where', async () => {
    const intercept = refusing(['latest']);
    await using source = await withSource();
    await using destination = await withRelease(intercept);
    intercept.armed = true;
    const name = `${destination.host}/p/app`;
    await expect(promote(source, [destination])).rejects.toThrow(
      `(put back to what it was: ${name}:1.2 and ${name}:1; new, and on the complete image: ${name}:1.2.3)`,
    );
    expect(tagsOf(destination)).toEqual({ ...STANDING, '1.2.3': NEW.index.digest });
  });

  it('puts those back that were moved in other destinations', async () => {
    const intercept = refusing(['1.2']);
    await using source = await withSource();
    await using good = await withRelease();
    await using bad = await withRelease(intercept);
    intercept.armed = true;
    await expect(promote(source, [good, bad])).rejects.toThrow('put back to what it was');
    expect(tagsOf(good)).toEqual({ ...STANDING, '1.2.3': NEW.index.digest });
    expect(tagsOf(bad)).toEqual({ ...STANDING, '1.2.3': NEW.index.digest });
  });

  it('that never moves keeps all others from moving, in every destination', async () => {
    const intercept = refusing(['1.2.3']);
    await using source = await withSource();
    await using good = await withRelease();
    await using bad = await withRelease(intercept);
    intercept.armed = true;
    await expect(promote(source, [good, bad])).rejects.toThrow('the registry answers 403');
    expect(tagsOf(good)).toEqual({ ...STANDING, '1.2.3': NEW.index.digest });
    expect(tagsOf(bad)).toEqual(STANDING);
  });

  it('is tried again once a tag stands, because the same credentials were just allowed to write', async () => {
    const intercept = refusing(['latest', '1'], 3);
    await using source = await withSource();
    await using destination = await withRelease(intercept);
    intercept.armed = true;
    const { pauses } = await promote(source, [destination]);
    expect(pauses.slice(-3)).toEqual([250, 500, 1000]);
    const { digest } = NEW.index;
    expect(tagsOf(destination)).toEqual({
      '1': digest,
      '1.2': digest,
      '1.2.2': OLD.index.digest,
      '1.2.3': digest,
      latest: digest,
    });
  });

  it('is not tried again before any tag stands', async () => {
    const intercept = refusing(['1.2.3'], 1);
    await using source = await withSource();
    await using destination = await withRelease(intercept);
    intercept.armed = true;
    await expect(promote(source, [destination])).rejects.toThrow('the registry answers 403');
    expect(tagsOf(destination)).toEqual(STANDING);
  });

  it('counts as written where only the answer was a refusal', async () => {
    await using source = await withSource();
    let isArmed = false;
    await using destination = await withRelease(async (request, response, path) => {
      if (!isArmed || request.method !== 'PUT' || !path.endsWith('/manifests/1.2.3')) return false;
      isArmed = false;
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      await fetch(`http://${request.headers.host}${path}`, {
        method: 'PUT',
        headers: { 'Content-Type': request.headers['content-type'] ?? '' },
        body: Buffer.concat(chunks),
      });
      response.writeHead(403).end();
      return true;
    });
    isArmed = true;
    await promote(source, [destination]);
    expect(tagsOf(destination)['1.2.3']).toBe(NEW.index.digest);
    expect(tagsOf(destination)['latest']).toBe(NEW.index.digest);
  });

  it('leaves a tag alone that another run has moved on meanwhile', async () => {
    const other = buildImage({ seed: 'other' });
    await using source = await withSource();
    let isArmed = false;
    await using destination = await withRelease(async (request, response, path) => {
      const tag = path.split('/manifests/')[1];
      if (!isArmed || request.method !== 'PUT' || tag !== 'latest') return false;
      isArmed = request.headers['x-test'] === undefined;
      await pushImage(request.headers.host ?? '', 'p/app', other, ['1.2']);
      response.writeHead(403).end();
      return true;
    });
    isArmed = true;
    await expect(promote(source, [destination])).rejects.toThrow('put back to what it was');
    expect(tagsOf(destination)).toEqual({ ...STANDING, '1.2': other.index.digest, '1.2.3': NEW.index.digest });
  });
});
