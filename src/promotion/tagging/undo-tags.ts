import { isSealiftError, RegistryError, withAftermath } from '../../errors.ts';
import { digestAlgorithm } from '../../oci/digest.ts';
import { formatRepository } from '../../oci/repository.ts';
import { getManifest, headManifest } from '../../registry/manifests.ts';
import { putManifest } from '../../registry/put-manifest.ts';
import { formatList } from '../../text/format.ts';
import type { TagJournal, TagWrite } from './tag-journal.ts';

/** A tag is put back with this many tries: the registry has just failed, and may do so again. */
const TRIES = 3;
/** The pause between these, in ms. */
const PAUSE = 500;

/** What became of a tag when a promotion was undone. */
type Fate =
  /** It holds what it held before: it was put back, or never written. */
  | 'restored'
  | 'untouched'
  /** It did not exist before. Registries offer no safe way to remove a tag, and it stands on a complete image. */
  | 'new'
  /** It could not be put back. */
  | 'stuck';

/** Puts a tag back to what it held before this run. */
async function putBack({ client, repository, tag, before, after }: TagWrite): Promise<Fate> {
  const holds = await headManifest(client, repository, tag, digestAlgorithm(after));
  if (holds === undefined && before !== undefined) {
    // It was there before, and nobody deletes it in this moment: the answer is not to be believed at once.
    const name = `${formatRepository(repository)}:${tag}`;
    throw new RegistryError(`Cannot put back ${name}: it is gone; look at it`, {
      code: 'not-found',
      registry: client.registry,
    });
  }
  // Another run may have moved it on: that is not ours to undo.
  if (holds !== after || before === after) return 'untouched';
  if (before === undefined) return 'new';
  const manifest = await getManifest(client, repository, before);
  if (manifest === undefined) return 'stuck';
  await putManifest(client, repository, tag, manifest);
  return 'restored';
}

async function undo(write: TagWrite): Promise<Fate> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    try {
      return await putBack(write);
    } catch (error) {
      if (!isSealiftError(error)) throw error;
      await write.client.clock.sleep(PAUSE * attempt);
    }
  }
  return 'stuck';
}

/**
 * Puts back the tags that a failed promotion has moved, in every destination.
 *
 * @returns the error, with what is where now; as it came where no tag was touched.
 */
export async function undoTags(journal: TagJournal, error: unknown): Promise<unknown> {
  // A tag may have been written several times; what it held before the first of them is what it is put back to.
  const writes = new Map<string, TagWrite>();
  for (const write of journal.writes) {
    const name = `${formatRepository(write.repository)}:${write.tag}`;
    if (!writes.has(name)) writes.set(name, write);
  }
  const fates = await Promise.all([...writes].map(async ([name, write]) => ({ name, fate: await undo(write) })));
  const list = (wanted: Fate): string =>
    formatList(fates.filter(({ fate }) => fate === wanted).map(({ name }) => name));
  const parts = [
    ['restored', 'put back to what it was: '],
    ['new', 'new, and on the complete image: '],
    ['stuck', 'NOT put back, look at it: '],
  ] as const;
  const said = parts
    .map(([fate, words]) => (list(fate) === '' ? '' : words + list(fate)))
    .filter((part) => part !== '');
  if (said.length === 0 || !isSealiftError(error)) return error;
  return withAftermath(error, said.join('; '));
}
