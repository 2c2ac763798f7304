import type { Digest } from '../../oci/digest.ts';
import { FormatError } from '../../oci/json.ts';
import type { Severity } from './severity.ts';

/** A vulnerability in one package of an image; there is one for each id, package and version. */
export interface Finding {
  readonly id: string;
  /** Other names of the same vulnerability. */
  readonly aliases: readonly string[];
  readonly package: string;
  /** Empty if the format does not tell. */
  readonly version: string;
  readonly purl: string | undefined;
  /** What scanners, vendors and scores say; the worst counts. */
  readonly ratings: readonly Severity[];
  /** Whether there is a fix, or the format cannot tell. */
  readonly isFixable: boolean;
  readonly fixedIn: readonly string[];
  readonly published: Date | undefined;
  /** When the first version with a fix came out. */
  readonly fixed: Date | undefined;
  /** The layers that brought the package: their diff_ids. */
  readonly layers: readonly string[];
  /** The files in the image that brought it. */
  readonly paths: readonly string[];
  readonly isKnownExploited: boolean;
  /** The probability that it is exploited in the next 30 days, from 0 to 1; undefined if not told. */
  readonly epss: number | undefined;
  /** What took the finding out at the time of the scan, such as an ignore file; undefined if nothing did. */
  readonly suppressedBy: string | undefined;
}

/** What a report tells of the image that was scanned. */
export interface ReportBinding {
  /** The digest of the image's config, which belongs to one platform. */
  readonly config: Digest | undefined;
  /** The diff_ids of its layers; undefined if not told. */
  readonly diffIds: readonly Digest[] | undefined;
  /** The digests of manifests that the report says were scanned; empty if not told. */
  readonly manifests: readonly Digest[];
}

/** A binding that tells nothing. */
export const UNBOUND: ReportBinding = { config: undefined, diffIds: undefined, manifests: [] };

/** What a scanner found in an image, whatever the format. */
export interface VulnerabilityReport {
  /** Such as "Trivy JSON". */
  readonly format: string;
  readonly findings: readonly Finding[];
  /** All times at which it says it was made; the oldest counts. */
  readonly times: readonly Date[];
  readonly databaseTime: Date | undefined;
  readonly binding: ReportBinding;
  /** Whether anything was scanned: an empty report is not a clean one. */
  readonly isScanned: boolean;
  /** The operating system if it is past its end of life, as the scanner names it. */
  readonly endOfLife: string | undefined;
  /** Whether it would say that a vulnerability is known to be exploited. */
  readonly tellsKnownExploited: boolean;
  /** Whether it would tell an EPSS score. */
  readonly tellsEpss: boolean;
}

/** More findings are not read. */
const MAX_FINDINGS = 50_000;

/** Of each list of a finding only so much is kept: nobody reads more, and nobody can make it grow. */
export const MOST_ALIASES = 30;
const MOST_OTHERS = 50;

/** A finding as it is read; what is left out is not told. */
export type NewFinding = Pick<Finding, 'id' | 'package' | 'version' | 'ratings' | 'isFixable'> & Partial<Finding>;

/** A finding that is there several times, as far as it was read. */
interface Draft {
  readonly first: Finding;
  readonly aliases: Set<string>;
  readonly ratings: Set<Severity>;
  readonly fixedIn: Set<string>;
  readonly layers: Set<string>;
  readonly paths: Set<string>;
  isFixable: boolean;
  published: Date | undefined;
  fixed: Date | undefined;
  isKnownExploited: boolean;
  epss: number | undefined;
  suppressedBy: string | undefined;
}

/** Collects findings, and joins those of one id, package and version. */
export class FindingList {
  /** Most findings are there once: only for the others more is made than the report has. */
  readonly #found = new Map<string, Finding | Draft>();
  #count = 0;

