import { DSSE_ENVELOPE } from '../attestation/verify/cosign-envelope.ts';
import { RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm, digestHex } from '../oci/digest.ts';
import { tryParse } from '../oci/json.ts';
import { type Descriptor, parseManifest } from '../oci/manifest.ts';
import { formatRepository, parseTag, type Tag } from '../oci/reference.ts';
import { getManifest } from '../registry/manifests.ts';
import { listTagsAtOnce } from '../registry/tag-list.ts';
import type { Place } from './configs.ts';
import type { EvidenceRun } from './run.ts';

/** The type that cosign announces a statement by, in the annotations of its layer. */
const PREDICATE = 'predicateType';

/** A statement that cosign keeps under its tag. */
export interface CosignAttestation {
  readonly layer: Descriptor;
  readonly announced: string | undefined;
}

function tagOf(subject: Digest): Tag {
  return parseTag(`${digestAlgorithm(subject)}-${digestHex(subject)}.att`);
}

/** The tags of a repository, asked for once in a run; undefined if not all of them can be listed at once. */
function namesIn(run: EvidenceRun, { client, repository }: Place): Promise<ReadonlySet<Tag> | undefined> {
  return run.once(`tags ${formatRepository(repository)}`, async () => {
    try {
      return await run.ask(() => listTagsAtOnce(client, repository));
    } catch (error) {
      // Some credentials may read an image and not the list: then each tag is asked for.
      if (error instanceof RegistryError) return undefined;
      throw error;
    }
  });
}

/**
 * Lists the statements that cosign keeps beside a manifest, as it did before there were referrers: each is a layer of
 * what stands under a tag (sigstore/cosign, specs/ATTESTATION_SPEC.md).
 */
export async function listCosignAttestations(
  run: EvidenceRun,
  place: Place,
  subject: Digest,
): Promise<readonly CosignAttestation[]> {
  const { client, repository } = place;
  const tag = tagOf(subject);
  if ((await namesIn(run, place))?.has(tag) === false) return [];
  const stored = await run.ask(() => getManifest(client, repository, tag));
  const manifest = stored && tryParse(() => parseManifest(stored.bytes, stored.mediaType));
  if (manifest?.kind !== 'manifest') return [];
  return manifest.layers
    .filter(({ mediaType }) => mediaType === DSSE_ENVELOPE)
    .map((layer) => ({ layer, announced: layer.annotations.get(PREDICATE) }));
}
