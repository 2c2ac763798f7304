import type { Pipeline } from '../pipeline/pipeline.ts';
import { drawFlowchart, MAX_EDGES, pictureText } from './pipeline-diagram.ts';

/** How an environment looks: what changed, what it came from, and what has nothing to do with it. */
export type EnvironmentLook = 'now' | 'planned' | 'back' | 'held' | 'on' | 'other';

/** Readable on a light and on a dark page; what changed is filled, what would change is dashed. */
const STYLES: readonly string[] = [
  'classDef now fill:#1a7f37,stroke:#1a7f37,color:#ffffff',
  'classDef planned fill:#dafbe1,stroke:#1a7f37,color:#1f2328,stroke-width:2px,stroke-dasharray:5 3',
  'classDef back fill:#bc4c00,stroke:#bc4c00,color:#ffffff',
  'classDef held fill:#ffebe9,stroke:#cf222e,color:#82071e,stroke-width:2px',
  'classDef on fill:#ddf4ff,stroke:#0969da,color:#1f2328',
  'classDef other fill:#eaeef2,stroke:#57606a,color:#24292f',
];

/** What a picture says of an environment. */
export interface EnvironmentMark {
  readonly look: EnvironmentLook;
  /** Shown below its name; foreign text is allowed. */
  readonly lines: readonly string[];
}

/** A route that was taken. */
export interface TakenRoute {
  readonly from: string;
  readonly to: string;
  /** Null if it is a regular route. */
  readonly hotfix: string | null;
  /** Written on its arrow. */
  readonly label?: string;
}

/** A line each for the name and what is said of it. */
function renderBox(name: string, lines: readonly string[]): string {
  return [name, ...lines].map(pictureText).join('<br/>');
}

/**
 * Draws the environments of a pipeline as Mermaid, with marks on those that are named; undefined if it is too large for
 * GitHub.
 */
export function drawEnvironments(
  { environments, hotfixRoutes }: Pick<Pipeline, 'environments' | 'hotfixRoutes'>,
  marks: ReadonlyMap<string, EnvironmentMark>,
  taken: readonly TakenRoute[] = [],
): string | undefined {
  // Names of nodes are ours alone: "end" would end the picture.
  const nodes = new Map(environments.map(({ name }, index) => [name, `e${index}`]));
  const boxes = environments.map(({ name }) => {
    const { look, lines } = marks.get(name) ?? { look: 'other', lines: [] };
    return `${nodes.get(name)}["${renderBox(name, lines)}"]:::${look}`;
  });
  const draw = (from: string, to: string, hotfix: string | null): string => {
    const way = taken.find((each) => each.from === from && each.to === to && each.hotfix === hotfix);
    const label = [hotfix ?? [], way?.label ?? []].flat().join(', ');
    const arrow = way === undefined ? (hotfix === null ? '-->' : '-.->') : '==>';
    return `${nodes.get(from)} ${arrow}${label === '' ? '' : `|"${pictureText(label)}"|`} ${nodes.get(to)}`;
  };
  const arrows = [
    ...environments.flatMap(({ name, from }) => from.map((source) => draw(source, name, null))),
    ...hotfixRoutes.map(({ name, from, to }) => draw(from, to, name)),
  ];
  return arrows.length > MAX_EDGES ? undefined : drawFlowchart(boxes, arrows, STYLES);
}

/** Writes a picture for a job summary; empty if there is none. */
export function markdownPicture(picture: string | undefined): readonly string[] {
  return picture === undefined ? [] : [`\`\`\`mermaid\n${picture}\n\`\`\``];
}
