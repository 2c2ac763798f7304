import { readImageLabels } from '../image/config.ts';
import { rootGraph } from '../image/graph.ts';
import { readGraph, toNode } from '../image/read-graph.ts';
import { formatRepository, isTag, type Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { describeHold } from '../policy/describe-hold.ts';
import { limitRejections } from '../policy/valid-promotions.ts';
import { readHolds } from '../records/holds.ts';
import type { RegistryClient } from '../registry/client.ts';
import { getManifest } from '../registry/manifests.ts';
import type { ComputedTags } from '../tags/planned-tag.ts';
import { judgeHolds } from './image-holds.ts';
import type { PolicyContext } from './request.ts';

/** Versions that are looked at: some four requests each, and beyond them tags stay, which is never wrong. */
const MOST_LOOKS = 50;

/** Where versions are looked at, and by whose word they are held. */
export interface HeldVersionLook {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly environment: Environment;
  readonly policy: Pick<PolicyContext, 'pipeline' | 'openVerifier' | 'readKeptHolds'>;
  readonly now: Date;
}

/** Versions that do not count among the existing ones, and what people have to be told about it. */
export interface HeldVersions {
  readonly held: ReadonlySet<string>;
  readonly warnings: readonly string[];
}

/** Finds whether the image of a tag is held: by its own records, and by the file also as one of its platforms. */
async function lookAt(
  tag: string,
  look: HeldVersionLook,
): Promise<{ readonly isHeld: boolean; readonly told: readonly string[] }> {
  const { client, repository, environment, policy, now } = look;
  const stored = isTag(tag) ? await getManifest(client, repository, tag) : undefined;
  if (stored === undefined) return { isHeld: false, told: [] };
  const { holds: ofFile } = policy.pipeline;
  const needsLabels = ofFile.some(({ of }) => 'revision' in of);
  const [records, graph] = await Promise.all([
    readHolds(client, { repository, subject: stored.digest }),
    // Of the platforms their digests are enough, and the root has them.
    needsLabels ? readGraph(client, repository, stored) : rootGraph(toNode(repository, stored)),
  ]);
  const labels = needsLabels ? await readImageLabels(client, repository, { graph }) : new Map<string, string>();
  const { holds, rejections } = await judgeHolds({ graph, labels, records }, environment, policy, now);
  const name = `${formatRepository(repository)}:${tag}`;
  const hold = holds.find(({ effect }) => effect === 'quarantine');
  const ignored = limitRejections(rejections).map(
    (each) => `Of ${name}, ${each}: it counts among the versions of ${environment.name}`,
  );
  if (hold === undefined) return { isHeld: false, told: ignored };
  return {
    isHeld: true,
    told: [`${name} does not count among the versions of ${environment.name}: ${describeHold(hold, stored.digest)}`],
  };
}

/**
 * Finds the existing versions that keep moving tags where they are although they are held. Nothing is asked where nothing
 * blocks; else it is the highest version that does, and the next one only if that is held.
 *
 * Annotations never count: an unsigned "held" on the highest version would let its tags move back.
 */
export async function findHeldVersions(
  names: ReadonlySet<string>,
  compute: (held: ReadonlySet<string>) => Pick<ComputedTags, 'heldBack'>,
  look: HeldVersionLook,
): Promise<HeldVersions> {
  const held = new Set<string>();
  const looked = new Set<string>();
  const warnings: string[] = [];
  for (;;) {
    const blocking = compute(held).heldBack.flatMap((each) => each.blocking ?? []);
    const asked = [...new Set(blocking)].filter((tag) => names.has(tag) && !looked.has(tag));
    if (asked.length === 0 || looked.size + asked.length > MOST_LOOKS) return { held, warnings };
    for (const tag of asked) looked.add(tag);
    const found = await Promise.all(asked.map((tag) => lookAt(tag, look)));
    for (const [index, { isHeld, told }] of found.entries()) {
      if (isHeld) held.add(asked[index] ?? '');
      warnings.push(...told);
    }
    if (found.every(({ isHeld }) => !isHeld)) return { held, warnings };
  }
}
