import { CASES } from './cases.ts';
import { type BenchResults, fastestPeer, type SituationResult } from './results.ts';
import { formatTime } from './table.ts';

/** What each request takes longer in the situations that are drawn (ms), the best first. */
const DELAYS = [50, 100, 20, 0];

/** All lengths are in px. */
const [WIDTH, LABELS, NUMBERS, BAR, GAP, TITLE] = [820, 130, 150, 16, 6, 34] as const;

const COLOURS = { own: '#1f6feb', peer: '#8b949e', fastest: '#57606a' } as const;

const escapeXml = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Draws one situation from `top` on, with its own scale, and returns where it ends. */
function drawSituation(
  situation: SituationResult,
  top: number,
): { readonly lines: readonly string[]; readonly bottom: number } {
  const { title, delay, registry, tools } = situation;
  const fastest = fastestPeer(situation);
  const longest = Math.max(...tools.map(({ wall }) => wall));
  const heading = `${title}, +${delay} ms, CNCF Distribution ${registry}`;
  const bars = tools
    .toSorted((left, right) => left.wall - right.wall)
    .flatMap(({ tool, wall, requests, depth }, index) => {
      const y = top + TITLE + index * (BAR + GAP);
      const width = Math.max(1, Math.round((wall / longest) * (WIDTH - LABELS - NUMBERS)));
      const peer = tool === fastest?.tool ? COLOURS.fastest : COLOURS.peer;
      const colour = tool.startsWith('sealift') ? COLOURS.own : peer;
      const text = y + BAR - 4;
      return [
        `<text x="${LABELS - 8}" y="${text}" text-anchor="end">${escapeXml(tool)}</text>`,
        `<rect x="${LABELS}" y="${y}" width="${width}" height="${BAR}" fill="${colour}"/>`,
        `<text x="${LABELS + width + 6}" y="${text}">${formatTime(wall)} (${requests} / ${depth})</text>`,
      ];
    });
  const lines = [`<text x="0" y="${top + 20}" font-weight="bold">${escapeXml(heading)}</text>`, ...bars];
  return { lines, bottom: top + TITLE + tools.length * (BAR + GAP) + GAP };
}

/** Finds the situation of a case that is drawn. */
function choose({ situations }: BenchResults, name: string): SituationResult | undefined {
  const of = situations.filter((one) => one.case === name && one.registry === 2 && one.tools.length > 0);
  const wanted = DELAYS.flatMap((delay) => of.find((one) => one.delay === delay) ?? []);
  return wanted[0] ?? of[0];
}

/** Draws the wall times as bars, one group for each case; in brackets the requests, and how many were in sequence. */
export function renderChart(results: BenchResults): string {
  const lines: string[] = [];
  let top = 0;
  for (const situation of CASES.flatMap(({ name }) => choose(results, name) ?? [])) {
    const drawn = drawSituation(situation, top);
    lines.push(...drawn.lines);
    top = drawn.bottom;
  }
  const open = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${top}" width="${WIDTH}" height="${top}"`;
  const style = 'font-family="system-ui, sans-serif" font-size="12" fill="#24292f"';
  const background = `<rect width="${WIDTH}" height="${top}" fill="#ffffff"/>`;
  const title = '<title>Wall time by case and tool; in brackets requests and how many of them in sequence</title>';
  return `${[`${open} ${style}>`, title, background, ...lines, '</svg>'].join('\n')}\n`;
}
