import { CancelledError, RegistryError } from '../errors.ts';
import type { Tag } from '../oci/tag.ts';
import { putManifestWithTags } from '../registry/push-manifest.ts';
import { MOST_TAGS_AT_ONCE, mayTagAtOnce, noteNoTagsAtOnce } from '../registry/tags-at-once.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { TagWriter } from './write-tag.ts';

async function writeSome(writer: TagWriter, moves: readonly PlannedTag[]): Promise<ReadonlySet<Tag>> {
  const { client, repository, root, journal, emit } = writer;
  const tags = moves.map(({ tag }) => tag);
  // The registry may set them and its answer be lost: each is noted before.
  for (const { tag, before } of moves) journal.begin({ client, repository, tag, before, after: root.digest });
  let written: ReadonlySet<Tag>;
  try {
    written = await putManifestWithTags(client, repository, root, tags);
  } catch (error) {
    if (error instanceof CancelledError && error.isUnanswered) {
      for (const tag of tags) journal.doubt({ repository, tag });
    }
    if (!(error instanceof RegistryError)) throw error;
    // Tag by tag it is found out which of them the registry refuses, and why.
    written = new Set();
  }
  if (written.size < tags.length) noteNoTagsAtOnce(client);
  for (const tag of written) {
    journal.confirm({ repository, tag });
    emit({ kind: 'tag', to: repository, tag, digest: root.digest });
  }
  return written;
}

/**
 * Writes moving tags with one request for several of them, where the registry may know how (distribution-spec, end-7b).
 *
 * @returns the tags that the registry says it has set; all others are still to be written.
 */
export async function writeTagsAtOnce(writer: TagWriter, moves: readonly PlannedTag[]): Promise<ReadonlySet<Tag>> {
  const written = new Set<Tag>();
  if (moves.length < 2) return written;
  for (let first = 0; first < moves.length && mayTagAtOnce(writer.client); first += MOST_TAGS_AT_ONCE) {
    const some = await writeSome(writer, moves.slice(first, first + MOST_TAGS_AT_ONCE));
    for (const tag of some) written.add(tag);
  }
  return written;
}
