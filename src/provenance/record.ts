import type { Descriptor } from '../oci/descriptor.ts';
import { type Digest, digestOf } from '../oci/digest.ts';
import { OCI_EMPTY, OCI_MANIFEST } from '../oci/media-type.ts';
import type { ImageLabels } from './image-labels.ts';
import { buildStatement, IN_TOTO, PROMOTION_PREDICATE, type Promotion } from './statement.ts';

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

/** Builds the annotations of a record: what an auditor asks first, and the image's own labels beside it. */
function buildAnnotations(promotion: Promotion, labels: ImageLabels): ReadonlyMap<string, string> {
  const { run, destination, source } = promotion;
  const own: readonly (readonly [string, string | undefined])[] = [
    ['from', source.tag === undefined ? source.uri : `${source.uri}:${source.tag}`],
    ['to', destination.uri],
    ['tags', destination.tags.join(' ')],
    ['by', run.actor?.login],
    ['run', run.invocationId],
    ['reason', promotion.reason],
    ['previous-digest', promotion.previousDigest],
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
  return new Map([...annotations].sort(([left], [right]) => (left < right ? -1 : 1)));
}

/**
 * Builds the unsigned record of a promotion: an OCI 1.1 referrer whose layer is the in-toto statement.
 *
 * @param subject the promoted image in its destination.
 */
export function buildRecord(promotion: Promotion, labels: ImageLabels, subject: Descriptor): RecordArtifact {
  const payload = Buffer.from(JSON.stringify(buildStatement(promotion)));
  const config = describe(OCI_EMPTY, EMPTY);
  const layer = describe(IN_TOTO, payload);
  const annotations = buildAnnotations(promotion, labels);
  const { mediaType, digest, size } = subject;
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: OCI_MANIFEST,
      artifactType: IN_TOTO,
      config: { mediaType: config.mediaType, digest: config.digest, size: config.size, data: EMPTY.toString('base64') },
      layers: [
        {
          mediaType: layer.mediaType,
          digest: layer.digest,
          size: layer.size,
          annotations: { [PREDICATE_TYPE]: PROMOTION_PREDICATE },
        },
      ],
      subject: { mediaType, digest, size },
      annotations: Object.fromEntries(annotations),
    }),
  );
  return {
    manifest: { mediaType: OCI_MANIFEST, digest: digestOf(bytes), bytes },
    descriptor: { ...describe(OCI_MANIFEST, bytes), annotations, artifactType: IN_TOTO },
    subject: { mediaType, digest, size, annotations: new Map() },
    blobs: [
      { descriptor: config, bytes: EMPTY },
      { descriptor: layer, bytes: payload },
    ],
  };
}

/** What makes two records say the same: a run that is repeated writes none again. */
export interface RecordKey {
  readonly from: string;
  readonly to: string;
  readonly tags: readonly string[];
}

/** Finds among referrers the newest record of the same promotion: same source, same destination, at least these tags. */
export function findRecord(referrers: readonly Descriptor[], key: RecordKey): Digest | undefined {
  const matches = referrers.filter(({ annotations }) => {
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
  return matches.sort((left, right) => (created(left) < created(right) ? 1 : -1))[0]?.digest;
}
