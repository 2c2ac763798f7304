import { shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatBytes, formatCount, formatSeconds } from '../util/format.ts';
import { drawEnvironments, markdownPicture } from './environments-diagram.ts';
import { linkPackage } from './links.ts';
import { markdownCode, markdownDetails, markdownPage, markdownTable, markdownText } from './markdown.ts';
import type { RollbackReport, RolledBackImage, RolledBackRepository } from './rollback.ts';
import { renderRunLine } from './run-line.ts';
import { renderTags, renderTagsByAction } from './tag-tables.ts';

/** Names the image that is left and the one that comes back: by version if records say it, else by digest. */
function nameEnds({ from, to, versions }: RolledBackImage): { readonly from: string; readonly to: string } {
  return {
    from: versions.from ?? (from === null ? '' : shortDigest(from)),
    to: versions.to ?? shortDigest(to),
  };
}

function describeEnds(image: RolledBackImage): string {
  const { from, to } = nameEnds(image);
  return from === '' ? ` to ${markdownCode(to)}` : ` from ${markdownCode(from)} to ${markdownCode(to)}`;
}

/** Such as `1.3.0 → 1.2.4`. */
function joinEnds(image: RolledBackImage): string {
  const { from, to } = nameEnds(image);
  return from === '' ? to : `${from} → ${to}`;
}

function renderHeadline({ dryRun, changed, environment, images }: RollbackReport): string {
  const [only, ...others] = images;
  const isOne = only !== undefined && others.length === 0;
  const what = isOne ? markdownCode(only.image) : formatCount(images.length, 'image');
  const ends = isOne ? describeEnds(only) : '';
  const where = `in **${markdownText(environment)}**`;
  if (dryRun) return `## 🧯 Drill passed: ${what} ${where} can go back${ends}; nothing was written`;
  if (!changed) {
    const runs = isOne
      ? `${what} ${where} runs ${markdownCode(nameEnds(only).to)}`
      : `${what} ${where} are rolled back`;
    return `## ↩️ Nothing to do: ${runs} already`;
  }
  return `## ↩️ Rolled back ${what} ${where}${ends}`;
}

function isHeld({ repositories }: RolledBackImage): boolean {
  return repositories.some(({ hold }) => hold !== null);
}

function drawRollback(pipeline: Pipeline, { dryRun, environment, images, changed }: RollbackReport) {
  const [only, ...others] = images;
  const lines = [
    ...(only === undefined || others.length > 0 ? [formatCount(images.length, 'image')] : [joinEnds(only)]),
    dryRun ? 'would be rolled back' : changed ? 'rolled back' : 'as before',
    ...(images.some(isHeld)
      ? [only !== undefined && others.length === 0 ? `${nameEnds(only).from} is held` : 'the images before are held']
      : []),
  ];
  const look = dryRun ? 'planned' : changed ? 'back' : 'on';
  return drawEnvironments(pipeline, new Map([[environment, { look, lines }]]));
}

function renderHints({ hints }: RolledBackImage): string {
  const rows = hints.map(({ updater, follows, advice }) => [
    `${follows ? '✅' : '⚠️'} ${markdownText(updater)}`,
    markdownText(advice),
  ]);
  return markdownTable(['Updater', 'After this rollback'], rows);
}

/** Says of the image that is left what promotions make of it from now on. */
function renderHold(image: RolledBackImage, dryRun: boolean): readonly string[] {
  if (image.from === null || dryRun) return [];
  const left = markdownCode(nameEnds(image).from);
  return isHeld(image)
    ? [`**Held:** ${left} is not promoted again until \`command: unhold\` ends its hold.`]
    : [`**Not held:** the next promotion may bring ${left} back.`];
}

