import { InputError } from '../errors.ts';
import { OCI_LABEL } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';

/** The image that a build starts from. */
export interface BaseImage {
  /** With its registry and, but where the digest alone picks it, its tag: `docker.io/library/debian:12`. */
  readonly name: string;
  /** Only where it is written down: what a tag stands for is not looked up, because the build may find another. */
  readonly digest?: Digest | undefined;
}

/** What is known at build time of where an image comes from. */
export interface BuildFacts {
  /** `owner/name` of the source repository. */
  readonly fullName?: string | undefined;
  readonly url?: string | undefined;
  readonly homepage?: string | undefined;
  readonly description?: string | undefined;
  /** An SPDX expression. */
  readonly license?: string | undefined;
  /** The full git SHA that is built. */
  readonly revision?: string | undefined;
  readonly version?: string | undefined;
  readonly created: Date;
  readonly base?: BaseImage | undefined;
}

/** Puts text on one line: a label with a line break cannot be handed on as a list. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Builds the labels that a build should give its image.
 *
 * What is not known is left out and never empty; an environment's name is never among them, because the labels are
 * sealed into the image and would be wrong after its first promotion.
 */
export function buildLabels(facts: BuildFacts): ReadonlyMap<string, string> {
  const values: readonly (readonly [string, string | undefined])[] = [
    ['base.digest', facts.base?.digest],
    ['base.name', facts.base?.name],
    ['created', facts.created.toISOString().replace(/\.\d{3}Z$/, 'Z')],
    ['description', facts.description],
    ['licenses', facts.license],
    ['revision', facts.revision],
    ['source', facts.url],
    ['title', facts.fullName?.split('/').at(-1)],
    ['url', facts.homepage ?? facts.url],
    ['version', facts.version],
  ];
  const labels = new Map<string, string>();
  for (const [name, value] of values) {
    const text = oneLine(value ?? '');
    if (text !== '') labels.set(OCI_LABEL + name, text);
  }
  return labels;
}

/** Refuses an entry from within the rendering of its expressions; the message names the input, the line and the text. */
export type RefuseEntry = (reason: string, remedy: string) => never;

interface LabelEntryOptions {
  readonly input: 'labels' | 'annotations';
  /** Replaces expressions such as `{{branch}}`. */
  readonly render: (text: string, refuse: RefuseEntry) => string;
  /** Receives an entry that is accepted, and may not be meant as it is written. */
  readonly warn: (sentence: string) => void;
}

interface LabelEntry {
  readonly line: number;
  readonly text: string;
}

/** An entry in double quotes may go over several lines, and holds a quote as two of them (RFC 4180). */
const QUOTED = /^[ \t]*"([^"]*(?:""[^"]*)*)"[ \t]*(?:\r?\n|$)/;

const PLAIN = /^([^\n]*)(?:\n|$)/;

function refuser(input: LabelEntryOptions['input'], { line, text }: LabelEntry): RefuseEntry {
  return (reason, remedy) => {
    throw new InputError(`Cannot read ${input} on line ${line}, ${quote(text)}: ${reason}; ${remedy}`);
  };
}

function splitEntries(text: string, input: LabelEntryOptions['input']): readonly LabelEntry[] {
  const entries: LabelEntry[] = [];
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
 * @throws {InputError} if the key of an entry is empty or holds a blank.
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
    [...generated, ...custom].sort(([left], [right]) => Buffer.compare(Buffer.from(left), Buffer.from(right))),
  );
}

/** Writes `key=value`. */
export function formatLabels(labels: ReadonlyMap<string, string>): readonly string[] {
  return [...labels].map(([key, value]) => `${key}=${value}`);
}

/** Where BuildKit can put an annotation (BuildKit, docs/annotations.md). */
const KINDS = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'] as const;

type AnnotationKind = (typeof KINDS)[number];

/** A kind of document, and maybe the one platform, such as `manifest[linux/amd64]`. */
type AnnotationLevel = AnnotationKind | `${AnnotationKind}[${string}]`;

/** A level as buildx reads it (docker/buildx, util/buildflags, ParseAnnotations). */
const LEVEL = new RegExp(`^(?:${KINDS.join('|')})(?:\\[[A-Za-z0-9_/-]+\\])?$`);

function isLevel(text: string): text is AnnotationLevel {
  return LEVEL.test(text);
}

/**
 * Parses the variable `DOCKER_METADATA_ANNOTATIONS_LEVELS`: levels with commas between them; empty, it is `manifest`.
 *
 * @example parseAnnotationLevels('manifest,index') // ['manifest', 'index']
 * @throws {InputError} if a level is unknown, with the nearest one, or where its platform is malformed.
 */
export function parseAnnotationLevels(text: string): readonly AnnotationLevel[] {
  if (text.trim() === '') return ['manifest'];
  const refuse = (reason: string, remedy: string): never => {
    throw new InputError(`Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS ${quote(text)}: ${reason}; ${remedy}`);
  };
  const levels = text.split(',').map((item) => {
    const level = item.trim();
    if (isLevel(level)) return level;
    if (level === '') return refuse('there is nothing between two commas or at an end', 'leave out the extra comma');
    const [kind = ''] = level.split('[');
    if (KINDS.some((each) => each === kind)) {
      return refuse(`${quote(level)} is no ${kind} of a platform`, `write it as "${kind}[linux/amd64]"`);
    }
    return refuse(`there is no level ${quote(level)}`, adviseWord(kind, KINDS));
  });
  return [...new Set(levels)];
}

/**
 * Writes `level:key=value` for buildx, one level after the other.
 *
 * @example formatAnnotations(new Map([['a', 'b']]), ['manifest', 'index']) // ['manifest:a=b', 'index:a=b']
 */
export function formatAnnotations(
  annotations: ReadonlyMap<string, string>,
  levels: readonly AnnotationLevel[],
): readonly string[] {
  return levels.flatMap((level) => formatLabels(annotations).map((annotation) => `${level}:${annotation}`));
}
