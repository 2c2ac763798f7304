import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { DOCKER_MANIFEST, OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { preparePromotion } from '../../src/promotion/prepare.ts';
import { descriptorJson } from '../oci/support.ts';
import { bothEnds, requestOf } from '../promotion/support.ts';
import { connect, startServer } from '../registry/support.ts';

interface Answer {
  readonly body: string | Uint8Array;
  readonly type?: string;
}

const CHILD = JSON.stringify({ schemaVersion: 2, mediaType: OCI_MANIFEST, config: descriptorJson(), layers: [] });
const CHILD_DIGEST = digestOf(CHILD);

function indexOf(...manifests: readonly object[]): string {
  return JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
}

function child(changes: object = {}): object {
  return { mediaType: OCI_MANIFEST, digest: CHILD_DIGEST, size: Buffer.byteLength(CHILD), ...changes };
}

/** Plans a promotion from a registry that gives these answers, and tells why it did not work and what was written. */
async function plan(root: Answer, children: ReadonlyMap<string, Answer> = new Map()) {
  await using server = await startServer((request, response) => {
    const reference = request.url?.split('/').at(-1) ?? '';
    const answer = reference === '1.2.3' ? root : children.get(reference);
    if (answer === undefined) return void response.writeHead(404).end('{"errors":[{"code":"MANIFEST_UNKNOWN"}]}');
    const type = answer.type ?? (reference === '1.2.3' ? OCI_INDEX : OCI_MANIFEST);
    response.writeHead(200, type === '' ? {} : { 'content-type': type }).end(answer.body);
  });
  await using connection = await connect(server.host);
  const planning = preparePromotion(requestOf(server.host), bothEnds(connection.client));
  const reason = await planning.then(
    () => 'it was planned',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
  return { reason, writes: server.seen.filter(({ method }) => method !== 'GET' && method !== 'HEAD') };
}

describe('a promotion is refused before anything is written where', () => {
  const BOTH = { schemaVersion: 2, config: descriptorJson(), layers: [], manifests: [child()] };
  it.each([
    ['the source is no JSON', { body: 'not JSON' }, 'it is not valid JSON'],
    ['the source is nothing', { body: '' }, 'it is not valid JSON'],
    ['the source is a web page', { body: '<html>', type: 'text/html' }, 'a web page answers'],
    ['the source has a byte order mark', { body: `\ufeff${indexOf()}` }, 'it is not valid JSON'],
    ['the source has bytes behind it', { body: `${indexOf()}x` }, 'it is not valid JSON'],
    [
      'the source is index and manifest at once (CVE-2021-41190)',
      { body: JSON.stringify({ ...BOTH, mediaType: OCI_INDEX }) },
      'it is neither an index nor a manifest',
    ],
    [
      'the source is called an index and is a manifest',
      { body: JSON.stringify({ schemaVersion: 2, mediaType: OCI_INDEX, config: descriptorJson(), layers: [] }) },
      'its content does not fit its media type',
    ],
    [
      'the source has a key twice',
      { body: indexOf(child()).replace('"manifests"', '"manifests":[],"manifests"') },
      'it has the key "manifests" twice in one object',
    ],
    [
      'the header says one thing and the document another',
      { body: indexOf(child()), type: OCI_MANIFEST },
      'its mediaType differs from the Content-Type',
    ],
    [
      'a digest is of an algorithm that nobody can verify',
      { body: indexOf(child({ digest: `blake3:${'0'.repeat(64)}` })) },
      'is of the algorithm "blake3", which cannot be verified: only sha256 and sha512 can',
    ],
    ['a size is none', { body: indexOf(child({ size: '12' })) }, 'a descriptor in it has no valid size'],
    ['a child is missing', { body: indexOf(child({ digest: digestOf('gone') })) }, 'is missing at the source'],
    ['a child has another size', { body: indexOf(child({ size: 1 })) }, 'and the index says'],
    ['a child has another type', { body: indexOf(child({ mediaType: DOCKER_MANIFEST })) }, 'and the index says'],
  ])('%s', async (_, root, words) => {
    const { reason, writes } = await plan(root, new Map([[CHILD_DIGEST, { body: CHILD }]]));
    expect(reason).toContain(words);
    expect(writes).toEqual([]);
  });

  it.each([
    ['a child has other bytes', { body: CHILD.replace('2', '3') }, 'the bytes that came have the digest'],
    ['a child is no JSON', { body: 'x' }, 'the bytes that came have the digest'],
  ])('%s', async (_, answer, words) => {
    const { reason, writes } = await plan({ body: indexOf(child()) }, new Map([[CHILD_DIGEST, answer]]));
    expect(reason).toContain(words);
    expect(writes).toEqual([]);
  });
});

describe('a manifest is read', () => {
  it.each([
    ['as plain text', 'text/plain'],
    ['as any JSON', 'application/json'],
    ['with parameters', `${OCI_INDEX}; charset=utf-8`],
    ['without a Content-Type', ''],
  ])('that comes %s', async (_, type) => {
    const { reason } = await plan({ body: indexOf(child()), type }, new Map([[CHILD_DIGEST, { body: CHILD }]]));
    // Its config is not there: that far nobody gets with a manifest that was refused.
    expect(reason).not.toMatch(/mediaType|JSON|neither/);
  });
});
