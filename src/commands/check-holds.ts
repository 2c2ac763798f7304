import { PolicyError } from '../errors.ts';
import { readImageLabels } from '../image/config.ts';
import type { Graph } from '../image/graph.ts';
import type { Repository } from '../oci/reference.ts';
import type { Environment } from '../pipeline/pipeline.ts';
import { describeHold, remedyForHold } from '../policy/describe-hold.ts';
import { holdableDigests } from '../policy/holdable.ts';
import { judgeHolds, readAllHolds } from '../promotion/image-holds.ts';
import type { RegistryClient } from '../registry/client.ts';
import type { JudgingPolicy } from './judge-images.ts';

/** An image in a repository of an environment. */
interface CheckedForHolds {
  readonly client: RegistryClient;
  readonly repository: Repository;
  readonly graph: Graph;
  /** As people know it. */
  readonly reference: string;
}

/** Says why an image may not stay in an environment because it is held there; undefined if it is not. */
export async function findHold(
  { client, repository, graph, reference }: CheckedForHolds,
  environment: Environment,
  policy: JudgingPolicy,
  now: Date,
): Promise<PolicyError | undefined> {
  const needsLabels = policy.pipeline.holds.some(({ of }) => 'revision' in of);
  const [records, labels] = await Promise.all([
    readAllHolds(client, repository, holdableDigests(graph)),
    needsLabels ? readImageLabels(client, repository, { graph }) : new Map<string, string>(),
  ]);
  const { holds } = await judgeHolds({ graph, labels, records }, environment, policy, now);
  const hold = holds.find(({ effect }) => effect === 'quarantine');
  if (hold === undefined) return undefined;
  return new PolicyError({
    what: `accept ${reference} in ${environment.name}`,
    reason: describeHold(hold, graph.root),
    remedy: remedyForHold(hold, 'use'),
  });
}
