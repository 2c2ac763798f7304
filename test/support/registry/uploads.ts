import { byMethod, type Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { hasDigest } from './grammar.ts';
import { checkDigest } from './router.ts';
import { UploadSession } from './upload-session.ts';

/** Keeps a blob if it is what its digest says, and answers where it is. */
export function commitBlob({ store }: Context, blob: { name: string; digest: string; bytes: Uint8Array }): Answer {
  const { name, digest, bytes } = blob;
  if (!hasDigest(bytes, digest)) {
    throw new RegistryFault('DIGEST_INVALID', 'the provided digest does not match the uploaded content', {
      detail: { digest, size: bytes.length },
    });
  }
  store.open(name).blobs.set(digest, bytes);
  return {
    status: 201,
    headers: { Location: `/v2/${name}/blobs/${digest}`, 'Docker-Content-Digest': digest },
  };
}

/** Refuses a body that is announced as anything but bytes (distribution-spec, "Pushing blobs"). */
export function checkBytesType({ exchange }: Context): void {
  const type = exchange.headers['content-type'];
  if (type === undefined || type === 'application/octet-stream') return;
  throw new RegistryFault('BLOB_UPLOAD_INVALID', 'the content type of a blob is application/octet-stream', {
    detail: { type },
  });
}

function openSession({ store, exchange }: Context, name: string): Answer {
  const session = new UploadSession(name);
  store.sessions.set(session.id, session);
  return { status: 202, headers: session.headers(exchange.origin) };
}

/** Links a blob of another repository into this one, or opens a session where it cannot. */
function mountBlob(context: Context, { name, digest }: { name: string; digest: string }): Answer {
  const from = context.exchange.query.get('from') ?? '';
  const bytes = context.store.find(from)?.blobs.get(digest);
  if (bytes === undefined || context.options.mount === 'refuse') return openSession(context, name);
  return commitBlob(context, { name, digest, bytes });
}

/** Answers POST of a new upload: a session, a whole blob at once, or a mount. */
export function answerUploads(context: Context, { name }: { name: string }): Answer | Promise<Answer> {
  return byMethod(context, {
    POST: async () => {
      const { query, body } = context.exchange;
      const mount = query.get('mount');
      if (mount !== null) return mountBlob(context, { name, digest: checkDigest(mount) });
      const digest = query.get('digest');
      if (digest === null) return openSession(context, name);
      checkBytesType(context);
      return commitBlob(context, { name, digest: checkDigest(digest), bytes: await body.bytes() });
    },
  });
}
