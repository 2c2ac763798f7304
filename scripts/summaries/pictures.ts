/** The pages of test/golden/ that docs/reference/summaries.md shows as pictures. */
export const PICTURES = [
  ...['promote', 'dry-run', 'set', 'shard', 'plan', 'tags', 'verify', 'history', 'check', 'outdated'],
  ...['rollback', 'drill', 'hold', 'unhold'],
] as const;
