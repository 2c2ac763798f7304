import type { Pipeline } from '../pipeline/pipeline.ts';
import { drawFlowchart, pictureText } from './pipeline-diagram.ts';
import type { Row } from './rows.ts';

const STYLES = [
  'classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef other fill:#eaeef2,stroke:#57606a,color:#24292f',
];

/** Draws the pipeline with the route taken; undefined if no destination is in it, or it is too large for GitHub. */
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
  return drawFlowchart(boxes, [...routes, ...hotfixes], STYLES);
}
