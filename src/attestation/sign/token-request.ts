import { openServiceClient } from '../../registry/transport/service-client.ts';

/** The longest answer that is read, in bytes: a token has some 2,000. */
const MAX_ANSWER = 64 * 1024;

/** An answer of the place that gives out tokens. */
export interface TokenAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/** How a token is asked for. */
export interface TokenRequest {
  readonly url: URL;
  /** What proves that the run asks. */
  readonly bearer: string;
  /** Where the variables of proxies are. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

/**
 * Sends one request for a token, through the proxy of the environment where there is one.
 *
 * Redirects are not followed, so that what proves the run goes nowhere else.
 */
export async function sendTokenRequest({ url, bearer, environment, signal }: TokenRequest): Promise<TokenAnswer> {
  using client = openServiceClient(environment);
  const headers = { Accept: 'application/json', Authorization: `Bearer ${bearer}` };
  return await client.send({ url, headers, maxAnswer: MAX_ANSWER, signal });
}
