import { generateKeyPairSync } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import {
  type HandlerFn,
  initializeCA,
  initializeCTLog,
  initializeTLog,
  initializeTSA,
  tsaHandler,
} from '@sigstore/mock';
import { closeServer, listen } from '../loopback.ts';
import { writableTime } from './clock.ts';
import { answerCertificateRequests } from './fulcio.ts';
import { answerEntries, answerNewEntries } from './rekor.ts';
import { completeClaims, type TokenClaims, writeToken } from './tokens.ts';
import { type TrustedRootJson, writeTrustedRoot } from './trusted-root.ts';

/** What a Sigstore is asked for: Fulcio's certificates, Rekor's entries, time stamps. */
export type SigstoreKind = 'certificate' | 'entry' | 'timestamp';

/** What a service answers instead of doing its work. */
export interface SigstoreFault {
  /** The status; 0 never answers. */
  readonly status: number;
  /** The body; JSON with a message by default. */
  readonly body?: string;
  /** How often; for ever by default. */
  readonly times?: number;
  /** Where the answer sends the request. */
  readonly location?: string;
}

/** What kind of Sigstore to start: with a log and time stamps by default. */
export interface SigstoreOptions {
  /** Whether there is a transparency log, and certificates are logged too; GitHub's own instance has neither. */
  readonly hasLog?: boolean;
  /** The version of Rekor's API that the log speaks; 1 by default. */
  readonly rekorVersion?: 1 | 2;
  /** Whether there is a time-stamping authority. */
  readonly hasTimestamps?: boolean;
  /** The time by which it witnesses; it may be ahead of the real one, whose roots are made now, but not behind. */
  readonly now?: () => number;
  /** How long ago its certificates began when it gives them, in milliseconds; they are good for ten minutes. */
  readonly certificateAge?: number;
  /** How long each answer takes at least, in milliseconds. */
  readonly latency?: number;
  readonly faults?: Readonly<Partial<Record<SigstoreKind, SigstoreFault>>>;
}

/** A Sigstore on loopback; every one is an authority of its own. */
export interface Sigstore extends AsyncDisposable {
  /** Where all of its services are: `http://127.0.0.1:PORT`. */
  readonly url: string;
  readonly fulcioUrl: string;
  /** The log's address; what is there answers 404 where there is no log. */
  readonly rekorUrl: string;
  readonly timestampUrl: string;
  /** What its `trusted_root.json` holds. */
  readonly trustedRoot: TrustedRootJson;
  /** How often each of its services was asked, refusals too. */
  readonly requests: Readonly<Record<SigstoreKind, number>>;
  /** How many requests were under way at the same time, at most. */
  readonly mostAtOnce: number;
  /** Issues an identity token that it takes; see `completeClaims`. */
  issueToken(claims?: TokenClaims): string;
  /** Makes a service fail from now on; undefined makes it work again. */
  fail(kind: SigstoreKind, fault: SigstoreFault | undefined): void;
}

/** What each version of Rekor has beside its entries. */
const LANDMARKS = { 1: '/api/v1/log', 2: '/api/v2/checkpoint' } as const;

const KINDS: ReadonlyMap<string, SigstoreKind> = new Map([
  ['/api/v2/signingCert', 'certificate'],
  ['/api/v1/log/entries', 'entry'],
  ['/api/v2/log/entries', 'entry'],
  ['/api/v1/timestamp', 'timestamp'],
]);

/** What a service answers. */
type WorkedAnswer = Awaited<ReturnType<HandlerFn>> & { readonly location?: string | undefined };

