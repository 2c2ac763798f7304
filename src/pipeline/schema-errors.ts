import type * as z from 'zod/mini';
import { formatList } from '../util/format.ts';
import { nearest } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import type { Finding } from './findings.ts';
import { clauseOf, keysOfKind, PIPELINE_FILE, type PipelineFile } from './schema.ts';
import { MOST_FINDINGS, type Path, type YamlFile } from './yaml.ts';

type Issue = z.core.$ZodIssue;

/** A key that is further from all others than this part of its length is not a misspelt one. */
const FAR = 0.6;

function valueAt(data: unknown, path: Path): unknown {
  let value = data;
  for (const part of path) {
    const object: object = typeof value === 'object' && value !== null ? value : {};
    value = Object.getOwnPropertyDescriptor(object, part)?.value;
  }
  return value;
}

function show(value: unknown): string {
  if (value === null) return 'empty';
  if (value === '') return 'an empty text';
  if (typeof value === 'string') return quote(value);
  if (typeof value === 'number') return `the number ${value}`;
  if (typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? (value.length === 0 ? 'an empty list' : 'a list') : 'a mapping';
}

/** Names what a path leads to, as the file calls it. */
function nameOf(path: Path): string {
  const last = path.at(-1);
  if (last === undefined) return 'the file';
  return typeof last === 'number' ? `item ${last + 1} of ${nameOf(path.slice(0, -1))}` : quote(last);
}

/** Finds the key that a key was meant to be. */
function meantKey(key: string, kind: string): string | undefined {
  return nearest(key, keysOfKind(kind), Math.max(2, Math.ceil(key.length * FAR)));
}

function unknownKey(key: string, kind: string): string {
  const known = keysOfKind(kind);
  const near = meantKey(key, kind);
  return `there is no key ${quote(key)} in ${kind}; ${near === undefined ? `known are ${formatList(known)}` : `write ${quote(near)}`}`;
}

function pathOf(path: readonly PropertyKey[]): Path {
  return path.map((part) => (typeof part === 'number' ? part : String(part)));
}

/** Finds the form of a union that a value was meant to be: the one that its own type does not rule out. */
function meantForm(issue: Issue): readonly Issue[] | undefined {
  if (issue.code !== 'invalid_union') return undefined;
  return issue.errors.find((errors) => errors.every(({ code, path }) => code !== 'invalid_type' || path.length > 0));
}

/** Whether a text was wanted, here or in a form of a union. */
function wantsText(issue: Issue): boolean {
  if (issue.code === 'invalid_type') return issue.expected === 'string';
  return (
    issue.code === 'invalid_union' &&
    issue.errors.some((errors) => errors.some((one) => one.path.length === 0 && wantsText(one)))
  );
}

function explainChoice(value: unknown, values: readonly unknown[]): string {
  const words = values.filter((each) => typeof each === 'string');
  // The words are named already: what is near to none of them is not guessed at.
  const near = typeof value === 'string' ? nearest(value, words, Math.max(1, Math.floor(value.length / 3))) : undefined;
  return `which is not one of ${formatList(values.map((each) => (typeof each === 'string' ? `"${each}"` : String(each))))}; write ${near === undefined && values.length > 1 ? 'one of them' : quote(near ?? String(values[0]))}`;
}

function explainValue(issue: Issue, value: unknown, source: string | undefined): string {
  if (issue.path.length === 1 && issue.path[0] === 'version')
    return 'and only version 1 can be read; write "version: 1"';
  if (issue.code === 'invalid_value') return explainChoice(value, issue.values);
  if (issue.code === 'unrecognized_keys' || clauseOf(issue.message) === undefined) {
    const keys = keysOfKind(issue.message);
    return `which is no mapping with the keys of ${issue.message}; write ${keys
      .map((key) => `"${key}: …"`)
      .slice(0, 3)
      .join(', ')} below it`;
  }
  if (typeof value !== 'object' && typeof value !== 'string' && wantsText(issue)) {
    const remedy = clauseOf(issue.message)?.remedy ?? '';
    return `which is not read as a text; ${/duration/.test(issue.message) ? remedy : `write it in quotes, ${quote(source ?? String(value))}`}`;
  }
  return issue.message;
}

function explainMissing(path: Path, issue: Issue): string {
  const key = String(path.at(-1));
  if (key === 'version') return '"version" is missing; write "version: 1"';
  const remedy = clauseOf(issue.message)?.remedy ?? 'add it';
  return `${quote(key)} is missing in ${nameOf(path.slice(0, -1))}; ${remedy}`;
}

/** Lists issues by themselves, with whole paths, and those of the form that a value of a union was meant to have. */
function flatten(issue: Issue, base: Path): readonly Issue[] {
  const path = [...base, ...pathOf(issue.path)];
  return meantForm(issue)?.flatMap((each) => flatten(each, path)) ?? [{ ...issue, path }];
}

/** Takes out the keys that are missing because they are misspelt: one mistake is told once. */
function withoutMisspelt(issues: readonly Issue[], data: unknown): readonly Issue[] {
  const meant = new Set(
    issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => JSON.stringify([...issue.path, meantKey(key, issue.message)]))
        : [],
    ),
  );
  return issues.filter(
    ({ path }) => valueAt(data, pathOf(path)) !== undefined || !meant.has(JSON.stringify(pathOf(path))),
  );
}

