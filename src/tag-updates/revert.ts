import { isSealiftError, RegistryError, type RegistryErrorCode, withAftermath } from '../errors.ts';
import { digestAlgorithm } from '../oci/digest.ts';
import { getManifest, headManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { formatList } from '../util/format.ts';
import { retry } from '../util/retry.ts';
import { type TagFate, type TagJournal, type TagWrite, tagName } from './journal.ts';

/** The registry has just failed, and may do so again. */
const TRIES = 3;

/** In ms. */
const PAUSE = 500;

/** After these it is not known whether the registry did what it was asked for. */
const UNHEARD: ReadonlySet<RegistryErrorCode> = new Set([
  'unreachable',
  'timeout',
  'server-error',
  'invalid-answer',
  'digest-mismatch',
]);

async function putBack(
  { client: own, repository, tag, before, after }: TagWrite,
  onMoved: () => void,
): Promise<TagFate> {
  const client = own.afterStop ?? own;
  const holds = await headManifest(client, repository, tag, digestAlgorithm(after));
  if (holds === undefined && before !== undefined) {
    // It was there before: the answer is not believed at once.
    const what = `put back ${tagName({ repository, tag })}`;
    throw new RegistryError({ what, reason: 'it is gone', remedy: 'look at it', code: 'not-found' });
  }
  // Another run may have moved it on: that is not ours to undo.
  if (holds !== after || before === after) return 'untouched';
  if (before === undefined) return 'new';
  onMoved();
  const manifest = await getManifest(client, repository, before);
  if (manifest === undefined) return 'stuck';
  await putManifest(client, repository, tag, manifest);
  return 'restored';
}

async function undo(write: TagWrite): Promise<TagFate> {
  const { clock } = write.client.afterStop ?? write.client;
  const options = { tries: TRIES, pause: (tried: number) => PAUSE * tried, mayPass: isSealiftError };
  let isMoved = false;
  try {
    return await retry(clock, options, () => putBack(write, () => (isMoved = true)));
  } catch (error) {
    if (!isSealiftError(error)) throw error;
    if (!(error instanceof RegistryError)) return 'unknown';
    // That it is gone was seen three times.
    const isKnown = error.code === 'not-found' || (isMoved && !UNHEARD.has(error.code));
    return isKnown ? 'stuck' : 'unknown';
  }
}

/**
 * Puts back the tags that a failed promotion has moved, in every destination, if they still hold what it wrote.
 *
 * @returns the error, with what became of the tags; as it came if no tag was touched.
 */
export async function undoTags(journal: TagJournal, error: unknown): Promise<unknown> {
  // A tag may have been written several times; what it held before the last of them may be another run's.
  const writes = new Map<string, TagWrite>();
  for (const write of journal.writes) {
    const name = tagName(write);
    if (write.before !== write.after || !writes.has(name)) writes.set(name, write);
  }
  const fates = await Promise.all(
    [...writes].map(async ([name, write]) => {
      const fate = await undo(write);
      journal.settle(name, fate);
      return { name, fate };
    }),
  );
  const list = (wanted: TagFate): string =>
    formatList(fates.filter(({ fate }) => fate === wanted).map(({ name }) => name));
  const parts = [
    ['restored', 'put back to what it was: '],
    ['new', 'created, on a complete image: '],
    ['stuck', 'NOT put back, look at it: '],
    ['unknown', 'perhaps moved, look at it: '],
  ] as const;
  const said = parts
    .map(([fate, words]) => (list(fate) === '' ? '' : words + list(fate)))
    .filter((part) => part !== '');
  if (said.length === 0 || !isSealiftError(error)) return error;
  return withAftermath(error, said.join('; '));
}
