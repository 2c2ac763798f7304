import type { User } from '../authorization.ts';
import type { RegistryOptions } from './options.ts';
import { ACR, ECR, ECR_PUBLIC, GAR } from './profiles/clouds.ts';
import { GHCR, GITLAB, HUB, QUAY } from './profiles/hosted.ts';
import { DISTRIBUTION_V2, DISTRIBUTION_V3, GITEA, PULP, ZOT } from './profiles/open-source.ts';
import type { Profile } from './profiles/profile.ts';
import { ARTIFACTORY, HARBOR, NEXUS } from './profiles/self-hosted.ts';
import { type EmbeddedRegistry, startRegistry } from './registry.ts';

/** The registries that the embedded registry imitates, by name. */
export const PROFILES = {
  hub: HUB,
  ghcr: GHCR,
  ecr: ECR,
  ecrPublic: ECR_PUBLIC,
  gar: GAR,
  acr: ACR,
  quay: QUAY,
  harbor: HARBOR,
  gitlab: GITLAB,
  artifactory: ARTIFACTORY,
  nexus: NEXUS,
  distributionV2: DISTRIBUTION_V2,
  distributionV3: DISTRIBUTION_V3,
  zot: ZOT,
  gitea: GITEA,
  pulp: PULP,
} as const satisfies Readonly<Record<string, Profile>>;

/** The name of a profile. */
export type ProfileName = keyof typeof PROFILES;

/** All names, in the order of `PROFILES`. */
export const PROFILE_NAMES: readonly ProfileName[] = Object.keys(PROFILES).filter(
  (name): name is ProfileName => name in PROFILES,
);

/** What a test changes about a profile. */
export interface ProfileChanges {
  /** Whether its tags are immutable, as it says so. */
  readonly immutable?: boolean;
  /** Options that replace the profile's own. */
  readonly options?: RegistryOptions;
}

/**
 * Returns the options of a profile, with what a test changes about it.
 *
 * @throws {Error} where tags are to be immutable and the registry cannot do that.
 * @example profileOptions('ecr', { immutable: true })
 */
export function profileOptions(name: ProfileName, changes: ProfileChanges = {}): RegistryOptions {
  const { options, immutability: style }: Profile = PROFILES[name];
  if (changes.immutable === true && style === undefined) throw new Error(`${name} knows no immutable tags`);
  const immutability = changes.immutable === true && style !== undefined ? { immutability: { style } } : {};
  return { ...options, ...immutability, ...changes.options };
}

/** A registry that answers like another one, and who may use it. */
export interface ProfileRegistry extends EmbeddedRegistry {
  readonly name: ProfileName;
  readonly profile: Profile;
  /** The options of the profile, with what was changed about it. */
  readonly options: RegistryOptions;
  readonly user: User;
}

/** Starts the embedded registry as another one. */
export async function startProfile(name: ProfileName, changes: ProfileChanges = {}): Promise<ProfileRegistry> {
  const profile: Profile = PROFILES[name];
  const options = profileOptions(name, changes);
  return { ...(await startRegistry(options)), name, profile, options, user: profile.user };
}
