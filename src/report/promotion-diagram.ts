import type { Pipeline } from '../pipeline/pipeline.ts';
import { pictureText } from './pipeline-diagram.ts';
import type { Row } from './rows.ts';

/** GitHub shows no picture of more characters (mermaid, `maxTextSize`). */
const MAX_TEXT = 50_000;

const STYLES = [
  'classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef other fill:#eaeef2,stroke:#57606a,color:#24292f',
];

/**
 * Draws the environments of the pipeline file, with those that the image came from and entered marked, and the route
 * that it took.
 *
 * @returns undefined if no destination is in an environment, or the picture is too large for GitHub.
 */
export function drawPromotion(
  { environments, hotfixRoutes }: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  rows: readonly Row[],
): string | undefined {
  const entered = new Map(
    rows.flatMap(({ destination: { route }, mainTag }) =>
      route === null ? [] : [[route.environment, { route, mainTag }]],
    ),
  );
  if (entered.size === 0) return undefined;
  const sources = new Set(rows.flatMap(({ destination: { route } }) => route?.from ?? []));
  // Names of nodes are ours alone: "end" would end the picture.
  const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
  const boxes = environments.map(({ name }) => {
    const kind = entered.has(name) ? 'now' : sources.has(name) ? 'on' : 'other';
    const lines = [name, entered.get(name)?.mainTag || []].flat().map(pictureText);
    return `${nodes.get(name)}["${lines.join('<br/>')}"]:::${kind}`;
  });
  const taken = (from: string, to: string, hotfix: string | null): boolean => {
    const way = entered.get(to)?.route;
    return way?.from === from && way.hotfix === hotfix;
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
