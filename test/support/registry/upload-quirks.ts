import type { Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { UploadSession } from './upload-session.ts';

/** Tells whether a request brings bytes: the PUT that closes an upload may be empty. */
function hasBody({ exchange }: Context): boolean {
  const { headers } = exchange;
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Refuses a form of upload that the registry does not take.
 *
 * @throws {RegistryFault} UNSUPPORTED for the form, TOO_LARGE for a closing PUT that is too long.
 */
export function checkForm(context: Context): void {
  const { method, headers } = context.exchange;
  const { forms = 'all', maxPut = Number.POSITIVE_INFINITY } = context.options.upload ?? {};
  if (method === 'PATCH' && forms === 'put') throw new RegistryFault('UNSUPPORTED', 'PATCH is not supported');
  if (method !== 'PUT' || !hasBody(context)) return;
  if (forms === 'patch') throw new RegistryFault('UNSUPPORTED', 'the closing PUT must be empty');
  if (Number(headers['content-length'] ?? 0) > maxPut) {
    throw new RegistryFault('TOO_LARGE', `the body is longer than ${maxPut} bytes`);
  }
}

/**
 * Does what registries do with chunks besides what the specification says.
 *
 * @throws {RegistryFault} where the registry does not take a chunk like this.
 */
export function checkRangeQuirks(context: Context, session: UploadSession): void {
  const { method, headers, origin } = context.exchange;
  const { contentRange = 'ok', needsLength, maxChunk = Number.POSITIVE_INFINITY } = context.options.upload ?? {};
  const range = headers['content-range'];
  const isNext = method === 'PATCH' && session.chunks > 0;
  if (range !== undefined && contentRange === 'refuse') {
    throw new RegistryFault('BLOB_UPLOAD_INVALID', 'chunks with a range are not supported');
  }
  if (range !== undefined && needsLength === true && headers['content-length'] === undefined) {
    throw new RegistryFault('CONTENT_LENGTH_INVALID', 'Content-Length is needed beside Content-Range');
  }
  if (range !== undefined && Number(headers['content-length'] ?? 0) > maxChunk) {
    const limit = `${(maxChunk / 1024 / 1024).toFixed(2)}MiB`;
    const message = `the request body is too large and exceeds the maximum permissible limit of ${limit}`;
    throw new RegistryFault('REQUESTED_RANGE_NOT_SATISFIABLE', message);
  }
  if (session.isShort && isNext) {
    throw new RegistryFault('RANGE_INVALID', 'the chunk before this was too short', {
      headers: session.headers(origin),
    });
  }
  if (contentRange !== 'last-chunk-wins' || !isNext) return;
  if (range !== undefined) {
    throw new RegistryFault('RANGE_INVALID', 'the chunk does not follow the one before it', {
      headers: session.headers(origin),
    });
  }
  session.clear();
}
