import { OCI_LABEL } from '../image/labels.ts';
import type { Digest } from '../oci/digest.ts';

/** The image that a build starts from. */
export interface BaseImage {
  /** With its registry and, but where the digest alone picks it, its tag: `docker.io/library/debian:12`. */
  readonly name: string;
  /** Only where it is written down: what a tag stands for is not looked up, because the build may find another. */
  readonly digest?: Digest | undefined;
}

/** What is known at build time of where an image comes from. */
export interface BuildFacts {
  /** `owner/name` of the source repository. */
  readonly fullName?: string | undefined;
  /** Its page. */
  readonly url?: string | undefined;
  readonly homepage?: string | undefined;
  readonly description?: string | undefined;
  /** An SPDX expression. */
  readonly license?: string | undefined;
  /** The full git SHA that is built. */
  readonly revision?: string | undefined;
  readonly version?: string | undefined;
  readonly created: Date;
  readonly base?: BaseImage | undefined;
}

/** Puts text on one line: a label with a line break cannot be handed on as a list. */
function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

/**
 * Builds the labels that a build should give its image.
 *
 * What is not known is left out and never empty; an environment's name is never among them, because the labels are
 * sealed into the image and would be wrong after its first promotion.
 */
export function buildLabels(facts: BuildFacts): ReadonlyMap<string, string> {
  const values: readonly (readonly [string, string | undefined])[] = [
    ['base.digest', facts.base?.digest],
    ['base.name', facts.base?.name],
    ['created', facts.created.toISOString().replace(/\.\d{3}Z$/, 'Z')],
    ['description', facts.description],
    ['licenses', facts.license],
    ['revision', facts.revision],
    ['source', facts.url],
    ['title', facts.fullName?.split('/').at(-1)],
    ['url', facts.homepage ?? facts.url],
    ['version', facts.version],
  ];
  const labels = new Map<string, string>();
  for (const [name, value] of values) {
    const text = oneLine(value ?? '');
    if (text !== '') labels.set(OCI_LABEL + name, text);
  }
  return labels;
}
