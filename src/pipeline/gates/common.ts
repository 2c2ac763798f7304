import { quote } from '../../util/safe-text.ts';
import type { Field } from '../field.ts';
import { choice, type Item, made, NAME, oneOrMore, optional, type Shape, text } from '../shape.ts';

/** What all gates have in the pipeline file. */
export interface CommonSettings {
  /** With `warn`, what it refuses is a warning. */
  readonly mode: 'enforce' | 'warn';
  /** With `images`, artifacts that are no images pass. */
  readonly appliesTo: 'all' | 'images';
  /** From this instant on, the start of a day in UTC, records have to have the gate. */
  readonly since: Date | undefined;
}

/** The settings of a gate that says nothing of them. */
export const COMMON_DEFAULTS: CommonSettings = { mode: 'enforce', appliesTo: 'all', since: undefined };

/** Parses a day as the instant at which it begins in UTC; undefined if the calendar has no such day. */
export function parseDay(written: string): Date | undefined {
  const day = new Date(/^\d{4}-\d\d-\d\d$/.test(written) ? `${written}T00:00:00Z` : Number.NaN);
  return Number.isNaN(day.getTime()) || !day.toISOString().startsWith(written) ? undefined : day;
}

const DAY_EXAMPLE = 'it as YYYY-MM-DD, such as 2026-12-31';

const day = made(text({ kind: 'day', example: DAY_EXAMPLE }, /^\d{4}-\d\d-\d\d$/), (written, field) => {
  return (
    parseDay(written) ??
    field.refuse(`${field.name} is ${quote(written)}, which is not in the calendar; write ${DAY_EXAMPLE}`)
  );
});

/** The keys that all gates have. */
export const COMMON_FIELDS = {
  mode: optional(
    choice(['enforce', 'warn']),
    'With "warn", what the gate would refuse is a warning, and refuses nothing.',
    'enforce',
  ),
  'applies-to': optional(
    choice(['all', 'images']),
    'With "images", the gate passes over artifacts that are not images, and says so.',
    'all',
  ),
  since: optional(
    day,
    'The day, in UTC, from which on records must have this gate; without it, one that lacks it is a warning of "verify".',
  ),
};

/** The same keys, where a gate has others. */
export const COMMON_KEYS: readonly string[] = Object.keys(COMMON_FIELDS);

/** What a gate says in the keys that all have. */
export interface CommonFile {
  readonly mode: CommonSettings['mode'] | undefined;
  readonly 'applies-to': CommonSettings['appliesTo'] | undefined;
  readonly since: Date | undefined;
}

/** Reads what all gates have. */
export function readCommon(says: CommonFile): CommonSettings {
  return {
    mode: says.mode ?? COMMON_DEFAULTS.mode,
    appliesTo: says['applies-to'] ?? COMMON_DEFAULTS.appliesTo,
    since: says.since,
  };
}

/** The names of signers, which are looked up when "evidence" is known. */
export const signedBy: Shape<readonly string[]> = made(
  oneOrMore(text({ kind: 'name of a signer', example: 'a name of "evidence"' }, NAME), {
    kind: 'list of signers',
    example: 'a name of "evidence", or a list of them',
    least: 1,
  }),
  (items, field) => {
    field.notes.signers.push(...items);
    return items.map(({ value }) => value);
  },
);

/** The keys that say whose statements count. */
export const SIGNATURE_FIELDS = {
  'signed-by': optional(signedBy, 'Who must have signed: a name of "evidence", or several, of which one will do.'),
  unsigned: optional(choice([true, false]), 'Accepts statements that nobody signed, or that anybody did.', false),
};

/** What is said of whose statements count. */
export interface SignatureFile {
  readonly 'signed-by': readonly string[] | undefined;
  readonly unsigned: boolean | undefined;
}

/** Reads whose statements count; that nobody signs has to be written out. */
export function readSignature(
  says: SignatureFile,
  field: Field,
): { readonly signedBy: readonly string[]; readonly unsigned: boolean } {
  const { 'signed-by': names = [], unsigned = false } = says;
  if (names.length === 0 && !unsigned) {
    field
      .at('signed-by')
      .refuse(
        `"signed-by" is missing in ${field.name}; name a signer of "evidence", or write "unsigned: true" to accept what nobody signed`,
      );
  }
  if (names.length > 0 && unsigned) {
    field
      .at('unsigned')
      .refuseKey('"unsigned: true" accepts any statement, so "signed-by" has no effect; remove one of them');
  }
  return { signedBy: names, unsigned };
}

/** The name of a rule, for people and for other gates. */
export const ruleName = text({ kind: 'name', example: 'it with letters, digits, "-" and "_"' }, NAME);

/** Notes what is listed twice. */
export function checkOnce(items: readonly Item[]): void {
  const seen = new Set<string>();
  for (const { value, field } of items) {
    if (seen.has(value)) field.refuse(`${quote(value)} is listed twice; remove one of them`);
    seen.add(value);
  }
}

/** The texts of a list, each with its place. */
export function itemsOf(values: readonly string[], field: Field): readonly Item[] {
  return values.map((value, index) => ({ value, field: field.at(index) }));
}

/** Notes names of rules that are there twice. */
export function checkNames(rules: readonly { readonly name: string }[], field: (index: number) => Field): void {
  rules.forEach(({ name }, index) => {
    if (rules.findIndex((each) => each.name === name) < index) {
      field(index).refuse(`there are two rules ${quote(name)}; choose another name for one of them`);
    }
  });
}

/** Makes a pattern in which stars stand for something. */
export function glob(kind: string, example: string): Shape<string> {
  return made(text({ kind, example }), (written, field) =>
    written.includes('***')
      ? field.refuse(`${field.name} is ${quote(written)}, with three "*" in a row; write "*" or "**"`)
      : written,
  );
}

/** A path in the repository. */
export const repositoryPath: Shape<string> = made(
  text({ kind: 'path', example: 'the path of a file in the repository' }),
  (path, field) =>
    /^\/|\\|^[A-Za-z]:|(?:^|\/)\.\.(?:\/|$)/.test(path)
      ? field.refuse(`${field.name} is ${quote(path)}, which leads out of the repository; write a path from its root`)
      : path,
);
