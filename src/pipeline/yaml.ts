import { type Document, isAlias, isMap, isScalar, isSeq, type Node, parseDocument, visit } from 'yaml';
import { quote } from '../util/safe-text.ts';
import { type Finding, MOST_FINDINGS, type Position, positionAt } from './findings.ts';
import { findExcess, type YamlLimits } from './yaml-limits.ts';

/** A YAML file: its data, and where they are. */
export interface YamlFile {
  readonly data: unknown;
  /** Whether a value exists, empty or not. */
  has(path: Path): boolean;
  /** The position of a value or its key, or of the last that exists on the way. */
  positionOf(path: Path, at?: 'key' | 'value'): Position;
  /** The position of a line of a text, counted from 1. */
  positionOfLine(path: Path, line: number): Position;
  sourceOf(path: Path): string | undefined;
  /** In their order; JavaScript would put numbers first. */
  keysOf(path: Path): readonly string[];
}

/** Aliases are for a list of signers in some environments; more could unfold to any size. */
const MAX_ALIASES = 50;

/** Invisible: control characters but tabs and line feeds, what reorders a line, and halves of a character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** Valid YAML that is refused: repeated keys, those that JavaScript has another use for, and invisible characters. */
function findUnfit(document: Document, text: string): readonly Finding[] {
  const findings: Finding[] = [];
  const note = (node: Node, message: string): void => {
    if (findings.length < MOST_FINDINGS) findings.push({ ...positionAt(text, node.range?.[0] ?? 0), message });
  };
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) note(key, 'this key occurs twice; remove one of them');
        seen.add(key.value);
      }
    },
    Scalar(role, node) {
      const { value } = node;
      if (typeof value !== 'string') return;
      const unseen = UNSEEN.exec(role === 'key' ? value : value.replace(/[\t\n]/g, ' '))?.[0];
      if (unseen !== undefined) {
        const code = (unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        note(node, `it has an invisible character, U+${code}; leave it out`);
      }
      if (role === 'key' && value === '__proto__') note(node, 'there is no key "__proto__"; remove it');
    },
  });
  return findings;
}

function unfold(document: Document): { readonly data: unknown } | { readonly reason: string } {
  try {
    return { data: document.toJS({ maxAliasCount: MAX_ALIASES }) };
  } catch (error) {
    return { reason: explainYamlError('BAD_ALIAS', error instanceof Error ? error.message : '') };
  }
}

function positionOfAlias(document: Document): number {
  let offset = 0;
  visit(document, {
    Alias(_, { range }) {
      offset = range?.[0] ?? 0;
      return visit.BREAK;
    },
  });
  return offset;
}

/** Parses a text as YAML 1.2 in its core schema: no other tags, distinct keys that are texts, few aliases. */
export function parseYaml(text: string, limits?: YamlLimits): YamlFile | { readonly findings: readonly Finding[] } {
  const refuse = (offset: number, message: string) => ({ findings: [{ ...positionAt(text, offset), message }] });
  const excess = findExcess(text, limits);
  if (excess !== undefined) return refuse(excess.offset, excess.message);
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    // We look ourselves: the parser compares every key with every other, which takes minutes for a large file.
    uniqueKeys: false,
    // Their own pictures of the place would repeat the text, on several lines.
    prettyErrors: false,
    // With "silent", a second document would pass without an error.
    logLevel: 'error',
  });
  const [broken] = [...document.errors, ...document.warnings];
  // Only the first: what a parser says after that is about what it made of the mistake.
  if (broken !== undefined) return refuse(broken.pos[0], explainYamlError(broken.code, broken.message));
  const unfit = findUnfit(document, text);
  if (unfit.length > 0) return { findings: unfit };
  const unfolded = unfold(document);
  if ('reason' in unfolded) return refuse(positionOfAlias(document), unfolded.reason);

  const positionOf: YamlFile['positionOf'] = (path, at = 'value') => {
    const { key, value, isThere } = locate(document, path);
    const node = isThere && at === 'value' ? value : (key ?? value);
    return positionAt(text, node?.range?.[0] ?? 0);
  };
  return {
    data: unfolded.data,
    has: (path) => locate(document, path).isThere,
    positionOf,
    positionOfLine(path, line) {
      const { value } = locate(document, path);
      const start = positionOf(path);
      if (!isScalar(value) || value.type !== 'BLOCK_LITERAL') return start;
      const at = start.line + line;
      const indent = /^ */.exec(text.split('\n')[at - 1] ?? '')?.[0].length ?? 0;
      return { line: at, column: indent + 1 };
    },
    sourceOf(path) {
      const { value, isThere } = locate(document, path);
      return isThere && isScalar(value) ? value.source : undefined;
    },
    keysOf(path) {
      const { value, isThere } = locate(document, path);
      if (!isThere || !isMap(value)) return [];
      return value.items.flatMap(({ key }) => (isScalar(key) ? String(key.value) : []));
    },
  };
}

