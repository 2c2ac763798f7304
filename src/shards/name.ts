import { InputError } from '../errors.ts';
import { type Digest, digestHex } from '../oci/digest.ts';
import { quote } from '../util/safe-text.ts';

/** The most shards that a plan has: GitHub starts no more jobs of one matrix. */
export const MAX_SHARDS = 256;

/** The least of a plan's id that the name of a shard has (hexadecimal digits): 128 bits, which cannot be forged. */
const ID_LENGTH = 32;

/** What a job does of a plan: one of its shards, or the tags of all of them; and of which plan. */
export type ShardName =
  | {
      readonly kind: 'shard';
      /** From 1 on. */
      readonly index: number;
      readonly count: number;
      /** The beginning of the plan's id, in hexadecimal digits. */
      readonly id: string;
    }
  | { readonly kind: 'tags'; readonly id: string };

/** What a shard is without the plan that it is of, such as `3-of-8`. */
export function shardTitle(name: ShardName): string {
  return name.kind === 'tags' ? 'tags' : `${name.index}-of-${name.count}`;
}

/** Writes the name by which a job asks for a shard of a plan: it says of which plan, so that no other's is applied. */
export function formatShardName(shard: { readonly index: number; readonly count: number }, id: Digest): string {
  return `${shard.index}-of-${shard.count}@${digestHex(id).slice(0, ID_LENGTH)}`;
}

/**
 * Parses the input `shard`.
 *
 * @example parseShardName('tags@4f2a77ab01cd4f2a77ab01cd4f2a77ab') // { kind: 'tags', id: '4f2a77ab01cd4f2a77ab01cd4f2a77ab' }
 * @throws {InputError} if it is malformed, or does not say of which plan it is.
 */
export function parseShardName(text: string): ShardName {
  const [, whole = '', id] = /^([^@]*)(?:@(?:sha256:)?([a-f0-9]{1,64}))?$/.exec(text) ?? [];
  const [, index, count] = /^([1-9][0-9]{0,2})-of-([1-9][0-9]{0,2})$/.exec(whole) ?? [];
  const isShard = Number(index) <= Number(count) && Number(count) <= MAX_SHARDS;
  if (whole !== 'tags' && !isShard) {
    throw new InputError(
      `Cannot use shard ${quote(text)}: it is neither like "3-of-8@…" nor like "tags@…"; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`,
    );
  }
  if (id === undefined || id.length < ID_LENGTH) {
    throw new InputError(
      `Cannot use shard ${quote(text)}: it does not say of which plan it is, by ${ID_LENGTH} digits of its id or more; take it from the plan's outputs, as \${{ matrix.shard }} or tags@\${{ needs.plan.outputs.plan-id }}`,
    );
  }
  if (whole === 'tags') return { kind: 'tags', id };
  return { kind: 'shard', index: Number(index), count: Number(count), id };
}
