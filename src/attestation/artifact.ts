import type { ImageLabels } from '../image/labels.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { OCI_EMPTY, OCI_MANIFEST } from '../oci/media-type.ts';
import { buildStatement, IN_TOTO, PROMOTION_PREDICATE, type Promotion } from './predicates/promotion.ts';

/** The prefix of the annotations by which a record is read from a list of referrers, without its payload. */
export const PROMOTION_ANNOTATION = 'io.github.sealift.promotion.';

/** The key by which readers of in-toto layers tell predicates apart (BuildKit, "attestation storage"). */
const PREDICATE_TYPE = 'in-toto.io/predicate-type';

/** The content of the empty descriptor (image-spec, manifest.md). */
const EMPTY = Buffer.from('{}');

/** Annotations stay short: lists of referrers carry them all (characters). */
const MAX_ANNOTATION = 1024;

/** A record, ready to be attached: a manifest and the blobs that must be there before it. */
export interface RecordArtifact {
  readonly manifest: { readonly mediaType: string; readonly digest: Digest; readonly bytes: Uint8Array };
  readonly descriptor: Descriptor & { readonly artifactType: string };
  readonly subject: Descriptor;
  readonly blobs: readonly { readonly descriptor: Descriptor; readonly bytes: Uint8Array }[];
}

function describe(mediaType: string, bytes: Uint8Array): Descriptor {
  return { mediaType, digest: digestOf(bytes), size: bytes.byteLength, annotations: new Map() };
}

/** The media type of a Sigstore bundle, and of the artifact that holds one (sigstore/cosign, specs/BUNDLE_SPEC.md). */
export const SIGSTORE_BUNDLE = 'application/vnd.dev.sigstore.bundle.v0.3+json';

/** How cosign and actions/attest mark what a bundle holds. */
const BUNDLE_ANNOTATIONS: ReadonlyMap<string, string> = new Map([
  ['dev.sigstore.bundle.content', 'dsse-envelope'],
  ['dev.sigstore.bundle.predicateType', PROMOTION_PREDICATE],
]);

/** Builds the annotations of a record: what an auditor asks first, and the image's own labels beside it. */
function buildAnnotations({ promotion, labels, replaces = [] }: RecordContent): ReadonlyMap<string, string> {
  const { run, destination, source } = promotion;
  const own: readonly (readonly [string, string | undefined])[] = [
    ['from', source.tag === undefined ? source.uri : `${source.uri}:${source.tag}`],
    ['to', destination.uri],
    ['tags', destination.tags.join(' ')],
    ['by', run.actor?.login],
    ['run', run.invocationId],
    ['reason', promotion.reason],
    ['previous-digest', promotion.previousDigest],
    ['source-environment', source.environment],
    ['environment', destination.environment],
    ['route', promotion.route?.name],
    ['corrects', replaces.join(' ')],
  ];
  const annotations = new Map<string, string>([
    [PREDICATE_TYPE, PROMOTION_PREDICATE],
    // The time of the promotion: on a referrer this key speaks of the referrer itself. The image's own is in its labels.
    ['org.opencontainers.image.created', promotion.time.toISOString()],
  ]);
  for (const [key, value] of labels) if (!annotations.has(key)) annotations.set(key, value.slice(0, MAX_ANNOTATION));
  for (const [name, value] of own) {
    if (value !== undefined && value !== '')
      annotations.set(PROMOTION_ANNOTATION + name, value.slice(0, MAX_ANNOTATION));
  }
  return annotations;
}

