import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, type HistoryQuery, type Location, locationsOf } from '../history/image-history.ts';
import { parseRepository } from '../oci/reference.ts';
import { findEnvironments, matchTemplate } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { imagesOf, parseQuery } from './history.ts';
import { type GetInput, optional, parseDryRun, parseList, parseSwitch } from './parse.ts';
import { hostsOf, type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, type Route, readImageLines, readRoutes } from './routes.ts';
import { requirePipeline } from './verify.ts';

/** A repository of an environment, and which of its images are checked. */
export interface CheckedLocation extends Location {
  /** Their name in the pipeline; without tag and digest, all that have a tag. */
  readonly query: HistoryQuery;
}

/** What is checked: images on their way, or those that are in environments already. */
export type CheckTarget =
  | { readonly kind: 'entering'; readonly from: string; readonly routes: NonEmpty<Route> }
  | {
      readonly kind: 'standing';
      readonly environments: readonly Environment[];
      readonly locations: readonly CheckedLocation[];
    };

export interface CheckInputs
  extends PoolInputs,
    Pick<PromoteInputs, 'reason' | 'evidenceFiles' | 'githubToken' | 'dryRun' | 'signing'> {
  readonly command: 'check';
  readonly pipeline: Pipeline;
  readonly target: CheckTarget;
  /** Whether the statements of images that fail are taken back. */
  readonly withdraw: boolean;
  /** Whether statements are written for images that are there already. */
  readonly issue: boolean;
  readonly sourceCredential: BoundCredential | undefined;
  readonly destinationCredential: BoundCredential | undefined;
}

function readEnvironment(text: string, pipeline: Pipeline): Environment {
  const named = findNamedEnvironment('to', text, pipeline);
  if (named !== undefined) return named;
  const [placement] = text.includes('{') ? [] : findEnvironments(pipeline, parseRepository(text));
  const remedy =
    placement === undefined
      ? `write a name of ${pipeline.path}: ${formatList(pipeline.environments.map(({ name }) => name))}`
      : `write "to: ${placement.environment.name}", and ${placement.image} in the input "image"`;
  throw new InputError(
    `Cannot check what is in ${quote(text)}: without "from", the input "to" names environments; ${remedy}`,
  );
}

function requireTo(get: GetInput, { environments }: Pipeline): readonly string[] {
  const to = parseList(get('to'));
  if (to.length > 0) return to;
  const example = environments.at(-1)?.name ?? 'p';
  const from = get('from');
  throw new InputError(
    from === ''
      ? `Cannot run command "check": the input "to" is missing; name an environment, for example "to: ${example}"`
      : `Cannot check ${quote(from)}: the input "to" is missing, which says where images would go; name an environment, for example "to: ${example}", or, to check what is in ${quote(from)} already, write it in "to" and leave out "from"`,
  );
}

/** Lists where an image may be in an environment; one without a placeholder has only one image. */
function locate(query: HistoryQuery, environment: Environment, pipeline: Pipeline): readonly CheckedLocation[] {
  return locationsOf(pipeline, query.name).flatMap((location) => {
    if (location.environment !== environment) return [];
    const isNamed = environment.repositories.some((template) => {
      const name = matchTemplate(template, location.repository);
      return name !== undefined && (name === query.name || query.name.endsWith(`/${name}`));
    });
    return isNamed ? [{ ...location, query }] : [];
  });
}

function readStanding(get: GetInput, to: readonly string[], pipeline: Pipeline): CheckTarget {
  const environments = [...new Set(to.map((text) => readEnvironment(text, pipeline)))];
  const given = readImageLines(get);
  const lines = given.length > 0 ? given : imagesOf(pipeline);
  if (lines.length === 0) {
    throw new InputError(
      `Cannot check what is in ${formatList(environments.map(({ name }) => name))}: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`,
    );
  }
  const queries = lines.map((line) => parseQuery(line, pipeline, 'check'));
  // A name and a reference of a cluster may be the same image.
  const distinct = new Map(queries.map((query) => [`${query.name}${formatSelector(query)}`, query]));
  const locations = environments.flatMap((environment) =>
    [...distinct.values()].flatMap((query) => {
      const found = locate(query, environment, pipeline);
      if (found.length > 0 || given.length === 0) return found;
      throw new InputError(
        `Cannot check image ${quote(query.name)} in ${environment.name}: it has only one image, ${quote(environment.repositories[0].text)}; name that one, or leave "image" out`,
      );
    }),
  );
  return { kind: 'standing', environments, locations };
}

function readLogins(get: GetInput, target: CheckTarget, pipeline: Pipeline) {
  const [source, destination] = [readCredential(get, 'source'), readCredential(get, 'destination')];
  if (target.kind === 'entering') {
    const routed = { routes: target.routes, pipeline };
    return {
      sourceCredential: bindCredential(get, source, hostsOf('source', routed)),
      destinationCredential: bindCredential(get, destination, hostsOf('destination', routed)),
    };
  }
  if (source !== undefined) {
    throw new InputError(
      'Cannot use the inputs source-username and source-password without "from": what is in an environment is read there; write destination-username and destination-password, or log in before this step',
    );
  }
  // Only the file names the registries of environments.
  const used = target.locations.map(({ repository }) => repository.registry);
  const hosts = { side: 'destination', used, named: [] } as const;
  return { sourceCredential: undefined, destinationCredential: bindCredential(get, destination, hosts) };
}

function readChanges(get: GetInput, { kind }: CheckTarget): Pick<CheckInputs, 'withdraw' | 'issue'> {
  const [withdraw, issue] = (['withdraw', 'issue'] as const).map((name) => parseSwitch(name, get(name) || 'false'));
  if (kind === 'entering' && (withdraw === true || issue === true)) {
    throw new InputError(
      `Cannot use the input "${withdraw === true ? 'withdraw' : 'issue'}" with "from": it changes statements about images that are in an environment; leave out "from"`,
    );
  }
  return { withdraw: withdraw === true, issue: issue === true };
}

/**
 * Reads what is checked: with `from`, images that would be promoted; without it, what is in the environments of `to`.
 *
 * @throws {InputError} if there is no pipeline file, or the inputs make no sense together.
 */
export function readCheckInputs(get: GetInput, given: Pipeline | undefined): CheckInputs {
  const pipeline = requirePipeline(given, 'check');
  const to = requireTo(get, pipeline);
  const from = get('from');
  const target: CheckTarget =
    from === '' ? readStanding(get, to, pipeline) : { kind: 'entering', from, routes: readRoutes(get, pipeline) };
  return {
    command: 'check',
    pipeline,
    target,
    ...readChanges(get, target),
    signing: readSigning(get),
    reason: optional(get('reason')),
    evidenceFiles: parseList(get('evidence-files')),
    githubToken: optional(get('github-token')),
    dryRun: parseDryRun(get('dry-run')),
    ...readPoolInputs(get),
    ...readLogins(get, target, pipeline),
  };
}
