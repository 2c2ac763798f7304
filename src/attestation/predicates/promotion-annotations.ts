import type { ImageLabels } from '../../image/labels.ts';
import type { Digest } from '../../oci/digest.ts';
import type { Descriptor } from '../../oci/manifest.ts';
import { PREDICATE_TYPE, SIGSTORE_BUNDLE } from '../artifact.ts';
import { PROMOTION, type PromotionPredicate } from './promotion.ts';

/** The prefixes of the annotations by which a record is read from a list of referrers, without its payload. */
export const PLACEMENT_ANNOTATIONS = {
  promotion: 'io.github.sealift.promotion.',
  rollback: 'io.github.sealift.rollback.',
} as const;

const PROMOTION_ANNOTATION = PLACEMENT_ANNOTATIONS.promotion;

/** Annotations stay short: lists of referrers carry them all (characters). A value of this length was cut. */
const MAX_ANNOTATION = 1024;

/** On a referrer this is the time of the referrer; the image's own time is in its labels. */
const CREATED = 'org.opencontainers.image.created';

/** What the annotations of a record show beside what it says. */
export interface RecordContext {
  /** The labels of the image, which the record repeats. */
  readonly labels: ImageLabels;
  /** What the destination's highest moving tag pointed at before. */
  readonly previousDigest?: Digest | undefined;
  /** The manifests of the records that this one corrects, for lists: what counts is in the statement. */
  readonly replaces?: readonly Digest[];
}

function nameSource({ uri, tags: [tag] }: PromotionPredicate['source']): string {
  return tag === undefined ? uri : `${uri}:${tag}`;
}

/** Builds the annotations of a record: what an auditor asks first, and the image's own labels. */
export function annotatePromotion(
  promotion: PromotionPredicate,
  { labels, previousDigest, replaces = [] }: RecordContext,
): ReadonlyMap<string, string> {
  const { run, destination, source } = promotion;
  const own: Readonly<Record<string, string | undefined>> = {
    from: nameSource(source),
    to: destination.uri,
    tags: destination.tags.join(' '),
    by: run.actor?.login,
    run: run.invocationId,
    reason: promotion.reason,
    'previous-digest': previousDigest,
    'source-environment': source.environment,
    environment: destination.environment,
    route: promotion.route?.name,
    corrects: replaces.join(' '),
  };
  const shown: readonly (readonly [string, string])[] = [
    ...labels,
    ...Object.entries(own).flatMap(([name, value]) => (value ? [[PROMOTION_ANNOTATION + name, value] as const] : [])),
    [CREATED, promotion.time.toISOString()],
  ];
  return new Map(shown.map(([key, value]) => [key, value.slice(0, MAX_ANNOTATION)]));
}

/** What makes two records say the same: a repeated run does not write another one. */
export interface RecordKey {
  /** `registry/name:tag`, or without the tag. */
  readonly from: string;
  readonly to: string;
  readonly tags: readonly string[];
  /** Whether only a signed one counts. */
  readonly isSigned?: boolean;
}

/** The key of a promotion's record. */
export function recordKeyOf({ source, destination }: PromotionPredicate, isSigned: boolean): RecordKey {
  return { from: nameSource(source), to: destination.uri, tags: destination.tags, isSigned };
}

/** Reads what records of promotions and of rollbacks call by the same name. */
function readAnnotation(annotations: Descriptor['annotations'], name: string): string | undefined {
  const { promotion, rollback } = PLACEMENT_ANNOTATIONS;
  return annotations.get(promotion + name) ?? annotations.get(rollback + name);
}

/** The tags that the annotations of a record name; undefined if they do not have all of them. */
export function annotatedTags({ annotations }: Pick<Descriptor, 'annotations'>): readonly string[] | undefined {
  const tags = readAnnotation(annotations, 'tags');
  return tags === undefined || tags.length >= MAX_ANNOTATION ? undefined : tags.split(' ');
}

/** The manifests of the records that a record corrects, by its annotations. */
export function annotatedCorrections({ annotations }: Pick<Descriptor, 'annotations'>): readonly string[] {
  return readAnnotation(annotations, 'corrects')?.split(' ') ?? [];
}

/**
 * Finds among referrers the records of the same promotion, the newest first: same source, same destination, at least
 * these tags, not corrected by their own run. Anybody may write a list: a record counts only by its own manifest.
 */
export function findRecords(
  referrers: readonly Descriptor[],
  { from, to, tags, isSigned }: RecordKey,
): readonly Descriptor[] {
  const corrected = new Set(referrers.flatMap(annotatedCorrections));
  const created = ({ annotations }: Descriptor): string => annotations.get(CREATED) ?? '';
  return referrers
    .filter(({ annotations, artifactType, digest }) => {
      const named = new Set((annotations.get(`${PROMOTION_ANNOTATION}tags`) ?? '').split(' '));
      return (
        !corrected.has(digest) &&
        (isSigned !== true || artifactType === SIGSTORE_BUNDLE) &&
        annotations.get(PREDICATE_TYPE) === PROMOTION.type &&
        annotations.get(`${PROMOTION_ANNOTATION}from`) === from &&
        annotations.get(`${PROMOTION_ANNOTATION}to`) === to &&
        tags.every((tag) => named.has(tag))
      );
    })
    .sort((left, right) => (created(left) < created(right) ? 1 : -1));
}
