import type { TagGiver } from './verify-name.ts';

/** When a record was made: the witness's word, or else its claim. */
export function placedAt({ predicate, signature }: Pick<TagGiver, 'predicate' | 'signature'>): Date {
  return signature?.signedAt ?? predicate.time;
}
