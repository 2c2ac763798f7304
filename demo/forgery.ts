import { buildSignedRecord, writeStatement } from '../src/attestation/artifact.ts';
import type { Promotion } from '../src/attestation/predicates/promotion.ts';
import { parseClaims } from '../src/attestation/sign/identity-token.ts';
import { createKeylessSigner } from '../src/attestation/sign/keyless.ts';
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
  readonly pretence: Promotion;
}

/** Makes an image, and a story for it that is told word for word like that of a genuine record. */
export function makeIntruder(release: Release, { claims }: SignedRecord): Intruder {
  const image = buildApp(release);
  const { source, destination, route, evidence, run, time } = claims;
  const pretence: Promotion = {
    subjects: [{ digest: parseDigest(image.digest) }],
    time,
    source: { uri: source.uri, tag: release.version, environment: 's1' },
    destination: { uri: destination.uri, environment: 's2', tags: [release.version], replaced: new Map() },
    ...(route === undefined ? {} : { route }),
    ...(evidence === undefined ? {} : { evidence }),
    bytesUploaded: 0,
    blobsMounted: 0,
    run,
    toolVersion: '1.0.0',
  };
  return { image, pretence };
}

/** Signs the story in the name of the workflow that may promote, with a Sigstore that says whatever one likes. */
export async function forgeBundle({ pretence }: Intruder, sigstore: Sigstore): Promise<Uint8Array> {
  const raw = sigstore.issueToken();
  const token = { raw, claims: parseClaims(raw) };
  const signer = createKeylessSigner({
    endpoints: { fulcioUrl: sigstore.fulcioUrl, rekorUrl: sigstore.rekorUrl, timestampUrl: undefined },
    token,
    requestToken: () => Promise.resolve(token),
    now: Date.now,
  });
  return await signer.sign(writeStatement(pretence));
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
  const record = buildSignedRecord({ promotion: pretence, labels, subject }, bundle);
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
