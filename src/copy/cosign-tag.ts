import { RegistryError } from '../errors.ts';
import type { Digest } from '../oci/digest.ts';
import { FormatError } from '../oci/json.ts';
import { type Manifest, parseManifest } from '../oci/manifest.ts';
import { formatRepository, type Repository, type Tag } from '../oci/reference.ts';
import { hasBlob } from '../registry/blobs/blobs.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest, type StoredManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { ensureListed } from '../registry/referrers/attach.ts';
import {
  findDead,
  type ListLook,
  mayNameDead,
  type SharedList,
  watchList,
} from '../registry/referrers/shared-lists.ts';
import { mergeCosign } from './attachments.ts';
import type { CopyEvent } from './copy.ts';

/** How often a lost race on one of cosign's tags is run again. */
const TRIES = 5;

/** Where attachments are copied to. */
export interface AttachmentTarget {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly emit: (event: CopyEvent) => void;
}

/** What cosign keeps under a tag of a manifest, and what it must hold at the destination. */
interface CosignTagUpdate {
  readonly tag: Tag;
  readonly subject: Digest;
  /** What stands under it at the source. */
  readonly source: StoredManifest;
}

function parse({ bytes, mediaType }: StoredManifest): Manifest | undefined {
  try {
    return parseManifest(bytes, mediaType);
  } catch (error) {
    if (error instanceof FormatError) return undefined;
    throw error;
  }
}

/** One of cosign's tags in one run: signatures are added to it by others too, and nothing of theirs may be lost. */
class CosignList implements SharedList {
  readonly name: string;
  writtenAt: number;
  private readonly target: AttachmentTarget;
  private readonly tag: Tag;
  private readonly subject: Digest;
  /** All that this run wants there, or has seen there. */
  private wanted: StoredManifest;
  /** What stood there when this run saw or wrote it last. */
  private last: Digest | undefined;

  constructor(target: AttachmentTarget, { tag, subject, source }: CosignTagUpdate) {
    this.target = target;
    this.tag = tag;
    this.subject = subject;
    this.wanted = source;
    this.name = `${formatRepository(target.repository)}:${tag}`;
    this.writtenAt = target.client.clock.now();
  }

  /** Brings what is wanted there, together with what stands there; it is read again, because others may write it too. */
  async bring(warn: (sentence: string) => void): Promise<void> {
    const { client, repository, emit } = this.target;
    for (let attempt = 0; attempt < TRIES; attempt++) {
      // The look right after the first write waits for nobody.
      if (attempt === 1 && this.findWanted(await this.read()) === undefined) return;
      if (attempt > 0) await client.clock.sleep(client.clock.random() * 50 * 2 ** attempt);
      const standing = await this.read();
      const manifest = this.findWanted(standing);
      if (manifest === undefined) return;
      await this.write(manifest, standing, warn);
      emit({ kind: 'cosign-tag', to: repository, subject: this.subject, tag: this.tag });
    }
    if (this.findWanted(await this.read()) === undefined) return;
    throw new RegistryError({
      what: `copy ${this.name}`,
      reason: `other writers replaced it ${TRIES} times`,
      remedy: 'run again when they are done',
      code: 'refused',
    });
  }

  async look(): Promise<ListLook> {
    const before = this.last;
    const standing = await this.read();
    if (this.findWanted(standing) === undefined) {
      if (standing !== undefined) this.wanted = standing;
      return standing?.digest === before ? 'stands' : 'changed';
    }
    await this.bring(() => undefined);
    return 'lost';
  }

  private async read(): Promise<StoredManifest | undefined> {
    const standing = await getManifest(this.target.client, this.target.repository, this.tag);
    this.last = standing?.digest;
    return standing;
  }

  /**
   * Finds what the tag must hold; undefined if it holds enough.
   *
   * @throws {RegistryError} if something else stands under it, in source or destination: it must not be overwritten.
   */
  private findWanted(standing: StoredManifest | undefined): StoredManifest | undefined {
    if (standing === undefined) return this.wanted;
    if (standing.digest === this.wanted.digest) return undefined;
    const areLists = [this.wanted, standing].every((each) => parse(each)?.kind === 'manifest');
    if (areLists) return mergeCosign(this.wanted, standing);
    throw new RegistryError({
      what: `copy ${this.name}`,
      reason: 'source and destination have conflicting content there',
      remedy: 'look at both, or set "referrers: false"',
      code: 'invalid-answer',
    });
  }

  private async write(
    manifest: StoredManifest,
    standing: StoredManifest | undefined,
    warn: (sentence: string) => void,
  ): Promise<void> {
    try {
      await this.put(manifest);
    } catch (error) {
      const dead = mayNameDead(error) && standing !== undefined ? await this.findGone(standing) : new Set<Digest>();
      const living = standing && dead.size > 0 ? mergeCosign(this.wanted, standing, dead) : undefined;
      if (living === undefined) throw error;
      for (const digest of dead) {
        warn(`${this.name} listed ${digest}, which the repository no longer has: it is left out of the list`);
      }
      await this.put(living);
    }
  }

  /** Finds the blobs of what stands there that the repository no longer has, but for those that are brought. */
  private async findGone(standing: StoredManifest): Promise<ReadonlySet<Digest>> {
    const { client, repository } = this.target;
    const [theirs, ours] = [parse(standing), parse(this.wanted)];
    if (theirs?.kind !== 'manifest' || ours?.kind !== 'manifest') return new Set();
    const brought = new Set([ours.config, ...ours.layers].map(({ digest }) => digest));
    const blobs = [theirs.config, ...theirs.layers].map(({ digest }) => digest);
    const others = [...new Set(blobs)].filter((digest) => !brought.has(digest));
    return findDead(client, others, (digest) => hasBlob(client, repository, digest));
  }

  private async put(manifest: StoredManifest): Promise<void> {
    const { client, repository } = this.target;
    const answer = await putManifest(client, repository, this.tag, manifest);
    const view = parse(manifest);
    if (view?.subject !== undefined) {
      const { mediaType, digest, bytes } = manifest;
      const descriptor = { mediaType, digest, size: bytes.byteLength, annotations: view.annotations };
      const written = [{ descriptor, indexed: answer.subject }];
      await ensureListed(client, repository, { subject: view.subject.digest, written });
    }
    this.wanted = manifest;
    this.last = manifest.digest;
    this.writtenAt = client.clock.now();
    watchList(client, this);
  }
}

/**
 * Brings what cosign keeps under one of its tags to a destination, together with what stands there.
 *
 * @param warn is told what had to be left out, because the destination no longer has it.
 */
export async function copyCosignTag(
  target: AttachmentTarget,
  wanted: CosignTagUpdate,
  warn: (sentence: string) => void,
): Promise<void> {
  await new CosignList(target, wanted).bring(warn);
}
