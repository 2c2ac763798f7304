import { type Digest, shortDigest, tryParseDigest } from '../oci/digest.ts';
import { FormatError, isJsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { formatTimeLeft } from '../util/format.ts';
import { CLOCK_SKEW, DAY } from '../util/time.ts';
import type { RetentionAction } from './action.ts';
import { type Going, retentionPlanId } from './plan.ts';

/** After this time a plan has to be approved anew (ms). */
export const PLAN_LIFE = 7 * DAY;

/** A plan that somebody approved, as its file says it. */
export interface ApprovedPlan {
  readonly id: Digest;
  readonly policy: Digest;
  readonly time: Date;
  /** The run that made it; undefined if the file does not say. */
  readonly run: string | undefined;
  readonly going: readonly Going[];
}

const ACTIONS: readonly RetentionAction[] = ['keep', 'retire', 'archive', 'destroy', 'rescue', 'leave'];

function list(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value;
  throw new FormatError(`it has no list of ${what}`);
}

function digest(text: string | undefined, what: string): Digest {
  const found = tryParseDigest(text ?? '');
  if (found === undefined) throw new FormatError(`it has no digest of ${what}`);
  return found;
}

function readGoing(environment: unknown): readonly Going[] {
  if (!isJsonObject(environment)) throw new FormatError('one of its repositories is malformed');
  const repository = stringProperty(environment, 'repository');
  if (repository === undefined) throw new FormatError('one of its repositories has no name');
  return list(property(environment, 'images'), 'images').flatMap((image): readonly Going[] => {
    if (!isJsonObject(image)) throw new FormatError('one of its images is malformed');
    const action = ACTIONS.find((each) => each === stringProperty(image, 'action'));
    if (action === undefined) throw new FormatError('one of its images has no action that is known');
    const named = digest(stringProperty(image, 'digest'), 'one of its images');
    return action === 'keep' ? [] : [[repository, named, action]];
  });
}

/**
 * Parses the file of a plan. Its id is computed from what it says, so a file that was changed has another one.
 *
 * @throws {FormatError} if it is no plan.
 */
export function parseApproved(bytes: Uint8Array): ApprovedPlan {
  const document = parseJsonObject(bytes);
  if (property(document, 'version') !== 1) throw new FormatError('it is not a plan of this version of Sealift');
  const policy = digest(stringProperty(document, 'policy'), 'the pipeline file');
  const time = new Date(stringProperty(document, 'time') ?? '');
  if (Number.isNaN(time.getTime())) throw new FormatError('it does not say when it was made');
  const going = list(property(document, 'environments'), 'environments').flatMap(readGoing);
  const run = property(document, 'run');
  return {
    ...{ policy, time, going },
    id: retentionPlanId(policy, going),
    run: typeof run === 'string' ? run : undefined,
  };
}

/** Why something cannot be done: a clause, and what to do about it. */
export interface Refusal {
  readonly reason: string;
  readonly remedy: string;
}

/** Says why a plan cannot be applied any more: it is too old, or the pipeline file has changed. */
export function findOutdated(
  approved: ApprovedPlan,
  { policy, now, fresh }: { readonly policy: Digest; readonly now: number; readonly fresh: Digest | undefined },
): readonly Refusal[] {
  const remedy = fresh === undefined ? 'make a new plan' : `approve plan ${shortDigest(fresh)}`;
  const age = now - approved.time.getTime();
  return [
    ...(age > PLAN_LIFE
      ? [{ reason: `it was made ${formatTimeLeft(age)} ago, and ${formatTimeLeft(PLAN_LIFE)} are the most`, remedy }]
      : []),
    ...(age < -CLOCK_SKEW ? [{ reason: 'it was made in the future', remedy }] : []),
    ...(approved.policy === policy
      ? []
      : [{ reason: `it was made by another pipeline file, ${shortDigest(approved.policy)}`, remedy }]),
  ];
}
