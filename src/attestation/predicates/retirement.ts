import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import { encodeDigest, type PredicateCodec } from '../statement.ts';
import { isOneOf, isText, isTexts, objects, optional, readDigest, readTime, required, texts } from './fields.ts';
import { decodeOrigin, encodeOrigin, type RecordOrigin } from './promotion.ts';

/** `retire`: marked, and still there. `destroy`: gone, or going. `restore`: needed again, or brought back. */
export type RetirementAction = 'retire' | 'destroy' | 'restore';

/** Something that was not deleted, and why. */
export interface RecordedLeftOver {
  readonly kind: string;
  readonly name: string;
  readonly reason: string;
}

/** What a record says of the end of an image in one repository. */
export interface RetirementPredicate extends RecordOrigin {
  readonly action: RetirementAction;
  /** Of one that is destroyed: whether all is done. */
  readonly state: 'destroying' | 'destroyed' | undefined;
  readonly time: Date;
  /** The repository, and its environments. */
  readonly uri: string;
  readonly environments: readonly string[];
  /** All tags that it had. */
  readonly tags: readonly string[];
  readonly digests: {
    readonly root: Digest;
    readonly children: readonly Digest[];
    readonly referrers: readonly Digest[];
  };
  /** Why no rule keeps it, in clauses. */
  readonly because: readonly { readonly rule: string; readonly detail: string }[];
  /** The plan that was approved. */
  readonly plan: Digest | undefined;
  /** When it was retired; of the retirement itself, its time. */
  readonly retired: Date | undefined;
  /** The archive that has it, as a reference; undefined if there is none. */
  readonly archive: string | undefined;
  readonly left: readonly RecordedLeftOver[];
}

function encode(predicate: RetirementPredicate): JsonObject {
  const { policy, approvals, run, actor, change, tool } = encodeOrigin(predicate);
  const { digests, retired, plan, archive } = predicate;
  return {
    action: predicate.action,
    state: predicate.state,
    time: predicate.time.toISOString(),
    from: { uri: predicate.uri, environments: predicate.environments, tags: predicate.tags },
    digests,
    because: predicate.because,
    plan: plan && { digest: encodeDigest(plan) },
    retired: retired?.toISOString(),
    archive: archive === undefined ? undefined : { uri: archive },
    left: predicate.left,
    policy,
    approvals,
    run,
    actor,
    change,
    tool,
  };
}

function readDigests(object: JsonObject, key: string): readonly Digest[] {
  return (optional(object, key, isTexts) ?? []).map((text) => {
    const digest = tryParseDigest(text);
    if (digest === undefined) throw new FormatError(`its ${quote(key)} have ${quote(text)}, which is not a digest`);
    return digest;
  });
}

function readRoot(object: JsonObject): Digest {
  const root = tryParseDigest(required(object, 'root', isText));
  if (root === undefined) throw new FormatError('it does not name an image by a digest');
  return root;
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function decode(json: JsonObject): RetirementPredicate {
  const from = required(json, 'from', isObject);
  const digests = required(json, 'digests', isObject);
  const plan = optional(json, 'plan', isObject);
  const archive = optional(json, 'archive', isObject);
  return {
    ...decodeOrigin(json),
    action: required(json, 'action', isOneOf('retire', 'destroy', 'restore')),
    state: optional(json, 'state', isOneOf('destroying', 'destroyed')),
    time: readTime(json, 'time'),
    uri: required(from, 'uri', isText),
    environments: optional(from, 'environments', isTexts) ?? [],
    tags: optional(from, 'tags', isTexts) ?? [],
    digests: {
      root: readRoot(digests),
      children: readDigests(digests, 'children'),
      referrers: readDigests(digests, 'referrers'),
    },
    because: (objects(json, 'because') ?? []).map((each) => ({
      rule: required(each, 'rule', isText),
      detail: required(each, 'detail', isText),
    })),
    plan: plan && readDigest(plan),
    retired: optional(json, 'retired', isText) === undefined ? undefined : readTime(json, 'retired'),
    archive: archive && texts(archive, ['uri']).uri,
    left: (objects(json, 'left') ?? []).map((each) => ({
      kind: required(each, 'kind', isText),
      name: required(each, 'name', isText),
      reason: required(each, 'reason', isText),
    })),
  };
}

/** The prefix of the annotations that lists show; what counts is in the statement. */
const RETIREMENT_ANNOTATION = 'io.github.sealift.retirement.';

/** Annotations stay short: lists carry them all (characters). */
const MAX_ANNOTATION = 1024;

/** Builds the annotations of a record of a retirement. */
export function annotateRetirement(predicate: RetirementPredicate): ReadonlyMap<string, string> {
  const { action, state, uri, environments, tags, plan, run, reason, time } = predicate;
  const own: Readonly<Record<string, string | undefined>> = {
    ...{ action, state, from: uri, environments: environments.join(' '), tags: tags.join(' ') },
    ...{ plan, by: run.actor?.login, run: run.invocationId, reason },
  };
  const shown = Object.entries(own).flatMap(([name, value]) =>
    value ? [[RETIREMENT_ANNOTATION + name, value] as const] : [],
  );
  const all = [...shown, ['org.opencontainers.image.created', time.toISOString()] as const];
  return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}

/** The end of an image in a repository, or that it is needed again (docs/guides/retention.md). */
export const RETIREMENT: PredicateCodec<RetirementPredicate> = {
  type: 'https://sealift.github.io/retirement/v1',
  encode,
  decode,
};
