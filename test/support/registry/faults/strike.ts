import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Answer } from '../exchange.ts';
import { carryOut, type HeldRequest, readWhole } from './carry-out.ts';
import type { Fault } from './fault.ts';

/** What is announced of a body that has none, so that it can break off too (bytes). */
const NEVER_SENT = 1024;

function write(response: ServerResponse, { status, headers = {}, body = new Uint8Array() }: Answer): void {
  if (response.destroyed) return;
  response.writeHead(status, headers);
  response.end(body);
}

function withLength(answer: Answer, body: Uint8Array, announced = body.length): Answer {
  return { ...answer, headers: { ...answer.headers, 'content-length': [String(announced)] }, body };
}

/** Waits until the client has gone away, or for that long (ms). */
async function awaitHangUp(response: ServerResponse, milliseconds: number): Promise<void> {
  if (response.destroyed) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  response.once('close', resolve);
  await promise;
  clearTimeout(timer);
}

function canned(fault: Fault & { readonly kind: 'answer' }): Answer {
  const { status, headers, body = '' } = fault;
  return withLength({ status, headers: { ...headers } }, Buffer.from(body));
}

function isBodyless(request: IncomingMessage, { status }: Answer): boolean {
  return request.method === 'HEAD' || status === 204;
}

function cut(held: HeldRequest, response: ServerResponse, answer: Answer, end: 'broken' | 'clean'): boolean {
  const { body = new Uint8Array() } = answer;
  const half = body.subarray(0, body.length >> 1);
  const isNothing = isBodyless(held.request, answer) || (end === 'clean' && body.length === 0);
  if (isNothing || end === 'clean') {
    write(response, isNothing ? answer : withLength(answer, half));
    return !isNothing;
  }
  const { status, headers } = withLength(answer, half, body.length || NEVER_SENT);
  response.writeHead(status, headers);
  response.flushHeaders();
  response.write(half);
  // What was written arrives before the end of the connection; a reset could overtake it.
  response.socket?.destroySoon();
  return true;
}

function flip(held: HeldRequest, response: ServerResponse, answer: Answer): boolean {
  const body = Buffer.from(answer.body ?? []);
  const position = body.length >> 1;
  const isNothing = body.length === 0 || isBodyless(held.request, answer);
  if (!isNothing) body[position] = (body[position] ?? 0) ^ 1;
  write(response, { ...answer, body });
  return !isNothing;
}

function changeHeader(
  held: HeldRequest,
  response: ServerResponse,
  { answer, fault }: { readonly answer: Answer; readonly fault: Fault & { readonly kind: 'header' } },
): boolean {
  const { name, value, methods } = fault;
  const { [name]: before, ...others } = answer.headers ?? {};
  const isMeant = methods?.includes(held.request.method ?? '') ?? true;
  if (before === undefined || !isMeant || String(before) === value) {
    write(response, answer);
    return false;
  }
  write(response, { ...answer, headers: { ...others, ...(value === undefined ? {} : { [name]: value }) } });
  return true;
}

/**
 * Lets a fault strike a request: whatever is answered, is answered here.
 *
 * @returns whether anything went wrong; false where the fault had nothing to change, such as a byte of an empty body.
 */
export async function strike(fault: Fault, request: IncomingMessage, response: ServerResponse): Promise<boolean> {
  if (fault.kind === 'reset' && fault.time === 'before') {
    request.socket.resetAndDestroy();
    return true;
  }
  const port = request.socket.localPort;
  const held = { request, port, body: await readWhole(request) };
  switch (fault.kind) {
    case 'reset':
      await carryOut(held);
      request.socket.resetAndDestroy();
      return true;
    case 'cut':
      return cut(held, response, await carryOut(held), fault.end);
    case 'answer':
      if (fault.time === 'after') await carryOut(held);
      write(response, canned(fault));
      return true;
    case 'unauthenticated': {
      const answer = await carryOut(held, { anonymous: true });
      write(response, answer);
      return answer.status === 401;
    }
    case 'flip':
      return flip(held, response, await carryOut(held));
    case 'header':
      return changeHeader(held, response, { answer: await carryOut(held), fault });
    case 'late': {
      if (fault.time === 'before') await awaitHangUp(response, fault.milliseconds);
      const answer = await carryOut(held);
      if (fault.time === 'after') await awaitHangUp(response, fault.milliseconds);
      write(response, answer);
      return true;
    }
    case 'twice':
      await carryOut(held);
      write(response, await carryOut(held));
      return true;
    default:
      return fault satisfies never;
  }
}
