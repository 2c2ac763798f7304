import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { quote, secrets } from '../util/safe-text.ts';
import { type ErrorEntry, MAX_WORDS, parseErrors } from './error-document.ts';
import { HINTS } from './error-hints.ts';
import { type HttpResponse, readBody } from './transport/http.ts';
import { isWebPage } from './transport/web-page.ts';

/** Error bodies are shown in part and never kept (bytes). */
const MAX_ERROR_BODY = 64 * 1024;

const GIVE_RIGHT = 'give it that right in the registry, or use a login that has it';

/** Of a list of errors so many are shown. */
const MOST_SHOWN = 4;

/** What a registry said when it refused: its own code and words, as they came, of its most telling error. */
export interface ErrorResponse extends ErrorWords {
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
  readonly what: string;
  /** Whether it writes: what does not say why it refuses has other reasons then. */
  readonly isWrite?: true;
}

/** Reads what a registry says of its refusal: an error document, or plain words; anything else says nothing. */
export async function readErrorResponse(response: HttpResponse): Promise<ErrorResponse> {
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

function remedyOf(code: RegistryErrorCode): string {
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
  return responseError(await readErrorResponse(response), attempt);
}

/** Finds what to do about a refusal that does not say why: what its status means depends on what was asked. */
function silentRemedy({ status, code, message }: ErrorResponse, { isWrite }: Attempt): string | undefined {
  if (isWrite !== true || code !== '' || message !== '') return undefined;
  if (status === 405) {
    return 'check that the registry takes images: one that is read-only, a mirror and a pull-through cache do not';
  }
  if (status === 403) {
    return 'give the credentials the right to push there, and check that the quota of the owner or project is not used up';
  }
  return undefined;
}

/** Writes one error as a registry gave it; empty if it says nothing. */
function describeEntry({ code, message, detail = '' }: Omit<ErrorWords, 'status'>): string {
  const quoted = [message, detail].map((text) => (text === '' ? '' : quote(text)));
  return [code, ...quoted].filter((word) => word !== '').join(' ');
}

/** All errors of a refusal; one in plain words is its own only error. */
function errorsOf(refusal: ErrorResponse): readonly Omit<ErrorWords, 'status'>[] {
  return refusal.errors.length === 0 ? [refusal] : refusal.errors;
}

/** Writes what a registry said, each thing once. */
function say(refusal: ErrorResponse): string {
  const words = [...new Set(errorsOf(refusal).map(describeEntry))].filter((word) => word !== '');
  const shown = words.slice(0, MOST_SHOWN).join(', ');
  const rest = words.length - MOST_SHOWN;
  return shown === '' ? '' : ` (${shown}${rest > 0 ? `, and ${rest} more` : ''})`;
}

/** Finds the hint for the most telling error that there is one for. */
function hintFor(refusal: ErrorResponse, registry: string, isImmutable: boolean) {
  for (const { code, message, detail = '' } of errorsOf(refusal)) {
    const words = detail === '' ? message : `${message}\n${detail}`;
    const found = HINTS.find(
      (hint) =>
        (hint.immutable ?? false) === isImmutable &&
        (hint.host?.test(registry) ?? true) &&
        (hint.status?.includes(refusal.status) ?? true) &&
        (hint.code === undefined || hint.code === code) &&
        (hint.message?.test(words) ?? true),
    );
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Makes the error for a refusal that was read already. */
export function responseError(refusal: ErrorResponse, attempt: Attempt): RegistryError {
  const { registry, what } = attempt;
  const { status, mayNot } = refusal;
  const meaning = classify(refusal);
  const hint = hintFor(refusal, registry, meaning === 'tag-immutable');
  const isShort = mayNot !== undefined && (meaning === 'denied' || meaning === 'unauthorized');
  const code = hint?.means ?? (isShort ? 'denied' : meaning);
  // Proxies before a registry that is down or refuses large bodies answer with pages too.
  if (refusal.isPage && status < 500 && ![401, 403, 413, 429].includes(status)) {
    const reason = `a web page answers, with status ${status}`;
    const remedy = `check that "${registry}" is the address of a registry, not of a website`;
    return new RegistryError({ what, reason, remedy, code, status });
  }
  const reason = `the registry answers ${status}${say(refusal)}${isShort ? `: the login is right, but may not ${mayNot}` : ''}`;
  const remedy = hint?.remedy ?? silentRemedy(refusal, attempt) ?? (isShort ? GIVE_RIGHT : remedyOf(code));
  const missing = refusal.errors.filter((error) => error.code.endsWith('_UNKNOWN')).flatMap(({ digests }) => digests);
  return new RegistryError({ what, reason, remedy, code, status, missing });
}

const AGAIN = "run again, and tell the registry's administrators if that does not help";

/**
 * Makes the error for an answer that breaks the specification.
 *
 * @param remedy to run again by default, or where something is too large, to make it smaller.
 */
export function invalidAnswer(
  { what }: Pick<Attempt, 'what'>,
  reason: string,
  code: RegistryErrorCode = 'invalid-answer',
  remedy = code === 'too-large' ? 'make it smaller where it is made: Sealift reads no more than that' : AGAIN,
): RegistryError {
  return new RegistryError({ what, reason, remedy, code });
}

/** What a registry said when it refused, as far as its meaning goes. */
interface ErrorWords {
  readonly status: number;
  /** A code of the specification or the vendor's own; empty if there is none. */
  readonly code: string;
  readonly message: string;
  /** What some vendors say in place of a message, or beside it. */
  readonly detail?: string;
}

/** Words that mean "this tag may not be overwritten", whatever status and code are beside them. */
const IMMUTABLE: readonly RegExp[] = [
  // Amazon ECR, Mirantis MSR, Alibaba.
  /cannot be overwritten/i,
  // Amazon ECR: the same where the sentence is cut or put otherwise.
  /already exists in the .{0,300}\bimmutable/i,
  // Google Artifact Registry.
  /enabled tag immutability/i,
  // Harbor.
  /configured as immutable/i,
  // Sonatype Nexus, which says it as detail.
  /does not allow updating assets/i,
  /immutable tag|tag is immutable/i,
];

/** The codes that mean it without words: Quay's two, and that of a lock on Azure. */
const IMMUTABLE_CODES: ReadonlySet<string> = new Set([
  'TAG_IMMUTABLE',
  'TAG_ALREADY_EXISTS',
  'REGISTRY_DISALLOWED_OPERATION',
]);

/** Words that mean it only beside a 403: Docker Hub's rules, Artifactory's right to overwrite. */
const IMMUTABLE_FORBIDDEN = /immutable|overwrit/i;

/** Words that mean it only beside a 403 and its code: GitLab's protected tags. */
const IMMUTABLE_DENIED = /\bprotected\b/i;

function isImmutable({ status, code, message, detail = '' }: ErrorWords): boolean {
  const words = `${message}\n${detail}`;
  if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(words))) return true;
  // A lock on Azure, where a proxy has taken away the code.
  if (status === 405 && /operation is disallowed on this registry/i.test(words)) return true;
  if (status !== 403) return false;
  // Artifactory gives no code, but the status once more.
  if ((code === 'DENIED' || code === '') && IMMUTABLE_FORBIDDEN.test(words)) return true;
  return code === 'DENIED' && IMMUTABLE_DENIED.test(words);
}

/** Codes of the specification that say what is wrong with a request; by a failing status they are given by mistake. */
const MEANINGS: ReadonlyMap<string, RegistryErrorCode> = new Map<string, RegistryErrorCode>([
  ['UNAUTHORIZED', 'unauthorized'],
  ['DENIED', 'denied'],
  ['TOOMANYREQUESTS', 'rate-limited'],
  ['NAME_UNKNOWN', 'not-found'],
  ...[
    ...['BLOB_UNKNOWN', 'BLOB_UPLOAD_INVALID', 'BLOB_UPLOAD_UNKNOWN', 'DIGEST_INVALID', 'MANIFEST_BLOB_UNKNOWN'],
    ...['MANIFEST_INVALID', 'MANIFEST_UNKNOWN', 'MANIFEST_UNVERIFIED', 'NAME_INVALID', 'SIZE_INVALID', 'TAG_INVALID'],
    'UNSUPPORTED',
  ].map((code) => [code, 'refused'] as const),
]);

/**
 * Orders the errors of a refusal by how much they tell: a tag that may not be overwritten first, then what has a code of
 * its own, then mere words, and last what says that nothing is known.
 */
function byMeaning(status: number, errors: readonly ErrorEntry[]): readonly ErrorEntry[] {
  const rank = (entry: ErrorEntry): number => {
    if (isImmutable({ status, ...entry })) return 0;
    if (entry.code === 'UNKNOWN') return entry.detail === '' ? 4 : 3;
    return entry.code === '' ? 2 : 1;
  };
  return errors.toSorted((one, other) => rank(one) - rank(other));
}

/** Tells what a refusal means, whatever words the registry used. */
export function classify(refusal: ErrorWords): RegistryErrorCode {
  const { status, code } = refusal;
  if (isImmutable(refusal)) return 'tag-immutable';
  if (status === 401) return 'unauthorized';
  if (status === 403) return 'denied';
  if (status === 404) return 'not-found';
  if (status === 413) return 'too-large';
  if (status === 429) return 'rate-limited';
  if (status < 500) return 'refused';
  return MEANINGS.get(code) ?? 'server-error';
}
