import { createHash } from 'node:crypto';
import { type Digest, digestAlgorithm, digestHex, digestOf, tryParseDigest } from '../oci/digest.ts';
import { FormatError, parseJsonObject, stringProperty, tryParse } from '../oci/json.ts';
import { type Descriptor, parseManifest } from '../oci/manifest.ts';
import { contentKind, OCI_INDEX } from '../oci/media-type.ts';
import { isReservedTag, isTag, type Tag } from '../oci/reference.ts';
import { MAX_MANIFEST } from '../registry/manifests.ts';
import { quote } from '../util/safe-text.ts';
import { type LayoutFiles, openLayoutFiles, unusable } from './layout-files.ts';
import { blobPath, REF_NAME } from './plan-layout.ts';

/** More entries than an image has tags and referrers. */
const MOST_ENTRIES = 4000;

/** All manifests that an index names together (bytes). */
const MOST_MANIFEST_BYTES = 64 * 1024 * 1024;

/** A manifest with a subject. */
export interface ListedReferrer {
  readonly subject: Digest;
  readonly descriptor: Descriptor;
}

/** A layout whose every blob has the digest that it is named by. */
export interface Layout extends AsyncDisposable {
  readonly path: string;
  /** The digest of its index. */
  readonly index: Digest;
  /** The entries of its index. */
  readonly entries: readonly Descriptor[];
  /** What its names stand for. */
  readonly names: ReadonlyMap<Tag, Descriptor>;
  /** The manifests of its entries that refer to something. */
  readonly referrers: readonly ListedReferrer[];
  readonly sizes: ReadonlyMap<Digest, number>;
  /** Undefined if it does not have it. */
  read(digest: Digest, from?: number): AsyncIterable<Uint8Array> | undefined;
}

