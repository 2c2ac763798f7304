import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';

/** A tag that this run set out to write: it may have done so even if the registry said no. */
export interface TagWrite {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly tag: Tag;
  /** What the tag held right before; undefined if it did not exist. */
  readonly before: Digest | undefined;
  readonly after: Digest;
}

/** What became of a tag when a promotion was undone. */
export type TagFate =
  | 'restored'
  /** It does not hold what this run wrote: it was never written, or another run has moved it on. */
  | 'untouched'
  /** It did not exist before. Registries offer no safe way to remove a tag, and it stands on a complete image. */
  | 'new'
  /** It is not what it was, and could not be put back. */
  | 'stuck'
  /** The registry did not say what it holds, or whether it took what it should hold. */
  | 'unknown';

/** How far a tag has come: not begun, on its way, written, or what became of it when the run was undone. */
export type TagState = 'planned' | 'begun' | 'written' | TagFate;

/** Names a tag in messages. */
export function tagName({ repository, tag }: Pick<TagWrite, 'repository' | 'tag'>): string {
  return `${formatRepository(repository)}:${tag}`;
}

/** The tags that a run writes, in every destination: what to put back after a failure, and how far the run came. */
export class TagJournal {
  private readonly begun: TagWrite[] = [];
  private readonly known = new Map<string, TagState>();
  private readonly doubted = new Set<string>();
  private written = 0;

  get writes(): readonly TagWrite[] {
    return this.begun;
  }

  /** Whether a tag stands by now: to stop then would leave half of them. */
  get hasWritten(): boolean {
    return this.written > 0;
  }

  /** By {@link tagName}. */
  get states(): ReadonlyMap<string, TagState> {
    return this.known;
  }

  expect(repository: Repository, tags: readonly Tag[]): void {
    for (const tag of tags) this.known.set(tagName({ repository, tag }), 'planned');
  }

  /** The tag is not written after all: it is there already, or is left to another image. */
  release(repository: Repository, tag: Tag): void {
    this.known.delete(tagName({ repository, tag }));
  }

  begin(write: TagWrite): void {
    this.begun.push(write);
    this.known.set(tagName(write), 'begun');
  }

  /** A new tag stands on the complete image whatever comes next. */
  confirm(write: Pick<TagWrite, 'repository' | 'tag'>): void {
    this.written++;
    const name = tagName(write);
    const begun = this.begun.findLast((each) => tagName(each) === name);
    this.known.set(name, begun !== undefined && begun.before === undefined ? 'new' : 'written');
  }

  /** Nothing waits for the answer to a write any more: it may still be done. */
  doubt(write: Pick<TagWrite, 'repository' | 'tag'>): void {
    this.doubted.add(tagName(write));
  }

  settle(name: string, fate: TagFate): void {
    // A write that was not seen to land may do so later.
    this.known.set(name, fate === 'untouched' && this.doubted.has(name) ? 'begun' : fate);
  }
}
