import { RegistryError } from '../errors.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import type { Repository } from '../oci/reference.ts';
import type { EventSink } from '../promotion/events.ts';
import { applyHold, type HoldMeans, type HoldPlan, planHold } from '../promotion/write-hold.ts';
import type { ImagePlan } from './plan.ts';
import type { RollbackRequest } from './request.ts';

interface HoldingElsewhere {
  readonly image: ImagePlan;
  /** The hold in the environment itself, whose record is used again. */
  readonly plan: HoldPlan;
  readonly means: (repository: Repository) => HoldMeans;
  readonly tell: (repository: Repository, digest: Digest) => void;
  readonly emit: EventSink;
}

/** Holds an image wherever else the pipeline has it. The rollback has succeeded by then: what is refused is a warning. */
export async function holdElsewhere(
  request: RollbackRequest,
  { image: { current, wish, elsewhere }, plan, means, tell, emit }: HoldingElsewhere,
): Promise<void> {
  if (current === undefined) return;
  const { reason } = request;
  await Promise.all(
    elsewhere.map(async ({ environment, repository, reading }) => {
      try {
        const place = await reading;
        if (place === undefined) return;
        const hold = {
          digest: current,
          environments: [environment],
          names: ['*'],
          reason,
          effect: 'quarantine',
        } as const;
        const planned = await planHold([place], hold, means(repository), plan);
        for (const each of await applyHold(planned, means(repository))) tell(each, current);
        const uncounted = planned.uncounted.get(environment.name);
        if (uncounted === undefined) return;
        const sentence = `The hold of ${shortDigest(current)} does not count in ${environment.name}: ${uncounted}`;
        emit({ kind: 'warning', to: repository, sentence });
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        const command = `command: hold, to: ${environment.name}, image: ${wish.name}@${current}`;
        const sentence = `The rollback is done, and ${shortDigest(current)} could not be held in ${environment.name}: ${error.message}; hold it there by "${command}"`;
        emit({ kind: 'warning', to: repository, sentence });
      }
    }),
  );
}
