import { type Digest, tryParseDigest } from '../oci/digest.ts';
import type { Descriptor } from '../oci/manifest.ts';
import { OCI_INDEX } from '../oci/media-type.ts';
import { isTag, type Repository } from '../oci/reference.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { HttpRequest, HttpResponse } from '../registry/transport/http.ts';
import type { RetryClock } from '../registry/transport/retry-budget.ts';
import type { Layout } from './open-layout.ts';

/** What a layout is called where the names of registries stand. */
export const LAYOUT_REGISTRY = 'layout.invalid';

/** The repository that stands for a layout. */
export const LAYOUT: Repository = { registry: LAYOUT_REGISTRY, name: 'archive' };

const ENDPOINT = new URL(`https://${LAYOUT_REGISTRY}/v2/`);

async function* none(): AsyncGenerator<Uint8Array> {
  // Nothing to yield.
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface Answer {
  readonly type: string;
  readonly length: number;
  readonly digest?: Digest | undefined;
  readonly body: AsyncIterable<Uint8Array>;
}

function respond({ method, url }: HttpRequest, answer: Answer | undefined): HttpResponse {
  const fields = new Map<string, string>(
    answer === undefined
      ? []
      : [
          ['content-type', answer.type],
          ['content-length', String(answer.length)],
          ...(answer.digest === undefined ? [] : [['docker-content-digest', answer.digest] as const]),
        ],
  );
  return {
    status: answer === undefined ? 404 : 200,
    url,
    header: (name) => fields.get(name),
    headers: (name) => [fields.get(name) ?? []].flat(),
    body: answer === undefined || method === 'HEAD' ? none() : answer.body,
    discard: () => Promise.resolve(),
  };
}

function writeDescriptor({ mediaType, digest, size, artifactType, annotations }: Descriptor): object {
  return { mediaType, digest, size, artifactType, annotations: Object.fromEntries(annotations) };
}

/**
 * Opens a layout as if it were a repository: what copies and judges images reads it like any other. It only answers; there
 * is no network behind it.
 */
export function openLayoutClient(layout: Layout, clock: RetryClock): RegistryClient {
  const types = new Map(layout.entries.map(({ digest, mediaType }) => [digest, mediaType]));

  function find(digest: Digest, type: string): Answer | undefined {
    const body = layout.read(digest);
    const length = layout.sizes.get(digest);
    return body && length !== undefined ? { type, length, digest, body } : undefined;
  }

  function listReferrers(subject: string): Answer {
    const manifests = layout.referrers.filter((each) => each.subject === subject).map(({ descriptor }) => descriptor);
    const index = { schemaVersion: 2, mediaType: OCI_INDEX, manifests: manifests.map(writeDescriptor) };
    const bytes = Buffer.from(JSON.stringify(index));
    return { type: OCI_INDEX, length: bytes.byteLength, body: only(bytes) };
  }

  function listTags(): Answer {
    const bytes = Buffer.from(JSON.stringify({ name: LAYOUT.name, tags: [...layout.names.keys()].toSorted() }));
    return { type: 'application/json', length: bytes.byteLength, body: only(bytes) };
  }

  function answer({ method, url }: HttpRequest): Answer | undefined {
    const path = url.pathname.slice(`${ENDPOINT.pathname}${LAYOUT.name}/`.length);
    if (method !== 'GET' && method !== 'HEAD') throw new Error('an archive is only read');
    if (path === 'tags/list') return listTags();
    const slash = path.indexOf('/');
    const [kind, name] = [path.slice(0, slash), path.slice(slash + 1)];
    const digest = tryParseDigest(name);
    if (kind === 'referrers') return listReferrers(name);
    if (kind === 'blobs') return digest && find(digest, 'application/octet-stream');
    if (kind !== 'manifests') return undefined;
    const named = digest ?? (isTag(name) ? layout.names.get(name)?.digest : undefined);
    return named && find(named, types.get(named) ?? '');
  }

  return {
    registry: LAYOUT_REGISTRY,
    clock,
    writeLatency: { slowestWrite: 0 },
    address: (_, path) => new URL(`${LAYOUT.name}/${path}`, ENDPOINT),
    send: async (request) => respond(request, answer(request)),
  };
}
