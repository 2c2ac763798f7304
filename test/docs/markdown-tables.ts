import { readDocument } from './documents.ts';

/** Reads the rows of the first table whose header begins with a cell, each cell as it is written. */
export function rowsBelow(document: string, header: string): readonly (readonly string[])[] {
  const lines = readDocument(document).split('\n');
  const start = lines.findIndex((line) => cellsOf(line)[0] === header);
  if (start < 0) throw new Error(`${document} has no table that begins with ${header}`);
  const rest = lines.slice(start + 2);
  return rest.slice(0, rest.indexOf('')).map(cellsOf);
}

function cellsOf(line: string): readonly string[] {
  return line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());
}

/** Returns what stands between backquotes. */
export function codes(cell = ''): readonly string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');
}
