import type { Outputs } from '../action/outputs.ts';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { type ExpressionScope, evaluateExpression } from '../tags/expressions.ts';
import { parseTemplate, renderTemplate, TAG_LANGUAGE, TemplateError } from '../tags/template.ts';
import { quote } from '../util/safe-text.ts';
import type { BuildMetadata } from './bake.ts';
import {
  type BuildFacts,
  buildLabels,
  formatAnnotations,
  mergeLabels,
  parseAnnotationLevels,
  parseLabelEntries,
  type RefuseEntry,
} from './labels.ts';

interface CustomEntries {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly levels: ReturnType<typeof parseAnnotationLevels>;
  /** On entries that may not be meant as they are written. */
  readonly warnings: readonly string[];
}

interface BuildEntries {
  readonly labels: ReadonlyMap<string, string>;
  /** With their level before them. */
  readonly annotations: readonly string[];
}

/** @throws {InputError} if an entry, an expression or a level is malformed. */
export function readCustomEntries(
  inputs: { readonly labels: string; readonly annotations: string },
  scope: ExpressionScope,
  environment: Env,
): CustomEntries {
  function render(text: string, refuse: RefuseEntry): string {
    try {
      return renderTemplate(parseTemplate(text, TAG_LANGUAGE), (expression) => evaluateExpression(expression, scope))
        .text;
    } catch (error) {
      if (error instanceof TemplateError) return refuse(error.reason, error.remedy);
      throw error;
    }
  }
  const warnings: string[] = [];
  const warn = (sentence: string): void => void warnings.push(sentence);
  return {
    labels: parseLabelEntries(inputs.labels, { input: 'labels', render, warn }),
    annotations: parseLabelEntries(inputs.annotations, { input: 'annotations', render, warn }),
    warnings,
    levels: parseAnnotationLevels(environment['DOCKER_METADATA_ANNOTATIONS_LEVELS'] ?? ''),
  };
}

/** Joins what is known of the build with what the user adds; both lists begin with the same labels. */
export function buildEntries(facts: BuildFacts, custom: CustomEntries): BuildEntries {
  const generated = buildLabels(facts);
  return {
    labels: mergeLabels(generated, custom.labels),
    annotations: formatAnnotations(mergeLabels(generated, custom.annotations), custom.levels),
  };
}

/** The last second that a label's date can tell: the end of the year 9999 (RFC 3339), in seconds since 1970. */
const LAST_SECOND = 253_402_300_799;

/**
 * Finds when an image is created: the time that makes a build reproducible, else that of the commit, else now.
 *
 * @throws {InputError} if `SOURCE_DATE_EPOCH` is set and no such time, as its specification asks of builds
 * (reproducible-builds.org/specs/source-date-epoch).
 */
export function findCreated(environment: Env, commitDate: Date | undefined, now: Date): Date {
  const text = environment['SOURCE_DATE_EPOCH'] ?? '';
  if (text === '') return commitDate ?? now;
  const seconds = Number(text);
  // As "date +%s" prints it: neither signs, blanks, fractions nor leading zeros.
  if (/^(?:0|[1-9][0-9]*)$/.test(text) && seconds <= LAST_SECOND) return new Date(seconds * 1000);
  throw new InputError(
    `Cannot use SOURCE_DATE_EPOCH ${quote(text)}: it is no number of seconds since 1970; set it as "git log -1 --format=%ct" or "date +%s" print it, such as "1577836800"`,
  );
}

/** The outputs that docker/metadata-action also gives as variables, in its order. */
const COPIED = [
  'version',
  'tags',
  'tag-names',
  'labels',
  'annotations',
  'json',
  'bake-file-tags',
  'bake-file-labels',
  'bake-file-annotations',
  'bake-file',
] as const;

/** The words that docker/actions-toolkit takes for a switch. */
const YES = ['1', 't', 'T', 'TRUE', 'true', 'True'];

const NO = ['0', 'f', 'F', 'FALSE', 'false', 'False'];

function isWanted(environment: Env): boolean {
  const text = environment['DOCKER_METADATA_SET_OUTPUT_ENV'] || 'true';
  if (YES.includes(text) || NO.includes(text)) return YES.includes(text);
  throw new InputError(
    `Cannot use DOCKER_METADATA_SET_OUTPUT_ENV ${quote(text)}: it is neither "true" nor "false"; write one of them`,
  );
}

/**
 * Builds the variables that repeat outputs for the steps after this one, such as `DOCKER_METADATA_OUTPUT_BAKE_FILE`;
 * none where `DOCKER_METADATA_SET_OUTPUT_ENV` is `false`.
 *
 * @example buildMetadataEnvironment(new Map([['tag-names', '1.2.3']]), {}) // DOCKER_METADATA_OUTPUT_TAG_NAMES → 1.2.3
 * @throws {InputError} if `DOCKER_METADATA_SET_OUTPUT_ENV` is something else than `true` or `false`.
 */
export function buildMetadataEnvironment(outputs: Outputs, environment: Env): ReadonlyMap<string, string> {
  const variables = new Map<string, string>();
  if (!isWanted(environment)) return variables;
  for (const name of COPIED) {
    const value = outputs.get(name);
    if (value === undefined) continue;
    variables.set(`DOCKER_METADATA_OUTPUT_${name.replaceAll('-', '_').toUpperCase()}`, value);
  }
  return variables;
}

/**
 * Builds the output `json`, as docker/metadata-action does, but with values of several lines whole: theirs are cut at
 * the first line break, in the bake files too.
 */
export function buildMetadataJson({ tags, tagNames, labels, annotations }: BuildMetadata): string {
  return JSON.stringify({ tags, 'tag-names': tagNames, labels: Object.fromEntries(labels), annotations });
}
