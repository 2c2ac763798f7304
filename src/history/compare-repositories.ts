import { orderForLookUp } from './current.ts';
import type { TagDifference } from './image-history.ts';
import { nameOf, type RepositoryView } from './read-repository.ts';

/**
 * Finds the tags that the repositories of an environment do not agree on.
 *
 * Tags that are listed, but were not looked up in each of them, are left out: nothing is known of them.
 */
export function findDifferences(views: readonly RepositoryView[]): readonly TagDifference[] {
  if (views.length < 2) return [];
  const tags = new Set(views.flatMap(({ holds }) => [...holds.keys()]));
  return orderForLookUp(tags, new Set()).flatMap((tag): readonly TagDifference[] => {
    const isKnown = views.every(({ holds, names }) => holds.has(tag) || !names.has(tag));
    const holds = new Map(views.map((view) => [nameOf(view), view.holds.get(tag)]));
    return isKnown && new Set(holds.values()).size > 1 ? [{ tag, holds }] : [];
  });
}