function makeKeys() {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

function bytesOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

/** Starts a Sigstore on a free loopback port. */
export async function startSigstore(options: SigstoreOptions = {}): Promise<Sigstore> {
  const {
    hasLog = true,
    rekorVersion = 1,
    hasTimestamps = true,
    now = Date.now,
    certificateAge = 0,
    latency = 0,
  } = options;
  const faults = new Map<SigstoreKind, { fault: SigstoreFault; left: number }>();
  const requests = { certificate: 0, entry: 0, timestamp: 0 };
  // The services look at these whenever they need the time, and are asked one after the other.
  const [clock, certificateClock] = [new Date(), new Date()];
  const handlers = new Map<SigstoreKind, HandlerFn>();
  let turn: Promise<unknown> = Promise.resolve();
  let [underWay, mostAtOnce] = [0, 0];

  function fail(kind: SigstoreKind, fault: SigstoreFault | undefined): void {
    if (fault === undefined) faults.delete(kind);
    else faults.set(kind, { fault, left: fault.times ?? Number.POSITIVE_INFINITY });
  }

  async function work(kind: SigstoreKind, body: string): Promise<WorkedAnswer> {
    const waiting = faults.get(kind);
    if (waiting !== undefined && waiting.left > 0) {
      waiting.left -= 1;
      const { status, body: response = JSON.stringify({ code: status, message: 'as the test wants it' }) } =
        waiting.fault;
      const { location } = waiting.fault;
      return { statusCode: status, response, contentType: 'application/json', location };
    }
    clock.setTime(writableTime(now()));
    certificateClock.setTime(clock.getTime() - certificateAge);
    return (await handlers.get(kind)?.(body)) ?? { statusCode: 404, response: 'there is no such service' };
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    mostAtOnce = Math.max(mostAtOnce, ++underWay);
    response.once('close', () => --underWay);
    const body = await text(request);
    if (latency > 0) await delay(latency);
    const path = request.url ?? '';
    if (hasLog && request.method === 'GET' && path === LANDMARKS[rekorVersion]) {
      response.end('{}');
      return;
    }
    const kind = request.method === 'POST' ? KINDS.get(path) : undefined;
    if (kind === undefined || (kind === 'entry' && !path.startsWith(`/api/v${rekorVersion}/`))) {
      response.writeHead(404).end();
      return;
    }
    requests[kind] += 1;
    const result = turn.then(() => work(kind, body));
    turn = result.catch(() => undefined);
    const { statusCode, response: content, contentType = 'text/plain', location }: WorkedAnswer = await result;
    if (statusCode === 0) return;
    const bytes = typeof content === 'string' ? Buffer.from(content) : bytesOf(content);
    if (location !== undefined) response.setHeader('Location', location);
    response.writeHead(statusCode, { 'Content-Type': contentType }).end(bytes);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      response.writeHead(400, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code: 400, message }));
    });
  });
  const url = `http://${await listen(server)}`;
  const certificateLog = hasLog ? await initializeCTLog(makeKeys(), certificateClock) : undefined;
  const authority = await initializeCA(makeKeys(), certificateLog, certificateClock);
  handlers.set('certificate', answerCertificateRequests(authority, url));
  const logKeys = makeKeys();
  const log = hasLog ? await initializeTLog(url, logKeys, clock) : undefined;
  if (log !== undefined) {
    handlers.set('entry', rekorVersion === 1 ? answerEntries(log) : answerNewEntries(url, logKeys));
  }
  const stamps = hasTimestamps ? await initializeTSA(makeKeys(), clock) : undefined;
  if (stamps !== undefined) handlers.set('timestamp', tsaHandler(stamps).fn);
  for (const kind of KINDS.values()) fail(kind, options.faults?.[kind]);

  return {
    url,
    fulcioUrl: url,
    rekorUrl: url,
    timestampUrl: url,
    requests,
    get mostAtOnce() {
      return mostAtOnce;
    },
    fail,
    issueToken: (claims) => writeToken(completeClaims(claims)),
    trustedRoot: writeTrustedRoot({
      url,
      authority: bytesOf(authority.rootCertificate),
      log: log?.publicKey,
      certificateLog: certificateLog?.publicKey,
      timestamps: stamps && [bytesOf(stamps.intCertificate), bytesOf(stamps.rootCertificate)],
    }),
    [Symbol.asyncDispose]: () => closeServer(server),
  };
}
