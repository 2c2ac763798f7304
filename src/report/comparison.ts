import type { CommitList } from '../github/commits.ts';
import type { Digest } from '../oci/digest.ts';
import { formatCount } from '../util/format.ts';
import { type Comparison, linkComparison, linkLogin } from './links.ts';
import { markdownCode, markdownDetails, markdownText } from './markdown.ts';

/** What came since the image that an environment had before, as far as both images say what they were built from. */
export interface ComparisonReport {
  /** The page of the comparison on GitHub. */
  readonly address: string;
  /** The image before. */
  readonly before: { readonly digest: Digest; readonly version: string | null; readonly revision: string };
  readonly revision: string;
  /** Null if GitHub did not tell. */
  readonly commits: CommitList | null;
}

/** The comparisons of a run, by `nameReplacement`. */
export type Comparisons = ReadonlyMap<string, ComparisonReport>;

/** Names an image that replaced another in a repository. */
export function nameReplacement(repository: string, before: Digest, after: Digest): string {
  return `${repository}@${before} ${after}`;
}

/** So many commits are shown (the page of the comparison has all). */
const MAX_SHOWN = 10;

/** A first line is cut in a summary (characters). */
const MAX_SUBJECT = 100;

function describeCount({ total, lost, people }: CommitList): string {
  const by = people > 1 ? ` by ${people} people` : '';
  const gone = lost === 0 ? '' : `${total === 0 ? '' : ', '}without ${formatCount(lost, 'commit')} of the image before`;
  return `${total === 0 ? '' : `${formatCount(total, 'commit')}${by}`}${gone}`;
}

/** Says in a line what is new, with a link; `versions` are those of both images, where they are known. */
export function renderComparison(
  { address, before, revision, commits }: ComparisonReport,
  where: string,
  own: string | null,
): readonly string[] {
  const link: Comparison = { owner: '', repo: '', before: before.revision, after: revision, address };
  const since = before.version === null ? '' : ` since ${markdownCode(before.version)}`;
  if (commits === null) return [`**What is new in ${where}${since}:** ${linkComparison(link, 'compare the commits')}`];
  const line = `**What is new in ${where}${since}:** ${linkComparison(link, describeCount(commits))}`;
  if (commits.newest.length === 0) return [line];
  const shown = commits.newest.slice(0, MAX_SHOWN).map(({ sha, subject, author }) => {
    const by = author === null ? '' : ` · ${linkLogin(author, own)}`;
    return `- ${markdownCode(sha.slice(0, 7))} ${markdownText(subject, MAX_SUBJECT)}${by}`;
  });
  const more = commits.total - shown.length;
  if (more > 0) shown.push(`- and ${formatCount(more, 'earlier commit')}`);
  return [line, markdownDetails(formatCount(commits.total, 'commit'), shown.join('\n'))];
}
