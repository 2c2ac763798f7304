/** What the stand-in can be asked for. */
export type GitHubRoute =
  | 'create-deployment'
  | 'create-status'
  | 'list-deployments'
  | 'list-statuses'
  | 'list-approvals'
  | 'compare-commits'
  | 'create-attestation'
  | 'list-attestations'
  | 'read-bundle'
  | 'create-storage-record'
  | 'read-repository';

/** How a request fails. */
export type GitHubFaultKind =
  | 'forbidden'
  | 'not-found'
  | 'rate-limit'
  | 'secondary-limit'
  | 'used-up'
  | 'server-error'
  | 'dropped'
  | 'slow';

/** A fault of one route. */
export interface GitHubFault {
  readonly route: GitHubRoute;
  readonly kind: GitHubFaultKind;
  /** So many requests go well before; none by default. */
  readonly after?: number;
  /** So many requests fail; all by default. */
  readonly times?: number;
  /** The `Retry-After` of a limit, in seconds. */
  readonly retryAfter?: number;
  /** How long a slow answer takes (ms). */
  readonly delay?: number;
}

/** What the stand-in answers; undefined where it drops the connection. */
export interface GitHubAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const DOCS = 'https://docs.github.com/rest';

/** GitHub's error body. */
export function refuse(status: number, message: string, errors?: readonly unknown[]): GitHubAnswer {
  const body = {
    message,
    ...(errors === undefined ? {} : { errors }),
    documentation_url: DOCS,
    status: String(status),
  };
  return { status, body };
}

/** GitHub's answer to a job that lacks a permission. */
export const FORBIDDEN: GitHubAnswer = refuse(403, 'Resource not accessible by integration');

/** What a fault makes of a request; `dropped` where there is no answer, undefined where it is only late. */
export function answerOfFault({ kind, retryAfter }: GitHubFault, now: number): GitHubAnswer | 'dropped' | undefined {
  const headers: Record<string, string> = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  switch (kind) {
    case 'forbidden':
      return FORBIDDEN;
    case 'not-found':
      return refuse(404, 'Not Found');
    case 'rate-limit':
      return { ...refuse(429, 'You have exceeded a rate limit. Please wait a few minutes.'), headers };
    case 'secondary-limit':
      return { ...refuse(403, 'You have exceeded a secondary rate limit. Please wait a few minutes.'), headers };
    case 'used-up': {
      const reset = String(Math.ceil(now / 1000) + 3000);
      const message = 'API rate limit exceeded for installation ID 1.';
      return { ...refuse(403, message), headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset } };
    }
    case 'server-error':
      return { status: 502, body: { message: 'Server Error' } };
    case 'dropped':
      return 'dropped';
    case 'slow':
      return undefined;
    default:
      return kind satisfies never;
  }
}
