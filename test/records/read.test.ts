import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { readAttestations, readRecords } from '../../src/records/read.ts';
import { APP, createFakeClient } from '../registry/support.ts';
import { jsonBytes } from '../support/image/content.ts';

const SUBJECT = digestOf('subject');
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';
const PROMOTION = 'https://sealift.github.io/promotion/v1';
const SCAN = 'https://cosign.sigstore.dev/attestation/vuln/v1';

interface Attached {
  /** What its own annotations say that it is about; nothing by default. */
  readonly predicate?: string | undefined;
  /** Whether the list says so too. */
  readonly isAnnounced?: boolean;
  readonly content: string;
  /** Tells manifests with the same content apart. */
  readonly created?: string;
}

/** A registry without referrers API: a list under the fallback tag, and what it names. */
function registry(attached: readonly Attached[]) {
  const content = new Map<string, { readonly body: Uint8Array; readonly mediaType: string }>();
  const manifests = attached.map(({ predicate, isAnnounced = false, content: text, created = '' }) => {
    const body = Buffer.from(text);
    content.set(digestOf(body), { body, mediaType: BUNDLE });
    const annotations = {
      'org.opencontainers.image.created': created,
      ...(predicate === undefined ? {} : { 'dev.sigstore.bundle.predicateType': predicate }),
    };
    const manifest = jsonBytes({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: BUNDLE,
      config: { mediaType: 'a/b', digest: digestOf('{}'), size: 2 },
      layers: [{ mediaType: BUNDLE, digest: digestOf(body), size: body.length }],
      subject: { mediaType: OCI_INDEX, digest: SUBJECT, size: 1 },
      annotations,
    });
    const digest = digestOf(manifest);
    content.set(digest, { body: manifest, mediaType: OCI_MANIFEST });
    return { mediaType: OCI_MANIFEST, digest, size: manifest.length, ...(isAnnounced ? { annotations } : {}) };
  });
  const list = jsonBytes({ schemaVersion: 2, mediaType: OCI_INDEX, manifests });
  return createFakeClient(({ url }) => {
    const reference = url.pathname.split('/').at(-1) ?? '';
    if (reference === SUBJECT.replace(':', '-')) return { body: list, headers: { 'content-type': OCI_INDEX } };
    const found = content.get(reference);
    return found === undefined ? { status: 404 } : { body: found.body, headers: { 'content-type': found.mediaType } };
  });
}

function scans(count: number): readonly Attached[] {
  return Array.from({ length: count }, (_, index) => ({ content: `scan ${index}`, predicate: SCAN }));
}

const query = { repository: APP, subject: SUBJECT };

async function contentsOf(attached: readonly Attached[]): Promise<readonly string[]> {
  const records = await readRecords(registry(attached).client, query);
  return records.map(({ bytes }) => Buffer.from(bytes).toString());
}

describe('the records of an image', () => {
  it('are found among hundreds of attestations that the list does not announce', async () => {
    const record = { content: 'record', predicate: PROMOTION };
    expect(await contentsOf([record, ...scans(300)])).toEqual(['record']);
    expect(await contentsOf([...scans(300), record])).toEqual(['record']);
  });

  it('may be what says nowhere what it is', async () => {
    expect(await contentsOf([{ content: 'record' }, ...scans(60)])).toEqual(['record']);
  });

  it('count once where the same bundle is attached many times', async () => {
    const copies = Array.from({ length: 250 }, (_, index) => ({
      ...{ content: 'record', predicate: PROMOTION, isAnnounced: true, created: `2020-01-01T00:00:00.${index}Z` },
    }));
    expect(await contentsOf(copies)).toEqual(['record']);
  });

  it('are too many by a number, with a cure', async () => {
    const records = Array.from({ length: 201 }, (_, index) => ({
      ...{ content: `record ${index}`, predicate: PROMOTION, isAnnounced: true },
    }));
    expect(await contentsOf(records.slice(1))).toHaveLength(200);
    await expect(contentsOf(records)).rejects.toThrow(
      'there are 201, and no more than 200 are read; remove those that nobody needs',
    );
  });

  it('stand beside other attestations, of which those that were not read are counted', async () => {
    const { client } = registry([{ content: 'record', predicate: PROMOTION }, ...scans(60)]);
    const { records, others, leftOut } = await readAttestations(client, query);
    expect([records.length, others.length, leftOut]).toEqual([1, 50, 10]);
  });
});
