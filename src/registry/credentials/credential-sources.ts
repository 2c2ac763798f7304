import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseAuthVariable, readAuthFile } from './auth-file.ts';
import { type CredentialQuery, scopedConfigPaths } from './credential-scopes.ts';
import type { DockerConfig } from './docker-config.ts';

/** Where credentials may lie. */
export interface CredentialPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly home: string;
  /** The number of the user, where there is one; a folder of the containers tools is called by it. */
  readonly uid?: number | undefined;
}

/** A file or variable that may hold credentials. */
export interface CredentialSource {
  /** The path or the variable's name. */
  readonly name: string;
  /** Whether the user named it; where not, it is looked for where it lies by default. */
  readonly isNamed: boolean;
  /** Whether another read may give another credential. */
  readonly mayChange: boolean;
  /**
   * Reads it anew.
   *
   * @throws {InputError} where it is there but cannot be understood.
   */
  read(): Promise<DockerConfig | undefined>;
}

function file(path: string, isNamed: boolean): CredentialSource {
  return { name: path, isNamed, mayChange: true, read: () => readAuthFile(path) };
}

/** Returns the folder of Docker's configuration: `DOCKER_CONFIG` replaces `~/.docker` entirely. */
function dockerFolder({ environment, home }: CredentialPlaces): string {
  return environment['DOCKER_CONFIG'] || join(home, '.docker');
}

function scopedSources(places: CredentialPlaces, query: CredentialQuery): readonly CredentialSource[] {
  const { environment } = places;
  // docker/login-action then ignores its input `scope`, and so must whoever looks for what it left.
  if (/^(?:1|t|true)$/i.test(environment['DOCKER_LOGIN_SCOPE_DISABLED'] ?? '')) return [];
  const buildx = environment['BUILDX_CONFIG'] || join(dockerFolder(places), 'buildx');
  const isNamed = Boolean(environment['BUILDX_CONFIG'] || environment['DOCKER_CONFIG']);
  const root = join(buildx, 'config');
  // Most runs have no scoped login: a set of thousands need not look for a dozen files of each of its images.
  if (!existsSync(root)) return [];
  return scopedConfigPaths(root, query).map((path) => file(path, isNamed));
}

/** Lists the files of Podman, Skopeo and Buildah, and the one that Docker had before 1.7. */
function containersSources({ environment, home, uid }: CredentialPlaces): readonly CredentialSource[] {
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
export function credentialSources(places: CredentialPlaces, query: CredentialQuery): readonly CredentialSource[] {
  const name = 'DOCKER_AUTH_CONFIG';
  const text = places.environment[name]?.trim();
  const variable: CredentialSource[] = text
    ? [{ name, isNamed: true, mayChange: false, read: async () => parseAuthVariable(name, text) }]
    : [];
  return [
    ...variable,
    ...scopedSources(places, query),
    file(join(dockerFolder(places), 'config.json'), Boolean(places.environment['DOCKER_CONFIG'])),
    ...containersSources(places),
  ];
}
