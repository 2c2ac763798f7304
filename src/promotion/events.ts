import type { Descriptor } from '../oci/descriptor.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { Tag } from '../oci/tag.ts';

/** What came of a blob in a destination. */
export type BlobOutcome = 'mounted' | 'copied' | 'present' | 'left-out';

/** What a record was signed with. */
export interface SignedRecord {
  /** Who signed, for people: an identity or the name of a key. */
  readonly by: string;
  /** The JSON of its Sigstore bundle. */
  readonly bundle: Uint8Array;
}

/** Something that happened while an image was copied. */
export type CopyEvent =
  | { readonly kind: 'blob'; readonly to: Repository; readonly blob: Descriptor; readonly outcome: BlobOutcome }
  /** Bytes of a blob that came from the source; a blob that is sent again counts again. */
  | { readonly kind: 'bytes'; readonly to: Repository; readonly bytes: number }
  | { readonly kind: 'manifest'; readonly to: Repository; readonly manifest: Descriptor }
  | {
      readonly kind: 'referrer';
      readonly to: Repository;
      readonly subject: Digest;
      readonly referrer: Descriptor;
    }
  | { readonly kind: 'cosign-tag'; readonly to: Repository; readonly subject: Digest; readonly tag: Tag }
  /** Something that people should know of; it ended nothing. */
  | { readonly kind: 'warning'; readonly to: Repository; readonly sentence: string };

/** Something that happened while tags were written. */
export type TagEvent =
  | { readonly kind: 'tag'; readonly to: Repository; readonly tag: Tag; readonly digest: Digest }
  | { readonly kind: 'waiting'; readonly to: Repository; readonly tags: readonly Tag[]; readonly milliseconds: number }
  /** Something that people should know of; it ended nothing. */
  | { readonly kind: 'warning'; readonly to: Repository; readonly sentence: string }
  /** A tag that was planned to be written and is not. */
  | { readonly kind: 'left'; readonly to: Repository; readonly tag: Tag; readonly reason: string }
  | {
      readonly kind: 'lost-race';
      readonly to: Repository;
      readonly tag: Tag;
      readonly next: Tag;
      /** Whether another image had the tag before this run tried to take it. */
      readonly wasTaken: boolean;
    };

/** Something that happened while a promotion was applied, for logs and reports. */
export type PromotionEvent =
  | CopyEvent
  | TagEvent
  /** The source's tag holds another image by now; what was promoted is what it held at the beginning. */
  | { readonly kind: 'source-moved'; readonly to: Repository; readonly tag: Tag; readonly digest: Digest | undefined }
  | { readonly kind: 'verified'; readonly to: Repository; readonly digest: Digest }
  | {
      readonly kind: 'record';
      readonly to: Repository;
      readonly subject: Digest;
      readonly digest: Digest;
      /** Undefined where it is not signed. */
      readonly signed?: SignedRecord;
    };

/** Takes events as they come; it must neither throw nor wait. */
export type EventSink = (event: PromotionEvent) => void;
