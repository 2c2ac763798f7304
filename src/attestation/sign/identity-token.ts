import { setTimeout as delay } from 'node:timers/promises';
import { InputError } from '../../errors.ts';
import { FormatError, type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import { isLoopback } from '../../oci/registry-name.ts';
import { openServiceClient, type ServiceAnswer } from '../../registry/transport/service-client.ts';
import { retry } from '../../util/retry.ts';
import { quote } from '../../util/safe-text.ts';

/** Whom certificate authorities of Sigstore want tokens to be for (sigstore/fulcio, docs/oidc.md). */
const SIGSTORE = 'sigstore';

/** How long it may take to get a token (milliseconds). */
const TIME_LIMIT = 20_000;

/** How long to wait before the second try and the third (milliseconds). */
const PAUSES = [500, 2000];

/** Answers that the next try may not get. */
const PASSING: ReadonlySet<number> = new Set([408, 429, 500, 502, 503, 504]);

const REMEDY = 'give the job "permissions: id-token: write"';

/** A token by which GitHub says who runs. */
export interface IdentityToken {
  /** Whoever has it is the run, for minutes. */
  readonly raw: string;
  readonly claims: IdentityClaims;
}

interface IdentityTokenOptions {
  /** `sigstore` by default. */
  readonly audience?: string;
  /** Receives every secret before it is used. */
  readonly mask: (secret: string) => void;
  /** In milliseconds. */
  readonly pause?: (milliseconds: number) => Promise<void>;
  /** How long it may take, all tries together (milliseconds); 20 s by default. */
  readonly timeLimit?: number;
}

function failure(reason: string, remedy: string, cause?: unknown): InputError {
  return new InputError(`Cannot get GitHub's identity token: ${reason}; ${remedy}`, { cause });
}

function tokenUrl(address: string, audience: string): URL {
  const url = URL.parse(address);
  if (url === null || !(url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname)))) {
    throw failure('the variable ACTIONS_ID_TOKEN_REQUEST_URL holds no address that begins with "https://"', REMEDY);
  }
  url.searchParams.set('audience', audience);
  return url;
}

async function tryToAsk(
  ask: (signal: AbortSignal) => Promise<ServiceAnswer>,
  { pause = delay, timeLimit = TIME_LIMIT }: IdentityTokenOptions,
): Promise<ServiceAnswer> {
  const signal = AbortSignal.timeout(timeLimit);
  const options = {
    tries: PAUSES.length + 1,
    pause: (tried: number) => PAUSES[tried - 1] ?? 0,
    until: ({ status }: ServiceAnswer) => !PASSING.has(status),
    mayPass: (error: unknown) => !signal.aborted && !(error instanceof InputError),
  };
  try {
    return await retry({ sleep: pause, random: Math.random }, options, () => ask(signal));
  } catch (error) {
    if (signal.aborted) throw failure(`GitHub did not answer within ${timeLimit / 1000} s`, 'run the step again');
    if (error instanceof InputError) throw error;
    const message = quote(error instanceof Error ? error.message : String(error));
    throw failure(`GitHub could not be reached (${message})`, 'run the step again', error);
  }
}

