import { InputError } from '../errors.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import type { TagRule } from './rule.ts';

/** A line of an input, and its number counted from 1. */
export interface InputLine {
  readonly line: number;
  readonly text: string;
}

/** A line whose type and names of attributes are known ones; the values are not read yet. */
export interface RuleLine extends InputLine {
  readonly type: TagRule['type'];
  readonly attributes: ReadonlyMap<string, string>;
}

const COMMON = ['enable', 'priority', 'prefix', 'suffix', 'immutable', 'unique'];

/** The attributes that each type takes besides the common ones. */
const ATTRIBUTES: Record<TagRule['type'], readonly string[]> = {
  schedule: ['pattern'],
  semver: ['pattern', 'value', 'match', 'coerce'],
  pep440: ['pattern', 'value', 'match'],
  match: ['pattern', 'group', 'value'],
  edge: ['branch', 'strict'],
  ref: ['event', 'strict'],
  raw: ['value'],
  sha: ['format'],
  date_seq: ['separator', 'width', 'tz'],
  channel: ['value', 'match'],
  source: [],
};

const TYPES = Object.keys(ATTRIBUTES);

/** Lists the lines of an input that are neither blank nor begin with `#`. */
export function linesOf(input: string): readonly InputLine[] {
  const lines = input.split(/\r?\n/).map((text, index) => ({ line: index + 1, text: text.trim() }));
  return lines.filter(({ text }) => text !== '' && !text.startsWith('#'));
}

/** Throws the error of a line: every one names the line and shows it. */
export function refuseLine(
  what: 'tag rule' | 'flavor',
  { line, text }: InputLine,
  reason: string,
  remedy: string,
): never {
  throw new InputError(`Cannot read ${what} on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
}

/** Throws the error of a rule. */
export function refuseRule(rule: InputLine, reason: string, remedy: string): never {
  refuseLine('tag rule', rule, reason, remedy);
}

/**
 * Reads the type and the attributes of a rule; a bare word is the value of a `raw` rule, as in docker/metadata-action.
 *
 * @example readRuleLine({ line: 1, text: 'type=raw,value=stable' }).attributes.get('value') // 'stable'
 * @throws {InputError} if a field is malformed, or a type or an attribute is unknown or there twice.
 */
export function readRuleLine(rule: InputLine): RuleLine {
  const attributes = new Map<string, string>();
  const bare: string[] = [];
  const fields = splitFields(rule.text);
  if (fields === undefined) {
    refuseRule(rule, 'its quotes are not around a whole field', 'write a field with a comma as "value=a,b"');
  }
  // A comma at the end promises a field that is not there, and means nothing (docker/metadata-action).
  const given = fields.length > 1 && fields.at(-1) === '' ? fields.slice(0, -1) : fields;
  for (const field of given) {
    const equals = field.indexOf('=');
    const name = field.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (equals < 0) bare.push(field);
    else if (name === '') refuseRule(rule, `${quote(field)} names no attribute`, 'write it as attribute=value');
    else if (attributes.has(name)) refuseTwice(rule, name);
    else attributes.set(name, field.slice(equals + 1).trim());
  }
  const type = readType(rule, attributes.get('type') ?? 'raw');
  attributes.delete('type');
  for (const word of bare) readBareWord(rule, { type, word, attributes });
  for (const name of attributes.keys()) checkName(rule, { type, name });
  return { ...rule, type, attributes };
}

function readBareWord(
  rule: InputLine,
  {
    type,
    word,
    attributes,
  }: { readonly type: TagRule['type']; readonly word: string; readonly attributes: Map<string, string> },
): void {
  if (word === '')
    refuseRule(rule, 'there is nothing between two commas or before the first', 'remove the extra comma');
  if (type !== 'raw' || COMMON.includes(word)) {
    refuseRule(rule, `${quote(word)} has no value`, `write ${quote(`${word}=VALUE`)}`);
  }
  if (attributes.has('value')) refuseTwice(rule, 'value');
  attributes.set('value', word);
}

function refuseTwice(rule: InputLine, name: string): never {
  refuseRule(rule, `the attribute ${quote(name)} occurs twice`, 'remove one of them');
}

function readType(rule: InputLine, word: string): TagRule['type'] {
  if (isType(word)) return word;
  refuseRule(rule, `there is no type ${quote(word)}`, adviseWord(word, TYPES));
}

function isType(word: string): word is TagRule['type'] {
  return TYPES.includes(word);
}

function checkName(rule: InputLine, { type, name }: { readonly type: TagRule['type']; readonly name: string }): void {
  const known = [...ATTRIBUTES[type], ...COMMON];
  if (known.includes(name)) return;
  refuseRule(rule, `there is no attribute ${quote(name)} for type=${type}`, adviseWord(name, [...known, 'type']));
}

/**
 * Splits a line at its commas; a field in double quotes may hold commas, and a quote as two of them (RFC 4180).
 *
 * @returns undefined if the quotes are not around whole fields.
 * @example splitFields('type=match,"pattern=a,b"') // ['type=match', 'pattern=a,b']
 */
export function splitFields(line: string): readonly string[] | undefined {
  const fields: string[] = [];
  let rest = line;
  for (;;) {
    const field = /^\s*"((?:[^"]|"")*)"\s*(?=,|$)/.exec(rest) ?? /^([^,"]*)(?=,|$)/.exec(rest);
    if (field === null) return undefined;
    fields.push((field[1] ?? '').replaceAll('""', '"').trim());
    if (field[0].length === rest.length) return fields;
    rest = rest.slice(field[0].length + 1);
  }
}
