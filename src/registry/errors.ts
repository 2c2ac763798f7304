import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { secrets } from '../util/safe-text.ts';
import { quote } from '../util/text-safe-text.ts';
import { byMeaning, classify, type RefusalWords } from './classify.ts';
import { type ErrorEntry, parseErrors } from './error-document.ts';
import { findHint } from './hints.ts';
import { type HttpResponse, readBody } from './transport/http.ts';
import { isWebPage } from './transport/web-page.ts';

/** Error bodies are shown in part and never kept (bytes). */
const MAX_ERROR_BODY = 64 * 1024;

/** Of a registry's words so much is kept: longer ones are no words (characters). */
const MAX_WORDS = 2000;

/** What helps where a login is right and not enough. */
const GIVE_RIGHT = 'give it that right in the registry, or use a login that has it';

/** Of a list of errors so many are shown. */
const MOST_SHOWN = 4;

/** What a registry said when it refused: its own code and words, as they came, of its most telling error. */
export interface Refusal extends RefusalWords {
  /** All that it said, the most telling error first; none where it said nothing. */
  readonly errors: readonly ErrorEntry[];
  /** Whether it said so in a web page, which registries do not. */
  readonly isPage?: true;
  /** What these credentials may not do although the login is right, such as `push to "d/app"`. */
  readonly mayNot?: string;
}

/** Words for what was being done, put into every error: "Cannot VERB OBJECT". */
export interface Attempt {
  readonly registry: string;
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly doing: string;
  /** Whether it writes: what does not say why it refuses has other reasons then. */
  readonly isWrite?: true;
}

/** Reads what a registry says of its refusal: an error document, or plain words; anything else says nothing. */
export async function readRefusal(response: HttpResponse): Promise<Refusal> {
  const { status, mayNot } = response;
  const nothing = { status, code: '', message: '', errors: [], ...(mayNot === undefined ? {} : { mayNot }) };
  const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => undefined);
  if (isWebPage(response)) return { ...nothing, isPage: true };
  if (bytes === undefined || bytes.byteLength === 0) return nothing;
  const text = Buffer.from(bytes).toString('utf8').trim();
  // What is cut first may leave a part of a secret.
  if (text.startsWith('<')) return { ...nothing, isPage: true };
  // ECR and the proxy before Docker Hub answer in plain words at times.
  if (!/^[[{"]/.test(text)) return { ...nothing, message: secrets.redact(text, MAX_WORDS) };
  const errors = byMeaning(status, parseErrors(bytes));
  const [first] = errors;
  if (first === undefined) return nothing;
  const { code, message, detail } = first;
  return { ...nothing, code, message, ...(detail === '' ? {} : { detail }), errors };
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

/** Finds what to do about a refusal that does not say why: what its status means depends on what was asked. */
function silentCure({ status, code, message }: Refusal, { isWrite }: Attempt): string | undefined {
  if (isWrite !== true || code !== '' || message !== '') return undefined;
  if (status === 405) {
    return 'check that the registry takes images: one that is read-only, a mirror and a pull-through cache do not';
  }
  if (status === 403) {
    return 'give the credentials the right to push there, and check that the quota of the owner or project is not used up';
  }
  return undefined;
}

/** Writes one error as a registry gave it; empty where it says nothing. */
function sayEntry({ code, message, detail = '' }: Pick<RefusalWords, 'code' | 'message' | 'detail'>): string {
  const quoted = [message, detail].map((text) => (text === '' ? '' : quote(text)));
  return [code, ...quoted].filter((word) => word !== '').join(' ');
}

/** Writes what a registry said, each thing once. */
function say(refusal: Refusal): string {
  const all = refusal.errors.length === 0 ? [refusal] : refusal.errors;
  const words = [...new Set(all.map(sayEntry))].filter((word) => word !== '');
  const shown = words.slice(0, MOST_SHOWN).join(', ');
  const rest = words.length - MOST_SHOWN;
  return shown === '' ? '' : ` (${shown}${rest > 0 ? `, and ${rest} more` : ''})`;
}

/** Finds the hint for the most telling error that there is one for. */
function hintFor(refusal: Refusal, registry: string, isImmutable: boolean) {
  const { status } = refusal;
  const all: readonly Omit<RefusalWords, 'status'>[] = refusal.errors.length === 0 ? [refusal] : refusal.errors;
  for (const { code, message, detail } of all) {
    const hint = findHint({ registry, status, code, message, ...(detail ? { detail } : {}), isImmutable });
    if (hint !== undefined) return hint;
  }
  return undefined;
}

/** Lists the digests of content that a registry says it lacks. */
function missingIn({ errors }: Refusal): readonly string[] {
  return errors.filter(({ code }) => code.endsWith('_UNKNOWN')).flatMap(({ digests }) => digests);
}

/** Makes the error for a refusal that was read already. */
export function refusalError(refusal: Refusal, attempt: Attempt): RegistryError {
  const { registry, doing: what } = attempt;
  const { status, mayNot } = refusal;
  const meaning = classify(refusal);
  const hint = hintFor(refusal, registry, meaning === 'tag-immutable');
  const isShort = mayNot !== undefined && (meaning === 'denied' || meaning === 'unauthorized');
  const code = hint?.means ?? (isShort ? 'denied' : meaning);
  // Proxies before a registry that is down or refuses large bodies answer with pages too.
  if (refusal.isPage && status < 500 && ![401, 403, 413, 429].includes(status)) {
    const reason = `a web page answers, with status ${status}`;
    const remedy = `check that "${registry}" is a registry's address and no website's`;
    return new RegistryError({ what, reason, remedy }, { code, registry, status });
  }
  const reason = `the registry answers ${status}${say(refusal)}${isShort ? `: the login is right, but may not ${mayNot}` : ''}`;
  const remedy = hint?.cure ?? silentCure(refusal, attempt) ?? (isShort ? GIVE_RIGHT : cureOf(code));
  return new RegistryError({ what, reason, remedy }, { code, registry, status, missing: missingIn(refusal) });
}

const AGAIN = "run again, and tell the registry's administrators if it stays so";

/**
 * Makes the error for an answer that breaks the specification.
 *
 * @param remedy to run again by default, or where something is too large, to make it smaller.
 */
export function invalidAnswer(
  { doing: what, registry }: Attempt,
  reason: string,
  code: RegistryErrorCode = 'invalid-answer',
  remedy = code === 'too-large' ? 'make it smaller where it is made: Sealift reads no more than that' : AGAIN,
): RegistryError {
  return new RegistryError({ what, reason, remedy }, { code, registry });
}
