import { cut, widthOf } from './text.ts';

/** Two spaces are between columns. */
const GAP = 2;

/** A column is not made narrower than this (columns of the terminal). */
const NARROWEST = 6;

/** Takes what is too much from the widest columns, so that short ones stay whole. */
function fitWidths(natural: readonly number[], width: number): readonly number[] {
  const widths = [...natural];
  let excess = widths.reduce((sum, each) => sum + each, 0) + GAP * (widths.length - 1) - width;
  while (excess > 0) {
    const widest = Math.max(...widths);
    if (widest <= NARROWEST) break;
    const at = widths.lastIndexOf(widest);
    const second = Math.max(NARROWEST, ...widths.filter((_, index) => index !== at && widths[index] !== widest));
    const step = Math.max(1, Math.min(excess, widest - second));
    widths[at] = widest - step;
    excess -= step;
  }
  return widths;
}

/**
 * Renders a table that fits a terminal; what is cut ends in an ellipsis.
 *
 * @param width the columns of the terminal; undefined if it is none, and nothing is cut.
 */
export function fitTable(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  width: number | undefined,
): readonly string[] {
  const all = [header, ...rows];
  const natural = header.map((_, column) => Math.max(...all.map((row) => widthOf(row[column] ?? ''))));
  const widths = width === undefined ? natural : fitWidths(natural, width);
  return all.map((row) => {
    const cells = widths.map((columns, index) => {
      const text = cut(row[index] ?? '', columns);
      return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
    });
    const line = cells.join(' '.repeat(GAP)).trimEnd();
    return width === undefined ? line : cut(line, width);
  });
}
