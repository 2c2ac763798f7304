import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { formatProblem, InputError } from '../errors.ts';
import type { Env } from '../event/payload.ts';
import { type Digest, digestHex, digestOf, isDigest } from '../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, parseJsonObject, property } from '../oci/json.ts';
import {
  formatReference,
  formatRepository,
  parseReference,
  parseRepository,
  type Reference,
  type Repository,
} from '../oci/reference.ts';
import { formatBytes } from '../util/format.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import { readWholeFile } from '../util/read-file.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';
import { MAX_SHARDS, type ShardName, shardTitle } from './name.ts';
import { collectSettings, type Settings } from './settings.ts';

/** The version of the format; another one is refused. */
const FORMAT = 1;

/** A plan file that is larger is neither written nor read (bytes): that of 100,000 images has 23 MB. */
const MAX_PLAN_FILE = 64 * 1024 * 1024;

/** A source that is named by its digest, and by the tag that stood for it when the plan was made. */
export type DigestReference = Extract<Reference, { readonly kind: 'digest' }>;

/** One image of a plan. */
export interface PlannedImage {
  readonly from: DigestReference;
  readonly to: NonEmpty<Repository>;
  /** The number of its shard, from 1 on. */
  readonly shard: number;
  /** What its destinations lack, in bytes, each blob once. */
  readonly bytes: number;
}

/** A promotion that several jobs carry out: what the job that plans hands on to them. It holds no secrets. */
export interface ShardedPlan {
  readonly settings: Settings;
  /** The instant of the plan: the day of `date_seq` is the same in all jobs. */
  readonly at: Date;
  /** The digest of the pipeline file that it was made by: all jobs go by the same. Undefined if there was none. */
  readonly policy?: Digest | undefined;
  readonly shards: number;
  readonly images: readonly PlannedImage[];
}

/** Writes a plan as JSON, one image a line. */
export function renderPlanFile({ settings, at, policy, shards, images }: ShardedPlan): string {
  const head = JSON.stringify({ version: FORMAT, at: at.toISOString(), policy, shards, settings });
  const lines = images.map(({ from, to, shard, bytes }) =>
    JSON.stringify({ from: formatReference(from), to: to.map(formatRepository), shard, bytes }),
  );
  return `${head.slice(0, -1)},"images":[\n${lines.join(',\n')}\n]}\n`;
}

/** Names a plan by its content: whoever changes a byte of the file makes another plan of it. */
export function planId(file: Uint8Array | string): Digest {
  return digestOf(file);
}

function count(value: unknown, most: number): number | undefined {
  return Number.isSafeInteger(value) && Number(value) >= 0 && Number(value) <= most ? Number(value) : undefined;
}

function readSettings(body: JsonObject): Settings {
  const value = property(body, 'settings');
  const given = isJsonObject(value) ? value : {};
  return collectSettings((name) => {
    const text = property(given, name);
    if (typeof text !== 'string') throw new FormatError(`it does not say what the input "${name}" was`);
    return text;
  });
}

function readImage(value: unknown, shards: number): PlannedImage {
  if (!isJsonObject(value)) throw new FormatError('one of its images is not a JSON object');
  const from = parseReference(String(property(value, 'from')));
  if (from.kind !== 'digest') throw new FormatError(`its image ${quote(formatReference(from))} has no digest`);
  const to = property(value, 'to');
  const [first, ...rest] = Array.isArray(to) ? to.map((each) => parseRepository(String(each))) : [];
  const shard = count(property(value, 'shard'), shards);
  const bytes = count(property(value, 'bytes'), Number.MAX_SAFE_INTEGER);
  if (first === undefined || shard === undefined || shard === 0 || bytes === undefined) {
    throw new FormatError(`its image ${quote(formatReference(from))} lacks destination, shard or size`);
  }
  return { from, to: [first, ...rest], shard, bytes };
}

function decodePlan(file: Uint8Array): ShardedPlan {
  const body = parseJsonObject(file);
  if (property(body, 'version') !== FORMAT) {
    throw new FormatError(`it is of version ${quote(String(property(body, 'version')))} and not of ${FORMAT}`);
  }
  const shards = count(property(body, 'shards'), MAX_SHARDS);
  const at = new Date(String(property(body, 'at')));
  const images = property(body, 'images');
  if (shards === undefined || shards === 0 || Number.isNaN(at.getTime()) || !Array.isArray(images)) {
    throw new FormatError('it lacks shards, instant or images');
  }
  const policy = property(body, 'policy');
  if (policy !== undefined && (typeof policy !== 'string' || !isDigest(policy))) {
    throw new FormatError('it does not say by which pipeline file it was made');
  }
  const plan = { settings: readSettings(body), at, shards, images: images.map((image) => readImage(image, shards)) };
  return policy === undefined ? plan : { ...plan, policy };
}

/**
 * Parses a plan file.
 *
 * @param name of the file, for messages.
 * @throws {InputError} if it is no plan.
 */
export function parsePlanFile(file: Uint8Array, name: string): ShardedPlan {
  try {
    return decodePlan(file);
  } catch (error) {
    if (!(error instanceof FormatError) && !(error instanceof InputError)) throw error;
    const reason =
      error instanceof InputError && error.words !== undefined ? formatProblem(error.words) : error.message;
    throw new InputError(
      `Cannot read the plan file ${quote(name)}: ${reason}; take it as "command: plan" of the same run wrote it`,
      { cause: error },
    );
  }
}

/** The name of the plan file; its folder is the runner's for temporary files. */
const PLAN_FILE = 'sealift-plan.json';

/** A plan that was written, and how it is found again. */
export interface StoredPlan {
  readonly path: string;
  readonly id: Digest;
  readonly bytes: number;
}

/**
 * Writes a plan to where the next steps of the job find it.
 *
 * @throws {InputError} if it is too large, or cannot be written.
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
 * @throws {InputError} if it is no plan, or another one than the shard is of: also one of which a byte was changed.
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
