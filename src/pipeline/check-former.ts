import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { EnvironmentDraft } from './read-environment.ts';
import type { FormerItem } from './read-former.ts';
import { IMAGE_PLACEHOLDER } from './repository-template.ts';
import { canOverlap } from './template-overlap.ts';

/** An environment, as far as former names and repositories can collide with it. */
type FormerEnvironment = Pick<EnvironmentDraft, 'name' | 'templates' | 'formerly'>;

function isSame(one: FormerItem, other: FormerItem): boolean {
  if (one.kind === 'name') return other.kind === 'name' && one.name === other.name;
  return other.kind === 'repository' && canOverlap(one.template, other.template);
}

function nameOf(item: FormerItem): string {
  return item.kind === 'name' ? item.name : item.template.text;
}

/** Finds what is there today by a former name or in a former repository: then a record of it could be of either. */
function findLiving(item: FormerItem, environments: readonly FormerEnvironment[]): string | undefined {
  if (item.kind === 'name') {
    return environments.some(({ name }) => name === item.name)
      ? `there is an environment ${quote(item.name)} today, whose records are its own`
      : undefined;
  }
  const living = environments.find(({ templates }) =>
    templates.some(({ template }) => canOverlap(template, item.template)),
  );
  return living && `${quote(item.template.text)} can be a repository of ${living.name} today`;
}

/**
 * Checks that what environments were called, and where their images were, is of no environment today and of one only.
 */
export function checkFormer(environments: readonly FormerEnvironment[], checker: Checker): void {
  const seen: { readonly item: FormerItem; readonly environment: string }[] = [];
  const templates = environments.flatMap((environment) => environment.templates);
  const hasPlaceholder = templates.some(({ template }) => template.hasPlaceholder);
  for (const { name: environment, formerly } of environments) {
    for (const item of formerly) {
      const living = findLiving(item, environments);
      const before = seen.find((each) => isSame(each.item, item));
      if (living !== undefined) checker.value(item.path, `${living}; leave it out of "formerly"`);
      else if (before !== undefined) {
        const where = before.environment === environment ? 'twice' : `of ${before.environment} too`;
        checker.value(item.path, `${quote(nameOf(item))} is there ${where}; leave one of them out`);
      } else if (item.kind === 'repository' && item.template.hasPlaceholder !== hasPlaceholder) {
        const cure = hasPlaceholder ? `write ${IMAGE_PLACEHOLDER} for the name of the image` : `write it out`;
        const has = item.template.hasPlaceholder ? 'has' : 'has no';
        checker.value(
          item.path,
          `the repository ${quote(item.template.text)} ${has} ${IMAGE_PLACEHOLDER}, other than those of today; ${cure}`,
        );
      } else seen.push({ item, environment });
    }
  }
}
