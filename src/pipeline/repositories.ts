import { isSealiftError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import type { EnvironmentDraft, PlacedTemplate } from './environment-draft.ts';
import { expandTemplate, IMAGE_PLACEHOLDER, type RepositoryTemplate } from './pipeline.ts';
import { type Item, oneOrMore, text } from './shape.ts';
import { canOverlap, canonicalTemplate } from './templates.ts';

/** The repositories that an environment may have: every one is compared with every other. */
export const MOST_REPOSITORIES = 20;

/** Where the images of an environment are. */
export const REPOSITORY = oneOrMore(text({ kind: 'repository', example: 'it as "registry.example.com/p/{image}"' }), {
  kind: 'repository',
  example: 'it as "registry.example.com/p/{image}", or a list of them',
  least: 1,
  most: MOST_REPOSITORIES,
});

/** Names to try a template with: the shortest, and one with a slash. */
const SAMPLES = ['a', 'a/a'];

/** Returns what the parser of repositories says, without naming the repository once more. */
function clauseOf(error: unknown): string {
  if (isSealiftError(error) && error.words !== undefined) return `${error.words.reason}; ${error.words.remedy}`;
  return error instanceof Error ? error.message : String(error);
}

/** Returns what is wrong with a template, in a clause with a cure; undefined if nothing is. */
function faultOf({ text: written, hasPlaceholder }: RepositoryTemplate): string | undefined {
  const [host = ''] = written.split('/');
  if (written.split(IMAGE_PLACEHOLDER).length > 2) return `it has ${IMAGE_PLACEHOLDER} twice; remove one of them`;
  if (host.includes(IMAGE_PLACEHOLDER)) {
    return `the registry has ${IMAGE_PLACEHOLDER} in its name; write the registry out, and ${IMAGE_PLACEHOLDER} behind it`;
  }
  const other = /\$?\{\{?[^}]*\}?\}?/.exec(written.replace(IMAGE_PLACEHOLDER, ''))?.[0];
  if (other !== undefined) return `${quote(other)} has no meaning here; write ${IMAGE_PLACEHOLDER}, or a name`;
  const lower = written.toLowerCase();
  if (written.slice(host.length) !== lower.slice(host.length)) {
    return `a repository is written in lower case; write ${quote(lower)}`;
  }
  try {
    for (const image of hasPlaceholder ? SAMPLES : ['']) expandTemplate({ text: written, hasPlaceholder }, image);
    return undefined;
  } catch (error) {
    return clauseOf(error);
  }
}

/** Reads a repository with or without the placeholder; what is wrong with it is noted. */
export function readTemplate({ value, field }: Item): PlacedTemplate | undefined {
  const template: RepositoryTemplate = { text: value, hasPlaceholder: value.includes(IMAGE_PLACEHOLDER) };
  const fault = faultOf(template);
  return fault === undefined
    ? { template, field }
    : field.refuse(`the repository ${quote(value)} cannot be used: ${fault}`);
}

/** Reads the repositories of an environment, those that can be used; what is wrong is noted. */
export function readRepositories(given: readonly Item[]): readonly PlacedTemplate[] {
  const read: PlacedTemplate[] = [];
  for (const item of given) {
    const placed = readTemplate(item);
    if (placed === undefined) continue;
    const { template, field } = placed;
    const before = read.find((earlier) => canOverlap(earlier.template, template));
    if (before === undefined) read.push(placed);
    else if (canonicalTemplate(before.template) === canonicalTemplate(template)) {
      field.refuse(`the repository ${quote(item.value)} is listed twice; remove one of them`);
    } else {
      field.refuse(
        `${quote(item.value)} and ${quote(before.template.text)} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`,
      );
    }
  }
  return read;
}

function checkPair(left: EnvironmentDraft, right: EnvironmentDraft): void {
  const names = `${left.name} and ${right.name}`;
  for (const one of left.templates) {
    for (const other of right.templates) {
      if (!canOverlap(one.template, other.template)) continue;
      const written = quote(other.template.text);
      if (canonicalTemplate(one.template) !== canonicalTemplate(other.template)) {
        other.field.refuse(
          `${written} of ${right.name} and ${quote(one.template.text)} of ${left.name} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`,
        );
      } else if (left.tag === undefined || right.tag === undefined) {
        const lacking = [left, right].filter(({ tag }) => tag === undefined).map(({ name }) => name);
        other.field.refuse(
          `${names} share the repository ${written}, and nothing distinguishes them; choose another one, or give ${lacking.join(' and ')} a "tag" each`,
        );
      } else if (left.tag === right.tag) {
        right.field
          .at('tag')
          .refuse(
            `${names} share the repository ${written} and the tag ${quote(right.tag)}; choose another tag for one of them`,
          );
      }
    }
  }
}

/** Checks that either all templates have the placeholder or none has, and that all do where there are several images. */
function checkPlaceholders(templates: readonly PlacedTemplate[], images: readonly string[]): void {
  const other = templates.find(({ template }) => template.hasPlaceholder);
  for (const { template, field } of templates.filter((each) => !each.template.hasPlaceholder)) {
    const what = `the repository ${quote(template.text)} has no ${IMAGE_PLACEHOLDER}`;
    if (other !== undefined) {
      field.refuse(`${what}, and ${quote(other.template.text)} has; write it in all of them, or in none`);
    } else if (images.length > 1) {
      field.refuse(`${what}, and "images" lists ${images.length}; write it for the name of the image`);
    }
  }
}

/** Checks that no two environments can be in one repository, unless both mark theirs with a tag of its own. */
export function checkRepositories(environments: readonly EnvironmentDraft[], images: readonly string[]): void {
  environments.forEach((right, index) => {
    for (const left of environments.slice(0, index)) checkPair(left, right);
  });
  checkPlaceholders(
    environments.flatMap(({ templates }) => templates),
    images,
  );
}
