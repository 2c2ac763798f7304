import type { Tag } from '../oci/tag.ts';
import type { RegistryClient } from './client.ts';
import type { HttpResponse } from './transport/http.ts';

/** So many tags every registry takes with one manifest that takes several (distribution-spec, end-7b). */
export const MOST_TAGS_AT_ONCE = 10;

/** What is known of the registries of this run. */
const KNOWN = new WeakMap<RegistryClient, 'likely' | 'no'>();

/**
 * Learns from a registry's answer whether it may set several tags with one manifest.
 *
 * Those that come from CNCF Distribution or do as it does say so in a header; they take the request and set no tag.
 * To ask them would cost a request each time.
 */
export function noteTagsAtOnce(client: RegistryClient, answer: HttpResponse): void {
  if (KNOWN.has(client)) return;
  KNOWN.set(client, answer.header('docker-distribution-api-version') === undefined ? 'likely' : 'no');
}

/** Tells whether it is of use to ask for several tags at once. */
export function mayTagAtOnce(client: RegistryClient): boolean {
  return KNOWN.get(client) === 'likely';
}

/** Remembers that a registry did not do it. */
export function noteNoTagsAtOnce(client: RegistryClient): void {
  KNOWN.set(client, 'no');
}

/** Reads which tags a registry says that it has set (`OCI-Tag`, a header for each or a list). */
export function readTagsSet(answer: HttpResponse, asked: readonly Tag[]): ReadonlySet<Tag> {
  const named = new Set(answer.headers('oci-tag').flatMap((value) => value.split(',').map((part) => part.trim())));
  return new Set(asked.filter((tag) => named.has(tag)));
}
