import { findDistribution, startDistribution } from '../support/distribution.ts';
import { startRegistry } from '../support/registry/registry.ts';

/** A registry that end-to-end tests run against. */
export interface Target {
  readonly name: string;
  /** Whether it is on this machine; where it is not, its tests are skipped, and say so. */
  readonly available: boolean;
  start(): Promise<AsyncDisposable & { readonly host: string }>;
}

/** CNCF Distribution as a real process. */
export const DISTRIBUTION: Target = {
  name: 'CNCF Distribution',
  available: findDistribution() !== undefined,
  start: () => startDistribution(),
};

/** The embedded registry with its referrers API. */
export const EMBEDDED: Target = {
  name: 'the embedded registry',
  available: true,
  start: () => startRegistry(),
};

/** The embedded registry as registries are that mount nothing and keep no referrers. */
export const EMBEDDED_PLAIN: Target = {
  name: 'the embedded registry without mounts and referrers',
  available: true,
  start: () => startRegistry({ mount: 'refuse', referrers: 'none' }),
};

/** All registries that a promotion is tried against. */
export const TARGETS: readonly Target[] = [DISTRIBUTION, EMBEDDED, EMBEDDED_PLAIN];
