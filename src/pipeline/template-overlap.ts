import type { RepositoryTemplate } from './repository-template.ts';
import { imageIn, patternsOf, type TemplatePattern } from './templates.ts';

/** What an image's name begins and ends with (distribution-spec, "Pulling manifests": the grammar of names). */
const EDGE = /^[a-z0-9]$/;

/** Tells whether one text begins the other, and an image's name can begin with what the longer one has besides. */
function canBeginAlike(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (!long.startsWith(short)) return false;
  const rest = long.slice(short.length);
  return rest === '' || EDGE.test(rest.slice(0, 1));
}

/** Tells whether one text ends the other, and an image's name can end with what the longer one has besides. */
function canEndAlike(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (!long.endsWith(short)) return false;
  const rest = long.slice(0, long.length - short.length);
  return rest === '' || EDGE.test(rest.slice(-1));
}

function meet(left: TemplatePattern, right: TemplatePattern): boolean {
  if (left.kind === 'exact') return imageIn(right, left.repository) !== undefined;
  if (right.kind === 'exact') return imageIn(left, right.repository) !== undefined;
  return canBeginAlike(left.prefix, right.prefix) && canEndAlike(left.suffix, right.suffix);
}

/** A file compares every template with every other: each is taken apart once. */
const PATTERNS = new WeakMap<RepositoryTemplate, readonly TemplatePattern[]>();

function knownPatterns(template: RepositoryTemplate): readonly TemplatePattern[] {
  const patterns = PATTERNS.get(template) ?? patternsOf(template);
  PATTERNS.set(template, patterns);
  return patterns;
}

/**
 * Tells whether two templates may name one repository, whatever the images are called.
 *
 * Where it says no, they never do. It says yes for some that cannot because of how long a name may be.
 *
 * @example `r/{image}` and `r/p/{image}` do: the image `p/app` of the one is `app` of the other.
 * @throws {InputError} where a template without placeholder is no repository.
 */
export function canOverlap(left: RepositoryTemplate, right: RepositoryTemplate): boolean {
  return knownPatterns(left).some((one) => knownPatterns(right).some((other) => meet(one, other)));
}
