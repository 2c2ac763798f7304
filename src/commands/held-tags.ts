import type { Env } from '../event/payload.ts';
import type { Repository } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import { findHeldVersions, type HeldVersions } from '../promotion/held-versions.ts';
import { openVerifier } from '../records/verifier.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import { once } from '../util/memo.ts';

interface HeldTagsLook {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly pipeline: Pipeline;
  readonly now: Date;
  readonly warn: (sentence: string) => void;
  readonly environment: Env;
}

/** Finds the versions that are held in the environment of a repository where images are built. */
export async function findHeldAt(
  names: ReadonlySet<string>,
  compute: (held: ReadonlySet<string>) => Pick<ComputedTags, 'heldBack'>,
  { client, repository, pipeline, now, warn, environment }: HeldTagsLook,
): Promise<HeldVersions> {
  const placements = findEnvironments(pipeline, repository);
  const placement = placements.find((each) => each.environment.from.length === 0) ?? placements[0];
  if (placement === undefined) return { held: new Set(), warnings: [] };
  const policy = { pipeline, openVerifier: once(() => openVerifier(pipeline, { now, warn, environment })) };
  return findHeldVersions(names, compute, { client, repository, environment: placement.environment, policy, now });
}
