import { cut, cutStart, widthOf, wrap } from './text.ts';

/** Two spaces are between columns. */
const GAP = 2;

/** A column is not made narrower than this (columns of the terminal). */
const NARROWEST = 6;

/** If there is less for each column of a table, its rows are written one cell a line (columns of the terminal). */
const READABLE = 12;

/** Below this nothing can be read, whatever its form (columns of the terminal). */
const TINY = 24;

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

/** Writes each row as a paragraph, one cell a line, so that nothing is cut but words longer than the terminal. */
function stack(header: readonly string[], rows: readonly (readonly string[])[], width: number): readonly string[] {
  const names = Math.max(...header.map(widthOf)) + GAP;
  return rows.flatMap((row, at) => [
    ...(at === 0 ? [] : ['']),
    ...header.flatMap((name, column) =>
      wrap(row[column] ?? '', width - names).map((line, index) => {
        const label = index === 0 ? name : '';
        return `${label}${' '.repeat(names - widthOf(label))}${cutStart(line, width - names)}`;
      }),
    ),
  ]);
}

/**
 * Renders a table that fits a terminal; what is cut has an ellipsis. In the first column, of images, the end says most.
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
  const isCut = widths.some((columns, index) => columns < (natural[index] ?? 0));
  if (width !== undefined && isCut && width >= TINY && width < READABLE * header.length) {
    return stack(header, rows, width);
  }
  return all.map((row) => {
    const cells = widths.map((columns, index) => {
      const text = (index === 0 ? cutStart : cut)(row[index] ?? '', columns);
      return text + ' '.repeat(Math.max(0, columns - widthOf(text)));
    });
    const line = cells.join(' '.repeat(GAP)).trimEnd();
    return width === undefined ? line : cut(line, width);
  });
}
