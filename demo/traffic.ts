import { blobBytes, type RecordedRequest } from '../test/support/requests.ts';

/** What a run asked of the registry, by the registry's own log. */
export interface Traffic {
  readonly requests: number;
  /** Requests that may change something: all but GET and HEAD. */
  readonly writes: number;
  /** Bytes of layers that were sent or received. */
  readonly layerBytes: number;
  /** Layers that the registry mounted into another repository. */
  readonly mountedLayers: number;
}

function queryOf({ path }: RecordedRequest): URLSearchParams {
  return new URL(path, 'http://registry.invalid').searchParams;
}

/** Finds the blob that an exchange read or wrote; undefined where the request does not say. */
function blobOf(request: RecordedRequest): string | undefined {
  return queryOf(request).get('digest') ?? /\/blobs\/(sha256:[a-f0-9]+)/.exec(request.path)?.[1];
}

/**
 * Counts what went over the wire.
 *
 * Every byte on a blob's path counts as a layer's, unless the request names a blob that is none: a config that was
 * read, a record that was written.
 */
export function measureTraffic(log: readonly RecordedRequest[], layers: ReadonlySet<string>): Traffic {
  const suspects = log.filter((request) => {
    const blob = blobOf(request);
    return blob === undefined || layers.has(blob);
  });
  const mounted = log.filter(
    (request) => request.status === 201 && request.method === 'POST' && layers.has(queryOf(request).get('mount') ?? ''),
  );
  return {
    requests: log.length,
    writes: log.filter(({ method }) => method !== 'GET' && method !== 'HEAD').length,
    layerBytes: blobBytes(suspects),
    mountedLayers: mounted.length,
  };
}
