import { byMethod, type Context } from './context.ts';
import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { digestOf, hasDigest, isDigest } from './grammar.ts';
import { checkContent, checkShape } from './manifest-check.ts';
import { accepts, essence } from './media-types.ts';
import { checkTag } from './router.ts';
import type { StoredManifest } from './store.ts';

/** The longest manifest, in bytes: what registries should at least take (distribution-spec, "Pushing Manifests"). */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

interface ManifestRoute {
  readonly name: string;
  readonly reference: string;
}

function unknownManifest({ name, reference }: ManifestRoute): never {
  throw new RegistryFault('MANIFEST_UNKNOWN', 'manifest unknown to the registry', { detail: { name, reference } });
}

function find({ store }: Context, route: ManifestRoute): StoredManifest {
  return store.find(route.name)?.resolve(route.reference) ?? unknownManifest(route);
}

function getManifest(context: Context, route: ManifestRoute): Answer {
  const { mediaType, bytes, digest } = find(context, route);
  // By tag the client says what it understands; by digest it has already seen the descriptor.
  if (!isDigest(route.reference) && !accepts(context.exchange.headers.accept, mediaType)) unknownManifest(route);
  return { status: 200, headers: { 'Content-Type': mediaType, 'Docker-Content-Digest': digest }, body: bytes };
}

function tagsOf({ options, exchange }: Context, reference: string): readonly string[] {
  if (!isDigest(reference)) return [reference];
  return options.multiTag === true ? exchange.query.getAll('tag').map(checkTag) : [];
}

async function putManifest(context: Context, route: ManifestRoute): Promise<Answer> {
  const { store, options, exchange } = context;
  const bytes = await exchange.body.bytes(MAX_MANIFEST_BYTES);
  const mediaType = essence(exchange.headers['content-type'] ?? '');
  const document = readDocument(bytes);
  checkShape(document, mediaType);
  const digest = isDigest(route.reference) ? route.reference : digestOf(bytes);
  if (!hasDigest(bytes, digest)) {
    throw new RegistryFault('DIGEST_INVALID', 'the manifest does not have the digest in the path', {
      detail: { digest },
    });
  }
  const tags = tagsOf(context, route.reference);
  const repository = store.open(route.name);
  checkContent(document, repository);
  repository.putManifest({ mediaType, bytes, digest }, tags);
  const { subject } = document;
  return {
    status: 201,
    headers: {
      Location: `/v2/${route.name}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
      ...(subject === undefined || options.referrers === 'none' ? {} : { 'OCI-Subject': subject.digest }),
      ...(isDigest(route.reference) && tags.length > 0 ? { 'OCI-Tag': [...tags] } : {}),
    },
  };
}

function deleteManifest({ store }: Context, route: ManifestRoute): Answer {
  const repository = store.find(route.name);
  const isGone = isDigest(route.reference)
    ? repository?.deleteManifest(route.reference)
    : repository?.tags.delete(route.reference);
  return isGone === true ? { status: 202 } : unknownManifest(route);
}

/** Answers GET, HEAD, PUT and DELETE of one manifest, by tag or by digest. */
export function answerManifest(context: Context, route: ManifestRoute): Answer | Promise<Answer> {
  return byMethod(context, {
    GET: () => getManifest(context, route),
    PUT: () => putManifest(context, route),
    DELETE: () => deleteManifest(context, route),
  });
}
