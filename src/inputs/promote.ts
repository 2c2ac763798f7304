import type { BoundCredential } from '../clients/by-credential.ts';
import type { PoolInputs } from '../clients/pool.ts';
import { InputError } from '../errors.ts';
import { defaultOf } from '../faces/inputs.ts';
import { type Digest, parseDigest } from '../oci/digest.ts';
import { insecureRegistry } from '../oci/registry-name.ts';
import { findEnvironments } from '../pipeline/environments.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { TagPolicy } from '../promotion/request.ts';
import type { RecordInput, SigningInputs } from '../records/signing.ts';
import type { ExplicitCredential } from '../registry/credentials/credentials.ts';
import { parseRevision } from '../tags/context.ts';
import { type Flavor, parseFlavor } from '../tags/flavor.ts';
import { parseTagRules } from '../tags/parse-rules.ts';
import { parseTimeZone } from '../tags/time-zone.ts';
import { parseVersion } from '../tags/version.ts';
import type { NonEmpty } from '../util/non-empty.ts';
import { bindCredential, type SideHosts } from './credentials.ts';
import {
  type GetInput,
  optional,
  parseChoice,
  parseDryRun,
  parseHosts,
  parseList,
  parseSwitch,
  parseTagPrefix,
  parseWait,
} from './parse.ts';
import type { Route, RouteEnd } from './routes.ts';

/** The rules if the input `tags` is empty. */
export const DEFAULT_RULES: string = defaultOf('tags').trim();

export interface CommonInputs extends PoolInputs, Pick<TagPolicy, 'rules' | 'version' | 'revision' | 'ifTagExists'> {
  readonly flavor: Flavor;
  readonly tagPrefix: string;
  readonly githubToken: string | undefined;
  /** Whether the workflow gave these rules, and not the defaults. */
  readonly givesRules: boolean;
  /** Where existing tags are read: the destination or first image, the repository's git tags, or nowhere. */
  readonly existingTags: TagPolicy['existing']['from'];
  readonly timeZone: string;
  readonly destinationCredential: BoundCredential | undefined;
}

export interface PromoteInputs extends CommonInputs {
  readonly command: 'promote';
  readonly routes: NonEmpty<Route>;
  readonly expectedDigest: Digest | undefined;
  readonly referrers: boolean;
  readonly record: RecordInput;
  readonly signing: SigningInputs;
  readonly pipeline: Pipeline | undefined;
  readonly reason: string | undefined;
  readonly dryRun: boolean;
  /** How long to wait for a source that is not there yet (ms). */
  readonly waitFor: number;
  /** Paths of reports that earlier steps of the job wrote, for gates. */
  readonly evidenceFiles: readonly string[];
  readonly sourceCredential: BoundCredential | undefined;
}

export function readCredential(get: GetInput, side: 'source' | 'destination'): ExplicitCredential | undefined {
  const username = get(`${side}-username`);
  const password = get(`${side}-password`);
  if (username === '' && password === '') return undefined;
  if (username === '' || password === '') {
    const missing =
      username === '' ? 'username is empty' : 'password is empty, as secrets are in pull requests from forks';
    throw new InputError(
      `Cannot use the ${side}'s credentials: ${side}-${missing}; give both, or neither and log in before this step`,
    );
  }
  return { username, password, origin: `inputs ${side}-username and ${side}-password` };
}

export function readPoolInputs(get: GetInput): PoolInputs {
  return {
    insecureRegistries: parseHosts('insecure-registries', get('insecure-registries'), insecureRegistry),
    trustedAuthHosts: parseHosts('trusted-auth-hosts', get('trusted-auth-hosts')),
  };
}

export function readCommon(get: GetInput): CommonInputs {
  const tags = parseList(get('tags'));
  const version = optional(get('version'));
  if (version !== undefined) parseVersion(version, 'the input "version"');
  const revision = optional(get('revision'));
  return {
    rules: parseTagRules(tags.length === 0 ? DEFAULT_RULES : get('tags')),
    givesRules: tags.length > 0 && tags.join('\n') !== DEFAULT_RULES,
    version,
    revision: revision === undefined ? undefined : parseRevision(revision),
    flavor: parseFlavor(get('flavor')),
    tagPrefix: parseTagPrefix(get('tag-prefix')),
    githubToken: optional(get('github-token')),
    existingTags: parseChoice('existing-tags', get('existing-tags'), ['registry', 'git', 'none']),
    timeZone: parseTimeZone(get('time-zone') || 'UTC'),
    ifTagExists: parseChoice('if-tag-exists', get('if-tag-exists'), ['fail', 'skip']),
    ...readPoolInputs(get),
    destinationCredential: readCredential(get, 'destination'),
  };
}

/** Reads what records are signed with; a key keeps its line breaks. */
export function readSigning(get: GetInput): SigningInputs {
  const [signingKey, signingKeyPassphrase] = [optional(get('signing-key')), optional(get('signing-key-passphrase'))];
  if (signingKey === undefined && signingKeyPassphrase !== undefined) {
    throw new InputError(
      'Cannot sign with "signing-key-passphrase" alone: the input "signing-key" is empty, as secrets are in pull requests from forks; give both, or neither',
    );
  }
  return { signingKey, signingKeyPassphrase };
}

interface Promoted extends Pick<PromoteInputs, 'routes' | 'pipeline'> {
  /** Whether a plan names the routes: repositories of environments then come from the pipeline file. */
  readonly isPlanned?: boolean;
}

export function hostsOf(side: SideHosts['side'], { routes, pipeline, isPlanned = false }: Promoted): SideHosts {
  const isOfFile = ({ repository, environment }: RouteEnd) =>
    isPlanned && pipeline !== undefined ? findEnvironments(pipeline, repository).length > 0 : environment !== undefined;
  const ends = routes.flatMap(({ from, fromEnvironment, destinations }): readonly RouteEnd[] =>
    side === 'source' ? [{ repository: from.repository, environment: fromEnvironment }] : destinations,
  );
  const registriesOf = (some: readonly RouteEnd[]) => some.map(({ repository }) => repository.registry);
  return { side, used: registriesOf(ends), named: registriesOf(ends.filter((end) => !isOfFile(end))) };
}

export function readPromotion(get: GetInput, promoted: Promoted): PromoteInputs {
  const { routes, pipeline } = promoted;
  const expected = optional(get('expected-digest'));
  if (expected !== undefined && routes.length > 1) {
    throw new InputError(
      `Cannot promote ${routes.length} images with one "expected-digest": each has its own; write the digests into the lines of "image", such as "shop/app:1.2.3@sha256:…"`,
    );
  }
  const common = readCommon(get);
  return {
    command: 'promote',
    ...common,
    destinationCredential: bindCredential(get, common.destinationCredential, hostsOf('destination', promoted)),
    routes,
    expectedDigest: expected === undefined ? undefined : parseDigest(expected),
    record: parseChoice('record', get('record'), ['auto', 'signed', 'unsigned', 'off']),
    signing: readSigning(get),
    pipeline,
    reason: optional(get('reason')),
    referrers: parseSwitch('referrers', get('referrers') || 'true'),
    dryRun: parseDryRun(get('dry-run')),
    waitFor: parseWait('wait-for', get('wait-for')),
    evidenceFiles: parseList(get('evidence-files')),
    sourceCredential: bindCredential(get, readCredential(get, 'source'), hostsOf('source', promoted)),
  };
}
