import { writeFile } from 'node:fs/promises';
import type { ArchiveKind, ArchivePredicate } from '../attestation/predicates/archive.ts';
import { PolicyError } from '../errors.ts';
import { type Digest, digestOf, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, isTag, type Tag } from '../oci/reference.ts';
import { headManifest } from '../registry/manifests.ts';
import { putManifest } from '../registry/push-manifest.ts';
import { quote } from '../util/safe-text.ts';
import { explainSystemError } from '../util/system-error.ts';
import { copyWhole, requireWhole } from './copy-whole.ts';
import type { ArchivePlace } from './find-lost.ts';
import { unusable } from './layout-files.ts';
import { openLayout } from './open-layout.ts';
import { type LayoutFile, planLayout } from './plan-layout.ts';
import type { MadeArchiveRecord } from './record.ts';
import type { WholeImage } from './whole-image.ts';
import { exists, isTarPath, layoutDigest, writeLayout } from './write-layout.ts';

/** Where an image is archived. */
export type ArchiveTarget =
  | { readonly kind: 'repository'; readonly place: ArchivePlace; readonly environment: string }
  | { readonly kind: 'layout'; readonly path: string };

/** What an archive was made of. */
export interface ArchiveOrder {
  readonly whole: WholeImage;
  readonly from: ArchivePlace;
  readonly target: ArchiveTarget;
  /** Those that stay on the image. */
  readonly tags: readonly Tag[];
  readonly plan: Digest | undefined;
  readonly warn: (sentence: string) => void;
}

/** An archive that was read back. */
export type ProvenArchive = Pick<ArchivePredicate, 'to' | 'uri' | 'digest' | 'contents'> & {
  /** Whether it was written now. */
  readonly changed: boolean;
};

async function archiveToRepository(
  { whole, from, tags, warn }: ArchiveOrder,
  { place, environment }: Extract<ArchiveTarget, { kind: 'repository' }>,
): Promise<ProvenArchive> {
  const { client, repository } = place;
  const uri = formatRepository(repository);
  const { digest } = whole.root.descriptor;
  const had = (await headManifest(client, repository, digest)) !== undefined;
  await copyWhole(whole, from, place, warn);
  await requireWhole(whole.contents, place, 'archive to');
  // Tags are last: what has one is whole.
  for (const tag of tags) {
    const name = `${environment}-${tag}`;
    if (!isTag(name)) continue;
    const holds = await headManifest(client, repository, name);
    if (holds === undefined) {
      const { mediaType } = whole.root.descriptor;
      await putManifest(client, repository, name, { mediaType, digest, bytes: whole.root.bytes });
    } else if (holds !== digest) warn(`${uri}:${name} holds another image, ${holds}: it is left as it is`);
  }
  if (from.repository.registry === repository.registry) {
    warn(`${uri} is in the registry that the image is in: this is no second place`);
  }
  return { to: 'repository', uri, digest, contents: whole.contents, changed: !had };
}

/** Reads a layout back: every byte is hashed, and it has to be what was planned. */
async function proveLayout(path: string, files: readonly LayoutFile[]): Promise<void> {
  await using layout = await openLayout(path);
  const index = files.find((file) => file.path === 'index.json');
  if (index === undefined || !('bytes' in index.content) || layout.index !== digestOf(index.content.bytes)) {
    throw unusable(path, 'it is the archive of something else');
  }
  for (const file of files) {
    const [folder, algorithm, hex] = file.path.split('/');
    const digest = tryParseDigest(`${algorithm}:${hex}`);
    if (folder !== 'blobs' || digest === undefined) continue;
    if (layout.sizes.get(digest) !== file.size) throw unusable(path, `it lacks ${digest}`);
  }
}

async function archiveToLayout({ whole, from, tags, plan }: ArchiveOrder, path: string): Promise<ProvenArchive> {
  const { digest: root } = whole.root.descriptor;
  const source = `${formatRepository(from.repository)}@${root}`;
  const files = planLayout(whole, { tags, source, plan });
  const isThere = await exists(path);
  if (isThere) {
    await proveLayout(path, files).catch((error: unknown) => {
      throw new PolicyError({
        what: `archive to ${quote(path, 300)}`,
        reason: 'something else is there already',
        remedy: 'name another path, or move it away',
        cause: error,
      });
    });
  } else await writeLayout(path, files, from, (written) => proveLayout(written, files));
  const to: ArchiveKind = isTarPath(path) ? 'oci-layout-tar' : 'oci-layout';
  return { to, uri: path, digest: await layoutDigest(path, files), contents: whole.contents, changed: !isThere };
}

/**
 * Archives an image with all that refers to it, and reads all of it back.
 *
 * @throws {SealiftError} then nothing says that it is archived.
 */
export function writeArchive(order: ArchiveOrder): Promise<ProvenArchive> {
  const { target } = order;
  return target.kind === 'repository' ? archiveToRepository(order, target) : archiveToLayout(order, target.path);
}

/** Where the record of a layout is: beside it, for a file cannot hold its own digest. */
export function recordPath(path: string): string {
  return `${path}.record.json`;
}

/** Writes the record of a layout beside it. */
export async function writeRecordBeside(path: string, { bytes }: MadeArchiveRecord): Promise<void> {
  try {
    await writeFile(recordPath(path), bytes);
  } catch (error) {
    throw new PolicyError({
      what: `write the record of the archive to ${quote(recordPath(path), 300)}`,
      reason: explainSystemError(error, 'write'),
      remedy: 'name a place that can be written',
      cause: error,
    });
  }
}