async function readSmall(files: LayoutFiles, name: string): Promise<Buffer> {
  const size = files.sizes.get(name);
  if (size === undefined) throw unusable(files.path, `it has no ${quote(name)}`);
  if (size > MAX_MANIFEST) throw unusable(files.path, `its ${quote(name)} is larger than any`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of files.read(name)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** Hashes everything, before anything of it is used. */
async function checkBlobs(files: LayoutFiles): Promise<ReadonlyMap<Digest, number>> {
  const sizes = new Map<Digest, number>();
  for (const [name, size] of files.sizes) {
    if (!name.startsWith('blobs/')) continue;
    const [, algorithm = '', hex = ''] = name.split('/');
    const digest = tryParseDigest(`${algorithm}:${hex}`);
    if (digest === undefined || blobPath(digest) !== name) {
      throw unusable(files.path, `${quote(name)} is not named by a digest`);
    }
    const hash = createHash(digestAlgorithm(digest));
    for await (const chunk of files.read(name)) hash.update(chunk);
    if (hash.digest('hex') !== digestHex(digest)) {
      throw unusable(files.path, `the bytes of ${digest} have another digest`);
    }
    sizes.set(digest, size);
  }
  return sizes;
}

function readNames(files: LayoutFiles, entries: readonly Descriptor[]): ReadonlyMap<Tag, Descriptor> {
  const names = new Map<Tag, Descriptor>();
  for (const entry of entries) {
    const name = entry.annotations.get(REF_NAME);
    if (name === undefined) continue;
    if (!isTag(name)) throw unusable(files.path, `an entry of its index has the name ${quote(name)}, which is no tag`);
    const other = names.get(name);
    if (other !== undefined && other.digest !== entry.digest) {
      throw unusable(files.path, `the name ${quote(name)} stands for two things in it`);
    }
    names.set(name, entry);
  }
  return names;
}

async function readReferrers(files: LayoutFiles, entries: readonly Descriptor[]): Promise<readonly ListedReferrer[]> {
  const found = new Map<Digest, ListedReferrer>();
  const asked = new Map(entries.map((entry) => [entry.digest, entry]));
  let bytes = 0;
  for (const { digest, mediaType, size } of asked.values()) {
    if (contentKind(mediaType) === 'blob') continue;
    bytes += size;
    if (bytes > MOST_MANIFEST_BYTES) throw unusable(files.path, 'its manifests are larger than those of any image');
    const stored = await readSmall(files, blobPath(digest));
    try {
      const manifest = parseManifest(stored, { contentType: mediaType });
      const { annotations, subject } = manifest;
      if (subject === undefined) continue;
      const artifactType =
        manifest.artifactType ?? (manifest.kind === 'manifest' ? manifest.config.mediaType : undefined);
      const descriptor = {
        mediaType,
        digest,
        size,
        annotations,
        ...(artifactType === undefined ? {} : { artifactType }),
      };
      found.set(digest, { subject: subject.digest, descriptor });
    } catch (error) {
      if (error instanceof FormatError) throw unusable(files.path, `${digest} cannot be used: ${error.message}`, error);
      throw error;
    }
  }
  return [...found.values()];
}

async function readLayout(files: LayoutFiles): Promise<Layout> {
  const { path } = files;
  const marker = await readSmall(files, 'oci-layout');
  const version = tryParse(() => stringProperty(parseJsonObject(marker), 'imageLayoutVersion'));
  if (version !== '1.0.0') throw unusable(path, `its version is ${quote(version ?? '')} and not "1.0.0"`);
  const bytes = await readSmall(files, 'index.json');
  let entries: readonly Descriptor[];
  try {
    const index = parseManifest(bytes, { contentType: OCI_INDEX });
    entries = index.kind === 'index' ? index.manifests : [];
  } catch (error) {
    if (error instanceof FormatError) throw unusable(path, `its index cannot be used: ${error.message}`, error);
    throw error;
  }
  if (entries.length > MOST_ENTRIES) throw unusable(path, `its index has more than ${MOST_ENTRIES} entries`);
  const names = readNames(files, entries);
  const sizes = await checkBlobs(files);
  for (const { digest, size } of entries) {
    const actual = sizes.get(digest);
    if (actual === undefined) throw unusable(path, `it lacks ${digest}, which its index names`);
    if (actual !== size) throw unusable(path, `${digest} has ${actual} bytes, and its index says ${size}`);
  }
  return {
    ...{ path, entries, names, sizes },
    referrers: await readReferrers(files, entries),
    index: digestOf(bytes),
    read: (digest, from) => (sizes.has(digest) ? files.read(blobPath(digest), from) : undefined),
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

/**
 * Opens a layout, and checks every byte of it.
 *
 * @throws {PolicyError} that says what is wrong with it.
 */
export async function openLayout(path: string): Promise<Layout> {
  const files = await openLayoutFiles(path);
  try {
    return await readLayout(files);
  } catch (error) {
    await files[Symbol.asyncDispose]();
    throw error;
  }
}

/**
 * Finds the image in a layout: the only one, or the one that a tag or a digest names.
 *
 * @throws {PolicyError} if there is none, or several.
 */
export function findLayoutImage(
  { path, entries, names, referrers }: Layout,
  { tag, digest }: { readonly tag: Tag | undefined; readonly digest: Digest | undefined },
): Digest {
  const referring = new Set(referrers.map(({ descriptor }) => descriptor.digest));
  const roots = new Set(
    entries
      .filter(({ mediaType }) => contentKind(mediaType) !== 'blob')
      .filter(({ digest: each, annotations }) => {
        const name = annotations.get(REF_NAME);
        return !referring.has(each) && (name === undefined || !isReservedTag(name));
      })
      .map((each) => each.digest),
  );
  if (digest !== undefined) {
    if (roots.has(digest)) return digest;
    throw unusable(path, `it does not have ${digest}`);
  }
  const named = tag === undefined ? undefined : names.get(tag)?.digest;
  if (named !== undefined && roots.has(named)) return named;
  if (tag !== undefined) throw unusable(path, `nothing in it has the tag ${quote(tag)}`);
  const [only, ...others] = roots;
  if (only !== undefined && others.length === 0) return only;
  throw unusable(path, only === undefined ? 'there is no image in it' : 'there are several images in it');
}
