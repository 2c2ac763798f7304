import { findTagListScope, type TagListScope } from '../image/existing-tags.ts';
import type { ImageLabels } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import type { TagPolicy } from '../promotion/request.ts';
import { buildContext } from '../promotion/tag-context.ts';
import { computeTags } from '../tags/compute.ts';
import { SHORT_SHA_LENGTH } from '../tags/context.ts';
import { takenNumbers } from '../tags/existing.ts';
import { NO_FLAVOR } from '../tags/flavor.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { TagRule } from '../tags/rule.ts';

/** A daily build number of the usual form. */
const USUAL = /^20\d{6}_\d{2,}$/;

/**
 * Finds the rules for daily build numbers: those of the environment, or, where the workflow of promotions has them, the
 * usual one if what ran until now has such a number.
 */
export function findNumberRules(
  { rules }: Pick<Environment, 'rules'>,
  recordedTags: readonly string[],
): readonly TagRule[] {
  if (rules !== undefined) return rules.filter(({ type }) => type === 'date_seq');
  return recordedTags.some((tag) => USUAL.test(tag)) ? parseTagRules('type=date_seq') : [];
}

interface NumberedImage {
  readonly repository: Repository;
  readonly digest: Digest;
  readonly labels: ImageLabels;
  readonly rules: readonly TagRule[];
  readonly timeZone: string;
  readonly now: Date;
}

function tagPolicyOf({ rules, timeZone, now }: NumberedImage): TagPolicy {
  return {
    ...{ rules, version: undefined, revision: undefined, ifTagExists: 'fail', now },
    event: { gitTag: undefined, repositoryUrl: undefined, preRelease: false, makeLatest: undefined },
    naming: { flavor: NO_FLAVOR, tagPrefix: '', timeZone, shortShaLength: SHORT_SHA_LENGTH },
    existing: { from: 'registry', versions: [] },
  };
}

/** The next number of the day, and the highest that is taken: an image that holds that one needs no other. */
export interface NextNumber {
  readonly planned: PlannedTag;
  readonly highest: Tag | undefined;
}

/** Finds the next numbers of the day for an image that comes back, one for each rule, whatever numbers it has already. */
export function planNumbers(image: NumberedImage, names: ReadonlySet<string>): readonly NextNumber[] {
  const { repository, digest, labels, rules, now } = image;
  const source = { from: { kind: 'digest', repository, digest } as const, tagPolicy: tagPolicyOf(image) };
  // Without the digest an image does not find a number of its own again.
  const context = buildContext(source, undefined, labels);
  const { candidates } = computeTags(rules, context, { names, digests: new Map() }, now);
  return candidates.flatMap(({ tag, kind, mutable, sequence }): readonly NextNumber[] => {
    if (sequence === undefined) return [];
    const highest = takenNumbers(names, { prefix: sequence.stem, suffix: sequence.suffix }).at(-1)?.name;
    const reason = 'the next number of the day: updaters that deploy the highest one follow the rollback';
    const planned = {
      tag,
      kind,
      mutable,
      action: 'create',
      reason,
      before: undefined,
      after: digest,
      sequence,
    } as const;
    return [{ planned, highest: highest as Tag | undefined }];
  });
}

/** Which tags have to be read again to see the numbers of other runs. */
export function numberScope({ rules, timeZone, now }: Pick<NumberedImage, 'rules' | 'timeZone' | 'now'>): TagListScope {
  return findTagListScope(rules, { flavor: NO_FLAVOR, timeZone, sourceTag: undefined }, { now, existingTags: 'none' });
}
