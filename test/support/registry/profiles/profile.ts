import type { User } from '../../authorization.ts';
import type { BearerOptions } from '../auth-options.ts';
import type { ImmutabilityStyle } from '../immutability.ts';
import type { RegistryOptions } from '../options.ts';

/** A registry of this world, as far as the embedded registry can imitate it: data, built of its switches. */
export interface Profile {
  readonly options: RegistryOptions;
  /** Who may do everything. */
  readonly user: User;
  /** How it says that a tag may not be overwritten; no tag is immutable unless a test asks for it. Undefined where it cannot. */
  readonly immutability: ImmutabilityStyle | undefined;
  /** Names as they are usual there, of one owner, so that mounts are done where they are done at all. */
  readonly repositories: { readonly source: string; readonly destination: string };
}

/** Names that every registry takes, in two repositories of one owner. */
export const TWO_STAGES = { source: 'acme/app-dev', destination: 'acme/app' } as const;

/**
 * Returns the authentication of a profile, with what a test changes about it.
 *
 * @throws {Error} where it has no tokens.
 */
export function bearerOf({ options }: Profile, changes: Partial<BearerOptions>): RegistryOptions {
  if (options.auth?.kind !== 'bearer') throw new Error('the profile has no tokens');
  return { auth: { ...options.auth, ...changes } };
}
