import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/reference.ts';

/** A requested image, and what of it: all, or where one tag or digest is. */
export interface HistoryQuery {
  /** The image's name in the pipeline, such as `shop/app`. */
  readonly name: string;
  readonly tag: Tag | undefined;
  /** If given, the tag beside it selects nothing. */
  readonly digest: Digest | undefined;
}

/** Writes what selects an image, as people write it behind its name. */
export function formatSelector({ tag, digest }: HistoryQuery): string {
  return `${tag === undefined ? '' : `:${tag}`}${digest === undefined ? '' : `@${digest}`}`;
}
