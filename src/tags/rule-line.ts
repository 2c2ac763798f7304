import { InputError } from '../errors.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import type { TagRule } from './rule.ts';

/** A line of an input, counted from 1. */
export interface InputLine {
  readonly line: number;
  readonly text: string;
}

/** A line whose type and attributes are known, but not their values. */
export interface RuleLine extends InputLine {
  readonly type: TagRule['type'];
  readonly attributes: ReadonlyMap<string, string>;
}

const COMMON = ['enable', 'priority', 'prefix', 'suffix', 'immutable', 'unique'];

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

const TYPES = Object.keys(ATTRIBUTES) as TagRule['type'][];

/** Lists the lines of an input that are neither blank nor begin with `#`. */
export function linesOf(input: string): readonly InputLine[] {
  const lines = input.split(/\r?\n/).map((text, index) => ({ line: index + 1, text: text.trim() }));
  return lines.filter(({ text }) => text !== '' && !text.startsWith('#'));
}

/** Throws an error that names the line and shows it. */
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

/** Reads a rule; a bare word is a `raw` value (docker/metadata-action). @throws {InputError} if it is malformed. */
export function readRuleLine(rule: InputLine): RuleLine {
  const attributes = new Map<string, string>();
  const bare: string[] = [];
  const fields = splitFields(rule.text);
  if (fields === undefined) {
    refuseRule(rule, 'its quotes are not around a whole field', 'write a field with a comma as "value=a,b"');
  }
  // A comma at the end promises a field that is not there, and means nothing (docker/metadata-action).
  for (const field of fields.length > 1 && fields.at(-1) === '' ? fields.slice(0, -1) : fields) {
    const equals = field.indexOf('=');
    const name = field.slice(0, Math.max(equals, 0)).trim().toLowerCase();
    if (equals < 0) bare.push(field);
    else if (name === '') refuseRule(rule, `${quote(field)} names no attribute`, 'write it as attribute=value');
    else if (attributes.has(name)) refuseTwice(rule, name);
    else attributes.set(name, field.slice(equals + 1).trim());
  }
  const given = attributes.get('type') ?? 'raw';
  const type =
    TYPES.find((each) => each === given) ??
    refuseRule(rule, `there is no type ${quote(given)}`, adviseWord(given, TYPES));
  attributes.delete('type');
  for (const word of bare) readBareWord(rule, { type, word, attributes });
  const known = [...ATTRIBUTES[type], ...COMMON];
  for (const name of attributes.keys()) {
    if (known.includes(name)) continue;
    refuseRule(rule, `there is no attribute ${quote(name)} for type=${type}`, adviseWord(name, [...known, 'type']));
  }
  return { ...rule, type, attributes };
}

function readBareWord(
  rule: InputLine,
  { type, word, attributes }: Readonly<{ type: TagRule['type']; word: string; attributes: Map<string, string> }>,
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

/**
 * Warns of rules that are a type's name and nothing else: in docker/metadata-action's language `semver` is the tag
 * "semver", and most who write that meant `type=semver`.
 */
export function warnOfBareTypes(rules: readonly (InputLine & Pick<TagRule, 'type'>)[]): readonly string[] {
  return rules.flatMap(({ type, line, text }) => {
    const word = TYPES.find((each) => each !== 'raw' && each === text.split(',', 1)[0]?.trim());
    if (type !== 'raw' || word === undefined) return [];
    return `The tag rule ${quote(word)} on line ${line} gives the tag ${quote(word)}; write "type=${word}" for the rule of that type, or "type=raw,value=${word}" if the tag is meant`;
  });
}

/** Splits a line at its commas, with quotes as in RFC 4180; undefined if they are not around whole fields. */
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
