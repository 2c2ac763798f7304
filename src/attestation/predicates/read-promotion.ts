import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, isJsonObject, type JsonObject, property } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { readDigestSet, type Statement } from '../statement.ts';
import {
  type Approval,
  PROMOTION_PREDICATE,
  type PromotionClaims,
  type RouteTaken,
  type RunFacts,
} from './promotion.ts';

/** RFC 3339 in UTC, as `Date.toISOString` writes it. */
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,9})?Z$/;

/** Reads a property that may be missing or null, but never of another type. */
function optional<T>(object: JsonObject, key: string, is: (value: unknown) => value is T): T | undefined {
  const value = property(object, key) ?? undefined;
  if (value === undefined || is(value)) return value;
  throw new FormatError(`its ${quote(key)} is of the wrong type`);
}

function required<T>(object: JsonObject, key: string, is: (value: unknown) => value is T): T {
  const value = optional(object, key, is);
  if (value === undefined) throw new FormatError(`it lacks ${quote(key)}`);
  return value;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}

function isTexts(value: unknown): value is readonly string[] {
  return isList(value) && value.every(isText);
}

function isApprovalState(value: unknown): value is Approval['state'] {
  return value === 'approved' || value === 'rejected' || value === 'pending';
}

function isRouteKind(value: unknown): value is RouteTaken['kind'] {
  return value === 'regular' || value === 'hotfix';
}

/** Reads the objects of a list. */
function objects(object: JsonObject, key: string): readonly JsonObject[] | undefined {
  return optional(object, key, isList)?.map((each) => {
    if (isJsonObject(each)) return each;
    throw new FormatError(`its ${quote(key)} is of the wrong type`);
  });
}

/** Reads the texts of an object that it has, under the same keys. */
function texts<K extends string>(object: JsonObject, keys: readonly K[]): { readonly [each in K]?: string } {
  const found: { [each in K]?: string } = {};
  for (const key of keys) {
    const value = optional(object, key, isText);
    if (value !== undefined) found[key] = value;
  }
  return found;
}

function readTime(predicate: JsonObject): Date {
  const text = required(predicate, 'time', isText);
  const time = new Date(TIME.test(text) ? text : Number.NaN);
  if (Number.isNaN(time.getTime())) throw new FormatError(`its time ${quote(text)} is none`);
  return time;
}

/** Reads the digest of `{"digest": {…}}`: exactly one, so that no two readers take different ones. */
function readDigest(object: JsonObject): Digest {
  const [digest, ...others] = readDigestSet(required(object, 'digest', isJsonObject));
  if (digest === undefined || others.length > 0) throw new FormatError('it refers to something not by one digest');
  return digest;
}

function readReplaced(destination: JsonObject): ReadonlyMap<string, Digest> {
  const replaced = optional(destination, 'replaced', isJsonObject) ?? {};
  return new Map(
    Object.entries(replaced).map(([tag, value]) => {
      const digest = isText(value) ? tryParseDigest(value) : undefined;
      if (digest === undefined) throw new FormatError(`it has no digest of what the tag ${quote(tag)} was before`);
      return [tag, digest];
    }),
  );
}

function readRoute(predicate: JsonObject): RouteTaken | undefined {
  const route = optional(predicate, 'route', isJsonObject);
  return route === undefined ? undefined : { kind: required(route, 'kind', isRouteKind), ...texts(route, ['name']) };
}

/** Finds the record that allowed the promotion, among the checks. */
function readEvidence(predicate: JsonObject): Digest | undefined {
  const check = objects(predicate, 'checks')?.find((each) => property(each, 'id') === 'came-from');
  const evidence = check === undefined ? undefined : objects(check, 'evidence')?.[0];
  return evidence === undefined ? undefined : readDigest(evidence);
}

function readApproval(approval: JsonObject): Approval {
  return {
    login: required(approval, 'login', isText),
    state: required(approval, 'state', isApprovalState),
    environments: optional(approval, 'environments', isTexts) ?? [],
    comment: optional(approval, 'comment', isText),
  };
}

function readRun(predicate: JsonObject): RunFacts {
  const run = optional(predicate, 'run', isJsonObject) ?? {};
  const actor = optional(predicate, 'actor', isJsonObject);
  return {
    ...texts(run, ['invocationId', 'workflow', 'event', 'ref', 'environment']),
    ...(actor === undefined
      ? {}
      : { actor: { login: required(actor, 'login', isText), ...texts(actor, ['id', 'triggeringLogin']) } }),
    ...(property(run, 'claims') === 'identity-token' ? { isFromToken: true } : {}),
  };
}

function readPlace(predicate: JsonObject, key: 'source' | 'destination') {
  const place = required(predicate, key, isJsonObject);
  return {
    uri: required(place, 'uri', isText),
    environment: optional(place, 'environment', isText),
    tags: optional(place, 'tags', isTexts) ?? [],
  };
}

/**
 * Reads what the statement of a promotion claims.
 *
 * Keys that are not known are passed over, and what records of older versions lack is undefined: they know no
 * environments and no routes.
 *
 * @throws {FormatError} if it is of another predicate or another action, lacks what every record has, or has
 * something of the wrong type.
 */
export function readPromotionClaims({ subjects, predicateType, predicate }: Statement): PromotionClaims {
  if (predicateType !== PROMOTION_PREDICATE) throw new FormatError(`it is of the predicate ${quote(predicateType)}`);
  const action = required(predicate, 'action', isText);
  if (action !== 'promote') throw new FormatError(`it records the action ${quote(action)}, which is no promotion`);
  const digests = subjects.flatMap(({ digest }) => digest);
  if (digests.length === 0) throw new FormatError('it names no image by a digest that a registry knows');
  const destination = required(predicate, 'destination', isJsonObject);
  const policy = optional(predicate, 'policy', isJsonObject);
  const change = optional(predicate, 'change', isJsonObject);
  return {
    subjects: digests,
    time: readTime(predicate),
    source: readPlace(predicate, 'source'),
    destination: { ...readPlace(predicate, 'destination'), replaced: readReplaced(destination) },
    route: readRoute(predicate),
    policyDigest: policy === undefined ? undefined : readDigest(policy),
    evidence: readEvidence(predicate),
    approvals: objects(predicate, 'approvals')?.map(readApproval),
    reason: change === undefined ? undefined : optional(change, 'reason', isText),
    corrects: objects(predicate, 'corrects')?.map(readDigest),
    run: readRun(predicate),
  };
}
