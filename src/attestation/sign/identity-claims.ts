import { InputError } from '../../errors.ts';
import { FormatError, type JsonObject, parseJsonObject, property } from '../../oci/json.ts';

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
  /** The workflow that was started: `acme/app/.github/workflows/promote.yml@refs/heads/main`. */
  readonly workflowRef: string | undefined;
  /** The workflow that has the job: another one where it is reused. Certificates name it. */
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

/** Says what is wrong with a token; its text is a secret, and never shown. */
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

/** Reads a claim that is a text; numbers, as some identifiers are, are written as one. */
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
 * Reads the claims of an identity token.
 *
 * Its signature is not checked: the token comes from GitHub itself over TLS, which says no less than its signature would,
 * and the certificate authority that gets it checks the signature before it certifies any of this.
 *
 * @throws {InputError} where it is no token, or a claim is of another type than GitHub writes.
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
