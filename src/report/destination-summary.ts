import { shortDigest, tryParseDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { renderGates } from './checks.ts';
import { renderComparison } from './comparison.ts';
import { linkCommit, linkLogEntry, linkPackage } from './links.ts';
import { markdownCode, markdownDetails } from './markdown.ts';
import type { DestinationReport, ImageReport, Report } from './promotion.ts';
import { countBlobs, describeRoute } from './rows.ts';
import { renderTags, renderTagsByAction, renderUnmatchedRules } from './tag-tables.ts';

/** More types of referrers than these are counted. */
const MAX_TYPES = 5;

const LABEL = 'org.opencontainers.image.';

/** What became of the blobs, and how many bytes passed through the runner. */
export function renderBytes({ blobs, bytesCopied }: DestinationReport): string {
  const counts = countBlobs(blobs);
  const what = counts.length === 0 ? 'the image was already complete' : formatList(counts);
  return `${what}, **${formatBytes(bytesCopied)}** through the runner`;
}

function renderAttached(image: ImageReport, { referrers, cosignTags }: DestinationReport): string {
  const types = [...new Set(image.referrers.map(({ artifactType }) => artifactType))].sort();
  const shown = types.slice(0, MAX_TYPES).map(markdownCode);
  if (types.length > MAX_TYPES) shown.push(`${types.length - MAX_TYPES} more types`);
  const present = referrers.present + cosignTags.present;
  const parts = [
    referrers.copied > 0 ? `${formatCount(referrers.copied, 'referrer')} copied (${shown.join(', ')})` : '',
    cosignTags.copied > 0 ? `${formatCount(cosignTags.copied, 'cosign tag')} copied` : '',
    present > 0 ? `${present} already there` : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `- **Attachments:** ${formatList(parts)}`;
}

/** Names a record briefly; its whole name is folded below. */
function nameRecord({ record, recordForm, logEntry }: DestinationReport): string {
  if (record === null) return 'no record requested';
  const digest = tryParseDigest(record.slice(record.lastIndexOf('@') + 1));
  const name = `${recordForm} record ${digest === undefined ? '' : markdownCode(shortDigest(digest))}`;
  return logEntry === null ? name : `${name} (${linkLogEntry(logEntry)})`;
}

/** Says that the image may run from now on; the statements are named below. */
function nameAdmission({ admission, route }: DestinationReport): string {
  if (admission.length === 0) return '';
  return `admitted to ${markdownCode(route?.environment ?? '')} by ${formatCount(admission.length, 'statement')}`;
}

function renderSource({ source, labels }: ImageReport, run: string | null): string {
  const commit = linkCommit(labels[`${LABEL}source`], labels[`${LABEL}revision`], run);
  return `from ${markdownCode(source.split('@', 1)[0] ?? source)}${commit === undefined ? '' : `, built from ${commit}`}`;
}

/** What is good to know at a glance, in small letters. */
function renderFacts(image: ImageReport, destination: DestinationReport, { dryRun, run }: Report): string {
  const facts = [
    renderSource(image, run.address),
    ...(dryRun ? [] : [nameRecord(destination), nameAdmission(destination), renderBytes(destination)]),
    linkPackage(destination.repository, run.address) ?? '',
  ];
  return `<sub>${facts.filter((fact) => fact !== '').join(' · ')}</sub>`;
}

function renderWhole(image: ImageReport, destination: DestinationReport): readonly string[] {
  const { repository, route, record, recordForm, admission, previousDigest } = destination;
  const lines = [
    route === null ? '' : `- **Route:** ${describeRoute(route, markdownCode)}`,
    record === null ? '' : `- **Record:** ${markdownCode(record)} (${recordForm})`,
    admission.length === 0 ? '' : `- **Statements of admission:** ${formatList(admission.map(markdownCode))}`,
    previousDigest === null ? '' : `- **Previous digest:** ${markdownCode(`${repository}@${previousDigest}`)}`,
    renderAttached(image, destination),
  ].filter((line) => line !== '');
  return lines.length === 0 ? [] : [markdownDetails('Route, record and what was there before', lines.join('\n'))];
}

/** Renders what happened in one destination: tags, gates and the digest first, the rest folded. */
export function renderDestination(image: ImageReport, destination: DestinationReport, report: Report): string {
  const { repository, tags, checks, comparison, unmatchedRules, route } = destination;
  const { dryRun, run } = report;
  const where = markdownCode(route?.environment ?? repository);
  const parts = [
    ...(image.destinations.length === 1 ? [] : [`### → ${markdownCode(repository)}`]),
    ...(comparison === null ? [] : renderComparison(comparison, where, run.address)),
    tags.length === 0
      ? 'No rule gave a tag: the image is available by digest only.'
      : renderTagsByAction(tags, !dryRun, { known: comparison?.before }),
    ...renderGates(checks),
    `\`\`\`text\n${repository}@${image.digest}\n\`\`\``,
    renderFacts(image, destination, report),
  ];
  if (tags.length > 0) parts.push(markdownDetails('Why each tag', renderTags(tags, !dryRun)));
  if (unmatchedRules.length > 0) parts.push(renderUnmatchedRules(unmatchedRules));
  return [...parts, ...renderWhole(image, destination)].join('\n\n');
}
