import type { Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';
import type { RegistryClient } from '../registry/client.ts';
import { headManifest } from '../registry/manifests.ts';
import { listTags, listTagsFrom } from '../registry/tag-list.ts';
import { type ComparisonContext, comparesVersions } from '../tags/compares-versions.ts';
import { firstOfDay, stemOf } from '../tags/daily-number.ts';
import { isLiteral } from '../tags/language-template.ts';
import type { TagRule } from '../tags/rule.ts';

/** A day whose numbers are read: what its tags begin with, and the first of them. */
export interface DayScope {
  readonly stem: string;
  readonly first: Tag;
}

/** Which of a repository's tags the rules need to know. */
export type NamesScope =
  /** Every one: versions are compared with all others. */
  | { readonly kind: 'all' }
  /** Those of some days; any other tag is asked for by its name. */
  | { readonly kind: 'days'; readonly days: readonly DayScope[] };

/**
 * Finds which tags the rules need to know: the whole list where versions are compared, else the day's numbers alone,
 * which one request brings from a repository of any size.
 */
export function findNamesScope(
  rules: readonly TagRule[],
  context: ComparisonContext,
  run: { readonly now: Date; readonly existingTags: 'registry' | 'git' | 'none' },
): NamesScope {
  if (run.existingTags === 'registry' && rules.some((rule) => comparesVersions(rule, context, run.now))) {
    return { kind: 'all' };
  }
  const days: DayScope[] = [];
  for (const rule of rules) {
    if (rule.type !== 'date_seq') continue;
    const prefix = rule.prefix ?? context.flavor.prefix;
    const suffix = rule.suffix ?? context.flavor.suffix;
    // An expression in an affix needs what is not read yet.
    if (!isLiteral(prefix) || !isLiteral(suffix)) return { kind: 'all' };
    const timeZone = rule.timeZone ?? context.timeZone;
    const numbering = { ...rule, prefix: prefix.source, suffix: suffix.source, timeZone };
    days.push({ stem: stemOf(numbering, run.now), first: firstOfDay(numbering, run.now) });
  }
  return { kind: 'days', days };
}

async function readDay(client: RegistryClient, repository: Repository, day: DayScope): Promise<ReadonlySet<string>> {
  const listed = await listTagsFrom(client, repository, day.stem);
  if (listed !== undefined && listed.size > 0) return listed;
  // An empty answer proves nothing: a registry may not know how to begin there. The first number does.
  if (listed !== undefined && (await headManifest(client, repository, day.first)) === undefined) return listed;
  return listTags(client, repository);
}

/** Reads the tags of a scope from a repository; one that does not exist has none. */
export async function readNames(
  client: RegistryClient,
  repository: Repository,
  scope: NamesScope,
): Promise<ReadonlySet<string>> {
  if (scope.kind === 'all') return listTags(client, repository);
  const days = await Promise.all(scope.days.map((day) => readDay(client, repository, day)));
  return new Set(days.flatMap((names) => [...names]));
}