/** Says in findings what an issue of the schema is about. */
function explain(issue: Issue, file: YamlFile): readonly Finding[] {
  const path = pathOf(issue.path);
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...file.positionOf([...path, key], 'key'),
      message: unknownKey(key, issue.message),
    }));
  }
  if (issue.code === 'invalid_key') {
    const message = `${quote(String(path.at(-1)))} is no name; use letters, digits, "-" and "_", at most 64, a letter or digit first`;
    return [{ ...file.positionOf(path, 'key'), message }];
  }
  const value = valueAt(file.data, path);
  if (value === undefined) return [{ ...file.positionOf(path), message: explainMissing(path, issue) }];
  const message = `${nameOf(path)} is ${show(value)}, ${explainValue(issue, value, file.sourceOf(path))}`;
  return [{ ...file.positionOf(path), message }];
}

/** Says in findings what is wrong with a file, by the issues that the schema has with it. */
function explainIssues(issues: readonly Issue[], file: YamlFile): readonly Finding[] {
  const told = issues.flatMap((issue) => flatten(issue, []));
  return withoutMisspelt(told, file.data).flatMap((issue) => explain(issue, file));
}

/** Holds a YAML file against the schema: what it says, or what is wrong with it. */
export function checkShape(
  file: YamlFile,
): { readonly data: PipelineFile } | { readonly findings: readonly Finding[] } {
  const { data } = file;
  if (data === null || data === undefined) {
    return { findings: [{ line: 1, column: 1, message: 'it is empty; begin with "version: 1" and "environments:"' }] };
  }
  if (typeof data !== 'object' || Array.isArray(data)) {
    const message = `it is ${Array.isArray(data) ? 'a list' : 'a lone value'} and no mapping; begin with "version: 1" and "environments:"`;
    return { findings: [{ ...file.positionOf([]), message }] };
  }
  const result = PIPELINE_FILE.safeParse(data);
  if (result.success) return { data: result.data };
  const issues = result.error.issues
    .slice(0, MOST_FINDINGS)
    .map((issue) =>
      issue.code === 'unrecognized_keys' ? { ...issue, keys: issue.keys.slice(0, MOST_FINDINGS) } : issue,
    );
  // What another version means by its keys is not known here.
  const version = issues.filter(({ path }) => path[0] === 'version' && 'version' in data);
  return { findings: explainIssues(version.length > 0 ? version : issues, file) };
}
