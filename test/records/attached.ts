import { digestOf } from '../../src/oci/digest.ts';
import { OCI_INDEX, OCI_MANIFEST } from '../../src/oci/media-type.ts';
import { createFakeClient } from '../registry/support.ts';
import { jsonBytes } from '../support/image/content.ts';

export const SUBJECT = digestOf('subject');
const BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** An attestation of {@link SUBJECT}. */
export interface Attached {
  /** What its own annotations say that it is about; nothing by default. */
  readonly predicate?: string | undefined;
  /** Whether the list says so too. */
  readonly isAnnounced?: boolean;
  readonly content: string;
  /** What its manifest says of its size, by default the truth (bytes). */
  readonly size?: number;
  /** Tells manifests with the same content apart. */
  readonly created?: string;
}

/** A registry without referrers API: a list under the fallback tag, and what it names. */
export function attachedRegistry(attached: readonly Attached[]) {
  const content = new Map<string, { readonly body: Uint8Array; readonly mediaType: string }>();
  const manifests = attached.map(({ predicate, isAnnounced = false, content: text, created = '', size }) => {
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
      layers: [{ mediaType: BUNDLE, digest: digestOf(body), size: size ?? body.length }],
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
