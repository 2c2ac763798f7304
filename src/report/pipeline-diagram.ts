import {
  type EnvironmentHistory,
  type ImageHistory,
  type PlacementRecord,
  type RepositoryHistory,
  statusOf,
} from '../history/image-history.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { formatCount } from '../util/format.ts';
import { safeText } from '../util/safe-text.ts';

/** GitHub shows no picture of more characters (mermaid, `maxTextSize`). */
const MAX_TEXT = 50_000;

/** Mermaid draws no more arrows (`maxEdges`). */
export const MAX_EDGES = 500;

/** A longer name or tag is cut (characters): a node is as wide as its longest line. */
const MAX_LINE = 40;

/** Readable on a light and on a dark page, under white text. */
const COLOURS = ['#1a7f37', '#0969da', '#8250df', '#bc4c00', '#bf3989', '#1b7c83'] as const;

/** For images of which there is no colour left. */
const GREY = '#57606a';

const STYLES: readonly string[] = [
  ...COLOURS.map((fill, index) => `classDef c${index} fill:${fill},stroke:${fill},color:#ffffff`),
  `classDef more fill:${GREY},stroke:${GREY},color:#ffffff`,
  `classDef none fill:#eaeef2,stroke:${GREY},color:#24292f,stroke-dasharray:4 3`,
  'classDef unread fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-dasharray:4 3',
];

/** Makes foreign text mean nothing to Mermaid, HTML and Markdown: letters, digits and a few signs stay. */
export function pictureText(text: string): string {
  return safeText(text, MAX_LINE).replace(/[^\p{L}\p{N} .,:_+/-]/gu, (character) => `#${character.codePointAt(0)};`);
}

/** Whether the repositories of an environment run different images, or some of them none. */
export function isSplit({ repositories }: EnvironmentHistory): boolean {
  const running = repositories.filter(({ error }) => error === undefined);
  return new Set(running.map(({ current }) => current?.placement.digest)).size > 1;
}

/** Describes an environment of which nobody knows what it runs, to be read after "has". */
export function describeNoCurrent(repositories: readonly RepositoryHistory[]): string {
  // Several repositories of an environment have the same images.
  const shown = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest)));
  const images = shown.size + Math.max(0, ...repositories.map(({ leftOut }) => leftOut.digests));
  if (images > 0) return `${formatCount(images, 'image')}, none known to run`;
  const isHidden = repositories.some(({ leftOut: { tags, refusedTags } }) => tags + refusedTags > 0);
  return isHidden ? 'tags that were not read' : 'nothing yet';
}

function describeNode(environment: EnvironmentHistory): readonly string[] {
  const { name, current } = environment;
  if (isUnread(environment)) return [name, 'cannot be read'];
  if (current === undefined) return [name, describeNoCurrent(environment.repositories)];
  const { tags, digest, record, holds = [] } = current.placement;
  return [
    name,
    // A digest would make every node so wide that the whole picture is shrunk.
    tags[0] ?? shortDigest(digest),
    ...(record.kind === 'recorded' ? [formatDay(record.promotion.predicate.time)] : []),
    describeStatus(record),
    ...(holds.some(({ effect }) => effect === 'quarantine') ? ['held'] : []),
    ...(isSplit(environment) ? ['repositories differ'] : []),
  ];
}

function isUnread({ repositories }: EnvironmentHistory): boolean {
  return repositories.every(({ error }) => error !== undefined);
}

/** Undefined if the environment got what it runs by a regular route. */
function usedHotfixOf(environment: EnvironmentHistory | undefined): string | undefined {
  const record = environment?.current?.placement.record;
  const route = record?.kind === 'recorded' ? record.promotion.predicate.route : undefined;
  return route?.kind === 'hotfix' ? route.name : undefined;
}

/** The image of the last environment gets the first colour, so that one sees how far it has come. */
function colourImages(environments: readonly EnvironmentHistory[]): ReadonlyMap<Digest, string> {
  const digests = new Set(environments.toReversed().flatMap(({ current }) => current?.placement.digest ?? []));
  return new Map([...digests].map((digest, index) => [digest, index < COLOURS.length ? `c${index}` : 'more']));
}

function classOf(environment: EnvironmentHistory, colours: ReadonlyMap<Digest, string>): string {
  const { current } = environment;
  if (isUnread(environment)) return 'unread';
  return current === undefined ? 'none' : (colours.get(current.placement.digest) ?? 'more');
}

/** Dotted arrows are hotfix routes; the same image has the same colour. Undefined if it is too large for GitHub. */
export function drawPipeline(
  { environments }: ImageHistory,
  { hotfixRoutes }: Pick<Pipeline, 'hotfixRoutes'>,
): string | undefined {
  // Names of nodes are ours alone: "end" would end the picture.
  const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
  const colours = colourImages(environments);
  const boxes = environments.map((environment) => {
    const label = describeNode(environment).map(pictureText).join('<br/>');
    return `${nodes.get(environment.name)}["${label}"]:::${classOf(environment, colours)}`;
  });
  const unread = new Set(environments.filter(isUnread).map(({ name }) => name));
  const routes = environments.flatMap(({ name, from }) =>
    from.flatMap((source) => {
      const isBroken = unread.has(source) || unread.has(name);
      return nodes.has(source) ? [`${nodes.get(source)} ${isBroken ? '-.-x' : '-->'} ${nodes.get(name)}`] : [];
    }),
  );
  const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
    const isUsed = usedHotfixOf(environments.find((each) => each.name === to)) === name;
    return `${nodes.get(from)} ${isUsed ? '==>' : '-.->'}|"${pictureText(name)}${isUsed ? ' (used)' : ''}"| ${nodes.get(to)}`;
  });
  return routes.length + hotfixes.length > MAX_EDGES
    ? undefined
    : drawFlowchart(boxes, [...routes, ...hotfixes], STYLES);
}

/** Joins the lines of a flowchart and the styles that its boxes use; undefined if it is too large for GitHub. */
export function drawFlowchart(
  boxes: readonly string[],
  arrows: readonly string[],
  styles: readonly string[],
): string | undefined {
  const used = styles.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(' ')[1]}`)));
  const text = ['flowchart LR', ...[...boxes, ...arrows, ...used].map((line) => `  ${line}`)].join('\n');
  return text.length > MAX_TEXT ? undefined : text;
}

/** Says in a word or two what records prove. */
export function describeStatus(record: PlacementRecord): string {
  const status = statusOf(record);
  if (record.kind === 'recorded') return record.unverified === undefined ? status : `${status} (${record.unverified})`;
  const words = { unreadable: 'cannot be read', built: 'built here', none: 'no record', rejected: 'rejected' };
  return words[record.kind];
}

/** Formats to the minute. @example formatTime(new Date(0)) // '1970-01-01 00:00 UTC' */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 'YYYY-MM-DDTHH:MM'.length).replace('T', ' ')} UTC`;
}

/** @example formatDay(new Date(0)) // '1970-01-01' */
function formatDay(time: Date): string {
  return time.toISOString().slice(0, 'YYYY-MM-DD'.length);
}
