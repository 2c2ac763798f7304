import type { IncomingMessage, ServerResponse } from 'node:http';

/** Passwords by user name. */
export type Users = Readonly<Record<string, string>>;

/** How the registry asks who is there. */
export type AuthOptions =
  | { readonly kind: 'basic'; readonly users: Users }
  | { readonly kind: 'bearer'; readonly users: Users; readonly anonymousPull?: boolean };

/**
 * Sees a request before the registry does.
 *
 * It may wait, may answer or destroy the socket itself and then return true, which says that the request is dealt
 * with; whatever else it returns is ignored. The path has its query.
 */
export type Intercept = (request: IncomingMessage, response: ServerResponse, path: string) => unknown;

/** The switches of the embedded registry. */
export interface RegistryOptions {
  /** The loopback port; a free one by default. */
  readonly port?: number;
  /** Whether there is a referrers API; `none` answers 404 and sends no OCI-Subject, as older registries do. */
  readonly referrers?: 'api' | 'none';
  /** Whether mounts are done; `refuse` always answers with an upload session, as the specification allows. */
  readonly mount?: 'accept' | 'refuse';
  readonly auth?: AuthOptions;
  /** The most tags that one page of tags/list holds; no limit by default. */
  readonly pageSize?: number;
  /** Whether `PUT manifests/DIGEST?tag=a&tag=b` sets tags; by default the query is ignored, as CNCF Distribution does. */
  readonly multiTag?: boolean;
  readonly intercept?: Intercept;
}
