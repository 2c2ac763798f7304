import { setTimeout as delay } from 'node:timers/promises';
import { FormatError, type JsonObject, parseJsonObject, stringProperty } from '../../oci/json.ts';
import type { ServiceAnswer, ServiceClient } from '../../registry/transport/service-client.ts';
import { retry } from '../../util/retry.ts';

/** A service that takes part in a signature, as errors call it. */
export type ServiceName = 'Fulcio' | 'Rekor' | 'the time-stamping authority';

/** How patient we are with a service. */
export interface ServiceLimits {
  /** Of one try, in milliseconds. */
  readonly timeout: number;
  /** For failures that may pass. */
  readonly retries: number;
}

/** All tries and pauses together take less than what a certificate is still good for when it is used the last time. */
const PATIENT: ServiceLimits = { timeout: 20_000, retries: 3 };

/** The pause before the second try and the longest one (milliseconds); it doubles each time. */
const [FIRST_PAUSE, LONGEST_PAUSE] = [500, 4000];

/** The longest answer that is read (bytes): a log entry of a statement with a thousand subjects has some 10 kB. */
const MAX_ANSWER = 1024 * 1024;

/** A service, and how it is reached. */
export interface Service {
  readonly name: ServiceName;
  /** Without a slash at the end. */
  readonly url: string;
  readonly client: ServiceClient;
  readonly limits?: ServiceLimits | undefined;
}

/** That a service did not do its part; {@link signFailure} makes a sentence of it. */
export class ServiceFailure extends Error {
  override readonly name = 'ServiceFailure';
  readonly service: ServiceName;
  readonly host: string;
  /** Undefined if there was no answer, or none that could be used. */
  readonly status: number | undefined;
  /** There was no answer at all. */
  readonly isUnreachable: boolean;
  /** Undefined if the kind of failure tells what helps. */
  readonly remedy: string | undefined;
  /** The words are our own, and not those of the service or the network. */
  readonly isOurs: boolean;

  /** @param words what the service or the network says; empty if neither says anything. */
  constructor(
    { name, url }: Pick<Service, 'name' | 'url'>,
    words: string,
    options: {
      readonly status?: number;
      readonly isUnreachable?: boolean;
      readonly remedy?: string;
      readonly isOurs?: boolean;
    } = {},
  ) {
    super(words);
    this.service = name;
    this.host = URL.parse(url)?.host ?? 'without an address';
    this.status = options.status;
    this.isUnreachable = options.isUnreachable ?? false;
    this.remedy = options.remedy;
    this.isOurs = options.isOurs ?? false;
  }
}

function isOfNetwork(error: unknown): boolean {
  return error instanceof Error && ('code' in error || error.name === 'TimeoutError' || error.name === 'AbortError');
}

function mayPass(error: unknown): boolean {
  if (!(error instanceof ServiceFailure)) return false;
  const { status, isUnreachable } = error;
  return status === undefined ? isUnreachable : status === 408 || status === 429 || status >= 500;
}

/** The message of its JSON, else its status line. */
function wordsOf({ status, statusText, body, header }: ServiceAnswer): string {
  if (status >= 300 && status < 400) {
    const target = URL.parse(header('location') ?? '')?.host;
    return `it sends the request ${target === undefined ? 'elsewhere' : `to ${target}`}, where nothing is sent`;
  }
  if (!(header('content-type') ?? '').includes('application/json')) return statusText;
  try {
    return stringProperty(parseJsonObject(body), 'message') ?? statusText;
  } catch (error) {
    if (error instanceof FormatError) return statusText;
    throw error;
  }
}

interface ServiceCall {
  /** Below the service's address, with a slash at its start; empty if the address is complete. */
  readonly path: string;
  /** Sent as JSON by `POST`; without it, `GET` is sent. */
  readonly body?: object;
  /** Statuses besides success that the caller interprets. */
  readonly expects?: readonly number[];
}

/** Tries again what may pass; returns an answer of success, or an expected one. @throws {ServiceFailure} */
export async function askService(service: Service, { path, body, expects = [] }: ServiceCall): Promise<ServiceAnswer> {
  const { url, client, limits: { timeout, retries } = PATIENT } = service;
  const headers = { Accept: '*/*', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) };
  const content = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  const ask = async (): Promise<ServiceAnswer> => {
    const signal = AbortSignal.timeout(timeout);
    let answer: ServiceAnswer;
    try {
      const target = new URL(`${url}${path}`);
      answer = await client.send({ url: target, headers, maxAnswer: MAX_ANSWER, signal, ...content });
    } catch (error) {
      const words = error instanceof Error ? error.message : String(error);
      throw new ServiceFailure(service, words, { isUnreachable: isOfNetwork(error) });
    }
    const { status } = answer;
    if ((status >= 200 && status < 300) || expects.includes(status)) return answer;
    throw new ServiceFailure(service, wordsOf(answer), { status, isOurs: status >= 300 && status < 400 });
  };
  const pause = (tried: number) => Math.min(FIRST_PAUSE * 2 ** (tried - 1), LONGEST_PAUSE);
  return retry({ sleep: delay, random: Math.random }, { tries: retries + 1, pause, mayPass }, ask);
}

/** @throws {ServiceFailure} if the answer is no JSON object. */
export function readAnswer<Result>(
  service: Service,
  { body }: ServiceAnswer,
  read: (document: JsonObject) => Result,
): Result {
  try {
    return read(parseJsonObject(body));
  } catch (error) {
    throw new ServiceFailure(service, error instanceof Error ? error.message : String(error));
  }
}
