import { describe, expect, it } from 'vitest';
import { digestOf } from '../../src/oci/digest.ts';
import { parseManifest } from '../../src/oci/manifest.ts';
import { OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { expectGolden } from '../golden/golden.ts';
import { BARE, FULL, LABELS, PREVIOUS, recordOf, SUBJECT } from './promotion.ts';

const IN_TOTO = 'application/vnd.in-toto+json';

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

describe('a record', () => {
  it.each([
    ['of which everything is known', 'record-full.json', { promotion: FULL, labels: LABELS, previousDigest: PREVIOUS }],
    ['of which little is known', 'record-bare.json', { promotion: BARE }],
  ])('%s has these bytes', (_, name, content) => {
    const record = recordOf({ ...content, subject: SUBJECT });
    const text = textOf(record.manifest.bytes);
    // What is stored is the same JSON without blanks; the golden file has them for its readers.
    expect(text).toBe(JSON.stringify(JSON.parse(text)));
    expectGolden(name, `${JSON.stringify(JSON.parse(text), null, 2)}\n`);
  });

  it('that is signed has these bytes, as cosign and actions/attest attach them', () => {
    const content = { promotion: FULL, labels: LABELS, subject: SUBJECT, previousDigest: PREVIOUS };
    const record = recordOf(content, Buffer.from('{"mediaType":"a bundle"}'));
    expectGolden('record-signed.json', `${JSON.stringify(JSON.parse(textOf(record.manifest.bytes)), null, 2)}\n`);
    expect(record.descriptor.artifactType).toBe('application/vnd.dev.sigstore.bundle.v0.3+json');
    expect(textOf(record.blobs[1]?.bytes ?? new Uint8Array())).toBe('{"mediaType":"a bundle"}');
  });

  it('is a referrer that a strict reader takes', () => {
    const { manifest, descriptor, subject, blobs } = recordOf({ promotion: FULL, labels: LABELS, subject: SUBJECT });
    const parsed = parseManifest(manifest.bytes, OCI_MANIFEST);
    expect(manifest.digest).toBe(digestOf(manifest.bytes));
    expect(descriptor).toEqual({
      mediaType: OCI_MANIFEST,
      digest: manifest.digest,
      size: manifest.bytes.length,
      artifactType: IN_TOTO,
      annotations: parsed.annotations,
    });
    expect(parsed).toMatchObject({
      kind: 'manifest',
      artifactType: IN_TOTO,
      subject: { digest: SUBJECT.digest, size: 857 },
    });
    expect(subject).toEqual({ ...SUBJECT, annotations: new Map() });
    if (parsed.kind !== 'manifest') throw new Error('it is an index');
    expect([parsed.config, ...parsed.layers].map(({ digest, size }) => [digest, size])).toEqual(
      blobs.map(({ bytes }) => [digestOf(bytes), bytes.length]),
    );
    expect(textOf(blobs[0]?.bytes ?? new Uint8Array())).toBe('{}');
    expect(JSON.parse(textOf(blobs[1]?.bytes ?? new Uint8Array()))).toMatchObject({
      _type: 'https://in-toto.io/Statement/v1',
    });
  });

  it('is always the same for the same promotion', () => {
    const [one, two] = [
      recordOf({ promotion: FULL, labels: LABELS, subject: SUBJECT }),
      recordOf({ promotion: { ...FULL }, labels: new Map([...LABELS].reverse()), subject: SUBJECT }),
    ];
    expect(one.manifest.digest).toBe(two.manifest.digest);
  });

  it('has its own time where the image has one too', () => {
    const { descriptor } = recordOf({ promotion: FULL, labels: LABELS, subject: SUBJECT });
    expect(descriptor.annotations.get('org.opencontainers.image.created')).toBe('2026-01-02T03:04:05.678Z');
  });

  it.each([
    [
      'a reason',
      recordOf({ promotion: { ...FULL, reason: 'x'.repeat(5000) }, labels: LABELS, subject: SUBJECT }),
      'io.github.sealift.promotion.reason',
    ],
    [
      'a label',
      recordOf({
        promotion: FULL,
        labels: new Map([['org.opencontainers.image.title', 'x'.repeat(5000)]]),
        subject: SUBJECT,
      }),
      'org.opencontainers.image.title',
    ],
  ])('keeps %s short in its annotations', (_, record, key) => {
    expect(record.descriptor.annotations.get(key)).toHaveLength(1024);
  });

  it.each(['reason', 'by', 'run', 'previous-digest'])('leaves out %s where it is not known', (name) => {
    const { annotations } = recordOf({ promotion: BARE, labels: new Map(), subject: SUBJECT }).descriptor;
    expect(annotations.has(`io.github.sealift.promotion.${name}`)).toBe(false);
  });
});
