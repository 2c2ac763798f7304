import type { Digest } from '../oci/digest.ts';
import { formatShardName } from './name.ts';
import type { DealtShard } from './planner.ts';

/** One job of the matrix. */
export interface MatrixShard {
  /** What the input `shard` of the job is to be. */
  readonly shard: string;
  readonly plan: Digest;
  readonly images: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
}

/** What the output `matrix` holds: as large as there are shards, however many images there are. */
export interface ShardMatrix {
  readonly include: readonly MatrixShard[];
}

/** Builds the matrix of a plan. */
export function buildMatrix(shards: readonly Omit<DealtShard, 'cost'>[], plan: Digest): ShardMatrix {
  const count = shards.length;
  return {
    include: shards.map(({ images, bytes }, index) => ({
      shard: formatShardName({ index: index + 1, count }, plan),
      ...{ plan, images, bytes },
    })),
  };
}
