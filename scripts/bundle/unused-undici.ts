/**
 * Stands in the bundle for what undici has for forms as bodies, and for proxies that speak SOCKS: a fifth of it. Requests of
 * Sealift have bytes or streams, and settings with another proxy than one of HTTP are refused.
 */

/** No body is a form. */
export const webidl = { is: { FormData: (): boolean => false } };

/** @throws {Error} always. */
export function extractBody(): never {
  throw new Error('Sealift sends no forms');
}
