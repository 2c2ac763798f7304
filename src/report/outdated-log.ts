import { shortDigest } from '../oci/digest.ts';
import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import {
  needsRebuild,
  type OutdatedImageReport,
  type OutdatedReport,
  type PlaceReport,
  type PlatformReport,
  removedBy,
  statusOfImage,
} from './outdated.ts';

/** The last part of a repository's name, for people. */
export function nameOfBase(repository: string): string {
  return safeText(repository.split('/').at(-1) ?? repository, 100);
}

/** Names a version of a base for people. */
export function formatBase({ repository, version }: { readonly repository: string; readonly version: string }): string {
  return `${nameOfBase(repository)} ${safeText(version, 130)}`;
}

/** Lists the environments of an image, each once. */
export function environmentsOf(places: readonly PlaceReport[]): readonly string[] {
  return [...new Set(places.map(({ environment }) => environment))];
}

/** Says where an image is held, if it is: a clause. */
export function describeHeld(places: readonly PlaceReport[]): string {
  const [first, ...others] = places.filter(({ held }) => held !== undefined);
  if (first === undefined) return '';
  const more =
    others.length === 0 ? '' : ` and in ${formatList(environmentsOf(others).map((each) => safeText(each, 100)))}`;
  return `${first.held ?? ''} in ${safeText(first.environment, 100)}${more}`;
}

/** Says how far behind a platform is. */
export function describeBehind({ behind, behindSince, newest, denied }: PlatformReport): string {
  if (denied) return 'denied';
  if (behind === null || behind === 0 || newest === null) return behind === 0 ? 'newest' : '';
  const since = behindSince === null ? '' : ` since ${behindSince.slice(0, 10)}`;
  return `${formatCount(behind, 'version')} behind ${safeText(newest.version, 130)}${since}`;
}

/** Says what a rebuild of a platform removes; empty if that is not known. */
export function describeStake({ stake }: PlatformReport): string {
  if (stake === null) return '';
  return `${stake.removes} of ${formatCount(stake.findings, 'finding')} gone`;
}

/** Groups platforms of which the same is said. */
export function groupPlatforms(
  platforms: readonly PlatformReport[],
  describe: (platform: PlatformReport) => string,
): readonly { readonly names: string; readonly text: string; readonly first: PlatformReport }[] {
  return [...Map.groupBy(platforms, describe)].flatMap(([text, alike]) => {
    const [first] = alike;
    if (first === undefined) return [];
    const names =
      alike.length === platforms.length ? '' : formatList(alike.map(({ platform }) => safeText(platform, 60)));
    return [{ names, text, first }];
  });
}

function describePlatform(platform: PlatformReport): string {
  const { base, reason } = platform;
  if (base === null) return safeText(reason ?? 'it stands on no approved base', 200);
  return [`on ${formatBase(base)}`, describeBehind(platform), describeStake(platform)]
    .filter((part) => part !== '')
    .join(', ');
}

/** Describes an image in a line for each thing that is said of its platforms. */
function imageLines(image: OutdatedImageReport): readonly string[] {
  const [tag] = image.environments.flatMap((each) => each.tag ?? []);
  const where = environmentsOf(image.environments).map((each) => safeText(each, 100));
  const name = `${safeText(image.image, 150)}${tag === undefined ? '' : `:${tag}`} (${shortDigest(image.digest)})`;
  const owner = image.owner === null ? '' : `, ${safeText(image.owner, 100)}`;
  const held = describeHeld(image.environments);
  const head = `${needsRebuild(image) ? '↑' : ' '} ${name} in ${formatList(where)}${owner}${held === '' ? '' : `, ${held}`}`;
  if (image.error !== null) return [`${head}: cannot be read: ${safeText(image.error, 300)}`];
  if (image.platforms.length === 0) return [`${head}: it is not an image`];
  const groups = groupPlatforms(image.platforms, describePlatform);
  const [only, ...others] = groups;
  if (only !== undefined && others.length === 0) return [`${head}: ${only.text}`];
  return [head, ...groups.map(({ names, text }) => `    ${names}: ${text}`)];
}

/** Lines for the log: what each image stands on. */
export function outdatedLines({ images }: OutdatedReport): readonly string[] {
  return images.flatMap(imageLines);
}

/** Says in a sentence each what could not be read. */
export function findLeftOut({ bases, leftOut, images }: OutdatedReport): readonly string[] {
  return [
    ...bases.flatMap(({ repository, error }) =>
      error === null ? [] : [`The versions of ${repository} are not all known: ${safeText(error, 300)}`],
    ),
    ...leftOut.map(
      ({ image, environment, repository, reason }) =>
        `${safeText(image, 150)} was not looked up in ${safeText(environment, 100)} (${repository}): ${safeText(reason, 300)}`,
    ),
    ...images.flatMap(({ image, digest, error }) =>
      error === null ? [] : [`${safeText(image, 150)}@${shortDigest(digest)} cannot be read: ${safeText(error, 300)}`],
    ),
  ];
}

/** Says in a line what the run found. */
export function outdatedSummaryLine({ images, leftOut, requests }: OutdatedReport): string {
  const count = (status: ReturnType<typeof statusOfImage>) =>
    images.filter((each) => statusOfImage(each) === status).length;
  const parts = [
    { number: count('outdated'), words: 'behind' },
    { number: count('denied'), words: 'on a denied base' },
    { number: count('unknown'), words: 'on no approved base' },
    { number: count('unread') + leftOut.length, words: 'not read' },
  ].filter(({ number }) => number > 0);
  const [worst] = images;
  const removes = worst === undefined ? 0 : removedBy(worst);
  const first =
    worst === undefined || !needsRebuild(worst)
      ? ''
      : `; rebuild ${safeText(worst.image, 150)} first${removes > 0 ? `, which removes ${formatCount(removes, 'finding')}` : ''}`;
  const found =
    parts.length === 0
      ? 'all on the newest version of their base'
      : formatList(parts.map(({ number, words }) => `${number} ${words}`));
  return `${formatCount(images.length, 'image')}: ${found}${first} (${formatCount(requests, 'request')})`;
}