function renderRepository(
  image: RolledBackImage,
  { repository, tags, lines, skipped }: RolledBackRepository,
  { dryRun, run }: RollbackReport,
): readonly string[] {
  const { from, to, versions, content, repositories } = image;
  const known = from === null ? undefined : { digest: from, version: versions.from };
  const how = { known, isBack: true };
  const found = `${formatCount(content.manifests, 'manifest')} and ${formatCount(content.blobs, 'blob')}, ${formatBytes(content.bytes)}, all found`;
  const facts = [found, linkPackage(repository, run.address) ?? ''].filter((fact) => fact !== '');
  return [
    ...(repositories.length === 1 ? [] : [`### ${markdownCode(repository)}`]),
    ...skipped.map(({ name, reason }) => `**Skipped:** ${markdownCode(name)} ran later: ${markdownText(reason)}.`),
    tags.length === 0 ? 'No tag moves.' : renderTagsByAction(tags, !dryRun, how),
    ...lines.flatMap((line) => [
      `To ${markdownCode(shortDigest(line.digest))}, the highest of its line:`,
      renderTagsByAction(line.tags, !dryRun, how),
    ]),
    `\`\`\`text\n${repository}@${to}\n\`\`\``,
    `<sub>${facts.join(' · ')}</sub>`,
  ];
}

function renderWhole(image: RolledBackImage, dryRun: boolean): string {
  const { from, to, by, content, repositories } = image;
  const facts = [
    from === null ? '' : `- **Ran until now:** ${markdownCode(from)}`,
    `- **${by === 'previous' ? 'Ran before' : 'Named'}:** ${markdownCode(to)}`,
    ...repositories.flatMap(({ record, hold }) => [
      record === null ? '' : `- **Record:** ${markdownCode(record)}`,
      hold === null ? '' : `- **Hold:** ${markdownCode(hold)}`,
    ]),
  ].filter((fact) => fact !== '');
  const platforms = content.platforms.map(({ platform, digest }) => [markdownCode(platform), markdownCode(digest)]);
  const parts = [
    facts.join('\n'),
    ...(platforms.length === 0 ? [] : [markdownTable(['Platform', 'Digest'], platforms)]),
  ];
  return markdownDetails(dryRun ? 'Digests and platforms' : 'Digests, records and platforms', parts.join('\n\n'));
}

function renderImage(image: RolledBackImage, report: RollbackReport): string {
  const { dryRun } = report;
  const { from, repositories, unreachable } = image;
  const tags = repositories.flatMap((each) => [...each.tags, ...each.lines.flatMap((line) => line.tags)]);
  const left = unreachable.map(({ uri, reason }) => `- ${markdownCode(uri)}: ${markdownText(reason, 1000)}`);
  return [
    ...(left.length === 0 ? [] : ['### ⛔ Not rolled back', left.join('\n')]),
    ...renderHold(image, dryRun),
    ...repositories.flatMap((each) => renderRepository(image, each, report)),
    ...(from === null ? [] : [markdownDetails('What updaters do now', renderHints(image))]),
    ...(tags.length === 0 ? [] : [markdownDetails('Why each tag', renderTags(tags, !dryRun, true))]),
    renderWhole(image, dryRun),
  ].join('\n\n');
}

/** Renders the job summary of a rollback or a drill: the result first, details folded. */
export function renderRollbackSummary(report: RollbackReport, pipeline?: Pipeline): string {
  const { images, run, requests, milliseconds, dryRun, changed, warnings } = report;
  const effort = `${formatCount(requests, 'request')} in ${formatSeconds(milliseconds)}`;
  const [only, ...others] = images;
  const bodies =
    only !== undefined && others.length === 0
      ? [renderImage(only, report)]
      : images.map((image) =>
          markdownDetails(markdownText(`${image.image}: ${joinEnds(image)}`), renderImage(image, report)),
        );
  const parts = [
    renderHeadline(report),
    renderRunLine(run, effort, changed && !dryRun ? 'rolled back' : undefined),
    ...markdownPicture(pipeline && drawRollback(pipeline, report)),
    ...bodies,
  ];
  return markdownPage(parts, warnings);
}
