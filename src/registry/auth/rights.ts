import type { RegistryError } from '../../errors.ts';
import { safeText } from '../../util/text-safe-text.ts';
import type { Credential } from '../credentials/credential.ts';
import { refused } from '../errors.ts';
import type { HttpRequest, HttpResponse } from '../transport/http.ts';
import type { Access } from './access.ts';
import { nameNeeds } from './request-needs.ts';

/** What a client has learnt of its credentials: whether they are right, and what they were let do. */
export interface Rights {
  /** Takes note of an answer: what was let in shows that the login is right. */
  note(request: HttpRequest, access: Access, response: HttpResponse): void;
  /**
   * Says what a refusal is about where the login is known to be right, such as `push to "d/app"`.
   *
   * @returns undefined where the login may be wrong, or where the same was allowed before: then something else ended.
   */
  mayNot(request: HttpRequest, access: Access): string | undefined;
}

/** Finds the credential that access was made of, where the registry or its token server has seen it. */
function credentialOf(access: Access): Credential | undefined {
  if (access.kind !== 'header' || access.withheldFrom !== undefined) return undefined;
  return access.credential.kind === 'anonymous' ? undefined : access.credential;
}

/** Tells whether access is a token that a server gave: it gives them for the right credentials alone. */
function wasGiven(access: Access): boolean {
  return access.kind === 'header' && access.fetchedAt !== undefined;
}

/** Puts into words what a request needs; undefined where it is about no repository. */
function sayNeeds(request: HttpRequest): string | undefined {
  const [, verb, repository] = /^(read|write) (\S+)/.exec(nameNeeds(request) ?? '') ?? [];
  if (verb === undefined || repository === undefined) return undefined;
  return `${verb === 'read' ? 'read' : 'push to'} "${safeText(repository, 256)}"`;
}

/** Makes the memory of a client. */
export function createRights(): Rights {
  const right = new Set<Credential>();
  const allowed = new Set<string>();
  return {
    note(request, access, { status }) {
      const credential = credentialOf(access);
      if (credential === undefined) return;
      // Who answers a token with "not there" may ask for the password itself next (Gitea, where a right is missing).
      if (status < 400 || wasGiven(access)) right.add(credential);
      if (status >= 400) return;
      const needs = sayNeeds(request);
      if (needs !== undefined) allowed.add(needs);
    },
    mayNot(request, access) {
      const credential = credentialOf(access);
      if (credential === undefined) return undefined;
      const isRight = right.has(credential) || wasGiven(access);
      const needs = sayNeeds(request);
      return isRight && needs !== undefined && !allowed.has(needs) ? needs : undefined;
    },
  };
}

/** Makes the error for a 401 that is about a missing right, and not about the login. */
export function rightMissing(
  response: HttpResponse,
  { registry, mayNot }: { readonly registry: URL; readonly mayNot: string },
): Promise<RegistryError> {
  const doing = mayNot.replace(/"(.*)"$/, `${registry.host}/$1`);
  return refused({ ...response, mayNot }, { registry: registry.host, doing });
}
