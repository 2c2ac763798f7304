import { commitBlob } from './commit.ts';
import { byMethod, type Context } from './context.ts';
import { RegistryFault } from './errors.ts';
import type { Answer } from './exchange.ts';
import { checkDigest } from './router.ts';
import { checkForm, checkRangeQuirks } from './upload-quirks.ts';
import type { UploadSession } from './upload-session.ts';
import { checkBytesType } from './uploads.ts';

const CONTENT_RANGE = /^(\d+)-(\d+)$/;

function findSession(
  { store, exchange }: Context,
  { name, session }: { name: string; session: string },
): UploadSession {
  const found = store.sessions.get(session);
  if (found?.repository !== name) {
    throw new RegistryFault('BLOB_UPLOAD_UNKNOWN', 'blob upload unknown to the registry', { detail: { session } });
  }
  if (found.judge(exchange.query.get('_state') ?? '') === 'foreign') {
    throw new RegistryFault('BLOB_UPLOAD_INVALID', 'the query of the location did not come back as it was given');
  }
  return found;
}

function refuseRange({ exchange }: Context, session: UploadSession): never {
  throw new RegistryFault('RANGE_INVALID', 'the chunk does not follow the one before it', {
    headers: session.headers(exchange.origin),
  });
}

/** Adds the request's body to the session; what arrived before a broken connection stays (distribution-spec, "Resuming"). */
async function receiveChunk(context: Context, session: UploadSession): Promise<void> {
  const { headers, query, body } = context.exchange;
  checkBytesType(context);
  checkForm(context);
  checkRangeQuirks(context, session);
  const range = headers['content-range'];
  const [, first, last] = CONTENT_RANGE.exec(range ?? '') ?? [];
  if (range !== undefined && Number(first ?? Number.NaN) !== session.size) refuseRange(context, session);
  if (session.judge(query.get('_state') ?? '') !== 'latest') refuseRange(context, session);
  const expected = first === undefined ? undefined : Number(last) - Number(first) + 1;
  const announced = headers['content-length'];
  if (expected !== undefined && announced !== undefined && Number(announced) !== expected) {
    throw new RegistryFault('SIZE_INVALID', 'Content-Range and Content-Length differ', {
      detail: { expected, announced },
    });
  }
  const isIgnored = context.exchange.method === 'PUT' && context.options.upload?.forms === 'put-ignored';
  for await (const chunk of body.chunks()) if (!isIgnored) session.append(chunk);
  if (expected !== undefined && body.received !== expected) {
    throw new RegistryFault('SIZE_INVALID', 'the body is not as long as Content-Range says', { detail: { expected } });
  }
  session.chunks++;
  session.isShort = expected !== undefined && expected < (context.options.upload?.minChunk ?? 0);
}

/** Answers GET, PATCH, PUT and DELETE of one upload session. */
export function answerUpload(context: Context, route: { name: string; session: string }): Answer | Promise<Answer> {
  const { store, exchange, options } = context;
  const session = findSession(context, route);
  return byMethod(context, {
    GET: () => ({ status: 204, headers: session.headers(exchange.origin, { isEmptyRequest: true }) }),
    PATCH: async () => {
      await receiveChunk(context, session);
      session.renew();
      return { status: options.upload?.patchStatus ?? 202, headers: session.headers(exchange.origin) };
    },
    PUT: async () => {
      const digest = checkDigest(exchange.query.get('digest') ?? '');
      await receiveChunk(context, session);
      store.sessions.delete(session.id);
      return commitBlob(context, { name: route.name, digest, bytes: session.bytes });
    },
    DELETE: () => {
      store.sessions.delete(session.id);
      return { status: 204 };
    },
  });
}
