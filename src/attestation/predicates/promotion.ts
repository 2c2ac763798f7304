import type { Digest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, property } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import {
  decodeDestination,
  decodeEndpoint,
  type Endpoint,
  encodeDestination,
  encodeEndpoint,
  type RecordedDestination,
} from './destination.ts';
import {
  decodeGateChecks,
  isNumber,
  isOneOf,
  isText,
  isTexts,
  objects,
  optional,
  readDigest,
  readTime,
  required,
  texts,
} from './fields.ts';

/** Where a promotion ran and who started it. */
export interface RunFacts {
  /** The address of the run and its attempt; undefined outside of GitHub. */
  readonly invocationId?: string;
  /** The workflow's file and ref, such as `acme/app/.github/workflows/promote.yml@refs/heads/main`. */
  readonly workflow?: string;
  readonly event?: string;
  readonly ref?: string;
  /** GitHub's name of the environment that the job runs in. */
  readonly environment?: string;
  readonly actor?: { readonly login: string; readonly id?: string; readonly triggeringLogin?: string };
  /** Whether this is what GitHub's identity token says; otherwise it is what the runner's variables say: a claim. */
  readonly isFromToken?: boolean;
}

/** Somebody's answer to a request for approval of the run (GitHub, "Get the review history for a workflow run"). */
export interface Approval {
  readonly login: string;
  readonly state: 'approved' | 'rejected' | 'pending';
  readonly environments: readonly string[];
  readonly comment: string | undefined;
}

/** The way by which an image enters an environment. */
export interface RouteTaken {
  readonly kind: 'regular' | 'hotfix';
  /** The name of a hotfix route in the pipeline file. */
  readonly name?: string;
}

/** The images that were promoted together. */
export interface RecordedSet {
  /** The same in the records of all of them, and in no other. */
  readonly id: string;
  /** By their names in the pipeline, or their repositories; undefined if there are too many to name. */
  readonly images?: readonly { readonly name: string; readonly digest: Digest }[] | undefined;
}

/** What a record says of one promotion into one repository. Older records lack whatever is undefined. */
export interface PromotionPredicate {
  readonly time: Date;
  readonly source: Endpoint;
  readonly destination: RecordedDestination;
  /** The route of the pipeline file; undefined if the destination is in no environment. */
  readonly route?: RouteTaken | undefined;
  /** The pipeline file that allowed it. */
  readonly policy?: { readonly uri?: string | undefined; readonly digest: Digest } | undefined;
  /** The record of the previous environment that allowed it. */
  readonly evidence?: Digest | undefined;
  /** What the gates of the environment said, each with `id` and `result`; undefined if there were none. */
  readonly checks?: readonly JsonObject[] | undefined;
  /** Undefined if GitHub did not tell. */
  readonly approvals?: readonly Approval[] | undefined;
  readonly copied?: { readonly bytesUploaded: number; readonly mounted: number } | undefined;
  readonly run: RunFacts;
  readonly reason?: string | undefined;
  /** Undefined if it was promoted alone. */
  readonly set?: RecordedSet | undefined;
  /**
   * The statements (by the digest of their bytes) that the same run made before of this promotion, and that do not
   * hold: its tags came out otherwise.
   */
  readonly corrects?: readonly Digest[] | undefined;
  readonly toolVersion?: string | undefined;
}

/** What records say of the run that made them, and of the pipeline file that it went by. */
export interface RecordOrigin
  extends Pick<PromotionPredicate, 'policy' | 'approvals' | 'run' | 'reason' | 'toolVersion'> {}

/** In the order of the keys of records, in which others may stand between these. */
export function encodeOrigin({ policy, approvals, run, reason, toolVersion }: RecordOrigin) {
  const { actor, isFromToken, ...where } = run;
  return {
    policy: policy && { uri: policy.uri, digest: encodeDigest(policy.digest) },
    approvals,
    run: { ...where, claims: isFromToken === true ? 'identity-token' : 'environment' },
    actor,
    change: reason === undefined ? undefined : { reason },
    tool: { name: 'sealift', version: toolVersion },
  };
}

/** @throws {FormatError} if something in it is of the wrong type. */
export function decodeOrigin(predicate: JsonObject): RecordOrigin {
  const [policy, change, tool] = ['policy', 'change', 'tool'].map((key) => optional(predicate, key, isJsonObject));
  return {
    policy: policy && { ...texts(policy, ['uri']), digest: readDigest(policy) },
    approvals: objects(predicate, 'approvals')?.map(decodeApproval),
    run: decodeRun(predicate),
    reason: change && optional(change, 'reason', isText),
    toolVersion: tool && optional(tool, 'version', isText),
  };
}

