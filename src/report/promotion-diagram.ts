import type { Pipeline } from '../pipeline/pipeline.ts';
import { pictureText } from './pipeline-diagram.ts';
import { type DestinationReport, mainTag } from './promotion.ts';

/** GitHub shows no picture of more characters (mermaid, `maxTextSize`). */
const MAX_TEXT = 50_000;

const STYLES = [
  'classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef other fill:#eaeef2,stroke:#57606a,color:#24292f',
];

function describeNode(name: string, destination: DestinationReport | undefined): string {
  if (destination === undefined) return pictureText(name);
  const tag = mainTag(destination.tags.filter(({ action }) => action !== 'skip'));
  return [name, ...(tag === '' ? [] : [tag])].map(pictureText).join('<br/>');
}

/**
 * Draws the environments of the pipeline file, with those that the image came from and entered marked, and the route
 * that it took.
 *
 * @returns undefined if no destination is in an environment, or the picture is too large for GitHub.
 */
export function drawPromotion(
  { environments, hotfixRoutes }: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  destinations: readonly DestinationReport[],
): string | undefined {
  const entered = new Map(destinations.flatMap((each) => (each.route ? [[each.route.environment, each]] : [])));
  if (entered.size === 0) return undefined;
  const sources = new Set(destinations.flatMap(({ route }) => route?.from ?? []));
  // Names of nodes are ours alone: "end" would end the picture.
  const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
  const boxes = environments.map(({ name }) => {
    const kind = entered.has(name) ? 'now' : sources.has(name) ? 'on' : 'other';
    return `${nodes.get(name)}["${describeNode(name, entered.get(name))}"]:::${kind}`;
  });
  const taken = (from: string, to: string, hotfix: string | null): boolean => {
    const resolvedRoute = entered.get(to)?.route;
    return resolvedRoute?.from === from && resolvedRoute.hotfix === hotfix;
  };
  const routes = environments.flatMap(({ name, from }) =>
    from.map((source) => `${nodes.get(source)} ${taken(source, name, null) ? '==>' : '-->'} ${nodes.get(name)}`),
  );
  const hotfixes = hotfixRoutes.map(({ name, from, to }) => {
    const isTaken = taken(from, to, name);
    return `${nodes.get(from)} ${isTaken ? '==>' : '-.->'}|"${pictureText(name)}"| ${nodes.get(to)}`;
  });
  const used = STYLES.filter((style) => boxes.some((box) => box.endsWith(`:::${style.split(' ')[1]}`)));
  const text = ['flowchart LR', ...[...boxes, ...routes, ...hotfixes, ...used].map((line) => `  ${line}`)].join('\n');
  return text.length > MAX_TEXT ? undefined : text;
}
