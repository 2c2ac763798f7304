import { isCommitted } from './commit.ts';
import { byMethod, type Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';

const RANGE = /^bytes=(\d*)-(\d*)$/;

/** Returns first and last byte of a single range, or undefined where the header asks for none that is understood. */
function parseRange(header: string | undefined, size: number): readonly [number, number] | undefined {
  const [, first, last] = RANGE.exec(header ?? '') ?? [];
  if (first === undefined || last === undefined || (first === '' && last === '')) return undefined;
  if (first === '') return [Math.max(0, size - Number(last)), size - 1];
  return [Number(first), last === '' ? size - 1 : Math.min(Number(last), size - 1)];
}

/** Serves a blob, whole or in part (distribution-spec, "Pulling blobs"; RFC 9110, section 14); storage names no digest. */
export function serveBlob(
  bytes: Uint8Array,
  { digest, range }: { digest?: string; range: string | undefined },
): Answer {
  const headers = {
    'Content-Type': 'application/octet-stream',
    ...(digest === undefined ? {} : { 'Docker-Content-Digest': digest }),
    'Accept-Ranges': 'bytes',
  };
  const part = parseRange(range, bytes.length);
  if (part === undefined) return { status: 200, headers, body: bytes };
  const [first, last] = part;
  if (first > last) {
    throw new RegistryFault('RANGE_INVALID', 'the range is outside of the blob', {
      headers: { 'Content-Range': `bytes */${bytes.length}` },
    });
  }
  return {
    status: 206,
    headers: { ...headers, 'Content-Range': `bytes ${first}-${last}/${bytes.length}` },
    body: bytes.subarray(first, last + 1),
  };
}

/** Answers GET, HEAD and DELETE of one blob. */
export function answerBlob(
  context: Context,
  { name, digest }: { name: string; digest: string },
): Answer | Promise<Answer> {
  const { store, options, exchange, presign } = context;
  const repository = store.find(name);
  const bytes = repository?.blobs.get(digest);
  const isHidden = options.blobs?.visible === 'committed' && repository && !isCommitted(repository, digest);
  if (repository === undefined || bytes === undefined || isHidden) {
    throw new RegistryFault('BLOB_UNKNOWN', 'blob unknown to the registry', { detail: { digest } });
  }
  return byMethod(context, {
    GET: () =>
      presign === undefined
        ? serveBlob(bytes, { digest, range: exchange.headers.range })
        : { status: options.blobs?.redirectStatus ?? 307, headers: { Location: presign(name, digest) } },
    DELETE: () => {
      repository.blobs.delete(digest);
      return { status: 202 };
    },
  });
}
