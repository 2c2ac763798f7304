import type { CopyEvent } from '../copy/copy.ts';
import type { Digest } from '../oci/digest.ts';
import type { Repository, Tag } from '../oci/reference.ts';
import type { TagEvent } from '../tag-updates/write.ts';

export interface RecordEvent {
  readonly kind: 'record';
  readonly to: Repository;
  readonly subject: Digest;
  readonly digest: Digest;
  /** Who signed (an identity or a key's name), and the JSON of the Sigstore bundle; undefined if it is not signed. */
  readonly signed?: { readonly by: string; readonly bundle: Uint8Array };
}

/** Statements were written by which an image may run. */
interface AdmissionEvent {
  readonly kind: 'admission';
  readonly to: Repository;
  readonly subject: Digest;
  readonly environment: string;
  readonly digests: readonly Digest[];
}

/** Something that happened while a promotion was applied, for logs and reports. */
export type PromotionEvent =
  | CopyEvent
  | TagEvent
  /** The source's tag holds another image by now; what was promoted is what it held at the beginning. */
  | { readonly kind: 'source-moved'; readonly to: Repository; readonly tag: Tag; readonly digest: Digest | undefined }
  | { readonly kind: 'verified'; readonly to: Repository; readonly digest: Digest }
  | RecordEvent
  | AdmissionEvent;

/** Takes events as they come; it must neither throw nor wait. */
export type EventSink = (event: PromotionEvent) => void;
