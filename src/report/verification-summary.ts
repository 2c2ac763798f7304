import type { RunFacts } from '../attestation/predicates/promotion.ts';
import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { VerifiedPromotion } from '../policy/verify-promotion.ts';
import { formatCount, formatList, formatSeconds } from '../util/format.ts';
import { drawChain } from './chain-diagram.ts';
import { markdownPicture } from './environments-diagram.ts';
import { linkLogin, linkRun } from './links.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import { formatTime } from './pipeline-diagram.ts';
import { approversOf, reportRecord } from './record.ts';
import { NOTE_SIGNS } from './record-notes.ts';
import { renderStart } from './run-line.ts';
import {
  describeUnread,
  isBroken,
  notesOf,
  unsignedIn,
  type VerifiedImage,
  type VerifyReport,
} from './verification.ts';

/** More pictures than these are not drawn: a page with hundreds of them does not load. */
const MAX_PICTURES = 5;

/** The most images that are shown in full; of others the summary says whether they are proven. */
const MAX_SHOWN = 50;

function renderPromotion(
  { environment, predicate, signature, stored }: VerifiedPromotion,
  own: string | null,
): readonly string[] {
  const { time, source, run, route, reason } = predicate;
  const approvers = approversOf(predicate);
  const hotfix = route?.kind === 'hotfix' ? ` · **${markdownText(`hotfix ${route.name ?? ''}`.trim())}**` : '';
  const who = [
    run.actor === undefined ? '' : linkLogin(run.actor.login, own),
    approvers.length === 0 ? '' : `approved by ${approvers.map((login) => linkLogin(login, own)).join(', ')}`,
    reason === undefined ? '' : markdownText(`“${reason}”`, 300),
  ];
  return [
    markdownCode(environment.name),
    `${signature === undefined ? '⚠️' : '✅'} from ${markdownCode(source.environment ?? '')}${hotfix}`,
    formatTime(time),
    who.filter((part) => part !== '').join('<br>'),
    `${signature === undefined ? '⚠️ **unsigned**' : '🔏 signed'} ${markdownCode(shortDigest(stored.digest))}`,
  ];
}

function renderChain({ chain: { promotions, origin, broken } }: VerifiedImage, own: string | null): string {
  const rows = promotions.map((promotion) => renderPromotion(promotion, own));
  if (origin !== undefined) rows.push([markdownCode(origin), '🏗️ built here', '', '', '']);
  if (broken !== undefined) {
    rows.push([markdownCode(broken.environment), `❌ ${markdownText(broken.reason, 1000)}`, '', '', '']);
  }
  return markdownTable(['Environment', 'How it came there', 'When', 'By whom', 'Record'], rows);
}

/** Shows what has to be known of the records beside what they say. */
function renderNotes({ chain }: VerifiedImage): readonly string[] {
  const lines = chain.promotions.flatMap((promotion) =>
    notesOf(chain, promotion).map(
      ({ level, text }) =>
        `- ${NOTE_SIGNS[level]} ${markdownCode(promotion.environment.name)}: ${markdownText(text, 500)}`,
    ),
  );
  return lines.length === 0 ? [] : [lines.join('\n')];
}

/** Shows of each record what is too long for a line: who signed it, in which run it was made, and where it is. */
function renderRecords({ chain: { promotions } }: VerifiedImage, own: string | null): readonly string[] {
  if (promotions.length === 0) return [];
  const parts = promotions.map((promotion) => {
    const { reference, signer } = reportRecord(promotion);
    const { environment, signature, predicate } = promotion;
    const { run, policy, destination } = predicate;
    const witnessed = signature?.signedAt === undefined ? '' : `, witnessed ${formatTime(signature.signedAt)}`;
    return [
      `- **${markdownText(environment.name)}:** ${markdownCode(reference)}`,
      `  - signed by ${signer === null ? '**nobody**' : markdownCode(signer)}${witnessed}`,
      ...(run.invocationId === undefined ? [] : [`  - ${linkRun(run.invocationId, own)}`]),
      ...(destination.tags.length === 0 ? [] : [`  - tags ${destination.tags.map(markdownCode).join(' ')}`]),
      ...(policy === undefined ? [] : [`  - pipeline file ${markdownCode(policy.digest)}`]),
    ].join('\n');
  });
  return [markdownDetails(formatCount(parts.length, 'record'), parts.join('\n'))];
}

