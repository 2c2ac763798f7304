import { quote } from '../util/safe-text.ts';
import type { EnvironmentDraft, FormerItem } from './environment-draft.ts';
import { IMAGE_PLACEHOLDER } from './pipeline.ts';
import { MOST_REPOSITORIES, readTemplate } from './repositories.ts';
import { type Item, NAME, oneOrMore, text } from './shape.ts';
import { canOverlap } from './templates.ts';

/** What an environment was called before, and where its images were. */
export const FORMERLY = oneOrMore(
  text({ kind: 'former name', example: 'the name that it had, or its repository then' }),
  {
    kind: 'list of former names',
    example: 'the name that it had, or a list of them',
    least: 1,
    most: MOST_REPOSITORIES,
  },
);

function readItem(item: Item): FormerItem | undefined {
  const { value, field } = item;
  if (value.includes('/')) {
    const placed = readTemplate(item);
    return placed && { value, ...placed };
  }
  if (NAME.test(value)) return item;
  return field.refuse(
    `${quote(value)} is neither a name that an environment can have had nor a repository; write one of them`,
  );
}

/** Reads what an environment was called before, and where its images were; what is wrong is noted. */
export function readFormer(given: readonly Item[] = []) {
  const formerly = given.flatMap((item) => readItem(item) ?? []);
  return {
    formerly,
    formerNames: formerly.flatMap(({ value, template }) => (template === undefined ? value : [])),
    formerRepositories: formerly.flatMap(({ template }) => template ?? []),
  };
}

function isSame(one: FormerItem, other: FormerItem): boolean {
  if (one.template === undefined || other.template === undefined) {
    return one.template === other.template && one.value === other.value;
  }
  return canOverlap(one.template, other.template);
}

/** Finds what is there today by a former name or in a former repository: then a record of it could be of either. */
function findLiving({ value, template }: FormerItem, environments: readonly EnvironmentDraft[]): string | undefined {
  if (template === undefined) {
    const isLiving = environments.some(({ name }) => name === value);
    return isLiving ? `there is an environment ${quote(value)} today, whose records are its own` : undefined;
  }
  const living = environments.find(({ templates }) => templates.some((each) => canOverlap(each.template, template)));
  return living && `${quote(value)} can be a repository of ${living.name} today`;
}

/**
 * Checks that what environments were called, and where their images were, is of no environment today and of one only.
 */
export function checkFormer(environments: readonly EnvironmentDraft[]): void {
  const seen: { readonly item: FormerItem; readonly environment: string }[] = [];
  const hasPlaceholder = environments.some(({ templates }) =>
    templates.some(({ template }) => template.hasPlaceholder),
  );
  for (const { name: environment, formerly } of environments) {
    for (const item of formerly) {
      const { value, field, template } = item;
      const living = findLiving(item, environments);
      const before = seen.find((each) => isSame(each.item, item));
      if (living !== undefined) field.refuse(`${living}; leave it out of "formerly"`);
      else if (before !== undefined) {
        const where = before.environment === environment ? 'twice' : `for ${before.environment} too`;
        field.refuse(`${quote(value)} is listed ${where}; remove one of them`);
      } else if (template !== undefined && template.hasPlaceholder !== hasPlaceholder) {
        const remedy = hasPlaceholder ? `write ${IMAGE_PLACEHOLDER} for the name of the image` : `write it out`;
        const has = template.hasPlaceholder ? 'has' : 'has no';
        field.refuse(`the repository ${quote(value)} ${has} ${IMAGE_PLACEHOLDER}, unlike those of today; ${remedy}`);
      } else seen.push({ item, environment });
    }
  }
}
