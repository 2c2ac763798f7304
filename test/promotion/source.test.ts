import { describe, expect, it } from 'vitest';
import { PolicyError, RegistryError } from '../../src/errors.ts';
import { readImageLabels } from '../../src/image/config.ts';
import { digestOf } from '../../src/oci/digest.ts';
import { OCI_INDEX } from '../../src/oci/media-type.ts';
import { parseReference } from '../../src/oci/reference.ts';
import { resolveSource } from '../../src/promotion/resolve-source.ts';
import { APP, createFakeClient, linesOf } from '../registry/support.ts';
import { buildImage, type ImageOptions } from '../support/image/build-image.ts';
import { ContentSet } from '../support/image/content.ts';
import { graphOf } from './support.ts';

const BYTES = Buffer.from('{"schemaVersion":2,"manifests":[]}');
const DIGEST = digestOf(BYTES);
const OTHER = digestOf('other');
const NAME = 'registry.example.com/d/app';

function registry() {
  return createFakeClient(({ url }) =>
    url.pathname.endsWith('/missing') ? { status: 404 } : { body: BYTES, headers: { 'content-type': OCI_INDEX } },
  );
}

describe('a source', () => {
  it.each([
    ['a tag', `${NAME}:1.2.3`, undefined, '1.2.3'],
    ['a digest', `${NAME}@${DIGEST}`, undefined, DIGEST],
    ['a tag and its digest', `${NAME}:1.2.3@${DIGEST}`, undefined, '1.2.3'],
    ['a tag, as it was expected', `${NAME}:1.2.3`, DIGEST, '1.2.3'],
  ])('named by %s is resolved in one request', async (_, from, expected, asked) => {
    const { client, requests } = registry();
    expect((await resolveSource(client, { from: parseReference(from), expectedDigest: expected })).digest).toBe(DIGEST);
    expect(linesOf(requests)).toEqual([`GET /v2/d/app/manifests/${asked}`]);
  });

  it('named by a tag is held against a digest of another algorithm', async () => {
    const strong = digestOf(BYTES, 'sha512');
    const { client } = registry();
    expect(
      (await resolveSource(client, { from: parseReference(`${NAME}:1.2.3@${strong}`), expectedDigest: undefined }))
        .digest,
    ).toBe(strong);
    expect(
      (await resolveSource(client, { from: parseReference(`${NAME}:1.2.3`), expectedDigest: strong })).digest,
    ).toBe(strong);
  });

  it.each([
    ['with another digest beside its tag', `${NAME}:1.2.3@${OTHER}`, undefined],
    ['that is not the one that was expected', `${NAME}:1.2.3`, OTHER],
    ['named by digest, where another was expected', `${NAME}@${DIGEST}`, OTHER],
  ])('%s is refused', async (_, from, expected) => {
    const error = await resolveSource(registry().client, {
      from: parseReference(from),
      expectedDigest: expected,
    }).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(PolicyError);
    expect(error).toMatchObject({
      message: `Cannot promote ${from}: it has the digest ${DIGEST} and not ${OTHER}; promote by the digest that was tested, or correct what is expected`,
    });
  });

  it('that does not exist is refused', async () => {
    const resolving = resolveSource(registry().client, {
      from: parseReference(`${NAME}:missing`),
      expectedDigest: undefined,
    });
    await expect(resolving).rejects.toThrow(RegistryError);
    await expect(resolving).rejects.toMatchObject({
      code: 'not-found',
      message: `Cannot promote ${NAME}:missing: there is no such image; check the name and tag, and that the credentials may read it`,
    });
  });
});

describe('the labels of an image', () => {
  const KEY = 'org.opencontainers.image.version';
  function reading(options: ImageOptions) {
    const image = buildImage(options);
    const fake = createFakeClient(({ url }) => ({ body: image.blobs.get(url.pathname.split('/').at(-1) ?? '') ?? '' }));
    return { ...fake, done: readImageLabels(fake.client, APP, { graph: graphOf(image) }) };
  }

  it.each([
    ['its config', { labels: { [KEY]: '1.2.3' } }, '1.2.3'],
    ['its config of Docker type', { labels: { [KEY]: '1.2.3' }, mediaTypes: 'docker' as const }, '1.2.3'],
    ['the annotations of its index', { annotations: { [KEY]: '2.0.0' } }, '2.0.0'],
    ['the index before the config', { labels: { [KEY]: '1.2.3' }, annotations: { [KEY]: '2.0.0' } }, '2.0.0'],
  ])('come from %s', async (_, options, expected) => {
    const { done, requests } = reading(options);
    expect((await done).get(KEY)).toBe(expected);
    expect(requests).toHaveLength(1);
  });

  it.each([
    ['is none of an image', 'application/vnd.oci.empty.v1+json', '{}'],
    ['is no JSON', 'application/vnd.oci.image.config.v1+json', 'MZ'],
    ['has a list for labels', 'application/vnd.oci.image.config.v1+json', '{"config":{"Labels":["a"]}}'],
    ['has no config', 'application/vnd.oci.image.config.v1+json', '{"config":null}'],
  ])('are none where the config %s', async (_, mediaType, text) => {
    const set = new ContentSet();
    const config = set.addBlob(mediaType, Buffer.from(text));
    const index = set.addManifest('application/vnd.oci.image.manifest.v1+json', { config, layers: [] });
    const { client } = createFakeClient(() => ({ body: text }));
    expect((await readImageLabels(client, APP, { graph: graphOf({ index, manifests: set.manifests }) })).size).toBe(0);
  });

  it('are none where there is no manifest', async () => {
    const set = new ContentSet();
    const index = set.addManifest(OCI_INDEX, { manifests: [] });
    const { client, requests } = createFakeClient(() => ({}));
    expect((await readImageLabels(client, APP, { graph: graphOf({ index, manifests: set.manifests }) })).size).toBe(0);
    expect(requests).toEqual([]);
  });
});
