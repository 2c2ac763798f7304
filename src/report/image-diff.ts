import type {
  EnvChange,
  ImageDiff,
  LayerFacts,
  LayerRelation,
  LayersDiff,
  NamedBase,
  PlatformDiff,
  ValueChange,
} from '../history/image-diff.ts';
import { shortDigest } from '../oci/digest.ts';
import { formatBytes, formatCount, formatList } from '../util/format.ts';
import { compareBuilds, linkComparison } from './links.ts';
import { markdownCode, markdownDetails, markdownTable, markdownText } from './markdown.ts';

interface DiffNames {
  readonly left: string;
  readonly right: string;
  /** The address of this run, whose GitHub links lead to. */
  readonly run?: string | null;
}

/** Rows of a table that are shown: an image may have any number of labels. */
const MAX_ROWS = 50;

const NONE = '—';

function sizeOf(layers: readonly LayerFacts[]): string {
  return formatBytes(layers.reduce((sum, { size }) => sum + size, 0));
}

function signed(bytes: number): string {
  if (bytes === 0) return '±0';
  return `${bytes > 0 ? '+' : '−'}${formatBytes(Math.abs(bytes))}`;
}

function code(text: string | null): string {
  return text === null ? NONE : markdownCode(text);
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const more = rows.length - MAX_ROWS;
  const shown = markdownTable(header, rows.slice(0, MAX_ROWS));
  return more > 0 ? `${shown}\n\nand ${more} more` : shown;
}

function onPlatforms(platforms: readonly string[], { platforms: { both } }: ImageDiff): string {
  return platforms.length === both.length ? '' : ` (${platforms.map((each) => markdownText(each)).join(', ')})`;
}

function describeRelation(relation: LayerRelation, common: number, names: DiffNames): string {
  const [left, right] = [markdownText(names.left), markdownText(names.right)];
  switch (relation) {
    case 'same':
      return 'the same content';
    case 'right-extends-left':
      return `${right} has all layers of ${left}, plus more`;
    case 'left-extends-right':
      return `${left} has all layers of ${right}, plus more`;
    case 'same-base':
      return common === 1 ? 'the first layer is the same' : `the first ${common} layers are the same`;
    case 'other-base':
      return 'built on another base: not even the first layer is the same';
    case 'unknown':
      return 'not known';
    default:
      return relation satisfies never;
  }
}

function describeLayers({ shared, added, removed, recompressed }: LayersDiff): string {
  const parts = [`${shared.count} shared`];
  if (added.length > 0) parts.push(`${added.length} added (${sizeOf(added)})`);
  if (removed.length > 0) parts.push(`${removed.length} removed (${sizeOf(removed)})`);
  if (recompressed > 0) parts.push(`${recompressed} of them only compressed otherwise`);
  return parts.join(', ');
}

function renderPlatforms({ platforms: { both, added, removed } }: ImageDiff, names: DiffNames): string {
  const rows = both.map(({ platform, left, right, difference, layers }) => [
    markdownCode(platform),
    formatBytes(left.size),
    formatBytes(right.size),
    signed(difference),
    describeLayers(layers),
    describeRelation(layers.relation, layers.common, names),
  ]);
  const lone = (platform: string, sizes: readonly [string, string, string], what: string): readonly string[] => [
    markdownCode(platform),
    ...sizes,
    `platform ${what}`,
    NONE,
  ];
  for (const { platform, size } of added)
    rows.push([...lone(platform, [NONE, formatBytes(size), signed(size)], 'added')]);
  for (const { platform, size } of removed)
    rows.push([...lone(platform, [formatBytes(size), NONE, signed(-size)], 'removed')]);
  const [left, right] = [markdownText(names.left), markdownText(names.right)];
  return table(['Platform', left, right, 'Difference', 'Layers', 'Built on'], rows);
}

