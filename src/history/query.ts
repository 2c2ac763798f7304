import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';

/** One image that is asked about, and what of it: all, or where one tag or digest is. */
export interface HistoryQuery {
  /** The image's name in the pipeline, such as `shop/app`. */
  readonly name: string;
  readonly tag: Tag | undefined;
  /** Where it is given, the tag beside it picks nothing. */
  readonly digest: Digest | undefined;
}

/** Whether one tag or digest is asked about, and not all. */
export function isPicked({ tag, digest }: HistoryQuery): boolean {
  return tag !== undefined || digest !== undefined;
}

/** Writes what picks an image, as people write it behind its name. */
export function formatPick({ tag, digest }: HistoryQuery): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
