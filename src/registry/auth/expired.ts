import { type HttpRequest, type HttpResponse, readBody } from '../transport/http.ts';
import type { Access } from './access.ts';

/** A token of this age, in ms, may have ended before its time; a younger one is not what a 400 is about. */
const WORN_AGE = 60_000;

/** How ECR says that a login ended, in the place of a challenge. */
const EXPIRED = /authorization token has expired/i;

/** The sentence stands in a short document (bytes). */
const MAX_ANSWER = 64 * 1024;

/** Tells whether sending a request again costs next to nothing: its body is no stream. */
export function isSmall({ body }: HttpRequest): boolean {
  return body === undefined || body instanceof Uint8Array;
}

/**
 * Tells whether an answer may mean that a token ended early: ECR Public answers 400 to one, without a challenge
 * (aws/containers-roadmap#2835).
 */
export function isWornToken(response: HttpResponse, access: Access, now: number): boolean {
  if (response.status !== 400) return false;
  return access.kind === 'header' && access.fetchedAt !== undefined && now - access.fetchedAt >= WORN_AGE;
}

/** Tells whether a registry says that a login ended, which ECR does by 403 and without a challenge; its body stays readable. */
export async function saysExpired(response: HttpResponse): Promise<boolean> {
  if (response.status !== 403 && response.status !== 400) return false;
  const bytes = await readBody(response, MAX_ANSWER).catch(() => undefined);
  return EXPIRED.test(Buffer.from(bytes ?? []).toString('utf8'));
}
