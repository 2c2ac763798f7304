import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '../../errors.ts';
import { FormatError, parseJsonObject, stringProperty } from '../../oci/json.ts';
import { isLoopback } from '../../oci/oci-registry-name.ts';
import { quote } from '../../util/text-safe-text.ts';
import { type IdentityClaims, parseClaims } from './identity-claims.ts';
import { sendTokenRequest, type TokenAnswer } from './token-request.ts';

/** Whom certificate authorities of Sigstore want tokens to be for (sigstore/fulcio, docs/oidc.md). */
const SIGSTORE = 'sigstore';

/** How long it may take to get a token (milliseconds). */
const TIME_LIMIT = 20_000;

/** How long to wait before the second try and the third (milliseconds). */
const PAUSES = [500, 2000];

/** Answers that the next try may not get. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

const CURE = 'give the job "permissions: id-token: write"';

/** A token by which GitHub says who runs. */
export interface IdentityToken {
  /** The token itself: whoever has it is the run, for minutes. */
  readonly raw: string;
  readonly claims: IdentityClaims;
}

/** How a token is asked for. */
export interface IdentityTokenOptions {
  /** Whom it is for; `sigstore` by default. */
  readonly audience?: string;
  /** Hears of every secret before it is used. */
  readonly mask: (secret: string) => void;
  /** Waits for so many milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
  /** How long it may take, all tries together (milliseconds); 20 s by default. */
  readonly timeLimit?: number;
}

function failure(reason: string, cure: string, cause?: unknown): InputError {
  return new InputError(`Cannot get GitHub's identity token: ${reason}; ${cure}`, { cause });
}

function tokenUrl(address: string, audience: string): URL {
  const url = URL.parse(address);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw failure('the variable ACTIONS_ID_TOKEN_REQUEST_URL holds no address that begins with "https://"', CURE);
  }
  url.searchParams.set('audience', audience);
  return url;
}

/** Tries up to three times; what comes back is the last answer, or why there was none. */
async function tryToAsk(
  ask: (signal: AbortSignal) => Promise<TokenAnswer>,
  { pause = delay, timeLimit = TIME_LIMIT }: IdentityTokenOptions,
): Promise<TokenAnswer> {
  const signal = AbortSignal.timeout(timeLimit);
  for (let tries = 0; ; tries += 1) {
    const wait = PAUSES[tries];
    try {
      const answer = await ask(signal);
      if (!PASSING.has(answer.status) || wait === undefined) return answer;
    } catch (error) {
      if (signal.aborted) throw failure(`GitHub did not answer within ${timeLimit / 1000} s`, 'run the step again');
      if (error instanceof InputError) throw error;
      const message = quote(error instanceof Error ? error.message : String(error));
      if (wait === undefined) throw failure(`GitHub could not be reached (${message})`, 'run the step again', error);
    }
    await pause(wait);
  }
}

function readToken({ status, body }: TokenAnswer): string {
  if (status !== 200) {
    throw failure(`GitHub answered ${status}`, PASSING.has(status) ? 'run the step again' : CURE);
  }
  try {
    const token = stringProperty(parseJsonObject(body), 'value');
    if (token !== undefined && token !== '') return token;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
  throw failure("GitHub's answer has no token", 'run the step again');
}

/**
 * Asks GitHub for the identity token of the job (actions/toolkit, packages/core/src/oidc-utils.ts).
 *
 * @param environment has ACTIONS_ID_TOKEN_REQUEST_URL and ACTIONS_ID_TOKEN_REQUEST_TOKEN where the job may have one, and
 * the variables of proxies.
 * @returns undefined where the job may have none.
 * @throws {InputError} where GitHub gives none within 20 s and three tries.
 */
export async function requestIdentityToken(
  environment: Readonly<Record<string, string | undefined>>,
  options: IdentityTokenOptions,
): Promise<IdentityToken | undefined> {
  const { audience = SIGSTORE, mask } = options;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (!address || !bearer) return undefined;
  mask(bearer);
  const url = tokenUrl(address, audience);
  const raw = readToken(await tryToAsk((signal) => sendTokenRequest({ url, bearer, environment, signal }), options));
  mask(raw);
  return { raw, claims: parseClaims(raw) };
}
