import type { Environment, Pipeline } from '../pipeline/pipeline.ts';

/** The environments that images go to from one, by any route and any number of steps; it is not among them. */
export function environmentsAfter(
  { environments, hotfixRoutes }: Pipeline,
  { name }: Environment,
): readonly Environment[] {
  const after = new Set<string>();
  const left = [name];
  for (let from = left.pop(); from !== undefined; from = left.pop()) {
    const next = [
      ...environments.filter((each) => each.from.includes(from ?? '')).map((each) => each.name),
      ...hotfixRoutes.filter((route) => route.from === from).map(({ to }) => to),
    ].filter((each) => each !== name && !after.has(each));
    for (const each of next) after.add(each);
    left.push(...next);
  }
  return environments.filter((each) => after.has(each.name));
}