/** Sorts annotations, so that the same record has the same bytes. */
function sortByKey(annotations: readonly (readonly [string, string])[]): ReadonlyMap<string, string> {
  return new Map(annotations.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

/** Writes a descriptor as manifests hold it. */
function writeDescriptor({ mediaType, digest, size }: Descriptor): object {
  return { mediaType, digest, size };
}

/** What a record is made of. */
export interface RecordContent {
  readonly promotion: Promotion;
  /** The labels of the image, which the record repeats. */
  readonly labels: ImageLabels;
  /** The promoted image in its destination. */
  readonly subject: Descriptor;
  /** The manifests of the records that this one corrects, for lists: what counts is in the statement. */
  readonly replaces?: readonly Digest[];
}

function assemble(
  record: RecordContent,
  layer: { readonly mediaType: string; readonly bytes: Uint8Array },
): RecordArtifact {
  const { subject } = record;
  const isBundle = layer.mediaType === SIGSTORE_BUNDLE;
  const config = describe(OCI_EMPTY, EMPTY);
  const content = describe(layer.mediaType, layer.bytes);
  const annotations = sortByKey([...buildAnnotations(record), ...(isBundle ? BUNDLE_ANNOTATIONS : [])]);
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: layer.mediaType,
      // Bundles are attached exactly as cosign and actions/attest do it: with no data in the config.
      config: { ...writeDescriptor(config), ...(isBundle ? {} : { data: EMPTY.toString('base64') }) },
      layers: [
        {
          ...writeDescriptor(content),
          ...(isBundle ? {} : { annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE } }),
        },
      ],
      subject: writeDescriptor(subject),
      annotations: Object.fromEntries(annotations),
    }),
  );
  return {
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes },
    descriptor: { ...describe(OCI_MANIFEST, bytes), annotations, artifactType: layer.mediaType },
    subject: { mediaType: subject.mediaType, digest: subject.digest, size: subject.size, annotations: new Map() },
    blobs: [
      { descriptor: config, bytes: EMPTY },
      { descriptor: content, bytes: layer.bytes },
    ],
  };
}

/** Writes the statement of a promotion, as it is signed. */
export function writeStatement(promotion: Promotion): Uint8Array {
  return Buffer.from(JSON.stringify(buildStatement(promotion)));
}

/** Builds the unsigned record of a promotion: an OCI 1.1 referrer whose layer is the in-toto statement. */
export function buildRecord(content: RecordContent): RecordArtifact {
  return assemble(content, { mediaType: IN_TOTO, bytes: writeStatement(content.promotion) });
}

/**
 * Builds the signed record of a promotion: an OCI 1.1 referrer whose layer is a Sigstore bundle v0.3.
 *
 * @param bundle the bundle's JSON, with the statement of this promotion in its envelope.
 */
export function buildSignedRecord(content: RecordContent, bundle: Uint8Array): RecordArtifact {
  return assemble(content, { mediaType: SIGSTORE_BUNDLE, bytes: bundle });
}

/** What makes two records say the same: a run that is repeated writes none again. */
export interface RecordKey {
  readonly from: string;
  readonly to: string;
  readonly tags: readonly string[];
  /** Whether only a signed one counts. */
  readonly isSigned?: boolean;
}

/**
 * Finds among referrers the records of the same promotion, the newest first: same source, same destination, at least
 * these tags.
 *
 * A record that its own run corrected afterwards is none of them. A list is written by anybody, and may name what is
 * gone: a record counts only by its own manifest.
 */
export function findRecords(referrers: readonly Descriptor[], key: RecordKey): readonly Descriptor[] {
  const corrects = `${PROMOTION_ANNOTATION}corrects`;
  const corrected = new Set(referrers.flatMap(({ annotations }) => annotations.get(corrects)?.split(' ') ?? []));
  const matches = referrers.filter(({ annotations, artifactType, digest }) => {
    if (corrected.has(digest)) return false;
    if (key.isSigned === true && artifactType !== SIGSTORE_BUNDLE) return false;
    const tags = new Set((annotations.get(`${PROMOTION_ANNOTATION}tags`) ?? '').split(' '));
    return (
      annotations.get(PREDICATE_TYPE) === PROMOTION_PREDICATE &&
      annotations.get(`${PROMOTION_ANNOTATION}from`) === key.from &&
      annotations.get(`${PROMOTION_ANNOTATION}to`) === key.to &&
      key.tags.every((tag) => tags.has(tag))
    );
  });
  const created = (descriptor: Descriptor): string =>
    descriptor.annotations.get('org.opencontainers.image.created') ?? '';
  return matches.sort((left, right) => (created(left) < created(right) ? 1 : -1));
}
