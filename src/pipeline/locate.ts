import { type Document, isAlias, isMap, isScalar, isSeq, type Node } from 'yaml';

/** The way to a value: keys of mappings and indices of lists. */
export type Path = readonly (string | number)[];

/** A value of a YAML document with its key, or with itself where it is in a list; aliases are followed. */
export interface Located {
  readonly key: Node | undefined;
  readonly value: Node | undefined;
}

function follow(document: Document, node: unknown): Node | undefined {
  const target = isAlias(node) ? node.resolve(document) : node;
  return isMap(target) || isSeq(target) || isScalar(target) ? target : undefined;
}

/** Steps down into a node; undefined where there is nothing of that name. */
function step(
  node: Node | undefined,
  part: string | number,
): { readonly key: unknown; readonly value: unknown } | undefined {
  if (isMap(node)) return node.items.find(({ key }) => isScalar(key) && String(key.value) === String(part));
  if (isSeq(node) && typeof part === 'number' && part < node.items.length) {
    return { key: node.items[part], value: node.items[part] };
  }
  return undefined;
}

/** Finds a value, or the last that is there on the way to it. */
export function locate(document: Document, path: Path): Located & { readonly isThere: boolean } {
  let found: Located = { key: undefined, value: follow(document, document.contents) };
  for (const part of path) {
    const next = step(found.value, part);
    if (next === undefined) return { ...found, isThere: false };
    const value = follow(document, next.value);
    found = { key: follow(document, next.key) ?? value, value };
  }
  return { ...found, isThere: true };
}
