import { gzipSync } from 'node:zlib';
import type { Context } from './context.ts';
import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { isDigest } from './grammar.ts';
import { accepts } from './media-types.ts';
import type { StoredManifest } from './store.ts';

/** Docker's oldest manifest, signed; no client of today takes it. */
const SCHEMA_1 = 'application/vnd.docker.distribution.manifest.v1+prettyjws';

const DOCKER_LIST = 'application/vnd.docker.distribution.manifest.list.v2+json';
const DOCKER_MANIFEST = 'application/vnd.docker.distribution.manifest.v2+json';

interface ManifestRoute {
  readonly name: string;
  readonly reference: string;
}

/** Says that there is no such manifest. */
export function unknownManifest({ name, reference }: ManifestRoute): never {
  throw new RegistryFault('MANIFEST_UNKNOWN', 'manifest unknown to the registry', { detail: { name, reference } });
}

function answerWith({ mediaType, bytes, digest }: StoredManifest): Answer {
  return { status: 200, headers: { 'Content-Type': mediaType, 'Docker-Content-Digest': digest }, body: bytes };
}

/** Answers a client that does not take the manifest's media type. */
function answerUnaccepted({ store, options, exchange }: Context, route: ManifestRoute, found: StoredManifest): Answer {
  const { unaccepted = 'unknown' } = options.manifests ?? {};
  if (unaccepted === 'schema1') {
    const body = {
      schemaVersion: 1,
      name: route.name,
      tag: route.reference,
      fsLayers: [],
      history: [],
      signatures: [],
    };
    return { status: 200, headers: { 'Content-Type': SCHEMA_1 }, body: Buffer.from(JSON.stringify(body)) };
  }
  // CNCF Distribution 2.8 takes whoever knows Docker's manifests and not its lists for a client that wants the one for amd64.
  const [first] = readDocument(found.bytes).manifests ?? [];
  const child = first === undefined ? undefined : store.find(route.name)?.manifests.get(first.digest);
  const isDocker = found.mediaType === DOCKER_LIST && accepts(exchange.headers.accept, DOCKER_MANIFEST);
  if (unaccepted === 'child' && isDocker && child !== undefined) return answerWith(child);
  return unknownManifest(route);
}

/** Refuses a read by the policy of a project (goharbor/harbor, src/server/middleware/vulnerable). */
function refuseByPolicy(): never {
  const message =
    'current image without vulnerability scanning cannot be pulled due to configured policy in \'Prevent images with vulnerability severity of "High" or higher from running.\' To continue with pull, please contact your project administrator for help.';
  throw new RegistryFault('PROJECTPOLICYVIOLATION', message);
}

/** Answers GET of a manifest. */
export function getManifest(context: Context, route: ManifestRoute): Answer {
  const { store, options, exchange } = context;
  const found = store.find(route.name)?.read(route.reference) ?? unknownManifest(route);
  if (options.manifests?.policy === 'scanned') refuseByPolicy();
  // By tag the client says what it understands; by digest it has already seen the descriptor.
  const isAsked = !isDigest(route.reference) || options.manifests?.acceptByDigest === true;
  if (isAsked && !accepts(exchange.headers.accept, found.mediaType)) return answerUnaccepted(context, route, found);
  return answerWith(found);
}

function without(answer: Answer, name: string): Answer {
  const headers = Object.entries(answer.headers ?? {}).filter(([key]) => key !== name);
  return { ...answer, headers: Object.fromEntries(headers) };
}

/** Answers HEAD of a manifest; its body is left out by the server. */
export function headManifest(context: Context, route: ManifestRoute): Answer {
  const { head = 'ok' } = context.options.manifests ?? {};
  if (head === 403) throw new RegistryFault('DENIED', 'HEAD is not allowed');
  if (head === 405) throw new RegistryFault('UNSUPPORTED', 'HEAD is not supported', { headers: { Allow: 'GET' } });
  const answer = getManifest(context, route);
  switch (head) {
    case 'ok':
      return answer;
    case 'no-digest':
      return without(answer, 'Docker-Content-Digest');
    case 'no-length':
      return { ...answer, unsized: true };
    case 'gzip-length':
      return { ...answer, body: gzipSync(answer.body ?? new Uint8Array()) };
    default:
      return head satisfies never;
  }
}
