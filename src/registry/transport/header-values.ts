import { InputError } from '../../errors.ts';
import type { HttpRequest } from './http.ts';

/** What a header's value may hold: visible ASCII, blanks and tabs (RFC 9110, section 5.5, without the obsolete part). */
const VALUE = /^[\t\x20-\x7e]*$/;

/**
 * Checks that the values of a request's headers are nothing but values: a line break would begin another header.
 *
 * @throws {InputError} without the value, which may be a secret: only credentials come from outside.
 */
export function checkHeaders({ url, headers = {} }: Pick<HttpRequest, 'url' | 'headers'>): void {
  for (const [name, value] of Object.entries(headers)) {
    if (VALUE.test(value)) continue;
    throw new InputError(
      `Cannot ask registry "${url.host}": the header "${name}" has a character that headers cannot hold; look for line breaks and other special characters in the credentials`,
    );
  }
}
