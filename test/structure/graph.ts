import { SOURCE_FILES, type SourceFile } from './source.ts';

/** What each part of the source imports; packages and files outside `src` are left out. */
export type Graph = ReadonlyMap<string, ReadonlySet<string>>;

const PATHS = new Map(SOURCE_FILES.map((file) => [file.path, file]));

/** Draws the imports between parts of the source, types included: an arrow of types alone is one that a reader follows too. */
export function graphOf(nameOf: (file: SourceFile) => string): Graph {
  const graph = new Map<string, Set<string>>();
  for (const file of SOURCE_FILES) {
    const own = nameOf(file);
    const needs = graph.get(own) ?? new Set();
    graph.set(own, needs);
    for (const path of file.imports) {
      const other = PATHS.get(path);
      if (other !== undefined && nameOf(other) !== own) needs.add(nameOf(other));
    }
  }
  return graph;
}

/** Lists the parts that need themselves by way of others: what is left when all that needs nothing else is taken away, again and again. */
export function findCycles(graph: Graph): readonly string[] {
  const left = new Map(graph);
  for (;;) {
    const free = [...left].filter(([, needs]) => ![...needs].some((other) => left.has(other)));
    if (free.length === 0) return [...left.keys()].sort();
    for (const [part] of free) left.delete(part);
  }
}

/** Returns the parts level by level, the highest first: each needs only parts of levels below its own. */
export function levelsOf(graph: Graph): readonly (readonly string[])[] {
  const levels = new Map<string, number>();
  const level = (part: string): number => {
    const known = levels.get(part);
    if (known !== undefined) return known;
    const found = 1 + Math.max(-1, ...[...(graph.get(part) ?? [])].map(level));
    levels.set(part, found);
    return found;
  };
  const parts = [...graph.keys()].sort();
  const top = Math.max(...parts.map(level));
  return Array.from({ length: top + 1 }, (_, index) => parts.filter((part) => level(part) === top - index));
}
