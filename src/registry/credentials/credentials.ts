import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { getOrMake } from '../../util/memo.ts';
import { isWithin } from '../../util/read-file.ts';
import { quote } from '../../util/safe-text.ts';
import { parseAuthVariable, readAuthFile } from './auth-file.ts';
import { canonicalHost, lookupKeys } from './auth-key.ts';
import {
  ANONYMOUS,
  type Credential,
  type CredentialQuery,
  type FoundCredential,
  scopedConfigPaths,
  secretsOf,
} from './credential.ts';
import type { DockerConfig } from './docker-config.ts';
import { askCredentialHelper } from './helper.ts';

/** A shorter password (characters) is easily guessed, and its mask hides words that have nothing to do with it. */
const SHORT_PASSWORD = 8;

/** A pair of inputs, where the user gave one. */
export interface ExplicitCredential {
  readonly username: string;
  readonly password: string;
  /** The inputs' names, for the log. */
  readonly origin: string;
}

interface CredentialSetup extends CredentialLocations {
  /** Told of every secret when it is received, before anything else is done with it. */
  readonly maskSecret: (secret: string) => void;
  /** Told of entries that cannot be used, in a sentence. */
  readonly warn: (sentence: string) => void;
}

interface Credentials {
  /**
   * Finds the credential for a repository: the inputs, then the first source that has one, then none.
   *
   * @throws {InputError} if a source is there but cannot be read, or a helper fails.
   */
  find(query: CredentialQuery, explicit?: ExplicitCredential): Promise<FoundCredential>;
}

/** What was read and asked so far: every file once, every helper once for each registry. */
interface Memory {
  readonly files: Map<string, Promise<DockerConfig | undefined>>;
  readonly helpers: Map<string, Promise<Credential | undefined>>;
}

interface Hit {
  readonly credential: Credential;
  readonly origin: string;
}

/** Tells everything once only: the same entry is found for several repositories. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

/** Warns of a password that a mask cannot hide well. */
function findPasswordWarning(credential: Credential, registry: string): string | undefined {
  if (credential.kind !== 'basic') return undefined;
  // Where there is none, as beside an identity token, nothing is to be guessed.
  const { length } = credential.password;
  if (length === 0 || length >= SHORT_PASSWORD) return undefined;
  return `The password for registry ${quote(registry)} is shorter than ${SHORT_PASSWORD} characters, and the log cannot hide it well: use a longer one, or an access token`;
}

function newMemory(): Memory {
  return { files: new Map(), helpers: new Map() };
}

/** Opens the credentials of a run; nothing is read before it is needed. */
export function openCredentials(setup: CredentialSetup): Credentials {
  const { environment } = setup;
  const [maskSecret, warn] = [once(setup.maskSecret), once(setup.warn)];
  const shared = newMemory();

  async function read(source: CredentialSource): Promise<DockerConfig | undefined> {
    if (!source.isNamed && (await liesInWorkspace(source.name, environment['GITHUB_WORKSPACE']))) {
      warn(
        `The credentials in ${quote(source.name)} are left out: the file lies in the checked-out workspace, where others may have written it; name it by DOCKER_CONFIG or REGISTRY_AUTH_FILE if it is yours`,
      );
      return undefined;
    }
    const config = await source.read();
    if (config?.hasHttpHeaders) {
      warn(
        `The "HttpHeaders" in ${quote(source.name)} are not sent to registries: only credentials are read from there`,
      );
    }
    for (const { secrets } of config?.auths.values() ?? []) secrets.forEach(maskSecret);
    return config;
  }

  async function ask(suffix: string, host: string, path: string): Promise<Credential | undefined> {
    const credential = await askCredentialHelper(host, { suffix, path, environment });
    if (credential !== undefined) secretsOf(credential).forEach(maskSecret);
    return credential;
  }

  function findEntry({ auths, path }: DockerConfig, { registry, repository }: CredentialQuery): Hit | undefined {
    for (const key of lookupKeys(registry, repository)) {
      const entry = auths.get(key);
      if (entry?.credential !== undefined) return { credential: entry.credential, origin: `auths in ${path}` };
      if (entry?.fault !== undefined) {
        warn(`The credentials for ${quote(key)} in ${quote(path)} are left out: ${entry.fault}; log in again`);
      }
    }
    return undefined;
  }

  async function look(source: CredentialSource, query: CredentialQuery, memory: Memory): Promise<Hit | undefined> {
    const config = await getOrMake(memory.files, source.name, () => read(source));
    const host = canonicalHost(query.registry);
    if (config === undefined || host === undefined) return undefined;
    const suffix = config.credHelpers.get(host) ?? config.credsStore;
    if (suffix) {
      const key = JSON.stringify([suffix, host]);
      const credential = await getOrMake(memory.helpers, key, () => ask(suffix, host, config.path));
      if (credential !== undefined) {
        return { credential, origin: `helper docker-credential-${suffix} of ${config.path}` };
      }
    }
    return findEntry(config, query);
  }

  async function search(query: CredentialQuery): Promise<FoundCredential> {
    for (const source of credentialSources(setup, query)) {
      const hit = await look(source, query, shared);
      if (hit === undefined) continue;
      const again = async (): Promise<Credential> => (await look(source, query, newMemory()))?.credential ?? ANONYMOUS;
      return { ...hit, reread: source.mayChange ? again : undefined };
    }
    return { credential: ANONYMOUS, origin: 'none found, anonymous' };
  }

  function take({ username, password, origin }: ExplicitCredential): FoundCredential {
    const credential = { kind: 'basic', username, password } as const;
    secretsOf(credential).forEach(maskSecret);
    return { credential, origin };
  }

  return {
    async find(query, explicit) {
      const found = explicit === undefined ? await search(query) : take(explicit);
      const sentence = findPasswordWarning(found.credential, query.registry);
      if (sentence !== undefined) warn(sentence);
      return found;
    },
  };
}

