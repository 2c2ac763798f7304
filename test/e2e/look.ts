import { createHash } from 'node:crypto';

const ACCEPT = [
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
  'application/vnd.docker.distribution.manifest.v2+json',
].join(', ');

interface Document {
  readonly manifests?: readonly {
    readonly digest: string;
    readonly mediaType: string;
    readonly annotations?: Readonly<Record<string, string>>;
  }[];
  readonly config?: { readonly digest: string };
  readonly layers?: readonly { readonly digest: string }[];
}

/** Reads a manifest with plain fetch, apart from the code under test; undefined where it is not there. */
export async function readManifest(
  host: string,
  repository: string,
  reference: string,
): Promise<{ readonly digest: string; readonly bytes: Buffer; readonly document: Document } | undefined> {
  const response = await fetch(`http://${host}/v2/${repository}/manifests/${reference}`, {
    headers: { accept: ACCEPT },
  });
  const bytes = Buffer.from(await response.arrayBuffer());
  if (response.status !== 200) return undefined;
  const digest = `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
  return { digest, bytes, document: JSON.parse(bytes.toString('utf8')) };
}

/** Lists the tags of a repository with what each points at, without those of the referrers scheme. */
export async function readTags(host: string, repository: string): Promise<Readonly<Record<string, string>>> {
  const response = await fetch(`http://${host}/v2/${repository}/tags/list`);
  if (response.status === 404) return {};
  const { tags } = (await response.json()) as { readonly tags: readonly string[] | null };
  const names = (tags ?? []).filter((tag) => !tag.startsWith('sha256-')).sort();
  const digests = await Promise.all(
    names.map(async (tag) => (await readManifest(host, repository, tag))?.digest ?? ''),
  );
  return Object.fromEntries(names.map((tag, index) => [tag, digests[index] ?? '']));
}

/** Lists what an image lacks in a repository: manifests and blobs that its manifests name; empty where it is complete. */
export async function findMissing(host: string, repository: string, reference: string): Promise<readonly string[]> {
  const manifest = await readManifest(host, repository, reference);
  if (manifest === undefined) return [reference];
  const { manifests = [], config, layers = [] } = manifest.document;
  const blobs = [...(config === undefined ? [] : [config]), ...layers].map(async ({ digest }) => {
    const { status } = await fetch(`http://${host}/v2/${repository}/blobs/${digest}`, { method: 'HEAD' });
    return status === 200 ? [] : [digest];
  });
  const children = manifests.map(({ digest }) => findMissing(host, repository, digest));
  return (await Promise.all([...blobs, ...children])).flat();
}

/** One record as a list of referrers shows it. */
export interface ListedRecord {
  readonly digest: string;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Lists the promotion records on a digest: from the referrers API, or from the fallback tag. */
export async function readRecords(host: string, repository: string, digest: string): Promise<readonly ListedRecord[]> {
  const response = await fetch(`http://${host}/v2/${repository}/referrers/${digest}`);
  const fromApi = response.status === 200 ? ((await response.json()) as Document) : undefined;
  const index = fromApi ?? (await readManifest(host, repository, digest.replace(':', '-')))?.document;
  return (index?.manifests ?? [])
    .map((entry) => ({ digest: entry.digest, annotations: entry.annotations ?? {} }))
    .filter(({ annotations }) => annotations['in-toto.io/predicate-type'] === 'https://sealift.github.io/promotion/v1');
}
