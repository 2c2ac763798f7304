import { InputError } from '../errors.ts';
import { quote } from '../util/text-safe-text.ts';
import { canonicalRegistry, spellHost } from './oci-registry-name.ts';
import { knownName } from './registry-name.ts';

/** A repository of a registry: where it is and what it is called there. */
export interface Repository {
  /** The registry's host, with its port unless that is the default: lower case, `docker.io` for Docker Hub. */
  readonly registry: string;
  /** The repository's name in the registry, such as `shop/app`. */
  readonly name: string;
}

/** The longest repository with its registry, in characters, that all clients take (distribution/reference). */
const MAX_LENGTH = 255;

const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/;

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

function refuse(text: string, reason: string, cure: string): never {
  throw new InputError({ what: `read repository ${quote(text)}`, reason, remedy: cure });
}

/** Returns the registry's host in lower case, or undefined where the text cannot be one. */
function tryParseHost(text: string): string | undefined {
  const host = text.toLowerCase();
  if (!HOST.test(host)) return undefined;
  if (!/[.:]/.test(host) && host !== 'localhost') return undefined;
  // What looks like an address and is none, and a port that is out of range, would fail only when it is spoken to.
  return URL.canParse(`https://${host}`) ? host : undefined;
}

/** Refuses an address that is not written as everybody writes it: it would be another registry than the same one elsewhere. */
function requireUsualSpelling(text: string, host: string): void {
  const name = host.replace(/:[0-9]+$/, '');
  const usual = spellHost(name) ?? name;
  if (usual === name) return;
  const cure = usual.startsWith('[')
    ? 'write it in its shortest form'
    : `write ${quote(`${usual}${host.slice(name.length)}`)}`;
  refuse(text, 'its registry is an address in an unusual spelling', cure);
}

/**
 * Parses a repository without tag or digest.
 *
 * The registry must be written out: a first segment that is no host would silently mean Docker Hub elsewhere.
 *
 * @example parseRepository('registry.example.com/d/app') // { registry: 'registry.example.com', name: 'd/app' }
 * @throws {InputError} where the registry or the name is malformed, or where there is a tag.
 */
export function parseRepository(text: string): Repository {
  if (/^[a-z]+:\/\//i.test(text)) refuse(text, 'it begins with a scheme', 'write registry/repository without it');
  if (/[\s,]/.test(text.trim())) {
    refuse(text, 'it has a blank or a comma in it', 'write one repository alone, and of several each on its own line');
  }
  const slash = text.indexOf('/');
  const host = slash > 0 ? tryParseHost(text.slice(0, slash)) : undefined;
  if (host === undefined) {
    refuse(text, 'it does not begin with a registry', 'write registry/repository, such as "ghcr.io/shop/app"');
  }
  requireUsualSpelling(text, host);
  const registry = canonicalRegistry(host);
  const name = text.slice(slash + 1);
  if (name.includes('@') || name.includes(':')) {
    refuse(text, 'it has a tag or digest where only a repository goes', 'leave out what follows the name');
  }
  if (name !== name.toLowerCase()) {
    refuse(text, 'a repository is written in lower case', `write ${quote(`${registry}/${name.toLowerCase()}`)}`);
  }
  if (name.length <= MAX_LENGTH && !NAME.test(name)) {
    refuse(text, 'its name is malformed', 'use lower-case words joined by "/", ".", "_" or "-"');
  }
  if (registry.length + 1 + name.length > MAX_LENGTH) {
    refuse(text, `it is longer than ${MAX_LENGTH} characters`, 'choose a shorter name');
  }
  return { registry, name: registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name };
}

/** Writes a repository as `registry/name`. */
export function formatRepository(repository: Repository): string {
  return `${repository.registry}/${repository.name}`;
}

/** Tells whether two repositories are the same one, under whatever names their registry answers. */
export function isSameRepository(left: Repository, right: Repository): boolean {
  return knownName(formatRepository(left)) === knownName(formatRepository(right));
}
