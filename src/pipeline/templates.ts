import { formatRepository, parseRepository } from '../oci/reference.ts';
import { canonicalRegistry, knownName } from '../oci/registry-name.ts';
import { IMAGE_PLACEHOLDER, type RepositoryTemplate } from './pipeline.ts';

/** The first and last character of an image's name (distribution-spec, "Pulling manifests"). */
const EDGE = /^[a-z0-9]$/;

/** Whether one text begins the other, and an image's name can begin with the rest. */
function canBeginAlike(left: string, right: string): boolean {
  const [short, long] = left.length <= right.length ? [left, right] : [right, left];
  if (!long.startsWith(short)) return false;
  const rest = long.slice(short.length);
  return rest === '' || EDGE.test(rest.slice(0, 1));
}

/** Whether one text ends the other, and an image's name can end with the rest. */
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

/** Every template is compared with every other, and each is parsed once. */
const PATTERNS = new WeakMap<RepositoryTemplate, readonly TemplatePattern[]>();

function knownPatterns(template: RepositoryTemplate): readonly TemplatePattern[] {
  const patterns = PATTERNS.get(template) ?? patternsOf(template);
  PATTERNS.set(template, patterns);
  return patterns;
}

/**
 * Whether two templates may name one repository, as `r/{image}` and `r/p/{image}` do: the image `p/app` of the one is `app`
 * of the other. True also for some that cannot because of the limit of names.
 *
 * @throws {InputError} if a template without placeholder is not a repository.
 */
export function canOverlap(left: RepositoryTemplate, right: RepositoryTemplate): boolean {
  return knownPatterns(left).some((one) => knownPatterns(right).some((other) => meet(one, other)));
}

/** The repositories that a template can name: all with this prefix and suffix, or one. */
type TemplatePattern =
  | { readonly kind: 'around'; readonly prefix: string; readonly suffix: string }
  | { readonly kind: 'exact'; readonly repository: string };

/** The registry that puts `library/` before a name of one word (distribution/reference, normalize.go). */
const DOCKER_HUB = 'docker.io';

/** Whether a text can be the name of an image in a registry, such as `shop/app`. */
export function isImageName(text: string): boolean {
  try {
    return parseRepository(`localhost/${text}`).name === text;
  } catch {
    return false;
  }
}

/** A template by its registry's one name, for comparison. @throws {InputError} as `canOverlap` does. */
export function canonicalTemplate({ text, hasPlaceholder }: RepositoryTemplate): string {
  if (!hasPlaceholder) return knownName(formatRepository(parseRepository(text)));
  const slash = text.indexOf('/');
  return knownName(`${canonicalRegistry(text.slice(0, slash))}${text.slice(slash)}`);
}

/** The patterns of all repositories of a template, by known names. @throws {InputError} as `canOverlap` does. */
export function patternsOf(template: RepositoryTemplate): readonly TemplatePattern[] {
  const text = canonicalTemplate(template);
  if (!template.hasPlaceholder) return [{ kind: 'exact', repository: text }];
  const at = text.indexOf(IMAGE_PLACEHOLDER);
  const [prefix, suffix] = [text.slice(0, at), text.slice(at + IMAGE_PLACEHOLDER.length)];
  const host = text.slice(0, text.indexOf('/') + 1);
  const around = { kind: 'around', prefix, suffix } as const;
  const isOneWord = !`${prefix.slice(host.length)}${suffix}`.includes('/');
  if (host !== `${DOCKER_HUB}/` || !isOneWord) return [around];
  return [{ kind: 'around', prefix: `${host}library/${prefix.slice(host.length)}`, suffix }, around];
}

/** The image's name in a repository, given by its known name; undefined if the pattern does not match. */
export function imageIn(pattern: TemplatePattern, repository: string): string | undefined {
  if (pattern.kind === 'exact') {
    return pattern.repository === repository ? repository.slice(repository.lastIndexOf('/') + 1) : undefined;
  }
  const { prefix, suffix } = pattern;
  if (!repository.startsWith(prefix) || !repository.endsWith(suffix)) return undefined;
  const image = repository.slice(prefix.length, Math.max(prefix.length, repository.length - suffix.length));
  return isImageName(image) ? image : undefined;
}
