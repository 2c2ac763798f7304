import { REGISTRY_TITLES } from './registries.ts';
import { fastestPeer, type SituationResult, type ToolResult } from './results.ts';

const MEGABYTE = 1_000_000;

/** Writes a count of bytes for a table. */
function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < MEGABYTE ? `${Math.round(bytes / 1000)} kB` : `${(bytes / MEGABYTE).toFixed(0)} MB`;
}

/** Writes how long something took: in ms, and from ten seconds on in s. */
export function formatTime(milliseconds: number): string {
  return milliseconds < 10_000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}

/** Writes a table with a line for each tool, as Markdown. */
function renderTable(rows: readonly (readonly string[])[]): string {
  const [head = [], ...body] = rows;
  const rule = head.map((_, column) => (column === 0 ? '---' : '--:'));
  return [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cellsOf(result: ToolResult, fastest: ToolResult | undefined): readonly string[] {
  const ratio = fastest === undefined ? '' : (result.wall / fastest.wall).toFixed(2);
  const times = [result.wall, result.cpu, result.first].map(formatTime);
  const [wall = '', cpu = '', first = ''] = times;
  const counts = [result.requests, result.depth].map(String);
  const memory = `${Math.round(result.memory)} MiB`;
  return [result.tool, ...counts, wall, ratio, cpu, memory, formatBytes(result.layerBytes), first];
}

const HEAD = [
  ...['Tool', 'Requests', 'In sequence', 'Wall time', 'To the fastest peer', 'CPU time', 'Peak memory'],
  ...['Layer bytes', 'First request after'],
];

/** Writes what was measured in one situation, under a heading. */
export function renderSituation(situation: SituationResult): string {
  const { registry, title, delay, runs, date, tools, failures, emptyNode } = situation;
  const fastest = fastestPeer(situation);
  const loads = [situation.loadBefore, situation.loadAfter].map((value) => value.toFixed(1)).join(' to ');
  const empty = emptyNode === undefined ? '' : `; an empty Node program took ${formatTime(emptyNode)}`;
  const day = date.slice(0, 16).replace('T', ' ');
  const lines = Object.entries(failures).map(
    ([tool, why]) => `\n${tool} is left out: ${why.trim().split('\n').slice(-2).join(' ').slice(0, 300)}`,
  );
  return [
    `#### ${title}, +${delay} ms, ${REGISTRY_TITLES[registry]}`,
    `Medians of ${runs} ${runs === 1 ? 'run' : 'runs'} in turn, ${day} UTC, load ${loads}${empty}.`,
    renderTable([HEAD, ...tools.map((result) => cellsOf(result, fastest))]) + lines.join('\n'),
  ].join('\n\n');
}
