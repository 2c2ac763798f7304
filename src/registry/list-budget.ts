import { type HttpResponse, readBody } from './transport/http.ts';

/** Reads the pages of one list. */
export interface ListBudget {
  /** Reads a page; undefined if it is too large, or all pages together are. */
  read(page: HttpResponse): Promise<Uint8Array | undefined>;
}

/**
 * Makes what reads the pages of a list: a registry may not send without end by sending many of them.
 *
 * @param page the most that one page may have, in bytes.
 * @param all the most that all of them may have together, in bytes.
 */
export function openListBudget({ page, all }: { readonly page: number; readonly all: number }): ListBudget {
  let left = all;
  return {
    async read(response) {
      const bytes = await readBody(response, Math.min(page, left));
      left -= bytes?.byteLength ?? 0;
      return bytes;
    },
  };
}
