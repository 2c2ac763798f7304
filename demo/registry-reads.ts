import { gunzipSync } from 'node:zlib';
import type { AppImage } from './app-image.ts';
import { check } from './check.ts';

/** The prefix of the annotations by which a record can be read from the list of referrers. */
const PROMOTION = 'io.github.sealift.promotion.';

/** The unit in which tar counts: the first file's content begins after one (bytes). */
const TAR_BLOCK = 512;

/** A promotion record as the list of referrers shows it: `from`, `to`, `tags`, `by`, `run` and so on. */
export interface FoundRecord {
  readonly digest: string;
  readonly facts: ReadonlyMap<string, string>;
}

async function read(url: string, accept: string): Promise<Buffer> {
  const answer = await fetch(url, { headers: { Accept: accept } });
  const bytes = Buffer.from(await answer.arrayBuffer());
  check(answer.ok, `The registry answered ${answer.status} for ${url}`);
  return bytes;
}

/** Makes sure that a repository holds an image, all manifests and all blobs, byte for byte. */
export async function checkBytes(base: string, image: AppImage): Promise<void> {
  for (const [digest, { mediaType, bytes }] of image.manifests) {
    const found = await read(`${base}/manifests/${digest}`, mediaType);
    check(found.equals(bytes), `The manifest ${digest} in ${base} is not the one that was built`);
  }
  for (const [digest, bytes] of image.blobs) {
    const found = await read(`${base}/blobs/${digest}`, '*/*');
    check(found.equals(bytes), `The blob ${digest} in ${base} is not the one that was built`);
  }
}

/** Reads the text file that is a layer's only content. */
export async function readTextLayer(base: string, layer: string): Promise<string> {
  const tar = gunzipSync(await read(`${base}/blobs/${layer}`, '*/*'));
  // Past the header, the content is filled up with zeros (POSIX.1-2017, pax, "ustar Interchange Format").
  return tar.subarray(TAR_BLOCK).toString('utf8').replaceAll('\0', '').trim();
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function toRecord(referrer: unknown): FoundRecord | undefined {
  if (!isObject(referrer) || !('digest' in referrer && 'annotations' in referrer)) return undefined;
  if (!isObject(referrer.annotations)) return undefined;
  const facts = Object.entries(referrer.annotations)
    .filter(([key]) => key.startsWith(PROMOTION))
    .map(([key, value]): [string, string] => [key.slice(PROMOTION.length), String(value)]);
  return facts.length === 0 ? undefined : { digest: String(referrer.digest), facts: new Map(facts) };
}

/** Asks a registry which promotion records refer to a digest (distribution-spec, "Listing Referrers"). */
export async function readRecords(base: string, digest: string): Promise<readonly FoundRecord[]> {
  const bytes = await read(`${base}/referrers/${digest}`, 'application/vnd.oci.image.index.v1+json');
  const list: unknown = JSON.parse(bytes.toString('utf8'));
  check(isObject(list) && 'manifests' in list && Array.isArray(list.manifests), 'The list of referrers is not a list');
  return list.manifests.flatMap((referrer) => toRecord(referrer) ?? []);
}
