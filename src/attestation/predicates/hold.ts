import { type Digest, tryParseDigest } from '../../oci/digest.ts';
import { FormatError, type JsonObject } from '../../oci/json.ts';
import { quote } from '../../util/safe-text.ts';
import type { PredicateCodec } from '../statement.ts';
import { isText, isTexts, optional, readTime, required } from './fields.ts';
import { decodeOrigin, encodeOrigin, type RecordOrigin } from './promotion.ts';

/** `quarantine`: not promoted, not verified, never destroyed. `legal`: only never destroyed. */
export type HoldEffect = 'quarantine' | 'legal';

/** Every environment, in the list of them. */
export const EVERY_ENVIRONMENT = '*';

/** What a record says that holds an image, or ends such records. */
export type HoldPredicate = RecordOrigin & {
  readonly time: Date;
  /** Where it applies: names, or `*` for all. */
  readonly environments: readonly string[];
} & (
    | {
        readonly action: 'hold';
        readonly effect: HoldEffect;
        /** When a quarantine ends by itself; undefined if it does not. A legal hold never does. */
        readonly until: Date | undefined;
      }
    | {
        readonly action: 'unhold';
        /** The manifests of the records that it ends: no other hold is ended by it, even if it was written before. */
        readonly holds: readonly Digest[];
      }
  );

function encode(hold: HoldPredicate): JsonObject {
  const { policy, approvals, run, actor, change, tool } = encodeOrigin(hold);
  const isHold = hold.action === 'hold';
  return {
    action: hold.action,
    effect: isHold ? hold.effect : undefined,
    environments: hold.environments,
    until: isHold ? (hold.until?.toISOString() ?? null) : undefined,
    time: hold.time.toISOString(),
    change,
    holds: isHold ? [] : hold.holds,
    policy,
    approvals,
    run,
    actor,
    tool,
  };
}

function readHolds(predicate: JsonObject): readonly Digest[] {
  return required(predicate, 'holds', isTexts).map((text) => {
    const digest = tryParseDigest(text);
    if (digest === undefined) throw new FormatError(`it ends ${quote(text)}, which is not a digest`);
    return digest;
  });
}

/** An effect that a later version may know is the stronger one of today. */
function readEffect(predicate: JsonObject): HoldEffect {
  return required(predicate, 'effect', isText) === 'legal' ? 'legal' : 'quarantine';
}

function decode(predicate: JsonObject): HoldPredicate {
  const action = required(predicate, 'action', isText);
  const common = {
    ...decodeOrigin(predicate),
    time: readTime(predicate, 'time'),
    environments: required(predicate, 'environments', isTexts),
  };
  if (action === 'unhold') return { ...common, action, holds: readHolds(predicate) };
  if (action !== 'hold')
    throw new FormatError(`it records the action ${quote(action)}, which is neither hold nor unhold`);
  const effect = readEffect(predicate);
  const ends = effect === 'quarantine' && optional(predicate, 'until', isText) !== undefined;
  return { ...common, action, effect, until: ends ? readTime(predicate, 'until') : undefined };
}

/** The prefix of the annotations that lists of referrers show; what counts is in the statement. */
const HOLD_ANNOTATION = 'io.github.sealift.hold.';

/** Annotations stay short: lists of referrers carry them all (characters). */
const MAX_ANNOTATION = 1024;

/** Builds the annotations of a record of a hold. They depend on nothing else: copies have the same manifest. */
export function annotateHold(hold: HoldPredicate): ReadonlyMap<string, string> {
  const own: Readonly<Record<string, string | undefined>> = {
    action: hold.action,
    effect: hold.action === 'hold' ? hold.effect : undefined,
    environments: hold.environments.join(' '),
    until: hold.action === 'hold' ? hold.until?.toISOString() : undefined,
    by: hold.run.actor?.login,
    run: hold.run.invocationId,
    reason: hold.reason,
  };
  const shown = Object.entries(own).flatMap(([name, value]) =>
    value ? [[HOLD_ANNOTATION + name, value] as const] : [],
  );
  const all = [...shown, ['org.opencontainers.image.created', hold.time.toISOString()] as const];
  return new Map(all.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}

/** A hold of an image, or the end of one (docs/guides/holds.md). */
export const HOLD: PredicateCodec<HoldPredicate> = {
  type: 'https://sealift.github.io/hold/v1',
  encode,
  decode,
};