/** Keys of mappings and indices of lists. */
export type Path = readonly (string | number)[];

/** A value with its key, or with itself in a list; aliases are followed. */
interface Located {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function follow(document: Document, node: unknown): Node | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isMap(target) || isSeq(target) || isScalar(target) ? target : undefined;
}

function step(
  node: Node | undefined,
  part: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
    return { key: node.items[part], value: node.items[part] };
  }
  return undefined;
}

function locate(document: Document, path: Path): Located & { readonly isThere: boolean } {
  let found: Located = { key: undefined, value: follow(document, document.contents) };
  for (const part of path) {
    const next = step(found.value, part);
    if (next === undefined) return { ...found, isThere: false };
    const value = follow(document, next.value);
    found = { key: follow(document, next.key) ?? value, value };
  }
  return { ...found, isThere: true };
}

/** What is wrong, and the cure, by the parser's codes (eemeli/yaml, docs/08_errors.md). */
const WORDS: Readonly<Record<string, string>> = {
  TAB_AS_INDENT: 'a tab indents this line; use spaces',
  BAD_INDENT: 'this line is indented otherwise than what it belongs to; line them up, and close each "[" and "{"',
  MULTIPLE_DOCS: 'a second document begins here; leave out the line "---"',
  NON_STRING_KEY: 'a key must be a text; write a name',
  TAG_RESOLVE_FAILED: 'tags of YAML that begin with "!" are not read; write the value without one',
  RESOURCE_EXHAUSTION: 'it is nested too deeply; no key of this file needs more than five levels',
  BLOCK_IN_FLOW: 'a mapping of lines begins within "{" or "["; write it in braces, or on lines of its own',
  BAD_SCALAR_START: 'a text without quotes cannot begin with this character; put it in quotes',
  BLOCK_AS_IMPLICIT_KEY: 'a second ": " stands in this line; put a text that holds it in quotes',
  MISSING_CHAR: 'a closing quote, bracket or brace is missing; add it, and put a text with "{image}" in quotes',
};

/** The same by the parser's words, for codes that stand for several faults. */
const BY_MESSAGE: readonly (readonly [start: string, words: string])[] = [
  ['Excessive alias count', 'its aliases repeat too much; write out what they stand for'],
  ['Unresolved alias', 'this alias has no anchor before it; write out what it stands for'],
  ['Unexpected flow-map-start', 'a "{" stands within a text; put a text with "{image}" in quotes'],
  ['Unexpected flow-seq-start', 'a "[" stands within a text; put the text in quotes'],
  [
    'Unexpected scalar at node end',
    'a text continues after a closing quote, bracket or brace; put all of it in quotes, as one with "{image}"',
  ],
  ['Unexpected flow-map-end', 'this "}" closes nothing; leave it out, or put a text with "{image}" in quotes'],
  ['Unexpected flow-seq-end', 'this "]" closes nothing; leave it out, or put the text in quotes'],
];

/** A clause with a cure for an error of the parser, whose own message is for what has no other words. */
function explainYamlError(code: string, message: string): string {
  const known = BY_MESSAGE.find(([start]) => message.startsWith(start));
  return WORDS[code] ?? known?.[1] ?? `this is not YAML (${quote(message)}); fix the line`;
}
