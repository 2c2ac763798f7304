import type { Digest } from '../oci/digest.ts';
import type { CapacityRules } from '../pipeline/retention.ts';
import { getOrMake } from '../util/memo.ts';

/** All manifests, configs and layers of an image, with their sizes (bytes). */
export type Content = ReadonlyMap<Digest, number>;

/** Where equal content takes space once, by the name of a repository. */
export function scopeOf(uri: string, scope: CapacityRules['scope']): string {
  const parts = uri.split('/');
  if (scope === 'repository') return uri;
  return parts.slice(0, scope === 'project' ? 2 : 1).join('/');
}

/** An image in a repository, and whether it stays. */
export interface Placed {
  readonly uri: string;
  readonly digest: Digest;
  readonly isKept: boolean;
}

/** The bytes that go with images: each counts once in its scope, and not at all if something that stays has it. */
export interface Freed {
  readonly total: number;
  /** What is used without them, in all scopes. */
  readonly used: number;
  /** Of one image alone; undefined if its content is not known. */
  of(image: Pick<Placed, 'uri' | 'digest'>): number | undefined;
}

/** Measures what images free. */
export function measureFreed(
  images: readonly Placed[],
  contents: ReadonlyMap<Digest, Content>,
  scope: CapacityRules['scope'],
): Freed {
  const kept = new Map<string, Map<Digest, number>>();
  const going = new Map<string, Map<Digest, number>>();
  for (const { uri, digest, isKept } of images) {
    const own = getOrMake(isKept ? kept : going, scopeOf(uri, scope), () => new Map<Digest, number>());
    for (const [part, size] of contents.get(digest) ?? []) own.set(part, size);
  }
  const sum = (sizes: Iterable<number>) => [...sizes].reduce((total, size) => total + size, 0);
  const isLost = (key: string, part: Digest) => kept.get(key)?.has(part) !== true;
  const lost = [...going].flatMap(([key, parts]) =>
    [...parts].flatMap(([part, size]) => (isLost(key, part) ? [size] : [])),
  );
  return {
    total: sum(lost),
    used: sum([...kept.values()].flatMap((parts) => [...parts.values()])),
    of({ uri, digest }) {
      const content = contents.get(digest);
      const key = scopeOf(uri, scope);
      return content && sum([...content].flatMap(([part, size]) => (isLost(key, part) ? [size] : [])));
    },
  };
}
