import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/text-safe-text.ts';
import type { Checker } from './checker.ts';
import type { Path } from './locate.ts';
import type { HotfixRoute } from './pipeline.ts';
import type { PipelineFile } from './schema-schema.ts';

/** An environment, as far as routes need it. */
export interface RoutedEnvironment {
  readonly name: string;
  readonly from: readonly string[];
  /** Whether the file says `from`. */
  readonly saysFrom: boolean;
}

/** What routes are checked with. */
interface Routes {
  readonly environments: ReadonlyMap<string, RoutedEnvironment>;
  readonly checker: Checker;
}

function checkName(name: string, { environments, checker, path }: Routes & { readonly path: Path }): boolean {
  if (environments.has(name)) return true;
  checker.value(path, `there is no environment ${quote(name)}; ${adviseWord(name, [...environments.keys()])}`);
  return false;
}

/** Returns the way to one of the names in `from`, which may be a list. */
function pathOfFrom(
  { name }: RoutedEnvironment,
  { checker, index }: { readonly checker: Checker; readonly index: number },
): Path {
  const path = ['environments', name, 'from'];
  return checker.file.sourceOf(path) === undefined ? [...path, index] : path;
}

/** Finds a cycle that an environment is on or leads to, against the direction of promotion. */
function findCycle(start: string, environments: Routes['environments']): readonly string[] | undefined {
  const done = new Set<string>();
  const search = (name: string, way: readonly string[]): readonly string[] | undefined => {
    const before = way.indexOf(name);
    if (before >= 0) return way.slice(before);
    if (done.has(name)) return undefined;
    for (const from of environments.get(name)?.from ?? []) {
      const cycle = search(from, [...way, name]);
      if (cycle !== undefined) return cycle;
    }
    done.add(name);
    return undefined;
  };
  return search(start, []);
}

function checkCycles({ environments, checker }: Routes): void {
  const told = new Set<string>();
  const hasStart = [...environments.values()].some(({ from }) => from.length === 0);
  for (const name of environments.keys()) {
    const cycle = findCycle(name, environments);
    if (cycle === undefined || cycle.some((each) => told.has(each))) continue;
    for (const each of cycle) told.add(each);
    const [first = name] = cycle;
    const way = [first, ...[...cycle].reverse()].join(' → ');
    const cure = hasStart ? 'take one of these out of a "from"' : 'write "from: []" where images are built';
    checker.key(['environments', first, 'from'], `images would go in a circle, ${way}; ${cure}`);
  }
}

/** Checks where images may come from: names that there are, no circle, and a `from` on all but the first. */
export function checkRoutes(environments: readonly RoutedEnvironment[], checker: Checker): void {
  const routes: Routes = { environments: new Map(environments.map((each) => [each.name, each])), checker };
  environments.forEach((environment, position) => {
    const { name, from, saysFrom } = environment;
    if (position > 0 && !saysFrom) {
      const before = environments[position - 1]?.name ?? '';
      checker.key(
        ['environments', name],
        `no "from" says where the images of ${name} come from; add "from: ${before}", or "from: []" if they are built there`,
      );
    }
    from.forEach((each, index) => {
      const path = pathOfFrom(environment, { checker, index });
      if (checkName(each, { ...routes, path }) && from.indexOf(each) < index) {
        checker.value(path, `${quote(each)} is there twice; leave one out`);
      }
    });
  });
  checkCycles(routes);
}

/** Reads the ways around the regular routes; what is wrong goes to the checker. */
export function readHotfixRoutes(
  file: PipelineFile,
  { environments, checker }: { readonly environments: readonly RoutedEnvironment[]; readonly checker: Checker },
): readonly HotfixRoute[] {
  const routes: Routes = { environments: new Map(environments.map((each) => [each.name, each])), checker };
  const read: HotfixRoute[] = [];
  for (const name of checker.file.keysOf(['hotfix-routes'])) {
    const route = file['hotfix-routes']?.[name];
    if (route === undefined) continue;
    const path = ['hotfix-routes', name];
    const { from, to } = route;
    const isKnown = [
      checkName(from, { ...routes, path: [...path, 'from'] }),
      checkName(to, { ...routes, path: [...path, 'to'] }),
    ].every(Boolean);
    if (!isKnown) continue;
    const target = routes.environments.get(to);
    const same = read.find((other) => other.from === from && other.to === to);
    if (from === to) checker.key(path, `the hotfix route ${name} leads from ${from} to ${from}; name two environments`);
    else if (target?.from.includes(from)) {
      checker.key(
        path,
        `the hotfix route ${name} is a regular one: ${to} takes images from ${from} anyway; leave it out`,
      );
    } else if (target?.from.length === 0) {
      checker.value(
        [...path, 'to'],
        `the hotfix route ${name} leads into ${to}, where images are built; name an environment that images come into`,
      );
    } else if (same !== undefined) {
      checker.key(path, `the hotfix routes ${same.name} and ${name} are the same one; leave one of them out`);
    } else read.push({ name, from, to });
  }
  return read;
}
