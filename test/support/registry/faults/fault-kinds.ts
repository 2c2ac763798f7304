import type { Fault } from './fault.ts';

/** A kind of fault with its name. */
export interface FaultKind {
  readonly name: string;
  readonly fault: Fault;
  /** How many requests it strikes in a row; 1 by default. */
  readonly times?: number;
}

/** The digest of nothing that exists. */
const OTHER_DIGEST = `sha256:${'0'.repeat(64)}`;
const PAGE = '<!doctype html><html><body><h1>502 Bad Gateway</h1></body></html>';
const HTML = { 'content-type': 'text/html' };
const JSON_TYPE = { 'content-type': 'application/json' };

function answer(status: number, rest: Omit<Fault & { readonly kind: 'answer' }, 'kind' | 'status'>): Fault {
  return { kind: 'answer', status, ...rest };
}

function errors(code: string, message: string): string {
  return JSON.stringify({ errors: [{ code, message }] });
}

/** How long an answer is late, in ms: give clients less time than that. */
export const LATENESS = 60_000;

/**
 * Lists the kinds of fault that registries and what stands before them are known for.
 *
 * @param now the client's time, for the date in a `Retry-After`.
 */
export function faultKinds(now: Date): readonly FaultKind[] {
  const soon = new Date(now.getTime() + 7000).toUTCString();
  const busy = errors('TOOMANYREQUESTS', 'too many requests');
  const ghcr = errors('TOOMANYREQUESTS', 'retry-after: 10.305464ms, allowed: 2000/minute');
  const unauthorized = errors('UNAUTHORIZED', 'authentication required');
  const timed = (['before', 'after'] as const).flatMap((time): readonly FaultKind[] => [
    { name: `reset ${time}`, fault: { kind: 'reset', time } },
    { name: `500 ${time}`, fault: answer(500, { time, headers: JSON_TYPE, body: errors('UNKNOWN', 'unknown error') }) },
    { name: `502 page ${time}`, fault: answer(502, { time, headers: HTML, body: PAGE }) },
    { name: `503 ${time}`, fault: answer(503, { time, headers: { 'retry-after': '3' } }) },
    { name: `empty 200 ${time}`, fault: answer(200, { time }) },
    { name: `200 page ${time}`, fault: answer(200, { time, headers: HTML, body: PAGE }) },
    { name: `late ${time}`, fault: { kind: 'late', time, milliseconds: LATENESS } },
  ]);
  return [
    ...timed,
    { name: 'body breaks off', fault: { kind: 'cut', end: 'broken' } },
    { name: 'body cut clean', fault: { kind: 'cut', end: 'clean' } },
    {
      name: '429 date',
      fault: answer(429, { time: 'before', headers: { ...JSON_TYPE, 'retry-after': soon }, body: busy }),
    },
    { name: '429 of GHCR', fault: answer(429, { time: 'before', headers: JSON_TYPE, body: ghcr }) },
    { name: '401 challenge', fault: { kind: 'unauthenticated' } },
    { name: '401 bare', fault: answer(401, { time: 'before', headers: JSON_TYPE, body: unauthorized }) },
    {
      name: '403',
      fault: answer(403, { time: 'before', headers: JSON_TYPE, body: errors('DENIED', 'access denied') }),
    },
    {
      name: '404',
      fault: answer(404, { time: 'before', headers: JSON_TYPE, body: errors('NAME_UNKNOWN', 'unknown') }),
    },
    { name: 'flipped byte', fault: { kind: 'flip' } },
    { name: 'lying digest', fault: { kind: 'header', name: 'docker-content-digest', value: OTHER_DIGEST } },
    { name: 'no digest', fault: { kind: 'header', name: 'docker-content-digest', value: undefined } },
    { name: 'no Location', fault: { kind: 'header', name: 'location', value: undefined } },
    {
      name: 'other host',
      fault: { kind: 'header', name: 'location', value: 'http://127.0.0.1:1/v2/x/blobs/uploads/1' },
    },
    { name: 'other type', fault: { kind: 'header', name: 'content-type', value: 'text/plain' } },
    { name: 'other length', fault: { kind: 'header', name: 'content-length', value: '12345', methods: ['HEAD'] } },
    { name: 'done twice', fault: { kind: 'twice' } },
    { name: 'reset for good', fault: { kind: 'reset', time: 'before' }, times: Number.POSITIVE_INFINITY },
    { name: '500 for good', fault: answer(500, { time: 'before' }), times: Number.POSITIVE_INFINITY },
    { name: '403 for good', fault: answer(403, { time: 'before' }), times: Number.POSITIVE_INFINITY },
  ];
}
