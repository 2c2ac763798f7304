/** Passwords by user name. */
export type Users = Readonly<Record<string, string>>;

/** Basic authentication (RFC 7617). */
export interface BasicOptions {
  readonly kind: 'basic';
  readonly users: Users;
  /** What the challenge says besides, such as ECR's `service="ecr.amazonaws.com"`. */
  readonly service?: string;
  /** The users who may only read: what they may not do is answered 401 with the same challenge (Gitea). */
  readonly readOnly?: readonly string[];
  /** Where the challenge is named: with every 401, or with that of the API's own address only (small registries). */
  readonly challenge?: 'always' | 'api';
}

/** Token authentication (distribution, "Token Authentication Specification"), and what registries made of it. */
export interface BearerOptions {
  readonly kind: 'bearer';
  readonly users: Users;
  readonly anonymousPull?: boolean;
  /** Whether tokens are given to users as ever, but allow only reading (Pulp). */
  readonly readOnly?: boolean;
  /** Where tokens are: `/token` by default. */
  readonly path?: string;
  /** Whether tokens are given by another host than the registry's, as Docker Hub and GitLab have it. */
  readonly host?: 'own' | 'other';
  readonly service?: string;
  /** The name of the token in the answer; both by default. */
  readonly field?: 'token' | 'access_token';
  /** How POST is refused where no refresh tokens are given: 405 by default; 404, 400 or 401 elsewhere. */
  readonly postStatus?: 400 | 401 | 404 | 405;
  /** Refresh tokens that POST with `grant_type=refresh_token` takes, with the rights of a user (Azure). */
  readonly refreshTokens?: readonly string[];
  /** How long a token lives, in seconds; 300 by default, as on Docker Hub. `unsaid` lives the 60 s of the specification. */
  readonly expiresIn?: number | 'unsaid';
  /** How long a token really lives, in seconds, where it ends sooner than its answer says. */
  readonly endsAfter?: number;
  /** Which of several scopes count: old GitLab looked at the last one alone, others at the first (ggcr). */
  readonly scopes?: 'all' | 'first' | 'last';
  /** What a token is good for: what was asked for, or everything that its user may do, whatever was asked for (Gitea). */
  readonly grants?: 'asked' | 'all';
  /** The scope that a challenge names; that of the request by default, `*` by Gitea. */
  readonly scope?: string;
  /** How a good token of too small a scope is answered: 401 with a challenge, 401 with one for Basic, which counts too (Gitea), or 403 without (cgr.dev). */
  readonly otherScope?: 401 | 'basic' | 403;
  /** How a token that has expired is answered: 401 with a challenge, or 400 without (ECR public, containers-roadmap #2835). */
  readonly expired?: 401 | 400;
  /** Whether the challenge offers Basic too, before Bearer and in the same header line (Codeberg). */
  readonly orBasic?: boolean;
}

/** How the registry asks who is there. */
export type AuthOptions = BasicOptions | BearerOptions;
