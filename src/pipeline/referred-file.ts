/** A file that the pipeline file names: its bytes, or a clause that says why there are none. */
export type ReferredFile =
  | { readonly kind: 'read'; readonly path: string; readonly bytes: Uint8Array }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** The files that the pipeline file names, by the paths that it has. */
export type ReferredFiles = ReadonlyMap<string, ReferredFile>;

/** Tells whether a text is PEM and no path. */
export function isPem(text: string): boolean {
  return text.includes('-----BEGIN') || text.includes('\n');
}
