import type { Digest } from '../../oci/digest.ts';
import type { Repository } from '../../oci/repository.ts';
import type { Tag } from '../../oci/tag.ts';
import type { RegistryClient } from '../../registry/registry-client.ts';

/** A tag that this run set out to write: it may have done so even where the registry said no. */
export interface TagWrite {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly tag: Tag;
  /** What the tag held; undefined where it did not exist. */
  readonly before: Digest | undefined;
  readonly after: Digest;
}

/**
 * The tags that a run writes, in every destination, noted before each is written.
 *
 * It is what tells, when a write fails for good, which tags must be put back.
 */
export class TagJournal {
  private readonly begun: TagWrite[] = [];
  private written = 0;

  /** Every write that was begun, in order. */
  get writes(): readonly TagWrite[] {
    return this.begun;
  }

  /** Whether a tag stands by now: to stop then would leave half of them. */
  get hasWritten(): boolean {
    return this.written > 0;
  }

  /** Notes that a tag is about to be written. */
  begin(write: TagWrite): void {
    this.begun.push(write);
  }

  /** Notes that a tag was written. */
  confirm(): void {
    this.written++;
  }
}
