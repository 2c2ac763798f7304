import { commitBlob } from './commit.ts';
import { byMethod, type Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { mountBlob } from './mount.ts';
import { checkDigest } from './router.ts';
import { UploadSession } from './upload-session.ts';

/** Refuses a body that is announced as anything but bytes (distribution-spec, "Pushing blobs"). */
export function checkBytesType({ exchange }: Context): void {
  const type = exchange.headers['content-type'];
  if (type === undefined || type === 'application/octet-stream') return;
  throw new RegistryFault('BLOB_UPLOAD_INVALID', 'the content type of a blob is application/octet-stream', {
    detail: { type },
  });
}

function openSession({ store, exchange, options }: Context, name: string): Answer {
  const session = new UploadSession(name, options.upload);
  store.sessions.set(session.id, session);
  const { minChunk } = options.upload ?? {};
  const headers = minChunk === undefined ? {} : { 'OCI-Chunk-Min-Length': String(minChunk) };
  return { status: 202, headers: { ...session.headers(exchange.origin, { isEmptyRequest: true }), ...headers } };
}

/** Answers POST of a new upload: a session, a whole blob at once, or a mount. */
export function answerUploads(context: Context, { name }: { name: string }): Answer | Promise<Answer> {
  return byMethod(context, {
    POST: async () => {
      const { query, body } = context.exchange;
      const mount = query.get('mount');
      if (mount !== null) {
        return mountBlob(context, { name, digest: checkDigest(mount) }) ?? openSession(context, name);
      }
      const digest = query.get('digest');
      if (digest === null) return openSession(context, name);
      checkBytesType(context);
      return commitBlob(context, { name, digest: checkDigest(digest), bytes: await body.bytes() });
    },
  });
}
