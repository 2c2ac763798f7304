import { buildRecord } from '../src/attestation/artifact.ts';
import { PROMOTION, type PromotionPredicate } from '../src/attestation/predicates/promotion.ts';
import { annotatePromotion } from '../src/attestation/predicates/promotion-annotations.ts';
import { parseClaims } from '../src/attestation/sign/identity-token.ts';
import { createKeylessSigner } from '../src/attestation/sign/keyless.ts';
import { writeStatement } from '../src/attestation/statement.ts';
import { parseDigest } from '../src/oci/digest.ts';
import { pushImage } from '../test/support/image/push-image.ts';
import type { Sigstore } from '../test/support/sigstore/sigstore.ts';
import { type AppImage, buildApp, type Release } from './app-image.ts';
import { type PipelineScene, stageName } from './pipeline-scene.ts';
import type { SignedRecord } from './signed-record.ts';

/** An image that nobody promoted, and what it would take to believe that somebody did. */
export interface Intruder {
  readonly image: AppImage;
  /** What a record would say if it had come from s1 to s2 like the genuine one. */
  readonly pretence: PromotionPredicate;
}

/** Makes an image, and a story for it that is told word for word like that of a genuine record. */
export function makeIntruder(release: Release, { claim }: SignedRecord): Intruder {
  const image = buildApp(release);
  const { source, destination, route, evidence, run, time } = claim.predicate;
  const pretence: PromotionPredicate = {
    ...{ time, route, evidence, run },
    source: { uri: source.uri, tags: [release.version], environment: 's1' },
    destination: { uri: destination.uri, environment: 's2', tags: [release.version], replaced: new Map() },
    copied: { bytesUploaded: 0, mounted: 0 },
    toolVersion: '1.0.0',
  };
  return { image, pretence };
}

/** Signs the story in the name of the workflow that may promote, with a Sigstore that says whatever one likes. */
export async function forgeBundle({ image, pretence }: Intruder, sigstore: Sigstore): Promise<Uint8Array> {
  const raw = sigstore.issueToken();
  const token = { raw, claims: parseClaims(raw) };
  const signer = createKeylessSigner({
    endpoints: { fulcioUrl: sigstore.fulcioUrl, rekorUrl: sigstore.rekorUrl, timestampUrl: undefined },
    token,
    requestToken: () => Promise.resolve(token),
    now: Date.now,
  });
  const subjects = [{ digest: parseDigest(image.digest) }] as const;
  return await signer.sign(writeStatement(PROMOTION, { uri: pretence.destination.uri, subjects }, pretence));
}

/** Pushes an image straight into s2, past the pipeline, and attaches a bundle to it as its record. */
export async function smuggle(
  { registry }: PipelineScene,
  { image, pretence }: Intruder,
  bundle: Uint8Array,
): Promise<void> {
  const { mediaType, size } = image.index;
  const subject = { mediaType, size, digest: parseDigest(image.digest), annotations: new Map() };
  const labels = new Map(Object.entries(image.labels));
  const annotations = annotatePromotion(pretence, { labels });
  const record = buildRecord({ predicateType: PROMOTION.type, subject, annotations, form: 'bundle', bytes: bundle });
  await pushImage(registry.host, stageName('s2'), image, pretence.destination.tags);
  await pushImage(
    registry.host,
    stageName('s2'),
    {
      index: record.descriptor,
      manifests: new Map([[record.manifest.digest, record.manifest]]),
      blobs: new Map(record.blobs.map(({ descriptor, bytes }) => [descriptor.digest, bytes])),
    },
    [],
  );
}
