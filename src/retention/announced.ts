import { declaredPredicate } from '../attestation/artifact.ts';
import { HOLD } from '../attestation/predicates/hold.ts';
import { PROMOTION } from '../attestation/predicates/promotion.ts';
import { ROLLBACK } from '../attestation/predicates/rollback.ts';
import type { Digest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import type { Repository } from '../oci/reference.ts';
import { ATTESTATIONS, readAttestationManifest } from '../records/read.ts';
import type { RegistryClient } from '../registry/client.ts';
import { listReferrers } from '../registry/referrers/referrers.ts';

const CREATED = 'org.opencontainers.image.created';

/** Records that say that somebody wants the image: one that it was retired says the opposite. */
const PLACING: ReadonlySet<string> = new Set([PROMOTION.type, ROLLBACK.type, HOLD.type]);

/** An attestation, as a list announces it. */
export interface Announced {
  readonly digest: Digest;
  readonly predicate: string | undefined;
  readonly annotations: Descriptor['annotations'];
}

/** What lists tell of the attestations of a manifest; of those that no list announces, the manifest is read. */
export async function listAnnounced(
  client: RegistryClient,
  { repository, subject }: { readonly repository: Repository; readonly subject: Digest },
): Promise<readonly Announced[]> {
  const listed = await listReferrers(client, repository, subject, ATTESTATIONS);
  const found = await Promise.all(
    listed.map(async ({ digest, annotations }): Promise<Announced | undefined> => {
      const predicate = declaredPredicate({ annotations });
      if (predicate !== undefined) return { digest, predicate, annotations };
      const manifest = await readAttestationManifest(client, { repository, subject }, digest);
      return manifest && { digest, predicate: manifest.announced, annotations: manifest.annotations };
    }),
  );
  return found.filter((each) => each !== undefined);
}

/** When records that want the image were made, as lists say it (ms). */
export function timesOf(announced: readonly Announced[]): readonly number[] {
  return announced
    .filter(({ predicate }) => predicate !== undefined && PLACING.has(predicate))
    .map(({ annotations }) => Date.parse(annotations.get(CREATED) ?? ''))
    .filter((time) => !Number.isNaN(time));
}
