import { RegistryError } from '../errors.ts';
import { type Digest, shortDigest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { type Environment, expandTemplate } from '../pipeline/pipeline.ts';
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

/** Lists the repositories of other environments where an image may be, each once. */
export function placesElsewhere(
  { pipeline, environment }: RollbackRequest,
  name: string,
): readonly {
  readonly environment: Environment;
  readonly repository: Repository;
}[] {
  const own = new Set(environment.repositories.map((each) => formatRepository(expandTemplate(each, name))));
  const places = new Map(
    pipeline.environments.flatMap((each) =>
      each.repositories.map((template) => {
        const repository = expandTemplate(template, name);
        return [formatRepository(repository), { environment: each, repository }] as const;
      }),
    ),
  );
  return [...places].flatMap(([uri, place]) => (own.has(uri) ? [] : [place]));
}

/** Holds an image wherever else the pipeline has it. The rollback has succeeded by then: what is refused is a warning. */
export async function holdElsewhere(
  request: RollbackRequest,
  { image: { current, wish }, plan, means, tell, emit }: HoldingElsewhere,
): Promise<void> {
  if (current === undefined) return;
  const { clientOf, reason } = request;
  await Promise.all(
    placesElsewhere(request, wish.name).map(async ({ environment, repository }) => {
      try {
        const place = { client: await clientOf(repository), repository };
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
