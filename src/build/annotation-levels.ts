import { InputError } from '../errors.ts';
import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';
import { formatLabels } from './labels.ts';

/** Where BuildKit can put an annotation (BuildKit, docs/annotations.md). */
const KINDS = ['manifest', 'index', 'manifest-descriptor', 'index-descriptor'] as const;

type AnnotationKind = (typeof KINDS)[number];

/** Where an annotation goes: a kind of document, and maybe the one platform, such as `manifest[linux/amd64]`. */
export type AnnotationLevel = AnnotationKind | `${AnnotationKind}[${string}]`;

/** A level as buildx reads it (docker/buildx, util/buildflags, ParseAnnotations). */
const LEVEL = new RegExp(`^(?:${KINDS.join('|')})(?:\\[[A-Za-z0-9_/-]+\\])?$`);

function isLevel(text: string): text is AnnotationLevel {
  return LEVEL.test(text);
}

/**
 * Parses the variable `DOCKER_METADATA_ANNOTATIONS_LEVELS`: levels with commas between them; empty, it is `manifest`.
 *
 * @example parseAnnotationLevels('manifest,index') // ['manifest', 'index']
 * @throws {InputError} where a level is unknown, with the nearest one, or where its platform is malformed.
 */
export function parseAnnotationLevels(text: string): readonly AnnotationLevel[] {
  if (text.trim() === '') return ['manifest'];
  const refuse = (reason: string, cure: string): never => {
    throw new InputError(`Cannot use DOCKER_METADATA_ANNOTATIONS_LEVELS ${quote(text)}: ${reason}; ${cure}`);
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
 * Writes annotations as buildx takes them, `level:key=value`, one level after the other.
 *
 * @example formatAnnotations(new Map([['a', 'b']]), ['manifest', 'index']) // ['manifest:a=b', 'index:a=b']
 */
export function formatAnnotations(
  annotations: ReadonlyMap<string, string>,
  levels: readonly AnnotationLevel[],
): readonly string[] {
  return levels.flatMap((level) => formatLabels(annotations).map((annotation) => `${level}:${annotation}`));
}
