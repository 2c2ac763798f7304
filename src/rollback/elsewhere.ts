import type { Digest } from '../oci/digest.ts';
import { formatRepository, type Repository } from '../oci/reference.ts';
import { type Environment, expandTemplate } from '../pipeline/pipeline.ts';
import { type ReadPlace, readPlaces } from '../promotion/write-hold.ts';
import type { RollbackRequest } from './request.ts';

/** A repository of another environment, where what is rolled back may be. */
export interface ElsewherePlace {
  readonly environment: Environment;
  readonly repository: Repository;
  /** Undefined if it is not there. */
  readonly reading: Promise<ReadPlace | undefined>;
}

/** Begins to read where else the pipeline has an image; what fails is told when it is held there. */
export function readElsewhere(
  { pipeline, environment, clientOf }: RollbackRequest,
  name: string,
  digest: Digest,
): readonly ElsewherePlace[] {
  const own = new Set(environment.repositories.map((each) => formatRepository(expandTemplate(each, name))));
  const places = new Map(
    pipeline.environments.flatMap((each) =>
      each.repositories.map((template) => {
        const repository = expandTemplate(template, name);
        return [formatRepository(repository), { environment: each, repository }] as const;
      }),
    ),
  );
  return [...places].flatMap(([uri, place]): readonly ElsewherePlace[] => {
    if (own.has(uri)) return [];
    const { repository } = place;
    const reading = clientOf(repository).then(
      async (client) => (await readPlaces([{ client, repository }], digest))[0],
    );
    reading.catch(() => undefined);
    return [{ ...place, reading }];
  });
}
