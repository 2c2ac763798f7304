import { RegistryError, type RegistryErrorCode } from '../errors.ts';
import { quote, secrets } from '../util/safe-text.ts';
import { type ErrorEntry, MAX_WORDS, parseErrors } from './error-document.ts';
import { HINTS } from './error-hints.ts';
import { type HttpResponse, readBody } from './transport/http.ts';
import { isWebPage } from './transport/web-page.ts';

/** In bytes; error bodies are shown in part and never kept. */
const MAX_ERROR_BODY = 64 * 1024;

const GIVE_RIGHT = 'give it that right in the registry, or use a login that has it';

const MOST_SHOWN = 4;

/** A refusal in the words of the registry, from its most telling error. */
export interface ErrorResponse extends ErrorWords {
  /** The most telling error first. */
  readonly errors: readonly ErrorEntry[];
  /** Whether it was a web page, which is not from a registry. */
  readonly isPage?: true;
  /** What a correct login may not do, such as `push to "d/app"`. */
  readonly mayNot?: string;
}

/** The operation in every error: "Cannot VERB OBJECT". */
export interface Attempt {
  readonly registry: string;
  /** Verb and object, such as `read manifest "1.2.3" of registry.example.com/d/app`. */
  readonly what: string;
  /** Whether it writes: then refusals without a reason have other causes. */
  readonly isWrite?: true;
}

/** Reads the error document or plain words of a refusal. */
export async function readErrorResponse(response: HttpResponse): Promise<ErrorResponse> {
  const { status, mayNot } = response;
  const nothing = { status, code: '', message: '', errors: [], ...(mayNot === undefined ? {} : { mayNot }) };
  const bytes = await readBody(response, MAX_ERROR_BODY).catch(() => undefined);
  if (isWebPage(response)) return { ...nothing, isPage: true };
  if (bytes === undefined || bytes.byteLength === 0) return nothing;
  const text = Buffer.from(bytes).toString('utf8').trim();
  // What is cut first may leave a part of a secret.
  if (text.startsWith('<')) return { ...nothing, isPage: true };
  // ECR and the proxy before Docker Hub sometimes answer in plain words.
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

/** Makes the error for a refusal, whose body is read up to a limit. */
export async function refused(response: HttpResponse, attempt: Attempt): Promise<RegistryError> {
  return responseError(await readErrorResponse(response), attempt);
}

/** Finds the remedy for a refusal without a reason by its status and operation. */
function silentRemedy({ status, code, message }: ErrorResponse, { isWrite }: Attempt): string | undefined {
  if (isWrite !== true || code !== '') return undefined;
  // CNCF Distribution says only "Method not allowed".
  if (status === 405) {
    return 'check that the registry takes images: one that is read-only, a mirror and a pull-through cache do not';
  }
  if (status === 403 && message === '') {
    return 'give the credentials the right to push there, and check that the quota of the owner or project is not used up';
  }
  return undefined;
}

function describeEntry({ code, message, detail = '' }: Omit<ErrorWords, 'status'>): string {
  const quoted = [message, detail].map((text) => (text === '' ? '' : quote(text)));
  return [code, ...quoted].filter((word) => word !== '').join(' ');
}

/** A refusal in plain words is its own only error. */
function errorsOf(refusal: ErrorResponse): readonly Omit<ErrorWords, 'status'>[] {
  return refusal.errors.length === 0 ? [refusal] : refusal.errors;
}

function say(refusal: ErrorResponse): string {
  const words = [...new Set(errorsOf(refusal).map(describeEntry))].filter((word) => word !== '');
  const shown = words.slice(0, MOST_SHOWN).join(', ');
  const rest = words.length - MOST_SHOWN;
  return shown === '' ? '' : ` (${shown}${rest > 0 ? `, and ${rest} more` : ''})`;
}

/** Finds the hint for the most telling error that has one. */
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

export function responseError(refusal: ErrorResponse, attempt: Attempt): RegistryError {
  const { registry, what } = attempt;
  const { status, mayNot } = refusal;
  const meaning = classify(refusal);
  const hint = hintFor(refusal, registry, meaning === 'tag-immutable');
  const isShort = mayNot !== undefined && (meaning === 'denied' || meaning === 'unauthorized');
  const code = hint?.means ?? (isShort ? 'denied' : meaning);
  // Proxies of a registry that is down or refuses large bodies answer with pages too.
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

/** By default the remedy is to run again, or to make it smaller. */
export function invalidAnswer(
  { what }: Pick<Attempt, 'what'>,
  reason: string,
  code: RegistryErrorCode = 'invalid-answer',
  remedy = code === 'too-large' ? 'make it smaller where it is made: Sealift reads no more than that' : AGAIN,
): RegistryError {
  return new RegistryError({ what, reason, remedy, code });
}

interface ErrorWords extends Pick<ErrorEntry, 'code' | 'message'> {
  readonly status: number;
  /** From some vendors, instead of a message or beside it. */
  readonly detail?: string;
}

/** Words for "this tag may not be overwritten", whatever the status and code. */
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

/** Codes with the same meaning: two of Quay, and that of a lock on Azure. */
const IMMUTABLE_CODES: ReadonlySet<string> = new Set([
  'TAG_IMMUTABLE',
  'TAG_ALREADY_EXISTS',
  'REGISTRY_DISALLOWED_OPERATION',
]);

/** Only with a 403: Docker Hub's rules, Artifactory's right to overwrite. */
const IMMUTABLE_FORBIDDEN = /immutable|overwrit/i;

/** Only with a 403 and its code: GitLab's protected tags. */
const IMMUTABLE_DENIED = /\bprotected\b/i;

function isImmutable({ status, code, message, detail = '' }: ErrorWords): boolean {
  const words = `${message}\n${detail}`;
  if (IMMUTABLE_CODES.has(code) || IMMUTABLE.some((pattern) => pattern.test(words))) return true;
  // A lock on Azure, if a proxy has removed the code.
  if (status === 405 && /operation is disallowed on this registry/i.test(words)) return true;
  if (status !== 403) return false;
  // Artifactory repeats the status instead of a code.
  if ((code === 'DENIED' || code === '') && IMMUTABLE_FORBIDDEN.test(words)) return true;
  return code === 'DENIED' && IMMUTABLE_DENIED.test(words);
}

/** Codes of a faulty request, which a failing status contradicts by mistake. */
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

/** Immutable tags first, then errors with a code, then mere words, and last those with the code UNKNOWN. */
function byMeaning(status: number, errors: readonly ErrorEntry[]): readonly ErrorEntry[] {
  const rank = (entry: ErrorEntry): number => {
    if (isImmutable({ status, ...entry })) return 0;
    if (entry.code === 'UNKNOWN') return entry.detail === '' ? 4 : 3;
    return entry.code === '' ? 2 : 1;
  };
  return errors.toSorted((one, other) => rank(one) - rank(other));
}

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