  /** @throws {FormatError} if there are too many. */
  add(finding: NewFinding): void {
    if (++this.#count > MAX_FINDINGS) throw new FormatError('it has more than 50,000 findings');
    const key = `${finding.id}\0${finding.package}\0${finding.version}`;
    const known = this.#found.get(key);
    if (known === undefined) {
      this.#found.set(key, complete(finding));
      return;
    }
    const draft = 'first' in known ? known : begin(known);
    if (draft !== known) this.#found.set(key, draft);
    join(draft, finding);
  }

  /** What was collected, in the order of the report. */
  finish(): readonly Finding[] {
    return [...this.#found.values()].map((found) => ('first' in found ? finishDraft(found) : found));
  }
}

/** Completes a finding with what is not told, and leaves out of its lists what is there twice, or too much. */
function complete(finding: NewFinding): Finding {
  return {
    id: finding.id,
    package: finding.package,
    version: finding.version,
    purl: finding.purl,
    aliases: distinct(finding.aliases, MOST_ALIASES),
    ratings: distinct(finding.ratings, MOST_OTHERS),
    isFixable: finding.isFixable,
    fixedIn: distinct(finding.fixedIn, MOST_OTHERS),
    published: finding.published,
    fixed: finding.fixed,
    layers: distinct(finding.layers, MOST_OTHERS),
    paths: distinct(finding.paths, MOST_OTHERS),
    isKnownExploited: finding.isKnownExploited ?? false,
    epss: finding.epss,
    suppressedBy: finding.suppressedBy,
  };
}

/** Returns the first of a list that differ from each other. */
export function distinct<Item>(items: readonly Item[] = [], most: number): readonly Item[] {
  return items.length < 2 ? items : [...new Set(items)].slice(0, most);
}

function begin(first: Finding): Draft {
  return {
    first,
    aliases: new Set(first.aliases),
    ratings: new Set(first.ratings),
    fixedIn: new Set(first.fixedIn),
    layers: new Set(first.layers),
    paths: new Set(first.paths),
    isFixable: first.isFixable,
    published: first.published,
    fixed: first.fixed,
    isKnownExploited: first.isKnownExploited,
    epss: first.epss,
    suppressedBy: first.suppressedBy,
  };
}

function join(draft: Draft, finding: NewFinding): void {
  keep(draft.aliases, finding.aliases, MOST_ALIASES);
  keep(draft.ratings, finding.ratings, MOST_OTHERS);
  keep(draft.fixedIn, finding.fixedIn, MOST_OTHERS);
  keep(draft.layers, finding.layers, MOST_OTHERS);
  keep(draft.paths, finding.paths, MOST_OTHERS);
  draft.isFixable ||= finding.isFixable;
  draft.isKnownExploited ||= finding.isKnownExploited ?? false;
  draft.published = earlier(draft.published, finding.published);
  draft.fixed = earlier(draft.fixed, finding.fixed);
  if (finding.epss !== undefined) draft.epss = Math.max(draft.epss ?? 0, finding.epss);
  // What is suppressed in one place and not in another is there.
  if (finding.suppressedBy === undefined) draft.suppressedBy = undefined;
}

function finishDraft({ first, ...draft }: Draft): Finding {
  return {
    ...first,
    aliases: [...draft.aliases],
    ratings: [...draft.ratings],
    isFixable: draft.isFixable,
    fixedIn: [...draft.fixedIn],
    published: draft.published,
    fixed: draft.fixed,
    layers: [...draft.layers],
    paths: [...draft.paths],
    isKnownExploited: draft.isKnownExploited,
    epss: draft.epss,
    suppressedBy: draft.suppressedBy,
  };
}

function keep<Item>(kept: Set<Item>, more: readonly Item[] | undefined, most: number): void {
  for (const item of more ?? []) {
    if (kept.size >= most) return;
    kept.add(item);
  }
}

/** Returns the earlier of two times, of which either may not be told. */
export function earlier(left: Date | undefined, right: Date | undefined): Date | undefined {
  if (left === undefined || right === undefined) return left ?? right;
  return left <= right ? left : right;
}

/** Joins what several reports of one scan found: the findings of all of them. */
export function joinFindings(reports: readonly VulnerabilityReport[]): readonly Finding[] {
  const [only, ...others] = reports;
  if (only !== undefined && others.length === 0) return only.findings;
  const list = new FindingList();
  for (const { findings } of reports) for (const finding of findings) list.add(finding);
  return list.finish();
}
