import type { DestinationReport } from './promotion.ts';

/** How far a run came: it wrote tags, or only what stands by its digest, or nothing at all. */
export type Outcome = 'tags' | 'content' | 'nothing';

/** Finds how far a run came in destinations together. */
export function outcomeOf(destinations: readonly Pick<DestinationReport, 'written'>[]): Outcome {
  const written = destinations.flatMap((each) => each.written);
  if (written.includes('tags')) return 'tags';
  return written.length === 0 ? 'nothing' : 'content';
}

/**
 * Names what a destination has now that no tag tells of, to be read after "now has".
 *
 * @param hasNewImage whether the image itself is told already.
 */
export function nameContent({ written }: Pick<DestinationReport, 'written'>, hasNewImage: boolean): readonly string[] {
  return [
    ...(written.includes('image') && !hasNewImage ? ['what the image lacked'] : []),
    ...(written.includes('referrers') ? ['what refers to it'] : []),
    ...(written.includes('record') ? ['a record of this promotion'] : []),
  ];
}
