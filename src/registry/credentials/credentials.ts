import { quote } from '../../util/text-safe-text.ts';
import { canonicalHost, lookupKeys } from './auth-key.ts';
import { ANONYMOUS, type Credential, type FoundCredential, secretsOf } from './credential.ts';
import type { CredentialQuery } from './credential-scopes.ts';
import { type CredentialPlaces, type CredentialSource, credentialSources } from './credential-sources.ts';
import type { DockerConfig } from './docker-config.ts';
import { askCredentialHelper } from './helper.ts';
import { liesInWorkspace } from './workspace.ts';

/** A shorter password (characters) is easily guessed, and its mask hides words that have nothing to do with it. */
const SHORT_PASSWORD = 8;

/** A pair of inputs, where the user gave one. */
export interface ExplicitCredential {
  readonly username: string;
  readonly password: string;
  /** The inputs' names, for the log. */
  readonly origin: string;
}

/** What a search for credentials needs to know. */
export interface CredentialSetup extends CredentialPlaces {
  /** Told of every secret when it is received, before anything else is done with it. */
  readonly maskSecret: (secret: string) => void;
  /** Told of entries that cannot be used, in a sentence. */
  readonly warn: (sentence: string) => void;
}

/** The credentials of a run. */
export interface Credentials {
  /**
   * Finds the credential for a repository: the inputs, then the first source that has one, then none.
   *
   * @throws {InputError} where a source is there but cannot be read, or a helper fails.
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

function remember<Value>(map: Map<string, Promise<Value>>, key: string, make: () => Promise<Value>): Promise<Value> {
  const value = map.get(key) ?? make();
  map.set(key, value);
  return value;
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
function judgePassword(credential: Credential, registry: string): string | undefined {
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
    const config = await remember(memory.files, source.name, () => read(source));
    const host = canonicalHost(query.registry);
    if (config === undefined || host === undefined) return undefined;
    const suffix = config.credHelpers.get(host) ?? config.credsStore;
    if (suffix) {
      const key = JSON.stringify([suffix, host]);
      const credential = await remember(memory.helpers, key, () => ask(suffix, host, config.path));
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
      const sentence = judgePassword(found.credential, query.registry);
      if (sentence !== undefined) warn(sentence);
      return found;
    },
  };
}
