import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { formatSelector, type HistoryQuery, locationsOf } from '../history/image-history.ts';
import { formatRepository, parseReference, parseRepository, type Reference } from '../oci/reference.ts';
import { canonicalRegistry } from '../oci/registry-name.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Environment, Pipeline } from '../pipeline/pipeline.ts';
import { formatList } from '../util/format.ts';
import { quote } from '../util/safe-text.ts';
import { bindCredential } from './credentials.ts';
import { imagesOf, parseQuery } from './history.ts';
import { type GetInput, hasRegistry, parseChoice, parseDryRun, parseList } from './parse.ts';
import { type PromoteInputs, readCredential, readPoolInputs, readSigning } from './promote.ts';
import { findNamedEnvironment, readImageLines } from './routes.ts';
import { requirePipeline } from './verify.ts';

/** The bases that the gates of a pipeline file name. */
export interface NamedBases {
  readonly allowed: readonly string[];
  readonly denied: readonly string[];
  /** Those of which only versions count that a record brought there. */
  readonly signed: readonly string[];
  /** The environments that have such a gate. */
  readonly environments: readonly Environment[];
}

export interface OutdatedInputs extends PoolInputs, Pick<PromoteInputs, 'record' | 'signing' | 'dryRun'> {
  readonly command: 'outdated';
  readonly pipeline: Pipeline;
  readonly bases: NamedBases;
  readonly images: readonly HistoryQuery[];
  /** Bases whose images are asked for; empty: all images, whatever they stand on. */
  readonly asked: readonly Reference[];
  /** Those that are looked at. */
  readonly environments: readonly Environment[];
  readonly sourceCredential: BoundCredential | undefined;
  /** For the ledger. */
  readonly destinationCredential: BoundCredential | undefined;
}

/** The most images of one run: each takes requests in every environment. */
const MAX_IMAGES = 200;

const ACT = 'look up the base of';

/** Lists the bases that gates name, each once. */
export function namedBases({ environments }: Pick<Pipeline, 'environments'>): NamedBases {
  const gated = environments.filter(({ gates }) => gates.base !== undefined);
  const allow = gated.flatMap(({ gates }) => gates.base?.allow ?? []);
  const allowed = [...new Set(allow.map(({ repository }) => repository))];
  return {
    allowed,
    denied: [...new Set(gated.flatMap(({ gates }) => gates.base?.deny ?? []))],
    signed: [...new Set(allow.filter(({ signed }) => signed).map(({ repository }) => repository))],
    environments: gated,
  };
}

/** Whether a line names a base: a repository that a gate names, or one of no environment, with what selects a version. */
function isBase(line: string, { allowed, denied }: NamedBases, pipeline: Pipeline): boolean {
  const [written = ''] = line.split('@');
  const colon = written.lastIndexOf(':');
  const hasTag = colon > written.lastIndexOf('/');
  if (!hasRegistry(line) || pipeline.images.includes(written) || !(hasTag || line.includes('@'))) return false;
  const repository = parseRepository(hasTag ? written.slice(0, colon) : written);
  const name = formatRepository(repository);
  return allowed.includes(name) || denied.includes(name) || findEnvironments(pipeline, repository).length === 0;
}

function readEnvironments(get: GetInput, pipeline: Pipeline): readonly Environment[] {
  const names = parseList(get('to'));
  if (names.length === 0) return pipeline.environments;
  const found = names.map((text) => {
    const environment = findNamedEnvironment('to', text, pipeline);
    if (environment !== undefined) return environment;
    const all = formatList(pipeline.environments.map(({ name }) => name));
    throw new InputError(
      `Cannot use to ${quote(text)}: images are looked up in environments; write a name of ${pipeline.path}: ${all}`,
    );
  });
  return pipeline.environments.filter((each) => found.includes(each));
}

function readQueries(
  lines: readonly string[],
  { pipeline, hasBase }: { readonly pipeline: Pipeline; readonly hasBase: boolean },
): readonly HistoryQuery[] {
  const named = lines.length > 0 ? lines : imagesOf(pipeline);
  if (named.length === 0 && hasBase) {
    throw new InputError(
      `Cannot tell which images are built on that base: the input "image" names only the base; add the images to it, for example "shop/app" on a line of its own, or list them under "images" in ${pipeline.path}`,
    );
  }
  if (named.length === 0) {
    throw new InputError(
      `Cannot tell which bases are outdated: no image is named; set the input "image", for example "image: shop/app", or list them under "images" in ${pipeline.path}`,
    );
  }
  if (named.length > MAX_IMAGES) {
    throw new InputError(
      `Cannot look up the bases of ${named.length} images at once: ${MAX_IMAGES} are the most; name fewer in the input "image"`,
    );
  }
  const queries = named.map((line) => parseQuery(line, pipeline, ACT));
  return [...new Map(queries.map((each) => [`${each.name}${formatSelector(each)}`, each])).values()];
}

function readLogins(get: GetInput, { pipeline, bases, images, asked }: Omit<OutdatedInputs, keyof PoolInputs>) {
  const placed = images.flatMap(({ name }) => locationsOf(pipeline, name).map(({ repository }) => repository.registry));
  const ofBases = [...bases.allowed, ...bases.denied].map((name) => parseRepository(name).registry);
  const named = asked.map(({ repository }) => canonicalRegistry(repository.registry));
  const ledger = pipeline.baseLedger === undefined ? [] : [parseRepository(pipeline.baseLedger).registry];
  const used = [...placed, ...ofBases, ...named];
  return {
    sourceCredential: bindCredential(get, readCredential(get, 'source'), { side: 'source', used, named }),
    destinationCredential: bindCredential(get, readCredential(get, 'destination'), {
      ...{ side: 'destination', used: ledger, named: [] },
    }),
  };
}

/** @throws {InputError} if there is no pipeline file, or none of its gates names a base. */
export function readOutdatedInputs(get: GetInput, given: Pipeline | undefined): OutdatedInputs {
  const pipeline = requirePipeline(given, 'outdated');
  const bases = namedBases(pipeline);
  const lines = readImageLines(get);
  const asked = lines.filter((line) => isBase(line, bases, pipeline));
  if (bases.environments.length === 0 && asked.length === 0) {
    throw new InputError(
      `Cannot tell which bases are outdated: no environment of ${pipeline.path} has the gate "base"; name the base images there, for example "gates: { base: { allow: [registry.example.com/base/osbase] } }"`,
    );
  }
  const read = {
    command: 'outdated',
    ...{ pipeline, bases },
    images: readQueries(
      lines.filter((line) => !asked.includes(line)),
      { pipeline, hasBase: asked.length > 0 },
    ),
    asked: asked.map(parseReference),
    environments: readEnvironments(get, pipeline),
    record: parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']),
    signing: readSigning(get),
    dryRun: parseDryRun(get('dry-run')),
  } as const;
  const none = { sourceCredential: undefined, destinationCredential: undefined };
  return { ...read, ...readPoolInputs(get), ...readLogins(get, { ...read, ...none }) };
}
