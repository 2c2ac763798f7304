import { shortDigest } from '../oci/digest.ts';
import { formatCount, formatList } from '../util/format.ts';
import { quote, safeText } from '../util/safe-text.ts';
import type { HeldImageReport, HeldPlaceReport, HoldRunReport } from './hold-run.ts';

/** More images are counted and not named. */
const MAX_NAMES = 5;

/** What became of a record in a repository, in a word or two. */
export const PLACE_WORDS: Readonly<Record<'hold' | 'unhold', Readonly<Record<HeldPlaceReport['state'], string>>>> = {
  hold: {
    written: 'held now',
    planned: 'would be held',
    unchanged: 'was held already',
    absent: 'does not have the image',
    failed: 'NOT held',
  },
  unhold: {
    written: 'hold ended',
    planned: 'the hold would end',
    unchanged: 'nothing held it',
    absent: 'does not have the image',
    failed: 'hold NOT ended',
  },
};

/** Names the environments of a run, for people. */
export function nameEnvironments({ environments }: Pick<HoldRunReport, 'environments'>): string {
  return environments.includes('*') ? 'all environments' : formatList(environments.map((name) => safeText(name, 100)));
}

/** Names the environments of a run where nothing was found: "in all" would say that it was found in some. */
export function nameAny(report: Pick<HoldRunReport, 'environments'>): string {
  return report.environments.includes('*') ? 'any environment' : nameEnvironments(report);
}

/** Names an image with what it stands for. */
export function nameHeldImage({ reference, digest }: HeldImageReport): string {
  const isByDigest = reference.includes('@');
  return isByDigest ? safeText(reference, 300) : `${safeText(reference, 300)} (${shortDigest(digest)})`;
}

/** How long a hold is for, as a clause; empty if it has no end. */
export function describeEnd({ until }: Pick<HoldRunReport, 'until'>): string {
  return until === null ? '' : ` until ${until.replace('T', ' ').replace(/:\d\d\.\d{3}Z$/, ' UTC')}`;
}

function imageLines(image: HeldImageReport, { command }: HoldRunReport): readonly string[] {
  const words = PLACE_WORDS[command];
  return [
    nameHeldImage(image),
    ...image.ended.map(({ record, since, reason }) => {
      const why = reason === null ? '' : ` (${quote(reason)})`;
      return `  ends the hold ${record === null ? '' : shortDigest(record)} of ${since?.slice(0, 10) ?? ''}${why}`;
    }),
    ...image.places.map(
      ({ repository, environments, state, error }) =>
        `  ${formatList(environments)} in ${repository}: ${words[state]}${error === null ? '' : `: ${error}`}`,
    ),
  ];
}

/** Lines for the log: each image and each repository. */
export function holdLogLines(report: HoldRunReport): readonly string[] {
  return [
    ...report.images.flatMap((image) => imageLines(image, report)),
    ...report.admission.map(
      ({ environment, repository, digest }) =>
        `${report.dryRun ? 'would withdraw' : 'withdrew'} the admission of ${repository}@${shortDigest(digest)} to ${environment}`,
    ),
  ];
}

/** Says in a line what the run came to. */
export function holdSummaryLine(report: HoldRunReport): string {
  const { command, images, changed, dryRun, effect, requests } = report;
  const named = images.length > MAX_NAMES ? formatCount(images.length, 'image') : formatList(images.map(nameHeldImage));
  const where = nameEnvironments(report);
  const asked = ` (${formatCount(requests, 'request')})`;
  const wouldChange = images.some(({ places }) => places.some(({ state }) => state === 'planned'));
  if (command === 'hold') {
    const kind = effect === 'legal' ? 'on legal hold' : 'held';
    const verb = dryRun && wouldChange ? 'would be' : images.length === 1 ? 'is' : 'are';
    return `${named} ${verb} ${kind} in ${where}${describeEnd(report)}${changed || dryRun ? '' : ', as before'}${asked}`;
  }
  if (dryRun) return `${named}: ${wouldChange ? `its holds would end in ${where}` : 'nothing holds it'}${asked}`;
  return `${named}: ${changed ? `its holds have ended in ${where}` : `nothing held it in ${nameAny(report)}`}${asked}`;
}
