import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { type Digest, digestHex } from '../oci/digest.ts';
import { formatBytes } from '../util/format.ts';
import { readWholeFile } from '../util/read-file.ts';
import { explainSystemError } from '../util/system-error.ts';
import { quote } from '../util/text-safe-text.ts';
import { type ShardName, shardTitle } from './name.ts';
import { MAX_PLAN_FILE, parsePlanFile, planId, renderPlanFile, type ShardedPlan } from './plan-file.ts';

/** The name of the plan file; its folder is the runner's for temporary files. */
export const PLAN_FILE = 'sealift-plan.json';

/** A plan that was written, and how it is found again. */
export interface StoredPlan {
  readonly path: string;
  readonly id: Digest;
  readonly bytes: number;
}

/**
 * Writes a plan to where the next steps of the job find it.
 *
 * @throws {InputError} where it is too large, or cannot be written.
 */
export function writePlan(plan: ShardedPlan, environment: Env): StoredPlan {
  const bytes = Buffer.from(renderPlanFile(plan));
  if (bytes.byteLength > MAX_PLAN_FILE) {
    throw new InputError(
      `Cannot plan ${plan.images.length} images at once: the plan has ${formatBytes(bytes.byteLength)}, and ${formatBytes(MAX_PLAN_FILE)} is the most; make several plans`,
    );
  }
  const path = join(environment['RUNNER_TEMP'] || process.cwd(), PLAN_FILE);
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new InputError(
      `Cannot write the plan file ${quote(path)}: ${explainSystemError(error, 'write')}; set RUNNER_TEMP to a folder that can be written`,
      { cause: error },
    );
  }
  return { path, id: planId(bytes), bytes: bytes.byteLength };
}

function readBytes(path: string): Uint8Array {
  try {
    return readWholeFile(path, MAX_PLAN_FILE);
  } catch (error) {
    throw new InputError(
      `Cannot read the plan file ${quote(path)}: ${error instanceof Error ? error.message : String(error)}; download it with actions/download-artifact in a step before this one, as "command: plan" wrote it`,
      { cause: error },
    );
  }
}

/** How much of a plan's id people see (hexadecimal digits): as much as decides. */
const SHOWN = 32;

/** Shortens a plan's id for people. */
export function shortPlanId(id: Digest | string): string {
  return (id.includes(':') ? id.slice(id.indexOf(':') + 1) : id).slice(0, SHOWN);
}

/**
 * Reads the plan that a shard belongs to.
 *
 * @throws {InputError} where it is no plan, or another one than the shard is of: also one of which a byte was changed.
 */
export function readPlan(path: string, shard: ShardName): { readonly plan: ShardedPlan; readonly id: Digest } {
  const bytes = readBytes(path);
  // Only what the shard names is parsed: of another file nothing is repeated.
  const id = planId(bytes);
  if (!digestHex(id).startsWith(shard.id)) {
    throw new InputError(
      `Cannot promote shard ${shardTitle(shard)}: it belongs to plan ${shortPlanId(shard.id)}, but the plan file is plan ${shortPlanId(id)}; take both from the same run, and leave the file as it was written`,
    );
  }
  const plan = parsePlanFile(bytes, path);
  if (shard.kind === 'shard' && shard.count !== plan.shards) {
    throw new InputError(
      `Cannot promote shard ${shardTitle(shard)}: plan ${shortPlanId(id)} has ${plan.shards} shards; take it from the output "matrix" of the same run`,
    );
  }
  return { plan, id };
}
