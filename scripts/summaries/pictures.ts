/** The pictures that docs/reference/summaries.md shows, and the golden files that they are made of. */
export const PICTURES = [{ name: 'promote', golden: 'promotion' }] as const;
