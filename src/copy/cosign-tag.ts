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
  mayNameDead,
  type SharedList,
  watchList,
  writeUntilShown,
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

interface CosignTagUpdate {
  readonly tag: Tag;
  readonly subject: Digest;
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

/**
 * Brings what cosign keeps under one of its tags to a destination, together with what stands there: signatures are added
 * to it by others too, and nothing of theirs may be lost.
 *
 * @param warn is told what had to be left out, because the destination no longer has it.
 */
export async function copyCosignTag(
  { client, repository, emit }: AttachmentTarget,
  { tag, subject, source }: CosignTagUpdate,
  warn: (sentence: string) => void,
): Promise<void> {
  const name = `${formatRepository(repository)}:${tag}`;
  /** All that this run wants there, or has seen there. */
  let wanted = source;
  /** What stood there when this run saw or wrote it last. */
  let last: Digest | undefined;
  let writtenAt = client.clock.now();

  async function read(): Promise<StoredManifest | undefined> {
    const standing = await getManifest(client, repository, tag);
    last = standing?.digest;
    return standing;
  }

  /**
   * Finds what the tag must hold; undefined if it holds enough.
   *
   * @throws {RegistryError} if something else stands under it, in source or destination: it must not be overwritten.
   */
  function findLacking(standing: StoredManifest | undefined): StoredManifest | undefined {
    if (standing === undefined) return wanted;
    if (standing.digest === wanted.digest) return undefined;
    if ([wanted, standing].every((each) => parse(each)?.kind === 'manifest')) return mergeCosign(wanted, standing);
    throw new RegistryError({
      what: `copy ${name}`,
      reason: 'source and destination have conflicting content there',
      remedy: 'look at both, or set "referrers: false"',
      code: 'invalid-answer',
    });
  }

  /** Brings what is wanted there, together with what stands there; it is read again, because others may write it too. */
  async function bring(tell: (sentence: string) => void): Promise<void> {
    const isShown = async () => findLacking(await read()) === undefined;
    const writeLacking = async () => {
      const standing = await read();
      const manifest = findLacking(standing);
      if (manifest === undefined) return true;
      await write(manifest, standing, tell);
      emit({ kind: 'cosign-tag', to: repository, subject, tag });
      return false;
    };
    if (await writeUntilShown(client, TRIES, { isShown, write: writeLacking })) return;
    throw new RegistryError({
      what: `copy ${name}`,
      reason: `other writers replaced it ${TRIES} times`,
      remedy: 'run again when they are done',
      code: 'refused',
    });
  }

  async function write(
    manifest: StoredManifest,
    standing: StoredManifest | undefined,
    tell: (sentence: string) => void,
  ): Promise<void> {
    try {
      await put(manifest);
    } catch (error) {
      const dead = mayNameDead(error) && standing !== undefined ? await findGone(standing) : new Set<Digest>();
      const living = standing && dead.size > 0 ? mergeCosign(wanted, standing, dead) : undefined;
      if (living === undefined) throw error;
      for (const digest of dead) {
        tell(`${name} listed ${digest}, which the repository no longer has: it is left out of the list`);
      }
      await put(living);
    }
  }

  /** Finds the blobs of what stands there that the repository no longer has, but for those that are brought. */
  async function findGone(standing: StoredManifest): Promise<ReadonlySet<Digest>> {
    const [theirs, ours] = [parse(standing), parse(wanted)];
    if (theirs?.kind !== 'manifest' || ours?.kind !== 'manifest') return new Set();
    const brought = new Set([ours.config, ...ours.layers].map(({ digest }) => digest));
    const blobs = [theirs.config, ...theirs.layers].map(({ digest }) => digest);
    const others = [...new Set(blobs)].filter((digest) => !brought.has(digest));
    return findDead(client, others, (digest) => hasBlob(client, repository, digest));
  }

  async function put(manifest: StoredManifest): Promise<void> {
    const { mediaType, digest, bytes } = manifest;
    const answer = await putManifest(client, repository, tag, manifest);
    const view = parse(manifest);
    if (view?.subject !== undefined) {
      const descriptor = { mediaType, digest, size: bytes.byteLength, annotations: view.annotations };
      const written = [{ descriptor, indexed: answer.subject }];
      await ensureListed(client, repository, { subject: view.subject.digest, written });
    }
    wanted = manifest;
    last = digest;
    writtenAt = client.clock.now();
    watchList(client, list);
  }

  const list: SharedList = {
    name,
    get writtenAt() {
      return writtenAt;
    },
    async look() {
      const before = last;
      const standing = await read();
      if (findLacking(standing) === undefined) {
        if (standing !== undefined) wanted = standing;
        return standing?.digest === before ? 'stands' : 'changed';
      }
      await bring(() => undefined);
      return 'lost';
    },
  };

  await bring(warn);
}
