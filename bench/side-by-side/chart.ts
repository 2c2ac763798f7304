import { CASES } from './cases.ts';
import { type Bar, drawPanel, PANEL_WIDTH, type Panel, panelHeight } from './chart-panel.ts';
import { escapeXml, LEGEND, STYLE } from './chart-style.ts';
import { REGISTRIES, REGISTRY_TITLES } from './registries.ts';
import { type BenchResults, fastestPeer, type SituationResult, type ToolResult } from './results.ts';

/** Between panels, and above them (px). */
const [GUTTER, HEAD] = [20, 84] as const;
const WIDTH = 2 * PANEL_WIDTH + 3 * GUTTER;

/** The most memory that Sealift is to hold (MB). */
const MEMORY_LIMIT = 160;

/** Memory is measured in MiB and compared with a limit in MB. */
const toMegabytes = (mebibytes: number) => (mebibytes * 1024 ** 2) / 1_000_000;

/** Writes a time in the unit that a panel of seconds has. */
const formatSeconds = (milliseconds: number) => `${(milliseconds / 1000).toFixed(milliseconds < 10_000 ? 2 : 1)} s`;

function kindOf(tool: string, fastest: ToolResult | undefined): Bar['kind'] {
  if (tool === 'sealift') return 'own';
  if (tool.startsWith('sealift')) return 'defaults';
  return tool === fastest?.tool ? 'fastest' : 'peer';
}

/** Bars of wall time, the shortest first; aside stand the requests, and how many were in sequence. */
function timeBars(situation: SituationResult): readonly Bar[] {
  const fastest = fastestPeer(situation);
  return situation.tools
    .toSorted((left, right) => left.wall - right.wall)
    .map(({ tool, wall, requests, depth }) => ({
      ...{ label: tool, kind: kindOf(tool, fastest), value: wall, shown: formatSeconds(wall) },
      aside: `${requests} / ${depth}`,
    }));
}

/** Bars of peak memory, the least first. */
function memoryBars({ tools }: SituationResult): readonly Bar[] {
  return tools
    .toSorted((left, right) => left.memory - right.memory)
    .map(({ tool, memory }) => {
      const value = toMegabytes(memory);
      return { label: tool, kind: kindOf(tool, undefined), value, shown: `${Math.round(value)} MB` };
    });
}

/** The situations of a case on the first registry that has it, in the order of the delays. */
function situationsOf({ situations }: BenchResults, name: string): readonly SituationResult[] {
  const found = situations.filter((one) => one.case === name && one.tools.length > 0);
  const registry = REGISTRIES.find((id) => found.some((one) => one.registry === id));
  return found.filter((one) => one.registry === registry).toSorted((left, right) => left.delay - right.delay);
}

function timePanel(situations: readonly SituationResult[]): readonly Panel[] {
  const [first] = situations;
  if (first === undefined) return [];
  const groups = situations.map((one) => ({ title: `each request +${one.delay} ms`, bars: timeBars(one) }));
  return [{ title: first.title, subtitle: `wall time (s), ${REGISTRY_TITLES[first.registry]}`, groups }];
}

function memoryPanel(situations: readonly SituationResult[]): readonly Panel[] {
  if (situations.length === 0) return [];
  const groups = situations.map((one) => ({ title: one.title.replace('memory: ', ''), bars: memoryBars(one) }));
  const limit = { value: MEMORY_LIMIT, label: 'target: 160 MB' };
  return [{ title: 'between two registries: memory', subtitle: 'peak memory of a process (MB)', groups, limit }];
}

function drawHead(): readonly string[] {
  const lines = [
    `<text class="text head" x="${GUTTER}" y="34">Copying images: wall time, process start included</text>`,
  ];
  let x = GUTTER;
  for (const [kind, label] of LEGEND) {
    lines.push(`<rect class="${kind}" x="${x}" y="52" width="14" height="14" rx="2"/>`);
    lines.push(`<text class="text" x="${x + 20}" y="64">${escapeXml(label)}</text>`);
    x += 20 + label.length * 6.4 + 26;
  }
  lines.push(
    `<text class="muted" x="${WIDTH - GUTTER}" y="64" text-anchor="end">shorter is better; n / m: requests / in sequence</text>`,
  );
  return lines;
}

/** Draws a panel for each case, with a group of bars for each delay; each panel has its own scale. */
export function renderChart(results: BenchResults): string {
  const isMemory = (name: string) => name.startsWith('memory');
  const names = CASES.map(({ name }) => name);
  const panels = [
    ...names.filter((name) => !isMemory(name)).flatMap((name) => timePanel(situationsOf(results, name))),
    ...memoryPanel(names.filter(isMemory).flatMap((name) => situationsOf(results, name))),
  ];
  const ends: [number, number] = [HEAD, HEAD];
  const drawn = panels.flatMap((panel) => {
    // The column that ends higher takes the next one.
    const column = ends[0] <= ends[1] ? 0 : 1;
    const [x, y] = [GUTTER + column * (PANEL_WIDTH + GUTTER), ends[column]];
    ends[column] = y + panelHeight(panel) + GUTTER;
    return [`<g transform="translate(${x} ${y})">`, ...drawPanel(panel), '</g>'];
  });
  const height = Math.max(...ends);
  return `${[
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img">`,
    '<title>Wall time and peak memory by case and tool</title>',
    STYLE,
    `<rect class="ground" width="${WIDTH}" height="${height}"/>`,
    ...drawHead(),
    ...drawn,
    '</svg>',
  ].join('\n')}\n`;
}
