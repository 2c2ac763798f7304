import { formatCount } from '../util/format.ts';
import type { RepositoryHistory } from './image-history.ts';

/**
 * Says what there is where nobody knows what runs, to be read after "has": nothing at all, images of which none is named
 * by a tag or record, or what was not read.
 */
export function describeNoCurrent(repositories: readonly RepositoryHistory[]): string {
  // Several repositories of an environment have the same images.
  const shown = new Set(repositories.flatMap(({ placements }) => placements.map(({ digest }) => digest)));
  const images = shown.size + Math.max(0, ...repositories.map(({ leftOut }) => leftOut.digests));
  if (images > 0) return `${formatCount(images, 'image')}, none known to run`;
  const isHidden = repositories.some(({ leftOut: { tags, refusedTags } }) => tags + refusedTags > 0);
  return isHidden ? 'tags that were not read' : 'nothing yet';
}
