import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';

/** Refuses an entry from within the rendering of its expressions; the message names the input, the line and the text. */
export type RefuseEntry = (reason: string, cure: string) => never;

/** What the reading of custom labels needs besides their text. */
export interface LabelEntryOptions {
  /** The input that holds the text, for the words of an error. */
  readonly input: 'labels' | 'annotations';
  /** Replaces the expressions such as `{{branch}}` of an entry by what they stand for. */
  readonly render: (text: string, refuse: RefuseEntry) => string;
  /** Takes a sentence on an entry that is accepted, and may not be meant as it is written. */
  readonly warn: (sentence: string) => void;
}

interface Entry {
  readonly line: number;
  readonly text: string;
}

/** An entry in double quotes may go over several lines, and holds a quote as two of them (RFC 4180). */
const QUOTED = /^[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?:\r?\n|$)/;

const PLAIN = /^([^\n]*)(?:\n|$)/;

function refuser(input: LabelEntryOptions['input'], { line, text }: Entry): RefuseEntry {
  return (reason, cure) => {
    throw new InputError(`Cannot read ${input} on line ${line}, ${quote(text)}: ${reason}; ${cure}`);
  };
}

function splitEntries(text: string, input: LabelEntryOptions['input']): readonly Entry[] {
  const entries: Entry[] = [];
  let line = 1;
  for (let rest = text; rest !== ''; ) {
    const quoted = QUOTED.exec(rest);
    const [all, content = ''] = quoted ?? PLAIN.exec(rest) ?? [rest, rest];
    const entry = { line, text: (quoted ? content.replaceAll('""', '"') : content).trim() };
    if (!quoted && entry.text.startsWith('"')) {
      refuser(input, entry)('its quotes are not around the whole entry', 'write it as "key=value", or without quotes');
    }
    if (entry.text !== '' && (quoted || !entry.text.startsWith('#'))) entries.push(entry);
    line += all.split('\n').length - 1;
    rest = rest.slice(all.length);
  }
  return entries;
}

function readEntry(text: string, refuse: RefuseEntry): readonly [string, string] {
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  if (key === '') refuse('there is no key before its "="', 'write it as key=value');
  if (/[\s\p{Cc}]/u.test(key))
    refuse(`there is a blank in its key ${quote(key)}`, 'write it as key=value, without a blank in the key');
  return [key, equals < 0 ? '' : text.slice(equals + 1)];
}

/**
 * Parses the input `labels` or `annotations`: `key=value`, one a line, as docker/metadata-action takes them.
 *
 * A later entry overrides an earlier one, and `key=` is an empty label, which hides the one of the base image; `key`
 * is the same, with a warning. An entry that its expressions leave empty is none.
 *
 * @example parseLabelEntries('a=b=c\n# no\nd=', { input: 'labels', render: (text) => text, warn }) // a → b=c, d → (empty)
 * @throws {InputError} where the key of an entry is empty or holds a blank.
 */
export function parseLabelEntries(
  text: string,
  { input, render, warn }: LabelEntryOptions,
): ReadonlyMap<string, string> {
  const labels = new Map<string, string>();
  for (const entry of splitEntries(text, input)) {
    const refuse = refuser(input, entry);
    const rendered = render(entry.text, refuse).trim();
    if (rendered === '') continue;
    labels.set(...readEntry(rendered, refuse));
    if (rendered.includes('=')) continue;
    warn(
      `The entry ${quote(rendered)} on line ${entry.line} of ${input} has no "=", and so is empty; write it as key=value, or with a "=" at its end if it is meant to be`,
    );
  }
  return labels;
}

/**
 * Joins generated and custom labels: a custom one replaces the generated one of its key. Sorted by key, by code point.
 *
 * docker/metadata-action sorts by locale. That is the same order for its eight keys and for any in lower case with
 * dots and hyphens; it differs for capitals and `_`, and nothing depends on it.
 */
export function mergeLabels(
  generated: ReadonlyMap<string, string>,
  custom: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  // The order of UTF-8's bytes is that of code points.
  return new Map(
    [...generated, ...custom]
      .map(([key, value]) => ({ key, value, bytes: Buffer.from(key) }))
      .sort((left, right) => Buffer.compare(left.bytes, right.bytes))
      .map(({ key, value }) => [key, value] as const),
  );
}

/** Writes labels as `key=value`. */
export function formatLabels(labels: ReadonlyMap<string, string>): readonly string[] {
  return [...labels].map(([key, value]) => `${key}=${value}`);
}
