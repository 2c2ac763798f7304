import { shortDigest } from '../oci/digest.ts';
import { formatCount, formatList } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';
import { type AdmissionChange, type CheckedImage, type CheckReport, isPassed, verdictOf } from './check.ts';
import { checkLines, SIGNS } from './checks.ts';

/** Of more images, those that pass are only counted. */
const MAX_PASSED = 50;

/** More images that do not pass are in the output `report`. */
const MAX_REFUSED = 500;

const CHANGES = {
  withdraw: ['withdrew', 'would withdraw'],
  issue: ['issued', 'would issue'],
} as const;

/** Says in a clause what became of the admission of an image. */
export function describeChange({ does, environment, repository, digest }: AdmissionChange, dryRun: boolean): string {
  return `${CHANGES[does][dryRun ? 1 : 0]} the admission of ${repository}@${shortDigest(digest)} to ${environment}`;
}

/** Counts what images do not pass, the most frequent first: "vulnerabilities (2), labels (1)". */
export function countReasons(
  images: readonly CheckedImage[],
): readonly { readonly what: string; readonly count: number }[] {
  const reasons = images.flatMap(({ gates, refusal, isHeld }) => [
    ...(isHeld === true ? ['holds'] : refusal === undefined ? [] : ['other requirements']),
    ...(gates?.results ?? []).flatMap(({ gate, verdict }) => (verdict === 'fail' || verdict === 'error' ? [gate] : [])),
  ]);
  return [...Map.groupBy(reasons, (reason) => reason)]
    .map(([what, all]) => ({ what, count: all.length }))
    .toSorted((left, right) => right.count - left.count);
}

/** Names the environments of a check, and the repositories that are in none. */
export function namesOf({ environments, images }: Pick<CheckReport, 'environments' | 'images'>): readonly string[] {
  const names = environments.map(({ environment }) => environment);
  const others = images.flatMap(({ environment, repositories }) => environment ?? repositories);
  return [...new Set([...names, ...others])];
}

/** Says in a sentence how many images pass, and what the others do not. */
export function checkSummaryLine(images: readonly CheckedImage[], report: CheckReport): string {
  const where = safeText(formatList(namesOf(report)), 300);
  if (images.length === 0) return `There was nothing to check in ${where}`;
  const passed = images.filter(isPassed).length;
  const count =
    images.length === passed ? formatCount(passed, 'image') : `${passed} of ${formatCount(images.length, 'image')}`;
  const says = report.from === null ? `in ${where} may stay` : `may go from ${safeText(report.from, 300)} to ${where}`;
  const reasons = countReasons(images).map(({ what, count: number }) => `${what} (${number})`);
  return `${count} ${says}${reasons.length === 0 ? '' : `; refused for ${formatList(reasons)}`}`;
}

function imageLines(image: CheckedImage): readonly string[] {
  const { reference, digest, environment, repositories, gates, refusal } = image;
  const where = environment ?? repositories[0] ?? '';
  const sha = digest === undefined ? '' : ` (${shortDigest(digest)})`;
  return [
    `${SIGNS[verdictOf(image)] ?? '?'} ${safeText(reference, 500)}${sha}, ${safeText(where, 300)}`,
    ...(refusal === undefined ? [] : refusal.message.split('\n').map((line) => `  ✗ ${line}`)),
    ...checkLines(gates?.checks ?? []),
  ];
}

/** Writes what was found as lines for the log: what does not pass first. */
export function checkLogLines(images: readonly CheckedImage[]): readonly string[] {
  const [passed, refused] = [images.filter(isPassed), images.filter((image) => !isPassed(image))];
  const shown = images.length <= MAX_PASSED ? passed : [];
  const more = refused.length - MAX_REFUSED;
  return [
    ...refused.slice(0, MAX_REFUSED).flatMap(imageLines),
    ...(more > 0 ? [`${more} more do not pass: the output "report" has them`] : []),
    ...shown.flatMap(imageLines),
    ...(shown.length < passed.length ? [`${passed.length} images pass`] : []),
  ];
}
