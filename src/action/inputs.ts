import { InputError } from '../errors.ts';
import { type Digest, parseDigest } from '../oci/digest.ts';
import { insecureRegistry } from '../oci/registry-name.ts';
import type { ExplicitCredential } from '../registry/credentials/credentials.ts';
import { parseTimeZone } from '../tags/dates/time-zone.ts';
import { type Flavor, parseFlavor } from '../tags/language/flavor.ts';
import { parseTagRules } from '../tags/language/rule-parser.ts';
import type { TagRule } from '../tags/language/tag-rule.ts';
import { parseRevision } from '../tags/revision.ts';
import { parseVersion } from '../tags/versions/version.ts';
import { DEFAULT_BAKE_TARGET } from './bake-file.ts';
import { parseImages, type TaggedImage } from './images-input.ts';
import { type GetInput, optional, parseChoice, parseHosts, parseList, parseSwitch } from './input-reader.ts';
import { type Route, readRoutes } from './routes.ts';
import { readSeparators, type Separators } from './separators.ts';
import { parseTagPrefix } from './tag-prefix.ts';

/** Where existing tags are read: the destination or first image, the repository's git tags, or nowhere. */
export type ExistingTagsSource = 'registry' | 'git' | 'none';

/** The rules where the input `tags` is empty. */
export const DEFAULT_RULES = 'type=semver\ntype=sha\ntype=date_seq';

interface CommonInputs {
  readonly flavor: Flavor;
  readonly tagPrefix: string;
  readonly githubToken: string | undefined;
  readonly rules: readonly TagRule[];
  readonly version: string | undefined;
  readonly revision: string | undefined;
  readonly existingTags: ExistingTagsSource;
  readonly timeZone: string;
  readonly ifTagExists: 'fail' | 'skip';
  readonly insecureRegistries: ReadonlySet<string>;
  readonly trustedAuthHosts: ReadonlySet<string>;
  readonly destinationCredential: ExplicitCredential | undefined;
}

/** The inputs of `command: tags`. */
export interface TagsInputs extends CommonInputs {
  readonly command: 'tags';
  readonly images: readonly TaggedImage[];
  /** Where branch, tag and commit come from: the event, or the checkout. */
  readonly context: 'workflow' | 'git';
  /** The input as it is: its expressions need the event. */
  readonly labels: string;
  /** The input as it is: its expressions need the event. */
  readonly annotations: string;
  readonly separators: Separators;
  readonly bakeTarget: string;
}

/** The inputs of `command: promote`. */
export interface PromoteInputs extends CommonInputs {
  readonly command: 'promote';
  /** One for each image. */
  readonly routes: readonly [Route, ...Route[]];
  readonly expectedDigest: Digest | undefined;
  readonly referrers: boolean;
  readonly record: 'unsigned' | 'off';
  readonly reason: string | undefined;
  readonly dryRun: boolean;
  readonly sourceCredential: ExplicitCredential | undefined;
}

/** All inputs of a run, checked and typed once. */
export type Inputs = TagsInputs | PromoteInputs;

function readCredential(get: GetInput, side: 'source' | 'destination'): ExplicitCredential | undefined {
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

function readCommon(get: GetInput): CommonInputs {
  const version = optional(get('version'));
  if (version !== undefined) parseVersion(version, 'the input "version"');
  const revision = optional(get('revision'));
  return {
    rules: parseTagRules(parseList(get('tags')).length === 0 ? DEFAULT_RULES : get('tags')),
    version,
    revision: revision === undefined ? undefined : parseRevision(revision),
    flavor: parseFlavor(get('flavor')),
    tagPrefix: parseTagPrefix(get('tag-prefix')),
    githubToken: optional(get('github-token')),
    existingTags: parseChoice('existing-tags', get('existing-tags'), ['registry', 'git', 'none']),
    timeZone: parseTimeZone(get('time-zone') || 'UTC'),
    ifTagExists: parseChoice('if-tag-exists', get('if-tag-exists'), ['fail', 'skip']),
    insecureRegistries: parseHosts('insecure-registries', get('insecure-registries'), insecureRegistry),
    trustedAuthHosts: parseHosts('trusted-auth-hosts', get('trusted-auth-hosts')),
    destinationCredential: readCredential(get, 'destination'),
  };
}

function readTagsInputs(get: GetInput, getRaw: GetInput) {
  return {
    images: parseImages(get('images')),
    context: parseChoice('context', get('context'), ['workflow', 'git']),
    labels: get('labels'),
    annotations: get('annotations'),
    separators: readSeparators(getRaw),
    bakeTarget: get('bake-target') || DEFAULT_BAKE_TARGET,
  };
}

/**
 * Loads the inputs once, checks them and gives them their types; nothing else reads an input.
 *
 * @param getRaw gives an input with the blanks around it.
 * @throws {InputError} that names the value and the cure.
 */
export function loadInputs(get: GetInput, getRaw: GetInput = get): Inputs {
  const command = parseChoice('command', get('command'), ['promote', 'tags']);
  const common = readCommon(get);
  if (command === 'tags') return { command, ...common, ...readTagsInputs(get, getRaw) };
  const routes = readRoutes(get);
  const expected = optional(get('expected-digest'));
  if (expected !== undefined && routes.length > 1) {
    throw new InputError(
      `Cannot promote ${routes.length} images with one "expected-digest": each has its own; write the digests into the lines of "image", such as "shop/app:1.2.3@sha256:…"`,
    );
  }
  const record = parseChoice('record', get('record'), ['auto', 'unsigned', 'off']);
  return {
    command,
    ...common,
    routes,
    expectedDigest: expected === undefined ? undefined : parseDigest(expected),
    record: record === 'off' ? 'off' : 'unsigned',
    reason: optional(get('reason')),
    referrers: parseSwitch('referrers', get('referrers') || 'true'),
    dryRun: parseSwitch('dry-run', get('dry-run')),
    sourceCredential: readCredential(get, 'source'),
  };
}
