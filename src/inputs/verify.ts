import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatReference, formatRepository, parseReference, type Reference } from '../oci/reference.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import { type Environment, expandTemplate, IMAGE_PLACEHOLDER, type Pipeline } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { type GetInput, optional, parseWait, requireInput } from './parse.ts';
import { readCredential, readPoolInputs } from './promote.ts';
import { findNamedEnvironment, type ImageLine, parseImageLine, readImageLines } from './routes.ts';

/** An image in one repository of an environment; `image` is its name in the pipeline. */
export interface VerifiedLocation {
  readonly environment: Environment;
  readonly image: string;
  readonly reference: Reference;
}

export interface VerifyInputs extends PoolInputs {
  readonly command: 'verify';
  readonly pipeline: Pipeline;
  readonly locations: readonly [VerifiedLocation, ...VerifiedLocation[]];
  readonly sourceCredential: BoundCredential | undefined;
  readonly githubToken: string | undefined;
  /** How long to wait for an image that is not there yet (ms). */
  readonly waitFor: number;
}

export function requirePipeline(pipeline: Pipeline | undefined, command: string): Pipeline {
  if (pipeline !== undefined) return pipeline;
  throw new InputError(
    `Cannot run command "${command}": there is no pipeline file, which says who may sign records and which routes there are; write .github/sealift.yml, and check out the repository before this step`,
  );
}

function locationsIn(environment: Environment, { line, name, pick }: ImageLine): readonly VerifiedLocation[] {
  return environment.repositories.map((template) => {
    const { text } = template;
    if (!text.includes(IMAGE_PLACEHOLDER) && !text.endsWith(`/${name}`)) {
      throw new InputError(
        `Cannot verify image ${quote(line)}: ${environment.name} has only one image, ${quote(text)}; name that one, or write its repository with ${IMAGE_PLACEHOLDER} in the pipeline file`,
      );
    }
    return {
      environment,
      image: name,
      reference: parseReference(`${formatRepository(expandTemplate(template, name))}${pick}`),
    };
  });
}

function locationOf(reference: Reference, pipeline: Pipeline): VerifiedLocation {
  const [first, second] = findEnvironments(pipeline, reference.repository);
  if (first !== undefined && second === undefined) return { ...first, reference };
  const why = first === undefined ? 'it is in no environment' : 'several environments share that repository';
  throw new InputError(
    `Cannot verify ${formatReference(reference)}: ${why} of ${pipeline.path}; name an environment in "from" and the image in "image"`,
  );
}

function requireSome(locations: readonly VerifiedLocation[], from: string): VerifyInputs['locations'] {
  const [first, ...rest] = locations;
  if (first !== undefined) return [first, ...rest];
  throw new InputError(
    `Cannot verify what is in ${quote(from)}: the input "image" lists nothing; name an image, such as "shop/app:1.2.3"`,
  );
}

/** The login is for the registries that the workflow names, and no other may see it. */
function readLogin(get: GetInput, locations: VerifyInputs['locations'], isNamed: boolean): BoundCredential | undefined {
  const used = [...new Set(locations.map(({ reference }) => reference.repository.registry))];
  const hosts = { side: 'source', used, named: isNamed ? used : [] } as const;
  const credential = bindCredential(get, readCredential(get, 'source'), hosts);
  if (credential === undefined || used.length < 2 || get('source-registry') !== '') return credential;
  throw new InputError(
    `Cannot use the inputs source-username and source-password for ${formatList(used)}: they are of one registry; leave them out, and log in to each before this step`,
  );
}

/** @throws {InputError} if there is no pipeline file, or what `from` and `image` name is in no environment of it. */
export function readVerifyInputs(get: GetInput, given: Pipeline | undefined): VerifyInputs {
  const pipeline = requirePipeline(given, 'verify');
  const from = requireInput('from', get('from'), 'p');
  const environment = findNamedEnvironment('from', from, pipeline);
  const lines = readImageLines(get);
  const read = (): readonly VerifiedLocation[] => {
    if (environment !== undefined) {
      return lines.flatMap((line) => locationsIn(environment, parseImageLine(line, environment.tag)));
    }
    if (!from.includes(IMAGE_PLACEHOLDER)) return [locationOf(parseReference(from), pipeline)];
    return lines.map((line) => {
      const { name, pick } = parseImageLine(line, undefined);
      return locationOf(parseReference(from.replaceAll(IMAGE_PLACEHOLDER, () => name) + pick), pipeline);
    });
  };
  const locations = requireSome(read(), from);
  return {
    command: 'verify',
    pipeline,
    locations,
    ...readPoolInputs(get),
    sourceCredential: readLogin(get, locations, environment === undefined),
    githubToken: optional(get('github-token')),
    waitFor: parseWait('wait-for', get('wait-for')),
  };
}
