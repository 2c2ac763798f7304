import { InputError } from '../errors.ts';
import { type Digest, explainDigest, tryParseDigest } from '../oci/digest.ts';
import { formatRepository, isTag, parseRepository } from '../oci/reference.ts';
import { quote } from '../util/safe-text.ts';
import type { BaseImage } from './labels.ts';

/** Where a build says what it starts from. */
export interface BaseInputs {
  /** Overrides the Dockerfile; `scratch` says that there is none. */
  readonly baseImage: BaseImage | typeof SCRATCH | undefined;
  /** The path is relative to the workspace; without a stage, the last one is built. */
  readonly dockerfile: { readonly path: string; readonly stage: string | undefined } | undefined;
}

/** The name that stands for no base at all. */
export const SCRATCH = 'scratch';

/** Writes a name with the registry that `FROM` assumes: Docker Hub, unless its first segment is a host. */
function qualify(name: string): string {
  const [first = ''] = name.split('/');
  const hasRegistry = name.includes('/') && (/[.:]/.test(first) || first === 'localhost');
  return hasRegistry ? name : `docker.io/${name}`;
}

/**
 * Parses a base image as `FROM` takes it, to the fully qualified name of annotations.md
 * (`org.opencontainers.image.base.name`). A tag that is left out is `latest`, unless a digest picks the image.
 *
 * @example parseBaseImage('debian:12') // { name: 'docker.io/library/debian:12' }
 * @throws {InputError} if it is no reference.
 */
export function parseBaseImage(text: string): BaseImage {
  const refuse = (reason: string, remedy: string): never => {
    throw new InputError(`Cannot use base-image ${quote(text)}: ${reason}; ${remedy}`);
  };
  const at = text.indexOf('@');
  const rest = at < 0 ? text : text.slice(0, at);
  const colon = rest.lastIndexOf(':');
  const isTagged = colon > rest.lastIndexOf('/');
  const written = at < 0 ? undefined : text.slice(at + 1);
  const digest: Digest | undefined = written === undefined ? undefined : tryParseDigest(written);
  if (written !== undefined && digest === undefined) {
    refuse(`its digest ${explainDigest(written)}`, 'copy the digest whole from the registry, or leave it out');
  }
  const tag = isTagged ? rest.slice(colon + 1) : digest === undefined ? 'latest' : undefined;
  if (tag !== undefined && !isTag(tag)) refuse('its tag is malformed', 'write name:tag, such as "debian:12"');
  try {
    const repository = formatRepository(parseRepository(qualify(isTagged ? rest.slice(0, colon) : rest)));
    return {
      name: tag === undefined ? repository : `${repository}:${tag}`,
      ...(digest === undefined ? {} : { digest }),
    };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return refuse('its name is malformed', 'write it as FROM takes it, such as "debian:12" or "ghcr.io/shop/base:1.2"');
  }
}
