import { adviseWord } from '../util/nearest.ts';
import { quote } from '../util/safe-text.ts';
import { type HotfixRoute, IMAGE_PLACEHOLDER } from './pipeline.ts';
import type { EnvironmentDraft, FormerItem, PlacedTemplate } from './read-environment.ts';
import type { PipelineFile } from './schema.ts';
import { canOverlap, canonicalTemplate } from './templates.ts';
import type { Checker, Path } from './yaml.ts';

/** An environment, as far as routes need it. */
interface RoutedEnvironment {
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
    const remedy = hasStart ? 'take one of these out of a "from"' : 'write "from: []" where images are built';
    checker.key(['environments', first, 'from'], `images would go in a circle, ${way}; ${remedy}`);
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

/** An environment, as far as it is needed to tell it from others. */
interface PlacedEnvironment {
  readonly name: string;
  readonly templates: readonly PlacedTemplate[];
  readonly tag: string | undefined;
}

function checkPair(
  left: PlacedEnvironment,
  { right, checker }: { readonly right: PlacedEnvironment; readonly checker: Checker },
): void {
  for (const one of left.templates) {
    for (const other of right.templates) {
      if (!canOverlap(one.template, other.template)) continue;
      const [text, otherText] = [quote(other.template.text), quote(one.template.text)];
      if (canonicalTemplate(one.template) !== canonicalTemplate(other.template)) {
        checker.value(
          other.path,
          `${text} of ${right.name} and ${otherText} of ${left.name} can be one repository, as ${IMAGE_PLACEHOLDER} may hold "/"; choose names that cannot meet`,
        );
      } else if (left.tag === undefined || right.tag === undefined) {
        const lacking = [left, right].filter(({ tag }) => tag === undefined).map(({ name }) => name);
        checker.value(
          other.path,
          `${left.name} and ${right.name} share the repository ${text}, and nothing tells them apart; choose another one, or give ${lacking.join(' and ')} a "tag" each`,
        );
      } else if (left.tag === right.tag) {
        checker.value(
          ['environments', right.name, 'tag'],
          `${left.name} and ${right.name} share the repository ${text} and the tag ${quote(right.tag)}; choose another tag for one of them`,
        );
      }
    }
  }
}

/** Checks that no two environments can be in one repository, unless both mark theirs with a tag of its own. */
export function checkSharing(environments: readonly PlacedEnvironment[], checker: Checker): void {
  environments.forEach((right, index) => {
    for (const left of environments.slice(0, index)) checkPair(left, { right, checker });
  });
}

/** Checks that either all templates have the placeholder or none has, and that all do where there are several images. */
export function checkPlaceholders(
  environments: readonly PlacedEnvironment[],
  { images, checker }: { readonly images: readonly string[]; readonly checker: Checker },
): void {
  const templates = environments.flatMap((environment) => environment.templates);
  const lacking = templates.filter(({ template }) => !template.hasPlaceholder);
  const other = templates.find(({ template }) => template.hasPlaceholder);
  for (const { template, path } of lacking) {
    const what = `the repository ${quote(template.text)} has no ${IMAGE_PLACEHOLDER}`;
    if (other !== undefined) {
      checker.value(path, `${what}, and ${quote(other.template.text)} has; write it in all of them, or in none`);
    } else if (images.length > 1) {
      checker.value(path, `${what}, and "images" lists ${images.length}; write it for the name of the image`);
    }
  }
}

/** An environment, as far as former names and repositories can collide with it. */
type FormerEnvironment = Pick<EnvironmentDraft, 'name' | 'templates' | 'formerly'>;

function isSame(one: FormerItem, other: FormerItem): boolean {
  if (one.kind === 'name') return other.kind === 'name' && one.name === other.name;
  return other.kind === 'repository' && canOverlap(one.template, other.template);
}

function nameOf(item: FormerItem): string {
  return item.kind === 'name' ? item.name : item.template.text;
}

/** Finds what is there today by a former name or in a former repository: then a record of it could be of either. */
function findLiving(item: FormerItem, environments: readonly FormerEnvironment[]): string | undefined {
  if (item.kind === 'name') {
    return environments.some(({ name }) => name === item.name)
      ? `there is an environment ${quote(item.name)} today, whose records are its own`
      : undefined;
  }
  const living = environments.find(({ templates }) =>
    templates.some(({ template }) => canOverlap(template, item.template)),
  );
  return living && `${quote(item.template.text)} can be a repository of ${living.name} today`;
}

/**
 * Checks that what environments were called, and where their images were, is of no environment today and of one only.
 */
export function checkFormer(environments: readonly FormerEnvironment[], checker: Checker): void {
  const seen: { readonly item: FormerItem; readonly environment: string }[] = [];
  const templates = environments.flatMap((environment) => environment.templates);
  const hasPlaceholder = templates.some(({ template }) => template.hasPlaceholder);
  for (const { name: environment, formerly } of environments) {
    for (const item of formerly) {
      const living = findLiving(item, environments);
      const before = seen.find((each) => isSame(each.item, item));
      if (living !== undefined) checker.value(item.path, `${living}; leave it out of "formerly"`);
      else if (before !== undefined) {
        const where = before.environment === environment ? 'twice' : `of ${before.environment} too`;
        checker.value(item.path, `${quote(nameOf(item))} is there ${where}; leave one of them out`);
      } else if (item.kind === 'repository' && item.template.hasPlaceholder !== hasPlaceholder) {
        const remedy = hasPlaceholder ? `write ${IMAGE_PLACEHOLDER} for the name of the image` : `write it out`;
        const has = item.template.hasPlaceholder ? 'has' : 'has no';
        checker.value(
          item.path,
          `the repository ${quote(item.template.text)} ${has} ${IMAGE_PLACEHOLDER}, other than those of today; ${remedy}`,
        );
      } else seen.push({ item, environment });
    }
  }
}
