import type { PublishItem } from '../../src/github/publisher.ts';
import { parseDigest } from '../../src/oci/digest.ts';

/** A digest of one repeated hexadecimal number. */
export function digestOf(number: number) {
  return parseDigest(`sha256:${number.toString(16).padStart(2, '0').repeat(32)}`);
}

/** The JSON of a bundle v0.3 that speaks of a digest; its signature is none. */
export function bundleOf(number: number): Uint8Array {
  const statement = {
    _type: 'https://in-toto.io/Statement/v1',
    subject: [{ name: 'registry.example.com/p/app', digest: { sha256: digestOf(number).slice('sha256:'.length) } }],
    predicateType: 'https://sealift.github.io/promotion/v1',
    predicate: {},
  };
  const bundle = {
    mediaType: 'application/vnd.dev.sigstore.bundle.v0.3+json',
    verificationMaterial: { publicKey: { hint: 'key' } },
    dsseEnvelope: {
      payload: Buffer.from(JSON.stringify(statement)).toString('base64'),
      payloadType: 'application/vnd.in-toto+json',
      signatures: [{ sig: 'c2ln' }],
    },
  };
  return Buffer.from(JSON.stringify(bundle));
}

/** An image on its way from s2 to p. */
export function itemOf(image: string, changes: Partial<PublishItem> = {}): PublishItem {
  return {
    image,
    digest: digestOf(1),
    source: { environment: 's2', uri: `registry.example.com/s2/${image}` },
    destination: {
      environment: 'p',
      uri: `registry.example.com/p/${image}`,
      registry: 'registry.example.com',
    },
    tags: ['1.2.3', '1.2'],
    previousDigest: digestOf(2),
    version: '1.2.3',
    ...changes,
  };
}

/** The same image when its promotion is done. */
export function doneOf(item: PublishItem): PublishItem {
  return { ...item, record: digestOf(3), bundle: bundleOf(1) };
}
