import { formatList, isBlank } from '../util/format.ts';
import { nearest } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import type { Field } from './field.ts';
import { MOST_FINDINGS } from './findings.ts';

type JsonSchema = Readonly<Record<string, unknown>>;

/** The one definition of a value of the pipeline file, for reading it and for editors. */
export interface Shape<Value> {
  /** As JSON Schema (draft 7). */
  readonly schema: JsonSchema;
  /** The cure if the value is missing. */
  readonly remedy: string;
  /** What is wrong with a value is noted at its field; the result is of no use then. */
  read(value: unknown, field: Field): Value | undefined;
}

interface Optional<Value> extends Shape<Value> {
  readonly isOptional: true;
}

/** The value that a shape reads. */
export type ValueOf<Of> =
  Of extends Optional<infer Value> ? Value | undefined : Of extends Shape<infer Value> ? Value : never;

/** A value's kind and an example, for errors. */
interface Words {
  readonly kind: string;
  readonly example: string;
}

interface ListWords extends Words {
  readonly least?: number;
  /** A longer list in a file that people write is a mistake, or an attack: 100 by default. */
  readonly most?: number;
}

/** Whether a value of the file is a mapping. */
export function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return isMapping(value) ? 'a mapping' : Object.keys(Object(value)).length === 0 ? 'an empty list' : 'a list';
}

/** Notes that a value is wrong. */
export function refuseValue(value: unknown, field: Field, clause: string): undefined {
  return field.refuse(`${field.name} is ${show(value)}, ${clause}`);
}

function withArticle(kind: string): string {
  return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
}

function isNot({ kind, example }: Words): string {
  return `which is not ${withArticle(kind)}; write ${example}`;
}

/** A text that is not empty; `isBare` for one that people take for a number, which quotes would not make right. */
export function text(words: Words & { readonly isBare?: boolean }, pattern?: RegExp): Shape<string> {
  const remedy = `write ${words.example}`;
  return {
    schema: { type: 'string', ...(pattern === undefined ? { minLength: 1 } : { pattern: pattern.source }) },
    remedy,
    read(value, field) {
      if (typeof value === 'string' && (pattern?.test(value) ?? !isBlank(value))) return value;
      if (typeof value === 'string' || typeof value === 'object') return refuseValue(value, field, isNot(words));
      const cure = words.isBare === true ? remedy : `write it in quotes, ${quote(field.source ?? String(value))}`;
      return refuseValue(value, field, `which is not read as a text; ${cure}`);
    },
  };
}

/** A text that may be the path of a file in the repository, which is read then. */
export function pathOf(words: Words, isPath: (text: string) => boolean = () => true): Shape<string> {
  const shape = text(words);
  return {
    ...shape,
    read(value, field) {
      const path = shape.read(value, field);
      if (path !== undefined && isPath(path)) field.notes.named.add(path);
      return path;
    },
  };
}

/** One of a few words and switches. */
export function choice<const Value extends string | boolean>(values: readonly Value[]): Shape<Value> {
  const words = values.filter((each) => typeof each === 'string');
  return {
    schema: { ...(words.length === values.length ? { type: 'string' } : {}), enum: values },
    remedy: 'add it',
    read(value, field) {
      const found = values.find((each) => each === value);
      if (found !== undefined) return found;
      // The words are named already: what is near to none of them is not guessed at.
      const near =
        typeof value === 'string' ? nearest(value, words, Math.max(1, Math.floor(value.length / 3))) : undefined;
      const known = formatList(values.map((each) => (typeof each === 'string' ? `"${each}"` : String(each))));
      if (values.length === 1) return refuseValue(value, field, `which is not ${known}; write that`);
      const cure = near === undefined ? 'one of them' : quote(near);
      return refuseValue(value, field, `which is not one of ${known}; write ${cure}`);
    },
  };
}

/** True or false. */
export const yesOrNo: Shape<boolean> = {
  schema: { type: 'boolean' },
  remedy: 'write true or false',
  read(value, field) {
    if (typeof value === 'boolean') return value;
    return refuseValue(value, field, 'which is neither true nor false; write true or false');
  },
};

/** A whole number from 0 on. */
export function count(kind: string, most: number): Shape<number> {
  const remedy = `write a whole number from 0 to ${most}`;
  return {
    schema: { type: 'integer', minimum: 0, maximum: most },
    remedy,
    read(value, field) {
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most) return value;
      return refuseValue(value, field, `which is not ${withArticle(kind)}; ${remedy}`);
    },
  };
}

/** A list. */
export function list<Item>(item: Shape<Item>, words: ListWords): Shape<readonly Item[]> {
  const { kind, least = 0, most = 100 } = words;
  return {
    schema: { ...(least === 0 ? {} : { minItems: least }), maxItems: most, type: 'array', items: item.schema },
    remedy: `write ${words.example}`,
    read(value, field) {
      if (!Array.isArray(value) || value.length < least) return refuseValue(value, field, isNot(words));
      if (value.length > most) refuseValue(value, field, `which is too long for a ${kind}; write at most ${most}`);
      return value.flatMap((each, index) => {
        const read = item.read(each, field.at(index));
        // In a list of its own, as an item may be one.
        return read === undefined ? [] : [read];
      });
    },
  };
}

/** One of the texts of a field, and its place. */
export interface Item {
  readonly value: string;
  readonly field: Field;
}

