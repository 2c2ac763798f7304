import type { Digest } from '../oci/digest.ts';
import { RecordTrail } from '../promotion/record-trail.ts';
import type { PlannedTag } from '../tags/planned-tag.ts';
import type { ImageContent, RollbackPlace } from './place.ts';
import type { ImagePlan, SitePlan } from './plan.ts';

/** An image in one repository that gets tags back: what is rolled back to, or the next of a line. */
export interface RollbackUnit {
  readonly image: ImagePlan;
  readonly site: SitePlan;
  readonly place: RollbackPlace;
  readonly digest: Digest;
  readonly content: ImageContent;
  /** Whether it is what the marker goes to. */
  readonly isTarget: boolean;
  readonly trail: RecordTrail;
  /** As they are planned, and then as they came out. */
  tags: readonly PlannedTag[];
  /** The record that says so; undefined until it is written. */
  record: Digest | undefined;
  hasNewRecord: boolean;
}

/** Lists what gets tags, each image of each repository on its own. */
export function toUnits(images: readonly ImagePlan[]): readonly RollbackUnit[] {
  return images.flatMap((image) =>
    image.sites.flatMap((site): readonly RollbackUnit[] => {
      const { place } = site.site;
      const common = { image, site, place, hasNewRecord: false };
      const { target: digest } = image;
      const { content, tags, record } = site;
      const target = { ...common, digest, content, tags, record, isTarget: true, trail: new RecordTrail() };
      const lines = site.lines.map((line) => ({
        ...common,
        ...line,
        record: undefined,
        isTarget: false,
        trail: new RecordTrail(),
      }));
      return [target, ...lines];
    }),
  );
}
