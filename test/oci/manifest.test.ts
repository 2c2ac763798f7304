import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { FormatError } from '../../src/oci/json.ts';
import { parseManifest } from '../../src/oci/manifest.ts';
import { DOCKER_LIST, DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { descriptorJson, json, thrownBy } from './support.ts';

const IMAGE = { schemaVersion: 2, config: descriptorJson(), layers: [descriptorJson({ digest: digestOf('layer') })] };
const INDEX = { schemaVersion: 2, manifests: [descriptorJson({ mediaType: OCI_MANIFEST })] };
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

describe('a manifest', () => {
  it.each([
    ['an OCI manifest', { ...IMAGE, mediaType: OCI_MANIFEST }, OCI_MANIFEST, OCI_MANIFEST],
    ['an OCI index', { ...INDEX, mediaType: OCI_INDEX }, OCI_INDEX, OCI_INDEX],
    ['a Docker manifest', { ...IMAGE, mediaType: DOCKER_MANIFEST }, DOCKER_MANIFEST, DOCKER_MANIFEST],
    ['a Docker list', { ...INDEX, mediaType: DOCKER_LIST }, DOCKER_LIST, DOCKER_LIST],
    ['parameters', { ...IMAGE, mediaType: OCI_MANIFEST }, `${OCI_MANIFEST}; charset=utf-8`, OCI_MANIFEST],
    ['another case', { ...INDEX, mediaType: OCI_INDEX }, OCI_INDEX.toUpperCase(), OCI_INDEX],
    ['no mediaType', IMAGE, OCI_MANIFEST, OCI_MANIFEST],
    ['no mediaType in an index', INDEX, OCI_INDEX, OCI_INDEX],
    ['no type anywhere', IMAGE, '', OCI_MANIFEST],
    ['no type anywhere, an index', INDEX, 'text/plain', OCI_INDEX],
    ['a Content-Type of any JSON', { ...IMAGE, mediaType: DOCKER_MANIFEST }, 'application/json', DOCKER_MANIFEST],
  ])('with %s is read', (_, document, contentType, mediaType) => {
    const manifest = parseManifest(json(document), contentType);
    expect(manifest.mediaType).toBe(mediaType);
    expect(manifest.kind).toBe('manifests' in document ? 'index' : 'manifest');
  });

  it('gives config, layers, artifact type, annotations and subject', () => {
    const document = {
      ...IMAGE,
      artifactType: 'application/vnd.example',
      annotations: { a: 'b' },
      subject: descriptorJson({ mediaType: OCI_INDEX, digest: digestOf('subject') }),
    };
    expect(parseManifest(json(document), OCI_MANIFEST)).toMatchObject({
      kind: 'manifest',
      config: { digest: digestOf('content'), size: 7 },
      layers: [{ digest: digestOf('layer') }],
      artifactType: 'application/vnd.example',
      annotations: new Map([['a', 'b']]),
      subject: { digest: digestOf('subject') },
    });
  });

  it.each([
    ['an empty index', { ...INDEX, manifests: [] }, OCI_INDEX],
    ['an artifact without layers', { ...IMAGE, layers: [] }, OCI_MANIFEST],
    ['a subject that is null', { ...IMAGE, subject: null }, OCI_MANIFEST],
    ['a nested index', { ...INDEX, manifests: [descriptorJson({ mediaType: OCI_INDEX })] }, OCI_INDEX],
  ])('that is %s is read', (_, document, contentType) => {
    expect(() => parseManifest(json(document), contentType)).not.toThrow();
  });

  it.each([
    ['layers that are null', { ...IMAGE, layers: null }, OCI_MANIFEST, 'layers', 0],
    ['no layers', { schemaVersion: 2, config: IMAGE.config }, OCI_MANIFEST, 'layers', 0],
    ['manifests that are null', { schemaVersion: 2, manifests: null }, OCI_INDEX, 'manifests', 0],
    ['no manifests, and its type', { schemaVersion: 2, mediaType: OCI_INDEX }, OCI_INDEX, 'manifests', 0],
    ['manifests that are null beside layers', { ...IMAGE, manifests: null }, OCI_MANIFEST, 'layers', 1],
    ['layers and a config that are null', { ...INDEX, layers: null, config: null }, OCI_INDEX, 'manifests', 1],
    ['layers of schema 1 that are null', { ...IMAGE, fsLayers: null }, OCI_MANIFEST, 'layers', 1],
  ])('with %s is read: Go writes empty lists so', (_, document, contentType, list, count) => {
    expect(parseManifest(json(document), contentType)).toMatchObject({
      mediaType: contentType,
      [list]: Array.from({ length: count }, () => expect.anything()),
    });
  });

  it.each([null, ''])('with texts, annotations and a subject that are %j has none', (nothing) => {
    const fields = { mediaType: nothing, artifactType: nothing, annotations: null, subject: null };
    const layer = { ...descriptorJson(), artifactType: nothing, annotations: null, platform: null };
    const manifest = parseManifest(json({ ...IMAGE, ...fields, layers: [layer] }), OCI_MANIFEST);
    expect(manifest.mediaType).toBe(OCI_MANIFEST);
    expect(manifest).not.toHaveProperty('artifactType');
    expect(manifest).not.toHaveProperty('subject');
    expect(manifest.annotations.size).toBe(0);
    expect(manifest).toMatchObject({ layers: [expect.not.objectContaining({ artifactType: expect.anything() })] });
  });

  it.each(['application/vnd.oci.artifact.manifest.v1+json', 'application/vnd.cncf.oras.artifact.manifest.v1+json'])(
    'of the type %s gives its blobs and its subject',
    (mediaType) => {
      const document = { mediaType, artifactType: 'a/b', blobs: [descriptorJson()], subject: descriptorJson() };
      for (const contentType of [mediaType, 'application/json']) {
        expect(parseManifest(json(document), contentType)).toMatchObject({
          kind: 'artifact',
          mediaType,
          artifactType: 'a/b',
          blobs: [{ digest: digestOf('content') }],
          subject: { digest: digestOf('content') },
        });
      }
      expect(parseManifest(json({ ...document, blobs: null }), mediaType)).toMatchObject({ blobs: [] });
      expect(() => parseManifest(json({ ...IMAGE, ...document }), mediaType)).toThrow(
        'it is neither an index nor a manifest',
      );
    },
  );

  it('of a type that is not known is told by that type', () => {
    const mediaType = 'application/vnd.example.manifest.v9+json';
    const error = thrownBy(() => parseManifest(json({ mediaType, parts: [] }), mediaType));
    expect(error).toMatchObject({
      mediaType,
      message: `it is neither an index nor a manifest, but of the type "${mediaType}"`,
    });
    expect(thrownBy(() => parseManifest(json({ schemaVersion: 1 }), SCHEMA_1))).toMatchObject({ mediaType: SCHEMA_1 });
  });

  it.each(['', 'application/json', 'text/plain', 'binary/octet-stream'])(
    'is taken for what the index calls it if neither it nor the Content-Type %j says',
    (contentType) => {
      expect(parseManifest(json(IMAGE), { contentType, assumed: DOCKER_MANIFEST }).mediaType).toBe(DOCKER_MANIFEST);
      const other = () => parseManifest(json(IMAGE), { contentType, assumed: OCI_INDEX });
      expect(other).toThrow('its content does not fit its media type');
    },
  );

  it('that is not UTF-8 is refused with that reason', () => {
    const bytes = Buffer.concat([Buffer.from('{"annotations":{"a":"'), Buffer.of(0xff), Buffer.from('"}}')]);
    expect(thrownBy(() => parseManifest(bytes, OCI_MANIFEST)).message).toBe('it is not UTF-8 text, as JSON has to be');
  });

  const BOTH = { ...IMAGE, ...INDEX };
  const NEITHER = 'it is neither an index nor a manifest';
  const OLD = 'it is of Docker schema 1, which registries no longer take';
  it.each([
    ['both shapes, called an index (CVE-2021-41190)', { ...BOTH, mediaType: OCI_INDEX }, OCI_INDEX, NEITHER],
    ['both shapes, called a manifest', { ...BOTH, mediaType: OCI_MANIFEST }, OCI_MANIFEST, NEITHER],
    ['both shapes and no type', BOTH, '', NEITHER],
    ['an index with a config', { ...INDEX, config: descriptorJson() }, OCI_INDEX, NEITHER],
    ['no shape', { schemaVersion: 2, mediaType: OCI_MANIFEST }, OCI_MANIFEST, NEITHER],
    [
      'a type that differs from the Content-Type',
      { ...IMAGE, mediaType: OCI_MANIFEST },
      OCI_INDEX,
      `its mediaType differs from the Content-Type "${OCI_INDEX}"`,
    ],
    [
      'a type of the other family',
      { ...IMAGE, mediaType: OCI_MANIFEST },
      DOCKER_MANIFEST,
      `its mediaType differs from the Content-Type "${DOCKER_MANIFEST}"`,
    ],
    [
      'layers that are called an index',
      { ...IMAGE, mediaType: OCI_INDEX },
      OCI_INDEX,
      `its content does not fit its media type "${OCI_INDEX}"`,
    ],
    [
      'manifests under the Content-Type of a manifest',
      INDEX,
      OCI_MANIFEST,
      `its content does not fit its media type "${OCI_MANIFEST}"`,
    ],
    [
      'a type of its own',
      { ...IMAGE, mediaType: 'text/html' },
      'text/html',
      'its content does not fit its media type "text/html"',
    ],
    ['schema 1 by its Content-Type', { schemaVersion: 1 }, SCHEMA_1, OLD],
    ['schema 1 by its layers', { schemaVersion: 1, fsLayers: [] }, 'application/json', OLD],
    ['another version of the schema', { ...IMAGE, schemaVersion: 3 }, OCI_MANIFEST, 'its schemaVersion is not 2'],
    ['a version that is text', { ...IMAGE, schemaVersion: '2' }, OCI_MANIFEST, 'its schemaVersion is not 2'],
    ['layers that are not an array', { ...IMAGE, layers: {} }, OCI_MANIFEST, 'its layers are not an array'],
    ['no config', { schemaVersion: 2, layers: [] }, OCI_MANIFEST, 'a descriptor in it is not an object'],
    ['a malformed subject', { ...IMAGE, subject: {} }, OCI_MANIFEST, 'a descriptor in it has no mediaType'],
  ])('with %s is refused', (_, document, contentType, reason) => {
    const error = thrownBy(() => parseManifest(json(document), contentType));
    expect(error).toBeInstanceOf(FormatError);
    expect(error.message).toBe(reason);
  });

  it.each([
    ['a config that comes twice', '"config":{},"config":', 'it has the key "config" twice in one object'],
    ['layers that come twice', '"layers":[],"config":', 'it has the key "layers" twice in one object'],
    ['a type that comes twice', '"mediaType":"a/b","mediaType":"a/b","config":', 'it has the key "mediaType" twice'],
    [
      'manifests in another case',
      '"Manifests":[],"config":',
      'it has the key "Manifests", which some readers take for',
    ],
    ['a type that is no text', '"mediaType":["a/b"],"config":', 'its mediaType is not a string'],
  ])('with %s is refused', (_, inserted, reason) => {
    const bytes = Buffer.from(JSON.stringify(IMAGE).replace('"config":', inserted));
    expect(thrownBy(() => parseManifest(bytes, OCI_MANIFEST)).message).toContain(reason);
  });

  it.each([
    ['a byte order mark', '\ufeff', ''],
    ['bytes behind it', '', 'x'],
    ['a second document behind it', '', '{}'],
    ['NUL behind it', '', '\0'],
  ])('with %s is refused', (_, before, behind) => {
    const bytes = Buffer.from(`${before}${JSON.stringify(IMAGE)}${behind}`);
    expect(thrownBy(() => parseManifest(bytes, OCI_MANIFEST)).message).toBe('it is not valid JSON');
  });

  it('with a line feed behind it is read', () => {
    expect(parseManifest(Buffer.from(`${JSON.stringify(IMAGE)}\n`), OCI_MANIFEST).kind).toBe('manifest');
  });

  it.each([1.5, -1, 1e21, '12', null])('with a layer of size %j is refused', (size) => {
    const document = { ...IMAGE, layers: [descriptorJson({ size })] };
    expect(thrownBy(() => parseManifest(json(document), OCI_MANIFEST)).message).toBe(
      'a descriptor in it has no valid size',
    );
  });

  it('does not mistake keys of the prototype for its own', () => {
    const bytes = Buffer.from(`{"__proto__":${JSON.stringify(INDEX)},"constructor":{},"schemaVersion":2}`);
    expect(thrownBy(() => parseManifest(bytes, OCI_INDEX)).message).toBe(NEITHER);
    expect('manifests' in {}).toBe(false);
  });
});
