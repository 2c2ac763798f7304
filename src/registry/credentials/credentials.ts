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
import type { ConfigLayout, DockerConfig } from './docker-config.ts';
import { askCredentialHelper } from './helper.ts';

/** A shorter password (in characters) is easily guessed, and its mask would hide unrelated words. */
const SHORT_PASSWORD = 8;

export interface ExplicitCredential {
  readonly username: string;
  readonly password: string;
  readonly origin: string;
}

interface CredentialSetup extends CredentialLocations {
  /** Receives every secret before anything else is done with it. */
  readonly maskSecret: (secret: string) => void;
  /** Receives a sentence about each unusable entry. */
  readonly warn: (sentence: string) => void;
}

/** Drops repetitions: several repositories lead to the same entry. */
function once(tell: (text: string) => void): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    tell(text);
  };
}

function findPasswordWarning(credential: Credential, registry: string): string | undefined {
  if (credential.kind !== 'basic') return undefined;
  // An absent one, as beside an identity token, cannot be guessed.
  const { length } = credential.password;
  if (length === 0 || length >= SHORT_PASSWORD) return undefined;
  return `The password for registry ${quote(registry)} is shorter than ${SHORT_PASSWORD} characters, and the log cannot hide it well: use a longer one, or an access token`;
}

/** Results so far: each file is read once, each helper asked once per registry. */
class Memory {
  readonly files = new Map<string, Promise<DockerConfig | undefined>>();
  readonly helpers = new Map<string, Promise<Credential | undefined>>();
}

/** Opens the credentials of a run; nothing is read before it is needed. */
export function openCredentials(setup: CredentialSetup) {
  const { environment } = setup;
  const [maskSecret, warn] = [once(setup.maskSecret), once(setup.warn)];
  const shared = new Memory();

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

  function findEntry(
    { auths, path }: DockerConfig,
    { registry, repository }: CredentialQuery,
  ): FoundCredential | undefined {
    for (const key of lookupKeys(registry, repository)) {
      const entry = auths.get(key);
      if (entry?.credential !== undefined) return { credential: entry.credential, origin: `auths in ${path}` };
      if (entry?.fault !== undefined) {
        warn(`The credentials for ${quote(key)} in ${quote(path)} are left out: ${entry.fault}; log in again`);
      }
    }
    return undefined;
  }

  async function look(
    source: CredentialSource,
    query: CredentialQuery,
    memory: Memory,
  ): Promise<FoundCredential | undefined> {
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
      const again = async (): Promise<Credential> => (await look(source, query, new Memory()))?.credential ?? ANONYMOUS;
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
    /** @throws {InputError} if a source cannot be read, or a helper fails. */
    async find(query: CredentialQuery, explicit?: ExplicitCredential): Promise<FoundCredential> {
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
  /** The folder of the containers tools is named by it. */
  readonly uid?: number | undefined;
}

interface CredentialSource {
  readonly name: string;
  /** Whether the user named it; others are at default places. */
  readonly isNamed: boolean;
  readonly mayChange: boolean;
  /** @throws {InputError} if it cannot be understood. */
  read(): Promise<DockerConfig | undefined>;
}

function file(path: string, isNamed: boolean, layout?: ConfigLayout): CredentialSource {
  return { name: path, isNamed, mayChange: true, read: () => readAuthFile(path, layout) };
}

/** `DOCKER_CONFIG` replaces `~/.docker` entirely. */
function dockerFolder({ environment, home }: CredentialLocations): string {
  return environment['DOCKER_CONFIG'] || join(home, '.docker');
}

function scopedSources(locations: CredentialLocations, query: CredentialQuery): readonly CredentialSource[] {
  const { environment } = locations;
  // docker/login-action then ignores its input `scope`, and so must we.
  if (/^(?:1|t|true)$/i.test(environment['DOCKER_LOGIN_SCOPE_DISABLED'] ?? '')) return [];
  const buildx = environment['BUILDX_CONFIG'] || join(dockerFolder(locations), 'buildx');
  const isNamed = Boolean(environment['BUILDX_CONFIG'] || environment['DOCKER_CONFIG']);
  const root = join(buildx, 'config');
  // Most runs have no scoped login: this saves a dozen lookups per image.
  if (!existsSync(root)) return [];
  return scopedConfigPaths(root, query).map((path) => file(path, isNamed));
}

/** Lists the files of Podman, Skopeo and Buildah, and Docker's from before 1.7. */
function containersSources({ environment, home, uid }: CredentialLocations): readonly CredentialSource[] {
  const named = environment['REGISTRY_AUTH_FILE'];
  const runtime = environment['XDG_RUNTIME_DIR'];
  const config = environment['XDG_CONFIG_HOME'] || join(home, '.config');
  const fallback = uid === undefined ? [] : [join('/run/containers', String(uid), 'auth.json')];
  const paths = [
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : fallback),
    join(config, 'containers', 'auth.json'),
  ];
  return [
    ...(named ? [file(named, true)] : []),
    ...paths.map((path) => file(path, false)),
    file(join(home, '.dockercfg'), false, 'auths-only'),
  ];
}

/** The first one wins: `DOCKER_AUTH_CONFIG`, scoped logins of docker/login-action, Docker, the containers tools. */
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

/** Authors of a pull request decide what is in the checked-out workspace. Symbolic links are followed. */
async function liesInWorkspace(path: string, workspace: string | undefined): Promise<boolean> {
  if (!workspace) return false;
  try {
    return isWithin(await realpath(path), await realpath(workspace));
  } catch {
    return false;
  }
}