function renderAttestations({ attestations, attestationsLeftOut: leftOut }: VerifiedImage): readonly string[] {
  if (attestations.length === 0) return [];
  const rows = attestations.map(({ claim, trusted, because, predicateType }) => [
    markdownText(claim, 300),
    trusted ? `🔏 ${markdownText(because, 300)}` : `not counted: ${markdownText(because, 300)}`,
    markdownCode(predicateType ?? ''),
  ]);
  const title = `${formatCount(attestations.length, 'other attestation')}`;
  const more = leftOut === 0 ? '' : `\n\n${leftOut} older ${leftOut === 1 ? 'one was' : 'ones were'} not read.`;
  return [markdownDetails(title, markdownTable(['It says', 'Signed', 'Type'], rows) + more)];
}

function renderName({ name }: VerifiedImage): string {
  const { tag, proven, record, reason } = name;
  if (!proven || record === null) return `- **Name:** not proven: ${markdownText(reason ?? '', 500)}`;
  return `- **Name:** ${markdownCode(tag ?? '')} by the record ${markdownCode(shortDigest(record))}${describeUnread(name)}`;
}

function markOf(image: VerifiedImage): string {
  if (image.verified) return '✅';
  if (isBroken(image)) return '❌';
  return unsignedIn(image).length > 0 ? '⚠️' : '🏗️';
}

function renderImage(
  image: VerifiedImage,
  { run, pipeline }: VerifyPage,
  [index, images]: readonly [number, readonly VerifiedImage[]],
): string {
  const { reference, digest } = image;
  const own = run?.invocationId ?? null;
  const isAlone = images.length === 1;
  return [
    ...(isAlone ? [] : [`### ${markOf(image)} ${markdownCode(reference)}`]),
    ...(index < MAX_PICTURES ? markdownPicture(pipeline && drawChain(pipeline, image)) : []),
    [
      ...(isAlone ? [`- **Image:** ${markdownCode(reference)}`] : []),
      `- **Digest:** ${markdownCode(digest)}`,
      renderName(image),
    ].join('\n'),
    renderChain(image, own),
    ...renderNotes(image),
    ...renderRecords(image, own),
    ...renderAttestations(image),
  ].join('\n\n');
}

function renderHeadline(images: readonly VerifiedImage[]): string {
  const [first, ...others] = images;
  const count = (is: (image: VerifiedImage) => boolean) => images.filter(is).length;
  const broken = count(isBroken);
  const unsigned = count((image) => unsignedIn(image).length > 0);
  const unproven = count(({ verified }) => !verified);
  if (first !== undefined && others.length === 0) {
    const what = `${markdownCode(first.image)} in ${markdownCode(first.environment)}`;
    if (unproven === 0) return `## ✅ ${what}: verified back to the build`;
    if (broken > 0) return `## ❌ ${what}: not proven`;
    return unsigned > 0
      ? `## ⚠️ ${what}: nothing was proven, the records of ${formatList(unsignedIn(first).map(markdownCode))} are not signed`
      : `## 🏗️ ${what}: built here, nothing was proven`;
  }
  if (unproven === 0) return `## ✅ ${images.length} images: verified back to their builds`;
  if (broken > 0) return `## ❌ ${broken} of ${images.length} images: not proven`;
  if (unsigned > 0) {
    return `## ⚠️ ${unsigned} of ${images.length} images: nothing was proven, their records are not signed`;
  }
  return `## 🏗️ ${unproven} of ${images.length} images: built where they are, nothing was proven`;
}

/** What a summary shows beside the report. */
export interface VerifyPage {
  readonly run?: RunFacts;
  readonly pipeline?: Pipeline | undefined;
}

/** Renders the job summary of a verification as Markdown: the verdict first, then link by link. */
export function renderVerifySummary(
  images: readonly VerifiedImage[],
  { requests, milliseconds }: Pick<VerifyReport, 'requests' | 'milliseconds'>,
  page: VerifyPage = {},
): string {
  // Failures come first, and are never left out.
  const sorted = [...images].sort((left, right) => Number(isBroken(right)) - Number(isBroken(left)));
  const left = sorted.length - MAX_SHOWN;
  const parts = [
    renderHeadline(images),
    ...renderStart(page.run),
    ...sorted.slice(0, MAX_SHOWN).map((image, index) => renderImage(image, page, [index, images])),
    ...(left > 0 ? [`${left} more are in the output \`report\`.`] : []),
  ];
  return markdownPage(parts, [], `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`);
}