function readToken({ status, body }: ServiceAnswer): string {
  if (status !== 200) {
    throw failure(`GitHub answered ${status}`, PASSING.has(status) ? 'run the step again' : REMEDY);
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
 * Asks GitHub for the identity token of the job (actions/toolkit, packages/core/src/oidc-utils.ts); undefined if the
 * job may have none: ACTIONS_ID_TOKEN_REQUEST_URL or ACTIONS_ID_TOKEN_REQUEST_TOKEN is missing. Other CI systems, such as
 * GitLab, put a token into SIGSTORE_ID_TOKEN, as cosign reads it, too.
 *
 * @param environment also has the variables of proxies.
 * @throws {InputError} if GitHub gives none within 20 s and three tries.
 */
export async function requestIdentityToken(
  environment: Readonly<Record<string, string | undefined>>,
  options: IdentityTokenOptions,
): Promise<IdentityToken | undefined> {
  const { audience = SIGSTORE, mask } = options;
  const { ACTIONS_ID_TOKEN_REQUEST_URL: address, ACTIONS_ID_TOKEN_REQUEST_TOKEN: bearer } = environment;
  if (!address || !bearer) return readGivenToken(environment['SIGSTORE_ID_TOKEN'], audience, mask);
  mask(bearer);
  const url = tokenUrl(address, audience);
  const headers = { Accept: 'application/json', Authorization: `Bearer ${bearer}` };
  const ask = async (signal: AbortSignal) => {
    using client = openServiceClient(environment);
    // Redirects are not followed, so that what proves the run goes nowhere else.
    return await client.send({ url, headers, maxAnswer: MAX_ANSWER, signal });
  };
  const raw = readToken(await tryToAsk(ask, options));
  mask(raw);
  return { raw, claims: parseClaims(raw) };
}

/**
 * Takes a token that the job was given. Only issuer and subject count: what GitHub's tokens say of environments and runs,
 * others may say in the same words and mean something else by it.
 *
 * @throws {InputError} if it is for somebody else, or is over.
 */
function readGivenToken(
  raw: string | undefined,
  audience: string,
  mask: (secret: string) => void,
): IdentityToken | undefined {
  if (!raw) return undefined;
  mask(raw);
  const { issuer, subject, expires } = parseClaims(raw);
  const refuse = (reason: string, remedy: string) =>
    new InputError(`Cannot use the identity token in SIGSTORE_ID_TOKEN: ${reason}; ${remedy}`);
  const forWhom = [property(decode(raw), 'aud')].flat();
  if (!forWhom.includes(audience)) {
    throw refuse(
      `it is not for ${quote(audience)}`,
      `let the CI system issue it for that, in GitLab "id_tokens: { SIGSTORE_ID_TOKEN: { aud: ${audience} } }"`,
    );
  }
  if (expires.getTime() <= Date.now()) throw refuse('it has expired', 'run the job again');
  return { raw, claims: { ...UNKNOWN_CLAIMS, issuer, subject, expires } };
}

const UNKNOWN_CLAIMS = {
  ...{ repository: undefined, visibility: undefined, ref: undefined, sha: undefined, workflowRef: undefined },
  ...{ jobWorkflowRef: undefined, event: undefined, environment: undefined, runId: undefined, runAttempt: undefined },
  ...{ actor: undefined, actorId: undefined, runner: undefined },
};

/** The longest answer that is read, in bytes: a token has some 2,000. */
const MAX_ANSWER = 64 * 1024;

/** The longest token that is read, in characters: GitHub's have some 2,000. */
const MAX_TOKEN = 16 * 1024;

/** The longest claim that is taken, in characters. */
const MAX_CLAIM = 2 * 1024;

/** A JSON Web Signature in its compact form (RFC 7515, section 7.1). */
const COMPACT = /^[\w-]+\.([\w-]+)\.[\w-]+$/;

/** No claim of a run has these; a log or a table might show them. */
const CONTROL = /\p{Cc}/u;

/** What GitHub's identity token says of a run (GitHub, "OpenID Connect reference"); what it lacks is undefined. */
export interface IdentityClaims {
  readonly issuer: string;
  readonly subject: string;
  readonly expires: Date;
  readonly repository: string | undefined;
  /** `public`, `private` or `internal`. */
  readonly visibility: string | undefined;
  readonly ref: string | undefined;
  readonly sha: string | undefined;
  /** Such as `acme/app/.github/workflows/promote.yml@refs/heads/main`. */
  readonly workflowRef: string | undefined;
  /** Another workflow if it is reused. Certificates name it. */
  readonly jobWorkflowRef: string | undefined;
  readonly event: string | undefined;
  /** GitHub's name of the environment that the job runs in. */
  readonly environment: string | undefined;
  readonly runId: string | undefined;
  readonly runAttempt: string | undefined;
  readonly actor: string | undefined;
  readonly actorId: string | undefined;
  /** `github-hosted` or `self-hosted`. */
  readonly runner: string | undefined;
}

/** The text of a token is a secret, and never shown. */
function unreadable(reason: string): InputError {
  return new InputError(`Cannot read GitHub's identity token: ${reason}; run the step again`);
}

function decode(token: string): JsonObject {
  const [, payload] = token.length > MAX_TOKEN ? [] : (COMPACT.exec(token) ?? []);
  if (payload === undefined) throw unreadable('it is not a JSON Web Token');
  try {
    return parseJsonObject(Buffer.from(payload, 'base64url'));
  } catch (error) {
    if (error instanceof FormatError) throw unreadable(`of its claims, ${error.message}`);
    throw error;
  }
}

/** Numbers, as some identifiers are, are written as text. */
function readText(claims: JsonObject, name: string): string | undefined {
  const value = property(claims, name);
  if (value === undefined || value === null || value === '') return undefined;
  const text = typeof value === 'number' && Number.isSafeInteger(value) ? String(value) : value;
  if (typeof text !== 'string' || text.length > MAX_CLAIM || CONTROL.test(text)) {
    throw unreadable(`its claim "${name}" is no text that such a claim can be`);
  }
  return text;
}

function requireText(claims: JsonObject, name: string): string {
  const text = readText(claims, name);
  if (text === undefined) throw unreadable(`it has no claim "${name}"`);
  return text;
}

/**
 * Its signature is not checked: the token comes from GitHub itself over TLS, which says no less than its signature
 * would, and the certificate authority that gets it checks the signature before it certifies any of this.
 *
 * @throws {InputError} if it is no token, or a claim is of another type than GitHub writes.
 */
export function parseClaims(token: string): IdentityClaims {
  const claims = decode(token);
  const expires = property(claims, 'exp');
  if (typeof expires !== 'number' || !Number.isFinite(new Date(expires * 1000).getTime())) {
    throw unreadable('its claim "exp" is no time');
  }
  return {
    issuer: requireText(claims, 'iss'),
    subject: requireText(claims, 'sub'),
    expires: new Date(expires * 1000),
    repository: readText(claims, 'repository'),
    visibility: readText(claims, 'repository_visibility'),
    ref: readText(claims, 'ref'),
    sha: readText(claims, 'sha'),
    workflowRef: readText(claims, 'workflow_ref'),
    jobWorkflowRef: readText(claims, 'job_workflow_ref'),
    event: readText(claims, 'event_name'),
    environment: readText(claims, 'environment'),
    runId: readText(claims, 'run_id'),
    runAttempt: readText(claims, 'run_attempt'),
    actor: readText(claims, 'actor'),
    actorId: readText(claims, 'actor_id'),
    runner: readText(claims, 'runner_environment'),
  };
}
