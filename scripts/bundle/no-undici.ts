/**
 * Stands in the bundle for the version of undici that the toolkit of Actions brings along, which is as large as a third
 * of Sealift. GitHub's client is given a `fetch` of our own (see `openGitHub`), so that nothing calls this one.
 */

/** The toolkit makes one when it is loaded behind a proxy, and never uses it. */
export class ProxyAgent {}

/** @throws {Error} always. */
export function fetch(): never {
  throw new Error("Sealift sends no request with the toolkit's own client");
}