/** A list of texts, or its only text. */
export function oneOrMore(item: Shape<string>, words: ListWords): Shape<readonly Item[]> {
  const several = list(item, words);
  return {
    schema: { anyOf: [item.schema, several.schema] },
    remedy: several.remedy,
    read(value, field) {
      if (Array.isArray(value)) {
        return several.read(value, field)?.map((each, index) => ({ value: each, field: field.at(index) }));
      }
      if (typeof value === 'object') return refuseValue(value, field, isNot(words));
      const only = item.read(value, field);
      return only === undefined ? undefined : [{ value: only, field }];
    },
  };
}

/**
 * Makes another value of what a shape reads, if nothing is wrong with it.
 *
 * @param make notes at the field what else is wrong with it.
 */
export function made<From, To>(shape: Shape<From>, make: (value: From, field: Field) => To | undefined): Shape<To> {
  return {
    schema: shape.schema,
    remedy: shape.remedy,
    read(value, field) {
      const before = field.findings.length;
      const read = shape.read(value, field);
      const isRight = field.findings.length === before && before < MOST_FINDINGS;
      return read === undefined || !isRight ? undefined : make(read, field);
    },
  };
}

/** A value that can be written in several forms; its kind, such as a list, shows which one is meant. */
export function eitherOf<Value>(
  shapes: readonly [Shape<Value>, ...Shape<Value>[]],
  choose: (value: unknown) => Shape<Value>,
): Shape<Value> {
  const [{ remedy }] = shapes;
  const schema = { anyOf: shapes.map((shape) => shape.schema) };
  return { schema, remedy, read: (value, field) => choose(value).read(value, field) };
}

/** Adds a description for editors. */
export function described<Value>(shape: Shape<Value>, description: string, rules: JsonSchema = {}): Shape<Value> {
  return { ...shape, schema: { ...shape.schema, description, ...rules } };
}

/**
 * A value that may be omitted, with a description for editors.
 *
 * @param standard the default, as the file would have it.
 */
export function optional<Value>(shape: Shape<Value>, description: string, standard?: Value | string): Optional<Value> {
  const shown = standard === undefined ? { description } : { description, default: standard };
  return { ...shape, schema: { ...shown, ...shape.schema }, isOptional: true };
}

type Fields = Readonly<Record<string, Shape<unknown>>>;

/** A key that is further from all others than this part of its length is not a misspelt one. */
const FAR = 0.6;

/** A mapping that takes only its keys; `rules` are further ones of JSON Schema. */
export function mapping<const Of extends Fields>({
  kind,
  fields,
  rules = {},
}: Readonly<{ kind: string; fields: Of; rules?: JsonSchema }>): Shape<{
  readonly [Key in keyof Of]: ValueOf<Of[Key]>;
}> {
  const known = Object.keys(fields);
  const entries = Object.entries(fields);
  const required = known.filter((key) => !('isOptional' in (fields[key] ?? {})));
  const meant = (key: string) => nearest(key, known, Math.max(2, Math.ceil(key.length * FAR)));
  return {
    schema: {
      type: 'object',
      properties: Object.fromEntries(entries.map(([key, { schema }]) => [key, schema])),
      ...(required.length === 0 ? {} : { required }),
      additionalProperties: false,
      ...rules,
    },
    remedy: 'add it',
    read(value, field) {
      if (!isMapping(value)) {
        const keys = known.slice(0, 3).map((key) => `"${key}: …"`);
        const cure = `write ${keys.join(', ')} below it`;
        return refuseValue(value, field, `which is not a mapping with the keys of ${kind}; ${cure}`);
      }
      const unknown = Object.keys(value)
        .filter((key) => !known.includes(key))
        .slice(0, MOST_FINDINGS);
      const read = entries.map(([key, shape]) => {
        if (value[key] !== undefined) return [key, shape.read(value[key], field.at(key))];
        // A key that is missing because it is misspelt is one mistake, and told once.
        if (required.includes(key) && !unknown.some((each) => meant(each) === key)) {
          field.at(key).refuse(`${quote(key)} is missing in ${field.name}; ${shape.remedy}`);
        }
        return [key, undefined];
      });
      for (const key of unknown) {
        const near = meant(key);
        const [only = '', ...others] = known;
        const cure =
          near === undefined && others.length > 0 ? `known are ${formatList(known)}` : `write ${quote(near ?? only)}`;
        field.at(key).refuseKey(`there is no key ${quote(key)} in ${kind}; ${cure}`);
      }
      return Object.fromEntries(read);
    },
  };
}

/** Names of environments and hotfix routes: not a host, a path or a flag. */
export const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/;

/** The limit of names in a mapping: each is compared with all others. */
export const MOST_NAMES = 100;

const NAME_WORDS = 'use letters, digits, "-" and "_", at most 64, a letter or digit first';

/** A mapping from names that people choose, in the order of the file. */
export function named<Value>(shape: Shape<Value>, words: Words): Shape<ReadonlyMap<string, Value>> {
  return {
    schema: {
      type: 'object',
      propertyNames: { type: 'string', pattern: NAME.source },
      additionalProperties: shape.schema,
    },
    remedy: `write ${words.example}`,
    read(value, field) {
      if (!isMapping(value)) return refuseValue(value, field, isNot(words));
      const { keys } = field;
      if (keys.length > MOST_NAMES) {
        return field.refuseKey(`${field.name} has ${keys.length} names in it; write at most ${MOST_NAMES}`);
      }
      return new Map(
        keys.flatMap((name): readonly (readonly [string, Value])[] => {
          if (!NAME.test(name))
            return field.at(name).refuseKey(`${quote(name)} is not a valid name; ${NAME_WORDS}`) ?? [];
          const read = shape.read(value[name], field.at(name));
          return read === undefined ? [] : [[name, read]];
        }),
      );
    },
  };
}
