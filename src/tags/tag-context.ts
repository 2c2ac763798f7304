import type { Digest } from '../oci/digest.ts';
import type { Tag } from '../oci/tag.ts';
import type { FoundVersion } from './find-version.ts';

/** What is known of an image that its tags are made of. */
export interface TagContext {
  readonly version: FoundVersion | undefined;
  /** The full git SHA, as `parseRevision` leaves it. */
  readonly revision: string | undefined;
  readonly sourceTag: Tag | undefined;
  /** Whether GitHub marks the release as a pre-release: it then gets its full version alone (rule R4). */
  readonly preRelease: boolean;
  /** The zone of date_seq where a rule names none, as `parseTimeZone` leaves it. */
  readonly timeZone: string;
  /** The image's digest; undefined before a build. */
  readonly digest: Digest | undefined;
  /** What was passed over on the way to this context: it becomes the first warnings. */
  readonly notes?: readonly string[];
}
