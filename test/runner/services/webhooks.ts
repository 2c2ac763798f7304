import { createHash, createHmac } from 'node:crypto';
import { parseBody, type Service } from './service.ts';

/** A webhook, and what it accepted. */
export interface Webhook {
  readonly service: Service;
  readonly messages: readonly unknown[];
}

/** What a Receiver of Flux is called in its cluster. */
export interface ReceiverName {
  readonly name: string;
  readonly namespace: string;
}

/** The path of a Receiver, which its status names. */
export function receiverPath(token: string, { name, namespace }: ReceiverName): string {
  return `/hook/${createHash('sha256').update(`${token}${name}${namespace}`).digest('hex')}`;
}

/** A Receiver of Flux of the type generic-hmac (https://fluxcd.io/flux/components/notification/receivers/#generic-hmac). */
export function createFluxReceiver(token: string, name: ReceiverName): Webhook {
  const messages: unknown[] = [];
  const service: Service = (call) => {
    if (call.path !== receiverPath(token, name)) return { status: 404 };
    const [hash = '', given] = String(call.headers['x-signature'] ?? '').split('=');
    if (!['sha1', 'sha256', 'sha512'].includes(hash)) return { status: 400 };
    if (createHmac(hash, token).update(call.body).digest('hex') !== given) return { status: 400 };
    messages.push(parseBody(call));
    return { status: 200 };
  };
  return { service, messages };
}

/** An incoming webhook of Slack, which takes blocks, and refuses what is not JSON or has no text. */
export function createSlack(path: string): Webhook {
  const messages: unknown[] = [];
  const service: Service = (call) => {
    if (call.path !== path) return { status: 404, body: 'no_service' };
    const body = parseBody(call) as { text?: string; blocks?: readonly { type: string }[] } | undefined;
    if (body === undefined) return { status: 400, body: 'invalid_payload' };
    if (typeof body.text !== 'string' || body.text === '') return { status: 400, body: 'no_text' };
    messages.push(body);
    return { status: 200, body: 'ok' };
  };
  return { service, messages };
}

/** A webhook of the Workflows app of Teams, which takes adaptive cards and answers 202. */
export function createTeams(path: string, signature: string): Webhook {
  const messages: unknown[] = [];
  const service: Service = (call) => {
    if (call.path !== path || call.query.get('sig') !== signature) return { status: 401 };
    const body = parseBody(call) as { type?: string; attachments?: readonly { contentType?: string }[] } | undefined;
    const [attachment] = body?.attachments ?? [];
    if (body?.type !== 'message' || attachment?.contentType !== 'application/vnd.microsoft.card.adaptive')
      return { status: 400 };
    messages.push(body);
    return { status: 202 };
  };
  return { service, messages };
}
