import { type Digest, shortDigest } from '../oci/digest.ts';
import type { AttestationResult } from '../policy/verify-attestation.ts';
import type { ChainLink } from '../policy/verify-chain.ts';
import { formatCount, formatList, formatSeconds } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { limitSummary, markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';
import type { REPORT_SCHEMA } from './schema.ts';

/** The name by which an image was asked for, and whether it has it by right. */
export interface VerifiedName {
  /** The tag; null if the image was asked for by its digest only. */
  readonly tag: string | null;
  readonly proven: boolean;
  /** The record that gives it, which proves it if it is signed. */
  readonly record: Digest | null;
  /** Why it is not proven, as a clause; null if it is. */
  readonly reason: string | null;
  /**
   * How many tags, images and records of the repository were not looked at, one of which might say that the tag was
   * given to another image since.
   */
  readonly unread: number;
}

/** What was found of one image in one repository of an environment. */
export interface VerifiedImage {
  readonly image: string;
  readonly environment: string;
  readonly reference: string;
  readonly digest: Digest;
  /**
   * Whether its whole way is proven, and its name if it was asked for by one. Where images are built nothing is, and
   * nothing is by records that nobody signed.
   */
  readonly verified: boolean;
  readonly name: VerifiedName;
  readonly links: readonly ChainLink[];
  /** What helps, as a clause, where that is something else than to promote the image through every environment. */
  readonly remedy: string | null;
  readonly attestations: readonly AttestationResult[];
  /** How many other attestations were not read. */
  readonly attestationsLeftOut: number;
}

/** The whole run as data: the output `report`. */
export interface VerifyReport {
  readonly schema: typeof REPORT_SCHEMA;
  readonly command: 'verify';
  readonly verified: boolean;
  readonly images: readonly VerifiedImage[];
  /** The digest of the pipeline file that was judged by. */
  readonly policy: Digest;
  readonly requests: number;
  readonly milliseconds: number;
}

/** Whether something is wrong with an image; where images are built nothing is proven, and nothing is wrong. */
export function isRefused({ links }: VerifiedImage): boolean {
  return links.some(({ kind }) => kind === 'broken');
}

/** Lists the environments whose records nobody signed: the way is told by them, and not proven. */
function unsignedIn(image: VerifiedImage): readonly string[] {
  if (isRefused(image)) return [];
  return image.links.flatMap(({ environment, record }) => (record?.signed === false ? [environment] : []));
}

function summaryLineOf(image: VerifiedImage): string {
  const { reference, environment, name, verified } = image;
  const unsigned = unsignedIn(image);
  if (unsigned.length > 0) {
    return `${reference} is in ${environment} by its records, of which those of ${formatList(unsigned)} are not signed: whoever may push can have written them, and nothing was proven`;
  }
  if (!verified) return `${reference} is in ${environment}; nothing comes before it, nothing was proven`;
  const digest = name.tag === null ? '; no name was proven' : '';
  return `${reference} is in ${environment} by the routes of the pipeline file, from the build on${digest}`;
}

/** Says in a line what a verification came to. */
export function verificationSummaryLine({ images }: VerifyReport): string {
  const [first, ...more] = images.filter(isRefused);
  if (first !== undefined) return `${first.reference}${more.length === 0 ? '' : ` (and ${more.length} more)`}`;
  const [only, ...others] = images;
  if (only !== undefined && others.length === 0) return summaryLineOf(only);
  const unproven = images.filter(({ verified }) => !verified);
  if (unproven.length === 0) {
    return `All ${images.length} are where they are by the routes of the pipeline file, from the build on`;
  }
  const unsigned = unproven.filter((image) => unsignedIn(image).length > 0).length;
  const parts = [
    ...(unsigned === 0 ? [] : [`the records of ${unsigned} are not signed, and prove nothing`]),
    ...(unsigned === unproven.length ? [] : ['nothing comes before the others, and nothing was proven of them']),
  ];
  return `${images.length - unproven.length} of ${images.length} are proven; ${parts.join('; ')}`;
}

/** Says what was found of the name. */
function nameLines({ name: { tag, proven, record, reason, unread }, links }: VerifiedImage): readonly string[] {
  // What broke is told below already.
  if (links.some(({ kind }) => kind === 'broken')) return [];
  const left = unread === 0 ? '' : `; ${unread} tags, images or records of its repository were not looked at`;
  if (!proven || record === null) return [`  · no name was proven: ${reason ?? ''}`];
  return [`  ✓ the name ${quote(tag ?? '')}: by the record ${shortDigest(record)}${left}`];
}

/** Writes what was found as lines for the log. */
export function verificationLines({ images }: VerifyReport): readonly string[] {
  return images.flatMap((image) => {
    const { reference, digest, verified, links, attestations } = image;
    const [mark, built] = verified ? ['✓', '✓'] : [isRefused(image) ? '✗' : '·', '·'];
    return [
      `${mark} ${reference} (${digest})`,
      ...nameLines(image),
      ...links.map(({ kind, sentence, record }) => {
        const proven = record?.signed === false ? '·' : '✓';
        return `  ${kind === 'broken' ? '✗' : kind === 'built' ? built : proven} ${sentence}`;
      }),
      ...attestations.map(
        ({ claim, trusted, because }) => `  · also: ${claim} (${trusted ? 'signed by' : 'not counted:'} ${because})`,
      ),
    ];
  });
}

/** The most images that are told in full; of others the summary says whether they hold. */
const MAX_TOLD = 50;

function describeTime(time: string): string {
  return `${time.slice(0, 16).replace('T', ' ')} UTC`;
}

function renderLink({ environment, kind, record, sentence }: ChainLink): readonly string[] {
  const name = markdownCode(environment);
  if (kind === 'built') return [name, '🏗️ built here', '', '', ''];
  if (record === null) return [name, `❌ ${markdownText(sentence.slice(environment.length + 2), 1000)}`, '', '', ''];
  const { from, route, time, actor, signer, reason, approvals, digest } = record;
  const way = `${record.signed ? '✅' : '⚠️'} from ${markdownCode(from ?? '')}${route === 'regular' ? '' : ` · **${markdownText(route)}**`}`;
  const approved = (approvals ?? []).filter(({ state }) => state === 'approved').map(({ login }) => login);
  const who = [
    actor === null ? '' : markdownText(actor),
    approved.length === 0 ? '' : `approved by ${markdownText([...new Set(approved)].join(', '))}`,
    reason === null ? '' : markdownText(`“${reason}”`, 300),
  ];
  return [
    name,
    way,
    markdownText(describeTime(time)),
    who.filter((part) => part !== '').join('<br>'),
    `${signer === null ? '⚠️ **unsigned**' : '🔏 signed'} ${markdownCode(shortDigest(digest))}`,
  ];
}

/** Tells of each record what is too long for a line: who signed it, in which run it was made, and where it is. */
function renderRecords({ links }: VerifiedImage): readonly string[] {
  const records = links.flatMap(({ environment, record }) => (record === null ? [] : [{ environment, ...record }]));
  if (records.length === 0) return [];
  const parts = records.map(({ environment, reference, signer, signedAt, run, policy, tags }) =>
    [
      `- **${markdownText(environment)}:** ${markdownCode(reference)}`,
      `  - signed by ${signer === null ? '**nobody**' : markdownCode(signer)}${signedAt === null ? '' : `, witnessed ${markdownText(describeTime(signedAt))}`}`,
      ...(run === null ? [] : [`  - run ${markdownCode(run)}`]),
      ...(tags.length === 0 ? [] : [`  - tags ${tags.map(markdownCode).join(' ')}`]),
      ...(policy === null ? [] : [`  - pipeline file ${markdownCode(policy)}`]),
    ].join('\n'),
  );
  return [markdownDetails(formatCount(records.length, 'record'), parts.join('\n'))];
}

function renderAttestations({ attestations, attestationsLeftOut: leftOut }: VerifiedImage): readonly string[] {
  if (attestations.length === 0) return [];
  const rows = attestations.map(({ claim, trusted, because, predicateType }) => [
    markdownText(claim, 300),
    trusted ? `🔏 ${markdownText(because, 300)}` : `not counted: ${markdownText(because, 300)}`,
    markdownCode(predicateType),
  ]);
  const title = `${formatCount(attestations.length, 'other attestation')}`;
  const more = leftOut === 0 ? '' : `\n\n${leftOut} older ${leftOut === 1 ? 'one was' : 'ones were'} not read.`;
  return [markdownDetails(title, markdownTable(['It says', 'Signed', 'Type'], rows) + more)];
}

/** Whether the name by which the image was asked for is proven, and by which record. */
function renderName({ name: { tag, proven, record, reason, unread } }: VerifiedImage): string {
  if (!proven || record === null) return `- **Name:** not proven: ${markdownText(reason ?? '', 500)}`;
  const left = unread === 0 ? '' : `; ${unread} tags, images or records of its repository were not looked at`;
  return `- **Name:** ${markdownCode(tag ?? '')} by the record ${markdownCode(shortDigest(record))}${left}`;
}

function markOf(image: VerifiedImage): string {
  if (image.verified) return '✅';
  if (isRefused(image)) return '❌';
  return unsignedIn(image).length > 0 ? '⚠️' : '🏗️';
}

function renderImage(image: VerifiedImage): string {
  const { reference, digest, links } = image;
  return [
    `### ${markOf(image)} ${markdownCode(reference)}`,
    [`- **Digest:** ${markdownCode(digest)}`, renderName(image)].join('\n'),
    markdownTable(['Environment', 'How it came there', 'When', 'By whom', 'Record'], links.map(renderLink)),
    ...renderRecords(image),
    ...renderAttestations(image),
  ].join('\n\n');
}

function renderHeadline({ images, verified }: VerifyReport): string {
  const [first] = images;
  const failed = images.filter(isRefused).length;
  if (images.length === 1 && first !== undefined) {
    const what = `${markdownCode(first.image)} in ${markdownCode(first.environment)}`;
    if (verified) return `## ✅ ${what}: the whole way from the build is proven`;
    if (failed > 0) return `## ❌ ${what}: its way there is not proven`;
    const unsigned = unsignedIn(first);
    return unsigned.length > 0
      ? `## ⚠️ ${what}: nothing was proven, the records of ${formatList(unsigned.map(markdownCode))} are not signed`
      : `## 🏗️ ${what}: nothing comes before it, nothing was proven`;
  }
  if (verified) return `## ✅ ${images.length} images: the whole way from the build is proven`;
  if (failed > 0) return `## ❌ ${failed} of ${images.length} images: the way there is not proven`;
  const unsigned = images.filter((image) => unsignedIn(image).length > 0).length;
  if (unsigned > 0)
    return `## ⚠️ ${unsigned} of ${images.length} images: nothing was proven, their records are not signed`;
  const built = images.filter((image) => !image.verified).length;
  return `## 🏗️ ${built} of ${images.length} images: nothing comes before them, nothing was proven`;
}

/** Renders the job summary of a verification as Markdown: the verdict first, then link by link. */
export function renderVerifySummary(report: VerifyReport): string {
  const { images, requests, milliseconds } = report;
  // What fails is told first, and never left out for what holds.
  const sorted = [...images].sort((left, right) => Number(isRefused(right)) - Number(isRefused(left)));
  const left = sorted.length - MAX_TOLD;
  const parts = [
    renderHeadline(report),
    ...sorted.slice(0, MAX_TOLD).map(renderImage),
    ...(left > 0 ? [`${left} more are in the output \`report\`.`] : []),
    `<sub>${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}</sub>`,
  ];
  return limitSummary(`${parts.join('\n\n')}\n`);
}