interface CredentialLocations {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The number of the user, where there is one; a folder of the containers tools is called by it. */
  readonly uid?: number | undefined;
}

interface CredentialSource {
  readonly name: string;
  /** Whether the user named it; where not, it is looked for where it lies by default. */
  readonly isNamed: boolean;
  /** Whether another read may give another credential. */
  readonly mayChange: boolean;
  /**
   * Reads it anew.
   *
   * @throws {InputError} if it is there but cannot be understood.
   */
  read(): Promise<DockerConfig | undefined>;
}

function file(path: string, isNamed: boolean): CredentialSource {
  return { name: path, isNamed, mayChange: true, read: () => readAuthFile(path) };
}

/** Returns the folder of Docker's configuration: `DOCKER_CONFIG` relocations `~/.docker` entirely. */
function dockerFolder({ environment, home }: CredentialLocations): string {
  return environment['DOCKER_CONFIG'] || join(home, '.docker');
}

function scopedSources(locations: CredentialLocations, query: CredentialQuery): readonly CredentialSource[] {
  const { environment } = locations;
  // docker/login-action then ignores its input `scope`, and so must whoever looks for what it left.
  if (/^(?:1|t|true)$/i.test(environment['DOCKER_LOGIN_SCOPE_DISABLED'] ?? '')) return [];
  const buildx = environment['BUILDX_CONFIG'] || join(dockerFolder(locations), 'buildx');
  const isNamed = Boolean(environment['BUILDX_CONFIG'] || environment['DOCKER_CONFIG']);
  const root = join(buildx, 'config');
  // Most runs have no scoped login: a set of thousands need not look for a dozen files of each of its images.
  if (!existsSync(root)) return [];
  return scopedConfigPaths(root, query).map((path) => file(path, isNamed));
}

/** Lists the files of Podman, Skopeo and Buildah, and the one that Docker had before 1.7. */
function containersSources({ environment, home, uid }: CredentialLocations): readonly CredentialSource[] {
  const named = environment['REGISTRY_AUTH_FILE'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config');
  const fallback = uid === undefined ? [] : [join('/run/containers', String(uid), 'auth.json')];
  const paths = [
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : fallback),
    join(config, 'containers', 'auth.json'),
  ];
  const legacy = join(home, '.dockercfg');
  return [
    ...(named ? [file(named, true)] : []),
    ...paths.map((path) => file(path, false)),
    { name: legacy, isNamed: false, mayChange: true, read: () => readAuthFile(legacy, 'auths-only') },
  ];
}

/**
 * Lists what may hold a credential for a query, in the order in which it counts: `DOCKER_AUTH_CONFIG`, what
 * docker/login-action left for a scope, Docker's own configuration, and that of the containers tools.
 */
function credentialSources(locations: CredentialLocations, query: CredentialQuery): readonly CredentialSource[] {
  const name = 'DOCKER_AUTH_CONFIG';
  const text = locations.environment[name]?.trim();
  const variable: CredentialSource[] = text
    ? [{ name, isNamed: true, mayChange: false, read: async () => parseAuthVariable(name, text) }]
    : [];
  return [
    ...variable,
    ...scopedSources(locations, query),
    file(join(dockerFolder(locations), 'config.json'), Boolean(locations.environment['DOCKER_CONFIG'])),
    ...containersSources(locations),
  ];
}

/**
 * Whether a file lies in the checked-out workspace, where whoever writes to the repository, or a pull request to
 * it, decides what is in it. Symbolic links are followed.
 *
 * @param workspace GITHUB_WORKSPACE; outside of GitHub there is none.
 * @returns false where there is no such file.
 */
async function liesInWorkspace(path: string, workspace: string | undefined): Promise<boolean> {
  if (!workspace) return false;
  try {
    return isWithin(await realpath(path), await realpath(workspace));
  } catch {
    return false;
  }
}
