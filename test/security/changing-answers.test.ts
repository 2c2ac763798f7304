import { describe, expect, it } from 'vitest';
import { PolicyError, RegistryError } from '../../src/errors.ts';
import { digestOf, parseDigest } from '../../src/oci/digest.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { resolveSource } from '../../src/promotion/resolve-source.ts';
import { getManifest } from '../../src/registry/manifests.ts';
import { applyPromotion, bothEnds, createEvents, emptyIndex, LABELS, requestOf, tagAs } from '../promotion/support.ts';
import { APP, connect, createClock, createFakeClient } from '../registry/support.ts';
import { buildImage } from '../support/image/build-image.ts';
import { pushImage } from '../support/image/push-image.ts';
import { type EmbeddedRegistry, startRegistry } from '../support/registry/registry.ts';

const IMAGE = buildImage({ labels: LABELS, layers: 1 });
const OTHER = buildImage({ labels: { ...LABELS, other: 'yes' }, layers: 1 });
const DIGEST = parseDigest(IMAGE.index.digest);

/** Promotes `d/app:1.2.3` to `p/app`, and does something between plan and writing. */
interface Circumstances {
  readonly between?: () => unknown;
  readonly clock?: ReturnType<typeof createClock>;
  readonly record?: 'unsigned' | 'off';
}

async function promote(registry: EmbeddedRegistry, { between, clock = createClock(), record = 'off' }: Circumstances) {
  await using connection = await connect(registry.host, { clock });
  const clients = bothEnds(connection.client);
  const request = requestOf(registry.host, { record });
  const plan = await preparePromotion(request, clients);
  await between?.();
  return await applyPromotion(request, clients, { plan, emit: createEvents().emit });
}

describe('a source tag that is moved', () => {
  it('after it was resolved changes nothing: everything goes by the digest', async () => {
    await using registry = await startRegistry();
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    await promote(registry, { between: () => pushImage(registry.host, 'd/app', OTHER, ['1.2.3']) });
    expect(new Set(registry.tags('p/app').values())).toEqual(new Set([DIGEST]));
  });

  it('before it is resolved is refused where another digest was expected', async () => {
    await using registry = await startRegistry();
    await pushImage(registry.host, 'd/app', OTHER, ['1.2.3']);
    await using connection = await connect(registry.host);
    const clients = bothEnds(connection.client);
    const request = requestOf(registry.host, { expectedDigest: DIGEST });
    await expect(preparePromotion(request, clients)).rejects.toThrow(`and not ${DIGEST}`);
    expect(registry.tags('p/app').size).toBe(0);
  });
});

describe('a destination tag', () => {
  it('that another image takes between plan and writing is not overwritten', async () => {
    await using registry = await startRegistry();
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    const other = emptyIndex('another');
    const clock = createClock();
    async function takeTag(): Promise<void> {
      await tagAs(registry, 'p/app', ['1.2.3'], other);
      // The plan is older than it may be to be written without a look.
      clock.advance(1000);
    }
    await expect(promote(registry, { between: takeTag, clock })).rejects.toThrow(PolicyError);
    expect(registry.tags('p/app').get('1.2.3')).toBe(digestOf(other));
  });
});

describe('a source that changes while it is read', () => {
  it('and loses a manifest of the plan leaves every tag as it was', async () => {
    let isGone = false;
    await using registry = await startRegistry({
      intercept(request, response, path) {
        if (!isGone || request.method !== 'GET' || !path.includes('/d/app/')) return false;
        response.writeHead(404).end();
        return true;
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    // Another registry for the destination, so that the blobs must be read.
    await using destination = await startRegistry();
    await using source = await connect(registry.host);
    await using target = await connect(destination.host);
    const clients = { source: source.client, destination: () => target.client };
    const request = requestOf(registry.host, {
      record: 'off',
      to: [parseReference(`${destination.host}/p/app:x`).repository],
    });
    const plan = await preparePromotion(request, clients);
    isGone = true;
    await expect(applyPromotion(request, clients, { plan, emit: createEvents().emit })).rejects.toThrow(RegistryError);
    expect(destination.tags('p/app').size).toBe(0);
  });

  it('gives the bytes that were asked for by digest, or an error', async () => {
    const bytes = [emptyIndex('one'), emptyIndex('two')];
    const { client } = createFakeClient((_, index) => ({ body: bytes[index % 2] ?? '' }));
    const digest = digestOf(emptyIndex('one'));
    expect((await getManifest(client, APP, digest))?.digest).toBe(digest);
    await expect(getManifest(client, APP, digest)).rejects.toMatchObject({ code: 'digest-mismatch' });
  });

  it.each(['accept', 'user-agent'])(
    'by what a request says of itself (%s) is asked once by its tag',
    async (header) => {
      const asked: string[] = [];
      await using registry = await startRegistry({
        intercept(request, response, path) {
          if (!path.endsWith('/manifests/1.2.3') || request.method !== 'GET') return false;
          asked.push(path);
          // Whoever names all types, or any tool at all, gets what nobody tested.
          const body = request.headers[header] === undefined ? IMAGE.index : emptyIndex('for tools');
          response.writeHead(200, { 'content-type': 'application/vnd.oci.image.index.v1+json' }).end(body);
          return true;
        },
      });
      await using connection = await connect(registry.host);
      const from = parseReference(`${registry.host}/d/app:1.2.3`);
      await expect(resolveSource(connection.client, { from, expectedDigest: DIGEST })).rejects.toThrow(
        `and not ${DIGEST}`,
      );
      expect(asked).toHaveLength(1);
    },
  );
});

describe('a replica that lags', () => {
  it('for some looks does not fail a promotion', async () => {
    let misses = 3;
    await using registry = await startRegistry({
      intercept(request, response, path) {
        if (request.method !== 'HEAD' || !path.endsWith(`/p/app/manifests/${DIGEST}`)) return false;
        if (registry.manifest('p/app', DIGEST) === undefined || misses === 0) return false;
        misses--;
        response.writeHead(404).end();
        return true;
      },
    });
    await pushImage(registry.host, 'd/app', IMAGE, ['1.2.3']);
    // A record is left only on what is seen to be there.
    await promote(registry, { record: 'unsigned' });
    expect(misses).toBe(0);
    expect(registry.tags('p/app').get('1.2.3')).toBe(DIGEST);
  });
});
