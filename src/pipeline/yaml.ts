import { type Document, isMap, isScalar, LineCounter, parseDocument, visit } from 'yaml';
import type { Finding, Position } from './findings.ts';
import { locate, type Path } from './locate.ts';
import { DUPLICATE_KEY, explainYamlError } from './yaml-errors.ts';
import { type Excess, findExcess } from './yaml-limits.ts';

/** A YAML file: what it says, and where. */
export interface YamlFile {
  /** What it says, as JSON would say it. */
  readonly data: unknown;
  /** What is wrong with it as YAML; where there is anything, `data` is of no use. */
  readonly findings: readonly Finding[];
  /** Returns the position of a value, or of its key; of the last that is there on the way where it is not there. */
  positionOf(path: Path, at?: 'key' | 'value'): Position;
  /** Returns the position of a line of a text, counted from 1. */
  positionOfLine(path: Path, line: number): Position;
  /** Returns a value as it is written, where it is a scalar. */
  sourceOf(path: Path): string | undefined;
  /** Lists the keys of a mapping in their order; JavaScript would put numbers first. */
  keysOf(path: Path): readonly string[];
}

/** Aliases are for a list of signers in some environments; more of them could be made to unfold to any size. */
const MAX_ALIASES = 50;

/** What nobody sees: control characters but tabs and line feeds, what reorders a line, and halves of a character. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u;

/** Finds what is YAML and yet not fit: keys that are there twice, or that JavaScript has another use for, and what nobody sees. */
function findUnfit(document: Document, positionAt: (offset: number) => Position): readonly Finding[] {
  const findings: Finding[] = [];
  visit(document, {
    Map(_, { items }) {
      const seen = new Set<unknown>();
      for (const { key } of items) {
        if (!isScalar(key)) continue;
        if (seen.has(key.value)) findings.push({ ...positionAt(key.range?.[0] ?? 0), message: DUPLICATE_KEY });
        seen.add(key.value);
      }
    },
    Scalar(role, { value, range }) {
      if (typeof value !== 'string') return;
      const place = positionAt(range?.[0] ?? 0);
      const unseen = UNSEEN.exec(role === 'key' ? value : value.replace(/[\t\n]/g, ' '))?.[0];
      if (unseen !== undefined) {
        const code = (unseen.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
        findings.push({ ...place, message: `there is a character in it that nobody sees, U+${code}; leave it out` });
      }
      if (role === 'key' && value === '__proto__') {
        findings.push({ ...place, message: 'there is no key "__proto__"; leave it out' });
      }
    },
  });
  return findings;
}

/** Unfolds a document into plain data, or says why that cannot be. */
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

/** Says what is wrong with a text that is not parsed. */
function refuseUnparsed(text: string, { offset, message }: Excess): YamlFile {
  const start = text.lastIndexOf('\n', offset - 1) + 1;
  const position = { line: text.slice(0, start).split('\n').length, column: offset - start + 1 };
  return {
    data: undefined,
    findings: [{ ...position, message }],
    positionOf: () => position,
    positionOfLine: () => position,
    sourceOf: () => undefined,
    keysOf: () => [],
  };
}

/**
 * Parses a text as YAML 1.2 in its core schema: no other tags, every key a text and there once, few aliases.
 *
 * Never throws: what is wrong is in `findings`.
 */
export function parseYaml(text: string): YamlFile {
  const excess = findExcess(text);
  if (excess !== undefined) return refuseUnparsed(text, excess);
  const lineCounter = new LineCounter();
  const document = parseDocument(text, {
    lineCounter,
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
  const positionAt = (offset: number): Position => {
    const { line, col } = lineCounter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  const [broken] = [...document.errors, ...document.warnings];
  // Only the first: what a parser says after that is about what it made of the mistake.
  const findings: Finding[] =
    broken === undefined
      ? []
      : [{ ...positionAt(broken.pos[0]), message: explainYamlError(broken.code, broken.message) }];
  if (findings.length === 0) for (const finding of findUnfit(document, positionAt)) findings.push(finding);
  const unfolded = findings.length > 0 ? { data: undefined } : unfold(document);
  if ('reason' in unfolded) findings.push({ ...positionAt(positionOfAlias(document)), message: unfolded.reason });

  const positionOf: YamlFile['positionOf'] = (path, at = 'value') => {
    const { key, value, isThere } = locate(document, path);
    const node = isThere && at === 'value' ? value : (key ?? value);
    return positionAt(node?.range?.[0] ?? 0);
  };
  return {
    data: 'data' in unfolded ? unfolded.data : undefined,
    findings,
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
