import { CancelledError, RegistryError } from '../errors.ts';
import { type Digest, digestAlgorithm } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import type { TagEvent } from '../promotion/events.ts';
import type { RegistryClient } from '../registry/client.ts';
import { confirmManifest } from '../registry/confirm.ts';
import { headManifest, type StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { TagJournal } from './write.ts';

/** Where tags are written, and what they are to hold. */
export interface TagWriter {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly root: StoredManifest;
  readonly journal: TagJournal;
  readonly emit: (event: TagEvent) => void;
}

/** Finds what a tag holds after a write that failed; undefined where that cannot be found out either. */
function lookAfterFailure({ client, repository, root }: TagWriter, { tag }: PlannedTag): Promise<Digest | undefined> {
  return headManifest(client, repository, tag, digestAlgorithm(root.digest)).catch((error: unknown) => {
    if (error instanceof RegistryError) return undefined;
    throw error;
  });
}

/**
 * Writes a tag of an image that is complete.
 *
 * A refusal is not believed where the tag holds the image afterwards: the answer was lost, or another run of the same
 * promotion was faster.
 *
 * @throws {RegistryError} where the registry does not take it.
 */
export async function writeTag(writer: TagWriter, planned: PlannedTag): Promise<void> {
  const { client, repository, root, journal, emit } = writer;
  const { tag, before } = planned;
  const { digest } = root;
  const write = { client, repository, tag, before, after: digest };
  journal.begin(write);
  try {
    const { isConfirmed } = await putManifest(client, repository, tag, root);
    if (!isConfirmed && (await confirmManifest(client, repository, { reference: tag, digest })) !== digest) {
      throw new RegistryError(
        `Cannot tag ${formatRepository(repository)}: the registry took "${tag}" but does not show it; run again, and tell its administrators if it stays so`,
        { code: 'digest-mismatch', registry: client.registry },
      );
    }
  } catch (error) {
    if (error instanceof CancelledError && error.isUnanswered) journal.doubt(write);
    if (!(error instanceof RegistryError) || (await lookAfterFailure(writer, planned)) !== digest) throw error;
  }
  journal.confirm(write);
  emit({ kind: 'tag', to: repository, tag, digest });
}
