import { isSealiftError } from '../../src/errors.ts';
import type { DestinationResult } from '../../src/promotion/promote.ts';
import { GIVEN_TAGS, OLDER, OLDER_TAGS, type Place, PROMOTED } from './fault-world.ts';

/** What came of a run. */
export type Outcome =
  /** Every tag is right, the image complete, the record there. */
  | 'completed'
  /** An error that says why, and the tags are as they were. */
  | 'refused'
  /** The same, but tags that did not exist before stand on the complete image. */
  | 'created'
  /** A tag is moved and the error says that it could not be put back: the registry does nothing any more. */
  | 'stuck'
  /** Anything else. */
  | 'wrong';

/** What came of a run, and the error or what is wrong. */
export interface Judgement {
  readonly outcome: Outcome;
  readonly words: string;
}

const SENTENCE = /^Cannot .+: .+; .+$/s;

/** Returns the tags of a place, without those by which referrers are listed. */
function tagsOf({ registry, name }: Place): ReadonlyMap<string, string> {
  return new Map([...registry.tags(name)].filter(([tag]) => !tag.startsWith('sha256-')));
}

function same(left: Uint8Array | undefined, right: Uint8Array): boolean {
  return left !== undefined && Buffer.compare(left, right) === 0;
}

/** Finds what of the image is missing or different in a place. */
function findDamage({ registry, name }: Place): readonly string[] {
  const blobs = registry.blobs(name);
  return [
    ...[...PROMOTED.blobs].filter(([digest, bytes]) => !same(blobs.get(digest), bytes)),
    ...[...PROMOTED.manifests].filter(([digest, { bytes, mediaType }]) => {
      const stored = registry.manifest(name, digest);
      return stored?.mediaType !== mediaType || !same(stored.bytes, bytes);
    }),
  ].map(([digest]) => `${digest} is missing or damaged`);
}

/** What is looked at in a record, its statement, and the index that lists it. */
interface Document {
  readonly subject?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
  readonly manifests?: readonly { readonly digest: string }[];
  readonly predicate?: { readonly destination?: { readonly tags?: readonly string[] } };
}

function parse(bytes: Uint8Array | undefined): Document {
  return bytes === undefined ? {} : JSON.parse(Buffer.from(bytes).toString('utf8'));
}

/** Finds what is wrong with the record of a run that succeeded. */
function findRecordTrouble({ registry, name, variant }: Place, record: string | undefined): readonly string[] {
  const stored = registry.manifest(name, record ?? '');
  if (stored === undefined) return ['there is no record'];
  const { subject, layers = [] } = parse(stored.bytes);
  // An API lists what has the subject; without one there is the index under the fallback tag.
  const fallback = parse(registry.manifest(name, PROMOTED.index.digest.replace(':', '-'))?.bytes).manifests ?? [];
  const isListed = variant === 'one registry' || fallback.some(({ digest }) => digest === record);
  const statement = parse(registry.blobs(name).get(layers[0]?.digest ?? ''));
  const tags = statement.predicate?.destination?.tags ?? [];
  return [
    ...(subject?.digest === PROMOTED.index.digest ? [] : ['the record is of something else']),
    ...(isListed ? [] : ['the record is not listed']),
    ...(tags.join() === GIVEN_TAGS.join() ? [] : [`the record names the tags "${tags.join(' ')}"`]),
  ];
}

function findTagTrouble(place: Place): readonly string[] {
  const tags = tagsOf(place);
  const wanted = new Map<string, string>(OLDER_TAGS.map((tag) => [tag, OLDER.digest]));
  for (const tag of GIVEN_TAGS) wanted.set(tag, PROMOTED.index.digest);
  return [...new Set([...tags.keys(), ...wanted.keys()])]
    .filter((tag) => tags.get(tag) !== wanted.get(tag))
    .map((tag) => `${tag} is ${tags.get(tag) ?? 'missing'}`);
}

/** Judges a run that says that it did everything. */
export function judgeSuccess(place: Place, result: DestinationResult): Judgement {
  const trouble = [...findTagTrouble(place), ...findDamage(place), ...findRecordTrouble(place, result.record)];
  return trouble.length === 0
    ? { outcome: 'completed', words: '' }
    : { outcome: 'wrong', words: `false success: ${trouble.join(', ')}` };
}

/** Tells whether an error says of each of these tags that it stands where it should not. */
function owns(words: string, { registry, name }: Place, tags: readonly string[]): boolean {
  const list = words
    .split(/(?:NOT put back|perhaps moved), look at it: /)
    .slice(1)
    .join(';');
  return tags.every((tag) => list.split(/, | and |[;)]/).includes(`${registry.host}/${name}:${tag}`));
}

/**
 * Judges a run that failed, by its error and by what it left.
 *
 * @param isDead whether the registry did nothing at all from some request on, so that nothing could be put back.
 */
export function judgeFailure(place: Place, error: unknown, isDead: boolean): Judgement {
  const words = error instanceof Error ? error.message : String(error);
  if (!isSealiftError(error)) {
    return { outcome: 'wrong', words: `not an error of ours: ${error instanceof Error ? error.stack : words}` };
  }
  if (!SENTENCE.test(words)) return { outcome: 'wrong', words: `not a sentence: ${words}` };
  const tags = tagsOf(place);
  const changed = [...tags].filter(([tag, digest]) => !OLDER_TAGS.includes(tag) || digest !== OLDER.digest);
  if (changed.length === 0 && tags.size === OLDER_TAGS.length) return { outcome: 'refused', words };
  const damage = findDamage(place);
  const isRight = changed.every(([tag, digest]) => GIVEN_TAGS.includes(tag) && digest === PROMOTED.index.digest);
  if (!isRight || damage.length > 0) return { outcome: 'wrong', words: `tags on a wrong image: ${damage} ${words}` };
  const moved = changed.map(([tag]) => tag).filter((tag) => OLDER_TAGS.includes(tag));
  if (moved.length === 0) return { outcome: 'created', words };
  return isDead && owns(words, place, moved)
    ? { outcome: 'stuck', words }
    : { outcome: 'wrong', words: `${moved.join(', ')} moved, though: ${words}` };
}
