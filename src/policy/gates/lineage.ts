import type { BaseVersion } from '../../evidence/formats/base-version.ts';
import type { Finding } from '../../evidence/formats/findings.ts';
import { findBase, newerVersions, newestOf } from './base-match.ts';

/** A newer version of a base, and what was found in it. */
interface NewerBase {
  readonly version: string;
  /** The keys of the findings that it still has, by all of their names, see {@link findingKey}; undefined if it was not scanned. */
  readonly findings: ReadonlySet<string> | undefined;
}

/** The base that one platform of an image stands on. */
export interface BaseLineage {
  /** A short name, such as `osbase`. */
  readonly name: string;
  readonly version: string;
  /** The diff_ids of its layers. */
  readonly diffIds: ReadonlySet<string>;
  /** Newest first. */
  readonly newer: readonly NewerBase[];
}

/** A base that removes findings. */
export interface BaseRemedy {
  readonly name: string;
  readonly version: string;
  readonly removes: number;
}

/** Returns the key of a finding in a base: the id and the package, whatever its version. */
export function findingKey({ id, package: name }: Pick<Finding, 'id' | 'package'>): string {
  return `${id.toUpperCase()}\0${name}`;
}

/** Whether the base brings a finding: only if no other layer does. */
export function isOfBase({ layers }: Finding, base: BaseLineage | undefined): boolean {
  return base !== undefined && layers.length > 0 && layers.every((layer) => base.diffIds.has(layer));
}

/** The keys of a finding by all of its names. */
function keysOf({ id, aliases, package: name }: Finding): readonly string[] {
  return [id, ...aliases].map((each) => findingKey({ id: each, package: name }));
}

/** Whether a base still has a finding, by any of its names. */
export function isLeft(finding: Finding, left: ReadonlySet<string>): boolean {
  return keysOf(finding).some((each) => left.has(each));
}

/** Of so many newer versions of a base it is counted what they remove: reports of fewer are read. */
const MOST_SCANNED = 20;

/** Finds the version of the base that removes most of some findings; the newest of those that remove the same. */
export function findRemedy(findings: readonly Finding[], base: BaseLineage | undefined): BaseRemedy | undefined {
  const scanned = base?.newer.filter((each) => each.findings !== undefined).slice(0, MOST_SCANNED) ?? [];
  if (base === undefined || scanned.length === 0) return undefined;
  const own = new Map(findings.filter((each) => isOfBase(each, base)).map((each) => [findingKey(each), each]));
  const keys = [...own.values()].map(keysOf);
  let best: BaseRemedy | undefined;
  for (const { version, findings: left } of scanned) {
    const removes = keys.filter((names) => !names.some((each) => left?.has(each))).length;
    if (removes > (best?.removes ?? 0)) best = { name: base.name, version, removes };
  }
  return best;
}

/**
 * Finds the base that a platform stands on, for the cure of what the base brings; undefined if it is none that is known.
 *
 * @param diffIds of the image, bottom first.
 * @param findingsOf returns what a version of a base has, as {@link findingKey} writes it; undefined if it was not scanned.
 */
export function lineageOf(
  diffIds: readonly string[],
  platform: string,
  bases: readonly BaseVersion[],
  findingsOf: (base: BaseVersion) => ReadonlySet<string> | undefined,
): BaseLineage | undefined {
  const match = findBase(diffIds, platform, bases);
  const base = newestOf(match?.versions ?? []);
  if (match === undefined || base === undefined) return undefined;
  return {
    name: base.repository.split('/').at(-1) ?? base.repository,
    version: base.version,
    diffIds: new Set(diffIds.slice(0, match.length)),
    newer: newerVersions(base, bases).map((each) => ({ version: each.version, findings: findingsOf(each) })),
  };
}
