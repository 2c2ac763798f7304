import { versionTagsOf } from '../rollback/version-line.ts';

/** What an updater does after a rollback, and what helps where it does not follow. */
export interface UpdaterHint {
  readonly updater: string;
  readonly follows: boolean;
  /** A sentence. */
  readonly advice: string;
}

interface RolledBack {
  /** Tags of what was rolled back, as its records name them. */
  readonly tags: readonly string[];
  readonly marker: string;
  /** The new number of the day; undefined if the environment has none. */
  readonly number: string | undefined;
  /** The tags of the repository: one of them may be a higher number, by mistake or by somebody's hand. */
  readonly names?: Iterable<string>;
}

/** A day and its number, and what stands around them. */
const NUMBER = /^(.*?)(20\d{6})([^0-9]?)(\d{1,9})((?:[^0-9].*)?)$/;

/** Finds the highest number of the same form, as numerical policies compare: by day, then by number. */
function findHigher(number: string, names: Iterable<string>): string | undefined {
  const read = (tag: string) => {
    const [, prefix = '', day = '', separator = '', count = '', suffix = ''] = NUMBER.exec(tag) ?? [];
    return { tag, form: `${prefix} ${separator} ${suffix}`, day: Number(day), count: Number(count) };
  };
  const own = read(number);
  const all = [...names].filter((tag) => NUMBER.test(tag)).map(read);
  const higher = all
    .filter(({ form }) => form === own.form)
    .filter(({ day, count }) => day > own.day || (day === own.day && count > own.count))
    .toSorted((left, right) => right.day - left.day || right.count - left.count);
  return higher[0]?.tag;
}

function hintOfNumber(number: string, names: Iterable<string>): UpdaterHint {
  const updater = 'Flux, numerical policy on the daily build number';
  const higher = findHigher(number, names);
  if (higher === undefined) return { updater, follows: true, advice: `It deploys ${number}, the highest number now.` };
  return {
    updater,
    follows: false,
    advice: `${higher} is higher than ${number}, the number of this rollback: remove that tag if it is not one of your builds.`,
  };
}

/** Versions that are excluded by the next fix: without the leading `v`, as updaters write them. */
function versionsOf(tags: readonly string[]): readonly string[] {
  return [...new Set(versionTagsOf(tags).map((tag) => tag.replace(/^[vV]/, '')))];
}

function escapeExpression(text: string): string {
  return text.replace(/[.+]/g, (character) => `\\${character}`);
}

/**
 * Tells what Flux, Argo CD Image Updater and Renovate do after a rollback. Those that take the highest version stay with
 * the bad one, whose tag is never deleted: they need a line each.
 */
export function findUpdaterHints({ tags, marker, number, names = [] }: RolledBack): readonly UpdaterHint[] {
  const follow: readonly UpdaterHint[] = [
    ...(number === undefined ? [] : [hintOfNumber(number, names)]),
    {
      updater: 'Flux and Argo CD Image Updater on one tag by digest',
      follows: true,
      advice: `They deploy what "${marker}" holds (digestReflectionPolicy: Always; update-strategy: digest).`,
    },
  ];
  const versions = versionsOf(tags);
  if (versions.length === 0) return follow;
  const [version = ''] = versions;
  return [
    ...follow,
    {
      updater: 'Flux, semver range',
      follows: false,
      advice: `${version} is still the highest: add ${versions.map((each) => `!=${each}`).join(', ')} to the range, and after the fix use >${version}.`,
    },
    {
      updater: 'Argo CD Image Updater, semver',
      follows: false,
      advice: `${version} is still the highest: add ignoreTags: [${versions.map((each) => `"${each}"`).join(', ')}].`,
    },
    {
      updater: 'Argo CD Image Updater, newest-build',
      follows: false,
      advice: 'The date of the build decides: use the digest strategy on one tag.',
    },
    {
      updater: 'Renovate',
      follows: false,
      advice: `${version} is still the highest: add allowedVersions: "!/^v?(${versions.map(escapeExpression).join('|')})$/".`,
    },
  ];
}
