import { InputError } from '../errors.ts';
import { quote } from '../util/safe-text.ts';
import { type Digest, parseDigest } from './digest.ts';
import { canonicalRegistry, knownName, spellHost } from './registry-name.ts';

/** An image in a repository: by a tag, a digest, or a tag that must resolve to a digest. */
export type Reference =
  | { readonly kind: 'tag'; readonly repository: Repository; readonly tag: Tag }
  | { readonly kind: 'digest'; readonly repository: Repository; readonly digest: Digest; readonly tag?: Tag };

/** Parses `registry/repository:tag`, `registry/repository@digest` or both. */
export function parseReference(text: string): Reference {
  const what = `read reference ${quote(text)}`;
  if (/[\s,]/.test(text.trim())) {
    const remedy = 'name one image; the input "image" takes several, one per line';
    refuse(what, 'it has a blank, a line break or a comma in it', remedy);
  }
  if (/[:@]$/.test(text)) refuse(what, `nothing follows the "${text.slice(-1)}"`, GAVE_NOTHING);
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : parseDigest(text.slice(at + 1));
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const hasTag = colon > rest.lastIndexOf('/');
  if (hasTag && !rest.includes('/')) {
    const remedy = 'write registry/repository:tag, such as "ghcr.io/shop/app:1.2.3"';
    refuse(what, 'it does not begin with a registry', remedy);
  }
  const tag = hasTag ? parseTag(rest.slice(colon + 1)) : undefined;
  const repository = parseRepository(hasTag ? rest.slice(0, colon) : rest);
  if (digest !== undefined) return { kind: 'digest', repository, digest, ...(tag === undefined ? {} : { tag }) };
  if (tag !== undefined) return { kind: 'tag', repository, tag };
  refuse(what, 'it has neither tag nor digest', `add one, such as "${formatRepository(repository)}:1.2.3"`);
}

/** Writes a reference as it is given to tools: `repository:tag`, `repository@digest`, or both. */
export function formatReference(reference: Reference): string {
  const repository = formatRepository(reference.repository);
  if (reference.kind === 'tag') return `${repository}:${reference.tag}`;
  return `${repository}${reference.tag === undefined ? '' : `:${reference.tag}`}@${reference.digest}`;
}

/** A repository of a registry. */
export interface Repository {
  /** The registry's host, with its port unless that is the default: lower case, `docker.io` for Docker Hub. */
  readonly registry: string;
  readonly name: string;
}

/** The longest repository with its registry, in characters, that all clients take (distribution/reference). */
const MAX_LENGTH = 255;

const HOST =
  /^(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*|\[[a-f0-9:.]+\])(?::[0-9]{1,5})?$/;

const NAME = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;

function refuse(what: string, reason: string, remedy: string): never {
  throw new InputError({ what, reason, remedy });
}

function tryParseHost(text: string): string | undefined {
  const host = text.toLowerCase();
  if (!HOST.test(host)) return undefined;
  if (!/[.:]/.test(host) && host !== 'localhost') return undefined;
  // What looks like an address and is none, and a port that is out of range, would fail only when it is spoken to.
  return URL.canParse(`https://${host}`) ? host : undefined;
}

/** An address in an unusual spelling would count as another registry than the same address elsewhere. */
function requireUsualSpelling(what: string, host: string): void {
  const name = host.replace(/:[0-9]+$/, '');
  const usual = spellHost(name) ?? name;
  if (usual === name) return;
  const remedy = usual.startsWith('[')
    ? 'write it in its shortest form'
    : `write ${quote(`${usual}${host.slice(name.length)}`)}`;
  refuse(what, 'its registry is an address in an unusual spelling', remedy);
}

/** The registry must be written out: other tools take a first segment that is not a host for a name on Docker Hub. */
export function parseRepository(text: string): Repository {
  const what = `read repository ${quote(text)}`;
  if (/^[a-z]+:\/\//i.test(text)) refuse(what, 'it begins with a scheme', 'write registry/repository without it');
  if (/[\s,]/.test(text.trim())) refuse(what, 'it has a blank or a comma in it', 'write one repository per line');
  const slash = text.indexOf('/');
  const host = slash > 0 ? tryParseHost(text.slice(0, slash)) : undefined;
  if (host === undefined) {
    refuse(what, 'it does not begin with a registry', 'write registry/repository, such as "ghcr.io/shop/app"');
  }
  requireUsualSpelling(what, host);
  const registry = canonicalRegistry(host);
  const name = text.slice(slash + 1);
  if (name.includes('@') || name.includes(':')) {
    refuse(what, 'it has a tag or digest where only a repository goes', 'leave out what follows the name');
  }
  if (name !== name.toLowerCase()) {
    refuse(what, 'a repository is written in lower case', `write ${quote(`${registry}/${name.toLowerCase()}`)}`);
  }
  if (name.length <= MAX_LENGTH && !NAME.test(name)) {
    refuse(what, 'its name is malformed', 'use lower-case words joined by "/", ".", "_" or "-"');
  }
  if (registry.length + 1 + name.length > MAX_LENGTH) {
    refuse(what, `it is longer than ${MAX_LENGTH} characters`, 'choose a shorter name');
  }
  return { registry, name: registry === 'docker.io' && !name.includes('/') ? `library/${name}` : name };
}

/** Writes a repository as `registry/name`. */
export function formatRepository(repository: Repository): string {
  return `${repository.registry}/${repository.name}`;
}

/** Whether two repositories are the same one, under whatever names their registry answers. */
export function isSameRepository(left: Repository, right: Repository): boolean {
  return knownName(formatRepository(left)) === knownName(formatRepository(right));
}

declare const brand: unique symbol;

/** A tag that matches the grammar of the distribution specification. */
export type Tag = string & { readonly [brand]: 'Tag' };

/** The longest tag, in characters (distribution-spec, "Pulling manifests"). */
export const MAX_TAG_LENGTH = 128;

const TAG = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/;

/** The referrers fallback tag (distribution-spec, "Referrers Tag Schema") and cosign's tags. */
const RESERVED = /^sha(?:256|512)-[a-f0-9]{32,}/;

/** The mark of an image that is retired. */
const MARK = /^0-retired-\d{8}-[a-f0-9]{12}$/;

/** Whether a tag marks an image that is retired: it is no name of it. */
export function isMarkTag(tag: string): boolean {
  return MARK.test(tag);
}

/** Whether a text is a tag. */
export function isTag(text: string): text is Tag {
  return TAG.test(text);
}

/** Whether a tag belongs to the referrers scheme, to cosign or to a retirement, and so is no version of an image. */
export function isReservedTag(tag: string): boolean {
  return RESERVED.test(tag) || MARK.test(tag);
}

/** The cure for an empty part of a name: most often an expression is misspelt. */
const GAVE_NOTHING =
  'write it out, or correct the expression that stands there in the input ("from", "image"): it gave nothing';

/** @throws {InputError} if a text is not a tag. */
export function parseTag(text: string): Tag {
  if (isTag(text)) return text;
  const what = `use tag ${quote(text)}`;
  if (text === '') refuse(what, 'it is empty', GAVE_NOTHING);
  const reason = `a tag is 1 to ${MAX_TAG_LENGTH} letters, digits, "_", "." and "-", and begins with none of the last two`;
  refuse(what, reason, 'choose another');
}
