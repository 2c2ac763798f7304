import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { PlacedTemplate } from './read-repositories.ts';
import { IMAGE_PLACEHOLDER } from './repository-template.ts';
import { canOverlap } from './template-overlap.ts';
import { canonicalTemplate } from './templates.ts';

/** An environment, as far as it is needed to tell it from others. */
export interface PlacedEnvironment {
  readonly name: string;
  readonly templates: readonly PlacedTemplate[];
  readonly tag: string | undefined;
}

function checkPair(
  left: PlacedEnvironment,
  { right, checker }: { readonly right: PlacedEnvironment; readonly checker: Checker },
): void {
  for (const one of left.templates) {
    for (const other of right.templates) {
      if (!canOverlap(one.template, other.template)) continue;
      const [text, otherText] = [quote(other.template.text), quote(one.template.text)];
      if (canonicalTemplate(one.template) !== canonicalTemplate(other.template)) {
        checker.value(
          other.path,
          `${text} of ${right.name} and ${otherText} of ${left.name} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`,
        );
      } else if (left.tag === undefined || right.tag === undefined) {
        const lacking = [left, right].filter(({ tag }) => tag === undefined).map(({ name }) => name);
        checker.value(
          other.path,
          `${left.name} and ${right.name} share the repository ${text}, and nothing tells them apart; choose another one, or give ${lacking.join(' and ')} a "tag" each`,
        );
      } else if (left.tag === right.tag) {
        checker.value(
          ['environments', right.name, 'tag'],
          `${left.name} and ${right.name} share the repository ${text} and the tag ${quote(right.tag)}; choose another tag for one of them`,
        );
      }
    }
  }
}

/** Checks that no two environments can be in one repository, unless both mark theirs with a tag of its own. */
export function checkSharing(environments: readonly PlacedEnvironment[], checker: Checker): void {
  environments.forEach((right, index) => {
    for (const left of environments.slice(0, index)) checkPair(left, { right, checker });
  });
}

/** Checks that either all templates have the placeholder or none has, and that all do where there are several images. */
export function checkPlaceholders(
  environments: readonly PlacedEnvironment[],
  { images, checker }: { readonly images: readonly string[]; readonly checker: Checker },
): void {
  const templates = environments.flatMap((environment) => environment.templates);
  const lacking = templates.filter(({ template }) => !template.hasPlaceholder);
  const other = templates.find(({ template }) => template.hasPlaceholder);
  for (const { template, path } of lacking) {
    const what = `the repository ${quote(template.text)} has no ${IMAGE_PLACEHOLDER}`;
    if (other !== undefined) {
      checker.value(path, `${what}, and ${quote(other.template.text)} has; write it in all of them, or in none`);
    } else if (images.length > 1) {
      checker.value(path, `${what}, and "images" lists ${images.length}; write it for the name of the image`);
    }
  }
}
