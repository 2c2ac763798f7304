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
export function findUpdaterHints({ tags, marker, number }: RolledBack): readonly UpdaterHint[] {
  const follow: readonly UpdaterHint[] = [
    ...(number === undefined
      ? []
      : [
          {
            updater: 'Flux, numerical policy on the daily build number',
            follows: true,
            advice: `It deploys ${number}, the highest number now.`,
          },
        ]),
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
