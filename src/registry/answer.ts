import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { isJsonObject, parseJsonObject, property, stringProperty } from '../oci/json.ts';
import { quote } from '../text/safe-text.ts';
import { findHint } from './hints.ts';
import { type HttpResponse, readBody } from './transport/http.ts';
import { isWebPage } from './transport/web-page.ts';

/** Error bodies are shown in part and never kept (bytes). */
const MAX_ERROR_BODY = 64 * 1024;

/** What a registry said when it refused: its own code and words, as they came. */
export interface Refusal {
  readonly status: number;
  /** A code of the specification or the vendor's own; empty where there is none. */
  readonly code: string;
  readonly message: string;
  /** Whether it said so in a web page, which registries do not. */
  readonly isPage?: true;
}

/** Words for what was being done, put into every error: "Cannot VERB OBJECT". */
export interface Attempt {
  readonly registry: string;
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly doing: string;
}

/** The answers that mean "this tag may not be overwritten", whatever the status: those of ECR, Google, Harbor, Nexus and others. */
const IMMUTABLE = [
  /enabled tag immutability/i,
  /configured as immutable/i,
  /cannot be overwritten/i,
  /does not allow updating assets/i,
  /immutable tag|tag is immutable/i,
];
/** The codes that mean it without words: Quay's two, and that of a lock on Azure. */
const IMMUTABLE_CODES = new Set(['TAG_IMMUTABLE', 'TAG_ALREADY_EXISTS', 'REGISTRY_DISALLOWED_OPERATION']);
/** Words that mean it only beside a 403: GitLab's protected tags, Artifactory's right to overwrite. */
const IMMUTABLE_DENIED = /immutable|protected|overwrit/i;

/** Reads what a registry says of its refusal: an error document, or plain words; anything else says nothing. */
export async function readRefusal(response: HttpResponse): Promise<Refusal> {
  const { status } = response;
  const nothing = { status, code: '', message: '' };
  const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => undefined);
  if (isWebPage(response)) return { ...nothing, isPage: true };
  if (bytes === undefined || bytes.byteLength === 0) return nothing;
  const text = Buffer.from(bytes).toString('utf8').trim();
  if (text.startsWith('<')) return { ...nothing, isPage: true };
  // ECR and the proxy before Docker Hub answer in plain words at times.
  if (!/^[[{"]/.test(text)) return { ...nothing, message: text };
  try {
    const errors = property(parseJsonObject(bytes), 'errors');
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (!isJsonObject(first)) return nothing;
    const code = stringProperty(first, 'code') ?? '';
    const message = stringProperty(first, 'message') ?? '';
    return { status, code: /^[A-Z_]{1,64}$/.test(code) ? code : '', message };
  } catch {
    return nothing;
  }
}

function classify(refusal: Refusal): RegistryErrorCode {
  const { status, code, message } = refusal;
  if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(message))) return 'tag-immutable';
  if (status === 403 && code === 'DENIED' && IMMUTABLE_DENIED.test(message)) return 'tag-immutable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  return status >= 500 ? 'server-error' : 'refused';
}

function cureOf(code: RegistryErrorCode): string {
  switch (code) {
    case 'unauthorized':
    case 'denied':
      return 'give the credentials the right to do this';
    case 'not-found':
      return 'check the name, that it exists, and that the credentials may see it';
    case 'rate-limited':
      return 'wait and run again, or log in to be allowed more';
    case 'tag-immutable':
      return 'choose another tag, or change the rule in the registry';
    case 'too-large':
      return 'raise the limit of the registry or of the proxy in front of it';
    case 'server-error':
      return 'run again later; what is there already is not sent twice';
    default:
      return 'see what the registry requires';
  }
}

/** Makes the error for an answer that was not the hoped-for one; its body is read up to a limit. */
export async function refused(response: HttpResponse, attempt: Attempt): Promise<RegistryError> {
  return refusalError(await readRefusal(response), attempt);
}

/** Makes the error for a refusal that was read already. */
export function refusalError(refusal: Refusal, attempt: Attempt): RegistryError {
  const { registry, doing } = attempt;
  const { status } = refusal;
  const meaning = classify(refusal);
  const hint = findHint({ registry, ...refusal, isImmutable: meaning === 'tag-immutable' });
  const code = hint?.means ?? meaning;
  const words = [refusal.code, refusal.message === '' ? '' : quote(refusal.message)].filter((word) => word !== '');
  const said = words.length === 0 ? '' : ` (${words.join(' ')})`;
  // Proxies before a registry that is down or refuses large bodies answer with pages too.
  if (refusal.isPage && status < 500 && ![401, 403, 413, 429].includes(status)) {
    const reason = `a web page answers, with status ${status}`;
    const cure = `check that "${registry}" is a registry's address and no website's`;
    return new RegistryError(`Cannot ${doing}: ${reason}; ${cure}`, { code, registry, status });
  }
  const cure = hint?.cure ?? cureOf(code);
  return new RegistryError(`Cannot ${doing}: the registry answers ${status}${said}; ${cure}`, {
    code,
    registry,
    status,
  });
}

/** Makes the error for an answer that breaks the specification. */
export function invalidAnswer(
  attempt: Attempt,
  reason: string,
  code: RegistryErrorCode = 'invalid-answer',
): RegistryError {
  return new RegistryError(
    `Cannot ${attempt.doing}: ${reason}; run again, and tell the registry's administrators if it stays so`,
    {
      code,
      registry: attempt.registry,
    },
  );
}
