import { type Digest, digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { OCI_EMPTY, OCI_MANIFEST } from '../oci/media-type.ts';
import { IN_TOTO } from './statement.ts';

/** The key by which readers of in-toto layers tell predicates apart (BuildKit, "attestation storage"). */
export const PREDICATE_TYPE = 'in-toto.io/predicate-type';

/** The predicate that the annotations of a referrer name, if any. */
export function declaredPredicate({ annotations }: Pick<Descriptor, 'annotations'>): string | undefined {
  return annotations.get('dev.sigstore.bundle.predicateType') ?? annotations.get(PREDICATE_TYPE);
}

/** The media type of a Sigstore bundle, and of the artifact that holds one (sigstore/cosign, specs/BUNDLE_SPEC.md). */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** The only version of bundles whose log entries need no proof of inclusion (sigstore_bundle.proto). */
export const PROMISED_BUNDLE = 'application/vnd.dev.sigstore.bundle+json;version=0.1';

/** A record, ready to be attached: a manifest and the blobs that must be there before it. */
export interface RecordArtifact {
  readonly manifest: { readonly mediaType: string; readonly digest: Digest; readonly bytes: Uint8Array };
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
  readonly blobs: readonly { readonly descriptor: Descriptor; readonly bytes: Uint8Array }[];
}

/** What a record holds, and where it belongs. */
export interface RecordContent {
  readonly predicateType: string;
  /** The image in its destination. */
  readonly subject: Descriptor;
  /** What lists of referrers show of the record. */
  readonly annotations: ReadonlyMap<string, string>;
  readonly form: 'statement' | 'bundle';
  /** The statement's JSON, or that of a bundle with the statement in its envelope. */
  readonly bytes: Uint8Array;
}

function describe(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength, annotations: new Map() };
}

function writeDescriptor({ mediaType, digest, size }: Descriptor): object {
  return { mediaType, digest, size };
}

const EMPTY = Buffer.from('{}');

/** The empty blob, which is the config of every record (image-spec, manifest.md). */
export const EMPTY_BLOB: RecordArtifact['blobs'][number] = { descriptor: describe(OCI_EMPTY, EMPTY), bytes: EMPTY };

/** Adds how cosign and actions/attest mark what a bundle holds, and sorts: the same record has the same bytes. */
function completeAnnotations({
  annotations,
  form,
  predicateType,
}: Omit<RecordContent, 'subject'>): ReadonlyMap<string, string> {
  const all: (readonly [string, string])[] = [...annotations, [PREDICATE_TYPE, predicateType]];
  if (form === 'bundle') {
    all.push(['dev.sigstore.bundle.content', 'dsse-envelope'], ['dev.sigstore.bundle.predicateType', predicateType]);
  }
  return new Map([...new Map(all)].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/** Builds a record: an OCI 1.1 referrer whose layer is an in-toto statement, or a Sigstore bundle v0.3 with one. */
export function buildRecord(content: RecordContent): RecordArtifact {
  const { subject } = content;
  const { mediaType, digest, size } = subject;
  return { ...build(content, subject), subject: { mediaType, digest, size, annotations: new Map() } };
}

/** Builds a record that is found by a tag, and attached to nothing. */
export function buildTaggedRecord(content: Omit<RecordContent, 'subject'>): Omit<RecordArtifact, 'subject'> {
  return build(content, undefined);
}

function build(
  content: Omit<RecordContent, 'subject'>,
  subject: Descriptor | undefined,
): Omit<RecordArtifact, 'subject'> {
  const { predicateType } = content;
  const isBundle = content.form === 'bundle';
  const artifactType = isBundle ? SIGSTORE_BUNDLE : IN_TOTO;
  const layer = describe(artifactType, content.bytes);
  const annotations = completeAnnotations(content);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType,
      // Bundles are attached exactly as cosign and actions/attest do it: with no data in the config.
      config: { ...writeDescriptor(EMPTY_BLOB.descriptor), ...(isBundle ? {} : { data: EMPTY.toString('base64') }) },
      layers: [
        { ...writeDescriptor(layer), ...(isBundle ? {} : { annotations: { [PREDICATE_TYPE]: predicateType } }) },
      ],
      subject: subject && writeDescriptor(subject),
      annotations: Object.fromEntries(annotations),
    }),
  );
  return {
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes },
    descriptor: { ...describe(OCI_MANIFEST, bytes), annotations, artifactType },
    blobs: [EMPTY_BLOB, { descriptor: layer, bytes: content.bytes }],
  };
}