/** The check of the record that allowed the promotion; all others are of gates. */
const CAME_FROM = 'came-from';

function encodeChecks({ evidence, checks = [] }: PromotionPredicate): readonly JsonObject[] | undefined {
  const origin = evidence && { id: CAME_FROM, result: 'pass', evidence: [{ digest: encodeDigest(evidence) }] };
  const all = origin === undefined ? checks : [origin, ...checks];
  return all.length === 0 ? undefined : all;
}

function encode(promotion: PromotionPredicate): JsonObject {
  const { destination, set, corrects = [] } = promotion;
  const { policy, approvals, run, actor, change, tool } = encodeOrigin(promotion);
  // The order of the keys is that of the bytes that are signed.
  return {
    action: 'promote',
    time: promotion.time.toISOString(),
    source: encodeEndpoint(promotion.source),
    destination: encodeDestination(destination),
    route: promotion.route,
    policy,
    checks: encodeChecks(promotion),
    approvals,
    copied: promotion.copied,
    set: set && encodeSet(set),
    run,
    actor,
    change,
    corrects: corrects.length === 0 ? undefined : corrects.map((digest) => ({ digest: encodeDigest(digest) })),
    tool,
  };
}

/** Writes a set. */
export function encodeSet({ id, images }: RecordedSet): JsonObject {
  return { id, images: images?.map(({ name, digest }) => ({ name, digest: encodeDigest(digest) })) };
}

/** @throws {FormatError} if it has no id, or something is of the wrong type. */
export function decodeSet(set: JsonObject): RecordedSet {
  const images = objects(set, 'images');
  return {
    id: required(set, 'id', isText),
    images: images?.map((image) => ({ name: required(image, 'name', isText), digest: readDigest(image) })),
  };
}

function decodeChecks(predicate: JsonObject): Pick<PromotionPredicate, 'evidence' | 'checks'> {
  const origin = objects(predicate, 'checks')?.find((each) => property(each, 'id') === CAME_FROM);
  const evidence = origin && objects(origin, 'evidence')?.[0];
  const checks = decodeGateChecks(predicate)?.filter((each) => property(each, 'id') !== CAME_FROM) ?? [];
  return { evidence: evidence && readDigest(evidence), checks: checks.length === 0 ? undefined : checks };
}

function decodeApproval(approval: JsonObject): Approval {
  return {
    login: required(approval, 'login', isText),
    state: required(approval, 'state', isOneOf('approved', 'rejected', 'pending')),
    environments: optional(approval, 'environments', isTexts) ?? [],
    comment: optional(approval, 'comment', isText),
  };
}

function decodeRun(predicate: JsonObject): RunFacts {
  const run = optional(predicate, 'run', isJsonObject) ?? {};
  const actor = optional(predicate, 'actor', isJsonObject);
  return {
    ...texts(run, ['invocationId', 'workflow', 'event', 'ref', 'environment']),
    ...(actor && { actor: { login: required(actor, 'login', isText), ...texts(actor, ['id', 'triggeringLogin']) } }),
    ...(property(run, 'claims') === 'identity-token' ? { isFromToken: true } : {}),
  };
}

function decode(predicate: JsonObject): PromotionPredicate {
  const action = required(predicate, 'action', isText);
  if (action !== 'promote') throw new FormatError(`it records the action ${quote(action)}, which is not a promotion`);
  const part = (key: string) => optional(predicate, key, isJsonObject);
  const destination = required(predicate, 'destination', isJsonObject);
  const [route, copied, set] = ['route', 'copied', 'set'].map(part);
  return {
    time: readTime(predicate, 'time'),
    source: decodeEndpoint(required(predicate, 'source', isJsonObject)),
    destination: decodeDestination(destination),
    route: route && { kind: required(route, 'kind', isOneOf('regular', 'hotfix')), ...texts(route, ['name']) },
    ...decodeOrigin(predicate),
    ...decodeChecks(predicate),
    copied: copied && {
      bytesUploaded: required(copied, 'bytesUploaded', isNumber),
      mounted: required(copied, 'mounted', isNumber),
    },
    set: set && decodeSet(set),
    corrects: objects(predicate, 'corrects')?.map(readDigest),
  };
}

/** A promotion, as Sealift describes it (docs/reference/record-predicate.md). */
export const PROMOTION: PredicateCodec<PromotionPredicate> = {
  type: 'https://sealift.github.io/promotion/v1',
  encode,
  decode,
};
