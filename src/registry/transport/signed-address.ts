/** The parameters by which clouds' storages let in whoever has the address: AWS, Google, Azure, CloudFront. */
const SIGNATURES =
  /^(?:x-amz-(?:signature|security-token|credential)|x-goog-(?:signature|credential)|signature|sig|policy)$/i;

/** What is shorter is no signature (characters): a registry could otherwise blank out words of the log. */
const SHORTEST = 16;

/** An address has as many signatures as it may need, and no more are read. */
const MOST = 8;

/**
 * Lists the secrets in an address that is signed, eight at most: with them, anybody could read the blob until it expires.
 *
 * @example signaturesOf(new URL('https://s3.test/b?X-Amz-Signature=0123456789abcdef')) // ['0123456789abcdef']
 */
export function signaturesOf({ searchParams }: URL): readonly string[] {
  const found: string[] = [];
  for (const [name, value] of searchParams) {
    if (found.length === MOST) break;
    if (SIGNATURES.test(name) && value.length >= SHORTEST) found.push(value);
  }
  return found;
}
