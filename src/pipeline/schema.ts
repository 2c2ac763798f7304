import * as z from 'zod/mini';

// Without this, zod would compile its checks at run time: nothing that we run is made of text.
z.config({ jitless: true });

/** The keys that each kind of mapping takes, by what the kind is called: for the nearest one to a key that is unknown. */
const KEYS = new Map<string, readonly string[]>();

/** Lists the keys of a kind of mapping. */
export function keysOfKind(kind: string): readonly string[] {
  return KEYS.get(kind) ?? [];
}

/** A message of the schema in its parts. */
export interface Clause {
  readonly reason: string;
  readonly remedy: string;
}

/** The parts of messages, by the whole: zod keeps texts alone. */
const CLAUSES = new Map<string, Clause>();

/** Makes a message of what is wrong with a value and what to write; its parts are found again by {@link clauseOf}. */
export function clause(reason: string, remedy: string): string {
  const message = `${reason}; ${remedy}`;
  CLAUSES.set(message, { reason, remedy });
  return message;
}

/** Returns the parts of a message that {@link clause} made; undefined for others. */
export function clauseOf(message: string): Clause | undefined {
  return CLAUSES.get(message);
}

function notA({ kind, example }: Words): string {
  return clause(`which is no ${kind}`, `write ${example}`);
}

/**
 * Makes a mapping that takes its keys and no others.
 *
 * @param kind what it is called, such as "an environment": the message of its errors.
 */
export function mapping<Shape extends z.core.$ZodLooseShape>(kind: string, shape: Shape) {
  KEYS.set(kind, Object.keys(shape));
  return z.strictObject(shape, { error: kind });
}

/** Makes a mapping from names that people choose. */
export function named<Value extends z.core.SomeType>(value: Value, { kind, example }: Words) {
  return z.record(z.string().check(z.regex(NAME)), value, { error: notA({ kind, example }) });
}

/** What a value must be, and how one is written, for errors. */
export interface Words {
  /** Such as "list of platforms". */
  readonly kind: string;
  /** Such as "[linux/amd64, linux/arm64]". */
  readonly example: string;
}

/** The names of environments and hotfix routes: no host, no path and no flag is one. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** Makes a text that is not empty. */
export function text({ kind, example }: Words) {
  const error = notA({ kind, example });
  return z.string({ error }).check(z.minLength(1, { error }));
}

/** Makes a text of a grammar. */
export function textLike(pattern: RegExp, { kind, example }: Words) {
  const error = notA({ kind, example });
  return z.string({ error }).check(z.regex(pattern, { error }));
}

/** How a list is written, and how long it may be. */
export interface ListWords extends Words {
  /** Unless it says otherwise, {@link MOST_ITEMS}. */
  readonly most?: number;
}

/** A longer list in a file that people write is a mistake, or an attack. */
const MOST_ITEMS = 100;

function limit({ kind, most = MOST_ITEMS }: ListWords) {
  return z.maxLength(most, { error: clause(`which is too long for a ${kind}`, `write at most ${most}`) });
}

/** Makes a list. */
export function list<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  return z.array(item, { error: notA(words) }).check(limit(words));
}

/** Makes a list that is not empty, or the one item of it. */
export function oneOrMore<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  const error = notA(words);
  return z.union([item, z.array(item, { error }).check(z.minLength(1, { error }), limit(words))], { error });
}

/** Makes a list, or the one item of it. */
export function oneOrAny<Item extends z.core.SomeType>(item: Item, words: ListWords) {
  return z.union([item, list(item, words)], { error: notA(words) });
}

/** Makes a value that may be left out, with what editors show for it. */
export function optional<Value extends z.core.SomeType>(value: Value, description: string, standard?: unknown) {
  const shown = standard === undefined ? { description } : { description, default: standard };
  return z.optional(value).check(z.meta(shown));
}
