import { formatAnnotations, parseAnnotationLevels } from '../provenance/annotation-levels.ts';
import { type BuildFacts, buildLabels } from '../provenance/build-labels.ts';
import { mergeLabels, parseLabelEntries, type RefuseEntry } from '../provenance/label-entries.ts';
import { type ExpressionScope, evaluateExpression } from '../tags/language/expressions.ts';
import { TAG_LANGUAGE } from '../tags/language/tag-language.ts';
import { parseTemplate, renderTemplate, TemplateError } from '../tags/language/template.ts';
import type { Environment } from './event/event.ts';

/** What the user adds to labels and annotations, read and rendered. */
export interface CustomEntries {
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly levels: ReturnType<typeof parseAnnotationLevels>;
}

/** Labels and annotations as the outputs give them. */
export interface BuildEntries {
  readonly labels: ReadonlyMap<string, string>;
  /** With their level before them. */
  readonly annotations: readonly string[];
}

/**
 * Reads the inputs `labels` and `annotations`, and fills in their expressions.
 *
 * @throws {InputError} where an entry, an expression or a level is malformed.
 */
export function readCustomEntries(
  inputs: { readonly labels: string; readonly annotations: string },
  scope: ExpressionScope,
  environment: Environment,
): CustomEntries {
  function render(text: string, refuse: RefuseEntry): string {
    try {
      return renderTemplate(parseTemplate(text, TAG_LANGUAGE), (expression) => evaluateExpression(expression, scope))
        .text;
    } catch (error) {
      if (error instanceof TemplateError) return refuse(error.reason, error.cure);
      throw error;
    }
  }
  return {
    labels: parseLabelEntries(inputs.labels, { input: 'labels', render }),
    annotations: parseLabelEntries(inputs.annotations, { input: 'annotations', render }),
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

/** Finds when an image is created: the time that makes a build reproducible, else that of the commit, else now. */
export function findCreated(environment: Environment, commitDate: Date | undefined, now: Date): Date {
  const epoch = Number(environment['SOURCE_DATE_EPOCH'] || Number.NaN);
  return Number.isSafeInteger(epoch) ? new Date(epoch * 1000) : (commitDate ?? now);
}
