import { type BarKind, escapeXml } from './chart-style.ts';

/** One bar, with what stands to its left and right. */
export interface Bar {
  readonly label: string;
  readonly kind: BarKind;
  readonly value: number;
  /** The value with its unit. */
  readonly shown: string;
  /** What is told besides, in brackets as it were. */
  readonly aside?: string;
}

/** Bars that belong together. */
export interface BarGroup {
  readonly title: string;
  readonly bars: readonly Bar[];
}

/** All bars of one scale. */
export interface Panel {
  readonly title: string;
  readonly subtitle: string;
  readonly groups: readonly BarGroup[];
  /** A value that is marked by a line, with its name. */
  readonly limit?: { readonly value: number; readonly label: string };
}

/** The width of a panel. All lengths are in px. */
export const PANEL_WIDTH = 490;

/** Around a panel; its heading; the title of a group; a bar with the way to the next; what stands left and right of bars. */
const [PADDING, HEADING, GROUP, BAR, GAP, LABELS, VALUES] = [14, 44, 22, 14, 4, 104, 132] as const;
const BARS = PANEL_WIDTH - 2 * PADDING - LABELS - VALUES;

/** Returns how high a panel is. */
export function panelHeight({ groups, limit }: Panel): number {
  const bars = groups.reduce((sum, group) => sum + GROUP + group.bars.length * (BAR + GAP) + GAP, 0);
  return 2 * PADDING + HEADING + bars + (limit === undefined ? 0 : GROUP);
}

/** How bars become as long as they are, and where their values stand; at the end of each where that is undefined. */
interface Scale {
  readonly perUnit: number;
  readonly valuesAt?: number;
}

function drawBar(bar: Bar, y: number, { perUnit, valuesAt }: Scale): readonly string[] {
  const [x, base] = [PADDING + LABELS, y + BAR - 3];
  const width = Math.max(2, Math.round(bar.value * perUnit));
  const style = bar.kind === 'own' ? 'text strong' : 'text';
  const aside = bar.aside === undefined ? '' : `<tspan class="muted" dx="8">${escapeXml(bar.aside)}</tspan>`;
  return [
    `<text class="${style}" x="${x - 8}" y="${base}" text-anchor="end">${escapeXml(bar.label)}</text>`,
    `<rect class="${bar.kind}" x="${x}" y="${y}" width="${width}" height="${BAR}" rx="2"/>`,
    `<text class="${style}" x="${(valuesAt ?? x + width) + 7}" y="${base}">${escapeXml(bar.shown)}${aside}</text>`,
  ];
}

/** Draws a panel, its upper left corner at 0, 0. */
export function drawPanel(panel: Panel): readonly string[] {
  const { title, subtitle, groups, limit } = panel;
  const height = panelHeight(panel);
  const longest = Math.max(limit?.value ?? 0, ...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
  // The line of a limit would cross the values.
  const scale = { perUnit: BARS / longest, ...(limit === undefined ? {} : { valuesAt: PADDING + LABELS + BARS }) };
  const lines = [
    `<rect class="panel" width="${PANEL_WIDTH}" height="${height}" rx="8"/>`,
    `<text class="text title" x="${PADDING}" y="${PADDING + 14}">${escapeXml(title)}</text>`,
    `<text class="muted" x="${PADDING}" y="${PADDING + 33}">${escapeXml(subtitle)}</text>`,
  ];
  let y = PADDING + HEADING;
  for (const group of groups) {
    lines.push(`<text class="muted group" x="${PADDING}" y="${y + 14}">${escapeXml(group.title)}</text>`);
    y += GROUP;
    for (const bar of group.bars) {
      lines.push(...drawBar(bar, y, scale));
      y += BAR + GAP;
    }
    y += GAP;
  }
  if (limit !== undefined) {
    const x = PADDING + LABELS + Math.round(limit.value * scale.perUnit);
    const top = PADDING + HEADING + 4;
    lines.push(`<line class="limit" x1="${x}" x2="${x}" y1="${top}" y2="${y}"/>`);
    lines.push(`<text class="muted" x="${x}" y="${y + 14}" text-anchor="middle">${escapeXml(limit.label)}</text>`);
  }
  return lines;
}