function renderChanges(title: string, changes: readonly ValueChange[], diff: ImageDiff, names: DiffNames): string {
  if (changes.length === 0) return '';
  const rows = changes.map(({ name, left, right, platforms }) => [
    `${markdownCode(name)}${onPlatforms(platforms, diff)}`,
    code(left),
    code(right),
  ]);
  return table([title, markdownText(names.left), markdownText(names.right)], rows);
}

function renderEnv(changes: readonly EnvChange[], diff: ImageDiff): string {
  const rows = changes.map(({ name, change, platforms }) => [
    `${markdownCode(name)}${onPlatforms(platforms, diff)}`,
    change,
  ]);
  return table(['Variable (values are not shown)', 'Change'], rows);
}

function isOther({ layers }: PlatformDiff): boolean {
  return layers.added.length + layers.removed.length > 0;
}

function renderLayers({ platform, layers }: PlatformDiff): string {
  const rows = [
    ...layers.removed.map(({ digest, size }) => [markdownCode(digest), 'removed', formatBytes(size)]),
    ...layers.added.map(({ digest, size }) => [markdownCode(digest), 'added', formatBytes(size)]),
  ];
  return markdownDetails(
    `Layers of ${markdownText(platform)}: ${describeLayers(layers)}`,
    table(['Layer', 'Change', 'Size'], rows),
  );
}

function renderBase({ base }: ImageDiff, names: DiffNames): string {
  if (base === null) return '';
  const row = (name: string, { name: image, digest }: NamedBase): readonly string[] => [
    markdownText(name),
    code(image),
    code(digest),
  ];
  const rows = base.isSame ? [row('both', base.left)] : [row(names.left, base.left), row(names.right, base.right)];
  return table(['', 'Base image', 'Digest'], rows);
}

function headline(diff: ImageDiff): string {
  const { base, labels, annotations, settings, env, platforms } = diff;
  if (diff.result === 'same') return `**Identical**: both have the digest ${markdownCode(diff.left)}.`;
  const digests = `${markdownCode(shortDigest(diff.left))} and ${markdownCode(shortDigest(diff.right))}`;
  if (diff.result === 'same-platforms') {
    return `**The same on every platform**: ${digests} differ only in what the index holds besides, such as attestations.`;
  }
  const tell = ({ length }: readonly unknown[], noun: string, tellOf = (count: string) => count): readonly string[] =>
    length === 0 ? [] : [tellOf(formatCount(length, noun))];
  const parts = [
    ...tell(platforms.added, 'platform', (count) => `${count} added`),
    ...tell(platforms.removed, 'platform', (count) => `${count} removed`),
    ...(base !== null && !base.isSame ? ['another base'] : []),
    ...tell(platforms.both.filter(isOther), 'platform', (count) => `other layers on ${count}`),
    ...tell(labels, 'label'),
    ...tell(annotations, 'annotation'),
    ...tell(settings, 'setting'),
    ...tell(env, 'variable'),
  ];
  return `**Different**: ${digests}${parts.length > 0 ? `; ${formatList(parts)}` : ''}.`;
}

/** Renders what differs between two images as Markdown: the result first, then tables, layers folded. */
export function renderImageDiff(diff: ImageDiff, names: DiffNames = { left: 'left', right: 'right' }): string {
  if (diff.result === 'same') return `${headline(diff)}\n`;
  const { built, settings, env, labels, annotations } = diff;
  const end = (revision: string) => ({ source: built?.source, revision });
  const commits = built === null ? undefined : compareBuilds(end(built.left), end(built.right), names.run ?? null);
  const parts = [
    headline(diff),
    commits === undefined ? '' : `**Commits:** ${linkComparison(commits)}`,
    renderPlatforms(diff, names),
    renderBase(diff, names),
    renderChanges('Setting', settings, diff, names),
    env.length === 0 ? '' : renderEnv(env, diff),
    renderChanges('Label', labels, diff, names),
    renderChanges('Annotation', annotations, diff, names),
    ...diff.platforms.both.filter(isOther).map(renderLayers),
  ];
  return `${parts.filter((part) => part !== '').join('\n\n')}\n`;
}
