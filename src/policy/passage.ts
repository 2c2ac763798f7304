import type { RouteTaken } from '../attestation/predicates/promotion.ts';
import type { Environment } from '../pipeline/pipeline.ts';

/** An image on its way into an environment, by a route that the pipeline file has. */
export interface Passage {
  /** The image's name in the pipeline, such as `shop/app`. */
  readonly image: string;
  /** Where it comes from; undefined where it is built: only an environment without routes takes it. */
  readonly source: Environment | undefined;
  readonly destination: Environment;
  readonly route: RouteTaken;
}
