import { byMethod, type Context } from './context.ts';
import { readDocument } from './document.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { digestOf, hasDigest, isDigest } from './grammar.ts';
import { checkTagWrite } from './immutability.ts';
import { checkContent, checkShape } from './manifest-check.ts';
import { getManifest, headManifest, unknownManifest } from './manifest-read.ts';
import { essence } from './media-types.ts';
import { checkTag } from './router.ts';

/** The longest manifest, in bytes: what registries should at least take (distribution-spec, "Pushing Manifests"). */
export const MAX_MANIFEST_BYTES = 4 * 1024 * 1024;

interface ManifestRoute {
  readonly name: string;
  readonly reference: string;
}

function tagsOf({ options, exchange }: Context, reference: string): readonly string[] {
  if (!isDigest(reference)) return [reference];
  return options.multiTag === true ? exchange.query.getAll('tag').map(checkTag) : [];
}

async function putManifest(context: Context, route: ManifestRoute): Promise<Answer> {
  const { store, options, exchange } = context;
  const { maxBytes = MAX_MANIFEST_BYTES, refuses } = options.manifests ?? {};
  const bytes = await exchange.body.bytes(maxBytes);
  const mediaType = essence(exchange.headers['content-type'] ?? '');
  if (refuses?.test(mediaType)) {
    throw new RegistryFault('MANIFEST_INVALID', `media type ${mediaType} is not supported`, { status: 415 });
  }
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
  checkContent(document, repository, options.manifests);
  const known = repository.manifests.has(digest);
  for (const tag of tags) {
    const before = repository.tags.get(tag);
    checkTagWrite(options.immutability, { repository: route.name, tag, before, after: digest, known });
  }
  repository.putManifest({ mediaType, bytes, digest }, tags);
  const { subject } = document;
  const isIndexed = options.referrers !== 'none' && options.referrers !== 'empty';
  return {
    status: 201,
    headers: {
      Location: `/v2/${route.name}/manifests/${digest}`,
      'Docker-Content-Digest': digest,
      ...(subject === undefined || !isIndexed ? {} : { 'OCI-Subject': subject.digest }),
      ...(isDigest(route.reference) && tags.length > 0 ? { 'OCI-Tag': [...tags] } : {}),
    },
  };
}

/** Refuses a DELETE that the registry does not do, or that would take a tag that it keeps. */
function checkDelete({ store, options }: Context, { name, reference }: ManifestRoute): void {
  const isTag = !isDigest(reference);
  if (options.delete === 'refuse' || (options.delete === 'digest-only' && isTag)) {
    const status = options.delete === 'refuse' ? 405 : 400;
    throw new RegistryFault('UNSUPPORTED', 'the operation is unsupported', { status });
  }
  for (const [tag, before] of store.find(name)?.tags ?? []) {
    if (tag !== reference && before !== reference) continue;
    checkTagWrite(options.immutability, { repository: name, tag, before, after: undefined, known: true });
  }
}

function deleteManifest(context: Context, route: ManifestRoute): Answer {
  checkDelete(context, route);
  const repository = context.store.find(route.name);
  const isGone = isDigest(route.reference)
    ? repository?.deleteManifest(route.reference)
    : repository?.tags.delete(route.reference);
  return isGone === true ? { status: 202 } : unknownManifest(route);
}

/** Answers GET, HEAD, PUT and DELETE of one manifest, by tag or by digest. */
export function answerManifest(context: Context, route: ManifestRoute): Answer | Promise<Answer> {
  return byMethod(context, {
    GET: () => (context.exchange.method === 'HEAD' ? headManifest(context, route) : getManifest(context, route)),
    PUT: () => putManifest(context, route),
    DELETE: () => deleteManifest(context, route),
  });
}
