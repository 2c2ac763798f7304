import { commitBlob, isCommitted } from './commit.ts';
import type { Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';

function ownerOf(name: string): string | undefined {
  return name.split('/', 1)[0];
}

/** Returns the bytes that a mount links, or undefined where the registry will not link them. */
function findMountable(context: Context, { name, digest }: { name: string; digest: string }): Uint8Array | undefined {
  const { store, options, exchange } = context;
  const from = exchange.query.get('from') ?? '';
  const source = store.find(from);
  const bytes = source?.blobs.get(digest);
  const { mount = 'accept' } = options;
  switch (mount) {
    case 'accept':
      return bytes;
    case 'refuse':
      return undefined;
    case 'unauthorized':
      if (source === undefined) throw new RegistryFault('UNAUTHORIZED', `project of ${from} not found`);
      return bytes;
    case 'invalid':
      throw new RegistryFault('BLOB_UPLOAD_INVALID', 'a blob cannot be mounted here');
    case 'unknown':
      if (bytes === undefined) throw new RegistryFault('BLOB_UNKNOWN', 'blob unknown to the registry');
      return bytes;
    case 'denied':
      throw new RegistryFault('UNAUTHORIZED', 'a mount is not allowed');
    case 'committed':
      return source !== undefined && isCommitted(source, digest) ? bytes : undefined;
    case 'pretend':
      return undefined;
    case 'same-owner':
      return ownerOf(from) === ownerOf(name) ? bytes : undefined;
    default:
      return mount satisfies never;
  }
}

/** Links a blob of another repository into this one; undefined where a session must be opened instead. */
export function mountBlob(context: Context, blob: { name: string; digest: string }): Answer | undefined {
  const done = { Location: `/v2/${blob.name}/blobs/${blob.digest}`, 'Docker-Content-Digest': blob.digest };
  if (context.options.mount === 'pretend') return { status: 201, headers: done };
  const bytes = findMountable(context, blob);
  if (bytes === undefined) return undefined;
  const known = context.store.find(blob.name)?.blobs.get(blob.digest);
  // What is there already is mounted again without a word (measured on CNCF Distribution).
  if (known !== undefined) {
    return { status: 201, headers: done };
  }
  return commitBlob(context, { ...blob, bytes });
}
