import type { BuiltReferrer } from './build-referrer.ts';
import { pushImage } from './push-image.ts';

/** Where a referrer is pushed to. */
export interface ReferrerTarget {
  readonly host: string;
  readonly repository: string;
  readonly authorization?: string;
}

interface Subject {
  readonly digest: string;
}

const INDEX = 'application/vnd.oci.image.index.v1+json';

/** Returns the tag under which referrers are listed without an API (distribution-spec, "Referrers Tag Schema"). */
export function fallbackName({ digest }: Subject): string {
  return digest.replace(':', '-').slice(0, 'sha256-'.length + 64);
}

/**
 * Pushes a referrer as the specification tells clients to: where the answer has no OCI-Subject, it is added to the
 * index under the fallback tag.
 */
export async function pushReferrer(target: ReferrerTarget, subject: Subject, referrer: BuiltReferrer): Promise<void> {
  const { host, repository, authorization } = target;
  const headers = authorization === undefined ? {} : { Authorization: authorization };
  await pushImage(host, repository, referrer, [], authorization === undefined ? {} : { authorization });
  const base = `http://${host}/v2/${repository}`;
  const api = await fetch(`${base}/referrers/${subject.digest}`, { headers });
  const list: { readonly manifests?: readonly { readonly digest: string }[] } =
    api.status === 200 ? JSON.parse(await api.text()) : {};
  if (list.manifests?.some(({ digest }) => digest === referrer.index.digest)) return;
  await addToFallback({ base, headers }, subject, referrer);
}

async function addToFallback(
  { base, headers }: { readonly base: string; readonly headers: Readonly<Record<string, string>> },
  subject: Subject,
  { index, manifests }: BuiltReferrer,
): Promise<void> {
  const url = `${base}/manifests/${fallbackName(subject)}`;
  const standing = await fetch(url, { headers: { ...headers, Accept: INDEX } });
  const known = standing.status === 200 ? JSON.parse(await standing.text()).manifests : [];
  const { artifactType, config, annotations } = JSON.parse(
    Buffer.from(manifests.get(index.digest)?.bytes ?? []).toString('utf8'),
  );
  const { mediaType, digest, size } = index;
  const entry = { mediaType, digest, size, artifactType: artifactType ?? config.mediaType, annotations };
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { ...headers, 'Content-Type': INDEX },
    body: JSON.stringify({ schemaVersion: 2, mediaType: INDEX, manifests: [...known, entry] }),
  });
  if (answer.status !== 201) throw new Error(`Cannot list the referrer: ${answer.status} ${await answer.text()}`);
}
