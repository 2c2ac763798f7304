import type { EnvChange, ValueChange } from './image-diff.ts';
import type { ConfigFacts } from './image-facts.ts';

/** The same named values of both images, on one platform. */
export interface ValuePair {
  readonly platform: string;
  readonly left: ReadonlyMap<string, string>;
  readonly right: ReadonlyMap<string, string>;
}

function byName(left: { readonly name: string }, right: { readonly name: string }): number {
  return left.name < right.name ? -1 : left.name > right.name ? 1 : 0;
}

/** Compares named values on all platforms; a change that several platforms have is listed once. Sorted by name. */
export function diffValues(pairs: readonly ValuePair[]): readonly ValueChange[] {
  const changes = new Map<string, ValueChange & { readonly platforms: string[] }>();
  for (const { platform, left, right } of pairs) {
    for (const name of new Set([...left.keys(), ...right.keys()])) {
      const [before, after] = [left.get(name) ?? null, right.get(name) ?? null];
      if (before === after) continue;
      const key = JSON.stringify([name, before, after]);
      const known = changes.get(key) ?? { name, left: before, right: after, platforms: [] };
      known.platforms.push(platform);
      changes.set(key, known);
    }
  }
  return [...changes.values()].sort(byName);
}

/** Compares variables of the environment; what comes out holds none of their values. */
export function diffEnv(pairs: readonly ValuePair[]): readonly EnvChange[] {
  const changes = new Map<string, EnvChange & { readonly platforms: string[] }>();
  for (const { name, left, right, platforms } of diffValues(pairs)) {
    const change = left === null ? 'added' : right === null ? 'removed' : 'changed';
    // The values of a variable may differ from platform to platform: that is one change all the same.
    const known = changes.get(`${change} ${name}`) ?? { name, change, platforms: [] };
    known.platforms.push(...platforms);
    changes.set(`${change} ${name}`, known);
  }
  return [...changes.values()];
}

/** Lists how an image runs, by name; lists of words as JSON, in which blanks within a word can be told. */
export function settingsOf({ created, user, workingDir, entrypoint, cmd }: ConfigFacts): ReadonlyMap<string, string> {
  const settings: readonly (readonly [string, string | undefined])[] = [
    ['created', created],
    ['user', user],
    ['workingDir', workingDir],
    ['entrypoint', entrypoint && JSON.stringify(entrypoint)],
    ['cmd', cmd && JSON.stringify(cmd)],
  ];
  return new Map(settings.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])));
}
