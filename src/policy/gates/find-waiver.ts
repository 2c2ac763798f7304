import { matchesGlob } from '../../attestation/glob.ts';
import type { Finding } from '../../evidence/formats/findings.ts';
import { getOrMake } from '../../util/memo.ts';
import type { ImageFacts } from './gate.ts';
import { ALL_PACKAGES, comparableId, type NamedFinding, packageKey, packageKeys } from './package-keys.ts';
import type { Waiver, WaiverFile } from './waivers.ts';

/** The waivers for one id and one package. */
interface Waivers {
  /** Of those for all files, the one that holds the longest. */
  forAllFiles: Waiver | undefined;
  /** Those for some files; the one that holds the longest comes first. */
  readonly forFiles: Waiver[];
}

/** The waivers that are for an image and its environment, by a vulnerability's id and by the package. */
export interface WaiverIndex {
  readonly byId: ReadonlyMap<string, ReadonlyMap<string, Waivers>>;
  /** What may still be spent on comparing paths: a report has as many as its maker likes. */
  readonly paths: PathBudget;
}

/** Steps in which the paths of one image are compared with those of waivers; some hundred real reports need as many. */
const MOST_STEPS = 30_000_000;

/** What it costs to look at the ends of a path (steps). */
const STEPS_OF_ENDS = 50;

/** Scanners write the paths of files with the first slash or without. */
function fromRoot(path: string): string {
  return path.startsWith('/') ? path.slice(1) : path;
}

class PathBudget {
  #left = MOST_STEPS;

  get isSpent(): boolean {
    return this.#left <= 0;
  }

  /** Whether a path fits a pattern; nothing does when the steps are spent. */
  fits(path: string, pattern: string): boolean {
    this.#left -= STEPS_OF_ENDS;
    if (this.isSpent) return false;
    const [text, wanted] = [fromRoot(path), fromRoot(pattern)];
    const star = wanted.indexOf('*');
    if (star < 0) return text === wanted;
    const end = wanted.slice(wanted.lastIndexOf('*') + 1);
    if (!text.startsWith(wanted.slice(0, star)) || !text.endsWith(end)) return false;
    this.#left -= text.length * wanted.length;
    return !this.isSpent && matchesGlob(text, wanted);
  }
}

/** Indexes the waivers that are for an image and its environment. */
export function indexWaivers(file: WaiverFile | undefined, { name, environment }: ImageFacts): WaiverIndex {
  const byId = new Map<string, Map<string, Waivers>>();
  const sorted = (file?.waivers ?? []).toSorted((left, right) => right.end.getTime() - left.end.getTime());
  for (const waiver of sorted) {
    if (waiver.images.length > 0 && !waiver.images.some((pattern) => matchesGlob(name, pattern))) continue;
    if (waiver.environments.length > 0 && !waiver.environments.includes(environment)) continue;
    const byPackage = getOrMake(byId, comparableId(waiver.id), () => new Map<string, Waivers>());
    for (const key of waiver.packages.length === 0 ? [ALL_PACKAGES] : waiver.packages.map(packageKey)) {
      const known = getOrMake(byPackage, key, () => ({ forAllFiles: undefined, forFiles: [] }));
      if (waiver.paths.length > 0) known.forFiles.push(waiver);
      else known.forAllFiles ??= waiver;
    }
  }
  return { byId, paths: new PathBudget() };
}

/** Whether each file that brings a package is named: it is vulnerable in the others, too. */
function fitsPaths({ paths }: Waiver, finding: Finding, budget: PathBudget): boolean {
  return finding.paths.every((path) => paths.some((each) => budget.fits(path, each)));
}

/** Finds the waiver of a finding that holds the longest, whether it still holds or not. */
export function findWaiver({ byId, paths }: WaiverIndex, { finding, ids }: NamedFinding): Waiver | undefined {
  let longest: Waiver | undefined;
  const isLonger = ({ end }: Waiver): boolean => longest === undefined || end > longest.end;
  for (const id of ids) {
    const byPackage = byId.get(id);
    if (byPackage === undefined) continue;
    for (const key of packageKeys(finding)) {
      const { forAllFiles, forFiles = [] } = byPackage.get(key) ?? {};
      if (forAllFiles !== undefined && isLonger(forAllFiles)) longest = forAllFiles;
      if (finding.paths.length === 0) continue;
      for (const waiver of forFiles) {
        if (paths.isSpent || !isLonger(waiver)) break;
        if (fitsPaths(waiver, finding, paths)) longest = waiver;
      }
    }
  }
  return longest;
}
