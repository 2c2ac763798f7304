import { RegistryError, type RegistryErrorCode } from '../../errors.ts';
import { isJsonObject, type JsonObject, parseJsonObject, property, stringProperty } from '../../oci/json.ts';
import { secrets } from '../../text/redact.ts';
import { quote } from '../../text/safe-text.ts';
import { type HttpResponse, readBody } from '../transport/http.ts';
import { isWebPage } from '../transport/web-page.ts';
import { classify, type RefusalWords } from './classify.ts';
import { findHint } from './hints.ts';

/** Error bodies are shown in part and never kept (bytes). */
const MAX_ERROR_BODY = 64 * 1024;

/** Of a registry's words so much is kept: longer ones are no words (characters). */
const MAX_WORDS = 2000;

/** What a registry said when it refused: its own code and words, as they came. */
export interface Refusal extends RefusalWords {
  /** Whether it said so in a web page, which registries do not. */
  readonly isPage?: true;
}

/** Words for what was being done, put into every error: "Cannot VERB OBJECT". */
export interface Attempt {
  readonly registry: string;
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly doing: string;
}

/** Reads the detail of an error: text (Nexus), or an object with a message (Quay); other details are for programs. */
function readDetail(error: JsonObject): string {
  const detail = property(error, 'detail');
  if (typeof detail === 'string') return detail;
  return isJsonObject(detail) ? (stringProperty(detail, 'message') ?? '') : '';
}

/** Reads what a registry says of its refusal: an error document, or plain words; anything else says nothing. */
export async function readRefusal(response: HttpResponse): Promise<Refusal> {
  const { status } = response;
  const nothing = { status, code: '', message: '' };
  const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => undefined);
  if (isWebPage(response)) return { ...nothing, isPage: true };
  if (bytes === undefined || bytes.byteLength === 0) return nothing;
  const text = Buffer.from(bytes).toString('utf8').trim();
  // What is cut first may leave a part of a secret.
  if (text.startsWith('<')) return { ...nothing, isPage: true };
  // ECR and the proxy before Docker Hub answer in plain words at times.
  if (!/^[[{"]/.test(text)) return { ...nothing, message: secrets.redact(text, MAX_WORDS) };
  try {
    const errors = property(parseJsonObject(bytes), 'errors');
    const first: unknown = Array.isArray(errors) ? errors[0] : undefined;
    if (!isJsonObject(first)) return nothing;
    const code = stringProperty(first, 'code') ?? '';
    const message = secrets.redact(stringProperty(first, 'message') ?? '', MAX_WORDS);
    const detail = secrets.redact(readDetail(first), MAX_WORDS);
    return {
      status,
      code: /^[A-Z_]{1,64}$/.test(code) ? code : '',
      message,
      ...(detail === '' || detail === message ? {} : { detail }),
    };
  } catch {
    return nothing;
  }
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
      return 'run again later: what is there already is not sent again';
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
  const quoted = [refusal.message, refusal.detail ?? ''].map((text) => (text === '' ? '' : quote(text)));
  const words = [refusal.code, ...quoted].filter((word) => word !== '');
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
