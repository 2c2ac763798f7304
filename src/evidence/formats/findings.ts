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
const MOST_ALIASES = 100;
const MOST_OTHERS = 50;

/** A finding as it is read; what is left out is not told. */
export type NewFinding = Pick<Finding, 'id' | 'package' | 'version' | 'ratings' | 'isFixable'> & Partial<Finding>;

interface Draft {
  readonly first: NewFinding;
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
  readonly #drafts = new Map<string, Draft>();
  #count = 0;

  /** @throws {FormatError} if there are too many. */
  add(finding: NewFinding): void {
    if (++this.#count > MAX_FINDINGS) throw new FormatError('it has more than 50,000 findings');
    const key = `${finding.id}\0${finding.package}\0${finding.version}`;
    const known = this.#drafts.get(key);
    const draft = known ?? begin(finding);
    if (known === undefined) this.#drafts.set(key, draft);
    keep(draft.aliases, finding.aliases, MOST_ALIASES);
    keep(draft.fixedIn, finding.fixedIn, MOST_OTHERS);
    keep(draft.layers, finding.layers, MOST_OTHERS);
    keep(draft.paths, finding.paths, MOST_OTHERS);
    for (const rating of finding.ratings) draft.ratings.add(rating);
    draft.isFixable ||= finding.isFixable;
    draft.isKnownExploited ||= finding.isKnownExploited ?? false;
    draft.published = earlier(draft.published, finding.published);
    draft.fixed = earlier(draft.fixed, finding.fixed);
    if (finding.epss !== undefined) draft.epss = Math.max(draft.epss ?? 0, finding.epss);
    // What is suppressed in one place and not in another is there.
    if (finding.suppressedBy === undefined) draft.suppressedBy = undefined;
  }

  /** What was collected, in the order of the report. */
  finish(): readonly Finding[] {
    return [...this.#drafts.values()].map(({ first, ...draft }) => ({
      id: first.id,
      package: first.package,
      version: first.version,
      purl: first.purl,
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
    }));
  }
}

function begin(first: NewFinding): Draft {
  return {
    first,
    aliases: new Set(),
    ratings: new Set(),
    fixedIn: new Set(),
    layers: new Set(),
    paths: new Set(),
    isFixable: false,
    published: undefined,
    fixed: undefined,
    isKnownExploited: false,
    epss: undefined,
    suppressedBy: first.suppressedBy,
  };
}

function keep(texts: Set<string>, more: readonly string[] | undefined, most: number): void {
  for (const text of more ?? []) {
    if (texts.size >= most) return;
    texts.add(text);
  }
}

function earlier(left: Date | undefined, right: Date | undefined): Date | undefined {
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
